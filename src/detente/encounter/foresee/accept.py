"""The yes: whether they agree to begin, and what their agreeing lets us believe of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from detente.encounter.build import Encounter
from detente.encounter.game import Flags, Floats
from detente.encounter.simplex import interpolate_at
from detente.encounter.solution import Solution

STEPS = 500
"""Steps at most towards a fixed point: half steps, and shorter ones where these lead no nearer."""
SHORTEST = 1 / 64
"""The shortest step, as a share of the way to the answer."""
HALVINGS = 60
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
    begins = [today]
    if look:
        shares = np.linspace(0, 1, STARTS)
        begins += [share * corner + (1 - share) * today for share in shares for corner in np.eye(len(today))]
    many = np.repeat(today[None], len(begins), axis=0)
    us = np.repeat(about_us[None], len(begins), axis=0)
    chances, beliefs, residuals = settle(encounter, solution, us, many, np.array(begins))
    known = [chances[0]]
    for found, gap in zip(chances[1:], residuals[1:], strict=True):
        if gap <= APART and all(abs(found - one).max() > APART for one in known):
            known.append(found)
    return Acceptance(chances[0], beliefs[0], float(today @ chances[0]), float(residuals[0]), len(known) - 1)


def _halved(
    answer: Callable[[Floats, Flags], Floats], today: Floats, rows: Flags
) -> tuple[Floats, Floats, Floats]:
    """Return what ``settle`` does for rows that no steps settle, where they may be of two characters: by halving an interval.

    The belief after a yes, as a function of the belief that the yes is answered at, crosses the diagonal between 0 and 1.
    """
    low, high = np.zeros(int(rows.sum())), np.ones(int(rows.sum()))
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        belief = np.stack([middle, 1 - middle], 1)
        chance = answer(belief, rows)
        after = _after(today[rows], chance)
        above = after[:, 0] > middle
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return chance, after, abs(answer(after, rows) - chance).max(1)


def _after(today: Floats, chance: Floats) -> Floats:
    """Return the belief after a yes, (N, L): today's where nobody says it."""
    joint = today * chance
    whole = joint.sum(1, keepdims=True)
    return np.where(whole > 0, joint / np.where(whole > 0, whole, 1), today)


def settle(
    encounter: Encounter, solution: Solution, about_us: Floats, today: Floats, begin: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return chances of a yes (N, L), beliefs after it (N, L) and residuals (N,), by damped steps from beliefs ``begin``.

    about_us : (N, K) and today : (N, L), the beliefs before the yes.
    """
    game, points = encounter.game, solution.options.points
    cut = len(game.us.characters)
    refused = encounter.around.not_engaging[1]
    rate = game.them.care / game.them.scale
    table = solution.values[0][solution.place[0, game.start]][..., cut:]

    def answer(belief: Floats, rows: Flags) -> Floats:
        worth = interpolate_at(table, about_us[rows], belief, points)
        return np.asarray(expit(rate * (worth - refused)))

    every = np.ones(len(begin), dtype=bool)
    chance, belief = answer(begin, every), begin
    length, least = np.full((len(begin), 1), 0.5), np.full(len(begin), np.inf)
    for _ in range(STEPS):
        belief = _after(today, chance)
        reply = answer(belief, every)
        residual = abs(reply - chance).max(1)
        if residual.max() <= TOLERANCE:
            break
        # where the answer falls steeply with the belief, half steps go to and fro
        length = np.where((residual >= least)[:, None], np.maximum(length / 2, SHORTEST), length)
        least = np.minimum(least, residual)
        chance = chance + length * (reply - chance)
    loose = residual > TOLERANCE
    if today.shape[1] == 2 and loose.any():
        chance[loose], belief[loose], residual[loose] = _halved(answer, today, loose)
    return chance, belief, residual
