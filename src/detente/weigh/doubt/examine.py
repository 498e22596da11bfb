"""Weigh a case and ask what would change our mind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente.case.load import CaseFile
from detente.runs import Kept
from detente.weigh.assess import Answered, Options, answered, reading_of, readings_of, weigh
from detente.weigh.doubt.confidence import confidence
from detente.weigh.doubt.counting import counting
from detente.weigh.doubt.drivers import drivers, other_words
from detente.weigh.doubt.effects import effects
from detente.weigh.doubt.flips import Answer, flips
from detente.weigh.doubt.indicators import outlooks
from detente.weigh.doubt.parts import Confidence, Doubt, Driver, Effect
from detente.weigh.ensemble import Progress, joined, run
from detente.weigh.estimate import Sayer
from detente.weigh.omit import omission
from detente.weigh.results import Assessment

KEPT = Kept("doubt", Doubt)
_STAGES = {"answer": (0, 15), "effects": (15, 55), "flips": (55, 100)}
"""Where each stage begins and ends, in hundredths of the time that all take on a case of common size."""


def examine(
    file: CaseFile,
    options: Options | None = None,
    *,
    ask: Sequence[str] = (),
    progress: Progress | None = None,
    keep: bool = False,
) -> Assessment:
    """Weigh a case as `weigh` does, and fill in ``doubt``: some ten times the work. Raises as `weigh`.

    ``keep``: take the doubt that was kept for the same case, options and program, and keep what had to be found.
    """
    options = options or Options()
    key = repr((file.hash, file.overlays, options))
    if keep and (known := KEPT.find(key)) is not None:
        return replace(weigh(file, options, ask=ask, progress=progress), doubt=known)
    answer, kept = answered(file, options, ask=ask, progress=_stage(progress, "answer"), look=True)
    file, options = reading_of(file, options.view), replace(options, view=None)
    found = effects(answer, kept, progress=_stage(progress, "effects"))
    say = Sayer(file.words, ranged=answer.draws > 0)

    def again(changed: CaseFile) -> Answer:
        chosen = readings_of(changed, answer.draws, options)
        draws = joined([run(each) for each in chosen.values()])
        theirs = changed.case.characters.them if changed.case.characters else {}
        return Answer(
            {
                name: say(column)
                for name, column in zip(changed.case.hypotheses, draws.marginals.T, strict=True)
            },
            {name: say(column) for name, column in zip(theirs, draws.characters.T, strict=True)},
        )

    turning, tried = flips(
        file,
        _turning(answer),
        again if answer.draws else None,
        _stage(progress, "flips"),
        omission(file.case, options.without) if options.without else None,
    )
    by_sort = {
        sort: {each.id: each for each in found if each.sort == sort}
        for sort in ("piece", "group", "source", "assumption", "origin")
    }
    doubt = Doubt(
        pieces=by_sort["piece"],
        groups=by_sort["group"],
        sources=by_sort["source"],
        assumptions=by_sort["assumption"],
        origins=by_sort["origin"],
        confidence=_confidence(answer, kept, found),
        flips=turning,
        flips_tried=tried,
        indicators={}
        if kept.seen is None
        else outlooks(answer.case, file.words, kept.seen, ranged=answer.draws > 0),
        counting=counting(
            answer.case,
            [voice.pieces for voice in answer.voices if voice.overlap > 0],
            {name: each.now.probability for name, each in answer.hypotheses.items()},
        ),
    )
    if keep:
        KEPT.keep(key, doubt)
    return replace(answer, doubt=doubt)


def _turning(answer: Assessment) -> Answer:
    return Answer(
        {name: each.now for name, each in answer.hypotheses.items()}, answer.characters.get("them", {})
    )


def _confidence(answer: Assessment, kept: Answered, found: Sequence[Effect]) -> dict[str, Confidence]:
    bare = frozenset(name for name, piece in answer.case.evidence.items() if not piece.reports)
    names = list(answer.hypotheses)
    shares: list[float | None] = [None] * len(names)
    driven: list[tuple[Driver, ...]] = [()] * len(names)
    if answer.draws:
        other = other_words(kept.together.marginals, answer.words)
        shares, driven = [float(share) for share in other.mean(axis=0)], drivers(kept.readings, other)
    return {
        name: confidence(name, answer.hypotheses[name].now, found, bare, answer.words, shares[i], driven[i])
        for i, name in enumerate(names)
    }


def _stage(progress: Progress | None, name: str) -> Progress | None:
    if progress is None:
        return None
    start, stop = _STAGES[name]
    return lambda done, total: progress(round(start + (stop - start) * done / max(total, 1)), 100)
