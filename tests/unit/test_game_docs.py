"""The pages on games: every key of the file and of the result is there and no other, and examples are games."""

from __future__ import annotations

import json
import re

import pytest

from detente.encounter import check, rules
from detente.encounter.file import read_rules
from detente.encounter.report import report
from detente.encounter.solution import HOW, Options
from detente.encounter.solve import solve
from tests.games import beer_quiche
from tests.unit.test_docs import DOCS, blocks, code, sections, table, text_of

GAME_JSON = DOCS / "reference" / "game-json.md"
UNDER = {
    "GameRules": "The keys at the top",
    "Who": "A side",
    "State": "A state",
    "Announced": "announced",
    "Shows": "shows",
    "Leads": "leads",
    "Gains": "gains",
    "Arrives": "arrives",
    "Worth": "worth",
    "Discounts": "discounts",
    "Last": "last",
}
"""Class of the rules -> heading under which its keys stand."""


@pytest.mark.parametrize(("name", "heading"), UNDER.items(), ids=UNDER)
def test_every_key_of_the_file_is_on_the_page_and_no_other(name, heading):
    known = getattr(rules, name).model_fields
    rows = table(sections(GAME_JSON)[heading])
    assert {key for row in rows for key in code(row[0])} == set(known)
    for row in rows:
        for key in code(row[0]):
            assert row[1].startswith("Required") == known[key].is_required(), key


def test_every_class_of_the_rules_has_its_heading():
    parts = {
        name for name, each in vars(rules).items() if isinstance(each, type) and issubclass(each, rules.Part)
    }
    assert parts - {"Part", "Rule", "SideRule"} == set(UNDER)


def test_the_file_on_the_page_is_a_game():
    (block,) = blocks(GAME_JSON, "json")
    game = read_rules(json.loads(block.text))
    assert game.ends == ("caught", "over")
    solve(game, Options(points=(2, 5)))


def test_limits_on_the_page_are_those_that_are_checked():
    told = {float(number) for number in re.findall(r"\b1e-?\d+\b", text_of(GAME_JSON))}
    for limit in (check.MOST_POINTS, check.MOST_CARE, check.LEAST, check.MOST, check.MOST_PULL):
        assert limit in told


def test_every_key_of_the_result_is_on_the_page_and_no_other():
    told = sections(GAME_JSON)
    found = report(solve(beer_quiche(1.0), Options(points=(5, 2)))).to_json()
    assert {code(row[0])[0] for row in table(told["What solve prints"])} == set(found)
    assert {code(row[0])[0] for row in table(told["A stage"])} == set(found["play"][0])
    assert set(HOW[:-1]) <= set(code(text_of(GAME_JSON)))
