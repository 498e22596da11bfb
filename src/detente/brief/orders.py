"""How roadmaps are called in the brief: by what they are, or by what sets them apart from the first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from detente.brief.foretold import act_part
from detente.brief.inputs import quoted
from detente.brief.phrase import Part, Phrase, clean, clip, listed, say
from detente.brief.wording import counted, number, spoken_id
from detente.case.model import Case
from detente.case.words import Words
from detente.plan.choose import fault
from detente.plan.results import Candidate, Finalist, Lines, Plan

NAME_LIMIT = 40
LINE_LIMIT = 60
MOST_NAMED = 2
"""Steps by which two orders are told apart, before they are only counted."""
SIDES = ("us", "them")
TEXTBOOK = {
    "giving": "Giving everything first",
    "asking": "Asking for everything first",
    "turns": "Taking turns",
    "at once": "Everything at once",
}


@dataclass(frozen=True)
class Orders:
    """A plan, with the case in whose words its roadmaps are called."""

    plan: Plan
    case: Case
    words: Words

    @property
    def first(self) -> Finalist:
        """The recommended one; where none is recommended, the best that was found."""
        return self.plan.finalists[0]

    @property
    def engage(self) -> bool:
        """Whether anything is recommended."""
        return self.plan.recommended is not None

    @property
    def trusted(self) -> list[str]:
        """Which of their characters are trusted."""
        people = self.case.characters
        return [name for name, each in people.them.items() if each.trusted] if people else []

    @property
    def the_first(self) -> str:
        """What the first is called in a sentence."""
        return "the recommended order" if self.engage else "the best order found"

    @cached_property
    def candidates(self) -> dict[str, Candidate]:
        """Every roadmap that was ranked, by name; finalists as on the fine grid."""
        found = {f"R{n}": each for n, each in enumerate(self.plan.candidates, 1)}
        return found | {each.name: each.candidate for each in self.plan.finalists}

    @cached_property
    def textbook(self) -> dict[str, str]:
        """Shape -> the best full roadmap of that shape, for those that were ranked."""
        found: dict[str, str] = {}
        for name, each in self.candidates.items():
            kind = shape(each.lines) if each.full else None
            if kind is not None:
                found.setdefault(kind, name)
        return found

    def act(self, side: int, act: str) -> str:
        """Say an act by its step, and which part of it: ``Ease sanctions (part 1)``."""
        steps = self.case.steps
        name = act.removeprefix(f"{SIDES[side]}.").partition(".")[0]
        known = (steps.us, steps.them)[side].get(name) if steps else None
        part = act_part(act)
        says = known.says if known else spoken_id(name)
        return clean(f"{says.rstrip('.')} ({part})" if part else says.rstrip("."))

    def label(self, name: str) -> str:
        """Name a roadmap for a mark in a figure; one that is nothing in particular by its number."""
        if name == self.first.name:
            return "Recommended" if self.engage else "Best found"
        if name == self.plan.given:
            return "The case’s own"
        for kind, roadmap in self.textbook.items():
            if roadmap == name:
                return TEXTBOOK[kind]
        short = self._beginning(name)
        return (
            (f"Only its first {counted(short, 'line')}" if short > 1 else "Only its first line")
            if short
            else name
        )

    def named(self, name: str) -> Phrase:
        """Name a roadmap inside a sentence."""
        if name == self.first.name:
            return say(self.the_first)
        label = self.label(name)
        return say(name if label == name else f"{label[:1].lower()}{label[1:]} ({name})")

    def best_of(self, name: str) -> str:
        """Name what is recommended somewhere, for a table: the same, another, or none."""
        if not name.startswith("R"):
            return "do not engage"
        if name != self.first.name:
            return name
        return "the same" if self.engage else f"{name}, the one above"

    def _beginning(self, name: str) -> int:
        """Return how many lines of the first a roadmap consists of; 0 where it is no beginning of it."""
        lines, whole = self.candidates[name].lines, self.first.candidate.lines
        mine = [list(line) for line in lines]
        return len(mine) if mine == [list(line) for line in whole[: len(mine)]] else 0

    def apart(self, name: str) -> Phrase:
        """Say what sets a roadmap apart from the first: ``without “Guarantee”``."""
        short = self._beginning(name)
        if short:
            return say(f"which stops after {counted(short, 'line')}")
        mine, other = (_steps(each.lines) for each in (self.first.candidate, self.candidates[name]))
        less, more = list((mine - other).elements()), list((other - mine).elements())
        parts = [
            say(word, self._steps(steps)) for word, steps in (("with ", more), ("without ", less)) if steps
        ]
        if parts:
            return listed(parts, last="but")
        if _cut(self.first.candidate.lines) != _cut(self.candidates[name].lines):
            return say("which cuts steps otherwise")
        return say("which has the same steps in another order")

    def _steps(self, steps: Sequence[tuple[int, str]]) -> Phrase:
        if len(steps) > MOST_NAMED:
            named: list[Part] = [
                quoted(self.act(*steps[0]), NAME_LIMIT),
                f"{number(len(steps) - 1)} more steps",
            ]
        else:
            named = [quoted(self.act(*each), NAME_LIMIT) for each in steps]
        return listed(named)

    def left_out(self) -> list[str]:
        """Say every step, or part of one, that the case has and the first leaves out, ours before theirs."""
        steps = self.case.steps
        acts = {(side, act) for line in self.first.candidate.lines for side, act in enumerate(line) if act}
        found = []
        for side, known in enumerate((steps.us, steps.them) if steps else ()):
            for name, step in known.items():
                missing = [
                    n for n in range(1, step.parts + 1)
                    if not any(side == one and _holds(act, name, n) for one, act in acts)
                ]  # fmt: skip
                if len(missing) == step.parts:
                    found.append(self.act(side, name))
                elif missing:
                    ends = f"{missing[0]}-{missing[-1]}" if len(missing) > 1 else str(missing[0])
                    found.append(self.act(side, f"{name}.{ends}"))
        return found

    def alike(self) -> tuple[list[str], float]:
        """Return the orders that may be chosen and are worth as much as the first: within its range, without one within a tenth.

        With them comes how many points the farthest lies below it.
        """
        one = self.first.trying
        low = one.low if one.low is not None else 0.9 * one.value
        found = {
            name: one.value - each.trying.whole
            for name, each in self.candidates.items()
            if name != self.first.name and fault(each, self.trusted, self.plan.cap) is None
        }
        near = {name: gap for name, gap in found.items() if 0 <= gap <= one.value - low}
        return list(near), max(near.values(), default=0.0)

    def told(self, lines: Lines) -> str:
        """Say a roadmap on one line, for a table: ours and theirs in turn."""
        return "; ".join(self._line(line) for line in lines)

    def _line(self, line: Sequence[str | None]) -> str:
        return " + ".join(
            f"{who}: {clip(self.act(side, act), LINE_LIMIT)}"
            for side, (who, act) in enumerate(zip(("we", "they"), line, strict=True))
            if act is not None
        )


def shape(lines: Lines) -> str | None:
    """Return which textbook order a full roadmap has, None where it has none of them."""
    ours, theirs = ([n for n, line in enumerate(lines) if line[side] is not None] for side in (0, 1))
    if len(ours) < 2 or len(theirs) < 2:  # each order is every order then
        return None
    if ours[-1] < theirs[0]:
        return "giving"
    if theirs[-1] < ours[0]:
        return "asking"
    both = min(len(ours), len(theirs))
    if ours[:both] == theirs[:both] == list(range(both)):
        return "at once"
    if sorted(ours[:both] + theirs[:both]) == list(range(2 * both)) and all(
        abs(us - them) == 1 and min(us, them) % 2 == 0
        for us, them in zip(ours[:both], theirs[:both], strict=True)
    ):
        return "turns"
    return None


def _holds(act: str, name: str, part: int) -> bool:
    """Tell whether an act is a step, or some of its parts, and that part is in it: ``relief.1-3``."""
    its, _, parts = act.partition(".")
    first, _, last = parts.partition("-")
    return its == name and (not parts or int(first) <= part <= int(last or first))


def _steps(lines: Lines) -> Counter[tuple[int, str]]:
    return Counter(
        {(side, act.partition(".")[0]): 1 for line in lines for side, act in enumerate(line) if act}
    )


def _cut(lines: Lines) -> set[tuple[int, str]]:
    return {(side, act) for line in lines for side, act in enumerate(line) if act}
