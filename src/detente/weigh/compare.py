"""Two answers side by side: what changed between them, and what each change does by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from detente.case.change import dotted
from detente.case.faults import Path
from detente.case.load import CaseFile, relaid
from detente.case.names import SECTIONS_WITH_IDS, VIEWS
from detente.errors import DetenteError
from detente.weigh.assess import Options, plan_draws, weigh
from detente.weigh.ensemble import Progress, part_of
from detente.weigh.estimate import Estimate
from detente.weigh.network import compile_case
from detente.weigh.results import rounded
from detente.weigh.sides import Side, as_read, side

WITHOUT: Path = ("without",)
"""Stands for the path of what is left out."""
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


@dataclass(frozen=True)
class Change:
    """One thing that reads differently in two cases."""

    path: Path
    before: Any
    """As the file has it, in plain data; None where it was not there."""
    after: Any
    along: tuple[Path, ...] = ()
    """Changes without which this one cannot be made."""
    effect: Mapping[str, float] | None = None
    """Made alone in the old case, or on top of ``along``: probability with it minus without.

    None where the old case cannot hold it, even with ``along``.
    """

    @property
    def size(self) -> float:
        """The greatest effect on any explanation."""
        return max(map(abs, self.effect.values()), default=0.0) if self.effect is not None else 0.0


@dataclass(frozen=True)
class Comparison:
    """Two answers and what lies between them."""

    old: Side
    new: Side
    changes: Sequence[Change]
    """What can move the answer, the greatest effect first; empty where a side was read from a result."""
    unweighed: Sequence[Change]
    """What reads differently and cannot move the answer."""

    @property
    def difference(self) -> dict[str, float]:
        """New minus old probability, for the hypotheses of both."""
        return _minus(self.new.now, self.old.now)

    @property
    def left(self) -> dict[str, float]:
        """What the changes do together beyond the sum of what each does alone: their interaction."""
        return {
            name: total - sum(change.effect.get(name, 0.0) for change in self.changes if change.effect)
            for name, total in self.difference.items()
        }

    def to_json(self) -> dict[str, Any]:
        """Return the documented JSON."""
        told = {
            "before": dict(self.old.result),
            "after": dict(self.new.result),
            "difference": self.difference,
            "changes": [{**_told(each), "effect": each.effect} for each in self.changes],
            "unweighed": [_told(each) for each in self.unweighed],
            "left": self.left if self.changes else None,
        }
        found: dict[str, Any] = rounded(told)
        return found


def compare(
    old: CaseFile | Side,
    new: CaseFile | Side,
    options: Options | None = None,
    *,
    without: str | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Weigh what was not yet weighed, side by side, with the same seed and the same number of draws.

    Between two cases each change is also made alone in the old one. ``without``: left out of the new one too.
    Raises as `weigh`.
    """
    files = [each for each in (old, new) if isinstance(each, CaseFile)]
    options = _same_draws(files, options or Options())
    after = replace(options, without=without)
    if not (isinstance(old, CaseFile) and isinstance(new, CaseFile)):
        count = _Count(len(files), progress)
        first, last = (
            each if isinstance(each, Side) else side(weigh(each, kept, progress=count.next()))
            for each, kept in ((old, options), (new, after))
        )
        # as exact as what was read: else all digits that were not written would differ
        return Comparison(as_read(first), as_read(last), (), ())

    changes = list(differences(old, new))
    weighed = [each for each in changes if _weighs(each)]
    count = _Count(2 + (len(weighed) + bool(without) if len(weighed) + bool(without) > 1 else 0), progress)
    first = side(weigh(old, options, progress=count.next()))
    last = side(weigh(new, after, progress=count.next()))
    found = Comparison(first, last, (), [each for each in changes if not _weighs(each)])
    if without is None and len(weighed) == 1:
        effects = [replace(weighed[0], effect=found.difference)]
    elif without is not None and not weighed:
        effects = [Change(WITHOUT, None, without, effect=found.difference)]
    else:
        alone = _Alone(old, new, weighed, options, first)
        effects = [alone.tried(each, count.next()) for each in weighed]
        if without is not None:
            left_out = side(weigh(old, after, progress=count.next()))
            effects.append(Change(WITHOUT, None, without, effect=_minus(left_out.now, first.now)))
    return replace(found, changes=sorted(effects, key=lambda each: -each.size))


def _same_draws(files: Sequence[CaseFile], options: Options) -> Options:
    """Plan as many draws for both sides as the larger case can have."""
    planned = {plan_draws(compile_case(file.case), options)[0] for file in files}
    if len(planned) < 2:
        return options
    return replace(options, draws=min(planned)) if min(planned) else replace(options, point=True)


class _Count:
    """Tells of the progress of several weighings as that of one."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self.total, self.progress, self.begun = total, progress, 0

    def next(self) -> Progress | None:
        number, self.begun = self.begun, self.begun + 1
        return part_of(self.progress, number, self.total)


# --- what reads differently -------------------------------------------------------------------------------------


def differences(old: CaseFile, new: CaseFile) -> Iterator[Change]:
    """Yield what reads differently in two cases and their views, in the order of the files."""
    yield from _apart(_whole(old), _whole(new), ())


def _whole(file: CaseFile) -> dict[str, Any]:
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


def _weighs(change: Change) -> bool:
    """Tell whether a change can move the answer."""
    path = change.path[2:] if change.path[0] == VIEWS else change.path
    if path[:1] and path[0] in UNWEIGHED:
        return False
    if path[:1] == ("characters",) and len(path) > 3:
        return path[3] in OF_CHARACTERS
    below = ".".join(map(str, path[2:]))
    return below not in TOLD and path[-1:] != ("by",) and _bare(change.before) != _bare(change.after)


def _bare(value: Any) -> Any:
    """Return plain data without quotes and where they stand, which no other case's documents need to hold."""
    if isinstance(value, Mapping):
        return {key: _bare(part) for key, part in value.items() if key not in QUOTED}
    return tuple(map(_bare, value)) if isinstance(value, tuple) else value


# --- one change alone -------------------------------------------------------------------------------------------


class _Alone:
    """Makes changes in the old case, one at a time."""

    def __init__(
        self, old: CaseFile, new: CaseFile, changes: Sequence[Change], options: Options, before: Side
    ) -> None:
        self.old, self.changes, self.options = old, changes, options
        later = max(
            old.case.as_of.written, new.case.as_of.written
        )  # evidence may be as young as the new case
        self.data = {**_bare(_whole(old)), "as_of": later}
        self.answers: dict[frozenset[Path], Mapping[str, Estimate] | None] = {frozenset(): before.now}

    def tried(self, change: Change, progress: Progress | None) -> Change:
        """Return a change with its own effect, and with what had to come along."""
        needed = self._needed(change)
        owner = change.path[:2]
        beside = {each.path for each in self.changes if each.path[:2] == owner} - {change.path}
        for along in dict.fromkeys([frozenset[Path](), needed, needed | beside]):
            after = self._answer(along | {change.path}, progress)
            before = self._answer(along, progress) if after else None
            if after is not None:
                reference = before if before is not None else self.answers[frozenset()]
                effect = _minus(after, reference or {})
                return replace(change, along=tuple(sorted(along, key=dotted)), effect=effect)
        return replace(change, along=tuple(sorted(needed, key=dotted)))

    def _answer(self, paths: frozenset[Path], progress: Progress | None) -> Mapping[str, Estimate] | None:
        if paths not in self.answers:
            made = [replace(each, after=_bare(each.after)) for each in self.changes if each.path in paths]
            data = with_changes(self.data, made)
            views = data.pop(VIEWS)
            try:
                file = relaid(self.old, data, views)
                self.answers[paths] = side(weigh(file, self.options, progress=progress)).now
            except DetenteError:
                self.answers[paths] = None
        return self.answers[paths]

    def _needed(self, change: Change) -> frozenset[Path]:
        """Return the changes that a change leans on: ids that it names are added first, what names it is mended first."""
        needed: set[Path] = set()
        waiting = [change]
        while waiting:
            each = waiting.pop()
            for other in self.changes:
                if other.path not in needed | {change.path} and (
                    _leans(each, other) or _loosens(each, other)
                ):
                    needed.add(other.path)
                    waiting.append(other)
        return frozenset(needed)


def _leans(change: Change, other: Change) -> bool:
    """Tell whether a change names an id that another adds."""
    added = other.before is None and len(other.path) == 2
    return added and other.path[1] in {*_named(change.after), *change.path[2:]}


def _loosens(change: Change, other: Change) -> bool:
    """Tell whether a change takes away an id that another ceases to name."""
    if change.after is not None or len(change.path) != 2:
        return False
    name = change.path[1]
    return name in {*_named(other.before), *other.path[2:]} and name not in _named(other.after)


def _named(value: Any) -> Iterator[Any]:
    """Yield every key and every text in plain data: all that can be an id."""
    if isinstance(value, Mapping):
        yield from value
        for part in value.values():
            yield from _named(part)
    elif isinstance(value, tuple):
        for part in value:
            yield from _named(part)
    else:
        yield value


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


def _minus(new: Mapping[str, Estimate], old: Mapping[str, Estimate]) -> dict[str, float]:
    return {name: new[name].probability - old[name].probability for name in new if name in old}


def _told(change: Change) -> dict[str, Any]:
    return {
        "path": dotted(change.path),
        "before": _listed(change.before),
        "after": _listed(change.after),
        "along": [dotted(path) for path in change.along],
    }


def _listed(value: Any) -> Any:
    """Return plain data with lists for tuples, as JSON has them."""
    if isinstance(value, Mapping):
        return {key: _listed(part) for key, part in value.items()}
    return [_listed(part) for part in value] if isinstance(value, tuple) else value
