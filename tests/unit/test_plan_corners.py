"""Corners of planning: an encounter with an edge, and what is told of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from detente.case.load import build
from detente.encounter.foresee import accept as yes
from detente.encounter.foresee.results import Split
from detente.encounter.solution import Options
from detente.plan.confirm import marked
from detente.plan.judge import judge, worst_of
from detente.plan.options import Planning
from detente.plan.plan import plan
from detente.plan.results import Deception
from detente.plan.roadmaps import roadmaps
from detente.weigh import Options as Weighing
from tests.small_talks import small
from tests.talks import made_terms

TINY = Planning(most=4, ranked=3, finalists=1, rough=2, coarse=3, points=3, samples=2)
WEIGHING = Weighing(draws=200)


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_CACHE", "")


def planned(data: dict[str, Any], options: Planning = TINY) -> Any:
    return plan(build(data), options, WEIGHING)


def test_talks_that_end_after_a_round_are_planned() -> None:
    data = small()
    data["talks"]["lapse"] = 1
    assert planned(data).finalists


def test_what_they_believe_of_us_is_an_input_where_it_is_open() -> None:
    data = small()
    certain = {bar.path for bar in planned(data).tornado}
    assert certain >= {"trust"}
    assert "their trust" not in certain
    data["characters"]["us"]["steady"]["prior"] = "likely"
    data["characters"]["us"]["fickle"]["prior"] = "unlikely"
    found = planned(data)
    bar = next(bar for bar in found.tornado if bar.path == "their trust")
    assert bar.low < bar.now < bar.high
    assert bar.at_low != bar.at_high
    assert bar.share is not None


def test_where_nobody_is_trusted_no_trust_is_asked_for() -> None:
    terms = made_terms(1)
    them = tuple(replace(person, trusted=False) for person in terms.people[1])
    nobody = replace(terms, people=(terms.people[0], them))
    road = next(iter(roadmaps(nobody)))
    found = judge(nobody, road, Options(points=(3, 3)), full=False)
    assert found.candidate.need.kind == "nobody trusted"
    assert found.candidate.need.trust is None


def test_the_worst_untrusted_character_is_told_also_where_none_costs_us_anything() -> None:
    def lure(name: str, worth: float, refuses: bool = False) -> Deception:
        return Deception(name, refuses, Split(worth, 0.0, 0.0), 1.0, max(0.0, -worth), max(0.0, -worth))

    assert worst_of([lure("mild", 3.0), lure("bad", 1.0), lure("shy", 0.0, refuses=True)]).name == "bad"  # type: ignore[union-attr]
    assert worst_of([lure("mild", -1.0), lure("bad", -2.0)]).name == "bad"  # type: ignore[union-attr]
    assert worst_of([lure("shy", 0.0, refuses=True)]).name == "shy"  # type: ignore[union-attr]
    assert worst_of([]) is None


@pytest.mark.parametrize("slope", [-1.0, -3.5, -8.0, -30.0])
def test_the_yes_settles_however_steeply_the_answer_falls(
    slope: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half steps go to and fro for ever where the answer falls by more than three for one."""
    terms = made_terms(1)
    found = judge(terms, next(iter(roadmaps(terms))), Options(points=(3, 3)), full=False).appraisal

    def falling(table: Any, about_us: Any, belief: Any, points: Any) -> Any:
        rate = terms.care[1] / found.encounter.game.them.scale
        wanted = np.clip(0.5 + slope * (belief[:, :1] - 0.5), 1e-9, 1 - 1e-9)
        worth = np.log(wanted / (1 - wanted)) / rate
        worth[:, 1] = 0.0
        return worth + found.encounter.around.not_engaging[1]

    monkeypatch.setattr(yes, "interpolate_at", falling)
    chance, _, residual = yes.settle(
        found.encounter, found.solution, found.about_us[None], np.array([[0.6, 0.4]]), np.array([[0.6, 0.4]])
    )
    assert residual[0] <= 1e-6
    assert 0 < chance[0, 0] < 1


def test_a_yes_that_does_not_settle_is_marked() -> None:
    found = planned(small())
    one = found.finalists[0]
    loose = replace(one, candidate=replace(one.candidate, acceptance_residual=1e-3))
    otherwise = {how: [one.candidate] for how in ("principal", "care halved", "care doubled", "longer")}
    assert "unsettled" not in marked([one], [one.candidate], otherwise, ["builder"], None)[0].marks  # type: ignore[arg-type]
    assert "unsettled" in marked([loose], [one.candidate], otherwise, ["builder"], None)[0].marks  # type: ignore[arg-type]


def test_more_finalists_are_looked_at_where_the_first_may_not_be_taken() -> None:
    """With a cap just under what the first loses on the fine grid, and over what it loses on the coarse one."""
    data = small()
    usual = planned(data, replace(TINY, most=40, ranked=12, coarse=3, points=7, samples=0))
    first = usual.finalists[0]
    coarse = usual.candidate(first.name)
    low, high = sorted((coarse.trap_loss, first.candidate.trap_loss))
    if coarse.trap_loss >= first.candidate.trap_loss or low == high:
        pytest.skip("the fine grid rules nothing out here")
    cap = (low + high) / 2
    capped = planned(data, replace(TINY, most=40, ranked=12, coarse=3, points=7, samples=0, cap=cap))
    assert capped.recommended != first.name
    may = [each for each in capped.candidates if each.trying.whole > 0 and each.trap_loss <= cap]
    assert capped.recommended is not None or len(capped.finalists) >= len(may)
