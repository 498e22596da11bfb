"""How numbers, dates and likelihood are said. Every sentence of the brief is made from the pieces here."""

from __future__ import annotations

import math
from collections.abc import Sequence

from detente.brief.phrase import Part, Phrase, Run, listed, say
from detente.case.fields import When
from detente.case.words import CANNOT_TELL, ENDS, Words

NBSP = "\u00a0"

SPEAKS = math.log(1.05)
"""A ratio nearer to 1 than this rounds to it and says nothing."""

_SMALL = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_NO_ARTICLE = ("almost no ", "no ", "little ")
_FRACTIONS = {
    0.1: "a tenth", 0.2: "a fifth", 0.25: "a quarter", 0.3: "three tenths", 0.33: "a third", 0.4: "two fifths", 0.5: "half",
    0.6: "three fifths", 0.67: "two thirds", 0.7: "seven tenths", 0.75: "three quarters", 0.8: "four fifths", 0.9: "nine tenths",
}  # fmt: skip


# --- numbers ---------------------------------------------------------------------------------------------------


def figure(probability: float) -> str:
    """Return a probability in hundredths: whole between 5 and 95, one more digit outside."""
    hundredths = round(100 * probability, 6) + 0.0  # no minus before a zero
    if hundredths == round(hundredths) or 5 <= hundredths <= 95:
        return f"{hundredths:.0f}"
    if hundredths < 0.05:
        return "under 0.1"
    if hundredths > 99.95:
        return "over 99.9"
    return f"{hundredths:.1f}"


def percent(probability: float) -> str:
    """Return a probability as a percentage."""
    return f"{figure(probability)}{NBSP}%"


def percent_in(probability: float, words: Words) -> str:
    """Return a probability as a percentage whose word is still its own: 19.8 %, not 20 %, where 20 % is *unlikely*."""
    word = words.word_for(probability)
    for digits in range(4):
        rounded = figure(probability) if not digits else f"{100 * probability:.{digits}f}"
        if not rounded[0].isdigit() or words.word_for(float(rounded) / 100) == word:
            return f"{rounded}{NBSP}%"
    return percent(probability)


def span(low: float | None, high: float | None) -> str:
    """Return a range without its sign; nothing where none was computed."""
    if low is None or high is None:
        return ""
    start, stop = (figure(end).replace("under ", "<").replace("over ", ">") for end in (low, high))
    return f"{start}–{stop}"


def ratio(factor: float) -> str:
    """Say how many times more (×) or less (÷) often."""
    if factor == 0:
        return "rules it out"
    if math.isinf(factor):
        return "settles it"
    return f"×{_digits(factor)}" if factor >= 1 else f"÷{_digits(1 / factor)}"


def _digits(size: float) -> str:
    if size >= 999.5:
        return "1,000+"
    return f"{size:.1f}" if size < 9.95 else f"{size:.0f}"


def strength_word(factor: float, words: Words) -> str:
    """Say a factor on the odds with the nearest word of bearing; nothing where that is *neutral*."""
    table = {word: math.log(dist.median) for word, dist in words.tables["bearing"].items() if dist.median > 0}
    size = math.log(factor) if 0 < factor < math.inf else math.copysign(math.inf, factor - 1)
    if math.isinf(size):
        return (max if size > 0 else min)(table, key=table.__getitem__)
    word = min(table, key=lambda each: abs(table[each] - size))
    return "" if table[word] == 0 else word


def speaks(factor: float) -> bool:
    """Tell whether a ratio says anything."""
    return factor == 0 or abs(math.log(factor)) >= SPEAKS


def number(count: int) -> str:
    """Say a whole number, in letters up to twelve."""
    return _SMALL[count] if count < len(_SMALL) else f"{count:,}"


def counted(count: int, one: str, many: str = "") -> str:
    """Say how many there are: ``one voice``, ``14 voices``."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def fraction(share: float) -> str:
    """Say a share as a fraction that one can see: ``four fifths``."""
    if share > 0.95:
        return "nearly all"
    if share < 0.05:
        return "almost none"
    nearest = min(_FRACTIONS, key=lambda size: abs(size - share))
    about = "" if abs(nearest - share) < 0.015 else "about "
    return about + _FRACTIONS[nearest]


def staging(chance: float) -> str:
    """Say how cheaply something could be staged."""
    return (
        "cheap to stage" if chance >= 0.7 else "staged at some cost" if chance >= 0.3 else "costly to stage"
    )


def hash_short(digest: str) -> str:
    """Shorten a hash to eight letters in two groups."""
    return f"{digest[:4]} {digest[4:8]}".strip()


def day(when: When, short: bool = False) -> str:
    """Say a day, a month or a year; ``short`` cuts the month to three letters."""
    start = when.start
    month = _MONTHS[start.month - 1][: 3 if short else None]
    if when.start == when.end:
        return f"{start.day}{NBSP}{month}{NBSP}{start.year}"
    if (when.end - when.start).days < 31:
        return f"{month} {start.year}"
    return str(start.year)


# --- names -----------------------------------------------------------------------------------------------------


def spoken_id(identifier: str) -> str:
    """Read an id aloud."""
    return identifier.replace("-", " ").replace("_", " ").strip() or identifier


def label_of(name: str) -> str:
    """Make a heading of a name: no article, a capital letter."""
    for article in ("the ", "a ", "an "):
        if name.lower().startswith(article) and len(name) > len(article):
            name = name[len(article) :]
    return name[:1].upper() + name[1:]


def be(name: str) -> str:
    """Choose ``is`` or ``are`` for a name, by its first word before any preposition."""
    head = name.split(" of ")[0].split(" at ")[0].split(" in ")[0].strip().lower()
    plural = head.endswith("s") and not head.endswith(("ss", "us", "is", "'s", "’s"))
    return "are" if plural else "is"


# --- likelihood ------------------------------------------------------------------------------------------------


def that(word: Run, clauses: Sequence[Part], again: bool = False) -> Phrase:
    """Say how likely one or more clauses are, without a capital; ``again`` leaves out what was said before."""
    joined = listed([say("that ", clause) for clause in clauses])
    if word.text == CANNOT_TELL:
        return say(word, " ", listed([say("whether ", clause) for clause in clauses], last="or"))
    if word.text in ENDS:
        if len(clauses) == 1:
            return say("the chance ", joined, " is ", word)
        return say("the chances ", joined, " are each ", word)
    if word.text == "even":
        return say("the chances are ", word, " ", joined)
    if word.text.endswith("chance"):
        return say("there is ", "" if word.text.startswith(_NO_ARTICLE) else "a ", word, " ", joined)
    return say("" if again else "it is ", word, " ", joined)


def at(names: Sequence[Part], word: Run, single: str) -> Phrase:
    """Say how likely what is named is: ``strength and growth are both very likely``."""
    verb = be(single) if len(names) == 1 else "are"
    if word.text in ENDS:
        return say(listed(names), " ", "stands" if verb == "is" else "stand", " at ", word)
    if word.text == "even":
        return say(listed(names), f" {verb} at ", word, " chances")
    if word.text.endswith("chance"):
        have = "has " if verb == "is" else "have "
        return say(listed(names), " ", have, "" if word.text.startswith(_NO_ARTICLE) else "a ", word)
    both = {2: " both", 3: " all"}.get(len(names), "")
    return say(listed(names), f" {verb}{both} ", word)


def on(names: Sequence[Part]) -> Phrase:
    """Join names for ``on the trap, on fear and on sanctions we cannot tell``."""
    return listed([say("on ", name) for name in names])
