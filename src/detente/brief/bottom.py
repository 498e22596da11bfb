"""The bottom line: three sentences at most, each likelihood word with its number and its range."""

from __future__ import annotations

from collections.abc import Sequence

from detente.brief.parts import Row
from detente.brief.phrase import Phrase, Run, say, sentence, theirs
from detente.brief.rows import ELSE_MATTERS, by_word, number_in, stance
from detente.brief.wording import counted, number, that
from detente.case.words import CANNOT_TELL

_MOST = 3
_LEAST = 2


def bottom_line(rows: Sequence[Row], other: Row) -> tuple[Phrase, ...]:
    """Say what holds, what we cannot tell, and what hardly holds; who may deceive us is never left out."""
    sides = _sides(rows, other)
    said = _Said()
    sentences = []
    if sides["yes"]:
        sentences.append(_told(sides["yes"], _MOST, said, "stands above one half", "stand above one half"))
    elif sum(map(len, sides.values())) > 1:
        standing = "clearly stands out" if sides["open"] else "stands above one half"
        sentences.append(say(f"No explanation {standing}."))
    if sides["open"]:
        sentences.append(_open(sides["open"], said))
    low = [*sides["even"], *sides["no"]]
    if low:
        sentences.append(_told(low, _LEAST, said))
    return tuple(sentences)


def said_with_a_word(rows: Sequence[Row], other: Row) -> list[Row]:
    """Return what the bottom line names and says with a word of likelihood, in its order."""
    sides = _sides(rows, other)
    return [*_chosen(sides["yes"], _MOST), *_chosen([*sides["even"], *sides["no"]], _LEAST)]


def _sides(rows: Sequence[Row], other: Row) -> dict[str, list[Row]]:
    pool = [*rows]
    if other.now.probability >= ELSE_MATTERS or other.now.cannot_tell:
        pool = sorted([*rows, other], key=lambda row: -row.now.probability)
    sides: dict[str, list[Row]] = {"yes": [], "open": [], "even": [], "no": []}
    for row in pool:
        sides[stance(row)].append(row)
    return sides


class _Said:
    """Whether a range was printed before: the first one is called by its name."""

    def __init__(self) -> None:
        self.first = True

    def clause(self, row: Row) -> Phrase:
        inside = number_in(row.now, self.first)
        self.first = False
        clause = Run(row.clause) if row.anchor == "else" else theirs(row.clause)
        return say(clause, " (", inside, ")")


def _chosen(rows: list[Row], most: int) -> list[Row]:
    """Choose the likeliest few, those that may deceive before all."""
    first = sorted(rows, key=lambda row: not row.deceives)[:most]
    return [row for row in rows if row in first]


def _told(rows: list[Row], most: int, said: _Said, one_more: str = "", more: str = "") -> Phrase:
    chosen = _chosen(rows, most)
    phrase, again = say(), False
    for word, group in by_word(chosen):
        part = that(word, [said.clause(row) for row in group], again)
        phrase = say(phrase, ", and " if phrase else "", part)
        again = str(part).startswith("it is ") or again
    left = len(rows) - len(chosen)
    if left and more:
        phrase = say(phrase, f"; {number(left)} more {one_more if left == 1 else more}")
    return sentence(phrase)


def _open(rows: list[Row], said: _Said) -> Phrase:
    chosen = sorted(rows, key=lambda row: not row.deceives)[:_MOST]
    clauses = [said.clause(row) for row in chosen]
    phrase = that(Run(CANNOT_TELL, "word", chosen[0].anchor), clauses)
    left = len(rows) - len(chosen)
    return sentence(phrase, f", nor can we on {counted(left, 'other', 'others')}" if left else "")
