"""What holds of every doubt, on cases made by chance: order, names, what says nothing, and the same again."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detente.case.load import CaseFile, build
from detente.weigh import Options, weigh
from detente.weigh.assess import answered
from detente.weigh.doubt.effects import effects
from detente.weigh.doubt.examine import examine
from detente.weigh.doubt.flips import at_centre
from detente.weigh.doubt.indicators import outlooks
from detente.weigh.estimate import Estimate
from detente.weigh.results import Assessment
from tests.edits import Data, loaded
from tests.made import made
from tests.parity.test_doubt import foreseen

POINT = Options(point=True)
DRAWN = Options(draws=13, seed=3)
SECTIONS = ("hypotheses", "sources", "groups", "evidence", "assumptions", "indicators")


def random_case(seed: int, *, n: int = 0, pieces: int = 0) -> Data:
    """Fewer flips than are shown, so that ties for the last place decide nothing."""
    rng = np.random.default_rng([seed, 101])
    return foreseen(rng, made(rng, n or int(rng.integers(3, 6)), pieces or int(rng.integers(3, 7))), count=3)


Numbers = dict[tuple[str, ...], float]


def flat(estimates: Any, *at: str) -> Numbers:
    found: Numbers = {}
    for name, each in estimates.items():
        assert isinstance(each, Estimate)
        found[*at, name] = each.probability
        if each.low is not None and each.high is not None:
            found |= {(*at, name, "low"): each.low, (*at, name, "high"): each.high}
    return found


def numbers(file: CaseFile, options: Options) -> Numbers:
    """All that leaving out and looking ahead give, by name."""
    found, kept = answered(file, options, look=True)
    flat_: Numbers = {}
    for effect in effects(found, kept):
        flat_ |= flat(effect.without, "without", effect.sort, effect.id)
        flat_ |= {("change", effect.sort, effect.id, name): value for name, value in effect.change.items()}
        flat_ |= {("turned", effect.sort, effect.id, name): 1.0 for name in effect.turned}
    assert kept.seen is not None
    for name, told in outlooks(found.case, file.words, kept.seen, ranged=found.draws > 0).items():
        flat_ |= flat(told.if_seen, "seen", name) | flat(told.if_not, "not seen", name)
        flat_ |= {("bits", name): told.bits, ("share", name): told.share}
    return flat_


def central_flips(file: CaseFile) -> dict[tuple[str, ...], tuple[Any, float, frozenset[tuple[str, str]]]]:
    tried, found = at_centre(file)
    assert tried >= len(found)
    return {
        (*map(str, flip.path), str(flip.after)): (
            flip.before,
            round(flip.size, 9),
            frozenset((turn.id, how) for turn in flip.turns for how in turn.how),
        )
        for flip in found
    }


# --- order and names -------------------------------------------------------------------------------------------------


def mixed(part: Any, rng: np.random.Generator) -> Any:
    if isinstance(part, dict):
        return {str(key): mixed(part[key], rng) for key in rng.permutation(list(part))} if part else {}
    if isinstance(part, list):
        return [mixed(part[int(k)], rng) for k in rng.permutation(len(part))]
    return part


def reordered(data: Data, rng: np.random.Generator) -> Data:
    """All but the reports of a piece, whose place is part of the path of a flip, and what implies what."""
    new: Data = mixed(data, rng)
    for name, piece in data["evidence"].items():
        if "reports" in piece:
            new["evidence"][name]["reports"] = piece["reports"]
    return {**new, "relations": data["relations"][::-1]}


@pytest.mark.parametrize("seed", range(6))
def test_reordering_changes_nothing(seed: int) -> None:
    data = random_case(seed)
    other = reordered(data, np.random.default_rng([seed, 102]))
    for options in (POINT, DRAWN):
        assert numbers(build(other), options) == pytest.approx(numbers(build(data), options), abs=1e-9)
    assert central_flips(build(other)) == central_flips(build(data))


@pytest.mark.parametrize("seed", range(2))
def test_reordering_changes_no_confidence_and_no_confirmed_flip(seed: int) -> None:
    data = random_case(seed, n=3, pieces=4)
    other = reordered(data, np.random.default_rng([seed, 103]))
    one, two = (examine(build(each), Options(draws=120)) for each in (data, other))
    assert one.doubt is not None
    assert two.doubt is not None

    def told(found: Assessment) -> Any:
        assert found.doubt is not None
        doubts = {
            name: (each.level, each.failed, set(each.origins), set(each.hangs_on), each.other_word)
            for name, each in found.doubt.confidence.items()
        }
        flips = [(flip.path, str(flip.after), flip.confirmed) for flip in found.doubt.flips]
        return doubts, flips

    assert told(one) == told(two)


@pytest.mark.parametrize("seed", range(6))
def test_renaming_changes_nothing_at_central_inputs(seed: int) -> None:
    data = random_case(seed)
    rng = np.random.default_rng([seed, 104])
    ids = [name for section in SECTIONS for name in data[section]]
    fresh = [f"n{k}" for k in rng.permutation(len(ids))]
    new = dict(zip(ids, fresh, strict=True))

    def renamed(part: Any) -> Any:
        if isinstance(part, dict):
            return {new.get(name, name): renamed(value) for name, value in part.items()}
        if isinstance(part, list):
            return [renamed(each) for each in part]
        return new.get(part, part) if isinstance(part, str) else part

    other = build(renamed(data))
    before = {tuple(new.get(k, k) for k in name): x for name, x in numbers(build(data), POINT).items()}
    assert numbers(other, POINT) == pytest.approx(before, abs=1e-12)
    flips = {
        tuple(new.get(k, k) for k in path): (was, size, frozenset((new.get(i, i), how) for i, how in turns))
        for path, (was, size, turns) in central_flips(build(data)).items()
    }
    assert central_flips(other) == flips


# --- what says nothing -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_leaving_out_what_says_nothing_changes_nothing(seed: int) -> None:
    data = random_case(seed)
    mute = {"says": "Nothing to the point", "date": "2019", "otherwise": 0.3, "reports": ["s0"]}
    mute["bears"] = dict.fromkeys(data["hypotheses"], "neutral")
    data["evidence"]["mute"] = mute
    for options in (POINT, DRAWN):
        changes = {name: x for name, x in numbers(build(data), options).items() if name[0] == "change"}
        assert all(abs(x) < 1e-9 for name, x in changes.items() if name[1:3] == ("piece", "mute"))


@pytest.mark.parametrize("seed", range(4))
def test_leaving_out_one_of_two_paraphrases_changes_nothing_and_both_change_as_one(seed: int) -> None:
    data = random_case(seed)
    piece = {
        "says": "Said",
        "date": "2019",
        "bears": {"h0": "strongly for"},
        "otherwise": 0.2,
        "group": "twice",
    }
    data["groups"]["twice"] = {"says": "Said twice"}
    data["evidence"] |= {"once": piece, "again": piece}
    single = {**data, "evidence": {k: v for k, v in data["evidence"].items() if k != "again"}}
    for options in (POINT, DRAWN):
        found, alone = numbers(build(data), options), numbers(build(single), options)
        for name in (*data["hypotheses"], "something_else"):
            assert abs(found["change", "piece", "once", name]) < 1e-9
            assert abs(found["change", "piece", "again", name]) < 1e-9
            both = found["change", "group", "twice", name]
            assert both == pytest.approx(alone["change", "piece", "once", name], abs=1e-9)
        assert abs(found["change", "group", "twice", "h0"]) > 1e-4


@pytest.mark.parametrize("seed", range(4))
def test_changes_sum_up_to_probabilities(seed: int) -> None:
    """Whatever is left out, the answer is one of probabilities, and what it adds to is the whole."""
    for options in (POINT, DRAWN):
        for name, x in numbers(build(random_case(seed)), options).items():
            if name[0] in ("without", "seen", "not seen"):
                assert 0 <= x <= 1 + 1e-12, name
            elif name[0] == "change":
                assert -1 <= x <= 1


# --- the same again ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [POINT, Options(draws=120, seed=4)])
def test_an_examination_answers_as_a_weighing_does(options: Options, tmp_path: Path) -> None:
    views = {"v": {"by": "V", "hypotheses": {"h0": {"prior": 0.6}}}}
    file = loaded(tmp_path, random_case(7, n=4, pieces=5), views)
    found, plain = (
        json.loads(json.dumps(each.to_json())) for each in (examine(file, options), weigh(file, options))
    )
    for name in (
        "hypotheses",
        "something_else",
        "combinations",
        "pictures",
        "characters",
        "views",
        "dissent",
    ):
        assert found[name] == plain[name]


@pytest.mark.parametrize("options", [POINT, Options(draws=120, seed=4)])
def test_the_same_case_gives_the_same_bytes(options: Options) -> None:
    data = random_case(8, n=4, pieces=5)
    one, two = (json.dumps(examine(build(data), options).to_json(), allow_nan=False) for _ in range(2))
    assert one == two


SCRIPT = """
import json, sys
from detente.case.load import load
from detente.weigh import Options, examine
found = examine(load(sys.argv[1]), Options(draws=300, seed=3))
sys.stdout.write(json.dumps(found.to_json(), allow_nan=False))
"""


def test_the_number_of_threads_changes_no_byte(tmp_path: Path) -> None:
    views = {"v": {"by": "V", "hypotheses": {"h0": {"prior": 0.6}}}}
    folder = Path(loaded(tmp_path, random_case(9, n=4, pieces=6), views).path).parent

    def run(threads: str) -> bytes:
        path = os.pathsep.join(each for each in sys.path if each)
        return subprocess.run(
            [sys.executable, "-c", SCRIPT, str(folder)],
            env={**os.environ, "NUMBA_NUM_THREADS": threads, "PYTHONPATH": path},
            capture_output=True,
            check=True,
        ).stdout

    one, two = run("1"), run("2")
    assert len(one) > 5000
    assert hashlib.sha256(one).digest() == hashlib.sha256(two).digest()


# --- many ---------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100))
def test_no_case_of_any_size_ends_in_an_error(seed: int) -> None:
    """Three to twelve hypotheses: all that is found can be written down."""
    rng = np.random.default_rng([seed, 105])
    data = foreseen(rng, made(rng, int(rng.integers(3, 13)), int(rng.integers(1, 25))))
    found = examine(build(data), Options(draws=int(rng.integers(1, 12)), seed=seed))
    json.dumps(found.to_json(), allow_nan=False)
    assert found.doubt is not None
    assert set(found.doubt.indicators) == set(data["indicators"])
    assert set(found.doubt.pieces) == set(data["evidence"])
