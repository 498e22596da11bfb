"""Uncertain inputs: a number is a point, ``0.2..0.4`` is uniform, a word is a distribution from the table."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Point:
    """A value without doubt."""

    value: float

    @property
    def median(self) -> float:
        """The value itself."""
        return self.value


@dataclass(frozen=True)
class Uniform:
    """Any value between ``low`` and ``high``, all alike."""

    low: float
    high: float

    @property
    def median(self) -> float:
        """Half way."""
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class Triangular:
    """Between ``low`` and ``high``, most likely near ``mode``."""

    low: float
    mode: float
    high: float

    @property
    def median(self) -> float:
        """The value that half the draws fall under (closed form of the triangular distribution)."""
        low, mode, high = self.low, self.mode, self.high
        if mode >= (low + high) / 2:
            return low + math.sqrt((high - low) * (mode - low) / 2)
        return high - math.sqrt((high - low) * (high - mode) / 2)


@dataclass(frozen=True)
class LogNormal:
    """A positive factor whose logarithm is normal around ``log(middle)`` with standard deviation ``sd``."""

    middle: float
    sd: float

    @property
    def median(self) -> float:
        """The middle factor."""
        return self.middle


@dataclass(frozen=True)
class LogUniform:
    """A positive factor between ``low`` and ``high`` whose logarithm is uniform."""

    low: float
    high: float

    @property
    def median(self) -> float:
        """The geometric mean of the two."""
        return math.sqrt(self.low * self.high)


Distribution = Point | Uniform | Triangular | LogNormal | LogUniform


@dataclass(frozen=True)
class Uncertain:
    """An input as the analyst wrote it and the distribution that it stands for."""

    written: str | float
    dist: Distribution

    @property
    def median(self) -> float:
        """The central value."""
        return self.dist.median

    def __str__(self) -> str:
        """Say it in the analyst's own words."""
        return str(self.written)


@dataclass(frozen=True)
class Bearing:
    """How a piece speaks to one hypothesis.

    ``odds``: the distribution is of a factor on the odds of the piece; ``alone``: of its probability if only
    that hypothesis held; ``neutral``: considered, and found to say nothing.
    """

    written: str | float
    form: Literal["odds", "alone", "neutral"]
    dist: Distribution

    @property
    def median(self) -> float:
        """The central factor or probability."""
        return self.dist.median

    def __str__(self) -> str:
        """Say it in the analyst's own words."""
        return str(self.written)
