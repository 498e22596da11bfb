"""Joint questions: what they mean, and what is said where they cannot be read."""

import random

import numpy as np
import pytest

from detente.case.load import build
from detente.errors import BadQuestion
from detente.weigh import Options, weigh
from detente.weigh.ask import mask_of
from tests.made import bare

NAMES = ["pressure", "fear", "deep-trap_2"]
ALL = [(p, f, t) for t in (False, True) for f in (False, True) for p in (False, True)]
"""Combinations in the order of the table: hypothesis i is bit i."""


def meaning(question):
    mask = mask_of(question, NAMES)
    assert mask.dtype == np.bool_
    assert len(mask) == 9
    assert mask[8] == mask[0]  # both kinds of h = 0: nothing listed holds
    return [bool(value) for value in mask[:8]]


# --- grammar ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("pressure", lambda p, f, t: p),
        ("deep-trap_2", lambda p, f, t: t),
        ("not pressure", lambda p, f, t: not p),
        ("pressure and fear", lambda p, f, t: p and f),
        ("pressure or fear", lambda p, f, t: p or f),
        ("pressure and not fear", lambda p, f, t: p and not f),
        ("pressure and fear and deep-trap_2", lambda p, f, t: p and f and t),
        ("  pressure\tand\n(fear)  ", lambda p, f, t: p and f),
        ("something_else", lambda p, f, t: not (p or f or t)),
        ("not something_else", lambda p, f, t: p or f or t),
        ("something_else or fear", lambda p, f, t: f or not (p or t)),
        ("pressure and something_else", lambda p, f, t: False),
    ],
)
def test_words_mean_what_they_say(question, says):
    assert meaning(question) == [says(*each) for each in ALL]


@pytest.mark.parametrize(
    ("question", "same"),
    [
        ("pressure or fear and deep-trap_2", "pressure or (fear and deep-trap_2)"),
        ("fear and deep-trap_2 or pressure", "(fear and deep-trap_2) or pressure"),
        ("not pressure and fear", "(not pressure) and fear"),
        ("not pressure or fear", "(not pressure) or fear"),
        ("not not pressure", "pressure"),
        ("not not not pressure", "not pressure"),
        ("not(pressure or fear)", "not pressure and not fear"),
        ("((pressure))", "pressure"),
    ],
)
def test_not_binds_before_and_and_before_or(question, same):
    assert meaning(question) == meaning(same)


def test_parentheses_come_first():
    assert meaning("(pressure or fear) and deep-trap_2") != meaning("pressure or fear and deep-trap_2")
    assert meaning("not (pressure and fear)") != meaning("not pressure and fear")


def test_random_questions_mean_what_python_takes_them_to_mean():
    rng = random.Random(7)

    def question(depth):
        if depth == 0 or rng.random() < 0.2:
            return rng.choice(["p", "f", "t", "n"])
        form = rng.choice(["not {}", "({})", "{} and {}", "{} or {}", "({} or {})", "not ({} and {})"])
        return form.format(*(question(depth - 1) for _ in range(form.count("{}"))))

    full = {"p": "pressure", "f": "fear", "t": "deep-trap_2", "n": "something_else"}
    for _ in range(300):
        short = question(4)
        asked = " ".join(
            full.get(word, word) for word in short.replace("(", " ( ").replace(")", " ) ").split()
        )
        expected = [
            bool(
                eval(short, {"p": p, "f": f, "t": t, "n": not (p or f or t)})
            )  # our own expression, made above
            for p, f, t in ALL
        ]
        assert meaning(asked) == expected, asked


# --- what cannot be read ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("", "at the end: expected one of pressure, fear, deep-trap_2, something_else"),
        (" \t\n ", "at the end: expected one of"),
        ("pressure and", "at the end: expected one of"),
        ("pressure or", "at the end"),
        ("not", "at the end"),
        ("and fear", 'at "and"'),
        ("pressure fear", 'at "fear": expected and, or, or the end'),
        ("pressure not fear", 'at "not": expected and, or, or the end'),
        ("(pressure", "at the end: expected )"),
        ("pressure)", 'at ")": expected and, or, or the end'),
        ("()", 'at ")"'),
        ("pressure && fear", 'at "&"'),
        ("pressure AND fear", 'at "AND": expected and, or, or the end'),
        ("pressure = 1", 'at "="'),
        ("__import__", "expected one of"),
        ("presure", 'at "presure": did you mean "pressure"?'),
        ("Fear", 'did you mean "fear"?'),
        ("something-else", 'did you mean "something_else"?'),
        ("pressure and feer", 'at "feer": did you mean "fear"?'),
        ("zebra", "expected one of pressure, fear, deep-trap_2, something_else"),
        ("pressure\x00", "expected and, or, or the end"),
        ("Ω", "expected one of"),
    ],
)
def test_a_fault_says_where_and_what_was_expected(question, says):
    with pytest.raises(BadQuestion) as fault:
        mask_of(question, NAMES)
    assert says in str(fault.value)


@pytest.mark.parametrize(
    "question",
    ["(" * 1000, "(" * 400 + "fear" + ")" * 400, "(" * 51 + "fear" + ")" * 51, "not (" * 200, ")" * 1000],
)
def test_hostile_nesting_is_refused(question):
    with pytest.raises(BadQuestion):
        mask_of(question, NAMES)


def test_a_question_may_be_deep_and_long_but_not_endless():
    assert meaning("(" * 50 + "fear" + ")" * 50) == meaning("fear")
    assert meaning("not " * 200 + "fear") == meaning("fear")
    assert meaning(" or ".join(["(fear)"] * 90)) == meaning("fear")  # closed ones do not add up
    with pytest.raises(BadQuestion, match="longer than 1000 characters"):
        mask_of("fear or " * 125 + "fear", NAMES)


# --- answers ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def answered():
    file = build(
        bare(
            {"a": 0.6, "b": 0.5},
            {"e": {"bears": {"a": "for", "b": "against"}, "otherwise": "unlikely"}},
            something_else="very unlikely",
        )
    )
    asked = ["a", "not a", "a and b", "a and not b", "a or b", "something_else", "a and not a"]
    return weigh(file, Options(draws=300), ask=asked)


def test_answers_fit_the_rest(answered):
    said = {question: estimate.probability for question, estimate in answered.asked.items()}
    listed = {each.true: each.probability for each in answered.combinations}
    assert said["a"] == pytest.approx(answered.hypotheses["a"].now.probability, abs=1e-12)
    assert said["a"] + said["not a"] == pytest.approx(1, abs=1e-12)
    assert said["a and b"] == pytest.approx(listed["a", "b"], abs=1e-12)
    assert said["a and not b"] == pytest.approx(listed["a",], abs=1e-12)
    assert said["a or b"] + said["something_else"] == pytest.approx(1, abs=1e-12)
    assert said["something_else"] == pytest.approx(answered.something_else.now.probability, abs=1e-12)
    assert said["a and not a"] == 0


def test_answers_have_ranges_and_words(answered):
    now, asked = answered.hypotheses["a"].now, answered.asked["a"]
    assert (asked.low, asked.high) == (pytest.approx(now.low, abs=1e-12), pytest.approx(now.high, abs=1e-12))
    assert asked.word == now.word


def test_a_bad_question_stops_the_weighing():
    file = build(bare({"a": 0.6, "b": 0.5}, {"e": {"bears": {"a": "for"}, "otherwise": 0.5}}))
    with pytest.raises(BadQuestion, match='did you mean "a"'):
        weigh(file, Options(point=True), ask=["aa"])
