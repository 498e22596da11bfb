"""The command line: what it prints, how it ends, and that Ctrl-C is heard."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import yaml

from tests.made import bare, made

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "from detente.cli.main import main; main()"]


def run(*words: str | Path, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *map(str, words)], capture_output=True, text=True, check=False, **more)  # type: ignore[call-overload,no-any-return]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    file = tmp_path / "case.yaml"
    data = bare(
        {"trap": {"prior": 0.3, "deceives": True, "name": "the [bold]trap"}, "growth": 0.5, "fear": 0.4},
        {
            "offer": {"bears": {"trap": "for", "growth": "for"}, "otherwise": "unlikely"},
            "visit": {
                "bears": {"growth": "weakly for"},
                "otherwise": 0.5,
                "stageable": "high",
                "shows": ["growth"],
            },
        },
    )
    file.write_text(yaml.safe_dump(data), encoding="utf-8")
    return file


def test_weigh_prints_the_documented_json(case: Path) -> None:
    done = run("weigh", case, "--json", "--ask", "trap and not growth", "--draws", "300")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    for key in ("probability", "low", "high", "prior", "word", "share"):
        assert key in found["hypotheses"]["trap"]
        assert key in found["something_else"]
    assert {"nothing_new", "another"} <= set(found["something_else"])
    assert {"evidence", "groups", "sources", "assumptions", "characters"} <= set(found)
    assert found["seed"] == 1
    assert found["draws"] == 300
    assert len(found["case_hash"]) == 64
    assert found["combinations"][0]["probability"] >= found["combinations"][-1]["probability"]
    assert set(found["asked"]) == {"trap and not growth"}
    assert (
        0 < found["asked"]["trap and not growth"]["probability"] < found["hypotheses"]["trap"]["probability"]
    )


def test_the_same_input_gives_the_same_bytes_on_one_thread_and_on_two(case: Path) -> None:
    texts = [
        run("weigh", case, "--json", env={**os.environ, "NUMBA_NUM_THREADS": threads}).stdout
        for threads in ("1", "1", "2")
    ]
    assert texts[0]
    assert texts[0] == texts[1] == texts[2]


def test_point_gives_no_ranges_and_says_why(case: Path) -> None:
    found = json.loads(run("weigh", case, "--json", "--point").stdout)
    assert found["draws"] == 0
    assert found["hypotheses"]["trap"]["low"] is None
    assert "Central inputs only" in found["notes"][0]


def test_an_analysts_brackets_are_not_markup(case: Path) -> None:
    done = run("weigh", case, "--point")
    assert done.returncode == 0
    assert "the [bold]trap" in done.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["weigh", "nowhere"], "nowhere"),
        (["weigh", "CASE", "--ask", "trap and grwoth"], 'did you mean "growth"'),
        (["weigh", "CASE", "--ask", ""], "the end"),
        (["weigh", "CASE", "--draws", "0"], "--draws"),
    ],
)
def test_what_cannot_be_done_ends_with_2_and_no_traceback(case: Path, words: list[str], told: str) -> None:
    done = run(*(str(case) if word == "CASE" else word for word in words))
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_ctrl_c_stops_cleanly(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    data = made(np.random.default_rng(3), 14, 60, relations=False)
    file.write_text(yaml.safe_dump(data), encoding="utf-8")
    process = subprocess.Popen(
        [*COMMAND, "weigh", str(file), "--draws", "200000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # what is started in the background of a shell ignores it
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    time.sleep(4)
    assert process.poll() is None, process.communicate()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=240)
    assert process.returncode == 130
    assert "Stopped" in err
    assert "Traceback" not in err
    assert out == ""
