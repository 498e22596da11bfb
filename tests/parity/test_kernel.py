"""The compiled weighing against the plain one, number by number, on random cases: nothing may differ by 1e-9.

The plain prior is fitted to 1e-12 here, so that what is compared is the two computations and not where they stop.
Seeds are given below; every part of the model is in the cases of ``cases.py``: relations, staging, leans, silences,
overlaps, judgements by one author, failed assumptions, characters, several explained events, certainties.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from detente.case.load import build
from detente.errors import ImpossibleEvidence
from detente.weigh import prior, reference
from detente.weigh.inputs import Inputs, central, sample
from detente.weigh.network import Network, compile_case
from detente.weigh.posterior import Layout
from tests.made import bare, made
from tests.parity.cases import varied

AGREE = 1e-9


def compare(network: Network, inputs: Inputs) -> None:
    """Weigh every draw both ways; realised ratios are compared where the kernel gives them, in single draws."""
    fitted = prior.fit(network, inputs)
    found = Layout(network).weigh(inputs, fitted)
    # draws whose priors could not hold together were moved: the plain one takes them as they are now
    settled = replace(inputs, prior=fitted.marginals, something_else=fitted.something_else)
    for d in range(inputs.draws):
        start = reference.start_table(network, inputs.odds[d])
        table = reference.prior_table(
            start, settled.prior[d], float(settled.something_else[d]), tolerance=1e-12
        )
        plain = reference.weigh_one(network, settled, d, prior=table)
        near = {"rtol": 0, "atol": AGREE}
        np.testing.assert_allclose(found.table[d], plain.posterior, **near)
        marginals = plain.posterior[:-1] @ reference.combinations(network.n)
        np.testing.assert_allclose(found.marginals[d], marginals, **near)
        np.testing.assert_allclose(found.shares[d], plain.shares, **near)
        np.testing.assert_allclose(found.characters[d], plain.characters, **near)
        assert abs(found.table[d].sum() - 1) < AGREE
        if inputs.draws == 1:
            np.testing.assert_allclose(found.piece_ratios[d], plain.piece_ratios, rtol=AGREE)
            np.testing.assert_allclose(found.voice_ratios[d], plain.voice_ratios, rtol=AGREE)


def network_of(data: dict[str, Any]) -> Network:
    return compile_case(build(data).case)


@pytest.mark.parametrize("seed", range(60))
def test_central_inputs(seed):
    rng = np.random.default_rng([seed, 1])
    network = network_of(varied(rng, int(rng.integers(2, 9)), int(rng.integers(1, 25))))
    compare(network, central(network))


@pytest.mark.parametrize("seed", range(30))
def test_drawn_inputs(seed):
    rng = np.random.default_rng([seed, 2])
    network = network_of(varied(rng, int(rng.integers(2, 8)), int(rng.integers(1, 20)), spread=0.15))
    compare(network, sample(network, seed, 6))


@pytest.mark.parametrize("seed", range(10))
def test_a_single_draw_has_realised_ratios_too(seed):
    rng = np.random.default_rng([seed, 3])
    network = network_of(varied(rng, 5, 12, spread=0.1))
    compare(network, sample(network, seed, 1))


@pytest.mark.parametrize("seed", range(10))
def test_the_maker_that_other_tests_use(seed):
    rng = np.random.default_rng([seed, 4])
    network = network_of(made(rng, int(rng.integers(4, 9)), 15) | {"something_else": 0.08})
    compare(network, central(network))
    compare(network, sample(network, seed, 2))


@pytest.mark.parametrize("n", range(2, 13))
def test_every_number_of_hypotheses(n):
    """Combinations are walked in runs and tiles of powers of two: each size on its own, with a voice about all."""
    network = network_of(varied(np.random.default_rng([n, 5]), n, 10, wide=True))
    compare(network, central(network))


def test_more_combinations_than_a_tile():
    """Fourteen hypotheses, more than one tile of combinations, and a voice too wide to be kept as a small table."""
    network = network_of(varied(np.random.default_rng(14), 14, 16, wide=True))
    compare(network, central(network))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(300))
def test_many(seed):
    rng = np.random.default_rng([seed, 6])
    n = int(rng.integers(2, 11))
    network = network_of(varied(rng, n, int(rng.integers(1, 31)), spread=0.1, wide=bool(rng.random() < 0.2)))
    compare(network, central(network))
    compare(network, sample(network, seed, 3))


@pytest.mark.slow
@pytest.mark.parametrize("n", [13, 15, 16])
def test_many_combinations(n):
    network = network_of(varied(np.random.default_rng(n), n, 20, wide=True))
    compare(network, central(network))


def test_the_cases_have_everything():
    """What the docstring promises is there, and more than once: of sixty cases, in how many each part is."""
    there: Counter[str] = Counter()
    for seed in range(60):
        rng = np.random.default_rng([seed, 1])
        network = network_of(varied(rng, int(rng.integers(2, 9)), int(rng.integers(1, 25))))
        drawn = sample(network, seed, 6)
        parts = {
            "staged": network.staged.any(),
            "leans": (network.told_leans > 0).any(),
            "silent": (network.told_answer == 2).any(),
            "denies": (network.told_answer == 1).any(),
            "by_chance": network.told_chance.any(),
            "overlap": (drawn.overlap < 1).any(),
            "void": drawn.void.any(),
            "characters": drawn.base.shape[1] > 0,
            "several explained": len(network.explains) > 1,
            "author": "author" in network.voice_sort,
            "several pieces in a voice": (np.diff(network.voice_start) > 1).any(),
            "otherwise certain": ((drawn.otherwise <= 0) | (drawn.otherwise >= 1)).any(),
            "alone certain": ((drawn.alone <= 0) | (drawn.alone >= 1)).any(),
            **{relation.kind: True for relation in network.case.relations},
        }
        there.update(name for name, has in parts.items() if has)
    wanted = {
        "staged", "leans", "silent", "denies", "by_chance", "overlap", "void", "characters", "several explained",
        "author", "several pieces in a voice", "otherwise certain", "alone certain", "excludes", "implies", "one_of",
        "goes_with",
    }  # fmt: skip
    assert {name for name in wanted if there[name] < 3} == set()


def test_no_hypothesis_is_left_possible():
    """Where the plain sum is 0/0 the compiled one refuses, and says which piece it was."""
    never = {"bears": {"a": "never", "b": "never"}, "otherwise": "never"}
    network = network_of(
        bare({"a": 0.6, "b": 0.6}, {"fine": {"bears": {}, "otherwise": "likely"}, "not": never})
    )
    inputs = central(network)
    fitted = prior.fit(network, inputs)
    with pytest.raises(ImpossibleEvidence, match=r"evidence\.not"):
        Layout(network).weigh(inputs, fitted)


def test_pieces_that_exclude_each_other_leave_nothing():
    only = {"a": "always", "b": "never"}
    network = network_of(
        bare(
            {"a": 0.5, "b": 0.5},
            {
                "one": {"bears": only, "otherwise": "never"},
                "other": {"bears": {"a": "never", "b": "always"}, "otherwise": "never"},
            },
            relations=[{"one_of": ["a", "b"]}],
            something_else="never",
        )
    )
    inputs = central(network)
    fitted = prior.fit(network, inputs)
    with pytest.raises(ImpossibleEvidence, match="all the evidence together"):
        Layout(network).weigh(inputs, fitted)
