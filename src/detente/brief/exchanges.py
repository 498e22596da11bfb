"""The order as two tracks: what we do, what they do, what each is worth to us, and when to stop."""

from __future__ import annotations

from collections.abc import Sequence

from detente.brief.foretold import chance, iso_day, points
from detente.brief.inputs import quoted
from detente.brief.orders import NAME_LIMIT, Orders
from detente.brief.parts_plan import Act, Line, Tracks
from detente.brief.phrase import Phrase, capital, say
from detente.brief.stops import band, better_above, calm_only
from detente.brief.wording import counted, percent
from detente.encounter.foresee.results import Span
from detente.plan.results import Exchange, Margin, Tripwire

ARROWS = {
    (True, True): ("⇄", "both at once"),
    (True, False): ("→", "from us to them"),
    (False, True): ("←", "from them to us"),
}


def tracks(orders: Orders, followed: bool) -> Tracks:
    """Return the figure. ``followed``: whether the section before tells the futures of the case's own order."""
    return Tracks(
        title=_title(orders),
        note=_note(orders, followed),
        lines=tuple(_line(orders, each) for each in orders.first.exchanges),
    )


def when(found: Exchange) -> str:
    """Say by when a line is done."""
    return "on no day as likely as not" if found.date is None else iso_day(found.date, short=True)


def _line(orders: Orders, found: Exchange) -> Line:
    ours, theirs = (_act(orders, found, side) for side in (0, 1))
    arrow, way = ARROWS[ours is not None, theirs is not None]
    return Line(
        number=found.line,
        ours=ours,
        theirs=theirs,
        arrow=arrow,
        way=way,
        chance=chance(Span(found.chance), orders.words),
        by=when(found),
        stops=tuple(_stops(orders, found)),
    )


def _act(orders: Orders, found: Exchange, side: int) -> Act | None:
    act = found.acts[side]
    if act is None:
        return None
    worth = -found.we_give if side == 0 else found.we_get
    says = "costs" if worth < 0 else "brings"
    said = (
        f"{says} us {points(abs(worth))}"
        if abs(worth) >= 0.005
        else "costs us nothing"
        if side == 0
        else "brings us nothing"
    )
    return Act(orders.act(side, act), bool(found.reversible[side]), said)


# --- when to stop -------------------------------------------------------------------------------------------------


def _stops(orders: Orders, found: Exchange) -> list[Phrase]:
    first, ours, theirs = orders.first, found.acts[0], found.acts[1]
    wires = [each for each in first.tripwires if theirs and each.act == f"them.{theirs}"]
    margins = [each for each in first.margins if ours and each.act == f"us.{ours}"]
    return [
        *(_of_wire(each, band(first)) for each in wires),
        *(part for each in margins for part in _of_margin(each)),
    ]


def _of_wire(found: Tripwire, level: float) -> Phrase:
    if found.kind != "only our word" and abs(found.margin.whole) <= level:
        return say(
            "You wish, if found wanting: it is as good"
            if found.signal == "exposed"
            else "You wish: it is as good"
        )
    seen = {
        "exposed": "found wanting",
        "held": "not done when due",
        "done": "nothing more is done",
    }[found.signal]
    if found.kind == "stop":
        return capital(say(f"{seen}; trust is then {percent(found.trust)}"))
    if found.kind == "go on" and calm_only(found.margin):
        return say("Not even if found wanting: stay for the calm")
    if found.kind == "only our word":
        return capital(say(f"{seen}, unless our word alone is worth keeping"))
    return say("Not even if found wanting")


def _of_margin(found: Margin) -> list[Phrase]:
    parts = []
    if found.advice == "stop":
        parts.append(say(f"You have come so far: it is better by {points(-found.margin.whole)}"))
    elif found.advice == "indifferent":
        parts.append(say("You wish: it is as good"))
    if found.turns_at is not None:
        side = "under" if better_above(found.margin.whole, found.trust, found.turns_at) else "over"
        parts.append(say(f"Trust is {side} {percent(found.turns_at)}"))
    return parts


# --- the finding --------------------------------------------------------------------------------------------------


def _title(orders: Orders) -> Phrase:
    lines = orders.first.exchanges
    return capital(
        say(_beginning(lines), "; ", rest) if (rest := _dearest(orders, lines)) else say(_beginning(lines))
    )


def _beginning(lines: Sequence[Exchange]) -> str:
    alone = next((n for n, each in enumerate(lines) if each.acts[0] is not None), len(lines))
    can_be_undone = all(each is not False for each in lines[0].reversible)
    if alone == len(lines):
        return "ask, and give nothing"
    if alone > 1:
        return f"let them act {'twice' if alone == 2 else counted(alone, 'time')} first"
    if can_be_undone:
        return "start with what can be taken back"
    return "let them act first" if alone else "the first step cannot be taken back"


def _dearest(orders: Orders, lines: Sequence[Exchange]) -> Phrase | None:
    """Say after what we pay most; nothing where we pay nothing."""
    dear = max(lines, key=lambda each: (round(each.we_give, 6), each.line))  # of equal parts the last
    if dear.we_give <= 0 or dear.acts[0] is None:
        return None
    before = [
        each for each in lines if each.line < dear.line and each.acts[1] is not None and each.we_get > 0
    ]
    if not before:
        return (
            say("we pay most before anything is done for it")
            if dear.acts[1] is None
            else say("we pay most at once")
        )
    best = max(before, key=lambda each: each.we_get)
    if best.acts[1] is None:
        return None
    return say("pay most after ", quoted(orders.act(1, best.acts[1]), NAME_LIMIT))


def _note(orders: Orders, followed: bool) -> Phrase:
    own = orders.plan.given == orders.first.name
    same = " It is the case’s own order." if own else ""
    other = (
        " The section before follows the case’s own order, which is another."
        if followed and not own
        else same
    )
    what = "The recommended order" if orders.engage else "Not recommended: the best order found"
    return say(
        f"{what}, {counted(len(orders.first.exchanges), 'line')}; acts on one line are done at once. Points are ours, before any "
        "discount, if an act is honest. Chance: that the line is seen done before talks end, refusals counted, and the date by which "
        f"that is as likely as not, at middle values, so without ranges. Trust: the chance that they are of a kind whose word is dear to them.{other}"
    )
