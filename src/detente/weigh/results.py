"""What weighing found, with labels: the data that tables, JSON and the brief are made from."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from detente.case.change import dotted
from detente.case.model import Case
from detente.case.words import Words
from detente.weigh.doubt.parts import Confidence, Dissent, Doubt, Effect, Flip, Outlook
from detente.weigh.estimate import Estimate
from detente.weigh.network import AUTHOR, SOMETHING_ELSE

JSON_DIGITS = 6
"""Significant digits in JSON: more than any judgement bears, few enough to be the same on every machine."""


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

    @property
    def key(self) -> str:
        """Its place among the pieces or the groups: an author's judgements stand there as ``author NAME``."""
        return AUTHOR + self.id if self.sort == "author" else self.id


@dataclass(frozen=True)
class Picture:
    """A story that fixes up to three hypotheses and leaves the others open."""

    true: tuple[str, ...]
    false: tuple[str, ...]
    now: Estimate


@dataclass(frozen=True)
class Judged:
    """One view's own answer, from its own draws: who judged so, and hypothesis (or something_else) -> how likely."""

    by: str
    now: Mapping[str, Estimate]


@dataclass(frozen=True)
class Assessment:
    """Everything that weighing one case found. Where it has views, all their draws are joined."""

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
    views: Mapping[str, Judged]
    """View -> its own answer, the case itself first under ``case``; empty where the case has no views."""
    dissent: Sequence[Dissent]
    """Hypotheses on which views stand two words or more apart, the widest first."""
    seed: int
    draws: int
    """0 where only central inputs were weighed."""
    moved_draws: float
    """Share of draws whose priors could not hold together and were moved towards the central ones."""
    case_hash: str
    version: str
    notes: Sequence[str] = field(default_factory=tuple)
    """What the reader should know about how it was computed, in plain words."""
    doubt: Doubt | None = None
    """What would change our mind; None where only the answer was asked for."""

    @property
    def now(self) -> dict[str, Estimate]:
        """How likely each hypothesis is, and something else."""
        found = {name: each.now for name, each in self.hypotheses.items()}
        return found | {SOMETHING_ELSE: self.something_else.now}

    def to_json(self) -> dict[str, Any]:
        """Return the documented JSON, numbers rounded to ``JSON_DIGITS`` significant digits."""
        found: dict[str, Any] = rounded(
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
                    voice.key: {
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
                "characters": {side: _estimates(found_side) for side, found_side in self.characters.items()},
                "asked": _estimates(self.asked),
                "views": {
                    name: {"by": view.by, "hypotheses": _estimates(view.now)}
                    for name, view in self.views.items()
                },
                "dissent": [_dissent(each) for each in self.dissent],
                "seed": self.seed,
                "draws": self.draws,
                "moved_draws": self.moved_draws,
                "notes": list(self.notes),
                "case_hash": self.case_hash,
                "version": self.version,
            }
        )
        return found if self.doubt is None else _with_doubt(found, self.doubt)


def _with_doubt(found: dict[str, Any], doubt: Doubt) -> dict[str, Any]:
    effects = {
        "evidence": doubt.pieces,
        "groups": doubt.groups,
        "sources": doubt.sources,
        "assumptions": doubt.assumptions,
    }
    for section, by_id in effects.items():
        for name, effect in by_id.items():
            found[section][name] |= rounded(_effect(effect))
    more: dict[str, Any] = rounded(
        {
            "confidence": {name: _confidence(each) for name, each in doubt.confidence.items()},
            "flips": [_flip(each) for each in doubt.flips],
            "flips_tried": doubt.flips_tried,
            "indicators": {name: _outlook(each) for name, each in doubt.indicators.items()},
            "counting": doubt.counting.to_json(),
        }
    )
    return found | more


def _estimates(found: Mapping[str, Estimate]) -> dict[str, Any]:
    return {name: _estimate(each) for name, each in found.items()}


def _effect(found: Effect) -> dict[str, Any]:
    without = {
        name: {**_estimate(each), "change": found.change[name]} for name, each in found.without.items()
    }
    return {"without": without, "turned": list(found.turned)}


def _confidence(found: Confidence) -> dict[str, Any]:
    return {
        "level": found.level,
        "failed": list(found.failed),
        "origins": list(found.origins),
        "hangs_on": [{"sort": sort, "id": name} for sort, name in found.hangs_on],
        "other_word": found.other_word,
        "drivers": [{"path": dotted(each.path), "share": each.share} for each in found.drivers],
    }


def _flip(found: Flip) -> dict[str, Any]:
    return {
        "path": dotted(found.path),
        "before": found.before,
        "after": found.after,
        "size": found.size,
        "confirmed": found.confirmed,
        "turns": [
            {
                "id": turn.id,
                "how": list(turn.how),
                "before": _estimate(turn.before),
                "after": _estimate(turn.after),
            }
            for turn in found.turns
        ],
    }


def _outlook(found: Outlook) -> dict[str, Any]:
    return {
        "chance": found.chance.probability,
        "chance_low": found.chance.low,
        "chance_high": found.chance.high,
        "bits": found.bits,
        "share": found.share,
        "per_cost": found.per_cost,
        "if_seen": _estimates(found.if_seen),
        "if_not": _estimates(found.if_not),
        "if_pictures": list(found.if_pictures),
    }


def _dissent(found: Dissent) -> dict[str, Any]:
    return {
        "hypothesis": found.hypothesis,
        "low": found.low,
        "high": found.high,
        "steps": found.steps,
    }


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


def rounded(value: Any) -> Any:
    """Return plain data with its numbers cut to ``JSON_DIGITS``; what is not finite becomes None."""
    if isinstance(value, float):
        if not math.isfinite(value):
            return None  # a ratio of certainties, which JSON has no number for
        return float(f"{value:.{JSON_DIGITS}g}")
    if isinstance(value, dict):
        return {key: rounded(part) for key, part in value.items()}
    if isinstance(value, list):
        return [rounded(part) for part in value]
    return value
