"""What to look for next: what would be seen, by when, at what cost, and what it would tell."""

from __future__ import annotations

from detente.brief.ground import Ground
from detente.brief.inputs import quoted
from detente.brief.moves import SEEN
from detente.brief.parts_doubt import Ahead, Either, Sighting
from detente.brief.phrase import Phrase, clean, say
from detente.brief.rows import chance
from detente.brief.wording import counted, day, percent, staging
from detente.case.model import Indicator
from detente.case.uncertain import Uniform
from detente.weigh.doubt.parts import Doubt, Outlook

MOST_MOVES = 2
_TITLE_LIMIT = 52
_CLOSE = 0.8
_LITTLE = 0.01
"""A sighting that takes less of the doubt away tells little."""


def ahead(ground: Ground, doubt: Doubt) -> Ahead | None:
    """Say what to look for next, what tells most first; nothing where the case has no indicators."""
    if not doubt.indicators:
        return None
    ranked = sorted(doubt.indicators.items(), key=lambda item: -item[1].bits)
    longest = max(each.bits for _, each in ranked)
    made = tuple(_sighting(ground, name, each, longest) for name, each in ranked)
    return Ahead(_title(made, dict(ranked)), _note(made), made)


def _sighting(ground: Ground, identifier: str, found: Outlook, longest: float) -> Sighting:
    assessment = ground.assessment
    case, words = assessment.case, assessment.words
    indicator = case.indicators[identifier]
    each_point = found.share * found.per_cost / found.bits if found.per_cost and found.bits > 0 else 0.0
    before = ground.assessment.now

    def moved(name: str) -> float:
        was = before[name].probability
        return max(abs(each[name].probability - was) for each in (found.if_seen, found.if_not))

    names = sorted((name for name in found.if_seen if moved(name) >= SEEN), key=lambda name: -moved(name))
    rows = [row for name in names[:MOST_MOVES] if (row := ground.row(name))]
    return Sighting(
        id=identifier,
        says=clean(indicator.says),
        by=day(indicator.by, short=True),
        overdue=indicator.by.end < case.as_of.start,
        cost=_cost(indicator),
        staged=staging(indicator.stageable.median) if indicator.stageable else "",
        chance=chance(found.chance, words),
        moves=tuple(
            Either(
                row.id,
                row.anchor,
                row.label,
                row.now,
                chance(found.if_seen[row.id], words),
                chance(found.if_not[row.id], words),
            )
            for row in rows
        ),
        share=found.share,
        tells=percent(found.share),
        width=round(100 * found.bits / longest, 2) if longest > 0 else 0.0,
        for_cost=f"{percent(each_point)} a point" if each_point else "",
    )


def _cost(indicator: Indicator) -> str:
    if indicator.cost is None:
        return "not stated"
    if isinstance(indicator.cost.dist, Uniform):
        return f"{indicator.cost.dist.low:g}–{indicator.cost.dist.high:g}"
    return f"{indicator.cost.median:g}" if indicator.cost.median else "nothing"


def _title(made: tuple[Sighting, ...], found: dict[str, Outlook]) -> Phrase:
    first = made[0]
    name = quoted(first.says, _TITLE_LIMIT)
    if first.share <= 0:
        return say("Nothing on the list would tell us anything")
    if first.share < _LITTLE:
        return say(name, " tells most, yet little")
    priced = [each for each in made if found[each.id].per_cost is not None]
    best = max(priced, key=lambda each: found[each.id].per_cost or 0.0) if priced else None
    if best is not None and best.id != first.id and found[first.id].per_cost is not None:
        return say(name, " tells most; for its cost ", quoted(best.says, _TITLE_LIMIT), " does")
    also = best is not None and best.id == first.id and len(priced) > 1
    most = " tells most, also for its cost" if also else " tells most"
    if len(made) > 1 and made[1].share >= _CLOSE * first.share:
        return say(name, most, "; ", quoted(made[1].says, _TITLE_LIMIT), " comes close")
    return say(name, most)


def _note(made: tuple[Sighting, ...]) -> Phrase:
    late = sum(each.overdue for each in made)
    overdue = (
        f" {counted(late, 'is', 'are').capitalize()} overdue: write down whether it was seen." if late else ""
    )
    costs = " Costs are in points." if any(each.for_cost for each in made) else ""
    return say(
        "What tells most stands first: how much of our doubt about all explanations it would take away, on average over "
        f"seeing and not seeing it (a mean, so without a range).{costs}{overdue}"
    )
