"""Commitment: we follow a roadmap whatever they do and forgive so many exposures, and they reply as is best for them.

What anybody can follow and anybody can foresee: no fixed point, no beliefs, and so nothing to select between. A dynamic
program backwards over rounds, on the states of the encounter and the exposures that are still forgiven.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array

from detente.encounter.build import COMPONENTS, EXPOSED, MOVES, SIGNALS, Encounter
from detente.encounter.foresee.results import Split
from detente.encounter.game import Chances, Floats, Ints
from detente.plan.results import Commitment

TIE = 1e-9
"""Moves that differ by less than this share of a character's scale are equally good for it."""


def commitments(encounter: Encounter, forgiven: Sequence[int] = (0, 1, 2)) -> list[Commitment]:
    """Return what following the roadmap is worth against each of their characters, for each number of exposures forgiven.

    Our move is to leave once they have been exposed c + 1 times, else to step if we have a step due, else to hold. Their
    character j knows that and takes, at each state, the move that is worth most to it; of moves equally good for it the
    first of step, hold, sham, leave. Our points are those of the character that we are, theirs are what they expect of
    it. Raises ValueError for a number below 0.
    """
    if any(c < 0 for c in forgiven):
        raise ValueError(f"exposures forgiven = {min(forgiven)}: 0 or more are expected")
    if not forgiven:
        return []
    game, we = encounter.game, encounter.terms.we_are
    found = _from_start(encounter, max(forgiven) + 1)
    refused = encounter.around.not_engaging
    answers = []
    for c in forgiven:
        ours, theirs = {}, {}
        for j, name in enumerate(game.them.characters):
            own, *parts = found[c + 1, j].tolist()
            split = dict(zip(COMPONENTS, parts, strict=True))
            split["tension"] -= float(refused[0][we])
            ours[name], theirs[name] = Split(**split), own - float(refused[1][j])
        answers.append(Commitment(c, ours, theirs))
    return answers


def _from_start(encounter: Encounter, most: int) -> Floats:
    """Return (most + 1, L, 1 + C), points at the start of the game: theirs, then ours by component.

    The first axis is how many more exposures it takes until we leave. It needs no count of those that have been: who
    forgives c begins with c + 1 left, and is at every later point where somebody less patient was before.
    """
    game = encounter.game
    X, R, L = len(game.states), len(game.them.signals), len(game.them.characters)
    step, hold = (game.us.moves.index(name) if name in game.us.moves else -1 for name in MOVES[:2])
    follow = np.where(encounter.due[:, 0], step, hold)
    leave = np.full(X, game.us.moves.index("leave"))
    now, leads = _round(encounter, follow, last=False)
    shows = np.broadcast_to(game.them.shows, (X, *game.them.shows.shape[1:]))
    exposed = game.them.signals.index(SIGNALS[EXPOSED]) if SIGNALS[EXPOSED] in game.them.signals else -1
    discount = np.stack(
        [np.broadcast_to(side.discount, (X,)) for side in (game.them, *[game.us] * len(COMPONENTS))], axis=-1
    )

    value = np.empty((X, most + 1, L, 1 + len(COMPONENTS)))
    # once we leave, talks are over in that round, whichever it is
    value[:, :1] = _best(encounter, _round(encounter, leave, last=False)[0][:, :, None])
    value[:, 1:] = _best(encounter, _round(encounter, follow, last=True)[0][:, :, None])
    for _ in range(game.rounds - 1):
        after = (leads @ value.reshape(X, -1)).reshape(R, X, *value.shape[1:])
        onward = after[:, :, 1:].copy()
        if exposed >= 0:
            onward[exposed] = after[exposed, :, :-1]
        onward *= discount[:, None, None]
        later = shows @ onward.reshape(R, X, -1).transpose(1, 0, 2)
        value[:, 1:] = _best(encounter, now[:, :, None] + later.reshape(X, -1, *onward.shape[2:]))
    start: Floats = value[game.start]
    return start


def _best(encounter: Encounter, worths: Floats) -> Floats:
    """Return (X, N, L, 1 + C): of the moves of theirs, (X, B, N, L, 1 + C), the one that is best for each character."""
    them = encounter.game.them
    own = np.where(them.open.transpose(0, 2, 1)[:, :, None], worths[..., 0], -np.inf)
    good = own >= own.max(1, keepdims=True) - TIE * them.scale
    chosen = good.argmax(1)[:, None, ..., None]
    found: Floats = np.take_along_axis(worths, chosen, 1)[:, 0]
    return found


def _round(encounter: Encounter, move: Ints, *, last: bool) -> tuple[Floats, csr_array]:
    """Return what a round brings if our move is ``move``, (X,), and where it leads.

    The first is (X, B, L, 1 + C), points by move of theirs: gains, and what is expected of ends and arrivals. The second is
    (R · X, X): chances of the next state after each of their signals in each state.
    """
    game, we = encounter.game, encounter.terms.we_are
    X, S, R = len(game.states), len(game.us.signals), len(game.them.signals)
    L, B, at = len(game.them.characters), len(game.them.moves), np.arange(X)
    parts = [encounter.points[0][name] for name in COMPONENTS]
    chances = game.last if last else game.chances
    shown = np.broadcast_to(game.us.shows, (X, *game.us.shows.shape[1:]))[at, move]
    ends, leads = _leads(encounter, chances, shown)

    arrival = np.concatenate(
        [np.broadcast_to(game.them.arrival, (X, L)), np.stack([part.arrival[:, we] for part in parts], -1)],
        axis=1,
    )
    worth = np.broadcast_to(game.them.last_worth if last else game.them.worth, (X, S, R, len(game.ends), L))
    worth = np.concatenate([worth, np.stack([part.worth[..., we] for part in parts], -1)], axis=-1)
    row = np.einsum("xsre,xsrec->xrc", ends, worth) + (leads @ arrival).reshape(R, X, -1).transpose(1, 0, 2)
    expected = np.broadcast_to(game.them.shows, (X, B, R)) @ row

    found = np.empty((X, B, L, 1 + len(parts)))
    own = np.broadcast_to(game.them.gain, (X, B, len(game.us.moves), L, len(game.us.characters)))
    found[..., 0] = own[at, :, move, :, we] + expected[..., :L]
    for c, part in enumerate(parts):
        found[..., 1 + c] = part.gain[at, move, :, we] + expected[..., L + c, None]
    return found, leads


def _leads(encounter: Encounter, chances: Chances, shown: Floats) -> tuple[Floats, csr_array]:
    """Return chances of ends, (X, S us, S them, E), and of next states, (R · X, X), if our signals have chances ``shown``."""
    game = encounter.game
    X, S, R, E = len(game.states), len(game.us.signals), len(game.them.signals), len(game.ends)
    rows = np.repeat(np.arange(X * S * R), np.diff(chances.start))
    chance = chances.chance * shown.reshape(-1)[rows // R]
    over = chances.to >= X
    ends: Floats = np.zeros(X * S * R * E)
    np.add.at(ends, rows[over] * E + chances.to[over] - X, chance[over])
    on = ~over & (chance > 0)
    x, r = rows[on] // (S * R), rows[on] % R
    leads = csr_array((chance[on], (r * X + x, chances.to[on])), shape=(R * X, X))
    return ends.reshape(X, S, R, E), leads
