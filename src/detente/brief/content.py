"""From an assessment to everything that the brief says: data first, pages second."""

from __future__ import annotations

from collections.abc import Collection

from detente.brief.ahead import ahead
from detente.brief.attempt import attempt
from detente.brief.bottom import bottom_line, said_with_a_word
from detente.brief.computed import computed
from detente.brief.document import Brief
from detente.brief.firm import confidence_line
from detente.brief.flips import flips
from detente.brief.ground import Ground
from detente.brief.outlooks import in_the_box, outlooks, questions
from detente.brief.parts_doubt import Mind
from detente.brief.phrase import Phrase, clean, say, theirs
from detente.brief.rests import rests
from detente.brief.since import since
from detente.brief.voices import matrix
from detente.brief.why import why
from detente.brief.wording import day, hash_short, number
from detente.case.model import Case
from detente.encounter.foresee.results import Futures
from detente.plan.results import Plan
from detente.weigh.results import Assessment
from detente.weigh.sides import Side

MOST_SENTENCES = 3
"""In the bottom line."""


def content(
    assessment: Assessment,
    documents: Collection[str] = (),
    old: Side | None = None,
    futures: Futures | None = None,
    plan: Plan | None = None,
) -> Brief:
    """Compute every sentence, word and number of the brief.

    ``documents``: the sources whose document was read when the case was loaded, and their quotes found in it; ``old``: an
    earlier answer, to say what changed since; ``futures``: where a meeting may lead, if that was looked into; ``plan``: what to try, likewise.
    What would change our mind is said where ``assessment.doubt`` is there.
    Raises DetenteError where the earlier answer is of another case.
    """
    case, doubt = assessment.case, assessment.doubt
    ground = Ground.of(assessment, documents)
    explanations, other = ground.rows, ground.other
    first = why(assessment, explanations, other)
    box = bottom_line(explanations, other)
    talks = in_the_box(futures, assessment.words) if futures else say()
    if talks and len(box) < MOST_SENTENCES:
        box, talks = (*box, talks), say()
    return Brief(
        title=clean(case.title),
        marking=clean(case.marking) if case.marking else "",
        explains=_explains(case),
        made=_made(assessment),
        drawn=assessment.draws > 0,
        bottom_line=box,
        bottom_note=say(
            talks,
            " " if talks and not assessment.draws else "",
            ""
            if assessment.draws
            else "No range was computed: every judgement was taken at its middle value only.",
        ),
        confidence=confidence_line(ground, doubt, said_with_a_word(explanations, other)) if doubt else say(),
        since=since(ground, old) if old else None,
        why=first,
        matrix=matrix(ground),
        mind=Mind(flips(ground, doubt), ahead(ground, doubt)) if doubt else None,
        outlooks=outlooks(ground, futures) if futures else None,
        attempt=attempt(plan, case, assessment.words, followed=futures is not None) if plan else None,
        questions=questions(ground, futures) if futures else None,
        rests=rests(ground),
        computed=computed(assessment, first.bands, futures, plan),
    )


def _explains(case: Case) -> tuple[Phrase, ...]:
    """Say on one line what the brief explains."""
    events = [case.evidence[name] for name in case.explains]
    if len(events) == 1:
        return (say("Explains one event: ", theirs(events[0].says), f", {day(events[0].date)}."),)
    lines = [say(theirs(event.says), f", {day(event.date)}") for event in events]
    return (say(f"Explains {number(len(events))} events:"), *lines)


def _made(assessment: Assessment) -> tuple[Phrase, ...]:
    """Say what was weighed by what, so that anyone can do it again."""
    drawn = f"{assessment.draws:,} recalculations" if assessment.draws else "middle values only"
    sides = assessment.case.sides
    return (
        say(f"As of {day(assessment.case.as_of)}"),
        say("we: ", theirs(sides.us, 60)),
        say("they: ", theirs(sides.them, 60)),
        say(f"Detente {assessment.version}"),
        say(f"case {hash_short(assessment.case_hash)}"),
        say(f"seed {assessment.seed}"),
        say(drawn),
    )
