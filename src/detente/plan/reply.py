"""The trap: what each untrusted character does if it replies as is best for it, and what that costs us.

We keep to our strategy, and both sides go on believing by the equilibrium, whatever is done: an exact best reply, on the
grid of the solution. The equilibrium's own deceiver errs now and then, and so in our favour.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.encounter.build import COMPONENTS, Encounter
from detente.encounter.foresee.along import (
    Along,
    Part,
    along,
    arrays,
    backwards,
    chosen,
    expected,
    exposed_by,
    exposed_name,
    grids,
    joined,
    points,
)
from detente.encounter.foresee.appraise import Appraisal
from detente.encounter.foresee.results import Split
from detente.encounter.game import Flags, Floats
from detente.encounter.simplex import interpolate_at
from detente.encounter.solution import Solution
from detente.plan.results import Deception


@dataclass(frozen=True, eq=False)
class Replies:
    """What is best for each of their characters, everywhere, if we keep to a solution."""

    solution: Solution
    moves: tuple[NDArray[np.int8], ...]
    """By round: (states of the round, G us, G them, L): the move."""
    worth: Floats
    """(G us, G them, L), points: what it is worth to each of them at the start."""

    def acts(self, t: int) -> Floats:
        """Return what both sides do in a round, in the layout of the solution's strategies: we as it says, they so."""
        game = self.solution.game
        found = self.solution.strategies[t].copy()
        cut = len(game.us.characters) * len(game.us.moves)
        pure = self.moves[t][..., None] == np.arange(len(game.them.moves))
        found[..., cut:] = pure.reshape(*found.shape[:3], found.shape[3] - cut)
        return found


def replies(encounter: Encounter, solution: Solution) -> Replies:
    """Return the best reply of each of their characters to our strategies, from the last round to the first.

    It weighs our characters by the public belief about us. Of equally good moves it takes the first.
    """
    from detente.encounter.foresee.kernel import best_reply

    game, them = solution.game, solution.game.them
    beliefs = grids(solution)
    gain = np.broadcast_to(
        them.gain,
        (
            len(game.states),
            len(them.moves),
            len(game.us.moves),
            len(them.characters),
            len(game.us.characters),
        ),
    ).copy()
    rows = [
        expected(game, chances, them.arrival, worth)
        for chances, worth in ((game.chances, them.worth), (game.last, them.last_worth))
    ]
    moves = [
        np.zeros((len(xs), *map(len, beliefs), len(them.characters)), dtype=np.int8) for xs in solution.states
    ]

    def fill(t: int, onward: Floats, found: Floats) -> Part:
        played = (
            arrays(game, t, solution.options.points),
            (them.open, gain, rows[t == game.rounds - 1], them.discount),
            solution.strategies[t],
            solution.place[min(t + 1, game.rounds - 1)],
        )
        return lambda first, upto: best_reply(
            solution.states[t], first, upto, *played, onward, *beliefs, moves[t], found
        )

    worth = backwards(solution, (len(them.characters),), fill)
    return Replies(solution, tuple(moves), worth[0][solution.place[0, game.start]])


@dataclass(frozen=True, eq=False)
class Trap:
    """What follows from best replies, for us as the character that we are."""

    encounter: Encounter
    replies: Replies
    sums: Along
    """Our points by component, and if asked for the chance that they were exposed by each round."""

    @cached_property
    def untrusted(self) -> Flags:
        """(L,): which of their characters are not trusted."""
        return np.array([not person.trusted for person in self.encounter.terms.people[1]])

    def theirs(self, about_us: Floats, about_them: Floats) -> Floats:
        """Return (N, L), points: what its best reply brings each of them over not engaging.

        about_us : (N, K) and about_them : (N, L), beliefs after the yes.
        """
        found = interpolate_at(self.replies.worth, about_us, about_them, self.sums.solution.options.points)
        return np.asarray(found - self.encounter.around.not_engaging[1])

    def ours(self, about_us: Floats, about_them: Floats) -> dict[str, Floats]:
        """Return by component (N, L), points: what each, once it has said yes, brings us over not engaging."""
        solution, terms = self.sums.solution, self.encounter.terms
        table = self.sums.tables[0][solution.place[0, solution.game.start]]
        at = interpolate_at(table, about_us, about_them, solution.options.points)[:, 0]
        found = {name: at[..., self.sums.names.index(f"us.{name}")] for name in COMPONENTS}
        found["tension"] = found["tension"] - self.encounter.around.not_engaging[0][terms.we_are]
        return found

    def gained(self, about_us: Floats, about_them: Floats) -> dict[str, Floats]:
        """Return the same, and 0 from whom talks, even so, bring less than not engaging: it refuses."""
        begins = self.theirs(about_us, about_them) >= 0
        return {name: np.where(begins, each, 0.0) for name, each in self.ours(about_us, about_them).items()}

    def loss(self, about_us: Floats, about_them: Floats) -> Floats:
        """Return (N,), points: what the worst untrusted character costs us; 0 where none costs us anything."""
        gained = sum(self.gained(about_us, about_them).values())
        return np.asarray(np.max(np.maximum(-gained, 0), axis=1, where=self.untrusted, initial=0.0))

    def known_by(self, about_us: Floats, about_them: Floats, j: int) -> Floats:
        """Return (T,): the chance that character j was exposed by the end of each round; beliefs (K,) and (L,)."""
        found = self.sums.at(0, self.encounter.game.start, about_us, about_them)
        names = (exposed_name(1, t + 1) for t in range(self.encounter.game.rounds))
        return np.array([found[name][0, j] for name in names])


def trap(appraisal: Appraisal, *, exposure: bool = False) -> Trap:
    """Return what follows if each of them replies as is best for it. ``exposure``: also when it would be known."""
    encounter, solution = appraisal.encounter, appraisal.solution
    best = replies(encounter, solution)
    wanted = [points(encounter, [0]), *([exposed_by(encounter)] if exposure else [])]
    asked = chosen(joined(wanted), [encounter.terms.we_are])
    return Trap(encounter, best, along(encounter, solution, asked, best.acts))


def deceptions(appraisal: Appraisal, found: Trap) -> list[Deception]:
    """Return what each untrusted character does to us, from the beliefs of an appraisal after the yes.

    What steps give away is told on its own: calm bought by talks may hide it in the loss.
    """
    terms = appraisal.encounter.terms
    beliefs = appraisal.about_us[None], appraisal.acceptance.belief[None]
    theirs, ours = found.theirs(*beliefs)[0], found.gained(*beliefs)
    result = []
    for j, person in enumerate(terms.people[1]):
        if person.trusted:
            continue
        split = Split(**{name: float(each[0, j]) for name, each in ours.items()})
        result.append(
            Deception(
                name=person.name,
                refuses=bool(theirs[j] < 0),
                ours=split,
                theirs=float(theirs[j]),
                loss=max(0.0, -split.whole),
                given_away=max(0.0, -split.steps),
            )
        )
    return result
