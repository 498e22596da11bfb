"""A finalist looked at closely, on the fine grid."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

import numpy as np
from pydantic import TypeAdapter

from detente.encounter.build import Encounter
from detente.encounter.foresee.paths import Paths, paths
from detente.encounter.foresee.results import Span
from detente.encounter.foresee.series import acts_done
from detente.encounter.game import Floats
from detente.encounter.road import Road
from detente.encounter.simplex import corners
from detente.encounter.solution import Options
from detente.encounter.terms import Terms
from detente.plan.judge import Judgement, judge, worst_of
from detente.plan.margins import Choices, margins, root, tripwires
from detente.plan.reply import trap
from detente.plan.results import Exchange, Finalist, Move, Ploy, Renegotiation, Tripwire
from detente.plan.roadmaps import full
from detente.plan.shared import parts_done
from detente.plan.way import Station, acts_due, ledger, line_of, way
from detente.plan.work import plain

PLAYS = 20_000
"""Plays drawn for each of their characters: how often talks come so far, and when."""
WORTHWHILE = 0.5
"""Points that each side must gain by changing over to another roadmap, for it to be told."""


@dataclass(frozen=True, eq=False)
class Looking:
    """A job: the first of several roadmaps looked at closely, the others solved beside it for what they would offer on the way."""

    terms: Terms
    name: str
    roads: Mapping[str, Road]
    """Name -> finalist; ``name`` is one of them."""
    fine: Options
    coarse: Options
    days: Sequence[str]
    """The last day of each round."""
    seed: int

    @property
    def key(self) -> str:
        """Name all that the result depends on."""
        return hashlib.sha256(json.dumps(plain(self), sort_keys=True).encode()).hexdigest()


def looked(job: Looking) -> Finalist:
    """Do a job. Marks, confirmations and ranges are others' work."""
    terms, road = job.terms, job.roads[job.name]
    found = judge(terms, road, job.fine, full=full(terms, road))
    seen, encounter = found.appraisal, found.appraisal.encounter
    plays = paths(seen.encounter, seen.solution, seen.acceptance.belief, draws=PLAYS, seed=job.seed)
    stations, choices = way(seen, plays), Choices.of(seen)

    def day(t: int) -> str:
        return job.days[t]

    names = [person.name for person in terms.people[1]]
    lure = worst_of(found.candidate.deceptions)
    worst = None if lure is None else names.index(lure.name)
    known = np.zeros(encounter.game.rounds)
    if worst is not None:
        known = trap(seen, exposure=True).known_by(seen.about_us, seen.acceptance.belief, worst)
    others = {
        name: judge(terms, other, job.coarse, full=full(terms, other))
        for name, other in job.roads.items()
        if name != job.name
    }
    return Finalist(
        name=job.name,
        candidate=found.candidate,
        confirmations=[],
        marks=[],
        trying=Span(found.candidate.trying.whole),
        trap_loss=Span(found.candidate.trap_loss),
        worst=None if lure is None else lure.name,
        ploys=[]
        if worst is None or lure is None or lure.refuses
        else _ploys(found, stations, worst, job.days),
        known_by=known.tolist(),
        never=float(1 - known[-1]),
        margins=margins(choices, stations, day),
        tripwires=[*_before_the_yes(found), *tripwires(seen, choices, stations, plays, day)],
        ledger=ledger(seen, stations, day),
        exchanges=_exchanges(encounter, plays, seen.acceptance.overall, job.days),
        renegotiations=_renegotiations(found, others, stations),
    )


def _ploys(found: Judgement, stations: Sequence[Station], who: int, days: Sequence[str]) -> list[Ploy]:
    """Return what a character's best reply does with each of its acts along the way; between grid points, what most of them say."""
    encounter, solution = found.appraisal.encounter, found.appraisal.solution
    names = encounter.game.them.moves
    result = []
    for here in stations:
        replies = found.trap.replies.moves[here.t][solution.place[here.t, here.x], :, :, who]
        (at_us, weight_us), (at_them, weight_them) = (
            corners(belief, points)
            for belief, points in zip((here.about_us, here.about_them), solution.options.points, strict=True)
        )
        votes = np.bincount(
            replies[np.ix_(at_us, at_them)].reshape(-1),
            weights=np.outer(weight_us, weight_them).reshape(-1),
            minlength=len(names),
        )
        for side, act in acts_due(encounter, here):
            if side == 1:
                result.append(
                    Ploy(
                        line=line_of(encounter, 1, act),
                        act=f"them.{act}",
                        says=encounter.terms.steps[1][act.step].says,
                        round=here.t + 1,
                        date=days[here.t],
                        move=cast(Move, names[int(votes.argmax())]),
                    )
                )
    return result


def _before_the_yes(found: Judgement) -> list[Tripwire]:
    """Return the trust at which the value of trying turns, if it does."""
    seen, candidate = found.appraisal, found.candidate
    trusted = [person.trusted for person in seen.encounter.terms.people[1]]
    today = float(seen.today[trusted].sum())
    trusts, values = np.array(candidate.curve).T
    turns = root(trusts, values, today)
    if turns is None:
        return []
    return [Tripwire("do not start", 0, "", "", "", "", 1.0, today, turns, candidate.trying)]


def _exchanges(encounter: Encounter, plays: Paths, accepted: float, days: Sequence[str]) -> list[Exchange]:
    terms = encounter.terms
    values = terms.people[0][terms.we_are].values
    done = [acts_done(encounter, plays, side) for side in (0, 1)]
    asked, found = [0, 0], []
    for number, line in enumerate(encounter.road.lines, 1):
        for side, act in enumerate(line):
            asked[side] += act is not None
        by = (done[0] >= asked[0]) & (done[1] >= asked[1])
        chances = [float(accepted * (row @ plays.weight)) for row in by[1:]]
        median = next((t for t, chance in enumerate(chances, 1) if chance >= 0.5), None)
        deeds = [None if act is None else terms.steps[side][act.step] for side, act in enumerate(line)]
        give = get = 0.0
        if (ours := line[0]) is not None and deeds[0] is not None:
            give = float(values @ (deeds[0].costs - deeds[0].changes)) * ours.share
        if (theirs := line[1]) is not None and deeds[1] is not None:
            get = float(values @ (deeds[1].gives + deeds[1].changes)) * theirs.share
        found.append(
            Exchange(
                line=number,
                acts=[str(act) if act else None for act in line],
                says=[deed.says if deed else None for deed in deeds],
                reversible=[deed.reversible if deed else None for deed in deeds],
                we_give=give,
                we_get=get,
                chance=chances[-1],
                median=median,
                date=None if median is None else days[median - 1],
            )
        )
    return found


def _renegotiations(
    found: Judgement, others: Mapping[str, Judgement], stations: Sequence[Station]
) -> list[Renegotiation]:
    """Return where on the way the rest of another roadmap would suit us, and them on average, better."""
    mine = found.appraisal
    result = []
    for here in stations[1:]:
        state = mine.encounter.done[here.x]
        done = parts_done(mine.encounter.road, (int(state[0]), int(state[1])))
        now = _sides(found, here.t, here.x, here.about_us, here.about_them)
        for name, other in others.items():
            x = _same_place(other, done, found, here.x)
            if x is None or other.appraisal.solution.place[here.t, x] < 0:
                continue
            then = _sides(other, here.t, x, here.about_us, here.about_them)
            if min(then[0] - now[0], then[1] - now[1]) >= WORTHWHILE:
                acts = [
                    [str(act) for act in order[: int(count)]]
                    for order, count in zip(mine.encounter.road.orders, state, strict=True)
                ]
                trust = float(here.about_them[[p.trusted for p in mine.encounter.terms.people[1]]].sum())
                result.append(
                    Renegotiation(acts, name, here.t + 1, trust, then[0] - now[0], then[1] - now[1])
                )
    return result


def _sides(found: Judgement, t: int, x: int, about_us: Floats, about_them: Floats) -> tuple[float, float]:
    """Return what the rest is worth to us, as whom we are, and to them, over whom they may be."""
    solution, terms = found.appraisal.solution, found.appraisal.encounter.terms
    values = solution.value(t, x, about_us, about_them)
    K = len(about_us)
    return float(values[terms.we_are]), float(about_them @ values[K:])


def _same_place(other: Judgement, done: Any, mine: Judgement, x: int) -> int | None:
    """Return the state of another roadmap in which the same is done, and the world is the same."""
    here, there = mine.appraisal.encounter, other.appraisal.encounter
    for y in range(len(there.done)):
        same = parts_done(there.road, (int(there.done[y, 0]), int(there.done[y, 1]))) == done
        if (
            same
            and there.tension[y] == here.tension[x]
            and there.outside[y] == here.outside[x]
            and (there.exposed[y] == here.exposed[x]).all()
        ):
            return y
    return None


_FINALIST = TypeAdapter(Finalist)


def pack(found: Finalist) -> Any:
    """Return a finalist as JSON can hold it."""
    return asdict(found)


def unpack(data: Any) -> Finalist:
    """Return a finalist as it was packed."""
    return _FINALIST.validate_python(data)
