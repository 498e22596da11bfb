"""What knowing something is worth: tables by hand, beliefs by chance, and the indicators of a case."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from detente.case.load import load
from detente.plan.information import worth_of
from detente.weigh import Options
from detente.weigh.assess import answered
from detente.weigh.doubt.characters import told

KOREA = Path(__file__).parents[2] / "cases" / "korea-2018"


def test_by_hand() -> None:
    """Bold brings 10 from a friend and -20 from a foe, wary 2 and -1; at even odds wary is best, at 9 : 1 bold is."""
    ours = np.array([[10.0, -20.0], [2.0, -1.0], [0.0, 0.0]])
    now, seen, unseen = np.array([0.5, 0.5]), np.array([0.9, 0.1]), np.array([0.1, 0.9])
    worth, choices = worth_of(ours @ now, np.stack([ours @ seen, ours @ unseen]), np.array([0.5, 0.5]))
    assert choices.tolist() == [0, 2]
    assert worth == pytest.approx(0.5 * (0.9 * 10 - 0.1 * 20) + 0.5 * 0 - (0.5 * 2 - 0.5 * 1))


@pytest.mark.parametrize("seed", range(30))
def test_no_other_way_of_choosing_by_the_signal_brings_more(seed: int) -> None:
    """Every rule, one roadmap for each signal, tried in turn."""
    rng = np.random.default_rng([seed, 7])
    S, R = int(rng.integers(1, 4)), int(rng.integers(1, 5))
    table = np.append(rng.normal(0, 3, (S, R)), np.zeros((S, 1)), axis=1)
    now = np.append(rng.normal(0, 3, R), 0.0)
    chances = rng.dirichlet(np.ones(S))
    rules = itertools.product(range(R + 1), repeat=S)
    value = {rule: sum(chances[s] * table[s, rule[s]] for s in range(S)) for rule in rules}
    worth, choices = worth_of(now, table, chances)
    assert worth == pytest.approx(max(value.values()) - max(now), abs=1e-12)
    assert value[tuple(choices.tolist())] == pytest.approx(max(value.values()), abs=1e-12)


@pytest.mark.parametrize("seed", range(30))
def test_where_nobody_else_acts_on_it_a_signal_never_harms(seed: int) -> None:
    rng = np.random.default_rng([seed, 8])
    S, R, L = int(rng.integers(2, 5)), int(rng.integers(1, 6)), int(rng.integers(2, 4))
    ours = np.append(rng.normal(0, 5, (R, L)), np.zeros((1, L)), axis=0)
    chances, beliefs = rng.dirichlet(np.ones(S)), rng.dirichlet(np.ones(L), size=S)
    worth, _ = worth_of(ours @ (chances @ beliefs), beliefs @ ours.T, chances)
    assert worth >= -1e-12
    # knowing who they are is worth at least as much as any signal about it
    today = chances @ beliefs
    assert worth <= worth_of(ours @ today, ours.T, today)[0] + 1e-12


@pytest.mark.parametrize("seed", range(10))
def test_a_signal_that_tells_nothing_is_worth_nothing(seed: int) -> None:
    rng = np.random.default_rng([seed, 9])
    now = np.append(rng.normal(0, 5, 4), 0.0)
    worth, choices = worth_of(now, np.stack([now] * 3), rng.dirichlet(np.ones(3)))
    assert worth == 0
    assert len(set(choices.tolist())) == 1


def test_what_the_other_side_sees_too_can_harm() -> None:
    worth, choices = worth_of(np.array([4.0, 0.0]), np.array([[1.0, 0.0]]), np.ones(1))
    assert worth == -3
    assert choices.tolist() == [0]


def test_what_is_worth_nothing_is_not_tried_and_of_equals_the_first_is() -> None:
    table = np.array([[0.0, -1.0, 0.0], [2.0, 2.0, 0.0], [-1.0, 3.0, 0.0]])
    assert worth_of(np.zeros(3), table, np.ones(3) / 3)[1].tolist() == [2, 0, 1]


@pytest.mark.parametrize(
    ("now", "table", "chances", "said"),
    [
        ([1.0, 0.0], [[1.0, 0.0]], [0.9], "sum to 1"),
        ([1.0, 0.0], [[1.0, 0.0], [1.0, 0.0]], [1.5, -0.5], "from 0 up"),
        ([1.0, 0.0], [[1.0, 0.0]], [np.nan], "sum to 1"),
        ([1.0, 0.0], [[1.0, 2.0, 0.0]], [1.0], "are expected"),
        ([1.0, 0.0], [[1.0, 0.0]], [0.5, 0.5], "are expected"),
        ([1.0, 0.5], [[1.0, 0.0]], [1.0], "not engaging"),
        ([1.0, 0.0], [[1.0, 0.5]], [1.0], "not engaging"),
        ([np.nan, 0.0], [[1.0, 0.0]], [1.0], "finite"),
        ([1.0, 0.0], [[np.inf, 0.0]], [1.0], "finite"),
    ],
)
def test_what_makes_no_sense_is_refused(
    now: list[float], table: list[list[float]], chances: list[float], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        worth_of(np.array(now), np.array(table), np.array(chances))


def test_the_indicators_of_a_case_never_harm_and_some_are_worth_something() -> None:
    """By a table of what two roadmaps bring from each character: knowing more can only help who acts on it alone."""
    answer, kept = answered(load(KOREA), Options(draws=60), look=True)
    today = np.array([each.probability for each in answer.characters["them"].values()])
    # a roadmap that is worth just nothing at today's trust, and one that is as good from anybody
    stake = np.array([1 - today[0], -today[0]])
    ours = np.array([10 * stake, [0.01, 0.01], [0.0, 0.0]])
    worths = []
    for each in told(kept).values():
        beliefs = np.stack([each.seen, each.unseen])
        worth, _ = worth_of(ours @ today, beliefs @ ours.T, np.array([each.chance, 1 - each.chance]))
        worths.append(worth)
    assert min(worths) >= -1e-12
    assert max(worths) > 0.05
