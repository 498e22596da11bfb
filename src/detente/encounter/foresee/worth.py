"""What verification and channels are worth to us: the game solved again with one of them changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from detente.encounter.foresee.appraise import Appraisal, appraise
from detente.encounter.foresee.results import Worth
from detente.encounter.road import Road
from detente.encounter.solution import Options
from detente.encounter.terms import Deed, Terms


def worths(
    terms: Terms,
    road: Road,
    base: Appraisal,
    options: Options,
    progress: Callable[[int, int], None] | None = None,
) -> list[Worth]:
    """Return what each verification of their steps, and each channel, is worth. ``base``: the same, unchanged."""
    jobs = list(_jobs(terms, road))
    found = []
    for number, (worth, variants) in enumerate(jobs):
        seen = {name: appraise(changed, road, options) for name, changed in variants.items()}
        found.append(
            replace(
                worth,
                changed={name: each.trying.whole - base.trying.whole for name, each in seen.items()},
                hollow={
                    name: each.outcomes["hollow deal"] - base.outcomes["hollow deal"]
                    for name, each in seen.items()
                },
            )
        )
        if progress is not None:
            progress(number + 1, len(jobs))
    return found


def _jobs(terms: Terms, road: Road) -> Iterator[tuple[Worth, dict[str, Terms]]]:
    done = list(dict.fromkeys(act.step for act in road.orders[1]))
    for name in done:
        deed = terms.steps[1][name]
        if deed.verify < 1:
            yield (
                Worth("verification", f"them.{name}", deed.says, deed.verify, {}, {}),
                {
                    "sure": _with(terms, replace(deed, verify=1.0)),
                    "none": _with(terms, replace(deed, verify=0.0)),
                },
            )
    for line in terms.channels:
        without = tuple(each for each in terms.channels if each is not line)
        yield (
            Worth("channel", line.name, line.says, line.calms, {}, {}),
            {"none": replace(terms, channels=without)},
        )


def _with(terms: Terms, deed: Deed) -> Terms:
    us, them = terms.steps
    return replace(terms, steps=(us, {**them, deed.name: deed}))
