"""What holds of the game of any case: the world goes on, what is taken back is gone, names and units mean nothing."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from detente.case.load import build as read
from detente.encounter.build import DONE, ENDS, LAPSE, STEP, WALKOUT, Encounter, build
from detente.encounter.game import Chances, Game, Side
from detente.encounter.road import road
from detente.encounter.solution import Options
from detente.encounter.solve import solve, stage
from detente.encounter.terms import terms
from tests.encounter_cases import drawn, encounter

SEEDS = range(12)


def game_of(data: dict[str, Any], rounds: int | None = None) -> Encounter:
    case = read(data).case
    found = terms(case)
    return build(found, road(case.roadmap, found), rounds)


def dense(game: Game, chances: Chances) -> np.ndarray:
    """Return (X, S us, S them, X + E): chances of every target."""
    rows, width = len(chances.start) - 1, len(game.states) + len(game.ends)
    table = np.zeros((rows, width))
    np.add.at(table, (np.repeat(np.arange(rows), np.diff(chances.start)), chances.to), chances.chance)
    return table.reshape(len(game.states), len(game.us.signals), len(game.them.signals), width)


def without_calm(data: dict[str, Any]) -> dict[str, Any]:
    found = {key: value for key, value in data.items() if key != "channels"}
    found["steps"] = {
        side: {name: {**step, "calms": 0} for name, step in own.items()}
        for side, own in data["steps"].items()
    }
    return found


# --- the world goes on ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_where_nothing_calms_tension_costs_the_same_whatever_anybody_does(seed):
    """So leaving, lapsing or completing escapes no shock: each leads to what staying would have cost."""
    found = game_of(without_calm(drawn(seed)))
    game = found.game
    ahead = found.around.after(1.0)
    for last in (False, True):
        table = dense(game, game.last if last else game.chances)
        can = table.sum(3) > 0
        for i, side in enumerate(game.sides):
            points = found.points[i]["tension"]
            for k in range(len(side.characters)):
                here = ahead[i][found.tension, found.outside * (found.around.outsides - 1), k]
                onward = points.arrival[:, k] + found.terms.discount * here
                costs = table[..., : len(game.states)] @ onward
                costs += (table[..., len(game.states) :] * points.worth[..., k]).sum(3)
                now = np.broadcast_to(here[:, None, None], costs.shape)
                np.testing.assert_allclose(costs[can], now[can], rtol=0, atol=1e-10)
                assert not points.gain[..., k, :].any()


def test_channels_close_and_calm_is_lost_where_talks_break_off():
    data = drawn(next(seed for seed in SEEDS if "shocks" in drawn(seed)))
    data["characters"]["us"]["u0"]["values"] = {"peace": 2, "money": 1, "face": 1}
    data["channels"] = {"today": {"calms": 0.9, "open": True}}
    found = game_of(data)
    x, held = found.game.start, found.game.us.signals.index("held")
    worth = found.points[0]["tension"].worth[x, held, held]
    at = found.around.start, found.around.outside_now
    np.testing.assert_allclose(worth[LAPSE], found.around.after(1.0)[0][at], rtol=1e-12)
    np.testing.assert_allclose(worth[WALKOUT], worth[LAPSE], rtol=1e-12)
    assert worth[ENDS.index("completed")][0] > worth[LAPSE][0]


# --- what is taken back -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_done_and_taken_back_pays_nothing_but_time(seed):
    """Points of steps alone: along any way to an end short of completion nothing is left, where time costs nothing."""
    data = drawn(seed)
    for own in data["steps"].values():
        for step in own.values():
            for key in ("verify", "surfaces", "delivers"):
                step.pop(key, None)
            step["reversible"] = True
    found = game_of(data)
    game = found.game
    rng = np.random.default_rng(seed)
    us, them = found.points[0]["steps"], found.points[1]["steps"]
    done = 0
    table = dense(game, game.chances)
    for _ in range(30):
        x, sums = game.start, [np.zeros(len(side.characters)) for side in game.sides]
        while True:
            moves = [rng.choice(np.flatnonzero(side.open[x].any(0)), p=None) for side in game.sides]
            signals = [
                int(side.shows[x, move].argmax()) for side, move in zip(game.sides, moves, strict=True)
            ]
            for i, points in enumerate((us, them)):
                sums[i] = sums[i] + points.gain[x, moves[i], moves[1 - i], :, 0]
            done += any(side.moves[a] == "step" for side, a in zip(game.sides, moves, strict=True))
            row = table[x, signals[0], signals[1]]
            to = int(rng.choice(len(row), p=row / row.sum()))
            if to >= len(game.states):
                break
            x = to
        end = game.ends[to - len(game.states)]
        if end in ("walkout", "lapse"):
            for i, points in enumerate((us, them)):
                back = points.worth[x, signals[0], signals[1], to - len(game.states)]
                np.testing.assert_allclose(sums[i] + back, 0, atol=1e-12)
    assert done


# --- names, order, sides and units mean nothing -----------------------------------------------------------------------


def renamed(data: dict[str, Any]) -> dict[str, Any]:
    """Return a case with other ids for goods, steps and characters."""
    text = json.dumps(data)
    names = [*data["goods"], *data["characters"]["us"], *data["characters"]["them"]]
    names += [name for own in data["steps"].values() for name in own]
    for number, name in enumerate(names):
        new = f"n{97 - number}x"
        text = text.replace(f'"{name}"', f'"{new}"')
        for mark in ("us.", "them."):
            text = text.replace(f'"{mark}{name}"', f'"{mark}{new}"')
        for part in range(1, 4):
            text = text.replace(f'"{name}.{part}"', f'"{new}.{part}"')
    found: dict[str, Any] = json.loads(text)
    return found


def turned(data: dict[str, Any]) -> dict[str, Any]:
    """Return a case whose goods, steps and amounts are listed the other way round."""
    found = copy.deepcopy(data)
    found["goods"] = data["goods"][::-1]
    for side in ("us", "them"):
        found["steps"][side] = dict(reversed(list(data["steps"][side].items())))
        for each in found["characters"][side].values():
            each["values"] = dict(reversed(list(each["values"].items())))
    found["channels"] = dict(reversed(list(data["channels"].items())))
    return found


def swapped(data: dict[str, Any]) -> dict[str, Any]:
    """Return a case in which we are they."""
    found = copy.deepcopy(data)
    for key in ("steps", "characters", "care"):
        found[key] = {"us": data[key]["them"], "them": data[key]["us"]}
    for own in found["steps"].values():
        for step in own.values():
            if "binds" in step:
                step["binds"] = {"us": step["binds"]["them"], "them": step["binds"]["us"]}
    for side, new, old in (("us", "prior", "base"), ("them", "base", "prior")):
        for each in found["characters"][side].values():
            each[new] = each.pop(old)
            each.pop("we_are", None)
    next(iter(found["characters"]["us"].values()))["we_are"] = True
    other = {"us": "them", "them": "us"}
    found["roadmap"] = [{other[side]: step for side, step in line.items()} for line in data["roadmap"]]
    for channel in found["channels"].values():
        if "opened_by" in channel:
            side, step = channel["opened_by"].split(".")
            channel["opened_by"] = f"{other[side]}.{step}"
    return found


def alike(one: Side, other: Side, *, exactly: bool = True) -> None:
    for name in (
        "belief",
        "open",
        "shows",
        "gain",
        "arrival",
        "worth",
        "discount",
        "announced",
        "base",
        "scale",
    ):
        a, b = getattr(one, name), getattr(other, name)
        np.testing.assert_allclose(a, b, rtol=0 if exactly else 1e-11, atol=0 if exactly else 1e-11)
    assert (one.moves, one.signals, one.care) == (other.moves, other.signals, other.care)


@pytest.mark.parametrize("seed", SEEDS)
def test_names_mean_nothing(seed):
    one, other = game_of(drawn(seed)), game_of(renamed(drawn(seed)))
    assert one.game.us.characters != other.game.us.characters
    for a, b in zip(one.game.sides, other.game.sides, strict=True):
        alike(a, b)
    for name in ("start", "to", "chance"):
        assert (getattr(one.game.chances, name) == getattr(other.game.chances, name)).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_lists_means_nothing(seed):
    one, other = game_of(drawn(seed)), game_of(turned(drawn(seed)))
    for a, b in zip(one.game.sides, other.game.sides, strict=True):
        alike(a, b, exactly=False)


@pytest.mark.parametrize("seed", SEEDS)
def test_who_is_called_us_means_nothing(seed):
    one, other = game_of(drawn(seed)), game_of(swapped(drawn(seed)))
    states = {key: x for x, key in enumerate(keys(other, turn=True))}
    order = np.array([states[key] for key in keys(one)])
    assert order[one.game.start] == other.game.start
    for a, b in zip(one.game.sides, other.game.sides[::-1], strict=True):
        mirrored = replace(
            b,
            open=b.open[order],
            shows=b.shows[order],
            gain=b.gain[order],
            arrival=b.arrival[order],
            worth=b.worth[order].swapaxes(1, 2),
            announced=b.announced[order],
        )
        alike(a, mirrored, exactly=False)
    X = len(order)
    to = np.concatenate([order, np.arange(X, X + len(ENDS))])
    for name in ("chances", "last"):
        ours, theirs = (dense(each.game, getattr(each.game, name)) for each in (one, other))
        np.testing.assert_allclose(ours, theirs[order].swapaxes(1, 2)[..., to], rtol=0, atol=1e-13)


def keys(found: Encounter, *, turn: bool = False) -> list[tuple[Any, ...]]:
    step = -1 if turn else 1
    return [
        (*done[::step], *exposed[::step], tension, outside)
        for done, exposed, tension, outside in zip(
            found.done.tolist(),
            found.exposed.tolist(),
            found.tension.tolist(),
            found.outside.tolist(),
            strict=True,
        )
    ]


def small(seed: int) -> dict[str, Any]:
    """A drawn case with at most two characters a side and two rounds: quick to solve."""
    data = drawn(seed)
    for side in ("us", "them"):
        data["characters"][side] = dict(list(data["characters"][side].items())[:2])
    data["talks"]["rounds"] = 3
    return data


@pytest.mark.parametrize("k", [0.01, 250.0])
@pytest.mark.parametrize("seed", [1, 4])
def test_the_unit_of_points_means_nothing(seed, k):
    data = small(seed)
    times = copy.deepcopy(data)
    for own in times["characters"].values():
        for each in own.values():
            each["word"] *= k
            each["values"] = {good: k * weight for good, weight in each["values"].items()}
    found = [solve(game_of(each).game, Options(points=(5, 5))) for each in (data, times)]
    for t in range(3):
        np.testing.assert_allclose(found[0].strategies[t], found[1].strategies[t], rtol=0, atol=1e-7)
        np.testing.assert_allclose(k * found[0].values[t], found[1].values[t], rtol=1e-6, atol=1e-6 * k)


@pytest.mark.parametrize("seed", [1, 4])
def test_who_is_called_us_changes_no_strategy_either(seed):
    one, other = (
        solve(game_of(each).game, Options(points=(5, 5))) for each in (small(seed), swapped(small(seed)))
    )
    ours, theirs = (
        stage(each, 0, each.game.start, each.game.us.belief, each.game.them.belief) for each in (one, other)
    )
    np.testing.assert_allclose(ours.us, theirs.them, atol=1e-7)
    np.testing.assert_allclose(ours.them, theirs.us, atol=1e-7)
    np.testing.assert_allclose(ours.value_us, theirs.value_them, atol=1e-6)


# --- corners ----------------------------------------------------------------------------------------------------------


def test_a_roadmap_of_one_side_alone_and_a_side_that_can_never_sham():
    data = encounter(
        goods=["peace"],
        characters={
            "us": {"a": {"prior": 1, "values": {"peace": 1}}},
            "them": {"b": {"base": 1, "values": {"peace": 2}}},
        },
        steps={
            "us": {"halt": {"says": "Halt", "changes": {"peace": 1}}},
            "them": {"wait": {"says": "Wait", "changes": {"peace": 1}}},
        },
        roadmap=[{"us": "halt"}],
        talks={"rounds": 2, "lapse": 0.1},
    )
    game = game_of(data).game
    assert game.us.moves == ("step", "hold", "leave")
    assert game.them.moves == ("hold", "leave")
    assert game.us.signals == ("held", "done", "left")
    assert len(game.states) == 1
    assert game.us.gain[0, STEP, 0, 0, 0] == 1
    row = dense(game, game.chances)[0, DONE]
    assert (row[:, len(game.states) + ENDS.index("completed")] == 1).all()
