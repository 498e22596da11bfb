"""Best replies: the compiled code against the plain reference, and against the verifier, which shares nothing with it."""

from __future__ import annotations

import numpy as np
import pytest

from detente.encounter.foresee import along, reference
from detente.encounter.solution import Options, Solution
from detente.encounter.solve import solve
from detente.encounter.verify import on_grid
from detente.plan.reply import replies
from tests.talks import made

CASES = {
    "1 x 1": ((1, 1), {}),
    "2 x 2": ((2, 2), {}),
    "2 x 2, outside": ((2, 2), {"outside": True}),
    "1 x 2, no shocks": ((1, 2), {"shocks": False}),
    "3 x 2, no shocks": ((3, 2), {"shocks": False, "rounds": 2}),
    "2 x 3, no shocks": ((2, 3), {"shocks": False, "rounds": 2}),
}
every_case = pytest.mark.parametrize(("characters", "more"), CASES.values(), ids=CASES)


def solved(encounter) -> Solution:
    return solve(encounter.game, Options(points=(3, 4)))


@every_case
def test_best_replies_are_those_of_the_reference(characters, more):
    encounter = made(5, characters, **more)
    solution = solved(encounter)
    found = replies(encounter, solution)
    moves, worths = reference.reply(encounter, solution)
    assert len(found.moves) == len(moves) == encounter.game.rounds
    for fast, slow in zip(found.moves, moves, strict=True):
        assert (fast == slow).all()
    start = worths[0][solution.place[0, encounter.game.start]]
    assert found.worth == pytest.approx(start, abs=1e-11)
    used = set().union(*(set(np.unique(each)) for each in found.moves))
    assert len(used) >= 2, "not the same everywhere"


@every_case
def test_the_verifier_finds_best_replies_worth_as_much(characters, more):
    encounter = made(6, characters, **more)
    solution = solved(encounter)
    found = replies(encounter, solution)
    game = encounter.game
    here = along.interpolate(found.worth, game.us.belief, game.them.belief, solution.options.points)
    check = on_grid(solution)
    assert here == pytest.approx(check.best[1], abs=1e-10)
    assert check.gain[1].max() > 1e-4, "strategies are no best replies"


@every_case
def test_what_other_acts_add_up_to_is_that_of_the_reference(characters, more):
    encounter = made(5, characters, **more)
    solution = solved(encounter)
    acts = replies(encounter, solution).acts
    asked = along.joined([along.points(encounter), along.outcomes(encounter), along.exposed_by(encounter)])
    found = along.along(encounter, solution, asked, acts)
    plain = reference.along(encounter, solution, asked, acts)
    for fast, slow in zip(found.tables, plain, strict=True):
        assert np.abs(fast - slow).max() <= 1e-12 * max(1.0, np.abs(slow).max())
    usual = along.along(encounter, solution, asked)
    assert np.abs(usual.tables[0] - found.tables[0]).max() > 1e-3, "acts make a difference"


def test_replies_do_not_depend_on_threads(monkeypatch):
    encounter = made(5, outside=True)
    solution = solved(encounter)
    many = replies(encounter, solution)
    monkeypatch.setattr(along.numba, "get_num_threads", lambda: 1)
    one = replies(encounter, solution)
    assert many.worth.tobytes() == one.worth.tobytes()
    assert all(a.tobytes() == b.tobytes() for a, b in zip(many.moves, one.moves, strict=True))
