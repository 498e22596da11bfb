"""A matrix of competing hypotheses becomes a case: what is read, what is refused, what is chosen, what is told."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from detente.case.faults import Faults
from detente.case.load import load
from detente.cli import exports, imports
from detente.errors import CaseFaults, DetenteError
from detente.exchange.ach import MOST_HYPOTHESES, SPELT, Matrix, Row, parse, read, write
from detente.exchange.draft import OTHERWISE, bearings, defaults, draft
from detente.exchange.imported import case_of, rows_alike
from detente.weigh import Options, weigh
from detente.weigh.doubt.counting import LETTERS, WORD_OF, matrix_of, weights_of
from tests.unit.test_cases import CASES

DAY = date(2020, 1, 31)
SMALL = "Evidence,Peace,War\nThey talk,C,I\nThey arm,I,CC\n"


def matrix(text: str) -> Matrix:
    return parse(text, Faults("m.csv"), DAY)


def faults(text: str) -> list[str]:
    with pytest.raises(CaseFaults) as error:
        matrix(text)
    return [str(fault) for fault in error.value.faults]


def drafted(found: Matrix) -> str:
    return draft(found, title="A matrix", origin="m.csv", as_of=DAY)


def probabilities(found: Matrix) -> dict[str, float]:
    assessment = weigh(case_of(drafted(found)), Options(point=True))
    told = {name: each.now.probability for name, each in assessment.hypotheses.items()}
    return {**told, "something else": assessment.something_else.now.probability}


# --- reading ---------------------------------------------------------------------------------------------------


def test_the_plainest_matrix():
    found = matrix(SMALL)
    assert found.hypotheses == {"Peace": "Peace", "War": "War"}
    assert found.rows["they-talk"] == Row("They talk", {"Peace": "C", "War": "I"})
    assert not found.weighted


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_delimiters_byte_order_marks_and_line_ends(tmp_path, delimiter, mark, newline):
    path = tmp_path / "m.csv"
    path.write_bytes((mark + SMALL.replace(",", delimiter).replace("\n", newline)).encode())
    assert read(path) == matrix(SMALL)


def test_a_delimiter_inside_quotes_divides_nothing():
    found = matrix('"Evidence, as it came",Peace;War,Trap\n"x, y; ""z""",C,I\n')
    assert list(found.hypotheses.values()) == ["Peace;War", "Trap"]
    assert [row.says for row in found.rows.values()] == ['x, y; "z"']


@pytest.mark.parametrize(
    ("spelt", "letter"),
    [(spelt, letter) for letter, others in SPELT.items() for spelt in (letter, letter.lower(), *others)]
    + [("−", "I"), ("– –".replace(" ", ""), "II"), ("—", "II"), ("Very Inconsistent", "II")],
)
def test_every_spelling_of_a_letter(spelt, letter):
    assert matrix(f"Evidence,A,B\nx,{spelt},C\n").rows["x"].letters["A"] == letter


def test_numbered_texts_part_into_id_and_text():
    found = matrix("Item,H1: No attack,H2 - An attack,H3\nE7. They arm,C,I,N\n")
    assert found.hypotheses == {"H1": "No attack", "H2": "An attack", "H3": "H3"}
    assert {name: row.says for name, row in found.rows.items()} == {"E7": "They arm"}


def test_ids_from_texts_that_are_long_alike_or_in_another_script():
    head = (
        "Evidence,The very long explanation of all that they do,The very long explanation of all else,이유,or"
    )
    assert list(matrix(f"{head}\nx,C,C,C,I\n").hypotheses) == [
        "the-very-long-explanation-of-all",
        "H2",
        "H3",
        "H4",
    ]


def test_further_columns_are_known_by_their_headings():
    found = matrix("id,Source,Date,Weight,Evidence,Group,A,B\nQ1,Radio,2019-06,2.5,x,Story,C,I\n")
    assert found.rows == {
        "Q1": Row("x", {"A": "C", "B": "I"}, 2.5, "2019-06", "Story", ("Source: Radio",)),
    }
    assert found.weighted


def test_credibility_and_relevance_multiply():
    found = matrix("Evidence,Credibility,Relevance,A,B\nx,L,H,C,I\ny,low,L,C,I\nz,Medium,h,C,I\n")
    assert [row.weight for row in found.rows.values()] == pytest.approx([1, 0.5, 2**0.5])


def test_a_decimal_comma_where_semicolons_divide():
    assert matrix("Evidence;Weight;A;B\nx;0,5;C;I\n").rows["x"].weight == 0.5


def test_empty_rows_and_columns_of_a_spreadsheet_are_passed_over():
    assert matrix("Evidence,Peace,War,,\n\n,,,,\nThey talk,C,I,,\nThey arm,I,CC\n") == matrix(SMALL)


# --- faults ----------------------------------------------------------------------------------------------------


def test_all_faults_come_at_once_each_in_its_line_and_column():
    found = faults("id,Evidence,Weight,Date,A,B\n1,x,-3,26/6/1993,C,CCC\n\n1,,L,2020-02-01,yes,I,more\n")
    starts = [
        'm.csv:2 column 3 (Weight) = "-3": expected a weight',
        'm.csv:2 column 4 (Date) = "26/6/1993": expected a date',
        'm.csv:2 column 6 (B) = "CCC": expected CC, C, N, I, II or NA',
        'm.csv:4 column 1 (id) = "1": expected an id that no other row has',
        'm.csv:4 column 4 (Date) = "2020-02-01": expected a date up to 2020-01-31: no hindsight',
        'm.csv:4 column 5 (A) = "yes": expected CC, C, N, I, II or NA',
        'm.csv:4 column 7 = "more": expected 6 columns',
    ]
    assert len(found) == len(starts)
    for fault, start in zip(found, starts, strict=True):
        assert fault.startswith(start), fault
    assert found[2].endswith('did you mean "CC"?')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "m.csv:1 the case: expected a line of headings"),
        ("Evidence,A\nx,C\n", "two hypotheses or more"),
        ("Evidence\nx\n", "two hypotheses or more"),
        ("Evidence,A,a\nx,C,I\n", 'column 3 (a) = "a": expected a hypothesis that has no column yet'),
        ("Evidence,A,,B\nx,C,I,I\n", "column 3: expected a hypothesis; name it"),
        ("Evidence,date,date,A,B\nx,,,C,I\n", 'column 3 (date) = "date": expected one column of this kind'),
        ("Evidence,A,B\n", "a line for each piece of evidence"),
        ("Evidence,A,B\n,C,I\n", "m.csv:2 column 1 (Evidence): expected what was seen, in words"),
        ("Evidence,Weight,A,B\nx,,C,I\n", "expected a weight"),
        ("Evidence,Weight,A,B\nx,inf,C,I\n", "expected a weight"),
        ("Evidence,Weight,A,B\nx,0,C,I\n", "a weight above 0"),
        ('Evidence,A,B\n"x,C,I\n', "a line of CSV that can be read"),
        ("Evidence,A,B\nx\x07,C,I\n", "a text without control characters"),
        ("Evidence,A,B\nx,-3,0\nSum,-3,-1\n", "delete the row if it holds sums"),
    ],
)
def test_what_is_no_matrix_is_refused(text, expected):
    assert any(expected in fault for fault in faults(text)), faults(text)


def test_too_many_hypotheses_or_rows():
    head = ",".join(f"H{k}" for k in range(MOST_HYPOTHESES + 1))
    assert any("12 hypotheses at most" in fault for fault in faults(f"Evidence,{head}\nx,C\n"))
    rows = "".join(f"row {k},C,I\n" for k in range(501))
    assert any(fault.startswith("m.csv:502") for fault in faults(f"Evidence,A,B\n{rows}"))


def test_a_file_that_is_not_utf8_or_not_there(tmp_path):
    path = tmp_path / "m.csv"
    path.write_bytes(SMALL.replace("talk", "t\xe9lk").encode("latin-1"))
    with pytest.raises(CaseFaults, match="byte 0xe9: expected text in UTF-8"):
        read(path)
    with pytest.raises(DetenteError, match="cannot be read"):
        read(tmp_path / "none.csv")


# --- the case --------------------------------------------------------------------------------------------------


def test_the_case_is_as_the_matrix_says_and_its_letters_come_back():
    found = matrix("Evidence,date,A,B,C\nx,2019-05,CC,N,II\ny,,C,NA,I\n")
    case = case_of(drafted(found)).case
    assert matrix_of(case) == {name: dict(row.letters) for name, row in found.rows.items()}
    assert {name: str(piece.date) for name, piece in case.evidence.items()} == {"x": "2019-05", "y": "2020"}
    assert [relation.one_of for relation in case.relations] == [("A", "B", "C")]
    assert {str(each.prior) for each in case.hypotheses.values()} == {"even"}
    assert {str(piece.otherwise) for piece in case.evidence.values()} == {OTHERWISE}


def test_every_default_is_marked_where_it_stands():
    text = drafted(matrix(SMALL))
    marked = [line.strip() for line in text.splitlines() if "# not in the matrix" in line]
    for key in ("as_of", "sides", "explains", "prior", "something_else", "- one_of", "date", "otherwise"):
        assert any(line.startswith(f"{key}:") for line in marked), key
    told = {each.path.split(".")[-1] for each in defaults(matrix(SMALL), DAY)}
    assert {"as_of", "sides", "explains", "prior", "something_else", "one_of", "date", "otherwise"} <= told


def test_a_row_of_one_consistent_letter_tells_nothing():
    with_row = matrix(SMALL + "They eat,C,C\nThey sleep,CC,CC\n")
    assert probabilities(with_row) == pytest.approx(probabilities(matrix(SMALL)), abs=1e-9)


def test_a_row_against_all_speaks_for_something_else():
    more = probabilities(matrix(SMALL + "They vanish,I,I\n"))
    assert more["something else"] > probabilities(matrix(SMALL))["something else"] + 0.02


def test_the_stronger_letter_speaks_more():
    order = [probabilities(matrix(f"Evidence,A,B\nx,{letter},C\ny,I,C\n"))["A"] for letter in WORD_OF]
    assert order == sorted(order, reverse=True)
    assert len(set(order)) == len(order)


def test_a_weight_is_a_power_and_none_speaks_louder_than_its_letter():
    row = Row("x", {"A": "I", "B": "II", "C": "NA", "D": "N"}, 2.0)
    assert bearings(row, 2.0) == {"A": "against", "B": "strongly against", "D": "neutral"}
    assert bearings(row, 4.0) == {"A": "{odds: 0.5}", "B": "{odds: 0.316}", "D": "neutral"}
    assert set(bearings(Row("x", {"A": "I", "B": "CC"}, 0.0), 4.0).values()) == {"neutral"}


def test_a_row_without_weight_changes_nothing():
    text = "Evidence,Weight,A,B\nx,1,C,I\n"
    assert probabilities(matrix(text + "y,0,II,CC\n")) == pytest.approx(probabilities(matrix(text)), abs=1e-9)


def test_rows_of_one_group_count_once():
    once = probabilities(matrix("Evidence,Group,A,B\nx,s,C,I\n"))
    thrice = probabilities(matrix("Evidence,Group,A,B\nx,s,C,I\ny,s,C,I\nz,s,C,I\n"))
    assert thrice == pytest.approx(once, abs=1e-9)


def test_rows_alike_are_those_of_no_group_that_tell_apart():
    found = matrix("Evidence,Group,A,B\na,,C,I\nb,,C,I\nc,g,C,I\nd,,C,C\ne,,C,C\nf,,I,C\n")
    assert rows_alike(found) == [("a", "b")]


TEXTS = st.text(min_size=1, max_size=40).filter(lambda text: text.strip())


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(TEXTS, min_size=1, max_size=5),
    names=st.lists(TEXTS, min_size=2, max_size=4),
    data=st.data(),
)
def test_whatever_is_read_makes_a_case_and_is_written_as_it_was(texts, names, data):
    """Any text in any cell: either all its faults are told, or the case that it makes loads with the same texts."""
    hypotheses = {f"h{k}": " ".join(name.split()) for k, name in enumerate(names)}
    letters = st.fixed_dictionaries(dict.fromkeys(hypotheses, st.sampled_from(LETTERS)))
    rows = {f"e{k}": Row(" ".join(text.split()), data.draw(letters)) for k, text in enumerate(texts)}
    try:
        found = matrix(write(Matrix(hypotheses, rows)))
    except CaseFaults:
        return
    case = case_of(drafted(found)).case
    assert [each.says for each in case.hypotheses.values()] == list(found.hypotheses.values())
    assert [piece.says for piece in case.evidence.values()] == [row.says for row in found.rows.values()]
    assert [list(row.letters.values()) for row in found.rows.values()] == [
        [row.letters[name] for name in hypotheses] for row in rows.values()
    ]


def test_cells_that_a_spreadsheet_would_compute_are_written_as_text():
    text = write(Matrix({"a": "=1+1", "b": "@SUM(A1)"}, {"e": Row("+x", {"a": "C", "b": "I"})}))
    assert "'=1+1" in text
    assert "'@SUM(A1)" in text
    assert "'+x" in text


# --- the command -----------------------------------------------------------------------------------------------


def run(*arguments: object) -> Any:
    parent = typer.Typer()
    imports.add_to(parent)
    return CliRunner().invoke(parent, ["import", "ach", *map(str, arguments)])


@pytest.fixture
def small(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.csv").write_text(SMALL, encoding="utf-8")
    return tmp_path


def test_the_command_makes_a_folder_that_loads_and_says_what_to_judge(small):
    result = run("small.csv", "--as-of", "2020-01-31")
    assert result.exit_code == 0, result.output
    case = load(small / "small").case
    assert str(case.as_of) == "2020-01-31"
    assert case.title == "small"
    assert (small / "small" / "case.schema.json").exists()
    for each in defaults(matrix(SMALL), DAY):
        assert f"- {each.path}: {each.value}." in result.output
    assert "Next: edit small/case.yaml, then `detente check small`." in result.output


def test_json_holds_the_same(small):
    text = run("small.csv", "-o", "there", "--as-of", "2020-01-31", "--title", "Talks", "--json").output
    found = json.loads(text)
    assert found["written"] == ["there/case.yaml", "there/case.schema.json"]
    assert load(small / "there").case.title == "Talks"
    assert found["hypotheses"]["War"]["inconsistent"] == 1
    assert found["rows"]["they-arm"]["letters"] == {"Peace": "I", "War": "CC"}
    assert {each["path"] for each in found["defaults"]} == {
        each.path for each in defaults(matrix(SMALL), DAY)
    }
    assert sum(each["probability"] for each in found["hypotheses"].values()) + found["something_else"][
        "probability"
    ] == pytest.approx(1, abs=1e-4)


def test_a_case_is_written_over_only_by_force(small):
    assert run("small.csv").exit_code == 0
    (small / "small" / "case.yaml").write_text("mine", encoding="utf-8")
    refused = run("small.csv")
    assert isinstance(refused.exception, DetenteError)
    assert (small / "small" / "case.yaml").read_text("utf-8") == "mine"
    assert run("small.csv", "--force").exit_code == 0


def test_what_is_hidden_in_a_text_is_seen(small):
    (small / "bad.csv").write_text("Evidence,A\u202e,B\nx\u202ey,C,I\n", encoding="utf-8")
    output = run("bad.csv").output
    assert "\u202e" not in output
    assert "\\u202e" in output


def told(folder: Any, text: str) -> str:
    (folder / "m.csv").write_text(text, encoding="utf-8")
    return " ".join(run("m.csv", "--force").output.split())


def test_sentences_say_why_counting_and_weighing_part(small):
    rows = "".join(f"r{k},Story,I,C\n" for k in range(3)) + "s,,C,II\nt,,C,II\nu,,II,II\nv,,N,NA\n"
    output = told(small, f"Evidence,Group,A,B\n{rows}")
    assert "r0, r1 and r2 have one cause: against A they count three times and weigh once." in output
    assert "Counting puts B before A; weighing turns that round." in output
    assert "s and t have the very same letters, and count twice against B." in output
    assert "v tells no hypothesis from another." in output
    assert "u speaks against all alike" in output


def test_a_hypothesis_that_no_row_tests_is_told(small):
    output = told(small, "Evidence,A,B,C\nx,I,C,\ny,C,I,\nz,C,I,N\n")
    assert (
        "C comes first by a count because little tests it: no row tests it, where three test another."
        in output
    )


def test_a_hypothesis_that_is_tested_as_much_as_the_others_is_not_said_to_be_little_tested(small):
    output = told(small, "Evidence,Weight,Alpha,Beta\nx,1,I,C\ny,1,C,I\nz,0,C,I\n")
    assert "little tests" not in output
    assert (
        "Alpha comes first by a count only by rows that do not test it: z has no weight, and counts all the same. On the "
        "rows that test it, it has no less against it than Beta. Do not read its place as support." in output
    )
    output = told(small, "Evidence,A,B\nx,I,C\ny,C,I\nz,,I\nv,C,\n")
    assert "little tests" not in output
    assert (
        "A comes first by a count only by rows that do not test it: z does not speak to it. On the rows"
        in output
    )


# --- a case as a matrix ----------------------------------------------------------------------------------------


def export(*arguments: object) -> Any:
    parent = typer.Typer()
    exports.add_to(parent)
    return CliRunner().invoke(parent, ["export", "ach", *map(str, arguments)])


@pytest.mark.parametrize("name", ["korea-2018", "iraq-1993"])
def test_a_case_is_written_as_a_matrix_that_is_read_again(tmp_path, name):
    case = load(CASES / name).case
    path = tmp_path / "matrix.csv"
    result = export(CASES / name, "-o", path)
    assert result.exit_code == 0, result.output
    again = read(path, case.as_of.end)
    assert list(again.rows) == list(case.evidence)
    expected = [list(row.values()) for row in matrix_of(case).values()]
    assert [list(row.letters.values()) for row in again.rows.values()] == expected
    assert {name: row.weight for name, row in again.rows.items()} == pytest.approx(weights_of(case), rel=1e-5)
    denied = [name for name, row in again.rows.items() if row.says.startswith("Not so: ")]
    assert denied
    assert all(any(r.answer != "confirms" for r in case.evidence[name].reports) for name in denied)


def test_the_matrix_written_as_json_and_over_nothing(tmp_path):
    path = tmp_path / "matrix.csv"
    found = json.loads(export(CASES / "iraq-1993", "-o", path, "--json").output)
    assert found == {"written": [str(path)], "rows": 6, "hypotheses": ["H1", "H2", "H3"]}
    assert isinstance(export(CASES / "iraq-1993", "-o", path).exception, DetenteError)
