"""Confidence: how well founded a judgement is, which is not how likely it is."""

from __future__ import annotations

from collections.abc import Sequence

from detente.case.words import Words
from detente.weigh.doubt.parts import Confidence, Driver, Effect, Level
from detente.weigh.estimate import Estimate

MOVES = 0.02
"""An origin counts as one that a judgement rests on where leaving it out moves the judgement by this much."""
FEWEST_FOR_MODERATE = 2
FEWEST_FOR_HIGH = 3
SINGLE = ("origin", "group", "assumption")
"""What a word may hang on alone: a source with all who only repeat it, as those are one voice."""


def confidence(
    hypothesis: str,
    now: Estimate,
    found: Sequence[Effect],
    bare: frozenset[str],
    words: Words,
    other_word: float | None,
    drivers: tuple[Driver, ...],
) -> Confidence:
    """Judge one hypothesis by the rules of the model. ``bare``: pieces without reports, each an origin of its own.

    *Low*: fewer than two independent origins move it, or we cannot tell. *High*: three or more do, its range lies within
    two words, and its word hangs on nothing single. *Moderate*: all else.
    """
    origins = tuple(
        each.id
        for each in found
        if (each.sort == "origin" or (each.sort == "piece" and each.id in bare))
        and abs(each.change[hypothesis]) >= MOVES
    )
    hangs_on = tuple(
        (each.sort, each.id) for each in found if each.sort in SINGLE and hypothesis in each.turned
    )
    failed = []
    if now.cannot_tell:
        failed.append("cannot tell")
    if len(origins) < FEWEST_FOR_MODERATE:
        failed.append("few origins")
    level: Level = "low" if failed else "high"
    if not failed:
        if len(origins) < FEWEST_FOR_HIGH:
            failed.append("few origins")
        if now.low is None or now.high is None:
            failed.append("no range")
        elif words.step(words.word_for(now.high)) - words.step(words.word_for(now.low)) > 1:
            failed.append("wide")
        if hangs_on:
            failed.append("hangs")
        level = "moderate" if failed else "high"
    return Confidence(level, tuple(failed), origins, hangs_on, other_word, drivers)
