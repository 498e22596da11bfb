"""The yes: a fixed point between what beginning is worth to them and what their yes lets us believe."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit

from detente.encounter.build import Encounter
from detente.encounter.foresee.accept import TOLERANCE, accept, settle
from detente.encounter.simplex import grid
from detente.encounter.solution import Options, Solution
from detente.encounter.solve import solve
from tests.talks import made


def solved(encounter: Encounter) -> Solution:
    return solve(encounter.game, Options(points=(5, 5)))


def worth(encounter: Encounter, solution: Solution, table: np.ndarray) -> Solution:
    """Return the solution with what beginning is worth to them, over not engaging, put in: (G them, L)."""
    values = solution.values[0].copy()
    cut = len(encounter.game.us.characters)
    values[:, :, :, cut:] = table + encounter.around.not_engaging[1]
    return replace(solution, values=(values, *solution.values[1:]))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("kind", [{}, {"outside": True}, {"characters": (2, 3), "shocks": False}], ids=str)
def test_acceptance_is_a_fixed_point(kind, seed):
    encounter = made(seed, **kind)
    solution = solved(encounter)
    game, today = encounter.game, encounter.game.them.belief
    found = accept(encounter, solution, game.us.belief, today)
    assert found.residual <= TOLERANCE
    joint = today * found.chance
    assert found.belief == pytest.approx(joint / joint.sum(), abs=1e-9)
    assert found.overall == pytest.approx(joint.sum(), abs=1e-12)
    begun = solution.value(0, game.start, game.us.belief, found.belief)[len(game.us.characters) :]
    odds = game.them.care / game.them.scale * (begun - encounter.around.not_engaging[1])
    assert found.chance == pytest.approx(expit(odds), abs=1e-8)
    assert found.others == 0


def test_who_does_not_care_says_yes_half_the_time():
    encounter = made(1, care=(4.0, 0.0))
    found = accept(encounter, solved(encounter), encounter.game.us.belief, encounter.game.them.belief)
    assert found.chance == pytest.approx([0.5, 0.5], abs=1e-15)
    assert found.belief == pytest.approx(encounter.game.them.belief, abs=1e-15)
    assert found.overall == pytest.approx(0.5, abs=1e-15)


@pytest.mark.parametrize("seed", range(4))
def test_the_more_talks_are_worth_the_likelier_the_yes(seed):
    encounter = made(seed)
    solution = solved(encounter)
    game = encounter.game
    scale = game.them.scale
    chances = []
    for points in (-2.0, -0.5, 0.0, 0.5, 2.0):
        table = np.broadcast_to(points * scale, (5, 2))
        chances.append(
            accept(encounter, worth(encounter, solution, table), game.us.belief, game.them.belief).chance
        )
    assert (np.diff(chances, axis=0) > 0).all()
    assert chances[2] == pytest.approx([0.5, 0.5], abs=1e-12)
    assert chances[4] == pytest.approx(expit(2.0 * game.them.care * np.ones(2)), abs=1e-9)


def test_a_yes_of_those_who_gain_tells_who_they_may_be():
    encounter = made(2)
    table = np.broadcast_to(np.array([2.0, -2.0]) * encounter.game.them.scale, (5, 2))
    today = np.array([0.3, 0.7])
    found = accept(encounter, worth(encounter, solved(encounter), table), encounter.game.us.belief, today)
    assert found.chance[0] > 0.9 > 0.1 > found.chance[1]
    assert found.belief[0] > 0.8


def test_other_fixed_points_are_counted():
    """Who is thought trusted gains by talks, who is not does not: what is believed of a yes comes true."""
    encounter = made(2)
    game = encounter.game
    trust = grid(2, 5)[:, 0]
    sharp = 12.0 * game.them.scale / game.them.care
    table = (trust - 0.5)[:, None] * np.array([1.0, -1.0]) * sharp
    solution = worth(encounter, solved(encounter), table)
    high = accept(encounter, solution, game.us.belief, np.array([0.6, 0.4]))
    low = accept(encounter, solution, game.us.belief, np.array([0.4, 0.6]))
    assert high.belief[0] > 0.95 > 0.05 > low.belief[0]
    assert high.others >= 1
    assert low.others >= 1
    assert high.residual <= TOLERANCE
    unlooked = accept(encounter, solution, game.us.belief, np.array([0.6, 0.4]), look=False)
    assert unlooked.others == 0
    assert unlooked.chance == pytest.approx(high.chance, abs=1e-9)


def test_certainty_stays_certain():
    encounter = made(2)
    found = accept(encounter, solved(encounter), encounter.game.us.belief, np.array([1.0, 0.0]))
    assert found.belief.tolist() == [1.0, 0.0]
    assert found.overall == pytest.approx(found.chance[0])


@pytest.mark.parametrize("kind", [{}, {"characters": (2, 3), "shocks": False}], ids=str)
def test_many_beliefs_settle_as_each_does(kind):
    encounter = made(3, **kind)
    solution = solved(encounter)
    rng = np.random.default_rng(1)
    us = rng.dirichlet(np.ones(2), 20)
    them = rng.dirichlet(np.ones(kind.get("characters", (2, 2))[1]), 20)
    chances, beliefs, residuals = settle(encounter, solution, us, them, them)
    assert residuals.max() <= TOLERANCE
    for n in range(20):
        one = accept(encounter, solution, us[n], them[n], look=False)
        assert chances[n] == pytest.approx(one.chance, abs=1e-9)
        assert beliefs[n] == pytest.approx(one.belief, abs=1e-9)
