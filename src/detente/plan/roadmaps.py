"""Which roadmaps there are: orders of acts that respect ``needs``, with steps cut into parts where the case allows.

A roadmap that leaves steps out is the beginning of one that holds them all and asks for these last. So all roadmaps are
the full ones and their beginnings, and nothing else need be said of leaving out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from math import comb

from detente.case.model import Case
from detente.encounter.road import Act, Road, RoadLine, road
from detente.encounter.terms import Deed, Terms, require, terms

Done = tuple[int, ...]
"""Parts done of each step of a side, in the order of the case."""
Piece = tuple[str, int]
"""A step, and how many of its parts."""


@dataclass(frozen=True, eq=False)
class Roadmaps:
    """The roadmaps of a case. ``agreed``: lines that stand already; every roadmap begins with them."""

    steps: tuple[Mapping[str, Deed], Mapping[str, Deed]]
    agreed: Road

    @cached_property
    def full(self) -> int:
        """How many hold every step."""
        return self._count(whole=True)

    @cached_property
    def all(self) -> int:
        """How many there are with all beginnings; the one that holds no act is none."""
        return self._count(whole=False) - (not self.agreed.lines)

    def __iter__(self) -> Iterator[Road]:
        """Yield every roadmap, each beginning before what it begins."""
        if self.agreed.lines:
            yield self.agreed
        yield from self._longer(self.agreed.lines)

    def _longer(self, lines: tuple[RoadLine, ...]) -> Iterator[Road]:
        road = Road(lines)
        done = [self._done(side, road) for side in (0, 1)]
        ours, theirs = ([None, *self._next(side, done[side])] for side in (0, 1))
        for us in ours:
            for them in theirs:
                if us or them:
                    longer = (*lines, (us, them))
                    yield Road(longer)
                    yield from self._longer(longer)

    def near(self, road: Road) -> list[Road]:
        """Return the roadmaps that one change makes of another, each once.

        A change takes out one act, and puts it elsewhere: on a line of its own, or beside one of the other side; or
        nowhere, if nothing needs it; or adds one that is missing; or cuts one in two, or joins two parts; or moves a line; or
        stops earlier.
        """
        keep = len(self.agreed.lines)
        lines = [[_piece(act) for act in line] for line in road.lines]
        found: dict[Road, None] = {}
        for made in self._changed(lines, keep):
            if (legal := self.made(made)) is not None and legal != road:
                found[legal] = None
        return list(found)

    def made(self, lines: Iterable[Iterable[Piece | None]]) -> Road | None:
        """Return a roadmap from steps and how many parts, numbering the parts; None where that is none of ours."""
        counts: tuple[dict[str, int], dict[str, int]] = ({}, {})
        found: list[RoadLine] = []
        for line in lines:
            acts: list[Act | None] = []
            for side, piece in enumerate(line):
                if piece is None:
                    acts.append(None)
                    continue
                step, count = piece
                deed, before = self.steps[side][step], counts[side].get(step, 0)
                needed = all(counts[side].get(need) == self.steps[side][need].parts for need in deed.needs)
                if not needed or before + count > deed.parts:
                    return None
                counts[side][step] = before + count
                acts.append(Act(step, before + 1, count, deed.parts))
            if acts[0] or acts[1]:
                found.append((acts[0], acts[1]))
        agreed = self.agreed.lines
        return Road(tuple(found)) if found and tuple(found[: len(agreed)]) == agreed else None

    # --- counting --------------------------------------------------------------------------------------------------

    def _count(self, *, whole: bool) -> int:
        """Count by how many acts of each side are left: so many orders, and Delannoy's number of ways to lay two orders on lines."""
        ours, theirs = (self._orders(side, whole=whole) for side in (0, 1))
        return sum(
            a * b * _delannoy(m, n) for m, a in enumerate(ours) for n, b in enumerate(theirs) if a and b
        )

    def _orders(self, side: int, *, whole: bool) -> list[int]:
        """Return by length in how many orders a side can go on; ``whole``: until every step is done."""
        ends = tuple(deed.parts for deed in self.steps[side].values())

        @cache
        def onward(done: Done) -> tuple[int, ...]:
            found = [0] * (sum(ends) - sum(done) + 1)
            found[0] = int(not whole or done == ends)
            for act in self._next(side, done):
                for length, count in enumerate(onward(self._after(side, done, act))):
                    found[length + 1] += count
            return tuple(found)

        return list(onward(self._done(side, self.agreed)))

    def _done(self, side: int, road: Road) -> Done:
        done: Done = (0,) * len(self.steps[side])
        for act in road.orders[side]:
            done = self._after(side, done, act)
        return done

    def _after(self, side: int, done: Done, act: Act) -> Done:
        at = list(self.steps[side]).index(act.step)
        return (*done[:at], done[at] + act.count, *done[at + 1 :])

    def _next(self, side: int, done: Done) -> list[Act]:
        """Return the acts that a side may do next."""
        parts = dict(zip(self.steps[side], done, strict=True))
        return [
            Act(name, parts[name] + 1, count, deed.parts)
            for name, deed in self.steps[side].items()
            if all(parts[need] == self.steps[side][need].parts for need in deed.needs)
            for count in range(1, deed.parts - parts[name] + 1)
        ]

    # --- one change --------------------------------------------------------------------------------------------------

    def _changed(self, lines: list[list[Piece | None]], keep: int) -> Iterator[list[list[Piece | None]]]:
        for stop in range(max(keep, 1), len(lines)):
            yield lines[:stop]
        held: tuple[dict[str, int], dict[str, int]] = ({}, {})
        for line in lines:
            for side, piece in enumerate(line):
                if piece is not None:
                    held[side][piece[0]] = held[side].get(piece[0], 0) + piece[1]
        for side in (0, 1):
            for name, deed in self.steps[side].items():
                if (left := deed.parts - held[side].get(name, 0)) > 0:
                    yield from _put(lines, side, (name, left), keep)
        for at in range(keep, len(lines)):
            rest = [*lines[:at], *lines[at + 1 :]]
            yield from ([*rest[:to], lines[at], *rest[to:]] for to in range(keep, len(lines)))
            for side in (0, 1):
                if (piece := lines[at][side]) is None:
                    continue
                rest = [list(line) for line in lines]
                rest[at][side] = None
                yield rest
                yield from _put(rest, side, piece, keep)
                name, count = piece
                for first in range(1, count):
                    cut = [list(line) for line in lines]
                    cut[at][side] = (name, first)
                    yield from _put(cut, side, (name, count - first), keep)
                for other in range(keep, len(lines)):
                    there = rest[other][side]
                    if there is not None and there[0] == name:
                        joined = [list(line) for line in rest]
                        joined[other][side] = (name, there[1] + count)
                        yield joined


def full(terms: Terms, road: Road) -> bool:
    """Tell whether a roadmap holds every step."""
    return all(road.done_steps(side, len(road.orders[side])) == set(terms.steps[side]) for side in (0, 1))


def roadmaps(terms: Terms, agreed: Road | None = None) -> Roadmaps:
    """Return the roadmaps of a case; ``agreed``: the lines that every one of them begins with."""
    return Roadmaps(terms.steps, agreed or Road(()))


def open_to(case: Case, these: Terms | None = None) -> Roadmaps:
    """Return the roadmaps that a case leaves open: those that begin with the lines that it says are agreed.

    ``these``: its terms, where they are there already. Raises NotJudged where the case has no whole encounter.
    """
    require(case)
    these = these or terms(case)
    agreed = case.plan.agreed if case.plan else 0
    return roadmaps(these, Road(road(case.roadmap, these).lines[:agreed]))


def _piece(act: Act | None) -> Piece | None:
    return (act.step, act.count) if act else None


def _put(
    lines: list[list[Piece | None]], side: int, piece: Piece, keep: int
) -> Iterator[list[list[Piece | None]]]:
    """Yield the lines with one more act: on a line of its own anywhere, or in every free place beside the other side."""
    alone: list[Piece | None] = [None, None]
    alone[side] = piece
    for at in range(keep, len(lines) + 1):
        yield [*lines[:at], alone, *lines[at:]]
    for at in range(keep, len(lines)):
        if lines[at][side] is None:
            made = [list(line) for line in lines]
            made[at][side] = piece
            yield made


def _delannoy(m: int, n: int) -> int:
    """Return the number of ways to lay m acts of one side and n of the other on lines, one or two on each (Delannoy 1895)."""
    return sum(comb(m, k) * comb(n, k) * 2**k for k in range(min(m, n) + 1))
