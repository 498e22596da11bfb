"""The river of outcomes: how likely each has come by each date, real and hollow deals apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from detente.brief.foretold import (
    FEW,
    HOLLOW,
    OUTCOMES,
    REAL,
    REFUSAL,
    chance,
    games,
    iso_day,
    one_in,
    real_share,
)
from detente.brief.parts_futures import Area, Label, Look, River
from detente.brief.phrase import Phrase, capital, listed, plain, say
from detente.brief.shapes import RIVER, apart, area, places, ticks
from detente.brief.wording import NBSP, counted, percent
from detente.case.words import Words
from detente.encounter.foresee.results import Futures

DRAWN = 0.01
"""An outcome that is less likely than this is named, not drawn."""
LOOKS: dict[str, Look] = {
    REAL: "real",
    HOLLOW: "hollow",
    "talks": "talks",
    "lapse": "lapse",
    "walkout by them": "walkout",
    "walkout by us": "walkout",
    "war": "war",
    REFUSAL: "refusal",
}
"""The stripes, from the bottom to the top."""
_ROOM = 0.12
"""A stripe at least so thick holds its name."""


def river(found: Futures, start: date, words: Words) -> River:
    """Return the figure. ``start``: the day from which rounds are counted."""
    at = places(start, found.dates)
    drawn = [name for name in LOOKS if name == "talks" or found.outcomes[name].value >= DRAWN]
    begun = {
        name: [found.river[name][0] if name == REFUSAL else 0.0, *found.river[name]] for name in found.river
    }
    thick: dict[str, list[float]] = {name: begun[name] for name in drawn if name != "talks"}
    thick["talks"] = (
        [max(0.0, 1 - sum(column)) for column in zip(*thick.values(), strict=True)]
        if thick
        else [1.0] * len(at)
    )
    low = [0.0] * len(at)
    areas, middles, talks = [], {}, None
    for name in drawn:
        high = [below + part for below, part in zip(low, thick[name], strict=True)]
        areas.append(Area(LOOKS[name], area(at, low, high, RIVER)))
        middles[name] = 100 * (1 - (low[-1] + high[-1]) / 2)
        if name == "talks":
            talks = _room(at, low, high)
        low = high
    named = [name for name in reversed(drawn) if name != "talks"]
    shown = apart([middles[name] for name in named])
    labels = tuple(
        Label(
            LOOKS[name],
            OUTCOMES[name],
            chance(found.outcomes[name], words, worded=False),
            round(middles[name], 2),
            y,
        )
        for name, y in zip(named, shown, strict=True)
    )
    title = _title(found)
    told = ", ".join(f"{each.says.lower()} {each.chance.percent}" for each in labels)
    ends = iso_day(found.dates[-1])
    columns = list(OUTCOMES)
    return River(
        title=title,
        note=_note(found),
        deals=_deals(found),
        box=RIVER,
        areas=tuple(areas),
        labels=labels,
        talks=talks,
        ticks=ticks(start, found.dates, 4),
        thin=_thin(found, words),
        alt=plain(f"{title}. By {ends}: {told}."),
        heads=tuple(OUTCOMES[name] for name in columns),
        rows=tuple(
            (iso_day(day, short=True), *(percent(found.river[name][n]) for name in columns))
            for n, day in enumerate(found.dates)
        ),
    )


def _room(at: Sequence[float], low: Sequence[float], high: Sequence[float]) -> tuple[float, float] | None:
    """Return where a stripe has room for its name, in hundredths: a quarter along, or where it is thickest."""
    inner = [n for n in range(1, len(at)) if 0.15 <= at[n] <= 0.7]
    if not inner:
        return None
    quarter = min(inner, key=lambda n: abs(at[n] - 0.25))
    best = (
        quarter if high[quarter] - low[quarter] >= 2 * _ROOM else max(inner, key=lambda n: high[n] - low[n])
    )
    if high[best] - low[best] < _ROOM:
        return None
    return round(100 * at[best], 2), round(100 * (1 - (low[best] + high[best]) / 2), 2)


def _title(found: Futures) -> Phrase:
    real, hollow = (found.outcomes[name].value for name in (REAL, HOLLOW))
    first = capital(
        say(one_in(real), " ends in a real deal" if "futures" not in one_in(real) else " end in a real deal")
    )
    looks = one_in(hollow).replace("future ", "").replace("futures ", "")
    if hollow < 0.005:
        return say(first, "; hardly any only looks like one")
    verb = "look" if "futures" in one_in(hollow) else "looks"
    return say(first, f"; {looks} only {verb} like one")


def _note(found: Futures) -> Phrase:
    ranges = "" if found.check.games >= FEW else f" {games(found.check.games)}"
    return say(
        "Where talks stand by each date if we offer the steps listed below. In a hollow deal all steps were seen done, but at "
        f"least one was faked. Talks run out at the last date at the latest, which is the case's own limit: {counted(len(found.dates), 'round')} "
        f"of {found.round_length.replace(' ', NBSP)}.{ranges}"
    )


def _deals(found: Futures) -> Phrase:
    share = real_share(found)
    if not share:
        return say("Hardly any future ends in a deal.")
    return say(
        f"Of the deals that would be completed, {share} are real; in the others "
        "something that was paid for was never done."
    )


def _thin(found: Futures, words: Words) -> Phrase:
    """Name the outcomes that are not drawn, and war whatever becomes of talks."""
    thin = [name for name in OUTCOMES if found.outcomes[name].value < DRAWN]
    parts = []
    for name in thin:
        each = chance(found.outcomes[name], words, worded=False)
        parts.append(say(f"{OUTCOMES[name].lower()} {each.percent}{f' ({each.span})' if each.span else ''}"))
    drawn = say("Too thin to draw: ", listed(parts), ". ") if parts else say()
    return say(
        drawn,
        f"War by {iso_day(found.dates[-1])}, talks or not: {percent(found.war.value)}; if we did not engage: "
        f"{percent(found.war_without)} (means over what may happen, so without ranges).",
    )
