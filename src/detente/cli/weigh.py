"""``detente weigh``: why are they doing this, as tables in the terminal, in files, or as JSON."""

from __future__ import annotations

from typing import Annotated

import typer

from detente.cli.options import Case, Csv, Draws, Json, Point, Seed, View, Without


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(weigh)


def weigh(
    case: Case,
    as_json: Json = False,
    csv: Csv = None,
    ask: Annotated[
        list[str] | None,
        typer.Option("--ask", help='A joint question, as "pressure and not economy". Repeatable.'),
    ] = None,
    draws: Draws = None,
    seed: Seed = 1,
    point: Point = False,
    view: View = None,
    without: Without = None,
) -> None:
    """Weigh every combination of explanations, and what would change the answer."""
    from detente.case.load import load
    from detente.cli.terminal import print_json, progress_bar, write_tables
    from detente.weigh import Options, examine

    file = load(case)
    with progress_bar("Weighing") as progress:
        found = examine(file, Options(draws, seed, point, view, without), ask=ask or [], progress=progress)
    if as_json:
        print_json(found.to_json())
    else:
        from detente.cli.show.assessment import print_assessment

        print_assessment(found)
    if csv is not None:
        from detente.brief.tables import tables

        write_tables(csv, tables(found), quiet=as_json)
