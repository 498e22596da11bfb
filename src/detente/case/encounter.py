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
    Likelihood,
    Positive,
    ReasonField,
    Share,
    Strict,
    Text,
    wrong,
)

Amounts = dict[Id, Amount]
StepId = Text
MOST_PARTS = 12


class Character(Strict):
    """What a side may be like. All values are in points."""

    says: Text | None = None
    trusted: bool = Field(False, description="True for one to whom its word is dear.")
    word: Positive | None = Field(None, description="Points lost when it breaks its word.")
    values: dict[Id, Amount] = Field({}, description="A weight on each good.")


class TheirCharacter(Character):
    """A character that the counterpart may have."""

    base: Likelihood = Field(
        description="How often such a counterpart turned out like this; scaled to sum to 1."
    )
    because: dict[Id, ReasonField] = Field(
        {}, description="How each hypothesis speaks to it: a bearing or {odds: x}."
    )


class OurCharacter(Character):
    """A character that we may have in their eyes."""

    prior: Likelihood = Field(description="What they believe of us; scaled to sum to 1.")
    we_are: bool = Field(False, description="True for the one that we are.")


class Characters(Strict):
    """Who the two sides may be."""

    them: dict[Id, TheirCharacter] = Field({})
    us: dict[Id, OurCharacter] = Field({})


class Binds(Strict):
    """Factors on each side's word from a step on."""

    us: Factor | None = None
    them: Factor | None = None


class Step(Strict):
    """Something a side can do once. Amounts are what the change is worth for good."""

    says: Text
    gives: Amounts = Field({}, description="Goods to the receiver.")
    costs: Amounts = Field({}, description="Goods lost by the doer.")
    changes: Amounts = Field({}, description="Goods of the world that both value.")
    needs: Ids = Field((), description="Steps of the same side that must be done before.")
    verify: Likelihood | None = Field(
        None, description="Chance that a sham is found out within the round; default 1."
    )
    surfaces: Likelihood | None = Field(
        None, description="Chance that an undiscovered sham comes out one day; default .3."
    )
    delivers: Likelihood | None = Field(
        None, description="Chance that an honest attempt is carried out; default 1."
    )
    parts: int = Field(
        1, ge=1, le=MOST_PARTS, description="May be cut into so many parts; amounts are totals."
    )
    reversible: bool = Field(False, description="Taken back at any end short of completion.")
    binds: Binds | None = None
    calms: Share | None = Field(None, description="How far it lowers the chance of a shock.")

    @model_validator(mode="after")
    def _reversible_is_seen(self) -> Step:
        unsure = [
            key
            for key in ("verify", "delivers")
            if (value := getattr(self, key)) is not None and value.median < 1
        ]
        if self.reversible and unsure:
            raise wrong(
                f"{' and '.join(unsure)} of 1, as it is reversible",
                f"delete {' and '.join(unsure)}, or reversible",
            )
        return self


class Steps(Strict):
    """What each side can do."""

    us: dict[Id, Step] = Field({})
    them: dict[Id, Step] = Field({})


class RoadmapLine(Strict):
    """One line of a roadmap: one side's step, or both at once."""

    us: StepId | None = None
    them: StepId | None = None

    @model_validator(mode="after")
    def _not_empty(self) -> RoadmapLine:
        if self.us is None and self.them is None:
            raise wrong("a step of us, of them, or both")
        return self


class Channel(Strict):
    """A line between the sides that calms while it is open."""

    says: Text | None = None
    calms: Share
    opened_by: StepId | None = Field(None, description="The step that opens it, as us.summit.")
    open: bool = Field(False, description="True where it is open today.")

    @model_validator(mode="after")
    def _opens(self) -> Channel:
        if self.open == (self.opened_by is not None):
            raise wrong("either opened_by a step or open: true")
        return self


class OutsideFactor(Strict):
    """A third party with two states."""

    says: Text
    now: bool
    flip: Likelihood
    flip_back: Likelihood
    when_not: dict[Id, Factor] = Field(
        {}, description="Factors on each_round or on what a good is worth, while it does not hold."
    )


class Toll(Strict):
    """What tension costs each round, in goods."""

    strained: Amounts = Field({})
    crisis: Amounts = Field({})


class Shocks(Strict):
    """How tension rises and falls by itself."""

    each_round: Likelihood
    escalate: Positive | None = None
    fade: Likelihood | None = None
    war: Likelihood | None = Field(None, description="Chance of war per round in a crisis.")
    toll: Toll | None = None


class Outcomes(Strict):
    """What the ends are worth, in goods."""

    walkout: Amounts = Field({})
    war: Amounts = Field({})


class Talks(Strict):
    """How the talks run."""

    start: Literal["calm", "strained", "crisis"]
    lapse: Likelihood | None = Field(None, description="Chance per round that talks end by themselves.")
    rounds: int = Field(16, ge=1, le=120)
    round_length: Text = "1 month"


class Care(Strict):
    """How sharply each side reacts to gain."""

    us: Positive | None = None
    them: Positive | None = None


class PlanRules(Strict):
    """What we will bear."""

    cap: Positive | None = Field(None, description="The greatest loss if it is a trap, in points.")


class Event(Strict):
    """An event of the encounter that a question asks for: a step done, or an end."""

    done: StepId | None = None
    end: Literal["completion", "walkout", "lapse", "war", "refusal"] | None = None

    @model_validator(mode="after")
    def _one(self) -> Event:
        if (self.done is None) == (self.end is None):
            raise wrong("one of done (a step, as us.summit) and end")
        return self


class Question(Strict):
    """A dated forecast that can be resolved."""

    ask: Text
    by: Date
    resolves: Text = Field(description="The rule by which it is settled.")
    event: Event | None = None
