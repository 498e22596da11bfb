"""A plan as tables for CSV: raw values, one kind of row a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from detente.brief.tables import Row, Table, Value
from detente.encounter.foresee.results import Span, Split
from detente.plan.results import Candidate, Finalist, Plan

SPLIT = ("steps", "tension", "word", "whole")
RANGE = ("value", "low", "high")
OURS = tuple(f"us_{part}" for part in SPLIT)


def tables(found: Plan) -> list[Table]:
    """Return all tables of a plan. ``roadmap`` is a name, as ``R1``; what is told of finalists is on the fine grid."""
    ranked = {f"R{n}": each for n, each in enumerate(found.candidates, 1)}
    fine = {each.name: each.candidate for each in found.finalists}
    candidates = ranked | fine
    final = [(each.name, each) for each in found.finalists]
    return [
        Table("plan_candidates", _CANDIDATE, [_candidate(found, name, each) for name, each in candidates.items()]),
        Table(
            "plan_roadmaps",
            ("roadmap", "line", "us", "them"),
            [(name, n, *line) for name, each in candidates.items() for n, line in enumerate(each.lines, 1)],
        ),
        Table(
            "plan_commitment",
            ("roadmap", "forgiven", "character", *OURS, "them"),
            [
                (name, one.forgiven, who, *_split(split), one.theirs[who])
                for name, each in candidates.items() for one in each.commitments for who, split in one.ours.items()
            ],
        ),
        Table(
            "plan_characters",
            ("roadmap", "character", "accepts", *OURS),
            [
                (name, who, each.accepts_by[who], *_split(split))
                for name, each in candidates.items() for who, split in each.by_character.items()
            ],
        ),
        Table(
            "plan_traps",
            ("roadmap", "character", "refuses", *OURS, "them", "loss", "given_away"),
            [
                (name, one.name, one.refuses, *_split(one.ours), one.theirs, one.loss, one.given_away)
                for name, each in candidates.items() for one in each.deceptions
            ],
        ),
        Table(
            "plan_outcomes",
            ("roadmap", "outcome", "chance"),
            [(name, what, p) for name, each in candidates.items() for what, p in each.outcomes.items()],
        ),
        Table(
            "plan_curves",
            ("roadmap", "trust", "trying", "trap_loss"),
            [
                (name, trust, value, loss)
                for name, each in candidates.items()
                for (trust, value), (_, loss) in zip(each.curve, each.trap_curve, strict=True)
            ],
        ),
        Table("plan_finalists", _FINALIST, [_finalist(each) for each in found.finalists]),
        Table(
            "plan_confirmations",
            ("roadmap", "how", "trying", "trap_loss", "unsettled"),
            [(name, *asdict(one).values()) for name, each in final for one in each.confirmations],
        ),
        Table(
            "plan_known",
            ("roadmap", "round", "date", "chance"),
            [
                (name, n, day, p)
                for name, each in final for n, (day, p) in enumerate(zip(found.dates, each.known_by, strict=True), 1)
            ],
        ),
        Table(
            "plan_exchanges",
            (
                "roadmap", "line", "us", "them", "us_says", "them_says", "us_reversible", "them_reversible", "we_give", "we_get",
                "chance", "median_round", "median_date",
            ),
            [
                (name, one.line, *one.acts, *one.says, *one.reversible, one.we_give, one.we_get, one.chance, one.median, one.date)
                for name, each in final for one in each.exchanges
            ],
        ),
        Table(
            "plan_margins",
            (
                "roadmap", "line", "act", "says", "round", "date", "trust", "against", *(f"margin_{part}" for part in SPLIT), "band",
                "advice", "word_alone", "turns_at",
            ),
            [
                (
                    name, one.line, one.act, one.says, one.round, one.date, one.trust, one.against, *_split(one.margin), one.band,
                    one.advice, one.word_alone, one.turns_at,
                )
                for name, each in final for one in each.margins
            ],
        ),
        Table(
            "plan_margin_curves",
            ("roadmap", "line", "act", "trust", "margin", "without_word"),
            [
                (name, one.line, one.act, *point)
                for name, each in final for one in each.margins for point in one.curve
            ],
        ),
        Table(
            "plan_tripwires",
            (
                "roadmap", "kind", "round", "date", "act", "says", "signal", "chance", "before", "trust",
                *(f"margin_{part}" for part in SPLIT),
            ),
            [
                (
                    name, one.kind, one.round, one.date, one.act, one.says, one.signal, one.chance, one.before, one.trust,
                    *_split(one.margin),
                )
                for name, each in final for one in each.tripwires
            ],
        ),
        Table(
            "plan_trust",
            ("roadmap", "side", "act", "says", "round", "date", "before", "signal", "chance", "after", "bits"),
            [
                (
                    name, one.side, one.act, one.says, one.round, one.date, one.before, signal, one.chances[signal], after,
                    one.bits,
                )
                for name, each in final for one in each.ledger for signal, after in one.after.items()
            ],
        ),
        Table(
            "plan_renegotiations",
            ("roadmap", "done_us", "done_them", "other", "round", "trust", "us", "them"),
            [
                (name, *(" ".join(acts) for acts in one.done), one.other, one.round, one.trust, one.ours, one.theirs)
                for name, each in final for one in each.renegotiations
            ],
        ),
        Table(
            "plan_inputs",
            (
                "path", "says", "low", "high", "now", "at_low", "at_high", "best_low", "best_high", "share", "share_error",
            ),
            [tuple(asdict(each).values()) for each in found.tornado],
        ),
        Table(
            "plan_information",
            ("kind", "name", "says", "worth", "if", "best"),
            [
                (each.kind, each.name, each.says, each.worth, what, best)
                for each in found.information for what, best in each.choices.items()
            ],
        ),
        Table("plan_about", ("what", "value"), list(_about(found))),
    ]  # fmt: skip


_CANDIDATE = (
    "roadmap", "full", "recommended", "runner_up", "given", "front", "finalist", "accepts", "other_acceptances", "value",
    "not_engaging", *(f"trying_{part}" for part in SPLIT), "trap_loss", "given_away", "need", "trust_needed", "residual",
    "solved", "unsettled", "taken",
)  # fmt: skip
_FINALIST = (
    "roadmap", *(f"trying_{part}" for part in RANGE), *(f"trap_loss_{part}" for part in RANGE), "worst", "never", "marks",
)  # fmt: skip


def _candidate(found: Plan, name: str, each: Candidate) -> Row:
    return (
        name, each.full, name == found.recommended, name == found.runner_up, name == found.given, name in found.front,
        name in {one.name for one in found.finalists}, each.accepts, each.other_acceptances, each.value, each.not_engaging,
        *_split(each.trying), each.trap_loss, each.given_away, each.need.kind, each.need.trust, each.residual, each.solved,
        each.unsettled, each.taken,
    )  # fmt: skip


def _finalist(each: Finalist) -> Row:
    return (
        each.name, *_span(each.trying), *_span(each.trap_loss), each.worst, each.never, ", ".join(each.marks),
    )  # fmt: skip


def _about(found: Plan) -> Iterator[Row]:
    says, worth = found.yardstick
    alone: dict[str, Value] = {
        name: value
        for name, value in vars(found).items()
        if value is None or isinstance(value, str | int | float)
    }
    yield from alone.items()
    yield from (("yardstick", says), ("yardstick_points", worth))


def _span(found: Span) -> Row:
    return (found.value, found.low, found.high)


def _split(found: Split) -> Row:
    return (found.steps, found.tension, found.word, found.whole)
