"""What an indicator would tell of who they are: what it does tell once it stands among the evidence, draw by draw."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path

import numpy as np
import pytest
import yaml

from detente.case.load import CaseFile, build, load
from detente.weigh import Options
from detente.weigh.assess import answered
from detente.weigh.doubt.characters import Told, told, told_of_characters
from tests.edits import Data, loaded
from tests.made import bare
from tests.parity.cases import varied
from tests.parity.test_doubt import foreseen

CASES = Path(__file__).parents[2] / "cases"
POINT = Options(point=True)
DRAWN = Options(draws=40, seed=5)


def by_draw(file: CaseFile, options: Options) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """Chance of each indicator (D, I), characters today (D, L), and how likely each is to show it (D, I, L)."""
    _, kept = answered(file, options, look=True)
    assert kept.seen is not None
    today = kept.together.characters
    return kept.seen[:, :, 0], today, kept.seen[:, :, -1 - today.shape[1] : -1]


def among_evidence(data: Data, name: str, *, denied: bool = False) -> Data:
    """The case with the indicator among its evidence: certain, or for certain not so."""
    new = copy.deepcopy(data)
    piece = new["indicators"].pop(name)
    piece.pop("cost", None)
    piece["date"] = new["as_of"] = str(piece.pop("by"))
    new["evidence"][name] = piece
    if denied:
        new["sources"]["oracle"] = {"reliability": 1}
        piece["reports"] = [{"by": "oracle", "answer": "denies"}]
    return new


def edited(folder: Path, case: str, name: str, *, denied: bool) -> CaseFile:
    """A shipped case, its views and documents, with one indicator written among the evidence in its file."""
    at = shutil.copytree(CASES / case, folder / f"{name}-{denied}")
    data = yaml.safe_load((at / "case.yaml").read_text("utf-8"))
    text = yaml.safe_dump(among_evidence(data, name, denied=denied), sort_keys=False)
    (at / "case.yaml").write_text(text, "utf-8")
    return load(at)


@pytest.mark.parametrize("case", ["korea-2018", "port-strike"])
def test_in_every_draw_it_is_what_the_case_says_once_it_is_written_among_the_evidence(
    case: str, tmp_path: Path
) -> None:
    file = load(CASES / case)
    chance, today, by_character = by_draw(file, DRAWN)
    assert len(chance) == 40 * (1 + len(file.views)) > 40
    found = told_of_characters(file, DRAWN)
    assert len(found) >= 4
    moved = 0.0
    for k, (name, each) in enumerate(found.items()):
        there = [
            answered(edited(tmp_path, case, name, denied=denied), DRAWN)[1].together.characters
            for denied in (False, True)
        ]
        seen = today * by_character[:, k] / chance[:, [k]]
        unseen = today * (1 - by_character[:, k]) / (1 - chance[:, [k]])
        np.testing.assert_allclose(seen, there[0], rtol=0, atol=1e-9)
        np.testing.assert_allclose(unseen, there[1], rtol=0, atol=1e-9)
        # and over all draws, each as far as it expects the sight
        assert each.chance == pytest.approx(chance[:, k].mean(), abs=1e-12)
        weight = chance[:, k] / chance[:, k].sum()
        np.testing.assert_allclose(each.seen, weight @ there[0], rtol=0, atol=1e-9)
        weight = (1 - chance[:, k]) / (1 - chance[:, k]).sum()
        np.testing.assert_allclose(each.unseen, weight @ there[1], rtol=0, atol=1e-9)
        moved = max(moved, float(abs(each.seen - each.unseen).max()))
    assert moved > 0.05


@pytest.mark.parametrize("case", ["korea-2018", "port-strike"])
def test_today_is_what_weighing_says_and_the_mean_of_what_is_seen_or_not(case: str) -> None:
    file = load(CASES / case)
    answer, _ = answered(file, DRAWN)
    now = [each.probability for each in answer.characters["them"].values()]
    for each in told_of_characters(file, DRAWN).values():
        assert_adds_up(each, np.array(now))


def assert_adds_up(each: Told, now: np.ndarray) -> None:  # type: ignore[type-arg]
    both = each.chance * each.seen + (1 - each.chance) * each.unseen
    np.testing.assert_allclose(both, now, rtol=0, atol=1e-12)
    np.testing.assert_allclose([each.seen.sum(), each.unseen.sum()], 1, rtol=0, atol=1e-12)
    assert 0 <= each.chance <= 1
    assert each.seen.min() >= 0
    assert each.unseen.min() >= 0


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("options", [POINT, DRAWN])
def test_the_same_for_any_case_with_all_views(seed: int, options: Options, tmp_path: Path) -> None:
    rng = np.random.default_rng([seed, 181])
    data = foreseen(rng, varied(rng, int(rng.integers(2, 7)), int(rng.integers(1, 9)), spread=0.1))
    data["characters"]["them"]["c1"]["because"] = {"h1": "strongly for"}
    view = {"by": "Another", "characters": {"them": {"c0": {"base": "even"}}}}
    answer, kept = answered(loaded(tmp_path, data, {"other": view}), options, look=True)
    now = np.array([each.probability for each in answer.characters["them"].values()])
    found = told(kept)
    assert list(found) == list(data["indicators"])
    for each in found.values():
        assert_adds_up(each, now)


def one(indicator: Data, because: Data) -> Data:
    return bare(
        {"a": 0.5, "b": 0.5},
        {"e": {"bears": {}, "otherwise": "even"}},
        something_else="never",
        relations=[{"one_of": ["a", "b"]}],
        indicators={"i": {"says": "It", "by": "2021", **indicator}},
        characters={
            "them": {"keeps": {"base": 0.4, "because": because}, "breaks": {"base": 0.6}},
            "us": {"we": {"prior": 1, "we_are": True}},
        },
    )


def test_by_hand() -> None:
    """Two explanations, one of each draw; a makes keeping its word five times as likely against breaking it."""
    data = one({"bears": {"a": 0.9}, "otherwise": 0.2}, {"a": {"odds": 5}})
    keeps = {"a": 0.4 * 5 / (0.4 * 5 + 0.6), "b": 0.4}
    chance = 0.5 * 0.9 + 0.5 * 0.2
    found = told_of_characters(build(data), POINT)["i"]
    assert found.chance == pytest.approx(chance)
    assert found.seen[0] == pytest.approx(0.5 * (0.9 * keeps["a"] + 0.2 * keeps["b"]) / chance)
    assert found.unseen[0] == pytest.approx(0.5 * (0.1 * keeps["a"] + 0.8 * keeps["b"]) / (1 - chance))


@pytest.mark.parametrize(
    ("indicator", "because"),
    [
        # it tells of the explanation, but that does not bear on who they are
        ({"bears": {"a": 0.9}, "otherwise": 0.2}, {}),
        ({"bears": {}, "otherwise": 0.3}, {"a": {"odds": 5}}),
        ({"bears": {"a": "never", "b": "never"}, "otherwise": "never"}, {"a": {"odds": 5}}),
        ({"bears": {"a": "always", "b": "always"}, "otherwise": "always"}, {"a": {"odds": 5}}),
    ],
)
@pytest.mark.parametrize("options", [POINT, DRAWN])
def test_what_tells_nothing_moves_nobody(indicator: Data, because: Data, options: Options) -> None:
    file = build(one(indicator, because))
    now = answered(file, options)[1].together.characters.mean(0)
    found = told_of_characters(file, options)["i"]
    np.testing.assert_allclose([found.seen, found.unseen], [now, now], rtol=0, atol=1e-12)


def test_doubt_about_a_sight_counts_draws_as_far_as_they_expect_it() -> None:
    """Else the belief would be expected to move: means of what follows in each draw do not add up to today's."""
    file = load(CASES / "korea-2018")
    chance, today, by_character = by_draw(file, DRAWN)
    naive = today[:, None] * by_character / chance[:, :, None]
    weighed = [each.seen for each in told_of_characters(file, DRAWN).values()]
    assert abs(naive.mean(0) - weighed).max() > 0.005


def test_nothing_where_there_is_nobody_or_nothing_to_look_for() -> None:
    data = one({"bears": {"a": 0.9}, "otherwise": 0.2}, {"a": {"odds": 5}})
    assert told_of_characters(build({**data, "indicators": {}}), POINT) == {}
    del data["characters"]
    assert told_of_characters(build(data), POINT) == {}
