"""Futures: the compiled code against the plain reference, drawn plays against all of them."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from detente.encounter.build import COMPLETED, DONE, ENDS, SIGNALS, Encounter
from detente.encounter.foresee import along, kernel, reference
from detente.encounter.foresee import paths as plays
from detente.encounter.foresee.paths import Paths, ended, paths
from detente.encounter.simplex import corners, grid, interpolate, interpolate_at, size
from detente.encounter.solution import Options, Solution
from detente.encounter.solve import solve
from tests.talks import made, mean

CASES = {
    "1 x 1": ((1, 1), {}),
    "2 x 2": ((2, 2), {}),
    "2 x 2, no shocks": ((2, 2), {"shocks": False}),
    "2 x 2, outside": ((2, 2), {"outside": True}),
    "1 x 2, no shocks": ((1, 2), {"shocks": False}),
    "3 x 2, no shocks": ((3, 2), {"shocks": False, "rounds": 2}),
    "2 x 3, no shocks": ((2, 3), {"shocks": False, "rounds": 2}),
    "1 x 3, outside": ((1, 3), {"outside": True, "rounds": 2}),
}
GRID = (3, 4)
DRAWS = 20_000
NEVER = 4.0
"""Standard errors; of some hundreds of numbers with fixed seeds none should be further off."""


def wanted(encounter: Encounter) -> along.Wanted:
    acts = [(side, act, rounds) for side in (0, 1) for act in (0, 1) for rounds in (1, 2, 3)]
    return along.joined([along.points(encounter), along.outcomes(encounter), along.done_by(encounter, acts)])


def solved(encounter: Encounter, points: tuple[int, int] = GRID) -> Solution:
    return solve(encounter.game, Options(points=points))


@pytest.mark.parametrize(("characters", "more"), CASES.values(), ids=CASES)
def test_what_play_adds_up_to_is_that_of_the_reference(characters, more):
    encounter = made(5, characters, **more)
    solution = solved(encounter)
    asked = wanted(encounter)
    found = along.along(encounter, solution, asked)
    plain = reference.along(encounter, solution, asked)
    assert found.names == asked.names
    assert len(found.tables) == encounter.game.rounds
    for fast, slow in zip(found.tables, plain, strict=True):
        assert fast.shape == slow.shape
        assert np.abs(fast - slow).max() <= 1e-12 * max(1.0, np.abs(slow).max())
    assert np.abs(plain[0][..., 0]).max() > 0.1, "something is added up"


def test_what_play_adds_up_to_does_not_depend_on_threads(monkeypatch):
    encounter = made(5, outside=True)
    solution = solved(encounter)
    many = along.along(encounter, solution, wanted(encounter))
    monkeypatch.setattr(along.numba, "get_num_threads", lambda: 1)
    one = along.along(encounter, solution, wanted(encounter))
    assert all(a.tobytes() == b.tobytes() for a, b in zip(many.tables, one.tables, strict=True))


@pytest.mark.parametrize("rounds", [1, 2, 3])
@pytest.mark.parametrize("shocks", [True, False], ids=["shocks", "no shocks"])
def test_histories_are_what_play_adds_up_to_where_nobody_is_in_doubt(rounds, shocks):
    """One character a side: beliefs stay, so nothing is interpolated."""
    encounter = made(7, (1, 1), rounds=rounds, shocks=shocks)
    solution = solved(encounter)
    listed = paths(encounter, solution, np.ones(1), draws=1, seed=1, exactly=True)
    assert listed.exact
    assert listed.weight.sum() == pytest.approx(1, abs=1e-12)
    sums = along.along(encounter, solution, wanted(encounter)).at(
        0, encounter.game.start, np.ones(1), np.ones(1)
    )
    end = ended(encounter, listed)[-1]
    assert (end >= 0).all()
    deal, real = end == COMPLETED, (end == COMPLETED) & (listed.sham == 0)
    assert listed.weight @ deal == pytest.approx(sums["deal"][0, 0], abs=1e-12)
    assert listed.weight @ real == pytest.approx(sums["real deal"][0, 0], abs=1e-12)
    for name, number in (("lapse", ENDS.index("lapse")), ("war", ENDS.index("war"))):
        assert listed.weight @ (end == number) == pytest.approx(sums[name][0, 0], abs=1e-12)
    left = SIGNALS.index("left")
    shown = [(listed.signal[:, side] == left).any(0) & ~deal for side in (0, 1)]
    for side, name in enumerate(("walkout by us", "walkout by them")):
        share = shown[side] * np.where(shown[1 - side], 0.5, 1.0)
        assert listed.weight @ share == pytest.approx(sums[name][0, 0], abs=1e-12)
    for side in (0, 1):
        for act in (0, 1):
            for upto in range(1, rounds + 1):
                done = acts_done(listed, side)[upto - 1] > act
                expected = sums[along.done_name(side, act, upto)][0, 0]
                assert listed.weight @ done == pytest.approx(expected, abs=1e-12)


def acts_done(found: Paths, side: int) -> np.ndarray:
    """Return (T, N): how many acts of a side are done by the end of each round."""
    return np.cumsum(found.signal[:, side] == DONE, axis=0)


@pytest.mark.parametrize(
    ("characters", "more", "seed"),
    [
        ((2, 2), {"rounds": 2}, 1),
        ((2, 2), {"rounds": 3, "shocks": False}, 2),
        ((2, 2), {"rounds": 2, "outside": True}, 3),
        ((3, 2), {"rounds": 2, "shocks": False}, 4),
        ((1, 3), {"rounds": 3, "shocks": False}, 5),
    ],
)
def test_drawn_plays_come_as_often_as_all_histories_say(characters, more, seed):
    encounter = made(seed, characters, **more)
    solution = solved(encounter)
    about = encounter.game.them.belief
    every = paths(encounter, solution, about, draws=1, seed=seed, exactly=True)
    drawn = paths(encounter, solution, about, draws=DRAWS, seed=seed, exactly=False)
    assert every.exact
    assert not drawn.exact
    for found in (every, drawn):
        assert found.weight.sum() == pytest.approx(1, abs=1e-12)
        for j, chance in enumerate(about):
            assert found.weight[found.them == j].sum() == pytest.approx(chance, abs=1e-12)
    compared = 0
    for j in range(len(about)):
        for name, measure in measures(encounter).items():
            middle, _ = mean(every, measure(every), j)
            guess, error = mean(drawn, measure(drawn), j)
            # an event that was drawn never or always shows no spread: it may still be as rare as 4 in so many draws
            assert (np.abs(guess - middle) <= NEVER * error + NEVER / DRAWS).all(), (name, j)
            compared += middle.size
    assert compared > 60


def measures(encounter: Encounter) -> dict:
    def ends(found: Paths) -> np.ndarray:
        return (ended(encounter, found).T[:, :, None] == np.arange(len(ENDS))).astype(float)

    def hollow(found: Paths) -> np.ndarray:
        return ((ended(encounter, found)[-1] == COMPLETED) & (found.sham == 1)).astype(float)

    def acts(found: Paths) -> np.ndarray:
        return np.stack([acts_done(found, side).T for side in (0, 1)], -1).astype(float)

    def signals(found: Paths) -> np.ndarray:
        return (found.signal.transpose(2, 0, 1)[..., None] == np.arange(4)).astype(float)

    def moves(found: Paths) -> np.ndarray:
        return (found.move.transpose(2, 0, 1)[..., None] == np.arange(4)).astype(float)

    return {
        "ends": ends,
        "hollow": hollow,
        "acts": acts,
        "signals": signals,
        "moves": moves,
        "belief about us": lambda found: found.belief_us.transpose(1, 0, 2),
        "belief about them": lambda found: found.belief_them.transpose(1, 0, 2),
    }


def test_the_same_seed_gives_the_same_plays_to_the_byte():
    encounter = made(3, outside=True)
    solution = solved(encounter)
    about = encounter.game.them.belief
    first, again, other = (
        paths(encounter, solution, about, draws=3_000, seed=seed, exactly=False) for seed in (8, 8, 9)
    )
    for field in fields(Paths):
        if field.name != "exact":
            assert getattr(first, field.name).tobytes() == getattr(again, field.name).tobytes()
    assert first.state.tobytes() != other.state.tobytes()


def test_batches_are_part_of_what_a_seed_means(monkeypatch):
    """Full batches stay as they are when more is drawn; another size of batch draws other plays of the same kind."""
    encounter = made(3, (1, 1))
    solution = solved(encounter)
    told = []
    monkeypatch.setattr(plays, "BATCH", 500)
    small = paths(encounter, solution, np.ones(1), draws=500, seed=8, exactly=False)
    more = paths(
        encounter,
        solution,
        np.ones(1),
        draws=1_200,
        seed=8,
        exactly=False,
        progress=lambda *at: told.append(at),
    )
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert (more.state[:, :500] == small.state).all()
    monkeypatch.setattr(plays, "BATCH", 600)
    other = paths(encounter, solution, np.ones(1), draws=1_200, seed=8, exactly=False)
    assert not (other.state == more.state).all()


def test_few_histories_are_listed_and_many_are_drawn(monkeypatch):
    encounter = made(3, rounds=2, shocks=False)
    solution = solved(encounter)
    about = encounter.game.them.belief
    few = paths(encounter, solution, about, draws=50, seed=1)
    assert few.exact
    monkeypatch.setattr(plays, "MOST_HISTORIES", len(few.weight) - 1)
    many = paths(encounter, solution, about, draws=50, seed=1)
    assert not many.exact
    assert len(many.weight) == 100


def beliefs(characters: int, points: int) -> np.ndarray:
    """Return beliefs all over the simplex: within, on edges, in corners, on points of the grid and a hair beside them."""
    rng = np.random.default_rng(characters)
    within = rng.dirichlet(np.ones(characters), 300)
    edges = within.copy()
    edges[np.arange(300), rng.integers(0, characters, 300)] = 0
    edges = edges[edges.sum(1) > 0]
    on = grid(characters, points)
    beside = np.abs(on + rng.normal(0, 1e-15, on.shape))
    found = np.concatenate([within, edges, np.eye(characters), on, beside])
    return found / found.sum(1, keepdims=True)


@pytest.mark.parametrize("points", [2, 3, 11])
@pytest.mark.parametrize("characters", [1, 2, 3])
def test_the_kernel_finds_the_grid_points_around_a_belief(characters, points):
    at, weight = np.zeros(characters, np.int64), np.zeros(characters)
    places = grid(characters, points)
    for belief in beliefs(characters, points):
        kernel._corners(belief, points, at, weight)
        known_at, known_weight = corners(belief, points)
        assert (at == known_at).all()
        assert np.abs(weight - known_weight).max() <= 1e-15
        assert weight.min() >= -1e-12
        assert weight.sum() == pytest.approx(1, abs=1e-12)
        assert np.abs(weight @ places[at] - belief).max() <= 1e-12


@pytest.mark.parametrize("ours", [[0], [1], [1, 0]], ids=str)
def test_some_of_our_characters_are_the_same_as_among_all(ours):
    encounter = made(5, outside=True)
    solution = solved(encounter)
    asked = wanted(encounter)
    every = along.along(encounter, solution, asked)
    some = along.along(encounter, solution, along.chosen(asked, ours))
    plain = reference.along(encounter, solution, along.chosen(asked, ours))
    for whole, part, slow in zip(every.tables, some.tables, plain, strict=True):
        assert part.tobytes() == whole[:, :, :, ours].tobytes()
        assert np.abs(part - slow).max() <= 1e-12 * max(1.0, np.abs(slow).max())


@pytest.mark.parametrize("us", [1, 2, 3])
@pytest.mark.parametrize("them", [1, 2, 3])
def test_many_beliefs_are_interpolated_as_each_is(us, them):
    points = (4, 6)
    rng = np.random.default_rng(1)
    table = rng.normal(size=(size(us, points[0]), size(them, points[1]), 2, 3))
    by_us, by_them = beliefs(us, points[0]), beliefs(them, points[1])
    count = min(len(by_us), len(by_them))
    by_us, by_them = rng.permutation(by_us)[:count], rng.permutation(by_them)[:count]
    found = interpolate_at(table, by_us, by_them, points)
    each = np.array([interpolate(table, p, q, points) for p, q in zip(by_us, by_them, strict=True)])
    assert found.shape == each.shape == (count, 2, 3)
    assert np.abs(found - each).max() <= 1e-12
