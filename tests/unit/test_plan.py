"""A plan as a whole, on a small case: the rule, what would change the answer, and what the finalists say of themselves."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from detente.case.load import CaseFile, build
from detente.encounter.foresee.ranges import HIGH, LOW, Beliefs
from detente.encounter.road import Road, road
from detente.encounter.solution import Options
from detente.plan.changes import Changes
from detente.plan.choose import fault
from detente.plan.inputs import TRUST, Inputs, inputs, verified, without
from detente.plan.judge import judge
from detente.plan.options import Planning
from detente.plan.plan import plan
from detente.plan.results import NOTHING, Plan
from detente.plan.roadmaps import open_to
from detente.plan.work import Desk
from detente.weigh import Options as Weighing
from detente.weigh.assess import answered
from tests.small_talks import small

FEW = Planning(most=16, ranked=6, finalists=2, rough=3, coarse=5, points=5, samples=2)
WEIGHING = Weighing(draws=200)
INDICATORS = {
    "seen-giving": {
        "says": "They hand something over unasked",
        "bears": {"turn": "strongly for"},
        "otherwise": 0.2,
        "cost": 1,
        "by": "2020-03-31",
    }
}


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_CACHE", "")


@cache
def case() -> CaseFile:
    return build(small(indicators=INDICATORS, plan={"cap": 3}))


@cache
def usual() -> Plan:
    return plan(case(), FEW, WEIGHING)


@cache
def uncertain() -> Inputs:
    _, draws = answered(case(), WEIGHING)
    return inputs(case().case, Beliefs(draws.together.ours, draws.together.characters))


def road_of(found: Plan, name: str) -> Road:
    lines = found.candidate(name).lines
    return next(
        each
        for each in open_to(case().case)
        if [[str(a) if a else None for a in line] for line in each.lines] == lines
    )


# --- the answer ----------------------------------------------------------------------------------------------------


def test_what_is_recommended_obeys_the_rule_and_no_finalist_that_may_be_is_worth_more() -> None:
    found = usual()
    may = [each for each in found.finalists if fault(each.candidate, ["builder"], found.cap) is None]
    if found.recommended is None:
        assert not may
        return
    assert found.finalists[0].name == found.recommended
    assert found.finalists[0].candidate.value == max(each.candidate.value for each in may)
    assert found.finalists[0].candidate.trying.whole > 0
    assert found.finalists[0].candidate.trap_loss <= 3


def test_the_count_is_that_of_all_roadmaps() -> None:
    found = usual()
    listed = list(open_to(case().case))
    assert found.counted == len(listed)
    assert found.looked_at == min(FEW.most, len(listed))
    assert not found.exhaustive
    assert len(found.candidates) == FEW.ranked


def test_the_case_s_own_roadmap_is_among_the_candidates() -> None:
    found = usual()
    assert found.given is not None
    own = [[line.us, line.them] for line in case().case.roadmap]
    assert [list(line) for line in found.candidate(found.given).lines] == own


def test_candidates_stand_by_the_rule_and_then_by_value() -> None:
    found = usual()
    keys = [(fault(each, ["builder"], found.cap) is not None, -each.value) for each in found.candidates]
    assert keys == sorted(keys)


def test_no_candidate_beats_one_of_the_front() -> None:
    found = usual()
    for name in found.front:
        one = found.candidate(name)
        assert not any(
            (other.value >= one.value and other.trap_loss < one.trap_loss)
            or (other.value > one.value and other.trap_loss <= one.trap_loss)
            for other in found.candidates
        )


def test_a_cap_that_nothing_passes_ends_in_do_not_engage() -> None:
    """We have agreed to pay first, and what they hand over cannot be told from a sham: a trap always costs us what we paid."""
    data = small()
    data["steps"]["them"] = {
        "list": data["steps"]["them"]["list"] | {"verify": 0, "surfaces": 0, "delivers": 1}
    }
    data["roadmap"] = [{"us": "pay.1"}, {"us": "pay.2"}, {"them": "list"}]
    data["plan"] = {"cap": 0, "agreed": 2}
    data["shocks"]["each_round"] = 0
    del data["questions"]
    found = plan(build(data), FEW, WEIGHING)
    assert found.exhaustive
    assert found.counted == len(found.candidates) == 2
    assert all(each.trap_loss > 0 for each in found.candidates)
    assert found.recommended is None
    assert found.lost_by == "cap"
    dearer = plan(build(data | {"plan": {"cap": 5, "agreed": 2}}), FEW, WEIGHING)
    assert dearer.recommended is not None
    assert plan(build(data), replace(FEW, cap=5), WEIGHING).recommended == dearer.recommended


def test_where_nobody_s_word_counts_only_what_can_be_taken_back_is_given() -> None:
    data = small()
    for side in ("us", "them"):
        for person in data["characters"][side].values():
            person["word"] = 0
    del data["shocks"], data["channels"], data["outcomes"]
    data["steps"]["us"]["pay"] |= {"costs": {"money": 6}, "parts": 1}
    data["steps"]["us"]["quiet"] = {
        "says": "Stay quiet",
        "gives": {"peace": 2},
        "costs": {"money": 0.5},
        "reversible": True,
    }
    data["steps"]["them"]["list"] |= {"costs": {"money": 1}}
    data["roadmap"] = [{"us": "quiet", "them": "stop"}, {"them": "list"}, {"us": "pay"}]
    given = {}
    for word in (0, 20):
        for person in (data["characters"]["us"]["steady"], data["characters"]["them"]["builder"]):
            person["word"] = word
        found = plan(build(data), replace(FEW, most=100), WEIGHING)
        ours = (
            [act for act, _ in found.candidate(found.recommended).lines if act] if found.recommended else []
        )
        given[word] = set(ours)
    assert given[0] <= {"quiet"}
    assert "pay" in given[20]


def test_one_given_roadmap_is_judged_alone() -> None:
    found = plan(case(), FEW, WEIGHING, only=True)
    assert len(found.candidates) == len(found.finalists) == 1
    assert found.given == "R1"
    assert found.looked_at == 1


# --- what would change it ------------------------------------------------------------------------------------------


def test_every_uncertain_input_has_a_bar_at_the_ends_of_its_range() -> None:
    found = usual()
    assert {bar.path for bar in found.tornado} == {".".join(path) for path in uncertain().paths}
    assert {bar.path for bar in found.tornado} >= {"trust", "talks.lapse", "care.us", "care.them"}
    widths = [abs(bar.at_high - bar.at_low) for bar in found.tornado]
    assert widths == sorted(widths, reverse=True)
    for bar in found.tornado:
        assert bar.low < bar.now < bar.high


@pytest.mark.parametrize("path", [TRUST, ("talks", "lapse"), ("care", "them")])
def test_an_end_of_a_bar_is_what_judging_there_says(path: tuple[str, ...]) -> None:
    found = usual()
    bar = next(bar for bar in found.tornado if bar.path == ".".join(path))
    best = road_of(found, found.finalists[0].name)
    for level, told in ((LOW, bar.at_low), (HIGH, bar.at_high)):
        there = judge(uncertain().at({path: level}), best, Options(points=(5, 5)), full=False).candidate
        assert told == pytest.approx(there.trying.whole, abs=1e-9)


def test_inputs_stand_at_their_medians_unless_they_are_moved() -> None:
    found = uncertain()
    assert found.at({}).lapse == pytest.approx(0.05)
    assert found.at({("talks", "lapse"): 0.25}).lapse == pytest.approx(0.035)
    assert found.at({("talks", "lapse"): 0.25}).care == found.at({}).care
    trusts = [found.value(TRUST, level) for level in (0.0, 0.05, 0.5, 0.95, 1.0)]
    assert trusts == sorted(trusts)
    assert found.trust(found.at({TRUST: 0.05}).beliefs[1]) == pytest.approx(found.value(TRUST, 0.05))
    np.testing.assert_allclose(found.at({}).beliefs[1], found.beliefs.them.mean(0))


def test_shares_of_doubt_are_sobol_s_and_ranges_hold_the_value() -> None:
    found = usual()
    for bar in found.tornado:
        assert bar.share is not None
        assert 0 <= bar.share <= 1
        assert bar.share_error is not None
    best = found.finalists[0]
    assert best.trying.low is not None
    assert best.trying.high is not None
    assert best.trying.low <= best.trying.value <= best.trying.high


def test_shares_find_the_input_that_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a value that hangs on the lapse alone, the lapse has all of the doubt and the others none."""
    these = uncertain()
    changes = Changes(
        these,
        ["R1"],
        [road(case().case.roadmap, these.at({}))],
        replace(FEW, samples=16),
        None,
        Desk(),
        lambda *_: None,
    )
    one = judge(these.at({}), changes.roads[0], Options(points=(3, 3)), full=True).candidate

    def by_lapse(readings, roads, what, points):  # type: ignore[no-untyped-def]
        return [
            [replace(one, trying=replace(one.trying, steps=100 * each.lapse, tension=0, word=0))]
            for each in readings
        ]

    monkeypatch.setattr(Changes, "_under", lambda self, *given: by_lapse(*given))
    bars, values, _ = changes.drawn(list(usual().tornado))
    shares = {bar.path: bar.share for bar in bars}
    assert shares["talks.lapse"] == pytest.approx(1, abs=0.15)
    assert all(share == 0 for path, share in shares.items() if path != "talks.lapse")
    assert values.min() >= 2
    assert values.max() <= 8


def test_information_names_every_indicator_inspection_and_channel() -> None:
    found = usual()
    kinds = {(each.kind, each.name) for each in found.information}
    acts = {act.split(".")[0] for each in found.finalists for _, act in each.candidate.lines if act}
    expected = {("indicator", "seen-giving"), ("channel", "line")}
    if "list" in acts:
        expected |= {("inspection", "them.list"), ("no inspection", "them.list")}
    assert kinds == expected
    for each in found.information:
        assert set(each.choices.values()) <= {one.name for one in found.finalists} | {NOTHING}


def test_a_channel_is_worth_what_judging_without_it_says() -> None:
    found = usual()
    told = next(each for each in found.information if each.kind == "channel")
    these = uncertain().at({})
    roads = [road_of(found, each.name) for each in found.finalists]
    grid = Options(points=(3, 3))

    def best(terms):  # type: ignore[no-untyped-def]
        return max(0.0, *(judge(terms, one, grid, full=False).candidate.trying.whole for one in roads))

    assert told.worth == pytest.approx(best(without(these, channel="line")) - best(these), abs=1e-9)
    assert verified(these, "list", 1.0).steps[1]["list"].verify == 1
    assert these.steps[1]["list"].verify == pytest.approx(0.6)


# --- finalists -----------------------------------------------------------------------------------------------------


def test_each_finalist_is_confirmed_in_five_ways() -> None:
    for one in usual().finalists:
        assert [each.how for each in one.confirmations] == [
            "fine grid",
            "principal",
            "care halved",
            "care doubled",
            "longer",
        ]
        assert one.confirmations[0].trying == one.candidate.trying.whole


def test_ploys_are_the_best_reply_s_moves_along_the_way() -> None:
    """The trickster's word is worth little: it fakes what can be faked if that costs it less, and does so where the reply says."""
    found = usual()
    for one in found.finalists:
        lure = next(each for each in one.candidate.deceptions if each.name == one.worst)
        assert bool(one.ploys) == (not lure.refuses)
        theirs = [f"them.{act}" for _, act in one.candidate.lines if act]
        assert [each.act for each in one.ploys] == theirs[: len(one.ploys)]
        for each in one.ploys:
            # what is seen at once cannot be faked
            assert each.move != "sham" or each.act.startswith("them.list")
    if any(each.act == "them.list" and each.move == "sham" for one in found.finalists for each in one.ploys):
        honest = small()
        honest["steps"]["them"]["list"] |= {"verify": 1, "delivers": 1}
        seen = plan(build(honest), FEW, WEIGHING)
        assert all(each.move != "sham" for one in seen.finalists for each in one.ploys)


def test_exchanges_add_up_to_what_the_steps_are_worth() -> None:
    data, found = small(), usual()
    values = data["characters"]["us"]["steady"]["values"]
    for one in found.finalists:
        for exchange in one.exchanges:
            us, them = exchange.acts
            if us:
                parts = 1 if us.count(".") == 0 else 0.5
                assert exchange.we_give == pytest.approx(values["money"] * 1 * parts)
            if them == "list":
                assert exchange.we_get == pytest.approx(3 * values["peace"])
        chances = [exchange.chance for exchange in one.exchanges]
        assert chances == sorted(chances, reverse=True)


def test_the_trust_at_which_to_begin_is_where_the_value_of_trying_turns() -> None:
    for one in usual().finalists:
        first = [each for each in one.tripwires if each.kind == "do not start"]
        values = [value for _, value in one.candidate.curve]
        assert bool(first) == (min(values) < 0 < max(values))
        for each in first:
            at = np.interp(each.trust, *np.array(one.candidate.curve).T)
            assert at == pytest.approx(0, abs=1e-9)


def test_the_same_twice() -> None:
    assert plan(case(), FEW, WEIGHING).to_json() == usual().to_json()
