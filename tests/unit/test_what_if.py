"""``detente what-if`` and ``detente compare``: two answers side by side, and why they differ."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.commands import run
from tests.made import bare
from tests.small_talks import small


def data() -> dict[str, Any]:
    return bare(
        {
            "need": {"prior": 0.5, "name": "need [bold]of money"},
            "turn": 0.4,
            "trap": {"prior": 0.3, "deceives": True},
        },
        {
            "offer": {"bears": {"need": "for", "trap": "for"}, "otherwise": "unlikely"},
            "letter": {"bears": {"turn": "for"}, "otherwise": "even", "reports": ["paper"]},
            "visit": {"bears": {"turn": "strongly for"}, "otherwise": "unlikely", "reports": ["paper"]},
        },
        sources={"paper": {"grade": "B"}, "trap": {"grade": "C"}},
        marking="For the few",
    )


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return written(tmp_path / "case.yaml", data())


def written(file: Path, content: dict[str, Any]) -> Path:
    file.write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")
    return file


FEW = ("--draws", "50")


# --- what-if ------------------------------------------------------------------------------------------------------


def test_both_answers_stand_side_by_side_and_the_file_is_untouched(case: Path) -> None:
    before = case.read_bytes()
    done = run("what-if", case, "--set", "evidence.visit.bears.turn=strongly against", *FEW)
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0] == "For the few"
    assert "evidence.visit.bears.turn: strongly for → strongly against" in lines
    (turn,) = [line for line in lines if line.startswith("turn")]
    assert turn.split("−")[-1].split()[0].isdecimal()  # it fell
    assert " → " in turn  # and its word changed
    assert "need [bold]of money" in done.out
    assert all(len(line) <= 80 for line in lines)
    assert case.read_bytes() == before


def test_each_change_of_several_is_told_by_itself(case: Path) -> None:
    done = run(
        "what-if", case, "--set", "evidence.visit.bears.turn=strongly against",
        "--set", "sources.paper.grade=E", "--without", "letter", "--json", *FEW,
    )  # fmt: skip
    found = done.json
    assert [each["path"] for each in found["changes"]] == [
        "evidence.visit.bears.turn",
        "sources.paper.grade",
        "without",
    ]
    for name, total in found["difference"].items():
        alone = sum(each["effect"][name] for each in found["changes"])
        assert total == pytest.approx(alone + found["left"][name], abs=3e-6)
    assert found["after"]["hypotheses"]["turn"]["word"] != found["before"]["hypotheses"]["turn"]["word"]
    assert abs(found["left"]["turn"]) > 0.01  # a source nobody believes reports either way


def test_without_alone_says_what_weigh_without_says(case: Path) -> None:
    found = run("what-if", case, "--without", "visit", "--json", *FEW).json
    wanted = run("weigh", case, "--without", "visit", "--json", *FEW).json
    assert found["after"]["hypotheses"] == wanted["hypotheses"]
    (change,) = found["changes"]
    assert change["effect"] == found["difference"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "expected what to change"),
        (["--set", "evidence.visit"], "expected PATH=VALUE"),
        (["--set", "evidence.vizit.otherwise=even"], 'did you mean "visit"'),
        (["--set", "evidence.visit.bears.turn=strogly for"], 'did you mean "strongly for"'),
        (["--set", "hypotheses.need.prior=0.999", "--set", "something_else=0.9"], "priors that can hold together"),
        (["--without", "vizit"], 'did you mean "visit"'),
    ],
)  # fmt: skip
def test_what_cannot_be_changed_ends_with_2(case: Path, words: list[str], told: str) -> None:
    done = run("what-if", case, *words, *FEW)
    assert done.code == 2
    assert told in done.err
    assert done.out == ""


def test_a_value_that_changes_nothing_says_so(case: Path) -> None:
    done = run("what-if", case, "--set", "evidence.visit.bears.turn=strongly for", *FEW)
    assert done.code == 0
    assert "The two cases read alike." in done.out


# --- what a change is ---------------------------------------------------------------------------------------------


def test_changes_that_need_each_other_are_one_change(case: Path) -> None:
    words = ("what-if", case, "--set", "sources.paper.reliability=0.2", "--point")
    found = run(*words, "--json").json
    (change,) = found["changes"]
    assert (change["path"], change["after"], change["along"]) == ("sources.paper.reliability", 0.2, [])
    assert change["with"] == [{"path": "sources.paper.grade", "before": "B", "after": None}]
    assert change["effect"]["turn"] < -0.02
    assert change["effect"] == found["difference"]
    assert set(found["left"].values()) == {0.0}
    assert "with sources.paper.grade: B → not stated" in " ".join(run(*words).out.split())


def test_one_change_of_two_does_not_take_in_what_stands_beside_it(case: Path, tmp_path: Path) -> None:
    new = data()
    new["sources"]["paper"] = {"reliability": 0.2, "author": "A writer", "leans": ["turn"]}
    new["sources"]["trap"] = {"grade": "D"}
    new["evidence"]["visit"]["bears"]["turn"] = "weakly for"
    found = run("compare", case, written(tmp_path / "new.yaml", new), "--json", "--point").json
    told = effects(found)
    assert set(told) >= {"sources.paper.reliability", "evidence.visit.bears.turn"}
    assert "sources.paper.grade" not in told
    assert [each["path"] for each in told["sources.paper.reliability"]["with"]] == ["sources.paper.grade"]
    assert told["evidence.visit.bears.turn"]["with"] == []


@pytest.mark.parametrize("reports", [False, True])
def test_who_judged_can_move_the_answer(tmp_path: Path, reports: bool) -> None:
    files = []
    for name, second in (("old", "kim"), ("new", "lee")):
        content = bare(
            {"turn": 0.4, "need": 0.6},
            {
                each: {
                    "kind": "judgement",
                    "bears": {"turn": "strongly for"},
                    "otherwise": "unlikely",
                    **({"reports": [each]} if reports else {"judged": {"by": author}}),
                }
                for each, author in (("first", "kim"), ("second", second))
            },
            sources={"first": {"grade": "B", "author": "kim"}, "second": {"grade": "B", "author": second}},
        )
        if not reports:
            del content["sources"]
        files.append(written(tmp_path / f"{name}.yaml", content))
    found = run("compare", *files, "--json", "--point").json
    assert found["unweighed"] == []
    (change,) = found["changes"]
    assert change["path"] == ("sources.second.author" if reports else "evidence.second.judged.by")
    assert change["effect"]["turn"] > 0.01


def test_what_moves_a_character_is_told(tmp_path: Path) -> None:
    content = data()
    content["characters"] = {
        "them": {
            "fair": {"says": "Keeps its word", "base": "likely", "because": {"need": "for"}},
            "sly": {"says": "Breaks its word", "base": "likely", "because": {"trap": "strongly for"}},
        }
    }
    case = written(tmp_path / "case.yaml", content)
    words = (
        "what-if", case, "--set", "characters.them.sly.base=very unlikely",
        "--set", "evidence.letter.bears.turn=weakly for", "--point",
    )  # fmt: skip
    found = run(*words, "--json").json
    first = found["changes"][0]
    assert first["path"] == "characters.them.sly.base"
    assert set(first["effect"].values()) == {0.0}
    assert first["characters"]["sly"] < -0.05
    for name, total in found["characters"]["difference"].items():
        alone = sum(each["characters"][name] for each in found["changes"])
        assert total == pytest.approx(alone + found["characters"]["left"][name], abs=3e-6)
    done = run(*words)
    assert "sly −" in done.out.split("What each change does")[1]
    assert "Next to nothing: characters" not in done.out


# --- compare ------------------------------------------------------------------------------------------------------


def later() -> dict[str, Any]:
    new = data()
    new["as_of"] = "2020-06-01"
    new["sources"]["radio"] = {"grade": "A", "origin": "paper"}
    new["groups"] = {"calls": {"says": "Calls"}}
    new["evidence"]["call"] = {
        "says": "A call", "date": "2020-05-02", "reports": ["radio"], "group": "calls",
        "bears": {"turn": "for", "fear": "strongly for"}, "otherwise": "unlikely",
    }  # fmt: skip
    new["hypotheses"]["fear"] = {"says": "They fear us", "prior": 0.3}
    new["evidence"]["letter"]["says"] = "A long letter"
    new["evidence"]["visit"]["reports"] = [{"by": "paper", "answer": "denies"}]
    return new


def effects(found: dict[str, Any]) -> dict[str, Any]:
    return {each["path"]: each for each in found["changes"]}


def test_of_two_cases_each_change_is_told_with_its_own_effect(case: Path, tmp_path: Path) -> None:
    new = written(tmp_path / "new.yaml", later())
    found = run("compare", case, new, "--json", *FEW).json
    told = effects(found)
    assert set(told) == {
        "evidence.call",
        "evidence.visit.reports",
        "hypotheses.fear",
        "sources.radio",
        "groups.calls",
    }
    assert [each["path"] for each in found["unweighed"]] == ["as_of", "evidence.letter.says"]
    assert told["evidence.call"]["along"] == ["groups.calls", "hypotheses.fear", "sources.radio"]
    assert told["evidence.call"]["effect"]["turn"] > 0.01
    assert told["evidence.visit.reports"]["effect"]["turn"] < -0.1
    for path in ("sources.radio", "groups.calls"):
        assert set(told[path]["effect"].values()) == {0.0}
    assert "fear" not in found["before"]["hypotheses"]
    assert "fear" in told["evidence.call"]["effect"]  # on top of the hypothesis that comes along
    sizes = [max(map(abs, each["effect"].values())) for each in found["changes"]]
    assert sizes == sorted(sizes, reverse=True)


def test_what_is_taken_out_leans_on_what_named_it(case: Path, tmp_path: Path) -> None:
    new = written(tmp_path / "new.yaml", later())
    told = effects(run("compare", new, case, "--json", *FEW).json)
    assert told["evidence.call"]["after"] is None
    assert told["evidence.call"]["effect"]["turn"] < -0.01
    assert told["hypotheses.fear"]["along"] == ["evidence.call"]
    assert all(each["effect"] is not None for each in told.values())


def test_a_change_that_the_old_case_cannot_hold_is_said_to(tmp_path: Path) -> None:
    old, new = data(), data()
    old["hypotheses"]["need"]["prior"], old["hypotheses"]["turn"]["prior"] = 0.5, 0.3
    old["something_else"] = 0.2
    new["hypotheses"]["need"]["prior"], new["hypotheses"]["turn"]["prior"] = 0.05, 0.9
    new["something_else"] = 0.04
    files = [written(tmp_path / name, each) for name, each in (("old.yaml", old), ("new.yaml", new))]
    done = run("compare", *files, *FEW)
    assert "cannot be made by itself in the old case" in done.out
    found = run("compare", *files, "--json", *FEW).json
    lone = effects(found)["hypotheses.need.prior"]
    assert lone["effect"] is None


def test_the_terminal_says_what_changed_and_what_came_along(case: Path, tmp_path: Path) -> None:
    new = written(tmp_path / "new.yaml", later())
    done = run("compare", case, new, *FEW)
    assert "evidence.call: added" in done.out
    assert "on top of groups.calls, hypotheses.fear, sources.radio" in " ".join(done.out.split())
    assert "Changed too, without a part in the answer: as_of, evidence.letter.says." in done.out
    assert "not listed" in done.out
    assert all(len(line.rstrip()) <= 80 for line in done.out.splitlines())


def test_views_are_compared_as_inputs(tmp_path: Path) -> None:
    files = []
    for name, word in (("old", "weakly for"), ("new", "strongly against")):
        folder = tmp_path / name
        (folder / "views").mkdir(parents=True)
        files.append(written(folder / "case.yaml", data()).parent)
        view = {"by": "a second reader", "evidence": {"visit": {"bears": {"turn": word}}}}
        written(folder / "views" / "second.yaml", view)
    found = run("compare", *files, "--json", *FEW).json
    (change,) = found["changes"]
    assert change["path"] == "views.second.evidence.visit.bears.turn"
    assert change["effect"]["turn"] < -0.02


def test_two_results_stand_side_by_side_without_a_why(case: Path, tmp_path: Path) -> None:
    first, last = tmp_path / "old.json", tmp_path / "new.json"
    first.write_text(run("weigh", case, "--json", *FEW).out, "utf-8")
    last.write_text(run("weigh", case, "--json", "--without", "visit", *FEW).out, "utf-8")
    found = run("compare", first, last, "--json").json
    assert found["before"] == json.loads(first.read_text("utf-8"))
    assert found["changes"] == []
    assert found["left"] is None
    assert found["difference"]["turn"] < 0
    assert "give both cases" in " ".join(run("compare", first, last).out.split())


def test_a_case_beside_a_result_is_weighed_as_the_result_was(case: Path, tmp_path: Path) -> None:
    result = tmp_path / "old.json"
    result.write_text(run("weigh", case, "--json", "--draws", "70", "--seed", "5").out, "utf-8")
    found = run("compare", result, case, "--json").json
    assert (found["after"]["seed"], found["after"]["draws"]) == (5, 70)
    assert set(found["difference"].values()) == {0.0}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "expected the JSON that `detente weigh CASE --json` prints"),
        ("[]", "it is not an object"),
        ('{"hypotheses": {}, "title": "t"}', "something_else is not an object"),
        ('{"hypotheses": NaN}', "expected the JSON"),
        ("{" * 50_000, "expected the JSON"),
        ('{"hypotheses": {"a": {"probability": 2, "word": "x"}}, "title": "t"}', "2 is no probability"),
        ('{"hypotheses": {"a": {"probability": 0.5, "low": 0.1, "word": "x"}}, "title": "t"}', "with its range"),
        ('{"hypotheses": {}, "something_else": {"probability": 0.5, "word": "x"}, "title": "t"}', "seed is no whole number"),
    ],
)  # fmt: skip
def test_what_is_no_result_is_refused(case: Path, tmp_path: Path, content: str, told: str) -> None:
    odd = tmp_path / "odd.json"
    odd.write_text(content, "utf-8")
    done = run("compare", odd, case, *FEW)
    assert done.code == 2
    assert told in done.err


def test_words_of_a_result_cannot_hide_anything_in_the_terminal(case: Path, tmp_path: Path) -> None:
    found = run("weigh", case, "--json", *FEW).json
    found["title"], found["hypotheses"]["need"]["word"] = "\x1b[31mred", "\u202elikely"
    odd = tmp_path / "odd.json"
    odd.write_text(json.dumps(found), "utf-8")
    done = run("compare", odd, case, *FEW)
    assert "\\x1b[31mred" in done.out
    assert "\\u202elikely" in done.out
    assert "\x1b" not in done.out
    assert "\u202e" not in done.out


def test_what_foreseeing_uses_is_not_called_without_a_part_in_the_answer(tmp_path: Path) -> None:
    old, new = small(), small()
    new["roadmap"] = new["roadmap"][:-1]
    new["steps"]["them"]["list"]["verify"] = 0.3
    new["title"] = "Another title"
    files = []
    for name, each in (("old", old), ("new", new)):
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(each, sort_keys=False), "utf-8")
        files.append(tmp_path / f"{name}.yaml")
    said = " ".join(run("compare", *files, "--point").out.split())
    assert "Changed too, without a part in the answer: title." in said
    told = "without a part in weighing (`detente foresee` and `detente plan` use it: run them on both to compare): "
    assert (
        f"{told}roadmap, steps.them.list.verify." in said or f"{told}steps.them.list.verify, roadmap." in said
    )
