"""A plan as tables in the terminal, its bottom line first. Imported only when one is printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table

from detente.brief.foretold import SIGNALS, act_part, change, iso_day, points
from detente.brief.orders import Orders
from detente.brief.stops import band
from detente.brief.sway import reading, share
from detente.brief.wording import percent
from detente.case.model import Case
from detente.case.visible import visible
from detente.case.words import Words
from detente.cli.show import layout
from detente.cli.show.plan_says import bottom, computed, facts, others, renegotiation, runner_up, tripwire
from detente.plan.results import Bar, Candidate, Finalist, Information, Plan

LISTED = 10
"""Roadmaps that are listed beside the front and the case's own."""
UNSURE = 10
"""Inputs that are listed beside those that turn the answer."""
LEARNED = 10
"""Things to find out that are listed."""
LIKELY_BY = "Likely by"
"""Heads the day by which a line is as likely as not to be seen done."""
ON_THE_WAY = "If as agreed, by"
"""Heads the day by which talks in which all goes as agreed most often come to an act."""
NO_ENGAGEMENT = "none"
"""Stands for ``do not engage`` where a column is narrow."""
KINDS = {
    "indicator": "Seen or not",
    "inspection": "Found out for sure",
    "no inspection": "Never found out",
    "channel": "Without the channel",
}


def print_plan(found: Plan, case: Case, words: Words) -> None:
    """Print what to try and why. An analyst's words are shown as text, never as markup."""
    console = layout.console()
    if found.marking:
        console.print(visible(found.marking), style="dim")
    console.print(visible(found.title), style="bold")
    console.print(
        f"As of {found.as_of}. We: {visible(found.us)}, {visible(found.we_are)}. They: {visible(found.them)}. "
        f"{len(found.dates)} rounds of {found.round_length}, to {iso_day(found.dates[-1])}."
    )
    console.print()
    for line in bottom(found):
        console.print(line, style="bold")
    for part in _parts(Orders(found, case, words)):
        if isinstance(part, Table) and not part.row_count:
            continue
        console.print()
        console.print(part)
    console.print()
    for line in computed(found):
        console.print(line, style="dim")


def _parts(orders: Orders) -> Iterator[RenderableType]:
    found, first = orders.plan, orders.first
    yield _roadmap(orders)
    yield _followed(first)
    yield _facts(found, first, orders.words)
    though = "" if orders.engage else ", were it tried all the same"
    yield from _sentences(f"Tripwires{though}", [tripwire(each, band(first)) for each in first.tripwires])
    yield _margins(first)
    yield _ledger(first)
    yield from _sentences("The runner-up", runner_up(found))
    yield from _sentences("The others", others(orders))
    yield _candidates(found)
    yield _roads(found)
    yield _tornado(found)
    yield _information(found)
    yield from _sentences("Room to renegotiate", [renegotiation(each) for each in first.renegotiations])


def _sentences(heading: str, sentences: Sequence[str]) -> Iterator[Table]:
    if sentences:
        table = layout.table(heading, width=40)
        for each in sentences:
            table.add_row(each)
        yield table


def _roadmap(orders: Orders) -> Table:
    first = orders.first
    table = Table(box=None, pad_edge=False, padding=layout.SPACE)
    table.add_column("", no_wrap=True)
    table.add_column("We", overflow="fold", ratio=1)
    table.add_column("They", overflow="fold", ratio=1)
    for title in ("Cost", "Gain", "Done", LIKELY_BY):
        table.add_column(title, no_wrap=True)
    for each in first.exchanges:
        table.add_row(
            str(each.line),
            *(
                _act(act, says, bool(back))
                for act, says, back in zip(each.acts, each.says, each.reversible, strict=True)
            ),
            points(each.we_give) if each.acts[0] else "",
            points(each.we_get) if each.acts[1] else "",
            percent(each.chance),
            "–" if each.date is None else iso_day(each.date, short=True),
        )
    back = "↩ can be taken back. " if any(any(each.reversible) for each in first.exchanges) else ""
    left = [f"“{visible(each)}”" for each in orders.left_out()]
    out = f" Left out: {', '.join(left)}." if left else ""
    table.caption = f"{back}{LIKELY_BY}: when it is as likely as not; –: on no day.{out}"
    table.caption_justify = "left"
    return table


def _act(act: str | None, says: str | None, back: bool) -> str:
    if act is None or says is None:
        return ""
    part = act_part(act)
    return f"{visible(says)}{f' ({part})' if part else ''}{' ↩' if back else ''}"


def _followed(first: Finalist) -> Table:
    found = first.candidate.commitments
    ends = {0: "first", 1: "second", 2: "third"}
    heads = (f"{ends.get(each.forgiven, each.forgiven + 1)} exposure" for each in found)
    table = layout.table("If we follow it, and leave after the", *heads, width=24)
    for name in found[0].ours if found else ():
        cells = (
            f"{change(each.ours[name].whole)} "
            + ("(it refuses)" if each.theirs[name] < 0 else f"(it: {change(each.theirs[name])})")
            for each in found
        )
        table.add_row(visible(name), *cells)
    return table


def _facts(found: Plan, first: Finalist, words: Words) -> Table:
    table = Table(box=None, pad_edge=False, padding=layout.SPACE, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for what, says in facts(found, first, words):
        table.add_row(what, says)
    return table


def _margins(first: Finalist) -> Table:
    table = layout.table("Go or stop", ON_THE_WAY, "Trust", "Going on", "But for our word", "", width=20)
    for column in table.columns[1:5]:
        column.no_wrap = False
    table.caption = f"{ON_THE_WAY}: when talks in which all goes as agreed most often come there. Trust: once they have said yes."
    table.caption_justify = "left"
    for each in first.margins:
        part = act_part(each.act)
        table.add_row(
            f"{visible(each.says)}{f' ({part})' if part else ''}",
            iso_day(each.date, short=True),
            percent(each.trust),
            change(each.margin.whole),
            change(each.margin.steps + each.margin.tension),
            each.advice,
        )
    return table


def _ledger(first: Finalist) -> Table:
    signals = ("done", "held", "exposed")
    table = layout.table(
        "Trust", "Who", ON_THE_WAY, "Before", *(SIGNALS[each].capitalize() for each in signals), "Bits"
    )
    for column in table.columns[4:7]:
        column.no_wrap = False
        column.min_width = 6
    for each in first.ledger:
        part = act_part(each.act)
        table.add_row(
            f"{visible(each.says)}{f' ({part})' if part else ''}",
            "we" if each.side == "us" else "they",
            iso_day(each.date, short=True),
            percent(each.before),
            *(percent(each.after[signal]) if signal in each.after else "" for signal in signals),
            f"{each.bits:.3f}",
        )
    theirs = [each for each in first.ledger if each.side == "them"]
    if theirs:
        most = max(theirs, key=lambda each: each.bits)
        table.caption = f"Of theirs, “{visible(most.says)}” tells most about whom we face."
        table.caption_justify = "left"
    return table


def _listed(found: Plan) -> dict[str, Candidate]:
    """Return the best ten, the front and the case's own, each by its name, finalists as on the fine grid."""
    fine = {each.name: each.candidate for each in found.finalists}
    names = [f"R{n}" for n in range(1, len(found.candidates) + 1)]
    wanted = {*names[:LISTED], *found.front, found.given}
    return {name: fine.get(name) or found.candidate(name) for name in names if name in wanted}


def _candidates(found: Plan) -> Table:
    listed = _listed(found)
    if len(listed) < 2:
        return layout.table("")
    people = list(found.candidates[0].accepts_by)
    table = layout.table("Roadmap", "Trying", "Trap loss", "Real deal", width=8)
    for name in people:
        table.add_column(f"Yes of {visible(name)}", overflow="fold", min_width=6)
    table.add_column("", overflow="fold", min_width=10)
    for name, each in listed.items():
        marks = {
            "recommended": name == found.recommended,
            "runner-up": name == found.runner_up,
            "the case’s own": name == found.given,
            "front": name in found.front,
        }
        table.add_row(
            name,
            change(each.trying.whole),
            points(each.trap_loss),
            percent(each.outcomes["real deal"]),
            *(percent(each.accepts_by[person]) for person in people),
            ", ".join(mark for mark, on in marks.items() if on),
        )
    table.caption = "Real deal: of the steps that a roadmap holds, so a short one is sooner real."
    table.caption_justify = "left"
    return table


def _roads(found: Plan) -> Table:
    table = layout.table("", "", width=4)
    if len(found.candidates) == 1:
        return table
    table.show_header = False
    table.columns[1].no_wrap = False
    table.columns[1].overflow = "fold"
    for name, each in _listed(found).items():
        lines = (
            " & ".join(f"{side}.{act}" for side, act in zip(("us", "them"), line, strict=True) if act)
            for line in each.lines
        )
        table.add_row(name, "; ".join(lines))
    return table


def _tornado(found: Plan) -> Table:
    table = layout.table(
        "What we are unsure of", "Low", "High", "Trying then", "Best then", "Share", width=24
    )
    first = found.recommended or "do not engage"

    def turns(bar: Bar) -> bool:
        return {bar.best_low, bar.best_high} != {first}

    for n, bar in enumerate(found.tornado):
        if n < UNSURE or turns(bar):
            table.add_row(
                visible(bar.says),
                reading(bar, bar.low),
                reading(bar, bar.high),
                f"{change(bar.at_low)} to {change(bar.at_high)}",
                _best(bar.best_low) if bar.best_low == bar.best_high else
                f"{_best(bar.best_low)}, {_best(bar.best_high)}",
                share(bar),
            )  # fmt: skip
    if table.row_count < len(found.tornado):
        table.caption = f"{len(found.tornado) - table.row_count} more, none of which turns the answer. "
    if any(bar.share is not None for bar in found.tornado):
        table.caption = f"{table.caption or ''}Share: of the doubt that goes with an input, alone or with others; shares overlap."
    table.caption_justify = "left"
    return table


def _best(name: str) -> str:
    return name if name.startswith("R") else NO_ENGAGEMENT


def _information(found: Plan) -> Table:
    table = layout.table("Worth knowing, in points", "", "Worth", "Best then", width=24)
    table.columns[1].no_wrap = False

    def then(each: Information) -> str:
        if "changed" in each.choices:
            return _best(each.choices["changed"])
        return ", ".join(dict.fromkeys(_best(name) for name in each.choices.values()))

    most = sorted(found.information, key=lambda each: -abs(each.worth))[:LEARNED]
    for each in sorted(most, key=lambda each: -each.worth):
        table.add_row(visible(each.says), KINDS[each.kind], change(each.worth), then(each))
    table.caption = "Best is here what is worth most: the cap and too many refusals are not counted."
    table.caption_justify = "left"
    return table
