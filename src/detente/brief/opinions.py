"""Who differs on what: every view's own numbers side by side."""

from __future__ import annotations

from detente.brief.ground import Ground
from detente.brief.parts_doubt import Opinion, Opinions
from detente.brief.phrase import Phrase, clip, listed, say, sentence, theirs
from detente.brief.rows import chance, named, number_in
from detente.brief.wording import counted, number
from detente.weigh.doubt.parts import Dissent

_NAME_LIMIT = 40
_NAMED = 3
"""Titles and notes name so many explanations that views differ on; the table has them all."""


def opinions(ground: Ground) -> Opinions | None:
    """Put the table together; nothing where the case has no views."""
    assessment = ground.assessment
    views, words = assessment.views, assessment.words
    if not views:
        return None
    apart = {each.hypothesis for each in assessment.dissent}
    rows = tuple(
        Opinion(
            row.id,
            row.anchor,
            row.label,
            (*(chance(view.now[row.id], words) for view in views.values()), row.now),
            row.id in apart,
        )
        for row in (*ground.rows, ground.other)
    )
    names = tuple(clip(view.by, _NAME_LIMIT) for view in views.values())
    return Opinions(_title(ground), _note(ground, len(views)), names, rows)


def _title(ground: Ground) -> Phrase:
    names = [_name(ground, each) for each in ground.assessment.dissent]
    if not names:
        return say("The views nowhere lie two words apart")
    first, rest = names[0], names[1:_NAMED]
    more = len(names) - _NAMED
    then = say(", then on ", listed([*rest, f"{number(more)} more"] if more > 0 else rest)) if rest else say()
    return say("The views differ most on ", first, then)


def _name(ground: Ground, each: Dissent) -> Phrase:
    row = ground.row(each.hypothesis)
    return say(named(row)) if row else say(theirs(each.hypothesis))


def _said(ground: Ground, each: Dissent) -> Phrase:
    """Say who stands at the two ends, and where."""
    views, words = ground.assessment.views, ground.assessment.words

    def end(name: str) -> Phrase:
        found = chance(views[name].now[each.hypothesis], words)
        return say(theirs(views[name].by.split(",")[0], _NAME_LIMIT), " ", number_in(found))

    return sentence("on ", _name(ground, each), ": ", end(each.low), "; ", end(each.high))


def _note(ground: Ground, views: int) -> Phrase:
    how = "" if ground.assessment.draws else " at middle values"
    said = [_said(ground, each) for each in ground.assessment.dissent[:_NAMED]]
    note = say(
        f"Each of the {counted(views, 'view')} is weighed by itself{how}; the answer joins them all, each counting alike."
    )
    for each in said:
        note = say(note, " ", each)
    return note
