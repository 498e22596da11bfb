"""Small encounters in numbers, made by a seed: two acts a side, one of them joint, reversible and seen at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from detente.encounter.build import Encounter, build
from detente.encounter.foresee.paths import Paths
from detente.encounter.game import Floats
from detente.encounter.road import Act, Road, RoadLine
from detente.encounter.terms import Deed, Outside, Person, Terms, World

GOODS = ("peace", "money")


def made_terms(
    seed: int,
    characters: tuple[int, int] = (2, 2),
    *,
    shocks: bool = True,
    outside: bool = False,
    rounds: int = 3,
    care: tuple[float, float] = (4.0, 2.0),
) -> Terms:
    """Return terms whose first character of each side is trusted and keeps its word, the others less so."""
    rng = np.random.default_rng(seed)

    def some(peace: tuple[float, float], money: tuple[float, float]) -> Floats:
        return np.array([rng.uniform(*peace), rng.uniform(*money)])

    def people(side: str, count: int) -> tuple[Person, ...]:
        """The first wants what the other side gives, the others hold to what it costs."""
        kinds = [some((2, 3), (0.5, 1)), some((0.5, 1.5), (2, 3)), some((1, 2), (1, 2))]
        words = [float(rng.uniform(4, 8)), float(rng.uniform(0, 1)), float(rng.uniform(1, 3))]
        return tuple(Person(f"{side}{k}", "", k == 0, words[k], kinds[k]) for k in range(count))

    def deed(name: str, **more: object) -> Deed:
        usual = Deed(
            name=name,
            says="",
            gives=some((1.5, 3), (0, 0.3)),
            costs=some((0, 0.1), (0.5, 1.5)),
            changes=some((0, 0.4), (-0.1, 0.1)),
            needs=(),
            verify=float(rng.uniform(0.3, 0.7)),
            surfaces=0.3,
            delivers=float(rng.uniform(0.8, 0.95)),
            parts=1,
            reversible=False,
            binds=(1.2, 1.4),
            calms=0.2,
        )
        return replace(usual, **more)  # type: ignore[arg-type]

    def steps(side: str) -> dict[str, Deed]:
        mild = deed(f"{side}.mild", verify=1.0, delivers=1.0, reversible=True, binds=(1.0, 1.0), calms=0.0)
        return {"mild": mild, "dear": deed(f"{side}.dear")}

    toll = np.array([[0.0, 0.0], [-0.2, 0.0], [-0.5, -0.1]])
    return Terms(
        goods=GOODS,
        people=(people("u", characters[0]), people("t", characters[1])),
        beliefs=(rng.dirichlet(np.full(characters[0], 3.0)), rng.dirichlet(np.full(characters[1], 3.0))),
        we_are=0,
        steps=(steps("us"), steps("them")),
        channels=(),
        world=World(each_round=0.4, escalate=0.6, fade=0.3, war=0.1, toll=toll) if shocks else None,
        outside=Outside("third", "", True, 0.2, 0.1, 1.5, np.array([1.0, 0.6])) if outside else None,
        walkout=np.array([-0.5, 0.0]),
        war=np.array([-6.0, -4.0]),
        start=1,
        lapse=0.08,
        rounds=rounds,
        discount=0.97,
        care=care,
    )


def whole(step: str) -> Act:
    """Return a step that is not cut into parts."""
    return Act(step, 1, 1, 1)


LINES: tuple[RoadLine, ...] = (
    (whole("mild"), whole("mild")),
    (None, whole("dear")),
    (whole("dear"), None),
)


def made(seed: int, characters: tuple[int, int] = (2, 2), **more: object) -> Encounter:
    """Return the encounter of ``made_terms`` with a road of a joint line, then their dear step, then ours."""
    return build(made_terms(seed, characters, **more), Road(LINES))  # type: ignore[arg-type]


def being(encounter: Encounter, character: int) -> Encounter:
    """Return the same encounter with another of our characters being us."""
    return replace(encounter, terms=replace(encounter.terms, we_are=character))


def mean(found: Paths, each: Floats, j: int) -> tuple[Floats, Floats]:
    """Return the mean over plays with their character j of numbers (N, ...), and its standard error."""
    chosen = found.them == j
    weight = found.weight[chosen] / found.weight[chosen].sum()
    middle = np.tensordot(weight, each[chosen], 1)
    spread = np.tensordot(weight, (each[chosen] - middle) ** 2, 1)
    return middle, np.sqrt(spread / chosen.sum())


def worth_of(encounter: Encounter, found: Paths) -> dict[str, Floats]:
    """Return by component (N,): what each play was worth to us, as the character that we are, in points.

    What was delivered counts in full, what was not counts nothing; word is as dear as a sham is expected to cost.
    """
    game, points = encounter.game, encounter.points[0]
    we, states = encounter.terms.we_are, len(game.states)
    hold, step = ([side.moves.index(move) for side in game.sides] for move in ("hold", "step"))
    done = [side.signals.index("done") for side in game.sides]
    total = {name: np.zeros(len(found.weight)) for name in points}
    for t in range(found.rounds):
        on = np.flatnonzero(found.state[t] < states)
        x, to = found.state[t, on], found.state[t + 1, on]
        (a, b), (s, r) = found.move[t][:, on], found.signal[t][:, on]
        for name, part in points.items():
            if name == "steps":  # the table holds what is expected of a step; what came of it is known here
                us, them = (side.shows[x, step[n], done[n]] for n, side in enumerate(game.sides))
                here = part.gain[x, a, hold[1], we, 0] * (s == done[0]) / np.where(us > 0, us, 1)
                here = here + part.gain[x, hold[0], b, we, 0] * (r == done[1]) / np.where(them > 0, them, 1)
            else:
                here = part.gain[x, a, b, we, 0]
            onward = part.arrival[np.minimum(to, states - 1), we]
            over = part.worth[x, s, r, np.maximum(to - states, 0), we]
            total[name][on] += encounter.terms.discount**t * (here + np.where(to < states, onward, over))
    return total
