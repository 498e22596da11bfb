"""How what to try was computed, and how far it can be relied on: for the last section."""

from __future__ import annotations

from detente.brief.foretold import change, points
from detente.brief.parts_plan import Checked
from detente.brief.phrase import Phrase, say
from detente.brief.wording import counted, number
from detente.plan.choose import LEAST_YES
from detente.plan.results import Candidate, Plan

HOWS = {
    "fine grid": "as told here, on the fine grid",
    "principal": "the equilibrium that care picks, raised from nothing",
    "care halved": "both sides half as careful",
    "care doubled": "both sides twice as careful",
    "longer": "a third more rounds",
}


def method(found: Plan) -> tuple[Phrase, ...]:
    """Say how roadmaps were compared."""
    every = (
        "all of them were looked at"
        if found.exhaustive
        else f"{found.looked_at:,} of them were looked at, by a search that begins with textbook orders and changes one thing at a time, so that a "
        "better one may have been missed"
    )
    return (
        say(
            f"{found.counted:,} orders respect what each step needs, {found.counted_full:,} of them with every step, the others beginnings of these; {every}. "
            f"The first look is on a grid of {found.rough} beliefs a side; {counted(len(found.candidates), 'order')} were ranked on {found.coarse}, and "
            f"{number(len(found.finalists))} looked at closely on {found.points}. Each is offered to them, who accept by what it is worth to them; its value counts "
            "refusals. We recommend the greatest value among orders that a trusted counterpart accepts half the time or more, that may lose no more than "
            "the cap if it is a trap, and that are worth more than not engaging."
        ),
        say(
            "Loss in a trap: each character that is not trusted replies as is best for it against our fixed strategy, while we go on learning "
            "as in equilibrium. Trust needed, margins and tripwires are of that same strategy; a margin weighs a whole way of going on against leaving now "
            "and against never stepping again.",
            _drawn(found),
        ),
        _settled(found),
    )


def _drawn(found: Plan) -> str:
    if not found.samples:
        return " No games were drawn, so there are no ranges and no shares of doubt."
    return (
        f" Ranges come from {found.games} drawn games on the grid of {found.coarse}, shares of doubt (Sobol’s total indices, with the error of a bootstrap) "
        f"from a design of twice {found.samples} on the grid of {found.rough}, with seed {found.seed}."
    )


def _settled(found: Plan) -> Phrase:
    solved = sum(each.solved for each in found.candidates)
    unsettled = sum(each.unsettled for each in found.candidates)
    taken = sum(each.taken for each in found.candidates)
    worst = max((each.residual for each in found.candidates), default=0.0)
    settled = f"{unsettled:,} did not settle" if unsettled else f"all settled, to {worst:.0e} at worst"
    shared = f"; {taken:,} more were taken over, exactly, from orders with the same rest" if taken else ""
    return say(f"For the ranked orders {solved:,} situations were solved{shared}; {settled}.")


def checked(found: Plan) -> tuple[Checked, ...]:
    """Return how the first was computed otherwise."""
    return tuple(
        Checked(HOWS[each.how], change(each.trying), points(each.trap_loss), f"{each.unsettled:,}")
        for each in found.finalists[0].confirmations
    )


def turned(found: Plan) -> tuple[str, ...]:
    """Return the ways of computing in which the recommended order is beaten by another within the cap, or is over it itself.

    How often they say yes is not told of these ways: what turns by that alone is not named.
    """
    if found.recommended is None:
        return ()
    others = [found.finalists[0], *(each for each in found.finalists[1:] if _welcome(each.candidate))]
    ways = []
    for n, each in enumerate(found.finalists[0].confirmations):
        if each.how not in ("principal", "care halved", "care doubled"):
            continue
        values = [
            one.trying if found.cap is None or one.trap_loss <= found.cap else 0.0
            for one in (other.confirmations[n] for other in others)
        ]
        if values[0] <= 0 or values[0] < max(values):
            ways.append(each.how)
    return tuple(ways)


def _welcome(found: Candidate) -> bool:
    """Tell whether every trusted character says yes often enough."""
    untrusted = {each.name for each in found.deceptions}
    return all(yes >= LEAST_YES for name, yes in found.accepts_by.items() if name not in untrusted)


def facts(found: Plan) -> tuple[tuple[str, str], ...]:
    """Return the numbers behind the method."""
    return (("Orders", f"{found.looked_at:,} of {found.counted:,}"), ("Orders’ seed", str(found.seed)))


def limits(found: Plan) -> tuple[Phrase, ...]:
    """Say what it cannot do."""
    cap = "" if found.cap is not None else " The case sets no cap on what we may lose, so none was kept."
    return (
        say(
            "An order is compared with others made of the same steps. A better step that nobody listed is not found, and the loss in a trap is of "
            f"deceivers such as are listed.{cap}"
        ),
    )
