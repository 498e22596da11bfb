"""Spans are spliced into cases of any layout: all that stood there stays, byte for byte, and every span is right.

A case is made as a template that marks what `check --fix` ought to change: ``\ue000text\ue001`` is put in, and
``\ue002old\ue003new\ue001`` is put in place of the old. Without the marks it reads as before, or as after.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case.load import load
from detente.case.spans import fill_spans
from detente.errors import CaseFaults

HEAD = """\
detente: 1
title: "Sieben Fässer 💥"  # a comment with é and 💥: {quote: no}
as_of: 2020-01-01
sides: {us: Us, them: Them}
explains: [p0]
hypotheses:
  a: {says: It is a, prior: 0.5}
  b: {says: It is b, prior: 0.5}
sources:
  s: {grade: B, document: s.txt}
  t: {grade: B}
evidence:
"""
LETTERS = "aab '\"é💥\u200b\u2028\u00a0:#{}[],&*!|>%@`\\-?~日"
"""Few, so that some quotes stand twice in their document; awkward in YAML, and of one to four bytes."""
ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\u2028": "\\u2028"}
SPACE = st.sampled_from(["", " ", "   "])
COMMENT = st.sampled_from(["", "", "  # said aloud: {quote: no}", "   # ünï 💥 span: [1, 2]"])


def places(quote: str, document: str) -> list[int]:
    """Where a quote begins, by another way than the program's: a look ahead that may overlap."""
    return [found.start() for found in re.finditer(f"(?={re.escape(quote)})", document)]


def before(template: str) -> str:
    return re.sub(
        "\ue002(.*?)\ue003.*?\ue001", r"\1", re.sub("\ue000.*?\ue001", "", template, flags=re.DOTALL)
    )


def after(template: str) -> str:
    return re.sub("\ue002.*?\ue003", "", template).translate(dict.fromkeys((0xE000, 0xE001)))


@st.composite
def values(draw, quote: str, column: int, flow: bool) -> str:
    """A quote as a value of YAML: in double or single quotes, or as a block."""
    ways = ['"' + "".join(ESCAPES.get(letter, letter) for letter in quote) + '"']
    if not set("\n\u2028") & set(quote):
        ways.append("'" + quote.replace("'", "''") + "'")
    if not flow and "\u2028" not in quote and all(line.strip() == line != "" for line in quote.split("\n")):
        lines = quote.split("\n")
        ways.append("|-" + "".join(f"\n{' ' * (column + 2)}{line}" for line in lines))
    return draw(st.sampled_from(ways))


@st.composite
def reports(draw, document: str, flow: bool) -> tuple[str, bool]:
    """A report as a template, and whether its span is wrong and cannot be put right."""
    start = draw(st.integers(0, len(document) - 1))
    quote = document[start : start + draw(st.integers(1, 9))].strip("\r\n")
    if not quote.strip() or "\r" in quote:
        quote = next(letter for letter in document if letter.strip())
    found = places(quote, document)
    spans = [(each, each + len(quote)) for each in found]
    span = draw(st.sampled_from([None, None, *spans[:2], (0, 1000), (7, 3)]))
    alone = len(found) == 1
    block_span = not flow and draw(st.booleans())
    column = 7 + draw(st.integers(1, 4))
    pieces = {"by": draw(st.sampled_from(["s", '"s"']))}
    if draw(st.booleans()):
        pieces["answer"] = "confirms"
    pieces["quote"] = draw(values(quote, column, flow))
    if span is not None:
        numbers = [str(each) for each in span]
        if alone and span != spans[0]:
            numbers = [f"\ue002{old}\ue003{new}\ue001" for old, new in zip(span, spans[0], strict=True)]
        inside = draw(SPACE).join(["", numbers[0], ",", " " + numbers[1], ""])
        pieces["span"] = (
            "".join(f"\n{' ' * (column + 1)}- {each}{draw(COMMENT)}" for each in numbers)
            if block_span
            else f"[{inside}]"
        )
    order = draw(st.permutations(list(pieces)))
    put_in = f"span: [{spans[0][0]}, {spans[0][1]}]" if alone and span is None else None
    ends = {key: "" if flow or pieces[key].startswith(("|", "\n")) else draw(COMMENT) for key in order}
    joint = draw(st.sampled_from([", ", " ,  ", ",\n          "])) if flow else "\n" + " " * column
    insert = f"\ue000{put_in}{', ' if flow else joint}\ue001" if put_in else ""
    lines = []
    for key in order:
        written = draw(st.sampled_from([key, f'"{key}"']))
        colon = ":" if flow else draw(st.sampled_from([":", " :"]))
        lines.append(f"{insert if key == 'quote' else ''}{written}{colon} {pieces[key]}{ends[key]}")
    text = joint.join(lines)
    at_fault = not alone and span is not None and span not in spans
    return (f"{{{draw(SPACE)}{text}{draw(SPACE)}}}" if flow else " " * (column - 7) + text), at_fault


@st.composite
def cases(draw) -> tuple[str, str, bool]:
    """A case as a template, its document, and whether a span in it cannot be put right."""
    document = draw(st.text(LETTERS + "\r\n", min_size=4, max_size=40).filter(lambda text: text.strip()))
    template, at_fault = HEAD, False
    for number in range(draw(st.integers(1, 3))):
        flow = draw(st.booleans())
        made = draw(st.lists(reports(document, flow), min_size=1, max_size=3))
        at_fault |= any(fault for _, fault in made)
        template += f"  p{number}:\n    says: Seen 💥{draw(COMMENT)}\n    date: 2019\n    reports:"
        if flow:
            template += f" [{', '.join(text for text, _ in made)}, t]\n"
        else:
            template += "".join(f"\n      -{text}" for text, _ in made) + "\n"
        template += f"    bears: {{a: for}}{draw(COMMENT)}\n    otherwise: 0.3\n"
    template += draw(st.sampled_from(["", "# the end é", "\n\n"]))
    end, mark = draw(st.sampled_from(["\n", "\r\n"])), draw(st.sampled_from(["", "\ufeff"]))
    return mark + template.replace("\n", end), document, at_fault


@settings(max_examples=300, deadline=None)
@given(cases())
def test_splices_change_nothing_else_and_every_span_is_right(made):
    template, document, at_fault = made
    with tempfile.TemporaryDirectory() as name:
        folder, case = Path(name), Path(name, "case.yaml")
        (folder / "s.txt").write_bytes(document.encode())
        case.write_bytes(before(template).encode())
        done = fill_spans(folder)
        now = case.read_bytes().decode()
        assert now == after(template)
        assert len(done) == template.count("\ue000") + template.count("\ue002") // 2
        assert fill_spans(folder) == ()
        assert case.read_bytes().decode() == now
        assert {path.name for path in folder.iterdir()} == {"case.yaml", "s.txt"}
        try:
            read = load(folder).case
        except CaseFaults:
            assert at_fault
            return
        assert not at_fault
        for report in (report for piece in read.evidence.values() for report in piece.reports):
            if report.span is not None:
                assert document[slice(*report.span)] == report.quote
            elif report.quote is not None:
                assert len(places(report.quote, document)) > 1
        assert all("span" in now.splitlines()[each.line - 1] for each in done)
