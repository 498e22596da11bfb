"""What changed since an earlier answer: words that changed first, then what else moved, then what was put in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from detente.brief.ground import Ground
from detente.brief.inputs import assumption, explanation, piece, source
from detente.brief.moves import SEEN, moves, numbers, word
from detente.brief.parts_doubt import Move, Since
from detente.brief.phrase import Part, Phrase, listed, say, semicolons, sentence, theirs
from detente.brief.wording import counted, day, figure, hash_short, number, percent, spoken_id
from detente.case.fields import When
from detente.case.model import Case
from detente.case.visible import shortened
from detente.errors import DetenteError
from detente.weigh.estimate import Estimate
from detente.weigh.network import SOMETHING_ELSE
from detente.weigh.sides import Side

_NAMED = 3
_ID_LIMIT = 64
_PRIOR_SEEN = 0.01
_PRIOR_SAME = 1e-5
"""A result has six digits."""


def since(ground: Ground, old: Side) -> Since:
    """Say what changed from an earlier answer to this one. Raises DetenteError where they have nothing in common."""
    answer, words = ground.assessment.now, ground.assessment.words
    # a word is always made from a number: one that stands in a file could be anything
    common = {
        name: replace(was, word=words.say(was.probability, was.low, was.high))
        for name, was in old.now.items()
        if name in answer
    }
    check_same_case(ground.assessment.case, old)
    changed = [name for name, was in common.items() if was.word != answer[name].word]
    found = moves(ground, common, {name: answer[name] for name in common}, changed)
    worded = [each for each in found if each.new_word]
    only = [each for each in found if not each.new_word]
    lines = [
        *([_worded(worded)] if worded else []),
        _moved(only, bool(worded)),
        *_explanations(ground, common, old.now),
        *_inputs(ground, old.result, old.draws),
        *_caveats(ground, old),
    ]
    return Since(_title(ground, old, worded), tuple(line for line in lines if line), found)


def check_same_case(case: Case, old: Side) -> None:
    """Refuse an earlier answer of another case. Raises DetenteError where no hypothesis is the same."""
    if not case.hypotheses.keys() & old.now.keys():
        raise DetenteError(
            f"the earlier result ({shortened(old.title)}) has no hypothesis in common with this case: expected what "
            "`detente weigh --json` printed for an earlier state of it."
        )


def _title(ground: Ground, old: Side, worded: list[Move]) -> Phrase:
    digest = old.result.get("case_hash")
    which = f", case {hash_short(digest)}" if isinstance(digest, str) and digest.isalnum() else ""
    head = f"Since {_as_of(old.result.get('as_of'))}{which}: "
    if not worded:
        return say(head, "no word has changed")
    if len(worded) > _NAMED:
        return say(head, f"{number(len(worded))} words have changed")
    return say(
        head, "the word on ", listed([explanation(ground, each.id) for each in worded]), " has changed"
    )


def _as_of(written: Any) -> str:
    try:
        when = date.fromisoformat(written)
    except (TypeError, ValueError):
        return "the earlier answer"
    return day(When(written, when, when))


def _worded(worded: list[Move]) -> Phrase:
    parts: list[Part] = []
    for each in worded:
        new, was = word(each.after, each.anchor), word(each.before, each.anchor)
        parts.append(say(numbers(each), ", ", new, " instead of ", was))
    return sentence(semicolons(parts))


def _moved(only: list[Move], also: bool) -> Phrase:
    if not only:
        return say(f"Nothing {'else ' if also else ''}moved by {figure(SEEN)} points.")
    return sentence("with the same word: ", listed([numbers(each) for each in only]))


def _explanations(
    ground: Ground, common: Mapping[str, Estimate], old: Mapping[str, Estimate]
) -> list[Phrase]:
    new = [explanation(ground, row.id) for row in ground.rows if row.id not in common]
    gone = [theirs(spoken_id(name), _ID_LIMIT) for name in old if name not in common]
    return [
        *([sentence("new among the explanations: ", _few(new))] if new else []),
        *([sentence("no longer among them: ", _few(gone))] if gone else []),
    ]


def _few(parts: list[Any]) -> Phrase:
    if len(parts) <= _NAMED + 1:
        return listed(parts)
    return listed([*parts[:_NAMED], f"{number(len(parts) - _NAMED)} more"])


# --- what was put in ----------------------------------------------------------------------------------------------


def _inputs(ground: Ground, old: Mapping[str, Any], drawn: int) -> list[Phrase]:
    """Say which inputs changed, as far as an answer tells: what is new or gone, and what is judged otherwise."""
    assessment = ground.assessment
    case = assessment.case
    if old.get("case_hash") == assessment.case_hash:
        return [say("The case is the same, to the last letter.")]
    said = []
    for section, ids, name in (
        ("evidence", case.evidence, piece),
        ("sources", case.sources, source),
        ("assumptions", case.assumptions, assumption),
    ):
        before = _section(old, section)
        new = [name(ground, each) for each in ids if each not in before]
        gone = [theirs(spoken_id(each), _ID_LIMIT) for each in before if each not in ids]
        said += [sentence(f"new {section}: ", _few(new))] if new else []
        said += [sentence(f"{section} no longer there: ", _few(gone))] if gone else []
    # without draws a prior is a median, with them a mean: the two differ though nobody judged otherwise
    alike = bool(drawn) == bool(assessment.draws)
    said += _priors(ground, _section(old, "hypotheses")) if alike else []
    said += _judged(ground, old, alike and _same_start(ground, old))
    return said or [say("The case reads differently, but in nothing that its answer lists.")]


def _section(old: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = old.get(name)
    return found if isinstance(found, dict) else {}


def _number(found: Any, key: str) -> float | None:
    value = found.get(key) if isinstance(found, dict) else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _priors(ground: Ground, old: Mapping[str, Any]) -> list[Phrase]:
    parts = []
    for row in ground.rows:
        before, after = _number(old.get(row.id), "prior"), row.prior.probability
        if before is not None and 0 <= before <= 1 and abs(after - before) >= _PRIOR_SEEN:
            parts.append(say(explanation(ground, row.id), f" {percent(after)} instead of {percent(before)}"))
    return [sentence("before the event we now put ", _few(parts))] if parts else []


def _same_start(ground: Ground, old: Mapping[str, Any]) -> bool:
    """Tell whether all explanations and their priors are as they were, as far as an answer tells."""
    assessment = ground.assessment
    before = {**_section(old, "hypotheses"), SOMETHING_ELSE: old.get(SOMETHING_ELSE)}
    after = {**assessment.hypotheses, SOMETHING_ELSE: assessment.something_else}
    return before.keys() == after.keys() and all(
        (was := _number(before[name], "prior")) is not None and abs(each.prior - was) < _PRIOR_SAME
        for name, each in after.items()
    )


def _judged(ground: Ground, old: Mapping[str, Any], same_start: bool) -> list[Phrase]:
    """Say which sources are believed otherwise and which pieces have other ratios, which depend on the priors too."""
    assessment = ground.assessment
    sources, evidence = _section(old, "sources"), _section(old, "evidence")
    trust = []
    for name, value in assessment.reliabilities.items():
        before = _number(sources.get(name), "reliability")
        if (
            value is not None
            and before is not None
            and 0 <= before <= 1
            and abs(value - before) >= _PRIOR_SEEN
        ):
            trust.append(say(source(ground, name), f" {percent(value)} instead of {percent(before)}"))
    spoken = []
    for name, ratios in assessment.pieces.items():
        before_ratios = _section(_section(evidence, name), "ratios")
        if name in evidence and (
            set(ratios) != set(before_ratios)
            or any(_apart(ratios[each], before_ratios[each]) for each in ratios)
        ):
            spoken.append(piece(ground, name))
    said = []
    if trust:
        said.append(sentence("we now believe ", _few(trust)))
    if spoken:
        said.append(
            sentence(
                f"{counted(len(spoken), 'piece has', 'pieces have')} other ratios than before: ",
                _few(spoken),
                "" if same_start else ". Ratios depend on where we start, so that ",
                ""
                if same_start
                else "it may be judged as it was"
                if len(spoken) == 1
                else "they may be judged as they were",
            )
        )
    return said


def _apart(after: float, before: Any) -> bool:
    """Tell whether two ratios differ as a reader would see them."""
    if isinstance(before, bool) or not isinstance(before, int | float):
        return before is not None  # None stands for a ratio of certainties
    return abs(after - before) > 0.05 * max(abs(after), abs(before))


def _caveats(ground: Ground, old: Side) -> list[Phrase]:
    assessment = ground.assessment
    said = []
    if old.title != assessment.case.title:
        said.append(say("The earlier answer bears another title: ", theirs(old.title, 80), "."))
    if (old.seed, old.draws) != (assessment.seed, assessment.draws):
        said.append(
            say(
                "It was weighed with another seed or another number of recalculations, so that small changes may be chance."
            )
        )
    if old.result.get("version") != assessment.version:
        said.append(say("It was weighed by another version of the program."))
    return said
