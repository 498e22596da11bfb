"""Cases with an encounter, made by chance or by hand, for tests; every input is a number, so nothing is left to words."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.made import bare

HYPOTHESES = {"turn": 0.5, "trap": 0.5}
EVIDENCE = {"offer": {"bears": {"turn": "for", "trap": "for"}, "otherwise": 0.2}}


def encounter(**parts: Any) -> dict[str, Any]:
    """A case with little to weigh, and these parts of an encounter."""
    return bare(HYPOTHESES, EVIDENCE, **parts)


def drawn(seed: int) -> dict[str, Any]:
    """A case with something of everything that an encounter can hold, drawn by a seed."""
    rng = np.random.default_rng(seed)
    goods = ["peace", "money", "face"]

    def some(low: float, high: float) -> float:
        return round(float(rng.uniform(low, high)), 3)

    def amounts(low: float = 0.2, high: float = 3.0) -> dict[str, float]:
        return {good: some(low, high) for good in goods if rng.random() < 0.6}

    def step(side: str, number: int) -> dict[str, Any]:
        found: dict[str, Any] = {
            "says": f"Step {number} of {side}",
            "gives": amounts(),
            "costs": amounts(0.1, 1.5),
            "changes": amounts(-0.5, 1.0),
        }
        if rng.random() < 0.4:
            found["reversible"] = True
        else:
            if rng.random() < 0.7:
                found |= {"verify": some(0, 1), "surfaces": some(0, 1)}
            if rng.random() < 0.7:
                found["delivers"] = some(0.5, 1)
        if rng.random() < 0.5:
            found["parts"] = int(rng.integers(2, 4))
        if rng.random() < 0.5:
            found["binds"] = {"us": some(0.5, 2), "them": some(0.5, 2)}
        if rng.random() < 0.5:
            found["calms"] = some(0, 0.6)
        return found

    steps = {
        side: {f"{side}{n}": step(side, n) for n in range(int(rng.integers(1, 4)))} for side in ("us", "them")
    }
    for own in steps.values():
        names = list(own)
        if len(names) > 1 and rng.random() < 0.5:
            own[names[-1]]["needs"] = [names[0]]
    written = {
        side: [
            part
            for name, each in own.items()
            for part in (
                [f"{name}.{k + 1}" for k in range(each["parts"])]
                if "parts" in each and rng.random() < 0.7
                else [name]
            )
        ]
        for side, own in steps.items()
    }
    roadmap = []
    while any(written.values()):
        both = [side for side in written if written[side]]
        chosen = both if rng.random() < 0.35 else [both[int(rng.integers(len(both)))]]
        roadmap.append({side: written[side].pop(0) for side in chosen})

    def people(side: str, key: str) -> dict[str, Any]:
        count = int(rng.integers(1, 4))
        found: dict[str, Any] = {
            f"{side[0]}{k}": {
                key: some(0.2, 0.8),
                "word": some(0, 10),
                "values": {good: some(-1, 4) for good in goods},
            }
            for k in range(count)
        }
        if side == "us":
            found["u0"]["we_are"] = True
        return found

    found = encounter(
        goods=goods,
        characters={"us": people("us", "prior"), "them": people("them", "base")},
        steps=steps,
        roadmap=roadmap,
        outcomes={"walkout": {"peace": some(-2, 0)}, "war": {"peace": some(-40, -10), "money": -5}},
        talks={
            "start": str(rng.choice(["calm", "strained", "crisis"])),
            "lapse": some(0, 0.3),
            "rounds": 5,
            "round_length": str(rng.choice(["1 month", "2 months"])),
        },
        discount=some(0.8, 0.93),
        care={"us": some(5, 15), "them": some(1, 6)},
    )
    side = str(rng.choice(["us", "them"]))
    found["channels"] = {
        "today": {"calms": some(0, 0.5), "open": True},
        "later": {"calms": some(0, 0.5), "opened_by": f"{side}.{side}0"},
    }
    if rng.random() < 0.8:
        found["shocks"] = {
            "each_round": some(0.1, 0.9),
            "escalate": some(0.2, 0.9),
            "fade": some(0, 0.6),
            "war": some(0, 0.2),
            "toll": {"strained": {"peace": -0.3}, "crisis": {"peace": -0.8, "face": -0.1}},
        }
    if rng.random() < 0.7:
        found["outside"] = {
            "rain": {
                "says": "It rains",
                "now": bool(rng.random() < 0.5),
                "flip": some(0, 0.5),
                "flip_back": some(0, 0.5),
                "when_not": {"each_round": some(0.2, 1.8), "money": some(0.2, 2)},
            }
        }
    return found
