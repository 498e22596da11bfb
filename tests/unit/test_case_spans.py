"""Spans are filled in beside their quotes, and nothing else in the file changes."""

import pytest

from detente.case.load import load
from detente.case.spans import fill_spans
from detente.errors import CaseFaults, DetenteError
from tests.case_text import spoilt

DOCUMENT = "💥 They said: “We would talk,\nif asked.” Nothing more; nothing else.\n"
REPORTS = {
    "flow": ("[{by: paper, quote: We would}]", "[{by: paper, span: [14, 22], quote: We would}]"),
    "block": (
        "\n      - by: paper   # said aloud\n        quote: We would\n        answer: confirms",
        "\n      - by: paper   # said aloud\n        span: [14, 22]\n        quote: We would\n        answer: confirms",
    ),
    "first key": ("\n      - quote: We would\n        by: paper", "\n      - span: [14, 22]\n        quote: We would\n        by: paper"),
    "lines": (
        "\n      - by: paper\n        quote: |-\n          talk,\n          if",
        "\n      - by: paper\n        span: [23, 31]\n        quote: |-\n          talk,\n          if",
    ),
    "twice there": ("[{by: paper, quote: othing}]", None),
    "has one": ("[{by: paper, quote: We would, span: [14, 22]}]", None),
    "several": (
        "[{by: paper, quote: We would}, {by: paper, quote: They}]",
        "[{by: paper, span: [14, 22], quote: We would}, {by: paper, span: [2, 6], quote: They}]",
    ),
}  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "BOM"])
@pytest.mark.parametrize("name", REPORTS)
def test_spans_are_filled_in_and_nothing_else_changes(name, mark, end, tmp_path):
    before, after = REPORTS[name]
    text = spoilt("grade: B,", "grade: B, document: paper.txt,").replace(
        "They offer to talk", "Sie bieten Gespräche an 💥"
    )
    old, new = (
        mark + text.replace("[paper, {by: reprint, date: 2031-06-25}]", each).replace("\n", end)
        for each in (before, after or before)
    )
    (tmp_path / "paper.txt").write_bytes(DOCUMENT.encode())
    (tmp_path / "case.yaml").write_bytes(old.encode())
    filled = fill_spans(tmp_path)
    assert (tmp_path / "case.yaml").read_bytes().decode() == new
    file = load(tmp_path)
    assert [each.span for each in filled] == [
        report.span for report in file.case.evidence["letter"].reports if after and report.span
    ]
    for report in file.case.evidence["letter"].reports:
        assert report.span is None or DOCUMENT[slice(*report.span)] == report.quote


def fold(tmp_path, reports):
    text = spoilt("grade: B,", "grade: B, document: paper.txt,").replace(
        "[paper, {by: reprint, date: 2031-06-25}]", reports
    )
    (tmp_path / "paper.txt").write_bytes(DOCUMENT.encode())
    (tmp_path / "case.yaml").write_bytes(text.encode())
    return text


def test_a_span_that_points_elsewhere_is_put_right(tmp_path):
    text = fold(tmp_path, "[{by: paper, quote: We would, span: [ 1,  7 ]}]")
    with pytest.raises(CaseFaults):
        load(tmp_path)
    (filled,) = fill_spans(tmp_path)
    assert (filled.before, filled.span) == ((1, 7), (14, 22))
    assert str(filled) == (
        f"{tmp_path}/case.yaml:30 evidence.letter.reports.1.span: [14, 22] in place of [1, 7]"
    )
    assert (tmp_path / "case.yaml").read_text("utf-8") == text.replace("[ 1,  7 ]", "[ 14,  22 ]")


def test_what_stands_twice_is_left_to_its_analyst(tmp_path):
    for span in ("", ", span: [0, 6]"):
        text = fold(tmp_path, f"[{{by: paper, quote: othing{span}}}]")
        assert fill_spans(tmp_path) == ()
        assert (tmp_path / "case.yaml").read_text("utf-8") == text


def test_a_case_with_other_faults_stays_as_it_is(tmp_path):
    text = fold(tmp_path, "[{by: paper, quote: We would}, {by: paper, quote: We will not}]")
    assert fill_spans(tmp_path) == ()
    assert (tmp_path / "case.yaml").read_text("utf-8") == text
    assert fill_spans(tmp_path / "nowhere") == ()


def test_a_layout_that_cannot_be_spliced_does_not_keep_others_from_it(tmp_path):
    odd = "\n      - ? quote\n        : We would\n        by: paper"
    text = fold(tmp_path, f"{odd}\n      - by: paper\n        quote: They")
    (filled,) = fill_spans(tmp_path)
    assert filled.span == (2, 6)
    assert (tmp_path / "case.yaml").read_text("utf-8") == text.replace(
        "        quote: They", "        span: [2, 6]\n        quote: They"
    )


def test_a_new_line_ends_as_the_line_that_it_is_put_into(tmp_path):
    text = fold(tmp_path, "\n      - by: paper\n        quote: We would\n        answer: confirms")
    mixed = text.replace("quote: We would\n", "quote: We would\r\n")
    (tmp_path / "case.yaml").write_bytes(mixed.encode())
    assert len(fill_spans(tmp_path)) == 1
    assert (tmp_path / "case.yaml").read_bytes().decode() == mixed.replace(
        "quote: We", "span: [14, 22]\r\n        quote: We"
    )


def test_the_file_changes_as_a_whole_or_not_at_all(tmp_path, monkeypatch):
    text = fold(tmp_path, "[{by: paper, quote: We would}]")

    def fail(*_):
        raise OSError("no room")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", fail)
        with pytest.raises(DetenteError):
            fill_spans(tmp_path)
    assert (tmp_path / "case.yaml").read_text("utf-8") == text
    before = (tmp_path / "case.yaml").stat().st_ino
    assert len(fill_spans(tmp_path)) == 1
    assert (tmp_path / "case.yaml").stat().st_ino != before
    assert {path.name for path in tmp_path.iterdir()} == {"case.yaml", "paper.txt"}
