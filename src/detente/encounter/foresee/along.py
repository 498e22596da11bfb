"""What play adds up to, backwards on the grid of beliefs: points by where they come from, and chances of events.

Where the solver asks what is best, this asks what follows: for every state and belief, and for every pair of characters
that the two sides may in truth have, under the strategies of a solution; or if they in truth act otherwise, while beliefs
follow those strategies.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numba
import numpy as np

from detente.encounter.build import (
    COMPLETED,
    COMPONENTS,
    DONE,
    ENDS,
    EXPOSED,
    LAPSE,
    SIGNALS,
    WALKOUT,
    WAR,
    Encounter,
)
from detente.encounter.game import SIDES, Chances, Floats, Game, Ints
from detente.encounter.simplex import grid, interpolate
from detente.encounter.solution import Solution


@dataclass(frozen=True, eq=False)
class Wanted:
    """Quantities C to be added up along the play, each by characters of us, J of all K, and by all L of them."""

    names: tuple[str, ...]
    ours: Ints
    """(J,): for which of our characters."""
    gain: Floats
    """(X, A us, B them, J, L, C): at the act."""
    row: Floats
    """(X, S us, S them, J, L, C): expected after two signals, from ends and arrivals, before the last round."""
    last: Floats
    """As ``row``, in the last round."""
    factor: Floats
    """(C,): what one of the next round counts."""
    clean: Floats
    """(C,), 1 or 0: whether it counts only along play without a sham."""
    until: Floats
    """(C,): rows count in so many rounds only."""


def joined(parts: Sequence[Wanted]) -> Wanted:
    """Return all quantities as one."""
    return Wanted(
        names=tuple(name for part in parts for name in part.names),
        ours=parts[0].ours,
        **{
            key: np.concatenate([getattr(part, key) for part in parts], axis=-1)
            for key in ("gain", "row", "last", "factor", "clean", "until")
        },
    )


def chosen(wanted: Wanted, ours: Sequence[int]) -> Wanted:
    """Return the same for some of our characters only."""
    kept = {key: getattr(wanted, key)[:, :, :, list(ours)] for key in ("gain", "row", "last")}
    return replace(wanted, ours=wanted.ours[list(ours)], **kept)


def points(encounter: Encounter, sides: Sequence[int] = (0, 1)) -> Wanted:
    """Return the points of sides by component: ``us.steps`` ... ``them.word``."""
    game = encounter.game
    K, L = (len(side.characters) for side in game.sides)
    gains: list[Floats] = []
    rows: list[Floats] = []
    lasts: list[Floats] = []
    names: list[str] = []
    for side in sides:
        for component in COMPONENTS:
            part = encounter.points[side][component]
            gain = part.gain[..., 0]
            gain = gain[:, :, :, :, None] if side == 0 else gain.transpose(0, 2, 1, 3)[:, :, :, None, :]
            gains.append(np.broadcast_to(gain, (*gain.shape[:3], K, L)))
            for chances, into in ((game.chances, rows), (game.last, lasts)):
                row = expected(game, chances, part.arrival, part.worth)
                row = row[..., :, None] if side == 0 else row[..., None, :]
                into.append(np.broadcast_to(row, (*row.shape[:3], K, L)))
            names.append(f"{SIDES[side]}.{component}")
    C = len(names)
    return Wanted(
        names=tuple(names),
        ours=np.arange(K),
        gain=np.stack(gains, -1),
        row=np.stack(rows, -1),
        last=np.stack(lasts, -1),
        factor=np.full(C, encounter.terms.discount),
        clean=np.zeros(C),
        until=np.full(C, game.rounds, dtype=float),
    )


OUTCOMES = ("real deal", "hollow deal", "walkout by us", "walkout by them", "lapse", "war")
"""How talks that have begun may end. A deal is hollow if either side shammed a step of it."""


def outcomes(encounter: Encounter) -> Wanted:
    """Return the chances of ``OUTCOMES``, and ``deal`` in place of ``hollow deal``: the difference of the two is hollow."""
    game = encounter.game
    shape = (len(game.states), len(game.us.signals), len(game.them.signals))
    left = [np.array([name == "left" for name in side.signals], dtype=float) for side in (game.us, game.them)]
    by_us = np.broadcast_to(left[0][None, :, None], shape)
    # who leaves in the same round as the other is counted as us half the time, as them half the time
    both = left[0][:, None] * left[1][None, :]
    share = (by_us - 0.5 * both, np.broadcast_to(left[1][None, None, :], shape) - 0.5 * both)
    columns = [
        (COMPLETED, 1.0, np.ones(shape)),
        (COMPLETED, 0.0, np.ones(shape)),
        (WALKOUT, 0.0, share[0]),
        (WALKOUT, 0.0, share[1]),
        (LAPSE, 0.0, np.ones(shape)),
        (WAR, 0.0, np.ones(shape)),
    ]
    rows, lasts = (
        np.stack([_ending(game, chances, end) * scale for end, _, scale in columns], -1)
        for chances in (game.chances, game.last)
    )
    return _events(
        encounter, ("real deal", "deal", *OUTCOMES[2:]), rows, lasts, [clean for _, clean, _ in columns]
    )


DONE_BY, EXPOSED_BY, ENDED_BY = "done: ", "exposed: ", "ended: "
"""How the names of quantities begin that are chances of acts done, of exposure, and of ends that have come."""


def done_name(side: int, act: int, rounds: int) -> str:
    """Return the name of the chance that a side's act is done by the end of a round."""
    return f"{DONE_BY}{SIDES[side]} {act} by {rounds}"


def done_by(encounter: Encounter, acts: Sequence[tuple[int, int, int]]) -> Wanted:
    """Return the chance that a side's act is done by the end of a round: (side, number of the act, rounds)."""
    game = encounter.game
    shape = (len(game.states), len(game.us.signals), len(game.them.signals))
    columns = []
    for side, act, _ in acts:
        signals = game.sides[side].signals
        done = np.array([signal == SIGNALS[DONE] for signal in signals])
        here = encounter.done[:, side] == act
        seen = done[None, :, None] if side == 0 else done[None, None, :]
        columns.append(np.broadcast_to(here[:, None, None] & seen, shape).astype(float))
    rows = np.stack(columns, -1) if columns else np.zeros((*shape, 0))
    names = tuple(done_name(side, act, rounds) for side, act, rounds in acts)
    found = _events(encounter, names, rows, rows, [0.0] * len(acts))
    return replace(found, until=np.array([float(rounds) for *_, rounds in acts]))


def exposed_name(side: int, rounds: int) -> str:
    """Return the name of the chance that a side was exposed by the end of a round."""
    return f"{EXPOSED_BY}{SIDES[side]} by {rounds}"


def exposed_by(encounter: Encounter, side: int = 1) -> Wanted:
    """Return the chances that a side's first exposure has come by the end of each round."""
    game = encounter.game
    shape = (len(game.states), len(game.us.signals), len(game.them.signals))
    shown = np.array([signal == SIGNALS[EXPOSED] for signal in game.sides[side].signals])
    first = ~encounter.exposed[:, side, None, None] & (shown[None, :, None] if side == 0 else shown)
    rows = np.repeat(np.broadcast_to(first, shape)[..., None].astype(float), game.rounds, axis=3)
    names = tuple(exposed_name(side, t + 1) for t in range(game.rounds))
    found = _events(encounter, names, rows, rows, [0.0] * game.rounds)
    return replace(found, until=np.arange(1.0, game.rounds + 1))


def ended_name(end: int, rounds: int) -> str:
    """Return the name of the chance that talks have come to an end by the end of a round."""
    return f"{ENDED_BY}{ENDS[end]} by {rounds}"


def ended_by(encounter: Encounter, asked: Sequence[tuple[int, int]]) -> Wanted:
    """Return the chance that talks have come to an end by the end of a round: (number of the end, rounds)."""
    game = encounter.game
    shape = (len(game.states), len(game.us.signals), len(game.them.signals))
    rows, lasts = (
        np.stack([_ending(game, chances, end) for end, _ in asked], -1) if asked else np.zeros((*shape, 0))
        for chances in (game.chances, game.last)
    )
    found = _events(
        encounter, tuple(ended_name(end, rounds) for end, rounds in asked), rows, lasts, [0.0] * len(asked)
    )
    return replace(found, until=np.array([float(rounds) for _, rounds in asked]))


def _events(
    encounter: Encounter, names: tuple[str, ...], rows: Floats, lasts: Floats, clean: Sequence[float]
) -> Wanted:
    game = encounter.game
    K, L = (len(side.characters) for side in game.sides)
    C = len(names)
    wide = (*rows.shape[:3], K, L, C)
    return Wanted(
        names=names,
        ours=np.arange(K),
        gain=np.zeros((len(game.states), len(game.us.moves), len(game.them.moves), K, L, C)),
        row=np.broadcast_to(rows[:, :, :, None, None], wide),
        last=np.broadcast_to(lasts[:, :, :, None, None], wide),
        factor=np.ones(C),
        clean=np.array(clean),
        until=np.full(C, game.rounds, dtype=float),
    )


def expected(game: Game, chances: Chances, arrival: Floats, worth: Floats) -> Floats:
    """Return (X, S us, S them, K), from (X, K) and (X, S us, S them, E, K): expected points of ends and arrivals after two signals."""
    X, S, R, E, K = worth.shape
    rows = np.repeat(np.arange(X * S * R), np.diff(chances.start))
    arrives = chances.to < X
    each = np.zeros((len(rows), K))
    each[arrives] = arrival[chances.to[arrives]]
    each[~arrives] = worth.reshape(-1, E, K)[rows[~arrives], chances.to[~arrives] - X]
    found = np.zeros((X * S * R, K))
    np.add.at(found, rows, each * chances.chance[:, None])
    return found.reshape(X, S, R, K)


def _ending(game: Game, chances: Chances, end: int) -> Floats:
    """Return (X, S us, S them): chance of an end after two signals."""
    shape = (len(game.states), len(game.us.signals), len(game.them.signals))
    worth = np.zeros((*shape, len(ENDS), 1))
    worth[..., end, 0] = 1
    return expected(game, chances, np.zeros((shape[0], 1)), worth)[..., 0]


@dataclass(frozen=True, eq=False)
class Along:
    """What play adds up to from every state and belief of every round."""

    solution: Solution
    names: tuple[str, ...]
    tables: tuple[Floats, ...]
    """By round: (states of the round, G us, G them, J, L, C)."""

    def at(self, t: int, x: int, about_us: Floats, about_them: Floats) -> dict[str, Floats]:
        """Return each quantity, (J, L), at a state and beliefs of a round, interpolated between the points of the grid."""
        place = self.solution.place[t, x]
        found = interpolate(self.tables[t][place], about_us, about_them, self.solution.options.points)
        return {name: found[..., c] for c, name in enumerate(self.names)}


Acts = Callable[[int], Floats]
"""Round -> what both sides do in it, in the layout of ``Solution.strategies``."""


def along(encounter: Encounter, solution: Solution, wanted: Wanted, acts: Acts | None = None) -> Along:
    """Add up quantities from the last round to the first.

    ``acts``: what sides do; None: what the solution says of them. What is believed of them follows the solution either way.
    """
    from detente.encounter.foresee.kernel import look_back

    game, points = solution.game, solution.options.points
    beliefs = grids(solution)
    nothing: Floats = np.zeros((0, 0, 0, 0))

    def laid(row: Floats) -> tuple[Any, ...]:
        asked = (wanted.gain, row, wanted.factor, wanted.clean, wanted.until)
        return (wanted.ours, *(np.array(each, dtype=float, order="C") for each in asked))

    before_last, last = laid(wanted.row), laid(wanted.last)

    def fill(t: int, onward: Floats, found: Floats) -> Part:
        played = (
            arrays(game, t, points),
            last if t == game.rounds - 1 else before_last,
            solution.strategies[t],
            nothing if acts is None else np.array(acts(t), dtype=float, order="C"),
        )
        place = solution.place[min(t + 1, game.rounds - 1)]
        return lambda first, upto: look_back(
            solution.states[t], first, upto, t, *played, place, onward, *beliefs, found
        )

    room = (len(wanted.ours), len(game.them.characters), len(wanted.names))
    return Along(solution, wanted.names, backwards(solution, room, fill))


Part = Callable[[int, int], None]
"""Does the states of a round from one number up to another."""


def backwards(
    solution: Solution, room: tuple[int, ...], fill: Callable[[int, Floats, Floats], Part]
) -> tuple[Floats, ...]:
    """Return a table for each round, (states, G us, G them, *room), made from the last round to the first on all cores.

    fill(t, onward, found) returns what writes parts of ``found``; ``onward``: the table of the next round, empty in the last.
    """
    wide = (*map(len, grids(solution)), *room)
    onward: Floats = np.zeros((0, *wide))
    tables: list[Floats] = []
    workers = numba.get_num_threads()
    with ThreadPoolExecutor(workers) as pool:
        for t in reversed(range(solution.game.rounds)):
            found = np.zeros((len(solution.states[t]), *wide))
            part = fill(t, onward, found)
            cuts = np.linspace(0, len(found), workers + 1).astype(int).tolist()
            jobs = [pool.submit(part, first, upto) for first, upto in pairwise(cuts)]
            for job in jobs:
                job.result()
            onward = found
            tables.append(found)
    return tuple(reversed(tables))


def grids(solution: Solution) -> tuple[Floats, Floats]:
    """Return the grids of beliefs about us and about them, (G, characters)."""
    us, them = (
        grid(len(side.characters), n)
        for side, n in zip(solution.game.sides, solution.options.points, strict=True)
    )
    return us, them


def arrays(game: Game, t: int, points: tuple[int, int]) -> tuple[Any, ...]:
    """Return a game as the kernel takes it in one round."""
    chances = game.chances_in(t)
    shams = [side.moves.index("sham") if "sham" in side.moves else -1 for side in game.sides]
    return (
        chances.start,
        chances.to,
        chances.chance,
        game.us.shows,
        game.them.shows,
        *shams,
        *points,
    )
