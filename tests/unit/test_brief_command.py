"""``detente brief``: where it writes, and what."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.made import bare

COMMAND = [sys.executable, "-c", "from detente.cli.main import main; main()", "brief"]


def run(*words: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *map(str, words)], capture_output=True, text=True, check=False, **more)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    data = bare(
        {"trap": {"prior": 0.5, "deceives": True}, "growth": 0.6},
        {"offer": {"bears": {"trap": "for", "growth": "for"}, "otherwise": "unlikely"}},
    )
    made = tmp_path / "summit"
    made.mkdir()
    (made / "case.yaml").write_text(yaml.safe_dump(data), encoding="utf-8")
    return made


def test_it_writes_a_page_named_after_the_case_here(folder: Path) -> None:
    done = run("summit", "--point", cwd=folder.parent)
    assert done.returncode == 0, done.stderr
    target = folder.parent / "summit-brief.html"
    assert str(target) in done.stdout
    assert target.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert run("summit/case.yaml", "--point", cwd=folder.parent).returncode == 0
    assert [path.name for path in folder.parent.iterdir()].count("summit-brief.html") == 1
    assert not list(folder.parent.glob("case-brief*"))


def test_it_writes_where_it_is_told(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.html"
    target.write_text("old", encoding="utf-8")
    done = run(folder, "-o", target, "--draws", "200", "--seed", "3")
    assert done.returncode == 0, done.stderr
    assert "seed 3" in target.read_text("utf-8")
    assert not list(tmp_path.glob(".*part"))


def test_json_goes_to_the_terminal_or_to_a_file(folder: Path, tmp_path: Path) -> None:
    done = run(folder, "--json", "--draws", "200")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert {"title", "bottom_line", "why", "matrix", "rests", "computed"} <= set(data)
    target = tmp_path / "brief.json"
    assert run(folder, "--json", "--draws", "200", "-o", target).returncode == 0
    assert json.loads(target.read_text("utf-8")) == data


def test_a_place_that_cannot_be_written_ends_with_2_and_no_traceback(folder: Path, tmp_path: Path) -> None:
    done = run(folder, "--point", "-o", tmp_path / "no" / "such" / "place.html")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


def test_what_changed_since_is_said(folder: Path, tmp_path: Path) -> None:
    weigh = [sys.executable, "-c", "from detente.cli.main import main; main()", "weigh", str(folder)]
    old = tmp_path / "old.json"
    told = subprocess.run([*weigh, "--draws", "200", "--json"], capture_output=True, text=True, check=True)
    old.write_text(told.stdout, encoding="utf-8")
    text = (folder / "case.yaml").read_text("utf-8")
    (folder / "case.yaml").write_text(
        text.replace("growth:\n    prior: 0.6", "growth:\n    prior: 0.45"), encoding="utf-8"
    )
    done = run(folder, "--json", "--draws", "200", "--since", old)
    assert done.returncode == 0, done.stderr
    since = json.loads(done.stdout)["since"]
    assert "the word on growth has changed" in since["title"]
    assert any("instead of 60" in line for line in since["lines"])
    assert any(move["id"] == "growth" for move in since["moves"])


@pytest.mark.parametrize("content", ["{}", '{"bottom_line": []}', "no json", None])
def test_an_old_answer_that_is_none_ends_with_2(folder: Path, tmp_path: Path, content: str | None) -> None:
    old = tmp_path / "old.json"
    if content is not None:
        old.write_text(content, encoding="utf-8")
    done = run(folder, "--point", "--since", old, cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "old.json" in done.stderr
    assert not list(tmp_path.glob("*.html"))
