"""What foreseeing found, with labels: the data that tables, JSON and the brief are made from.

Chances are of today, before they have said yes or no, unless a line says otherwise. Points are ours, as the character that
we are, unless a line says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

JSON_DIGITS = 6
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Of the fans."""


@dataclass(frozen=True)
class Span:
    """A number with its 5-95 % range over the draws; no range where none were taken."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Split:
    """Points by where they come from."""

    steps: float
    tension: float
    word: float

    @property
    def whole(self) -> float:
        """All of them."""
        return self.steps + self.tension + self.word


@dataclass(frozen=True)
class Prospect:
    """One character that they may be, and what follows if they are."""

    name: str
    says: str
    trusted: bool
    values: Mapping[str, float]
    """Good -> points for a unit of it, what it values most first."""
    word: float
    today: Span
    """How likely they are this, by weighing."""
    after_yes: float
    accepts: Span
    real: Span
    """Chance of a real deal, once talks have begun."""
    hollow: Span
    split: Split
    """What talks bring us over not engaging."""
    theirs: Split
    """What talks bring them over not engaging."""


@dataclass(frozen=True)
class Milestone:
    """An act of a roadmap."""

    line: int
    """From 1."""
    side: str
    act: str
    says: str
    chance: Span
    """That it is seen done before talks end."""
    by_round: Sequence[float]
    """That it is seen done by the end of each round."""
    median: int | None
    """The round, from 1, by which it is as likely done as not; None where it never is."""


@dataclass(frozen=True)
class Fan:
    """Quantiles (``QUANTILES``) by round: at the start, then after each round."""

    rows: Sequence[Sequence[float]]


@dataclass(frozen=True)
class Trust:
    """How beliefs move in plays of one kind, once talks have begun; as they were at the end once talks are over."""

    ours: Fan
    """Our belief that they are of a trusted character."""
    theirs: Fan
    """Their belief that we are."""


@dataclass(frozen=True)
class Forecast:
    """A question tied to an event, and its chance."""

    id: str
    ask: str
    by: str
    resolves: str
    event: str
    chance: Span


@dataclass(frozen=True)
class Sign:
    """A signal of theirs in a round, and where it moves the forecast."""

    round: int
    """From 1."""
    date: str
    act: str
    says: str
    signal: str
    chance: float
    """That talks come so far and it is seen then."""
    before: float
    """Chance of a real deal as talks come to this round with this act due."""
    after: float
    trust: float
    """Our belief then that they are of a trusted character."""


@dataclass(frozen=True)
class Worth:
    """What one thing is worth to us, solved again with it changed: the change in the value of trying."""

    kind: str
    """``verification`` or ``channel``."""
    name: str
    says: str
    now: float
    changed: Mapping[str, float]
    """What was changed (``sure``, ``none``) -> the change in the value of trying, in points."""
    hollow: Mapping[str, float]
    """What was changed -> the change in the chance of a hollow deal."""


@dataclass(frozen=True)
class Check:
    """How it was computed, and how far it can be relied on."""

    points: int
    coarse: int
    games: int
    paths: int
    exact: bool
    seed: int
    solved: int
    unsettled: int
    residual: float
    acceptance_residual: float
    other_acceptances: int
    sampling_error: float
    """The greatest standard error of a chance of an outcome; 0 where all histories were listed."""
    grid_difference: float
    """Of the value of trying, in points, between the two grids."""
    ways_difference: float
    """The greatest difference of a chance of an outcome between plays and sums on the grid."""
    stage_difference: float
    """The greatest difference of a first move's probability between interpolating and solving at today's belief."""
    ensemble_unsettled: int
    """Points not settled in all games of the draws."""


@dataclass(frozen=True)
class Other:
    """The same on the principal selection."""

    trying: float
    outcomes: Mapping[str, float]
    unsettled: int
    points: int


@dataclass(frozen=True)
class Futures:
    """Where a meeting may lead."""

    title: str
    marking: str | None
    us: str
    them: str
    as_of: str
    round_length: str
    dates: Sequence[str]
    """The last day of each round."""
    roadmap: Sequence[Sequence[str | None]]
    """Line -> our act, their act."""
    we_are: str
    ours: Mapping[str, float]
    """Our characters -> what they believe of us at the start."""
    prospects: Sequence[Prospect]
    accepts: Span
    trying: Span
    """Value of trying: what offering this brings us over not engaging, refusals counted."""
    split: Split
    """Of the value of trying."""
    not_engaging: float
    yardstick: Sequence[str | float]
    """A step and what it is worth to us: says, points."""
    outcomes: Mapping[str, Span]
    """``refusal`` and how talks end; they sum to 1."""
    river: Mapping[str, Sequence[float]]
    """Outcome -> chance that it has come by the end of each round; the rest: talks go on."""
    war: Span
    """Chance of war within the rounds, whatever becomes of talks."""
    war_without: float
    """The same if nobody engages."""
    milestones: Sequence[Milestone]
    trust: Mapping[str, Trust]
    """``if they mean it`` and ``if it is a trap`` -> beliefs."""
    progress: Fan
    """Acts done, of all."""
    tension: Mapping[str, Sequence[float]]
    """Tension -> its chance among talks that go on, at the start and after each round."""
    forecasts: Sequence[Forecast]
    signs: Sequence[Sign]
    worths: Sequence[Worth]
    principal: Other | None
    check: Check
    notes: Sequence[str]
    case_hash: str
    version: str

    def to_json(self) -> dict[str, Any]:
        """Return the documented JSON, numbers rounded to ``JSON_DIGITS`` significant digits."""
        found: dict[str, Any] = rounded(asdict(self))
        return found


def rounded(value: Any) -> Any:
    """Return plain data with its numbers rounded to ``JSON_DIGITS`` significant digits."""
    if isinstance(value, float):
        return float(f"{value:.{JSON_DIGITS}g}")
    if isinstance(value, Mapping):
        return {key: rounded(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(part) for part in value]
    return value
