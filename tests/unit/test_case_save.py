"""Files are written as a whole or not at all."""

import os
from pathlib import Path

import pytest

from detente.case.save import write
from detente.errors import DetenteError


def test_it_writes_utf8_with_plain_line_ends(tmp_path):
    write(tmp_path / "a.txt", "é\n")
    assert (tmp_path / "a.txt").read_bytes() == b"\xc3\xa9\n"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_what_fails_leaves_the_old_file_and_no_litter(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DetenteError, match="No space left"):
        write(path, "new")
    assert path.read_text("utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_link_and_the_rights_of_a_file_stay(tmp_path):
    path, link = tmp_path / "a.txt", tmp_path / "link.txt"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)
    link.symlink_to(path)
    write(link, "new")
    assert link.is_symlink()
    assert path.read_text("utf-8") == "new"
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("name", [".", "nowhere/a.txt", "pipe", "a\0b", "x" * 3000])
def test_what_cannot_be_written_is_said_in_one_line(name, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DetenteError) as caught:
        write(tmp_path / Path(name), "x")
    assert str(caught.value).isprintable()
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]
