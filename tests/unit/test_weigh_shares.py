"""Is it true, and did it cause this: shares of the cause against numbers worked out by hand, and characters."""

import math

import pytest

from detente.case.load import build
from detente.weigh import Options, weigh
from tests.made import bare
from tests.unit.test_weigh_evidence import POINT, rows, two

LN = math.log


def explaining(*explained, pieces=None, **more):
    """A case that explains the pieces given, and the posterior of its rows."""
    named = {f"x{k}": piece for k, piece in enumerate(explained)}
    file = two({**named, **(pieces or {})}, explains=list(named), **more)
    return weigh(file, POINT), rows(file)


def shares(found):
    listed = {name: each.share.probability for name, each in found.hypotheses.items()}
    return {**listed, "else": found.something_else.share.probability}


def by_hand(posterior, of_a, of_b, itself):
    """a_i = sum over h of P(h|R) force_i h_i / (force of nothing + forces that act)."""
    a = posterior["a"] * of_a / (itself + of_a) if of_a else 0
    b = posterior["b"] * of_b / (itself + of_b) if of_b else 0
    if of_a + of_b:
        a += posterior["ab"] * of_a / (itself + of_a + of_b)
        b += posterior["ab"] * of_b / (itself + of_a + of_b)
    return {"a": a, "b": b, "else": 1 - a - b}


def test_causes_share_by_their_force():
    found, posterior = explaining({"bears": {"a": 0.5, "b": 0.6}, "otherwise": 0.2})
    # force: -ln of the chance that the cause fails, .5/.8 and .4/.8; of nothing in particular -ln .8
    assert shares(found) == pytest.approx(by_hand(posterior, LN(1.6), LN(2), LN(1.25)), abs=1e-9)


def test_a_contrary_cause_has_no_share():
    found, posterior = explaining({"bears": {"a": 0.5, "b": 0.1}, "otherwise": 0.2})
    assert shares(found) == pytest.approx(by_hand(posterior, LN(1.6), 0, LN(1.25)), abs=1e-9)
    assert shares(found)["b"] == 0


def test_at_nothing_over_nothing_all_goes_to_something_else():
    # otherwise never: only a could bring it about, so where b holds alone the report must be wrong
    piece = {"bears": {"a": 0.5}, "otherwise": "never", "reports": [{"by": "s", "by_chance": 0.3}]}
    found, posterior = explaining(piece, sources={"s": {"reliability": 0.6}})
    assert posterior["b"] > 0.05
    by_a = posterior["a"] + posterior["ab"]
    assert shares(found) == pytest.approx({"a": by_a, "b": 0, "else": 1 - by_a}, abs=1e-9)


@pytest.mark.parametrize(
    ("otherwise", "bears", "forces"),
    [
        (0.2, {"a": "always", "b": 0.6}, (30, LN(2), LN(1.25))),  # a cause that cannot fail has force 30
        ("never", {"a": "always", "b": 0.5}, (30, LN(2), 0)),
        (
            0.2,
            {"a": 1 - 1e-16, "b": 0.6},
            (30, LN(2), LN(1.25)),
        ),  # nor does one that hardly ever fails have more
        ("always", {"a": 0.5, "b": "neutral"}, (0, 0, 30)),  # what happens anyway needs no cause
        ("always", {"a": "always"}, (0, 0, 30)),
    ],
)
def test_no_force_is_greater_than_thirty(otherwise, bears, forces):
    found, posterior = explaining({"bears": bears, "otherwise": otherwise})
    assert shares(found) == pytest.approx(by_hand(posterior, *forces), abs=1e-9)


def test_of_several_events_the_mean_share_is_given():
    first = {"bears": {"a": 0.5, "b": 0.6}, "otherwise": 0.2}
    second = {"bears": {"a": 0.8}, "otherwise": 0.5}
    found, posterior = explaining(first, second)
    one = by_hand(posterior, LN(1.6), LN(2), LN(1.25))
    other = by_hand(posterior, LN(2.5), 0, LN(2))
    assert shares(found) == pytest.approx({name: (one[name] + other[name]) / 2 for name in one}, abs=1e-9)


def test_evidence_elsewhere_moves_the_share_as_it_moves_the_truth():
    piece = {"bears": {"a": 0.5, "b": 0.6}, "otherwise": 0.2}
    found, posterior = explaining(piece, pieces={"y": {"bears": {"b": "strongly against"}, "otherwise": 0.5}})
    assert shares(found) == pytest.approx(by_hand(posterior, LN(1.6), LN(2), LN(1.25)), abs=1e-9)
    assert shares(found)["b"] < shares(explaining(piece)[0])["b"] - 0.1


def test_true_and_cause_are_different_questions():
    # b very likely holds; it has nothing to do with the event
    elsewhere = {"y": {"bears": {"b": "decisively for"}, "otherwise": 0.1}}
    found, _ = explaining({"bears": {"a": 0.9}, "otherwise": 0.1}, pieces=elsewhere)
    assert found.hypotheses["b"].now.probability > 0.7
    assert found.hypotheses["b"].share.probability == 0


def test_an_explained_piece_within_a_group_is_shared_by_its_own_table():
    piece = {"bears": {"a": 0.5}, "otherwise": 0.2, "group": "g"}
    other = {"bears": {"b": 0.9}, "otherwise": 0.3, "group": "g"}
    found, posterior = explaining(piece, pieces={"y": other}, groups={"g": {"says": "g"}})
    assert shares(found) == pytest.approx(by_hand(posterior, LN(1.6), 0, LN(1.25)), abs=1e-9)


# --- characters ------------------------------------------------------------------------------------------------


def test_characters_by_hand():
    them = {
        "builder": {"base": 0.2, "because": {"a": {"odds": 5}, "b": {"odds": 0.5}}},
        "trickster": {"base": 0.6, "because": {"b": {"odds": 3}}},
    }
    us = {"steady": {"prior": 0.6, "we_are": True}, "fickle": {"prior": 0.2}}
    file = two({"e": {"bears": {"a": 0.5}, "otherwise": 0.2}}, characters={"them": them, "us": us})
    posterior, found = rows(file), weigh(file, POINT)
    builder = {"nothing": 0.2, "another": 0.2, "a": 0.2 * 5, "b": 0.2 * 0.5, "ab": 0.2 * 2.5}
    trickster = {"nothing": 0.6, "another": 0.6, "a": 0.6, "b": 0.6 * 3, "ab": 0.6 * 3}
    expected = sum(posterior[row] * builder[row] / (builder[row] + trickster[row]) for row in posterior)
    assert found.characters["them"]["builder"].probability == pytest.approx(expected, abs=1e-9)
    assert found.characters["them"]["trickster"].probability == pytest.approx(1 - expected, abs=1e-9)
    assert found.characters["us"]["steady"].probability == pytest.approx(0.75, abs=1e-12)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_common_power_leaves_because_alone(seed):
    them = {"x": {"base": 0.5, "because": {"a": {"odds": 5}}}, "y": {"base": 0.5}}
    file = two({}, characters={"them": them, "us": {"u": {"prior": 1, "we_are": True}}})
    found = weigh(file, Options(draws=1, seed=seed))
    assert found.characters["them"]["x"].probability == pytest.approx(0.6 * 5 / 6 + 0.4 / 2, abs=1e-9)


def test_a_case_without_characters_has_none():
    assert (
        weigh(build(bare({"a": 0.6, "b": 0.5}, {"e": {"bears": {}, "otherwise": 0.5}})), POINT).characters
        == {}
    )
