"""Write the parts of the reference that the program itself knows: run by `make reference`, held to by a test.

A generated part stands in a page between ``<!-- generated: KIND NAME -->`` and ``<!-- end -->``. All else in the page
is written by hand and stays. KIND is ``command`` (NAME: a command, as ``weigh``; ``detente`` alone for what all of
them take), ``keys`` (NAME: the classes whose keys the table lists), ``words`` (NAME: a kind of word) or ``json`` (NAME:
a page of the explanation; the JSON of the case that is recomputed there). A command or class that no page has yet is
added at the end of its page, under a heading of its own.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import types
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import EnumType
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import annotated_types
import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from detente.case import fields
from detente.case.model import Case
from detente.case.uncertain import Distribution, LogNormal, Point, Triangular
from detente.case.words import default_words
from detente.cli.main import add_verbs, app

REFERENCE = Path(__file__).parent / "reference"
PAGES = ("commands", "case-file", "words", "weigh-json")
WIDTH = 110
PART = re.compile(r"<!-- generated: (\w+) (.+?) -->\n.*?<!-- end -->", re.DOTALL)


def page(name: str, text: str) -> str:
    """Return a page of the reference with its generated parts as they should be."""
    if name == "commands":
        text = _with_missing(text, "command", commands(), "## detente {}")
    if name == "case-file":
        text = _with_missing(text, "keys", classes(), "### {}")
    anchors = _anchors(text)
    write = {
        "command": _command,
        "keys": lambda names: _keys(names.split(), anchors),
        "words": _words,
        "json": _json,
    }
    return PART.sub(lambda part: _part(part[1], part[2], write[part[1]](part[2])), text)


def main() -> None:
    """Write all pages again."""
    for name in PAGES:
        path = REFERENCE / f"{name}.md"
        old = path.read_text("utf-8")
        new = page(name, old)
        if new != old:
            path.write_text(new, "utf-8")
            print(f"Wrote {path}")


def _part(kind: str, name: str, content: str) -> str:
    return f"<!-- generated: {kind} {name} -->\n\n{content}\n\n<!-- end -->"


def _with_missing(text: str, kind: str, names: dict[str, Any], heading: str) -> str:
    there = {name for found, part in PART.findall(text) if found == kind for name in _names(kind, part)}
    for name in names:
        if name not in there:
            text = f"{text.rstrip()}\n\n{heading.format(name)}\n\n{_part(kind, name, '')}\n"
    return text


def _names(kind: str, part: str) -> list[str]:
    return [part] if kind == "command" else part.split()


def _one_of(choices: Iterable[Any]) -> str:
    *rest, last = (f"`{each}`" for each in choices)
    return f"{', '.join(rest)} or {last}" if rest else last


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


# --- commands -------------------------------------------------------------------------------------------------


def commands() -> dict[str, Any]:
    """Return every command of the program by its name, such as ``weigh`` or ``import ach``, in the order of help."""
    add_verbs()
    return dict(_below(typer.main.get_command(app), ""))


def _below(group: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _below(command, f"{prefix}{name} ")
        elif not command.hidden:
            yield prefix + name, command


def parameters(name: str) -> list[Any]:
    """Return the arguments and options of a command that help shows; those of ``detente`` for the program."""
    command = typer.main.get_command(app) if name == "detente" else commands()[name]
    return [each for each in command.params if not each.hidden]


def _command(name: str) -> str:
    arguments = [each for each in parameters(name) if each.param_type_name == "argument"]
    options = [each for each in parameters(name) if each.param_type_name == "option"]
    rows = [(f"`{_shown(each)}`", _takes(each), _prose(each.help)) for each in arguments]
    rows += [(_spelt(each), _takes(each), _prose(each.help)) for each in options]
    table = _table(("Argument or option" if arguments else "Option", "Takes", "Meaning"), rows)
    if name == "detente":
        return table
    usage = " ".join([f"detente {name}", *map(_in_usage, arguments), *(["[OPTIONS]"] if options else [])])
    return f"```text\n{usage}\n```\n\n{_prose(commands()[name].help)}\n\n{table}"


def _in_usage(argument: Any) -> str:
    shown = _shown(argument) + ("..." if argument.nargs == -1 else "")
    return shown if argument.required else f"[{shown}]"


def _shown(argument: Any) -> str:
    return str(argument.metavar or argument.name).upper()


def _spelt(option: Any) -> str:
    return ", ".join(f"`{each}`" for each in (*option.opts, *option.secondary_opts))


def _takes(option: Any) -> str:
    """Say what is given: its kind, its limits, whether it may come again, its default."""
    if getattr(option, "is_flag", False):
        return ""
    kind = option.type_descriptor.annotation
    kind = get_args(kind)[0] if get_origin(kind) is list else kind
    said = {int: "whole number", float: "number", str: "text", Path: "path", datetime: "day"}.get(kind, "")
    if choices := [each.value for each in kind] if isinstance(kind, EnumType) else get_args(kind):
        said = _one_of(choices)
    least, most = (getattr(option, limit, None) for limit in ("min", "max"))
    if least is not None and most is not None:
        said += f", {least:,} to {most:,}"
    elif least is not None:
        said += f" from {least:,}"
    if getattr(option, "multiple", False):
        said += ", several times"
    if option.nargs == -1:
        said += ", one or more" if option.required else ", any number"
    if option.default not in (None, (), [], ""):
        said += f"; default {getattr(option.default, 'value', option.default)}"
    return said


def _prose(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").strip()


# --- the keys of a case ---------------------------------------------------------------------------------------

_KINDS: list[tuple[Any, str]] = [
    (fields.Text, "text"),
    (fields.Link, "address"),
    (fields.Span, "`[start, end]`"),
    (fields.Id, "id"),
    (fields.Ids, "list of ids"),
    (fields.Date, "date"),
    (fields.Day, "full day"),
    (fields.Likelihood, "likelihood"),
    (fields.Stageable, "[stageable](words.md#words-of-stageable)"),
    (fields.Share, "share"),
    (fields.Factor, "factor"),
    (fields.Amount, "amount"),
    (fields.Positive, "amount from 0 up"),
    (fields.Length, "length of time"),
    (fields.Sharpness, "care"),
    (fields.Grade, "[grade](words.md#words-of-grade)"),
    (fields.Worth, "`nothing` or a share"),
    (fields.BearingField, "bearing"),
    (fields.ReasonField, "bearing, but no likelihood"),
    (bool, "true or false"),
    (int, "whole number"),
    (float, "number"),
]


def classes() -> dict[str, type[BaseModel]]:
    """Return the classes that a case file is made of by name, each before those inside it."""
    found: dict[str, type[BaseModel]] = {}

    def visit(cls: type[BaseModel]) -> None:
        if cls.__name__ not in found:
            found[cls.__name__] = cls
            for hint in get_type_hints(cls, include_extras=True).values():
                for inner in _models(hint):
                    visit(inner)

    visit(Case)
    return found


def _models(hint: Any) -> Iterator[type[BaseModel]]:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint
    for inner in get_args(hint):
        yield from _models(inner)


def _keys(names: list[str], anchors: dict[str, str]) -> str:
    rows: dict[str, tuple[str, ...]] = {}
    for name in names:
        cls = classes()[name]
        hints = get_type_hints(cls, include_extras=True)
        for key, info in cls.model_fields.items():
            if not info.description:
                sys.exit(f"{name}.{key} has no description: add one where the class is defined.")
            kind = _kind(hints[key], anchors) + _limits(info) + _need(info)
            rows[key] = (f"`{key}`", kind, info.description)
    return _table(("Key", "", "Meaning"), list(rows.values()))


def _kind(hint: Any, anchors: dict[str, str]) -> str:
    for known, said in _KINDS:
        if hint == known:
            return said
    arguments = [each for each in get_args(hint) if each is not type(None)]
    origin = get_origin(hint)
    if origin is Literal:
        return _one_of(arguments)
    if origin in (Union, types.UnionType) and len(arguments) == 1:
        return _kind(arguments[0], anchors)
    if origin is dict:
        key = "good" if hint == dict[fields.Id, fields.Amount] else _kind(arguments[0], anchors)
        return f"{key}: {_kind(arguments[1], anchors)}"
    if origin is tuple:
        each = _kind(arguments[0], anchors)
        return f"list of {each}" if each.endswith(")") else f"list of {each}s"
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        name = re.sub(r"(?<=.)([A-Z])", r" \1", hint.__name__).lower()
        return f"[{name}](#{anchors[hint.__name__]})"
    if arguments:  # Annotated: what it adds is for the reader of files
        return _kind(arguments[0], anchors)
    raise NotImplementedError(f"docs/generate.py has no name for {hint}: add it to _KINDS")


def _limits(info: FieldInfo) -> str:
    bounds = {}
    for each in info.metadata:
        for word in ("ge", "gt", "le"):
            if isinstance(each, annotated_types.BaseMetadata) and hasattr(each, word):
                bounds[word] = getattr(each, word)
    if "ge" in bounds and "le" in bounds:
        return f" {bounds['ge']:g} to {bounds['le']:g}"
    return f" above {bounds['gt']:g}" if "gt" in bounds else ""


def _need(info: FieldInfo) -> str:
    if info.is_required():
        return ", required"
    if info.default in (None, (), {}) or info.default_factory is not None:
        return ""
    return f"; default {str(info.default).lower() if isinstance(info.default, bool) else info.default}"


def _anchors(text: str) -> dict[str, str]:
    """Return for each class the anchor of the heading under which its keys stand."""
    found, heading = {}, ""
    for line in text.splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        elif match := re.fullmatch(r"<!-- generated: keys (.*) -->", line):
            anchor = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
            found |= dict.fromkeys(match[1].split(), anchor)
    return found


# --- words ----------------------------------------------------------------------------------------------------


def _words(kind: str) -> str:
    words = default_words()
    head: tuple[str, ...] = ()
    rows = []
    for word, dist in words.tables[kind].items():
        spelt = [word, *(other for other, main in words.synonyms.items() if main == word)]
        names, numbers = _numbers(dist)
        head = ("Word", *names)
        rows.append((", ".join(f"`{each}`" for each in spelt), *numbers))
    return _table(head, rows)


def _numbers(dist: Distribution) -> tuple[tuple[str, ...], tuple[str, ...]]:
    match dist:
        case Triangular(low, mode, high):
            shown = (f"{low:g}", f"{mode:g}", f"{high:g}", f"{dist.median:.3f}")
            return ("low", "mode", "high", "median"), shown
        case LogNormal(middle, sd):
            return ("factor", "sd"), (f"{middle:g}", f"{sd:g}")
        case Point(value):
            return ("value",), (f"{value:g}",)
    raise NotImplementedError(f"docs/generate.py cannot show {dist}")


# --- the JSON of weighing -------------------------------------------------------------------------------------

ASKED = "peace and not trap"


def _json(name: str) -> str:
    from detente.case.load import load
    from detente.weigh import Options, examine

    explanation = (REFERENCE.parent / "explanation" / f"{name}.md").read_text("utf-8")
    (case,) = re.findall(r"^```yaml\n(.*?)^```", explanation, flags=re.DOTALL | re.MULTILINE)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "case.yaml").write_text(case, "utf-8")
        found = examine(load(folder), Options(point=True), ask=[ASKED])
    return f"```json\n{_laid_out(found.to_json(), '')}\n```"


def _laid_out(value: Any, indent: str) -> str:
    """Lay out JSON with as much on a line as fits."""
    whole = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(whole) <= WIDTH or not isinstance(value, dict | list) or not value:
        return whole
    deeper = indent + "  "
    if isinstance(value, list):
        return "[\n" + ",\n".join(deeper + _laid_out(each, deeper) for each in value) + f"\n{indent}]"
    parts = [f"{deeper}{json.dumps(key)}: {_laid_out(each, deeper)}" for key, each in value.items()]
    return "{\n" + ",\n".join(parts) + f"\n{indent}}}"


if __name__ == "__main__":
    main()
