"""Weigh a case: the central inputs first, then the ensemble, each draw exactly; then put the labels back on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente import __version__
from detente.case.checks import roots
from detente.case.faults import did_you_mean, nearest
from detente.case.load import CaseFile
from detente.case.model import Case
from detente.case.names import CASE
from detente.case.visible import shortened
from detente.case.words import Words
from detente.errors import BadChange, CaseFaults, Fault, TooLarge
from detente.weigh import pictures, prior
from detente.weigh.ask import mask_of
from detente.weigh.doubt.indicators import Looker
from detente.weigh.doubt.parts import Dissent
from detente.weigh.ensemble import Progress, Reading, Run, joined, part_of, readings, run
from detente.weigh.estimate import Sayer
from detente.weigh.inputs import Inputs
from detente.weigh.kernel import Posterior
from detente.weigh.network import SOMETHING_ELSE, Network, compile_case
from detente.weigh.omit import omission, omit
from detente.weigh.results import Assessment, Combination, Explanation, Judged, Picture, Voice

Floats = NDArray[np.float64]

MOST_HYPOTHESES = 20
MOST_PIECES = 500
DEFAULT_DRAWS = 4000
FEWEST_DRAWS = 200
MOST_WORK = 2e10
"""Combinations x pieces x draws that a default run may take."""
MOST_CELLS = 1e8
"""Combinations x pieces above which only central inputs are weighed unless draws are asked for."""
DISSENT_STEPS = 2
"""Views whose words lie so far apart on the yardstick disagree."""
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
    view: str | None = None
    """Only this view (``case``: the case's own reading); None: all of them, their draws joined."""
    without: str | None = None
    """Leave out this piece, group, source or assumption: an id, or ``sources.lee`` where an id means two things."""


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
    return [
        fault for each in (file, *(view.file for view in file.views.values())) for fault in prior.faults(each)
    ]


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
    answer, _ = answered(file, options, ask=ask, progress=progress)
    return answer


@dataclass(frozen=True)
class Answered:
    """What an answer was made from, for those who ask what would change it."""

    readings: Mapping[str, Reading]
    runs: Mapping[str, Run]
    seen: Floats | None
    """(D, indicators, …) over all readings, see ``indicators.outlooks``; None where nobody asked."""

    @property
    def together(self) -> Run:
        """All draws of all readings."""
        return joined(list(self.runs.values()))


def answered(
    file: CaseFile,
    options: Options,
    *,
    ask: Sequence[str] = (),
    progress: Progress | None = None,
    look: bool = False,
) -> tuple[Assessment, Answered]:
    """Weigh a case and keep the draws; with ``look`` also what its indicators would tell. Raises as `weigh`."""
    file = reading_of(file, options.view)
    network = compile_case(file.case)
    check_size(network)
    questions = {question: mask_of(question, network.hypotheses) for question in ask}
    if found := faults(file):
        raise CaseFaults(found)
    draws, planned = plan_draws(network, options)
    notes = [*_asked(options), *planned]
    chosen = readings_of(file, draws, options)
    first = next(iter(chosen.values()))
    middle = first.centre
    stories = pictures.rivals(middle.table[0], network.n, network.deceivers)
    masks = [*questions.values(), *(story.mask(network.n) for story in stories)]
    lookers = {
        name: Looker(reading, masks[len(questions) :])
        for name, reading in chosen.items()
        if look and reading.case.indicators
    }
    runs = {
        name: run(reading, masks, part_of(progress, number, len(chosen)), lookers.get(name))
        for number, (name, reading) in enumerate(chosen.items())
    }
    seen = np.concatenate([part for each in lookers.values() for part in each.found]) if lookers else None
    kept = Answered(chosen, runs, seen)
    all_draws = kept.together
    say = Sayer(file.words, ranged=draws > 0)
    hypotheses = {
        name: Explanation(
            now=say(all_draws.marginals[:, i]),
            prior=float(all_draws.priors[:, i].mean()),
            share=say(all_draws.shares[:, i]),
        )
        for i, name in enumerate(network.hypotheses)
    }
    asked = [say(column) for column in all_draws.chances.T]
    judged = _views(file, network, kept, say) if len(runs) > 1 else {}
    case = first.case
    answer = Assessment(
        case=case,
        words=file.words,
        hypotheses=hypotheses,
        something_else=Explanation(
            now=say(all_draws.else_now),
            prior=float(all_draws.priors[:, -1].mean()),
            share=say(1 - all_draws.shares.sum(axis=1)),
        ),
        nothing_new=float(all_draws.kinds[:, 0].mean()),
        another=float(all_draws.kinds[:, 1].mean()),
        combinations=_combinations(network, all_draws.mean_table),
        combinations_for_80=_needed(all_draws.mean_table, 0.8),
        pictures=[
            Picture(_names(network, story.true), _names(network, story.false), estimate)
            for story, estimate in zip(stories, asked[len(questions) :], strict=True)
        ],
        pieces={
            name: {
                first.network.hypotheses[first.network.bear_on[b]]: float(middle.piece_ratios[0, b])
                for b in first.network.bearings(k)
            }
            for k, name in enumerate(first.network.pieces)
        },
        voices=_voices(first.network, first.middle, middle),
        reliabilities={
            name: source.trust.median if source.trust else None for name, source in case.sources.items()
        },
        roots=roots(case.sources),
        assumptions={name: float(all_draws.holds[:, a].mean()) for a, name in enumerate(case.assumptions)},
        characters={
            side: {name: say(column) for name, column in zip(names, found.T, strict=True)}
            for side, names, found in _sides(case, all_draws)
        },
        asked=dict(zip(questions, asked, strict=False)),
        views=judged,
        dissent=_dissent(judged, file.words),
        seed=options.seed,
        draws=draws,
        moved_draws=float(all_draws.moved.mean()),
        case_hash=file.hash,
        version=__version__,
        notes=notes,
    )
    return answer, kept


def _asked(options: Options) -> list[str]:
    """Say what makes this another answer than that of the whole case: a table may be read apart from its command."""
    said = []
    if options.view is not None:
        said.append(f'Only as "{options.view}" reads the case, as asked.')
    if options.without is not None:
        said.append(f"Without {options.without}, as asked.")
    return said


def reading_of(file: CaseFile, view: str | None) -> CaseFile:
    """Return the case as one of its views reads it (``case``: as its own file does), or with all views where None.

    Raises BadChange for a view that it does not have.
    """
    if view is None:
        return file
    if view == CASE:
        return replace(file, views={}, overlays={})
    if view not in file.views:
        known = [CASE, *file.views]
        hint = did_you_mean(nearest(view, known)) or f"the views are {', '.join(known)}"
        raise BadChange(f'"{shortened(view)}": expected a view of the case; {hint}')
    return replace(file.views[view].file, hash=file.hash)


def readings_of(file: CaseFile, draws: int, options: Options) -> dict[str, Reading]:
    """Return the readings that an answer joins, each without what the options leave out."""
    chosen = readings(file, options.seed, draws)
    if options.without is None:
        return chosen
    left_out = omission(file.case, options.without)
    return {name: omit(reading, *left_out) for name, reading in chosen.items()}


def _views(file: CaseFile, network: Network, kept: Answered, say: Sayer) -> dict[str, Judged]:
    names = [*network.hypotheses, SOMETHING_ELSE]
    by = {name: view.by for name, view in file.views.items()}
    return {
        view: Judged(
            by.get(view, "the case itself"),
            {name: say(column) for name, column in zip(names, found.answers.T, strict=True)},
        )
        for view, found in kept.runs.items()
    }


def _dissent(views: Mapping[str, Judged], words: Words) -> list[Dissent]:
    """Find what views stand apart on, by the words of their means: that they cannot tell is no place on the yardstick."""
    found = []
    for name in next(iter(views.values())).now if views else ():
        ranked = sorted(views, key=lambda view: views[view].now[name].probability)
        steps = [words.step(words.word_for(views[view].now[name].probability)) for view in ranked]
        if steps[-1] - steps[0] >= DISSENT_STEPS:
            found.append(Dissent(name, ranked[0], ranked[-1], steps[-1] - steps[0]))
    return sorted(found, key=lambda each: -each.steps)


def _sides(case: Case, found: Run) -> list[tuple[str, list[str], Floats]]:
    if case.characters is None:
        return []
    return [
        ("them", list(case.characters.them), found.characters),
        ("us", list(case.characters.us), found.ours),
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
