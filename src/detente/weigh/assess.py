"""Weigh a case: the central inputs first, then the ensemble, each draw exactly; then put the labels back on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente import __version__
from detente.case.checks import roots
from detente.case.load import CaseFile
from detente.case.words import Words
from detente.errors import CaseFaults, Fault, TooLarge
from detente.weigh import pictures, prior
from detente.weigh.ask import mask_of
from detente.weigh.inputs import Inputs, central, sample
from detente.weigh.kernel import Posterior
from detente.weigh.network import Network, compile_case
from detente.weigh.posterior import Layout
from detente.weigh.results import Assessment, Combination, Estimate, Explanation, Picture, Voice

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Progress = Callable[[int, int], None]

MOST_HYPOTHESES = 20
MOST_PIECES = 500
DEFAULT_DRAWS = 4000
FEWEST_DRAWS = 200
MOST_WORK = 2e10
"""Combinations x pieces x draws that a default run may take."""
MOST_CELLS = 1e8
"""Combinations x pieces above which only central inputs are weighed unless draws are asked for."""
BATCH_CELLS = 1 << 22
"""Entries of the posterior tables held at one time."""
BATCH_DRAWS = 256
LISTED = 1000
"""At most this many combinations are listed, or as many as make ``LISTED_MASS``."""
LISTED_MASS = 0.99


@dataclass(frozen=True)
class Options:
    """How to weigh. ``draws`` None: as many as the work allows, by default ``DEFAULT_DRAWS``."""

    draws: int | None = None
    seed: int = 1
    point: bool = False
    """Central inputs only: medians, without shifts."""


def check_size(network: Network) -> None:
    """Refuse what cannot be computed exactly. Raises TooLarge, saying what to do."""
    if over := _over(network):
        section, found, most, remedy = over
        raise TooLarge(f"{section}: {found}; exact weighing goes to {most}: {remedy}")


def faults(file: CaseFile) -> list[Fault]:
    """Find what keeps a case from being weighed: its size, or priors that cannot hold together."""
    if over := _over(compile_case(file.case)):
        section, found, most, remedy = over
        return [file.fault((section,), str(found), f"{most} at most, for exact weighing", remedy)]
    return prior.faults(file)


def _over(network: Network) -> tuple[str, int, int, str] | None:
    if network.n > MOST_HYPOTHESES:
        remedy = "merge hypotheses that predict the same evidence, or drop those that nothing tests"
        return "hypotheses", network.n, MOST_HYPOTHESES, remedy
    if len(network.pieces) > MOST_PIECES:
        return (
            "evidence",
            len(network.pieces),
            MOST_PIECES,
            "merge pieces with one cause: a group counts once anyway",
        )
    return None


def plan_draws(network: Network, options: Options) -> tuple[int, list[str]]:
    """Return how many draws to take (0: central inputs only) and what to tell the reader about it."""
    if options.point:
        return 0, ["Central inputs only, as asked: every input at its median, so no range is given."]
    if options.draws is not None:
        few = f"{options.draws:,} draws are few: the ranges are rough, and words may differ from those of a full run."
        return options.draws, [few] if options.draws < FEWEST_DRAWS else []
    cells = (1 << network.n) * max(1, len(network.pieces))
    if cells > MOST_CELLS:
        return 0, [
            f"Central inputs only: {1 << network.n:,} combinations times {len(network.pieces)} pieces is more than "
            f"{MOST_CELLS:,.0f} cells a draw. Ask for draws to get ranges (--draws {FEWEST_DRAWS} takes a while)."
        ]
    draws = int(min(DEFAULT_DRAWS, max(FEWEST_DRAWS, MOST_WORK // cells)))
    if draws < DEFAULT_DRAWS:
        return draws, [f"{draws:,} draws instead of {DEFAULT_DRAWS:,}, because the case is large."]
    return draws, []


def weigh(
    file: CaseFile,
    options: Options | None = None,
    *,
    ask: Sequence[str] = (),
    progress: Progress | None = None,
) -> Assessment:
    """Weigh a case over every combination of its hypotheses.

    ``ask``: joint questions; ``progress(done, total)`` is called between batches of draws.
    Raises TooLarge, ImpossibleEvidence, BadQuestion, and CaseFaults where the priors cannot hold together.
    """
    options = options or Options()
    network = compile_case(file.case)
    check_size(network)
    questions = {question: mask_of(question, network.hypotheses) for question in ask}
    if found := prior.faults(file):
        raise CaseFaults(found)
    draws, notes = plan_draws(network, options)
    layout = Layout(network)

    middle_inputs = central(network)
    middle_prior = prior.fit(network, middle_inputs)
    middle = layout.weigh(middle_inputs, middle_prior)
    stories = pictures.rivals(middle.table[0], network.n, network.deceivers)
    masks = [*questions.values(), *(story.mask(network.n) for story in stories)]

    inputs = sample(network, options.seed, draws) if draws else middle_inputs
    fitted = prior.fit(network, inputs) if draws else middle_prior
    run = _run(layout, inputs, fitted, masks, progress)
    say = _Sayer(file.words, ranged=draws > 0)

    else_now = run.table[:, 0] + run.table[:, 1]
    hypotheses = {
        name: Explanation(
            now=say(run.marginals[:, i]),
            prior=float(fitted.marginals[:, i].mean()),
            share=say(run.shares[:, i]),
        )
        for i, name in enumerate(network.hypotheses)
    }
    characters = {
        side: {name: say(column) for name, column in zip(names, found.T, strict=True)}
        for side, names, found in _sides(file, run.characters, inputs.ours)
    }
    asked = [say(column) for column in run.chances.T]
    return Assessment(
        case=file.case,
        words=file.words,
        hypotheses=hypotheses,
        something_else=Explanation(
            now=say(else_now),
            prior=float(fitted.something_else.mean()),
            share=say(1 - run.shares.sum(axis=1)),
        ),
        nothing_new=float(run.table[:, 0].mean()),
        another=float(run.table[:, 1].mean()),
        combinations=_combinations(network, run.mean_table),
        combinations_for_80=_needed(run.mean_table, 0.8),
        pictures=[
            Picture(_names(network, story.true), _names(network, story.false), estimate)
            for story, estimate in zip(stories, asked[len(questions) :], strict=True)
        ],
        pieces={
            name: {
                network.hypotheses[network.bear_on[b]]: float(middle.piece_ratios[0, b])
                for b in network.bearings(k)
            }
            for k, name in enumerate(network.pieces)
        },
        voices=_voices(network, middle_inputs, middle),
        reliabilities={
            name: source.trust.median if source.trust else None for name, source in file.case.sources.items()
        },
        roots=roots(file.case.sources),
        assumptions={name: float(inputs.holds[:, a].mean()) for a, name in enumerate(file.case.assumptions)},
        characters=characters,
        asked=dict(zip(questions, asked, strict=False)),
        seed=options.seed,
        draws=draws,
        moved_draws=float(fitted.moved.mean()),
        case_hash=file.hash,
        version=__version__,
        notes=notes,
    )


@dataclass(frozen=True)
class _Run:
    """All draws, with the tables summed up."""

    mean_table: Floats
    """(2**n,): both kinds of h = 0 in entry 0."""
    table: Floats
    """(D, 2): nothing new, another explanation."""
    marginals: Floats
    shares: Floats
    characters: Floats
    chances: Floats
    """(D, masks)"""


def _run(
    layout: Layout, inputs: Inputs, fitted: prior.Prior, masks: Sequence[Flags], progress: Progress | None
) -> _Run:
    """Weigh all draws in batches: between two of them progress is told and Ctrl-C is heard."""
    n = layout.network.n
    size = max(1, min(BATCH_DRAWS, BATCH_CELLS >> n))
    mean_table = np.zeros(1 << n)
    kinds, marginals, shares, characters, chances = [], [], [], [], []
    for first in range(0, inputs.draws, size):
        rows = slice(first, first + size)
        found = layout.weigh(inputs.rows(rows), fitted.rows(rows))
        mean_table += found.table[:, :-1].sum(axis=0)
        mean_table[0] += found.table[:, -1].sum()
        kinds.append(found.table[:, [0, -1]])
        marginals.append(found.marginals)
        shares.append(found.shares)
        characters.append(found.characters)
        chances.append(
            np.stack([found.table @ mask for mask in masks], axis=1)
            if masks
            else np.empty((len(found.table), 0))
        )
        if progress is not None:
            progress(min(first + size, inputs.draws), inputs.draws)
    return _Run(
        mean_table / inputs.draws, *map(np.concatenate, (kinds, marginals, shares, characters, chances))
    )


class _Sayer:
    """Turns draws of one quantity into an estimate: mean, 5-95 % range, word."""

    def __init__(self, words: Words, *, ranged: bool) -> None:
        self.words, self.ranged = words, ranged

    def __call__(self, draws: Floats) -> Estimate:
        mean = float(np.clip(draws.mean(), 0, 1))
        low, high = (float(q) for q in np.quantile(draws, (0.05, 0.95))) if self.ranged else (None, None)
        return Estimate(mean, low, high, self.words.say(mean, low, high))


def _sides(file: CaseFile, theirs: Floats, ours: Floats) -> list[tuple[str, list[str], Floats]]:
    if file.case.characters is None:
        return []
    return [
        ("them", list(file.case.characters.them), theirs),
        ("us", list(file.case.characters.us), ours),
    ]


def _names(network: Network, bits: Sequence[int]) -> tuple[str, ...]:
    return tuple(network.hypotheses[i] for i in bits)


def _combinations(network: Network, table: Floats) -> list[Combination]:
    """List combinations in falling order until ``LISTED_MASS`` or ``LISTED``."""
    order = np.argsort(-table, kind="stable")[:LISTED]
    count = min(len(order), int(np.searchsorted(np.cumsum(table[order]), LISTED_MASS)) + 1)
    return [
        Combination(_names(network, [i for i in range(network.n) if h >> i & 1]), float(table[h]))
        for h in order[:count]
    ]


def _needed(table: Floats, mass: float) -> int:
    """How many combinations make ``mass``."""
    return int(np.searchsorted(np.cumsum(np.sort(table)[::-1]), mass)) + 1


def _voices(network: Network, inputs: Inputs, found: Posterior) -> list[Voice]:
    case = network.case
    voices = []
    for v, (sort, name) in enumerate(zip(network.voice_sort, network.voices, strict=True)):
        pieces = tuple(network.pieces[k] for k in network.pieces_of(v))
        spoken_to = {network.bear_on[b] for k in network.pieces_of(v) for b in network.bearings(k)}
        ratios = {
            network.hypotheses[network.scope[entry]]: float(found.voice_ratios[0, entry])
            for entry in range(network.scope_start[v], network.scope_start[v + 1])
            if network.scope[entry] in spoken_to
        }
        if sort == "group":
            says = case.groups[name].says
        else:
            says = f"{name}, own judgements" if sort == "author" else case.evidence[name].says
        with np.errstate(divide="ignore"):
            tells = float(np.abs(np.log(np.array(list(ratios.values())))).sum())
        voices.append(Voice(name, sort, says, pieces, float(inputs.overlap[0, v]), ratios, tells))
    return sorted(voices, key=lambda voice: (-voice.tells, voice.id))
