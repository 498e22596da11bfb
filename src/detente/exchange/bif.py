"""A Bayesian network as a BIF file, which pyAgrum, pgmpy and others read.

Format: the Interchange Format for Bayesian Networks, version 0.15 (Cozman 1998). Plain letters only.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from detente.exchange.bayesian import YES, Exported, Node


def text_of(network: Exported) -> str:
    """Write a network as BIF: numbers with 17 digits, which is all that a double holds."""
    return "\n".join(_lines(network)) + "\n"


def _lines(network: Exported) -> Iterator[str]:
    yield "// Written by detente export bif."
    yield f"// To weigh the case, observe each of these as {YES}:"
    yield from (f"//   {name}" for name in network.observe)
    yield f"// and ask how likely each of these is to be {YES}; beside it what Detente finds:"
    yield from (f"//   {name} {chance:.12g}" for name, chance in network.posterior.items())
    yield "// Left out:"
    yield from (f"//   {what}" for what in network.left_out)
    yield "network detente {"
    yield "}"
    for node in network.nodes:
        yield f"variable {node.name} {{"
        yield f"  type discrete [ {len(node.states)} ] {{ {', '.join(node.states)} }};"
        yield "}"
    states = {node.name: node.states for node in network.nodes}
    for node in network.nodes:
        yield from _table(node, [states[parent] for parent in node.parents])


def _table(node: Node, of_parents: list[tuple[str, ...]]) -> Iterator[str]:
    given = f" | {', '.join(node.parents)}" if node.parents else ""
    yield f"probability ( {node.name}{given} ) {{"
    if not node.parents:
        yield f"  table {_numbers(node.table)};"
    else:
        rows = node.table.reshape(-1, len(node.states))
        for combination, row in zip(itertools.product(*of_parents), rows, strict=True):
            yield f"  ({', '.join(combination)}) {_numbers(row)};"
    yield "}"


def _numbers(row: Iterable[float]) -> str:
    return ", ".join(f"{number:.17g}" for number in row)
