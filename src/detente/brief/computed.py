"""How it was computed, what that cannot do, and what the words mean."""

from __future__ import annotations

from detente.brief import reckoned, reckoned_plan
from detente.brief.firm import singles
from detente.brief.parts import Band
from detente.brief.parts_rests import Computed
from detente.brief.phrase import Phrase, clean, listed, say
from detente.brief.wording import NBSP, counted, figure, number, percent
from detente.case.words import ABOVE_HALF, BELOW_HALF, HIGHEST, LOWEST
from detente.encounter.foresee.results import Futures
from detente.plan.results import Plan
from detente.weigh.doubt.confidence import FEWEST_FOR_HIGH, FEWEST_FOR_MODERATE, MOVES
from detente.weigh.doubt.effects import TURNS
from detente.weigh.doubt.parts import Doubt
from detente.weigh.results import Assessment


def computed(
    assessment: Assessment, bands: tuple[Band, ...], futures: Futures | None = None, plan: Plan | None = None
) -> Computed:
    """Put the section together."""
    return Computed(
        title=say(_finding(assessment)),
        method=(
            *_method(assessment),
            *(reckoned.method(futures) if futures else ()),
            *(reckoned_plan.method(plan) if plan else ()),
        ),
        limits=(
            *_limits(assessment),
            *(reckoned.limits() if futures else ()),
            *(reckoned_plan.limits(plan) if plan else ()),
        ),
        facts=(
            *(reckoned.facts(futures) if futures else ()),
            *(reckoned_plan.facts(plan) if plan else ()),
            *_facts(assessment),
        ),
        notes=(*(clean(note) for note in assessment.notes), *(reckoned.notes(futures) if futures else ())),
        words=tuple(
            (band.word, f"{figure(band.low / 100)}–{figure(band.high / 100)}{NBSP}%") for band in bands
        ),
        words_note=say(
            "A word is chosen from the number, never the other way round: it is the word whose range the number falls "
            f"into. Where the range of the number itself reaches below {percent(BELOW_HALF)} and above {percent(ABOVE_HALF)}, we say that we "
            f"cannot tell, whatever its middle. Below {percent(LOWEST)} and above {percent(HIGHEST)} no word is used.",
        ),
        checked=reckoned_plan.checked(plan) if plan else (),
    )


def _finding(assessment: Assessment) -> str:
    if not assessment.draws:
        return "Weighed once, at the middle of every judgement"
    return f"Weighed {assessment.draws:,} times, each time with other readings of the words"


def _method(assessment: Assessment) -> tuple[Phrase, ...]:
    case = assessment.case
    explanations = counted(len(case.hypotheses), "explanation")
    combinations = f"{2 ** len(case.hypotheses):,}"
    parts = [
        say(
            f"The {explanations} can hold in {combinations} combinations. We start with how likely each was before "
            "the event, and assume nothing more about how they hang together than the analyst stated. "
            if len(case.hypotheses) > 1
            else "We start with how likely the explanation was before the event. ",
            "Each piece of evidence then raises the combinations that would lead us to expect it and lowers those "
            "that would not. ",
            "A source counts as far as it is believed, and one that says what everybody expects earns nothing by it. "
            if case.sources
            else "",
            "Pieces with one cause behind them count as one voice. "
            if any(len(voice.pieces) > 1 for voice in assessment.voices)
            else "",
            "What a deceiver could stage cheaply tells little between him and an honest man. "
            if any(each.deceives for each in case.hypotheses.values())
            else "",
            "All combinations are weighed exactly; none is left out.",
        )
    ]
    if assessment.draws:
        parts.append(
            say(
                f"Then the whole is done again {assessment.draws:,} times. Each time every word and range is read "
                "anew, somewhere within what it stands for, and the analyst's habit of judging too high or too low "
                "is varied with them. A probability is the mean of these results; in nine of ten of them it lies in "
                "the range that stands beside it."
            )
        )
    if assessment.doubt is not None:
        parts += _doubt(assessment, assessment.doubt)
    return tuple(parts)


def _doubt(assessment: Assessment, doubt: Doubt) -> list[Phrase]:
    """Say how confidence and what would change our mind were found."""
    points = f"{figure(MOVES)} points or more"
    single = singles(assessment.case)
    looked = ""
    if doubt.indicators:
        looked = (
            "What a sighting tells is its mutual information with the combination of explanations, in bits, less what "
            "a deceiver could stage; we print it as a share of the entropy that is left, which is our doubt. "
        )
    views = ""
    if assessment.views:
        views = "Each view is drawn and weighed like the case itself, and all these results are joined. "
    return [
        say(
            f"Each {listed(['piece', *single])} was left out in turn, and each judgement changed by one word. ",
            looked,
            f"Confidence is low where we cannot tell, or where fewer than {number(FEWEST_FOR_MODERATE)} independent "
            f"sources move the judgement by {points}; high where {number(FEWEST_FOR_HIGH)} or more do, the range lies "
            f"within two words and the word hangs on no single {listed(single, last='or')}; else moderate. A word hangs "
            f"on what, left out, changes it and moves the judgement by {figure(TURNS)} points. ",
            views,
        )
    ]


def _limits(assessment: Assessment) -> tuple[Phrase, ...]:
    limits = [
        say(
            "The numbers are judgements put in order, not measurements. They are as good as the judgements that went "
            "in, and all of those stand in the case file."
        ),
        say(
            "“Something else” is room kept for what nobody thought of. It grows when the evidence fits nothing that is "
            "listed, but it cannot name what is missing."
        ),
        say(
            "The ratios (×, ÷) are taken at middle values, one voice or piece at a time. Multiplied they do not give "
            "the answer, because explanations stand in for one another."
        ),
    ]
    if assessment.draws:
        limits.insert(
            1,
            say(
                "A range shows how far the answer moves as the judgements move. It does not cover evidence that "
                "nobody found, nor explanations that nobody listed."
            ),
        )
    else:
        limits.insert(
            1, say("Without recalculations there are no ranges, and a bare number looks surer than it is.")
        )
    return tuple(limits)


def _facts(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    case = assessment.case
    facts = [
        ("Evidence", f"{counted(len(case.evidence), 'piece')} in {counted(len(assessment.voices), 'voice')}"),
        ("Combinations", f"{2 ** len(case.hypotheses):,}"),
    ]
    if assessment.draws:
        facts.append(("Recalculations", f"{assessment.draws:,}"))
        facts.append(("Of these moved", _moved(assessment.moved_draws)))
    facts += [
        ("Seed", str(assessment.seed)),
        ("Program", f"Detente {assessment.version}"),
        ("Case", assessment.case_hash),
    ]
    return tuple(facts)


def _moved(share: float) -> str:
    if share <= 0:
        return "none"
    return f"{percent(share)}: the starting chances drawn could not hold together"
