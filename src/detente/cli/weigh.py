"""``detente weigh``: why are they doing this, as tables in the terminal or as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


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
        int | None,
        typer.Option(min=1, max=200_000, help="How many draws; default: as many as the work allows."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same answer.")] = 1,
    point: Annotated[bool, typer.Option("--point", help="Central inputs only: no draws, no ranges.")] = False,
    view: Annotated[
        str | None, typer.Option("--view", help='One view only; "case" is the case\'s own reading.')
    ] = None,
    without: Annotated[
        str | None,
        typer.Option("--without", help="Leave out this piece, group, source or assumption."),
    ] = None,
) -> None:
    """Weigh every combination of explanations."""
    from detente.case.load import load
    from detente.cli.terminal import print_json, progress_bar
    from detente.weigh import Options
    from detente.weigh import weigh as weigh_case

    file = load(case)
    with progress_bar("Weighing") as progress:
        found = weigh_case(file, Options(draws, seed, point, view, without), ask=ask or [], progress=progress)
    if as_json:
        print_json(found.to_json())
    else:
        from detente.cli.tables import print_assessment

        print_assessment(found)
