"""Roadmaps compared: what is shared is exact, workers change nothing, the rule, the front, and a search against all there are."""

from __future__ import annotations

from dataclasses import asdict, replace

import numpy as np
import pytest

from detente.encounter.build import build
from detente.encounter.road import Road
from detente.encounter.solution import Options
from detente.encounter.solve import solve
from detente.encounter.terms import Terms
from detente.plan.choose import fault, front, order
from detente.plan.judge import at_trust, judge, trying_from
from detente.plan.options import Planning
from detente.plan.results import Candidate
from detente.plan.roadmaps import full, roadmaps
from detente.plan.search import Search
from detente.plan.shared import by_rest, known_from, parts_done
from detente.plan.work import Desk, Judging, judged
from detente.runs import pool
from tests.talks import made_terms

GRID = Options(points=(5, 5))
NOTHING = np.zeros((0, 2))
TERMS = made_terms(3, outside=True)


def plain(candidate: Candidate) -> dict[str, object]:
    """What a roadmap is worth, without how it was come by."""
    return {name: value for name, value in asdict(candidate).items() if name not in ("solved", "taken")}


def some(terms: Terms, count: int, seed: int = 1) -> list[Road]:
    listed = list(roadmaps(terms))
    rng = np.random.default_rng(seed)
    return [listed[n] for n in sorted(rng.choice(len(listed), count, replace=False))]


@pytest.mark.parametrize("seed", range(4))
def test_what_two_roads_share_is_solved_the_same_alone(seed: int) -> None:
    terms = made_terms(seed, outside=seed % 2 == 0, rounds=4, care=(10.0, 3.0))
    roads = [road for road in roadmaps(terms) if full(terms, road)]
    before = build(terms, roads[0])
    known = solve(before.game, GRID)
    taken = 0
    for road in roads[1:]:
        encounter = build(terms, road)
        same = known_from(encounter, before, known)
        alone = solve(encounter.game, GRID)
        if same is None:
            continue
        taken += int((same.same >= 0).sum())
        shared = solve(encounter.game, GRID, known=same)
        for t in range(terms.rounds):
            np.testing.assert_array_equal(shared.values[t], alone.values[t])
            np.testing.assert_array_equal(shared.strategies[t], alone.strategies[t])
        assert (
            np.concatenate([each.reshape(-1) for each in shared.how])
            == np.concatenate([each.reshape(-1) for each in alone.how])
        ).all()
    assert taken > 0


def test_nothing_is_shared_by_other_rests() -> None:
    """A road with a step left out has the same lines at its end, and another past: nothing of it is the same."""
    roads = [road for road in roadmaps(TERMS) if full(TERMS, road)]
    short = Road(roads[0].lines[:-1])
    before = build(TERMS, roads[0])
    same = known_from(build(TERMS, short), before, solve(before.game, GRID))
    assert same is None or (same.same < 0).all()


def test_roads_that_share_most_stand_side_by_side() -> None:
    listed = list(roadmaps(TERMS))
    ordered = [listed[n] for n in by_rest(listed)]

    def common(a: Road, b: Road) -> int:
        count = 0
        for one, other in zip(reversed(a.lines), reversed(b.lines), strict=False):
            if one != other:
                break
            count += 1
        return count

    def done(road: Road) -> object:
        return parts_done(road, (len(road.orders[0]), len(road.orders[1])))

    for n in range(1, len(ordered)):
        alike = [each for each in ordered[:n] if done(each) == done(ordered[n])]
        if alike:
            assert alike[-1] is ordered[n - 1]
            assert common(ordered[n - 1], ordered[n]) == max(common(each, ordered[n]) for each in alike)


def test_one_worker_and_two_find_the_same_and_sharing_changes_nothing() -> None:
    roads = [road for road in roadmaps(TERMS) if full(TERMS, road)][:14]
    here = Desk().each(TERMS, roads, GRID, NOTHING)
    with pool(2) as executor:
        there = Desk(executor).each(TERMS, roads, GRID, NOTHING)
    assert here == there
    assert sum(each.taken for each in here) > 0
    for road, found in zip(roads, here, strict=True):
        alone = judge(TERMS, road, GRID, full=full(TERMS, road)).candidate
        assert alone.taken == 0
        assert found.value == pytest.approx(alone.value, abs=1e-12)
        assert found.trap_loss == pytest.approx(alone.trap_loss, abs=1e-12)
        assert found.solved + found.taken == alone.solved


def test_a_job_is_named_by_all_that_it_depends_on() -> None:
    roads = tuple(some(TERMS, 2))
    job = Judging(TERMS, roads, GRID, NOTHING)
    other = replace(TERMS, lapse=TERMS.lapse + 1e-9)
    keys = {
        job.key,
        Judging(other, roads, GRID, NOTHING).key,
        Judging(TERMS, roads[:1], GRID, NOTHING).key,
        Judging(TERMS, roads, Options(points=(5, 7)), NOTHING).key,
        Judging(TERMS, roads, GRID, NOTHING, rounds=5).key,
        Judging(TERMS, roads, GRID, np.array([[0.5, 0.5]])).key,
    }
    assert len(keys) == 6
    assert job.key == Judging(made_terms(3, outside=True), roads, GRID, NOTHING).key


def test_not_engaging_is_worth_the_same_whatever_the_roadmap() -> None:
    found = judged(Judging(TERMS, tuple(some(TERMS, 8)), GRID, NOTHING))
    assert len({each.not_engaging for each in found}) == 1
    for each in found:
        assert each.value - each.not_engaging == pytest.approx(each.trying.whole, abs=1e-12)
        assert sum(each.outcomes.values()) == pytest.approx(1, abs=1e-9)


def test_the_curve_tells_what_judging_from_there_would() -> None:
    road = some(TERMS, 1)[0]
    found = judge(TERMS, road, GRID, full=False)
    beliefs = at_trust(TERMS, np.array([0.25, 0.8]))
    told = dict(map(tuple, found.candidate.curve))
    traps = dict(map(tuple, found.candidate.trap_curve))
    for belief, trust in zip(beliefs, (0.25, 0.8), strict=True):
        moved = replace(TERMS, beliefs=(TERMS.beliefs[0], belief))
        there = judge(moved, road, GRID, full=False).candidate
        assert told[trust] == pytest.approx(there.trying.whole, abs=1e-8)
        assert traps[trust] == pytest.approx(there.trap_loss, abs=1e-8)
    assert trying_from(found.appraisal, beliefs) == pytest.approx([told[0.25], told[0.8]])


# --- the rule ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def one() -> Candidate:
    return judge(TERMS, some(TERMS, 1)[0], GRID, full=False).candidate


def with_(one: Candidate, value: float, trap: float = 0.0, yes: float = 0.9) -> Candidate:
    trying = replace(one.trying, steps=value, tension=0.0, word=0.0)
    return replace(
        one,
        value=value,
        not_engaging=0.0,
        trying=trying,
        trap_loss=trap,
        accepts_by={"them0": yes, "them1": 0.1},
    )


def test_the_rule_takes_the_greatest_value_that_may_be_taken(one: Candidate) -> None:
    found = [
        with_(one, 1.0),
        with_(one, 5.0, trap=3.0),
        with_(one, 4.0, yes=0.4),
        with_(one, 2.0),
        with_(one, -1.0),
    ]
    assert order(found, ["them0"], 2.0)[0] == 3
    assert order(found, ["them0"], 3.0)[0] == 1
    assert order(found, ["them0"], None)[0] == 1
    assert [fault(each, ["them0"], 2.0) for each in found] == [None, "cap", "acceptance", None, "nothing"]


def test_the_front_holds_what_nothing_beats_in_both(one: Candidate) -> None:
    found = [
        with_(one, 1.0, 0.5),
        with_(one, 3.0, 2.0),
        with_(one, 2.0, 2.5),
        with_(one, 2.5, 1.0),
        with_(one, 0.5, 0.5),
    ]
    assert front(found) == [1, 3, 0]


# --- the search ----------------------------------------------------------------------------------------------------


def best_of(most: int, seed: int) -> tuple[Search, float]:
    terms = made_terms(seed)
    given = next(road for road in roadmaps(terms) if full(terms, road))
    options = Planning(most=most, ranked=most, rough=5, coarse=5)
    search = Search(terms, roadmaps(terms), given, options, None, Desk(), lambda what, done, total: None)
    return search, search.found(NOTHING)[0][1].value


@pytest.mark.parametrize("seed", range(3))
def test_a_search_finds_what_trying_all_finds(seed: int) -> None:
    """Of 112 roadmaps it looks at 60."""
    all_of_them, best = best_of(200, seed)
    assert all_of_them.exhaustive
    assert len(all_of_them.looked) == all_of_them.choices.all == 112
    search, found = best_of(60, seed)
    assert not search.exhaustive
    assert len(search.looked) <= 60
    assert found == pytest.approx(best, abs=1e-9)


def test_a_search_looks_at_the_case_s_own_roadmap_first_and_ranks_it() -> None:
    search, _ = best_of(8, 1)
    assert next(iter(search.looked)) == search.given
    assert search.given in [road for road, _ in search.found(NOTHING)]
