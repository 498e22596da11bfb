"""What would change our mind, how firm a word is, who differs: every template of the brief, one test a situation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from pathlib import Path as FilePath
from typing import Any

import pytest

from detente.brief.ahead import ahead
from detente.brief.content import content
from detente.brief.firm import confidence_line, firmness
from detente.brief.flips import flips
from detente.brief.ground import Ground
from detente.brief.inputs import joined, matter, supposing
from detente.brief.leaving import leaving
from detente.brief.opinions import opinions
from detente.brief.page import page
from detente.brief.parts_doubt import Ahead, Opinions
from detente.brief.phrase import Phrase
from detente.brief.rows import rows
from detente.brief.voices import matrix
from detente.brief.why import pictures
from detente.case.faults import Path
from detente.case.load import build, load
from detente.case.words import default_words
from detente.weigh import Assessment, Options, examine, weigh
from detente.weigh.doubt.counting import Counting
from detente.weigh.doubt.parts import Confidence, Dissent, Doubt, Driver, Effect, Flip, Outlook, Turn
from detente.weigh.estimate import Estimate
from detente.weigh.results import Explanation, Judged, Picture
from tests.made import bare

ROOT = FilePath(__file__).parents[2]
WORDS = default_words()
NAMES = ("growth", "sanctions", "trap")


def estimate(probability: float, spread: float | None = 0.08) -> Estimate:
    low, high = (
        (None, None) if spread is None else (max(0, probability - spread), min(1, probability + spread))
    )
    return Estimate(probability, low, high, WORDS.say(probability, low, high))


def case() -> dict[str, Any]:
    return {
        "detente": 1,
        "title": "A test",
        "as_of": "2020-01-01",
        "sides": {"us": "Us", "them": "Them"},
        "explains": ["offer"],
        "hypotheses": {
            "growth": {"says": "It is growth", "prior": "even", "name": "growth"},
            "sanctions": {"says": "It is sanctions", "prior": "even", "name": "sanctions"},
            "trap": {"says": "It is a trap", "prior": "unlikely", "name": "the trap", "deceives": True},
        },
        "relations": [{"goes_with": ["growth", "sanctions"], "odds": 2}],
        "sources": {
            "alpha": {"author": "Ann Alpha", "outlet": "A paper", "grade": "B"},
            "beta": {"outlet": "Beta", "reliability": 0.5},
        },
        "groups": {"spring": {"says": "The spring offensive", "overlap": 0.8}},
        "evidence": {
            "offer": {"says": "They offer talks", "date": 2019, "bears": {"growth": "for", "trap": "for"},
                      "otherwise": "unlikely", "group": "spring"},
            "visit": {"says": "They visit.", "date": 2019, "group": "spring", "stageable": "some", "shows": ["growth"],
                      "reports": ["alpha", {"by": "beta", "by_chance": "even"}],
                      "bears": {"growth": "neutral", "sanctions": {"odds": 3}, "trap": "likely"}, "otherwise": "0.2..0.4"},
            "quiet": {"says": "All is quiet", "date": 2019, "bears": {"sanctions": "against"}, "otherwise": "even",
                      "reports": [{"by": "alpha", "answer": "silent", "would_report": "likely"}]},
        },
        "assumptions": {"mind": {"says": "One man decides", "likely": "likely", "touches": ["visit"], "if_false": 0.5}},
        "indicators": {
            "list": {"says": "They hand over a list", "bears": {"growth": "for"}, "otherwise": "even", "by": "2020-06", "cost": 2},
            "late": {"says": "They come", "bears": {"growth": "for"}, "otherwise": "even", "by": "2019-06"},
            "free": {"says": "They smile", "bears": {"growth": "for"}, "otherwise": "even", "by": "2020-02",
                     "cost": 0, "stageable": "high", "shows": ["growth"]},
        },
        "characters": {
            "them": {"builder": {"base": "even", "because": {"growth": "for"}}, "old-fox": {"base": "even"}},
            "us": {"steady": {"prior": "likely", "we_are": True}, "fickle": {"prior": "unlikely"}},
        },
    }  # fmt: skip


@pytest.fixture(scope="module")
def weighed() -> Assessment:
    found = weigh(build(case()), Options(point=True))
    now = {"growth": 0.84, "sanctions": 0.7, "trap": 0.42}
    return replace(
        found,
        draws=4000,
        hypotheses={name: Explanation(estimate(now[name]), 0.5, estimate(0.3)) for name in NAMES},
        something_else=Explanation(estimate(0.04, 0.02), 0.1, estimate(0.1)),
    )


def ground(found: Assessment) -> Ground:
    explanations, other = rows(found)
    return Ground(found, explanations, other)


def sure(level: str, *failed: str, **more: Any) -> Confidence:
    given: dict[str, Any] = {
        "origins": ("alpha", "beta", "offer"),
        "hangs_on": (),
        "other_word": 0.2,
        "drivers": (),
    }
    return Confidence(level=level, failed=failed, **(given | more))  # type: ignore[arg-type]


def effect(sort: Any, name: str, turned: tuple[str, ...] = (), **without: float) -> Effect:
    before = {"growth": 0.84, "sanctions": 0.7, "trap": 0.42, "something_else": 0.04}
    after = before | without
    return Effect(
        sort,
        name,
        {each: estimate(value) for each, value in after.items()},
        {each: after[each] - before[each] for each in before},
        turned,
    )


def doubt(**more: Any) -> Doubt:
    nothing: Mapping[str, Any] = {}
    given: dict[str, Any] = {
        "pieces": nothing, "groups": nothing, "sources": nothing, "assumptions": nothing, "origins": nothing,
        "confidence": {name: sure("high") for name in NAMES}, "flips": (), "flips_tried": 120, "indicators": nothing,
        "counting": Counting({}, {}, (), (), (), ()),
    }  # fmt: skip
    return Doubt(**(given | more))


def with_doubt(found: Assessment, **more: Any) -> tuple[Ground, Doubt]:
    given = doubt(**more)
    return ground(replace(found, doubt=given)), given


def plain(phrase: Phrase) -> str:
    return str(phrase).replace("\u00a0", " ")


# --- suppositions ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "before", "after", "said"),
    [
        (("hypotheses", "trap", "prior"), "unlikely", "even", "If the trap had stood at even before the event, not unlikely"),
        (("something_else",), "very unlikely", "unlikely",
         "If something else had stood at unlikely before the event, not very unlikely"),
        (("sources", "alpha", "grade"), "B", "C", "If Alpha were graded C, not B"),
        (("sources", "beta", "reliability"), "0.5", 0.641, "If Beta were believed 64 %, not 50 %"),
        (("evidence", "offer", "bears", "growth"), "for", "weakly for",
         "If “They offer talks” spoke weakly for growth, not for"),
        (("evidence", "offer", "bears", "growth"), "weakly for", "neutral",
         "If “They offer talks” were neutral on growth, not weakly for"),
        (("evidence", "visit", "bears", "sanctions"), "odds 3", "strongly for",
         "If “They visit” spoke strongly for sanctions, not ×3.0"),
        (("evidence", "visit", "bears", "growth"), "neutral", "weakly against",
         "If “They visit” spoke weakly against growth, not neutral"),
        (("evidence", "visit", "bears", "trap"), "likely", "even", "If, given the trap, “They visit” stood at even, not likely"),
        (("evidence", "visit", "otherwise"), "0.2..0.4", 0.5,
         "If “They visit” stood at 50 %, not 20–40 %, where no explanation that it speaks to holds"),
        (("evidence", "visit", "stageable"), "some", "high", "If the ease of staging “They visit” were high, not some"),
        (("evidence", "visit", "reports", 1, "by_chance"), "even", "likely",
         "If the chance that Beta confirms “They visit” whatever the truth stood at likely, not even"),
        (("evidence", "quiet", "reports", 0, "would_report"), "likely", "even",
         "If the chance that Alpha reports “All is quiet” where it is so stood at even, not likely"),
        (("assumptions", "mind", "likely"), "likely", "even", "If “One man decides” stood at even, not likely"),
        (("assumptions", "mind", "if_false"), "0.5", 0.2,
         "If, should “One man decides” fail, its sources were believed 20 % as far, not 50 %"),
        (("groups", "spring", "overlap"), "0.8", 1.0, "If the pieces of “The spring offensive” overlapped by 100 %, not 80 %"),
        (("relations", 0, "odds"), "2", 4.0, "If growth and sanctions went together at odds of 4, not 2"),
        (("characters", "them", "old-fox", "base"), "even", "likely",
         "If “old fox” had stood at likely, not even, among such counterparts"),
        (("characters", "them", "builder", "because", "growth"), "for", "neutral",
         "If growth spoke to “builder” as neutral, not for"),
        (("characters", "us", "steady", "prior"), "likely", "even",
         "If we had stood at even, not likely, as “steady” in their eyes"),
    ],
)  # fmt: skip
def test_a_supposition_for_every_input(
    weighed: Assessment, path: Path, before: str, after: str | float, said: str
) -> None:
    assert plain(supposing(ground(weighed), path, before, after)) == said


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (("common", "shift"), "how often we think that things happen anyway"),
        (("common", "power"), "how strongly we read the evidence"),
        (("views",), "whose judgement is taken"),
        (("something_else",), "where something else stood before the event"),
        (("hypotheses", "trap", "prior"), "where the trap stood before the event"),
        (("sources", "alpha", "reliability"), "how far Alpha is believed"),
        (("assumptions", "mind", "holds"), "whether “One man decides” holds"),
        (("assumptions", "mind", "if_false"), "what is left where “One man decides” fails"),
        (("groups", "spring", "overlap"), "how far the pieces of “The spring offensive” are one voice"),
        (("groups", "spring", "bears", "growth"), "how “The spring offensive” speaks to growth"),
        (("authors", "Ann Alpha", "otherwise"), "how often Ann Alpha’s own reading comes anyway"),
        (("evidence", "quiet", "otherwise"), "how often “All is quiet” comes anyway"),
        (("evidence", "quiet", "reports", "alpha", "would_report"), "how readily “All is quiet” is reported"),
        (("groups", "spring", "stageable"), "how cheaply “The spring offensive” is staged"),
        (("relations", "goes_with", "growth", "sanctions", "odds"), "how growth and sanctions go together"),
        (("characters", "them", "old-fox", "base"), "how such a counterpart as “old fox” comes about"),
        (("no-such", "place"), "no such, place"),
    ],
)
def test_a_name_for_every_input_that_is_drawn(weighed: Assessment, path: Path, said: str) -> None:
    assert plain(matter(ground(weighed), path)) == said


def test_matters_with_commas_of_their_own_are_parted_by_semicolons() -> None:
    assert str(joined(["a", "b", "c"])) == "a, b and c"
    assert str(joined(["a, b", "c"])) == "a, b; c"


# --- flips -----------------------------------------------------------------------------------------------------


def flip(path: Path, before: str, after: str | float, *turns: Turn, confirmed: bool = True) -> Flip:
    return Flip(path, before, after, 0.7, turns, confirmed)


GRADE = flip(
    ("sources", "alpha", "grade"), "B", "C", Turn("growth", ("word",), estimate(0.84), estimate(0.74, 0.05))
)
TRAP_UP = flip(
    ("hypotheses", "trap", "prior"), "unlikely", "even",
    Turn("trap", ("half",), estimate(0.42, 0.2), estimate(0.55, 0.2)),
    Turn("old-fox", ("character",), estimate(0.4), estimate(0.6)),
)  # fmt: skip


def test_a_flip_is_a_sentence_with_its_numbers_beside_it(weighed: Assessment) -> None:
    found = flips(*with_doubt(weighed, flips=(GRADE, TRAP_UP)))
    assert [plain(line.sentence) for line in found.lines] == [
        "If Alpha were graded C, not B, growth would be likely, not very likely.",
        "If the trap had stood at even before the event, not unlikely, it would rise above one half, and “old fox” "
        "would be their likeliest character.",
    ]
    move = found.lines[0].moves[0]
    assert (move.before.percent, move.after.percent, move.after.span) == ("84\u00a0%", "74\u00a0%", "69–79")
    assert move.alt == "Growth: 84 % before, 74 % then, range 69–79."
    assert plain(found.title) == "Growth turns first: one other grade makes it likely"
    assert plain(found.note).startswith(
        "We looked at 120 changes of one judgement by one word or one grade. The two smallest that turn an answer at middle "
        "values were weighed again in full; all still do so, smallest change first. To turn is to take another word"
    )


def test_only_what_all_draws_confirm_is_shown(weighed: Assessment) -> None:
    unsure = replace(GRADE, confirmed=False)
    found = flips(*with_doubt(weighed, flips=(TRAP_UP, unsure)))
    assert len(found.lines) == 1
    assert "; one still does so, smallest change first." in plain(found.note)
    nothing = flips(*with_doubt(weighed, flips=(unsure,)))
    assert not nothing.lines
    assert plain(nothing.title) == (
        "The one change of a judgement that turns an answer at middle values does not, weighed again in full"
    )
    several = flips(*with_doubt(weighed, flips=(unsure, replace(TRAP_UP, confirmed=False))))
    assert plain(several.title) == (
        "The two smallest changes that turn an answer at middle values do not, weighed again in full"
    )
    assert (
        "The one that turns an answer at middle values was weighed again in full; it does so no longer."
        in plain(nothing.note)
    )
    drawn = flips(*with_doubt(replace(weighed, draws=0), flips=(unsure,)))
    assert len(drawn.lines) == 1
    assert "nothing was drawn to confirm" in plain(drawn.note)
    none = flips(*with_doubt(weighed))
    assert plain(none.title) == "At middle values no single change of a word turns an answer"
    assert "None that the case could hold turns an answer at middle values; none was weighed again" in plain(
        none.note
    )


@pytest.mark.parametrize(
    ("before", "after", "title"),
    [
        (
            estimate(0.7),
            estimate(0.5, 0.04),
            "Sanctions turn first: one other grade takes them to even chances",
        ),
        (estimate(0.7), estimate(0.55, 0.2), "Sanctions turn first: one other grade and we cannot tell"),
        (
            estimate(0.55, 0.2),
            estimate(0.45, 0.2),
            "Sanctions turn first: one other grade takes them below one half",
        ),
        (
            estimate(0.45, 0.2),
            estimate(0.55, 0.2),
            "Sanctions turn first: one other grade lifts them above one half",
        ),
        (
            estimate(0.3),
            estimate(0.03, 0.01),
            "Sanctions turn first: one other grade takes them to almost no chance",
        ),
    ],
)
def test_the_title_takes_every_form(
    weighed: Assessment, before: Estimate, after: Estimate, title: str
) -> None:
    turned = replace(GRADE, turns=(Turn("sanctions", ("word",), before, after),))
    assert plain(flips(*with_doubt(weighed, flips=(turned,))).title) == title


def test_many_turns_are_counted(weighed: Assessment) -> None:
    turns = tuple(Turn(name, ("word",), estimate(0.7), estimate(0.3)) for name in NAMES)
    line = flips(*with_doubt(weighed, flips=(replace(GRADE, turns=turns),))).lines[0]
    assert plain(line.sentence).endswith(
        "growth would be unlikely, not likely, sanctions would be unlikely, not likely, and one more would turn."
    )
    assert len(line.moves) == 3
    open_ = replace(GRADE, turns=(Turn("growth", ("word",), estimate(0.5, 0.3), estimate(0.7)),))
    assert plain(flips(*with_doubt(weighed, flips=(open_,))).lines[0].sentence).endswith(
        "growth would be likely, where now we cannot tell."
    )


# --- what to look for ------------------------------------------------------------------------------------------


def outlook(
    bits: float, per_cost: float | None = None, pictures: tuple[float, ...] = (), **seen: float
) -> Outlook:
    before = {"growth": 0.84, "sanctions": 0.7, "trap": 0.42, "something_else": 0.04}
    return Outlook(
        estimate(0.3),
        bits,
        bits / 4,
        {name: estimate(value) for name, value in (before | seen).items()},
        {name: estimate(value) for name, value in before.items()},
        per_cost,
        pictures,
    )


def looked(found: Assessment, **indicators: Outlook) -> Ahead:
    made = ahead(*with_doubt(found, indicators=indicators))
    assert made is not None
    return made


def test_what_tells_most_stands_first(weighed: Assessment) -> None:
    found = looked(
        weighed,
        list=outlook(0.1, 0.05, trap=0.2, growth=0.9),
        late=outlook(0.2, trap=0.1),
        free=outlook(0.05),
    )
    assert [each.id for each in found.sightings] == ["late", "list", "free"]
    late, listed, free = found.sightings
    assert (late.overdue, listed.overdue) == (True, False)
    assert (late.cost, listed.cost, free.cost) == ("not stated", "2", "nothing")
    assert (late.tells, listed.for_cost.replace("\u00a0", " "), free.for_cost) == (
        "5\u00a0%",
        "1.2 % a point",
        "",
    )
    assert [each.id for each in listed.moves] == ["trap", "growth"]
    assert free.moves == ()
    assert free.staged == "cheap to stage"
    assert [each.width for each in found.sightings] == [100, 50, 25]
    assert plain(found.note).endswith("Costs are in points. One is overdue: write down whether it was seen.")
    # what has no price cannot be dearer than another
    assert plain(found.title) == "“They come” tells most"


def test_other_titles_of_what_to_look_for(weighed: Assessment) -> None:
    assert plain(looked(weighed, list=outlook(0.1, 0.05), late=outlook(0.2, 0.01)).title) == (
        "“They come” tells most; for its cost “They hand over a list” does"
    )
    assert plain(looked(weighed, list=outlook(0.1), late=outlook(0.09)).title) == (
        "“They hand over a list” tells most; “They come” comes close"
    )
    assert (
        plain(looked(weighed, list=outlook(0.01)).title) == "“They hand over a list” tells most, yet little"
    )
    assert plain(looked(weighed, list=outlook(0.0)).title) == "Nothing on the list would tell us anything"
    assert plain(looked(weighed, list=outlook(0.2, 0.2), late=outlook(0.1, 0.1)).title) == (
        "“They hand over a list” tells most, also for its cost"
    )
    assert ahead(*with_doubt(weighed)) is None


def test_a_picture_says_what_would_sooner_be_seen(weighed: Assessment) -> None:
    story = [Picture(("growth",), ("trap",), estimate(0.5)), Picture(("trap",), (), estimate(0.4))]
    found, _ = with_doubt(
        replace(weighed, pictures=story),
        indicators={
            "list": outlook(0.1, pictures=(0.4, 0.1)),
            "free": outlook(0.1, pictures=(0.3, 0.295)),
            "late": outlook(0.1, pictures=(0.1, 0.9)),
        },
    )
    made = pictures(found.assessment, found.rows)
    assert made is not None
    first, second = made.cards
    assert [(each.says, each.here, each.there) for each in first.sooner] == [
        ("They hand over a list", "40\u00a0%", "10\u00a0%")
    ]
    assert second.sooner == ()  # what is overdue is nothing that we would next see
    assert plain(made.rest).endswith("The chances to see something are means, so without ranges.")


# --- confidence ------------------------------------------------------------------------------------------------


def line(found: Assessment, told: tuple[str, ...] = ("growth", "sanctions"), **more: Any) -> str:
    place, given = with_doubt(found, **more)
    return plain(confidence_line(place, given, [row for name in told if (row := place.row(name))]))


def test_the_line_of_confidence_gives_the_rule_that_failed(weighed: Assessment) -> None:
    hangs = {
        "growth": sure("moderate", "hangs", hangs_on=(("origin", "alpha"),)),
        "sanctions": sure("moderate", "wide"),
        "trap": sure("low", "cannot tell"),
    }
    alone = {"alpha": effect("origin", "alpha", ("growth",), growth=0.7)}
    assert line(weighed, confidence=hangs, origins=alone) == (
        "Confidence: moderate. The word on growth hangs on one source: without Alpha growth would be likely (70 %, 62–78)."
    )
    both = hangs | {
        "growth": sure("moderate", "hangs", hangs_on=(("origin", "alpha"), ("assumption", "mind"))),
        "sanctions": sure("high"),
    }
    fails = {"mind": effect("assumption", "mind", ("growth",), growth=0.5)}
    assert line(weighed, confidence=both, origins=alone, assumptions=fails) == (
        "Confidence: high on sanctions, and moderate on growth. The word on growth hangs on two things, most on one "
        "assumption: if “One man decides” did not hold, we could not tell (50 %, 42–58)."
    )


def test_every_rule_of_confidence_is_said(weighed: Assessment) -> None:
    def one(found: Confidence) -> str:
        return line(weighed, ("growth",), confidence=dict.fromkeys(NAMES, found))

    assert one(sure("high")) == "Confidence: high. No word hangs on a single source, group or assumption."
    assert (
        one(sure("moderate", "wide"))
        == "Confidence: moderate. The range of growth, 76–92 %, spans more than two words."
    )
    assert one(sure("moderate", "few origins", origins=("alpha", "offer"))) == (
        "Confidence: moderate. Only two sources, Alpha and “They offer talks”, move the judgement on growth by 2 points or "
        "more."
    )
    assert one(sure("low", "few origins", origins=("alpha",))) == (
        "Confidence: low. Only one source, Alpha, moves the judgement on growth by 2 points or more."
    )
    assert one(sure("low", "few origins", origins=())) == (
        "Confidence: low. No source moves the judgement on growth by 2 points or more."
    )
    assert one(sure("moderate", "no range")) == "Confidence: moderate. No range was computed."
    assert line(weighed, ()) == "Confidence: low. On none of the explanations can we choose a word."


def test_how_firm_each_word_is(weighed: Assessment) -> None:
    made = firmness(
        *with_doubt(
            weighed,
            confidence={
                "growth": sure(
                    "high",
                    other_word=0.3,
                    drivers=(Driver(("common", "shift"), 0.2), Driver(("views",), 0.1)),
                ),
                "sanctions": sure("low", "cannot tell", other_word=0.1),
                "trap": sure("moderate", "wide", other_word=0.05),
            },
        )
    )
    assert plain(made.title) == "The word on growth is the least firm: 30 % of recalculations give another"
    first, second, _ = made.rows
    assert plain(first.why) == "The word hangs on nothing single, and three sources move it."
    assert plain(first.drivers) == (
        "how often we think that things happen anyway (20 %) and whose judgement is taken (10 %)"
    )
    assert plain(second.why) == "Its range, 62–78 %, lies on both sides of one half."
    assert first.other_word == "30\u00a0%"
    none = {name: sure("high", other_word=None) for name in NAMES}
    assert plain(firmness(*with_doubt(weighed, confidence=none)).title) == "How firm each judgement is"


# --- leaving out -----------------------------------------------------------------------------------------------


def test_what_leaving_out_does_most_effect_first(weighed: Assessment) -> None:
    made = leaving(
        *with_doubt(
            weighed,
            origins={
                "alpha": effect("origin", "alpha", ("growth",), growth=0.7, trap=0.44),
                "beta": effect("origin", "beta"),
            },
            groups={"spring": effect("group", "spring", trap=0.2)},
            pieces={
                "quiet": effect("piece", "quiet", sanctions=0.71),
                "visit": effect("piece", "visit", trap=0.1),
            },
        )
    )
    assert [plain(row.says) for row in made.rows] == ["“The spring offensive”", "Alpha"]
    assert [row.effect for row in made.rows] == pytest.approx([0.22, 0.14])
    assert [move.id for move in made.rows[1].moves] == ["growth", "trap"]
    assert [move.new_word for move in made.rows[1].moves] == [True, False]
    assert plain(made.title) == "Without Alpha, growth would be likely"
    assert plain(made.rest) == (
        "Leaving out any one of the other two sources and voices moves no explanation by two points."
    )


def test_nothing_hangs_on_one_thing(weighed: Assessment) -> None:
    made = leaving(*with_doubt(weighed, origins={"alpha": effect("origin", "alpha", trap=0.45)}))
    assert plain(made.title) == "No answer hangs on a single source or voice"
    assert plain(made.rest) == ""
    open_ = {"alpha": effect("origin", "alpha", ("growth",), growth=0.5)}
    assert (
        plain(leaving(*with_doubt(weighed, origins=open_)).title)
        == "Without Alpha, we could not tell on growth"
    )


# --- views -----------------------------------------------------------------------------------------------------


def viewed(found: Assessment, dissent: tuple[Dissent, ...]) -> Opinions:
    views = {
        "case": Judged("the case itself", {name: estimate(0.3) for name in (*NAMES, "something_else")}),
        "second": Judged(
            "second reader, who knows better",
            {name: estimate(0.9, 0.03) for name in (*NAMES, "something_else")},
        ),
    }
    made = opinions(ground(replace(found, views=views, dissent=dissent)))
    assert made is not None
    return made


def test_everyone_s_numbers_stand_side_by_side(weighed: Assessment) -> None:
    made = viewed(weighed, (Dissent("trap", "case", "second", 3), Dissent("growth", "case", "second", 2)))
    assert made.views == ("the case itself", "second reader, who knows better")
    assert plain(made.title) == "The views differ most on the trap, then on growth"
    assert plain(made.note).endswith(
        "On the trap: the case itself 30 %, 22–38; second reader 90 %, 87–93. On growth: the case itself 30 %, 22–38; "
        "second reader 90 %, 87–93."
    )
    assert [row.id for row in made.rows if row.apart] == ["growth", "trap"]
    assert [chance.percent for chance in made.rows[0].chances] == ["30\u00a0%", "90\u00a0%", "84\u00a0%"]
    assert plain(viewed(weighed, ()).title) == "The views nowhere lie two words apart"
    assert opinions(ground(weighed)) is None


# --- the matrix that people have today -------------------------------------------------------------------------


def test_what_counting_would_say_stands_beside_the_weighing():
    found = content(examine(load(ROOT / "cases" / "iraq-1993"), Options(draws=100)))
    counts = found.matrix.counts
    assert counts is not None
    assert {row.label: row.by_counting for row in counts.rows} == {
        "Minor actions": 1, "Major attack": 2, "No retaliation": 3,
    }  # fmt: skip
    assert "put minor actions first" in str(counts.title)
    assert any("do not test it" in str(reason) for reason in counts.reasons)
    assert str(counts.title) in unescape(re.sub("<[^>]+>", "", page(found)))


def test_contradictions_of_one_cause_are_counted_cell_by_cell():
    def piece(**bears: str) -> dict[str, Any]:
        return {"bears": bears, "otherwise": "even", "group": "g"}

    evidence = {
        "x": piece(a="against"), "y": piece(a="against", b="against"), "w": piece(b="against"), "v": piece(a="for"),
    }  # fmt: skip
    made = bare({"a": 0.5, "b": 0.5}, evidence, groups={"g": {"says": "One story"}})
    counts = content(examine(build(made), Options(point=True))).matrix.counts
    assert counts is not None
    assert str(counts.reasons[0]) == "It counts four contradictions each by itself that come from one cause."


def test_with_views_the_ratios_are_said_to_be_the_case_s_own(weighed: Assessment) -> None:
    assert "own reading" not in plain(content(weighed).matrix.note)
    views = {"case": Judged("the case itself", {}), "second": Judged("second reader", {})}
    assert plain(matrix(ground(replace(weighed, views=views))).note).endswith(
        "Ratios, what a voice tells, reliabilities and the choice of rival pictures come from the case’s own reading, "
        "without the views."
    )


def test_without_doubt_nothing_is_counted():
    assert content(weigh(load(ROOT / "cases" / "iraq-1993"), Options(point=True))).matrix.counts is None
