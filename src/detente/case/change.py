"""Change what a case says without touching its file: one value, or all that another analyst's view holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from detente.case.faults import Faults, Path, did_you_mean, nearest
from detente.case.names import SECTIONS_WITH_IDS
from detente.case.parse import parse
from detente.case.uncertain import Bearing, Uncertain
from detente.case.visible import shortened
from detente.errors import BadChange

ONE_SCALE = ("grade", "reliability")
"""Two scales for one thing: writing one takes the other away."""


def setting(written: str) -> tuple[Path, Any]:
    """Read ``evidence.prices.bears.pressure=weakly against``: a path, and a value as a case file has it.

    Items of lists are counted from 1. Raises BadChange where there is no path or no value.
    """
    dotted, sign, text = written.partition("=")
    parts = tuple(part.strip() for part in dotted.split("."))
    if not sign or not all(parts) or not text.strip():
        raise BadChange(f'"{shortened(written)}": expected PATH=VALUE, as evidence.prices.otherwise=likely')
    faults = Faults("--set")
    value = parse(f"value: {text.strip()}", faults)
    if faults.found:
        raise faults.stop()
    if set(value) != {"value"}:
        raise BadChange(f'"{shortened(written)}": expected one value after the =')
    return parts, value["value"]


def dotted(path: Path) -> str:
    """Write a path as ``setting`` reads it."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)


def with_values(data: Mapping[str, Any], values: Mapping[Path, Any]) -> dict[str, Any]:
    """Return plain data with some values put in place. Raises BadChange where a path leads nowhere."""
    for path, value in values.items():
        data = _put(data, path, value, path)
    return dict(data)


def _put(data: Any, path: Path, value: Any, whole: Path) -> Any:
    key, rest = path[0], path[1:]
    said = dotted(whole)
    if isinstance(data, tuple):
        place = _place(key, len(data))
        if place is None:
            raise BadChange(f"{said}: expected a number from 1 to {len(data)} instead of {key}")
        return (*data[:place], _put(data[place], rest, value, whole) if rest else value, *data[place + 1 :])
    if not isinstance(data, Mapping):
        raise BadChange(f"{said}: there is nothing under {key}, as what holds it is a single value")
    new_id = len(whole) - len(path) == 1 and whole[0] in SECTIONS_WITH_IDS and rest
    if key not in data and (len(rest) > 1 or new_id):
        hint = did_you_mean(nearest(key, list(data))) or f"known are {shortened(', '.join(data), 200)}"
        raise BadChange(f"{said}: expected a path that the case has, not {shortened(str(key))}; {hint}")
    inner = _put(data.get(key, {}), rest, value, whole) if rest else value
    scale = len(whole) - len(path) == 2 and whole[0] == "sources" and key in ONE_SCALE
    dropped = set(ONE_SCALE) - {key} if scale else set()
    return {**{k: v for k, v in data.items() if k not in dropped}, key: inner}


def merged(data: Any, overlay: Any, path: Path = ()) -> Any:
    """Return plain data with an overlay laid over it: mappings key by key, items of lists by their number from 1."""
    if not isinstance(overlay, Mapping) or not isinstance(data, Mapping | tuple):
        return overlay
    if isinstance(data, tuple):
        items = list(data)
        for key, value in overlay.items():
            place = _place(key, len(items))
            if place is None:
                return overlay
            items[place] = merged(items[place], value, (*path, key))
        return tuple(items)
    dropped: set[str] = set()
    if len(path) == 2 and path[0] == "sources" and any(scale in overlay for scale in ONE_SCALE):
        dropped = set(ONE_SCALE) - set(overlay)
    kept = {key: value for key, value in data.items() if key not in dropped}
    return kept | {
        key: merged(kept[key], value, (*path, key)) if key in kept else value
        for key, value in overlay.items()
    }


def _place(key: str | int, length: int) -> int | None:
    """Return the place of an item named by its number from 1."""
    if isinstance(key, int):
        return key if 0 <= key < length else None
    number = int(key) if key.isascii() and key.isdecimal() and len(key) <= len(str(length)) else 0
    return number - 1 if 1 <= number <= length else None


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the paths of everything that an overlay sets."""
    if isinstance(value, Mapping) and value:
        for key, part in value.items():
            yield from leaves(part, (*path, key))
    else:
        yield path


def overrides(overlay: Mapping[str, Any], path: Path) -> bool:
    """Say whether an overlay says something of its own of what stands at a path of the case."""
    at: Any = overlay
    for depth, key in enumerate(path):
        if not isinstance(at, Mapping):
            return True
        if depth == 2 and path[0] == "sources" and key in ONE_SCALE:
            return any(scale in at for scale in ONE_SCALE)
        name = str(key + 1) if isinstance(key, int) else key
        if name not in at:
            return False
        at = at[name]
    return True


def is_input(case: BaseModel, path: Path) -> bool:
    """Say whether a path of the case is, or lies inside, an uncertain input: what a view may judge anew."""
    at: Any = case
    for key in path:
        if isinstance(at, Uncertain | Bearing):
            return True
        at = _inside(at, key)
    return isinstance(at, Uncertain | Bearing) or (at == "nothing" and path[-1:] == ("if_false",))


def adds_part(before: BaseModel, after: BaseModel, path: Path) -> bool:
    """Say whether a path leads into a part (a character, a step, a channel) that one case has and the earlier has not."""
    was: Any = before
    now: Any = after
    for key in path:
        was, now = _inside(was, key), _inside(now, key)
        if was is None and isinstance(now, BaseModel):
            return True
    return False


def _inside(at: Any, key: str | int) -> Any:
    """Return what stands under a key of a part of a case, or None."""
    if isinstance(at, BaseModel):
        return getattr(at, str(key), None)
    if isinstance(at, Mapping):
        return at.get(key)
    if isinstance(at, Sequence) and not isinstance(at, str):
        place = _place(key, len(at))
        return None if place is None else at[place]
    return None
