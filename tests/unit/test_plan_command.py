"""`detente plan` as a user meets it, and the page on its JSON."""

from __future__ import annotations

import csv
import dataclasses
import os
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import yaml
from pydantic import TypeAdapter

from detente.brief.tables_plan import tables
from detente.brief.wording import percent
from detente.case.load import build, load, with_roadmap
from detente.case.words import default_words
from detente.cli.show.plan import print_plan
from detente.errors import CaseFaults
from detente.plan import results
from detente.plan.results import Plan
from tests.commands import Done, run
from tests.made import bare
from tests.small_talks import small
from tests.unit.test_docs import DOCS, code, sections, table

PAGE = DOCS / "reference" / "plan-json.md"
FEW = ("--points", "3", "--roadmaps", "4", "--samples", "0", "--workers", "1")
UNDER = {
    "Plan": "The keys",
    "Candidate": "A candidate",
    "Split": "Points by where they come from",
    "Commitment": "A commitment",
    "Deception": "A deception",
    "Need": "Trust needed",
    "Finalist": "A finalist",
    "Span": "A span",
    "Confirmation": "A confirmation",
    "Margin": "A margin",
    "Tripwire": "A tripwire",
    "Shift": "A shift of trust",
    "Exchange": "An exchange",
    "Ploy": "A ploy",
    "Renegotiation": "A renegotiation",
    "Bar": "A bar",
    "Information": "Information",
}
"""Class of the result -> heading under which its keys stand."""


@pytest.fixture(scope="module")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch, cache_folder: Path) -> None:
    monkeypatch.setenv("DETENTE_CACHE", str(cache_folder))


def written(folder: Path, **parts: Any) -> Path:
    text = yaml.safe_dump(small(**parts), sort_keys=False)
    (folder / "case.yaml").write_text(text, "utf-8")
    return folder


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return written(tmp_path)


def whole(done: Done) -> Plan:
    return TypeAdapter(Plan).validate_json(done.out)


# --- the page on the JSON -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "heading"), UNDER.items(), ids=UNDER)
def test_every_key_of_the_result_is_on_the_page_and_no_other(name: str, heading: str) -> None:
    told = [code(row[0])[0] for row in table(sections(PAGE)[heading])]
    assert told == [each.name for each in dataclasses.fields(getattr(results, name))]


def test_every_class_of_the_result_has_its_heading() -> None:
    seen, left = set(), [results.Plan]
    while left:
        part = left.pop()
        seen.add(part.__name__)
        kinds = list(get_type_hints(part).values())
        while kinds:
            kind = kinds.pop()
            kinds += get_args(kind)
            if dataclasses.is_dataclass(kind) and kind.__name__ not in seen:
                left.append(kind)  # type: ignore[arg-type]
    assert seen == set(UNDER)


def test_every_word_that_a_key_may_hold_is_on_the_page() -> None:
    for name in UNDER:
        for key, hint in get_type_hints(getattr(results, name)).items():
            kinds = [hint]
            while kinds:
                kind = kinds.pop()
                if isinstance(kind, str):
                    (row,) = (row for row in table(sections(PAGE)[UNDER[name]]) if code(row[0])[0] == key)
                    assert kind in code(row[1]), (name, key)
                else:
                    kinds += get_args(kind)


# --- the command --------------------------------------------------------------------------------------------------


def test_the_json_is_the_same_byte_for_byte_kept_or_anew_with_one_worker_and_two(
    case: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = run("plan", case, "--json", *FEW)
    assert first.code == 0, first
    assert list(first.json) == [each.name for each in dataclasses.fields(Plan)]
    assert run("plan", case, "--json", *FEW).out == first.out, "from what was kept"
    monkeypatch.setenv("DETENTE_CACHE", "")
    assert run("plan", case, "--json", *FEW[:-1], 2).out == first.out, "anew, and by two workers"


def test_the_count_is_said_before_the_search_and_is_that_of_the_json(case: Path) -> None:
    done = run("plan", case, "--json", *FEW)
    found = done.json
    assert done.err.splitlines()[0] == (
        f"{found['counted_full']} roadmaps hold every step, {found['counted']} with their beginnings; "
        "4 at most are looked at."
    )
    assert found["looked_at"] == 4
    assert not found["exhaustive"]
    assert (found["points"], found["coarse"], found["rough"], found["samples"]) == (3, 2, 2, 0)


def test_tables_say_what_the_json_says(case: Path) -> None:
    found = whole(run("plan", case, "--json", *FEW))
    out = run("plan", case, *FEW).out
    lines = out.splitlines()
    assert max(map(len, lines)) <= 80
    first = found.finalists[0]
    assert any(line.startswith(f"Try {found.recommended}: it is worth ") for line in lines)
    for heading in (
        "If we follow it", "Value of trying", "They say yes", "How it ends", "If it is a trap", "We would know", "Trust needed",
        "Go or stop", "The runner-up", "Roadmap", "What we are unsure of", "Worth knowing", "Not engaging is worth",
    ):  # fmt: skip
        assert sum(line.startswith(heading) for line in lines) >= 1, heading
    for each in first.exchanges:
        for says in filter(None, each.says):
            assert all(word in out for word in says.split())
    (yes,) = [line for line in lines if line.startswith("They say yes")]
    assert f", {percent(first.candidate.accepts)} (" in yes
    names = [line.split()[0] for line in lines if line.startswith("R") and line.split()[0][1:].isdigit()]
    assert set(names) == {f"R{n}" for n in range(1, len(found.candidates) + 1)}


def test_with_games_drawn_there_are_ranges_and_shares(case: Path) -> None:
    done = run("plan", case, "--json", "--points", 3, "--roadmaps", 2, "--samples", 2, "--workers", 1)
    found = whole(done)
    trying = found.finalists[0].trying
    assert trying.low is not None
    assert trying.high is not None
    assert trying.low <= trying.value <= trying.high
    assert all(bar.share is not None and 0 <= bar.share <= 1 for bar in found.tornado)
    out = run("plan", case, "--points", 3, "--roadmaps", 2, "--samples", 2, "--workers", 1).out
    assert "from four games drawn" in out


def test_tables_are_written_as_csv(case: Path, tmp_path: Path) -> None:
    done = run("plan", case, "--json", "--csv", tmp_path / "tables", *FEW)
    assert done.code == 0, done
    assert "Wrote" in done.err
    found = whole(done)
    for made in tables(found):
        with (tmp_path / "tables" / f"{made.name}.csv").open(encoding="utf-8", newline="") as stream:
            head, *rows = csv.reader(stream)
        assert tuple(head) == made.columns
        assert len(rows) == len(made.rows)
        assert all(len(row) == len(head) for row in rows), made.name
    with (tmp_path / "tables" / "plan_candidates.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["roadmap"] for row in rows if row["recommended"] == "true"] == [found.recommended]
    best = found.finalists[0].candidate
    assert float(rows[0]["trying_whole"]) == pytest.approx(best.trying.whole, rel=1e-5)


def test_a_samples_option_that_is_no_power_of_2_is_refused(case: Path) -> None:
    done = run("plan", case, "--samples", 3)
    assert done.code == 2
    assert "power of 2" in done.err


@pytest.mark.parametrize("cap", ["-1", "nan", "inf"])
def test_a_cap_must_be_a_number_of_points(case: Path, cap: str) -> None:
    assert run("plan", case, "--cap", cap).code == 2


def test_with_no_loss_to_bear_nothing_that_may_lose_is_recommended(tmp_path: Path) -> None:
    # paid first and verified by nobody, they can take the money and be gone
    case = written(tmp_path, roadmap=[{"us": "pay"}, {"them": "list"}, {"them": "stop"}])
    only = tmp_path / "only.yaml"
    only.write_text("- us: pay\n- them: list\n", "utf-8")
    free = run("plan", case, "--json", "--roadmap", only, *FEW).json
    assert free["finalists"][0]["candidate"]["trap_loss"] > 0
    assert free["cap"] is None
    capped = run("plan", case, "--json", "--roadmap", only, "--cap", 0, *FEW).json
    assert capped["cap"] == 0
    assert capped["recommended"] is None
    assert capped["lost_by"] in ("cap", "acceptance", "nothing")
    out = run("plan", case, "--roadmap", only, "--cap", 0, *FEW).out
    assert "Do not offer this roadmap" in out
    assert "Cap             0.00 points" in out


def test_a_case_without_an_encounter_says_what_it_lacks(tmp_path: Path) -> None:
    data = bare({"turn": 0.5, "trap": 0.4}, {"offer": {"bears": {"turn": "for"}, "otherwise": 0.2}})
    (tmp_path / "case.yaml").write_text(yaml.safe_dump(data), "utf-8")
    done = run("plan", tmp_path)
    assert done.code == 2
    for lacking in ("characters.them", "steps.us", "roadmap"):
        assert lacking in done.err
    assert done.out == ""


def test_names_are_shown_as_text(tmp_path: Path) -> None:
    steps = small()["steps"]
    steps["them"]["list"]["says"] = "[red]A list\u202e"
    steps["us"]["pay"]["says"] = "[bold]Pay\u202e"
    out = run("plan", written(tmp_path, steps=steps, title="[dim]A\u202e"), *FEW).out
    for says in ("[red]A", "[bold]Pay", "[dim]A\\u202e"):
        assert says in out
    assert "\u202e" not in out


# --- what is printed of a plan ------------------------------------------------------------------------------------


@cache
def found_once() -> Plan:
    from detente.plan.options import Planning
    from detente.plan.plan import plan
    from detente.weigh import Options

    options = Planning(most=4, rough=2, coarse=2, points=3, samples=0)
    return plan(build(small()), options, Options(draws=200))


def printed(found: Plan, capsys: pytest.CaptureFixture[str]) -> str:
    print_plan(found, build(small()).case, default_words())
    return " ".join(capsys.readouterr().out.split())


def test_where_nothing_is_recommended_it_says_do_not_engage_and_why(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    plain = found_once()
    for lost_by, says in (
        ("nothing", "R1 is worth most, but it is worth "),
        ("cap", "points in a trap, over the cap of 0.50."),
        ("acceptance", "R1 is worth most, but builder says yes too seldom, "),
    ):
        none = dataclasses.replace(plain, recommended=None, runner_up="R1", lost_by=lost_by, cap=0.5)  # type: ignore[arg-type]
        out = printed(none, capsys)
        assert "Do not engage" in out
        assert says in out
        assert "Try R1" not in out
        assert "Tripwires, were it tried all the same" in out


def test_each_kind_of_tripwire_is_told_with_its_belief(capsys: pytest.CaptureFixture[str]) -> None:
    plain = found_once()
    margin = results.Split(steps=-2.0, tension=0.5, word=3.0)
    wires = [
        results.Tripwire(
            kind, 2, "2020-03-01", "them.list", "Hand over a list", "exposed", 0.1, 0.62, 0.31, each
        )
        for kind, each in (
            ("stop", margin),
            ("only our word", margin),
            ("go on", results.Split(2.0, 0.0, 0.0)),
        )
    ]
    wires.append(results.Tripwire("do not start", 0, "2020-01-01", "", "", "", 1.0, 0.5, 0.18, margin))
    first = dataclasses.replace(plain.finalists[0], tripwires=wires, margins=[])
    out = printed(dataclasses.replace(plain, finalists=[first, *plain.finalists[1:]]), capsys)
    seen = "“Hand over a list” is found wanting"
    for says in (
        f"Stop if {seen}", f"Think again if {seen}", f"Go on even if {seen}", "trust goes from 62 % to 31 %",
        "going on is worth +1.5, but −1.5 without our own word", "Do not start at all if you give their word less than 18 %",
    ):  # fmt: skip
        assert says in out, says


SEEN = "“Hand over a list” is found wanting"


@pytest.mark.parametrize(
    ("kind", "margin", "after", "says"),
    [
        ("go on", results.Split(-0.1, 1.7, 0.0), 0.3, (f"Stay at the table even if {SEEN}", "What is left to win is calm")),
        ("go on", results.Split(0.3, 0.0, 0.0), 0.3, (f"It makes little difference whether you stop if {SEEN}",)),
        ("stop", results.Split(-0.3, 0.0, 0.0), 0.3, (f"It makes little difference whether you stop if {SEEN}",)),
        ("stop", results.Split(-2.0, 0.5, 0.0), 0.7, (f"Stop if {SEEN}", "it is not trust that turns it, but what is left to win")),
    ],
)  # fmt: skip
def test_a_tripwire_says_no_more_than_its_margin(
    kind: Any, margin: results.Split, after: float, says: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    plain = found_once()
    wire = results.Tripwire(
        kind, 2, "2020-03-01", "them.list", "Hand over a list", "exposed", 0.1, 0.5, after, margin
    )
    banded = [dataclasses.replace(each, band=0.5) for each in plain.finalists[0].margins]
    assert banded
    first = dataclasses.replace(plain.finalists[0], tripwires=[wire], margins=banded)
    out = printed(dataclasses.replace(plain, finalists=[first, *plain.finalists[1:]]), capsys)
    for each in says:
        assert each in out
    assert "Go on even if" not in out


def test_shares_are_told_with_their_error_and_trust_as_a_percentage(
    capsys: pytest.CaptureFixture[str],
) -> None:
    plain = found_once()
    bar = results.Bar("their trust", "Their trust in us", 0.144, 0.55, 0.3, 1.0, 2.0, "R1", "R1", 0.5, 0.1)
    bars = [bar, dataclasses.replace(bar, says="Another", share=1.0, share_error=610.7)]
    out = printed(dataclasses.replace(plain, tornado=bars), capsys)
    assert "14 %" in out
    assert "0.144" not in out
    assert "50 ± 10 %" in out
    assert "we cannot tell" in out


def test_what_is_left_out_is_named_whole_and_in_part(capsys: pytest.CaptureFixture[str]) -> None:
    plain = found_once()
    candidate = dataclasses.replace(plain.finalists[0].candidate, lines=[[None, "stop"], ["pay.1", None]])
    first = dataclasses.replace(plain.finalists[0], candidate=candidate)
    out = printed(dataclasses.replace(plain, finalists=[first, *plain.finalists[1:]]), capsys)
    assert "Left out: “Pay for it (part 2)”, “Hand over a list”." in out


def test_who_would_rather_refuse_is_told_by_how_little(capsys: pytest.CaptureFixture[str]) -> None:
    plain = found_once()
    one = plain.finalists[0].candidate
    refuses = [
        dataclasses.replace(each, refuses=True, theirs=-0.02, ours=results.Split(-3.0, 0.0, 0.0))
        for each in one.deceptions
    ]
    nobody = results.Need("nobody trusted", None)
    candidate = dataclasses.replace(one, deceptions=refuses, need=nobody)
    first = dataclasses.replace(plain.finalists[0], candidate=candidate, worst=refuses[0].name)
    out = printed(dataclasses.replace(plain, finalists=[first, *plain.finalists[1:]]), capsys)
    assert (
        "trickster would rather refuse, by 0.02 of its points; did it come in all the same, talks would bring us −3.0"
        in out
    )
    assert "Only shams that are exposed count" in out
    assert "none of those that they may be is trusted" in out


def test_an_order_that_lost_says_which_part_of_its_value_is_less(capsys: pytest.CaptureFixture[str]) -> None:
    plain = found_once()
    assert plain.runner_up
    best = plain.finalists[0].candidate
    one = dataclasses.replace(best, trying=dataclasses.replace(best.trying, steps=best.trying.steps - 0.4))
    finalists = [
        dataclasses.replace(each, candidate=one) if each.name == plain.runner_up else each
        for each in plain.finalists
    ]
    out = printed(dataclasses.replace(plain, finalists=finalists, lost_by="value"), capsys)
    assert "(steps −0.40)" in out
    assert "lie within" in out or "lies within" in out


def test_marks_and_room_to_renegotiate_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    plain = found_once()
    room = results.Renegotiation([["pay.1"], ["stop"]], "R2", 3, 0.6, 0.8, 0.4)
    first = dataclasses.replace(plain.finalists[0], marks=["fragile", "horizon"], renegotiations=[room])
    out = printed(dataclasses.replace(plain, finalists=[first, *plain.finalists[1:]]), capsys)
    assert "fragile: computed otherwise" in out
    turned = [
        dataclasses.replace(each, trying=-1.0) if each.how == "care halved" else each
        for each in first.confirmations
    ]
    hangs = dataclasses.replace(first, confirmations=turned)
    told = printed(dataclasses.replace(plain, finalists=[hangs, *plain.finalists[1:]]), capsys)
    assert "fragile: with care halved another answer comes out" in told
    assert "horizon: " in out
    assert (
        "after pay.1 of ours and stop of theirs, the rest of R2 would suit both better: +0.80 for us" in out
    )


# --- a roadmap of one's own ---------------------------------------------------------------------------------------


def lay(folder: Path, text: str) -> Path:
    path = folder / "mine.yaml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("text", ["- them: stop\n- us: pay\n", "roadmap:\n  - {them: stop}\n  - {us: pay}\n"])
def test_a_given_roadmap_is_judged_alone(case: Path, text: str) -> None:
    done = run("plan", case, "--json", "--roadmap", lay(case, text), *FEW)
    assert done.code == 0, done
    assert done.err == ""
    found = done.json
    assert [each["lines"] for each in found["candidates"]] == [[[None, "stop"], ["pay", None]]]
    assert found["given"] == "R1"
    assert found["runner_up"] is None or found["recommended"] is None
    out = run("plan", case, "--roadmap", lay(case, text), *FEW).out
    assert "This roadmap may be tried" in out or "Do not offer this roadmap" in out
    assert "One roadmap was judged" in out


def test_all_faults_of_a_given_roadmap_are_told_by_its_own_file_and_lines(case: Path) -> None:
    path = lay(case, "# mine\n- them: stpo\n- us: pay.3\n- them: list\n  we: pay\n")
    done = run("plan", case, "--roadmap", path, *FEW)
    assert done.code == 2
    assert done.out == ""
    lines = done.err.splitlines()
    assert [line.partition(" ")[0] for line in lines] == [f"{path}:{n}" for n in (2, 3, 5)]
    assert 'did you mean "stop"?' in lines[0]
    path = lay(case, "roadmap:\n  - us: pay.2\n  - them: list\n  - us: pay.1\nplan: {cap: 1}\n")
    faults = run("plan", case, "--roadmap", path, *FEW).err.splitlines()
    assert [line.partition(" ")[0] for line in faults] == [f"{path}:2", f"{path}:5"]
    assert "no key but roadmap" in faults[1]


@pytest.mark.parametrize(
    "text", ["", "roadmap: []\n", "plan: {cap: 1}\n", "roadmap: 5\n", "- [them, stop]\n", "stop\n", "\x01"]
)
def test_what_is_no_roadmap_is_a_fault_of_that_file(case: Path, text: str) -> None:
    path = lay(case, text)
    with pytest.raises(CaseFaults) as raised:
        with_roadmap(load(case), path)
    assert {fault.file for fault in raised.value.faults} == {str(path)}


def test_a_given_roadmap_that_is_not_there_is_told(case: Path) -> None:
    done = run("plan", case, "--roadmap", case / "none.yaml")
    assert done.code == 2
    assert "none.yaml cannot be read" in done.err


def test_a_given_roadmap_changes_nothing_else(tmp_path: Path) -> None:
    file = load(written(tmp_path, plan={"cap": 2, "agreed": 3}))
    read = with_roadmap(file, lay(tmp_path, "- them: stop\n"))
    assert [line.them for line in read.case.roadmap] == ["stop"]
    assert read.case.plan is not None
    assert read.case.plan.cap is not None
    assert (read.case.plan.cap.median, read.case.plan.agreed) == (2, 0)
    same = read.case.model_copy(update={"roadmap": file.case.roadmap, "plan": file.case.plan})
    assert same == file.case
    assert read.hash != file.hash


# --- what is agreed -----------------------------------------------------------------------------------------------


def test_no_more_lines_can_be_agreed_than_there_are(tmp_path: Path) -> None:
    written(tmp_path, plan={"agreed": 4})
    assert load(tmp_path).case.plan
    written(tmp_path, plan={"agreed": 5})
    done = run("plan", tmp_path)
    assert done.code == 2
    text = (tmp_path / "case.yaml").read_text("utf-8").splitlines()
    line = 1 + next(n for n, each in enumerate(text) if "agreed:" in each)
    assert done.err == (
        f"{tmp_path / 'case.yaml'}:{line} plan.agreed = 5: expected at most 4, as the roadmap has 4 lines; "
        "count the first lines that both have agreed to"
    )


def test_every_roadmap_begins_with_what_is_agreed(tmp_path: Path) -> None:
    found = run("plan", written(tmp_path, plan={"agreed": 2}), "--json", *FEW).json
    assert {str(each["lines"][:2]) for each in found["candidates"]} == {"[[None, 'stop'], ['pay.1', None]]"}
    assert found["counted"] < run("plan", written(tmp_path), "--json", *FEW).json["counted"]


# --- Ctrl-C, and going on -----------------------------------------------------------------------------------------

START = "import sys; sys.argv[0] = 'detente'; from detente.cli.main import main; main()"
MORE = ("--json", "--points", "5", "--roadmaps", "30", "--samples", "0")


def begin(case: Path, folder: Path | None, workers: int) -> subprocess.Popen[str]:
    """Start the command in a group of its own, as a terminal does."""
    return subprocess.Popen(
        [sys.executable, "-c", START, "plan", str(case), *MORE, "--workers", str(workers)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "DETENTE_CACHE": str(folder or "")},
        # what is started in the background of a shell ignores it
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL) and None,
    )


def soon(what: Any, seconds: float = 120) -> bool:
    until = time.monotonic() + seconds
    while not what() and time.monotonic() < until:
        time.sleep(0.02)
    return bool(what())


def running(group: int) -> list[int]:
    """Processes of a group that have not ended."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, of = stat.read_text().rsplit(")", 1)[1].split()[:3]
        except OSError:
            continue
        if int(of) == group and state != "Z":
            found.append(int(stat.parent.name))
    return found


@pytest.mark.parametrize("workers", [1, 2])
def test_what_was_finished_before_ctrl_c_is_kept_and_gone_on_from(
    case: Path, tmp_path: Path, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "store"
    process = begin(case, folder, workers)
    try:
        assert soon(lambda: len(list(folder.glob("roadmap-*"))) >= 2), process.communicate()
        assert process.poll() is None, "too quick to be stopped"
        begun = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=30)
        taken = time.monotonic() - begun
    finally:
        process.kill()
    assert process.returncode == 130
    assert err.splitlines()[-1] == "Stopped. What was finished is kept; --resume goes on from it."
    assert out == ""
    assert taken < 3, "a second, on a machine with nothing else to do"
    assert soon(lambda: not running(process.pid), 10)
    assert not list(folder.glob("plan-*"))

    stamps = {path: path.stat().st_mtime_ns for path in folder.glob("roadmap-*")}
    monkeypatch.setenv("DETENTE_CACHE", str(folder))
    resumed = run("plan", case, *MORE, "--workers", 1, "--resume")
    assert {path: path.stat().st_mtime_ns for path in stamps} == stamps, "nothing kept is done again"
    monkeypatch.setenv("DETENTE_CACHE", "")
    assert run("plan", case, *MORE, "--workers", 1).out == resumed.out


def test_where_nothing_is_kept_ctrl_c_says_so(case: Path) -> None:
    process = begin(case, None, 1)
    try:
        assert process.stderr is not None
        assert "roadmaps hold every step" in process.stderr.readline()
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 130
    # before it may stand that the first run compiles
    assert err.splitlines()[-1] == "Stopped. Nothing was kept."
    assert out == ""


def test_without_a_store_there_is_nothing_to_resume(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_CACHE", "")
    done = run("plan", case, "--resume", *FEW)
    assert done.code == 2
    assert "nothing to resume from" in done.err
