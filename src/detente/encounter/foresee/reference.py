"""What play adds up to, and the plays themselves, in plain NumPy: it reads like the definition, and is slow."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from detente.encounter.build import Encounter
from detente.encounter.foresee.along import Acts, Wanted, expected
from detente.encounter.game import Floats, Ints, Side
from detente.encounter.simplex import grid, interpolate
from detente.encounter.solution import Solution

NO_CHANCE = 1e-290
"""A signal under this chance leaves the belief."""
TIE = 1e-10
"""Moves whose worths differ by no more, in points, are equally good: rounding decides between none."""


class History(NamedTuple):
    """One way that talks may go. States are one more than the rounds, an end last, and so are beliefs."""

    weight: float
    """Its chance."""
    them: int
    """Their character."""
    states: tuple[int, ...]
    beliefs: tuple[tuple[Floats, Floats], ...]
    """About us and about them."""
    moves: tuple[tuple[int, int], ...]
    """Of us and of them."""
    signals: tuple[tuple[int, int], ...]


def shown(side: Side, x: int, strategy: Floats, belief: Floats) -> tuple[Floats, Floats, Floats]:
    """Return signals by character (K, S), the same along no sham, and posteriors (S, K)."""
    show = side.shows[x % len(side.shows)]
    chance = strategy @ show
    honest = np.array([move != "sham" for move in side.moves])
    joint = belief[:, None] * chance
    whole = joint.sum(0)
    post = np.where(whole > NO_CHANCE, joint / np.where(whole > NO_CHANCE, whole, 1), belief[:, None]).T
    return chance, (strategy * honest) @ show, post


def along(encounter: Encounter, solution: Solution, wanted: Wanted, acts: Acts | None = None) -> list[Floats]:
    """Return what ``along.along`` does: by round (states, G us, G them, J, L, C)."""
    game, points = solution.game, solution.options.points
    K, L = (len(side.characters) for side in game.sides)
    us_grid, them_grid = (grid(k, n) for k, n in zip((K, L), points, strict=True))
    states = len(game.states)
    later: Floats | None = None
    tables: list[Floats] = []
    for t in reversed(range(game.rounds)):
        chances = game.chances_in(t)
        row = wanted.last if later is None else wanted.row
        found = np.zeros(
            (len(solution.states[t]), len(us_grid), len(them_grid), len(wanted.ours), L, len(wanted.names))
        )
        for n, x in enumerate(solution.states[t]):
            for i, p in enumerate(us_grid):
                for j, q in enumerate(them_grid):
                    us, them = solution.split(solution.strategies[t][n, i, j])
                    *_, after_us = shown(game.us, x, us, p)
                    *_, after_them = shown(game.them, x, them, q)
                    if acts is not None:
                        us, them = solution.split(acts(t)[n, i, j])
                    mine = us[wanted.ours]
                    ours, ours_clean, _ = shown(game.us, x, us, p)
                    theirs, theirs_clean, _ = shown(game.them, x, them, q)
                    found[n, i, j] = np.einsum("ka,lb,abklc->klc", mine, them, wanted.gain[x])
                    for s, r in np.ndindex(ours.shape[1], theirs.shape[1]):
                        value = row[x, s, r] * (t < wanted.until)
                        line = (x * ours.shape[1] + s) * theirs.shape[1] + r
                        for e in range(chances.start[line], chances.start[line + 1]):
                            if later is not None and chances.to[e] < states:
                                table = later[solution.place[t + 1, chances.to[e]]]
                                onward = interpolate(table, after_us[s], after_them[r], points)
                                value = value + wanted.factor * chances.chance[e] * onward
                        both = ours[wanted.ours, None, s, None] * theirs[None, :, r, None]
                        pure = ours_clean[wanted.ours, None, s, None] * theirs_clean[None, :, r, None]
                        found[n, i, j] += np.where(wanted.clean > 0, pure, both) * value
        later = found
        tables.append(found)
    return tables[::-1]


def reply(
    encounter: Encounter, solution: Solution, moves: list[Ints] | None = None
) -> tuple[list[Ints], list[Floats]]:
    """Return by round each of their best moves and its worth to it, (states, G us, G them, L); or the worth of given moves.

    We follow the solution, and both sides believe by it.
    """
    game, points = solution.game, solution.options.points
    K, L = (len(side.characters) for side in game.sides)
    us_grid, them_grid = (grid(k, n) for k, n in zip((K, L), points, strict=True))
    found_moves: list[Ints] = []
    tables: list[Floats] = []
    for t in reversed(range(game.rounds)):
        chances = game.chances_in(t)
        row = expected(game, chances, game.them.arrival, game.them.worth)
        size = (len(solution.states[t]), len(us_grid), len(them_grid), L)
        worth, move = np.zeros(size), np.zeros(size, dtype=np.int64)
        for n, x in enumerate(solution.states[t]):
            for i, p in enumerate(us_grid):
                for j, q in enumerate(them_grid):
                    us, them = solution.split(solution.strategies[t][n, i, j])
                    ours, _, after_us = shown(game.us, x, us, p)
                    *_, after_them = shown(game.them, x, them, q)
                    gain = np.broadcast_to(
                        game.them.gain[x], (len(game.them.moves), len(game.us.moves), L, K)
                    )
                    worths = np.einsum("k,ka,balk->lb", p, us, gain)
                    for s, r in np.ndindex(len(game.us.signals), len(game.them.signals)):
                        value = row[x, s, r]
                        line = (x * len(game.us.signals) + s) * len(game.them.signals) + r
                        for e in range(chances.start[line], chances.start[line + 1]):
                            if tables and chances.to[e] < len(game.states):
                                table = tables[-1][solution.place[t + 1, chances.to[e]]]
                                onward = interpolate(table, after_us[s], after_them[r], points)
                                value = value + game.them.discount[0] * chances.chance[e] * onward
                        worths += (p @ ours[:, s]) * value[:, None] * game.them.shows[x][:, r]
                    worths = np.where(game.them.open[x], worths, -np.inf)
                    best = np.argmax(worths >= worths.max(1, keepdims=True) - TIE, axis=1)
                    move[n, i, j] = best if moves is None else moves[t][n, i, j]
                    worth[n, i, j] = worths[np.arange(L), move[n, i, j]]
        found_moves.append(move)
        tables.append(worth)
    return found_moves[::-1], tables[::-1]


def histories(
    encounter: Encounter, solution: Solution, about_them: Floats, most: int | None
) -> list[History] | None:
    """Return every history from the start, with the character that we are; None where there are more than ``most``."""
    game = encounter.game
    states, we = len(game.states), encounter.terms.we_are
    open_ones: list[History] = [
        History(float(chance), j, (game.start,), ((game.us.belief, about_them),), (), ())
        for j, chance in enumerate(about_them)
        if chance > 0
    ]
    done: list[History] = []
    for t in range(game.rounds):
        chances = game.chances_in(t)
        coming: list[History] = []
        for weight, j, xs, beliefs, moves, signals in open_ones:
            x, (p, q) = xs[-1], beliefs[-1]
            us, them = solution.interpolated(t, x, p, q)
            _, _, after_us = shown(game.us, x, us, p)
            _, _, after_them = shown(game.them, x, them, q)
            ours = _ways(game.us, x, us[we])
            theirs = _ways(game.them, x, them[j])
            for s, a, chance_us in ours:
                for r, b, chance_them in theirs:
                    line = (x * len(game.us.signals) + s) * len(game.them.signals) + r
                    for e in range(chances.start[line], chances.start[line + 1]):
                        to = int(chances.to[e])
                        (coming if to < states else done).append(
                            History(
                                weight * chance_us * chance_them * float(chances.chance[e]),
                                j,
                                (*xs, to),
                                (*beliefs, (after_us[s], after_them[r])),
                                (*moves, (a, b)),
                                (*signals, (s, r)),
                            )
                        )
            if most is not None and len(coming) + len(done) > most:
                return None
        open_ones = coming
    return done


def _ways(side: Side, x: int, strategy: Floats) -> list[tuple[int, int, float]]:
    """Return what one character may show and do: signal, move, chance."""
    chance = strategy[:, None] * side.shows[x % len(side.shows)]
    return [(int(s), int(a), float(chance[a, s])) for a, s in zip(*np.nonzero(chance), strict=True)]
