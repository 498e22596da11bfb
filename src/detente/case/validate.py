"""Turn plain data into a `Case`, and what pydantic has to say into faults that an analyst can mend."""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from detente.case.faults import Faults, Path, did_you_mean, value_at
from detente.case.model import BearingWord, Case, LikelihoodWord
from detente.case.visible import shown
from detente.case.words import Words, default_words, extend

_STAND_INS: dict[str, Any] = {
    "detente": 1,
    "title": "?",
    "as_of": "9999-12-31",
    "sides": {"us": "us", "them": "them"},
    "explains": ("unknown",),
}
"""For keys that a case lacks, so that the rest of it can be checked all the same."""

_EVEN_CHANCE = LikelihoodWord(low=0.45, mode=0.5, high=0.55)
_EVEN: dict[str, BearingWord | LikelihoodWord] = {
    "likelihood": _EVEN_CHANCE,
    "bearing": BearingWord(odds=1.0),
    "grade": _EVEN_CHANCE,
    "stageable": _EVEN_CHANCE,
}

_ROUNDS = 12
"""Each round of pruning takes away at least one level of nesting, and a case has fewer."""


def words_of(data: Mapping[str, Any]) -> Words:
    """Return the word table that the case is to be read with.

    A word whose own definition is at fault stands for an even chance here, so that no fault follows from it.
    """
    own: dict[str, dict[str, Any]] = {}
    for kind, even in _EVEN.items():
        table = value_at(data, ("words", kind))
        own[kind] = {}
        for word, entry in table.items() if isinstance(table, Mapping) else ():
            try:
                own[kind][word] = type(even).model_validate(entry).model_dump()
            except ValidationError:
                own[kind][word] = even.model_dump()
    return extend(default_words(), own)


def validate(data: Mapping[str, Any], words: Words, faults: Faults) -> Case | None:
    """Return the case, or what is left of it without the parts at fault; None where too little is left."""
    draft = data
    for turn in range(_ROUNDS):
        try:
            return Case.model_validate(draft, context={"words": words})
        except ValidationError as error:
            problems = error.errors(include_url=False, include_input=False)
        paths = [_path(problem["loc"]) for problem in problems]
        if turn == 0:
            # unknown keys first: one that is a slip of the pen explains why another is missing
            for problem in sorted(problems, key=lambda problem: problem["type"] != "extra_forbidden"):
                _add(problem, data, faults)
        heads = {path[0] for path in paths if path}
        draft = {**draft, **{key: value for key, value in _STAND_INS.items() if key in heads}}
        cuts = {_cut(path, draft) for path in paths if path and path[0] not in _STAND_INS}
        if () in cuts:
            return None
        draft = _without(draft, cuts)
    return None


def _path(loc: tuple[str | int, ...]) -> Path:
    return loc[:-1] if loc and loc[-1] == "[key]" else loc


def _cut(path: Path, draft: Any) -> Path:
    """Return what to delete for a fault at ``path``; where nothing stands there, the part around it.

    A list goes as a whole: without one, its other items would change their numbers.
    """
    value = draft
    for depth, part in enumerate(path):
        if isinstance(part, int) or part not in value:
            return path[:depth]
        value = value[part]
    return path


def _without(value: Any, cuts: Iterable[Path]) -> Any:
    """Return ``value`` without the parts at ``cuts``."""
    gone = {path[0] for path in cuts if len(path) == 1}
    below: dict[str | int, list[Path]] = {}
    for path in cuts:
        if len(path) > 1:
            below.setdefault(path[0], []).append(path[1:])
    return {
        key: _without(part, below[key]) if key in below else part
        for key, part in value.items()
        if key not in gone
    }


# --- pydantic's problems in plain words ---------------------------------------------------------------------


def _add(problem: ErrorDetails, data: Any, faults: Faults) -> None:
    kind, details, path = problem["type"], problem.get("ctx", {}), _path(problem["loc"])
    # where a key is no id, the key itself is at fault
    value = value_at(data, path) if problem["loc"] == path else path[-1]
    if kind == "missing":
        says = _known(path[:-1])[str(path[-1])]
        faults.add(path, "", f"a value, as it is required{says and f' ({says})'}", f"add {path[-1]}: …")
    elif kind == "extra_forbidden":
        known = _known(path[:-1])
        meant = faults.nearest(path[-1], list(known))
        fix = did_you_mean(meant) or f"known are {', '.join(known)}"
        faults.add(path, "", "no key of this name here", fix)
        if meant:
            faults.touch((*path[:-1], meant))  # it is not missing, only misspelt
    elif kind == "literal_error":
        expected = str(details["expected"])
        fix = did_you_mean(faults.nearest(value, expected.split("'")[1::2]))
        faults.add(path, shown(value), expected.replace("'", '"'), fix)
    elif kind == "detente":
        fix = details["fix"] or did_you_mean(faults.nearest(value, details["near"]))
        faults.add(path, shown(value), details["expected"], fix)
    elif kind == "bool_type":
        meant = {"yes": "true", "True": "true", "no": "false", "False": "false"}.get(str(value), "")
        faults.add(path, shown(value), "true or false", did_you_mean(meant))
    else:
        expected = _EXPECTED[kind].format(**details) if kind in _EXPECTED else problem["msg"]
        faults.add(path, shown(value), expected)


_EXPECTED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a number",
    "string_type": "a text",
    "dict_type": "a mapping: keys, each with its value",
    "model_type": "a mapping: keys, each with its value",
    "tuple_type": "a list, as [a, b]",
    "too_short": "at least {min_length} of them",
    "too_long": "at most {max_length} of them",
    "greater_than": "a number above {gt:g}",
    "greater_than_equal": "a number from {ge:g} up",
    "less_than": "a number below {lt:g}",
    "less_than_equal": "a number up to {le:g}",
}


def _known(path: Path) -> dict[str, str]:
    """Return the keys that may stand at ``path``, with their descriptions."""
    kind: Any = Case
    for part in path:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            kind = kind.model_fields[str(part)].annotation
        else:  # a dict or a tuple of one kind of item
            kind = [each for each in get_args(kind) if each is not Ellipsis][-1]
        while get_origin(kind) in (Union, types.UnionType, Annotated):
            kind = next(each for each in get_args(kind) if each is not type(None))
    return {name: field.description or "" for name, field in kind.model_fields.items()}
