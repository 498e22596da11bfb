"""From rules to arrays: find the names, then write each rule into its table."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from detente.case.faults import Faults, Path, did_you_mean
from detente.case.visible import shown
from detente.encounter.game import OVER, Chances, Flags, Floats, Game, Ints, Side, frozen, given_by
from detente.encounter.rules import Choice, GameRules, Leads, Which, Who

OTHER: dict[Which, Which] = {"us": "them", "them": "us"}
WAIT = "wait"
"""The move of a side that has nothing to choose."""


def compose(rules: GameRules, faults: Faults) -> Game | None:
    """Return the game of these rules; None where a name in them is not known, which ``faults`` then tells."""
    names = _Names(rules, faults)
    seen = {key: _seen(names, key, rules) for key in names.who}
    if faults.found:
        return None
    given = {key: given_by(*each) for key, each in seen.items()}
    pairs = given["us"][:, :, None] & given["them"][:, None, :]
    table = _Leads(names, pairs)
    mixes = table.mixes(rules.leads, ("leads",), table.all_over())
    lasts = table.mixes(rules.last.leads, ("last", "leads"), table.without_next(mixes))
    if OVER not in names.ends and table.use_over(lasts if rules.rounds == 1 else [*mixes, *lasts]):
        names.ends = (*names.ends, OVER)
    sides = {key: _side(names, key, rules, *seen[key]) for key in names.who}
    if faults.found:
        return None
    return Game(
        title=rules.title,
        us=sides["us"],
        them=sides["them"],
        states=names.states,
        ends=names.ends,
        start=0 if rules.start is None else names.states.index(rules.start),
        rounds=rules.rounds,
        chances=chances_of(mixes),
        last=chances_of(lasts),
    )


class _Names:
    """Every name of a game in its order, and the numbers of those that rules name."""

    def __init__(self, rules: GameRules, faults: Faults) -> None:
        self.faults = faults
        self.who: dict[Which, Who] = {"us": rules.us, "them": rules.them}
        self.states = tuple(rules.states)
        self.choices: dict[Which, list[Choice]] = {
            "us": [(WAIT,) if state.us is None else state.us for state in rules.states.values()],
            "them": [(WAIT,) if state.them is None else state.them for state in rules.states.values()],
        }
        self.moves = {key: self._moves(key) for key in self.who}
        self.signals = {key: self._signals(key, rules) for key in self.who}
        self.ends = rules.ends
        if rules.start is not None:
            self.number(("start",), rules.start, self.states)

    def _moves(self, key: Which) -> tuple[str, ...]:
        used = (
            move
            for choice in self.choices[key]
            for moves in (choice.values() if isinstance(choice, Mapping) else [choice])
            for move in moves
        )
        return _in_order(self.who[key].moves, used)

    def _signals(self, key: Which, rules: GameRules) -> tuple[str, ...]:
        shows = [rule for rule in rules.shows if rule.side == key]
        every = {rule.move for rule in shows if rule.state is None}
        hidden = {move for moves in every for move in (self.moves[key] if moves is None else moves)}
        itself = (move for move in self.moves[key] if move not in hidden)
        return _in_order(self.who[key].signals, itself, *(rule.signals for rule in shows))

    def number(self, path: Path, name: str, known: Sequence[str], kind: str = "name") -> int:
        """Return the number of a name; a fault where it is not known. ``kind``: one of ``_KINDS``."""
        if name in known:
            return known.index(name)
        meant = difflib.get_close_matches(name[:64], known[:1000], n=1)
        expected, fix = _KINDS[kind]
        fix = fix or f"known are {', '.join(known[:12])}"
        self.faults.add(path, shown(name), expected, did_you_mean(meant[0] if meant else "") or fix)
        return 0

    def numbers(
        self, path: Path, named: Sequence[str] | None, known: Sequence[str], kind: str = "name"
    ) -> list[int]:
        """Return the numbers of what a rule names: all, where it names nothing."""
        if named is None:
            return list(range(len(known)))
        return [self.number(path, name, known, kind) for name in named]


_LIST = "list it there (in Python: Draft(..., ends=[...]))"
_KINDS = {
    "name": ("a name of this game", ""),
    "end": ("an end that `ends` lists", _LIST),
    "target": ("a state, or an end that `ends` lists", f"{_LIST}, if it is an end"),
}
"""What is expected of a name, and what to do where no known one is near; "": say which are known."""


def _in_order(*lists: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in lists for name in names))


def _seen(names: _Names, key: Which, rules: GameRules) -> tuple[Flags, Floats]:
    """Return which moves are open to whom, (X, K, A), and what each shows, (X | 1, A, S)."""
    characters, moves, states = tuple(names.who[key].characters), names.moves[key], names.states
    opened = np.zeros((len(states), len(characters), len(moves)), dtype=np.bool_)
    for x, choice in enumerate(names.choices[key]):
        path: Path = ("states", states[x], key)
        if isinstance(choice, Mapping):
            for name in choice:
                names.number((*path, name), name, characters)
            if missing := [name for name in characters if name not in choice]:
                names.faults.add(path, f"no moves of {', '.join(missing)}", "moves of every character")
            for k, character in enumerate(characters):
                opened[x, k, [moves.index(move) for move in choice.get(character, ())]] = True
        else:
            opened[x][:, [moves.index(move) for move in choice]] = True
    return opened, _shows(names, key, rules)


def _side(names: _Names, key: Which, rules: GameRules, opened: Flags, shows: Floats) -> Side:
    who, other = names.who[key], OTHER[key]
    characters, moves, signals = tuple(who.characters), names.moves[key], names.signals[key]
    others, theirs = tuple(names.who[other].characters), names.moves[other]
    states, ends = names.states, names.ends
    X, A, K = len(states), len(moves), len(characters)

    own_signals = {"us": names.signals["us"], "them": names.signals["them"]}
    gain = (
        ("state", states),
        ("own", moves),
        ("other", theirs),
        ("character", characters),
        ("other_character", others),
    )
    worth = (("state", states), ("us", own_signals["us"]), ("them", own_signals["them"]), ("end", ends))
    worth_axes = (*worth, ("character", characters))
    worths = _points(names, key, "worth", rules.worth, worth_axes, whole=("end",))
    last = rules.last.worth
    lasts = worths if last is None else _points(names, key, "last.worth", last, worth_axes, whole=("end",))
    arrays: dict[str, Any] = {
        "belief": list(who.characters.values()),
        "open": opened,
        "shows": shows,
        "gain": _points(names, key, "gains", rules.gains, gain),
        "arrival": _points(
            names, key, "arrives", rules.arrives, (("state", states), ("character", characters))
        ),
        "worth": worths,
        "last_worth": lasts,
        "discount": np.ones(X if any(rule.side == key and rule.state for rule in rules.discounts) else 1),
        "announced": np.full(X, -1),
        "base": np.ones(A),
        "scale": np.ones(K),
    }
    for i, told in enumerate(rules.announced):
        if told.side == key:
            x_of = names.numbers(("announced", i, "state"), told.state, states)
            path = ("announced", i, "move")
            arrays["announced"][x_of] = -1 if told.move is None else names.number(path, told.move, moves)
    for i, rule in enumerate(rules.discounts):
        if rule.side == key:
            where = names.numbers(("discounts", i, "state"), rule.state, states)
            arrays["discount"][slice(None) if rule.state is None else where] = rule.factor
    for table, known in (("base", moves), ("scale", characters)):
        for name, value in getattr(who, table).items():
            arrays[table][names.number((key, table, name), name, known)] = value
    return Side(
        name=who.name or key,
        characters=characters,
        moves=moves,
        signals=signals,
        care=who.care,
        **frozen(**arrays),
    )


def _shows(names: _Names, key: Which, rules: GameRules) -> Floats:
    """Return the chances of signals: each move itself, unless a rule says otherwise."""
    moves, signals = names.moves[key], names.signals[key]
    mine = [(i, rule) for i, rule in enumerate(rules.shows) if rule.side == key]
    states = len(names.states) if any(rule.state for _, rule in mine) else 1
    shows = np.zeros((states, len(moves), len(signals)))
    for a, move in enumerate(moves):
        if move in signals:
            shows[:, a, signals.index(move)] = 1
    for i, rule in mine:
        where = (
            names.numbers(("shows", i, "state"), rule.state, names.states)
            if rule.state
            else list(range(states))
        )
        for a in names.numbers(("shows", i, "move"), rule.move, moves):
            shows[where, a] = 0
            for signal, chance in rule.signals.items():
                shows[where, a, signals.index(signal)] = chance
    return shows


def _points(
    names: _Names,
    key: Which,
    section: str,
    rules: Sequence[Any],
    axes: Sequence[tuple[str, Sequence[str]]],
    whole: Sequence[str] = (),
) -> Floats:
    """Add up rules for points over the axes that some rule names; an axis that none does has length 1."""
    mine = [(i, rule) for i, rule in enumerate(rules) if rule.side == key]
    full = [name in whole or any(getattr(rule, name) is not None for _, rule in mine) for name, _ in axes]
    table = np.zeros([len(known) if wide else 1 for (_, known), wide in zip(axes, full, strict=True)])
    for i, rule in mine:
        path: Path = (*section.split("."), i)
        where = [
            names.numbers((*path, name), getattr(rule, name), known, "end" if name == "end" else "name")
            if wide
            else [0]
            for (name, known), wide in zip(axes, full, strict=True)
        ]
        table[np.ix_(*where)] += rule.points
    return table


class _Leads:
    """Where states lead, as one mapping (target -> chance) for each state and pair of signals."""

    def __init__(self, names: _Names, pairs: Flags) -> None:
        self.names = names
        self.pairs = pairs
        ends = names.ends if OVER in names.ends else (*names.ends, OVER)
        self.places = {name: i for i, name in enumerate((*names.states, *ends))}
        self.over = self.places[OVER]

    def all_over(self) -> list[dict[int, float]]:
        """Return what holds without rules: the end `over`; nothing where no signals can be given."""
        return [{self.over: 1.0} if given else {} for given in self.pairs.reshape(-1)]

    def without_next(self, mixes: Sequence[Mapping[int, float]]) -> list[dict[int, float]]:
        """Return what holds in the last round without rules: as before, next states giving way to `over`."""
        found = []
        for before in mixes:
            mix: dict[int, float] = {}
            for target, chance in before.items():
                to = target if target >= len(self.names.states) else self.over
                mix[to] = mix.get(to, 0.0) + chance
            found.append(mix)
        return found

    def mixes(
        self, rules: Sequence[Leads], section: Path, start: list[dict[int, float]]
    ) -> list[dict[int, float]]:
        """Return ``start`` with the rules written over it."""
        names, signals = self.names, self.names.signals
        for n, rule in enumerate(rules):
            path = (*section, n)
            where = np.ix_(
                names.numbers((*path, "state"), rule.state, names.states),
                names.numbers((*path, "us"), rule.us, signals["us"]),
                names.numbers((*path, "them"), rule.them, signals["them"]),
            )
            known = list(self.places)
            to = {
                names.number((*path, "to", name), name, known, "target"): chance
                for name, chance in rule.to.items()
            }
            for i in np.ravel_multi_index(where, self.pairs.shape).reshape(-1):
                start[i] = to
        return start

    def use_over(self, mixes: Sequence[Mapping[int, float]]) -> bool:
        """Tell whether some of them lead to the end `over`."""
        return any(self.over in mix for mix in mixes)


def chances_of(mixes: Sequence[Mapping[int, float]]) -> Chances:
    """Return the table of chances of one mapping (target -> chance) for each state and pair of signals."""
    start = np.cumsum([0, *map(len, mixes)])
    to = [target for mix in mixes for target in mix]
    chance = [value for mix in mixes for value in mix.values()]
    return Chances(**frozen(start=start, to=to, chance=chance))


def chances_of_table(to: Ints, chance: Floats) -> Chances:
    """Return the table of chances of (rows, targets) arrays, without the entries whose chance is 0."""
    kept = chance > 0
    start = np.concatenate([[0], np.cumsum(kept.sum(1))])
    return Chances(**frozen(start=start, to=to[kept], chance=chance[kept]))
