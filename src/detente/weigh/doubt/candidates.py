"""Every change of one input by one word: what flips are sought among."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from detente.case.faults import Path
from detente.case.model import Case
from detente.case.uncertain import Bearing, Distribution, Point, Uncertain
from detente.case.words import Words


@dataclass(frozen=True)
class Candidate:
    """One input and the word next to the one it has; for a number, the median of that word."""

    path: Path
    before: str
    after: str | float
    value: Uncertain | Bearing
    size: float
    """Change of log-odds, without a sign."""


def candidates(case: Case, words: Words) -> Iterator[Candidate]:
    """Yield all of them. What has no words (overlaps, odds of relations, factors) does not move by a word."""
    for path, kind, value in _inputs(case):
        if isinstance(value, Uncertain):
            for after, new in _beside(kind, value, words):
                size = _apart(value.median, new.median)
                yield Candidate(path, str(value), after, Uncertain(after, new), size)
        elif value.form == "alone":
            for after, new in _beside("likelihood", Uncertain(value.written, value.dist), words):
                size = _apart(value.median, new.median)
                yield Candidate(path, str(value), after, Bearing(after, "alone", new), size)
        else:
            # a factor in numbers is moved to a word all the same: a bare number would be read as a likelihood
            for word, new in words.neighbours("bearing", Uncertain(value.written, value.dist)):
                bearing = (
                    Bearing(word, "odds", new) if new.median != 1 else Bearing(word, "neutral", Point(1.0))
                )
                size = abs(math.log(new.median) - math.log(value.median))
                yield Candidate(path, str(value), word, bearing, size)


def _inputs(case: Case) -> Iterator[tuple[Path, str, Uncertain | Bearing]]:
    for name, hypothesis in case.hypotheses.items():
        yield ("hypotheses", name, "prior"), "likelihood", hypothesis.prior
    yield ("something_else",), "likelihood", case.something_else
    for name, source in case.sources.items():
        if source.grade is not None:
            yield ("sources", name, "grade"), "grade", source.grade
        elif source.reliability is not None:
            yield ("sources", name, "reliability"), "grade", source.reliability
    for name, piece in case.evidence.items():
        at: Path = ("evidence", name)
        yield (*at, "otherwise"), "likelihood", piece.otherwise
        for hypothesis_id, bearing in piece.bears.items():
            yield (*at, "bears", hypothesis_id), "bearing", bearing
        if piece.stageable is not None:
            yield (*at, "stageable"), "stageable", piece.stageable
        for number, report in enumerate(piece.reports):
            for key in ("by_chance", "would_report"):
                if (given := getattr(report, key)) is not None:
                    yield (*at, "reports", number, key), "likelihood", given
    for name, assumption in case.assumptions.items():
        yield ("assumptions", name, "likely"), "likelihood", assumption.likely
    if case.characters is not None:
        for name, character in case.characters.them.items():
            yield ("characters", "them", name, "base"), "likelihood", character.base
            for hypothesis_id, bearing in character.because.items():
                yield ("characters", "them", name, "because", hypothesis_id), "bearing", bearing
        for name, ours in case.characters.us.items():
            yield ("characters", "us", name, "prior"), "likelihood", ours.prior


def _beside(kind: str, value: Uncertain, words: Words) -> Iterator[tuple[str | float, Distribution]]:
    """Yield the words next to a value as they would be written, each with what it stands for."""
    for word, dist in words.neighbours(kind, value):
        yield _written(value.written, word, dist)


def _written(written: str | float, word: str, dist: Distribution) -> tuple[str | float, Distribution]:
    """Return the next word as it would be written: as a word where a word stood, else as its median."""
    if isinstance(written, str) and ".." not in written:
        return word, dist
    median = round(dist.median, 3)
    if median in (0, 1):  # nothing moves to a certainty
        median = dist.median
    return median, Point(median)


def _apart(before: float, after: float) -> float:
    def log_odds(chance: float) -> float:
        return math.inf * (1 if chance > 0 else -1) if chance in (0, 1) else math.log(chance / (1 - chance))

    return abs(log_odds(after) - log_odds(before))


def put(at: Any, path: Path, value: Any) -> Any:
    """Return a part of a case with another value at a path: for many small changes, faster than reading it anew."""
    if not path:
        return value
    key, rest = path[0], path[1:]
    if isinstance(at, BaseModel):
        return at.model_copy(update={str(key): put(getattr(at, str(key)), rest, value)})
    if isinstance(at, Mapping):
        return {**at, key: put(at[key], rest, value)}
    place = int(key)
    return (*at[:place], put(at[place], rest, value), *at[place + 1 :])
