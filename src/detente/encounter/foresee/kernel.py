"""The compiled twin of ``reference.py``: what play adds up to, backwards on the grid, and forwards along drawn paths.

Private: ``along.py`` and ``paths.py`` lay out and call. All in one file, and apart from the solver's kernel, on purpose: a
compiled function kept on disk does not notice changes to what it calls in other files.
"""

from __future__ import annotations

import numpy as np
from numba import njit

NO_CHANCE = 1e-290
"""A signal under this chance leaves the belief."""
TIE = 1e-10
"""Moves whose worths differ by no more, in points, are equally good: rounding decides between none."""


@njit(cache=True, nogil=True)
def _corners(belief, points, at, weight):  # type: ignore[no-untyped-def]
    """Fill at, weight (K,): the grid points around a belief, as ``simplex.corners`` says it."""
    m = points - 1
    if len(belief) == 1:
        at[0], weight[0] = 0, 1.0
        return
    y = min(max(belief[0] * m, 0.0), float(m))
    if len(belief) == 2:
        at[0] = min(int(y), m - 1)
        at[1] = at[0] + 1
        weight[1] = y - at[0]
        weight[0] = 1.0 - weight[1]
        return
    z = min(max(belief[1] * m, 0.0), float(m))
    i, j = int(y), int(z)
    if i + j >= m:
        if i > 0:
            i, j = min(i, m) - 1, m - min(i, m)
        else:
            j = m - 1
    f, g = y - i, z - j
    low = i * (m + 1) - i * (i - 1) // 2 + j
    high = low + m + 1 - i
    if f + g <= 1 or i + j + 2 > m:
        at[0], at[1], at[2] = low, high, low + 1
        weight[0], weight[1], weight[2] = 1 - f - g, f, g
    else:
        at[0], at[1], at[2] = high + 1, low + 1, high
        weight[0], weight[1], weight[2] = f + g - 1, 1 - f, 1 - g


@njit(cache=True, nogil=True)
def _seen(strategy, show, belief, sham, chance, clean, post):  # type: ignore[no-untyped-def]
    """Fill chance, clean (K, S), post (S, K): signals by character, the same without shams, and what is believed then."""
    characters, moves = strategy.shape
    for s in range(show.shape[1]):
        total = 0.0
        for k in range(characters):
            chance[k, s] = 0.0
            clean[k, s] = 0.0
            for a in range(moves):
                part = strategy[k, a] * show[a, s]
                chance[k, s] += part
                if a != sham:
                    clean[k, s] += part
            total += belief[k] * chance[k, s]
        for k in range(characters):
            post[s, k] = belief[k] * chance[k, s] / total if total > NO_CHANCE else belief[k]


@njit(cache=True, nogil=True)
def look_back(xs, first, upto, t, game, wanted, strategies, acts, place, onward, belief0, belief1, found):  # type: ignore[no-untyped-def]
    """Fill found[first:upto] of a round, (n, G us, G them, J, L, C), from ``onward``, the same of the next round.

    strategies: what is believed of either side. acts: what they do, where it differs; else without entries.
    game: open start, to, chance (rows of X x S x R); show0, show1; sham0, sham1; points0, points1.
    wanted: our characters (J,), gain (X, A, B, J, L, C), row (X, S, R, J, L, C), factor (C,), clean (C,), until (C,).
    """
    start, to, chance, show0, show1, sham0, sham1, points0, points1 = game
    ours, gain, row, factor, clean, until = wanted
    states, moves0, moves1, J, L, C = gain.shape
    K = belief0.shape[1]
    signals0, signals1 = row.shape[1], row.shape[2]
    G0, G1 = len(belief0), len(belief1)
    width = J * L * C
    later = np.empty((signals0, signals1, G0, G1, width))
    ahead = np.empty(width)
    chance0, clean0, post0 = np.zeros((K, signals0)), np.zeros((K, signals0)), np.zeros((signals0, K))
    chance1, clean1, post1 = np.zeros((L, signals1)), np.zeros((L, signals1)), np.zeros((signals1, L))
    at0, weight0 = np.zeros((signals0, K), np.int64), np.zeros((signals0, K))
    at1, weight1 = np.zeros((signals1, L), np.int64), np.zeros((signals1, L))
    spare0, spare1 = np.zeros((signals0, K)), np.zeros((signals1, L))
    likely0, likely1 = np.zeros(signals0), np.zeros(signals1)
    onwards = len(onward) > 0
    for n in range(first, upto):
        x = xs[n]
        for s in range(signals0):
            for r in range(signals1):
                line = (x * signals0 + s) * signals1 + r
                if start[line] == start[line + 1]:
                    continue
                into = later[s, r].reshape(-1)
                into[:] = 0.0
                for e in range(start[line], start[line + 1]):
                    if to[e] < states and onwards:
                        share, table = chance[e], onward[place[to[e]]].reshape(-1)
                        for z in range(len(into)):
                            into[z] += share * table[z]
        for i in range(G0):
            for j in range(G1):
                flat = strategies[n, i, j]
                us = flat[: K * moves0].reshape(K, moves0)
                them = flat[K * moves0 :].reshape(L, moves1)
                _seen(us, show0[x % len(show0)], belief0[i], sham0, chance0, clean0, post0)
                _seen(them, show1[x % len(show1)], belief1[j], sham1, chance1, clean1, post1)
                for s in range(signals0):
                    _corners(post0[s], points0, at0[s], weight0[s])
                for r in range(signals1):
                    _corners(post1[r], points1, at1[r], weight1[r])
                if len(acts) > 0:
                    flat = acts[n, i, j]
                    us = flat[: K * moves0].reshape(K, moves0)
                    them = flat[K * moves0 :].reshape(L, moves1)
                    _seen(us, show0[x % len(show0)], belief0[i], sham0, chance0, clean0, spare0)
                    _seen(them, show1[x % len(show1)], belief1[j], sham1, chance1, clean1, spare1)
                for s in range(signals0):
                    likely0[s] = 0.0
                    for k in range(J):
                        likely0[s] += chance0[ours[k], s]
                for r in range(signals1):
                    likely1[r] = 0.0
                    for m in range(L):
                        likely1[r] += chance1[m, r]
                out = found[n, i, j]
                for k in range(J):
                    for m in range(L):
                        for c in range(C):
                            out[k, m, c] = 0.0
                        for a in range(moves0):
                            for b in range(moves1):
                                both = us[ours[k], a] * them[m, b]
                                if both > 0.0:
                                    for c in range(C):
                                        out[k, m, c] += both * gain[x, a, b, k, m, c]
                for s in range(signals0):
                    for r in range(signals1):
                        line = (x * signals0 + s) * signals1 + r
                        if start[line] == start[line + 1] or likely0[s] * likely1[r] <= 0.0:
                            continue
                        ahead[:] = 0.0
                        for u in range(K if onwards else 0):
                            for v in range(L):
                                share = weight0[s, u] * weight1[r, v]
                                near = later[s, r, at0[s, u], at1[r, v]]
                                for z in range(width):
                                    ahead[z] += share * near[z]
                        for k in range(J):
                            for m in range(L):
                                both = chance0[ours[k], s] * chance1[m, r]
                                pure = clean0[ours[k], s] * clean1[m, r]
                                if both <= 0.0:
                                    continue
                                for c in range(C):
                                    value = factor[c] * ahead[(k * L + m) * C + c]
                                    if t < until[c]:
                                        value += row[x, s, r, k, m, c]
                                    out[k, m, c] += (pure if clean[c] else both) * value


@njit(cache=True, nogil=True)
def best_reply(xs, first, upto, game, theirs, strategies, place, onward, belief0, belief1, move, worth):  # type: ignore[no-untyped-def]
    """Fill move and worth[first:upto] of a round, (n, G us, G them, L): what is best for each of them, and its worth to it.

    Both sides believe by ``strategies``, and we follow them; ``onward``: worth in the next round. game: as in ``look_back``.
    theirs: open (X, L, B), gain (X, B, A, L, K), row (X, S, R, L), discount (X | 1,).
    """
    start, to, chance, show0, show1, sham0, sham1, points0, points1 = game
    opened, gain, row, discount = theirs
    states, moves1, moves0, L, K = gain.shape
    signals0, signals1 = row.shape[1], row.shape[2]
    G0, G1 = len(belief0), len(belief1)
    later = np.empty((signals0, signals1, G0, G1, L))
    after, each = np.empty((signals1, L)), np.empty(moves1)
    chance0, clean0, post0 = np.zeros((K, signals0)), np.zeros((K, signals0)), np.zeros((signals0, K))
    chance1, clean1, post1 = np.zeros((L, signals1)), np.zeros((L, signals1)), np.zeros((signals1, L))
    at0, weight0 = np.zeros((signals0, K), np.int64), np.zeros((signals0, K))
    at1, weight1 = np.zeros((signals1, L), np.int64), np.zeros((signals1, L))
    onwards = len(onward) > 0
    for n in range(first, upto):
        x = xs[n]
        for s in range(signals0):
            for r in range(signals1):
                line = (x * signals0 + s) * signals1 + r
                if start[line] == start[line + 1]:
                    continue
                into = later[s, r].reshape(-1)
                into[:] = 0.0
                for e in range(start[line], start[line + 1]):
                    if to[e] < states and onwards:
                        share, table = chance[e], onward[place[to[e]]].reshape(-1)
                        for z in range(len(into)):
                            into[z] += share * table[z]
        for i in range(G0):
            for j in range(G1):
                flat = strategies[n, i, j]
                us = flat[: K * moves0].reshape(K, moves0)
                them = flat[K * moves0 :].reshape(L, moves1)
                here1 = show1[x % len(show1)]
                _seen(us, show0[x % len(show0)], belief0[i], sham0, chance0, clean0, post0)
                _seen(them, here1, belief1[j], sham1, chance1, clean1, post1)
                for s in range(signals0):
                    _corners(post0[s], points0, at0[s], weight0[s])
                for r in range(signals1):
                    _corners(post1[r], points1, at1[r], weight1[r])
                after[:] = 0.0
                for s in range(signals0):
                    shown = 0.0
                    for k in range(K):
                        shown += belief0[i, k] * chance0[k, s]
                    for r in range(signals1):
                        line = (x * signals0 + s) * signals1 + r
                        if shown <= 0.0 or start[line] == start[line + 1]:
                            continue
                        for m in range(L):
                            after[r, m] += shown * row[x, s, r, m]
                        for u in range(K if onwards else 0):
                            for v in range(L):
                                share = shown * discount[x % len(discount)] * weight0[s, u] * weight1[r, v]
                                near = later[s, r, at0[s, u], at1[r, v]]
                                for m in range(L):
                                    after[r, m] += share * near[m]
                for m in range(L):
                    best = -np.inf
                    for b in range(moves1):
                        each[b] = -np.inf
                        if not opened[x, m, b]:
                            continue
                        each[b] = 0.0
                        for r in range(signals1):
                            each[b] += here1[b, r] * after[r, m]
                        for k in range(K):
                            for a in range(moves0):
                                each[b] += belief0[i, k] * us[k, a] * gain[x, b, a, m, k]
                        best = max(best, each[b])
                    which = 0
                    while each[which] < best - TIE:
                        which += 1
                    move[n, i, j, m], worth[n, i, j, m] = which, each[which]


@njit(cache=True, nogil=True)
def _pick(chances, u):  # type: ignore[no-untyped-def]
    """Return which of some chances a number from 0 to 1 falls on."""
    reached = 0.0
    last = 0
    for a in range(len(chances)):
        if chances[a] > 0.0:
            reached += chances[a]
            last = a
            if u < reached:
                return a
    return last


@njit(cache=True, nogil=True)
def walk(game, strategies, place, who0, who1, random, x, belief0, belief1, move0, move1, signal0, signal1):  # type: ignore[no-untyped-def]
    """Take one round along many paths. Changes x (an end is X + its number), belief0, belief1 (N, K); fills moves and signals.

    random: (N, 5), uniform: both moves, both signals, where it leads. Paths that have ended stay, with moves and signals -1.
    """
    start, to, chance, show0, show1, sham0, sham1, points0, points1 = game
    K, L = belief0.shape[1], belief1.shape[1]
    moves0, signals0 = show0.shape[1:]
    moves1, signals1 = show1.shape[1:]
    states = (len(start) - 1) // (signals0 * signals1)
    us, them = np.zeros((K, moves0)), np.zeros((L, moves1))
    chance0, clean0, post0 = np.zeros((K, signals0)), np.zeros((K, signals0)), np.zeros((signals0, K))
    chance1, clean1, post1 = np.zeros((L, signals1)), np.zeros((L, signals1)), np.zeros((signals1, L))
    at0, weight0 = np.zeros(K, np.int64), np.zeros(K)
    at1, weight1 = np.zeros(L, np.int64), np.zeros(L)
    for n in range(len(x)):
        move0[n], move1[n], signal0[n], signal1[n] = -1, -1, -1, -1
        if x[n] >= states:
            continue
        _corners(belief0[n], points0, at0, weight0)
        _corners(belief1[n], points1, at1, weight1)
        table = strategies[place[x[n]]]
        us[:] = 0.0
        them[:] = 0.0
        for u in range(K):
            for v in range(L):
                w = weight0[u] * weight1[v]
                flat = table[at0[u], at1[v]]
                for k in range(K):
                    for a in range(moves0):
                        us[k, a] += w * flat[k * moves0 + a]
                for m in range(L):
                    for b in range(moves1):
                        them[m, b] += w * flat[K * moves0 + m * moves1 + b]
        here0, here1 = show0[x[n] % len(show0)], show1[x[n] % len(show1)]
        _seen(us, here0, belief0[n], sham0, chance0, clean0, post0)
        _seen(them, here1, belief1[n], sham1, chance1, clean1, post1)
        a = _pick(us[who0[n]], random[n, 0])
        b = _pick(them[who1[n]], random[n, 1])
        s = _pick(here0[a], random[n, 2])
        r = _pick(here1[b], random[n, 3])
        move0[n], move1[n], signal0[n], signal1[n] = a, b, s, r
        belief0[n] = post0[s]
        belief1[n] = post1[r]
        line = (x[n] * signals0 + s) * signals1 + r
        first, last = start[line], start[line + 1]
        x[n] = to[first + _pick(chance[first:last], random[n, 4])]
