"""Words and grades against what was published: ranges, what people mean by the words, other programs' grades.

No random numbers; every tolerance is that of the published digits.
"""

from __future__ import annotations

from math import sqrt

import pytest

from detente.case.uncertain import Triangular
from detente.case.words import UNJUDGED, default_words

WORDS = default_words()

ICD_203 = {
    "almost no chance": (0.01, 0.05),
    "very unlikely": (0.05, 0.20),
    "unlikely": (0.20, 0.45),
    "even": (0.45, 0.55),
    "likely": (0.55, 0.80),
    "very likely": (0.80, 0.95),
    "almost certain": (0.95, 0.99),
}
"""US Intelligence Community Directive 203 (2015), table in section D.6.e(2)(a)."""

MEANT = {
    "very unlikely": 0.05,
    "unlikely": 0.20,
    "even": 0.50,
    "likely": 0.70,
    "very likely": 0.90,
    "almost certain": 0.95,
}
"""Medians of what readers say the words mean (surveys of 46 and of 123 people agree on these)."""

KENT = {
    "very likely": (0.93, 0.06),
    "likely": (0.75, 0.12),
    "even": (0.50, 0.10),
    "unlikely": (0.30, 0.10),
    "very unlikely": (0.07, 0.05),
}
"""Kent (1964), Words of estimative probability: his five chances, under the word that the number takes here."""

MISP = {"A": 1.00, "B": 0.75, "C": 0.50, "D": 0.25, "E": 0.00, "F": 0.50}
"""The Admiralty scale as the MISP project turns it into numbers."""


def likelihood(word: str) -> Triangular:
    dist = WORDS.tables["likelihood"][word]
    assert isinstance(dist, Triangular)
    return dist


def test_ranges_are_those_of_the_directive():
    assert {
        word: (likelihood(word).low, likelihood(word).high) for word in WORDS.tables["likelihood"]
    } == ICD_203


@pytest.mark.parametrize(("word", "meant"), MEANT.items())
def test_medians_are_as_near_to_what_people_mean_as_the_ranges_allow(word, meant):
    low, high = ICD_203[word]
    # a triangle on a range has its median between these two, wherever its mode lies
    least, most = high - (high - low) / sqrt(2), low + (high - low) / sqrt(2)
    assert likelihood(word).median == pytest.approx(min(most, max(least, meant)), abs=0.0051)


@pytest.mark.parametrize(("word", "kent"), KENT.items())
def test_kent_would_recognise_the_words(word, kent):
    centre, spread = kent
    assert WORDS.word_for(centre) == word
    assert abs(likelihood(word).median - centre) <= spread


def test_grades_fall_as_in_other_programs_and_never_reach_certainty():
    ours = {grade: dist for grade, dist in WORDS.tables["grade"].items() if isinstance(dist, Triangular)}
    assert set(ours) == set(MISP)
    judged = [grade for grade in MISP if grade != UNJUDGED]
    assert sorted(judged, key=lambda grade: -ours[grade].median) == sorted(judged, key=lambda g: -MISP[g])
    # at 0 or 1 a report could never be outweighed
    assert all(0 < dist.low < dist.high < 1 for dist in ours.values())
    for grade in judged:
        assert ours[grade].median == pytest.approx(MISP[grade], abs=0.15)


def test_a_source_that_cannot_be_judged_is_wide_and_not_middling():
    ours = {grade: dist for grade, dist in WORDS.tables["grade"].items() if isinstance(dist, Triangular)}
    widths = {grade: dist.high - dist.low for grade, dist in ours.items()}
    assert max(widths, key=widths.__getitem__) == UNJUDGED
    assert widths[UNJUDGED] > 2 * max(width for grade, width in widths.items() if grade != UNJUDGED) - 0.01
    assert ours[UNJUDGED].median < MISP[UNJUDGED]
