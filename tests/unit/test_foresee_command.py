"""`detente foresee` as a user meets it, and the page on its JSON."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import yaml

from detente.cli import terminal
from detente.encounter.foresee import results
from tests.commands import run
from tests.made import bare
from tests.small_talks import small
from tests.unit.test_docs import DOCS, code, sections, table

PAGE = DOCS / "reference" / "foresee-json.md"
FEW = ("--games", 2, "--points", 5)
UNDER = {
    "Futures": "The keys",
    "Span": "A span",
    "Split": "Points by where they come from",
    "Prospect": "A character",
    "Milestone": "An act",
    "Fan": "A fan",
    "Trust": "Trust",
    "Forecast": "A question",
    "Sign": "A sign",
    "Worth": "A worth",
    "Other": "The other selection",
    "Check": "The check",
}
"""Class of the result -> heading under which its keys stand."""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    monkeypatch.setenv("DETENTE_CACHE", str(cache))


def written(folder: Path, data: dict[str, Any]) -> Path:
    (folder / "case.yaml").write_text(yaml.safe_dump(data, sort_keys=False), "utf-8")
    return folder


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return written(tmp_path, small())


# --- the page on the JSON -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "heading"), UNDER.items(), ids=UNDER)
def test_every_key_of_the_result_is_on_the_page_and_no_other(name: str, heading: str) -> None:
    told = [code(row[0])[0] for row in table(sections(PAGE)[heading])]
    assert told == [each.name for each in dataclasses.fields(getattr(results, name))]


def test_every_class_of_the_result_has_its_heading() -> None:
    seen, left = set(), [results.Futures]
    while left:
        part = left.pop()
        seen.add(part.__name__)
        kinds = list(get_type_hints(part).values())
        while kinds:
            kind = kinds.pop()
            kinds += get_args(kind)
            if dataclasses.is_dataclass(kind) and kind.__name__ not in seen:
                left.append(kind)  # type: ignore[arg-type]
    assert seen == set(UNDER)


# --- the command --------------------------------------------------------------------------------------------------


def test_the_json_has_the_keys_and_is_the_same_byte_for_byte(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run("foresee", case, "--json", *FEW)
    assert first.code == 0, first
    assert list(first.json) == [each.name for each in dataclasses.fields(results.Futures)]
    assert run("foresee", case, "--json", *FEW).out == first.out, "from what was kept"
    monkeypatch.setenv("DETENTE_CACHE", "")
    assert run("foresee", case, "--json", *FEW).out == first.out, "computed anew"
    assert sum(each["value"] for each in first.json["outcomes"].values()) == pytest.approx(1, abs=1e-5)
    assert first.json["check"]["games"] == 2
    assert (first.json["check"]["points"], first.json["check"]["coarse"]) == (5, 3)


def test_tables_say_what_the_json_says(case: Path) -> None:
    data = run("foresee", case, "--json", *FEW).json
    out = run("foresee", case, *FEW).out
    for says in (
        "Pay for it (part 1)",
        "Hand over a list",
        "Do they stop?",
        "Channel: A line",
        "builder: wants to build",
    ):
        assert says in " ".join(out.split()) or all(word in out for word in says.split())
    for heading in (
        "Who they might be", "If they are", "How it ends", "Step", "Question", "Early sign", "Worth to us", "Points over not engaging",
    ):  # fmt: skip
        assert heading in out
    real = data["outcomes"]["real deal"]
    (line,) = [each for each in out.splitlines() if each.startswith("A real deal")]
    assert f"{100 * real['value']:.0f}" in line
    assert "points solved on a grid of 5" in out
    assert max(map(len, out.splitlines())) <= 80


def test_where_a_range_straddles_one_half_we_cannot_tell(case: Path) -> None:
    data = run("foresee", case, "--json", *FEW).json
    lines = run("foresee", case, *FEW).out.splitlines()
    names = {
        "real deal": "A real deal",
        "hollow deal": "A hollow deal",
        "lapse": "Talks run out",
        "refusal": "They refuse",
    }
    for name, says in names.items():
        (line,) = [each for each in lines if each.startswith(says)]
        each = data["outcomes"][name]
        assert ("we cannot tell" in line) == (each["low"] < 0.45 and each["high"] > 0.55)


def test_tables_are_written_as_csv(case: Path, tmp_path: Path) -> None:
    done = run("foresee", case, "--json", "--csv", tmp_path / "tables", *FEW)
    assert done.code == 0, done
    assert "Wrote" in done.err
    river = (tmp_path / "tables" / "futures_river.csv").read_text("utf-8").splitlines()
    assert len(river) == 1 + len(done.json["dates"])
    assert river[0].startswith("round,date,refusal,real deal")


def test_without_games_there_are_no_ranges(case: Path) -> None:
    done = run("foresee", case, "--json", "--games", 0, "--points", 5)
    assert {each["low"] for each in done.json["outcomes"].values()} == {None}
    out = run("foresee", case, "--games", 0, "--points", 5).out
    assert "No games were drawn" in out
    told = out[out.index("How it ends") : out.index("Early sign")]
    assert told.count("no range") == 7 + 4 + 3, "no word without a range: outcomes, acts, questions"
    assert "likely" not in told.replace("Likelihood", "").replace("As likely as not by", "")
    who = out[out.index("Who they might be") : out.index("If they are")]
    assert "no range" not in who, "weighing has ranges of its own"


def test_a_step_that_is_rarely_done_is_not_called_one_that_never_is(tmp_path: Path) -> None:
    case = written(tmp_path, small(talks={"lapse": 0.4, "rounds": 6}))
    found = run("foresee", case, "--json", *FEW).json["milestones"]
    out = run("foresee", case, *FEW).out
    assert min(each["chance"]["value"] for each in found if each["median"] is None) > 0
    assert "never" not in out
    assert "not in 6 rounds" in out
    assert "Ranges rest on 2 games only" in " ".join(out.split())


def test_a_case_without_a_roadmap_says_what_is_missing(tmp_path: Path) -> None:
    data = bare({"turn": 0.5, "trap": 0.4}, {"offer": {"bears": {"turn": "for"}, "otherwise": 0.2}})
    done = run("foresee", written(tmp_path, data))
    assert done.code == 2
    assert "it lacks" in done.err
    assert "roadmap (the steps in their order)" in done.err
    assert done.out == ""


def test_names_are_shown_as_text(tmp_path: Path) -> None:
    data = small()
    data["steps"]["them"]["list"]["says"] = "[red]A list\u202e"
    data["questions"]["later"]["ask"] = "[bold]Do they?\u202e"
    out = run("foresee", written(tmp_path, data), "--games", 0, "--points", 5).out
    assert "[red]A" in out
    assert "[bold]Do" in out
    assert "\u202e" not in out


def test_the_brief_takes_the_futures_along_and_can_leave_them_out(case: Path) -> None:
    whole = run("brief", case, "--point", "--json", "--no-plan")
    assert whole.code == 0, whole
    assert whole.json["outlooks"]["river"]["labels"]
    assert len(whole.json["questions"]["rows"]) == 3
    assert run("brief", case, "--point", "--json", "--no-plan").out == whole.out
    without = run("brief", case, "--point", "--json", "--no-plan", "--no-futures")
    assert without.json["outlooks"] is None
    assert without.json["questions"] is None


def test_a_brief_of_half_an_encounter_has_no_futures(tmp_path: Path) -> None:
    data = small()
    del data["roadmap"], data["questions"]
    done = run("brief", written(tmp_path, data), "--point", "--json")
    assert done.code == 0, done
    assert done.json["outlooks"] is None


# --- progress and Ctrl-C ------------------------------------------------------------------------------------------


def test_each_stage_has_a_bar_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    from rich.progress import Progress

    told: list[tuple[str, int]] = []
    monkeypatch.setattr(
        Progress, "update", lambda self, task, **more: told.append((more["description"], more["completed"]))
    )
    begun: list[str] = []
    monkeypatch.setattr(Progress, "reset", lambda self, task, **more: begun.append(more["description"]))
    with terminal.progress_by_stage("Weighing") as tell:
        tell("Weighing", 1, 2)
        tell("Weighing", 2, 2)
        tell("Solving", 1, 3)
    assert told == [("Weighing", 1), ("Weighing", 2), ("Solving", 1)]
    assert begun == ["Solving"]


def test_ctrl_c_stops_within_a_second_and_writes_nothing(case: Path, tmp_path: Path) -> None:
    words = ["foresee", str(case), "--csv", str(tmp_path / "tables"), "--games", "10000"]
    start = "import sys; sys.argv[0] = 'detente'; from detente.cli.main import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", start, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "DETENTE_CACHE": ""},
        # what is started in the background of a shell ignores it
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    try:
        time.sleep(6)
        assert process.poll() is None, process.communicate()
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        taken = time.monotonic() - begun
    finally:
        process.kill()
    assert process.returncode == 130
    assert err.splitlines()[-1] == "Stopped. Nothing was written."
    assert out == ""
    assert taken < 3, "a second, on a machine with nothing else to do"
    assert not (tmp_path / "tables").exists()
