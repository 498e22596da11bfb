"""Write files so that a reader never meets half of one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from detente.case.visible import shortened
from detente.errors import DetenteError
from detente.files import write

__all__ = ["MADE", "TABLES", "write", "write_new"]

MADE = (".html", ".htm", ".json", ".bif", ".efg")
"""Endings of files that commands write and may write again."""
TABLES = (".csv",)
"""Endings of tables that commands write and may write again."""


def write_new(path: str | Path, text: str, made: Sequence[str] = MADE) -> None:
    """Write ``text`` as ``write`` does, but over nothing except an earlier file with one of the endings ``made``.

    So a slip of the hand cannot put a page where a case or one of its documents stands.
    """
    target = Path(path)
    if target.exists() and target.suffix.lower() not in made:
        raise DetenteError(
            f"{shortened(str(path), 200)} is there already and was not made by Detente. Name another."
        )
    write(path, text)
