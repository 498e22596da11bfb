"""A game as a person writes it: names, and rules that hold for all that they do not name. The keys of the JSON file.

A rule names what it holds for; what it leaves out, it holds for all of. Rules for points (``gains``, ``arrives``,
``worth``) add up. Of the other rules (``announced``, ``shows``, ``leads``, ``discounts``) a later one replaces an
earlier one where both hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from detente.encounter.check import (
    BASE,
    CARE,
    LEAST,
    MOST,
    MOST_CARE,
    MOST_CHARACTERS,
    MOST_POINTS,
    MOST_ROUNDS,
    NAME,
    NO_BASE,
    POINTS,
    ROUNDS,
    SCALE,
    SUM_TOLERANCE,
)

Which = Literal["us", "them"]


def _must(holds: Callable[[Any], bool], expected: str) -> AfterValidator:
    """Return what lets a value pass that holds, and else says what was expected."""

    def check(value: Any) -> Any:
        if not holds(value):
            raise PydanticCustomError("expected", "{expected}", {"expected": expected})
        return value

    return AfterValidator(check)


def _between(least: float, most: float, expected: str) -> AfterValidator:
    return _must(lambda value: least <= value <= most, expected)


def _sums_to_1(what: str) -> AfterValidator:
    def check(value: dict[str, float]) -> dict[str, float]:
        if value and abs((total := sum(value.values())) - 1) > SUM_TOLERANCE:
            expected = f"{what} with a sum of 1; these have {total:.12g}"
            raise PydanticCustomError("expected", "{expected}", {"expected": expected})
        return value

    return AfterValidator(check)


def _as_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


def _as_chances(value: Any) -> Any:
    return {value: 1.0} if isinstance(value, str) else value


Name = Annotated[str, _must(lambda value: bool(value.strip()), NAME)]
Some = Annotated[tuple[Name, ...], _must(bool, "one name at least; left out, the rule holds for all")]
Names = Annotated[Some | None, BeforeValidator(_as_tuple)]
"""One name or a list of names; left out: all."""
Chance = Annotated[float, _between(0, 1, "a chance from 0 to 1")]
Mix = Annotated[dict[Name, Chance], BeforeValidator(_as_chances), _sums_to_1("chances")]
"""Name to chance; a bare name has chance 1. May be empty: a move that is open nowhere need not show anything."""
Points = Annotated[float, _between(-MOST_POINTS, MOST_POINTS, POINTS)]


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
    to: Annotated[Mix, _must(bool, "one name at least")] = Field(
        description="Next state or end to chance; a bare name has chance 1."
    )


class Gains(SideRule):
    """Points of a round, settled at the act."""

    points: Points = Field(description="Points, added to what other rules give.")
    own: Names = Field(None, description="Own moves.")
    other: Names = Field(None, description="Moves of the other side.")
    character: Names = Field(None, description="Own characters.")
    other_character: Names = Field(None, description="Characters of the other side.")


class Arrives(SideRule):
    """Points on arriving in a state, undiscounted; not for the state of the start."""

    points: Points = Field(description="Points, added to what other rules give.")
    character: Names = Field(None, description="Own characters.")


class Worth(SideRule):
    """Points of an end, undiscounted, by the state and the signals that led to it."""

    points: Points = Field(description="Points, added to what other rules give.")
    us: Names = Field(None, description="Signals of us.")
    them: Names = Field(None, description="Signals of them.")
    end: Names = Field(None, description="Ends.")
    character: Names = Field(None, description="Own characters.")


class Discounts(SideRule):
    """What a point of the next round is worth; without such a rule 1."""

    factor: Annotated[float, _between(0, 1, "a number from 0 to 1")] = Field(description="From 0 to 1.")


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
    characters: Annotated[
        dict[Name, Chance],
        _must(lambda value: 1 <= len(value) <= MOST_CHARACTERS, f"1 to {MOST_CHARACTERS} characters"),
        _sums_to_1("beliefs"),
    ] = Field(
        description="Character to its probability in the other side's eyes at the start; these sum to 1."
    )
    care: Annotated[float, _between(0, MOST_CARE, CARE)] = Field(
        1.0, description="How sharply it tells better from worse, per point of scale."
    )
    base: dict[Name, Annotated[float, _between(LEAST, MOST, f"{BASE}; {NO_BASE}")]] = Field(
        {}, description="Move to base rate; left out: 1."
    )
    scale: dict[Name, Annotated[float, _between(LEAST, MOST, SCALE)]] = Field(
        {}, description="Character to points; left out: 1."
    )
    moves: tuple[Name, ...] = Field((), description="The order of moves; left out: as they come up.")
    signals: tuple[Name, ...] = Field((), description="The order of signals; left out: as they come up.")


Moves = Annotated[tuple[Name, ...], _must(bool, "one move at least; left out, there is one, `wait`")]
Choice = Annotated[
    Annotated[Moves, Tag("a list")] | Annotated[dict[Name, Moves], Tag("an object")],
    # told apart before they are read, else the faults of both would be told
    Discriminator(lambda value: "an object" if isinstance(value, Mapping) else "a list"),
]


class State(Part):
    """The moves open in a state: a list, or a list for each character; left out: one move, `wait`."""

    us: Choice | None = Field(None, description="Moves open to us.")
    them: Choice | None = Field(None, description="Moves open to them.")


class GameRules(Part):
    """The whole file."""

    detente_game: Literal[1] = Field(1, description="The version of this format.")
    title: str = Field("A game", description="For display.")
    rounds: Annotated[int, _between(1, MOST_ROUNDS, ROUNDS)] = Field(
        description="How many rounds are played at most."
    )
    start: str | None = Field(None, description="The state of the first round; left out: the first state.")
    us: Who
    them: Who
    states: Annotated[
        dict[Name, State], _must(bool, "one state at least, each with the moves open in it")
    ] = Field(description="State to the moves open in it.")
    ends: tuple[Name, ...] = Field((), description="The order of ends; left out: as they come up.")
    announced: tuple[Announced, ...] = ()
    shows: tuple[Shows, ...] = ()
    leads: tuple[Leads, ...] = ()
    gains: tuple[Gains, ...] = ()
    arrives: tuple[Arrives, ...] = ()
    worth: tuple[Worth, ...] = ()
    discounts: tuple[Discounts, ...] = ()
    last: Last = Field(Last(), description="The last round, where it differs.")
