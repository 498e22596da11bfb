"""The central network of a case as an ordinary Bayesian network, for programs that weigh such networks.

Hypotheses that relations join are one node with a state for each combination of them that may hold; each hypothesis
hangs below it. A chain of small nodes, ``some_...``, says whether any hypothesis held so far, so that P(h = 0) is
exactly something_else and no table spans all hypotheses. ``another`` tells the two kinds of h = 0 apart: where it is
yes, no hypothesis holds and each piece comes at its average over the listed ones. A piece hangs below the nodes that it
depends on, and each report that counts below its piece.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from detente.case.load import CaseFile
from detente.errors import CaseFaults, Fault
from detente.weigh import prior, reference
from detente.weigh.inputs import Inputs, central
from detente.weigh.network import Network, compile_case
from detente.weigh.posterior import Layout

Floats = NDArray[np.float64]

MOST_HYPOTHESES = 12
"""A piece may depend on all hypotheses, and its table then has two to their number, twice, rows."""
NO, YES = "no", "yes"
LONGEST = 60
"""Longest name of a state, in characters."""
_TAKEN = ("network", "variable", "probability", "property", "type", "discrete", "table", "default")


@dataclass(frozen=True)
class Node:
    """One node. ``table``: (states of each parent ..., own states), P(own state | parents' states)."""

    name: str
    states: tuple[str, ...]
    parents: tuple[str, ...]
    table: Floats


@dataclass(frozen=True)
class Exported:
    """A network, how to ask it, and what of the case it leaves out."""

    nodes: tuple[Node, ...]
    """Parents before children."""
    observe: tuple[str, ...]
    """Nodes to observe in state yes; given these, every other node has its posterior."""
    hypotheses: dict[str, str]
    """Hypothesis -> node."""
    something_else: str
    posterior: dict[str, float]
    """What Detente finds: the chance of yes, for the node of each hypothesis and of something else."""
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class _Part:
    """Hypotheses that relations join, and the states of their node; the first is that none of them holds."""

    node: str
    hypotheses: tuple[int, ...]
    states: tuple[str, ...]
    masks: tuple[int, ...]
    """Bit mask of the hypotheses that hold in each state."""
    weights: Floats
    """Of each state, adding to 1."""


def export(file: CaseFile) -> Exported:
    """Write the central network of a case.

    Raises `CaseFaults` where it has no such network, saying why, and `ImpossibleEvidence`.
    """
    if found := _refusals(file) or prior.faults(file):
        raise CaseFaults(found)
    return _Writer(file).exported()


def _refusals(file: CaseFile) -> list[Fault]:
    case = file.case
    if len(case.hypotheses) > MOST_HYPOTHESES:
        expected = f"{MOST_HYPOTHESES} hypotheses at most: tables over more are too large for other programs"
        return [file.fault(("hypotheses",), str(len(case.hypotheses)), expected, "merge some in a copy")]
    network = compile_case(case)
    inputs = central(network)
    found = []
    for voice, (sort, name) in enumerate(zip(network.voice_sort, network.voices, strict=True)):
        pieces = [network.pieces[k] for k in network.pieces_of(voice) if not inputs.void[0, k]]
        if len(pieces) < 2 or inputs.overlap[0, voice] == 0:
            continue
        where = ("groups", name) if sort == "group" and name in case.groups else ("evidence", pieces[-1])
        what = f"group {name}" if sort == "group" else f"the judgements of {name}"
        expected = (
            "one piece: of several with one cause, the strongest support and contradiction count once for each "
            "combination, which no Bayesian network says"
        )
        fix = "in a copy, leave all but one out, or set overlap: 0 to take them as independent"
        if sort == "author":
            fix = "in a copy, leave all but one out, or give each a group of its own"
        found.append(file.fault(where, f"{what}: {', '.join(pieces)}", expected, fix))
    return found


class _Writer:
    def __init__(self, file: CaseFile) -> None:
        self.case = file.case
        self.network: Network = compile_case(file.case)
        self.inputs: Inputs = central(self.network)
        self.fitted = prior.fit(self.network, self.inputs)
        self.rest = float(self.fitted.something_else[0])
        self.names: set[str] = set(_TAKEN)
        self.nodes: list[Node] = []
        # ids of the case first, so that they keep their names wherever they can
        self.hypothesis = {name: self.named(name) for name in self.network.hypotheses}
        self.piece = {name: self.named(name) for name in self.network.pieces}
        self.another = self.named("another")
        self.parts = self.components()

    def named(self, name: str) -> str:
        """Return a name that no other node has, whatever its capitals, of letters, digits and _."""
        plain = re.sub(r"[^A-Za-z0-9_]", "_", name)
        tries = itertools.chain([plain], (f"{plain}_{k}" for k in itertools.count(2)))
        found = next(each for each in tries if each.lower() not in self.names)
        self.names.add(found.lower())
        return found

    def components(self) -> list[_Part]:
        parts = prior.components(self.network)
        found = []
        for c, (first, after) in enumerate(pairwise(parts.start)):
            bits = tuple(int(bit) for bit in parts.bits[first:after])
            start = self.fitted.start[0, parts.state_start[c] : parts.state_start[c + 1]]
            holds = reference.combinations(len(bits))
            with np.errstate(divide="ignore"):
                logs = np.log(start) + holds @ self.fitted.theta[0, list(bits)]
            weights = np.exp(logs - logs.max())
            if len(bits) == 1:
                name = self.network.hypotheses[bits[0]]
                found.append(
                    _Part(self.hypothesis[name], bits, (NO, YES), (0, 1 << bits[0]), weights / weights.sum())
                )
                continue
            kept = [s for s in range(len(start)) if weights[s] > 0 or s == 0]
            masks = tuple(sum(1 << bits[j] for j in range(len(bits)) if s >> j & 1) for s in kept)
            node, states = self.named(f"joint_{c + 1}"), self.states(masks)
            found.append(_Part(node, bits, states, masks, weights[kept] / weights[kept].sum()))
        return found

    def states(self, masks: Iterable[int]) -> tuple[str, ...]:
        """Name the combinations of a component: ``none``, or the nodes of what holds."""
        names = list(self.hypothesis.values())
        found: list[str] = []
        for k, mask in enumerate(masks):
            said = "_and_".join(name for i, name in enumerate(names) if mask >> i & 1) or "none"
            short = len(said) <= LONGEST and said.lower() not in {each.lower() for each in found}
            found.append(said if short else f"combination_{k}")
        return tuple(found)

    def exported(self) -> Exported:
        found = Layout(self.network).weigh(self.inputs, self.fitted)
        something_else = self.prior()
        observe = self.evidence()
        posterior = dict(zip(self.hypothesis.values(), map(float, found.marginals[0]), strict=True))
        return Exported(
            nodes=tuple(self.nodes),
            observe=tuple(observe),
            hypotheses=self.hypothesis,
            something_else=something_else,
            posterior={**posterior, something_else: float(found.table[0, 0] + found.table[0, -1])},
            left_out=tuple(self.left_out()),
        )

    def prior(self) -> str:
        """Add the chain of the prior, and return the node of something else.

        For h != 0, P(h) is a product over components, so all that a component need know is whether any before it
        holds; the first that may hold takes what is left for it and those after.
        """
        none = [part.weights[0] for part in self.parts]
        with np.errstate(divide="ignore"):
            logs = np.log(none)
        some_after = [-np.expm1(logs[c:].sum()) for c in range(len(none))] + [0.0]
        nothing_new = self.rest / 2
        listed = (1 - self.rest) / some_after[0] if self.rest < 1 else 0.0
        self.add(self.another, (), np.array([1 - self.rest / 2, self.rest / 2]))
        before: tuple[str, ...] = ()
        for c, part in enumerate(self.parts):
            reach = listed * float(np.exp(logs[:c].sum()))
            first = reach * part.weights
            first[0] = nothing_new + reach * part.weights[0] * some_after[c + 1]
            nothing = np.eye(len(part.states))[0]
            first = first / first.sum() if first.sum() > 0 else nothing
            table = np.stack([first, nothing])  # by another
            if before:
                table = np.stack([table, np.stack([part.weights, nothing])])
            self.nodes.append(Node(part.node, part.states, (*before, self.another), table))
            for i in part.hypotheses if len(part.hypotheses) > 1 else ():
                holds = np.array([mask >> i & 1 for mask in part.masks], dtype=np.float64)
                self.add(
                    self.hypothesis[self.network.hypotheses[i]],
                    (part.node,),
                    np.stack([1 - holds, holds], axis=-1),
                )
            any_here = np.array([mask != 0 for mask in part.masks], dtype=np.float64)
            last = c + 1 == len(self.parts)
            some = self.named("something_else" if last else f"some_{c + 1}")
            held = np.stack([any_here, np.ones_like(any_here)]) if before else any_here
            yes = 1 - held if last else held
            self.add(some, (*before, part.node), np.stack([1 - yes, yes], axis=-1))
            before = (some,)
        return before[0]

    def evidence(self) -> list[str]:
        """Add each piece and its reports, and return what is to be observed."""
        listed = self.listed()
        observe = []
        for k, name in enumerate(self.network.pieces):
            if self.inputs.void[0, k]:
                continue
            event = reference.chance_of_event(self.network, self.inputs, 0, k)
            average = float(listed @ event / listed.sum()) if listed.sum() else float(event[0])
            self.chance(k, name, event, average)
            expected = float(listed @ event) + self.rest / 2 * (float(event[0]) + average)
            node = self.piece[name]
            first, after = self.network.told_start[k], self.network.told_start[k + 1]
            for r in range(first, after):
                window = self.network.told_start.copy()
                window[k], window[k + 1] = r, r + 1
                if_so, if_not = reference.reports_given(
                    replace(self.network, told_start=window), self.inputs, 0, k, expected=expected
                )
                report = self.named(f"{node}_as_told_by_{self.network.told[r].report.by}")
                self.add(report, (node,), np.array([[1 - if_not, if_not], [1 - if_so, if_so]]))
                observe.append(report)
            if first == after:
                observe.append(node)
        return observe

    def chance(self, k: int, name: str, event: Floats, average: float) -> None:
        """Add the node of a piece, over the components that it depends on and the kind of h = 0."""
        scope = {int(self.network.bear_on[b]) for b in self.network.bearings(k)}
        if self.network.staged[k]:
            scope |= {i for i in range(self.network.n) if self.network.deceivers >> i & 1}
        touched = [part for part in self.parts if scope & {*part.hypotheses}]
        masks = np.zeros((1,) * len(touched), dtype=np.int64)
        for axis, part in enumerate(touched):
            shape = [-1 if j == axis else 1 for j in range(len(touched))]
            masks = masks | np.array(part.masks, dtype=np.int64).reshape(shape)
        yes = np.stack([event[masks], np.full(masks.shape, average)], axis=-1)
        parents = (*(part.node for part in touched), self.another)
        self.add(self.piece[name], parents, np.stack([1 - yes, yes], axis=-1))

    def listed(self) -> Floats:
        """Return (2**n,): the prior of the combinations in which a listed hypothesis holds."""
        table = np.zeros(1 << self.network.n)
        for states in itertools.product(*(range(len(part.states)) for part in self.parts)):
            parts = list(zip(self.parts, states, strict=True))
            table[sum(part.masks[s] for part, s in parts)] = np.prod([part.weights[s] for part, s in parts])
        table[0] = 0
        return table * (1 - self.rest) / table.sum() if table.sum() else table

    def add(self, name: str, parents: Sequence[str], table: Floats) -> None:
        """Add a node of two states."""
        self.nodes.append(Node(name, (NO, YES), tuple(parents), table))

    def left_out(self) -> Iterable[str]:
        """Say what of the case the network does not hold."""
        case = self.case
        yield "ranges: every input stands at its median, as in detente weigh --point"
        yield "the shared habits of the analyst, which only the ranges have"
        void = [name for k, name in enumerate(self.network.pieces) if self.inputs.void[0, k]]
        if case.assumptions:
            held = "each holds or fails as is likelier"
            yield f"doubt about assumptions: {held}{', so without ' + ', '.join(void) if void else ''}"
        silent = sum(len(piece.reports) for piece in case.evidence.values()) - len(self.network.told)
        if silent:
            yield f"reports that repeat another's: {silent}"
        if self.network.told:
            yield "how by_chance follows the prior: it stands where the prior put it, so change no prior here"
        if any(len(self.network.pieces_of(v)) > 1 for v in range(len(self.network.voices))):
            yield "groups with overlap 0: their pieces are independent here, as at central inputs"
        yield "shares of the cause"
        for there, what in (
            (case.characters, "characters"),
            (case.indicators, "indicators"),
            (case.questions, "questions"),
            (case.roadmap or case.steps, "the encounter"),
        ):
            if there:
                yield what
