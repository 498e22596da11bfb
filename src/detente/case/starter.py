"""A first case to write over: small, complete, and with the reasons for each key beside it."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from detente.case.names import CASE_NAME
from detente.case.save import write
from detente.case.schema import SCHEMA_NAME, schema
from detente.case.visible import shortened
from detente.errors import DetenteError


def start(folder: str | Path, *, force: bool = False) -> list[Path]:
    """Write the starter case and its schema into ``folder`` and return their paths."""
    return begin(folder, files("detente.case").joinpath("starter.yaml").read_text("utf-8"), force=force)


def begin(folder: str | Path, text: str, *, force: bool = False) -> list[Path]:
    """Write a case and its schema into ``folder``, over no other case unless ``force``; return their paths."""
    folder = Path(folder)
    case, beside = folder / CASE_NAME, folder / SCHEMA_NAME
    if case.exists() and not force:
        raise DetenteError(
            f"{shortened(str(case), 200)} is there already. Choose another name, or write over it with --force."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DetenteError(
            f"The folder {shortened(str(folder), 200)} cannot be made: {error.strerror or error}."
        ) from None
    write(case, text)
    write(beside, json.dumps(schema(), indent=2) + "\n")
    return [case, beside]
