"""The brief on Korea, 2018: what a reader must find there, not to the last digit."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from detente.brief.content import content
from detente.brief.document import Brief
from detente.brief.page import page
from detente.case.load import load
from detente.weigh import Options, examine
from detente.weigh.results import Assessment

CASE = Path(__file__).parents[2] / "cases" / "korea-2018"


@pytest.fixture(scope="module")
def assessment() -> Assessment:
    return examine(load(CASE), Options(draws=1000))


@pytest.fixture(scope="module")
def brief(assessment: Assessment) -> Brief:
    return content(assessment, load(CASE).documents)


@pytest.fixture(scope="module")
def data(brief: Brief) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(brief.to_json(), allow_nan=False))
    return found


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_bottom_line_answers_in_three_sentences(data: dict[str, Any]) -> None:
    lines = [spaced(line) for line in data["bottom_line"]]
    assert len(lines) == 3
    assert re.match(
        r"It is very likely that he deals from strength \(8\d %, range \d\d–\d\d(\.\d)?\)", lines[0]
    )
    assert "growth is his goal" in lines[0]
    assert re.search(r"We cannot tell whether the offer is a trap \([3-6]\d %, \d\d–\d\d\)", lines[1])
    assert data["bottom_note"] == ""


def test_the_rows_are_what_was_weighed(data: dict[str, Any], assessment: Assessment) -> None:
    rows = {row["id"]: row for row in data["why"]["rows"]}
    assert set(rows) == {*assessment.hypotheses, "something_else"}
    chances = [row["now"]["probability"] for row in data["why"]["rows"][:-1]]
    assert chances == sorted(chances, reverse=True)
    assert sum(row["share"]["probability"] for row in rows.values()) == pytest.approx(1, abs=1e-4)
    for name, row in rows.items():
        found = assessment.hypotheses.get(name, assessment.something_else)
        assert row["now"]["word"] == found.now.word
        assert row["now"]["probability"] == pytest.approx(found.now.probability, rel=1e-5)
        assert row["now"]["low"] <= row["now"]["probability"] <= row["now"]["high"]
    assert rows["strength"]["now"]["probability"] > rows["strength"]["prior"]["probability"]
    assert rows["ruse"]["deceives"]


def test_the_title_names_what_is_likely_and_what_cannot_be_told(data: dict[str, Any]) -> None:
    assert re.match(r"Strength (is|and growth are both) very likely; on the trap", data["why"]["title"])
    assert data["why"]["title"].endswith("we cannot tell")
    assert "To be true is one thing" in data["why"]["decisive"][0]


def test_the_pictures_are_disjoint_and_in_order(data: dict[str, Any]) -> None:
    pictures = data["why"]["pictures"]
    first, second = pictures["cards"]
    assert first["now"]["probability"] >= second["now"]["probability"]
    assert first["now"]["probability"] + second["now"]["probability"] <= 1
    assert {first["look"], second["look"]} == {"means-it", "trap"}
    assert "fraction" not in pictures["title"]


def test_the_matrix_is_sorted_and_complete(data: dict[str, Any], assessment: Assessment) -> None:
    matrix = data["matrix"]
    rows = [*matrix["rows"], *matrix["rest"]]
    assert len(matrix["rows"]) == 10
    assert len(rows) == len(assessment.voices)
    tells = [row["tells"] for row in rows]
    assert tells == sorted(tells, reverse=True)
    pieces = [line["id"] for row in rows for line in row["lines"]]
    assert sorted(pieces) == sorted(assessment.case.evidence)
    for row, voice in zip(rows, assessment.voices, strict=True):
        for cell in row["cells"]:
            ratio = voice.ratios.get(cell["hypothesis"])
            assert cell["side"] in ("blank", "level") or (cell["side"] == "for") == (
                ratio is not None and ratio > 1
            )
            assert not re.match(r"[×÷]0", cell["text"])
    assert re.search(r"Above this line: \d\d % of all", spaced(matrix["carried"]))


def test_what_did_not_happen_is_said_so(data: dict[str, Any]) -> None:
    records = {record["id"]: record for chapter in data["rests"]["chapters"] for record in chapter["records"]}
    assert records["destitution-tales"]["seen"] == "Not seen"
    assert records["families-leave"]["seen"] == "Not reported"
    assert records["offer"]["seen"] == ""
    assert records["offer"]["explained"]


def test_the_signs_of_the_evidence(data: dict[str, Any]) -> None:
    records = {record["id"]: record for chapter in data["rests"]["chapters"] for record in chapter["records"]}

    def side(piece: str, hypothesis: str) -> str:
        return str(next(cell["side"] for cell in records[piece]["cells"] if cell["hypothesis"] == hypothesis))

    assert side("prices-steady", "pressure") == "against"
    assert side("destitution-tales", "pressure") == "against"
    assert side("beijing-trip", "strength") == "for"
    assert side("deals-broken", "ruse") == "for"


def test_sources_with_one_origin_are_joined(data: dict[str, Any]) -> None:
    origins = {origin["id"]: origin for origin in data["rests"]["origins"]}
    assert [source["id"] for source in origins["delury"]["sources"]] == ["delury", "statesman"]
    assert "statesman" not in origins
    assert all(0 <= origin["reach"] <= 1 for origin in origins.values())
    assert {"KCNA", "White House", "Delury"} <= {
        source["label"] for origin in origins.values() for source in origin["sources"]
    }


def test_what_would_change_our_mind(data: dict[str, Any], assessment: Assessment) -> None:
    flips = data["mind"]["flips"]
    assert assessment.doubt is not None
    assert len(flips["lines"]) == sum(flip.confirmed for flip in assessment.doubt.flips) > 0
    assert f"We looked at {assessment.doubt.flips_tried} changes" in flips["note"]
    sizes = [line["size"] for line in flips["lines"]]
    assert sizes == sorted(sizes)
    for line in flips["lines"]:
        assert re.match(r"If .+, not .+, .+\.$", spaced(line["sentence"]))
        for move in line["moves"]:
            crosses = (move["before"]["probability"] - 0.5) * (move["after"]["probability"] - 0.5) < 0
            moved = abs(move["before"]["probability"] - move["after"]["probability"])
            assert crosses or (move["new_word"] and moved >= 0.05) or not move["anchor"]


def test_what_to_look_for_next(data: dict[str, Any], assessment: Assessment) -> None:
    sightings = data["mind"]["ahead"]["sightings"]
    assert {each["id"] for each in sightings} == set(assessment.case.indicators)
    shares = [each["share"] for each in sightings]
    assert shares == sorted(shares, reverse=True)
    assert all(0 < share < 0.2 for share in shares)
    assert sightings[0]["width"] == 100
    listed = next(each for each in sightings if each["id"] == "list-handed-over")
    trap = next(move for move in listed["moves"] if move["id"] == "ruse")
    assert trap["seen"]["probability"] < trap["now"]["probability"] < trap["unseen"]["probability"]


def test_the_pictures_say_what_we_would_sooner_see(data: dict[str, Any]) -> None:
    by_look = {card["look"]: card for card in data["why"]["pictures"]["cards"]}
    sooner = [each["says"] for each in by_look["means-it"]["sooner"]]
    assert "The North hands over a list of its sites" in sooner
    assert "The North makes relief a condition of the meeting" in [
        e["says"] for e in by_look["trap"]["sooner"]
    ]


def test_what_each_thing_does(data: dict[str, Any], assessment: Assessment) -> None:
    rests = data["rests"]
    assert assessment.doubt is not None
    effects = [row["effect"] for row in rests["leaving"]["rows"]]
    assert effects == sorted(effects, reverse=True)
    assert any(row["says"] == "Delury" for row in rests["leaving"]["rows"][:3])
    for each in rests["assumptions"]:
        name = each["anchor"].removeprefix("a-")
        for move in each["without"]["moves"]:
            expected = assessment.doubt.assumptions[name].without[move["id"]].probability
            assert move["after"]["probability"] == pytest.approx(expected, rel=1e-5)
    assert {row["id"]: row["level"] for row in rests["firmness"]["rows"]} == {
        name: each.level for name, each in assessment.doubt.confidence.items()
    }


def test_everyone_s_numbers_stand_side_by_side(data: dict[str, Any], assessment: Assessment) -> None:
    opinions = data["rests"]["opinions"]
    assert opinions["views"] == ["the case itself"] + [
        view for view in opinions["views"] if view.startswith(("second reader", "third reader"))
    ]
    for row in opinions["rows"][:-1]:
        found = [chance["probability"] for chance in row["chances"]]
        assert found[:-1] == pytest.approx(
            [view.now[row["id"]].probability for view in assessment.views.values()], rel=1e-5
        )
        assert min(found[:-1]) <= found[-1] <= max(found[:-1])
    assert {row["id"] for row in opinions["rows"] if row["apart"]} == {
        each.hypothesis for each in assessment.dissent
    }


def test_no_jargon_before_it_is_explained_and_no_id_on_the_page(brief: Brief) -> None:
    html = page(brief)
    body = re.sub(r"<[^>]+>", " ", html[html.index("<body>") : html.index('id="s5"')])
    for word in (
        "bits",
        "entropy",
        "mutual information",
        "log-odds",
        "posterior",
        "ensemble",
        "likelihood ratio",
    ):
        assert word not in body, word
    ids = [*brief_ids()]
    assert len(ids) > 40
    for name in ids:
        assert not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", body), name


def brief_ids() -> list[str]:
    """Ids of the case that no reader would take for words."""
    case = load(CASE).case
    return [
        name
        for section in (case.evidence, case.sources, case.groups, case.indicators)
        for name in section
        if "-" in name
    ]


def test_how_it_was_computed(data: dict[str, Any], assessment: Assessment) -> None:
    computed = data["computed"]
    facts = dict(computed["facts"])
    assert facts["Recalculations"] == "1,000"
    assert facts["Case"] == assessment.case_hash
    assert [word for word, _ in computed["words"]] == list(assessment.words.tables["likelihood"])
    assert spaced(dict(computed["words"])["unlikely"]) == "20–45 %"


def test_the_page_holds_all_of_it(brief: Brief) -> None:
    html = page(brief)
    assert len(html) < 250_000
    assert html.count('<article class="record"') == sum(len(each.records) for each in brief.rests.chapters)
    assert html.count("Unclassified, from public sources") == 2
    for piece in ("offer", "plot-while-away"):
        assert f'id="e-{piece}"' in html


def test_the_same_seed_gives_the_same_page(brief: Brief) -> None:
    again = content(examine(load(CASE), Options(draws=1000)), load(CASE).documents)
    assert page(again) == page(brief)


def test_without_draws_there_are_no_ranges() -> None:
    found = content(examine(load(CASE), Options(point=True)))
    html = page(found)
    assert "No range was computed" in html
    assert all(row.now.span == "" for row in found.why.rows)
    assert "nine in ten recalculations" not in html
    assert "middle values only" in str(found.made[-1])
