"""What would change the answer: inputs moved one at a time, all at once in seeded draws, and things that could be learned."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from detente.encounter.foresee.ranges import HIGH, LOW
from detente.encounter.game import Floats
from detente.encounter.road import Road
from detente.encounter.solution import Options
from detente.encounter.terms import Terms
from detente.plan.choose import fault, order
from detente.plan.information import worth_of
from detente.plan.inputs import Inputs, verified, without
from detente.plan.options import Planning
from detente.plan.results import NOTHING, Bar, Candidate, Information
from detente.plan.work import Desk, Judging
from detente.weigh.doubt.characters import Told

RESAMPLES = 999
"""Of the bootstrap."""
GAMES = 16
"""Drawn games, at most, that ranges are taken from."""

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, eq=False)
class Changes:
    """The finalists under other readings of the inputs. ``names`` and ``roads``: theirs, the recommended or best first."""

    inputs: Inputs
    names: Sequence[str]
    roads: Sequence[Road]
    options: Planning
    cap: float | None
    desk: Desk
    tell: Tell

    def best(self, found: Sequence[Candidate]) -> str:
        """Return which of the finalists the rule recommends."""
        first = order(found, self.trusted, self.cap)[0]
        return NOTHING if fault(found[first], self.trusted, self.cap) else self.names[first]

    @property
    def trusted(self) -> list[str]:
        """The names of their trusted characters."""
        return [person.name for person in self.inputs.at({}).people[1] if person.trusted]

    def tornado(self) -> list[Bar]:
        """Move each input to the ends of its 5-95 % range, all else at its centre; the widest bar first."""
        paths = self.inputs.paths
        ends = [self.inputs.at({path: level}) for path in paths for level in (LOW, HIGH)]
        found = self._under(ends, self.roads, "Moving inputs", self.options.coarse)
        bars = []
        for number, path in enumerate(paths):
            low, high = found[2 * number], found[2 * number + 1]
            bars.append(
                Bar(
                    path=".".join(path),
                    says=self.inputs.says(path),
                    low=self.inputs.value(path, LOW),
                    high=self.inputs.value(path, HIGH),
                    now=self.inputs.now(path),
                    at_low=low[0].trying.whole,
                    at_high=high[0].trying.whole,
                    best_low=self.best(low),
                    best_high=self.best(high),
                    share=None,
                    share_error=None,
                )
            )
        return sorted(bars, key=lambda bar: -abs(bar.at_high - bar.at_low))

    def drawn(self, bars: Sequence[Bar]) -> tuple[list[Bar], Floats, Floats]:
        """Draw all inputs at once. Return the bars with each input's share, and draws of the value of trying and of the trap loss.

        Shares are Sobol's total indices of the best roadmap's value of trying (Sobol 2001; Saltelli et al. 2010), in a
        seeded design on the rough grid; their error is a bootstrap's half width. The draws are from the
        design's two independent halves, on the coarse grid: a trap loss wants one.
        """
        if not self.options.samples:
            return list(bars), np.zeros(0), np.zeros(0)
        from scipy.stats import qmc, sobol_indices

        paths, n = self.inputs.paths, self.options.samples
        d = len(paths)
        design = qmc.Sobol(2 * d, rng=np.random.default_rng(self.options.seed)).random(n)
        A, B = design[:, :d], design[:, d:]
        mixed = [np.where(np.arange(d) == k, B, A) for k in range(d)]
        many = np.concatenate([A, B, *mixed])
        readings = [self.inputs.at(dict(zip(paths, row, strict=True))) for row in many.tolist()]
        found = self._under(readings, self.roads[:1], "Drawing games", self.options.rough)
        worth = np.array([each.trying.whole for (each,) in found]).reshape(d + 2, n)
        few = min(n, GAMES // 2)
        spans = self._spans([*readings[:few], *readings[n : n + few]])
        if np.ptp(worth[:2]) == 0:  # shares of nothing
            return list(bars), *spans
        indices = sobol_indices(func={"f_A": worth[:1], "f_B": worth[1:2], "f_AB": worth[2:, None]}, n=n)
        with warnings.catch_warnings():
            # an input that changes nothing has no spread to resample
            warnings.simplefilter("ignore")
            resampled = indices.bootstrap(confidence_level=HIGH - LOW, n_resamples=RESAMPLES)
        total, ends = indices.total_order.reshape(-1), resampled.total_order.confidence_interval
        half = np.nan_to_num(np.asarray(ends.high) - np.asarray(ends.low)).reshape(-1) / 2
        place = {".".join(path): k for k, path in enumerate(paths)}
        with_shares = [
            replace(
                bar,
                share=float(np.clip(total[place[bar.path]], 0, 1)),
                share_error=float(half[place[bar.path]]),
            )
            for bar in bars
        ]
        return with_shares, *spans

    def learned(
        self, now: Sequence[Candidate], told: Mapping[str, Told], says: Mapping[str, str]
    ) -> list[Information]:
        """Return what could be learned, or changed so that more is seen, and what that is worth.

        ``now``: the finalists on the coarse grid, seen from what each indicator would leave us believing, if seen and if not,
        in the order of ``told``. Inspections and channels are solved again.
        """
        values = _worths(now)
        found = []
        for number, (name, each) in enumerate(told.items()):
            after = np.array([[*(one.seen_from[2 * number + k] for one in now), 0.0] for k in (0, 1)])
            worth, choices = worth_of(values, after, np.array([each.chance, 1 - each.chance]))
            chosen = {what: self._name(int(n)) for what, n in zip(("seen", "unseen"), choices, strict=True)}
            found.append(Information("indicator", name, says[name], worth, chosen))
        return found + self._changed()

    def _changed(self) -> list[Information]:
        these = self.inputs.at({})
        changed: list[tuple[Literal["inspection", "no inspection", "channel"], str, str, Terms]] = []
        steps = dict.fromkeys(act.step for road in self.roads for act in road.orders[1])
        for name in steps:
            deed = these.steps[1][name]
            if deed.verify < 1:
                changed.append(("inspection", f"them.{name}", deed.says, verified(these, name, 1.0)))
                changed.append(("no inspection", f"them.{name}", deed.says, verified(these, name, 0.0)))
        for line in these.channels:
            changed.append(("channel", line.name, line.says, without(these, channel=line.name)))
        readings = [these, *(each[-1] for each in changed)]
        found = self._under(readings, self.roads, "Inspections and channels", self.options.rough)
        values = _worths(found[0])
        result = []
        for (kind, name, says, _), several in zip(changed, found[1:], strict=True):
            worth, choices = worth_of(values, _worths(several)[None], np.ones(1))
            result.append(Information(kind, name, says, worth, {"changed": self._name(int(choices[0]))}))
        return result

    def _name(self, number: int) -> str:
        return self.names[number] if number < len(self.names) else NOTHING

    def _under(
        self, readings: Sequence[Terms], roads: Sequence[Road], what: str, points: int
    ) -> list[list[Candidate]]:
        """Return the roadmaps under each of many readings, on a grid of so many points along an edge."""
        nothing = np.zeros((0, self.inputs.beliefs.them.shape[1]))
        jobs = [Judging(each, tuple(roads), Options(points=(points, points)), nothing) for each in readings]
        return self.desk.judge(jobs, lambda done, total: self.tell(what, done, total))

    def _spans(self, readings: Sequence[Terms]) -> tuple[Floats, Floats]:
        found = self._under(readings, self.roads[:1], "Drawing games for ranges", self.options.coarse)
        return (
            np.array([each.trying.whole for (each,) in found]),
            np.array([each.trap_loss for (each,) in found]),
        )


def _worths(found: Sequence[Candidate]) -> Floats:
    """Return the values of trying of roadmaps, and of not engaging."""
    return np.array([*(each.trying.whole for each in found), 0.0])
