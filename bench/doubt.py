"""Speed of asking what would change our mind: leaving out, flips, indicators; against weighing anew for each.

Run: ``python bench/doubt.py`` (a few minutes; ``--only korea|large``). Nobody else computes these, so the peer is the
plain way: weighing the case anew for everything that is left out. Before a time is printed both ways must agree to 1e-12.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import numpy as np  # noqa: E402
from clock import Route, in_turn  # noqa: E402
from tests.made import made  # noqa: E402

from detente.case.load import CaseFile, build, load  # noqa: E402
from detente.weigh import Options, examine, weigh  # noqa: E402
from detente.weigh.assess import plan_draws, readings_of  # noqa: E402
from detente.weigh.doubt.effects import answers_without, omissions  # noqa: E402
from detente.weigh.doubt.flips import at_centre  # noqa: E402
from detente.weigh.ensemble import run  # noqa: E402
from detente.weigh.network import compile_case  # noqa: E402
from detente.weigh.omit import omit  # noqa: E402

PLAIN = 12
"""So many omissions are weighed anew, evenly spread; the time for all is in proportion."""


def tell(file: CaseFile, name: str, repeats: int) -> None:
    """Time every part of examining one case."""
    options = Options()
    network = compile_case(file.case)
    draws, _ = plan_draws(network, options)
    readings = readings_of(file, draws, options)
    reading = readings["case"]
    wanted = omissions(file.case)
    print(
        f"\n{name}: {network.n} hypotheses, {len(network.pieces)} pieces, {draws:,} draws, {len(readings)} reading(s)"
    )

    answers = answers_without(reading, wanted)
    spread = np.unique(np.linspace(0, len(wanted) - 1, PLAIN).astype(int))
    worst = max(np.abs(run(omit(reading, *wanted[k])).answers - answers[:, k]).max() for k in spread)
    if worst > 1e-12:
        sys.exit(f"leaving out differs from weighing anew by {worst:.1e}")
    routes = [
        Route("Detente", "leave-one-out, all at once", lambda: answers_without(reading, wanted)),
        Route(
            "plainly",
            "weighed anew for each",
            lambda: [run(omit(reading, *wanted[k])) for k in spread],
            scale=len(wanted) / len(spread),
        ),
        Route("Detente", "flips at central inputs", lambda: at_centre(file)),
        Route("Detente", "the answer alone", lambda: weigh(file, options)),
        Route("Detente", "everything (examine)", lambda: examine(file, options)),
    ]
    in_turn(routes, repeats)
    quick, plain = routes[0].least, routes[1].least
    print(
        f"leaving out {len(wanted)} things: {plain / quick:.1f} x faster than weighing anew (agreement {worst:.0e})"
    )
    print(f"everything takes {routes[4].least / routes[3].least:.1f} x the answer alone")
    for route in routes:
        print(f"  {route.name:28} {route.least:8.2f} s least, {route.middle:8.2f} s median")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=("korea", "large"))
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    start = time.perf_counter()
    weigh(load(ROOT / "cases" / "korea-2018"), Options(draws=300))
    print(f"first call (compiles unless it was cached): {time.perf_counter() - start:.1f} s")
    if given.only != "large":
        tell(load(ROOT / "cases" / "korea-2018"), "Korea", given.repeats)
    if given.only != "korea":
        tell(build(made(np.random.default_rng(7), 12, 60)), "A random case", max(1, given.repeats - 2))
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
