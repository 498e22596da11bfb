"""Worker processes on this machine."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from threading import Thread


def cores() -> int:
    """Return how many cores this process may use."""
    if sys.version_info >= (3, 13):
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def pool(workers: int | None = None) -> Iterator[Executor | None]:
    """Offer so many worker processes, as many as there are cores if None; for one worker None: this process does the work.

    They start when they are first needed, each computes in one thread, and whoever leaves by an exception, Ctrl-C among
    them, ends them at once. Workers import the program's main file again: what a script does must stand under
    ``if __name__ == "__main__"``.
    """
    count = cores() if workers is None else workers
    if count == 1:
        yield None
        return
    # a fork would copy the locks of threads that compiled functions run in
    executor = ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_begin)
    try:
        yield executor
    except BaseException:
        _end(executor)
        raise
    executor.shutdown()


@contextmanager
def unheard() -> Iterator[None]:
    """Let processes that start within ignore Ctrl-C from their first instruction; here it is heard afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Set up a worker, before it imports anything that computes."""
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # a terminal sends it to all; whoever started the worker ends it
    if "numba" in sys.modules:  # the program that started the worker imports it first thing
        sys.modules["numba"].set_num_threads(1)
    else:
        os.environ["NUMBA_NUM_THREADS"] = "1"
    # threads of BLAS stay as they are: how many there are decides how long sums are rounded
    Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    """End with the process that started this one, however that ends: nobody would take the results."""
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def _end(executor: ProcessPoolExecutor) -> None:
    """End workers, whatever they are at (``terminate_workers`` from Python 3.14 on), and give back what they shared."""
    for process in list((executor._processes or {}).values()):
        process.terminate()
    executor.shutdown(cancel_futures=True)
