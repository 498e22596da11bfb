"""Trust: how much of it is needed, and which act moves it by how much."""

from __future__ import annotations

from math import log2

from detente.brief.foretold import change, iso_day, points
from detente.brief.front import points_axis, steps_along
from detente.brief.inputs import quoted
from detente.brief.orders import NAME_LIMIT, Orders
from detente.brief.parts_plan import Curve, Entry, Ledger
from detente.brief.phrase import Phrase, plain, say
from detente.brief.stops import better_above
from detente.brief.wording import figure, percent
from detente.plan.results import Shift

BOX = (600, 180)
SIGNALS = {"done": "done", "held": "not done", "exposed": "found wanting", "left": "leaves"}
RARE = 0.02
"""A signal that comes less often than this is not drawn."""
RISES = 0.05
"""Points by which the loss in a trap must rise for it to be told."""


def curve(orders: Orders) -> Curve | None:
    """Return the figure; nothing where trust has nothing to move by."""
    found = orders.first.candidate
    if len(found.curve) < 2 or not found.deceptions:
        return None
    trusts = [row[0] for row in found.curve]
    values = [row[1] for row in found.curve]
    losses = [-row[1] for row in found.trap_curve]
    up = steps_along(min(0, *values, *losses), max(0.0, *values))

    def y(value: float) -> float:
        return (value - up[0]) / (up[-1] - up[0])

    def path(xs: list[float], ys: list[float]) -> str:
        return "M" + "L".join(
            f"{a * BOX[0]:.1f} {(1 - y(b)) * BOX[1]:.1f}" for a, b in zip(xs, ys, strict=True)
        )

    marks = [(round(100 * orders.plan.trust, 2), f"today {percent(orders.plan.trust)}", True)]
    if found.need.kind == "some" and found.need.trust is not None:
        marks.append((round(100 * found.need.trust, 2), f"needed {percent(found.need.trust)}", False))
    title = _title(orders)
    return Curve(
        title=title,
        note=say(
            "Across: how much trust we give them before they answer, in %. The line: what trying is worth over not engaging, in points",
            "; dashed: what we would lose if it is a trap." if min(losses, default=0.0) < 0 else ".",
        ),
        box=BOX,
        line=path(trusts, values),
        loss=path([row[0] for row in found.trap_curve], losses) if min(losses, default=0.0) < 0 else "",
        zero=round(100 * (1 - y(0)), 2),
        marks=tuple(marks),
        up=tuple((round(100 * (1 - y(each)), 2), points_axis(each)) for each in up),
        alt=plain(
            f"{title}. Trying is worth {points(values[0])} points without trust, {points(values[-1])} with full trust."
        ),
        rows=tuple(
            (percent(one[0]), change(one[1]), points(other[1]))
            for one, other in zip(found.curve, found.trap_curve, strict=True)
        ),
        text=_need(orders),
    )


def _title(orders: Orders) -> Phrase:
    values = orders.first.candidate.curve
    start = next((each for each in orders.first.tripwires if each.kind == "do not start"), None)
    if start is None:
        worth = all(row[1] > 0 for row in values)
        return say(f"Trying is worth {'something' if worth else 'nothing'}, whatever our trust")
    better = "above" if better_above(start.margin.whole, start.before, start.trust) else "below"
    return say(
        f"Trying is worth something {better} a trust of {percent(start.trust)}; today it stands at {percent(orders.plan.trust)}"
    )


def _need(orders: Orders) -> Phrase:
    found = orders.first.candidate
    if found.need.kind == "some" and found.need.trust is not None:
        need = f"Once they have said yes, a trust of {percent(found.need.trust)} is enough to break even, however well a trap is played."
    elif found.need.kind == "none needed":
        need = "No trust is needed: even if it is a trap, played as well as it can be, we do no worse than by not engaging."
    elif found.need.kind == "nobody trusted":
        need = "Trust is no question here: none of those that they may be is one whose word is dear to them."
    else:
        need = "No trust is enough: even with those who mean it we do worse than by not engaging."
    losses = [row[1] for row in found.trap_curve]
    rises = losses and losses[-1] - losses[0] > RISES
    more = (
        f" The loss in a trap rises with trust, from {points(losses[0])} to {points(losses[-1])}, because we then give more."
        if rises
        else ""
    )
    return say(need, more)


# --- the ledger ---------------------------------------------------------------------------------------------------


def ledger(orders: Orders) -> Ledger | None:
    """Return which act moves trust by how much; nothing where no act is on the way, or there is no doubt about them."""
    found = orders.first.ledger
    if not found or not orders.first.candidate.deceptions:
        return None
    return Ledger(
        title=_best(orders),
        note=say(
            "If everything is done as agreed: trust before an act (hollow) and after what is seen of it (filled). Of their acts the trust "
            "is ours, of ours it is theirs in us. Settled: the share of the doubt about the doer that seeing it settles, on average. "
            "The date is the one by which talks that go as agreed most often come there."
        ),
        rows=tuple(_entry(orders, each) for each in found),
    )


def settled(found: Shift) -> float:
    """Return which share of the doubt an act settles: its bits of the entropy of trust before it."""
    p = found.before
    doubt = -sum(q * log2(q) for q in (p, 1 - p) if q > 0)
    return min(1.0, found.bits / doubt) if doubt > 1e-9 else 0.0


def _entry(orders: Orders, found: Shift) -> Entry:
    says = orders.act(0 if found.side == "us" else 1, found.act)
    after = tuple(
        (SIGNALS.get(name, name), trust, percent(trust))
        for name, trust in found.after.items()
        if found.chances.get(name, 0.0) >= RARE
    )
    told = ", ".join(f"{name} {said}" for name, _, said in after)
    return Entry(
        who="We" if found.side == "us" else "They",
        says=says,
        when=iso_day(found.date, short=True),
        before=round(100 * found.before, 2),
        after=tuple((name, round(100 * trust, 2), said) for name, trust, said in after),
        told=percent(settled(found)),
        share=round(100 * settled(found), 2),
        alt=plain(f"{says}: trust {percent(found.before)} before; then {told}."),
    )


def _best(orders: Orders) -> Phrase:
    theirs = [each for each in orders.first.ledger if each.side == "them"]
    if not theirs:
        return say("No act of theirs on the way tells us anything")
    best = max(theirs, key=settled)
    size = settled(best)
    name = quoted(orders.act(1, best.act), NAME_LIMIT)
    if size < 0.02:
        return say("No act of theirs tells us much: the best settles ", f"{percent(size)} of the doubt")
    rest = [settled(each) for each in theirs if each is not best]
    much = (
        "far more than any other"
        if rest and size > 2 * max(rest)
        else "more than any other"
        if rest
        else "and no other act of theirs is due"
    )
    if rest and max(rest) > 0.9 * size:
        much = "though another comes close"
    shifts = [
        best.after[name]
        for name in ("held", "exposed")
        if best.chances.get(name, 0.0) >= RARE and name in best.after
    ]
    moves = (
        f": trust {figure(best.before)} → {percent(best.after['done'])} if done"
        if "done" in best.after
        else ""
    )
    falls = f", {percent(min(shifts))} if not" if moves and shifts else ""
    return say(name, f" tells us most, {much}{moves}{falls}")
