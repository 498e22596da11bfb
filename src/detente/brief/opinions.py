"""Who differs on what: every view's own numbers side by side."""

from __future__ import annotations

from detente.brief.parts_doubt import Opinion, Opinions
from detente.brief.phrase import Phrase, Run, capital, clip, say, theirs
from detente.brief.pieces import Ground
from detente.brief.rows import chance, named
from detente.brief.wording import counted, number
from detente.weigh.doubt import Dissent

_NAME_LIMIT = 40


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
    dissent = ground.assessment.dissent
    if not dissent:
        return say("The views nowhere lie two words apart")
    first = _said(ground, dissent[0])
    return (
        capital(first)
        if len(dissent) == 1
        else capital(say(first, f"; they differ on {number(len(dissent) - 1)} more"))
    )


def _said(ground: Ground, each: Dissent) -> Phrase:
    views = ground.assessment.views
    row = ground.row(each.hypothesis)
    name = say(named(row)) if row else say(theirs(each.hypothesis))
    low, high = views[each.low], views[each.high]

    def word(view: str) -> Run:
        found = views[view].now[each.hypothesis]
        return Run(ground.assessment.words.word_for(found.probability), "word")

    return say(
        "on ",
        name,
        " ",
        theirs(low.by, _NAME_LIMIT),
        " says ",
        word(each.low),
        ", ",
        theirs(high.by, _NAME_LIMIT),
        " ",
        word(each.high),
    )


def _note(ground: Ground, views: int) -> Phrase:
    return say(
        f"Each of the {counted(views, 'view')} weighed by itself, and all together: the answer of this brief joins their "
        "recalculations, each counting alike."
        if ground.assessment.draws
        else f"Each of the {counted(views, 'view')} weighed by itself at middle values, and all together, each counting alike."
    )
