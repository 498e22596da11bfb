"""From a case to its futures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from detente import __version__
from detente.case.load import CaseFile
from detente.case.model import Case
from detente.encounter.build import COMPLETED, DONE, LAPSE, SIGNALS, WALKOUT, WAR, Encounter
from detente.encounter.foresee.along import OUTCOMES, Wanted, done_by, done_name, ended_by, ended_name, joined
from detente.encounter.foresee.appraise import REFUSAL, Appraisal, appraise
from detente.encounter.foresee.options import Foresight
from detente.encounter.foresee.paths import Paths, ended, paths
from detente.encounter.foresee.ranges import Beliefs, Ranges, ranges
from detente.encounter.foresee.results import (
    QUANTILES,
    Check,
    Fan,
    Forecast,
    Futures,
    Milestone,
    Other,
    Prospect,
    Span,
    Trust,
    Worth,
)
from detente.encounter.foresee.signs import signs
from detente.encounter.foresee.store import keep, kept
from detente.encounter.foresee.war import war_within
from detente.encounter.foresee.worth import worths
from detente.encounter.game import SIDES, Flags, Floats
from detente.encounter.road import Road, road
from detente.encounter.solution import Options
from detente.encounter.solve import stage
from detente.encounter.terms import TENSIONS, NotJudged, Terms, terms
from detente.weigh import Options as WeighOptions
from detente.weigh.assess import answered

Progress = Callable[[int, int], None]

ENDED = {"completion": COMPLETED, "walkout": WALKOUT, "lapse": LAPSE, "war": WAR}
"""What a question calls an end -> its number."""


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
    if not file.case.roadmap:
        raise NotJudged("the case has no roadmap yet: list the steps under `roadmap`, one line after another")
    terms(file.case)  # says at once what is missing
    if (known := kept(file, options, repr(weighing))) is not None:
        return known
    tell = progress or (lambda what, done, total: None)
    _, draws = answered(file, weighing, progress=lambda done, total: tell("Weighing", done, total))
    together = draws.together
    found = _Foresight(file, options, Beliefs(together.ours, together.characters), tell).futures()
    keep(file, options, repr(weighing), found)
    return found


class _Dated(NamedTuple):
    """A question tied to an event, and by which round it is settled."""

    id: str
    rounds: int
    side: int
    act: int
    end: str | None


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
        questions = self._questions(these, lines)

        def more(encounter: Encounter) -> Wanted:
            acts = [
                (side, act, encounter.game.rounds)
                for side in (0, 1)
                for act in range(len(encounter.road.orders[side]))
            ]
            acts += [(q.side, q.act, q.rounds) for q in questions if q.end is None]
            ends = [(ENDED[q.end], q.rounds) for q in questions if q.end in ENDED]
            return joined([done_by(encounter, acts), ended_by(encounter, ends)])

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
        return self._told(seen, rough, plays, spread, questions, coarse)

    def _step(self, what: str) -> Progress:
        return lambda done, total: self.tell(what, done, total)

    def _questions(self, these: Terms, lines: Road) -> list[_Dated]:
        """Return the questions that an event of the encounter settles, with the rounds that end by their day."""
        found = []
        for name, question in self.case.questions.items():
            if question.event is None:
                continue
            rounds = sum(self._day(t) <= question.by.end.isoformat() for t in range(these.rounds))
            if question.event.done is None:
                found.append(_Dated(name, rounds, 0, 0, question.event.end))
                continue
            key, written = question.event.done.split(".", 1)
            side = SIDES.index(key)
            step, _, part = written.partition(".")
            acts = [
                number
                for number, act in enumerate(lines.orders[side])
                if act.step == step and (act.first + act.count > int(part) if part else act.completes)
            ]
            if acts:
                found.append(_Dated(name, rounds, side, acts[0], None))
        return found

    def _day(self, t: int) -> str:
        return self.case.talks.round_length.after(self.case.as_of.start, t + 1).isoformat()

    def _told(
        self,
        seen: Appraisal,
        rough: Appraisal,
        plays: Paths,
        spread: Ranges,
        questions: Sequence[_Dated],
        coarse: Options,
    ) -> Futures:
        case, encounter = self.case, seen.encounter
        these, game = encounter.terms, encounter.game
        accepted = seen.acceptance.overall
        trusted = np.array([person.trusted for person in these.people[1]])
        river = self._river(encounter, plays, accepted)
        chances = {name: rows[-1] for name, rows in river.items()}
        war = float(accepted * war_within(encounter, plays))
        alone = encounter.around
        war_without = float(alone.war_by(game.rounds)[alone.start, alone.outside_now])
        by_sums = seen.outcomes
        best = self._yardstick(these)
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
            yardstick=best,
            outcomes={name: spread.span(name, chance) for name, chance in chances.items()},
            river=river,
            war=Span(war + (1 - accepted) * war_without),
            war_without=war_without,
            milestones=self._milestones(encounter, plays, accepted, spread),
            trust=self._trust(encounter, plays, trusted),
            progress=self._progress(encounter, plays),
            tension=self._tension(encounter, plays),
            forecasts=self._forecasts(encounter, plays, accepted, spread, questions),
            signs=signs(encounter, plays, accepted, trusted, self._day),
            worths=more_worth,
            principal=principal,
            check=self._check(seen, rough, plays, spread, chances, by_sums),
            notes=self._notes(),
            case_hash=self.file.hash,
            version=__version__,
        )

    # --- parts -------------------------------------------------------------------------------------------------------

    def _river(self, encounter: Encounter, plays: Paths, accepted: float) -> dict[str, list[float]]:
        """Return for each outcome its chance by the end of each round; the last row has all."""
        ends = ended(encounter, plays)[1:]
        left = _left(encounter, plays)
        parts: dict[str, Floats] = {
            "real deal": (ends == COMPLETED) & (plays.sham == 0),
            "hollow deal": (ends == COMPLETED) & (plays.sham != 0),
            "walkout by us": (ends == WALKOUT) * left[0],
            "walkout by them": (ends == WALKOUT) * left[1],
            "lapse": ends == LAPSE,
            "war": ends == WAR,
        }
        found = {REFUSAL: [1 - accepted] * plays.rounds}
        for name in OUTCOMES:
            found[name] = [float(accepted * (row @ plays.weight)) for row in parts[name]]
        return found

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

    def _yardstick(self, these: Terms) -> tuple[str, float]:
        """Return the step of theirs that is worth most to us, undivided and delivered."""
        person = these.people[0][these.we_are]
        worth = {
            deed.says: float(person.values @ (deed.gives + deed.changes)) for deed in these.steps[1].values()
        }
        best = max(worth, key=lambda says: worth[says])
        return best, worth[best]

    def _milestones(
        self, encounter: Encounter, plays: Paths, accepted: float, spread: Ranges
    ) -> list[Milestone]:
        found = []
        places = [0, 0]
        done = [_acts_done(encounter, plays, side) for side in (0, 1)]
        for number, line in enumerate(encounter.road.lines, 1):
            for side, act in enumerate(line):
                if act is None:
                    continue
                place = places[side]
                places[side] += 1
                by = [float(accepted * (row @ plays.weight)) for row in done[side][1:] > place]
                name = done_name(side, place, encounter.game.rounds)
                found.append(
                    Milestone(
                        line=number,
                        side=SIDES[side],
                        act=str(act),
                        says=encounter.terms.steps[side][act.step].says,
                        chance=spread.span(name, by[-1]),
                        by_round=by,
                        median=next((t for t, chance in enumerate(by, 1) if chance >= 0.5), None),
                    )
                )
        return found

    def _trust(self, encounter: Encounter, plays: Paths, trusted: Flags) -> dict[str, Trust]:
        ours = np.array([person.trusted for person in encounter.terms.people[0]])
        about_them = plays.belief_them[..., trusted].sum(-1)
        about_us = plays.belief_us[..., ours].sum(-1)
        kinds = {"if they mean it": trusted[plays.them], "if it is a trap": ~trusted[plays.them]}
        return {
            name: Trust(
                _fan(about_them[:, which], plays.weight[which]), _fan(about_us[:, which], plays.weight[which])
            )
            for name, which in kinds.items()
            if which.any() and plays.weight[which].sum() > 0
        }

    def _progress(self, encounter: Encounter, plays: Paths) -> Fan:
        done = _acts_done(encounter, plays, 0) + _acts_done(encounter, plays, 1)
        return _fan(done.astype(float), plays.weight)

    def _tension(self, encounter: Encounter, plays: Paths) -> dict[str, list[float]]:
        if encounter.around.tensions == 1:
            return {}
        states = len(encounter.game.states)
        found: dict[str, list[float]] = {name: [] for name in TENSIONS}
        for row in plays.state[:-1]:  # after the last round no talks go on
            on = row < states
            weight = plays.weight * on
            level = encounter.tension[np.where(on, row, 0)]
            for number, name in enumerate(TENSIONS):
                found[name].append(
                    float(weight[level == number].sum() / weight.sum()) if weight.any() else 0.0
                )
        return found

    def _forecasts(
        self,
        encounter: Encounter,
        plays: Paths,
        accepted: float,
        spread: Ranges,
        questions: Sequence[_Dated],
    ) -> list[Forecast]:
        found = []
        ends = ended(encounter, plays)
        done = [_acts_done(encounter, plays, side) for side in (0, 1)]
        for each in questions:
            question = self.case.questions[each.id]
            assert question.event is not None
            if each.end is None:
                chance = float(accepted * (plays.weight @ (done[each.side][each.rounds] > each.act)))
                name = done_name(each.side, each.act, each.rounds)
            elif each.end == REFUSAL:
                chance, name = 1 - accepted, REFUSAL
            else:
                end = ENDED[each.end]
                chance = float(accepted * (plays.weight @ (ends[each.rounds] == end)))
                name = ended_name(end, each.rounds)
            found.append(
                Forecast(
                    id=each.id,
                    ask=question.ask,
                    by=question.by.written,
                    resolves=question.resolves,
                    event=question.event.done or f"talks end in {each.end}",
                    chance=spread.span(name, chance),
                )
            )
        return found

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
            draws=options.draws,
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
        left_out = {
            "talks": "how talks run",
            "care": "how sharply sides choose",
            "shocks": "shocks from outside talks",
            "outcomes": "what walkouts and war are worth",
            "discount": "what a month later is worth",
        }
        unsaid = [said for key, said in left_out.items() if key not in case.model_fields_set]
        return [f"Not judged in the case, so by default: {', '.join(unsaid)}."] if unsaid else []


def _acts_done(encounter: Encounter, plays: Paths, side: int) -> Floats:
    """Return (T + 1, N): how many acts of a side have been seen done."""
    signals = encounter.game.sides[side].signals
    done = signals.index(SIGNALS[DONE]) if SIGNALS[DONE] in signals else -2
    seen = np.cumsum(plays.signal[:, side] == done, axis=0)
    return np.concatenate([np.zeros((1, seen.shape[1]), dtype=seen.dtype), seen])


def _left(encounter: Encounter, plays: Paths) -> tuple[Floats, Floats]:
    """Return (N,) each: whether we, and they, left; a half each where both did in one round."""
    who = [
        (plays.signal[:, side] == game_side.signals.index("left")).any(0).astype(float)
        for side, game_side in enumerate(encounter.game.sides)
    ]
    both = 0.5 * who[0] * who[1]
    return who[0] - both, who[1] - both


def _fan(values: Floats, weight: Floats) -> Fan:
    """Return quantiles by round of (rounds, N) values."""
    return Fan(
        [
            [float(q) for q in np.quantile(row, QUANTILES, weights=weight, method="inverted_cdf")]
            for row in values
        ]
    )
