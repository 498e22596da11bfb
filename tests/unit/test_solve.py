"""Solving as a whole: what is absurd is marked and never hangs, what cannot be is refused, and the command says it all."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

from detente.cli.main import main
from detente.cli.terminal import progress_bar
from detente.encounter import Draft, write
from detente.encounter.kernel import UNSETTLED, solve_blocks
from detente.encounter.report import report
from detente.encounter.solution import Options
from detente.encounter.solve import solve, stage
from detente.errors import TooLarge
from tests.games import beer_quiche, kydd_at_once, random_game, talks


def with_care(game, care):
    return replace(game, us=replace(game.us, care=care), them=replace(game.them, care=care))


def sound(found) -> None:
    """Assert that every number is one, chances are chances, and what is not settled is marked."""
    for values, strategies, residual, how in zip(
        found.values, found.strategies, found.residual, found.how, strict=True
    ):
        assert np.isfinite(values).all()
        assert np.isfinite(residual).all()
        assert (strategies >= 0).all()
        sides = found.game.sides
        rows = sum(len(side.characters) for side in sides)
        assert np.allclose(strategies.sum(-1), rows)
        assert ((residual <= found.options.tolerance) | (how == UNSETTLED)).all()
    assert sum(found.counts.values()) == found.points


@pytest.mark.parametrize("selection", ["announced", "principal"])
@pytest.mark.parametrize("spread", [1e9, 1e-9])
def test_absurd_payoffs_settle_or_are_marked(selection, spread):
    game = random_game(3, rounds=2, moves=(2, 2), states=1, spread=spread)
    began = time.perf_counter()
    sound(solve(game, Options(selection=selection, points=(5, 5))))
    assert time.perf_counter() - began < 120


@pytest.mark.parametrize("selection", ["announced", "principal"])
def test_a_care_that_cannot_be_followed_is_marked(selection):
    game = random_game(4, rounds=3, moves=(3, 3), states=2, care=1e5)
    found = solve(game, Options(selection=selection, points=(5, 5)))
    sound(found)
    assert found.counts["unsettled"] > 0
    assert found.worst > found.options.tolerance


def test_states_that_are_never_reached_are_not_solved():
    draft = Draft(us={"a": 1.0}, them={"b": 1.0}, rounds=3)
    for name in ("here", "there", "nowhere"):
        draft.state(name, us=["l", "r"])
    draft.leads("there", state="here")
    found = solve(draft.game(), Options(points=(2, 2)))
    assert [states.tolist() for states in found.states] == [[0], [1], []]
    assert report(found).to_json()["never_reached"] == ["nowhere"]
    with pytest.raises(ValueError, match="nowhere cannot be reached in round 0"):
        found.value(0, 2, np.ones(1), np.ones(1))


def test_rounds_that_play_never_comes_to_are_empty_in_both_selections():
    draft = Draft(us={"a": 0.5, "b": 0.5}, them={"c": 1.0}, rounds=3)
    draft.state("here", us=["l", "r"])
    draft.gains("us", 1, own="l", character="a")
    for selection in ("announced", "principal"):
        found = solve(draft.game(), Options(points=(21, 2), selection=selection))
        assert [len(states) for states in found.states] == [1, 0, 0]
        sound(found)


@pytest.mark.parametrize("points", [5e-324, 1e-310])
def test_points_that_hardly_differ_from_nothing_are_followed(points):
    draft = Draft(us={"a": 1.0}, them={"b": 1.0}, rounds=1)
    draft.state("here", us=["l", "r"])
    draft.gains("us", points, own="l")
    found = solve(draft.game(), Options(points=(2, 2), selection="principal"))
    assert found.strategies[0][0, 0, 0, :2] == pytest.approx([0.5, 0.5])


def test_the_strongest_pull_allowed_settles_or_is_marked():
    game = random_game(1, rounds=2, moves=(2, 2), states=1, spread=1e11, care=1e3)
    for selection in ("announced", "principal"):
        sound(solve(game, Options(points=(3, 3), selection=selection)))


@pytest.mark.parametrize("selection", ["announced", "principal"])
def test_what_is_no_number_is_marked_and_never_counts_as_settled(selection, monkeypatch):
    # the check keeps such a scale out; should another way be found to them, nothing may pass for solved
    monkeypatch.setattr(sys.modules[solve.__module__], "check", lambda game: game)
    game = beer_quiche(2.0)
    tiny = [replace(side, scale=np.full(len(side.characters), 1e-200)) for side in game.sides]
    found = solve(replace(game, us=tiny[0], them=tiny[1]), Options(points=(3, 2), selection=selection))
    none = np.isnan(found.strategies[0]).any(-1)
    assert none.any()
    assert (found.how[0][none] == UNSETTLED).all()
    assert np.isinf(found.residual[0][none]).all()
    assert np.isinf(found.worst)
    data = report(found).to_json()
    assert data["unsettled"] >= none.sum()
    assert data["play"][0]["settled"] is False
    assert data["values"]["us"]["strong"] is None
    json.dumps(data, allow_nan=False)


def test_care_zero_gives_base_rates():
    game = talks(rounds=2, steps=(1, 1), care=(0.0, 0.0))
    found = solve(game, Options(points=(3, 3)))
    for table, side in zip(found.split(found.strategies[0][0, 1, 1]), game.sides, strict=True):
        rates = side.open[game.start] * side.base
        assert np.allclose(table, rates / rates.sum(1, keepdims=True))


def test_announced_moves_choose_where_several_equilibria_exist():
    game = kydd_at_once(0.9, 20.0)
    quiet = replace(
        game,
        us=replace(game.us, announced=np.array([-1])),
        them=replace(game.them, announced=np.array([-1])),
    )
    nice = game.us.characters.index("nice")
    heard, unheard = (
        stage(solve(each, Options(points=(5, 5))), 0, 0, each.us.belief, each.them.belief).us[nice, 0]
        for each in (game, quiet)
    )
    assert heard > 0.99
    assert unheard < 0.01
    others = report(solve(game, Options(points=(5, 5)))).others
    assert any(point.us[nice, 0] < 0.01 for point in others), (
        "the other equilibrium is found from random profiles"
    )


@pytest.mark.parametrize(
    ("points", "message"),
    [((1, 5), "has 2 at least"), ((100_000, 100_000), "take fewer points")],
)
def test_grids_that_are_too_small_or_large_are_refused(points, message):
    with pytest.raises(TooLarge, match=message):
        solve(kydd_at_once(0.5, 1.0), Options(points=points))


def test_the_same_on_any_number_of_threads_and_in_any_shares(monkeypatch):
    import numba

    game = random_game(5, rounds=2, care=8.0)
    found = solve(game, Options(selection="principal", points=(7, 7)))
    monkeypatch.setattr(numba, "get_num_threads", lambda: 1)
    alone = solve(game, Options(selection="principal", points=(7, 7)))
    for one, other in zip(found.strategies, alone.strategies, strict=True):
        assert np.array_equal(one, other)


@pytest.mark.parametrize("selection", ["announced", "principal"])
def test_the_kernel_is_compiled_once(selection):
    # for arrays that are read-only all of it would be compiled again, which doubles a newcomer's wait
    report(solve(beer_quiche(1.0), Options(points=(5, 5), selection=selection)))
    assert len(solve_blocks.signatures) == 1


def test_progress_ends_where_it_said():
    told = []
    solve(talks(rounds=3), Options(points=(5, 5), selection="principal"), lambda *each: told.append(each))
    assert told[-1][0] == told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_ends_do_not_stop_the_world():
    # what tension is worth without moves for ever, Z, solved apart: ending at any time is worth Z, so playing on is too
    drift = np.array([[0.9, 0.1], [0.4, 0.6]])
    toll, war, worth_of_war, discount = np.array([0.0, -0.2]), np.array([0.0, 0.05]), -30.0, 0.95
    gain = drift @ (toll + war * worth_of_war)
    z = np.linalg.solve(np.eye(2) - discount * drift * (1 - war), gain)
    draft = Draft(us={"a": 1.0}, them={"b": 1.0}, rounds=6, ends=["lapse", "war"])
    names = ["calm", "crisis"]
    for x, name in enumerate(names):
        draft.state(name, us=["wait", "leave"])
        to = {"war": float(drift[x] @ war)}
        to |= {names[y]: float(drift[x, y] * (1 - war[y])) for y in range(2)}
        draft.leads({key: chance * 0.95 for key, chance in to.items()} | {"lapse": 0.05}, state=name)
        draft.leads("lapse", state=name, us="leave")
        draft.leads("lapse", state=name, last=True)
        for side in ("us", "them"):
            draft.worth(side, float(z[x]), end="lapse", state=name)
            draft.arrives(side, float(toll[x]), state=name)
            # of those who come to war, so many have paid the toll of crisis on the way
            draft.worth(side, worth_of_war + float(toll[1]), end="war", state=name)
    for side in ("us", "them"):
        draft.discounts(side, discount)
    found = solve(draft.game(), Options(points=(2, 2)))
    for t in range(6):
        for x, state in enumerate(found.states[t]):
            assert found.values[t][x, 0, 0] == pytest.approx([z[state], z[state]], abs=1e-9)


# --- the command --------------------------------------------------------------------------------------------------


COMPILES = "Solving: the first run on a machine compiles, about a minute.\n"
"""What stderr holds where nothing was compiled before."""


@pytest.mark.parametrize(
    ("compiles", "takes", "told"), [(True, 0.2, COMPILES), (False, 0.2, ""), (True, 0.0, ""), (None, 0.2, "")]
)
def test_a_first_run_says_that_it_compiles_once_it_takes_long(compiles, takes, told, monkeypatch, capsys):
    # what takes no time stays within any patience, also on a busy machine
    monkeypatch.setattr("detente.cli.terminal.PATIENCE", 0.02 if takes else 60)
    compiling = None if compiles is None else lambda: compiles
    with progress_bar("Solving", compiling) as progress:
        time.sleep(takes)
        progress(1, 2)
        time.sleep(takes)
    assert capsys.readouterr() == ("", told)


def test_in_a_terminal_a_bar_comes_up_after_a_while_only(monkeypatch, capsys):
    monkeypatch.setattr("detente.cli.terminal.PATIENCE", 0.02)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    for compiles, takes in ((True, 0.3), (False, 0.3), (True, 0.0)):
        with progress_bar("Solving", lambda compiles=compiles: compiles):
            time.sleep(takes)
        shown = capsys.readouterr().err
        assert ("the first run on a machine compiles" in shown) == (compiles and takes > 0)
        assert ("Solving" in shown) == (takes > 0)


def test_it_is_known_whether_the_kernel_is_being_compiled(monkeypatch):
    module = sys.modules[solve.__module__]
    solve(beer_quiche(1.0), Options(points=(2, 2)))
    assert not module.compiling(), "it is ready, whether compiled or found on disk"
    missed = SimpleNamespace(stats=SimpleNamespace(cache_misses={"any": 1}), signatures=[])
    monkeypatch.setattr(module, "fill_later", missed)
    assert module.compiling()
    missed.stats.cache_misses.clear()
    assert not module.compiling(), "not begun"


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    write(beer_quiche(2.0), tmp_path / "game.json")
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["detente", *words])
        with pytest.raises(SystemExit) as end:
            main()
        printed = capsys.readouterr()
        return end.value.code or 0, printed.out, printed.err

    return run


def test_solve_prints_tables_and_json(run):
    code, out, _ = run("solve", "game.json", "--points", "101")
    assert code == 0
    assert "beer 98.8 %, quiche 1.16 %" in out
    assert "No other" in out or "no other equilibrium" in out
    code, out, err = run("solve", "game.json", "--json", "--points", "101,2", "--selection", "principal")
    found = json.loads(out)
    assert (code, err in ("", COMPILES)) == (0, True)
    assert found["play"][0]["strategies"]["us"]["strong"]["beer"] == pytest.approx(0.98843, abs=1e-4)
    assert found["points"] == [101, 2]
    assert found["unsettled"] == 0
    assert 0 <= found["play"][0]["residual"] <= found["residual"] * 1.01 + 1e-8 <= 2.1e-8


def test_what_was_seen_before_tells_rows_of_one_state_apart(run, tmp_path):
    draft = Draft(us={"a": 0.5, "b": 0.5}, them={"c": 1.0}, rounds=5)
    draft.state("site", us=["left", "right"])
    draft.leads("site")
    draft.gains("us", 1, own="left", character="a")
    write(draft.game(), tmp_path / "site.json")
    play = json.loads(run("solve", "site.json", "--json", "--points", "5,2")[1])["play"]
    assert play[0]["after"] == []
    assert {each["state"] for each in play} == {"site"}
    for each in play:
        assert len(each["after"]) == each["round"] - 1
        assert all(set(seen) == {"state", "us", "them"} for seen in each["after"])
        # a would rather go left
        went = {seen["us"] for seen in each["after"]}
        if len(went) == 1:
            assert (each["beliefs"]["us"]["a"] > 0.5) == (went == {"left"})
    ways = {tuple(seen["us"] for seen in each["after"]) for each in play}
    assert len(ways) == len(play), "no two rows are told alike"
    rows = run("solve", "site.json", "--points", "5,2")[1].splitlines()
    assert "Round  State  After" in "\n".join(rows)
    assert any("left > right" in row for row in rows)
    assert not any("wait" in row for row in rows), "what a side shows in any case is not named"


def test_a_long_way_is_cut_at_its_beginning(run, tmp_path):
    write(talks(rounds=6, care=(30.0, 30.0)), tmp_path / "talks.json")
    rows = run("solve", "talks.json", "--points", "5")[1]
    assert "… > " in rows


def test_a_single_point_is_said_in_the_singular_and_tiny_chances_in_words():
    from detente.cli.show import game as show

    assert show._unsettled(1).startswith("1 point is not settled: what rests on it is no equilibrium")
    assert show._unsettled(1200).startswith(
        "1,200 points are not settled: what rests on them is no equilibrium"
    )
    told = {
        0.0: "0 %",
        1.93e-22: "under 0.01 %",
        0.00009: "under 0.01 %",
        0.0001: "0.01 %",
        0.123: "12.3 %",
        1.0: "100 %",
    }
    assert {value: show._chance(value) for value in told} == told


def test_care_may_be_given_for_both_or_each(run):
    assert json.loads(run("solve", "game.json", "--json", "--care", "1")[1])["care"] == {"us": 1, "them": 1}
    assert json.loads(run("solve", "game.json", "--json", "--care", "1,5")[1])["care"] == {"us": 1, "them": 5}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--care", "much"), "one number, or two with a comma"),
        (("--care", "1,2,3"), "one number, or two with a comma"),
        (("--care", "-1"), "--care: us.care = -1: expected a number from 0"),
        (("--care", "1,nan"), "--care: them.care = nan: expected a number from 0"),
        (("--points", "0"), "2 at least"),
        (("--points", "2.5"), "one number, or two with a comma"),
        (("--selection", "best"), "'announced', 'principal'"),
    ],
)
def test_options_that_make_no_sense_end_with_code_2(run, words, message):
    code, out, err = run("solve", "game.json", *words)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


def test_faults_of_a_game_end_with_code_2(run, tmp_path):
    (tmp_path / "bad.json").write_text('{"rounds": 1}', encoding="utf-8")
    code, out, err = run("solve", "bad.json")
    assert (code, out) == (2, "")
    assert "bad.json:1 us: expected a value, as it is required" in err


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_ctrl_c_stops_within_a_second(tmp_path):
    write(talks(rounds=16), tmp_path / "talks.json")
    command = [sys.executable, "-m", "detente", "solve", "talks.json", "--points", "101"]
    # what is started in the background of a shell ignores it
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(
        command, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE, preexec_fn=heard
    ) as process:
        time.sleep(6.0)
        process.send_signal(signal.SIGINT)
        began = time.perf_counter()
        out, err = process.communicate(timeout=60)
    # a second, and as much again for a machine that others use too
    assert time.perf_counter() - began < 2.0
    assert (process.returncode, out) == (130, b"")
    assert err.removeprefix(COMPILES.encode()) == b"Stopped. Nothing was written.\n"
    assert [path.name for path in tmp_path.iterdir()] == ["talks.json"]
