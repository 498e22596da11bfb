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

    us: Text = Field(description="Our name, for display.")
    them: Text = Field(description="The counterpart's name.")


class Hypothesis(Strict):
    """One explanation of the counterpart's behaviour."""

    says: Text = Field(description="The explanation in one sentence.")
    prior: Likelihood = Field(description="How likely it was before the explained event happened.")
    name: Text | None = Field(
        None, description='A short name as it stands inside a sentence, such as "the trap".'
    )
    that: Text | None = Field(
        None, description='A clause that can follow "it is likely that", such as "the offer is a trap".'
    )
    deceives: bool = Field(False, description="True where the counterpart would stage evidence if this held.")


class Relation(Strict):
    """How hypotheses hang together before the evidence; exactly one of its keys besides odds."""

    excludes: Ids | None = Field(None, description="Two hypotheses: they cannot both hold.")
    implies: Ids | None = Field(None, description="Two hypotheses: the first cannot hold without the second.")
    one_of: Ids | None = Field(
        None,
        description="Two hypotheses or more: exactly one of these holds wherever any hypothesis does. "
        "Their priors are scaled to add up to 1 less `something_else`.",
    )
    goes_with: Ids | None = Field(
        None,
        description="Two hypotheses: they tend to hold together, or apart. Needs `odds`, and a third "
        "hypothesis in the case.",
    )
    odds: Factor | None = Field(
        None, description="The odds ratio of the two of `goes_with`: above 1 together, below 1 apart."
    )

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

    author: Text | None = Field(
        None,
        description="Who wrote it. Judgements by one author are one voice, where no group is stated.",
    )
    outlet: Text | None = Field(None, description="Where it was published, or who it is.")
    title: Text | None = Field(None, description="What it is called.")
    date: Date | None = Field(
        None, description="When it came out; also the date of its reports, where they state none."
    )
    link: Link | None = Field(None, description="`http` or `https`; shown, never opened.")
    grade: Grade | None = Field(
        None, description="Admiralty grade A to F: how far it tracks the truth. F cannot be judged."
    )
    reliability: Share | None = Field(
        None, description="The chance that it tracks the truth, instead of a grade."
    )
    leans: Ids = Field((), description="The hypotheses that it likes to report. It earns less when it does.")
    origin: Id | None = Field(
        None,
        description="The source that it has this from. On one piece, sources with one origin count once.",
    )
    document: Text | None = Field(
        None,
        description="A text file (UTF-8, at most 16 MB) in the case's folder or below, so that quotes can be "
        "checked.",
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

    by: Id = Field(description="The source that says so.")
    answer: Literal["confirms", "denies", "silent"] = Field(
        "confirms", description="What it says of the piece."
    )
    would_report: Likelihood | None = Field(
        None,
        description="For `silent`, and only there: how likely the source is to publish what it would "
        "otherwise have confirmed.",
    )
    by_chance: Likelihood | None = Field(
        None,
        description="How likely it would confirm without tracking the truth. Left out: as likely as the piece "
        "was to be expected.",
    )
    date: Date | None = Field(None, description="Where it differs from the source's.")
    origin: Id | None = Field(
        None, description="The source that this report comes from, where that is not the source's own origin."
    )
    quote: Text | None = Field(None, description="Its words, exactly as they stand in the source's document.")
    span: Span | None = Field(
        None,
        description="Where the quote stands in the document: the first character and the one after the last, "
        "counted from 0. `detente check --fix` fills it in where the quote stands once.",
    )

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

    by: Text = Field(description="Who judged the piece.")
    when: Date | None = Field(None, description="When.")
    why: Text | None = Field(None, description="Why so.")


class Sight(Strict):
    """Something that was or may be seen, and how it speaks to the hypotheses."""

    says: Text = Field(description="What happened or would be seen, in one sentence.")
    bears: dict[Id, BearingField] = Field(
        description="How it speaks to each hypothesis. Left out is neutral; `neutral` says that it was considered."
    )
    otherwise: Likelihood = Field(
        description="How likely it would be if none of the hypotheses that it bears on held."
    )
    stageable: Stageable | None = Field(None, description="How cheaply the counterpart could have staged it.")
    shows: Ids = Field((), description="The hypotheses that a deceiver would have us believe by it.")
    hides: Ids | None = Field(
        None, description="What a deceiver would hide by it. Left out: all that deceive."
    )

    @model_validator(mode="after")
    def _staged(self) -> Self:
        if self.stageable is None and (self.shows or self.hides is not None):
            raise wrong("stageable, as it shows or hides something", "add stageable: high, some or low")
        return self


class Evidence(Sight):
    """An event or state of the world, or its absence."""

    date: Date = Field(description="When it happened.")
    known: Date | None = Field(None, description="When it came out, where that was later.")
    kind: Literal["fact", "claim", "judgement"] | None = Field(
        None, description="Left out: a fact without reports, a claim with."
    )
    reports: tuple[
        Annotated[Report, BeforeValidator(_bare_source, json_schema_input_type=Report | Id)], ...
    ] = Field((), description="Who says so. Without reports the piece is certain.")
    group: Id | None = Field(None, description="Pieces with one cause behind them share a group.")
    judged: Judged | None = Field(None, description="Who judged the piece, when and why.")

    @property
    def sort(self) -> str:
        """Fact, claim or judgement, with the default filled in."""
        return self.kind or ("claim" if self.reports else "fact")


class Group(Strict):
    """Pieces with one cause behind them: one voice."""

    says: Text = Field(description="The one cause behind the pieces.")
    overlap: Share = Field(1, validate_default=True, description="1 is one voice, 0 is no link.")


class Assumption(Strict):
    """What the judgement rests on."""

    says: Text = Field(description="What is assumed.")
    likely: Likelihood = Field(description="How likely it holds.")
    touches: Ids = Field(min_length=1, description="The pieces that rest on it.")
    if_false: Worth = Field(
        description="What they are worth if it fails: nothing, or a factor on the reliability of their reports."
    )


class Indicator(Sight):
    """Evidence not yet seen."""

    by: Date = Field(description="When it would have shown.")
    cost: Positive | None = Field(None, description="What looking costs, in points.")


class LikelihoodWord(Strict):
    """A word for a triangular distribution."""

    low: float = Field(ge=0, le=1, description="The least value.")
    mode: float = Field(ge=0, le=1, description="The likeliest value.")
    high: float = Field(ge=0, le=1, description="The greatest value.")
    also: tuple[Text, ...] = Field((), description="Other words for the same.")

    @model_validator(mode="after")
    def _rises(self) -> LikelihoodWord:
        if not (self.low <= self.mode <= self.high and self.low < self.high):
            raise wrong("low, mode and high in rising order")
        return self


class BearingWord(Strict):
    """A word for a factor on the odds."""

    odds: float = Field(gt=0, le=1e6, description="The factor on the odds of the piece.")
    sd: float = Field(0.4, ge=0, le=3, description="Standard deviation of its logarithm.")


class WordTable(Strict):
    """Words that this case adds or gives another meaning."""

    likelihood: dict[Text, LikelihoodWord] = Field({}, description="Words of likelihood.")
    bearing: dict[Text, BearingWord] = Field({}, description="Words of bearing.")
    grade: dict[Text, LikelihoodWord] = Field({}, description="Grades of sources.")
    stageable: dict[Text, LikelihoodWord] = Field({}, description="Words of stageable.")


class Case(Strict):
    """One case: what happened, what may explain it, who says so, and (optionally) the encounter."""

    detente: Literal[1] = Field(description="The version of the format.")
    title: Text = Field(description="Stands at the head of every result.")
    as_of: Day = Field(
        description="The day on which you judge. Evidence dated or known later is a fault: no hindsight."
    )
    marking: Text | None = Field(None, description="A handling line, printed on every page and in the JSON.")
    sides: Sides = Field(description="The names of the two sides.")
    words: WordTable | None = Field(None, description="Words that this case adds, or gives another meaning.")
    explains: Ids = Field(
        min_length=1, description="The evidence that the case is about. It is evidence too."
    )
    hypotheses: dict[Id, Hypothesis] = Field(min_length=2, description="The explanations.")
    something_else: Likelihood = Field(
        "very unlikely",
        validate_default=True,
        description="How likely it was that none of the hypotheses is at work.",
    )
    relations: tuple[Relation, ...] = Field((), description="How hypotheses hang together.")
    sources: dict[Id, Source] = Field({}, description="Who reports.")
    groups: dict[Id, Group] = Field({}, description="Pieces with one cause.")
    evidence: dict[Id, Evidence] = Field(min_length=1, description="What happened, and what did not.")
    assumptions: dict[Id, Assumption] = Field({}, description="What the judgement rests on.")
    indicators: dict[Id, Indicator] = Field({}, description="What has not been seen yet.")
    questions: dict[Id, Question] = Field({}, description="Forecasts that time will settle.")

    goods: Ids = Field((), description="What steps give and cost.")
    characters: Characters | None = Field(None, description="What each side may be like.")
    steps: Steps | None = Field(None, description="What each side can do.")
    roadmap: tuple[RoadmapLine, ...] = Field((), description="An order of steps.")
    channels: dict[Id, Channel] = Field({}, description="Lines between the sides.")
    outside: dict[Id, OutsideFactor] = Field(
        {}, max_length=1, description="A third party with two states, at most one."
    )
    shocks: Shocks | None = Field(None, description="How tension rises and falls by itself.")
    outcomes: Outcomes | None = Field(None, description="What the ends are worth.")
    talks: Talks = Field(default_factory=Talks, description="How talks run.")
    discount: Share = Field(
        0.99, validate_default=True, description="What a month later is worth, as a share of today."
    )
    care: Care = Field(default_factory=Care, description="How sharply each side reacts to gain.")
    plan: PlanRules | None = Field(None, description="What we will bear.")
