"""``detente game``: write a case's encounter or a game in another form: as a tree that Gambit reads, or as rules cell by cell."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.games import Rounds, Source, read_game


class Format(StrEnum):
    """How to write a game."""

    efg = "efg"
    json = "json"


class Payoffs(StrEnum):
    """What payoffs of an .efg file are in."""

    points = "points"
    care = "care"


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(game)


def game(
    source: Source,
    form: Annotated[
        Format,
        typer.Option("--format", help="efg: a tree for Gambit; json: rules, one a cell where cells differ."),
    ],
    payoffs: Annotated[
        Payoffs,
        typer.Option(
            help="efg: payoffs in points, or in points times care / scale, the unit of logit equations."
        ),
    ] = Payoffs.points,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write it to this file.")] = None,
    rounds: Rounds = None,
) -> None:
    """Write the encounter of a case, or a game, in another form: a small one as a tree that Gambit reads."""
    from detente.case.save import write_new
    from detente.case.visible import visible
    from detente.cli.terminal import print_json, print_text
    from detente.encounter.file import to_rules, write
    from detente.encounter.gambit import efg, lost

    found = read_game(source, rounds)
    if form is Format.json:
        if output is None:
            print_json(to_rules(found))
        else:
            write(found, output)
        return
    text = efg(found, payoffs.value)
    if output is None:
        print_text(text)
    else:
        write_new(output, text)
    for sentence in lost(found, payoffs.value):
        typer.echo(visible(sentence), err=True)
