"""What a colleague would remark on in an encounter, at central inputs, before anything is solved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from detente.case.load import CaseFile
from detente.case.warnings import listed, warn
from detente.encounter.game import SIDES, Floats
from detente.encounter.middle import Middle
from detente.encounter.slips import clock, dates, signs, untied
from detente.encounter.terms import Deed, Person, Terms, World, missing, scales
from detente.encounter.world import Around
from detente.errors import CaseWarning

SAME = 1e-9
"""Characters whose worths, in units of what is usual to them, differ by no more than this play alike."""
NOTHING = 1e-9
"""Points that differ from 0 by rounding only."""


def warnings(file: CaseFile) -> list[CaseWarning]:
    """Remark on trust that cannot move, on shams and wars without a price, on calm that outweighs all, and on roadmaps that
    stall; where the encounter is begun but not whole, on what it lacks.
    """
    case = file.case
    if case.steps is None and not case.roadmap:
        return []
    if lacks := missing(case):
        says = "no encounter can be worked out yet: the case lacks " + ", ".join(lacks)
        path = ("roadmap",) if case.steps is None else ("steps",)
        return [warn(file, path, says, "add it, or leave the encounter out", note=True)]
    middle = Middle(file)
    checks: tuple[Callable[[Middle], Iterator[CaseWarning]], ...] = (
        _alike,
        _cleared,
        _free,
        _calm_outweighs,
        _free_war,
        _stalls,
        _last_and_dearest,
        _left_out,
        _idle,
        signs,
        clock,
        dates,
        untied,
    )
    return [found for check in checks for found in check(middle)]


def _own(person: Person, deed: Deed) -> float:
    """Return what a step of one's own is worth, delivered."""
    return float(person.values @ (deed.changes - deed.costs))


def _received(person: Person, deed: Deed) -> float:
    """Return what a step of the other side is worth, delivered."""
    return float(person.values @ (deed.gives + deed.changes))


def _sham(person: Person, deed: Deed) -> float:
    """Return what a sham costs, where nothing binds the word any further."""
    return person.word * (deed.verify + (1 - deed.verify) * deed.surfaces)


def _points(points: float) -> str:
    """Say points to two digits, or in whole numbers where they are many."""
    return f"{points:.2g}" if abs(points) < 99.5 else f"{points:,.0f}"


def _alike(middle: Middle) -> Iterator[CaseWarning]:
    """Only what is worth something in this encounter counts, in units of what is usual: payoffs times k change nothing."""
    t = middle.terms
    for side, people in enumerate(t.people):
        rows = []
        for person, scale in zip(people, scales(t, side), strict=True):
            worths = [_own(person, deed) for deed in t.steps[side].values()]
            worths += [_received(person, deed) for deed in t.steps[1 - side].values()]
            worths += [person.word, float(person.values @ t.walkout)]
            if t.world is not None:
                worths += [*(t.world.toll @ person.values), float(person.values @ t.war)]
            rows.append(np.array(worths) / scale)
        for (one, a), (other, b) in combinations(zip(people, rows, strict=True), 2):
            if float(abs(a - b).max()) <= SAME:
                says = f"{one.name} and {other.name} play alike, so no act can tell one from the other: trust in them does not move"
                fix = "give them another word or other values, in a good that a step or an end touches, or keep one"
                yield warn(middle.file, ("characters", SIDES[side], other.name), says, fix)


def _cleared(middle: Middle) -> Iterator[CaseWarning]:
    for side, deed in middle.deeds():
        fails = 1 - deed.delivers
        if deed.verify < 1 and fails >= deed.verify and fails > 0:
            says = (
                f"an honest attempt fails, and shows exposed, with {fails:.2g}; a sham is found out with {deed.verify:.2g}: "
                "exposure would speak for honesty"
            )
            fix = "raise delivers or verify; where checks find no sham at all, say delivers: 1"
            yield warn(middle.file, ("steps", SIDES[side], deed.name, "verify"), says, fix)


def _free(middle: Middle) -> Iterator[CaseWarning]:
    """A step that costs every character of its doer nothing; a sham that is cheaper than the deed to none of them."""
    for side, deed in middle.deeds():
        people = middle.terms.people[side]
        costs = [-_own(person, deed) for person in people]
        path = ("steps", SIDES[side], deed.name)
        if max(costs) <= NOTHING:
            says = f"{deed.name} costs none of {listed([p.name for p in people])} anything: all will do it, and it tells nothing"
            yield warn(middle.file, path, says, "say under costs what the doer loses by it")
        elif deed.verify < 1 and all(
            _sham(person, deed) >= deed.delivers * cost for person, cost in zip(people, costs, strict=True)
        ):
            told = [
                f"{person.name} {_points(_sham(person, deed))} against {_points(deed.delivers * cost)}"
                for person, cost in zip(people, costs, strict=True)
            ]
            says = f"a sham of {deed.name} is no cheaper than the deed to anybody, so nobody will try one ({listed(told)} points)"
            fix = "look at costs, at verify and surfaces, and at the word of those who are not trusted"
            yield warn(middle.file, (*path, "verify"), says, fix)


def _calm_outweighs(middle: Middle) -> Iterator[CaseWarning]:
    """What a channel or a calm brings by itself, from today's tension on and for ever, against the worth of steps."""
    t = middle.terms
    if t.world is None:
        return
    calms: list[tuple[tuple[str, ...], str, float]] = [
        (("channels", line.name, "calms"), line.name, line.calms) for line in t.channels
    ]
    calms += [
        (("steps", SIDES[side], deed.name, "calms"), deed.name, deed.calms) for side, deed in middle.deeds()
    ]
    wars, tolls = (_brings(each) for each in _parts(t, t.world))
    for path, name, calm in calms:
        if calm <= 0:
            continue
        from_war, from_toll = wars(calm), tolls(calm)
        found = []
        for side, people in enumerate(t.people):
            for k, person in enumerate(people):
                brings = float(from_war[side][k] + from_toll[side][k])
                most = max(
                    *(abs(_own(person, deed)) for deed in t.steps[side].values()),
                    *(abs(_received(person, deed)) for deed in t.steps[1 - side].values()),
                )
                if brings > most:
                    found.append(
                        f"{_points(brings)} to {person.name} ({_points(from_war[side][k])} as war is rarer, {_points(from_toll[side][k])} "
                        f"from the toll), where no step is worth more than {_points(most)}"
                    )
        if found:
            says = f"the calm of {name} alone is worth, in points, {listed(found)}"
            fix = "look at calms, at shocks and at what war is worth: what the roadmap trades should decide, not this"
            yield warn(middle.file, path, says, fix)


def _parts(t: Terms, world: World) -> tuple[Terms, Terms]:
    """Return the terms with war alone, and with the toll alone; what comes is the sum of both."""
    return replace(t, world=replace(world, toll=np.zeros_like(world.toll))), replace(
        t, war=np.zeros_like(t.war)
    )


def _brings(t: Terms) -> Callable[[float], tuple[Floats, Floats]]:
    around = Around(t)
    at = around.start, around.outside_now
    before = around.after(1.0)

    def brings(calm: float) -> tuple[Floats, Floats]:
        after = around.after(1 - calm)
        return after[0][at] - before[0][at], after[1][at] - before[1][at]

    return brings


def _free_war(middle: Middle) -> Iterator[CaseWarning]:
    t = middle.terms
    if t.world is None or t.world.war <= 0:
        return
    found = [person.name for people in t.people for person in people if person.values @ t.war >= -NOTHING]
    if found:
        says = f"war costs {listed(found)} nothing"
        fix = "say under outcomes.war what it costs, in goods that each of them values"
        yield warn(middle.file, ("outcomes", "war"), says, fix)


def _judged(people: Sequence[Person]) -> list[Person]:
    """Return those to whom their word is dear; all, where none is marked so."""
    return [person for person in people if person.trusted] or list(people)


def _stalls(middle: Middle) -> Iterator[CaseWarning]:
    for side, people in enumerate(middle.terms.people):
        for person in people:
            if not person.trusted:
                continue
            receipts = [
                each.line
                for each in middle.acts
                if each.side != side and _received(person, each.deed) > NOTHING
            ]
            last = max(receipts, default=-1)
            still = [each for each in middle.acts if each.side == side and each.line > last]
            gives = -sum(_own(person, each.deed) * each.act.share for each in still)
            keeps = person.word * middle.binding(side, last + 1)
            if still and gives > keeps + NOTHING:
                names = listed([str(each.act) for each in still])
                after = "with nothing to receive" if last < 0 else f"after its last receipt (line {last + 1})"
                says = (
                    f"{after}, {person.name} must still give {names}, {_points(gives)} points, and its word is worth {_points(keeps)}: "
                    "it will stall"
                )
                fix = "let something that it wants follow, or bind its word by an earlier step"
                yield warn(middle.file, ("roadmap", still[0].line, SIDES[side]), says, fix)


def _last_and_dearest(middle: Middle) -> Iterator[CaseWarning]:
    """Where nothing that it wants follows a side's dearest step, a sham costs the sincere no more than their word."""
    for side, people in enumerate(middle.terms.people):
        own = [each for each in middle.acts if each.side == side]
        found: dict[int, list[str]] = {}
        for person in _judged(people) if own else ():
            dearest = min(own, key=lambda each: _own(person, each.deed) * each.act.share)
            costs = -_own(person, dearest.deed) * dearest.act.share * dearest.deed.delivers
            sham = _sham(person, dearest.deed) * middle.binding(side, dearest.line)
            follows = any(
                each.side != side and each.line > dearest.line and _received(person, each.deed) > NOTHING
                for each in middle.acts
            )
            if dearest.deed.verify < 1 and not follows and costs > sham:
                found.setdefault(dearest.line, []).append(
                    f"{person.name} {_points(costs)} against {_points(sham)}"
                )
        for line, told in found.items():
            act = middle.road.lines[line][side]
            says = (
                f"nothing that {SIDES[side]} would want follows {act}, the dearest step of {SIDES[side]}, and a sham is cheaper "
                f"({listed(told)} points): even the sincere would sham it"
            )
            fix = "put something that they want on a line after it"
            yield warn(middle.file, ("roadmap", line, SIDES[side]), says, fix)


def _left_out(middle: Middle) -> Iterator[CaseWarning]:
    """What waits for a step that the roadmap never does."""
    case, lines = middle.case, middle.road
    if not lines.lines:
        says, fix = (
            "there are steps and no roadmap: nothing is due, so nothing can be foreseen",
            "list them in an order",
        )
        yield warn(middle.file, ("roadmap",), says, fix, note=True)
        return
    done = {
        f"{SIDES[side]}.{step}" for side in (0, 1) for step in lines.done_steps(side, len(lines.orders[side]))
    }
    for name, channel in case.channels.items():
        if channel.opened_by is not None and channel.opened_by not in done:
            says = f"{name} never opens, as the roadmap does not do {channel.opened_by} to its end"
            path = ("channels", name, "opened_by")
            yield warn(middle.file, path, says, "put the step on the roadmap, or name another that opens it")
    parts = done | {
        f"{SIDES[each.side]}.{each.act.step}.{part}"
        for each in middle.acts
        for part in range(each.act.first, each.act.first + each.act.count)
    }
    for name, question in case.questions.items():
        event = question.event
        if event is not None and event.done is not None and event.done not in parts:
            says = f"it asks for {event.done}, which the roadmap never does"
            yield warn(
                middle.file,
                ("questions", name, "event"),
                says,
                "put it on the roadmap, or ask for another event",
            )
        elif (
            event is not None
            and event.end == "war"
            and (middle.terms.world is None or not middle.terms.world.war)
        ):
            says, fix = (
                "it asks for war, which cannot come: the case has no shocks with a chance of it",
                "add shocks",
            )
            yield warn(middle.file, ("questions", name, "event"), says, fix)


def _idle(middle: Middle) -> Iterator[CaseWarning]:
    """What does nothing: goods that nothing touches, and calm where there is no shock."""
    t, case = middle.terms, middle.case
    amounts = [t.walkout, t.war, *(() if t.world is None else t.world.toll)]
    for _, deed in middle.deeds():
        amounts += [deed.gives, deed.costs, deed.changes]
    touched = np.any(np.array(amounts) != 0, axis=0)
    if idle := [good for good, is_touched in zip(t.goods, touched, strict=True) if not is_touched]:
        says = f"no step, toll or outcome touches {listed(idle)}"
        path = ("goods", t.goods.index(idle[0])) if len(idle) == 1 else ("goods",)
        yield warn(middle.file, path, says, "leave it out, or say what brings or costs it")
    if t.world is not None:
        return
    calm = [f"channels.{line.name}" for line in t.channels]
    calm += [f"steps.{SIDES[side]}.{deed.name}.calms" for side, deed in middle.deeds() if deed.calms > 0]
    calm += [
        f"outside.{name}.when_not.each_round"
        for name, each in case.outside.items()
        if "each_round" in each.when_not
    ]
    calm += ["talks.start"] if t.start else []
    if calm:
        says = f"the case has no shocks, so tension never moves, and {listed(calm)} {'does' if len(calm) == 1 else 'do'} nothing"
        yield warn(middle.file, tuple(calm[0].split(".")), says, "add shocks, or leave it out")
