"""Matrices of competing hypotheses (ACH) as CSV: rows of evidence, columns of hypotheses, a letter in each cell.

Reading finds all faults at once, each with its line and column. What stands in the other columns (id, date, weight ...)
is told by their headings.
"""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from detente.case.faults import Faults, did_you_mean
from detente.case.fields import ID_PATTERN, Date, When
from detente.case.model import Case
from detente.case.parse import LIMIT_BYTES
from detente.case.read import read_bytes, text_of
from detente.case.references import RESERVED
from detente.case.visible import shortened, shown
from detente.weigh.doubt.counting import matrix_of, seen, weights_of

DELIMITERS = (",", ";", "\t")
MOST_HYPOTHESES = 12
"""A matrix becomes a case in which one hypothesis holds; its prior takes a table over all of them."""
MOST_ROWS = 500
SPELT = {
    "CC": ("++", "very consistent", "strongly consistent"),
    "C": ("+", "consistent"),
    "N": ("0", "neutral", "ambiguous"),
    "I": ("-", "inconsistent"),
    "II": ("--", "very inconsistent", "strongly inconsistent"),
    "NA": ("", "n/a", "not applicable"),
}
"""Each letter's other spellings, in lower case, with hyphens for every dash."""
WEIGHTS = {
    **dict.fromkeys(("l", "low"), 1 / math.sqrt(2)),
    **dict.fromkeys(("m", "medium"), 1.0),
    **dict.fromkeys(("h", "high"), math.sqrt(2)),
}
"""Credibility or relevance in words, as PARC's tool reckons them."""
HEADINGS = {
    "says": ("evidence", "says", "item", "item of evidence", "text", "description"),
    "id": ("id", "no", "no.", "nr", "#"),
    "date": ("date",),
    "weight": ("weight",),
    "credibility": ("credibility",),
    "relevance": ("relevance",),
    "group": ("group",),
    "note": ("note", "notes", "comment", "comments", "source", "type"),
}
"""Headings of columns that are no hypothesis; ``says`` is the first column where none has such a heading."""
_EXPECTED = "CC, C, N, I, II or NA (also ++, +, -, --; blank is NA)"
_OF_WEIGHT = ("weight", "credibility", "relevance")
_NUMBERED = re.compile(r"([A-Za-z]{1,3}[0-9]{1,3})(?:\s*[:.)]\s*|\s+[-–—]\s+|\s+)(\S.*)")
_LETTER_OF = {spelt: letter for letter, others in SPELT.items() for spelt in (letter.lower(), *others)}
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–−", "-") | {"—": "--"})
_DATE: TypeAdapter[When] = TypeAdapter(Date)


@dataclass(frozen=True)
class Row:
    """One piece of evidence and its letter for each hypothesis. ``weight``: 1 where the matrix has no weights."""

    says: str
    letters: Mapping[str, str]
    weight: float = 1.0
    date: str = ""
    group: str = ""
    notes: tuple[str, ...] = ()
    """What further columns say, as ``Heading: text``."""


@dataclass(frozen=True)
class Matrix:
    """A matrix: id -> hypothesis, in words; id -> row."""

    hypotheses: Mapping[str, str]
    rows: Mapping[str, Row]
    weighted: bool = False
    """Whether it has a column of weights."""


def read(path: str | Path, as_of: date | None = None) -> Matrix:
    """Read the matrix at ``path``; `CaseFaults` has all faults at once, with a date past ``as_of`` among them.

    UTF-8, with or without a byte order mark; the delimiter is the comma, semicolon or tab that divides the first
    line most often.
    """
    faults = Faults(str(path))
    text = text_of(read_bytes(Path(path), LIMIT_BYTES, "a matrix"), faults, "save it as CSV in UTF-8")
    return parse(text, faults, as_of)


def parse(text: str, faults: Faults, as_of: date | None = None) -> Matrix:
    """Return the matrix that ``text`` holds; raises `CaseFaults` with all that is wrong."""
    reader = _Reader(faults, as_of)
    matrix = reader.matrix(text)
    if faults.found or matrix is None:
        raise faults.stop()
    return matrix


class _Reader:
    """One pass over the lines of a matrix."""

    def __init__(self, faults: Faults, as_of: date | None) -> None:
        self.faults = faults
        self.as_of = as_of
        self.headings: list[str] = []
        self.ids: set[str] = set()
        self.delimiter = ","
        self.line = 1

    def fault(self, column: int, found: str, expected: str, fix: str = "") -> None:
        """Note a fault in a column, counted from 0, of the present line."""
        heading = self.headings[column] if column < len(self.headings) else ""
        where = f"column {column + 1}" + (f" ({shortened(heading, 40)})" if heading else "")
        self.faults.at_line(self.line, (where,), found, expected, fix)

    def matrix(self, text: str) -> Matrix | None:
        lines = self.lines(text)
        if not lines:
            expected = "a line of headings: Evidence, then a hypothesis each"
            self.faults.at_line(1, (), "", expected, "begin with that line")
            return None
        self.line, self.headings = lines[0]
        while self.headings and not self.headings[-1]:
            self.headings.pop()  # spreadsheets save empty columns too
        known, hypotheses = self.columns()
        rows = self.rows(lines[1:], known, hypotheses)
        weights = any(kind in known for kind in _OF_WEIGHT)
        if weights and rows and not self.faults.found and not any(row.weight for row in rows.values()):
            self.line = lines[1][0]
            self.fault(next(known[kind][0] for kind in _OF_WEIGHT if kind in known), "0", "a weight above 0")
        return Matrix(dict(hypotheses.values()), rows, weights)

    def lines(self, text: str) -> list[tuple[int, list[str]]]:
        """Return the lines that hold something, as their number in the file and their cells."""
        first = next((line for line in text.splitlines() if line.strip()), "")
        unquoted = re.sub(r'"[^"]*"', "", first)
        self.delimiter = max(DELIMITERS, key=unquoted.count)
        found: list[tuple[int, list[str]]] = []
        number = 1
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter, strict=True)
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    found.append((number, [" ".join(cell.split()) for cell in cells]))
                number = reader.line_num + 1
        except csv.Error as error:
            fix = "close each quotation mark; inside a quoted text, write a quotation mark twice"
            self.faults.at_line(number, (), "", f"a line of CSV that can be read ({error})", fix)
        for self.line, cells in found:
            for column, cell in enumerate(cells):
                if hidden := next((c for c in cell if unicodedata.category(c) in ("Cc", "Cs")), ""):
                    self.fault(column, shown(hidden), "a text without control characters", "delete it")
        return found

    def columns(self) -> tuple[dict[str, list[int]], dict[int, tuple[str, str]]]:
        """Sort the columns: kind -> its columns, and column -> (id, text) of a hypothesis."""
        kinds = {heading: kind for kind, headings in HEADINGS.items() for heading in headings}
        known: dict[str, list[int]] = {}
        others = []
        for column, heading in enumerate(self.headings):
            kind = kinds.get(heading.casefold())
            if kind is None:
                others.append(column)
            elif kind != "note" and kind in known:
                before = known[kind][0] + 1
                self.fault(column, shown(heading), f"one column of this kind: column {before} is it already")
            else:
                known.setdefault(kind, []).append(column)
        if "says" not in known and 0 in others:
            known["says"] = [others.pop(0)]
        hypotheses: dict[int, tuple[str, str]] = {}
        for column in others:
            heading = self.headings[column]
            if not heading:
                self.fault(column, "", "a hypothesis", "name it, or delete the column")
                continue
            taken = [each for each, _ in hypotheses.values()]
            name, says = _named(heading, taken, f"H{len(hypotheses) + 1}")
            if any(says.casefold() == text.casefold() for _, text in hypotheses.values()):
                self.fault(column, shown(heading), "a hypothesis that has no column yet", "join the two")
            hypotheses[column] = name, says
        if len(hypotheses) < 2:
            expected = "two hypotheses or more, each with a column of its own"
            fix = "columns are divided by commas, semicolons or tabs"
            self.faults.at_line(self.line, (), f"{len(hypotheses)}", expected, fix)
        elif len(hypotheses) > MOST_HYPOTHESES:
            expected = f"{MOST_HYPOTHESES} hypotheses at most, as one of them is to hold"
            self.faults.at_line(
                self.line, (), f"{len(hypotheses)}", expected, "join those that the evidence cannot part"
            )
        return known, hypotheses

    def rows(
        self,
        lines: Sequence[tuple[int, list[str]]],
        known: Mapping[str, list[int]],
        hypotheses: Mapping[int, tuple[str, str]],
    ) -> dict[str, Row]:
        rows: dict[str, Row] = {}
        if not lines:
            self.faults.at_line(self.line, (), "", "a line for each piece of evidence, below the headings")
        if len(lines) > MOST_ROWS:
            self.faults.at_line(lines[MOST_ROWS][0], (), f"{len(lines)} rows", f"{MOST_ROWS} rows at most")
        for self.line, cells in lines:
            extra = [k for k in range(len(self.headings), len(cells)) if cells[k]]
            if extra:
                fix = f'put a text with "{self.delimiter}" in it in quotes, or give the column a heading'
                self.fault(extra[0], shown(cells[extra[0]]), f"{len(self.headings)} columns, as above", fix)
            cells = [*cells, *[""] * (len(self.headings) - len(cells))]
            name, row = self.row(cells, known, hypotheses, rows)
            rows[name] = row
        return rows

    def row(
        self,
        cells: Sequence[str],
        known: Mapping[str, list[int]],
        hypotheses: Mapping[int, tuple[str, str]],
        before: Mapping[str, Row],
    ) -> tuple[str, Row]:
        def cell(kind: str) -> str:
            return cells[known[kind][0]] if kind in known else ""

        says = cell("says") or cell("id")
        if not says:
            column = next((known[kind][0] for kind in ("says", "id") if kind in known), 0)
            self.fault(column, "", "what was seen, in words", "write it, or delete the row")
        given = cell("id")
        if given and given.casefold() in self.ids:
            self.fault(known["id"][0], shown(given), "an id that no other row has")
        self.ids.add(given.casefold())
        name, rest = _named(given or says, before, f"E{len(before) + 1}")
        says = says if given else rest
        weight = 1.0
        for kind in _OF_WEIGHT:
            if kind in known:
                weight *= self.weight(known[kind][0], cells[known[kind][0]])
        if cell("date"):
            self.date(known["date"][0], cell("date"))
        letters = {
            hypothesis: self.letter(column, cells[column]) for column, (hypothesis, _) in hypotheses.items()
        }
        notes = tuple(f"{self.headings[k]}: {cells[k]}" for k in known.get("note", []) if cells[k])
        return name, Row(says, letters, weight, cell("date"), cell("group"), notes)

    def letter(self, column: int, cell: str) -> str:
        letter = _LETTER_OF.get(cell.casefold().translate(_DASHES))
        if letter is None:
            sums = any(char.isdigit() for char in cell)
            meant = "" if sums else self.faults.nearest(cell.casefold(), list(_LETTER_OF))
            fix = "delete the row if it holds sums" if sums else did_you_mean(_LETTER_OF.get(meant, ""))
            self.fault(column, shown(cell), _EXPECTED, fix)
            return "NA"
        return letter

    def weight(self, column: int, cell: str) -> float:
        if cell.casefold() in WEIGHTS:
            return WEIGHTS[cell.casefold()]
        # where commas divide columns, none can divide a number
        try:
            number = float(cell.replace(",", "."))
        except ValueError:
            number = math.nan
        if not 0 <= number <= 1e6:
            self.fault(column, shown(cell), "a weight: a number from 0 up, or L, M, H", "1 is as usual")
            return 1.0
        return number

    def date(self, column: int, cell: str) -> None:
        try:
            when = _DATE.validate_python(cell)
        except ValidationError:
            self.fault(column, shown(cell), "a date: 2018-03-08, 2018-03 or 2018", "or leave it blank")
            return
        if self.as_of is not None and when.start > self.as_of:
            self.fault(column, shown(cell), f"a date up to {self.as_of}: no hindsight", "say --as-of DATE")


def _named(text: str, taken: Collection[str], plain: str) -> tuple[str, str]:
    """Part a text into an id and what it says: ``H1: no attack`` has one, others are called by their first words.

    Where these are taken, or are not plain letters, it is ``plain``.
    """
    numbered = _NUMBERED.fullmatch(text)
    name, says = (numbered[1], numbered[2]) if numbered else (_called(text), text)
    names = {each.casefold() for each in taken}
    if not name or name.casefold() in names:
        name = plain
    while name.casefold() in names:
        name += "-2"
    return name, says


def _called(text: str) -> str:
    """Return the first words of a text as an id, at most 32 characters; "" where they are not plain letters."""
    parted = [char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char)]
    words = re.findall("[A-Za-z0-9]+", "".join(parted))
    if sum(map(len, words)) < sum(char.isalnum() for char in parted):
        return ""
    name = words[0] if len(words) == 1 else ""  # a single word, as H1 or Trap, keeps its capitals
    for word in words if len(words) > 1 else ():
        if len(name) + 1 + len(word) > 32:
            break
        name = f"{name}-{word.lower()}".lstrip("-")
    usable = re.fullmatch(ID_PATTERN, name) and name.casefold() not in RESERVED
    return name if usable else ""


def of_case(case: Case) -> Matrix:
    """Return the matrix that a case comes to: its letters at their medians, weighted by the reliability of reports."""
    weights = weights_of(case)
    return Matrix(
        {name: each.says for name, each in case.hypotheses.items()},
        {
            name: Row(
                f"{'Not so: ' if seen(case.evidence[name]) < 0 else ''}{case.evidence[name].says}",
                letters,
                weights[name],
                str(case.evidence[name].date),
                group.says if (group := case.groups.get(case.evidence[name].group or "")) else "",
            )
            for name, letters in matrix_of(case).items()
        },
        weighted=any(piece.reports for piece in case.evidence.values()),
    )


def write(matrix: Matrix) -> str:
    """Write a matrix as CSV with commas, as ``read`` reads it; cells that a spreadsheet would compute stay text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    weight = ["weight"] if matrix.weighted else []
    writer.writerow(["id", "evidence", "date", *weight, "group", *map(_cell, matrix.hypotheses.values())])
    for name, row in matrix.rows.items():
        weights = [f"{row.weight:.6g}"] if matrix.weighted else []
        letters = [row.letters[hypothesis] for hypothesis in matrix.hypotheses]
        writer.writerow([name, _cell(row.says), row.date, *weights, _cell(row.group), *letters])
    return out.getvalue()


def _cell(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text
