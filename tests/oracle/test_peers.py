"""The full posterior over combinations against pyAgrum and pgmpy on the same networks, to 1e-9.

Our own tables go in (see ``peers.py``), so this checks the arithmetic: spreading small tables over all combinations,
the two kinds of h = 0, reports, staging, the logarithms and the normalisation. Cases are random with the seeds given
below; every piece is a voice of its own, as a voice of several has no form as a Bayesian network. The default run takes
few of them, the slow one (`make oracles`) many.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from detente.case.load import build
from detente.weigh import prior
from detente.weigh.inputs import central, sample
from detente.weigh.network import compile_case
from detente.weigh.posterior import Layout
from tests.made import made
from tests.oracle.peers import (
    Peers,
    full_chain,
    in_pgmpy,
    in_pyagrum,
    network_for_peers,
    pgmpy_posterior,
    prior_rows,
    pyagrum_posterior,
    short_chain,
)

AGREE = 1e-9
ENGINES = ("LazyPropagation", "ShaferShenoyInference", "VariableElimination")


def ungrouped(seed: int) -> tuple[dict[str, Any], int]:
    """A random case of up to 10 hypotheses and 30 events, and the draw to weigh it at (-1: central inputs)."""
    rng = np.random.default_rng([seed, 20_180_308])
    n, pieces = int(rng.integers(2, 11)), int(rng.integers(1, 31))
    data = made(rng, n, pieces, relations=bool(rng.integers(2)))
    # with few hypotheses priors reach .9, which leaves no more than this
    data["something_else"] = min(data["something_else"], 0.08)
    deceivers = [name for name, given in data["hypotheses"].items() if given["deceives"]]
    for piece in data["evidence"].values():
        piece.pop("group", None)
        if "stageable" in piece and rng.random() < 0.3:
            # a deceiver may show another deceiver, or hide nothing
            piece |= {"shows": [*piece["shows"], deceivers[0]], "hides": deceivers[1:]}
    return data, int(rng.integers(-1, 3))


def weighed(seed: int) -> tuple[Peers, np.ndarray]:
    """The network for the peers, and Detente's own posterior (2**n + 1,)."""
    data, draw = ungrouped(seed)
    network = compile_case(build(data).case)
    inputs = central(network) if draw < 0 else sample(network, seed, 3)
    draw = max(draw, 0)
    fitted = prior.fit(network, inputs)
    rows = prior_rows(network, fitted, draw)
    if seed % 2 or network.case.relations:
        chain = full_chain(network.hypotheses, rows)
    else:
        chain = short_chain(network.hypotheses, fitted.theta[draw], float(fitted.something_else[draw]))
    table = Layout(network).weigh(inputs, fitted).table[draw]
    return network_for_peers(network, inputs, rows, chain, draw), table


def against_pyagrum(seed: int) -> None:
    peers, table = weighed(seed)
    bn = in_pyagrum(peers)
    found = pyagrum_posterior(bn, peers, ENGINES[seed % len(ENGINES)])
    np.testing.assert_allclose(table, found, rtol=0, atol=AGREE)


def against_pgmpy(seed: int) -> None:
    peers, table = weighed(seed)
    found = pgmpy_posterior(in_pgmpy(peers), peers, ["greedy", "MinFill"][seed % 2])
    np.testing.assert_allclose(table, found, rtol=0, atol=AGREE)


@pytest.fixture(scope="module")
def pyagrum():
    return pytest.importorskip(
        "pyagrum", reason="pyAgrum is a peer: install the oracles group to compare with it"
    )


@pytest.fixture(scope="module")
def pgmpy():
    return pytest.importorskip(
        "pgmpy.models", reason="pgmpy is a peer: install the oracles group to compare with it"
    )


@pytest.mark.parametrize("seed", range(20))
def test_agrees_with_pyagrum(pyagrum, seed):
    against_pyagrum(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20, 300))
def test_agrees_with_pyagrum_on_many(pyagrum, seed):
    against_pyagrum(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_agrees_with_pgmpy(pgmpy, seed):
    against_pgmpy(seed)


def test_the_largest_agrees_with_both(pyagrum, pgmpy):
    """Ten hypotheses and thirty events, with pgmpy once in the default run."""
    rng = np.random.default_rng(10_30)
    data = made(rng, 10, 30)
    for piece in data["evidence"].values():
        piece.pop("group", None)
    network = compile_case(build(data).case)
    inputs = central(network)
    fitted = prior.fit(network, inputs)
    rows = prior_rows(network, fitted)
    peers = network_for_peers(network, inputs, rows, full_chain(network.hypotheses, rows))
    table = Layout(network).weigh(inputs, fitted).table[0]
    np.testing.assert_allclose(table, pyagrum_posterior(in_pyagrum(peers), peers), rtol=0, atol=AGREE)
    np.testing.assert_allclose(table, pgmpy_posterior(in_pgmpy(peers), peers), rtol=0, atol=AGREE)


@pytest.mark.parametrize("seed", range(8))
def test_both_ways_of_writing_the_prior_agree(pyagrum, seed):
    """The short chain is the full one: pyAgrum's joint of the hypotheses before any evidence is our prior."""
    rng = np.random.default_rng(seed)
    network = compile_case(build(made(rng, 7, 3, relations=False)).case)
    fitted = prior.fit(network, central(network))
    rows = prior_rows(network, fitted)
    short = short_chain(network.hypotheses, fitted.theta[0], float(fitted.something_else[0]))
    for chain in (full_chain(network.hypotheses, rows), short):
        peers = Peers(network.hypotheses, tuple(chain), ())
        np.testing.assert_allclose(pyagrum_posterior(in_pyagrum(peers), peers), rows, rtol=0, atol=1e-12)
