"""Games against Gambit's agent quantal response equilibria, at the same care, base rates 1 and no discount.

Random games, seeds fixed. Compared are the probabilities of the first round, the stage solved at the exact beliefs of the
start. Grids are n x n points; care is raised on 11 x 11 (6 x 6 at one round); points settle to 1e-8. Trees have at most
4,000 ends.

- 24 mild games of one round, care 1, 10 and 40, and 61 more, care 6 to 80: 1e-6, also past a fold. Some seeds were taken
  because steps of care, or grid points on different branches, had led astray there: ``ASTRAY``.
- Every belief inside a 6 x 6 grid of some of these, each given to Gambit as where the game begins: 1e-6.
- 30 mild games of two and three rounds, care 1, 4, 10: 1e-3 at 21 points, and errors fall with the grid.
- 19 games of coordination with a prize, two and three rounds, care 1, 4, 10: 1e-2 at 21 points; on the way to none of them
  does Gambit's branch meet a fold. (In most of those at care 10 Gambit is elsewhere after both have stepped, which is rare
  there: it comes to that belief with care, where we stay at a belief while care is raised. Both are equilibria of the tree.)
- These, and 10 mild games at care 40, whose values turn within a cell of the grid: what our strategies come to in the
  written-out tree is within 1e-2 of its logit equations, at 41 points. ``NOT_FOUND`` lists the exception, and why.
- 12 games of coordination, care 20 and 40, on the way to which Gambit's branch folds: the same within 1e-6, at 41 points.

Published games: every probability of the tree, at 201 points.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from detente.encounter import Draft
from detente.encounter.game import Floats, Game
from detente.encounter.simplex import grid
from detente.encounter.solution import Options, Solution
from detente.encounter.solve import solve, stage
from detente.encounter.verify_tree import Play, check_profile, profile
from tests.encounter_games import (
    CENT2,
    beer_quiche,
    centipede,
    coordination,
    kydd_at_once,
    kydd_in_turn,
    mild,
    one_informed,
)
from tests.games import random_game
from tests.oracle.agent_qre import Branch, principal_branch

Name = tuple[str, int, float, int]
"""Kind, rounds, care, seed."""

ONE_ROUND: list[Name] = [("mild", 1, care, seed) for care in (1.0, 10.0, 40.0) for seed in range(8)]
ASTRAY: list[Name] = [
    *(("random", 1, 20.0, seed) for seed in (14, 15, 67, 107, 110, 136, 146)),
    *(("five", 1, care, seed) for care, seed in ((10.0, 124), (40.0, 124), (40.0, 131), (40.0, 137))),
    *(("two meetings", 1, care, more) for care in (6.0, 20.0) for more in (1, 10, 30, 50, 100)),
]
FOLDED_ONE_ROUND: list[Name] = [
    *(("random", 1, 20.0, seed) for seed in (34, 113, 128)),
    *(("five", 1, care, seed) for care, seed in ((40.0, 153), (40.0, 218), (80.0, 165))),
]
FRESH: list[Name] = [
    *(("random", 1, 20.0, seed) for seed in range(400, 412)),
    *(("random", 1, 40.0, seed) for seed in range(400, 412)),
    *(("five", 1, 80.0, seed) for seed in range(400, 410)),
]
INSIDE: list[Name] = [("random", 1, 20.0, seed) for seed in (14, 107, 146, 67, 110, 136, 148)] + [
    ("five", 1, 40.0, seed) for seed in (115, 131)
]
MILD: list[Name] = [
    ("mild", rounds, care, seed)
    for rounds, seeds in ((2, range(6)), (3, range(4)))
    for care in (1.0, 4.0, 10.0)
    for seed in seeds
]
SHARP: list[Name] = [("mild", 2, 40.0, seed) for seed in range(6)] + [
    ("mild", 3, 40.0, seed) for seed in range(4)
]
COORDINATION: list[Name] = [
    ("coordination", rounds, care, seed)
    for rounds, seeds in ((2, range(4)), (3, range(2)))
    for care in (1.0, 4.0, 10.0)
    for seed in seeds
] + [("coordination", 2, 10.0, 103)]
FOLDED: list[Name] = [
    ("coordination", 2, care, seed) for care in (20.0, 40.0) for seed in (8, 23, 47, 86, 94, 107)
]
NOT_FOUND = {
    (
        "mild",
        2,
        40.0,
        2,
    ): "in round two a belief that play comes to lies where one equilibrium gives way to another: values "
    "jump there, no belief in the first round agrees with the jump, and the residual stays above .05 at 321 points"
}
FALL = {
    (2, 1.0): (2e-7, 7e-8, 2e-8),
    (2, 4.0): (2e-5, 4e-6, 1e-6),
    (2, 10.0): (8e-5, 3e-5, 1e-5),
    (3, 1.0): (4e-6, 1e-6, 2e-7),
    (3, 4.0): (2e-4, 5e-5, 1e-5),
    (3, 10.0): (2e-3, 2e-4, 5e-5),
}
"""Rounds and care: the worst errors at 11, 21 and 41 points that were seen with other games, by another program."""


@pytest.fixture(scope="module", autouse=True)
def pygambit() -> Any:
    return pytest.importorskip(
        "pygambit", reason="Gambit is a peer: install the oracles group to compare with it"
    )


@cache
def game_of(name: Name) -> Game:
    kind, rounds, care, seed = name
    if kind == "coordination":
        return coordination(seed, rounds, care)
    if kind == "random":
        return random_game(seed, rounds=rounds, states=1, moves=(3, 3), care=care)
    if kind == "two meetings":
        return two_meetings(seed / 10_000, care)
    if kind == "five":
        return mild(seed, rounds, care, ends=4_000, sets=300, characters=5)
    # three characters on both sides only at one round: the grid would have half a million points
    return mild(seed, rounds, care, ends=4_000, sets=300, characters=5 if rounds > 1 else 6)


def two_meetings(more: float, care: float) -> Game:
    """Both at A is worth 1 to both, both at B a little more: the branch bends away from one half, and another one begins."""
    draft = Draft("Two meetings", us={"one": 1.0}, them={"one": 1.0}, rounds=1)
    draft.state("start", us=["A", "B"], them=["A", "B"])
    for side in ("us", "them"):
        draft.who(side, care=care)
        draft.gains(side, 1.0, own="A", other="A")
        draft.gains(side, 1.0 + more, own="B", other="B")
    return draft.game()


@cache
def branch_of(name: Name) -> Branch:
    import pygambit

    return principal_branch(pygambit, game_of(name))


@cache
def solved(name: Name, points: int) -> Solution:
    found = solve(game_of(name), Options(selection="principal", points=(points, points), coarse=11))
    assert found.counts["unsettled"] <= 1e-4 * found.points
    return found


@cache
def error(name: Name, points: int) -> float:
    """By how much, at most, a probability of the first round differs from Gambit's."""
    game = game_of(name)
    point = stage(solved(name, points), 0, game.start, game.us.belief, game.them.belief)
    return apart(branch_of(name), (point.us, point.them))


def apart(branch: Branch, ours: tuple[Floats, Floats]) -> float:
    """By how much, at most, a probability of the first round differs from Gambit's."""
    found = 0.0
    for side, strategies in enumerate(ours):
        for knows in branch.tree.sets[side]:
            if knows.t == 0:
                there = branch.profile[side][knows.number]
                found = max(found, float(abs(strategies[knows.character, list(knows.moves)] - there).max()))
    return found


def residual(name: Name, points: int) -> float:
    """By how much, at most, our strategies miss the logit equations of the tree, stages solved at visited beliefs."""
    game, whole = game_of(name), branch_of(name).tree
    return check_profile(game, whole, profile(game, whole, playing(solved(name, points)))).residual


def playing(found: Solution) -> Play:
    """Return the strategies of a solution: the stage solved wherever play comes to."""

    def play(t: int, x: int, about_us: Floats, about_them: Floats) -> tuple[Floats, Floats]:
        point = stage(found, t, x, about_us, about_them)
        return point.us, point.them

    return play


def some_slow(names: list[Name], fast: list[Name]) -> list[Any]:
    """Return the names as parameters, all but ``fast`` marked slow."""
    return [
        pytest.param(name, id="-".join(map(str, name)), marks=() if name in fast else pytest.mark.slow)
        for name in names
    ]


@pytest.mark.parametrize(
    "name",
    some_slow([*ONE_ROUND, *ASTRAY, *FOLDED_ONE_ROUND, *FRESH], [*ONE_ROUND[8:16], *ASTRAY, *FRESH[::4]]),
)
def test_one_round_agrees_to_six_digits(name):
    assert error(name, 6) <= 1e-6


def test_some_games_of_one_round_fold_and_most_do_not():
    assert all(branch_of(name).folded for name in FOLDED_ONE_ROUND)
    assert not any(branch_of(name).folded for name in [*ONE_ROUND, *ASTRAY])


@pytest.mark.parametrize("name", some_slow(INSIDE, INSIDE[:3]))
def test_one_round_agrees_at_every_point_inside_the_grid(pygambit, name):
    game, found = game_of(name), solved(name, 6)
    about = [grid(len(side.characters), 6) for side in game.sides]
    inside = [(i, j) for i, j in np.ndindex(*map(len, about)) if about[0][i].min() > 0 < about[1][j].min()]
    assert len(inside) >= 16
    for i, j in inside:
        here = replace(
            game, us=replace(game.us, belief=about[0][i]), them=replace(game.them, belief=about[1][j])
        )
        assert apart(principal_branch(pygambit, here), found.split(found.strategies[0][0, i, j])) <= 1e-6


@pytest.mark.parametrize(
    "name", some_slow(MILD, [("mild", 2, 4.0, 0), ("mild", 2, 10.0, 1), ("mild", 2, 10.0, 3)])
)
def test_mild_games_agree_to_three_digits(name):
    assert not branch_of(name).folded
    assert error(name, 21) <= 1e-3


@pytest.mark.slow
@pytest.mark.parametrize("rounds", [2, 3])
@pytest.mark.parametrize("care", [1.0, 4.0, 10.0])
def test_errors_of_mild_games_fall_with_the_grid(rounds, care):
    names = [name for name in MILD if name[1:3] == (rounds, care)]
    worst = [max(error(name, points) for name in names) for points in (11, 21, 41)]
    assert worst[0] > worst[1] > worst[2]
    assert (np.array(worst) <= 20 * np.array(FALL[rounds, care])).all()


@pytest.mark.parametrize("name", some_slow(COORDINATION, [*COORDINATION[4:8], COORDINATION[-1]]))
def test_coordination_agrees_before_the_fold(name):
    assert not branch_of(name).folded
    assert error(name, 21) <= 1e-2


@pytest.mark.parametrize("name", some_slow(FOLDED, FOLDED[1::6]))
def test_past_a_fold_these_are_equilibria_of_the_tree(name):
    assert branch_of(name).folded
    assert residual(name, 41) <= 1e-6


@pytest.mark.parametrize("name", some_slow([*COORDINATION, *SHARP], COORDINATION[8:10]))
def test_these_are_equilibria_of_the_tree(name, request):
    if name in NOT_FOUND:
        request.applymarker(pytest.mark.xfail(reason=NOT_FOUND[name], strict=True))
    assert residual(name, 41) <= 1e-2


PUBLISHED = [
    (beer_quiche(5.0), 5e-5),
    (centipede(*CENT2, 2.0, 1 / 20), 5e-4),
    (kydd_in_turn(0.25, 5.0, (0.85, 0.15)), 5e-4),
    (one_informed(3, 4.0), 5e-4),
    (kydd_at_once(0.7, 2.0), 1e-7),
]


@pytest.mark.parametrize(("game", "near"), PUBLISHED, ids=lambda each: getattr(each, "title", None))
def test_published_games_agree_everywhere_in_the_tree(pygambit, game, near):
    branch = principal_branch(pygambit, game)
    assert not branch.folded
    found = solve(game, Options(selection="principal", points=(201, 201)))
    ours = profile(game, branch.tree, playing(found))
    for side in (0, 1):
        for number, there in branch.profile[side].items():
            np.testing.assert_allclose(ours[side][number], there, rtol=0, atol=near)


@pytest.mark.parametrize("name", some_slow([*MILD, *SHARP], MILD[6:7]))
def test_gambits_own_profile_passes_the_check_of_the_tree(name):
    branch = branch_of(name)
    assert check_profile(game_of(name), branch.tree, branch.profile).residual <= 1e-6


def test_there_are_enough_of_them():
    every = {*ONE_ROUND, *ASTRAY, *FOLDED_ONE_ROUND, *FRESH, *INSIDE, *MILD, *SHARP, *COORDINATION, *FOLDED}
    assert len(every) >= 150
    assert len({*FOLDED}) >= 10
    assert len(NOT_FOUND) <= 0.02 * len(every)
    assert {name[1] for name in every} == {1, 2, 3}
    sides = [side for name in every for side in game_of(name).sides]
    assert {len(side.characters) for side in sides} == {1, 2, 3}
    assert {len(side.moves) for side in sides} == {2, 3, 4}
