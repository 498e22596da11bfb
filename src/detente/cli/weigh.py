"""``detente weigh``: why are they doing this, as tables in the terminal or as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from detente.weigh import Assessment
    from detente.weigh.results import Estimate


BAR = 8
"""Width of a bar, in characters."""
TELLS = 1.05
"""A ratio nearer to 1 than this is not worth a word in the terminal."""


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(weigh)


def weigh(
    case: Annotated[Path, typer.Argument(help="A case file, or a folder with case.yaml.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    ask: Annotated[
        list[str] | None,
        typer.Option("--ask", help='A joint question, as "pressure and not economy". Repeatable.'),
    ] = None,
    draws: Annotated[
        int | None, typer.Option(min=1, help="How many draws; default: as many as the work allows.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same answer.")] = 1,
    point: Annotated[bool, typer.Option("--point", help="Central inputs only: no draws, no ranges.")] = False,
) -> None:
    """Weigh every combination of explanations."""
    from detente.case.load import load
    from detente.cli.terminal import print_json, progress_bar
    from detente.weigh import Options
    from detente.weigh import weigh as weigh_case

    file = load(case)
    with progress_bar("Weighing") as progress:
        found = weigh_case(
            file, Options(draws=draws, seed=seed, point=point), ask=ask or [], progress=progress
        )
    if as_json:
        print_json(found.to_json())
    else:
        _print_tables(found)


def _print_tables(found: Assessment) -> None:
    from rich.console import Console
    from rich.table import Table

    from detente.brief.wording import percent
    from detente.case.visible import visible

    console = Console(highlight=False, markup=False, emoji=False)
    if found.case.marking:
        console.print(visible(found.case.marking), style="dim")
    console.print(visible(found.case.title), style="bold")
    console.print(f"As of {found.case.as_of}. Explains: " + "; ".join(
        visible(found.case.evidence[name].says) for name in found.case.explains
    ))  # fmt: skip
    console.print()

    names = {name: each.name or name for name, each in found.case.hypotheses.items()}
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("Explanation", overflow="fold", min_width=14)
    for title in ("", "Likelihood", "Now", "Range", "Before", "Cause share"):
        table.add_column(title, no_wrap=True)
    rows = sorted(found.hypotheses.items(), key=lambda item: -item[1].now.probability)
    for name, each in [*rows, ("something else", found.something_else)]:
        table.add_row(
            visible(names.get(name, name)),
            _bar(each.now.probability),
            each.now.word,
            percent(each.now.probability),
            _range(each.now),
            percent(each.prior),
            f"{percent(each.share.probability)} {_range(each.share)}",
        )
    console.print(table)
    console.print(
        "Several can be true at once, so the likelihoods do not add to 100 %; the shares of the cause of what is explained do.",
        style="dim",
    )
    console.print()

    if found.asked:
        table = Table("Asked", "", "Likelihood", "Now", "Range", box=None, pad_edge=False)
        for question, estimate in found.asked.items():
            table.add_row(
                visible(question),
                _bar(estimate.probability),
                estimate.word,
                percent(estimate.probability),
                _range(estimate),
            )
        console.print(table)
        console.print()

    _print_lists(console, found, names)
    ranges = f"{found.draws:,} draws, range 5-95 %" if found.draws else "central inputs, no range"
    moved = (
        f", {found.moved_draws:.1%} of draws moved so that their priors hold together"
        if found.moved_draws
        else ""
    )
    console.print(
        f"{ranges}{moved}. Seed {found.seed}, case {found.case_hash[:12]}, Detente {found.version}.",
        style="dim",
    )
    for note in found.notes:
        console.print(note, style="dim")


def _print_lists(console: Console, found: Assessment, names: dict[str, str]) -> None:
    from rich.table import Table

    from detente.brief.wording import percent, ratio
    from detente.case.visible import visible

    table = Table("Combination (all others are not at work)", "", "", box=None, pad_edge=False)
    for each in found.combinations[:8]:
        said = " + ".join(visible(names[name]) for name in each.true) or "none of those listed"
        table.add_row(said, _bar(each.probability), percent(each.probability))
    console.print(table)
    console.print(f"{found.combinations_for_80} combinations share 80 % of the probability.", style="dim")
    console.print()

    table = Table("What tells most", "Speaks for", "Speaks against", box=None, pad_edge=False)
    for voice in found.voices[:10]:
        ratios = sorted(voice.ratios.items(), key=lambda item: -abs(item[1] - 1))
        table.add_row(
            visible(voice.says),
            ", ".join(f"{visible(names[h])} {ratio(r)}" for h, r in ratios if r >= TELLS),
            ", ".join(f"{visible(names[h])} {ratio(r)}" for h, r in ratios if r <= 1 / TELLS),
        )
    console.print(table)
    console.print()
    if found.characters.get("them"):
        table = Table("Who they might be", "", "Likelihood", "Now", "Range", box=None, pad_edge=False)
        for name, estimate in found.characters["them"].items():
            table.add_row(
                visible(name),
                _bar(estimate.probability),
                estimate.word,
                percent(estimate.probability),
                _range(estimate),
            )
        console.print(table)
        console.print()


def _bar(probability: float) -> str:
    return ("█" * round(probability * BAR)).ljust(BAR, "·")


def _range(estimate: Estimate) -> str:
    from detente.brief.wording import span

    return span(estimate.low, estimate.high)
