"""What ``detente weigh`` prints after the answer: how firm it is, what would turn it, what to look for, who differs."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from detente.brief.flips import flips
from detente.brief.ground import Ground
from detente.brief.rows import rows
from detente.case.load import load
from detente.weigh import Options, examine
from tests.commands import run
from tests.made import bare

DRAWS = 300


@pytest.fixture
def case(tmp_path: Path) -> Path:
    data = bare(
        {"need": {"prior": 0.5, "name": "need [bold]"}, "turn": 0.45, "trap": {"prior": 0.3, "deceives": True}},
        {
            "offer": {"bears": {"need": "for", "trap": "for"}, "otherwise": "unlikely"},
            "letter": {"bears": {"turn": "for"}, "otherwise": 0.4, "reports": ["paper"]},
        },
        sources={"paper": {"grade": "B"}},
        indicators={
            "sign": {"says": "A sign [red]", "bears": {"turn": "for"}, "otherwise": "even", "by": "2021-03", "cost": 2},
            "clear": {"says": "A clear sign", "bears": {"turn": "decisively for"}, "otherwise": "unlikely", "by": "2022"},
        },
    )  # fmt: skip
    (tmp_path / "case.yaml").write_text(yaml.safe_dump(data, sort_keys=False), "utf-8")
    return tmp_path


def test_the_answer_comes_first_and_the_doubt_fits_the_page(case: Path) -> None:
    out = run("weigh", case, "--draws", DRAWS).out
    order = ["Explanation", "What tells most", "How firm", "What to look for next", "Seed 1"]
    places = [out.index(each) for each in order]
    assert places == sorted(places)
    assert all(len(line) <= 80 for line in out.splitlines())
    assert "Need [bold]" in out
    assert "A sign [red]" in out


def test_it_prints_what_was_found(case: Path) -> None:
    out = run("weigh", case, "--draws", DRAWS).out
    found = examine(load(case), Options(draws=DRAWS))
    assert found.doubt is not None
    for name, each in found.doubt.confidence.items():
        label = (found.case.hypotheses[name].name or name).capitalize()
        (line,) = [line for line in out.split("How firm")[1].splitlines() if line.startswith(f"{label} ")][:1]
        assert line.split(label)[1].split()[0] == each.level
    said = " ".join(out.replace("\u00a0", " ").split())
    lines = flips(Ground(found, *rows(found)), found.doubt).lines
    assert lines
    for line in lines[:5]:
        assert " ".join(str(line.sentence).replace("\u00a0", " ").split()) in said
    told = out.split("What to look for next")[1].splitlines()[1:3]
    assert [line.split("  ")[0].strip() for line in told] == [
        "A clear sign",
        "A sign [red]",
    ]  # what tells most, first
    for line, name in zip(told, ("clear", "sign"), strict=True):
        assert f"{found.doubt.indicators[name].bits:.3f}" in line
    assert told[1].split()[-1] == "2"


def test_views_that_differ_are_told(case: Path) -> None:
    assert "views" not in run("weigh", case, "--point").out
    (case / "views").mkdir()
    view = {"by": "a sceptic", "evidence": {"letter": {"bears": {"turn": "decisively against"}}}}
    (case / "views" / "sceptic.yaml").write_text(yaml.safe_dump(view), "utf-8")
    out = run("weigh", case, "--draws", DRAWS).out
    assert "Where views differ" in out
    row = out.split("Where views differ")[1].split("Turn")[1]
    found = examine(load(case), Options(draws=DRAWS))
    assert [each.hypothesis for each in found.dissent] == ["turn"]
    for judged in found.views.values():
        assert f"{100 * judged.now['turn'].probability:.0f}" in row
    view["evidence"]["letter"]["bears"]["turn"] = "for"  # type: ignore[index]
    (case / "views" / "sceptic.yaml").write_text(yaml.safe_dump(view), "utf-8")
    out = run("weigh", case, "--draws", DRAWS).out
    assert "The views nowhere lie two words apart" in out
    assert "Where views differ" not in out


def test_a_case_without_indicators_says_nothing_of_them(case: Path) -> None:
    data = yaml.safe_load((case / "case.yaml").read_text("utf-8"))
    del data["indicators"]
    (case / "case.yaml").write_text(yaml.safe_dump(data), "utf-8")
    assert "look for" not in run("weigh", case, "--point").out
