"""What would change the answer, in the terminal: the sentences of the brief, beside tables of their numbers."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from detente.brief.firm import firmness
from detente.brief.flips import flips
from detente.brief.ground import Ground
from detente.brief.opinions import opinions
from detente.brief.phrase import clip
from detente.brief.wording import percent
from detente.case.visible import visible
from detente.cli.show import layout
from detente.weigh import Assessment
from detente.weigh.doubt.parts import Doubt, Outlook

FLIPS = 5
SAYS_LIMIT = 100


def print_doubt(console: Console, found: Assessment, doubt: Doubt) -> None:
    """Print how firm the answer is, what would turn it, what to look for next, and where views differ."""
    ground = Ground.of(found)
    console.print()
    console.print(_firmness(ground, doubt))
    _print_flips(console, ground, doubt)
    if doubt.indicators:
        console.print()
        console.print(_ahead(found, doubt))
        console.print("Bits: how much of our doubt seeing it, or not, takes away, as a mean.", style="dim")
    if found.views:
        _print_views(console, ground)


def _firmness(ground: Ground, doubt: Doubt) -> Table:
    table = Table(box=None, pad_edge=False, padding=layout.SPACE)
    for title in ("How firm", "Confidence", "Why no higher"):
        table.add_column(title, overflow="fold", no_wrap=title == "Confidence")
    for row in firmness(ground, doubt).rows:
        table.add_row(visible(row.label), row.level, visible(str(row.why)))
    return table


def _print_flips(console: Console, ground: Ground, doubt: Doubt) -> None:
    made = flips(ground, doubt)
    console.print()
    console.print(visible(str(made.title)), style="bold")
    for line in made.lines[:FLIPS]:
        console.print(Padding(visible(str(line.sentence)), (0, 0, 0, 2), expand=False))
    if len(made.lines) > FLIPS:
        console.print(f"{len(made.lines) - FLIPS} more with --json, --csv or in the brief.", style="dim")


def _ahead(found: Assessment, doubt: Doubt) -> Table:
    table = layout.table("What to look for next", "By", "Chance", "Bits", "Cost")

    def tells(item: tuple[str, Outlook]) -> float:
        return -item[1].bits

    for name, each in sorted(doubt.indicators.items(), key=tells):
        known = found.case.indicators[name]
        table.add_row(
            visible(clip(known.says, SAYS_LIMIT)),
            str(known.by),
            percent(each.chance.probability),
            f"{each.bits:.3f}",
            "" if known.cost is None else f"{known.cost.median:g}",
        )
    return table


def _print_views(console: Console, ground: Ground) -> None:
    made = opinions(ground)
    if made is None:
        return
    console.print()
    console.print(visible(str(made.title)), style="bold")
    apart = [row for row in made.rows if row.apart]
    if not apart:
        return
    table = Table(box=None, pad_edge=False, padding=layout.SPACE)
    for title in ("Where views differ", *made.views, "All together"):
        table.add_column(visible(title), overflow="fold")
    for row in apart:
        table.add_row(visible(row.label), *(f"{each.word} {each.percent}" for each in row.chances))
    console.print(table)
