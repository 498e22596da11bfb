"""``detente import``: from the formats of other tools to a case."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from detente.cli.options import Force

app = typer.Typer(help="Make a case of another tool's file.", no_args_is_help=True)


def add_to(parent: typer.Typer) -> None:
    """Register the commands."""
    parent.add_typer(app, name="import")


@app.callback()
def about() -> None:
    """Make a case of another tool's file."""


@app.command()
def ach(
    matrix: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="Evidence in rows, hypotheses in columns, a letter in each cell."
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="The folder to make; default: the name of the file."),
    ] = None,
    title: Annotated[
        str, typer.Option("--title", help="What the case is called; default: the name of the file.")
    ] = "",
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], help="When the matrix was finished; default: today."),
    ] = None,
    force: Force = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Make a case of a matrix of competing hypotheses (ACH), and set its counts beside the probabilities."""
    from detente.case.load import load
    from detente.case.starter import begin
    from detente.case.visible import visible
    from detente.cli.terminal import print_json, progress_bar
    from detente.exchange.ach import read
    from detente.exchange.draft import draft
    from detente.exchange.imported import case_of, imported
    from detente.weigh import weigh

    day = (as_of or datetime.now()).date()
    found = read(matrix, day)
    text = draft(found, title=title.strip() or matrix.stem, origin=matrix.name, as_of=day)
    case_of(text)
    folder = output or Path(matrix.stem)
    written = [str(path) for path in begin(folder, text, force=force)]
    with progress_bar("Weighing") as progress:
        assessment = weigh(load(folder), progress=progress)
    made = imported(found, assessment, as_of=day)
    if as_json:
        print_json({"written": written, **made.to_json()})
        return
    from detente.cli.show.imported import print_imported

    for path in written:
        typer.echo(f"Wrote {visible(path)}")
    print_imported(made)
    typer.echo(f"Next: edit {visible(written[0])}, then `detente check {visible(quote(str(folder)))}`.")
