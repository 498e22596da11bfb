"""Scores that other tools give a matrix, on the matrices that they are known for."""

from __future__ import annotations

import csv
import math
import statistics

import pytest

from detente.case.faults import Faults
from detente.case.load import load
from detente.exchange import scores
from detente.exchange.ach import SPELT, Matrix, parse, read
from detente.exchange.draft import draft
from detente.exchange.imported import case_of, imported
from detente.weigh import Options, weigh
from tests.unit.test_ach import DAY
from tests.unit.test_cases import CASES

FOUR = """\
id,weight,H1,H2,H3,H4
C01,2,C,I,C,NA
C02,3,C,C,I,C
C03,1,I,C,C,NA
C04,2,C,I,I,C
C05,0,C,C,C,I
"""
"""A matrix of four hypotheses whose fourth leads by weight because almost nothing tests it."""


def matrix(text: str) -> Matrix:
    return parse(text, Faults("m.csv"), DAY)


def compared(found: Matrix):
    text = draft(found, title="A matrix", origin="m.csv", as_of=DAY)
    return imported(found, weigh(case_of(text), Options(point=True)), as_of=DAY)


def test_one_column_in_two_tools():
    """II, II, I, I is 6 in Burton's tool and 10 in Open Synthesis."""
    found = matrix("Evidence,A,B\na,II,C\nb,II,C\nc,I,C\nd,I,C\n")
    assert scores.burton(found) == {"A": 6, "B": 0}
    assert scores.open_synthesis(found) == {"A": 10, "B": 0}


def test_parc_weighs_credibility_times_relevance():
    found = matrix("Evidence,Credibility,Relevance,A,B\na,H,H,I,C\nb,L,L,II,CC\nc,M,L,I,NA\n")
    expected = -(math.sqrt(2) * math.sqrt(2) + 2 / (math.sqrt(2) * math.sqrt(2)) + 1 / math.sqrt(2))
    assert scores.parc(found) == pytest.approx({"A": expected, "B": 0})


@pytest.mark.parametrize("letters", ["C,I,C,NA", "II,CC,N,NA", "C,C,C,C", "II,I,N,CC"])
def test_diagnosticity_is_the_population_deviation_of_the_scale(letters):
    scale = {"II": 1, "I": 2, "N": 3, "C": 4, "CC": 5, "NA": 3}
    (row,) = matrix(f"Evidence,A,B,C,D\nx,{letters}\n").rows.values()
    expected = statistics.pstdev(scale[letter] for letter in letters.split(","))
    assert scores.diagnosticity(row) == pytest.approx(expected, abs=1e-12)


def test_four_hypotheses_are_counted_as_published():
    found = compared(matrix(FOUR)).counting.hypotheses
    assert [each.inconsistent for each in found.values()] == [1, 2, 2, 1]
    assert [each.weighted for each in found.values()] == [1, 4, 5, 0]
    assert [each.rank_by_weighted for each in found.values()] == [2, 3, 4, 1]


def test_the_fourth_is_said_to_lead_because_almost_nothing_tests_it():
    found = compared(matrix(FOUR)).counting
    assert found.hypotheses["H4"].ahead_by_default_of == ("H1",)
    assert found.hardly_tested == ("H4",)
    assert all(not found.hypotheses[name].ahead_by_default_of for name in ("H1", "H2", "H3"))


# --- Heuer's Iraq ----------------------------------------------------------------------------------------------

IRAQ = CASES / "iraq-1993" / "matrix.csv"
CELLS = {"E1": "+++", "E2": "++-", "E3": "++-", "E4": "-++", "E5": "-++", "E6": "-++"}
"""Heuer (1999), Psychology of Intelligence Analysis, chapter 8, figure 15."""


def test_iraq_is_heuers_matrix():
    found = read(IRAQ)
    of_sign = {sign: next(letter for letter, others in SPELT.items() if sign in others) for sign in "+-"}
    assert {name: list(row.letters.values()) for name, row in found.rows.items()} == {
        name: [of_sign[sign] for sign in signs] for name, signs in CELLS.items()
    }
    with IRAQ.open(encoding="utf-8", newline="") as stream:
        assert len(list(csv.reader(stream))) == 1 + len(CELLS)


def test_iraq_is_counted_and_weighed_in_heuers_order():
    """Three, none and two against; the order H2, H3, H1 both ways."""
    found = compared(read(IRAQ)).counting
    assert [each.inconsistent for each in found.hypotheses.values()] == [3, 0, 2]
    for rank in ("rank_by_counting", "rank_by_weighing"):
        order = sorted(found.hypotheses, key=lambda name: getattr(found.hypotheses[name], rank))
        assert order == ["H2", "H3", "H1"]
    assert found.turned == ()
    assert found.undiagnostic == ("E1",)
    assert all(not each.ahead_by_default_of for each in found.hypotheses.values())


def test_iraq_as_judged_keeps_the_hypotheses_and_marks_the_two_judgements():
    case = load(CASES / "iraq-1993").case
    matrix_read = read(IRAQ)
    assert list(case.hypotheses) == list(matrix_read.hypotheses)
    assert list(case.evidence) == list(matrix_read.rows)
    assumed = {name for name, row in matrix_read.rows.items() if row.says.startswith("Assumed: ")}
    assert {name for name, piece in case.evidence.items() if piece.sort == "judgement"} == assumed
    assert len(assumed) == 2
    assert case.assumptions
