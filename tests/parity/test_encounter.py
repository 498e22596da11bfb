"""The compiled solver against the plain reference, and interpolation on the simplex against what it must be."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit

from detente.encounter import Draft, kernel, kernel_data, reference
from detente.encounter.game import Game
from detente.encounter.layout import arrays_of
from detente.encounter.simplex import corners, grid, interpolate, size
from detente.encounter.solution import HOW, Options, Solution
from detente.encounter.solve import solve, stage
from tests.games import beer_quiche, kydd_in_turn, one_informed, random_game, talks

GAMES = {
    "2 x 2": lambda: random_game(11, rounds=2, care=2.0),
    "1 x 2": lambda: random_game(12, rounds=2, characters=(1, 2), care=2.0),
    "3 x 1": lambda: random_game(13, rounds=2, characters=(3, 1), care=2.0),
    "3 x 2": lambda: random_game(14, rounds=2, characters=(3, 2), moves=(2, 2), care=1.5),
    "2 x 3": lambda: random_game(15, rounds=2, characters=(2, 3), moves=(2, 3), states=1, care=1.5),
    "3 x 3": lambda: random_game(16, rounds=2, characters=(3, 3), moves=(2, 2), states=1, care=1.5),
    "three rounds": lambda: random_game(17, rounds=3, moves=(2, 2), care=1.0),
    "talks": lambda: talks(rounds=2, steps=(1, 1)),
    "beer": lambda: beer_quiche(2.0),
    "Kydd": lambda: kydd_in_turn(0.4, 3.0, weights=(0.8, 0.2), first=("us", "them")),
    "one informed": lambda: one_informed(2, 3.0),
}


def compare(game: Game, found: Solution, plain: reference.Table, tolerance: float) -> None:
    for (t, x), table in plain.items():
        at = found.place[t, x]
        cut = table["us"].shape[2] * table["us"].shape[3]
        flat = found.strategies[t][at]
        assert np.allclose(found.values[t][at], table["value"], atol=tolerance, rtol=0)
        assert np.allclose(flat[..., :cut].reshape(table["us"].shape), table["us"], atol=tolerance, rtol=0)
        assert np.allclose(
            flat[..., cut:].reshape(table["them"].shape), table["them"], atol=tolerance, rtol=0
        )
    assert sum(len(states) for states in found.states) == len(plain), "the same states, no more"


@pytest.mark.parametrize("make", GAMES.values(), ids=GAMES)
def test_announced_is_that_of_the_reference(make):
    game, points = make(), (4, 5)
    plain = reference.solve_announced(game, points)
    found = solve(game, Options(points=points))
    assert found.worst <= 1e-8
    assert max(table["residual"].max() for table in plain.values()) <= 1e-8
    compare(game, found, plain, 1e-6)


def test_announced_is_the_limit_of_half_steps_where_they_pass_by_another_root():
    # the shortcut to the limit used to land on a root that half steps only pass by
    game, points = random_game(903, rounds=3, characters=(1, 3), moves=(3, 2), care=4.0), (2, 5)
    compare(game, solve(game, Options(points=points)), reference.solve_announced(game, points), 1e-6)


@pytest.mark.parametrize("care", [6.0, 20.0])
@pytest.mark.parametrize("more", [0.001, 0.003, 0.005, 0.01])
def test_of_two_good_meetings_the_better_one_is_found_where_nothing_is_announced(more, care):
    draft = Draft("Two meetings", us={"one": 1.0}, them={"one": 1.0}, rounds=1)
    draft.state("start", us=["A", "B"], them=["A", "B"])
    for side in ("us", "them"):
        draft.who(side, care=care)
        draft.gains(side, 1.0, own="A", other="A")
        draft.gains(side, 1.0 + more, own="B", other="B")
    us = them = np.array([0.5, 0.5])
    for _ in range(200):
        answers = [np.exp(care * np.array([1.0, 1.0 + more]) * other) for other in (them, us)]
        us, them = ((own + a / a.sum()) / 2 for own, a in zip((us, them), answers, strict=True))
    assert us[1] > 0.99
    assert np.allclose(solve(draft.game()).strategies[0].reshape(2, 2), [us, them], atol=1e-6)


@pytest.mark.parametrize("care", [8.0, 20.0])
@pytest.mark.parametrize("seed", [1003, 1009])
def test_what_half_steps_come_to_is_found_at_a_high_care_too(seed, care):
    """Stage by stage on a grid of 11 x 11 points, wherever 200 plain half steps arrive at all."""
    game, points = random_game(seed, rounds=2, care=care), (11, 11)
    found, about = solve(game, Options(points=points)), grid(2, 11)
    onward = {int(x): found.values[1][found.place[1, x]] for x in found.states[1]}
    plain = reference.Stage(game, 0, game.start, onward, points)
    came = 0
    for i, j in np.ndindex(11, 11):
        beliefs, p = (about[i], about[j]), plain.announced()
        for _ in range(200):
            answers = plain.answer(p, beliefs)
            if max(abs(a - q).max() for a, q in zip(answers, p, strict=True)) <= 1e-8:
                came += 1
                assert HOW[found.how[0][0, i, j]] == "response"
                for ours, theirs in zip(found.split(found.strategies[0][0, i, j]), p, strict=True):
                    assert np.allclose(ours, theirs, atol=1e-5, rtol=0), (i, j)
                break
            p = (p[0] + answers[0]) / 2, (p[1] + answers[1]) / 2
    assert came >= 60


@pytest.mark.parametrize("make", GAMES.values(), ids=GAMES)
def test_principal_is_that_of_the_reference(make):
    game, points = make(), (4, 3)
    plain = reference.solve_principal(game, points, steps=6)
    found = solve(game, Options(selection="principal", points=points))
    assert found.worst <= 1e-8
    compare(game, found, plain, 1e-6)


@pytest.mark.parametrize("make", GAMES.values(), ids=GAMES)
def test_residuals_are_those_of_the_reference_at_any_strategies(make):
    # what the kernel calls a response is what the definition calls one, not only where it is an equilibrium
    game, points = make(), (4, 5)
    found = solve(game, Options(points=points, tolerance=0.02))
    for t in range(game.rounds):
        onward = (
            {int(x): found.values[t + 1][found.place[t + 1, x]] for x in found.states[t + 1]}
            if t + 1 < game.rounds
            else {}
        )
        for x in map(int, found.states[t][:3]):
            plain = reference.Stage(game, t, x, onward, points)
            about = [grid(len(side.characters), n) for side, n in zip(game.sides, points, strict=True)]
            for i, j in np.ndindex(len(about[0]), len(about[1])):
                strategies = found.split(found.strategies[t][found.place[t, x], i, j])
                residual = plain.residual(strategies, (about[0][i], about[1][j]))
                assert found.residual[t][found.place[t, x], i, j] == pytest.approx(residual, abs=1e-12)


@pytest.mark.parametrize("make", GAMES.values(), ids=GAMES)
def test_a_stage_between_the_points_is_that_of_the_reference(make):
    game, points = make(), (4, 5)
    found = solve(game, Options(points=points))
    x = game.start
    onward = {int(y): found.values[1][found.place[1, y]] for y in found.states[1]} if game.rounds > 1 else {}
    beliefs = game.us.belief, game.them.belief
    point = stage(found, 0, x, *beliefs)
    plain, residual = reference.Stage(game, 0, x, onward, points).settle_announced(beliefs)
    assert point.settled
    assert max(point.residual, residual) <= 1e-8
    assert np.allclose(point.us, plain[0], atol=1e-6)
    assert np.allclose(point.them, plain[1], atol=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_newton_finds_what_it_should(seed):
    # from a poor start at a sharp care, so that the chain goes on to Newton's method and its slopes must be right
    game = random_game(
        100 + seed, rounds=2, characters=((2, 2), (3, 2), (2, 3))[seed % 3], moves=(2, 2), states=1, care=6.0
    )
    found = solve(game, Options(selection="principal", points=(6, 6), steps=1))
    assert found.counts["unsettled"] == 0
    assert found.worst <= 1e-8


# --- the simplex --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("characters", [1, 2, 3])
@pytest.mark.parametrize("points", [2, 3, 7])
def test_a_grid_is_its_own_corners(characters, points):
    beliefs = grid(characters, points)
    assert len(beliefs) == size(characters, points)
    assert np.allclose(beliefs.sum(1), 1)
    for n, belief in enumerate(beliefs):
        at, weight = corners(belief, points)
        assert ((at >= 0) & (at < len(beliefs))).all()
        assert weight @ beliefs[at] == pytest.approx(belief, abs=1e-12)
        assert weight[at == n].sum() == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("characters", [2, 3])
def test_corners_are_near_and_weights_are_chances(characters):
    rng = np.random.default_rng(5)
    beliefs = grid(characters, 9)
    for belief in rng.dirichlet(np.ones(characters) / 2, 500):
        at, weight = corners(belief, 9)
        assert weight.min() >= -1e-12
        assert weight.sum() == pytest.approx(1)
        assert weight @ beliefs[at] == pytest.approx(belief, abs=1e-12)
        assert abs(beliefs[at] - belief).max() <= 1 / 8 + 1e-12


def test_interpolation_treats_characters_alike():
    rng = np.random.default_rng(6)
    points, order = 6, [2, 0, 1]
    beliefs = grid(3, points)
    table = rng.normal(size=(len(beliefs), 1, 1))
    places = {tuple(np.round(belief * 5).astype(int)): n for n, belief in enumerate(beliefs)}
    moved = np.empty_like(table)
    for key, n in places.items():
        moved[places[tuple(key[k] for k in order)]] = table[n]
    for belief in rng.dirichlet(np.ones(3), 200):
        here = interpolate(table, belief, np.ones(1), (points, 2))
        assert interpolate(moved, belief[order], np.ones(1), (points, 2)) == pytest.approx(here, abs=1e-12)


@njit
def worth_and_slopes(arrays, task, later, b0, b1, p):
    frame = kernel._lay_out(arrays, task, 0, later, len(b0), len(b1))
    room = kernel._room(frame, len(b0), len(b1))
    slope = np.empty((len(p), len(p)))
    kernel._evaluate(frame, task, b0, b1, p, room)
    kernel._slopes(frame, task, b0, b1, p, room, slope)
    return room.worth, slope


@pytest.mark.parametrize("characters", [(2, 2), (1, 3), (3, 2)])
def test_slopes_are_finite_differences(characters):
    game = random_game(21, rounds=1, characters=characters, states=1)
    arrays = arrays_of(game, last=True)
    task = kernel_data.Task(0, 1.0, True, 1e-8, 1, 4, 5, 0, 0.0, 1.0, False, False)
    rng = np.random.default_rng(7)
    sizes = [size(k, n) for k, n in zip(characters, (4, 5), strict=True)]
    later = rng.normal(size=(int(arrays.given0[0] * arrays.given1[0]), *sizes, sum(characters)))
    about = [rng.dirichlet(np.ones(k)) for k in characters]
    p = np.concatenate([rng.dirichlet(np.ones(3)) for _ in range(sum(characters))])

    def worth(p):
        return worth_and_slopes(arrays, task, later, *about, p)[0]

    slope = worth_and_slopes(arrays, task, later, *about, p)[1]
    for i in range(len(p)):
        step = np.zeros(len(p))
        step[i] = 1e-7
        # probabilities of a character that do not sum to 1 mean nothing, so only differences of two slopes count
        other = i // 3 * 3 + (i + 1) % 3
        step[other] = -1e-7
        difference = (worth(p + step) - worth(p - step)) / 2e-7
        assert np.allclose(difference, slope[:, i] - slope[:, other], atol=1e-5)
