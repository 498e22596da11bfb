"""``detente brief``: the whole judgement on one page that prints, or the same as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(brief)


def brief(
    case: Annotated[Path, typer.Argument(help="A case file, or a folder with case.yaml.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write it to this file; default: NAME-brief.html, here."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="The sentences, words and numbers as JSON, not as a page.")
    ] = False,
    draws: Annotated[
        int | None,
        typer.Option(min=1, max=200_000, help="How many draws; default: as many as the work allows."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same page.")] = 1,
    point: Annotated[bool, typer.Option("--point", help="Central inputs only: no draws, no ranges.")] = False,
) -> None:
    """Write the brief: one HTML file that needs no network, reads on a telephone and prints."""
    import json

    from detente.brief.content import content
    from detente.brief.page import page
    from detente.case.load import load
    from detente.case.save import write_new
    from detente.case.visible import visible
    from detente.cli.terminal import print_json, progress_bar
    from detente.weigh import Options, weigh

    file = load(case)
    with progress_bar("Weighing") as progress:
        found = weigh(file, Options(draws=draws, seed=seed, point=point), progress=progress)
    made = content(found, file.documents)
    if as_json and output is None:
        print_json(made.to_json())
        return
    target = output or Path(f"{_name(case)}-brief.html")
    write_new(
        target,
        json.dumps(made.to_json(), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
        if as_json
        else page(made),
    )
    typer.echo(f"Wrote {visible(str(target.absolute()))}")


def _name(case: Path) -> str:
    """Return what a case is called: its folder where it is a case.yaml, else its file."""
    whole = case.absolute()
    return whole.parent.name if whole.name == "case.yaml" else whole.stem if whole.is_file() else whole.name
