"""What each indicator would tell about who they are: the belief about their characters if it is seen, and if it is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.case.load import CaseFile
from detente.weigh.assess import Answered, Options, answered
from detente.weigh.ensemble import Progress

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Told:
    """What one indicator would tell about the counterpart's characters, which stand in the order of the case."""

    chance: float
    """To see it."""
    seen: Floats
    """(L,): how likely each character is if it is seen."""
    unseen: Floats
    """(L,): the same if it is not."""


def told_of_characters(
    file: CaseFile, options: Options | None = None, progress: Progress | None = None
) -> Mapping[str, Told]:
    """Weigh a case and return by indicator what it would tell; nothing where the case lists no characters of theirs.

    Raises as `weigh`.
    """
    _, kept = answered(file, options or Options(), progress=progress, look=True)
    return told(kept)


def told(kept: Answered) -> Mapping[str, Told]:
    """Return by indicator what it would tell, from the draws of an answer for which indicators were looked at.

    In each draw P(E, c) = sum_h P(h | reports) P(c | h) P(E | h); over the draws the joint is averaged, not what follows
    from it. So chance * seen + (1 - chance) * unseen is today's mean belief: whoever expects the belief to move, on
    average, in a known direction should move it now, and a look is worth what it is worth to one who holds that belief. As
    evidence an indicator does not change how much a draw counts; here, a draw counts in ``seen`` as far as it
    expects the sight. What is certain to come, or not to, tells nothing in the other case.
    """
    case = next(iter(kept.readings.values())).case
    if kept.seen is None or case.characters is None:
        return {}
    today = kept.together.characters
    people = today.shape[1]
    # the last column is the entropy of the posterior, and before it stands how likely the sight is by character
    by_character = kept.seen[:, :, -1 - people : -1]
    found = {}
    for k, name in enumerate(case.indicators):
        joint = np.stack([today * by_character[:, k], today * (1 - by_character[:, k])]).mean(axis=1)
        chance, rest = joint.sum(axis=1).tolist()
        now = today.mean(axis=0)
        found[name] = Told(
            chance=chance,
            seen=joint[0] / chance if chance > 0 else now,
            unseen=joint[1] / rest if rest > 0 else now,
        )
    return found
