"""One piece of evidence at a time, against numbers worked out by hand: causes, deception, the two kinds of h = 0.

Two hypotheses leave no freedom in the prior: with P(a) = .6, P(b) = .5 and .1 for something else, a alone has .4, b
alone .3, both .2, and each kind of something else .05.
"""

import math

import numpy as np
import pytest
from scipy import stats
from scipy.special import logit

from detente.case.load import build
from detente.weigh import Options, weigh
from detente.weigh.inputs import sample
from detente.weigh.network import compile_case
from tests.made import bare

POINT = Options(point=True)
PRIOR = {"a": 0.4, "b": 0.3, "ab": 0.2, "nothing": 0.05, "another": 0.05}
OVERTURE = {"bears": {}, "otherwise": 0.5}
"""What the case explains, where that does not matter: certain, and it speaks to nothing."""


def two(evidence, *, deceives=(), **more):
    """A case of two hypotheses with the prior above."""
    hypotheses = {
        name: {"prior": prior, "deceives": name in deceives} for name, prior in (("a", 0.6), ("b", 0.5))
    }
    return build(bare(hypotheses, {"overture": OVERTURE, **evidence}, **{"something_else": 0.1, **more}))


def rows(file, options=POINT):
    """Posterior of each row of the table above."""
    found = weigh(file, options, ask=["a and not b", "b and not a", "a and b"])
    asked = [found.asked[question].probability for question in ("a and not b", "b and not a", "a and b")]
    return dict(zip(PRIOR, [*asked, found.nothing_new, found.another], strict=True))


def average(chance):
    """What the listed ones predict on average: the prediction of *another explanation*."""
    return (0.4 * chance["a"] + 0.3 * chance["b"] + 0.2 * chance["ab"]) / 0.9


def bayes(**likelihood):
    """Posterior of each row, given the likelihood of the evidence in each."""
    mass = {row: prior * likelihood[row] for row, prior in PRIOR.items()}
    return {row: value / sum(mass.values()) for row, value in mass.items()}


def certain(nothing, a, b, ab):
    """Posterior after a piece that surely happened, given its chance in each combination."""
    chance = {"nothing": nothing, "a": a, "b": b, "ab": ab}
    return bayes(**chance, another=average(chance))


def odds(probability):
    return probability / (1 - probability)


def chance(from_odds):
    return from_odds / (1 + from_odds)


def test_without_evidence_the_prior_stands():
    assert rows(two({})) == pytest.approx(PRIOR, abs=1e-9)


# --- causes ----------------------------------------------------------------------------------------------------


def test_causes_for_combine_as_noisy_or():
    # a fails to bring it about with chance .5/.8, b with .4/.8, the rest with .8
    file = two({"e": {"bears": {"a": 0.5, "b": 0.6}, "otherwise": 0.2}})
    assert rows(file) == pytest.approx(certain(0.2, 0.5, 0.6, 1 - 0.8 * (0.5 / 0.8) * (0.4 / 0.8)), abs=1e-9)


def test_causes_against_discount():
    file = two({"e": {"bears": {"a": 0.2, "b": 0.1}, "otherwise": 0.5}})
    assert rows(file) == pytest.approx(certain(0.5, 0.2, 0.1, 0.5 * (0.2 / 0.5) * (0.1 / 0.5)), abs=1e-9)


def test_one_for_and_one_against():
    file = two({"e": {"bears": {"a": 0.8, "b": 0.1}, "otherwise": 0.4}})
    assert rows(file) == pytest.approx(certain(0.4, 0.8, 0.1, 0.8 * (0.1 / 0.4)), abs=1e-9)


def test_a_factor_works_on_the_odds_of_otherwise():
    file = two({"e": {"bears": {"a": {"odds": 3}, "b": "against"}, "otherwise": 0.25}})
    a, b = chance(odds(0.25) * 3), chance(odds(0.25) / 4)
    assert a == pytest.approx(0.5)
    assert rows(file) == pytest.approx(certain(0.25, a, b, a * (b / 0.25)), abs=1e-9)


def test_a_factor_is_a_stated_chance_in_disguise():
    by_odds = two({"e": {"bears": {"a": {"odds": 3}}, "otherwise": 0.25}})
    stated = two({"e": {"bears": {"a": 0.5}, "otherwise": 0.25}})
    assert rows(by_odds) == pytest.approx(rows(stated), abs=1e-12)


@pytest.mark.parametrize(
    ("otherwise", "bears", "expected"),
    [
        (0.5, {"a": "always"}, (0.5, 1, 0.5, 1)),
        (0.5, {"a": "never"}, (0.5, 0, 0.5, 0)),
        (0.5, {"a": "always", "b": "never"}, (0.5, 1, 0, 0)),
        ("never", {"a": 0.5, "b": 0.25}, (0, 0.5, 0.25, 1 - 0.5 * 0.75)),
        ("never", {"a": 0.5, "b": "against"}, (0, 0.5, 0, 0.5)),  # at o = 0 an against changes nothing
        ("always", {"a": 0.5, "b": 0.25}, (1, 0.5, 0.25, 0.125)),
        ("always", {"a": 0.5, "b": "for"}, (1, 0.5, 1, 0.5)),  # at o = 1 a for changes nothing
        ("never", {"a": "always", "b": 0.3}, (0, 1, 0.3, 1)),
    ],
)
def test_certainties(otherwise, bears, expected):
    file = two({"e": {"bears": bears, "otherwise": otherwise}})
    assert rows(file) == pytest.approx(certain(*expected), abs=1e-9)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_shift_or_power_touches_a_certainty(seed):
    file = two({"e": {"bears": {"a": "always", "b": 0.25}, "otherwise": "never"}})
    assert rows(file, Options(draws=1, seed=seed)) == pytest.approx(rows(file), abs=1e-9)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_doubt_about_habits_moves_all_otherwise_alike_and_stretches_all_bearings_alike(seed):
    """One draw: from two sure pieces follow the shift and the power, which must then explain two others."""

    def after(**pieces):
        found = rows(two(pieces), Options(draws=1, seed=seed))
        return {row: found[row] / PRIOR[row] for row in PRIOR}

    base = {"bears": {"a": {"odds": 4}}, "otherwise": 0.2}
    ratio = after(e=base)["a"] / after(e=base)["b"]  # s/o
    # another factor on the same otherwise: two equations for shift and power
    again = after(e={**base, "bears": {"a": {"odds": 0.1}}})
    ratio_against = again["a"] / again["b"]

    def model(shift, power):
        def at(otherwise, factor):
            o = chance(odds(otherwise) * math.exp(shift))
            return chance(odds(o) * factor**power) / o

        return at

    from scipy.optimize import fsolve

    def miss(values):
        at = model(values[0], math.exp(values[1]))
        return [math.log(at(0.2, 4) / ratio), math.log(at(0.2, 0.1) / ratio_against)]

    shift, log_power = fsolve(miss, [0.0, 0.0], xtol=1e-12)
    assert abs(shift) > 0.01
    assert abs(log_power) > 0.01
    at = model(shift, math.exp(log_power))
    other = after(e={"bears": {"a": {"odds": 10}}, "otherwise": 0.7})
    assert other["a"] / other["b"] == pytest.approx(at(0.7, 10), rel=1e-7)
    # a stated chance is a factor on the unshifted otherwise first: .6 on .3 is 3.5
    stated = after(e={"bears": {"a": 0.6}, "otherwise": 0.3})
    assert stated["a"] / stated["b"] == pytest.approx(at(0.3, 3.5), rel=1e-7)


def test_the_shift_is_normal_and_the_power_log_normal():
    pieces = {
        "e": {"bears": {"a": {"odds": 4}, "b": {"odds": 0.1}}, "otherwise": 0.3},
        "f": {"bears": {"a": 0.6}, "otherwise": 0.8},
    }
    network = compile_case(two(pieces).case)
    drawn = sample(network, seed=1, draws=4000)
    e, f = network.pieces.index("e"), network.pieces.index("f")
    shift = logit(drawn.otherwise[:, e]) - logit(0.3)
    assert logit(drawn.otherwise[:, f]) - logit(0.8) == pytest.approx(shift, abs=1e-9)
    assert stats.kstest(shift, stats.norm(0, 0.5).cdf).pvalue > 0.001
    forces = [
        (logit(drawn.alone[:, b]) - logit(drawn.otherwise[:, piece])) / math.log(factor)
        for piece, b, factor in zip(
            (e, e, f), (*network.bearings(e), *network.bearings(f)), (4, 0.1, 0.375), strict=True
        )
    ]
    assert stats.kstest(np.log(forces[0]), stats.norm(0, 0.5).cdf).pvalue > 0.001
    for force in forces[1:]:  # .6 on an otherwise of .8 is a factor of 1.5/4
        assert force == pytest.approx(forces[0], abs=1e-9)
    assert abs(np.corrcoef(shift, np.log(forces[0]))[0, 1]) < 0.06


# --- deception -------------------------------------------------------------------------------------------------

STAGED = {"bears": {"a": 0.5, "b": 0.1}, "otherwise": 0.2}
"""b is the trap. p: nothing .2, a .5, b .1, both .5 x .1/.2 = .25"""


@pytest.mark.parametrize("stageable", [0, 0.4, 1])
def test_a_deceiver_shows_and_hides_as_far_as_it_can_stage(stageable):
    file = two({"e": {**STAGED, "stageable": stageable, "shows": ["a"]}}, deceives=["b"])
    b = stageable * 0.5 + (1 - stageable) * 0.1  # with a shown and b hidden it looks like a alone
    ab = stageable * 0.5 + (1 - stageable) * 0.25
    assert rows(file) == pytest.approx(certain(0.2, 0.5, b, ab), abs=1e-9)


def test_hides_may_be_told_apart_from_deceiving():
    file = two({"e": {**STAGED, "stageable": 0.4, "hides": ["a"]}}, deceives=["b"])
    # with a hidden, b still on, both look like b alone
    assert rows(file) == pytest.approx(certain(0.2, 0.5, 0.1, 0.4 * 0.1 + 0.6 * 0.25), abs=1e-9)


def test_showing_nothing_hides_the_deceiver():
    file = two({"e": {**STAGED, "stageable": 0.4}}, deceives=["b"])
    assert rows(file) == pytest.approx(
        certain(0.2, 0.5, 0.4 * 0.2 + 0.6 * 0.1, 0.4 * 0.5 + 0.6 * 0.25), abs=1e-9
    )


def test_hiding_nothing_shows_the_deceiver_beside_what_it_shows():
    file = two({"e": {**STAGED, "stageable": 0.4, "shows": ["a"], "hides": []}}, deceives=["b"])
    assert rows(file) == pytest.approx(certain(0.2, 0.5, 0.4 * 0.25 + 0.6 * 0.1, 0.25), abs=1e-9)


def test_several_deceivers_act_as_one():
    file = two({"e": {**STAGED, "stageable": 0.4}}, deceives=["a", "b"])
    # either hides both: what is staged looks like nothing
    expected = certain(0.2, 0.4 * 0.2 + 0.6 * 0.5, 0.4 * 0.2 + 0.6 * 0.1, 0.4 * 0.2 + 0.6 * 0.25)
    assert rows(file) == pytest.approx(expected, abs=1e-9)


# --- nothing new, and another explanation ----------------------------------------------------------------------


def test_nothing_new_takes_each_piece_at_its_otherwise_and_another_at_the_average():
    first = {"bears": {"a": 0.5, "b": 0.6}, "otherwise": 0.2}
    second = {"bears": {"a": 0.2}, "otherwise": 0.5}
    one = {"nothing": 0.2, "a": 0.5, "b": 0.6, "ab": 0.75}
    other = {"nothing": 0.5, "a": 0.2, "b": 0.5, "ab": 0.2}
    both = {row: one[row] * other[row] for row in one}
    # the averages are multiplied, not the products averaged
    expected = bayes(**both, another=average(one) * average(other))
    assert rows(two({"e": first, "f": second})) == pytest.approx(expected, abs=1e-9)


def test_something_else_is_both_kinds():
    found = weigh(two({"e": {"bears": {"a": 0.8}, "otherwise": 0.2}}), POINT)
    assert found.something_else.now.probability == pytest.approx(found.nothing_new + found.another, abs=1e-12)
    assert found.nothing_new != pytest.approx(found.another, abs=0.01)


@pytest.mark.parametrize("options", [POINT, Options(draws=10)])
def test_nothing_but_something_else_may_be_at_work(options):
    pieces = {"e": {"bears": {"a": "for", "b": 0.9}, "otherwise": 0.5}}
    file = build(
        bare({"a": "never", "b": "never"}, {"overture": OVERTURE, **pieces}, something_else="always")
    )
    found = weigh(file, options)
    assert found.something_else.now.probability == 1
    assert found.hypotheses["a"].now.probability == found.hypotheses["b"].now.probability == 0


# --- together --------------------------------------------------------------------------------------------------


def test_pieces_of_different_causes_multiply():
    pieces = {
        "e": {"bears": {"a": 0.5}, "otherwise": 0.2},
        "f": {"bears": {"a": 0.3, "b": 0.9}, "otherwise": 0.6},
        "g": {"bears": {"b": "never"}, "otherwise": 0.5},
    }
    f_ab = (1 - 0.4 * (0.1 / 0.4)) * (0.3 / 0.6)
    chances = [
        {"nothing": 0.2, "a": 0.5, "b": 0.2, "ab": 0.5},
        {"nothing": 0.6, "a": 0.3, "b": 0.9, "ab": f_ab},
        {"nothing": 0.5, "a": 0.5, "b": 0, "ab": 0},
    ]
    product = {row: math.prod(each[row] for each in chances) for row in chances[0]}
    expected = bayes(**product, another=math.prod(average(each) for each in chances))
    assert rows(two(pieces)) == pytest.approx(expected, abs=1e-9)


def test_realised_ratios_compare_with_and_without_over_the_prior():
    found = weigh(two({"e": {"bears": {"a": 0.5, "b": 0.6}, "otherwise": 0.2}}), POINT)
    chance_of = {"nothing": 0.2, "a": 0.5, "b": 0.6, "ab": 0.75}
    chance_of["another"] = average(chance_of)
    for name, holds in (("a", {"a", "ab"}), ("b", {"b", "ab"})):
        on = sum(PRIOR[row] * chance_of[row] for row in holds) / sum(PRIOR[row] for row in holds)
        off = sum(PRIOR[row] * chance_of[row] for row in PRIOR if row not in holds)
        off /= sum(PRIOR[row] for row in PRIOR if row not in holds)
        assert found.pieces["e"][name] == pytest.approx(on / off, abs=1e-9)
        (voice,) = [voice for voice in found.voices if voice.id == "e"]
        assert voice.ratios[name] == pytest.approx(on / off, abs=1e-9)
