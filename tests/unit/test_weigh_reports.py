"""Reports: reliability, chance, leaning, silence; whose voice it is; what an assumption that fails leaves of them."""

import pytest

from detente.case.load import build
from detente.errors import CaseFaults
from detente.weigh import Options, weigh
from tests.made import bare
from tests.unit.test_weigh_evidence import OVERTURE, POINT, PRIOR, average, bayes, rows, two

EVENT = {"nothing": 0.2, "a": 0.5, "b": 0.2, "ab": 0.5}
E = {"bears": {"a": 0.5}, "otherwise": 0.2}
"""A piece that a predicts, and its chance in each combination."""
EXPECTED = 0.05 * 0.2 + 0.05 * average(EVENT) + 0.4 * 0.5 + 0.3 * 0.2 + 0.2 * 0.5


def told(if_so, if_not):
    """Posterior after reports with these chances, given the event and given that it did not happen."""
    chance = {**EVENT, "another": average(EVENT)}
    return bayes(**{row: if_so * each + if_not * (1 - each) for row, each in chance.items()})


def reported(*reports, sources=None, piece=E, **more):
    sources = sources or {name: {"reliability": r} for name, r in (("s", 0.7), ("t", 0.4), ("u", 0.9))}
    return two({"e": {**piece, "reports": list(reports)}}, sources=sources, **more)


# --- one report ------------------------------------------------------------------------------------------------


def test_a_source_either_tracks_the_truth_or_confirms_by_chance():
    file = reported({"by": "s", "by_chance": 0.3})
    assert rows(file) == pytest.approx(told(0.7 + 0.3 * 0.3, 0.3 * 0.3), abs=1e-9)


def test_a_denial_is_one_minus():
    file = reported({"by": "s", "answer": "denies", "by_chance": 0.3})
    assert rows(file) == pytest.approx(told(1 - (0.7 + 0.3 * 0.3), 1 - 0.3 * 0.3), abs=1e-9)


def test_a_silence_is_one_minus_what_it_would_have_reported():
    file = reported({"by": "s", "answer": "silent", "would_report": 0.6, "by_chance": 0.3})
    assert rows(file) == pytest.approx(told(1 - 0.6 * 0.79, 1 - 0.6 * 0.09), abs=1e-9)


def test_the_expected_is_confirmed_by_chance_unless_it_is_stated():
    file = reported("s")
    assert rows(file) == pytest.approx(told(0.7 + 0.3 * EXPECTED, 0.3 * EXPECTED), abs=1e-9)


def test_a_grade_is_a_reliability():
    by_grade = reported("s", sources={"s": {"grade": "C"}})
    c = by_grade.case.sources["s"].trust.median
    assert rows(by_grade) == pytest.approx(told(c + (1 - c) * EXPECTED, (1 - c) * EXPECTED), abs=1e-9)


@pytest.mark.parametrize(("reliability", "if_not"), [(1, 0), (0, 1)])
def test_whom_one_trusts_wholly_is_as_good_as_seeing_and_whom_not_at_all_as_silence(reliability, if_not):
    file = reported("s", sources={"s": {"reliability": reliability}})
    assert rows(file) == pytest.approx(told(1, if_not), abs=1e-9)


def test_reports_on_one_piece_multiply_given_the_event():
    file = reported({"by": "s", "by_chance": 0.3}, {"by": "t", "answer": "denies", "by_chance": 0.2})
    assert rows(file) == pytest.approx(told(0.79 * (1 - (0.4 + 0.6 * 0.2)), 0.09 * (1 - 0.6 * 0.2)), abs=1e-9)


# --- leaning ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bears", "leans", "answer", "chance"),
    [
        ({"a": 0.5}, ["a"], "confirms", "to 1"),
        ({"a": 0.5}, ["b"], "confirms", "stays"),  # it says nothing of b
        ({"a": 0.5, "b": "neutral"}, ["b"], "confirms", "stays"),
        ({"a": 0.5}, ["a"], "denies", "stays"),
        ({"a": 0.1}, ["a"], "confirms", "stays"),
        ({"a": 0.1}, ["a"], "denies", "to 0"),
        ({"a": 0.1}, ["b", "a"], "denies", "to 0"),
        ({"a": 0.1, "b": 0.5}, ["a", "b"], "confirms", "to 1"),
        ({"a": 0.1, "b": 0.5}, ["a", "b"], "denies", "to 0"),
        ({"a": 0.1, "b": 0.5}, ["a"], "confirms", "stays"),
    ],
)
def test_an_answer_that_suits_a_lean_goes_halfway(bears, leans, answer, chance):
    piece = {"bears": bears, "otherwise": 0.2}
    leaning = {"s": {"reliability": 0.7, "leans": leans}}
    a, b = (value if isinstance(value := bears.get(name, 0.2), float) else 0.2 for name in ("a", "b"))
    event = {"nothing": 0.2, "a": a, "b": b}
    event["ab"] = (1 - 0.8 * ((1 - a) / 0.8 if a > 0.2 else 1) * ((1 - b) / 0.8 if b > 0.2 else 1)) * (
        min(a, 0.2) / 0.2 * min(b, 0.2) / 0.2
    )
    event["another"] = average(event)
    expected = sum(PRIOR[row] * event[row] for row in PRIOR)
    expected = {"to 1": (1 + expected) / 2, "to 0": expected / 2, "stays": expected}[chance]
    if_so, if_not = 0.7 + 0.3 * expected, 0.3 * expected
    if answer == "denies":
        if_so, if_not = 1 - if_so, 1 - if_not
    by_hand = bayes(**{row: if_so * each + if_not * (1 - each) for row, each in event.items()})
    assert rows(reported({"by": "s", "answer": answer}, sources=leaning, piece=piece)) == pytest.approx(
        by_hand, abs=1e-9
    )


@pytest.mark.parametrize("report", [{"by_chance": 0.3}, {"answer": "silent", "would_report": 0.6}])
def test_no_lean_moves_a_stated_chance_or_a_silence(report):
    plain = reported({"by": "s", **report}, sources={"s": {"reliability": 0.7}})
    leaning = reported({"by": "s", **report}, sources={"s": {"reliability": 0.7, "leans": ["a"]}})
    assert rows(leaning) == rows(plain)


# --- origins ---------------------------------------------------------------------------------------------------

CHAIN = {
    "witness": {"reliability": 0.7},
    "agency": {"reliability": 0.4, "origin": "witness", "date": "2019-03"},
    "paper": {"reliability": 0.9, "origin": "agency", "date": "2019-04"},
    "blog": {"reliability": 0.5, "origin": "witness", "date": "2019-02-03"},
    "other": {"reliability": 0.6},
}


def by(name):
    return {"by": name, "by_chance": 0.3}


@pytest.mark.parametrize(
    ("reports", "counts"),
    [
        (["witness", "agency", "paper"], ["witness"]),  # the origin itself
        (["paper", "agency", "witness"], ["witness"]),  # wherever it stands
        (["paper", "agency"], ["agency"]),  # the earlier of two that have it from a third
        (["agency", "blog", "paper"], ["blog"]),
        (["paper"], ["paper"]),
        (["paper", "other", "agency"], ["agency", "other"]),  # one of each origin
    ],
)
def test_of_one_origin_only_the_first_counts_with_its_own_reliability(reports, counts):
    all_of_them = reported(*map(by, reports), sources=CHAIN)
    first = reported(*map(by, counts), sources=CHAIN)
    assert rows(all_of_them) == pytest.approx(rows(first), abs=1e-12)
    assert rows(all_of_them, Options(draws=50)) == pytest.approx(rows(first, Options(draws=50)), abs=1e-12)


def test_a_report_may_have_a_date_and_an_origin_of_its_own():
    earlier = reported({**by("paper"), "date": "2019-01"}, by("blog"), sources=CHAIN)
    assert rows(earlier) == pytest.approx(rows(reported(by("paper"), sources=CHAIN)), abs=1e-12)
    # the other witness has this one from the agency, and so from the first witness
    borrowed = reported({**by("other"), "origin": "agency"}, by("witness"), sources=CHAIN)
    assert rows(borrowed) == pytest.approx(rows(reported(by("witness"), sources=CHAIN)), abs=1e-12)
    # the paper has this one from the other witness: two origins
    fresh = reported({**by("paper"), "origin": "other"}, by("witness"), sources=CHAIN)
    apart = {name: {"reliability": CHAIN[name]["reliability"]} for name in CHAIN}
    assert rows(fresh) == pytest.approx(rows(reported(by("paper"), by("witness"), sources=apart)), abs=1e-12)


def test_of_reports_without_a_date_the_more_reliable_counts():
    sources = {
        "root": {"reliability": 0.5},
        "aaa": {"reliability": 0.4, "origin": "root"},
        "zzz": {"reliability": 0.8, "origin": "root"},
    }
    for reports in (["aaa", "zzz"], ["zzz", "aaa"]):
        found = rows(reported(*map(by, reports), sources=sources))
        assert found == pytest.approx(rows(reported(by("zzz"), sources=sources)), abs=1e-12)


def test_one_origin_on_two_pieces_counts_on_each():
    first = {**E, "reports": [by("witness")]}
    second = {"bears": {"a": 0.6}, "otherwise": 0.3, "reports": [by("agency")]}
    both = rows(two({"e": first, "f": second}, sources=CHAIN))
    assert both["a"] > rows(two({"e": first}, sources=CHAIN))["a"] + 0.01


def test_reports_of_one_origin_that_disagree_are_a_fault():
    with pytest.raises(CaseFaults) as faults:
        reported(by("witness"), {**by("agency"), "answer": "denies"}, sources=CHAIN)
    assert "witness" in str(faults.value)


def test_roots_are_told():
    found = weigh(reported(by("paper"), sources=CHAIN), POINT)
    assert found.roots == {
        "witness": "witness",
        "agency": "witness",
        "paper": "witness",
        "blog": "witness",
        "other": "other",
    }


# --- judgements ------------------------------------------------------------------------------------------------

AUTHORS = {
    "essay": {"author": "Ada", "reliability": 0.7},
    "interview": {"author": "Ada", "reliability": 0.7},
    "column": {"author": "Ben", "reliability": 0.7},
    "memo": {"reliability": 0.7},
}


def judged(first, second, **more):
    """Two pieces alike in all but who says so."""
    piece = {**E, "kind": "judgement"}
    pieces = {
        name: {**piece, **({"reports": [by]} if isinstance(by, str) else by)}
        for name, by in (("e", first), ("f", second))
    }
    return two(pieces, sources=AUTHORS, **more)


@pytest.mark.parametrize(
    ("first", "second", "voices"),
    [
        ("essay", "essay", 1),
        ("essay", "interview", 1),  # one author, two places
        ("essay", "column", 2),
        ("memo", "memo", 1),  # who has no author is his own
        ("memo", "essay", 2),
        ({"judged": {"by": "Cy"}}, {"judged": {"by": "Cy"}}, 1),  # no report: whoever judged it
        ({"judged": {"by": "Cy"}}, {"judged": {"by": "Di"}}, 2),
        ({}, {}, 1),  # the analyst's own
    ],
)
def test_all_judgements_of_one_author_are_one_voice(first, second, voices):
    together, alone = rows(judged(first, second)), rows(judged(first, first))
    kept_apart = two({"e": {**E, "reports": ["memo"]}, "f": {**E, "reports": ["memo"]}}, sources=AUTHORS)
    found = weigh(judged(first, second), POINT)
    assert len([voice for voice in found.voices if voice.sort == "author"]) == voices
    if voices == 1:
        assert together == pytest.approx(alone, abs=1e-12)
    elif isinstance(first, str):
        assert together == pytest.approx(rows(kept_apart), abs=1e-12)
    else:
        assert together["a"] > alone["a"] + 0.01


def test_a_stated_group_takes_a_judgement_out_of_its_authors_voice():
    apart = judged({"reports": ["essay"]}, {"reports": ["essay"], "group": "g"}, groups={"g": {"says": "g"}})
    assert rows(apart) == pytest.approx(rows(judged("essay", "column")), abs=1e-12)


def test_facts_and_claims_of_one_author_are_not_one_voice():
    claims = two({name: {**E, "reports": ["essay"]} for name in ("e", "f")}, sources=AUTHORS)
    assert rows(claims) == pytest.approx(rows(judged("essay", "column")), abs=1e-12)


# --- assumptions -----------------------------------------------------------------------------------------------


def resting(likely, if_false):
    piece = {
        "bears": {"a": "always"},
        "otherwise": "never",
        "reports": [by("s")],
    }  # nothing that a shift moves
    return reported(
        by("s"),
        piece=piece,
        assumptions={
            "it-holds": {"says": "It holds", "likely": likely, "touches": ["e"], "if_false": if_false}
        },
    )


def sure(reliability):
    """The same without an assumption."""
    piece = {"bears": {"a": "always"}, "otherwise": "never"}
    return rows(reported(by("s"), piece=piece, sources={"s": {"reliability": reliability}}))


@pytest.mark.parametrize(
    ("likely", "if_false", "reliability"),
    [
        (0.5, "nothing", 0.7),
        ("even", "nothing", 0.7),  # at central inputs it holds if its median is at least one half
        ("0.3..0.7", "nothing", 0.7),
        (0.499, "nothing", 0),
        (0.5, 0.5, 0.7),
        (0.499, 0.5, 0.35),
        ("unlikely", 0, 0),
        ("unlikely", 1, 0.7),
        ("unlikely", "0.2..0.4", 0.21),
    ],
)
def test_where_an_assumption_fails_its_pieces_are_worth_less_or_nothing(likely, if_false, reliability):
    assert rows(resting(likely, if_false)) == pytest.approx(sure(reliability), abs=1e-9)


@pytest.mark.parametrize("if_false", ["nothing", 0.5])
def test_whether_an_assumption_holds_is_drawn(if_false):
    file = resting(0.7, if_false)
    found = weigh(file, Options(draws=2000))
    held = found.assumptions["it-holds"]
    assert held == pytest.approx(0.7, abs=0.04)
    worst = sure(0.35 if if_false == 0.5 else 0)
    mixed = {row: held * sure(0.7)[row] + (1 - held) * worst[row] for row in worst}
    assert rows(file, Options(draws=2000)) == pytest.approx(mixed, abs=1e-9)


def test_assumptions_that_touch_one_piece_fail_apart():
    def rest(first, second):
        assumptions = {
            "x": {"says": "x", "likely": first, "touches": ["e"], "if_false": 0.5},
            "y": {"says": "y", "likely": second, "touches": ["e"], "if_false": 0.8},
        }
        piece = {"bears": {"a": "always"}, "otherwise": "never"}
        return rows(reported(by("s"), piece=piece, assumptions=assumptions))

    assert rest("never", "always") == pytest.approx(sure(0.35), abs=1e-9)
    assert rest("always", "never") == pytest.approx(sure(0.56), abs=1e-9)
    assert rest("never", "never") == pytest.approx(sure(0.28), abs=1e-9)


def test_what_a_failed_assumption_touches_is_weaker_for_that_piece_only():
    pieces = {
        name: {"bears": {"a": "always"}, "otherwise": "never", "reports": [by("s")]} for name in ("e", "f")
    }
    fails = {"x": {"says": "x", "likely": "never", "touches": ["e"], "if_false": "nothing"}}
    sources = {"s": {"reliability": 0.7}}
    assert rows(two(pieces, sources=sources, assumptions=fails)) == pytest.approx(sure(0.7), abs=1e-9)


def test_a_piece_without_reports_cannot_lose_reliability():
    with pytest.raises(CaseFaults, match="a piece with reports"):
        two({"e": E}, assumptions={"x": {"says": "x", "likely": 0.7, "touches": ["e"], "if_false": 0.5}})


# --- sharing ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_source_is_as_reliable_in_one_report_as_in_the_next(seed):
    """Shared reliability: the second report of one source tells as much as its first, in the same draw."""
    beyond_doubt = {"bears": {"a": "always"}, "otherwise": "never"}  # all doubt is the source's
    sources = {"s": {"reliability": "0.1..0.9"}, "t": {"reliability": "0.1..0.9"}}
    option = Options(draws=1, seed=seed)

    def telling(*sources_of):
        pieces = {f"e{k}": {**beyond_doubt, "reports": [by(source)]} for k, source in enumerate(sources_of)}
        found = rows(two(pieces, sources=sources), option)
        return found["a"] / found["b"] / (PRIOR["a"] / PRIOR["b"])

    assert telling("s", "s") == pytest.approx(telling("s") ** 2, rel=1e-9)
    assert telling("s", "t") == pytest.approx(telling("s") * telling("t"), rel=1e-9)
    assert telling("s") != pytest.approx(telling("t"), rel=1e-3)


def test_the_explained_event_may_be_reported_too():
    file = build(
        bare(
            {"a": 0.6, "b": 0.5},
            {"overture": {**OVERTURE, **E, "reports": [by("s")]}},
            sources={"s": {"reliability": 0.7}},
            something_else=0.1,
        )
    )
    assert rows(file) == pytest.approx(told(0.79, 0.09), abs=1e-9)
