"""From a case to what to try."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from detente import __version__
from detente.case.load import CaseFile
from detente.case.model import Case
from detente.encounter.foresee.ranges import HIGH, LOW, Beliefs
from detente.encounter.foresee.results import Span
from detente.encounter.game import Floats
from detente.encounter.road import Road, road
from detente.encounter.solution import Options
from detente.encounter.terms import Terms, require, yardstick
from detente.plan.changes import Changes
from detente.plan.choose import fault, front, order
from detente.plan.closer import Looking, looked, pack, unpack
from detente.plan.confirm import confirmed, marked
from detente.plan.inputs import Inputs, inputs
from detente.plan.options import Planning
from detente.plan.results import Bar, Candidate, Finalist, Information, Plan
from detente.plan.roadmaps import Roadmaps, open_to
from detente.plan.search import Search, Tell
from detente.plan.work import Desk
from detente.runs import Kept, Store, finish
from detente.weigh import Options as WeighOptions
from detente.weigh.assess import answered
from detente.weigh.doubt.characters import Told, told

KEPT = Kept("plan", Plan)
"""By the case with its views, and the options: the brief wants them again."""


def plan(
    file: CaseFile,
    options: Planning | None = None,
    weighing: WeighOptions | None = None,
    progress: Tell | None = None,
    *,
    executor: Executor | None = None,
    resume: bool = False,
    only: bool = False,
) -> Plan:
    """Return what to try: roadmaps compared from today's beliefs, those of weighing, and one recommended by the stated rule.

    ``progress(what, done, total)`` is called in between. ``executor``: worker processes, of ``runs.pool`` or a cluster's.
    ``resume``: take over what a run that was stopped had finished. ``only``: judge the case's own roadmap and no other.
    Raises NotJudged where the case has no whole encounter, and what weighing raises. What was found before from the same
    content is returned as it was kept.
    """
    options, weighing = options or Planning(), weighing or WeighOptions()
    require(file.case)
    key = repr((file.hash, options, weighing, only))
    if (known := KEPT.find(key)) is not None:
        return known
    tell = progress or (lambda what, done, total: None)
    _, draws = answered(file, weighing, progress=lambda done, total: tell("Weighing", done, total), look=True)
    beliefs = Beliefs(draws.together.ours, draws.together.characters)
    desk = Desk(executor, Store.usual("roadmap"), resume)
    found = _Planner(file, options, inputs(file.case, beliefs), told(draws), desk, tell, only).plan()
    KEPT.keep(key, found)
    return found


@dataclass(frozen=True)
class _Planner:
    file: CaseFile
    options: Planning
    inputs: Inputs
    told: Mapping[str, Told]
    desk: Desk
    tell: Tell
    only: bool

    @property
    def case(self) -> Case:
        return self.file.case

    @property
    def cap(self) -> float | None:
        """The greatest trap loss that we will bear."""
        if self.options.cap is not None:
            return self.options.cap
        rules = self.case.plan
        return None if rules is None or rules.cap is None else rules.cap.median

    def plan(self) -> Plan:
        these = self.inputs.at({})
        given = road(self.case.roadmap, these)
        choices = open_to(self.case, these)
        search = Search(these, choices, given, self.options, self.cap, self.desk, self.tell)
        asked = [belief for each in self.told.values() for belief in (each.seen, each.unseen)]
        beliefs = np.array(asked).reshape(-1, len(these.beliefs[1]))
        ranked = search.found(beliefs, only=self.only)
        by_name = {f"R{n}": each for n, each in enumerate(ranked, 1)}
        finalists = self._finalists(these, by_name, search.trusted)
        names = [each.name for each in finalists]
        roads, coarse = zip(*(by_name[name] for name in names), strict=True)
        changes = Changes(self.inputs, names, roads, self.options, self.cap, self.desk, self.tell)
        bars, values, losses = changes.drawn(changes.tornado())
        finalists[0] = replace(
            finalists[0],
            trying=_span(finalists[0].trying.value, values),
            trap_loss=_span(finalists[0].trap_loss.value, losses),
        )
        return self._told(
            these,
            choices,
            search,
            by_name,
            finalists,
            changes.learned(coarse, self.told, self._says()),
            bars,
            len(values),
        )

    def _finalists(
        self, these: Terms, ranked: Mapping[str, tuple[Road, Candidate]], trusted: Sequence[str]
    ) -> list[Finalist]:
        """Return the best roadmaps looked at closely, the best first: more of them while none of these may be recommended.

        What the fine grid rules out, the next in rank may still pass.
        """
        may = [name for name, (_, each) in ranked.items() if fault(each, trusted, self.cap) is None]
        waiting = list(dict.fromkeys([*may, *ranked]))
        found: list[Finalist] = []
        for first in range(0, max(len(may), 1), self.options.finalists):
            names = waiting[first : first + self.options.finalists]
            final = {name: ranked[name][0] for name in names}
            found += self._closely(these, final, [ranked[name][1] for name in names], trusted)
            if any(fault(each.candidate, trusted, self.cap) is None for each in found):
                break
        return [found[n] for n in order([each.candidate for each in found], trusted, self.cap)]

    def _closely(
        self, these: Terms, final: Mapping[str, Road], coarse: Sequence[Candidate], trusted: Sequence[str]
    ) -> list[Finalist]:
        grids = [Options(points=(points, points)) for points in (self.options.points, self.options.coarse)]
        days = [self._day(t) for t in range(these.rounds)]
        jobs = [Looking(these, name, final, grids[0], grids[1], days, self.options.seed) for name in final]
        desk = self.desk
        finalists = finish(
            looked,
            [(job.key, job) for job in jobs],
            pack=pack,
            unpack=unpack,
            executor=desk.executor,
            store=desk.store,
            resume=desk.resume,
            progress=self._step("Looking closely"),
        )
        otherwise = confirmed(these, final, self.options, desk, self._step("Confirming"))
        return marked(finalists, coarse, otherwise, trusted, self.cap)

    def _step(self, what: str) -> Callable[[int, int], None]:
        return lambda done, total: self.tell(what, done, total)

    def _day(self, t: int) -> str:
        return self.case.talks.round_length.after(self.case.as_of.start, t + 1).isoformat()

    def _says(self) -> dict[str, str]:
        return {name: each.says for name, each in self.case.indicators.items()}

    def _told(
        self,
        these: Terms,
        choices: Roadmaps,
        search: Search,
        ranked: Mapping[str, tuple[Road, Candidate]],
        finalists: Sequence[Finalist],
        information: Sequence[Information],
        bars: Sequence[Bar],
        games: int,
    ) -> Plan:
        case, names = self.case, list(ranked)
        candidates = [candidate for _, candidate in ranked.values()]
        first = finalists[0]
        recommended = None if fault(first.candidate, search.trusted, self.cap) else first.name
        runner_up, lost_by = self._runner_up(ranked, finalists, recommended, search.trusted)
        given = next((name for name, (road, _) in ranked.items() if road == search.given), None)
        return Plan(
            title=case.title,
            marking=case.marking,
            us=case.sides.us,
            them=case.sides.them,
            as_of=case.as_of.written,
            round_length=case.talks.round_length.written,
            dates=[self._day(t) for t in range(these.rounds)],
            we_are=these.people[0][these.we_are].name,
            trust=self.inputs.trust(these.beliefs[1]),
            cap=self.cap,
            counted_full=choices.full,
            counted=choices.all,
            looked_at=len(search.looked),
            exhaustive=search.exhaustive and not self.only,
            candidates=candidates,
            given=given,
            recommended=recommended,
            runner_up=runner_up,
            lost_by=lost_by,
            front=[names[n] for n in front(candidates)],
            finalists=finalists,
            tornado=bars,
            information=information,
            yardstick=yardstick(these),
            points=self.options.points,
            coarse=self.options.coarse,
            rough=self.options.rough,
            samples=self.options.samples,
            games=games,
            seed=self.options.seed,
            case_hash=self.file.hash,
            version=__version__,
        )

    def _runner_up(
        self,
        ranked: Mapping[str, tuple[Road, Candidate]],
        finalists: Sequence[Finalist],
        recommended: str | None,
        trusted: Sequence[str],
    ) -> tuple[str | None, Literal["value", "acceptance", "cap", "nothing", "no other"]]:
        """Return the roadmap of the greatest value beside the recommended one, on the coarse grid, and why it is not recommended."""
        others = {name: candidate for name, (_, candidate) in ranked.items() if name != recommended}
        if not others:
            return None, "no other"
        name = max(others, key=lambda each: others[each].value)
        fine = {each.name: each.candidate for each in finalists}
        return name, fault(fine.get(name, others[name]), trusted, self.cap) or "value"


def _span(value: float, draws: Floats) -> Span:
    """Return a value with the 5-95 % range of its draws."""
    if not len(draws):
        return Span(value)
    low, high = np.quantile(draws, (LOW, HIGH))
    return Span(value, min(float(low), value), max(float(high), value))
