"""Read YAML without its surprises: no tags, anchors or merge keys, no key twice, and `no` is a text.

The events of the parser are turned into plain data here, and not by PyYAML's constructor, because that would
resolve `no` to false and dates to objects, lose the line of values, and follow anchors to a billion laughs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from detente.case.faults import Faults, Path
from detente.case.remedies import OWN_LINE, explain
from detente.case.visible import shortened, shown

LIMIT_BYTES = 16_000_000
LIMIT_NODES = 200_000
LIMIT_DEPTH = 40

# libyaml is forty times as fast as PyYAML itself, but not installed everywhere
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INTEGER = re.compile(r"[-+]?[0-9]{1,15}")
_NUMBER = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.inf|\.nan", re.IGNORECASE
)
_FROM_STARTER = "start from `detente new NAME`"
_KEY = re.compile(r"[A-Za-z0-9_.-]+")


@dataclass
class _Open:
    """A mapping or list whose end has not come yet."""

    path: Path
    value: dict[str, Any] | list[Any]
    flow: bool
    key: str | None = None
    again: bool = False  # the pending key stood here before: what follows is read, and dropped
    seen: set[str] = field(default_factory=set)


def parse(text: str, faults: Faults) -> dict[str, Any]:
    """Return the mapping that a case file holds; tuples for lists, no value where one was at fault.

    Fills ``faults.lines``. Raises `CaseFaults` where nothing after the fault can be read.
    """
    top = parse_any(text, faults)
    if not isinstance(top, dict):
        what = "" if top is None else shown(top)
        faults.at_line(1, (), what, "keys such as title, hypotheses and evidence", _FROM_STARTER)
        raise faults.stop()
    return top


def parse_any(text: str, faults: Faults) -> Any:
    """Return what a file holds, as `parse` does, be it a mapping, a list or a single value."""
    if unreadable := _UNREADABLE.search(text):
        line = text.count("\n", 0, unreadable.start()) + 1
        expected = "a text without control characters"
        faults.at_line(line, (), shown(unreadable[0]), expected, "delete the character")
        raise faults.stop()
    try:
        return _Reader(faults).read(text)
    except yaml.MarkedYAMLError as error:
        line, expected, fix = explain(error, text)
        faults.at_line(line, (), "", expected, fix)
    except (yaml.YAMLError, RecursionError) as error:
        faults.at_line(1, (), "", f"YAML that can be read ({type(error).__name__})", _FROM_STARTER)
    raise faults.stop()


class _Reader:
    """One pass over the events of a file."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.open: list[_Open] = []
        self.top: Any = None
        self.nodes = 0
        self.documents = 0

    def read(self, text: str) -> Any:
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.DocumentStartEvent):
                self.documents += 1
                if self.documents > 1:
                    self.refuse(event, "one case in a file", "delete the line --- and what follows")
            elif isinstance(event, yaml.NodeEvent):
                self.node(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                closed = self.open.pop()
                self.put(tuple(closed.value) if isinstance(closed.value, list) else closed.value)
        return self.top

    def node(self, event: Any) -> None:
        self.nodes += 1
        if self.nodes > LIMIT_NODES:
            self.refuse(event, f"at most {LIMIT_NODES:,} keys and values in a case")
        if self.is_key():
            self.begin(event)
            return
        path = self.path()
        self.faults.lines.setdefault(path, event.start_mark.line + 1)
        if self.plain(event, path):
            if isinstance(event, yaml.ScalarEvent):
                self.scalar(event, path)
            else:
                if len(self.open) >= LIMIT_DEPTH:
                    self.refuse(event, f"at most {LIMIT_DEPTH} levels inside each other")
                value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
                self.open.append(_Open(path, value, bool(event.flow_style)))

    def is_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].value, dict) and self.open[-1].key is None

    def path(self) -> Path:
        """Return the path of the value that comes next."""
        if not self.open:
            return ()
        parent = self.open[-1]
        return (*parent.path, len(parent.value) if isinstance(parent.value, list) else str(parent.key))

    def begin(self, event: Any) -> None:
        """Take an event as the key of the value that comes next."""
        parent, line = self.open[-1], event.start_mark.line + 1
        if not isinstance(event, yaml.ScalarEvent):
            self.refuse(event, "a key: one word before a colon", "write the key as a single word")
        key, path = event.value, (*parent.path, event.value)
        parent.key, parent.again = key, key in parent.seen
        parent.seen.add(key)
        before = self.faults.lines.setdefault(path, line)
        if parent.again:
            fix = f"it stands on line {before} already: join the two, or give this one another name"
            self.faults.at_line(line, path, "", "a key that stands only once here", fix)
        elif event.anchor or event.tag or key == "<<":
            self.faults.add(path, "", "a key without anchor, tag or merge (&, !, <<)", "write it out")
        elif event.implicit[0] and not isinstance(_resolve(key), str):
            self.faults.add(path, "", "a key that is a text", f'put it in quotes: "{key[:40]}"')

    def plain(self, event: Any, path: Path) -> bool:
        """Refuse what needs more than plain YAML; False where no value can be read."""
        if isinstance(event, yaml.AliasEvent):
            fix = "write it out, or put a text that starts with * in quotes"
            said = shortened(f"*{event.anchor}")
            self.faults.add(path, said, "the value itself: a case has no aliases", fix)
            self.put(None)
            return False
        for sign, said in (("&", event.anchor), ("!", event.tag)):
            if said:
                fix = f"delete it, or put a text that starts with {sign} in quotes"
                self.faults.add(path, shortened(said), "a value without anchor or tag", fix)
        return True

    def scalar(self, event: Any, path: Path) -> None:
        value = _resolve(event.value) if event.implicit[0] else event.value
        if value is None and path:
            self.empty(path)
        self.put(value)

    def empty(self, path: Path) -> None:
        parent = self.open[-1]
        if parent.flow and parent.key and not _KEY.fullmatch(parent.key):
            fix = f"a comma inside {{...}} cut a sentence: put the sentence in quotes, or {OWN_LINE}"
            self.faults.add(path, "", "a key and its value", fix)
        else:
            fix = "write it, or delete the key"
            if parent.flow:
                fix += "; if a comma cut a sentence here, put the sentence in quotes"
            self.faults.add(path, "", "a value, as the key is empty", fix)

    def put(self, value: Any) -> None:
        """Give a value to the mapping or list that is open."""
        if not self.open:
            self.top = value
            return
        parent = self.open[-1]
        if isinstance(parent.value, list):
            parent.value.append(value)
            return
        if value is not None and not parent.again:
            parent.value[str(parent.key)] = value
        parent.key = None

    def refuse(self, event: Any, expected: str, fix: str = "") -> NoReturn:
        """Stop at something after which nothing can be read."""
        path = self.open[-1].path if self.open else ()
        self.faults.at_line(event.start_mark.line + 1, path, "", expected, fix)
        raise self.faults.stop()


def _resolve(text: str) -> str | bool | int | float | None:
    """Resolve an unquoted scalar by the core rules of YAML 1.2, with one spelling of true, false and null."""
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text
