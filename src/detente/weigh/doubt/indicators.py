"""What to look for next: what each indicator would tell, over all draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import entr

from detente.case.model import Case, Evidence
from detente.case.words import Words
from detente.weigh.doubt.parts import Outlook
from detente.weigh.ensemble import Reading
from detente.weigh.estimate import Sayer
from detente.weigh.network import SOMETHING_ELSE

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def as_evidence(case: Case) -> Case:
    """Return a case whose only evidence are the indicators, each a piece of its own that is certain once seen.

    Its inputs are drawn under the same paths of ids as those of evidence: what an indicator would tell if seen is then
    exactly what it tells once it is written among the evidence.
    """
    seen = {
        name: Evidence.model_construct(
            **{
                field: getattr(each, field)
                for field in ("says", "bears", "otherwise", "stageable", "shows", "hides")
            },
            date=case.as_of,
            kind="fact",
        )
        for name, each in case.indicators.items()
    }
    return case.model_copy(update={"evidence": seen, "explains": (), "groups": {}, "assumptions": {}})


class Looker:
    """Looks at the posterior of each batch of draws of one reading, and keeps what every indicator would tell there."""

    def __init__(self, reading: Reading, pictures: Sequence[Flags]) -> None:
        self.seen = Reading(as_evidence(reading.case), reading.seed, reading.draws)
        self.fitted = reading.fitted
        self.pictures = np.array(pictures, dtype=np.bool_).reshape(
            len(pictures), (1 << reading.network.n) + 1
        )
        self.found: list[Floats] = []

    def __call__(self, rows: slice, table: Floats) -> None:
        """Look at the posterior (rows, 2**n + 1) of some draws."""
        inputs, fitted = self.seen.inputs.rows(rows), self.fitted.rows(rows)
        told = self.seen.layout.look(inputs, fitted, table, self.pictures)
        doubt = np.broadcast_to(entr(table).sum(axis=1)[:, None, None] / np.log(2), (*told.shape[:2], 1))
        self.found.append(np.concatenate([told, doubt], axis=2))


def outlooks(case: Case, words: Words, found: Floats, *, ranged: bool) -> Mapping[str, Outlook]:
    """Put labels on what was seen.

    found : (D, indicators, 2 + 2 * (n + 1) + pictures + characters + 1), see ``kernel.look_draws``; last the entropy of the
    posterior.

    bits = H(E) - sum_h P(h | reports) H(E | h), the mutual information of the indicator and the combination (Shannon
    1948; Lindley 1956), as a mean over the draws; its share is that of the mean entropy.
    """
    say = Sayer(words, ranged=ranged)
    names = [*case.hypotheses, SOMETHING_ELSE]
    people = len(case.characters.them) if case.characters else 0
    made = {}
    for k, (name, indicator) in enumerate(case.indicators.items()):
        columns = found[:, k].T
        bits = float(columns[1].mean())
        doubt = float(columns[-1].mean())
        cost = indicator.cost.median if indicator.cost is not None else 0.0
        seen = columns[2 : 2 + len(names)]
        unseen = columns[2 + len(names) : 2 + 2 * len(names)]
        made[name] = Outlook(
            chance=say(columns[0]),
            bits=bits,
            share=bits / doubt if doubt > 0 else 0.0,
            if_seen={each: say(column) for each, column in zip(names, seen, strict=True)},
            if_not={each: say(column) for each, column in zip(names, unseen, strict=True)},
            per_cost=bits / cost if cost > 0 else None,
            if_pictures=tuple(float(column.mean()) for column in columns[2 + 2 * len(names) : -1 - people]),
        )
    return made
