"""Flips: the smallest change of one input that turns an answer, found at central inputs, confirmed on all draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.case.change import dotted, overrides
from detente.case.load import CaseFile, changed
from detente.case.model import Case
from detente.errors import CaseFaults, ImpossibleEvidence
from detente.weigh import prior
from detente.weigh.assess import faults
from detente.weigh.doubt.candidates import Candidate, candidates, put
from detente.weigh.doubt.effects import TURNS, Omission
from detente.weigh.doubt.parts import Flip, Turn, Way
from detente.weigh.ensemble import Progress, Reading
from detente.weigh.estimate import Estimate, Sayer
from detente.weigh.inputs import Inputs, central, stacked
from detente.weigh.network import Network, compile_case
from detente.weigh.omit import omit
from detente.weigh.posterior import Layout

Floats = NDArray[np.float64]

MOST_CONFIRMED = 10
"""So many of the smallest are wanted that hold on all draws as well."""
MOST_TRIED = 20
"""So many are weighed again on all draws to find them."""


@dataclass(frozen=True)
class Answer:
    """What can turn: how likely each hypothesis is, and each character of the counterpart."""

    hypotheses: Mapping[str, Estimate]
    characters: Mapping[str, Estimate]


def flips(
    file: CaseFile,
    now: Answer,
    again: Callable[[CaseFile], Answer] | None,
    progress: Progress | None = None,
    left_out: Omission | None = None,
) -> tuple[list[Flip], int]:
    """Return the smallest flips, confirmed ones first, and how many changes were looked at.

    ``now``: the answer on all draws; ``again(file)``: the same for a changed case, None where nothing is drawn. Both without
    what is ``left_out``.
    """
    tried, found = at_centre(file, left_out)
    chosen = sorted(found, key=_smallest_first)[: MOST_CONFIRMED if again is None else MOST_TRIED]
    made: list[Flip] = []
    for done, flip in enumerate(chosen):
        if sum(each.confirmed for each in made) < MOST_CONFIRMED:
            made += _confirm(file, flip, now, again)
        if progress is not None:
            progress(done + 1, len(chosen))
    return sorted(made, key=lambda flip: (not flip.confirmed, *_smallest_first(flip))), tried


def _smallest_first(flip: Flip) -> tuple[float, float, str, str]:
    """Order by the size of the change; of equal ones the one that does most comes first."""
    most = max(abs(turn.after.probability - turn.before.probability) for turn in flip.turns)
    # digits that two machines may not share must not decide
    return round(flip.size, 9), -round(most, 9), dotted(flip.path), str(flip.after)


def _confirm(
    file: CaseFile, flip: Flip, now: Answer, again: Callable[[CaseFile], Answer] | None
) -> list[Flip]:
    """Return the flip as it is on all draws; nothing where no file could hold the change."""
    try:
        then = changed(file, {flip.path: flip.after})
        if faults(then):
            return []
        turns = () if again is None else tuple(turns_between(now, again(then)))
    except CaseFaults:  # staging, say, that shows nothing any more
        return []
    except ImpossibleEvidence:
        return [flip]
    return [replace(flip, turns=turns, confirmed=True) if turns else flip]


def turns_between(before: Answer, after: Answer) -> list[Turn]:
    """Return which hypotheses turn between two answers, and whether another character is likeliest."""
    found = []
    for name, was in before.hypotheses.items():
        now = after.hypotheses[name]
        moved = abs(now.probability - was.probability)
        how: list[Way] = []
        if now.word != was.word and moved >= TURNS:
            how.append("word")
        if (now.probability - 0.5) * (was.probability - 0.5) < 0:
            how.append("half")
        if how:
            found.append(Turn(name, tuple(how), was, now))
    was_first, is_first = _likeliest(before.characters), _likeliest(after.characters)
    if was_first != is_first and is_first is not None:
        found.append(Turn(is_first, ("character",), before.characters[is_first], after.characters[is_first]))
    return found


def _likeliest(characters: Mapping[str, Estimate]) -> str | None:
    return max(characters, key=lambda name: characters[name].probability) if characters else None


def at_centre(file: CaseFile, left_out: Omission | None = None) -> tuple[int, list[Flip]]:
    """Return how many changes of one input by one word there are, and those that turn the central answer.

    Where the case has views, the central answer is the mean of theirs and its own, and a change of the case's file leaves a
    view as it is where that view says otherwise.
    """
    tried = list(candidates(file.case, file.words))

    def reading(case: Case) -> Reading:
        whole = Reading(case, seed=0, draws=0)
        return omit(whole, *left_out) if left_out else whole

    found = [
        _answers(
            [
                reading(each)
                for each in (case, *(_as_read(case, file.overlays.get(name, {}), m) for m in tried))
            ]
        )
        for name, case in file.readings.items()
    ]
    say = Sayer(file.words, ranged=False)
    characters = list(file.case.characters.them) if file.case.characters else []

    def answer(k: int) -> Answer:
        marginals, theirs = (np.mean([each[k][part] for each in found], axis=0) for part in (0, 1))
        return Answer(
            {name: say(value[None]) for name, value in zip(file.case.hypotheses, marginals, strict=True)},
            {name: say(value[None]) for name, value in zip(characters, theirs, strict=True)},
        )

    before = answer(0)
    flips = []
    for k, each in enumerate(tried, start=1):
        if all(k in those for those in found) and (turns := turns_between(before, answer(k))):
            flips.append(Flip(each.path, each.before, each.after, each.size, tuple(turns), confirmed=False))
    return len(tried), flips


def _as_read(case: Case, overlay: Mapping[str, Any], candidate: Candidate) -> Case:
    """Return a reading of the case after a change of the case's own file."""
    return case if overrides(overlay, candidate.path) else put(case, candidate.path, candidate.value)


def _answers(readings: Sequence[Reading]) -> dict[int, tuple[Floats, Floats]]:
    """Return hypotheses and characters of a reading (0) and of it changed (from 1), without changes that cannot be."""
    first = readings[0].case
    network = compile_case(first, neutral=True)
    rows: dict[int, Inputs] = {}
    found: dict[int, tuple[Floats, Floats]] = {}
    for k, each in enumerate(readings):
        if each.case.sources is not first.sources and _heard(compile_case(each.case)) != _heard(network):
            # another grade, and of reports with one origin another one counts
            if alone := _answers([each]):
                found[k] = alone[0]
            continue
        rows[k] = central(replace(network, case=each.case), each.fails)
        for name in each.gone:
            rows[k].void[:, network.pieces.index(name)] = True
    inputs = stacked(list(rows.values()))
    fitted = prior.fit(network, inputs)
    # priors that could not hold together were moved: that is no answer to the change
    settled = np.flatnonzero(~fitted.moved)
    weighed = _weigh(Layout(network), inputs, fitted, settled)
    return found | {k: weighed[place] for place, k in enumerate(rows) if place in weighed}


def _heard(network: Network) -> tuple[object, ...]:
    return network.voices, network.pieces, [(each.piece, each.place) for each in network.told]


def _weigh(
    layout: Layout, inputs: Inputs, fitted: prior.Prior, rows: NDArray[np.int64]
) -> dict[int, tuple[Floats, Floats]]:
    """Weigh some rows; one at a time, without those that are impossible, where any of them is."""
    try:
        found = layout.weigh(inputs.rows(rows), fitted.rows(rows))
    except ImpossibleEvidence:
        if len(rows) == 1:
            return {}
        halves = np.array_split(rows, 2)
        return _weigh(layout, inputs, fitted, halves[0]) | _weigh(layout, inputs, fitted, halves[1])
    return {int(k): (found.marginals[i], found.characters[i]) for i, k in enumerate(rows)}
