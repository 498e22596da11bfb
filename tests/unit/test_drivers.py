"""What drives a change of word: the planted input is found, and where nothing changes nothing is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detente.case.load import CaseFile, build
from detente.case.words import default_words, extend
from detente.weigh import Options
from detente.weigh.assess import answered
from detente.weigh.doubt.drivers import LEAST_SHARE, MOST_DRIVERS, drivers, other_words
from detente.weigh.doubt.examine import examine
from detente.weigh.doubt.parts import Driver
from detente.weigh.ensemble import Reading
from detente.weigh.inputs import drawn_inputs, sample, uniforms
from tests.edits import Data, loaded
from tests.made import bare, made

DRAWS = 1500


def found_in(file: CaseFile, draws: int = DRAWS) -> dict[str, tuple[Driver, ...]]:
    _, kept = answered(file, Options(draws=draws, seed=2))
    other = other_words(kept.together.marginals, file.words)
    return dict(zip(file.case.hypotheses, drivers(kept.readings, other), strict=True))


def plain(**more: Any) -> Data:
    """Nothing tells, and nothing is in doubt: every input is a number, and only what a test plants is drawn."""
    evidence = {"e": {"bears": {}, "otherwise": 0.5}}
    return {**bare({"a": 0.5, "b": 0.8}, evidence, something_else=0.05), **more}


# --- the planted input ------------------------------------------------------------------------------------------------


def planted(what: str) -> tuple[Data, tuple[str, ...]]:
    """A case in which one wide input alone decides how likely ``a`` is."""
    data = plain()
    e = data["evidence"]["e"]
    if what == "prior":
        data["hypotheses"]["a"]["prior"] = "0.2..0.8"
        return data, ("hypotheses", "a", "prior")
    if what == "bearing":
        e["bears"] = {"a": {"odds": "0.001..8"}}
        return data, ("evidence", "e", "bears", "a")
    if what == "alone":
        e |= {"bears": {"a": "0.02..0.98"}}
        return data, ("evidence", "e", "bears", "a")
    if what == "otherwise":
        e |= {"bears": {"a": "always"}, "otherwise": "0.01..1"}
        return data, ("evidence", "e", "otherwise")
    if what == "stageable":
        data["hypotheses"]["b"] = {"says": "It", "prior": 0.6, "deceives": True}
        e |= {"bears": {"a": "always", "b": "never"}, "otherwise": 0.1, "stageable": "0..1", "shows": ["a"]}
        return data, ("evidence", "e", "stageable")
    if what == "reliability":
        e |= {"bears": {"a": "always"}, "otherwise": 0.1, "reports": ["s"]}
        data["sources"] = {"s": {"reliability": "0..1"}}
        return data, ("sources", "s", "reliability")
    if what == "by_chance":
        e |= {
            "bears": {"a": "always"},
            "otherwise": "never",
            "reports": [{"by": "s", "by_chance": "0.01..1"}],
        }
        data["sources"] = {"s": {"reliability": 0.3}}
        return data, ("evidence", "e", "reports", "s", "by_chance")
    if what == "holds":
        e |= {"bears": {"a": 0.75}, "otherwise": 0.3}
        data["assumptions"] = {"it": {"says": "It", "likely": 0.8, "touches": ["e"], "if_false": "nothing"}}
        return data, ("assumptions", "it", "holds")
    if what == "overlap":
        data["evidence"] = {
            f"e{k}": {**e, "bears": {"a": "always"}, "otherwise": 0.6, "group": "g"} for k in range(5)
        }
        data |= {"explains": ["e0"], "groups": {"g": {"says": "One", "overlap": "0..1"}}}
        return data, ("groups", "g", "overlap")
    assert what == "something else"
    # one_of shares out what something else leaves
    data |= {"relations": [{"one_of": ["a", "b"]}], "something_else": "0..0.6"}
    data["hypotheses"]["a"]["prior"] = 0.9
    return data, ("something_else",)


PLANTED = [
    "prior", "bearing", "alone", "otherwise", "stageable", "reliability", "by_chance", "holds", "overlap",
    "something else",
]  # fmt: skip


@pytest.mark.parametrize("what", PLANTED)
def test_the_planted_input_is_found_first(what: str) -> None:
    data, path = planted(what)
    first, *rest = found_in(build(data))["a"]
    assert first.path == path
    assert first.share > 0.15
    # what is common to all pieces may have its say; nothing else is drawn
    assert all(each.path[0] == "common" and each.share < first.share for each in rest)


@pytest.mark.parametrize("what", ["prior", "reliability", "stageable", "something else"])
def test_where_one_input_alone_decides_nearly_all_goes_back_to_it(what: str) -> None:
    """Nothing else moves the word: all that is lost lies in the bins in which it changes."""
    data, path = planted(what)
    for piece in data["evidence"].values():
        piece["otherwise"] = 0.5 if not piece["bears"] else piece["otherwise"]
    found = found_in(build(data))["a"]
    if what in ("prior", "something else"):
        assert [each.path for each in found] == [path]
        assert found[0].share > 0.7
    else:
        assert found[0].share > 3 * sum(each.share for each in found[1:])


def test_which_view_it_is_can_be_what_decides(tmp_path: Path) -> None:
    data = plain()
    data["hypotheses"]["a"]["prior"] = 0.3
    file = loaded(tmp_path, data, {"other": {"by": "O", "hypotheses": {"a": {"prior": 0.62}}}})
    assert found_in(file)["a"] == ()  # each differs from the word of their mean, in every draw
    file = loaded(
        tmp_path,
        data,
        {name: {"by": "O", "hypotheses": {"a": {"prior": p}}} for name, p in (("x", 0.31), ("y", 0.6))},
    )
    found = found_in(file)["a"]
    assert [each.path for each in found] == [("views",)]
    assert found[0].share == pytest.approx(1)


def test_an_input_that_only_one_view_doubts_is_found(tmp_path: Path) -> None:
    data = plain()
    view = {"by": "O", "hypotheses": {"a": {"prior": "0.1..0.9"}}}
    found = found_in(loaded(tmp_path, data, {"other": view}))["a"]
    assert ("hypotheses", "a", "prior") in [each.path for each in found]


# --- nothing to find -------------------------------------------------------------------------------------------------------


def test_words_that_never_change_have_no_driver() -> None:
    data = plain()
    data["hypotheses"]["a"]["prior"] = "0.22..0.44"
    found = found_in(build(data))
    assert found == {"a": (), "b": ()}
    doubt = examine(build(data), Options(draws=200)).doubt
    assert doubt is not None
    assert doubt.confidence["a"].other_word == 0
    assert doubt.confidence["a"].drivers == ()


def test_noise_is_no_driver() -> None:
    """A word that changes by a coin of its own: no input has a share to be told of."""
    rng = np.random.default_rng(91)
    reading = Reading(build(made(rng, 4, 8)).case, seed=3, draws=4000)
    other = rng.random((4000, 5)) < 0.4
    assert drivers({"case": reading}, other) == [()] * 5


def test_few_draws_are_too_few_to_tell() -> None:
    data, _ = planted("prior")
    assert found_in(build(data), draws=60)["a"] == ()
    doubt = examine(build(data), Options(point=True)).doubt
    assert doubt is not None
    assert doubt.confidence["a"].other_word is None
    assert doubt.confidence["a"].drivers == ()


# --- the share ---------------------------------------------------------------------------------------------------------------


def test_a_share_is_the_corrected_correlation_ratio() -> None:
    """Against the analysis of variance: (between - (bins - 1) * mean square within) / total (Kelley 1935)."""
    data, path = planted("bearing")
    file = build(data)
    _, kept = answered(file, Options(draws=4000, seed=2))
    other = other_words(kept.together.marginals, file.words)
    found = {each.path: each.share for each in drivers(kept.readings, other)[0]}
    y = other[:, 0].astype(float)
    bins = np.array_split(np.arange(16), 16)
    place = np.floor(uniforms(2, path, 4000) * 16)
    groups = [y[place == b[0]] for b in bins]
    within = sum(((each - each.mean()) ** 2).sum() for each in groups)
    total = ((y - y.mean()) ** 2).sum()
    between = total - within
    expected = (between - 15 * within / (4000 - 16)) / total
    assert found[path] == pytest.approx(expected, abs=1e-12)


def test_the_strongest_come_first_and_few_are_told() -> None:
    rng = np.random.default_rng(92)
    for _ in range(3):
        for each in found_in(build(made(rng, 4, 8)), draws=800).values():
            shares = [driver.share for driver in each]
            assert shares == sorted(shares, reverse=True)
            assert len(shares) <= MOST_DRIVERS
            assert all(LEAST_SHARE <= share <= 1 for share in shares)


def test_another_word_is_counted_by_the_words_themselves() -> None:
    own = {"likelihood": {"a toss-up": {"low": 0.5, "mode": 0.52, "high": 0.56}}}
    rng = np.random.default_rng(93)
    marginals = rng.beta(0.3, 0.3, size=(500, 3))
    edges = [
        0,
        0.0099999,
        0.01,
        0.05,
        0.2,
        0.45,
        0.5,
        0.55,
        0.8,
        0.95,
        0.99,
        0.9900001,
        1,
        0.3 - 0.1,
        0.1 + 0.1,
    ]
    marginals[: len(edges), 0] = edges
    for words in (default_words(), extend(default_words(), own)):
        found = other_words(marginals, words)
        for i in range(3):
            headline = words.word_for(float(marginals[:, i].mean()))
            assert found[:, i].tolist() == [words.word_for(float(p)) != headline for p in marginals[:, i]]


def test_the_drawn_inputs_are_those_of_the_draws() -> None:
    """Each input that is drawn has its quantile here, and only those: setting one to a number takes it away."""
    rng = np.random.default_rng(94)
    case = build(made(rng, 4, 8)).case
    reading = Reading(case, seed=5, draws=40)
    found = drawn_inputs(reading.network, 5, 40)
    assert {("common", "shift"), ("common", "power")} <= set(found)
    data, path = planted("prior")
    network = Reading(build(data).case, 5, 40).network
    drawn = drawn_inputs(network, 5, 40)
    assert set(drawn) == {("common", "shift"), ("common", "power"), path}
    np.testing.assert_allclose(sample(network, 5, 40).prior[:, 0], 0.2 + 0.6 * drawn[path], rtol=1e-12)
