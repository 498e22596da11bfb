"""How futures are said: outcomes, acts, points, dates. What the terminal, the tables and the brief share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from detente.brief.parts import Chance
from detente.brief.wording import NBSP, counted, day, fraction, number, percent, percent_in, span
from detente.case.fields import When
from detente.case.words import Words
from detente.encounter.foresee.results import Futures, Milestone, Sign, Span

REFUSAL, REAL, HOLLOW, LAPSE, WAR = "refusal", "real deal", "hollow deal", "lapse", "war"
OUTCOMES: Mapping[str, str] = {
    REAL: "A real deal",
    HOLLOW: "A hollow deal",
    LAPSE: "Talks run out",
    "walkout by them": "They walk out",
    "walkout by us": "We walk out",
    WAR: "War",
    REFUSAL: "They refuse",
}
"""Outcome -> what it is called, from the bottom of the river to its top."""
SIGNALS: Mapping[str, str] = {
    "done": "done",
    "held": "not done",
    "exposed": "found wanting",
    "left": "they walk out",
}
NO_RANGE = "no range"
"""Stands where a word of likelihood would: without a range nobody knows whether one can be said."""
FEW = 20
"""So many games a range needs at least: of fewer, one in twenty is not one game."""
_COUNTED = 20
"""Of more futures than this, one in so many is said in fives and tens: nobody knows the last digit."""
_SURE = 0.004
"""Within this of one in so many, it is said without *about*."""


def chance(found: Span, words: Words, *, worded: bool = True) -> Chance:
    """Make a chance ready to print; its word says that we cannot tell where its range does.

    ``worded``: the word stands beside it, so its number is told as exactly as that needs.
    """
    value = min(max(found.value, 0.0), 1.0)
    said = percent_in(value, words) if worded else percent(value)
    word = words.say(value, found.low, found.high)
    return Chance(value, found.low, found.high, word, said, span(found.low, found.high))


def ranged(found: Span, words: Words) -> Chance:
    """Make a chance ready to print whose word is kept back where no range was taken."""
    bare = found.low is None
    made = chance(found, words, worded=not bare)
    return replace(made, word=NO_RANGE) if bare else made


def games(count: int) -> str:
    """Say what the ranges of futures rest on."""
    if not count:
        return "No games were drawn, so these chances stand without ranges, and without the words that a range might forbid."
    if count < FEW:
        return f"Ranges rest on {count:,} game{'' if count == 1 else 's'} only, so they say little: take {FEW} or more."
    return f"Ranges (5–95 %) from {count:,} games drawn."


def bare_chance(value: float, words: Words) -> Chance:
    """Make a chance ready to print that has no range and no word beside it."""
    return chance(Span(value), words, worded=False)


def points(value: float) -> str:
    """Say points to two digits."""
    size = abs(value)
    said = f"{size:,.0f}" if size >= 9.95 else f"{size:.1f}" if size >= 0.995 else f"{size:.2f}"
    return said if float(said.replace(",", "")) == 0 or value > 0 else f"−{said}"


def change(value: float) -> str:
    """Say points gained or lost, with their sign."""
    said = points(value)
    return f"+{said}" if value > 0 and said.strip("0.") else said


def points_span(found: Span) -> str:
    """Say a range of points without brackets; nothing where there is none."""
    if found.low is None or found.high is None:
        return ""
    if found.low < 0:
        return f"{points(found.low)} to {points(found.high)}"
    return f"{points(found.low)}–{points(found.high)}"


def iso_day(written: str, short: bool = False) -> str:
    """Say a day that is written as 2018-04-20."""
    when = date.fromisoformat(written)
    return day(When(written, when, when), short)


def act_part(act: str) -> str:
    """Say which part of a step an act is: ``part 1``; nothing where it is the whole."""
    _, _, part = act.removeprefix("us.").removeprefix("them.").partition(".")
    return f"part{'s' if '-' in part else ''} {part.replace('-', '–')}" if part else ""


def act_says(found: Milestone | Sign) -> str:
    """Say an act: its step, and which part of it."""
    part = act_part(found.act)
    return f"{found.says} ({part})" if part else found.says


def one_in(value: float) -> str:
    """Say a share of futures so that one can see it: ``one future in five``, ``seven futures in ten``."""
    if value > 0.95:
        return "nearly every future"
    if value > 0.55:
        count = round(10 * value)
        about = "" if abs(count / 10 - value) <= _SURE else "about "
        return f"{about}{number(count)} futures in ten"
    if value > 0.45:
        return "about every second future"
    if value < 0.005:
        return "hardly any future"
    count = round(1 / value)
    about = "" if abs(1 / count - value) <= _SURE else "about "
    if count > _COUNTED:
        step = 5 if count < 2.5 * _COUNTED else 10
        count, about = step * round(count / step), "about "
    return f"{about}one future in {number(count)}"


def real_share(found: Futures) -> str:
    """Say which share of the deals is real; nothing where there is hardly a deal."""
    real, hollow = found.outcomes[REAL].value, found.outcomes[HOLLOW].value
    return fraction(real / (real + hollow)) if real + hollow >= 0.005 else ""


def rounds_of(found: Futures, count: int) -> str:
    """Say how long so many rounds are: ``ten months``, ``three rounds of 10 days``."""
    length, _, unit = found.round_length.partition(" ")
    if length == "1":
        return counted(count, unit)
    return f"{counted(count, 'round')} of {found.round_length.replace(' ', NBSP)}"
