"""Views: other analysts' judgements of the same case, each weighed with the same seed, all of them pooled."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detente.case.load import CaseFile, load
from detente.case.words import default_words
from detente.errors import BadChange, CaseFaults, DetenteError
from detente.weigh import Options, weigh
from detente.weigh.assess import DISSENT_STEPS, answered
from detente.weigh.network import SOMETHING_ELSE
from tests.edits import Data, loaded, put, written
from tests.made import bare, made

DRAWN = Options(draws=31, seed=6)
POINT = Options(point=True)

CHARACTERS = {"them": {"x": {"base": "even"}, "y": {"base": "unlikely", "because": {"a": "for"}}}}
INDICATORS = {"i": {"says": "It", "by": "2021", "bears": {"a": "for"}, "otherwise": 0.3}}


def small() -> Data:
    evidence: Data = {
        "told": {
            "bears": {"a": "for", "b": "weakly against"},
            "otherwise": 0.3,
            "reports": ["wire", {"by": "envoy", "by_chance": 0.4}],
        },
        "seen": {"bears": {"b": {"odds": 3}}, "otherwise": "unlikely", "group": "g"},
    }
    assumptions = {"free": {"says": "It", "likely": "likely", "touches": ["told"], "if_false": 0.4}}
    return bare(
        {"a": 0.4, "b": 0.4, "c": 0.5},
        evidence,
        sources={"wire": {"grade": "B"}, "envoy": {"reliability": "0.3..0.6"}},
        groups={"g": {"says": "One", "overlap": 0.7}},
        assumptions=assumptions,
        characters=CHARACTERS,
        indicators=INDICATORS,
        relations=[{"goes_with": ["a", "b"], "odds": 2}],
    )


SECOND: Data = {
    "by": "second reader",
    "something_else": 0.2,
    "hypotheses": {"a": {"prior": 0.2}},
    "relations": {"1": {"odds": 0.5}},
    "sources": {"wire": {"reliability": 0.4}, "envoy": {"grade": "D"}},
    "groups": {"g": {"overlap": 0.2}},
    "evidence": {
        "told": {
            "bears": {"a": {"odds": 2}, "c": "strongly for"},
            "otherwise": "unlikely",
            "reports": {"2": {"by_chance": 0.7}},
        },
        "seen": {"bears": {"b": "neutral"}},
    },
    "assumptions": {"free": {"likely": 0.5, "if_false": "nothing"}},
    "characters": {"them": {"y": {"base": "likely", "because": {"c": "for"}}}},
    "indicators": {"i": {"bears": {"b": "against"}}},
}
THIRD: Data = {"by": "third reader", "hypotheses": {"c": {"prior": 0.8}}}


def edited() -> Data:
    """The case as the second reader would have written it."""
    data = small()
    for path, value in [
        (("something_else",), 0.2),
        (("hypotheses", "a", "prior"), 0.2),
        (("relations", 0, "odds"), 0.5),
        (("sources", "wire"), {"reliability": 0.4}),
        (("sources", "envoy"), {"grade": "D"}),
        (("groups", "g", "overlap"), 0.2),
        (("evidence", "told", "bears", "a"), {"odds": 2}),
        (("evidence", "told", "bears", "c"), "strongly for"),
        (("evidence", "told", "otherwise"), "unlikely"),
        (("evidence", "told", "reports", 1, "by_chance"), 0.7),
        (("evidence", "seen", "bears", "b"), "neutral"),
        (("assumptions", "free", "likely"), 0.5),
        (("assumptions", "free", "if_false"), "nothing"),
        (("characters", "them", "y", "base"), "likely"),
        (("characters", "them", "y", "because", "c"), "for"),
        (("indicators", "i", "bears", "b"), "against"),
    ]:
        data = put(data, path, value)
    return data


# --- what a view is ----------------------------------------------------------------------------------------------------


def test_a_view_reads_as_the_case_that_its_analyst_would_have_written(tmp_path: Path) -> None:
    file = loaded(tmp_path, small(), {"second": SECOND})
    own = loaded(tmp_path, edited())
    assert file.views["second"].by == "second reader"
    assert file.views["second"].file.case == own.case
    for options in (POINT, DRAWN):
        alone = weigh(file, Options(options.draws, options.seed, options.point, view="second"))
        wanted = weigh(own, options)
        assert alone.hypotheses == wanted.hypotheses
        assert alone.something_else == wanted.something_else
        assert alone.characters == wanted.characters
        assert alone.combinations == wanted.combinations


def test_the_case_itself_is_one_of_the_views(tmp_path: Path) -> None:
    file, bare_file = loaded(tmp_path, small(), {"second": SECOND}), loaded(tmp_path, small())
    assert (
        weigh(file, Options(draws=9, view="case")).hypotheses == weigh(bare_file, Options(draws=9)).hypotheses
    )
    assert set(weigh(file, Options(draws=9)).views) == {"case", "second"}
    assert weigh(bare_file, Options(draws=9)).views == {}


def test_a_view_that_the_case_has_not_is_refused(tmp_path: Path) -> None:
    file = loaded(tmp_path, small(), {"second": SECOND})
    with pytest.raises(BadChange, match="second"):
        weigh(file, Options(draws=2, view="secnd"))


def test_the_bytes_of_a_view_are_in_the_hash(tmp_path: Path) -> None:
    hashes = {
        weigh(loaded(tmp_path, small(), views), Options(draws=1)).case_hash
        for views in ({}, {"v": SECOND}, {"v": THIRD}, {"v": SECOND, "w": THIRD}, {"v": THIRD, "w": SECOND})
    }
    assert len(hashes) == 5


# --- pooled ---------------------------------------------------------------------------------------------------------------


def alone(file: CaseFile, options: Options, view: str) -> Any:
    _, kept = answered(file, Options(options.draws, options.seed, options.point, view))
    return kept.together


@pytest.mark.parametrize("options", [POINT, DRAWN])
@pytest.mark.parametrize("views", [{"second": SECOND}, {"second": SECOND, "third": THIRD}])
def test_pooled_is_exactly_the_draws_of_all_views_joined(
    tmp_path: Path, options: Options, views: dict[str, Data]
) -> None:
    file = loaded(tmp_path, small(), views)
    found, kept = answered(file, options)
    apart = [alone(file, options, name) for name in ("case", *views)]
    for part in ("marginals", "shares", "characters", "priors", "kinds", "moved", "holds"):
        joined = np.concatenate([getattr(each, part) for each in apart])
        np.testing.assert_array_equal(getattr(kept.together, part), joined)
    for i, name in enumerate(file.case.hypotheses):
        draws = np.concatenate([each.marginals[:, i] for each in apart])
        now = found.hypotheses[name].now
        assert now.probability == pytest.approx(draws.mean(), abs=1e-15)
        if options.draws:
            assert (now.low, now.high) == tuple(np.quantile(draws, (0.05, 0.95)))
    tables = np.mean([each.mean_table for each in apart], axis=0)
    names = list(file.case.hypotheses)
    for each in found.combinations:
        place = sum(1 << names.index(name) for name in each.true)
        assert each.probability == pytest.approx(tables[place], abs=1e-15)


def test_pooled_on_generated_cases(tmp_path: Path) -> None:
    rng = np.random.default_rng(61)
    for _ in range(3):
        data = made(rng, 4, 7)
        first = next(iter(data["evidence"]))
        view = {"by": "V", "hypotheses": {"h0": {"prior": 0.7}}, "evidence": {first: {"otherwise": 0.6}}}
        file = loaded(tmp_path, data, {"v": view})
        edited = put(put(data, ("hypotheses", "h0", "prior"), 0.7), ("evidence", first, "otherwise"), 0.6)
        pooled, own, other = (
            weigh(each, DRAWN) for each in (file, loaded(tmp_path, data), loaded(tmp_path, edited))
        )
        for name in data["hypotheses"]:
            both = [each.hypotheses[name].now.probability for each in (own, other)]
            assert pooled.hypotheses[name].now.probability == pytest.approx(np.mean(both), abs=1e-12)
            for key, each in (("case", own), ("v", other)):
                assert pooled.views[key].now[name] == each.hypotheses[name].now
        assert pooled.views["v"].now[SOMETHING_ELSE] == other.something_else.now


def test_questions_and_indicators_are_pooled_too(tmp_path: Path) -> None:
    file = loaded(tmp_path, small(), {"second": SECOND})
    found, kept = answered(file, DRAWN, ask=["a and not b"], look=True)
    apart = [
        answered(file, Options(DRAWN.draws, DRAWN.seed, view=name), ask=["a and not b"], look=True)
        for name in ("case", "second")
    ]
    mean = np.mean([one.asked["a and not b"].probability for one, _ in apart])
    assert found.asked["a and not b"].probability == pytest.approx(mean, abs=1e-15)
    # the rival pictures are those of the case's own reading, so only what does not depend on them can be joined
    whole = 4 + 2 * len(file.case.hypotheses)
    joined = np.concatenate([each.seen[:, :, :whole] for _, each in apart if each.seen is not None])
    assert kept.seen is not None
    np.testing.assert_array_equal(kept.seen[:, :, :whole], joined)


# --- dissent -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "steps"),
    [
        (0.3, 0.5, 0),  # unlikely, even
        (0.3, 0.44, 0),
        (0.3, 0.6, 2),  # unlikely, likely
        (0.1, 0.5, 2),
        (0.1, 0.85, 4),
        (0.5, 0.7, 0),
    ],
)
def test_dissent_is_two_words_or_more(tmp_path: Path, low: float, high: float, steps: int) -> None:
    """Nothing is seen that tells: each view's answer is its prior."""
    nothing = {"e": {"bears": {}, "otherwise": "even"}}
    data = bare({"a": low, "b": 0.9}, nothing, something_else=0.05)
    views = {"hopeful": {"by": "H", "hypotheses": {"a": {"prior": high}}}}
    found = weigh(loaded(tmp_path, data, views), Options(draws=5))
    words = default_words()
    apart = words.step(words.word_for(high)) - words.step(words.word_for(low))
    assert (apart if apart >= DISSENT_STEPS else 0) == steps
    assert [(each.hypothesis, each.low, each.high, each.steps) for each in found.dissent] == (
        [("a", "case", "hopeful", steps)] if steps else []
    )


def test_the_widest_dissent_comes_first_and_something_else_can_be_one(tmp_path: Path) -> None:
    nothing = {"e": {"bears": {}, "otherwise": "even"}}
    data = bare({"a": 0.3, "b": 0.7}, nothing, something_else=0.03)
    other = {"by": "O", "something_else": 0.3, "hypotheses": {"a": {"prior": 0.62}, "b": {"prior": 0.1}}}
    found = weigh(loaded(tmp_path, data, {"other": other}), Options(draws=3))
    assert [(each.hypothesis, each.steps) for each in found.dissent] == [
        ("b", 3),
        ("a", 2),
        (SOMETHING_ELSE, 2),
    ]
    said = json.loads(json.dumps(found.to_json()))["dissent"]
    assert said[0] == {"hypothesis": "b", "low": "other", "high": "case", "steps": 3}


# --- faults -----------------------------------------------------------------------------------------------------------------


def refused(tmp_path: Path, text: str, name: str = "other.yaml", data: Data | None = None) -> Any:
    at = written(tmp_path, data or small())
    (at / "views" / name).write_text(text, "utf-8")
    with pytest.raises(CaseFaults) as error:
        weigh(load(at), Options(draws=1))
    for fault in error.value.faults:
        assert Path(fault.file) == at / "views" / name
    return [(fault.path, fault.line) for fault in error.value.faults]


@pytest.mark.parametrize(
    ("lines", "path"),
    [
        ("evidence:\n  new: {says: It, date: 2019, bears: {a: for}, otherwise: likely}", "evidence.new"),
        ("hypotheses:\n  d: {says: It, prior: even}", "hypotheses.d"),
        ("sources:\n  fresh: {grade: B}", "sources.fresh"),
        ("groups:\n  fresh: {says: It}", "groups.fresh"),
        ("assumptions:\n  fresh: {likely: even}", "assumptions.fresh"),
        ("indicators:\n  fresh: {otherwise: even}", "indicators.fresh"),
        ("characters:\n  them: {z: {base: even}}", "characters.them.z.base"),
        ("evidence:\n  told: {date: 2018}", "evidence.told.date"),
        ("evidence:\n  told: {known: 2019}", "evidence.told.known"),
        ("evidence:\n  told: {kind: fact}", "evidence.told.kind"),
        ("evidence:\n  seen: {group: g}", "evidence.seen.group"),
        ("evidence:\n  told: {reports: [wire]}", "evidence.told.reports"),
        ('evidence:\n  told: {reports: {"2": {answer: denies}}}', "evidence.told.reports.2.answer"),
        ("hypotheses:\n  a: {says: Another thing}", "hypotheses.a.says"),
        ("hypotheses:\n  a: {deceives: true}", "hypotheses.a.deceives"),
        ("relations:\n  - {excludes: [a, b]}", "relations"),
        ("explains:\n  [seen]", "explains"),
        ("as_of:\n  2030-01-01", "as_of"),
        ("title:\n  Another", "title"),
        ("words:\n  likelihood: {even: {low: 0.4, mode: 0.5, high: 0.54}}", "words.likelihood.even.low"),
        ("sources:\n  wire: {origin: envoy}", "sources.wire.origin"),
        ("sources:\n  wire: {leans: [a]}", "sources.wire.leans"),
    ],
)
def test_a_view_judges_anew_and_adds_nothing(tmp_path: Path, lines: str, path: str) -> None:
    faults = refused(tmp_path, f"by: Other\n# a comment\n{lines}\n")
    assert path in dict(faults)
    assert dict(faults)[path] in (3, 4)


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("by: Other\nhypotheses:\n  a:\n    prior: seldom\n", "hypotheses.a.prior", 4),
        ("by: Other\nevidence:\n  told:\n    bears:\n      d: for\n", "evidence.told.bears.d", 5),
        ("by: Other\nevidence:\n  told:\n    otherwize: even\n", "evidence.told.otherwize", 4),
        ("by: Other\n\nhypothesis: {}\n", "hypothesis", 3),
        ("hypotheses:\n  a: {prior: even}\n", "by", 1),
        ("by: 7\nhypotheses: {a: {prior: even}}\n", "by", 1),
        ("by: Other\nsources:\n  wire: {grade: B, reliability: 0.5}\n", "sources.wire", 3),
        ("by: Other\nevidence:\n  told: {stageable: high}\n", "evidence.told.stageable", 3),
        ("by: Other\nhypotheses:\n  a: {prior: even}\n  a: {prior: likely}\n", "hypotheses.a", 4),
    ],
)
def test_a_fault_of_a_view_has_its_file_and_line(tmp_path: Path, text: str, path: str, line: int) -> None:
    assert (path, line) in refused(tmp_path, text)


def test_priors_of_a_view_that_cannot_hold_together_are_its_fault(tmp_path: Path) -> None:
    text = "by: Other\nhypotheses:\n  a: {prior: 0.01}\n  b: {prior: 0.02}\n  c: {prior: 0.03}\n"
    assert refused(tmp_path, text) == [("hypotheses.a.prior", 3)]


def test_the_faults_of_all_views_are_told_at_once(tmp_path: Path) -> None:
    at = written(tmp_path, small())
    for name in ("one", "two"):
        (at / "views" / f"{name}.yaml").write_text("by: X\nevidence: {told: {otherwise: seldom}}\n", "utf-8")
    with pytest.raises(CaseFaults) as error:
        load(at)
    assert [Path(fault.file).name for fault in error.value.faults] == ["one.yaml", "two.yaml"]


def test_no_view_is_called_case(tmp_path: Path) -> None:
    refused(tmp_path, "by: Other\nhypotheses: {a: {prior: even}}\n", "case.yaml")


def test_an_empty_view_and_too_many_are_refused(tmp_path: Path) -> None:
    refused(tmp_path, "", "empty.yaml")
    refused(tmp_path, "by: Other\n", "idle.yaml")
    at = written(tmp_path, small())
    for number in range(51):
        (at / "views" / f"v{number}.yaml").write_text(json.dumps(THIRD), "utf-8")
    with pytest.raises(DetenteError, match="51 views"):
        load(at)


def test_a_hostile_name_of_a_view_and_of_its_author_breaks_nothing(tmp_path: Path) -> None:
    name = "[red]<script>\u202e"
    at = written(tmp_path, small(), {name: {**THIRD, "by": "[bold]<b>\u202e"}})
    found = weigh(load(at), Options(draws=2))
    assert set(found.views) == {"case", name}
    json.dumps(found.to_json(), allow_nan=False)
