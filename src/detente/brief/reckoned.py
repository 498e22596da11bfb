"""How the futures were computed, and how far they can be relied on: for the last section."""

from __future__ import annotations

from detente.brief.foretold import points
from detente.brief.phrase import Phrase, clean, say
from detente.brief.wording import NBSP, counted, number
from detente.encounter.foresee.results import Futures

SAME = 0.0005
"""Chances that differ by less are called the same."""


def method(found: Futures) -> tuple[Phrase, ...]:
    """Say how the futures were found."""
    check = found.check
    characters = counted(len(found.ours), "character")
    theirs = number(len(found.prospects))
    settled = (
        f"All of them settled, to {check.residual:.0e} at worst"
        if not check.unsettled
        else f"{check.unsettled:,} of them did not settle, and what rests on these is no equilibrium"
    )
    plays = (
        f"all {check.paths:,} histories were then listed"
        if check.exact
        else f"{check.paths:,} plays were then drawn along it; a chance of an outcome has a sampling error of {_points(check.sampling_error)} at most"
    )
    return (
        say(
            f"The futures come from a game of {counted(len(found.dates), 'round')} between {characters} of ours and {theirs} of "
            "theirs, each of whom knows only itself. In every round a side does its step, fakes it, waits or leaves, the more often "
            "the more that brings it, with its own base rates and its own carelessness; what is seen moves the other side's belief by "
            "Bayes' rule. We look for the point where acts and beliefs agree, beginning from the steps as announced. "
            f"{check.solved:,} situations were solved, on a grid of {check.points} beliefs a side. {settled}; {plays}."
        ),
        *_ranges(found),
        _checks(found),
    )


def _ranges(found: Futures) -> tuple[Phrase, ...]:
    check = found.check
    if not check.games:
        return ()
    open_points = (
        "all of their situations settled"
        if not check.ensemble_unsettled
        else f"{check.ensemble_unsettled:,} of their situations did not settle"
    )
    return (
        say(
            f"For the ranges {counted(check.games, 'game')} with other values, other care and another chance that talks run out "
            f"were solved on a grid of {check.coarse}, and looked at from all beliefs that weighing gave; {open_points}. The number "
            "itself is the answer at the mean of these beliefs and middle values of all else."
        ),
    )


def _checks(found: Futures) -> Phrase:
    """Say what the same questions give when they are computed in other ways."""
    check, other = found.check, found.principal
    principal = say()
    if other is not None:
        widest = max(abs(found.outcomes[name].value - chance) for name, chance in other.outcomes.items())
        unsettled = f", with {other.unsettled:,} situations unsettled" if other.unsettled else ""
        principal = say(
            f" Chosen in another way, with care raised from nothing to its value, the equilibrium gives {points(other.trying)} points "
            f"where the announced one gives {points(found.trying.value)}, and no outcome moves by more than {_points(widest)}{unsettled}."
        )
    others = (
        f" Saying yes has {counted(check.other_acceptances, 'other equilibrium', 'other equilibria')}; the one nearest to today's belief is told."
        if check.other_acceptances
        else ""
    )
    return say(
        f"On the grid of {check.coarse} the value of offering differs by {_difference(check.grid_difference)}; chances by plays and by "
        f"sums on the grid differ by {_points(check.ways_difference)} at most; a first move, read off the grid and solved anew, by "
        f"{_points(check.stage_difference)}.",
        principal,
        others,
    )


def limits() -> tuple[Phrase, ...]:
    """Say what the futures cannot do."""
    return (
        say(
            "A round is how often each side can act: one step at most, and whoever waits is asked again in the next. The same calendar "
            "time in more and shorter rounds makes it likelier that steps get done, in bad faith as in good. How long a round is, is "
            "a judgement like any other."
        ),
        say(
            "The futures are those of one list of steps between the kinds of counterpart that are listed. Nobody in the game leaves that "
            "list, turns into another or is replaced; in life they may."
        ),
        say(
            "Points measure what the analyst wrote that goods are worth to us, and nothing else. They compare futures of this case; "
            "points of two cases do not compare."
        ),
    )


def facts(found: Futures) -> tuple[tuple[str, str], ...]:
    """Return the numbers behind the method."""
    drawn = [("Games for ranges", f"{found.check.games:,}")] if found.check.games else []
    return (("Situations solved", f"{found.check.solved:,}"), *drawn)


def notes(found: Futures) -> tuple[str, ...]:
    """Return what the computation itself has to say."""
    return tuple(clean(note) for note in found.notes)


def _points(value: float) -> str:
    """Say a difference of chances."""
    if value < SAME:
        return f"under 0.1{NBSP}percentage points"
    return f"{100 * value:.1f}{NBSP}percentage points"


def _difference(value: float) -> str:
    return "less than 0.01 points" if value < 0.005 else f"{points(value)} points"
