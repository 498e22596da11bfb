"""``detente new``: a folder with a case to write over."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from detente.cli.options import Force, JsonOfFiles


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(new)


def new(
    name: Annotated[Path, typer.Argument(help="The folder to make.")],
    force: Force = False,
    as_json: JsonOfFiles = False,
) -> None:
    """Start a case: a small complete one, with comments, to be replaced line by line."""
    from detente.case.starter import start
    from detente.case.visible import visible
    from detente.cli.terminal import print_json

    written = [str(path) for path in start(name, force=force)]
    if as_json:
        print_json({"written": written})
        return
    for path in written:
        typer.echo(f"Wrote {visible(path)}")
    typer.echo(f"Next: edit {visible(written[0])}, then `detente check {visible(quote(str(name)))}`.")
