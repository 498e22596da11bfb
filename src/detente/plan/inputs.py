"""The uncertain inputs of an encounter, and its terms with some of them moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from detente.case.model import Case
from detente.case.uncertain import Distribution, Point, Uncertain
from detente.encounter.foresee.ranges import Beliefs
from detente.encounter.game import Floats
from detente.encounter.terms import Terms, terms
from detente.weigh.inputs import quantile

Path = tuple[str, ...]
TRUST: Path = ("trust",)
THEIR_TRUST: Path = ("their trust",)
"""Stand for what weighing leaves open about them, and about what they believe of us; the other inputs are named by their path
in the case."""
SAYS = {
    TRUST: "Trust today",
    THEIR_TRUST: "Their trust in us today",
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
    """Without beliefs."""
    by_trust: Mapping[Path, Floats]
    """(D, characters): draws of beliefs about them, and about us, least trust first; without what is not open."""

    @property
    def paths(self) -> list[Path]:
        """Of all of them, beliefs first."""
        return [*self.by_trust, *self.dists]

    def says(self, path: Path) -> str:
        """Say what an input is."""
        return SAYS.get(path, ".".join(path))

    def value(self, path: Path, level: float) -> float:
        """Return an input's quantile; of beliefs, the trust that it is."""
        if path in self.by_trust:
            return self.trust(self._believed(path, level), path)
        return float(quantile(self.dists[path], np.array([level]))[0])

    def now(self, path: Path) -> float:
        """Return where an input stands: beliefs at their mean, the others at their median."""
        if path in self.by_trust:
            return self.trust(self.beliefs.central[path == TRUST], path)
        return self.dists[path].median

    def trust(self, belief: Floats, path: Path = TRUST) -> float:
        """Return how probable it is, by a belief (characters,), that they are, or that we are, of a trusted character."""
        return float(belief[_trusted(self.case, path)].sum())

    def at(self, levels: Mapping[Path, float]) -> Terms:
        """Return the terms with some inputs at a quantile, the rest at their centre."""

        def read(given: Uncertain, path: Path) -> float:
            if path not in levels:
                return given.median
            return float(quantile(given.dist, np.array([levels[path]]))[0])

        about_us, about_them = (
            self._believed(path, levels[path]) if path in levels else mean
            for path, mean in zip((THEIR_TRUST, TRUST), self.beliefs.central, strict=True)
        )
        return terms(self.case, read, (about_us, about_them))

    def _believed(self, path: Path, level: float) -> Floats:
        """Return the draw of beliefs, (characters,), that stands so far from the least trust."""
        draws = self.by_trust[path]
        return np.asarray(draws[round(level * (len(draws) - 1))])


def inputs(case: Case, beliefs: Beliefs) -> Inputs:
    """Return what is uncertain in the encounter of a case, in its own order."""
    dists: dict[Path, Distribution] = {}

    def note(given: Uncertain, path: Path) -> float:
        if not isinstance(given.dist, Point):
            dists[path] = given.dist
        return given.median

    terms(case, note, beliefs.central)
    by_trust = {}
    for path, draws in ((TRUST, beliefs.them), (THEIR_TRUST, beliefs.us)):
        trust = draws[:, _trusted(case, path)].sum(1)
        if np.ptp(draws, axis=0).any():
            by_trust[path] = draws[np.argsort(trust, kind="stable")]
    return Inputs(case, beliefs, dists, by_trust)


def without(these: Terms, *, channel: str) -> Terms:
    """Return the terms without a channel."""
    return replace(these, channels=tuple(each for each in these.channels if each.name != channel))


def verified(these: Terms, step: str, chance: float) -> Terms:
    """Return the terms with a step of theirs verified with another chance."""
    us, them = these.steps
    return replace(these, steps=(us, {**them, step: replace(them[step], verify=chance)}))


def _trusted(case: Case, path: Path) -> list[bool]:
    """Return which characters of theirs, or of ours, are trusted."""
    assert case.characters is not None
    people = case.characters.them if path == TRUST else case.characters.us
    return [each.trusted for each in people.values()]
