"""Early signs: what would be seen by when, and where it would move the forecast."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from detente.brief.foretold import SIGNALS, act_says, bare_chance, iso_day
from detente.brief.inputs import quoted
from detente.brief.parts_futures import EarlySigns, SignMove, Situation
from detente.brief.phrase import Phrase, Run, plain, say, theirs
from detente.brief.wording import percent
from detente.case.words import Words
from detente.encounter.foresee.results import Futures, Sign

MOVES = 0.02
"""A signal that moves the chance of a real deal by less is not told, unless nothing is left."""
TELLS = 0.1
"""A signal that moves it by so much tells something."""
_QUOTE_LIMIT = 52


def early_signs(found: Futures, words: Words) -> EarlySigns | None:
    """Return the signs in order of date; nothing where there are none."""
    kept = telling_signs(found)
    if not kept:
        return None
    rows = tuple(
        _situation(
            signs,
            sum(e.chance for e in found.signs if (e.round, e.act) == (signs[0].round, signs[0].act)),
            found.signs,
            words,
        )
        for signs in kept
    )
    return EarlySigns(_title(kept), _note(), rows)


def telling_signs(found: Futures) -> list[list[Sign]]:
    """Return, for each act of theirs, the signals of the first round in which it may be seen, without those that tell little."""
    first: list[list[Sign]] = []
    for (_, act), signs in groupby(found.signs, key=lambda each: (each.round, each.act)):
        if all(act != others[0].act for others in first):
            first.append(list(signs))
    telling = [[each for each in signs if _move(each) >= MOVES] for signs in first]
    return [signs for signs in telling if signs] or first


def _move(found: Sign) -> float:
    return abs(found.after - found.before)


def _later(sign: Sign, every: Sequence[Sign]) -> str:
    """Say where the chance of a real deal would stand if a signal is seen at the last date that is told, not at the first."""
    same = [each for each in every if (each.act, each.signal) == (sign.act, sign.signal)]
    last = max(same, key=lambda each: each.round)
    return (
        f"({percent(last.after)} if by {iso_day(last.date, short=True)} only)"
        if last.round > sign.round
        else ""
    )


def _situation(signs: Sequence[Sign], comes: float, every: Sequence[Sign], words: Words) -> Situation:
    first = signs[0]
    date = iso_day(first.date)
    before = bare_chance(first.before, words)
    moves = []
    for each in signs:
        after = bare_chance(each.after, words)
        says = SIGNALS[each.signal].capitalize()
        moves.append(
            SignMove(
                says,
                before,
                after,
                percent(each.chance),
                _later(each, every),
                plain(f"{says}: chance of a real deal {before.percent} before, {after.percent} then."),
            )
        )
    return Situation(
        sentence=say(Run(f"By {date}", "strong"), ": ", theirs(act_says(first))),
        comes=f"talks come so far in {percent(comes)} of futures",
        moves=tuple(moves),
    )


def _title(kept: Sequence[Sequence[Sign]]) -> Phrase:
    telling = [each for signs in kept for each in signs if _move(each) >= TELLS]
    if not telling:
        return say("No early sign tells much")
    first = min(telling, key=lambda each: each.round)
    most = max(telling, key=lambda each: _move(each) * each.chance)
    size = say(f"from {percent(most.before).rstrip('%').rstrip()} to {percent(most.after)}")
    name = quoted(act_says(most), _QUOTE_LIMIT)
    verb = {"done": "seen done", "held": "not done"}.get(
        most.signal, "found wanting" if most.signal == "exposed" else "met by a walkout"
    )
    alone = say(name, f", {verb} by {iso_day(most.date)}, moves the chance of a real deal ", size)
    if most.act == first.act and len(kept) > 1 and most.round > kept[0][0].round:
        return say("Until then little tells: ", alone)
    return alone


def _note() -> Phrase:
    return say(
        "For each step of theirs the first date by which it may be seen, if talks come so far, and where the chance of a real deal "
        "would then stand: means over futures, so without ranges. Seen later, a step tells something else, as shown. Signals that move it by under two points are left out."
    )
