"""What holds of every weighing, on cases made by chance."""

from __future__ import annotations

import copy
import hashlib
import itertools
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from detente.case.load import build
from detente.weigh import Options, faults, weigh
from detente.weigh.inputs import sample
from detente.weigh.network import compile_case
from tests.made import bare, made

ROOT = Path(__file__).parents[2]
POINT = Options(point=True)
DRAWN = Options(draws=12)
few = settings(deadline=None, derandomize=True, max_examples=20)


@st.composite
def cases(draw, least=2, most=5):
    """A random case whose priors can hold together."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    data = made(rng, draw(st.integers(least, most)), draw(st.integers(1, 9)))
    assume(not faults(build(data)))
    return data


def weighed(data, options=POINT, **more):
    return weigh(build(data), options, **more)


def estimates(found):
    """Every probability and every share, by name."""
    listed = {("now", name): each.now for name, each in found.hypotheses.items()}
    listed |= {("share", name): each.share for name, each in found.hypotheses.items()}
    listed |= {(side, name): each for side, named in found.characters.items() for name, each in named.items()}
    other = found.something_else
    return {**listed, ("now", "something else"): other.now, ("share", "something else"): other.share}


def numbers(found):
    flat = {(*name, "mean"): each.probability for name, each in estimates(found).items()}
    flat |= {(*name, "low"): each.low for name, each in estimates(found).items() if each.low is not None}
    flat |= {(*name, "high"): each.high for name, each in estimates(found).items() if each.high is not None}
    return {**flat, "nothing new": found.nothing_new, "another": found.another}


def all_combinations(names):
    """One question for every combination in which something listed holds."""
    for holds in itertools.product((False, True), repeat=len(names)):
        if any(holds):
            yield " and ".join(
                name if each else f"not {name}" for name, each in zip(names, holds, strict=True)
            )


# --- probabilities ---------------------------------------------------------------------------------------------


@few
@given(cases(most=4), st.sampled_from([POINT, DRAWN]))
def test_probabilities_sum_to_one(data, options):
    names = list(data["hypotheses"])
    found = weighed(data, options, ask=list(all_combinations(names)))
    each = {question: answer.probability for question, answer in found.asked.items()}
    assert all(0 <= probability <= 1 for probability in each.values())
    assert sum(each.values()) + found.something_else.now.probability == pytest.approx(1, abs=1e-12)
    for name in names:
        holding = sum(p for question, p in each.items() if f"not {name}" not in question)
        assert found.hypotheses[name].now.probability == pytest.approx(holding, abs=1e-12)
    assert found.nothing_new + found.another == pytest.approx(found.something_else.now.probability, abs=1e-12)
    assert 0.99 - 1e-12 <= sum(c.probability for c in found.combinations) <= 1 + 1e-12


@few
@given(cases(), st.sampled_from([POINT, DRAWN]))
def test_shares_and_characters_sum_to_one(data, options):
    found = weighed(data, options)
    shares = [each.share for each in found.hypotheses.values()] + [found.something_else.share]
    assert sum(share.probability for share in shares) == pytest.approx(1, abs=1e-12)
    for named in found.characters.values():
        assert sum(each.probability for each in named.values()) == pytest.approx(1, abs=1e-12)


@few
@given(cases(), st.sampled_from([POINT, DRAWN, Options(draws=1), Options(draws=300)]))
def test_every_estimate_is_a_probability_with_a_range_around_it(data, options):
    for name, each in estimates(weighed(data, options)).items():
        assert 0 <= each.probability <= 1, name
        assert (each.low is None) == (each.high is None) == options.point
        if each.low is not None:
            assert 0 <= each.low <= each.high <= 1, name
        if options.draws == 1:
            assert each.low == each.high == pytest.approx(each.probability, abs=1e-12)


# --- order, names, what says nothing ---------------------------------------------------------------------------


def mixed(part, rng):
    if isinstance(part, dict):
        return {str(key): mixed(part[key], rng) for key in rng.permutation(list(part))} if part else {}
    if isinstance(part, list):
        return [mixed(part[int(k)], rng) for k in rng.permutation(len(part))]
    return part


@few
@given(cases(), st.integers(0, 10**6), st.sampled_from([POINT, DRAWN]))
def test_order_does_not_matter(data, seed, options):
    rng = np.random.default_rng(seed)
    relations = [
        relation if "implies" in relation else mixed(relation, rng) for relation in data["relations"]
    ]
    other = {**mixed(data, rng), "relations": [relations[int(k)] for k in rng.permutation(len(relations))]}
    assert numbers(weighed(other, options)) == pytest.approx(numbers(weighed(data, options)), abs=1e-9)


@few
@given(cases(), st.randoms(use_true_random=False))
def test_names_do_not_matter_at_central_inputs(data, random):
    ids = [
        name for kind in ("hypotheses", "sources", "evidence", "groups", "assumptions") for name in data[kind]
    ]
    fresh = [f"n{k}" for k in range(len(ids))]
    random.shuffle(fresh)
    new = dict(zip(ids, fresh, strict=True))

    def renamed(part):
        if isinstance(part, dict):
            return {new.get(key, key): renamed(value) for key, value in part.items()}
        if isinstance(part, list):
            return [renamed(each) for each in part]
        return new.get(part, part) if isinstance(part, str) else part

    before, after = numbers(weighed(data)), numbers(weighed(renamed(data)))
    old = {fresh: name for name, fresh in new.items()}
    after = {
        tuple(old.get(part, part) for part in key) if isinstance(key, tuple) else key: value
        for key, value in after.items()
    }
    assert after == pytest.approx(before, abs=1e-12)


@few
@given(
    cases(),
    st.sampled_from([None, "g0", "g1", "g2"]),
    st.sampled_from(["unlikely", 0.001, "0.2..0.9", "always"]),
    st.lists(st.sampled_from(["s0", "s1", "s2"]), unique=True),
    st.sampled_from([POINT, DRAWN]),
)
def test_a_neutral_piece_changes_nothing(data, group, otherwise, reports, options):
    mute = {"says": "Nothing to the point", "date": "2019", "otherwise": otherwise, "reports": reports}
    mute |= {"bears": dict.fromkeys(data["hypotheses"], "neutral"), **({"group": group} if group else {})}
    more = {**data, "evidence": {**data["evidence"], "mute": mute}}
    assert numbers(weighed(more, options)) == pytest.approx(numbers(weighed(data, options)), abs=1e-12)


# --- one input, one generator ----------------------------------------------------------------------------------


def drawn(data):
    """The draws of every input, by what it is."""
    network = compile_case(build(data).case)
    found = sample(network, seed=7, draws=5)
    columns = {}

    def note(name, column):
        assert name not in columns
        columns[name] = column.tolist()

    for i, name in enumerate(network.hypotheses):
        note(("prior", name), found.prior[:, i])
    note(("something else",), found.something_else)
    for k, relation in enumerate(network.case.relations):
        note(("odds", relation.kind, frozenset(relation.ids)), found.odds[:, k])
    bears_on = [network.hypotheses[i] for i in network.bear_on]
    for k, piece in enumerate(network.pieces):
        note(("otherwise", piece), found.otherwise[:, k])
        note(("stageable", piece), found.stageable[:, k])
        note(("void", piece), found.void[:, k])
        for b in network.bearings(k):
            note(("bears", piece, bears_on[b]), found.alone[:, b])
    for r, told in enumerate(network.told):
        for kind in ("reliability", "by_chance", "would_report"):
            note((kind, told.piece, told.report.by), np.nan_to_num(getattr(found, kind)[:, r], nan=-1.0))
    for v, voice in enumerate(zip(network.voice_sort, network.voices, strict=True)):
        note(("overlap", *voice), found.overlap[:, v])
    for a, name in enumerate(network.case.assumptions):
        note(("holds", name), found.holds[:, a])
    for c, name in enumerate(network.case.characters.them):
        note(("base", name), found.base[:, c])
        for i, hypothesis in enumerate(network.hypotheses):
            note(("because", name, hypothesis), found.because[:, c, i])
    for c, name in enumerate(network.case.characters.us):
        note(("ours", name), found.ours[:, c])
    return columns


PIECE = {"says": "One more", "date": "2019", "bears": {"h0": "for"}, "otherwise": "likely", "reports": ["s0"]}


def with_more(data, change):
    """The case with one thing more."""
    more = copy.deepcopy(data)
    if change == "a piece":
        more["evidence"] = {"more": PIECE, **more["evidence"]}
    elif change == "a piece in a group":
        more["evidence"] = {"more": {**PIECE, "group": "g0"}, **more["evidence"]}
    elif change == "a judgement":
        more["evidence"] = {"more": {**PIECE, "kind": "judgement"}, **more["evidence"]}
    elif change == "a hypothesis":
        more["hypotheses"] = {
            "more": {"says": "More", "prior": "even", "deceives": True},
            **more["hypotheses"],
        }
    elif change == "a bearing":
        first = next(iter(more["evidence"].values()))
        first["bears"] = {"more": "strongly for", **first["bears"]}
        more["hypotheses"]["more"] = {"says": "More", "prior": "even"}
    elif change == "a source":
        more["sources"] = {"more": {"grade": "B"}, **more["sources"]}
    elif change == "a report":
        more["sources"]["more"] = {"grade": "B"}
        first = next(iter(more["evidence"].values()))
        first["reports"] = [{"by": "more", "by_chance": "likely"}, *first.get("reports", [])]
    elif change == "an assumption":
        more["evidence"]["more"] = PIECE
        rests = {"says": "More", "likely": "even", "touches": ["more"], "if_false": "0.2..0.8"}
        more["assumptions"] = {"more": rests, **more["assumptions"]}
    elif change == "a group":
        more["groups"] = {"more": {"says": "More", "overlap": "0.1..0.9"}, **more["groups"]}
        more["evidence"]["more"] = {**PIECE, "group": "more"}
    else:
        more["characters"]["them"]["c1"]["because"] = {"h0": "for"}
    return more


CHANGES = [
    "a piece",
    "a piece in a group",
    "a judgement",
    "a hypothesis",
    "a bearing",
    "a source",
    "a report",
    "an assumption",
    "a group",
    "a reason",
]


@pytest.mark.parametrize("change", CHANGES)
@settings(few, max_examples=6)
@given(data=cases(least=4))
def test_adding_or_removing_one_input_changes_the_draws_of_no_other(change, data):
    before, after = drawn(data), drawn(with_more(data, change))
    if change == "a reason":
        before.pop(("because", "c1", "h0"))
    assert {name: after[name] for name in before} == before


@few
@given(data=cases(least=3), seed=st.integers(0, 10**6))
def test_reordering_changes_no_draw(data, seed):
    rng = np.random.default_rng(seed)
    assert drawn({**mixed(data, rng), "relations": data["relations"][::-1]}) == drawn(data)


@few
@given(data=cases())
def test_draws_differ_by_seed_and_input(data):
    network = compile_case(build(data).case)
    one, two = (sample(network, seed=seed, draws=5) for seed in (1, 2))
    assert not np.array_equal(one.alone, two.alone)
    words = {
        name: drawn(data)["otherwise", name]
        for name, piece in data["evidence"].items()
        if piece["otherwise"] == "likely" and "group" not in piece
    }
    assert len({tuple(column) for column in words.values()}) == len(words)


# --- extremes --------------------------------------------------------------------------------------------------


def extreme(rng, pieces):
    """Priors of .0001, odds of a million, certainties, and up to the greatest number of pieces."""
    names = ["a", "b", "c", "trap"]
    hypotheses = {"a": 0.0001, "b": 0.9, "c": 0.5, "trap": {"prior": 0.0001, "deceives": True}}
    odds = [1e6, 1e-6, 1.0, 30.0]
    evidence = {"event": {"bears": {}, "otherwise": 0.5}}
    for k in range(pieces - 1):
        on = rng.choice(4, size=int(rng.integers(1, 5)), replace=False)
        bears = {names[i]: {"odds": odds[int(rng.integers(4))]} for i in on}
        piece = {"bears": bears, "otherwise": float(rng.choice([1e-6, 0.0001, 0.5, 0.9999]))}
        if rng.random() < 0.5:
            answer = str(rng.choice(["confirms", "denies"]))
            piece["reports"] = [{"by": str(rng.choice(["near", "far"])), "answer": answer}]
        if rng.random() < 0.2:
            piece |= {"stageable": float(rng.choice([0, 1, 0.9])), "shows": ["b"]}
            piece["bears"]["b"] = {"odds": 1e6}
        if rng.random() < 0.2:
            piece["group"] = "g"
        evidence[f"e{k}"] = piece
    return bare(
        hypotheses,
        evidence,
        something_else=0.0001 if rng.random() < 0.5 else 0.05,
        sources={"near": {"reliability": 0.9999, "leans": ["a"]}, "far": {"reliability": 0.0001}},
        groups={"g": {"says": "g", "overlap": 0.5}},
        explains=["event", "e0"],
    )


@pytest.mark.parametrize("pieces", [2, 5, 50, 500])
@pytest.mark.parametrize("seed", range(4))
def test_extremes_give_finite_probabilities(pieces, seed):
    data = extreme(np.random.default_rng(seed), pieces)
    for options in (POINT, Options(draws=15)):
        found = weighed(data, options)
        values = numbers(found)
        assert all(math.isfinite(value) and -1e-15 <= value <= 1 + 1e-12 for value in values.values())
        whole = (
            sum(each.share.probability for each in found.hypotheses.values())
            + found.something_else.share.probability
        )
        assert whole == pytest.approx(1, abs=1e-9)
        ask = " or ".join(data["hypotheses"])
        listed = weighed(data, options, ask=[ask]).asked[ask].probability
        assert listed + found.something_else.now.probability == pytest.approx(1, abs=1e-12)
        json.dumps(found.to_json(), allow_nan=False)


def test_five_hundred_pieces_for_one_thing_leave_nothing_open():
    piece = {"bears": {"a": {"odds": 1e6}}, "otherwise": 0.0001}
    hypotheses = {"a": 0.0001, "b": 0.8, "c": 0.5}
    data = bare(hypotheses, {f"e{k}": piece for k in range(500)}, something_else=0.05)
    found = weighed(data, Options(draws=15))
    assert found.hypotheses["a"].now.low > 1 - 1e-9
    assert found.something_else.now.high < 1e-9


# --- the same again --------------------------------------------------------------------------------------------


@settings(few, max_examples=8)
@given(cases(), st.sampled_from([POINT, DRAWN, Options(draws=600, seed=5)]))
def test_the_same_input_gives_the_same_bytes(data, options):
    one, two = (json.dumps(weighed(copy.deepcopy(data), options).to_json()).encode() for _ in range(2))
    assert one == two


SCRIPT = """
import json, sys
from detente.case.load import load
from detente.weigh import Options, weigh
found = weigh(load(sys.argv[1]), Options(draws=700, seed=3), ask=["pressure and not economy"])
sys.stdout.write(json.dumps(found.to_json(), allow_nan=False))
"""


def test_the_number_of_threads_changes_no_byte():
    def run(threads):
        path = os.pathsep.join(each for each in sys.path if each)
        return subprocess.run(
            [sys.executable, "-c", SCRIPT, str(ROOT / "cases" / "korea-2018")],
            env={**os.environ, "NUMBA_NUM_THREADS": threads, "PYTHONPATH": path},
            capture_output=True,
            check=True,
        ).stdout

    one, two = run("1"), run("2")
    assert len(one) > 5000
    assert hashlib.sha256(one).digest() == hashlib.sha256(two).digest()
