"""The part of the brief on futures: its data first, then its page."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from detente.brief.content import content
from detente.brief.document import Brief
from detente.brief.foretold import NO_RANGE, OUTCOMES, chance, change, one_in, points, points_span, rounds_of
from detente.brief.page import page
from detente.brief.parts_futures import Worths
from detente.brief.phrase import Phrase, say
from detente.brief.shapes import RIVER, apart
from detente.brief.tables_futures import tables
from detente.brief.wording import percent
from detente.case.words import CANNOT_TELL, default_words
from detente.encounter.foresee.results import Fan, Futures, Sign, Span, Trust, Worth
from detente.weigh import Assessment, Options, examine
from tests.small_talks import seen, small, usual

WORDS = default_words()


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setenv("DETENTE_CACHE", "")


@cache
def assessed() -> Assessment:
    file, _ = usual()
    return examine(file, Options(draws=200))


def brief(found: Futures | None = None) -> Brief:
    return content(assessed(), (), None, found or usual(2)[1])


# --- words and numbers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.001, "hardly any future"),
        (0.25, "one future in four"),
        (0.18, "about one future in six"),
        (0.5, "about every second future"),
        (0.7, "seven futures in ten"),
        (0.62, "about six futures in ten"),
        (0.99, "nearly every future"),
        (0.012, "about one future in 80"),
        (0.04, "about one future in 25"),
    ],
)
def test_shares_of_futures_are_said_so_that_one_can_see_them(value, said):
    assert one_in(value) == said


@pytest.mark.parametrize(
    ("value", "said", "signed"),
    [
        (12.03, "12", "+12"),
        (1234.5, "1,234", "+1,234"),
        (3.44, "3.4", "+3.4"),
        (-0.333, "−0.33", "−0.33"),
        (0.0, "0.00", "0.00"),
        (-0.001, "0.00", "0.00"),
        (9.96, "10", "+10"),
    ],
)
def test_points_have_two_digits_and_a_true_minus(value, said, signed):
    assert points(value) == said
    assert change(value) == signed


def test_ranges_of_points_keep_their_minus_apart():
    assert points_span(Span(1, -2, 3)) == "−2.0 to 3.0"
    assert points_span(Span(1, 0.5, 3)) == "0.50–3.0"
    assert points_span(Span(1)) == ""


def test_how_long_talks_last_is_said_by_the_length_of_a_round():
    _, found = usual()
    assert rounds_of(found, 10) == "ten months"
    assert rounds_of(replace(found, round_length="10 days"), 3) == "three rounds of 10\u00a0days"


def test_names_beside_stripes_never_cover_one_another():
    shown = apart([10, 11, 12, 95, 99], 12.5)
    rising = sorted(shown)
    assert all(b - a >= 12.5 - 1e-9 for a, b in pairwise(rising))
    assert rising[0] >= 6.25
    assert rising[-1] <= 93.75
    assert shown == rising, "they keep their order"


# --- the data -----------------------------------------------------------------------------------------------------


def test_sections_stand_in_the_order_of_the_design():
    assert list(brief().sections) == ["why", "matrix", "mind", "outlooks", "questions", "rests", "computed"]
    without = content(assessed())
    assert list(without.sections) == ["why", "matrix", "mind", "rests", "computed"]


def test_the_stripes_of_the_river_fill_it():
    """At every date the chances of all outcomes and of talks that go on sum to one."""
    found = brief().outlooks
    assert found
    edges = []
    for each in found.river.areas:
        places = [tuple(map(float, pair.split())) for pair in each.path.strip("MZ").split("L")]
        half = len(places) // 2
        edges.append((places[:half], places[half:][::-1]))
    for (top, _), (_, bottom) in pairwise(edges):
        assert top == bottom
    assert all(y == RIVER[1] for _, y in edges[0][1])
    _, futures = usual(2)
    thin = sum(each.value for each in futures.outcomes.values() if each.value < 0.01)
    top = [y for _, y in edges[-1][0]]
    assert max(top) <= 0.05 + RIVER[1] * thin
    assert len(edges[0][0]) == len(futures.dates) + 1


def test_what_is_drawn_and_what_is_only_named():
    _, futures = usual(2)
    found = brief().outlooks
    assert found
    drawn = {each.says for each in found.river.labels}
    for name, says in OUTCOMES.items():
        likely = futures.outcomes[name].value >= 0.01
        assert (says in drawn) == likely
        assert (says.lower() in str(found.river.thin).split(". War")[0]) == (not likely)
    for each in found.river.labels:
        name = next(key for key, says in OUTCOMES.items() if says == each.says)
        assert each.chance.percent == percent(futures.outcomes[name].value)


def test_titles_follow_from_the_numbers():
    _, futures = usual()
    few = {name: Span(0.0) for name in futures.outcomes}
    rare = replace(
        futures, outcomes={**few, "real deal": Span(0.25), "hollow deal": Span(0.1), "refusal": Span(0.65)}
    )
    found = brief(rare).outlooks
    assert found
    assert str(found.river.title) == "One future in four ends in a real deal; one in ten only looks like one"
    assert "about seven tenths are real" in str(found.river.deals) or "seven tenths are real" in str(
        found.river.deals
    )
    none = replace(futures, outcomes={**few, "refusal": Span(1.0)})
    found = brief(none).outlooks
    assert found
    assert str(found.river.title).startswith("Hardly any future ends in a real deal")
    assert str(found.river.deals) == "Hardly any future ends in a deal."


def test_who_they_are_is_said_only_where_ranges_part():
    _, futures = usual()
    one, other = futures.prospects

    def title(first: Span, second: Span) -> str:
        rows = (replace(one, today=first), replace(other, today=second))
        found = brief(replace(futures, prospects=rows)).outlooks
        assert found
        return str(found.people.title)

    assert title(Span(0.6, 0.3, 0.8), Span(0.4, 0.2, 0.7)) == "Builder or trickster? We cannot tell"
    assert title(Span(0.8, 0.7, 0.9), Span(0.2, 0.1, 0.3)) == "Builder comes first, before trickster"
    assert title(Span(0.5, 0.48, 0.54), Span(0.49, 0.46, 0.52)).endswith("comes close")


def test_wants_come_from_values():
    _, futures = usual()
    one, other = futures.prospects
    changed = replace(one, values={"money": 4.0, "peace": 4.0, "face": 1.0, "war": -3.0})
    found = brief(replace(futures, prospects=(changed, other))).outlooks
    assert found
    assert [row.wants for row in found.people.rows] == ["money and peace most, then face", "money"]


def fan(middle: list[float]) -> Fan:
    return Fan([[max(0.0, m - 0.1), m - 0.05, m, m + 0.05, min(1.0, m + 0.1)] for m in middle])


def test_how_long_the_two_kinds_look_alike_is_counted():
    _, futures = usual()
    rounds = len(futures.dates)

    def trusted(apart_from: int, to: float) -> Futures:
        means = [0.5] * apart_from + [to] * (rounds + 1 - apart_from)
        trust = {
            "if they mean it": Trust(fan(means), fan(means)),
            "if it is a trap": Trust(fan([0.5] * (rounds + 1)), fan(means)),
        }
        return replace(futures, trust=trust, signs=())

    def title(found: Futures) -> str:
        made = brief(found).outlooks
        assert made
        assert made.trust
        return str(made.trust.title)

    assert title(trusted(4, 0.8)) == "For three months the two kinds look alike"
    assert title(trusted(4, 0.55)) == "The two kinds look alike to the end"
    assert title(trusted(1, 0.8)).startswith("Trust parts at once")
    made = brief(replace(futures, trust={"if they mean it": futures.trust["if they mean it"]})).outlooks
    assert made
    assert made.trust is None


def sign(act: str, round_: int, signal: str, before: float, after: float, trust: float = 0.5) -> Sign:
    return Sign(round_, f"2020-{round_ + 1:02d}-01", act, f"Do {act}", signal, 0.2, before, after, trust)


def test_signs_that_move_little_are_left_out_unless_nothing_is_left():
    _, futures = usual()
    little = sign("them.stop", 1, "done", 0.25, 0.26)
    much = sign("them.list", 2, "done", 0.25, 0.5)
    found = brief(replace(futures, signs=(little, much))).outlooks
    assert found
    assert found.signs
    assert [[move.after.percent for move in row.moves] for row in found.signs.rows] == [["50\u00a0%"]]
    assert "from 25 to 50\u00a0%" in str(found.signs.title)
    assert "1 March 2020" in str(found.signs.title).replace("\u00a0", " ")
    found = brief(replace(futures, signs=(little,))).outlooks
    assert found
    assert found.signs
    assert len(found.signs.rows) == 1
    assert str(found.signs.title) == "No early sign tells much"


def test_an_act_is_told_once_with_the_first_date_at_which_it_may_be_seen():
    _, futures = usual()
    signs = [
        sign("them.list", n, name, 0.3, after)
        for n in (2, 3)
        for name, after in (("done", 0.6), ("held", 0.1))
    ]
    found = brief(replace(futures, signs=signs)).outlooks
    assert found
    assert found.signs
    (row,) = found.signs.rows
    assert "2020" in str(row.sentence)
    assert [move.says for move in row.moves] == ["Done", "Not done"]


def test_questions_stand_by_date_with_word_range_and_rule():
    found = brief().questions
    assert found
    _, futures = usual(2)
    assert found.rows[0].ask == "Do they stop?"
    by_ask = {each.ask: each for each in futures.forecasts}
    for row in found.rows:
        told = by_ask[row.ask]
        assert row.rule == told.resolves
        assert row.chance == chance(told.chance, WORDS)
    counts = sum(int(row.chance.cannot_tell) for row in found.rows)
    assert ("cannot tell" in str(found.title)) == bool(counts)


def test_no_chance_stands_without_its_range_where_games_were_drawn():
    found = brief().outlooks
    assert found
    for row in found.people.rows:
        assert all(each.span for each in (row.today, row.accepts, row.real, row.hollow))
    assert all(row.chance.span for row in found.steps.rows)
    assert all(label.chance.span for label in found.river.labels)


def test_without_games_drawn_that_is_said():
    _, futures = usual()
    found = brief(futures).outlooks
    assert found
    assert "without ranges" in str(found.river.note)
    assert not any(label.chance.span for label in found.river.labels)


def test_the_bottom_line_has_three_sentences_at_most():
    made = brief()
    assert len(made.bottom_line) <= 3
    talks = [line for line in made.bottom_line if "Talks in the case’s own order" in str(line)]
    assert len(talks) == 1, "a case with two explanations leaves room"
    _, futures = usual(2)
    assert points(futures.trying.value) in str(talks[0])


def test_where_three_sentences_stand_already_what_talks_bring_is_a_note_below_them(monkeypatch):
    whole = tuple(say(f"Sentence {n}.") for n in range(3))
    monkeypatch.setattr("detente.brief.content.bottom_line", lambda rows, other: whole)
    made = brief()
    assert made.bottom_line == whole
    real = usual(2)[1].outcomes["real deal"]
    assert f"end in a real deal in {percent(real.value)} (" in str(made.bottom_note)
    assert "Talks in the case’s own order" in Seen(page(made)).text


def test_without_games_no_word_is_said_that_a_range_might_forbid():
    _, futures = usual(0)
    found = brief(futures)
    assert found.outlooks
    assert found.questions
    told = [row.chance for row in (*found.outlooks.steps.rows, *found.questions.rows)]
    assert {each.word for each in told} == {NO_RANGE}
    assert str(found.questions.title) == "Three questions: three without a range"
    assert all(row.today.span for row in found.outlooks.people.rows), "weighing has ranges of its own"
    assert "No games were drawn" in str(found.outlooks.river.note)
    bare = replace(
        futures, prospects=[replace(each, today=Span(each.today.value)) for each in futures.prospects]
    )
    people = brief(bare).outlooks
    assert people
    assert str(people.people.title).endswith(", without ranges")
    assert "comes first" not in str(people.people.title)


def test_ranges_from_few_games_say_so():
    _, futures = usual(2)
    found = brief(futures).outlooks
    assert found
    assert "Ranges rest on 2 games only" in str(found.river.note)
    enough = brief(replace(futures, check=replace(futures.check, games=20))).outlooks
    assert enough
    assert "games" not in str(enough.river.note)


def test_questions_that_no_event_settles_are_named_below_the_table():
    data = small()
    del data["questions"]["breaks"]["event"]
    file, futures = seen(data)
    found = content(examine(file, Options(point=True)), (), None, futures).questions
    assert found
    assert [row.ask for row in found.rows] == ["Do they stop?", "Do they hand it over?"]
    assert "no end of talks settles it: “Does anyone leave?”." in str(found.note)


def test_what_certainty_would_bring_counts_for_the_title_too():
    _, futures = usual()
    checked = Worth(
        "verification", "them.list", "A list", 0.6, {"sure": 1.2, "none": -0.3}, {"sure": -0.25, "none": 0.05}
    )
    line = Worth("channel", "line", "A line", 0.3, {"none": -1.0}, {"none": -0.02})

    def worths(*found: Worth) -> Worths:
        made = brief(replace(futures, worths=list(found))).outlooks
        assert made
        assert made.worths
        return made.worths

    made = worths(checked, line)
    assert str(made.title) == (
        "To find out for certain whether “A list” is real would bring 1.2 points, more than any other here"
    )
    assert [row.hollow_sure for row in made.rows] == ["", "−25\u00a0in\u00a0100"]
    assert "−25\u00a0in\u00a0100" in page(brief(replace(futures, worths=[checked, line])))
    assert str(worths(line, replace(line, name="other")).title).endswith(
        "1.0 points, as much as any other here"
    )


def test_each_signal_says_how_often_it_comes_and_what_it_tells_later():
    _, futures = usual()
    signs = [
        replace(sign("them.list", n, name, 0.3, after), chance=often)
        for n, name, after, often in ((2, "done", 0.6, 0.4), (2, "exposed", 0.0, 0.02), (3, "done", 0.5, 0.1))
    ]
    found = brief(replace(futures, signs=signs)).outlooks
    assert found
    assert found.signs
    (row,) = found.signs.rows
    done, exposed = row.moves
    assert (done.comes, exposed.comes) == ("40\u00a0%", "2\u00a0%")
    assert done.later == "(50\u00a0% if by 1\u00a0Apr\u00a02020 only)"
    assert exposed.later == ""
    assert "from 30 to 60" in str(found.signs.title), "the signal that will be seen, not the rarest"


def test_panels_of_trust_name_whom_they_mean():
    found = brief().outlooks
    assert found
    assert found.trust
    assert [panel.says for panel in found.trust.panels] == [
        "If they mean it: builder",
        "If it is a trap: trickster",
    ]


def test_how_it_was_computed_tells_what_did_not_settle():
    _, futures = usual(2)
    told = "\n".join(map(str, brief().computed.method))
    assert f"{futures.check.solved:,} situations were solved" in told
    assert "All of them settled" in told
    worse = replace(
        futures, check=replace(futures.check, unsettled=7, ensemble_unsettled=3, other_acceptances=1)
    )
    told = "\n".join(map(str, brief(worse).computed.method))
    assert "7 of them did not settle" in told
    assert "3 of their situations did not settle" in told
    assert "one other equilibrium" in told


def numbers(value: object) -> list[str]:
    """Return all texts of a brief."""
    if isinstance(value, Phrase):
        return [str(value)]
    if is_dataclass(value):
        return [text for each in fields(value) for text in numbers(getattr(value, each.name))]
    if isinstance(value, tuple):
        return [text for each in value for text in numbers(each)]
    return [value] if isinstance(value, str) else []


def test_no_sentence_has_a_number_that_is_none():
    for text in numbers(brief().outlooks) + numbers(brief().questions):
        assert not re.search(r"\bnan\b|\binf\b|None|e-\d\d|\{|\}", text), text


def test_tables_hold_every_number_once():
    _, futures = usual(2)
    made = {table.name: table for table in tables(futures, WORDS)}
    for table in made.values():
        assert all(len(row) == len(table.columns) for row in table.rows), table.name
        table.csv()
    assert len(made["futures_river"].rows) == len(futures.dates)
    (real,) = [row for row in made["futures_outcomes"].rows if row[0] == "real deal"]
    assert real[1] == futures.outcomes["real deal"].value
    about = {row[0]: row[1] for row in made["futures_about"].rows}
    assert about["trying"] == futures.trying.value
    assert about["sampling_error"] == futures.check.sampling_error


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
    found = brief()
    assert found.outlooks
    text = page(found)
    seen_page = Seen(text)
    figures = [attrs for tag, attrs in seen_page.tags if tag == "svg" and attrs.get("role") == "img"]
    assert all(attrs["aria-label"] for attrs in figures)
    labels = {attrs["aria-label"] for attrs in figures}
    assert found.outlooks.river.alt in labels
    assert found.outlooks.trust
    assert {panel.alt for panel in found.outlooks.trust.panels} <= labels
    ids = [attrs["id"] for _, attrs in seen_page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    named = {attrs["aria-labelledby"] for _, attrs in seen_page.tags if "aria-labelledby" in attrs}
    assert named <= set(ids)
    headings = re.findall(r"<h2[^>]*>(?:<span[^>]*>\d+</span>)?\s*(.*?)</h2>", text)
    assert headings.index("Who they might be, and what the futures look like") < headings.index(
        "Questions to be held to"
    )


def test_the_table_behind_the_river_has_every_date():
    _, futures = usual(2)
    found = brief()
    assert found.outlooks
    assert len(found.outlooks.river.rows) == len(futures.dates)
    last = found.outlooks.river.rows[-1]
    assert list(last[1:]) == [percent(futures.river[name][-1]) for name in OUTCOMES]


EVIL = "<script>alert(1)</script>\u202e\u2066 & \"'`"


def test_hostile_text_stays_text():
    data = small()
    data["characters"]["them"]["builder"]["says"] = EVIL
    data["steps"]["them"]["list"]["says"] = EVIL
    data["steps"]["us"]["pay"]["says"] = EVIL
    data["channels"]["line"]["says"] = EVIL
    for each in data["questions"].values():
        each["ask"] = each["resolves"] = EVIL
    file, futures = seen(data)
    found = content(examine(file, Options(point=True)), file.documents, None, futures)
    text = page(found)
    body = Seen(text)
    assert "script" not in {tag for tag, _ in body.tags}
    assert not any(name.startswith("on") for _, attrs in body.tags for name in attrs)
    assert body.text.count("<script>alert(1)") >= 6, "it is shown as it was written"
    for _, attrs in body.tags:
        assert not any(value and ("\u202e" in value or "\u2066" in value) for value in attrs.values())


def test_a_case_without_an_encounter_has_no_word_of_it():
    _, main = page(content(assessed())).split("<main>")
    for word in ("Who they might be", "Questions to be held to", "hollow"):
        assert word not in main


def test_words_of_likelihood_come_from_the_cases_own_table():
    found = brief().outlooks
    assert found
    known = {*WORDS.tables["likelihood"], CANNOT_TELL, "under 1 %", "over 99 %"}
    assert {row.chance.word for row in found.steps.rows} <= known
