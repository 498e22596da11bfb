"""What would change the answer: inputs at the ends of their ranges, and what there is to find out."""

from __future__ import annotations

from detente.brief.foretold import change, points
from detente.brief.inputs import quoted
from detente.brief.orders import NAME_LIMIT, SIDES, Orders
from detente.brief.parts_plan import InputRow, Inputs, Learning, LearningRow
from detente.brief.phrase import Part, Phrase, capital, clean, listed, plain, say, theirs
from detente.brief.wording import NBSP, counted, figure, label_of, number, percent, spoken_id
from detente.plan.results import NOTHING, Bar, Information

CLOSE = 0.8
"""A bar as long as this share of the longest comes close to it."""
BLURRED = 0.25
"""A share of doubt whose error is greater cannot be told."""
READS = {
    "verify": "chance that a sham is seen at once",
    "surfaces": "chance a round that a sham comes out later",
    "delivers": "chance that an honest act succeeds",
}
WORTHLESS = 0.005
"""Points that are printed as none."""
LITTLE = 0.1
"""Worth less than this, nothing is said to help."""


def inputs(orders: Orders) -> Inputs | None:
    """Return the tornado; nothing where no input is uncertain."""
    bars = orders.plan.tornado
    if not bars:
        return None
    now = orders.first.trying.value
    ends = [now, *(end for bar in bars for end in (bar.at_low, bar.at_high))]
    low, high = min(ends), max(max(ends), min(ends) + 1e-9)

    def at(value: float) -> float:
        return round(100 * (value - low) / (high - low), 2)

    return Inputs(
        title=_title(orders),
        note=_note(orders),
        now=at(now),
        zero=at(0.0) if low <= 0 <= high else None,
        rows=tuple(_row(orders, bar, at(bar.at_low), at(bar.at_high)) for bar in bars),
    )


def _row(orders: Orders, bar: Bar, low_x: float, high_x: float) -> InputRow:
    says, low, high = _says(orders, bar), reading(bar, bar.low), reading(bar, bar.high)
    return InputRow(
        says=says,
        low=low,
        high=high,
        at_low=change(bar.at_low),
        at_high=change(bar.at_high),
        low_x=low_x,
        high_x=high_x,
        best_low=orders.best_of(bar.best_low),
        best_high=orders.best_of(bar.best_high),
        share=share(bar),
        alt=plain(
            f"{says}: at {low} trying is worth {points(bar.at_low)} points, at {high} {points(bar.at_high)}."
        ),
    )


def _says(orders: Orders, bar: Bar) -> str:
    if bar.says != bar.path:
        return clean(bar.says)
    match bar.path.split("."):
        case ["steps", side, step, *rest]:
            return f"{orders.act(SIDES.index(side), step)}: {READS.get(' '.join(rest), spoken_id(' '.join(rest)))}"
        case ["channels", name, *_] if name in orders.case.channels:
            return clean(f"How far it calms: {orders.case.channels[name].says or spoken_id(name)}")
        case ["characters", _, name, *rest]:
            return clean(f"{label_of(spoken_id(name))}: {spoken_id(' '.join(rest))}")
        case parts:
            return clean(label_of(spoken_id(" ".join(parts))))


def reading(bar: Bar, value: float) -> str:
    """Say where an input stands: chances and trust as percentages."""
    match bar.path.split("."):
        case (
            ["trust"]
            | ["their trust"]
            | ["talks", "lapse"]
            | ["shocks", _]
            | ["outside", _, _]
            | ["channels", _, "calms"]
        ):
            return percent(value)
        case ["steps", _, _, "verify" | "surfaces" | "delivers"]:
            return percent(value)
    return points(value)


def share(bar: Bar) -> str:
    """Say an input's share of the doubt with its error, or that it cannot be told; nothing where nothing was drawn."""
    if bar.share is None or bar.share_error is None:
        return ""
    if bar.share_error > BLURRED:
        return "we cannot tell"
    return f"{figure(bar.share)} ± {figure(bar.share_error)}{NBSP}%"


def _title(orders: Orders) -> Phrase:
    bars = orders.plan.tornado
    same = orders.first.name if orders.engage else NOTHING
    turned = [bar for bar in bars if {bar.best_low, bar.best_high} != {same}]
    widest = abs(bars[0].at_high - bars[0].at_low)
    close = len(bars) > 1 and abs(bars[1].at_high - bars[1].at_low) >= CLOSE * widest
    most = say(
        _name(orders, bars[0]),
        " moves it most",
        say(", and ", _name(orders, bars[1]), " comes close") if close else "",
    )
    if not turned:
        return capital(say("no one input, within its range, changes the answer; ", most))
    names: list[Part] = [_name(orders, bar) for bar in turned[:2]]
    if len(turned) == 1 and turned[0] is bars[0] and not close:
        return capital(say(names[0], " alone would change the answer, and moves it most"))
    if len(turned) > 2:
        return capital(say(f"{counted(len(turned), 'input')} would each change the answer alone; ", most))
    return capital(
        say(
            listed(names),
            " would change the answer" if len(turned) > 1 else " alone would change the answer",
            "; ",
            most,
        )
    )


def _name(orders: Orders, bar: Bar) -> Phrase:
    says = _says(orders, bar)
    return say(theirs(says[:1].lower() + says[1:], NAME_LIMIT + 20))


def _note(orders: Orders) -> Phrase:
    shares = [bar for bar in orders.plan.tornado if bar.share is not None]
    drawn = (
        f" Share: of what is open about the value of trying, how much hangs on that input, alone or with others, from {orders.plan.samples} pairs of "
        "draws; shares overlap, and where they are too rough, we cannot tell."
        if shares
        else ""
    )
    return say(
        f"Value of trying {orders.the_first}, in points, with one input at its 5 % or 95 % end and all else at its middle; dashed: as it is now; black: "
        "not engaging. "
        f"Beside each end: which order is then best.{drawn}"
    )


# --- what there is to find out ------------------------------------------------------------------------------------


def learning(orders: Orders) -> Learning | None:
    """Return what knowing something would be worth; nothing where there is nothing to know."""
    every = sorted(orders.plan.information, key=lambda each: -each.worth)
    found = [each for each in every if abs(each.worth) >= WORTHLESS]
    if not every:
        return None
    left = len(every) - len(found)
    omitted = (
        f" {counted(left, 'thing').capitalize()} more {'is' if left == 1 else 'are'} worth nothing here."
        if left
        else ""
    )
    ends = [0.0, *(each.worth for each in found)]
    low, high = min(ends), max(max(ends), min(ends) + 1e-9)

    def at(value: float) -> float:
        return round(100 * (value - low) / (high - low), 2)

    return Learning(
        title=_learned(every),
        note=say(
            "In points, with the freedom to choose another order, or none, once it is known. Under zero it harms, because the other side sees it "
            "too. Best is here what is worth most: an order over the cap, or one refused too often, may stand there though it may not be chosen. Computed at middle values, so without ranges.",
            omitted,
        ),
        rows=tuple(
            LearningRow(
                kind=KINDS[each.kind],
                says=clean(each.says.rstrip(".")),
                worth=change(each.worth),
                left=min(at(0.0), at(each.worth)),
                width=round(abs(at(each.worth) - at(0.0)), 2),
                zero=at(0.0),
                harms=each.worth < -WORTHLESS,
                then=_then(orders, each),
            )
            for each in found
        ),
    )


KINDS = {
    "indicator": "Look for:",
    "inspection": "Any sham found out:",
    "no inspection": "No sham found out:",
    "channel": "Without",
}


def _then(orders: Orders, found: Information) -> str:
    if set(found.choices) == {"changed"}:
        return orders.best_of(found.choices["changed"])
    best = {what: orders.best_of(name) for what, name in found.choices.items()}
    if len(set(best.values())) == 1:
        return next(iter(best.values()))
    return "; ".join(f"{what if what != 'unseen' else 'if not'}: {name}" for what, name in best.items())


def _learned(found: list[Information]) -> Phrase:
    seeking = [each for each in found if each.kind in ("indicator", "inspection")]
    harm = [each for each in seeking if each.worth <= -LITTLE]
    best = seeking[0] if seeking else None
    worst = min(harm, key=lambda each: each.worth) if harm else None
    bad = (
        say("; ", _sought(worst), f" would cost us {points(-worst.worth)}")
        if worst and (best is None or worst is not best)
        else say()
    )
    if best is None:
        return say("What channels are worth here")
    if best.worth < LITTLE:
        return capital(
            say("nothing that could be found out helps us", " much" if best.worth > WORTHLESS else "", bad)
        )
    return capital(
        say(_sought(best), f" is worth {points(best.worth)} points, most of all there is to find out", bad)
    )


def _sought(found: Information) -> Phrase:
    what = quoted(found.says, NAME_LIMIT)
    return say("looking for ", what) if found.kind == "indicator" else say("finding out any sham in ", what)


def rethink(orders: Orders) -> tuple[Phrase, ...]:
    """Say where the rest of another order would suit both sides better, once on the way."""
    parts = []
    for each in orders.first.renegotiations:
        ours, them = (len(acts) for acts in each.done)
        parts.append(
            say(
                f"Once we have done {counted(ours, 'act')} and they {number(them)}, about round {each.round} and at a trust of {percent(each.trust)}, "
                "what is left of ",
                orders.named(each.other),
                f" would suit both sides better: {change(each.ours)} points for us, {change(each.theirs)} for them. Expect the question.",
            )
        )
    return tuple(parts)
