"""The console and the tables that all results are printed with."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

SPACE = (0, 1, 0, 0)
"""Around a cell: one column to its right."""


def console() -> Console:
    """Return a console that shows an analyst's text as text, never as markup."""
    return Console(highlight=False, markup=False, emoji=False)


def table(first: str, *others: str, width: int = 14, no_wrap: bool = True) -> Table:
    """Return a table without lines; its first column is ``width`` wide at least and folds."""
    made = Table(box=None, pad_edge=False, padding=SPACE)
    made.add_column(first, overflow="fold", min_width=width)
    for title in others:
        made.add_column(title, no_wrap=no_wrap)
    return made
