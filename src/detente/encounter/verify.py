"""Check an equilibrium without the solver: what deviating would gain, and how far from logit responses strategies are.

Nothing here comes from the solver but the strategies under test. ``on_grid`` goes through a whole solution of any size,
in time linear in the rounds; ``verify_tree.in_tree`` writes a small game out and needs neither grid nor interpolation.
Logit strategies are never best replies, so a gain above 0 is no fault: it falls as care rises. The residual of an
equilibrium is 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.encounter.game import Flags, Floats, Game, Ints, Side, given_by

if TYPE_CHECKING:
    from detente.encounter.solution import Solution

Pair = tuple[Floats, Floats]
"""Of us, of them."""


@dataclass(frozen=True, eq=False)
class Check:
    """What was found. Values are in points of the first round, from the start of the game on."""

    value: Pair
    """(K,), (L,): what its strategy is worth to each character; NaN for those that a tree leaves out."""
    best: Pair
    """(K,), (L,): what its best reply is worth to it, if the other side plays and believes as before."""
    residual: float
    """By how much, at most, a probability differs from that of the logit response to these strategies."""
    where: str
    """Where that is."""

    @property
    def gain(self) -> Pair:
        """(K,), (L,): what deviating gains."""
        return self.best[0] - self.value[0], self.best[1] - self.value[1]


@dataclass(frozen=True, eq=False)
class GridCheck(Check):
    """A check of every state that can be reached and every belief of the grid; between its points values are linear."""

    values_differ: float
    """By how much, at most, a value told by the solution differs from what its strategies are worth, in points."""


def on_grid(solution: Solution) -> GridCheck:
    """Check a solution from the last round to the first, on its own grid."""
    game, points = solution.game, solution.options.points
    grids = [_grid(len(side.characters), n) for side, n in zip(game.sides, points, strict=True)]
    shape = len(grids[0]), len(grids[1])
    beliefs = np.repeat(grids[0], shape[1], axis=0), np.tile(grids[1], (shape[0], 1))
    cut, width = len(game.us.characters), sum(len(side.characters) for side in game.sides)
    after: dict[int, Floats] = {}
    """By state, (G us, G them, 4 parts): worth of strategies to us and to them, worth of best replies to both."""
    worst, where, differ = 0.0, "nowhere", 0.0
    for t in range(game.rounds - 1, -1, -1):
        here = {}
        for n, x in enumerate(map(int, solution.states[t])):
            strategies = _split(game, solution.strategies[t][n].reshape(shape[0] * shape[1], -1))
            follow, best = _worths(game, t, x, points, after, strategies, beliefs)
            parts = [(p * q).sum(2) for p, q in zip(strategies, follow, strict=True)]
            differ = max(differ, most_of(np.concatenate(parts, 1) - solution.values[t][n].reshape(-1, width)))
            for side, p, q, sharp in zip(game.sides, strategies, follow, best, strict=True):
                parts.append(np.where(side.open[x], sharp, -np.inf).max(2))
                off = abs(_response(side, x, q) - p).max((1, 2))
                if not most_of(off) <= worst:
                    worst, at = most_of(off), int(np.argmax(np.nan_to_num(off, nan=np.inf)))
                    told = f"belief {_told(beliefs[0][at])} about us, {_told(beliefs[1][at])} about them"
                    where = f"{side.name}, round {t + 1}, {game.states[x]}, {told}"
            here[x] = np.concatenate(parts, 1).reshape(*shape, -1)
        after = here
    start = _between(after[game.start], game.us.belief[None], game.them.belief[None], points)[0]
    value, best_of = start[:width], start[width:]
    return GridCheck(
        (value[:cut], value[cut:]), (best_of[:cut], best_of[cut:]), worst, where, values_differ=differ
    )


def _worths(
    game: Game,
    t: int,
    x: int,
    points: tuple[int, int],
    after: dict[int, Floats],
    strategies: Pair,
    beliefs: Pair,
) -> tuple[list[Floats], list[Floats]]:
    """Return (N, K, A) for each side: worth of each move if strategies are followed later, and if best replies are."""
    shows = [side.shows[x % len(side.shows)] for side in game.sides]
    by_character = [p @ show for p, show in zip(strategies, shows, strict=True)]  # (N, K, S)
    seen = [np.einsum("nk,nks->ns", b, c) for b, c in zip(beliefs, by_character, strict=True)]
    follow = []
    for i, (side, other) in enumerate(((game.us, game.them), (game.them, game.us))):
        size = (len(side.moves), len(other.moves), len(side.characters), len(other.characters))
        gain = np.broadcast_to(side.gain[x % len(side.gain)], size)
        weight = beliefs[1 - i][:, :, None] * strategies[1 - i]
        follow.append(np.einsum("njb,abkj->nka", weight, gain))
    best = [each.copy() for each in follow]
    cut, width = len(game.us.characters), sum(len(side.characters) for side in game.sides)
    for s, r, leads in _rows(game, t, x):
        posts = [
            posterior(b, c[:, :, signal], total[:, signal])
            for b, c, total, signal in zip(beliefs, by_character, seen, (s, r), strict=True)
        ]
        later = _later(game, t, (x, s, r), leads, after, points, posts)
        for found, first in ((follow, 0), (best, width)):
            us, them = later[:, first : first + cut], later[:, first + cut : first + width]
            found[0] += (seen[1][:, r, None] * us)[:, :, None] * shows[0][:, s]
            found[1] += (seen[0][:, s, None] * them)[:, :, None] * shows[1][:, r]
    return follow, best


def _rows(game: Game, t: int, x: int) -> Iterator[tuple[int, int, dict[int, float]]]:
    """Yield pairs of signals that can be given in state x, with where they lead (target to chance)."""
    chances, pairs = game.chances_in(t), (len(game.us.signals), len(game.them.signals))
    given: list[Flags] = [
        given_by(side.open[x : x + 1], side.shows[[x % len(side.shows)]])[0] for side in game.sides
    ]
    for s, r in np.argwhere(np.outer(*given)):
        row = (x * pairs[0] + int(s)) * pairs[1] + int(r)
        leads: dict[int, float] = {}
        for entry in range(chances.start[row], chances.start[row + 1]):
            if chances.chance[entry] > 0:
                to = int(chances.to[entry])
                leads[to] = leads.get(to, 0.0) + float(chances.chance[entry])
        yield int(s), int(r), leads


def _later(
    game: Game,
    t: int,
    row: tuple[int, int, int],
    leads: dict[int, float],
    after: dict[int, Floats],
    points: tuple[int, int],
    beliefs: list[Floats],
) -> Floats:
    """Return (N, 4 parts): what ends, arrivals and the next round are worth after a pair of signals."""
    states, last = len(game.states), t == game.rounds - 1
    total: Floats = np.zeros((len(beliefs[0]), 2 * sum(len(side.characters) for side in game.sides)))
    for to, chance in leads.items():
        if to >= states:
            parts = [
                _cell(
                    side.last_worth if last else side.worth,
                    *row,
                    to - states,
                    characters=len(side.characters),
                )
                for side in game.sides
            ]
            total += chance * np.concatenate([*parts, *parts])
            continue
        arrival = [_cell(side.arrival, to, characters=len(side.characters)) for side in game.sides]
        discount = [
            np.full(len(side.characters), side.discount[row[0] % len(side.discount)]) for side in game.sides
        ]
        value = _between(after[to], beliefs[0], beliefs[1], points)
        total += chance * (
            np.concatenate([*arrival, *arrival]) + np.concatenate([*discount, *discount]) * value
        )
    return total


def _grid(characters: int, points: int) -> Floats:
    """Return all beliefs whose entries are multiples of 1 / (points - 1), in rising order."""
    if characters == 1:
        return np.ones((1, 1))
    counts = np.stack(np.meshgrid(*[np.arange(points)] * (characters - 1), indexing="ij"), -1)
    counts = counts.reshape(-1, characters - 1)
    counts = counts[counts.sum(1) < points]
    grid: Floats = np.column_stack([counts, points - 1 - counts.sum(1)]) / (points - 1)
    return grid


def _corners(beliefs: Floats, points: int) -> tuple[Ints, Floats]:
    """Return (N, K) grid points around beliefs and their weights: segments or triangles of the lines b_k = i / m."""
    n, characters = beliefs.shape
    m = points - 1
    if characters == 1:
        return np.zeros((n, 1), dtype=np.int64), np.ones((n, 1))
    y = np.clip(beliefs[:, :-1] * m, 0, m)
    low = np.minimum(y.astype(np.int64), m - 1)
    part = y - low
    if characters == 2:
        return np.concatenate([low, low + 1], 1), np.concatenate([1 - part, part], 1)
    # the lowest corner and two neighbours, or across the diagonal; corners off the simplex have weight 0
    upper = part.sum(1) > 1
    f, g = part.T
    weight = np.where(upper, [f + g - 1, 1 - f, 1 - g], [1 - f - g, g, f]).T
    step = np.where(upper[:, None, None], [[1, 1], [0, 1], [1, 0]], [[0, 0], [0, 1], [1, 0]])
    i, j = np.moveaxis(low[:, None, :] + step, 2, 0)
    inside = i + j <= m
    i, j = np.where(inside, i, 0), np.where(inside, j, 0)
    return i * (m + 1) - i * (i - 1) // 2 + j, np.where(inside, weight, 0.0)


def _between(table: Floats, us: Floats, them: Floats, points: tuple[int, int]) -> Floats:
    """Return (N, ...): a table (G us, G them, ...) at N pairs of beliefs."""
    at_us, weight_us = _corners(us, points[0])
    at_them, weight_them = _corners(them, points[1])
    found: Floats = np.zeros((len(us), *table.shape[2:]))
    for c in range(at_us.shape[1]):
        for d in range(at_them.shape[1]):
            found += (weight_us[:, c] * weight_them[:, d])[:, None] * table[at_us[:, c], at_them[:, d]]
    return found


def _split(game: Game, flat: Floats) -> Pair:
    us, them = game.sides
    cut = len(us.characters) * len(us.moves)
    return flat[:, :cut].reshape(len(flat), len(us.characters), -1), flat[:, cut:].reshape(
        len(flat), len(them.characters), -1
    )


def posterior(beliefs: Floats, chances: Floats, total: Floats) -> Floats:
    """Return (..., K): Bayes' rule; a signal of probability 0 leaves the belief."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.where(total[..., None] > 0, beliefs * chances / total[..., None], beliefs)
    return found


def _response(side: Side, x: int, worths: Floats) -> Floats:
    """Return (..., K, A): base rate times exp(care / scale · worth) over open moves, to sum 1."""
    logits = np.log(side.base) + side.care / side.scale[:, None] * worths
    logits = np.where(side.open[x], logits, -np.inf)
    weights = np.exp(logits - logits.max(-1, keepdims=True))
    found: Floats = weights / weights.sum(-1, keepdims=True)
    return found


def _cell(table: Floats, *where: int, characters: int) -> Floats:
    """Return (K,): a row of a table whose axes may have length 1."""
    found: Floats = table[tuple(i % size for i, size in zip(where, table.shape, strict=False))]
    return np.broadcast_to(found, (characters,))


def most_of(array: Floats) -> float:
    """Return the greatest absolute entry, inf where one is no number."""
    return float(np.nan_to_num(abs(array), nan=np.inf).max())


def _told(belief: Floats) -> str:
    return "(" + ", ".join(f"{p:.4g}" for p in belief) + ")"
