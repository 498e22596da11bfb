"""Write a file so that a reader never meets half of one."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from detente.errors import DetenteError
from detente.visible import shortened


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
