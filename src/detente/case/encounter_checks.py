"""What must hold between the parts of an encounter: who we are, what steps and ends are worth, needs, order, discount."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from detente.case.encounter import MOST_CHARACTERS, Step
from detente.case.faults import Faults, Path
from detente.case.model import Case
from detente.case.visible import shown

SIDES = ("us", "them")


def check_encounter(case: Case, faults: Faults) -> None:
    """Note all that does not hold together in what only the encounter uses, and in the characters."""
    _check_characters(case, faults)
    for side in SIDES:
        _check_needs(_steps(case, side), side, faults)
    if faults.sound(("roadmap",), ("steps",)):
        for side in SIDES:
            _check_roadmap(case, side, faults)
    _check_agreed(case, faults)
    _check_values(case, faults)
    _check_discount(case, faults)


def _steps(case: Case, side: str) -> Mapping[str, Step]:
    return getattr(case.steps, side) if case.steps else {}


def _check_characters(case: Case, faults: Faults) -> None:
    if case.characters is None:
        return
    we_are = [name for name, each in case.characters.us.items() if each.we_are]
    for name in we_are[1:]:
        expected = f"one that we are: {we_are[0]} is it already"
        faults.add(("characters", "us", name, "we_are"), "true", expected, "keep one")
    meets = any(_steps(case, side) for side in SIDES)
    if meets and not we_are and len(case.characters.us) > 1 and faults.sound(("characters", "us")):
        expected = f"which of {', '.join(case.characters.us)} we are, as there are steps"
        faults.add(("characters", "us"), "", expected, "add we_are: true to that one")
    for side in SIDES:
        many = list(getattr(case.characters, side))
        if meets and len(many) > MOST_CHARACTERS:
            expected = f"at most {MOST_CHARACTERS} characters of a side, as there are steps"
            fix = "merge those that would act alike, or leave out the least likely"
            faults.add(
                ("characters", side, many[MOST_CHARACTERS]),
                f"number {MOST_CHARACTERS + 1} of {len(many)}",
                expected,
                fix,
            )
    weights = {
        "us": [each.prior.median for each in case.characters.us.values()],
        "them": [each.base.median for each in case.characters.them.values()],
    }
    for side, key in (("us", "prior"), ("them", "base")):
        if weights[side] and not any(weights[side]) and faults.sound(("characters", side)):
            faults.add(("characters", side), "", f"one character at least whose {key} is above 0")


def _check_values(case: Case, faults: Faults) -> None:
    """A good that nobody values is a slip, not a judgement: an analyst who means nothing writes 0."""
    if case.characters is None or not faults.sound(("characters",)):
        return
    us, them = case.characters.us.values(), case.characters.them.values()
    if not us or not them:
        return  # who has no characters yet is not judged
    valued = {
        "us": {good for character in us for good in character.values},
        "them": {good for character in them for good in character.values},
    }
    for side, other in (SIDES, SIDES[::-1]):
        for name, step in _steps(case, side).items():
            for key, feel in (("gives", (other,)), ("costs", (side,)), ("changes", SIDES)):
                for good in getattr(step, key):
                    if not any(good in valued[each] for each in feel):
                        expected = f"a good that a character of {' or '.join(feel)} values"
                        fix = f"write {good}: 0 there if it is worth nothing"
                        faults.add(("steps", side, name, key, good), "", expected, fix)

    both = valued["us"] | valued["them"]
    for path, goods in _ends(case):
        for good in goods:
            if good not in both:
                expected = "a good that a character of us or them values"
                faults.add((*path, good), "", expected, f"write {good}: 0 there if it is worth nothing")


def _ends(case: Case) -> Iterator[tuple[Path, Iterable[str]]]:
    """Yield the goods of outcomes and tolls, with their place."""
    if case.outcomes is not None:
        yield ("outcomes", "walkout"), case.outcomes.walkout
        yield ("outcomes", "war"), case.outcomes.war
    if case.shocks is not None:
        yield ("shocks", "toll", "strained"), case.shocks.toll.strained
        yield ("shocks", "toll", "crisis"), case.shocks.toll.crisis


def _check_discount(case: Case, faults: Faults) -> None:
    """Shocks go on for ever, and without a discount so does the sum of what they cost."""
    if case.shocks is not None and case.discount.median >= 1 and faults.sound(("discount",), ("shocks",)):
        expected = "a discount below 1, as shocks go on for ever"
        faults.add(("discount",), str(case.discount), expected, "say 0.99: what a month later is worth today")


def _check_needs(steps: Mapping[str, Step], side: str, faults: Faults) -> None:
    try:
        TopologicalSorter({name: step.needs for name, step in steps.items()}).prepare()
    except CycleError as error:
        circle = error.args[1][::-1]  # the sorter lists what is needed first
        expected = f"needs that do not run in a circle ({' needs '.join(circle)})"
        faults.add(("steps", side, circle[0], "needs"), circle[1], expected, "delete one of them")


def _check_agreed(case: Case, faults: Faults) -> None:
    """More cannot be agreed than the roadmap says."""
    agreed, lines = case.plan.agreed if case.plan else 0, len(case.roadmap)
    if agreed > lines and faults.sound(("roadmap",), ("plan",)):
        expected = f"at most {lines}, as the roadmap has {lines} line{'' if lines == 1 else 's'}"
        faults.add(
            ("plan", "agreed"), str(agreed), expected, "count the first lines that both have agreed to"
        )


def _check_roadmap(case: Case, side: str, faults: Faults) -> None:
    steps = _steps(case, side)
    done: dict[str, set[int]] = {name: set() for name in steps}
    for number, line in enumerate(case.roadmap):
        written = getattr(line, side)
        if written is None:
            continue
        name, _, part = written.partition(".")
        step = steps[name]
        now = {int(part)} if part else set(range(1, step.parts + 1))
        path = ("roadmap", number, side)
        missing = [need for need in step.needs if len(done[need]) < steps[need].parts]
        if now & done[name]:
            faults.add(path, shown(written), "a step that no earlier line has", "delete one of the two")
        elif min(now) > len(done[name]) + 1:
            fix = f"put {name}.{min(now) - 1} before it"
            faults.add(path, shown(written), "the parts of a step in their order", fix)
        elif missing and not done[name]:
            expected = f"what it needs on earlier lines: {', '.join(missing)}"
            faults.add(path, shown(written), expected, "change the order")
        elif step.delivers.median <= 0:
            expected = f"a step that can be carried out: {name} has delivers: {step.delivers}"
            fix = "no line after it would be reached: raise delivers, or leave the line out"
            faults.add(path, shown(written), expected, fix)
        done[name] |= now
