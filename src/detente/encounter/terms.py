"""The encounter of a case in numbers: each uncertain input at its median, or as one draw has it.

Vectors of goods have the order of ``Terms.goods``; sides are numbered 0 us, 1 them; tensions 0 calm, 1 strained, 2 crisis.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detente.case.encounter import Channel, OutsideFactor, Shocks, Step
from detente.case.model import Case
from detente.case.uncertain import Uncertain
from detente.encounter.game import SIDES, Floats
from detente.errors import DetenteError
from detente.weigh.inputs import quantile, uniforms

TENSIONS = ("calm", "strained", "crisis")
Value = Callable[[Uncertain, tuple[str, ...]], float]
"""Turns an input, with its path of ids, into a number."""


class NotJudged(DetenteError):
    """A case that lacks what its encounter needs."""


@dataclass(frozen=True, eq=False)
class Person:
    """One character of a side. ``values``: (goods,), points for a unit of each; ``word``: points."""

    name: str
    says: str
    trusted: bool
    word: float
    values: Floats


@dataclass(frozen=True, eq=False)
class Deed:
    """A step, undivided. Amounts are (goods,): what the change is worth for good."""

    name: str
    says: str
    gives: Floats
    costs: Floats
    changes: Floats
    needs: tuple[str, ...]
    verify: float
    surfaces: float
    delivers: float
    parts: int
    reversible: bool
    binds: tuple[float, float]
    calms: float


@dataclass(frozen=True)
class Line:
    """A channel. ``opened_by``: the number of a side and its step; None for one that is open today."""

    name: str
    says: str
    calms: float
    opened_by: tuple[int, str] | None


@dataclass(frozen=True, eq=False)
class World:
    """How tension moves by itself; chances are per round."""

    each_round: float
    escalate: float
    fade: float
    war: float
    toll: Floats
    """(tensions, goods)"""


@dataclass(frozen=True, eq=False)
class Outside:
    """The third party. ``goods``: (goods,), factors on what a good is worth while it does not hold."""

    name: str
    says: str
    now: bool
    flip: float
    flip_back: float
    each_round: float
    goods: Floats


@dataclass(frozen=True, eq=False)
class Terms:
    """All that an encounter needs besides a roadmap. Pairs are of us and of them."""

    goods: tuple[str, ...]
    people: tuple[tuple[Person, ...], tuple[Person, ...]]
    beliefs: tuple[Floats, Floats]
    """(characters,) each: what the other side holds probable before anything is agreed; sums to 1."""
    we_are: int
    """Which of our characters we are."""
    steps: tuple[Mapping[str, Deed], Mapping[str, Deed]]
    channels: tuple[Line, ...]
    world: World | None
    outside: Outside | None
    walkout: Floats
    """(goods,)"""
    war: Floats
    """(goods,)"""
    start: int
    """Today's tension."""
    lapse: float
    rounds: int
    discount: float
    """Of one round."""
    care: tuple[float, float]


def central(given: Uncertain, path: tuple[str, ...]) -> float:
    """Return an input's median."""
    return given.median


def drawn(seed: int, draw: int, draws: int) -> Value:
    """Return what takes inputs as one of ``draws`` draws has them; each input has a generator of its own, by its path."""

    def value(given: Uncertain, path: tuple[str, ...]) -> float:
        return float(quantile(given.dist, uniforms(seed, path, draws)[draw : draw + 1])[0])

    return value


def missing(case: Case) -> list[str]:
    """Return what a case must still say before its encounter can be worked out, in the analyst's terms."""
    them = case.characters.them if case.characters else {}
    us = case.characters.us if case.characters else {}
    lacks = {
        "characters.them (who they may be)": not them,
        "characters.us (who we may be in their eyes)": not us,
        "characters.us.….we_are (true for the one that we are)": len(us) > 1
        and not any(each.we_are for each in us.values()),
        "steps.us (what we can do)": not (case.steps and case.steps.us),
        "steps.them (what they can do)": not (case.steps and case.steps.them),
    }
    return [what for what, lacking in lacks.items() if lacking]


def require(case: Case) -> None:
    """Raise NotJudged where the case has no roadmap that can be played, and say what it lacks."""
    _refuse([*missing(case), *([] if case.roadmap else ["roadmap (the steps in their order)"])])


def _refuse(lacks: Sequence[str]) -> None:
    if lacks:
        raise NotJudged("the case has no whole encounter yet; it lacks " + ", ".join(lacks))


def terms(case: Case, value: Value = central, beliefs: tuple[Floats, Floats] | None = None) -> Terms:
    """Return the encounter of a case in numbers. ``beliefs``: about us and about them; without them by priors and bases.

    Raises NotJudged where the case lacks an essential part.
    """
    _refuse(missing(case))
    return _Reader(case, value).terms(beliefs)


class _Reader:
    """Reads one case with one way of turning inputs into numbers."""

    def __init__(self, case: Case, value: Value) -> None:
        self.case, self.value = case, value

    def terms(self, beliefs: tuple[Floats, Floats] | None) -> Terms:
        case, number = self.case, self.value
        people = self._people("us"), self._people("them")
        assert case.characters is not None
        ours = list(case.characters.us.values())
        care = case.care
        talks = case.talks
        outcomes = case.outcomes
        return Terms(
            goods=case.goods,
            people=people,
            beliefs=beliefs or (self._weights("us", "prior"), self._weights("them", "base")),
            we_are=next((k for k, each in enumerate(ours) if each.we_are), 0),
            steps=(self._steps("us"), self._steps("them")),
            channels=tuple(self._channel(name, each) for name, each in case.channels.items()),
            world=None if case.shocks is None else self._world(case.shocks),
            outside=next((self._outside(name, each) for name, each in case.outside.items()), None),
            walkout=self._amounts(outcomes.walkout if outcomes else {}, ("outcomes", "walkout")),
            war=self._amounts(outcomes.war if outcomes else {}, ("outcomes", "war")),
            start=TENSIONS.index(talks.start),
            lapse=number(talks.lapse, ("talks", "lapse")),
            rounds=talks.rounds,
            discount=number(case.discount, ("discount",)) ** talks.round_length.months,
            care=(number(care.us, ("care", "us")), number(care.them, ("care", "them"))),
        )

    def _amounts(self, amounts: Mapping[str, Uncertain], path: tuple[str, ...]) -> Floats:
        return np.array(
            [self.value(amounts[good], (*path, good)) if good in amounts else 0.0 for good in self.case.goods]
        )

    def _people(self, side: str) -> tuple[Person, ...]:
        path = ("characters", side)
        return tuple(
            Person(
                name=name,
                says=each.says or name,
                trusted=each.trusted,
                word=self.value(each.word, (*path, name, "word")),
                values=self._amounts(each.values, (*path, name, "values")),
            )
            for name, each in getattr(self.case.characters, side).items()
        )

    def _weights(self, side: str, key: str) -> Floats:
        people = getattr(self.case.characters, side)
        found = np.array(
            [self.value(getattr(each, key), ("characters", side, name, key)) for name, each in people.items()]
        )
        return np.asarray(found / found.sum())

    def _steps(self, side: str) -> dict[str, Deed]:
        return {name: self._step(side, name, each) for name, each in getattr(self.case.steps, side).items()}

    def _step(self, side: str, name: str, step: Step) -> Deed:
        path = ("steps", side, name)
        chances = {
            key: self.value(getattr(step, key), (*path, key))
            for key in ("verify", "surfaces", "delivers", "calms")
        }
        binds = [
            1.0 if step.binds is None else self.value(getattr(step.binds, key), (*path, "binds", key))
            for key in SIDES
        ]
        return Deed(
            name=name,
            says=step.says,
            gives=self._amounts(step.gives, (*path, "gives")),
            costs=self._amounts(step.costs, (*path, "costs")),
            changes=self._amounts(step.changes, (*path, "changes")),
            needs=step.needs,
            parts=step.parts,
            reversible=step.reversible,
            binds=(binds[0], binds[1]),
            **chances,
        )

    def _channel(self, name: str, channel: Channel) -> Line:
        opened_by = None
        if channel.opened_by is not None:
            side, step = channel.opened_by.split(".", 1)
            opened_by = (SIDES.index(side), step)
        return Line(
            name, channel.says or name, self.value(channel.calms, ("channels", name, "calms")), opened_by
        )

    def _world(self, shocks: Shocks) -> World:
        rates = {
            key: self.value(getattr(shocks, key), ("shocks", key))
            for key in ("each_round", "escalate", "fade", "war")
        }
        toll = [
            np.zeros(len(self.case.goods)),
            *(self._amounts(getattr(shocks.toll, key), ("shocks", "toll", key)) for key in TENSIONS[1:]),
        ]
        return World(toll=np.array(toll), **rates)

    def _outside(self, name: str, factor: OutsideFactor) -> Outside:
        path = ("outside", name)
        when_not = {key: self.value(each, (*path, "when_not", key)) for key, each in factor.when_not.items()}
        return Outside(
            name=name,
            says=factor.says,
            now=factor.now,
            flip=self.value(factor.flip, (*path, "flip")),
            flip_back=self.value(factor.flip_back, (*path, "flip_back")),
            each_round=when_not.get("each_round", 1.0),
            goods=np.array([when_not.get(good, 1.0) for good in self.case.goods]),
        )


def scales(terms: Terms, side: int) -> Floats:
    """Return (characters,): S, the root mean square worth of the steps of the case, undivided, and of a walkout."""
    found = []
    for person in terms.people[side]:
        own = [person.values @ (deed.changes - deed.costs) for deed in terms.steps[side].values()]
        others = [person.values @ (deed.gives + deed.changes) for deed in terms.steps[1 - side].values()]
        worth = np.array([*own, *others, person.values @ terms.walkout])
        found.append(float(np.sqrt(np.mean(worth**2))))
    return np.array([scale or 1.0 for scale in found])


def yardstick(terms: Terms) -> tuple[str, float]:
    """Return the step of theirs that is worth most to us, undivided and delivered: what it is, and its points."""
    person = terms.people[0][terms.we_are]
    worth = {
        deed.says: float(person.values @ (deed.gives + deed.changes)) for deed in terms.steps[1].values()
    }
    best = max(worth, key=lambda says: worth[says])
    return best, worth[best]
