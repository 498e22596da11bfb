"""Games of arrays: written in Python, kept as JSON, checked with every fault in its place."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from detente.encounter.check import check, faults
from detente.encounter.draft import Draft
from detente.encounter.file import read, read_rules, to_rules, write
from detente.encounter.game import Game, possible, reached
from detente.errors import DetenteError, GameFaults
from tests.games import (
    CENT2,
    beer_quiche,
    centipede,
    chain_store,
    kydd_in_turn,
    one_informed,
    random_game,
    talks,
)

GAMES = {
    "beer": lambda: beer_quiche(2.0),
    "centipede": lambda: centipede(*CENT2, altruists=0.05),
    "chain store": lambda: chain_store(2, 2.0, 0.5, 0.1, 5.0),
    "Kydd": lambda: kydd_in_turn(0.4, 3.0),
    "one informed": lambda: one_informed(2, 3.0),
    "random": lambda: random_game(1, rounds=2, characters=(3, 2)),
    "talks": lambda: talks(rounds=3, steps=(1, 1)),
}


def dense(game: Game, last: bool) -> np.ndarray:
    """Return (X, S us, S them, X + E): chances as one table, only after signals that can be given."""
    table = game.last if last else game.chances
    shape = (len(game.states), len(game.us.signals), len(game.them.signals))
    found = np.zeros((int(np.prod(shape)), len(game.states) + len(game.ends)))
    rows = np.repeat(np.arange(len(found)), np.diff(table.start))
    np.add.at(found, (rows, table.to), table.chance)
    given = possible(game.us)[:, :, None] & possible(game.them)[:, None, :]
    return found.reshape(*shape, -1) * given[..., None]


def same(one: Game, other: Game) -> None:
    """Assert that two games are one, whatever axes of length 1 they spell out."""
    for name in ("title", "states", "ends", "start", "rounds"):
        assert getattr(one, name) == getattr(other, name)
    for last in (False, True):
        assert np.array_equal(dense(one, last), dense(other, last))
    for (a, b), (_, foe) in (
        ((one.us, other.us), (one.us, one.them)),
        ((one.them, other.them), (one.them, one.us)),
    ):
        for field in fields(a):
            mine, theirs = getattr(a, field.name), getattr(b, field.name)
            if not isinstance(mine, np.ndarray):
                assert mine == theirs, field.name
                continue
            if field.name == "gain":  # only moves that are open count
                counts = (np.moveaxis(a.open, 1, 2))[:, :, None, :, None] & np.moveaxis(foe.open, 1, 2)[
                    :, None, :, None
                ]
                mine, theirs = (np.broadcast_to(each, counts.shape) * counts for each in (mine, theirs))
            shape = np.broadcast_shapes(mine.shape, theirs.shape)
            assert np.array_equal(np.broadcast_to(mine, shape), np.broadcast_to(theirs, shape)), field.name


@pytest.mark.parametrize("make", GAMES.values(), ids=GAMES)
def test_a_game_reads_back_as_it_was_written(make, tmp_path):
    game = make()
    write(game, tmp_path / "game.json")
    same(game, read(tmp_path / "game.json"))


def test_a_game_does_not_change():
    game = beer_quiche(1.0)
    with pytest.raises(ValueError):
        game.us.gain[0] = 1.0
    with pytest.raises(AttributeError):
        game.rounds = 3


def test_rules_for_points_add_up_and_others_replace():
    draft = Draft(us={"a": 1.0}, them={"b": 1.0}, rounds=2, ends=["x", "y"])
    draft.state("s", us=["l", "r"])
    draft.gains("us", 1)
    draft.gains("us", 2, own="l")
    draft.leads("x")
    draft.leads({"s": 0.25, "y": 0.75}, us="r")
    draft.discounts("them", 0.9)
    draft.discounts("them", 0.8, state="s")
    game = draft.game()
    assert np.broadcast_to(game.us.gain, (1, 2, 1, 1, 1))[0, :, 0, 0, 0].tolist() == [3, 1]
    assert dense(game, last=False)[0, :, 0].tolist() == [[0, 1, 0, 0], [0.25, 0, 0.75, 0]]
    assert game.them.discount.tolist() == [0.8]
    assert dense(game, last=True)[0, :, 0].tolist() == [[0, 1, 0, 0], [0, 0, 0.75, 0.25]]
    assert game.ends == ("x", "y", "over"), "the last round's next states give way to it"


def test_the_last_round_may_have_a_table_of_its_own():
    draft = Draft(us={"a": 1.0}, them={"b": 1.0}, rounds=2, ends=["lapse"])
    draft.state("s")
    draft.leads({"s": 0.9, "lapse": 0.1})
    draft.leads("lapse", last=True)
    draft.worth("us", -1, end="lapse")
    draft.worth("us", -5, end="lapse", last=True)
    game = draft.game()
    assert game.ends == ("lapse",)
    assert dense(game, last=True)[0, 0, 0].tolist() == [0, 1]
    assert game.us.worth.reshape(-1).tolist() == [-1]
    assert game.us.last_worth.reshape(-1).tolist() == [-5]
    assert game.them.last_worth.reshape(-1).tolist() == [0]


def test_what_is_reached_is_told_by_round():
    game = centipede(*CENT2, altruists=0.0)
    assert np.array_equal(reached(game), np.eye(4, dtype=bool))


def test_signals_hide_moves():
    game = talks(rounds=1)
    assert set(game.us.signals) == {"done", "exposed", "held", "left"}
    first = possible(game.us)[game.start]
    assert first.all()
    waits = possible(game.them)[game.start]
    assert {s for s, seen in zip(game.them.signals, waits, strict=True) if seen} == {"held", "left"}


# --- faults -------------------------------------------------------------------------------------------------------


def told(game: Game) -> str:
    found = "\n".join(map(str, faults(game)))
    with pytest.raises(GameFaults) as error:
        check(game)
    assert str(error.value).count("\n") == found.count("\n")
    return found


def changed(game: Game, side: str, **arrays) -> Game:
    return replace(game, **{side: replace(getattr(game, side), **arrays)})


def test_a_sound_game_has_no_faults():
    for make in GAMES.values():
        assert faults(make()) == []


def test_chances_that_do_not_sum_are_told_with_state_move_and_sum():
    game = beer_quiche(1.0)
    bad = game.chances.chance.copy()
    bad[game.chances.start[0]] = 0.75
    shows = game.us.shows.copy()
    shows[0, 1] *= 0.5
    found = told(changed(replace(game, chances=replace(game.chances, chance=bad)), "us", shows=shows))
    assert (
        "chances, state breakfast, signals beer of us and wait of them = 0.75: expected chances with a sum of 1"
        in found
    )
    assert "state breakfast, us, move quiche: chances of signals = 0.5: expected a sum of 1" in found


def test_every_kind_of_fault_is_told_at_once():
    game = beer_quiche(1.0)
    opened = game.us.open.copy()
    opened[0, 1] = False
    announced = game.us.announced.copy()
    announced[1] = 0
    gain = game.us.gain.copy()
    gain[0, 0, 0, 0, 0] = np.nan
    us = replace(
        game.us,
        open=opened,
        announced=announced,
        gain=gain,
        base=np.array([1.0, 0.0, 1.0]),
        scale=np.array([1.0, -2.0]),
        belief=np.array([0.9, 0.3]),
        care=-1.0,
        discount=np.array([1.5]),
    )
    found = told(replace(game, us=us))
    for line in (
        "state breakfast, us, character weak = no open move: expected one at least",
        "state beer, us.announced = beer: expected a move that is open to one character at least",
        "us.gain, state breakfast, own move beer, other's move wait, character strong",
        "us.base.quiche = 0: expected a base rate from 1e-12 to 1e+12",
        "us.scale.weak = -2: expected points from 1e-12 to 1e+12",
        "us.characters = 1.2: expected beliefs that add up to 1",
        "us.care = -1: expected a number from 0",
        "us.discount = 1.5: expected numbers from 0 to 1",
    ):
        assert line in found


def test_shapes_names_and_limits_are_told_first():
    game = beer_quiche(1.0)
    assert "us.base = shape (2,): expected shape (3,)" in told(changed(game, "us", base=np.ones(2)))
    assert "states = beer: expected each name only once" in told(
        replace(game, states=("beer", "beer", "quiche"))
    )
    assert "rounds = 0: expected a whole number from 1" in told(replace(game, rounds=0))
    four = replace(game.us, characters=("a", "b", "c", "d"))
    assert "us.characters = 4: expected 3 at most" in told(replace(game, us=four))


def test_ends_before_the_last_round_and_no_state_after_it():
    game = centipede(*CENT2, altruists=0.0)
    assert "last, state node 1" in told(replace(game, last=game.chances))


def test_a_signal_that_no_move_gives_is_a_fault():
    draft = Draft(us={"a": 1.0}, them={"b": 1.0}, rounds=1)
    draft.state("s", us=["l", "r"])
    draft.who("us", signals=["l", "r", "smoke"])
    with pytest.raises(GameFaults, match="us.signals = smoke: expected a signal that some move can give"):
        draft.game()


def test_absurd_points_are_a_fault_and_large_ones_are_not():
    draft = Draft(us={"a": 1.0}, them={"b": 1.0}, rounds=1)
    draft.state("s", us=["l", "r"])
    draft.gains("us", 1e9, own="l")
    draft.game()
    draft.gains("us", 1e15, own="l")
    with pytest.raises(
        GameFaults, match=r"gains\.2\.points = 1000000000000000\.0: expected points, at most 1e\+12"
    ):
        draft.game()
    draft.data["gains"][1]["points"] = 1e12
    with pytest.raises(
        GameFaults, match=r"us\.gain, state s, own move l, .*: expected points, at most 1e\+12"
    ):
        draft.game()


def test_faults_of_a_file_come_with_lines_and_a_guess(tmp_path):
    data = to_rules(beer_quiche(1.0))
    data["gains"][1]["own"] = "quich"
    data["them"]["car"] = 2
    file = tmp_path / "game.json"
    file.write_text(json.dumps(data, indent=1), encoding="utf-8")
    with pytest.raises(GameFaults) as error:
        read(file)
    assert "them.car = 2: expected no key of this name here" in str(error.value)
    del data["them"]["car"]
    text = json.dumps(data, indent=1)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(GameFaults) as error:
        read(file)
    line = next(n for n, each in enumerate(text.split("\n"), 1) if '"quich"' in each)
    assert str(error.value) == (
        f'{file}:{line} gains.2.own = "quich": expected a name of this game; did you mean "quiche"?'
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "game.json:1"),
        ("{", "JSON that can be read"),
        ('{"rounds": 1, "rounds": 2}', "each key only once"),
        ("[1]", "an object"),
        ('{"rounds": NaN}', "expected"),
        ("\ufeff{}", "rounds: expected a value, as it is required"),
        ('{"a": ' * 100_000, "JSON that can be read"),
    ],
)
def test_what_is_no_game_is_told(tmp_path, text, told):
    file = tmp_path / "game.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(GameFaults) as error:
        read(file)
    assert told in str(error.value)
    assert all(line.startswith(str(file)) for line in str(error.value).splitlines())


def test_a_file_that_is_not_there_or_not_text_is_told(tmp_path):
    with pytest.raises(DetenteError, match="cannot be read: No such file"):
        read(tmp_path / "none.json")
    (tmp_path / "bytes.json").write_bytes(b'{"title": "\xff"}')
    with pytest.raises(GameFaults, match="text in UTF-8"):
        read(tmp_path / "bytes.json")


def test_names_from_a_file_hide_nothing_in_messages():
    with pytest.raises(GameFaults) as error:
        read_rules(
            {
                "rounds": 1,
                "us": {"characters": {"a": 1}},
                "them": {"characters": {"b": 1}},
                "states": {"s": {}},
                "gains": [{"side": "us", "points": 1, "state": "\x1b[31mred\u202e"}],
            }
        )
    assert "\x1b" not in str(error.value)
    assert "\u202e" not in str(error.value)
    assert "\\x1b[31mred\\u202e" in str(error.value)


def inspection(**changes: Any) -> dict[str, Any]:
    """Return the rules of a small game with keys at the top changed."""
    return {
        "rounds": 2,
        "us": {"characters": {"inspector": 1}},
        "them": {"characters": {"honest": 0.6, "cheat": 0.4}},
        "states": {
            "site": {"us": ["look", "trust"], "them": {"honest": ["comply"], "cheat": ["comply", "hide"]}}
        },
        "ends": ["caught"],
        "leads": [{"to": "site"}, {"us": "look", "them": "hide", "to": "caught"}],
        "gains": [{"side": "them", "points": 2, "own": "hide"}],
        "worth": [{"side": "them", "points": -6, "end": "caught"}],
        **changes,
    }


def side(**changes: Any) -> dict[str, Any]:
    return {"characters": {"inspector": 1}, **changes}


def faults_of(data: dict[str, Any]) -> list[str]:
    """Return every fault of these rules, without the name of the file."""
    with pytest.raises(GameFaults) as error:
        read_rules(data, "game.json")
    return [str(each).removeprefix("game.json:1 ") for each in error.value.faults]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"states": {}}, ["states = {}: expected one state at least, each with the moves open in it"]),
        ({"us": {"characters": {}}}, ["us.characters = {}: expected 1 to 3 characters"]),
        (
            {"states": {"site": {"us": []}}},
            ["states.site.us = a list of 0: expected one move at least; left out, there is one, `wait`"],
        ),
        (
            {"states": {"site": {"them": {"honest": ["comply"], "cheat": []}}}},
            [
                "states.site.them.cheat = a list of 0: expected one move at least; left out, there is one, `wait`"
            ],
        ),
        (
            {"states": {"site": {"them": {"honest": ["comply"]}}}},
            ["states.site.them = no moves of cheat: expected moves of every character"],
        ),
        (
            {"states": {"site": {"them": {}}}},
            ["states.site.them = no moves of honest, cheat: expected moves of every character"],
        ),
        (
            {"gains": [{"side": "us", "points": 1, "own": []}]},
            ["gains.1.own = a list of 0: expected one name at least; left out, the rule holds for all"],
        ),
        ({"leads": [{"to": {}}]}, ["leads.1.to = {}: expected one name at least"]),
    ],
)
def test_what_is_empty_is_told(changes, told):
    assert (
        faults_of(
            inspection(**changes)
            | {"gains": changes.get("gains", []), "worth": [], "leads": changes.get("leads", [])}
        )
        == told
    )


@pytest.mark.parametrize("empty", ["", " ", "\t"])
@pytest.mark.parametrize(
    "changes",
    [
        lambda name: {"states": {name: {}}},
        lambda name: {"states": {"site": {"us": ["look", name]}}},
        lambda name: {"states": {"site": {"them": {"honest": ["comply"], "cheat": [name]}}}},
        lambda name: {"us": {"characters": {name: 1}}},
        lambda name: {"ends": ["caught", name]},
        lambda name: {"shows": [{"side": "us", "move": "look", "signals": {name: 1}}]},
        lambda name: {"shows": [{"side": "us", "move": "look", "signals": name}]},
        lambda name: {"us": side(moves=[name])},
    ],
)
def test_a_name_that_cannot_be_seen_is_a_fault(changes, empty):
    (told,) = faults_of({**inspection(leads=[], gains=[], worth=[]), **changes(empty)})
    assert "expected a name that can be seen" in told


def test_names_that_cannot_be_seen_do_not_hide_other_faults():
    assert faults_of(inspection(states={"site": {"us": []}, "": {}})) == [
        'states = "": expected a name that can be seen',
        "states.site.us = a list of 0: expected one move at least; left out, there is one, `wait`",
    ]


def test_a_name_that_cannot_be_seen_is_a_fault_in_arrays_too():
    game = beer_quiche(1.0)
    assert 'us.moves = "": expected a name that can be seen' in told(
        changed(game, "us", moves=("", *game.us.moves[1:]))
    )


@pytest.mark.parametrize("scale", [5e-324, 1e-300, 1e-200, 1e13, -1.0, 0])
def test_a_scale_past_its_limits_is_told(scale):
    (told,) = faults_of(inspection(us=side(scale={"inspector": scale})))
    assert told == f"us.scale.inspector = {scale}: expected points from 1e-12 to 1e+12"


@pytest.mark.parametrize("rate", [1.7e308, 5e-324, 1e13, 0])
def test_a_base_rate_past_its_limits_is_told(rate):
    (told,) = faults_of(inspection(us=side(base={"look": rate})))
    assert told == (
        f"us.base.look = {rate}: expected a base rate from 1e-12 to 1e+12, as only ratios count; "
        "a move never made is a move not open"
    )


def test_care_times_points_by_scale_has_a_limit():
    data = inspection(them={**inspection()["them"], "care": 1e6, "scale": {"cheat": 1e-10}})
    assert faults_of(data) == [
        "them.care = 1e+06 × 6 points / scale 1e-10 of cheat: expected care × points / scale of 1e+15 at most, as larger "
        "numbers have no digits left to compare moves by; lower the care, or raise the scale"
    ]
    data["them"]["scale"]["cheat"] = 1e-8
    read_rules(data)


def test_numbers_past_their_limits_are_told_by_their_keys():
    data = inspection(
        rounds=0,
        us=side(care=-1),
        discounts=[{"side": "us", "factor": 1.5}],
        shows=[{"side": "them", "move": "hide", "signals": {"comply": 0.7, "traces": -0.3}}],
        leads=[{"to": {"site": 0.5, "caught": 0.4}}],
        them={"characters": {"honest": 0.6, "cheat": 0.5}},
        last={"leads": [{"to": {"caught": 2}}]},
    )
    assert faults_of(data) == [
        "discounts.1.factor = 1.5: expected a number from 0 to 1",
        "last.leads.1.to.caught = 2: expected a chance from 0 to 1",
        "leads.1.to = {site: …, caught: …}: expected chances with a sum of 1; these have 0.9",
        "rounds = 0: expected a whole number from 1 to 10,000",
        "shows.1.signals.traces = -0.3: expected a chance from 0 to 1",
        "them.characters = {honest: …, cheat: …}: expected beliefs with a sum of 1; these have 1.1",
        "us.care = -1: expected a number from 0 to 1e+09",
    ]


def test_faults_found_in_the_arrays_have_their_line_where_they_name_a_key(tmp_path):
    data = inspection(us=side(signals=["look", "trust", "smoke"]))
    file = tmp_path / "game.json"
    file.write_text(text := json.dumps(data, indent=1), encoding="utf-8")
    line = next(n for n, each in enumerate(text.split("\n"), 1) if '"signals"' in each)
    with pytest.raises(GameFaults, match=f"game.json:{line} us.signals = smoke"):
        read(file)


def test_an_end_that_is_not_listed_is_told_with_how_to_list_it():
    (told,) = faults_of(inspection(leads=[{"to": "flight"}]))
    assert told == (
        'leads.1.to.flight = "flight": expected a state, or an end that `ends` lists; list it there '
        "(in Python: Draft(..., ends=[...])), if it is an end"
    )
    (told,) = faults_of(inspection(worth=[{"side": "them", "points": 1, "end": "flight"}]))
    assert told.startswith('worth.1.end = "flight": expected an end that `ends` lists; list it there')
    (told,) = faults_of(inspection(leads=[{"to": "cought"}]))
    assert told.endswith('expected a state, or an end that `ends` lists; did you mean "caught"?')


def test_no_fault_speaks_of_a_case(tmp_path):
    file = tmp_path / "game.json"
    for text in ("", "[1]", "7", "{", '{"a": 1, "a": 2}', '{"rounds": ' + "9" * 5000 + "}"):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(GameFaults) as error:
            read(file)
        assert "the case" not in str(error.value)
