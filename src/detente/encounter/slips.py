"""Slips of the hand in an encounter that reads well: a sign turned round, a clock that is too short, a day outside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from detente.case.faults import Path
from detente.case.warnings import listed, place, warn
from detente.encounter.game import SIDES, Floats
from detente.encounter.middle import Middle
from detente.encounter.terms import TENSIONS, Person
from detente.errors import CaseWarning


class _Said(NamedTuple):
    """Amounts of goods in one place of a case."""

    path: Path
    amounts: Floats
    """(goods,)"""
    feel: tuple[Person, ...]
    """Who gains and loses by them."""
    expected: int
    """The sign of what it should be worth to them, as its key has it."""
    means: str
    fix: str


def signs(middle: Middle) -> Iterator[CaseWarning]:
    """Remark on an amount whose sign says, to all who care for its good, the opposite of its key."""
    for said in _amounts(middle):
        for number, good in enumerate(middle.terms.goods):
            worths = [float(person.values[number] * said.amounts[number]) for person in said.feel]
            felt = [worth * said.expected for worth in worths if worth]
            if felt and max(felt) < 0:
                path = (*said.path, good)
                yield warn(middle.file, path, f"{good}: {said.amounts[number]:g} is {said.means}", said.fix)


def _amounts(middle: Middle) -> Iterator[_Said]:
    t = middle.terms
    everybody = (*t.people[0], *t.people[1])
    loss = "write it with a minus, as what is lost, or leave it if that is meant"
    for side, deed in middle.deeds():
        path = ("steps", SIDES[side], deed.name)
        other, own = t.people[1 - side], t.people[side]
        taken = "taken from those who receive the step"
        yield _Said(
            (*path, "gives"),
            np.minimum(deed.gives, 0),
            other,
            1,
            taken,
            "write what they get, without a minus",
        )
        if (
            max(float(person.values @ (deed.costs - deed.changes)) for person in own) > 0
        ):  # else it is free to all
            gained = "a gain to those who do the step"
            fix = "write what it costs without a minus; what the doer gains by it goes under changes"
            yield _Said((*path, "costs"), np.minimum(deed.costs, 0), own, 1, gained, fix)
    if t.world is not None:
        for level, amounts in zip(TENSIONS, t.world.toll, strict=True):
            gain = "a gain, each round, to all who value it: tension would be welcome"
            yield _Said(("shocks", "toll", level), amounts, everybody, -1, gain, loss)
    gain = "a gain to all who value it if a side walks out"
    yield _Said(("outcomes", "walkout"), t.walkout, everybody, -1, gain, loss)


def clock(middle: Middle) -> Iterator[CaseWarning]:
    """A round has one act of each side at most, so no line is done in less than a round, and none before the one above."""
    lines, rounds = len(middle.road.lines), middle.terms.rounds
    if lines > rounds:
        says = (
            f"the roadmap has {lines} lines, each of which takes a round at least, and talks last {rounds} round{'' if rounds == 1 else 's'}: "
            "it cannot be finished"
        )
        fix = f"say rounds: {lines} or more, with a shorter round_length if the day of the end is to stay, or drop lines"
        yield warn(middle.file, ("talks", "rounds"), says, fix)


def dates(middle: Middle) -> Iterator[CaseWarning]:
    """Questions whose day lies before today, before the first round has ended, or where no round is any more."""
    case = middle.case
    length, today = case.talks.round_length, case.as_of.start
    first, last, after = (length.after(today, n) for n in (1, middle.terms.rounds, middle.terms.rounds + 1))
    for name, question in case.questions.items():
        path, by = ("questions", name, "by"), question.by
        if by.end < today:
            says = f"its day, {by}, is before {case.as_of}, the day of this judgement: it is settled already"
            yield warn(middle.file, path, says, "make it evidence, or give a later day")
        elif question.event is None or question.event.end == "refusal":
            continue
        elif by.end < first:
            says = f"no round has ended by {by}, as the first ends on {first}: its chance is 0 whatever the case says"
            yield warn(middle.file, path, says, f"give a day from {first} on, or shorten talks.round_length")
        elif by.end >= after:
            says = f"its day, {by}, is after the last round, which ends on {last}: what comes later is not foreseen, and counts as no"
            yield warn(middle.file, path, says, f"give a day up to {last}, or more rounds under talks")


def untied(middle: Middle) -> Iterator[CaseWarning]:
    """Questions that no event settles: nothing is forecast of them."""
    found = [name for name, each in middle.case.questions.items() if each.event is None]
    if found and middle.road.lines:
        it, they = ("it", "it gets") if len(found) == 1 else ("them", "they get")
        says = f"no event of the encounter settles {listed(found)}, so {they} no forecast"
        fix = f"tie {it} to one with event, if there is one"
        yield warn(middle.file, place("questions", found), says, fix, note=True)
