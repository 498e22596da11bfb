"""What `detente check` finds and remarks on in an encounter, each where it is due and nowhere else."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from detente.case.encounter import MOST_CHARACTERS
from detente.case.load import build, load
from detente.cli import check
from detente.encounter import check as encounter_check
from detente.encounter.build import build as game_of
from detente.encounter.foresee.along import along, outcomes
from detente.encounter.road import road
from detente.encounter.solution import Options
from detente.encounter.solve import solve
from detente.encounter.terms import terms
from detente.encounter.warnings import warnings
from detente.encounter.world import Around
from detente.errors import CaseFaults
from tests.case_text import CASE, spoilt
from tests.encounter_cases import drawn, encounter

SOUND: dict[str, Any] = encounter(
    goods=["peace", "money", "face"],
    characters={
        "us": {
            "steady": {
                "prior": 0.6,
                "we_are": True,
                "trusted": True,
                "word": 9,
                "values": {"peace": 3, "money": 1},
            },
            "fickle": {"prior": 0.4, "word": 1, "values": {"peace": 1, "money": 1, "face": 2}},
        },
        "them": {
            "keeper": {"base": 0.5, "trusted": True, "word": 8, "values": {"peace": 1, "money": 2}},
            "breaker": {"base": 0.5, "word": 1, "values": {"peace": 1, "money": 2, "face": 1}},
        },
    },
    steps={
        "us": {
            "meet": {"says": "Meet", "gives": {"face": 1}, "costs": {"money": 0.5}},
            "pay": {"says": "Pay", "gives": {"money": 3}, "costs": {"money": 2}, "needs": ["meet"]},
        },
        "them": {
            "stop": {
                "says": "Stop",
                "gives": {"peace": 2},
                "costs": {"money": 2},
                "verify": 0.5,
                "delivers": 0.9,
            }
        },
    },
    roadmap=[{"us": "meet"}, {"them": "stop"}, {"us": "pay"}],
    channels={"line": {"calms": 0.1, "opened_by": "us.meet"}},
    shocks={"each_round": 0.1, "war": 0.01, "toll": {"crisis": {"peace": -0.1}}},
    outcomes={"walkout": {"peace": -1}, "war": {"peace": -20}},
    talks={"lapse": 0.05},
    questions={
        "paid": {
            "ask": "Do we pay?",
            "by": "2020-06-01",
            "resolves": "If we do",
            "event": {"done": "us.pay"},
        }
    },
)


def with_(path: str, value: Any) -> dict[str, Any]:
    """Return the sound case with something else at a dotted path; None takes it out."""
    data = copy.deepcopy(SOUND)
    *way, last = path.split(".")
    at = data
    for part in way:
        at = at[part]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return data


def remarks(data: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each.path, each.says) for each in warnings(build(data))]


def test_a_sound_encounter_gives_no_warning():
    assert remarks(SOUND) == []


def test_no_encounter_gives_no_warning_and_one_begun_says_what_it_lacks():
    assert remarks(encounter()) == []
    assert remarks(encounter(goods=SOUND["goods"], characters=SOUND["characters"])) == []
    ((path, says),) = remarks(encounter(goods=SOUND["goods"], steps={"us": SOUND["steps"]["us"]}))
    assert path == "steps"
    assert "steps.them (what they can do)" in says
    ((path, says),) = remarks(with_("questions", {}) | {"roadmap": [], "channels": {}})
    assert "no roadmap" in says


@pytest.mark.parametrize("case", ["korea-2018", "port-strike", "iraq-1993"])
def test_shipped_cases_give_none_that_is_not_a_note(case):
    assert [each for each in warnings(load(f"cases/{case}")) if not each.note] == []


TWIN = {"base": 0.5, "word": 16, "values": {"peace": 2, "money": 4, "face": 0}}
CHEAP = (
    "no cheaper than the deed to anybody, so nobody will try one (keeper 5.2 against 0.36 and breaker 0.65"
)


@pytest.mark.parametrize(
    ("path", "value", "where", "says"),
    [
        ("characters.them.breaker", TWIN, "characters.them.breaker", "keeper and breaker play alike"),
        ("steps.them.stop.delivers", 0.5, "steps.them.stop.verify", "fails, and shows exposed, with 0.5"),
        ("steps.them.stop.delivers", 0.3, "steps.them.stop.verify", "exposure would speak for honesty"),
        ("steps.us.meet.costs", {"money": 0}, "steps.us.meet", "meet costs none of steady and fickle"),
        ("steps.them.stop.costs", {"money": 0.2}, "steps.them.stop.verify", CHEAP),
        ("outcomes.war", {"money": -3, "face": 3}, "outcomes.war", "war costs fickle nothing"),
        ("outcomes.war", {}, "outcomes.war", "war costs steady, fickle, keeper and breaker nothing"),
        (
            "characters.us.steady.word",
            1.5,
            "roadmap.3.us",
            "after its last receipt (line 2), steady must still",
        ),
        ("goods", ["peace", "money", "face", "land"], "goods.4", "no step, toll or outcome touches land"),
        (
            "roadmap",
            [{"us": "meet"}, {"them": "stop"}],
            "questions.paid.event",
            "us.pay, which the roadmap never",
        ),
    ],
)
def test_each_remark_where_it_is_due(path, value, where, says):
    found = dict(remarks(with_(path, value)))
    assert says in found.pop(where)
    assert set(found) <= {"steps.them.stop.verify"}, "a word so dear also makes shams useless"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("channels.line.opened_by", "them.stop"),
        ("shocks.war", 0),
        ("steps.them.stop.delivers", 0.51),
        ("questions.paid.event", {"end": "war"}),
        ("characters.us.steady.word", 2),
        ("outcomes.war", {"peace": -0.1}),
        ("characters.them.breaker", {**TWIN, "word": 15}),
    ],
)
def test_no_remark_just_short_of_one(path, value):
    assert [says for _, says in remarks(with_(path, value)) if "no cheaper" not in says] == []


def test_those_who_play_alike_do_play_alike():
    """Payoffs times k: another size, the same strategies."""
    case = build(with_("characters.them.breaker", TWIN)).case
    found = terms(case)
    solved = solve(game_of(found, road(case.roadmap, found), rounds=3).game, Options(points=(3, 3)))
    for at in ((0, 0), (1, 1), (2, 1)):
        _, them = solved.split(solved.strategies[0][0][at])
        assert abs(them[0] - them[1]).max() < 1e-9


def test_a_good_that_nothing_touches_does_not_tell_them_apart():
    data = with_("characters.them.breaker", {**TWIN, "values": {**TWIN["values"], "land": 9}})
    data["goods"] = [*SOUND["goods"], "land"]
    assert any("play alike" in says for _, says in remarks(data))


def test_a_word_that_an_earlier_step_binds_keeps_one_from_stalling():
    data = with_("characters.us.steady.word", 1.5)
    data["steps"]["us"]["meet"]["binds"] = {"us": 1.4}
    assert remarks(data) == []


def test_calm_that_outweighs_all_says_where_it_comes_from():
    data = with_("channels.line.calms", 0.9)
    data["shocks"] |= {"each_round": 0.5, "war": 0.1, "toll": {"crisis": {"peace": -1}}}
    ((path, says),) = remarks(data)
    assert path == "channels.line.calms"
    assert says.startswith("the calm of line alone is worth, in points, ")
    told = re.search(
        r"(\S+) to steady \((\S+) as war is rarer, (\S+) from the toll\), where .*? more than 6 ", says
    )
    whole, war, toll = (float(each) for each in told.groups())
    assert whole == pytest.approx(war + toll, rel=0.1)
    assert war > toll > 0
    alone = Around(terms(build(data).case))
    brings = alone.after(0.1)[0][0, 0, 0] - alone.after(1.0)[0][0, 0, 0]
    assert whole == pytest.approx(brings, rel=0.05)


def test_the_calm_of_a_step_is_weighed_too():
    data = with_("steps.us.meet.calms", 0.9)
    data["shocks"] |= {"each_round": 0.5, "war": 0.2}
    assert {path for path, _ in remarks(data)} >= {"steps.us.meet.calms"}


def test_their_dearest_step_is_followed_by_nothing():
    data = with_("roadmap", [{"us": "meet"}, {"us": "pay"}, {"them": "stop"}])
    data["steps"]["them"]["stop"]["costs"] = {"money": 4}
    found = dict(remarks(data))
    assert "even the sincere would sham it" in found["roadmap.3.them"]
    assert "keeper 7.2 against 5.2" in found["roadmap.3.them"]
    data["roadmap"] = SOUND["roadmap"]
    assert not any("sincere" in says for _, says in remarks(data))
    # what follows must be worth something to them
    data["characters"]["them"]["keeper"]["values"]["money"] = 0
    data["steps"]["them"]["stop"]["costs"] = {"peace": 9}
    assert any("sincere" in says for _, says in remarks(data))


def test_a_channel_whose_step_is_left_out_or_cut_short_never_opens():
    data = with_("roadmap", [{"them": "stop"}])
    data["questions"] = {}
    found = dict(remarks(data))
    assert "never opens" in found["channels.line.opened_by"]
    data["steps"]["us"]["meet"]["parts"] = 2
    data["roadmap"] = [{"us": "meet.1"}, {"them": "stop"}]
    found = dict(remarks(data))
    assert "to its end" in found["channels.line.opened_by"]


def test_without_shocks_calm_does_nothing_and_war_cannot_be_asked_for():
    data = with_("shocks", None)
    data["questions"]["paid"]["event"] = {"end": "war"}
    found = dict(remarks(data))
    assert "channels.line does nothing" in found["channels.line"]
    assert "war, which cannot come" in found["questions.paid.event"]


# --- slips of the hand ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "value", "where", "says"),
    [
        ("shocks.toll", {"crisis": {"peace": 0.1}}, "shocks.toll.crisis.peace", "tension would be welcome"),
        ("outcomes.walkout", {"peace": 1}, "outcomes.walkout.peace", "a gain to all who value it"),
        ("steps.us.pay.gives", {"money": -3}, "steps.us.pay.gives.money", "taken from those who receive"),
        (
            "steps.them.stop.costs",
            {"money": 4, "peace": -2},
            "steps.them.stop.costs.peace",
            "a gain to those who do",
        ),
        ("talks", {"lapse": 0.05, "rounds": 2}, "talks.rounds", "3 lines, each of which takes a round"),
        ("questions.paid.by", "2019-12-31", "questions.paid.by", "is before 2020-01-01, the day of this"),
        ("questions.paid.by", "2020-01-31", "questions.paid.by", "the first ends on 2020-02-01: its chance is 0"),
        ("questions.paid.by", "2021-06-01", "questions.paid.by", "after the last round, which ends on 2021-05-01"),
        ("questions.paid.event", None, "questions.paid", "no event of the encounter settles paid"),
    ],
)  # fmt: skip
def test_each_slip_where_it_is(path, value, where, says):
    found = dict(remarks(with_(path, value)))
    assert says in found[where]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (
            "steps.us.pay.gives",
            {"money": 3, "face": -1},
        ),  # a keeper does not care, and a breaker has a reason
        ("talks", {"lapse": 0.05, "rounds": 3, "round_length": "2 months"}),
        ("questions.paid.by", "2020-02-01"),
        ("questions.paid.by", "2021-05-31"),  # the next round would have ended a day later
    ],
)
def test_no_slip_just_short_of_one(path, value):
    data = with_(path, value)
    data["characters"]["them"]["breaker"]["values"]["face"] = -1 if "face" in str(value) else 1
    assert [says for _, says in remarks(data) if "no cheaper" not in says] == []


def test_a_question_without_an_event_is_a_note_and_none_where_there_is_no_roadmap():
    data = with_("questions.paid.event", None)
    assert [each.note for each in warnings(build(data))] == [True]
    data |= {"roadmap": [], "channels": {}}
    assert not any("settles" in says for _, says in remarks(data))


def test_a_roadmap_of_as_many_lines_as_rounds_can_be_finished():
    """The bound that the warning states is the least number of rounds in which all can be done, and no other."""
    data = with_("talks", {"lapse": 0, "rounds": 3})
    data["care"] = {"us": 1, "them": 1}
    for rounds, can in ((2, False), (3, True)):
        found = terms(build(data).case)
        made = game_of(found, road(build(data).case.roadmap, found), rounds=rounds)
        solved = solve(made.game, Options(points=(3, 3)))
        whole = along(made, solved, outcomes(made)).at(0, made.game.start, *found.beliefs)
        assert (float(whole["deal"].max()) > 0) is can


# --- faults -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "value", "where", "says"),
    [
        ("discount", 1, "discount", "a discount below 1, as shocks go on for ever"),
        (
            "characters.them",
            {
                name: {"base": 0.5, "word": n, "values": {"peace": 1, "money": 2, "face": 1}}
                for n, name in enumerate("abcd")
            },
            "characters.them.d",
            "at most 3 characters of a side, as there are steps",
        ),
        ("characters.us.steady.we_are", False, "characters.us", "which of steady, fickle we are"),
        ("steps.them.stop.delivers", "never", "roadmap.2.them", "stop has delivers: never; no line after it"),
        ("outcomes.walkout", {"land": 1}, "outcomes.walkout.land", "write land: 0 there"),
        ("shocks.toll", {"crisis": {"land": 1}}, "shocks.toll.crisis.land", "write land: 0 there"),
        ("questions.paid.event", {"end": "treaty"}, "questions.paid.event.end", "completion"),
        (
            "roadmap",
            [{"us": "pay"}, {"them": "stop"}],
            "roadmap.1.us",
            "what it needs on earlier lines: meet",
        ),
    ],
)
def test_each_fault_where_it_is(path, value, where, says):
    data = with_(path, value)
    data["goods"] = [*SOUND["goods"], "land"]
    with pytest.raises(CaseFaults) as caught:
        build(data)
    (fault,) = caught.value.faults
    assert fault.path == where
    assert says in str(fault)


def test_a_case_has_as_many_characters_as_a_game():
    assert MOST_CHARACTERS == encounter_check.MOST_CHARACTERS
    many = {f"c{n}": {"base": 0.5, "values": {"peace": n}} for n in range(MOST_CHARACTERS + 2)}
    build(encounter(goods=["peace"], characters={"them": many}))  # weighing alone takes any number


def test_what_is_no_fault():
    build(with_("shocks", None) | {"discount": 1})  # nothing goes on for ever
    build(with_("outcomes.walkout", {"peace": 0}))
    data = with_("characters.us.steady.we_are", False)
    build(
        {
            key: value
            for key, value in data.items()
            if key not in ("steps", "roadmap", "channels", "questions")
        }
    )


def test_faults_have_their_line(tmp_path):
    file = tmp_path / "case.yaml"
    file.write_text(spoilt("shocks: {each_round", "discount: 1\nshocks: {each_round"), "utf-8")
    with pytest.raises(CaseFaults) as caught:
        load(file)
    (fault,) = caught.value.faults
    assert fault.line == 1 + CASE[: CASE.index("shocks:")].count("\n")


def test_the_command_joins_these_remarks_to_the_others(tmp_path):
    app = typer.Typer()
    check.add_to(app)
    file = tmp_path / "case.yaml"
    file.write_text(json.dumps(with_("outcomes.war", {})), "utf-8")
    result = CliRunner().invoke(app, [str(file), "--json"])
    assert result.exit_code == 0
    told = json.loads(result.stdout)["warnings"]
    assert [each["path"] for each in told if "war costs" in each["says"]] == ["outcomes.war"]
    assert any(each["path"].startswith("evidence") for each in told)


def test_no_case_is_too_odd_to_be_read():
    for seed in range(40):
        data = drawn(seed)
        warnings(build(data))
        for own in data["characters"].values():
            for each in own.values():
                each["values"] = {good: (-1) ** n * 1e6 for n, good in enumerate(each["values"])}
                each["word"] = 0
        assert all("nan" not in each.says for each in warnings(build(data)))
