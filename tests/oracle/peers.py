"""One draw of a case as an ordinary Bayesian network, and the peers that can weigh it: pyAgrum and pgmpy.

Every node is yes or no. Detente's own tables go in, so this checks arithmetic, not the model. ``another`` tells the two
kinds of h = 0 apart: where it is 1, every hypothesis is 0 and each event comes at its average over the listed. A piece
with reports has one node for each report; a piece without is itself seen. A voice of several pieces is no Bayesian
network, so each piece must be a voice of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.weigh import reference
from detente.weigh.inputs import Inputs
from detente.weigh.network import Network
from detente.weigh.prior import Prior

Floats = NDArray[np.float64]
ANOTHER = "another"


@dataclass(frozen=True)
class Node:
    """One yes-or-no node. ``chance``: (2**parents,), P(yes | parents), the first parent as the lowest bit."""

    name: str
    parents: tuple[str, ...]
    chance: Floats


@dataclass(frozen=True)
class Peers:
    """A network in the form that both peers take."""

    hypotheses: tuple[str, ...]
    nodes: tuple[Node, ...]
    seen: tuple[str, ...]
    """Nodes observed to be yes."""

    @property
    def asked(self) -> tuple[str, ...]:
        """The nodes whose joint posterior is Detente's table, the lowest bit first."""
        return (*self.hypotheses, ANOTHER)


def prior_rows(network: Network, prior: Prior, draw: int = 0) -> Floats:
    """Return (2**n + 1,): the fitted prior spelled out, its last entry the other kind of h = 0; no certain priors."""
    h = reference.combinations(network.n)
    odds = np.ones(len(network.case.relations))
    for number, relation in enumerate(network.case.relations):
        if relation.odds is not None:
            odds[number] = relation.odds.median
    weights = reference.start_table(network, odds) * np.exp(h @ prior.theta[draw])
    weights[0] = 0
    something_else = prior.something_else[draw]
    rows = np.append(weights * (1 - something_else) / weights.sum(), something_else / 2)
    rows[0] = something_else / 2
    return rows


def full_chain(names: tuple[str, ...], rows: Floats) -> list[Node]:
    """Write any prior as P(another) and then each hypothesis given all that come before it."""
    table = np.zeros((2, 1 << len(names)))
    table[0], table[1, 0] = rows[:-1], rows[-1]
    nodes = [Node(ANOTHER, (), np.array([rows[-1]]))]
    for i, name in enumerate(names):
        # the mass of each state of (another, h_0 .. h_i), h_0 as the lowest bit
        mass = table.reshape(2, -1, 2, 1 << i).sum(axis=1)
        before = mass.sum(axis=1)
        given = np.divide(mass[:, 1], before, out=np.zeros_like(before), where=before > 0)
        nodes.append(Node(name, (*names[:i], ANOTHER), given.ravel()))
    return nodes


def short_chain(names: tuple[str, ...], theta: Floats, something_else: float) -> list[Node]:
    """Write a prior without relations with small tables only: a node ``some_i`` says if any of h_0 .. h_i holds.

    P(h | h != 0) is proportional to a product over hypotheses, so whether any held so far is all that need be known.
    """
    q = 1 / (1 + np.exp(-theta))
    none_after = np.append(np.cumprod((1 - q)[::-1])[::-1], 1.0)  # none of h_i .. h_n-1
    none_before = np.append(1.0, np.cumprod(1 - q))
    listed = (1 - something_else) / (1 - none_after[0])
    nothing_new = something_else / 2
    nodes = [Node(ANOTHER, (), np.array([something_else / 2]))]
    some: tuple[str, ...] = ()
    for i, name in enumerate(names):
        # mass of: not another, and none of those before i
        left = nothing_new + listed * none_before[i] * (1 - none_after[i])
        first = listed * none_before[i] * q[i] / left
        chance = np.array([first, 0.0] if not some else [first, q[i], 0.0, 0.0])
        nodes.append(Node(name, (*some, ANOTHER), chance))
        if i + 1 < len(names):
            nodes.append(
                Node(f"some_{i}", (name, *some), np.array([0, 1, 1, 1][: 2 << len(some)], dtype=float))
            )
            some = (f"some_{i}",)
    return nodes


def scope_of(network: Network, piece: int) -> list[int]:
    """Return the bits that a piece's chance depends on, rising."""
    bits = {int(network.bear_on[b]) for b in network.bearings(piece)}
    if network.staged[piece]:
        bits |= {i for i in range(network.n) if network.deceivers >> i & 1}
    return sorted(bits)


def small(table: Floats, bits: list[int]) -> Floats:
    """Return a table over all combinations that depends on ``bits`` only as one over those bits."""
    local = np.arange(1 << len(bits))
    return table[sum(((local >> j & 1) << bit for j, bit in enumerate(bits)), np.zeros_like(local))]


def reports_of(
    network: Network, inputs: Inputs, draw: int, piece: int, expected: float
) -> list[tuple[float, float]]:
    """Return P(this report | E) and P(this report | not E) of each report of a piece, one at a time."""
    found = []
    for r in range(network.told_start[piece], network.told_start[piece + 1]):
        window = network.told_start.copy()
        window[piece], window[piece + 1] = r, r + 1
        alone = replace(network, told_start=window)
        found.append(reference.reports_given(alone, inputs, draw, piece, expected=expected))
    return found


def network_for_peers(
    network: Network, inputs: Inputs, rows: Floats, chain: list[Node], draw: int = 0
) -> Peers:
    """Write one draw of a case as a Bayesian network; ``chain`` is its prior, written by one of the functions above."""
    assert (np.diff(network.voice_start) == 1).all(), "a voice of several pieces has no Bayesian network"
    nodes, seen = list(chain), []
    listed = rows[:-1].copy()
    listed[0] = 0
    for piece, name in enumerate(network.pieces):
        if inputs.void[draw, piece]:
            continue
        event = reference.chance_of_event(network, inputs, draw, piece)
        average = float(listed @ event / listed.sum())
        bits = scope_of(network, piece)
        parents = tuple(network.hypotheses[i] for i in bits)
        chance = np.concatenate([small(event, bits), np.full(1 << len(bits), average)])
        nodes.append(Node(name, (*parents, ANOTHER), chance))
        expected = float(rows @ np.append(event, average))
        reports = reports_of(network, inputs, draw, piece, expected)
        for place, (if_so, if_not) in enumerate(reports):
            nodes.append(Node(f"{name}_report_{place}", (name,), np.array([if_not, if_so])))
            seen.append(nodes[-1].name)
        if not reports:
            seen.append(name)
    return Peers(network.hypotheses, tuple(nodes), tuple(seen))


def as_table(joint: Floats, n: int) -> Floats:
    """Turn (2**(n + 1),), with ``another`` as the highest bit, into Detente's (2**n + 1,)."""
    return np.append(joint[: 1 << n], joint[1 << n])


# --- pyAgrum -----------------------------------------------------------------------------------------------------


def in_pyagrum(peers: Peers) -> Any:
    """Return the network as a pyAgrum BayesNet."""
    import pyagrum as gum

    bn = gum.BayesNet()
    for node in peers.nodes:
        bn.add(gum.LabelizedVariable(node.name, node.name, 2))
    bn.beginTopologyTransformation()
    for node in peers.nodes:
        for parent in node.parents:
            bn.addArc(parent, node.name)
    bn.endTopologyTransformation()
    fill_pyagrum(bn, peers)
    return bn


def fill_pyagrum(bn: Any, peers: Peers) -> None:
    """Put the tables into the nodes, which may hold others: the node itself varies fastest, then its first parent."""
    for node in peers.nodes:
        bn.cpt(node.name).fillWith(np.stack([1 - node.chance, node.chance], axis=-1).ravel().tolist())


def pyagrum_posterior(bn: Any, peers: Peers, engine: str = "LazyPropagation") -> Floats:
    """Return Detente's table (2**n + 1,) from one of pyAgrum's exact engines."""
    import pyagrum as gum

    inference = getattr(gum, engine)(bn)
    inference.setEvidence(dict.fromkeys(peers.seen, 1))
    inference.addJointTarget(set(peers.asked))
    inference.makeInference()
    joint = inference.jointPosterior(set(peers.asked)).reorganize(list(peers.asked))
    return as_table(joint.toarray().ravel(), len(peers.hypotheses))


# --- pgmpy -------------------------------------------------------------------------------------------------------


def in_pgmpy(peers: Peers) -> Any:
    """Return the network as a pgmpy DiscreteBayesianNetwork."""
    from pgmpy.factors.discrete import TabularCPD
    from pgmpy.models import DiscreteBayesianNetwork

    model = DiscreteBayesianNetwork([(parent, node.name) for node in peers.nodes for parent in node.parents])
    for node in peers.nodes:
        # the last parent varies fastest here
        model.add_cpds(
            TabularCPD(
                node.name,
                2,
                np.stack([1 - node.chance, node.chance]),
                evidence=list(node.parents[::-1]),
                evidence_card=[2] * len(node.parents),
            )
        )
    model.check_model()
    return model


def pgmpy_posterior(model: Any, peers: Peers, order: str = "greedy") -> Floats:
    """Return Detente's table (2**n + 1,) from pgmpy's variable elimination."""
    from pgmpy.inference import VariableElimination

    found = VariableElimination(model).query(
        list(peers.asked), evidence=dict.fromkeys(peers.seen, 1), elimination_order=order, show_progress=False
    )
    axes = [found.variables.index(name) for name in peers.asked[::-1]]
    return as_table(np.transpose(found.values, axes).ravel(), len(peers.hypotheses))
