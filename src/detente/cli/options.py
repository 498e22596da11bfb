"""The options that several verbs share, each with its help in one place."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.completion import inputs, parts, views

Case = Annotated[Path, typer.Argument(help="A case file, or a folder with case.yaml.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
JsonOfFiles = Annotated[bool, typer.Option("--json", help="Print what was written as JSON.")]
Force = Annotated[bool, typer.Option("--force", help="Write over a case that is there already.")]
Csv = Annotated[
    Path | None,
    typer.Option("--csv", help="Write every table as a CSV file into this folder, which is made if need be."),
]
Draws = Annotated[
    int | None,
    typer.Option(min=1, max=200_000, help="How many draws; default: as many as the work allows."),
]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same answer.")]
Point = Annotated[bool, typer.Option("--point", help="Central inputs only: no draws, no ranges.")]
Games = Annotated[
    int,
    typer.Option(min=0, max=10_000, help="How many games to solve for the ranges of futures; 0: no ranges."),
]
Points = Annotated[
    int,
    typer.Option(min=3, max=101, help="Points along an edge of the grid of beliefs."),
]
Resume = Annotated[
    bool, typer.Option("--resume", help="Go on from what a run that was stopped had finished.")
]
Workers = Annotated[
    int | None,
    typer.Option(min=1, max=1024, help="Worker processes; default: as many as there are cores."),
]
View = Annotated[
    str | None,
    typer.Option("--view", help='One view only; "case" is the case\'s own reading.', autocompletion=views),
]
Without = Annotated[
    str | None,
    typer.Option(
        "--without", help="Leave out this piece, group, source or assumption.", autocompletion=parts
    ),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help='Another value, as evidence.prices.bears.pressure="weakly against". Repeatable.',
        autocompletion=inputs,
    ),
]
