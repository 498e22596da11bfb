"""What would change our mind: the smallest changes of one judgement that turn an answer."""

from __future__ import annotations

from detente.brief.ground import Ground
from detente.brief.inputs import explanation, supposing
from detente.brief.moves import WORD_LIMIT, move, turned
from detente.brief.parts_doubt import FlipLine, Flips
from detente.brief.phrase import Phrase, Run, capital, clip, listed, say, sentence
from detente.brief.wording import be, counted, figure, number
from detente.case.words import ENDS
from detente.weigh.doubt.effects import TURNS
from detente.weigh.doubt.parts import Doubt, Flip, Turn

_NAMED = 2
"""A sentence names so many answers that turn, and counts the others."""


def flips(ground: Ground, doubt: Doubt) -> Flips:
    """Say the smallest flips; where all was drawn, only those that all draws confirm."""
    drawn = ground.assessment.draws > 0
    shown = [flip for flip in doubt.flips if flip.confirmed or not drawn]
    lines = tuple(_line(ground, flip) for flip in shown)
    return Flips(_title(ground, shown, len(doubt.flips)), _note(ground, doubt, len(lines)), lines)


def _line(ground: Ground, flip: Flip) -> FlipLine:
    moves = tuple(move(ground, turn.id, turn.before, turn.after) for turn in flip.turns)
    about = str(flip.path[1]) if flip.path[0] == "hypotheses" else ""
    said = [_consequence(ground, turn, about) for turn in flip.turns[:_NAMED]]
    more = len(flip.turns) - len(said)
    if more:
        said.append(say(f"{number(more)} more would turn"))
    clause = supposing(ground, flip.path, flip.before, flip.after)
    return FlipLine(sentence(clause, ", ", listed(said, serial=True)), moves, flip.size)


def _consequence(ground: Ground, turn: Turn, about: str) -> Phrase:
    if "character" in turn.how:
        return say("“", explanation(ground, turn.id), "” would be their likeliest character")
    return turned(ground, move(ground, turn.id, turn.before, turn.after), about)


def _title(ground: Ground, shown: list[Flip], found: int) -> Phrase:
    if not found:
        return say("At middle values no single change of a word turns an answer")
    if not shown:
        what = (
            "one change of a judgement that turns"
            if found == 1
            else f"{number(found)} smallest changes that turn"
        )
        does = "does" if found == 1 else "do"
        return say(f"The {what} an answer at middle values {does} not, weighed again in full")
    first = shown[0]
    turn = first.turns[0]
    name = explanation(ground, turn.id)
    what = "grade" if first.path[-1] == "grade" else "word" if isinstance(first.after, str) else "number"
    if "character" in turn.how:
        return capital(say(f"one other {what} and “", name, "” would be their likeliest character"))
    plural = be(str(name)) == "are"
    head = say(name, f" {'turn' if plural else 'turns'} first: one other {what} ")
    it = "them" if plural else "it"
    new = clip(turn.after.word, WORD_LIMIT)
    said = Run(new, "word", _anchor(ground, turn.id))
    if turn.after.word == turn.before.word:
        way = "lifts" if turn.after.probability > turn.before.probability else "takes"
        return capital(say(head, f"{way} {it} {'above' if way == 'lifts' else 'below'} one half"))
    if turn.after.cannot_tell:
        return capital(say(head, "and we cannot tell"))
    if new in ENDS or new == "even" or new.endswith("chance"):
        return capital(say(head, f"takes {it} to ", said, " chances" if new == "even" else ""))
    return capital(say(head, f"makes {it} ", said))


def _anchor(ground: Ground, identifier: str) -> str:
    row = ground.row(identifier)
    return row.anchor if row else ""


def _note(ground: Ground, doubt: Doubt, shown: int) -> Phrase:
    looked = (
        f"We looked at {counted(doubt.flips_tried, 'change')} of one judgement by one word or one grade. "
    )
    turn = (
        f"To turn is to take another word and move by {figure(TURNS)} points, to cross one half, or to make another "
        "character of theirs the likeliest. "
    )
    views = ""
    if ground.assessment.views:
        views = "A view that judges the same thing otherwise keeps its own judgement."
    found = len(doubt.flips)
    if not found:
        return say(
            looked,
            "None that the case could hold turns an answer at middle values; none was weighed again in full. ",
            turn,
            views,
        )
    smallest = "The one that turns" if found == 1 else f"The {number(found)} smallest that turn"
    smallest += " an answer at middle values"
    if not ground.assessment.draws:
        return say(looked, f"{smallest} stand here; nothing was drawn to confirm them. ", turn, views)
    again = f"{smallest} {'was' if found == 1 else 'were'} weighed again in full; "
    still = (
        "it still does"
        if found == 1
        else "all still do"
        if shown == found
        else f"{number(shown)} still {'does' if shown == 1 else 'do'}"
    )
    left = f"{still} so, smallest change first. "
    if not shown:
        left = "it does so no longer. " if found == 1 else "none of them still does so. "
    return say(looked, again, left, turn, views)
