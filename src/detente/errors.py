"""Everything that Detente raises on purpose; each names what to do and ends a command with exit code 2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class DetenteError(Exception):
    """Any fault that a reader of the message can mend."""


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong with a case file: where it is, what was found, what was expected, the likely fix."""

    file: str
    line: int
    path: str
    found: str
    expected: str
    fix: str = ""

    def __str__(self) -> str:
        """Say it on one line, as ``file:line path = found: expected what; fix``."""
        found = f" = {self.found}" if self.found else ""
        fix = f"; {self.fix}" if self.fix else ""
        return f"{self.file}:{self.line} {self.path}{found}: expected {self.expected}{fix}"


@dataclass(frozen=True, order=True)
class CaseWarning:
    """Something that a colleague who reads a case would remark on: where, what it is, what to do about it.

    ``note``: it is told so that one knows, and nothing needs to be done; ``--strict`` lets it pass.
    """

    file: str
    line: int
    path: str
    says: str
    fix: str = ""
    note: bool = False

    def __str__(self) -> str:
        """Say it on one line, as ``file:line path: what it is; what to do``."""
        fix = f"; {self.fix}" if self.fix else ""
        return f"{self.file}:{self.line} {self.path}: {'note: ' if self.note else ''}{self.says}{fix}"


class CaseFaults(DetenteError):
    """A case that cannot be used, with all its faults at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line, fault.path)))
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type[CaseFaults], tuple[Sequence[Fault]]]:
        """Let a worker process send it: made again from its faults, not from its message."""
        return type(self), (self.faults,)


class GameFaults(CaseFaults):
    """A game of arrays that is none, with all its faults at once."""


class TooLarge(DetenteError):
    """A case or a game past the limits of computation; the message says what to do."""


class ImpossibleEvidence(DetenteError):
    """Evidence that no combination of explanations allows; the message names the piece."""


class BadChange(DetenteError):
    """A change asked for (``--set``, ``--without``, ``--view``) that the case has no place for."""


class BadQuestion(DetenteError):
    """A question put to ``--ask`` that cannot be read."""
