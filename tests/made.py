"""Cases made by chance, for tests: every part of the format that weighing uses, in random company."""

from __future__ import annotations

from typing import Any

import numpy as np

FOR = ["weakly for", "for", "strongly for", "decisively for"]
AGAINST = ["weakly against", "against", "strongly against"]
LIKELY = ["very unlikely", "unlikely", "even", "likely", "very likely"]


def bare(hypotheses: dict[str, Any], evidence: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A case with the least around it."""
    return {
        "detente": 1,
        "title": "A test",
        "as_of": "2020-01-01",
        "sides": {"us": "Us", "them": "Them"},
        "explains": [next(iter(evidence))],
        "hypotheses": {
            name: {"says": f"It is {name}", **(given if isinstance(given, dict) else {"prior": given})}
            for name, given in hypotheses.items()
        },
        "evidence": {
            name: {"says": f"Seen {name}", "date": "2019-06", **given} for name, given in evidence.items()
        },
        **more,
    }


def made(
    rng: np.random.Generator, n: int, pieces: int, *, relations: bool = True, most_bearings: int = 4
) -> dict[str, Any]:
    """A random case of ``n`` hypotheses and ``pieces`` pieces."""

    def pick(choices: list[Any]) -> Any:
        return choices[int(rng.integers(len(choices)))]

    names = [f"h{i}" for i in range(n)]
    hypotheses: dict[str, Any] = {
        name: {
            "prior": float(rng.uniform(0.35, 0.6) if n > 3 else rng.uniform(0.6, 0.9)),
            "deceives": bool(n > 1 and rng.random() < 0.25),
        }
        for name in names
    }
    deceivers = [name for name in names if hypotheses[name]["deceives"]]
    sources: dict[str, Any] = {
        f"s{i}": {"grade": pick(list("ABCDEF")), "leans": [pick(names)] if rng.random() < 0.4 else []}
        for i in range(4)
    }
    sources["s3"]["origin"] = "s0"
    evidence: dict[str, Any] = {}
    for k in range(pieces):
        chosen = rng.choice(n, size=int(rng.integers(1, min(n, most_bearings) + 1)), replace=False)
        bears = {
            names[i]: pick(
                [*FOR, *AGAINST, "neutral", pick(LIKELY), {"odds": float(rng.uniform(0.2, 5))}, "0.2..0.4"]
            )
            for i in chosen
        }
        piece: dict[str, Any] = {"bears": bears, "otherwise": pick([*LIKELY, 0.3, "0.1..0.5"])}
        for source in rng.permutation(["s0", "s1", "s2"])[: int(rng.integers(0, 3))]:
            report: dict[str, Any] = {
                "by": str(source),
                "answer": pick(["confirms", "confirms", "denies", "silent"]),
            }
            if report["answer"] == "silent":
                report["would_report"] = "likely"
            if rng.random() < 0.2:
                report["by_chance"] = 0.3
            piece.setdefault("reports", []).append(report)
        live = [name for name in names if bears.get(name, "neutral") != "neutral"]
        shown = [name for name in live if name not in deceivers]
        if deceivers and shown and rng.random() < 0.4:
            piece |= {"stageable": pick(["low", "some", "high"]), "shows": [pick(shown)]}
        if rng.random() < 0.5:
            piece["group"] = f"g{int(rng.integers(3))}"
        evidence[f"e{k}"] = piece
    groups = {f"g{i}": {"says": "A group", "overlap": pick([1, 0.5, "0.3..0.9"])} for i in range(3)}
    reported = [name for name, piece in evidence.items() if piece.get("reports")]
    assumptions: dict[str, Any] = {
        "a0": {"says": "One", "likely": "likely", "touches": [pick(list(evidence))], "if_false": "nothing"}
    }
    if reported:
        assumptions["a1"] = {"says": "Two", "likely": 0.6, "touches": [pick(reported)], "if_false": 0.5}
    found: list[dict[str, Any]] = []
    if relations and n >= 3:
        found = [{"goes_with": names[:2], "odds": 3}]
        if n >= 5:
            found.append({"implies": [names[3], names[4]]})
            hypotheses[names[3]]["prior"] = 0.2
    characters = {
        "them": {
            "c0": {"base": "unlikely", "because": {names[0]: "for", names[-1]: "against"}},
            "c1": {"base": "likely"},
        },
        "us": {"u0": {"prior": "likely", "we_are": True}, "u1": {"prior": "unlikely"}},
    }
    return bare(
        hypotheses,
        evidence,
        sources=sources,
        groups=groups,
        assumptions=assumptions,
        relations=found,
        characters=characters,
        something_else=float(rng.uniform(0.03, 0.08)),
    )
