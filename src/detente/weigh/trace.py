"""Every number between the words of one piece and what it tells, at central inputs.

All come from the functions that weigh: the plain reference for one piece, the kernel for ratios and the prior.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente.case.checks import roots
from detente.case.model import Case, Report
from detente.weigh.ensemble import Reading
from detente.weigh.kernel import Posterior
from detente.weigh.network import Network, bearings_of, first_of_each_origin
from detente.weigh.reference import Heard, chance_of_event, heard, predicted

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Spoken:
    """How a piece speaks to one hypothesis."""

    alone: float
    """P(E) if only that hypothesis held."""
    factor: float
    """Odds of that over the odds of ``otherwise``; infinite or 0 where one of them is certain."""
    ratio: float
    """P(reports | it holds) / P(reports | it does not), over the prior, of this piece alone."""


@dataclass(frozen=True)
class Said:
    """A report of a piece: what it tells, or which report of the same origin counts in its place."""

    report: Report
    root: str
    heard: Heard | None
    instead: Report | None = None


@dataclass(frozen=True)
class PieceTrace:
    """One piece at central inputs, step by step; all numbers are probabilities unless said."""

    otherwise: float
    spoken: Mapping[str, Spoken]
    """By hypothesis that it bears on."""
    expected: float
    """P(E) over the prior, before any evidence."""
    stageable: float | None
    deceived: Mapping[str, float]
    """Where it can be staged: P(E) if only that deceiver held, staging included."""
    reports: tuple[Said, ...]
    if_so: float
    """P(reports | E)"""
    if_not: float
    """P(reports | not E)"""
    void: bool
    """Whether an assumption that fails at central inputs makes it worth nothing."""
    voice: tuple[str, str]
    """Sort and id of the voice that it belongs to."""
    beside: tuple[str, ...]
    """The other pieces of that voice."""
    overlap: float
    voice_ratios: Mapping[str, float]
    voice_without: Mapping[str, float]
    """The ratios of its voice without it."""


def trace_piece(case: Case, piece: str) -> PieceTrace:
    """Take one piece of a case apart. Raises ImpossibleEvidence where no combination allows the evidence."""
    reading = Reading(case, seed=0, draws=0)
    net, inputs = reading.network, reading.middle
    k = net.pieces.index(piece)
    rows = replace(reading, gone=frozenset(net.pieces)).centre.table[0]  # without evidence: the prior
    expected = float(rows @ predicted(net, inputs, 0, k, rows))
    found = reading.centre
    told = heard(net, inputs, 0, k, expected=expected)
    voice = next(v for v in range(len(net.voices)) if k in net.pieces_of(v))
    without = replace(reading, gone=frozenset([piece])).centre
    event = chance_of_event(net, inputs, 0, k)
    o = float(inputs.otherwise[0, k])
    return PieceTrace(
        otherwise=o,
        spoken={
            net.hypotheses[net.bear_on[b]]: Spoken(
                float(inputs.alone[0, b]),
                _odds_ratio(float(inputs.alone[0, b]), o),
                float(found.piece_ratios[0, b]),
            )
            for b in net.bearings(k)
        },
        expected=expected,
        stageable=float(inputs.stageable[0, k]) if net.staged[k] else None,
        deceived={
            name: float(event[1 << i])
            for i, name in enumerate(net.hypotheses)
            if net.staged[k] and net.deceivers >> i & 1
        },
        reports=_said(case, net, k, told),
        if_so=float(np.prod([each.if_so for each in told])),
        if_not=float(np.prod([each.if_not for each in told])) if told else 0.0,
        void=bool(inputs.void[0, k]),
        voice=(net.voice_sort[voice], net.voices[voice]),
        beside=tuple(net.pieces[each] for each in net.pieces_of(voice) if each != k),
        overlap=float(inputs.overlap[0, voice]),
        voice_ratios=_ratios(net, voice, found),
        voice_without=_ratios(net, voice, without),
    )


def _odds_ratio(alone: float, otherwise: float) -> float:
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (
            np.float64(alone) / (1 - np.float64(alone)) * (1 - np.float64(otherwise)) / np.float64(otherwise)
        )
    return float(found) if not np.isnan(found) else 1.0


def _said(case: Case, net: Network, k: int, told: list[Heard]) -> tuple[Said, ...]:
    piece = case.evidence[net.pieces[k]]
    root_of = roots(case.sources)
    counted = first_of_each_origin(case, piece, root_of)
    by_place = {place: what for (place, _), what in zip(counted, told, strict=True)}
    first = {root_of[report.origin or report.by]: report for _, report in counted}
    found = []
    for place, report in enumerate(piece.reports):
        root = root_of[report.origin or report.by]
        instead = None if place in by_place else first[root]
        found.append(Said(report, root, by_place.get(place), instead))
    return tuple(found)


def _ratios(net: Network, voice: int, found: Posterior) -> dict[str, float]:
    """Return what a voice tells of the hypotheses that one of its pieces bears on."""
    spoken = {
        name
        for k in net.pieces_of(voice)
        for name, _ in bearings_of(net.case, net.case.evidence[net.pieces[k]])
    }
    entries = range(net.scope_start[voice], net.scope_start[voice + 1])
    named = {net.hypotheses[net.scope[entry]]: float(found.voice_ratios[0, entry]) for entry in entries}
    return {name: ratio for name, ratio in named.items() if name in spoken}
