"""What moves with time, read off plays: outcomes, acts, trust, tension, by the end of each round."""

from __future__ import annotations

import numpy as np

from detente.encounter.build import COMPLETED, DONE, LAPSE, SIGNALS, WALKOUT, WAR, Encounter
from detente.encounter.foresee.along import OUTCOMES, done_name
from detente.encounter.foresee.appraise import REFUSAL
from detente.encounter.foresee.paths import Paths, ended
from detente.encounter.foresee.ranges import Ranges
from detente.encounter.foresee.results import QUANTILES, Fan, Milestone, Trust
from detente.encounter.game import SIDES, Flags, Floats
from detente.encounter.terms import TENSIONS


def river(encounter: Encounter, plays: Paths, accepted: float) -> dict[str, list[float]]:
    """Return for each outcome its chance by the end of each round; the last row has all. ``accepted``: chance of a yes."""
    ends = ended(encounter, plays)[1:]
    left = _left(encounter, plays)
    parts: dict[str, Floats] = {
        "real deal": (ends == COMPLETED) & (plays.sham == 0),
        "hollow deal": (ends == COMPLETED) & (plays.sham != 0),
        "walkout by us": (ends == WALKOUT) * left[0],
        "walkout by them": (ends == WALKOUT) * left[1],
        "lapse": ends == LAPSE,
        "war": ends == WAR,
    }
    found = {REFUSAL: [max(0.0, 1 - accepted)] * plays.rounds}
    for name in OUTCOMES:
        found[name] = [float(accepted * (row @ plays.weight)) for row in parts[name]]
    return found


def milestones(encounter: Encounter, plays: Paths, accepted: float, spread: Ranges) -> list[Milestone]:
    """Return for each act, in the order of the roadmap, how likely it is to be seen done, and by when."""
    found = []
    places = [0, 0]
    done = [acts_done(encounter, plays, side) for side in (0, 1)]
    for number, line in enumerate(encounter.road.lines, 1):
        for side, act in enumerate(line):
            if act is None:
                continue
            place = places[side]
            places[side] += 1
            by = [float(accepted * (row @ plays.weight)) for row in done[side][1:] > place]
            name = done_name(side, place, encounter.game.rounds)
            found.append(
                Milestone(
                    line=number,
                    side=SIDES[side],
                    act=str(act),
                    says=encounter.terms.steps[side][act.step].says,
                    chance=spread.span(name, by[-1]),
                    by_round=by,
                    median=next((t for t, chance in enumerate(by, 1) if chance >= 0.5), None),
                )
            )
    return found


def trust(encounter: Encounter, plays: Paths, trusted: Flags) -> dict[str, Trust]:
    """Return how beliefs move, where they mean it and where it is a trap."""
    ours = np.array([person.trusted for person in encounter.terms.people[0]])
    about_them = plays.belief_them[..., trusted].sum(-1)
    about_us = plays.belief_us[..., ours].sum(-1)
    kinds = {"if they mean it": trusted[plays.them], "if it is a trap": ~trusted[plays.them]}
    return {
        name: Trust(
            _fan(about_them[:, which], plays.weight[which]), _fan(about_us[:, which], plays.weight[which])
        )
        for name, which in kinds.items()
        if which.any() and plays.weight[which].sum() > 0
    }


def progress(encounter: Encounter, plays: Paths) -> Fan:
    """Return how many acts are done."""
    done = acts_done(encounter, plays, 0) + acts_done(encounter, plays, 1)
    return _fan(done.astype(float), plays.weight)


def tension(encounter: Encounter, plays: Paths) -> dict[str, list[float]]:
    """Return the tension of talks that go on; nothing where a case has no shocks."""
    if encounter.around.tensions == 1:
        return {}
    states = len(encounter.game.states)
    found: dict[str, list[float]] = {name: [] for name in TENSIONS}
    for row in plays.state[:-1]:  # after the last round no talks go on
        on = row < states
        weight = plays.weight * on
        level = encounter.tension[np.where(on, row, 0)]
        for number, name in enumerate(TENSIONS):
            found[name].append(float(weight[level == number].sum() / weight.sum()) if weight.any() else 0.0)
    return found


def acts_done(encounter: Encounter, plays: Paths, side: int) -> Floats:
    """Return (T + 1, N): how many acts of a side have been seen done."""
    signals = encounter.game.sides[side].signals
    done = signals.index(SIGNALS[DONE]) if SIGNALS[DONE] in signals else -2
    seen = np.cumsum(plays.signal[:, side] == done, axis=0)
    return np.concatenate([np.zeros((1, seen.shape[1]), dtype=seen.dtype), seen])


def _left(encounter: Encounter, plays: Paths) -> tuple[Floats, Floats]:
    """Return (N,) each: whether we, and they, left; a half each where both did in one round."""
    who = [
        (plays.signal[:, side] == game_side.signals.index("left")).any(0).astype(float)
        for side, game_side in enumerate(encounter.game.sides)
    ]
    both = 0.5 * who[0] * who[1]
    return who[0] - both, who[1] - both


def _fan(values: Floats, weight: Floats) -> Fan:
    """Return quantiles by round of (rounds, N) values."""
    return Fan(
        [
            [float(q) for q in np.quantile(row, QUANTILES, weights=weight, method="inverted_cdf")]
            for row in values
        ]
    )
