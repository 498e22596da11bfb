"""One roadmap under one reading of the inputs: solved, begun or refused, and what it is worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from detente.encounter.build import COMPONENTS, Encounter, build
from detente.encounter.foresee.accept import Acceptance, accept
from detente.encounter.foresee.along import OUTCOMES, Along, Wanted, along, joined, outcomes, points
from detente.encounter.foresee.results import Split
from detente.encounter.game import Floats
from detente.encounter.road import Road
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
    about_us: Floats
    today: Floats
    """(L,): the belief about them before the yes."""
    acceptance: Acceptance
    at_start: Mapping[str, Floats]
    """Quantity -> (K, L), once talks have begun."""

    def seen_from(self, about_us: Floats, today: Floats) -> Appraisal:
        """Return the same roadmap seen from other beliefs."""
        encounter = _believing(self.encounter, about_us, today)
        acceptance = accept(encounter, self.solution, about_us, today, look=False)
        at_start = self.sums.at(0, encounter.game.start, about_us, acceptance.belief)
        return replace(
            self,
            encounter=encounter,
            about_us=about_us,
            today=today,
            acceptance=acceptance,
            at_start=at_start,
        )

    @property
    def we(self) -> int:
        """Which of our characters we are."""
        return self.encounter.terms.we_are

    def points(self, side: int) -> dict[str, Floats]:
        """Return by component (L,): what talks with each character bring a side over not engaging.

        Side 0: us, as the character that we are. Side 1: them, over what they believe of us.
        """
        key = ("us", "them")[side]
        found = {}
        refused = self.encounter.around.not_engaging[side]
        for component in COMPONENTS:
            table = self.at_start[f"{key}.{component}"]
            found[component] = table[self.we] if side == 0 else self.about_us @ table
        found["tension"] = found["tension"] - (refused[self.we] if side == 0 else refused)
        return found

    def split(self, side: int, character: int) -> Split:
        """Return what talks with one character of theirs bring a side over not engaging."""
        return Split(**{name: float(each[character]) for name, each in self.points(side).items()})

    @property
    def trying(self) -> Split:
        """The value of trying, by component: over all that they may be, refusals counted."""
        begun = self.today * self.acceptance.chance
        return Split(**{name: float(begun @ each) for name, each in self.points(0).items()})

    @property
    def by_character(self) -> dict[str, Floats]:
        """Outcome -> (L,): its chance once talks have begun, by what they are."""
        found = {name: self.at_start[name][self.we] for name in ("real deal", *OUTCOMES[2:])}
        hollow = np.maximum(self.at_start["deal"][self.we] - found["real deal"], 0)
        return {name: found.get(name, hollow) for name in OUTCOMES}

    @property
    def outcomes(self) -> dict[str, float]:
        """Outcome -> its chance today; refusal is one."""
        begun = self.today * self.acceptance.chance
        found = {name: float(begun @ each) for name, each in self.by_character.items()}
        return {REFUSAL: 1 - self.acceptance.overall, **found}


def appraise(
    terms: Terms,
    road: Road,
    options: Options,
    *,
    more: Callable[[Encounter], Wanted] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Appraisal:
    """Solve a roadmap and look at it from the beliefs of ``terms``. ``more``: further quantities to add up."""
    encounter = build(terms, road)
    solution = solve(encounter.game, options, progress)
    wanted = [points(encounter), outcomes(encounter)]
    if more is not None:
        wanted.append(more(encounter))
    sums = along(encounter, solution, joined(wanted))
    about_us, today = terms.beliefs
    acceptance = accept(encounter, solution, about_us, today)
    at_start = sums.at(0, encounter.game.start, about_us, acceptance.belief)
    return Appraisal(encounter, solution, sums, about_us, today, acceptance, at_start)


def _believing(encounter: Encounter, about_us: Floats, about_them: Floats) -> Encounter:
    terms = replace(encounter.terms, beliefs=(about_us, about_them))
    game = encounter.game
    game = replace(game, us=replace(game.us, belief=about_us), them=replace(game.them, belief=about_them))
    return replace(encounter, terms=terms, game=game)
