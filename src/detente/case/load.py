"""Read a case: the one door through which an analyst's file becomes data that the rest of Detente trusts."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import Any

from detente.case.change import adds_part, is_input, leaves, merged, with_values
from detente.case.checks import check
from detente.case.documents import Documents, check_quotes, read_documents
from detente.case.encounter_checks import check_encounter
from detente.case.faults import Faults, Path, did_you_mean, fault_at
from detente.case.model import Case
from detente.case.names import CASE, CASE_NAME, ROADMAP, SECTIONS_WITH_IDS, VIEWS
from detente.case.parse import LIMIT_BYTES, LIMIT_DEPTH, parse, parse_any
from detente.case.read import read_bytes, text_of
from detente.case.references import check_references
from detente.case.validate import validate, words_of
from detente.case.visible import shortened, shown, visible
from detente.case.words import Words
from detente.errors import CaseFaults, DetenteError, Fault

MOST_VIEWS = 50


@dataclass(frozen=True)
class View:
    """Another analyst's judgement of the same case: who made it, and the case as it then reads."""

    by: str
    file: CaseFile


@dataclass(frozen=True)
class CaseFile:
    """A case without faults, the words it is read with, and where everything stands in its file.

    ``hash``: SHA-256, in hex, of the bytes of the case file, then of each document that it names and of each view,
    both in the order of their names; 8 bytes with its length (big endian) stand before each, so that no two cases
    give the same stream. ``lines``: path of keys and list indexes -> line. ``documents``: source id -> text.
    ``data``: what the file holds, as plain data. ``views``: name -> another analyst's reading.
    """

    case: Case
    words: Words
    path: str
    hash: str
    lines: Mapping[Path, int]
    documents: Mapping[str, str]
    data: Mapping[str, Any] = field(default_factory=dict, repr=False)
    views: Mapping[str, View] = field(default_factory=dict)
    overlays: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, repr=False)
    """What each view holds, as plain data."""

    @property
    def readings(self) -> dict[str, Case]:
        """The case by who reads it: as its own file does first, under ``case``, then as each view does."""
        return {CASE: self.case} | {name: view.file.case for name, view in self.views.items()}

    def fault(self, path: Path, found: str, expected: str, fix: str = "") -> Fault:
        """Make a fault at ``path``, with the line of it or of the nearest part around it."""
        return fault_at(self.path, self.lines, path, found, expected, fix)


def load(path: str | FilePath) -> CaseFile:
    """Read the case at ``path``, a file or a folder with case.yaml; `CaseFaults` has all faults at once."""
    file, content = _read(FilePath(path))
    faults = Faults(str(file))
    data = parse(text_of(content, faults), faults)
    found = _check(data, content, faults, file.parent)
    return _with_views(found, *_read_views(file)) if file.name == CASE_NAME else found


def changed(file: CaseFile, values: Mapping[Path, Any]) -> CaseFile:
    """Return the case as it would read with other values in its file; the file itself stays as it is.

    Views are laid over it again: where a view says otherwise, the view still holds. Raises BadChange for a path that
    leads nowhere, CaseFaults for a value that does not fit.
    """
    return relaid(file, with_values(file.data, values), file.overlays)


def relaid(file: CaseFile, data: Mapping[str, Any], overlays: Mapping[str, Mapping[str, Any]]) -> CaseFile:
    """Return the case that a file would hold with other data, and other views laid over it; `CaseFaults` as `load`."""
    faults = Faults(file.path, lines=dict(file.lines))
    content = json.dumps(data, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace")
    found = _check(dict(data), content, faults, None, Documents(file.documents))
    return _with_views(found, overlays, {})


def with_roadmap(file: CaseFile, path: str | FilePath) -> CaseFile:
    """Return the case with the roadmap of another file: its lines alone, or under ``roadmap:`` as in a case.

    It is taken as it stands there, whatever the case says is agreed. `CaseFaults` has all faults at once, those of the roadmap
    with its own file and lines.
    """
    faults = Faults(str(path))
    given = parse_any(text_of(read_bytes(FilePath(path), LIMIT_BYTES, "a roadmap"), faults), faults)
    above = () if isinstance(given, Mapping) else (ROADMAP,)
    held = {ROADMAP: given} if above else given
    for key in held.keys() - {ROADMAP}:
        faults.add((key,), "", f"no key but {ROADMAP}", "delete it: all else stands in the case")
    if not held.get(ROADMAP):
        fix = "write a line at least, as - {them: a-step}"
        faults.add((), "", f"{ROADMAP}: and its lines, as in a case", fix)
        raise faults.stop()
    lines = {at: line for at, line in file.lines.items() if at[:1] != (ROADMAP,)}
    lines |= {(*above, *at): line for at, line in faults.lines.items() if above or at}
    data = {**file.data, ROADMAP: held[ROADMAP]}
    if "plan" in data:
        data["plan"] = {key: value for key, value in data["plan"].items() if key != "agreed"}
    found = list(faults.found)
    try:
        read = relaid(replace(file, lines=lines), data, file.overlays)
    except CaseFaults as error:
        found += [
            replace(each, file=visible(str(path))) if each.path.partition(".")[0] == ROADMAP else each
            for each in error.faults
        ]
    if found:
        raise CaseFaults(found)
    return read


def build(data: Mapping[str, Any], folder: str | FilePath | None = None) -> CaseFile:
    """Make a case of data in memory, with the same checks; documents are read only from a ``folder``."""
    faults = Faults("<memory>")
    frozen = _frozen(data, (), faults)
    if faults.found:
        raise faults.stop()
    content = json.dumps(frozen, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace")
    return _check(frozen, content, faults, None if folder is None else FilePath(folder))


def _read_views(file: FilePath) -> tuple[dict[str, dict[str, Any]], dict[str, tuple[bytes, Faults]]]:
    """Return what the views beside a case hold, by name, and the bytes and faults of each file."""
    overlays, read = {}, {}
    folder = file.parent / VIEWS
    paths = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    if len(paths) > MOST_VIEWS:
        raise DetenteError(f"{shortened(str(folder), 200)}: {len(paths)} views; {MOST_VIEWS} at most.")
    for path in paths:
        _, content = _read(path)
        faults = Faults(str(path))
        if path.stem == CASE:
            faults.at_line(
                1, (), path.name, f"another name, as {CASE} is the case's own reading", "rename it"
            )
        overlays[path.stem] = parse(text_of(content, faults), faults)
        read[path.stem] = content, faults
    return overlays, read


def _with_views(
    file: CaseFile,
    overlays: Mapping[str, Mapping[str, Any]],
    read: Mapping[str, tuple[bytes, Faults]],
) -> CaseFile:
    """Return a case with its views laid over it; `CaseFaults` has the faults of all views."""
    views: dict[str, View] = {}
    found: list[Fault] = []
    for name, overlay in overlays.items():
        content, faults = read.get(name, (b"", Faults(file.path)))
        try:
            views[name] = _view(file, name, overlay, content, faults)
        except CaseFaults as error:
            found += error.faults
    if found:
        raise CaseFaults(found)
    digest = _hash(bytes.fromhex(file.hash), *(content for content, _ in read.values()))
    return replace(file, views=views, overlays=overlays, hash=digest if read else file.hash)


def _view(file: CaseFile, name: str, overlay: Mapping[str, Any], content: bytes, faults: Faults) -> View:
    by = overlay.get("by", "")
    if not isinstance(by, str) or not by.strip():
        faults.add(("by",), shown(by) if by else "", "who judges so, as by: second reader", "add by: …")
        by = name
    judged = {key: _known_ids(file, key, value, faults) for key, value in overlay.items() if key != "by"}
    data = merged(file.data, judged)
    # its own lines: what does not hold together now comes from what the view says
    read = _check(data, content, faults, None, Documents(file.documents))
    for path in leaves(judged):
        if not is_input(read.case, path) or adds_part(file.case, read.case, path):
            expected = "a likelihood, a bearing, a grade or another judgement that the case has"
            faults.add(path, "", expected, "a view judges anew; what happened stands in the case")
    if faults.found:
        raise faults.stop()
    return View(by, read)


def _known_ids(file: CaseFile, section: str, value: Any, faults: Faults) -> Any:
    """Return a section of a view without ids that the case does not have, each of which is noted as a fault."""
    known = file.data.get(section, {})
    if section not in SECTIONS_WITH_IDS or not isinstance(value, Mapping) or not isinstance(known, Mapping):
        return value
    for name in value:
        if name not in known:
            meant = faults.nearest(name, list(known))
            fix = did_you_mean(meant) or "a view judges anew; put what is new into the case"
            faults.add((section, name), "", f"an id listed under {section} in the case", fix)
    return {name: part for name, part in value.items() if name in known}


def _check(
    data: dict[str, Any],
    content: bytes,
    faults: Faults,
    folder: FilePath | None,
    documents: Documents | None = None,
) -> CaseFile:
    words = words_of(data)
    case = validate(data, words, faults)
    check_references(data, faults)
    documents = documents or Documents()
    if case is not None:
        check(case, words, faults)
        check_encounter(case, faults)
        if folder is not None:
            documents = read_documents(case, folder, faults)
        if folder is not None or documents.texts:
            check_quotes(case, documents.texts, faults)
    if faults.found or case is None:
        raise faults.stop()
    digest = _hash(content, *documents.contents)
    return CaseFile(case, words, faults.file, digest, faults.lines, documents.texts, data)


def _hash(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def _read(path: FilePath) -> tuple[FilePath, bytes]:
    """Return the file that holds the case, and what it holds."""
    name = shortened(str(path), 200)
    try:
        file = path / CASE_NAME if path.is_dir() else path
        there = file.is_file()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise DetenteError(f"{name} cannot be read: {why}.") from None
    if not there:
        what = f"There is no {CASE_NAME} in {name}" if file != path else f"There is no file {name}"
        raise DetenteError(f"{what}. Start one with `detente new NAME`.")
    return file, read_bytes(file, LIMIT_BYTES, "a case")


def _frozen(value: Any, path: Path, faults: Faults) -> Any:
    """Return a copy with tuples for lists, and note every path as one of line 1."""
    faults.lines[path] = 1
    if len(path) > LIMIT_DEPTH:  # also what contains itself
        faults.add(path, "", f"at most {LIMIT_DEPTH} levels inside each other")
        return ""
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                faults.add((*path, str(key)), "", "a key that is a text")
        return {str(key): _frozen(part, (*path, str(key)), faults) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_frozen(part, (*path, index), faults) for index, part in enumerate(value))
    if value is None:
        faults.add(path, "", "a value, as the key is empty", "give one, or leave the key out")
    if type(value) is int and abs(value) >= 10**15:
        return (
            math.inf
        )  # Python refuses to write integers of thousands of digits, and no number here is so large
    return value
