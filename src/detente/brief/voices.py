"""Section two: what speaks for it, one row a voice."""

from __future__ import annotations

import math
from collections.abc import Sequence

from detente.brief.counts import counts
from detente.brief.ground import Ground
from detente.brief.parts import Cell, Column, Matrix, VoiceRow
from detente.brief.phrase import Phrase, Run, clean, say, theirs
from detente.brief.pieces import anchor_of, cells, line, told
from detente.brief.rows import named
from detente.brief.wording import counted, percent
from detente.weigh.results import Voice

MOST_ROWS = 10
MOST_LINES = 6
"""A voice of more pieces than this shows the first of them, and where the rest stand."""
GRID_COLUMNS = 7
"""With more explanations than this a grid is too narrow to read, and each row lists its cells instead."""

_TITLE_LIMIT = 56
_CLOSE = 0.8
"""A voice that tells this share of what the first one tells comes close to it."""


def matrix(ground: Ground) -> Matrix:
    """Put the section together."""
    voices = ground.assessment.voices
    made = tuple(_row(ground, voice) for voice in voices)
    total = sum(told(voice) for voice in voices)
    shown, rest = made[:MOST_ROWS], made[MOST_ROWS:]
    return Matrix(
        title=_title(ground, voices, made, total),
        note=_note(voices, bool(ground.assessment.views)),
        grid=len(ground.rows) <= GRID_COLUMNS,
        columns=tuple(Column(row.id, row.label, row.now.word.removeprefix("we ")) for row in ground.rows),
        rows=shown,
        carried=_carried(shown, len(made), total),
        rest=rest,
        rest_title=f"The other {counted(len(rest), 'voice')}" if len(rest) != 1 else "The other voice",
        counts=counts(ground),
    )


def _row(ground: Ground, voice: Voice) -> VoiceRow:
    lines = tuple(line(ground, piece) for piece in voice.pieces)
    made = cells(ground, voice.ratios, voice.pieces)
    shown = MOST_LINES if len(lines) > MOST_LINES else len(lines)
    more = f"and {len(lines) - shown} more" if len(lines) > shown else ""
    return VoiceRow(
        voice.id, anchor_of(voice), clean(voice.says), voice.sort, lines, shown, more, made, voice.tells
    )


def _note(voices: Sequence[Voice], views: bool) -> Phrase:
    several = any(len(voice.pieces) > 1 for voice in voices)
    return say(
        "How many times more (×) or less (÷) often we would hear this if the explanation were true than if it were "
        "not; below, how strongly the analyst judged it to speak. ",
        "One row a voice: pieces with one cause count once, together. " if several else "",
        "Strongest first. " if len(voices) > 1 and views else "Strongest first." if len(voices) > 1 else "",
        "Ratios, what a voice tells, reliabilities and the choice of rival pictures come from the case’s own reading, "
        "without the views."
        if views
        else "",
    )


def _carried(shown: Sequence[VoiceRow], voices: int, total: float) -> Phrase:
    if len(shown) == voices or total <= 0:
        return say()
    share = sum(told(row) for row in shown) / total
    return say(
        Run(f"Above this line: {percent(share)} of all that the evidence tells", "strong"),
        f" ({len(shown)} of {voices} voices; from middle values, so without a range)",
    )


def _title(ground: Ground, voices: Sequence[Voice], rows: Sequence[VoiceRow], total: float) -> Phrase:
    if not rows or total <= 0:
        return say("Nothing in the evidence tells the explanations apart")
    first = rows[0]
    strongest = max(first.cells, key=_size)
    way = "for" if strongest.side == "for" else "against"
    target = next(row for row in ground.rows if row.id == strongest.hypothesis)
    several = len(rows) > 1
    alone = sum(cell.side in ("for", "against") for cell in first.cells) == 1
    speaks = say(f"speaks {way} " if alone else f"speaks above all {way} ", named(target))
    if len(first.says) > _TITLE_LIMIT:
        return say("The strongest voice " if several else "The one voice ", speaks)
    name = say("“", theirs(first.says), "”")
    if not several:
        return say(name, " ", speaks)
    if told(voices[1]) <= _CLOSE * told(voices[0]):
        return say(name, " tells most, and ", speaks)
    if len(rows[1].says) > _TITLE_LIMIT:
        return say(name, " ", speaks, "; another voice tells nearly as much")
    return say(name, " ", speaks, "; “", theirs(rows[1].says), "” tells nearly as much")


def _size(cell: Cell) -> float:
    if cell.ratio is None or cell.side == "blank":
        return -1.0
    return abs(math.log(cell.ratio)) if 0 < cell.ratio < math.inf else math.inf
