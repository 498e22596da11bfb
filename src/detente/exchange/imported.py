"""A matrix's counts and scores beside the probabilities of the case that it makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from detente.case.faults import Faults
from detente.case.load import CaseFile, build
from detente.case.parse import parse
from detente.exchange import scores
from detente.exchange.ach import Matrix
from detente.exchange.draft import Default, defaults, draft
from detente.weigh import Assessment, Options, weigh
from detente.weigh.doubt.counting import Counting, count, tells_nothing_apart
from detente.weigh.results import rounded


@dataclass(frozen=True)
class Scores:
    """What each tool gives the hypotheses: hypothesis -> score."""

    burton: Mapping[str, float]
    parc: Mapping[str, float]
    open_synthesis: Mapping[str, float]


@dataclass(frozen=True)
class Imported:
    """Everything that an import shows."""

    matrix: Matrix
    assessment: Assessment
    counting: Counting
    scores: Scores
    diagnosticity: Mapping[str, float]
    """Row -> how far it tells hypotheses apart."""
    alike: Sequence[tuple[str, ...]]
    """Rows with the very same letters, told to be of no group: is one cause behind them?"""
    apart: Mapping[str, float]
    """Hypothesis -> probability at central inputs."""
    as_one: Mapping[str, float]
    """The same with the rows of each of ``alike`` as one voice; as ``apart`` where there are none."""
    defaults: Sequence[Default]

    def to_json(self) -> dict[str, Any]:
        """Return the documented JSON, probabilities as `detente weigh --json` gives them."""
        weighed = self.assessment.to_json()
        counted = self.counting.to_json()
        keep = ("probability", "low", "high", "word")
        found: dict[str, Any] = rounded(
            {
                "hypotheses": {
                    name: {
                        "says": says,
                        **{key: weighed["hypotheses"][name][key] for key in keep},
                        **counted["hypotheses"][name],
                        **{tool: found[name] for tool, found in asdict(self.scores).items()},
                        "apart": self.apart[name],
                        "as_one": self.as_one[name],
                    }
                    for name, says in self.matrix.hypotheses.items()
                },
                "something_else": {key: weighed["something_else"][key] for key in keep},
                "rows": {
                    name: {
                        "says": row.says,
                        "letters": dict(row.letters),
                        "weight": row.weight,
                        "diagnosticity": self.diagnosticity[name],
                    }
                    for name, row in self.matrix.rows.items()
                },
                **{key: counted[key] for key in ("undiagnostic", "hardly_tested", "turned")},
                "alike": [list(rows) for rows in self.alike],
                "defaults": [asdict(each) for each in self.defaults],
                "seed": self.assessment.seed,
                "draws": self.assessment.draws,
            }
        )
        return found


def case_of(text: str) -> CaseFile:
    """Return the case that a draft holds, without a file; raises `CaseFaults` where it is none."""
    return build(parse(text, Faults("<draft>")))


def imported(matrix: Matrix, assessment: Assessment, *, as_of: date) -> Imported:
    """Count and score a matrix beside the assessment of the case that ``draft`` made of it."""
    probabilities = {name: found.now.probability for name, found in assessment.hypotheses.items()}
    named = dict.fromkeys(row.group for row in matrix.rows.values() if row.group)
    alike = rows_alike(matrix)
    apart = _central(matrix, as_of)
    return Imported(
        matrix=matrix,
        assessment=assessment,
        counting=count(
            {name: row.letters for name, row in matrix.rows.items()},
            {name: row.weight for name, row in matrix.rows.items()},
            [[name for name, row in matrix.rows.items() if row.group == group] for group in named],
            probabilities,
        ),
        scores=Scores(scores.burton(matrix), scores.parc(matrix), scores.open_synthesis(matrix)),
        diagnosticity={name: scores.diagnosticity(row) for name, row in matrix.rows.items()},
        alike=alike,
        apart=apart,
        as_one=_central(_joined(matrix, alike), as_of) if alike else apart,
        defaults=defaults(matrix, as_of),
    )


def rows_alike(matrix: Matrix) -> list[tuple[str, ...]]:
    """Return the rows of no group that tell hypotheses apart by the very same letters, two or more together."""
    found: dict[tuple[str, ...], list[str]] = {}
    for name, row in matrix.rows.items():
        letters = tuple(row.letters.values())
        if row.weight > 0 and not row.group and not tells_nothing_apart(letters):
            found.setdefault(letters, []).append(name)
    return [tuple(rows) for rows in found.values() if len(rows) > 1]


def _joined(matrix: Matrix, alike: Sequence[tuple[str, ...]]) -> Matrix:
    # a name that no cell can have, as reading takes away spaces at the ends
    group = {name: f" {k}" for k, rows in enumerate(alike) for name in rows}
    rows = {name: replace(row, group=group.get(name, row.group)) for name, row in matrix.rows.items()}
    return replace(matrix, rows=rows)


def _central(matrix: Matrix, as_of: date) -> dict[str, float]:
    file = case_of(draft(matrix, title="A matrix", origin="", as_of=as_of))
    found = weigh(file, Options(point=True))
    return {name: each.now.probability for name, each in found.hypotheses.items()}
