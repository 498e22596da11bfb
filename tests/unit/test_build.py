"""The game of a case against the model's text, told round by round by ``tests.rounds``: every entry of every table."""

from __future__ import annotations

from collections import deque
from itertools import product
from typing import Any

import numpy as np
import pytest

from detente.case.load import build as read
from detente.encounter.build import Encounter, build
from detente.encounter.game import SIDES
from detente.encounter.road import road
from detente.encounter.terms import terms
from tests.encounter_cases import drawn
from tests.rounds import TENSIONS, History, Outcome, Rounds

HISTORIES = 2
"""So many ways to come to each state are tried: what follows must not depend on the way."""


def game_of(data: dict[str, Any]) -> Encounter:
    case = read(data).case
    found = terms(case)
    return build(found, road(case.roadmap, found))


def histories(rounds: Rounds, depth: int) -> dict[tuple[Any, ...], list[History]]:
    """Return some histories for each public state that talks can come to."""
    found: dict[tuple[Any, ...], list[History]] = {rounds.key(rounds.start): [rounds.start]}
    coming = deque([rounds.start])
    while coming:
        history = coming.popleft()
        if len(history.rounds) >= depth:
            continue
        for us, them in product(rounds.moves(history, "us"), rounds.moves(history, "them")):
            for outcome in rounds.play(history, {"us": us, "them": them}, last=False):
                if isinstance(outcome.to, History):
                    known = found.setdefault(rounds.key(outcome.to), [])
                    if len(known) < HISTORIES:
                        known.append(outcome.to)
                        coming.append(outcome.to)
    return found


def places(found: Encounter) -> dict[tuple[Any, ...], int]:
    """Return the number of each public state."""
    rows = zip(
        found.done.tolist(),
        found.exposed.tolist(),
        found.tension.tolist(),
        found.outside.tolist(),
        strict=True,
    )
    return {
        (*done, *exposed, TENSIONS[tension], bool(outside) or found.terms.outside is None): x
        for x, (done, exposed, tension, outside) in enumerate(rows)
    }


def compare(rounds: Rounds, found: Encounter, history: History, x: int, where: dict, last: bool) -> None:
    """Hold all that can happen in a state against the arrays."""
    game = found.game
    numbers = [{move: a for a, move in enumerate(side.moves)} for side in game.sides]
    for i, side in enumerate(game.sides):
        opened = rounds.moves(history, SIDES[i])
        for k in range(len(side.characters)):
            assert [m for a, m in enumerate(side.moves) if side.open[x, k, a]] == opened
        announced = "step" if "step" in opened else None
        assert (side.moves[side.announced[x]] if side.announced[x] >= 0 else None) == announced
        assert side.discount[x % len(side.discount)] == pytest.approx(rounds.delta, rel=1e-14)
    chances = game.last if last else game.chances
    for us, them in product(*(rounds.moves(history, side) for side in SIDES)):
        outcomes = list(rounds.play(history, {"us": us, "them": them}, last))
        told = together(rounds, outcomes)
        a, b = numbers[0][us], numbers[1][them]
        settled = {
            (i, k): sum(each.chance * each.settled[side][who] for each in outcomes)
            for i, side in enumerate(SIDES)
            for k, who in enumerate(game.sides[i].characters)
        }
        for (i, k), points in settled.items():
            own, other = (a, b) if i == 0 else (b, a)
            assert game.sides[i].gain[x, own, other, k, 0] == pytest.approx(points, abs=1e-10)
        seen: dict[tuple[Any, ...], float] = {}
        for s, r in product(range(len(game.us.signals)), range(len(game.them.signals))):
            chance = game.us.shows[x, a, s] * game.them.shows[x, b, r]
            row = (x * len(game.us.signals) + s) * len(game.them.signals) + r
            for entry in range(chances.start[row], chances.start[row + 1]):
                to = int(chances.to[entry])
                if chance * chances.chance[entry] > 0:
                    place = (game.us.signals[s], game.them.signals[r], to)
                    seen[place] = seen.get(place, 0.0) + float(chance * chances.chance[entry])
        assert seen.keys() == {(*signals, target(game, where, to)) for signals, to in told}
        for (signals, to), (chance, worth) in told.items():
            number = target(game, where, to)
            assert seen[*signals, number] == pytest.approx(chance, abs=1e-13)
            s, r = game.us.signals.index(signals[0]), game.them.signals.index(signals[1])
            for i, side in enumerate(game.sides):
                table = side.last_worth if last else side.worth
                for k, who in enumerate(side.characters):
                    if number >= len(game.states):
                        points = table[x, s, r, number - len(game.states), k]
                    else:
                        points = side.arrival[number, k]
                    assert points == pytest.approx(worth[SIDES[i]][who], abs=1e-9), (us, them, signals, to)


def together(rounds: Rounds, outcomes: list[Outcome]) -> dict[tuple[Any, ...], tuple[float, Any]]:
    """Join outcomes that show the same and lead to the same."""
    found: dict[tuple[Any, ...], tuple[float, Any]] = {}
    for each in outcomes:
        to = rounds.key(each.to) if isinstance(each.to, History) else each.to
        before = found.get((each.signals, to), (0.0, each.worth))
        assert before[1] == each.worth
        found[each.signals, to] = before[0] + each.chance, each.worth
    return found


def target(game: Any, where: dict[tuple[Any, ...], int], to: Any) -> int:
    return where[to] if isinstance(to, tuple) else len(game.states) + game.ends.index(to)


QUICK = (1, 2, 3, 4, 5, 6, 9, 10, 11, 24)
LONGER = [seed for seed in range(40) if seed not in QUICK]


@pytest.mark.parametrize("seed", [*QUICK, *(pytest.param(seed, marks=pytest.mark.slow) for seed in LONGER)])
def test_every_entry_is_what_the_text_says(seed):
    data = drawn(seed)
    rounds, found = Rounds(data), game_of(data)
    where = places(found)
    reached = histories(rounds, depth=2 * len(found.road.lines) + 6)
    assert where[rounds.key(rounds.start)] == found.game.start
    assert reached.keys() <= where.keys()
    for key, ways in reached.items():
        for history in ways:
            for last in (False, True):
                compare(rounds, found, history, where[key], where, last)
    for i, side in enumerate(found.game.sides):
        scales = [rounds.scale(SIDES[i], who) for who in side.characters]
        np.testing.assert_allclose(side.scale, scales, rtol=1e-12)


def test_the_quick_ones_hold_something_of_everything():
    cases = [drawn(seed) for seed in QUICK]
    steps = [step for case in cases for own in case["steps"].values() for step in own.values()]
    scaled = [case for case in cases if "outside" in case and "shocks" in case]
    assert scaled
    assert any(
        step.get("reversible") for case in scaled for own in case["steps"].values() for step in own.values()
    )
    assert {len(case["characters"][side]) for case in cases for side in ("us", "them")} == {1, 2, 3}
    assert {len(line) for case in cases for line in case["roadmap"]} == {1, 2}
    assert any("shocks" not in case for case in cases)
    assert any("outside" not in case for case in cases)
    for key in ("parts", "binds", "calms", "needs", "reversible"):
        assert any(key in step for step in steps), key
    assert any(step.get("verify", 1) < 1 and step.get("delivers", 1) < 1 for step in steps)
    assert any(step.get("verify", 1) == 1 and step.get("delivers", 1) < 1 for step in steps)
    assert any("." in written for case in cases for line in case["roadmap"] for written in line.values())


@pytest.mark.parametrize("seed", QUICK)
def test_each_state_has_a_name_of_its_own_that_says_what_is_due(seed):
    found = game_of(drawn(seed))
    assert len(set(found.game.states)) == len(found.game.states)
    for name, done, due in zip(found.game.states, found.done.tolist(), found.due.tolist(), strict=True):
        for side in (0, 1):
            if due[side]:
                assert f"{SIDES[side]}.{found.road.orders[side][done[side]]}" in name
