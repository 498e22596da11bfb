"""Futures as tables in the terminal, what is offered first. Imported only when one is printed."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table

from detente.brief.early import MOVES, telling_signs
from detente.brief.foretold import (
    NO_RANGE,
    OUTCOMES,
    SIGNALS,
    act_part,
    act_says,
    change,
    games,
    iso_day,
    points,
    points_span,
)
from detente.brief.wording import percent, percent_in, span
from detente.case.visible import visible
from detente.case.words import Words
from detente.cli.show import layout
from detente.encounter.foresee.results import Futures, Milestone, Span, Split


def print_futures(found: Futures, words: Words) -> None:
    """Print where a meeting may lead. An analyst's words are shown as text, never as markup."""
    console = layout.console()
    if found.marking:
        console.print(visible(found.marking), style="dim")
    console.print(visible(found.title), style="bold")
    us, them = visible(found.us), visible(found.them)
    console.print(
        f"As of {found.as_of}. We: {us}, {visible(found.we_are)}. They: {them}. "
        f"{len(found.dates)} rounds of {found.round_length}, to {iso_day(found.dates[-1])}."
    )
    for table in _tables(found, words):
        if table.row_count:
            console.print()
            console.print(table)
    console.print()
    for line in _notes(found):
        console.print(line, style="dim")


def _tables(found: Futures, words: Words) -> Iterator[Table]:
    yield _offered(found)
    yield _prospects(found, words)
    yield _if_they_are(found)
    yield _outcomes(found, words)
    yield _milestones(found, words)
    yield _forecasts(found, words)
    yield _signs(found)
    yield _worths(found)
    yield _points(found)


def _offered(found: Futures) -> Table:
    table = Table("Line", "We", "They", box=None, pad_edge=False)
    by_line: dict[int, dict[str, Milestone]] = {}
    for each in found.milestones:
        by_line.setdefault(each.line, {})[each.side] = each
    for number, sides in by_line.items():
        cells = [visible(act_says(sides[side])) if side in sides else "" for side in ("us", "them")]
        table.add_row(str(number), *cells)
    return table


def _prospects(found: Futures, words: Words) -> Table:
    table = layout.table("Who they might be", "Likelihood", "Today", "Range", width=24)
    for each in found.prospects:
        says = f": {visible(each.says)}" if each.says not in ("", each.name) else ""
        table.add_row(f"{visible(each.name)}{says}", _word(each.today, words), *_chance(each.today, words))
    return table


def _if_they_are(found: Futures) -> Table:
    table = layout.table("If they are", "Say yes", "Then a real deal", "A hollow one", "For us, points")
    for each in found.prospects:
        chances = (
            " ".join((percent(one.value), span(one.low, one.high))).rstrip()
            for one in (each.accepts, each.real, each.hollow)
        )
        table.add_row(visible(each.name), *chances, change(each.split.whole))
    return table


def _outcomes(found: Futures, words: Words) -> Table:
    table = layout.table("How it ends", "Likelihood", "Chance", "Range", width=20)
    for name, says in OUTCOMES.items():
        each = found.outcomes[name]
        table.add_row(says, _word(each, words), *_chance(each, words))
    return table


def _milestones(found: Futures, words: Words) -> Table:
    table = layout.table("Step", "Who", "Likelihood", "Done", "Range", "As likely as not by", width=24)
    for each in found.milestones:
        late = f"not in {len(found.dates)} rounds"
        by = late if each.median is None else iso_day(found.dates[each.median - 1], short=True)
        table.add_row(
            visible(act_says(each)),
            "we" if each.side == "us" else "they",
            _word(each.chance, words),
            *_chance(each.chance, words),
            by,
        )
    return table


def _forecasts(found: Futures, words: Words) -> Table:
    table = layout.table("Question", "By", "Likelihood", "Chance", "Range", width=24)
    for each in found.forecasts:
        table.add_row(
            visible(each.ask),
            each.by,
            _word(each.chance, words),
            *_chance(each.chance, words),
        )
    return table


def _signs(found: Futures) -> Table:
    table = layout.table("Early sign", "By", "Seen", "Chance", "Real deal", "", width=24)
    for each in (sign for signs in telling_signs(found) for sign in signs):
        part = f" ({act_part(each.act)})" if act_part(each.act) else ""
        table.add_row(
            f"{visible(each.says)}{part}",
            iso_day(each.date, short=True),
            SIGNALS[each.signal],
            percent(each.chance),
            f"{percent(each.before)} → {percent(each.after)}",
            "up" if each.after > each.before else "down",
        )
    return table


def _worths(found: Futures) -> Table:
    table = layout.table(
        "Worth to us, in points", "Now", "If sure", "If none", "Hollow if sure", "If none", width=28
    )
    for each in found.worths:
        kind = "Verification" if each.kind == "verification" else "Channel"
        sure = each.changed.get("sure")
        table.add_row(
            f"{kind}: {visible(each.says)}",
            percent(each.now),
            "" if sure is None else change(sure),
            change(each.changed["none"]),
            _hundredths(each.hollow["sure"]) if "sure" in each.hollow else "",
            _hundredths(each.hollow["none"]),
        )
    return table


def _points(found: Futures) -> Table:
    table = layout.table(
        "Points over not engaging", "Steps", "Tension, channels", "Word, walkouts", "All", width=24
    )

    def row(name: str, split: Split) -> None:
        table.add_row(name, *(change(part) for part in (split.steps, split.tension, split.word, split.whole)))

    row("We, refusals counted", found.split)
    for each in found.prospects:
        row(f"We, if {visible(each.name)} says yes", each.split)
        row(f"{visible(each.name)}, saying yes".capitalize(), each.theirs)
    return table


def _notes(found: Futures) -> Iterator[str]:
    reach = points_span(found.trying)
    says, worth = found.yardstick
    yield (
        f"Offering this is worth {points(found.trying.value)} points to us"
        f"{f' ({reach})' if reach else ''} over not engaging; “{visible(str(says))}” alone would be "
        f"worth {points(float(worth))}."
    )
    yield (
        f"War within these rounds, talks or not: {percent(found.war.value)}; without engaging "
        f"{percent(found.war_without)}."
    )
    if found.signs:
        yield f"Early signs that move the chance of a real deal by under {_hundredths(MOVES, sign=False)} percentage points are left out."
    if found.worths:
        yield "Hollow: by how many percentage points the chance of a hollow deal would change."
    yield from computed(found)
    yield from found.notes
    yield f"Seed {found.check.seed}, case {found.case_hash[:12]}, Detente {found.version}."


def computed(found: Futures) -> Iterator[str]:
    """Say how it was computed, and how far it can be relied on."""
    check = found.check
    plays = (
        f"All {check.paths:,} histories were listed."
        if check.exact
        else f"{check.paths:,} plays drawn; the sampling error of a chance is {_hundredths(check.sampling_error, sign=False)} "
        "percentage points at most."
    )
    ranges = f"{games(check.games)} "
    yield (
        f"{check.solved:,} points solved on a grid of {check.points}, {check.unsettled:,} not settled "
        f"(worst residual {check.residual:.0e}). {plays}"
    )
    yield (
        f"{ranges}A grid of {check.coarse} gives the value of trying within {points(check.grid_difference)} points"
        f"{f'; {check.ensemble_unsettled:,} points of the games drawn not settled' if check.games else ''}."
    )
    if found.principal is not None:
        widest = max(abs(found.outcomes[name].value - p) for name, p in found.principal.outcomes.items())
        yield (
            f"The principal selection, on a grid of {found.principal.points}, gives {points(found.principal.trying)} points; "
            f"its outcomes differ by {_hundredths(widest, sign=False)} percentage points at most."
        )
    if check.other_acceptances:
        yield f"{check.other_acceptances:,} other equilibria of saying yes were found: the one nearest to today is told."


def _word(found: Span, words: Words) -> str:
    """Say a likelihood, where there is a range that would forbid a word if it had to."""
    return NO_RANGE if found.low is None else words.say(found.value, found.low, found.high)


def _chance(found: Span, words: Words) -> tuple[str, str]:
    said = percent(found.value) if found.low is None else percent_in(found.value, words)
    return said, span(found.low, found.high)


def _hundredths(value: float, sign: bool = True) -> str:
    """Say a difference of chances in percentage points, without the unit."""
    size = f"{100 * abs(value):.1f}"
    mark = ("+" if value > 0 else "−") if sign and size != "0.0" else ""
    return f"{mark}{size}"
