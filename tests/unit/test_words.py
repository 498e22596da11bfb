"""Words and numbers: what each word stands for, the way back, and the quantiles that draws are made with."""

import numpy as np
import pytest
from scipy import stats

from detente.case.load import build
from detente.case.uncertain import LogNormal, Point, Triangular, Uniform
from detente.case.words import default_words
from detente.errors import CaseFaults
from detente.weigh import Options, weigh
from detente.weigh.inputs import quantile
from tests.made import bare

WORDS = default_words()
YARDSTICK = [
    "almost no chance",
    "very unlikely",
    "unlikely",
    "even",
    "likely",
    "very likely",
    "almost certain",
]
EDGES = [0.01, 0.05, 0.20, 0.45, 0.55, 0.80, 0.95]


# --- from words to numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "percent"), list(zip(YARDSTICK, ["2.8", "9.4", "27", "50", "70", "90", "96"], strict=True))
)
def test_medians_are_what_people_mean_by_the_words(word, percent):
    digits = len(percent.partition(".")[2])
    assert round(100 * WORDS.find("likelihood", word).median, digits) == float(percent)


@pytest.mark.parametrize(
    ("word", "low", "high"), list(zip(YARDSTICK, EDGES, [*EDGES[1:], 0.99], strict=True))
)
def test_ranges_are_those_of_the_directive_and_leave_no_gap(word, low, high):
    dist = WORDS.find("likelihood", word)
    assert (dist.low, dist.high) == (low, high)


@pytest.mark.parametrize(
    ("word", "odds"),
    [("weakly", 2), ("", 4), ("strongly", 10), ("decisively", 40)],
)
def test_bearings_against_are_the_inverse_of_those_for(word, odds):
    speaks_for = WORDS.find("bearing", f"{word} for".strip())
    against = WORDS.find("bearing", f"{word} against".strip())
    assert speaks_for == LogNormal(odds, 0.4)
    assert against.sd == 0.4
    assert against.median * speaks_for.median == pytest.approx(1, abs=1e-15)


@pytest.mark.parametrize(
    ("kind", "word", "low", "mode", "high"),
    [
        ("grade", "A", 0.85, 0.95, 0.99),
        ("grade", "B", 0.70, 0.85, 0.92),
        ("grade", "C", 0.50, 0.65, 0.75),
        ("grade", "D", 0.25, 0.40, 0.50),
        ("grade", "E", 0.02, 0.10, 0.25),
        ("grade", "F", 0.02, 0.30, 0.60),
        ("stageable", "low", 0.05, 0.15, 0.30),
        ("stageable", "some", 0.30, 0.50, 0.70),
        ("stageable", "high", 0.70, 0.90, 0.98),
    ],
)
def test_grades_and_staging_are_triangular(kind, word, low, mode, high):
    assert WORDS.find(kind, word) == Triangular(low, mode, high)


def test_certainty_is_exact():
    assert WORDS.find("certainty", "never") == Point(0)
    assert WORDS.find("certainty", "always") == Point(1)


def test_a_synonym_means_the_same():
    assert WORDS.find("likelihood", "roughly even chance") == WORDS.find("likelihood", "even")


# --- and back --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("word", "start"), list(zip(YARDSTICK, EDGES, strict=True)))
def test_a_number_takes_the_word_whose_range_it_starts(word, start):
    before = ["under 1 %", *YARDSTICK][YARDSTICK.index(word)]
    assert WORDS.word_for(start) == word
    assert WORDS.word_for(start + 1e-6) == word
    assert WORDS.word_for(start - 1e-6) == before


@pytest.mark.parametrize("word", YARDSTICK)
def test_a_word_said_of_its_own_median_is_the_word(word):
    assert WORDS.word_for(WORDS.find("likelihood", word).median) == word


@pytest.mark.parametrize(
    ("probability", "says"),
    [
        (0, "under 1 %"),
        (0.00999, "under 1 %"),
        (0.99, "almost certain"),
        (0.99001, "over 99 %"),
        (1, "over 99 %"),
    ],
)
def test_what_no_word_reaches_is_said_as_such(probability, says):
    assert WORDS.word_for(probability) == says


def test_rounding_moves_no_number_over_an_edge():
    assert 0.3 - 0.1 < 0.2  # as computed
    assert WORDS.word_for(0.3 - 0.1) == "unlikely"


def test_steps_count_along_the_yardstick():
    assert [WORDS.step(word) for word in ["under 1 %", *YARDSTICK, "over 99 %"]] == list(range(9))


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (0.449, 0.551, False),
        (0.10, 0.90, False),
        (0.45, 0.90, True),
        (0.10, 0.55, True),
        (0.20, 0.44, True),
        (0.56, 0.90, True),
        (None, None, True),
    ],
)
def test_we_cannot_tell_where_the_range_reaches_both_sides_of_even(low, high, told):
    assert WORDS.say(0.5, low, high) == ("even" if told else "we cannot tell")


# --- a case's own words ----------------------------------------------------------------------------------------


def case(words, **hypothesis):
    return build(
        bare(
            {"a": {"prior": 0.5, **hypothesis}, "b": 0.7},
            {"e": {"bears": {"a": "for"}, "otherwise": 0.5}},
            something_else=0.1,
            words=words,
        )
    )


def test_a_case_may_give_a_word_another_meaning():
    kent = {
        "likelihood": {
            "likely": {"low": 0.63, "mode": 0.75, "high": 0.87},
            "very likely": {"low": 0.87, "mode": 0.93, "high": 0.95},
        }
    }
    file = case(kent, prior="likely")
    assert file.case.hypotheses["a"].prior.dist == Triangular(0.63, 0.75, 0.87)
    assert file.words.word_for(0.86) == "likely"
    assert file.words.word_for(0.62) == "even"
    assert default_words().word_for(0.86) == "very likely"  # no other case is touched


def test_a_case_may_add_words_of_every_kind():
    words = {
        "likelihood": {"remote": {"low": 0.03, "mode": 0.04, "high": 0.06, "also": ["a long shot"]}},
        "bearing": {"overwhelmingly for": {"odds": 100}},
        "grade": {"B2": {"low": 0.6, "mode": 0.7, "high": 0.8}},
        "stageable": {"trivial": {"low": 0.9, "mode": 0.95, "high": 1}},
    }
    file = build(
        bare(
            {"a": {"prior": "a long shot", "deceives": True}, "b": 0.9},
            {
                "e": {
                    "bears": {"a": "remote", "b": "overwhelmingly for"},
                    "otherwise": "remote",
                    "stageable": "trivial",
                    "shows": ["b"],
                    "reports": ["s"],
                }
            },
            sources={"s": {"grade": "B2"}},
            words=words,
        )
    )
    piece = file.case.evidence["e"]
    assert file.case.hypotheses["a"].prior.dist == piece.otherwise.dist == Triangular(0.03, 0.04, 0.06)
    assert (piece.bears["a"].form, piece.bears["a"].dist) == ("alone", Triangular(0.03, 0.04, 0.06))
    assert (piece.bears["b"].form, piece.bears["b"].dist) == ("odds", LogNormal(100, 0.4))
    assert piece.stageable.dist == Triangular(0.9, 0.95, 1)
    assert file.case.sources["s"].trust.dist == Triangular(0.6, 0.7, 0.8)
    assert file.words.word_for(0.035) == "remote"


def test_results_are_said_in_the_words_of_the_case():
    plain = weigh(case({"bearing": {"odd": {"odds": 3}}}), Options(point=True))
    assert plain.hypotheses["b"].now.word == "likely"
    own = weigh(
        case({"likelihood": {"probable": {"low": 0.6, "mode": 0.7, "high": 0.81}}}), Options(point=True)
    )
    assert own.hypotheses["b"].now.probability == plain.hypotheses["b"].now.probability
    assert own.hypotheses["b"].now.word == "probable"


def test_an_unknown_word_is_refused_with_the_one_that_was_meant():
    with pytest.raises(CaseFaults, match='did you mean "unlikely"'):
        case({}, prior="unlikley")


# --- quantiles -------------------------------------------------------------------------------------------------

U = np.array([0.0, 1e-9, 0.001, 0.05, 0.25, 0.4999, 0.5, 0.75, 0.95, 0.999, 1 - 1e-9])


@pytest.mark.parametrize(
    ("low", "mode", "high"),
    [(0.1, 0.3, 0.9), (0.05, 0.05, 0.2), (0.2, 0.9, 0.9), (0.45, 0.5, 0.55), (0, 0, 1), (0.01, 0.025, 0.05)],
)
def test_triangular_quantiles_and_median_are_scipys(low, mode, high):
    peer = stats.triang((mode - low) / (high - low), loc=low, scale=high - low)
    np.testing.assert_allclose(quantile(Triangular(low, mode, high), U), peer.ppf(U), rtol=0, atol=1e-12)
    assert Triangular(low, mode, high).median == pytest.approx(peer.median(), abs=1e-12)


@pytest.mark.parametrize(("middle", "sd"), [(4, 0.4), (0.025, 0.4), (1, 0), (1e6, 3)])
def test_log_normal_quantiles_and_median_are_scipys(middle, sd):
    inner = U[1:]  # the lowest quantile of all is 0
    expected = stats.lognorm(s=sd, scale=middle).ppf(inner) if sd else np.full(len(inner), middle)
    np.testing.assert_allclose(quantile(LogNormal(middle, sd), inner), expected, rtol=1e-9)
    assert LogNormal(middle, sd).median == pytest.approx(middle, rel=1e-12)


@pytest.mark.parametrize(("low", "high"), [(0.2, 0.4), (-3, 5), (0, 1)])
def test_uniform_quantiles_and_median_are_scipys(low, high):
    peer = stats.uniform(loc=low, scale=high - low)
    np.testing.assert_allclose(quantile(Uniform(low, high), U), peer.ppf(U), rtol=0, atol=1e-12)
    assert Uniform(low, high).median == pytest.approx(peer.median(), abs=1e-12)


def test_a_point_is_the_same_at_every_quantile():
    assert (quantile(Point(0.3), U) == 0.3).all()
