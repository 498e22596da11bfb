"""What a sober negotiator expects of plans for the Korea case: signs, not digits. 5 x 5 points: enough for values of trying.

That giving all first loses most to a trap, and that verification and taking back lower the loss, is in ``test_reply.py``.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from detente.case.load import load
from detente.encounter.of_case import encounter
from detente.encounter.road import Road
from detente.encounter.solution import Options
from detente.encounter.terms import Terms
from detente.plan.judge import Judgement, at_trust, judge, trying_from
from detente.plan.roadmaps import Roadmaps, full, roadmaps
from detente.plan.starts import starts

CASE = Path(__file__).parents[2] / "cases" / "korea-2018"
ROUGH = Options(points=(5, 5))


@cache
def korea() -> tuple[Terms, Roadmaps, Road]:
    found = encounter(load(CASE))
    return found.terms, roadmaps(found.terms), found.road


def judged(terms: Terms, road: Road) -> Judgement:
    return judge(terms, road, ROUGH, full=full(terms, road))


def test_there_are_more_roadmaps_than_anybody_can_compare_by_hand() -> None:
    _, choices, _ = korea()
    assert choices.full > 500_000
    assert choices.all > 1_000_000


def test_leaving_out_what_they_want_most_collapses_the_deal() -> None:
    terms, choices, own = korea()
    lines = [
        [(act.step, act.count) if act and act.step != "guarantee" else None for act in line]
        for line in own.lines
    ]
    without = choices.made(lines)
    assert without is not None
    whole, less = judged(terms, own).candidate, judged(terms, without).candidate
    assert whole.accepts_by["builder"] > 0.8
    assert less.accepts_by["builder"] < 0.5 or less.trying.whole < whole.trying.whole / 2


def test_giving_all_first_is_worth_least_and_is_accepted_most() -> None:
    terms, choices, own = korea()
    found = [judged(terms, road).candidate for road in starts(choices, terms, own)]
    first = found[1]
    assert all(act is None for _, act in first.lines[:4])
    assert first.trying.whole == min(each.trying.whole for each in found)
    assert first.trap_loss == max(each.trap_loss for each in found)
    assert first.accepts > 0.95


def test_asking_for_all_first_screens_but_is_refused() -> None:
    terms, choices, own = korea()
    asking = starts(choices, terms, own)[2]
    found = judged(terms, asking).candidate
    assert all(act is None for act, _ in found.lines[:5])
    assert found.trap_loss == 0
    assert found.accepts_by["trickster"] < 0.5
    assert found.trying.whole < judged(terms, own).candidate.trying.whole


def test_the_first_part_of_what_cannot_be_taken_back_grows_with_trust() -> None:
    """Relief as four parts that cannot be taken back: one before the inventory and the rest after the warheads, up to all before."""
    terms, _, _ = korea()
    relief = replace(terms.steps[0]["relief"], reversible=False, parts=4)
    cut = replace(terms, steps=({**terms.steps[0], "relief": relief}, terms.steps[1]))
    choices = roadmaps(cut)
    trusts = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
    worth = []
    for first in range(1, 5):
        lines = [
            [("summit", 1), ("freeze", 1)],
            [("exercises", 1), ("site", 1)],
            [("relief", first), None],
            *([None, (step, 1)] for step in ("declare", "inspectors", "eliminate")),
            *([[("relief", 4 - first), None]] if first < 4 else []),
            [("guarantee", 1), None],
        ]
        road = choices.made(lines)
        assert road is not None
        found = judged(cut, road)
        worth.append(trying_from(found.appraisal, at_trust(cut, trusts)))
    best = np.array(worth).argmax(0) + 1
    assert (np.diff(best) >= 0).all()
    assert best[0] == 1
    assert best[-1] == 4


def test_small_and_reversible_first_beats_every_textbook_order_but_all_at_once() -> None:
    """The case's own order: what can be taken back against what cannot, the dearest of ours last."""
    terms, choices, own = korea()
    values = [judged(terms, road).candidate.trying.whole for road in starts(choices, terms, own)]
    assert sum(value > values[0] for value in values[1:]) <= 1
