"""What changed since an earlier answer: which words, which numbers, which inputs."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from detente.brief.content import content
from detente.brief.page import page
from detente.brief.parts_doubt import Since
from detente.case.load import build
from detente.errors import DetenteError
from detente.weigh import Options, weigh
from detente.weigh.sides import read_result
from tests.made import bare

FILE = build(
    bare(
        {"trap": {"prior": 0.4, "deceives": True}, "growth": {"prior": 0.6}},
        {
            "offer": {"bears": {"trap": "for", "growth": "for"}, "otherwise": "unlikely"},
            "visit": {"bears": {"growth": "for"}, "otherwise": "even", "reports": ["paper"]},
        },
        sources={"paper": {"outlet": "A paper", "grade": "B"}},
        assumptions={"mind": {"says": "One man decides", "likely": "likely", "touches": ["visit"], "if_false": 0.5}},
    )
)  # fmt: skip
FOUND = weigh(FILE, Options(draws=200))


@pytest.fixture
def old() -> dict[str, Any]:
    return deepcopy(json.loads(json.dumps(FOUND.to_json())))


def said(tmp_path: Path, old: dict[str, Any]) -> tuple[str, list[str]]:
    made = since(tmp_path, old)
    return str(made.title).replace("\u00a0", " "), [str(line).replace("\u00a0", " ") for line in made.lines]


def since(tmp_path: Path, old: dict[str, Any]) -> Since:
    path = tmp_path / "old.json"
    path.write_text(json.dumps(old), encoding="utf-8")
    made = content(FOUND, (), read_result(path)).since
    assert made is not None
    return made


def test_the_same_case_has_not_changed(tmp_path: Path, old: dict[str, Any]) -> None:
    title, lines = said(tmp_path, old)
    assert (
        title
        == f"Since 1 January 2020, case {old['case_hash'][:4]} {old['case_hash'][4:8]}: no word has changed"
    )
    assert lines == ["Nothing moved by 2 points.", "The case is the same, to the last letter."]


def test_words_that_changed_come_first_and_are_made_from_numbers(tmp_path: Path, old: dict[str, Any]) -> None:
    old["hypotheses"]["growth"] |= {"probability": 0.3, "low": 0.25, "high": 0.4, "word": "<b>certain</b>"}
    old["case_hash"] = "other"
    title, lines = said(tmp_path, old)
    now = FOUND.hypotheses["growth"].now
    assert title.endswith("the word on growth has changed")
    assert lines[0].startswith(f"Growth 30 → {100 * now.probability:.0f} %")
    assert lines[0].endswith(f"{now.word} instead of unlikely.")
    assert "certain" not in " ".join(lines)
    assert lines[1] == "Nothing else moved by 2 points."


def test_inputs_that_changed_are_named_as_far_as_an_answer_tells(tmp_path: Path, old: dict[str, Any]) -> None:
    old["case_hash"] = "other"
    old["hypotheses"]["growth"]["prior"] = 0.4
    old["sources"]["paper"]["reliability"] = 0.5
    old["evidence"]["offer"]["ratios"]["growth"] = 9.0
    del old["evidence"]["visit"]
    old["evidence"]["old-piece"] = {"ratios": {}}
    del old["assumptions"]["mind"]
    _, lines = said(tmp_path, old)
    assert lines[1:] == [
        "New evidence: “Seen visit”.",
        "Evidence no longer there: old piece.",
        "New assumptions: “One man decides”.",
        "Before the event we now put growth 60 % instead of 40 %.",
        "We now believe Paper 83 % instead of 50 %.",
        "One piece has other ratios than before: “Seen offer”. Ratios depend on where we start, so that it may be judged as "
        "it was.",
    ]


def test_a_ratio_that_changed_alone_goes_back_to_no_prior(tmp_path: Path, old: dict[str, Any]) -> None:
    old["case_hash"] = "other"
    old["evidence"]["offer"]["ratios"]["growth"] = 9.0
    assert said(tmp_path, old)[1][1:] == ["One piece has other ratios than before: “Seen offer”."]


def test_priors_are_not_compared_with_those_of_an_answer_that_was_not_drawn(tmp_path: Path) -> None:
    old = json.loads(json.dumps(weigh(FILE, Options(point=True)).to_json())) | {"case_hash": "other"}
    old["hypotheses"]["growth"]["prior"] -= 0.02
    old["evidence"]["offer"]["ratios"]["growth"] = 9.0
    lines = said(tmp_path, old)[1]
    assert not any("before the event" in each.lower() for each in lines)
    assert any(
        each.endswith("Ratios depend on where we start, so that it may be judged as it was.")
        for each in lines
    )


def test_explanations_come_and_go(tmp_path: Path, old: dict[str, Any]) -> None:
    old["hypotheses"]["old-one"] = old["hypotheses"].pop("growth")
    _, lines = said(tmp_path, old)
    assert "New among the explanations: growth." in lines
    assert "No longer among them: old one." in lines


def test_what_may_be_chance_is_said(tmp_path: Path, old: dict[str, Any]) -> None:
    old |= {"seed": 7, "version": "0", "title": "Another title", "as_of": "someday"}
    title, lines = said(tmp_path, old)
    assert title.startswith("Since the earlier answer, case")
    assert "The earlier answer bears another title: Another title." in lines
    assert any("small changes may be chance" in each for each in lines)
    assert any("another version of the program" in each for each in lines)


def test_an_answer_of_another_case_is_refused(tmp_path: Path, old: dict[str, Any]) -> None:
    old["hypotheses"] = {"other": old["hypotheses"]["growth"]}
    with pytest.raises(DetenteError, match="no hypothesis in common"):
        since(tmp_path, old)


@pytest.mark.parametrize(
    "broken",
    [
        '{"bottom_line": ["It is"], "why": {}}',
        "[]",
        "{",
        '{"hypotheses": {"growth": 3}}',
        "\x00",
        "[" * 100_000,
    ],
)
def test_anything_else_is_refused(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "old.json"
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(DetenteError, match="detente weigh CASE --json"):
        read_result(path)


def test_hostile_text_of_an_old_answer_stays_text(tmp_path: Path, old: dict[str, Any]) -> None:
    evil = "</h2><script>alert(1)</script>"
    old |= {"title": evil, "case_hash": evil, "as_of": evil, "version": evil}
    old["evidence"][evil] = {"ratios": evil}
    old["sources"][evil] = None
    old["assumptions"] = evil
    old["hypotheses"][evil] = old["hypotheses"]["growth"] | {"word": evil}
    path = tmp_path / "old.json"
    path.write_text(json.dumps(old), encoding="utf-8")
    html = page(content(FOUND, (), read_result(path)))
    assert "<script" not in html
    assert "&lt;script&gt;" in html
