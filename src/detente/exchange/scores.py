"""The scores that other tools give a matrix of competing hypotheses, so that an import shows what people know.

Each takes a matrix and returns hypothesis -> score. In all but PARC's the smallest leads; there it is the largest.
"""

from __future__ import annotations

from statistics import pstdev

from detente.exchange.ach import Matrix, Row

POINTS = {"I": 1, "II": 2}
"""What an inconsistent cell scores in Burton's and PARC's tools; every other cell scores nothing."""
SCALE = {"II": 1, "I": 2, "N": 3, "C": 4, "CC": 5, "NA": 3}
"""Open Synthesis's scale; what does not apply takes its middle."""
MIDDLE = 3


def burton(matrix: Matrix) -> dict[str, float]:
    """Return the sum of points. Source: M. Burton, Competing Hypotheses (open source, 2010)."""
    return {
        name: float(sum(POINTS.get(row.letters[name], 0) for row in matrix.rows.values()))
        for name in matrix.hypotheses
    }


def parc(matrix: Matrix) -> dict[str, float]:
    """Return minus the sum of points times weights. Source: Palo Alto Research Center, ACH 2.0.5."""
    return {
        name: -sum(row.weight * POINTS.get(row.letters[name], 0) for row in matrix.rows.values())
        for name in matrix.hypotheses
    }


def open_synthesis(matrix: Matrix) -> dict[str, float]:
    """Return the sum of (3 - v)**2 over cells below the middle.

    Source: Open Synthesis, openach/metrics.py, inconsistency.
    """
    return {
        name: float(sum(max(0, MIDDLE - SCALE[row.letters[name]]) ** 2 for row in matrix.rows.values()))
        for name in matrix.hypotheses
    }


def diagnosticity(row: Row) -> float:
    """Return the population standard deviation of a row on Open Synthesis's scale, 0 where it tells nothing apart.

    Source: Open Synthesis, openach/metrics.py, diagnosticity.
    """
    return pstdev(SCALE[letter] for letter in row.letters.values())
