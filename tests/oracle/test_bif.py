"""A case written as BIF and read back by pyAgrum and pgmpy gives `detente weigh --point` to 1e-9.

Cases are random with the seeds given below; every piece is a voice of its own. This goes through the file: names,
numbers, the order of parents, which a network in memory does not show.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from detente.case.load import build
from detente.cli import exports
from detente.errors import CaseFaults
from detente.exchange.bayesian import MOST_HYPOTHESES, Exported, export
from detente.exchange.bif import text_of
from detente.weigh import Assessment, Options, weigh
from tests.made import bare, made
from tests.oracle.test_peers import pgmpy, pyagrum, ungrouped  # noqa: F401

AGREE = 1e-9


def exported(data: dict[str, Any]) -> tuple[Exported, Assessment]:
    file = build(data)
    return export(file), weigh(file, Options(point=True))


def expected(found: Exported, assessment: Assessment) -> dict[str, float]:
    told = {found.hypotheses[name]: each.now.probability for name, each in assessment.hypotheses.items()}
    return {**told, found.something_else: assessment.something_else.now.probability}


def read_by_pyagrum(path: Path, found: Exported) -> dict[str, float]:
    """Weigh the file as pyAgrum reads it, whose reader of BIF keeps single precision (3.3.1).

    So each number must be ours in single precision. With ours in its place the rest must agree as closely as ever.
    """
    import pyagrum as gum

    bn = gum.loadBN(str(path))
    for node in found.nodes:
        table, place = bn.cpt(node.name), gum.Instantiation()
        for name in (node.name, *node.parents[::-1]):
            place.add(bn.variableFromName(name))
        assert bn.variableFromName(node.name).labels() == node.states
        # the node itself varies fastest, then its last parent: the order of the table
        place.setFirst()
        for number in node.table.ravel():
            assert table.get(place) == np.float32(number)
            table.set(place, float(number))
            place.inc()
    inference = gum.LazyPropagation(bn)
    inference.setEvidence(dict.fromkeys(found.observe, "yes"))
    inference.makeInference()
    asked = (*found.hypotheses.values(), found.something_else)
    return {name: float(inference.posterior(name)[{name: "yes"}]) for name in asked}


def read_by_pgmpy(path: Path, found: Exported) -> dict[str, float]:
    from pgmpy.inference import VariableElimination
    from pgmpy.readwrite import BIFReader

    model = BIFReader(str(path)).get_model()
    assert model.check_model()
    inference = VariableElimination(model)
    evidence = dict.fromkeys(found.observe, "yes")
    return {
        name: float(
            inference.query([name], evidence=evidence, show_progress=False).get_value(**{name: "yes"})
        )
        for name in (*found.hypotheses.values(), found.something_else)
    }


def agrees(data: dict[str, Any], folder: Path, *readers: Any) -> None:
    found, assessment = exported(data)
    path = folder / "case.bif"
    path.write_text(text_of(found), encoding="ascii")
    told = expected(found, assessment)
    assert found.posterior == pytest.approx(told, rel=0, abs=AGREE)
    for reader in readers:
        assert reader(path, found) == pytest.approx(told, rel=0, abs=AGREE), reader.__name__


@pytest.mark.parametrize("seed", range(15))
def test_pyagrum_reads_what_detente_weighs(pyagrum, tmp_path, seed):  # noqa: F811
    agrees(ungrouped(seed)[0], tmp_path, read_by_pyagrum)


@pytest.mark.parametrize("seed", range(2))
def test_pgmpy_reads_what_detente_weighs(pgmpy, tmp_path, seed):  # noqa: F811
    rng = np.random.default_rng([seed, 1999])
    data = made(rng, 4, 6)
    for piece in data["evidence"].values():
        piece.pop("group", None)
    agrees(data, tmp_path, read_by_pgmpy)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(15, 40))
def test_both_read_many(pyagrum, pgmpy, tmp_path, seed):  # noqa: F811
    agrees(ungrouped(seed)[0], tmp_path, read_by_pyagrum, read_by_pgmpy)


def twelve(relations: list[dict[str, Any]]) -> dict[str, Any]:
    rng = np.random.default_rng(12)
    data = made(rng, MOST_HYPOTHESES, 12, relations=False)
    for piece in data["evidence"].values():
        piece.pop("group", None)
    return {**data, "relations": relations}


@pytest.mark.parametrize(
    "relations",
    [
        [],
        [{"one_of": [f"h{i}" for i in range(MOST_HYPOTHESES)]}],
        [
            {"excludes": ["h0", "h7"]},
            {"goes_with": ["h7", "h3"], "odds": 4},
            {"goes_with": ["h5", "h6"], "odds": 2},
        ],
    ],
    ids=["free", "one of", "joined"],
)
def test_the_largest(pyagrum, tmp_path, relations):  # noqa: F811
    agrees(twelve(relations), tmp_path, read_by_pyagrum)


def test_a_hypothesis_past_the_largest_is_refused():
    rng = np.random.default_rng(13)
    data = made(rng, MOST_HYPOTHESES + 1, 3, relations=False)
    with pytest.raises(CaseFaults, match="12 hypotheses at most"):
        export(build(data))


PIECE = {"bears": {"a": "for"}, "otherwise": "unlikely"}


def test_certain_values_and_names_that_clash(pyagrum, pgmpy, tmp_path):  # noqa: F811
    """never and always, a case without something else, and ids that are the same but for their capitals."""
    data = bare(
        {"table": 0.5, "Network": 0.7, "e-1": 0.6},
        {
            "e_1": {"bears": {"table": "always", "e-1": "never"}, "otherwise": "even", "reports": ["one"]},
            "TABLE": {"bears": {"Network": 0.4}, "otherwise": "never", "reports": ["one", "two"]},
            "another": {"bears": {"table": "neutral"}, "otherwise": 0.3},
        },
        sources={"one": {"grade": "B"}, "two": {"grade": "D"}},
        something_else="never",
    )
    agrees(data, tmp_path, read_by_pyagrum, read_by_pgmpy)
    found, _ = exported(data)
    names = [node.name.lower() for node in found.nodes]
    assert len(set(names)) == len(names)
    assert not {"table", "network"} & set(names)


def test_a_failed_assumption_takes_its_pieces_out(pyagrum, tmp_path):  # noqa: F811
    data = bare(
        {"a": 0.5, "b": 0.6},
        {"e": PIECE, "f": {"bears": {"b": "strongly for"}, "otherwise": "unlikely"}},
        assumptions={
            "doubtful": {"says": "It is so", "likely": "unlikely", "touches": ["f"], "if_false": "nothing"}
        },
    )
    agrees(data, tmp_path, read_by_pyagrum)
    found, _ = exported(data)
    assert "f" not in found.observe
    assert any("without f" in what for what in found.left_out)


def grouped(**group: Any) -> dict[str, Any]:
    evidence = {"e": {**PIECE, "group": "g"}, "f": {**PIECE, "group": "g"}}
    return bare({"a": 0.5, "b": 0.6}, evidence, groups={"g": {"says": "One cause", **group}})


def test_a_group_of_several_is_refused_with_the_reason():
    with pytest.raises(CaseFaults, match="group g: e, f: expected one piece: .* no Bayesian network says"):
        export(build(grouped()))


def test_a_group_without_overlap_is_no_hindrance(pyagrum, tmp_path):  # noqa: F811
    agrees(grouped(overlap=0), tmp_path, read_by_pyagrum)


def test_judgements_of_one_author_are_refused_as_well():
    piece = {**PIECE, "kind": "judgement", "judged": {"by": "Us"}}
    with pytest.raises(CaseFaults, match="judgements of Us: e, f"):
        export(build(bare({"a": 0.5, "b": 0.6}, {"e": piece, "f": piece})))


# --- the command -----------------------------------------------------------------------------------------------


def run(*arguments: object) -> Any:
    parent = typer.Typer()
    exports.add_to(parent)
    return CliRunner().invoke(parent, ["export", "bif", *map(str, arguments)])


@pytest.fixture
def case(tmp_path):
    data = bare({"a": 0.5, "b": 0.6}, {"e": PIECE})
    (tmp_path / "case.yaml").write_text(json.dumps(data), encoding="utf-8")
    return tmp_path


def test_the_command_writes_the_file_and_says_how_to_ask(case):
    path = case / "out.bif"
    result = run(case, "-o", path)
    assert result.exit_code == 0, result.output
    assert path.read_text("ascii") == text_of(export(build(bare({"a": 0.5, "b": 0.6}, {"e": PIECE}))))
    assert "Observe as yes: e." in result.output
    assert "Then ask for: a, b, something_else." in result.output
    assert "//   something_else 0." in path.read_text("ascii")
    assert "shares of the cause" in result.output


def test_the_command_as_json(case):
    path = case / "out.bif"
    found = json.loads(run(case, "-o", path, "--json").output)
    assert found["written"] == [str(path)]
    assert found["observe"] == {"e": "yes"}
    assert found["hypotheses"] == {"a": "a", "b": "b"}
    assert set(found["posterior"]) == {"a", "b", "something_else"}
    assert found["left_out"]
    assert path.read_text("ascii").count("\nvariable ") == found["nodes"]


def test_no_case_is_written_over(case):
    result = run(case, "-o", case / "case.yaml")
    assert result.exit_code != 0
    assert "is there already" in str(result.exception)
