"""Solve a game of arrays at every belief at once, from the last round to the first, in time linear in the rounds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numba
import numpy as np

from detente.encounter.check import check
from detente.encounter.game import Floats, Game, Ints, reached
from detente.encounter.kernel import HOW_NOT_DONE, UNSETTLED, fill_later, solve_blocks
from detente.encounter.kernel_data import Arrays, Found, Task
from detente.encounter.layout import arrays_of
from detente.encounter.simplex import corners, grid, size
from detente.encounter.solution import HOW, Options, Point, Solution
from detente.errors import TooLarge

Progress = Callable[[int, int], None]

MOST_CELLS = 1_000_000_000
"""Numbers that a solution may hold: 8 GB."""
ROOM = 4_000_000
"""Numbers in the kernel's room for what comes later: the states of a round are solved so many at a time."""
BLOCK = 32
"""Points that a thread takes at a time."""
PAUSE = 0.2
"""Seconds that one call of the kernel should take, so that Ctrl-C is heard."""
SHARES = 4
"""For each thread, so that one that met hard points does not keep the others waiting."""
ROUGH, LESS_ROUGH = 1e-4, 1e-6
"""Tolerances while care is raised, and at the end of it, before the fine grid."""
ASTRAY = 0.15
"""Principal: how far a chance may lie from where the last cares, or the points around, say. Beyond, the stage's own branch is
followed. Of 21,980 points of games of one round, at cares of 20 and 40, one took another branch; at .2 seven, at .1 none."""
JUMP = 0.05
"""Principal: by how much chances may differ around a belief for its stage to begin between them."""


@dataclass(frozen=True, eq=False)
class Known:
    """A solution of another game whose rest is the same, and where: what it found there is taken over.

    Both games have the same characters, moves, signals and rounds, and are solved by the announced selection on the same
    grid. Taking over is exact, as a stage depends on nothing but what comes after it.
    """

    solution: Solution
    same: Ints
    """(X,): for each state of the new game the number of the state with the same rest, -1 where there is none."""

    def at(self, t: int, xs: Ints) -> Ints:
        """Return for some states of a round where they stand in that round's arrays, -1 where nothing is known."""
        states = self.same[xs]
        return np.where(states >= 0, self.solution.place[t][states], -1)


def solve(
    game: Game,
    options: Options | None = None,
    progress: Progress | None = None,
    known: Known | None = None,
) -> Solution:
    """Return the equilibrium of a game at every reachable state and every belief of the grid.

    ``known``: what can be taken over; announced selection only.

    Raises GameFaults where the game does not conform, TooLarge where the solution would not fit. A point that does
    not settle is no error: it keeps its residual, is marked, and counts in ``Solution.counts``.
    """
    options = options or Options()
    if known is not None and (options != known.solution.options or options.selection != "announced"):
        raise ValueError("only the announced selection, with the same options, can take over what is known")
    check(game)
    _check_size(game, options)
    sweeps = _sweeps(game, options)
    clock = _Clock(progress, sum(_count(game, each.points) for each in sweeps))
    solver = _Solver(game, options, clock, known)
    found: list[tuple[_Sweep, Solution]] = []
    try:
        for each in sweeps:
            found = [*found[-1:], (each, solver.sweep(each, found))]
    finally:
        solver.workers.close()
    return found[-1][1]


def compiling() -> bool:
    """Tell whether the kernel is being compiled: it was looked for on disk in vain, and is not ready yet."""
    return any(each.stats.cache_misses and not each.signatures for each in (fill_later, solve_blocks))


class _Sweep(NamedTuple):
    """One pass over all rounds."""

    points: tuple[int, int]
    care: float
    """As a share of the game's."""
    tolerance: float


def _sweeps(game: Game, options: Options) -> list[_Sweep]:
    """Return the passes that a selection takes."""
    fine = _Sweep(options.points, 1.0, options.tolerance)
    if options.selection == "announced":
        return [fine]
    coarse = tuple(min(points, options.coarse) for points in options.points)
    shares = _shares(game, options)
    found = [_Sweep((coarse[0], coarse[1]), share, ROUGH) for share in shares]
    if fine.points == coarse:
        return [*found[:-1], fine]
    return [*found[:-1], found[-1]._replace(tolerance=LESS_ROUGH), fine]


def _shares(game: Game, options: Options) -> list[float]:
    """Return how care is raised, as shares of the game's: by equal steps, then by equal ratios.

    Steps are in units of care times the widest range of points that a character can gain in one go, so that points
    in other units, with care to match, give the same steps.
    """
    if options.steps is not None:
        return [step / options.steps for step in range(1, options.steps + 1)]
    whole = max(
        side.care * spread / scale
        for n, side in enumerate(game.sides)
        for spread, scale in zip(_spreads(game, n), side.scale, strict=True)
    )
    shares, at = [], 0.0
    while at < whole:
        at += max(options.step, options.growth * at)
        shares.append(at / whole if at < whole else 1.0)
    return shares or [1.0]


def _spreads(game: Game, n: int) -> Floats:
    """Return (K,): the widest range of points that each character of side n can gain or expect in one go."""
    gain = np.moveaxis(game.sides[n].gain, 3, 0)
    gains = gain.reshape(len(gain), -1)
    count, first = len(game.sides[n].characters), 0 if n == 0 else len(game.us.characters)
    found: Floats = np.zeros(count) + gains.max(1) - gains.min(1)
    for last in (False, True):
        expected = arrays_of(game, last=last).worth[:, first : first + count]
        np.maximum(found, expected.max(0) - expected.min(0), out=found)
    return found


def stage(solution: Solution, t: int, x: int, about_us: Floats, about_them: Floats) -> Point:
    """Return the stage of one round and state, solved at this belief, which need not lie on the grid.

    t: the round, from 0; x: the number of the state, ``game.states.index(name)``, one that play can reach in that round
    (else ValueError). about_us (K us,), about_them (K them,): what they believe of us, and we of them; each sums to 1.
    Of the ``Point`` that comes back: us (K us, A us) and them (K them, A them) are chances of moves by character, in the
    order of ``characters`` and ``moves`` of each side, 0 where a move is not open; value_us (K us,) and value_them
    (K them,) what this round and all later ones are worth, in points.
    """
    begin = np.concatenate([part.reshape(-1) for part in solution.interpolated(t, x, about_us, about_them)])
    # what lies between two branches leads to neither
    apart = solution.options.selection == "principal" and solution.jump(t, x, about_us, about_them) > JUMP
    return _solver_of(solution).points(solution, t, x, about_us, about_them, begin[None], follow=apart)[0]


def stages_from(
    solution: Solution, t: int, x: int, about_us: Floats, about_them: Floats, begin: Floats
) -> list[Point]:
    """Return the stage solved near each of several strategies, begin (n, K us · A us + K them · A them)."""
    return _solver_of(solution).points(solution, t, x, about_us, about_them, begin, near=True)


_SOLVERS: WeakKeyDictionary[Solution, _Solver] = WeakKeyDictionary()


def _solver_of(solution: Solution) -> _Solver:
    """Return the solution's game laid out, which takes longer than solving one stage."""
    if solution not in _SOLVERS:
        _SOLVERS[solution] = _Solver(solution.game, solution.options, _Clock(None, 1))
    return _SOLVERS[solution]


def _count(game: Game, points: tuple[int, int]) -> int:
    return (
        size(len(game.us.characters), points[0])
        * size(len(game.them.characters), points[1])
        * int(reached(game).sum())
    )


def _check_size(game: Game, options: Options) -> None:
    for points, side in zip(options.points, game.sides, strict=True):
        if points < 2 and len(side.characters) > 1:
            raise TooLarge(f"points: {points}; a grid of beliefs has 2 at least along an edge")
    width = sum(len(side.characters) * (len(side.moves) + 1) for side in game.sides)
    cells = _count(game, options.points) * width
    if cells > MOST_CELLS:
        raise TooLarge(
            f"points: the solution would hold {cells:,} numbers, and {MOST_CELLS:,} is the limit; take fewer points along "
            "an edge, fewer rounds or states"
        )


@dataclass
class _Clock:
    """Tells progress, and how many points a call of the kernel may take so that Ctrl-C is heard in between."""

    progress: Progress | None
    total: int
    done: int = 0
    a_call: int = 64

    def chunks(self, blocks: Ints) -> Iterator[Ints]:
        """Yield runs of blocks, each of which should take no longer than PAUSE."""
        points = blocks[:, 2] - blocks[:, 1]
        first = 0
        while first < len(blocks):
            upto = max(
                first + 1, int(np.searchsorted(np.cumsum(points[first:]), self.a_call, "right")) + first
            )
            began = time.perf_counter()
            yield blocks[first:upto]
            took = time.perf_counter() - began
            count = int(points[first:upto].sum())
            self.a_call = max(BLOCK, min(int(count * PAUSE / max(took, 1e-6)), 4 * max(self.a_call, count)))
            self.done += count
            first = upto
            if self.progress is not None:
                self.progress(self.done, self.total)


class _Workers:
    """Threads that call compiled functions, which let go of Python's lock, on shares of the work."""

    def __init__(self) -> None:
        self.count = numba.get_num_threads()
        self.pool: ThreadPoolExecutor | None = None
        self.stop = np.zeros(1, dtype=np.int64)
        """Not 0: whoever works leaves the rest."""

    def each(self, work: Ints, call: Callable[[Ints], None]) -> None:
        """Call on contiguous shares of the work, more of them than threads, as hard points cluster."""
        if self.count == 1 or len(work) == 1:
            call(work)
            return
        self.pool = self.pool or ThreadPoolExecutor(self.count)
        shares = np.array_split(work, min(len(work), SHARES * self.count))
        for done in [self.pool.submit(call, share) for share in shares]:
            done.result()

    def close(self) -> None:
        """Let the threads go, at once if they are still at work."""
        self.stop[0] = 1
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)


class _Solver:
    """A game laid out for the kernel."""

    def __init__(self, game: Game, options: Options, clock: _Clock, known: Known | None = None) -> None:
        self.game, self.options, self.clock, self.known = game, options, clock, known
        self.workers = _Workers()
        self.arrays = arrays_of(game, last=False), arrays_of(game, last=True)
        self.reached = reached(game)
        self.widths = [len(side.characters) for side in game.sides]
        self.width = sum(len(side.characters) * len(side.moves) for side in game.sides)

    def sweep(self, which: _Sweep, before: list[tuple[_Sweep, Solution]]) -> Solution:
        """Solve all rounds at one care; ``before``: the sweeps that show where to begin, two at most."""
        game, points = self.game, which.points
        beliefs = [grid(k, n) for k, n in zip(self.widths, points, strict=True)]
        shape = (len(beliefs[0]), len(beliefs[1]))
        states = tuple(np.flatnonzero(row) for row in self.reached)
        place = np.full(self.reached.shape, -1, dtype=np.int64)
        for t, xs in enumerate(states):
            place[t, xs] = np.arange(len(xs))
        found: list[Found] = []
        onward = np.zeros((1, *shape, sum(self.widths)))
        for t in range(game.rounds - 1, -1, -1):
            here = self._room(len(states[t]), shape)
            if self.options.selection == "principal":
                here.strategies[:] = self._begin(t, states[t], which, before)
            task = self._task(t, points, which.care, which.tolerance)
            if before:
                # the cares before the last are rough, and what is astray there stays so until the last
                task = task._replace(leap=ASTRAY, oriented=which.tolerance < ROUGH)
            # three sweeps on one grid: this one aims beyond the last two
            if len(before) == 2 and before[1][0].points == points:
                (first, older), (last, _) = before
                task = task._replace(ahead=(which.care - last.care) / (last.care - first.care))
                here = here._replace(before=older.strategies[t])
            next_place = place[min(t + 1, game.rounds - 1)]
            if self.known is None:
                self._solve(task, states[t], onward, next_place, beliefs, here)
            else:
                at = self.known.at(t, states[t])
                new = np.flatnonzero(at < 0)
                fresh = self._room(len(new), shape)
                self._solve(task, states[t][new], onward, next_place, beliefs, fresh)
                self._take_over(self.known.solution, t, at, here)
                for name in ("values", "strategies", "residual", "how", "evaluations"):
                    getattr(here, name)[new] = getattr(fresh, name)
                self.clock.done += int(np.prod(shape)) * (len(at) - len(new))
            onward = here.values
            found.append(here)
        found.reverse()
        return Solution(
            game=game,
            options=replace(self.options, points=points),
            states=states,
            place=place,
            values=tuple(each.values for each in found),
            strategies=tuple(each.strategies for each in found),
            residual=tuple(each.residual for each in found),
            how=tuple(each.how for each in found),
            evaluations=tuple(each.evaluations for each in found),
        )

    def _take_over(self, known: Solution, t: int, at: Ints, here: Found) -> None:
        """Fill ``here``, n states, from where they stand in round t of what is known, at (n,)."""
        for name in ("values", "strategies", "residual", "how"):
            getattr(here, name)[at >= 0] = getattr(known, name)[t][at[at >= 0]]

    def points(
        self,
        solution: Solution,
        t: int,
        x: int,
        about_us: Floats,
        about_them: Floats,
        begin: Floats,
        *,
        near: bool = False,
        follow: bool = False,
    ) -> list[Point]:
        """Solve the stage at one belief, once for each strategy to begin at, (n, ...).

        ``near``: begin there even in the announced selection, and take what is found. ``follow``: begin with the stage's own branch.
        """
        here = self._room(len(begin), (1, 1))
        here.strategies[:, 0, 0] = begin
        last = t == self.game.rounds - 1
        onward = np.zeros((1, *solution.values[t].shape[1:])) if last else solution.values[t + 1]
        place = solution.place[t if last else t + 1]
        task = self._task(t, solution.options.points, 1.0, self.options.tolerance)
        more = {"principal": True} if near else {"oriented": True, "follow": follow}
        task = task._replace(**more)
        # copies, as numba would compile everything once more for arrays that are read-only
        beliefs = [np.array(each, dtype=float)[None] for each in (about_us, about_them)]
        self._solve(task, np.full(len(begin), x), onward, place, beliefs, here)
        found = []
        for n in range(len(begin)):
            us, them = solution.split(here.strategies[n, 0, 0])
            values = np.split(here.values[n, 0, 0], [self.widths[0]])
            how = HOW[here.how[n, 0, 0]]
            found.append(Point(us, them, values[0], values[1], float(here.residual[n, 0, 0]), how))
        return found

    def _task(self, t: int, points: tuple[int, int], care: float, tolerance: float) -> Task:
        options = self.options
        principal = options.selection == "principal"
        return Task(
            t,
            care,
            principal,
            tolerance,
            options.seed,
            *points,
            options.tries,
            ahead=0.0,
            leap=np.inf,
            oriented=False,
            follow=False,
        )

    def _room(self, count: int, shape: tuple[int, int]) -> Found:
        strategies = np.zeros((count, *shape, self.width))
        return Found(
            values=np.zeros((count, *shape, sum(self.widths))),
            strategies=strategies,
            before=strategies,
            residual=np.zeros((count, *shape)),
            how=np.full((count, *shape), HOW_NOT_DONE, dtype=np.int8),
            evaluations=np.zeros((count, *shape), dtype=np.int32),
        )

    def _begin(self, t: int, xs: Ints, which: _Sweep, before: list[tuple[_Sweep, Solution]]) -> Floats:
        """Return where to begin in round t: base rates, or the solution before, drawn out onto a finer grid."""
        if not before:
            parts = []
            for side in self.game.sides:
                rates = np.where(side.open[xs], side.base, 0.0)
                parts.append((rates / rates.sum(2, keepdims=True)).reshape(len(xs), side.open[0].size))
            return np.concatenate(parts, axis=1)[:, None, None, :]
        last, known = before[-1][0], before[-1][1].strategies[t]
        if last.points != which.points:
            return _finer(known, self.widths, last.points, which.points)
        return known

    def _solve(
        self, task: Task, xs: Ints, onward: Floats, place: Ints, beliefs: list[Floats], found: Found
    ) -> None:
        """Fill found for the states xs of one round, as many at a time as the room allows."""
        arrays = self.arrays[task.t == self.game.rounds - 1]
        rows = arrays.given0[xs] * arrays.given1[xs]
        most = max(1, ROOM // int(np.prod(onward.shape[1:])))
        first = 0
        while first < len(xs):
            upto = max(first + 1, int(np.searchsorted(np.cumsum(rows[first:]), most, "right")) + first)
            part = Found(**{name: each[first:upto] for name, each in found._asdict().items()})
            self._solve_some(arrays, task, xs[first:upto], onward, place, beliefs, part)
            first = upto
        if (found.how == HOW_NOT_DONE).any():
            raise ArithmeticError("a point was not solved to its end")
        # to the kernel's comparisons what is no number looks like no residual
        none = ~(np.isfinite(found.strategies).all(-1) & np.isfinite(found.values).all(-1))
        found.how[none], found.residual[none] = UNSETTLED, np.inf

    def _solve_some(
        self,
        arrays: Arrays,
        task: Task,
        xs: Ints,
        onward: Floats,
        place: Ints,
        beliefs: list[Floats],
        found: Found,
    ) -> None:
        starts = np.concatenate([[0], np.cumsum(arrays.given0[xs] * arrays.given1[xs])])
        room = np.empty((int(starts[-1]), *onward.shape[1:]))
        points = len(beliefs[0]) * len(beliefs[1])
        blocks = np.array(
            [(n, i, min(i + BLOCK, points)) for n in range(len(xs)) for i in range(0, points, BLOCK)]
        )

        def fill(some: Ints) -> None:
            fill_later(arrays, xs[some], onward, place, starts[some[0] : some[-1] + 2], room)

        def settle(some: Ints) -> None:
            solve_blocks(
                arrays, task, xs, starts, room, beliefs[0], beliefs[1], some, found, self.workers.stop
            )

        self.workers.each(np.arange(len(xs)), fill)
        for chunk in self.clock.chunks(blocks):
            self.workers.each(chunk, settle)


def _finer(known: Floats, widths: list[int], before: tuple[int, int], points: tuple[int, int]) -> Floats:
    """Return strategies (n, G us, G them, ...) on a finer grid, their logarithms interpolated."""
    with np.errstate(divide="ignore"):
        logs = np.maximum(np.log(known), -50.0)
    for axis, (k, old, new) in enumerate(zip(widths, before, points, strict=True), 1):
        if k == 1 or old == new:
            continue
        around = [corners(belief, old) for belief in grid(k, new)]
        at, weight = (np.array([each[n] for each in around]) for n in (0, 1))
        weight = weight.reshape(weight.shape + (1,) * (logs.ndim - 1 - axis))
        logs = np.stack([np.take(logs, at[:, c], axis) * weight[:, c] for c in range(k)]).sum(0)
    found: Floats = np.exp(logs)
    return found
