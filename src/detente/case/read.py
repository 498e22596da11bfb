"""Read files that anybody may have written: so large at most, and no fault of theirs a traceback."""

from __future__ import annotations

from pathlib import Path

from detente.case.faults import Faults
from detente.case.visible import shortened
from detente.errors import DetenteError


def read_bytes(path: Path, most: int, what: str) -> bytes:
    """Return what a file holds, ``most`` bytes of it. Raises DetenteError where it cannot be read or is larger."""
    name = shortened(str(path), 200)
    try:
        with path.open("rb") as stream:
            content = stream.read(most + 1)
    except (OSError, ValueError) as error:
        raise DetenteError(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    if len(content) > most:
        raise DetenteError(f"{name} is larger than {most // 1_000_000} MB: too large for {what}.")
    return content


def text_of(content: bytes, faults: Faults, fix: str = "save the file as UTF-8") -> str:
    """Return bytes as the text that they are in UTF-8, with or without a byte order mark; `CaseFaults` where they are none."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        faults.at_line(line, (), f"byte {content[error.start]:#04x}", "text in UTF-8", fix)
        raise faults.stop() from None
