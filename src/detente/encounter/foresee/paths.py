"""Plays of a solved encounter, forwards: every one of them where they are few, drawn ones where they are many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from detente.encounter.build import Encounter
from detente.encounter.foresee.along import arrays
from detente.encounter.foresee.reference import History, histories
from detente.encounter.game import Floats, Ints
from detente.encounter.solution import Solution

MOST_HISTORIES = 10_000
"""Up to here all histories are listed; beyond, plays are drawn."""
BATCH = 5_000
"""Plays drawn between two looks at the clock, so that Ctrl-C is heard. Each batch has a generator of its own, by the seed
and the number of the batch: another size gives other plays from the same seed."""


@dataclass(frozen=True, eq=False)
class Paths:
    """N plays, each with the chance that it stands for. Character of ours: the one that we are."""

    weight: Floats
    """(N,): sums to 1."""
    them: Ints
    """(N,): their character."""
    state: Ints
    """(T + 1, N): a state; X + the number of an end, for good, once talks are over."""
    signal: Ints
    """(T, 2, N): what each side showed in a round; -1 once talks are over."""
    move: Ints
    """(T, 2, N): what each side did in a round, which the other need not see; -1 once talks are over."""
    belief_us: Floats
    """(T + 1, N, K): what they believe of us; as it was at the end, once talks are over."""
    belief_them: Floats
    """(T + 1, N, L)"""
    sham: Ints
    """(N,): 1 where a side shammed a step."""
    exact: bool
    """True where these are all histories, and no sample."""

    @property
    def rounds(self) -> int:
        """T"""
        return len(self.signal)


def paths(
    encounter: Encounter,
    solution: Solution,
    about_them: Floats,
    *,
    draws: int,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
    exactly: bool | None = None,
) -> Paths:
    """Return plays from the start, with ``about_them`` (L,) the belief about them after a yes.

    Strategies are interpolated between the points of the grid; beliefs follow Bayes' rule exactly. ``draws``: plays drawn for
    each of their characters. ``exactly``: list all histories, or draw; None: what their number allows.
    """
    if exactly is not False:
        listed = histories(encounter, solution, about_them, None if exactly else MOST_HISTORIES)
        if listed is not None:
            return _stacked(encounter, solution, about_them, listed)
    return _drawn(encounter, solution, about_them, draws, seed, progress)


def _stacked(
    encounter: Encounter,
    solution: Solution,
    about_them: Floats,
    listed: list[History],
) -> Paths:
    T = encounter.game.rounds

    def until_the_end(pairs: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
        return [*pairs, *[(-1, -1)] * (T - len(pairs))]

    def held(beliefs: tuple[tuple[Floats, Floats], ...], side: int) -> list[Floats]:
        return [pair[side] for pair in (*beliefs, *[beliefs[-1]] * (T + 1 - len(beliefs)))]

    state = np.array([each.states + each.states[-1:] * (T + 1 - len(each.states)) for each in listed]).T
    move = np.array([until_the_end(each.moves) for each in listed]).transpose(1, 2, 0)
    signal = np.array([until_the_end(each.signals) for each in listed]).transpose(1, 2, 0)
    beliefs = [np.array([held(each.beliefs, side) for each in listed]).transpose(1, 0, 2) for side in (0, 1)]
    return Paths(
        weight=np.array([each.weight for each in listed]),
        them=np.array([each.them for each in listed]),
        state=state,
        signal=signal,
        move=move,
        belief_us=beliefs[0],
        belief_them=beliefs[1],
        sham=_shammed(encounter, move),
        exact=True,
    )


def _drawn(
    encounter: Encounter,
    solution: Solution,
    about_them: Floats,
    draws: int,
    seed: int,
    progress: Callable[[int, int], None] | None,
) -> Paths:
    from detente.encounter.foresee.kernel import walk

    game = encounter.game
    K, L, T = len(game.us.characters), len(game.them.characters), game.rounds
    parts = []
    batches = list(_batches(L, draws))
    for number, (j, count) in enumerate(batches):
        rng = np.random.default_rng([seed, number])
        x = np.full(count, game.start)
        state, signal = np.empty((T + 1, count), np.int64), np.empty((T, 2, count), np.int64)
        about_us = np.tile(game.us.belief, (count, 1))
        about = np.tile(about_them, (count, 1))
        seen_us, seen_them = np.empty((T + 1, count, K)), np.empty((T + 1, count, L))
        move = np.empty((T, 2, count), np.int64)
        us, them = np.full(count, encounter.terms.we_are), np.full(count, j)
        state[0], seen_us[0], seen_them[0] = x, about_us, about
        for t in range(T):
            walk(
                arrays(game, t, solution.options.points),
                solution.strategies[t],
                solution.place[t],
                us,
                them,
                rng.random((count, 5)),
                x,
                about_us,
                about,
                move[t, 0],
                move[t, 1],
                signal[t, 0],
                signal[t, 1],
            )
            state[t + 1], seen_us[t + 1], seen_them[t + 1] = x, about_us, about
        parts.append((np.full(count, about_them[j] / draws), them, state, signal, move, seen_us, seen_them))
        if progress is not None:
            progress(number + 1, len(batches))
    weight, who, states, signals, moves, *beliefs = zip(*parts, strict=True)
    move = np.concatenate(moves, axis=2)
    return Paths(
        weight=np.concatenate(weight),
        them=np.concatenate(who),
        state=np.concatenate(states, axis=1),
        signal=np.concatenate(signals, axis=2),
        move=move,
        belief_us=np.concatenate(beliefs[0], axis=1),
        belief_them=np.concatenate(beliefs[1], axis=1),
        sham=_shammed(encounter, move),
        exact=False,
    )


def _shammed(encounter: Encounter, move: Ints) -> Ints:
    """Return (N,): 1 where a side shammed a step."""
    sham = [
        side.moves.index("sham") if "sham" in side.moves else len(side.moves) for side in encounter.game.sides
    ]
    found: Ints = np.any(move == np.array(sham)[None, :, None], axis=(0, 1)).astype(np.int64)
    return found


def _batches(characters: int, draws: int) -> Iterator[tuple[int, int]]:
    for j in range(characters):
        for first in range(0, draws, BATCH):
            yield j, min(BATCH, draws - first)


def ended(encounter: Encounter, found: Paths) -> Ints:
    """Return (T + 1, N): the number of the end that talks have come to by then, -1 while they go on."""
    states = len(encounter.game.states)
    return np.where(found.state >= states, found.state - states, -1)
