"""How numbers, dates and likelihood are said: every branch."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.brief.phrase import Run, capital, clean, clip, listed, plain, say, sentence, theirs
from detente.brief.wording import (
    at,
    be,
    counted,
    day,
    figure,
    fraction,
    hash_short,
    label_of,
    number,
    on,
    percent,
    percent_in,
    ratio,
    span,
    speaks,
    spoken_id,
    strength_word,
    that,
)
from detente.case.fields import _when
from detente.case.words import default_words, extend

WORDS = default_words()
NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("probability", "said"),
    [
        (0, "0"), (1, "100"), (0.0004, "under 0.1"), (0.0005, "0.1"), (0.004, "0.4"), (0.041, "4.1"), (0.0499, "5.0"),
        (0.05, "5"), (0.5, "50"), (0.864, "86"), (0.95, "95"), (0.953, "95.3"), (0.98, "98"), (0.9996, "over 99.9"),
    ],
)  # fmt: skip
def test_whole_per_cent_between_5_and_95_and_one_more_digit_outside(probability: float, said: str) -> None:
    assert figure(probability) == said
    assert percent(probability) == f"{said}{NBSP}%"


@given(st.floats(0, 1))
def test_a_figure_is_near_what_it_says(probability: float) -> None:
    said = figure(probability)
    if said[0].isdigit():
        assert abs(float(said) - 100 * probability) <= (0.5 if 0.05 <= probability <= 0.95 else 0.06)
        assert re.fullmatch(r"\d+(\.\d)?", said)
    else:
        assert probability < 0.0006 or probability > 0.9994


@given(st.floats(0, 1))
def test_a_percentage_never_contradicts_its_word(probability: float) -> None:
    said = percent_in(probability, WORDS).removesuffix(f"{NBSP}%")
    if said[0].isdigit() and 1e-5 < probability < 1 - 1e-5:
        near = min(abs(probability - edge) for edge in (0.01, 0.05, 0.2, 0.45, 0.55, 0.8, 0.95, 0.99))
        if near > 1e-5:
            assert WORDS.word_for(float(said) / 100) == WORDS.word_for(probability)


def test_a_digit_more_is_shown_where_rounding_would_change_the_word() -> None:
    assert percent_in(0.1975, WORDS) == f"19.8{NBSP}%"
    assert percent_in(0.2, WORDS) == f"20{NBSP}%"
    assert percent_in(0.4498, WORDS) == f"44.98{NBSP}%"
    assert percent_in(0.00001, WORDS) == f"under 0.1{NBSP}%"


def test_ranges() -> None:
    assert span(0.736, 0.953) == "74–95.3"
    assert span(0.0002, 0.06) == "<0.1–6"
    assert span(0.97, 0.9999) == "97–>99.9"
    assert span(None, None) == ""
    assert span(0.1, None) == ""


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        (1.7, "×1.7"), (1, "×1.0"), (1 / 2.9, "÷2.9"), (9.94, "×9.9"), (12.3, "×12"), (0.005, "÷200"),
        (5000, "×1,000+"), (1e-6, "÷1,000+"), (0, "rules it out"), (math.inf, "settles it"),
    ],
)  # fmt: skip
def test_ratios_are_never_below_one(factor: float, said: str) -> None:
    assert ratio(factor) == said


def test_what_rounds_to_one_says_nothing() -> None:
    assert not speaks(1.04)
    assert not speaks(1 / 1.04)
    assert speaks(1.06)
    assert speaks(0)
    assert speaks(math.inf)


def test_a_factor_finds_the_nearest_bearing_word_of_the_table() -> None:
    assert [strength_word(factor, WORDS) for factor in (2, 3.9, 11, 100, math.inf)] == [
        "weakly for", "for", "strongly for", "decisively for", "decisively for",
    ]  # fmt: skip
    assert [strength_word(factor, WORDS) for factor in (0.5, 0.26, 0.1, 0)] == [
        "weakly against", "against", "strongly against", "decisively against",
    ]  # fmt: skip
    assert strength_word(1.2, WORDS) == ""


def test_counts_and_fractions() -> None:
    assert number(0) == "no"
    assert number(12) == "twelve"
    assert number(13) == "13"
    assert number(54449) == "54,449"
    assert counted(1, "voice") == "one voice"
    assert counted(14, "voice") == "14 voices"
    assert counted(2, "other", "others") == "two others"
    assert fraction(0.8) == "four fifths"
    assert fraction(0.83) == "about four fifths"
    assert fraction(0.5) == "half"
    assert fraction(0.97) == "nearly all"
    assert fraction(0.02) == "almost none"


def test_dates_and_hashes() -> None:
    assert day(_when("2018-03-08")) == f"8{NBSP}March{NBSP}2018"
    assert day(_when("2018-09-08"), short=True) == f"8{NBSP}Sep{NBSP}2018"
    assert day(_when("2018-02")) == "February 2018"
    assert day(_when(2018)) == "2018"
    assert hash_short("4f1c09ab77") == "4f1c 09ab"


def test_names() -> None:
    assert spoken_id("maximum-pressure_line") == "maximum pressure line"
    assert label_of("the trap") == "Trap"
    assert label_of("an end") == "End"
    assert label_of("the") == "The"
    assert [be(name) for name in ("growth", "sanctions", "weakness", "sanctions at sea", "Kim's")] == [
        "is", "are", "is", "are", "is",
    ]  # fmt: skip


def test_lists() -> None:
    assert str(listed([])) == ""
    assert str(listed(["a"])) == "a"
    assert str(listed(["a", "b"])) == "a and b"
    assert str(listed(["a", "b", "c"], last="or")) == "a, b or c"
    assert str(on(["the trap", "fear"])) == "on the trap and on fear"


@pytest.mark.parametrize(
    ("word", "one", "two"),
    [
        ("likely", "it is likely that x", "it is likely that x and that y"),
        ("we cannot tell", "we cannot tell whether x", "we cannot tell whether x or whether y"),
        ("even", "the chances are even that x", "the chances are even that x and that y"),
        (
            "almost no chance",
            "there is almost no chance that x",
            "there is almost no chance that x and that y",
        ),
        ("fair chance", "there is a fair chance that x", "there is a fair chance that x and that y"),
        ("under 1 %", "the chance that x is under 1 %", "the chances that x and that y are each under 1 %"),
        ("over 99 %", "the chance that x is over 99 %", "the chances that x and that y are each over 99 %"),
    ],
)
def test_every_word_makes_a_clause(word: str, one: str, two: str) -> None:
    assert str(that(Run(word, "word"), ["x"])) == one
    assert str(that(Run(word, "word"), ["x", "y"])) == two


def test_a_second_clause_does_not_begin_again() -> None:
    assert str(that(Run("likely", "word"), ["x"], again=True)) == "likely that x"


@pytest.mark.parametrize(
    ("word", "one", "three"),
    [
        ("likely", "growth is likely", "a, b and c are all likely"),
        ("even", "growth is at even chances", "a, b and c are at even chances"),
        ("almost no chance", "growth has almost no chance", "a, b and c have almost no chance"),
        ("fair chance", "growth has a fair chance", "a, b and c have a fair chance"),
        ("over 99 %", "growth stands at over 99 %", "a, b and c stand at over 99 %"),
    ],
)
def test_every_word_makes_a_title(word: str, one: str, three: str) -> None:
    assert str(at(["growth"], Run(word, "word"), "growth")) == one
    assert str(at(["a", "b", "c"], Run(word, "word"), "a")) == three
    assert str(at(["sanctions"], Run("likely", "word"), "sanctions")) == "sanctions are likely"


def test_words_of_another_table_can_be_said() -> None:
    words = extend(WORDS, {"likelihood": {"probable": {"low": 0.55, "mode": 0.7, "high": 0.8}}})
    assert str(that(Run(words.word_for(0.7), "word"), ["x"])).startswith("it is ")


def test_phrases_remember_who_wrote_what() -> None:
    phrase = sentence("it is so that ", theirs("the offer is a trap"))
    assert str(phrase) == "It is so that the offer is a trap."
    assert [run.kind for run in phrase.runs] == ["ours", "theirs", "ours"]
    assert str(sentence(theirs("so it ends…"))) == "So it ends…"
    assert not capital(say())
    assert bool(say("a"))


def test_texts_are_cleaned_and_cut() -> None:
    assert clean("a\x00b\x1bc\nd") == "abc\nd"
    assert clean("gn\u202ep") == "gn\u202ep"
    assert plain("a\n b\u202ec\u2066d") == "a bcd"
    assert clip("one two three", 9) == "one two…"
    assert clip("one two", 9) == "one two"
    assert len(clip("x" * 100_000, 48)) == 49
    assert clip(" " * 400 + "a", 10).endswith("…")


def test_nothing_has_no_minus():
    assert figure(-1e-17) == figure(-0.0) == "0"
