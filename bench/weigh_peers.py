"""What pyAgrum and pgmpy do to find what Detente finds: every reasonable route, each held against our own answer.

They are given our own tables, so the networks are the same; building them is not counted where a route says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from clock import Route
from numpy.typing import NDArray

Floats = NDArray[np.float64]
AGREE = 1e-9
ENGINES = ("LazyPropagation", "ShaferShenoyInference", "VariableElimination")
MEASURED_DRAWS = 50


def agree(what: str, ours: Floats, theirs: Floats) -> None:
    apart = float(np.abs(ours - theirs).max())
    assert apart <= AGREE, f"{what} differs by {apart}: nothing is timed that is not the same"


@dataclass
class Small:
    """One draw as small tables over few hypotheses each, for peers that multiply tables without an engine."""

    bits: list[list[int]]
    tables: list[Floats]
    first: tuple[float, float]
    """Unnormalised posterior of the two kinds of h = 0."""


def small_tables(network: Any, inputs: Any, fitted: Any, draw: int) -> Small:
    """The likelihood of each piece over its hypotheses, the prior as one factor for each hypothesis.

    Sorted by their highest hypothesis, so that the product grows as late as possible; the two kinds of h = 0 are put
    in at the end, as the factors know nothing of them.
    """
    from tests.oracle.peers import prior_rows, reports_of, scope_of, small

    from detente.weigh import reference

    rows = prior_rows(network, fitted, draw)
    q = 1 / (1 + np.exp(-fitted.theta[draw]))
    parts = [([i], np.array([1 - q[i], q[i]])) for i in range(network.n)]
    z = float(fitted.something_else[draw])
    none = float(np.prod(1 - q))
    nothing = another = z / 2 * (1 - none) / (1 - z)
    for piece in range(len(network.pieces)):
        event = reference.chance_of_event(network, inputs, draw, piece)
        average = float(rows[1:-1] @ event[1:] / rows[1:-1].sum())
        expected = float(rows @ np.append(event, average))
        pairs = reports_of(network, inputs, draw, piece, expected)
        so, otherwise = np.prod(pairs, axis=0) if pairs else (1.0, 0.0)
        bits = scope_of(network, piece)
        likelihood = so * event + otherwise * (1 - event)
        if bits:
            parts.append((bits, small(likelihood, bits)))
            nothing *= float(likelihood[0])
        else:
            nothing *= float(likelihood[0])
            parts[0] = (parts[0][0], parts[0][1] * likelihood[0])
        another *= so * average + otherwise * (1 - average)
    parts.sort(key=lambda part: (part[0][-1], len(part[0])))
    return Small([bits for bits, _ in parts], [table for _, table in parts], (nothing, another))


def whole(product: Floats, first: tuple[float, float]) -> Floats:
    """Put the two kinds of h = 0 in and normalise: (2**n + 1,)."""
    product[0] = first[0]
    table = np.append(product, first[1])
    return np.asarray(table / table.sum())


def pyagrum_product(variables: list[Any], given: Small) -> Floats:
    """Multiply the small tables as pyAgrum Tensors."""
    import pyagrum as gum

    product = None
    for bits, table in zip(given.bits, given.tables, strict=True):
        factor = gum.Tensor()
        for i in bits:
            factor.add(variables[i])
        factor.fillWith(table.tolist())
        product = factor if product is None else product * factor
    assert product is not None
    spelled = product.reorganize([variable.name() for variable in variables]).toarray().ravel()
    return whole(spelled, given.first)


def pgmpy_product(names: tuple[str, ...], given: Small) -> Floats:
    """Multiply the small tables as pgmpy factors."""
    from pgmpy.factors import factor_product
    from pgmpy.factors.discrete import DiscreteFactor

    factors = [
        DiscreteFactor([names[i] for i in bits[::-1]], [2] * len(bits), table)
        for bits, table in zip(given.bits, given.tables, strict=True)
    ]
    product = factor_product(*factors)
    axes = [product.variables.index(name) for name in names[::-1]]
    return whole(np.transpose(product.values, axes).ravel(), given.first)


def by_hand(
    peers: Any, tables: dict[str, Any], seen: Callable[[Any, str], Any], without: Callable[[Any, str], Any]
) -> Any:
    """Multiply a peer's own tables with its own operators, in the order that keeps them small longest.

    Reports are set to what was seen and joined to their event, which is summed out; what is left is sorted by its
    highest hypothesis. tables : node -> the peer's table. seen, without : fix a node at yes, sum a node out.
    """
    place = {name: i for i, name in enumerate(peers.hypotheses)}
    own = {node.name for node in peers.nodes}
    told: dict[str, list[Any]] = {}
    for node in peers.nodes:
        if node.name in peers.seen and node.parents and node.parents[0] in own - {*place, "another"}:
            told.setdefault(node.parents[0], []).append(seen(tables[node.name], node.name))
    factors = []
    for node in peers.nodes:
        parents = [place[name] for name in node.parents if name in place]
        if node.name in place or node.name == "another":
            factors.append(((max([*parents, place.get(node.name, -1)]), len(parents)), tables[node.name]))
        elif node.name in told:
            factor = tables[node.name]
            for report in told[node.name]:
                factor = factor * report
            factors.append(((max(parents, default=-1), len(parents)), without(factor, node.name)))
        elif node.name in peers.seen and not set(node.parents) & set(told):
            factors.append(((max(parents, default=-1), len(parents)), seen(tables[node.name], node.name)))
    factors.sort(key=lambda factor: factor[0])
    product = factors[0][1]
    for _, factor in factors[1:]:
        product = product * factor
    return without(product, "another")


def pyagrum_by_hand(bn: Any, peers: Any) -> Floats:
    """Do it with pyAgrum's Tensors: (2**n,)."""
    tables = {node.name: bn.cpt(node.name) for node in peers.nodes}
    product = by_hand(
        peers, tables, lambda table, name: table.extract({name: 1}), lambda table, name: table.sumOut([name])
    )
    spelled = product.reorganize(list(peers.hypotheses)).toarray().ravel()
    return np.asarray(spelled / spelled.sum())


def pgmpy_by_hand(model: Any, peers: Any) -> Floats:
    """Do it with pgmpy's factors: (2**n,)."""
    tables = {node.name: model.get_cpds(node.name).to_factor() for node in peers.nodes}
    product = by_hand(
        peers,
        tables,
        lambda table, name: table.reduce([(name, 1)], inplace=False),
        lambda table, name: table.marginalize([name], inplace=False),
    )
    axes = [product.variables.index(name) for name in peers.hypotheses[::-1]]
    spelled = np.transpose(product.values, axes).ravel()
    return np.asarray(spelled / spelled.sum())


def joint(engine: str, bn: Any, peers: Any) -> Floats:
    """Ask one of pyAgrum's engines for the joint of the hypotheses alone, (2**n,): less than we ask of ourselves."""
    import pyagrum as gum

    inference = getattr(gum, engine)(bn)
    inference.setEvidence(dict.fromkeys(peers.seen, 1))
    inference.addJointTarget(set(peers.hypotheses))
    inference.makeInference()
    found = inference.jointPosterior(set(peers.hypotheses))
    return np.asarray(found.reorganize(list(peers.hypotheses)).toarray().ravel())


def only_marginals(bn: Any, peers: Any) -> Floats:
    """Ask pyAgrum for each hypothesis on its own, (n,)."""
    import pyagrum as gum

    inference = gum.LazyPropagation(bn)
    inference.setEvidence(dict.fromkeys(peers.seen, 1))
    inference.setTargets(set(peers.hypotheses))
    inference.makeInference()
    return np.array([inference.posterior(name)[1] for name in peers.hypotheses])


def eliminated(order: str, model: Any, peers: Any) -> Floats:
    """Ask pgmpy for the joint of the hypotheses, (2**n,)."""
    from pgmpy.inference import VariableElimination

    found = VariableElimination(model).query(
        list(peers.hypotheses),
        evidence=dict.fromkeys(peers.seen, 1),
        elimination_order=order,
        show_progress=False,
    )
    axes = [found.variables.index(name) for name in peers.hypotheses[::-1]]
    return np.asarray(np.transpose(found.values, axes).ravel())


def over_hypotheses(table: Floats) -> Floats:
    """(2**n + 1,) to (2**n,): both kinds of h = 0 together."""
    return np.append(table[0] + table[-1], table[1:-1])


def networks(network: Any, inputs: Any, fitted: Any, draw: int = 0) -> dict[str, Any]:
    """The same draw written for peers with small tables and with one chain of growing ones."""
    from tests.oracle import peers

    rows = peers.prior_rows(network, fitted, draw)
    short = peers.short_chain(network.hypotheses, fitted.theta[draw], float(fitted.something_else[draw]))
    chains = {"short chain": short, "full chain": peers.full_chain(network.hypotheses, rows)}
    return {
        name: peers.network_for_peers(network, inputs, rows, chain, draw) for name, chain in chains.items()
    }


def pyagrum_routes(network: Any, inputs: Any, fitted: Any, table: Floats) -> list[Route]:
    import pyagrum as gum
    from tests.oracle.peers import in_pyagrum

    routes = []
    for chain, given in networks(network, inputs, fitted).items():
        bn = in_pyagrum(given)
        for engine in ENGINES:
            run = partial(joint, engine, bn, given)
            agree(f"pyAgrum {engine}", over_hypotheses(table), run())
            routes.append(Route("pyAgrum", f"{engine}, joint target, {chain}", run))
    variables = [gum.LabelizedVariable(name, name, 2) for name in network.hypotheses]
    small = small_tables(network, inputs, fitted, 0)
    run = partial(pyagrum_by_hand, bn, given)
    agree("pyAgrum by hand", over_hypotheses(table), run())
    routes.append(Route("pyAgrum", "its Tensors reduced and multiplied by hand, small ones first", run))
    run = partial(pyagrum_product, variables, small)
    agree("pyAgrum's product", table, run())
    return [*routes, Route("pyAgrum, product only", "Tensors that we had reduced before, multiplied", run)]


def pgmpy_routes(network: Any, inputs: Any, fitted: Any, table: Floats) -> list[Route]:
    from tests.oracle.peers import in_pgmpy

    routes = []
    for chain, given in networks(network, inputs, fitted).items():
        model = in_pgmpy(given)
        for order in ("greedy", "MinFill"):
            run = partial(eliminated, order, model, given)
            agree(f"pgmpy {order}", over_hypotheses(table), run())
            routes.append(Route("pgmpy", f"VariableElimination, {order}, joint query, {chain}", run))
    small = small_tables(network, inputs, fitted, 0)
    run = partial(pgmpy_by_hand, model, given)
    agree("pgmpy by hand", over_hypotheses(table), run())
    routes.append(Route("pgmpy", "its factors reduced and multiplied by hand, small ones first", run))
    run = partial(pgmpy_product, network.hypotheses, small)
    agree("pgmpy's product", table, run())
    return [*routes, Route("pgmpy, product only", "factors that we had reduced before, factor_product", run)]


def pyagrum_draws(network: Any, drawn: Any, fitted: Any, layout: Any, draws: int) -> list[Route]:
    """What pyAgrum does for each draw, over a few of them: rebuild the network, or fill the one it has anew."""
    import pyagrum as gum
    from tests.oracle.peers import fill_pyagrum, in_pyagrum

    few = range(MEASURED_DRAWS)
    rows = slice(0, MEASURED_DRAWS)
    tables = layout.weigh(drawn.rows(rows), fitted.rows(rows)).table
    given = [networks(network, drawn, fitted, d)["short chain"] for d in few]
    small = [small_tables(network, drawn, fitted, d) for d in few]
    variables = [gum.LabelizedVariable(name, name, 2) for name in network.hypotheses]
    kept = in_pyagrum(given[0])

    def rebuilt(engine: str, each: Any) -> Floats:
        return joint(engine, in_pyagrum(each), each)

    def in_place(engine: str, each: Any) -> Floats:
        fill_pyagrum(kept, each)
        return joint(engine, kept, each)

    def marginals(each: Any) -> Floats:
        fill_pyagrum(kept, each)
        return only_marginals(kept, each)

    expected = np.array([over_hypotheses(table) for table in tables])
    h = np.arange(1 << network.n)[:, None] >> np.arange(network.n) & 1
    routes = []

    def add(whose: str, name: str, parts: list[Callable[[], Floats]], right: Floats) -> None:
        agree(name, right, np.array([part() for part in parts]))
        routes.append(Route(whose, name, parts[0], parts, draws / MEASURED_DRAWS))

    for engine in ENGINES:
        parts = [partial(rebuilt, engine, each) for each in given]
        add("pyAgrum, rebuilt", f"each draw anew, {engine}", parts, expected)
    for engine in ENGINES:
        parts = [partial(in_place, engine, each) for each in given]
        add("pyAgrum, in place", f"tables filled, {engine}", parts, expected)
    parts = [partial(marginals, each) for each in given]
    add("pyAgrum, in place", "tables filled, LazyPropagation, marginals only", parts, expected @ h)
    parts = [partial(pyagrum_product, variables, each) for each in small]
    add("pyAgrum, product only", "Tensors that we had reduced before, multiplied", parts, tables)
    return routes
