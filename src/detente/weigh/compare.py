"""Two answers side by side: what changed between them, and what each change does by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from detente.case.change import dotted
from detente.case.faults import Path
from detente.case.load import CaseFile, relaid
from detente.case.names import VIEWS
from detente.errors import DetenteError
from detente.weigh.assess import Options, plan_draws, weigh
from detente.weigh.differences import Change, bare, differences, weighs, whole, with_changes
from detente.weigh.ensemble import Progress, part_of
from detente.weigh.estimate import Estimate
from detente.weigh.network import compile_case
from detente.weigh.results import rounded
from detente.weigh.sides import Side, as_read, side

WITHOUT: Path = ("without",)
"""Stands for the path of what is left out."""


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
    def moved(self) -> dict[str, float]:
        """New minus old probability, for the characters of both."""
        return _minus(self.new.characters, self.old.characters)

    @property
    def left(self) -> dict[str, float]:
        """What the changes do together beyond the sum of what each does alone: their interaction."""
        return _beyond(self.difference, [change.effect for change in self.changes])

    @property
    def left_of_characters(self) -> dict[str, float]:
        """The same for the characters of the counterpart."""
        return _beyond(self.moved, [change.characters for change in self.changes])

    def to_json(self) -> dict[str, Any]:
        """Return the documented JSON."""
        told = {
            "before": dict(self.old.result),
            "after": dict(self.new.result),
            "difference": self.difference,
            "changes": [
                {
                    **_told(each),
                    "with": [_reads(part) for part in each.parts],
                    "effect": each.effect,
                    "characters": each.characters,
                }
                for each in self.changes
            ],
            "unweighed": [_told(each) for each in self.unweighed],
            "left": self.left if self.changes else None,
            "characters": {
                "difference": self.moved,
                "left": self.left_of_characters if self.changes else None,
            },
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
    weighed = [each for each in changes if weighs(each)]
    count = _Count(2 + (len(weighed) + bool(without) if len(weighed) + bool(without) > 1 else 0), progress)
    first = side(weigh(old, options, progress=count.next()))
    last = side(weigh(new, after, progress=count.next()))
    found = Comparison(first, last, (), [each for each in changes if not weighs(each)])
    if without is None and len(weighed) == 1:
        effects = [_done(weighed[0], last, first)]
    elif without is not None and not weighed:
        effects = [_done(Change(WITHOUT, None, without), last, first)]
    else:
        alone = _Alone(old, new, weighed, options, first)
        effects = alone.tried(count)
        if without is not None:
            left_out = side(weigh(old, after, progress=count.next()))
            effects.append(_done(Change(WITHOUT, None, without), left_out, first))
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
        self.data = {**bare(whole(old)), "as_of": later}
        self.answers: dict[frozenset[Path], Side | None] = {frozenset(): before}

    def tried(self, count: _Count) -> list[Change]:
        """Return each change with its own effect and with what had to come along; those that need each other as one."""
        groups: list[frozenset[Path]] = []
        for change in self.changes:
            core = self._core(change, count.next())
            touched = [group for group in groups if group & core]
            groups = [*(group for group in groups if group not in touched), core.union(*touched)]
        head = {path: self._head(group) for group in groups for path in group}
        return [self._measured(group, head) for group in groups]

    def _core(self, change: Change, progress: Progress | None) -> frozenset[Path]:
        """Return a change and those that need it as it needs them."""
        alone = frozenset({change.path})
        along = self._along(alone, progress)
        return alone if along is None else alone | (along - self._before(along, progress))

    def _measured(self, group: frozenset[Path], head: Mapping[Path, Path]) -> Change:
        first = head[next(iter(group))]
        told = {each.path: each for each in self.changes if each.path in group}
        change = replace(told.pop(first), parts=tuple(told.values()))
        along = self._along(group, None)
        before = self._answer(along, None) if along is not None else None
        needed = self._needed(group) if along is None else along
        names = {head[path] for path in needed - group}
        change = replace(change, along=tuple(sorted(names, key=dotted)))
        after = self._answer(group | along, None) if along is not None else None
        return _done(change, after, before) if after is not None and before is not None else change

    def _head(self, group: frozenset[Path]) -> Path:
        """Return the path that a change of several is called by: of what takes the place of something else."""
        return min(
            (each for each in self.changes if each.path in group), key=lambda each: each.after is None
        ).path

    def _along(self, group: frozenset[Path], progress: Progress | None) -> frozenset[Path] | None:
        """Return what has to come along for the old case to hold some changes; None where it never does."""
        needed = self._needed(group)
        owners = {path[:2] for path in group}
        beside = {each.path for each in self.changes if each.path[:2] in owners} - group
        for along in dict.fromkeys([frozenset[Path](), needed, needed | beside]):
            if self._answer(group | along, progress) is None:
                continue
            for path in sorted(along - needed, key=dotted):  # no more of what stands beside it than it takes
                if self._answer(group | (along - {path}), progress) is not None:
                    along -= {path}
            return along
        return None

    def _before(self, along: frozenset[Path], progress: Progress | None) -> frozenset[Path]:
        """Return as many of some changes as the old case holds by themselves."""
        if self._answer(along, progress) is not None:
            return along
        held = frozenset[Path]()
        for path in sorted(along, key=dotted):
            more = held | {path} | (self._needed(frozenset({path})) & along)
            if self._answer(more, progress) is not None:
                held = more
        return held

    def _answer(self, paths: frozenset[Path], progress: Progress | None) -> Side | None:
        if paths not in self.answers:
            made = [replace(each, after=bare(each.after)) for each in self.changes if each.path in paths]
            data = with_changes(self.data, made)
            views = data.pop(VIEWS)
            try:
                file = relaid(self.old, data, views)
                self.answers[paths] = side(weigh(file, self.options, progress=progress))
            except DetenteError:
                self.answers[paths] = None
        return self.answers[paths]

    def _needed(self, group: frozenset[Path]) -> frozenset[Path]:
        """Return the changes that some lean on: ids that they name are added first, what names them is mended first."""
        needed: set[Path] = set()
        waiting = [each for each in self.changes if each.path in group]
        while waiting:
            each = waiting.pop()
            for other in self.changes:
                if other.path not in needed | group and (_leans(each, other) or _loosens(each, other)):
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


def _minus(new: Mapping[str, Estimate], old: Mapping[str, Estimate]) -> dict[str, float]:
    return {name: new[name].probability - old[name].probability for name in new if name in old}


def _done(change: Change, after: Side, before: Side) -> Change:
    """Return a change with its effect: one answer minus the other."""
    moved = _minus(after.characters, before.characters)
    return replace(change, effect=_minus(after.now, before.now), characters=moved)


def _beyond(total: Mapping[str, float], effects: Sequence[Mapping[str, float] | None]) -> dict[str, float]:
    alone = [effect for effect in effects if effect]
    return {name: moved - sum(effect.get(name, 0.0) for effect in alone) for name, moved in total.items()}


def _told(change: Change) -> dict[str, Any]:
    return {**_reads(change), "along": [dotted(path) for path in change.along]}


def _reads(change: Change) -> dict[str, Any]:
    return {
        "path": dotted(change.path),
        "before": _listed(change.before),
        "after": _listed(change.after),
    }


def _listed(value: Any) -> Any:
    """Return plain data with lists for tuples, as JSON has them."""
    if isinstance(value, Mapping):
        return {key: _listed(part) for key, part in value.items()}
    return [_listed(part) for part in value] if isinstance(value, tuple) else value
