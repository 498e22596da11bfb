"""Who they might be, and what the futures look like: the section put together, and the questions to be held to."""

from __future__ import annotations

from detente.brief.early import early_signs
from detente.brief.foretold import (
    act_says,
    chance,
    change,
    iso_day,
    points,
    points_span,
    ranged,
)
from detente.brief.ground import Ground
from detente.brief.inputs import quoted
from detente.brief.parts_futures import (
    Outlooks,
    People,
    Person,
    QuestionRow,
    Questions,
    StepRow,
    Steps,
    WorthRow,
    Worths,
)
from detente.brief.phrase import Phrase, capital, clean, listed, plain, say, theirs
from detente.brief.river import river
from detente.brief.trust import trust
from detente.brief.wording import NBSP, counted, day, figure, label_of, number, percent, spoken_id
from detente.case.words import ABOVE_HALF, BELOW_HALF, Words
from detente.encounter.foresee.results import Futures, Prospect

MOST_WANTED = 3
NAME_LIMIT = 48
QUOTE_LIMIT = 52


def outlooks(ground: Ground, found: Futures) -> Outlooks:
    """Return the section."""
    words, start = ground.assessment.words, ground.assessment.case.as_of.start
    return Outlooks(
        people=_people(found, words),
        river=river(found, start, words),
        value=_value(found),
        trust=trust(found, start),
        steps=_steps(found, words),
        signs=early_signs(found, words),
        worths=_worths(found),
    )


def in_the_box(found: Futures, words: Words) -> Phrase:
    """Say for the bottom line what talks would bring."""
    real = chance(found.outcomes["real deal"], words, worded=False)
    reach = f" ({real.span}) of futures" if real.span else " of futures (no range computed)"
    says, worth = found.yardstick
    return say(
        f"Talks in the case’s own order end in a real deal in {real.percent}{reach}, and are worth "
        f"{points(found.trying.value)} points to us over not engaging, where ",
        quoted(str(says), QUOTE_LIMIT),
        f" alone would be worth {points(float(worth))}.",
    )


# --- who they might be --------------------------------------------------------------------------------------------


def name_of(found: Prospect) -> str:
    """Name a character for the middle of a sentence."""
    return spoken_id(found.name)


def _people(found: Futures, words: Words) -> People:
    return People(
        title=_people_title(found, words),
        note=_people_note(found),
        rows=tuple(_person(each, words) for each in found.prospects),
    )


def _person(each: Prospect, words: Words) -> Person:
    return Person(
        label=clean(label_of(name_of(each))),
        says=clean(each.says),
        wants=_wants(each),
        word=f"{points(each.word)} points{', dear to it' if each.trusted else ''}",
        today=ranged(each.today, words),
        accepts=chance(each.accepts, words, worded=False),
        real=chance(each.real, words, worded=False),
        hollow=chance(each.hollow, words, worded=False),
        brings=change(each.split.whole),
    )


def _wants(found: Prospect) -> str:
    """Say which goods it values most, those of equal weight joined: ``growth most, then relief and security``."""
    good = [(spoken_id(name), value) for name, value in found.values.items() if value > 0]
    if not good:
        return "nothing that is on the table"
    first = [name for name, value in good if value == good[0][1]]
    rest = [name for name, _ in good[len(first) : MOST_WANTED]]
    most = str(listed(first)) + (" most" if len(good) > len(first) else "")
    return clean(f"{most}, then {listed(rest)}" if rest else most)


def _people_title(found: Futures, words: Words) -> Phrase:
    rows = sorted(found.prospects, key=lambda each: -each.today.value)
    names = [theirs(name_of(each), NAME_LIMIT) for each in rows]
    if len(rows) == 1:
        return say("Only one kind of counterpart is thought of: ", names[0])
    first = ranged(rows[0].today, words)
    if not first.span:
        chances = [say(name, f" {percent(each.today.value)}") for name, each in zip(names, rows, strict=True)]
        return capital(say(listed(chances), ", without ranges"))
    if first.cannot_tell:
        names = [theirs(name_of(each), NAME_LIMIT) for each in found.prospects]
        return capital(say(listed(names, last="or"), "? We cannot tell"))
    low, high = rows[0].today.low, rows[1].today.high
    if low is not None and high is not None and low <= high:
        return capital(say(names[0], " comes first, and ", names[1], " comes close"))
    return capital(say(names[0], " comes first, before ", listed(names[1:])))


def _people_note(found: Futures) -> Phrase:
    telling = max(found.prospects, key=lambda each: abs(each.after_yes - each.today.value))
    yes = (
        say(
            " Saying yes is itself a sign: after it the chance of ",
            theirs(name_of(telling), NAME_LIMIT),
            f" would be {percent(telling.after_yes)}, not {percent(telling.today.value)} (a mean, without a range).",
        )
        if abs(telling.after_yes - telling.today.value) >= 0.005
        else say()
    )
    return say(
        "How likely each is today follows from the explanations of section 1. A word is worth what breaking it costs them. Real "
        "and hollow deals: of talks with it that have begun.",
        yes,
    )


# --- what talks bring ---------------------------------------------------------------------------------------------


def _value(found: Futures) -> Phrase:
    reach = points_span(found.trying)
    says, worth = found.yardstick
    split = found.split
    return say(
        f"Offering this is worth {points(found.trying.value)} points to us",
        f" ({reach})" if reach else " (no range computed)",
        " over not engaging; ",
        quoted(str(says), QUOTE_LIMIT),
        f" alone would be worth {points(float(worth))}. Of these points {change(split.steps)} come from steps, "
        f"{change(split.tension)} from lower tension and open channels, {change(split.word)} from broken words and walkouts.",
    )


def _steps(found: Futures, words: Words) -> Steps:
    rows = []
    for each in found.milestones:
        part = ranged(each.chance, words)
        by = (
            "not within the talks"
            if each.median is None
            else iso_day(found.dates[each.median - 1], short=True)
        )
        says = clean(act_says(each))
        reach = f", range {part.span}" if part.span else ""
        rows.append(
            StepRow(
                each.line,
                "We" if each.side == "us" else "They",
                says,
                part,
                by,
                plain(f"{says}: {part.word}, {part.percent}{reach}."),
            )
        )
    return Steps(_steps_title(found, rows), _steps_note(found), tuple(rows))


def _steps_title(found: Futures, rows: list[StepRow]) -> Phrase:
    done = sum(row.chance.probability > 0.5 for row in rows)
    if done == len(rows):
        return say("Every step is seen done in more than half of all futures")
    last = rows[-1].chance.percent
    many = f"{counted(done, 'step')} of {number(len(rows))}" if done else "no step"
    is_are = "is" if done <= 1 else "are"
    return say(f"{many.capitalize()} {is_are} seen done in more than half of all futures, the last in {last}")


def _steps_note(found: Futures) -> Phrase:
    return say(
        "What each side does in turn, how often it is seen done before talks end, fakes that pass and refusals counted, and the date by which that is "
        "as likely as not. Steps on one line are done at once."
    )


# --- what verification and channels are worth ---------------------------------------------------------------------


def _worths(found: Futures) -> Worths | None:
    if not found.worths:
        return None
    ranked = sorted(found.worths, key=lambda each: each.changed["none"])
    longest = max(0.0, -ranked[0].changed["none"])
    rows = tuple(
        WorthRow(
            kind="Finding out" if each.kind == "verification" else "Channel",
            says=clean(each.says),
            now=percent(each.now),
            worth=change(-each.changed["none"]),
            width=round(100 * max(0.0, -each.changed["none"]) / longest, 2) if longest > 0 else 0.0,
            sure=change(each.changed["sure"]) if "sure" in each.changed else "",
            hollow=_hundredths(each.hollow["none"]),
            hollow_sure=_hundredths(each.hollow["sure"]) if "sure" in each.hollow else "",
        )
        for each in ranked
    )
    says, worth = found.yardstick
    note = say(
        "Each computed anew with one thing changed, on the coarser grid and at middle values, so without ranges. For scale: ",
        quoted(str(says), QUOTE_LIMIT),
        f" is worth {points(float(worth))} points to us. Finding out: the chance that a faked step comes to light at once. "
        "Channel: the share of incidents that it keeps from growing. Hollow deals: in percentage points of all futures, so they may fall as deals of any kind "
        "do. A verification can have a price: whoever cannot fake a step may rather not begin, or not do it.",
    )
    return Worths(_worths_title(found), note, rows)


def _worths_title(found: Futures) -> Phrase:
    """Name what is worth most: to have as it is, or to make certain."""
    sizes = [(-each.changed["none"], False, each) for each in found.worths]
    sizes += [(each.changed["sure"], True, each) for each in found.worths if "sure" in each.changed]
    sizes.sort(key=lambda each: -each[0])
    size, certain, first = sizes[0]
    if size <= 0:
        return say("No verification and no channel brings us anything")
    alone = len(sizes) == 1 or points(sizes[1][0]) != points(size)
    than = "more than any other here" if alone else "as much as any other here"
    name, gain = quoted(first.says, QUOTE_LIMIT), f"{points(size)} points, {than}"
    if certain:
        return say("To find out for certain whether ", name, f" is real would bring {gain}")
    if first.kind == "verification":
        return say("Finding out whether ", name, f" is real is worth {gain}")
    return say("The channel ", name, f" is worth {gain}")


def _hundredths(value: float) -> str:
    """Say how a chance changes, in percentage points."""
    if abs(value) < 0.0005:
        return "no change"
    return f"{'+' if value > 0 else '−'}{figure(abs(value))}{NBSP}in{NBSP}100"


# --- questions ----------------------------------------------------------------------------------------------------


def questions(ground: Ground, found: Futures) -> Questions | None:
    """Return the dated forecasts with their rules; nothing where no question is tied to an event."""
    if not found.forecasts:
        return None
    case, words = ground.assessment.case, ground.assessment.words
    rows = tuple(
        QuestionRow(
            anchor=f"q-{each.id}",
            ask=clean(each.ask),
            by=day(case.questions[each.id].by, short=True),
            chance=ranged(each.chance, words),
            rule=clean(each.resolves),
        )
        for each in sorted(found.forecasts, key=lambda each: case.questions[each.id].by.end)
    )
    told = [row.chance for row in rows if row.chance.span and not row.chance.cannot_tell]
    bare = sum(not row.chance.span for row in rows)
    counts = {
        "to {} we expect a yes": sum(each.probability >= ABOVE_HALF for each in told),
        "to {} we expect a no": sum(each.probability <= BELOW_HALF for each in told),
        "{} near even": sum(BELOW_HALF < each.probability < ABOVE_HALF for each in told),
        "on {} we cannot tell": len(rows) - len(told) - bare,
        "{} without a range": bare,
    }
    parts = [says.format(number(count)) for says, count in counts.items() if count]
    untied = [quoted(each.ask, QUOTE_LIMIT) for each in case.questions.values() if each.event is None]
    return Questions(
        title=say(f"{counted(len(rows), 'question').capitalize()}: ", listed(parts)),
        note=say(
            "Write down the answer on the day. A forecast of 70 % should come true seven times in ten, not each time; what came "
            "out belongs beside the next brief.",
            " A step counts as done where it is seen done, faked or not."
            if any("." in each.event for each in found.forecasts)
            else "",
            " A chance without a range was computed at middle values only, and no word can be said for it."
            if bare
            else "",
            say(
                " Not in the table, as no step and no end of talks settles ",
                "it" if len(untied) == 1 else "them",
                ": ",
                listed(untied),
                ".",
            )
            if untied
            else "",
        ),
        rows=rows,
    )
