"""Five witnesses and six suspects: the network ``witness`` of the R package bnRep.

Source: Kowalewska & Urbaniak (2023), Measuring coherence with Bayesian networks, Artificial Intelligence and Law
31(2):369-395. One of six is guilty, 1/6 each. A witness names a set, and says so with probability .8 if the guilty one
is in it and .05 otherwise: in a case a reliability of .75 and a by_chance of .2, as .75 + .25 x .2 = .8 and
.25 x .2 = .05. Published digits are matched to half of the last one (5e-7), the same sums done in fractions
to 1e-9 (the prior is fitted to 1e-10).
No chance enters: central inputs, which here are all points.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from detente.case.load import build
from detente.weigh import Options, prior, reference, weigh
from detente.weigh.inputs import central
from detente.weigh.network import compile_case
from detente.weigh.posterior import Layout
from tests.made import bare

DIGITS = 5e-7
EXACT = 1e-9
SUSPECTS = ("steve", "martin", "david", "john", "james", "peter")
NAMED = {
    "w1": ("steve",),
    "w2": ("steve",),
    "w3": ("steve", "martin", "david"),
    "w4": ("steve", "john", "james"),
    "w5": ("steve", "john", "peter"),
}


def sources(**more: dict[str, Any]) -> dict[str, Any]:
    """All witnesses are alike and have it from nobody."""
    return {name: {"reliability": 0.75, **more.get(name, {})} for name in NAMED}


def says(name: str, answer: str = "confirms") -> dict[str, Any]:
    """What one witness says of a piece."""
    return {"by": name, "answer": answer, "by_chance": 0.2}


def guilt_of(named: tuple[str, ...], *reports: dict[str, Any]) -> dict[str, Any]:
    """The piece that the guilty one is among ``named``: certain if so, impossible if not."""
    return {"bears": dict.fromkeys(named, "always"), "otherwise": "never", "reports": list(reports)}


def heard(answers: dict[str, str]) -> dict[str, Any]:
    """The pieces that witnesses speak to, one a witness."""
    return {f"says_{name}": guilt_of(NAMED[name], says(name, answer)) for name, answer in answers.items()}


def case(evidence: dict[str, Any], told_by: dict[str, Any] | None = None) -> dict[str, Any]:
    """The suspects, exactly one of whom did it, and what was heard."""
    return bare(
        dict.fromkeys(SUSPECTS, 1 / 6),
        evidence,
        relations=[{"one_of": list(SUSPECTS)}],
        something_else="never",
        sources=told_by or sources(),
    )


def by_definition(data: dict[str, Any]) -> dict[str, float]:
    """Each suspect's probability, from the reference."""
    network = compile_case(build(data).case)
    posterior = reference.weigh_one(network, central(network)).posterior[:-1]
    return dict(zip(network.hypotheses, posterior @ reference.combinations(network.n), strict=True))


def compiled(data: dict[str, Any]) -> dict[str, float]:
    """The same from the kernel."""
    network = compile_case(build(data).case)
    inputs = central(network)
    found = Layout(network).weigh(inputs, prior.fit(network, inputs))
    return dict(zip(network.hypotheses, found.marginals[0], strict=True))


def public(data: dict[str, Any]) -> dict[str, float]:
    """The same as a user gets it."""
    found = weigh(build(data), Options(point=True))
    return {name: explanation.now.probability for name, explanation in found.hypotheses.items()}


def in_fractions(answers: dict[str, str]) -> dict[str, Fraction]:
    """The same by hand."""
    weights = {}
    for suspect in SUSPECTS:
        weights[suspect] = Fraction(1, 6)
        for name, answer in answers.items():
            chance = Fraction(4, 5) if suspect in NAMED[name] else Fraction(1, 20)
            weights[suspect] *= chance if answer == "confirms" else 1 - chance
    return {suspect: weight / sum(weights.values()) for suspect, weight in weights.items()}


ways = pytest.mark.parametrize("way", [by_definition, compiled, public])
CONFIRM, DENY = "confirms", "denies"


@ways
@pytest.mark.parametrize(
    ("answers", "published"),
    [
        ({"w1": CONFIRM}, {"steve": 0.761905}),
        ({"w1": CONFIRM, "w2": CONFIRM}, {"steve": 0.980843}),
        ({"w3": CONFIRM, "w4": CONFIRM, "w5": CONFIRM}, {"steve": 0.927536}),
        (dict.fromkeys(NAMED, CONFIRM), {"steve": 0.999695}),
        (
            {"w1": DENY, "w2": DENY, "w3": CONFIRM, "w4": CONFIRM, "w5": CONFIRM},
            {"steve": 0.361965, "john": 0.510428},
        ),
    ],
    ids=["w1", "w1-2", "w3-5", "all", "w1-2 denied"],
)
def test_published_numbers(way, answers, published):
    found = way(case(heard(answers)))
    for suspect, probability in published.items():
        assert found[suspect] == pytest.approx(probability, abs=DIGITS)
    for suspect, exact in in_fractions(answers).items():
        assert found[suspect] == pytest.approx(float(exact), abs=EXACT)


@ways
def test_two_reports_on_one_piece_are_two_witnesses(way):
    """W1 and W2 say the same of the same piece, and neither has it from the other: .980843 either way."""
    found = way(case({"it_was_steve": guilt_of(NAMED["w1"], says("w1"), says("w2"))}))
    assert found["steve"] == pytest.approx(0.980843, abs=DIGITS)


@ways
@pytest.mark.parametrize("where", ["source", "report"])
def test_a_repetition_counts_once(way, where):
    """W2 merely repeats W1, whether the source as a whole or this report has it from there: still .761905."""
    repeated = says("w2") | ({"origin": "w1"} if where == "report" else {})
    told_by = sources(w2={"origin": "w1"}) if where == "source" else sources()
    found = way(case({"it_was_steve": guilt_of(NAMED["w1"], says("w1"), repeated)}, told_by))
    assert found["steve"] == pytest.approx(0.761905, abs=DIGITS)
    assert found["steve"] == pytest.approx(float(in_fractions({"w1": CONFIRM})["steve"]), abs=EXACT)


@ways
def test_a_repetition_through_a_third_counts_once(way):
    """Origins are followed to their root: W2 has it from W3, who has it from W1."""
    told_by = sources(w2={"origin": "w3"}, w3={"origin": "w1"})
    piece = guilt_of(NAMED["w1"], says("w1"), says("w2"), says("w3"))
    assert way(case({"it_was_steve": piece}, told_by))["steve"] == pytest.approx(0.761905, abs=DIGITS)


@ways
def test_before_anything_is_said(way):
    """1/6 each: a piece that says nothing changes nothing."""
    found = way(case({"weather": {"bears": {}, "otherwise": "likely"}}))
    assert np.allclose(list(found.values()), 1 / 6, rtol=0, atol=EXACT)
