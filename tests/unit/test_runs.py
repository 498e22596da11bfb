"""Long work: the same bytes however it is done, nothing finished is lost, and it stops when told to."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from detente.errors import CaseFaults, DetenteError, GameFaults
from detente.runs import Store, cores, finish, pool
from detente.runs.store import PLACE
from tests.long_work import FAULT, Answer, calls, jobs, kept, pack, unpack, work

ROOT = Path(__file__).parents[2]
do = partial(finish, work, pack=pack, unpack=unpack)
"""All the work of a test, as ``do(jobs, ...)``."""


def whole(answers: list[Answer]) -> str:
    return json.dumps([vars(answer) for answer in answers])


def gone(folder: Path) -> bool:
    """Whether the processes that have worked there have ended."""
    found = {int(path.name.split("-")[1]) for path in calls(folder)}
    return not any(_alive(process) for process in found)


def _alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def soon(what: Callable[[], bool], seconds: float = 20.0) -> bool:
    until = time.monotonic() + seconds
    while not what() and time.monotonic() < until:
        time.sleep(0.02)
    return what()


def begin(folder: Path, workers: int) -> subprocess.Popen[str]:
    """Start the command in a group of its own, as a terminal does, and wait until three results are kept."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.long_work", str(folder), str(workers)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # what is started in the background of a shell ignores it
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    assert soon(lambda: len(list((folder / "kept").glob("answers-*.json"))) == 3), process.communicate()
    assert soon(lambda: len(calls(folder)) == 3 + workers)
    return process


def test_one_worker_and_two_give_the_same_bytes_in_the_order_of_the_jobs(tmp_path):
    some = jobs(tmp_path, [0.4, 0.2, 0.0, 0.1, 0.0])
    alone = do(some)
    with pool(2) as executor:
        together = do(some, executor=executor)
        again = do(some, executor=executor)
    assert [answer.number for answer in alone] == [0, 1, 2, 3, 4]
    assert whole(alone) == whole(together) == whole(again)
    by = {path.name.split("-")[1] for path in calls(tmp_path)}
    assert len(by) == 3
    assert str(os.getpid()) in by
    assert soon(lambda: len({pid for pid in by if _alive(int(pid))}) == 1)


def test_any_executor_will_do(tmp_path):
    some = jobs(tmp_path, [0.1, 0.0, 0.0])
    with ThreadPoolExecutor(3) as threads:
        assert whole(do(some, executor=threads)) == whole(do(some))


def surroundings(_: int) -> list[object]:
    blocked = signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    ignored = signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    return [os.environ["NUMBA_NUM_THREADS"], "numba" in sys.modules, blocked, ignored]


def same(data):
    return data


def test_a_worker_computes_in_one_thread_and_leaves_ctrl_c_to_its_parent(monkeypatch):
    monkeypatch.setenv("NUMBA_NUM_THREADS", "2")
    with pool(2) as executor:
        (found,) = finish(surroundings, [("x", 0)], pack=same, unpack=same, executor=executor)
    assert found == [
        "1",
        False,
        True,
        True,
    ]  # blocked since before it began, ignored where there is no such mask
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    assert os.environ["NUMBA_NUM_THREADS"] == "2"


@pytest.mark.parametrize("workers", [1, 2])
def test_what_is_resumed_is_the_same_and_not_done_again(workers, tmp_path):
    some = jobs(tmp_path, [0.0] * 6)
    uninterrupted = do(some)
    before = len(calls(tmp_path))
    with pool(workers) as executor:
        do([some[3], some[1]], store=kept(tmp_path))
        told: list[tuple[int, int]] = []
        resumed = do(
            some,
            executor=executor,
            store=kept(tmp_path),
            resume=True,
            progress=lambda *now: told.append(now),
        )
        assert whole(resumed) == whole(uninterrupted)
        assert len(calls(tmp_path)) == before + 6
        assert len(calls(tmp_path, 1)) == 2
        # what was known is done from the start, so that nobody takes it for speed
        assert told == [(done, 6) for done in range(2, 7)]
        assert whole(do(some, executor=executor, store=kept(tmp_path), resume=True)) == whole(uninterrupted)
        assert len(calls(tmp_path)) == before + 6
        do(some, executor=executor, store=kept(tmp_path))
        assert len(calls(tmp_path)) == before + 12


def test_jobs_with_one_key_are_done_once(tmp_path):
    first, second = jobs(tmp_path, [0.0, 0.0])
    told: list[tuple[int, int]] = []
    found = do([first, second, first], progress=lambda *now: told.append(now))
    assert [answer.number for answer in found] == [0, 1, 0]
    assert len(calls(tmp_path)) == 2
    assert told == [(0, 2), (1, 2), (2, 2)]
    assert do([]) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_killed_on_the_way_it_goes_on_from_what_is_kept(workers, tmp_path):
    process = begin(tmp_path, workers)
    process.kill()
    process.communicate(timeout=20)
    # nobody waits for the workers any more, and they notice
    assert soon(lambda: gone(tmp_path), 5)
    some = jobs(tmp_path, [0.0] * 6)
    before = len(calls(tmp_path))
    resumed = do(some, store=kept(tmp_path), resume=True)
    assert len(calls(tmp_path)) == before + 3
    assert whole(resumed) == whole(do(some))


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_stops_at_once_and_keeps_what_is_finished(workers, tmp_path):
    process = begin(tmp_path, workers)
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert time.monotonic() - began < 2
    assert (process.returncode, out, err) == (130, "", "")
    assert gone(tmp_path)
    before = len(calls(tmp_path))
    do(jobs(tmp_path, [0.0] * 6), store=kept(tmp_path), resume=True)
    assert len(calls(tmp_path)) == before + 3


def test_a_worker_that_dies_is_told_with_what_is_kept(tmp_path):
    some = jobs(tmp_path, [0.0, 0.0, 0.0, 0.5, 60.0, 60.0], ["", "", "", "dies once", "", ""])
    began = time.monotonic()
    with (
        pytest.raises(DetenteError, match=r"3 of 6 results are kept, and --resume goes on"),
        pool(2) as executor,
    ):
        do(some, executor=executor, store=kept(tmp_path))
    assert time.monotonic() - began < 20
    assert soon(lambda: gone(tmp_path))
    rest = jobs(tmp_path, [0.0] * 6, ["", "", "", "dies once", "", ""])
    with pool(2) as executor:
        assert [
            answer.number for answer in do(rest, executor=executor, store=kept(tmp_path), resume=True)
        ] == [*range(6)]
    assert len(calls(tmp_path, 0)) == 1
    with pytest.raises(DetenteError, match="0 of 1 results are kept;"), pool(2) as executor:
        do(jobs(tmp_path, [0.0], ["dies"]), executor=executor)


@pytest.mark.parametrize(("fate", "says"), [("raises", "It went wrong."), ("faults", str(FAULT))])
@pytest.mark.parametrize("workers", [1, 2])
def test_a_fault_reaches_the_caller_and_what_is_finished_is_kept(workers, fate, says, tmp_path):
    some = jobs(tmp_path, [0.0, 0.0, 0.5, 60.0, 60.0, 60.0], ["", "", fate, "", "", ""])
    began = time.monotonic()
    with pytest.raises(DetenteError) as caught, pool(workers) as executor:
        do(some, executor=executor, store=kept(tmp_path))
    assert str(caught.value) == says
    assert time.monotonic() - began < 20
    assert soon(
        lambda: all(path.name.split("-")[1] == str(os.getpid()) for path in calls(tmp_path)) or gone(tmp_path)
    )
    assert [kept(tmp_path).find(key) is not None for key, _ in some] == [True, True, *[False] * 4]


@pytest.mark.parametrize("kind", [CaseFaults, GameFaults])
def test_faults_can_be_sent_from_a_worker(kind):
    fault = pickle.loads(pickle.dumps(kind([FAULT])))
    assert (type(fault), fault.faults, str(fault)) == (kind, (FAULT,), str(FAULT))


def test_what_was_finished_but_not_yet_taken_is_kept_too(tmp_path):
    """A fault in the first result taken, when all are done."""

    class Eager(ThreadPoolExecutor):
        def submit(self, *args, **kwargs):
            future = super().submit(*args, **kwargs)
            future.exception()
            return future

    some = jobs(tmp_path, [0.0] * 5, ["", "", "raises", "", ""])
    with pytest.raises(DetenteError, match="wrong"), Eager(1) as executor:
        do(some, executor=executor, store=kept(tmp_path))
    assert [kept(tmp_path).find(key) is not None for key, _ in some] == [True, True, False, True, True]


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text[:-5],
        lambda text: text[:-2] + "\n",
        lambda text: text.replace("0.142857", "0.152857"),
        lambda text: "{}",
        lambda text: "\udcff" + text,
    ],
)
def test_a_damaged_file_counts_as_absent_and_is_mended(damage, tmp_path):
    some = jobs(tmp_path, [0.0])
    first = do(some, store=kept(tmp_path))
    (path,) = (tmp_path / "kept").iterdir()
    text = path.read_text("utf-8")
    assert json.loads(text)["found"] == pack(first[0])
    path.write_text(damage(text), "utf-8", "surrogateescape")
    assert kept(tmp_path).find("job 0") is None
    assert whole(do(some, store=kept(tmp_path), resume=True)) == whole(first)
    assert len(calls(tmp_path)) == 2
    assert path.read_text("utf-8") == text


def test_what_is_kept_but_is_none_of_these_results_counts_as_absent(tmp_path):
    assert kept(tmp_path).keep("job 0", '{"other": 1}')
    assert [answer.number for answer in do(jobs(tmp_path, [0.0]), store=kept(tmp_path), resume=True)] == [0]


def test_floats_come_back_exactly(tmp_path):
    values = [0.1 + 0.2, 1e-320, -0.0, 1e308, float("inf"), 2 / 3]
    place = Store(tmp_path, "floats")
    for resume in (False, True):
        (found,) = finish(same, [("x", values)], pack=same, unpack=same, store=place, resume=resume)
        assert [value.hex() for value in found] == [value.hex() for value in values]


def test_another_program_kind_or_key_knows_nothing_of_it(tmp_path, monkeypatch):
    place = Store(tmp_path, "answers")
    assert place.keep("key", "1")
    assert place.find("key") == "1"
    assert place.find("other") is None
    assert Store(tmp_path, "others").find("key") is None
    monkeypatch.setattr("detente.runs.store._program", lambda: "another")
    assert place.find("key") is None


def test_results_are_kept_where_the_user_says(tmp_path, monkeypatch):
    monkeypatch.setenv(PLACE, str(tmp_path / "here"))
    assert Store.usual("answers") == Store(tmp_path / "here", "answers")
    monkeypatch.delenv(PLACE)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert Store.usual("answers") == Store(tmp_path / "detente", "answers")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Store.usual("answers") == Store(tmp_path / ".cache" / "detente", "answers")


def test_without_a_place_work_is_done_but_cannot_be_resumed(tmp_path, monkeypatch):
    monkeypatch.setenv(PLACE, "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    some = jobs(tmp_path, [0.0, 0.0])
    assert [answer.number for answer in do(some, store=Store.usual("answers"))] == [0, 1]
    assert not (tmp_path / "cache").exists()
    with pytest.raises(DetenteError, match="DETENTE_CACHE is empty"):
        do(some, store=Store.usual("answers"), resume=True)
    assert len(calls(tmp_path)) == 2


def test_a_place_that_cannot_be_written_stops_no_work(tmp_path):
    (tmp_path / "kept").write_text("a file")
    assert [answer.number for answer in do(jobs(tmp_path, [0.0, 0.0]), store=kept(tmp_path))] == [0, 1]
    assert not kept(tmp_path).keep("key", "1")


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="cores cannot be taken away here")
def test_cores_are_those_that_this_process_may_use():
    mine = os.sched_getaffinity(0)
    assert cores() == len(mine)
    os.sched_setaffinity(0, {min(mine)})
    try:
        assert cores() == 1
        with pool() as executor:
            assert executor is None
    finally:
        os.sched_setaffinity(0, mine)
