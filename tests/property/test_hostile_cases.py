"""No file whatever makes reading fail otherwise than with faults, and none takes long."""

import copy
import json
import re
import time
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.case.faults import Faults
from detente.case.load import build, load
from detente.case.parse import parse
from detente.errors import CaseFaults, DetenteError
from tests.case_text import CASE

STARTER = files("detente.case").joinpath("starter.yaml").read_text("utf-8")
TEXTS = [CASE.encode(), STARTER.encode()]
DATA = [json.dumps(parse(text.decode(), Faults("case.yaml"))) for text in TEXTS]
SECONDS = 2.0  # of this process, as the machine may be busy with others

TOKENS = [
    *(
        each.encode()
        for each in (
            *"[]{}\t\"':,-&*!|>#%@`?~\n\r \0\a\x1b\x7f",
            ": ", "- ", "? ", "&a ", "*a ", "!!python/object:os.system ", "<<: *a\n", "---\n", "...\n", "%YAML 9\n", ">- ",
            "[" * 50, "{a: " * 50, "\n" + " " * 100, "null", "true", "no", "1e999", "-.inf", ".nan", "9" * 5000, "0x1F",
            "0.4..0.2", "2031-99-99", "\u202e", "\u2028", "\x85", "\ufeff", "\ufffe", "é", "💥", "\\ud800", '"\\ud800"', '"\\x00"',
            "something_else", "offer", "evidence", "a.b", "x" * 2000, "us.meet", "pay.99999999999", "[key]",
        )
    ),
    b"\xff", b"\xc3", b"\xed\xa0\x80",
]  # fmt: skip


def deep(levels: int) -> Any:
    return {"a": [deep(levels - 1)]} if levels else "end"


VALUES: list[Any] = [
    None, True, 0, -7, 10**400, -(10**400), 10**5000, 1e308, float("nan"), float("inf"), "", " ", "x", "\0", "\ud800", "\u202e",
    "9" * 5000 + "..", "1..2", [], {}, [[]], {"odds": None}, {"": 1}, {7: 1}, ["offer", "offer"], "offer", "2031-13-01",
    "0000-01-01", b"bytes", {1, 2}, object(), {"by": "paper"}, [1, 2], "pay.99999999999", deep(60), {"us": deep(30)},
    "a" * 10_000,
]  # fmt: skip


def outcome(read: Callable[[], Any], lines: int, seconds: float = SECONDS) -> None:
    """Read something and check that the worst that happens is a list of sober faults, soon."""
    start, error = time.process_time(), None
    try:
        read()
    except DetenteError as caught:
        error = caught
    assert time.process_time() - start < seconds
    if isinstance(error, CaseFaults):
        assert error.faults
        assert all(str(fault).isprintable() and fault.expected for fault in error.faults)
        assert all(1 <= fault.line <= lines for fault in error.faults)
    elif error is not None:
        assert str(error).isprintable()


def mutilate(content: bytes, kind: str, where: float, other: float, token: bytes) -> bytes:
    at, to = sorted((int(where * len(content)), int(other * len(content))))
    lines = content.splitlines(keepends=True)
    first, second = int(where * (len(lines) - 1)), int(other * (len(lines) - 1))
    if kind == "insert":
        return content[:at] + token + content[at:]
    if kind == "flip":
        return (
            content[:at] + bytes([content[at] ^ (1 << len(token) % 8)]) + content[at + 1 :]
            if content
            else b""
        )
    if kind == "cut":
        return content[:at] + content[min(to, at + 200) :]
    if kind == "double":
        return content[:to] + content[at : at + 400] + content[to:]
    if kind == "truncate":
        return content[:to]
    if not lines:
        return content
    if kind == "drop line":
        del lines[first]
    elif kind == "swap lines":
        lines[first], lines[second] = lines[second], lines[first]
    elif kind == "swap keys":
        one, two = (lines[each].partition(b":") for each in (first, second))
        lines[first], lines[second] = b"".join((two[0], *one[1:])), b"".join((one[0], *two[1:]))
    elif kind == "indent":
        lines[first] = b" " * (len(token) % 5) + lines[first].lstrip(b" ")
    elif kind == "value":
        lines[first] = lines[first].partition(b":")[0] + b": " + token + b"\n"
    return b"".join(lines)


KINDS = [
    "insert",
    "flip",
    "cut",
    "double",
    "truncate",
    "drop line",
    "swap lines",
    "swap keys",
    "indent",
    "value",
]
PLACES = st.floats(0, 1, exclude_max=True)
WOUNDS = st.lists(
    st.tuples(st.sampled_from(KINDS), PLACES, PLACES, st.sampled_from(TOKENS)), min_size=1, max_size=4
)
SWAPS = st.lists(st.tuples(st.sampled_from(["replace", "delete", "rename", "move"]), PLACES, PLACES, st.sampled_from(VALUES)), min_size=1, max_size=4)  # fmt: skip


def places(value: Any) -> list[tuple[Any, Any]]:
    """Return every container with each of its keys or indexes, outermost first."""
    found: list[tuple[Any, Any]] = []
    left = [value]
    while left:
        parent = left.pop(0)
        if isinstance(parent, dict | list):
            for key in parent if isinstance(parent, dict) else range(len(parent)):
                found.append((parent, key))
                left.append(parent[key])
    return found


def swap(data: Any, kind: str, where: float, other: float, value: Any) -> None:
    all_places = places(data)[:20_000]
    if not all_places:
        return
    parent, key = all_places[int(where * len(all_places))]
    there, name = all_places[int(other * len(all_places))]
    if kind == "replace":
        parent[key] = copy.deepcopy(value)
    elif kind == "delete":
        del parent[key]
    elif kind == "rename" and isinstance(parent, dict):
        parent[name if isinstance(name, str) else "renamed"] = parent.pop(key)
    elif kind == "move":
        parent[key] = copy.deepcopy(there[name])


def check_text(folder, text: bytes, wounds) -> None:
    for wound in wounds:
        text = mutilate(text, *wound)
    path = folder / "case.yaml"
    path.write_bytes(text)
    outcome(lambda: load(path), max(1, len(text.decode("utf-8", "replace").splitlines())) + 1)


def check_data(text: str, swaps) -> None:
    data = json.loads(text)
    for each in swaps:
        swap(data, *each)
    outcome(lambda: build(data), 1)


FEW = settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(FEW, max_examples=10_000)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("hostile")


@FEW
@given(st.sampled_from(TEXTS), WOUNDS)
def test_mutilated_texts(folder, text, wounds):
    check_text(folder, text, wounds)


@FEW
@given(st.sampled_from(DATA), SWAPS)
def test_mutilated_data(text, swaps):
    check_data(text, swaps)


@pytest.mark.slow
@MANY
@given(st.sampled_from(TEXTS), WOUNDS)
def test_many_mutilated_texts(folder, text, wounds):
    check_text(folder, text, wounds)


@pytest.mark.slow
@MANY
@given(st.sampled_from(DATA), SWAPS)
def test_many_mutilated_data(text, swaps):
    check_data(text, swaps)


@FEW
@given(st.binary(max_size=300))
def test_any_bytes(folder, text):
    check_text(folder, text, [])


BOMBS = {
    "long chain of origins": "sources:\n" + "".join(f"  s{n}: {{origin: s{n + 1}}}\n" for n in range(20_000)),
    "long chain of needs": "steps:\n  us:\n" + "".join(f"    s{n}: {{says: x, needs: [s{n + 1}]}}\n" for n in range(20_000)),
    "long list of ids": "goods: [" + ", ".join(f"g{n}" for n in range(150_000)) + "]\n",
    "long list of words": "words: {likelihood: {" + ", ".join(f"w{n}: {{low: 0}}" for n in range(40_000)) + "}}\n",
    "long digits": f"discount: {'1' * 1_000_000}\nplan: {{cap: '{'1' * 1_000_000}..'}}\n",
    "long keys": "".join(f"{'k' * 900}{n}: x\n" for n in range(5_000)),
    "many unknown ids": "explains: [" + ", ".join(f"offr{n}" for n in range(100_000)) + "]\n",
    "one long line": "marking: " + "x " * 3_000_000 + "\n",
    "one long quote": 'marking: "' + "\\n" * 3_000_000 + '"\n',
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_no_size_of_anything_takes_long(name, folder):
    key = BOMBS[name].partition(":")[0]
    kept = re.sub(rf"^{key}:.*\n(?: .*\n)*", "", CASE, flags=re.MULTILINE)
    path = folder / "case.yaml"
    path.write_text(kept + BOMBS[name], encoding="utf-8")
    outcome(lambda: load(path), 10**6, seconds=10.0)
