"""Which roadmaps to compare: all of them while they are few, else a search from textbook orders, one change at a time.

Grids of few points tell roadmaps apart nearly as well as fine ones, at a fraction of the work; so a rough look comes first, and
the best of what was seen are ranked on the coarse grid.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from detente.encounter.game import Floats
from detente.encounter.road import Road
from detente.encounter.solution import Options
from detente.encounter.terms import Terms
from detente.plan.choose import front, order
from detente.plan.options import Planning
from detente.plan.promise import promises
from detente.plan.results import Candidate
from detente.plan.roadmaps import Roadmaps
from detente.plan.starts import starts
from detente.plan.work import Desk

BREADTH = 3
"""Roadmaps whose neighbours are looked at in one go."""
AT_ONCE = 36
"""Neighbours that get a rough look in one go: those that promise most if we simply follow them."""

Tell = Callable[[str, int, int], None]


@dataclass
class Search:
    """A search under one reading of the inputs."""

    terms: Terms
    choices: Roadmaps
    given: Road
    options: Planning
    cap: float | None
    desk: Desk
    tell: Tell
    looked: dict[Road, Candidate] = field(default_factory=dict)
    """What had a rough look."""

    @property
    def exhaustive(self) -> bool:
        """Whether every roadmap is looked at."""
        return self.choices.all <= self.options.most

    @property
    def trusted(self) -> list[str]:
        """The names of their trusted characters."""
        return [person.name for person in self.terms.people[1] if person.trusted]

    def found(self, asked: Floats, *, only: bool = False) -> list[tuple[Road, Candidate]]:
        """Return the roadmaps that were ranked, the best first. asked : (N, L), see ``judge``; only: the given one alone."""
        if only:
            self._look([self.given])
        elif self.exhaustive:
            self._look(list(self.choices))
        else:
            self._wander()
        chosen = self._chosen()
        grid = _grid(self.options.coarse)
        ranked = self.desk.each(
            self.terms, chosen, grid, asked, lambda done, total: self.tell("Ranking roadmaps", done, total)
        )
        return [(chosen[n], ranked[n]) for n in order(ranked, self.trusted, self.cap)]

    def _chosen(self) -> list[Road]:
        """Return what is ranked: the case's own, textbook orders to compare with, what stands on the rough front, and the best."""
        roads = list(self.looked)
        candidates = list(self.looked.values())
        best = [roads[n] for n in order(candidates, self.trusted, self.cap)]
        edge = [roads[n] for n in front(candidates)][: self.options.ranked // 4]
        textbook = [road for road in starts(self.choices, self.terms, self.given) if road in self.looked]
        beside = textbook[: self.options.ranked // 4 + 1]
        return list(dict.fromkeys([self.given, *beside, *edge, *best]))[: self.options.ranked]

    def _wander(self) -> None:
        begun = starts(self.choices, self.terms, self.given)
        expanded: set[Road] = set()
        waiting = begun
        while waiting and len(self.looked) < self.options.most:
            self._look(waiting[: self.options.most - len(self.looked)])
            roads = list(self.looked)
            ranks = order(list(self.looked.values()), self.trusted, self.cap)
            from_here = [roads[n] for n in ranks if roads[n] not in expanded][:BREADTH]
            expanded |= set(from_here)
            near = dict.fromkeys(each for road in from_here for each in self.choices.near(road))
            waiting = self._promising([road for road in near if road not in self.looked])

    def _promising(self, roads: Sequence[Road]) -> list[Road]:
        found = promises(self.terms, roads, self.desk.executor)
        return [roads[n] for n in sorted(range(len(roads)), key=lambda n: -found[n])][:AT_ONCE]

    def _look(self, roads: Sequence[Road]) -> None:
        before = len(self.looked)
        whole = min(self.options.most, self.choices.all)
        nothing = np.zeros((0, len(self.terms.beliefs[1])))
        found = self.desk.each(
            self.terms,
            roads,
            _grid(self.options.rough),
            nothing,
            lambda done, total: self.tell("Looking at roadmaps", before + done, whole),
        )
        self.looked |= dict(zip(roads, found, strict=True))


def _grid(points: int) -> Options:
    return Options(points=(points, points))
