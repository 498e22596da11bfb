"""Games written as .efg files: read back by Gambit they are the same games; without Gambit, what the text promises."""

from __future__ import annotations

import io
import re
import runpy
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detente.encounter.draft import Draft
from detente.encounter.file import read
from detente.encounter.gambit import efg, exact, fixed, lost
from detente.encounter.game import Game
from detente.encounter.tree import count_ends, tree
from detente.encounter.verify_tree import check_profile
from detente.errors import GameFaults, TooLarge
from tests.encounter_games import CENT2, beer_quiche, centipede, coordination, kydd_in_turn, rich
from tests.unit.test_docs import DOCS, agree, blocks

SMALL = [
    *(pytest.param(rich(seed), id=f"rich-{seed}") for seed in range(12) if count_ends(rich(seed)) <= 10_000),
    pytest.param(beer_quiche(2.0), id="beer-quiche"),
    pytest.param(centipede(*CENT2, 1.0, 1 / 20), id="centipede"),
    pytest.param(kydd_in_turn(0.25, 1.0, (0.85, 0.15)), id="reassurance"),
    pytest.param(coordination(0, 2, 1.0), id="coordination"),
]


@pytest.fixture(scope="module")
def pygambit() -> Any:
    return pytest.importorskip(
        "pygambit", reason="Gambit is a peer: install the oracles group to compare with it"
    )


def uniform(game: Game) -> Any:
    whole = tree(game)
    return tuple(
        {knows.number: np.full(len(knows.moves), 1 / len(knows.moves)) for knows in whole.sets[side]}
        for side in (0, 1)
    )


def test_the_comparison_on_the_page_runs(pygambit, tmp_path, monkeypatch, capsys):
    """The page on games writes beer and quiche at care 2, its tree, and what Gambit makes of it."""
    page = DOCS / "howto" / "solve-a-game.md"
    code = {block.comment: block.text for block in blocks(page, "python")}
    (shown,) = blocks(page, "text")
    monkeypatch.chdir(tmp_path)
    for name in ("beer.py", "hold.py"):
        Path(name).write_text(code[f"file: {name}"], "utf-8")
    runpy.run_path("beer.py")
    Path("beer.efg").write_text(efg(read("beer.json"), "care"), "utf-8")
    runpy.run_path("hold.py")
    assert agree(shown.text.splitlines(), capsys.readouterr().out.splitlines())


@pytest.mark.parametrize("game", SMALL)
def test_gambit_reads_the_same_game(pygambit, game):
    """Players, title, information sets, perfect recall; what uniform play pays both, to 1e-12."""
    read = pygambit.read_efg(io.BytesIO(efg(game).encode()))
    assert list(read.players) == [side.name for side in game.sides]
    assert read.title == game.title
    assert read.is_perfect_recall
    whole = tree(game)
    for side, name in enumerate(read.players):
        assert len(read.get_infosets(name)) == len(whole.sets[side])
    checked = check_profile(game, whole, uniform(game))
    pays = read.mixed_behavior_profile().payoffs
    for side, value in zip(game.sides, checked.value, strict=True):
        assert float(pays[side.name]) == pytest.approx(float(side.belief @ value), abs=1e-12)


@pytest.mark.parametrize("game", SMALL)
def test_care_is_in_the_payoffs_where_it_is_asked_for(pygambit, game):
    """Uniform play pays points times care / scale, to 1e-12."""
    read = pygambit.read_efg(io.BytesIO(efg(game, "care").encode()))
    checked = check_profile(game, tree(game), uniform(game))
    pays = read.mixed_behavior_profile().payoffs
    for side, value in zip(game.sides, checked.value, strict=True):
        expected = float(side.belief @ (value * side.care / side.scale))
        assert float(pays[side.name]) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("game", SMALL)
def test_ends_are_counted_before_they_are_written(game):
    assert len(re.findall("^t ", efg(game), flags=re.MULTILINE)) == count_ends(game)


def test_names_are_those_of_the_game():
    text = efg(beer_quiche(2.0))
    assert '"strong: breakfast" { "beer" "quiche" }' in text
    assert '"receiver: breakfast (quiche, wait) > after quiche" { "fight" "let be" }' in text


def test_a_side_remembers_a_move_that_the_other_could_not_see():
    draft = Draft("Sham", us={"a": 1.0}, them={"b": 1.0}, rounds=2)
    draft.state("site", us=["step", "sham"], them=["wait"])
    draft.shows("us", "done", move=["step", "sham"])
    draft.leads("site")
    labels = [knows.label for knows in tree(draft.game()).sets[0]]
    assert labels == [
        "a: site",
        "a: site (step seen as done, wait) > site",
        "a: site (sham seen as done, wait) > site",
    ]


def test_too_large_a_tree_is_refused_before_it_is_written():
    # of nine pairs of moves five leave; for each of four pairs of characters
    ends = 4 * (5 * (1 + 4 + 16 + 64 + 256) + 9 * 4**5)
    with pytest.raises(TooLarge, match=f"would have {ends:,} ends, and 10,000 is the limit"):
        efg(coordination(0, 6, 1.0))
    long = centipede([(1.0, 0.0)] * 51, (0.0, 0.0), 1.0, 0)
    with pytest.raises(TooLarge, match=r"rounds: 51; a tree has 50 at most"):
        efg(long)
    huge = replace(coordination(0, 2, 1.0), rounds=10_000)
    assert count_ends(replace(huge, rounds=2_000)) == np.inf
    with pytest.raises(TooLarge):
        efg(huge)


def test_a_tree_of_fifty_rounds_fits_on_the_stack(pygambit):
    game = centipede([(1.0, 0.0)] * 50, (0.0, 0.0), 1.0, 0.1)
    read = pygambit.read_efg(io.BytesIO(efg(game).encode()))
    assert len(read.get_infosets("us")) == 25


def test_games_with_faults_are_not_written():
    game = beer_quiche(2.0)
    with pytest.raises(GameFaults, match="add up to 1"):
        efg(replace(game, us=replace(game.us, belief=np.array([0.9, 0.9]))))


HOSTILE = ['quote" } { "', "back\\slash", "line\nbreak", "\x1b[31mred", "\u200b", "\u202egnihton", "tail\\"]


def test_hostile_names_stay_names(pygambit):
    """Nothing in a name can end its quotation marks; names that become equal are told apart."""
    draft = Draft(
        HOSTILE[0],
        us={name: 1 / len(HOSTILE[:3]) for name in HOSTILE[:3]},
        them={HOSTILE[6]: 0.5, "tail/": 0.5},
        rounds=1,
    )
    draft.who("us", name=HOSTILE[3])
    draft.state(HOSTILE[1], us=HOSTILE, them=["x", "y"])
    text = efg(draft.game())
    assert "\x1b" not in text
    assert "\u202e" not in text
    read = pygambit.read_efg(io.BytesIO(text.encode()))
    assert len(read.get_infosets(next(iter(read.players)))) == 3
    assert len(read.get_infosets("them")) == 2
    assert read.title == HOSTILE[0]


@pytest.mark.parametrize(
    "chances", [[1 / 3] * 3, [0.1] * 10, [1e-300, 1.0], [1e-17, 1 - 1e-9, 1e-9], [0.7, 0.3]]
)
def test_chances_sum_to_exactly_one(chances):
    told = [Fraction(share) for share in exact(chances)]
    assert sum(told) == 1
    assert all(share > 0 for share in told)
    np.testing.assert_allclose([float(share) for share in told], chances, rtol=0, atol=1e-9)


@pytest.mark.parametrize("value", [0.0, -0.0, 1e-7, -123456789.125, 1e12, 0.1, 5e-324])
def test_numbers_read_back_the_same(value):
    assert float(fixed(value)) == value
    assert "e" not in fixed(value)
    assert not fixed(0 * value).startswith("-")


def test_what_is_lost_is_said():
    game = rich(3)
    told = " ".join(lost(game))
    assert "Care is left out" in told
    assert "Base rates of us" in told
    assert "Discounts of them are in the payoffs only" in told
    assert "Care" not in " ".join(lost(game, "care"))
    sure = replace(game, us=replace(game.us, belief=np.eye(len(game.us.characters))[0]))
    if len(game.us.characters) > 1:
        assert "its probability is 0" in " ".join(lost(sure))
    assert lost(beer_quiche(2.0), "care") == []
