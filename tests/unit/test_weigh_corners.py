"""Corners of weighing that once went wrong: each the smallest case that shows it."""

import contextlib
import itertools
import json

import numpy as np
import pytest

from detente.case.load import build
from detente.errors import CaseFaults
from detente.weigh import Options, weigh
from detente.weigh.inputs import sample
from detente.weigh.network import compile_case
from tests.made import bare

POINT = Options(point=True)


def probs(found):
    return [each.now.probability for each in found.hypotheses.values()] + [
        found.something_else.now.probability
    ]


def two(evidence, hypotheses=None, **more):
    return build(
        bare(
            hypotheses or {"a": 0.6, "b": 0.5},
            {"overture": {"bears": {}, "otherwise": 0.5}, **evidence},
            **{"something_else": 0.1, **more},
        )
    )


@pytest.mark.parametrize(
    "hyps", [{"h0": "unlikely", "h1": "likely"}, {"h0": "very unlikely", "h1": "unlikely", "h2": "likely"}]
)
def test_draws_that_cannot_hold_together_are_moved(hyps):
    found = weigh(build(bare(hyps, {"e": {"bears": {"h0": "for"}, "otherwise": 0.5}})), Options(draws=1000))
    assert 0 < found.moved_draws < 0.5


def test_all_word_priors_and_relations_settle():
    words = ["very unlikely", "unlikely", "even", "likely", "very likely"]
    rels = [[{"excludes": ["h0", "h1"]}], [{"implies": ["h1", "h2"]}], [{"one_of": ["h0", "h1"]}], []]
    bad = []
    for combo in itertools.product(words, repeat=3):
        for rel in rels:
            f = build(
                bare(
                    {f"h{i}": w for i, w in enumerate(combo)},
                    {"e": {"bears": {"h0": "for"}, "otherwise": 0.5}},
                    relations=rel,
                )
            )
            try:
                weigh(f, Options(draws=500))
            except CaseFaults:
                pass
            except Exception as e:
                bad.append((combo, rel, type(e).__name__, str(e)[:60]))
    assert not bad, (len(bad), bad[:5])


def test_too_small_priors_are_a_fault():
    with pytest.raises(CaseFaults):
        weigh(two({}, {"a": 0.3, "b": 0.3}), POINT)


def test_implies_against_the_priors_is_a_fault():
    with pytest.raises(CaseFaults):
        weigh(two({}, {"a": 0.6, "b": 0.3, "c": 0.5}, relations=[{"implies": ["a", "b"]}]), POINT)


def test_overlap_0_and_an_impossible_row():
    f = two(
        {
            "e": {"bears": {"a": "never"}, "otherwise": 0.5, "group": "g"},
            "f": {"bears": {"b": 0.7}, "otherwise": 0.5, "group": "g"},
        },
        groups={"g": {"says": "g", "overlap": 0}},
    )
    apart = two(
        {"e": {"bears": {"a": "never"}, "otherwise": 0.5}, "f": {"bears": {"b": 0.7}, "otherwise": 0.5}}
    )
    assert probs(weigh(f, POINT)) == pytest.approx(probs(weigh(apart, POINT)), abs=1e-9)


@pytest.mark.parametrize("because", ["likely", 0.9, "0.7..0.9"])
def test_because_as_likelihood_is_not_read_as_a_factor(because):
    them = {"x": {"base": 0.5, "because": {"a": because}}, "y": {"base": 0.5}}
    try:
        found = weigh(two({}, characters={"them": them, "us": {"u": {"prior": 1, "we_are": True}}}), POINT)
    except CaseFaults:
        return
    assert found.characters["them"]["x"].probability >= 0.5


def test_bearing_of_even_odds_is_no_lean():
    def case(bearing):
        return two(
            {"e": {"bears": {"a": bearing, "b": "for"}, "otherwise": 0.06, "reports": ["x"]}},
            sources={"x": {"grade": "B", "leans": ["a"]}},
        )

    assert probs(weigh(case({"odds": 1}), POINT)) == pytest.approx(
        probs(weigh(case("neutral"), POINT)), abs=1e-9
    )
    assert probs(weigh(case(0.06), POINT)) == pytest.approx(probs(weigh(case("neutral"), POINT)), abs=1e-9)


def test_judgements_whatever_the_order_of_reports():
    def case(order):
        sources = {"x": {"grade": "B", "author": "X"}, "y": {"grade": "B", "author": "Y"}}
        j = {"bears": {"a": "for"}, "otherwise": 0.3, "kind": "judgement"}
        return two({"j1": {**j, "reports": order}, "j2": {**j, "reports": ["x"]}}, sources=sources)

    assert probs(weigh(case(["x", "y"]), POINT)) == pytest.approx(
        probs(weigh(case(["y", "x"]), POINT)), abs=1e-9
    )


@pytest.mark.parametrize("more", [({}, {"leans": ["a"]}, {}), ({"by_chance": 0.1}, {}, {})])
def test_ties_between_reports_of_one_origin(more):
    report, x, y = more

    def case(back):
        sources = {
            "root": {"grade": "B"},
            "x": {"grade": "B", "origin": "root", **x},
            "y": {"grade": "B", "origin": "root", **y},
        }
        reports = [{"by": "x", **report}, {"by": "y"}]
        return two(
            {"e": {"bears": {"a": "for"}, "otherwise": 0.3, "reports": reports[::-1] if back else reports}},
            sources=sources,
        )

    assert probs(weigh(case(False), POINT)) == pytest.approx(probs(weigh(case(True), POINT)), abs=1e-9)


def test_ties_between_reports_of_one_origin_in_the_ensemble():
    def case(back):
        sources = {
            "root": {"grade": "B"},
            "x": {"grade": "B", "origin": "root"},
            "y": {"grade": "B", "origin": "root"},
        }
        reports = ["x", "y"]
        return two(
            {"e": {"bears": {"a": "for"}, "otherwise": 0.3, "reports": reports[::-1] if back else reports}},
            sources=sources,
        )

    o = Options(draws=100)
    assert probs(weigh(case(False), o)) == pytest.approx(probs(weigh(case(True), o)), abs=1e-9)


def test_a_group_and_an_author_of_one_name_draw_apart():
    f = two(
        {
            "e": {"bears": {"a": "for"}, "otherwise": "0.2..0.4", "group": "lee"},
            "j": {"kind": "judgement", "bears": {"a": "for"}, "otherwise": "0.2..0.4", "reports": ["lee"]},
        },
        groups={"lee": {"says": "g"}},
        sources={"lee": {"grade": "B"}},
    )
    net = compile_case(f.case)
    i = sample(net, 1, 100)
    e, j = net.pieces.index("e"), net.pieces.index("j")
    assert not np.allclose(i.otherwise[:, e], i.otherwise[:, j])


def test_a_group_and_an_author_of_one_name_are_both_in_the_json():
    f = two(
        {
            "e": {"bears": {"a": "for"}, "otherwise": 0.3, "group": "lee"},
            "j": {"kind": "judgement", "bears": {"a": "for"}, "otherwise": 0.3, "reports": ["lee"]},
        },
        groups={"lee": {"says": "The group"}},
        sources={"lee": {"grade": "B"}},
    )
    assert "The group" in json.dumps(weigh(f, POINT).to_json())


def test_two_reports_of_one_source_draw_apart():
    r = {"by": "w", "by_chance": "0.1..0.5"}
    f = two(
        {
            "e": {
                "bears": {"a": "for"},
                "otherwise": 0.3,
                "reports": [{**r, "origin": "x"}, {**r, "origin": "y"}],
            }
        },
        sources={k: {"grade": "B"} for k in "wxy"},
    )
    i = sample(compile_case(f.case), 1, 100)
    assert not np.allclose(i.by_chance[:, 0], i.by_chance[:, 1])


@pytest.mark.parametrize(
    "report", [{"answer": "silent", "would_report": "likely"}, {"by_chance": "0.1..0.6"}]
)
def test_paraphrases_count_as_one_in_the_ensemble(report):
    piece = {"bears": {"a": "for"}, "otherwise": 0.3, "reports": [{"by": "s", **report}], "group": "g"}
    o = Options(draws=100)
    one, nine = (
        two({f"e{k}": piece for k in range(n)}, sources={"s": {"grade": "B"}}, groups={"g": {"says": "g"}})
        for n in (1, 9)
    )
    assert probs(weigh(one, o)) == pytest.approx(probs(weigh(nine, o)), abs=1e-9)


def test_one_of_with_nothing_in_it():
    with pytest.raises(CaseFaults):
        weigh(two({}, {"a": 0, "b": 0, "c": 0.9}, relations=[{"one_of": ["a", "b"]}]), POINT)


@pytest.mark.parametrize("options", [POINT, Options(draws=10)])
def test_nothing_but_something_else(options):
    found = weigh(
        two(
            {"e": {"bears": {"a": "for"}, "otherwise": 0.5}},
            {"a": "never", "b": "never"},
            something_else="always",
        ),
        options,
    )
    assert found.something_else.now.probability == 1


def test_zero_base():
    them = {"x": {"base": 0}, "y": {"base": 0}}
    with pytest.raises(CaseFaults):
        weigh(two({}, characters={"them": them, "us": {"u": {"prior": 1, "we_are": True}}}), POINT)


def test_because_never():
    them = {"x": {"base": 0.5, "because": {"a": "never"}}, "y": {"base": 0.5}}
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with contextlib.suppress(CaseFaults):
            weigh(two({}, characters={"them": them, "us": {"u": {"prior": 1, "we_are": True}}}), POINT)
