"""``--csv``: every table as a file that spreadsheets read and compute nothing of."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from detente.brief.tables import Table, tables
from detente.case.load import load
from detente.weigh import Options, examine
from tests.commands import run
from tests.made import bare

FEW = ("--draws", "60")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    data = bare(
        {"need": {"prior": 0.5, "says": "=HYPERLINK(1)"}, "trap": {"prior": 0.3, "deceives": True}, "turn": 0.4},
        {
            "offer": {"bears": {"need": "for", "trap": "for"}, "otherwise": "unlikely", "group": "talk"},
            "letter": {"bears": {"turn": "never"}, "otherwise": "even", "says": "+1, said \"twice\"\nover", "group": "talk"},
            "visit": {"bears": {"turn": "strongly for"}, "otherwise": "unlikely", "reports": ["paper"], "says": "\t-1"},
        },
        sources={"paper": {"grade": "B"}},
        groups={"talk": {"says": "@talk"}},
        assumptions={"so": {"says": "So", "likely": "likely", "touches": ["visit"], "if_false": 0.5}},
        indicators={"sign": {"says": "A sign", "bears": {"turn": "for"}, "otherwise": "even", "by": "2021", "cost": 2}},
        characters={"them": {"dove": {"base": 0.5, "because": {"turn": "for"}}, "hawk": {"base": 0.5}}},
        marking="-- secret",
    )  # fmt: skip
    file = tmp_path / "case.yaml"
    file.write_text(yaml.safe_dump(data, sort_keys=False), "utf-8")
    return file


def read(folder: Path) -> dict[str, list[dict[str, str]]]:
    found = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            found[path.stem] = list(csv.DictReader(stream))
    return found


def test_every_table_is_written_and_says_what_the_json_says(case: Path, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "tables"
    done = run("weigh", case, "--json", "--ask", "turn and not trap", "--csv", folder, *FEW)
    told, found = done.json, read(folder)
    assert done.err.startswith(f"Wrote {folder}: explanations.csv, ")
    assert {f"{name}.csv" for name in found} == set(done.err.split(": ")[1].strip().split(", "))
    explanations = {row["hypothesis"]: row for row in found["explanations"]}
    assert list(explanations) == ["need", "trap", "turn", "something_else"]
    for name, row in explanations.items():
        wanted = told["something_else"] if name == "something_else" else told["hypotheses"][name]
        for key in ("probability", "low", "high", "prior", "share"):
            assert float(row[key]) == wanted[key], (name, key)
        assert row["word"] == wanted["word"]
    assert [float(row["probability"]) for row in found["combinations"]] == [
        each["probability"] for each in told["combinations"]
    ]
    (asked,) = found["asked"]
    assert float(asked["probability"]) == told["asked"]["turn and not trap"]["probability"]
    (sign,) = found["indicators"]
    assert float(sign["bits"]) == told["indicators"]["sign"]["bits"]
    assert float(sign["cost"]) == 2
    for row in found["effects"]:
        section = {"piece": "evidence", "group": "groups", "source": "sources", "assumption": "assumptions"}
        if row["sort"] == "origin":
            continue
        effect = told[section[row["sort"]]][row["id"]]["without"][row["hypothesis"]]
        assert float(row["change"]) == effect["change"]
    assert {row["hypothesis"] for row in found["confidence"]} == set(told["confidence"])
    assert len({row["flip"] for row in found["flips"]}) == len(told["flips"])
    about = {row["what"]: row["value"] for row in found["about"]}
    assert (about["case_hash"], about["draws"], about["marking"]) == (told["case_hash"], "60", "'-- secret")


def test_what_a_case_no_longer_has_does_not_linger(case: Path, tmp_path: Path) -> None:
    run("weigh", case, "--csv", tmp_path / "t", "--ask", "turn", *FEW)
    assert len(read(tmp_path / "t")["asked"]) == 1
    run("weigh", case, "--csv", tmp_path / "t", *FEW)
    assert read(tmp_path / "t")["asked"] == []


def test_central_inputs_leave_ranges_empty(case: Path, tmp_path: Path) -> None:
    run("weigh", case, "--csv", tmp_path / "t", "--point")
    row = read(tmp_path / "t")["explanations"][0]
    assert (row["low"], row["high"]) == ("", "")
    assert 0 < float(row["probability"]) < 1


def test_no_cell_is_a_formula_and_every_text_is_whole(case: Path, tmp_path: Path) -> None:
    run("weigh", case, "--csv", tmp_path / "t", *FEW)
    found = read(tmp_path / "t")
    for name, rows in found.items():
        for row in rows:
            for column, cell in row.items():
                assert cell[:1] not in ("=", "@", "+", "\t"), (name, column, cell)
                assert cell[:1] != "-" or float(cell) < 0, (name, column, cell)
    assert found["explanations"][0]["says"] == "'=HYPERLINK(1)"
    assert {row["says"] for row in found["voices"]} == {"'@talk", "'\t-1"}


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\r=x", "\nx", "＝1", "  =1", "－1"])
def test_a_text_like_a_formula_gets_an_apostrophe(text: str) -> None:
    (_, row) = csv.reader(Table("t", ("a",), [(text,)]).csv().splitlines(keepends=True))
    assert row[0].startswith("'")
    assert row[0][1:].strip() == text.strip()


def test_numbers_stay_numbers_and_what_is_missing_stays_empty() -> None:
    table = Table("t", ("a", "b", "c", "d", "e", "f"), [(-0.123456789, None, True, 7, 1e-9, float("inf"))])
    assert table.csv() == "a,b,c,d,e,f\n-0.123457,,true,7,1e-09,inf\n"


@pytest.mark.parametrize("text", ["", "plain", "a,b", 'say "so"', "two\nlines", "é💥", "'quoted"])
def test_a_plain_text_comes_back_as_it_was(text: str) -> None:
    written = Table("t", ("a", "b"), [(text, "end")]).csv()
    assert list(csv.reader(written.splitlines(keepends=True)))[1] == [text, "end"]


def test_every_row_is_as_long_as_its_heading(case: Path) -> None:
    for table in tables(examine(load(case), Options(draws=60))):
        assert all(len(row) == len(table.columns) for row in table.rows), table.name
        assert len(set(table.columns)) == len(table.columns), table.name


# --- what stands there already ------------------------------------------------------------------------------------


def test_another_table_in_the_way_stays_and_nothing_is_written(case: Path, tmp_path: Path) -> None:
    folder = tmp_path / "t"
    folder.mkdir()
    own = folder / "evidence.csv"
    own.write_text("piece;how strong\n", "utf-8")
    done = run("weigh", case, "--csv", folder, *FEW)
    assert done.code == 2
    assert "evidence.csv is there already and is not a table that Detente wrote" in done.err
    assert own.read_text("utf-8") == "piece;how strong\n"
    assert list(folder.iterdir()) == [own]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_said_to(case: Path, tmp_path: Path) -> None:
    (tmp_path / "t").mkdir(mode=0o500)
    assert "cannot be written" in run("weigh", case, "--csv", tmp_path / "t", *FEW).err


def test_a_file_where_the_folder_should_be_is_no_traceback(case: Path) -> None:
    with pytest.raises(OSError, match="exists|directory"):  # `main` says so in one line, with exit code 2
        run("weigh", case, "--csv", case, *FEW)


# --- the tables of a comparison -----------------------------------------------------------------------------------


def test_a_comparison_writes_its_own_tables(case: Path, tmp_path: Path) -> None:
    change: list[Any] = ["--set", "evidence.visit.bears.turn=against", "--set", "sources.paper.grade=D"]
    done = run("what-if", case, *change, "--json", "--csv", tmp_path / "t", *FEW)
    told, found = done.json, read(tmp_path / "t")
    assert set(found) == {"compared", "compared_characters", "changes", "changes_alone", "sides"}
    for row in found["compared"]:
        name = row["hypothesis"]
        wanted = [told[side]["something_else"] if name == "something_else" else told[side]["hypotheses"][name] for side in ("before", "after")]  # fmt: skip
        assert [float(row["before_probability"]), float(row["after_probability"])] == [
            each["probability"] for each in wanted
        ]
        assert float(row["change"]) == told["difference"][name]
        assert float(row["interaction"]) == told["left"][name]
    assert [row["path"] for row in found["changes"]] == [each["path"] for each in told["changes"]]
    assert found["changes"][0]["before"] == "strongly for"
    assert {row["character"] for row in found["compared_characters"]} == {"dove", "hawk"}
    effects = {each["path"]: each["effect"] for each in told["changes"]}
    for row in found["changes_alone"]:
        assert float(row["change"]) == effects[row["path"]][row["hypothesis"]]


def test_json_and_csv_of_one_command_come_together(case: Path, tmp_path: Path) -> None:
    done = run("weigh", case, "--json", "--csv", tmp_path / "t", *FEW)
    assert json.loads(done.out)["draws"] == 60
    assert "Wrote" in done.err
