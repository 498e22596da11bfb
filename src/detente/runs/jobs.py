"""Do many jobs, and keep each result as soon as it is there."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, as_completed
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeVar

from detente.errors import DetenteError
from detente.runs.store import PLACE, Store
from detente.runs.workers import unheard

Argument = TypeVar("Argument")
Result = TypeVar("Result")


def finish(
    work: Callable[[Argument], Result],
    jobs: Sequence[tuple[str, Argument]],
    *,
    pack: Callable[[Result], Any],
    unpack: Callable[[Any], Result],
    executor: Executor | None = None,
    store: Store | None = None,
    resume: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> list[Result]:
    """Return ``work(argument)`` for each job, a key and an argument, in the order of the jobs.

    ``key`` names all that a result depends on but the program itself; jobs with one key are done once. ``pack`` makes of
    a result what JSON can hold, ``unpack`` the result of that; every result passes through both, so that it is the same
    bytes wherever it was computed. Where there is an ``executor`` (of ``pool``, or a cluster's: any of
    ``concurrent.futures``), ``work``, ``pack`` and the arguments must be picklable: functions of a module. Else this
    process does the work.

    Each result goes into the ``store`` as soon as it is there; with ``resume``, what the store has is taken from it, and
    else computed anew and written over. ``progress(done, total)`` is called at once, with what was taken from the store
    as done, and after each job; its total is the number of different keys.

    Raises DetenteError where there is no store to resume from, or a worker died; and what ``work`` raises. Jobs that have
    not begun are then cancelled, and what was finished is in the store; so it is after Ctrl-C.
    """
    if resume and store is None:
        raise DetenteError(
            f"There is nothing to resume from: {PLACE} is empty, so no results are kept. Unset it, or name a folder in it."
        )
    run = _Run(dict(jobs), unpack, store, progress or (lambda done, total: None))
    if resume:
        run.take_known()
    run.tell()
    call = partial(_packed, work, pack)
    if executor is None:
        for key, argument in run.rest().items():
            run.settle(key, call(argument))
    else:
        _spread(call, run, executor)
    return [run.found[key] for key, _ in jobs]


@dataclass
class _Run(Generic[Argument, Result]):
    jobs: Mapping[str, Argument]
    unpack: Callable[[Any], Result]
    store: Store | None
    progress: Callable[[int, int], None]
    found: dict[str, Result] = field(default_factory=dict)
    kept: int = 0

    def take_known(self) -> None:
        """Take from the store what it has."""
        for key in self.jobs:
            text = self.store.find(key) if self.store else None
            if text is None:
                continue
            try:
                self.found[key] = self.unpack(json.loads(text))
            except Exception:
                continue  # whatever it is, it is none of these results: it is computed again, and written anew
            self.kept += 1

    def rest(self) -> dict[str, Argument]:
        return {key: argument for key, argument in self.jobs.items() if key not in self.found}

    def settle(self, key: str, text: str) -> None:
        """Take a result that has just been computed."""
        result = self.unpack(json.loads(text))
        if self.store is not None:
            self.kept += self.store.keep(key, text)
        self.found[key] = result
        self.tell()

    def tell(self) -> None:
        self.progress(len(self.found), len(self.jobs))

    def died(self) -> DetenteError:
        """Say that a worker did, and what is kept."""
        kept = f"{self.kept} of {len(self.jobs)} results are kept"
        kept += ", and --resume goes on from them" if self.kept else ""
        return DetenteError(
            f"A worker process was ended from outside, as happens where memory runs short. {kept}; fewer --workers need "
            "less memory."
        )


def _spread(call: Callable[[Argument], str], run: _Run[Argument, Result], executor: Executor) -> None:
    """Do the rest of a run by an executor, and take each result when it comes."""
    futures: dict[Future[str], str] = {}
    try:
        with unheard():
            for key, argument in run.rest().items():
                futures[executor.submit(call, argument)] = key
        for future in as_completed(futures):
            run.settle(futures[future], future.result())
    except BaseException as fault:
        for future in futures:
            future.cancel()
        for future, key in futures.items():  # what was finished, too, but not yet taken
            if key not in run.found and _succeeded(future):
                run.settle(key, future.result())
        if isinstance(fault, BrokenExecutor):
            raise run.died() from None
        raise


def _succeeded(future: Future[str]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _packed(work: Callable[[Argument], Result], pack: Callable[[Result], Any], argument: Argument) -> str:
    """Return a result as JSON; floats are written so that they are read again exactly."""
    return json.dumps(pack(work(argument)))
