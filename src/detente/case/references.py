"""Every id that a case refers to must exist. Checked on the plain data, so that parts at fault count too."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from detente.case.encounter import MOST_PARTS
from detente.case.faults import Faults, Path, did_you_mean, value_at
from detente.case.visible import shortened, shown

# "*" is any key or item, "@" is the key itself
_REFERENCES = {
    "hypotheses": (
        "relations.*.excludes.*",
        "relations.*.implies.*",
        "relations.*.one_of.*",
        "relations.*.goes_with.*",
        "sources.*.leans.*",
        "evidence.*.bears.@",
        "evidence.*.shows.*",
        "evidence.*.hides.*",
        "indicators.*.bears.@",
        "indicators.*.shows.*",
        "indicators.*.hides.*",
        "characters.them.*.because.@",
    ),
    "evidence": ("explains.*", "assumptions.*.touches.*"),
    "sources": (
        "sources.*.origin",
        "evidence.*.reports.*",
        "evidence.*.reports.*.by",
        "evidence.*.reports.*.origin",
    ),
    "groups": ("evidence.*.group",),
    "goods": (
        "characters.*.*.values.@",
        "steps.*.*.gives.@",
        "steps.*.*.costs.@",
        "steps.*.*.changes.@",
        "shocks.toll.*.@",
        "outcomes.*.@",
    ),
}
_REQUIRED = ("hypotheses", "evidence")
RESERVED = ("something_else", "and", "or", "not")


def check_references(data: Mapping[str, Any], faults: Faults) -> None:
    """Note every id that refers to nothing, and hypotheses with names that mean something else."""
    for kind, patterns in _REFERENCES.items():
        known = _ids(data, kind, faults)
        if known is not None:
            for pattern in patterns:
                _look_up(data, pattern, known, f"an id listed under {kind}", faults)
    if _ids(data, "steps", faults) is not None:
        _check_steps(data, faults)
    for name in _ids(data, "hypotheses", faults) or ():
        if name.lower() in RESERVED:
            expected = f"an id other than {', '.join(RESERVED)}, which mean something else"
            faults.add(("hypotheses", name), "", expected)


def _check_steps(data: Mapping[str, Any], faults: Faults) -> None:
    steps = {side: _steps(data, side, faults) for side in ("us", "them")}
    goods = _ids(data, "goods", faults)
    for side, known in steps.items():
        whole = [step for step in known if "." not in step]
        _look_up(data, f"steps.{side}.*.needs.*", whole, f"a step of {side}", faults)
        _look_up(data, f"roadmap.*.{side}", known, f"a step of {side}, or a part of one as relief.1", faults)
    both = [f"{side}.{step}" for side, known in steps.items() for step in known]
    for pattern in ("channels.*.opened_by", "questions.*.event.done"):
        _look_up(data, pattern, both, "a side and its step, as us.summit", faults)
    if goods is not None:
        _look_up(data, "outside.*.when_not.@", ["each_round", *goods], "each_round or a good", faults)


def _ids(data: Mapping[str, Any], kind: str, faults: Faults) -> list[str] | None:
    """Return the ids of a kind; None where their section is itself at fault, so that nothing can be said."""
    absent = None if kind in _REQUIRED or not faults.sound((kind,)) else ()
    section = data.get(kind, absent)
    if not isinstance(section, Mapping | tuple):
        return None
    return [each for each in section if isinstance(each, str)]


def _steps(data: Mapping[str, Any], side: str, faults: Faults) -> list[str]:
    """Return a side's steps, and the parts of those that can be cut, as they are written in a roadmap."""
    known = []
    for path, name in _walk(data, ("steps", side, "@"), ()):
        known.append(name)
        parts = value_at(data, (*path, "parts"))
        if parts is not None:  # where they are at fault, any may have been meant
            most = parts if faults.sound((*path, "parts")) else MOST_PARTS
            known += [f"{name}.{part}" for part in range(1, most + 1) if most > 1]
    return known


def _look_up(
    data: Mapping[str, Any], pattern: str, known: Sequence[str], expected: str, faults: Faults
) -> None:
    there: Collection[str] = frozenset(known)
    for path, name in _walk(data, tuple(pattern.split(".")), ()):
        if name not in there and faults.sound(path):
            found = "" if pattern.endswith("@") else shown(name)
            fix = did_you_mean(faults.nearest(name, known)) or _listed(known)
            faults.add(path, found, expected, fix)


def _listed(known: Sequence[str]) -> str:
    if not known:
        return "none is listed yet"
    return f"known are {', '.join(shortened(each) for each in known[:8])}{', …' if len(known) > 8 else ''}"


def _walk(data: Any, pattern: tuple[str, ...], path: Path) -> Iterator[tuple[Path, str]]:
    """Yield every text that stands where ``pattern`` points, with its path."""
    for place, value in _values(data, pattern, path):
        if isinstance(value, str):
            yield place, value


def _values(data: Any, pattern: tuple[str, ...], path: Path) -> Iterator[tuple[Path, Any]]:
    if not pattern:
        yield path, data
        return
    head, rest = pattern[0], pattern[1:]
    if head == "@":
        yield from (((*path, key), key) for key in data) if isinstance(data, Mapping) else ()
    elif head == "*":
        items = (
            data.items() if isinstance(data, Mapping) else enumerate(data) if isinstance(data, tuple) else ()
        )
        for key, part in items:
            yield from _values(part, rest, (*path, key))
    elif isinstance(data, Mapping) and head in data:
        yield from _values(data[head], rest, (*path, head))
