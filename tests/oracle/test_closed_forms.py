"""The encounter against closed forms and tables of the literature. Every test states grid, care and tolerance."""

from __future__ import annotations

import numpy as np
import pytest

from detente.encounter.solution import Options, Solution
from detente.encounter.solve import solve, stage
from tests.games import (
    CENT2,
    CENT3,
    beer_quiche,
    centipede,
    chain_store,
    kydd_at_once,
    kydd_in_turn,
    one_informed,
)


def principal(points: int | tuple[int, int], **more: int) -> Options:
    both = points if isinstance(points, tuple) else (points, points)
    return Options(selection="principal", points=both, **more)


class Play:
    """Walks through a solution from its start, beliefs moving by Bayes' rule."""

    def __init__(self, solution: Solution) -> None:
        self.solution = solution
        self.t, self.x = 0, solution.game.start
        self.beliefs = [side.belief for side in solution.game.sides]

    def chances(self, side: str, move: str) -> list[float]:
        """Return how likely each character of a side makes a move here; the stage is solved at this belief."""
        point = stage(self.solution, self.t, self.x, *self.beliefs)
        assert point.settled
        game = self.solution.game
        who, table = (game.us, point.us) if side == "us" else (game.them, point.them)
        return [float(row[who.moves.index(move)]) for row in table]

    def go(self, side: str, move: str, to: str) -> None:
        """Let a side make a move that shows itself."""
        n = 0 if side == "us" else 1
        joint = self.beliefs[n] * self.chances(side, move)
        self.beliefs[n] = joint / joint.sum()
        self.t, self.x = self.t + 1, self.solution.game.states.index(to)


# --- agent QRE at a fixed care, from Gambit -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("care", "expected"),
    [
        (0.5, [0.296257, 0.277980, 0.464884, 0.832018]),
        (1.0, [0.236193, 0.376299, 0.761577, 0.960834]),
        (2.0, [0.372846, 0.758751, 0.959412, 0.998341]),
    ],
)
@pytest.mark.parametrize("selection", ["announced", "principal"])
def test_centipede_without_altruists(care, expected, selection):
    # Gambit's agent QRE; one character a side, so no grid; tolerance: its six digits
    game = with_care(centipede(*CENT2, altruists=0.0), care)
    play = Play(solve(game, Options(selection=selection, points=(2, 2))))
    for n, chance in enumerate(expected, 1):
        side = "us" if n % 2 else "them"
        assert play.chances(side, "take")[0] == pytest.approx(chance, abs=6e-7)
        if n < len(expected):
            play.go(side, "pass", f"node {n + 1}")


@pytest.mark.parametrize(
    ("care", "expected"),
    [
        (1.0, [0.76502, 0.30585, 0.28599, 0.37619]),
        (2.0, [0.98843, 0.61004, 0.14889, 0.76076]),
        (5.0, [1.00000, 0.99146, 0.01785, 0.99328]),
    ],
)
def test_beer_and_quiche(care, expected):
    # Gambit's agent QRE: beer if strong, if weak, fight after beer, after quiche; 401 points, to its five digits
    found = solve(beer_quiche(care), principal((401, 2)))
    play = Play(found)
    assert play.chances("us", "beer") == pytest.approx(expected[:2], abs=2e-5)
    play.go("us", "beer", "beer")
    assert play.chances("them", "fight")[0] == pytest.approx(expected[2], abs=2e-5)
    play = Play(found)
    play.go("us", "quiche", "quiche")
    assert play.chances("them", "fight")[0] == pytest.approx(expected[3], abs=2e-5)


# --- limits of high care ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("takes", "altruists", "points", "near", "expected"),
    [
        (CENT2, 1 / 20, 401, 0.03, [0, 13 / 19, 120 / 133, 1]),
        (CENT3, 1 / 100, 801, 0.05, [0, 17 / 33, 200 / 231, 7 / 8, 200 / 217, 1]),
    ],
    ids=["cent2", "cent3"],
)
def test_centipede_with_altruists(takes, altruists, points, near, expected):
    # McKelvey and Palfrey 1992, limits of high care, from which care 20 is still so far
    game = with_care(centipede(*takes, altruists=altruists), 20.0)
    play = Play(solve(game, principal(points)))
    for n, chance in enumerate(expected, 1):
        side = "us" if n % 2 else "them"
        assert play.chances(side, "take")[0] == pytest.approx(chance, abs=near)
        if n < len(expected):
            play.go(side, "pass", f"node {n + 1}")


def test_chain_store():
    # Kreps and Wilson 1982, second-hand, T = 3, a = 2, b = 1/2, q = .1; Gambit's agent QRE at care 500: .3333, .4994,
    # .3333, .4993; 10,001 points on the one side that is doubted, 1e-4
    game = chain_store(3, 2.0, 0.5, 0.1, care=500.0)
    play = Play(solve(game, principal((2, 10_001))))
    assert play.chances("us", "in")[0] == pytest.approx(1, abs=1e-4)
    play.go("us", "in", "entered")
    assert play.chances("them", "fight")[0] == pytest.approx(0.3333, abs=1e-4)
    play.go("them", "fight", "market")
    assert play.chances("us", "out")[0] == pytest.approx(0.4994, abs=1e-4)
    play.go("us", "in", "entered")
    assert play.chances("them", "fight")[0] == pytest.approx(0.3333, abs=1e-4)
    play.go("them", "fight", "market")
    assert play.chances("us", "out")[0] == pytest.approx(0.4993, abs=1e-4)
    play.go("us", "in", "entered")
    assert play.chances("them", "fight")[0] == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize(("rounds", "value"), [(1, 1 / 2), (2, 3 / 8), (3, 1 / 3)])
def test_repeated_games_with_one_informed_side(rounds, value):
    # Aumann and Maschler, exact values of n rounds at 1/2; care 200 a round's point, 201 points, .01
    game = one_informed(rounds, care=200.0 * rounds)
    found = solve(game, principal((201, 2)))
    worth = found.value(0, 0, game.us.belief, game.them.belief)
    assert float(game.us.belief @ worth[:2]) == pytest.approx(value, abs=0.01)
    assert worth[2] == pytest.approx(-float(game.us.belief @ worth[:2]), abs=1e-3), (
        "zero-sum, but for interpolation"
    )


@pytest.mark.parametrize(("character", "threshold"), [("nice", 1 / 3), ("mean", 1 / 2)])
def test_trust_in_turn_begins_at_its_threshold(character, threshold):
    # Kydd 2000: who moves first cooperates iff p > S / (R + S); care 100, 101 points, .05 on either side
    for nice, expected in ((threshold - 0.05, 0.0), (threshold + 0.05, 1.0)):
        game = kydd_in_turn(nice, care=100.0)
        play = Play(solve(game, principal(101)))
        found = play.chances("us", "cooperate")[game.us.characters.index(character)]
        assert found == pytest.approx(expected, abs=0.01)


def test_reassurance_separates_inside_its_interval():
    # Kydd 2000: p = .25, first-round weight .85 lies in (.8, .8889); us first, then them first; Gambit at care 100: nice
    # 1.000, mean .000; 101 points, 5e-4
    game = kydd_in_turn(0.25, 100.0, weights=(0.85, 0.15), first=("us", "them"))
    play = Play(solve(game, principal(101)))
    assert play.chances("us", "cooperate") == pytest.approx([1, 0], abs=5e-4)


def test_reassurance_in_the_same_order_twice_does_not_begin():
    # Gambit at care 100: 0 and 0; 101 points, 5e-4
    game = kydd_in_turn(0.25, 100.0, weights=(0.85, 0.15), first=("us", "us"))
    play = Play(solve(game, principal(101)))
    assert play.chances("us", "cooperate") == pytest.approx([0, 0], abs=5e-4)


@pytest.mark.parametrize("nice", [0.3, 0.6, 0.9, 0.99])
def test_trust_at_once_depends_on_the_selection(nice):
    # one round, so the grid plays no part; care 100, .01: cooperation exists above 1/2, the principal branch defects
    game = kydd_at_once(nice, care=100.0)
    follows = Play(solve(game, principal(11))).chances("us", "cooperate")
    heard = Play(solve(game, Options(points=(11, 11)))).chances("us", "cooperate")
    assert follows == pytest.approx([0, 0], abs=0.01)
    assert heard == pytest.approx([1, 0] if nice > 0.5 else [0, 0], abs=0.01)


def with_care(game, care):
    from dataclasses import replace

    return replace(game, us=replace(game.us, care=care), them=replace(game.them, care=care))


def test_beliefs_at_the_start_are_those_of_the_games():
    assert np.allclose(beer_quiche(1.0).us.belief, [0.9, 0.1])
