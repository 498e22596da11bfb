"""An assessment as tables in the terminal, the answer first."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from detente.brief.pieces import seen
from detente.brief.wording import percent, percent_in, ratio, span
from detente.case.visible import visible
from detente.case.words import Words
from detente.cli.show import layout
from detente.cli.show.doubt import print_doubt
from detente.weigh import Assessment
from detente.weigh.estimate import Estimate
from detente.weigh.results import Voice

BAR = 8
"""Width of a bar, in characters."""
TELLS = 1.05
"""A ratio nearer to 1 than this is not worth a word in the terminal."""
COMBINATIONS = 8
VOICES = 10


def print_assessment(found: Assessment) -> None:
    """Print what weighing found, the answer first."""
    console = layout.console()
    case = found.case
    if case.marking:
        console.print(visible(case.marking), style="dim")
    console.print(visible(case.title), style="bold")
    explained = "; ".join(visible(case.evidence[name].says) for name in case.explains)
    console.print(f"As of {case.as_of}. Explains: {explained}")
    names = {name: visible(each.name or name) for name, each in case.hypotheses.items()}

    console.print()
    console.print(_explanations(found, names))
    console.print("Several can be true at once, so only the shares of the cause add to 100 %.", style="dim")
    if found.asked:
        _section(console, _estimates("Asked", found.asked, found.words))
    _section(console, _combinations(found, names))
    count = found.combinations_for_80
    makes = f"{count} combinations make" if count > 1 else "1 combination makes"
    console.print(f"{makes} 80 % of the probability.", style="dim")
    _section(console, _voices(found, names))
    if found.characters.get("them"):
        _section(console, _estimates("Who they might be", found.characters["them"], found.words))

    if found.doubt is not None:
        print_doubt(console, found, found.doubt)

    console.print()
    for line in (_computed(found), *found.notes):
        console.print(line, style="dim")


def _section(console: Console, table: Table) -> None:
    console.print()
    console.print(table)


def _explanations(found: Assessment, names: Mapping[str, str]) -> Table:
    table = layout.table("Explanation", "", "Likelihood", "Now", "Range", "Before", "Share of cause")
    rows = sorted(found.hypotheses.items(), key=lambda item: -item[1].now.probability)
    for name, each in [*rows, ("something else", found.something_else)]:
        share = f"{percent(each.share.probability)} {span(each.share.low, each.share.high)}"
        table.add_row(names.get(name, name), *_said(each.now, found.words), percent(each.prior), share)
    return table


def _estimates(what: str, estimates: Mapping[str, Estimate], words: Words) -> Table:
    table = layout.table(what, "", "Likelihood", "Now", "Range")
    for name, estimate in estimates.items():
        table.add_row(visible(name), *_said(estimate, words))
    return table


def _said(estimate: Estimate, words: Words) -> tuple[str, str, str, str]:
    now = estimate.probability
    return _bar(now), estimate.word, percent_in(now, words), span(estimate.low, estimate.high)


def _combinations(found: Assessment, names: Mapping[str, str]) -> Table:
    table = layout.table("Combination (nothing else listed is at work)", "", "")
    for each in found.combinations[:COMBINATIONS]:
        said = " + ".join(names[name] for name in each.true) or "none of those listed"
        table.add_row(said, _bar(each.probability), percent(each.probability))
    return table


def _voices(found: Assessment, names: Mapping[str, str]) -> Table:
    table = Table("What tells most", "Speaks for", "Speaks against", box=None, pad_edge=False)
    for voice in found.voices[:VOICES]:
        ratios = sorted(voice.ratios.items(), key=lambda item: -abs(item[1] - 1))
        table.add_row(
            visible(f"{_unseen(found, voice)}{voice.says}"),
            ", ".join(f"{names[h]} {ratio(r)}" for h, r in ratios if r >= TELLS),
            ", ".join(f"{names[h]} {ratio(r)}" for h, r in ratios if r <= 1 / TELLS),
        )
    return table


def _unseen(found: Assessment, voice: Voice) -> str:
    how = seen(found.case.evidence[voice.id]) if voice.sort == "piece" else ""
    return f"{how}: " if how else ""


def _computed(found: Assessment) -> str:
    draws = f"{found.draws:,} draws, range 5–95 %. " if found.draws else ""
    moved = f"{percent(found.moved_draws)} of them moved so that their priors hold together. "
    return (
        f"{draws}{moved if found.moved_draws else ''}"
        f"Seed {found.seed}, case {found.case_hash[:12]}, Detente {found.version}."
    )


def _bar(probability: float) -> str:
    return ("█" * round(probability * BAR)).ljust(BAR, "·")
