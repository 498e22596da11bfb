"""The prior over combinations: the least committal one, against its closed form and against each relation's meaning."""

import itertools
import math

import pytest
from scipy.optimize import brentq

from detente.case.load import build
from detente.weigh import Options, weigh
from tests.made import bare

POINT = Options(point=True)
NOTHING = {"overture": {"bears": {}, "otherwise": 0.5}}


def combinations(priors, something_else=0.1, relations=(), **more):
    """Prior of every combination, by the hypotheses that hold in it."""
    names = list(priors)
    holding = [set(each) for k in range(1, len(names) + 1) for each in itertools.combinations(names, k)]
    asked = [" and ".join(name if name in each else f"not {name}" for name in names) for each in holding]
    file = build(bare(priors, NOTHING, something_else=something_else, relations=list(relations), **more))
    found = weigh(file, POINT, ask=asked)
    table = {
        "".join(sorted(each)): found.asked[question].probability
        for each, question in zip(holding, asked, strict=True)
    }
    return {**table, "": found.something_else.now.probability}


def marginals(table, names):
    return {name: sum(p for each, p in table.items() if name in each) for name in names}


PRIORS = {"a": 0.3, "b": 0.55, "c": 0.7, "d": 0.15}


def test_without_relations_hypotheses_are_independent_but_for_something_else():
    """P(h) is proportional to prod q^h (1-q)^(1-h) for h != 0, q = p (1-Z) / (1-P(0)), Z = prod (1-q)."""
    other = 0.08

    def q(name, z):
        return PRIORS[name] * (1 - z) / (1 - other)

    z = brentq(lambda z: z - math.prod(1 - q(name, z) for name in PRIORS), 1e-9, 1 - 1e-6, xtol=1e-15)
    table = combinations(PRIORS, something_else=other)
    assert table.pop("") == pytest.approx(other, abs=1e-12)
    for held, found in table.items():
        product = math.prod(q(name, z) if name in held else 1 - q(name, z) for name in PRIORS)
        assert found == pytest.approx(product * (1 - other) / (1 - z), abs=1e-9)


@pytest.mark.parametrize(
    "relations",
    [
        [{"excludes": ["a", "b"]}],
        [{"implies": ["a", "c"]}],
        [{"goes_with": ["a", "b"], "odds": 5}],
        [{"goes_with": ["a", "b"], "odds": 0.2}, {"goes_with": ["b", "c"], "odds": 3}],
        [{"excludes": ["a", "d"]}, {"implies": ["d", "c"]}],
    ],
)
def test_relations_keep_the_stated_priors(relations):
    table = combinations(PRIORS, relations=relations)
    assert marginals(table, PRIORS) == pytest.approx(PRIORS, abs=1e-9)
    assert table[""] == pytest.approx(0.1, abs=1e-9)


def test_what_excludes_never_meets():
    table = combinations(PRIORS, relations=[{"excludes": ["a", "b"]}])
    assert all(p == 0 for held, p in table.items() if "a" in held and "b" in held)
    assert sum(p for held, p in table.items() if "a" in held or "b" in held) == pytest.approx(0.85, abs=1e-9)


def test_what_implies_never_comes_alone():
    table = combinations(PRIORS, relations=[{"implies": ["a", "c"]}])
    assert all(p == 0 for held, p in table.items() if "a" in held and "c" not in held)
    assert any(p > 0.01 for held, p in table.items() if "c" in held and "a" not in held)


def test_exactly_one_of_them_holds_wherever_anything_does():
    table = combinations({"a": 0.2, "b": 0.3, "c": 0.1, "d": 0.4}, relations=[{"one_of": ["a", "b", "c"]}])
    assert all((p > 0) == (sum(held.count(name) for name in "abc") == 1) for held, p in table.items() if held)
    assert table[""] == pytest.approx(0.1, abs=1e-9)
    scaled = {"a": 0.3, "b": 0.45, "c": 0.15, "d": 0.4}
    assert marginals(table, scaled) == pytest.approx(scaled, abs=1e-9)


@pytest.mark.parametrize("odds", [0.2, 1, 5])
def test_goes_with_is_the_odds_ratio_wherever_a_third_holds(odds):
    table = combinations(PRIORS, relations=[{"goes_with": ["a", "b"], "odds": odds}])
    for third in ("c", "d", "cd"):
        both, neither = table["".join(sorted("ab" + third))], table[third]
        one, other = (table["".join(sorted(name + third))] for name in "ab")
        assert both * neither / (one * other) == pytest.approx(odds, rel=1e-8)


def test_what_no_relation_joins_stays_as_independent_as_can_be():
    """c and d are joined to nothing: whatever a and b are, their odds ratio is that of chance."""
    table = combinations(PRIORS, relations=[{"goes_with": ["a", "b"], "odds": 4}])
    for held in ("a", "b", "ab"):
        four = [table["".join(sorted(held + more))] for more in ("", "c", "d", "cd")]
        assert four[0] * four[3] / (four[1] * four[2]) == pytest.approx(1, rel=1e-8)


def test_a_prior_may_be_a_certainty():
    without = combinations({**PRIORS, "a": "never"})
    assert all((p == 0) == ("a" in held) for held, p in without.items())
    always = combinations({**PRIORS, "c": "always"}, something_else="never")
    assert all((p == 0) == ("c" not in held) for held, p in always.items())
    # given c, the others are independent
    assert always["abc"] == pytest.approx(0.3 * 0.55 * 0.85, abs=1e-9)


def test_doubt_about_a_relation_leaves_the_priors():
    relations = [{"goes_with": ["a", "b"], "odds": "1..9"}]
    found = weigh(
        build(bare(PRIORS, NOTHING, something_else=0.1, relations=relations)),
        Options(draws=50),
        ask=["a and b"],
    )
    assert {name: each.now.high for name, each in found.hypotheses.items()} == pytest.approx(PRIORS, abs=1e-9)
    assert found.asked["a and b"].high > found.asked["a and b"].low + 0.02
