"""How to plan."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Planning:
    """How much to compute, and from which seed."""

    most: int = 200
    """Roadmaps looked at, at most. Where there are no more, all of them are."""
    ranked: int = 24
    """Of these, how many are ranked on the coarse grid."""
    finalists: int = 3
    """Of these, how many are confirmed."""
    rough: int = 5
    """Points along an edge of the grid of beliefs for a first look."""
    coarse: int = 11
    """The same for ranking."""
    points: int = 21
    """The same for finalists."""
    samples: int = 16
    """Drawn games of each half of Sobol's design, a power of 2; 0: no ranges and no shares of doubt."""
    cap: float | None = None
    """The greatest trap loss that we will bear, in points; None: the case's own."""
    seed: int = 1
