"""A game as a person writes it: names, and rules that hold for all that they do not name. The keys of the JSON file.

A rule names what it holds for; what it leaves out, it holds for all of. Rules for points (``gains``, ``arrives``,
``worth``) add up. Of the other rules (``announced``, ``shows``, ``leads``, ``discounts``) a later one replaces an
earlier one where both hold.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Which = Literal["us", "them"]


def _as_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


def _as_chances(value: Any) -> Any:
    return {value: 1.0} if isinstance(value, str) else value


Names = Annotated[tuple[str, ...] | None, BeforeValidator(_as_tuple)]
"""One name or a list of names; left out: all."""
Mix = Annotated[dict[str, float], BeforeValidator(_as_chances)]
"""Name to chance; a bare name has chance 1."""


class Part(BaseModel):
    """Keys that are not known are faults, and numbers are finite."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Rule(Part):
    """What all rules share: the states for which they hold."""

    state: Names = Field(None, description="States.")


class SideRule(Rule):
    """A rule for one side."""

    side: Which = Field(description="us or them.")


class Announced(SideRule):
    """A move that has been announced."""

    move: str | None = Field(description="The move; null takes an announcement back.")


class Shows(SideRule):
    """What is seen of a move; without such a rule a move shows itself."""

    move: Names = Field(None, description="Own moves.")
    signals: Mix = Field(description="Signal to chance; a bare signal has chance 1.")


class Leads(Rule):
    """Where a state leads after both signals; without such a rule to the end `over`."""

    us: Names = Field(None, description="Signals of us.")
    them: Names = Field(None, description="Signals of them.")
    to: Mix = Field(description="Next state or end to chance; a bare name has chance 1.")


class Gains(SideRule):
    """Points of a round, settled at the act."""

    points: float = Field(description="Points, added to what other rules give.")
    own: Names = Field(None, description="Own moves.")
    other: Names = Field(None, description="Moves of the other side.")
    character: Names = Field(None, description="Own characters.")
    other_character: Names = Field(None, description="Characters of the other side.")


class Arrives(SideRule):
    """Points on arriving in a state, undiscounted; not for the state of the start."""

    points: float = Field(description="Points, added to what other rules give.")
    character: Names = Field(None, description="Own characters.")


class Worth(SideRule):
    """Points of an end, undiscounted, by the state and the signals that led to it."""

    points: float = Field(description="Points, added to what other rules give.")
    us: Names = Field(None, description="Signals of us.")
    them: Names = Field(None, description="Signals of them.")
    end: Names = Field(None, description="Ends.")
    character: Names = Field(None, description="Own characters.")


class Discounts(SideRule):
    """What a point of the next round is worth; without such a rule 1."""

    factor: float = Field(description="From 0 to 1.")


class Last(Part):
    """What is different in the last round."""

    leads: tuple[Leads, ...] = Field(
        (), description="Without a rule: as in other rounds, next states giving way to `over`."
    )
    worth: tuple[Worth, ...] | None = Field(
        None, description="A table of its own; left out: as in other rounds."
    )


class Who(Part):
    """A side."""

    name: str | None = Field(None, description="For display.")
    characters: dict[str, float] = Field(
        description="Character to its probability in the other side's eyes at the start; these sum to 1."
    )
    care: float = Field(1.0, description="How sharply it tells better from worse, per point of scale.")
    base: dict[str, float] = Field({}, description="Move to base rate; left out: 1.")
    scale: dict[str, float] = Field({}, description="Character to points; left out: 1.")
    moves: tuple[str, ...] = Field((), description="The order of moves; left out: as they come up.")
    signals: tuple[str, ...] = Field((), description="The order of signals; left out: as they come up.")


Choice = tuple[str, ...] | dict[str, tuple[str, ...]]


class State(Part):
    """The moves open in a state: a list, or a list for each character; left out: one move, `wait`."""

    us: Choice | None = Field(None, description="Moves open to us.")
    them: Choice | None = Field(None, description="Moves open to them.")


class GameRules(Part):
    """The whole file."""

    detente_game: Literal[1] = Field(1, description="The version of this format.")
    title: str = Field("A game", description="For display.")
    rounds: int = Field(ge=1, description="How many rounds are played at most.")
    start: str | None = Field(None, description="The state of the first round; left out: the first state.")
    us: Who
    them: Who
    states: dict[str, State] = Field(description="State to the moves open in it.")
    ends: tuple[str, ...] = Field((), description="The order of ends; left out: as they come up.")
    announced: tuple[Announced, ...] = ()
    shows: tuple[Shows, ...] = ()
    leads: tuple[Leads, ...] = ()
    gains: tuple[Gains, ...] = ()
    arrives: tuple[Arrives, ...] = ()
    worth: tuple[Worth, ...] = ()
    discounts: tuple[Discounts, ...] = ()
    last: Last = Field(Last(), description="The last round, where it differs.")
