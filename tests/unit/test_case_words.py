"""The word table: words to distributions and back."""

import pytest

from detente.case.words import default_words


@pytest.mark.parametrize(
    ("probability", "word"),
    [
        (0.0, "under 1 %"),
        (0.009, "under 1 %"),
        (0.01, "almost no chance"),
        (0.05, "very unlikely"),
        (0.19999999999999998, "unlikely"),
        (0.44, "unlikely"),
        (0.45, "even"),
        (0.55, "likely"),
        (0.8, "very likely"),
        (0.99, "almost certain"),
        (0.991, "over 99 %"),
    ],
)
def test_a_number_takes_the_word_whose_range_it_starts(probability, word):
    assert default_words().word_for(probability) == word


def test_we_cannot_tell_where_the_range_says_so():
    words = default_words()
    assert words.say(0.5, 0.44, 0.56) == "we cannot tell"
    assert words.say(0.5, 0.45, 0.56) == "even"
    assert words.say(0.5) == "even"


def test_steps_count_the_words_between():
    words = default_words()
    assert words.step("likely") - words.step("unlikely") == 2
    assert words.step("under 1 %") == 0
    assert words.step("over 99 %") == len(words.tables["likelihood"]) + 1


@pytest.mark.parametrize(
    ("word", "median"),
    [
        ("almost no chance", 0.028),
        ("very unlikely", 0.094),
        ("unlikely", 0.27),
        ("even", 0.50),
        ("likely", 0.70),
        ("very likely", 0.90),
        ("almost certain", 0.96),
    ],
)
def test_medians_are_what_people_mean(word, median):
    dist = default_words().find("likelihood", word)
    assert dist is not None
    assert dist.median == pytest.approx(median, abs=0.006)
