"""The conformance check: everything that keeps a game of arrays from being one, each fault with its state and move."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from detente.case.visible import visible
from detente.encounter.game import Chances, Floats, Game, Side, possible, rows
from detente.errors import Fault, GameFaults

MOST_CHARACTERS = 3
MOST_MOVES = 32
"""Moves of a side, and signals of a side."""
MOST_ROUNDS = 10_000
MOST_POINTS = 1e12
"""Larger gains are a slip of the hand, and would cost the digits of all others."""
MOST_CARE = 1e9
LEAST, MOST = 1e-12, 1e12
"""Of a base rate, and of a scale."""
MOST_PULL = 1e15
"""Care × points / scale. A float of this size has no digits left for a difference of 1, which makes a move e times as likely."""
SUM_TOLERANCE = 1e-9

# what is expected, worded once for arrays and for rules
NAME = "a name that can be seen"
CARE = f"a number from 0 to {MOST_CARE:g}"
POINTS = f"points, at most {MOST_POINTS:g}"
BASE = f"a base rate from {LEAST:g} to {MOST:g}, as only ratios count"
NO_BASE = "a move never made is a move not open"
SCALE = f"points from {LEAST:g} to {MOST:g}"
ROUNDS = f"a whole number from 1 to {MOST_ROUNDS:,}"
LISTED = 200
"""Faults told at most; the last says how many there are."""


def check(game: Game, file: str = "<memory>") -> Game:
    """Return the game if it conforms; raises GameFaults with everything that is wrong with it."""
    if found := faults(game, file):
        raise GameFaults(found)
    return game


def faults(game: Game, file: str = "<memory>") -> list[Fault]:
    """Return everything wrong with a game; what stands in arrays is looked at only if their shapes are right."""
    found = list(_names(game)) or list(_shapes(game)) or list(_contents(game))
    if len(found) > LISTED:
        more = f"and {len(found) - LISTED + 1} faults more"
        found = [*found[: LISTED - 1], ("the game", more, "none", "mend these first")]
    return [Fault(visible(file), 1, *(visible(text) for text in each)) for each in found]


_Found = tuple[str, str, str, str]


def _names(game: Game) -> Iterator[_Found]:
    lists: list[tuple[str, tuple[str, ...], int | None]] = [
        ("states", game.states, None),
        ("ends", game.ends, None),
    ]
    for key, side in zip(("us", "them"), game.sides, strict=True):
        lists += [
            (f"{key}.characters", side.characters, MOST_CHARACTERS),
            (f"{key}.moves", side.moves, MOST_MOVES),
            (f"{key}.signals", side.signals, MOST_MOVES),
        ]
    for path, names, most in lists:
        if not names:
            yield path, "none", "one at least", ""
        if most is not None and len(names) > most:
            yield path, str(len(names)), f"{most} at most", "merge some"
        if not all(name.strip() for name in names):
            yield path, '""', NAME, ""
        for name in sorted(
            {name for name in names if names.count(name) > 1} if len(set(names)) < len(names) else ()
        ):
            yield path, name, "each name only once", "rename one"
    for name in sorted(set(game.states) & set(game.ends)):
        yield "ends", name, "a name that no state has", "rename one"
    if not 1 <= game.rounds <= MOST_ROUNDS:
        yield "rounds", str(game.rounds), ROUNDS, ""
    if game.states and not 0 <= game.start < len(game.states):
        yield "start", str(game.start), f"the number of a state, 0 to {len(game.states) - 1}", ""


def _shapes(game: Game) -> Iterator[_Found]:
    X, E = len(game.states), len(game.ends)
    S0, S1 = len(game.us.signals), len(game.them.signals)
    for key, side, other in (("us", game.us, game.them), ("them", game.them, game.us)):
        A, S, K = len(side.moves), len(side.signals), len(side.characters)
        B, L = len(other.moves), len(other.characters)
        exact = {"belief": (K,), "open": (X, K, A), "announced": (X,), "base": (A,), "scale": (K,)}
        loose = {
            "shows": (X, A, S),
            "gain": (X, A, B, K, L),
            "arrival": (X, K),
            "worth": (X, S0, S1, E, K),
            "last_worth": (X, S0, S1, E, K),
            "discount": (X,),
        }
        whole = {"shows": (1, 2), "worth": (3,), "last_worth": (3,)}
        for name, shape in {**exact, **loose}.items():
            got = getattr(side, name).shape
            fits = len(got) == len(shape) and all(
                have == want or (have == 1 and name in loose and axis not in whole.get(name, ()))
                for axis, (have, want) in enumerate(zip(got, shape, strict=False))
            )
            if not fits:
                broad = ", or 1 along an axis that makes no difference" if name in loose else ""
                yield f"{key}.{name}", f"shape {got}", f"shape {shape}{broad}", ""
    for name, chances in (("chances", game.chances), ("last", game.last)):
        n = X * S0 * S1
        starts = chances.start
        if starts.shape != (n + 1,) or starts[0] != 0 or (np.diff(starts) < 0).any():
            yield f"{name}.start", f"shape {starts.shape}", f"{n + 1} numbers that rise from 0", ""
        elif chances.to.shape != (starts[-1],) or chances.chance.shape != (starts[-1],):
            shapes = f"shapes {chances.to.shape} and {chances.chance.shape}"
            yield f"{name}.to, {name}.chance", shapes, f"{starts[-1]} entries each, as start says", ""


def _contents(game: Game) -> Iterator[_Found]:
    for key, side, other in (("us", game.us, game.them), ("them", game.them, game.us)):
        wrong = [*_numbers(key, side), *_gains(game, key, side, other)]
        yield from wrong or _pulls(key, side)
        yield from _moves(game, key, side)
    yield from _leads(game, "chances", game.chances, last=False)
    if game.rounds != 1 or game.last is not game.chances:
        yield from _leads(game, "last", game.last, last=True)


def _numbers(key: str, side: Side) -> Iterator[_Found]:
    """Beliefs, base rates, care, scales, discounts."""
    for k in np.flatnonzero(~(side.belief >= 0) | ~np.isfinite(side.belief)):
        yield f"{key}.characters.{side.characters[k]}", f"{side.belief[k]:g}", "a probability", ""
    if np.isfinite(side.belief).all() and abs(side.belief.sum() - 1) > SUM_TOLERANCE:
        yield f"{key}.characters", f"{side.belief.sum():.12g}", "beliefs that add up to 1", ""
    for a in np.flatnonzero(~((side.base >= LEAST) & (side.base <= MOST))):
        yield f"{key}.base.{side.moves[a]}", f"{side.base[a]:g}", BASE, NO_BASE
    for k in np.flatnonzero(~((side.scale >= LEAST) & (side.scale <= MOST))):
        yield f"{key}.scale.{side.characters[k]}", f"{side.scale[k]:g}", SCALE, ""
    if not 0 <= side.care <= MOST_CARE:
        yield f"{key}.care", f"{side.care:g}", CARE, ""
    if not ((side.discount >= 0) & (side.discount <= 1)).all():
        bad = side.discount[~((side.discount >= 0) & (side.discount <= 1))]
        yield f"{key}.discount", f"{bad[0]:g}", "numbers from 0 to 1", ""


def _pulls(key: str, side: Side) -> Iterator[_Found]:
    """Care, points and scale that each pass, and together do not."""
    tables = ((side.gain, 3), (side.arrival, 1), (side.worth, 4), (side.last_worth, 4))
    for k, name in enumerate(side.characters):
        points = max(abs(table.take(k % table.shape[axis], axis)).max(initial=0.0) for table, axis in tables)
        if side.care * points / side.scale[k] > MOST_PULL:
            yield (
                f"{key}.care",
                f"{side.care:g} × {points:g} points / scale {side.scale[k]:g} of {name}",
                f"care × points / scale of {MOST_PULL:g} at most, as larger numbers have no digits left to compare moves by",
                "lower the care, or raise the scale",
            )


def _moves(game: Game, key: str, side: Side) -> Iterator[_Found]:
    """Open moves, announced moves, and what each move shows."""
    for x, k in np.argwhere(~side.open.any(2)):
        where = f"state {game.states[x]}, {key}, character {side.characters[k]}"
        yield where, "no open move", "one at least", "a side with nothing to choose has one move, as `wait`"
    for x in np.flatnonzero((side.announced < -1) | (side.announced >= len(side.moves))):
        yield (
            f"state {game.states[x]}, {key}.announced",
            str(side.announced[x]),
            "the number of a move, or -1",
            "",
        )
    for x in np.flatnonzero((side.announced >= 0) & (side.announced < len(side.moves))):
        a = side.announced[x]
        if not side.open[x, :, a].any():
            where = f"state {game.states[x]}, {key}.announced"
            yield where, side.moves[a], "a move that is open to one character at least", ""
    shows = np.broadcast_to(side.shows, (len(game.states), *side.shows.shape[1:]))
    wrong = ~np.isfinite(shows) | (shows < 0)
    for x, a, s in np.argwhere(wrong):
        where = f"state {game.states[x]}, {key}, move {side.moves[a]}, signal {side.signals[s]}"
        yield where, f"{shows[x, a, s]:g}", "a chance", ""
    total = shows.sum(2)
    off = side.open.any(1) & ~wrong.any(2) & (abs(total - 1) > SUM_TOLERANCE)
    for x, a in np.argwhere(off):
        where = f"state {game.states[x]}, {key}, move {side.moves[a]}: chances of signals"
        yield where, f"{total[x, a]:.12g}", "a sum of 1", ""
    for s in np.flatnonzero(~possible(side).any(0)):
        expected = "a signal that some move can give"
        yield f"{key}.signals", side.signals[s], expected, "delete it, or say in shows which move gives it"


def _gains(game: Game, key: str, side: Side, other: Side) -> Iterator[_Found]:
    axes: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
        "gain": (
            ("state", game.states),
            ("own move", side.moves),
            ("other's move", other.moves),
            ("character", side.characters),
            ("other's character", other.characters),
        ),
        "arrival": (("state", game.states), ("character", side.characters)),
        "worth": (
            ("state", game.states),
            ("signal of us", game.us.signals),
            ("signal of them", game.them.signals),
            ("end", game.ends),
            ("character", side.characters),
        ),
    }
    axes["last_worth"] = axes["worth"]
    for name, labels in axes.items():
        array: Floats = getattr(side, name)
        for cell in np.argwhere(~(abs(array) <= MOST_POINTS)):
            where = ", ".join(
                f"{label} {names[i]}"
                for (label, names), i, size in zip(labels, cell, array.shape, strict=True)
                if size > 1 or len(names) == 1
            )
            yield f"{key}.{name}, {where}", f"{array[tuple(cell)]:g}", POINTS, ""


def _leads(game: Game, name: str, chances: Chances, *, last: bool) -> Iterator[_Found]:
    """Where states lead: entries that point somewhere, and sums wherever the signals can be given."""
    states, pairs = len(game.states), (len(game.us.signals), len(game.them.signals))
    origin = np.repeat(np.arange(len(chances.start) - 1), np.diff(chances.start))

    def where(i: int) -> str:
        x, s, r = np.unravel_index(i, (states, *pairs))
        shown = f"signals {game.us.signals[s]} of us and {game.them.signals[r]} of them"
        return f"{name}, state {game.states[x]}, {shown}"

    wrong = ~((chances.to >= 0) & (chances.to < states + len(game.ends)))
    for i in np.flatnonzero(wrong):
        yield (
            where(origin[i]),
            str(chances.to[i]),
            "the number of a state, or of states plus that of an end",
            "",
        )
    if last:
        for i in np.flatnonzero(~wrong & (chances.to < states)):
            yield where(origin[i]), game.states[chances.to[i]], "an end, as no round follows", ""
    bad = ~(np.isfinite(chances.chance) & (chances.chance >= 0))
    for i in np.flatnonzero(bad):
        yield where(origin[i]), f"{chances.chance[i]:g}", "a chance", ""
    total = np.bincount(origin, np.where(bad, 0, chances.chance), minlength=len(chances.start) - 1)
    spoiled = np.bincount(origin, bad, minlength=len(chances.start) - 1) > 0
    for i in np.flatnonzero(rows(game).reshape(-1) & ~spoiled & (abs(total - 1) > SUM_TOLERANCE)):
        yield where(int(i)), f"{total[i]:.12g}", "chances with a sum of 1", ""
