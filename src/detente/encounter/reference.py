"""Solving a game as the definition says it: plain NumPy, one point at a time. Slow; ``kernel.py`` is its fast twin.

Logit perfect Bayesian equilibrium in Markov strategies: at round t, state x and beliefs b about us and them,

    strategy_k(a)  proportional to  base_a · exp(care · Q_k(a) / scale_k),

where Q is the gain of the round plus what the next round, or an end, is worth at the beliefs that Bayes' rule gives
after both signals, the other side's strategies being given. From the last round backwards; the value of a next round
is interpolated between the points of a grid of beliefs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import root

from detente.encounter.game import Floats, Game, Side, reached
from detente.encounter.simplex import grid, interpolate

TOLERANCE = 1e-8
MOST_STEPS = 200
ANNOUNCED = 0.95
"""How likely announced moves are where the response dynamics begin."""

Pair = tuple[Floats, Floats]
"""Of us and of them. A strategy: (K, A), each row sums to 1. A belief: (K,). Values: (K,)."""


def posterior(belief: Floats, chances: Floats) -> Floats:
    """Return Bayes' rule for a signal of these chances by character, (K,); one of probability 0 leaves the belief."""
    joint = belief * chances
    total = joint.sum()
    return joint / total if total > 0 else belief


@dataclass(frozen=True)
class Stage:
    """One round at one state, given what the next is worth.

    ``onward``: (x' or None) values of the next round on the grid, (G us, G them, K us + K them), by state.
    """

    game: Game
    t: int
    x: int
    onward: dict[int, Floats]
    points: tuple[int, int]

    @property
    def last(self) -> bool:
        """Tell whether this is the last round."""
        return self.t == self.game.rounds - 1

    def later(self, s: int, r: int, beliefs: Pair) -> Pair:
        """Return what ends, arrivals and the next round are worth after signals s and r, by own character."""
        game = self.game
        chances = game.chances_in(self.t)
        row = (self.x * len(game.us.signals) + s) * len(game.them.signals) + r
        found = [np.zeros(len(side.characters)) for side in game.sides]
        for entry in range(chances.start[row], chances.start[row + 1]):
            to, chance = chances.to[entry], chances.chance[entry]
            if chance == 0:
                continue
            if to >= len(game.states):
                for side, total in zip(game.sides, found, strict=True):
                    worth = side.last_worth if self.last else side.worth
                    total += chance * _cell(worth, self.x, s, r, to - len(game.states))
                continue
            values = np.split(interpolate(self.onward[to], *beliefs, self.points), [len(found[0])])
            for side, total, value in zip(game.sides, found, values, strict=True):
                discount = side.discount[self.x % len(side.discount)]
                total += chance * (_cell(side.arrival, to) + discount * value)
        return found[0], found[1]

    def worths(self, strategies: Pair, beliefs: Pair) -> Pair:
        """Return Q, (K, A) for each side: what each move is worth to each own character, closed moves too."""
        sides = self.game.sides
        shows = [side.shows[self.x % len(side.shows)] for side in sides]
        by_character = [strategy @ show for strategy, show in zip(strategies, shows, strict=True)]  # (K, S)
        seen = [belief @ chances for belief, chances in zip(beliefs, by_character, strict=True)]  # (S,)
        after = [
            [posterior(belief, chances[:, s]) for s in range(chances.shape[1])]
            for belief, chances in zip(beliefs, by_character, strict=True)
        ]
        found = [
            np.einsum("jb,abkj->ka", beliefs[1 - i][:, None] * strategies[1 - i], self._gain(i))
            for i in (0, 1)
        ]
        for s, r in np.ndindex(len(seen[0]), len(seen[1])):
            if not (self._given(0)[s] and self._given(1)[r]):
                continue
            us, them = self.later(s, r, (after[0][s], after[1][r]))
            found[0] += seen[1][r] * np.outer(us, shows[0][:, s])
            found[1] += seen[0][s] * np.outer(them, shows[1][:, r])
        return found[0], found[1]

    def _gain(self, i: int) -> Floats:
        """Return the gains of a side here, (own moves, the other's moves, own characters, the other's characters)."""
        side, other = self.game.sides[i], self.game.sides[1 - i]
        shape = (len(side.moves), len(other.moves), len(side.characters), len(other.characters))
        return np.broadcast_to(side.gain[self.x % len(side.gain)], shape)

    def _given(self, i: int) -> Floats:
        side = self.game.sides[i]
        given: Floats = side.open[self.x].any(0) @ side.shows[self.x % len(side.shows)]
        return given

    def answer(self, strategies: Pair, beliefs: Pair, care: float = 1.0) -> Pair:
        """Return the logit responses of both sides; ``care`` multiplies that of the game."""
        worths = self.worths(strategies, beliefs)
        found = [
            _logit(side, self.x, care * side.care * worth / side.scale[:, None])
            for side, worth in zip(self.game.sides, worths, strict=True)
        ]
        return found[0], found[1]

    def residual(self, strategies: Pair, beliefs: Pair, care: float = 1.0) -> float:
        """Return by how much, at most, a probability differs from that of the response."""
        answers = self.answer(strategies, beliefs, care)
        return max(float(abs(a - s).max()) for a, s in zip(answers, strategies, strict=True))

    def base(self) -> Pair:
        """Return the strategies at care 0: base rates."""
        us, them = (_logit(side, self.x, np.zeros(side.open.shape[1:])) for side in self.game.sides)
        return us, them

    def announced(self) -> Pair:
        """Return where the response dynamics begin: announced moves at .95, the rest by base rates."""
        found = []
        for side, base in zip(self.game.sides, self.base(), strict=True):
            move = side.announced[self.x]
            for k in range(len(base)):
                if move >= 0 and base[k, move] > 0 and base[k, move] < 1:
                    base[k] *= (1 - ANNOUNCED) / (1 - base[k, move])
                    base[k, move] = ANNOUNCED
            found.append(base)
        return found[0], found[1]

    def settle_announced(self, beliefs: Pair) -> tuple[Pair, float]:
        """Return the limit of the response dynamics, half a step at a time, and its residual."""
        strategies = self.announced()
        for _ in range(MOST_STEPS):
            answers = self.answer(strategies, beliefs)
            gap = max(float(abs(a - s).max()) for a, s in zip(answers, strategies, strict=True))
            if gap <= TOLERANCE:
                return strategies, gap
            strategies = (strategies[0] + answers[0]) / 2, (strategies[1] + answers[1]) / 2
        return self.settle_near(strategies, beliefs, 1.0)

    def settle_near(self, start: Pair, beliefs: Pair, care: float) -> tuple[Pair, float]:
        """Return an equilibrium near a start, found as a root in the logits of open moves, and its residual."""
        opened = [side.open[self.x] for side in self.game.sides]
        split = opened[0].sum()

        def strategies(logits: Floats) -> Pair:
            found = []
            for mask, part in zip(opened, (logits[:split], logits[split:]), strict=True):
                full = np.full(mask.shape, -np.inf)
                full[mask] = part
                found.append(_softmax(full))
            return found[0], found[1]

        def gap(logits: Floats) -> Floats:
            worths = self.worths(strategies(logits), beliefs)
            found = [
                (np.log(side.base) + care * side.care * worth / side.scale[:, None])[mask]
                for side, worth, mask in zip(self.game.sides, worths, opened, strict=True)
            ]
            difference: Floats = np.concatenate(found) - logits
            return difference

        tiny = np.finfo(float).tiny
        guess = np.concatenate(
            [np.log(np.maximum(s, tiny))[mask] for s, mask in zip(start, opened, strict=True)]
        )
        found = strategies(root(gap, guess + gap(guess), method="hybr", options={"xtol": 1e-13}).x)
        best = min((found, start), key=lambda each: self.residual(each, beliefs, care))
        return best, self.residual(best, beliefs, care)

    def value(self, strategies: Pair, beliefs: Pair) -> Floats:
        """Return what the round is worth to each character of us, then of them."""
        worths = self.worths(strategies, beliefs)
        found: Floats = np.concatenate([(s * q).sum(1) for s, q in zip(strategies, worths, strict=True)])
        return found


Table = dict[tuple[int, int], dict[str, Floats]]
"""By (round, state): ``us``, ``them`` (G us, G them, K, A), ``value`` (..., K us + K them), ``residual`` (...)."""


def solve_announced(game: Game, points: tuple[int, int]) -> Table:
    """Solve a game by the announced selection, on the grid."""
    return _backwards(game, points, lambda stage, beliefs, at: stage.settle_announced(beliefs))


def solve_principal(game: Game, points: tuple[int, int], steps: int = 16) -> Table:
    """Solve a game by the principal selection: care raised from 0 to its value for all rounds together.

    At each care the whole game is solved backwards, each point from its solution at the care before.
    """
    found: Table = {}
    for step in range(1, steps + 1):
        found = _backwards(game, points, _Follow(found, step / steps))
    return found


@dataclass(frozen=True)
class _Follow:
    """Settles a point at a care, from its solution at the care before."""

    before: Table
    care: float

    def __call__(self, stage: Stage, beliefs: Pair, at: tuple[int, int]) -> tuple[Pair, float]:
        known = self.before.get((stage.t, stage.x))
        start = stage.base() if known is None else (known["us"][at], known["them"][at])
        return stage.settle_near(start, beliefs, self.care)


Settle = Callable[[Stage, Pair, tuple[int, int]], tuple[Pair, float]]


def _backwards(game: Game, points: tuple[int, int], settle: Settle) -> Table:
    """Solve every reachable state from the last round to the first; ``settle`` solves one point."""
    us, them = (grid(len(side.characters), n) for side, n in zip(game.sides, points, strict=True))
    seen = reached(game)
    found: Table = {}
    for t in range(game.rounds - 1, -1, -1):
        onward = {x: table["value"] for (when, x), table in found.items() if when == t + 1}
        for x in map(int, np.flatnonzero(seen[t])):
            stage = Stage(game, t, x, onward, points)
            sizes = [(len(side.characters), len(side.moves)) for side in game.sides]
            table = {
                "us": np.zeros((len(us), len(them), *sizes[0])),
                "them": np.zeros((len(us), len(them), *sizes[1])),
                "residual": np.zeros((len(us), len(them))),
                "value": np.zeros((len(us), len(them), sizes[0][0] + sizes[1][0])),
            }
            for i, j in np.ndindex(len(us), len(them)):
                beliefs = us[i], them[j]
                strategies, table["residual"][i, j] = settle(stage, beliefs, (i, j))
                table["us"][i, j], table["them"][i, j] = strategies
                table["value"][i, j] = stage.value(strategies, beliefs)
            found[t, x] = table
    return found


def _cell(table: Floats, *where: int) -> Floats:
    """Return the row of characters in a table whose axes may have length 1."""
    cell: Floats = table[tuple(i % n for i, n in zip(where, table.shape, strict=False))]
    return cell


def _softmax(logits: Floats) -> Floats:
    weights = np.exp(logits - logits.max(1, keepdims=True))
    found: Floats = weights / weights.sum(1, keepdims=True)
    return found


def _logit(side: Side, x: int, worth: Floats) -> Floats:
    return _softmax(np.where(side.open[x], np.log(side.base) + worth, -np.inf))
