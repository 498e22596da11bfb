"""The world around talks: how tension moves by itself, what it costs, and what it is worth to each once talks are over."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from detente.encounter.game import Floats
from detente.encounter.terms import Terms


@dataclass(frozen=True, eq=False)
class Around:
    """Tension and the outside factor of one encounter; O is 2 with an outside factor (0: it does not hold), else 1."""

    terms: Terms

    @property
    def tensions(self) -> int:
        """How many tensions can occur: one where the case has no shocks."""
        return 1 if self.terms.world is None else 3

    @property
    def start(self) -> int:
        """Today's tension, among those that can occur."""
        return 0 if self.terms.world is None else self.terms.start

    @property
    def outsides(self) -> int:
        """How many states the outside factor has."""
        return 1 if self.terms.outside is None else 2

    @property
    def outside_now(self) -> int:
        """Its state today."""
        return 0 if self.terms.outside is None else int(self.terms.outside.now)

    @cached_property
    def flips(self) -> Floats:
        """(O, O): chance per round that the outside factor comes from the first state to the second."""
        factor = self.terms.outside
        if factor is None:
            return np.ones((1, 1))
        return np.array([[1 - factor.flip_back, factor.flip_back], [factor.flip, 1 - factor.flip]])

    @cached_property
    def war(self) -> Floats:
        """(tensions,): chance of war on arriving in each."""
        world = self.terms.world
        return np.zeros(1) if world is None else np.array([0.0, 0.0, world.war])

    def moves(self, calming: float) -> Floats:
        """Return (tensions, O, tensions, O): chances of the next tension and outside state; war is not in it yet.

        The outside factor flips first; a shock then raises tension by one level with each_round x escalate x calming,
        else it fades by one. ``calming`` is the product of 1 - calms over open channels and done steps.
        """
        world, factor = self.terms.world, self.terms.outside
        found = np.zeros((self.tensions, self.outsides, self.tensions, self.outsides))
        for then in range(self.outsides):
            if world is None:
                drift = np.ones((1, 1))
            else:
                often = world.each_round * (factor.each_round if factor is not None and not then else 1.0)
                rise = min(1.0, often * world.escalate * calming)
                drift = np.array(
                    [
                        [1 - rise, rise, 0.0],
                        [(1 - rise) * world.fade, (1 - rise) * (1 - world.fade), rise],
                        [0.0, (1 - rise) * world.fade, 1 - (1 - rise) * world.fade],
                    ]
                )
            found[:, :, :, then] = drift[:, None, :] * self.flips[:, then][None, :, None]
        return found

    def toll(self, side: int) -> Floats:
        """Return (tensions, characters): points on arriving in a tension."""
        world = self.terms.world
        people = self.terms.people[side]
        if world is None:
            return np.zeros((1, len(people)))
        return np.array([[person.values @ row for person in people] for row in world.toll])

    def war_worth(self, side: int) -> Floats:
        """Return (characters,): points of war."""
        return np.array([person.values @ self.terms.war for person in self.terms.people[side]])

    def after(self, calming: float) -> tuple[Floats, Floats]:
        """Return Z of us and of them, (tensions, O, characters), points: what the world is worth without moves, for ever.

        Z(tau) = sum P(tau' | tau) [toll + w War + (1 - w) delta Z(tau')], w the chance of war in tau'.
        """
        size = self.tensions * self.outsides
        moves = self.moves(calming).reshape(size, size)
        war = np.repeat(self.war, self.outsides)
        system = np.eye(size) - self.terms.discount * moves * (1 - war)
        found: list[Floats] = []
        for side in (0, 1):
            toll = np.repeat(self.toll(side), self.outsides, axis=0)
            once = moves @ (toll + war[:, None] * self.war_worth(side))
            if not once.any():  # nothing ever happens: also where nothing is discounted
                found.append(np.zeros((self.tensions, self.outsides, once.shape[1])))
                continue
            found.append(np.asarray(np.linalg.solve(system, once)).reshape(self.tensions, self.outsides, -1))
        return found[0], found[1]

    @cached_property
    def not_engaging(self) -> tuple[Floats, Floats]:
        """V0 of us and of them, (characters,): the world from today's tension, without steps, channels or walkouts."""
        us, them = self.after(1.0)
        return us[self.start, self.outside_now], them[self.start, self.outside_now]

    def war_by(self, rounds: int, calming: float = 1.0) -> Floats:
        """Return (tensions, O): the chance of war within so many rounds from each tension, without moves."""
        moves = self.moves(calming)
        found = np.zeros((self.tensions, self.outsides))
        for _ in range(rounds):
            ahead = self.war[:, None] + (1 - self.war[:, None]) * found
            found = np.einsum("topq,pq->to", moves, ahead)
        return found
