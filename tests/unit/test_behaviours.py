"""What must hold of any weighing, whatever its formulas: the behaviours that the model promises to its readers.

Chance is seeded; the seeds were chosen before the first run. A single draw (``Options(draws=1, seed=...)``) is one
sample of every uncertain input, so what must hold exactly is asked of single draws, not of their mean.
"""

from __future__ import annotations

import copy
import itertools
from pathlib import Path

import numpy as np
import pytest
import yaml

from detente.case.load import build, load
from detente.errors import CaseFaults
from detente.weigh import Options, weigh
from tests.made import bare, made

POINT = Options(point=True)
SINGLE = [Options(draws=1, seed=seed) for seed in (1, 2, 3)]
KOREA = Path(__file__).parents[2] / "cases" / "korea-2018"


class Plain(yaml.SafeLoader):
    """YAML with dates left as they are written."""


Plain.yaml_implicit_resolvers = {
    first: [each for each in resolvers if each[0] != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.fixture(scope="module")
def korea():
    return yaml.load((KOREA / "case.yaml").read_text("utf-8"), Loader=Plain)


def plus(data, pieces):
    """The case with more evidence."""
    more = {name: {"says": f"Seen {name}", "date": "2018-04", **piece} for name, piece in pieces.items()}
    return {**data, "evidence": {**data["evidence"], **more}}


def random_cases(seed, count):
    rng = np.random.default_rng(seed)
    return [made(rng, int(rng.integers(4, 7)), int(rng.integers(4, 9))) for _ in range(count)]


def weighed(data, options=POINT, **more):
    return weigh(build(data), options, **more)


def now(data, name, options=POINT):
    return weighed(data, options).hypotheses[name].now.probability


def else_now(data, options=POINT):
    return weighed(data, options).something_else.now.probability


def numbers(found):
    """Every number about the world that a weighing gives, by name."""
    estimates = {
        **{("now", name): each.now for name, each in found.hypotheses.items()},
        **{("share", name): each.share for name, each in found.hypotheses.items()},
        ("now", "something else"): found.something_else.now,
        ("share", "something else"): found.something_else.share,
        **{(side, name): each for side, named in found.characters.items() for name, each in named.items()},
    }
    flat = {("prior", name): each.prior for name, each in found.hypotheses.items()}
    flat |= {"nothing new": found.nothing_new, "another": found.another, "moved": found.moved_draws}
    flat |= {("combination", frozenset(each.true)): each.probability for each in found.combinations[:20]}
    for name, each in estimates.items():
        flat[(*name, "mean")] = each.probability
        if each.low is not None:
            flat |= {(*name, "low"): each.low, (*name, "high"): each.high}
    return flat


def assert_same(found, other, tolerance=1e-9):
    one, two = numbers(found), numbers(other)
    shared = one.keys() & two.keys()
    # the list of combinations is cut, and what ties at the cut may fall on either side of it
    assert all(key[0] == "combination" for key in one.keys() ^ two.keys())
    assert len(shared) > len(one) - 5
    assert {key: one[key] for key in shared} == pytest.approx(
        {key: two[key] for key in shared}, abs=tolerance
    )


# --- deception -------------------------------------------------------------------------------------------------

HONEST = {"sincere": 0.5, "other": 0.5, "trap": {"prior": 0.4, "deceives": True}}
BEFORE = {"before": {"bears": {"sincere": "weakly for", "trap": "weakly for"}, "otherwise": "even"}}
GESTURES = {
    "for the sincere": {"bears": {"sincere": "for"}, "otherwise": "unlikely"},
    "and against the trap": {
        "bears": {"sincere": "for", "trap": "strongly against"},
        "otherwise": "unlikely",
    },
    "or for it": {"bears": {"sincere": "for", "trap": "decisively for"}, "otherwise": "unlikely"},
    "for others as well": {"bears": {"sincere": 0.6, "other": "for", "trap": 0.02}, "otherwise": "0.1..0.3"},
    "against the sincere": {"bears": {"sincere": "against"}, "otherwise": "even"},
    "reported": {
        "bears": {"sincere": "for", "trap": "against"},
        "otherwise": "unlikely",
        "reports": ["wire", {"by": "envoy", "by_chance": "even"}],
    },
    "denied": {
        "bears": {"sincere": "against", "trap": "for"},
        "otherwise": "even",
        "reports": [{"by": "wire", "answer": "denies"}],
    },
}
WIRES = {"wire": {"grade": "B", "leans": ["sincere"]}, "envoy": {"grade": "D"}}


def trap_to_sincere(evidence, options, hypotheses=HONEST, other="other"):
    """Odds between the trap alone and the sincere alone, with the third hypothesis off and on."""
    pair = [f"trap and not sincere and {also}" for also in (f"not {other}", other)]
    peer = [f"sincere and not trap and {also}" for also in (f"not {other}", other)]
    groups = {"one-show": {"says": "One show", "overlap": 0.5}}
    groups = groups if any("group" in piece for piece in evidence.values()) else {}
    data = bare(hypotheses, evidence, sources=WIRES, groups=groups)
    asked = weighed(data, options, ask=[*pair, *peer]).asked
    return [asked[a].probability / asked[b].probability for a, b in zip(pair, peer, strict=True)]


@pytest.mark.parametrize("gesture", GESTURES)
@pytest.mark.parametrize("options", [POINT, *SINGLE])
def test_a_free_gesture_leaves_the_odds_of_trap_and_sincere_exactly_as_they_were(gesture, options):
    staged = {**GESTURES[gesture], "stageable": 1, "shows": ["sincere"]}
    before = trap_to_sincere(BEFORE, options)
    assert trap_to_sincere({**BEFORE, "gesture": staged}, options) == pytest.approx(before, rel=1e-12)
    twice = {name: {**staged, "group": "one-show"} for name in ("gesture", "again")}
    assert trap_to_sincere({**BEFORE, **twice}, options) == pytest.approx(before, rel=1e-12)


@pytest.mark.parametrize("gesture", ["for the sincere", "and against the trap", "reported", "denied"])
@pytest.mark.parametrize("stageable", [0, "low", "some", "high"])
def test_what_costs_something_tells(gesture, stageable):
    staged = {**GESTURES[gesture], "stageable": stageable, "shows": ["sincere"]}
    before, after = (trap_to_sincere(case, POINT) for case in (BEFORE, {**BEFORE, "gesture": staged}))
    assert all(b < 0.99 * a for a, b in zip(before, after, strict=True))


def test_several_deceivers_look_like_the_sincere_as_one():
    two = {**HONEST, "second": {"prior": 0.4, "deceives": True}}
    staged = {**GESTURES["and against the trap"], "stageable": 1, "shows": ["sincere"]}
    before = trap_to_sincere(BEFORE, POINT, two, other="second")
    after = trap_to_sincere({**BEFORE, "gesture": staged}, POINT, two, other="second")
    assert after[0] == pytest.approx(before[0], rel=1e-12)  # without the second deceiver
    pair = ["trap and second and not sincere", "sincere and not trap and not second"]
    odds = []
    for evidence in (BEFORE, {**BEFORE, "gesture": staged}):
        asked = weighed(bare(two, evidence), ask=pair).asked
        odds.append(asked[pair[0]].probability / asked[pair[1]].probability)
    assert odds[0] == pytest.approx(odds[1], rel=1e-12)


CHEAP = {
    "one motive": {"bears": {"economy": "for"}, "shows": ["economy"]},
    "strongly": {"bears": {"economy": "strongly for"}, "shows": ["economy"]},
    "two motives": {"bears": {"economy": "for", "strength": "for"}, "shows": ["economy", "strength"]},
    "many motives": {
        "bears": {"economy": "for", "strength": "weakly for", "pressure": "weakly for", "fear": "weakly for"},
        "shows": ["economy"],
    },
    "reported": {"bears": {"economy": "for"}, "shows": ["economy"], "reports": ["press", "kcna"]},
    # were they not cheap, ten of these would move the trap by .4 and .3
    "a little against the trap": {"bears": {"economy": "for", "ruse": {"odds": 0.7}}, "shows": ["economy"]},
    "a little for the trap": {"bears": {"economy": "for", "ruse": "weakly for"}, "shows": ["economy"]},
}


@pytest.mark.parametrize("gesture", CHEAP)
@pytest.mark.parametrize("options", [POINT, Options(draws=500)])
def test_ten_cheap_gestures_hardly_move_the_trap(korea, gesture, options):
    staged = {**CHEAP[gesture], "otherwise": "unlikely", "stageable": "high"}
    ten = plus(korea, {f"gesture-{k}": staged for k in range(10)})
    before, after = weighed(korea, options), weighed(ten, options)
    moved = after.hypotheses["ruse"].now.probability - before.hypotheses["ruse"].now.probability
    assert abs(moved) < 0.10
    # they are not ignored: what they show becomes likelier
    assert after.hypotheses["economy"].now.probability > before.hypotheses["economy"].now.probability + 0.04


# --- one cause, one voice --------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [POINT, Options(draws=60), SINGLE[0]])
@pytest.mark.parametrize("number", range(6))
def test_nine_grouped_paraphrases_count_as_one(options, number):
    data = random_cases(20180420, 6)[number]
    data["groups"]["same"] = {"says": "One event, told nine times"}
    said = list(data["evidence"])[-1]
    data["evidence"][said]["group"] = "same"
    for report in data["evidence"][said].get("reports", []):
        if "would_report" in report:
            report["would_report"] = 0.7
    nine = copy.deepcopy(data)
    for k in range(8):
        nine["evidence"][f"again{k}"] = {**data["evidence"][said], "says": f"Again, in other words: {k}"}
    for assumption in nine["assumptions"].values():
        if said in assumption["touches"]:
            assumption["touches"] = [*assumption["touches"], *(f"again{k}" for k in range(8))]
    assert_same(weighed(nine, options), weighed(data, options))


def test_nine_paraphrases_count_as_one_on_the_worked_case(korea):
    """In a group that has other pieces too, at whatever strength the piece has there."""
    for said in ("prices-steady", "refugee-wave"):
        nine = copy.deepcopy(korea)
        copies = [f"again{k}" for k in range(8)]
        for name in copies:
            nine["evidence"][name] = korea["evidence"][said]
        for assumption in nine["assumptions"].values():
            if said in assumption["touches"]:
                assumption["touches"] = [*assumption["touches"], *copies]
        for options in (POINT, Options(draws=40)):
            assert_same(weighed(nine, options), weighed(korea, options))


def test_nine_pieces_of_nine_causes_count_nine_times(korea):
    piece = {"bears": {"pressure": "for"}, "otherwise": "even"}
    one, nine = (plus(korea, {f"p{k}": piece for k in range(count)}) for count in (1, 9))
    assert now(nine, "pressure") > now(one, "pressure") + 0.2


# --- what says nothing -----------------------------------------------------------------------------------------

NEUTRAL = {
    "silent on all": {"bears": {}},
    "considered": {"bears": {"h0": "neutral", "h1": "neutral"}},
    "even odds": {"bears": {"h0": {"odds": 1}, "h2": {"odds": 1}}},
    "reported": {"bears": {}, "reports": ["s0", {"by": "s1", "answer": "denies"}]},
    "not reported": {
        "bears": {"h1": "neutral"},
        "reports": [{"by": "s2", "answer": "silent", "would_report": "likely"}],
    },
}


@pytest.mark.parametrize("group", [None, "g0", "g1", "g2", "fresh"])
@pytest.mark.parametrize("piece", NEUTRAL)
def test_a_neutral_piece_changes_nothing(piece, group):
    data, *_ = random_cases(3, 1)
    data["groups"] = {**data["groups"], "g1": {"says": "g1", "overlap": 0.5}, "fresh": {"says": "fresh"}}
    neutral = {**NEUTRAL[piece], "otherwise": "unlikely", **({"group": group} if group else {})}
    for options in (POINT, Options(draws=40)):
        assert_same(weighed(plus(data, {"mute": neutral}), options), weighed(data, options), tolerance=1e-12)


@pytest.mark.parametrize("group", [None, "daily-life", "growth-line"])
def test_a_neutral_piece_changes_nothing_on_the_worked_case(korea, group):
    mute = {"bears": {"ruse": "neutral"}, "otherwise": "likely", "reports": ["delury"]}
    more = plus(korea, {"mute": {**mute, **({"group": group} if group else {"kind": "judgement"})}})
    for options in (POINT, Options(draws=40)):
        assert_same(weighed(more, options), weighed(korea, options), tolerance=1e-12)


# --- more support, better sources ------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(8))
def test_a_further_piece_for_one_hypothesis_never_lowers_it(number):
    """Ungrouped, at central inputs; certain, or confirmed by a source that leans to it or does not."""
    data = random_cases(11, 8)[number]
    rng = np.random.default_rng(number)
    data["sources"]["s1"]["leans"] = ["h0"]
    before = weighed(data)
    for name in data["hypotheses"]:
        for reports in ([], ["s1"], ["s0", "s1", "s2"]):
            otherwise = float(rng.uniform(0.02, 0.9))
            bears = ["weakly for", "decisively for", float(rng.uniform(otherwise, 1)), "always"]
            piece = {"bears": {name: bears[int(rng.integers(4))]}, "otherwise": otherwise, "reports": reports}
            after = now(plus(data, {"more": piece}), name)
            assert after > before.hypotheses[name].now.probability - 1e-12


CONTENTS = [
    {"bears": {"h0": "strongly for"}, "otherwise": "unlikely"},
    {"bears": {"h0": "decisively against"}, "otherwise": "likely"},
    {"bears": {"h0": 0.02}, "otherwise": 0.05},
    {"bears": {"h0": "for", "h1": "against", "h2": "strongly for"}, "otherwise": "even"},
]


@pytest.mark.parametrize("content", range(len(CONTENTS)))
@pytest.mark.parametrize(
    "report",
    [
        {},
        {"answer": "denies"},
        {"by_chance": 0.3},
        {"by_chance": 0.95, "answer": "denies"},
        {"answer": "silent", "would_report": 0.9},
    ],
)
@pytest.mark.parametrize("leans", [[], ["h0", "h1"]])
def test_at_equal_content_a_source_graded_f_never_weighs_more_than_c(content, report, leans):
    data, *_ = random_cases(5, 1)

    def told_by(grade):
        sources = {**data["sources"], "told": {"grade": grade, "leans": leans}}
        return plus(
            {**data, "sources": sources},
            {"more": {**CONTENTS[content], "reports": [{"by": "told", **report}]}},
        )

    f, c = (weighed(told_by(grade)).pieces["more"] for grade in "FC")
    for name in CONTENTS[content]["bears"]:
        assert abs(np.log(f[name])) <= abs(np.log(c[name])) + 1e-12
    assert any(abs(np.log(f[name])) < 0.99 * abs(np.log(c[name])) for name in f)
    if content == 3:
        return  # a piece on several hypotheses may push one through another, so only the ratios are ordered
    for options in (POINT, SINGLE[0], Options(draws=100)):
        base, by_f, by_c = (now(case, "h0", options) for case in (data, told_by("F"), told_by("C")))
        assert abs(by_f - base) <= abs(by_c - base) + 1e-12
        assert (by_f - base) * (by_c - base) >= 0


def test_no_draw_of_f_is_more_reliable_than_the_same_draw_of_c(korea):
    quiet = {"bears": {"ruse": "strongly for"}, "otherwise": "even", "reports": ["told"]}
    moved = []
    for grade in "FC":
        data = plus({**korea, "sources": {**korea["sources"], "told": {"grade": grade}}}, {"more": quiet})
        moved.append(now(data, "ruse", Options(draws=300)))
    assert now(korea, "ruse", Options(draws=300)) < moved[0] < moved[1]


# --- said the other way round ----------------------------------------------------------------------------------

COMPLEMENT = {"confirms": "denies", "denies": "confirms"}
WORDS = ["weakly for", "for", "strongly for", "decisively for"]


def turned(piece):
    """The same content as its opposite. 1 - P(E|h) has the same form where all its bearings point one way.

    P(E|h) = 1 - (1-o) prod ((1-s)/(1-o)): its complement is o' prod (s'/o') with o' = 1 - o and s' = 1 - s. Staging,
    the average over the listed and the chance of a report are linear in P(E|h), so they turn with it. A piece with
    bearings both ways has (1 - ...) times (...), whose complement is no noisy-OR.
    """

    def other(value):
        if isinstance(value, dict):
            return {"odds": 1 / value["odds"]}
        if isinstance(value, str):
            swap = {"for": "against", "against": "for", "never": "always", "always": "never"}
            return " ".join(swap.get(word, word) for word in value.split())
        return 1 - value

    def answer(report):
        chance = {"by_chance": 1 - report["by_chance"]} if "by_chance" in report else {}
        return {**report, **chance, "answer": COMPLEMENT[report.get("answer", "confirms")]}

    # what is certain is reported, by one who is always right, not to have happened
    reports = piece.get("reports") or [{"by": "eye"}]
    return {
        **piece,
        "bears": {name: other(value) for name, value in piece["bears"].items()},
        "otherwise": other(piece["otherwise"]),
        "reports": [answer(report) for report in reports],
    }


def one_sided(rng, side):
    """A piece all of whose bearings point one way."""
    otherwise = float(rng.uniform(0.05, 0.95))
    away = (otherwise, 1.0) if side == "for" else (0.0, otherwise)
    swap = {"for": "for", "against": "against"}[side]
    forms = [
        lambda: str(rng.choice(WORDS)).replace("for", swap),
        lambda: float(rng.uniform(*away)),
        lambda: {"odds": float(rng.uniform(1, 8)) ** (1 if side == "for" else -1)},
        lambda: "always" if side == "for" else "never",
        lambda: "neutral",
    ]
    bears = {
        f"h{i}": forms[int(rng.choice(5, p=[0.3, 0.3, 0.25, 0.05, 0.1]))]()
        for i in range(int(rng.integers(1, 4)))
    }
    reports = [
        {
            "by": by,
            "answer": str(rng.choice(["confirms", "denies"])),
            **({"by_chance": 0.3} if rng.random() < 0.4 else {}),
        }
        for by in ("s0", "s1", "s2")
        if rng.random() < 0.6
    ]
    piece = {"bears": bears, "otherwise": otherwise, "reports": reports}
    if rng.random() < 0.5:
        piece |= {"stageable": str(rng.choice(["low", "high"])), "shows": ["h0"], "hides": ["h1", "trap"]}
        piece["bears"] = {"h0": forms[2](), **{name: value for name, value in bears.items() if name != "h0"}}
    return piece


@pytest.mark.parametrize("side", ["for", "against"])
@pytest.mark.parametrize("group", [None, "g"])
def test_a_table_turned_into_its_complement_and_denied_changes_nothing(side, group):
    rng = np.random.default_rng([2, side == "for"])
    sources = {
        "s0": {"grade": "B", "leans": ["h0"]},
        "s1": {"grade": "D", "leans": ["h1", "h2"]},
        "s2": {"reliability": 0.6},
        "eye": {"reliability": 1},
    }
    hypotheses = {"h0": 0.5, "h1": 0.4, "h2": 0.6, "trap": {"prior": 0.4, "deceives": True}}
    company = {"bears": {"h0": "for", "h2": "against"}, "otherwise": "unlikely"}

    def case(piece):
        evidence = {
            "event": {"bears": {"trap": "for"}, "otherwise": "even"},
            "more": piece,
            "company": company,
        }
        if group:
            evidence = {name: {**each, "group": group} for name, each in evidence.items()}
        return bare(hypotheses, evidence, sources=sources, groups={"g": {"says": "g"}} if group else {})

    for _ in range(10):
        piece = one_sided(rng, side)
        assert_same(weighed(case(turned(piece))), weighed(case(piece)))


def test_where_bearings_point_both_ways_the_complement_has_another_form():
    """For one hypothesis at a time the opposite still says the same; for both together it cannot."""
    piece = {"bears": {"a": 0.8, "b": 0.1}, "otherwise": 0.4}
    asked = ["a and not b", "b and not a", "a and b"]

    def odds(evidence):
        file = bare(
            {"a": 0.6, "b": 0.5}, {"e": evidence}, sources={"eye": {"reliability": 1}}, something_else=0.1
        )
        found = weighed(file, ask=asked)
        return [found.asked[question].probability / found.nothing_new for question in asked]

    straight, opposite = odds(piece), odds(turned(piece))
    assert opposite[:2] == pytest.approx(straight[:2], rel=1e-9)
    assert straight[2] / (0.2 / 0.05) == pytest.approx(0.8 * (0.1 / 0.4) / 0.4, rel=1e-9)
    assert opposite[2] / (0.2 / 0.05) == pytest.approx(
        (1 - (1 - 0.4 * (0.1 / 0.4)) * (0.2 / 0.6)) / 0.4, rel=1e-9
    )


# --- something else --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [POINT, Options(draws=300)])
@pytest.mark.parametrize("bearing", ["weakly against", "against", "strongly against"])
def test_something_else_rises_when_pieces_speak_against_all_that_is_listed(korea, options, bearing):
    against_all = {"bears": dict.fromkeys(korea["hypotheses"], bearing), "otherwise": "even"}
    counts = (0, 1, 2, 3)
    found = [else_now(plus(korea, {f"p{k}": against_all for k in range(count)}), options) for count in counts]
    assert all(later > earlier for earlier, later in itertools.pairwise(found))
    assert found[1] > 1.3 * found[0]


@pytest.mark.parametrize("options", [POINT, Options(draws=300)])
@pytest.mark.parametrize(
    ("bearing", "times"), [("weakly against", 1.5), ("against", 3), ("strongly against", 6)]
)
def test_something_else_rises_when_each_listed_hypothesis_is_contradicted_by_its_own_piece(
    korea, options, bearing, times
):
    own = {f"p-{name}": {"bears": {name: bearing}, "otherwise": "even"} for name in korea["hypotheses"]}
    assert else_now(plus(korea, own), options) > times * else_now(korea, options)


def test_something_else_stays_above_one_percent_on_the_worked_case():
    file = load(KOREA)
    assert weigh(file, POINT).something_else.now.probability > 0.01
    assert weigh(file, Options(draws=1000)).something_else.now.probability > 0.01


RUNS = {"listed": 60, "unlisted": 15}


@pytest.fixture(scope="module")
def simulated():
    """Mean P(something else) after 0, 20 and 60 pieces, over truths drawn from what is listed or from outside it."""
    rng = np.random.default_rng(20200101)
    names, counts = [f"h{i}" for i in range(5)], (0, 20, 60)
    sources = {"camera": {"reliability": 0.95}}
    found = {truth: np.zeros((runs, len(counts))) for truth, runs in RUNS.items()}
    for truth, table in found.items():
        for run in range(len(table)):
            holds = np.zeros(5, dtype=bool)
            while truth == "listed" and not holds.any():
                holds = rng.random(5) < 0.4
            evidence = {"event": {"bears": {}, "otherwise": 0.5}}
            for k in range(counts[-1]):
                on = rng.choice(5, size=int(rng.integers(1, 4)), replace=False)
                otherwise = float(rng.uniform(0.1, 0.7))
                odds = {int(i): float(rng.choice([0.1, 0.25, 0.5, 2, 4, 10])) for i in on}
                piece = {"bears": {names[i]: {"odds": x} for i, x in odds.items()}, "otherwise": otherwise}
                chance = noisy_or(otherwise, [x for i, x in odds.items() if holds[i]])
                seen = rng.random() < (chance if truth == "listed" else rng.random())
                evidence[f"e{k}"] = (
                    piece if seen else {**piece, "reports": [{"by": "camera", "answer": "denies"}]}
                )
            for column, count in enumerate(counts):
                some = dict(itertools.islice(evidence.items(), 1 + count))
                data = bare(dict.fromkeys(names, 0.4), some, sources=sources, something_else=0.1)
                table[run, column] = else_now(data)
    return {truth: table.mean(axis=0) for truth, table in found.items()}


def noisy_or(otherwise, factors):
    """P(E | causes with these factors on its odds)."""
    fails, discount = 1.0, 1.0
    for factor in factors:
        alone = otherwise * factor / (1 - otherwise + otherwise * factor)
        if factor > 1:
            fails *= (1 - alone) / (1 - otherwise)
        else:
            discount *= alone / otherwise
    return (1 - (1 - otherwise) * fails) * discount


def test_something_else_does_not_creep_up_as_pieces_from_a_listed_truth_are_added(simulated):
    start, some, many = simulated["listed"]
    assert start == pytest.approx(0.1, abs=1e-9)
    assert some < 0.11
    assert many < 0.07


def test_something_else_comes_up_where_nothing_listed_explains_what_is_seen(simulated):
    start, some, many = simulated["unlisted"]
    assert many > some > start
    assert many > 2 * start


# --- causes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("strength", [0.5, 0.9, "always"])
def test_given_that_something_listed_holds_a_second_sufficient_cause_lowers_the_first(strength):
    """P(a | event, b) against P(a | event, not b), as noisy-OR has it."""
    file = bare(
        {"a": 0.6, "b": 0.5, "c": 0.5},
        {"event": {"bears": {"a": strength, "b": strength}, "otherwise": 0.05}},
        something_else=0.05,
    )
    given = [
        "not something_else",
        "a and not something_else",
        "b",
        "a and b",
        "not b and not something_else",
        "a and not b",
    ]
    prior = weighed(
        bare({"a": 0.6, "b": 0.5, "c": 0.5}, {"event": {"bears": {}, "otherwise": 0.5}}, something_else=0.05),
        ask=given,
    )
    after = weighed(file, ask=given)

    def chance(found, part, whole):
        return found.asked[part].probability / found.asked[whole].probability

    s, o = 1.0 if strength == "always" else strength, 0.05
    both = 1 - (1 - s) * (1 - s) / (1 - o)
    # with b: a adds only what b leaves open; without b: a is nearly the only cause left
    with_b, without_b = (
        chance(prior, "a and b", "b"),
        chance(prior, "a and not b", "not b and not something_else"),
    )
    expected_with = with_b * both / (with_b * both + (1 - with_b) * s)
    expected_without = without_b * s / (without_b * s + (1 - without_b) * o)
    assert chance(after, "a and b", "b") == pytest.approx(expected_with, abs=1e-9)
    assert chance(after, "a and not b", "not b and not something_else") == pytest.approx(
        expected_without, abs=1e-9
    )
    alone = chance(after, "a and not something_else", "not something_else")
    assert (
        chance(after, "a and b", "b")
        < alone - 0.01
        < alone
        < chance(after, "a and not b", "not b and not something_else")
    )
    if strength == "always":
        assert chance(after, "a and b", "b") == pytest.approx(with_b, abs=1e-9)  # explained away altogether


# --- order and names -------------------------------------------------------------------------------------------


def shuffled(data, rng):
    """The same case in another order, throughout; only which event is first to be explained stays, as it is listed."""

    def mixed(part):
        if isinstance(part, dict):
            return {str(key): mixed(part[key]) for key in rng.permutation(list(part))} if part else {}
        if isinstance(part, list):
            return [mixed(part[int(k)]) for k in rng.permutation(len(part))]
        return part

    ordered = {"implies"}  # the first cannot hold without the second
    mixed_up = {key: mixed(value) for key, value in data.items() if key not in ("relations", "roadmap")}
    relations = [
        {key: value if key in ordered else mixed(value) for key, value in relation.items()}
        for relation in data.get("relations", [])
    ]
    kept = {"relations": [relations[int(k)] for k in rng.permutation(len(relations))]}
    return {**mixed_up, **kept, **({"roadmap": data["roadmap"]} if "roadmap" in data else {})}


@pytest.mark.parametrize("number", range(8))
def test_reordering_changes_nothing(number):
    data = random_cases(17, 8)[number]
    rng = np.random.default_rng(number)
    for options in (POINT, Options(draws=60)):
        assert_same(weighed(shuffled(data, rng), options), weighed(data, options))


def test_reordering_changes_nothing_on_the_worked_case(korea):
    korea = {key: value for key, value in korea.items() if key != "questions"}
    rng = np.random.default_rng(1)
    for options in (POINT, Options(draws=100)):
        assert_same(weighed(shuffled(korea, rng), options), weighed(korea, options))


def renamed(part, names):
    if isinstance(part, dict):
        return {names.get(key, key): renamed(value, names) for key, value in part.items()}
    if isinstance(part, list):
        return [renamed(each, names) for each in part]
    return names.get(part, part) if isinstance(part, str) else part


@pytest.mark.parametrize("number", range(8))
def test_renaming_changes_nothing_at_central_inputs(number):
    data = random_cases(23, 8)[number]
    ids = [*data["hypotheses"], *data["sources"], *data["evidence"], *data["groups"], *data["assumptions"]]
    ids += [name for side in data["characters"].values() for name in side]
    new = np.random.default_rng(number).permutation(len(ids))
    names = {name: f"n{k}" for name, k in zip(ids, new, strict=True)}
    before, after = weighed(data), weighed(renamed(data, names))
    found = numbers(after)
    for name, each in before.hypotheses.items():
        other = after.hypotheses[names[name]]
        assert other.now.probability == pytest.approx(each.now.probability, abs=1e-12)
        assert other.share.probability == pytest.approx(each.share.probability, abs=1e-12)
    for name, each in before.characters["them"].items():
        assert after.characters["them"][names[name]].probability == pytest.approx(each.probability, abs=1e-12)
    assert found["nothing new"] == pytest.approx(before.nothing_new, abs=1e-12)
    for name, ratios in before.pieces.items():
        expected = {names[h]: ratio for h, ratio in ratios.items()}
        assert after.pieces[names[name]] == pytest.approx(expected, rel=1e-9)


# --- doubt -----------------------------------------------------------------------------------------------------


def doubtful():
    """A case with one doubtful input of every kind, each of which matters to some number of the result."""
    return bare(
        {
            "a": {"prior": "0.4..0.6"},
            "b": {"prior": 0.5},
            "trap": {"prior": 0.4, "deceives": True},
        },
        {
            "event": {"bears": {"a": 0.6, "b": 0.5}, "otherwise": 0.2},
            "doubted": {"bears": {"a": 0.3}, "otherwise": "0.4..0.7"},
            "factor": {"bears": {"a": {"odds": "2..6"}}, "otherwise": 0.3},
            "stated": {"bears": {"b": "0.5..0.8"}, "otherwise": 0.3},
            "word": {"bears": {"b": "strongly for"}, "otherwise": 0.3},
            "gesture": {"bears": {"a": 0.7}, "otherwise": 0.3, "stageable": "0.2..0.9", "shows": ["a"]},
            "graded": {"bears": {"a": 0.7}, "otherwise": 0.3, "reports": ["by-grade"]},
            "numbered": {"bears": {"b": 0.7}, "otherwise": 0.3, "reports": ["by-number"]},
            "by-luck": {
                "bears": {"b": 0.7},
                "otherwise": 0.3,
                "reports": [{"by": "plain", "by_chance": "0.1..0.6"}],
            },
            "unheard": {
                "bears": {"b": 0.7},
                "otherwise": 0.3,
                "reports": [{"by": "plain", "answer": "silent", "would_report": "0.3..0.9"}],
            },
            "one": {"bears": {"a": 0.6}, "otherwise": 0.3, "group": "g"},
            "other": {"bears": {"a": 0.5, "b": 0.2}, "otherwise": 0.3, "group": "g"},
            "resting": {"bears": {"trap": 0.7}, "otherwise": 0.3, "reports": ["plain"]},
        },
        something_else="0.05..0.2",
        relations=[{"goes_with": ["a", "b"], "odds": "1.5..4"}],
        sources={
            "by-grade": {"grade": "C"},
            "by-number": {"reliability": "0.4..0.8"},
            "plain": {"reliability": 0.7},
        },
        groups={"g": {"says": "g", "overlap": "0.2..1"}},
        assumptions={
            "doubted-one": {"says": "x", "likely": "0.3..0.9", "touches": ["event"], "if_false": "nothing"},
            "failing": {"says": "y", "likely": 0.3, "touches": ["resting"], "if_false": "0.2..0.8"},
        },
        characters={
            "them": {
                "c": {"base": "0.2..0.6", "because": {"a": {"odds": "2..6"}, "b": "against"}},
                "d": {"base": 0.5},
            },
            "us": {"u": {"prior": "0.4..0.9", "we_are": True}, "v": {"prior": 0.3}},
        },
    )


INPUTS = [
    ("hypotheses", "a", "prior"),
    ("something_else",),
    ("relations", 0, "odds"),
    ("evidence", "doubted", "otherwise"),
    ("evidence", "factor", "bears", "a"),
    ("evidence", "stated", "bears", "b"),
    ("evidence", "word", "bears", "b"),
    ("evidence", "gesture", "stageable"),
    ("sources", "by-grade", "grade"),
    ("sources", "by-number", "reliability"),
    ("evidence", "by-luck", "reports", 0, "by_chance"),
    ("evidence", "unheard", "reports", 0, "would_report"),
    ("groups", "g", "overlap"),
    ("assumptions", "doubted-one", "likely"),
    ("assumptions", "failing", "if_false"),
    ("characters", "them", "c", "base"),
    ("characters", "them", "c", "because", "a"),
    ("characters", "them", "c", "because", "b"),
    ("characters", "us", "u", "prior"),
]


def without_doubt(data, path):
    """The case with one input at its median."""
    data = copy.deepcopy(data)
    case, part = build(data).case, data
    *way, last = path
    seen = case
    for step in way:
        part = part[step]
        seen = seen[step] if isinstance(seen, dict | tuple) else getattr(seen, step)
    if last == "grade":
        part["reliability"] = seen.grade.median
        del part["grade"]
        return data
    value = seen[last] if isinstance(seen, dict | tuple) else getattr(seen, last)
    part[last] = {"odds": value.median} if getattr(value, "form", "") == "odds" else value.median
    return data


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: ".".join(map(str, path)))
def test_switching_off_the_doubt_about_any_input_changes_the_draws(path):
    data = doubtful()
    sure = without_doubt(data, path)
    assert numbers(weighed(sure)) == pytest.approx(numbers(weighed(data)), abs=1e-9)  # the median stays
    changed = 0
    for seed in range(10):
        options = Options(draws=1, seed=seed)
        before, after = numbers(weighed(data, options)), numbers(weighed(sure, options))
        changed += any(abs(before[key] - after[key]) > 1e-6 for key in before)
    assert changed >= (1 if path[-1] == "likely" else 8)  # whether an assumption holds seldom turns


def test_the_common_shift_and_the_common_power_are_drawn_too():
    piece = {"bears": {"a": {"odds": 4}, "b": {"odds": 0.25}}, "otherwise": 0.3}
    data = bare(
        {"a": 0.6, "b": 0.5}, {"event": piece}, something_else=0.1
    )  # no input with a spread of its own
    found = weighed(data, Options(draws=400))
    assert found.hypotheses["a"].now.high - found.hypotheses["a"].now.low > 0.1
    level = bare({"a": 0.6, "b": 0.5}, {"event": {"bears": {}, "otherwise": 0.3}}, something_else=0.1)
    found = weighed(level, Options(draws=400))
    assert found.hypotheses["a"].now.high - found.hypotheses["a"].now.low < 1e-9


# --- what must be said -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("blank", ["missing", None, "", " "])
def test_a_blank_otherwise_is_refused(blank):
    piece = {"bears": {"a": "for"}, "otherwise": blank}
    if blank == "missing":
        del piece["otherwise"]
    with pytest.raises(CaseFaults) as refusal:
        build(bare({"a": 0.6, "b": 0.5}, {"event": piece}))
    (fault,) = refusal.value.faults
    assert fault.path == "evidence.event.otherwise"
