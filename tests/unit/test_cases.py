"""The worked cases are what a newcomer learns from: they load, they are complete, and quotes are exact."""

import re
from collections import Counter
from pathlib import Path

import pytest

from detente.case.load import CaseFile, load

ROOT = Path(__file__).parents[2]
CASES = ROOT / "cases"
ARTICLES = ROOT.parent / "shared" / "articles"
BOTH = ["korea-2018", "port-strike"]


@pytest.fixture(scope="module", params=BOTH)
def either(request):
    return load(CASES / request.param)


@pytest.fixture(scope="module")
def korea():
    return load(CASES / "korea-2018")


@pytest.fixture(scope="module")
def port():
    return load(CASES / "port-strike")


def absences(file: CaseFile) -> list[str]:
    """Return the ids of pieces that no report confirms: things that would have been seen, and were not."""
    return [
        name
        for name, piece in file.case.evidence.items()
        if piece.reports and all(report.answer != "confirms" for report in piece.reports)
    ]


def named_groups_in_use(file: CaseFile) -> Counter:
    return Counter(piece.group for piece in file.case.evidence.values() if piece.group)


def port_texts() -> dict[str, str]:
    """Return the documents as they lie in the folder, byte for byte."""
    files = (CASES / "port-strike" / "documents").iterdir()
    return {file.name: file.read_bytes().decode("utf-8") for file in files}


def word_runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = re.findall(r"[^\W_]+", text.casefold())
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


# --- both -----------------------------------------------------------------------------------------


def test_every_group_is_used_and_small_enough_to_be_one_voice(either):
    used = named_groups_in_use(either)
    assert set(used) == set(either.case.groups)
    assert max(used.values()) <= 4


def test_every_hypothesis_can_be_named_inside_a_sentence(either):
    for hypothesis in either.case.hypotheses.values():
        assert hypothesis.name
        assert hypothesis.that
        assert not hypothesis.that.startswith("that ")
        assert not hypothesis.that.endswith(".")


def test_one_hypothesis_deceives_and_gestures_name_what_they_would_show(either):
    assert sum(hypothesis.deceives for hypothesis in either.case.hypotheses.values()) == 1
    staged = [piece for piece in either.case.evidence.values() if piece.stageable is not None]
    assert len(staged) >= 2
    assert all(piece.shows for piece in staged)


def test_evidence_is_short_and_every_piece_but_the_explained_says_who_reports_it(either):
    for name, piece in either.case.evidence.items():
        assert len(piece.says.split()) <= 12, name
        assert not piece.says.endswith("."), name
        assert piece.reports or name in either.case.explains, name


def test_every_hypothesis_has_evidence_for_and_against(either):
    """A piece that did not happen counts the other way round."""
    missing = set(absences(either))
    speaks = {name: set() for name in either.case.hypotheses}
    for name, piece in either.case.evidence.items():
        for hypothesis, bearing in piece.bears.items():
            if bearing.form == "neutral":
                continue
            level = piece.otherwise.median if bearing.form == "alone" else 1.0
            up = bearing.dist.median > level
            speaks[hypothesis].add("for" if up != (name in missing) else "against")
    assert all(directions == {"for", "against"} for directions in speaks.values()), speaks


def test_every_source_is_cited(either):
    cited = {report.by for piece in either.case.evidence.values() for report in piece.reports}
    assert cited == set(either.case.sources)


def test_some_source_has_what_it_says_from_another(either):
    assert any(source.origin for source in either.case.sources.values())
    assert any(report.origin for piece in either.case.evidence.values() for report in piece.reports)


def test_questions_have_rules_and_are_still_open(either):
    for question in either.case.questions.values():
        assert question.resolves.startswith("Yes if")
        assert question.by.end > either.case.as_of.end
    assert sum(question.event is not None for question in either.case.questions.values()) >= 2


def test_indicators_are_priced_and_still_to_come(either):
    for indicator in either.case.indicators.values():
        assert indicator.cost is not None
        assert indicator.by.end > either.case.as_of.end


def test_the_encounter_is_complete(either):
    case = either.case
    assert case.talks
    assert case.shocks
    assert case.outcomes
    assert case.channels
    assert case.roadmap
    assert [c.trusted for c in case.characters.them.values()].count(True) == 1
    assert [c.we_are for c in case.characters.us.values()].count(True) == 1


def test_every_character_weighs_every_good(either):
    """Zero where it is worth nothing: what is written was considered."""
    for side in (either.case.characters.us, either.case.characters.them):
        for name, character in side.items():
            assert set(character.values) == set(either.case.goods), name


def test_the_roadmap_does_every_step_once(either):
    case = either.case
    for side in ("us", "them"):
        done = Counter(str(step).split(".")[0] for line in case.roadmap if (step := getattr(line, side)))
        assert done == {name: step.parts for name, step in getattr(case.steps, side).items()}


# --- Korea ----------------------------------------------------------------------------------------


def test_korea_is_as_rich_as_a_case_should_be(korea):
    case = korea.case
    assert list(case.hypotheses) == ["pressure", "fear", "beijing", "domestic", "economy", "strength", "ruse"]
    assert case.hypotheses["ruse"].deceives
    assert case.explains == ("offer",)
    assert len(case.evidence) >= 28
    assert len(case.groups) >= 14
    assert len(case.assumptions) >= 3
    assert {assumption.if_false == "nothing" for assumption in case.assumptions.values()} == {True, False}
    assert len(case.questions) >= 4
    assert len(case.indicators) >= 6
    assert sum(piece.judged is not None for piece in case.evidence.values()) >= 3


def test_korea_lists_what_did_not_happen(korea):
    assert len(absences(korea)) >= 4
    assert {"refugee-wave", "destitution-tales", "plot-while-away", "reward-before-talks"} <= set(
        absences(korea)
    )
    answers = {report.answer for piece in korea.case.evidence.values() for report in piece.reports}
    assert answers == {"confirms", "denies", "silent"}


def test_korea_knows_nothing_of_the_days_after(korea):
    for name, piece in korea.case.evidence.items():
        assert (piece.known or piece.date).start <= korea.case.as_of.end, name


def test_korea_copies_no_sentence_of_the_articles():
    articles = sorted(ARTICLES.glob("*.txt"))
    if not articles:
        pytest.skip(f"no articles at {ARTICLES}: nothing to compare with")
    ours = word_runs((CASES / "korea-2018" / "case.yaml").read_text("utf-8"), 8)
    for article in articles:
        shared = ours & word_runs(article.read_text("utf-8"), 8)
        assert not shared, f"{article.name}: {sorted(shared)}"


def test_korea_quotes_nothing(korea):
    assert not korea.documents
    assert not any(report.quote for piece in korea.case.evidence.values() for report in piece.reports)


# --- the port -------------------------------------------------------------------------------------


def test_port_is_as_rich_as_a_case_should_be(port):
    case = port.case
    assert 5 <= len(case.hypotheses) <= 6
    assert len(case.evidence) >= 15
    assert len(case.groups) >= 8
    assert len(case.sources) >= 5
    assert absences(port)
    assert any(group.overlap is not None and group.overlap.median < 1 for group in case.groups.values())


def test_port_says_that_it_is_invented_wherever_it_can_be_seen(port):
    assert "invented" in port.case.title
    assert "Invented" in port.case.marking
    for text in port_texts().values():
        assert "Invented for teaching; no real people or firms" in text


def test_port_quotes_are_exact_and_stand_where_the_span_says(port):
    """Against the files themselves, so that nothing the loader does to a text can hide a slip."""
    quotes = 0
    for name, piece in port.case.evidence.items():
        for report in piece.reports:
            source = port.case.sources[report.by]
            if report.quote is None:
                continue
            raw = (CASES / "port-strike" / source.document).read_bytes().decode("utf-8")
            start, end = report.span
            assert raw[start:end] == report.quote, name
            quotes += 1
    assert quotes >= 15


def test_port_documents_are_all_quoted_and_hold_more_than_ascii(port):
    quoted = {report.by for piece in port.case.evidence.values() for report in piece.reports if report.quote}
    with_document = {name for name, source in port.case.sources.items() if source.document}
    assert with_document == quoted
    on_disk = {f"documents/{name}" for name in port_texts()}
    assert on_disk == {port.case.sources[name].document for name in with_document}
    assert all(any(ord(char) > 127 for char in text) for text in port_texts().values())


def test_port_documents_are_short():
    for name, text in port_texts().items():
        assert 150 <= len(text.split()) <= 400, name
