"""Fill in where quotes stand in their documents, and leave every other character of the file alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as FilePath

from detente.case.faults import Faults, Path, value_at
from detente.case.load import CaseFile, load
from detente.case.parse import parse
from detente.case.save import write
from detente.errors import DetenteError


def fill_spans(file: CaseFile) -> CaseFile:
    """Give a span to every quote that has none and stands once in its document; return the case read anew."""
    spans = dict(_missing(file))
    if not spans:
        return file
    text = FilePath(file.path).read_bytes().decode("utf-8")
    mark, text = ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)
    faults = Faults(file.path)
    parse(text, faults)
    for path in sorted(spans, key=lambda path: faults.keys[path].start, reverse=True):
        key, (start, end) = faults.keys[path], spans[path]
        after = ", " if key.flow else ("\r\n" if "\r\n" in text else "\n") + " " * key.column
        text = f"{text[: key.start]}span: [{start}, {end}]{after}{text[key.start :]}"
    filled = parse(text, Faults(file.path))
    if any(value_at(filled, (*path[:-1], "span")) != span for path, span in spans.items()):
        raise DetenteError(f"The spans of {file.path} cannot be filled in; write them by hand.")
    write(file.path, mark + text)
    return load(file.path)


def _missing(file: CaseFile) -> Iterator[tuple[Path, tuple[int, int]]]:
    """Yield the paths of quotes that lack a span, with the one place in their document where they stand."""
    for name, piece in file.case.evidence.items():
        for number, report in enumerate(piece.reports):
            document = file.documents.get(report.by, "")
            if report.quote and report.span is None and document.count(report.quote) == 1:
                start = document.index(report.quote)
                yield ("evidence", name, "reports", number, "quote"), (start, start + len(report.quote))
