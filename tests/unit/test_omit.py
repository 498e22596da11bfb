"""What ``--without`` names, and what a reading is without it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from detente.case.load import build
from detente.errors import BadChange
from detente.weigh import Options, weigh
from detente.weigh.ensemble import Reading
from detente.weigh.omit import authors, members, omission, omit
from tests.edits import Data, loaded, written
from tests.made import bare

COMMAND = [sys.executable, "-c", "from detente.cli.main import main; main()"]


def case() -> Data:
    evidence = {
        "lee": {"bears": {"a": "for"}, "otherwise": 0.3, "reports": ["lee", "wire"], "group": "both"},
        "note": {"bears": {"a": "weakly for"}, "otherwise": 0.3, "reports": ["lee"], "group": "both"},
        "guess": {"bears": {"b": "for"}, "otherwise": 0.3, "kind": "judgement", "judged": {"by": "Ann"}},
        "hunch": {"bears": {"b": "for"}, "otherwise": 0.3, "kind": "judgement", "judged": {"by": "Ann"}},
        "plain": {"bears": {"b": "against"}, "otherwise": 0.3},
    }
    return bare(
        {"a": 0.5, "b": 0.6},
        evidence,
        sources={"lee": {"grade": "B"}, "wire": {"grade": "C"}},
        groups={"both": {"says": "Both"}},
        assumptions={"wire-free": {"says": "It", "likely": 0.7, "touches": ["note"], "if_false": "nothing"}},
    )


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("note", ("piece", "note")),
        ("evidence.note", ("piece", "note")),
        ("evidence.lee", ("piece", "lee")),
        ("sources.lee", ("source", "lee")),
        ("wire", ("source", "wire")),
        ("both", ("group", "both")),
        ("groups.both", ("group", "both")),
        ("author Ann", ("group", "author Ann")),
        ("wire-free", ("assumption", "wire-free")),
        ("assumptions.wire-free", ("assumption", "wire-free")),
    ],
)
def test_without_names_one_thing(said: str, found: tuple[str, str]) -> None:
    assert omission(build(case()).case, said) == found


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("lee", r"evidence\.lee or sources\.lee"),
        ("nte", 'did you mean "note"'),
        ("hypotheses.a", "expected a piece, group, source or assumption"),
        ("a", "expected a piece, group, source or assumption"),
        ("sources.note", "expected a piece"),
        ("author Bob", "expected a piece"),
        ("", "expected a piece"),
        ("evidence.", "expected a piece"),
        ("\x1b[31m", "expected a piece"),
    ],
)
def test_what_names_nothing_or_two_things_is_refused_with_a_remedy(said: str, says: str) -> None:
    with pytest.raises(BadChange, match=says) as error:
        weigh(build(case()), Options(point=True, without=said or ""))
    assert "\x1b" not in str(error.value)


def test_members_of_a_group_and_of_an_author() -> None:
    found = build(case()).case
    assert members(found, "both") == {"lee", "note"}
    assert authors(found) == {"author Ann"}
    assert members(found, "author Ann") == {"guess", "hunch"}
    assert members(found, "Ann") == members(found, "plain") == frozenset()


def test_a_source_takes_along_the_pieces_that_nobody_else_reports() -> None:
    reading = Reading(build(case()).case, 1, 5)
    left = omit(reading, "source", "lee")
    assert left.gone == {"note"}
    assert [report.by for report in left.case.evidence["lee"].reports] == ["wire"]
    assert left.case.evidence["note"].reports  # it does not turn into something certain
    assert [report.by for report in reading.case.evidence["lee"].reports] == ["lee", "wire"]
    assert reading.gone == frozenset()


def test_leaving_out_changes_no_draw_of_what_stays() -> None:
    reading = Reading(build(case()).case, 3, 20)
    for sort, name in [("piece", "note"), ("group", "both"), ("source", "wire"), ("assumption", "wire-free")]:
        left = omit(reading, sort, name)  # type: ignore[arg-type]
        for part in ("prior", "something_else", "otherwise", "alone", "stageable", "overlap"):
            one, two = getattr(reading.inputs, part), getattr(left.inputs, part)
            np.testing.assert_array_equal(one, two)


def test_two_things_may_be_left_out_of_a_reading() -> None:
    reading = Reading(build(case()).case, 3, 20)
    one = omit(omit(reading, "piece", "note"), "assumption", "wire-free")
    other = omit(omit(reading, "assumption", "wire-free"), "piece", "note")
    assert (one.gone, one.fails) == (other.gone, other.fails) == ({"note"}, {"wire-free"})


def test_the_command_leaves_out_what_the_effects_say(tmp_path: Path) -> None:
    """As it is printed, to the digits that are printed."""
    at = written(tmp_path, case())

    def run(*words: str) -> Data:
        done = subprocess.run(
            [*COMMAND, "weigh", str(at), "--json", "--draws", "40", *words],
            capture_output=True,
            check=True,
        )
        found: Data = json.loads(done.stdout)
        return found

    whole = run()
    for section, name in [("sources", "lee"), ("groups", "both")]:
        without = run("--without", f"{section}.{name}")
        for hypothesis in ("a", "b"):
            effect = whole[section][name]["without"][hypothesis]
            alone = without["hypotheses"][hypothesis]
            assert effect["word"] == alone["word"]
            for key in ("probability", "low", "high"):
                assert effect[key] == pytest.approx(alone[key], rel=2e-6)


def test_the_command_refuses_what_is_not_there(tmp_path: Path) -> None:
    at = loaded(tmp_path, case()).path
    done = subprocess.run(
        [*COMMAND, "weigh", at, "--without", "lee"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "sources.lee" in done.stderr
    assert "Traceback" not in done.stderr
