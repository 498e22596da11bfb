"""The trap: what they would gain by deceiving us, what it would cost us, and when we would know; and what comes of simply following."""

from __future__ import annotations

from collections.abc import Sequence

from detente.brief.foretold import change, iso_day, one_in, points, points_span
from detente.brief.inputs import quoted
from detente.brief.orders import Orders
from detente.brief.parts_plan import DeceiverRow, Following, Trap
from detente.brief.phrase import Phrase, capital, clean, listed, plain, say
from detente.brief.shapes import places, ticks
from detente.brief.wording import counted, label_of, percent, spoken_id
from detente.plan.results import Commitment, Deception, Ploy

BOX = (600, 160)
LITTLE = 0.05
"""A loss of fewer points is called nothing."""
_LIMIT = 48


def trap(orders: Orders) -> Trap | None:
    """Return the page of the trap; nothing where every character that they may be is trusted."""
    first = orders.first
    if first.worst is None or not first.candidate.deceptions:
        return None
    start = orders.case.as_of.start
    at = places(start, orders.plan.dates)
    known = first.known_by[-1] if first.known_by else 0.0
    refuse = all(each.refuses for each in first.candidate.deceptions)
    title = _title(orders, known)
    return Trap(
        title=title,
        text=_text(orders),
        rows=tuple(_row(each) for each in first.candidate.deceptions),
        box=BOX,
        steps="" if refuse or not first.known_by else _stairs(at, first.known_by),
        ticks=ticks(start, orders.plan.dates, 4),
        known=percent(known),
        known_at=round(100 * (1 - known), 2),
        never=percent(first.never),
        alt=plain(
            f"{title}. Found out by {iso_day(orders.plan.dates[-1])}: {percent(known)}; never: {percent(first.never)}."
        ),
        table=tuple(
            (iso_day(day, short=True), percent(chance))
            for day, chance in zip(orders.plan.dates, first.known_by, strict=False)
        ),
    )


def _stairs(at: Sequence[float], known: Sequence[float]) -> str:
    """Return the path of a chance that rises at the end of each round, closed along the bottom."""
    wide, high = BOX
    path = f"M0 {high}"
    for x, chance in zip(at[1:], known, strict=True):
        path += f"H{x * wide:.1f}V{(1 - chance) * high:.1f}"
    return path


def _worst(orders: Orders) -> Deception:
    first = orders.first
    return next(
        (each for each in first.candidate.deceptions if each.name == first.worst),
        first.candidate.deceptions[0],
    )


def _title(orders: Orders, known: float) -> Phrase:
    if all(each.refuses for each in orders.first.candidate.deceptions):
        return say("Whoever would deceive us does better to refuse")
    loss = orders.first.trap_loss
    cost = "cost us nothing" if loss.value < LITTLE else f"have cost us {points(loss.value)} points"
    if loss.value < LITTLE and loss.high is not None and loss.high >= LITTLE:
        cost = f"most likely have cost us nothing, at worst {points(loss.high)} points"
    seen = one_in(known).replace("futures in ten", "cases in ten").replace("future", "case")
    joint = "but it would" if loss.value < LITTLE else "and it would"
    if known < 0.005:
        return say(f"If it is a trap, hardly any sham would be found out, {joint} {cost}")
    return say(f"If it is a trap, a sham would be found out in {seen}, {joint} {cost}")


def _text(orders: Orders) -> Phrase:
    worst, first = _worst(orders), orders.first
    name = quoted(spoken_id(worst.name), _LIMIT)
    if worst.refuses:
        return say(
            "Such a counterpart as ", name, ", playing as well as it can against this order, would rather refuse, by "
            f"{points(abs(worst.theirs))} points of its own: saying yes is worth less to it than not engaging. So it costs us nothing. Did it come in "
            f"all the same, talks would bring us {change(worst.ours.whole)}."
        )  # fmt: skip
    ploys = _ploys(first.ploys)
    reach = points_span(first.trap_loss)
    none = first.trap_loss.value < LITTLE and (first.trap_loss.high is None or first.trap_loss.high < LITTLE)
    loss = "none" if none else f"{points(first.trap_loss.value)} points"
    loss += (" in nine of ten draws" if none else f" ({reach})") if reach else ", no range computed"
    split = worst.ours
    if split.whole >= 0:
        what = f"Even so talks bring us {points(split.whole)} points over not engaging"
    else:
        what = f"Talks then cost us {points(-split.whole)} points against not engaging"
    parts = f"{change(split.steps)} from steps, {change(split.tension)} from calm and open channels, {change(split.word)} from words and walkouts"
    given = (
        f" We would have given away {points(first.candidate.given_away)} points in steps that nothing was done for."
        if first.candidate.given_away >= LITTLE
        else ""
    )
    return say(
        "By deceiving us as well as it can, such a counterpart as ", name,
        f" would gain {points(worst.theirs)} points of its own over not engaging.", ploys, f" {what}: {parts}. Loss to us: {loss}.{given} No sham would ever "
        f"be found out in {percent(first.never)} of cases; that counts only what it fakes, as what it simply does not do we see when it is due. The loss is the least certain number of all: a deceiver who does a little better elsewhere may "
        "do otherwise.",
    )  # fmt: skip


_DOES = {"step": "do {} in earnest", "sham": "fake {}", "hold": "put off {}", "leave": "break off at {}"}


def _ploys(found: Sequence[Ploy]) -> Phrase:
    """Say what it would do with each of its acts, if all before was seen done."""
    by_move = {move: [quoted(each.says, _LIMIT) for each in found if each.move == move] for move in _DOES}
    parts = [say(*_around(words, listed(by_move[move]))) for move, words in _DOES.items() if by_move[move]]
    return say(" If all before it was seen done, it would ", listed(parts), ".") if parts else say("")


def _around(words: str, what: Phrase) -> tuple[str, Phrase, str]:
    before, after = words.split("{}")
    return before, what, after


def _row(found: Deception) -> DeceiverRow:
    return DeceiverRow(
        says=clean(label_of(spoken_id(found.name))),
        does=f"would rather refuse, by {points(abs(found.theirs))}"
        if found.refuses
        else "says yes, and deceives as is best for it",
        gains=change(found.theirs),
        ours=change(found.ours.whole),
        loss=points(found.loss),
        given=points(found.given_away),
    )


# --- simply following it ------------------------------------------------------------------------------------------


def following(orders: Orders) -> Following:
    """Return what comes of following the order whatever happens, a row a count of forgiven exposures."""
    found = orders.first.candidate.commitments
    names = list(found[0].ours) if found else []
    return Following(
        title=_followed(found, names),
        note=say(
            "We do every step when it is due, whatever they do, and leave in the round after one exposure more than we forgive; they do what "
            "is best for them. Points to us over not engaging, in brackets theirs."
        ),
        heads=tuple(clean(label_of(spoken_id(name))) for name in names),
        rows=tuple(
            (
                counted(each.forgiven, "exposure").capitalize(),
                tuple(_cell(each, name) for name in names),
            )
            for each in found
        ),
    )


def _cell(found: Commitment, name: str) -> str:
    refuses = ", so it refuses" if found.theirs[name] < 0 else ""
    return f"{change(found.ours[name].whole)} ({change(found.theirs[name])}{refuses})"


def _followed(found: Sequence[Commitment], names: Sequence[str]) -> Phrase:
    if not found or not names:
        return say("If we simply follow it")
    each = found[min(1, len(found) - 1)]
    yes = [name for name in names if each.theirs[name] >= 0]
    if not yes:
        return say("If we simply follow it, nobody says yes")
    parts = [say(f"{change(each.ours[name].whole)} with ", quoted(spoken_id(name), _LIMIT)) for name in yes]
    refused = [quoted(spoken_id(name), _LIMIT) for name in names if name not in yes]
    more = say("; ", listed(refused), " refuse" if len(refused) > 1 else " refuses") if refused else say()
    forgive = f" and forgive {counted(each.forgiven, 'exposure')}" if each.forgiven else ""
    return capital(say(f"if we simply follow it{forgive}: ", listed(parts), more))
