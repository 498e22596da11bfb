"""Games of arrays: written in Python, kept as JSON, checked with every fault in its place."""

from __future__ import annotations

import json
from dataclasses import fields, replace

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
        "us.base.quiche = 0: expected a base rate above 0",
        "us.scale.weak = -2: expected points above 0",
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
        GameFaults, match=r"us.gain, state s, own move l, .* = 1e\+15: expected points, at most 1e\+12"
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
