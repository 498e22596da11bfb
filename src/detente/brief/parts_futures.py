"""What the futures are made of: plain data, computed before any page is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detente.brief.parts import Chance
from detente.brief.phrase import Phrase

Look = Literal["real", "hollow", "talks", "lapse", "walkout", "war", "refusal"]


@dataclass(frozen=True)
class Tick:
    """A mark on an axis of time; ``at`` in hundredths of its length."""

    at: float
    day: str
    year: str


@dataclass(frozen=True)
class Person:
    """One character that they may be."""

    label: str
    says: str
    wants: str
    word: str
    today: Chance
    accepts: Chance
    real: Chance
    hollow: Chance
    brings: str
    """What talks with it bring us, in points."""


@dataclass(frozen=True)
class People:
    """Who they might be."""

    title: Phrase
    note: Phrase
    rows: tuple[Person, ...]


@dataclass(frozen=True)
class Area:
    """A stripe of the river: an SVG path in its box."""

    look: Look
    path: str


@dataclass(frozen=True)
class Label:
    """The name of a stripe beside its end; both places in hundredths from the top."""

    look: Look
    says: str
    chance: Chance
    at: float
    """Where the stripe ends."""
    shown: float
    """Where the name stands, so that none covers another."""


@dataclass(frozen=True)
class River:
    """How likely each outcome is to have come by each date."""

    title: Phrase
    note: Phrase
    deals: Phrase
    """Real and hollow deals told apart."""
    box: tuple[int, int]
    areas: tuple[Area, ...]
    labels: tuple[Label, ...]
    talks: tuple[float, float] | None
    """Where "still talking" is written, in hundredths; None where there is no room."""
    ticks: tuple[Tick, ...]
    thin: Phrase
    """Outcomes too unlikely to draw."""
    alt: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """The table behind the figure: date, then the chance of each outcome by then."""


@dataclass(frozen=True)
class Panel:
    """How our trust moves if they are of one kind: SVG paths in a box."""

    kind: Literal["means-it", "trap"]
    says: str
    wide: str
    narrow: str
    line: str
    start: str
    end: str
    end_at: float
    """Height of the line at its end, in hundredths from the top."""
    alt: str
    rows: tuple[tuple[str, ...], ...]
    """Date and quantiles."""


@dataclass(frozen=True)
class TrustMoves:
    """How our trust would move."""

    title: Phrase
    note: Phrase
    box: tuple[int, int]
    panels: tuple[Panel, ...]
    ticks: tuple[Tick, ...]
    mark: tuple[float, str] | None
    """A date worth marking, in hundredths, and what falls due then."""


@dataclass(frozen=True)
class StepRow:
    """One act of the roadmap."""

    line: int
    who: str
    says: str
    chance: Chance
    by: str
    alt: str


@dataclass(frozen=True)
class Steps:
    """Step by step."""

    title: Phrase
    note: Phrase
    rows: tuple[StepRow, ...]


@dataclass(frozen=True)
class SignMove:
    """Where one signal moves the chance of a real deal."""

    says: str
    before: Chance
    after: Chance
    comes: str
    """How often it is seen, of all futures."""
    later: str
    """Where the chance would stand if it is seen later only; nothing where that is not told."""
    alt: str


@dataclass(frozen=True)
class Situation:
    """A date by which an act of theirs is due, and what its signals would tell."""

    sentence: Phrase
    comes: str
    moves: tuple[SignMove, ...]


@dataclass(frozen=True)
class EarlySigns:
    """What would tell early."""

    title: Phrase
    note: Phrase
    rows: tuple[Situation, ...]


@dataclass(frozen=True)
class WorthRow:
    """What one verification or channel is worth."""

    kind: str
    says: str
    now: str
    worth: str
    width: float
    """Length of the bar, in hundredths of the longest."""
    sure: str
    hollow: str
    """How many more or fewer hollow deals there would be without it."""
    hollow_sure: str


@dataclass(frozen=True)
class Worths:
    """What verification and channels are worth."""

    title: Phrase
    note: Phrase
    rows: tuple[WorthRow, ...]


@dataclass(frozen=True)
class Outlooks:
    """Who they might be, and what the futures look like."""

    people: People
    river: River
    value: Phrase
    """What talks bring us."""
    trust: TrustMoves | None
    steps: Steps
    signs: EarlySigns | None
    worths: Worths | None


@dataclass(frozen=True)
class QuestionRow:
    """One dated forecast with its rule."""

    anchor: str
    ask: str
    by: str
    chance: Chance
    rule: str


@dataclass(frozen=True)
class Questions:
    """Questions to be held to."""

    title: Phrase
    note: Phrase
    rows: tuple[QuestionRow, ...]
