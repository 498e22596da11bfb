"""Futures kept by the content that they were made from, so that the brief does not compute again what is known."""

from __future__ import annotations

import json

from pydantic import TypeAdapter, ValidationError

from detente.case.load import CaseFile
from detente.encounter.foresee.options import Foresight
from detente.encounter.foresee.results import Futures
from detente.runs.store import Store


def kept(file: CaseFile, options: Foresight, weighed: str) -> Futures | None:
    """Return what was found before from the same case, options and program; None where nothing whole is there."""
    place = Store.usual("futures")
    text = place.find(_key(file, options, weighed)) if place else None
    try:
        return TypeAdapter(Futures).validate_json(text) if text else None
    except ValidationError:
        return None  # damaged: it is computed again, and written anew


def keep(file: CaseFile, options: Foresight, weighed: str, found: Futures) -> None:
    """Keep a result, where results are kept."""
    if (place := Store.usual("futures")) is not None:
        place.keep(_key(file, options, weighed), TypeAdapter(Futures).dump_json(found).decode())


def _key(file: CaseFile, options: Foresight, weighed: str) -> str:
    return repr([file.hash, weighed, json.dumps(vars(options), sort_keys=True)])
