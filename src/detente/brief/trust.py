"""How our trust would move: one panel if they mean it, one if it is a trap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from detente.brief.foretold import act_says, iso_day, rounds_of
from detente.brief.inputs import quoted
from detente.brief.parts_futures import Panel, TrustMoves
from detente.brief.phrase import Phrase, clip, listed, plain, say
from detente.brief.shapes import PANEL, area, line, places, ticks
from detente.brief.wording import NBSP, figure, percent, spoken_id
from detente.encounter.foresee.results import QUANTILES, Futures, Sign

APART = 0.1
"""The two kinds look alike until the middles of our trust are so far apart."""
TELLS = 0.2
"""An act tells the two apart if our trust after one of its signals is so far from that after another."""
KINDS: dict[str, Literal["means-it", "trap"]] = {"if they mean it": "means-it", "if it is a trap": "trap"}
_MIDDLE = QUANTILES.index(0.5)
_QUOTE_LIMIT = 44
_MARK_LIMIT = 26
_KIND_LIMIT = 60


def trust(found: Futures, start: date) -> TrustMoves | None:
    """Return the figure; nothing where they can be of one kind only, as our trust has nothing to move by."""
    if set(found.trust) != set(KINDS):
        return None
    at = places(start, found.dates)
    days = [start.isoformat(), *found.dates]
    teller = _teller(found)
    return TrustMoves(
        title=_title(found, teller),
        note=say(
            "The chance, as we would then see it, that they are of a kind whose word is dear to them, once they have said yes; the "
            "line is the middle of futures, the bands hold half and nine in ten of them. Where talks have ended it stays as it "
            "was."
        ),
        box=PANEL,
        panels=tuple(_panel(found, name, at, days) for name in KINDS),
        ticks=ticks(start, found.dates, 3),
        mark=_mark(teller, start, found.dates) if teller else None,
    )


def _panel(found: Futures, name: str, at: Sequence[float], days: Sequence[str]) -> Panel:
    rows = found.trust[name].ours.rows
    low, quarter, middle, three, high = ([row[n] for row in rows] for n in range(len(QUANTILES)))
    those = [spoken_id(each.name) for each in found.prospects if each.trusted == (KINDS[name] == "means-it")]
    says = clip(f"{name.capitalize()}: {listed(those)}", _KIND_LIMIT)
    return Panel(
        kind=KINDS[name],
        says=says,
        wide=area(at, low, high, PANEL),
        narrow=area(at, quarter, three, PANEL),
        line=line(at, middle, PANEL),
        start=percent(middle[0]),
        end=percent(middle[-1]),
        end_at=round(100 * (1 - middle[-1]), 2),
        alt=plain(
            f"{says}: our trust goes from {percent(middle[0])} to {percent(middle[-1])} in the middle of futures; nine in ten end "
            f"between {percent(low[-1])} and {percent(high[-1])}."
        ),
        rows=tuple(
            (iso_day(day, short=True), *(f"{figure(q)}{NBSP}%" for q in row))
            for day, row in zip(days, rows, strict=True)
        ),
    )


def _alike(found: Futures) -> int | None:
    """Return for how many rounds the middles stay together; None where they never part."""
    means, trap = (found.trust[name].ours.rows for name in KINDS)
    gaps = [abs(one[_MIDDLE] - other[_MIDDLE]) for one, other in zip(means, trap, strict=True)]
    return next((n - 1 for n, gap in enumerate(gaps) if gap >= APART), None)


def _teller(found: Futures) -> Sign | None:
    """Return the earliest sign of the act whose signals leave our trust furthest apart; None where none does."""
    widest, best = TELLS, None
    for sign in found.signs:
        same = [each.trust for each in found.signs if (each.round, each.act) == (sign.round, sign.act)]
        if max(same) - min(same) > widest:
            widest, best = max(same) - min(same), sign
    if best is None:
        return None
    return min((each for each in found.signs if each.act == best.act), key=lambda each: each.round)


def _title(found: Futures, teller: Sign | None) -> Phrase:
    alike = _alike(found)
    means, trap = (found.trust[name].ours.rows[-1][_MIDDLE] for name in KINDS)
    tells = say("; ", quoted(act_says(teller), _QUOTE_LIMIT), " tells them apart") if teller else say()
    if alike is None:
        return say("The two kinds look alike to the end", tells and say("; only ", *tells.runs[1:]))
    if alike <= 0:
        return say(
            f"Trust parts at once: {percent(means)} at the end if they mean it, {percent(trap)} if not"
        )
    return say(f"For {rounds_of(found, alike)} the two kinds look alike", tells)


def _mark(teller: Sign, start: date, dates: Sequence[str]) -> tuple[float, str]:
    at = places(start, dates)[teller.round]
    return round(100 * at, 2), plain(clip(act_says(teller), _MARK_LIMIT))
