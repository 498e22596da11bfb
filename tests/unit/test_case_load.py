"""Reading a case: where from, what stands for what, where it stands, and the hash of all that was read."""

import hashlib
import json
import os
from pathlib import Path

import pytest
import yaml

from detente.case import parse
from detente.case.faults import Faults
from detente.case.load import CaseFile, build, load
from detente.case.uncertain import LogNormal, Point, Triangular, Uniform
from detente.errors import CaseFaults, DetenteError
from tests.case_text import CASE, spoilt

SKETCH = Path(__file__).parents[3] / "shared" / "design" / "case-sketch.yaml"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    return tmp_path


def with_document(folder: Path, document: bytes, *, report: str = "", written: str = "paper.txt") -> Path:
    """Write the case with a document of `paper`, and a report that quotes it."""
    text = spoilt("grade: B,", f"grade: B, document: {written},")
    if report:
        text = text.replace("[paper, {by: reprint, date: 2031-06-25}]", f"[{report}]")
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    (folder / "paper.txt").write_bytes(document)
    return folder


def faults_of(path) -> list[tuple[str, str]]:
    with pytest.raises(CaseFaults) as caught:
        load(path)
    return [(fault.path, f"{fault.expected}; {fault.fix}") for fault in caught.value.faults]


def test_a_folder_stands_for_its_case(folder):
    assert load(folder).case == load(str(folder / "case.yaml")).case


def test_the_sketch_of_the_design_loads(tmp_path):
    if not SKETCH.exists():
        pytest.skip("the design's sketch is not beside this checkout")
    lines = SKETCH.read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.strip().startswith(("document:", "quote:"))]
    (tmp_path / "case.yaml").write_text("".join(kept), encoding="utf-8")
    assert len(load(tmp_path).case.hypotheses) == 7


def test_values_become_distributions(folder):
    case = load(folder).case
    assert case.hypotheses["need"].prior.dist == Triangular(0.45, 0.50, 0.55)
    assert case.evidence["offer"].bears["need"].dist == LogNormal(4.0, 0.4)
    assert case.evidence["letter"].bears["need"].form == "neutral"
    assert case.evidence["letter"].reports[0].by == "paper"
    assert case.evidence["letter"].sort == "claim"
    assert case.evidence["offer"].sort == "fact"
    assert case.relations[0].ids == ("need", "turn")


@pytest.mark.parametrize(
    ("written", "dist"),
    [
        ("0.3", Point(0.3)),
        ("1e-3", Point(0.001)),
        (".5", Point(0.5)),
        ("1", Point(1.0)),
        ("0.2..0.4", Uniform(0.2, 0.4)),
        ("never", Point(0.0)),
        ("roughly even chance", Triangular(0.45, 0.50, 0.55)),
    ],
)
def test_numbers_ranges_and_words(written, dist, tmp_path):
    (tmp_path / "case.yaml").write_text(spoilt("prior: even", f"prior: {written}"), encoding="utf-8")
    assert load(tmp_path).case.hypotheses["need"].prior.dist == dist


@pytest.mark.parametrize(
    "written", ["no", "yes", "on", "True", "2031-06-30", "0x10", "1_000", "12:30", '"7"', "'null'"]
)
def test_what_other_parsers_convert_stays_text(written, tmp_path):
    (tmp_path / "case.yaml").write_text(spoilt("A small case", written), encoding="utf-8")
    assert load(tmp_path).case.title == written.strip("\"'")


def test_a_case_may_bring_its_own_words(tmp_path):
    text = spoilt("prior: even", "prior: a toss-up")
    text += "words: {likelihood: {even: {low: 0.45, mode: 0.5, high: 0.55, also: [a toss-up]}}}\n"
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    file = load(tmp_path)
    assert file.case.hypotheses["need"].prior.dist == Triangular(0.45, 0.50, 0.55)
    assert file.words.find("likelihood", "a toss-up") == file.words.find("likelihood", "even")


def test_faults_of_other_layers_find_their_line(folder):
    file = load(folder)
    line = CASE[: CASE.index("  trap: {says")].count("\n") + 1
    assert file.lines["hypotheses", "trap", "prior"] == line
    fault = file.fault(("hypotheses", "trap", "prior", "nothing", "here"), "x", "y", "z")
    assert str(fault) == f"{file.path}:{line} hypotheses.trap.prior.nothing.here = x: expected y; z"
    assert file.fault(("nowhere",), "", "y").line == 1


def test_data_in_memory_gives_the_same_case(folder):
    assert build(data_of_case()).case == load(folder).case


def data_of_case() -> dict:
    """Return the case as plain data, with lists for tuples."""
    return json.loads(json.dumps(parse.parse(CASE, Faults("case.yaml"))))


def test_the_slow_parser_reads_the_same(folder, monkeypatch):
    fast = load(folder)
    monkeypatch.setattr(parse, "_LOADER", yaml.SafeLoader)
    slow = load(folder)
    assert (slow.case, slow.lines) == (fast.case, fast.lines)


def test_byte_order_marks_and_line_ends_do_not_matter(folder):
    (folder / "case.yaml").write_bytes(b"\xef\xbb\xbf" + CASE.replace("\n", "\r\n").encode())
    other = load(folder)
    assert other.case == load_text(folder, CASE).case
    assert other.lines["title",] == 2


def load_text(folder: Path, text: str) -> CaseFile:
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    return load(folder)


# --- documents and the hash ----------------------------------------------------------------------------------


def test_the_hash_covers_case_and_documents_in_order(folder):
    load(with_document(folder, b"one"))
    content = (folder / "case.yaml").read_bytes()
    stream = len(content).to_bytes(8, "big") + content + (3).to_bytes(8, "big") + b"one"
    assert load(folder).hash == hashlib.sha256(stream).hexdigest()
    assert load(with_document(folder, b"two")).hash != hashlib.sha256(stream).hexdigest()


def test_quotes_and_spans_are_checked_exactly(folder):
    text = "It said:\r\n“We would talk,\nif asked.”".encode()
    good = load(with_document(folder, text, report="{by: paper, quote: We would, span: [11, 19]}"))
    assert good.documents["paper"][11:19] == "We would"
    assert load(with_document(folder, text, report="{by: paper, quote: We would}"))
    assert load(with_document(folder, text, report='{by: paper, quote: "talk,\\nif"}'))
    key = "evidence.letter.reports.1"
    ((path, says),) = faults_of(with_document(folder, text, report="{by: paper, quote: we would}"))
    assert path == f"{key}.quote"
    assert "words that stand in the document of paper" in says
    ((path, says),) = faults_of(with_document(folder, text, report='{by: paper, quote: "talk, if"}'))
    assert path == f"{key}.quote"
    assert "only spaces or line ends differ" in says
    report = "{by: paper, quote: We would, span: [10, 18]}"
    assert faults_of(with_document(folder, text, report=report)) == [
        (f"{key}.span", "where the quote stands in the document; it stands at [11, 19]")
    ]


def test_a_quote_needs_no_document(folder):
    text = spoilt("[paper, {by: reprint, date: 2031-06-25}]", "[{by: paper, quote: Anything at all}]")
    assert load_text(folder, text).documents == {}


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("absent.txt", "a document that exists"),
        ("../paper.txt", "down; put the document beside the case"),
        ("/etc/hosts", "down; put the document beside the case"),
        (r"C:\paper.txt", "down; put the document beside the case"),
        (r"..\paper.txt", "down; put the document beside the case"),
        ("link.txt", "links may not lead out"),
        ("folder", "a document that exists"),
        ("pipe", "a document that exists"),
        ("loop.txt", "a document that"),
        ("x" * 3000, "can be read"),
    ],
)
def test_documents_stay_in_the_folder_of_the_case(written, says, folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "secret.txt"
    outside.write_text("secret", encoding="utf-8")
    (folder / "link.txt").symlink_to(outside)
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "folder").mkdir()
    os.mkfifo(folder / "pipe")
    ((path, said),) = faults_of(with_document(folder, b"x", written=written))
    assert path == "sources.paper.document"
    assert says in said
    assert "secret" not in said


def test_documents_are_texts(folder):
    ((path, says),) = faults_of(with_document(folder, b"one\ntwo \xff"))
    assert path == "sources.paper.document"
    assert "UTF-8 (its line 2" in says


def test_an_empty_document_holds_no_quote(folder):
    ((path, _),) = faults_of(with_document(folder, b"", report="{by: paper, quote: We would}"))
    assert path == "evidence.letter.reports.1.quote"


def test_a_document_named_twice_is_read_once(folder):
    text = spoilt("grade: B,", "grade: B, document: paper.txt,")
    once = load_text(with_document(folder, b"one"), text)
    twice = load_text(folder, text.replace("grade: C,", "grade: C, document: ./paper.txt,"))
    assert twice.documents == {"paper": "one", "reprint": "one"}
    assert once.documents == {"paper": "one"}
    content = (folder / "case.yaml").read_bytes()
    stream = len(content).to_bytes(8, "big") + content + (3).to_bytes(8, "big") + b"one"
    assert twice.hash == hashlib.sha256(stream).hexdigest()


def test_data_in_memory_reads_documents_only_from_a_folder(folder):
    with_document(folder, b"one")
    data = data_of_case()
    data["sources"]["paper"]["document"] = "paper.txt"
    assert build(data).documents == {}
    assert build(data, folder).documents == {"paper": "one"}


# --- what cannot be read -------------------------------------------------------------------------------------


def test_what_is_no_file_is_said_in_one_line(tmp_path):
    for path in (tmp_path, tmp_path / "nothing.yaml", tmp_path / "a\0b", tmp_path / ("x" * 3000)):
        with pytest.raises(DetenteError) as caught:
            load(path)
        assert "\n" not in str(caught.value)
        assert str(caught.value).isprintable()


def test_pipes_are_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "case.yaml")
    with pytest.raises(DetenteError, match=r"no case\.yaml"):
        load(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(folder):
    (folder / "case.yaml").chmod(0)
    with pytest.raises(DetenteError, match="Permission denied"):
        load(folder)


@pytest.mark.parametrize("content", [b"\xff\xfea\x00", b"title: \xe9\n", bytes(range(128, 256))])
def test_other_encodings_are_named(content, tmp_path):
    (tmp_path / "case.yaml").write_bytes(content)
    with pytest.raises(CaseFaults, match="save the file as UTF-8"):
        load(tmp_path)


def test_large_files_are_refused_unread(tmp_path):
    with (tmp_path / "case.yaml").open("wb") as stream:
        stream.truncate(20_000_000)
    with pytest.raises(DetenteError, match="larger than 16 MB"):
        load(tmp_path)
