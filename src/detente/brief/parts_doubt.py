"""What doubt about the answer is made of: what would change it, how firm it is, who differs, what changed since."""

from __future__ import annotations

from dataclasses import dataclass

from detente.brief.parts import Chance
from detente.brief.phrase import Phrase


@dataclass(frozen=True)
class Move:
    """One probability as it is and as it would be."""

    id: str
    anchor: str
    label: str
    before: Chance
    after: Chance
    new_word: bool
    """Whether it is said with another word then."""
    alt: str


@dataclass(frozen=True)
class FlipLine:
    """One changed judgement and what it turns."""

    sentence: Phrase
    moves: tuple[Move, ...]
    size: float | None
    """Change of log-odds; None for one that leaves certainty."""


@dataclass(frozen=True)
class Flips:
    """The smallest changes that turn an answer."""

    title: Phrase
    note: Phrase
    lines: tuple[FlipLine, ...]


@dataclass(frozen=True)
class Either:
    """What one explanation becomes when something is seen, and when it is not."""

    id: str
    anchor: str
    label: str
    now: Chance
    seen: Chance
    unseen: Chance


@dataclass(frozen=True)
class Sighting:
    """Something to look for."""

    id: str
    says: str
    by: str
    overdue: bool
    cost: str
    staged: str
    chance: Chance
    moves: tuple[Either, ...]
    """For the explanations that it moves most, those first."""
    share: float
    """Share of the doubt that it would take away, on average over seeing and not seeing it."""
    tells: str
    width: float
    """Length of the bar, in hundredths of the longest."""
    for_cost: str


@dataclass(frozen=True)
class Ahead:
    """What to look for next."""

    title: Phrase
    note: Phrase
    sightings: tuple[Sighting, ...]


@dataclass(frozen=True)
class Mind:
    """What would change our mind?"""

    flips: Flips
    ahead: Ahead | None


@dataclass(frozen=True)
class LeftOut:
    """What the answer would be without one thing."""

    anchor: str
    says: Phrase
    moves: tuple[Move, ...]
    more: str
    effect: float
    """The greatest change of a probability."""


@dataclass(frozen=True)
class Leaving:
    """What leaving out each source and voice does."""

    title: Phrase
    note: Phrase
    rows: tuple[LeftOut, ...]
    rest: Phrase


@dataclass(frozen=True)
class Firm:
    """How well founded one judgement is, and what drives whether its word changes."""

    id: str
    anchor: str
    label: str
    word: str
    level: str
    why: Phrase
    other_word: str
    """Share of the recalculations that give it another word; empty where there were none."""
    drivers: Phrase


@dataclass(frozen=True)
class Firmness:
    """How firm the words are."""

    title: Phrase
    note: Phrase
    rows: tuple[Firm, ...]


@dataclass(frozen=True)
class Opinion:
    """How likely each view holds one explanation."""

    id: str
    anchor: str
    label: str
    chances: tuple[Chance, ...]
    """In the order of the views; the answer of all together last."""
    apart: bool
    """Whether views stand two words or more apart on it."""


@dataclass(frozen=True)
class Opinions:
    """Who differs on what."""

    title: Phrase
    note: Phrase
    views: tuple[str, ...]
    rows: tuple[Opinion, ...]


@dataclass(frozen=True)
class Since:
    """What changed since an earlier answer."""

    title: Phrase
    lines: tuple[Phrase, ...]
    moves: tuple[Move, ...]
