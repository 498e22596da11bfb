"""What weighing found, with labels: the data that tables, JSON and the brief are made from."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from detente.case.model import Case
from detente.case.words import Words

JSON_DIGITS = 6
"""Significant digits in JSON: more than any judgement bears, few enough to be the same on every machine."""


@dataclass(frozen=True)
class Estimate:
    """A probability (or share), its 5-95 % range over the draws (None at central inputs only), and its word."""

    probability: float
    low: float | None
    high: float | None
    word: str

    @property
    def cannot_tell(self) -> bool:
        """True where the range reaches below 45 % and above 55 %."""
        return self.word == "we cannot tell"


@dataclass(frozen=True)
class Explanation:
    """One hypothesis after weighing, or something else: is it true, and did it cause what the case explains?"""

    now: Estimate
    prior: float
    share: Estimate


@dataclass(frozen=True)
class Combination:
    """One exact combination: the hypotheses in it hold, all others do not."""

    true: tuple[str, ...]
    probability: float


@dataclass(frozen=True)
class Voice:
    """What counts as one: a group, one author's judgements, or a single piece.

    ``ratios``: hypothesis -> P(reports | it holds) / P(reports | it does not), over the prior, at central inputs;
    ``tells``: sum of the absolute logarithms of the ratios, the measure by which voices are sorted.
    """

    id: str
    sort: str
    says: str
    pieces: tuple[str, ...]
    overlap: float
    ratios: Mapping[str, float]
    tells: float


@dataclass(frozen=True)
class Picture:
    """A story that fixes up to three hypotheses and leaves the others open."""

    true: tuple[str, ...]
    false: tuple[str, ...]
    now: Estimate


@dataclass(frozen=True)
class Assessment:
    """Everything that weighing one case found."""

    case: Case
    words: Words
    hypotheses: Mapping[str, Explanation]
    something_else: Explanation
    nothing_new: float
    another: float
    combinations: Sequence[Combination]
    combinations_for_80: int
    pictures: Sequence[Picture]
    """The two rival pictures, the likelier first; empty where there are none to tell apart."""
    pieces: Mapping[str, Mapping[str, float]]
    """Piece -> hypothesis -> realised ratio, for the hypotheses that it bears on."""
    voices: Sequence[Voice]
    """All voices, the one that tells most first."""
    reliabilities: Mapping[str, float | None]
    """Source -> central reliability; None for a source that reports nothing itself."""
    roots: Mapping[str, str]
    """Source -> the source at the end of its chain of origins (itself where it has none)."""
    assumptions: Mapping[str, float]
    """Assumption -> share of draws in which it held (1 or 0 at central inputs)."""
    characters: Mapping[str, Mapping[str, Estimate]]
    """Side -> character -> probability."""
    asked: Mapping[str, Estimate]
    """Joint queries and their answers."""
    seed: int
    draws: int
    """0 where only central inputs were weighed."""
    moved_draws: float
    """Share of draws whose priors could not hold together and were moved towards the central ones."""
    case_hash: str
    version: str
    notes: Sequence[str] = field(default_factory=tuple)
    """What the reader should know about how it was computed, in plain words."""

    def to_json(self) -> dict[str, Any]:
        """Return the documented JSON, numbers rounded to ``JSON_DIGITS`` significant digits."""
        found: dict[str, Any] = _rounded(
            {
                "title": self.case.title,
                "marking": self.case.marking,
                "as_of": str(self.case.as_of),
                "hypotheses": {name: _explanation(found) for name, found in self.hypotheses.items()},
                "something_else": {
                    **_explanation(self.something_else),
                    "nothing_new": self.nothing_new,
                    "another": self.another,
                },
                "combinations": [
                    {"true": list(each.true), "probability": each.probability} for each in self.combinations
                ],
                "combinations_for_80": self.combinations_for_80,
                "pictures": [
                    {"true": list(each.true), "false": list(each.false), **_estimate(each.now)}
                    for each in self.pictures
                ],
                "evidence": {piece: {"ratios": dict(ratios)} for piece, ratios in self.pieces.items()},
                "groups": {
                    voice.id if voice.sort == "group" else f"author {voice.id}": {
                        "says": voice.says,
                        "pieces": list(voice.pieces),
                        "overlap": voice.overlap,
                        "ratios": dict(voice.ratios),
                        "tells": voice.tells,
                    }
                    for voice in self.voices
                    if voice.sort != "piece"
                },
                "sources": {
                    name: {"reliability": value, "root": self.roots[name]}
                    for name, value in self.reliabilities.items()
                },
                "assumptions": {name: {"held": held} for name, held in self.assumptions.items()},
                "characters": {
                    side: {name: _estimate(found) for name, found in found_side.items()}
                    for side, found_side in self.characters.items()
                },
                "asked": {question: _estimate(found) for question, found in self.asked.items()},
                "seed": self.seed,
                "draws": self.draws,
                "moved_draws": self.moved_draws,
                "notes": list(self.notes),
                "case_hash": self.case_hash,
                "version": self.version,
            }
        )
        return found


def _estimate(found: Estimate) -> dict[str, Any]:
    return {"probability": found.probability, "low": found.low, "high": found.high, "word": found.word}


def _explanation(found: Explanation) -> dict[str, Any]:
    return {
        **_estimate(found.now),
        "prior": found.prior,
        "share": found.share.probability,
        "share_low": found.share.low,
        "share_high": found.share.high,
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        if not math.isfinite(value):
            return None  # a ratio of certainties, which JSON has no number for
        return float(f"{value:.{JSON_DIGITS}g}")
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    return value
