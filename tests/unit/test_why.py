"""``detente why``: every step of one thing, with the numbers that weighing itself has."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from detente.case.load import build, load
from detente.weigh import Options, examine, weigh
from detente.weigh.doubt.effects import effect as effect_of
from detente.weigh.omit import named
from detente.weigh.trace import trace_piece
from tests.commands import Done, run
from tests.made import bare, made

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "docs" / "explanation" / "model.md"
FEW = ("--draws", "60")


@pytest.fixture
def by_hand(tmp_path: Path) -> Path:
    """The case that the page on the model works out with a calculator."""
    part = MODEL.read_text("utf-8").split("## A case by hand")[1]
    (text,) = re.findall(r"```yaml\n(detente: 1\n.*?)```", part, flags=re.DOTALL)
    (tmp_path / "case.yaml").write_text(text, "utf-8")
    return tmp_path / "case.yaml"


def written(tmp_path: Path, data: dict[str, Any]) -> Path:
    file = tmp_path / "case.yaml"
    file.write_text(yaml.safe_dump(data, sort_keys=False), "utf-8")
    return file


def flat(done: Done) -> str:
    return " ".join(done.out.replace("\u00a0", " ").split())


# --- numbers ------------------------------------------------------------------------------------------------------


def test_the_steps_are_those_worked_out_by_hand(by_hand: Path) -> None:
    found = trace_piece(load(by_hand).case, "letter")
    assert found.otherwise == pytest.approx(0.2)
    assert found.spoken["peace"].alone == pytest.approx(0.5)
    assert found.spoken["trap"].alone == pytest.approx(1 / 17)
    assert found.spoken["trap"].factor == pytest.approx(0.25)
    assert found.deceived == {"trap": pytest.approx((0.5 + 1 / 17) / 2)}
    assert found.expected == pytest.approx(0.396520, abs=1e-6)
    (report,) = found.reports
    assert report.heard is not None
    assert report.heard.if_so == pytest.approx(0.879304, abs=1e-6)
    assert report.heard.if_not == pytest.approx(0.079304, abs=1e-6)
    assert (found.if_so, found.if_not) == (report.heard.if_so, report.heard.if_not)
    assert found.spoken["peace"].ratio == pytest.approx(0.455775 / 0.307637, abs=1e-5)


@pytest.mark.parametrize("seed", range(6))
def test_the_steps_have_the_numbers_of_the_weighing(seed: int) -> None:
    file = build(made(np.random.default_rng(seed), 4, 8))
    answer = weigh(file, Options(point=True))
    voices = {name: voice for voice in answer.voices for name in voice.pieces}
    for name in file.case.evidence:
        found = trace_piece(file.case, name)
        assert {h: each.ratio for h, each in found.spoken.items()} == answer.pieces[name]
        voice = voices[name]
        assert found.voice == (voice.sort, voice.id)
        assert {name, *found.beside} == set(voice.pieces)
        assert found.voice_ratios == voice.ratios
        heard = [each.heard for each in found.reports if each.heard]
        assert found.if_so == pytest.approx(np.prod([each.if_so for each in heard]))


def test_the_ratios_of_a_voice_without_a_piece_are_those_of_the_case_without_it() -> None:
    data = bare(
        {"need": 0.5, "turn": 0.4, "trap": 0.3},
        {
            "a": {"bears": {"need": "for"}, "otherwise": "unlikely", "group": "g"},
            "b": {"bears": {"turn": "strongly for"}, "otherwise": "unlikely", "group": "g"},
            "c": {"bears": {"trap": "against"}, "otherwise": "even"},
        },
        groups={"g": {"says": "G"}},
    )
    found = trace_piece(build(data).case, "b")
    del data["evidence"]["b"]
    (left,) = [voice for voice in weigh(build(data), Options(point=True)).voices if voice.id == "g"]
    assert found.voice_without["need"] == pytest.approx(left.ratios["need"], rel=1e-12)


@pytest.mark.parametrize("section", ["evidence", "groups", "sources", "assumptions"])
def test_what_leaving_out_does_is_what_weighing_without_it_says(section: str) -> None:
    file = build(made(np.random.default_rng(5), 4, 8))
    options = Options(draws=80, seed=2)
    name = next(iter(getattr(file.case, section)))
    sort_of = {"evidence": "piece", "groups": "group", "sources": "source", "assumptions": "assumption"}
    answer, effect = effect_of(file, options, (sort_of[section], name))  # type: ignore[arg-type]
    without = weigh(file, Options(draws=80, seed=2, without=f"{section}.{name}"))
    for each, found in without.hypotheses.items():
        assert effect.without[each].probability == pytest.approx(found.now.probability, abs=1e-12)
        moved = found.now.probability - answer.hypotheses[each].now.probability
        assert effect.change[each] == pytest.approx(moved, abs=1e-12)


# --- sentences ----------------------------------------------------------------------------------------------------


def test_a_piece_is_told_from_its_words_to_its_effect(by_hand: Path) -> None:
    said = flat(run("why", by_hand, "letter", "--point"))
    for sentence in (
        "evidence.letter: They write a friendly letter",
        "A claim of 10 June 2031.",
        "If none of the explanations below held: 20 %.",
        "Peace: “for”, ×4.0 on the odds (×2.1 to ×7.7 nine times in ten), so 50 % if only that held.",
        "Trap: “against”, ÷4.0 on the odds (÷7.7 to ÷2.1 nine times in ten), so 6 % if only that held.",
        "How cheaply it could be staged: 50 %.",
        "If trap is so, they stage it with that chance, to show peace: 28 % if only that held.",
        "it was to be expected with 40 %.",
        "Paper confirms it, trusted 80 %; where it does not track the truth it would confirm with 40 %, as the piece "
        "was to be expected. So its answer comes with 88 % if the piece is so, with 8 % if not.",
        "What was heard comes with 88 % if the piece is so and with 8 % if not: ×11.",
        "Peace ×1.5 and trap ÷1.5.",
        "Without it",
    ):
        assert sentence in said, sentence


def test_the_json_has_the_sentences_and_their_numbers(by_hand: Path) -> None:
    found = run("why", by_hand, "letter", "--point", "--json").json
    assert (found["section"], found["id"]) == ("evidence", "letter")
    assert found["numbers"]["expected"] == 0.39652
    assert found["numbers"]["reports"] == [
        {
            "by": "paper", "answer": "confirms", "root": "paper", "counts": True,
            "reliability": 0.8, "by_chance": 0.39652, "leaned": False, "if_so": 0.879304, "if_not": 0.0793039,
        }
    ]  # fmt: skip
    assert found["numbers"]["spoken"]["peace"] == {"alone": 0.5, "factor": 4.0, "ratio": 1.48153}
    assert found["numbers"]["change"]["peace"] < 0
    titles = [step["title"] for step in found["steps"]]
    assert titles[0] == "What it is"
    assert titles[-1] == "Without it"
    assert found["case_hash"] == load(by_hand).hash


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A case with what is told in a way of its own: silences, origins, leanings, failing assumptions, certainties."""
    return written(
        tmp_path,
        bare(
            {
                "need": {"prior": 0.5, "name": "need of money"},
                "turn": 0.4,
                "trap": {"prior": 0.3, "deceives": True, "name": "the trap"},
            },
            {
                "offer": {"bears": {"need": "likely", "turn": "never"}, "otherwise": "unlikely"},
                "march": {
                    "bears": {"need": "for", "trap": "against"}, "otherwise": 0.4,
                    "reports": [
                        {"by": "wire", "answer": "denies"},
                        {"by": "copy", "answer": "denies"},
                        {"by": "radio", "answer": "silent", "would_report": "likely", "by_chance": 0.1},
                    ],
                },
                "talk": {"bears": {"turn": "for"}, "otherwise": "even", "reports": ["wire"], "kind": "judgement"},
                "view": {"bears": {"turn": "for"}, "otherwise": "even", "reports": ["radio"], "kind": "judgement",
                         "judged": {"by": "me"}},
            },
            sources={
                "wire": {"outlet": "The Wire", "author": "A. Wire", "grade": "B", "leans": ["trap"]},
                "copy": {"grade": "C", "origin": "wire"},
                "radio": {"reliability": "0.5..0.7", "author": "A. Wire"},
            },
            assumptions={
                "true": {"says": "The wire is true", "likely": "unlikely", "touches": ["march"], "if_false": 0.5},
                "meant": {"says": "They mean it", "likely": "unlikely", "touches": ["talk"], "if_false": "nothing"},
            },
        ),
    )  # fmt: skip


def test_reports_are_told_with_what_is_peculiar_to_them(odd: Path) -> None:
    said = flat(run("why", odd, "march", "--point"))
    for sentence in (
        "It was not seen: it is written as if it had happened, and what counts is that it did not.",
        "Wire denies it, trusted “B” (70–92 %, middle 83 %), 41 % as an assumption fails;",
        "moved halfway to 0 % as it leans to the trap.",
        "Copy denies it, and does not count: it goes back to Wire, as does Wire, who counts once.",
        "Radio is silent, trusted 50–70 % (middle 60 %), 30 % as an assumption fails;",
        "as stated: 10 %; it reports such a thing with “likely” (55–80 %, middle 70 %).",
        "“The wire is true” (“unlikely” (20–45 %, middle 27 %)): if it fails, its reports are believed half as far.",
    ):
        assert sentence in said, sentence


def test_certainties_and_stated_chances_are_told_as_such(odd: Path) -> None:
    said = flat(run("why", odd, "offer", "--point"))
    assert (
        "Need of money: “likely” (55–80 %, middle 70 %) if only that held, which is ×6.2 on the odds." in said
    )
    assert "Turn: “never” (0 %) if only that held, which is certainty on the odds." in said
    assert "Nobody needs to report it: it is taken as certain." in said


def test_a_piece_that_a_failing_assumption_voids_says_so(odd: Path) -> None:
    done = run("why", odd, "talk", "--point")
    assert "At middle values one of them fails, so here the piece tells nothing." in flat(done)
    assert "A. Wire’s own reading" in flat(done)  # one author, one voice
    assert run("why", odd, "talk", "--point", "--json").json["numbers"]["void"] is True


def test_an_explanation_is_told_from_its_prior_to_its_share(tmp_path: Path) -> None:
    data = bare(
        {"need": {"prior": 0.5, "name": "need of money"}, "turn": 0.4, "trap": {"prior": 0.3}},
        {
            "offer": {"bears": {"need": "strongly for", "turn": "for"}, "otherwise": "unlikely"},
            "purge": {"bears": {"need": "strongly against"}, "otherwise": "even"},
            "rumour": {"bears": {"trap": "weakly for"}, "otherwise": "even", "reports": ["wire"]},
        },
        relations=[{"excludes": ["need", "trap"]}, {"goes_with": ["turn", "need"], "odds": 2}],
        sources={"wire": {"grade": "E"}},
    )  # fmt: skip
    file = written(tmp_path, data)
    found = run("why", file, "need", "--json", "--draws", "300").json
    told = {
        step["title"]: [each.replace("\u00a0", " ") for each in step["sentences"]] for step in found["steps"]
    }
    answer = examine(load(file), Options(draws=300))
    assert told["Before the evidence"][0].startswith("Need of money, before the event: 50 %")
    assert "It cannot be so together with trap." in told["Before the evidence"]
    assert "It goes with turn: odds ratio 2." in told["Before the evidence"]
    (speaks,) = told["What speaks for it"]
    (against,) = told["What speaks against it"]
    assert speaks.startswith("“Seen offer” (")
    assert against.startswith("“Seen purge” (")
    assert told["All else"] == ["One other voice moves it by less than 0.5 %."]
    now = answer.hypotheses["need"].now
    assert f"{100 * now.probability:.0f} %" in told["The answer"][0]
    assert now.word in told["The answer"][1]
    assert answer.doubt is not None
    assert told["How firm that is"][0] == f"Confidence: {answer.doubt.confidence['need'].level}."
    assert told["Did it bring this about?"][0].startswith("Its share of the cause of “Seen offer” is ")
    assert found["numbers"]["now"]["probability"] == pytest.approx(now.probability, abs=1e-6)
    changes = {each["id"]: each["change"] for each in found["numbers"]["voices"]}
    assert changes["offer"] == pytest.approx(answer.doubt.pieces["offer"].change["need"], abs=1e-6)
    assert list(changes) == sorted(changes, key=lambda name: -abs(changes[name]))


def test_that_we_cannot_tell_is_told_with_its_reason(tmp_path: Path) -> None:
    data = bare(
        {"need": "0.1..0.95", "turn": 0.7},
        {"offer": {"bears": {"need": "for", "turn": "for"}, "otherwise": "0.05..0.9"}},
    )
    said = flat(run("why", written(tmp_path, data), "need", *FEW))
    assert weigh(build(data), Options(draws=60)).hypotheses["need"].now.cannot_tell
    assert "That range reaches below 45 % and above 55 %, so we cannot tell." in said
    assert "Confidence: low." in said


def test_groups_sources_and_assumptions_can_be_asked_too(tmp_path: Path) -> None:
    file = ROOT / "cases" / "korea-2018"
    said = flat(run("why", file, "overtures", "--point"))
    assert "Overlap 0.8: they count for more than one voice, and for less than pieces apart." in said
    said = flat(run("why", file, "delury", "--point"))
    assert "It tracks the truth as far as “B” (70–92 %, middle 83 %)." in said
    assert "Denies “Travellers bring home new stories of want”." in said
    said = flat(run("why", file, "envoys-faithful", "--point"))
    assert "They are believed three tenths as far." in said
    assert "If it did not hold" in said


# --- ids ----------------------------------------------------------------------------------------------------------


def test_an_id_that_two_things_have_needs_its_section(tmp_path: Path) -> None:
    data = bare(
        {"lee": 0.6, "turn": 0.5},
        {"offer": {"bears": {"lee": "for"}, "otherwise": "even", "reports": ["lee"]}},
        sources={"lee": {"grade": "B"}},
    )
    file = written(tmp_path, data)
    done = run("why", file, "lee", "--point")
    assert done.code == 2
    assert '"lee" names 2 things here; write hypotheses.lee or sources.lee' in done.err
    assert run("why", file, "hypotheses.lee", "--point").out.startswith("hypotheses.lee: It is lee")
    assert run("why", file, "sources.lee", "--point").out.startswith("sources.lee:")
    assert named(load(file).case, "offer", ("evidence", "groups"), "x") == ("evidence", "offer")


@pytest.mark.parametrize(
    ("name", "told"),
    [("ofer", 'did you mean "offer"?'), ("", "expected a hypothesis, piece"), ("evidence.x", "expected a hypothesis"),
     ("\x1b[1m", "\\x1b[1m")],
)  # fmt: skip
def test_what_the_case_does_not_have_ends_with_2(by_hand: Path, name: str, told: str) -> None:
    done = run("why", by_hand, name, "--point")
    assert done.code == 2
    assert told in done.err
    assert done.out == ""


def test_an_analysts_words_are_no_markup_and_hide_nothing(tmp_path: Path) -> None:
    data = bare(
        {"need": {"prior": 0.5, "name": "[red]need"}, "turn": 0.6},
        {"offer": {"bears": {"need": "for"}, "otherwise": "even", "says": "An \u202eoffer [bold]"}},
        marking="[dim]secret",
    )
    done = run("why", written(tmp_path, data), "offer", "--point")
    assert done.out.splitlines()[0] == "[dim]secret"
    assert "[red]need" in done.out.lower()
    assert "offer [bold]" in done.out
    assert "\u202e" not in done.out


def test_views_join_in_the_effects_and_the_steps_are_the_cases_own(tmp_path: Path) -> None:
    data = bare({"need": 0.5, "turn": 0.6}, {"offer": {"bears": {"need": "for"}, "otherwise": "even"}})
    file = written(tmp_path, data)
    (tmp_path / "views").mkdir()
    view = {"by": "another", "evidence": {"offer": {"bears": {"need": "against"}}}}
    (tmp_path / "views" / "b.yaml").write_text(yaml.safe_dump(view), "utf-8")
    own = run("why", file, "offer", "--view", "case", "--point", "--json").json["numbers"]
    both = run("why", file, "offer", "--point", "--json").json["numbers"]
    other = run("why", file, "offer", "--view", "b", "--point", "--json").json["numbers"]
    assert own["spoken"] == both["spoken"]
    assert other["spoken"]["need"]["alone"] < own["spoken"]["need"]["alone"]
    assert other["change"]["need"] > both["change"]["need"] > own["change"]["need"]
    assert "as the case itself reads" in flat(run("why", file, "offer", "--point"))
