"""Whole results of one class, kept on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from detente.runs.store import Store

Result = TypeVar("Result")


@dataclass(frozen=True)
class Kept(Generic[Result]):
    """Where results of a class are kept, so that whoever wants one again need not compute it."""

    kind: str
    of: type[Result]

    def find(self, key: str) -> Result | None:
        """Return what was kept under a key; None where nothing whole is."""
        place = Store.usual(self.kind)
        text = place.find(key) if place else None
        try:
            return TypeAdapter(self.of).validate_json(text) if text else None
        except ValidationError:
            return None  # of another make: it is computed again, and written anew

    def keep(self, key: str, found: Result) -> None:
        """Keep a result, where results are kept."""
        if (place := Store.usual(self.kind)) is not None:
            place.keep(key, TypeAdapter(self.of).dump_json(found).decode())
