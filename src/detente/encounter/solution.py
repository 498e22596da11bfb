"""A solved game: values and strategies at every point, how each was settled, and the stage at any belief between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.encounter.game import Floats, Game, Ints
from detente.encounter.kernel import UNSETTLED
from detente.encounter.simplex import corners, interpolate

Selection = Literal["announced", "principal"]
HOW = ("response", "near", "anderson", "damped", "newton", "traced", "restart", "unsettled")
"""How a point was settled, by the kernel's numbers: by the response dynamics; by Anderson's method from the care before;
by a later corrector; by the stage's own branch from care 0; by a random restart; not at all."""

NEAR = 1e-6
"""A point of the grid with less weight does not count as around a belief."""


@dataclass(frozen=True)
class Options:
    """How to solve a game."""

    selection: Selection = "announced"
    """``announced``: from announced moves by response dynamics. ``principal``: care raised from 0, all rounds together."""
    points: tuple[int, int] = (21, 21)
    """Points along an edge of the grid of beliefs about us, and about them; a side of one character needs none."""
    tolerance: float = 1e-8
    """A point is settled where no probability differs by more from that of the response."""
    steps: int | None = None
    """Principal: so many equal steps in which care is raised; else they follow from the two numbers below."""
    step: float = 1.0
    """Principal: by how much care, times the widest range of points that can be gained in one go, is raised at first."""
    growth: float = 0.3
    """Principal: by which share of itself care is raised at most."""
    coarse: int = 11
    """Principal: care is raised on a grid of at most so many points along an edge."""
    seed: int = 1
    """Of random restarts."""
    tries: int = 60
    """Random restarts at a point, at most."""


@dataclass(frozen=True, eq=False)
class Point:
    """The stage game solved at one belief: strategies (K, A), chances of moves, and values (K,), points, of us and of them."""

    us: Floats
    them: Floats
    value_us: Floats
    value_them: Floats
    residual: float
    how: str

    @property
    def settled(self) -> bool:
        """Tell whether this is an equilibrium, to tolerance."""
        return self.how != HOW[UNSETTLED]


@dataclass(frozen=True, eq=False)
class Solution:
    """What ``solve`` found, by round.

    Each tuple has one array a round; its first axis is the states that can be reached in that round, in the order of
    ``states[t]``; then beliefs about us (G us), beliefs about them (G them).
    """

    game: Game
    options: Options
    states: tuple[Ints, ...]
    place: Ints
    """(T, X): where a state stands in a round's arrays, or -1 where it cannot be reached."""
    values: tuple[Floats, ...]
    """(n, G us, G them, K us + K them), points."""
    strategies: tuple[Floats, ...]
    """(n, G us, G them, K us · A us + K them · A them)."""
    residual: tuple[Floats, ...]
    """(n, G us, G them)."""
    how: tuple[NDArray[np.int8], ...]
    """(n, G us, G them): places in ``HOW``."""
    evaluations: tuple[NDArray[np.int32], ...]
    """(n, G us, G them): how often a response was evaluated."""

    @property
    def points(self) -> int:
        """How many points were solved, in all rounds and states."""
        return sum(array.size for array in self.how)

    @property
    def counts(self) -> dict[str, int]:
        """How many points were settled in which way."""
        total = sum(
            (np.bincount(array.reshape(-1), minlength=len(HOW)) for array in self.how),
            np.zeros(len(HOW), int),
        )
        return {name: int(count) for name, count in zip(HOW, total, strict=True)}

    @property
    def worst(self) -> float:
        """The greatest residual of all points."""
        return max(float(array.max(initial=0.0)) for array in self.residual)

    def value(self, t: int, x: int, about_us: Floats, about_them: Floats) -> Floats:
        """Return (K us + K them,): what round t at state x is worth, interpolated between the points of the grid."""
        return interpolate(self.values[t][self._at(t, x)], about_us, about_them, self.options.points)

    def interpolated(self, t: int, x: int, about_us: Floats, about_them: Floats) -> tuple[Floats, Floats]:
        """Return the strategies (K, A) of us and of them, interpolated between the points of the grid."""
        flat = interpolate(self.strategies[t][self._at(t, x)], about_us, about_them, self.options.points)
        return self.split(flat)

    def jump(self, t: int, x: int, about_us: Floats, about_them: Floats) -> float:
        """Return by how much, at most, a chance differs between the points of the grid around these beliefs."""
        (at_us, weight_us), (at_them, weight_them) = (
            corners(belief, n) for belief, n in zip((about_us, about_them), self.options.points, strict=True)
        )
        around = np.ix_(at_us[weight_us > NEAR], at_them[weight_them > NEAR])
        near = self.strategies[t][self._at(t, x)][around]
        return float((near.max((0, 1)) - near.min((0, 1))).max())

    def split(self, flat: Floats) -> tuple[Floats, Floats]:
        """Return a flat vector of strategies as (K, A) of us and of them."""
        us, them = self.game.sides
        cut = len(us.characters) * len(us.moves)
        return flat[:cut].reshape(len(us.characters), -1), flat[cut:].reshape(len(them.characters), -1)

    def _at(self, t: int, x: int) -> int:
        at = int(self.place[t, x])
        if at < 0:
            raise ValueError(f"state {self.game.states[x]} cannot be reached in round {t}")
        return at
