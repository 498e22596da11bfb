"""A solved game as tables in the terminal. Imported only when one is printed, as Rich is slow to import."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from detente.case.visible import visible
from detente.encounter.game import Floats, Game, Side, possible
from detente.encounter.report import Node, Report, never_reached, strategy
from detente.encounter.solution import HOW, Point

TOLD = 12
"""States of the play in the terminal; the JSON has more."""
SEEN = 0.05
"""In a longer play, later states that are seen less often are left to the JSON."""
JUMP = 0.5
"""A difference between neighbouring points of the grid that is worth a word."""
LEAST = 0.0001
"""A smaller chance that is not 0 is not told in digits."""
STEPS = 3
"""Of what led to a state so many rounds are told, the last ones."""
FEW = 0.0005
"""Moves with a smaller chance are not named."""


def print_report(found: Report) -> None:
    """Print what a game comes to, its start first. Names are shown as text, never as markup."""
    console = Console(highlight=False, markup=False, emoji=False)
    game, options = found.solution.game, found.solution.options
    console.print(visible(game.title), style="bold")
    console.print(
        f"{_count(game.rounds, 'round')}, {_count(len(game.states), 'state')}; care {game.us.care:g} and {game.them.care:g}; "
        f"{options.selection} selection; {options.points[0]} and {options.points[1]} points."
    )
    start = found.nodes[0]
    for side, values, belief in (
        (game.us, start.point.value_us, start.about_us),
        (game.them, start.point.value_them, start.about_them),
    ):
        console.print()
        console.print(_values(side, values, belief))
    console.print()
    console.print(_play(found))
    console.print()
    for line in _notes(found):
        console.print(line, style="dim")


def _values(side: Side, values: Floats, belief: Floats) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(f"Characters of {visible(side.name)}", min_width=24, overflow="fold")
    table.add_column("Belief at the start", justify="right")
    table.add_column("Value, points", justify="right")
    for name, chance, value in zip(side.characters, belief, values, strict=True):
        table.add_row(visible(name), _chance(chance), f"{value:.4g}")
    return table


def _play(found: Report) -> Table:
    game = found.solution.game
    likely = [node for node in found.nodes if node.t == 0 or node.probability >= SEEN]
    told = found.nodes if len(found.nodes) <= TOLD else likely[:TOLD]
    ways = [_way(game, node) for node in told]
    told_ways = ["After"] if any(ways) else []
    table = Table("Round", "State", *told_ways, "Seen", "Who", "Does", box=None, pad_edge=False)
    for node, way in zip(told, ways, strict=True):
        head = [
            str(node.t + 1),
            visible(game.states[node.x]),
            *[way for _ in told_ways],
            _chance(node.probability),
        ]
        for n, (who, does) in enumerate(_rows(found, node)):
            table.add_row(*(head if n == 0 else [""] * len(head)), who, does)
    return table


def _way(game: Game, node: Node) -> str:
    """Say which signals led to a state: of each round those of the sides that could have shown another."""
    steps = []
    for x, *signals in node.before:
        could = [possible(side)[x].sum() > 1 for side in game.sides]
        names = [side.signals[n] for side, n, other in zip(game.sides, signals, could, strict=True) if other]
        if names:
            steps.append(", ".join(map(visible, names)))
    return " > ".join(["…", *steps[-STEPS:]] if len(steps) > STEPS else steps)


def _rows(found: Report, node: Node) -> list[tuple[str, str]]:
    """Return a line for each character that has a choice; one line that says so where nobody has."""
    game, rows = found.solution.game, []
    for side, belief, table in (
        (game.us, node.about_us, node.point.us),
        (game.them, node.about_them, node.point.them),
    ):
        for k, (name, chances) in enumerate(strategy(side, node.x, table).items()):
            if len(chances) > 1:
                does = ", ".join(f"{visible(move)} {_chance(chance)}" for move, chance in _likeliest(chances))
                rows.append((f"{visible(name)} ({_chance(float(belief[k]))})", does))
    return rows or [("nobody has a choice", "")]


def _likeliest(chances: dict[str, float]) -> Sequence[tuple[str, float]]:
    named = [item for item in chances.items() if item[1] >= FEW]
    return sorted(named, key=lambda item: -item[1])


def _notes(found: Report) -> list[str]:
    solution = found.solution
    counts = {how: count for how, count in solution.counts.items() if count}
    ways = ", ".join(f"{how} {count:,}" for how, count in counts.items())
    notes = [f"{solution.points:,} points solved ({ways}); the worst residual is {solution.worst:.0e}."]
    if unsettled := counts.get(HOW[-1]):
        notes.append(_unsettled(unsettled))
    if not all(node.point.settled for node in found.nodes):
        notes.append("Some stages of the play above are not settled.")
    if jumps := sum(node.jump > JUMP for node in found.nodes):
        notes.append(
            f"At {jumps} of {len(found.nodes)} stages of the play a chance differs by more than {_chance(JUMP)} between "
            "neighbouring points of the grid: see whether more points change the answer."
        )
    notes.append(_others(found.others))
    notes.append(
        "Beside a name: how likely it is in the other side's eyes. After: the signals seen before. Seen: how often play "
        "comes there."
    )
    if unseen := never_reached(solution):
        shown = "; ".join(visible(name) for name in unseen[:4]) + ("; …" if len(unseen) > 4 else "")
        count = "1 state is" if len(unseen) == 1 else f"{len(unseen)} states are"
        notes.append(f"{count} never reached, so not solved: {shown}.")
    return notes


def _unsettled(count: int) -> str:
    are, them = ("is", "it") if count == 1 else ("are", "them")
    return (
        f"{_count(count, 'point')} {are} not settled: what rests on {them} is no equilibrium. Lower the care."
    )


def _others(others: Sequence[Point]) -> str:
    if not others:
        return "From random profiles no other equilibrium of the first round was found."
    count = f"{len(others)} other equilibria" if len(others) > 1 else "1 other equilibrium"
    return (
        f"From random profiles {count} of the first round came up: --json shows them. Compare the selections."
    )


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _chance(value: float) -> str:
    return f"under {100 * LEAST:g} %" if 0 < value < LEAST else f"{100 * value:.3g} %"
