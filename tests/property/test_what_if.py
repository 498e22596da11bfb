"""what-if says what weighing the edited file says, whatever the input."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.case.change import setting
from detente.case.load import CaseFile, build, changed, load, relaid
from detente.cli.completion import settable
from detente.errors import CaseFaults
from detente.weigh import Options, weigh
from detente.weigh.compare import compare
from detente.weigh.differences import differences, with_changes
from tests.made import AGAINST, FOR, LIKELY, made

ALONE = HealthCheck.function_scoped_fixture


def new_value(rng: np.random.Generator, path: str) -> Any:
    """Return a value that may stand at a path."""
    last = path.rsplit(".", 1)[-1]
    kinds: list[Any] = [*LIKELY, 0.37, "0.2..0.4"]
    if ".bears." in path:
        kinds += [*FOR, *AGAINST, "neutral", {"odds": 3.5}]
    if ".because." in path:
        kinds = [*FOR, *AGAINST, {"odds": 2}]
    if last == "grade":
        kinds = list("ABCDEF")
    if last == "odds":
        kinds = [0.5, 2, "1.5..3"]
    if last == "stageable":
        kinds = ["low", "some", "high", 0.4]
    if last == "overlap":
        kinds = [0, 0.3, 1, "0.2..0.9"]
    if last == "if_false":
        kinds = ["nothing"]
    return kinds[int(rng.integers(len(kinds)))]


def put(data: Any, path: str, value: Any) -> None:
    """Edit plain data as an analyst would edit the file."""
    *way, last = path.split(".")
    for key in way:
        data = data[int(key) - 1] if isinstance(data, list) else data[key]
    if isinstance(data, list):
        data[int(last) - 1] = value
    else:
        data[last] = value


def frozen(value: Any) -> Any:
    """Return data with tuples for lists, as a case file is read."""
    if isinstance(value, dict):
        return {key: frozen(part) for key, part in value.items()}
    return tuple(map(frozen, value)) if isinstance(value, list) else value


def outcome(weighed: Callable[[], Mapping[str, Any]]) -> Any:
    """Return a result without its hash, or where its faults are."""
    try:
        found = dict(weighed())
    except CaseFaults as error:
        return {fault.path for fault in error.faults}
    del found["case_hash"]
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[ALONE])
@given(st.integers(0, 10**6), st.integers(3, 6), st.integers(1, 3))
def test_what_if_equals_editing_the_file(tmp_path: Path, seed: int, n: int, inputs: int) -> None:
    rng = np.random.default_rng(seed)
    data = made(rng, n, 8)
    paths = list(settable(frozen(data)))
    values = {
        str(paths[k]): new_value(rng, paths[k]) for k in rng.choice(len(paths), size=inputs, replace=False)
    }
    file = tmp_path / "case.yaml"
    file.write_text(yaml.safe_dump(data), "utf-8")
    before = file.read_bytes()
    asked = dict(setting(f"{path}={json.dumps(value)}") for path, value in values.items())
    for path, value in values.items():
        put(data, path, value)
    options = Options(draws=20, seed=seed)
    edited = outcome(lambda: weigh(build(data), options).to_json())
    told = outcome(lambda: compare(load(file), changed(load(file), asked), options).new.result)
    assert told == edited
    assert file.read_bytes() == before


def two_cases(seed: int, n: int) -> tuple[CaseFile, CaseFile]:
    """Two cases with hypotheses in common, and pieces that come, go and change."""
    rng = np.random.default_rng(seed)
    old, new = made(rng, n, 6, relations=False), made(rng, n, 6, relations=False)
    kept = [name for name in new["evidence"] if rng.random() < 0.7] or ["e0"]
    new["evidence"] = {name: new["evidence"][name] for name in kept}
    new["explains"] = kept[:1]
    for each in new["assumptions"].values():
        each["touches"] = [name for name in each["touches"] if name in kept] or kept[:1]
        each["if_false"] = "nothing"
    for name in old["hypotheses"]:  # so that the priors hold together in any mixture
        new["hypotheses"][name]["prior"] = old["hypotheses"][name]["prior"]
    new["something_else"] = old["something_else"]
    return build(old), build(new)


@given(st.integers(0, 10**6), st.integers(2, 5))
@settings(max_examples=40, deadline=None)
def test_the_differences_turn_one_case_into_the_other(seed: int, n: int) -> None:
    old, new = two_cases(seed, n)
    assert with_changes(old.data, differences(old, new)) == new.data


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 4))
def test_a_change_does_alone_what_weighing_it_alone_says(seed: int, n: int) -> None:
    old, new = two_cases(seed, n)
    options = Options(draws=10, seed=3)
    found = compare(old, new, options)
    before = weigh(old, options).hypotheses
    for change in found.changes:
        if change.effect is None or change.along:
            continue
        after = weigh(relaid(old, with_changes(old.data, [change, *change.parts]), {}), options).hypotheses
        for name in before:
            moved = after[name].now.probability - before[name].now.probability
            assert change.effect[name] == pytest.approx(moved, abs=1e-12)
