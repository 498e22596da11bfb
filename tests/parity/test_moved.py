"""Draws whose priors cannot hold together: they are moved straight towards the central ones, and no further than need be.

What can hold together is asked of a linear programme over all 2**n combinations, written here from the definition
(the program asks a smaller one, over the components that relations join). Seeds are given below.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import linprog

from detente.case.load import CaseFile, build
from detente.weigh import Options, prior, weigh
from detente.weigh.inputs import Inputs, central, sample
from detente.weigh.network import compile_case
from tests.made import bare
from tests.parity.cases import Relations, allowed, holds, related, some_priors

Floats = NDArray[np.float64]
PAST = 0.01
"""How far past the first feasible point a draw is to go, as a share of the way to the central values."""
SOLVER = 1e-6
"""Linear programmes allow marginals to miss by 1e-7, which moves the first feasible point by more."""


def first_feasible(drawn: Floats, middle: Floats, relations: Relations) -> float:
    """Return the least t in 0..1 at which drawn + t (middle - drawn) are marginals (n,) and P(0) of some table."""
    n = len(drawn) - 1
    rows = np.vstack([holds(n).T, np.arange(1 << n) == 0, np.ones(1 << n)]).astype(float)
    here, there = np.append(drawn, 1.0), np.append(middle, 1.0)
    bounds = [(0, None if free else 0) for free in allowed(n, relations)] + [(0, 1)]
    found = linprog(
        np.append(np.zeros(1 << n), 1.0),
        A_eq=np.column_stack([rows, here - there]),
        b_eq=here,
        bounds=bounds,
        method="highs",
        options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
    )
    assert found.status == 0, "the central values themselves cannot hold together"
    return float(found.x[-1])


def ranges(values: list[float], spread: float) -> list[str]:
    # the middle of each range is the value itself, so that the central ones can hold together
    half = [min(v * spread, 1 - v) for v in values]
    return [f"{v - width}..{v + width}" for v, width in zip(values, half, strict=True)]


def file_of(priors: list[Any], something_else: Any, relations: Relations) -> CaseFile:
    hypotheses = {f"h{i}": {"prior": p} for i, p in enumerate(priors)}
    evidence = {"seen": {"bears": {"h0": "for", "h1": "against"}, "otherwise": "even"}}
    return build(bare(hypotheses, evidence, something_else=something_else, relations=list(relations)))


CASES: dict[str, tuple[list[Any], Any, Relations]] = {
    "one outgrows what it implies": (["0.2..0.6", "0.3..0.7", 0.5], 0.1, [{"implies": ["h0", "h1"]}]),
    "two that exclude each other outgrow 1": (
        ["0.2..0.6", "0.2..0.6", 0.6],
        0.05,
        [{"excludes": ["h0", "h1"]}],
    ),
    "too little to make up all that is listed": (["0.3..0.5", "0.3..0.5", "0.1..0.3"], 0.1, []),
    "one outgrows all that is listed": (["0.5..0.95", 0.5], "0.05..0.3", []),
    "two, that must fill all but something else": (["0.3..0.6", "0.4..0.7"], "0.05..0.2", []),
    "one_of, and one that implies": (
        ["0.2..0.4", "0.2..0.4", "0.3..0.5", "0.1..0.4"],
        0.1,
        [{"one_of": ["h0", "h1", "h2"]}, {"implies": ["h3", "h0"]}],
    ),
    "two components and too little": (
        ["0.2..0.4", "0.25..0.45", "0.2..0.4", "0.2..0.4"],
        "0.05..0.15",
        [{"implies": ["h0", "h1"]}, {"excludes": ["h2", "h3"]}],
    ),
    "drawn odds as well": (
        ["0.2..0.6", "0.3..0.7", 0.5],
        0.1,
        [{"implies": ["h0", "h1"]}, {"goes_with": ["h1", "h2"], "odds": "0.5..4"}],
    ),
}


def check(file: CaseFile, relations: Relations, seed: int, draws: int) -> int:
    """Check every draw; return how many were moved."""
    assert not prior.faults(file), "the central values must be sound"
    network = compile_case(file.case)
    middle, drawn = central(network), sample(network, seed, draws)
    fitted = prior.fit(network, drawn)
    centre = both(middle)[0]
    for d, before in enumerate(both(drawn)):
        after = np.append(fitted.marginals[d], fitted.something_else[d])
        needed = first_feasible(before, centre, relations)
        if not fitted.moved[d]:
            np.testing.assert_array_equal(after, before)
            assert needed <= SOLVER, "a draw that cannot hold together was left as it was"
            continue
        way = way_between(before, after, centre)
        # on the segment, to PAST beyond the first feasible point, and not more
        np.testing.assert_allclose(after, before + way * (centre - before), rtol=0, atol=1e-12)
        assert way == pytest.approx(min(1.0, needed + PAST), abs=1e-4)
        # it holds together where it is now, but not 1.1 % of the way nearer to where it was drawn
        assert first_feasible(after, centre, relations) <= SOLVER
        if needed > SOLVER:
            nearer = before + max(0.0, way - 1.1 * PAST) * (centre - before)
            assert first_feasible(nearer, centre, relations) > 0
    # and the prior that was fitted has the moved marginals, on combinations that the relations allow
    assert fitted.worst < prior.TOLERANCE
    for d in np.flatnonzero(fitted.moved)[:10]:
        table = spelled_out(fitted.theta[d], relations, drawn, d)
        table *= 1 - fitted.something_else[d]
        np.testing.assert_allclose(table @ holds(network.n), fitted.marginals[d], rtol=0, atol=1e-9)
    return int(fitted.moved.sum())


def both(inputs: Inputs) -> Floats:
    """(draws, n + 1): the priors and something_else."""
    return np.column_stack([inputs.prior, inputs.something_else])


def way_between(before: Floats, after: Floats, centre: Floats) -> float:
    """How far along the segment a draw went, by the coordinate that had the longest way to go."""
    i = int(np.abs(centre - before).argmax())
    return float((after[i] - before[i]) / (centre[i] - before[i]))


def spelled_out(theta: Floats, relations: Relations, inputs: Inputs, draw: int) -> Floats:
    """(2**n,): the fitted distribution given h != 0."""
    n = len(theta)
    h = holds(n)
    table = np.where(allowed(n, relations), np.exp(h @ theta), 0.0)
    for number, relation in enumerate(relations):
        if "goes_with" in relation:
            i, j = (int(name[1:]) for name in relation["goes_with"])
            table[h[:, i] & h[:, j]] *= inputs.odds[draw, number]
    table[0] = 0
    return np.asarray(table / table.sum())


@pytest.mark.parametrize("name", CASES)
def test_moved_just_far_enough(name):
    priors, something_else, relations = CASES[name]
    moved = check(file_of(priors, something_else, relations), relations, seed=3, draws=200)
    assert 10 <= moved <= 150, "the case is meant to have draws of both kinds"


@pytest.mark.parametrize("seed", range(20))
def test_random_relations(seed):
    rng = np.random.default_rng([seed, 11])
    n = int(rng.integers(2, 7))
    relations = related(rng, n)
    something_else = float(rng.uniform(0.03, 0.2))
    priors = ranges(some_priors(rng, n, relations, something_else, 0.7), 0.3)
    for relation in relations:
        if "odds" in relation:
            relation["odds"] = "0.5..4"
    check(file_of(priors, ranges([something_else], 0.3)[0], relations), relations, seed, draws=60)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20, 220))
def test_random_relations_many(seed):
    test_random_relations(seed)


@pytest.mark.parametrize("name", CASES)
def test_the_share_of_moved_draws_is_told(name):
    """``moved_draws`` of the result is the share that cannot hold together, counted here draw by draw."""
    priors, something_else, relations = CASES[name]
    file = file_of(priors, something_else, relations)
    network = compile_case(file.case)
    centre = both(central(network))[0]
    needed = [first_feasible(each, centre, relations) for each in both(sample(network, 5, 200))]
    found = weigh(file, Options(draws=200, seed=5))
    assert found.moved_draws == pytest.approx(np.mean(np.array(needed) > SOLVER), abs=1e-12)
    assert found.moved_draws > 0.02


def test_nothing_moves_where_every_draw_can_hold_together():
    file = file_of(["0.5..0.7", "0.5..0.7", "0.5..0.7"], "0.05..0.1", [])
    assert weigh(file, Options(draws=400)).moved_draws == 0


def test_a_draw_that_cannot_hold_together_spoils_no_other():
    """Each draw is fitted on its own: those that can hold together come out the same in whatever company.

    Draws are fitted by threads; one that fails must neither stop the others of its thread nor pass for fitted.
    """
    file = file_of(["0.2..0.45", "0.4..0.75"], 0.13, [])
    network = compile_case(file.case)
    drawn = sample(network, 19, 64)
    together = prior.fit(network, drawn)
    assert together.moved.any()
    assert not together.moved.all()
    for d in range(drawn.draws):
        alone = prior.fit(network, drawn.rows(slice(d, d + 1)))
        assert together.moved[d] == alone.moved[0]
        np.testing.assert_allclose(together.theta[d], alone.theta[0], rtol=0, atol=1e-9)
