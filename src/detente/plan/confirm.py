"""Finalists computed otherwise: does the answer hang on the selection, on care, or on the horizon?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from detente.encounter.road import Road
from detente.encounter.solution import Options
from detente.encounter.terms import Terms
from detente.plan.choose import fault, order
from detente.plan.options import Planning
from detente.plan.results import Candidate, Confirmation, Finalist
from detente.plan.work import Desk, Judging

How = Literal["principal", "care halved", "care doubled", "longer"]
LONGER = 4 / 3
"""By so much more rounds is the horizon looked past."""
MOVED = 0.1
"""A value of trying that moves by more than this share of itself hangs on the horizon."""
SETTLED = 1e-6
"""Within so much the yes counts as settled."""
Mark = Literal["fragile", "horizon", "more than one acceptance", "unsettled"]


def confirmed(
    terms: Terms,
    roads: Mapping[str, Road],
    options: Planning,
    desk: Desk,
    progress: Callable[[int, int], None] | None = None,
) -> dict[How, list[Candidate]]:
    """Return the finalists on the coarse grid, each computed in four other ways."""
    grid = (options.coarse, options.coarse)
    announced = Options(points=grid)
    us, them = terms.care
    ways: dict[How, tuple[Terms, Options, int | None]] = {
        "principal": (terms, Options(points=grid, selection="principal", seed=options.seed), None),
        "care halved": (replace(terms, care=(us / 2, them / 2)), announced, None),
        "care doubled": (replace(terms, care=(2 * us, 2 * them)), announced, None),
        "longer": (terms, announced, round(LONGER * terms.rounds)),
    }
    nothing = np.zeros((0, len(terms.beliefs[1])))
    jobs = [
        Judging(these, (road,), how, nothing, rounds)
        for these, how, rounds in ways.values()
        for road in roads.values()
    ]
    found = [each[0] for each in desk.judge(jobs, progress)]
    return {name: found[n * len(roads) : (n + 1) * len(roads)] for n, name in enumerate(ways)}


def marked(
    finalists: Sequence[Finalist],
    coarse: Sequence[Candidate],
    otherwise: Mapping[How, Sequence[Candidate]],
    trusted: Sequence[str],
    cap: float | None,
) -> list[Finalist]:
    """Return the finalists with what was found otherwise, and with marks. ``coarse``: the same on the coarse grid.

    *Fragile*: on the principal selection, at half or at double care, another finalist or none would be recommended where
    this one is, or this one where it is not. *Horizon*: the same with a third more rounds, or its value of trying moves by
    more than a tenth.
    """

    def best(found: Sequence[Candidate]) -> int | None:
        first = order(found, trusted, cap)[0]
        return None if fault(found[first], trusted, cap) else first

    now = best([each.candidate for each in finalists])
    result = []
    for n, one in enumerate(finalists):
        turned = {how for how, found in otherwise.items() if (best(found) == n) != (now == n)}
        value, longer = coarse[n].trying.whole, otherwise["longer"][n].trying.whole
        confirmations = [
            Confirmation(
                "fine grid", one.candidate.trying.whole, one.candidate.trap_loss, one.candidate.unsettled
            ),
            *(
                Confirmation(how, found[n].trying.whole, found[n].trap_loss, found[n].unsettled)
                for how, found in otherwise.items()
            ),
        ]
        marks: dict[Mark, bool] = {
            "fragile": bool(turned - {"longer"}),
            "horizon": "longer" in turned or abs(longer - value) > MOVED * abs(value),
            "more than one acceptance": one.candidate.other_acceptances > 0,
            "unsettled": one.candidate.unsettled > 0 or one.candidate.acceptance_residual > SETTLED,
        }
        result.append(
            replace(one, confirmations=confirmations, marks=[name for name, on in marks.items() if on])
        )
    return result
