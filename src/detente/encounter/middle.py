"""A case's encounter at central inputs, as the remarks of `detente check` look at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from detente.case.load import CaseFile
from detente.case.model import Case
from detente.encounter.road import Act, Road, road
from detente.encounter.terms import Deed, Terms, terms


class Placed(NamedTuple):
    """An act on a line of the roadmap."""

    line: int
    side: int
    act: Act
    deed: Deed


@dataclass(frozen=True)
class Middle:
    """A case's encounter at central inputs."""

    file: CaseFile

    @property
    def case(self) -> Case:
        """The case's own reading."""
        return self.file.case

    @cached_property
    def terms(self) -> Terms:
        """The encounter in numbers."""
        return terms(self.case)

    @cached_property
    def road(self) -> Road:
        """The roadmap of the case; it may be empty."""
        return road(self.case.roadmap, self.terms)

    @cached_property
    def acts(self) -> tuple[Placed, ...]:
        """Every act of the roadmap, in the order of its lines."""
        return tuple(
            Placed(number, side, act, self.terms.steps[side][act.step])
            for number, line in enumerate(self.road.lines)
            for side, act in enumerate(line)
            if act is not None
        )

    def deeds(self) -> Iterator[tuple[int, Deed]]:
        """Yield every step of the case with its side."""
        for side in (0, 1):
            for deed in self.terms.steps[side].values():
                yield side, deed

    def binding(self, side: int, before: int) -> float:
        """Return B of a side once all lines before a line are done."""
        return float(
            np.prod([each.deed.binds[side] ** each.act.share for each in self.acts if each.line < before])
        )
