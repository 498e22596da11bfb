"""Judging many roadmaps as jobs: on one core, on all, or on a cluster; kept, so that a stopped run goes on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from detente.encounter.game import Floats
from detente.encounter.road import Road
from detente.encounter.solution import Options
from detente.encounter.terms import Terms
from detente.plan.judge import Judgement, judge
from detente.plan.results import Candidate
from detente.plan.roadmaps import full
from detente.plan.shared import by_rest
from detente.runs import Store, finish

TOGETHER = 6
"""Roadmaps of one job, neighbours in the order in which they share most. It does not hang on the number of workers, so that
all of them find the same bytes."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Judging:
    """A job: roadmaps under one reading of the inputs, solved one after the other."""

    terms: Terms
    roads: tuple[Road, ...]
    options: Options
    asked: Floats
    """(N, L)"""
    rounds: int | None = None

    @property
    def key(self) -> str:
        """Name all that the result depends on."""
        content = json.dumps(plain(self), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(content.encode()).hexdigest()


@dataclass(frozen=True)
class Desk:
    """Where jobs are done and kept."""

    executor: Executor | None = None
    store: Store | None = None
    resume: bool = False

    def judge(self, jobs: Sequence[Judging], progress: Progress | None = None) -> list[list[Candidate]]:
        """Return what each job found, in their order. ``progress`` counts roadmaps."""
        tell = None
        if progress is not None:
            sizes = sum(len(job.roads) for job in jobs)

            def tell(done: int, total: int) -> None:
                progress(round(done / max(total, 1) * sizes), sizes)

        return finish(
            judged,
            [(job.key, job) for job in jobs],
            pack=_pack,
            unpack=_unpack,
            executor=self.executor,
            store=self.store,
            resume=self.resume,
            progress=tell,
        )

    def each(
        self,
        terms: Terms,
        roads: Sequence[Road],
        options: Options,
        asked: Floats,
        progress: Progress | None = None,
    ) -> list[Candidate]:
        """Judge many roadmaps under one reading, sharing what they share, and return them in their order."""
        places = by_rest(roads)
        groups = [places[first : first + TOGETHER] for first in range(0, len(places), TOGETHER)]
        jobs = [Judging(terms, tuple(roads[n] for n in group), options, asked) for group in groups]
        found: dict[int, Candidate] = {}
        for group, several in zip(groups, self.judge(jobs, progress), strict=True):
            found |= dict(zip(group, several, strict=True))
        return [found[number] for number in range(len(roads))]


def judged(job: Judging) -> list[Candidate]:
    """Do a job."""
    found: list[Candidate] = []
    before: Judgement | None = None
    for road in job.roads:
        before = judge(
            job.terms,
            road,
            job.options,
            full=full(job.terms, road),
            asked=job.asked,
            rounds=job.rounds,
            before=before,
        )
        found.append(before.candidate)
    return found


_CANDIDATES = TypeAdapter(list[Candidate])


def _pack(found: list[Candidate]) -> Any:
    return [asdict(each) for each in found]


def _unpack(data: Any) -> list[Candidate]:
    return _CANDIDATES.validate_python(data)


def plain(value: Any) -> Any:
    """Return data as JSON can hold it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value
