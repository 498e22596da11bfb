"""What the commands share at the terminal: progress on stderr, JSON on stdout, tables in files."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

if TYPE_CHECKING:
    from detente.brief.tables import Table


STOPPED = 130
"""Exit code after Ctrl-C."""
PATIENCE = 1.0
"""Seconds without progress after which a command says what it is at."""


@contextmanager
def progress_bar(
    what: str, compiling: Callable[[], bool] | None = None
) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on stderr where that is a terminal, after a second without progress.

    The first run on a machine compiles and says so. ``compiling`` tells whether it does: only then can it be said where
    stderr is no terminal too, in one line.
    """
    with progress_by_stage(what, compiling) as tell:
        yield lambda done, total: tell(what, done, total)


@contextmanager
def progress_by_stage(
    first: str, compiling: Callable[[], bool] | None = None
) -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar as `progress_bar` does, for work in stages: each begins anew, with its own time left."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    begun, over, stage = Event(), Event(), [first]

    def wait() -> None:
        told = False
        while not over.wait(PATIENCE):
            compiles = f"{stage[0]}: the first run on a machine compiles, about a minute"
            perhaps = f"{stage[0]}: getting ready (the first run on a machine compiles, about a minute)"
            if console.is_terminal and not begun.is_set():
                says = perhaps if compiling is None else compiles if compiling() else stage[0]
                bar.update(task, description=says, visible=True)
            elif not console.is_terminal and not told and compiling is not None and compiling():
                told = True
                print(f"{compiles}.", file=sys.stderr, flush=True)

    def tell(what: str, done: int, total: int) -> None:
        begun.set()
        if what != stage[0]:
            stage[0] = what
            bar.reset(task, description=what, total=total)
        bar.update(task, completed=done, total=total, description=what, visible=True)
        if done == total and compiling is not None:
            begun.clear()  # what comes next has not said its name yet

    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(first, total=None, visible=False)
        Thread(target=wait, daemon=True).start()
        try:
            yield tell
        finally:
            over.set()


Result = TypeVar("Result")


def aside(call: Callable[[], Result]) -> Result:
    """Call in another thread, so that Ctrl-C is heard at once, whatever the call is at."""
    done, results, faults = Event(), [], []

    def run() -> None:
        try:
            results.append(call())
        except BaseException as fault:
            faults.append(fault)
        finally:
            done.set()

    Thread(target=run, daemon=True).start()
    while not done.wait(0.1):
        pass
    if faults:
        raise faults[0]
    return results[0]


def stop(says: str = "Nothing was written.") -> NoReturn:
    """End at once after Ctrl-C, and say what is left: a thread that is compiling cannot be asked to."""
    # nothing is written before all is known, so nothing can be left half
    print(f"Stopped. {says}", file=sys.stderr, flush=True)
    sys.stdout.flush()
    os._exit(STOPPED)


def print_json(data: Any) -> None:
    """Print data as JSON in UTF-8, the same bytes for the same data."""
    print_text(json_text(data))


def print_text(text: str) -> None:
    """Print a document as a file would hold it, in UTF-8."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    sys.stdout.write(text)


def json_text(data: Any) -> str:
    """Write data as JSON, as it is printed and as it stands in files."""
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def write_tables(folder: Path, tables: Sequence[Table], *, quiet: bool) -> None:
    """Write each table to ``NAME.csv`` in a folder and say so; ``quiet``: on stderr, as stdout is for JSON.

    Raises DetenteError where another file stands in the place of one of them; nothing is written then.
    """
    from detente.case.save import TABLES, write_new
    from detente.case.visible import visible

    written = {folder / f"{table.name}.csv": table.csv() for table in tables}
    for path, text in written.items():
        _check_place(path, text.partition("\n")[0])
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in written.items():
        write_new(path, text, TABLES)
    names = ", ".join(path.name for path in written)
    print(f"Wrote {visible(str(folder.absolute()))}: {names}", file=sys.stderr if quiet else sys.stdout)


def _check_place(path: Path, heading: str) -> None:
    """Refuse to write over a file that does not begin as the table does."""
    from detente.case.visible import shortened
    from detente.errors import DetenteError

    if not path.exists():
        return
    with path.open("rb") as stream:
        found = stream.readline(1000).decode("utf-8", "replace").rstrip("\r\n")
    if found != heading:
        raise DetenteError(
            f"{shortened(str(path), 200)} is there already and is not a table that Detente wrote. "
            "Name another folder."
        )
