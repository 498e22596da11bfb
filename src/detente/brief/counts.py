"""What the matrix that people have today would say: counts of contradictions beside the weighing, and why they differ."""

from __future__ import annotations

from collections.abc import Iterator

from detente.brief.ground import Ground
from detente.brief.parts import CountedRow, Counts
from detente.brief.phrase import Phrase, listed, say, sentence
from detente.brief.rows import named
from detente.brief.wording import be, counted, number
from detente.weigh.doubt.counting import Counting


def counts(ground: Ground) -> Counts | None:
    """Put the comparison together; nothing where only the answer was asked for."""
    if ground.assessment.doubt is None:
        return None
    found = ground.assessment.doubt.counting
    rows = [
        CountedRow(
            row.anchor,
            row.label,
            each.inconsistent,
            each.tested,
            each.rank_by_counting,
            each.rank_by_weighing,
        )
        for row in ground.rows
        if (each := found.hypotheses.get(row.id))
    ]
    rows.sort(key=lambda row: (row.by_counting, row.by_weighing))
    return Counts(_title(ground, found), tuple(_reasons(ground, found)), tuple(rows)) if rows else None


def _title(ground: Ground, found: Counting) -> Phrase:
    first = [name for name, each in found.hypotheses.items() if each.rank_by_counting == 1]
    puts = say(
        "A matrix that counts contradictions would put ", listed([_named(ground, name) for name in first])
    )
    puts = say(puts, " first")
    if not found.turned:
        return say(puts, "; weighing turns no pair round")
    pairs = counted(len(found.turned), "pair")
    return say(puts, f"; weighing turns {pairs} round")


def _reasons(ground: Ground, found: Counting) -> Iterator[Phrase]:
    repeated = [pieces for each in found.hypotheses.values() for pieces in each.repeated]
    if repeated:
        # against two explanations two sets of pieces may contradict that have one cause behind them all the same
        cause = {piece: voice.id for voice in ground.assessment.voices for piece in voice.pieces}
        causes = len({cause[pieces[0]] for pieces in repeated})
        cells = number(sum(map(len, repeated)))
        yield sentence(
            f"it counts {cells} contradictions each by itself that come from {counted(causes, 'cause')}"
        )
    if found.staged:
        few = len(found.staged) == 1
        yield sentence(
            f"it takes {counted(len(found.staged), 'piece')} at face value that could have been staged"
            if few
            else f"it takes {counted(len(found.staged), 'piece')} at face value, each of which could have been staged"
        )
    for name, each in found.hypotheses.items():
        if each.ahead_by_default_of:
            beaten = listed([_named(ground, other) for other in each.ahead_by_default_of])
            alone = "only by pieces that do not test it"
            yield sentence(_named(ground, name), f" {_leads(ground, name)} ", beaten, f" {alone}")
    if found.hardly_tested:
        most = max(found.hypotheses, key=lambda name: found.hypotheses[name].tested)
        seldom = listed([_named(ground, name) for name in found.hardly_tested])
        yield sentence("half as many pieces or fewer test ", seldom, " as test ", _named(ground, most))
    yield sentence(
        "it knows no chance of a piece that holds whatever is true, no source that errs, and nothing beyond its columns"
    )


def _named(ground: Ground, name: str) -> Phrase:
    row = ground.row(name)
    return say(named(row)) if row else say()


def _leads(ground: Ground, name: str) -> str:
    row = ground.row(name)
    return "lead" if row and be(row.name) == "are" else "leads"
