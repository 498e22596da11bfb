"""Weighing in plain NumPy, one draw at a time, on full tables over all combinations: it reads like the definition.

The compiled twin (``kernel.py``) must agree with every function here; tests hold them side by side.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod

import numpy as np
from numpy.typing import NDArray

from detente.weigh.inputs import Inputs
from detente.weigh.network import CONFIRMS, DENIES, MOST_FORCE, SILENT, Network

Floats = NDArray[np.float64]


def combinations(n: int) -> NDArray[np.bool_]:
    """Return (2**n, n): row h tells which hypotheses hold in combination h."""
    return (np.arange(2**n)[:, None] >> np.arange(n) & 1).astype(np.bool_)


def start_table(network: Network, odds: Floats) -> Floats:
    """Return (2**n,): 0 where a relation forbids the combination, else the product of the goes_with factors."""
    h = combinations(network.n)
    table = np.ones(len(h))
    place = {name: i for i, name in enumerate(network.hypotheses)}
    for relation, factor in zip(network.case.relations, odds, strict=True):
        columns = [place[name] for name in relation.ids]
        if relation.kind == "excludes":
            table[h[:, columns].all(axis=1)] = 0
        elif relation.kind == "implies":
            table[h[:, columns[0]] & ~h[:, columns[1]]] = 0
        elif relation.kind == "one_of":
            table[h[:, columns].sum(axis=1) != 1] = 0
        else:
            table[h[:, columns].all(axis=1)] *= factor
    table[0] = 1
    return table


def prior_table(
    start: Floats,
    prior: Floats,
    something_else: float,
    *,
    tolerance: float = 1e-10,
    most_sweeps: int = 100_000,
) -> Floats:
    """Fit the least committal table with the stated marginals and P(0) by iterative proportional fitting.

    start : (2**n,), prior : (n,), both probabilities. Source: Deming & Stephan (1940); Csiszar (1975).
    Raises ArithmeticError where ``most_sweeps`` do not reach ``tolerance``.
    """
    h = combinations(len(prior))
    table: Floats = start / start.sum()
    for _ in range(most_sweeps):
        for holds, target in [(h[:, i], prior[i]) for i in range(len(prior))] + [
            (np.arange(len(h)) == 0, something_else)
        ]:
            now = table[holds].sum()
            table[holds] *= target / now if now > 0 else 0.0
            table[~holds] *= (1 - target) / table[~holds].sum() if target < 1 else 0.0
        marginals = np.array([table[h[:, i]].sum() for i in range(len(prior))])
        if np.abs(marginals - prior).max() < tolerance and abs(table[0] - something_else) < tolerance:
            return table
    raise ArithmeticError("the prior did not settle")


def chance_of_event(network: Network, inputs: Inputs, draw: int, piece: int) -> Floats:
    """Return (2**n,): P(E | h), noisy-OR of the causes for it, discounted by those against, staged where deceived.

    P(E|h) = [1 - (1-o) prod_for ((1-s)/(1-o))**h] * prod_against (s/o)**h; source: Pearl (1988), section 4.3.2.
    """
    h = combinations(network.n)
    o = inputs.otherwise[draw, piece]
    fails, discount = np.ones(len(h)), np.ones(len(h))
    for b in network.bearings(piece):
        s = inputs.alone[draw, b]
        holds = h[:, network.bear_on[b]]
        if s > o and o < 1:
            fails[holds] *= (1 - s) / (1 - o)
        if s < o and o > 0:
            discount[holds] *= s / o
    sincere: Floats = (1 - (1 - o) * fails) * discount
    if not network.staged[piece]:
        return sincere
    index = np.arange(len(h))
    staged = sincere[(index | network.shows[piece]) & ~network.hides[piece]]
    deceived = (index & network.deceivers) != 0
    chance = inputs.stageable[draw, piece]
    return np.asarray(np.where(deceived, chance * staged + (1 - chance) * sincere, sincere))


@dataclass(frozen=True)
class Weighed:
    """One draw, weighed. The last entry of ``posterior`` is the other kind of h = 0, *another explanation*."""

    prior: Floats
    """(2**n,)"""
    posterior: Floats
    """(2**n + 1,)"""
    shares: Floats
    """(n,): share of the cause; what is left of 1 is something else's."""
    characters: Floats
    """(characters,)"""
    piece_ratios: Floats
    """(bearings,): realised ratio of each bearing's piece for its hypothesis."""
    voice_ratios: Floats
    """(scope entries,): realised ratio of each voice for the hypotheses of its scope."""


def weigh_one(network: Network, inputs: Inputs, draw: int = 0, prior: Floats | None = None) -> Weighed:
    """Weigh one draw by the definition. ``prior``: (2**n,), fitted here where it is not given."""
    something_else = float(inputs.something_else[draw])
    if prior is None:
        prior = prior_table(start_table(network, inputs.odds[draw]), inputs.prior[draw], something_else)
    # the two kinds of h = 0: nothing new stays in row 0, another explanation is a row of its own
    rows = np.append(prior, something_else / 2)
    rows[0] = something_else / 2
    score = np.zeros(len(rows))
    piece_ratios = np.ones(len(network.bear_on))
    voice_ratios = np.ones(len(network.scope))
    holds = np.vstack([combinations(network.n), np.zeros(network.n, dtype=np.bool_)])

    def ratio(likelihood: Floats, i: int) -> float:
        on, off = rows * holds[:, i], rows * ~holds[:, i]
        return (
            float((on @ likelihood / on.sum()) / (off @ likelihood / off.sum()))
            if on.sum() and off.sum()
            else 1.0
        )

    for voice in range(len(network.voices)):
        logs = []
        for piece in network.pieces_of(voice):
            if inputs.void[draw, piece]:
                continue
            event = predicted(network, inputs, draw, piece, rows)
            given, otherwise = reports_given(network, inputs, draw, piece, expected=float(rows @ event))
            likelihood = given * event + otherwise * (1 - event)
            for b in network.bearings(piece):
                piece_ratios[b] = ratio(likelihood, network.bear_on[b])
            with np.errstate(divide="ignore"):
                logs.append(np.log(likelihood) - np.log(rows @ likelihood))
        if not logs:
            continue
        together = np.stack(logs)
        overlap = inputs.overlap[draw, voice]
        one_voice = np.maximum(together.max(axis=0), 0) + np.minimum(together.min(axis=0), 0)
        if overlap <= 0:  # apart, as 0 times -inf is no number
            total = together.sum(axis=0)
        elif overlap >= 1:
            total = one_voice
        else:
            total = (1 - overlap) * together.sum(axis=0) + overlap * one_voice
        score += total
        for entry in range(network.scope_start[voice], network.scope_start[voice + 1]):
            voice_ratios[entry] = ratio(np.exp(total), network.scope[entry])

    with np.errstate(divide="ignore"):
        logs_all = np.log(rows) + score
    posterior = np.exp(logs_all - logs_all.max())
    posterior /= posterior.sum()
    return Weighed(
        prior=prior,
        posterior=posterior,
        shares=shares_of_cause(network, inputs, draw, posterior),
        characters=characters(inputs, draw, posterior),
        piece_ratios=piece_ratios,
        voice_ratios=voice_ratios,
    )


def predicted(network: Network, inputs: Inputs, draw: int, piece: int, rows: Floats) -> Floats:
    """Return (2**n + 1,): P(E | h), with *another explanation* last: the average of the listed ones over the prior.

    rows : (2**n + 1,), the prior with both kinds of h = 0, as in ``Weighed.posterior``.
    """
    event = chance_of_event(network, inputs, draw, piece)
    listed = rows[:-1].copy()
    listed[0] = 0
    if not listed.sum():
        return np.append(event, event[0])
    # by rounding an average of certainties must not become nearly certain
    among = event[listed > 0]
    return np.append(event, np.clip(listed @ event / listed.sum(), among.min(), among.max()))


@dataclass(frozen=True)
class Heard:
    """What one report tells of its piece; all are probabilities."""

    reliability: float
    by_chance: float
    """That it would confirm although it does not track the truth."""
    leaned: bool
    """Whether its source's leaning moved ``by_chance``."""
    if_so: float
    """Of its answer, if the piece is so."""
    if_not: float


def heard(network: Network, inputs: Inputs, draw: int, piece: int, *, expected: float) -> list[Heard]:
    """Return what each report of a piece that counts tells. Source: Bovens & Hartmann (2003), chapter 3.

    ``expected``: the prior predictive probability of E, which an unstated by_chance takes.
    """
    found = []
    o = inputs.otherwise[draw, piece]
    for r in range(network.told_start[piece], network.told_start[piece + 1]):
        reliability, answer = inputs.reliability[draw, r], network.told_answer[r]
        chance, leans = inputs.by_chance[draw, r], False
        if not network.told_chance[r]:
            leaned = [b for b in network.bearings(piece) if network.told_leans[r] >> network.bear_on[b] & 1]
            chance = expected
            if answer == CONFIRMS and any(inputs.alone[draw, b] > o for b in leaned):
                chance, leans = (1 + expected) / 2, True
            if answer == DENIES and any(inputs.alone[draw, b] < o for b in leaned):
                chance, leans = expected / 2, True
        confirms = np.array([reliability + (1 - reliability) * chance, (1 - reliability) * chance])
        if answer == DENIES:
            confirms = 1 - confirms
        elif answer == SILENT:
            confirms = 1 - inputs.would_report[draw, r] * confirms
        found.append(Heard(float(reliability), float(chance), leans, float(confirms[0]), float(confirms[1])))
    return found


def reports_given(
    network: Network, inputs: Inputs, draw: int, piece: int, *, expected: float
) -> tuple[float, float]:
    """Return P(reports | E) and P(reports | not E), the products over the reports that count."""
    told = heard(network, inputs, draw, piece, expected=expected)
    return prod(each.if_so for each in told), prod(each.if_not for each in told) if told else 0.0


def shares_of_cause(network: Network, inputs: Inputs, draw: int, posterior: Floats) -> Floats:
    """Return (n,): a_i = sum_h P(h|R) lambda_i h_i / (lambda_0 + sum_k lambda_k h_k), the mean over explained events.

    lambda_i = max(0, -log(1 - c_i)), lambda_0 = -log(1 - o), each at most ``MOST_FORCE``; at h = 0 and at 0/0 nothing.
    """
    h = combinations(network.n)
    found = np.zeros(network.n)
    for piece in network.explains:
        o = inputs.otherwise[draw, piece]
        force = np.zeros(network.n)
        with np.errstate(divide="ignore"):
            for b in network.bearings(piece):
                s = inputs.alone[draw, b]
                if s > o:
                    force[network.bear_on[b]] = min(MOST_FORCE, np.log(1 - o) - np.log(1 - s))
            itself = min(MOST_FORCE, -np.log(1 - o))
        total = itself + h @ force
        with np.errstate(invalid="ignore", divide="ignore"):
            found += posterior[: len(h)] @ np.where(total[:, None] > 0, h * force / total[:, None], 0)
    return found / max(len(network.explains), 1)


def characters(inputs: Inputs, draw: int, posterior: Floats) -> Floats:
    """Return (characters,): P(c) = sum_h P(h|R) P(c|h), P(c|h) proportional to base_c * prod_i exp(w_ci h_i)."""
    return np.asarray(posterior @ characters_given(inputs, draw))


def characters_given(inputs: Inputs, draw: int) -> Floats:
    """Return (2**n + 1, characters): P(c|h), the last row for *another explanation*, where no hypothesis holds either."""
    base: Floats = inputs.base[draw]
    because: Floats = inputs.because[draw]
    h = np.vstack([combinations(because.shape[1]), np.zeros(because.shape[1], dtype=np.bool_)])
    with np.errstate(divide="ignore"):
        logs = np.log(base) + h @ because.T
    odds = np.exp(logs - logs.max(axis=1, keepdims=True, initial=-np.inf))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True)) if len(base) else odds


def answers(network: Network, posterior: Floats) -> Floats:
    """Return (n + 1,): each hypothesis, then something else, of both kinds. posterior : (2**n + 1,)."""
    return np.append(posterior[:-1] @ combinations(network.n), posterior[0] + posterior[-1])


def answers_without(
    network: Network,
    inputs: Inputs,
    draw: int,
    *,
    gone: NDArray[np.bool_],
    mute: NDArray[np.bool_],
    prior: Floats | None = None,
) -> Floats:
    """Return (n + 1,): hypotheses and something else, weighed anew without some pieces and some reports.

    gone : (pieces,), mute : (reports,), True for what is left out. A piece that loses its last report leaves with it.
    """
    void, kept = inputs.void.copy(), np.flatnonzero(~mute)
    counts = np.zeros(len(network.pieces), dtype=np.int64)
    for piece in range(len(counts)):
        first, after = network.told_start[piece], network.told_start[piece + 1]
        counts[piece] = (~mute[first:after]).sum()
        void[draw, piece] |= gone[piece] or (first < after and counts[piece] == 0)
    fewer = replace(
        network,
        told=tuple(network.told[r] for r in kept),
        told_start=np.concatenate([[0], np.cumsum(counts)]),
        told_by=network.told_by[kept],
        told_answer=network.told_answer[kept],
        told_chance=network.told_chance[kept],
        told_leans=network.told_leans[kept],
    )
    left = replace(
        inputs,
        void=void,
        reliability=inputs.reliability[:, kept],
        by_chance=inputs.by_chance[:, kept],
        would_report=inputs.would_report[:, kept],
    )
    return answers(network, weigh_one(fewer, left, draw, prior).posterior)


@dataclass(frozen=True)
class Foretold:
    """What one indicator would tell in one draw."""

    chance: float
    """To see it."""
    bits: float
    """Mutual information with the combination, the two kinds of h = 0 apart."""
    if_seen: Floats
    """(n + 1,): hypotheses and something else."""
    if_not: Floats
    """(n + 1,)"""
    where: Floats
    """(masks,): chance to see it where each mask holds."""
    by_character: Floats
    """(characters,): chance to see it if they are of each."""


def foretold(
    network: Network,
    inputs: Inputs,
    draw: int,
    piece: int,
    *,
    rows: Floats,
    posterior: Floats,
    masks: NDArray[np.bool_],
) -> Foretold:
    """Say what seeing a piece for certain, or seeing that it is not so, would tell beyond a posterior.

    rows : (2**n + 1,), the prior with both kinds of h = 0; posterior : (2**n + 1,); masks : (masks, 2**n + 1).
    Where it is certain to be seen, or certain not to be, the other case changes nothing.
    I(E; h) = sum over h, e of P(h, e) log2 [P(h, e) / (P(h) P(e))]; source: Shannon (1948), Lindley (1956).
    """
    event = predicted(network, inputs, draw, piece, rows)
    joint = np.stack([posterior * event, posterior * (1 - event)])
    either = joint.sum(axis=1)
    apart = either[:, None] * posterior
    there = joint > 0
    bits = float((joint[there] * np.log2(joint[there] / apart[there])).sum())
    seen, unseen = (
        answers(network, part / mass if mass > 0 else posterior)
        for part, mass in zip(joint, either, strict=True)
    )
    where = [
        posterior[mask] @ event[mask] / posterior[mask].sum() if posterior[mask].sum() > 0 else either[0]
        for mask in masks
    ]
    given = characters_given(inputs, draw)
    by_character = [
        joint[0] @ column / (posterior @ column) if posterior @ column > 0 else either[0]
        for column in given.T
    ]
    return Foretold(float(either[0]), max(0.0, bits), seen, unseen, np.array(where), np.array(by_character))
