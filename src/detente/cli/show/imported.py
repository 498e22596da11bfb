"""A matrix beside the case that it makes, as tables and sentences in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from rich.table import Table

from detente.brief.phrase import listed
from detente.brief.wording import counted, number, percent, percent_in, ratio, span
from detente.case.visible import shortened
from detente.cli.show import layout
from detente.exchange.imported import Imported
from detente.weigh.doubt.counting import INCONSISTENT, SILENT

NAME = 30
"""Longest name of a hypothesis or row in a table."""
MOVES = 0.03
"""A probability that changes by less is not worth a sentence."""


def print_imported(found: Imported) -> None:
    """Print the counts beside the probabilities, why they part, and what to judge next."""
    console = layout.console()
    for table in (_hypotheses(found), _scores(found), _rows(found)):
        console.print()
        console.print(table)
    console.print()
    for sentence in sentences(found):
        console.print(sentence)
    console.print()
    console.print("The matrix does not say, and a default was chosen. Judge next:")
    for each in found.defaults:
        console.print(f"- {each.path}: {each.value}. {each.judge}")
    console.print()


def _hypotheses(found: Imported) -> Table:
    table = layout.table("Hypothesis", "Likelihood", "Now", "Range", "Against", "Tested by", no_wrap=False)
    words = found.assessment.words
    explanations = found.assessment.hypotheses
    for name in sorted(explanations, key=lambda each: -explanations[each].now.probability):
        now, count = explanations[name].now, found.counting.hypotheses[name]
        table.add_row(
            _called(name, found.matrix.hypotheses[name]),
            now.word,
            percent_in(now.probability, words),
            span(now.low, now.high),
            str(count.inconsistent),
            str(count.tested),
        )
    rest = found.assessment.something_else.now
    table.add_row("something else", rest.word, percent_in(rest.probability, words), span(rest.low, rest.high))
    return table


def _scores(found: Imported) -> Table:
    tools = ("Weighted", "Burton", "PARC", "Open Synthesis")
    table = layout.table("Counted", *tools, "Rank", "Rank weighed", no_wrap=False)
    for name, count in found.counting.hypotheses.items():
        scores = (count.weighted, *(each[name] for each in _tools(found)))
        table.add_row(
            _called(name, found.matrix.hypotheses[name]),
            *(f"{score + 0:.3g}" for score in scores),
            str(count.rank_by_counting),
            str(count.rank_by_weighing),
        )
    return table


def _tools(found: Imported) -> tuple[dict[str, float], ...]:
    return tuple(dict(each) for each in vars(found.scores).values())


def _rows(found: Imported) -> Table:
    heads = [name if len(name) <= 12 else name[:11] + "…" for name in found.matrix.hypotheses]
    weight = ["Weight"] if found.matrix.weighted else []
    table = layout.table("Row", *heads, *weight, "Diagnosticity", no_wrap=False)
    order = sorted(found.matrix.rows, key=lambda name: -found.diagnosticity[name])
    for name in order:
        row = found.matrix.rows[name]
        weights = [f"{row.weight:.3g}"] if found.matrix.weighted else []
        table.add_row(
            _called(name, row.says), *row.letters.values(), *weights, f"{found.diagnosticity[name]:.2f}"
        )
    return table


def _called(name: str, says: str) -> str:
    return shortened(name if says == name else f"{name} {says}", NAME)


# --- in plain words --------------------------------------------------------------------------------------------


def sentences(found: Imported) -> Iterator[str]:
    """Say who is ahead only because little tests it, where counting and weighing part, and why."""
    yield from _untested(found)
    yield from _order(found)
    yield from _twice(found)
    yield from _flat(found)
    rest = found.assessment.something_else.now
    yield f"Something else is at {percent(rest.probability)}: a matrix has no column for it."


def _untested(found: Imported) -> Iterator[str]:
    """Say of whom little tests it, and who comes first only by rows that do not test it."""
    most = max(each.tested for each in found.counting.hypotheses.values())
    weight = " of any weight" if found.matrix.weighted else ""
    for name, each in found.counting.hypotheses.items():
        tested = f"only {counted(each.tested, 'row')}" if each.tested else "no row"
        few = (
            f"{tested}{weight} {'test' if each.tested > 1 else 'tests'} it, where {number(most)} test another"
        )
        others = _and(each.ahead_by_default_of)
        if each.ahead_by_default_of and name in found.counting.hardly_tested:
            yield (
                f"{name} comes first by a count because little tests it: {few}. On those rows alone it has no less "
                f"against it than {others}. Do not read its place as support."
            )
        elif each.ahead_by_default_of:
            yield (
                f"{name} comes first by a count only by rows that do not test it: {_untesting(found, name)}. On the rows "
                f"that test it, it has no less against it than {others}. Do not read its place as support."
            )
        elif name in found.counting.hardly_tested:
            yield f"Little tests {name}: {few}."


def _untesting(found: Imported, name: str) -> str:
    """Say which rows put a hypothesis first without testing it: against those it leads, and silent on it or weightless."""
    ahead_of = found.counting.hypotheses[name].ahead_by_default_of
    rows = {
        each: row
        for each, row in found.matrix.rows.items()
        if row.letters[name] not in INCONSISTENT
        and any(row.letters[other] in INCONSISTENT for other in ahead_of)
    }
    weightless = [each for each, row in rows.items() if not row.weight]
    silent = [each for each, row in rows.items() if row.weight and row.letters[name] in SILENT]
    said = []
    if weightless:
        one = len(weightless) == 1
        said.append(
            f"{_and(weightless)} {'has' if one else 'have'} no weight, and {'counts' if one else 'count'} all the same"
        )
    if silent:
        said.append(f"{_and(silent)} {'does' if len(silent) == 1 else 'do'} not speak to it")
    return "; ".join(said)


def _order(found: Imported) -> Iterator[str]:
    hypotheses = found.counting.hypotheses
    turned = [f"{a} before {b}" for a, b in found.counting.turned]
    if turned:
        yield f"Counting puts {_and(turned)}; weighing turns {'that' if len(turned) == 1 else 'these'} round."
    else:
        yield "Counting and weighing put no two hypotheses in opposite order."
    tied = [
        f"{a} and {b}"
        for a, b in combinations(hypotheses, 2)
        if hypotheses[a].inconsistent == hypotheses[b].inconsistent
        and hypotheses[a].rank_by_weighing != hypotheses[b].rank_by_weighing
    ]
    if tied:
        yield (
            f"The count is the same for {_or(tied)}, and the probabilities differ: in weighing a row that a hypothesis "
            "predicts (C, CC) speaks for it, and strength (II) and weights tell."
        )
    now = {name: each.now.probability for name, each in found.assessment.hypotheses.items()}
    first, second, *_ = sorted(now, key=lambda name: -now[name])
    if now[second] > 0 and hypotheses[second].rank_by_weighing > 1:
        times = ratio(now[first] / now[second]).removeprefix("×")
        yield f"A count says no more than the order; weighed, {first} is {times} times as likely as {second}."


def _twice(found: Imported) -> Iterator[str]:
    for name, each in found.counting.hypotheses.items():
        for rows in each.repeated:
            yield (
                f"{_and(rows)} have one cause: against {name} they count {_times(len(rows))} and weigh once."
            )
    for rows in found.alike:
        against = [
            name
            for name in found.matrix.hypotheses
            if found.matrix.rows[rows[0]].letters[name] in INCONSISTENT
        ]
        where = f" {_times(len(rows))} against {_and(against)}" if against else ""
        yield (
            f"{_and(rows)} have the very same letters, and count{where}. If one cause is behind them, give them one group."
        )
    if found.alike:
        moved = max(found.apart, key=lambda name: abs(found.as_one[name] - found.apart[name]))
        if abs(found.as_one[moved] - found.apart[moved]) >= MOVES:
            which = "them" if len(found.alike) == 1 else "each of these sets"
            yield (
                f"With {which} as one voice, {moved} would be at {percent(found.as_one[moved])} instead of "
                f"{percent(found.apart[moved])} (at middle values)."
            )


def _flat(found: Imported) -> Iterator[str]:
    rows = found.counting.undiagnostic
    against = [row for row in rows if "N" not in _kinds(found, row) and _kinds(found, row) & {*INCONSISTENT}]
    others = [row for row in rows if row not in against]
    if others:
        verb = "tells" if len(others) == 1 else "tell"
        yield f"{_and(others)} {verb} no hypothesis from another."
    if against:
        verb = "speaks" if len(against) == 1 else "speak"
        yield f"{_and(against)} {verb} against all alike: that raises something else, which no count shows."


def _kinds(found: Imported, row: str) -> set[str]:
    return set(found.matrix.rows[row].letters.values())


def _times(count: int) -> str:
    """Say how often."""
    return "twice" if count == 2 else f"{number(count)} times"


def _and(names: Sequence[str]) -> str:
    return str(listed(list(names)))


def _or(names: Sequence[str]) -> str:
    return str(listed(list(names), last="or"))
