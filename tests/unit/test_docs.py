"""The documentation is run: commands print what the pages say, keys and words are all there, numbers are right.

A page's blocks are used by their language. ``console``: commands after ``$``, run in order, and what they print; a
line ``…`` stands for lines left out, ``…`` inside a line for text that differs from place to place. ``yaml``: in the
tutorial the parts of one case, in the reference the parts of another, in the explanation the case that is recomputed
by hand. ``diff``: a change to the case that the page works on. ``sh``: commands that are not run here, each in
``NOT_RUN`` with the reason. ``json``: must be JSON. ``lua`` and ``text``: read by nobody but people.

On any page, a block after ``<!-- file: NAME -->`` is what that file holds when the commands below it run; one after
``<!-- more: NAME -->`` is added to it, after an empty line; a ``diff`` after either changes that file.
"""

from __future__ import annotations

import importlib.util
import json
import re
import runpy
import shlex
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
import yaml

from detente.case.load import CaseFile, load
from detente.case.schema import schema
from detente.case.starter import start
from detente.case.uncertain import LogNormal, Point, Triangular
from detente.case.words import default_words
from detente.cli.main import app, main
from detente.weigh import Assessment, Options, examine
from detente.weigh.inputs import central
from detente.weigh.network import compile_case
from detente.weigh.reference import (
    chance_of_event,
    prior_table,
    reports_given,
    start_table,
    weigh_one,
)

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
TUTORIAL = DOCS / "tutorial.md"
COMMANDS = DOCS / "reference" / "commands.md"
CASE_FILE = DOCS / "reference" / "case-file.md"
WORDS = DOCS / "reference" / "words.md"
WEIGH_JSON = DOCS / "reference" / "weigh-json.md"
MODEL = DOCS / "explanation" / "model.md"

NOT_RUN = {
    r"make \w+( PYTHON=python3\.\d+)?": "sets up an environment and takes minutes; that the verb exists is tested",
    r"(pip|pipx|uv tool|detente-env/bin/pip) install \.": "installs",
    r"python3 -m venv detente-env": "makes an environment",
    r"detente-env/bin/detente --version": "runs what was installed",
    r"python hold\.py": "needs pygambit, which does not come with Detente; test_encounter_efg runs it",
    r"detente brief cases/port-strike -o strike\.html": "draws 64 games, which takes a minute; a test builds it without",
    r"detente --install-completion": "changes the shell of whoever runs it",
}
LANGUAGES = {"console", "yaml", "csv", "python", "diff", "sh", "json", "lua", "text", "{toctree}"}


# --- pages as data --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, the comment just before it."""

    language: str
    text: str
    comment: str


@dataclass(frozen=True)
class Ran:
    """A command of a page, and the lines that the page says it prints."""

    command: str
    shown: list[str]


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


@cache
def text_of(page: Path) -> str:
    return page.read_text("utf-8")


def blocks(page: Path, *languages: str) -> list[Block]:
    """Return the blocks of some languages, of all where none is named."""
    found, comment, fence = [], "", ""
    language: str | None = None
    lines: list[str] = []
    for line in text_of(page).splitlines():
        if language is not None:
            if line == f"{fence}```":
                found.append(Block(language, "".join(f"{each}\n" for each in lines), comment))
                language, lines, comment = None, [], ""
            else:
                lines.append(line)
        elif line.lstrip().startswith("```"):
            fence, language = line.split("```")
        elif line.strip():
            comment = line[4:-3].strip() if line.startswith("<!--") else ""
    assert language is None, f"{name_of(page)}: a block that is not closed"
    return [block for block in found if not languages or block.language in languages]


def commands(block: Block) -> list[Ran]:
    found: list[Ran] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            found.append(Ran(line[2:], []))
        else:
            found[-1].shown.append(line)
    return found


def prose(page: Path) -> str:
    return re.sub(r"^ *```.*?^ *```$", "", text_of(page), flags=re.DOTALL | re.MULTILINE)


def sections(page: Path) -> dict[str, str]:
    """Return the text under each heading, up to the next heading of any level."""
    parts = re.split(r"^#+ (.*)$", prose(page), flags=re.MULTILINE)
    return {heading.strip(): text for heading, text in zip(parts[1::2], parts[2::2], strict=True)}


def table(text: str) -> list[list[str]]:
    """Return the cells of a section's tables, row by row, without heads."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"
    ]
    rules = [n for n, row in enumerate(rows) if all(re.fullmatch(r":?-+:?", cell) for cell in row)]
    return [row for n, row in enumerate(rows) if n not in rules and n + 1 not in rules]


def code(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", text)


def test_every_block_is_of_a_kind_that_some_test_reads():
    for page in PAGES:
        assert {block.language for block in blocks(page)} <= LANGUAGES, name_of(page)
        for block in blocks(page, "json"):
            json.loads(block.text)
        for block in blocks(page, "yaml"):
            yaml.safe_load(block.text)


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", prose(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)]+)\)", prose(page)):
        if target.startswith(("https://", "http://")):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{name_of(page)}: {target}"
        assert not anchor or anchor in anchors(there), f"{name_of(page)}: {target}"


# --- what commands print --------------------------------------------------------------------------------------


def agree(shown: list[str], real: list[str]) -> bool:
    """Tell whether the lines shown are the real ones, apart from what ``…`` leaves out."""
    if not shown:
        return not real
    if shown[0] == "…":
        return any(agree(shown[1:], real[skip:]) for skip in range(len(real) + 1))
    if not real:
        return False
    line = ".*".join(re.escape(part) for part in shown[0].split("…"))
    return re.fullmatch(line, real[0]) is not None and agree(shown[1:], real[1:])


def lines_of(printed: str) -> list[str]:
    """Return the lines without what no reader sees: spaces at their ends, and which spaces do not break."""
    return [line.replace("\u00a0", " ").rstrip() for line in printed.splitlines()]


@pytest.fixture
def detente(tmp_path, monkeypatch, capsys):
    """Run commands in an empty folder beside the cases, as in a terminal of 80 columns."""
    shutil.copytree(ROOT / "cases", tmp_path / "cases")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("FORCE_COLOR", raising=False)

    def run(command: str) -> str:
        command, _, kept = command.partition(" > ")
        words = shlex.split(command)
        if words[0] == "python":
            runpy.run_path(words[1], run_name="__main__")
            return "".join(capsys.readouterr())
        assert words[0] == "detente", command
        monkeypatch.setattr(sys, "argv", words)
        with pytest.raises(SystemExit) as end:
            main()
        out, err = capsys.readouterr()
        printed = out + err
        assert end.value.code in (0, None, 2), f"$ {command}\n{printed}"
        if kept:
            Path(kept).write_text(out, encoding="utf-8")
        return err if kept else printed

    return run


def walk(page: Path, run: Any) -> Iterator[tuple[Ran, str]]:
    """Do what a reader of the page does: write files part by part, change them, run each command."""
    case, parts = Path("norrey/case.yaml"), []
    for block in blocks(page):
        named = re.fullmatch(r"(file|more): (\S+)", block.comment)
        file = Path(named[2]) if named else case
        if block.language == "diff":
            before, after = (
                "".join(f"{line[1:]}\n" for line in block.text.splitlines() if line[0] == sign)
                for sign in "-+"
            )
            text = file.read_text("utf-8")
            assert text.count(before) == 1, before
            file.write_text(text.replace(before, after), encoding="utf-8")
        elif named:
            file.parent.mkdir(parents=True, exist_ok=True)
            before = f"{file.read_text('utf-8')}\n" if named[1] == "more" else ""
            file.write_text(before + block.text, encoding="utf-8")
        elif page == TUTORIAL and block.language == "yaml" and not block.comment:
            parts.append(block.text)
            case.write_text("\n".join(parts), encoding="utf-8")
        elif block.language == "console":
            for ran in commands(block):
                yield ran, run(ran.command)


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "console")], ids=name_of)
def test_commands_print_what_the_page_shows(page, detente):
    for ran, printed in walk(page, detente):
        assert agree(lines_of("\n".join(ran.shown)), lines_of(printed)), f"$ {ran.command}\n{printed}"


@pytest.mark.parametrize("page", [page for page in PAGES if page.parent.name == "howto"], ids=name_of)
def test_what_a_how_to_page_shows_is_used(page):
    for block in blocks(page, "yaml", "csv", "python", "diff"):
        assert re.fullmatch(r"(file|more): \S+", block.comment), block.text


def test_commands_that_are_not_run_are_known_one_by_one():
    for page in PAGES:
        for block in blocks(page, "sh"):
            for line in block.text.splitlines():
                command = line.split(" # ")[0].strip()
                assert any(re.fullmatch(known, command) for known in NOT_RUN), f"{name_of(page)}: {command}"


def test_verbs_of_make_exist():
    makefile = text_of(ROOT / "Makefile")
    there = set(re.findall(r"^([a-z]+):.*## ", makefile, flags=re.MULTILINE))
    for page in PAGES:
        named = set(re.findall(r"(?:^|`)make ([a-z]+)", text_of(page), flags=re.MULTILINE))
        assert named <= there, name_of(page)
    assert {"brief", "test", "check", "oracles"} <= set(
        re.findall(r"make ([a-z]+)", text_of(ROOT / "README.md"))
    )


def test_the_tutorial_ends_with_the_case_that_its_parts_make(tmp_path):
    *parts, whole = blocks(TUTORIAL, "yaml")
    assert whole.comment == "whole case"
    assert whole.text == "\n".join(part.text for part in parts)
    (tmp_path / "case.yaml").write_text(whole.text, encoding="utf-8")
    load(tmp_path)


def test_the_page_on_briefs_goes_through_the_sections_of_a_brief(detente):
    detente("detente brief cases/port-strike --point -o strike.html")
    built = re.findall(
        r"<h2[^>]*>(?:<span[^>]*>\d+</span>)?\s*(.*?)</h2>", Path("strike.html").read_text("utf-8")
    )
    told = re.findall(r"^## (.*)$", text_of(DOCS / "howto" / "read-a-brief.md"), flags=re.MULTILINE)
    assert [heading for heading in told if heading in built] == built


# --- the command line -----------------------------------------------------------------------------------------


@cache
def generate() -> Any:
    """Return docs/generate.py as a module."""
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def verbs() -> dict[str, Any]:
    return generate().commands()


def options_of(command: Any) -> dict[str, Any]:
    """Return the options of a command, each under all its names."""
    return {
        name: param
        for param in command.params
        if param.param_type_name == "option" and not param.hidden
        for name in (*param.opts, *param.secondary_opts)
    }


@pytest.mark.parametrize("name", ["commands", "case-file", "words", "weigh-json"])
def test_the_reference_is_what_the_program_says(name):
    path = DOCS / "reference" / f"{name}.md"
    assert path.read_text("utf-8") == generate().page(name, text_of(path)), "run `make reference`"


def test_a_command_and_a_class_that_no_page_has_are_added():
    for name, part in (("commands", "command brief"), ("case-file", "keys Sides")):
        text = text_of(DOCS / "reference" / f"{name}.md")
        (block,) = re.findall(rf"<!-- generated: {part} -->.*?<!-- end -->\n", text, flags=re.DOTALL)
        heading = "detente brief" if name == "commands" else "Sides"
        without = text.replace(block, "")
        assert f"# {heading}\n\n{block}" in generate().page(name, without)


def test_every_command_and_option_is_in_the_reference_and_no_other():
    told = sections(COMMANDS)
    assert {heading for heading in told if heading.startswith("detente ")} == {
        f"detente {verb}" for verb in verbs()
    }
    for verb, command in verbs().items():
        rows = [row for row in table(told[f"detente {verb}"]) if row[0].startswith("`-")]
        assert {name for row in rows for name in code(row[0])} == set(options_of(command)) - {"--help"}, verb
    whole = {name for row in table(told["What holds for all of them"]) for name in code(row[0])}
    assert whole == set(options_of(typer.main.get_command(app)))


def test_every_argument_and_option_says_what_it_does():
    for verb, command in verbs().items():
        assert command.help, verb
        for param in command.params:
            assert param.hidden or param.help, (verb, param.name)


def test_every_command_has_an_example_that_is_run():
    run = {ran.command for page in PAGES for block in blocks(page, "console") for ran in commands(block)}
    in_reference = {ran.command for block in blocks(COMMANDS, "console") for ran in commands(block)}
    for verb, command in verbs().items():
        assert any(each.startswith(f"detente {verb}") for each in in_reference), verb
        assert any(each.startswith(f"detente {verb}") for each in run), (verb, command)


def test_defaults_in_the_reference_are_those_of_the_program():
    told = sections(COMMANDS)
    for verb, command in verbs().items():
        for name, param in options_of(command).items():
            if type(param.default) is int:
                (row,) = (row for row in table(told[f"detente {verb}"]) if name in code(row[0]))
                assert f"default {param.default}" in row[1], (verb, name)


def test_pages_name_no_command_that_does_not_exist():
    there = {verb.split()[0] for verb in verbs()}
    for page in PAGES:
        named = set(re.findall(r"(?:^\$ |`)detente ([a-z][a-z-]*)", text_of(page), flags=re.MULTILINE))
        assert named <= there, page


def test_the_line_for_editors_is_the_one_that_a_new_case_has(tmp_path):
    case, beside = start(tmp_path)
    (line,) = [block.text for block in blocks(DOCS / "howto" / "edit-with-completion.md", "text")]
    assert case.read_text("utf-8").startswith(line)
    assert beside.name in line


# --- the case file --------------------------------------------------------------------------------------------


@cache
def classes() -> dict[str, dict[str, Any]]:
    found = schema()
    return {name: each for name, each in {"Case": found, **found["$defs"]}.items() if "properties" in each}


def rows_of(name: str) -> dict[str, list[str]]:
    """Return the rows of the table that lists the keys of a class, by key."""
    (told,) = re.findall(
        rf"<!-- generated: keys (?:\w+ )*{name}(?: \w+)* -->(.*?)<!-- end -->",
        text_of(CASE_FILE),
        flags=re.DOTALL,
    )
    return {code(row[0])[0]: row for row in table(told)}


def test_every_key_of_the_schema_is_in_the_reference_and_no_other():
    told = re.findall(r"<!-- generated: keys (.*) -->", text_of(CASE_FILE))
    assert sorted(name for names in told for name in names.split()) == sorted(classes())
    for names in told:
        real = {key for name in names.split() for key in classes()[name]["properties"]}
        assert set(rows_of(names.split()[0])) == real, names


def test_the_reference_says_what_each_key_means_and_which_are_required():
    for name, found in classes().items():
        required = found.get("required", ())
        for key, row in rows_of(name).items():
            if key in found["properties"]:
                assert ("required" in row[1]) == (key in required), (name, key)
                assert row[2] == found["properties"][key]["description"]


def test_every_word_is_in_the_reference_with_its_numbers_and_no_other():
    told = sections(WORDS)
    for kind, words in default_words().tables.items():
        rows = {code(row[0])[0]: [float(cell) for cell in row[1:]] for row in table(told[f"Words of {kind}"])}
        assert set(rows) == set(words), kind
        for word, dist in words.items():
            match dist:
                case Triangular(low, mode, high):
                    assert rows[word] == [low, mode, high, pytest.approx(dist.median, abs=0.00051)], word
                case LogNormal(middle, sd):
                    assert rows[word] == [middle, sd], word
                case Point(value):
                    assert rows[word] == [value], word
    assert {word for text in told.values() for row in table(text) for word in code(row[0])} == {
        word for words in (default_words().synonyms, *default_words().tables.values()) for word in words
    }


def test_the_fragments_in_the_reference_make_a_case_with_every_key(tmp_path):
    text = "".join(block.text for block in blocks(CASE_FILE, "yaml") if not block.comment.startswith("file:"))
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    file = load(tmp_path)
    assert {path[0] for path in file.lines if path} == set(classes()["Case"]["properties"])

    (view,) = [block for block in blocks(CASE_FILE, "yaml") if block.comment.startswith("file:")]
    beside = tmp_path / view.comment.removeprefix("file: ")
    beside.parent.mkdir()
    beside.write_text(view.text, encoding="utf-8")
    (judged,) = load(tmp_path).views.values()
    assert judged.file.case != file.case


# --- the JSON of weighing -------------------------------------------------------------------------------------


def weighed(file: CaseFile, *ask: str) -> Assessment:
    return examine(file, Options(point=True), ask=ask)


@pytest.fixture
def by_hand(tmp_path):
    """The case that the explanation recomputes by hand."""
    (block,) = blocks(MODEL, "yaml")
    (tmp_path / "case.yaml").write_text(block.text, encoding="utf-8")
    return load(tmp_path)


def test_every_key_of_the_json_is_in_the_reference_and_no_other():
    told = {
        heading: [code(row[0])[0] for row in table(text)] for heading, text in sections(WEIGH_JSON).items()
    }
    found = weighed(load(ROOT / "cases" / "korea-2018"), "ruse").to_json()
    assert told["The keys"] == list(found)
    estimate = {"probability", "low", "high", "word"}
    named = code(sections(WEIGH_JSON)["The JSON of `detente weigh --json`"])
    assert estimate <= set(named)
    explanation = found["hypotheses"]["ruse"]
    assert set(told["An explanation"]) == set(explanation) - estimate
    assert set(found["something_else"]) - set(explanation) == {"nothing_new", "another"}
    without = told["The answer without"]
    assert told["A voice"] + without == list(next(iter(found["groups"].values())))
    for section in ("evidence", "sources", "assumptions"):
        assert list(next(iter(found[section].values())))[-2:] == without
    effect = found["evidence"]["offer"]["without"]
    assert set(effect) == {*found["hypotheses"], "something_else"}
    assert set(effect["ruse"]) == estimate | {"change"}
    assert told["Confidence"] == list(found["confidence"]["ruse"])
    assert told["A flip"] == list(found["flips"][0])
    assert told["An indicator"] == list(next(iter(found["indicators"].values())))
    assert told["What a matrix would count"] == list(found["counting"])
    assert told["What was counted"] == list(found["counting"]["hypotheses"]["ruse"])
    assert set(found["asked"]["ruse"]) == set(found["characters"]["them"]["builder"]) == estimate
    described = {
        (heading, code(row[0])[0]): set(code(row[1]))
        for heading, text in sections(WEIGH_JSON).items()
        for row in table(text)
    }
    inside = {
        ("The keys", "combinations"): set(found["combinations"][0]),
        ("The keys", "pictures"): set(found["pictures"][0]) - estimate,
        ("The keys", "evidence"): set(found["evidence"]["offer"]) - set(without),
        ("The keys", "sources"): set(found["sources"]["lee"]) - set(without),
        ("The keys", "assumptions"): set(next(iter(found["assumptions"].values()))) - set(without),
        ("The keys", "characters"): set(found["characters"]),
        ("The keys", "views"): set(found["views"]["case"]),
        ("The keys", "dissent"): set(found["dissent"][0]),
        ("Confidence", "hangs_on"): {
            key for each in found["confidence"].values() for on in each["hangs_on"] for key in on
        },
        ("A flip", "turns"): set(found["flips"][0]["turns"][0]),
        ("Confidence", "failed"): {rule for each in found["confidence"].values() for rule in each["failed"]},
    }
    for key, keys in inside.items():
        assert keys, key
        assert keys <= described[key], key


def test_the_json_of_the_other_verbs_has_the_keys_that_the_reference_names(detente):
    found = json.loads(
        detente("detente what-if cases/port-strike --point --json --set evidence.levy.otherwise=likely")
    )
    told = {
        code(row[0])[0]: code(row[1]) for row in table(sections(COMMANDS)["The JSON of what-if and compare"])
    }
    assert list(told) == list(found)
    assert set(found["changes"][0]) <= set(told["changes"])

    traced = json.loads(detente("detente why cases/port-strike levy --point --json"))
    assert set(traced) | set(traced["steps"][0]) <= set(code(sections(COMMANDS)["detente why"]))


def test_the_json_shown_is_what_the_case_by_hand_gives(by_hand):
    (block,) = blocks(WEIGH_JSON, "json")
    assert json.loads(block.text) == weighed(by_hand, "peace and not trap").to_json()


# --- the case by hand -----------------------------------------------------------------------------------------


def test_the_table_of_the_case_by_hand_is_right(by_hand):
    network = compile_case(by_hand.case)
    inputs = central(network)
    assert network.hypotheses == ("peace", "trap")
    assert network.pieces == ("offer", "letter")
    prior = prior_table(start_table(network, inputs.odds[0]), inputs.prior[0], inputs.something_else[0])
    rows = np.append(prior, prior[0] / 2)
    rows[0] /= 2

    def at_each(piece: int) -> np.ndarray:
        event = chance_of_event(network, inputs, 0, piece)
        return np.append(event, prior[1:] @ event[1:] / prior[1:].sum())

    offer, letter = at_each(0), at_each(1)
    if_so, if_not = reports_given(network, inputs, 0, 1, expected=float(rows @ letter))
    report = if_so * letter + if_not * (1 - letter)
    product = rows * offer * report
    posterior = product / product.sum()

    real = np.stack([rows, offer, letter, report, product, posterior], axis=1)[[0, 4, 1, 2, 3]]
    shown = np.array([[float(cell) for cell in row[1:]] for row in table(sections(MODEL)["A case by hand"])])
    np.testing.assert_allclose(shown, real, rtol=0, atol=5.1e-7)
    np.testing.assert_allclose(posterior, weigh_one(network, inputs).posterior, rtol=0, atol=1e-9)
    found = weighed(by_hand)
    np.testing.assert_allclose(
        [found.nothing_new, found.another, found.hypotheses["peace"].now.probability],
        [posterior[0], posterior[4], posterior[1] + posterior[3]],
        rtol=0,
        atol=1e-9,
    )

    product_alone = rows * offer
    alone = product_alone / product_alone.sum()
    left_out = {"peace": alone[1] + alone[3], "trap": alone[2] + alone[3]}
    moved = {name: found.hypotheses[name].now.probability - chance for name, chance in left_out.items()}
    assert found.doubt
    for name, chance in left_out.items():
        effect = found.doubt.pieces["letter"]
        np.testing.assert_allclose(effect.without[name].probability, chance, rtol=0, atol=1e-9)
        assert effect.without[name].word == found.hypotheses[name].now.word

    # every number of six decimals in the text is one that was recomputed here
    force, itself = -np.log(0.625), -np.log(0.8)
    by_itself, both = force / (itself + force), force / (itself + 2 * force)
    ratio = (rows[[1, 3]] @ report[[1, 3]] / 0.6, rows[[0, 2, 4]] @ report[[0, 2, 4]] / 0.4)
    known = [
        *real.flat, force, itself, by_itself, both, *product_alone, *left_out.values(), *map(abs, moved.values()), *ratio, float(rows @ letter), if_so, if_not, 1 / 17,
        0.5 * (1 / 17) / 0.2, posterior[1] + posterior[3], posterior[2] + posterior[3], posterior[0] + posterior[4],
        *(found.hypotheses[name].share.probability for name in ("peace", "trap")),
        found.something_else.share.probability,
    ]  # fmt: skip
    text = "\n".join(line for line in sections(MODEL)["A case by hand"].splitlines() if line[:1] != "|")
    for number in re.findall(r"\d\.\d{6}", text):
        assert min(abs(float(number) - value) for value in known) < 5.1e-7, number
    assert f"×{ratio[0] / ratio[1]:.2f}" in text
    np.testing.assert_allclose(ratio[0] / ratio[1], found.pieces["letter"]["peace"], rtol=1e-9)


def test_without_staging_the_letter_tells_more_against_the_trap(by_hand, tmp_path):
    (block,) = blocks(MODEL, "yaml")
    text = "".join(
        line for line in block.text.splitlines(keepends=True) if not re.match(r" +(stageable|shows):", line)
    )
    (tmp_path / "plain.yaml").write_text(text, encoding="utf-8")
    before, after = (
        weighed(file).hypotheses["trap"].now.probability for file in (by_hand, load(tmp_path / "plain.yaml"))
    )
    assert f"to {after:.0%}".replace("%", " %") + f" instead of {before:.0%}".replace("%", " %") in prose(
        MODEL
    )
