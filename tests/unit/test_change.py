"""Change what a case says without touching its file: paths, values, and one reading laid over another."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from detente.case.change import (
    adds_part,
    dotted,
    is_input,
    leaves,
    merged,
    overrides,
    setting,
    with_values,
)
from detente.case.load import build, changed, load
from detente.errors import BadChange, CaseFaults
from detente.weigh import Options, weigh
from tests.case_text import CASE
from tests.edits import loaded, put
from tests.made import bare

POINT = Options(point=True)


@pytest.mark.parametrize(
    ("written", "path", "value"),
    [
        (
            "evidence.e.bears.a=weakly against",
            ("evidence", "e", "bears", "a"),
            "weakly against",
        ),
        ("something_else = 0.2", ("something_else",), 0.2),
        ("evidence.e.otherwise=0.1..0.3", ("evidence", "e", "otherwise"), "0.1..0.3"),
        ("evidence.e.bears.a={odds: 3}", ("evidence", "e", "bears", "a"), {"odds": 3}),
        ("evidence.e.reports.2.by_chance=.5", ("evidence", "e", "reports", "2", "by_chance"), 0.5),
        ("sources.s.leans=[a, b]", ("sources", "s", "leans"), ("a", "b")),
        ("groups.g.says=No = yes", ("groups", "g", "says"), "No = yes"),
        ("hypotheses.a.deceives=true", ("hypotheses", "a", "deceives"), True),
        ('hypotheses.a.says="no"', ("hypotheses", "a", "says"), "no"),
        ("as_of=2020-01-01", ("as_of",), "2020-01-01"),
    ],
)
def test_a_setting_is_a_path_and_a_value_as_a_case_has_it(
    written: str, path: tuple[str, ...], value: Any
) -> None:
    assert setting(written) == (path, value)
    assert setting(f"{dotted(path)}={json.dumps(value)}") == (path, value)


@pytest.mark.parametrize(
    "written",
    ["", "=", "a", "a.b", "a=", "a= ", ".a=1", "a.=1", "a..b=1", "=1", "a=1\nb: 2", "a=1\nvalue: 2"],
)
def test_what_is_no_setting_is_refused(written: str) -> None:
    with pytest.raises((BadChange, CaseFaults)):
        setting(written)


@pytest.mark.parametrize("text", ["{odds: 3", "&x 3", "*x", "!x 3", "a: b: c", "'"])
def test_a_value_that_is_no_yaml_is_refused_with_its_reason(text: str) -> None:
    with pytest.raises(CaseFaults) as error:
        setting(f"evidence.e.otherwise={text}")
    assert error.value.faults[0].file == "--set"


# --- putting values in place ----------------------------------------------------------------------------------------


REPORTS = [{"by": "s", "by_chance": 0.2}, {"by": "t", "by_chance": 0.3}]
DATA = bare(
    {"a": 0.6, "b": 0.6},
    {"e": {"bears": {"a": "for"}, "otherwise": "unlikely", "reports": REPORTS}},
    sources={"s": {"grade": "C"}, "t": {"reliability": 0.4}},
)
CHANGES: list[tuple[tuple[str | int, ...], Any]] = [
    (("hypotheses", "a", "prior"), "likely"),
    (("something_else",), 0.1),
    (("evidence", "e", "bears", "b"), "strongly against"),
    (("evidence", "e", "bears", "a"), {"odds": 7}),
    (("evidence", "e", "reports", 1, "by_chance"), "very likely"),
    (("sources", "s", "grade"), "A"),
    (("sources", "s", "leans"), ["a"]),
]


@pytest.mark.parametrize(("path", "value"), CHANGES)
def test_a_changed_case_is_that_of_the_edited_file(
    tmp_path: Path, path: tuple[str | int, ...], value: Any
) -> None:
    file = loaded(tmp_path, DATA)
    before = file.data
    found = changed(file, {path: tuple(value) if isinstance(value, list) else value})
    edited = loaded(tmp_path, put(DATA, path, value))
    assert found.case == edited.case
    assert found.case != file.case
    assert file.data == before == load(Path(file.path)).data
    for options in (POINT, Options(draws=9)):
        assert weigh(found, options).hypotheses == weigh(edited, options).hypotheses


def test_items_of_lists_count_from_one_in_words_and_from_nought_in_paths() -> None:
    data = build(DATA).data
    one = with_values(data, {("evidence", "e", "reports", 0, "by_chance"): 0.9})
    assert one == with_values(data, {("evidence", "e", "reports", "1", "by_chance"): 0.9})
    assert one["evidence"]["e"]["reports"][0]["by_chance"] == 0.9
    assert one["evidence"]["e"]["reports"][1] == REPORTS[1]
    assert dotted(("evidence", "e", "reports", 0, "by_chance")) == "evidence.e.reports.1.by_chance"


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (("evidense", "e", "otherwise"), "evidence"),
        (("evidence", "f", "otherwise"), "known are e"),
        (("hypotheses", "c", "prior"), "known are a, b"),
        (("evidence", "e", "otherwise", "low"), "a single value"),
        (("evidence", "e", "reports", "0", "by_chance"), "from 1 to 2"),
        (("evidence", "e", "reports", "3", "by_chance"), "from 1 to 2"),
        (("evidence", "e", "reports", "²", "by_chance"), "from 1 to 2"),
        (("evidence", "e", "reports", "9" * 6000, "by_chance"), "from 1 to 2"),
        (("evidence", "e", "reports", 2, "by_chance"), "from 1 to 2"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused(path: tuple[str | int, ...], says: str) -> None:
    with pytest.raises(BadChange, match=says):
        changed(build(DATA), {path: 0.5})


@pytest.mark.parametrize(
    ("path", "value", "at"),
    [
        (("evidence", "e", "otherwise"), "seldom", "evidence.e.otherwise"),
        (("evidence", "e", "otherwice"), "likely", "evidence.e.otherwice"),
        (("evidence", "e", "bears", "c"), "for", "evidence.e.bears.c"),
        (("evidence", "e", "date"), "2021", "evidence.e.date"),
    ],
)
def test_a_value_that_does_not_fit_is_a_fault_of_the_case(path: tuple[str, ...], value: str, at: str) -> None:
    with pytest.raises(CaseFaults) as error:
        changed(build(DATA), {path: value})
    assert [fault.path for fault in error.value.faults] == [at]


def test_a_grade_takes_the_place_of_a_reliability_and_the_other_way_round() -> None:
    data = build(DATA).data
    found = with_values(data, {("sources", "s", "reliability"): 0.9, ("sources", "t", "grade"): "D"})
    assert found["sources"] == {"s": {"reliability": 0.9}, "t": {"grade": "D"}}


def test_a_source_may_be_called_grade() -> None:
    """Only inside a source are grade and reliability two words for one thing."""
    data = {"sources": {"grade": {"grade": "B"}, "reliability": {"grade": "C"}}}
    changed_one = with_values(data, {("sources", "grade", "grade"): "A"})
    assert changed_one == {"sources": {"grade": {"grade": "A"}, "reliability": {"grade": "C"}}}
    assert merged(data, {"sources": {"grade": {"grade": "A"}}}) == changed_one


# --- one reading over another ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "overlay", "found"),
    [
        ({"a": 1, "b": 2}, {"b": 3}, {"a": 1, "b": 3}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"c": 3, "d": 4}}, {"a": {"b": 1, "c": 3, "d": 4}}),
        ({"a": "for"}, {"a": {"odds": 3}}, {"a": {"odds": 3}}),
        ({"a": {"odds": 3}}, {"a": "for"}, {"a": "for"}),
        ({"a": (1, {"b": 2})}, {"a": {"2": {"b": 3}}}, {"a": (1, {"b": 3})}),
        ({"a": (1, 2)}, {"a": (3,)}, {"a": (3,)}),
        ({"a": (1, 2)}, {"a": {"3": 3}}, {"a": {"3": 3}}),  # no such item: validation says what is wrong
        ({"a": 1}, {}, {"a": 1}),
    ],
)
def test_an_overlay_is_laid_key_by_key(data: Any, overlay: Any, found: Any) -> None:
    kept = copy.deepcopy(data)
    assert merged(data, overlay) == found
    assert data == kept


def test_the_leaves_of_an_overlay_are_what_it_sets() -> None:
    overlay = {"a": {"b": 1, "c": {}}, "d": (1, 2)}
    assert list(leaves(overlay)) == [("a", "b"), ("a", "c"), ("d",)]


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (("hypotheses", "a", "prior"), True),
        (("hypotheses", "b", "prior"), False),
        (("evidence", "e", "bears", "a"), True),
        (("evidence", "e", "bears", "b"), False),
        (("evidence", "e", "reports", 0, "by_chance"), True),
        (("evidence", "e", "reports", 1, "by_chance"), False),
        (("sources", "s", "grade"), True),  # the overlay has it on the other scale
        (("sources", "t", "grade"), False),
    ],
)
def test_an_overlay_overrides_what_it_says_itself(path: tuple[str | int, ...], says: bool) -> None:
    overlay = {
        "hypotheses": {"a": {"prior": 0.2}},
        "evidence": {"e": {"bears": {"a": {"odds": 2}}, "reports": {"1": {"by_chance": 0.5}}}},
        "sources": {"s": {"reliability": 0.3}},
    }
    assert overrides(overlay, path) is says


@pytest.mark.parametrize(
    ("path", "judged"),
    [
        ("something_else", True),
        ("hypotheses.need.prior", True),
        ("hypotheses.need.says", False),
        ("hypotheses.trap.deceives", False),
        ("relations.1.odds", True),
        ("relations.1.goes_with", False),
        ("sources.paper.grade", True),
        ("sources.paper.leans", False),
        ("sources.reprint.origin", False),
        ("evidence.letter.otherwise", True),
        ("evidence.letter.bears.turn", True),
        ("evidence.letter.bears.turn.odds", True),
        ("evidence.letter.bears.trap", False),  # says nothing of it
        ("evidence.letter.stageable", True),
        ("evidence.letter.shows", False),
        ("evidence.letter.date", False),
        ("evidence.letter.reports.1.by", False),
        ("groups.approach.overlap", True),
        ("assumptions.true-paper.likely", True),
        ("assumptions.true-paper.if_false", True),
        ("assumptions.true-paper.touches", False),
        ("indicators.deposit.otherwise", True),
        ("indicators.deposit.by", False),
        ("characters.them.keeper.base", True),
        ("characters.them.keeper.because.turn", True),
        ("characters.us.steady.prior", True),
        ("characters.us.steady.we_are", False),
        ("explains", False),
        ("nowhere.at.all", False),
    ],
)
def test_judgements_are_inputs_and_what_happened_is_not(tmp_path: Path, path: str, judged: bool) -> None:
    (tmp_path / "case.yaml").write_text(CASE, "utf-8")
    case = load(tmp_path).case
    assert is_input(case, tuple(path.split("."))) is judged
    assert not adds_part(case, case, tuple(path.split(".")))


def test_a_part_is_added_where_the_earlier_case_has_none() -> None:
    them = {"x": {"base": "even"}}
    before = build({**DATA, "characters": {"them": them}}).case
    after = build({**DATA, "characters": {"them": {**them, "y": {"base": "even", "because": {"a": "for"}}}}})
    assert adds_part(before, after.case, ("characters", "them", "y", "base"))
    assert adds_part(before, after.case, ("characters", "them", "y", "because", "a"))
    assert not adds_part(before, after.case, ("characters", "them", "x", "base"))
    assert adds_part(build(DATA).case, before, ("characters", "them", "x", "base"))
