"""The kinds of value that a case file is made of, each with its own validator and its own JSON Schema."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from detente.case.uncertain import Bearing, Distribution, LogUniform, Point, Uncertain, Uniform
from detente.case.words import Words, default_words

# each digit can be matched in one way only, else a long run of digits takes quadratic time
_NUMBER = r"[-+]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
RANGE_PATTERN = rf"^\s*({_NUMBER})\s*\.\.\s*({_NUMBER})\s*$"
_RANGE = re.compile(RANGE_PATTERN)
ID_PATTERN = r"^[A-Za-z][A-Za-z0-9_-]{0,63}$"


def wrong(expected: str, fix: str = "", near: Sequence[str] = ()) -> PydanticCustomError:
    """Make a fault of one field; ``near``: what may have been meant. The loader adds where and what."""
    return PydanticCustomError("detente", "{expected}", {"expected": expected, "fix": fix, "near": near})


class Strict(BaseModel):
    """A part of a case: frozen, nothing unknown, nothing converted behind the analyst's back."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", arbitrary_types_allowed=True)


# --- text, ids, dates ---------------------------------------------------------------------------------------


_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise wrong("a text", "put it in quotes" if isinstance(value, int | float) else "")
    if not value.strip():
        raise wrong("a text that is not empty", "write it, or leave the key out")
    if control := _CONTROL.search(value):
        raise wrong(f"a text without control characters (U+{ord(control[0]):04X})", "delete the character")
    return value


Text = Annotated[str, PlainValidator(_text), WithJsonSchema({"type": "string", "minLength": 1})]


def _link(value: Any) -> str:
    if not _text(value).startswith(("https://", "http://")):
        raise wrong("an address that begins with https:// or http://")
    return str(value)


Link = Annotated[str, PlainValidator(_link), WithJsonSchema({"type": "string", "pattern": "^https?://"})]


def _span(value: Any) -> tuple[int, int]:
    whole = isinstance(value, tuple) and len(value) == 2 and all(type(part) is int for part in value)
    if not whole or not 0 <= value[0] < value[1]:
        raise wrong("a span: two rising whole numbers, as [120, 134]")
    return value[0], value[1]


Span = Annotated[
    tuple[int, int],
    PlainValidator(_span),
    WithJsonSchema(
        {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2}
    ),
]


def _identifier(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(ID_PATTERN, value):
        raise wrong("an id: a letter, then letters, digits, - or _ (64 at most)")
    return value


def _each_once(ids: tuple[str, ...]) -> tuple[str, ...]:
    seen: set[str] = set()
    for each in ids:
        if each in seen:
            raise wrong("each id once", f"delete the second {each}")
        seen.add(each)
    return ids


Id = Annotated[str, PlainValidator(_identifier), WithJsonSchema({"type": "string", "pattern": ID_PATTERN})]


Ids = Annotated[tuple[Id, ...], AfterValidator(_each_once), Field(json_schema_extra={"uniqueItems": True})]


@dataclass(frozen=True)
class When:
    """A day, month or year, as it was written, with its first and last day."""

    written: str
    start: date
    end: date

    def __str__(self) -> str:
        """Say it as it was written."""
        return self.written


def _when(value: Any) -> When:
    written = str(value)
    match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?", written)
    if isinstance(value, bool) or not isinstance(value, str | int) or not match:
        raise wrong("a date: 2018-03-08, 2018-03 or 2018")
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        start = date(year or 0, month or 1, day or 1)
    except ValueError:
        raise wrong("a date that exists: 2018-03-08, 2018-03 or 2018") from None
    if day:
        end = start
    elif month:
        end = date(start.year, month, calendar.monthrange(start.year, month)[1])
    else:
        end = date(start.year, 12, 31)
    return When(written, start, end)


Date = Annotated[
    When,
    PlainValidator(_when),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}, {"type": "integer"}]}
    ),
]


def _day(value: Any) -> When:
    when = _when(value)
    if when.start != when.end:
        raise wrong("a full date, as 2018-04-20")
    return when


Day = Annotated[
    When,
    PlainValidator(_day),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}),
]


_LENGTHS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}
"""Days in each."""
_LENGTH = re.compile(rf"^([1-9][0-9]{{0,3}}) +({'|'.join(_LENGTHS)})s?$")


@dataclass(frozen=True)
class LengthOfTime:
    """So many days, weeks, months or years."""

    written: str
    count: int
    unit: str

    @property
    def months(self) -> float:
        """How many months it is."""
        return self.count * _LENGTHS[self.unit] / _LENGTHS["month"]

    def after(self, start: date, times: int) -> date:
        """Return the day that lies so many times this length after ``start``; the last of its month where it has none."""
        if self.unit in ("day", "week"):
            return start + timedelta(days=round(times * self.count * _LENGTHS[self.unit]))
        months = start.month - 1 + times * self.count * (12 if self.unit == "year" else 1)
        year, month = start.year + months // 12, months % 12 + 1
        return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))

    def __str__(self) -> str:
        """Say it as it was written."""
        return self.written


def _length(value: Any) -> LengthOfTime:
    match = _LENGTH.match(value) if isinstance(value, str) else None
    if match is None:
        raise wrong("a length of time, as 1 month, 2 weeks or 10 days")
    return LengthOfTime(str(value), int(match[1]), match[2])


Length = Annotated[
    LengthOfTime, PlainValidator(_length), WithJsonSchema({"type": "string", "pattern": _LENGTH.pattern})
]


# --- uncertain inputs ---------------------------------------------------------------------------------------


_PER_CENT = re.compile(r"(\d{1,3}(?:\.\d{1,6})?) ?%$")


def words_of(info: ValidationInfo) -> Words:
    """Return the word table of the case being read."""
    return info.context["words"] if info.context else default_words()


def _number(value: Any, low: float, high: float, expected: str) -> Distribution | None:
    """Read a number or a range; None where it is neither."""
    if isinstance(value, bool):
        raise wrong(expected)
    if isinstance(value, int | float):
        if not low <= value <= high:  # also where it is not a number
            raise wrong(expected, "60 % is written 0.6" if high == 1 and 2 <= value <= 100 else "")
        return Point(float(value))
    if isinstance(value, str) and (match := _RANGE.match(value)):
        start, stop = float(match[1]), float(match[2])
        if not low <= start < stop <= high:
            raise wrong(f"{expected}; a range rises, as 0.2..0.4")
        return Uniform(start, stop)
    return None


def _uncertain(
    kinds: tuple[str, ...], low: float, high: float, expected: str, near: tuple[str, ...] = ()
) -> Callable[[Any, ValidationInfo], Uncertain]:
    """Make a reader of numbers, ranges and words; ``near``: kinds whose words may have been meant instead."""

    def read(value: Any, info: ValidationInfo) -> Uncertain:
        if isinstance(value, Uncertain):
            return value
        words = words_of(info)
        dist = _number(value, low, high, expected)
        for kind in kinds:
            if dist is None and isinstance(value, str):
                dist = words.find(kind, value)
        if dist is None and high == 1 and isinstance(value, str) and (match := _PER_CENT.match(value)):
            raise wrong(expected, f"{match[1]} % is written {float(match[1]) / 100:g}")
        if dist is None:
            raise wrong(expected, near=[word for kind in near or kinds for word in words.names(kind)])
        return Uncertain(value, dist)

    return read


def _number_schema(low: float, high: float) -> list[dict[str, Any]]:
    return [{"type": "number", "minimum": low, "maximum": high}, {"type": "string", "pattern": RANGE_PATTERN}]


def _names(kinds: tuple[str, ...]) -> list[str]:
    return [word for kind in kinds for word in default_words().names(kind)]


def _kind(kinds: tuple[str, ...], low: float, high: float, expected: str) -> Any:
    choices = _number_schema(low, high) if low < high else []
    choices += [{"enum": _names(kinds)}] if kinds else []
    return Annotated[
        Uncertain,
        PlainValidator(_uncertain(kinds, low, high, expected)),
        WithJsonSchema({"anyOf": choices}),
    ]


_NO_NUMBER = (1.0, 0.0)  # a grade is a letter: a reliability in numbers has a key of its own
_LIKELY = ("likelihood", "certainty")
Likelihood: Any = _kind(
    _LIKELY, 0, 1, 'a likelihood: a word such as "unlikely", a number from 0 to 1, or a range as 0.2..0.4'
)
Stageable: Any = _kind(
    ("stageable",), 0, 1, "how cheaply it could be staged: low, some, high, a number from 0 to 1, or a range"
)
_SHARE = "a number from 0 to 1, or a range as 0.2..0.4"
Share: Any = _kind((), 0, 1, _SHARE)
Factor: Any = _kind((), 1e-6, 1e6, "a factor above 0, or a range as 1.5..3")
Amount: Any = _kind((), -1e9, 1e9, "a number, or a range as 2..4")
Positive: Any = _kind((), 0, 1e9, "a number from 0 up, or a range as 2..4")
_SHARPNESS = (1e-3, 1e3)


def _sharpness(value: Any) -> Uncertain:
    """Read a care: what is twice as sharp lies as far off as what is half as sharp, so a range is log-uniform."""
    if isinstance(value, Uncertain):
        return value
    expected = "a care from 0.001 to 1000, or a range as 5..20"
    dist = _number(value, *_SHARPNESS, expected)
    if dist is None:
        raise wrong(expected)
    return Uncertain(value, LogUniform(dist.low, dist.high) if isinstance(dist, Uniform) else dist)


Sharpness = Annotated[
    Uncertain, PlainValidator(_sharpness), WithJsonSchema({"anyOf": _number_schema(*_SHARPNESS)})
]
Grade: Any = _kind(("grade",), *_NO_NUMBER, "a grade from A to F")


def _worth(value: Any, info: ValidationInfo) -> Literal["nothing"] | Uncertain:
    if value == "nothing":
        return "nothing"
    return _uncertain((), 0, 1, f"nothing, {_SHARE}")(value, info)


Worth = Annotated[
    Literal["nothing"] | Uncertain,
    PlainValidator(_worth),
    WithJsonSchema({"anyOf": [{"const": "nothing"}, *_number_schema(0, 1)]}),
]


_ODDS = (1e-6, 1e6)
_BEARINGS = ("bearing", *_LIKELY)


def _read_bearing(value: Any, info: ValidationInfo) -> Bearing:
    if isinstance(value, Bearing):
        return value
    words = words_of(info)
    expected = 'a bearing such as "for" or "strongly against", a likelihood, or {odds: 3}'
    if isinstance(value, dict):
        factor = "{odds: x}, a factor from 1e-6 to 1e6, or a range as 2..5"
        dist = _number(value["odds"], *_ODDS, factor) if set(value) == {"odds"} else None
        if dist is None:
            raise wrong(factor)
        return Bearing(f"odds {value['odds']}", "odds", dist)
    if value == "neutral":
        return Bearing("neutral", "neutral", Point(1.0))
    if isinstance(value, str) and (dist := words.find("bearing", value)):
        return Bearing(value, "odds", dist)
    alone = _uncertain(_LIKELY, 0, 1, expected, near=_BEARINGS)(value, info)
    return Bearing(alone.written, "alone", alone.dist)


_ODDS_SCHEMA = {
    "type": "object",
    "properties": {"odds": {"anyOf": _number_schema(*_ODDS)}},
    "required": ["odds"],
    "additionalProperties": False,
}
BearingField = Annotated[
    Bearing,
    PlainValidator(_read_bearing),
    WithJsonSchema({"anyOf": [{"enum": _names(_BEARINGS)}, *_number_schema(0, 1), _ODDS_SCHEMA]}),
]


def _read_reason(value: Any, info: ValidationInfo) -> Bearing:
    bearing = _read_bearing(value, info)
    if bearing.form == "alone":
        raise wrong(
            'a bearing such as "for" or "strongly against", or {odds: 3}', "a likelihood says nothing here"
        )
    return bearing


ReasonField = Annotated[
    Bearing,
    PlainValidator(_read_reason),
    WithJsonSchema({"anyOf": [{"enum": _names(("bearing",))}, _ODDS_SCHEMA]}),
]
"""How a hypothesis speaks to a character: a factor on its odds."""
