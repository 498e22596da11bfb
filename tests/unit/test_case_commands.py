"""`detente new`, `check` and `schema` as a user meets them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from detente.cli import check, new, schema
from detente.errors import DetenteError, Fault
from tests.case_text import CASE, spoilt

APP = typer.Typer()
for verb in (check, new, schema):
    verb.add_to(APP)


def run(*arguments: object):
    return CliRunner().invoke(APP, [str(each) for each in arguments])


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    return tmp_path


@pytest.fixture(autouse=True)
def no_weighing(monkeypatch):
    """Weighing has tests of its own, and takes seconds to compile."""
    monkeypatch.setattr("detente.weigh.faults", lambda file: [])
    monkeypatch.setattr("detente.weigh.warnings.warnings", lambda file: [])


def test_a_case_without_faults_is_summed_up_in_a_line(folder):
    result = run("check", folder)
    assert result.exit_code == 0
    *warnings, last = result.output.splitlines()
    assert last == (
        f'"A small case": no faults, {len(warnings)} warnings '
        "(hypotheses 3, evidence 2, groups 1, sources 3, indicators 1, characters 4, steps 3, roadmap 3, questions 1)"
    )


def test_faults_are_listed_and_counted(folder):
    (folder / "case.yaml").write_text(spoilt("prior: even", "prior: evn"), encoding="utf-8")
    result = run("check", folder)
    assert result.exit_code == 2
    first, last = result.output.splitlines()
    assert first.startswith(f'{folder}/case.yaml:7 hypotheses.need.prior = "evn": expected a likelihood')
    assert last == "1 fault"


def test_faults_as_json(folder):
    (folder / "case.yaml").write_text(spoilt("prior: even", "prior: evn"), encoding="utf-8")
    result = run("check", folder, "--json")
    assert result.exit_code == 2
    (fault,) = json.loads(result.output)["faults"]
    assert set(fault) == {"file", "line", "path", "found", "expected", "fix"}
    assert (fault["line"], fault["path"], fault["found"]) == (7, "hypotheses.need.prior", '"evn"')


def test_faults_of_weighing_are_faults(folder, monkeypatch):
    fault = Fault("case.yaml", 7, "hypotheses", "", "priors that can hold together")
    monkeypatch.setattr("detente.weigh.faults", lambda file: [fault])
    result = run("check", folder)
    assert result.exit_code == 2
    assert result.output == f"{fault}\n1 fault\n"


def test_the_terminal_is_safe_from_the_text_of_a_case(folder):
    text = spoilt("title: A small case", r'title: "[red]A\u202ecase"')
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    assert r'"[red]A\u202ecase": no faults' in run("check", folder).output
    (folder / "case.yaml").write_text(spoilt("prior: even", r'prior: "\e[31m"'), encoding="utf-8")
    assert "\x1b" not in run("check", folder).output


def test_fix_fills_in_spans(folder):
    text = spoilt("grade: B,", "grade: B, document: paper.txt,").replace(
        "[paper, {by", "[{by: paper, quote: yes}, {by"
    )
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    (folder / "paper.txt").write_text("They say yes.", encoding="utf-8")
    assert run("check", folder).exit_code == 0
    assert (folder / "case.yaml").read_text("utf-8") == text
    assert run("check", folder, "--fix").exit_code == 0
    assert "{by: paper, span: [9, 12], quote: yes}" in (folder / "case.yaml").read_text("utf-8")


def test_new_writes_a_case_that_is_clean(tmp_path):
    result = run("new", tmp_path / "strike")
    assert result.exit_code == 0
    assert run("check", tmp_path / "strike").exit_code == 0
    assert "Next: edit" in result.output
    assert {path.name for path in (tmp_path / "strike").iterdir()} == {"case.yaml", "case.schema.json"}


def test_new_never_writes_over_a_case_unasked(folder):
    result = run("new", folder)
    assert isinstance(result.exception, DetenteError)
    assert "--force" in str(result.exception)
    assert (folder / "case.yaml").read_text("utf-8") == CASE
    assert json.loads(run("new", folder, "--force", "--json").output)["written"][0] == f"{folder}/case.yaml"
    assert (folder / "case.yaml").read_text("utf-8") != CASE


def test_new_where_a_file_is_in_the_way(folder):
    assert isinstance(run("new", folder / "case.yaml" / "x").exception, DetenteError)
    assert isinstance(run("new", folder / "case.yaml").exception, DetenteError)


def test_schema_goes_to_the_terminal_or_to_a_file(tmp_path):
    printed = json.loads(run("schema").output)
    assert run("schema", "-o", tmp_path / "s.json").exit_code == 0
    assert json.loads((tmp_path / "s.json").read_text("utf-8")) == printed
    assert printed["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_help_does_not_import_what_reads_cases():
    code = "import sys, detente.cli.check, detente.cli.new, detente.cli.schema; print([m for m in ('pydantic', 'yaml', 'numba') if m in sys.modules])"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
