"""Results kept by the content that they were made from, so that the brief does not compute again what is known."""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

import detente
from detente.case.load import CaseFile
from detente.case.save import write
from detente.encounter.foresee.options import Foresight
from detente.encounter.foresee.results import Futures
from detente.errors import DetenteError

PLACE = "DETENTE_CACHE"
"""Names the folder to keep results in; empty: keep none."""


def kept(file: CaseFile, options: Foresight, weighed: str) -> Futures | None:
    """Return what was found before from the same case, options and program; None where nothing whole is there."""
    path = _path(file, options, weighed)
    if path is None or not path.is_file():
        return None
    try:
        return TypeAdapter(Futures).validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None  # damaged: it is computed again, and written anew


def keep(file: CaseFile, options: Foresight, weighed: str, found: Futures) -> None:
    """Keep a result. A folder that cannot be written is no fault: nothing is kept then."""
    path = _path(file, options, weighed)
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, TypeAdapter(Futures).dump_json(found).decode())
    except (OSError, DetenteError):
        return


def _path(file: CaseFile, options: Foresight, weighed: str) -> Path | None:
    named = os.environ.get(PLACE)
    if named == "":
        return None
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "detente"
    content = [file.hash, weighed, json.dumps(vars(options), sort_keys=True), _program()]
    return Path(named or base) / f"futures-{hashlib.sha256(repr(content).encode()).hexdigest()[:32]}.json"


@cache
def _program() -> str:
    """Return a hash of the program's own text: another program may answer otherwise under the same version."""
    root = Path(detente.__file__).parent
    digest = hashlib.sha256(detente.__version__.encode())
    for path in sorted(root.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
