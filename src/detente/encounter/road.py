"""A roadmap: lines of acts, one side's or both at once; and from it what is due when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from detente.case.encounter import RoadmapLine
from detente.encounter.game import SIDES
from detente.encounter.terms import Deed, Terms


@dataclass(frozen=True)
class Act:
    """A step, or some of its parts, on one line of a roadmap."""

    step: str
    first: int
    """The first of its parts, from 1."""
    count: int
    """How many parts."""
    of: int
    """Into how many the step is cut."""

    @property
    def share(self) -> float:
        """Which share of the step this is."""
        return self.count / self.of

    @property
    def completes(self) -> bool:
        """Whether the step is done once this is."""
        return self.first + self.count > self.of

    def __str__(self) -> str:
        """Say it as roadmaps do: ``relief.2``, ``relief.1-3``, or the bare step if it is whole."""
        if self.count == self.of:
            return self.step
        last = self.first + self.count - 1
        return f"{self.step}.{self.first}" + (f"-{last}" if self.count > 1 else "")


RoadLine = tuple[Act | None, Act | None]


@dataclass(frozen=True)
class Road:
    """Lines of acts of us and of them; one of the two is there in each line."""

    lines: tuple[RoadLine, ...]

    @cached_property
    def orders(self) -> tuple[tuple[Act, ...], tuple[Act, ...]]:
        """Each side's acts in its own order."""
        us, them = ([line[side] for line in self.lines] for side in (0, 1))
        return tuple(act for act in us if act), tuple(act for act in them if act)

    @cached_property
    def asks(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """For each act of each side how many acts of the other side stand on earlier lines: it is due once they are done."""
        found: tuple[list[int], list[int]] = ([], [])
        done = [0, 0]
        for line in self.lines:
            for side in (0, 1):
                if line[side] is not None:
                    found[side].append(done[1 - side])
            for side in (0, 1):
                done[side] += line[side] is not None
        return tuple(found[0]), tuple(found[1])

    def due(self, side: int, done: tuple[int, int]) -> bool:
        """Tell whether a side's next act is due after so many acts of us and of them."""
        own, other = done[side], done[1 - side]
        return own < len(self.orders[side]) and other >= self.asks[side][own]

    def said(self, done: tuple[int, int]) -> str:
        """Say what is due after so many acts of us and of them: ``us.exercises & them.freeze due``."""
        acts = [f"{SIDES[side]}.{self.orders[side][done[side]]}" for side in (0, 1) if self.due(side, done)]
        return f"{' & '.join(acts) or 'nothing'} due"

    def shares(self, side: int, count: int, terms: Terms) -> dict[str, float]:
        """Return by step, in the order of the case, which share of it is done after ``count`` of a side's acts.

        Products over these come out the same to the last bit, in whichever order and parts steps were done.
        """
        parts: dict[str, int] = {}
        for act in self.orders[side][:count]:
            parts[act.step] = parts.get(act.step, 0) + act.count
        steps = terms.steps[side]
        return {name: parts[name] / steps[name].parts for name in steps if name in parts}

    def done_steps(self, side: int, count: int) -> frozenset[str]:
        """Return the steps of a side that are whole after ``count`` of its acts."""
        return frozenset(act.step for act in self.orders[side][:count] if act.completes)

    def __str__(self) -> str:
        """Say it on one line: ``us.exercises & them.freeze; us.summit``."""
        return "; ".join(
            " & ".join(f"{name}.{act}" for name, act in zip(SIDES, line, strict=True) if act)
            for line in self.lines
        )


def road(lines: Iterable[RoadmapLine], terms: Terms) -> Road:
    """Return a roadmap as a case writes it; a step that is named without a part is all that is left of it."""
    left: tuple[dict[str, int], dict[str, int]] = ({}, {})
    found = []
    for line in lines:
        pair = [
            _act(written, terms.steps[side], left[side]) if written else None
            for side, written in enumerate((line.us, line.them))
        ]
        found.append((pair[0], pair[1]))
    return Road(tuple(found))


def _act(written: str, steps: Mapping[str, Deed], done: dict[str, int]) -> Act:
    name, _, part = written.partition(".")
    parts, before = steps[name].parts, done.get(name, 0)
    count = 1 if part else parts - before
    done[name] = before + count
    return Act(name, before + 1, count, parts)


def calming(terms: Terms, road: Road, m: int, n: int, *, broken: bool = False) -> float:
    """Return the product of 1 - calms after so many acts of us and of them, over done steps and open channels.

    ``broken``: talks have ended short of completion, so that reversible steps are taken back and channels are closed.
    """
    product = 1.0
    for side, count in enumerate((m, n)):
        for step, share in road.shares(side, count, terms).items():
            deed = terms.steps[side][step]
            if not (broken and deed.reversible):
                product *= (1 - deed.calms) ** share
    if not broken:
        done = road.done_steps(0, m), road.done_steps(1, n)
        for line in terms.channels:
            if line.opened_by is None or line.opened_by[1] in done[line.opened_by[0]]:
                product *= 1 - line.calms
    return product
