"""``detente export``: from a case to the formats of other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.options import Case, JsonOfFiles

app = typer.Typer(help="Write a case for another tool.", no_args_is_help=True)


def add_to(parent: typer.Typer) -> None:
    """Register the commands."""
    parent.add_typer(app, name="export")


@app.callback()
def about() -> None:
    """Write a case for another tool."""


@app.command()
def bif(
    case: Case,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="The file to write; default: the name of the case, with .bif."),
    ] = None,
    as_json: JsonOfFiles = False,
) -> None:
    """Write the central network of a case as BIF, a file that pyAgrum, pgmpy and others weigh."""
    from detente.case.load import load
    from detente.case.save import write_new
    from detente.case.visible import visible
    from detente.cli.terminal import print_json
    from detente.exchange.bayesian import YES, export
    from detente.exchange.bif import text_of

    file = load(case)
    found = export(file)
    path = output or _beside(case, ".bif")
    write_new(path, text_of(found))
    if as_json:
        print_json(
            {
                "written": [str(path)],
                "nodes": len(found.nodes),
                "observe": dict.fromkeys(found.observe, YES),
                "hypotheses": found.hypotheses,
                "something_else": found.something_else,
                "posterior": {name: float(f"{chance:.12g}") for name, chance in found.posterior.items()},
                "left_out": list(found.left_out),
            }
        )
        return
    typer.echo(f"Wrote {visible(str(path))}: {len(found.nodes)} nodes.")
    typer.echo(f"Observe as {YES}: {', '.join(found.observe)}.")
    typer.echo(f"Then ask for: {', '.join(found.posterior)}. The file says what Detente finds of them.")
    typer.echo("Left out:")
    for what in found.left_out:
        typer.echo(f"- {what}")


@app.command()
def ach(
    case: Case,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="The file to write; default: the name of the case, with .csv."),
    ] = None,
    as_json: JsonOfFiles = False,
) -> None:
    """Write a case as a matrix of competing hypotheses, a letter for each bearing, as `detente import ach` reads."""
    from detente.case.load import load
    from detente.case.save import write_new
    from detente.case.visible import visible
    from detente.cli.terminal import print_json
    from detente.exchange.ach import of_case, write

    matrix = of_case(load(case).case)
    path = output or _beside(case, ".csv")
    write_new(path, write(matrix))
    if as_json:
        print_json({"written": [str(path)], "rows": len(matrix.rows), "hypotheses": list(matrix.hypotheses)})
        return
    typer.echo(f"Wrote {visible(str(path))}: {len(matrix.rows)} rows, {len(matrix.hypotheses)} hypotheses.")
    typer.echo("Left out: how likely each would be otherwise, priors, staging, assumptions and ranges.")


def _beside(case: Path, ending: str) -> Path:
    return Path(f"{case.resolve().name if case.is_dir() else case.stem}{ending}")
