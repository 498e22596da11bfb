"""Check an equilibrium of a small game on its written-out tree, without grids or interpolation.

Beliefs only say what is chosen in an information set. What a move is worth there comes from chances in the tree, so that
Bayes' rule itself is under test.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from detente.encounter.game import Floats, Game
from detente.encounter.tree import MOST_ENDS, Chance, Choice, End, Knowledge, Onward, Tree, tree
from detente.encounter.verify import Check, Pair, most_of, posterior

Play = Callable[[int, int, Floats, Floats], Pair]
"""Round, state, belief about us (K,) and about them (L,) to the strategies of us (K, A) and of them (L, B)."""
Profile = tuple[dict[int, Floats], dict[int, Floats]]
"""Of us and of them: number of an information set to probabilities, in the order of its moves."""


def profile(game: Game, whole: Tree, play: Play) -> Profile:
    """Return what strategies in states and beliefs come to in every information set of the tree."""
    known: dict[tuple[tuple[int, ...], ...], Pair] = {}

    def beliefs(seen: tuple[tuple[int, ...], ...]) -> Pair:
        """Return what is believed after rounds of (state, signal of us, signal of them)."""
        if not seen:
            return game.us.belief, game.them.belief
        if seen not in known:
            before = beliefs(seen[:-1])
            x, *signals = seen[-1]
            strategies = play(len(seen) - 1, x, *before)
            after = []
            for side, belief, p, signal in zip(game.sides, before, strategies, signals, strict=True):
                chances = p @ side.shows[x % len(side.shows), :, signal]
                after.append(posterior(belief, chances, np.asarray(belief @ chances)))
            known[seen] = after[0], after[1]
        return known[seen]

    found: Profile = ({}, {})
    for side in (0, 1):
        for knows in whole.sets[side]:
            seen = tuple((each.x, each.us, each.them) for each in knows.past)
            strategies = play(knows.t, knows.x, *beliefs(seen))
            found[side][knows.number] = strategies[side][knows.character, list(knows.moves)]
    return found


def in_tree(game: Game, play: Play, most: int = MOST_ENDS) -> Check:
    """Check strategies on the written-out tree of a small game; raises TooLarge above ``most`` ends."""
    whole = tree(game, most)
    return check_profile(game, whole, profile(game, whole, play))


def check_profile(game: Game, whole: Tree, chosen: Profile) -> Check:
    """Check what is chosen in each information set of a game's tree."""
    walk = _Walk(game, whole, chosen)
    worst, where = 0.0, "nowhere"
    for i, side in enumerate(game.sides):
        for knows in whole.sets[i]:
            if (worths := walk.worths(knows)) is None:
                continue
            logits = np.log(side.base[list(knows.moves)]) + side.care / side.scale[knows.character] * worths
            weights = np.exp(logits - logits.max())
            off = most_of(weights / weights.sum() - chosen[i][knows.number])
            if not off <= worst:
                worst, where = off, f"{side.name}, round {knows.t + 1}, {knows.label}"
    best = [_best(game, whole, chosen, i) for i in (0, 1)]
    return Check((walk.value(0), walk.value(1)), (best[0], best[1]), worst, where)


def _best(game: Game, whole: Tree, chosen: Profile, side: int) -> Floats:
    """Return (K,): what best replies of one side are worth, found from its last choices to its first."""
    replies = dict(chosen[side])
    other = chosen[1 - side]
    for t in range(game.rounds - 1, -1, -1):
        walk = _Walk(game, whole, (replies, other) if side == 0 else (other, replies))
        for knows in whole.sets[side]:
            if knows.t == t and (worths := walk.worths(knows)) is not None:
                replies[knows.number] = np.eye(len(worths))[worths.argmax()]
    return _Walk(game, whole, (replies, other) if side == 0 else (other, replies)).value(side)


class _Walk:
    """One walk through the whole tree: what moves are worth in each information set, and what the whole is worth."""

    def __init__(self, game: Game, whole: Tree, chosen: Profile) -> None:
        self.game, self.chosen = game, chosen
        # of each information set: the chance that nature and the other side lead there, and worths times these chances
        self.reach: tuple[dict[int, float], dict[int, float]] = ({}, {})
        self.total: tuple[dict[int, Floats], dict[int, Floats]] = ({}, {})
        self.whole = [np.zeros(len(side.characters)) for side in game.sides]
        self._walk(whole.root, (1.0, 1.0, 1.0), (0.0, 0.0), (1.0, 1.0))

    def worths(self, knows: Knowledge) -> Floats | None:
        """Return what each move is worth, (moves,), in points of its round; None where nobody ever gets."""
        reach = self.reach[knows.side].get(knows.number, 0.0)
        return self.total[knows.side][knows.number] / reach if reach > 0 else None

    def value(self, side: int) -> Floats:
        """Return (K,): what the whole game is worth to each character, in points of the first round."""
        belief = self.game.sides[side].belief
        with np.errstate(divide="ignore", invalid="ignore"):
            found: Floats = np.where(belief > 0, self.whole[side] / belief, np.nan)
        return found

    def _walk(
        self,
        onward: Onward,
        chances: tuple[float, float, float],
        points: tuple[float, float],
        factor: tuple[float, float],
    ) -> tuple[float, float]:
        """Return what comes is worth; ``chances`` of nature, us and them to come here, ``points`` gathered so far."""
        node, here, rest = onward
        points = points[0] + factor[0] * here[0], points[1] + factor[1] * here[1]
        factor = factor[0] * rest[0], factor[1] * rest[1]
        if isinstance(node, End):
            reach = chances[0] * chances[1] * chances[2]
            for side in (0, 1):
                self.whole[side][node.characters[side]] += reach * points[side]
            return here
        us = them = 0.0
        if isinstance(node, Chance):
            for branch in node.branches:
                after = chances[0] * branch.chance, chances[1], chances[2]
                value = self._walk(branch.onward, after, points, factor)
                us, them = us + branch.chance * value[0], them + branch.chance * value[1]
        else:
            us, them = self._choice(node, chances, points, factor)
        return here[0] + rest[0] * us, here[1] + rest[1] * them

    def _choice(
        self,
        node: Choice,
        chances: tuple[float, float, float],
        points: tuple[float, float],
        factor: tuple[float, float],
    ) -> tuple[float, float]:
        side, number = node.knows.side, node.knows.number
        others = chances[0] * chances[2 - side]
        worths = []
        us = them = 0.0
        for branch, p in zip(node.branches, self.chosen[side][number], strict=True):
            after = (
                (chances[0], chances[1] * p, chances[2])
                if side == 0
                else (chances[0], chances[1], chances[2] * p)
            )
            value = self._walk(branch.onward, after, points, factor)
            worths.append(value[side])
            us, them = us + p * value[0], them + p * value[1]
        self.reach[side][number] = self.reach[side].get(number, 0.0) + others
        self.total[side][number] = self.total[side].get(number, 0.0) + others * np.array(worths)
        return us, them
