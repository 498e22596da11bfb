"""One row an explanation: the data that the first figure, the titles and the bottom line are made from."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from detente.brief.parts import Band, Chance, Row
from detente.brief.phrase import Phrase, Run, clean, clip, plain, say, theirs
from detente.brief.wording import be, label_of, percent, percent_in, span, spoken_id
from detente.case.model import Hypothesis
from detente.case.uncertain import Triangular, Uncertain, Uniform
from detente.case.words import ABOVE_HALF, BELOW_HALF, Words, low
from detente.weigh.estimate import Estimate
from detente.weigh.results import Assessment, Explanation

NAME_LIMIT = 48
CLAUSE_LIMIT = 180
ELSE_MATTERS = 0.2
"""From here on, that something else is behind it belongs into titles and the bottom line."""

Stance = Literal["yes", "open", "even", "no"]


def chance(found: Estimate, words: Words) -> Chance:
    """Make an estimate ready to print."""
    shown = percent_in(found.probability, words)
    return Chance(found.probability, found.low, found.high, found.word, shown, span(found.low, found.high))


def _share(found: Estimate) -> Chance:
    """Make a share ready to print; nobody says a share of a cause in words of likelihood."""
    return Chance(
        found.probability,
        found.low,
        found.high,
        found.word,
        percent(found.probability),
        span(found.low, found.high),
    )


def judged(value: Uncertain, words: Words) -> Chance:
    """Make an input ready to print: its central value, and the range that its word or interval stands for."""
    start: float | None = None
    stop: float | None = None
    if isinstance(value.dist, Triangular | Uniform):
        start, stop = value.dist.low, value.dist.high
    word, shown = words.word_for(value.median), percent_in(value.median, words)
    return Chance(value.median, start, stop, word, shown, span(start, stop))


def row_of(identifier: str, hypothesis: Hypothesis, found: Explanation, words: Words, longest: float) -> Row:
    """Make the row of a hypothesis."""
    name = clip(hypothesis.name or spoken_id(identifier), NAME_LIMIT)
    clause = clip(hypothesis.that, CLAUSE_LIMIT) if hypothesis.that else f"{name} {be(name)} at work"
    says = clean(hypothesis.says)
    return _row(identifier, f"h-{identifier}", name, clause, says, hypothesis.deceives, found, words, longest)


def something_else(found: Explanation, words: Words, longest: float) -> Row:
    """Make the row of what is not listed."""
    clause = "something else is behind it"
    return _row(
        "something_else", "else", "something else", clause, "None of these", False, found, words, longest
    )


def _row(
    identifier: str, anchor: str, name: str, clause: str, says: str, deceives: bool,
    found: Explanation, words: Words, longest: float,
) -> Row:  # fmt: skip
    now, share = chance(found.now, words), _share(found.share)
    prior = Chance(found.prior, None, None, words.word_for(found.prior), percent_in(found.prior, words), "")
    alt = plain(
        f"{label_of(name)}: {now.word}, {now.percent}{f', range {now.span}' if now.span else ''}; "
        f"before the evidence {prior.percent}."
    )
    width = round(100 * share.probability / longest, 2) if longest > 0 else 0.0
    return Row(
        identifier, anchor, label_of(name), name, clause, says, deceives, now, prior, share, width, alt
    )


def rows(assessment: Assessment) -> tuple[tuple[Row, ...], Row]:
    """Return the rows of the hypotheses, the likeliest first, and the row of something else."""
    found = {**assessment.hypotheses}
    everything = [*found.values(), assessment.something_else]
    longest = max(each.share.probability for each in everything)
    case = assessment.case
    made = [
        row_of(name, case.hypotheses[name], each, assessment.words, longest) for name, each in found.items()
    ]
    if assessment.doubt is not None:
        firm = assessment.doubt.confidence
        made = [replace(row, confidence=firm[row.id].level) for row in made]
    made.sort(key=lambda row: -row.now.probability)  # stable: equal ones stay as the analyst listed them
    return tuple(made), something_else(assessment.something_else, assessment.words, longest)


def stance(row: Row) -> Stance:
    """Tell on which side of one half an explanation stands."""
    if row.now.cannot_tell:
        return "open"
    now = row.now.probability
    return "yes" if now >= ABOVE_HALF else "no" if now <= BELOW_HALF else "even"


def by_word(chosen: list[Row]) -> list[tuple[Run, list[Row]]]:
    """Put neighbours with the same word together; the word points to the first of them."""
    groups: list[tuple[Run, list[Row]]] = []
    for row in chosen:
        if groups and groups[-1][0].text == row.now.word:
            groups[-1][1].append(row)
        else:
            groups.append((word_of(row), [row]))
    return groups


def word_of(row: Row) -> Run:
    """Return the word of an explanation, pointing to its row."""
    return Run(row.now.word, "word", row.anchor)


def named(row: Row) -> Run:
    """Return the name of an explanation; only those the analyst named are his."""
    return Run(row.name) if row.anchor == "else" else theirs(row.name)


def number_in(found: Chance, first: bool = False) -> Phrase:
    """Return a probability with its range for the middle of a sentence, without brackets."""
    reach = (
        f", {'range ' if first else ''}{found.span}" if found.span else ", no range computed" if first else ""
    )
    return say(found.percent + reach)


def bands(words: Words) -> tuple[Band, ...]:
    """Return the yardstick of likelihood words, each reaching to where the next begins."""
    table = sorted(words.tables["likelihood"].items(), key=lambda item: low(item[1]))
    made = []
    for place, (word, dist) in enumerate(table):
        start = low(dist)
        stop = (
            low(table[place + 1][1])
            if place + 1 < len(table)
            else dist.high
            if isinstance(dist, Triangular)
            else 1
        )
        parts = word.split(" ")
        lines = (" ".join(parts[:-1]), parts[-1]) if len(parts) > 1 else (word,)
        width = 100 * (stop - start)
        fits = max(map(len, lines)) * 2.1 <= width + 4  # a letter is 2.1 % of the scale at its narrowest
        made.append(Band(word, round(100 * start, 3), round(100 * stop, 3), lines if fits else ()))
    return tuple(made)
