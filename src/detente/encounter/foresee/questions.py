"""Questions that an event of the encounter settles, and how likely it is by their day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from detente.case.model import Case
from detente.encounter.build import COMPLETED, LAPSE, WALKOUT, Encounter
from detente.encounter.foresee.along import Wanted, done_by, done_name, ended_by, ended_name, joined
from detente.encounter.foresee.appraise import REFUSAL
from detente.encounter.foresee.paths import Paths, ended
from detente.encounter.foresee.ranges import Ranges
from detente.encounter.foresee.results import Forecast, Span
from detente.encounter.foresee.series import acts_done
from detente.encounter.foresee.war import war_by
from detente.encounter.game import SIDES
from detente.encounter.road import Road

ENDED = {"completion": COMPLETED, "walkout": WALKOUT, "lapse": LAPSE}
"""What a question calls an end -> its number."""
WAR_ALL_THE_SAME = "war"
"""What a question calls war, which may also come where nobody talks, or talks no more."""
SAYS = {
    "completion": "all steps are seen done",
    "walkout": "a side walks out",
    "lapse": "talks run out",
    WAR_ALL_THE_SAME: "war, talks or not",
    REFUSAL: "they refuse",
}


class Dated(NamedTuple):
    """A question tied to an event, and by which round it is settled."""

    id: str
    rounds: int
    side: int
    act: int
    end: str | None


def questions(case: Case, lines: Road, days: Sequence[str]) -> list[Dated]:
    """Return the questions that an event of the encounter settles, with the rounds that end by their day."""
    found = []
    for name, question in case.questions.items():
        if question.event is None:
            continue
        rounds = sum(day <= question.by.end.isoformat() for day in days)
        if question.event.done is None:
            found.append(Dated(name, rounds, 0, 0, question.event.end))
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
            found.append(Dated(name, rounds, side, acts[0], None))
    return found


def forecasts(
    case: Case,
    encounter: Encounter,
    plays: Paths,
    accepted: float,
    spread: Ranges,
    dated: Sequence[Dated],
) -> list[Forecast]:
    """Return how likely the event of each question is by its day. ``accepted``: chance of a yes.

    War has no range: it is a mean over what may happen after talks, which the games drawn for ranges do not follow.
    """
    found = []
    ends = ended(encounter, plays)
    done = [acts_done(encounter, plays, side) for side in (0, 1)]
    for each in dated:
        question = case.questions[each.id]
        assert question.event is not None
        if each.end == WAR_ALL_THE_SAME:
            span = Span(war_by(encounter, plays, accepted, each.rounds))
        elif each.end is None:
            chance = float(accepted * (plays.weight @ (done[each.side][each.rounds] > each.act)))
            span = spread.span(done_name(each.side, each.act, each.rounds), chance)
        elif each.end == REFUSAL:
            span = spread.span(REFUSAL, max(0.0, 1 - accepted))
        else:
            end = ENDED[each.end]
            chance = float(accepted * (plays.weight @ (ends[each.rounds] == end)))
            span = spread.span(ended_name(end, each.rounds), chance)
        found.append(
            Forecast(
                id=each.id,
                ask=question.ask,
                by=question.by.written,
                resolves=question.resolves,
                event=question.event.done or SAYS[str(each.end)],
                chance=span,
            )
        )
    return found


def wanted(encounter: Encounter, dated: Sequence[Dated]) -> Wanted:
    """Return what must be added up for questions: acts done and ends come by their rounds."""
    acts = [(each.side, each.act, each.rounds) for each in dated if each.end is None]
    ends = [(ENDED[each.end], each.rounds) for each in dated if each.end in ENDED]
    return joined([done_by(encounter, acts), ended_by(encounter, ends)])
