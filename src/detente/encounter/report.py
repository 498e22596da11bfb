"""What a solved game comes to at its starting beliefs: values, strategies, the play from there, and how sure it is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente import __version__
from detente.encounter.game import Floats, Game, Side
from detente.encounter.solution import HOW, Point, Solution
from detente.encounter.solve import stage, stages_from

TRIES = 64
"""Random profiles from which other equilibria of the first stage are looked for."""
APART = 1e-4
"""Two profiles are one equilibrium where no probability differs by more."""
NODES = 40
LIKELY = 0.01
"""The play is told at most so far, and where it comes at least so often."""
JSON_DIGITS = 6

Before = tuple[tuple[int, int, int], ...]
"""What led to a state, one a round from the start: the state, the signal of us, the signal of them."""


@dataclass(frozen=True, eq=False)
class Node:
    """A state that play comes to, with the beliefs that signals have led to."""

    t: int
    x: int
    before: Before
    probability: float
    """Of this history of signals and chance, seen from the start."""
    about_us: Floats
    about_them: Floats
    point: Point
    jump: float
    """By how much, at most, a chance differs between the points of the grid around these beliefs."""


@dataclass(frozen=True, eq=False)
class Report:
    """The first is the start; ``others``: further equilibria of its stage, what follows being as it is."""

    solution: Solution
    nodes: tuple[Node, ...]
    others: tuple[Point, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the documented JSON, numbers rounded to ``JSON_DIGITS`` significant digits."""
        found = self.solution
        game, options = found.game, found.options
        start = self.nodes[0]
        data = {
            "title": game.title,
            "selection": options.selection,
            "points": list(options.points),
            "care": {"us": game.us.care, "them": game.them.care},
            "rounds": game.rounds,
            "states": len(game.states),
            "never_reached": never_reached(found),
            "values": _both(
                _values(game.us, start.point.value_us), _values(game.them, start.point.value_them)
            ),
            "play": [self._node(node) for node in self.nodes],
            "other_equilibria": [self._strategies(point, start.x) for point in self.others],
            "solved": found.points,
            "settled": {how: count for how, count in found.counts.items() if how != HOW[-1]},
            "unsettled": found.counts[HOW[-1]],
            "residual": found.worst,
            "tolerance": options.tolerance,
            "seed": options.seed,
            "version": __version__,
        }
        rounded: dict[str, Any] = _rounded(data)
        return rounded

    def _node(self, node: Node) -> dict[str, Any]:
        game = self.solution.game
        return {
            "round": node.t + 1,
            "state": game.states[node.x],
            "after": [
                {"state": game.states[x], **_both(game.us.signals[s], game.them.signals[r])}
                for x, s, r in node.before
            ],
            "probability": node.probability,
            "beliefs": _both(_values(game.us, node.about_us), _values(game.them, node.about_them)),
            "strategies": self._strategies(node.point, node.x),
            "settled": node.point.settled,
            "residual": node.point.residual,
            "jump": node.jump,
        }

    def _strategies(self, point: Point, x: int) -> dict[str, Any]:
        game = self.solution.game
        return _both(strategy(game.us, x, point.us), strategy(game.them, x, point.them))


def report(solution: Solution) -> Report:
    """Follow a solution from its start, and look for other equilibria of the first stage."""
    nodes = _play(solution)
    return Report(solution, nodes, _others(solution, nodes[0]))


def strategy(side: Side, x: int, table: Floats) -> dict[str, dict[str, float]]:
    """Return for each character its open moves and their probabilities."""
    return {
        name: {side.moves[a]: float(table[k, a]) for a in np.flatnonzero(side.open[x, k])}
        for k, name in enumerate(side.characters)
    }


def never_reached(solution: Solution) -> list[str]:
    """Return the states that no round can reach, which were not solved."""
    seen = np.any(solution.place >= 0, axis=0).tolist()
    return [name for name, reached in zip(solution.game.states, seen, strict=True) if not reached]


def _play(solution: Solution) -> tuple[Node, ...]:
    """Follow signals and chance from the start, likelier histories first within a round."""
    game = solution.game
    found = [_node(solution, game.start, (), 1.0, game.us.belief, game.them.belief)]
    layer = found
    while layer and len(found) < NODES:
        coming = sorted((each for node in layer for each in _after(game, node)), key=lambda each: -each[2])
        layer = [_node(solution, *each) for each in coming[: NODES - len(found)]]
        found += layer
    return tuple(found)


def _node(
    solution: Solution, x: int, before: Before, probability: float, about_us: Floats, about_them: Floats
) -> Node:
    t = len(before)
    point = stage(solution, t, x, about_us, about_them)
    jump = solution.jump(t, x, about_us, about_them)
    return Node(t, x, before, probability, about_us, about_them, point, jump)


def _after(game: Game, node: Node) -> list[tuple[int, Before, float, Floats, Floats]]:
    """Return the states that may follow a node: state, what led there, probability, beliefs."""
    if node.t == game.rounds - 1:
        return []
    after = []
    for side, strategies, belief in (
        (game.us, node.point.us, node.about_us),
        (game.them, node.point.them, node.about_them),
    ):
        after.append((belief[:, None] * (strategies @ side.shows[node.x % len(side.shows)])).T)
    found = []
    pairs = len(game.us.signals), len(game.them.signals)
    for s, r in np.ndindex(*pairs):
        both = after[0][s].sum() * after[1][r].sum()
        row = (node.x * pairs[0] + s) * pairs[1] + r
        for entry in range(game.chances.start[row], game.chances.start[row + 1]):
            probability = node.probability * both * game.chances.chance[entry]
            if game.chances.to[entry] < len(game.states) and probability >= LIKELY:
                beliefs = after[0][s] / after[0][s].sum(), after[1][r] / after[1][r].sum()
                before = (*node.before, (node.x, s, r))
                found.append((int(game.chances.to[entry]), before, float(probability), *beliefs))
    return found


def _others(solution: Solution, node: Node) -> tuple[Point, ...]:
    """Return further equilibria of a node's stage, found from random profiles drawn by the seed."""
    game, rng = solution.game, np.random.default_rng(solution.options.seed)
    parts = []
    for side in game.sides:
        weights = rng.exponential(size=(TRIES, *side.open[node.x].shape)) ** 3 * side.open[node.x]
        parts.append((weights / weights.sum(2, keepdims=True)).reshape(TRIES, -1))
    found = stages_from(
        solution, node.t, node.x, node.about_us, node.about_them, np.concatenate(parts, axis=1)
    )
    known = [node.point]
    for point in found:
        if point.settled and all(_apart(point, other) for other in known):
            known.append(point)
    return tuple(known[1:])


def _apart(one: Point, other: Point) -> bool:
    return max(float(abs(one.us - other.us).max()), float(abs(one.them - other.them).max())) > APART


def _values(side: Side, values: Floats) -> dict[str, float]:
    return {name: float(value) for name, value in zip(side.characters, values, strict=True)}


def _both(us: Any, them: Any) -> dict[str, Any]:
    return {"us": us, "them": them}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        # JSON has no word for what is no number, which is marked as unsettled besides
        return float(f"{value:.{JSON_DIGITS}g}") if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(part) for part in value]
    return value
