"""What a roadmap promises if we simply follow it: a first hint, which needs no solving."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

from scipy.special import expit

from detente.encounter.build import build
from detente.encounter.road import Road
from detente.encounter.terms import Terms, scales
from detente.plan.commitment import commitments
from detente.runs import finish

FORGIVEN = 1
"""Exposures forgiven: with none, accidents end what is worth going on with."""
TOGETHER = 20
"""Roadmaps of one job."""


def promise(terms: Terms, road: Road) -> float:
    """Return what a roadmap brings, in points, if we follow it whatever happens and forgive one exposure.

    They say yes by the same odds as in equilibrium.
    """
    found = commitments(build(terms, road), (FORGIVEN,))[0]
    rate = terms.care[1] / scales(terms, 1)
    today = terms.beliefs[1]
    return float(
        sum(
            today[j] * expit(rate[j] * found.theirs[person.name]) * found.ours[person.name].whole
            for j, person in enumerate(terms.people[1])
        )
    )


@dataclass(frozen=True, eq=False)
class Promising:
    """A job: roadmaps under one reading of the inputs."""

    terms: Terms
    roads: tuple[Road, ...]


def promised(job: Promising) -> list[float]:
    """Do a job."""
    return [promise(job.terms, road) for road in job.roads]


def promises(terms: Terms, roads: Sequence[Road], executor: Executor | None) -> list[float]:
    """Return what many roadmaps promise, in their order. Nothing is kept: it is sooner found again than read."""
    groups = [tuple(roads[first : first + TOGETHER]) for first in range(0, len(roads), TOGETHER)]
    jobs = [(str(number), Promising(terms, group)) for number, group in enumerate(groups)]
    found = finish(promised, jobs, pack=list, unpack=_numbers, executor=executor)
    return [each for group in found for each in group]


def _numbers(data: Any) -> list[float]:
    return [float(each) for each in data]
