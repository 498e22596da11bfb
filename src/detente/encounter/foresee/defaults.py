"""What a case leaves to the defaults of its encounter, said so that nobody takes it for a judgement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from detente.case.encounter import Talks
from detente.case.model import Case
from detente.encounter.game import SIDES


def unjudged(case: Case) -> str:
    """Return a sentence on the inputs that the case does not state; empty where it states all that count."""
    parts = [f"{what} ({', '.join(keys)})" for what, keys in _left_out(case) if keys]
    return f"Not judged in the case, so by default: {'; '.join(parts)}." if parts else ""


def _left_out(case: Case) -> Iterator[tuple[str, list[str]]]:
    talks = [key for key in Talks.model_fields if key not in case.talks.model_fields_set]
    if case.shocks is None and "start" in talks:
        talks.remove("start")  # tension never moves
    yield "how talks run", _keys("talks", talks)
    yield "how sharply sides choose", _keys("care", (s for s in SIDES if s not in case.care.model_fields_set))
    yield "what a month later is worth", [] if "discount" in case.model_fields_set else ["discount"]
    if case.shocks is None:
        yield "that no shock comes from outside", ["shocks"]
    else:
        said = case.shocks.model_fields_set
        yield (
            "how tension moves",
            _keys("shocks", (key for key in ("escalate", "fade", "war") if key not in said)),
        )
        yield "what tension costs", [] if "toll" in said else ["shocks.toll"]
    ends = case.outcomes.model_fields_set if case.outcomes else set()
    missing = [key for key in ("walkout", "war") if key not in ends and (key != "war" or case.shocks)]
    yield "what an end costs: nothing", _keys("outcomes", missing)
    surfaces = [
        f"steps.{side}.{name}.surfaces"
        for side in SIDES
        for name, step in getattr(case.steps, side).items()
        if step.verify.median < 1 and "surfaces" not in step.model_fields_set
    ]
    yield "whether a sham comes out later", surfaces


def _keys(section: str, keys: Iterable[str]) -> list[str]:
    return [f"{section}.{key}" for key in keys]
