"""What to try, and the trap: the section put together, and what stands of it at the top of the page."""

from __future__ import annotations

from collections.abc import Sequence

from detente.brief.credit import curve, ledger
from detente.brief.deceit import LITTLE, following, trap
from detente.brief.exchanges import tracks, when
from detente.brief.foretold import chance, points
from detente.brief.front import front, reason, why_this, worth
from detente.brief.inputs import quoted
from detente.brief.orders import NAME_LIMIT, Orders
from detente.brief.parts import Chance
from detente.brief.parts_plan import Attempt, Box
from detente.brief.phrase import Phrase, Run, capital, listed, say, semicolons, sentence, theirs
from detente.brief.reckoned_plan import turned
from detente.brief.stops import margins, stopping, wires
from detente.brief.sway import inputs, learning, rethink
from detente.brief.wording import percent
from detente.case.model import Case
from detente.case.words import Words
from detente.encounter.foresee.results import Span
from detente.plan.results import Exchange, Plan

FIRST_MOVES = 3
"""Lines that stand in the box one by one, where there are more than ``ALL_MOVES``; the others are named in a sentence."""
ALL_MOVES = 4
MOVE_LIMIT = 70
OTHERWISE = {
    "principal": "among answers that hold themselves up equally the one that care picks",
    "care halved": "with both sides half as careful",
    "care doubled": "with both sides twice as careful",
}
DOUBTS = {
    "fragile": "computed in another way, another answer comes out",
    "horizon": "it hangs on how long talks may last",
    "more than one acceptance": "whether they say yes has more than one answer that holds itself up",
    "unsettled": "not every situation settled",
}


def attempt(found: Plan, case: Case, words: Words, *, followed: bool) -> Attempt:
    """Return the section. ``followed``: whether the section before tells the futures of the case's own order."""
    orders = Orders(found, case, words)
    return Attempt(
        own=_own(orders) if followed else say(),
        box=_box(orders),
        tracks=tracks(orders, followed),
        why=why_this(orders),
        front=front(orders),
        following=following(orders),
        curve=curve(orders),
        margins=margins(orders),
        wires=wires(orders),
        ledger=ledger(orders),
        trap=trap(orders),
        rethink=rethink(orders),
        inputs=inputs(orders),
        learning=learning(orders),
    )


def _own(orders: Orders) -> Phrase:
    """Say of the sections on futures and questions that they follow another order than this one; nothing where it is the same."""
    if orders.plan.given == orders.first.name:
        return say()
    return say(
        f"This section follows the case’s own order of steps. {capital(say(orders.the_first))} of “What to try, and the trap” is another, so its numbers differ."
    )


# --- the box ------------------------------------------------------------------------------------------------------


def _box(orders: Orders) -> Box:
    if not orders.engage:
        return Box(
            lead=say(Run("Do not engage", "strong"), ": ", reason(orders), "."),
            moves=(),
            expect=say(),
            stop=say(),
            doubt=_doubt(orders),
        )
    moves = orders.first.exchanges
    told = len(moves) if len(moves) <= ALL_MOVES else FIRST_MOVES
    return Box(
        lead=say(),
        moves=tuple(_move(orders, each) for each in moves[:told]),
        expect=say(_then(orders, moves[told:]), _without(orders), _expect(orders)),
        stop=stopping(orders),
        doubt=_doubt(orders),
    )


def _move(orders: Orders, found: Exchange) -> Phrase:
    parts = [
        say(Run(who, "strong"), ": ", theirs(orders.act(side, act), MOVE_LIMIT))
        for side, (who, act) in enumerate(zip(("We", "They"), found.acts, strict=True))
        if act is not None
    ]
    likely = chance(Span(found.chance), orders.words)
    both = say(parts[0], "; at once ", parts[1].runs[0], *parts[1].runs[1:]) if len(parts) > 1 else parts[0]
    by = f", as likely as not by {when(found)}" if found.date is not None else ""
    return say(both, " (", worded(likely), f", {likely.percent}{by})")


def _then(orders: Orders, found: Sequence[Exchange]) -> Phrase:
    """Name the lines that have no line of their own in the box: whoever reads no further must see all that we give."""
    lines = [
        listed(
            [
                say(who, " ", quoted(orders.act(side, act), NAME_LIMIT))
                for side, (who, act) in enumerate(zip(("we", "they"), each.acts, strict=True))
                if act is not None
            ]
        )
        for each in found
    ]
    return say("Then: ", semicolons(lines), ". ") if lines else say()


def _without(orders: Orders) -> Phrase:
    """Name the steps of the case that are in none of the lines."""
    left = [quoted(each, NAME_LIMIT) for each in orders.left_out()]
    return say("Left out: ", listed(left), ". ") if left else say()


def worded(found: Chance) -> Phrase:
    """Say how likely something is, in brackets."""
    return say(Run(found.word, "word"), " chances" if found.word == "even" else "")


def _expect(orders: Orders) -> Phrase:
    first, candidate = orders.first, orders.first.candidate
    says, size = orders.plan.yardstick
    yes = chance(Span(candidate.accepts), orders.words)
    whole = chance(Span(first.exchanges[-1].chance), orders.words)
    loss = (
        "if it is a trap, it costs us nothing over that"
        if first.trap_loss.value < LITTLE
        else f"if it is a trap, it costs us {worth(first.trap_loss)}"
    )
    return say(
        "Expect a yes (", worded(yes), f", {yes.percent}) and the last line done (", worded(whole), f", {whole.percent}); a hollow deal in {percent(candidate.outcomes['hollow deal'])}. "
        f"To us trying is worth {worth(first.trying)} over not engaging, which is itself worth {points(candidate.not_engaging)}, where ",
        quoted(str(says), NAME_LIMIT),
        f" alone would be worth {points(float(size))}; {loss}.",
    )  # fmt: skip


def _turned(orders: Orders) -> str:
    """Say which way of computing brings another answer, as far as values and losses tell."""
    ways = turned(orders.plan)
    if not ways:
        return DOUBTS["fragile"]
    return f"{', or '.join(OTHERWISE[how] for how in ways)}, another answer comes out"


def _doubt(orders: Orders) -> Phrase:
    """Say on one line what the answer hangs on, if it is marked."""
    first, cap = orders.first, orders.plan.cap
    marks = [_turned(orders) if mark == "fragile" else DOUBTS[mark] for mark in first.marks]
    if orders.engage and first.trying.low is not None and first.trying.low <= 0:
        marks.append("the range of its value reaches below not engaging")
    if orders.engage and cap is not None and first.trap_loss.high is not None and first.trap_loss.high > cap:
        marks.append(f"its loss in a trap may pass the {points(cap)} that we will bear")
    if not marks:
        return say()
    return sentence("Not firm: ", "; ".join(marks))
