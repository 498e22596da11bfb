"""All draws of one reading of a case, weighed exactly, each counting equally."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.case.load import CaseFile
from detente.case.model import Case
from detente.weigh import prior
from detente.weigh.inputs import Inputs, central, sample
from detente.weigh.kernel import Posterior
from detente.weigh.network import Network, compile_case
from detente.weigh.posterior import Layout

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Progress = Callable[[int, int], None]

BATCH_CELLS = 1 << 22
"""Entries of the posterior tables held at one time."""
BATCH_DRAWS = 256


@dataclass(frozen=True)
class Reading:
    """One reading of a case, its own or a view's, and every uncertain input of it drawn (or at its median).

    ``gone``: pieces that are left out; ``fails``: assumptions taken not to hold.
    """

    case: Case
    seed: int
    draws: int
    """0: central inputs only."""
    gone: frozenset[str] = frozenset()
    fails: frozenset[str] = frozenset()

    @cached_property
    def network(self) -> Network:
        """The case as index arrays."""
        return compile_case(self.case)

    @cached_property
    def layout(self) -> Layout:
        """The network as the kernel wants it."""
        return Layout(self.network)

    @cached_property
    def middle(self) -> Inputs:
        """Central inputs, in one row."""
        return self._without_gone(central(self.network, self.fails))

    @cached_property
    def centre(self) -> Posterior:
        """The posterior at central inputs, in one row."""
        return self.layout.weigh(self.middle, prior.fit(self.network, self.middle))

    @cached_property
    def inputs(self) -> Inputs:
        """One row a draw; central inputs where nothing is drawn."""
        if not self.draws:
            return self.middle
        return self._without_gone(sample(self.network, self.seed, self.draws, self.fails))

    @cached_property
    def fitted(self) -> prior.Prior:
        """The prior of each draw."""
        return prior.fit(self.network, self.inputs)

    def _without_gone(self, inputs: Inputs) -> Inputs:
        for name in self.gone:
            inputs.void[:, self.network.pieces.index(name)] = True
        return inputs


@dataclass(frozen=True)
class Run:
    """What all draws gave, with the tables summed up."""

    mean_table: Floats
    """(2**n,): both kinds of h = 0 in entry 0."""
    kinds: Floats
    """(D, 2): nothing new, another explanation."""
    marginals: Floats
    """(D, n)"""
    shares: Floats
    """(D, n)"""
    characters: Floats
    """(D, characters of the counterpart)"""
    ours: Floats
    """(D, our characters)"""
    chances: Floats
    """(D, masks)"""
    priors: Floats
    """(D, n + 1): of each hypothesis and of something else."""
    moved: Flags
    """(D,)"""
    holds: Flags
    """(D, assumptions)"""

    @property
    def else_now(self) -> Floats:
        """(D,): something else, of both kinds."""
        return np.asarray(self.kinds.sum(axis=1))

    @property
    def answers(self) -> Floats:
        """(D, n + 1): each hypothesis, and something else."""
        return np.column_stack([self.marginals, self.else_now])


def batch_size(hypotheses: int) -> int:
    """Return how many draws are weighed at once, so that their tables stay in memory."""
    return max(1, min(BATCH_DRAWS, BATCH_CELLS >> hypotheses))


def run(
    reading: Reading,
    masks: Sequence[Flags] = (),
    progress: Progress | None = None,
    look: Callable[[slice, Floats], None] | None = None,
) -> Run:
    """Weigh all draws in batches: between two of them ``progress(done, total)`` is told and Ctrl-C is heard.

    masks : each (2**n + 1,), True for the entries of a posterior table that a question describes.
    ``look(rows, table)`` is shown the posterior of each batch, (rows, 2**n + 1), which is not kept.
    """
    inputs, fitted, n = reading.inputs, reading.fitted, reading.network.n
    size = batch_size(n)
    mean_table = np.zeros(1 << n)
    kinds, marginals, shares, characters, chances = [], [], [], [], []
    for first in range(0, inputs.draws, size):
        rows = slice(first, first + size)
        found = reading.layout.weigh(inputs.rows(rows), fitted.rows(rows))
        mean_table += found.table[:, :-1].sum(axis=0)
        mean_table[0] += found.table[:, -1].sum()
        kinds.append(found.table[:, [0, -1]])
        if look is not None:
            look(rows, found.table)
        marginals.append(found.marginals)
        shares.append(found.shares)
        characters.append(found.characters)
        asked = [found.table @ mask for mask in masks]
        chances.append(np.stack(asked, axis=1) if asked else np.empty((len(found.table), 0)))
        if progress is not None:
            progress(min(first + size, inputs.draws), inputs.draws)
    return Run(
        mean_table=mean_table / inputs.draws,
        kinds=np.concatenate(kinds),
        marginals=np.concatenate(marginals),
        shares=np.concatenate(shares),
        characters=np.concatenate(characters),
        ours=inputs.ours,
        chances=np.concatenate(chances),
        priors=np.column_stack([fitted.marginals, fitted.something_else]),
        moved=fitted.moved,
        holds=inputs.holds,
    )


def joined(runs: Sequence[Run]) -> Run:
    """Join the draws of several readings, each counting equally."""
    if len(runs) == 1:
        return runs[0]
    parts = {name: [getattr(each, name) for each in runs] for name in vars(runs[0])}
    mean_table = np.mean(parts.pop("mean_table"), axis=0)
    return Run(mean_table=mean_table, **{name: np.concatenate(arrays) for name, arrays in parts.items()})


def readings(file: CaseFile, seed: int, draws: int) -> dict[str, Reading]:
    """Return the readings that an answer joins, by view, the case's own first under ``case``."""
    return {name: Reading(case, seed, draws) for name, case in file.readings.items()}


def part_of(progress: Progress | None, number: int, count: int) -> Progress | None:
    """Return what tells of one part's progress as a part of all."""
    if progress is None:
        return None
    return lambda done, total: progress(number * total + done, count * total)
