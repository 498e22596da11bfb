"""`detente game` as a user meets it."""

from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner

from detente.cli import game
from detente.encounter.file import read, to_rules, write
from detente.encounter.gambit import efg
from detente.errors import DetenteError, GameFaults, TooLarge
from tests.encounter_games import beer_quiche, coordination, rich

APP = typer.Typer()
game.add_to(APP)


def run(*arguments: object):
    return CliRunner().invoke(APP, [str(each) for each in arguments])


@pytest.fixture
def file(tmp_path):
    write(beer_quiche(2.0), tmp_path / "beer.json")
    return tmp_path / "beer.json"


def test_a_tree_is_printed_and_what_it_leaves_out_is_said_apart(file):
    result = run(file, "--format", "efg")
    assert result.exit_code == 0
    assert result.stdout == efg(read(file))
    assert (
        result.stderr
        == "Care is left out, that of us (2) and that of them (2), with its scale: payoffs are in points.\n"
    )


def test_payoffs_in_units_of_care_leave_nothing_out(file):
    result = run(file, "--format", "efg", "--payoffs", "care")
    assert result.stdout == efg(read(file), "care")
    assert result.stderr == ""


def test_a_tree_is_written_over_a_tree_and_over_nothing_else(file, tmp_path):
    assert run(file, "--format", "efg", "-o", tmp_path / "beer.efg").exit_code == 0
    assert run(file, "--format", "efg", "-o", tmp_path / "beer.efg").exit_code == 0
    assert (tmp_path / "beer.efg").read_text("utf-8") == efg(read(file))
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    result = run(file, "--format", "efg", "-o", tmp_path / "notes.txt")
    assert isinstance(result.exception, DetenteError)
    assert (tmp_path / "notes.txt").read_text("utf-8") == "mine"


def test_rules_cell_by_cell_read_back_as_the_same_game(tmp_path):
    write(rich(3), tmp_path / "rich.json")
    printed = run(tmp_path / "rich.json", "--format", "json")
    assert run(tmp_path / "rich.json", "--format", "json", "-o", tmp_path / "again.json").exit_code == 0
    again = to_rules(read(tmp_path / "again.json"))
    assert json.loads(printed.stdout) == json.loads(json.dumps(again))


def test_faults_and_size_are_told_and_nothing_is_written(file, tmp_path):
    write(coordination(0, 6, 1.0), tmp_path / "large.json")
    result = run(tmp_path / "large.json", "--format", "efg", "-o", tmp_path / "large.efg")
    assert isinstance(result.exception, TooLarge)
    file.write_text(file.read_text("utf-8").replace('"strong": 0.9', '"strong": 0.8'), "utf-8")
    result = run(file, "--format", "efg", "-o", tmp_path / "beer.efg")
    assert isinstance(result.exception, GameFaults)
    assert not list(tmp_path.glob("*.efg"))
    assert run(file, "--format", "csv").exit_code == 2
