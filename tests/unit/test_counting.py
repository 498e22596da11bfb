"""Counting a case as a matrix of competing hypotheses would, beside weighing it."""

from __future__ import annotations

import pytest

from detente.case.load import build, load
from detente.weigh import Options, weigh
from detente.weigh.doubt.counting import WORD_OF, count, counting, matrix_of
from tests.made import bare
from tests.unit.test_cases import CASES

SOURCES = {"one": {"grade": "B"}, "two": {"grade": "E"}, "nobody": {"reliability": 0}}


def matrix(evidence, hypotheses=None, **more):
    data = bare(hypotheses or {"a": 0.5, "b": 0.5}, evidence, sources=SOURCES, **more)
    return matrix_of(build(data).case)


def counted(file):
    """Count a case, and weigh it at central inputs."""
    found = weigh(file, Options(point=True))
    causes = [voice.pieces for voice in found.voices if voice.overlap > 0]
    return counting(
        file.case, causes, {name: each.now.probability for name, each in found.hypotheses.items()}
    ), found


def weighed(evidence, hypotheses=None, **more):
    return counted(build(bare(hypotheses or {"a": 0.5, "b": 0.5}, evidence, sources=SOURCES, **more)))


# --- letters ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("letter", "word"), WORD_OF.items())
def test_a_word_becomes_the_letter_that_is_imported_as_it(letter, word):
    assert matrix({"e": {"bears": {"a": word}, "otherwise": "even"}})["e"] == {"a": letter, "b": "NA"}


@pytest.mark.parametrize(
    ("bearing", "letter"),
    [
        ("weakly against", "I"),
        ("strongly for", "CC"),
        ("decisively against", "II"),
        ({"odds": 0.6}, "N"),
        ({"odds": 1.3}, "N"),
        ("very unlikely", "II"),  # 9 % where it is 50 % otherwise
        (0.5, "N"),
        ("never", "II"),
        ("always", "CC"),
    ],
)
def test_other_bearings_take_the_nearest_letter(bearing, letter):
    assert matrix({"e": {"bears": {"a": bearing}, "otherwise": 0.5}})["e"]["a"] == letter


def test_a_stated_likelihood_is_measured_against_otherwise():
    bears = {"bears": {"a": "unlikely"}}
    assert matrix({"e": {**bears, "otherwise": "almost no chance"}})["e"]["a"] == "CC"
    assert matrix({"e": {**bears, "otherwise": "very likely"}})["e"]["a"] == "II"


@pytest.mark.parametrize(
    ("answers", "letters"),
    [
        (["confirms"], ("C", "I")),
        (["denies"], ("I", "CC")),
        (["confirms", "denies"], ("N", "N")),
    ],
)
def test_what_is_denied_reverses_its_letters(answers, letters):
    reports = [{"by": by, "answer": answer} for by, answer in zip(SOURCES, answers, strict=False)]
    found = matrix(
        {"e": {"bears": {"a": "weakly for", "b": "against"}, "otherwise": "even", "reports": reports}}
    )
    assert tuple(found["e"].values()) == letters


def test_what_is_not_reported_reverses_its_letters_too():
    reports = [{"by": "one", "answer": "silent", "would_report": "likely"}]
    piece = {"bears": {"a": "strongly for"}, "otherwise": "even", "reports": reports}
    assert matrix({"e": piece})["e"]["a"] == "II"


# --- counts ----------------------------------------------------------------------------------------------------


def piece(**bears):
    return {"bears": bears, "otherwise": "even"}


def test_counts_weights_and_ranks():
    evidence = {
        "e1": piece(a="against", b="for"),
        "e2": {**piece(a="strongly against"), "reports": ["two"]},
        "e3": {**piece(b="against"), "reports": ["one"]},
    }
    found, assessment = weighed(evidence)
    a, b = found.hypotheses["a"], found.hypotheses["b"]
    trust = assessment.reliabilities
    assert (a.inconsistent, b.inconsistent) == (2, 1)
    assert a.weighted == pytest.approx(1 + trust["two"])
    assert b.weighted == pytest.approx(trust["one"])
    assert (a.rank_by_counting, b.rank_by_counting) == (2, 1)
    assert (a.rank_by_weighing, b.rank_by_weighing) == (2, 1)
    assert (a.tested, b.tested) == (2, 2)
    assert found.turned == ()


def test_pieces_with_one_cause_are_counted_twice_and_weighed_once():
    """Three paraphrases outnumber two pieces that stand alone; the order turns."""
    again = {"group": "g", **piece(a="weakly against")}
    evidence = {f"e{k}": again for k in range(3)} | {"f": piece(b="against"), "g": piece(b="against")}
    found, _ = weighed(evidence, groups={"g": {"says": "One story"}})
    assert found.hypotheses["a"].repeated == (("e0", "e1", "e2"),)
    assert found.hypotheses["b"].repeated == ()
    assert found.turned == (("b", "a"),)
    apart, _ = weighed(evidence, groups={"g": {"says": "One story", "overlap": 0}})
    assert apart.hypotheses["a"].repeated == ()


def test_a_piece_with_one_letter_for_all_tells_nothing_apart_and_tests_nobody():
    found, _ = weighed({"e": piece(a="for", b="for"), "f": piece(a="neutral"), "g": piece(a="against")})
    assert found.undiagnostic == ("e", "f")
    assert (found.hypotheses["a"].tested, found.hypotheses["b"].tested) == (1, 0)
    assert found.hardly_tested == ("b",)


def test_a_hypothesis_that_nothing_tests_is_ahead_by_default():
    found, _ = weighed({"e": piece(a="against"), "f": piece(a="weakly for")})
    assert found.hypotheses["b"].ahead_by_default_of == ("a",)
    assert found.hypotheses["a"].ahead_by_default_of == ()


def test_one_that_leads_where_it_is_tested_is_not_ahead_by_default():
    found, _ = weighed({"e": piece(a="against", b="weakly for"), "f": piece(a="weakly for")})
    assert found.hypotheses["b"].rank_by_counting == 1
    assert found.hypotheses["b"].ahead_by_default_of == ()


def test_staged_pieces_are_named():
    hypotheses = {"a": 0.5, "b": {"prior": 0.5, "deceives": True}}
    evidence = {"e": {**piece(a="for", b="against"), "stageable": "high", "shows": ["a"]}}
    found, _ = weighed(evidence, hypotheses)
    assert found.staged == ("e",)


def test_near_ties_share_a_rank():
    letters = {"e": {"a": "C", "b": "C", "c": "I"}}
    found = count(letters, {"e": 1}, [], {"a": 0.402, "b": 0.4, "c": 0.2})
    assert [each.rank_by_weighing for each in found.hypotheses.values()] == [1, 1, 3]
    assert [each.rank_by_counting for each in found.hypotheses.values()] == [1, 1, 3]


def test_every_shipped_case_is_counted_whole():
    for folder in sorted(CASES.iterdir()):
        file = load(folder)
        found, _ = counted(file)
        data = found.to_json()
        assert set(data["matrix"]) == set(file.case.evidence)
        for name, each in data["hypotheses"].items():
            assert each["inconsistent"] == sum(row[name] in ("I", "II") for row in data["matrix"].values())
            assert 0 <= each["weighted"] <= each["inconsistent"]
            assert each["tested"] <= len(file.case.evidence)
        ranks = [each["rank_by_weighing"] for each in data["hypotheses"].values()]
        assert min(ranks) == 1


def test_a_report_that_nobody_believes_gives_no_weight_and_tests_nobody():
    found, _ = weighed({"e": {**piece(a="against"), "reports": ["nobody"]}})
    assert (found.hypotheses["a"].inconsistent, found.hypotheses["a"].weighted) == (1, 0)
    assert found.hypotheses["a"].tested == 0
