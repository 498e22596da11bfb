"""What would change our mind: the doubt about an assessment, with labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from detente.case.faults import Path
from detente.weigh.doubt.counting import Counting
from detente.weigh.estimate import Estimate

Level = Literal["low", "moderate", "high"]
Sort = Literal["piece", "group", "source", "assumption", "origin"]
Way = Literal["word", "half", "character"]


@dataclass(frozen=True)
class Effect:
    """The answer without one piece, group, source, assumption or origin, from the same draws.

    Keys are hypotheses and ``something_else``. Without an assumption: as if it did not hold. Without a source: its
    reports unsaid, while others who have it from the same origin still speak; without an origin: they are unsaid too.
    """

    sort: Sort
    id: str
    without: Mapping[str, Estimate]
    change: Mapping[str, float]
    """Probability without it minus probability with it."""
    turned: tuple[str, ...]
    """Hypotheses whose word changes and which move by ``TURNS`` or more: those whose word hangs on it."""


@dataclass(frozen=True)
class Driver:
    """An uncertain input and how much of whether a hypothesis changes its word goes back to it.

    ``share``: correlation ratio, 0 to 1. ``path``: of ids, as in the case file (what a group shares under the group's), or
    ``common.shift``, ``common.power``, ``assumptions.ID.holds``, or ``views``: whose view a draw is.
    """

    path: Path
    share: float


@dataclass(frozen=True)
class Confidence:
    """How well founded a judgement is, which is not how likely it is.

    ``failed``: the rules that keep it from the next level: ``cannot tell``, ``few origins``, ``no range`` (central inputs
    only), ``wide``, ``hangs``.
    """

    level: Level
    failed: tuple[str, ...]
    origins: tuple[str, ...]
    """Independent origins (sources, or pieces without reports) that move it by ``MOVES`` or more when left out."""
    hangs_on: tuple[tuple[Sort, str], ...]
    """Single sources, groups and assumptions that, left out, change its word and move it by ``TURNS`` or more."""
    other_word: float | None
    """Share of draws whose own word differs from the headline's; None at central inputs."""
    drivers: tuple[Driver, ...]
    """What drives that, strongest first."""


@dataclass(frozen=True)
class Turn:
    """What one changed input does to one hypothesis, or to which character is likeliest.

    ``how``: ``word`` (its word changes and it moves by ``TURNS`` or more), ``half`` (it crosses one half) or
    ``character`` (another one is likeliest; ``id`` is the new one).
    """

    id: str
    how: tuple[Way, ...]
    before: Estimate
    after: Estimate


@dataclass(frozen=True)
class Flip:
    """The change of one input by one word that turns an answer, found at central inputs, confirmed on all draws."""

    path: Path
    before: str
    """As the case has it."""
    after: str | float
    """What to write instead: a word, or where a number stood the median of the next word."""
    size: float
    """Change of log-odds; infinite for one that leaves certainty."""
    turns: tuple[Turn, ...]
    """On all draws; at central inputs where it was not confirmed or nothing was drawn."""
    confirmed: bool


@dataclass(frozen=True)
class Outlook:
    """One indicator: what it would tell. Estimates and bits are means over the draws."""

    chance: Estimate
    bits: float
    """Mutual information with the combination of explanations."""
    share: float
    """Bits as a share of the entropy of the combinations: how much of all doubt about them it would take away."""
    if_seen: Mapping[str, Estimate]
    if_not: Mapping[str, Estimate]
    per_cost: float | None
    """Bits a point; None without a cost or at cost 0."""
    if_pictures: tuple[float, ...]
    """Chance to see it if each of the two rival pictures holds, in their order."""


@dataclass(frozen=True)
class Dissent:
    """A hypothesis on which two views stand two or more words apart."""

    hypothesis: str
    low: str
    """The view that thinks it least likely."""
    high: str
    steps: int


@dataclass(frozen=True)
class Doubt:
    """Everything that would change our mind."""

    pieces: Mapping[str, Effect]
    groups: Mapping[str, Effect]
    """Groups of the case; an author's judgements under ``author NAME``."""
    sources: Mapping[str, Effect]
    assumptions: Mapping[str, Effect]
    origins: Mapping[str, Effect]
    confidence: Mapping[str, Confidence]
    flips: Sequence[Flip]
    """Confirmed ones first, then the smallest first."""
    flips_tried: int
    """How many changes of one input by one word were looked at."""
    indicators: Mapping[str, Outlook]
    counting: Counting
    """What a matrix of competing hypotheses would count, and where weighing departs from it."""

    def effect(self, sort: Sort, name: str) -> Effect:
        """Return what leaving one thing out does."""
        by_sort: dict[Sort, Mapping[str, Effect]] = {
            "piece": self.pieces,
            "group": self.groups,
            "source": self.sources,
            "assumption": self.assumptions,
            "origin": self.origins,
        }
        return by_sort[sort][name]
