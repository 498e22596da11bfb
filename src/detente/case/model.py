"""What an analyst wrote: the parts of a case that weighing uses, and the case as a whole."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from detente.case.encounter import (
    Care,
    Channel,
    Characters,
    Outcomes,
    OutsideFactor,
    PlanRules,
    Question,
    RoadmapLine,
    Shocks,
    Steps,
    Talks,
)
from detente.case.fields import (
    BearingField,
    Date,
    Day,
    Factor,
    Grade,
    Id,
    Ids,
    Likelihood,
    Link,
    Positive,
    Share,
    Span,
    Stageable,
    Strict,
    Text,
    Worth,
    wrong,
)
from detente.case.uncertain import Uncertain


class Sides(Strict):
    """The two sides by role; the names are for display."""

    us: Text
    them: Text


class Hypothesis(Strict):
    """One explanation of the counterpart's behaviour."""

    says: Text = Field(description="The explanation in one sentence.")
    prior: Likelihood = Field(description="How likely it was before the explained event happened.")
    name: Text | None = Field(None, description='A short name as it stands inside a sentence: "the trap".')
    that: Text | None = Field(
        None, description='A clause that can follow "it is likely that": "the offer is a trap".'
    )
    deceives: bool = Field(False, description="True where the counterpart would stage evidence if this held.")


class Relation(Strict):
    """How hypotheses hang together before the evidence; exactly one of its keys besides odds."""

    excludes: Ids | None = Field(None, description="Two hypotheses that cannot both hold.")
    implies: Ids | None = Field(None, description="The first cannot hold without the second.")
    one_of: Ids | None = Field(None, description="Exactly one of these holds wherever any hypothesis does.")
    goes_with: Ids | None = Field(None, description="Two hypotheses that tend to hold together; needs odds.")
    odds: Factor | None = Field(None, description="The odds ratio of the two of goes_with.")

    @model_validator(mode="after")
    def _one_kind(self) -> Relation:
        kinds = [
            kind for kind in ("excludes", "implies", "one_of", "goes_with") if getattr(self, kind) is not None
        ]
        if len(kinds) != 1:
            raise wrong("exactly one of excludes, implies, one_of, goes_with")
        if (self.goes_with is None) != (self.odds is None):
            raise wrong(
                "goes_with and odds together", "add odds, as odds: 2" if self.goes_with else "delete odds"
            )
        if kinds[0] == "one_of":
            if len(self.ids) < 2:
                raise wrong("one_of names two hypotheses or more")
        elif len(self.ids) != 2:
            raise wrong(f"{kinds[0]} names two hypotheses", "write one relation for each pair")
        return self

    @property
    def kind(self) -> str:
        """Which relation it is."""
        return next(k for k in ("excludes", "implies", "one_of", "goes_with") if getattr(self, k) is not None)

    @property
    def ids(self) -> Ids:
        """The hypotheses that it joins."""
        return self.excludes or self.implies or self.one_of or self.goes_with or ()


class Source(Strict):
    """Who reported, and how far to be believed."""

    author: Text | None = None
    outlet: Text | None = None
    title: Text | None = None
    date: Date | None = None
    link: Link | None = Field(None, description="An http or https address; shown, never opened.")
    grade: Grade | None = Field(None, description="Admiralty grade A to F.")
    reliability: Share | None = Field(
        None, description="The chance that it tracks the truth, instead of a grade."
    )
    leans: Ids = Field((), description="Hypotheses that it likes to report.")
    origin: Id | None = Field(
        None, description="The source that it has this from; two sources with one origin are one voice."
    )
    document: Text | None = Field(
        None, description="A text file beside the case, so that quotes can be checked."
    )

    @model_validator(mode="after")
    def _one_scale(self) -> Source:
        if self.grade is not None and self.reliability is not None:
            raise wrong("a grade or a reliability, not both", "delete one")
        return self

    @property
    def trust(self) -> Uncertain | None:
        """The reliability, from whichever scale was used."""
        return self.grade if self.grade is not None else self.reliability

    @property
    def says_who(self) -> str:
        """Author and outlet, as far as they are known."""
        return ", ".join(part for part in (self.author, self.outlet) if part)


def _bare_source(value: Any) -> Any:
    return {"by": value} if isinstance(value, str) else value


class Report(Strict):
    """What one source said of one piece. A bare source id stands for ``{by: id}``."""

    by: Id
    answer: Literal["confirms", "denies", "silent"] = "confirms"
    would_report: Likelihood | None = Field(
        None, description="For silent: how likely it would report it if it knew."
    )
    by_chance: Likelihood | None = Field(
        None, description="How likely it would confirm without tracking the truth."
    )
    date: Date | None = None
    origin: Id | None = None
    quote: Text | None = None
    span: Span | None = Field(None, description="Where the quote stands in the document: [start, end].")

    @model_validator(mode="after")
    def _fits(self) -> Report:
        if self.answer == "silent" and self.would_report is None:
            raise wrong("would_report, as the answer is silent", "add would_report: likely")
        if self.answer != "silent" and self.would_report is not None:
            raise wrong("would_report only where the answer is silent", "delete would_report")
        if self.span is not None and self.quote is None:
            raise wrong("a quote to go with the span", "delete the span")
        return self


class Judged(Strict):
    """Who judged a piece, when and why."""

    by: Text
    when: Date | None = None
    why: Text | None = None


class Sight(Strict):
    """Something that was or may be seen, and how it speaks to the hypotheses."""

    says: Text
    bears: dict[Id, BearingField] = Field(
        description="How it speaks to each hypothesis; left out is neutral."
    )
    otherwise: Likelihood = Field(
        description="How likely it would be if none of the hypotheses it bears on held."
    )
    stageable: Stageable | None = Field(None, description="How cheaply the counterpart could have staged it.")
    shows: Ids = Field((), description="What a deceiver would have us believe by it.")
    hides: Ids | None = Field(
        None, description="What a deceiver would hide by it; default: all that deceive."
    )

    @model_validator(mode="after")
    def _staged(self) -> Self:
        if self.stageable is None and (self.shows or self.hides is not None):
            raise wrong("stageable, as it shows or hides something", "add stageable: high, some or low")
        return self


class Evidence(Sight):
    """An event or state of the world, or its absence."""

    date: Date = Field(description="A day, month or year.")
    known: Date | None = Field(None, description="When it came out, where that was later.")
    kind: Literal["fact", "claim", "judgement"] | None = Field(
        None, description="Default: fact without reports, claim with."
    )
    reports: tuple[
        Annotated[Report, BeforeValidator(_bare_source, json_schema_input_type=Report | Id)], ...
    ] = ()
    group: Id | None = Field(None, description="Pieces with one cause behind them share a group.")
    judged: Judged | None = None

    @property
    def sort(self) -> str:
        """Fact, claim or judgement, with the default filled in."""
        return self.kind or ("claim" if self.reports else "fact")


class Group(Strict):
    """Pieces with one cause behind them: one voice."""

    says: Text
    overlap: Share = Field(
        1, validate_default=True, description="1, the default, is one voice; 0 is no link."
    )


class Assumption(Strict):
    """What the judgement rests on."""

    says: Text
    likely: Likelihood
    touches: Ids = Field(min_length=1, description="The evidence that rests on it.")
    if_false: Worth = Field(
        description="What its pieces are worth if it fails: nothing, or a factor on reliability."
    )


class Indicator(Sight):
    """Evidence not yet seen."""

    by: Date = Field(description="When it would have shown.")
    cost: Positive | None = Field(None, description="What looking costs, in points.")


class LikelihoodWord(Strict):
    """A word for a triangular distribution."""

    low: float = Field(ge=0, le=1)
    mode: float = Field(ge=0, le=1)
    high: float = Field(ge=0, le=1)
    also: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _rises(self) -> LikelihoodWord:
        if not (self.low <= self.mode <= self.high and self.low < self.high):
            raise wrong("low, mode and high in rising order")
        return self


class BearingWord(Strict):
    """A word for a factor on the odds."""

    odds: float = Field(gt=0, le=1e6)
    sd: float = Field(0.4, ge=0, le=3)


class WordTable(Strict):
    """Words that this case adds or gives another meaning."""

    likelihood: dict[Text, LikelihoodWord] = Field({})
    bearing: dict[Text, BearingWord] = Field({})
    grade: dict[Text, LikelihoodWord] = Field({})
    stageable: dict[Text, LikelihoodWord] = Field({})


class Case(Strict):
    """One case: what happened, what may explain it, who says so, and (optionally) the encounter."""

    detente: Literal[1] = Field(description="The version of the format.")
    title: Text
    as_of: Day
    marking: Text | None = Field(None, description="Handling line, printed on every page.")
    sides: Sides
    words: WordTable | None = None
    explains: Ids = Field(
        min_length=1, description="The evidence that the case is about; it is evidence too."
    )
    hypotheses: dict[Id, Hypothesis] = Field(min_length=2)
    something_else: Likelihood = Field(
        "very unlikely", validate_default=True, description="How likely it was that none of these is at work."
    )
    relations: tuple[Relation, ...] = ()
    sources: dict[Id, Source] = Field({})
    groups: dict[Id, Group] = Field({})
    evidence: dict[Id, Evidence] = Field(min_length=1)
    assumptions: dict[Id, Assumption] = Field({})
    indicators: dict[Id, Indicator] = Field({})
    questions: dict[Id, Question] = Field({})

    goods: Ids = ()
    characters: Characters | None = None
    steps: Steps | None = None
    roadmap: tuple[RoadmapLine, ...] = ()
    channels: dict[Id, Channel] = Field({})
    outside: dict[Id, OutsideFactor] = Field({}, max_length=1)
    shocks: Shocks | None = None
    outcomes: Outcomes | None = None
    talks: Talks | None = None
    discount: Share | None = None
    care: Care | None = None
    plan: PlanRules | None = None
