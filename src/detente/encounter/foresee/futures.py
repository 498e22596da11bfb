"""From a case to its futures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from detente import __version__
from detente.case.load import CaseFile
from detente.case.model import Case
from detente.encounter.build import Encounter
from detente.encounter.foresee.along import Wanted, done_by, joined
from detente.encounter.foresee.appraise import Appraisal, appraise
from detente.encounter.foresee.defaults import unjudged
from detente.encounter.foresee.options import Foresight
from detente.encounter.foresee.paths import Paths, paths
from detente.encounter.foresee.questions import Dated, forecasts, questions, wanted
from detente.encounter.foresee.ranges import Beliefs, Ranges, ranges
from detente.encounter.foresee.results import (
    Check,
    Futures,
    Other,
    Prospect,
    Span,
    Worth,
)
from detente.encounter.foresee.series import milestones, progress, river, tension, trust
from detente.encounter.foresee.signs import signs
from detente.encounter.foresee.war import war_by
from detente.encounter.foresee.worth import worths
from detente.encounter.road import Road, road
from detente.encounter.solution import Options
from detente.encounter.solve import stage
from detente.encounter.terms import Terms, require, terms, yardstick
from detente.runs import Kept
from detente.weigh import Options as WeighOptions
from detente.weigh.assess import answered

Progress = Callable[[int, int], None]

KEPT = Kept("futures", Futures)
"""By the case with its views, and the options: the brief wants them again."""


def foresee(
    file: CaseFile,
    options: Foresight | None = None,
    weighing: WeighOptions | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Futures:
    """Return where a meeting may lead, from today's beliefs, those of weighing.

    ``progress(what, done, total)`` is called in between. Raises NotJudged where the case has no whole encounter, and what
    weighing raises. What was found before from the same content is returned as it was kept.
    """
    options, weighing = options or Foresight(), weighing or WeighOptions()
    require(file.case)
    key = repr((file.hash, options, weighing))
    if (known := KEPT.find(key)) is not None:
        return known
    tell = progress or (lambda what, done, total: None)
    _, draws = answered(file, weighing, progress=lambda done, total: tell("Weighing", done, total))
    together = draws.together
    found = _Foresight(file, options, Beliefs(together.ours, together.characters), tell).futures()
    KEPT.keep(key, found)
    return found


@dataclass(frozen=True)
class _Foresight:
    file: CaseFile
    options: Foresight
    beliefs: Beliefs
    tell: Callable[[str, int, int], None]

    @property
    def case(self) -> Case:
        return self.file.case

    def futures(self) -> Futures:
        case, options = self.case, self.options
        these = terms(case, beliefs=self.beliefs.central)
        lines = road(case.roadmap, these)
        days = [self._day(t) for t in range(these.rounds)]
        dated = questions(case, lines, days)

        def more(encounter: Encounter) -> Wanted:
            acts = [
                (side, act, encounter.game.rounds)
                for side in (0, 1)
                for act in range(len(encounter.road.orders[side]))
            ]
            return joined([done_by(encounter, acts), wanted(encounter, dated)])

        fine = Options(points=(options.points, options.points), seed=options.seed)
        coarse = Options(points=(options.coarse, options.coarse), seed=options.seed)
        seen = appraise(these, lines, fine, more=more, theirs=True, progress=self._step("Solving"))
        rough = appraise(these, lines, coarse)
        plays = paths(
            seen.encounter,
            seen.solution,
            seen.acceptance.belief,
            draws=options.paths,
            seed=options.seed,
            progress=self._step("Playing"),
        )
        spread = ranges(self.file, self.beliefs, options, more, self._step("Ranges"))
        return self._told(seen, rough, plays, spread, dated, coarse)

    def _step(self, what: str) -> Progress:
        return lambda done, total: self.tell(what, done, total)

    def _day(self, t: int) -> str:
        return self.case.talks.round_length.after(self.case.as_of.start, t + 1).isoformat()

    def _told(
        self,
        seen: Appraisal,
        rough: Appraisal,
        plays: Paths,
        spread: Ranges,
        dated: Sequence[Dated],
        coarse: Options,
    ) -> Futures:
        case, encounter = self.case, seen.encounter
        these, game = encounter.terms, encounter.game
        accepted = seen.acceptance.overall
        trusted = np.array([person.trusted for person in these.people[1]])
        flow = river(encounter, plays, accepted)
        chances = {name: rows[-1] for name, rows in flow.items()}
        war = float(war_by(encounter, plays, accepted, game.rounds))
        alone = encounter.around
        war_without = float(alone.war_by(game.rounds)[alone.start, alone.outside_now])
        by_sums = seen.outcomes
        principal, more_worth = self._changed(these, encounter.road, rough, coarse)
        return Futures(
            title=case.title,
            marking=case.marking,
            us=case.sides.us,
            them=case.sides.them,
            as_of=case.as_of.written,
            round_length=case.talks.round_length.written,
            dates=[self._day(t) for t in range(game.rounds)],
            roadmap=[[str(act) if act else None for act in line] for line in encounter.road.lines],
            we_are=these.people[0][these.we_are].name,
            ours={
                person.name: float(chance)
                for person, chance in zip(these.people[0], seen.about_us, strict=True)
            },
            prospects=[self._prospect(seen, spread, j) for j in range(len(these.people[1]))],
            accepts=spread.span("accepts", accepted),
            trying=spread.span("trying", seen.trying.whole),
            split=seen.trying,
            not_engaging=seen.refused,
            yardstick=yardstick(these),
            outcomes={name: spread.span(name, chance) for name, chance in chances.items()},
            river=flow,
            war=Span(war),
            war_without=war_without,
            milestones=milestones(encounter, plays, accepted, spread),
            trust=trust(encounter, plays, trusted),
            progress=progress(encounter, plays),
            tension=tension(encounter, plays),
            forecasts=forecasts(case, encounter, plays, accepted, spread, dated),
            signs=signs(encounter, plays, accepted, trusted, self._day),
            worths=more_worth,
            principal=principal,
            check=self._check(seen, rough, plays, spread, chances, by_sums),
            notes=self._notes(),
            case_hash=self.file.hash,
            version=__version__,
        )

    # --- parts -------------------------------------------------------------------------------------------------------

    def _prospect(self, seen: Appraisal, spread: Ranges, j: int) -> Prospect:
        these = seen.encounter.terms
        person = these.people[1][j]
        by = seen.by_character
        values = sorted(zip(these.goods, person.values.tolist(), strict=True), key=lambda each: -abs(each[1]))
        return Prospect(
            name=person.name,
            says=person.says,
            trusted=person.trusted,
            values={good: value for good, value in values if value},
            word=person.word,
            today=spread.span("today", float(seen.today[j]), j),
            after_yes=float(seen.acceptance.belief[j]),
            accepts=spread.span("accepts by character", float(seen.acceptance.chance[j]), j),
            real=spread.span("real deal by character", float(by["real deal"][j]), j),
            hollow=spread.span("hollow deal by character", float(by["hollow deal"][j]), j),
            split=seen.split(j),
            theirs=seen.their_split(j),
        )

    def _changed(
        self, these: Terms, lines: Road, rough: Appraisal, coarse: Options
    ) -> tuple[Other | None, list[Worth]]:
        if not self.options.worths:
            return None, []
        found = worths(these, lines, rough, coarse, self._step("Verification and channels"))
        principal = appraise(
            these,
            lines,
            Options(selection="principal", points=coarse.points, seed=coarse.seed),
            progress=self._step("Principal selection"),
        )
        other = Other(
            trying=principal.trying.whole,
            outcomes=principal.outcomes,
            unsettled=principal.solution.counts["unsettled"],
            points=coarse.points[0],
        )
        return other, found

    def _check(
        self,
        seen: Appraisal,
        rough: Appraisal,
        plays: Paths,
        spread: Ranges,
        chances: dict[str, float],
        by_sums: dict[str, float],
    ) -> Check:
        options, solution = self.options, seen.solution
        start = seen.encounter.game.start
        solved = stage(solution, 0, start, seen.about_us, seen.acceptance.belief)
        us, them = solution.interpolated(0, start, seen.about_us, seen.acceptance.belief)
        begun = seen.today * seen.acceptance.chance
        errors = [
            np.sqrt(sum((begun * table) * (begun - begun * table)) / options.paths)
            for table in seen.by_character.values()
        ]
        return Check(
            points=options.points,
            coarse=options.coarse,
            games=options.games,
            paths=len(plays.weight),
            exact=plays.exact,
            seed=options.seed,
            solved=solution.points,
            unsettled=solution.counts["unsettled"],
            residual=solution.worst,
            acceptance_residual=seen.acceptance.residual,
            other_acceptances=seen.acceptance.others,
            sampling_error=0.0 if plays.exact else float(max(errors)),
            grid_difference=abs(seen.trying.whole - rough.trying.whole),
            ways_difference=max(abs(chances[name] - value) for name, value in by_sums.items()),
            stage_difference=float(max(abs(solved.us - us).max(), abs(solved.them - them).max())),
            ensemble_unsettled=spread.unsettled,
        )

    def _notes(self) -> list[str]:
        case = self.case
        notes = [unjudged(case)]
        if untied := [name for name, each in case.questions.items() if each.event is None]:
            notes.append(f"Tied to no event of the encounter, so without a forecast: {', '.join(untied)}.")
        return [note for note in notes if note]
