"""The part of the brief on what to try: its data first, then its page, then the command."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from math import log2
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter

from detente.brief import reckoned_plan
from detente.brief.content import content
from detente.brief.credit import settled
from detente.brief.document import Brief
from detente.brief.foretold import change, points
from detente.brief.front import LETTER, LINE, WIDTH, steps_along
from detente.brief.orders import Orders, shape
from detente.brief.page import page
from detente.brief.parts_plan import Attempt
from detente.brief.phrase import Phrase
from detente.brief.wording import percent
from detente.case.load import build
from detente.case.words import CANNOT_TELL, default_words
from detente.cli import brief as command
from detente.encounter.foresee.results import Span, Split
from detente.plan.options import Planning
from detente.plan.plan import plan
from detente.plan.results import (
    Candidate,
    Finalist,
    Information,
    Need,
    Plan,
    Renegotiation,
    Shift,
    Tripwire,
)
from detente.weigh import Assessment, Options, examine
from tests.commands import run
from tests.small_talks import seen, small

SMALL = Planning(rough=3, coarse=3, points=5, most=12, ranked=6, samples=2)
TINY = Planning(rough=3, coarse=3, points=3, most=3, ranked=3, finalists=2, samples=0)
WEIGHING = Options(draws=200)
WORDS = default_words()
PLANS = TypeAdapter(Plan)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setenv("DETENTE_CACHE", "")


@cache
def usual() -> Plan:
    """Return the plan of the small case, as it is after it was kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DETENTE_CACHE", "")
        return PLANS.validate_json(PLANS.dump_json(plan(build(small()), SMALL, WEIGHING)))


@cache
def assessed() -> Assessment:
    return examine(build(small()), WEIGHING)


def brief(found: Plan | None = None, assessment: Assessment | None = None) -> Brief:
    return content(assessment or assessed(), (), None, None, found or usual())


def told(found: Plan | None = None) -> Attempt:
    made = brief(found).attempt
    assert made
    return made


def first(found: Plan, **parts: Any) -> Plan:
    """Return a plan with another first finalist; parts of its candidate stand under their own names."""
    known = {each.name for each in fields(Finalist)}
    mine = {name: each for name, each in parts.items() if name in known}
    its = {name: each for name, each in parts.items() if name not in known}
    changed = replace(found.finalists[0], **mine, candidate=replace(found.finalists[0].candidate, **its))
    return replace(found, finalists=[changed, *found.finalists[1:]])


def spaced(text: object) -> str:
    return str(text).replace("\u00a0", " ")


def texts(value: object) -> list[str]:
    """Return all texts of a brief."""
    if isinstance(value, Phrase):
        return [str(value)]
    if is_dataclass(value):
        return [text for each in fields(value) for text in texts(getattr(value, each.name))]
    if isinstance(value, tuple):
        return [text for each in value for text in texts(each)]
    return [value] if isinstance(value, str) else []


# --- orders -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ([["a", None], ["b", None], [None, "x"], [None, "y"]], "giving"),
        ([[None, "x"], [None, "y"], ["a", None], ["b", None]], "asking"),
        ([["a", "x"], ["b", "y"], ["c", None]], "at once"),
        ([["a", None], [None, "x"], ["b", None], [None, "y"]], "turns"),
        ([["a", None], [None, "x"], ["b", "y"]], None),
        ([["a", None], [None, "x"]], None),
    ],
)
def test_textbook_orders_are_known_by_their_shape(lines: Sequence[Sequence[str | None]], kind: str | None):
    assert shape(lines) == kind


def test_orders_are_called_by_what_they_are():
    found = usual()
    assert found.recommended == found.finalists[0].name
    orders = Orders(found, build(small()).case, WORDS)
    assert orders.label(orders.first.name) == "Recommended"
    assert found.given
    assert orders.label(found.given) == "The case’s own"
    beginning = replace(orders.first.candidate, lines=orders.first.candidate.lines[:1], full=False)
    more = replace(found, candidates=[*found.candidates, beginning])
    name = f"R{len(more.candidates)}"
    assert Orders(more, orders.case, WORDS).label(name) == "Only its first line"
    assert str(Orders(more, orders.case, WORDS).apart(name)) == "which stops after one line"


def test_orders_are_told_apart_by_their_steps():
    found = usual()
    lines = [*found.finalists[0].candidate.lines]
    without = [[ours, None if theirs == "stop" else theirs] for ours, theirs in lines]
    other = replace(found.candidates[0], lines=[line for line in without if any(line)])
    more = replace(found, candidates=[*found.candidates, other])
    orders = Orders(more, build(small()).case, WORDS)
    assert str(orders.apart(f"R{len(more.candidates)}")) in (
        "without “Stop”",
        "which stops after two lines",
    )


# --- the box ------------------------------------------------------------------------------------------------------


def test_the_box_has_the_first_moves_what_to_expect_and_when_to_stop():
    found = usual()
    box = told().box
    assert not box.lead
    assert len(box.moves) == len(found.finalists[0].exchanges) <= 4
    assert f"itself worth {points(found.finalists[0].candidate.not_engaging)}" in str(box.expect)
    for move, each in zip(box.moves, found.finalists[0].exchanges, strict=False):
        assert all(says in str(move) for says in each.says if says)
        assert ("We: " in str(move)) == (each.acts[0] is not None)
        assert f"{100 * each.chance:.0f}" in str(move)
    says, worth = found.yardstick
    assert f"“{says}” alone would be worth {points(float(worth))}" in str(box.expect)
    assert points(found.finalists[0].trying.value) in str(box.expect)
    assert str(box.stop)


def test_the_box_hides_no_act_and_names_what_is_left_out():
    found = usual()
    some = found.finalists[0].exchanges[0]
    lines = [[None, "stop"], ["pay.1", None], [None, "list"], ["pay.2", None]]
    many = [replace(some, line=n, acts=acts) for n, acts in enumerate([*lines, [None, "list"]], 1)]
    box = told(first(found, exchanges=many, lines=lines)).box
    assert len(box.moves) == 3
    assert "Then: we “Pay for it (part 2)”; they “Hand over a list”. " in str(box.expect)
    assert "Left out" not in str(box.expect)
    box = told(first(found, exchanges=many[:2], lines=lines[:2])).box
    assert "Left out: “Pay for it (part 2)” and “Hand over a list”. " in str(box.expect)


def test_sections_that_follow_another_order_say_so():
    found, futures = usual(), seen(small())[1]
    assert found.given != found.recommended
    made = content(assessed(), (), None, futures, found)
    assert made.attempt
    assert page(made).count("follows the case’s own order of steps") == 2
    same = replace(found, given=found.recommended)
    assert "follows the case’s own order of steps" not in page(content(assessed(), (), None, futures, same))


@pytest.mark.parametrize(
    ("parts", "cap", "why"),
    [
        ({"trying": Split(-1.0, 0.0, 0.0)}, None, "worth more than not engaging"),
        ({"accepts_by": {"builder": 0.3, "trickster": 0.9}}, None, "say yes in only 30 %"),
        ({"trap_loss": 1.02}, 1.0, "may lose 1.02 if it is a trap, over the 1.00 that we will bear"),
        ({"trap_loss": 12.0}, 10.0, "may lose 12 if it is a trap, over the 10 that we will bear"),
    ],
)
def test_where_nothing_is_recommended_that_comes_first_with_the_reason(
    parts: dict[str, Any], cap: float | None, why: str
):
    found = replace(usual(), recommended=None, cap=cap)
    candidate = replace(found.finalists[0].candidate, **parts)
    found = replace(found, finalists=[replace(found.finalists[0], candidate=candidate), *found.finalists[1:]])
    made = told(found)
    assert spaced(made.box.lead).startswith("Do not engage: ")
    assert why in spaced(made.box.lead)
    assert not made.box.moves
    assert not made.box.expect
    assert made.margins
    assert str(made.margins.title).endswith(", were it tried all the same")
    assert "may be recommended" in str(made.front.title)
    assert spaced(made.tracks.note).startswith("Not recommended")
    assert "Do not engage" in page(brief(found))


def test_marks_become_one_line_of_doubt():
    assert not told(first(usual(), marks=[])).box.doubt
    ways = [
        replace(each, trying=-1.0) if each.how == "care halved" else each
        for each in usual().finalists[0].confirmations
    ]
    assert str(told(first(usual(), marks=["fragile"], confirmations=ways)).box.doubt) == (
        "Not firm: with both sides half as careful, another answer comes out."
    )
    doubt = told(first(usual(), marks=["horizon", "unsettled"])).box.doubt
    assert str(doubt) == "Not firm: it hangs on how long talks may last; not every situation settled."


# --- tracks and tripwires -----------------------------------------------------------------------------------------


def test_every_line_stands_on_its_track_with_points_chance_and_date():
    exchanges = usual().finalists[0].exchanges
    lines = told().tracks.lines
    assert len(lines) == len(exchanges)
    for line, each in zip(lines, exchanges, strict=True):
        assert (line.ours is None, line.theirs is None) == tuple(act is None for act in each.acts)
        if line.theirs:
            assert line.theirs.reversible == each.reversible[1]
            assert points(each.we_get) in line.theirs.points
        if line.ours:
            assert points(each.we_give) in line.ours.points
        assert line.chance.probability == each.chance
    text = page(brief())
    assert text.count('class="act undo"') == sum(
        flag is True for each in exchanges for flag in each.reversible
    )
    assert text.count('class="act for-good"') == sum(
        flag is False for each in exchanges for flag in each.reversible
    )


def wire(kind: Any, signal: str = "exposed", whole: float = -2.0, word: float = 0.0) -> Tripwire:
    margin = Split(whole - word, 0.0, word)
    return Tripwire(kind, 2, "2020-02-01", "them.list", "Hand over a list", signal, 0.1, 0.5, 0.2, margin)


def test_tripwires_are_sentences_with_where_they_come_from():
    start = Tripwire("do not start", 0, "", "", "", "", 1.0, 0.5, 0.18, Split(3.0, 0.0, 0.0))
    rising = [[0.0, -1.0], [1.0, 4.0]]
    found = first(
        usual(),
        tripwires=[wire("go on", whole=2.0), wire("stop"), wire("only our word", "held", 1.0, 3.0), start],
        margins=[],
        curve=rising,
        trap_curve=[[0.0, 0.0], [1.0, 0.0]],
    )
    rows = told(found).wires
    assert rows
    said = [spaced(row.sentence) for row in rows.rows]
    assert "Do not start at all if you give sincerity less than 18 %." in said
    assert any(
        re.match(r"Stop( before “.+”)? if “Hand over a list” is found wanting\.", each) for each in said
    )
    assert said[-2] == "If “Hand over a list” is not done when due, only our own word keeps us going."
    assert said[-1] == "Go on even if “Hand over a list” is found wanting."
    stop = next(row for row in rows.rows if str(row.sentence).startswith("Stop"))
    assert "trust goes from 50 % to 20 %" in spaced(stop.source)
    assert "−2.0 points" in stop.source
    assert "Chance today that it comes so: 10 %" in spaced(stop.source)
    assert "Two reasons" in str(rows.title)
    assert "Do not start at all" in str(told(found).box.stop)


@pytest.mark.parametrize(
    ("today", "worth", "says", "better"),
    [
        (0.5, 3.0, "Do not start at all if you give sincerity less than 30 %.", "above"),
        (0.1, 3.0, "Do not start at all if you give sincerity more than 30 %.", "below"),
        (0.1, -3.0, "Do not start today; it would be worth it from 30 % on.", "above"),
        (0.5, -3.0, "Do not start today; it would be worth it up to 30 % only.", "below"),
    ],
)
def test_the_trust_not_to_begin_at_lies_on_the_side_that_the_data_say(
    today: float, worth: float, says: str, better: str
):
    start = Tripwire("do not start", 0, "", "", "", "", 1.0, today, 0.3, Split(worth, 0.0, 0.0))
    made = told(first(usual(), tripwires=[start], margins=[]))
    assert made.wires
    assert made.curve
    assert [spaced(row.sentence) for row in made.wires.rows] == [says]
    assert f"{better} a trust of 30 %" in spaced(made.curve.title)


def test_to_go_on_for_calm_alone_is_to_stay_at_the_table():
    found = usual()
    margins = [replace(each, band=0.5, turns_at=None) for each in found.finalists[0].margins]

    def said(kind: Any, split: Split, after: float = 0.2) -> tuple[str, str, Attempt]:
        made = told(first(found, tripwires=[replace(wire(kind), margin=split, trust=after)], margins=margins))
        assert made.wires
        (row,) = made.wires.rows
        return str(row.sentence), row.source, made

    stay, source, made = said("go on", Split(-0.1, 1.7, 0.0))
    assert stay.startswith("Stay at the table even if “Hand over a list” is found wanting")
    assert "steps −0.10, calm and channels +1.7" in source
    assert any("stay for the calm" in str(each) for line in made.tracks.lines for each in line.stops)
    assert said("go on", Split(3.0, 1.7, 0.0))[0].startswith("Go on even if")
    for kind, size in (("go on", 0.2), ("stop", -0.2)):
        level, _, made = said(kind, Split(size, 0.0, 0.0))
        assert "makes little difference" in level
        assert "Nothing that they may show on the way is a reason to stop" in str(made.box.stop)
    assert "what is left to win" in said("stop", Split(-2.0, 0.0, 0.0), after=0.9)[1]
    assert "what is left to win" not in said("stop", Split(-2.0, 0.0, 0.0))[1]


def test_what_is_kept_for_our_word_alone_is_named():
    found = usual()
    margin = replace(found.finalists[0].margins[0], word_alone=True, margin=Split(-2.0, 0.0, 5.0))
    made = told(first(found, margins=[margin], tripwires=[])).margins
    assert made
    assert "only our own word keeps us going" in str(made.title)
    assert str(made.kept).startswith("Kept only because our own word is at stake: “Pay for it")
    (row,) = made.rows
    assert (row.whole, row.word) == ("+3.0", "+5.0")
    assert row.without < row.zero < row.whole_at
    assert not told(first(found, margins=[], tripwires=[])).margins
    assert not told(first(found, margins=[], tripwires=[])).wires


def test_where_a_margin_turns_is_a_reason_to_stop():
    found = usual()
    margin = replace(found.finalists[0].margins[0], turns_at=0.31, curve=[[0.0, -1.0, -2.0], [1.0, 3.0, 1.0]])
    made = told(first(found, margins=[margin], tripwires=[]))
    assert made.wires
    assert "if you then give sincerity less than 31 %" in spaced(made.wires.rows[0].sentence)
    assert any("Trust is under 31 %" in spaced(stop) for line in made.tracks.lines for stop in line.stops)


# --- the front ----------------------------------------------------------------------------------------------------


def test_the_front_shows_every_order_and_names_what_matters():
    found = usual()
    made = told().front
    assert {mark.name for mark in made.marks} == {f"R{n}" for n in range(1, len(found.candidates) + 1)}
    labels = {mark.name: mark.label for mark in made.marks}
    assert labels[found.finalists[0].name] == "Recommended"
    assert found.given
    assert labels[found.given] == "The case’s own"
    assert all(0 <= mark.x <= 100 and 0 <= mark.y <= 100 for mark in made.marks)
    values = {f"R{n}": each.trying.whole for n, each in enumerate(found.candidates, 1)}
    values |= {each.name: each.candidate.trying.whole for each in found.finalists}
    by_height = sorted(made.marks, key=lambda mark: mark.y)
    assert all(values[a.name] >= values[b.name] - 1e-3 for a, b in pairwise(by_height))


def test_names_in_the_front_never_cover_one_another():
    boxes = []
    for mark in told().front.marks:
        if mark.label:
            x, y = mark.x * WIDTH / 100 + mark.dx, mark.y * 2.8 + mark.dy
            wide = LETTER * len(mark.label)
            left = x if mark.anchor == "start" else x - wide
            boxes.append((left, y - LINE, left + wide, y))
    assert len(boxes) >= 2
    for n, a in enumerate(boxes):
        for b in boxes[:n]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (a, b)


def test_the_cap_is_a_line_where_there_is_one():
    assert told().front.cap is None, "the case sets none"
    loses = [replace(each, trap_loss=float(n)) for n, each in enumerate(usual().candidates)]
    found = first(replace(usual(), candidates=loses, cap=3.0), trap_loss=Span(0.0))
    made = told(found).front
    assert made.cap
    assert made.cap[1] == "the most we will bear: 3.0"
    assert "will not bear" in str(made.note)
    assert "cap on what we may lose" not in str(reckoned_plan.limits(found))
    assert "cap on what we may lose" in str(reckoned_plan.limits(usual()))


def test_comes_close_is_said_where_ranges_do_not_part():
    found = usual()
    assert found.runner_up
    second = found.candidate(found.runner_up).trying.whole

    def title(low: float) -> str:
        return str(
            told(first(replace(found, front=[found.finalists[0].name]), trying=Span(20, low, 30))).front.title
        )

    assert title(second - 1) == f"The recommended order gains most; {found.runner_up} comes close"
    forbidden = replace(found, lost_by="cap")
    assert "would gain more" not in str(told(forbidden).front.title)
    forbidden = first(forbidden, trying=Span(second - 1))
    assert str(told(forbidden).front.title) == (
        f"{found.runner_up} would gain more, but would lose more in a trap than we will bear; of the others the recommended order "
        "gains most"
    )
    assert title(second + 1) == "No order gains more than the recommended order or risks less"


def test_each_other_order_is_told_once_and_why_it_loses():
    found = usual()
    why = [spaced(each) for each in told().why]
    assert found.runner_up
    assert why[0].startswith(f"The runner-up, {found.runner_up}")
    assert sum("case’s own" in each for each in why) == 1
    second = Orders(found, build(small()).case, WORDS).candidates[found.runner_up]
    assert f"is worth {points(second.trying.whole)} points" in why[0]
    own = Orders(found, build(small()).case, WORDS).candidates[found.given or ""].trying
    (case_own,) = [each for each in why if "case’s own" in each]
    gap = own.steps - found.finalists[0].candidate.trying.steps
    assert gap < 0
    assert f"steps {change(gap)}" in case_own
    assert "lie within" in why[-1]
    costly = [replace(each, trap_loss=7.0) for each in found.candidates]
    only = replace(found, candidates=costly, cap=5.0, finalists=found.finalists[:1])
    assert "over the 5.0 that we will bear" in str(told(only).why[0])


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-3.2, 17), (0, 1e-9), (0.02, 0.03), (-5, -1), (0, 1234)])
def test_axes_have_a_few_round_numbers_that_reach_all(low: float, high: float):
    found = steps_along(min(low, 0), max(high, 0))
    assert found[0] <= min(low, 0)
    assert found[-1] >= high
    assert 2 <= len(found) <= 8


# --- trust, trap, what would change it ----------------------------------------------------------------------------


def test_trust_needed_is_said_in_each_case():
    found = usual()

    def text(need: Need) -> str:
        made = told(first(found, need=need)).curve
        assert made
        return spaced(made.text)

    assert "a trust of 31 % is enough" in text(Need("some", 0.31))
    assert text(Need("none needed", None)).startswith("No trust is needed")
    assert text(Need("none suffices", None)).startswith("No trust is enough")
    assert text(Need("nobody trusted", None)).startswith("Trust is no question here")
    rising = told(first(found, trap_curve=[[0.0, 0.5], [1.0, 4.0]], curve=[[0.0, -2.0], [1.0, 8.0]])).curve
    assert rising
    assert rising.loss
    assert "rises with trust, from 0.50 to 4.0" in str(rising.text)
    assert told(first(found, curve=[], trap_curve=[])).curve is None


def test_an_act_that_reveals_all_settles_all_doubt():
    shift = Shift(
        "them",
        "them.stop",
        "Stop",
        1,
        "2020-02-01",
        0.3,
        {"done": 1.0, "held": 0.0},
        {"done": 0.3, "held": 0.7},
        0.0,
    )
    doubt = -(0.3 * log2(0.3) + 0.7 * log2(0.7))
    assert settled(replace(shift, bits=doubt)) == pytest.approx(1)
    assert settled(replace(shift, bits=doubt / 4)) == pytest.approx(0.25)
    assert settled(replace(shift, before=1.0)) == 0.0
    made = told(first(usual(), ledger=[replace(shift, bits=doubt / 4)])).ledger
    assert made
    assert (
        spaced(made.title)
        == "“Stop” tells us most, and no other act of theirs is due: trust 30 → 100 % if done, 0 % if not"
    )


def test_the_stairs_of_the_trap_rise_to_what_is_known():
    found = usual().finalists[0]
    made = told().trap
    assert made
    heights = [float(part) for part in re.findall(r"V([\d.]+)", made.steps)]
    assert heights == sorted(heights, reverse=True)
    assert heights[-1] == pytest.approx(made.box[1] * (1 - found.known_by[-1]), abs=0.06)
    assert [chance for _, chance in made.table] == [percent(each) for each in found.known_by]
    assert percent(found.never) in str(made.text)
    assert change(found.candidate.deceptions[0].ours.steps) in str(made.text)


def test_a_loss_has_its_range_or_says_that_there_is_none():
    found = usual()
    with_range = told(first(found, trap_loss=Span(3.0, 1.0, 6.0), given_away=2.0)).trap
    assert with_range
    assert "Loss to us: 3.0 points (1.0–6.0)" in str(with_range.text)
    assert "given away 2.0 points" in str(with_range.text)
    bare = told(first(found, trap_loss=Span(3.0))).trap
    assert bare
    assert "no range computed" in str(bare.text)
    maybe = told(first(found, trap_loss=Span(0.0, 0.0, 6.0))).trap
    assert maybe
    assert "at worst 6.0 points" in str(maybe.title)


def test_who_does_better_to_refuse_is_no_trap():
    found = usual()
    refuses = [replace(each, refuses=True, theirs=-1.0) for each in found.finalists[0].candidate.deceptions]
    made = told(first(found, deceptions=refuses)).trap
    assert made
    assert str(made.title) == "Whoever would deceive us does better to refuse"
    assert not made.steps
    assert "would rather refuse, by 1.0 points of its own" in str(made.text)


def test_following_says_who_refuses():
    found = usual()
    each = found.finalists[0].candidate.commitments[1]
    refused = replace(each, theirs={"builder": 3.0, "trickster": -1.0})
    made = told(first(found, commitments=[each, refused])).following
    assert str(made.title).endswith("“builder”; “trickster” refuses")
    assert "so it refuses" in made.rows[1][1][1]


def test_shares_that_are_too_rough_are_not_told():
    found = usual()
    bars = [
        replace(found.tornado[0], share=0.5, share_error=0.1),
        replace(found.tornado[1], share=1.0, share_error=1.05),
    ]
    made = told(replace(found, tornado=bars)).inputs
    assert made
    assert [spaced(row.share) for row in made.rows] == ["50 ± 10 %", "we cannot tell"]
    bare = [replace(each, share=None, share_error=None) for each in bars]
    made = told(replace(found, tornado=bare)).inputs
    assert made
    assert {row.share for row in made.rows} == {""}
    assert "Share:" not in str(made.note)
    assert told(replace(found, tornado=[])).inputs is None


def test_an_input_that_changes_the_answer_is_the_title():
    found = usual()
    name = found.finalists[0].name
    wide = replace(
        found.tornado[0],
        path="trust",
        says="Trust today",
        best_low="R2",
        best_high=name,
        at_low=0.0,
        at_high=9.0,
    )
    thin = replace(found.tornado[1], best_low=name, best_high=name, at_low=4.0, at_high=5.0)
    made = told(replace(found, tornado=[wide, thin])).inputs
    assert made
    assert str(made.title) == "Trust today alone would change the answer, and moves it most"
    assert (made.rows[0].best_low, made.rows[0].best_high) == ("R2", "the same")
    made = told(replace(found, tornado=[replace(wide, best_low=name), thin])).inputs
    assert made
    assert str(made.title) == "No one input, within its range, changes the answer; trust today moves it most"


def test_what_harms_is_shown_as_harm():
    def information(kind: Any, worth: float) -> Information:
        return Information(kind, "list", "Hand over a list", worth, {"changed": "do not engage"})

    found = replace(
        usual(),
        information=[
            information("channel", -1.0),
            information("inspection", -2.0),
            information("indicator", 1.5),
        ],
    )
    made = told(found).learning
    assert made
    assert [row.worth for row in made.rows] == ["+1.5", "−1.0", "−2.0"]
    assert [row.harms for row in made.rows] == [False, True, True]
    assert made.rows[0].left == made.rows[0].zero
    assert made.rows[2].left == 0.0
    assert "is worth 1.5 points" in str(made.title)
    assert "would cost us 2.0" in str(made.title)
    assert {row.then for row in made.rows} == {"do not engage"}


def test_the_rest_of_another_order_may_suit_both():
    found = usual()
    assert not told(first(found, renegotiations=[])).rethink
    each = Renegotiation([["pay.1"], ["stop", "list"]], found.finalists[1].name, 3, 0.6, 1.2, 0.8)
    (said,) = told(first(found, renegotiations=[each])).rethink
    assert "+1.2 points for us, +0.80 for them" in str(said)
    assert "one act and they two" in str(said)


# --- all of it ----------------------------------------------------------------------------------------------------


def three() -> dict[str, Any]:
    data = small()
    data["characters"]["them"]["waverer"] = {
        "says": "cannot decide", "base": 0.3, "because": {"turn": "weakly for"}, "word": 2, "values": {"money": 2},
    }  # fmt: skip
    return data


def trusting() -> dict[str, Any]:
    data = small()
    data["characters"]["them"]["trickster"]["trusted"] = True
    return data


@pytest.mark.parametrize("data", [three(), trusting()], ids=["three characters", "all trusted"])
def test_other_cases_are_told_whole(data: dict[str, Any]):
    file = build(data)
    found = plan(file, TINY, WEIGHING)
    made = content(examine(file, Options(point=True)), (), None, None, found)
    assert made.attempt
    untrusted = [name for name, each in data["characters"]["them"].items() if not each.get("trusted")]
    assert (made.attempt.trap is not None) == bool(untrusted)
    assert len(made.attempt.following.heads) == len(data["characters"]["them"])
    assert made.attempt.front.reach is None
    assert "no range was computed" in str(made.attempt.front.note)
    assert "No games were drawn" in " ".join(map(str, made.computed.method))
    if not untrusted:
        assert made.attempt.curve is None
        assert made.attempt.ledger is None
    else:
        assert made.attempt.trap
        assert len(made.attempt.trap.rows) == len(untrusted)
    check(made)
    Seen(page(made))


def check(made: Brief) -> None:
    for text in texts(made.attempt):
        assert not re.search(r"\bnan\b|\binf\b|None|e-\d\d|\{|\}", text), text


def test_no_sentence_has_a_number_that_is_none():
    check(brief())


def test_no_jargon_of_games_before_the_last_section():
    jargon = r"equilibri|Pareto|Sobol|Bayes|\bbits?\b|\bgames?\b|commitment|utility|payoff|posterior|entropy|best reply"
    for text in texts(told()):
        assert not re.search(jargon, text, re.IGNORECASE), text
    assert "Sobol" in " ".join(map(str, brief().computed.method))


def test_words_of_likelihood_come_from_numbers():
    known = {*WORDS.tables["likelihood"], CANNOT_TELL, "under 1 %", "over 99 %"}
    for line in told().tracks.lines:
        assert line.chance.word in known
        assert line.chance.word == WORDS.word_for(line.chance.probability)


def test_how_it_was_computed_stands_in_the_last_section():
    found = usual()
    made = brief().computed
    method = " ".join(map(str, made.method))
    assert f"{found.counted:,} orders" in method
    assert f"{found.looked_at:,} of them were looked at" in method
    assert len(made.checked) == 5
    assert made.checked[0].trying == change(found.finalists[0].candidate.trying.whole)
    bad = [replace(each, unsettled=3) for each in found.candidates]
    assert f"{3 * len(bad)} did not settle" in " ".join(
        map(str, brief(replace(found, candidates=bad)).computed.method)
    )
    assert "all of them were looked at" in " ".join(
        map(str, brief(replace(found, exhaustive=True)).computed.method)
    )
    assert not content(assessed()).computed.checked


# --- the page -----------------------------------------------------------------------------------------------------


class Seen(HTMLParser):
    """Every tag with its attributes, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_every_figure_of_the_page_says_its_finding_in_words():
    made = brief()
    assert made.attempt
    assert made.attempt.trap
    assert made.attempt.curve
    found = Seen(page(made))
    figures = [attrs for tag, attrs in found.tags if tag == "svg" and attrs.get("role") == "img"]
    assert all(attrs["aria-label"] for attrs in figures)
    labels = {attrs["aria-label"] for attrs in figures}
    for each in (made.attempt.front, made.attempt.trap, made.attempt.curve):
        assert each.alt in labels
        assert each.alt.startswith(str(each.title))
    ids = [attrs["id"] for _, attrs in found.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {attrs["aria-labelledby"] for _, attrs in found.tags if "aria-labelledby" in attrs} <= set(ids)


def test_sections_stand_in_the_order_of_the_design():
    assert list(brief().sections) == ["why", "matrix", "mind", "attempt", "rests", "computed"]
    text = page(brief())
    assert text.index("What to try</h2>") < text.index("Why are they doing this?")
    assert text.index("What would change our mind") < text.index("What to try, and the trap")
    for word in ("What to try", "the trap</h2>", "Loss if it is a trap"):
        assert word not in page(content(assessed()))


EVIL = "<script>alert(1)</script>\u202e\u2066 & \"'`"


def test_hostile_text_stays_text():
    data = small()
    data["steps"]["them"]["list"]["says"] = data["steps"]["us"]["pay"]["says"] = EVIL
    data["steps"]["them"]["stop"]["says"] = EVIL
    found = json.loads(PLANS.dump_json(usual()))

    def spoil(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                name: EVIL if name == "says" and isinstance(each, str) else spoil(each)
                for name, each in value.items()
            }
        return [spoil(each) for each in value] if isinstance(value, list) else value

    found = spoil(found)
    found["yardstick"][0] = found["title"] = EVIL
    margin = found["finalists"][0]["margins"][0]
    margin["turns_at"], margin["word_alone"] = 0.4, True
    assessment = examine(build(data), Options(point=True))
    text = page(content(assessment, (), None, None, PLANS.validate_python(found)))
    body = Seen(text)
    assert "script" not in {tag for tag, _ in body.tags}
    assert not any(name.startswith("on") for _, attrs in body.tags for name in attrs)
    assert body.text.count("<script>alert(1)") >= 20, "it is shown as it was written"
    for _, attrs in body.tags:
        assert not any(value and ("\u202e" in value or "\u2066" in value) for value in attrs.values())


# --- the command --------------------------------------------------------------------------------------------------


@pytest.fixture
def case(tmp_path: Path) -> Path:
    target = tmp_path / "case.yaml"
    target.write_text(yaml.safe_dump(small(), sort_keys=False), encoding="utf-8")
    return target


def test_the_brief_plans_and_can_leave_it_out(case: Path, monkeypatch: pytest.MonkeyPatch):
    asked = []

    def planning(roadmaps: int, weighing: Options) -> Planning:
        asked.append((roadmaps, weighing.point))
        return replace(TINY, most=roadmaps)

    monkeypatch.setattr(command, "planning", planning)
    words = ("brief", case, "--point", "--json", "--no-futures", "--workers", 1)
    whole = run(*words, "--roadmaps", 2)
    assert whole.code == 0, whole
    assert asked == [(2, True)]
    assert whole.json["attempt"]["tracks"]["lines"]
    assert len(whole.json["attempt"]["front"]["rows"]) == 2
    without = run(*words, "--no-plan")
    assert without.json["attempt"] is None


def test_what_is_kept_is_taken_over(case: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path / "kept"))
    monkeypatch.setattr(command, "planning", lambda roadmaps, weighing: replace(TINY, most=2))
    words = ("brief", case, "--point", "--json", "--no-futures", "--workers", 1)
    whole = run(*words)
    monkeypatch.setattr("detente.plan.plan._Planner.plan", None)
    assert run(*words).out == whole.out


def test_points_only_means_no_draws_for_the_plan_either():
    assert command.planning(7, Options(seed=3, point=True)) == Planning(most=7, seed=3, samples=0)
    assert command.planning(Planning().most, Options()) == Planning()


def test_a_brief_of_half_an_encounter_has_no_plan(tmp_path: Path):
    data = small()
    del data["roadmap"], data["questions"]
    target = tmp_path / "case.yaml"
    target.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    done = run("brief", target, "--point", "--json")
    assert done.code == 0, done
    assert done.json["attempt"] is None


def test_a_candidate_is_what_it_was() -> None:
    """The tests above change parts of a plan; this is what they stand on."""
    assert isinstance(usual().candidates[0], Candidate)
    assert usual().tornado
    assert usual().finalists[0].margins
    assert usual().finalists[0].ledger
