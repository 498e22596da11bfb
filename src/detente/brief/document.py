"""The whole brief as data: every sentence, word and number in it is computed before any page is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from detente.brief.parts import Matrix, Why
from detente.brief.parts_doubt import Mind, Since
from detente.brief.parts_futures import Outlooks, Questions
from detente.brief.parts_plan import Attempt
from detente.brief.parts_rests import Computed, Rests
from detente.brief.phrase import Phrase, Run
from detente.weigh.results import rounded


@dataclass(frozen=True)
class Brief:
    """The whole brief."""

    title: str
    marking: str
    explains: tuple[Phrase, ...]
    made: tuple[Phrase, ...]
    drawn: bool
    """Whether ranges were computed."""
    bottom_line: tuple[Phrase, ...]
    bottom_note: Phrase
    confidence: Phrase
    """In the judgements of the bottom line; empty where doubt was not looked into."""
    since: Since | None
    why: Why
    matrix: Matrix
    mind: Mind | None
    outlooks: Outlooks | None
    """Where a meeting may lead; None where the case has no encounter, or nobody asked."""
    attempt: Attempt | None
    """What to try; None where the case has no encounter, or nobody asked."""
    questions: Questions | None
    rests: Rests
    computed: Computed

    @property
    def sections(self) -> dict[str, int]:
        """The number of each section that this brief has."""
        names = ("why", "matrix", "mind", "outlooks", "attempt", "questions", "rests", "computed")
        return {name: n for n, name in enumerate((name for name in names if getattr(self, name)), 1)}

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data, numbers rounded as in the JSON of an assessment."""
        data: dict[str, Any] = rounded(_plain(self))
        return data


def _plain(value: Any) -> Any:
    if isinstance(value, Phrase | Run):
        return str(value) if isinstance(value, Phrase) else value.text
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return value
