"""Work that takes a while, counts its calls in files, and can go wrong; as a command it is there to be stopped.

``python -m tests.long_work FOLDER WORKERS``: what ``jobs(FOLDER, ...)`` ask for, kept in FOLDER/kept.
"""

from __future__ import annotations

import os
import secrets
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.errors import CaseFaults, DetenteError, Fault
from detente.runs import Store, finish, pool

FAULT = Fault("case.yaml", 3, "a.b", "1", "2")


@dataclass(frozen=True)
class Job:
    number: int
    folder: Path
    seconds: float = 0.0
    fate: str = ""
    """How it ends: ``raises``, ``faults``, ``dies``, or ``dies once``; else well."""


@dataclass(frozen=True)
class Answer:
    number: int
    value: float
    by: int | None = None
    """Process that found it, which is not packed."""


def work(job: Job) -> Answer:
    (job.folder / "calls").mkdir(exist_ok=True)
    begun = calls(job.folder, job.number)
    (job.folder / "calls" / f"{job.number}-{os.getpid()}-{secrets.token_hex(4)}").touch()
    time.sleep(job.seconds)
    if job.fate == "dies" or (job.fate == "dies once" and not begun):
        os.kill(os.getpid(), signal.SIGKILL)
    if job.fate == "raises":
        raise DetenteError("It went wrong.")
    if job.fate == "faults":
        raise CaseFaults([FAULT])
    return Answer(job.number, (job.number + 1) / 7, os.getpid())


def pack(answer: Answer) -> dict[str, Any]:
    return {"number": answer.number, "value": answer.value}


def unpack(data: dict[str, Any]) -> Answer:
    return Answer(**data)


def calls(folder: Path, number: int | None = None) -> list[Path]:
    """Files that calls have left, one a call."""
    return sorted((folder / "calls").glob("*" if number is None else f"{number}-*"))


def jobs(folder: Path, seconds: Sequence[float], fates: Sequence[str] | None = None) -> list[tuple[str, Job]]:
    fates = fates or [""] * len(seconds)
    return [
        (f"job {number}", Job(number, folder, each, fate))
        for number, (each, fate) in enumerate(zip(seconds, fates, strict=True))
    ]


def kept(folder: Path) -> Store:
    return Store(folder / "kept", "answers")


def main(folder: Path, workers: int) -> None:
    some = jobs(folder, [0.0, 0.0, 0.3, 60.0, 60.0, 60.0])
    try:
        with pool(workers) as executor:
            finish(work, some, pack=pack, unpack=unpack, executor=executor, store=kept(folder))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
