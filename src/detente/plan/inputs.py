"""The uncertain inputs of an encounter, and its terms with some of them moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from detente.case.encounter import TheirCharacter
from detente.case.model import Case
from detente.case.uncertain import Distribution, Point, Uncertain
from detente.encounter.foresee.ranges import Beliefs
from detente.encounter.game import Floats
from detente.encounter.terms import Terms, terms
from detente.weigh.inputs import quantile

Path = tuple[str, ...]
TRUST: Path = ("trust",)
"""Stands for what weighing leaves open about them; the other inputs are named by their path in the case."""
SAYS = {
    TRUST: "Trust today",
    ("talks", "lapse"): "Chance a round that talks lapse",
    ("care", "us"): "How sharply we tell better from worse",
    ("care", "them"): "How sharply they tell better from worse",
    ("discount",): "What a month later is worth",
}


@dataclass(frozen=True, eq=False)
class Inputs:
    """What is uncertain under one reading of a case."""

    case: Case
    beliefs: Beliefs
    dists: Mapping[Path, Distribution]
    """Without trust."""
    by_trust: Floats
    """(D, L): draws of beliefs about them, least trust first."""

    @property
    def paths(self) -> list[Path]:
        """Of all of them, trust first."""
        return [TRUST, *self.dists]

    def says(self, path: Path) -> str:
        """Say what an input is."""
        return SAYS.get(path, ".".join(path))

    def value(self, path: Path, level: float) -> float:
        """Return an input's quantile; of trust, the trust that it is."""
        if path == TRUST:
            return self.trust(self._believed(level))
        return float(quantile(self.dists[path], np.array([level]))[0])

    def trust(self, about_them: Floats) -> float:
        """Return how probable it is that they are of a trusted character, by a belief (L,)."""
        return float(about_them[[each.trusted for each in _them(self.case)]].sum())

    def at(self, levels: Mapping[Path, float]) -> Terms:
        """Return the terms with some inputs at a quantile, the rest at their centre."""

        def read(given: Uncertain, path: Path) -> float:
            if path not in levels:
                return given.median
            return float(quantile(given.dist, np.array([levels[path]]))[0])

        about_us, about_them = self.beliefs.central
        if TRUST in levels:
            about_them = self._believed(levels[TRUST])
        return terms(self.case, read, (about_us, about_them))

    def _believed(self, level: float) -> Floats:
        """Return the draw of beliefs about them, (L,), that stands so far from the least trust."""
        return np.asarray(self.by_trust[round(level * (len(self.by_trust) - 1))])


def inputs(case: Case, beliefs: Beliefs) -> Inputs:
    """Return what is uncertain in the encounter of a case, in its own order."""
    dists: dict[Path, Distribution] = {}

    def note(given: Uncertain, path: Path) -> float:
        if not isinstance(given.dist, Point):
            dists[path] = given.dist
        return given.median

    terms(case, note, beliefs.central)
    trust = beliefs.them[:, [each.trusted for each in _them(case)]].sum(1)
    return Inputs(case, beliefs, dists, beliefs.them[np.argsort(trust, kind="stable")])


def without(these: Terms, *, channel: str) -> Terms:
    """Return the terms without a channel."""
    return replace(these, channels=tuple(each for each in these.channels if each.name != channel))


def verified(these: Terms, step: str, chance: float) -> Terms:
    """Return the terms with a step of theirs verified with another chance."""
    us, them = these.steps
    return replace(these, steps=(us, {**them, step: replace(them[step], verify=chance)}))


def _them(case: Case) -> list[TheirCharacter]:
    assert case.characters is not None
    return list(case.characters.them.values())
