"""Posterior of many draws: lays a network out for the kernel and calls it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.errors import ImpossibleEvidence
from detente.weigh.fit_kernel import threads_for
from detente.weigh.inputs import Inputs
from detente.weigh.kernel import (
    LOW_BITS,
    NOT_DONE,
    STORED_BITS,
    TILE_BITS,
    Posterior,
    Structure,
    Values,
    look_draws,
    omit_draws,
    weigh_draws,
)
from detente.weigh.network import Network
from detente.weigh.prior import Components, Prior, components

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Layout:
    """Index arrays of a network as the kernel wants them."""

    network: Network

    @cached_property
    def parts(self) -> Components:
        """The components that relations join."""
        return components(self.network)

    @cached_property
    def _structure(self) -> Structure:
        net, parts = self.network, self.parts
        parents, voices = len(parts.start) - 1, len(net.voices)
        scopes = [list(parts.bits[first:after]) for first, after in pairwise(parts.start)]
        scopes += [list(net.scope[first:after]) for first, after in pairwise(net.scope_start)]
        voice_of = np.repeat(np.arange(voices), np.diff(net.voice_start))

        def local(mask: int, voice: int) -> int:
            return sum(1 << j for j, bit in enumerate(scopes[parents + voice]) if mask >> int(bit) & 1)

        # numba has no use for ragged lists: everything becomes one flat array and where each owner's part starts
        owner = np.repeat(np.arange(len(net.pieces)), np.diff(net.bear_start))
        bear_local = [scopes[parents + voice_of[k]].index(i) for k, i in zip(owner, net.bear_on, strict=True)]
        touched = [
            [c for c in range(parents) if set(scopes[c]) & set(scopes[parents + v])] for v in range(voices)
        ]
        places = [
            [scopes[parents + v].index(i) if i in scopes[parents + v] else -1 for i in scopes[c]]
            for v in range(voices)
            for c in touched[v]
        ]
        stored = [
            len(bits) if f < parents or len(bits) <= STORED_BITS else None for f, bits in enumerate(scopes)
        ]
        by_top = [
            [f for f, bits in enumerate(scopes) if stored[f] is not None and bits and bits[-1] == t]
            for t in range(net.n)
        ]
        low, tile = min(net.n, LOW_BITS), min(net.n, TILE_BITS)

        def index(first: int, after: int) -> Ints:
            """For each small table: the part of its index that bits first..after-1 of a combination make."""
            states = np.arange(1 << max(0, after - first)) << first
            found = np.zeros((len(scopes), len(states)), np.int64)
            for f, bits in enumerate(scopes):
                inner = 0 if first == 0 else sum(bit < low for bit in bits)
                for j, bit in enumerate(bits):
                    if first <= bit < after:
                        found[f] |= (states >> bit & 1) << (j - inner)
            return found

        found: dict[str, ArrayLike] = {
            "comp_start": parts.start,
            "comp_bits": parts.bits,
            "state_start": parts.state_start,
            "touch_start": _starts(touched),
            "touch": [c for each in touched for c in each],
            "place_start": _starts(places),
            "places": [j for each in places for j in each],
            "bear_local": bear_local,
            "deceive": [local(net.deceivers, v) for v in range(voices)],
            "shows": [local(int(mask), voice_of[k]) for k, mask in enumerate(net.shows)],
            "hides": [local(int(mask), voice_of[k]) for k, mask in enumerate(net.hides)],
            "scope_start": _starts(scopes),
            "scope": [i for bits in scopes for i in bits],
            "part_start": np.cumsum([0, *(0 if size is None else 1 << size for size in stored)]),
            "inner": [sum(bit < low for bit in bits) for bits in scopes],
            "low_index": index(0, low),
            "run_index": index(low, tile),
            "tile_index": index(tile, net.n),
            "by_top_start": _starts(by_top),
            "by_top": [f for each in by_top for f in each],
            "voice_of": voice_of,
            "because_bits": [bit for bit in range(net.n) if self._speaks_to_character(bit)],
        }
        as_they_are = {name: getattr(net, name) for name in Structure._fields if name not in found}
        return Structure(
            **{n: np.ascontiguousarray(a, dtype=np.int64) for n, a in (found | as_they_are).items()}
        )

    def _speaks_to_character(self, bit: int) -> bool:
        case = self.network.case
        name = self.network.hypotheses[bit]
        return case.characters is not None and any(name in c.because for c in case.characters.them.values())

    def weigh(self, inputs: Inputs, prior: Prior) -> Posterior:
        """Weigh every draw exactly, over all combinations.

        Raises ImpossibleEvidence where, in some draw, no combination allows a piece or all pieces together.
        """
        found = self._empty(inputs, inputs.draws)
        with threads_for(inputs.draws):
            weigh_draws(self._structure, _values(inputs, prior), found)
        if (found.impossible == NOT_DONE).any():
            raise ArithmeticError("a draw was not weighed to its end")
        if (found.impossible >= 0).any():
            self._refuse(int(found.impossible[found.impossible >= 0][0]))
        return found

    @cached_property
    def omits(self) -> bool:
        """Whether `without` can be called: no voice speaks to so many hypotheses that its table is not kept."""
        return bool(np.diff(self.network.scope_start).max(initial=0) <= STORED_BITS)

    def without(self, inputs: Inputs, prior: Prior, gone: Flags, mute: Flags) -> Floats:
        """Return (D, omissions, n + 1): hypotheses and something else as they stand without each omission.

        gone : (omissions, pieces), mute : (omissions, reports), True for what is left out. Far faster than weighing anew:
        only voices that lose something are heard again. NaN where no combination allows what is left.
        """
        answers = np.full((inputs.draws, len(gone), self.network.n + 1), np.nan)
        with threads_for(inputs.draws):
            # no row of it is filled, so one is enough
            found = self._empty(inputs, 1)
            omit_draws(self._structure, _values(inputs, prior), found, gone, mute, answers)
        return answers

    def look(self, inputs: Inputs, prior: Prior, table: Floats, masks: Flags) -> Floats:
        """Return (D, indicators, 2 + 2 * (n + 1) + masks + characters), see ``kernel.look_draws``. Each piece is an indicator here."""
        columns = 4 + 2 * self.network.n + len(masks) + inputs.base.shape[1]
        found = np.zeros((len(table), len(self.network.pieces), columns))
        with threads_for(len(table)):
            look_draws(self._structure, _values(inputs, prior), table, masks, found)
        return found

    def _empty(self, inputs: Inputs, draws: int) -> Posterior:
        net = self.network
        return Posterior(
            table=np.zeros((draws, (1 << net.n) + 1)),
            marginals=np.zeros((draws, net.n)),
            shares=np.zeros((draws, net.n)),
            characters=np.zeros((draws, inputs.base.shape[1])),
            piece_ratios=np.ones((draws, len(net.bear_on))),
            voice_ratios=np.ones((draws, len(net.scope))),
            impossible=np.full(draws, NOT_DONE, dtype=np.int64),
        )

    def _refuse(self, piece: int) -> None:
        if piece < len(self.network.pieces):
            raise ImpossibleEvidence(
                f"evidence.{self.network.pieces[piece]}: no combination of explanations allows this piece as it is "
                "reported; soften a never or an always in its bearings, its otherwise or its reports"
            )
        raise ImpossibleEvidence(
            "no combination of explanations allows all the evidence together; soften a never or an always"
        )


def _values(inputs: Inputs, prior: Prior) -> Values:
    given = {name: getattr(inputs, name) for name in Values._fields if hasattr(inputs, name)}
    given |= {"theta": prior.theta, "start": prior.start, "something_else": prior.something_else}
    return Values(**{name: np.ascontiguousarray(array) for name, array in given.items()})


def _starts(owned: Sequence[Sequence[int]]) -> Ints:
    """Return where each owner's part starts in the flat array, one longer than the owners."""
    return np.cumsum([0, *map(len, owned)]).astype(np.int64)
