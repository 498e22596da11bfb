"""A clock for benchmarks on a machine that others use too: several routes in turn, the least and the median of each."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from statistics import median
from typing import Any

IN_A_ROW = 3


@dataclass
class Route:
    """One way to the answer, and its times in seconds. ``whose``: Detente or the peer it is measured against."""

    whose: str
    name: str
    run: Callable[[], Any]
    parts: list[Callable[[], Any]] = field(default_factory=list)
    """What it is made of, where the clock should stop in between: so a busy machine spoils a part, not the whole."""
    scale: float = 1.0
    """What a time is multiplied by, where only a part was run."""
    times: list[list[float]] = field(default_factory=list)
    """For each part, one time a repeat."""

    def __post_init__(self) -> None:
        self.parts = self.parts or [self.run]
        self.times = [[] for _ in self.parts]

    def once(self) -> None:
        """Run it, part by part."""
        for part, times in zip(self.parts, self.times, strict=True):
            start = time.perf_counter()
            part()
            times.append(time.perf_counter() - start)

    @property
    def least(self) -> float:
        return sum(map(min, self.times)) * self.scale

    @property
    def middle(self) -> float:
        return sum(map(median, self.times)) * self.scale


def in_turn(routes: list[Route], repeats: int, longest: float = 10.0) -> None:
    """Run every route once unmeasured, then all of them in turn; a slow one is run less often.

    Each takes its turn ``IN_A_ROW`` times, so that caches and threads that the one before left cold are warm again.
    """
    budget = {}
    for route in routes:
        start = time.perf_counter()
        for part in route.parts:
            part()
        budget[id(route)] = max(2, min(repeats, int(longest / (time.perf_counter() - start))))
    for turn in range(0, repeats, IN_A_ROW):
        for route in routes:
            for _ in range(min(IN_A_ROW, budget[id(route)] - turn)):
                route.once()


def tell(title: str, routes: list[Route], aims: dict[str, float]) -> None:
    """Print a table; the first route is the one that all others are compared with."""
    ours = routes[0]
    print(f"\n{title}")
    print(f"  {'':82}{'least':>10}{'median':>10}{'ratio':>9}")
    for route in routes:
        ratio = "" if route is ours else f"{route.least / ours.least:8.1f}x"
        print(f"  {route.whose + ': ' + route.name:82}{show(route.least)}{show(route.middle)}{ratio:>9}")
    for whose, aim in aims.items():
        theirs = [route for route in routes if route.whose == whose]
        if theirs:
            best = min(theirs, key=lambda route: route.least)
            verdict(f"{whose}'s best ({best.name})", best.least / ours.least, aim, "x", at_least=True)


def verdict(what: str, found: float, aim: float, unit: str, *, at_least: bool) -> None:
    """Say whether an aim was met."""
    met = found >= aim if at_least else found <= aim
    bound = "at least" if at_least else "at most"
    print(f"  -> {what}: {found:.3g} {unit}, aim {bound} {aim:g}: {'met' if met else 'MISSED'}")


def show(seconds: float) -> str:
    return f"{seconds * 1e3:7.2f} ms" if seconds < 1 else f"{seconds:8.2f} s"


def installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True
