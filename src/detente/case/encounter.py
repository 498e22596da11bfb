"""The encounter as an analyst writes it. Weighing uses its characters only."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from detente.case.fields import (
    Amount,
    Date,
    Factor,
    Id,
    Ids,
    Length,
    Likelihood,
    Positive,
    ReasonField,
    Share,
    Sharpness,
    Strict,
    Text,
    wrong,
)

Amounts = dict[Id, Amount]
StepId = Text
Tension = Literal["calm", "strained", "crisis"]
MOST_PARTS = 12
MOST_CHARACTERS = 3
"""Of a side in an encounter: what each believes of the other is a point of a triangle at most."""


class Character(Strict):
    """What a side may be like. All values are in points."""

    says: Text | None = Field(None, description="What such a side is like.")
    trusted: bool = Field(
        False,
        description="True for one that means what it says: what trust is told about. Its play follows from `word` and `values` alone.",
    )
    word: Positive = Field(0, validate_default=True, description="Points lost when it breaks its word.")
    values: dict[Id, Amount] = Field({}, description="A weight on each good.")


class TheirCharacter(Character):
    """A character that the counterpart may have."""

    base: Likelihood = Field(
        description="How often such a counterpart turned out like this. Scaled to add up to 1."
    )
    because: dict[Id, ReasonField] = Field({}, description="How each hypothesis speaks to it.")


class OurCharacter(Character):
    """A character that we may have in their eyes."""

    prior: Likelihood = Field(description="What they believe of us. Scaled to add up to 1.")
    we_are: bool = Field(False, description="True for the one that we are, at most one.")


class Characters(Strict):
    """Who the two sides may be."""

    them: dict[Id, TheirCharacter] = Field(
        {}, description="Who the counterpart may be; three at most where there are steps."
    )
    us: dict[Id, OurCharacter] = Field(
        {}, description="Who we may be in their eyes; three at most where there are steps."
    )


class Binds(Strict):
    """Factors on each side's word from a step on."""

    us: Factor = Field(1, validate_default=True, description="On our word.")
    them: Factor = Field(1, validate_default=True, description="On theirs.")


class Step(Strict):
    """Something a side can do once. Amounts are what the change is worth for good."""

    says: Text = Field(description="What is done.")
    gives: Amounts = Field({}, description="Goods to the receiver.")
    costs: Amounts = Field({}, description="Goods lost by the doer.")
    changes: Amounts = Field({}, description="Goods of the world that both value.")
    needs: Ids = Field((), description="Steps of the same side that must be done before.")
    verify: Likelihood = Field(
        1, validate_default=True, description="Chance that a sham is found out within the round."
    )
    surfaces: Likelihood = Field(
        0.3, validate_default=True, description="Chance that a sham not found out comes out one day."
    )
    delivers: Likelihood = Field(
        1, validate_default=True, description="Chance that an honest attempt is carried out."
    )
    parts: int = Field(
        1, ge=1, le=MOST_PARTS, description="May be cut into so many parts; amounts are totals."
    )
    reversible: bool = Field(False, description="Taken back at any end short of completion.")
    binds: Binds | None = Field(None, description="Factors on each side's word from then on.")
    calms: Share = Field(0, validate_default=True, description="How far it lowers the chance of a shock.")

    @model_validator(mode="after")
    def _reversible_is_seen(self) -> Step:
        unsure = [key for key in ("verify", "delivers") if getattr(self, key).median < 1]
        if self.reversible and unsure:
            raise wrong(
                f"{' and '.join(unsure)} of 1, as it is reversible",
                f"delete {' and '.join(unsure)}, or reversible",
            )
        return self


class Steps(Strict):
    """What each side can do."""

    us: dict[Id, Step] = Field({}, description="What we can do.")
    them: dict[Id, Step] = Field({}, description="What they can do.")


class RoadmapLine(Strict):
    """One line of a roadmap: one side's step, or both at once."""

    us: StepId | None = Field(None, description="A step of ours.")
    them: StepId | None = Field(None, description="A step of theirs.")

    @model_validator(mode="after")
    def _not_empty(self) -> RoadmapLine:
        if self.us is None and self.them is None:
            raise wrong("a step of us, of them, or both")
        return self


class Channel(Strict):
    """A line between the sides that calms while it is open."""

    says: Text | None = Field(None, description="What the line is.")
    calms: Share = Field(description="How far it lowers the chance of a shock while it is open.")
    opened_by: StepId | None = Field(
        None, description="The step that opens it: a side and its step, as `us.meet`."
    )
    open: bool = Field(False, description="True where it is open today. Either this or `opened_by`.")

    @model_validator(mode="after")
    def _opens(self) -> Channel:
        if self.open == (self.opened_by is not None):
            raise wrong("either opened_by a step or open: true")
        return self


class OutsideFactor(Strict):
    """A third party with two states."""

    says: Text = Field(description="What the third party does.")
    now: bool = Field(description="Whether it does so today.")
    flip: Likelihood = Field(description="Chance per round that it stops.")
    flip_back: Likelihood = Field(description="Chance per round that it begins again.")
    when_not: dict[Id, Factor] = Field(
        {}, description="Factors on `each_round` or on what a good is worth, while it does not hold."
    )


class Toll(Strict):
    """What tension costs each round, in goods."""

    strained: Amounts = Field({}, description="Each round while strained.")
    crisis: Amounts = Field({}, description="Each round in a crisis.")


class Shocks(Strict):
    """How tension rises and falls by itself."""

    each_round: Likelihood = Field(description="Chance per round of a shock.")
    escalate: Likelihood = Field(
        0.5, validate_default=True, description="Chance that a shock raises tension by one level."
    )
    fade: Likelihood = Field(
        0.4, validate_default=True, description="Chance per round that tension falls, where it does not rise."
    )
    war: Likelihood = Field(0.02, validate_default=True, description="Chance of war per round in a crisis.")
    toll: Toll = Field(default_factory=Toll, description="What tension costs each round.")


class Outcomes(Strict):
    """What the ends are worth, in goods."""

    walkout: Amounts = Field({}, description="What it is worth if a side walks out.")
    war: Amounts = Field({}, description="What war is worth.")


class Talks(Strict):
    """How the talks run."""

    start: Tension = Field("calm", description="Today's tension.")
    lapse: Likelihood = Field(
        "0.02..0.08",
        validate_default=True,
        description="Chance per round that talks end by themselves.",
    )
    rounds: int = Field(16, ge=1, le=120, description="How many rounds they may last.")
    round_length: Length = Field(
        "1 month",
        validate_default=True,
        description="How long a round is, that is, how often each side can act: so many days, weeks, months or years.",
    )


class Care(Strict):
    """How sharply each side tells better from worse. A range is even on the scale of ratios: half lies under its geometric mean."""

    us: Sharpness = Field("5..20", validate_default=True, description="Ours.")
    them: Sharpness = Field("1..10", validate_default=True, description="Theirs.")


class PlanRules(Strict):
    """What we will bear."""

    cap: Positive | None = Field(
        None, description="The greatest loss that we will bear if it is a trap, in points."
    )
    agreed: int = Field(
        0,
        ge=0,
        description="How many of the roadmap's first lines are agreed already: every roadmap that is compared begins so.",
    )


class Event(Strict):
    """An event of the encounter that a question asks for: a step done, or an end."""

    done: StepId | None = Field(None, description="The step is done: a side and its step, as `us.meet`.")
    end: Literal["completion", "walkout", "lapse", "war", "refusal"] | None = Field(
        None,
        description="Talks end so. `completion`: all steps seen done, faked ones included. `war`: war comes, whatever became of talks.",
    )

    @model_validator(mode="after")
    def _one(self) -> Event:
        if (self.done is None) == (self.end is None):
            raise wrong("either done (a step, as us.summit) or end (how talks end)")
        return self


class Question(Strict):
    """A dated forecast that can be resolved."""

    ask: Text = Field(description="The question.")
    by: Date = Field(description="By when it is settled.")
    resolves: Text = Field(description="The rule by which it is settled.")
    event: Event | None = Field(None, description="The event of the encounter that it asks for.")
