"""What the shell offers after Tab: the ids of the case on the line, read from its YAML and nothing more.

A case that cannot be read offers nothing, and says nothing: the line is still being written.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import typer

from detente.case.names import CASE, CASE_NAME, EXPLAINED, OMITTED, VIEWS

JUDGED = (
    "prior", "something_else", "odds", "overlap", "grade", "reliability", "otherwise", "stageable", "would_report",
    "by_chance", "likely", "if_false", "base", "cost",
)  # fmt: skip
"""Keys that hold a judgement that weighing uses, wherever they stand."""
JUDGED_UNDER = ("bears", "because")
"""Keys under which every hypothesis may have a judgement."""
UNWEIGHED = ("words", "steps", "channels", "outside", "shocks", "questions")
"""Sections that have keys of the same names and no part in weighing."""


def parts(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer what can be left out."""
    return _starting(ids(_case(ctx), OMITTED), incomplete)


def explained(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer what can be explained."""
    return _starting(ids(_case(ctx), EXPLAINED), incomplete)


def inputs(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the paths of the judgements, each with the sign that its value follows."""
    return _starting((f"{path}=" for path in settable(_case(ctx))), incomplete)


def views(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the views that stand beside the case, and its own reading."""
    file = _file(ctx)
    if file is None or file.name != CASE_NAME:
        return []
    beside = sorted(path.stem for path in file.parent.joinpath(VIEWS).glob("*.yaml"))
    return _starting([CASE, *beside] if beside else [], incomplete)


def ids(data: Mapping[str, Any], sections: Iterable[str]) -> Iterator[str]:
    """Yield the ids of some sections; one that two of them have, with its section before it."""
    found = {name: _mapping(data.get(name)) for name in sections}
    for section, named in found.items():
        for name in named:
            shared = sum(name in others for others in found.values()) > 1
            yield f"{section}.{name}" if shared else name


def settable(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield the paths of a case's judgements, with those that it leaves out as neutral."""
    weighed = {name: part for name, part in data.items() if name not in UNWEIGHED}
    yield from _judgements(weighed, (), tuple(_mapping(data.get("hypotheses"))))


def _judgements(value: Any, path: tuple[str, ...], hypotheses: tuple[str, ...]) -> Iterator[str]:
    items = enumerate(value, 1) if isinstance(value, tuple) else _mapping(value).items()
    for key, part in items:
        here = (*path, str(key))
        if key in JUDGED and not isinstance(part, Mapping):  # a mapping belongs to an id of the same name
            yield ".".join(here)
        elif key in JUDGED_UNDER:
            yield from (".".join((*here, name)) for name in hypotheses)
        else:
            yield from _judgements(part, here, hypotheses)


def _case(ctx: typer.Context) -> Mapping[str, Any]:
    """Return what the case on the line holds; nothing where it cannot be read."""
    from detente.case.faults import Faults
    from detente.case.parse import LIMIT_BYTES, parse
    from detente.errors import DetenteError

    file = _file(ctx)
    try:
        if file is None or file.stat().st_size > LIMIT_BYTES:
            return {}
        return parse(file.read_text("utf-8-sig"), Faults(str(file)))
    except (DetenteError, OSError, ValueError):
        return {}


def _file(ctx: typer.Context) -> Path | None:
    """Return the file of the case on the line, if the line names one yet."""
    # after an option that still waits for its value the arguments stay unread
    case = ctx.params.get("case") or next(iter(ctx.args), None)
    if not case:
        return None
    path = Path(os.path.expanduser(case))  # noqa: PTH111  (Path.expanduser raises where there is no such user)
    return path / CASE_NAME if path.is_dir() else path


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _starting(offered: Iterable[str], incomplete: str) -> list[str]:
    return [each for each in offered if each.startswith(incomplete)]
