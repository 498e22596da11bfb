"""`detente solve` and `detente game` on cases."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from detente.case.load import load
from detente.encounter.file import read
from detente.encounter.of_case import encounter, game_of_case
from detente.weigh import Options, weigh
from tests.case_text import CASE, spoilt
from tests.commands import run

CASES = Path("cases")


@pytest.fixture
def case(tmp_path):
    file = tmp_path / "small.yaml"
    file.write_text(CASE, "utf-8")
    return file


def test_beliefs_about_them_are_those_of_weighing_and_about_us_the_priors(case):
    file = load(case)
    found = encounter(file)
    weighed = weigh(file, Options(point=True)).characters["them"]
    chances = [weighed[name].probability for name in found.game.them.characters]
    np.testing.assert_allclose(found.game.them.belief, chances, rtol=1e-12)
    assert abs(chances[0] - 0.5) > 0.01, "weighing has moved them from their base"
    priors = [file.case.characters.us[name].prior.median for name in found.game.us.characters]
    np.testing.assert_allclose(found.game.us.belief, np.array(priors) / sum(priors))


def test_a_case_is_solved_as_the_game_that_it_is_written_as(case, tmp_path):
    assert run("game", case, "--format", "json", "-o", tmp_path / "small.json").code == 0
    ours = run("solve", case, "--json", "--points", "4", "--rounds", "3")
    theirs = run("solve", tmp_path / "small.json", "--json", "--points", "4", "--rounds", "3")
    assert ours.code == 0
    assert ours.out == theirs.out
    found = json.loads(ours.out)
    assert found["rounds"] == 3
    assert found["title"] == "A small case"
    assert found["play"][0]["state"] == "us.meet due, calm, with weather"


def test_rounds_are_the_cases_own_unless_said_otherwise(case, tmp_path):
    assert game_of_case(load(case)).rounds == 16
    run("game", case, "--format", "json", "--rounds", "5", "-o", tmp_path / "five.json")
    assert read(tmp_path / "five.json").rounds == 5
    assert run("solve", case, "--rounds", "0").code == 2


def test_a_case_of_one_round_is_a_tree(case):
    done = run("game", case, "--format", "efg", "--rounds", "1", "--payoffs", "care")
    assert done.code == 0
    assert done.out.startswith('EFG 2 R "A small case" { "us" "them" }')
    assert "Base rates of us are left out" in done.err
    assert run("game", case, "--format", "efg").code == 2, "sixteen rounds are too many for a tree"


def test_a_folder_is_a_case_and_its_marking_goes_with_it():
    found = game_of_case(load(CASES / "port-strike"), 1)
    assert found.title.endswith("(Invented for teaching; no real people or firms)")
    done = run("game", CASES / "port-strike", "--format", "json", "--rounds", "1")
    assert json.loads(done.out)["title"] == found.title


def test_a_case_without_an_encounter_says_what_it_lacks(tmp_path):
    done = run("solve", CASES / "iraq-1993")
    assert done.code == 2
    assert done.out == ""
    assert "steps.us (what we can do)" in done.err
    case = tmp_path / "small.yml"
    case.write_text(CASE[: CASE.index("roadmap:")] + CASE[CASE.index("channels:") :], "utf-8")
    done = run("game", case, "--format", "json")
    assert (done.code, done.out) == (2, "")
    assert "it lacks roadmap" in done.err


def test_a_case_at_fault_tells_its_faults(tmp_path):
    case = tmp_path / "small.yaml"
    case.write_text(spoilt("parts: 2", "parts: 0"), "utf-8")
    done = run("solve", case)
    assert done.code == 2
    assert "steps.us.pay.parts" in done.err
    assert run("solve", tmp_path / "none.yaml").code == 2
    assert run("solve", tmp_path).code == 2, "a folder without case.yaml"
