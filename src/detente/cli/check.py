"""``detente check``: the colleague who reads a case. Its faults first; where there are none, what else is odd."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.options import Case

if TYPE_CHECKING:
    from detente.case.load import CaseFile
    from detente.errors import CaseWarning


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(check)


def check(
    case: Case,
    fix: Annotated[
        bool, typer.Option("--fix", help="Fill in and put right where quotes stand in their documents.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="End with exit code 2 on a warning too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print faults and warnings as JSON.")] = False,
) -> None:
    """Find everything wrong with a case and how to mend it, and say what a colleague would remark on."""
    from detente.case.load import load
    from detente.case.spans import fill_spans
    from detente.cli.terminal import print_json
    from detente.errors import CaseFaults, Fault

    filled = fill_spans(case) if fix else ()
    faults: Sequence[Fault] = ()
    warnings: Sequence[CaseWarning] = ()
    try:
        file = load(case)
        warnings = _warnings(file)
    except CaseFaults as error:
        faults = error.faults
    if as_json:
        data = {
            "faults": [asdict(fault) for fault in faults],
            "warnings": [asdict(warning) for warning in warnings],
        }
        print_json(data | ({"filled": [asdict(each) for each in filled]} if fix else {}))
    else:
        if fix:
            for span in filled:
                typer.echo(str(span))
            typer.echo(f"{_count(len(filled), 'span')} filled in or put right.".capitalize())
        for found in (*faults, *warnings):
            typer.echo(str(found))
        typer.echo(_count(len(faults), "fault") if faults else _summary(file, warnings))
    if faults or (strict and not all(warning.note for warning in warnings)):
        raise typer.Exit(2)


def _warnings(file: CaseFile) -> list[CaseWarning]:
    """Join what every layer remarks on, in the order of the file, notes last. Raises CaseFaults."""
    import detente.case.warnings
    import detente.encounter.warnings
    import detente.weigh.warnings
    from detente.cli.terminal import progress_bar
    from detente.errors import CaseFaults, ImpossibleEvidence
    from detente.weigh import faults

    if found := faults(file):
        raise CaseFaults(found)
    try:
        with progress_bar("Reading the case"):
            layers = (detente.case.warnings, detente.weigh.warnings, detente.encounter.warnings)
            warnings = [warning for layer in layers for warning in layer.warnings(file)]
    except ImpossibleEvidence as error:
        expected = "evidence that some combination of explanations allows"
        raise CaseFaults([file.fault(("evidence",), "", expected, str(error))]) from None
    return sorted(warnings, key=lambda each: (each.note, each.file, each.line, each.path))


def _summary(file: CaseFile, warnings: Sequence[CaseWarning]) -> str:
    from detente.case.visible import shown

    sections = ("hypotheses", "evidence", "groups", "sources", "indicators")
    case = file.case
    counts = {section: len(getattr(case, section)) for section in sections}
    if case.steps is not None:
        people = case.characters
        counts["characters"] = len(people.us) + len(people.them) if people else 0
        counts["steps"] = len(case.steps.us) + len(case.steps.them)
        counts |= {"roadmap": len(case.roadmap), "questions": len(case.questions)}
    read = ", ".join(f"{section} {count}" for section, count in counts.items())
    counted = _count(sum(not warning.note for warning in warnings), "warning")
    return f"{shown(file.case.title)}: no faults, {counted} ({read})"


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
