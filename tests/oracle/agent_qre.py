"""Gambit's agent quantal response equilibria of our games: written as .efg text, read and followed by pygambit."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np

from detente.encounter.gambit import efg
from detente.encounter.game import Game
from detente.encounter.tree import Tree, tree
from detente.encounter.verify_tree import Profile

MOST_EVENTS = 4_000
"""Points of the branch that Gambit may visit; more means that it has stalled."""


@dataclass(frozen=True)
class Branch:
    """The principal branch of a game's tree where lambda, the care, first is 1 time the game's."""

    tree: Tree
    profile: Profile
    folded: bool
    """Lambda fell somewhere on the way: the branch passed a fold."""


def principal_branch(pygambit, game: Game) -> Branch:
    """Follow the branch, payoffs in units of care, from lambda 0 to 1."""
    whole = tree(game)
    read = pygambit.read_efg(io.BytesIO(efg(game, "care").encode()))
    lambdas: list[float] = []

    def note(event) -> None:
        if hasattr(event, "qre"):
            lambdas.append(event.qre.lam)
        if len(lambdas) > MOST_EVENTS:
            raise RuntimeError("stalled")

    found = pygambit.qre.logit_solve_lambda(read, 1.0, event_callback=note)[0]
    assert abs(found.lam - 1) < 1e-8
    profile: Profile = ({}, {})
    at = 0
    # the result itself is indexed: players, then their information sets by number, then actions
    for side in (0, 1):
        for knows in whole.sets[side]:
            profile[side][knows.number] = np.array([found[at + n] for n in range(len(knows.moves))])
            at += len(knows.moves)
    # past the first point beyond 1 Gambit goes back and forth to find 1 itself
    there = next((n for n, value in enumerate(lambdas) if value >= 1), len(lambdas))
    return Branch(whole, profile, bool((np.diff(lambdas[: there + 1]) < 0).any()))
