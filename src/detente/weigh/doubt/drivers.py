"""What drives a change of word: which uncertain inputs decide whether a draw gives a hypothesis another word."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from detente.case.words import Words
from detente.weigh.doubt.parts import Driver
from detente.weigh.ensemble import Reading
from detente.weigh.inputs import drawn_inputs

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

MOST_BINS = 16
DRAWS_A_BIN = 50
"""Fewer draws in a bin, and what is found is mostly noise."""
LEAST_SHARE = 0.02
"""At 4,000 draws the noise of a share is about .004."""
MOST_DRIVERS = 3


def other_words(marginals: Floats, words: Words) -> Flags:
    """Return (D, n): whether each draw's own word differs from that of the mean over all draws."""
    means = marginals.mean(axis=0)
    own = words.steps(marginals)
    return np.asarray(own != words.steps(means)[None, :])


def drivers(readings: Mapping[str, Reading], other: Flags) -> list[tuple[Driver, ...]]:
    """Return, for each column of ``other`` (D, n), the inputs that it goes back to most, strongest first.

    An input's share is the correlation ratio of the column on the input's quantile in equal bins, corrected for the
    number of bins (Pearson 1905; Kelley 1935): the part of the variance that its value alone explains. With views, which
    view a draw belongs to is an input too (``views``).
    """
    draws = len(other)
    bins = min(MOST_BINS, draws // DRAWS_A_BIN // len(readings))
    if bins < 2:
        return [() for _ in range(other.shape[1])]
    drawn = [drawn_inputs(each.network, each.seed, each.draws) for each in readings.values()]
    paths = dict.fromkeys(path for each in drawn for path in each)
    target = other.astype(np.float64)
    found: list[list[Driver]] = [[] for _ in range(other.shape[1])]

    def note(path: tuple[str, ...], place: Ints, count: int) -> None:
        for i, share in enumerate(_shares(target, place, count)):
            if share >= LEAST_SHARE:
                found[i].append(Driver(path, float(share)))

    for path in paths:
        quantiles = [
            inputs.get(path, np.full(reading.draws, 0.5))
            for inputs, reading in zip(drawn, readings.values(), strict=True)
        ]
        note(path, np.minimum((np.concatenate(quantiles) * bins).astype(np.int64), bins - 1), bins)
    if len(readings) > 1:
        sizes = [each.draws for each in readings.values()]
        note(("views",), np.repeat(np.arange(len(sizes)), sizes), len(sizes))
    return [tuple(sorted(each, key=lambda driver: -driver.share)[:MOST_DRIVERS]) for each in found]


def _shares(target: Floats, place: Ints, bins: int) -> Floats:
    """Return (n,): corrected correlation ratio of each column of target (D, n) on the bin that each draw lies in."""
    draws = len(target)
    counts = np.bincount(place, minlength=bins)
    filled = counts > 0
    sums = np.stack([np.bincount(place, weights=column, minlength=bins) for column in target.T], axis=1)
    means = target.mean(axis=0)
    within = sums[filled] / counts[filled, None] - means
    total = ((target - means) ** 2).sum(axis=0)
    between = (counts[filled, None] * within**2).sum(axis=0)
    ratio = np.divide(between, total, out=np.zeros_like(total), where=total > 0)
    spare = draws - int(filled.sum())
    corrected = 1 - (1 - ratio) * (draws - 1) / spare
    return np.asarray(np.where(total > 0, np.clip(corrected, 0, 1), 0))
