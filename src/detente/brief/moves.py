"""How a probability moves from one state of things to another: as data for a figure, and as a clause."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from detente.brief.ground import Ground
from detente.brief.inputs import explanation
from detente.brief.parts import Chance
from detente.brief.parts_doubt import Move
from detente.brief.phrase import Phrase, Run, clip, plain, say, theirs
from detente.brief.rows import chance
from detente.brief.wording import be, label_of, spoken_id
from detente.case.words import ENDS
from detente.weigh.estimate import Estimate

WORD_LIMIT = 60
SEEN = 0.02
"""A change smaller than this is no change to a reader."""


def move(ground: Ground, identifier: str, before: Estimate, after: Estimate) -> Move:
    """Make the change of one probability ready to print and to draw."""
    row = ground.row(identifier)
    label = row.label if row else label_of(spoken_id(identifier))
    words = ground.assessment.words
    was, now = chance(before, words), chance(after, words)
    alt = f"{label}: {was.percent} before, {now.percent} then{f', range {now.span}' if now.span else ''}."
    return Move(identifier, row.anchor if row else "", label, was, now, was.word != now.word, plain(alt))


def moves(
    ground: Ground, before: Mapping[str, Estimate], after: Mapping[str, Estimate], first: Collection[str] = ()
) -> tuple[Move, ...]:
    """Return the changes that a reader would see, the widest first, but before all those named ``first``."""
    seen = [name for name in after if name in first or abs(_change(before, after, name)) >= SEEN]
    seen.sort(key=lambda name: (name not in first, -abs(_change(before, after, name))))
    return tuple(move(ground, name, before[name], after[name]) for name in seen)


def _change(before: Mapping[str, Estimate], after: Mapping[str, Estimate], name: str) -> float:
    return after[name].probability - before[name].probability


# --- in words -----------------------------------------------------------------------------------------------------


def would(name: Phrase, word: Run, again: str = "") -> Phrase:
    """Say what would be: ``growth would be likely``, in whatever form the word takes; ``again``: ``no longer ``."""
    if word.text in ENDS:
        return say(name, f" would {again}stand at ", word)
    if word.text == "even":
        return say(name, f" would {again}stand at ", word, " chances")
    if word.text.endswith("chance"):
        return say(name, f" would {again}have ", word)
    return say(name, f" would {again}be ", word)


def word(found: Chance, anchor: str) -> Run:
    """Return the word of a probability for the middle of a sentence: one of the case's own may be long."""
    return Run(clip(found.word, WORD_LIMIT), "word", anchor)


def turned(ground: Ground, each: Move, about: str = "") -> Phrase:
    """Say a change as a clause: the new word against the old, or the side of one half that it goes to.

    ``about``: the explanation that the sentence has named already, which becomes a pronoun.
    """
    name = explanation(ground, each.id)
    if about == each.id:
        name = say("they" if be(str(name)) == "are" else "it")
    was, then = each.before, each.after
    new, old = word(then, each.anchor), word(was, each.anchor)
    if not each.new_word:
        return say(
            name, f" would {'rise above' if then.probability > was.probability else 'fall below'} one half"
        )
    if then.cannot_tell:
        return say(would(name, old, "no longer "), ": we could not tell")
    if was.cannot_tell:
        return say(would(name, new), ", where now ", old)
    return say(would(name, new), ", not ", old)


def numbers(each: Move) -> Phrase:
    """Say a change in numbers: ``Growth 84 → 79 % (66–90)``, with the new number in bold."""
    after = Run(each.after.percent, "strong")
    reach = Run(f" ({each.after.span})", "grey") if each.after.span else ""
    return say(theirs(each.label), f" {each.before.bare} → ", after, reach)
