"""War within the rounds, whatever becomes of talks: after their end the world goes on without moves."""

from __future__ import annotations

import numpy as np

from detente.encounter.build import COMPLETED, DONE, SIGNALS, WAR, Encounter
from detente.encounter.foresee.paths import Paths, ended
from detente.encounter.road import calming


def war_by(encounter: Encounter, plays: Paths, accepted: float, rounds: int) -> float:
    """Return the chance of war by the end of a round, talks or not. ``accepted``: chance of a yes."""
    around = encounter.around
    alone = float(around.war_by(rounds)[around.start, around.outside_now])
    return accepted * war_within(encounter, plays, rounds) + (1 - accepted) * alone


def war_within(encounter: Encounter, plays: Paths, rounds: int | None = None) -> float:
    """Return the chance of war by the end of a round, of the last where none is named, once talks have begun."""
    ends = ended(encounter, plays)
    T, states = plays.rounds if rounds is None else rounds, len(encounter.game.states)
    found = float(plays.weight @ (ends[T] == WAR))
    last = (plays.state < states).sum(0) - 1
    """The round in which talks ended: the world moves on in that round too."""
    columns = np.arange(len(last))
    x = plays.state[last, columns]
    counts = []
    for side, game_side in enumerate(encounter.game.sides):
        signal = plays.signal[last, side, columns]
        done = game_side.signals.index(SIGNALS[DONE]) if SIGNALS[DONE] in game_side.signals else -2
        counts.append(encounter.done[x, side] + (signal == done))
    over = (ends[-1] != WAR) & (last < T)
    whole = ends[-1] == COMPLETED
    key = np.stack([*counts, whole, encounter.tension[x], encounter.outside[x], T - last])[:, over]
    kinds, which = np.unique(key, axis=1, return_inverse=True)
    weight = np.bincount(which.ravel(), weights=plays.weight[over], minlength=kinds.shape[1])
    for (m, n, complete, tension, outside, left), chance in zip(kinds.T.tolist(), weight, strict=True):
        calm = calming(encounter.terms, encounter.road, m, n, broken=not complete)
        found += chance * encounter.around.war_by(left, calm)[tension, outside]
    return found
