"""Section one: the explanations, what they have to do with the event, and the two rival pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente.brief.moves import SEEN
from detente.brief.parts import Card, Chance, Look, Next, Pictures, Row, Why
from detente.brief.phrase import Phrase, Run, capital, clip, listed, say, semicolons, sentence, theirs
from detente.brief.rows import (
    ELSE_MATTERS,
    bands,
    by_word,
    chance,
    named,
    stance,
    word_of,
)
from detente.brief.wording import at, be, counted, fraction, number, on, percent, that
from detente.case.words import CANNOT_TELL, Words
from detente.weigh.results import Assessment, Picture

_NAMES = 3
_MOST_NEXT = 2
_SAYS_LIMIT = 90
_CLOSE = 0.8
"""Of two whose ranges overlap, the lesser comes close from this part of the greater on."""


def why(assessment: Assessment, rows: tuple[Row, ...], other: Row) -> Why:
    """Put the section together."""
    return Why(
        title=title(rows, other),
        note=_note(rows, assessment.draws),
        bands=bands(assessment.words),
        rows=(*rows, other),
        decisive=decisive(rows, other),
        pictures=pictures(assessment, rows),
    )


def _note(rows: Sequence[Row], draws: int) -> Phrase:
    what = "How likely it is that the explanation holds."
    if len(rows) > 1:
        what = "How likely each explanation is. Several can be true at once, so the column does not add up to 100."
    return say(what, "" if draws else " No ranges: each judgement was taken at its middle value only.")


# --- the title -------------------------------------------------------------------------------------------------


def title(rows: Sequence[Row], other: Row) -> Phrase:
    """State what the figure finds."""
    matters = other.now.probability >= ELSE_MATTERS or other.now.cannot_tell
    pool = sorted([*rows, *([other] if matters else [])], key=lambda row: -row.now.probability)
    if len(pool) == 1:
        only = pool[0]
        return capital(that(word_of(only), [theirs(only.clause)]))
    yes = [row for row in pool if stance(row) == "yes"]
    open_ = [row for row in pool if stance(row) == "open"]
    even = [row for row in pool if stance(row) == "even"]
    parts = []
    if yes:
        parts.append(_yes(yes, alone=not open_))
    elif open_ and len(open_) < len(pool):
        parts.append(say("no explanation clearly stands out"))
    elif not open_ and not even:
        parts.append(_none(pool))
    if open_:
        parts.append(_open(open_, len(rows), all_of_them=len(open_) == len(pool)))
    if even and not (yes and open_):
        parts.append(_group(even[:_NAMES]) if len(even) <= _NAMES else _many(even))
    return capital(semicolons(parts))


def _yes(rows: list[Row], alone: bool) -> Phrase:
    groups = [group for _, group in by_word(rows)]
    first = groups[0]
    phrase = _group(first) if len(first) <= _NAMES else _many(first)
    if alone and len(groups) > 1 and len(first) < _NAMES and len(groups[1]) < _NAMES:
        return say(phrase, "; ", _group(groups[1]))
    return phrase


def _group(rows: Sequence[Row]) -> Phrase:
    return at([named(row) for row in rows], word_of(rows[0]), rows[0].name)


def _many(rows: Sequence[Row]) -> Phrase:
    return at([counted(len(rows), "explanation")], word_of(rows[0]), "explanations")


def _open(rows: Sequence[Row], listed: int, all_of_them: bool) -> Phrase:
    word = Run(CANNOT_TELL, "word", rows[0].anchor)
    shown = sorted(rows, key=lambda row: not row.deceives)
    if len(rows) <= _NAMES:
        return say(on([named(row) for row in shown]), " ", word)
    if all_of_them:
        return say(word, f" which of the {number(listed)} explanations hold")
    return say(f"on {number(len(rows))} others ", word)


def _none(pool: Sequence[Row]) -> Phrase:
    first, second = pool[0], pool[1]
    if apart(first.now, second.now):
        return say("no explanation reaches one half; ", named(first), " comes first")
    return say(
        "no explanation reaches one half; ", named(first), " and ", named(second), " come close to each other"
    )


def apart(higher: Chance, lower: Chance) -> bool:
    """Tell whether two ranges separate: only then may a sentence say *most* or *first*."""
    return higher.low is not None and lower.high is not None and higher.low > lower.high


# --- likely and decisive ---------------------------------------------------------------------------------------


def decisive(rows: Sequence[Row], other: Row) -> tuple[Phrase, ...]:
    """Contrast how likely an explanation is with how much it had to do with the event."""
    ranked = sorted(rows, key=lambda row: -row.share.probability)
    top = ranked[0]
    said: list[Phrase] = []
    half = top.share.probability / 2
    small = [row for row in rows if stance(row) == "yes" and row is not top and row.share.probability <= half]
    if small:
        said += _contrast(small[0], top)
    elif top.share.probability < 0.01:
        said.append(say("None of the explanations listed had a part in it worth a number."))
    elif len(ranked) == 1:
        said.append(sentence(named(top), _carries(top), _of_cause(top.share)))
    elif apart(top.share, ranked[1].share):
        said.append(
            sentence(
                "of the explanations listed, ", named(top), " had most to do with it: ", _of_cause(top.share)
            )
        )
    elif top.share.low is not None:
        close = [
            row for row in ranked[1:] if not apart(top.share, row.share) and row.share.probability > half
        ]
        said.append(_close(top, close))
    if other.share.probability >= 0.1:
        said.append(
            sentence(
                "outside anything listed here lies ",
                _of_cause(other.share),
                ": it might have come about anyway",
            )
        )
    return tuple(said)


def _contrast(small: Row, top: Row) -> list[Phrase]:
    held = that(word_of(small), [theirs(small.clause)])
    less = say(", yet this carries ", _of_cause(small.share))
    more = say("; ", named(top), _carries(top), _bracketed(top.share))
    overlap = "" if apart(top.share, small.share) or not top.share.span else ", though the ranges overlap"
    return [say("To be true is one thing, to be decisive another."), sentence(held, less, more, overlap)]


def _carries(row: Row) -> str:
    return " carries " if be(named(row).text) == "is" else " carry "


def _bracketed(share: Chance) -> Phrase:
    return say(share.percent, f" ({share.span})" if share.span else "")


def _of_cause(share: Chance) -> Phrase:
    return say(_bracketed(share), " of the cause")


def _close(top: Row, close: Sequence[Row]) -> Phrase:
    if not close:
        return sentence(
            "most of the cause that is listed lies with ",
            named(top),
            ", though the ranges overlap: ",
            _bracketed(top.share),
        )
    lead = say("no explanation stands out as the cause: ", named(top), _carries(top), _bracketed(top.share))
    if len(close) <= 2:
        others = listed([say(named(row), " with ", _bracketed(row.share)) for row in close])
        return sentence(lead, ", and ", others, f" {'comes' if len(close) == 1 else 'come'} close")
    return sentence(lead, f", and {number(len(close))} others come close")


# --- the two pictures ------------------------------------------------------------------------------------------


def pictures(assessment: Assessment, rows: Sequence[Row]) -> Pictures | None:
    """Set the two rival pictures side by side; nothing where there are none."""
    if not assessment.pictures:
        return None
    found = {row.id: row for row in rows}
    order = sorted(range(len(assessment.pictures)), key=lambda k: -assessment.pictures[k].now.probability)
    cards = tuple(
        replace(_card(assessment.pictures[k], found, assessment.words), sooner=_sooner(assessment, k))
        for k in order
    )
    if len(cards) == 2 and {card.look for card in cards} == {"other"}:
        cards = (replace(cards[0], look="means-it"), cards[1])
    total = sum(card.now.probability for card in cards)
    return Pictures(
        _pictures_title(cards, total),
        cards,
        _rest(assessment, total, len(cards), any(card.sooner for card in cards)),
    )


def _sooner(assessment: Assessment, picture: int) -> tuple[Next, ...]:
    """Say what would sooner be seen if one picture held than if the other did, the widest apart first."""
    case, doubt = assessment.case, assessment.doubt
    if doubt is None or len(assessment.pictures) != 2:
        return ()
    other = 1 - picture
    apart = [
        (each.if_pictures[picture] - each.if_pictures[other], name, each)
        for name, each in doubt.indicators.items()
        if case.indicators[name].by.end >= case.as_of.start
    ]
    apart.sort(key=lambda item: -item[0])
    return tuple(
        Next(
            clip(case.indicators[name].says.rstrip("."), _SAYS_LIMIT),
            percent(each.if_pictures[picture]),
            percent(each.if_pictures[other]),
        )
        for gap, name, each in apart[:_MOST_NEXT]
        if gap >= SEEN
    )


def _card(picture: Picture, found: dict[str, Row], words: Words) -> Card:
    true = [found[name] for name in picture.true]
    false = [found[name] for name in picture.false]
    heads = []
    if true:
        heads.append(listed([named(row) for row in true]))
    if false:
        without = listed([named(row) for row in false], last="or")
        heads.append(say(", without " if true else "without ", without))
    sentences = []
    if true:
        sentences.append(listed([theirs(row.clause) for row in true]))
    if false:
        denied = listed([say("that ", theirs(row.clause)) for row in false], last="nor")
        sentences.append(say(", and " if true else "", "it is not so ", denied))
    left = len(found) - len(true) - len(false)
    which = (
        "The one explanation left"
        if left == 1
        else ("Either" if left == 2 else "Any") + f" of the other {number(left)}"
    )
    beside = f" {which} may hold beside it." if left else ""
    look: Look = "other"
    if any(row.deceives for row in true):
        look = "trap"
    elif any(row.deceives for row in false):
        look = "means-it"
    return Card(chance(picture.now, words), capital(say(*heads)), say(sentence(*sentences), beside), look)


def _pictures_title(cards: Sequence[Card], total: float) -> Phrase:
    held = fraction(total)
    if len(cards) == 1:
        return say(f"One picture holds {held} of the probability")
    ahead = ""
    if cards[0].now.low is not None:
        if apart(cards[0].now, cards[1].now):
            ahead = "; the first is ahead"
        elif cards[1].now.probability >= _CLOSE * cards[0].now.probability:
            ahead = " and come close to each other"
        else:
            ahead = "; the first is likelier, though the ranges overlap"
    return say(f"Two rival pictures share {held} of the probability{ahead}")


def _rest(assessment: Assessment, total: float, shown: int, sooner: bool) -> Phrase:
    parts = []
    left = max(0.0, 1 - total)
    if left >= 0.005:
        other = "are neither" if shown == 2 else "differ"
        parts.append(
            say(
                f"The other {percent(left)} (what is left over, so without a range) lies with stories that {other}. "
            )
        )
    needed = assessment.combinations_for_80
    if needed == 1:
        parts.append(say("One exact combination of explanations alone makes four fifths of the probability."))
    else:
        parts.append(
            say(
                f"No single combination of explanations says it all: it takes {number(needed)} to make four fifths."
            )
        )
    if sooner:
        parts.append(say(" The chances to see something are means, so without ranges."))
    return say(*parts)
