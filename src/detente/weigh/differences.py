"""What reads differently in two cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from detente.case.faults import Path
from detente.case.load import CaseFile
from detente.case.names import SECTIONS_WITH_IDS, VIEWS

QUOTED = ("quote", "span", "document")
"""Keys that only say where words stand."""
TOLD = ("says", "name", "that", "title", "outlet", "link", "judged.why", "judged.when", *QUOTED)
"""Keys of an id that readers see and weighing does not."""
UNWEIGHED = (
    "detente", "title", "as_of", "marking", "sides", "indicators", "questions", "goods", "steps", "roadmap", "channels",
    "outside", "shocks", "outcomes", "talks", "discount", "care", "plan",
)  # fmt: skip
"""Sections without a part in the answer."""
OF_CHARACTERS = ("base", "because", "prior")
"""What weighing takes from a character."""
OF_ENCOUNTER = (
    "questions", "goods", "characters", "steps", "roadmap", "channels", "outside", "shocks", "outcomes", "talks",
    "discount", "care", "plan",
)  # fmt: skip
"""Sections that foreseeing or planning reads, whatever weighing does."""


@dataclass(frozen=True)
class Change:
    """One thing that reads differently in two cases."""

    path: Path
    before: Any
    """As the file has it, in plain data; None where it was not there."""
    after: Any
    parts: tuple[Change, ...] = ()
    """What else changes with it: none of them can be made without the others, so that they are one change."""
    along: tuple[Path, ...] = ()
    """Changes without which this one cannot be made."""
    effect: Mapping[str, float] | None = None
    """Made alone in the old case, or on top of ``along``: probability with it minus without.

    None where the old case cannot hold it, even with ``along``.
    """
    characters: Mapping[str, float] | None = None
    """The same for the characters of the counterpart."""

    @property
    def size(self) -> float:
        """The greatest effect on any explanation or character."""
        moved = [*(self.effect or {}).values(), *(self.characters or {}).values()]
        return max(map(abs, moved), default=0.0)


def of_encounter(path: Path) -> bool:
    """Return whether foreseeing or planning uses what stands at a path of a case or, under its name, of a view."""
    inside = path[2:] if path[:1] == (VIEWS,) else path
    return bool(inside) and inside[0] in OF_ENCOUNTER


def differences(old: CaseFile, new: CaseFile) -> Iterator[Change]:
    """Yield what reads differently in two cases and their views, in the order of the files."""
    yield from _apart(whole(old), whole(new), ())


def whole(file: CaseFile) -> dict[str, Any]:
    """Return all that a case and its views hold, with every section that has ids, and the views as one more."""
    sections = {section: file.data.get(section, {}) for section in SECTIONS_WITH_IDS}
    return {**file.data, **sections, VIEWS: dict(file.overlays)}


def _apart(old: Any, new: Any, path: Path) -> Iterator[Change]:
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in [*old, *(key for key in new if key not in old)]:
            yield from _apart(old.get(key), new.get(key), (*path, key))
    elif isinstance(old, tuple) and isinstance(new, tuple) and _pairs_up(old, new):
        # an item is one judgement: a report that turns silent needs its would_report at the same time
        yield from (
            Change((*path, place), *items)
            for place, items in enumerate(zip(old, new, strict=True))
            if items[0] != items[1]
        )
    else:
        yield Change(path, old, new)


def _pairs_up(old: tuple[Any, ...], new: tuple[Any, ...]) -> bool:
    """Tell whether two lists hold the same things, each perhaps changed: as many, and each of the same source."""

    def speaker(item: Any) -> Any:
        return item.get("by") if isinstance(item, Mapping) else item

    return len(old) == len(new) and all(
        isinstance(a, Mapping) and speaker(a) == speaker(b) for a, b in zip(old, new, strict=True)
    )


def weighs(change: Change) -> bool:
    """Tell whether a change can move the answer."""
    path = change.path[2:] if change.path[0] == VIEWS else change.path
    if path[:1] and path[0] in UNWEIGHED:
        return False
    if path[:1] == ("characters",) and len(path) > 3:
        return path[3] in OF_CHARACTERS
    below = ".".join(map(str, path[2:]))
    return below not in TOLD and path != ("by",) and bare(change.before) != bare(change.after)


def bare(value: Any) -> Any:
    """Return plain data without quotes and where they stand, which no other case's documents need to hold."""
    if isinstance(value, Mapping):
        return {key: bare(part) for key, part in value.items() if key not in QUOTED}
    return tuple(map(bare, value)) if isinstance(value, tuple) else value


def with_changes(data: Mapping[str, Any], changes: Iterable[Change]) -> dict[str, Any]:
    """Return the plain data of a case, views included, with some changes made."""
    for change in changes:
        data = _put(data, change.path, change.after)
    return dict(data)


def _put(data: Any, path: Path, value: Any) -> Any:
    """Return plain data with a value in place, or gone where the value is None."""
    key, rest = path[0], path[1:]
    if isinstance(data, tuple):
        place = int(key)
        return (*data[:place], _put(data[place], rest, value) if rest else value, *data[place + 1 :])
    inner = _put(data.get(key, {}), rest, value) if rest else value
    kept = {name: part for name, part in data.items() if name != key or inner is not None}
    return kept if inner is None else {**kept, key: inner}
