"""Textbook orders that a search begins with, besides the case's own roadmap."""

from __future__ import annotations

from detente.encounter.road import Road
from detente.encounter.terms import Deed, Terms
from detente.plan.roadmaps import Piece, Roadmaps

Lines = list[tuple[Piece | None, Piece | None]]


def starts(choices: Roadmaps, terms: Terms, given: Road) -> list[Road]:
    """Return the case's roadmap, then giving first, asking first, in turn either way, and both at once.

    Each side's steps stand in the order that a careful negotiator would take: what can be taken back, then by what they
    cost the doer.
    """
    ours, theirs = (_careful(terms, side, choices.agreed) for side in (0, 1))
    alone_us: Lines = [(each, None) for each in ours]
    alone_them: Lines = [(None, each) for each in theirs]
    longest = max(len(ours), len(theirs))
    wide: Lines = [
        (ours[n] if n < len(ours) else None, theirs[n] if n < len(theirs) else None) for n in range(longest)
    ]
    in_turn: Lines = [line for us, them in wide for line in ((us, None), (None, them)) if any(line)]
    turned: Lines = [line for us, them in wide for line in ((None, them), (us, None)) if any(line)]
    agreed = [tuple((act.step, act.count) if act else None for act in line) for line in choices.agreed.lines]
    orders = (alone_us + alone_them, alone_them + alone_us, in_turn, turned, wide)
    made = [choices.made([*agreed, *order]) for order in orders]
    return list(dict.fromkeys([given, *(road for road in made if road is not None)]))


def _careful(terms: Terms, side: int, agreed: Road) -> list[Piece]:
    """Return the steps of a side that are left, whole, in an order that respects what each needs."""
    steps = terms.steps[side]
    person = terms.people[side][terms.we_are if side == 0 else 0]

    def dear(deed: Deed) -> tuple[bool, float]:
        return not deed.reversible, float(person.values @ (deed.costs - deed.changes))

    begun = {name: sum(act.count for act in agreed.orders[side] if act.step == name) for name in steps}
    left = {name: deed for name, deed in steps.items() if begun[name] < deed.parts}
    found: list[Piece] = []
    while left:
        can = [name for name, deed in left.items() if not any(need in left for need in deed.needs)]
        name = min(can, key=lambda each: dear(left[each]))
        found.append((name, left[name].parts - begun[name]))
        del left[name]
    return found
