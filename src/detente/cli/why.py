"""``detente why``: every step from the words of a case to what one thing in it does, in plain sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from detente.case.names import EXPLAINED
from detente.cli.completion import explained
from detente.cli.options import Case, Draws, Json, Point, Seed, View

if TYPE_CHECKING:
    from detente.brief.trace import Trace
    from detente.case.load import CaseFile
    from detente.weigh import Assessment, Options
    from detente.weigh.ensemble import Progress


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(why)


def why(
    case: Case,
    name: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="A hypothesis, piece, group, source or assumption; sources.lee where two things have an id.",
            autocompletion=explained,
        ),
    ],
    as_json: Json = False,
    draws: Draws = None,
    seed: Seed = 1,
    point: Point = False,
    view: View = None,
) -> None:
    """Say how one thing comes to what it does: every step from its words to its effect, with the numbers."""
    from detente.case.load import load
    from detente.cli.terminal import print_json, progress_bar
    from detente.weigh import Options

    file = load(case)
    with progress_bar("Weighing") as progress:
        found, trace = _trace(file, name, Options(draws, seed, point, view), progress)
    if as_json:
        from detente.weigh.results import rounded

        common = ("title", "marking", "as_of", "seed", "draws", "notes", "case_hash", "version")
        told = found.to_json()
        print_json({**{key: told[key] for key in common}, **rounded(trace.to_json())})
    else:
        from detente.cli.show.trace import print_trace

        print_trace(found, trace)


def _trace(file: CaseFile, written: str, options: Options, progress: Progress) -> tuple[Assessment, Trace]:
    from detente.brief.trace import explanation_trace, other_trace
    from detente.brief.trace_piece import piece_trace
    from detente.weigh import examine
    from detente.weigh.doubt.effects import effect
    from detente.weigh.omit import SECTIONS, named
    from detente.weigh.trace import trace_piece

    expected = "a hypothesis, piece, group, source or assumption"
    section, name = named(file.case, written, EXPLAINED, expected)
    if section == "hypotheses":
        found = examine(file, options, progress=progress)
        return found, explanation_trace(found, name)
    found, without = effect(file, options, (SECTIONS[section], name), progress)
    if section == "evidence":
        return found, piece_trace(found, name, trace_piece(found.case, name), without)
    return found, other_trace(found, section, name, without)
