"""Show an analyst's text on a terminal or in a message: short, on one line, and with nothing hidden in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def visible(text: str) -> str:
    r"""Write control, bidirectional and other unseen characters as escapes such as ``\u202e``."""
    if text.isprintable():
        return text
    return "".join(_escaped(char) if unicodedata.category(char) in _HIDDEN else char for char in text)


def shortened(text: str, length: int = 60) -> str:
    """Cut a text to ``length`` characters, on one line."""
    # cut before and after: splitting a text of megabytes for one line would be slow
    line = " ".join(text[: 4 * length].split())
    cut = len(line) > length or len(text) > 4 * length
    return visible(line[:length].rstrip() + "…" if cut else line)


def shown(value: object) -> str:
    """Show a value of a case file as its analyst would recognise it."""
    if isinstance(value, str):
        return f'"{shortened(value)}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return shortened("{" + ", ".join(f"{key}: …" for key in list(value)[:10]) + "}")
    if isinstance(value, tuple | list):
        return f"a list of {len(value)}"
    return shortened(str(value))


def _escaped(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
