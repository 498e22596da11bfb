"""Futures as tables for CSV: raw values, one kind of row a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from detente.brief.tables import ESTIMATE, Row, Table, Value
from detente.case.words import Words
from detente.encounter.foresee.results import QUANTILES, Futures, Span, Split

RANGE = ("value", "low", "high")
SPLIT = ("steps", "tension", "word", "whole")
FAN = tuple(f"q{100 * q:.0f}" for q in QUANTILES)


def tables(found: Futures, words: Words) -> list[Table]:
    """Return all tables of futures."""

    def said(span: Span) -> Row:
        return (*_span(span), words.say(span.value, span.low, span.high))

    rounds = list(enumerate(found.dates, 1))
    fans = [
        (kind, whose, fan)
        for kind, trust in found.trust.items()
        for whose, fan in (("ours", trust.ours), ("theirs", trust.theirs))
    ]
    changed = ("sure", "none")
    return [
        Table(
            "futures_roadmap",
            ("line", "us", "them"),
            [(n, *line) for n, line in enumerate(found.roadmap, 1)],
        ),
        Table(
            "futures_characters",
            (
                "character", "says", "trusted", "word_points",
                *(f"{what}_{part}" for what in ("today", "accepts", "real", "hollow") for part in ESTIMATE),
                "after_yes", *(f"us_{part}" for part in SPLIT), *(f"them_{part}" for part in SPLIT),
            ),
            [
                (
                    each.name, each.says, each.trusted, each.word,
                    *said(each.today), *said(each.accepts), *said(each.real), *said(each.hollow),
                    each.after_yes, *_split(each.split), *_split(each.theirs),
                )
                for each in found.prospects
            ],
        ),
        Table(
            "futures_values",
            ("character", "good", "points"),
            [(each.name, good, value) for each in found.prospects for good, value in each.values.items()],
        ),
        Table(
            "futures_outcomes",
            ("outcome", *ESTIMATE),
            [(name, *said(each)) for name, each in found.outcomes.items()],
        ),
        Table(
            "futures_river",
            ("round", "date", *found.river),
            [(n, day, *(column[n - 1] for column in found.river.values())) for n, day in rounds],
        ),
        Table(
            "futures_milestones",
            ("line", "side", "act", "says", *ESTIMATE, "median_round", "median_date"),
            [
                (each.line, each.side, each.act, each.says, *said(each.chance), each.median,
                 None if each.median is None else found.dates[each.median - 1])
                for each in found.milestones
            ],
        ),
        Table(
            "futures_done",
            ("side", "act", "round", "date", "chance"),
            [(each.side, each.act, n, day, each.by_round[n - 1]) for each in found.milestones for n, day in rounds],
        ),
        Table(
            "futures_trust",
            ("kind", "whose", "round", *FAN),
            [(kind, whose, n, *row) for kind, whose, fan in fans for n, row in enumerate(fan.rows)],
        ),
        Table("futures_progress", ("round", *FAN), [(n, *row) for n, row in enumerate(found.progress.rows)]),
        Table(
            "futures_tension",
            ("round", *found.tension),
            [(n, *row) for n, row in enumerate(zip(*found.tension.values(), strict=True))],
        ),
        Table(
            "futures_questions",
            ("question", "ask", "by", "resolves", "event", *ESTIMATE),
            [
                (each.id, each.ask, each.by, each.resolves, each.event, *said(each.chance))
                for each in found.forecasts
            ],
        ),
        Table(
            "futures_signs",
            ("round", "date", "act", "says", "signal", "chance", "before", "after", "trust"),
            [tuple(asdict(each).values()) for each in found.signs],
        ),
        Table(
            "futures_worths",
            ("kind", "name", "says", "now", *(f"points_if_{key}" for key in changed), *(f"hollow_if_{key}" for key in changed)),
            [
                (each.kind, each.name, each.says, each.now,
                 *(each.changed.get(key) for key in changed), *(each.hollow.get(key) for key in changed))
                for each in found.worths
            ],
        ),
        Table("futures_about", ("what", *RANGE), list(_about(found))),
    ]  # fmt: skip


def _about(found: Futures) -> Iterator[Row]:
    alone: dict[str, Value] = {
        "title": found.title,
        "marking": found.marking,
        "as_of": found.as_of,
        "we_are": found.we_are,
        "not_engaging": found.not_engaging,
        "war_without": found.war_without,
        **dict(zip(("yardstick", "yardstick_points"), found.yardstick, strict=True)),
        **dict(zip((f"trying_{part}" for part in SPLIT), _split(found.split), strict=True)),
        **(
            {"principal_trying": found.principal.trying, "principal_unsettled": found.principal.unsettled}
            if found.principal
            else {}
        ),
        **asdict(found.check),
        "case_hash": found.case_hash,
        "version": found.version,
    }
    for name, span in (("accepts", found.accepts), ("trying", found.trying), ("war", found.war)):
        yield (name, *_span(span))
    for name, value in alone.items():
        yield (name, value, None, None)
    for note in found.notes:
        yield ("note", note, None, None)


def _span(found: Span) -> Row:
    return (found.value, found.low, found.high)


def _split(found: Split) -> Row:
    return (found.steps, found.tension, found.word, found.whole)
