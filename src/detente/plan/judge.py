"""One roadmap judged: what it is worth, whether they say yes, and what it costs if it is a trap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.encounter.build import build
from detente.encounter.foresee.appraise import Appraisal, appraised
from detente.encounter.game import Floats
from detente.encounter.road import Road
from detente.encounter.solution import Options
from detente.encounter.solve import solve
from detente.encounter.terms import Terms
from detente.plan.belief import TRUSTS, trusting
from detente.plan.commitment import commitments
from detente.plan.reply import Trap, deceptions, trap
from detente.plan.results import Candidate, Deception, Need
from detente.plan.shared import known_from


@dataclass(frozen=True, eq=False)
class Judgement:
    """A roadmap judged, and what it was judged from."""

    candidate: Candidate
    appraisal: Appraisal
    trap: Trap


def judge(
    terms: Terms,
    road: Road,
    options: Options,
    *,
    full: bool,
    asked: Floats | None = None,
    rounds: int | None = None,
    before: Judgement | None = None,
) -> Judgement:
    """Solve a roadmap and judge it from the beliefs of ``terms``.

    full: whether it holds every step; asked : (N, L), further beliefs about them before the yes to look from;
    rounds: other than the case's; before: a roadmap of the same terms and options, what is the same there is taken over.
    """
    encounter = build(terms, road, rounds)
    known = (
        None
        if before is None
        else known_from(encounter, before.appraisal.encounter, before.appraisal.solution)
    )
    solution = solve(encounter.game, options, known=known)
    seen = appraised(encounter, solution)
    lure = trap(seen)
    beliefs = np.zeros((0, len(terms.beliefs[1]))) if asked is None else asked
    lures = deceptions(seen, lure)
    worst = worst_of(lures)
    today = along_trust(seen)
    curve, losses = trying_from(seen, today), losses_from(seen, lure, today)
    taken = 0
    if known is not None:
        taken = sum(int((known.at(t, xs) >= 0).sum()) for t, xs in enumerate(solution.states))
        taken *= solution.how[0][0].size
    trust = today[:, trusted(terms)].sum(1)
    candidate = Candidate(
        lines=[[str(act) if act else None for act in line] for line in road.lines],
        full=full,
        commitments=commitments(encounter),
        accepts=seen.acceptance.overall,
        accepts_by={
            person.name: float(chance)
            for person, chance in zip(terms.people[1], seen.acceptance.chance, strict=True)
        },
        other_acceptances=seen.acceptance.others,
        value=seen.refused + seen.trying.whole,
        not_engaging=seen.refused,
        trying=seen.trying,
        by_character={person.name: seen.split(j) for j, person in enumerate(terms.people[1])},
        trap_loss=worst.loss if worst else 0.0,
        given_away=worst.given_away if worst else 0.0,
        deceptions=lures,
        need=need(seen, lures),
        curve=np.stack([trust, curve], 1).tolist(),
        trap_curve=np.stack([trust, losses], 1).tolist(),
        seen_from=trying_from(seen, beliefs).tolist(),
        trap_from=losses_from(seen, lure, beliefs).tolist(),
        outcomes=seen.outcomes,
        residual=solution.worst,
        acceptance_residual=seen.acceptance.residual,
        solved=solution.points - taken,
        unsettled=solution.counts["unsettled"],
        taken=taken,
    )
    return Judgement(candidate, seen, lure)


def worst_of(lures: Sequence[Deception]) -> Deception | None:
    """Return the untrusted character whose best reply costs us most, or brings us least; who refuses counts last."""
    return min(lures, key=lambda each: (each.refuses, each.ours.whole), default=None)


def trusted(terms: Terms) -> list[int]:
    """Return which of their characters are trusted."""
    return [j for j, person in enumerate(terms.people[1]) if person.trusted]


def at_trust(terms: Terms, trust: Floats) -> Floats:
    """Return beliefs about them, (N, L), with so much trust, (N,): among the trusted, and among the others, in today's proportions."""
    return trusting(terms.beliefs[1], np.array([person.trusted for person in terms.people[1]]), trust)


def along_trust(seen: Appraisal) -> Floats:
    """Return beliefs about them, (N, L), from no trust to full trust."""
    return at_trust(seen.encounter.terms, TRUSTS)


def trying_from(seen: Appraisal, today: Floats) -> Floats:
    """Return the value of trying, (N,), from beliefs about them before the yes, (N, L)."""
    if not len(today):
        return np.zeros(0)
    return seen.seen_from(np.repeat(seen.about_us[None], len(today), 0), today)["trying"]


def losses_from(seen: Appraisal, lure: Trap, today: Floats) -> Floats:
    """Return the trap loss, (N,), from beliefs about them before the yes, (N, L)."""
    if not len(today):
        return np.zeros(0)
    about_us = np.repeat(seen.about_us[None], len(today), 0)
    return lure.loss(about_us, seen.after_yes(about_us, today))


def need(seen: Appraisal, lures: list[Deception]) -> Need:
    """Return how much trust is needed: where what trusted characters bring outweighs the worst best reply of an untrusted one."""
    these = trusted(seen.encounter.terms)
    mass = seen.today[these]
    gained = np.array([seen.split(j).whole for j in these])
    if not len(gained):
        return Need("nobody trusted", None)
    good = float(gained @ mass / mass.sum()) if mass.sum() > 0 else float(gained.mean())
    bad = min((each.ours.whole for each in lures if not each.refuses), default=0.0)
    if good <= 0:
        return Need("none suffices", None)
    if bad >= 0:
        return Need("none needed", None)
    return Need("some", -bad / (good - bad))
