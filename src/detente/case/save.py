"""Write files so that a reader never meets half of one."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from detente.case.visible import visible
from detente.errors import DetenteError


def write(path: str | Path, text: str) -> None:
    """Write ``text`` to ``path`` as a whole or not at all: a new file beside it then takes its name."""
    target = Path(os.path.realpath(path))  # through a link, what it points to is replaced and not the link
    if target.exists() and not target.is_file():
        raise DetenteError(f"{visible(str(path))} is no file that can be written. Name another.")
    beside = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        with beside.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            beside.chmod(target.stat().st_mode)
        beside.replace(target)
    except OSError as error:
        raise DetenteError(f"{visible(str(path))} cannot be written: {error.strerror or error}.") from None
    finally:
        beside.unlink(missing_ok=True)
