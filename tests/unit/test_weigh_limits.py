"""Where weighing refuses, cuts short or moves something, and what it says then."""

import re
from dataclasses import replace

import numpy as np
import pytest

from detente.case.load import build
from detente.errors import CaseFaults, ImpossibleEvidence, TooLarge
from detente.weigh import Options, faults, weigh
from detente.weigh.assess import check_size, plan_draws
from detente.weigh.inputs import central, sample
from detente.weigh.network import compile_case
from detente.weigh.prior import fit
from tests.made import bare
from tests.unit.test_weigh_evidence import OVERTURE, POINT, rows, two


def wide(hypotheses, pieces=1, prior=0.3, **more):
    """A case with so many hypotheses and pieces."""
    return build(
        bare(
            {f"h{i}": prior for i in range(hypotheses)},
            {f"e{k}": {"bears": {"h0": "for"}, "otherwise": 0.5} for k in range(pieces)},
            **more,
        )
    )


# --- size ------------------------------------------------------------------------------------------------------


def test_twenty_one_hypotheses_are_refused():
    with pytest.raises(TooLarge) as refusal:
        weigh(wide(21), POINT)
    assert "hypotheses: 21; exact weighing goes to 20" in str(refusal.value)
    assert "goes to 20" in str(refusal.value)


def test_five_hundred_and_one_pieces_are_refused():
    with pytest.raises(TooLarge, match="evidence: 501; exact weighing goes to 500"):
        weigh(wide(2, 501, prior=0.5), POINT)


def test_twenty_hypotheses_and_five_hundred_pieces_are_not():
    check_size(compile_case(wide(20, 500).case))
    assert weigh(wide(3, 500, prior=0.5), POINT).hypotheses["h0"].now.probability > 0.99


@pytest.mark.parametrize(
    ("hypotheses", "pieces", "draws"),
    [
        (3, 10, 4000),
        (16, 76, 4000),  # 2**16 x 76 x 4000 is just under 2e10
        (16, 77, 3963),
        (18, 300, 254),
        (18, 381, 200),  # 9.99e7 cells
        (18, 382, 0),  # 1.001e8 cells: central inputs only
        (20, 500, 0),
    ],
)
def test_draws_fall_with_the_work(hypotheses, pieces, draws):
    network = compile_case(wide(hypotheses, pieces).case)
    planned, notes = plan_draws(network, Options())
    assert planned == draws
    assert (notes == []) == (draws == 4000)
    if 0 < draws < 4000:
        assert f"{draws:,} draws instead of 4,000" in notes[0]
    if draws == 0:
        assert notes[0].startswith("Central inputs only")


def test_draws_that_are_asked_for_are_taken_whatever_the_work():
    network = compile_case(wide(20, 500).case)
    assert plan_draws(network, Options(draws=700)) == (700, [])
    assert plan_draws(network, replace(Options(draws=7), point=True))[0] == 0


def test_central_inputs_have_no_ranges_and_say_so():
    found = weigh(two({"e": {"bears": {"a": "for"}, "otherwise": "unlikely"}}), POINT)
    assert found.draws == 0
    assert (found.hypotheses["a"].now.low, found.hypotheses["a"].now.high) == (None, None)
    assert any("no range" in note for note in found.notes)
    assert weigh(two({}), Options(draws=200)).notes == []


def test_progress_is_told_to_the_end():
    told = []
    weigh(two({}), Options(draws=600), progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (600, 600)
    assert [done for done, _ in told] == sorted({done for done, _ in told})


# --- priors that cannot hold together --------------------------------------------------------------------------

E = {"overture": OVERTURE}


@pytest.mark.parametrize(
    ("priors", "more", "named", "innocent"),
    [
        ({"a": 0.7, "b": 0.7, "c": 0.3}, {"relations": [{"excludes": ["a", "b"]}]}, ["a", "b"], ["c"]),
        ({"a": 0.6, "b": 0.3, "c": 0.5}, {"relations": [{"implies": ["a", "b"]}]}, ["a", "b"], ["c"]),
        ({"a": 0.95, "b": 0.3}, {}, ["a"], ["b"]),  # more than 1 - something_else
        ({"a": 0.3, "b": 0.3}, {}, ["a", "b"], []),  # too little: something must hold
        (
            {"a": 0.5, "b": 0.5, "c": 0.5, "d": 0.5},
            {"relations": [{"excludes": ["a", "b"]}, {"excludes": ["b", "c"]}, {"excludes": ["a", "c"]}]},
            [],
            ["d"],
        ),
    ],
)
def test_infeasible_priors_are_named(priors, more, named, innocent):
    file = build(bare(priors, E, something_else=0.1, **more))
    with pytest.raises(CaseFaults) as refusal:
        weigh(file, POINT)
    (fault,) = refusal.value.faults
    assert fault == faults(file)[0]
    said = set(re.findall(r"\b[a-d]\b(?= 0)", fault.found))
    assert set(named) <= said
    assert not said & set(innocent)
    assert "something_else 0.1" in fault.found


@pytest.mark.parametrize(("sum_of_priors", "hint"), [(0.6, "raise"), (1.4, "lower")])
def test_the_remedy_points_the_right_way(sum_of_priors, hint):
    relations = [{"excludes": ["a", "b"]}] if hint == "lower" else []
    file = build(
        bare({"a": sum_of_priors / 2, "b": sum_of_priors / 2}, E, something_else=0.1, relations=relations)
    )
    (fault,) = faults(file)
    assert fault.fix.startswith(hint)


@pytest.mark.parametrize(("b", "sound"), [(0.4018, True), (0.4004, False)])
def test_central_values_need_a_thousandth_to_spare(b, sound):
    # a + b must exceed .9, what is left beside something else
    file = build(bare({"a": 0.5, "b": b}, E, something_else=0.1))
    assert (faults(file) == []) == sound


def test_equalities_that_one_of_declares_need_none():
    file = build(bare({"a": 0.3, "b": 0.6}, E, something_else=0.1, relations=[{"one_of": ["a", "b"]}]))
    found = weigh(file, POINT)
    assert found.hypotheses["a"].now.probability == pytest.approx(0.3, abs=1e-9)
    assert found.asked == {}


def test_the_priors_of_one_of_are_scaled():
    file = build(
        bare({"a": 0.2, "b": 0.6, "c": 0.5}, E, something_else=0.1, relations=[{"one_of": ["a", "b"]}])
    )
    found = weigh(file, POINT, ask=["a and b", "a or b"])
    assert found.hypotheses["a"].prior == pytest.approx(0.225, abs=1e-9)
    assert found.hypotheses["c"].prior == pytest.approx(0.5, abs=1e-9)
    assert found.asked["a and b"].probability == 0
    assert found.asked["a or b"].probability == pytest.approx(0.9, abs=1e-9)


# --- draws that cannot hold together ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "priors",
    [
        {"a": "unlikely", "b": "likely"},
        {"a": "very unlikely", "b": "unlikely", "c": "likely"},
        {"a": "very unlikely", "b": "very unlikely", "c": "very likely"},
    ],
)
def test_a_case_in_words_may_have_draws_that_cannot_hold_together_and_counts_them(priors):
    found = weigh(build(bare(priors, E)), Options(draws=500))
    assert 0 < found.moved_draws < 0.6
    assert sum(each.probability for each in found.combinations) == pytest.approx(1, abs=0.011)


def test_a_draw_that_cannot_hold_moves_straight_to_one_percent_past_the_first_point_that_can():
    # two hypotheses can hold together with something else where all three add to 1 or more
    file = build(bare({"a": "0.25..0.45", "b": "0.6..0.75"}, E, something_else="0.05..0.15"))
    network = compile_case(file.case)
    drawn, middle = sample(network, 1, 400), central(network)
    fitted = fit(network, drawn)
    centre = np.append(middle.prior[0], middle.something_else[0])
    moved = 0
    for d in range(400):
        values = np.append(drawn.prior[d], drawn.something_else[d])
        lacking = 1 - values.sum()
        now = np.append(fitted.marginals[d], fitted.something_else[d])
        if lacking > 0:
            moved += 1
            values += (lacking / (centre - values).sum() + 0.01) * (centre - values)
        assert fitted.moved[d] == (lacking > 0)
        assert now == pytest.approx(values, abs=1e-9)
    assert 5 < moved < 200


def test_draws_that_can_hold_together_are_not_moved():
    found = weigh(build(bare({"a": "even", "b": "even", "c": "0.3..0.6"}, E)), Options(draws=300))
    assert found.moved_draws == 0


# --- evidence that cannot be ------------------------------------------------------------------------------------


def test_an_impossible_piece_is_named():
    impossible = {"bears": {"a": "never", "b": "never"}, "otherwise": "never"}
    with pytest.raises(ImpossibleEvidence, match=r"evidence\.wonder: no combination"):
        weigh(two({"e": {"bears": {"a": "for"}, "otherwise": 0.5}, "wonder": impossible}), POINT)


def test_an_impossible_denial_is_named():
    bound_to_be = {"bears": {}, "otherwise": "always", "reports": [{"by": "s", "answer": "denies"}]}
    with pytest.raises(ImpossibleEvidence, match=r"evidence\.sunrise"):
        weigh(two({"sunrise": bound_to_be}, sources={"s": {"reliability": 1}}), Options(draws=50))


def test_pieces_that_rule_out_everything_between_them_are_refused_together():
    pieces = {
        "e": {"bears": {"a": "never", "b": 0.5}, "otherwise": "never"},  # only b
        "f": {"bears": {"a": 0.5, "b": "never"}, "otherwise": 0.5},  # not b
    }
    one = {"something_else": "never", "relations": [{"one_of": ["a", "b"]}]}
    file = build(bare({"a": 0.5, "b": 0.5}, {"overture": OVERTURE, **pieces}, **one))
    with pytest.raises(ImpossibleEvidence, match="all the evidence together"):
        weigh(file, POINT)


def test_what_is_merely_ruled_out_leaves_the_rest():
    found = rows(two({"e": {"bears": {"a": "never"}, "otherwise": 0.5}}))
    assert found["a"] == found["ab"] == 0
    assert sum(found.values()) == pytest.approx(1, abs=1e-12)
