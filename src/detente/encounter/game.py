"""The game that the solver takes: two sides, each in doubt about the other's character, as arrays that do not change.

A round: both sides choose at once among the moves open to them (a side with a single open move is passive, so games in
turn fit); each move gives a public signal of its own side; gains settle; the two signals lead to a next state, or to an
end; who arrives in a state gains what arriving is worth; what comes later is discounted. Axes, everywhere in this
order: X states, then own moves A (or signals S), the other's moves B, own characters K, the other's characters L.
``docs/reference/game-json.md`` describes the same as a file, ``draft.py`` writes it in Python.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

SIDES = ("us", "them")
OVER = "over"
"""The end to which the last round leads, where a game does not say otherwise."""


@dataclass(frozen=True, eq=False)
class Side:
    """What one side is, can do and wants. Gains and worths are in points; an axis of length 1 holds for all."""

    name: str
    characters: tuple[str, ...]
    """K: one to three; each side knows its own and doubts the other's."""
    moves: tuple[str, ...]
    """A"""
    signals: tuple[str, ...]
    """S: what the other side, and everybody, may see of a move."""
    belief: Floats
    """(K,): how probable each character is in the other side's eyes at the start; sums to 1."""
    open: Flags
    """(X, K, A): which moves a character may choose in a state; one at least."""
    shows: Floats
    """(X | 1, A, S): chance of each signal after an own move; sums to 1 wherever the move is open to anybody."""
    gain: Floats
    """(X | 1, A | 1, B | 1, K | 1, L | 1), points a round: expected, not observed; settled at the act, undiscounted."""
    arrival: Floats
    """(X | 1, K | 1), points: on arriving in a next state, undiscounted. Not counted for the state of the start."""
    worth: Floats
    """(X | 1, S us | 1, S them | 1, E, K | 1), points, undiscounted: an end reached from a state by two signals."""
    last_worth: Floats
    """As ``worth``, in the last round."""
    discount: Floats
    """(X | 1,), 0 to 1: what a point of the next round is worth in this state."""
    announced: Ints
    """(X,): the move that has been announced for this side, or -1."""
    base: Floats
    """(A,), above 0: base rates of moves, per round; only their ratios count."""
    care: float
    """How sharply it tells better from worse: a move is exp(care / scale) times as likely for each point more."""
    scale: Floats
    """(K,), points above 0."""


@dataclass(frozen=True, eq=False)
class Chances:
    """Where a state leads after two signals: entries ``start[i]:start[i + 1]``, i = (state · S us + us) · S them + them."""

    start: Ints
    """(X · S us · S them + 1,)"""
    to: Ints
    """(entries,): a state, or X + the number of an end."""
    chance: Floats
    """(entries,): sums to 1 for each state and pair of signals that can be given there."""


@dataclass(frozen=True, eq=False)
class Game:
    """A finite game of arrays. Its arrays are read-only; ``check.faults`` finds what is wrong with it."""

    title: str
    us: Side
    them: Side
    states: tuple[str, ...]
    """X"""
    ends: tuple[str, ...]
    """E"""
    start: int
    """The state of round 0."""
    rounds: int
    """T"""
    chances: Chances
    last: Chances
    """In round T - 1: leads to ends only."""

    def __post_init__(self) -> None:
        for owner in (self.us, self.them, self.chances, self.last):
            for field in fields(owner):
                value = getattr(owner, field.name)
                if isinstance(value, np.ndarray):
                    value.setflags(write=False)

    @property
    def sides(self) -> tuple[Side, Side]:
        """Us, then them."""
        return self.us, self.them

    def chances_in(self, t: int) -> Chances:
        """Return where states lead in round t."""
        return self.last if t == self.rounds - 1 else self.chances


def given_by(opened: Flags, shows: Floats) -> Flags:
    """Return (X, S): the signals that some move of ``opened`` (X, K, A) can give."""
    anybody: Flags = np.any(opened, axis=1)
    given: Flags = np.any(anybody[:, :, None] & (shows > 0), axis=1)
    return given


def possible(side: Side) -> Flags:
    """Return (X, S): the signals that some open move of some character can give."""
    states = side.open.shape[0]
    shows = np.broadcast_to(side.shows, (states, *side.shows.shape[1:]))
    return given_by(side.open, shows)


def rows(game: Game) -> Flags:
    """Return (X, S us, S them): the pairs of signals that can be given."""
    return possible(game.us)[:, :, None] & possible(game.them)[:, None, :]


def leads_to(game: Game, chances: Chances) -> tuple[Ints, Ints]:
    """Return (origins, targets) of every entry with a chance above 0 after signals that can be given."""
    origin = np.repeat(np.arange(len(chances.start) - 1), np.diff(chances.start))
    counts = (rows(game).reshape(-1)[origin]) & (chances.chance > 0)
    pairs = len(game.us.signals) * len(game.them.signals)
    return origin[counts] // pairs, chances.to[counts]


def reached(game: Game) -> Flags:
    """Return (T, X): the states that can be reached in exactly t rounds."""
    states = len(game.states)
    found = np.zeros((game.rounds, states), dtype=np.bool_)
    found[0, game.start] = True
    origin, target = leads_to(game, game.chances)
    onward = target < states
    origin, target = origin[onward], target[onward]
    for t in range(1, game.rounds):
        found[t, target[found[t - 1, origin]]] = True
    return found


def frozen(**arrays: Any) -> dict[str, Any]:
    """Return the arrays as contiguous copies of the kinds that a game holds."""
    kinds: dict[str, type] = {"open": np.bool_, "announced": np.int64, "start": np.int64, "to": np.int64}
    return {name: np.array(a, dtype=kinds.get(name, np.float64), order="C") for name, a in arrays.items()}
