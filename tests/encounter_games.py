"""Published games as games of arrays. Each function names its source; players who move in turn are us, then them.

Payoffs are in the units of the source; care is then lambda.
"""

from __future__ import annotations

import numpy as np

from detente.encounter.draft import Draft
from detente.encounter.game import Game
from detente.encounter.tree import count_ends, tree


def beer_quiche(care: float, strong: float = 0.9) -> Game:
    """Cho & Kreps 1987: us has breakfast, then them fights or lets be.

    Us gains 2 if not fought and 1 for the breakfast that it prefers (strong beer, weak quiche); them gains 1 if it fights
    the weak or lets the strong be.
    """
    draft = Draft("Beer-quiche", us={"strong": strong, "weak": 1 - strong}, them={"receiver": 1.0}, rounds=2)
    draft.who("us", care=care)
    draft.who("them", care=care)
    draft.state("breakfast", us=["beer", "quiche"])
    for meal in ("beer", "quiche"):
        draft.state(f"after {meal}", them=["fight", "let be"])
        draft.leads(f"after {meal}", state="breakfast", us=meal)
    draft.gains("us", 1, own="beer", character="strong")
    draft.gains("us", 1, own="quiche", character="weak")
    draft.gains("us", 2, other="let be")
    draft.gains("them", 1, own="fight", other_character="weak")
    draft.gains("them", 1, own="let be", other_character="strong")
    return draft.game()


def centipede(
    takes: list[tuple[float, float]], last: tuple[float, float], care: float, altruist: float
) -> Game:
    """McKelvey & Palfrey 1992, in Gambit's contrib/games as cent2.efg and so on: take the larger pile or pass it on.

    ``takes``: what taking pays us and them at each turn, us first; ``last``: what passing to the end pays. ``altruist``:
    how probable each side is of a character that can only pass; 0: no such character.
    """
    who = {"selfish": 1 - altruist, "altruist": altruist} if altruist > 0 else {"selfish": 1.0}
    draft = Draft("Centipede", us=who, them=who, rounds=len(takes), ends=["end"])
    draft.who("us", care=care)
    draft.who("them", care=care)
    choice = {"selfish": ["take", "pass"]} | ({"altruist": ["pass"]} if altruist > 0 else {})
    for n, pays in enumerate(takes):
        mover = ("us", "them")[n % 2]
        state = f"turn {n + 1}"
        draft.state(state, **{mover: choice})
        draft.leads("end", state=state)
        following = f"turn {n + 2}" if n + 1 < len(takes) else "end"
        draft.leads(following, state=state, **{mover: "pass"})
        for side, i in (("us", 0), ("them", 1)):
            other = "own" if side == mover else "other"
            draft.gains(side, pays[i], state=state, **{other: "take"})
            if n + 1 == len(takes):
                draft.gains(side, last[i], state=state, **{other: "pass"})
    return draft.game()


CENT2 = [(0.8, 0.2), (0.4, 1.6), (3.2, 0.8), (1.6, 6.4)], (12.8, 3.2)
CENT3 = [*CENT2[0], (12.8, 3.2), (6.4, 25.6)], (51.2, 12.8)


def chain_store(entrants: int, care: float, tough: float, b: float, a: float) -> Game:
    """Kreps & Wilson 1982: us is a new entrant each time, them the monopolist, tough (can only fight) or weak.

    Entrant: 0 out, b if it is acquiesced to, b - 1 if fought. Weak monopolist: a, 0, -1. An entrant cares for nothing that
    comes after its own turn, hence discounts of 1 and 0.
    """
    draft = Draft(
        "Chain store", us={"entrant": 1.0}, them={"tough": tough, "weak": 1 - tough}, rounds=2 * entrants
    )
    draft.who("us", care=care)
    draft.who("them", care=care)
    draft.state("entry", us=["enter", "out"])
    draft.state("reply", them={"tough": ["fight"], "weak": ["fight", "yield"]})
    draft.state("no entry")
    draft.leads("reply", state="entry", us="enter")
    draft.leads("no entry", state="entry", us="out")
    draft.leads("entry", state=["reply", "no entry"])
    draft.gains("them", a, state="no entry", character="weak")
    draft.gains("us", b, state="reply", other="yield")
    draft.gains("us", b - 1, state="reply", other="fight")
    draft.gains("them", -1, state="reply", own="fight", character="weak")
    draft.discounts("us", 0, state=["reply", "no entry"])
    return draft.game()


def one_informed(rounds: int, care: float, p: float = 0.5) -> Game:
    """Aumann & Maschler 1966/1995, I.2: a repeated zero-sum game whose payoffs only us knows.

    Us chooses a row of A = [[1, 0], [0, 0]] or of B = [[0, 0], [0, 1]], them a column; all see both moves.
    """
    draft = Draft("One side informed", us={"A": p, "B": 1 - p}, them={"uninformed": 1.0}, rounds=rounds)
    draft.who("us", care=care)
    draft.who("them", care=care)
    draft.state("play", us=["top", "bottom"], them=["left", "right"])
    draft.leads("play", state="play")
    for character, own, other in (("A", "top", "left"), ("B", "bottom", "right")):
        draft.gains("us", 1, own=own, other=other, character=character)
        draft.gains("them", -1, own=other, other=own, other_character=character)
    return draft.game()


# Kydd 2000: both cooperate R, temptation T, sucker -S, both defect 0; N = nice, M = mean
R = {"nice": 2.0, "mean": 1.0}
T = {"nice": 1.0, "mean": 2.0}
S = {"nice": 1.0, "mean": 1.0}
NICE_OR_MEAN = ("nice", "mean")


def kydd_at_once(p: float, care: float) -> Game:
    """Kydd 2000, trust game, both at once. ``p``: how probable each side is to be nice; cooperation is announced."""
    draft = Draft(
        "Trust game, at once", us={"nice": p, "mean": 1 - p}, them={"nice": p, "mean": 1 - p}, rounds=1
    )
    draft.state("choose", us=["cooperate", "defect"], them=["cooperate", "defect"])
    for side in ("us", "them"):
        draft.who(side, care=care)
        draft.announce(side, "cooperate", state="choose")
        for who in NICE_OR_MEAN:
            draft.gains(side, R[who], own="cooperate", other="cooperate", character=who)
            draft.gains(side, T[who], own="defect", other="cooperate", character=who)
            draft.gains(side, -S[who], own="cooperate", other="defect", character=who)
    return draft.game()


def kydd_in_turn(p: float, care: float, weights: tuple[float, ...] = (1.0,)) -> Game:
    """Kydd 2000 in turn: the trust game (one weight) and the reassurance game (alpha, 1 - alpha).

    Us moves first in round one, them in round two: four rounds of arrays for two of Kydd's. ``p``: how probable each side
    is to be nice.
    """
    draft = Draft(
        "Reassurance game, in turn" if len(weights) > 1 else "Trust game, in turn",
        us={"nice": p, "mean": 1 - p},
        them={"nice": p, "mean": 1 - p},
        rounds=2 * len(weights),
    )
    choice = ["cooperate", "defect"]
    for n, weight in enumerate(weights):
        first, second = ("us", "them") if n % 2 == 0 else ("them", "us")
        opening = f"round {n + 1}"
        following = f"round {n + 2}" if n + 1 < len(weights) else "over"
        draft.state(opening, **{first: choice})
        for move in choice:
            answer = f"{opening}, first {move}s"
            draft.state(answer, **{second: choice})
            draft.leads(answer, state=opening, **{first: move})
            draft.leads(following, state=answer)
            # moves of the second, then what first and second gain
            for who in NICE_OR_MEAN:
                if move == "cooperate":
                    gains = (("cooperate", R[who], R[who]), ("defect", -S[who], T[who]))
                else:
                    gains = (("cooperate", T[who], -S[who]), ("defect", 0.0, 0.0))
                for reply, of_first, of_second in gains:
                    draft.gains(first, weight * of_first, state=answer, other=reply, character=who)
                    draft.gains(second, weight * of_second, state=answer, own=reply, character=who)
    for side in ("us", "them"):
        draft.who(side, care=care)
    return draft.game()


# --- random games ---------------------------------------------------------------------------------------------------


def mild(
    seed: int, rounds: int, care: float, *, ends: int = 10_000, sets: int = 10_000, characters: int = 6
) -> Game:
    """A game of 2 to 4 moves and 1 to 3 characters a side.

    What a round pays, and an end, is normal with a standard deviation of 1/4 over the number of rounds, so that the best
    and the worst course of the game lie about 1 apart.

    Half of its sides give signals that do not tell all moves apart; one or two states; every pair of signals may end the
    game. Base rates and discounts are 1, as a tree knows no others; care is the same on both sides, scale is not. Drawn
    again until the tree has no more ``ends`` and information ``sets``, and both sides together no more ``characters``.
    """
    rng = np.random.default_rng([seed, rounds, 2_018])
    while True:
        game = _mild(rng, rounds, care)
        small = count_ends(game) <= ends and sum(len(side.characters) for side in game.sides) <= characters
        if small and sum(map(len, tree(game).sets)) <= sets:
            return game


def _mild(rng: np.random.Generator, rounds: int, care: float) -> Game:
    sizes = {side: (int(rng.integers(1, 4)), int(rng.integers(2, 5))) for side in ("us", "them")}
    who = {
        side: {f"{side} {'abc'[k]}": p for k, p in enumerate(_shares(rng, sizes[side][0]))} for side in sizes
    }
    states = ["here", "there"][: int(rng.integers(1, 3))] if rounds > 1 else ["here"]
    draft = Draft("A random game", us=who["us"], them=who["them"], rounds=rounds, ends=["over", "done"])
    moves = {side: [f"move {a + 1}" for a in range(sizes[side][1])] for side in sizes}
    signals: dict[str, list[str]] = {}
    for state in states:
        draft.state(state, us=moves["us"], them=moves["them"])
    for side in sizes:
        draft.who(side, care=care, scale={name: float(rng.uniform(0.7, 1.5)) for name in who[side]})
        signals[side] = moves[side]
        if rng.random() < 0.5:
            signals[side] = ["high", "low"]
            for move in moves[side]:
                high = 1.0 if move == moves[side][0] else float(rng.choice([0.0, 0.2, 0.5, 0.8]))
                draft.shows(side, {"high": high, "low": 1 - high}, move=move)
    unit = 0.25 / rounds
    for side, other in (("us", "them"), ("them", "us")):
        for state in states:
            for own in moves[side]:
                for theirs in moves[other]:
                    for mine in who[side]:
                        for character in who[other]:
                            draft.gains(
                                side,
                                unit * float(rng.normal()),
                                state=state,
                                own=own,
                                other=theirs,
                                character=mine,
                                other_character=character,
                            )
        for name in who[side]:
            draft.worth(side, unit * float(rng.normal()), end="done", character=name)
            draft.arrives(side, unit * 0.3 * float(rng.normal()), state=states[-1], character=name)
    for state in states:
        for us in signals["us"]:
            for them in signals["them"]:
                to = dict(zip([*states, "done"], _shares(rng, len(states) + 1), strict=True))
                draft.leads(to, state=state, us=us, them=them)
    return draft.game()


def _shares(rng: np.random.Generator, count: int) -> list[float]:
    """Return shares that sum to 1 and of which none is tiny."""
    raw = rng.uniform(0.5, 1.5, count)
    return [float(p) for p in raw / raw.sum()]


def coordination(seed: int, rounds: int, care: float) -> Game:
    """A game of trust with a prize: both must step in every round, and in the last the steps pay both.

    Two characters a side: to the sincere the other's step is worth more than its own costs and the end has a prize; the
    false one gains from the other's step and loses by its own. Hold, step or leave; leaving ends it.
    """
    rng = np.random.default_rng([seed, rounds, 1_953])
    who = {side: dict(zip(("sincere", "false"), _shares(rng, 2), strict=True)) for side in ("us", "them")}
    draft = Draft(
        "Coordination", us=who["us"], them=who["them"], rounds=rounds, ends=["over", "prize", "broken"]
    )
    moves = ["hold", "step", "leave"]
    done = [f"{n} done" for n in range(rounds)]
    for n, state in enumerate(done):
        draft.state(state, us=moves, them=moves)
        draft.leads(state, state=state)
        draft.leads(done[n + 1] if n + 1 < rounds else "prize", state=state, us="step", them="step")
        draft.leads("broken", state=state, us="leave")
        draft.leads("broken", state=state, them="leave")
        if n + 1 == rounds:
            draft.leads("prize", state=state, us="step", them="step", last=True)
    for side in ("us", "them"):
        draft.who(side, care=care)
        draft.announce(side, "step")
        for who_, cost, gift, prize in (("sincere", 0.4, 0.5, 1.5), ("false", 0.7, 0.6, 0.2)):
            draft.gains(side, -cost * float(rng.uniform(0.7, 1.3)), own="step", character=who_)
            draft.gains(side, gift * float(rng.uniform(0.7, 1.3)), other="step", character=who_)
            draft.worth(side, prize * float(rng.uniform(0.7, 1.3)), end="prize", character=who_)
            draft.worth(side, -0.1 * float(rng.uniform(0.7, 1.3)), end="broken", character=who_)
    return draft.game()


def rich(seed: int, rounds: int | None = None, *, care: float | None = None) -> Game:
    """A game with everything that a game of arrays can have, small: 1 to 3 rounds, 1 or 2 states, 1 to 3 moves a side.

    Moves closed to some characters, signals that tell little, chances of next states and ends, gains by every axis,
    arrivals, worths by state and signals, others in the last round, discounts, announced moves, base rates, scales.
    """
    rng = np.random.default_rng([seed, 1_789])
    rounds = rounds or int(rng.integers(1, 4))
    sizes = {
        side: (int(rng.integers(1, 4 - (rounds > 1))), int(rng.choice([1, 2, 3], p=[0.1, 0.6, 0.3])))
        for side in ("us", "them")
    }
    who = {side: dict(zip("abc", _shares(rng, k), strict=False)) for side, (k, _) in sizes.items()}
    moves = {side: [f"{side} {n + 1}" for n in range(a)] for side, (_, a) in sizes.items()}
    seen = {side: [f"{side} seen {n + 1}" for n in range(min(a, 2))] for side, (_, a) in sizes.items()}
    states = ["first", "second"][: int(rng.integers(1, 3))]
    draft = Draft("A rich game", us=who["us"], them=who["them"], rounds=rounds, ends=["over", "good", "bad"])
    for state in states:
        opened = {}
        for side in ("us", "them"):
            opened[side] = {}
            for character in who[side]:
                some = [move for move in moves[side] if rng.random() < 0.8]
                opened[side][character] = some or moves[side][:1]
            # so that every move is open to somebody, and gives its signals
            opened[side][next(iter(who[side]))] = moves[side]
        draft.state(state, **opened)
    for side, other in (("us", "them"), ("them", "us")):
        draft.who(
            side,
            care=float(rng.uniform(0, 4)) if care is None else care,
            base={move: float(rng.uniform(0.05, 1)) for move in moves[side]},
            scale={character: float(rng.uniform(0.5, 2)) for character in who[side]},
        )
        for n, move in enumerate(moves[side]):
            shares = dict(zip(seen[side], _shares(rng, len(seen[side])), strict=True))
            sure = {seen[side][min(n, len(seen[side]) - 1)]: 1.0}
            draft.shows(side, sure if rng.random() < 0.5 else shares, move=move)
        for state in states:
            draft.discounts(side, float(rng.uniform(0.5, 1)), state=state)
            draft.arrives(side, float(rng.normal()) / 4, state=state)
            if rng.random() < 0.5:
                draft.announce(side, str(rng.choice(moves[side])), state=state)
            for own in moves[side]:
                for theirs in moves[other]:
                    for mine in who[side]:
                        for character in who[other]:
                            which = {
                                "own": own,
                                "other": theirs,
                                "character": mine,
                                "other_character": character,
                            }
                            draft.gains(side, float(rng.normal()) / 2, state=state, **which)
        for last in (False, True):
            for state in states:
                for signal in seen["us"]:
                    for character in who[side]:
                        for end in ("good", "bad"):
                            value = float(rng.normal()) / 2
                            draft.worth(
                                side, value, end=end, state=state, us=signal, character=character, last=last
                            )
    for state in states:
        for us in seen["us"]:
            for them in seen["them"]:
                targets = [*states, "good", "bad"]
                draft.leads(
                    dict(zip(targets, _shares(rng, len(targets)), strict=True)), state=state, us=us, them=them
                )
                draft.leads({"good": 0.5, "over": 0.5}, state=state, us=us, them=them, last=True)
    return draft.game()
