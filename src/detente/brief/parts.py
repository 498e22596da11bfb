"""What the brief is made of: plain data, every sentence, word and number in it computed before any page is drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal

from detente.brief.phrase import Phrase, Run
from detente.case.words import CANNOT_TELL
from detente.weigh.results import JSON_DIGITS

Side = Literal["for", "against", "level", "blank"]
Look = Literal["means-it", "trap", "other"]


@dataclass(frozen=True)
class Chance:
    """A probability with its range and its word, ready to print; ``span`` is empty where no range was computed."""

    probability: float
    low: float | None
    high: float | None
    word: str
    percent: str
    span: str

    @property
    def cannot_tell(self) -> bool:
        """True where the range forbids a word."""
        return self.word == CANNOT_TELL


@dataclass(frozen=True)
class Band:
    """One word of the yardstick and where it reaches; all but ``word`` in hundredths."""

    word: str
    low: float
    high: float
    lines: tuple[str, ...]
    """The word broken into lines, empty where the band is too narrow to print it."""


@dataclass(frozen=True)
class Row:
    """One explanation."""

    id: str
    anchor: str
    label: str
    name: str
    clause: str
    says: str
    deceives: bool
    now: Chance
    prior: Chance
    share: Chance
    share_width: float
    """Length of the bar, in hundredths of the longest."""
    alt: str


@dataclass(frozen=True)
class Card:
    """One of the two rival pictures."""

    now: Chance
    title: Phrase
    sentence: Phrase
    look: Look


@dataclass(frozen=True)
class Pictures:
    """The two rival pictures and what they leave."""

    title: Phrase
    cards: tuple[Card, ...]
    rest: Phrase


@dataclass(frozen=True)
class Why:
    """Why are they doing this?"""

    title: Phrase
    note: Phrase
    bands: tuple[Band, ...]
    rows: tuple[Row, ...]
    decisive: tuple[Phrase, ...]
    pictures: Pictures | None


@dataclass(frozen=True)
class Cell:
    """How one voice or piece speaks to one explanation."""

    hypothesis: str
    label: str
    ratio: float | None
    text: str
    word: str
    """How strongly the analyst judged it to speak, from the piece that speaks most."""
    written: str
    """The same as the analyst wrote it."""
    side: Side
    strength: int
    """0 to 3, for the colour."""


@dataclass(frozen=True)
class Line:
    """A piece as it stands inside a voice."""

    id: str
    anchor: str
    seen: str
    """Empty, or how it was not seen: ``Not seen``, ``Not reported``, ``Disputed``."""
    says: str
    sort: str
    who: str


@dataclass(frozen=True)
class VoiceRow:
    """What counts as one."""

    id: str
    anchor: str
    says: str
    sort: str
    lines: tuple[Line, ...]
    shown: int
    """How many of its pieces stand in the matrix; all stand in the register."""
    more: str
    cells: tuple[Cell, ...]
    tells: float


@dataclass(frozen=True)
class Column:
    """An explanation at the head of the matrix."""

    id: str
    label: str
    word: str


@dataclass(frozen=True)
class Matrix:
    """What speaks for it."""

    title: Phrase
    note: Phrase
    grid: bool
    """A grid where the explanations are few enough; else each row lists what it says something about."""
    columns: tuple[Column, ...]
    rows: tuple[VoiceRow, ...]
    carried: Phrase
    rest: tuple[VoiceRow, ...]
    rest_title: str


@dataclass(frozen=True)
class Said:
    """What one source said of one piece."""

    answer: str
    source: str
    label: str
    who: str
    anchor: str
    grade: str
    date: str
    quote: str
    span: str
    checked: bool
    """Whether the quote was found in the document itself."""


@dataclass(frozen=True)
class Record:
    """One piece of evidence with all that was judged about it."""

    id: str
    anchor: str
    sort: str
    date: str
    known: str
    seen: str
    says: str
    explained: bool
    reports: tuple[Said, ...]
    staged: str
    shows: tuple[str, ...]
    hides: tuple[str, ...]
    anyway: Chance
    cells: tuple[Cell, ...]
    rests_on: tuple[tuple[str, str], ...]
    """Assumptions: what they say, shortened, and where they stand."""
    judged_by: str
    judged_when: str
    judged_why: str


@dataclass(frozen=True)
class Chapter:
    """The pieces of one voice, as they stand in the register."""

    anchor: str
    says: str
    """Empty for a piece that stands alone."""
    overlap: str
    records: tuple[Record, ...]


@dataclass(frozen=True)
class SourceRow:
    """One source."""

    id: str
    anchor: str
    label: str
    who: Phrase
    title: str
    date: str
    link: str
    grade: str
    trust: Chance | None
    leans: tuple[str, ...]
    origin: str
    """The label of the source that it has this from."""
    said: str


@dataclass(frozen=True)
class Origin:
    """Sources that go back to one: one voice however many print it."""

    id: str
    sources: tuple[SourceRow, ...]
    reach: float
    """Share of what the evidence tells that stands in voices it speaks in, at central values."""
    part: str


@dataclass(frozen=True)
class Supposed:
    """One assumption."""

    anchor: str
    says: str
    chance: Chance
    held: str
    touches: tuple[tuple[str, str], ...]
    """Pieces: id and anchor."""
    if_false: str


@dataclass(frozen=True)
class Rests:
    """What this rests on."""

    title: Phrase
    note: Phrase
    chapters: tuple[Chapter, ...]
    sources_title: Phrase
    sources_note: Phrase
    origins: tuple[Origin, ...]
    assumptions_title: Phrase
    assumptions: tuple[Supposed, ...]


@dataclass(frozen=True)
class Computed:
    """How it was computed."""

    title: Phrase
    method: tuple[Phrase, ...]
    limits: tuple[Phrase, ...]
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    words: tuple[tuple[str, str], ...]
    words_note: Phrase


@dataclass(frozen=True)
class Brief:
    """The whole brief."""

    title: str
    marking: str
    explains: tuple[Phrase, ...]
    made: tuple[Phrase, ...]
    drawn: bool
    """Whether ranges were computed."""
    bottom_line: tuple[Phrase, ...]
    bottom_note: Phrase
    why: Why
    matrix: Matrix
    rests: Rests
    computed: Computed

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data, numbers rounded as in the JSON of an assessment."""
        data: dict[str, Any] = _plain(self)
        return data


def _plain(value: Any) -> Any:
    if isinstance(value, Phrase | Run):
        return str(value) if isinstance(value, Phrase) else value.text
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, float):
        return float(f"{value:.{JSON_DIGITS}g}") if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return value
