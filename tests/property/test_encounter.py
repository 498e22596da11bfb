"""What holds of every game: names and units make no difference, beliefs behave, faults are told, nothing hangs.

Games are ``rich`` (everything that a game of arrays can have) or ``mild``; their seeds are drawn, the same every time.
Grids are of 6 points for three characters and 11 else, unless a test says otherwise; points settle to 1e-8.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from detente.encounter import simplex, verify
from detente.encounter.check import faults
from detente.encounter.draft import Draft
from detente.encounter.game import Chances, Floats, Game, Side, reached
from detente.encounter.reference import posterior
from detente.encounter.report import report
from detente.encounter.solution import Options, Solution
from detente.encounter.solve import solve, stage
from detente.encounter.tree import Choice, End, Onward, count_ends, tree
from detente.encounter.verify import on_grid
from detente.encounter.verify_tree import Play, check_profile, in_tree, profile
from detente.errors import GameFaults
from tests.encounter_games import (
    beer_quiche,
    chain_store,
    coordination,
    kydd_in_turn,
    mild,
    one_informed,
    rich,
)

few = settings(deadline=None, derandomize=True, max_examples=12)
many = settings(few, max_examples=150)
seeds = st.integers(0, 10_000)
selections = st.sampled_from(["announced", "principal"])


def options(game: Game, selection: str = "principal", **more: Any) -> Options:
    us, them = (6 if len(side.characters) == 3 else 11 for side in game.sides)
    return Options(**{"selection": selection, "points": (us, them), **more})


def playing(found: Solution) -> Play:
    def play(t: int, x: int, about_us: Floats, about_them: Floats) -> tuple[Floats, Floats]:
        point = stage(found, t, x, about_us, about_them)
        return point.us, point.them

    return play


def sides(game: Game, change: Callable[[Side, Side], Side]) -> Game:
    """Return the game with both sides changed; ``change`` gets a side and the other."""
    return replace(game, us=change(game.us, game.them), them=change(game.them, game.us))


def with_care(game: Game, care: float) -> Game:
    return sides(game, lambda side, other: replace(side, care=care))


# --- beliefs ----------------------------------------------------------------------------------------------------------


@few
@given(seeds, selections)
def test_beliefs_are_how_often_a_character_does_what_was_seen(seed, selection):
    """In the written-out tree, what is believed after a course is the share of each pair of characters among those who come
    there, to 1e-9, and the two sides' characters stay independent.
    """
    game = rich(seed, care=1.0)
    assume(count_ends(game) <= 3_000)
    play = playing(solve(game, options(game, selection)))
    whole = tree(game)
    chosen = profile(game, whole, play)
    shares: dict[tuple[Any, ...], Floats] = {}

    def walk(onward: Onward, chance: float) -> tuple[int, int]:
        """Add up chances at every choice by both characters, and return these; they stand at every end below."""
        node = onward.node
        if isinstance(node, End):
            return node.characters
        ps = [branch.chance for branch in node.branches]
        if isinstance(node, Choice):
            ps = chosen[node.knows.side][node.knows.number]
        who = [walk(branch.onward, chance * float(p)) for branch, p in zip(node.branches, ps, strict=True)]
        if isinstance(node, Choice):
            past = tuple((each.x, each.us, each.them) for each in node.knows.past)
            shares.setdefault((node.knows.side, *past), np.zeros((3, 3)))[who[0]] += chance
        return who[0]

    walk(whole.root, 1.0)
    for (side, *past), met in shares.items():
        beliefs = game.us.belief, game.them.belief
        for t, (x, *signals) in enumerate(past):
            beliefs = tuple(
                posterior(b, p @ who.shows[x % len(who.shows), :, s])
                for who, b, p, s in zip(game.sides, beliefs, play(t, x, *beliefs), signals, strict=True)
            )
        expected = np.outer(*beliefs)
        found = met[: len(beliefs[0]), : len(beliefs[1])]
        # who has one open move does not stand before a choice
        stands = found.sum(1 - side) > 0
        found, expected = (np.compress(stands, each, axis=side) for each in (found, expected))
        np.testing.assert_allclose(found / found.sum(), expected / expected.sum(), rtol=0, atol=1e-9)


@few
@given(seeds, selections)
def test_the_mean_of_beliefs_after_a_round_is_the_belief_before_it(seed, selection):
    """Everywhere on the grid, to 1e-12; a signal that is never given counts for nothing."""
    game = rich(seed)
    found = solve(game, options(game, selection))
    for t, strategies in enumerate(found.strategies):
        for n, x in enumerate(found.states[t]):
            for i, j in np.ndindex(strategies.shape[1:3]):
                pair = found.split(strategies[n, i, j])
                for side, points, at, p in zip(game.sides, found.options.points, (i, j), pair, strict=True):
                    belief = simplex.grid(len(side.characters), points)[at]
                    shows = p @ side.shows[x % len(side.shows)]
                    after = [posterior(belief, chances) * (belief @ chances) for chances in shows.T]
                    np.testing.assert_allclose(sum(after), belief, rtol=0, atol=1e-12)


@pytest.mark.parametrize("selection", ["announced", "principal"])
@pytest.mark.parametrize(
    "game",
    [beer_quiche(2.0), one_informed(3, 4.0), kydd_in_turn(0.4, 2.0, (0.8, 0.2))],
    ids=lambda game: game.title,
)
def test_the_beliefs_that_a_report_tells_average_to_those_before(game, selection):
    """Weighed by how often the report says that each comes, where it tells all that may follow: to 1e-9."""
    nodes = report(solve(game, options(game, selection))).nodes
    whole, moved = 0, 0.0
    for node in nodes:
        after = [each for each in nodes if each.before[:-1] == node.before and each.t == node.t + 1]
        if abs(sum(each.probability for each in after) - node.probability) > 1e-9:
            continue
        whole += 1
        for name in ("about_us", "about_them"):
            before, beliefs = getattr(node, name), [getattr(each, name) for each in after]
            mean = sum(each.probability * b for each, b in zip(after, beliefs, strict=True))
            np.testing.assert_allclose(mean / node.probability, before, rtol=0, atol=1e-9)
            moved = max(moved, *(float(abs(belief - before).max()) for belief in beliefs))
    assert whole >= (1 if game.rounds == 2 else 3)
    assert moved > 0.1


@few
@given(seeds, selections)
def test_characters_who_are_alike_tell_nothing(seed, selection):
    """Two characters with the same moves, gains and scale play alike, so beliefs stay and any belief gives the same."""
    game = rich(seed)

    def alike(side: Side, other: Side) -> Side:
        first = {name: getattr(side, name) for name in ("arrival", "worth", "last_worth")}
        changed = {name: table[..., :1] for name, table in first.items()}
        opened = np.repeat(side.open.any(1, keepdims=True), len(side.characters), 1)
        gain = side.gain[:, :, :, :1, :1]
        return replace(side, open=opened, gain=gain, scale=np.ones(len(side.characters)), **changed)

    game = sides(game, alike)
    found = solve(game, options(game, selection))
    for strategies in found.strategies:
        first = strategies[:, :1, :1]
        np.testing.assert_allclose(strategies, np.broadcast_to(first, strategies.shape), rtol=0, atol=1e-7)
    for values in found.values:
        np.testing.assert_allclose(
            values, np.broadcast_to(values[:, :1, :1], values.shape), rtol=0, atol=1e-6
        )


@few
@given(seeds, selections)
def test_one_character_a_side_needs_no_grid(seed, selection):
    game = rich(seed)
    sure = sides(game, lambda side, other: only_first(side, other))
    least, more = (solve(sure, Options(selection=selection, points=(n, n))) for n in (2, 41))
    assert least.points == more.points == int(reached(sure).sum())
    for one, other in zip(least.strategies, more.strategies, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-7)


def only_first(side: Side, other: Side) -> Side:
    return replace(
        side,
        characters=side.characters[:1],
        belief=np.ones(1),
        open=side.open[:, :1],
        gain=side.gain[:, :, :, :1, :1],
        arrival=side.arrival[:, :1],
        worth=side.worth[..., :1],
        last_worth=side.last_worth[..., :1],
        scale=side.scale[:1],
    )


# --- names and units --------------------------------------------------------------------------------------------------


def same_play(game: Game, other: Game, selection: str, change: Callable[[Any], Any], near: float) -> None:
    """Check that two games come to the same strategies and values at their own starting beliefs.

    ``change`` takes what the first gives, (strategies, values) of us and of them, to where it stands in the other.
    """
    found, again = solve(game, options(game, selection)), solve(other, options(other, selection))
    for each in (found, again):
        assume(each.counts["restart"] == each.counts["unsettled"] == 0)
    here = stage(found, 0, game.start, game.us.belief, game.them.belief)
    there = stage(again, 0, other.start, other.us.belief, other.them.belief)
    told = change(((here.us, here.value_us), (here.them, here.value_them)))
    for (p, v), (q, w) in zip(
        told, ((there.us, there.value_us), (there.them, there.value_them)), strict=True
    ):
        np.testing.assert_allclose(q, p, rtol=0, atol=near)
        np.testing.assert_allclose(w, v, rtol=near, atol=near)


@few
@given(seeds, selections, st.randoms(use_true_random=False))
def test_the_order_of_characters_makes_no_difference(seed, selection, random):
    game = rich(seed, care=1.0)
    orders = [random.sample(range(n), n) for n in (len(side.characters) for side in game.sides)]

    def shuffled(side: Side, other: Side, own: Sequence[int], others: Sequence[int]) -> Side:
        wide = side.gain.shape[:3], (len(side.characters), len(other.characters))
        gain = np.broadcast_to(side.gain, (*wide[0], *wide[1]))[:, :, :, own][..., others]
        tables = {
            name: np.broadcast_to(table, (*table.shape[:-1], len(own)))[..., own]
            for name, table in (
                ("arrival", side.arrival),
                ("worth", side.worth),
                ("last_worth", side.last_worth),
            )
        }
        names = tuple(side.characters[k] for k in own)
        return replace(
            side,
            characters=names,
            belief=side.belief[own],
            open=side.open[:, own],
            gain=gain.copy(),
            scale=side.scale[own],
            **{name: table.copy() for name, table in tables.items()},
        )

    other = replace(
        game,
        us=shuffled(game.us, game.them, *orders),
        them=shuffled(game.them, game.us, *orders[::-1]),
    )
    assert not faults(other)
    same_play(
        game,
        other,
        selection,
        lambda told: [(p[order], v[order]) for (p, v), order in zip(told, orders, strict=True)],
        1e-6,
    )


@few
@given(seeds, selections)
def test_the_order_of_states_makes_no_difference(seed, selection):
    game = rich(seed, care=1.0)
    assume(len(game.states) == 2)

    def turned(side: Side, other: Side) -> Side:
        names = ("open", "shows", "gain", "arrival", "worth", "last_worth", "discount", "announced")
        return replace(side, **{name: getattr(side, name)[::-1].copy() for name in names})

    pairs = len(game.us.signals) * len(game.them.signals)

    def leading(chances: Chances) -> Chances:
        order = [*range(pairs, 2 * pairs), *range(pairs)]
        parts = [slice(chances.start[n], chances.start[n + 1]) for n in order]
        lengths = [part.stop - part.start for part in parts]
        to = np.concatenate([chances.to[part] for part in parts])
        return Chances(
            start=np.cumsum([0, *lengths]),
            to=np.where(to < 2, 1 - to, to),
            chance=np.concatenate([chances.chance[part] for part in parts]),
        )

    other = replace(
        sides(game, turned),
        states=game.states[::-1],
        start=1 - game.start,
        chances=leading(game.chances),
        last=leading(game.last),
    )
    assert not faults(other)
    same_play(game, other, selection, lambda told: told, 1e-6)


@few
@given(seeds, selections)
def test_who_is_us_and_who_is_them_makes_no_difference(seed, selection):
    game = rich(seed, care=1.0)

    def seen_from_there(side: Side, other: Side) -> Side:
        worths = {name: np.swapaxes(getattr(side, name), 1, 2).copy() for name in ("worth", "last_worth")}
        return replace(side, **worths)

    shape = len(game.states), len(game.us.signals), len(game.them.signals)

    def leading(chances: Chances) -> Chances:
        order = np.arange(np.prod(shape)).reshape(shape).swapaxes(1, 2).reshape(-1)
        parts = [slice(chances.start[n], chances.start[n + 1]) for n in order]
        return Chances(
            start=np.cumsum([0, *(part.stop - part.start for part in parts)]),
            to=np.concatenate([chances.to[part] for part in parts]),
            chance=np.concatenate([chances.chance[part] for part in parts]),
        )

    turned = sides(game, seen_from_there)
    other = replace(
        turned, us=turned.them, them=turned.us, chances=leading(game.chances), last=leading(game.last)
    )
    assert not faults(other)
    same_play(game, other, selection, lambda told: told[::-1], 1e-6)


@few
@given(seeds, selections)
def test_the_order_of_moves_makes_no_difference(seed, selection):
    game = rich(seed, care=1.0)

    def turned(side: Side, other: Side) -> Side:
        announced = np.where(side.announced >= 0, len(side.moves) - 1 - side.announced, -1)
        return replace(
            side,
            moves=side.moves[::-1],
            open=side.open[:, :, ::-1].copy(),
            shows=side.shows[:, ::-1].copy(),
            gain=side.gain[:, ::-1, ::-1].copy(),
            base=side.base[::-1].copy(),
            announced=announced,
        )

    other = sides(game, turned)
    same_play(game, other, selection, lambda told: [(p[:, ::-1], v) for p, v in told], 1e-6)


@few
@given(seeds, selections, st.sampled_from([1e-3, 0.5, 7.0, 1e4]), st.sampled_from(["care", "scale"]))
def test_the_unit_of_points_makes_no_difference(seed, selection, k, where):
    """Payoffs times k with care / k, or with scale times k: the same strategies, values times k."""
    game = rich(seed, care=1.0)

    def scaled(side: Side, other: Side) -> Side:
        tables = {name: k * getattr(side, name) for name in ("gain", "arrival", "worth", "last_worth")}
        unit = {"care": side.care / k} if where == "care" else {"scale": side.scale * k}
        return replace(side, **tables, **unit)

    same_play(
        game, sides(game, scaled), selection, lambda told: [(p, k * v) for p, v in told], 1e-6 * max(k, 1)
    )


# --- care -------------------------------------------------------------------------------------------------------------


@few
@given(seeds, selections, st.sampled_from([0.0, 1e-7]))
def test_without_care_moves_are_made_by_their_base_rates(seed, selection, care):
    """To 1e-6 at every point: at care 1e-7 payoffs of a few points move no probability further."""
    game = rich(seed, care=care)
    found = solve(game, options(game, selection))
    for t, strategies in enumerate(found.strategies):
        for n, x in enumerate(found.states[t]):
            for side, p in zip(game.sides, found.split(strategies[n, 0, 0]), strict=True):
                rates = np.where(side.open[x], side.base, 0)
                expected = rates / rates.sum(1, keepdims=True)
                np.testing.assert_allclose(p, expected, rtol=0, atol=1e-6)
        np.testing.assert_allclose(
            strategies, np.broadcast_to(strategies[:, :1, :1], strategies.shape), rtol=0, atol=1e-6
        )


@few
@given(seeds, st.integers(1, 3), st.floats(0.5, 8.0))
def test_principal_values_are_continuous_in_care(seed, rounds, care):
    """Mild games, no fold: a tenth of a small change of care changes values by a tenth, to a third of it."""
    game = mild(seed, rounds, care, ends=2_000, sets=150, characters=4)

    def values(factor: float) -> Floats:
        found = solve(with_care(game, care * factor), options(game, tolerance=1e-12))
        assume(found.counts["restart"] == found.counts["unsettled"] == 0)
        return found.values[0]

    here = values(1.0)
    far, near = (float(abs(values(1 + step) - here).max()) for step in (1e-2, 1e-3))
    assert far < 0.05
    assert near <= 0.1 * far * 4 / 3 + 1e-9


# --- the verifier -----------------------------------------------------------------------------------------------------


@few
@given(seeds, selections)
def test_the_verifier_finds_the_residuals_that_are_told(seed, selection):
    game = rich(seed)
    found = solve(game, options(game, selection))
    checked = on_grid(found)
    assert checked.residual == pytest.approx(found.worst, abs=1e-12)
    assert checked.values_differ <= 1e-12
    assert min(map(min, checked.gain)) >= -1e-12


@few
@given(seeds, st.randoms(use_true_random=False))
def test_the_verifier_finds_a_wrong_strategy(seed, random):
    """One strategy of us at one point of the grid, moved by .1 from its place, shows there as .1, or more elsewhere."""
    game = rich(seed, care=1.0)
    found = solve(game, options(game))
    t = random.randrange(game.rounds)
    strategies = found.strategies[t].copy()
    where = tuple(random.randrange(n) for n in strategies.shape[:3])
    us, _ = found.split(strategies[where])
    assume((us > 0).sum(1).max() > 1)
    k = int((us > 0).sum(1).argmax())
    best, least = us[k].argmax(), np.where(us[k] > 0, us[k], np.inf).argmin()
    us[k, best] -= 0.1
    us[k, least] += 0.1
    changed = (*found.strategies[:t], strategies, *found.strategies[t + 1 :])
    checked = on_grid(replace(found, strategies=changed))
    # what one's own strategy tells the other side moves one's response too, but not as far at care 1
    assert checked.residual >= 0.05


@few
@given(seeds, selections)
def test_grid_and_tree_find_the_same(seed, selection):
    """One round, where the grid plays no part, and one character a side: values, gains and residuals to 1e-7; other
    games: strategies are within .02 of the tree's logit equations at 21 points.
    """
    game = rich(seed)
    assume(count_ends(game) <= 10_000)
    found = solve(game, options(game, selection, points=(6 if game.rounds == 1 else 21,) * 2))
    deep = in_tree(game, playing(found))
    assert deep.residual <= (1e-7 if game.rounds == 1 else 2e-2)
    flat = on_grid(found)
    if all(len(side.characters) == 1 for side in game.sides):
        for one, other in ((deep.value, flat.value), (deep.best, flat.best)):
            np.testing.assert_allclose(np.concatenate(one), np.concatenate(other), rtol=0, atol=1e-7)
    assert np.nanmin(np.concatenate(deep.gain)) >= -1e-12


@few
@given(seeds)
def test_no_other_strategy_beats_the_best_reply(seed):
    """Of all pure strategies of us in the tree, tried one by one against theirs, the best is worth the best reply: 1e-12."""
    game = rich(seed, rounds=1 + seed % 2)
    whole = tree(game)
    assume(np.prod([len(knows.moves) for knows in whole.sets[0]]) <= 300)
    play = playing(solve(game, options(game)))
    _, them = profile(game, whole, play)
    most = np.full(len(game.us.characters), -np.inf)
    for moves in itertools.product(*(range(len(knows.moves)) for knows in whole.sets[0])):
        chosen = zip(whole.sets[0], moves, strict=True)
        us = {knows.number: np.eye(len(knows.moves))[a] for knows, a in chosen}
        most = np.maximum(most, check_profile(game, whole, (us, them)).value[0])
    np.testing.assert_allclose(in_tree(game, play).best[0], most, rtol=0, atol=1e-12)


@pytest.mark.slow
@many
@given(seeds, selections, st.randoms(use_true_random=False))
def test_the_same_of_many_games(seed, selection, random):
    test_the_verifier_finds_the_residuals_that_are_told.hypothesis.inner_test(seed, selection)
    test_grid_and_tree_find_the_same.hypothesis.inner_test(seed, selection)
    test_the_order_of_characters_makes_no_difference.hypothesis.inner_test(seed, selection, random)


@given(st.integers(2, 3), st.integers(2, 40), st.data())
@settings(deadline=None, derandomize=True, max_examples=300)
def test_cells_of_the_grid_are_those_of_the_solver(characters, points, data):
    """Two ways of writing them down: the same grid, corners that give a belief back, the same interpolated values."""
    raw = data.draw(st.lists(st.integers(0, 60), min_size=characters, max_size=characters).filter(any))
    belief = np.array(raw) / sum(raw)
    grid = verify._grid(characters, points)
    np.testing.assert_array_equal(grid, simplex.grid(characters, points))
    at, weight = verify._corners(belief[None], points)
    assert (weight >= -1e-12).all()
    np.testing.assert_allclose(weight[0] @ grid[at[0]], belief, rtol=0, atol=1e-12)
    table = np.random.default_rng(points).normal(size=len(grid))
    other, share = simplex.corners(belief, points)
    assert weight[0] @ table[at[0]] == pytest.approx(share @ table[other], abs=1e-9)


# --- bad input --------------------------------------------------------------------------------------------------------


def in_time(seconds: float, game: Game, **more: Any) -> Solution:
    """Return the solution; everything in it is a number, and what did not settle is marked and counted."""
    began = time.perf_counter()
    found = solve(game, options(game, **more))
    assert time.perf_counter() - began < seconds
    for arrays in (found.values, found.strategies, found.residual):
        assert all(np.isfinite(array).all() for array in arrays)
    for how, residual in zip(found.how, found.residual, strict=True):
        unsettled = how == len(found.counts) - 1
        assert (residual[~unsettled] <= found.options.tolerance).all()
    for strategies in found.strategies:
        us, them = zip(
            *(found.split(flat) for flat in strategies.reshape(-1, strategies.shape[-1])), strict=True
        )
        for p in (*us, *them):
            np.testing.assert_allclose(p.sum(1), 1, rtol=0, atol=1e-12)
    return found


@pytest.mark.parametrize("selection", ["announced", "principal"])
@pytest.mark.parametrize("points", [1e9, 1e12, 1e-12, 1e-300])
def test_absurd_payoffs_give_a_marked_result(points, selection):
    for game in (beer_quiche(2.0), coordination(0, 2, 2.0), rich(6)):
        absurd = sides(
            game, lambda side, other: replace(side, gain=side.gain * (points / abs(side.gain).max()))
        )
        found = in_time(60, absurd, selection=selection)
        assert np.isfinite(on_grid(found).residual)


@pytest.mark.parametrize("selection", ["announced", "principal"])
@pytest.mark.parametrize("care", [1e3, 1e6, 1e9])
def test_care_too_high_to_follow_gives_a_marked_result(care, selection):
    for game in (beer_quiche(care), coordination(0, 3, care), chain_store(3, care, 0.1, 0.5, 2.0)):
        found = in_time(60, game, selection=selection)
        assert sum(found.counts.values()) == found.points


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e13])
@pytest.mark.parametrize("name", ["gain", "worth", "last_worth", "arrival"])
def test_payoffs_that_are_no_numbers_are_faults(name, value):
    game = rich(6)
    table = getattr(game.us, name).copy()
    table.reshape(-1)[0] = value
    with pytest.raises(GameFaults, match=rf"us\.{name}, .*expected points"):
        solve(replace(game, us=replace(game.us, **{name: table})))


@pytest.mark.parametrize(("wrong", "told"), [(0.9, "0.9"), (1.1, "1.1"), (np.nan, "nan"), (-1.0, "-1")])
def test_chances_that_do_not_sum_are_faults(wrong, told):
    game = beer_quiche(1.0)
    chances = game.chances.chance.copy()
    chances[0] = wrong
    with pytest.raises(GameFaults, match=f"state breakfast, signals beer of us and wait of them.*{told}"):
        solve(replace(game, chances=replace(game.chances, chance=chances)))
    shows = game.us.shows.copy()
    shows[:, game.us.moves.index("beer")] *= wrong
    with pytest.raises(GameFaults, match="state breakfast, us, move beer"):
        solve(replace(game, us=replace(game.us, shows=shows)))
    with pytest.raises(GameFaults, match=r"us\.characters"):
        solve(replace(game, us=replace(game.us, belief=game.us.belief * wrong)))


def test_a_signal_that_no_move_can_give_is_a_fault():
    draft = Draft("Deaf", us={"a": 1.0}, them={"b": 1.0}, rounds=1)
    draft.state("site", us=["step", "hold"], them=["wait"])
    draft.who("us", signals=["step", "hold", "never"])
    with pytest.raises(GameFaults, match=r"us\.signals = never: expected a signal that some move can give"):
        draft.game()


@few
@given(seeds, selections)
def test_states_that_cannot_be_reached_change_nothing(seed, selection):
    """A state more, to which nothing leads and whose gains are wild, is not solved, and the rest stays."""
    game = rich(seed)

    def longer(side: Side, other: Side) -> Side:
        def more(table: Any) -> Any:
            return np.concatenate([table, table[:1]]) if len(table) == len(game.states) > 1 else table

        wide = np.broadcast_to(side.gain, (len(game.states), *side.gain.shape[1:]))
        arrays = {
            name: more(getattr(side, name))
            for name in ("shows", "arrival", "worth", "last_worth", "discount")
        }
        always = {
            name: np.concatenate([table, table[:1]])
            for name, table in (("open", side.open), ("announced", side.announced))
        }
        return replace(side, gain=np.concatenate([wide, wide[:1] + 1e6]), **arrays, **always)

    rows = len(game.us.signals) * len(game.them.signals)

    def leading(chances: Chances) -> Chances:
        start = np.concatenate([chances.start, chances.start[-1] + np.arange(1, rows + 1)])
        to = np.where(chances.to >= len(game.states), chances.to + 1, chances.to)
        end = len(game.states) + 1
        return Chances(
            start=start,
            to=np.concatenate([to, np.full(rows, end)]),
            chance=np.concatenate([chances.chance, np.ones(rows)]),
        )

    other = replace(
        sides(game, longer),
        states=(*game.states, "nowhere"),
        chances=leading(game.chances),
        last=leading(game.last),
    )
    assert not faults(other)
    found, again = (solve(each, options(each, selection)) for each in (game, other))
    assert found.points == again.points
    for one, two in zip(found.values, again.values, strict=True):
        np.testing.assert_allclose(one, two, rtol=0, atol=1e-7)
