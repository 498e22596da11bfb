"""Speed of planning: roadmaps a second on one worker and on two, a whole plan, growth with steps and rounds, what sharing saves.

Run: ``python bench/plan.py`` (ten minutes or so; ``--only workers|sharing|growth|whole``). Compilation is not counted. Nothing
is taken from what was kept before.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ["DETENTE_CACHE"] = ""

import numpy as np  # noqa: E402
from clock import verdict  # noqa: E402

from detente.case.load import load  # noqa: E402
from detente.encounter.of_case import encounter  # noqa: E402
from detente.encounter.road import Road  # noqa: E402
from detente.encounter.solution import Options  # noqa: E402
from detente.encounter.terms import Terms  # noqa: E402
from detente.plan.judge import judge  # noqa: E402
from detente.plan.options import Planning  # noqa: E402
from detente.plan.plan import plan  # noqa: E402
from detente.plan.roadmaps import Roadmaps, full, roadmaps  # noqa: E402
from detente.plan.work import Desk, Judging  # noqa: E402
from detente.runs import cores, pool  # noqa: E402

KOREA = ROOT / "cases" / "korea-2018"
ROUGH, COARSE = (Options(points=(n, n)) for n in (Planning.rough, Planning.coarse))
PARTS = ("workers", "sharing", "growth", "whole")


def korea() -> tuple[Terms, Roadmaps, Road]:
    """Return the Korea case at central inputs, its roadmaps, and its own."""
    found = encounter(load(KOREA))
    return found.terms, roadmaps(found.terms), found.road


def neighbours(terms: Terms, choices: Roadmaps, given: Road, count: int) -> list[Road]:
    """Return roadmaps around the case's own, as a search meets them."""
    found, waiting = [given], [given]
    while len(found) < count:
        near = [road for road in choices.near(waiting.pop(0)) if road not in found]
        found += near
        waiting += near
    return found[:count]


def workers() -> None:
    """Time the same roadmaps on one worker and on two."""
    terms, choices, given = korea()
    roads = neighbours(terms, choices, given, 72)
    nothing = np.zeros((0, 2))
    speeds = {}
    for count in dict.fromkeys((1, cores())):
        # one worker process beside this one, so that every worker computes in one thread
        with pool(max(count, 2)) as executor:
            desk = Desk(executor)
            jobs = [Judging(terms, (road,), ROUGH, nothing) for road in roads]
            desk.judge(jobs[: 2 * count])  # start them
            began = time.perf_counter()
            if count == 1:
                for job in jobs:
                    desk.judge([job])
            else:
                desk.judge(jobs)
            speeds[count] = len(roads) / (time.perf_counter() - began)
        print(
            f"  {count} at a time: {speeds[count]:.2f} roadmaps a second on {ROUGH.points[0]} x {ROUGH.points[1]}"
        )
    if len(speeds) > 1:
        most = max(speeds)
        verdict("efficiency", speeds[most] / (most * speeds[1]), 0.85, "", at_least=True)


def sharing() -> None:
    """Time roadmaps that share rests, together and each by itself."""
    terms, choices, given = korea()
    nothing = np.zeros((0, 2))
    near = neighbours(terms, choices, given, 24)
    begun = Road(given.lines[:1])
    sorted_ones = [road for road in roadmaps(terms, begun) if full(terms, road)][:24]
    for name, roads in (("neighbours of the case's own", near), ("full ones, listed in order", sorted_ones)):
        desk = Desk()
        judge(terms, roads[0], COARSE, full=True)
        times = []
        for together in (False, True):
            began = time.process_time()
            if together:
                found = desk.each(terms, roads, COARSE, nothing)
            else:
                found = [judge(terms, road, COARSE, full=True).candidate for road in roads]
            times.append(time.process_time() - began)
        taken = sum(each.taken for each in found) / sum(each.taken + each.solved for each in found)
        print(
            f"  24 {name}: {times[0]:.1f} s of processors alone, {times[1]:.1f} s together "
            f"({times[0] / times[1]:.2f} x); {taken:.0%} of the points were taken over"
        )


def growth() -> None:
    """Time one roadmap by how many steps it has and how many rounds."""
    terms, _, given = korea()
    print("  acts   rounds   states of a round   processors")
    for stop in range(2, len(given.lines) + 1):
        _grown(terms, Road(given.lines[:stop]), terms.rounds)
    for rounds in (4, 8, 16, 32):
        _grown(terms, given, rounds)
    # in turn instead of at once: more places to stand at
    turned = Road(
        tuple(
            (act, None) if side == 0 else (None, act)
            for line in given.lines
            for side, act in enumerate(line)
            if act
        )
    )
    _grown(terms, turned, terms.rounds)


def _grown(terms: Terms, road: Road, rounds: int) -> None:
    judge(terms, road, ROUGH, full=False, rounds=rounds)
    began = time.process_time()
    found = judge(terms, road, COARSE, full=False, rounds=rounds)
    spent = time.process_time() - began
    acts = sum(len(order) for order in road.orders)
    print(f"  {acts:4d}   {rounds:6d}   {len(found.appraisal.encounter.game.states):17d}   {spent:8.2f} s")


def whole() -> None:
    """Time the plan of the Korea case, 200 roadmaps looked at, finalists and what would change the answer included."""
    file = load(KOREA)
    stages: list[tuple[str, float]] = []

    def tell(what: str, done: int, total: int) -> None:
        if not stages or stages[-1][0] != what:
            stages.append((what, time.perf_counter()))

    with pool() as executor:
        began = time.perf_counter()
        found = plan(file, Planning(), progress=tell, executor=executor)
        ended = time.perf_counter()
    for (what, start), (_, stop) in zip(stages, [*stages[1:], ("", ended)], strict=True):
        print(f"  {what}: {stop - start:.1f} s")
    print(
        f"  {found.looked_at} of {found.counted:,} roadmaps looked at, {len(found.candidates)} ranked, {len(found.finalists)} confirmed"
    )
    verdict("a plan of the Korea case", ended - began, 120, "s", at_least=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=PARTS)
    only = parser.parse_args().only
    print(
        f"Python {platform.python_version()}, numpy {version('numpy')}, numba {version('numba')}; "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    for name, part in (("workers", workers), ("sharing", sharing), ("growth", growth), ("whole", whole)):
        if only in (None, name):
            print(f"\n{part.__doc__.splitlines()[0]}")
            part()


if __name__ == "__main__":
    main()
