"""Futures as a whole: what must add up, what is kept and found again, and the same by another way of counting."""

from __future__ import annotations

import json
from inspect import signature
from itertools import pairwise

import pytest
from pydantic import TypeAdapter

from detente.case.load import build
from detente.cli.brief import brief as brief_command
from detente.cli.foresee import foresee as foresee_command
from detente.encounter.build import WALKOUT
from detente.encounter.foresee.along import along, ended_by, ended_name, outcomes
from detente.encounter.foresee.futures import foresee
from detente.encounter.foresee.options import Foresight
from detente.encounter.foresee.paths import ended, paths
from detente.encounter.foresee.results import Futures
from detente.encounter.foresee.war import war_by, war_within
from detente.encounter.solution import Options
from detente.encounter.solve import solve
from detente.encounter.terms import NotJudged
from detente.runs.store import PLACE
from detente.weigh import Options as WeighOptions
from tests.small_talks import POINTS, seen, small, usual
from tests.talks import made

FEW = Foresight(points=POINTS, coarse=3, games=2, paths=500)


def test_outcomes_make_one_and_the_river_never_falls():
    _, found = usual(2)
    assert sum(span.value for span in found.outcomes.values()) == pytest.approx(1)
    for name, rows in found.river.items():
        assert list(rows) == sorted(rows)
        assert rows[-1] == pytest.approx(found.outcomes[name].value)
    assert found.split.whole == pytest.approx(found.trying.value)


def test_ranges_hold_their_values():
    _, found = usual(2)
    spans = [
        found.accepts,
        found.trying,
        *found.outcomes.values(),
        *(each.chance for each in found.forecasts),
    ]
    spans += [each.chance for each in found.milestones]
    for span in spans:
        assert span.low is not None
        assert span.high is not None
        assert span.low <= span.value <= span.high


def test_two_ways_of_counting_agree():
    _, found = usual(2)
    assert found.check.ways_difference < 0.02 + 4 * found.check.sampling_error
    assert abs(found.principal.trying - found.trying.value) < 0.1 * abs(found.trying.value)


def test_milestones_come_in_the_order_of_each_sides_road():
    _, found = usual(2)
    for side in ("us", "them"):
        chances = [each.chance.value for each in found.milestones if each.side == side]
        assert chances == sorted(chances, reverse=True)


def test_ends_by_a_round_add_up_to_all_that_end_so():
    encounter = made(3, rounds=4)
    solution = solve(encounter.game, Options(points=(5, 5)))
    asked = [(WALKOUT, rounds) for rounds in range(1, 5)]
    found = along(encounter, solution, ended_by(encounter, asked))
    whole = along(encounter, solution, outcomes(encounter))
    start = (0, encounter.game.start, encounter.game.us.belief, encounter.game.them.belief)
    by = [found.at(*start)[ended_name(*each)] for each in asked]
    assert all((after >= before).all() for before, after in pairwise(by))
    left = whole.at(*start)
    assert by[-1] == pytest.approx(left["walkout by us"] + left["walkout by them"])
    plays = paths(encounter, solution, encounter.game.them.belief, draws=20_000, seed=1, exactly=False)
    seen = [float(plays.weight @ (ended(encounter, plays)[rounds] == WALKOUT)) for _, rounds in asked]
    expected = [float(table[encounter.terms.we_are] @ encounter.game.them.belief) for table in by]
    assert seen == pytest.approx(expected, abs=0.01)


def test_war_within_the_rounds_counts_the_world_after_talks():
    """By hand: each history goes on without moves from where its talks ended."""
    encounter = made(4, rounds=3)
    solution = solve(encounter.game, Options(points=(5, 5)))
    plays = paths(encounter, solution, encounter.game.them.belief, draws=10, seed=1, exactly=True)
    found = war_within(encounter, plays)
    during = float(plays.weight @ (ended(encounter, plays)[-1] == 3))
    assert during < found < 1
    # were nobody to calm anything, as in a world of its own, war were at least as likely
    alone = encounter.around.war_by(3)[encounter.around.start, encounter.around.outside_now]
    assert found <= alone + 1e-12


def test_what_was_found_is_kept_and_found_again(monkeypatch, tmp_path):
    monkeypatch.setenv(PLACE, str(tmp_path))
    file = build(small())
    first = foresee(file, FEW, WeighOptions(draws=40))
    (kept,) = tmp_path.iterdir()
    found = json.loads(kept.read_bytes())["found"]
    assert TypeAdapter(Futures).validate_python(found).to_json() == first.to_json()
    monkeypatch.setattr(
        "detente.encounter.foresee.futures.answered", None
    )  # whoever computes again would call it
    assert foresee(file, FEW, WeighOptions(draws=40)).to_json() == first.to_json()
    monkeypatch.undo()
    monkeypatch.setenv(PLACE, str(tmp_path))
    kept.write_text("{}")
    assert foresee(file, FEW, WeighOptions(draws=40)).to_json() == first.to_json()
    foresee(
        file, Foresight(points=POINTS, coarse=3, games=0, paths=500, worths=False), WeighOptions(draws=40)
    )
    assert len(list(tmp_path.iterdir())) == 2


def test_nothing_is_kept_where_nobody_wants_it(monkeypatch, tmp_path):
    monkeypatch.setenv(PLACE, "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    foresee(build(small()), FEW, WeighOptions(draws=40))
    assert not list(tmp_path.iterdir())


def test_a_case_without_an_encounter_says_what_it_lacks():
    bare = small()
    for key in ("roadmap", "questions", "channels"):
        bare.pop(key, None)
    with pytest.raises(NotJudged, match="roadmap"):
        foresee(build(bare), FEW)


def test_rounds_end_by_the_calendar():
    _, found = usual(2)
    assert found.dates == sorted(found.dates)
    assert len(found.dates) == len(found.river["lapse"])


def test_the_commands_take_the_defaults_of_the_options():
    usual = Foresight()
    told = {name: each.default for name, each in signature(foresee_command).parameters.items()}
    assert (told["games"], told["points"], told["seed"]) == (usual.games, usual.points, usual.seed)
    assert signature(brief_command).parameters["games"].default == usual.games


# --- questions and what goes with them ----------------------------------------------------------------------------


def asked(event: dict[str, str] | None, by: str) -> dict[str, object]:
    return {"ask": "?", "by": by, "resolves": "!"} | ({"event": event} if event else {})


def test_war_is_forecast_whatever_becomes_of_talks():
    days = usual()[1].dates
    found = seen(small(questions={f"w{n}": asked({"end": "war"}, day) for n, day in enumerate(days)}))[1]
    chances = [each.chance.value for each in found.forecasts]
    assert chances[-1] == pytest.approx(found.war.value, abs=1e-12), (
        "the page's own line and the question agree"
    )
    assert chances[-1] > found.outcomes["war"].value, "war after talks, or without any, is war too"
    assert all(before < after for before, after in pairwise(chances))
    assert {each.event for each in found.forecasts} == {"war, talks or not"}
    assert {each.chance.low for each in found.forecasts} == {None}


def test_war_by_a_round_counts_no_war_after_it():
    """The first two rounds of three are as a game of two rounds would have them, were its players to act alike."""
    encounter = made(4, rounds=3)
    solution = solve(encounter.game, Options(points=(5, 5)))
    plays = paths(encounter, solution, encounter.game.them.belief, draws=10, seed=1, exactly=True)
    by = [war_by(encounter, plays, 1.0, rounds) for rounds in range(4)]
    alone = encounter.around.war_by(1)[encounter.around.start, encounter.around.outside_now]
    assert by[0] == 0
    assert 0 < by[1] <= alone + 1e-12
    assert all(before < after for before, after in pairwise(by))
    assert by[3] == pytest.approx(war_within(encounter, plays))
    none = encounter.around.war_by(2)[encounter.around.start, encounter.around.outside_now]
    assert war_by(encounter, plays, 0.0, 2) == pytest.approx(none)
    during = float(plays.weight @ (ended(encounter, plays)[2] == 3))
    assert by[2] > during


def test_what_no_event_settles_and_what_nobody_judged_is_named():
    data = small()
    data["questions"]["vote"] = asked(None, "2020-05-01")
    del data["shocks"]["escalate"], data["talks"]["lapse"], data["care"]["them"], data["outcomes"]["walkout"]
    said = seen(data)[1].notes
    assert said == [
        "Not judged in the case, so by default: how talks run (talks.lapse); how sharply sides choose (care.them); "
        "what a month later is worth (discount); how tension moves (shocks.escalate); what an end costs: nothing "
        "(outcomes.walkout); whether a sham comes out later (steps.them.list.surfaces).",
        "Tied to no event of the encounter, so without a forecast: vote.",
    ]
    data |= {
        "discount": 0.99,
        "shocks": small()["shocks"],
        "talks": small()["talks"],
        "care": small()["care"],
    }
    data["outcomes"] = small()["outcomes"]
    data["steps"]["them"]["list"]["surfaces"] = 0.3
    del data["questions"]["vote"]
    assert seen(data)[1].notes == []


def test_who_they_are_has_its_range_from_weighing_even_where_no_games_are_drawn():
    _, found = usual(0)
    for each in found.prospects:
        assert each.today.low < each.today.value < each.today.high
        assert each.accepts.low is None
    _, drawn = usual(2)
    assert [each.today for each in drawn.prospects] == [each.today for each in found.prospects]
    (one,) = {span.low for span in found.outcomes.values()}
    assert one is None
