"""``detente brief``: the whole judgement on one page that prints, or the same as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.options import Case, Draws, Games, Point, Seed

if TYPE_CHECKING:
    from detente.case.load import CaseFile
    from detente.encounter.foresee.results import Futures


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
    games: Games = 64,
    without_futures: Annotated[
        bool,
        typer.Option(
            "--no-futures",
            help="Leave out who they might be and where a meeting may lead, which takes longest.",
        ),
    ] = False,
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
    futures = None if without_futures else _futures(file, draws, seed, point, games)
    made = content(found, file.documents, old, futures)
    if as_json and output is None:
        print_json(made.to_json())
        return
    target = output or Path(f"{_name(case)}-brief.html")
    write_new(
        target,
        json_text(made.to_json()) if as_json else page(made),
    )
    typer.echo(f"Wrote {visible(str(target.absolute()))}")


def _futures(file: CaseFile, draws: int | None, seed: int, point: bool, games: int) -> Futures | None:
    """Foresee where a meeting may lead, or take what was found before; None where the case has no whole encounter."""
    from detente.cli.terminal import aside, progress_by_stage, stop
    from detente.encounter.foresee.options import Foresight
    from detente.encounter.terms import NotJudged, require
    from detente.weigh import Options

    try:
        require(file.case)
    except NotJudged:
        return None
    from detente.encounter.foresee.futures import foresee
    from detente.encounter.solve import compiling

    options = Foresight(seed=seed, games=0 if point else games)
    weighing = Options(draws=draws, seed=seed, point=point)
    try:
        with progress_by_stage("Weighing", compiling) as progress:
            return aside(lambda: foresee(file, options, weighing, progress))
    except KeyboardInterrupt:
        stop()


def _name(case: Path) -> str:
    """Return what a case is called: its folder where it is a case.yaml, else its file."""
    whole = case.absolute()
    return whole.parent.name if whole.name == "case.yaml" else whole.stem if whole.is_file() else whole.name
