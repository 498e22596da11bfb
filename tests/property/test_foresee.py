"""What must hold of futures whatever the encounter: points add up, chances sum to one, beliefs are fair games."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detente.encounter.build import COMPLETED, COMPONENTS, WAR, Encounter, build
from detente.encounter.foresee.along import OUTCOMES, along, joined, outcomes, points
from detente.encounter.foresee.paths import ended, paths
from detente.encounter.road import Road
from detente.encounter.simplex import grid
from detente.encounter.solution import Options, Solution
from detente.encounter.solve import solve
from detente.encounter.terms import Outside, World
from detente.encounter.world import Around
from tests.talks import LINES, being, made, made_terms, mean, worth_of

SEEDS = range(4)
KINDS = [
    {},
    {"shocks": False},
    {"outside": True},
    {"characters": (3, 2)},
    {"characters": (1, 1), "rounds": 6},
]


def solved(encounter: Encounter, fine: int = 5) -> Solution:
    return solve(encounter.game, Options(points=(fine, fine)))


def added(encounter: Encounter, solution: Solution, t: int) -> tuple[np.ndarray, np.ndarray]:
    """Return (n, G us, G them, K + L): points that components add up to, and the values of the solver."""
    table = along(encounter, solution, points(encounter)).tables[t]
    parts = len(COMPONENTS)
    game = encounter.game
    by_us = grid(len(game.us.characters), solution.options.points[0])
    by_them = grid(len(game.them.characters), solution.options.points[1])
    us = np.einsum("jl,nijklc->nijk", by_them, table[..., :parts])
    them = np.einsum("ik,nijklc->nijl", by_us, table[..., parts:])
    return np.concatenate([us, them], -1), solution.values[t]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_in_the_last_round_points_add_up_to_the_values(kind, seed):
    encounter = made(seed, **kind)
    found, values = added(encounter, solved(encounter), encounter.game.rounds - 1)
    # strategies are settled to 1e-8, and values are worth a few points
    assert np.abs(found - values).max() <= 1e-6


@pytest.mark.parametrize("seed", SEEDS)
def test_without_doubt_points_add_up_in_every_round(seed):
    encounter = made(seed, (1, 1), rounds=6, outside=True)
    solution = solved(encounter)
    for t in range(encounter.game.rounds):
        found, values = added(encounter, solution, t)
        assert np.abs(found - values).max() <= 1e-6


@pytest.mark.parametrize("seed", SEEDS)
def test_points_add_up_to_the_values_the_better_the_finer_the_grid(seed):
    encounter = made(seed, rounds=4, shocks=False)
    errors = []
    for fine in (3, 9, 33):
        found, values = added(encounter, solved(encounter, fine), 0)
        errors.append(np.abs(found - values).max())
    scale = max(*encounter.game.us.scale, *encounter.game.them.scale)
    assert errors[-1] < 0.02 * scale
    assert errors[0] > errors[1] > errors[2]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_talks_end_somehow_from_everywhere(kind, seed):
    encounter = made(seed, **kind)
    found = along(encounter, solved(encounter), outcomes(encounter))
    at = {name: c for c, name in enumerate(found.names)}
    for table in found.tables:
        ends = sum(table[..., at[name]] for name in ("deal", *OUTCOMES[2:]))
        assert np.abs(ends - 1).max() <= 1e-12
        assert table.min() >= -1e-15
        hollow = table[..., at["deal"]] - table[..., at["real deal"]]
        assert hollow.min() >= -1e-14
    first = found.tables[0]
    assert first[..., at["real deal"]].max() > 0.05
    assert (first[..., at["deal"]] - first[..., at["real deal"]]).max() > 5e-4


@pytest.mark.parametrize("seed", SEEDS)
def test_beliefs_are_fair_games(seed):
    """Over what a side may be, weighed by what is believed of it, the belief stays on average what it was."""
    encounter = made(seed, rounds=2, shocks=False)
    solution = solved(encounter)
    game = encounter.game
    about_us, about_them = np.zeros(2), np.zeros(2)
    spread = 0.0
    for k, chance in enumerate(game.us.belief):
        found = paths(being(encounter, k), solution, game.them.belief, draws=1, seed=1, exactly=True)
        them = found.weight @ found.belief_them[-1]
        # of them it holds whatever we are, as what they show does not depend on it
        assert np.abs(them - game.them.belief).max() <= 1e-12
        about_us += chance * (found.weight @ found.belief_us[-1])
        about_them += chance * them
        spread += chance * (found.weight @ np.abs(found.belief_us[-1] - game.us.belief).max(1))
    assert np.abs(about_us - game.us.belief).max() <= 1e-12
    assert spread > 0.003, "they learn something"


def test_drawn_beliefs_are_fair_games():
    encounter = made(4, rounds=8, outside=True)
    solution = solved(encounter)
    game = encounter.game
    about_us, error_us = np.zeros((9, 2)), np.zeros((9, 2))
    for k, ours in enumerate(game.us.belief):
        found = paths(being(encounter, k), solution, game.them.belief, draws=10_000, seed=2 + k)
        assert not found.exact
        about_them, error_them = np.zeros((9, 2)), np.zeros((9, 2))
        for j, theirs in enumerate(game.them.belief):
            for belief, chance, total, error in (
                (found.belief_us, ours * theirs, about_us, error_us),
                (found.belief_them, theirs, about_them, error_them),
            ):
                middle, spread = mean(found, belief.transpose(1, 0, 2), j)
                total += chance * middle
                error += (chance * spread) ** 2
        assert (np.abs(about_them - game.them.belief) <= 4 * np.sqrt(error_them) + 1e-12).all()
    assert (np.abs(about_us - game.us.belief) <= 4 * np.sqrt(error_us) + 1e-12).all()


def test_hollow_deals_are_those_with_a_sham_that_was_not_seen():
    encounter = made(1, rounds=5)
    found = paths(
        encounter, solved(encounter), encounter.game.them.belief, draws=4_000, seed=1, exactly=False
    )
    over = found.move == -1
    assert (over == (found.signal == -1)).all()
    sham = [side.moves.index("sham") for side in encounter.game.sides]
    shammed = np.any(found.move == np.array(sham)[None, :, None], axis=(0, 1))
    assert (found.sham == shammed).all()
    deal = ended(encounter, found)[-1] == COMPLETED
    assert 0 < (deal & shammed).sum() < deal.sum()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", [{}, {"outside": True, "rounds": 2}], ids=str)
def test_what_plays_are_worth_is_on_average_what_points_add_up_to(kind, seed):
    encounter = made(seed, (1, 1), **kind)
    solution = solved(encounter)
    found = paths(encounter, solution, np.ones(1), draws=1, seed=1, exactly=True)
    sums = along(encounter, solution, points(encounter)).at(0, encounter.game.start, np.ones(1), np.ones(1))
    for component, worth in worth_of(encounter, found).items():
        assert found.weight @ worth == pytest.approx(sums[f"us.{component}"][0, 0], abs=1e-10)
        assert worth.std() > 0


# --- the world by itself -------------------------------------------------------------------------------------------

PUBLISHED = World(each_round=0.1, escalate=0.5, fade=0.4, war=0.02, toll=np.zeros((3, 2)))
ENFORCED = Outside("third", "", True, 0.05, 0.05, 1.5, np.ones(2))
YEAR = 12


def around(outside: Outside | None) -> Around:
    return Around(replace(made_terms(1), world=PUBLISHED, outside=outside))


def war_by(world: Around, rounds: int) -> np.ndarray:
    """Return (tensions,): the chance of war within so many rounds, by powers of the matrix of moves."""
    size = world.tensions * world.outsides
    moves = world.moves(1.0).reshape(size, size)
    spared = moves * (1 - np.repeat(world.war, world.outsides))
    peace = np.linalg.matrix_power(spared, rounds).sum(1)
    return 1 - peace.reshape(world.tensions, world.outsides)[:, world.outside_now]


@pytest.mark.parametrize("outside", [None, ENFORCED], ids=["alone", "outside factor"])
def test_war_without_engagement_is_as_rare_as_the_published_map_has_it(outside):
    """About .3 % within twelve months from calm, 1 % from strained, 4 % from a crisis."""
    calm, strained, crisis = war_by(around(outside), YEAR)
    assert calm == pytest.approx(0.003, abs=0.0015)
    assert strained == pytest.approx(0.01, abs=0.004)
    assert crisis == pytest.approx(0.04, abs=0.01)


@pytest.mark.parametrize("outside", [None, ENFORCED], ids=["alone", "outside factor"])
@pytest.mark.parametrize("start", [0, 1, 2])
def test_the_world_walked_at_random_comes_to_war_as_often(outside, start):
    world = around(outside)
    size, count = world.tensions * world.outsides, 200_000
    table = world.moves(1.0).reshape(size, size)
    assert np.abs(table.sum(1) - 1).max() <= 1e-15
    rng = np.random.default_rng(start)
    at = np.full(count, start * world.outsides + world.outside_now)
    war = np.zeros(count, dtype=bool)
    reached = table.cumsum(1)
    for _ in range(YEAR):
        at = np.minimum((rng.random(count)[:, None] >= reached[at]).sum(1), size - 1)
        war |= rng.random(count) < world.war[at // world.outsides]
    expected = war_by(world, YEAR)[start]
    assert abs(war.mean() - expected) <= 4 * np.sqrt(expected * (1 - expected) / count)


def test_what_the_world_is_worth_is_what_walks_through_it_cost():
    """Z against discounted tolls and wars added up along the chain until nothing is left to discount."""
    terms = made_terms(2, outside=True)
    world = Around(terms)
    size = world.tensions * world.outsides
    table = world.moves(0.7).reshape(size, size)
    war = np.repeat(world.war, world.outsides)
    for side, found in enumerate(world.after(0.7)):
        once = np.repeat(world.toll(side), world.outsides, 0) + war[:, None] * world.war_worth(side)
        total, factor, here = np.zeros((size, found.shape[2])), 1.0, np.eye(size)
        while factor > 1e-14:
            here = here @ table
            total += factor * here @ once
            here = here * (1 - war)
            factor *= terms.discount
        assert np.abs(found.reshape(size, -1) - total).max() <= 1e-9


def test_leaving_escapes_no_shock():
    """With nothing to give, talks are worth exactly what not engaging is, whether one stays or leaves."""
    terms = made_terms(3, rounds=5)
    nothing = np.zeros(2)
    steps = tuple(
        {
            name: replace(deed, gives=nothing, costs=nothing, changes=nothing, calms=0.0)
            for name, deed in own.items()
        }
        for own in terms.steps
    )
    people = tuple(tuple(replace(person, word=0.0) for person in side) for side in terms.people)
    bare = replace(terms, steps=steps, people=people, walkout=nothing)  # type: ignore[arg-type]
    encounter = build(bare, Road(LINES))
    sums = along(encounter, solved(encounter), joined([points(encounter), outcomes(encounter)]))
    at = sums.at(0, encounter.game.start, *terms.beliefs)
    assert at["war"].min() > 0.01
    assert encounter.game.ends[WAR] == "war"
    for side, name in enumerate(("us", "them")):
        stays = encounter.around.not_engaging[side]
        assert np.abs(at[f"{name}.tension"] - (stays[:, None] if side == 0 else stays)).max() <= 1e-9
        assert np.abs(at[f"{name}.steps"]).max() == np.abs(at[f"{name}.word"]).max() == 0
