"""The way on which everything is done as due, what is believed along it, and what each act on it tells the other side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from detente.encounter.build import Encounter
from detente.encounter.foresee.appraise import Appraisal
from detente.encounter.foresee.paths import Paths
from detente.encounter.game import SIDES, Flags, Floats, Side
from detente.encounter.road import Act
from detente.encounter.solution import Solution
from detente.encounter.verify import posterior
from detente.plan.results import Shift

DateOf = Callable[[int], str]
"""Round, from 0 -> its last day."""


@dataclass(frozen=True, eq=False)
class Station:
    """Where talks stand once all acts so far were seen done, and nobody was exposed."""

    t: int
    """From 0: the round in which talks most often come there."""
    x: int
    """The state in which they most often do, with the outside factor as it is now."""
    about_us: Floats
    """(K,): what they believe of us, if all acts were done when they were due."""
    about_them: Floats
    """(L,)"""
    arrives: float
    """The chance that talks that have begun ever come there."""


def way(appraisal: Appraisal, plays: Paths) -> list[Station]:
    """Return the stations from the start to the last act. ``plays``: from the belief after the yes; they tell when.

    Beliefs move by Bayes' rule at each act that is done, as strategies have it there; waiting in between leaves them.
    """
    encounter, solution = appraisal.encounter, appraisal.solution
    game = encounter.game
    about_us, about_them = appraisal.about_us, appraisal.acceptance.belief
    found = [Station(0, game.start, about_us, about_them, 1.0)]
    while True:
        here = found[-1]
        due = encounter.due[here.x]
        done = [side.signals.index("done" if due[n] else "held") for n, side in enumerate(game.sides)]
        after = tuple((encounter.done[here.x] + due).tolist())
        if not due.any() or after == tuple(len(order) for order in encounter.road.orders):
            return found
        beliefs = [
            seen(side, here.x, strategy, belief)[1][signal]
            for side, strategy, belief, signal in zip(
                game.sides, at(solution, here), (here.about_us, here.about_them), done, strict=True
            )
        ]
        place = _arrival(encounter, solution, plays, here, after)
        if place is None:
            return found
        found.append(Station(place[0], place[1], beliefs[0], beliefs[1], place[2]))


def _arrival(
    encounter: Encounter, solution: Solution, plays: Paths, before: Station, done: tuple[int, ...]
) -> tuple[int, int, float] | None:
    """Return round, state and chance of arriving at so many acts done; None where no round is left for it."""
    states, T = len(encounter.game.states), plays.rounds
    alike = (encounter.done == done).all(1) & ~encounter.exposed.any(1)
    here = np.append(alike, np.zeros(len(encounter.game.ends), dtype=bool))[plays.state]
    first = here & (np.cumsum(here, axis=0) == 1)
    weight = np.zeros((T, states))
    round_of, play = np.nonzero(first[:T])
    np.add.at(weight, (round_of, plays.state[round_of, play]), plays.weight[play])
    arrives = float(weight.sum())
    weight[: before.t + 1] = 0
    now = alike & (encounter.outside == encounter.around.outside_now)
    weight[:, ~now] = 0
    if weight.any():
        best = np.unravel_index(int(weight.argmax()), weight.shape)
        return int(best[0]), int(best[1]), arrives
    t = before.t + 1
    same = np.flatnonzero(now & (encounter.tension == encounter.tension[before.x]))
    if t >= T or solution.place[t, same[0]] < 0:
        return None
    return t, int(same[0]), arrives


def at(solution: Solution, here: Station) -> tuple[Floats, Floats]:
    """Return the strategies of us and of them at a station."""
    return solution.interpolated(here.t, here.x, here.about_us, here.about_them)


def seen(side: Side, x: int, strategy: Floats, belief: Floats) -> tuple[Floats, Floats]:
    """Return how probable each signal is to the other side, (S,), and what it believes after it, (S, K)."""
    chance = strategy @ side.shows[x % len(side.shows)]
    total = belief @ chance
    return total, posterior(belief, chance.T, total)


def trusted(encounter: Encounter, side: int) -> Flags:
    """Return (characters,): which of a side's characters are trusted."""
    return np.array([person.trusted for person in encounter.terms.people[side]])


def line_of(encounter: Encounter, side: int, act: Act) -> int:
    """Return on which line, from 1, an act of a side stands."""
    return next(n for n, line in enumerate(encounter.road.lines, 1) if line[side] is act)


def acts_due(encounter: Encounter, here: Station) -> Iterator[tuple[int, Act]]:
    """Yield side and act that are due at a station."""
    for side in (0, 1):
        if encounter.due[here.x, side]:
            yield side, encounter.road.orders[side][encounter.done[here.x, side]]


def ledger(appraisal: Appraisal, stations: list[Station], date_of: DateOf) -> list[Shift]:
    """Return what each act along the way tells the other side about whom it deals with."""
    encounter = appraisal.encounter
    found = []
    for here in stations:
        strategies, beliefs = at(appraisal.solution, here), (here.about_us, here.about_them)
        for n, act in acts_due(encounter, here):
            side, believed = encounter.game.sides[n], trusted(encounter, n)
            chance, after = seen(side, here.x, strategies[n], beliefs[n])
            given = {name: s for s, name in enumerate(side.signals) if chance[s] > 0}
            trust = after[:, believed].sum(1)
            found.append(
                Shift(
                    side=SIDES[n],
                    act=f"{SIDES[n]}.{act}",
                    says=encounter.terms.steps[n][act.step].says,
                    round=here.t + 1,
                    date=date_of(here.t),
                    before=float(beliefs[n][believed].sum()),
                    after={name: float(trust[s]) for name, s in given.items()},
                    chances={name: float(chance[s]) for name, s in given.items()},
                    bits=information(chance, trust),
                )
            )
    return found


def information(chance: Floats, after: Floats) -> float:
    """Return the mutual information, in bits, of signals (S,) with an event, from its probability after each of them (S,)."""

    def entropy(p: Floats) -> Floats:
        both = np.stack([p, 1 - p])
        return np.asarray(-np.sum(both * np.log2(both, out=np.zeros_like(both), where=both > 0), axis=0))

    return max(0.0, float(entropy(np.asarray(chance @ after)) - chance @ entropy(after)))
