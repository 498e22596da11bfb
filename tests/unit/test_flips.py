"""Flips: every change of one input by one word, what it turns, and that what is said to flip does, in the file."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from detente.case.load import CaseFile, build, load
from detente.case.uncertain import Uncertain
from detente.case.words import default_words, extend
from detente.errors import CaseFaults, ImpossibleEvidence
from detente.weigh import Options, weigh
from detente.weigh.doubt.candidates import Candidate, candidates
from detente.weigh.doubt.effects import TURNS
from detente.weigh.doubt.examine import examine
from detente.weigh.doubt.flips import MOST_CONFIRMED, at_centre
from detente.weigh.doubt.parts import Flip
from detente.weigh.results import Assessment
from tests.edits import Data, loaded, put
from tests.made import bare, made

ROOT = Path(__file__).parents[2]
POINT = Options(point=True)
Path_ = tuple[str | int, ...]


# --- the steps: plain tables, typed from the page that defines the words ------------------------------------------------

LIKELIHOODS = [
    "almost no chance",
    "very unlikely",
    "unlikely",
    "even",
    "likely",
    "very likely",
    "almost certain",
]
BEARINGS = [
    f"{how}{side}"
    for side, hows in (
        ("against", ("decisively ", "strongly ", "", "weakly ")),
        ("for", ("weakly ", "", "strongly ", "decisively ")),
    )
    for how in hows
]
BEARINGS.insert(4, "neutral")
GRADES = ["E", "D", "C", "B", "A"]
STAGEABLE = ["low", "some", "high"]


def median(kind: str, word: str) -> float:
    return default_words().tables[kind][word].median


def around(kind: str, order: list[str], written: Any) -> list[Any]:
    """What an input may be moved to, as it would be written, by the rules on the page and not by the program's."""
    if written in order:
        place = order.index(written)
        return [order[i] for i in (place - 1, place + 1) if 0 <= i < len(order)]
    if written == "roughly even chance":
        return ["unlikely", "likely"]
    if written == "F":
        return ["E", "D"]
    if written in ("never", "always"):
        return [order[0 if written == "never" else -1]]
    if isinstance(written, str):
        low, high = map(float, written.split(".."))
        written = (low + high) / 2
    if kind == "likelihood" and not 0.01 <= written <= 0.99:
        ends = [order[0 if written < 0.01 else -1]]
    else:
        if kind == "likelihood":
            starts = [0.0, 0.05, 0.2, 0.45, 0.55, 0.8, 0.95]
            place = max(i for i, start in enumerate(starts) if start <= written + 1e-12)
        else:
            place = min(
                range(len(order)),
                key=lambda i: abs(math.log(max(written, 1e-9)) - math.log(median(kind, order[i]))),
            )
        ends = [order[i] for i in (place - 1, place + 1) if 0 <= i < len(order)]
    return [round(median(kind, word), 3) for word in ends]


def every_move(data: Data) -> Iterator[tuple[Path_, Any]]:
    """All changes of one input by one word, enumerated on the plain data."""

    def likely(path: Path_, written: Any) -> Iterator[tuple[Path_, Any]]:
        for after in around("likelihood", LIKELIHOODS, written):
            yield path, after

    def bearing(path: Path_, written: Any) -> Iterator[tuple[Path_, Any]]:
        if isinstance(written, dict):
            odds = written["odds"]
            assert not isinstance(odds, str)
            near = min(BEARINGS, key=lambda word: abs(math.log(median("bearing", word)) - math.log(odds)))
            written = near
        if written in BEARINGS:
            for after in around("bearing", BEARINGS, written):
                yield path, after
        else:
            yield from likely(path, written)

    for name, hypothesis in data["hypotheses"].items():
        yield from likely(("hypotheses", name, "prior"), hypothesis["prior"])
    yield from likely(("something_else",), data.get("something_else", "very unlikely"))
    for name, source in data.get("sources", {}).items():
        for key in ("grade", "reliability"):
            if key in source:
                for after in around("grade", GRADES, source[key]):
                    yield ("sources", name, key), after
    for name, piece in data["evidence"].items():
        at: Path_ = ("evidence", name)
        yield from likely((*at, "otherwise"), piece["otherwise"])
        for hypothesis, written in piece["bears"].items():
            yield from bearing((*at, "bears", hypothesis), written)
        if "stageable" in piece:
            for after in around("stageable", STAGEABLE, piece["stageable"]):
                yield (*at, "stageable"), after
        for number, report in enumerate(piece.get("reports", [])):
            for key in ("by_chance", "would_report"):
                if isinstance(report, dict) and key in report:
                    yield from likely((*at, "reports", number, key), report[key])
    for name, assumption in data.get("assumptions", {}).items():
        yield from likely(("assumptions", name, "likely"), assumption["likely"])
    characters = data.get("characters", {})
    for name, character in characters.get("them", {}).items():
        yield from likely(("characters", "them", name, "base"), character["base"])
        for hypothesis, written in character.get("because", {}).items():
            yield from bearing(("characters", "them", name, "because", hypothesis), written)
    for name, character in characters.get("us", {}).items():
        yield from likely(("characters", "us", name, "prior"), character["prior"])


def first(found: Assessment) -> str | None:
    them = found.characters.get("them", {})
    return max(them, key=lambda name: them[name].probability) if them else None


def turned(before: Assessment, after: Assessment) -> set[tuple[str, str]]:
    """Who turns, and how, by the definition."""
    found = set()
    for name, each in before.hypotheses.items():
        was, now = each.now, after.hypotheses[name].now
        if now.word != was.word and abs(now.probability - was.probability) >= TURNS:
            found.add((name, "word"))
        if min(now.probability, was.probability) < 0.5 < max(now.probability, was.probability):
            found.add((name, "half"))
    one = first(after)
    if one is not None and one != first(before):
        found.add((one, "character"))
    return found


def said(flip: Flip) -> set[tuple[str, str]]:
    return {(turn.id, how) for turn in flip.turns for how in turn.how}


def key(path: Path_, after: Any) -> tuple[str, str]:
    return ".".join(map(str, path)), f"{after:.3f}" if isinstance(after, float) else str(after)


# --- moves ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
def test_every_change_by_one_word_is_tried_and_no_other(seed: int) -> None:
    rng = np.random.default_rng([seed, 71])
    data = made(rng, int(rng.integers(2, 6)), int(rng.integers(2, 9)))
    file = build(data)
    found = [key(move.path, move.after) for move in candidates(file.case, file.words)]
    assert sorted(found) == sorted(key(*each) for each in every_move(data))
    assert len(found) == len(set(found))


def moved(kind: str, written: Any) -> list[str]:
    """Where an input of a small case moves to."""
    piece: Data = {"bears": {"a": "for"}, "otherwise": 0.3, "reports": ["s"]}
    more: Data = {"sources": {"s": {"grade": "B"}}}
    path: Path_ = ("evidence", "e", "otherwise")
    if kind == "bearing":
        path = ("evidence", "e", "bears", "a")
    elif kind == "grade":
        path = (
            "sources",
            "s",
            "grade" if isinstance(written, str) and ".." not in written else "reliability",
        )
        more = {"sources": {"s": {}}}
    elif kind == "stageable":
        path, piece = ("evidence", "e", "stageable"), {**piece, "shows": ["a"]}
    data = put(
        bare({"a": 0.6, "t": {"prior": 0.6, "deceives": True}, "b": 0.5}, {"e": piece}, **more), path, written
    )
    file = build(data)
    return [
        key((), move.after)[1]
        for move in candidates(file.case, file.words)
        if ".".join(map(str, move.path)) == ".".join(map(str, path))
    ]


@pytest.mark.parametrize(
    ("kind", "written", "after"),
    [
        ("likelihood", "unlikely", ["very unlikely", "even"]),
        ("likelihood", "roughly even chance", ["unlikely", "likely"]),
        ("likelihood", "almost no chance", ["very unlikely"]),
        ("likelihood", "almost certain", ["very likely"]),
        ("likelihood", "never", ["almost no chance"]),
        ("likelihood", "always", ["almost certain"]),
        ("likelihood", 0.3, ["very unlikely", "even"]),
        ("likelihood", 0.2, ["very unlikely", "even"]),
        ("likelihood", "0.1..0.3", ["very unlikely", "even"]),
        ("likelihood", 0.55, ["even", "very likely"]),
        ("likelihood", 0.99, ["very likely"]),
        ("likelihood", 0.995, ["almost certain"]),
        ("likelihood", 0.002, ["almost no chance"]),
        ("likelihood", 0, ["almost no chance"]),
        ("likelihood", 1, ["almost certain"]),
        ("bearing", "neutral", ["weakly against", "weakly for"]),
        ("bearing", "weakly for", ["neutral", "for"]),
        ("bearing", "weakly against", ["against", "neutral"]),
        ("bearing", "decisively for", ["strongly for"]),
        ("bearing", "decisively against", ["strongly against"]),
        ("bearing", {"odds": 3.9}, ["weakly for", "strongly for"]),
        ("bearing", {"odds": "0.2..0.3"}, ["strongly against", "weakly against"]),
        ("bearing", {"odds": 1}, ["weakly against", "weakly for"]),
        ("bearing", {"odds": 500}, ["strongly for"]),
        ("bearing", "likely", ["even", "very likely"]),
        ("bearing", 0.7, ["even", "very likely"]),
        ("bearing", "always", ["almost certain"]),
        ("grade", "A", ["B"]),
        ("grade", "C", ["D", "B"]),
        ("grade", "E", ["D"]),
        ("grade", "F", ["E", "D"]),
        ("grade", 0.8, ["C", "A"]),
        ("grade", "0.3..0.5", ["E", "C"]),
        ("stageable", "low", ["some"]),
        ("stageable", "some", ["low", "high"]),
        ("stageable", 0.5, ["low", "high"]),
    ],
)
def test_an_input_moves_to_the_words_next_to_it(kind: str, written: Any, after: list[str]) -> None:
    """A word to a word; a number to the median of a word, except a factor, which as a number would be a likelihood."""
    number = (
        written not in ("never", "always")
        and not isinstance(written, dict)
        and (not isinstance(written, str) or ".." in written)
    )
    table = "likelihood" if kind == "bearing" else kind
    assert moved(kind, written) == [f"{median(table, word):.3f}" if number else word for word in after]


def test_no_grade_moves_to_one_that_cannot_be_judged() -> None:
    assert all("F" not in moved("grade", grade) for grade in "ABCDE")


def test_a_word_of_the_case_is_a_step_like_any_other() -> None:
    words = {"likelihood": {"toss-up or a bit more": {"low": 0.52, "mode": 0.54, "high": 0.6}}}
    table = extend(default_words(), words)
    found = [
        word
        for word, _ in table.neighbours("likelihood", Uncertain("even", table.tables["likelihood"]["even"]))
    ]
    assert found == ["unlikely", "toss-up or a bit more"]
    data = bare(
        {"a": 0.5, "b": 0.6},
        {"e": {"bears": {"a": "for"}, "otherwise": "toss-up or a bit more"}},
        words=words,
    )
    file = build(data)
    steps = [str(move.after) for move in candidates(file.case, file.words) if move.path[-1] == "otherwise"]
    assert steps == ["even", "likely"]


def test_a_word_that_a_case_gives_another_meaning_is_written_as_that_word() -> None:
    words = {"likelihood": {"unlikely": {"low": 0.2, "mode": 0.3, "high": 0.44}}}
    table = extend(default_words(), words)
    data = bare({"a": 0.5, "b": 0.6}, {"e": {"bears": {"a": "for"}, "otherwise": 0.5}}, words=words)
    file = build(data)
    (down, _) = (move for move in candidates(file.case, file.words) if move.path[-1] == "otherwise")
    assert down.after == round(table.tables["likelihood"]["unlikely"].median, 3)
    assert down.after != round(median("likelihood", "unlikely"), 3)


def test_no_number_moves_to_a_certainty_by_rounding() -> None:
    """A case may have words for what happens once in ten thousand times."""
    words = {
        "likelihood": {
            "freak": {"low": 0.0001, "mode": 0.0002, "high": 0.0004},
            "sure": {"low": 0.9985, "mode": 0.9998, "high": 0.9999},
        }
    }
    piece = {"bears": {"a": 0.97}, "otherwise": 0.02}
    file = build(bare({"a": 0.5, "b": 0.6}, {"e": piece}, words=words))
    steps = [move.after for move in candidates(file.case, file.words) if move.path[0] == "evidence"]
    assert len(steps) >= 3
    assert all(0 < float(step) < 1 for step in steps)


def test_the_size_of_a_move_is_its_change_of_log_odds() -> None:
    def log_odds(chance: float) -> float:
        return math.log(chance / (1 - chance))

    piece = {"bears": {"a": "neutral", "b": "never"}, "otherwise": "even"}
    file = build(bare({"a": 0.5, "b": "likely"}, {"e": piece}))
    sizes = {(move.path[-1], move.after): move.size for move in candidates(file.case, file.words)}
    assert sizes["a", "weakly for"] == pytest.approx(math.log(2))
    assert sizes["otherwise", "likely"] == pytest.approx(log_odds(median("likelihood", "likely")))
    step = log_odds(median("likelihood", "very likely")) - log_odds(median("likelihood", "likely"))
    assert sizes["prior", "very likely"] == pytest.approx(step)
    assert sizes["b", "almost no chance"] == math.inf


# --- found at central inputs --------------------------------------------------------------------------------------------------


def held_against_every_edit(tmp_path: Path, data: Data) -> int:
    """Make every move in the file, weigh it at central inputs, and hold what turns against what is found."""
    file = loaded(tmp_path, data)
    before = weigh(file, POINT)
    wanted = {}
    for path, after in every_move(data):
        try:
            then = weigh(build(put(data, path, after)), POINT)
        except (CaseFaults, ImpossibleEvidence):
            continue
        if turns := turned(before, then):
            wanted[key(path, after)] = turns
    tried, found = at_centre(file)
    assert tried == len(list(every_move(data)))
    there = {key(flip.path, flip.after): said(flip) for flip in found}
    # priors on the very edge of what can hold together, and staging that shows nothing, are told apart later
    extra = {each for each in there if each not in wanted}
    assert {each: there[each] for each in there if each not in extra} == wanted
    for path, _ in extra:
        assert path.startswith(("hypotheses", "something_else", "evidence"))
    whole = examine(file, POINT).doubt
    assert whole is not None
    shown = [key(flip.path, flip.after) for flip in whole.flips]
    assert set(shown) <= set(wanted)
    assert whole.flips_tried == tried
    return len(wanted)


@pytest.mark.parametrize("seed", range(3))
def test_those_found_at_central_inputs_are_all_that_there_are(tmp_path: Path, seed: int) -> None:
    rng = np.random.default_rng([seed, 72])
    held_against_every_edit(tmp_path, made(rng, int(rng.integers(3, 5)), int(rng.integers(3, 6))))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_many_found_at_central_inputs(tmp_path: Path, seed: int) -> None:
    rng = np.random.default_rng([seed, 73])
    held_against_every_edit(tmp_path, made(rng, int(rng.integers(2, 7)), int(rng.integers(2, 10))))


def test_the_chance_that_a_source_confirms_anyway_can_turn_an_answer(tmp_path: Path) -> None:
    report = {"by": "s", "by_chance": "very unlikely"}
    piece = {"bears": {"a": "decisively for"}, "otherwise": "very unlikely", "reports": [report]}
    data = bare({"a": 0.4, "b": 0.8}, {"e": piece}, sources={"s": {"grade": "E"}}, something_else=0.05)
    _, found = at_centre(loaded(tmp_path, data))
    assert ("evidence", "e", "reports", 0, "by_chance") in {flip.path for flip in found}
    held_against_every_edit(tmp_path, data)


def test_another_grade_may_let_another_report_count(tmp_path: Path) -> None:
    """Of two that have it from one origin on one day the better counts: a grade moved may change who speaks."""
    reports = [{"by": "s", "by_chance": 0.9}, {"by": "t", "by_chance": 0.02}]
    piece = {"bears": {"a": "decisively for"}, "otherwise": 0.05, "reports": reports}
    sources = {"s": {"grade": "C", "origin": "o"}, "t": {"grade": "D", "origin": "o"}, "o": {}}
    data = bare({"a": 0.4, "b": 0.8}, {"e": piece}, sources=sources, something_else=0.05)
    _, found = at_centre(loaded(tmp_path, data))
    assert any(flip.path[0] == "sources" for flip in found)
    held_against_every_edit(tmp_path, data)


# --- confirmed on all draws ---------------------------------------------------------------------------------------------------


def assert_flips_flip(file: CaseFile, edited: Any, options: Options) -> tuple[int, int]:
    """Apply every flip in the file, by ``edited(path, after)``; return how many are confirmed and how many are not."""
    found = examine(file, options)
    assert found.doubt is not None
    flips = found.doubt.flips
    sizes = [(not flip.confirmed, round(flip.size, 9)) for flip in flips]
    assert sizes == sorted(sizes)
    confirmed = [flip for flip in flips if flip.confirmed]
    assert len(confirmed) <= MOST_CONFIRMED
    for flip in flips:
        try:
            then = weigh(edited(flip.path, flip.after), Options(found.draws, found.seed))
        except ImpossibleEvidence:
            assert not flip.confirmed
            continue
        turns = turned(found, then)
        assert bool(turns) == flip.confirmed
        if flip.confirmed:
            assert said(flip) == turns
            for turn in flip.turns:
                if "character" not in turn.how:
                    assert turn.before == found.hypotheses[turn.id].now
                    assert turn.after == then.hypotheses[turn.id].now
                else:
                    assert turn.after == then.characters["them"][turn.id]
    return len(confirmed), len(flips) - len(confirmed)


@pytest.mark.parametrize("seed", range(3))
def test_every_confirmed_flip_flips_in_the_file(tmp_path: Path, seed: int) -> None:
    rng = np.random.default_rng([seed, 74])
    data = made(rng, int(rng.integers(3, 6)), int(rng.integers(3, 8)))
    confirmed, _ = assert_flips_flip(
        loaded(tmp_path, data),
        lambda path, after: loaded(tmp_path, put(data, path, after)),
        Options(draws=40, seed=seed),
    )
    assert confirmed > 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_many_confirmed_flips(tmp_path: Path, seed: int) -> None:
    rng = np.random.default_rng([seed, 75])
    data = made(rng, int(rng.integers(2, 7)), int(rng.integers(2, 12)))
    assert_flips_flip(
        loaded(tmp_path, data),
        lambda path, after: loaded(tmp_path, put(data, path, after)),
        Options(draws=40, seed=seed),
    )


class Plain(yaml.SafeLoader):
    """YAML with dates left as they are written."""


Plain.yaml_implicit_resolvers = {
    start: [each for each in resolvers if each[0] != "tag:yaml.org,2002:timestamp"]
    for start, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["korea-2018", "port-strike"])
@pytest.mark.parametrize("draws", [300, None])
def test_every_confirmed_flip_of_a_worked_case_flips_in_its_file(
    tmp_path: Path, name: str, draws: int | None
) -> None:
    """With its documents and its views beside it, which stay as they are."""
    import json

    data = yaml.load((ROOT / "cases" / name / "case.yaml").read_text("utf-8"), Loader=Plain)

    def edited(path: Path_, after: Any) -> CaseFile:
        at = tmp_path / "again"
        shutil.rmtree(at, ignore_errors=True)
        shutil.copytree(ROOT / "cases" / name, at)
        (at / "case.yaml").write_text(json.dumps(put(data, path, after)), "utf-8")
        return load(at)

    confirmed, _ = assert_flips_flip(load(ROOT / "cases" / name), edited, Options(draws=draws))
    assert confirmed > 0


def test_a_flip_that_only_central_inputs_show_is_marked(tmp_path: Path) -> None:
    """Where a prior is a wide range, a step across a word at its middle need not move the mean across it."""
    found = []
    for seed in range(4):
        rng = np.random.default_rng([seed, 76])
        doubt = examine(build(made(rng, 4, 6)), Options(draws=40)).doubt
        assert doubt is not None
        found += doubt.flips
    unconfirmed = [flip for flip in found if not flip.confirmed]
    assert unconfirmed
    assert all(flip.turns for flip in unconfirmed)
    assert all(turn.before.low is None for flip in unconfirmed for turn in flip.turns)
    assert all(turn.before.low is not None for flip in found if flip.confirmed for turn in flip.turns)


def test_at_central_inputs_nothing_is_confirmed() -> None:
    doubt = examine(build(made(np.random.default_rng(77), 4, 6)), POINT).doubt
    assert doubt is not None
    assert doubt.flips
    assert not any(flip.confirmed for flip in doubt.flips)


def test_a_change_that_no_file_could_hold_is_no_flip(tmp_path: Path) -> None:
    """Staging must show something: a bearing that makes it pointless when neutral cannot be written down."""
    piece = {"bears": {"a": "weakly for", "c": "for"}, "otherwise": 0.3, "stageable": 0.9, "shows": ["a"]}
    data = bare(
        {"a": 0.46, "t": {"prior": 0.4, "deceives": True}, "c": 0.4},
        {"e": piece, "f": {"bears": {"a": "weakly for"}, "otherwise": 0.4}},
    )
    with pytest.raises(CaseFaults):
        build(put(data, ("evidence", "e", "bears", "a"), "neutral"))
    for options in (POINT, Options(draws=30)):
        doubt = examine(build(data), options).doubt
        assert doubt is not None
        for flip in doubt.flips:
            loaded(tmp_path, put(data, flip.path, flip.after))


def test_flips_of_a_case_without_something_are_those_of_the_file_without_it(tmp_path: Path) -> None:
    rng = np.random.default_rng(78)
    data = made(rng, 4, 6)
    name = list(data["evidence"])[2]
    edited = {**data, "evidence": {k: each for k, each in data["evidence"].items() if k != name}}
    assert not any(name in each["touches"] for each in data["assumptions"].values())
    for options, without in (
        (POINT, Options(point=True, without=name)),
        (Options(draws=30), Options(draws=30, without=name)),
    ):
        one, two = examine(build(data), without).doubt, examine(build(edited), options).doubt
        assert one is not None
        assert two is not None
        assert two.flips
        assert [(key(flip.path, flip.after), said(flip), flip.confirmed) for flip in one.flips] == [
            (key(flip.path, flip.after), said(flip), flip.confirmed) for flip in two.flips
        ]


def test_flips_of_a_case_with_views_are_changes_of_the_case_itself(tmp_path: Path) -> None:
    """A view that says otherwise still says so after the change."""
    rng = np.random.default_rng(79)
    data = made(rng, 4, 6)
    first_piece = next(iter(data["evidence"]))
    views = {
        "v": {"by": "V", "hypotheses": {"h0": {"prior": 0.7}}, "evidence": {first_piece: {"otherwise": 0.6}}},
        "w": {"by": "W", "sources": {"s0": {"reliability": 0.5}}},
    }
    file = loaded(tmp_path, data, views)
    confirmed, _ = assert_flips_flip(
        file,
        lambda path, after: loaded(tmp_path, put(data, path, after), views),
        Options(draws=40),
    )
    assert confirmed > 0


def test_priors_that_a_view_could_not_hold_are_no_flip(tmp_path: Path) -> None:
    """Fitting the case, a change may leave a view with priors that cannot hold together."""
    piece = {"bears": {"a": "weakly for"}, "otherwise": 0.4}
    data = bare({"a": "even", "b": "even", "c": 0.2}, {"e": piece}, something_else=0.1)
    views = {"v": {"by": "V", "hypotheses": {"b": {"prior": 0.3}, "c": {"prior": 0.2}}}}
    file = loaded(tmp_path, data, views)
    with pytest.raises(CaseFaults):
        weigh(loaded(tmp_path, put(data, ("hypotheses", "a", "prior"), "unlikely"), views), POINT)
    for options in (POINT, Options(draws=30)):
        doubt = examine(file, options).doubt
        assert doubt is not None
        for flip in doubt.flips:
            weigh(loaded(tmp_path, put(data, flip.path, flip.after), views), POINT)


def test_a_move_is_one_change(tmp_path: Path) -> None:
    """What a move puts into the case is what reading the changed file gives."""
    data = made(np.random.default_rng(80), 4, 6)
    file = loaded(tmp_path, data)
    from detente.weigh.doubt.candidates import put as put_in

    for move in candidates(file.case, file.words):
        assert isinstance(move, Candidate)
        try:
            edited = build(put(data, move.path, move.after))
        except CaseFaults:
            continue
        # the fields of a case are no types that pydantic knows how to write, and it says so each time
        one, other = put_in(file.case, move.path, move.value), edited.case
        assert one.model_dump(warnings=False) == other.model_dump(warnings=False)
