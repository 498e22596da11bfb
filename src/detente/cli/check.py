"""``detente check``: everything wrong with a case at once, each fault with its line and its remedy."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from detente.case.load import CaseFile


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(check)


def check(
    case: Annotated[Path, typer.Argument(help="A case file, or a folder with case.yaml.")],
    fix: Annotated[
        bool, typer.Option("--fix", help="Fill in where quotes stand in their documents.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the faults as JSON.")] = False,
) -> None:
    """Find everything wrong with a case, and say how to mend it."""
    from detente.case.load import load
    from detente.case.spans import fill_spans
    from detente.case.visible import visible
    from detente.cli.terminal import print_json
    from detente.errors import CaseFaults

    filled = False
    try:
        file = load(case)
        _check_weighing(file)
        if fix:
            before, file = file, fill_spans(file)
            filled = file.hash != before.hash
    except CaseFaults as error:
        faults = error.faults
    else:
        faults = ()
    if as_json:
        print_json({"faults": [asdict(fault) for fault in faults]})
    else:
        for fault in faults:
            typer.echo(str(fault))
        typer.echo(f"{len(faults)} fault{'' if len(faults) == 1 else 's'}" if faults else _summary(file))
        if filled:
            typer.echo(f"Spans of quotes were filled in: {visible(file.path)}")
    if faults:
        raise typer.Exit(2)


def _check_weighing(file: CaseFile) -> None:
    from detente.errors import CaseFaults
    from detente.weigh import faults

    if found := faults(file):
        raise CaseFaults(found)


def _summary(file: CaseFile) -> str:
    from detente.case.visible import shown

    sections = ("hypotheses", "evidence", "groups", "sources", "indicators")
    read = ", ".join(f"{section} {len(getattr(file.case, section))}" for section in sections)
    return f"{shown(file.case.title)}: no faults ({read})"
