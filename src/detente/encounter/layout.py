"""Lay a game out for the kernel: flat arrays, open moves first, ends and arrivals already added up."""

from __future__ import annotations

import numpy as np

from detente.encounter.game import Chances, Flags, Floats, Game, Ints, Side, possible, rows
from detente.encounter.kernel_data import Arrays


def arrays_of(game: Game, *, last: bool) -> Arrays:
    """Return the arrays for rounds before the last, or for the last."""
    states = len(game.states)
    worth, start, to, chance = _onward(game, game.last if last else game.chances, last=last)
    lists = {}
    for n, side in enumerate(game.sides):
        lists[f"moves{n}"], lists[f"count{n}"] = _first(np.any(side.open, axis=1))
        lists[f"signals{n}"], lists[f"given{n}"] = _first(possible(side))
    discount = [
        np.broadcast_to(side.discount[:, None], (states, len(side.characters))) for side in game.sides
    ]
    return Arrays(
        **lists,
        open0=game.us.open.copy(),
        open1=game.them.open.copy(),
        shows0=game.us.shows.copy(),
        shows1=game.them.shows.copy(),
        gain0=game.us.gain.copy(),
        gain1=game.them.gain.copy(),
        base0=np.log(game.us.base),
        base1=np.log(game.them.base),
        rate0=game.us.care / game.us.scale,
        rate1=game.them.care / game.them.scale,
        announced0=game.us.announced.copy(),
        announced1=game.them.announced.copy(),
        worth=worth,
        start=start,
        to=to,
        chance=chance,
        discount=np.concatenate(discount, axis=1),
    )


def _first(flags: Flags) -> tuple[Ints, Ints]:
    """Return for each row which columns are true, those first, and how many."""
    order = np.argsort(~flags, axis=1, kind="stable")
    return np.ascontiguousarray(order, dtype=np.int64), flags.sum(1).astype(np.int64)


def _onward(game: Game, chances: Chances, *, last: bool) -> tuple[Floats, Ints, Ints, Floats]:
    """Return the expected points of ends and arrivals by row, and the next states: starts, states, chances."""
    states, signals = len(game.states), (len(game.us.signals), len(game.them.signals))
    origin = np.repeat(np.arange(len(chances.start) - 1), np.diff(chances.start))
    counts = rows(game).reshape(-1)[origin] & (chances.chance > 0)
    origin, to, chance = origin[counts], chances.to[counts], chances.chance[counts]
    x, s, r = np.unravel_index(origin, (states, *signals))
    ends = to >= states
    parts = []
    for side in game.sides:
        part = np.zeros((len(chances.start) - 1, len(side.characters)))
        at = (x[ends], s[ends], r[ends], to[ends] - states)
        np.add.at(
            part, origin[ends], chance[ends, None] * _cells(side.last_worth if last else side.worth, at, side)
        )
        np.add.at(part, origin[~ends], chance[~ends, None] * _cells(side.arrival, (to[~ends],), side))
        parts.append(part)
    count = np.bincount(origin[~ends], minlength=len(chances.start) - 1)
    start = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    return np.concatenate(parts, axis=1), start, to[~ends].copy(), chance[~ends].copy()


def _cells(table: Floats, at: tuple[Ints, ...], side: Side) -> Floats:
    """Return the rows of characters of a table whose axes may have length 1."""
    found = table[tuple(i % size for i, size in zip(at, table.shape, strict=False))]
    return np.broadcast_to(found, (len(at[0]), len(side.characters)))
