"""Go or stop: what going on is worth at each of our moves, and the tripwires, each with where it comes from."""

from __future__ import annotations

from collections.abc import Sequence

from detente.brief.foretold import SIGNALS, change, iso_day, points
from detente.brief.inputs import quoted
from detente.brief.orders import NAME_LIMIT, Orders
from detente.brief.parts_plan import MarginRow, Margins, Wire, Wires
from detente.brief.phrase import Phrase, capital, clean, listed, plain, say, sentence
from detente.brief.wording import counted, fraction, number, percent
from detente.encounter.foresee.results import Split
from detente.plan.results import Finalist, Margin, Tripwire

ADVICE = {"go": "go on", "indifferent": "as good either way", "stop": "stop"}
MOST_STOPS = 2
"""Reasons to stop that stand in the box."""
MOSTLY = 0.5
"""Our word is most of a margin if it is a greater share of it."""

TOLD = 0.05
"""A part of a margin that is a smaller share of it is not told, or counts as nothing."""


# --- what a margin says; the terminal says it too -----------------------------------------------------------------


def better_above(worth: float, trust: float, turns: float) -> bool:
    """Tell whether more trust than ``turns`` speaks for us: by what is so at ``trust``, where it is worth ``worth``."""
    return (trust >= turns) == (worth > 0)


def calm_only(found: Split) -> bool:
    """Tell whether all that is left to win is calm: staying at the table pays, giving more does not."""
    return found.tension > 0 and found.steps <= TOLD * abs(found.whole)


def band(found: Finalist) -> float:
    """Return within how many points going on and stopping are as good; 0 where no move of ours is on the way."""
    return max((each.band for each in found.margins), default=0.0)


def parted(found: Split) -> str:
    """Say where points come from."""
    return f"steps {change(found.steps)}, calm and channels {change(found.tension)}, words and walkouts {change(found.word)}"


def beginning(found: Tripwire, them: str) -> str:
    """Say at which trust not to begin, as it follows from what trying is worth at today's. ``them``: whom trust is given."""
    above = better_above(found.margin.whole, found.before, found.trust)
    turn = percent(found.trust)
    if found.margin.whole > 0:
        return f"Do not start at all if you give {them} {'less' if above else 'more'} than {turn}"
    return f"Do not start today; it would be worth it {'from' if above else 'up to'} {turn} {'on' if above else 'only'}"


# --- the margins --------------------------------------------------------------------------------------------------


def margins(orders: Orders) -> Margins | None:
    """Return what going on is worth; nothing where no move of ours is on the way."""
    found = orders.first.margins
    if not found:
        return None
    ends = [0.0, *(each.margin.whole for each in found), *(_without(each) for each in found)]
    low, high = min(ends), max(max(ends), min(ends) + 1e-9)

    def at(value: float) -> float:
        return round(100 * (value - low) / (high - low), 2)

    return Margins(
        title=say(_title(orders, found), _though(orders)),
        note=say(
            "At each move of ours, if all before it was done: what going on is worth over the better way to stop, in points. Filled: "
            "what steps and calm bring; framed: our own word, which going on keeps and stopping may break. The date is the one by which talks that "
            "go as agreed most often come there; most talks come later, or not at all."
        ),
        rows=tuple(_row(orders, each, at(_without(each)), at(each.margin.whole), at(0.0)) for each in found),
        kept=_kept(orders, found),
    )


def _though(orders: Orders) -> str:
    return "" if orders.engage else ", were it tried all the same"


def _without(found: Margin) -> float:
    return found.margin.whole - found.margin.word


def _row(orders: Orders, found: Margin, without: float, whole: float, zero: float) -> MarginRow:
    says, split = orders.act(0, found.act), found.margin
    advice = ADVICE[found.advice]
    return MarginRow(
        line=found.line,
        says=says,
        when=f"{iso_day(found.date, short=True)}, trust {percent(found.trust)}",
        advice=advice,
        whole=change(split.whole),
        steps=change(split.steps),
        tension=change(split.tension),
        word=change(split.word),
        without=without,
        whole_at=whole,
        zero=zero,
        turns="nowhere" if found.turns_at is None else f"at a trust of {percent(found.turns_at)}",
        alt=plain(
            f"{says}: {advice}, {change(split.whole)} points, of which {change(split.word)} are our own word."
        ),
    )


def _title(orders: Orders, found: Sequence[Margin]) -> Phrase:
    def at(kept: Sequence[Margin]) -> Phrase:
        if len(kept) > 2:
            return say(f"{number(len(kept))} of our moves")
        return listed([quoted(orders.act(0, each.act), NAME_LIMIT) for each in kept])

    stop = [each for each in found if each.advice == "stop"]
    bare = [each for each in found if each.word_alone]
    level = [each for each in found if each.advice == "indifferent"]
    if stop:
        return say("At ", at(stop), " stopping is better, even if all went well")
    if bare:
        return say("At ", at(bare), " only our own word keeps us going")
    if level:
        return say("At ", at(level), " going on and stopping come close")
    every = "At our one move" if len(found) == 1 else "At every move of ours"
    most = all(each.margin.word > MOSTLY * each.margin.whole for each in found)
    return say(f"{every} going on is clearly better", "; most of that is our own word" if most else "")


def _kept(orders: Orders, found: Sequence[Margin]) -> Phrase:
    """Name what is kept only because our own word is at stake."""
    acts = [quoted(orders.act(0, each.act), NAME_LIMIT) for each in found if each.word_alone]
    wires = [
        say("what follows if ", quoted(orders.act(1, each.act), NAME_LIMIT), f" is {SIGNALS[each.signal]}")
        for each in orders.first.tripwires
        if each.kind == "only our word"
    ]
    if acts or wires:
        return sentence("Kept only because our own word is at stake: ", listed([*acts, *wires]))
    share = (
        sum(each.margin.word for each in found) / whole
        if (whole := sum(each.margin.whole for each in found)) > 0
        else 0.0
    )
    return say(
        "No move is kept only because our own word is at stake",
        f", though that word is {fraction(share)} of what speaks for going on." if share >= 0.05 else ".",
    )


# --- tripwires ----------------------------------------------------------------------------------------------------


def wires(orders: Orders) -> Wires | None:
    """Return when to stop, and when not to begin; nothing where there is nothing to say."""
    first = orders.first
    onward = [each for each in first.tripwires if each.kind == "go on"]
    rows = [
        *(_wire(orders, each) for each in first.tripwires if each.kind != "go on"),
        *(_turn(orders, each) for each in first.margins if each.turns_at is not None),
    ]
    rows += [_onward(orders, alike) for alike in _alike(orders, onward) if alike]
    if not rows:
        return None
    stops = sum(each.stops for each in rows)
    if stops:
        title = say(f"{counted(stops, 'reason').capitalize()} to stop or not to begin")
    else:
        title = say("Nothing that they may show on the way is a reason to stop")
    return Wires(
        say(title, _though(orders)), tuple(sorted(rows, key=lambda row: (not row.stops, not row.warns)))
    )


def stopping(orders: Orders) -> Phrase:
    """Say for the box on top when to stop, or not to begin."""
    found = wires(orders)
    rows = found.rows if found else ()
    stops = [row.sentence for row in rows if row.stops]
    if not stops:
        kept = [row.sentence for row in rows if row.warns]
        start = "Nothing that they may show on the way is a reason to stop"
        return (
            say(f"{start}. ", kept[0])
            if kept
            else say(f"{start}; found wanting or not, staying at the table is worth more.")
        )
    phrase = stops[0]
    for each in stops[1:MOST_STOPS]:
        phrase = say(phrase, " ", each)
    left = len(stops) - MOST_STOPS
    return say(phrase, f" {number(left).capitalize()} more below." if left > 0 else "")


def _wire(orders: Orders, found: Tripwire) -> Wire:
    worth = points(found.margin.whole)
    if found.kind == "do not start":
        return Wire(
            say(f"{beginning(found, 'sincerity')}."),
            f"There trying is worth nothing; today’s trust is {percent(found.before)}, and trying is worth {worth} points.",
            True,
        )
    word = change(found.margin.word)
    own = f", {word} of it our own word" if abs(found.margin.word) >= TOLD * abs(found.margin.whole) else ""
    what, verb = quoted(orders.act(1, found.act), NAME_LIMIT), _seen(found)
    source = (
        f"Line {_line_of(orders, found)}, by {iso_day(found.date, short=True)}: trust goes from {percent(found.before)} to {percent(found.trust)}; going on "
        f"is then worth {worth} points over stopping{own}. Chance today that it comes so: "
        f"{percent(found.chance)}."
    )
    onward = _next(orders, found)
    if found.kind == "stop":
        if -found.margin.whole <= band(orders.first):
            level = say("if ", what, f" {verb}, it makes little difference whether we go on or stop.")
            return Wire(capital(level), source, False, True)
        start = say("Stop before ", quoted(onward, NAME_LIMIT)) if onward else say("Stop")
        rises = ""
        if found.trust > found.before:
            rises = f" Trust rises, so it is not trust that turns it but what is left to win: {parted(found.margin)}."
        return Wire(say(start, " if ", what, f" {verb}."), source + rises, True)
    return Wire(capital(say("if ", what, f" {verb}, only our own word keeps us going.")), source, False, True)


def _onward(orders: Orders, found: Sequence[Tripwire]) -> Wire:
    """Say after which exposures going on is still worth more, all in one sentence."""
    what = listed([quoted(orders.act(1, each.act), NAME_LIMIT) for each in found], last="or")
    calm = all(calm_only(each.margin) for each in found)
    level = all(each.margin.whole <= band(orders.first) for each in found)
    parts = [
        f"line {_line_of(orders, each)}, by {iso_day(each.date, short=True)}: trust goes from {percent(each.before)} to {percent(each.trust)}, going on is "
        f"worth {points(each.margin.whole)} points over stopping ({parted(each.margin)}); chance today {percent(each.chance)}"
        for each in found
    ]
    source = ". ".join(part[:1].upper() + part[1:] for part in parts)
    if level:
        said = capital(
            say("if ", what, " is found wanting, it makes little difference whether we go on or stop.")
        )
    elif calm:
        said = say(
            "Stay at the table even if ",
            what,
            " is found wanting, for the calm that it keeps: no step is worth more.",
        )
    else:
        said = say("Go on even if ", what, " is found wanting.")
    return Wire(said, f"{source}.", False)


def _alike(orders: Orders, found: Sequence[Tripwire]) -> list[list[Tripwire]]:
    """Part what is told in one sentence each: little difference, calm alone, and going on."""

    def kind(each: Tripwire) -> int:
        return 0 if each.margin.whole <= band(orders.first) else 1 if calm_only(each.margin) else 2

    return [[each for each in found if kind(each) == n] for n in (2, 1, 0)]


def _turn(orders: Orders, found: Margin) -> Wire:
    assert found.turns_at is not None
    less = "less" if better_above(found.margin.whole, found.trust, found.turns_at) else "more"
    return Wire(
        say(
            "Stop before ",
            quoted(orders.act(0, found.act), NAME_LIMIT),
            f" if you then give sincerity {less} than {percent(found.turns_at)}.",
        ),
        f"Line {found.line}, by {iso_day(found.date, short=True)}: if all goes as agreed trust is {percent(found.trust)} there, and going on is worth "
        f"{points(found.margin.whole)} points over {found.against}.",
        True,
    )


def _seen(found: Tripwire) -> str:
    return {"exposed": "is found wanting", "held": "is not done when due"}.get(
        found.signal, "is done, and no more"
    )


def _line_of(orders: Orders, found: Tripwire) -> int:
    act = found.act.removeprefix("them.")
    return next((each.line for each in orders.first.exchanges if each.acts[1] == act), 0)


def _next(orders: Orders, found: Tripwire) -> str:
    """Return our first act after theirs; nothing where there is none."""
    line = _line_of(orders, found)
    acts = [each.acts[0] for each in orders.first.exchanges if each.line > line and each.acts[0] is not None]
    return clean(orders.act(0, acts[0])) if acts and acts[0] else ""
