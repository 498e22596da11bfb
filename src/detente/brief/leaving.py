"""What the answer would be without each source, voice and assumption."""

from __future__ import annotations

from detente.brief.ground import Ground
from detente.brief.inputs import explanation, piece, source, voice
from detente.brief.moves import SEEN, move, moves, word, would
from detente.brief.parts_doubt import Leaving, LeftOut
from detente.brief.phrase import Phrase, capital, say
from detente.brief.pieces import anchor_of
from detente.brief.wording import counted, figure, number
from detente.weigh.doubt.parts import Doubt, Effect

MOST_ROWS = 8
_MOST_MOVES = 3


def leaving(ground: Ground, doubt: Doubt) -> Leaving:
    """Rank sources, each with all that goes back to it, and voices by what leaving them out does."""
    voices = {voice.key: voice for voice in ground.assessment.voices}
    found: list[tuple[Effect, LeftOut]] = []
    for each in (*doubt.origins.values(), *doubt.groups.values(), *doubt.pieces.values()):
        if each.sort == "origin":
            found.append((each, left_out(ground, each, source(ground, each.id), f"s-{each.id}")))
        elif each.id in voices and (each.sort == "group" or voices[each.id].sort == "piece"):
            name = voice_name(ground, each)
            found.append((each, left_out(ground, each, name, anchor_of(voices[each.id]))))
    found.sort(key=lambda pair: -pair[1].effect)
    shown = [pair for pair in found if pair[1].effect >= SEEN][:MOST_ROWS]
    return Leaving(
        _title(ground, [effect for effect, _ in found]),
        _note(ground),
        tuple(row for _, row in shown),
        _rest([row for _, row in found[len(shown) :]]),
    )


def voice_name(ground: Ground, effect: Effect) -> Phrase:
    """Name a group or a piece that stands alone."""
    return voice(ground, effect.id) if effect.sort == "group" else piece(ground, effect.id)


def left_out(ground: Ground, effect: Effect, says: Phrase, anchor: str) -> LeftOut:
    """Make the answer without one thing ready to print."""
    found = moves(ground, ground.assessment.now, effect.without, effect.turned)
    more = len(found) - _MOST_MOVES
    greatest = max(abs(change) for change in effect.change.values())
    return LeftOut(
        anchor, says, found[:_MOST_MOVES], f"and {number(more)} more" if more > 0 else "", greatest
    )


def _title(ground: Ground, found: list[Effect]) -> Phrase:
    turning = [effect for effect in found if effect.turned]
    if not turning:
        return say("No answer hangs on a single source or voice")
    first = turning[0]
    name = max(first.turned, key=lambda each: abs(first.change[each]))
    then = move(ground, name, ground.assessment.now[name], first.without[name])
    who = source(ground, first.id) if first.sort == "origin" else voice_name(ground, first)
    if then.after.cannot_tell:
        return say("Without ", who, ", we could not tell on ", explanation(ground, name))
    return say("Without ", who, ", ", would(explanation(ground, name), word(then.after, then.anchor)))


def _note(ground: Ground) -> Phrase:
    joined = any(name != root for name, root in ground.assessment.roots.items())
    return say(
        "What the answer would be if we had not heard it, most effect first. A source goes with all that it told"
        f"{' and with all who have it from there' if joined else ''}; a voice goes with all its pieces. In bold what it would be."
    )


def _rest(rows: list[LeftOut]) -> Phrase:
    if not rows:
        return say()
    greatest = max(row.effect for row in rows)
    least = (
        "moves no explanation by two points"
        if greatest < SEEN
        else f"moves no explanation by more than {figure(greatest)} points"
    )
    return capital(
        say(
            "leaving out the one other source or voice "
            if len(rows) == 1
            else f"leaving out any one of the other {counted(len(rows), 'source or voice', 'sources and voices')} ",
            least,
            ".",
        )
    )
