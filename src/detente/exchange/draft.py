"""From a matrix to the case that it makes: readable text to go on from, with every default marked where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from detente.case.visible import shortened, visible
from detente.case.words import default_words
from detente.exchange.ach import Matrix, Row
from detente.weigh.doubt.counting import WORD_OF, tells_nothing_apart

OTHERWISE = "even"
PRIOR = "even"
SOMETHING_ELSE = "very unlikely"
_NOT_SAID = "   # not in the matrix"
# what YAML takes for text without quotes, whatever the schema: no colon, no sign that begins something else
_PLAIN = re.compile(r"[^\W\d_][\w ,.;()'’/%+–—-]*[\w.)%]")
_NO_TEXT = ("true", "false", "null")


@dataclass(frozen=True)
class Default:
    """Something that a case needs and a matrix does not say."""

    path: str
    """Where it stands in the case; ``*`` for every id."""
    value: str
    judge: str
    """What to ask in order to judge it."""


def defaults(matrix: Matrix, as_of: date) -> list[Default]:
    """Return what was chosen for the analyst, the choice that matters most first."""
    rows = matrix.rows.values()
    undated = sum(not row.date for row in rows)
    found = [
        Default(
            "evidence.*.otherwise",
            OTHERWISE,
            "For each row: how likely would it be if none of these hypotheses held?",
        ),
        Default(
            "evidence.*.group",
            "each row is independent, save where a column says otherwise"
            if any(row.group for row in rows)
            else "each row is independent",
            "Of each two rows: could one be there without the other? If not, give them one group: it counts once.",
        ),
        Default(
            "evidence.*.reports",
            "none, so every row is certain",
            "Who says so, and how far are they to be believed? Add sources with grades, and reports.",
        ),
        Default(
            "relations.one_of",
            "exactly one hypothesis holds",
            "Could two be true at once? Then delete the relation, and judge each prior by itself.",
        ),
        Default(
            "hypotheses.*.prior",
            f"{PRIOR}: all alike",
            "How likely was each before the event that the case explains?",
        ),
        Default(
            "something_else",
            SOMETHING_ELSE,
            "How likely was it that none of these is at work?",
        ),
        Default(
            "hypotheses.*.deceives",
            "none deceives",
            "Which of them would stage evidence? Mark it deceives: true, and the rows it could stage: stageable.",
        ),
        Default(
            "explains", next(iter(matrix.rows)), "Which event is the case about? It must be a row of its own."
        ),
        Default("sides", "Us, Them", "Whose question is it, and about whom?"),
        Default("as_of", str(as_of), "When was the matrix finished? What came out later does not count."),
    ]
    if undated:
        found.append(Default("evidence.*.date", str(as_of.year), f"When did it happen ({undated} rows)?"))
    return found


def draft(matrix: Matrix, *, title: str, origin: str, as_of: date) -> str:
    """Return the text of the case. ``origin``: the file that the matrix was read from, for the first comment."""
    return "\n".join([*_head(matrix, title, origin, as_of), *_evidence(matrix, as_of), ""])


def _head(matrix: Matrix, title: str, origin: str, as_of: date) -> Iterator[str]:
    words = default_words().tables["bearing"]
    means = "; ".join(
        f"{letter} {word}" + (f" (odds × {words[word].median:g})" if word != "neutral" else "")
        for letter, word in WORD_OF.items()
    )
    yield "# yaml-language-server: $schema=case.schema.json"
    yield f"# Made by `detente import ach` from {visible(shortened(origin, 80))}."
    yield f"# Letters: {means}; NA left out."
    yield "# A row that is C for all, or CC for all, tells none from another: neutral."
    if matrix.weighted:
        yield "# Weights: the heaviest row speaks as its letters say, others by a power in proportion; 0 not at all."
    yield "# Judge what is marked as not in the matrix, and then delete the mark."
    yield "detente: 1"
    yield f"title: {scalar(title)}"
    yield f"as_of: {as_of}{_NOT_SAID}"
    yield f"sides: {{us: Us, them: Them}}{_NOT_SAID}"
    yield f"explains: [{next(iter(matrix.rows))}]{_NOT_SAID}: the row for the event that the case is about"
    yield ""
    yield "hypotheses:"
    for name, says in matrix.hypotheses.items():
        yield f"  {name}:"
        yield f"    says: {scalar(says)}"
        yield f"    prior: {PRIOR}{_NOT_SAID}: all alike"
    yield f"something_else: {SOMETHING_ELSE}{_NOT_SAID}"
    yield "relations:"
    yield f"  - one_of: [{', '.join(matrix.hypotheses)}]{_NOT_SAID}: exactly one holds"
    yield ""


def _evidence(matrix: Matrix, as_of: date) -> Iterator[str]:
    groups = groups_of(matrix)
    if groups:
        yield "groups:"
        for says, name in groups.items():
            yield f"  {name}:"
            yield f"    says: {scalar(says)}"
        yield ""
    yield "evidence:"
    heaviest = max(row.weight for row in matrix.rows.values())
    for name, row in matrix.rows.items():
        letters = ", ".join(f"{hypothesis} {letter}" for hypothesis, letter in row.letters.items())
        weight = f"; weight {row.weight:.3g}" if matrix.weighted else ""
        yield f"  {name}:"
        yield f"    says: {scalar(row.says)}"
        yield f"    date: {row.date or as_of.year}{'' if row.date else _NOT_SAID}"
        for note in row.notes:
            yield f"    # {visible(shortened(note, 100))}"
        if row.group:
            yield f"    group: {groups[row.group]}"
        yield f"    bears:   # {letters}{weight}"
        yield from (f"      {each}: {said}" for each, said in bearings(row, heaviest).items())
        yield f"    otherwise: {OTHERWISE}{_NOT_SAID}"


def bearings(row: Row, heaviest: float) -> dict[str, str]:
    """Return what a row says of each hypothesis, as it is written in a case.

    The logarithm of the odds is in proportion to the weight; a word stands for the letter at the heaviest weight.
    """
    flat = tells_nothing_apart(row.letters.values()) and not {"I", "II"} & set(row.letters.values())
    power = row.weight / heaviest
    table = default_words().tables["bearing"]
    found = {}
    for hypothesis, letter in row.letters.items():
        if letter == "NA":
            continue
        word = WORD_OF[letter]
        if flat or power == 0 or letter == "N":
            found[hypothesis] = "neutral"
        elif power == 1:
            found[hypothesis] = word
        else:
            found[hypothesis] = f"{{odds: {table[word].median ** power:.3g}}}"
    # a piece must say something of somebody, if only that it was considered
    return found or dict.fromkeys(row.letters, "neutral")


def groups_of(matrix: Matrix) -> Mapping[str, str]:
    """Return the id of each group that rows name."""
    named = dict.fromkeys(row.group for row in matrix.rows.values() if row.group)
    return {says: f"g{k}" for k, says in enumerate(named, start=1)}


def scalar(text: str) -> str:
    """Write a text as YAML on one line: as it is where that is safe, else in quotes with what is unseen escaped."""
    if _PLAIN.fullmatch(text) and text not in _NO_TEXT and text.isprintable():
        return text
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{visible(quoted)}"'
