"""Write a game of arrays as a tree in the .efg format of Gambit (https://www.gambit-project.org), by hand.

What the format cannot hold: base rates, which are left out; a care of each side, unless payoffs are told in units of
care; a discount other than as part of the payoffs. With base rates of 1, discounts of 1 and payoffs in units of care, the
logit equilibrium that Gambit finds at lambda 1 is an equilibrium of the game.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, localcontext
from typing import Literal

import numpy as np

from detente.case.visible import visible
from detente.encounter.check import check
from detente.encounter.game import Game
from detente.encounter.tree import Chance, Choice, Onward, Points, tree

Payoffs = Literal["points", "care"]
DIGITS = 400
"""Enough to add 1 and the least float without rounding."""


def efg(game: Game, payoffs: Payoffs = "points") -> str:
    """Return the text of an .efg file.

    ``payoffs``: ``points``, discounted to the first round; ``care``, these times care / scale, by character, the unit
    of the logit equations. Raises GameFaults, and TooLarge above ``tree.MOST_ENDS`` ends.
    """
    whole = tree(check(game))
    players = " ".join(_quoted(side.name) for side in game.sides)
    lines = [f"EFG 2 R {_quoted(game.title)} {{ {players} }}", _quoted(_comment(game, payoffs)), ""]
    lines += _Text(game, payoffs).lines(whole.root, (0.0, 0.0), (1.0, 1.0))
    return "\n".join(lines) + "\n"


def lost(game: Game, payoffs: Payoffs = "points") -> list[str]:
    """Return what an .efg file does not hold of this game, a sentence each."""
    found = []
    if payoffs == "points":
        cares = " and ".join(f"that of {side.name} ({side.care:g})" for side in game.sides)
        found.append(f"Care is left out, {cares}, with its scale: payoffs are in points.")
    for side in game.sides:
        opened = side.open.any((0, 1))
        if np.ptp(side.base[opened]) > 0:
            rates = ", ".join(f"{side.moves[a]} {side.base[a]:g}" for a in np.flatnonzero(opened))
            found.append(f"Base rates of {side.name} are left out ({rates}): the format has none.")
        if (side.discount != 1).any() and game.rounds > 1:
            found.append(
                f"Discounts of {side.name} are in the payoffs only, so that in a logit equilibrium of the tree later "
                "rounds are taken less to heart."
            )
        for k in np.flatnonzero(side.belief == 0):
            found.append(
                f"The character {side.characters[k]} of {side.name} is left out: its probability is 0."
            )
    return found


def _comment(game: Game, payoffs: Payoffs) -> str:
    units = "points" if payoffs == "points" else "points times care / scale: lambda 1 is the care of the game"
    rounds = f"{game.rounds} round{'' if game.rounds == 1 else 's'}"
    return " ".join([f"{rounds}. Payoffs in {units}.", *lost(game, payoffs)])


class _Text:
    """Lines of a tree, and the numbers and names that the format wants to be unique."""

    def __init__(self, game: Game, payoffs: Payoffs) -> None:
        self.units = [
            side.care / side.scale if payoffs == "care" else np.ones(len(side.characters))
            for side in game.sides
        ]
        self.chances = 0
        self.ends = 0
        self.labels: dict[object, str] = {}
        self.taken: set[tuple[int, str]] = set()

    def lines(self, onward: Onward, points: Points, factor: Points) -> Iterator[str]:
        """Yield the lines of a node and all below it; ``points`` were gathered before, what follows counts by ``factor``."""
        node = onward.node
        points = points[0] + factor[0] * onward.points[0], points[1] + factor[1] * onward.points[1]
        factor = factor[0] * onward.factor[0], factor[1] * onward.factor[1]
        if isinstance(node, Choice):
            knows = node.knows
            names = " ".join(_quoted(branch.name) for branch in node.branches)
            label = self._label(knows.side, knows.number, knows.label)
            yield f'p "" {knows.side + 1} {knows.number} {label} {{ {names} }} 0'
        elif isinstance(node, Chance):
            self.chances += 1
            shares = exact([branch.chance for branch in node.branches])
            names = " ".join(
                f"{_quoted(branch.name)} {share}" for branch, share in zip(node.branches, shares, strict=True)
            )
            yield f'c "" {self.chances} {_quoted(f"{node.label}, {self.chances}")} {{ {names} }} 0'
        else:
            self.ends += 1
            told = ", ".join(fixed(points[i] * float(self.units[i][node.characters[i]])) for i in (0, 1))
            yield f't "" {self.ends} {_quoted(f"{node.name}, {self.ends}")} {{ {told} }}'
            return
        for branch in node.branches:
            yield from self.lines(branch.onward, points, factor)

    def _label(self, side: int, number: int, label: str) -> str:
        """Return the quoted name of an information set: no two of a side may be called the same."""
        if (side, number) not in self.labels:
            text = _quoted(label)
            if (side, text) in self.taken:
                text = _quoted(f"{label}, {number}")
            self.taken.add((side, text))
            self.labels[side, number] = text
        return self.labels[side, number]


def fixed(value: float) -> str:
    """Return a number in digits that read back the same, without an exponent."""
    return format(Decimal(repr(value + 0.0)), "f")


def exact(chances: Sequence[float]) -> list[str]:
    """Return chances that sum to exactly 1, as Gambit asks: what is missing in the last digits goes to the largest."""
    found = [Decimal(repr(chance)) for chance in chances]
    largest = max(range(len(found)), key=lambda i: found[i])
    with localcontext(prec=DIGITS):
        found[largest] += 1 - sum(found)
    return [format(each, "f") for each in found]


def _quoted(text: str) -> str:
    # the format knows a backslash only before a quotation mark
    return '"' + visible(text).replace("\\", "/").replace('"', '\\"') + '"'
