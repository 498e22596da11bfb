"""A case as index arrays: which piece speaks to which hypothesis, who reports it, what counts as one voice.

Labels stay here, at the edge; everything below works on numbers. Hypothesis i is bit i of a combination.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from detente.case.checks import roots
from detente.case.model import Case, Evidence, Report
from detente.case.uncertain import Bearing

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

SOMETHING_ELSE = "something_else"
"""Beside the ids of hypotheses: that none of them is at work."""
AUTHOR = "author "
"""Before the name of an author whose judgements are one voice, where it stands among the ids of groups."""
CONFIRMS, DENIES, SILENT = 0, 1, 2
MOST_FORCE = 30.0
"""No cause counts for more than this (-log of the chance that it fails) in the shares of the cause."""
ANSWERS = {"confirms": CONFIRMS, "denies": DENIES, "silent": SILENT}


@dataclass(frozen=True)
class Told:
    """A report that counts: the piece it is about, its place in the piece's list, and its source."""

    piece: str
    place: int
    report: Report


@dataclass(frozen=True)
class Network:
    """The structure of a case. ``*_start`` arrays give the first entry of each owner, one longer than the owners."""

    case: Case
    neutral: bool
    """Whether neutral bearings stand among the others."""
    hypotheses: tuple[str, ...]
    deceivers: int
    """Bit mask of the hypotheses that deceive."""
    pieces: tuple[str, ...]
    """In the order of their voices, so that a voice's pieces are neighbours."""
    bear_start: Ints
    bear_on: Ints
    """Hypothesis of each bearing, rising within a piece."""
    staged: Flags
    shows: Ints
    hides: Ints
    """Bit masks, by piece."""
    told: tuple[Told, ...]
    told_start: Ints
    told_by: Ints
    told_answer: Ints
    told_chance: Flags
    """True where the report states by_chance."""
    told_leans: Ints
    """Bit mask of the hypotheses that the report's source leans to."""
    sources: tuple[str, ...]
    voices: tuple[str, ...]
    voice_sort: tuple[str, ...]
    """``group``, ``author`` or ``piece``."""
    voice_start: Ints
    scope_start: Ints
    scope: Ints
    """The bits that each voice's likelihood depends on, rising within a voice."""
    touch: Flags
    """(assumptions, pieces): which pieces an assumption touches."""
    explains: Ints
    """Indices of the explained pieces."""

    @property
    def n(self) -> int:
        """Number of hypotheses."""
        return len(self.hypotheses)

    def bearings(self, piece: int) -> Iterator[int]:
        """Indices of a piece's bearings."""
        return iter(range(self.bear_start[piece], self.bear_start[piece + 1]))

    def pieces_of(self, voice: int) -> range:
        """Indices of a voice's pieces."""
        return range(self.voice_start[voice], self.voice_start[voice + 1])


def first_of_each_origin(case: Case, piece: Evidence, root_of: Mapping[str, str]) -> list[tuple[int, Report]]:
    """Return the reports of a piece that count: of those with one origin only the first.

    First is the origin itself where it speaks, then the earliest, then the more reliable: nothing that depends on
    the order in which reports are written, and on names only between reports equal in all of these.
    """
    best: dict[str, tuple[tuple[bool, str, float, str], int, Report]] = {}
    for place, report in enumerate(piece.reports):
        root = root_of[report.origin or report.by]
        rank = (report.by != root, *_standing(case, report))
        if root not in best or rank < best[root][0]:
            best[root] = (rank, place, report)
    return sorted(((place, report) for _, place, report in best.values()), key=lambda each: each[0])


def _standing(case: Case, report: Report) -> tuple[str, float, str]:
    """Order reports: the earlier first, of one day the more reliable; where that leaves a tie, by id."""
    source = case.sources[report.by]
    when = report.date or source.date
    return str(when.start) if when else "9999", -(source.trust.median if source.trust else 0.0), report.by


def voice_of(case: Case, name: str, piece: Evidence) -> tuple[str, str]:
    """Return (sort, id) of the voice that a piece belongs to: its group, its author where it is a judgement, itself."""
    if piece.group is not None:
        return "group", piece.group
    if piece.sort == "judgement":
        if piece.reports:
            first = min(piece.reports, key=lambda report: _standing(case, report)).by
            return "author", case.sources[first].author or first
        return "author", piece.judged.by if piece.judged else "the analyst"
    return "piece", name


def bearings_of(case: Case, piece: Evidence, neutral: bool = False) -> list[tuple[str, Bearing]]:
    """Return what a piece says of whom, in the order of the hypotheses; what it is ``neutral`` to only if asked."""
    return [
        (name, piece.bears[name])
        for name in case.hypotheses
        if name in piece.bears and (neutral or piece.bears[name].form != "neutral")
    ]


def _starts(lengths: Sequence[int]) -> Ints:
    return np.concatenate([[0], np.cumsum(np.asarray(lengths, dtype=np.int64))]).astype(np.int64)


def compile_case(case: Case, *, neutral: bool = False) -> Network:
    """Turn a checked case into index arrays; with ``neutral`` bearings too, which change nothing but may be changed."""
    hypotheses = tuple(case.hypotheses)
    bit = {name: i for i, name in enumerate(hypotheses)}

    def mask(names: Sequence[str]) -> int:
        return sum(1 << bit[name] for name in set(names))

    root_of = roots(case.sources)
    deceivers = mask([name for name, each in case.hypotheses.items() if each.deceives])
    members: dict[tuple[str, str], list[str]] = {}
    for name, piece in case.evidence.items():
        members.setdefault(voice_of(case, name, piece), []).append(name)
    pieces = tuple(name for names in members.values() for name in names)
    place = {name: k for k, name in enumerate(pieces)}
    evidence = [case.evidence[name] for name in pieces]
    told = tuple(
        Told(name, where, report)
        for name, piece in zip(pieces, evidence, strict=True)
        for where, report in first_of_each_origin(case, piece, root_of)
    )
    sources = tuple(case.sources)
    bears = [bearings_of(case, piece, neutral) for piece in evidence]
    staged = np.array([piece.stageable is not None for piece in evidence], dtype=np.bool_)
    voice_start = _starts([len(names) for names in members.values()])
    scopes = []
    for first, after in pairwise(voice_start):
        bits = {bit[name] for k in range(first, after) for name, _ in bears[k]}
        if staged[first:after].any():
            bits |= {i for i in range(len(hypotheses)) if deceivers >> i & 1}
        scopes.append(sorted(bits))
    told_of = dict.fromkeys(pieces, 0)
    for each in told:
        told_of[each.piece] += 1
    return Network(
        case=case,
        neutral=neutral,
        hypotheses=hypotheses,
        deceivers=deceivers,
        pieces=pieces,
        bear_start=_starts([len(each) for each in bears]),
        bear_on=np.array([bit[name] for each in bears for name, _ in each], dtype=np.int64),
        staged=staged,
        shows=np.array([mask(piece.shows) for piece in evidence], dtype=np.int64),
        hides=np.array(
            [deceivers if piece.hides is None else mask(piece.hides) for piece in evidence], dtype=np.int64
        ),
        told=told,
        told_start=_starts(list(told_of.values())),
        told_by=np.array([sources.index(each.report.by) for each in told], dtype=np.int64),
        told_answer=np.array([ANSWERS[each.report.answer] for each in told], dtype=np.int64),
        told_chance=np.array([each.report.by_chance is not None for each in told], dtype=np.bool_),
        told_leans=np.array([mask(case.sources[each.report.by].leans) for each in told], dtype=np.int64),
        sources=sources,
        voices=tuple(name for _, name in members),
        voice_sort=tuple(sort for sort, _ in members),
        voice_start=voice_start,
        scope_start=_starts([len(bits) for bits in scopes]),
        scope=np.array([i for bits in scopes for i in bits], dtype=np.int64),
        touch=np.array(
            [[name in each.touches for name in pieces] for each in case.assumptions.values()], dtype=np.bool_
        ).reshape(len(case.assumptions), len(pieces)),
        explains=np.array([place[name] for name in case.explains], dtype=np.int64),
    )
