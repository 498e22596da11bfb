"""Leave-one-out: the answer without each piece, group, source, assumption and origin, from the same draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.case.checks import roots
from detente.case.load import CaseFile
from detente.case.model import Case
from detente.errors import ImpossibleEvidence
from detente.weigh.assess import Answered, Options, answered
from detente.weigh.doubt.parts import Effect, Sort
from detente.weigh.ensemble import Progress, Reading, batch_size, part_of, run
from detente.weigh.estimate import Sayer
from detente.weigh.network import SOMETHING_ELSE, Network
from detente.weigh.omit import authors, members, omit
from detente.weigh.results import Assessment

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

TURNS = 0.05
"""A change of word counts where the probability moves by this much as well: on the edge of a word it says nothing."""

Omission = tuple[Sort, str]


def omissions(case: Case) -> list[Omission]:
    """Return everything that can be left out; what never reported, and origins of one source, only where they differ."""
    root_of = roots(case.sources)
    reporting = {report.by for piece in case.evidence.values() for report in piece.reports}
    origins = dict.fromkeys(
        root_of[report.origin or report.by] for piece in case.evidence.values() for report in piece.reports
    )
    groups = [name for name in case.groups if members(case, name)]
    return [
        *(("piece", name) for name in case.evidence),
        *(("group", name) for name in (*groups, *sorted(authors(case)))),
        *(("source", name) for name in case.sources if name in reporting),
        *(("assumption", name) for name in case.assumptions),
        *(("origin", name) for name in origins),
    ]


@dataclass(frozen=True)
class _Masks:
    """What an omission takes from a network: pieces and reports; None where others step in and it must be weighed anew."""

    gone: Flags
    mute: Flags


def _masks(reading: Reading, omission: Omission) -> _Masks | None:
    network, (sort, name) = reading.network, omission
    gone = np.zeros(len(network.pieces), dtype=np.bool_)
    mute = np.zeros(len(network.told), dtype=np.bool_)
    if sort == "assumption":
        if reading.case.assumptions[name].if_false != "nothing":
            return None
        gone |= network.touch[list(reading.case.assumptions).index(name)]
        return _Masks(gone, mute)
    left = omit(reading, sort, name)
    for piece in left.gone:
        gone[network.pieces.index(piece)] = True
    if sort in ("source", "origin"):
        mute |= [not _still_told(each.report, left.network, each.piece) for each in network.told]
        if not _otherwise_alike(network, left.network, mute):
            return None
    return _Masks(gone, mute)


def _still_told(report: object, network: Network, piece: str) -> bool:
    return any(each.report is report for each in network.told if each.piece == piece)


def _otherwise_alike(before: Network, after: Network, mute: Flags) -> bool:
    """Say whether nothing but what is masked has changed: no report stepped in, no piece changed its voice."""
    kept = [each for each, silent in zip(before.told, mute, strict=True) if not silent]
    return (
        before.pieces == after.pieces
        and before.voices == after.voices
        and [(each.piece, each.report) for each in kept] == [(each.piece, each.report) for each in after.told]
    )


def answers_without(reading: Reading, wanted: Sequence[Omission], progress: Progress | None = None) -> Floats:
    """Return (D, omissions, n + 1): hypotheses and something else as each draw has them without each omission.

    NaN where no combination allows what is left: a source that is never believed, say, if an assumption fails.
    """
    masks = [_masks(reading, each) if reading.layout.omits else None for each in wanted]
    quick = [k for k, mask in enumerate(masks) if mask is not None]
    slow = [k for k, mask in enumerate(masks) if mask is None]
    inputs, fitted, n = reading.inputs, reading.fitted, reading.network.n
    found = np.empty((inputs.draws, len(wanted), n + 1))
    done, steps = 0, inputs.draws * (1 + len(slow))
    if quick:
        gone = np.array([mask.gone for mask in masks if mask is not None])
        mute = np.array([mask.mute for mask in masks if mask is not None])
        size = max(1, batch_size(n) // 4)
        for first in range(0, inputs.draws, size):
            rows = slice(first, first + size)
            found[rows, quick] = reading.layout.without(inputs.rows(rows), fitted.rows(rows), gone, mute)
            done = min(first + size, inputs.draws)
            if progress is not None:
                progress(done, steps)
    for k in slow:
        try:
            found[:, k] = run(omit(reading, *wanted[k])).answers
        except ImpossibleEvidence:
            found[:, k] = np.nan
        done += inputs.draws
        if progress is not None:
            progress(done, steps)
    return found


def effects(
    answer: Assessment,
    kept: Answered,
    wanted: Sequence[Omission] | None = None,
    progress: Progress | None = None,
) -> list[Effect]:
    """Return what leaving each thing out does to an answer, save what cannot be; ``wanted``: only these."""
    wanted = omissions(answer.case) if wanted is None else wanted
    parts = []
    for number, reading in enumerate(kept.readings.values()):
        parts.append(answers_without(reading, wanted, part_of(progress, number, len(kept.readings))))
    found, whole = np.concatenate(parts), kept.together.answers
    say = Sayer(answer.words, ranged=answer.draws > 0)
    now, made = answer.now, []
    for k, (sort, name) in enumerate(wanted):
        if np.isnan(found[:, k]).any():
            continue
        without = {each: say(column) for each, column in zip(now, found[:, k].T, strict=True)}
        change = (found[:, k] - whole).mean(axis=0)
        turned = tuple(
            each
            for each, moved in zip(now, change, strict=True)
            if each != SOMETHING_ELSE and without[each].word != now[each].word and abs(moved) >= TURNS
        )
        made.append(Effect(sort, name, without, dict(zip(now, map(float, change), strict=True)), turned))
    return made


def effect(
    file: CaseFile, options: Options, omission: Omission, progress: Progress | None = None
) -> tuple[Assessment, Effect]:
    """Weigh a case, and one thing left out of it. Raises as `weigh`."""
    answer, kept = answered(file, options, progress=progress)
    found = effects(answer, kept, [omission])
    if not found:
        raise ImpossibleEvidence(
            f"{omission[1]}: without it no combination of explanations allows the evidence"
        )
    return answer, found[0]
