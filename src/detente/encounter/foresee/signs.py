"""Early signs: which signal of theirs, in which of the next rounds, moves the forecast most, and to what."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from detente.encounter.build import COMPLETED, SIGNALS, Encounter
from detente.encounter.foresee.paths import Paths, ended
from detente.encounter.foresee.results import Sign
from detente.encounter.game import Flags, Floats

ROUNDS = 8
"""Signs are looked for in so many rounds from today."""
OFTEN = 0.05
"""A situation is told if talks come to it at least so often."""
SEEN = 0.005
"""A signal is told if it comes at least so often."""
TOLD = 6
"""Situations told at most."""


def signs(
    encounter: Encounter, found: Paths, accepted: float, trusted: Flags, date_of: Callable[[int], str]
) -> list[Sign]:
    """Return the signals of the situations that tell most about a real deal, in order of date.

    A situation is a round with an act of theirs due. What it tells is the mutual information of the signal with whether talks
    end in a real deal, times how often talks come to it. ``accepted``: chance of a yes, by which chances are scaled.
    """
    game, T = encounter.game, found.rounds
    states = len(game.states)
    real = (ended(encounter, found)[-1] == COMPLETED) & (found.sham == 0)
    acts = encounter.road.orders[1]
    situations: list[tuple[float, int, int, Flags]] = []
    for t in range(min(ROUNDS, T)):
        x = found.state[t]
        on = x < states
        due = np.zeros(len(x), dtype=bool)
        due[on] = encounter.due[x[on], 1]
        place = np.where(on, encounter.done[np.minimum(x, states - 1), 1], -1)
        for act in range(len(acts)):
            here = due & (place == act)
            weight = float(found.weight[here].sum())
            if weight * accepted >= OFTEN:
                tells = weight * _information(found.weight[here], found.signal[t, 1, here], real[here])
                situations.append((tells, t, act, here))
    told = sorted(situations, key=lambda each: -each[0])[:TOLD]
    result = []
    for _, t, act, here in sorted(told, key=lambda each: (each[1], each[2])):
        whole = found.weight[here]
        before = float(np.average(real[here], weights=whole))
        deed = encounter.terms.steps[1][acts[act].step]
        for r, name in enumerate(game.them.signals):
            seen = here & (found.signal[t, 1] == r)
            weight = float(found.weight[seen].sum())
            if weight * accepted < SEEN:
                continue
            trust = found.belief_them[t + 1, seen][:, trusted].sum(1)
            result.append(
                Sign(
                    round=t + 1,
                    date=date_of(t),
                    act=f"them.{acts[act]}",
                    says=deed.says,
                    signal=name,
                    chance=weight * accepted,
                    before=before,
                    after=float(np.average(real[seen], weights=found.weight[seen])),
                    trust=float(np.average(trust, weights=found.weight[seen])),
                )
            )
    return result


def _information(weight: Floats, signal: Floats, real: Flags) -> float:
    """Return the mutual information of a signal with an event, in bits."""
    joint = np.zeros((len(SIGNALS), 2))
    np.add.at(joint, (signal.astype(int), real.astype(int)), weight / weight.sum())
    apart = joint.sum(1, keepdims=True) * joint.sum(0, keepdims=True)
    some = joint > 0
    return float((joint[some] * np.log2(joint[some] / apart[some])).sum())
