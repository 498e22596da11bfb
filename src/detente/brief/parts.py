"""What the answer and what speaks for it are made of: plain data, computed before any page is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detente.brief.phrase import Phrase
from detente.case.words import CANNOT_TELL

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

    @property
    def bare(self) -> str:
        """The number without its sign, for the first of two that share one."""
        return self.percent.rstrip("%\u00a0")


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
    confidence: str = ""
    """How well founded the judgement is: ``low``, ``moderate`` or ``high``; empty where doubt was not looked into."""


@dataclass(frozen=True)
class Next:
    """What would sooner be seen if one picture were true than if the other were."""

    says: str
    here: str
    there: str


@dataclass(frozen=True)
class Card:
    """One of the two rival pictures."""

    now: Chance
    title: Phrase
    sentence: Phrase
    look: Look
    sooner: tuple[Next, ...] = ()
    """What we would sooner see than in the other picture, the widest apart first."""


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
class CountedRow:
    """What counting says of one explanation. Places run from 1; equals share one."""

    anchor: str
    label: str
    against: int
    tested: int
    by_counting: int
    by_weighing: int


@dataclass(frozen=True)
class Counts:
    """What a matrix of competing hypotheses would count, and why it differs from weighing."""

    title: Phrase
    reasons: tuple[Phrase, ...]
    rows: tuple[CountedRow, ...]


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
    counts: Counts | None
