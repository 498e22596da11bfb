"""A game of arrays written out as a tree: nature draws characters, both sides move unseen, signals and states follow.

For small games only: a tree has an end for every course of the game. It is what a stranger's program can read
(``gambit.py``), and where an equilibrium can be checked without grids, beliefs or Bayes' rule (``verify_tree.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from detente.encounter.game import Floats, Game, rows
from detente.errors import TooLarge

MOST_ENDS = 10_000
MOST_ROUNDS = 50
"""Deeper trees would not fit on the stack of programs that read them."""

Points = tuple[float, float]
"""Of us, of them."""


class Round(NamedTuple):
    """A past round: what everybody saw of it, and the own move, which only its side knows."""

    x: int
    us: int
    """A signal."""
    them: int
    own: int
    """A move."""


class Knowledge(NamedTuple):
    """What a side knows when it moves: an information set."""

    side: int
    """0 us, 1 them."""
    number: int
    """From 1 up on each side, in the order in which the tree comes to them."""
    character: int
    x: int
    past: tuple[Round, ...]
    moves: tuple[int, ...]
    """Open to this character: two or more."""
    label: str

    @property
    def t(self) -> int:
        """The round."""
        return len(self.past)


class Onward(NamedTuple):
    """What comes next is worth points + factor · (what the node is worth)."""

    node: Node
    points: Points = (0.0, 0.0)
    factor: Points = (1.0, 1.0)


class Branch(NamedTuple):
    """A way that a move or a chance leads; of a move, the chance is 1."""

    name: str
    chance: float
    onward: Onward


@dataclass(frozen=True)
class End:
    """The end of a course, of two characters."""

    name: str
    characters: tuple[int, int]


@dataclass(frozen=True)
class Chance:
    """Nature moves."""

    label: str
    branches: tuple[Branch, ...]


@dataclass(frozen=True)
class Choice:
    """A side moves; branches are in the order of ``knows.moves``."""

    knows: Knowledge
    branches: tuple[Branch, ...]


Node = End | Chance | Choice


@dataclass(frozen=True)
class Tree:
    """A whole tree."""

    root: Onward
    sets: tuple[tuple[Knowledge, ...], tuple[Knowledge, ...]]
    """Information sets of us and of them, by number."""


def tree(game: Game, most: int = MOST_ENDS) -> Tree:
    """Return a checked game as a tree; raises TooLarge above ``most`` ends.

    Left out are characters that the other side holds impossible, and choices among one move. A side remembers its own
    moves, also those that the other side could not tell apart.
    """
    if game.rounds > MOST_ROUNDS:
        raise TooLarge(f"rounds: {game.rounds:,}; a tree has {MOST_ROUNDS} at most, so take fewer rounds")
    ends = count_ends(game)
    if ends > most:
        count = f"{ends:,.0f}" if ends < 1e12 else f"{ends:.0e}"
        raise TooLarge(
            f"the tree would have {count} ends, and {most:,} is the limit; take fewer rounds, moves or characters"
        )
    return _Writer(game).tree()


def count_ends(game: Game) -> float:
    """Return how many ends the tree of a checked game has; inf where that is past all counting."""
    states, given = len(game.states), rows(game)
    width = len(game.us.characters), len(game.them.characters)
    ways = [  # (X, K, S): by how many moves a signal can be given
        side.open.astype(float) @ np.broadcast_to(side.shows > 0, (states, *side.shows.shape[1:]))
        for side in game.sides
    ]
    ends = np.zeros((states, *width))
    with np.errstate(over="ignore", invalid="ignore"):  # 0 · inf: a character that cannot give the signal
        for t in range(game.rounds - 1, -1, -1):
            chances = game.chances_in(t)
            origin = np.repeat(np.arange(len(chances.start) - 1), np.diff(chances.start))
            counts = given.reshape(-1)[origin] & (chances.chance > 0)
            entries = np.unique(np.stack([origin[counts], chances.to[counts]], 1), axis=0)
            after = np.concatenate([ends, np.ones((len(game.ends), *width))])
            follow = np.zeros((given.size, *width))
            np.add.at(follow, entries[:, 0], after[entries[:, 1]])
            each = np.einsum("xks,xlr,xsrkl->xkl", *ways, follow.reshape(*given.shape, *width))
            ends = np.where(np.isnan(each), np.inf, each)
    drawn = np.ix_(*(side.belief > 0 for side in game.sides))
    return float(ends[game.start][drawn].sum())


class _Writer:
    """Writes a tree depth first, and numbers information sets as it meets them."""

    def __init__(self, game: Game) -> None:
        self.game = game
        states = len(game.states)
        self.shows = [np.broadcast_to(s.shows, (states, *s.shows.shape[1:])) for s in game.sides]
        self.known: tuple[dict[object, Knowledge], dict[object, Knowledge]] = ({}, {})

    def tree(self) -> Tree:
        us, them = self.game.sides
        root = _chance(
            "character of us",
            [
                Branch(
                    name,
                    float(p),
                    _chance(
                        "character of them",
                        [
                            Branch(other, float(q), self._round(self.game.start, (k, j), ((), ())))
                            for j, (other, q) in enumerate(zip(them.characters, them.belief, strict=True))
                            if q > 0
                        ],
                    ),
                )
                for k, (name, p) in enumerate(zip(us.characters, us.belief, strict=True))
                if p > 0
            ],
        )
        return Tree(root, (tuple(self.known[0].values()), tuple(self.known[1].values())))

    def _round(self, x: int, who: tuple[int, int], past: tuple[tuple[Round, ...], ...]) -> Onward:
        """Return what follows from state x on, for a pair of characters and what each side remembers."""
        knows = [self._knowledge(side, x, who[side], past[side]) for side in (0, 1)]
        return _choice(
            knows[0],
            [
                Branch(
                    self.game.us.moves[a],
                    1.0,
                    _choice(
                        knows[1],
                        [
                            Branch(self.game.them.moves[b], 1.0, self._settled(x, who, past, (a, b)))
                            for b in knows[1].moves
                        ],
                    ),
                )
                for a in knows[0].moves
            ],
        )

    def _settled(
        self, x: int, who: tuple[int, int], past: tuple[tuple[Round, ...], ...], moves: tuple[int, int]
    ) -> Onward:
        """Return the gains of two moves and what follows them."""
        game, (a, b), (k, j) = self.game, moves, who
        gains = cell(game.us.gain, x, a, b, k, j), cell(game.them.gain, x, b, a, j, k)
        after = _chance(
            "what is seen of us",
            [
                Branch(
                    game.us.signals[s],
                    float(self.shows[0][x, a, s]),
                    _chance(
                        "what is seen of them",
                        [
                            Branch(
                                game.them.signals[r],
                                float(self.shows[1][x, b, r]),
                                self._next(x, who, (int(s), int(r)), past, moves),
                            )
                            for r in np.flatnonzero(self.shows[1][x, b])
                        ],
                    ),
                )
                for s in np.flatnonzero(self.shows[0][x, a])
            ],
        )
        return _then(gains, (1.0, 1.0), after)

    def _next(
        self,
        x: int,
        who: tuple[int, int],
        signals: tuple[int, int],
        past: tuple[tuple[Round, ...], ...],
        moves: tuple[int, int],
    ) -> Onward:
        """Return where two signals lead."""
        game, t = self.game, len(past[0])
        chances, states = game.chances_in(t), len(game.states)
        row = (x * len(game.us.signals) + signals[0]) * len(game.them.signals) + signals[1]
        to: dict[int, float] = {}
        for entry in range(chances.start[row], chances.start[row + 1]):
            if chances.chance[entry] > 0:
                target = int(chances.to[entry])
                to[target] = to.get(target, 0.0) + float(chances.chance[entry])
        remembered = tuple((*past[side], Round(x, *signals, moves[side])) for side in (0, 1))
        found = []
        for target, chance in to.items():
            points = [0.0, 0.0]
            for i, side in enumerate(game.sides):
                if target >= states:
                    worth = side.last_worth if t == game.rounds - 1 else side.worth
                    points[i] = cell(worth, x, *signals, target - states, who[i])
                else:
                    points[i] = cell(side.arrival, target, who[i])
            if target >= states:
                name, factor, onward = (
                    game.ends[target - states],
                    (1.0, 1.0),
                    Onward(End(game.ends[target - states], who)),
                )
            else:
                name, onward = game.states[target], self._round(target, who, remembered)
                factor = cell(game.us.discount, x), cell(game.them.discount, x)
            found.append(Branch(name, chance, _then((points[0], points[1]), factor, onward)))
        return _chance("what follows", found)

    def _knowledge(self, side: int, x: int, character: int, past: tuple[Round, ...]) -> Knowledge:
        known, key = self.known[side], (x, character, past)
        who = self.game.sides[side]
        moves = tuple(int(a) for a in np.flatnonzero(who.open[x, character]))
        if len(moves) < 2:
            return Knowledge(side, 0, character, x, past, moves, "")
        if key not in known:
            label = f"{who.characters[character]}: {self._course(side, x, past)}"
            known[key] = Knowledge(side, len(known) + 1, character, x, past, moves, label)
        return known[key]

    def _course(self, side: int, x: int, past: tuple[Round, ...]) -> str:
        """Return a past in words, as ``start (sham seen as done, hold) > strained``."""
        game = self.game
        told = []
        for each in past:
            seen = [game.us.signals[each.us], game.them.signals[each.them]]
            own = game.sides[side].moves[each.own]
            if own != seen[side]:
                seen[side] = f"{own} seen as {seen[side]}"
            told.append(f"{game.states[each.x]} ({seen[0]}, {seen[1]})")
        return " > ".join([*told, game.states[x]])


def cell(table: Floats, *where: int) -> float:
    """Return one cell of a table whose axes may have length 1."""
    return float(table[tuple(i if size > 1 else 0 for i, size in zip(where, table.shape, strict=True))])


def _then(points: Points, factor: Points, onward: Onward) -> Onward:
    (p, q), (f, g) = points, factor
    return Onward(
        onward.node,
        (p + f * onward.points[0], q + g * onward.points[1]),
        (f * onward.factor[0], g * onward.factor[1]),
    )


def _chance(label: str, branches: Sequence[Branch]) -> Onward:
    return branches[0].onward if len(branches) == 1 else Onward(Chance(label, tuple(branches)))


def _choice(knows: Knowledge, branches: Sequence[Branch]) -> Onward:
    return branches[0].onward if len(branches) == 1 else Onward(Choice(knows, tuple(branches)))
