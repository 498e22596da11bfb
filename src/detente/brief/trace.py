"""Why an explanation stands where it stands, and what a group, a source or an assumption does: step by step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from detente.brief.firm import firmness
from detente.brief.flips import flips
from detente.brief.ground import Ground
from detente.brief.inputs import explanation, piece, source, thing, voice
from detente.brief.moves import move, numbers
from detente.brief.phrase import Phrase, Run, clean, listed, say, sentence, theirs
from detente.brief.rows import chance, judged
from detente.brief.wording import NBSP, counted, fraction, percent, ratio, span, speaks
from detente.case.uncertain import Uncertain
from detente.case.words import ABOVE_HALF, BELOW_HALF, CANNOT_TELL, low
from detente.weigh.doubt.effects import TURNS
from detente.weigh.doubt.parts import Doubt, Effect
from detente.weigh.omit import members
from detente.weigh.results import Assessment, Voice

LITTLE = 0.005
"""A change smaller than half of one in a hundred is not told."""
MOST = 12
"""So many voices are told one by one."""


@dataclass(frozen=True)
class Step:
    """One step, from what stands in the case to what it does."""

    title: str
    sentences: tuple[Phrase, ...]


@dataclass(frozen=True)
class Trace:
    """Every step of one thing. ``numbers``: those of its sentences, as plain data."""

    section: str
    id: str
    says: str
    steps: tuple[Step, ...]
    numbers: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the documented JSON, but for what all results have in common."""
        return {
            "section": self.section,
            "id": self.id,
            "says": self.says,
            "steps": [
                {"title": step.title, "sentences": [str(each) for each in step.sentences]}
                for step in self.steps
            ],
            "numbers": dict(self.numbers),
        }


def step(title: str, *sentences: Phrase | None) -> Step:
    """Make a step of the sentences that there are."""
    return Step(title, tuple(each for each in sentences if each))


# --- an explanation -----------------------------------------------------------------------------------------------


def explanation_trace(assessment: Assessment, name: str) -> Trace:
    """Say why an explanation stands where it stands. Raises ValueError for an assessment without doubt."""
    doubt = assessment.doubt
    if doubt is None:
        raise ValueError("an explanation is traced through what `examine` finds, not `weigh` alone")
    ground = Ground.of(assessment)
    case, found = assessment.case, assessment.hypotheses[name]
    effects = _by_voice(assessment, doubt)
    order = sorted(effects, key=lambda pair: -abs(pair[1].change[name]))
    told = [(each, effect) for each, effect in order if abs(effect.change[name]) >= LITTLE]
    steps = (
        step("Before the evidence", _prior(ground, name), *_relations(ground, name)),
        step("What speaks for it", *_voices(ground, name, [p for p in told if p[1].change[name] < 0])),
        step("What speaks against it", *_voices(ground, name, [p for p in told if p[1].change[name] > 0])),
        step("All else", _rest(order, told)),
        step("The answer", *_answer(ground, name)),
        step("How firm that is", *_firm(ground, doubt, name)),
        step("What would turn it", *_flips(ground, doubt, name)),
        step("Did it bring this about?", _share(ground, name)),
    )
    return Trace(
        "hypotheses",
        name,
        clean(case.hypotheses[name].says),
        tuple(each for each in steps if each.sentences),
        {
            "prior": found.prior,
            "now": asdict(found.now),
            "share": asdict(found.share),
            "confidence": doubt.confidence[name].level,
            "voices": [
                {"id": each.id, "sort": each.sort, "ratio": each.ratios.get(name), "without": effect.without[name].probability,
                 "change": effect.change[name]}
                for each, effect in order
            ],
        },
    )  # fmt: skip


def _by_voice(assessment: Assessment, doubt: Doubt) -> list[tuple[Voice, Effect]]:
    """Return what leaving out each voice does, save what cannot be: pieces with one cause go together."""
    effects = {"piece": doubt.pieces}
    found = [(each, effects.get(each.sort, doubt.groups).get(each.key)) for each in assessment.voices]
    return [(voice, effect) for voice, effect in found if effect is not None]


def _prior(ground: Ground, name: str) -> Phrase:
    assessment = ground.assessment
    given, found = assessment.case.hypotheses[name].prior, assessment.hypotheses[name].prior
    as_weighed = "all views together" if assessment.views else "as it was weighed"
    more = "" if abs(found - given.median) < LITTLE else f"; {as_weighed}: {percent(found)}"
    return sentence(explanation(ground, name), ", before the event: ", read(ground, given), more)


def _relations(ground: Ground, name: str) -> Iterable[Phrase]:
    for relation in ground.assessment.case.relations:
        if name not in relation.ids:
            continue
        others = listed([explanation(ground, each) for each in relation.ids if each != name])
        it = explanation(ground, name)
        match relation.kind:
            case "excludes":
                yield sentence("it cannot be so together with ", others)
            case "implies" if relation.ids[0] == name:
                yield sentence("it cannot be so without ", others)
            case "implies":
                yield sentence("wherever ", others, " is so, ", it, " is too")
            case "one_of":
                yield sentence("just one is so of it and ", others, ", unless something else is")
            case _ if relation.odds is not None:
                yield sentence("it goes with ", others, f": odds ratio {relation.odds.median:.2g}")


def _voices(ground: Ground, name: str, told: Sequence[tuple[Voice, Effect]]) -> Iterable[Phrase]:
    for each, effect in told[:MOST]:
        factor = each.ratios.get(name)
        heard = "" if factor is None or not speaks(factor) else f" (heard {ratio(factor)} if it is so)"
        then = move(ground, name, ground.assessment.now[name], effect.without[name]).after
        reach = f", {then.span}" if then.span else ""
        says = piece(ground, each.pieces[0]) if each.sort == "piece" else voice(ground, effect.id)
        yield sentence(says, heard, f": without it {then.percent}{reach}")
    if len(told) > MOST:
        yield sentence(f"{counted(len(told) - MOST, 'more voice')}, each of which does less")


def _rest(order: Sequence[tuple[Voice, Effect]], told: Sequence[tuple[Voice, Effect]]) -> Phrase | None:
    quiet = len(order) - len(told)
    if not quiet:
        return None
    return sentence(
        counted(quiet, "other voice"),
        " move" if quiet > 1 else " moves",
        f" it by less than {percent(LITTLE)}",
    )


def _answer(ground: Ground, name: str) -> Iterable[Phrase]:
    words = ground.assessment.words
    found = ground.assessment.hypotheses[name].now
    said = chance(found, words)
    reach = f", and nine of ten recalculations lie in {said.span}{NBSP}%" if said.span else ""
    yield sentence("after all of it ", explanation(ground, name), f" stands at {said.percent}{reach}")
    if found.cannot_tell:
        yield sentence(
            f"that range reaches below {percent(BELOW_HALF)} and above {percent(ABOVE_HALF)}, so ",
            Run(CANNOT_TELL, "word"),
        )
        return
    table = words.tables["likelihood"]
    if found.word not in table:
        yield sentence("no word reaches there: it is ", Run(found.word, "word"))
        return
    starts = sorted(low(dist) for dist in table.values())
    start = low(table[found.word])
    stop = next((each for each in starts if each > start), None)
    until = f" and ends before {percent(stop)}" if stop is not None else ""
    yield sentence("the word “", Run(found.word, "word"), f"” starts at {percent(start)}{until}")


def _firm(ground: Ground, doubt: Doubt, name: str) -> Iterable[Phrase]:
    firm = next(each for each in firmness(ground, doubt).rows if each.id == name)
    yield sentence("confidence: ", Run(firm.level, "strong"))
    yield firm.why
    origins = doubt.confidence[name].origins
    if origins:
        case = ground.assessment.case
        names = [source(ground, each) if each in case.sources else piece(ground, each) for each in origins]
        yield sentence("what moves it, each by itself: ", listed(names))
    if firm.other_word:
        yield sentence(f"{firm.other_word} of the recalculations would choose another word")
    if firm.drivers:
        yield sentence("which word they choose goes back to ", firm.drivers)


def _flips(ground: Ground, doubt: Doubt, name: str) -> Iterable[Phrase]:
    for line in flips(ground, doubt).lines:
        if any(move.id == name for move in line.moves):
            yield line.sentence


def _share(ground: Ground, name: str) -> Phrase:
    found = ground.assessment.hypotheses[name].share
    reach = span(found.low, found.high)
    case = ground.assessment.case
    events = listed([say("“", theirs(case.evidence[each].says.rstrip(".")), "”") for each in case.explains])
    return sentence(
        "its share of the cause of ",
        events,
        f" is {percent(found.probability)}{f' ({reach})' if reach else ''}",
    )


# --- a group, a source, an assumption ------------------------------------------------------------------------------


def other_trace(assessment: Assessment, section: str, name: str, effect: Effect) -> Trace:
    """Say what a group, a source or an assumption is made of, and what leaving it out does."""
    ground = Ground.of(assessment)
    case = assessment.case
    if section == "groups":
        says, steps = _group(ground, name)
    elif section == "sources":
        says, steps = case.sources[name].says_who, _source(ground, name)
    else:
        says, steps = case.assumptions[name].says, _assumption(ground, name)
    return Trace(section, name, clean(says), (*steps, without(ground, effect)), effect_numbers(effect))


def without(ground: Ground, effect: Effect) -> Step:
    """Say what leaving one thing out does."""
    before = ground.assessment.now
    order = sorted(effect.without, key=lambda name: -abs(effect.change[name]))
    told = [name for name in order if abs(effect.change[name]) >= LITTLE or name in effect.turned]
    lines = [numbers(move(ground, name, before[name], effect.without[name])) for name in told]
    if effect.turned:
        turned = listed([explanation(ground, name) for name in effect.turned])
        hang = "hangs" if len(effect.turned) == 1 else "hang"
        lines.append(
            sentence(
                "the word on ",
                turned,
                f" {hang} on it: it changes, and the number moves by {percent(TURNS)} or more",
            )
        )
    title = "If it did not hold" if effect.sort == "assumption" else "Without it"
    return Step(title, tuple(lines or [sentence(f"nothing moves by {percent(LITTLE)}")]))


def effect_numbers(effect: Effect) -> dict[str, Any]:
    """Return what leaving one thing out does, as plain data."""
    return {
        "without": {name: each.probability for name, each in effect.without.items()},
        "change": dict(effect.change),
        "turned": list(effect.turned),
    }


def _group(ground: Ground, name: str) -> tuple[str, tuple[Step, ...]]:
    case = ground.assessment.case
    of = sorted(members(case, name), key=list(case.evidence).index)
    found = next((v for v in ground.assessment.voices if set(v.pieces) == set(of) and of), None)
    says = case.groups[name].says if name in case.groups else str(voice(ground, name))
    pieces = [
        sentence(piece(ground, each), ": ", ratios(ground, ground.assessment.pieces.get(each, {})))
        for each in of
    ]
    lines: list[Phrase] = []
    if found is not None:
        how = (
            "for every combination only their strongest support and their strongest contradiction count"
            if found.overlap >= 1
            else "they count apart"
            if found.overlap <= 0
            else "they count for more than one voice, and for less than pieces apart"
        )
        lines = [
            sentence(f"overlap {found.overlap:.2g}: ", how),
            sentence("together: ", ratios(ground, found.ratios)),
        ]
    return says, (
        step("Its pieces, each alone", *(pieces or [sentence("no piece belongs to it")])),
        step("As one voice", *lines),
    )


def _source(ground: Ground, name: str) -> tuple[Step, ...]:
    case = ground.assessment.case
    given = case.sources[name]
    root = ground.assessment.roots[name]
    reports = [
        sentence({"confirms": "confirms ", "denies": "denies ", "silent": "is silent on "}[report.answer], piece(ground, each))
        for each, what in case.evidence.items()
        for report in what.reports
        if report.by == name
    ]  # fmt: skip
    return (
        step(
            "How far it is believed",
            sentence("it tracks the truth as far as ", read(ground, given.trust)) if given.trust else None,
            sentence("it has this from ", source(ground, root), ", and counts only where that does not speak") if root != name else None,
            sentence("it likes to report ", listed([explanation(ground, each) for each in given.leans]), ", and earns less by it")
            if given.leans else None,
        ),
        step("What it says", *(reports or [sentence("nothing in this case")])),
    )  # fmt: skip


def _assumption(ground: Ground, name: str) -> tuple[Step, ...]:
    given = ground.assessment.case.assumptions[name]
    held = ground.assessment.assumptions[name]
    worth = (
        "are worth nothing"
        if given.if_false == "nothing"
        else f"are believed {fraction(given.if_false.median)} as far"
    )
    drawn = f"; it held in {percent(held)} of the recalculations" if ground.assessment.draws else ""
    return (
        step("How likely it holds", sentence(read(ground, given.likely), drawn)),
        step("What rests on it", *(sentence(thing(ground, "piece", each)) for each in given.touches)),
        step("What they are worth without it", sentence(f"they {worth}")),
    )


# --- numbers ------------------------------------------------------------------------------------------------------


def read(ground: Ground, value: Uncertain) -> Phrase:
    """Say an input as it is written, and what it stands for: ``“unlikely” (20–45 %, middle 27 %)``."""
    found = judged(value, ground.assessment.words)
    middle = percent(value.median)
    if not isinstance(value.written, str) or value.written[:1].isdecimal() or value.written[:1] == ".":
        return say(f"{found.span}{NBSP}% (middle {middle})" if found.span else middle)
    reach = f"{found.span}{NBSP}%, middle {middle}" if found.span else middle
    return say("“", theirs(value.written), f"” ({reach})")


def ratios(ground: Ground, found: Mapping[str, float]) -> Phrase:
    """Say how much more (×) or less (÷) often something is heard if each explanation is so than if it is not."""
    order = sorted((name for name in found if speaks(found[name])), key=lambda name: -found[name])
    if not order:
        return say("next to nothing")
    return listed([say(explanation(ground, name), f" {ratio(found[name])}") for name in order])
