"""One roadmap under one reading of the inputs: solved, begun or refused, and what it is worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from detente.encounter.build import COMPONENTS, Encounter, build
from detente.encounter.foresee.accept import Acceptance, accept, settle
from detente.encounter.foresee.along import (
    DONE_BY,
    ENDED_BY,
    OUTCOMES,
    Along,
    Wanted,
    along,
    chosen,
    joined,
    outcomes,
    points,
)
from detente.encounter.foresee.results import Split
from detente.encounter.game import Floats
from detente.encounter.road import Road
from detente.encounter.simplex import interpolate_at
from detente.encounter.solution import Options, Solution
from detente.encounter.solve import solve
from detente.encounter.terms import Terms

REFUSAL = "refusal"


@dataclass(frozen=True, eq=False)
class Appraisal:
    """A roadmap that has been solved, seen from beliefs about us and about them."""

    encounter: Encounter
    solution: Solution
    sums: Along
    """What follows if we are who we are: our points, outcomes, and what else was asked for."""
    theirs: Along | None
    """Their points, for each character that we may be; None where nobody asked."""
    about_us: Floats
    today: Floats
    """(L,): the belief about them before the yes."""

    @cached_property
    def acceptance(self) -> Acceptance:
        """Whether they begin, seen from these beliefs."""
        return accept(self.encounter, self.solution, self.about_us, self.today)

    @cached_property
    def at_start(self) -> dict[str, Floats]:
        """Quantity -> (L,), once talks have begun."""
        found = self.sums.at(0, self.encounter.game.start, self.about_us, self.acceptance.belief)
        return {name: table[0] for name, table in found.items()}

    @cached_property
    def points(self) -> dict[str, Floats]:
        """By component (L,): what talks with each of their characters bring us over not engaging."""
        found = {name: self.at_start[f"us.{name}"] for name in COMPONENTS}
        found["tension"] = found["tension"] - self.refused
        return found

    @property
    def refused(self) -> float:
        """What not engaging is worth to us, in points."""
        return float(self.encounter.around.not_engaging[0][self.encounter.terms.we_are])

    def split(self, character: int) -> Split:
        """Return what talks with one character of theirs bring us over not engaging."""
        return Split(**{name: float(each[character]) for name, each in self.points.items()})

    def their_split(self, character: int) -> Split:
        """Return what talks bring that character over not engaging, given what they believe of us."""
        assert self.theirs is not None
        start = self.encounter.game.start
        found = self.theirs.at(0, start, self.about_us, self.acceptance.belief)
        sums = {name: float(self.about_us @ found[f"them.{name}"][:, character]) for name in COMPONENTS}
        sums["tension"] -= float(self.encounter.around.not_engaging[1][character])
        return Split(**sums)

    @property
    def trying(self) -> Split:
        """The value of trying, by component: over all that they may be, refusals counted."""
        begun = self.today * self.acceptance.chance
        return Split(**{name: float(begun @ each) for name, each in self.points.items()})

    @property
    def by_character(self) -> dict[str, Floats]:
        """Outcome -> (L,): its chance once talks have begun, by what they are."""
        return by_outcome(self.at_start)

    @property
    def outcomes(self) -> dict[str, float]:
        """Outcome -> its chance today; refusal is one."""
        begun = self.today * self.acceptance.chance
        found = {name: float(begun @ each) for name, each in self.by_character.items()}
        return {REFUSAL: 1 - self.acceptance.overall, **found}

    def after_yes(self, about_us: Floats, today: Floats) -> Floats:
        """Return beliefs about them after a yes, (N, L), from many before it: about us (N, K), about them (N, L)."""
        return settle(self.encounter, self.solution, about_us, today, today)[1]

    def seen_from(self, about_us: Floats, today: Floats) -> dict[str, Floats]:
        """Return by quantity what is told with a range, from many beliefs, (N, K) and (N, L): (N,), or by character (N, L)."""
        start, points = self.encounter.game.start, self.solution.options.points
        chance, belief, _ = settle(self.encounter, self.solution, about_us, today, today)
        table = self.sums.tables[0][self.solution.place[0, start]]
        at = interpolate_at(table, about_us, belief, points)[:, 0]
        sums = {name: at[..., c] for c, name in enumerate(self.sums.names)}
        begun = today * chance
        of = by_outcome(sums)
        gained = sum(sums[f"us.{name}"] for name in COMPONENTS) - self.refused
        found = {name: (begun * table).sum(1) for name, table in of.items()}
        found |= {
            REFUSAL: np.maximum(0, 1 - begun.sum(1)),
            "accepts": begun.sum(1),
            "trying": (begun * gained).sum(1),
        }
        found |= {"today": today, "accepts by character": chance}
        found |= {f"{name} by character": of[name] for name in OUTCOMES[:2]}
        events = [name for name in sums if name.startswith((DONE_BY, ENDED_BY))]
        return found | {name: (begun * sums[name]).sum(1) for name in events}


def by_outcome(sums: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the chances of ``OUTCOMES``: of the deals that are not real, that they are hollow."""
    hollow = np.maximum(sums["deal"] - sums["real deal"], 0)
    return {name: hollow if name == "hollow deal" else sums[name] for name in OUTCOMES}


def appraise(
    terms: Terms,
    road: Road,
    options: Options,
    *,
    more: Callable[[Encounter], Wanted] | None = None,
    theirs: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Appraisal:
    """Solve a roadmap and look at it from the beliefs of ``terms``.

    ``more``: further quantities to add up; ``theirs``: add up their points too.
    """
    encounter = build(terms, road)
    return appraised(encounter, solve(encounter.game, options, progress), more=more, theirs=theirs)


def appraised(
    encounter: Encounter,
    solution: Solution,
    *,
    more: Callable[[Encounter], Wanted] | None = None,
    theirs: bool = False,
) -> Appraisal:
    """Look at a roadmap that has been solved from the beliefs of its terms."""
    terms = encounter.terms
    wanted = [points(encounter, [0]), outcomes(encounter)]
    if more is not None:
        wanted.append(more(encounter))
    return Appraisal(
        encounter=encounter,
        solution=solution,
        sums=along(encounter, solution, chosen(joined(wanted), [terms.we_are])),
        theirs=along(encounter, solution, points(encounter, [1])) if theirs else None,
        about_us=terms.beliefs[0],
        today=terms.beliefs[1],
    )
