"""The bottom line, the titles and the contrast of true and decisive: one test a situation."""

from __future__ import annotations

import itertools
import re

import pytest

from detente.brief.bottom import bottom_line
from detente.brief.parts import Chance, Row
from detente.brief.rows import bands, row_of, something_else
from detente.brief.why import decisive, title
from detente.case.fields import Uncertain
from detente.case.model import Hypothesis
from detente.case.uncertain import Point
from detente.case.words import default_words, extend
from detente.weigh.estimate import Estimate
from detente.weigh.results import Explanation

WORDS = default_words()


def estimate(probability: float, low: float | None, high: float | None) -> Estimate:
    return Estimate(probability, low, high, WORDS.say(probability, low, high))


def row(
    name: str,
    probability: float,
    spread: float | None = 0.08,
    share: tuple[float, float, float] = (0.1, 0.05, 0.2),
    deceives: bool = False,
    that: str | None = None,
) -> Row:
    low, high = (
        (None, None) if spread is None else (max(0, probability - spread), min(1, probability + spread))
    )
    prior = Uncertain(0.5, Point(0.5))
    hypothesis = Hypothesis(
        says=f"It is {name}", prior=prior, name=name, that=that or f"it is {name}", deceives=deceives
    )
    middle, start, stop = share
    of_cause = estimate(middle, None if spread is None else start, None if spread is None else stop)
    found = Explanation(estimate(probability, low, high), 0.5, of_cause)
    return row_of(name.replace(" ", "-"), hypothesis, found, WORDS, 0.5)


def other(probability: float = 0.04, spread: float | None = 0.02, share: float = 0.05) -> Row:
    low, high = (
        (None, None) if spread is None else (max(0, probability - spread), min(1, probability + spread))
    )
    found = Explanation(estimate(probability, low, high), 0.1, estimate(share, 0.01, 0.2))
    return something_else(found, WORDS, 0.5)


def ranked(*rows: Row) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda each: -each.now.probability))


def lines(*rows: Row, rest: Row | None = None) -> list[str]:
    return [str(line).replace("\u00a0", " ") for line in bottom_line(ranked(*rows), rest or other())]


def headline(*rows: Row, rest: Row | None = None) -> str:
    return str(title(ranked(*rows), rest or other()))


STRENGTH = row("strength", 0.86, that="he deals from strength")
GROWTH = row("growth", 0.84, that="growth is his goal")
CHINA = row("China", 0.72)
TRAP = row("the trap", 0.39, 0.17, deceives=True, that="the offer is a trap")
FEAR = row("fear", 0.44, 0.2)
HOME = row("trouble at home", 0.24, 0.15)


# --- the bottom line -------------------------------------------------------------------------------------------


def test_three_sentences_with_probability_and_range() -> None:
    assert lines(STRENGTH, GROWTH, CHINA, TRAP, HOME) == [
        "It is very likely that he deals from strength (86 %, range 78–94) and that growth is his goal (84 %, 76–92), "
        "and likely that it is China (72 %, 64–80).",
        "We cannot tell whether the offer is a trap (39 %, 22–56).",
        "It is unlikely that it is trouble at home (24 %, 9–39).",
    ]


def test_who_may_deceive_stands_first_among_what_we_cannot_tell() -> None:
    more = [row(f"h{place}", 0.5 + place / 100, 0.3) for place in range(4)]
    said = lines(STRENGTH, TRAP, *more)[1]
    assert said.startswith("We cannot tell whether the offer is a trap (39 %, 22–56), whether it is h3")
    assert said.endswith("nor can we on two others.")


def test_who_may_deceive_is_never_left_out() -> None:
    trap = row("the trap", 0.57, 0.01, deceives=True)
    said = lines(*(row(f"h{place}", 0.8 - place / 100) for place in range(5)), trap)[0]
    assert "the trap" in said
    assert said.endswith("; three more stand above one half.")
    low = [row(f"l{place}", 0.3) for place in range(4)]
    assert "the trap" in lines(STRENGTH, *low, row("the trap", 0.1, deceives=True))[-1]


def test_without_ranges_it_says_that_none_was_computed() -> None:
    said = lines(row("a", 0.86, None), row("b", 0.82, None), row("c", 0.5, None), row("d", 0.05, None))
    assert said[0] == "It is very likely that it is a (86 %, no range computed) and that it is b (82 %)."
    assert said[1] == "The chances are even that it is c (50 %), and it is very unlikely that it is d (5 %)."


def test_nothing_stands_above_one_half() -> None:
    said = lines(row("a", 0.3), row("b", 0.2), row("c", 0.1))
    assert said[0] == "No explanation stands above one half."
    assert len(said) == 2
    said = lines(row("a", 0.3), row("b", 0.5, 0.2))
    assert said[0] == "No explanation clearly stands out."
    assert said[1].startswith("We cannot tell whether it is b")


def test_one_explanation_alone() -> None:
    assert lines(row("a", 0.7, 0.05)) == ["It is likely that it is a (70 %, range 65–75)."]
    assert lines(row("a", 0.2, 0.05)) == ["It is unlikely that it is a (20 %, range 15–25)."]


def test_something_else_is_named_where_it_matters() -> None:
    assert not any("something else" in line for line in lines(STRENGTH, GROWTH))
    assert lines(row("a", 0.2), rest=other(0.7))[0].startswith(
        "It is likely that something else is behind it (70 %"
    )
    assert any("something else" in line for line in lines(STRENGTH, rest=other(0.4, 0.3)))


def test_the_ends_of_the_yardstick() -> None:
    assert (
        lines(row("a", 0.995, 0.002))[0] == "The chance that it is a (99.5 %, range 99.3–99.7) is over 99 %."
    )
    assert lines(row("a", 0.97, 0.01))[0] == "It is almost certain that it is a (97 %, range 96–98)."
    assert lines(row("a", 0.03, 0.01))[0] == "There is almost no chance that it is a (3 %, range 2–4)."


@pytest.mark.parametrize("count", [1, 2, 5, 20])
def test_at_most_three_sentences_and_every_percentage_has_its_range(count: int) -> None:
    rows = [row(f"h{place}", (place + 0.5) / count, 0.02 + 0.3 * (place % 2)) for place in range(count)]
    said = bottom_line(ranked(*rows), other(0.3))
    assert 1 <= len(said) <= 3
    for line in said:
        text = str(line).replace("\u00a0", " ")
        assert len(re.findall(r"\d %(?=[,)])", text)) == len(
            re.findall(r"%, (?:range )?<?[\d.]+–>?[\d.]+\)", text)
        )
        words = [run for run in line.runs if run.kind == "word"]
        assert all(run.to for run in words)


# --- titles ----------------------------------------------------------------------------------------------------


def test_the_title_of_the_design() -> None:
    assert headline(STRENGTH, GROWTH, CHINA, TRAP, FEAR) == (
        "Strength and growth are both very likely; on the trap and on fear we cannot tell"
    )


def test_other_titles() -> None:
    assert headline(STRENGTH, CHINA) == "Strength is very likely; China is likely"
    assert headline(*(row(f"h{place}", 0.85) for place in range(4))) == "Four explanations are very likely"
    assert headline(STRENGTH, *(row(f"h{place}", 0.5, 0.2) for place in range(4))) == (
        "Strength is very likely; on four others we cannot tell"
    )
    assert headline(*(row(f"h{place}", 0.5, 0.2) for place in range(4))) == (
        "We cannot tell which of the four explanations hold"
    )
    assert headline(row("a", 0.5, 0.2), HOME) == "No explanation clearly stands out; on a we cannot tell"
    assert headline(row("a", 0.5, 0.04), HOME) == "A is at even chances"
    assert (
        headline(*(row(f"h{place}", 0.5, 0.04) for place in range(4)))
        == "Four explanations are at even chances"
    )
    assert headline(row("a", 0.7)) == "It is likely that it is a"
    assert headline(row("a", 0.2), rest=other(0.85)) == "Something else is very likely"


def test_first_is_said_only_where_ranges_separate() -> None:
    assert (
        headline(row("a", 0.4, 0.04), row("b", 0.1, 0.04)) == "No explanation reaches one half; a comes first"
    )
    assert headline(row("a", 0.4, 0.1), row("b", 0.3, 0.1)) == (
        "No explanation reaches one half; a and b come close to each other"
    )
    assert headline(row("a", 0.4, None), row("b", 0.1, None)) == (
        "No explanation reaches one half; a and b come close to each other"
    )


# --- true and decisive -----------------------------------------------------------------------------------------


def contrast(*rows: Row, rest: Row | None = None) -> str:
    return " ".join(str(each) for each in decisive(ranked(*rows), rest or other())).replace("\u00a0", " ")


def test_true_is_not_decisive() -> None:
    small = row("strength", 0.86, share=(0.05, 0.02, 0.09), that="he deals from strength")
    large = row("growth", 0.84, share=(0.4, 0.3, 0.5))
    assert contrast(small, large) == (
        "To be true is one thing, to be decisive another. It is very likely that he deals from strength, yet this "
        "carries 5 % (2–9) of the cause; growth carries 40 % (30–50)."
    )
    wide = row("growth", 0.84, share=(0.4, 0.05, 0.5))
    assert contrast(small, wide).endswith("growth carries 40 % (5–50), though the ranges overlap.")


def test_most_of_the_cause_only_where_ranges_separate() -> None:
    large = row("growth", 0.84, share=(0.5, 0.4, 0.6))
    assert contrast(large, row("b", 0.3)) == (
        "Of the explanations listed, growth had most to do with it: 50 % (40–60) of the cause."
    )
    close = row("growth", 0.84, share=(0.19, 0.1, 0.3))
    assert contrast(close, row("b", 0.3)) == (
        "No explanation stands out as the cause: growth carries 19 % (10–30), and b with 10 % (5–20) comes close."
    )
    assert contrast(close, *(row(f"h{place}", 0.3) for place in range(4))).endswith(
        "and four others come close."
    )


def test_what_lies_outside() -> None:
    outside = other(share=0.2)
    assert contrast(row("a", 0.7), rest=outside) == (
        "A carries 10 % (5–20) of the cause. Outside anything listed here lies 20 % (1–20) of the cause: it might have come about anyway."
    )
    nothing = row("a", 0.7, share=(0, 0, 0))
    assert contrast(nothing, row("b", 0.2, share=(0, 0, 0)), rest=outside).startswith(
        "None of the explanations listed had a part in it worth a number."
    )


# --- rows and the yardstick ------------------------------------------------------------------------------------


def test_names_fall_back_to_the_id() -> None:
    prior = Uncertain(0.5, Point(0.5))
    found = Explanation(estimate(0.7, 0.6, 0.8), 0.5, estimate(0.1, 0.05, 0.2))
    bare = row_of("maximum-pressure", Hypothesis(says="It hurts", prior=prior), found, WORDS, 0.5)
    assert (bare.name, bare.label, bare.clause) == (
        "maximum pressure",
        "Maximum pressure",
        "maximum pressure is at work",
    )
    plural = row_of("x", Hypothesis(says="It hurts", prior=prior, name="sanctions"), found, WORDS, 0.5)
    assert plural.clause == "sanctions are at work"


def test_the_yardstick_has_every_word_and_prints_those_that_fit() -> None:
    found = bands(WORDS)
    assert [band.word for band in found] == list(WORDS.tables["likelihood"])
    assert all(band.high == after.low for band, after in itertools.pairwise(found))
    assert [band.lines for band in found][:3] == [(), ("very", "unlikely"), ("unlikely",)]
    case = extend(WORDS, {"likelihood": {"about as likely as not": {"low": 0.5, "mode": 0.5, "high": 0.6}}})
    assert {band.word for band in bands(case)} >= {"about as likely as not"}


def test_a_row_says_its_finding_without_a_picture() -> None:
    assert STRENGTH.alt == "Strength: very likely, 86 %, range 78–94; before the evidence 50 %."
    assert isinstance(STRENGTH.now, Chance)
