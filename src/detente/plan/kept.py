"""Plans kept by the content that they were made from, so that the brief does not compute again what is known."""

from __future__ import annotations

import json

from pydantic import TypeAdapter, ValidationError

from detente.case.load import CaseFile
from detente.plan.options import Planning
from detente.plan.results import Plan
from detente.runs import Store


def kept(file: CaseFile, options: Planning, what: str) -> Plan | None:
    """Return what was found before from the same case, options and program; None where nothing whole is there."""
    place = Store.usual("plan")
    text = place.find(_key(file, options, what)) if place else None
    try:
        return TypeAdapter(Plan).validate_json(text) if text else None
    except ValidationError:
        return None  # damaged: it is computed again, and written anew


def keep(file: CaseFile, options: Planning, what: str, found: Plan) -> None:
    """Keep a result, where results are kept."""
    if (place := Store.usual("plan")) is not None:
        place.keep(_key(file, options, what), TypeAdapter(Plan).dump_json(found).decode())


def _key(file: CaseFile, options: Planning, what: str) -> str:
    return repr([file.hash, what, json.dumps(vars(options), sort_keys=True)])
