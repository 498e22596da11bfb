"""What trying is worth against what a trap would cost: every order that was ranked, and why this one."""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile
from math import ceil, floor, log10
from typing import Literal

from detente.brief.foretold import change, points, points_span
from detente.brief.orders import TEXTBOOK, Orders
from detente.brief.parts_plan import Front, Mark
from detente.brief.phrase import Phrase, capital, clean, plain, say, sentence
from detente.brief.wording import counted, number, percent
from detente.encounter.foresee.results import Span, Split
from detente.plan.choose import LEAST_YES
from detente.plan.results import Candidate

WIDTH, HEIGHT = 280, 280
"""Pixels of the figure at its narrowest: what stands apart there stands apart everywhere."""
LETTER, LINE = 6.6, 14
"""Pixels of a letter and of a line."""
NEAR = 0.05
"""Losses within so many points are called the same."""
TOLD = 0.05
"""A part of a value that differs by less is not why an order loses."""


def front(orders: Orders) -> Front:
    """Return the figure."""
    found = orders.candidates
    first = orders.first
    spans = (first.trying, first.trap_loss)
    xs = [each.trap_loss for each in found.values()]
    ys = [each.trying.whole for each in found.values()]
    far = max(*xs, *(end for end in (first.trap_loss.high,) if end is not None), 1e-9)
    if orders.plan.cap is not None and orders.plan.cap <= 2 * far + 1:
        far = max(far, orders.plan.cap)
    across = steps_along(0, max(far, 1))
    up = steps_along(min(0, *ys, *_ends(spans[0])), max(0, *ys, *_ends(spans[0]), 0.1))

    def x(value: float) -> float:
        return round(100 * (value - across[0]) / (across[-1] - across[0]), 2)

    def y(value: float) -> float:
        return round(100 * (1 - (value - up[0]) / (up[-1] - up[0])), 2)

    cap = orders.plan.cap if orders.plan.cap is not None and orders.plan.cap <= across[-1] else None
    title = _title(orders)
    best = [name for name in orders.plan.front if name in found]
    joined = " ".join(f"{x(found[name].trap_loss)},{y(found[name].trying.whole)}" for name in best)
    return Front(
        title=title,
        note=_note(orders, cap),
        marks=_marks(
            orders,
            y(0),
            cap is not None,
            {name: (x(each.trap_loss), y(each.trying.whole)) for name, each in found.items()},
        ),
        joined=joined if len(best) > 1 else "",
        reach=_reach(spans, x, y),
        zero=y(0),
        cap=None if cap is None else (x(cap), f"the most we will bear: {points(cap)}"),
        across=tuple((x(each), points_axis(each)) for each in across),
        up=tuple((y(each), points_axis(each)) for each in up),
        alt=plain(
            f"{title}. {capital(say(orders.the_first))}: {points(first.trying.value)} points from trying, "
            f"{lost(first.trap_loss.value)} lost if it is a trap; {counted(len(found), 'order')} drawn."
        ),
        rows=tuple(_row(orders, name, each) for name, each in found.items()),
    )


def steps_along(low: float, high: float, count: int = 4) -> list[float]:
    """Return round numbers from at or below ``low`` to at or above ``high``, about ``count`` steps apart."""
    rough = max(high - low, 1e-6) / count
    size = 10.0 ** floor(log10(rough))
    step = min((size * k for k in (1, 2, 2.5, 5, 10) if size * k >= rough * 0.999), default=10 * size)
    return [step * k for k in range(floor(low / step + 1e-9), max(ceil(high / step - 1e-9), 1) + 1)]


def points_axis(value: float) -> str:
    """Say a round number on an axis."""
    return f"{value:g}".replace("-", "−") if abs(value) > 1e-9 else "0"


def _ends(span: Span) -> list[float]:
    return [end for end in (span.low, span.high) if end is not None]


def _reach(
    spans: tuple[Span, Span], x: Callable[[float], float], y: Callable[[float], float]
) -> tuple[float, float, float, float] | None:
    trying, loss = spans
    if trying.low is None or trying.high is None or loss.low is None or loss.high is None:
        return None
    left, right, top, bottom = x(loss.low), x(loss.high), y(trying.high), y(trying.low)
    return left, top, round(max(right - left, 0.6), 2), round(max(bottom - top, 0.6), 2)


def _marks(orders: Orders, zero: float, capped: bool, at: dict[str, tuple[float, float]]) -> tuple[Mark, ...]:
    """Place marks, and the names of those that have one so that none covers another."""
    first, runner_up = orders.first.name, orders.plan.runner_up
    ranked = sorted(at, key=lambda name: (name != first, name != orders.plan.given, name != runner_up))
    level = zero * HEIGHT / 100
    placed = [(WIDTH - 13 * LETTER, level - LINE - 4, float(WIDTH), level)]  # "not engaging" is written there
    if capped:
        placed.append((WIDTH / 4, 0.0, float(WIDTH), float(LINE)))
    found = []
    for name in ranked:
        label = orders.label(name)
        told = name in orders.plan.front or name == runner_up or label != name
        place = _place(at[name], label, placed) if told else None
        kind: Literal["first", "front", "other"] = (
            "first" if name == first else "front" if name in orders.plan.front else "other"
        )
        dx, dy, anchor = place or (0.0, 0.0, "start")
        found.append(Mark(name, label if place else "", *at[name], dx, dy, anchor, kind))
    return tuple(reversed(found))


def _place(
    at: tuple[float, float], label: str, placed: list[tuple[float, float, float, float]]
) -> tuple[float, float, Literal["start", "end"]] | None:
    """Return where a name stands beside its mark at the narrowest width; None where there is no room."""
    x, y = at[0] * WIDTH / 100, at[1] * HEIGHT / 100
    wide = LETTER * len(label)
    starts = x < WIDTH / 2
    for dy in (4, -8, 16, -20, 28, -32, 40, -44, 52, -56):
        left = x + 9 if starts else x - 9 - wide
        box = (left, y + dy - LINE + 2, left + wide, y + dy + 2)
        if box[1] < -LINE or box[3] > HEIGHT + 4:
            continue
        if all(box[2] < b[0] or b[2] < box[0] or box[3] <= b[1] or b[3] <= box[1] for b in placed):
            placed.append(box)
            return (9.0, float(dy), "start") if starts else (-9.0, float(dy), "end")
    return None


def _row(orders: Orders, name: str, each: Candidate) -> tuple[str, ...]:
    label = orders.label(name)
    return (
        name if label == name else f"{name}, {label[:1].lower()}{label[1:]}",
        clean(orders.told(each.lines)),
        change(each.trying.whole),
        points(each.trap_loss),
        percent(each.accepts),
        percent(each.outcomes.get("real deal", 0.0)),
    )


# --- the finding --------------------------------------------------------------------------------------------------


def _title(orders: Orders) -> Phrase:
    if not orders.engage:
        return say("No order that we looked at may be recommended")
    first, found = orders.first, orders.candidates
    safer = [
        name
        for name in orders.plan.front
        if name in found and found[name].trap_loss < first.trap_loss.value - NEAR
    ]
    close = closest(orders)
    if (better := _forbidden(orders)) is not None:
        return better
    if safer:
        best = max(safer, key=lambda name: found[name].value)
        near = "comes close and risks less" if best == close else "gains less and risks less"
        return capital(say(orders.the_first, " gains most; ", orders.named(best), f" {near}"))
    if close:
        return capital(say(orders.the_first, " gains most; ", orders.named(close), " comes close"))
    return capital(say("no order gains more than ", orders.the_first, " or risks less"))


def _forbidden(orders: Orders) -> Phrase | None:
    """Say which order would gain more, and why it may not be chosen; nothing where none would."""
    plan = orders.plan
    name = plan.runner_up
    if name is None or plan.lost_by not in ("cap", "acceptance"):
        return None
    if orders.candidates[name].trying.whole <= orders.first.trying.value:
        return None
    but = (
        "would lose more in a trap than we will bear"
        if plan.lost_by == "cap"
        else "would be refused too often"
    )
    return capital(
        say(
            orders.named(name),
            f" would gain more, but {but}; of the others ",
            orders.the_first,
            " gains most",
        )
    )


def closest(orders: Orders) -> str | None:
    """Return the runner-up where its value lies within the range of the first; where there is no range, within a tenth."""
    first, name = orders.first, orders.plan.runner_up
    if name is None or name not in orders.candidates or orders.plan.lost_by not in ("value", "no other"):
        return None
    value = orders.candidates[name].trying.whole
    low = first.trying.low if first.trying.low is not None else 0.9 * first.trying.value
    return name if value >= low else None


def _note(orders: Orders, cap: float | None) -> Phrase:
    plan = orders.plan
    reach = (
        "; the box is the range of the first"
        if orders.first.trying.low is not None
        else "; no range was computed"
    )
    bound = "" if cap is None else "; what lies right of the dashed line we will not bear"
    joined = "; the line joins orders that none beats on both" if len(plan.front) > 1 else ""
    return say(
        f"{counted(len(plan.candidates), 'order').capitalize()} of {plan.counted:,}. Up is better, left is safer{joined}{bound}{reach}. "
        f"Not engaging is itself worth {points(orders.first.candidate.not_engaging)} points to us."
    )


# --- why this one -------------------------------------------------------------------------------------------------


def why_this(orders: Orders) -> tuple[Phrase, ...]:
    """Say in one sentence each why the first is preferred to the runner-up, the case's own order, and textbook orders."""
    plan = orders.plan
    told: list[str] = [orders.first.name]
    parts = []
    for name in (plan.runner_up, plan.given, *orders.textbook.values()):
        if name is None or name in told or name not in orders.candidates:
            continue
        told.append(name)
        parts.append(_against(orders, name))
    own = (
        [say("The recommended order is the case’s own.")]
        if orders.engage and plan.given == orders.first.name
        else []
    )
    no = [] if orders.engage else [sentence(capital(reason(orders)))]
    return (*no, *own, *parts, *_kind(orders))


def _kind(orders: Orders) -> tuple[Phrase, ...]:
    """Say how many orders are as good, and what they share; nothing where none is, or none is recommended."""
    said = one_kind(orders, orders.the_first)
    if not orders.engage or not said:
        return ()
    names, _ = orders.alike()
    same = [list(line) for line in orders.first.candidate.lines]
    for name in names:
        lines = [list(line) for line in orders.candidates[name].lines]
        same = [
            mine for mine, _ in takewhile(lambda pair: pair[0] == pair[1], zip(same, lines, strict=False))
        ]
    shared = (say(" All begin so: ", clean(orders.told(same)), "."),) if same else ()
    return (say(f"{said}.", *shared),)


def one_kind(orders: Orders, first: str, noun: str = "order") -> str:
    """Say how many ranked orders are worth as much as the first, which is called ``first``; nothing where none is."""
    names, reach = orders.alike()
    if not names:
        return ""
    within = "inside its range" if orders.first.trying.low is not None else "within a tenth of its value"
    return (
        f"{number(len(names)).capitalize()} of the {number(len(orders.candidates) - 1)} others ranked {'lies' if len(names) == 1 else 'lie'} "
        f"within {points(reach)} points of {first}, {within}: read it as one kind of {noun}, not as the only one"
    )


def less(first: Split, other: Split) -> str:
    """Say where an order's value differs from that of the first, the greatest loss first; nothing where no part is less."""
    gaps = {
        "steps": other.steps - first.steps,
        "calm and channels": other.tension - first.tension,
        "words and walkouts": other.word - first.word,
    }
    told = sorted((gap, name) for name, gap in gaps.items() if abs(gap) >= TOLD)
    return ", ".join(f"{name} {change(gap)}" for gap, name in told) if told and told[0][0] < 0 else ""


def _against(orders: Orders, name: str) -> Phrase:
    each, first = orders.candidates[name], orders.first.candidate
    start = (
        say("The runner-up, ", name if orders.label(name) == name else orders.named(name))
        if name == orders.plan.runner_up
        else capital(orders.named(name))
    )
    apart = () if orders.label(name) in TEXTBOOK.values() else (", ", orders.apart(name), ",")
    cap = orders.plan.cap
    loss = (
        told_apart(each.trap_loss, cap)[0]
        if cap is not None and each.trap_loss > cap
        else lost(each.trap_loss)
    )
    gap = each.trying.whole - first.trying.whole
    because = f" ({why})" if (why := less(first.trying, each.trying)) else ""
    much = "as much" if abs(gap) < 0.005 else f"{points(abs(gap))} {'more' if gap > 0 else 'less'}{because}"
    return sentence(
        start,
        *apart,
        f" is worth {points(each.trying.whole)} points over not engaging, {much}, and loses {loss} "
        f"if it is a trap{_fault(orders, each)}",
    )


def _fault(orders: Orders, each: Candidate) -> str:
    """Say which rule forbids an order, if one does."""
    refused = [name for name in orders.trusted if each.accepts_by.get(name, 1.0) < LEAST_YES]
    if refused:
        worst = min(refused, key=lambda name: each.accepts_by[name])
        return f"; those whose word is dear to them would say yes in only {percent(each.accepts_by[worst])}"
    if orders.plan.cap is not None and each.trap_loss > orders.plan.cap:
        return f", over the {told_apart(each.trap_loss, orders.plan.cap)[1]} that we will bear"
    return ""


def reason(orders: Orders) -> Phrase:
    """Say why nothing is recommended."""
    best = orders.first.candidate
    if best.trying.whole <= 0:
        return say("no order that we looked at is worth more than not engaging")
    said = _fault(orders, best).lstrip(";, ")
    return say(
        f"the best order found is worth {points(best.trying.whole)} points over not engaging, but ",
        said
        if said.startswith("those")
        else f"may lose {told_apart(best.trap_loss, orders.plan.cap or 0.0)[0]} if it is a trap, {said}",
    )


def told_apart(one: float, other: float) -> tuple[str, str]:
    """Say two sizes that differ with as many digits as it takes to see it."""
    if points(one) != points(other) or one == other:
        return points(one), points(other)
    digits = next((n for n in range(2, 7) if f"{one:.{n}f}" != f"{other:.{n}f}"), 7)
    return f"{one:.{digits}f}", f"{other:.{digits}f}"


def lost(value: float) -> str:
    """Say a loss; one that rounds to nothing is none."""
    return points(value) if value >= NEAR else "nothing"


def worth(span: Span) -> str:
    """Say points with their range, or that there is none."""
    reach = points_span(span)
    return (
        f"{points(span.value)} points ({reach})"
        if reach
        else f"{points(span.value)} points (no range computed)"
    )
