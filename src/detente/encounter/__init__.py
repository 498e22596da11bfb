"""The encounter: finite games in which each side doubts the other's character, solved at every belief at once."""

from detente.encounter.draft import Draft
from detente.encounter.file import read, write
from detente.encounter.game import Game
from detente.encounter.solution import Options, Solution
from detente.encounter.solve import solve, stage

__all__ = ["Draft", "Game", "Options", "Solution", "read", "solve", "stage", "write"]
