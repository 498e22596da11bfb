"""Speed of futures: from the Korea case to where a meeting leads; plays drawn against a plain loop and OpenSpiel's.

Run: ``python bench/foresee.py`` (some minutes; ``--only solve|whole|plays``). OpenSpiel is optional: without it, or where it
does not install, only the plain loop is the peer. Compilation is not counted.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import numpy as np  # noqa: E402
from clock import installed, show, verdict  # noqa: E402

from detente.case.load import load  # noqa: E402
from detente.encounter.build import Encounter, build  # noqa: E402
from detente.encounter.foresee.appraise import appraise  # noqa: E402
from detente.encounter.foresee.futures import foresee  # noqa: E402
from detente.encounter.foresee.options import Foresight  # noqa: E402
from detente.encounter.foresee.paths import paths  # noqa: E402
from detente.encounter.foresee.reference import shown  # noqa: E402
from detente.encounter.gambit import efg  # noqa: E402
from detente.encounter.game import Floats  # noqa: E402
from detente.encounter.road import road  # noqa: E402
from detente.encounter.solution import Options, Solution  # noqa: E402
from detente.encounter.solve import solve  # noqa: E402
from detente.encounter.terms import Terms, terms  # noqa: E402

KOREA = ROOT / "cases" / "korea-2018"
LOOPED = 300
"""Plays that the plain loop takes."""


def least(call: Callable[[], object], repeats: int = 3) -> float:
    """Return the least time in seconds."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return min(times)


def korea(outside: bool) -> tuple[Terms, Encounter]:
    """Return the Korea case at central inputs, with its outside factor or without."""
    case = load(KOREA).case
    found = terms(case)
    found = found if outside else replace(found, outside=None)
    return found, build(found, road(case.roadmap, found))


def solving() -> None:
    """Time one solve, and one with its futures."""
    for outside in (False, True):
        these, encounter = korea(outside)
        print(
            f"\nKorea, {these.rounds} rounds, {len(encounter.game.states)} states, "
            f"{'with' if outside else 'without'} the outside factor"
        )
        tried = {}
        for points, aim in ((11, 1.0), (21, 4.0)):
            options = Options(points=(points, points))
            solve(encounter.game, options)
            spent = least(lambda options=options, game=encounter.game: solve(game, options))
            print(f"  solving at {points} x {points}: {show(spent)}")
            if not outside:
                verdict(f"solving, {points} x {points}", spent, aim, "s", at_least=False)
            tried[points] = appraise(these, encounter.road, options).trying.whole
        print(
            f"  value of trying: {tried[11]:.4f} and {tried[21]:.4f} points, {abs(tried[11] - tried[21]):.4f} apart"
        )

        def futures(these: Terms = these, encounter: Encounter = encounter) -> None:
            seen = appraise(these, encounter.road, Options(points=(21, 21)), theirs=True)
            paths(seen.encounter, seen.solution, seen.acceptance.belief, draws=50_000, seed=1)

        verdict("one solve and its futures", least(futures), 5, "s", at_least=False)


def whole() -> None:
    """Time all of `detente foresee`, and taking it from what was kept."""
    print("\nAll of `detente foresee cases/korea-2018`, by part")
    spent: dict[str, float] = {}
    mark = [time.perf_counter()]

    def tell(what: str, done: int, total: int) -> None:
        now = time.perf_counter()
        spent[what] = spent.get(what, 0.0) + now - mark[0]
        mark[0] = now

    with tempfile.TemporaryDirectory() as folder:
        os.environ["DETENTE_CACHE"] = folder
        file = load(KOREA)
        foresee(file, Foresight(games=1, paths=100), progress=tell)
        spent.clear()
        mark[0] = began = time.perf_counter()
        foresee(file, progress=tell)
        print(f"  {show(time.perf_counter() - began)} in all")
        for what, seconds in spent.items():
            print(f"    {what}: {show(seconds)}")
        print(f"  from what was kept: {show(least(lambda: foresee(file)))}")


def plays() -> None:
    """Time simulated rounds against a plain loop, and against OpenSpiel's random playouts."""
    these, encounter = korea(True)
    seen = appraise(these, encounter.road, Options(points=(11, 11)))
    belief = seen.acceptance.belief

    def draw() -> object:
        return paths(encounter, seen.solution, belief, draws=20_000, seed=1, exactly=False)

    found = paths(encounter, seen.solution, belief, draws=20_000, seed=1, exactly=False)
    rounds = int((found.signal[:, 0] >= 0).sum())
    ours = rounds / least(draw)
    began = time.perf_counter()
    count = sum(loop(encounter, seen.solution, belief, random.Random(seed)) for seed in range(LOOPED))
    plain = count / (time.perf_counter() - began)
    print(f"\nRounds simulated a second: {ours:,.0f}; a plain Python loop over the same tables: {plain:,.0f}")
    print(f"  {ours / plain:.0f}x")
    if not installed("open_spiel"):
        print("  OpenSpiel is not installed")
        return
    import pyspiel

    # the same kind of game as OpenSpiel takes it: the port's talks, two rounds, written out as a tree
    port = load(ROOT / "cases" / "port-strike").case
    tree = build(terms(port), road(port.roadmap, terms(port)), rounds=2).game
    game = pyspiel.load_efg_game(efg(tree))
    taken, rng, began = 0, random.Random(1), time.perf_counter()
    while time.perf_counter() - began < 3:
        state = game.new_initial_state()
        while not state.is_terminal():
            if state.is_chance_node():
                actions, weights = zip(*state.chance_outcomes(), strict=True)
                state.apply_action(rng.choices(actions, weights)[0])
            else:
                taken += 1
                state.apply_action(rng.choice(state.legal_actions()))
    moves = taken / (time.perf_counter() - began)
    print(
        f"  OpenSpiel at random on the port's talks as a tree: {moves / 2:,.0f} rounds of two moves a second"
    )
    print(f"  {ours / (moves / 2):.0f}x")


def loop(encounter: Encounter, solution: Solution, about_them: Floats, rng: random.Random) -> int:
    """Play once in plain Python; return for how many rounds."""
    game = encounter.game
    x, about_us = game.start, game.us.belief
    j = rng.choices(range(len(about_them)), about_them)[0]
    who = (encounter.terms.we_are, j)
    for t in range(game.rounds):
        both = solution.interpolated(t, x, about_us, about_them)
        signals, beliefs = [], []
        for side, table, k, belief in zip(game.sides, both, who, (about_us, about_them), strict=True):
            a = rng.choices(range(len(side.moves)), table[k])[0]
            s = rng.choices(range(len(side.signals)), side.shows[x % len(side.shows), a])[0]
            signals.append(s)
            beliefs.append(shown(side, x, table, belief)[2][s])
        about_us, about_them = beliefs
        chances = game.chances_in(t)
        row = (x * len(game.us.signals) + signals[0]) * len(game.them.signals) + signals[1]
        entries = slice(chances.start[row], chances.start[row + 1])
        x = int(rng.choices(chances.to[entries], chances.chance[entries])[0])
        if x >= len(game.states):
            return t + 1
    return game.rounds


PARTS = {"solve": solving, "whole": whole, "plays": plays}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=PARTS)
    only = parser.parse_args().only
    print(
        f"Python {platform.python_version()}, numpy {np.__version__}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    for name, part in PARTS.items():
        if only in (None, name):
            part()


if __name__ == "__main__":
    main()
