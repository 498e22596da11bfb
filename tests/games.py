"""Games of arrays that the tests share: those of the literature, and random ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from detente.encounter.draft import Draft
from detente.encounter.game import Game

CENT2 = ((0.8, 0.2), (0.4, 1.6), (3.2, 0.8), (1.6, 6.4)), (12.8, 3.2)
"""McKelvey and Palfrey 1992 (Gambit `cent2.efg`): what taking pays at each node (first, second), and passing to the end."""
CENT3 = (*CENT2[0], (12.8, 3.2), (6.4, 25.6)), (51.2, 12.8)


def centipede(takes: Sequence[tuple[float, float]], end: tuple[float, float], altruists: float) -> Game:
    """In turns, us first: take and end it, or pass. An altruist can only pass."""
    who = {"taker": 1 - altruists, "altruist": altruists} if altruists else {"taker": 1.0}
    draft = Draft("Centipede", us=who, them=who, rounds=len(takes))
    for n, pays in enumerate(takes, 1):
        mover = "us" if n % 2 else "them"
        moves: Any = ["take", "pass"]
        if altruists:
            moves = {"taker": moves, "altruist": ["pass"]}
        draft.state(f"node {n}", **{mover: moves})
        if n < len(takes):
            draft.leads(f"node {n + 1}", state=f"node {n}", **{mover: "pass"})
        for side, taken, passed in zip(("us", "them"), pays, end, strict=True):
            key = "own" if side == mover else "other"
            draft.gains(side, taken, state=f"node {n}", **{key: "take"})
            if n == len(takes):
                draft.gains(side, passed, state=f"node {n}", **{key: "pass"})
    return draft.game()


def chain_store(entrants: int, a: float, b: float, strong: float, care: float) -> Game:
    """Kreps and Wilson 1982: we are the entrants, a different one each time; a strong incumbent always fights."""
    draft = Draft(
        "Chain store", us={"entrant": 1.0}, them={"weak": 1 - strong, "strong": strong}, rounds=2 * entrants
    )
    draft.who("us", care=care)
    draft.who("them", care=care)
    draft.state("market", us=["in", "out"])
    draft.state("entered", them={"weak": ["fight", "yield"], "strong": ["fight"]})
    draft.state("quiet")
    draft.leads("entered", state="market", us="in")
    draft.leads("quiet", state="market", us="out")
    draft.leads("market", state=["entered", "quiet"])
    draft.discounts("us", 0.0, state=["entered", "quiet"])
    draft.gains("us", b, state="entered", other="yield")
    draft.gains("us", b - 1, state="entered", other="fight")
    draft.gains("them", -1, state="entered", own="fight", character="weak")
    draft.gains("them", a, state="quiet", character="weak")
    return draft.game()


def beer_quiche(care: float, strong: float = 0.9) -> Game:
    """Cho and Kreps 1987: we eat breakfast, they may fight, which they would rather do only with the weak."""
    draft = Draft("Beer and quiche", us={"strong": strong, "weak": 1 - strong}, them={"host": 1.0}, rounds=2)
    draft.who("us", care=care)
    draft.who("them", care=care)
    draft.state("breakfast", us=["beer", "quiche"])
    draft.gains("us", 1, own="beer", character="strong")
    draft.gains("us", 1, own="quiche", character="weak")
    for cup in ("beer", "quiche"):
        draft.state(cup, them=["fight", "leave"])
        draft.leads(cup, state="breakfast", us=cup)
        draft.gains("us", 2, state=cup, other="leave")
        draft.gains("them", 1, state=cup, own="fight", other_character="weak")
        draft.gains("them", 1, state=cup, own="leave", other_character="strong")
    return draft.game()


def one_informed(rounds: int, care: float) -> Game:
    """Aumann and Maschler: A = [[1, 0], [0, 0]] or B = [[0, 0], [0, 1]], which only we, who want much, know; zero-sum."""
    draft = Draft("One informed side", us={"A": 0.5, "B": 0.5}, them={"other": 1.0}, rounds=rounds)
    draft.who("us", care=care)
    draft.who("them", care=care)
    draft.state("play", us=["top", "bottom"], them=["left", "right"])
    draft.leads("play")
    for character, own, other in (("A", "top", "left"), ("B", "bottom", "right")):
        draft.gains("us", 1 / rounds, own=own, other=other, character=character)
        draft.gains("them", -1 / rounds, own=other, other=own, other_character=character)
    return draft.game()


KYDD = {"nice": {"R": 2.0, "T": 1.0, "S": 1.0}, "mean": {"R": 1.0, "T": 2.0, "S": 1.0}}
"""Kydd 2000: both cooperate R, only the other T, only oneself -S, both defect 0."""


def kydd_at_once(nice: float, care: float) -> Game:
    """Kydd's trust game, both moving at once; cooperation is announced."""
    who = {"nice": nice, "mean": 1 - nice}
    draft = Draft("Trust, at once", us=who, them=who, rounds=1)
    draft.state("meeting", us=["cooperate", "defect"], them=["cooperate", "defect"])
    for side in ("us", "them"):
        draft.who(side, care=care)
        draft.announce(side, "cooperate")
        for character, pays in KYDD.items():
            draft.gains(side, pays["R"], own="cooperate", other="cooperate", character=character)
            draft.gains(side, pays["T"], own="defect", other="cooperate", character=character)
            draft.gains(side, -pays["S"], own="cooperate", other="defect", character=character)
    return draft.game()


def kydd_in_turn(
    nice: float, care: float, weights: Sequence[float] = (1.0,), first: Sequence[str] = ("us",)
) -> Game:
    """Kydd's game in turn: in each round one side moves and the other answers; ``first`` says who, ``weights`` for how much.

    One round is his trust game, two his reassurance game.
    """
    who = {"nice": nice, "mean": 1 - nice}
    draft = Draft("Trust, in turn", us=who, them=who, rounds=2 * len(weights))
    for side in ("us", "them"):
        draft.who(side, care=care)
    moves = ["cooperate", "defect"]
    for n, (weight, opener) in enumerate(zip(weights, first, strict=True), 1):
        answerer = "them" if opener == "us" else "us"
        draft.state(f"round {n}", **{opener: moves})
        for opened in moves:
            state = f"round {n}, {opened}"
            draft.state(state, **{answerer: moves})
            draft.leads(state, state=f"round {n}", **{opener: opened})
            if n < len(weights):
                draft.leads(f"round {n + 1}", state=state)
            for character, pays in KYDD.items():
                kept = {"state": state, "character": character}
                if opened == "cooperate":
                    draft.gains(opener, weight * pays["R"], other="cooperate", **kept)
                    draft.gains(opener, -weight * pays["S"], other="defect", **kept)
                    draft.gains(answerer, weight * pays["R"], own="cooperate", **kept)
                    draft.gains(answerer, weight * pays["T"], own="defect", **kept)
                else:
                    draft.gains(opener, weight * pays["T"], other="cooperate", **kept)
                    draft.gains(answerer, -weight * pays["S"], own="cooperate", **kept)
    return draft.game()


def random_game(
    seed: int,
    *,
    rounds: int,
    characters: tuple[int, int] = (2, 2),
    moves: tuple[int, int] = (3, 3),
    states: int = 2,
    care: float = 1.0,
    spread: float = 1.0,
) -> Game:
    """A game of normal payoffs: moves that show themselves, save one a side that may look like another; chance leads on."""
    rng = np.random.default_rng(seed)
    who = [dict(zip("abc"[:k], rng.dirichlet(np.full(k, 4.0)), strict=True)) for k in characters]
    draft = Draft(f"Random game {seed}", us=who[0], them=who[1], rounds=rounds, ends=["done"])
    names = [[f"m{a}" for a in range(count)] for count in moves]
    places = [f"s{x}" for x in range(states)]
    for x in places:
        draft.state(x, us=names[0], them=names[1])
    for n, side in enumerate(("us", "them")):
        draft.who(side, care=care)
        seen = float(rng.uniform(0.3, 0.9))
        draft.shows(side, {names[n][-1]: seen, names[n][0]: 1 - seen}, move=names[n][-1])
        for x in places:
            for own in names[n]:
                for other in names[1 - n]:
                    for k in who[n]:
                        for j in who[1 - n]:
                            points = spread * float(rng.normal())
                            draft.gains(
                                side, points, state=x, own=own, other=other, character=k, other_character=j
                            )
        for k in who[n]:
            draft.worth(side, float(rng.normal()), end="done", character=k)
            draft.arrives(side, 0.3 * float(rng.normal()), state=places[-1], character=k)
        draft.discounts(side, float(rng.uniform(0.8, 1.0)))
    for x in places:
        for own in names[0]:
            for other in names[1]:
                to = rng.dirichlet(np.ones(states + 1))
                draft.leads(
                    dict(zip([*places, "done"], to.tolist(), strict=True)), state=x, us=own, them=other
                )
    return draft.game()


def talks(
    seed: int = 2018,
    *,
    rounds: int = 16,
    steps: tuple[int, int] = (5, 4),
    care: tuple[float, float] = (10.0, 3.0),
) -> Game:
    """A game in the shape of an encounter: steps in turn, shams, exposure, three tensions, walkouts, lapse and war.

    A state is how many steps are done, whether each side was ever exposed, and the tension. Two characters a side,
    one to whom its word is dear. ``seed`` draws what steps give and cost.
    """
    rng = np.random.default_rng(seed)
    tensions = ("calm", "strained", "crisis")
    drift = np.array([[0.9, 0.1, 0.0], [0.4, 0.55, 0.05], [0.0, 0.4, 0.6]])
    war, lapse, verify, delivers = (0.0, 0.0, 0.02), 0.05, 0.6, 0.95
    order = [
        ("us", "them")[n % 2] if n < 2 * min(steps) else ("us", "them")[steps[1] > steps[0]]
        for n in range(sum(steps))
    ]
    words = {"us": {"steady": 15.0, "fickle": 2.0}, "them": {"builder": 8.0, "trickster": 1.0}}
    priors = {"us": {"steady": 0.7, "fickle": 0.3}, "them": {"builder": 0.4, "trickster": 0.6}}
    gives = {k: rng.uniform(2.0, 8.0, len(order)) for side in words.values() for k in side}
    costs = {k: rng.uniform(1.0, 4.0, len(order)) for side in words.values() for k in side}
    toll = {k: -rng.uniform(0.05, 0.2, 3) * [0, 1, 2] for k in gives}

    def name(done: int, exposed: tuple[int, int], tension: int) -> str:
        marks = "".join(mark for mark, seen in zip("ut", exposed, strict=True) if seen)
        return f"{done} done{marks and f', {marks} exposed'}, {tensions[tension]}"

    draft = Draft(
        "Talks",
        us=priors["us"],
        them=priors["them"],
        rounds=rounds,
        ends=["complete", "left", "lapse", "war"],
    )
    for side, sharp in zip(("us", "them"), care, strict=True):
        scale = {
            k: float(
                np.sqrt(
                    np.mean([(gives if who != side else costs)[k][n] ** 2 for n, who in enumerate(order)])
                )
            )
            for k in words[side]
        }
        draft.who(side, care=sharp, base={"step": 1, "hold": 0.5, "sham": 0.05, "leave": 0.01}, scale=scale)
        draft.discounts(side, 0.99)
        draft.shows(side, {"done": delivers, "exposed": 1 - delivers}, move="step")
        draft.shows(side, {"done": 1 - verify, "exposed": verify}, move="sham")
        draft.shows(side, "held", move="hold")
        draft.shows(side, "left", move="leave")
        for k in words[side]:
            draft.worth(side, -60.0, end="war", character=k)
            draft.worth(side, -1.0, end="left", character=k)
    flags = [(u, v) for u in (0, 1) for v in (0, 1)]
    draft.state(name(0, (0, 0), 1), us=["step", "sham", "hold", "leave"], them=["hold", "leave"])
    for done, exposed, tension in ((d, e, x) for d in range(len(order)) for e in flags for x in range(3)):
        state, mover = name(done, exposed, tension), order[done]
        moves = {
            side: ["hold", "leave"] if side != mover else ["step", "sham", "hold", "leave"] for side in words
        }
        draft.state(state, **moves)
        draft.announce(mover, "step", state=state)
        other = "them" if mover == "us" else "us"
        for k, word in words[mover].items():
            draft.gains(mover, -delivers * costs[k][done], state=state, own="step", character=k)
            draft.gains(mover, -word * (verify + (1 - verify) * 0.3), state=state, own="sham", character=k)
            if not exposed[other == "them"]:
                draft.worth(mover, -word, end="left", state=state, character=k, **{mover: "left"})
                draft.worth(mover, -word, end="lapse", state=state, character=k, **{mover: "held"})
        for k in words[other]:
            draft.gains(other, delivers * gives[k][done], state=state, other="step", character=k)
        signals = {
            side: ["held", "left"] if side != mover else ["held", "left", "done", "exposed"] for side in words
        }
        for shown in signals[mover]:
            for answer in signals[other]:
                pair = {mover: shown, other: answer}
                after = done + (shown == "done")
                seen = tuple(
                    int(e or pair[side] == "exposed") for e, side in zip(exposed, words, strict=True)
                )
                if after == len(order):
                    to = {"complete": 1.0}
                elif "left" in pair.values():
                    to = {"left": 1.0}
                else:
                    to = {"lapse": lapse}
                    for then in range(3):
                        if drift[tension, then]:
                            chance = (1 - lapse) * float(drift[tension, then])
                            to[name(after, seen, then)] = chance * (1 - war[then])
                            if war[then]:
                                to["war"] = chance * war[then]
                    draft.leads("lapse", state=state, last=True, **pair)
                draft.leads(to, state=state, **pair)
    for tension, named in enumerate(tensions):
        where = [state for state in draft.data["states"] if state.endswith(named)]
        for side, own in words.items():
            for k in own:
                draft.arrives(side, float(toll[k][tension]), state=where, character=k)
    return draft.game()
