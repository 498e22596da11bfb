"""The evidence, the sources and the assumptions that everything rests on, and what each of them does."""

from __future__ import annotations

from urllib.parse import urlsplit

from detente.brief.firm import firmness
from detente.brief.ground import Ground
from detente.brief.leaving import leaving, left_out
from detente.brief.opinions import opinions
from detente.brief.parts_rests import Chapter, Origin, Record, Rests, Said, SourceRow, Supposed
from detente.brief.phrase import Phrase, Run, capital, clean, clip, say, theirs
from detente.brief.pieces import anchor_of, cells, seen, told
from detente.brief.rows import judged
from detente.brief.wording import counted, day, fraction, number, percent, spoken_id, staging
from detente.case.model import Assumption, Case, Evidence, Report, Source
from detente.case.uncertain import Uncertain
from detente.weigh.results import Voice

_SORTS = (("fact", "facts"), ("claim", "claims"), ("judgement", "judgements"))


def rests(ground: Ground) -> Rests:
    """Put the section together."""
    case, doubt = ground.assessment.case, ground.assessment.doubt
    origins = _origins(ground)
    return Rests(
        title=_title(ground),
        note=_note(case),
        leaving=leaving(ground, doubt) if doubt else None,
        firmness=firmness(ground, doubt) if doubt else None,
        opinions=opinions(ground),
        chapters=tuple(_chapter(ground, voice) for voice in ground.assessment.voices),
        sources_title=_sources_title(origins),
        sources_note=_sources_note(origins),
        origins=origins,
        assumptions_title=_assumptions_title(case),
        assumptions=tuple(_supposed(ground, name, each) for name, each in case.assumptions.items()),
    )


# --- the evidence ----------------------------------------------------------------------------------------------


def _title(ground: Ground) -> Phrase:
    case = ground.assessment.case
    pieces = counted(len(case.evidence), "piece")
    roots = {ground.root(report) for piece in case.evidence.values() for report in piece.reports}
    bare = sum(not piece.reports for piece in case.evidence.values())
    if not roots:
        return capital(say(f"{pieces} of evidence, each taken as certain: no source is named"))
    told = counted(len(case.evidence) - bare, "piece") if not bare else number(len(case.evidence) - bare)
    origins = "one source" if len(roots) == 1 else f"{number(len(roots))} sources"
    if not bare:
        return capital(say(f"{told} of evidence, all from {origins} in the end"))
    return capital(
        say(f"{pieces} of evidence: {told} from {origins} in the end, {number(bare)} taken as certain")
    )


def _note(case: Case) -> Phrase:
    counts = [sum(piece.sort == one for piece in case.evidence.values()) for one, _ in _SORTS]
    kinds = [f"{n} {forms[n != 1]}" for n, forms in zip(counts, _SORTS, strict=True) if n]
    joined = kinds[0] if len(kinds) == 1 else f"{', '.join(kinds[:-1])} and {kinds[-1]}"
    return capital(
        say(
            f"{joined}, in the order of section 2. On the right stand the ratios of each piece alone, with the analyst's own word, and how likely the piece was otherwise, if none of these explanations held."
        )
    )


def _chapter(ground: Ground, voice: Voice) -> Chapter:
    evidence = ground.assessment.case.evidence
    records = [_record(ground, name, evidence[name]) for name in voice.pieces]
    several = len(records) > 1
    return Chapter(
        anchor=anchor_of(voice) if several or voice.sort != "piece" else "",
        says=clean(voice.says) if several else "",
        overlap="one voice" if voice.overlap >= 1 else f"overlap {voice.overlap:.2g}",
        records=tuple(records),
    )


def _record(ground: Ground, identifier: str, piece: Evidence) -> Record:
    assessment = ground.assessment
    case = assessment.case
    names = {row.id: row.name for row in ground.rows}
    hides = piece.hides
    if hides is None:
        hides = (
            tuple(name for name, each in case.hypotheses.items() if each.deceives) if piece.stageable else ()
        )
    touching = [(name, each.says) for name, each in case.assumptions.items() if identifier in each.touches]
    made_by = piece.judged
    return Record(
        id=identifier,
        anchor=f"e-{identifier}",
        sort=piece.sort,
        date=day(piece.date, short=True),
        known=day(piece.known, short=True) if piece.known else "",
        seen=seen(piece),
        says=clean(piece.says),
        explained=identifier in case.explains,
        reports=tuple(_said(ground, report) for report in piece.reports),
        staged=_staged(piece.stageable, ground) if piece.stageable else "",
        shows=tuple(names[name] for name in piece.shows),
        hides=tuple(names[name] for name in hides),
        anyway=judged(piece.otherwise, assessment.words),
        cells=tuple(
            cell
            for cell in cells(ground, assessment.pieces.get(identifier, {}), (identifier,))
            if cell.side != "blank"
        ),
        rests_on=tuple((clip(text, 80), f"a-{name}") for name, text in touching),
        judged_by=clean(made_by.by) if made_by else "",
        judged_when=day(made_by.when, short=True) if made_by and made_by.when else "",
        judged_why=clean(made_by.why) if made_by and made_by.why else "",
    )


def _said(ground: Ground, report: Report) -> Said:
    source = ground.assessment.case.sources.get(report.by)
    answer = {"confirms": "", "denies": "(denied)", "silent": "(silent)"}[report.answer]
    date = report.date or (source.date if source else None)
    span = ""
    if report.span and source and source.document:
        span = f"characters {report.span[0]:,} to {report.span[1]:,} of {clip(source.document, 60)}"
    elif report.span:
        span = f"characters {report.span[0]:,} to {report.span[1]:,}"
    return Said(
        answer=answer,
        source=report.by,
        label=ground.source_label(report.by),
        who=clean(source.says_who) if source else "",
        anchor=f"s-{report.by}",
        grade=_grade(source) if source else "",
        date=day(date, short=True) if date else "",
        quote=clean(report.quote) if report.quote else "",
        span=span,
        checked=report.quote is not None and report.by in ground.documents,
    )


def _staged(value: Uncertain, ground: Ground) -> str:
    found = judged(value, ground.assessment.words)
    how = staging(found.probability).capitalize()
    return f"{how} ({found.percent}, {found.span})" if found.span else f"{how} ({found.percent}, as judged)"


# --- the sources -----------------------------------------------------------------------------------------------


def _grade(source: Source) -> str:
    if source.grade is not None:
        return str(source.grade)
    return percent(source.reliability.median) if source.reliability is not None else ""


def _origins(ground: Ground) -> tuple[Origin, ...]:
    """Join sources that go back to one, and tell how much of the evidence each of them has a part in."""
    assessment = ground.assessment
    case = assessment.case
    families: dict[str, list[str]] = {}
    for name in case.sources:
        families.setdefault(assessment.roots.get(name, name), []).append(name)
    made = []
    for root, names in families.items():
        names.sort(key=lambda name: name != root)
        sources = tuple(_source(ground, name) for name in names)
        reach = _reach(ground, set(names))
        made.append(Origin(root, sources, reach, percent(reach)))
    made.sort(key=lambda origin: -origin.reach)
    return tuple(made)


def _reach(ground: Ground, names: set[str]) -> float:
    """Return the share of what the evidence tells that stands in voices with a report of one of these sources."""
    voices = ground.assessment.voices
    evidence = ground.assessment.case.evidence
    total = sum(told(voice) for voice in voices)
    inside = sum(
        told(voice)
        for voice in voices
        if any(report.by in names for piece in voice.pieces for report in evidence[piece].reports)
    )
    return inside / total if total > 0 else 0.0


def _source(ground: Ground, identifier: str) -> SourceRow:
    assessment = ground.assessment
    source = assessment.case.sources[identifier]
    names = {row.id: row.name for row in ground.rows}
    reports = [
        report
        for piece in assessment.case.evidence.values()
        for report in piece.reports
        if report.by == identifier
    ]
    answers = [
        (sum(report.answer == kind for report in reports), kind) for kind in ("confirms", "denies", "silent")
    ]
    verbs = {"confirms": "confirms", "denies": "denies", "silent": "is silent on"}
    said = ", ".join(f"{verbs[kind]} {count}" for count, kind in answers if count)
    return SourceRow(
        id=identifier,
        anchor=f"s-{identifier}",
        label=ground.source_label(identifier),
        who=_who(ground.source_label(identifier), clean(source.says_who)),
        title=clean(source.title) if source.title else "",
        date=day(source.date) if source.date else "",
        link=_safe_link(source.link),
        grade=str(source.grade) if source.grade is not None else "",
        trust=judged(source.trust, assessment.words) if source.trust is not None else None,
        leans=tuple(names[name] for name in source.leans),
        origin=ground.source_label(source.origin) if source.origin else "",
        said=said or "reports nothing itself",
    )


def _who(label: str, who: str) -> Phrase:
    """Name a source: its label in bold, then author and outlet, which may begin with it."""
    begins = who[: len(label)].lower() == label.lower()
    rest = who[len(label) :] if begins else f" {who}" if who else ""
    return say(Run(who[: len(label)] if begins else label, "name"), theirs(rest))


def _safe_link(link: str | None) -> str:
    """Return an address that may be opened, or nothing: http or https, a host that is what it seems, nothing unseen."""
    if not link or not link.isprintable() or any(char.isspace() for char in link):
        return ""
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    safe = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return link if safe else ""


def _sources_title(origins: tuple[Origin, ...]) -> Phrase:
    if not origins:
        return say()
    first = origins[0]
    label = theirs(first.sources[0].label)
    if first.reach <= 0:
        return say("No source tells the explanations apart")
    told = say(label, f" has a part in {fraction(first.reach)} of what the evidence tells")
    if len(origins) > 1 and origins[1].reach >= 0.05:
        told = say(told, ", ", theirs(origins[1].sources[0].label), f" in {fraction(origins[1].reach)}")
    return told


def _sources_note(origins: tuple[Origin, ...]) -> Phrase:
    joined = any(len(origin.sources) > 1 for origin in origins)
    return say(
        "How far each source is believed, and its part: the share of all that the evidence tells that stands in voices "
        "it speaks in, from middle values. Parts overlap where several speak. ",
        "A bracket joins sources with one origin: they count as one." if joined else "",
    )


# --- the assumptions -------------------------------------------------------------------------------------------


def _assumptions_title(case: Case) -> Phrase:
    count = len(case.assumptions)
    if not count:
        return say()
    touched = {piece for each in case.assumptions.values() for piece in each.touches}
    verb = "carries" if count == 1 else "carry"
    return capital(
        say(f"{counted(count, 'assumption')} {verb} {len(touched)} of {len(case.evidence)} pieces")
    )


def _taken(held: float) -> str:
    return "taken to hold" if held else "taken to fail"


def _supposed(ground: Ground, identifier: str, each: Assumption) -> Supposed:
    assessment = ground.assessment
    effect = assessment.doubt.assumptions.get(identifier) if assessment.doubt else None
    held = assessment.assumptions.get(identifier, 1.0)
    if each.if_false == "nothing":
        worth = "its pieces say nothing"
    else:
        worth = f"its sources are believed {percent(each.if_false.median)} as far"
    in_draws = f"held in {percent(held)} of the recalculations" if assessment.draws else _taken(held)
    return Supposed(
        anchor=f"a-{identifier}",
        says=clean(each.says),
        chance=judged(each.likely, assessment.words),
        held=in_draws,
        touches=tuple((spoken_id(name), f"e-{name}") for name in each.touches),
        if_false=worth,
        without=left_out(ground, effect, say(), f"a-{identifier}") if effect else None,
    )
