"""Spans are filled in beside their quotes, and nothing else in the file changes."""

import pytest

from detente.case.load import load
from detente.case.spans import fill_spans
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
