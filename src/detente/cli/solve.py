"""``detente solve``: the equilibrium of a case's encounter or of a game of arrays, at every belief at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

import typer

from detente.cli.games import Rounds, Source, read_game

if TYPE_CHECKING:
    from detente.encounter.game import Game


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(solve)


def solve(
    game: Source,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    selection: Annotated[
        Literal["announced", "principal"],
        typer.Option(help="announced: from announced moves by response; principal: care raised from 0."),
    ] = "announced",
    care: Annotated[
        str | None, typer.Option(help="Care of both sides, or US,THEM; default: what the game says.")
    ] = None,
    points: Annotated[
        str, typer.Option(help="Points along an edge of the grid of beliefs, or ABOUT-US,ABOUT-THEM.")
    ] = "21",
    seed: Annotated[int, typer.Option(min=0, help="Of random restarts.")] = 1,
    rounds: Rounds = None,
) -> None:
    """Solve the encounter of a case, or any game in which each side doubts the other's character."""
    from detente.cli.terminal import aside, print_json, progress_bar, stop
    from detente.encounter.report import report
    from detente.encounter.solution import Options
    from detente.encounter.solve import compiling
    from detente.encounter.solve import solve as solve_game

    along = _pair(points, "--points", int)
    which = _with_care(read_game(game, rounds), care)
    options = Options(selection=selection, points=along, seed=seed)
    try:
        with progress_bar("Solving", compiling) as progress:
            found = aside(lambda: report(solve_game(which, options, progress)))
    except KeyboardInterrupt:
        stop()
    if as_json:
        print_json(found.to_json())
    else:
        from detente.cli.show.game import print_report

        print_report(found)


Number = TypeVar("Number", int, float)


def _pair(text: str, option: str, kind: Callable[[str], Number]) -> tuple[Number, Number]:
    """Read one number for both sides, or two with a comma between."""
    parts = text.split(",")
    try:
        values = [kind(part.strip()) for part in parts]
        if len(values) not in (1, 2):
            raise ValueError
    except ValueError:
        raise typer.BadParameter(
            f"{text!r}: one number, or two with a comma between, as 10,3", param_hint=option
        ) from None
    return values[0], values[-1]


def _with_care(game: Game, care: str | None) -> Game:
    from dataclasses import replace

    from detente.encounter.check import faults

    if care is None:
        return game
    us, them = _pair(care, "--care", float)
    changed = replace(game, us=replace(game.us, care=us), them=replace(game.them, care=them))
    if found := faults(changed):
        told = "; ".join(f"{each.path} = {each.found}: expected {each.expected}" for each in found)
        raise typer.BadParameter(told, param_hint="--care")
    return changed
