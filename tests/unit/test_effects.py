"""What leaving something out does is what a case says from which it was really taken out, on the same draws."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detente.case.load import CaseFile, build, load
from detente.errors import ImpossibleEvidence
from detente.weigh import Options, weigh
from detente.weigh.assess import answered
from detente.weigh.doubt import effects as module
from detente.weigh.doubt.effects import TURNS, effects, omissions
from detente.weigh.doubt.examine import examine
from detente.weigh.doubt.parts import Effect
from detente.weigh.estimate import Estimate
from detente.weigh.network import SOMETHING_ELSE
from tests.edits import Data, drop, loaded, put
from tests.made import bare, made
from tests.parity.cases import varied

AGREE = 1e-9
KOREA = Path(__file__).parents[2] / "cases" / "korea-2018"
DRAWN = Options(draws=23, seed=4)
POINT = Options(point=True)


def left_out(file: CaseFile, options: Options) -> list[Effect]:
    """All effects, without the rest of what an examination finds."""
    found, kept = answered(file, options)
    return effects(found, kept)


def by_id(file: CaseFile, options: Options, sort: str) -> dict[str, Effect]:
    return {each.id: each for each in left_out(file, options) if each.sort == sort}


def assert_same(found: dict[str, Estimate], other: dict[str, Estimate]) -> None:
    assert found.keys() == other.keys()
    for name, each in found.items():
        for part in ("probability", "low", "high"):
            one, two = getattr(each, part), getattr(other[name], part)
            assert (one is None) == (two is None)
            assert one is None or one == pytest.approx(two, abs=AGREE), (name, part)


def assert_as_edited(folder: Path, data: Data, options: Options) -> list[tuple[str, str]]:
    """Hold every effect against the edited file, and return those that could be."""
    file = loaded(folder, data)
    now = weigh(file, options).now
    held = []
    for effect in left_out(file, options):
        edited = drop(data, effect.sort, effect.id)
        if edited is None:
            continue
        other = weigh(loaded(folder, edited), options).now
        assert_same(dict(effect.without), other)
        for name, change in effect.change.items():
            assert change == pytest.approx(other[name].probability - now[name].probability, abs=AGREE)
        turned = [
            name
            for name in data["hypotheses"]
            if other[name].word != now[name].word
            and abs(other[name].probability - now[name].probability) >= TURNS
        ]
        assert list(effect.turned) == turned
        held.append((effect.sort, effect.id))
    assert len(held) >= len(omissions(file.case)) - 1
    return held


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("options", [POINT, DRAWN])
def test_effects_are_those_of_editing_the_file(tmp_path: Path, seed: int, options: Options) -> None:
    rng = np.random.default_rng([seed, 51])
    data = made(rng, int(rng.integers(3, 6)), int(rng.integers(4, 9)))
    held = assert_as_edited(tmp_path, data, options)
    assert {sort for sort, _ in held} >= {"piece", "source", "assumption", "origin"}


@pytest.mark.parametrize("seed", range(3))
def test_effects_with_everything_that_weighing_knows(tmp_path: Path, seed: int) -> None:
    """Certainties, silences, judgements by authors, relations of every kind."""
    rng = np.random.default_rng([seed, 52])
    assert_as_edited(tmp_path, varied(rng, 5, 9, spread=0.1), DRAWN)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_many_effects(tmp_path: Path, seed: int) -> None:
    rng = np.random.default_rng([seed, 53])
    data = varied(rng, int(rng.integers(2, 8)), int(rng.integers(2, 16)), spread=0.1)
    assert_as_edited(tmp_path, data, Options(draws=11, seed=seed))


# --- one thing at a time ------------------------------------------------------------------------------------------


def small(**more: Any) -> Data:
    """A case in which each thing that can be left out stands once or twice."""
    evidence = {
        "start": {"bears": {"a": "weakly for"}, "otherwise": "unlikely"},
        "told": {"bears": {"a": "strongly for"}, "otherwise": "unlikely", "reports": ["wire", "reprint"]},
        "by-both": {"bears": {"b": "strongly for"}, "otherwise": "unlikely", "reports": ["wire", "envoy"]},
        "view": {"bears": {"c": "for"}, "otherwise": "even", "kind": "judgement", "judged": {"by": "Ann"}},
        "again": {"bears": {"c": "for"}, "otherwise": "even", "kind": "judgement", "judged": {"by": "Ann"}},
    }
    sources = {
        "wire": {"grade": "B", "date": "2019-05"},
        "reprint": {"grade": "C", "date": "2019-06", "origin": "wire"},
        "envoy": {"grade": "C"},
    }
    assumptions = {
        "free": {"says": "It", "likely": "likely", "touches": ["told", "by-both"], "if_false": 0.3},
        "open": {"says": "It", "likely": "likely", "touches": ["start"], "if_false": "nothing"},
    }
    data = bare({"a": 0.5, "b": 0.4, "c": 0.4}, evidence, sources=sources, assumptions=assumptions)
    return {**data, **more}


@pytest.mark.parametrize("options", [POINT, DRAWN])
def test_everything_in_a_small_case(tmp_path: Path, options: Options) -> None:
    held = assert_as_edited(tmp_path, small(), options)
    assert {name for sort, name in held if sort == "group"} == {"author Ann"}
    assert {name for sort, name in held if sort == "assumption"} == {"free", "open"}


def test_a_source_is_unsaid_and_who_repeats_it_still_speaks() -> None:
    sources = by_id(build(small()), DRAWN, "source")
    origins = by_id(build(small()), DRAWN, "origin")
    wire, reprint, origin = sources["wire"], sources["reprint"], origins["wire"]
    # the reprint counts only once the wire is silent
    assert reprint.change == pytest.approx(dict.fromkeys(reprint.change, 0), abs=AGREE)
    assert wire.change["a"] < 0
    assert origin.change["a"] < wire.change["a"] - 0.05
    assert set(origins) == {"wire", "envoy"}


def test_a_source_that_others_have_it_from_speaks_through_them_alone(tmp_path: Path) -> None:
    """The wire itself says nothing here: its origin counts, and leaving out who carries it silences it."""
    data = small()
    data["evidence"]["told"]["reports"] = ["reprint"]
    data["evidence"]["by-both"]["reports"] = ["envoy"]
    sources, origins = (by_id(build(data), DRAWN, sort) for sort in ("source", "origin"))
    assert set(sources) == {"reprint", "envoy"}
    assert set(origins) == {"wire", "envoy"}
    assert_same(dict(origins["wire"].without), dict(sources["reprint"].without))
    assert_as_edited(tmp_path, data, DRAWN)


def test_a_report_with_an_origin_of_its_own_is_left_out_with_that_origin(tmp_path: Path) -> None:
    data = small()
    data["evidence"]["by-both"]["reports"] = [{"by": "envoy", "origin": "wire"}]
    origins = by_id(build(data), DRAWN, "origin")
    assert set(origins) == {"wire"}
    assert origins["wire"].change["b"] < -0.05
    assert_as_edited(tmp_path, data, DRAWN)


def test_an_author_of_reported_judgements_is_one_voice_whose_name_may_change(tmp_path: Path) -> None:
    """Whoever reported a judgement first gives the voice its name; without that source it is the next one's."""
    data = small()
    for name in ("view", "again"):
        piece = data["evidence"][name]
        del piece["judged"]
        piece["reports"] = ["wire", "envoy"]
    data["sources"]["wire"]["author"] = "Ann"
    data["sources"]["envoy"]["author"] = "Ben"
    assert set(by_id(build(data), DRAWN, "group")) == {"author Ann"}
    edited = copy.deepcopy(data)
    for piece in edited["evidence"].values():
        piece["reports"] = [each for each in piece.get("reports", []) if each != "wire"]
    for name in ("start",):
        del edited["evidence"][name]["reports"]
    edited["evidence"]["told"]["reports"] = ["reprint"]
    other = weigh(loaded(tmp_path, edited), DRAWN)
    assert [voice.id for voice in other.voices if voice.sort == "author"] == ["Ben"]
    assert_same(dict(by_id(build(data), DRAWN, "source")["wire"].without), other.now)


def test_an_assumption_left_out_does_not_hold_in_any_draw(tmp_path: Path) -> None:
    """With a factor its pieces still speak, more faintly; with nothing they are as if they were not there."""
    data = small()
    assumptions = by_id(build(data), DRAWN, "assumption")
    faint = weigh(loaded(tmp_path, put(data, ("assumptions", "free", "likely"), "never")), DRAWN)
    assert faint.assumptions["free"] == 0
    assert_same(dict(assumptions["free"].without), faint.now)
    edited = drop(data, "piece", "start")
    assert edited is not None
    none = weigh(loaded(tmp_path, edited), DRAWN)
    assert_same(dict(assumptions["open"].without), none.now)


def test_what_cannot_be_left_out_is_not_listed() -> None:
    """A group without pieces, a source that reports nothing: nothing would happen."""
    data = small(groups={"empty": {"says": "None"}, "one": {"says": "One"}})
    data["evidence"]["start"]["group"] = "one"
    data["sources"]["mute"] = {"grade": "A"}
    assert set(by_id(build(data), POINT, "group")) == {"one", "author Ann"}
    assert "mute" not in by_id(build(data), POINT, "source")


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("options", [POINT, DRAWN])
def test_without_all_that_was_seen_the_prior_is_left(seed: int, options: Options) -> None:
    rng = np.random.default_rng([seed, 55])
    data = made(rng, 4, 5)
    for piece in data["evidence"].values():
        piece["group"] = "g0"
    file = build(data)
    found = weigh(file, options)
    without = by_id(file, options, "group")["g0"].without
    for name, each in found.hypotheses.items():
        assert without[name].probability == pytest.approx(each.prior, abs=AGREE)
    assert without[SOMETHING_ELSE].probability == pytest.approx(found.something_else.prior, abs=AGREE)


# --- with views, and as it is printed -------------------------------------------------------------------------------


VIEWS: dict[str, Data] = {
    "second": {
        "by": "Second",
        "hypotheses": {"a": {"prior": 0.2}},
        "evidence": {"told": {"bears": {"c": "for"}, "otherwise": 0.1}},
        "assumptions": {"free": {"if_false": "nothing"}},
    },
    "third": {"by": "Third", "sources": {"reprint": {"reliability": 0.99}, "wire": {"grade": "E"}}},
}


def test_effects_of_a_case_with_views_are_those_of_all_their_draws(tmp_path: Path) -> None:
    data = small()
    for effect in left_out(loaded(tmp_path, data, VIEWS), DRAWN):
        edited, views = drop(data, effect.sort, effect.id), copy.deepcopy(VIEWS)
        assert edited is not None
        if "told" not in edited["evidence"]:
            del views["second"]["evidence"]
        other = weigh(loaded(tmp_path, edited, views), DRAWN)
        assert_same(dict(effect.without), other.now)


def test_without_gives_the_same_numbers_as_the_effects() -> None:
    rng = np.random.default_rng(54)
    file = build(made(rng, 4, 8))
    sections = {"piece": "evidence", "group": "groups", "source": "sources", "assumption": "assumptions"}
    for effect in left_out(file, DRAWN):
        if effect.sort == "origin":
            continue
        name = f"{sections[effect.sort]}.{effect.id}" if " " not in effect.id else effect.id
        other = weigh(file, Options(draws=DRAWN.draws, seed=DRAWN.seed, without=name))
        assert_same(dict(effect.without), other.now)


def test_the_json_holds_what_leaving_out_each_thing_gives() -> None:
    file = build(small())
    whole = json.loads(json.dumps(examine(file, DRAWN).to_json(), allow_nan=False))
    for section in ("evidence", "groups", "sources", "assumptions"):
        for name, part in whole[section].items():
            written = f"{section}.{name}" if " " not in name else name
            other = weigh(file, Options(draws=DRAWN.draws, seed=DRAWN.seed, without=written)).to_json()
            for hypothesis in ("a", "b", "c"):
                without = part["without"][hypothesis]
                alone = other["hypotheses"][hypothesis]
                for key in ("probability", "low", "high"):
                    assert without[key] == pytest.approx(alone[key], rel=2e-6)
                assert without["word"] == alone["word"]
                now = whole["hypotheses"][hypothesis]["probability"]
                assert without["change"] == pytest.approx(without["probability"] - now, abs=2e-6)


# --- the worked case ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def korea() -> CaseFile:
    return load(KOREA)


ARTICLES = ("delury", "lee")


def test_dropping_either_article_is_reported_where_it_changes_a_word(korea: CaseFile) -> None:
    options = Options(draws=200)
    now, without = weigh(korea, options).now, by_id(korea, options, "source")
    changed = set()
    for article in ARTICLES:
        other = weigh(korea, Options(draws=200, without=f"sources.{article}")).now
        assert_same(dict(without[article].without), other)
        for name in korea.case.hypotheses:
            assert without[article].without[name].word == other[name].word
            moved = abs(other[name].probability - now[name].probability)
            if other[name].word != now[name].word:
                changed.add(article)
            assert (name in without[article].turned) == (
                other[name].word != now[name].word and moved >= TURNS
            )
    assert "delury" in changed


@pytest.mark.slow
def test_a_word_that_hangs_on_an_article_is_said_to(korea: CaseFile) -> None:
    doubt = examine(korea).doubt
    assert doubt is not None
    hangs = {
        (article, name)
        for article in ARTICLES
        for name, each in doubt.confidence.items()
        if ("origin", article) in each.hangs_on
    }
    assert hangs == {(article, name) for article in ARTICLES for name in doubt.origins[article].turned}
    assert ("delury", "economy") in hangs


@pytest.mark.slow
def test_every_effect_on_the_worked_case_is_that_of_weighing_it_without(korea: CaseFile) -> None:
    sections = {"piece": "evidence", "group": "groups", "source": "sources", "assumption": "assumptions"}
    for effect in left_out(korea, Options(draws=300)):
        if effect.sort in sections:
            name = effect.id if " " in effect.id else f"{sections[effect.sort]}.{effect.id}"
            other = weigh(korea, Options(draws=300, without=name))
            assert_same(dict(effect.without), other.now)


def test_what_cannot_be_left_out_is_no_effect_and_no_refusal() -> None:
    data = bare(
        {"a": "even", "b": "even"},
        {
            "e": {
                "bears": {"a": "for"},
                "otherwise": "unlikely",
                "reports": [{"by": "s", "by_chance": "never"}],
            },
            "f": {"bears": {"b": "for"}, "otherwise": "even"},
        },
        sources={"s": {"grade": "B"}},
        # if it fails the source is never believed, and by chance it never confirms: its report could not have come
        assumptions={"z": {"says": "Z", "likely": "always", "touches": ["e"], "if_false": 0.0}},
    )
    file = build(data)
    doubt = examine(file, Options(draws=50)).doubt
    assert doubt is not None
    assert set(doubt.assumptions) == set()
    assert set(doubt.pieces) == {"e", "f"}
    with pytest.raises(ImpossibleEvidence, match=r"^z: without it"):
        module.effect(file, Options(draws=50), ("assumption", "z"))
