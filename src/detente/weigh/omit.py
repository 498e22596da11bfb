"""Leave one piece, group, source or assumption out of a reading."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from detente.case.checks import roots
from detente.case.faults import did_you_mean, nearest
from detente.case.model import Case, Evidence
from detente.case.names import OMITTED
from detente.case.visible import shortened
from detente.errors import BadChange
from detente.weigh.doubt.parts import Sort
from detente.weigh.ensemble import Reading
from detente.weigh.network import AUTHOR, voice_of

SORTS: tuple[Sort, ...] = ("piece", "group", "source", "assumption")
SECTIONS: dict[str, Sort] = dict(zip(OMITTED, SORTS, strict=True))


def omission(case: Case, written: str) -> tuple[Sort, str]:
    """Return what ``--without`` names. Raises BadChange where it names nothing, or more than one thing."""
    section, name = named(case, written, SECTIONS, "a piece, group, source or assumption")
    return SECTIONS[section], name


def named(case: Case, written: str, sections: Collection[str], expected: str) -> tuple[str, str]:
    """Return the section and the id that an analyst names; where sections share an id, as ``sources.lee``.

    ``author NAME`` stands under ``groups``. Raises BadChange where it names nothing, or more than one thing.
    """
    section, dot, name = written.partition(".")
    if dot and section in sections and name in getattr(case, section):
        return section, name
    found = [section for section in sections if written in getattr(case, section)]
    if not found and written in authors(case):
        return "groups", written
    if len(found) > 1:
        ways = " or ".join(f"{section}.{written}" for section in found)
        raise BadChange(f'"{shortened(written)}" names {len(found)} things here; write {ways}')
    if not found:
        known = [name for section in sections for name in getattr(case, section)]
        meant = did_you_mean(nearest(written, known))
        raise BadChange(f'"{shortened(written)}": expected {expected} of the case{meant and f"; {meant}"}')
    return found[0], written


def authors(case: Case) -> set[str]:
    """Return the authors whose judgements are one voice, as the results name them."""
    voices = [voice_of(case, name, piece) for name, piece in case.evidence.items()]
    return {AUTHOR + name for sort, name in voices if sort == "author"}


def members(case: Case, group: str) -> frozenset[str]:
    """Return the pieces of a group, or of ``author NAME``."""
    voices = {name: voice_of(case, name, piece) for name, piece in case.evidence.items()}
    names = {"group": "", "author": AUTHOR}
    return frozenset(
        piece for piece, (sort, name) in voices.items() if sort in names and names[sort] + name == group
    )


def omit(reading: Reading, sort: Sort, name: str) -> Reading:
    """Return a reading without one thing.

    A piece or a group no longer counts, though a share of the cause is still sought where the case explains it. A
    source's reports are taken away, and pieces that lose their last report with them; others who have it from the same
    origin still speak, unless the origin itself is left out. An assumption is taken not to hold.
    """
    if sort == "piece":
        return replace(reading, gone=reading.gone | {name})
    if sort == "group":
        return replace(reading, gone=reading.gone | members(reading.case, name))
    if sort == "assumption":
        return replace(reading, fails=reading.fails | {name})
    root_of = roots(reading.case.sources)
    evidence: dict[str, Evidence] = {}
    gone: set[str] = set()
    for piece_id, piece in reading.case.evidence.items():
        left = tuple(
            report
            for report in piece.reports
            if (root_of[report.origin or report.by] if sort == "origin" else report.by) != name
        )
        if left or not piece.reports:
            evidence[piece_id] = piece.model_copy(update={"reports": left})
        else:  # it keeps its report, so that it does not turn into something certain
            evidence[piece_id] = piece
            gone.add(piece_id)
    case = reading.case.model_copy(update={"evidence": evidence})
    return replace(reading, case=case, gone=reading.gone | gone)
