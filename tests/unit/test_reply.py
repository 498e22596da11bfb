"""The trap: best replies are best, and what they cost us is told as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from detente.encounter.build import COMPONENTS, EXPOSED, SIGNALS, Encounter, build
from detente.encounter.foresee import reference
from detente.encounter.foresee.along import along, exposed_by, exposed_name, outcomes, points
from detente.encounter.foresee.appraise import appraise
from detente.encounter.foresee.paths import paths
from detente.encounter.road import Act, Road, RoadLine
from detente.encounter.solution import Options, Solution
from detente.encounter.solve import solve
from detente.encounter.terms import Terms
from detente.plan.reply import Replies, deceptions, replies, trap
from tests.talks import LINES, made, made_terms
from tests.unit.test_commitment import sketch

ANY = 1_000
"""Random replies."""
GRID = Options(points=(3, 3))


def at_random(encounter: Encounter, solution: Solution, rng: np.random.Generator) -> Replies:
    """Return any open move of each of their characters at every point, often the same one wherever it is open."""
    game = encounter.game
    usual = rng.integers(len(game.them.moves))
    moves = []
    for t, xs in enumerate(solution.states):
        shape = (*solution.strategies[t].shape[:3], len(game.them.characters), len(game.them.moves))
        draw = rng.random(shape)
        draw[..., usual] += rng.integers(2)
        moves.append(np.where(game.them.open[xs][:, None, None], draw, -1).argmax(-1).astype(np.int8))
    return Replies(solution, tuple(moves), np.zeros(0))


def their_points(encounter: Encounter, solution: Solution, acts) -> np.ndarray:
    """Return (G us, G them, L): what play is worth to them at the start, weighed by the belief about us."""
    sums = along(encounter, solution, points(encounter, [1]), acts)
    table = sums.tables[0][solution.place[0, encounter.game.start]].sum(-1)
    beliefs = np.linspace(0, 1, table.shape[0])
    about_us = np.stack([beliefs, 1 - beliefs], 1) if table.shape[2] == 2 else np.ones((table.shape[0], 1))
    return np.einsum("gk,ghkl->ghl", about_us, table)


@pytest.mark.parametrize("seed", [1, 2])
def test_no_random_reply_is_worth_more_than_the_best(seed):
    """One character of ours: nothing of theirs is interpolated between beliefs about us."""
    encounter = made(seed, (1, 2), rounds=4)
    solution = solve(encounter.game, GRID)
    best = replies(encounter, solution)
    assert their_points(encounter, solution, best.acts) == pytest.approx(best.worth, abs=1e-9)
    rng = np.random.default_rng(seed)
    margins = []
    for _ in range(ANY):
        other = their_points(encounter, solution, at_random(encounter, solution, rng).acts)
        margins.append((best.worth - other).min())
    assert min(margins) >= -1e-9
    equilibrium = their_points(encounter, solution, None)
    assert (best.worth - equilibrium).min() >= -1e-9
    assert (best.worth - equilibrium).max() > 1e-4


def test_no_random_reply_is_worth_more_whatever_they_believe_of_us():
    encounter = made(3, (2, 2), rounds=2, shocks=False)
    solution = solve(encounter.game, GRID)
    best = replies(encounter, solution)
    start = solution.place[0, encounter.game.start]
    rng = np.random.default_rng(3)
    for _ in range(30):
        any_moves = [each.astype(np.int64) for each in at_random(encounter, solution, rng).moves]
        _, worths = reference.reply(encounter, solution, any_moves)
        assert (best.worth - worths[0][start]).min() >= -1e-9
    cut = len(encounter.game.us.characters)
    assert (best.worth - solution.values[0][start][..., cut:]).min() >= -1e-9


def test_one_change_of_the_best_reply_gains_nothing():
    """Each single move turned into each other open one, where nobody is in doubt: an exhaustive neighbourhood."""
    encounter = made(4, (1, 1), rounds=3, shocks=False)
    solution = solve(encounter.game, GRID)
    best = replies(encounter, solution)
    changed = 0
    for t, xs in enumerate(solution.states):
        for n, x in enumerate(xs):
            for move in np.flatnonzero(encounter.game.them.open[x, 0]):
                moves = [each.copy() for each in best.moves]
                moves[t][n] = move
                other = Replies(solution, tuple(moves), np.zeros(0))
                gained = their_points(encounter, solution, other.acts) - best.worth
                assert gained.max() <= 1e-9
                changed += gained.min() < -1e-6
    assert changed > 10


def test_acts_that_are_the_strategies_change_no_bit():
    encounter = made(5, outside=True)
    solution = solve(encounter.game, GRID)
    usual = along(encounter, solution, points(encounter))
    same = along(encounter, solution, points(encounter), lambda t: solution.strategies[t])
    for a, b in zip(usual.tables, same.tables, strict=True):
        assert a.tobytes() == b.tobytes()


def test_relabelling_characters_changes_nothing():
    terms = made_terms(6, (2, 2))
    turned = replace(
        terms,
        people=(terms.people[0][::-1], terms.people[1][::-1]),
        beliefs=(terms.beliefs[0][::-1].copy(), terms.beliefs[1][::-1].copy()),
        we_are=1,
    )
    first, other = (appraise(each, Road(LINES), GRID) for each in (terms, turned))
    a, b = trap(first, exposure=True), trap(other, exposure=True)
    beliefs = first.about_us[None], first.acceptance.belief[None]
    back = beliefs[0][:, ::-1], beliefs[1][:, ::-1]
    assert a.theirs(*beliefs) == pytest.approx(b.theirs(*back)[:, ::-1], abs=1e-7)
    for name in COMPONENTS:
        assert a.ours(*beliefs)[name] == pytest.approx(b.ours(*back)[name][:, ::-1], abs=1e-7)
    assert deceptions(first, a)[0].name == deceptions(other, b)[0].name
    assert a.known_by(beliefs[0][0], beliefs[1][0], 1) == pytest.approx(
        b.known_by(back[0][0], back[1][0], 0), abs=1e-7
    )


def test_deceptions_are_told_at_the_belief_after_a_yes():
    appraisal = appraise(made_terms(2, (2, 3), shocks=False), Road(LINES), GRID)
    found = trap(appraisal)
    told = deceptions(appraisal, found)
    assert [each.name for each in told] == ["t1", "t2"], "the trusted one is left out"
    beliefs = appraisal.about_us[None], appraisal.acceptance.belief[None]
    for j, each in enumerate(told, 1):
        assert each.theirs == pytest.approx(found.theirs(*beliefs)[0, j], abs=1e-12)
        assert each.refuses == (each.theirs < 0)
        assert each.loss == pytest.approx(max(0.0, -each.ours.whole), abs=1e-12)
        assert each.given_away == pytest.approx(max(0.0, -each.ours.steps), abs=1e-12)
        best = appraisal.solution.value(0, appraisal.encounter.game.start, beliefs[0][0], beliefs[1][0])
        talks = best[2 + j] - appraisal.encounter.around.not_engaging[1][j]
        assert each.theirs >= talks - 1e-9, "never worth less to it than the equilibrium"
    assert found.loss(*beliefs)[0] == pytest.approx(max(each.loss for each in told), abs=1e-12)


def test_who_gains_nothing_even_so_refuses_and_costs_nothing():
    terms = made_terms(2, (2, 2))
    shut = replace(terms, walkout=np.array([-90.0, 0.0]))
    hate = [replace(person, values=np.array([5.0, 0.0]), word=90.0) for person in shut.people[1]]
    steps = {name: replace(deed, costs=np.array([9.0, 9.0])) for name, deed in shut.steps[1].items()}
    shut = replace(shut, people=(shut.people[0], tuple(hate)), steps=(shut.steps[0], steps), lapse=0.9)
    appraisal = appraise(shut, Road(LINES), GRID)
    (told,) = deceptions(appraisal, trap(appraisal))
    assert told.theirs < 0
    assert told.refuses
    assert (told.loss, told.given_away, told.ours.whole) == (0, 0, 0)


def loss(lines: tuple[RoadLine, ...]) -> float:
    """Return the trap loss of an order of lines where our dear step is very dear and the world stands still."""
    terms = made_terms(5, (2, 2), rounds=6, shocks=False)
    dear = replace(terms.steps[0]["dear"], costs=4 * terms.steps[0]["dear"].costs)
    terms = replace(terms, steps=({**terms.steps[0], "dear": dear}, terms.steps[1]))
    appraisal = appraise(terms, Road(lines), GRID)
    return float(trap(appraisal).loss(appraisal.about_us[None], appraisal.acceptance.belief[None])[0])


def test_giving_first_loses_more():
    mild, theirs, ours = LINES
    assert loss((ours, mild, theirs)) > loss((mild, theirs, ours)) + 0.1


def exposed_in(encounter: Encounter, solution: Solution) -> Iterator[float]:
    """Yield the chance of exposure by the end of each round, from a list of all plays."""
    every = paths(encounter, solution, np.ones(1), draws=1, seed=1, exactly=True)
    shown = every.signal[:, 1] == SIGNALS.index("exposed")
    for t in range(every.rounds):
        yield float(every.weight @ shown[: t + 1].any(0))


def test_exposure_comes_as_often_as_all_plays_say():
    encounter = made(7, (1, 1), rounds=3, shocks=False)
    assert encounter.game.them.signals[EXPOSED] == SIGNALS[EXPOSED]
    solution = solve(encounter.game, GRID)
    found = along(encounter, solution, exposed_by(encounter)).at(
        0, encounter.game.start, np.ones(1), np.ones(1)
    )
    listed = [found[exposed_name(1, t + 1)][0, 0] for t in range(3)]
    assert listed == pytest.approx(list(exposed_in(encounter, solution)), abs=1e-12)
    assert 0 < listed[1] < listed[2] < 1


def test_we_know_no_later_round_by_round():
    appraisal = appraise(made_terms(2, (2, 2), rounds=5), Road(LINES), GRID)
    found = trap(appraisal, exposure=True)
    known = found.known_by(appraisal.about_us, appraisal.acceptance.belief, 1)
    assert len(known) == 5
    assert (np.diff(known) >= -1e-12).all()
    assert 0 < known[-1] <= 1


def test_a_step_that_is_seen_at_once_is_never_exposed():
    encounter = build(made_terms(2, (2, 2)), Road(((Act("mild", 1, 1, 1), Act("mild", 1, 1, 1)),)))
    solution = solve(encounter.game, GRID)
    found = along(encounter, solution, exposed_by(encounter), replies(encounter, solution).acts)
    assert not found.tables[0].any()
    ends = along(encounter, solution, outcomes(encounter), replies(encounter, solution).acts).tables[0]
    assert ends[..., 1:].sum(-1) == pytest.approx(1, abs=1e-12)


# --- the Korea case in an early sketch of it, as a trial of the model by other code had it -------------------------------

SMALL = "exercises&freeze; site; summit; declare; relief.1; eliminate; relief.2; guarantee"
ORDERS = {
    "small first": SMALL,
    "us first": "summit; exercises; relief; guarantee; freeze; site; declare; eliminate",
    "them first": "freeze; site; declare; eliminate; summit; exercises; relief; guarantee",
    "relief last": "exercises&freeze; site; summit; declare; eliminate; guarantee; relief",
    "one by one": "summit; exercises&freeze; site; relief.1; relief.2; declare; guarantee&eliminate",
    "no guarantee": SMALL.removesuffix("; guarantee"),
}


def ordered(terms: Terms, order: str) -> Road:
    def act(name: str) -> Act:
        step, _, part = name.partition(".")
        parts = (terms.steps[0] | terms.steps[1])[step].parts
        return Act(step, int(part), 1, parts) if part else Act(step, 1, parts, parts)

    def line(names: str) -> RoadLine:
        acts = [act(name.strip()) for name in names.split("&")]
        us, them = (next((each for each in acts if each.step in terms.steps[n]), None) for n in (0, 1))
        return us, them

    return Road(tuple(line(names) for names in order.split(";")))


@cache
def sketch_loss(order: str, *, verify: float = 1.0, kept: bool = False, points: int = 7) -> float:
    """Return the trap loss. ``verify``: a factor on verification; ``kept``: no step can be taken back."""
    terms = sketch()
    steps = [
        {
            name: replace(
                deed,
                verify=min(1.0, deed.verify * verify) if deed.verify < 1 else 1.0,
                reversible=deed.reversible and not kept,
            )
            for name, deed in side.items()
        }
        for side in terms.steps
    ]
    terms = replace(terms, steps=(steps[0], steps[1]))
    appraisal = appraise(terms, ordered(terms, ORDERS[order]), Options(points=(points, points)))
    (told,) = deceptions(appraisal, trap(appraisal))
    return told.loss


@pytest.mark.parametrize(
    ("order", "trial", "off"), [("small first", 1.3, 0.1), ("us first", 8.8, 0.6), ("no guarantee", 2.9, 0.1)]
)
def test_losses_come_out_near_those_of_the_trial(order, trial, off):
    """It had 11 points too. A loss hangs on single moves, so that of giving first is told to half a point or so."""
    assert sketch_loss(order, points=11) == pytest.approx(trial, abs=off)


def test_giving_all_first_loses_most():
    losses = {order: sketch_loss(order) for order in ORDERS if order != "no guarantee"}
    assert losses.pop("us first") > max(losses.values()) + 2


@pytest.mark.parametrize("order", ["small first", "one by one"])
def test_verification_and_taking_back_lower_the_loss(order):
    poor, usual, good = (sketch_loss(order, verify=factor) for factor in (0.5, 1.0, 1.4))
    assert poor - 1 > usual > good
    assert sketch_loss(order, kept=True) > usual + 0.2
