"""The game of a case as it stands: its own roadmap at central inputs, from the beliefs that weighing gives there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from detente.case.load import CaseFile
from detente.encounter.build import Encounter, build
from detente.encounter.game import Floats, Game
from detente.encounter.road import road
from detente.encounter.terms import require, terms
from detente.weigh import Options, weigh


def game_of_case(file: CaseFile, rounds: int | None = None) -> Game:
    """Return the game of a case under its title and marking; ``rounds``: other than the case's. Raises as ``encounter``."""
    case = file.case
    title = case.title if case.marking is None else f"{case.title} ({case.marking})"
    return replace(encounter(file, rounds).game, title=title)


def encounter(file: CaseFile, rounds: int | None = None) -> Encounter:
    """Return the game of a case's roadmap, and what its states mean.

    What they believe of us are the priors; what we believe of them is what weighing at central inputs leads to. Raises
    NotJudged where the case has no whole encounter, and what weighing raises.
    """
    require(file.case)
    these = terms(file.case)
    these = replace(these, beliefs=(these.beliefs[0], _about_them(file)))
    return build(these, road(file.case.roadmap, these), rounds)


def _about_them(file: CaseFile) -> Floats:
    """Return (characters,): how likely each of their characters is today."""
    found = weigh(file, Options(point=True)).characters["them"]
    chances = np.array([each.probability for each in found.values()])
    return np.asarray(chances / chances.sum())
