"""``detente brief``: the whole judgement on one page that prints, or the same as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.options import Case, Draws, Point, Seed


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(brief)


def brief(
    case: Case,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write it to this file; default: NAME-brief.html, here."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="The sentences, words and numbers as JSON, not as a page.")
    ] = False,
    since: Annotated[
        Path | None,
        typer.Option(
            "--since",
            metavar="OLD.json",
            help="Say what changed since an earlier answer: what `detente weigh --json` printed then.",
        ),
    ] = None,
    draws: Draws = None,
    seed: Seed = 1,
    point: Point = False,
) -> None:
    """Write the brief: one HTML file that needs no network, reads on a telephone and prints."""
    from detente.brief.content import content
    from detente.brief.page import page
    from detente.brief.since import check_same_case
    from detente.case.load import load
    from detente.case.save import write_new
    from detente.case.visible import visible
    from detente.cli.terminal import json_text, print_json, progress_bar
    from detente.weigh import Options, examine
    from detente.weigh.sides import read_result

    file = load(case)
    old = read_result(since) if since else None
    if old is not None:
        check_same_case(file.case, old)
    with progress_bar("Weighing") as progress:
        found = examine(file, Options(draws=draws, seed=seed, point=point), progress=progress)
    made = content(found, file.documents, old)
    if as_json and output is None:
        print_json(made.to_json())
        return
    target = output or Path(f"{_name(case)}-brief.html")
    write_new(
        target,
        json_text(made.to_json()) if as_json else page(made),
    )
    typer.echo(f"Wrote {visible(str(target.absolute()))}")


def _name(case: Path) -> str:
    """Return what a case is called: its folder where it is a case.yaml, else its file."""
    whole = case.absolute()
    return whole.parent.name if whole.name == "case.yaml" else whole.stem if whole.is_file() else whole.name
