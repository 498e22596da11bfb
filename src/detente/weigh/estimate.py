"""One probability as it is said: mean, range, word."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.case.words import CANNOT_TELL, Words

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A probability (or share), its 5-95 % range over the draws (None at central inputs only), and its word."""

    probability: float
    low: float | None
    high: float | None
    word: str

    @property
    def cannot_tell(self) -> bool:
        """True where the range lies on both sides of one half."""
        return self.word == CANNOT_TELL


class Sayer:
    """Turns draws of one quantity into an estimate."""

    def __init__(self, words: Words, *, ranged: bool) -> None:
        self.words, self.ranged = words, ranged

    def __call__(self, draws: Floats) -> Estimate:
        """Return the mean of draws (D,), their 5-95 % range, and the word of both."""
        mean = float(np.clip(draws.mean(), 0, 1))
        low, high = (float(q) for q in np.quantile(draws, (0.05, 0.95))) if self.ranged else (None, None)
        return Estimate(mean, low, high, self.words.say(mean, low, high))
