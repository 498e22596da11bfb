"""The prior over combinations: the least committal one with the stated marginals that obeys the relations.

Maximum entropy gives P(h) proportional to prod_C start_C(h) exp(theta . h) for h != 0, with P(0) = something_else
stated. Theta solves a convex problem (Newton); the reference fits the same table by iterative proportional fitting.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.case.load import CaseFile
from detente.errors import Fault
from detente.weigh.inputs import Inputs, central
from detente.weigh.network import Network, compile_case

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TOLERANCE = 1e-10
"""Greatest miss of any marginal, as the reference's fitting."""
MOST_STEPS = 60
"""Newton settles in about six steps; values that cannot hold together never do."""
SPARE = 0.001
"""Central values must hold together with this much to spare: on the edge fitting stalls."""
PAST = 0.01
"""A draw that cannot hold together moves this far past the first point towards the central values that can."""


class Components(NamedTuple):
    """Hypotheses joined by relations. ``bits`` of component c are ``bits[start[c]:start[c+1]]``, rising."""

    start: Ints
    bits: Ints
    state_start: Ints
    """Offset of each component's table of 2**size states in the row of all states."""


@dataclass(frozen=True)
class Prior:
    """The fitted prior of each draw, in the compact form that the kernel spreads over all combinations."""

    theta: Floats
    """(D, n)"""
    start: Floats
    """(D, states)"""
    marginals: Floats
    """(D, n): the priors that were fitted, after scaling and moving."""
    something_else: Floats
    """(D,)"""
    moved: NDArray[np.bool_]
    """(D,): True where the drawn priors could not hold together."""
    worst: float
    """Greatest miss of a marginal over all draws."""

    def rows(self, chosen: slice | Ints) -> Prior:
        """Return some of the draws."""
        return replace(
            self,
            theta=self.theta[chosen],
            start=self.start[chosen],
            marginals=self.marginals[chosen],
            something_else=self.something_else[chosen],
            moved=self.moved[chosen],
        )


def components(network: Network) -> Components:
    """Group the hypotheses that relations join."""
    owner = list(range(network.n))
    place = {name: i for i, name in enumerate(network.hypotheses)}
    for relation in network.case.relations:
        joined = {owner[place[name]] for name in relation.ids}
        owner = [min(joined) if each in joined else each for each in owner]
    groups = [[i for i in range(network.n) if owner[i] == each] for each in sorted(set(owner))]
    return Components(
        start=np.cumsum([0, *map(len, groups)]).astype(np.int64),
        bits=np.array([i for group in groups for i in group], dtype=np.int64),
        state_start=np.cumsum([0, *(1 << len(group) for group in groups)]).astype(np.int64),
    )


def start_states(network: Network, parts: Components, odds: Floats) -> Floats:
    """Return (D, states): 0 where a relation forbids the state of a component, else the product of its factors."""
    tables = np.ones((len(odds), int(parts.state_start[-1])))
    place = {name: i for i, name in enumerate(network.hypotheses)}
    where = {
        int(i): c
        for c in range(len(parts.start) - 1)
        for i in parts.bits[parts.start[c] : parts.start[c + 1]]
    }
    for number, relation in enumerate(network.case.relations):
        c = where[place[relation.ids[0]]]
        bits = list(parts.bits[parts.start[c] : parts.start[c + 1]])
        states = np.arange(1 << len(bits))
        holds = np.stack([states >> bits.index(place[name]) & 1 for name in relation.ids], axis=1).astype(
            bool
        )
        table = tables[:, parts.state_start[c] : parts.state_start[c + 1]]
        if relation.kind == "excludes":
            table[:, holds.all(axis=1)] = 0
        elif relation.kind == "implies":
            table[:, holds[:, 0] & ~holds[:, 1]] = 0
        elif relation.kind == "one_of":
            table[:, holds.sum(axis=1) != 1] = 0
        else:
            table[:, holds.all(axis=1)] *= odds[:, number : number + 1]
    return tables


def fit(network: Network, inputs: Inputs) -> Prior:
    """Fit the prior of every draw; a draw that cannot hold together moves towards the central values.

    Raises ArithmeticError where a prior does not settle although it could (central values are checked at loading).
    """
    parts = components(network)
    start = start_states(network, parts, inputs.odds)
    prior, something_else = inputs.prior, inputs.something_else
    theta, tables, worst = _solve(parts, start, prior, something_else)
    lost = np.flatnonzero(~(worst < TOLERANCE))
    if len(lost):
        middle = central(network)
        prior, something_else = prior.copy(), something_else.copy()
        for d in lost:
            way = _first_feasible(network, parts, start[d], prior[d], something_else[d], middle)
            prior[d] += way * (middle.prior[0] - prior[d])
            something_else[d] += way * (middle.something_else[0] - something_else[d])
        theta[lost], tables[lost], worst[lost] = _solve(parts, start[lost], prior[lost], something_else[lost])
        if not (worst < TOLERANCE).all():
            raise ArithmeticError("the prior of some draws did not settle")
    moved = np.zeros(inputs.draws, dtype=np.bool_)
    moved[lost] = True
    return Prior(theta, tables, prior, something_else, moved, float(worst.max(initial=0.0)))


def _solve(
    parts: Components, start: Floats, prior: Floats, something_else: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return theta, the component tables with certain states struck out, and the greatest miss, by draw."""
    from detente.weigh.fit_kernel import fit_draws, threads_for

    listed = 1 - something_else
    target = np.divide(prior, listed[:, None], out=np.zeros_like(prior), where=listed[:, None] > 0)
    never, always = target <= 0, target >= 1 - 1e-13
    start = start.copy()
    if never.any() or always.any():
        for c in range(len(parts.start) - 1):
            table = start[:, parts.state_start[c] : parts.state_start[c + 1]]
            states = np.arange(table.shape[1])
            for j, i in enumerate(parts.bits[parts.start[c] : parts.start[c + 1]]):
                on = (states >> j & 1).astype(bool)
                table[np.ix_(never[:, i], on)] = 0
                table[np.ix_(always[:, i], ~on)] = 0
    free = ~(never | always)
    out: NDArray[np.bool_] = np.asarray((target > 1 + 1e-9).any(axis=1))
    out |= (np.maximum.reduceat(start, parts.state_start[:-1], axis=1) <= 0).any(axis=1)
    with threads_for(len(start)):
        theta, worst = fit_draws(
            np.clip(target, 1e-300, 1 - 1e-16),
            free & ~out[:, None],
            np.where(out[:, None], 1.0, start),
            parts,
            TOLERANCE / 100,
            MOST_STEPS,
        )
    empty = (listed <= 0) & (prior <= 0).all(axis=1)
    return theta, start, np.where(empty, 0.0, np.where(out, np.inf, worst))


# --- can the priors hold together? -------------------------------------------------------------------------------


def _programme(network: Network, parts: Components) -> tuple[Floats, Floats]:
    """Return (A, cover): rows of A map masses of component states to 1 and to each marginal; cover sums the h_C = 0.

    Masses of each component's states sum to P(h != 0). Components can be joined so that some hypothesis always holds
    exactly where the masses of h_C = 0 sum to at most (components - 1) times P(h != 0) (Frechet).
    """
    count, states = len(parts.start) - 1, int(parts.state_start[-1])
    table = np.zeros((count + network.n, states))
    cover = np.zeros(states)
    for c in range(count):
        first = int(parts.state_start[c])
        size = int(parts.state_start[c + 1]) - first
        table[c, first : first + size] = 1
        cover[first] = 1
        for j, i in enumerate(parts.bits[parts.start[c] : parts.start[c + 1]]):
            table[count + i, first : first + size] = np.arange(size) >> j & 1
    return table, cover


def _first_feasible(
    network: Network, parts: Components, start: Floats, prior: Floats, something_else: float, middle: Inputs
) -> float:
    """Return how far (0 to 1) the values must move towards the central ones, to ``PAST`` past the first that can."""
    from scipy.optimize import linprog

    table, cover = _programme(network, parts)
    count = len(parts.start) - 1
    here = np.concatenate([np.full(count, 1 - something_else), prior])
    there = np.concatenate([np.full(count, 1 - middle.something_else[0]), middle.prior[0]])
    bounds = [(0, None if allowed > 0 else 0) for allowed in start] + [(0, 1)]
    found = linprog(
        np.append(np.zeros(len(cover)), 1.0),
        A_eq=np.column_stack([table, here - there]),
        b_eq=here,
        A_ub=np.append(cover, (count - 1) * (here[0] - there[0]))[None, :],
        b_ub=[(count - 1) * here[0]],
        bounds=bounds,
        method="highs",
    )
    return min(1.0, float(found.x[-1]) + PAST) if found.x is not None else 1.0


def _feasible(
    network: Network, parts: Components, start: Floats, prior: Floats, something_else: float,
    without: frozenset[int] = frozenset(),
) -> bool:  # fmt: skip
    """Say whether some prior has these marginals; those of ``without`` are not asked for."""
    from scipy.optimize import linprog

    if something_else > 1 or (prior < 0).any() or (prior > 1).any():
        return False
    table, cover = _programme(network, parts)
    count = len(parts.start) - 1
    rows = [*range(count), *(count + i for i in range(network.n) if i not in without)]
    values = np.concatenate([np.full(count, 1 - something_else), prior])
    found = linprog(
        np.zeros(len(cover)),
        A_eq=table[rows],
        b_eq=values[rows],
        A_ub=cover[None, :],
        b_ub=[(count - 1) * (1 - something_else)],
        bounds=[(0, None if allowed > 0 else 0) for allowed in start],
        method="highs",
    )
    return bool(found.status == 0)


def faults(file: CaseFile) -> list[Fault]:
    """Find central priors that cannot hold together, or only without anything to spare, and name them."""
    network = compile_case(file.case)
    middle = central(network)
    parts = components(network)
    start = start_states(network, parts, middle.odds)[0]
    prior, something_else = middle.prior[0], float(middle.something_else[0])
    if not np.isfinite(prior).all():
        return [
            file.fault(("relations",), "one_of", "a prior above 0 in each one_of, as one of them must hold")
        ]
    if _all_feasible(network, parts, start, prior, something_else):
        return []
    names = _guilty(network, parts, start, prior, something_else)
    said = ", ".join(f"{name} {prior[network.hypotheses.index(name)]:.3g}" for name in names)
    total = prior.sum() + something_else
    hint = (
        "raise the priors or something_else"
        if total < 1 + SPARE
        else "lower one of them, or look at the relations"
    )
    return [
        file.fault(
            ("hypotheses", names[0], "prior") if names else ("something_else",),
            f"{said}; something_else {something_else:.3g}",
            f"priors that can hold together, with {SPARE} to spare, under the relations and something_else "
            f"(all priors and something_else add to {total:.3g})",
            hint,
        )
    ]


def _guilty(
    network: Network, parts: Components, start: Floats, prior: Floats, something_else: float
) -> list[str]:
    """Name few hypotheses whose priors cannot hold together: one, those of one relation, or a set without slack.

    Where all can, but without anything to spare, that is all of them.
    """
    everyone = frozenset(range(network.n))

    def clash(some: frozenset[int]) -> bool:
        return not _feasible(network, parts, start, prior, something_else, everyone - some)

    guilty = everyone
    if clash(everyone):
        related = [
            frozenset(network.hypotheses.index(name) for name in r.ids) for r in network.case.relations
        ]
        few = next(filter(clash, [*(frozenset([i]) for i in everyone), *related]), None)
        for i in everyone if few is None else ():
            guilty = guilty - {i} if clash(guilty - {i}) else guilty
        guilty = few or guilty
    return [network.hypotheses[i] for i in sorted(guilty)]


def _all_feasible(
    network: Network, parts: Components, start: Floats, prior: Floats, something_else: float
) -> bool:
    """Say whether the values, and each of them moved by ``SPARE`` either way, can hold together.

    Certain values (0 and 1) have no spare; those of a one_of move against each other, as their sum is declared.
    """
    tied = [[network.hypotheses.index(name) for name in r.one_of] for r in network.case.relations if r.one_of]

    def room(value: float) -> float:
        return min(SPARE, value / 2, (1 - value) / 2)

    trials = [(prior, something_else)]
    for sign, i in product((-1, 1), range(network.n + 1)):
        moved, rest = prior.copy(), something_else
        if i == network.n:
            rest += sign * room(something_else)
        else:
            moved[i] += sign * room(prior[i])
        for tie in tied:
            if i in tie or i == network.n:
                others = [j for j in tie if j != i]
                left = 1 - rest - (moved[i] if i in tie else 0.0)
                moved[others] *= left / moved[others].sum() if moved[others].sum() > 0 else 1.0
        trials.append((moved, rest))
    priors = np.stack([p for p, _ in trials])
    rests = np.array([z for _, z in trials])
    # a prior that was fitted is there; the slower linear programme decides only on those that were not
    _, _, worst = _solve(parts, np.repeat(start[None, :], len(trials), axis=0), priors, rests)
    lost = np.flatnonzero(~(worst < TOLERANCE))
    return all(_feasible(network, parts, start, priors[k], float(rests[k])) for k in lost)
