"""Write a game in Python: one line a rule, names for everything, arrays only at the end.

A method's keywords are those of the file's rules (``rules.py``): what is left out, a rule holds for all of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from detente.encounter.file import read_rules
from detente.encounter.game import Game

Some = str | Sequence[str]
Choice = Sequence[str] | Mapping[str, Sequence[str]]


class Draft:
    """A game while it is being written.

    ``us``, ``them``: character to its probability in the other side's eyes at the start, which sum to 1. ``rounds``:
    how many are played at most. ``ends``: names of all ends to which states lead; one named ``over``, worth 0, there is
    always. The first state written is that of the first round.
    """

    def __init__(
        self,
        title: str = "A game",
        *,
        us: Mapping[str, float],
        them: Mapping[str, float],
        rounds: int,
        ends: Sequence[str] = (),
    ) -> None:
        self.data: dict[str, Any] = {
            "detente_game": 1,
            "title": title,
            "rounds": rounds,
            "us": {"characters": dict(us)},
            "them": {"characters": dict(them)},
            "states": {},
            "ends": list(ends),
        }

    def state(self, name: str, *, us: Choice | None = None, them: Choice | None = None) -> None:
        """Add a state and the moves open in it: a list, or a list for each character; left out: one move, `wait`."""
        given = {"us": us, "them": them}
        self.data["states"][name] = {side: choice for side, choice in given.items() if choice is not None}

    def who(self, side: str, **settings: Any) -> None:
        """Set what a side is: name, care, base (move to base rate), scale (character to points)."""
        self.data[side].update(settings)

    def announce(self, side: str, move: str | None, *, state: Some | None = None) -> None:
        """Announce a move."""
        self._rule("announced", side=side, move=move, state=state)

    def shows(
        self, side: str, signals: str | Mapping[str, float], *, move: Some, state: Some | None = None
    ) -> None:
        """Say what is seen of a move: a signal, or signal to chance. Without it a move shows itself."""
        self._rule("shows", side=side, signals=signals, move=move, state=state)

    def leads(
        self,
        to: str | Mapping[str, float],
        *,
        state: Some | None = None,
        us: Some | None = None,
        them: Some | None = None,
        last: bool = False,
    ) -> None:
        """Say where a state leads after two signals: a state, or an end that ``ends`` names, or each to its chance. ``last``: in the last round."""
        self._rule("leads", last, to=to, state=state, us=us, them=them)

    def gains(
        self,
        side: str,
        points: float,
        *,
        state: Some | None = None,
        own: Some | None = None,
        other: Some | None = None,
        character: Some | None = None,
        other_character: Some | None = None,
    ) -> None:
        """Add points to the gain of a round."""
        which = {"own": own, "other": other, "character": character, "other_character": other_character}
        self._rule("gains", side=side, points=points, state=state, **which)

    def arrives(
        self, side: str, points: float, *, state: Some | None = None, character: Some | None = None
    ) -> None:
        """Add points to the gain on arriving in a state, undiscounted."""
        self._rule("arrives", side=side, points=points, state=state, character=character)

    def worth(
        self,
        side: str,
        points: float,
        *,
        end: Some | None = None,
        state: Some | None = None,
        us: Some | None = None,
        them: Some | None = None,
        character: Some | None = None,
        last: bool = False,
    ) -> None:
        """Add points to the worth of an end. Once one is given with ``last``, the last round has a table of its own."""
        which = {"end": end, "us": us, "them": them, "character": character}
        self._rule("worth", last, side=side, points=points, state=state, **which)

    def discounts(self, side: str, factor: float, *, state: Some | None = None) -> None:
        """Set what a point of the next round is worth."""
        self._rule("discounts", side=side, factor=factor, state=state)

    def _rule(self, section: str, last: bool = False, /, **rule: Any) -> None:
        kept = {key: value for key, value in rule.items() if value is not None or key == "move"}
        owner = self.data.setdefault("last", {}) if last else self.data
        owner.setdefault(section, []).append(kept)

    def game(self) -> Game:
        """Return the game, checked; raises GameFaults with everything that is wrong with it."""
        return read_rules(self.data)
