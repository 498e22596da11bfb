"""Read the documents that sources name, and check that every quote stands in its document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path as FilePath
from pathlib import PurePosixPath, PureWindowsPath

from detente.case.faults import Faults, Path
from detente.case.model import Case
from detente.case.parse import LIMIT_BYTES
from detente.case.visible import shown


@dataclass(frozen=True)
class Documents:
    """The documents of a case: source id -> text, characters and line ends as they are; and all bytes, by name."""

    texts: Mapping[str, str] = field(default_factory=dict)
    contents: Sequence[bytes] = ()


def read_documents(case: Case, folder: FilePath, faults: Faults) -> Documents:
    """Read what the sources name, each document once."""
    naming: dict[PurePosixPath, list[str]] = {}
    for name, source in case.sources.items():
        if source.document is not None:
            naming.setdefault(PurePosixPath(source.document), []).append(name)
    texts: dict[str, str] = {}
    contents: list[bytes] = []
    for document, sources in sorted(naming.items()):
        path = ("sources", sources[0], "document")
        content = _read(document, folder, path, faults)
        if content is None:
            continue
        contents.append(content)
        try:
            texts |= dict.fromkeys(sources, content.decode("utf-8"))
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            expected = f"a text in UTF-8 (its line {line} has another byte)"
            faults.add(path, "", expected, "save it as UTF-8 text")
    return Documents(texts, contents)


def check_quotes(case: Case, texts: Mapping[str, str], faults: Faults) -> None:
    """Note every quote that its document does not hold, or holds elsewhere than its span says."""
    for name, piece in case.evidence.items():
        for number, report in enumerate(piece.reports):
            text, path = texts.get(report.by), ("evidence", name, "reports", number)
            if text is None or report.quote is None:
                continue
            start = text.find(report.quote)
            if start < 0:
                close = _loose(report.quote) in _loose(text)
                fix = "only spaces or line ends differ: copy them, after |- where there are several lines"
                expected = f"words that stand in the document of {report.by}"
                faults.add((*path, "quote"), shown(report.quote), expected, fix if close else "")
            elif report.span is not None and text[slice(*report.span)] != report.quote:
                fix = f"it stands at [{start}, {start + len(report.quote)}]"
                expected = "where the quote stands in the document"
                faults.add((*path, "span"), str(list(report.span)), expected, fix)


@lru_cache(maxsize=8)  # a long document with many quotes at fault is joined once
def _loose(text: str) -> str:
    return " ".join(text.split())


def _read(document: PurePosixPath, folder: FilePath, path: Path, faults: Faults) -> bytes | None:
    written, windows = str(document), PureWindowsPath(document)
    if document.is_absolute() or windows.anchor or ".." in (*document.parts, *windows.parts):
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
