"""Which roadmaps there are: counted without listing them, listed, and reached one change at a time."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from detente.encounter.road import Act, Road
from detente.encounter.terms import Terms
from detente.plan.roadmaps import full, roadmaps
from detente.plan.starts import starts
from tests.talks import made_terms


def cut(terms: Terms, side: int, name: str, parts: int) -> Terms:
    steps = list(terms.steps)
    steps[side] = {**steps[side], name: replace(steps[side][name], parts=parts)}
    return replace(terms, steps=(steps[0], steps[1]))


def needing(terms: Terms, side: int, name: str, *needs: str) -> Terms:
    steps = list(terms.steps)
    steps[side] = {**steps[side], name: replace(steps[side][name], needs=needs)}
    return replace(terms, steps=(steps[0], steps[1]))


PLAIN = made_terms(1)
KINDS = {
    "plain": PLAIN,
    "cut": cut(PLAIN, 0, "mild", 2),
    "cut in three": cut(PLAIN, 1, "dear", 3),
    "needs": needing(PLAIN, 0, "dear", "mild"),
    "needs what is cut": needing(cut(PLAIN, 1, "mild", 2), 1, "dear", "mild"),
}


def act(terms: Terms, side: int, name: str) -> Act:
    parts = terms.steps[side][name].parts
    return Act(name, 1, parts, parts)


@pytest.mark.parametrize("kind", KINDS)
def test_as_many_are_counted_as_listed(kind: str) -> None:
    terms = KINDS[kind]
    choices = roadmaps(terms)
    listed = list(choices)
    assert len(listed) == len(set(listed)) == choices.all
    assert sum(full(terms, each) for each in listed) == choices.full


def test_two_steps_a_side_by_hand() -> None:
    """Two orders a side, and 13 ways to lay two and two on lines (Delannoy's D(2, 2)): 52 full roadmaps."""
    choices = roadmaps(PLAIN)
    assert choices.full == 2 * 2 * 13
    # beginnings by how many acts each side has: 1 + 2 x D(1,0) + ... without the empty one
    assert choices.all == 2 * (2 + 2) + 4 * 3 + 2 * (4 * 5) + 4 * 13


@pytest.mark.parametrize("kind", KINDS)
def test_every_beginning_of_a_roadmap_is_one(kind: str) -> None:
    listed = set(roadmaps(KINDS[kind]))
    for each in listed:
        for stop in range(1, len(each.lines)):
            assert Road(each.lines[:stop]) in listed


@pytest.mark.parametrize("kind", KINDS)
def test_listed_roadmaps_respect_needs_and_number_their_parts(kind: str) -> None:
    terms = KINDS[kind]
    for each in roadmaps(terms):
        for side in (0, 1):
            order = each.orders[side]
            for place, done in enumerate(order):
                assert set(terms.steps[side][done.step].needs) <= each.done_steps(side, place)
            for name in terms.steps[side]:
                parts = [done for done in order if done.step == name]
                assert all(before.first + before.count == after.first for before, after in pairwise(parts))
                assert all(done.first == 1 for done in parts[:1])


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_near_is_a_roadmap_and_near_leads_everywhere(kind: str) -> None:
    terms = KINDS[kind]
    choices = roadmaps(terms)
    listed = set(choices)
    start = next(each for each in choices if full(terms, each))
    reached, waiting = {start}, [start]
    while waiting:
        for each in choices.near(waiting.pop()):
            assert each in listed
            if each not in reached:
                reached.add(each)
                waiting.append(each)
    assert reached == listed


def test_what_is_agreed_stays() -> None:
    agreed = Road(((act(PLAIN, 0, "mild"), act(PLAIN, 1, "mild")),))
    choices = roadmaps(PLAIN, agreed)
    listed = list(choices)
    assert len(listed) == choices.all == 1 + 1 + 1 + 3
    assert all(each.lines[:1] == agreed.lines for each in listed)
    for each in listed:
        assert all(other.lines[:1] == agreed.lines for other in choices.near(each))


def test_a_large_case_is_counted_at_once() -> None:
    terms = PLAIN
    steps = [dict(each) for each in terms.steps]
    for side in (0, 1):
        for n in range(6):
            steps[side][f"more{n}"] = replace(steps[side]["mild"], name=f"more{n}", parts=3)
    assert roadmaps(replace(terms, steps=(steps[0], steps[1]))).full > 1e15


@pytest.mark.parametrize("kind", KINDS)
def test_textbook_orders_hold_every_step(kind: str) -> None:
    terms = KINDS[kind]
    choices = roadmaps(terms)
    given = next(iter(choices))
    found = starts(choices, terms, given)
    assert found[0] == given
    assert len(found) >= 4
    for each in found[1:]:
        assert full(terms, each)
        assert each in set(choices)
    first, second = found[1], found[2]
    assert [line[0] is not None for line in first.lines] == sorted(
        [line[0] is not None for line in first.lines], reverse=True
    )
    assert [line[1] is not None for line in second.lines] == sorted(
        [line[1] is not None for line in second.lines], reverse=True
    )
