"""The word table: words to distributions, and numbers back to words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from detente.case.uncertain import Distribution, LogNormal, Point, Triangular, Uncertain

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CANNOT_TELL = "we cannot tell"
UNJUDGED = "F"
"""The grade of a source that cannot be judged: it has no place among the others."""
LOWEST, HIGHEST = 0.01, 0.99
"""Outside these no word is used, but one of ``ENDS``."""
ENDS = (f"under {100 * LOWEST:.0f} %", f"over {100 * HIGHEST:.0f} %")
BELOW_HALF, ABOVE_HALF = 0.45, 0.55
"""A range that reaches beyond both says that we cannot tell."""
KINDS = ("likelihood", "bearing", "grade", "stageable")


@dataclass(frozen=True)
class Words:
    """Every word that may stand for a number, by kind, in the order of the table."""

    tables: Mapping[str, Mapping[str, Distribution]]
    synonyms: Mapping[str, str]

    def find(self, kind: str, word: str) -> Distribution | None:
        """Return the distribution of ``word``, or None where the table has no such word of that kind."""
        table = self.tables[kind]
        return table.get(word) or table.get(self.synonyms.get(word, ""))

    def names(self, kind: str) -> list[str]:
        """All words of a kind, synonyms last."""
        table = self.tables[kind]
        return [*table, *(word for word, main in self.synonyms.items() if main in table)]

    def neighbours(self, kind: str, value: Uncertain) -> list[tuple[str, Distribution]]:
        """Return the words next to a value of this kind, the lower first; for a number, next to the word it would take.

        Nothing moves to *never* or *always*, nor to a grade that says a source cannot be judged.
        """
        table = self.tables[kind]
        written = str(value.written)
        word = written if written in table else self.synonyms.get(written, "")
        order = sorted((w for w in table if w != UNJUDGED or w == word), key=lambda w: table[w].median)
        if word in table:
            place = order.index(word)
        elif kind == "likelihood" and not LOWEST <= value.median <= HIGHEST:  # no word of its own
            end = 0 if value.median < LOWEST else -1
            return [(order[end], table[order[end]])]
        elif kind == "likelihood":
            place = order.index(self.word_for(value.median))
        else:
            at = math.log(max(value.median, 1e-9))
            place = min(range(len(order)), key=lambda i: abs(math.log(table[order[i]].median) - at))
        return [(order[i], table[order[i]]) for i in (place - 1, place + 1) if 0 <= i < len(order)]

    def word_for(self, probability: float) -> str:
        """Say a probability in words: the likelihood word whose range starts at or below it.

        Below ``LOWEST`` and above ``HIGHEST`` are said as such: no word of the yardstick reaches there.
        """
        if probability < LOWEST:
            return ENDS[0]
        if probability > HIGHEST:
            return ENDS[1]
        starts = sorted((low(dist), word) for word, dist in self.tables["likelihood"].items())
        chosen = starts[0][1]
        for start, word in starts:
            if start <= probability + 1e-12:  # 0.2 computed as 0.19999999999999998 is still "unlikely"
                chosen = word
        return chosen

    def step(self, word: str) -> int:
        """Place of a likelihood word on the yardstick, from 0; the ends without a word are on it too."""
        starts = sorted((low(dist), name) for name, dist in self.tables["likelihood"].items())
        order = [ENDS[0], *(name for _, name in starts), ENDS[1]]
        return order.index(word)

    def steps(self, probabilities: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the places on the yardstick of many probabilities at once, as `step` of `word_for` of each."""
        import numpy as np  # a hundred milliseconds that reading a case does not need

        starts = sorted(low(dist) for dist in self.tables["likelihood"].values())
        # below the first start it is still the first word; beyond the yardstick's ends there is none
        place = np.maximum(np.searchsorted(np.array(starts) - 1e-12, probabilities, side="right"), 1)
        place = np.where(probabilities < LOWEST, 0, place)
        return np.where(probabilities > HIGHEST, len(starts) + 1, place)

    def say(self, probability: float, low: float | None = None, high: float | None = None) -> str:
        """Say a judgement: the word of its probability, or that we cannot tell where its range says so."""
        if low is not None and high is not None and low < BELOW_HALF and high > ABOVE_HALF:
            return CANNOT_TELL
        return self.word_for(probability)


def low(dist: Distribution) -> float:
    """Where the range of a likelihood word starts."""
    return dist.low if isinstance(dist, Triangular) else dist.median


@cache
def default_words() -> Words:
    """Return the table that ships with Detente (``words.yaml`` beside this file)."""
    import yaml

    return extend(
        Words({}, {}), yaml.safe_load(files("detente.case").joinpath("words.yaml").read_text("utf-8"))
    )


def extend(words: Words, raw: Mapping[str, Mapping[str, Any]]) -> Words:
    """Return the table with the words of ``raw`` added or put in place of what they meant."""
    tables = {kind: dict(table) for kind, table in words.tables.items()}
    synonyms = dict(words.synonyms)
    for kind, entries in raw.items():
        table = tables.setdefault(kind, {})
        for word, entry in entries.items():
            if kind == "certainty":
                table[word] = Point(float(entry))
            elif kind == "bearing":
                table[word] = LogNormal(float(entry["odds"]), float(entry["sd"]))
            else:
                table[word] = Triangular(*(float(entry[key]) for key in ("low", "mode", "high")))
                synonyms.update(dict.fromkeys(entry.get("also", ()), word))
    return Words(tables, synonyms)
