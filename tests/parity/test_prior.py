"""The prior over combinations three ways: Newton on the dual, iterative proportional fitting, and a closed form.

What Newton fitted is read off as the posterior of a case whose only piece says nothing, so the compiled table is
compared too. Seeds are given below; the plain fitting runs to 1e-12 and the two may differ by 1e-9.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import brentq

from detente.case.load import build
from detente.weigh import prior, reference
from detente.weigh.inputs import Inputs, central, sample
from detente.weigh.network import Network, compile_case
from detente.weigh.posterior import Layout
from tests.made import bare
from tests.parity.cases import Relations, allowed, holds, related, some_priors

Floats = NDArray[np.float64]
AGREE = 1e-9
SILENT = {"nothing": {"bears": {}, "otherwise": "likely"}}


def network_of(priors: list[Any], something_else: Any, relations: Relations = ()) -> Network:
    hypotheses = {f"h{i}": {"prior": p} for i, p in enumerate(priors)}
    return compile_case(
        build(bare(hypotheses, SILENT, something_else=something_else, relations=list(relations))).case
    )


def by_newton(network: Network, inputs: Inputs) -> Floats:
    """(draws, 2**n): the fitted prior, both kinds of h = 0 together."""
    found = Layout(network).weigh(inputs, prior.fit(network, inputs)).table
    table = found[:, :-1].copy()
    table[:, 0] += found[:, -1]
    return table


def by_fitting(network: Network, inputs: Inputs, draw: int = 0) -> Floats:
    """(2**n,)"""
    start = reference.start_table(network, inputs.odds[draw])
    return reference.prior_table(
        start, inputs.prior[draw], float(inputs.something_else[draw]), tolerance=1e-12
    )


def closed(priors: list[float], something_else: float) -> Floats:
    """(2**n,): without relations P(h) is proportional to prod q^h (1-q)^(1-h) for h != 0.

    q_i = p_i (1 - Z) / (1 - P(0)), where Z = prod (1 - q_i) is the one unknown.
    """
    p = np.array(priors)

    def q_at(some: float) -> Floats:
        return np.asarray(p * some / (1 - something_else))

    # some = 1 - Z; 0 always solves it, so look above
    def miss(some: float) -> float:
        return float(-np.expm1(np.log1p(-q_at(some)).sum()) - some)

    most = min(1.0, (1 - something_else) / p.max())
    q = q_at(brentq(miss, 1e-9, most * (1 - 1e-15), xtol=1e-16, rtol=1e-15))
    h = holds(len(p))
    table = np.where(h, q, 1 - q).prod(axis=1)
    table[0] = 0
    table *= (1 - something_else) / table.sum()
    table[0] = something_else
    return table


def free_priors(rng: np.random.Generator, n: int, something_else: float) -> list[float]:
    return some_priors(rng, n, [], something_else)


@pytest.mark.parametrize("n", range(2, 15))
def test_without_relations_all_three_agree(n):
    for seed in range(3):
        rng = np.random.default_rng([n, seed])
        something_else = float(rng.uniform(0.01, 0.4))
        priors = free_priors(rng, n, something_else)
        network = network_of(priors, something_else)
        inputs = central(network)
        newton = by_newton(network, inputs)[0]
        np.testing.assert_allclose(newton, closed(priors, something_else), rtol=0, atol=AGREE)
        if n <= 12 or seed == 0:
            np.testing.assert_allclose(newton, by_fitting(network, inputs), rtol=0, atol=AGREE)


@pytest.mark.parametrize("spare", [1e-2, 1e-3, 1e-5])
@pytest.mark.parametrize("n", [2, 3, 6])
def test_near_the_edge_where_hypotheses_hardly_ever_hold_together(n, spare):
    """Priors that add up to little more than 1 - something_else: nearly one_of, and q goes to 0."""
    something_else = 0.1
    priors = [(1 - something_else) * (1 + spare) / n] * n
    network = network_of(priors, something_else)
    inputs = central(network)
    newton = by_newton(network, inputs)[0]
    # the closed form is solved for 1 - Z, which has lost digits here
    np.testing.assert_allclose(newton, closed(priors, something_else), rtol=0, atol=1e-8)
    np.testing.assert_allclose(newton @ holds(n), priors, rtol=0, atol=1e-10)


@pytest.mark.parametrize("something_else", [1e-6, 0.5, 0.99, 0.999999])
def test_any_share_of_something_else(something_else):
    priors = [0.6 * (1 - something_else), 0.7 * (1 - something_else), 0.2 * (1 - something_else)]
    network = network_of(priors, something_else)
    newton = by_newton(network, central(network))[0]
    np.testing.assert_allclose(newton, closed(priors, something_else), rtol=0, atol=AGREE)


RELATIONS: dict[str, Relations] = {
    "excludes": [{"excludes": ["h0", "h1"]}],
    "implies": [{"implies": ["h0", "h1"]}],
    "one_of": [{"one_of": ["h0", "h1", "h2"]}],
    "one_of two": [{"one_of": ["h1", "h3"]}],
    "goes_with": [{"goes_with": ["h0", "h1"], "odds": 3}],
    "goes against": [{"goes_with": ["h0", "h1"], "odds": 0.2}],
    "a chain of implies": [{"implies": ["h0", "h1"]}, {"implies": ["h1", "h2"]}],
    "two components": [{"implies": ["h0", "h1"]}, {"excludes": ["h2", "h3"]}],
    "one_of and what goes with one": [
        {"one_of": ["h0", "h1", "h2"]},
        {"goes_with": ["h0", "h3"], "odds": 4},
    ],
    "one_of and what one implies": [{"one_of": ["h0", "h1", "h2"]}, {"implies": ["h0", "h3"]}],
    "two one_ofs": [{"one_of": ["h0", "h1"]}, {"one_of": ["h2", "h3"]}],
    "one_of across": [{"one_of": ["h0", "h1", "h2"]}, {"excludes": ["h2", "h3"]}],
    "everything": [
        {"excludes": ["h0", "h1"]},
        {"implies": ["h1", "h2"]},
        {"goes_with": ["h2", "h3"], "odds": 3},
        {"goes_with": ["h0", "h3"], "odds": 0.4},
    ],
    "the same pair twice": [
        {"goes_with": ["h0", "h1"], "odds": 3},
        {"goes_with": ["h1", "h0"], "odds": 2},
    ],
}


def obeys(table: Floats, network: Network, inputs: Inputs, draw: int = 0) -> None:
    """The table is what it should be, whoever fitted it: marginals, P(0), what is forbidden, and no more structure.

    Least committal means that log(P(h) / start(h)) is a sum over the hypotheses that hold, up to a constant.
    """
    n = network.n
    h = holds(n)
    np.testing.assert_allclose(table @ h, inputs.prior[draw], rtol=0, atol=1e-9)
    assert table[0] == pytest.approx(inputs.something_else[draw], abs=1e-9)
    start = reference.start_table(network, inputs.odds[draw])
    assert (table[start == 0] == 0).all()
    support = np.flatnonzero((table > 1e-9) & (np.arange(1 << n) > 0))
    design = np.column_stack([h[support], np.ones(len(support))]).astype(float)
    logs = np.log(table[support] / start[support])
    fitted = design @ np.linalg.lstsq(design, logs, rcond=None)[0]
    np.testing.assert_allclose(logs, fitted, rtol=0, atol=1e-6)


@pytest.mark.parametrize("n", [4, 6, 9])
@pytest.mark.parametrize("name", RELATIONS)
def test_with_relations_newton_and_fitting_agree(name, n):
    relations = RELATIONS[name]
    for seed in range(3):
        rng = np.random.default_rng([n, seed, 7])
        something_else = float(rng.uniform(0.02, 0.3))
        network = network_of(some_priors(rng, n, relations, something_else), something_else, relations)
        inputs = central(network)
        newton = by_newton(network, inputs)[0]
        np.testing.assert_allclose(newton, by_fitting(network, inputs), rtol=0, atol=AGREE)
        obeys(newton, network, inputs)


@pytest.mark.parametrize("seed", range(40))
def test_random_relations(seed):
    rng = np.random.default_rng([seed, 8])
    n = int(rng.integers(3, 10))
    relations = related(rng, n)
    something_else = float(rng.uniform(0.02, 0.3))
    network = network_of(some_priors(rng, n, relations, something_else), something_else, relations)
    inputs = central(network)
    assert not prior.faults(build_again(network))
    newton = by_newton(network, inputs)[0]
    np.testing.assert_allclose(newton, by_fitting(network, inputs), rtol=0, atol=AGREE)
    obeys(newton, network, inputs)


def build_again(network: Network) -> Any:
    """The case file of a network, for what is asked of files."""
    case = network.case
    relations = [
        {relation.kind: list(relation.ids), **({"odds": relation.odds.median} if relation.odds else {})}
        for relation in case.relations
    ]
    hypotheses = {name: {"prior": given.prior.median} for name, given in case.hypotheses.items()}
    return build(bare(hypotheses, SILENT, something_else=case.something_else.median, relations=relations))


def test_goes_with_is_the_odds_ratio_wherever_a_third_holds():
    rng = np.random.default_rng(9)
    relations: Relations = [{"goes_with": ["h0", "h1"], "odds": 3}]
    network = network_of(some_priors(rng, 4, relations, 0.1), 0.1, relations)
    table = by_newton(network, central(network))[0]
    for rest in (0b0100, 0b1000, 0b1100):
        ratio = table[rest | 3] * table[rest] / (table[rest | 1] * table[rest | 2])
        assert ratio == pytest.approx(3, rel=1e-6)


CERTAIN: dict[str, tuple[list[float], float, Relations]] = {
    "one never": ([0.0, 0.5, 0.7], 0.1, []),
    "two never": ([0.0, 0.5, 0.0, 0.7], 0.1, []),
    "one always": ([1.0, 0.5, 0.3], 0.0, []),
    "always and never": ([1.0, 0.0, 0.3, 0.2], 0.0, []),
    "no something else": ([0.6, 0.5, 0.7], 0.0, []),
    "one_of with one never": ([0.5, 0.4, 0.0, 0.3], 0.1, [{"one_of": ["h0", "h1", "h2"]}]),
    "one_of and always": ([0.5, 0.5, 1.0, 0.3], 0.0, [{"one_of": ["h0", "h1"]}]),
    "never implies": ([0.0, 0.5, 0.7], 0.1, [{"implies": ["h0", "h1"]}]),
    "implies always": ([0.5, 1.0, 0.7], 0.0, [{"implies": ["h0", "h1"]}]),
    "never goes with": ([0.0, 0.5, 0.7], 0.1, [{"goes_with": ["h0", "h1"], "odds": 3}]),
    "excludes never": ([0.0, 0.5, 0.7], 0.1, [{"excludes": ["h0", "h1"]}]),
}


@pytest.mark.parametrize("name", CERTAIN)
def test_certainties_stay_exact(name):
    priors, something_else, relations = CERTAIN[name]
    network = network_of(priors, something_else, relations)
    inputs = central(network)
    newton = by_newton(network, inputs)[0]
    h = holds(len(priors))
    np.testing.assert_allclose(newton, by_fitting(network, inputs), rtol=0, atol=AGREE)
    np.testing.assert_allclose(newton @ h, priors, rtol=0, atol=AGREE)
    for i, p in enumerate(priors):
        if p == 0:
            assert (newton[h[:, i]] == 0).all()
        if p == 1:
            assert (newton[~h[:, i]] == 0).all()
    if something_else == 0:
        assert newton[0] == 0


def test_as_likely_as_anything_listed():
    """A prior of 1 - something_else holds in every h other than 0, where plain fitting would never settle."""
    network = network_of([0.9, 0.5, 0.3], 0.1)
    h = holds(3)
    q = np.array([1, 0.5 / 0.9, 0.3 / 0.9])
    expected = 0.9 * np.where(h, q, 1 - q).prod(axis=1)
    expected[0] = 0.1
    np.testing.assert_allclose(by_newton(network, central(network))[0], expected, rtol=0, atol=AGREE)


def test_only_something_else():
    """Everything listed is never so: all that can be is something else."""
    network = network_of([0.0, 0.0], 1.0)
    np.testing.assert_allclose(by_newton(network, central(network))[0], [1, 0, 0, 0], rtol=0, atol=1e-12)


@pytest.mark.parametrize("seed", range(12))
def test_every_draw(seed):
    """Priors, something_else and odds all drawn: each draw that could hold together as it was drawn."""
    rng = np.random.default_rng([seed, 10])
    n = int(rng.integers(3, 7))
    relations = related(rng, n)
    something_else = float(rng.uniform(0.05, 0.2))
    priors = [f"{p * 0.9}..{p * 1.1}" for p in some_priors(rng, n, relations, something_else, 0.5)]
    for relation in relations:
        if "odds" in relation:
            relation["odds"] = "0.5..4"
    network = network_of(priors, f"{something_else * 0.8}..{something_else * 1.2}", relations)
    inputs = sample(network, seed, 40)
    fitted = prior.fit(network, inputs)
    newton = by_newton(network, inputs)
    for d in np.flatnonzero(~fitted.moved)[:8]:
        np.testing.assert_allclose(newton[d], by_fitting(network, inputs, int(d)), rtol=0, atol=AGREE)
        obeys(newton[d], network, inputs, int(d))


def test_allowed_is_what_the_start_table_allows():
    """The makers' own idea of the relations, which decides what is feasible here, is the model's."""
    for relations in RELATIONS.values():
        network = network_of(some_priors(np.random.default_rng(1), 4, relations, 0.1), 0.1, relations)
        start = reference.start_table(network, central(network).odds[0])
        np.testing.assert_array_equal(start > 0, allowed(4, relations))
