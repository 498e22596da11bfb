"""The JSON Schema that editors use agrees with the loader on what the loader alone can see of one key."""

import json
from pathlib import Path

import jsonschema
import pytest

from detente.case.faults import Faults
from detente.case.load import load
from detente.case.parse import parse
from detente.case.schema import schema
from detente.case.starter import start
from tests.case_text import CASE, spoilt
from tests.unit.test_case_faults import FORMAT

CASES = sorted((Path(__file__).parents[2] / "cases").glob("*/case.yaml"))
VALIDATOR = jsonschema.Draft202012Validator(schema())

# what joins several keys, or is no rule of JSON Schema
BEYOND = (
    "a text that is not empty",
    "U+0007",
    "a date that exists",
    "a range rises",
    "a likelihood",
    "add odds",
    "delete odds",
    "implies names two",
    "two hypotheses or more",
    "exactly one of",
    "not both",
    "add would_report",
    "delete would_report",
    "delete the span",
    "two rising whole numbers",
    "add stageable",
    "delete verify",
    "a step of us",
    "either opened_by",
    "either done",
)


def valid(text: str) -> bool:
    return VALIDATOR.is_valid(json.loads(json.dumps(parse(text, Faults("case.yaml")))))


def test_it_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(schema())
    assert "null" not in json.dumps(schema())


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_the_worked_cases_fit(path):
    assert valid(path.read_text("utf-8"))


def test_the_small_case_fits_and_the_starter_does(tmp_path):
    case, beside = start(tmp_path / "new")
    assert valid(CASE)
    assert valid(case.read_text("utf-8"))
    assert load(case)
    assert json.loads(beside.read_text("utf-8")) == schema()
    assert f"$schema={beside.name}" in case.read_text("utf-8").splitlines()[0]


@pytest.mark.parametrize(("old", "new", "says"), [(old, new, says) for old, new, _, _, says in FORMAT])
def test_a_fault_of_one_key_is_marked_in_the_editor(old, new, says):
    if not any(rule in says for rule in BEYOND):
        assert not valid(spoilt(old, new))
