"""Pieces with one cause are one voice: the strongest support and the strongest contradiction, once."""

import math

import pytest

from detente.weigh import Options, weigh
from tests.unit.test_weigh_evidence import POINT, PRIOR, average, bayes, rows, two

E = {"bears": {"a": 0.5}, "otherwise": 0.2}
F = {"bears": {"a": 0.1, "b": 0.9}, "otherwise": 0.6}
G = {"bears": {"b": 0.3}, "otherwise": 0.5}
CHANCES = {
    "e": {"nothing": 0.2, "a": 0.5, "b": 0.2, "ab": 0.5},
    "f": {"nothing": 0.6, "a": 0.1, "b": 0.9, "ab": (1 - 0.4 * (0.1 / 0.4)) * (0.1 / 0.6)},
    "g": {"nothing": 0.5, "a": 0.5, "b": 0.3, "ab": 0.3},
}


def logs(name):
    """l(h): logarithm of a piece's likelihood over its prior mean, by row."""
    chance = {**CHANCES[name], "another": average(CHANCES[name])}
    mean = sum(PRIOR[row] * chance[row] for row in PRIOR)
    return {row: math.log(chance[row] / mean) for row in PRIOR}


def one_voice(overlap, *names):
    each = [logs(name) for name in names]
    together = {}
    for row in PRIOR:
        values = [log[row] for log in each]
        strongest = max(0, *values) + min(0, *values)
        together[row] = math.exp((1 - overlap) * sum(values) + overlap * strongest)
    return bayes(**together)


def grouped(overlap, **pieces):
    group = {"says": "One cause", **({} if overlap is None else {"overlap": overlap})}
    return two({name: {**piece, "group": "g"} for name, piece in pieces.items()}, groups={"g": group})


@pytest.mark.parametrize("overlap", [0, 0.5, 1])
def test_a_group_by_hand(overlap):
    found = rows(grouped(overlap, e=E, f=F, g=G))
    assert found == pytest.approx(one_voice(overlap, "e", "f", "g"), abs=1e-9)


def test_one_voice_unless_stated():
    assert rows(grouped(None, e=E, f=F, g=G)) == rows(grouped(1, e=E, f=F, g=G))


def test_overlap_0_is_no_link():
    assert rows(grouped(0, e=E, f=F, g=G)) == pytest.approx(rows(two({"e": E, "f": F, "g": G})), abs=1e-12)


def test_support_and_contradiction_both_count():
    """Row a: e speaks for it, f against it; neither swallows the other."""
    assert logs("e")["a"] > 0.2
    assert logs("f")["a"] < -0.2
    both = rows(grouped(1, e=E, f=F))
    assert both["a"] > rows(grouped(1, f=F))["a"] + 0.02
    assert both["a"] < rows(grouped(1, e=E))["a"] - 0.02


@pytest.mark.parametrize("overlap", [0.3, 1])
def test_an_impossible_row_stays_impossible_in_any_company(overlap):
    never = {"bears": {"a": "never"}, "otherwise": 0.5}
    found = rows(grouped(overlap, e=E, n=never))
    assert found["a"] == found["ab"] == 0
    assert sum(found.values()) == pytest.approx(1)


def test_two_groups_are_two_voices():
    groups = {"g": {"says": "One"}, "k": {"says": "Another"}}
    apart = two({"e": {**E, "group": "g"}, "f": {**F, "group": "k"}}, groups=groups)
    assert rows(apart) == pytest.approx(rows(two({"e": E, "f": F})), abs=1e-12)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_cause_is_one_misjudgement(seed):
    """Two like pieces of one group have the same draws, two single ones have not."""
    wide = {"bears": {"a": "for"}, "otherwise": "0.1..0.5"}
    option = Options(draws=1, seed=seed)
    none = rows(grouped(0, e=wide), option)
    twice = rows(
        grouped(0, e=wide, f=wide), option
    )  # overlap 0: each counts, so the second shows its own draw
    for row in ("b", "ab", "nothing", "another"):
        factor = none[row] / none["a"] / (PRIOR[row] / PRIOR["a"])
        assert twice[row] / twice["a"] / (PRIOR[row] / PRIOR["a"]) == pytest.approx(factor**2, rel=1e-9)
    apart = rows(two({"e": wide, "f": wide}), option)
    alone = rows(two({"e": wide}), option)
    assert apart["b"] / apart["a"] != pytest.approx(
        (alone["b"] / alone["a"]) ** 2 / (PRIOR["b"] / PRIOR["a"]), rel=1e-6
    )


def test_a_voice_lists_its_pieces_and_its_own_ratio():
    found = weigh(grouped(0.5, e=E, f=F), POINT)
    (voice,) = [voice for voice in found.voices if voice.id == "g"]
    assert (voice.sort, set(voice.pieces), voice.overlap) == ("group", {"e", "f"}, 0.5)
    by_hand = one_voice(0.5, "e", "f")
    # the ratio of a voice is that of its whole likelihood, over the prior
    likelihood = {row: by_hand[row] / PRIOR[row] for row in PRIOR}
    on = (PRIOR["a"] * likelihood["a"] + PRIOR["ab"] * likelihood["ab"]) / 0.6
    off = sum(PRIOR[row] * likelihood[row] for row in ("b", "nothing", "another")) / 0.4
    assert voice.ratios["a"] == pytest.approx(on / off, abs=1e-9)
    assert voice.tells == pytest.approx(
        sum(abs(math.log(ratio)) for ratio in voice.ratios.values()), abs=1e-12
    )
