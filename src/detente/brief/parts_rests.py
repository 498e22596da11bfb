"""What the ground of the answer is made of: evidence, sources, assumptions, and how it was computed."""

from __future__ import annotations

from dataclasses import dataclass

from detente.brief.parts import Cell, Chance
from detente.brief.parts_doubt import Firmness, Leaving, LeftOut, Opinions
from detente.brief.parts_plan import Checked
from detente.brief.phrase import Phrase


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
    without: LeftOut | None
    """The answer if it did not hold; None where that was not looked into."""


@dataclass(frozen=True)
class Rests:
    """What this rests on."""

    title: Phrase
    note: Phrase
    leaving: Leaving | None
    firmness: Firmness | None
    opinions: Opinions | None
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
    checked: tuple[Checked, ...]
    """How what to try was computed otherwise; empty where nothing is tried."""
