"""How firm each judgement is: its confidence with the rule that failed, and what drives whether its word changes."""

from __future__ import annotations

from collections.abc import Sequence

from detente.brief.ground import Ground
from detente.brief.inputs import joined, matter, piece, source, thing
from detente.brief.moves import move, word, would
from detente.brief.parts import Row
from detente.brief.parts_doubt import Firm, Firmness
from detente.brief.phrase import Phrase, Run, capital, listed, say, sentence
from detente.brief.rows import named, stance
from detente.brief.wording import NBSP, figure, number, percent
from detente.case.model import Case
from detente.weigh.doubt.confidence import MOVES
from detente.weigh.doubt.parts import Confidence, Doubt

_LEVELS = ("high", "moderate", "low")
_SORTS = {"origin": "source", "group": "voice", "assumption": "assumption"}


def confidence_line(ground: Ground, doubt: Doubt, told: Sequence[Row]) -> Phrase:
    """Say the confidence in what the bottom line says, and why it is no higher.

    ``told``: its judgements, those above one half first: the reason is that of the weakest among them, if there are any.
    """
    judged = [row for row in told if row.id in doubt.confidence]
    if not judged:
        return say(Run("Confidence: low. ", "strong"), "On none of the explanations can we choose a word.")
    by_level = {level: [row for row in judged if row.confidence == level] for level in _LEVELS}
    held = [(level, rows) for level, rows in by_level.items() if rows]
    if len(held) == 1:
        line = say(Run(f"Confidence: {held[0][0]}. ", "strong"))
    else:
        parts = [
            say(Run(level, "strong"), " on ", listed([named(row) for row in rows])) for level, rows in held
        ]
        line = say(Run("Confidence: ", "strong"), listed(parts, last="and", serial=True), ". ")
    above = [row for row in judged if stance(row) == "yes"] or judged
    row = max(
        above, key=lambda row: (_LEVELS.index(row.confidence), "hangs" in doubt.confidence[row.id].failed)
    )
    if row.confidence == "high":
        if any(doubt.confidence[each.id].hangs_on for each in judged):
            return line
        return say(line, f"No word hangs on a single {listed(singles(ground.assessment.case), last='or')}.")
    return say(line, sentence(_reason(ground, doubt, row)))


def singles(case: Case) -> list[str]:
    """Return what kinds of single things of a case a word may hang on."""
    return [
        *(["source"] if case.sources else []),
        *(["group"] if case.groups else []),
        *(["assumption"] if case.assumptions else []),
    ] or ["voice"]


def firmness(ground: Ground, doubt: Doubt) -> Firmness:
    """Put the table together, in the order of the explanations."""
    made = tuple(_firm(ground, doubt, row) for row in ground.rows)
    return Firmness(_title(ground, doubt), _note(ground.assessment.draws), made)


def _firm(ground: Ground, doubt: Doubt, row: Row) -> Firm:
    found = doubt.confidence[row.id]
    share = found.other_word
    return Firm(
        id=row.id,
        anchor=row.anchor,
        label=row.label,
        word=row.now.word,
        level=found.level,
        why=sentence(_reason(ground, doubt, row, short=True)),
        other_word="" if share is None else percent(share),
        drivers=joined(
            [say(matter(ground, each.path), f" ({percent(each.share)})") for each in found.drivers]
        ),
    )


def _title(ground: Ground, doubt: Doubt) -> Phrase:
    worded = [
        row
        for row in ground.rows
        if not row.now.cannot_tell and doubt.confidence[row.id].other_word is not None
    ]
    if not worded:
        return say("How firm each judgement is")
    least = max(worded, key=lambda row: doubt.confidence[row.id].other_word or 0.0)
    share = doubt.confidence[least.id].other_word or 0.0
    if share < 0.005:
        return say("Hardly any recalculation gives an explanation another word")
    return capital(
        say(
            "The word on ",
            named(least),
            f" is the least firm: {percent(share)} of recalculations give another",
        )
    )


def _note(draws: int) -> Phrase:
    if not draws:
        return say("Confidence is how well founded a judgement is, which is not how likely it is.")
    return say(
        "Confidence is how well founded a judgement is, which is not how likely it is. Beside it: in how many "
        "recalculations the word is another, and what decides that, with its share."
    )


# --- why it is no higher ------------------------------------------------------------------------------------------


def _reason(ground: Ground, doubt: Doubt, row: Row, short: bool = False) -> Phrase:
    """Say, without a capital, the rule that keeps a judgement from the next level; ``short`` where its name stands beside."""
    found = doubt.confidence[row.id]
    its = "its range" if short else say("the range of ", named(row))
    reach = f", {row.now.span}{NBSP}%," if row.now.span else ""
    if "cannot tell" in found.failed:
        return say(its, reach, " lies on both sides of one half")
    if "hangs" in found.failed:
        return _hangs(ground, doubt, row, found, short)
    if "few origins" in found.failed:
        return _few(ground, row, found, short)
    if "wide" in found.failed:
        return say(its, reach, " spans more than two words")
    if "no range" in found.failed:
        return say("no range was computed")
    first = say("the word" if short else say("the word on ", named(row)))
    return say(first, " hangs on nothing single, and ", number(len(found.origins)), " sources move it")


def _hangs(ground: Ground, doubt: Doubt, row: Row, found: Confidence, short: bool) -> Phrase:
    ranked = sorted(found.hangs_on, key=lambda each: -abs(doubt.effect(*each).change[row.id]))
    sort, name = ranked[0]
    left = doubt.effect(sort, name)
    then = move(ground, row.id, ground.assessment.now[row.id], left.without[row.id])
    it = say("it") if short else say(named(row))
    number_then = say(f" ({then.after.percent}{f', {then.after.span}' if then.after.span else ''})")
    if then.after.cannot_tell:
        becomes = say("we could not tell", number_then)
    else:
        becomes = say(would(it, word(then.after, row.anchor)), number_then)
    if sort == "assumption":
        without = say("if ", thing(ground, sort, name), " did not hold, ")
    else:
        without = say("without ", thing(ground, sort, name), " ")
    head = "its word" if short else say("the word on ", named(row))
    on = (
        f"one {_SORTS[sort]}"
        if len(ranked) == 1
        else f"{number(len(ranked))} things, most on one {_SORTS[sort]}"
    )
    return say(head, f" hangs on {on}: ", without, becomes)


def _few(ground: Ground, row: Row, found: Confidence, short: bool) -> Phrase:
    case = ground.assessment.case
    names = [source(ground, each) if each in case.sources else piece(ground, each) for each in found.origins]
    it = "it" if short else say("the judgement on ", named(row))
    points = f" by {figure(MOVES)} points or more"
    if not names:
        return say("no source moves ", it, points)
    if len(names) == 1:
        return say("only one source, ", names[0], ", moves ", it, points)
    return say(f"only {number(len(names))} sources, ", listed(names), ", move ", it, points)
