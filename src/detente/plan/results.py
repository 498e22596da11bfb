"""What planning found, with labels: the data that tables, JSON and the brief are made from.

Points are ours, as the character that we are, unless a line says otherwise. *Trust* is the probability that they are of a
trusted character. A roadmap is named by its place in ``Plan.candidates``: ``R1`` is the first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from detente.encounter.foresee.results import Span, Split, rounded

NOTHING = "do not engage"
"""Stands where a roadmap's name would, if none is best."""
Move = Literal["step", "sham", "hold", "leave"]
Lines = Sequence[Sequence[str | None]]
"""Line -> our act, their act, as ``relief.1``."""


@dataclass(frozen=True)
class Commitment:
    """We follow the roadmap whatever happens, and leave in the round after one exposure more than we forgive."""

    forgiven: int
    """c: exposures that we let pass."""
    ours: Mapping[str, Split]
    """Their character -> what talks with it bring us over not engaging, if it replies as is best for it."""
    theirs: Mapping[str, float]
    """Their character -> what talks bring it over not engaging, in its points; where it is under 0, it refuses."""


@dataclass(frozen=True)
class Deception:
    """What one untrusted character does if it replies as is best for it, while we keep to the equilibrium."""

    name: str
    refuses: bool
    ours: Split
    """What it brings us over not engaging."""
    theirs: float
    """What it brings it over not engaging, in its points."""
    loss: float
    """max(0, -ours): 0 where it refuses."""
    given_away: float
    """The steps' part of the loss alone."""


@dataclass(frozen=True)
class Need:
    """How much trust is needed: the trust at which the worst untrusted character, replying as is best for it, breaks us even."""

    kind: Literal["some", "none needed", "none suffices", "nobody trusted"]
    """``nobody trusted``: none of their characters is, so there is no question of trust."""
    trust: float | None
    """For ``some``."""


@dataclass(frozen=True)
class Candidate:
    """One roadmap, on the coarse grid or, as a finalist, on the fine one."""

    lines: Lines
    full: bool
    """Whether it holds every step of the case; else it is a beginning of one that does."""
    commitments: Sequence[Commitment]
    """For c = 0, 1, 2."""
    accepts: float
    accepts_by: Mapping[str, float]
    """Their character -> chance of a yes."""
    other_acceptances: int
    """How many more fixed points of the yes were found."""
    value: float
    """V: what offering it is worth, refusals counted."""
    not_engaging: float
    """V0"""
    trying: Split
    """V - V0, the value of trying."""
    by_character: Mapping[str, Split]
    """Their character -> what talks with it bring us over not engaging, in equilibrium, once it has said yes."""
    trap_loss: float
    given_away: float
    deceptions: Sequence[Deception]
    need: Need
    curve: Sequence[Sequence[float]]
    """Trust before the yes, value of trying."""
    trap_curve: Sequence[Sequence[float]]
    """Trust before the yes, trap loss."""
    seen_from: Sequence[float]
    """The value of trying from other beliefs that were asked for."""
    trap_from: Sequence[float]
    """The trap loss from these."""
    outcomes: Mapping[str, float]
    """``refusal`` and how talks end; they sum to 1."""
    residual: float
    """Of the solver, the worst of all points."""
    acceptance_residual: float
    """Of the yes."""
    solved: int
    """Points of the grid."""
    unsettled: int
    taken: int
    """Points taken over from a roadmap with the same rest, exactly."""


@dataclass(frozen=True)
class Confirmation:
    """A finalist, computed otherwise."""

    how: Literal["fine grid", "principal", "care halved", "care doubled", "longer"]
    trying: float
    trap_loss: float
    unsettled: int


@dataclass(frozen=True)
class Margin:
    """One of our decision points, on the way on which everything is done as due: go on, or stop?"""

    line: int
    """From 1."""
    act: str
    """``us.relief.1``"""
    says: str
    round: int
    """From 1: when talks most often come to it."""
    date: str
    trust: float
    """Our belief there."""
    against: Literal["leaving now", "never stepping again"]
    """The better way to stop."""
    margin: Split
    """What going on is worth over that."""
    band: float
    """S / care: within it neither way is clearly better."""
    advice: Literal["go", "indifferent", "stop"]
    word_alone: bool
    """We go on only because of our own word: without its part the margin is under 0."""
    turns_at: float | None
    """The trust at which the margin is 0."""
    curve: Sequence[Sequence[float]]
    """Trust, margin, margin without our word."""


@dataclass(frozen=True)
class Tripwire:
    """When to stop, or not to begin, and the state and belief that it comes from."""

    kind: Literal["do not start", "stop", "only our word", "go on"]
    """``only our word``: the margin stays above 0, but not without the part of our word. ``go on``: exposure, after which even
    so going on is worth more than stopping."""
    round: int
    """From 1; 0: before the yes."""
    date: str
    act: str
    """Theirs, as ``them.site``; empty before the yes."""
    says: str
    signal: str
    """What they show: ``exposed``, ``held``, ``done``; empty before the yes."""
    chance: float
    """That talks come there and it is seen, today."""
    before: float
    """Trust before it is seen; before the yes: today's."""
    trust: float
    """Trust after it; before the yes: below which the value of trying is under 0."""
    margin: Split
    """After it; before the yes: the value of trying at today's trust."""


@dataclass(frozen=True)
class Shift:
    """An act as an entry in a ledger of trust, on the way on which everything is done as due."""

    side: str
    act: str
    says: str
    round: int
    date: str
    before: float
    """The other side's trust."""
    after: Mapping[str, float]
    """Signal -> the other side's trust after it."""
    chances: Mapping[str, float]
    bits: float
    """Mutual information of the signal with whether its doer is of a trusted character."""


@dataclass(frozen=True)
class Ploy:
    """What the worst untrusted character does with one of its acts, if it replies as is best for it.

    On the way on which everything before was seen done as due, faked or not.
    """

    line: int
    """From 1."""
    act: str
    """``them.site``"""
    says: str
    round: int
    date: str
    move: Move


@dataclass(frozen=True)
class Exchange:
    """One line of the recommended roadmap."""

    line: int
    acts: Sequence[str | None]
    """Ours, theirs."""
    says: Sequence[str | None]
    reversible: Sequence[bool | None]
    we_give: float
    """Points that our act costs us, undiscounted; under 0 where it brings us something."""
    we_get: float
    """Points that theirs brings us, if it is honest."""
    chance: float
    """That the whole line is seen done before talks end, today."""
    median: int | None
    """The round, from 1, by which it is as likely done as not; None where it never is."""
    date: str | None


@dataclass(frozen=True)
class Renegotiation:
    """A state in which the rest of another finalist would suit both sides better."""

    done: Sequence[Sequence[str]]
    """Acts done by us, by them."""
    other: str
    """``R2``"""
    round: int
    trust: float
    ours: float
    """Points that we would gain."""
    theirs: float
    """Points that they would gain, over the characters that they may be."""


@dataclass(frozen=True)
class Finalist:
    """A roadmap looked at closely."""

    name: str
    """``R1``"""
    candidate: Candidate
    """On the fine grid."""
    confirmations: Sequence[Confirmation]
    marks: Sequence[Literal["fragile", "horizon", "more than one acceptance", "unsettled"]]
    trying: Span
    """With its range over the drawn games."""
    trap_loss: Span
    worst: str | None
    """The untrusted character whose best reply costs us most; None where there is none."""
    ploys: Sequence[Ploy]
    """What it does along the way; nothing where it refuses."""
    known_by: Sequence[float]
    """Chance that its best reply was exposed by the end of each round, once talks have begun."""
    never: float
    """That it never is."""
    margins: Sequence[Margin]
    tripwires: Sequence[Tripwire]
    ledger: Sequence[Shift]
    exchanges: Sequence[Exchange]
    renegotiations: Sequence[Renegotiation]


@dataclass(frozen=True)
class Bar:
    """A bar of the tornado: one input at the ends of its range, all else at its centre."""

    path: str
    """``talks.lapse``; ``trust`` for today's trust."""
    says: str
    low: float
    """The input at its 5 % quantile."""
    high: float
    now: float
    at_low: float
    """The recommended roadmap's value of trying there."""
    at_high: float
    best_low: str
    """What is recommended there, of the finalists: ``R2``, or ``do not engage``."""
    best_high: str
    share: float | None
    """Sobol's total index: the share of the variance of the value of trying that goes with it; None where nothing was drawn."""
    share_error: float | None


@dataclass(frozen=True)
class Information:
    """What knowing something would be worth, in points, with the freedom to choose among the finalists and not engaging."""

    kind: Literal["indicator", "inspection", "no inspection", "channel"]
    """``inspection``: a step verified for sure; ``no inspection``: not at all; ``channel``: without it."""
    name: str
    says: str
    worth: float
    """Under 0 where it harms: the other side sees an inspection too."""
    choices: Mapping[str, str]
    """What is seen, or ``changed`` -> what is best then."""


@dataclass(frozen=True)
class Plan:
    """What to try."""

    title: str
    marking: str | None
    us: str
    them: str
    as_of: str
    round_length: str
    dates: Sequence[str]
    """The last day of each round."""
    we_are: str
    trust: float
    """Today's."""
    cap: float | None
    counted_full: int
    """Roadmaps that hold every step."""
    counted: int
    """These and all their beginnings."""
    looked_at: int
    """How many had a first look, on the rough grid."""
    exhaustive: bool
    """Whether all of them had; else a search chose which."""
    candidates: Sequence[Candidate]
    """Those that were ranked, on the coarse grid, the best first."""
    given: str | None
    """The case's own roadmap, as ``R7``."""
    recommended: str | None
    """None: do not engage."""
    runner_up: str | None
    lost_by: Literal["value", "acceptance", "cap", "nothing", "no other"]
    """Why the runner-up is not recommended: it is worth less; a trusted side says yes too seldom; its trap loss is over the
    cap; no value of trying (``nothing``)."""
    front: Sequence[str]
    """Roadmaps that no other beats both in value and in trap loss."""
    finalists: Sequence[Finalist]
    """The recommended first."""
    tornado: Sequence[Bar]
    information: Sequence[Information]
    yardstick: Sequence[str | float]
    """A step of theirs and what it is worth to us: says, points."""
    points: int
    coarse: int
    rough: int
    samples: int
    games: int
    """Drawn games that ranges are taken from."""
    seed: int
    case_hash: str
    version: str

    def to_json(self) -> dict[str, Any]:
        """Return the documented JSON, numbers rounded to ``JSON_DIGITS`` significant digits."""
        found: dict[str, Any] = rounded(asdict(self))
        return found

    def candidate(self, name: str) -> Candidate:
        """Return a roadmap by its name, as ``R1``."""
        return self.candidates[int(name[1:]) - 1]
