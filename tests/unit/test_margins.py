"""Go or stop, tripwires and the ledger of trust, along the way on which everything is done as due."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from detente.encounter.build import COMPONENTS, build
from detente.encounter.foresee import reference
from detente.encounter.foresee.along import along, chosen, points
from detente.encounter.foresee.appraise import Appraisal, appraise
from detente.encounter.foresee.paths import Paths, paths
from detente.encounter.road import Road
from detente.encounter.simplex import grid
from detente.encounter.solution import Options
from detente.plan.belief import trusting
from detente.plan.margins import Choices, margins, root, tripwires
from detente.plan.way import Station, information, ledger, seen, way
from tests.talks import LINES, made_terms

GRID = Options(points=(5, 5))
KINDS = {
    "usual": {},
    "no shocks": {"shocks": False},
    "outside": {"outside": True},
    "of three": {"characters": (2, 3), "shocks": False},
    "of one": {"characters": (1, 1)},
}
every_kind = pytest.mark.parametrize("kind", KINDS)


def date_of(t: int) -> str:
    return f"day {t + 1}"


@cache
def looked_at(kind: str, seed: int = 2) -> tuple[Appraisal, Paths, list[Station], Choices]:
    more = dict(KINDS[kind])
    terms = made_terms(seed, more.pop("characters", (2, 2)), rounds=6, **more)
    appraisal = appraise(terms, Road(LINES), GRID)
    plays = paths(
        appraisal.encounter,
        appraisal.solution,
        appraisal.acceptance.belief,
        draws=4_000,
        seed=1,
        exactly=False,
    )
    return appraisal, plays, way(appraisal, plays), Choices.of(appraisal)


@every_kind
def test_the_way_does_every_act_as_due(kind):
    appraisal, _, stations, _ = looked_at(kind)
    encounter = appraisal.encounter
    assert [encounter.done[here.x].tolist() for here in stations] == [[0, 0], [1, 1], [1, 2]]
    rounds = [here.t for here in stations]
    assert rounds == sorted(set(rounds))
    assert not encounter.exposed[[here.x for here in stations]].any()
    assert stations[0].arrives == 1
    assert all(a.arrives >= b.arrives > 0 for a, b in pairwise(stations))


@every_kind
def test_beliefs_along_the_way_move_by_bayes(kind):
    appraisal, _, stations, _ = looked_at(kind)
    encounter, solution = appraisal.encounter, appraisal.solution
    for here, after in pairwise(stations):
        strategies = solution.interpolated(here.t, here.x, here.about_us, here.about_them)
        for n, (side, before, found) in enumerate(
            zip(
                encounter.game.sides,
                (here.about_us, here.about_them),
                (after.about_us, after.about_them),
                strict=True,
            )
        ):
            signal = side.signals.index("done" if encounter.due[here.x, n] else "held")
            _, _, posts = reference.shown(side, here.x, strategies[n], before)
            assert found == pytest.approx(posts[signal], abs=1e-12)
            chance, each = seen(side, here.x, strategies[n], before)
            assert chance.sum() == pytest.approx(1, abs=1e-12)
            assert chance @ each == pytest.approx(before, abs=1e-12), "on average trust stays"


@every_kind
def test_margins_are_what_one_round_by_hand_says(kind):
    """On points of the grid nothing is interpolated in the round itself: the sums along the same acts must agree."""
    appraisal, _, stations, choices = looked_at(kind)
    encounter, solution = appraisal.encounter, appraisal.solution
    game, we = encounter.game, encounter.terms.we_are
    asked = chosen(points(encounter, [0]), [we])

    def only(here: Station, move: str, for_good: bool):
        """Sums if we make a move in that round, and if for good wait in all others."""

        def acts(t: int) -> np.ndarray:
            found = solution.strategies[t].copy()
            for k in range(len(game.us.characters)):
                own = slice(k * len(game.us.moves), (k + 1) * len(game.us.moves))
                if t == here.t or for_good:
                    found[..., own] = np.array(game.us.moves) == (move if t == here.t else "hold")
            return found

        return along(encounter, solution, asked, acts).tables[here.t][solution.place[here.t, here.x]][:, :, 0]

    us, them = (grid(len(side.characters), n) for side, n in zip(game.sides, GRID.points, strict=True))
    moved = 0
    for here in stations:
        due = encounter.due[here.x, 0]
        on, leaving, never = (
            only(here, "step" if due else "hold", False),
            only(here, "leave", False),
            only(here, "hold", True),
        )
        for i, p in enumerate(us):
            found = choices.weigh(here.t, here.x, p, them)
            values = [np.einsum("nl,nlc->nc", them, each[i]) for each in (on, leaving, never)]
            best = np.where((values[1].sum(1) >= values[2].sum(1))[:, None], values[1], values[2])
            assert found.parts == pytest.approx(values[0] - best, abs=1e-9)
            assert (found.against == (values[1].sum(1) < values[2].sum(1))).all()
            moved += np.ptp(found.whole) > 1e-3
    assert moved or len(them) == 1


@every_kind
def test_margins_are_told_as_they_are(kind):
    appraisal, _, stations, choices = looked_at(kind)
    found = margins(choices, stations, date_of)
    assert [(each.line, each.act) for each in found] == [(1, "us.mild"), (3, "us.dear")]
    us = appraisal.encounter.game.us
    for each, here in zip(found, (stations[0], stations[2]), strict=True):
        one = choices.weigh(here.t, here.x, here.about_us, here.about_them[None])
        assert each.margin.whole == pytest.approx(one.whole[0], abs=1e-12)
        assert each.band == pytest.approx(us.scale[0] / us.care)
        assert each.advice == (
            "go"
            if each.margin.whole > each.band
            else "stop"
            if each.margin.whole < -each.band
            else "indifferent"
        )
        assert each.word_alone == (each.margin.whole >= 0 > each.margin.whole - each.margin.word)
        assert (each.round, each.date) == (here.t + 1, date_of(here.t))
        assert each.trust == pytest.approx(here.about_them[0])
        if kind == "of one":
            assert list(each.curve) == []
            assert each.turns_at is None
            continue
        trusts, curve, _ = np.array(each.curve).T
        assert trusts == pytest.approx(np.linspace(0, 1, 21))
        low, high = np.searchsorted(trusts, each.trust) - 1, np.searchsorted(trusts, each.trust)
        assert min(curve[low], curve[high]) - 0.2 <= each.margin.whole <= max(curve[low], curve[high]) + 0.2
        if each.turns_at is not None:
            assert np.interp(each.turns_at, trusts, curve) == pytest.approx(0, abs=1e-9)
        else:
            assert (curve >= 0).all() or (curve < 0).all()


def test_who_asks_for_nothing_in_return_is_told_to_stop():
    """Our dear step stands last: what it costs is all that is left, so only our word can speak for it."""
    terms = made_terms(2, (2, 2), rounds=6)
    for word, advice in ((90.0, True), (0.0, False)):
        people = (replace(terms.people[0][0], word=word), terms.people[0][1])
        steps = {
            "mild": terms.steps[0]["mild"],
            "dear": replace(terms.steps[0]["dear"], changes=np.zeros(2), calms=0.0),
        }
        bound = replace(terms, people=(people, terms.people[1]), steps=(steps, terms.steps[1]))
        appraisal = appraise(bound, Road(LINES[1:]), GRID)
        plays = paths(
            appraisal.encounter, appraisal.solution, appraisal.acceptance.belief, draws=1_000, seed=1
        )
        last = margins(Choices.of(appraisal), way(appraisal, plays), date_of)[-1]
        assert last.act == "us.dear"
        assert last.margin.steps < 0
        assert (last.margin.whole > 0) == advice
        assert last.word_alone == advice


def test_never_stepping_again_is_waiting_in_every_round():
    appraisal, _, _, choices = looked_at("usual")
    encounter = appraisal.encounter
    hold = encounter.game.us.moves.index("hold")
    for t in range(encounter.game.rounds):
        us, them = appraisal.solution.split(choices._waiting(t)[0, 0, 0])
        assert (us == np.eye(us.shape[1])[hold]).all()
        assert (them == appraisal.solution.split(appraisal.solution.strategies[t][0, 0, 0])[1]).all()


@pytest.mark.parametrize("seed", range(1, 6))
def test_exposure_is_always_told_and_lowers_trust(seed):
    appraisal, plays, stations, choices = looked_at("usual", seed)
    found = tripwires(appraisal, choices, stations, plays, date_of)
    exposed = [each for each in found if each.signal == "exposed"]
    assert [each.act for each in exposed] == ["them.dear"]
    for each in found:
        assert each.kind == (
            "stop"
            if each.margin.whole < 0
            else "only our word"
            if each.margin.whole < each.margin.word
            else "go on"
        )
        assert each.signal == "exposed" or each.kind != "go on"
        assert 0 <= each.chance <= appraisal.acceptance.overall
        assert each.signal == "exposed" or each.trust <= each.before
    assert exposed[0].trust < exposed[0].before


def test_nothing_trips_us_once_we_have_given_all():
    appraisal = appraise(made_terms(2, (2, 2), rounds=6), Road(LINES[::-1]), GRID)
    plays = paths(appraisal.encounter, appraisal.solution, appraisal.acceptance.belief, draws=1_000, seed=1)
    stations = way(appraisal, plays)
    assert [appraisal.encounter.done[here.x].tolist() for here in stations] == [[0, 0], [1, 0], [1, 1]]
    found = tripwires(appraisal, Choices.of(appraisal), stations, plays, date_of)
    assert [(each.act, each.signal) for each in found if each.signal == "exposed"] == [
        ("them.dear", "exposed")
    ]
    assert {each.act for each in found} == {"them.dear"}, "on the last line we give the last"


def test_chances_of_tripwires_are_those_of_all_plays():
    small = appraise(made_terms(2, (1, 1), rounds=3, shocks=False), Road(LINES), GRID)
    plays = paths(small.encounter, small.solution, np.ones(1), draws=1, seed=1, exactly=True)
    stations = way(small, plays)
    (wire,) = (
        each
        for each in tripwires(small, Choices.of(small), stations, plays, date_of)
        if each.signal == "exposed"
    )
    shown = (plays.signal[:, 1] == small.encounter.game.them.signals.index("exposed")).any(0)
    assert wire.chance == pytest.approx(small.acceptance.overall * float(plays.weight @ shown), abs=1e-12)
    assert wire.chance > 0.01


@every_kind
def test_the_ledger_holds_every_act_and_what_it_tells(kind):
    appraisal, _, stations, _ = looked_at(kind)
    found = ledger(appraisal, stations, date_of)
    assert [each.act for each in found] == ["us.mild", "them.mild", "them.dear", "us.dear"]
    for each in found:
        assert sum(each.chances.values()) == pytest.approx(1, abs=1e-12)
        kept = sum(each.chances[name] * each.after[name] for name in each.chances)
        assert kept == pytest.approx(each.before, abs=1e-12)
        assert 0 <= each.bits <= 1
    if kind == "of one":
        assert [each.before for each in found] == pytest.approx([1.0] * 4)
        assert [each.bits for each in found] == pytest.approx([0.0] * 4, abs=1e-12)
    else:
        assert max(each.bits for each in found) > 1e-3


def test_information_is_that_of_a_channel():
    assert information(np.array([0.5, 0.5]), np.array([0.0, 1.0])) == pytest.approx(1)
    assert information(np.array([0.3, 0.7]), np.array([0.4, 0.4])) == pytest.approx(0, abs=1e-12)
    # a binary channel that errs once in ten, from an even prior: 1 - h(0.1)
    assert information(np.array([0.5, 0.5]), np.array([0.1, 0.9])) == pytest.approx(0.5310044, abs=1e-7)


def test_other_trusts_keep_the_proportions():
    found = trusting(
        np.array([0.2, 0.5, 0.3]), np.array([True, False, False]), np.array([0.0, 0.2, 0.6, 1.0])
    )
    assert found == pytest.approx(
        np.array([[0, 0.625, 0.375], [0.2, 0.5, 0.3], [0.6, 0.25, 0.15], [1, 0, 0]])
    )
    none = trusting(np.array([0.0, 1.0, 0.0]), np.array([True, False, True]), np.array([0.5]))
    assert none == pytest.approx(np.array([[0.25, 0.5, 0.25]]))


def test_a_root_lies_where_the_line_crosses():
    xs = np.array([0.0, 0.5, 1.0])
    assert root(xs, np.array([-1.0, 1.0, 3.0]), 0.9) == pytest.approx(0.25)
    assert root(xs, np.array([1.0, 2.0, 3.0]), 0.5) is None
    assert root(xs, np.array([1.0, -1.0, 1.0]), 0.9) == pytest.approx(0.75)
    assert root(xs, np.array([1.0, -1.0, 1.0]), 0.1) == pytest.approx(0.25)


def test_a_roadmap_of_one_line_of_theirs_asks_nothing_of_us():
    terms = made_terms(2, (2, 2))
    appraisal = appraise(terms, Road(((None, LINES[0][1]),)), GRID)
    plays = paths(appraisal.encounter, appraisal.solution, appraisal.acceptance.belief, draws=1_000, seed=1)
    stations = way(appraisal, plays)
    assert len(stations) == 1
    assert margins(Choices.of(appraisal), stations, date_of) == []
    assert [each.act for each in ledger(appraisal, stations, date_of)] == ["them.mild"]
    assert COMPONENTS[-1] == "word"
    assert build(terms, Road(((None, LINES[0][1]),))).due[stations[0].x].tolist() == [False, True]
