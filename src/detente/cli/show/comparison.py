"""A comparison at the terminal, in files, or as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from detente.brief.tables import compared, plain
from detente.brief.wording import percent, span
from detente.case.change import dotted
from detente.case.visible import shortened, visible
from detente.cli.show import layout
from detente.cli.terminal import print_json, write_tables
from detente.weigh.compare import WITHOUT, Comparison
from detente.weigh.differences import Change, of_encounter
from detente.weigh.estimate import Estimate

SEEN = 0.005
"""A change smaller than half of one in a hundred is not worth a word in the terminal."""
CHANGES = 20
MOVED = 4
"""So many explanations and characters are named that a change moves, those first that it moves most."""
VALUE_LIMIT = 40


def give(found: Comparison, heads: tuple[str, str], csv: Path | None, *, as_json: bool) -> None:
    """Print a comparison in the way that was asked for."""
    if as_json:
        print_json(found.to_json())
    else:
        print_comparison(found, heads)
    if csv is not None:
        write_tables(csv, compared(found), quiet=as_json)


def print_comparison(found: Comparison, heads: tuple[str, str]) -> None:
    """Print two answers side by side, then what each change between them does by itself."""
    console = layout.console()
    names = {name: visible(each) for name, each in {**found.old.names, **found.new.names}.items()}
    sides = found.old, found.new
    for marking in dict.fromkeys(each.marking for each in sides if each.marking):
        console.print(visible(marking), style="dim")
    for title in dict.fromkeys(each.title for each in sides):
        console.print(visible(title), style="bold")
    if len(found.changes) == 1:
        console.print(_reads(found.changes[0]))
    console.print()
    console.print(_side_by_side("Explanation", found.old.now, found.new.now, names, heads))
    if found.old.characters or found.new.characters:
        console.print()
        console.print(
            _side_by_side("Who they might be", found.old.characters, found.new.characters, {}, heads)
        )
    if len(found.changes) > 1:
        console.print()
        _print_changes(console, found, names)
    console.print()
    for line in _notes(found):
        console.print(line, style="dim")


def _side_by_side(
    what: str,
    old: Mapping[str, Estimate],
    new: Mapping[str, Estimate],
    names: Mapping[str, str],
    heads: tuple[str, str],
) -> Table:
    table = layout.table(what, *heads, "Change", width=12)
    table.add_column("Word")
    order = sorted({**old, **new}, key=lambda name: -(new.get(name) or old[name]).probability)
    for name in order:
        was, now = old.get(name), new.get(name)
        change = _hundredths(now.probability - was.probability) if was and now else ""
        turned = was is not None and now is not None and was.word != now.word
        table.add_row(
            names.get(name) or visible(name.replace("_", " ")),
            _number(was),
            _number(now),
            change,
            _words(was, now),
            style="bold" if turned else None,
        )
    return table


def _number(found: Estimate | None) -> str:
    if found is None:
        return "not listed"
    reach = span(found.low, found.high)
    return f"{percent(found.probability)} {reach}".rstrip()


def _words(was: Estimate | None, now: Estimate | None) -> str:
    said = [visible(each.word) for each in (was, now) if each is not None]
    return " → ".join(dict.fromkeys(said))


def _print_changes(console: Console, found: Comparison, names: Mapping[str, str]) -> None:
    console.print("What each change does by itself, in hundredths")
    telling = [change for change in found.changes if change.effect is None or change.size >= SEEN]
    for change in telling[:CHANGES]:
        console.print(_reads(change))
        console.print(Padding(_does(change, names), (0, 0, 0, 4), expand=False), style="dim")
    if len(telling) > CHANGES:
        console.print(f"and {len(telling) - CHANGES} more")
    if quiet := [change for change in found.changes if change not in telling]:
        console.print(f"Next to nothing: {_listed([_reads(change) for change in quiet])}")
    together = _moves(found.left, found.left_of_characters, names)
    console.print(f"Together they do this beyond the sum of each alone: {together or 'next to nothing'}")


def _does(change: Change, names: Mapping[str, str]) -> str:
    if change.effect is None:
        return "cannot be made by itself in the old case"
    along = f"; on top of {', '.join(visible(dotted(path)) for path in change.along)}" if change.along else ""
    return _moves(change.effect, change.characters or {}, names) + along


def _listed(parts: Sequence[str]) -> str:
    more = f" and {len(parts) - CHANGES} more" if len(parts) > CHANGES else ""
    return ", ".join(parts[:CHANGES]) + more


def _moves(effect: Mapping[str, float], characters: Mapping[str, float], names: Mapping[str, str]) -> str:
    moved = [
        *((names.get(name) or visible(name.replace("_", " ")), change) for name, change in effect.items()),
        *((visible(name.replace("_", " ")), change) for name, change in characters.items()),
    ]
    large = sorted((each for each in moved if abs(each[1]) >= SEEN), key=lambda each: -abs(each[1]))
    return ", ".join(f"{name} {_hundredths(change)}" for name, change in large[:MOVED])


def _hundredths(change: float) -> str:
    """Say a change of probability in hundredths, with its sign; nothing where it rounds to none."""
    said = f"{100 * change:+.0f}" if abs(change) >= 0.05 else f"{100 * change:+.1f}"
    return "" if not said.strip("+-0.") else said.replace("-", "−")


def _reads(change: Change) -> str:
    return " with ".join(map(_reads_by_itself, (change, *change.parts)))


def _reads_by_itself(change: Change) -> str:
    path = visible(dotted(change.path))
    if change.path == WITHOUT:
        return f"without {_value(change.after)}"
    if isinstance(change.before or change.after, Mapping) and None in (change.before, change.after):
        return f"{path}: {'added' if change.before is None else 'taken out'}"
    return f"{path}: {_value(change.before)} → {_value(change.after)}"


def _value(value: Any) -> str:
    return "not stated" if value is None else shortened(plain(value) or "", VALUE_LIMIT)


def _notes(found: Comparison) -> Sequence[str]:
    notes = []
    foreseen = [each for each in found.unweighed if of_encounter(each.path)]
    for changes, part in (
        ([each for each in found.unweighed if each not in foreseen], "without a part in the answer"),
        (
            foreseen,
            "without a part in weighing (`detente foresee` and `detente plan` use it: run them on both to compare)",
        ),
    ):
        if changes:
            notes.append(f"Changed too, {part}: {_listed([visible(dotted(each.path)) for each in changes])}.")
    if not (found.changes or found.unweighed) and found.old.names and found.new.names:
        notes.append("The two cases read alike.")
    if not (found.old.names and found.new.names):
        notes.append("A result does not hold the case: to learn why the answers differ, give both cases.")
    draws = _each(found.old.draws, found.new.draws)
    computed = f"{draws} draws, range 5–95 %. " if found.old.draws or found.new.draws else ""
    notes.append(f"{computed}Seed {_each(found.old.seed, found.new.seed)}.")
    return notes


def _each(old: int, new: int) -> str:
    return f"{old:,}" if old == new else f"{old:,} and {new:,}"
