"""The two rival pictures: short stories that, between them, leave as little doubt as possible."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST_FIXED = 3
"""A picture fixes at most this many hypotheses: more do not fit one sentence."""
MOST_CONSIDERED = 8
"""Pictures are sought among this many hypotheses, the likeliest and those that deceive."""
UNCOVERED_BITS = 2.0
"""Doubt charged to futures that neither picture covers, so that the pair tells of most of the probability."""
LEAST = 0.05
"""A picture less likely than this is not worth a card."""


@dataclass(frozen=True)
class Story:
    """Hypotheses (bits) that hold and that do not."""

    true: tuple[int, ...]
    false: tuple[int, ...]

    def mask(self, n: int) -> NDArray[np.bool_]:
        """Return (2**n + 1,): the entries of a posterior table where the story holds."""
        index = np.append(np.arange(1 << n), 0)
        found = np.ones(len(index), dtype=np.bool_)
        for i in self.true:
            found &= (index >> i & 1).astype(np.bool_)
        for i in self.false:
            found &= ~(index >> i & 1).astype(np.bool_)
        return found


def rivals(table: Floats, n: int, deceivers: int) -> list[Story]:
    """Choose two disjoint stories, the likelier first; none where fewer than two hypotheses can be told apart.

    table : (2**n + 1,) posterior. Of all pairs that share no claim, each with something that holds, the one is taken
    after which the least doubt is left: sum over {first, second, neither} of P times the entropies (bits) of the
    single hypotheses there, with ``UNCOVERED_BITS`` more for neither. Where it is open whether a hypothesis that
    deceives holds, the two must differ on that: it is what a reader has to decide. A rule of this program, not of
    the literature.
    """
    joint = table[: 1 << n].copy()
    joint[0] += table[1 << n]
    likely = np.array([joint.reshape(-1, 2, 1 << i)[:, 1].sum() for i in range(n)])
    order = sorted(range(n), key=lambda i: (not deceivers >> i & 1, -likely[i]))[:MOST_CONSIDERED]
    bits = sorted(order)
    kept_out = tuple(n - 1 - i for i in range(n) if i not in bits)
    # axes of the reshaped table run from the highest bit down, so the summed one is again a table over the bits kept
    small = joint.reshape((2,) * n).sum(axis=kept_out).ravel()
    states = np.arange(len(small))
    on = (states[:, None] >> np.arange(len(bits)) & 1).astype(np.float64)

    claims = [
        tuple(zip(chosen, signs, strict=True))
        for size in range(1, MOST_FIXED + 1)
        for chosen in combinations(range(len(bits)), size)
        for signs in product((True, False), repeat=size)
        if any(signs)
    ]
    fixed = np.array([sum(1 << j for j, _ in claim) for claim in claims])
    true = np.array([sum(1 << j for j, sign in claim if sign) for claim in claims])
    masks = (states ^ true[:, None]) & fixed[:, None] == 0
    chance = masks @ small
    kept = np.flatnonzero(chance >= LEAST)
    claims, masks, chance, fixed, true = (
        [claims[k] for k in kept],
        masks[kept],
        chance[kept],
        fixed[kept],
        true[kept],
    )
    moments = masks @ (small[:, None] * on)
    total = small @ on
    best: tuple[float, int, int] | None = None
    doubt = _doubt(chance, moments)
    both = fixed[:, None] & fixed
    differ = both & (true[:, None] ^ true)
    pivots = {j for j, bit in enumerate(bits) if deceivers >> bit & 1 and LEAST <= likely[bit] <= 1 - LEAST}
    pivot = sum(1 << j for j in pivots or range(len(bits)))
    apart = np.triu((differ & pivot != 0) & (both == differ), 1)
    for a in range(len(claims)):
        others = np.flatnonzero(apart[a])
        if not len(others):
            continue
        rest = np.clip(1 - chance[a] - chance[others], 0, 1)
        left = doubt[a] + doubt[others] + _doubt(rest, np.clip(total - moments[a] - moments[others], 0, None))
        left += UNCOVERED_BITS * rest
        k = int(np.argmin(left))
        if best is None or left[k] < best[0] - 1e-12:
            best = (float(left[k]), a, int(others[k]))
    if best is None:
        return []
    pair = sorted(best[1:], key=lambda k: -chance[k])
    return [
        Story(
            tuple(bits[j] for j, sign in claims[k] if sign),
            tuple(bits[j] for j, sign in claims[k] if not sign),
        )
        for k in pair
    ]


def _doubt(chance: Floats, moments: Floats) -> Floats:
    """Return P times the summed entropies (bits) of the hypotheses, given each story; moments are P(story, h_i)."""
    share = np.divide(moments, chance[:, None], out=np.zeros_like(moments), where=chance[:, None] > 1e-12)
    share = np.clip(share, 1e-12, 1 - 1e-12)
    bits = -(share * np.log2(share) + (1 - share) * np.log2(1 - share)).sum(axis=1)
    return np.asarray(chance * bits)
