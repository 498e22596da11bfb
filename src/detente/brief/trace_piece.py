"""What one piece of evidence tells, step by step: from its words to what leaving it out does."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import numpy as np

from detente.brief.ground import Ground
from detente.brief.inputs import assumption, explanation, piece, source, voice
from detente.brief.phrase import Phrase, clean, listed, say, sentence, theirs
from detente.brief.pieces import seen
from detente.brief.trace import Trace, effect_numbers, ratios, read, step, without
from detente.brief.wording import NBSP, day, fraction, number, percent, ratio
from detente.case.model import Evidence
from detente.case.uncertain import Bearing, LogNormal, Uncertain
from detente.weigh.doubt.parts import Effect
from detente.weigh.inputs import quantile
from detente.weigh.network import AUTHOR
from detente.weigh.results import Assessment
from detente.weigh.trace import PieceTrace, Said

_ANSWERS = {"confirms": "confirms it", "denies": "denies it", "silent": "is silent"}


def piece_trace(assessment: Assessment, name: str, found: PieceTrace, effect: Effect) -> Trace:
    """Say every step of one piece. ``found``: its numbers at central inputs; ``effect``: leaving it out."""
    ground = Ground.of(assessment)
    given = assessment.case.evidence[name]
    steps = (
        step("What it is", *_what(given)),
        step("How likely it was otherwise", _otherwise(ground, given)),
        step("How likely with each explanation", *_bears(ground, given, found)),
        step("Staging", *_staging(ground, given, found)),
        step("What was to be expected", _expected(found)),
        step("Who says so", *(_report(ground, each, found) for each in found.reports)),
        step("What the reports make of it", *_together(given, found)),
        step("What rests on an assumption", *_assumptions(ground, name, found)),
        step("What it tells by itself", *_alone(ground, found)),
        step("What it adds to its voice", *_voice(ground, found)),
        without(ground, effect),
    )
    return Trace(
        "evidence",
        name,
        clean(given.says),
        tuple(each for each in steps if each.sentences),
        {**_numbers(found), **effect_numbers(effect)},
    )


def _numbers(found: PieceTrace) -> dict[str, Any]:
    """Return the numbers of the steps as plain data."""
    told = asdict(found)
    told["reports"] = [
        {
            "by": each.report.by,
            "answer": each.report.answer,
            "root": each.root,
            "counts": each.heard is not None,
            **(asdict(each.heard) if each.heard else {}),
        }
        for each in found.reports
    ]
    told["voice"] = {"sort": found.voice[0], "id": found.voice[1], "overlap": told.pop("overlap")}
    told["voice"] |= {"ratios": told.pop("voice_ratios"), "ratios_without": told.pop("voice_without")}
    told["voice"]["beside"] = list(told.pop("beside"))
    return told


def _what(given: Evidence) -> Iterable[Phrase]:
    known = f", known since {day(given.known)}" if given.known else ""
    yield sentence(f"a {given.sort} of {day(given.date)}{known}")
    how = seen(given)
    if how in ("Not seen", "Not reported"):
        yield sentence(
            f"it was {how.lower()}: it is written as if it had happened, and what counts is that it did not"
        )
    if how == "Disputed":
        yield sentence("its sources disagree on whether it is so")


def _otherwise(ground: Ground, given: Evidence) -> Phrase:
    return sentence("if none of the explanations below held: ", read(ground, given.otherwise))


def _bears(ground: Ground, given: Evidence, found: PieceTrace) -> Iterable[Phrase]:
    """Say each word of bearing once, with all whom it is said of."""
    words: dict[tuple[str, str], list[str]] = {}
    for name in found.spoken:
        words.setdefault((given.bears[name].form, str(given.bears[name].written)), []).append(name)
    for names in words.values():
        bearing, spoken = given.bears[names[0]], found.spoken[names[0]]
        who = listed([explanation(ground, name) for name in names])
        held = " if only that held" if len(names) == 1 else " if only one of them held"
        factor = f"{_factor(spoken.factor)} on the odds"
        if bearing.form == "alone":
            stated = read(ground, Uncertain(bearing.written, bearing.dist))
            yield sentence(who, ": ", stated, f"{held}, which is {factor}")
        else:
            reach = _reach(bearing)
            yield sentence(
                who,
                ": “",
                theirs(str(bearing.written)),
                f"”, {factor}{reach}, so {percent(spoken.alone)}{held}",
            )


def _factor(factor: float) -> str:
    return "certainty" if factor in (0.0, math.inf) else ratio(factor)


def _reach(bearing: Bearing) -> str:
    if not isinstance(bearing.dist, LogNormal):
        return ""
    start, stop = quantile(bearing.dist, np.array([0.05, 0.95]))
    return f" ({ratio(float(start))} to {ratio(float(stop))} nine times in ten)"


def _staging(ground: Ground, given: Evidence, found: PieceTrace) -> Iterable[Phrase]:
    if given.stageable is None:
        return
    yield sentence("how cheaply it could be staged: ", read(ground, given.stageable))
    shown = (
        say(", to show ", listed([explanation(ground, each) for each in given.shows]))
        if given.shows
        else say()
    )
    for name, chance in found.deceived.items():
        yield sentence(
            "if ", explanation(ground, name), " is so, they stage it with that chance", shown,
            f": {percent(chance)} if only that held",
        )  # fmt: skip


def _expected(found: PieceTrace) -> Phrase:
    return sentence(
        f"over all combinations, as they stood before any evidence, it was to be expected with {percent(found.expected)}"
    )


def _report(ground: Ground, said: Said, found: PieceTrace) -> Phrase:
    report, given = said.report, ground.assessment.case.sources[said.report.by]
    who = source(ground, report.by)
    if said.heard is None:
        other = said.instead.by if said.instead else said.root
        return sentence(who, f" {_ANSWERS[report.answer]}, and does not count: it goes back to ", source(ground, said.root),
                        ", as does ", source(ground, other), ", who counts once")  # fmt: skip
    heard = said.heard
    trust = say(", trusted ", read(ground, given.trust)) if given.trust else say()
    weaker = "" if given.trust is None or abs(heard.reliability - given.trust.median) < 1e-9 else (
        f", {percent(heard.reliability)} as an assumption fails")  # fmt: skip
    if report.by_chance is not None:
        why = say("as stated: ", read(ground, report.by_chance))
    else:
        why = say("as the piece was to be expected")
        if heard.leaned:
            to = f"100{NBSP}%" if report.answer == "confirms" else f"0{NBSP}%"
            leans = listed([explanation(ground, each) for each in given.leans])
            why = say(why, f" ({percent(found.expected)}), moved halfway to {to} as it leans to ", leans)
    silent = (
        say("; it reports such a thing with ", read(ground, report.would_report))
        if report.would_report
        else say()
    )
    return sentence(
        who, f" {_ANSWERS[report.answer]}", trust, weaker, f"; where it does not track the truth it would confirm with {percent(heard.by_chance)}, ",
        why, silent, f". So its answer comes with {percent(heard.if_so)} if the piece is so, with {percent(heard.if_not)} if not",
    )  # fmt: skip


def _together(given: Evidence, found: PieceTrace) -> Iterable[Phrase]:
    if not given.reports:
        yield sentence("nobody needs to report it: it is taken as certain")
        return
    factor = found.if_so / found.if_not if found.if_not > 0 else math.inf
    yield sentence(
        f"what was heard comes with {percent(found.if_so)} if the piece is so and with {percent(found.if_not)} if not: ",
        ratio(factor),
    )


def _assumptions(ground: Ground, name: str, found: PieceTrace) -> Iterable[Phrase]:
    for each, given in ground.assessment.case.assumptions.items():
        if name not in given.touches:
            continue
        worth = (
            "the piece is worth nothing"
            if given.if_false == "nothing"
            else f"its reports are believed {fraction(given.if_false.median)} as far"
        )
        held = ground.assessment.assumptions[each]
        drawn = f"; it held in {percent(held)} of the recalculations" if ground.assessment.draws else ""
        yield sentence(
            assumption(ground, each), " (", read(ground, given.likely), f"): if it fails, {worth}{drawn}"
        )
    if found.void:
        yield sentence("at middle values one of them fails, so here the piece tells nothing")


def _alone(ground: Ground, found: PieceTrace) -> Iterable[Phrase]:
    yield sentence(
        "how much more (×) or less (÷) often we would hear this if an explanation is so than if it is not"
    )
    yield sentence(ratios(ground, {name: each.ratio for name, each in found.spoken.items()}))


def _voice(ground: Ground, found: PieceTrace) -> Iterable[Phrase]:
    if not found.beside:
        return
    sort, name = found.voice
    of = voice(ground, name if sort == "group" else AUTHOR + name)
    beside = listed([piece(ground, each) for each in found.beside[:3]])
    more = f" and {number(len(found.beside) - 3)} more" if len(found.beside) > 3 else ""
    yield sentence("it is one voice with ", beside, more, ": ", of, f", overlap {found.overlap:.2g}")
    yield sentence("together: ", ratios(ground, found.voice_ratios))
    yield sentence("without this piece: ", ratios(ground, found.voice_without))
    added = {name: found.voice_ratios[name] / found.voice_without[name] for name in found.voice_ratios
             if 0 < found.voice_without.get(name, 0.0) < math.inf and 0 < found.voice_ratios[name] < math.inf}  # fmt: skip
    yield sentence("so it adds: ", ratios(ground, added))
