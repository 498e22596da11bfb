"""Where every section of the brief looks things up: the assessment, a row an explanation, what a source is called."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from detente.brief.parts import Row
from detente.brief.rows import rows
from detente.brief.wording import label_of, spoken_id
from detente.case.model import Report, Source
from detente.weigh.results import Assessment


@dataclass(frozen=True)
class Ground:
    """What every section looks things up in."""

    assessment: Assessment
    rows: tuple[Row, ...]
    other: Row
    """Something else."""
    documents: Collection[str] = ()
    """Sources whose document was read, so that their quotes were looked up in it."""

    @classmethod
    def of(cls, assessment: Assessment, documents: Collection[str] = ()) -> Ground:
        """Return it for an assessment."""
        return cls(assessment, *rows(assessment), documents)

    def row(self, identifier: str) -> Row | None:
        """Return the row of a hypothesis, or of something else; None where there is none."""
        return next((row for row in (*self.rows, self.other) if row.id == identifier), None)

    def source_label(self, identifier: str) -> str:
        """Name a source in a word or two."""
        return source_label(identifier, self.assessment.case.sources.get(identifier))

    def root(self, report: Report) -> str:
        """Return the source that a report goes back to."""
        start = report.origin or report.by
        return self.assessment.roots.get(start, start)


def source_label(identifier: str, source: Source | None) -> str:
    """Name a source in a word or two: its id, spelt as in its author or outlet, or as the outlet's initials."""
    name = spoken_id(identifier)
    for known in (source.author, source.outlet) if source else ():
        if known and (place := known.lower().find(name.lower())) >= 0:
            return label_of(known[place : place + len(name)])
        if known and "".join(word[0] for word in known.split() if word[0].isupper()).startswith(name.upper()):
            return name.upper()
    return label_of(name)
