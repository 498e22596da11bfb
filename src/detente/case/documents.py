"""Read the documents that sources name, and check that every quote stands in its document."""

from __future__ import annotations

from pathlib import Path as FilePath
from pathlib import PurePosixPath, PureWindowsPath

from detente.case.faults import Faults
from detente.case.model import Case
from detente.case.parse import LIMIT_BYTES
from detente.case.visible import shown


def read_documents(case: Case, folder: FilePath, faults: Faults) -> dict[str, bytes]:
    """Return the documents by the id of their source, in the order of the ids."""
    documents: dict[str, bytes] = {}
    for name, source in sorted(case.sources.items()):
        if source.document is not None:
            content = _read(source.document, folder, ("sources", name, "document"), faults)
            if content is not None:
                documents[name] = content
    return documents


def decode(documents: dict[str, bytes], faults: Faults) -> dict[str, str]:
    """Return those documents that are texts: their characters as they are, line ends untouched."""
    texts: dict[str, str] = {}
    for name, content in documents.items():
        try:
            texts[name] = content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            expected = f"a text in UTF-8 (its line {line} has another byte)"
            faults.add(("sources", name, "document"), "", expected, "save it as UTF-8 text")
    return texts


def check_quotes(case: Case, texts: dict[str, str], faults: Faults) -> None:
    """Note every quote that its document does not hold, or holds elsewhere than its span says."""
    loose = {name: _loose(text) for name, text in texts.items()}
    for name, piece in case.evidence.items():
        for number, report in enumerate(piece.reports):
            if report.by not in texts or report.quote is None:
                continue
            text, path = texts[report.by], ("evidence", name, "reports", number)
            start = text.find(report.quote)
            if start < 0:
                close = _loose(report.quote) in loose[report.by]
                fix = "only spaces or line ends differ: copy them, after |- where there are several lines"
                expected = f"words that stand in the document of {report.by}"
                faults.add((*path, "quote"), shown(report.quote), expected, fix if close else "")
            elif report.span is not None and text[slice(*report.span)] != report.quote:
                fix = f"it stands at [{start}, {start + len(report.quote)}]"
                expected = "where the quote stands in the document"
                faults.add((*path, "span"), str(list(report.span)), expected, fix)


def _loose(text: str) -> str:
    return " ".join(text.split())


def _read(written: str, folder: FilePath, path: tuple[str, ...], faults: Faults) -> bytes | None:
    parts = (*PurePosixPath(written).parts, *PureWindowsPath(written).parts)
    if PurePosixPath(written).is_absolute() or PureWindowsPath(written).anchor or ".." in parts:
        fix = "put the document beside the case"
        faults.add(path, shown(written), "a path from the case's folder down", fix)
        return None
    try:
        file = (folder / written).resolve()
        if not file.is_relative_to(folder.resolve()):
            expected = "a document inside the case's folder"
            faults.add(path, shown(written), expected, "copy it there: links may not lead out")
            return None
        if not file.is_file():
            fix = "put it there, or delete the line"
            faults.add(path, shown(written), "a document that exists", fix)
            return None
        with file.open("rb") as stream:
            content = stream.read(LIMIT_BYTES + 1)
    except (OSError, ValueError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        faults.add(path, shown(written), f"a document that can be read ({why})")
        return None
    if len(content) > LIMIT_BYTES:
        faults.add(path, shown(written), f"a document of at most {LIMIT_BYTES // 1_000_000} MB")
        return None
    return content
