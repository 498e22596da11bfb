"""What a matrix of competing hypotheses (ACH) would count of a case, beside what weighing finds, and why they differ.

The analysis of competing hypotheses sets evidence (rows) against hypotheses (columns) and gives each cell a letter:
very consistent, consistent, neutral, inconsistent, very inconsistent, not applicable. The hypothesis with the fewest
inconsistent cells leads. Source: Heuer (1999), Psychology of Intelligence Analysis, chapter 8.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

from detente.case.model import Case, Evidence, Report
from detente.case.uncertain import Bearing
from detente.case.words import default_words

WORD_OF = {"CC": "for", "C": "weakly for", "N": "neutral", "I": "against", "II": "strongly against"}
"""What each letter says as a bearing. NA is left out: the piece does not speak to the hypothesis."""
LETTERS = (*WORD_OF, "NA")
INCONSISTENT = ("I", "II")
SILENT = ("N", "NA")
SAME = 0.005
"""Probabilities nearer to each other than half a percent are a tie: a reader sees them as equal."""
RELIABLE = 1.0
"""Weight of a piece without reports, which is certain."""

Matrix = Mapping[str, Mapping[str, str]]
"""Piece -> hypothesis -> letter; every piece has a letter for every hypothesis."""


@dataclass(frozen=True)
class Counted:
    """What counting says of one hypothesis. Ranks run from 1, the best; equals share a rank."""

    inconsistent: int
    """Heuer's count: pieces that are inconsistent with it. The fewer, the better."""
    weighted: float
    """The sum of the weights of those pieces."""
    tested: int
    """Pieces with a weight that speak to it and tell hypotheses apart."""
    rank_by_counting: int
    rank_by_weighted: int
    rank_by_weighing: int
    repeated: tuple[tuple[str, ...], ...]
    """Inconsistent pieces with one cause behind them: counted each, though they are one voice."""
    ahead_by_default_of: tuple[str, ...]
    """Where it comes first by a count: those that it leads, though not on the pieces that test it."""


@dataclass(frozen=True)
class Counting:
    """The counts of a case's matrix, and what parts them from the weighing."""

    matrix: Matrix
    hypotheses: Mapping[str, Counted]
    undiagnostic: tuple[str, ...]
    """Pieces with one letter for every hypothesis (NA as N): they tell none from another."""
    staged: tuple[str, ...]
    """Pieces that the counterpart could have staged, which counting takes at face value."""
    hardly_tested: tuple[str, ...]
    """Hypotheses on which at most half as many pieces tell as on the one tested most."""
    turned: tuple[tuple[str, str], ...]
    """Pairs that counting and weighing put in opposite order; the first of each leads by the count."""

    def to_json(self) -> dict[str, Any]:
        """Return the documented JSON, numbers not yet rounded."""
        return {
            "hypotheses": {
                name: {
                    "inconsistent": each.inconsistent,
                    "weighted": each.weighted,
                    "tested": each.tested,
                    "rank_by_counting": each.rank_by_counting,
                    "rank_by_weighted": each.rank_by_weighted,
                    "rank_by_weighing": each.rank_by_weighing,
                    "repeated": [list(pieces) for pieces in each.repeated],
                    "ahead_by_default_of": list(each.ahead_by_default_of),
                }
                for name, each in self.hypotheses.items()
            },
            "undiagnostic": list(self.undiagnostic),
            "staged": list(self.staged),
            "hardly_tested": list(self.hardly_tested),
            "turned": [list(pair) for pair in self.turned],
            "matrix": {piece: dict(letters) for piece, letters in self.matrix.items()},
        }


def counting(case: Case, voices: Iterable[Sequence[str]], probabilities: Mapping[str, float]) -> Counting:
    """Count a case as a matrix would. ``voices``: pieces with one cause; ``probabilities``: as weighing finds them."""
    return count(
        matrix_of(case),
        weights_of(case),
        voices,
        probabilities,
        staged=[name for name, piece in case.evidence.items() if piece.stageable is not None],
    )


def count(
    matrix: Matrix,
    weights: Mapping[str, float],
    voices: Iterable[Sequence[str]],
    probabilities: Mapping[str, float],
    *,
    staged: Collection[str] = (),
) -> Counting:
    """Count a matrix. ``voices``: pieces with one cause; ``probabilities``: of each hypothesis, from weighing."""
    names = list(probabilities)
    undiagnostic = tuple(piece for piece, letters in matrix.items() if tells_nothing_apart(letters.values()))
    tested = {
        name: [
            piece
            for piece, letters in matrix.items()
            if letters[name] not in SILENT and weights[piece] > 0 and piece not in undiagnostic
        ]
        for name in names
    }

    def against(name: str, pieces: Iterable[str]) -> tuple[int, float]:
        found = [piece for piece in pieces if matrix[piece][name] in INCONSISTENT]
        return len(found), sum((weights[piece] for piece in found), 0.0)

    counts = {name: against(name, matrix) for name in names}
    shared = [pieces for pieces in map(tuple, voices) if len(pieces) > 1]
    by_count = _ranks({name: float(counts[name][0]) for name in names})
    by_weight = _ranks({name: counts[name][1] for name in names})
    by_weighing = _ranks({name: -probabilities[name] for name in names}, SAME)

    def by_default(name: str) -> tuple[str, ...]:
        """Of those that it leads by a count in which it is first: whom it does not lead where it is tested."""
        first = [kind for kind, ranks in enumerate((by_count, by_weight)) if ranks[name] == 1]
        here = {other: against(other, tested[name]) for other in names}
        return tuple(
            other
            for other in names
            if any(
                counts[name][kind] < counts[other][kind] and here[name][kind] >= here[other][kind]
                for kind in first
            )
        )

    def repeated(name: str) -> tuple[tuple[str, ...], ...]:
        inconsistent = (tuple(p for p in pieces if matrix[p][name] in INCONSISTENT) for pieces in shared)
        return tuple(pieces for pieces in inconsistent if len(pieces) > 1)

    most = max(map(len, tested.values()), default=0)
    return Counting(
        matrix=matrix,
        hypotheses={
            name: Counted(
                inconsistent=counts[name][0],
                weighted=counts[name][1],
                tested=len(tested[name]),
                rank_by_counting=by_count[name],
                rank_by_weighted=by_weight[name],
                rank_by_weighing=by_weighing[name],
                repeated=repeated(name),
                ahead_by_default_of=by_default(name),
            )
            for name in names
        },
        undiagnostic=undiagnostic,
        staged=tuple(piece for piece in matrix if piece in staged),
        hardly_tested=tuple(name for name in names if 2 * len(tested[name]) <= most) if most else (),
        turned=tuple(
            (a, b)
            for a, b in permutations(names, 2)
            if counts[a][0] < counts[b][0] and probabilities[b] > probabilities[a] + SAME
        ),
    )


def tells_nothing_apart(letters: Iterable[str]) -> bool:
    """Tell whether a row has one letter for every hypothesis, NA counting as N."""
    return len({"N" if letter == "NA" else letter for letter in letters}) <= 1


def _ranks(sizes: Mapping[str, float], same: float = 1e-9) -> dict[str, int]:
    """Rank from 1, the smallest; what is no further apart than ``same`` shares a rank."""
    return {name: 1 + sum(other < size - same for other in sizes.values()) for name, size in sizes.items()}


# --- a case as a matrix ----------------------------------------------------------------------------------------


def matrix_of(case: Case) -> dict[str, dict[str, str]]:
    """Turn the bearings of a case into letters, at their medians; what was denied or not reported reverses them.

    A hypothesis that a piece leaves out is NA, and one that it is neutral to N. Where as many reports confirm a piece
    as do not, counting has no side to take: N.
    """
    return {
        name: {
            hypothesis: letter_of(piece, piece.bears[hypothesis]) if hypothesis in piece.bears else "NA"
            for hypothesis in case.hypotheses
        }
        for name, piece in case.evidence.items()
    }


def weights_of(case: Case) -> dict[str, float]:
    """Return each piece's weight: the median reliability of the source most relied on among its reports."""

    def trust(report: Report) -> float:
        found = case.sources[report.by].trust
        return found.median if found else 0.0

    return {name: max(map(trust, piece.reports), default=RELIABLE) for name, piece in case.evidence.items()}


def letter_of(piece: Evidence, bearing: Bearing) -> str:
    """Return the letter whose word comes nearest, in odds, to a bearing on what was reported of the piece."""
    if bearing.form == "neutral":
        return "N"
    log_odds = math.log(bearing.median) if bearing.form == "odds" else _apart(bearing, piece)
    log_odds *= seen(piece)
    table = default_words().tables["bearing"]
    logs = [math.log(table[word].median) for word in WORD_OF.values()]
    # between two letters the middle of their logarithms decides; there it is the one that says more
    *_, nearest = sorted(
        zip(logs, WORD_OF, strict=True), key=lambda each: (-abs(each[0] - log_odds), abs(each[0]))
    )
    return nearest[1]


def _apart(bearing: Bearing, piece: Evidence) -> float:
    """Return the logarithm of the odds factor of a stated probability, large where it is certain."""

    def logit(chance: float) -> float:
        kept = min(max(chance, 1e-9), 1 - 1e-9)
        return math.log(kept / (1 - kept))

    return logit(bearing.median) - logit(piece.otherwise.median)


def seen(piece: Evidence) -> int:
    """Return 1 where more reports confirm a piece than not, or none speaks; -1 where fewer do; 0 where as many."""
    votes = [1 if report.answer == "confirms" else -1 for report in piece.reports]
    return (sum(votes) > 0) - (sum(votes) < 0) if votes else 1
