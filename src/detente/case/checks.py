"""What must hold between the parts of a case that weighing uses: dates, origins, staging, relations, words.

Where a check asks whether something is nowhere in a section, it is silent while that section is at fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from detente.case.faults import Faults, Path
from detente.case.fields import When
from detente.case.model import Case, Evidence, Sight, Source
from detente.case.uncertain import Triangular
from detente.case.visible import shown
from detente.case.words import Words, default_words, low


def check(case: Case, words: Words, faults: Faults) -> None:
    """Note all that does not hold together."""
    _check_dates(case, faults)
    _check_sources(case, faults)
    for name, piece in case.evidence.items():
        _check_staging(case, ("evidence", name), piece, faults)
    for name, indicator in case.indicators.items():
        _check_staging(case, ("indicators", name), indicator, faults)
    _check_relations(case, faults)
    _check_assumptions(case, faults)
    _check_words(case, words, faults)


def roots(sources: Mapping[str, Source]) -> dict[str, str]:
    """Return who had it first, for every source; raises `CycleError` where origins run in a circle."""
    found: dict[str, str] = {}
    graph = {name: _origins(source) for name, source in sources.items()}
    for name in TopologicalSorter(graph).static_order():
        origin = sources[name].origin if name in sources else None
        found[name] = name if origin is None else found[origin]
    return found


def _origins(source: Source) -> tuple[str, ...]:
    return () if source.origin is None else (source.origin,)


def _dates(case: Case) -> Iterator[tuple[Path, When]]:
    """Yield everything that must have been known by as_of."""
    reports = [report for piece in case.evidence.values() for report in piece.reports]
    reporting = {report.by for report in reports if report.date is None}
    for name, source in case.sources.items():
        if source.date is not None and name in reporting:
            yield ("sources", name, "date"), source.date
    for name, piece in case.evidence.items():
        yield ("evidence", name, "date"), piece.date
        if piece.known is not None:
            yield ("evidence", name, "known"), piece.known
        for number, report in enumerate(piece.reports):
            if report.date is not None:
                yield ("evidence", name, "reports", number, "date"), report.date


def _check_dates(case: Case, faults: Faults) -> None:
    for path, when in _dates(case):
        if when.start > case.as_of.end:
            expected = f"a date up to as_of, {case.as_of}: no hindsight"
            faults.add(path, str(when), expected, "delete it, or move as_of")
    for name, piece in case.evidence.items():
        if piece.known is not None and piece.known.end < piece.date.start:
            expected = f"a date from {piece.date} on, when it happened"
            faults.add(("evidence", name, "known"), str(piece.known), expected)


def _check_sources(case: Case, faults: Faults) -> None:
    reporting = {report.by for piece in case.evidence.values() for report in piece.reports}
    for name, source in case.sources.items():
        path = ("sources", name)
        if name in reporting and source.trust is None and faults.sound(path):
            expected = "a grade or a reliability, as it reports"
            faults.add(path, "", expected, "add grade: A to F; F if it cannot be judged")
    try:
        first = roots(case.sources)
    except CycleError as error:
        circle = error.args[1]
        expected = f"origins that end at one who had it first ({' from '.join(circle)})"
        faults.add(("sources", circle[0], "origin"), shown(circle[1]), expected, "delete one of them")
        return
    for name, piece in case.evidence.items():
        _check_answers(first, name, piece, faults)


def _check_answers(first: Mapping[str, str], name: str, piece: Evidence, faults: Faults) -> None:
    """Of reports with one origin only the first counts, so they must agree."""
    heard: dict[str, tuple[str, str]] = {}
    for number, report in enumerate(piece.reports):
        origin = first.get(report.origin or report.by, "")
        by, answer = heard.setdefault(origin, (report.by, report.answer))
        if origin and answer != report.answer:
            path = ("evidence", name, "reports", number)
            expected = f'"{answer}", as {by} says: both have it from {origin}'
            faults.add(path, shown(report.answer), expected, "keep the right one, or mend the origins")


def _check_staging(case: Case, path: Path, sight: Sight, faults: Faults) -> None:
    around = ((*path, "bears"), (*path, "shows"), (*path, "hides"), ("hypotheses",))
    if sight.stageable is None or not faults.sound(*around):
        return
    key, found = (*path, "stageable"), str(sight.stageable)
    deceivers = tuple(name for name, each in case.hypotheses.items() if each.deceives)
    hidden = deceivers if sight.hides is None else sight.hides
    bears = {name for name, bearing in sight.bears.items() if bearing.form != "neutral"}
    if not deceivers:
        expected = "no staging, as no hypothesis deceives"
        faults.add(key, found, expected, "add deceives: true to the one that would stage it")
    elif both := [name for name in sight.shows if name in hidden]:
        expected = "hypotheses that it does not hide"
        faults.add((*path, "shows"), ", ".join(both), expected, "say under hides what it hides")
    elif not bears & {*sight.shows, *hidden}:
        expected = "something to show or hide that it bears on, else staging changes nothing"
        faults.add(key, found, expected, "add shows: [...], what it would have us believe")


def _check_relations(case: Case, faults: Faults) -> None:
    for number, relation in enumerate(case.relations):
        if relation.kind == "goes_with" and len(case.hypotheses) == 2 and faults.sound(("hypotheses",)):
            expected = "a third hypothesis: with two in all, goes_with changes nothing"
            faults.add(("relations", number), "", expected, "delete it, or use excludes or implies")


def _check_assumptions(case: Case, faults: Faults) -> None:
    for name, assumption in case.assumptions.items():
        path = ("assumptions", name, "touches")
        for number, piece in enumerate(assumption.touches):
            without = piece in case.evidence and not case.evidence[piece].reports
            if assumption.if_false != "nothing" and without and faults.sound(("evidence", piece)):
                expected = "a piece with reports, as if_false is a factor on their reliability"
                faults.add((*path, number), shown(piece), expected, "take it out, or write if_false: nothing")


def _check_words(case: Case, words: Words, faults: Faults) -> None:
    if case.words is None or not faults.sound(("words",)):
        return
    default = default_words()
    own = {(kind, word) for kind in ("likelihood", "bearing") for word in getattr(case.words, kind)}
    for kind, word in sorted(own):
        others = ("likelihood", "certainty", "bearing")
        taken = [other for other in others if other != kind and words.find(other, word)]
        if taken or word == "neutral":
            expected = "a word that does not mean something else already"
            faults.add(("words", kind, word), "", expected, "choose another")

    def rises(earlier: str, later: str) -> bool:
        a, b = words.tables["likelihood"][earlier], words.tables["likelihood"][later]
        return isinstance(a, Triangular) and isinstance(b, Triangular) and a.low < b.low and a.high < b.high

    order = sorted(words.tables["likelihood"], key=lambda word: low(words.tables["likelihood"][word]))
    for earlier, later in (*pairwise(order), *pairwise(default.tables["likelihood"])):
        if not rises(earlier, later):
            word = later if ("likelihood", later) in own else earlier
            expected = f'ranges that rise from "{earlier}" to "{later}": low above low, high above high'
            faults.add(("words", "likelihood", word), "", expected)
