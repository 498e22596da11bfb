"""Results kept by the content that they were made from, so that nothing is computed again that is known."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import detente
from detente.errors import DetenteError
from detente.files import write

PLACE = "DETENTE_CACHE"
"""Names the folder to keep results in; empty: keep none."""


@dataclass(frozen=True)
class Store:
    """A folder with one JSON file a result, ``KIND-HASH.json``: that of its key and of the program's own text.

    It can be deleted at any time, and many processes may use it at once.
    """

    folder: Path
    kind: str

    @classmethod
    def usual(cls, kind: str) -> Store | None:
        """Return where results of a kind are kept on this machine; None where none are to be."""
        named = os.environ.get(PLACE)
        if named == "":
            return None
        usual = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "detente"
        return cls(Path(named or usual), kind)

    def find(self, key: str) -> str | None:
        """Return the JSON text kept under a key; None where none is, or not byte for byte as it was kept."""
        try:
            whole = self._path(key).read_text(encoding="utf-8")
        except (OSError, ValueError):
            return None
        text = whole[_HEAD:-_TAIL]
        return text if whole == _whole(text) else None

    def keep(self, key: str, text: str) -> bool:
        """Keep a JSON text, and say whether it is: a folder that cannot be written is no fault, but keeps nothing."""
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write(path, _whole(text))
        except (OSError, DetenteError):
            return False
        return True

    def _path(self, key: str) -> Path:
        content = hashlib.sha256(repr([key, _program()]).encode()).hexdigest()
        return self.folder / f"{self.kind}-{content[:32]}.json"


def _whole(text: str) -> str:
    """Return what a file holds: JSON, too, with a hash that tells a damaged file even where it still reads as JSON."""
    return f'{{"sha256": "{hashlib.sha256(text.encode()).hexdigest()}", "found": {text}}}\n'


_TAIL = len("}\n")
_HEAD = len(_whole("")) - _TAIL


@cache
def _program() -> str:
    """Return a hash of the program's own text and of what it reckons with: another may answer otherwise."""
    root = Path(detente.__file__).parent
    using = [detente.__version__, *(f"{name} {version(name)}" for name in ("numba", "numpy", "scipy"))]
    digest = hashlib.sha256(repr(using).encode())
    for path in sorted(path for path in root.rglob("*") if path.suffix in (".py", ".yaml")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
