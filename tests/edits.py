"""Edit a case as an analyst would, in its file: by plain data, without any of the code that leaves things out or changes them.

JSON is YAML, so that what is written here is read through the same door as any case.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from detente.case.load import CaseFile, load

Data = dict[str, Any]


def written(folder: Path, data: Data, views: Mapping[str, Data] | None = None) -> Path:
    """Write a case, and other analysts' views of it, into a folder of its own; return the folder."""
    at = folder / f"case-{len(list(folder.iterdir())) if folder.exists() else 0}"
    (at / "views").mkdir(parents=True)
    (at / "case.yaml").write_text(json.dumps(data), "utf-8")
    for name, view in (views or {}).items():
        (at / "views" / f"{name}.yaml").write_text(json.dumps(view), "utf-8")
    return at


def loaded(folder: Path, data: Data, views: Mapping[str, Data] | None = None) -> CaseFile:
    """Write a case and read it again."""
    return load(written(folder, data, views))


def put(data: Data, path: tuple[str | int, ...], value: Any) -> Data:
    """The case with one value written anew; items of lists are counted from 0."""
    new = copy.deepcopy(data)
    at: Any = new
    for key in path[:-1]:
        if isinstance(at, dict) and key not in at:
            at[key] = {}
        at = at[key]
    at[path[-1]] = value
    return new


def root(data: Data, name: str) -> str:
    """Who had it first."""
    source = data["sources"][name]
    return root(data, source["origin"]) if "origin" in source else name


def author(data: Data, piece: Data) -> str | None:
    """Whose judgement a piece is, where it is one and in no group: of those who report it the likeliest to be right."""
    if piece.get("kind") != "judgement" or "group" in piece:
        return None
    if not piece.get("reports"):
        return str(piece.get("judged", {}).get("by", "the analyst"))
    by = [each if isinstance(each, str) else each["by"] for each in piece["reports"]]
    assert not any("date" in data["sources"][each] for each in by), "the earliest comes first"
    first = min(by, key=lambda each: ("ABCDFE".index(data["sources"][each]["grade"]), each))
    return str(data["sources"][first].get("author", first))


def drop_pieces(data: Data, gone: Callable[[str, Data], bool]) -> Data:
    """The case without some pieces, and without what then refers to nothing. Something else is explained instead."""
    new = copy.deepcopy(data)
    new["evidence"] = {name: piece for name, piece in data["evidence"].items() if not gone(name, piece)}
    for name, assumption in data.get("assumptions", {}).items():
        touches = [piece for piece in assumption["touches"] if piece in new["evidence"]]
        if touches:
            new["assumptions"][name]["touches"] = touches
        else:
            del new["assumptions"][name]
    kept = [piece for piece in data["explains"] if piece in new["evidence"]]
    new["explains"] = kept or list(new["evidence"])[:1]
    return new


def drop_reports(data: Data, unsaid: Callable[[Data], bool]) -> Data:
    """The case without some reports, and without the pieces that lose their last one."""
    new = copy.deepcopy(data)
    emptied = set()
    for name, piece in new["evidence"].items():
        reports = [{"by": each} if isinstance(each, str) else each for each in piece.get("reports", [])]
        left = [report for report in reports if not unsaid(report)]
        if reports and not left:
            emptied.add(name)
        elif reports:
            piece["reports"] = left
    return drop_pieces(new, lambda name, _: name in emptied)


def drop(data: Data, sort: str, name: str) -> Data | None:
    """The case without one thing, really taken out of it; None where no case would be left."""
    if sort == "piece":
        new = drop_pieces(data, lambda piece, _: piece == name)
    elif sort == "group" and name.startswith("author "):
        new = drop_pieces(data, lambda _, piece: author(data, piece) == name.removeprefix("author "))
    elif sort == "group":
        new = drop_pieces(data, lambda _, piece: piece.get("group") == name)
    elif sort == "source":
        new = drop_reports(data, lambda report: bool(report["by"] == name))
    elif sort == "origin":
        new = drop_reports(data, lambda report: root(data, report.get("origin", report["by"])) == name)
    else:  # an assumption that never holds
        new = put(data, ("assumptions", name, "likely"), "never")
    return new if new["evidence"] else None
