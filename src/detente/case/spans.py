"""Say where quotes stand in their documents, and leave every other character of the case file alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path as FilePath
from typing import Any

import yaml

from detente.case.faults import Faults, Path, fault_at, value_at
from detente.case.load import CaseFile, build
from detente.case.names import CASE_NAME
from detente.case.parse import LIMIT_BYTES, parse
from detente.case.save import write
from detente.errors import CaseFaults

Span = tuple[int, int]

# as in parse.py, which reads the same text
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Unplaced:
    """A quote without a span: the piece that it belongs to, and how often it stands in its document."""

    piece: str
    times: int


@dataclass(frozen=True)
class Filled:
    """A span that was filled in or put right, at its line in the new text."""

    file: str
    line: int
    path: str
    before: Span | None
    """None where there was none."""
    span: Span

    def __str__(self) -> str:
        """Say what was done, on one line."""
        done = "filled in" if self.before is None else f"in place of {list(self.before)}"
        return f"{self.file}:{self.line} {self.path}: {list(self.span)} {done}"


@dataclass(frozen=True)
class _Splice:
    """Some text put in place of what stands from ``start`` to ``end``, both in characters."""

    start: int
    end: int
    text: str


def places(quote: str, document: str) -> Iterator[int]:
    """Yield where a quote begins in a document; places may overlap."""
    start = document.find(quote)
    while start >= 0:
        yield start
        start = document.find(quote, start + 1)


def unplaced(file: CaseFile) -> Iterator[Unplaced]:
    """Yield the quotes that have no span although the case holds their document."""
    for name, piece in file.case.evidence.items():
        for report in piece.reports:
            if report.quote is not None and report.span is None and report.by in file.documents:
                times = sum(1 for _ in places(report.quote, file.documents[report.by]))
                yield Unplaced(name, times)


def fill_spans(path: str | FilePath) -> tuple[Filled, ...]:
    """Give its span to every quote that stands exactly once in its document; return what was done.

    A span that is missing is written before its quote. Of one that points elsewhere the two numbers are replaced:
    as the quote stands in one place only, no other span can be meant. A case with other faults than of spans stays
    as it is.
    """
    file = FilePath(path) / CASE_NAME if FilePath(path).is_dir() else FilePath(path)
    text, faults = _text(file), Faults(str(file))
    mark, text = ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)
    try:
        data = parse(text, faults)
        case = build(_without_spans(data), file.parent)
    except CaseFaults:
        return ()  # reading the case tells them, in their places
    if faults.found:
        return ()
    wanted = dict(_wanted(data, case))
    text, done = _apply(text, data, wanted)
    if not done:
        return ()
    write(file, mark + text)
    faults = Faults(str(file))
    parse(text, faults)
    found = []
    for each in done:
        at = fault_at(faults.file, faults.lines, each, "", "")
        found.append(Filled(at.file, at.line, at.path, _pair(value_at(data, each)), wanted[each]))
    return tuple(found)


def _text(file: FilePath) -> str:
    """Return the text of a case file; nothing where there is none, or none that can be read as a case."""
    try:
        return file.read_bytes().decode("utf-8") if file.stat().st_size <= LIMIT_BYTES else ""
    except (OSError, ValueError):
        return ""


def _pair(value: Any) -> Span | None:
    """Return a span as it stands in the data; None for anything that is not two whole numbers."""
    pair = isinstance(value, tuple) and len(value) == 2 and all(type(each) is int for each in value)
    return (value[0], value[1]) if pair else None


def _without_spans(data: dict[str, Any]) -> dict[str, Any]:
    """Return the case without the spans of quotes, so that a span in the wrong place is no fault of it."""

    def bare(report: Any) -> Any:
        drop = isinstance(report, dict) and "quote" in report and _pair(report.get("span"))
        return {key: value for key, value in report.items() if key != "span"} if drop else report

    def piece_without(piece: Any) -> Any:
        if not isinstance(piece, dict) or not isinstance(piece.get("reports"), tuple):
            return piece
        return piece | {"reports": tuple(bare(report) for report in piece["reports"])}

    evidence = data.get("evidence")
    if not isinstance(evidence, dict):
        return data
    return data | {"evidence": {name: piece_without(piece) for name, piece in evidence.items()}}


def _reports(data: dict[str, Any]) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Yield the path where each report's span stands or would stand, and the report, where it is a mapping."""
    for name, piece in data["evidence"].items():
        for number, report in enumerate(piece.get("reports", ())):
            if isinstance(report, dict):
                yield ("evidence", name, "reports", number, "span"), report


def _wanted(data: dict[str, Any], file: CaseFile) -> Iterator[tuple[Path, Span]]:
    """Yield the path and the value of every span that is missing or wrong and can only be one."""
    for path, report in _reports(data):
        quote, document = report.get("quote"), file.documents.get(report["by"])
        if quote is None or document is None:
            continue
        found = list(islice(places(quote, document), 2))
        if len(found) == 1 and report.get("span") != (found[0], found[0] + len(quote)):
            yield path, (found[0], found[0] + len(quote))


def _apply(text: str, data: dict[str, Any], wanted: Mapping[Path, Span]) -> tuple[str, list[Path]]:
    """Return the text with every splice that does what it should and nothing else, and which these are."""
    root = yaml.compose(text, Loader=_LOADER)
    splices = {path: _splices(text, root, path, span) for path, span in wanted.items()}
    spliced = _spliced(text, splices.values())
    if _holds(spliced, data, wanted):
        return spliced, list(wanted)
    # one odd layout, such as a key after "? ", must not keep the others from being filled in
    fit = [
        path for path, each in splices.items() if _holds(_spliced(text, [each]), data, {path: wanted[path]})
    ]
    return _spliced(text, [splices[path] for path in fit]), fit


def _splices(text: str, root: Any, path: Path, span: Span) -> list[_Splice]:
    """Return what must be put where so that the report around ``path`` has this span."""
    report = root
    for part in path[:-1]:
        report = report.value[part] if isinstance(part, int) else _keys(report)[part][1]
    keys = _keys(report)
    if "span" in keys:
        _, numbers = keys["span"]
        return [
            _Splice(each.start_mark.index, each.end_mark.index, str(number))
            for each, number in zip(numbers.value, span, strict=True)
        ]
    at = keys["quote"][0].start_mark
    line_end = _BREAK.search(text, at.index)
    after = ", " if report.flow_style else (line_end[0] if line_end else "\n") + " " * at.column
    return [_Splice(at.index, at.index, f"span: [{span[0]}, {span[1]}]{after}")]


def _keys(mapping: Any) -> dict[Any, tuple[Any, Any]]:
    """Return the nodes of a mapping, key and value, by key."""
    return {key.value: (key, value) for key, value in mapping.value}


def _spliced(text: str, splices: Iterable[list[_Splice]]) -> str:
    every = sorted((each for some in splices for each in some), key=lambda each: each.start, reverse=True)
    for each in every:
        text = text[: each.start] + each.text + text[each.end :]
    return text


def _holds(text: str, before: dict[str, Any], spans: Mapping[Path, Span]) -> bool:
    """Say whether the text reads as before, apart from these spans."""
    faults = Faults("")
    try:
        after = parse(text, faults)
    except CaseFaults:
        return False
    if faults.found or _without_spans(after) != _without_spans(before):
        return False
    there = ({path: report.get("span") for path, report in _reports(data)} for data in (after, before))
    return next(there) == {**next(there), **spans}
