"""The steps of ``detente why`` in the terminal."""

from __future__ import annotations

from rich.padding import Padding

from detente.brief.trace import Trace
from detente.case.visible import visible
from detente.cli.show import layout
from detente.weigh import Assessment


def print_trace(found: Assessment, trace: Trace) -> None:
    """Print every step under its title."""
    console = layout.console()
    if found.case.marking:
        console.print(visible(found.case.marking), style="dim")
    console.print(visible(f"{trace.section}.{trace.id}: {trace.says}"), style="bold")
    for step in trace.steps:
        console.print()
        console.print(step.title, style="bold")
        for sentence in step.sentences:
            console.print(Padding(visible(str(sentence)), (0, 0, 0, 2), expand=False))
    console.print()
    drawn = f"{found.draws:,} draws, range 5–95 %" if found.draws else "Central inputs only"
    own = ", as the case itself reads" if found.views else ""
    console.print(
        f"Steps and ratios (×, ÷) at middle values{own}. Probabilities: {drawn}. Seed {found.seed}.",
        style="dim",
    )
