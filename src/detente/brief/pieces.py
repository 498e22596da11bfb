"""How one piece of evidence is named, who reported it, and how it speaks to each explanation."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence

from detente.brief.ground import Ground
from detente.brief.parts import Cell, Line, Row, Side, VoiceRow
from detente.brief.phrase import clip
from detente.brief.wording import SPEAKS, percent, ratio, speaks, strength_word
from detente.case.model import Evidence
from detente.case.uncertain import Bearing
from detente.weigh.results import Voice

LINE_LIMIT = 90
_CERTAIN = 30.0
_STRENGTHS = (SPEAKS, math.log(1.25), math.log(1.6))


def seen(piece: Evidence) -> str:
    """Say that a piece was not seen, where its reports say so: it is written as if it had been."""
    answers = {report.answer for report in piece.reports}
    if not answers or ("confirms" in answers and "denies" not in answers):
        return ""
    if "confirms" in answers:
        return "Disputed"
    return "Not seen" if "denies" in answers else "Not reported"


def told(voice: Voice | VoiceRow) -> float:
    """Return how much a voice tells; certainty tells without end, and is counted as very much."""
    return min(voice.tells, _CERTAIN)


def anchor_of(voice: Voice) -> str:
    """Return the place of a voice in the register: its only piece, or its chapter."""
    if voice.sort == "piece":
        return f"e-{voice.pieces[0]}"
    return f"v-{voice.sort}-{hashlib.sha256(voice.id.encode()).hexdigest()[:12]}"


def line(ground: Ground, identifier: str) -> Line:
    """Name a piece on one line."""
    piece = ground.assessment.case.evidence[identifier]
    roots = dict.fromkeys(ground.source_label(ground.root(report)) for report in piece.reports)
    who = ", ".join(roots) if roots else "taken as certain"
    return Line(identifier, f"e-{identifier}", seen(piece), clip(piece.says, LINE_LIMIT), piece.sort, who)


def cells(ground: Ground, ratios: Mapping[str, float], pieces: Sequence[str]) -> tuple[Cell, ...]:
    """Say how a voice, or one piece, speaks to every explanation."""
    return tuple(_cell(ground, row, ratios.get(row.id), pieces) for row in ground.rows)


def _cell(ground: Ground, row: Row, factor: float | None, pieces: Sequence[str]) -> Cell:
    strongest = _strongest(ground, row.id, factor, pieces)
    quiet = factor is None or not speaks(factor)
    if factor is None or (quiet and strongest is None):
        return Cell(row.id, row.label, factor, "", "", "", "blank", 0)
    word = written = ""
    if strongest is not None:
        piece = ground.assessment.case.evidence[strongest]
        bearing = piece.bears[row.id]
        written = spoken_bearing(bearing)
        odds = _odds(bearing, piece)
        word = strength_word(odds, ground.assessment.words)
        if word and not quiet and (odds > 1) != (factor > 1):
            word = "may be staged" if _stageable(ground, pieces) else ""
    if quiet:
        side: Side = "level" if word else "blank"
        return Cell(row.id, row.label, factor, "×1.0" if word else "", word, written, side, 0)
    size = abs(math.log(factor)) if 0 < factor < math.inf else math.inf
    side = "for" if factor > 1 else "against"
    return Cell(
        row.id,
        row.label,
        factor,
        ratio(factor),
        word,
        written,
        side,
        sum(size >= step for step in _STRENGTHS),
    )


def _strongest(ground: Ground, hypothesis: str, factor: float | None, pieces: Sequence[str]) -> str | None:
    """Return the piece bearing on a hypothesis that speaks most the way the voice does."""
    way = -1.0 if factor is not None and factor < 1 else 1.0
    best, most = None, -math.inf
    for name in pieces:
        given = ground.assessment.case.evidence[name].bears.get(hypothesis)
        if given is None or given.form == "neutral":
            continue
        alone = ground.assessment.pieces.get(name, {}).get(hypothesis, 1.0)
        size = way * math.log(alone) if 0 < alone < math.inf else way * (math.inf if alone else -math.inf)
        if best is None or size > most:
            best, most = name, size
    return best


def _stageable(ground: Ground, pieces: Sequence[str]) -> bool:
    return any(ground.assessment.case.evidence[name].stageable is not None for name in pieces)


def _odds(bearing: Bearing, piece: Evidence) -> float:
    """Return the factor on the odds of what was reported, at the middle values: of its absence, where it was denied."""
    factor = bearing.median
    if bearing.form == "alone":
        factor = _odds_of(bearing.median) / _odds_of(piece.otherwise.median)
    return 1 / factor if seen(piece) in ("Not seen", "Not reported") else factor


def _odds_of(probability: float) -> float:
    kept = min(max(probability, 1e-9), 1 - 1e-9)
    return kept / (1 - kept)


def spoken_bearing(bearing: Bearing) -> str:
    """Say a bearing as the analyst wrote it."""
    written = str(bearing.written)
    if bearing.form == "odds":
        return written if not written.startswith("odds ") else f"odds {ratio(bearing.median)}"
    if isinstance(bearing.written, str) and written.replace(" ", "").isalpha():
        return f"{written} if so"
    return f"{percent(bearing.median)} if so"
