"""How sure the futures are: beliefs from all draws of weighing, payoffs, care and lapse from games drawn and solved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from detente.case.load import CaseFile
from detente.encounter.build import Encounter
from detente.encounter.foresee.along import Wanted
from detente.encounter.foresee.appraise import appraise
from detente.encounter.foresee.options import Foresight
from detente.encounter.foresee.results import Span
from detente.encounter.game import Floats
from detente.encounter.road import road
from detente.encounter.solution import Options
from detente.encounter.terms import drawn, terms

LOW, HIGH = 0.05, 0.95
TODAY = "today"
"""The name of how likely each of their characters is before a yes."""


@dataclass(frozen=True, eq=False)
class Beliefs:
    """Draws of beliefs about us (D, K) and about them (D, L), of all readings of a case, by weighing."""

    us: Floats
    them: Floats

    @property
    def central(self) -> tuple[Floats, Floats]:
        """Their means."""
        return self.us.mean(0), self.them.mean(0)


@dataclass(frozen=True, eq=False)
class Ranges:
    """Draws of what is told with a range; each is (D,) or, by character of theirs, (D, L)."""

    draws: Mapping[str, Floats]
    unsettled: int

    def span(self, name: str, value: float, column: int | None = None) -> Span:
        """Return a value with its 5-95 % range; without one where nothing was drawn."""
        if name not in self.draws:
            return Span(value)
        draws = self.draws[name] if column is None else self.draws[name][:, column]
        low, high = np.quantile(draws, (LOW, HIGH))
        # a mean over plays and a quantile over games are two measurements: a value is never told outside its range
        return Span(value, min(float(low), value), max(float(high), value))


def ranges(
    file: CaseFile,
    beliefs: Beliefs,
    options: Foresight,
    more: Callable[[Encounter], Wanted],
    progress: Callable[[int, int], None] | None = None,
) -> Ranges:
    """Solve ``options.games`` games, each drawn from one of the readings of the case in turn.

    All draws of weighing are dealt out among the games, so that each is looked at once. How likely each character is today is
    weighing's to say, whatever games are drawn.
    """
    if not options.games:
        return Ranges({TODAY: beliefs.them} if len(beliefs.them) > 1 else {}, 0)
    cases = list(file.readings.values())
    found: dict[str, list[Floats]] = {}
    unsettled = 0
    for number in range(options.games):
        case = cases[number % len(cases)]
        one = terms(case, drawn(options.seed, number, options.games), beliefs.central)
        seen = appraise(
            one, road(case.roadmap, one), Options(points=(options.coarse, options.coarse)), more=more
        )
        unsettled += seen.solution.counts["unsettled"]
        mine = slice(number, None, options.games)
        for name, values in seen.seen_from(beliefs.us[mine], beliefs.them[mine]).items():
            found.setdefault(name, []).append(values)
        if progress is not None:
            progress(number + 1, options.games)
    return Ranges({name: np.concatenate(values) for name, values in found.items()}, unsettled)
