"""Speed of the encounter: against Gambit on the same games, by rounds, on a game in the shape of talks, and to start.

Run: ``python bench/encounter.py`` (some minutes; ``--only gambit|rounds|talks|start``). Gambit is optional (pygambit 17):
without it only Detente is timed. It finds one equilibrium from the start of a tree; Detente finds one at every belief of a
21 x 21 grid and at every round, and its time includes all of them. Each run of Gambit has a process of its own, so that it
can be cut off. Compilation is not counted, except where it is what is measured.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import numpy as np  # noqa: E402
from clock import installed, show, verdict  # noqa: E402
from tests.games import beer_quiche, talks  # noqa: E402

from detente.encounter.draft import Draft  # noqa: E402
from detente.encounter.file import write  # noqa: E402
from detente.encounter.game import Game  # noqa: E402
from detente.encounter.solution import Options, Solution  # noqa: E402
from detente.encounter.solve import solve  # noqa: E402

LONGEST = 300.0
"""Seconds that Gambit gets."""
SIZES = ((2, 3), (2, 4), (4, 2), (3, 3), (5, 2))
"""Rounds x moves, roughly by the size of the tree."""


def at_once(rounds: int, moves: int, seed: int = 7) -> Game:
    """Both sides choose at once among moves that are seen, again and again; two characters a side; normal payoffs."""
    rng = np.random.default_rng(seed)
    draft = Draft(
        f"{rounds} rounds, {moves} moves", us={"a": 0.6, "b": 0.4}, them={"a": 0.3, "b": 0.7}, rounds=rounds
    )
    names = [f"m{n}" for n in range(moves)]
    draft.state("play", us=names, them=names)
    draft.leads("play")
    for side in ("us", "them"):
        for own in names:
            for other in names:
                for character in "ab":
                    draft.gains(side, float(rng.normal()), own=own, other=other, character=character)
    return draft.game()


def timed(call: Callable[[], Solution], repeats: int = 3) -> tuple[float, float, Solution]:
    """Return the least and the median time in seconds, and what was found."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        found = call()
        times.append(time.perf_counter() - began)
    return min(times), median(times), found


# --- against Gambit -----------------------------------------------------------------------------------------------

GAMBIT = """
import io, sys, time, pygambit
game = pygambit.read_efg(io.BytesIO(open(sys.argv[1], "rb").read()))
began = time.perf_counter()
found = pygambit.qre.logit_solve_lambda(game, 1.0)[0]
print(time.perf_counter() - began)
print([found[n] for n in range(len(found))])
"""


def difference(game: Game, found: Solution, profile: list[float]) -> float:
    """Return by how much our first round differs from Gambit's profile: players, information sets, moves."""
    from detente.encounter.solve import stage
    from detente.encounter.tree import tree

    point = stage(found, 0, game.start, game.us.belief, game.them.belief)
    worst, at = 0.0, 0
    for sets, ours in zip(tree(game).sets, (point.us, point.them), strict=True):
        for knows in sets:
            if knows.t == 0:
                theirs = profile[at : at + len(knows.moves)]
                worst = max(worst, float(abs(ours[knows.character, list(knows.moves)] - theirs).max()))
            at += len(knows.moves)
    return worst


def gambit() -> None:
    """Time the principal branch to care 1 of games whose trees grow."""
    from detente.encounter.gambit import efg

    print(
        "\nRounds x moves, two characters a side, moving at once; Detente: all beliefs of 21 x 21, principal selection"
    )
    print(f"  {'':10}{'Gambit':>12}{'Detente':>12}{'ratio':>10}   worst difference in the first round")
    solve(at_once(2, 3), Options(selection="principal"))
    for rounds, moves in SIZES:
        game = at_once(rounds, moves)
        ours, _, found = timed(lambda game=game: solve(game, Options(selection="principal")))
        said = f"  {rounds} x {moves:<6}"
        if not installed("pygambit"):
            print(f"{said}{'':>12}{show(ours):>12}")
            continue
        with tempfile.NamedTemporaryFile("w", suffix=".efg") as file:
            file.write(efg(game))
            file.flush()
            try:
                ran = subprocess.run(
                    [sys.executable, "-c", GAMBIT, file.name],
                    capture_output=True,
                    text=True,
                    timeout=LONGEST,
                    check=True,
                )
            except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
                print(f"{said}{'over ' + show(LONGEST):>12}{show(ours):>12}   ({type(error).__name__})")
                continue
        theirs, profile = ran.stdout.splitlines()
        apart = difference(game, found, json.loads(profile))
        print(f"{said}{show(float(theirs)):>12}{show(ours):>12}{float(theirs) / ours:9.1f}x   {apart:.0e}")
        if (rounds, moves) == (3, 3):
            verdict("Gambit at 3 x 3", float(theirs) / ours, 100, "x", at_least=True)


# --- Detente alone ------------------------------------------------------------------------------------------------


def by_rounds() -> None:
    """Time against rounds, which should grow no faster than they do."""
    print("\nTalks (108 states, four moves) at 11 x 11, announced, by rounds: what a state of a round takes")
    solve(talks(rounds=2), Options(points=(11, 11)))
    for rounds in (2, 4, 8, 16, 32):
        game = talks(rounds=rounds)
        least, middle, found = timed(lambda game=game: solve(game, Options(points=(11, 11))))
        states = sum(map(len, found.states))
        print(
            f"  {rounds:3} rounds {show(least)} {show(middle)}  {states:5} states, {least / states * 1e3:.3f} ms each"
        )


def shape() -> None:
    """Time the benchmark game in both selections."""
    print(
        "\nTalks, 16 rounds (5 + 4 steps in turn, 3 tensions, exposure, 2 x 2 characters), least and median of three"
    )
    aims = {("announced", 11): 1.0, ("announced", 21): 4.0, ("principal", 11): 4.0, ("principal", 21): 8.0}
    solve(talks(rounds=2), Options(points=(11, 11)))
    for (selection, points), aim in aims.items():
        game = talks() if selection == "announced" else talks(care=(10.0, 10.0))
        options = Options(selection=selection, points=(points, points))
        began = time.process_time()
        least, middle, found = timed(lambda game=game, options=options: solve(game, options))
        worked = (time.process_time() - began) / 3
        evaluations = sum(int(each.sum()) for each in found.evaluations)
        print(
            f"  {selection} {points} x {points}: {show(least)} {show(middle)}; {worked:.2f} s of processors; "
            f"{found.points:,} points, {evaluations / found.points:.1f} evaluations each"
        )
        if selection == "announced":
            print(f"     {worked / evaluations * 1e9:.0f} ns an evaluation, everything around it included")
        verdict(f"{selection}, {points} x {points}", least, aim, "s", at_least=False)
        verdict(
            "  unsettled", found.counts["unsettled"] / found.points, 1e-4, "of the points", at_least=False
        )
    verdict("memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3, 600, "MB", at_least=False)


def start() -> None:
    """Time a newcomer's first run, and later ones."""
    print("\nTo start")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "game.json"
        write(beer_quiche(1.0), file)
        command = [sys.executable, "-m", "detente", "solve", str(file), "--json"]
        environment = {**os.environ, "NUMBA_CACHE_DIR": folder, "PYTHONPATH": str(ROOT / "src")}
        times = []
        for _ in range(4):
            began = time.perf_counter()
            subprocess.run(command, env=environment, check=True, capture_output=True)
            times.append(time.perf_counter() - began)
        print(f"  beer and quiche from a file, compiled before: {show(min(times[1:]))}")
        verdict("the same with the first compilation", times[0], 30, "s", at_least=False)


PARTS = {"gambit": gambit, "rounds": by_rounds, "talks": shape, "start": start}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=PARTS)
    only = parser.parse_args().only
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("numpy", "numba", "pygambit") if installed(name)
    )
    print(
        f"Python {platform.python_version()}, {packages}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    for name, part in PARTS.items():
        if only in (None, name):
            part()


if __name__ == "__main__":
    main()
