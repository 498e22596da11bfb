"""What a colleague would remark on after reading a case, before anything is weighed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from detente.case.checks import roots
from detente.case.faults import Path
from detente.case.load import CaseFile
from detente.case.model import Case, Evidence
from detente.case.spans import unplaced
from detente.case.uncertain import Bearing
from detente.errors import CaseWarning

ONE_VOICE = 3
"""So many pieces of one source that point one way look like one voice. Two may well be two events."""
NAMED = 8
"""So many ids fit into a sentence that is still read; of the others it says how many they are."""
SAME = 1e-9
"""Probabilities nearer to each other than this are the same: they differ by rounding."""
FOR, AGAINST = 1, -1
WAYS = {FOR: "for", AGAINST: "against"}


def warn(file: CaseFile, path: Path, says: str, fix: str = "", *, note: bool = False) -> CaseWarning:
    """Make a warning at ``path``, with the line of it or of the nearest part around it."""
    fault = file.fault(path, says, "", fix)
    return CaseWarning(fault.file, fault.line, fault.path, fault.found, fault.fix, note)


def first_few(parts: Sequence[str]) -> Sequence[str]:
    """Keep ``NAMED`` of many parts, and say how many more there are."""
    return parts if len(parts) <= NAMED + 1 else (*parts[:NAMED], f"{len(parts) - NAMED} more")


def listed(parts: Sequence[str]) -> str:
    """Join parts as a sentence does, of many only the first few."""
    parts = first_few(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def place(section: str, ids: Sequence[str], *more: str) -> Path:
    """Where a warning on some parts of a section belongs: to the part, where it is only one."""
    return (section, ids[0], *more) if len(ids) == 1 else (section,)


def warnings(file: CaseFile) -> list[CaseWarning]:
    """Remark on what the case alone shows: what tests nothing or everything alike, what is missing, what is late."""
    checks = (_tests, _one_sided, _tells_nothing, _one_source, _absences, _names, _indicators, _quotes)
    return [found for check in checks for found in check(file)]


def alone(bearing: Bearing, otherwise: float) -> float:
    """How likely a piece is if only the hypothesis of ``bearing`` held, at central values."""
    if bearing.form == "alone":
        return bearing.median
    if bearing.form == "neutral":
        return otherwise
    return otherwise * bearing.median / (1 - otherwise + otherwise * bearing.median)


def way(piece: Evidence, bearing: Bearing) -> int:
    """Which way a piece would speak if it were so: ``FOR``, ``AGAINST``, or 0 where it makes no difference."""
    otherwise = piece.otherwise.median
    apart = alone(bearing, otherwise) - otherwise
    return 0 if abs(apart) < SAME else FOR if apart > 0 else AGAINST


def _ways(piece: Evidence, bearing: Bearing) -> set[int]:
    """Which ways a piece speaks as it is reported: turned where reports deny it, both where they disagree."""
    heard = {FOR if report.answer == "confirms" else AGAINST for report in piece.reports} or {FOR}
    return {way(piece, bearing) * each for each in heard} - {0}


def _tested(case: Case) -> dict[str, dict[str, set[int]]]:
    """Hypothesis -> piece -> which ways it speaks. What the case explains is left out: all are there to explain it."""
    return {
        hypothesis: {
            name: found
            for name, piece in case.evidence.items()
            if name not in case.explains and hypothesis in piece.bears
            if (found := _ways(piece, piece.bears[hypothesis]))
        }
        for hypothesis in case.hypotheses
    }


def _tests(file: CaseFile) -> Iterator[CaseWarning]:
    if found := [name for name, pieces in _tested(file.case).items() if not pieces]:
        says = (
            f"nothing tests {listed(found)}: apart from what the case explains, "
            f"no piece bears on {them(found)} other than neutral"
        )
        fix = "ask what you would see if it were true, and what if not, and add it, whether you saw it or not"
        yield warn(file, place("hypotheses", found), says, fix)


def _one_sided(file: CaseFile) -> Iterator[CaseWarning]:
    tested = _tested(file.case)
    for side, fix in (
        (FOR, "ask what you would not expect to see if it were true, and whether you saw it"),
        (AGAINST, "ask what it would explain best; what is only ever knocked down was never tried"),
    ):
        found = [
            name for name, pieces in tested.items() if pieces and set().union(*pieces.values()) == {side}
        ]
        if found:
            counted = [f"{name} ({_of('piece', list(tested[name]))})" for name in found]
            says = f"all that tests {listed(counted)} speaks {WAYS[side]} {them(found)}"
            yield warn(file, place("hypotheses", found), says, fix)


def _tells_nothing(file: CaseFile) -> Iterator[CaseWarning]:
    case = file.case
    silent, alike = [], []
    for name, piece in case.evidence.items():
        ways = {way(piece, bearing) for bearing in piece.bears.values()}
        if not ways - {0}:
            silent.append(name)
        elif name not in case.explains and piece.stageable is None and _all_alike(case, piece):
            alike.append(name)
    if silent:
        says = f"{listed(silent)} {_verb(silent, 'bears', 'bear')} on nothing, or only neutrally"
        fix = f"say how {them(silent)} would be likelier or less likely, or leave {them(silent)} out"
        yield warn(file, place("evidence", silent, "bears"), says, fix)
    if alike:
        says = (
            f"{listed(alike)} {_verb(alike, 'bears', 'bear')} alike on all {len(case.hypotheses)} hypotheses, "
            "and so tells none from another"
        )
        fix = "ask which of them predicts it best, and which least"
        yield warn(file, place("evidence", alike, "bears"), says, fix)


def _all_alike(case: Case, piece: Evidence) -> bool:
    otherwise = piece.otherwise.median
    chances = [alone(piece.bears[name], otherwise) for name in case.hypotheses if name in piece.bears]
    return len(chances) == len(case.hypotheses) and max(chances) - min(chances) < SAME


def _one_source(file: CaseFile) -> Iterator[CaseWarning]:
    """One warning a source, over all hypotheses; a piece that a second origin reports is not of one source."""
    case, root_of = file.case, roots(file.case.sources)
    pointing: dict[str, dict[tuple[str, int], list[str]]] = {}
    for name, piece in case.evidence.items():
        origins = {root_of[report.origin or report.by] for report in piece.reports}
        # judgements of one author are one voice already
        if piece.group is not None or piece.sort == "judgement" or len(origins) != 1:
            continue
        for hypothesis, bearing in piece.bears.items():
            for side in _ways(piece, bearing):
                pointing.setdefault(min(origins), {}).setdefault((hypothesis, side), []).append(name)
    for source, found in pointing.items():
        many = {key: pieces for key, pieces in found.items() if len(pieces) >= ONE_VOICE}
        if many:
            said = [f"{listed(pieces)} {WAYS[side]} {name}" for (name, side), pieces in many.items()]
            says = f"pieces in no group, all of them from {source}, speak one way: {'; '.join(said)}"
            fix = "where one cause lies behind them, give them a group: it counts once"
            yield warn(file, ("sources", source), says, fix)


def _absences(file: CaseFile) -> Iterator[CaseWarning]:
    pieces = file.case.evidence.values()
    if not any(piece.reports and piece.reports[0].answer != "confirms" for piece in pieces):
        says = "no absence is listed: of no piece does a report deny it or keep silent about it"
        fix = "ask what did not happen, though it should have, and add it with answer: denies"
        yield warn(file, ("evidence",), says, fix)


def _names(file: CaseFile) -> Iterator[CaseWarning]:
    found = [name for name, each in file.case.hypotheses.items() if each.name is None and each.that is None]
    if found:
        says = (
            f"{listed(found)} {_verb(found, 'has', 'have')} neither name nor that, and the brief will make its "
            f'sentences of the id: "{found[0].replace("-", " ")} is at work"'
        )
        fix = 'add name (how it is called inside a sentence) and that (how it follows "it is likely that")'
        yield warn(file, place("hypotheses", found), says, fix)


def _indicators(file: CaseFile) -> Iterator[CaseWarning]:
    as_of = file.case.as_of
    late = {name: each.by for name, each in file.case.indicators.items() if each.by.end < as_of.start}
    if late:
        dated = [f"{name} (by {by})" for name, by in late.items()]
        says = f"{listed(dated)} should have shown before {as_of}, the day of this judgement"
        fix = (
            "make it evidence, with answer: denies where it was looked for and not seen, or give a later date"
        )
        yield warn(file, place("indicators", list(late), "by"), says, fix)


def _quotes(file: CaseFile) -> Iterator[CaseWarning]:
    """Quotes are checked against their documents when a case is read; here it is only where they stand."""
    without = sorted(unplaced(file), key=lambda each: each.times == 1)
    for once, quotes in groupby(without, key=lambda each: each.times == 1):
        names = list(dict.fromkeys(each.piece for each in quotes))
        if once:
            says = f"no span says where the quotes of {listed(names)} stand, and each stands once in its document"
            fix = "`detente check --fix` fills them in"
        else:
            says = (
                f"quotes of {listed(names)} stand more than once in their documents, and no span says where"
            )
            fix = "quote a few words more, or write the span"
        yield warn(file, place("evidence", names, "reports"), says, fix, note=once)


def _of(noun: str, names: Sequence[str]) -> str:
    return f"{len(names)} {noun}{'' if len(names) == 1 else 's'}: {listed(names)}"


def them(names: Sequence[object]) -> str:
    """Return the pronoun for one or several things."""
    return "it" if len(names) == 1 else "them"


def _verb(names: Sequence[str], one: str, many: str) -> str:
    return one if len(names) == 1 else many
