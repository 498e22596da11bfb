"""Random cases for holding the compiled weighing against the plain one: each has some prior by construction."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.made import made

Floats = NDArray[np.float64]
Relations = list[dict[str, Any]]


def holds(n: int) -> NDArray[np.bool_]:
    """(2**n, n): which hypotheses hold in each combination."""
    return (np.arange(2**n)[:, None] >> np.arange(n) & 1).astype(bool)


def allowed(n: int, relations: Relations) -> NDArray[np.bool_]:
    """(2**n,): combinations that the relations let be, h = 0 among them."""
    h = holds(n)
    found = np.ones(2**n, dtype=bool)
    for relation in relations:
        kind = next(kind for kind in ("excludes", "implies", "one_of", "goes_with") if kind in relation)
        columns = [int(name[1:]) for name in relation[kind]]
        if kind == "excludes":
            found &= ~h[:, columns].all(axis=1)
        elif kind == "implies":
            found &= ~h[:, columns[0]] | h[:, columns[1]]
        elif kind == "one_of":
            found &= h[:, columns].sum(axis=1) == 1
    found[0] = True
    return found


def some_priors(
    rng: np.random.Generator, n: int, relations: Relations, something_else: float, tilt: float = 1.5
) -> list[float]:
    """Marginals of a random table that obeys the relations, so that they can hold together with room to spare."""
    h = holds(n)
    table = np.where(allowed(n, relations), rng.gamma(1.0, size=2**n) + 0.05, 0.0)
    table *= np.exp(h @ rng.normal(-0.5, tilt, size=n))
    table[0] = 0
    # a little of everything that is allowed: rare combinations must not leave the priors on the edge
    even = allowed(n, relations).astype(float)
    even[0] = 0
    table = 0.9 * table / table.sum() + 0.1 * even / even.sum()
    return [float(p) for p in (1 - something_else) * (table @ h)]


def related(rng: np.random.Generator, n: int) -> Relations:
    """Some relations among h0 .. h(n-1), of every kind over many calls; never so many that nothing is left."""

    def two() -> list[str]:
        return [f"h{i}" for i in rng.choice(n, size=2, replace=False)]

    found: Relations = []
    if n >= 4 and rng.random() < 0.3:
        found.append(
            {"one_of": [f"h{i}" for i in sorted(rng.choice(n, size=int(rng.integers(2, 4)), replace=False))]}
        )
    for kind in ("excludes", "implies", "goes_with", "goes_with"):
        if n >= 3 and rng.random() < 0.5:
            found.append(
                {kind: two(), **({"odds": float(rng.uniform(0.2, 5))} if kind == "goes_with" else {})}
            )
    # relations that tie priors to each other without saying so leave nothing to spare; one_of says so
    free = holds(n)[allowed(n, found)][1:]
    rank = np.linalg.matrix_rank(np.column_stack([free, np.ones(len(free))])) if len(free) else 0
    return found if rank == n + 1 - sum("one_of" in relation for relation in found) else []


def varied(
    rng: np.random.Generator, n: int, pieces: int, *, spread: float = 0.0, wide: bool = False
) -> dict[str, Any]:
    """A random case with everything that weighing knows, and priors that can hold together.

    spread : half the width of the ranges of priors, as a share of them. wide : one group that speaks to all hypotheses.
    """
    data = made(rng, n, pieces, relations=False)
    names = list(data["hypotheses"])
    relations = related(rng, n)
    for relation in relations:
        if "odds" in relation and spread:
            relation["odds"] = f"{relation['odds'] * 0.7}..{relation['odds'] * 1.4}"
    something_else = float(rng.uniform(0.02, 0.3)) if n > 1 else 0.25
    priors = some_priors(rng, n, relations, something_else) if n > 1 else [1 - something_else]
    for name, p in zip(names, priors, strict=True):
        width = min(p * spread, 1 - p)
        data["hypotheses"][name]["prior"] = f"{p - width}..{p + width}" if spread else p
    data["relations"] = relations
    data["something_else"] = something_else
    evidence = data["evidence"]
    data["explains"] = [str(name) for name in rng.choice(list(evidence), size=min(pieces, 3), replace=False)]
    deceivers = [name for name in names if data["hypotheses"][name]["deceives"]]
    for name, piece in evidence.items():
        dice = rng.random(4)
        if "stageable" in piece and dice[0] < 0.3:
            piece |= {"shows": [*piece["shows"], deceivers[0]], "hides": deceivers[1:]}
        if piece.get("reports") and dice[1] < 0.2:
            piece["otherwise"] = ["never", "always"][int(dice[1] < 0.1)]
        if piece.get("reports") and piece["bears"] and dice[2] < 0.2:
            piece["bears"][next(iter(piece["bears"]))] = ["never", "always"][int(dice[2] < 0.1)]
        if dice[1] < 0.2 or dice[2] < 0.2:
            # where reports may err for reasons of their own, certainties leave every combination possible
            for report in piece.get("reports", []):
                report["by_chance"] = 0.3
        if "group" not in piece and dice[3] < 0.2:
            piece |= {"kind": "judgement", "judged": {"by": ["Ann", "Ben"][int(dice[3] < 0.1)]}}
        if wide and name in ("e0", "e1"):
            piece |= {
                "group": "all",
                "bears": {each: ["for", "against", 0.3][i % 3] for i, each in enumerate(names)},
            }
    if wide:
        data["groups"]["all"] = {"says": "All of it", "overlap": 0.6}
    return data
