"""Every uncertain input of a case as arrays, one row a draw: at its median (central) or drawn (the ensemble)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtri

from detente.case.uncertain import (
    Bearing,
    Distribution,
    LogNormal,
    LogUniform,
    Point,
    Triangular,
    Uncertain,
    Uniform,
)
from detente.weigh.network import Network, bearings_of

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

SHIFT_SD = 0.5
"""Standard deviation of the common shift of all logit(otherwise): an analyst's habits do not cancel out."""
POWER_SD = 0.5
"""Standard deviation of the logarithm of the common power on all bearings."""

Draw = Callable[[Distribution, tuple[str, ...]], Floats]


@dataclass(frozen=True)
class Inputs:
    """All that a weighing needs besides the structure. Shapes are (draws, ...); probabilities unless said."""

    prior: Floats
    """(D, hypotheses)"""
    something_else: Floats
    """(D,)"""
    odds: Floats
    """(D, relations): odds ratio of each goes_with, 1 for other relations."""
    otherwise: Floats
    """(D, pieces), shifted."""
    alone: Floats
    """(D, bearings): how likely the piece is if only that hypothesis held, shifted and with the common power."""
    stageable: Floats
    """(D, pieces)"""
    reliability: Floats
    """(D, reports): of the source, times the factors of the assumptions that fail."""
    by_chance: Floats
    """(D, reports): NaN where it is not stated."""
    would_report: Floats
    """(D, reports): 1 unless the report is a silence."""
    overlap: Floats
    """(D, voices)"""
    void: Flags
    """(D, pieces): True where a failed assumption makes the piece worth nothing."""
    holds: Flags
    """(D, assumptions)"""
    base: Floats
    """(D, characters of the counterpart), scaled to sum to 1."""
    because: Floats
    """(D, characters, hypotheses): logarithm of the odds factor, 0 where nothing is said."""
    ours: Floats
    """(D, our characters), scaled to sum to 1."""

    @property
    def draws(self) -> int:
        """Number of rows."""
        return len(self.something_else)

    def rows(self, chosen: slice | Ints) -> Inputs:
        """Return some of the draws."""
        return replace(self, **{name: value[chosen] for name, value in vars(self).items()})


def stacked(rows: Sequence[Inputs]) -> Inputs:
    """Return the rows of several inputs as those of one."""
    return Inputs(**{name: np.concatenate([getattr(row, name) for row in rows]) for name in vars(rows[0])})


def quantile(dist: Distribution, u: Floats) -> Floats:
    """Return the ``u`` quantile of a distribution, elementwise."""
    match dist:
        case Point(value):
            return np.full_like(u, value)
        case Uniform(low, high):
            return low + (high - low) * u
        case LogUniform(low, high):
            return np.asarray(low * (high / low) ** u)
        case LogNormal(middle, sd):
            return np.asarray(middle * np.exp(sd * ndtri(u)))
        case Triangular(low, mode, high):
            rising = low + np.sqrt(u * (high - low) * (mode - low))
            falling = high - np.sqrt((1 - u) * (high - low) * (high - mode))
            return np.where(u * (high - low) < mode - low, rising, falling)


def uniforms(seed: int, path: Sequence[str], draws: int) -> Floats:
    """Return the draws of one input from a generator of its own, seeded by the seed and the input's path of ids.

    So adding, leaving out or reordering one input changes the draws of no other.
    """
    digest = hashlib.sha256("\x1f".join(path).encode()).digest()
    words = np.frombuffer(digest, dtype=np.uint32)
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words.tolist()]))).random(draws)


def central(network: Network, fails: Collection[str] = ()) -> Inputs:
    """Return all inputs at their medians, without shifts, in one row; an assumption holds if its median is >= .5.

    ``fails``: assumptions taken not to hold.
    """

    def median(dist: Distribution, path: tuple[str, ...]) -> Floats:
        return np.array([dist.median])

    return _collect(network, median, np.zeros(1), np.ones(1), lambda path: np.array([0.5]), fails)


def sample(network: Network, seed: int, draws: int, fails: Collection[str] = ()) -> Inputs:
    """Return ``draws`` rows of inputs, with the common shift of ``otherwise`` and the common power on bearings."""

    def drawn(dist: Distribution, path: tuple[str, ...]) -> Floats:
        if isinstance(dist, Point):
            return np.full(draws, dist.value)
        return quantile(dist, uniforms(seed, path, draws))

    shift = SHIFT_SD * ndtri(uniforms(seed, ("common", "shift"), draws))
    power = np.exp(POWER_SD * ndtri(uniforms(seed, ("common", "power"), draws)))
    return _collect(network, drawn, shift, power, partial(uniforms, seed, draws=draws), fails)


def drawn_inputs(network: Network, seed: int, draws: int) -> dict[tuple[str, ...], Floats]:
    """Return the quantiles (draws,) of every input that is drawn, by its path of ids, and of what is common to all."""
    paths: dict[tuple[str, ...], None] = {("common", "shift"): None, ("common", "power"): None}

    def noted(dist: Distribution, path: tuple[str, ...]) -> Floats:
        if not isinstance(dist, Point):
            paths.setdefault(path)
        return np.array([dist.median])

    def noted_too(path: tuple[str, ...]) -> Floats:
        paths.setdefault(path)
        return np.array([0.5])

    _collect(network, noted, np.zeros(1), np.ones(1), noted_too)
    return {path: uniforms(seed, path, draws) for path in paths}


def _collect(
    network: Network,
    draw: Draw,
    shift: Floats,
    power: Floats,
    holds_at: Callable[[tuple[str, ...]], Floats],
    fails: Collection[str] = (),
) -> Inputs:
    case = network.case
    size = len(shift)

    def stack(columns: Sequence[Floats]) -> Floats:
        return np.stack(columns, axis=1) if columns else np.empty((size, 0))

    def value(given: Uncertain | None, path: tuple[str, ...], default: float) -> Floats:
        return np.full(size, default) if given is None else draw(given.dist, path)

    prior = stack([draw(h.prior.dist, ("hypotheses", name, "prior")) for name, h in case.hypotheses.items()])
    something_else = draw(case.something_else.dist, ("something_else",))
    prior = _scale_one_of(network, prior, something_else)
    odds = stack(
        [
            value(relation.odds, ("relations", relation.kind, *sorted(relation.ids), "odds"), 1.0)
            for relation in case.relations
        ]
    )

    otherwise, alone, stageable = [], [], []
    owners = [
        ({"group": "groups", "author": "authors", "piece": "evidence"}[sort], voice)
        for sort, voice, first, after in zip(
            network.voice_sort, network.voices, network.voice_start, network.voice_start[1:], strict=False
        )
        for _ in range(first, after)
    ]
    for name, owner in zip(network.pieces, owners, strict=True):
        piece = case.evidence[name]
        unshifted = draw(piece.otherwise.dist, (*owner, "otherwise"))
        shifted = _shift(unshifted, shift)
        otherwise.append(shifted)
        for hypothesis, bearing in bearings_of(case, piece, network.neutral):
            drawn = draw(bearing.dist, (*owner, "bears", hypothesis))
            alone.append(_alone(bearing, drawn, unshifted, shifted, power))
        stageable.append(value(piece.stageable, (*owner, "stageable"), 0.0))

    likely = [draw(a.likely.dist, ("assumptions", name, "likely")) for name, a in case.assumptions.items()]
    # at central inputs the threshold is one half itself, and a median of exactly one half holds
    holds = np.array(
        [
            (chance >= holds_at(("assumptions", name, "holds"))) & (name not in fails)
            for name, chance in zip(case.assumptions, likely, strict=True)
        ],
        dtype=np.bool_,
    ).reshape(len(likely), size)
    void = np.zeros((size, len(network.pieces)), dtype=np.bool_)
    weaker = np.ones((size, len(network.pieces)))
    for place, (name, assumption) in enumerate(case.assumptions.items()):
        failed = ~holds[place][:, None] & network.touch[place][None, :]
        if assumption.if_false == "nothing":
            void |= failed
        else:
            factor = draw(assumption.if_false.dist, ("assumptions", name, "if_false"))
            weaker *= np.where(failed, factor[:, None], 1.0)

    reliability, by_chance, would_report = [], [], []
    trust = {
        name: value(source.trust, ("sources", name, "reliability"), np.nan)
        for name, source in case.sources.items()
    }
    for told in network.told:
        place = network.pieces.index(told.piece)
        report = case.evidence[told.piece].reports[told.place]
        path = (*owners[place], "reports", report.by, *filter(None, [report.origin]))
        reliability.append(trust[report.by] * weaker[:, place])
        by_chance.append(value(report.by_chance, (*path, "by_chance"), np.nan))
        would_report.append(value(report.would_report, (*path, "would_report"), 1.0))

    overlap = [
        draw(case.groups[name].overlap.dist, ("groups", name, "overlap"))
        if sort == "group" and name in case.groups
        else np.ones(size)
        for sort, name in zip(network.voice_sort, network.voices, strict=True)
    ]
    them = case.characters.them if case.characters else {}
    us = case.characters.us if case.characters else {}
    because = np.zeros((size, len(them), network.n))
    for c, (name, character) in enumerate(them.items()):
        for hypothesis, bearing in character.because.items():
            if bearing.form != "neutral":
                drawn = draw(bearing.dist, ("characters", "them", name, "because", hypothesis))
                because[:, c, network.hypotheses.index(hypothesis)] = np.log(drawn)
    return Inputs(
        prior=prior,
        something_else=something_else,
        odds=odds,
        otherwise=stack(otherwise),
        alone=stack(alone),
        stageable=stack(stageable),
        reliability=stack(reliability),
        by_chance=stack(by_chance),
        would_report=stack(would_report),
        overlap=stack(overlap),
        void=void,
        holds=holds.T,
        base=_scaled(
            stack([draw(c.base.dist, ("characters", "them", name, "base")) for name, c in them.items()])
        ),
        because=because,
        ours=_scaled(
            stack([draw(c.prior.dist, ("characters", "us", name, "prior")) for name, c in us.items()])
        ),
    )


def _scaled(columns: Floats) -> Floats:
    """Scale each row to sum to 1; NaN where all of it is 0, which checking a case refuses."""
    with np.errstate(invalid="ignore"):
        return np.asarray(columns / columns.sum(axis=1, keepdims=True)) if columns.shape[1] else columns


def _scale_one_of(network: Network, prior: Floats, something_else: Floats) -> Floats:
    """Scale the priors of each one_of to sum to 1 - something_else."""
    prior = prior.copy()
    for relation in network.case.relations:
        if relation.one_of:
            columns = [network.hypotheses.index(name) for name in relation.one_of]
            prior[:, columns] = _scaled(prior[:, columns]) * (1 - something_else)[:, None]
    return prior


def _shift(otherwise: Floats, shift: Floats) -> Floats:
    """Shift logit(otherwise); exactly 0 and 1 are infinite there and stay where they are."""
    return np.asarray(expit(logit(otherwise) + shift))


def _alone(bearing: Bearing, drawn: Floats, unshifted: Floats, shifted: Floats, power: Floats) -> Floats:
    """How likely the piece is if only one hypothesis held: s = sigma(logit o + w).

    A stated probability s is first turned into w = logit s - logit o with the unshifted o, so that the common shift
    moves it too and the common power stretches it; exact 0 and 1 stand, and so does s where o is 0 or 1.
    """
    if bearing.form == "neutral":
        return shifted
    if bearing.form == "odds":
        moved = expit(logit(shifted) + power * np.log(drawn))
        # a factor of 1 must not become a bearing by rounding
        return np.asarray(np.where(drawn == 1, shifted, moved))
    certain = (unshifted <= 0) | (unshifted >= 1)
    apart = logit(drawn) - logit(np.where(certain, 0.5, unshifted))
    moved = expit(logit(np.where(certain, 0.5, shifted)) + power * apart)
    return np.asarray(np.where(certain, drawn, np.where(drawn == unshifted, shifted, moved)))
