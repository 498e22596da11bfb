"""The yes: whether they agree to begin, and what their agreeing lets us believe of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from detente.encounter.build import Encounter
from detente.encounter.game import Floats
from detente.encounter.solution import Solution

STEPS = 500
"""Half steps at most towards a fixed point."""
TOLERANCE = 1e-10
STARTS = 21
"""Beliefs from which fixed points are looked for, besides today's."""
APART = 1e-6
"""Two fixed points are one where no chance differs by more."""


@dataclass(frozen=True, eq=False)
class Acceptance:
    """How likely each character of theirs says yes, and the belief about them after a yes."""

    chance: Floats
    """(L,)"""
    belief: Floats
    """(L,)"""
    overall: float
    residual: float
    """By how much the chances differ from those that the belief gives."""
    others: int
    """How many more fixed points were found."""


def accept(
    encounter: Encounter, solution: Solution, about_us: Floats, today: Floats, *, look: bool = True
) -> Acceptance:
    """Return the fixed point reached from today's belief about them, (L,). ``look``: for others too.

    Character j says yes with odds exp(care (U_j - V0_j) / S_j), with U_j what beginning is worth to it at the belief that a
    yes leaves: a side that gains by talks says yes, and so a yes tells who it may be.
    """
    game = encounter.game
    cut = len(game.us.characters)
    refused = encounter.around.not_engaging[1]
    rate = game.them.care / game.them.scale

    def answer(belief: Floats) -> Floats:
        worth = solution.value(0, game.start, about_us, belief)[cut:]
        return np.asarray(expit(rate * (worth - refused)))

    def after(chance: Floats) -> Floats:
        joint = today * chance
        whole = joint.sum()
        return np.asarray(joint / whole) if whole > 0 else today

    def settle(belief: Floats) -> tuple[Floats, Floats, float]:
        chance = answer(belief)
        residual = np.inf
        for _ in range(STEPS):
            belief = after(chance)
            reply = answer(belief)
            residual = float(abs(reply - chance).max())
            if residual <= TOLERANCE:
                break
            chance = (chance + reply) / 2
        return chance, belief, residual

    chance, belief, residual = settle(today)
    known = [chance]
    for share in np.linspace(0, 1, STARTS if look else 0):
        for corner in np.eye(len(today)):
            found, _, gap = settle(share * corner + (1 - share) * today)
            if gap <= APART and all(abs(found - one).max() > APART for one in known):
                known.append(found)
    return Acceptance(chance, belief, float(today @ chance), residual, len(known) - 1)
