"""What knowing something would be worth: how much better we could then choose among roadmaps, and not engaging."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.encounter.game import Floats

CLOSE = 1e-9


def worth_of(values_now: Floats, values_by_signal: Floats, chances: Floats) -> tuple[float, NDArray[np.intp]]:
    """Return what a signal is worth in points, and which roadmap is best after each of its values, (S,).

        sum_s P(s) max_R V_R(p_s) - max_R V_R(p)

    values_now : (R,), points, values of trying at today's belief p; values_by_signal : (S, R), at the belief p_s after each
    value of the signal; chances : (S,), P(s). The last roadmap is not engaging, at 0 throughout. It is the one chosen
    where no other is worth more than 0; of other roadmaps equally good the first is.

    Where each V_R is linear in the belief and the beliefs p_s average to p, the worth is 0 or more, as a maximum of linear
    functions is convex (Raiffa and Schlaifer 1961). It can be under 0 where others act on the signal too, or on the belief
    that it leaves. What changes the encounter instead of telling something, as an inspection does, is a signal of one value
    and chance 1. Raises ValueError where shapes do not fit, chances do not sum to 1, a
    value is not finite, or the last roadmap is not at 0.
    """
    S, R = np.shape(values_by_signal)
    if np.shape(values_now) != (R,) or np.shape(chances) != (S,):
        raise ValueError(
            f"values now {np.shape(values_now)}, values by signal {(S, R)} and chances {np.shape(chances)}: "
            f"{(R,)}, {(S, R)} and {(S,)} are expected"
        )
    if not (chances >= 0).all() or abs(chances.sum() - 1) > CLOSE:
        raise ValueError(f"chances {chances.tolist()}: numbers from 0 up that sum to 1 are expected")
    if not np.isfinite(values_now).all() or not np.isfinite(values_by_signal).all():
        raise ValueError("values: finite numbers are expected")
    if values_now[-1] != 0 or values_by_signal[:, -1].any():
        raise ValueError("the last roadmap is not engaging: 0 is expected throughout")
    best = values_by_signal.max(axis=1)
    choices = np.where(best > 0, values_by_signal.argmax(axis=1), R - 1)
    return float(chances @ (best - values_now.max())), choices
