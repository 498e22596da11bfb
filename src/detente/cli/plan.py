"""``detente plan``: what to try, in which order, and when to stop, as tables in the terminal, in files, or as JSON."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.options import Case, Csv, Json, Points, Resume, Seed, Workers
from detente.plan.options import Planning

USUAL = Planning()
KEPT = "What was finished is kept; --resume goes on from it."
NOT_KEPT = "Nothing was kept."


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(plan)


def _finite(cap: float | None) -> float | None:
    if cap is not None and not math.isfinite(cap):
        raise typer.BadParameter("expected a number of points.")
    return cap


def _doubling(samples: int) -> int:
    if samples == 1 or samples & (samples - 1):
        raise typer.BadParameter(
            f"{samples} is no power of 2 from 2 on, as the design needs; expected 0, 2, 4, 8 ..."
        )
    return samples


def plan(
    case: Case,
    as_json: Json = False,
    csv: Csv = None,
    cap: Annotated[
        float | None,
        typer.Option(
            min=0, callback=_finite, help="The greatest trap loss that we will bear; default: the case's own."
        ),
    ] = None,
    workers: Workers = None,
    resume: Resume = False,
    roadmap: Annotated[
        Path | None, typer.Option("--roadmap", help="Judge the roadmap in this file, and no other.")
    ] = None,
    roadmaps: Annotated[
        int, typer.Option(min=1, max=1_000_000, help="How many roadmaps to look at, at most.")
    ] = USUAL.most,
    seed: Seed = USUAL.seed,
    samples: Annotated[
        int,
        typer.Option(
            min=0,
            max=4096,
            callback=_doubling,
            help="Games drawn for ranges, a power of 2, in each half of the design; 0: no ranges.",
        ),
    ] = USUAL.samples,
    points: Points = USUAL.points,
) -> None:
    """Plan what to try: roadmaps compared, one recommended, what it loses in a trap, when to stop, what would change it."""
    from detente.case.load import load, with_roadmap
    from detente.cli.terminal import aside, print_json, progress_by_stage, stop, write_tables
    from detente.encounter.solve import compiling
    from detente.plan.plan import plan as plan_of
    from detente.plan.roadmaps import open_to
    from detente.runs import Store, pool
    from detente.weigh import Options

    file = load(case)
    if roadmap is not None:
        file = with_roadmap(file, roadmap)
    choices = open_to(file.case)
    coarse = min(USUAL.coarse, (points + 1) // 2)
    options = Planning(
        most=roadmaps,
        rough=min(USUAL.rough, coarse),
        coarse=coarse,
        points=points,
        samples=samples,
        cap=cap,
        seed=seed,
    )
    if roadmap is None:
        from detente.cli.show.plan_says import counts

        print(counts(choices, roadmaps), file=sys.stderr, flush=True)
    try:
        with pool(workers) as executor, progress_by_stage("Weighing", compiling) as progress:
            found = aside(
                lambda: plan_of(
                    file,
                    options,
                    Options(seed=seed),
                    progress,
                    executor=executor,
                    resume=resume,
                    only=roadmap is not None,
                )
            )
    except KeyboardInterrupt:
        stop(KEPT if Store.usual("roadmap") else NOT_KEPT)
    if as_json:
        print_json(found.to_json())
    else:
        from detente.cli.show.plan import print_plan

        print_plan(found, file.case, file.words)
    if csv is not None:
        from detente.brief.tables_plan import tables

        write_tables(csv, tables(found), quiet=as_json)
