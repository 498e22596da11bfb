"""An encounter told round by round, from the text of ``docs/explanation/model.md``: slow, no arrays, one history at a time.

It reads the plain data of a case whose inputs are numbers, and shares no line with what it is held against.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import prod
from typing import Any, NamedTuple

SIDES = ("us", "them")
TENSIONS = ("calm", "strained", "crisis")
OTHER = {"us": "them", "them": "us"}


class Act(NamedTuple):
    """A step or parts of it, on a line of the roadmap."""

    step: str
    share: float
    line: int
    last: bool
    """Whether the step is whole after it."""


class Happened(NamedTuple):
    """One round that is over: by side, what was shown, and whether an honest step was delivered."""

    signals: dict[str, str]
    delivered: dict[str, bool]
    outside: bool
    """As it was while the round was played."""


@dataclass(frozen=True)
class History:
    """What happened so far, today's tension, and whether the outside factor holds."""

    rounds: tuple[Happened, ...]
    tension: str
    outside: bool


class Outcome(NamedTuple):
    """One way in which a round can go: where it leads, and what that is worth to each character of each side."""

    chance: float
    signals: tuple[str, str]
    settled: dict[str, dict[str, float]]
    """Points at the act."""
    to: History | str
    """The next round, or an end."""
    worth: dict[str, dict[str, float]]
    """Points of the end, or the toll."""


class Rounds:
    """The rules, for one case."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.case = case
        self.goods = case["goods"]
        self.people = case["characters"]
        self.steps = case["steps"]
        self.shocks = case.get("shocks")
        self.outside = next(iter(case.get("outside", {}).values()), None)
        self.talks = {"start": "calm", **case.get("talks", {})}
        months = {"1 month": 1, "2 months": 2}[self.talks.get("round_length", "1 month")]
        self.delta = case.get("discount", 0.99) ** months
        self.acts: dict[str, list[Act]] = {"us": [], "them": []}
        for number, line in enumerate(case["roadmap"]):
            for side, written in line.items():
                step, _, part = written.partition(".")
                parts = self.steps[side][step].get("parts", 1)
                before = sum(round(act.share * parts) for act in self.acts[side] if act.step == step)
                count = 1 if part else parts - before
                self.acts[side].append(Act(step, count / parts, number, before + count == parts))
        self._z = cache(self._after)

    @property
    def start(self) -> History:
        """Before the first round."""
        tension = self.talks["start"] if self.shocks else "calm"
        return History((), tension, self.outside is None or self.outside["now"])

    # --- what a history says ---------------------------------------------------------------------------------------

    def step_of(self, side: str, act: Act) -> dict[str, Any]:
        """Return a step with its defaults."""
        unsaid = {
            "verify": 1,
            "surfaces": 0.3,
            "delivers": 1,
            "calms": 0,
            "reversible": False,
            "gives": {},
            "costs": {},
            "changes": {},
            "needs": [],
        }
        return unsaid | self.steps[side][act.step]

    def count(self, history: History, side: str) -> int:
        """Return how many acts of a side have shown done."""
        return sum(each.signals[side] == "done" for each in history.rounds)

    def was_exposed(self, history: History, side: str) -> bool:
        """Return whether a side was ever exposed."""
        return any(each.signals[side] == "exposed" for each in history.rounds)

    def next_act(self, history: History, side: str) -> Act | None:
        """Return a side's act that is due."""
        done = self.count(history, side)
        if done == len(self.acts[side]):
            return None
        act = self.acts[side][done]
        whole = {each.step for each in self.acts[side][:done] if each.last}
        asked = sum(each.line < act.line for each in self.acts[OTHER[side]])
        needed = all(need in whole for need in self.step_of(side, act)["needs"])
        return act if needed and self.count(history, OTHER[side]) >= asked else None

    def done_acts(self, history: History) -> Iterator[tuple[str, Act]]:
        """Yield every act that has shown done."""
        for side in SIDES:
            for act in self.acts[side][: self.count(history, side)]:
                yield side, act

    def word(self, history: History, side: str, character: str) -> float:
        """Return word · B after a history."""
        binds = [
            self.step_of(doer, act).get("binds", {}).get(side, 1) ** act.share
            for doer, act in self.done_acts(history)
        ]
        return float(self.people[side][character].get("word", 0) * prod(binds))

    def points(self, side: str, character: str, goods: dict[str, float]) -> float:
        """Return what amounts of goods are worth to a character."""
        values = self.people[side][character].get("values", {})
        return float(sum(values.get(good, 0) * amount for good, amount in goods.items()))

    def deed(self, doer: str, act: Act, side: str, character: str, outside: bool) -> float:
        """Return what an act that is carried out is worth to a character, settled while the outside factor is so."""
        step = self.step_of(doer, act)
        found = 0.0
        for good in self.goods:
            if doer == side:
                amount = step["changes"].get(good, 0) - step["costs"].get(good, 0)
            else:
                amount = step["gives"].get(good, 0) + step["changes"].get(good, 0)
            if self.outside is not None and not outside and not step["reversible"]:
                amount *= self.outside.get("when_not", {}).get(good, 1)
            found += self.points(side, character, {good: amount}) * act.share
        return found

    # --- a round ---------------------------------------------------------------------------------------------------

    def moves(self, history: History, side: str) -> list[str]:
        """Return the moves that are open to a side."""
        act = self.next_act(history, side)
        if act is None:
            return ["hold", "leave"]
        sham = ["sham"] if self.step_of(side, act)["verify"] < 1 else []
        return ["step", "hold", *sham, "leave"]

    def shown(self, history: History, side: str, move: str) -> list[tuple[float, str, bool]]:
        """Return the ways in which a move can go: chance, signal, whether a step is delivered."""
        if move in ("hold", "leave"):
            return [(1.0, {"hold": "held", "leave": "left"}[move], False)]
        act = self.next_act(history, side)
        assert act is not None
        step = self.step_of(side, act)
        if move == "sham":
            return [(step["verify"], "exposed", False), (1 - step["verify"], "done", False)]
        failed = "exposed" if step["verify"] < 1 else "held"
        return [(step["delivers"], "done", True), (1 - step["delivers"], failed, False)]

    def play(self, history: History, moves: dict[str, str], last: bool) -> Iterator[Outcome]:
        """Yield every way in which a round can go, after a move of each side."""
        for chance_us, signal_us, delivered_us in self.shown(history, "us", moves["us"]):
            for chance_them, signal_them, delivered_them in self.shown(history, "them", moves["them"]):
                happened = Happened(
                    {"us": signal_us, "them": signal_them},
                    {"us": delivered_us, "them": delivered_them},
                    history.outside,
                )
                settled = self.each(lambda side, who: self.settled(history, moves, happened, side, who))  # noqa: B023
                after = History((*history.rounds, happened), history.tension, history.outside)
                for chance, to, worth in self.follows(history, after, last):
                    if chance_us * chance_them * chance > 0:
                        signals = (signal_us, signal_them)
                        yield Outcome(chance_us * chance_them * chance, signals, settled, to, worth)

    def each(self, points: Any) -> dict[str, dict[str, float]]:
        """Return points by side and character."""
        return {side: {who: points(side, who) for who in self.people[side]} for side in SIDES}

    def settled(
        self, history: History, moves: dict[str, str], happened: Happened, side: str, who: str
    ) -> float:
        """Return what the acts of a round are worth to a character: what was delivered, and the price of a sham."""
        found = 0.0
        for doer in SIDES:
            act = self.next_act(history, doer)
            if happened.delivered[doer]:
                assert act is not None
                found += self.deed(doer, act, side, who, history.outside)
            if moves[doer] == "sham" and doer == side:
                assert act is not None
                step = self.step_of(doer, act)
                known = step["verify"] + (1 - step["verify"]) * step["surfaces"]
                found -= self.word(history, side, who) * known
        return found

    def follows(
        self, history: History, after: History, last: bool
    ) -> Iterator[tuple[float, History | str, dict[str, dict[str, float]]]]:
        """Yield what can follow once a round's signals are seen: chance, where it leads, what that is worth."""
        signals = after.rounds[-1].signals
        if all(self.count(after, side) == len(self.acts[side]) for side in SIDES):
            yield 1.0, "completed", self.each(lambda side, who: self.z(after, side, who, whole=True))
            return
        if "left" in signals.values():
            yield 1.0, "walkout", self.each(lambda side, who: self.broken(history, after, side, who))
            return
        lapse = 1.0 if last else self.talks["lapse"]
        yield lapse, "lapse", self.each(lambda side, who: self.broken(history, after, side, who))
        calm = self.calming(after, whole=True)
        for chance, tension, outside in self.world(after.tension, after.outside, calm):
            toll = self.each(lambda side, who: self.toll(tension, side, who))  # noqa: B023
            war = self.war(tension)
            yield (1 - lapse) * chance * (1 - war), History(after.rounds, tension, outside), toll
            lost = self.each(lambda side, who: self.toll(tension, side, who) + self.war_points(side, who))  # noqa: B023
            yield (1 - lapse) * chance * war, "war", lost

    # --- ends ------------------------------------------------------------------------------------------------------

    def broken(self, history: History, after: History, side: str, who: str) -> float:
        """Return what an end short of completion is worth: a walkout or a lapse."""
        signals = after.rounds[-1].signals
        walkout = "left" in signals.values()
        found = self.z(after, side, who, whole=False)
        counts = {"us": 0, "them": 0}
        for each in after.rounds:  # the exact negative of what reversible steps have brought
            for doer in SIDES:
                if each.signals[doer] == "done":
                    act = self.acts[doer][counts[doer]]
                    if self.step_of(doer, act)["reversible"]:
                        found -= self.deed(doer, act, side, who, each.outside)
                    counts[doer] += 1
        if walkout:
            found += self.points(side, who, self.case.get("outcomes", {}).get("walkout", {}))
        was_due = self.next_act(history, side) is not None and self.next_act(after, side) is not None
        owes = was_due and not self.was_exposed(after, OTHER[side])
        if owes and (signals[side] == "left" or not walkout):
            found -= self.word(after, side, who)
        return found

    # --- the world -------------------------------------------------------------------------------------------------

    def calming(self, history: History, *, whole: bool) -> float:
        """Return the product of 1 - calms; ``whole``: talks go on or were completed, so nothing is taken back or closed."""
        found = 1.0
        done = list(self.done_acts(history))
        for side, act in done:
            step = self.step_of(side, act)
            if whole or not step["reversible"]:
                found *= (1 - step["calms"]) ** act.share
        steps = {f"{side}.{act.step}" for side, act in done if act.last}
        for channel in self.case.get("channels", {}).values():
            if whole and (channel.get("open") or channel.get("opened_by") in steps):
                found *= 1 - channel["calms"]
        return found

    def world(self, tension: str, outside: bool, calm: float) -> Iterator[tuple[float, str, bool]]:
        """Yield the next tension and outside state with their chance: the factor flips, then tension moves."""
        states = [(1.0, True)]
        if self.outside is not None:
            change = self.outside["flip"] if outside else self.outside["flip_back"]
            states = [(change, not outside), (1 - change, outside)]
        for chance, holds in states:
            if self.shocks is None:
                yield chance, "calm", holds
                continue
            often = self.shocks["each_round"]
            if not holds:
                often *= self.outside.get("when_not", {}).get("each_round", 1)
            rises = min(1, often * self.shocks.get("escalate", 0.5) * calm)
            falls = (1 - rises) * self.shocks.get("fade", 0.4)
            at = TENSIONS.index(tension)
            yield chance * rises, TENSIONS[min(2, at + 1)], holds
            yield chance * falls, TENSIONS[max(0, at - 1)], holds
            yield chance * (1 - rises - falls), tension, holds

    def toll(self, tension: str, side: str, who: str) -> float:
        """Return what a round in a tension costs."""
        return self.points(side, who, (self.shocks or {}).get("toll", {}).get(tension, {}))

    def war(self, tension: str) -> float:
        """Return the chance of war in a tension."""
        return float(self.shocks.get("war", 0.02)) if self.shocks and tension == "crisis" else 0.0

    def war_points(self, side: str, who: str) -> float:
        """Return what war is worth."""
        return self.points(side, who, self.case.get("outcomes", {}).get("war", {}))

    def z(self, history: History, side: str, who: str, *, whole: bool) -> float:
        """Return what the world is worth without moves, from the tension of a history on."""
        calm = self.calming(history, whole=whole)
        return float(self._z(calm)[side, who, history.tension, history.outside])

    def _after(self, calm: float) -> dict[tuple[str, str, str, bool], float]:
        """Sum tolls and wars until what is left is discounted to nothing."""
        found = {}
        for tension in TENSIONS:
            for outside in (True, False):
                here = {(tension, outside): 1.0}
                sums = {(side, who): 0.0 for side in SIDES for who in self.people[side]}
                factor = 1.0
                while factor > 1e-13 and (self.shocks is not None):
                    then: dict[tuple[str, bool], float] = {}
                    for at, mass in here.items():
                        for chance, *to in self.world(*at, calm):
                            then[to[0], to[1]] = then.get((to[0], to[1]), 0.0) + mass * chance
                    for (at_tension, _), mass in then.items():
                        war = self.war(at_tension)
                        for side, who in sums:
                            lost = war * self.war_points(side, who) if war else 0.0
                            sums[side, who] += factor * mass * (self.toll(at_tension, side, who) + lost)
                    here = {at: mass * (1 - self.war(at[0])) for at, mass in then.items()}
                    factor *= self.delta
                for (side, who), total in sums.items():
                    found[side, who, tension, outside] = total
        return found

    def scale(self, side: str, who: str) -> float:
        """Return S: the root mean square worth of the case's steps, undivided and delivered, and of a walkout."""
        worths = [self.points(side, who, self.case.get("outcomes", {}).get("walkout", {}))]
        for doer in SIDES:
            for step in self.steps[doer]:
                worths.append(self.deed(doer, Act(step, 1.0, 0, True), side, who, outside=True))
        return float((sum(worth**2 for worth in worths) / len(worths)) ** 0.5)

    def key(self, history: History) -> tuple[Any, ...]:
        """Return the public state: acts done, exposure, tension, the outside factor."""
        return (
            *(self.count(history, side) for side in SIDES),
            *(self.was_exposed(history, side) for side in SIDES),
            history.tension,
            history.outside,
        )
