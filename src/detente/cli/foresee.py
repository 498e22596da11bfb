"""``detente foresee``: who they might be, and where a meeting leads, as tables in the terminal, in files, or as JSON."""

from __future__ import annotations

import typer

from detente.cli.options import Case, Csv, Games, Json, Points, Seed

MOST_COARSE = 11
"""Points of the grid for ranges and what-ifs; half of those for the answer, where these are few."""


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(foresee)


def foresee(
    case: Case,
    as_json: Json = False,
    csv: Csv = None,
    games: Games = 64,
    seed: Seed = 1,
    points: Points = 21,
) -> None:
    """Foresee where the roadmap of a case leads: outcomes by date, trust, early signs, what verification is worth."""
    from detente.case.load import load
    from detente.cli.terminal import aside, print_json, progress_by_stage, stop, write_tables
    from detente.encounter.foresee.futures import foresee as futures_of
    from detente.encounter.foresee.options import Foresight
    from detente.encounter.solve import compiling
    from detente.weigh import Options

    file = load(case)
    coarse = min(MOST_COARSE, (points + 1) // 2)
    options = Foresight(points=points, coarse=coarse, games=games, seed=seed)
    try:
        with progress_by_stage("Weighing", compiling) as progress:
            found = aside(lambda: futures_of(file, options, Options(seed=seed), progress))
    except KeyboardInterrupt:
        stop()
    if as_json:
        print_json(found.to_json())
    else:
        from detente.cli.show.futures import print_futures

        print_futures(found, file.words)
    if csv is not None:
        from detente.brief.tables_futures import tables

        write_tables(csv, tables(found, file.words), quiet=as_json)
