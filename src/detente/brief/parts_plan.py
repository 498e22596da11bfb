"""What to try, and the trap: plain data, computed before any page is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detente.brief.parts import Chance
from detente.brief.parts_futures import Tick
from detente.brief.phrase import Phrase


@dataclass(frozen=True)
class Box:
    """What to try, for the top of the page."""

    lead: Phrase
    """``Do not engage`` and why, or nothing."""
    moves: tuple[Phrase, ...]
    """All exchanges where they are few, else the first three; empty where nothing is recommended."""
    expect: Phrase
    stop: Phrase
    doubt: Phrase


@dataclass(frozen=True)
class Act:
    """One act on a track."""

    says: str
    reversible: bool
    points: str
    """What it costs us, or brings us."""


@dataclass(frozen=True)
class Line:
    """One exchange of the order, with when to stop beside it."""

    number: int
    ours: Act | None
    theirs: Act | None
    arrow: str
    way: str
    """The arrow in words, for who does not see it."""
    chance: Chance
    by: str
    stops: tuple[Phrase, ...]


@dataclass(frozen=True)
class Tracks:
    """The order, as two tracks with exchanges between them."""

    title: Phrase
    note: Phrase
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Mark:
    """A roadmap in the scatter; both places in hundredths from the left and from the top."""

    name: str
    """``R1``"""
    label: str
    """Empty where the mark stands without a name."""
    x: float
    y: float
    dx: float
    """Where the label stands from its mark, in pixels."""
    dy: float
    anchor: Literal["start", "end"]
    kind: Literal["first", "front", "other"]


@dataclass(frozen=True)
class Front:
    """Value of trying against loss in a trap."""

    title: Phrase
    note: Phrase
    marks: tuple[Mark, ...]
    joined: str
    """The line through orders that none beats on both, as SVG points in a box of 100 by 100; empty where there are not two."""
    reach: tuple[float, float, float, float] | None
    """The range of the first: left, top, width, height in hundredths; None where none was computed."""
    zero: float
    """Where the value of trying is 0, in hundredths from the top."""
    cap: tuple[float, str] | None
    across: tuple[tuple[float, str], ...]
    up: tuple[tuple[float, str], ...]
    alt: str
    rows: tuple[tuple[str, ...], ...]
    """Name, steps, value, trap loss, yes, real deal."""


@dataclass(frozen=True)
class Following:
    """What comes of it if we simply follow it: one row a count of forgiven exposures."""

    title: Phrase
    note: Phrase
    heads: tuple[str, ...]
    """Their characters."""
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Curve:
    """The value of trying over trust."""

    title: Phrase
    note: Phrase
    box: tuple[int, int]
    line: str
    loss: str
    """The loss in a trap as a line below zero; empty where it is nothing throughout."""
    zero: float
    marks: tuple[tuple[float, str, bool], ...]
    """Hundredths along, what stands there, and whether it stands at the upper edge."""
    up: tuple[tuple[float, str], ...]
    alt: str
    rows: tuple[tuple[str, ...], ...]
    text: Phrase


@dataclass(frozen=True)
class MarginRow:
    """One move of ours: go on, or stop?"""

    line: int
    says: str
    when: str
    advice: str
    whole: str
    steps: str
    tension: str
    word: str
    without: float
    """What is left without our word, and with it, in hundredths of the axis."""
    whole_at: float
    zero: float
    turns: str
    alt: str


@dataclass(frozen=True)
class Margins:
    """Go or stop at each of our moves."""

    title: Phrase
    note: Phrase
    rows: tuple[MarginRow, ...]
    kept: Phrase
    """What is kept only because our own word is at stake."""


@dataclass(frozen=True)
class Wire:
    """A tripwire: a sentence, and the state and belief that it comes from."""

    sentence: Phrase
    source: str
    stops: bool
    warns: bool = False
    """Whether only our own word is left then."""


@dataclass(frozen=True)
class Wires:
    """When to stop, and when not to begin."""

    title: Phrase
    rows: tuple[Wire, ...]


@dataclass(frozen=True)
class Entry:
    """One act in the ledger of trust."""

    who: str
    says: str
    when: str
    before: float
    after: tuple[tuple[str, float, str], ...]
    """Signal, trust after it, and that trust in words."""
    told: str
    """How much of the doubt it settles."""
    share: float
    alt: str


@dataclass(frozen=True)
class Ledger:
    """Which act shifts belief by how much."""

    title: Phrase
    note: Phrase
    rows: tuple[Entry, ...]


@dataclass(frozen=True)
class DeceiverRow:
    """One untrusted character that replies as is best for it."""

    says: str
    does: str
    gains: str
    ours: str
    loss: str
    given: str


@dataclass(frozen=True)
class Trap:
    """What they would gain by deceiving us, what it would cost us, and when we would know."""

    title: Phrase
    text: Phrase
    rows: tuple[DeceiverRow, ...]
    box: tuple[int, int]
    steps: str
    """Chance that it was found out by each date, as an SVG path; empty where there is none to draw."""
    ticks: tuple[Tick, ...]
    known: str
    known_at: float
    never: str
    alt: str
    table: tuple[tuple[str, str], ...]
    """Date, chance."""


@dataclass(frozen=True)
class InputRow:
    """One input at either end of its range."""

    says: str
    low: str
    high: str
    at_low: str
    at_high: str
    low_x: float
    high_x: float
    best_low: str
    best_high: str
    share: str
    alt: str


@dataclass(frozen=True)
class Inputs:
    """What would change the answer."""

    title: Phrase
    note: Phrase
    now: float
    zero: float | None
    rows: tuple[InputRow, ...]


@dataclass(frozen=True)
class LearningRow:
    """What knowing something would be worth."""

    kind: str
    says: str
    worth: str
    left: float
    """The bar, in hundredths of the axis."""
    width: float
    zero: float
    harms: bool
    then: str


@dataclass(frozen=True)
class Learning:
    """What to find out, and what would harm."""

    title: Phrase
    note: Phrase
    rows: tuple[LearningRow, ...]


@dataclass(frozen=True)
class Attempt:
    """What to try, and the trap."""

    own: Phrase
    """For the sections on futures and questions: that they follow another order; nothing where it is the same."""
    box: Box
    tracks: Tracks
    why: tuple[Phrase, ...]
    """Why this order and not another, a sentence each."""
    front: Front
    following: Following
    curve: Curve | None
    margins: Margins | None
    wires: Wires | None
    ledger: Ledger | None
    trap: Trap | None
    rethink: tuple[Phrase, ...]
    """Where another order's rest would suit both sides better."""
    inputs: Inputs | None
    learning: Learning | None


@dataclass(frozen=True)
class Checked:
    """One way in which the first was computed otherwise."""

    how: str
    trying: str
    loss: str
    unsettled: str
