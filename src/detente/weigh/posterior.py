"""Posterior of many draws: lays a network out for the kernel and calls it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.errors import ImpossibleEvidence
from detente.weigh.inputs import Inputs
from detente.weigh.network import Network
from detente.weigh.prior import Components, Prior, components

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Posterior:
    """What the kernel found, one row a draw."""

    table: Floats
    """(D, 2**n + 1): entry 0 is *nothing new*, the last is *another explanation*."""
    marginals: Floats
    """(D, n)"""
    shares: Floats
    """(D, n)"""
    characters: Floats
    """(D, characters of the counterpart)"""
    piece_ratios: Floats
    """(D, bearings): filled where there is one draw."""
    voice_ratios: Floats
    """(D, scope entries): filled where there is one draw."""


@dataclass(frozen=True)
class Layout:
    """Index arrays of a network as the kernel wants them."""

    network: Network

    @cached_property
    def parts(self) -> Components:
        """The components that relations join."""
        return components(self.network)

    def _index(self, bits: Ints) -> tuple[Ints, Ints]:
        """Return (run, place): where a combination's bits land in the small table over ``bits``."""
        from detente.weigh.kernel import LOW_BITS

        low = np.arange(1 << min(self.network.n, LOW_BITS))
        high = np.arange(1 << max(0, self.network.n - LOW_BITS)) << LOW_BITS
        run, place = np.zeros(len(high), np.int64), np.zeros(len(low), np.int64)
        for j, bit in enumerate(bits):
            run |= (high >> bit & 1) << j
            place |= (low >> bit & 1) << j
        return run, place

    def _indices(self, start: Ints, bits: Ints) -> tuple[Ints, Ints]:
        pairs = [self._index(bits[first:after]) for first, after in zip(start, start[1:], strict=False)]
        return np.stack([run for run, _ in pairs]), np.stack([place for _, place in pairs])

    @cached_property
    def _arrays(self) -> tuple[Ints, ...]:
        net, parts = self.network, self.parts
        voice_of = np.repeat(np.arange(len(net.voices)), np.diff(net.voice_start))

        def scope_of(voice: int) -> list[int]:
            return list(net.scope[net.scope_start[voice] : net.scope_start[voice + 1]])

        def local(mask: int, voice: int) -> int:
            return sum(1 << j for j, bit in enumerate(scope_of(voice)) if mask >> int(bit) & 1)

        owner = np.repeat(np.arange(len(net.pieces)), np.diff(net.bear_start))
        bear_local = [scope_of(voice_of[k]).index(i) for k, i in zip(owner, net.bear_on, strict=True)]
        widths = np.diff(net.scope_start)
        tops = [scope_of(v)[-1] if widths[v] else -1 for v in range(len(net.voices))]
        by_top = [[v for v, top in enumerate(tops) if top == t] for t in range(net.n)]
        because = sorted({bit for bit in range(net.n) if self._speaks_to_character(bit)})
        voice_run, voice_place = self._indices(net.scope_start, net.scope)
        comp_run, comp_place = self._indices(parts.start, parts.bits)
        as_ints = [
            parts.start, parts.bits, parts.state_start, comp_run, comp_place,
            net.bear_start, net.bear_on, bear_local, net.staged,
            [local(net.deceivers, v) for v in range(len(net.voices))],
            [local(int(mask), voice_of[k]) for k, mask in enumerate(net.shows)],
            [local(int(mask), voice_of[k]) for k, mask in enumerate(net.hides)],
            net.told_start, net.told_answer, net.told_chance, net.told_leans,
            net.voice_start, net.scope_start, net.scope, np.cumsum([0, *(1 << widths)]), voice_run, voice_place,
            np.cumsum([0, *map(len, by_top)]), [v for each in by_top for v in each],
            net.explains, voice_of, because,
        ]  # fmt: skip
        return tuple(np.ascontiguousarray(each, dtype=np.int64) for each in as_ints)

    def _speaks_to_character(self, bit: int) -> bool:
        case = self.network.case
        name = self.network.hypotheses[bit]
        return case.characters is not None and any(name in c.because for c in case.characters.them.values())

    def weigh(self, inputs: Inputs, prior: Prior) -> Posterior:
        """Weigh every draw exactly, over all combinations.

        Raises ImpossibleEvidence where, in some draw, no combination allows a piece or all pieces together.
        """
        from detente.weigh.kernel import weigh_draws

        net, draws = self.network, inputs.draws
        found = Posterior(
            table=np.zeros((draws, (1 << net.n) + 1)),
            marginals=np.zeros((draws, net.n)),
            shares=np.zeros((draws, net.n)),
            characters=np.zeros((draws, inputs.base.shape[1])),
            piece_ratios=np.ones((draws, len(net.bear_on))),
            voice_ratios=np.ones((draws, len(net.scope))),
        )
        impossible = np.full(draws, -1, dtype=np.int64)
        floats = (
            prior.theta, prior.start, prior.something_else, inputs.otherwise, inputs.alone, inputs.stageable,
            inputs.reliability, inputs.by_chance, inputs.would_report, inputs.overlap,
        )  # fmt: skip
        weigh_draws(
            *map(np.ascontiguousarray, floats), np.ascontiguousarray(inputs.void), inputs.base, inputs.because,
            *self._arrays,
            found.table, found.marginals, found.shares, found.characters, found.piece_ratios, found.voice_ratios,
            impossible,
        )  # fmt: skip
        if (impossible >= 0).any():
            self._refuse(int(impossible[impossible >= 0][0]))
        return found

    def _refuse(self, piece: int) -> None:
        if piece < len(self.network.pieces):
            raise ImpossibleEvidence(
                f"evidence.{self.network.pieces[piece]}: no combination of explanations allows this piece as it is "
                "reported; soften a never or an always in its bearings, its otherwise or its reports"
            )
        raise ImpossibleEvidence(
            "no combination of explanations allows all the evidence together; soften a never or an always"
        )
