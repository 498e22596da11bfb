"""The answer without something, and what an indicator would tell: the compiled way against the plain one.

Random cases with everything that weighing knows, as in ``test_kernel.py``; the plain prior is fitted to 1e-12.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from detente.case.load import build
from detente.case.model import Case
from detente.errors import ImpossibleEvidence
from detente.weigh import prior, reference
from detente.weigh.doubt.effects import answers_without, omissions
from detente.weigh.doubt.indicators import as_evidence
from detente.weigh.ensemble import Reading
from detente.weigh.inputs import Inputs, central, sample
from detente.weigh.network import Network, compile_case
from detente.weigh.posterior import Layout
from tests.made import FOR, LIKELY, bare
from tests.parity.cases import varied

AGREE = 1e-9
CLOSE = 1e-12


def foreseen(rng: np.random.Generator, data: dict[str, Any], count: int = 6) -> dict[str, Any]:
    """The case with indicators: certain ones, staged ones, some about every hypothesis, some about none."""
    names = list(data["hypotheses"])
    deceivers = [name for name in names if data["hypotheses"][name].get("deceives")]
    odds = [{"odds": 0.2}, {"odds": "2..5"}]
    words: list[Any] = [*FOR, "against", "strongly against", "neutral", "likely", 0.4, "0.1..0.3", *odds]
    indicators: dict[str, Any] = {}
    for k in range(count):
        on = names if k == 0 else [name for name in names if rng.random() < 0.5]
        bears = {name: words[int(rng.integers(len(words)))] for name in on}
        each: dict[str, Any] = {
            "says": f"Seen {k}",
            "by": "2021",
            "bears": bears,
            "otherwise": [*LIKELY, 0.3, "0.2..0.6"][int(rng.integers(len(LIKELY) + 2))],
        }
        if rng.random() < 0.25:
            each["otherwise"] = ["never", "always"][int(rng.integers(2))]
        if on and rng.random() < 0.25:
            bears[on[0]] = ["never", "always"][int(rng.integers(2))]
        shown = [name for name in on if name not in deceivers and bears[name] != "neutral"]
        if deceivers and shown and rng.random() < 0.7:
            each |= {"stageable": ["low", "some", "high", 0, 1][int(rng.integers(5))], "shows": shown[:1]}
        indicators[f"i{k}"] = each
    return {**data, "indicators": indicators}


def settled(inputs: Inputs, fitted: prior.Prior) -> Inputs:
    """Draws whose priors could not hold together were moved: the plain way takes them as they are now."""
    return replace(inputs, prior=fitted.marginals, something_else=fitted.something_else)


def plain_prior(network: Network, inputs: Inputs, draw: int) -> NDArray[np.float64]:
    start = reference.start_table(network, inputs.odds[draw])
    return reference.prior_table(
        start, inputs.prior[draw], float(inputs.something_else[draw]), tolerance=1e-12
    )


# --- the answer without something -------------------------------------------------------------------------------


def compare_without(network: Network, inputs: Inputs, rng: np.random.Generator, count: int = 6) -> None:
    """Leave out random pieces and reports, few and many, and none at all."""
    share = np.array([0.0, 1.0, *rng.uniform(0, 1, size=count - 2)])[:, None]
    gone = rng.random((count, len(network.pieces))) < share
    mute = rng.random((count, len(network.told))) < rng.permutation(share.ravel())[:, None]
    fitted = prior.fit(network, inputs)
    found = Layout(network).without(inputs, fitted, gone, mute)
    plain = settled(inputs, fitted)
    for d in range(inputs.draws):
        table = plain_prior(network, plain, d)
        for k in range(count):
            wanted = reference.answers_without(network, plain, d, gone=gone[k], mute=mute[k], prior=table)
            np.testing.assert_allclose(found[d, k], wanted, rtol=0, atol=AGREE)


@pytest.mark.parametrize("seed", range(20))
def test_without_at_central_inputs(seed: int) -> None:
    rng = np.random.default_rng([seed, 11])
    data = varied(rng, int(rng.integers(2, 8)), int(rng.integers(1, 20)), wide=bool(seed % 4 == 0))
    network = compile_case(build(data).case)
    compare_without(network, central(network), rng)


@pytest.mark.parametrize("seed", range(10))
def test_without_on_draws(seed: int) -> None:
    rng = np.random.default_rng([seed, 12])
    data = varied(rng, int(rng.integers(2, 7)), int(rng.integers(1, 16)), spread=0.1)
    network = compile_case(build(data).case)
    compare_without(network, sample(network, seed, 4), rng, count=4)


@pytest.mark.parametrize("seed", range(6))
def test_nothing_left_out_is_the_answer_itself_to_the_last_digits(seed: int) -> None:
    rng = np.random.default_rng([seed, 13])
    network = compile_case(build(varied(rng, 6, 14, spread=0.1)).case)
    inputs = sample(network, seed, 7)
    fitted, layout = prior.fit(network, inputs), Layout(network)
    none = np.zeros((1, len(network.pieces)), np.bool_), np.zeros((1, len(network.told)), np.bool_)
    found, whole = layout.without(inputs, fitted, *none)[:, 0], layout.weigh(inputs, fitted)
    np.testing.assert_allclose(found[:, :-1], whole.marginals, rtol=0, atol=CLOSE)
    np.testing.assert_allclose(found[:, -1], whole.table[:, [0, -1]].sum(axis=1), rtol=0, atol=CLOSE)


@pytest.mark.parametrize("seed", range(5))
def test_all_that_can_be_left_out_the_quick_way_and_by_weighing_anew(seed: int) -> None:
    """A voice about everything keeps no small table: its case is weighed anew for each omission."""
    rng = np.random.default_rng([seed, 14])
    case = build(varied(rng, int(rng.integers(3, 7)), int(rng.integers(3, 14)), spread=0.1)).case
    reading = Reading(case, seed=seed, draws=3)
    wanted = omissions(case)
    quick = answers_without(reading, wanted)
    object.__setattr__(reading.layout, "omits", False)
    np.testing.assert_allclose(quick, answers_without(reading, wanted), rtol=0, atol=CLOSE)


def test_a_voice_too_wide_for_a_table_of_its_own() -> None:
    """Thirteen hypotheses in one voice: nothing can be heard again by itself, and yet all is left out as it should be."""
    rng = np.random.default_rng(15)
    case = build(varied(rng, 13, 6, wide=True)).case
    reading = Reading(case, seed=1, draws=1)
    assert not reading.layout.omits
    wanted = [each for each in omissions(case) if each[0] == "piece"]
    found = answers_without(reading, wanted)
    inputs = settled(reading.inputs, reading.fitted)
    table = plain_prior(reading.network, inputs, 0)
    mute = np.zeros(len(reading.network.told), dtype=np.bool_)
    for k, (_, name) in enumerate(wanted):
        gone = np.array([piece == name for piece in reading.network.pieces])
        plain = reference.answers_without(reading.network, inputs, 0, gone=gone, mute=mute, prior=table)
        np.testing.assert_allclose(found[0, k], plain, rtol=0, atol=AGREE)


# --- what an indicator would tell ---------------------------------------------------------------------------------


def compare_look(case: Case, seed: int, draws: int, rng: np.random.Generator) -> Counter[str]:
    """Look at every indicator both ways, and say what came up."""
    reading = Reading(case, seed, draws)
    seen = Reading(as_evidence(case), seed, draws)
    network, n = seen.network, seen.network.n
    masks = np.stack([rng.random((1 << n) + 1) < share for share in (0.5, 0.02)])
    posterior = reading.layout.weigh(reading.inputs, reading.fitted).table
    found = seen.layout.look(seen.inputs, reading.fitted, posterior, masks)
    plain = settled(seen.inputs, reading.fitted)
    there: Counter[str] = Counter()
    for d in range(len(posterior)):
        table = plain_prior(reading.network, plain, d)
        rows = np.append(table, table[0] / 2)
        rows[0] = table[0] / 2
        for k in range(len(network.pieces)):
            wanted = reference.foretold(network, plain, d, k, rows=rows, posterior=posterior[d], masks=masks)
            columns = [
                *(wanted.chance, wanted.bits),
                *(*wanted.if_seen, *wanted.if_not),
                *(*wanted.where, *wanted.by_character),
            ]
            sure = min(wanted.chance, 1 - wanted.chance)
            # what is seen once in a million draws magnifies the rounding of the prior a millionfold
            tolerance = AGREE if sure > 1e-6 or sure == 0 else 1e-4
            np.testing.assert_allclose(found[d, k], columns, rtol=0, atol=tolerance)
            there["certain"] += sure == 0
            there["staged"] += bool(network.staged[k])
            there["tells"] += wanted.bits > 0.01
            there["mute"] += wanted.bits < 1e-12
    return there


@pytest.mark.parametrize("seed", range(16))
def test_indicators_at_central_inputs(seed: int) -> None:
    rng = np.random.default_rng([seed, 21])
    data = foreseen(rng, varied(rng, int(rng.integers(2, 8)), int(rng.integers(1, 14))))
    compare_look(build(data).case, seed, 0, rng)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("draws", [1, 4])
def test_indicators_on_draws(seed: int, draws: int) -> None:
    rng = np.random.default_rng([seed, 22])
    data = foreseen(rng, varied(rng, int(rng.integers(2, 7)), int(rng.integers(1, 12)), spread=0.1))
    compare_look(build(data).case, seed, draws, rng)


def test_an_indicator_about_more_than_a_small_table_holds() -> None:
    rng = np.random.default_rng(23)
    data = foreseen(rng, varied(rng, 13, 4), count=2)
    assert len(data["indicators"]["i0"]["bears"]) == 13
    compare_look(build(data).case, 1, 0, rng)


def test_the_indicators_have_everything() -> None:
    """What these tests promise is there: certain ones, staged ones, some that tell and some that do not."""
    there: Counter[str] = Counter()
    for seed in range(16):
        rng = np.random.default_rng([seed, 21])
        data = foreseen(rng, varied(rng, int(rng.integers(2, 8)), int(rng.integers(1, 14))))
        there += compare_look(build(data).case, seed, 0, rng)
    assert {name for name in ("certain", "staged", "tells", "mute") if there[name] < 5} == set()


def test_another_explanation_sees_what_the_listed_ones_see_on_average() -> None:
    """By hand: two hypotheses, nothing seen yet, an indicator that only one of them makes likelier."""
    indicator = {"says": "It", "by": "2021", "bears": {"a": 0.8}, "otherwise": 0.2}
    data = bare(
        {"a": 0.5, "b": 0.6},
        {"e": {"bears": {}, "otherwise": "even"}},
        something_else=0.1,
        indicators={"i": indicator},
    )
    reading = Reading(build(data).case, 1, 0)
    seen = Reading(as_evidence(reading.case), 1, 0)
    posterior = reading.layout.weigh(reading.middle, reading.fitted).table
    found = seen.layout.look(seen.inputs, reading.fitted, posterior, np.zeros((0, 5), np.bool_))[0, 0]
    # P(h) of a only, b only, both, from the stated priors: .5, .6 and .1 leave .3, .4, .2
    average = (0.3 * 0.8 + 0.4 * 0.2 + 0.2 * 0.8) / 0.9
    chance = 0.3 * 0.8 + 0.4 * 0.2 + 0.2 * 0.8 + 0.05 * 0.2 + 0.05 * average
    expected = [0.5 * 0.8, (0.4 * 0.2 + 0.2 * 0.8), 0.05 * (0.2 + average)]
    assert found[0] == pytest.approx(chance, abs=1e-10)
    assert found[2:5] == pytest.approx(np.array(expected) / chance, abs=1e-10)


@pytest.mark.parametrize("seed", range(40))
def test_a_denied_certainty_is_refused_however_its_average_is_rounded(seed: int) -> None:
    """Nothing listed and nothing else allows it: rounding must not make *another explanation* certain instead."""
    rng = np.random.default_rng([seed, 41])
    priors = {f"h{i}": float(rng.uniform(0.55, 0.75)) for i in range(int(rng.integers(2, 5)))}
    denied = {"by": "s", "answer": "denies"}
    piece = {"bears": {"h0": "always"}, "otherwise": "always", "reports": [denied]}
    data = bare(
        priors, {"e": piece}, sources={"s": {"reliability": 1}}, something_else=float(rng.uniform(0.02, 0.15))
    )
    network = compile_case(build(data).case)
    inputs = central(network)
    with pytest.raises(ImpossibleEvidence):
        Layout(network).weigh(inputs, prior.fit(network, inputs))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(150))
def test_many(seed: int) -> None:
    rng = np.random.default_rng([seed, 31])
    n = int(rng.integers(2, 10))
    data = varied(rng, n, int(rng.integers(1, 25)), spread=0.1, wide=bool(rng.random() < 0.2))
    network = compile_case(build(data).case)
    compare_without(network, sample(network, seed, 3), rng)
    compare_look(build(foreseen(rng, data)).case, seed, 3, rng)
