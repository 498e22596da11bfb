"""``detente compare``: two cases or two results side by side, and why they differ."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.options import Csv, Draws, Json, Point

if TYPE_CHECKING:
    from detente.case.load import CaseFile
    from detente.weigh.sides import Side

_EITHER = "a case, or a result that `detente weigh --json` wrote to a file NAME.json."


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(compare)


def compare(
    old: Annotated[Path, typer.Argument(help=f"The earlier of the two: {_EITHER}")],
    new: Annotated[Path, typer.Argument(help="The later of the two, likewise.")],
    as_json: Json = False,
    csv: Csv = None,
    draws: Draws = None,
    seed: Annotated[
        int | None,
        typer.Option(min=0, help="The same seed gives the same answer; default: 1, or that of a result."),
    ] = None,
    point: Point = False,
) -> None:
    """Set two answers side by side; of two cases, say what each change between them does by itself."""
    from detente.cli.show.comparison import give
    from detente.cli.terminal import progress_bar
    from detente.weigh import Options
    from detente.weigh.compare import compare as compare_sides
    from detente.weigh.sides import Side

    sides = _read(old), _read(new)
    read = next((side for side in sides if isinstance(side, Side)), None)
    if read is not None:
        # a case beside a result is weighed as the result was
        seed = read.seed if seed is None else seed
        point = point or not (read.draws or draws)
        draws = draws or read.draws or None
    with progress_bar("Weighing") as progress:
        found = compare_sides(
            *sides, Options(draws=draws, seed=1 if seed is None else seed, point=point), progress=progress
        )
    give(found, ("Old", "New"), csv, as_json=as_json)


def _read(path: Path) -> CaseFile | Side:
    from detente.case.load import load
    from detente.weigh.sides import ENDING, read_result

    return read_result(path) if path.suffix.lower() == ENDING and path.is_file() else load(path)
