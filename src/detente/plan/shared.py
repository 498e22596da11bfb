"""What two roadmaps have in common from a state on, so that it is solved once.

The rest of a game is the same where the same parts of steps are done, the remaining lines are the same, and so are
exposure, tension, the outside factor and the rounds left: exactly, as nothing else of the past counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from detente.encounter.build import Encounter
from detente.encounter.game import Ints
from detente.encounter.road import Act, Road
from detente.encounter.solution import Solution
from detente.encounter.solve import Known


def known_from(encounter: Encounter, other: Encounter, solution: Solution) -> Known | None:
    """Return what a roadmap can take over from the solution of another; None where that is nothing.

    Both encounters are of the same terms and rounds.
    """
    if _form(encounter) != _form(other):
        return None
    places = {key: x for x, key in enumerate(_keys(other))}
    same: Ints = np.array([places.get(key, -1) for key in _keys(encounter)])
    return Known(solution, same) if (same >= 0).any() else None


def by_rest(roads: Sequence[Road]) -> list[int]:
    """Return an order in which each roadmap has as many last lines in common with the one before it as with any earlier one.

    Where the same is done in the end, sorting from the last line backwards sees to it.
    """

    def backwards(number: int) -> tuple[Any, ...]:
        road = roads[number]
        whole = (len(road.orders[0]), len(road.orders[1]))
        return (parts_done(road, whole), [tuple(map(_said, line)) for line in reversed(road.lines)])

    return sorted(range(len(roads)), key=backwards)


def parts_done(road: Road, done: tuple[int, int]) -> tuple[tuple[tuple[str, int], ...], ...]:
    """Return, for us and for them, how many parts of each step are done after so many acts."""
    parts: list[dict[str, int]] = [{}, {}]
    for side in (0, 1):
        for past in road.orders[side][: done[side]]:
            parts[side][past.step] = parts[side].get(past.step, 0) + past.count
    return tuple(tuple(sorted(each.items())) for each in parts)


def _form(encounter: Encounter) -> Any:
    game = encounter.game
    return game.rounds, *((side.characters, side.moves, side.signals) for side in game.sides)


def _keys(encounter: Encounter) -> list[Any]:
    """Return for each state all that its rest depends on."""
    road = encounter.road
    rests: dict[tuple[int, int], Any] = {}
    keys = []
    for x, (m, n) in enumerate(encounter.done.tolist()):
        if (m, n) not in rests:
            rests[m, n] = _rest(road, (m, n))
        flags = (*encounter.exposed[x].tolist(), int(encounter.tension[x]), int(encounter.outside[x]))
        keys.append((rests[m, n], flags))
    return keys


def _rest(road: Road, done: tuple[int, int]) -> Any:
    """Return the parts done of each step, and the lines of what remains."""
    seen = [0, 0]
    lines = []
    for line in road.lines:
        left: list[str] = []
        for side, act in enumerate(line):
            seen[side] += act is not None
            left.append(_said(act) if seen[side] > done[side] else "")
        if any(left):
            lines.append(tuple(left))
    return parts_done(road, done), tuple(lines)


def _said(act: Act | None) -> str:
    return "" if act is None else str(act)
