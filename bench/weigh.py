"""Speed of weighing against pyAgrum and pgmpy on the same networks, and against what was promised.

Run: ``python bench/weigh.py`` (a few minutes; ``--only one|ensemble|large|korea``). The peers are optional: without them
only Detente is timed. Before a time is printed the posteriors must agree to 1e-9. Detente and its peers are timed in
turn within one run, so that a busy machine slows all of them; the least and the median of the repeats are printed, and
ratios are of the least. Numba's compilation is not counted: everything is run once before the clock starts.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import numpy as np  # noqa: E402
from clock import Route, in_turn, installed, show, tell, verdict  # noqa: E402
from tests.made import made  # noqa: E402
from weigh_peers import MEASURED_DRAWS, pgmpy_routes, pyagrum_draws, pyagrum_routes  # noqa: E402

from detente.case.load import CaseFile, build, load  # noqa: E402

DRAWS = 4000
KOREA = ROOT / "cases" / "korea-2018"


def case(n: int, pieces: int, seed: int = 1, *, spread: bool = False) -> CaseFile:
    """A random case of pieces that speak to four hypotheses at most, each a voice of its own, without staging.

    ``spread``: priors are ranges as well; bearings, grades and most of what is left are words, so they are drawn.
    """
    data = made(np.random.default_rng(seed), n, pieces, relations=False)
    data.pop("assumptions")
    for piece in data["evidence"].values():
        for key in ("group", "stageable", "shows"):
            piece.pop(key, None)
    if spread:
        for hypothesis in data["hypotheses"].values():
            hypothesis["prior"] = f"{hypothesis['prior'] * 0.9}..{hypothesis['prior'] * 1.1}"
    return build(data)


# --- one posterior -----------------------------------------------------------------------------------------------


def one_posterior(n: int, pieces: int, aim: float, repeats: int) -> None:
    """Time the full posterior over combinations at central inputs."""
    from detente.weigh import Options, prior, weigh
    from detente.weigh.inputs import central
    from detente.weigh.network import compile_case
    from detente.weigh.posterior import Layout

    file = case(n, pieces)
    network = compile_case(file.case)
    layout, inputs = Layout(network), central(network)
    fitted = prior.fit(network, inputs)
    table = layout.weigh(inputs, fitted).table[0]
    before = Route(
        "Detente itself", "posterior only, the prior fitted before", lambda: layout.weigh(inputs, fitted)
    )
    routes = [
        Route(
            "Detente",
            "prior fitted, tables made, posterior",
            lambda: layout.weigh(inputs, prior.fit(network, inputs)),
        ),
        before,
        Route(
            "Detente itself",
            "all of weigh() from a loaded case, no draws",
            partial(weigh, file, Options(point=True)),
        ),
    ]
    if installed("pyagrum"):
        routes += pyagrum_routes(network, inputs, fitted, table)
    if installed("pgmpy"):
        routes += pgmpy_routes(network, inputs, fitted, table)
    in_turn(routes, repeats)
    title = f"One posterior over {1 << n:,} combinations, {pieces} pieces (peers: network built before, not counted)"
    tell(title, routes, {"pyAgrum": aim, "pgmpy": 500})
    for route in routes:
        if "product only" in route.whose:
            # these are given likelihoods and a fitted prior, so they are held against what comes after that
            print(
                f"  -> {route.whose}, against our posterior only: {route.least / before.least:.3g} x (no aim)"
            )


# --- the ensemble ------------------------------------------------------------------------------------------------


def ensemble(n: int, pieces: int, repeats: int) -> None:
    """Time 4,000 draws, each of which changes priors, bearings and reliabilities."""
    from detente.weigh import Options, prior, weigh
    from detente.weigh.inputs import sample
    from detente.weigh.network import compile_case
    from detente.weigh.posterior import Layout

    file = case(n, pieces, spread=True)
    network = compile_case(file.case)
    layout = Layout(network)
    drawn = sample(network, 1, DRAWS)
    for name in ("prior", "otherwise", "alone", "reliability"):
        assert (getattr(drawn, name).std(axis=0) > 0).any(), f"{name} is to change from draw to draw"
    fitted = prior.fit(network, drawn)

    def posteriors() -> None:
        for first in range(0, DRAWS, 256):
            rows = slice(first, first + 256)
            layout.weigh(drawn.rows(rows), fitted.rows(rows))

    routes = [
        Route("Detente", f"all of weigh(), {DRAWS:,} draws", partial(weigh, file, Options(draws=DRAWS))),
        Route("Detente itself", "of which: drawing", lambda: sample(network, 1, DRAWS)),
        Route("Detente itself", "of which: priors", lambda: prior.fit(network, drawn)),
        Route("Detente itself", "of which: posteriors", posteriors),
    ]
    if installed("pyagrum"):
        routes += pyagrum_draws(network, drawn, fitted, layout, DRAWS)
    in_turn(routes, repeats, longest=20)
    tell(
        f"{DRAWS:,} draws at {n} hypotheses and {pieces} pieces (pyAgrum: {MEASURED_DRAWS} draws, scaled up; tables not counted)",
        routes,
        {"pyAgrum, rebuilt": 10},
    )
    verdict("Detente, least", routes[0].least, 1.0, "s", at_least=False)
    for whose in ("pyAgrum, in place", "pyAgrum, product only"):
        theirs = [route for route in routes if route.whose == whose]
        if theirs:
            best = min(theirs, key=lambda route: route.least)
            print(f"  -> {whose}, at its best: {best.least / routes[0].least:.3g} x (no aim)")


# --- fresh processes ---------------------------------------------------------------------------------------------


def child(what: str, since: float) -> None:
    """Run in a process of its own: weigh, weigh again, and say how long it took and how much memory.

    since : when the process was started, on the clock of ``time.time``.
    """
    from detente.weigh import Options, weigh

    imported = time.time()
    file = case(20, 300) if what == "large" else load(KOREA)
    loaded = time.time()
    options = Options(point=True) if what == "large" else Options()
    times, answered = [], 0.0
    for _ in range(4):
        begun = time.perf_counter()
        found = weigh(file, options)
        times.append(time.perf_counter() - begun)
        answered = answered or time.time() - since
    print(
        json.dumps(
            {
                "import": imported - since,
                "load": loaded - imported,
                "first": times[0],
                "again": min(times[1:]),
                "answered": answered,
                "peak": peak_megabytes(),
                "draws": found.draws,
                "hypotheses": len(found.hypotheses),
                "pieces": len(found.pieces),
                "now": {name: each.now.probability for name, each in found.hypotheses.items()},
            }
        )
    )


def peak_megabytes() -> float:
    """The most memory that this process has held at one time."""
    status = Path("/proc/self/status")
    if status.exists():
        # getrusage would count what the process that started this one held
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1e3
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def fresh(what: str, runs: int) -> list[dict[str, Any]]:
    """Run ``child`` in new processes, once unmeasured so that Numba's cache is filled."""
    found = []
    for run in range(runs + 1):
        done = subprocess.run(
            [sys.executable, str(Path(__file__).resolve()), "--child", what, "--since", repr(time.time())],
            capture_output=True,
            text=True,
            check=True,
        )
        if run:
            found.append(json.loads(done.stdout))
    return found


STAGES = {
    "import": "starting Python and importing",
    "load": "reading and checking the case",
    "first": "first weigh(), Numba's cache read from disk",
    "answered": "from starting Python to the first answer",
    "again": "weigh() again in the same process",
}


def tell_fresh(title: str, found: list[dict[str, Any]]) -> None:
    one = found[0]
    print(f"\n{title}: {one['hypotheses']} hypotheses, {one['pieces']} pieces, {one['draws']:,} draws")
    print(f"  {f'{len(found)} fresh processes':82}{'least':>10}{'median':>10}")
    for key, says in STAGES.items():
        times = [each[key] for each in found]
        print(f"  {says:82}{show(min(times))}{show(median(times))}")
    print(f"  {'most memory held':82}{max(each['peak'] for each in found):7.0f} MB")


def large(runs: int) -> None:
    """Exact central weighing at the limit, in a fresh process."""
    found = fresh("large", runs)
    tell_fresh("Exact central weighing at the limit", found)
    verdict("with the cache's loading", min(each["first"] for each in found), 2, "s", at_least=False)
    verdict("without it", min(each["again"] for each in found), 2, "s", at_least=False)
    verdict("memory", max(each["peak"] for each in found) / 1000, 1, "GB", at_least=False)


def korea(runs: int) -> None:
    """The case that ships, end to end."""
    if not (KOREA / "case.yaml").exists():
        print("\nThe Korea case is not here: not timed")
        return
    found = fresh("korea", runs)
    tell_fresh("The Korea case", found)
    print("  " + ", ".join(f"{name} {p:.2f}" for name, p in found[0]["now"].items()))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time weighing against pyAgrum and pgmpy.")
    parser.add_argument("--only", choices=["one", "ensemble", "large", "korea"], help="one of the four parts")
    parser.add_argument("--repeats", type=int, default=15, help="runs of each route (default: %(default)s)")
    parser.add_argument("--child", choices=["large", "korea"], help=argparse.SUPPRESS)
    parser.add_argument("--since", type=float, help=argparse.SUPPRESS)
    given = parser.parse_args()
    warnings.filterwarnings("ignore", module="pgmpy")
    if given.child:
        child(given.child, given.since)
        return
    packages = {name: version(name) for name in ("numpy", "numba", "pyagrum", "pgmpy") if installed(name)}
    busy = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"Python {platform.python_version()}, {packages}, {os.cpu_count()} cores, load {busy}")
    for peer in ("pyagrum", "pgmpy"):
        if not installed(peer):
            print(f"{peer} is not installed: nothing is compared with it (the oracles group has it)")
    repeats = given.repeats
    parts: dict[str, Callable[[], None]] = {
        "one": lambda: (one_posterior(12, 60, 5, repeats), one_posterior(16, 100, 2, max(3, repeats // 2)))[
            0
        ],
        "ensemble": lambda: ensemble(10, 40, max(3, repeats // 3)),
        "large": lambda: large(max(2, repeats // 5)),
        "korea": lambda: korea(max(2, repeats // 5)),
    }
    for name, part in parts.items():
        if given.only in (None, name):
            part()


if __name__ == "__main__":
    main()
