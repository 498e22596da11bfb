"""The JSON Schema of a case, made from the classes that read it, so that editors help while one types."""

from __future__ import annotations

from typing import Any

from detente.case.model import Case

SCHEMA_NAME = "case.schema.json"


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a case file.

    It knows the words of the default table only, and no rule that joins one part of a case to another:
    `detente check` is what decides.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_tidied(Case.model_json_schema()),
        "title": "A Detente case",
    }


def _tidied(node: Any) -> Any:
    """Take out what pydantic adds and a case forbids or does not need: nulls, titles, empty defaults."""
    if isinstance(node, list):
        return [_tidied(part) for part in node if part != {"type": "null"}]
    if not isinstance(node, dict):
        return node
    tidy = {
        key: _tidied(part)
        for key, part in node.items()
        if not (key == "title" and isinstance(part, str))
        and not (key == "default" and part in (None, [], {}))
    }
    if "patternProperties" in tidy:
        tidy["additionalProperties"] = False
    if len(choices := tidy.get("anyOf", ())) == 1:
        tidy |= choices[0]
        del tidy["anyOf"]
    return tidy
