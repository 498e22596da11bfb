"""Tab: the shell offers the ids of the case on the line, soon, and is silent where there is none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from detente.case.change import is_input
from detente.case.faults import Faults
from detente.case.load import load
from detente.case.parse import parse
from detente.case.uncertain import Bearing, Uncertain
from detente.cli.completion import ids, settable
from tests.made import bare

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "from detente.cli.main import main; main()"]


def offered(line: str, *, code: str = "") -> list[str]:
    """Return what bash would offer at the end of a line."""
    words = line.split(" ")
    environment = {
        **os.environ,
        "_DETENTE_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
    }
    start = f"import sys; sys.argv[0] = 'detente'; from detente.cli.main import main\ntry:\n    main()\nfinally:\n    {code or 'pass'}"
    done = subprocess.run(
        [sys.executable, "-c", start], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.stdout.split()


@pytest.fixture
def case(tmp_path: Path) -> Path:
    data = bare(
        {"need": 0.5, "paper": 0.4},
        {
            "offer": {"bears": {"need": "for"}, "otherwise": "unlikely", "group": "g"},
            "other": {"bears": {"paper": {"odds": 2}}, "otherwise": "even", "reports": [{"by": "paper", "by_chance": 0.2}]},
        },
        sources={"paper": {"grade": "B"}},
        groups={"g": {"says": "G", "overlap": 0.5}},
        assumptions={"sure": {"says": "S", "likely": "likely", "touches": ["offer"], "if_false": "nothing"}},
    )  # fmt: skip
    (tmp_path / "case.yaml").write_text(yaml.safe_dump(data, sort_keys=False), "utf-8")
    (tmp_path / "views").mkdir()
    (tmp_path / "views" / "second.yaml").write_text("by: a second reader\nsomething_else: even\n", "utf-8")
    return tmp_path


def test_what_can_be_left_out_is_offered(case: Path) -> None:
    assert offered(f"detente weigh {case} --without ") == ["offer", "other", "g", "paper", "sure"]
    assert offered(f"detente weigh {case} --without o") == ["offer", "other"]
    assert offered(f"detente what-if {case}/case.yaml --draws 5 --without s") == ["sure"]


def test_what_can_be_explained_is_offered_with_its_section_where_two_share_an_id(case: Path) -> None:
    assert offered(f"detente why {case} ") == [
        "need", "hypotheses.paper", "offer", "other", "g", "sources.paper", "sure",
    ]  # fmt: skip


def test_every_judgement_can_be_set(case: Path) -> None:
    assert offered(f"detente what-if {case} --set evidence.other.") == [
        "evidence.other.bears.need=",
        "evidence.other.bears.paper=",
        "evidence.other.otherwise=",
        "evidence.other.reports.1.by_chance=",
    ]


def test_views_are_offered(case: Path) -> None:
    assert offered(f"detente weigh {case} --view ") == ["case", "second"]


@pytest.mark.parametrize(
    "content", ["", "hypotheses: [", "a: &b 1", "\0", "evidence: 3", "evidence: {offer: {bears"]
)
def test_a_case_that_cannot_be_read_offers_nothing(tmp_path: Path, content: str) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(content, "utf-8")
    for end in ("--without ", "--set ", "--view "):
        assert offered(f"detente what-if {file} {end}") == []
    assert offered(f"detente what-if {tmp_path / 'none'} --without ") == []
    assert offered("detente what-if --without ") == []


def test_nothing_heavy_is_imported(case: Path) -> None:
    heavy = "{'numba', 'numpy', 'scipy', 'detente.case.load', 'detente.weigh'}"
    code = f"print('imported', *(set(sys.modules) & {heavy}))"
    found = offered(f"detente why {case} sur", code=code)
    assert found == ["sure", "imported"]


@pytest.mark.parametrize("name", ["korea-2018", "port-strike"])
def test_what_is_offered_for_set_is_an_input_and_every_input_is_offered(name: str) -> None:
    file = load(ROOT / "cases" / name)
    data = parse((ROOT / "cases" / name / "case.yaml").read_text("utf-8"), Faults("case.yaml"))
    found = list(settable(data))
    for path in found:
        parts = tuple(path.split("."))
        new = (parts[0] in ("evidence", "indicators") and parts[2] == "bears") or "because" in parts
        assert new or is_input(file.case, parts), path
    weighed = ("hypotheses", "something_else", "relations", "sources", "groups", "evidence", "assumptions", "indicators", "characters")  # fmt: skip
    inputs = set(judged({key: data[key] for key in weighed if key in data}, file.case))
    assert inputs <= set(found)


def judged(data: object, at: object, path: tuple[str, ...] = ()) -> list[str]:
    """Return the paths of what a case file writes and its model reads as an uncertain input."""
    if isinstance(at, Uncertain | Bearing) or (at == "nothing" and path[-1] == "if_false"):
        return [".".join(path)]
    found: list[str] = []
    if isinstance(data, dict):
        for key, part in data.items():
            inner = at.get(key) if isinstance(at, dict) else getattr(at, key, None)
            if key not in ("values", "word"):  # what a character wants has no part in weighing
                found += judged(part, inner, (*path, key))
    elif isinstance(data, tuple) and isinstance(at, tuple):
        for number, (part, inner) in enumerate(zip(data, at, strict=True), 1):
            found += judged(part, inner, (*path, str(number)))
    return found


def test_an_id_that_is_also_a_key_is_no_judgement() -> None:
    data = {
        "hypotheses": {"prior": {"prior": "even"}, "base": {"prior": "even"}},
        "evidence": {"odds": {"otherwise": 1}},
    }
    assert list(settable(data)) == [
        "hypotheses.prior.prior",
        "hypotheses.base.prior",
        "evidence.odds.otherwise",
    ]
    assert list(ids(data, ("hypotheses", "evidence"))) == ["prior", "base", "odds"]
