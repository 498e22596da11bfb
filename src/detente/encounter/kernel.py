"""The compiled twin of ``reference.py``: the same equilibria at every point of a round, in parallel.

Private: ``solve.py`` lays out, explains and calls. A state is laid out once for many points (a ``Frame``): only moves
that are open and signals that can be given, and ``later``, what ends, arrivals and the next round are worth after each
pair of signals, already added up over where they lead, on the whole grid of beliefs. So evaluating a response
interpolates once for each pair of signals, however many states may follow. Strategies of both sides are one flat
vector: us by character and move, then them; logits likewise.

All in one file on purpose: a compiled function kept on disk does not notice changes to what it calls in other files.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from detente.encounter.kernel_data import Frame, Work

RESPONSE, NEAR, ANDERSON, DAMPED, NEWTON, TRACED, RESTART, UNSETTLED, HOW_NOT_DONE = range(9)
"""How a point was settled. HOW_NOT_DONE: it was never finished; a fault inside a thread would else go unseen."""

ANNOUNCED = 0.95
LOWEST = -700.0
"""Logits start no lower: below, exp is 0 and a probability could never come back."""
LEAP = 1.0
"""By how much the logarithm of a probability is thought to go on changing from one care to the next, at most."""
NOT_BELOW = 2**62 - 1
"""A mask: the compiler knows that what has gone through it is no index below 0, which would count from the end."""
NO_CHANCE = 1e-290
"""A signal under this chance leaves the belief: Bayes' rule would divide what has no digits left."""

STEP, MIX, SOLVE, TRACE = range(4)
"""Kinds of corrector: part of the way to the response (0: ever less); Anderson's mixture of the last steps; Newton's
method; the stage's own branch from care 0."""
AS_IT_IS, FROM_START, FROM_BEST, FROM_CHANCE = range(4)
"""Where a corrector begins: where the one before stopped, where the point began, at the least residual, at random."""
_WAYS = (
    # kind, evaluations at most, share of a step, memory, begins, how it is told
    (STEP, 200, 0.5, 0, AS_IT_IS, RESPONSE),
    (MIX, 12, 1.0, 4, AS_IT_IS, RESPONSE),  # only to shorten the one before
    (MIX, 25, 1.0, 4, AS_IT_IS, NEAR),
    (STEP, 30, 0.5, 0, FROM_START, DAMPED),
    (MIX, 60, 0.5, 5, FROM_BEST, ANDERSON),
    (STEP, 150, 0.15, 0, FROM_BEST, DAMPED),
    (SOLVE, 100, 1.0, 0, FROM_BEST, NEWTON),
    (SOLVE, 100, 1.0, 0, FROM_START, NEWTON),
    (TRACE, 2000, 1.0, 0, AS_IT_IS, TRACED),
    (SOLVE, 100, 1.0, 0, AS_IT_IS, TRACED),
    (STEP, 300, 0.0, 0, FROM_START, DAMPED),
    (SOLVE, 100, 1.0, 0, AS_IT_IS, NEWTON),
    (SOLVE, 60, 1.0, 0, FROM_CHANCE, RESTART),
)
WAYS = np.array(_WAYS)
"""The chain of correctors. The announced selection begins with the first, the principal with the third."""
RESPOND, AHEAD, FIRST_NEAR, LAST_WAY = 0, 1, 2, len(_WAYS) - 1
BEFORE_TRACE = [way[0] for way in _WAYS].index(TRACE) - 1
AFTER_TRACE = BEFORE_TRACE + 2
BENT = 0.2
"""How far, as a share of it, the gap where Anderson's method set out may lie from what slopes where it came to say."""
FIRST, SHORT, TURN, DRIFT, CLOSE = 0.5, 1e-4, 0.8, 0.3, 1e-5
"""Following a branch, in logits: the first step; steps longer than SHORT turn by no smaller a cosine than TURN, and are led
aside by no greater a share of them than DRIFT; what is within CLOSE counts as on the branch."""
QUICK = 5
"""What settles in so few evaluations has come straight, however far: of 192 points that came out on another branch, none did."""
POWERS = 9
"""How often the matrix of half steps is squared, at most, until it is seen to shrink."""
DEEPEST = 5
"""The longest memory in ``WAYS``."""


_njit: Any = njit
# what Python never calls needs no door to it, and making one takes longer the more arrays come in
_COMPILED: Any = {"cache": True, "error_model": "numpy"}
_NO_DOOR: Any = {**_COMPILED, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
# what makes no arrays need not count who holds those that it is given: that took a third of the time
_NO_COUNT: Any = {**_NO_DOOR, "_nrt": False}
maker = _njit(_nrt=True, **_NO_DOOR)
inner = _njit(**_NO_COUNT)
inlined = _njit(forceinline=True, **_NO_COUNT)


@inlined
def _copy(of, into):  # type: ignore[no-untyped-def]
    """Fill into (n,) with what is in of (n,); a slice would first make room for a copy."""
    for i in range(len(of)):
        into[i] = of[i]


# --- beliefs ------------------------------------------------------------------------------------------------------


@inner
def _weights(characters, y0, y1, i, j, upper, out):  # type: ignore[no-untyped-def]
    """Fill out (characters,): weights of a cell's corners at grid coordinates y, which may lie outside of it."""
    if characters == 1:
        out[0] = 1.0
    elif characters == 2:
        out[1] = y0 - i
        out[0] = 1.0 - out[1]
    else:
        f, g = y0 - i, y1 - j
        if upper:
            out[0], out[1], out[2] = f + g - 1.0, 1.0 - f, 1.0 - g
        else:
            out[0], out[1], out[2] = 1.0 - f - g, f, g


@inlined
def _place(belief, points, at, cell, weight):  # type: ignore[no-untyped-def]
    """Fill at, cell, weight: where a belief lies on the grid, as ``simplex.corners`` says it."""
    characters = len(belief)
    m = points - 1
    if characters == 1:
        at[0] = 0
        weight[0] = 1.0
        return
    y0 = min(max(belief[0] * m, 0.0), float(m))
    if characters == 2:
        i = min(int(y0), m - 1)
        at[0], at[1] = i, i + 1
        cell[0] = i
        weight[1] = y0 - i
        weight[0] = 1.0 - weight[1]
        return
    y1 = min(max(belief[1] * m, 0.0), float(m))
    i, j = int(y0), int(y1)
    if i + j >= m:
        if i > 0:
            i, j = min(i, m) - 1, m - min(i, m)
        else:
            j = m - 1
    upper = y0 - i + y1 - j > 1 and i + j + 2 <= m
    low = i * (m + 1) - i * (i - 1) // 2 + j
    high = low + m + 1 - i
    if upper:
        at[0], at[1], at[2] = high + 1, low + 1, high
    else:
        at[0], at[1], at[2] = low, high, low + 1
    cell[0], cell[1], cell[2] = i, j, 1 if upper else 0
    _weights(3, y0, y1, i, j, upper, weight)


@inlined
def _signals(belief, p, first, show, points, chance, seen, post, at, cell, weight):  # type: ignore[no-untyped-def]
    """Fill what one side's strategies show: chances by character and in all, and where the posteriors lie."""
    characters = len(belief)
    moves, signals = show.shape
    for s in range(signals):
        total = 0.0
        for k in range(characters):
            value = 0.0
            for a in range(moves):
                value += p[first + k * moves + a] * show[a, s]
            chance[k, s] = value
            total += belief[k] * value
        seen[s] = total
        for k in range(characters):
            post[k] = belief[k] * chance[k, s] / total if total > NO_CHANCE else belief[k]
        _place(post, points, at[s], cell[s], weight[s])


# --- the response -------------------------------------------------------------------------------------------------


@inlined
def _evaluate(f, task, b0, b1, p, w):  # type: ignore[no-untyped-def]
    """Fill w with the worth of each move against p (N,), the response and its logits; return the residual of p."""
    a0, s0 = f.show0.shape
    a1, s1 = f.show1.shape
    k0, k1 = len(b0), len(b1)
    second = k0 * a0
    _signals(b0, p, f.row[0], f.show0, task.points0, w.chance0, w.seen0, w.post0, w.at0, w.cell0, w.weight0)
    _signals(b1, p, second, f.show1, task.points1, w.chance1, w.seen1, w.post1, w.at1, w.cell1, w.weight1)
    w.onward0[:] = 0.0
    w.onward1[:] = 0.0
    values, flat = f.later.shape[3], f.later.reshape(-1)
    across, down = values, f.later.shape[2] * values
    for s in range(s0):
        for r in range(s1):
            first = (s * s1 + r) * f.later.shape[1] * down
            if k0 == 2 and k1 == 2:  # the usual case, written out
                low = (first + w.at0[s, 0] * down + w.at1[r, 0] * 4) & NOT_BELOW
                high = (low + down) & NOT_BELOW
                x, y = w.weight0[s, 1], w.weight1[r, 1]
                ll, lh, hl, hh = (1.0 - x) * (1.0 - y), (1.0 - x) * y, x * (1.0 - y), x * y
                seen0, seen1 = w.seen0[s], w.seen1[r]
                for k in range(2):
                    near = ll * flat[low + k] + lh * flat[low + 4 + k]
                    near += hl * flat[high + k] + hh * flat[high + 4 + k]
                    w.onward0[k, s] += seen1 * near
                    near = ll * flat[low + 2 + k] + lh * flat[low + 6 + k]
                    near += hl * flat[high + 2 + k] + hh * flat[high + 6 + k]
                    w.onward1[k, r] += seen0 * near
                continue
            for c in range(k0):
                for d in range(k1):
                    weight = w.weight0[s, c] * w.weight1[r, d]
                    at = first + w.at0[s, c] * down + w.at1[r, d] * across
                    for k in range(k0):
                        w.onward0[k, s] += w.seen1[r] * weight * flat[at + k]
                    for k in range(k1):
                        w.onward1[k, r] += w.seen0[s] * weight * flat[at + k0 + k]
    for k in range(k0):
        for a in range(a0):
            w.joint0[k * a0 + a] = b0[k] * p[k * a0 + a]
    for k in range(k1):
        for a in range(a1):
            w.joint1[k * a1 + a] = b1[k] * p[second + k * a1 + a]
    for k in range(k0):
        for a in range(a0):
            value = 0.0
            for i in range(k1 * a1):
                value += f.gain0[k * a0 + a, i] * w.joint1[i]
            for s in range(s0):
                value += f.show0[a, s] * w.onward0[k, s]
            w.worth[k * a0 + a] = value
    for k in range(k1):
        for a in range(a1):
            value = 0.0
            for i in range(k0 * a0):
                value += f.gain1[k * a1 + a, i] * w.joint0[i]
            for s in range(s1):
                value += f.show1[a, s] * w.onward1[k, s]
            w.worth[second + k * a1 + a] = value
    for i in range(len(p)):
        w.logits[i] = f.base[i] + f.rate[i] * w.worth[i]
    _chances(f, w.logits, w.response)
    residual = 0.0
    for i in f.free:
        residual = max(residual, abs(w.response[i] - p[i]))
    return residual


@inlined
def _chances(f, logits, p):  # type: ignore[no-untyped-def]
    """Fill p (N,) with the probabilities that logits mean; -inf is a closed move."""
    for k in range(len(f.row) - 1):
        top = -math.inf
        for i in range(f.row[k], f.row[k + 1]):
            top = max(top, logits[i])
        total = 0.0
        for i in range(f.row[k], f.row[k + 1]):
            p[i] = math.exp(logits[i] - top)
            total += p[i]
        for i in range(f.row[k], f.row[k + 1]):
            p[i] /= total


@inner
def _logits(f, p, u):  # type: ignore[no-untyped-def]
    """Fill u (N,) with logits of p."""
    for i in range(len(p)):
        u[i] = f.base[i] if f.base[i] == -math.inf else max(LOWEST, math.log(p[i])) if p[i] > 0 else LOWEST


# --- ways to settle -----------------------------------------------------------------------------------------------


@inner
def _least_squares(inner, right, depth, found):  # type: ignore[no-untyped-def]
    """Solve inner (depth, depth) found = right by Gauss with a ridge; inner is positive and used up."""
    ridge = 0.0
    for i in range(depth):
        ridge = max(ridge, inner[i, i])
    ridge = ridge * 1e-14 + 1e-300
    for i in range(depth):
        inner[i, i] += ridge
        found[i] = right[i]
    for i in range(depth):
        for j in range(i + 1, depth):
            factor = inner[j, i] / inner[i, i]
            for k in range(i, depth):
                inner[j, k] -= factor * inner[i, k]
            found[j] -= factor * found[i]
    for i in range(depth - 1, -1, -1):
        for k in range(i + 1, depth):
            found[i] -= inner[i, k] * found[k]
        found[i] /= inner[i, i]


@inlined
def _mix(f, w, turn, share, memory):  # type: ignore[no-untyped-def]
    """Move w.u as Anderson's method does: by the mixture of the last steps that would leave the least gap."""
    free = f.free
    for n in range(len(free)):
        w.gap[n] = w.logits[free[n]] - w.u[free[n]]
    kept = min(turn, memory)
    if turn > 0:
        slot = (turn - 1) % memory
        for n in range(len(free)):
            w.gaps[slot, n] = w.gap[n] - w.gap_before[n]
            w.steps[slot, n] = w.u[free[n]] - w.u_before[n]
        for i in range(kept):
            value = 0.0
            for n in range(len(free)):
                value += w.gaps[i, n] * w.gaps[slot, n]
            w.products[i, slot] = w.products[slot, i] = value
        for i in range(kept):
            for j in range(kept):
                w.inner[i, j] = w.products[i, j]
            value = 0.0
            for n in range(len(free)):
                value += w.gaps[i, n] * w.gap[n]
            w.right[i] = value
        _least_squares(w.inner, w.right, kept, w.mixed)
    for n in range(len(free)):
        w.gap_before[n] = w.gap[n]
        w.u_before[n] = w.u[free[n]]
        value = share * w.gap[n]
        for i in range(kept):
            value -= w.mixed[i] * (w.steps[i, n] + share * w.gaps[i, n])
        w.u[free[n]] += value


@inner
def _tell(belief, show, cell, weight, seen, points, sure, told):  # type: ignore[no-untyped-def]
    """Fill told (s · K, K · a): derivatives of a signal's chance times the weight of a corner, by a character's moves.

    Within a cell that product is linear in the strategies: by a move of a character it moves as the weight at the belief
    that is sure of this character. sure (K,): room. A signal of no chance leaves the belief, and the weight.
    """
    characters = len(belief)
    moves, signals = show.shape
    m = float(points - 1)
    for s in range(signals):
        for e in range(characters):
            y0, y1 = m if e == 0 else 0.0, m if e == 1 else 0.0
            _weights(characters, y0, y1, cell[s, 0], cell[s, 1], cell[s, 2], sure)
            for c in range(characters):
                value = belief[e] * (sure[c] if seen[s] > NO_CHANCE else weight[s, c])
                for a in range(moves):
                    told[s * characters + c, e * moves + a] = value * show[a, s]


@inner
def _slopes(f, task, b0, b1, p, w, slope):  # type: ignore[no-untyped-def]
    """Fill slope (N, N) with the derivatives of w.worth by p, where ``_evaluate`` has just been.

    What comes after an own signal is a sum over corners around both posteriors: of their weights, of the chance of the
    other's signal, and of the value there. An own move changes the own weights only, as the own signal is given.
    """
    a0, s0 = f.show0.shape
    a1, s1 = f.show1.shape
    k0, k1 = len(b0), len(b1)
    second, size = k0 * a0, len(p)
    _tell(b0, f.show0, w.cell0, w.weight0, w.seen0, task.points0, w.post0, w.told0)
    _tell(b1, f.show1, w.cell1, w.weight1, w.seen1, task.points1, w.post1, w.told1)
    values, flat = f.later.shape[3], f.later.reshape(-1)
    across, down = values, f.later.shape[2] * values
    w.moved0[:] = 0.0
    w.moved1[:] = 0.0
    for s in range(s0):
        for k in range(k0):
            row = k * s0 + s
            for c in range(k0):
                own = 0.0
                for r in range(s1):
                    at = (s * s1 + r) * f.later.shape[1] * down + w.at0[s, c] * down + k
                    for d in range(k1):
                        value = flat[at + w.at1[r, d] * across]
                        own += w.seen1[r] * w.weight1[r, d] * value
                        value *= w.weight0[s, c]
                        for j in range(size - second):
                            w.moved0[row, second + j] += value * w.told1[r * k1 + d, j]
                if w.seen0[s] > NO_CHANCE:
                    own = (own - w.onward0[k, s]) / w.seen0[s]
                    for j in range(second):
                        w.moved0[row, j] += own * w.told0[s * k0 + c, j]
    for r in range(s1):
        for k in range(k1):
            row = k * s1 + r
            for d in range(k1):
                own = 0.0
                for s in range(s0):
                    at = (s * s1 + r) * f.later.shape[1] * down + w.at1[r, d] * across + k0 + k
                    for c in range(k0):
                        value = flat[at + w.at0[s, c] * down]
                        own += w.seen0[s] * w.weight0[s, c] * value
                        value *= w.weight1[r, d]
                        for j in range(second):
                            w.moved1[row, j] += value * w.told0[s * k0 + c, j]
                if w.seen1[r] > NO_CHANCE:
                    own = (own - w.onward1[k, r]) / w.seen1[r]
                    for j in range(size - second):
                        w.moved1[row, second + j] += own * w.told1[r * k1 + d, j]
    for k in range(k0):
        for a in range(a0):
            i = k * a0 + a
            for j in range(second):
                slope[i, j] = 0.0
            for e in range(k1):
                for j in range(e * a1, (e + 1) * a1):
                    slope[i, second + j] = b1[e] * f.gain0[i, j]
            for s in range(s0):
                share = f.show0[a, s]
                if share != 0.0:
                    for j in range(size):
                        slope[i, j] += share * w.moved0[k * s0 + s, j]
    for k in range(k1):
        for a in range(a1):
            i = second + k * a1 + a
            for j in range(second, size):
                slope[i, j] = 0.0
            for e in range(k0):
                for j in range(e * a0, (e + 1) * a0):
                    slope[i, j] = b0[e] * f.gain1[i - second, j]
            for r in range(s1):
                share = f.show1[a, r]
                if share != 0.0:
                    for j in range(size):
                        slope[i, j] += share * w.moved1[k * s1 + r, j]


@inner
def _eliminate(matrix, right):  # type: ignore[no-untyped-def]
    """Solve matrix x = right in place by Gauss with row pivots; return the sign of the determinant."""
    size = len(right)
    sign = 1
    for i in range(size):
        pivot = i
        for j in range(i + 1, size):
            if abs(matrix[j, i]) > abs(matrix[pivot, i]):
                pivot = j
        if not abs(matrix[pivot, i]) > 1e-300:
            return 0
        if matrix[pivot, i] < 0:
            sign = -sign
        if pivot != i:
            sign = -sign
            for k in range(i, size):
                matrix[i, k], matrix[pivot, k] = matrix[pivot, k], matrix[i, k]
            right[i], right[pivot] = right[pivot], right[i]
        share = 1.0 / matrix[i, i]
        for j in range(i + 1, size):
            factor = matrix[j, i] * share
            if factor != 0.0:
                for k in range(i, size):
                    matrix[j, k] -= factor * matrix[i, k]
                right[j] -= factor * right[i]
    for i in range(size - 1, -1, -1):
        for k in range(i + 1, size):
            right[i] -= matrix[i, k] * right[k]
        right[i] /= matrix[i, i]
    return sign


@inner
def _by_logits(f, p, slope):  # type: ignore[no-untyped-def]
    """Turn slopes by probabilities into slopes by logits: dp_j / du_i = p_j (1[i = j] - p_i) among a character's moves."""
    for i in range(len(p)):
        for k in range(len(f.row) - 1):
            mean = 0.0
            for j in range(f.row[k], f.row[k + 1]):
                mean += p[j] * slope[i, j]
            for j in range(f.row[k], f.row[k + 1]):
                slope[i, j] = p[j] * (slope[i, j] - mean)


@inner
def _evaluate_apart(f, task, b0, b1, p, w):  # type: ignore[no-untyped-def]
    """Call ``_evaluate`` where speed matters less than the size of what is compiled."""
    return _evaluate(f, task, b0, b1, p, w)


@inner
def _aim(f, task, b0, b1, p, w):  # type: ignore[no-untyped-def]
    """Fill w.step with Newton's step on the logits of open moves; return the sign of the determinant, 0: there is none."""
    free, slope = f.free, w.slope
    _slopes(f, task, b0, b1, p, w, slope)
    _by_logits(f, p, slope)
    for n in range(len(free)):
        for m in range(len(free)):
            w.matrix[n, m] = -f.rate[free[n]] * slope[free[n], free[m]]
        w.matrix[n, n] += 1.0
        w.step[n] = w.logits[free[n]] - w.u[free[n]]
    return _eliminate(w.matrix, w.step)


@inner
def _doubtful(f, task, b0, b1, p, w, used):  # type: ignore[no-untyped-def]
    """Tell whether p, settled, may lie on another branch than the one that was followed up to w.start.

    So it may where it lies far from there, and where the determinant of what ``_aim`` solves is negative. That is 1 at
    care 0 and changes its sign at folds, so it is positive wherever a branch from there rises to a care that it has not
    had before.
    """
    if used > QUICK:
        for i in f.free:
            if abs(p[i] - w.start[i]) > task.leap:
                return True
    return task.oriented and _aim(f, task, b0, b1, p, w) <= 0


@inner
def _leads_here(f, task, b0, b1, p, w):  # type: ignore[no-untyped-def]
    """Tell whether half steps from w.kept lead to p, a root where ``_evaluate`` has just been.

    They do if w.kept_gap, what the response differed by there, is about what slopes at p say, so that nothing bends on
    the way, and if p attracts: powers of the matrix of half steps shrink. A root can be one that steps only pass by.
    """
    size = len(p)
    _slopes(f, task, b0, b1, p, w, w.slope)
    for i in range(size):
        value = 0.0
        for j in range(size):
            value += w.slope[i, j] * (w.kept[j] - p[j])
        w.tried[i] = f.rate[i] * value
    most = 0.0
    for i in range(size):
        most = max(most, abs(w.kept_gap[i]))
    for k in range(len(f.row) - 1):
        apart, own = 0.0, 0.01 * most
        mean = 0.0
        for i in range(f.row[k], f.row[k + 1]):
            mean += p[i] * w.tried[i]
        for i in range(f.row[k], f.row[k + 1]):
            told = p[i] * (w.tried[i] - mean) - (w.kept[i] - p[i])
            apart = max(apart, abs(told - w.kept_gap[i]))
            own = max(own, abs(w.kept_gap[i]))
        if not apart <= BENT * own:
            return False
    return _attracts(f, p, w)


@inner
def _attracts(f, p, w):  # type: ignore[no-untyped-def]
    """Tell whether half steps shrink around p, a root; w.slope (N, N): derivatives of worth by p, used up.

    The slopes of the response have the eigenvalues of root(p_i) · rate_i · slope_ij · root(p_j), each character's moves
    centred by their chances in rows and columns. These lie within those of the matrix of norms of its blocks, a block for
    the moves of each two characters; if they lie within 1, no powers need be looked at.
    """
    slope, blocks = w.slope, w.blocks
    rows = len(f.row) - 1
    for k in range(rows):
        for e in range(rows):
            for i in range(f.row[k], f.row[k + 1]):
                mean = 0.0
                for j in range(f.row[e], f.row[e + 1]):
                    mean += p[j] * slope[i, j]
                for j in range(f.row[e], f.row[e + 1]):
                    slope[i, j] -= mean
            total = 0.0
            for j in range(f.row[e], f.row[e + 1]):
                square = mean = 0.0
                for i in range(f.row[k], f.row[k + 1]):
                    value = f.rate[i] * slope[i, j]
                    square += p[i] * value * value
                    mean += p[i] * value
                total += p[j] * (square - mean * mean)
            blocks[k, e] = math.sqrt(max(total, 0.0))
    if _within(blocks, rows):
        return True
    # powers of the matrix of half steps, in coordinates that weigh open moves alike
    free, count = f.free, len(f.free)
    for i in range(len(p)):
        w.tried[i] = math.sqrt(p[i])
    power, square = w.matrix, w.slope
    for n in range(count):
        i = free[n]
        for m in range(count):
            j = free[m]
            power[n, m] = 0.5 * f.rate[i] * w.tried[i] * slope[i, j] * w.tried[j]
        power[n, n] += 0.5
    for _ in range(POWERS):
        for n in range(count):
            for m in range(count):
                square[n, m] = 0.0
            for i in range(count):
                value = power[n, i]
                for m in range(count):
                    square[n, m] += value * power[i, m]
        power, square = square, power
        norm = 0.0
        for n in range(count):
            value = 0.0
            for m in range(count):
                value += abs(power[n, m])
            norm = max(norm, value)
        if norm < 1.0:
            return True
        if not norm < 1e6:
            return False
    return False


@inner
def _within(norms, size):  # type: ignore[no-untyped-def]
    """Tell whether the eigenvalues of norms (size, size), which are not negative, lie within 1; used up.

    They do if eliminating 1 - norms, without changing rows, meets positive pivots only.
    """
    for i in range(size):
        pivot = 1.0 - norms[i, i]
        if not pivot > 0.0:
            return False
        for j in range(i + 1, size):
            factor = norms[j, i] / pivot
            for k in range(i + 1, size):
                norms[j, k] += factor * norms[i, k]
    return True


@inner
def _border(f, p, w, share, scale, ahead, matrix):  # type: ignore[no-untyped-def]
    """Fill matrix (M + 1, M + 1): slopes of ``_trace``'s gap by logits and by care, and ahead as its last row."""
    free, count = f.free, len(f.free)
    _by_logits(f, p, w.slope)
    for n in range(count):
        i = free[n]
        for m in range(count):
            matrix[n, m] = -share * f.rate[i] * w.slope[i, free[m]]
        matrix[n, n] += 1.0
        matrix[n, count] = -(w.logits[i] - f.base[i]) / scale
    for m in range(count + 1):
        matrix[count, m] = ahead[m]


@maker
def _trace(f, task, b0, b1, p, w, most):  # type: ignore[no-untyped-def]
    """Follow the branch of the stage alone from care 0, round its folds, to where care is whole; leave it in p (N,).

    With v the logits of open moves and z care, scaled, it is where gap = v - base - z / scale · (logits - base) is 0.
    It is followed by its tangent and Newton's method across it; which way is ahead, the sign of the determinant says,
    as at a fold, or where it bends between cells of the grid, nothing nearer does. A step that turns far, or drifts far
    aside, is halved, as it may have come to another branch. Returns how many evaluations it took, and whether it arrived.
    """
    free, count = f.free, len(f.free)
    at, tried, ahead = np.zeros(count + 1), np.empty(count + 1), np.zeros(count + 1)
    step, matrix = np.empty(count + 1), np.empty((count + 1, count + 1))
    w.u[:] = f.base
    for n in range(count):
        at[n] = f.base[free[n]]
    ahead[count] = 1.0
    _chances(f, w.u, p)
    _evaluate_apart(f, task, b0, b1, p, w)
    # the first step is none: it finds which way is ahead
    used, scale, length = 1, 1.0, 0.0
    for i in free:
        scale = max(scale, abs(w.logits[i] - f.base[i]))
    turned = False
    while used < most:
        tried[:] = at + length * ahead
        share, size = 0.0, math.inf
        rounds = 0
        while rounds < 8 and abs(tried[count]) <= 10.0 * scale:
            for n in range(count):
                w.u[free[n]] = tried[n]
            _chances(f, w.u, p)
            _evaluate_apart(f, task, b0, b1, p, w)
            used += 1
            rounds += 1
            share, size = tried[count] / scale, 0.0
            for n in range(count):
                i = free[n]
                step[n] = f.base[i] + share * (w.logits[i] - f.base[i]) - tried[n]
                size = max(size, abs(step[n]))
            step[count] = 0.0
            if size < CLOSE:
                break
            _slopes(f, task, b0, b1, p, w, w.slope)
            _border(f, p, w, share, scale, ahead, matrix)
            if _eliminate(matrix, step) == 0:
                break
            tried += step
        if not size < CLOSE:
            length *= 0.5
            if length > 1e-6:
                continue
            if turned:
                break
            # the branch turns back where values bend: look from just beyond which way it goes there
            turned = True
            tried[:] = at + 1e-6 * ahead
            for n in range(count):
                w.u[free[n]] = tried[n]
            _chances(f, w.u, p)
            _evaluate_apart(f, task, b0, b1, p, w)
            used += 1
            share = tried[count] / scale
        _slopes(f, task, b0, b1, p, w, w.slope)
        _border(f, p, w, share, scale, ahead, matrix)
        step[:] = 0.0
        step[count] = 1.0
        sign = _eliminate(matrix, step)
        if sign == 0:
            break
        # step has 1 along ahead, so this is the cosine of the turn
        turn = sign / math.sqrt((step * step).sum())
        drift = 0.0
        for n in range(count + 1):
            drift += (tried[n] - at[n] - length * ahead[n]) ** 2
        if size < CLOSE and length > SHORT and (turn < TURN or drift > (DRIFT * length) ** 2):
            length *= 0.5
            continue
        if size < CLOSE and tried[count] >= scale:
            within = (scale - at[count]) / (tried[count] - at[count])
            for n in range(count):
                w.u[free[n]] = at[n] + within * (tried[n] - at[n])
            _chances(f, w.u, p)
            return used, True
        ahead[:] = turn * step
        if size < CLOSE:
            at[:] = tried
            turned = False
            length *= 2.0 if rounds <= 3 else 1.0 if rounds <= 5 else 0.5
            length = min(length, 0.2 * scale) if length > 0.0 else FIRST
        else:
            length = 1e-3
    return used, False


@inner
def _mixed_bits(state):  # type: ignore[no-untyped-def]
    """Return 64 bits that look random, from a counter (splitmix64)."""
    z = state + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@inner
def _shake(f, w, turn, state):  # type: ignore[no-untyped-def]
    """Fill w.u with logits drawn around the best so far and around the start in turn, ever wider; return the counter."""
    _logits(f, w.best if turn % 2 == 0 else w.start, w.u)
    spread = 0.25 * (1 + turn // 4)
    for i in f.free:
        noise = 0.0
        for _ in range(4):
            state += np.uint64(1)
            noise += float(_mixed_bits(state) >> np.uint64(11)) / 9007199254740992.0
        w.u[i] = max(w.u[i], -40.0) + spread * (noise - 2.0) * 1.7
    return state


@inner
def _settle(f, task, b0, b1, p, w, state):  # type: ignore[no-untyped-def]
    """Settle p (N,) by one corrector after the other, leaving w where p is; return residual, how, evaluations.

    The response is evaluated in one place only, as a compiled function is copied to wherever it is called. Where the
    steps of the response dynamics have begun to shrink, Anderson's method goes ahead to a root, which counts only if
    the steps lead there. A root far from where a branch led, or where it cannot lead, is set aside for the stage's own
    branch, and counts if that does not arrive.
    """
    free, size = f.free, len(p)
    _copy(p, w.start)
    _copy(p, w.best)
    least, before, held, length = math.inf, 0.0, math.inf, 1.0
    switch, ahead_from, ahead_turn = 0.02, 0.0, 0
    way = FIRST_NEAR if task.principal else RESPOND
    # of its type from the start: else ``_mix`` is compiled once more, for a turn that is always 0
    turn: Any = np.int64(0)
    total = tried = 0
    trusting = not task.principal
    # leave: for the stage's own branch, at once; aside: w.kept is what else there is
    leave = aside = task.follow
    _copy(p, w.kept)
    while True:
        residual = _evaluate(f, task, b0, b1, p, w)
        total += 1
        if way > LAST_WAY:
            return residual, UNSETTLED, total
        stop = leave
        if residual <= task.tolerance and not leave:
            if way == AHEAD:
                if _leads_here(f, task, b0, b1, p, w):
                    return residual, RESPONSE, total
            elif trusting or way >= AFTER_TRACE or not _doubtful(f, task, b0, b1, p, w, total):
                return residual, int(WAYS[way, 5]), total
            else:
                _copy(p, w.kept)
                leave = aside = True
            stop = True
        elif residual < least and way != AHEAD:
            least = residual
            _copy(p, w.best)
        if way == RESPOND:
            if residual < switch and residual < 0.95 * before and turn < WAYS[RESPOND, 1]:
                _copy(p, w.kept)
                for i in range(size):
                    w.kept_gap[i] = w.response[i] - p[i]
                way, ahead_turn, ahead_from = AHEAD, turn, residual
                turn = 0
            before = residual
        most, share = int(WAYS[way, 1]), WAYS[way, 2]
        stop = stop or turn >= most
        if not stop:
            if WAYS[way, 0] == STEP:
                if share == 0.0:
                    share = 2.0 / (turn + 3.0)
                for i in range(size):
                    p[i] += share * (w.response[i] - p[i])
            else:
                if turn == 0:
                    _logits(f, p, w.u)
                if WAYS[way, 0] == MIX:
                    _mix(f, w, turn, share, int(WAYS[way, 3]))
                    _chances(f, w.u, p)
                else:
                    if turn == 0 or residual < held * (1.0 - 0.1 * length):
                        if turn > 0:
                            _copy(w.tried, w.u)
                        held, length = residual, 1.0
                        stop = _aim(f, task, b0, b1, p, w) == 0
                    else:
                        length *= 0.5
                        stop = length < 1e-3
                    if not stop:
                        _copy(w.u, w.tried)
                        for n in range(len(free)):
                            w.tried[free[n]] += length * w.step[n]
                        _chances(f, w.tried, p)
            turn += 1
        if stop:
            if way == AHEAD:
                way, turn, switch = RESPOND, ahead_turn, 0.05 * ahead_from
                _copy(w.kept, p)
                continue
            if way == RESPOND:
                _copy(p, w.start)
                way = AHEAD
            turn = 0
            if leave:
                way, leave = BEFORE_TRACE, False
            failed = aside and way == AFTER_TRACE
            if way < LAST_WAY:
                way += 1
            else:
                tried += 1
            if WAYS[way, 0] == TRACE:
                used, arrived = _trace(f, task, b0, b1, p, w, int(WAYS[way, 1]))
                total += used
                failed = aside and not arrived
                way += 1
            if failed:
                way, aside, trusting = FIRST_NEAR, False, True
                _copy(w.kept, p)
                continue
            if tried >= task.tries and way == LAST_WAY:
                way = LAST_WAY + 1
                _copy(w.best, p)
            elif WAYS[way, 4] == FROM_START:
                _copy(w.start, p)
            elif WAYS[way, 4] == FROM_BEST:
                _copy(w.best, p)
            elif WAYS[way, 4] == FROM_CHANCE:
                state = _shake(f, w, tried, state)
                _chances(f, w.u, p)


# --- points and states --------------------------------------------------------------------------------------------


@maker
def _lay_out(g, task, x, later, k0, k1):  # type: ignore[no-untyped-def]
    """Return the frame of state x."""
    a0, a1, s0, s1 = g.count0[x], g.count1[x], g.given0[x], g.given1[x]
    show0, show1 = np.empty((a0, s0)), np.empty((a1, s1))
    gain0, gain1 = np.empty((k0 * a0, k1 * a1)), np.empty((k1 * a1, k0 * a0))
    size = k0 * a0 + k1 * a1
    base, rate = np.empty(size), np.empty(size)
    row = np.empty(k0 + k1 + 1, np.int64)
    for a in range(a0):
        for s in range(s0):
            show0[a, s] = g.shows0[x % g.shows0.shape[0], g.moves0[x, a], g.signals0[x, s]]
    for a in range(a1):
        for s in range(s1):
            show1[a, s] = g.shows1[x % g.shows1.shape[0], g.moves1[x, a], g.signals1[x, s]]
    n0, n1 = g.gain0.shape, g.gain1.shape
    for k in range(k0):
        row[k] = k * a0
        for a in range(a0):
            move = g.moves0[x, a]
            base[k * a0 + a] = g.base0[move] if g.open0[x, k, move] else -math.inf
            rate[k * a0 + a] = task.care * g.rate0[k]
            for j in range(k1):
                for b in range(a1):
                    gain0[k * a0 + a, j * a1 + b] = g.gain0[
                        x % n0[0], move % n0[1], g.moves1[x, b] % n0[2], k % n0[3], j % n0[4]
                    ]
    for k in range(k1):
        row[k0 + k] = k0 * a0 + k * a1
        for a in range(a1):
            move = g.moves1[x, a]
            base[k0 * a0 + k * a1 + a] = g.base1[move] if g.open1[x, k, move] else -math.inf
            rate[k0 * a0 + k * a1 + a] = task.care * g.rate1[k]
            for j in range(k0):
                for b in range(a0):
                    gain1[k * a1 + a, j * a0 + b] = g.gain1[
                        x % n1[0], move % n1[1], g.moves0[x, b] % n1[2], k % n1[3], j % n1[4]
                    ]
    row[k0 + k1] = size
    free = np.empty(size, np.int64)
    count = 0
    for k in range(k0 + k1):
        opened = 0
        for i in range(row[k], row[k + 1]):
            opened += base[i] > -math.inf
        for i in range(row[k], row[k + 1]):
            if opened > 1 and base[i] > -math.inf:
                free[count] = i
                count += 1
    return Frame(show0, show1, gain0, gain1, base, rate, row, later, free[:count])


@maker
def _room(f, k0, k1):  # type: ignore[no-untyped-def]
    """Return room for one thread to work on a frame."""
    size, free = len(f.base), len(f.free)
    a0, s0 = f.show0.shape
    a1, s1 = f.show1.shape
    return Work(
        np.empty(size),
        np.empty(size),
        np.empty(size),
        np.empty((k0, s0)),
        np.empty((k1, s1)),
        np.empty(s0),
        np.empty(s1),
        np.empty(k0),
        np.empty(k1),
        np.zeros((s0, k0), np.int64),
        np.zeros((s1, k1), np.int64),
        np.empty((s0, k0)),
        np.empty((s1, k1)),
        np.zeros((s0, 3), np.int64),
        np.zeros((s1, 3), np.int64),
        np.empty((k0, s0)),
        np.empty((k1, s1)),
        np.empty(k0 * a0),
        np.empty(k1 * a1),
        np.empty(size),
        np.empty(size),
        np.empty(size),
        np.empty(size),
        np.empty(size),
        np.empty(size),
        np.empty(free),
        np.empty(free),
        np.empty(free),
        np.empty(free),
        np.empty((DEEPEST, free)),
        np.empty((DEEPEST, free)),
        np.empty((DEEPEST, DEEPEST)),
        np.empty((DEEPEST, DEEPEST)),
        np.empty(DEEPEST),
        np.empty(DEEPEST),
        np.empty((size, size)),
        np.empty((free, free)),
        np.empty((s0 * k0, k0 * a0)),
        np.empty((s1 * k1, k1 * a1)),
        np.empty((k0 * s0, size)),
        np.empty((k1 * s1, size)),
        np.empty((k0 + k1, k0 + k1)),
    )


@inner
def _begin(f, g, x, k0, k1, p):  # type: ignore[no-untyped-def]
    """Fill p (N,) with base rates, and the announced moves at .95 where they are open and not the only ones."""
    _chances(f, f.base, p)
    for k in range(k0 + k1):
        us = k < k0
        said = g.announced0[x] if us else g.announced1[x]
        if said >= 0:
            for i in range(f.row[k], f.row[k + 1]):
                move = g.moves0[x, i - f.row[k]] if us else g.moves1[x, i - f.row[k]]
                if move == said and 0.0 < p[i] < 1.0:
                    rest = (1.0 - ANNOUNCED) / (1.0 - p[i])
                    for j in range(f.row[k], f.row[k + 1]):
                        p[j] = ANNOUNCED if j == i else p[j] * rest


@inner
def _read(f, g, x, k0, k1, told, p):  # type: ignore[no-untyped-def]
    """Fill p (N,) from a flat vector over all moves."""
    for k in range(k0 + k1):
        for i in range(f.row[k], f.row[k + 1]):
            if k < k0:
                p[i] = told[k * g.open0.shape[2] + g.moves0[x, i - f.row[k]]]
            else:
                second = k0 * g.open0.shape[2] + (k - k0) * g.open1.shape[2]
                p[i] = told[second + g.moves1[x, i - f.row[k]]]


@inner
def _fill_later(g, onward, place, x, pair, table):  # type: ignore[no-untyped-def]
    """Fill table (G us, G them, K us + K them): ends, arrivals and the discounted next round after a pair of signals."""
    signals0, signals1 = g.signals0.shape[1], g.signals1.shape[1]
    s, r = g.signals0[x, pair // g.given1[x]], g.signals1[x, pair % g.given1[x]]
    at = (x * signals0 + s) * signals1 + r
    values = table.shape[2]
    flat = table.reshape(-1)
    for i in range(0, len(flat), values):
        for v in range(values):
            flat[i + v] = g.worth[at, v]
    for entry in range(g.start[at], g.start[at + 1]):
        source = onward[place[g.to[entry]]].reshape(-1)
        chance = g.chance[entry]
        for i in range(0, len(flat), values):
            for v in range(values):
                flat[i + v] += chance * g.discount[x, v] * source[i + v]


@_njit(nogil=True, _nrt=True, **_COMPILED)
def fill_later(g, xs, onward, place, later_start, later):  # type: ignore[no-untyped-def]
    """Fill later (rows, G us, G them, K us + K them), of which state n of xs has later_start[n]:later_start[n + 1].

    onward (n next, G us, G them, K us + K them): values of the next round; place (X,): where a state stands in it.
    """
    for n in range(len(xs)):
        for pair in range(later_start[n + 1] - later_start[n]):
            _fill_later(g, onward, place, xs[n], pair, later[later_start[n] + pair])


@_njit(nogil=True, _nrt=True, **_COMPILED)
def solve_blocks(g, task, xs, later_start, later, about0, about1, blocks, found, stop):  # type: ignore[no-untyped-def]
    """Fill found for the states xs (n,) of a round, at the beliefs about0 (N us, K us) x about1 (N them, K them).

    blocks (nb, 3): runs of points: the state's place in xs, the first point, the one after the last. later: filled.
    stop (1,): set from outside to leave the rest.
    """
    k0, k1 = about0.shape[1], about1.shape[1]
    moves0, moves1 = g.open0.shape[2], g.open1.shape[2]
    for b in range(len(blocks)):
        if stop[0] != 0:
            return
        n, first, after = blocks[b, 0], blocks[b, 1], blocks[b, 2]
        x = xs[n]
        f = _lay_out(g, task, x, later[later_start[n] : later_start[n + 1]], k0, k1)
        w = _room(f, k0, k1)
        a0, a1 = g.count0[x], g.count1[x]
        p = np.empty(len(f.base))
        for point in range(first, after):
            i, j = point // len(about1), point % len(about1)
            b0, b1 = about0[i], about1[j]
            told = found.strategies[n, i, j]
            if task.principal:
                _read(f, g, x, k0, k1, told, p)
                _logits(f, p, w.u)
                if task.ahead > 0.0:
                    _read(f, g, x, k0, k1, found.before[n, i, j], p)
                    _logits(f, p, w.tried)
                    for m in f.free:
                        change = task.ahead * (w.u[m] - w.tried[m])
                        w.u[m] += min(max(change, -LEAP), LEAP)
                _chances(f, w.u, p)
            else:
                _begin(f, g, x, k0, k1, p)
            seed = np.uint64(task.seed) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(
                (task.t * g.open0.shape[0] + x) * 1_000_003 + point
            ) * np.uint64(0xD1342543DE82EF95)
            residual, how, used = _settle(f, task, b0, b1, p, w, seed)
            found.residual[n, i, j] = residual
            for k in range(k0):
                value = 0.0
                for a in range(a0):
                    value += p[k * a0 + a] * w.worth[k * a0 + a]
                found.values[n, i, j, k] = value
            for k in range(k1):
                value = 0.0
                for a in range(a1):
                    value += p[k0 * a0 + k * a1 + a] * w.worth[k0 * a0 + k * a1 + a]
                found.values[n, i, j, k0 + k] = value
            told[:] = 0.0
            for k in range(k0):
                for a in range(a0):
                    told[k * moves0 + g.moves0[x, a]] = p[k * a0 + a]
            for k in range(k1):
                for a in range(a1):
                    told[k0 * moves0 + k * moves1 + g.moves1[x, a]] = p[k0 * a0 + k * a1 + a]
            found.how[n, i, j] = how
            found.evaluations[n, i, j] = used
