"""What was found of doubt is kept for whoever asks for the same again, and for nobody else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from detente.case.load import build, changed
from detente.weigh import Options, examine
from detente.weigh.doubt import examine as module
from tests.small_talks import small

OPTIONS = Options(draws=200)


def test_the_same_comes_back_and_is_not_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path))
    file = build(small())
    alone = examine(file, OPTIONS)
    assert not list(tmp_path.iterdir())
    first = examine(file, OPTIONS, keep=True)
    assert len(list(tmp_path.glob("doubt-*"))) == 1
    monkeypatch.setattr(module, "flips", lambda *given: pytest.fail("it is known"))
    again = examine(file, OPTIONS, keep=True)
    assert repr(again) == repr(first) == repr(alone)


def test_another_case_or_other_options_find_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path))
    file = build(small())
    examine(file, OPTIONS, keep=True)
    examine(file, replace(OPTIONS, seed=2), keep=True)
    examine(changed(file, {("evidence", "offer", "otherwise"): 0.3}), OPTIONS, keep=True)
    assert len(list(tmp_path.glob("doubt-*"))) == 3
