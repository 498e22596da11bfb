"""Every table that a command prints as data: its name, its columns and raw values, one kind of row a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.brief.phrase import clean
from detente.case.change import dotted
from detente.weigh.compare import Comparison
from detente.weigh.doubt.parts import Doubt
from detente.weigh.estimate import Estimate
from detente.weigh.network import SOMETHING_ELSE
from detente.weigh.results import JSON_DIGITS, Assessment
from detente.weigh.sides import Side

Value = str | float | bool | None
Row = tuple[Value, ...]

ESTIMATE = ("probability", "low", "high", "word")
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet would compute."""
_ODD = ("\t", "\n")


@dataclass(frozen=True)
class Table:
    """One table. ``rows``: each as long as ``columns``; None where there is no value."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Row]

    def csv(self) -> str:
        """Return it as CSV (RFC 4180, but lines end in a line feed), numbers with ``JSON_DIGITS`` digits.

        A text that a spreadsheet would take for a formula gets an apostrophe before it.
        """
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([_cell(value) for value in row] for row in self.rows)
        return stream.getvalue()


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:.{JSON_DIGITS}g}" if isinstance(value, float) else str(value)
    text = clean(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) or text.startswith(_ODD) else text


def estimate(found: Estimate) -> Row:
    """Return the four values of an estimate, as ``ESTIMATE`` names them."""
    return found.probability, found.low, found.high, found.word


def tables(found: Assessment) -> list[Table]:
    """Return all tables of an assessment, those without rows too: what a case no longer has must not linger."""
    return [
        _explanations(found),
        Table(
            "asked", ("question", *ESTIMATE), [(each, *estimate(now)) for each, now in found.asked.items()]
        ),
        Table(
            "combinations",
            ("true", "probability"),
            [(_ids(each.true), each.probability) for each in found.combinations],
        ),
        Table(
            "pictures",
            ("true", "false", *ESTIMATE),
            [(_ids(each.true), _ids(each.false), *estimate(each.now)) for each in found.pictures],
        ),
        Table(
            "evidence",
            ("piece", "hypothesis", "bears", "ratio"),
            [
                (piece, name, str(found.case.evidence[piece].bears[name]), ratio)
                for piece, ratios in found.pieces.items()
                for name, ratio in ratios.items()
            ],
        ),
        Table(
            "voices",
            ("voice", "sort", "says", "pieces", "overlap", "tells"),
            [(v.id, v.sort, v.says, _ids(v.pieces), v.overlap, v.tells) for v in found.voices],
        ),
        Table(
            "ratios",
            ("voice", "sort", "hypothesis", "ratio"),
            [(v.id, v.sort, name, ratio) for v in found.voices for name, ratio in v.ratios.items()],
        ),
        Table(
            "sources",
            ("source", "reliability", "root"),
            [(name, value, found.roots[name]) for name, value in found.reliabilities.items()],
        ),
        Table("assumptions", ("assumption", "held"), list(found.assumptions.items())),
        Table(
            "characters",
            ("side", "character", *ESTIMATE),
            [
                (side, name, *estimate(now))
                for side, names in found.characters.items()
                for name, now in names.items()
            ],
        ),
        Table(
            "views",
            ("view", "by", "hypothesis", *ESTIMATE),
            [
                (view, judged.by, name, *estimate(now))
                for view, judged in found.views.items()
                for name, now in judged.now.items()
            ],
        ),
        Table(
            "dissent",
            ("hypothesis", "low", "high", "steps"),
            [(each.hypothesis, each.low, each.high, each.steps) for each in found.dissent],
        ),
        *(_doubt(found, found.doubt) if found.doubt else ()),
        about(found),
    ]


def about(found: Assessment) -> Table:
    """Return how the numbers were computed, and what of."""
    facts: dict[str, Value] = {
        "title": found.case.title,
        "marking": found.case.marking,
        "as_of": str(found.case.as_of),
        "nothing_new": found.nothing_new,
        "another": found.another,
        "combinations_for_80": found.combinations_for_80,
        "seed": found.seed,
        "draws": found.draws,
        "moved_draws": found.moved_draws,
        "case_hash": found.case_hash,
        "version": found.version,
    }
    notes: Iterator[Row] = (("note", note) for note in found.notes)
    return Table("about", ("what", "value"), [*facts.items(), *notes])


def _explanations(found: Assessment) -> Table:
    rows: list[Row] = []
    for name, each in [*found.hypotheses.items(), (SOMETHING_ELSE, found.something_else)]:
        known = found.case.hypotheses.get(name)
        called = (known.name, known.says) if known else (None, None)
        share = (each.share.probability, each.share.low, each.share.high)
        rows.append((name, *called, *estimate(each.now), each.prior, *share))
    shares = ("share", "share_low", "share_high")
    return Table("explanations", ("hypothesis", "name", "says", *ESTIMATE, "prior", *shares), rows)


def _doubt(found: Assessment, doubt: Doubt) -> Iterator[Table]:
    yield Table(
        "confidence",
        ("hypothesis", "level", "failed", "origins", "hangs_on", "other_word"),
        [
            (
                name,
                c.level,
                _ids(c.failed, ", "),
                _ids(c.origins),
                _ids(map(" ".join, c.hangs_on), ", "),
                c.other_word,
            )
            for name, c in doubt.confidence.items()
        ],
    )
    yield Table(
        "drivers",
        ("hypothesis", "path", "share"),
        [
            (name, dotted(driver.path), driver.share)
            for name, each in doubt.confidence.items()
            for driver in each.drivers
        ],
    )
    yield Table(
        "effects",
        ("sort", "id", "hypothesis", *ESTIMATE, "change", "turned"),
        [
            (effect.sort, effect.id, name, *estimate(now), effect.change[name], name in effect.turned)
            for effects in (doubt.pieces, doubt.groups, doubt.sources, doubt.assumptions, doubt.origins)
            for effect in effects.values()
            for name, now in effect.without.items()
        ],
    )
    ends = (f"{when}_{column}" for when in ("before", "after") for column in ESTIMATE)
    yield Table(
        "flips",
        ("flip", "path", "before", "after", "size", "confirmed", "turns", "how", *ends),
        [
            (number, dotted(flip.path), flip.before, flip.after, flip.size, flip.confirmed,
             turn.id, _ids(turn.how), *estimate(turn.before), *estimate(turn.after))
            for number, flip in enumerate(doubt.flips, 1)
            for turn in flip.turns
        ],
    )  # fmt: skip
    yield Table(
        "indicators",
        ("indicator", "says", "by", "cost", *ESTIMATE, "bits", "per_cost"),
        [
            (name, known.says, str(known.by), known.cost.median if known.cost else None,
             *estimate(each.chance), each.bits, each.per_cost)
            for name, each in doubt.indicators.items()
            for known in (found.case.indicators[name],)
        ],
    )  # fmt: skip
    yield Table(
        "outlooks",
        ("indicator", "seen", "hypothesis", *ESTIMATE),
        [
            (name, seen, hypothesis, *estimate(now))
            for name, each in doubt.indicators.items()
            for seen, posterior in ((True, each.if_seen), (False, each.if_not))
            for hypothesis, now in posterior.items()
        ],
    )


def _ids(names: Iterable[str], between: str = " ") -> str:
    return between.join(names)


def compared(found: Comparison) -> list[Table]:
    """Return all tables of a comparison."""
    ends = tuple(f"{when}_{column}" for when in ("before", "after") for column in ESTIMATE)
    nothing: Row = (None,) * len(ESTIMATE)

    def side_by_side(before: Mapping[str, Estimate], after: Mapping[str, Estimate]) -> Iterator[Row]:
        for name in {**before, **after}:
            was, now = before.get(name), after.get(name)
            both = now.probability - was.probability if was and now else None
            yield (name, *(estimate(was) if was else nothing), *(estimate(now) if now else nothing), both)

    left = found.left if found.changes else {}
    weighed = [(part, each.along) for each in found.changes for part in (each, *each.parts)]
    changes = [*weighed, *((each, each.along) for each in found.unweighed)]
    return [
        Table(
            "compared",
            ("hypothesis", *ends, "change", "interaction"),
            [(*row, left.get(str(row[0]))) for row in side_by_side(found.old.now, found.new.now)],
        ),
        Table(
            "compared_characters",
            ("character", *ends, "change"),
            list(side_by_side(found.old.characters, found.new.characters)),
        ),
        Table(
            "changes",
            ("path", "before", "after", "along", "weighs"),
            [
                (dotted(each.path), plain(each.before), plain(each.after), _ids(map(dotted, along)),
                 k < len(weighed))
                for k, (each, along) in enumerate(changes)
            ],
        ),
        Table(
            "changes_alone",
            ("path", "hypothesis", "change"),
            [
                (dotted(each.path), name, moved)
                for each in found.changes
                for name, moved in (each.effect or {}).items()
            ],
        ),
        Table(
            "sides",
            ("side", "title", "seed", "draws", "case_hash", "version"),
            [
                (name, each.title, each.seed, each.draws, _text(each, "case_hash"), _text(each, "version"))
                for name, each in (("before", found.old), ("after", found.new))
            ],
        ),
    ]  # fmt: skip


def plain(value: Any) -> str | None:
    """Write a value of a case file on one line; None where there is none."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {plain(part)}" for key, part in value.items()) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(str(plain(part)) for part in value) + "]"
    return None if value is None else str(value)


def _text(each: Side, key: str) -> str | None:
    found = each.result.get(key)
    return found if isinstance(found, str) else None
