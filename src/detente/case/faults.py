"""Collect what is wrong with a case, each fault once and in its place."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from detente.case.visible import shortened, visible
from detente.errors import CaseFaults, Fault

Path = tuple[str | int, ...]

SUGGESTIONS = 100
KNOWN = 1000
"""Only so many faults get a "did you mean", among so many ids: looking takes time, and none is promised."""


def fault_at(
    file: str, lines: Mapping[Path, int], path: Path, found: str, expected: str, fix: str = ""
) -> Fault:
    """Make a fault with the line of ``path``, or of the nearest part around it that has one."""
    near = path
    while near and near not in lines:
        near = near[:-1]
    return _fault(file, lines.get(near, 1), path, found, expected, fix)


def _fault(file: str, line: int, path: Path, found: str, expected: str, fix: str) -> Fault:
    """Make a fault with the path in words, items of lists counted from 1, and nothing hidden in its text."""
    parts = (str(part + 1) if isinstance(part, int) else shortened(part) for part in path)
    dotted = ".".join(parts) or "the case"
    return Fault(visible(file), line, dotted, *(visible(text) for text in (found, expected, fix)))


def value_at(data: Any, path: Path) -> Any:
    """Return what stands at ``path``, or None."""
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


@dataclass
class Faults:
    """The faults of one file while it is being read.

    ``lines`` is filled by the parser. Where something is at fault, nothing more is said of that place or of the
    parts around it, as it may follow from the first fault.
    """

    file: str
    lines: dict[Path, int] = field(default_factory=dict)
    found: list[Fault] = field(default_factory=list)
    _touched: set[Path] = field(default_factory=set)

    def add(self, path: Path, found: str, expected: str, fix: str = "") -> None:
        """Note a fault at ``path``."""
        if self.sound(path):
            self.found.append(fault_at(self.file, self.lines, path, found, expected, fix))
            self.touch(path)

    def nearest(self, word: object, known: Sequence[str]) -> str:
        """Return what `nearest` does; "" where enough was suggested already."""
        return nearest(word, known) if len(self.found) < SUGGESTIONS else ""

    def touch(self, path: Path) -> None:
        """Say nothing more of ``path`` and of the parts around it."""
        self._touched.update(path[:length] for length in range(len(path) + 1))

    def at_line(self, line: int, path: Path, found: str, expected: str, fix: str = "") -> None:
        """Note a fault that has no path of its own, such as one of the YAML itself."""
        self.found.append(_fault(self.file, line, path, found, expected, fix))

    def sound(self, *paths: Path) -> bool:
        """Return whether no fault was found at or under any of ``paths``."""
        return not any(path in self._touched for path in paths)

    def stop(self) -> CaseFaults:
        """Return the error that holds everything found."""
        return CaseFaults(self.found)


def nearest(word: object, known: Sequence[str]) -> str:
    """Return the known word that was probably meant; "" where none is near, or too many would be searched."""
    if len(known) > KNOWN:
        return ""
    return next(iter(difflib.get_close_matches(str(word)[:64], known, n=1)), "")


def did_you_mean(word: str) -> str:
    """Word a suggestion; "" where there is none."""
    return f'did you mean "{shortened(word)}"?' if word else ""
