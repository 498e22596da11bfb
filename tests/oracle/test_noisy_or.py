"""Several sufficient causes of one event: published tables that P(E | h) must reproduce, by definition and compiled.

Figures are matched to 1e-12, as they are given exactly. Nothing is drawn by chance except where a seed is stated.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from detente.case.load import build
from detente.weigh import prior, reference
from detente.weigh.inputs import central
from detente.weigh.network import compile_case
from detente.weigh.posterior import Layout
from tests.made import bare

EXACT = 1e-12


def by_definition(data: dict[str, Any]) -> dict[frozenset[str], float]:
    """P(E | h) of the first piece for every combination, from the reference."""
    network = compile_case(build(data).case)
    table = reference.chance_of_event(network, central(network), 0, network.pieces.index("event"))
    holds = reference.combinations(network.n)
    return {
        frozenset(name for name, on in zip(network.hypotheses, row, strict=True) if on): float(chance)
        for row, chance in zip(holds, table, strict=True)
    }


def compiled(data: dict[str, Any]) -> dict[frozenset[str], float]:
    """The same for h other than none, from the kernel: how far seeing the event moves each combination.

    A further hypothesis under which the event is certain sets the scale: posterior over prior is P(E | h) / P(E).
    """
    event = data["evidence"]["event"]
    n = len(data["hypotheses"])
    hypotheses = {name: {"prior": 0.5} for name in [*data["hypotheses"], "proof"]}
    moved = {
        name: _table(bare(hypotheses, {"event": piece}, something_else=0.1))
        for name, piece in {
            "seen": {"bears": {**event["bears"], "proof": "always"}, "otherwise": event["otherwise"]},
            "unseen": {"bears": {"proof": "neutral"}, "otherwise": 0.5},
        }.items()
    }
    factor = moved["seen"] / moved["unseen"]
    names = list(data["hypotheses"])
    return {
        frozenset(names[i] for i in range(n) if h >> i & 1): float(factor[h] / factor[h | 1 << n])
        for h in range(1, 1 << n)
    }


def _table(data: dict[str, Any]) -> np.ndarray:
    network = compile_case(build(data).case)
    inputs = central(network)
    return Layout(network).weigh(inputs, prior.fit(network, inputs)).table[0, : 1 << network.n]


def caused(alone: dict[str, float], otherwise: float | str = "never") -> dict[str, Any]:
    """A case with one event and how likely each hypothesis makes it on its own."""
    hypotheses = dict.fromkeys(alone, 0.6)
    return bare(hypotheses, {"event": {"bears": dict(alone), "otherwise": otherwise}}, something_else=0.1)


@pytest.mark.parametrize("chances", [by_definition, compiled])
def test_two_supports_combine_as_in_emycin(chances):
    """Supports of .5 and .6 give .8: x + y(1 - x), the combining function of MYCIN and EMYCIN.

    Source: Shortliffe & Buchanan (1975), Mathematical Biosciences 23:351-379; Buchanan & Shortliffe (1984),
    Rule-Based Expert Systems.
    """
    found = chances(caused({"first": 0.5, "second": 0.6}))
    assert found[frozenset({"first", "second"})] == pytest.approx(0.8, abs=EXACT)
    assert found[frozenset({"first"})] == pytest.approx(0.5, abs=EXACT)
    assert found[frozenset({"second"})] == pytest.approx(0.6, abs=EXACT)


FEVER = {
    "cold": 0.4,
    "flu": 0.8,
    "cold flu": 0.88,
    "malaria": 0.9,
    "cold malaria": 0.94,
    "flu malaria": 0.98,
    "cold flu malaria": 0.988,
}


@pytest.mark.parametrize("chances", [by_definition, compiled])
def test_fever_of_cold_flu_and_malaria(chances):
    """Inhibitors of .6, .2 and .1 give the seven chances of a fever.

    Source: Russell & Norvig, Artificial Intelligence: A Modern Approach (2010), section 14.3, the noisy-OR table.
    """
    inhibitors = {"cold": 0.6, "flu": 0.2, "malaria": 0.1}
    found = chances(caused({name: 1 - q for name, q in inhibitors.items()}))
    for causes, chance in FEVER.items():
        assert found[frozenset(causes.split())] == pytest.approx(chance, abs=EXACT), causes


def test_no_cause_no_fever():
    """The first row of the same table: without any cause the chance is 0, and with certainty (never) it stays 0."""
    assert by_definition(caused({"cold": 0.4, "flu": 0.8}))[frozenset()] == 0


@pytest.mark.parametrize("seed", range(5))
def test_leak_agrees_with_pyagrum(seed):
    """With a leak (``otherwise``) P(E | h) is the compound noisy-OR node of pyAgrum, the weights being each s.

    Source: Henrion (1987), Some practical issues in constructing belief networks (UAI 3), as pyAgrum builds it:
    a weight is how likely the event is if only that cause holds, whatever leaks in included.
    """
    gum = pytest.importorskip(
        "pyagrum", reason="pyAgrum is a peer: install the oracles group to compare with it"
    )
    rng = np.random.default_rng(seed)
    otherwise = float(rng.uniform(0.05, 0.5))
    alone = {f"h{i}": float(rng.uniform(otherwise + 0.01, 0.99)) for i in range(4)}
    bn = gum.BayesNet()
    for name in alone:
        bn.add(gum.LabelizedVariable(name, name, 2))
    bn.addNoisyORCompound(gum.LabelizedVariable("event", "event", 2), otherwise)
    for name, s in alone.items():
        bn.addWeightedArc(name, "event", s)
    data = caused(alone, otherwise)
    for chances in (by_definition, compiled):
        for causes, chance in chances(data).items():
            theirs = bn.cpt("event")[{**{name: int(name in causes) for name in alone}, "event": 1}]
            assert chance == pytest.approx(theirs, abs=EXACT), causes
