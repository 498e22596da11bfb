"""Go or stop: what going on is worth at each of our decision points over the better way to stop, and what would turn it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from detente.encounter.build import COMPONENTS, Encounter
from detente.encounter.foresee.along import Along, Wanted, along, chosen, points
from detente.encounter.foresee.appraise import Appraisal
from detente.encounter.foresee.paths import Paths
from detente.encounter.foresee.results import Split
from detente.encounter.game import Floats, Ints
from detente.encounter.simplex import interpolate_at
from detente.encounter.solution import Solution
from detente.encounter.verify import posterior
from detente.plan.belief import TRUSTS, trusting
from detente.plan.results import Margin, Tripwire
from detente.plan.way import DateOf, Station, acts_due, at, line_of, seen, trusted

SIGNALS_TOLD = ("exposed", "held", "done")
"""What may be a tripwire; who leaves has ended talks."""
LEAVING, NEVER = 0, 1
AGAINST: tuple[Literal["leaving now"], Literal["never stepping again"]] = (
    "leaving now",
    "never stepping again",
)


@dataclass(frozen=True, eq=False)
class Weighed:
    """Margins at N beliefs about them."""

    parts: Floats
    """(N, components), points: what going on is worth over the better way to stop."""
    against: Ints
    """(N,): which of ``AGAINST`` that is."""

    @property
    def whole(self) -> Floats:
        """(N,)"""
        return np.asarray(self.parts.sum(1))

    @property
    def wordless(self) -> Floats:
        """(N,): without the part of our word."""
        return self.whole - self.parts[:, COMPONENTS.index("word")]

    def split(self, n: int) -> Split:
        """Return one of them."""
        return Split(**dict(zip(COMPONENTS, self.parts[n].tolist(), strict=True)))


@dataclass(frozen=True, eq=False)
class Choices:
    """What we can do at any point of talks, as the character that we are, by component.

    *Going on*: we do our act now, or wait where none is due, and follow the equilibrium from the next round on. *Leaving now*:
    we leave in this round. *Never stepping again*: we wait in this round and in all that follow. The other side knows nothing
    of it: it plays, and both believe, by the equilibrium. So one whole course of action is weighed against another; this
    month's act against the same act next month is always nearly a tie.
    """

    encounter: Encounter
    solution: Solution
    on: Along
    """Our points under the equilibrium, among other things."""

    @classmethod
    def of(cls, appraisal: Appraisal) -> Choices:
        """Return those of an appraisal."""
        return cls(appraisal.encounter, appraisal.solution, appraisal.sums)

    @cached_property
    def wanted(self) -> Wanted:
        """Our points."""
        return chosen(points(self.encounter, [0]), [self.encounter.terms.we_are])

    @cached_property
    def never(self) -> Along:
        """Our points if we wait from any point on."""
        return along(self.encounter, self.solution, self.wanted, self._waiting)

    def _waiting(self, t: int) -> Floats:
        us = self.encounter.game.us
        found = self.solution.strategies[t].copy()
        hold = np.tile(np.array(us.moves) == "hold", len(us.characters))
        found[..., : len(hold)] = hold
        return found

    def band(self) -> float:
        """Return S / care of the character that we are, in points: what is less is no clear advice."""
        us = self.encounter.game.us
        return float(us.scale[self.encounter.terms.we_are] / us.care)

    def weigh(self, t: int, x: int, about_us: Floats, about_them: Floats) -> Weighed:
        """Weigh going on against stopping, at one belief about us (K,) and many about them (N, L)."""
        next_table = min(t + 1, self.encounter.game.rounds - 1)
        names = [self.on.names.index(f"us.{name}") for name in COMPONENTS]
        equilibrium = self.on.tables[next_table][..., names]
        move = "step" if self.encounter.due[x, 0] else "hold"
        on, leaving, waiting = (
            np.einsum("nl,nlc->nc", about_them, self._by(t, x, about_us, about_them, what, onward))
            for what, onward in (
                (move, equilibrium),
                ("leave", equilibrium),
                ("hold", self.never.tables[next_table]),
            )
        )
        better = np.where(leaving.sum(1) >= waiting.sum(1), LEAVING, NEVER)
        stop = np.where((better == LEAVING)[:, None], leaving, waiting)
        return Weighed(on - stop, better)

    def _by(self, t: int, x: int, about_us: Floats, about_them: Floats, move: str, onward: Floats) -> Floats:
        """Return (N, L, C), points: our move now, and later what ``onward``, a table of the next round, holds."""
        game, solution, wanted = self.encounter.game, self.solution, self.wanted
        N, last = len(about_them), t == game.rounds - 1
        us = np.repeat(about_us[None], N, axis=0)
        flat = interpolate_at(
            solution.strategies[t][solution.place[t, x]], us, about_them, solution.options.points
        )
        cut = len(game.us.characters) * len(game.us.moves)
        strategies = (
            flat[:, :cut].reshape(N, -1, len(game.us.moves)),
            flat[:, cut:].reshape(N, -1, len(game.them.moves)),
        )
        shows = [side.shows[x % len(side.shows)] for side in game.sides]
        chance_us, chance_them = (each @ show for each, show in zip(strategies, shows, strict=True))
        seen_us, seen_them = (
            np.einsum("nk,nks->ns", belief, each)
            for belief, each in ((us, chance_us), (about_them, chance_them))
        )
        a = game.us.moves.index(move)
        row = (wanted.last if last else wanted.row)[x][:, :, 0]
        found: Floats = np.einsum("nlb,blc->nlc", strategies[1], wanted.gain[x, a, :, 0])
        chances = game.chances_in(t)
        for s in np.flatnonzero(shows[0][a]):
            after_us = posterior(us, chance_us[:, :, s], seen_us[:, s])
            for r in range(len(game.them.signals)):
                value = np.repeat(row[s, r][None], N, axis=0)
                after_them = posterior(about_them, chance_them[:, :, r], seen_them[:, r])
                line = (x * len(game.us.signals) + s) * len(game.them.signals) + r
                for entry in range(chances.start[line], chances.start[line + 1]):
                    to = int(chances.to[entry])
                    if last or to >= len(game.states):
                        continue
                    table = onward[solution.place[t + 1, to]][:, :, 0]
                    later = interpolate_at(table, after_us, after_them, solution.options.points)
                    value = value + wanted.factor * chances.chance[entry] * later
                found += shows[0][a, s] * chance_them[:, :, r, None] * value
        return found


def root(xs: Floats, ys: Floats, near: float) -> float | None:
    """Return where a line through points crosses 0, of several crossings the one nearest to ``near``; None where none does."""
    found = []
    for x, y, onward, beyond in zip(xs[:-1], ys[:-1], xs[1:], ys[1:], strict=True):
        if (y < 0) != (beyond < 0):
            found.append(float(x + (onward - x) * y / (y - beyond)))
    return min(found, key=lambda each: abs(each - near)) if found else None


def margins(choices: Choices, stations: Sequence[Station], date_of: DateOf) -> list[Margin]:
    """Return whether to go on or to stop at each of our acts along the way."""
    encounter, band = choices.encounter, choices.band()
    believed = trusted(encounter, 1)
    found = []
    for here in stations:
        for side, act in acts_due(encounter, here):
            if side:
                continue
            trust = float(here.about_them[believed].sum())
            one = choices.weigh(here.t, here.x, here.about_us, here.about_them[None])
            curve: list[list[float]] = []
            turns = None
            if believed.any() and not believed.all():
                trusts = TRUSTS
                many = choices.weigh(
                    here.t, here.x, here.about_us, trusting(here.about_them, believed, trusts)
                )
                curve = np.stack([trusts, many.whole, many.wordless], 1).tolist()
                turns = root(trusts, many.whole, trust)
            margin = float(one.whole[0])
            found.append(
                Margin(
                    line=line_of(encounter, 0, act),
                    act=f"us.{act}",
                    says=encounter.terms.steps[0][act.step].says,
                    round=here.t + 1,
                    date=date_of(here.t),
                    trust=trust,
                    against=AGAINST[one.against[0]],
                    margin=one.split(0),
                    band=band,
                    advice="go" if margin > band else "stop" if margin < -band else "indifferent",
                    word_alone=_word_alone(one),
                    turns_at=turns,
                    curve=curve,
                )
            )
    return found


def _word_alone(one: Weighed) -> bool:
    return bool(one.whole[0] >= 0 > one.wordless[0])


def tripwires(
    appraisal: Appraisal, choices: Choices, stations: Sequence[Station], plays: Paths, date_of: DateOf
) -> list[Tripwire]:
    """Return what, seen of an act of theirs along the way, turns our margin, or its part without our word, negative.

    The margin is that of the round after, in the state and at the belief that the signal leads to, if we did what was due.
    What raises trust turns nothing: then the act that comes next is why, and ``margins`` tells it. Exposure is always told,
    with kind ``go on`` where even then going on is worth more than stopping. Nothing is told once we have given all.
    """
    encounter, solution = choices.encounter, choices.solution
    game, believed = encounter.game, trusted(encounter, 1)
    found = []
    for here in stations:
        if encounter.done[here.x, 0] + encounter.due[here.x, 0] == len(encounter.road.orders[0]):
            continue
        before = choices.weigh(here.t, here.x, here.about_us, here.about_them[None])
        strategies = at(solution, here)
        _, after_us = seen(game.us, here.x, strategies[0], here.about_us)
        chance, after_them = seen(game.them, here.x, strategies[1], here.about_them)
        s = game.us.signals.index("done" if encounter.due[here.x, 0] else "held")
        for side, act in acts_due(encounter, here):
            for r, signal in enumerate(game.them.signals):
                if side == 0 or signal not in SIGNALS_TOLD or chance[r] <= 0:
                    continue
                to = _next(encounter, here, s, r)
                if to is None:
                    continue
                trust, now = (float(belief[believed].sum()) for belief in (here.about_them, after_them[r]))
                after = choices.weigh(here.t + 1, to, after_us[s], after_them[r][None])
                kind = _kind(before, after, signal == "exposed")
                if kind is None or (now > trust and signal != "exposed"):
                    continue
                found.append(
                    Tripwire(
                        kind=kind,
                        round=here.t + 1,
                        date=date_of(here.t),
                        act=f"them.{act}",
                        says=encounter.terms.steps[1][act.step].says,
                        signal=signal,
                        chance=appraisal.acceptance.overall * _often(encounter, plays, here, signal),
                        before=trust,
                        trust=now,
                        margin=after.split(0),
                    )
                )
    return found


def _kind(before: Weighed, after: Weighed, exposed: bool) -> Literal["stop", "only our word", "go on"] | None:
    if after.whole[0] < 0:
        return "stop" if exposed or before.whole[0] >= 0 else None
    if after.wordless[0] < 0:
        return "only our word" if exposed or not _word_alone(before) else None
    return "go on" if exposed else None


def _next(encounter: Encounter, here: Station, s: int, r: int) -> int | None:
    """Return the state that two signals most likely lead to; None where talks are over then."""
    game = encounter.game
    chances = game.chances_in(here.t)
    line = (here.x * len(game.us.signals) + s) * len(game.them.signals) + r
    entries = range(chances.start[line], chances.start[line + 1])
    onward = [e for e in entries if chances.to[e] < len(game.states)]
    return int(chances.to[max(onward, key=lambda e: chances.chance[e])]) if onward else None


def _often(encounter: Encounter, plays: Paths, here: Station, signal: str) -> float:
    """Return how often talks come to their act of a station and it is answered so; waiting: the first time it is due."""
    states, act = len(encounter.game.states), encounter.done[here.x, 1]
    right = encounter.due[:, 1] & (encounter.done[:, 1] == act) & ~encounter.exposed[:, 1]
    on = plays.state[:-1] < states
    due = on & right[np.minimum(plays.state[:-1], states - 1)]
    if signal == "held":
        due &= np.cumsum(due, axis=0) == 1
    shown = due & (plays.signal[:, 1] == encounter.game.them.signals.index(signal))
    return float(plays.weight @ shown.any(0))
