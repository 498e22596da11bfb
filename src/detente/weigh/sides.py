"""One of two answers that are set side by side: weighed now, or read from what ``detente weigh --json`` wrote."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from detente.case.read import read_bytes
from detente.case.visible import shortened
from detente.errors import DetenteError
from detente.weigh.estimate import Estimate
from detente.weigh.network import SOMETHING_ELSE
from detente.weigh.results import Assessment

LIMIT_BYTES = 64_000_000
ENDING = ".json"
"""How the name of a result ends; any other file is a case."""


@dataclass(frozen=True)
class Side:
    """One of two answers."""

    title: str
    marking: str | None
    names: Mapping[str, str]
    """Hypothesis -> what to call it; empty for an answer that was read."""
    now: Mapping[str, Estimate]
    """Hypothesis (or something_else) -> how likely."""
    characters: Mapping[str, Estimate]
    """Characters of the counterpart."""
    seed: int
    draws: int
    result: Mapping[str, Any]
    """The documented JSON of the answer."""


def side(found: Assessment) -> Side:
    """Return an assessment as one of two answers."""
    return Side(
        title=found.case.title,
        marking=found.case.marking,
        names={name: each.name or name for name, each in found.case.hypotheses.items()},
        now=found.now,
        characters=found.characters.get("them", {}),
        seed=found.seed,
        draws=found.draws,
        result=found.to_json(),
    )


def as_read(found: Side) -> Side:
    """Return a side with the digits that its JSON has."""
    return replace(_side(found.result), names=found.names)


def read_result(path: Path) -> Side:
    """Read what ``detente weigh --json`` wrote. Raises DetenteError where it is something else."""
    name = shortened(str(path), 200)
    content = read_bytes(path, LIMIT_BYTES, "a result")
    try:
        data = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise DetenteError(f"{name}: expected the JSON that `detente weigh CASE --json` prints.") from None
    try:
        return _side(data)
    except _Odd as odd:
        raise DetenteError(
            f"{name}: {odd}; expected the JSON that `detente weigh CASE --json` prints."
        ) from None


class _Odd(Exception):
    """What a result lacks."""


def _no_number(said: str) -> float:
    raise ValueError(said)


def _side(data: Any) -> Side:
    top = _mapping(data, "it")
    explanations = {**_mapping(top.get("hypotheses"), "hypotheses"), SOMETHING_ELSE: top.get(SOMETHING_ELSE)}
    them = _mapping(_mapping(top.get("characters", {}), "characters").get("them", {}), "characters.them")
    title, marking = top.get("title"), top.get("marking")
    if not isinstance(title, str) or not isinstance(marking, str | None):
        raise _Odd("title or marking is no text")
    return Side(
        title=title,
        marking=marking,
        names={},
        now={name: _estimate(each, f"hypotheses.{name}") for name, each in explanations.items()},
        characters={name: _estimate(each, f"characters.them.{name}") for name, each in them.items()},
        seed=_count(top, "seed"),
        draws=_count(top, "draws"),
        result=top,
    )


def _mapping(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Odd(f"{where} is not an object")
    return value


def _count(top: Mapping[str, Any], key: str) -> int:
    value = top.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _Odd(f"{key} is no whole number")
    return value


def _estimate(value: Any, where: str) -> Estimate:
    found = _mapping(value, shortened(where))
    word = found.get("word")
    if not isinstance(word, str):
        raise _Odd(f"{shortened(where)} has no word")
    probability, low, high = (_probability(found.get(key)) for key in ("probability", "low", "high"))
    if probability is None or (low is None) != (high is None):
        raise _Odd(f"{shortened(where)} has no probability with its range")
    return Estimate(probability, low, high, word)


def _probability(value: Any) -> float | None:
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise _Odd(f"{shortened(str(value))} is no probability")
    return float(value)
