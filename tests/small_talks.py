"""A small case with an encounter whose futures take a second or two, for tests of what is told of them."""

from __future__ import annotations

from functools import cache
from typing import Any

from detente.case.load import CaseFile, build
from detente.encounter.foresee.futures import foresee
from detente.encounter.foresee.options import Foresight
from detente.encounter.foresee.results import Futures
from detente.weigh import Options
from tests.encounter_cases import encounter

POINTS = 5
PATHS = 4_000


def small(**parts: Any) -> dict[str, Any]:
    """Return the case as it stands in a file; ``parts`` take the place of its own."""
    usual: dict[str, Any] = {
        "goods": ["peace", "money"],
        "characters": {
            "us": {
                "steady": {"prior": 0.7, "we_are": True, "trusted": True, "word": 8, "values": {"peace": 3, "money": 1}},
                "fickle": {"prior": 0.3, "word": 1, "values": {"peace": 1, "money": 2}},
            },
            "them": {
                "builder": {
                    "says": "wants to build", "base": 0.5, "because": {"turn": "for"}, "trusted": True, "word": 6,
                    "values": {"money": 4, "peace": 1},
                },
                "trickster": {
                    "says": "wants the money and no more", "base": 0.5, "because": {"trap": "for"}, "word": 0.5,
                    "values": {"money": 4, "peace": -1},
                },
            },
        },
        "steps": {
            "us": {"pay": {"says": "Pay for it", "gives": {"money": 2}, "costs": {"money": 1}, "parts": 2}},
            "them": {
                "stop": {"says": "Stop", "gives": {"peace": 1}, "costs": {"peace": 0.2}, "reversible": True},
                "list": {
                    "says": "Hand over a list", "gives": {"peace": 3}, "costs": {"money": 0.5}, "verify": 0.6, "delivers": 0.9,
                },
            },
        },
        "roadmap": [{"them": "stop"}, {"us": "pay.1"}, {"them": "list"}, {"us": "pay.2"}],
        "channels": {"line": {"says": "A line", "calms": 0.3, "open": True}},
        "shocks": {
            "each_round": 0.3, "escalate": 0.5, "fade": 0.4, "war": 0.02,
            "toll": {"strained": {"peace": -0.1}, "crisis": {"peace": -0.4}},
        },
        "outcomes": {"walkout": {"peace": -0.5}, "war": {"peace": -10, "money": -2}},
        "talks": {"start": "calm", "lapse": "0.02..0.08", "rounds": 6, "round_length": "1 month"},
        "care": {"us": "5..20", "them": "1..10"},
        "questions": {
            "later": {"ask": "Do they hand it over?", "by": "2020-06-30", "resolves": "Yes if we hold it", "event": {"done": "them.list"}},
            "stops": {"ask": "Do they stop?", "by": "2020-03-31", "resolves": "Yes if it is quiet", "event": {"done": "them.stop"}},
            "breaks": {"ask": "Does anyone leave?", "by": "2020-06-30", "resolves": "Yes if one says so", "event": {"end": "walkout"}},
        },
    }  # fmt: skip
    return encounter(**(usual | parts))


def seen(data: dict[str, Any], draws: int = 0) -> tuple[CaseFile, Futures]:
    """Return a case and its futures, computed anew on a small grid."""
    file = build(data)
    options = Foresight(points=POINTS, coarse=3, games=draws, paths=PATHS)
    return file, foresee(file, options, Options(draws=200))


@cache
def usual(draws: int = 0) -> tuple[CaseFile, Futures]:
    """Return the case as it is, and its futures."""
    return seen(small(), draws)
