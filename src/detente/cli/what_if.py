"""``detente what-if``: the answer with other values beside the answer as it is; the file stays as it is."""

from __future__ import annotations

import typer

from detente.cli.options import Case, Csv, Draws, Json, Point, Seed, Settings, View, Without


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("what-if")(what_if)


def what_if(
    case: Case,
    settings: Settings = None,
    without: Without = None,
    as_json: Json = False,
    csv: Csv = None,
    draws: Draws = None,
    seed: Seed = 1,
    point: Point = False,
    view: View = None,
) -> None:
    """Set the answer with other values, or without something, beside the answer as it is. The file stays as it is."""
    from detente.case.change import setting
    from detente.case.load import changed, load
    from detente.cli.show.comparison import give
    from detente.cli.terminal import progress_bar
    from detente.errors import BadChange
    from detente.weigh import Options
    from detente.weigh.compare import compare

    if not settings and without is None:
        raise BadChange("expected what to change: --set PATH=VALUE, --without ID, or both")
    file = load(case)
    after = changed(file, dict(setting(each) for each in settings or []))
    with progress_bar("Weighing") as progress:
        found = compare(file, after, Options(draws, seed, point, view), without=without, progress=progress)
    give(found, ("As it is", "What if"), csv, as_json=as_json)
