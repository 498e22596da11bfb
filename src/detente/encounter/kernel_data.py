"""What goes into the compiled kernel and comes out of it, as tuples of arrays. Nothing is compiled here.

Sides are numbered: 0 us, 1 them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


class Arrays(NamedTuple):
    """A game for rounds of one kind (before the last, or the last). For both sides (0 us, 1 them) where it says."""

    count0: Ints
    """(X,): how many moves are open to anybody of us in a state; ``moves0`` lists them first."""
    count1: Ints
    moves0: Ints
    """(X, A)"""
    moves1: Ints
    given0: Ints
    """(X,): how many signals can be given by us; ``signals0`` lists them first."""
    given1: Ints
    signals0: Ints
    """(X, S)"""
    signals1: Ints
    open0: Flags
    """(X, K, A)"""
    open1: Flags
    shows0: Floats
    """(X | 1, A, S)"""
    shows1: Floats
    gain0: Floats
    """(X | 1, A | 1, B | 1, K | 1, L | 1)"""
    gain1: Floats
    base0: Floats
    """(A,): logarithms of base rates."""
    base1: Floats
    rate0: Floats
    """(K,): care / scale."""
    rate1: Floats
    announced0: Ints
    """(X,)"""
    announced1: Ints
    worth: Floats
    """(X · S us · S them, K us + K them): expected points of ends and arrivals."""
    start: Ints
    """(X · S us · S them + 1,): where the next states of a row start."""
    to: Ints
    chance: Floats
    discount: Floats
    """(X, K us + K them)"""


class Task(NamedTuple):
    """What to solve, in round t, and how."""

    t: int
    care: float
    """Multiplies the care of the game."""
    principal: bool
    """Begin at the strategies that ``Found.strategies`` holds; else where moves have been announced."""
    tolerance: float
    seed: int
    points0: int
    """Points along an edge of the grid about us."""
    points1: int
    tries: int
    """Random restarts at most."""
    ahead: float
    """Principal: how much farther to go in the direction from ``Found.before`` to ``Found.strategies``; 0: no farther."""
    leap: float
    """Principal: how far a probability may be found from where it was looked for, before the stage's own branch is followed."""
    oriented: bool
    """Principal: see to it that a branch from care 0 can come to what is found; else its own is followed."""
    follow: bool
    """Principal: begin with the stage's own branch; if it does not arrive, at the strategies that ``Found.strategies`` holds."""


class Found(NamedTuple):
    """What the kernel fills in: for each state asked for, beliefs about us, beliefs about them."""

    values: Floats
    """(n, N us, N them, K us + K them)"""
    strategies: Floats
    """(n, N us, N them, K us · A us + K them · A them): also where to begin, in the principal selection; need not sum to 1."""
    before: Floats
    """As strategies: the solution before the one that strategies hold at first."""
    residual: Floats
    """(n, N us, N them)"""
    how: NDArray[np.int8]
    """(n, N us, N them)"""
    evaluations: NDArray[np.int32]
    """(n, N us, N them): how often a response was evaluated."""


class Frame(NamedTuple):
    """A state laid out for one thread: a open moves and s signals a side, K characters of the side, L of the other."""

    show0: Floats
    """(a us, s us)"""
    show1: Floats
    gain0: Floats
    """(K us · a us, K them · a them)"""
    gain1: Floats
    """(K them · a them, K us · a us)"""
    base: Floats
    """(N,): log base rates, -inf where closed; N = K us · a us + K them · a them."""
    rate: Floats
    """(N,): care / scale."""
    row: Ints
    """(K us + K them + 1,): where each character's moves start."""
    later: Floats
    """(s us · s them, G us, G them, K us + K them)"""
    free: Ints
    """(M,): which of the N can vary: open, and not the only one of its character."""


class Work(NamedTuple):
    """Room that one thread works in."""

    worth: Floats
    """(N,): Q"""
    logits: Floats
    """(N,): of the response"""
    response: Floats
    """(N,): its probabilities"""
    chance0: Floats
    """(K us, s us): of each signal, by character"""
    chance1: Floats
    seen0: Floats
    """(s us,): of each signal"""
    seen1: Floats
    post0: Floats
    """(K us,): a posterior"""
    post1: Floats
    at0: Ints
    """(s us, K us): grid points around the posterior after each signal"""
    at1: Ints
    weight0: Floats
    """(s us, K us)"""
    weight1: Floats
    cell0: Ints
    """(s us, 3): i, j and whether it is an upper triangle"""
    cell1: Ints
    onward0: Floats
    """(K us, s us): what comes later after an own signal"""
    onward1: Floats
    joint0: Floats
    """(K us · a us,): belief times strategy"""
    joint1: Floats
    start: Floats
    """(N,): where the correctors begin; next the strategies of least residual, and where steps stood."""
    best: Floats
    kept: Floats
    kept_gap: Floats
    """(N,): what the response differed by where steps stood."""
    u: Floats
    """(N,): logits; next those that Newton's method tries."""
    tried: Floats
    gap: Floats
    """(M,): response less logits; next the same one step before, the logits then, and the step to take."""
    gap_before: Floats
    u_before: Floats
    step: Floats
    gaps: Floats
    """(DEEPEST, M): differences of gaps, and of logits, from step to step."""
    steps: Floats
    products: Floats
    """(DEEPEST, DEEPEST): of gaps with each other; next a copy that is used up."""
    inner: Floats
    right: Floats
    mixed: Floats
    slope: Floats
    """(N, N): worth by strategies"""
    matrix: Floats
    """(M, M)"""
    told0: Floats
    """(s us · K us, K us · a us): chance of a signal times weight of a corner, by strategies"""
    told1: Floats
    moved0: Floats
    """(K us · s us, N): onward0 by strategies"""
    moved1: Floats
    blocks: Floats
    """(K us + K them, K us + K them): norms, by characters"""
