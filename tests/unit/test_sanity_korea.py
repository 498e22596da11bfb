"""The futures of the Korea case, as someone who knows the matter would read them: signs and bounds, not digits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import pytest

from detente.case.load import load
from detente.case.model import Case
from detente.encounter.build import COMPLETED, COMPONENTS, WAR, Encounter, build
from detente.encounter.foresee.accept import Acceptance, accept
from detente.encounter.foresee.along import along, joined, outcomes, points
from detente.encounter.foresee.paths import Paths, ended, paths
from detente.encounter.game import Floats
from detente.encounter.road import Act, Road, road
from detente.encounter.solution import Options, Solution
from detente.encounter.solve import solve
from detente.encounter.terms import Deed, Person, Terms, terms
from tests.talks import worth_of

TODAY = np.array([0.4, 0.6])
"""Builder, trickster."""
BUILDER, TRICKSTER = 0, 1
YEAR = 12
OPTIONS = Options(points=(11, 11))
CASE = Path(__file__).parents[2] / "cases" / "korea-2018"
PLAYS = 5_000


@dataclass(frozen=True, eq=False)
class Tried:
    """A roadmap of the case, solved and looked at from today."""

    encounter: Encounter
    solution: Solution
    acceptance: Acceptance
    sums: dict[str, Floats]
    """Quantity -> (L,), once talks have begun, for us as we are."""

    @cached_property
    def gained(self) -> dict[str, Floats]:
        """By component (L,): what talks with each of their characters bring us over not engaging."""
        refused = self.encounter.around.not_engaging[0][self.encounter.terms.we_are]
        found = {name: self.sums[f"us.{name}"] for name in COMPONENTS}
        return found | {"tension": found["tension"] - refused}

    @property
    def trying(self) -> float:
        """The value of trying: over all that they may be, with what a refusal leaves as it is."""
        return float(TODAY * self.acceptance.chance @ sum(self.gained.values()))

    @property
    def hollow(self) -> Floats:
        """(L,): chance of a hollow deal."""
        return self.sums["deal"] - self.sums["real deal"]

    @property
    def at_the_last(self) -> float:
        """The chance of a deal that is closed in the last round, once talks have begun."""
        return float(self.acceptance.belief @ (self.sums["deal"] - self.sums["deal before the last round"]))

    @cached_property
    def plays(self) -> Paths:
        """Plays drawn after a yes."""
        return paths(
            self.encounter, self.solution, self.acceptance.belief, draws=PLAYS, seed=1, exactly=False
        )


def tried(given: Terms, way: Road) -> Tried:
    encounter = build(given, way)
    solution = solve(encounter.game, OPTIONS)
    assert solution.counts["unsettled"] == 0
    game = encounter.game
    ends = outcomes(encounter)
    before = tuple(f"{name} before the last round" for name in ends.names)
    early = replace(ends, names=before, until=np.full(len(before), game.rounds - 1.0))
    wanted = joined([points(encounter), ends, early])
    acceptance = accept(encounter, solution, game.us.belief, TODAY)
    assert acceptance.residual <= 1e-9
    found = along(encounter, solution, wanted).at(0, game.start, game.us.belief, acceptance.belief)
    return Tried(
        encounter,
        solution,
        acceptance,
        {name: table[given.we_are] for name, table in found.items()},
    )


@cache
def case_of() -> Case:
    return load(CASE).case


@cache
def korea() -> tuple[Terms, Road]:
    """Return the case at central inputs, and its roadmap."""
    case = case_of()
    found = terms(case, beliefs=(terms(case).beliefs[0], TODAY))
    assert [person.name for person in found.people[1]] == ["builder", "trickster"]
    return found, road(case.roadmap, found)


@cache
def as_it_stands() -> Tried:
    return tried(*korea())


def alone() -> Terms:
    """Return the case without its outside factor, which halves the work and turns no sign."""
    return replace(korea()[0], outside=None)


@cache
def by_itself() -> Tried:
    return tried(alone(), korea()[1])


def with_steps(given: Terms, change: Callable[[Deed], Deed]) -> Terms:
    us, them = ({name: change(deed) for name, deed in own.items()} for own in given.steps)
    return replace(given, steps=(us, them))


def with_people(given: Terms, change: Callable[[Person], Person]) -> Terms:
    us, them = (tuple(change(person) for person in side) for side in given.people)
    return replace(given, people=(us, them))


def amounts(given: Terms, **goods: float) -> Floats:
    return np.array([goods.get(good, 0.0) for good in given.goods])


# --- what deals are worth ------------------------------------------------------------------------------------------


def mean_over(found: Tried, chosen: np.ndarray) -> dict[str, float]:
    """Return by component what chosen plays were worth to us on average over not engaging."""
    assert chosen.sum() >= 50, "too few plays to tell"
    worth = worth_of(found.encounter, found.plays)
    means = {name: float(each[chosen].mean()) for name, each in worth.items()}
    return means | {"tension": means["tension"] - found.encounter.around.not_engaging[0][0]}


def test_a_hollow_deal_is_nearly_worth_nothing_and_never_nearly_what_a_real_one_is():
    found = as_it_stands()
    deal = ended(found.encounter, found.plays)[-1] == COMPLETED
    hollow = mean_over(found, deal & (found.plays.sham == 1) & (found.plays.them == TRICKSTER))
    real = mean_over(found, deal & (found.plays.sham == 0) & (found.plays.them == BUILDER))
    # what is left of a hollow deal is quiet: channels stay open after it, and calm
    assert hollow["steps"] < real["steps"] / 8
    assert hollow["steps"] < 0.3 * found.encounter.game.us.scale[0]
    assert sum(hollow.values()) < sum(real.values()) / 4
    assert real["steps"] > 2 * found.encounter.game.us.scale[0]


def test_it_is_the_trickster_whose_deals_are_hollow():
    found = as_it_stands()
    real, hollow = found.sums["real deal"], found.hollow
    assert real[BUILDER] > 0.3 > 0.05 > real[TRICKSTER]
    assert hollow[TRICKSTER] > 3 * real[TRICKSTER]
    assert hollow[BUILDER] < real[BUILDER] / 5


def test_a_yes_speaks_for_the_builder_and_trying_is_worth_something():
    found = as_it_stands()
    yes = found.acceptance.chance
    assert yes[BUILDER] > 0.7 > yes[TRICKSTER] > 0.3
    assert found.acceptance.belief[BUILDER] > TODAY[BUILDER]
    assert 5 < found.trying < 20
    assert found.gained["steps"][BUILDER] > 3 * found.gained["steps"][TRICKSTER]


# --- a trickster is not paid twice -----------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Tricked:
    """Plays against a trickster, (T, n): what was shown and done."""

    paid: np.ndarray
    """We took a step."""
    caught: np.ndarray
    """They were exposed as they shammed."""
    shammed: np.ndarray
    passed: np.ndarray
    """A sham of theirs passed for the deed."""
    kept: np.ndarray
    """They kept their side of it."""


def tricked(found: Tried) -> Tricked:
    us, them = found.encounter.game.sides
    chosen = found.plays.them == TRICKSTER
    signal, move = found.plays.signal[:, :, chosen], found.plays.move[:, :, chosen]
    shammed = move[:, 1] == them.moves.index("sham")
    done = signal[:, 1] == them.signals.index("done")
    return Tricked(
        paid=signal[:, 0] == us.signals.index("done"),
        caught=shammed & (signal[:, 1] == them.signals.index("exposed")),
        shammed=shammed,
        passed=shammed & done,
        kept=~shammed & done,
    )


def test_a_trickster_does_not_get_all_for_shams():
    found = as_it_stands()
    seen = tricked(found)
    steps = len(found.encounter.road.orders[0])
    assert {act.step for act in found.encounter.road.orders[0]} >= {"relief", "guarantee"}
    whole = seen.paid.sum(0) == steps
    twice = seen.shammed.sum(0) >= 2
    assert twice.mean() > 0.05
    assert (whole & twice).mean() < 0.08
    assert (whole & twice).sum() < 0.35 * twice.sum()


def test_who_was_caught_is_not_paid_for_the_next_sham():
    """Caught once, they may still deliver and be paid for that; what they sham then earns them little."""
    found = as_it_stands()
    seen = tricked(found)
    caught = seen.caught.any(0)
    earned = np.zeros(len(caught), dtype=bool)
    guaranteed = np.zeros(len(caught), dtype=bool)
    known = np.zeros(len(caught), dtype=bool)
    by_sham = np.zeros(len(caught), dtype=bool)
    taken = np.zeros(len(caught), dtype=int)
    for t in range(len(seen.paid)):
        taken += seen.paid[t]
        earned |= seen.paid[t] & known & by_sham
        guaranteed |= seen.paid[t] & known & (taken == len(found.encounter.road.orders[0]))
        known |= seen.caught[t]
        by_sham = np.where(seen.passed[t] & known, True, np.where(seen.kept[t], False, by_sham))
    assert caught.mean() > 0.1
    assert earned.mean() < 0.1
    assert earned.sum() < 0.25 * caught.sum()
    assert guaranteed.mean() < 0.06
    assert guaranteed.sum() < 0.2 * caught.sum()


def test_after_an_exposure_we_give_our_dearest_step_seldom():
    found = as_it_stands()
    game, plays = found.encounter.game, found.plays
    last = len(found.encounter.road.orders[0]) - 1
    on = plays.state[:-1] < len(game.states)
    x = np.where(on, plays.state[:-1], 0)
    due = on & found.encounter.due[x, 0] & (found.encounter.done[x, 0] == last)
    gave = plays.signal[:, 0] == game.us.signals.index("done")
    exposed = found.encounter.exposed[x, 1]
    after, before = (gave[due & which].mean() for which in (exposed, ~exposed))
    assert after < 0.3
    assert after < before / 2


# --- what is not a deal ----------------------------------------------------------------------------------------------


def test_a_photograph_earns_no_prize():
    """The summit and nothing else."""
    given = korea()[0]
    photograph = tried(given, Road(((Act("summit", 1, 1, 1), None),)))
    assert abs(photograph.gained["steps"]).max() < 0.3 * photograph.encounter.game.us.scale[0]
    assert abs(photograph.trying) < 1.5
    assert photograph.trying < as_it_stands().trying / 5


def calm_of(given: Terms, way: Road, done: tuple[int, int], *, complete: bool) -> float:
    """Return what shocks are multiplied by after an end, by the case's text: open channels and what is not taken back."""
    calm = 1.0
    for side in (0, 1):
        for act in way.orders[side][: done[side]]:
            deed = given.steps[side][act.step]
            if complete or not deed.reversible:
                calm *= (1 - deed.calms) ** act.share
    if complete:
        for line in given.channels:
            if line.opened_by is None or line.opened_by[1] in way.done_steps(
                line.opened_by[0], done[line.opened_by[0]]
            ):
                calm *= 1 - line.calms
    return calm


def war_within(found: Tried, rounds: int) -> float:
    """Return the chance of war within so many rounds of a yes, in talks and after them."""
    encounter, plays = found.encounter, found.plays
    game, around = encounter.game, encounter.around
    ends = ended(encounter, plays)
    war = plays.weight @ (ends[rounds] == WAR)
    size = around.tensions * around.outsides
    spared: dict[float, Floats] = {}
    signals = [side.signals.index("done") for side in game.sides]
    for n in np.flatnonzero((ends[rounds] >= 0) & (ends[rounds] != WAR)):
        t = int(np.argmax(ends[:, n] >= 0)) - 1
        x = plays.state[t, n]
        done = [int(encounter.done[x, side] + (plays.signal[t, side, n] == signals[side])) for side in (0, 1)]
        calm = calm_of(
            encounter.terms, encounter.road, (done[0], done[1]), complete=ends[rounds, n] == COMPLETED
        )
        if calm not in spared:
            moves = around.moves(calm).reshape(size, size) * (1 - np.repeat(around.war, around.outsides))
            powers = [np.linalg.matrix_power(moves, k).sum(1) for k in range(rounds + 1)]
            spared[calm] = np.array(powers).reshape(rounds + 1, around.tensions, around.outsides)
        outside = int(encounter.outside[x]) if around.outsides == 2 else 0
        # from the very round in which talks ended the world goes on
        war += plays.weight[n] * (1 - spared[calm][rounds - t, encounter.tension[x], outside])
    return float(war)


def test_war_within_a_year_is_rare_and_talks_do_not_make_it_likelier():
    found = as_it_stands()
    assert found.encounter.terms.start == 1, "the case begins strained"
    world = found.encounter.around
    assert 0.001 < war_within(found, YEAR) < 0.03
    size = world.tensions * world.outsides
    moves = world.moves(1.0).reshape(size, size) * (1 - np.repeat(world.war, world.outsides))
    alone = 1 - np.linalg.matrix_power(moves, YEAR).sum(1).reshape(world.tensions, -1)[1, world.outside_now]
    assert war_within(found, YEAR) < alone + 0.001


@pytest.mark.slow
def test_war_within_a_year_of_a_calm_start_is_under_one_in_a_hundred():
    given, way = korea()
    found = tried(replace(given, start=0), way)
    assert 0.0005 < war_within(found, YEAR) < 0.01


# --- what changes if the case is changed -------------------------------------------------------------------------------


@pytest.mark.slow
def test_more_and_worse_shocks_drive_nobody_out_of_talks():
    given, way = korea()
    assert given.world is not None
    world = replace(
        given.world,
        each_round=min(1.0, 3 * given.world.each_round),
        war=min(1.0, 5 * given.world.war),
    )
    found = tried(replace(given, world=world), way)
    assert found.sums["war"].min() > 3 * as_it_stands().sums["war"].max()
    walkouts = found.sums["walkout by us"] + found.sums["walkout by them"]
    assert walkouts.max() < 0.25


@pytest.mark.slow
def test_the_horizon_does_not_decide():
    given, way = korea()
    assert given.rounds == 16
    longer = tried(replace(given, rounds=24), way)
    here = as_it_stands()
    assert abs(longer.trying - here.trying) < 0.1 * abs(here.trying)
    for found in (here, longer):
        assert 0 < found.at_the_last < 0.02


@pytest.mark.slow
def test_the_more_is_verified_the_fewer_deals_are_hollow():
    _, way = korea()

    def verified(times: float) -> Tried:
        return tried(
            with_steps(
                alone(),
                lambda deed: replace(
                    deed, verify=deed.verify if deed.verify == 1 else min(1.0, times * deed.verify)
                ),
            ),
            way,
        )

    less, here, more = verified(0.5), by_itself(), verified(1.4)
    assert (less.hollow > here.hollow).all()
    assert (here.hollow > more.hollow).all()
    assert less.hollow[TRICKSTER] > 1.5 * here.hollow[TRICKSTER] > 2 * more.hollow[TRICKSTER]


def wordless(given: Terms) -> Terms:
    return with_people(given, lambda person: replace(person, word=0.0))


@pytest.mark.slow
def test_without_anybodys_word_hardly_a_real_deal_is_left():
    _, way = korea()
    here, without = by_itself(), tried(wordless(alone()), way)
    assert (without.sums["real deal"] < here.sums["real deal"] / 3).all()
    assert without.trying < here.trying / 2
    shares = [found.hollow[BUILDER] / found.sums["deal"][BUILDER] for found in (here, without)]
    assert shares[1] > 3 * shares[0]


@pytest.mark.slow
def test_where_the_last_promise_is_dear_hardly_a_real_deal_is_left_without_a_word():
    given, way = alone(), korea()[1]
    ours = dict(given.steps[0])
    # a guarantee that costs two more of leverage: then it pays to leave it undone once the warheads are gone
    guarantee = ours["guarantee"]
    ours["guarantee"] = replace(guarantee, costs=guarantee.costs + amounts(given, leverage=2))
    dear = replace(given, steps=(ours, given.steps[1]))
    kept, broken = tried(dear, way), tried(wordless(dear), way)
    assert kept.sums["real deal"][BUILDER] > 0.3
    assert broken.sums["real deal"].max() < 0.05


@pytest.mark.slow
def test_taking_reversible_steps_back_lowers_what_a_trap_can_win():
    _, way = korea()
    here = by_itself()
    for_good = tried(with_steps(alone(), lambda deed: replace(deed, reversible=False)), way)
    won = [found.sums["them.steps"][TRICKSTER] for found in (here, for_good)]
    assert won[0] < won[1] / 2
    assert for_good.acceptance.chance[TRICKSTER] > here.acceptance.chance[TRICKSTER]
    assert for_good.gained["steps"][TRICKSTER] < here.gained["steps"][TRICKSTER]


# --- names -----------------------------------------------------------------------------------------------------------


def test_swapping_the_names_of_the_sides_changes_nothing():
    case = case_of()
    sides = case.sides.model_copy(update={"us": case.sides.them, "them": case.sides.us})
    swapped = case.model_copy(update={"sides": sides})
    assert swapped.sides.us == "North Korea"
    given = terms(swapped, beliefs=(terms(swapped).beliefs[0], TODAY))
    found = tried(replace(given, outside=None), road(swapped.roadmap, given))
    for name, each in by_itself().sums.items():
        assert found.sums[name].tobytes() == each.tobytes()


@pytest.mark.slow
def test_seen_from_the_other_side_everything_is_the_same():
    """Them as us and us as them: every point of the grid has the same values, with the sides exchanged."""
    given, way = alone(), korea()[1]

    def turned(deed: Deed) -> Deed:
        return replace(deed, binds=deed.binds[::-1])

    mirrored = replace(
        given,
        people=given.people[::-1],
        beliefs=given.beliefs[::-1],
        we_are=BUILDER,
        steps=with_steps(given, turned).steps[::-1],
        care=given.care[::-1],
        channels=tuple(
            replace(line, opened_by=line.opened_by and (1 - line.opened_by[0], line.opened_by[1]))
            for line in given.channels
        ),
    )
    back = build(mirrored, Road(tuple((them, us) for us, them in way.lines)))
    other = solve(back.game, OPTIONS)
    here = by_itself()
    K = len(given.people[0])
    start = (
        here.solution.values[0][here.solution.place[0, here.encounter.game.start]],
        other.values[0][other.place[0, back.game.start]],
    )
    turned_back = np.concatenate([start[1][..., -K:], start[1][..., :-K]], axis=-1).transpose(1, 0, 2)
    assert np.abs(start[0] - turned_back).max() < 1e-5
