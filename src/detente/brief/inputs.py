"""How an input of the case is said: as what something goes back to, and as a supposition that changes it."""

from __future__ import annotations

from detente.brief.ground import Ground
from detente.brief.phrase import Part, Phrase, Run, clip, listed, say, semicolons, theirs
from detente.brief.rows import named
from detente.brief.wording import figure, percent, ratio, spoken_id
from detente.case.faults import Path
from detente.weigh.network import AUTHOR

QUOTE_LIMIT = 70
VALUE_LIMIT = 60


def quoted(text: str, limit: int = QUOTE_LIMIT) -> Phrase:
    """Set an analyst's sentence apart as a name for what it says."""
    return say("“", theirs(text.rstrip("."), limit), "”")


def piece(ground: Ground, identifier: str) -> Phrase:
    """Name a piece of evidence, or an indicator, by what it says."""
    case = ground.assessment.case
    found = case.evidence.get(identifier) or case.indicators.get(identifier)
    return quoted(found.says) if found else say(theirs(spoken_id(identifier)))


def voice(ground: Ground, identifier: str) -> Phrase:
    """Name a group by what it says, or an author's judgements by the author (``author NAME``)."""
    group = ground.assessment.case.groups.get(identifier)
    if group is not None:
        return quoted(group.says)
    return say(theirs(clip(identifier.removeprefix(AUTHOR), QUOTE_LIMIT)), "’s own reading")


def source(ground: Ground, identifier: str) -> Phrase:
    """Name a source in a word or two."""
    return say(theirs(ground.source_label(identifier)))


def assumption(ground: Ground, identifier: str) -> Phrase:
    """Name an assumption by what it says."""
    found = ground.assessment.case.assumptions.get(identifier)
    return quoted(found.says) if found else say(theirs(spoken_id(identifier)))


def explanation(ground: Ground, identifier: str) -> Phrase:
    """Name an explanation, or a character, inside a sentence."""
    row = ground.row(identifier)
    return say(named(row)) if row else say(theirs(spoken_id(identifier)))


def thing(ground: Ground, sort: str, identifier: str) -> Phrase:
    """Name whatever can be left out."""
    if sort == "piece":
        return piece(ground, identifier)
    if sort == "assumption":
        return assumption(ground, identifier)
    if sort == "group":
        return voice(ground, identifier)
    return source(ground, identifier)


# --- what something goes back to ----------------------------------------------------------------------------------


def matter(ground: Ground, path: Path) -> Phrase:
    """Say what an input is about, for the end of a sentence: ``how far Delury is believed``."""
    match [str(part) for part in path]:  # an input is drawn under its voice, where several pieces share one
        case ["common", "shift"]:
            return say("how often we think that things happen anyway")
        case ["common", _]:
            return say("how strongly we read the evidence")
        case ["views", *_]:
            return say("whose judgement is taken")
        case ["something_else", *_]:
            return say("where something else stood before the event")
        case ["hypotheses", name, *_]:
            return say("where ", explanation(ground, name), " stood before the event")
        case ["sources", name, *_]:
            return say("how far ", source(ground, name), " is believed")
        case ["assumptions", name, "if_false"]:
            return say("what is left where ", assumption(ground, name), " fails")
        case ["assumptions", name, *_]:
            return say("whether ", assumption(ground, name), " holds")
        case ["groups", name, "overlap"]:
            return say("how far the pieces of ", voice(ground, name), " are one voice")
        case [("groups" | "authors" | "evidence" | "indicators") as section, name, *rest]:
            what = piece(ground, name) if section in ("evidence", "indicators") else voice(ground, name)
            return _of_evidence(ground, what, rest)
        case ["relations", *rest]:
            ids = [part for part in rest if ground.row(part)]
            return say(
                "how ",
                listed([explanation(ground, name) for name in ids] or ["explanations"]),
                " go together",
            )
        case ["characters", _, name, *_]:
            return say("how such a counterpart as “", theirs(spoken_id(name)), "” comes about")
    return say(theirs(", ".join(spoken_id(str(part)) for part in path)))


def _of_evidence(ground: Ground, what: Phrase, rest: list[str]) -> Phrase:
    match rest:
        case ["otherwise"]:
            return say("how often ", what, " comes anyway")
        case ["bears", name]:
            return say("how ", what, " speaks to ", explanation(ground, name))
        case ["stageable"]:
            return say("how cheaply ", what, " is staged")
        case ["reports", *_]:
            return say("how readily ", what, " is reported")
    return say("what ", what, " is worth")


# --- a supposition ------------------------------------------------------------------------------------------------


def supposing(ground: Ground, path: Path, before: str, after: str | float) -> Phrase:
    """Say a change of one input as a supposition: ``If Delury were graded C, not B``."""
    new, old = Run(_value(after, path, ground), "name"), Run(_value(before, path, ground), "old")
    to = say(new, ", not ", old)
    match path:
        case ("hypotheses", name, *_):
            return say(
                "If ", explanation(ground, str(name)), " had stood at ", new, " before the event, not ", old
            )
        case ("something_else", *_):
            return say("If something else had stood at ", new, " before the event, not ", old)
        case ("sources", name, "grade"):
            return say("If ", source(ground, str(name)), " were graded ", to)
        case ("sources", name, *_):
            return say("If ", source(ground, str(name)), " were believed ", to)
        case ("groups", name, *_):
            return say("If the pieces of ", voice(ground, str(name)), " overlapped by ", to)
        case ("relations", number, *_):
            return say("If ", _related(ground, number), " went together at odds of ", to)
        case ("assumptions", name, "if_false"):
            what = assumption(ground, str(name))
            return say("If, should ", what, " fail, its sources were believed ", new, " as far, not ", old)
        case ("assumptions", name, *_):
            return say("If ", assumption(ground, str(name)), " stood at ", to)
        case ("characters", side, name, *rest):
            return _of_character(ground, str(side), str(name), rest, to)
        case ("evidence", name, *rest):
            return _of_piece(ground, str(name), rest, new, old)
    return say("If ", matter(ground, path), " were ", to)


def _of_piece(ground: Ground, name: str, rest: list[str | int], new: Run, old: Run) -> Phrase:
    to = say(new, ", not ", old)
    what = piece(ground, name)
    match rest:
        case ["otherwise"]:
            return say("If ", what, " stood at ", to, ", where no explanation that it speaks to holds")
        case ["bears", hypothesis]:
            target = explanation(ground, str(hypothesis))
            bearing = ground.assessment.case.evidence[name].bears.get(str(hypothesis))
            if bearing is not None and bearing.form == "alone":
                return say("If, given ", target, ", ", what, " stood at ", to)
            if new.text.split()[-1] in ("for", "against"):
                return say("If ", what, " spoke ", new, " ", target, ", not ", old)
            return say("If ", what, " were ", new, " on ", target, ", not ", old)
        case ["stageable"]:
            return say("If the ease of staging ", what, " were ", to)
        case ["reports", number, key]:
            reports = ground.assessment.case.evidence[name].reports
            place = int(number)
            who = source(ground, reports[place].by) if place < len(reports) else say("its source")
            if key == "would_report":
                return say("If the chance that ", who, " reports ", what, " where it is so stood at ", to)
            return say("If the chance that ", who, " confirms ", what, " whatever the truth stood at ", to)
    return say("If ", what, " were judged ", to)


def _of_character(ground: Ground, side: str, name: str, rest: list[str | int], to: Phrase) -> Phrase:
    kind = say("“", theirs(spoken_id(name)), "”")
    match rest:
        case ["because", hypothesis]:
            return say("If ", explanation(ground, str(hypothesis)), " spoke to ", kind, " as ", to)
    if side == "us":
        return say("If we had stood at ", to, ", as ", kind, " in their eyes")
    return say("If ", kind, " had stood at ", to, ", among such counterparts")


def _related(ground: Ground, number: str | int) -> Phrase:
    relations = ground.assessment.case.relations
    place = int(number) if str(number).isdecimal() else 0
    ids = relations[place].ids if place < len(relations) else ()
    return listed([explanation(ground, name) for name in ids] or ["they"])


def _value(value: str | float, path: Path, ground: Ground) -> str:
    """Say a value as it would be read: numbers in hundredths, or as a factor; words as they are."""
    factor = (
        path[0] == "relations"
        or (isinstance(value, str) and value.startswith("odds "))
        or _is_odds(path, ground)
    )
    text = str(value).removeprefix("odds ").strip()
    ends = text.split("..")
    try:
        numbers = [float(end) for end in ends]
    except ValueError:
        return clip(text, VALUE_LIMIT)
    if factor:
        return "–".join(f"{each:.2g}" if path[0] == "relations" else ratio(each) for each in numbers)
    return percent(numbers[0]) if len(numbers) == 1 else f"{figure(numbers[0])}–{percent(numbers[-1])}"


def _is_odds(path: Path, ground: Ground) -> bool:
    """Tell whether an input is a factor on odds."""
    if path[0] == "characters":
        return "because" in path
    if path[0] != "evidence" or "bears" not in path:
        return False
    found = ground.assessment.case.evidence.get(str(path[1]))
    bearing = found.bears.get(str(path[-1])) if found else None
    return bearing is not None and bearing.form == "odds"


def joined(parts: list[Part]) -> Phrase:
    """Join matters, each after a semicolon where it holds commas of its own."""
    return listed(parts) if all("," not in str(part) for part in parts) else semicolons(parts)
