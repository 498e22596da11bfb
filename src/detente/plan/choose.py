"""The rule by which a roadmap is recommended, and what stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from detente.plan.results import Candidate

LEAST_YES = 0.5
"""A trusted counterpart must say yes at least so often."""

Reason = Literal["value", "acceptance", "cap", "nothing"]


def fault(candidate: Candidate, trusted: Sequence[str], cap: float | None) -> Reason | None:
    """Return why a roadmap may not be recommended, None where it may.

    A trusted counterpart, whichever it is, must say yes at least half the time, the trap loss must stay under the cap, and
    the value of trying must be positive.
    """
    if candidate.trying.whole <= 0:
        return "nothing"
    if any(candidate.accepts_by[name] < LEAST_YES for name in trusted):
        return "acceptance"
    if cap is not None and candidate.trap_loss > cap:
        return "cap"
    return None


def order(candidates: Sequence[Candidate], trusted: Sequence[str], cap: float | None) -> list[int]:
    """Return candidates by number, the best first: those that may be recommended before the others, by value."""

    def rank(number: int) -> tuple[bool, float, int, int]:
        one = candidates[number]
        return (fault(one, trusted, cap) is not None, -one.value, len(one.lines), number)

    return sorted(range(len(candidates)), key=rank)


def front(candidates: Sequence[Candidate]) -> list[int]:
    """Return the Pareto front by number, the greatest value first: no other has as much value and less trap loss."""
    found: list[int] = []
    least = float("inf")
    for number in sorted(
        range(len(candidates)), key=lambda n: (-candidates[n].value, candidates[n].trap_loss)
    ):
        if candidates[number].trap_loss < least:
            found.append(number)
            least = candidates[number].trap_loss
    return found
