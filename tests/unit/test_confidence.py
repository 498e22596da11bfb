"""Confidence, rule by rule: how well founded a judgement is, which is not how likely it is."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from detente.case.load import build
from detente.case.words import CANNOT_TELL, default_words
from detente.weigh import Options
from detente.weigh.doubt.confidence import MOVES, confidence
from detente.weigh.doubt.effects import TURNS
from detente.weigh.doubt.examine import examine
from detente.weigh.doubt.parts import Confidence, Effect, Sort
from detente.weigh.estimate import Estimate
from tests.edits import Data
from tests.made import bare, made

WORDS = default_words()
FIRM = Estimate(0.7, 0.6, 0.78, "likely")


def effect(sort: Sort, name: str, change: float, *, turned: bool = False) -> Effect:
    return Effect(sort, name, {"a": FIRM}, {"a": change}, ("a",) if turned else ())


def origins(count: int, change: float = 0.1) -> list[Effect]:
    return [effect("origin", f"o{k}", change) for k in range(count)]


def judged(found: list[Effect], now: Estimate = FIRM, bare: frozenset[str] = frozenset()) -> Confidence:
    return confidence("a", now, found, bare, WORDS, None, ())


# --- by the rules ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "level", "failed"),
    [
        (0, "low", ("few origins",)),
        (1, "low", ("few origins",)),
        (2, "moderate", ("few origins",)),
        (3, "high", ()),
        (9, "high", ()),
    ],
)
def test_independent_origins_that_move_it_are_counted(
    count: int, level: str, failed: tuple[str, ...]
) -> None:
    found = judged(origins(count))
    assert (found.level, found.failed, len(found.origins)) == (level, failed, count)


@pytest.mark.parametrize("sign", [1, -1])
def test_an_origin_counts_from_two_hundredths_on_whichever_way_it_moves(sign: int) -> None:
    assert MOVES == 0.02
    found = [*origins(2), effect("origin", "just", sign * MOVES), effect("origin", "less", sign * 0.0199)]
    assert judged(found).origins == ("o0", "o1", "just")
    assert judged(found).level == "high"


def test_a_piece_without_reports_is_an_origin_of_its_own_and_one_with_reports_is_not() -> None:
    found = [*origins(2), effect("piece", "told", 0.3), effect("piece", "seen", 0.03)]
    assert judged(found).level == "moderate"
    assert judged(found, bare=frozenset({"seen"})).origins == ("o0", "o1", "seen")
    assert judged(found, bare=frozenset({"seen"})).level == "high"


@pytest.mark.parametrize("sort", ["piece", "group", "source", "assumption"])
def test_neither_sources_nor_groups_nor_assumptions_count_as_origins(sort: Sort) -> None:
    assert judged([effect(sort, f"x{k}", 0.1) for k in range(4)]).level == "low"


def test_that_we_cannot_tell_is_low_however_many_speak() -> None:
    now = Estimate(0.5, 0.44, 0.56, CANNOT_TELL)
    found = judged(origins(5), now)
    assert (found.level, found.failed) == ("low", ("cannot tell",))
    assert judged(origins(1), now).failed == ("cannot tell", "few origins")


@pytest.mark.parametrize(
    ("low", "high", "wide"),
    [
        (0.6, 0.78, False),  # likely
        (0.6, 0.9, False),  # likely, very likely
        (0.5, 0.9, True),  # even, likely, very likely
        (0.56, 0.951, True),
        (0.3, 0.5, False),
        (0.01, 0.19, False),
        (0.005, 0.06, True),  # under 1 %, almost no chance, very unlikely
        (0.96, 0.995, False),
        (0.2, 0.5499, False),
        (0.2, 0.55, True),
    ],
)
def test_a_range_of_three_words_is_too_wide(low: float, high: float, wide: bool) -> None:
    middle = (low + high) / 2
    found = judged(origins(3), Estimate(middle, low, high, WORDS.word_for(middle)))
    assert (found.level, found.failed) == (("moderate", ("wide",)) if wide else ("high", ()))


@pytest.mark.parametrize("sort", ["origin", "group", "assumption"])
def test_a_word_that_hangs_on_one_thing_is_not_held_in_high_confidence(sort: Sort) -> None:
    found = judged([*origins(3), effect(sort, "one", -0.06, turned=True)])
    assert (found.level, found.failed) == ("moderate", ("hangs",))
    assert found.hangs_on == ((sort, "one"),)
    assert judged([*origins(3), effect(sort, "one", -0.3)]).level == "high"


@pytest.mark.parametrize("sort", ["piece", "source"])
def test_pieces_and_sources_apart_from_their_origin_are_not_what_a_word_hangs_on(sort: Sort) -> None:
    found = judged([*origins(3), effect(sort, "one", -0.3, turned=True)])
    assert (found.level, found.hangs_on) == ("high", ())


def test_what_hangs_is_told_even_where_the_level_is_low_for_other_reasons() -> None:
    found = judged([effect("origin", "one", -0.3, turned=True)])
    assert found.level == "low"
    assert found.hangs_on == (("origin", "one"),)


def test_all_that_keeps_it_from_high_is_told() -> None:
    now = Estimate(0.7, 0.46, 0.9, "likely")
    found = judged([*origins(2), effect("group", "one", -0.3, turned=True)], now)
    assert (found.level, found.failed) == ("moderate", ("few origins", "wide", "hangs"))


def test_without_a_range_it_is_never_high() -> None:
    found = judged(origins(4), Estimate(0.7, None, None, "likely"))
    assert (found.level, found.failed) == ("moderate", ("no range",))


def test_only_its_own_effects_count() -> None:
    both = Effect("origin", "o", {"a": FIRM, "b": FIRM}, {"a": 0.001, "b": 0.4}, ("b",))
    found = confidence("a", FIRM, [both], frozenset(), WORDS, None, ())
    assert found.origins == ()


# --- of whole cases ----------------------------------------------------------------------------------------------------


def case(*pieces: Data, prior: Any = 0.5, **more: Any) -> Data:
    evidence = {
        f"e{k}": {"otherwise": 0.4, "bears": {"a": {"odds": 2}}, **piece} for k, piece in enumerate(pieces)
    }
    evidence["rest"] = {"bears": {}, "otherwise": 0.5}
    sources = {name: {"reliability": 0.9} for name in ("s", "t", "u")} | {
        "v": {"reliability": 0.9, "origin": "s"}
    }
    return bare({"a": prior, "b": 0.7}, evidence, sources=sources, something_else=0.05, **more)


def confident(data: Data, draws: int = 200) -> Confidence:
    doubt = examine(build(data), Options(draws=draws)).doubt
    assert doubt is not None
    return doubt.confidence["a"]


def test_pieces_of_one_source_and_of_who_repeats_it_are_one_origin() -> None:
    found = confident(case({"reports": ["s"]}, {"reports": ["s"]}, {"reports": ["v"]}))
    assert found.origins == ("s",)
    assert found.level == "low"
    assert "few origins" in found.failed


def test_three_sources_are_three_origins() -> None:
    found = confident(case({"reports": ["s"]}, {"reports": ["t"]}, {"reports": ["u"]}))
    assert set(found.origins) == {"s", "t", "u"}
    assert "few origins" not in found.failed


def test_pieces_without_reports_are_origins_each() -> None:
    found = confident(case({}, {}, {"reports": ["s"]}))
    assert set(found.origins) == {"e0", "e1", "s"}


def test_a_well_founded_likely_is_held_in_high_confidence() -> None:
    """Small pieces from four sources, a sure prior: a narrow range, and nothing single that turns the word."""
    pieces: list[Data] = [
        {"reports": [name], "bears": {"a": {"odds": 1.6}}, "otherwise": 0.5} for name in ("s", "t", "u")
    ]
    found = confident(case(*pieces, prior=0.72))
    assert (found.level, found.failed) == ("high", ())


def test_a_word_that_one_source_carries_hangs_on_it() -> None:
    found = confident(case({"reports": ["s"], "bears": {"a": {"odds": 30}}, "otherwise": 0.1}, {}, {}))
    assert ("origin", "s") in found.hangs_on
    assert found.level != "high"


def test_a_reprint_makes_no_judgement_firmer() -> None:
    """Two sources with one origin are one voice: who only repeats a source cannot stand in for it."""
    piece: Data = {"reports": ["s"], "bears": {"a": {"odds": 30}}, "otherwise": 0.1}
    alone = case(piece, {}, {})
    again = copy.deepcopy(alone)
    again["sources"]["copy"] = {"grade": "B", "origin": "s"}
    told = next(each for each in again["evidence"].values() if each.get("bears") == piece["bears"])
    told["reports"] = ["s", "copy"]
    assert confident(again) == confident(alone)


def test_we_cannot_tell_where_all_is_in_doubt() -> None:
    found = confident(case({}, {}, {}, prior="0.1..0.9"))
    assert found.level == "low"
    assert "cannot tell" in found.failed


def test_levels_follow_from_what_is_told_with_them() -> None:
    """On generated cases: each level by the page's own rules, from the numbers that stand beside it."""
    levels = set()
    for seed in range(4):
        rng = np.random.default_rng([seed, 95])
        data = made(rng, 4, 10, most_bearings=3)
        found = examine(build(data), Options(draws=60))
        assert found.doubt is not None
        bare_pieces = {name for name, piece in data["evidence"].items() if not piece.get("reports")}
        for name, each in found.doubt.confidence.items():
            now = found.hypotheses[name].now
            moving = {k for k, e in found.doubt.origins.items() if abs(e.change[name]) >= 0.02} | {
                k for k, e in found.doubt.pieces.items() if k in bare_pieces and abs(e.change[name]) >= 0.02
            }
            assert set(each.origins) == moving
            single = {
                (sort, k)
                for sort, part in (
                    ("origin", found.doubt.origins),
                    ("group", found.doubt.groups),
                    ("assumption", found.doubt.assumptions),
                )
                for k, e in part.items()
                if e.without[name].word != now.word and abs(e.change[name]) >= TURNS
            }
            assert set(each.hangs_on) == single
            assert now.low is not None
            assert now.high is not None
            apart = WORDS.step(WORDS.word_for(now.high)) - WORDS.step(WORDS.word_for(now.low))
            if (now.low < 0.45 and now.high > 0.55) or len(moving) < 2:
                level = "low"
            elif len(moving) >= 3 and apart <= 1 and not single:
                level = "high"
            else:
                level = "moderate"
            assert each.level == level
            levels.add(level)
    assert len(levels) >= 2
