"""The JSON form of a game: read it with every fault in its place, and write a game so that it reads back the same."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

import numpy as np
import yaml
from pydantic import ValidationError

from detente.case.faults import Faults, Path, value_at
from detente.case.save import write_new
from detente.case.visible import shortened, shown
from detente.encounter.check import check, faults
from detente.encounter.compose import compose
from detente.encounter.game import Chances, Flags, Floats, Game, Side, rows
from detente.encounter.rules import GameRules
from detente.errors import DetenteError, GameFaults

LIMIT_BYTES = 64_000_000
WHOLE = ("the game",)
"""The place of a fault that is nowhere else."""
LINES_BYTES = 2_000_000
"""In larger files faults are told without their line."""


def read(path: str | FilePath) -> Game:
    """Read the game at ``path``; raises GameFaults with all faults at once, DetenteError where it cannot be read."""
    name = shortened(str(path), 200)
    try:
        with FilePath(path).open("rb") as stream:
            content = stream.read(LIMIT_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise DetenteError(f"{name} cannot be read: {why}.") from None
    if len(content) > LIMIT_BYTES:
        raise DetenteError(f"{name} is larger than {LIMIT_BYTES // 1_000_000} MB: too large for a game.")
    found = Faults(str(path))
    try:
        text = content.decode("utf-8-sig")
        data = json.loads(text, object_pairs_hook=_once)
    except UnicodeDecodeError as error:
        found.at_line(
            content.count(b"\n", 0, error.start) + 1, WHOLE, "", "text in UTF-8", "save the file as UTF-8"
        )
    except json.JSONDecodeError as error:
        found.at_line(error.lineno, WHOLE, f"column {error.colno}", f"JSON that can be read ({error.msg})")
    except _Twice as twice:
        found.at_line(
            1, WHOLE, shown(str(twice)), "each key only once in its object", "delete one, or rename it"
        )
    except (RecursionError, ValueError) as error:
        found.at_line(1, WHOLE, "", f"JSON that can be read ({type(error).__name__})")
    if found.found:
        raise GameFaults(found.found)
    return read_rules(data, str(path), text)


def read_rules(data: Any, file: str = "<memory>", text: str = "") -> Game:
    """Return the checked game of these rules, the data of a JSON file; raises GameFaults."""
    game = _read(data, Faults(file))
    if game is None:
        # only now, as finding the lines takes longer than reading
        found = Faults(file, lines=_lines(text))
        _read(data, found)
        raise GameFaults(found.found)
    try:
        return check(game, file)
    except GameFaults as error:
        lines = _lines(text)
        raise GameFaults(
            [replace(each, line=lines.get(tuple(each.path.split(".")), 1)) for each in error.faults]
        ) from None


def _read(data: Any, found: Faults) -> Game | None:
    try:
        rules = GameRules.model_validate(_tuples(data))
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_input=False):
            kind, loc = problem["type"], problem["loc"]
            path = _path(loc, data, missing=kind == "missing")
            there = "" if kind == "missing" else shown(value_at(data, path))
            expected = (
                _EXPECTED[kind].format(**problem.get("ctx", {})) if kind in _EXPECTED else problem["msg"]
            )
            if loc[-1:] == ("[key]",):
                # a key that cannot be seen is told as what stands in the object
                *around, key = path
                found.at_line(found.lines.get(path, 1), tuple(around), shown(key), expected)
            else:
                found.add(path if any(map(str, path)) else WHOLE, there, expected)
        return None
    return compose(rules, found)


_EXPECTED = {
    "missing": "a value, as it is required",
    "extra_forbidden": "no key of this name here",
    "string_type": "a text",
    "float_type": "a number",
    "int_type": "a whole number",
    "finite_number": "a number that is finite",
    "tuple_type": "a list",
    "dict_type": "an object: keys, each with its value",
    "model_type": "an object: keys, each with its value",
    "literal_error": "{expected}",
}


def _path(loc: Sequence[str | int], data: Any, *, missing: bool) -> Path:
    """Return the part of a place that the file has: pydantic also names the kind that it tried. ``missing``: all but the last."""
    path: Path = ()
    for part in loc:
        there = value_at(data, path)
        known = isinstance(there, Mapping) and part in there
        known = known or (
            isinstance(there, Sequence) and isinstance(part, int) and not isinstance(there, str)
        )
        if known or (missing and part == loc[-1]):
            path = (*path, part)
    return path


def _tuples(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _tuples(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_tuples(part) for part in value)
    return value


class _Twice(Exception):
    """A key that stands twice in an object; the message is the key."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Twice(key)
        found[key] = value
    return found


def _lines(text: str) -> dict[Path, int]:
    """Return the line of every value, by the marks of a YAML parser: JSON is YAML, but for rare escapes."""
    if not text or len(text) > LINES_BYTES:
        return {}
    try:
        node = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, RecursionError):
        return {}
    lines: dict[Path, int] = {}
    todo: list[tuple[Path, Any]] = [((), node)]
    while todo:
        path, node = todo.pop()
        lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            todo += [((*path, key.value), value) for key, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            todo += [((*path, i), value) for i, value in enumerate(node.value)]
    return lines


# --- writing ----------------------------------------------------------------------------------------------------


def write(game: Game, path: str | FilePath) -> None:
    """Write a game as JSON, whole or not at all."""
    write_new(path, json.dumps(to_rules(game), ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def to_rules(game: Game) -> dict[str, Any]:
    """Return the rules of a game, one a cell where cells differ; read back they give the same game."""
    if found := faults(game):
        raise GameFaults(found)
    worths = [
        _cells(side.worth, key, ("state", "us", "them", "end", "character"), _worth_names(game, side))
        for key, side in zip(("us", "them"), game.sides, strict=True)
    ]
    lasts = [
        _cells(side.last_worth, key, ("state", "us", "them", "end", "character"), _worth_names(game, side))
        for key, side in zip(("us", "them"), game.sides, strict=True)
    ]
    data: dict[str, Any] = {
        "detente_game": 1,
        "title": game.title,
        "rounds": game.rounds,
        "start": game.states[game.start],
        "us": _who(game.us),
        "them": _who(game.them),
        "states": {
            state: {key: _choice(side, x) for key, side in zip(("us", "them"), game.sides, strict=True)}
            for x, state in enumerate(game.states)
        },
        "ends": list(game.ends),
        "announced": [],
        "shows": [],
        "leads": _leads(game, game.chances),
        "gains": [],
        "arrives": [],
        "worth": [rule for rules in worths for rule in rules],
        "discounts": [],
        "last": {"leads": _leads(game, game.last)},
    }
    if lasts != worths:
        data["last"]["worth"] = [rule for rules in lasts for rule in rules]
    for key, side, other in (("us", game.us, game.them), ("them", game.them, game.us)):
        data["announced"] += [
            {"side": key, "state": game.states[x], "move": side.moves[side.announced[x]]}
            for x in np.flatnonzero(side.announced >= 0)
        ]
        data["shows"] += _shows(game, key, side)
        names = (game.states, side.moves, other.moves, side.characters, other.characters)
        mine, theirs = (np.moveaxis(each.open, 1, 2) for each in (side, other))
        counts = mine[:, :, None, :, None] & theirs[:, None, :, None, :]
        data["gains"] += _cells(
            side.gain, key, ("state", "own", "other", "character", "other_character"), names, counts
        )
        data["arrives"] += _cells(side.arrival, key, ("state", "character"), (game.states, side.characters))
        discounts = _cells(side.discount - 1, key, ("state",), (game.states,))
        for rule in discounts:
            x = game.states.index(rule["state"]) if "state" in rule else 0
            rule["factor"] = float(side.discount[x])
            del rule["points"]
        data["discounts"] += discounts
    return {key: value for key, value in data.items() if value != []}


def _who(side: Side) -> dict[str, Any]:
    return {
        "name": side.name,
        "characters": {name: float(value) for name, value in zip(side.characters, side.belief, strict=True)},
        "care": float(side.care),
        "base": {name: float(value) for name, value in zip(side.moves, side.base, strict=True) if value != 1},
        "scale": {
            name: float(value) for name, value in zip(side.characters, side.scale, strict=True) if value != 1
        },
        "moves": list(side.moves),
        "signals": list(side.signals),
    }


def _choice(side: Side, x: int) -> Any:
    choices = [[side.moves[a] for a in np.flatnonzero(row)] for row in side.open[x]]
    if all(choice == choices[0] for choice in choices):
        return choices[0]
    return dict(zip(side.characters, choices, strict=True))


def _shows(game: Game, key: str, side: Side) -> list[dict[str, Any]]:
    shows = _squeezed(side.shows, axes=(0,))
    found = []
    for x, a in np.ndindex(shows.shape[:2]):
        signals = {side.signals[s]: float(shows[x, a, s]) for s in np.flatnonzero(shows[x, a])}
        if signals == {side.moves[a]: 1.0} and shows.shape[0] == 1:
            continue
        rule: dict[str, Any] = {"side": key, "move": side.moves[a], "signals": signals}
        found.append(rule if shows.shape[0] == 1 else {**rule, "state": game.states[x]})
    return found


def _worth_names(game: Game, side: Side) -> tuple[tuple[str, ...], ...]:
    return game.states, game.us.signals, game.them.signals, game.ends, side.characters


def _squeezed(array: Floats, axes: Sequence[int]) -> Floats:
    """Return the array with length 1 along axes that make no difference."""
    for axis in axes:
        first = array.take([0], axis)
        if (array == first).all():
            array = first
    return array


def _cells(
    array: Floats,
    key: str,
    keys: Sequence[str],
    names: Sequence[Sequence[str]],
    counts: Flags | None = None,
) -> list[dict[str, Any]]:
    """Return a rule for each cell that counts and is not 0, over the axes that make a difference."""
    small = _squeezed(array, range(array.ndim))
    told = small != 0
    if counts is not None:
        unlike = tuple(axis for axis, size in enumerate(small.shape) if size == 1)
        told &= counts.any(unlike, keepdims=True)
    found = []
    for cell in np.argwhere(told):
        rule: dict[str, Any] = {"side": key, "points": float(small[tuple(cell)])}
        for name, known, i, size in zip(keys, names, cell, small.shape, strict=True):
            if size > 1:
                rule[name] = known[i]
        found.append(rule)
    return found


def _leads(game: Game, chances: Chances) -> list[dict[str, Any]]:
    """Return where states lead; what one side shows is left out where it makes no difference."""
    names = (*game.states, *game.ends)
    given = rows(game)
    found: list[dict[str, Any]] = []
    for x, state in enumerate(game.states):
        mixes: dict[tuple[int, int], dict[str, float]] = {}
        for s, r in np.argwhere(given[x]):
            i = np.ravel_multi_index((x, s, r), given.shape)
            entries = range(chances.start[i], chances.start[i + 1])
            mix: dict[str, float] = {}
            for entry in entries:
                name = names[chances.to[entry]]
                mix[name] = mix.get(name, 0.0) + float(chances.chance[entry])
            mixes[int(s), int(r)] = mix
        found += [{"state": state, **rule} for rule in _grouped(game, mixes)]
    return found


def _grouped(game: Game, mixes: Mapping[tuple[int, int], dict[str, float]]) -> list[dict[str, Any]]:
    every = list(mixes.values())
    if all(mix == every[0] for mix in every):
        return [{"to": every[0]}]
    for axis, key, side in ((0, "us", game.us), (1, "them", game.them)):
        by: dict[int, list[dict[str, float]]] = {}
        for pair, mix in mixes.items():
            by.setdefault(pair[axis], []).append(mix)
        if all(mix == group[0] for group in by.values() for mix in group):
            return [{key: side.signals[s], "to": group[0]} for s, group in by.items()]
    return [
        {"us": game.us.signals[s], "them": game.them.signals[r], "to": mix} for (s, r), mix in mixes.items()
    ]
