"""Commitment against best replies found another way: by the round-by-round text, and by trying every reply."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest

from detente.case.load import build as read
from detente.encounter.build import Encounter, build
from detente.encounter.game import Floats
from detente.encounter.road import road
from detente.encounter.terms import terms
from detente.plan.commitment import TIE, commitments
from tests.encounter_cases import drawn, encounter
from tests.rounds import History, Outcome, Rounds

FORGIVEN = (0, 1, 2)


def four_rounds(seed: int) -> dict[str, Any]:
    data = drawn(seed)
    data["talks"]["rounds"] = 4
    return data


def encounter_of(data: dict[str, Any]) -> Encounter:
    case = read(data).case
    found = terms(case)
    return build(found, road(case.roadmap, found))


# --- the rules told in parts -------------------------------------------------------------------------------------------


class OnlySteps(Rounds):
    """The same rounds, in which nothing counts but what steps give and cost."""

    def z(self, *_: Any, **__: Any) -> float:
        return 0.0

    toll = war_points = word = z


class OnlyTension(Rounds):
    """The same rounds, in which nothing counts but the world around talks."""

    def deed(self, *_: Any, **__: Any) -> float:
        return 0.0

    word = deed


class OnlyWord(Rounds):
    """The same rounds, in which nothing counts but one's word and walkouts."""

    def z(self, *_: Any, **__: Any) -> float:
        return 0.0

    toll = war_points = deed = z


def without_walkout(data: dict[str, Any]) -> dict[str, Any]:
    found = copy.deepcopy(data)
    found.get("outcomes", {}).pop("walkout", None)
    return found


class Told:
    """We follow the roadmap and forgive ``forgiven`` exposures: what a reply to that is worth, history by history."""

    def __init__(self, data: dict[str, Any], forgiven: int) -> None:
        self.rules, self.forgiven = Rounds(data), forgiven
        bare = without_walkout(data)
        self.all = (self.rules, OnlySteps(bare), OnlyTension(bare), OnlyWord(data))
        self.rounds = data["talks"]["rounds"]
        self.known: dict[tuple[Any, ...], Floats] = {}

    def exposures(self, history: History) -> int:
        return sum(each.signals["them"] == "exposed" for each in history.rounds)

    def we_do(self, history: History) -> str:
        if self.exposures(history) > self.forgiven:
            return "leave"
        return "step" if "step" in self.rules.moves(history, "us") else "hold"

    def point(self, history: History) -> tuple[Any, ...]:
        """Return what a best reply may depend on."""
        told = self.rules.key(history)
        return (len(history.rounds), *told, min(self.exposures(history), self.forgiven + 1))

    def ways(self, history: History, theirs: str) -> Iterator[tuple[Outcome, ...]]:
        """Yield each way in which a round goes: as it is, and as each part of it counts."""
        moves = {"us": self.we_do(history), "them": theirs}
        last = len(history.rounds) == self.rounds - 1
        yield from zip(*(each.play(history, moves, last) for each in self.all), strict=True)

    def worth(self, history: History, who: str, move: str, after: Any) -> Floats:
        """Return (4,): theirs, and ours by part, of a move followed by what ``after`` says."""
        found = np.zeros(4)
        for whole, *parts in self.ways(history, move):
            now = [whole.settled["them"][who] + whole.worth["them"][who]]
            now += [each.settled["us"]["u0"] + each.worth["us"]["u0"] for each in parts]
            later = after(whole.to) if isinstance(whole.to, History) else np.zeros(4)
            found += whole.chance * (np.array(now) + self.rules.delta * later)
        return found

    def best(self, history: History, who: str) -> Floats:
        """Return (4,) for the best reply; of moves equally good the first."""
        key = (who, *self.point(history))
        if key not in self.known:
            moves = self.rules.moves(history, "them")
            worths = [self.worth(history, who, move, lambda to: self.best(to, who)) for move in moves]
            top = max(each[0] for each in worths) - TIE * self.rules.scale("them", who)
            self.known[key] = next(each for each in worths if each[0] >= top)
        return self.known[key]

    def over_not_engaging(self, worth: Floats, who: str) -> Floats:
        start = self.rules.start
        theirs, ours = (
            self.rules._z(1.0)[side, name, start.tension, start.outside]
            for side, name in (("them", who), ("us", "u0"))
        )
        return worth - np.array([theirs, 0, ours, 0])


def reported(found: Encounter, forgiven: int) -> dict[str, Floats]:
    """Return character -> (4,): theirs, and ours by part."""
    (answer,) = commitments(found, [forgiven])
    assert answer.forgiven == forgiven
    return {name: np.array([answer.theirs[name], *astuple(answer.ours[name])]) for name in answer.ours}


QUICK = (5, 9, 10, 30, 33)
LONGER = [seed for seed in range(40) if seed not in QUICK]


@pytest.mark.parametrize("seed", [*QUICK, *(pytest.param(seed, marks=pytest.mark.slow) for seed in LONGER)])
def test_it_is_what_a_best_reply_told_round_by_round_brings(seed):
    data = four_rounds(seed)
    found = encounter_of(data)
    for forgiven in FORGIVEN:
        told = Told(data, forgiven)
        answers = reported(found, forgiven)
        assert list(answers) == list(data["characters"]["them"])
        for who, answer in answers.items():
            expected = told.over_not_engaging(told.best(told.rules.start, who), who)
            np.testing.assert_allclose(answer, expected, rtol=0, atol=1e-9, err_msg=f"{forgiven} {who}")


def test_the_quick_ones_hold_exposures_that_are_forgiven_and_that_are_not():
    differ = [0, 0]
    for seed in QUICK:
        whole = [reported(encounter_of(four_rounds(seed)), forgiven) for forgiven in FORGIVEN]
        for n, (less, more) in enumerate(pairwise(whole)):
            differ[n] += any(abs(less[who] - more[who]).max() > 1e-3 for who in less)
    assert min(differ) >= 2


# --- every reply ---------------------------------------------------------------------------------------------------------


def tiny(**step: Any) -> dict[str, Any]:
    """Two acts and two rounds: few enough replies to try them all."""
    them = {
        "says": "Hand it over",
        "gives": {"peace": 2},
        "costs": {"money": 0.9},
        "verify": 0.5,
        "delivers": 0.8,
    }
    return encounter(
        goods=["peace", "money"],
        characters={
            "us": {"u0": {"prior": 1, "word": 4, "values": {"peace": 2, "money": 1}}},
            "them": {
                "honest": {"base": 1, "word": 5, "values": {"money": 1.5, "peace": 0.4}},
                "other": {"base": 1, "word": 0.3, "values": {"money": 1.2, "peace": -0.3}},
            },
        },
        steps={
            "us": {"pay": {"says": "Pay", "gives": {"money": 2}, "costs": {"money": 1}}},
            "them": {"list": them | step},
        },
        roadmap=[{"them": "list"}, {"us": "pay"}],
        outcomes={"walkout": {"peace": -0.7}},
        talks={"rounds": 2, "lapse": 0.07},
    )  # fmt: skip


def points_of(told: Told) -> dict[tuple[Any, ...], Sequence[str]]:
    """Return every point at which they may have to choose, with the moves that are open there."""
    found, coming = {}, [told.rules.start]
    while coming:
        history = coming.pop()
        if told.point(history) in found:
            continue
        found[told.point(history)] = moves = told.rules.moves(history, "them")
        coming += [way[0].to for move in moves for way in told.ways(history, move) if isinstance(way[0].to, History)]  # fmt: skip
    return found


@pytest.mark.parametrize("forgiven", [0, 1])
@pytest.mark.parametrize("step", [{}, {"verify": 0.1}, {"costs": {"money": 3}}], ids=str)
def test_no_other_reply_is_worth_more_to_them(step, forgiven):
    data = tiny(**step)
    told = Told(data, forgiven)
    choices = points_of(told)
    replies = [dict(zip(choices, moves, strict=True)) for moves in product(*choices.values())]
    assert 100 <= len(replies) <= 1000
    answers = reported(encounter_of(data), forgiven)
    for who, answer in answers.items():

        def follow(history: History, reply: Any, who: str = who) -> Floats:
            return told.worth(history, who, reply[told.point(history)], lambda to: follow(to, reply))

        worths = [told.over_not_engaging(follow(told.rules.start, reply), who) for reply in replies]
        best = max(worths, key=lambda worth: worth[0])
        np.testing.assert_allclose(answer, best, rtol=0, atol=1e-12)
        assert min(worth[0] for worth in worths) < best[0] - 0.1
