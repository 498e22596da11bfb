"""Write files so that a reader never meets half of one."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from detente.case.visible import shortened
from detente.errors import DetenteError

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


def write(path: str | Path, text: str) -> None:
    """Write ``text`` to ``path`` as a whole or not at all: a new file beside it then takes its name."""
    try:
        target = Path(os.path.realpath(path))  # of a link, what it points to is replaced
        if target.exists() and not target.is_file():
            raise DetenteError(f"{shortened(str(path), 200)} is no file that can be written. Name another.")
        beside = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.part")
        try:
            _write(beside, text)
            if target.exists():
                beside.chmod(target.stat().st_mode)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise DetenteError(f"{shortened(str(path), 200)} cannot be written: {why}.") from None


def _write(path: Path, text: str) -> None:
    with path.open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
