"""What `detente check` remarks on, each remark where it is due and nowhere else."""

import json
import math

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from detente.case import warnings as of_case
from detente.case.load import build, load
from detente.case.starter import start
from detente.cli import check
from detente.weigh import Options, examine, weigh
from detente.weigh import warnings as of_weighing
from detente.weigh.doubt.hanging import DRAWS
from detente.weigh.inputs import central
from detente.weigh.network import compile_case
from detente.weigh.reference import prior_table, start_table
from tests.made import bare, made

APP = typer.Typer()
check.add_to(APP)

NAMED = {"name": "a thing", "that": "it is so"}


def named(**priors):
    return {name: {"prior": prior, **NAMED} for name, prior in priors.items()}


def both_ways(**more):
    """A case that gives no cause for a remark: each of two hypotheses is tested from both sides."""
    return bare(
        named(a=0.5, b=0.5),
        {
            "event": {"bears": {"a": "for", "b": "for"}, "otherwise": 0.2},
            "one": {"bears": {"a": "for", "b": "against"}, "otherwise": 0.3},
            "two": {"bears": {"b": "for"}, "otherwise": 0.3},
            "dog": {"bears": {"a": 0.8}, "otherwise": 0.3, "reports": [{"by": "s", "answer": "denies"}]},
        },
        sources={"s": {"grade": "B"}},
        **more,
    )


def remarks(data, of=of_case):
    return [(each.path, each.says) for each in of.warnings(build(data)) if not each.note]


def with_piece(data, **pieces):
    filled = {name: {"says": name, "date": "2019-06", **piece} for name, piece in pieces.items()}
    return data | {"evidence": data["evidence"] | filled}


def test_a_case_without_flaws_gives_no_warning():
    assert remarks(both_ways()) == []
    assert remarks(both_ways(), of_weighing) == []


# --- the case alone -------------------------------------------------------------------------------------------


def test_a_hypothesis_that_nothing_tests():
    data = both_ways()
    data["hypotheses"]["c"] = {"says": "It is c", "prior": 0.2, **NAMED}
    data["evidence"]["event"]["bears"]["c"] = "strongly for"  # what is explained tests nothing
    data["evidence"]["two"]["bears"]["c"] = "neutral"
    data["evidence"]["one"]["bears"]["c"] = 0.3  # as likely as otherwise: neutral in all but name
    ((path, says),) = remarks(data)
    assert path == "hypotheses.c"
    assert says.startswith("nothing tests c:")
    data["evidence"]["one"]["bears"]["c"] = 0.31
    assert [says.split(" (")[0] for _, says in remarks(data)] == ["all that tests c"]


def test_several_hypotheses_that_nothing_tests_are_one_warning():
    data = both_ways()
    data["hypotheses"] |= {name: {"says": name, "prior": 0.2, **NAMED} for name in ("c", "d")}
    ((path, says),) = remarks(data)
    assert (path, says[:22]) == ("hypotheses", "nothing tests c and d:")


@pytest.mark.parametrize(
    ("word", "side"), [("for", "for"), ("against", "against"), (0.9, "for"), (0.1, "against")]
)
def test_a_hypothesis_tested_from_one_side_only(word, side):
    data = both_ways()
    data["hypotheses"]["c"] = {"says": "It is c", "prior": 0.2, **NAMED}
    data["evidence"]["two"]["bears"]["c"] = word
    ((path, says),) = remarks(data)
    assert path == "hypotheses.c"
    assert says == f"all that tests c (1 piece: two) speaks {side} it"


def test_a_denial_turns_the_side_and_so_does_a_silence():
    data = both_ways()
    data["hypotheses"]["c"] = {"says": "It is c", "prior": 0.2, **NAMED}
    data["evidence"]["dog"]["bears"]["c"] = "for"
    assert remarks(data)[0][1].endswith("(1 piece: dog) speaks against it")
    data["evidence"]["dog"]["reports"] = [{"by": "s", "answer": "silent", "would_report": "likely"}]
    assert remarks(data)[0][1].endswith("(1 piece: dog) speaks against it")
    data["evidence"]["two"]["bears"]["c"] = "for"
    assert remarks(data) == []


def test_evidence_that_bears_on_nothing():
    data = with_piece(
        both_ways(),
        x={"bears": {"a": "neutral"}, "otherwise": 0.5},
        y={"bears": {"a": "even"}, "otherwise": "even"},
        z={"bears": {}, "otherwise": 0.5},
    )
    assert remarks(data) == [("evidence", "x, y and z bear on nothing, or only neutrally")]


def test_evidence_that_bears_alike_on_everything():
    data = with_piece(both_ways(), x={"bears": {"a": "for", "b": "for"}, "otherwise": 0.5})
    assert remarks(data) == [
        ("evidence.x.bears", "x bears alike on all 2 hypotheses, and so tells none from another")
    ]
    data["evidence"]["x"]["bears"]["b"] = "weakly for"
    assert remarks(data) == []
    data["evidence"]["x"]["bears"]["b"] = 0.8  # for, from even odds, is 80 %
    assert len(remarks(data)) == 1


def test_pieces_of_one_source_that_point_one_way():
    pieces = {f"p{n}": {"bears": {"a": "for"}, "otherwise": 0.3, "reports": ["s"]} for n in range(3)}
    data = with_piece(both_ways(), **pieces)
    assert remarks(data) == [
        ("sources.s", "pieces in no group, all of them from s, speak one way: p0, p1 and p2 for a")
    ]
    for change in (
        {"group": "g"},
        {"bears": {"a": "against"}},
        {"reports": ["s", "t"]},
        {"kind": "judgement"},
    ):
        changed = with_piece(data, p2={**pieces["p2"], **change})
        changed |= {"groups": {"g": {"says": "One"}}}
        changed["sources"] = {"s": {"grade": "B"}, "t": {"grade": "B"}}
        assert remarks(changed) == [], change


def test_sources_of_one_origin_are_one_source():
    pieces = {
        "p0": {"reports": ["t"]},
        "p1": {"reports": [{"by": "u", "origin": "s"}, "s"]},
        "p2": {"reports": ["s"]},
    }
    shared = {"bears": {"a": "for"}, "otherwise": 0.3}
    data = with_piece(both_ways(), **{name: {**shared, **piece} for name, piece in pieces.items()})
    data["sources"] = {"s": {"grade": "B"}, "t": {"grade": "B", "origin": "s"}, "u": {"grade": "B"}}
    assert [path for path, _ in remarks(data)] == ["sources.s"]
    data["sources"]["t"] = {"grade": "B"}
    assert remarks(data) == []


def test_a_case_without_absences():
    data = both_ways()
    data["evidence"]["dog"]["reports"] = ["s"]
    data["evidence"]["two"]["bears"]["a"] = "against"
    ((path, says),) = remarks(data)
    assert path == "evidence"
    assert says.startswith("no absence is listed")


def test_a_hypothesis_without_words_of_its_own():
    data = both_ways()
    data["hypotheses"]["a"] = {"says": "It is a", "prior": 0.5}
    ((path, says),) = remarks(data)
    assert path == "hypotheses.a"
    assert '"a is at work"' in says
    for key in NAMED:
        data["hypotheses"]["a"] = {"says": "It is a", "prior": 0.5, key: NAMED[key]}
        assert remarks(data) == []


@pytest.mark.parametrize(
    ("by", "late"), [("2019-12", True), ("2019", True), ("2020-01-01", False), ("2020", False)]
)
def test_an_indicator_that_should_have_shown(by, late):
    indicator = {"says": "A sign", "bears": {"a": "for"}, "otherwise": 0.3, "by": by}
    found = remarks(both_ways(indicators={"sign": indicator}))
    assert [path for path, _ in found] == (["indicators.sign.by"] if late else [])


def test_quotes_without_a_span(tmp_path):
    data = both_ways()
    data["sources"]["s"]["document"] = "s.txt"
    data["evidence"]["one"]["reports"] = [{"by": "s", "quote": "once"}]
    data["evidence"]["two"]["reports"] = [{"by": "s", "quote": "aa"}]
    (tmp_path / "s.txt").write_text("once aaa", encoding="utf-8")  # aa stands twice in aaa
    often, once = of_case.warnings(build(data, tmp_path))
    assert (often.path, often.note) == ("evidence.two.reports", False)
    assert (once.path, once.note) == ("evidence.one.reports", True)


def test_long_lists_say_how_many_more_there_are():
    assert of_case.listed([]) == ""
    assert of_case.listed(["a"]) == "a"
    assert of_case.listed(["a", "b", "c"]) == "a, b and c"
    many = [f"p{n}" for n in range(of_case.NAMED + 5)]
    assert of_case.listed(many).endswith(f"p{of_case.NAMED - 1} and 5 more")


# --- weighed once ---------------------------------------------------------------------------------------------


def test_what_the_priors_imply_together_is_always_said_as_a_note():
    data = made(np.random.default_rng(5), 6, 8)
    file = build(data)
    (note,) = (each for each in of_weighing.warnings(file) if each.note and each.path == "hypotheses")
    network = compile_case(file.case)
    inputs = central(network)
    table = prior_table(start_table(network, inputs.odds[0]), inputs.prior[0], inputs.something_else[0])
    at_once = np.array([bin(h).count("1") for h in range(64)])
    assert f"expect {table @ at_once:.1f} of the 6 hypotheses" in note.says
    assert f"at once: {of_weighing.percent(table[at_once > 1].sum())};" in note.says
    assert note.says.endswith(f"none: {of_weighing.percent(table[0])}")
    middle = of_weighing.Middle(file)
    np.testing.assert_allclose(middle.before, table, atol=1e-8)


@pytest.mark.parametrize("seed", range(3))
def test_ratios_are_those_of_weighing(seed):
    file = build(made(np.random.default_rng(seed), 5, 12))
    middle = of_weighing.Middle(file)
    pieces = weigh(file, Options(point=True)).pieces
    for k, name in enumerate(middle.network.pieces):
        for b in middle.network.bearings(k):
            assert middle.ratios[b] == pieces[name][middle.network.hypotheses[middle.network.bear_on[b]]]


def strong(word="strongly for", otherwise=0.05, **more):
    """A case with one piece with a strong word."""
    return with_piece(both_ways(), x={"bears": {"a": word}, "otherwise": otherwise, **more})


def weak(data):
    return of_weighing.weak_words(of_weighing.Middle(build(data)))


def test_a_strong_word_that_is_strong_is_no_cause_for_a_warning():
    assert weak(strong()) == []
    assert weak(strong(reports=["s"])) == []


def test_a_strong_word_of_a_weak_source():
    data = strong(reports=["t"])
    data["sources"]["t"] = {"grade": "E"}
    (found,) = weak(data)
    assert (found.piece, found.hypothesis, found.word) == ("x", "a", "strongly for")
    assert (found.cause, found.behind) == ("report", ("t",))
    assert found.ratio == weigh(build(data), Options(point=True)).pieces["x"]["a"] < 2
    data["sources"]["t"] = {"reliability": 1}
    assert weigh(build(data), Options(point=True)).pieces["x"]["a"] == pytest.approx(found.without, rel=1e-4)
    data["sources"]["t"] = {"grade": "E", "leans": ["a"]}
    ((path, says),) = remarks(data, of_weighing)
    assert path == "evidence.x.bears.a"
    assert "t is graded E and leans to a" in says


def test_a_strong_word_on_what_happens_anyway():
    (found,) = weak(strong(otherwise=0.7))
    assert found.cause == "otherwise"
    chance = 7 / (7 + 0.3)  # ten times the odds of .7
    assert found.without == pytest.approx(chance / 0.7)


def test_a_strong_word_on_an_absence():
    data = strong(reports=[{"by": "s", "answer": "denies"}])
    (found,) = weak(data)
    assert found.cause == "absence"
    chance = 10 * 0.05 / (0.95 + 10 * 0.05)
    assert found.without == pytest.approx((1 - chance) / 0.95)
    ((_, says),) = remarks(data, of_weighing)
    assert 'x would be "strongly for" a, and its absence comes to' in says


def test_a_strong_word_on_what_another_explanation_predicts_too():
    data = strong(otherwise=0.3)
    data["hypotheses"]["b"]["prior"] = 0.9
    assert weak(data) == []
    data["evidence"]["x"]["bears"]["b"] = "decisively for"
    assert ("others", ("b",)) in {
        (found.cause, found.behind) for found in weak(data) if found.hypothesis == "a"
    }


def test_a_strong_word_on_what_can_be_staged():
    data = strong(stageable="high", shows=["a"])
    data["hypotheses"]["b"] |= {"deceives": True, "prior": 0.8}
    (found,) = weak(data)
    assert found.cause == "staging"
    assert 1 < found.ratio < 2 < found.without


def test_a_strong_word_whose_reports_disagree():
    data = strong(reports=["s", {"by": "t", "answer": "denies"}])
    data["sources"]["t"] = {"grade": "B"}
    (found,) = weak(data)
    assert (found.cause, found.behind) == ("disagree", ("s", "t"))


def test_weak_words_of_one_source_are_one_warning():
    data = with_piece(
        strong(reports=["t"]), y={"bears": {"b": "decisively against"}, "otherwise": 0.5, "reports": ["t"]}
    )
    data["sources"]["t"] = {"grade": "E"}
    assert len(weak(data)) == 2
    ((path, says),) = remarks(data, of_weighing)
    assert path == "sources.t"
    assert 'x is "strongly for" a' in says
    assert 'y is "decisively against" b' in says


def test_evidence_that_shifts_next_to_nothing():
    data = with_piece(both_ways(), x={"bears": {"a": "weakly for"}, "otherwise": 0.95})
    ratio = weigh(build(data), Options(point=True)).pieces["x"]["a"]
    assert remarks(data, of_weighing) == [("evidence.x", f"x (×{ratio:.2f} at most) shifts next to nothing")]
    data["evidence"]["x"]["bears"]["b"] = "against"
    assert remarks(data, of_weighing) == []


def test_an_assumption_that_fails_takes_its_pieces_with_it():
    assumption = {"says": "So", "likely": "unlikely", "touches": ["one"], "if_false": "nothing"}
    data = both_ways(assumptions={"so": assumption})
    data["evidence"]["one"]["bears"]["a"] = "decisively for"
    ((path, says),) = remarks(data, of_weighing)
    assert path == "assumptions.so.likely"
    assert "unlikely" in says
    assert "one" in says


@pytest.mark.parametrize("seed", range(20))
def test_no_case_stops_the_reader(seed):
    rng = np.random.default_rng(seed)
    file = build(made(rng, int(rng.integers(3, 9)), int(rng.integers(2, 30))))
    for found in (*of_case.warnings(file), *of_weighing.warnings(file)):
        assert found.says
        assert found.line
        assert "\n" not in str(found)
        assert "nan" not in str(found)


@pytest.mark.parametrize(
    ("ratio", "said"),
    [(1.34, "×1.3"), (0.5, "÷2.0"), (25.3, "×25"), (0, "÷∞"), (math.inf, "×∞"), (1, "×1.0")],
)
def test_ratios_in_words(ratio, said):
    assert of_weighing.times(ratio) == said


# --- the command ----------------------------------------------------------------------------------------------

TEXT = """\
detente: 1
title: A test
as_of: 2020-01-01
sides: {us: Us, them: Them}
explains: [event]
hypotheses:
  a: {says: It is a, prior: 0.5, name: a thing}
  b: {says: It is b, prior: 0.5, name: another}
sources:
  s: {grade: B, document: s.txt}
evidence:
  event: {says: Seen, date: 2019, bears: {a: for, b: for}, otherwise: 0.2}
  one: {says: One, date: 2019, bears: {a: for, b: against}, otherwise: 0.3}
  two: {says: Two, date: 2019, bears: {b: for}, otherwise: 0.3, reports: [{by: s, quote: once}]}
  dog: {says: Dog, date: 2019, bears: {a: 0.8}, otherwise: 0.3, reports: [{by: s, answer: denies}]}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "case.yaml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "s.txt").write_text("It happened once.", encoding="utf-8")
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(APP, [str(each) for each in arguments])


def spoil(folder, old, new):
    text = (folder / "case.yaml").read_text("utf-8")
    assert text.count(old) == 1
    (folder / "case.yaml").write_text(text.replace(old, new), encoding="utf-8")


def test_notes_alone_pass_a_strict_check(folder):
    result = run(folder, "--strict")
    assert result.exit_code == 0
    prior, *hanging, span, last = result.output.splitlines()
    assert all(": note: " in each and " hangs on " in each for each in hanging)
    assert span.startswith(f"{folder}/case.yaml:14 evidence.two.reports: note: no span says where")
    assert prior.startswith(
        f"{folder}/case.yaml:6 hypotheses: note: before the evidence you expect 1.0 of the 2"
    )
    assert last.startswith('"A test": no faults, no warnings (')


def test_warnings_end_a_strict_check_with_two_and_no_other(folder):
    spoil(folder, "answer: denies", "answer: confirms")
    result = run(folder)
    assert result.exit_code == 0
    first, second = result.output.splitlines()[:2]
    assert first.startswith(f"{folder}/case.yaml:7 hypotheses.a: all that tests a")
    assert second.startswith(f"{folder}/case.yaml:11 evidence: no absence is listed")
    assert '"A test": no faults, 2 warnings (' in result.output
    assert run(folder, "--strict").exit_code == 2


def test_warnings_as_json(folder):
    spoil(folder, "answer: denies", "answer: confirms")
    found = json.loads(run(folder, "--json").output)
    assert set(found) == {"faults", "warnings"}
    assert found["faults"] == []
    assert [each["note"] for each in found["warnings"]] == [False, False, True, True]
    for each in found["warnings"]:
        assert set(each) == {"file", "line", "path", "says", "fix", "note"}


def test_no_warnings_where_there_are_faults(folder):
    spoil(folder, "answer: denies", "answer: confirms")
    spoil(folder, "prior: 0.5, name: a thing", "prior: 1.4, name: a thing")
    result = run(folder)
    assert result.exit_code == 2
    assert len(result.output.splitlines()) == 2
    assert result.output.endswith("1 fault\n")
    assert json.loads(run(folder, "--json").output)["warnings"] == []


def test_evidence_that_no_combination_allows_is_a_fault(folder):
    spoil(
        folder,
        "bears: {b: for}, otherwise: 0.3, reports: [{by: s, quote: once}]",
        "bears: {}, otherwise: never",
    )
    result = run(folder, "--json")
    assert result.exit_code == 2
    (fault,) = json.loads(result.output)["faults"]
    assert fault["path"] == "evidence"
    assert "evidence.two" in fault["fix"]


def test_fix_says_what_it_did_and_works_beside_warnings(folder):
    spoil(folder, "answer: denies", "answer: confirms")
    result = run(folder, "--fix")
    assert result.exit_code == 0
    assert result.output.startswith(
        f"{folder}/case.yaml:14 evidence.two.reports.1.span: [12, 16] filled in\n"
    )
    assert "\n1 span filled in or put right.\n" in result.output
    assert "no absence is listed" in result.output
    assert run(folder, "--fix").output.startswith("No spans filled in or put right.\n")
    spoil(folder, "[12, 16]", "[2, 6]")
    assert run(folder).exit_code == 2
    (filled,) = json.loads(run(folder, "--fix", "--json").output)["filled"]
    assert (filled["before"], filled["span"]) == ([2, 6], [12, 16])
    assert run(folder).exit_code == 0


def test_the_starter_is_free_of_warnings(tmp_path):
    start(tmp_path / "new")
    result = run(tmp_path / "new", "--strict")
    assert result.exit_code == 0
    assert all(": note: " in line for line in result.output.splitlines()[:-1])


def test_a_word_that_hangs_on_one_thing_is_noted_as_weighing_finds_it():
    file = load("cases/korea-2018")
    found = {each.path: each.says for each in of_weighing.warnings(file) if " hangs on " in each.says}
    doubt = examine(file, Options(draws=DRAWS)).doubt
    hanging = {
        f"hypotheses.{name}": each.hangs_on for name, each in doubt.confidence.items() if each.hangs_on
    }
    assert hanging
    assert set(found) == set(hanging)
    for path, things in hanging.items():
        assert all(name.removeprefix("author ") in found[path] for _, name in things)


def test_every_layer_warns_of_the_file_it_read():
    file = load("cases/port-strike")
    for found in (*of_case.warnings(file), *of_weighing.warnings(file)):
        assert found.file == file.path
        assert 1 <= found.line <= 700


def test_a_strong_word_that_comes_out_the_other_way_is_told():
    """A rival that predicts the piece better makes a word for a hypothesis speak against it."""
    data = bare(
        {"a": 0.45, "b": 0.45},
        {"e": {"bears": {"a": "strongly for", "b": "decisively for"}, "otherwise": 0.02}},
        relations=[{"one_of": ["a", "b"]}],
    )
    (found,) = (each for each in of_weighing.warnings(build(data)) if each.path == "evidence.e.bears.a")
    assert "comes to ÷2.4, as b predicts the same" in found.says
