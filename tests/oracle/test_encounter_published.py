"""The encounter against closed forms and tables that others published; every test states grid, care and tolerance.

A grid of n x m points: n along an edge for beliefs about us, m for beliefs about them; a side of one character has none.
Probabilities are those of the stage solved at the exact belief that the course of play gives, not between grid points.
Where nothing else is said, care is raised from 0 (the principal selection).
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from detente.encounter.game import Floats, Game
from detente.encounter.solution import Options, Solution
from detente.encounter.solve import solve, stage
from detente.encounter.verify import on_grid
from detente.encounter.verify_tree import in_tree
from tests.encounter_games import (
    CENT2,
    CENT3,
    beer_quiche,
    centipede,
    chain_store,
    kydd_at_once,
    kydd_in_turn,
    one_informed,
)


def principal(us: int, them: int, **more: Any) -> Options:
    return Options(selection="principal", points=(us, them), **more)


def course(found: Solution, *moves: tuple[str, str, str], who: dict[str, str] | None = None) -> list[float]:
    """Return how probable each of these moves is when it is its turn, after those before it.

    Of each move: the side, the move and the state that follows. Told is the chance for the character in ``who``, of the
    side's first character where it says none. Moves show themselves; beliefs move by Bayes' rule.
    """
    game = found.game
    beliefs = [side.belief for side in game.sides]
    told, x = [], game.start
    for t, (key, move, state) in enumerate(moves):
        i = ("us", "them").index(key)
        side = game.sides[i]
        point = stage(found, t, x, *beliefs)
        assert point.settled
        chances = (point.us, point.them)[i][:, side.moves.index(move)]
        character = (who or {}).get(key, side.characters[0])
        told.append(float(chances[side.characters.index(character)]))
        joint = beliefs[i] * chances
        beliefs[i] = joint / joint.sum()
        x = game.states.index(state) if state in game.states else -1
    return told


# --- agent quantal response equilibria at a fixed lambda --------------------------------------------------------------

CENT4 = {
    0.5: (0.296257, 0.277980, 0.464884, 0.832018),
    1.0: (0.236193, 0.376299, 0.761577, 0.960834),
    2.0: (0.372846, 0.758751, 0.959412, 0.998341),
}


def passing(turns: int) -> list[tuple[str, str, str]]:
    return [(("us", "them")[n % 2], "pass", f"turn {n + 2}") for n in range(turns)]


@pytest.mark.parametrize("care", CENT4)
@pytest.mark.parametrize("selection", ["principal", "announced"])
def test_centipede_of_gambit(care, selection):
    """Gambit, cent4.efg: no beliefs, so no grid; one equilibrium, so both selections; half a unit of the sixth digit."""
    found = solve(centipede(*CENT2, care, 0), Options(selection=selection, points=(2, 2)))
    takes = 1 - np.array(course(found, *passing(4)))
    np.testing.assert_allclose(takes, CENT4[care], rtol=0, atol=6e-7)


BEER_QUICHE = {
    1.0: (0.76502, 0.30585, 0.28599, 0.37619),
    2.0: (0.98843, 0.61004, 0.14889, 0.76076),
    5.0: (1.00000, 0.99146, 0.01785, 0.99328),
}


@pytest.mark.parametrize("care", BEER_QUICHE)
def test_beer_and_quiche(care):
    """Cho & Kreps 1987 by Gambit: beer if strong, if weak; fight after beer, after quiche. 2,001 points, half a unit of
    the fifth digit and 1e-6 for the grid.
    """
    found = solve(beer_quiche(care), principal(2001, 2))
    told = []
    for strength in ("strong", "weak"):
        told += course(found, ("us", "beer", "after beer"), who={"us": strength})
    for meal in ("beer", "quiche"):
        told += course(found, ("us", meal, f"after {meal}"), ("them", "fight", "over"))[1:]
    np.testing.assert_allclose(told, BEER_QUICHE[care], rtol=0, atol=6e-6)


# --- limits of high care ----------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pays", "altruist", "takes", "near"),
    [
        (CENT2, 1 / 20, (0, 13 / 19, 120 / 133, 1), 0.01),
        (CENT3, 1 / 100, (0, 17 / 33, 200 / 231, 7 / 8, 200 / 217, 1), 0.05),
    ],
    ids=["cent2", "cent3"],
)
def test_centipede_with_altruists(pays, altruist, takes, near):
    """McKelvey & Palfrey 1992: the selfish take, in the limit. 1,001 x 1,001 points, care 100 raised in 64 steps; to .01
    with one altruist in 20, to .05 with one in 100, whom such a grid sees badly. (Gambit's own branch is .005 and .008
    from the limit there.)
    """
    found = solve(centipede(*pays, 100.0, altruist), principal(1001, 1001, steps=64))
    np.testing.assert_allclose(1 - np.array(course(found, *passing(len(takes)))), takes, rtol=0, atol=near)


def test_chain_store():
    """Kreps & Wilson 1982 with T = 3, a = 2, b = 1/2, q = .1; limits 1, 1/3, 1/2, 1/3, 1/2, 0; Gambit at care 500 .3333,
    .4994, .3333, .4993. Only the monopolist is in doubt: 10,001 points, care 500 raised in 64 steps, 1e-4.
    """
    found = solve(chain_store(3, 500.0, 0.1, 0.5, 2.0), principal(2, 10_001, steps=64))
    entry = ("us", "enter", "reply"), ("them", "fight", "entry")
    enter, fight, second, again, third, last = course(found, *entry, *entry, *entry, who={"them": "weak"})
    told = [enter, fight, 1 - second, again, 1 - third, last]
    np.testing.assert_allclose(told, [1, 0.3333, 0.4994, 0.3333, 0.4993, 0], rtol=0, atol=1e-4)


@pytest.mark.parametrize(("rounds", "value"), [(1, 1 / 2), (2, 3 / 8), (3, 1 / 3)])
def test_repeated_games_with_one_informed_side(rounds, value):
    """Aumann & Maschler: the value a round at p = 1/2, exact. 201 points, care 200 raised in 64 steps, .003."""
    game = one_informed(rounds, 200.0)
    found = solve(game, principal(201, 2, steps=64))
    worth = found.value(0, game.start, game.us.belief, game.them.belief)
    assert float(game.us.belief @ worth[:2]) / rounds == pytest.approx(value, abs=0.003)
    assert float(worth[2]) / rounds == pytest.approx(-value, abs=0.003)


# --- Kydd 2000 --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("character", "threshold"), [("nice", 1 / 3), ("mean", 1 / 2)])
def test_trust_begins_at_its_threshold(character, threshold):
    """Kydd 2000: who moves first cooperates iff p > S / (R + S). 101 x 101 points, care 100; .03 off the threshold, .01."""
    for p, expected in ((threshold - 0.03, 0.0), (threshold + 0.03, 1.0)):
        found = solve(kydd_in_turn(p, 100.0), principal(101, 101))
        told = course(found, ("us", "cooperate", "round 1, first cooperates"), who={"us": character})
        assert told[0] == pytest.approx(expected, abs=0.01)


@cache
def opening(p: float, alpha: float) -> dict[str, float]:
    """Return how probable each character of us cooperates first, by the principal selection; 101 x 101 points, care 100."""
    found = solve(kydd_in_turn(p, 100.0, (alpha, 1 - alpha)), principal(101, 101))
    move = ("us", "cooperate", "round 1, first cooperates")
    return {who: course(found, move, who={"us": who})[0] for who in ("nice", "mean")}


def test_reassurance_by_gambit():
    """Gambit at lambda 100, p = .25, alpha = .85, us first and then them first: nice 1.000, mean .000. To 5e-4."""
    told = opening(0.25, 0.85)
    assert told["nice"] == pytest.approx(1.0, abs=5e-4)
    assert told["mean"] == pytest.approx(0.0, abs=5e-4)


def test_reassurance_follows_its_interval():
    """Kydd 2000: at p = .25 the first step tells the nice from the mean iff .8 < alpha < .8889. 101 x 101 points, care 100:
    inside, .02 from the ends, to .02; .05 outside, below the mean imitate, above the nice give up.
    """
    for alpha in (0.82, 0.84, 0.86):
        told = opening(0.25, alpha)
        assert told["nice"] > 0.98
        assert told["mean"] < 0.02
    assert opening(0.25, 0.75)["nice"] > 0.98
    assert opening(0.25, 0.75)["mean"] > 0.2
    assert opening(0.25, 0.94)["nice"] < 0.02


def separating(game: Game) -> Any:
    """The strategies of Kydd's separating equilibrium: the nice step first, the mean do not, and then all know."""

    def play(t: int, x: int, about_us: Floats, about_them: Floats) -> tuple[Floats, Floats]:
        state = game.states[x]
        second_round = state.startswith("round 2")
        after = state.endswith("first cooperates")
        # nice, mean: whether each cooperates
        answer = (after, False)
        if state == "round 1":
            us, them = (True, False), (True, True)
        elif not second_round:
            us, them = (True, True), answer
        elif state == "round 2":
            us, them = (True, True), (bool(about_us[0] > 1 / 3), bool(about_us[0] > 1 / 2))
        else:
            us, them = answer, (True, True)
        return chosen(game.us, x, us), chosen(game.them, x, them)

    return play


def chosen(side: Any, x: int, cooperates: tuple[bool, bool]) -> Floats:
    """Return pure strategies (K, A)."""
    found = np.zeros(side.open[x].shape)
    for k, yes in enumerate(cooperates):
        opened = np.flatnonzero(side.open[x, k])
        wanted = side.moves.index("cooperate" if yes else "defect")
        found[k, wanted if wanted in opened else opened[0]] = 1
    return found


@pytest.mark.parametrize("p", [0.1, 0.25, 0.6])
@pytest.mark.parametrize("alpha", [0.6, 0.7, 0.72, 0.73, 0.76, 0.81, 0.88, 0.9, 0.99])
def test_reassurance_interval_by_the_verifier(p, alpha):
    """Kydd 2000, T_M / (T_M - p R_M + (1 - p) S_M) < alpha < R_N / ((1 - p)(R_N + S_N)): p = .1 (.7143, .7407),
    p = .25 (.8, .8889), p = .6 none. What we gain by deviating from the separating strategies, on the whole tree, no grid
    and no care, is what the two sides of the inequalities differ by, to 1e-12.
    """
    game = kydd_in_turn(p, 1.0, (alpha, 1 - alpha))
    found = in_tree(game, separating(game))
    nice, mean = found.gain[0]
    as_the_mean = alpha * (p * 2 - (1 - p) * 1) + (1 - alpha) * 2
    as_the_nice = alpha * (p * 1 - (1 - p) * 1) + (1 - alpha) * 2
    assert nice == pytest.approx(max(0.0, -as_the_mean), abs=1e-12)
    assert mean == pytest.approx(max(0.0, as_the_nice), abs=1e-12)
    low, high = 2 / (2 - p + (1 - p)), 2 / ((1 - p) * 3)
    inside = low < alpha < high
    assert (max(nice, mean) <= 1e-12) == inside
    if inside:
        np.testing.assert_allclose(np.concatenate(found.gain), 0, atol=1e-12)


@pytest.mark.parametrize("p", [0.3, 0.45, 0.55, 0.6, 0.9, 0.99])
def test_trust_at_once_on_both_selections(p):
    """Kydd 2000, both at once: one round, so the grid plays no part (11 x 11), care 100, .01. From p = 1/2 up the nice may
    cooperate, and do where it is announced; by the principal selection they never do.
    """
    game = kydd_at_once(p, 100.0)
    told = {}
    for selection in ("announced", "principal"):
        found = solve(game, Options(selection=selection, points=(11, 11)))
        told[selection] = [
            course(found, ("us", "cooperate", "over"), who={"us": who})[0] for who in ("nice", "mean")
        ]
    assert told["announced"] == pytest.approx([float(p > 0.5), 0.0], abs=0.01)
    assert told["principal"] == pytest.approx([0.0, 0.0], abs=0.01)


# --- what holds for all of them ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("game", "points"),
    [
        (beer_quiche(5.0), (21, 2)),
        (centipede(*CENT2, 2.0, 1 / 20), (21, 21)),
        (kydd_in_turn(0.25, 20.0, (0.85, 0.15)), (21, 21)),
        (one_informed(3, 20.0), (21, 2)),
        (chain_store(3, 20.0, 0.1, 0.5, 2.0), (2, 21)),
    ],
    ids=lambda value: getattr(value, "title", None),
)
@pytest.mark.parametrize("selection", ["principal", "announced"])
def test_solutions_pass_the_verifier(game, points, selection):
    """On the grids and at the care given: residuals below 1e-7 found anew, values told to 1e-9 of the payoffs."""
    found = solve(game, Options(selection=selection, points=points))
    checked = on_grid(found)
    assert found.counts["unsettled"] == 0
    assert checked.residual <= 1e-7
    assert checked.residual == pytest.approx(found.worst, abs=1e-12)
    assert checked.values_differ <= 1e-9
    assert min(map(min, checked.gain)) >= -1e-12


@pytest.mark.parametrize("care", [20.0, 80.0, 320.0])
def test_gains_from_deviating_are_small(care):
    """Beer-quiche, 401 points: a logit strategy gives away at most (number of moves) / (e · care) points a round."""
    checked = on_grid(solve(beer_quiche(care), principal(401, 2)))
    assert max(map(max, checked.gain)) <= 2 * 2 / (np.e * care) + 1e-6


@pytest.mark.parametrize("care", [2.0, 5.0, 10.0])
def test_gains_from_deviating_fall_with_care(care):
    """Beer-quiche, 401 points, cares at which they are above what settling leaves; settled to 1e-12."""
    checked = on_grid(solve(beer_quiche(care), principal(401, 2, tolerance=1e-12)))
    sharper = on_grid(solve(replace_care(beer_quiche(care), 2 * care), principal(401, 2, tolerance=1e-12)))
    assert max(map(max, sharper.gain)) > 1e-9
    assert max(map(max, sharper.gain)) < max(map(max, checked.gain))


def replace_care(game: Game, care: float) -> Game:
    return replace(game, us=replace(game.us, care=care), them=replace(game.them, care=care))


def test_a_search_over_the_first_step_finds_the_interval():
    """Kydd 2000, p = .25: only steps of .8 to .8889 of the whole tell the nice from the mean, and nice are best off with the
    least of them, as it risks least. 101 x 101 points, care 100, steps of .01; the ends to .01.
    """
    sizes = np.round(np.arange(0.7, 0.96, 0.01), 2)
    told, worth = [], []
    for alpha in sizes:
        game = kydd_in_turn(0.25, 100.0, (alpha, 1 - alpha))
        found = solve(game, principal(101, 101))
        move = ("us", "cooperate", "round 1, first cooperates")
        nice, mean = (course(found, move, who={"us": who})[0] for who in ("nice", "mean"))
        told.append(nice > 0.5 > 4 * mean)
        worth.append(found.value(0, game.start, game.us.belief, game.them.belief)[0])
    reassure = sizes[told]
    assert reassure.min() == pytest.approx(0.80, abs=0.011)
    assert reassure.max() == pytest.approx(0.8889, abs=0.011)
    assert len(reassure) == round((reassure.max() - reassure.min()) / 0.01) + 1
    assert sizes[np.argmax(worth)] == pytest.approx(0.80, abs=0.011)
