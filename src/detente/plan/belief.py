"""Beliefs with more or less trust, all else in proportion."""

from __future__ import annotations

import numpy as np

from detente.encounter.game import Flags, Floats

TRUSTS = np.linspace(0, 1, 21)
"""Of curves over trust."""


def trusting(belief: Floats, believed: Flags, trusts: Floats) -> Floats:
    """Return (N, L): a belief with other trusts (N,), all proportions among the trusted and among the others kept.

    Where a belief leaves no chance to one of the two, its characters share alike; where there is only one of the two, the
    belief stays. ``believed``: (L,), who is trusted.
    """
    if believed.all() or not believed.any():
        return np.repeat(belief[None], len(trusts), axis=0)
    found = np.zeros((len(trusts), len(belief)))
    for which, mass in ((believed, trusts), (~believed, 1 - trusts)):
        part = np.where(which, belief, 0)
        part = part if part.sum() > 0 else which.astype(float)
        found += np.outer(mass, part / part.sum())
    return found
