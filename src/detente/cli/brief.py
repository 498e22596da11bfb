"""``detente brief``: the whole judgement on one page that prints, or the same as JSON."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.options import Case, Draws, Games, Point, Seed, Workers
from detente.plan.options import Planning

if TYPE_CHECKING:
    from detente.case.load import CaseFile
    from detente.encounter.foresee.results import Futures
    from detente.plan.results import Plan
    from detente.weigh import Options

ROADMAPS = 60
"""Looked at for a brief: enough for what textbook orders lead to, in a few minutes."""


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
            help="Leave out who they might be and where a meeting may lead, which takes long.",
        ),
    ] = False,
    without_plan: Annotated[
        bool, typer.Option("--no-plan", help="Leave out what to try, which takes longest.")
    ] = False,
    roadmaps: Annotated[
        int,
        typer.Option(
            min=1,
            max=1_000_000,
            help=f"How many roadmaps to look at for what to try; as many as `detente plan` looks at ({Planning().most}) takes over what it found.",
        ),
    ] = ROADMAPS,
    workers: Workers = None,
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
    weighing = Options(draws=draws, seed=seed, point=point)
    with progress_bar("Weighing") as progress:
        found = examine(file, weighing, progress=progress, keep=True)
    whole = _whole(file)
    futures = _futures(file, weighing, games) if whole and not without_futures else None
    plan = (
        _plan(file, weighing, planning(roadmaps, weighing), workers) if whole and not without_plan else None
    )
    made = content(found, file.documents, old, futures, plan)
    if as_json and output is None:
        print_json(made.to_json())
        return
    target = output or Path(f"{_name(case)}-brief.html")
    write_new(
        target,
        json_text(made.to_json()) if as_json else page(made),
    )
    typer.echo(f"Wrote {visible(str(target.absolute()))}")


def planning(roadmaps: int, weighing: Options) -> Planning:
    """Return how much to compute for what to try."""
    usual = Planning(most=roadmaps, seed=weighing.seed)
    return replace(usual, samples=0) if weighing.point else usual


def _whole(file: CaseFile) -> bool:
    """Tell whether a case has a whole encounter."""
    from detente.encounter.terms import NotJudged, require

    try:
        require(file.case)
    except NotJudged:
        return False
    return True


def _futures(file: CaseFile, weighing: Options, games: int) -> Futures:
    """Foresee where a meeting may lead, or take what was found before."""
    from detente.cli.terminal import aside, progress_by_stage, stop
    from detente.encounter.foresee.futures import foresee
    from detente.encounter.foresee.options import Foresight
    from detente.encounter.solve import compiling

    options = Foresight(seed=weighing.seed, games=0 if weighing.point else games)
    try:
        with progress_by_stage("Weighing", compiling) as progress:
            return aside(lambda: foresee(file, options, weighing, progress))
    except KeyboardInterrupt:
        stop()


def _plan(file: CaseFile, weighing: Options, options: Planning, workers: int | None) -> Plan:
    """Find what to try, or take what was found before, also by a run that was stopped."""
    from detente.cli.terminal import aside, progress_by_stage, stop
    from detente.encounter.solve import compiling
    from detente.plan.plan import plan
    from detente.runs import Store, pool

    resume = Store.usual("roadmap") is not None
    try:
        with pool(workers) as executor, progress_by_stage("Weighing", compiling) as progress:
            return aside(lambda: plan(file, options, weighing, progress, executor=executor, resume=resume))
    except KeyboardInterrupt:
        stop()


def _name(case: Path) -> str:
    """Return what a case is called: its folder where it is a case.yaml, else its file."""
    whole = case.absolute()
    return whole.parent.name if whole.name == "case.yaml" else whole.stem if whole.is_file() else whole.name
