"""Cases made by chance go through every command: none ends in a traceback, none prints half a result."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import yaml

from detente.exchange.bayesian import MOST_HYPOTHESES
from tests.commands import Done, run
from tests.made import made

CASES = 100
QUICK = 4
"""So many go through with every run of the tests; all of them with the slow ones."""
DRAWS = ("--draws", "12")


def case_of(seed: int, folder: Path) -> Path:
    """Write a case of 3 to 12 hypotheses, and for some a view beside it."""
    rng = np.random.default_rng(seed)
    n = 3 + seed % 10
    data = made(rng, n, int(rng.integers(4, 14)))
    data["indicators"] = {
        "sign": {
            "says": "A sign", "by": "2021-06", "bears": {"h0": "for", f"h{n - 1}": "against"}, "otherwise": "even",
            "cost": float(rng.uniform(0, 2)),
        }
    }  # fmt: skip
    folder.mkdir()
    (folder / "case.yaml").write_text(yaml.safe_dump(data, sort_keys=False), "utf-8")
    if seed % 3 == 0:
        (folder / "views").mkdir()
        view = {"by": "another", "evidence": {"e0": {"otherwise": "unlikely"}}}
        (folder / "views" / "other.yaml").write_text(yaml.safe_dump(view), "utf-8")
    return folder


def sound(done: Done, *, parts: tuple[str, ...] = ()) -> None:
    """Check that a command did what it says: exit code 0, or a fault in one line, and nothing else then."""
    assert done.code in (0, 2), done
    if done.code == 2:
        assert "no combination of explanations allows" in done.err, done.err
        assert done.out == ""
    elif parts:
        assert set(parts) <= set(json.loads(done.out))


@pytest.mark.parametrize(
    "seed",
    [pytest.param(seed, marks=() if seed < QUICK else pytest.mark.slow) for seed in range(CASES)],
)
def test_a_case_goes_through_every_command(seed: int, tmp_path: Path) -> None:
    case = case_of(seed, tmp_path / "case")
    later = case_of(seed, tmp_path / "later")
    text = (later / "case.yaml").read_text("utf-8")
    data = yaml.safe_load(text)
    data["evidence"]["e1"]["otherwise"] = "likely"
    data["sources"]["s0"]["grade"] = "F" if data["sources"]["s0"]["grade"] != "F" else "A"
    del data["evidence"]["e3"]
    data["assumptions"] = {
        name: each for name, each in data["assumptions"].items() if "e3" not in each["touches"]
    }
    (later / "case.yaml").write_text(yaml.safe_dump(data, sort_keys=False), "utf-8")

    checked = run("check", case, "--json")
    assert checked.code == 0, checked
    weighed = run("weigh", case, "--json", "--csv", tmp_path / "tables", *DRAWS)
    sound(weighed, parts=("hypotheses", "confidence", "flips", "indicators", "dissent"))
    if weighed.code == 0:
        assert len(list((tmp_path / "tables").glob("*.csv"))) >= 15
        (tmp_path / "result.json").write_text(weighed.out, "utf-8")
        sound(run("compare", tmp_path / "result.json", later), parts=())
    # what weighs ten times for its doubt is drawn in turn, as all of it would take an hour
    drawn = [DRAWS if seed % 3 == turn else ("--point",) for turn in range(3)]
    sound(run("weigh", case, "--without", "e2", "--view", "case", "--ask", "h0 and not h1", *drawn[0]))
    sound(run("why", case, "e0", "--json", *DRAWS), parts=("steps", "numbers"))
    sound(run("why", case, "h0", *drawn[1]))
    for other in ("s0", "a0", "g0"):
        sound(run("why", case, other, *DRAWS))
    change = ("--set", "hypotheses.h1.prior=0.4", "--set", "evidence.e1.bears.h0=against")
    sound(run("what-if", case, *change, "--without", "a0", "--json", *DRAWS), parts=("before", "after"))
    sound(run("compare", case, later, *DRAWS))
    sound(run("compare", later, case, "--json", *DRAWS), parts=("difference", "changes", "left"))
    sound(run("brief", case, "-o", tmp_path / "brief.html", *drawn[2]))
    exported = run("export", "bif", case, "-o", tmp_path / "case.bif", "--json")
    assert exported.code in (0, 2), exported
    assert exported.code == 0 or exported.err, exported
    assert exported.code == 2 or len(data["hypotheses"]) <= MOST_HYPOTHESES
