"""How to plan."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Planning:
    """How much to compute, and from which seed."""

    most: int = 200
    """Roadmaps solved at most. Where there are no more, all of them are."""
    finalists: int = 3
    """Roadmaps that are confirmed, the best first."""
    coarse: int = 11
    """Points along an edge of the grid of beliefs while roadmaps are compared."""
    points: int = 21
    """The same for finalists."""
    samples: int = 8
    """Drawn games of each half of Sobol's design, a power of 2; 0: no ranges and no shares of doubt."""
    cap: float | None = None
    """The greatest trap loss that we will bear, in points; None: the case's own."""
    seed: int = 1
