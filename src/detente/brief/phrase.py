"""Sentences as data: stretches of text that remember who wrote them and what they rest on."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["ours", "theirs", "name", "old", "word", "strong", "grey"]

_TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C))


@dataclass(frozen=True)
class Run:
    """A stretch of a sentence.

    ``theirs`` is an analyst's text, which the page sets apart, ``name`` the same in bold and ``old`` in italics; ``word``
    is a word of likelihood, which is always made from a number, and ``to`` is the place in the page where that number
    stands.
    """

    text: str
    kind: Kind = "ours"
    to: str = ""


@dataclass(frozen=True)
class Phrase:
    """A sentence, or a part of one."""

    runs: tuple[Run, ...]

    def __str__(self) -> str:
        """Say it in plain text."""
        return "".join(run.text for run in self.runs)

    def __bool__(self) -> bool:
        """Tell whether there is anything to say."""
        return any(run.text for run in self.runs)


Part = str | Run | Phrase


def say(*parts: Part) -> Phrase:
    """Put parts together; a bare string is our own text."""
    runs: list[Run] = []
    for part in parts:
        if isinstance(part, Phrase):
            runs += part.runs
        else:
            runs.append(Run(part) if isinstance(part, str) else part)
    return Phrase(tuple(run for run in runs if run.text))


def theirs(text: str, limit: int = 0) -> Run:
    """Set an analyst's text apart; with a ``limit``, cut it at a word near that many characters."""
    return Run(clip(text, limit) if limit else clean(text), "theirs")


def listed(parts: Sequence[Part], last: str = "and", serial: bool = False) -> Phrase:
    """Join parts as a sentence does: ``a, b and c``; with ``serial`` a comma stands before the last as well."""
    if len(parts) < 3 and not (serial and len(parts) == 2):
        between: Iterable[str] = (f" {last} ",) * (len(parts) - 1)
    else:
        between = (*(", ",) * (len(parts) - 2), f"{',' if serial else ''} {last} ")
    phrase = say(*parts[:1])
    for join, part in zip(between, parts[1:], strict=True):
        phrase = say(phrase, join, part)
    return phrase


def semicolons(parts: Sequence[Part]) -> Phrase:
    """Join parts that hold commas of their own: ``a, not b; c, not d``."""
    phrase = say(*parts[:1])
    for part in parts[1:]:
        phrase = say(phrase, "; ", part)
    return phrase


def sentence(*parts: Part) -> Phrase:
    """Put parts together, begin with a capital letter and end with a full stop."""
    phrase = capital(say(*parts))
    return phrase if str(phrase).endswith((".", "!", "?", "…")) else say(phrase, ".")


def capital(phrase: Phrase) -> Phrase:
    """Begin with a capital letter."""
    if not phrase.runs:
        return phrase
    first = phrase.runs[0]
    return Phrase((Run(first.text[:1].upper() + first.text[1:], first.kind, first.to), *phrase.runs[1:]))


def clean(text: str) -> str:
    """Drop control characters: the loader refuses them, and no page may hold one whatever the loader does."""
    if text.isprintable():
        return text
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))


def plain(text: str) -> str:
    """Clean a text for places where it cannot be set apart, as attributes: on one line, no change of direction."""
    return " ".join(clean(text).translate(_TURNS).split())


def clip(text: str, limit: int) -> str:
    """Cut a text at a word near ``limit`` characters, and show that it was cut."""
    line = " ".join(clean(text[: 4 * limit]).split())
    if len(line) <= limit and len(text) <= 4 * limit:
        return line
    head = line[:limit]
    space = head.rfind(" ", limit // 2)
    return (head[:space] if space > 0 else head).rstrip(" ,;:.") + "…"
