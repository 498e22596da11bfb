"""What to look for next: what an indicator would tell is what it tells once it stands among the evidence."""

from __future__ import annotations

import copy
import json
import math
from pathlib import Path

import numpy as np
import pytest

from detente.case.load import CaseFile, build, load
from detente.weigh import Options, weigh
from detente.weigh.assess import answered
from detente.weigh.doubt.examine import examine
from detente.weigh.doubt.indicators import outlooks
from detente.weigh.doubt.parts import Outlook
from detente.weigh.estimate import Estimate
from detente.weigh.network import SOMETHING_ELSE
from detente.weigh.results import Assessment
from tests.edits import Data, loaded
from tests.made import bare, made
from tests.parity.cases import varied
from tests.parity.test_doubt import foreseen

ROOT = Path(__file__).parents[2]
AGREE = 1e-9
POINT = Options(point=True)
DRAWN = Options(draws=25, seed=8)


def looked(file: CaseFile, options: Options) -> tuple[dict[str, Outlook], np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """What all indicators would tell; and by draw the answers (D, n + 1) and what was seen (D, indicators, ...)."""
    found, kept = answered(file, options, look=True)
    assert kept.seen is not None
    told = dict(outlooks(found.case, file.words, kept.seen, ranged=found.draws > 0))
    return told, kept.together.answers, kept.seen


def answer(found: Assessment) -> dict[str, Estimate]:
    return {name: each.now for name, each in found.hypotheses.items()} | {
        SOMETHING_ELSE: found.something_else.now
    }


def assert_same(one: dict[str, Estimate], two: dict[str, Estimate], tolerance: float = AGREE) -> None:
    assert one.keys() == two.keys()
    for name, each in one.items():
        for part in ("probability", "low", "high"):
            a, b = getattr(each, part), getattr(two[name], part)
            assert (a is None) == (b is None)
            assert a is None or a == pytest.approx(b, abs=tolerance), (name, part)


def seen(data: Data, name: str) -> Data:
    """The case with the indicator among its evidence, certain."""
    new = copy.deepcopy(data)
    piece = new["indicators"].pop(name)
    piece["date"] = piece.pop("by")
    piece.pop("cost", None)
    new["as_of"] = "2022-01-01"
    new["evidence"][name] = piece
    return new


def not_seen(data: Data, name: str) -> Data:
    """The case with its complement: denied by one who never errs."""
    new = seen(data, name)
    new.setdefault("sources", {})["oracle"] = {"reliability": 1}
    new["evidence"][name]["reports"] = [{"by": "oracle", "answer": "denies"}]
    return new


# --- what it would tell ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("options", [POINT, DRAWN])
def test_seen_and_not_seen_are_what_it_tells_as_evidence(tmp_path: Path, seed: int, options: Options) -> None:
    rng = np.random.default_rng([seed, 81])
    data = foreseen(rng, varied(rng, int(rng.integers(2, 6)), int(rng.integers(2, 8)), spread=0.1), count=4)
    found, _, columns = looked(loaded(tmp_path, data), options)
    held = 0
    for k, (name, told) in enumerate(found.items()):
        # what cannot be, or cannot but be, in some draw has no posterior as evidence
        if columns[:, k, 0].min() > 1e-6:
            assert_same(dict(told.if_seen), answer(weigh(loaded(tmp_path, seen(data, name)), options)))
            held += 1
        if columns[:, k, 0].max() < 1 - 1e-6:
            assert_same(dict(told.if_not), answer(weigh(loaded(tmp_path, not_seen(data, name)), options)))
            held += 1
    assert held >= 4


@pytest.mark.parametrize("seed", range(6))
def test_now_is_what_either_way_gives_weighed_by_its_chance_in_every_draw(seed: int) -> None:
    rng = np.random.default_rng([seed, 82])
    data = foreseen(rng, varied(rng, int(rng.integers(2, 7)), 8, spread=0.1))
    n = len(data["hypotheses"])
    for options in (POINT, DRAWN):
        _, now, columns = looked(build(data), options)
        chance = columns[:, :, :1]
        if_seen, if_not = columns[:, :, 2 : 3 + n], columns[:, :, 3 + n : 4 + 2 * n]
        both = chance * if_seen + (1 - chance) * if_not
        np.testing.assert_allclose(both, np.broadcast_to(now[:, None], both.shape), rtol=0, atol=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_bits_are_never_negative_nor_more_than_there_is_to_learn(seed: int) -> None:
    rng = np.random.default_rng([seed, 83])
    found, _, columns = looked(build(foreseen(rng, varied(rng, 5, 8, spread=0.1))), DRAWN)
    chance, bits = columns[:, :, 0], columns[:, :, 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        most = -np.nan_to_num(chance * np.log2(chance)) - np.nan_to_num((1 - chance) * np.log2(1 - chance))
    assert (bits >= 0).all()
    assert (bits <= most + 1e-12).all()
    for k, told in enumerate(found.values()):
        assert told.bits == pytest.approx(bits[:, k].mean())
        assert 0 <= told.share <= 1
        assert told.chance.probability == pytest.approx(chance[:, k].mean())


def one_indicator(indicator: Data, **more: object) -> Data:
    evidence = {"e": {"bears": {"a": "weakly for"}, "otherwise": "even"}}
    data = bare({"a": 0.5, "b": 0.5}, evidence, something_else=0.1)
    return {**data, "indicators": {"i": {"says": "It", "by": "2021", **indicator}}, **more}


@pytest.mark.parametrize("bears", [{}, {"a": "neutral", "b": "neutral"}, {"a": {"odds": 1}}, {"a": 0.3}])
def test_what_is_neutral_tells_nothing(bears: Data) -> None:
    for options in (POINT, DRAWN):
        found, _, columns = looked(build(one_indicator({"bears": bears, "otherwise": 0.3})), options)
        assert found["i"].bits < 1e-12
        assert (columns[:, 0, 1] < 1e-12).all()
        assert_same(dict(found["i"].if_seen), dict(found["i"].if_not), 1e-12)


@pytest.mark.parametrize(("certain", "chance"), [("never", 0), ("always", 1)])
def test_what_is_certain_tells_nothing_and_its_opposite_changes_nothing(certain: str, chance: int) -> None:
    data = one_indicator({"bears": {"a": certain, "b": certain}, "otherwise": certain})
    for options in (POINT, DRAWN):
        found, now, _ = looked(build(data), options)
        assert found["i"].chance.probability == chance
        assert found["i"].bits == 0
        for told in (found["i"].if_seen, found["i"].if_not):
            assert [each.probability for each in told.values()] == pytest.approx(now.mean(axis=0), abs=1e-12)


def test_bits_by_hand() -> None:
    """One coin that a only shows: I = H(.5) - ..., with all numbers from the definition."""
    data = bare(
        {"a": 0.5, "b": 0.5},
        {"e": {"bears": {}, "otherwise": "even"}},
        something_else="never",
        relations=[{"one_of": ["a", "b"]}],
        indicators={"i": {"says": "It", "by": "2021", "bears": {"a": 0.9}, "otherwise": 0.2}},
    )
    found, _, _ = looked(build(data), POINT)

    def entropy(p: float) -> float:
        return -p * math.log2(p) - (1 - p) * math.log2(1 - p)

    chance = 0.5 * 0.9 + 0.5 * 0.2
    assert found["i"].chance.probability == pytest.approx(chance)
    assert found["i"].if_seen["a"].probability == pytest.approx(0.45 / chance)
    assert found["i"].if_not["a"].probability == pytest.approx(0.05 / (1 - chance))
    bits = entropy(chance) - 0.5 * entropy(0.9) - 0.5 * entropy(0.2)
    assert found["i"].bits == pytest.approx(bits)
    assert found["i"].share == pytest.approx(bits / 1)  # two even chances are one bit


@pytest.mark.parametrize("otherwise", [0.1, 0.4])
def test_what_can_be_staged_at_will_tells_a_trap_from_no_sincere_actor(otherwise: float) -> None:
    """Exactly one of the two holds: at stageable 1 nothing is learned, and less the easier it is to stage."""
    bits = []
    for stageable in (0, 0.3, 0.7, 1):
        indicator = {
            "says": "A pledge",
            "by": "2021",
            "bears": {"sincere": "strongly for"},
            "otherwise": otherwise,
            "stageable": stageable,
            "shows": ["sincere"],
        }
        data = bare(
            {"sincere": 0.6, "trap": {"prior": 0.4, "deceives": True}},
            {"e": {"bears": {}, "otherwise": "even"}},
            something_else="never",
            relations=[{"one_of": ["sincere", "trap"]}],
            indicators={"i": indicator},
        )
        for options in (POINT, DRAWN):
            found, _, columns = looked(build(data), options)
            if stageable == 1:
                assert (columns[:, 0, 1] < 1e-12).all()
        bits.append(found["i"].bits)
    assert bits[0] > 0.1
    assert bits == sorted(bits, reverse=True)
    assert bits[3] < 1e-12


def test_a_gesture_says_little_where_it_says_only_that_nothing_else_is_at_work() -> None:
    """With something else possible, what cannot tell the trap from the sincere may still tell both from nothing."""
    indicator = {"says": "A pledge", "by": "2021", "bears": {"sincere": "for"}, "otherwise": 0.2}
    staged = {**indicator, "stageable": 1, "shows": ["sincere"]}
    data = bare(
        {"sincere": 0.6, "trap": {"prior": 0.5, "deceives": True}},
        {"e": {"bears": {}, "otherwise": "even"}},
        something_else=0.2,
        indicators={"costly": indicator, "cheap": staged},
    )
    found, _, _ = looked(build(data), POINT)
    assert 0 < found["cheap"].bits < found["costly"].bits
    now = weigh(build(data), POINT).hypotheses
    odds = {
        name: found["cheap"].if_seen[name].probability / now[name].now.probability
        for name in ("sincere", "trap")
    }
    assert odds["sincere"] == pytest.approx(odds["trap"], rel=0.2)


# --- cost, pictures, doubt about it ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("cost", "median"), [(4, 4), ("2..4", 3), (0, None), (None, None)])
def test_bits_a_point(cost: object, median: float | None) -> None:
    indicator: Data = {"bears": {"a": "for"}, "otherwise": 0.3}
    if cost is not None:
        indicator["cost"] = cost
    found, _, _ = looked(build(one_indicator(indicator)), POINT)
    wanted = None if median is None else pytest.approx(found["i"].bits / median)
    assert found["i"].per_cost == wanted


def test_pictures_are_told_apart_by_how_likely_it_is_in_each() -> None:
    rng = np.random.default_rng(84)
    data = foreseen(rng, made(rng, 4, 8), count=4)
    file = build(data)
    found, kept = answered(file, DRAWN, look=True)
    assert len(found.pictures) == 2
    assert kept.seen is not None
    told = outlooks(found.case, file.words, kept.seen, ranged=True)
    for k, (name, each) in enumerate(told.items()):
        for number, picture in enumerate(found.pictures):
            said = [*picture.true, *(f"not {other}" for other in picture.false)]
            ask = " and ".join(said)
            # P(E | picture) = P(picture | E) P(E) / P(picture), in every draw; P(picture | E) from the edited case
            _, edited = answered(build(seen(data, name)), DRAWN, ask=[ask])
            _, whole = answered(file, DRAWN, ask=[ask])
            chance = kept.seen[:, k, 0]
            if chance.min() <= 1e-6:
                continue
            by_bayes = edited.together.chances[:, 0] * chance / whole.together.chances[:, 0]
            assert each.if_pictures[number] == pytest.approx(by_bayes.mean(), abs=1e-7)


@pytest.mark.parametrize("what", ["bears", "otherwise", "stageable"])
def test_doubt_about_an_indicator_changes_its_draws_and_those_of_nothing_else(what: str) -> None:
    indicator: Data = {"bears": {"a": "for"}, "otherwise": "unlikely", "stageable": "some", "shows": ["a"]}
    data = one_indicator(indicator)
    data["hypotheses"]["b"]["deceives"] = True
    data["indicators"]["j"] = {**data["indicators"]["i"]}
    settled = copy.deepcopy(data)
    points = {"bears": {"a": {"odds": 4}}, "otherwise": 0.27, "stageable": 0.5}
    settled["indicators"]["i"][what] = points[what]
    _, now, one = looked(build(data), DRAWN)
    _, same, two = looked(build(settled), DRAWN)
    np.testing.assert_array_equal(now, same)
    np.testing.assert_array_equal(one[:, 1], two[:, 1])
    assert (one[:, 0] != two[:, 0]).any()


def test_indicators_change_no_answer() -> None:
    rng = np.random.default_rng(85)
    data = made(rng, 4, 6)
    for options in (POINT, DRAWN):
        one, two = weigh(build(data), options), weigh(build(foreseen(rng, data)), options)
        assert one.hypotheses == two.hypotheses
        assert one.something_else == two.something_else


def test_the_order_of_indicators_does_not_matter_nor_their_number() -> None:
    rng = np.random.default_rng(86)
    data = foreseen(rng, made(rng, 4, 6))
    whole, _, _ = looked(build(data), DRAWN)
    names = list(data["indicators"])
    for chosen in (names[::-1], names[2:3]):
        part, _, _ = looked(
            build({**data, "indicators": {name: data["indicators"][name] for name in chosen}}), DRAWN
        )
        assert list(part) == chosen
        assert part == {name: whole[name] for name in chosen}


# --- as it is printed -----------------------------------------------------------------------------------------------------


def test_the_json_has_what_each_indicator_would_tell() -> None:
    rng = np.random.default_rng(87)
    data = foreseen(rng, made(rng, 3, 4), count=2)
    file = build(data)
    whole = json.loads(json.dumps(examine(file, DRAWN).to_json(), allow_nan=False))
    told, _, _ = looked(file, DRAWN)
    assert set(whole["indicators"]) == set(told)
    for name, each in told.items():
        said = whole["indicators"][name]
        assert said["bits"] == pytest.approx(each.bits, rel=1e-5)
        assert said["chance"] == pytest.approx(each.chance.probability, rel=1e-5)
        assert said["chance_low"] == pytest.approx(each.chance.low, rel=1e-5)
        assert said["chance_high"] == pytest.approx(each.chance.high, rel=1e-5)
        assert set(said["if_seen"]) == set(said["if_not"]) == {*data["hypotheses"], SOMETHING_ELSE}


@pytest.mark.parametrize("name", ["korea-2018", "port-strike"])
def test_the_worked_cases_have_indicators_that_tell(name: str) -> None:
    file = load(ROOT / "cases" / name)
    told, _, _ = looked(file, Options(draws=100))
    assert len(told) >= 4
    assert max(each.bits for each in told.values()) > 0.05
    assert all(0.01 < each.chance.probability < 0.99 for each in told.values())
