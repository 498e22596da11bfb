"""What must hold between the parts of an encounter: who we are, what steps are worth, needs, the roadmap's order."""

from __future__ import annotations

from collections.abc import Mapping

from detente.case.encounter import Step
from detente.case.faults import Faults
from detente.case.model import Case
from detente.case.visible import shown

SIDES = ("us", "them")


def check_encounter(case: Case, faults: Faults) -> None:
    """Note all that does not hold together in what only the encounter uses, and in the characters."""
    _check_characters(case, faults)
    for side in SIDES:
        _check_needs(_steps(case, side), side, faults)
    _check_values(case, faults)
    if faults.sound(("roadmap",), ("steps",)):
        for side in SIDES:
            _check_roadmap(case, side, faults)


def _steps(case: Case, side: str) -> Mapping[str, Step]:
    return getattr(case.steps, side) if case.steps else {}


def _check_characters(case: Case, faults: Faults) -> None:
    if case.characters is None:
        return
    we_are = [name for name, each in case.characters.us.items() if each.we_are]
    for name in we_are[1:]:
        faults.add(("characters", "us", name, "we_are"), "true", f"one that we are: {we_are[0]} is it already", "keep one")
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
    characters = {"us": case.characters.us, "them": case.characters.them}
    for side, other in (SIDES, SIDES[::-1]):
        for name, step in _steps(case, side).items():
            for key, feel in (("gives", (other,)), ("costs", (side,)), ("changes", SIDES)):
                if not all(characters[each] for each in feel):
                    continue  # who has no characters yet is not judged
                valued = {good for each in feel for character in characters[each].values() for good in character.values}
                for good in getattr(step, key):
                    if good not in valued:
                        expected = f"a good that a character of {' or '.join(feel)} values"
                        faults.add(("steps", side, name, key, good), "", expected, f"write {good}: 0 there if it is worth nothing")


def _check_needs(steps: Mapping[str, Step], side: str, faults: Faults) -> None:
    """Take away steps whose needs are all gone; what is left over runs in circles, or needs what does."""
    left = dict(steps)
    while ready := [name for name, step in left.items() if not any(need in left for need in step.needs)]:
        for name in ready:
            del left[name]
    for name, step in left.items():
        faults.add(("steps", side, name, "needs"), ", ".join(step.needs), "needs that do not run in a circle", "delete one of them")


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
            faults.add(path, shown(written), "the parts of a step in their order", f"put {name}.{min(now) - 1} before it")
        elif missing:
            faults.add(path, shown(written), f"what it needs on earlier lines: {', '.join(missing)}", "change the order")
        done[name] |= now
