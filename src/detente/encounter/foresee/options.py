"""How to foresee."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Foresight:
    """How much to compute, and from which seed."""

    points: int = 21
    """Points along an edge of the grid of beliefs, for the answer itself."""
    coarse: int = 11
    """The same for ranges, and for what is solved again with something changed."""
    games: int = 64
    """Games solved for ranges, each with its own draw of payoffs, care and lapse; 0: no ranges."""
    paths: int = 50_000
    """Plays drawn for each of their characters."""
    seed: int = 1
    worths: bool = True
    """Solve again for each verification and channel, and on the principal selection."""
