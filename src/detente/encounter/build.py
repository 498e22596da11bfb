"""From a case to a game of arrays: steps, shams, exposure, tension, ends, as ``docs/explanation/model.md`` defines them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from detente.encounter.compose import chances_of_table
from detente.encounter.game import SIDES, Chances, Flags, Floats, Game, Ints, Side, frozen
from detente.encounter.road import Road, calming
from detente.encounter.terms import TENSIONS, Terms, scales
from detente.encounter.world import Around

MOVES = ("step", "hold", "sham", "leave")
STEP, HOLD, SHAM, LEAVE = range(4)
BASE = (1.0, 0.5, 0.05, 0.01)
"""Base rates of the moves, per round."""
SIGNALS = ("held", "done", "exposed", "left")
HELD, DONE, EXPOSED, LEFT = range(4)
ENDS = ("completed", "walkout", "lapse", "war")
COMPLETED, WALKOUT, LAPSE, WAR = range(4)
COMPONENTS = ("steps", "tension", "word")
"""Where points come from: what steps give and cost; tension, channels and war; one's word and walkouts."""


class Points(NamedTuple):
    """One component of what a side can gain; the axes are those of ``game.Side``."""

    gain: Floats
    """(X, A, B, K, 1)"""
    arrival: Floats
    """(X, K)"""
    worth: Floats
    """(X, S us, S them, E, K)"""


@dataclass(frozen=True, eq=False)
class Encounter:
    """A roadmap's game, and what its states mean."""

    terms: Terms
    road: Road
    around: Around
    game: Game
    done: Ints
    """(X, 2): acts done by us and by them."""
    exposed: Flags
    """(X, 2): whether each side was ever exposed."""
    tension: Ints
    """(X,)"""
    outside: Ints
    """(X,): 1 where the outside factor holds, 0 where it does not or there is none."""
    due: Flags
    """(X, 2): whether a side has a step due."""
    points: tuple[dict[str, Points], dict[str, Points]]
    """By side, by component; they add up to what the game holds."""


def build(terms: Terms, road: Road, rounds: int | None = None) -> Encounter:
    """Return the game of a roadmap. ``rounds``: other than the case's."""
    return _Builder(terms, road).build(terms.rounds if rounds is None else rounds)


class _Builder:
    def __init__(self, terms: Terms, road: Road) -> None:
        self.terms, self.road, self.around = terms, road, Around(terms)
        self.people = terms.people
        self.counts = (len(road.orders[0]), len(road.orders[1]))
        pairs = list(self._pairs())
        tensions, outsides = self.around.tensions, self.around.outsides
        rows = [
            (m, n, us, them, tension, outside)
            for m, n in pairs
            for us in self._flags(0, m)
            for them in self._flags(1, n)
            for tension in range(tensions)
            for outside in range(outsides)
        ]
        table = np.array(rows, dtype=np.int64)
        self.done, self.exposed = table[:, :2], table[:, 2:4].astype(bool)
        self.tension, self.outside = table[:, 4], table[:, 5]
        self.X = len(table)
        self.place = np.full((self.counts[0] + 1, self.counts[1] + 1, 2, 2, tensions, outsides), -1)
        self.place[tuple(table.T)] = np.arange(self.X)
        self.is_due = np.array(
            [
                [[road.due(side, (m, n)) for side in (0, 1)] for n in range(self.counts[1] + 1)]
                for m in range(self.counts[0] + 1)
            ]
        )
        """(M + 1, N + 1, 2)"""
        self.due = self.is_due[self.done[:, 0], self.done[:, 1]]
        """(X, 2)"""
        self.moves = tuple([a for a in range(4) if self.opened[side][:, a].any()] for side in (0, 1))
        """The moves that a side ever has; so too the signals: what nobody can give is no part of a game."""
        self.signals = tuple([s for s in range(4) if self.given[side][:, s].any()] for side in (0, 1))

    def _pairs(self) -> Iterator[tuple[int, int]]:
        """Yield how many acts of each side may be done, in the order in which they are reached."""
        seen, coming = {(0, 0)}, [(0, 0)]
        while coming:
            m, n = coming.pop(0)
            yield m, n
            us, them = self.road.due(0, (m, n)), self.road.due(1, (m, n))
            for after in ((m + us, n), (m, n + them), (m + us, n + them)):
                if after not in seen and after != self.counts:
                    seen.add(after)
                    coming.append(after)

    def _flags(self, side: int, done: int) -> tuple[int, ...]:
        """Return whether a side may have been exposed once it has done so many acts, or is at the next."""
        acts = self.road.orders[side][: done + 1]
        return (0, 1) if any(self.terms.steps[side][act.step].verify < 1 for act in acts) else (0,)

    def build(self, rounds: int) -> Encounter:
        points = self._points()
        names = self._names()
        start = int(self.place[0, 0, 0, 0, self.around.start, self.around.outside_now])
        game = Game(
            title=str(self.road),
            us=self._side(0, points[0]),
            them=self._side(1, points[1]),
            states=names,
            ends=ENDS,
            start=start,
            rounds=rounds,
            chances=self._chances(last=False),
            last=self._chances(last=True),
        )
        return Encounter(
            self.terms,
            self.road,
            self.around,
            game,
            self.done,
            self.exposed,
            self.tension,
            self.outside,
            self.due,
            points,
        )

    # --- what can be done, and what is seen of it ------------------------------------------------------------------

    @cached_property
    def chance(self) -> tuple[Floats, Floats]:
        """By side (X, 2): verify and delivers of the act that is next; 1 where none is due."""
        found = []
        for side in (0, 1):
            acts = [self.terms.steps[side][act.step] for act in self.road.orders[side]]
            table = np.array([(deed.verify, deed.delivers) for deed in acts] + [(1.0, 1.0)])
            found.append(np.where(self.due[:, side, None], table[self.done[:, side]], 1.0))
        return found[0], found[1]

    @cached_property
    def opened(self) -> tuple[Flags, Flags]:
        """By side (X, A): moves that are open."""
        found = []
        for side in (0, 1):
            table = np.ones((self.X, len(MOVES)), dtype=bool)
            table[:, STEP] = self.due[:, side]
            table[:, SHAM] = self.due[:, side] & (self.chance[side][:, 0] < 1)
            found.append(table)
        return found[0], found[1]

    @cached_property
    def given(self) -> tuple[Flags, Flags]:
        """By side (X, S): signals that can be given."""
        found = []
        for side in (0, 1):
            verify, delivers = self.chance[side].T
            due, sham = self.due[:, side], self.opened[side][:, SHAM]
            table = np.zeros((self.X, 4), dtype=bool)
            table[:, [HELD, LEFT]] = True
            table[:, DONE] = due & ((delivers > 0) | sham)
            table[:, EXPOSED] = sham & ((delivers < 1) | (verify > 0))
            found.append(table)
        return found[0], found[1]

    def _side(self, side: int, points: dict[str, Points]) -> Side:
        people, X = self.people[side], self.X
        verify, delivers = self.chance[side].T
        due, sham = self.due[:, side], self.opened[side][:, SHAM]
        moves, signals = self.moves[side], self.signals[side]
        shows = np.zeros((X, len(MOVES), len(SIGNALS)))
        shows[:, HOLD, HELD] = shows[:, LEAVE, LEFT] = 1
        shows[:, STEP, DONE] = delivers
        shows[:, STEP, EXPOSED] = np.where(sham, 1 - delivers, 0)
        shows[:, STEP, HELD] = np.where(sham, 0, 1 - delivers)
        shows[:, SHAM, EXPOSED], shows[:, SHAM, DONE] = verify, 1 - verify
        return Side(
            name=SIDES[side],
            characters=tuple(person.name for person in people),
            moves=tuple(MOVES[a] for a in moves),
            signals=tuple(SIGNALS[s] for s in signals),
            care=self.terms.care[side],
            **frozen(
                belief=self.terms.beliefs[side],
                open=np.repeat(self.opened[side][:, None, moves], len(people), axis=1),
                shows=shows[:, moves][:, :, signals],
                gain=sum(each.gain for each in points.values()),
                arrival=sum(each.arrival for each in points.values()),
                worth=sum(each.worth for each in points.values()),
                last_worth=sum(each.worth for each in points.values()),
                discount=[self.terms.discount],
                announced=np.where(due, moves.index(STEP) if STEP in moves else -1, -1),
                base=[BASE[a] for a in moves],
                scale=scales(self.terms, side),
            ),
        )

    # --- where things lead -------------------------------------------------------------------------------------------

    def _after(self, s: int, r: int) -> tuple[Ints, Ints, Flags, Flags]:
        """Return acts done and exposure after two signals: m, n, (X,); us and them, (X,)."""
        m = np.minimum(self.done[:, 0] + (s == DONE), self.counts[0])
        n = np.minimum(self.done[:, 1] + (r == DONE), self.counts[1])
        return m, n, self.exposed[:, 0] | (s == EXPOSED), self.exposed[:, 1] | (r == EXPOSED)

    def _chances(self, last: bool) -> Chances:
        tensions, outsides, E = self.around.tensions, self.around.outsides, len(ENDS)
        targets = E + tensions * outsides
        chance = np.zeros((self.X, 4, 4, targets))
        to = np.broadcast_to(self.X + np.arange(targets), chance.shape).copy()
        war = self.around.war
        for s, r in np.ndindex(4, 4):
            can = self.given[0][:, s] & self.given[1][:, r]
            m, n, us, them = self._after(s, r)
            complete = (m == self.counts[0]) & (n == self.counts[1])
            left = LEFT in (s, r)
            chance[:, s, r, COMPLETED] = can & complete
            chance[:, s, r, WALKOUT] = can & ~complete & left
            if left:
                continue
            on = can & ~complete
            lapse = 1.0 if last else self.terms.lapse
            chance[:, s, r, LAPSE] = on * lapse
            if last:
                continue
            moves = np.zeros((self.X, tensions, outsides))
            for done in set(zip(m[on].tolist(), n[on].tolist(), strict=True)):
                here = on & (m == done[0]) & (n == done[1])
                table = self.around.moves(calming(self.terms, self.road, *done))
                moves[here] = table[self.tension[here], self.outside[here]]
            moves *= 1 - lapse
            chance[:, s, r, WAR] = (moves * war[:, None]).sum((1, 2))
            chance[:, s, r, E:] = (moves * (1 - war[:, None])).reshape(self.X, -1)
            next_states = self.place[m, n, us.astype(int), them.astype(int)]
            to[:, s, r, E:] = next_states.reshape(self.X, -1)
        kept = np.ix_(range(self.X), *self.signals)
        return chances_of_table(to[kept].reshape(-1, targets), chance[kept].reshape(-1, targets))

    # --- points ------------------------------------------------------------------------------------------------------

    def _points(self) -> tuple[dict[str, Points], dict[str, Points]]:
        tables: list[dict[str, Points]] = []
        for people in self.people:
            K = len(people)
            tables.append(
                {
                    name: Points(
                        np.zeros((self.X, 4, 4, K, 1)),
                        np.zeros((self.X, K)),
                        np.zeros((self.X, 4, 4, len(ENDS), K)),
                    )
                    for name in COMPONENTS
                }
            )
        for side in (0, 1):
            self._add_steps(side, tables)
            self._add_shams(side, tables[side])
            tables[side]["tension"].arrival[:] = self.around.toll(side)[self.tension]
        self._add_ends(tables)
        (us, them), signals = self.moves, self.signals
        cut = [
            {
                name: Points(
                    each.gain[:, own][:, :, other], each.arrival, each.worth[:, signals[0]][:, :, signals[1]]
                )
                for name, each in table.items()
            }
            for table, own, other in zip(tables, (us, them), (them, us), strict=True)
        ]
        return cut[0], cut[1]

    def act_worth(self, side: int, of: int) -> Floats:
        """Return (acts of ``side``, O, characters of side ``of``): points of an act that is delivered."""
        factor = self.terms.outside
        rows = []
        for act in self.road.orders[side]:
            deed = self.terms.steps[side][act.step]
            amounts = (deed.changes - deed.costs if of == side else deed.gives + deed.changes) * act.share
            by_state = []
            for outside in range(self.around.outsides):
                kept = factor is None or outside or deed.reversible
                worth = amounts if kept else amounts * factor.goods  # type: ignore[union-attr]
                by_state.append([person.values @ worth for person in self.people[of]])
            rows.append(by_state)
        return np.array(rows).reshape(len(rows), self.around.outsides, len(self.people[of]))

    def _add_steps(self, side: int, tables: list[dict[str, Points]]) -> None:
        due, delivers = np.flatnonzero(self.due[:, side]), self.chance[side][:, 1]
        place = self.done[due, side]
        for of in (0, 1):
            worth = self.act_worth(side, of)[place, self.outside[due]] * delivers[due, None]
            gain = tables[of]["steps"].gain
            if of == side:
                gain[due, STEP, :, :, 0] += worth[:, None, :]
            else:
                gain[due, :, STEP, :, 0] += worth[:, None, :]

    def _add_shams(self, side: int, table: dict[str, Points]) -> None:
        words = np.array([person.word for person in self.people[side]])
        for place, act in enumerate(self.road.orders[side]):
            deed = self.terms.steps[side][act.step]
            here = self.due[:, side] & (self.done[:, side] == place)
            price = deed.verify + (1 - deed.verify) * deed.surfaces
            table["word"].gain[here, SHAM, :, :, 0] -= (
                price * self.binding[side][self.done[here, 0], self.done[here, 1]][:, None] * words
            )[:, None, :]

    @cached_property
    def binding(self) -> tuple[Floats, Floats]:
        """By side (M + 1, N + 1): the product of what binds its word after so many acts."""
        found = (
            np.ones((self.counts[0] + 1, self.counts[1] + 1)),
            np.ones((self.counts[0] + 1, self.counts[1] + 1)),
        )
        for m, n in np.ndindex(*found[0].shape):
            for doer, count in enumerate((m, n)):
                for step, share in self.road.shares(doer, count, self.terms).items():
                    for side in (0, 1):
                        found[side][m, n] *= self.terms.steps[doer][step].binds[side] ** share
        return found

    def _add_ends(self, tables: list[dict[str, Points]]) -> None:
        shape = (self.counts[0] + 1, self.counts[1] + 1)
        back = self._taken_back(shape)
        whole = self.around.after(calming(self.terms, self.road, *self.counts))
        cut = {
            (m, n): self.around.after(calming(self.terms, self.road, m, n, broken=True))
            for m, n in np.ndindex(*shape)
        }
        for side, people in enumerate(self.people):
            table = tables[side]
            walkout = np.array([person.values @ self.terms.walkout for person in people])
            words = np.array([person.word for person in people])
            broken = np.array([cut[m, n][side] for m, n in np.ndindex(*shape)]).reshape(
                *shape, self.around.tensions, self.around.outsides, len(people)
            )
            top = self.around.tensions - 1
            table["tension"].worth[:, :, :, WAR] = self.around.toll(side)[top] + self.around.war_worth(side)
            table["tension"].worth[:, :, :, COMPLETED] = whole[side][self.tension, self.outside][
                :, None, None
            ]
            for s, r in np.ndindex(4, 4):
                m, n, us, them = self._after(s, r)
                for end in (WALKOUT, LAPSE):
                    table["steps"].worth[:, s, r, end] = back[side][m, n]
                    table["tension"].worth[:, s, r, end] = broken[m, n, self.tension, self.outside]
                table["word"].worth[:, s, r, WALKOUT] = walkout
                owes = self.due[:, side] & self.is_due[m, n, side] & ~(them if side == 0 else us)
                price = (owes * self.binding[side][m, n])[:, None] * words
                if (s, r)[side] == LEFT:
                    table["word"].worth[:, s, r, WALKOUT] -= price
                table["word"].worth[:, s, r, LAPSE] -= price

    def _taken_back(self, shape: tuple[int, int]) -> tuple[Floats, Floats]:
        """Return by side (M + 1, N + 1, characters): the negative of what reversible acts have brought it."""
        found = []
        for of, people in enumerate(self.people):
            table = np.zeros((*shape, len(people)))
            for side in (0, 1):
                sums = np.zeros((shape[side], len(people)))
                for count in range(shape[side]):
                    for step, share in self.road.shares(side, count, self.terms).items():
                        deed = self.terms.steps[side][step]
                        amounts = deed.changes - deed.costs if of == side else deed.gives + deed.changes
                        if deed.reversible:
                            sums[count] += [person.values @ amounts * share for person in people]
                table -= sums[:, None] if side == 0 else sums[None]
            found.append(table)
        return found[0], found[1]

    # --- names -------------------------------------------------------------------------------------------------------

    def _names(self) -> tuple[str, ...]:
        factor = self.terms.outside
        names = []
        for (m, n), (us, them), tension, outside in zip(
            self.done.tolist(),
            self.exposed.tolist(),
            self.tension.tolist(),
            self.outside.tolist(),
            strict=True,
        ):
            # what is due tells how far talks are: acts of one line of the roadmap, which no other line has
            said = [
                self.road.said((m, n)),
                *(["us exposed"] if us else []),
                *(["them exposed"] if them else []),
            ]
            if self.around.tensions > 1:
                said.append(TENSIONS[tension])
            if factor is not None:
                said.append(f"{'with' if outside else 'without'} {factor.name}")
            names.append(", ".join(said))
        return tuple(names)
