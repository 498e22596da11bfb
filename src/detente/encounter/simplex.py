"""Grids of beliefs, and linear interpolation between their points.

A belief over K characters is a point of a simplex. Its grid has n points along every edge, m = n - 1 steps: beliefs
whose entries are multiples of 1/m. Between them a function is linear on the cells that the lines b_k = i/m cut out
(segments for two characters, triangles for three), so that no character is treated differently from another.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def size(characters: int, points: int) -> int:
    """Return how many beliefs a grid has."""
    return (1, points, points * (points + 1) // 2)[characters - 1]


def grid(characters: int, points: int) -> Floats:
    """Return the beliefs of a grid, (G, K), in rising order of the first entry, then of the second."""
    m = points - 1
    if characters == 1:
        return np.ones((1, 1))
    if characters == 2:
        return np.array([(i, m - i) for i in range(points)]) / m
    return np.array([(i, j, m - i - j) for i in range(points) for j in range(points - i)]) / m


def corners(belief: Floats, points: int) -> tuple[Ints, Floats]:
    """Return the K grid points around a belief, by number, and their weights, which sum to 1."""
    m = points - 1
    if len(belief) == 1:
        return np.zeros(1, np.int64), np.ones(1)
    y = np.clip(belief * m, 0, m)
    if len(belief) == 2:
        i = min(int(y[0]), m - 1)
        return np.array([i, i + 1]), np.array([1 - (y[0] - i), y[0] - i])
    i, j = int(y[0]), int(y[1])
    if i + j >= m:  # a corner of the simplex, or an edge: the cell that lies inside
        i, j = (min(i, m) - 1, m - min(i, m)) if i > 0 else (0, m - 1)
    f, g = y[0] - i, y[1] - j

    def at(i: int, j: int) -> int:
        return i * (m + 1) - i * (i - 1) // 2 + j

    if f + g <= 1 or i + j + 2 > m:
        return np.array([at(i, j), at(i + 1, j), at(i, j + 1)]), np.array([1 - f - g, f, g])
    return np.array([at(i + 1, j + 1), at(i, j + 1), at(i + 1, j)]), np.array([f + g - 1, 1 - f, 1 - g])


def corners_of(beliefs: Floats, points: int) -> tuple[Ints, Floats]:
    """Return what ``corners`` does for many beliefs at once: numbers and weights, both (N, K)."""
    m = points - 1
    if beliefs.shape[1] == 1:
        return np.zeros((len(beliefs), 1), np.int64), np.ones((len(beliefs), 1))
    y = np.clip(beliefs * m, 0, m)
    if beliefs.shape[1] == 2:
        i = np.minimum(y[:, 0].astype(np.int64), m - 1)
        above = y[:, 0] - i
        return np.stack([i, i + 1], 1), np.stack([1 - above, above], 1)
    found = [corners(belief, points) for belief in beliefs]
    return np.array([at for at, _ in found]), np.array([weight for _, weight in found])


def interpolate_at(table: Floats, us: Floats, them: Floats, points: tuple[int, int]) -> Floats:
    """Return what ``interpolate`` does for many pairs of beliefs, (N, K) and (N, L): (N, ...)."""
    at_us, weight_us = corners_of(us, points[0])
    at_them, weight_them = corners_of(them, points[1])
    near = table[at_us[:, :, None], at_them[:, None, :]]
    found: Floats = np.einsum("ni,nj,nij...->n...", weight_us, weight_them, near)
    return found


def interpolate(table: Floats, us: Floats, them: Floats, points: tuple[int, int]) -> Floats:
    """Return what a table (G us, G them, ...) holds at a belief about us and one about them, off the grid linear."""
    at_us, weight_us = corners(us, points[0])
    at_them, weight_them = corners(them, points[1])
    near = table[np.ix_(at_us, at_them)]
    found: Floats = np.einsum("i,j,ij...->...", weight_us, weight_them, near)
    return found
