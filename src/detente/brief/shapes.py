"""Where the marks of the figures of futures stand: areas as SVG paths, dates on an axis, names beside their stripes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from detente.brief.foretold import iso_day
from detente.brief.parts_futures import Tick

RIVER = (600, 280)
PANEL = (300, 160)
GAP = 12.5
"""A name and its number take so many hundredths of the river's height."""


def places(start: date, dates: Sequence[str]) -> list[float]:
    """Return where the start and each date stand on the axis of time, from 0 to 1."""
    days = [(date.fromisoformat(each) - start).days for each in dates]
    return [0.0, *(each / days[-1] for each in days)]


def ticks(start: date, dates: Sequence[str], count: int) -> tuple[Tick, ...]:
    """Return about ``count`` marks on the axis of time: the start, the last date, and rounds evenly between."""
    at = places(start, dates)
    days = [start.isoformat(), *dates]
    chosen = sorted({round(n * (len(days) - 1) / (count - 1)) for n in range(count)})
    found = []
    for n in chosen:
        day, _, year = iso_day(days[n], short=True).rpartition("\u00a0")
        found.append(Tick(round(100 * at[n], 2), day, year))
    return tuple(found)


def area(at: Sequence[float], low: Sequence[float], high: Sequence[float], box: tuple[int, int]) -> str:
    """Return the path around all points between two lines; ``at``, ``low`` and ``high`` from 0 to 1."""
    there = [_point(x, y, box) for x, y in zip(at, high, strict=True)]
    back = [_point(x, y, box) for x, y in zip(at, low, strict=True)]
    return f"M{'L'.join([*there, *reversed(back)])}Z"


def line(at: Sequence[float], values: Sequence[float], box: tuple[int, int]) -> str:
    """Return the path of a line."""
    return f"M{'L'.join(_point(x, y, box) for x, y in zip(at, values, strict=True))}"


def _point(x: float, y: float, box: tuple[int, int]) -> str:
    return f"{x * box[0]:.1f} {(1 - y) * box[1]:.1f}"


def apart(wanted: Sequence[float], gap: float = GAP) -> list[float]:
    """Move places that are too near each other apart, from 0 to 100; their order stays."""
    order = sorted(range(len(wanted)), key=lambda n: wanted[n])
    gap = min(gap, 100 / max(len(wanted), 1))
    found = list(wanted)
    least = gap / 2
    for n in order:
        found[n] = max(found[n], least)
        least = found[n] + gap
    most = 100 - gap / 2
    for n in reversed(order):
        found[n] = min(found[n], most)
        most = found[n] - gap
    return [round(each, 2) for each in found]
