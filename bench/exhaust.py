"""Judge every roadmap of a case, and keep the best as the yardstick that a search is held to. It takes an hour or so.

    python bench/exhaust.py cases/port-strike tests/data/port-strike-roadmaps.json

All roadmaps that begin with the lines that are agreed are looked at on the rough grid; those that stand first there, and those on
the rough front, are judged again on the coarse grid. A run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
from rich.progress import track

from detente.case.load import load
from detente.case.save import write
from detente.encounter.of_case import encounter
from detente.encounter.road import Road
from detente.encounter.solution import Options
from detente.plan.choose import front, order
from detente.plan.options import Planning
from detente.plan.results import Candidate
from detente.plan.roadmaps import open_to
from detente.plan.shared import by_rest
from detente.plan.work import Desk
from detente.runs import Store, pool

AGAIN = 300
"""Judged on the coarse grid."""
KEPT = 40
"""Told in the file, the best first."""
AT_ONCE = 600
"""Between two looks at the progress bar."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("case", type=Path)
    parser.add_argument("file", type=Path)
    parser.add_argument("--workers", type=int)
    asked = parser.parse_args()
    file = load(asked.case)
    # beliefs at central inputs: the same on every machine, whatever the draws
    terms = encounter(file).terms
    choices, options = open_to(file.case, terms), Planning()
    cap = file.case.plan.cap.median if file.case.plan and file.case.plan.cap else None
    trusted = [person.name for person in terms.people[1] if person.trusted]
    roads = list(choices)
    assert len(roads) == choices.all
    roads = [roads[n] for n in by_rest(roads)]
    nothing = np.zeros((0, len(terms.beliefs[1])))
    began = time.perf_counter()
    with pool(asked.workers) as executor:
        desk = Desk(executor, Store.usual("roadmap"), resume=True)

        def judged(some: list[Road], points: int) -> list[Candidate]:
            found: list[Candidate] = []
            for first in track(range(0, len(some), AT_ONCE), f"{len(some):,} on {points} points"):
                found += desk.each(
                    terms, some[first : first + AT_ONCE], Options(points=(points, points)), nothing
                )
            return found

        rough = judged(roads, options.rough)
        again = [roads[n] for n in dict.fromkeys([*order(rough, trusted, cap)[:AGAIN], *front(rough)])]
        coarse = judged(again, options.coarse)
    ranks = order(coarse, trusted, cap)
    told = {
        "case": file.hash,
        "roadmaps": len(roads),
        "full": choices.full,
        "rough": options.rough,
        "coarse": options.coarse,
        "judged again": len(again),
        "best": [_told(again[n], coarse[n]) for n in ranks[:KEPT]],
        "front": [_told(again[n], coarse[n]) for n in front(coarse)],
    }
    write(asked.file, json.dumps(told, indent=1) + "\n")
    taken = sum(each.taken for each in rough) / sum(each.taken + each.solved for each in rough)
    print(
        f"{len(roads):,} roadmaps in {time.perf_counter() - began:.0f} s; {taken:.0%} of the points were taken over from a neighbour"
    )


def _told(road: Road, candidate: Candidate) -> dict[str, object]:
    return {
        "roadmap": str(road),
        "trying": round(candidate.trying.whole, 4),
        "trap loss": round(candidate.trap_loss, 4),
        "accepts": {name: round(chance, 4) for name, chance in candidate.accepts_by.items()},
    }


if __name__ == "__main__":
    main()
