"""A game from wherever a command may take it: a game file, or a case with an encounter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from detente.encounter.game import Game

Source = Annotated[
    Path,
    typer.Argument(
        metavar="GAME", help="A case with an encounter (YAML, or its folder), or a game file (JSON)."
    ),
]
Rounds = Annotated[
    int | None,
    typer.Option(
        "--rounds", min=1, max=120, help="How many rounds are played at most; default: what it says."
    ),
]


def read_game(path: Path, rounds: int | None) -> Game:
    """Return the game of a file, or of a case at central inputs. Raises what reading and weighing raise, and NotJudged."""
    from dataclasses import replace

    if path.is_dir() or path.suffix.lower() in (".yaml", ".yml"):
        from detente.case.load import load
        from detente.cli.terminal import progress_bar
        from detente.encounter.of_case import game_of_case

        with progress_bar("Weighing"):
            return game_of_case(load(path), rounds)
    from detente.encounter.file import read

    found = read(path)
    return found if rounds is None else replace(found, rounds=rounds)
