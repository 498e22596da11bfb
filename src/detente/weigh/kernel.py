"""The compiled twin of ``reference.py``: the same numbers for many draws, in time linear in voices and combinations.

Private: ``prior.py`` and ``posterior.py`` check, explain and call. Three facts make it fast. A voice depends on few
hypotheses, so its likelihood is computed on the small table over those (its *scope*) and spread over all combinations
afterwards. A voice whose highest bit is t is added when the growing table has 2**(t+1) entries. The prior factorises
over the components that relations join, apart from the entry of h = 0.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit, prange

LOW_BITS = 10
"""Combinations are walked in runs of 2**LOW_BITS; each voice has an index for the run and one for the place in it."""


@njit(cache=True)
def _moments(theta, start, comp_start, comp_bits, state_start, mean, second):  # type: ignore[no-untyped-def]
    """Fill mean (n,) and second (n, n) with E[h_i], E[h_i h_j] of the product over components; return (log S, log T0).

    log S: sum of the logarithms of the components' sums; log T0: logarithm of the product's P(h = 0), -inf if zero.
    """
    log_sum = 0.0
    log_none = 0.0
    for c in range(len(comp_start) - 1):
        first, after = comp_start[c], comp_start[c + 1]
        size = after - first
        offset = state_start[c]
        top = -math.inf
        for state in range(1 << size):
            if start[offset + state] > 0:
                value = math.log(start[offset + state])
                for j in range(size):
                    if state >> j & 1:
                        value += theta[comp_bits[first + j]]
                top = max(top, value)
        none = 0.0
        rest = 0.0
        for j in range(size):
            i = comp_bits[first + j]
            mean[i] = 0.0
            for k in range(size):
                second[i, comp_bits[first + k]] = 0.0
        for state in range(1 << size):
            if start[offset + state] <= 0:
                continue
            value = math.log(start[offset + state])
            for j in range(size):
                if state >> j & 1:
                    value += theta[comp_bits[first + j]]
            weight = math.exp(value - top)
            if state == 0:
                none = weight
            else:
                rest += weight
            for j in range(size):
                if state >> j & 1:
                    i = comp_bits[first + j]
                    mean[i] += weight
                    for k in range(size):
                        if state >> k & 1:
                            second[i, comp_bits[first + k]] += weight
        total = none + rest
        for j in range(size):
            i = comp_bits[first + j]
            mean[i] /= total
            for k in range(size):
                second[i, comp_bits[first + k]] /= total
        log_sum += top + math.log(total)
        # log1p keeps what 1 - P(h = 0) is made of when nearly all mass sits at h = 0
        log_none += -math.log1p(rest / none) if none > 0 else -math.inf
    n = len(theta)
    component = np.zeros(n, np.int64)
    for c in range(len(comp_start) - 1):
        for j in range(comp_start[c], comp_start[c + 1]):
            component[comp_bits[j]] = c
    for i in range(n):
        for j in range(n):
            if component[i] != component[j]:
                second[i, j] = mean[i] * mean[j]
    return log_sum, log_none


@njit(cache=True)
def _fit_one(target, free, start, comp_start, comp_bits, state_start, theta, tolerance, most):  # type: ignore[no-untyped-def]
    """Newton on the convex dual: find theta (n,) with E[h_i | h != 0] = target_i; return the greatest miss."""
    n = len(theta)
    mean, second = np.zeros(n), np.zeros((n, n))
    trial = np.zeros(n)
    log_sum, log_none = _moments(theta, start, comp_start, comp_bits, state_start, mean, second)
    worst = math.inf
    for _ in range(most):
        some = -math.expm1(log_none)
        value = log_sum + math.log(some)
        gradient, hessian = np.zeros(n), np.eye(n)
        worst = 0.0
        for i in range(n):
            if free[i]:
                value -= theta[i] * target[i]
                gradient[i] = mean[i] / some - target[i]
                worst = max(worst, abs(gradient[i]))
        if worst < tolerance:
            return worst
        for i in range(n):
            for j in range(n):
                if free[i] and free[j]:
                    hessian[i, j] = second[i, j] / some - mean[i] * mean[j] / (some * some)
            # one_of leaves one direction without curvature; the gradient has no part along it
            hessian[i, i] = hessian[i, i] * (1 + 1e-10) + 1e-14
        step = -np.linalg.solve(hessian, gradient)
        slope = 0.0
        reach = 0.0
        for i in range(n):
            if not math.isfinite(step[i]):
                return worst
            slope += step[i] * gradient[i]
            reach = max(reach, abs(step[i]))
        length = min(1.0, 8.0 / reach) if reach > 0 else 1.0
        for _ in range(40):
            for i in range(n):
                trial[i] = theta[i] + length * step[i]
            log_sum, log_none = _moments(trial, start, comp_start, comp_bits, state_start, mean, second)
            after = log_sum + math.log(-math.expm1(log_none)) if log_none < 0 else math.inf
            for i in range(n):
                if free[i]:
                    after -= trial[i] * target[i]
            # so close to the solution rounding hides any descent: take Newton's word for it
            if -slope < 1e-9 or after <= value + 1e-4 * length * slope:
                break
            length /= 2
        for i in range(n):
            theta[i] = trial[i]
    return worst


@njit(cache=True, parallel=True)
def fit_draws(target, free, start, comp_start, comp_bits, state_start, tolerance, most):  # type: ignore[no-untyped-def]
    """Return theta (D, n) and worst (D,): the tilt of each draw's prior and the miss of its marginals.

    target (D, n): P(h_i | h != 0); free (D, n): False where h_i is certain; start (D, states): component tables.
    """
    draws, n = target.shape
    theta = np.zeros((draws, n))
    worst = np.zeros(draws)
    for d in prange(draws):
        for i in range(n):
            if free[d, i]:
                theta[d, i] = math.log(target[d, i]) - math.log1p(-target[d, i])
        worst[d] = _fit_one(
            target[d], free[d], start[d], comp_start, comp_bits, state_start, theta[d], tolerance, most
        )
    return theta, worst


@njit(cache=True)
def _listed(theta, start, something_else, comp_start, comp_bits, state_start, run, place, table):  # type: ignore[no-untyped-def]
    """Fill table (2**n,) with the prior of h != 0; entry 0 is 0. Each component's table is scaled to its greatest."""
    size = len(table)
    table[:] = 1.0
    for c in range(len(comp_start) - 1):
        first, after = comp_start[c], comp_start[c + 1]
        width = after - first
        offset = state_start[c]
        weights = np.zeros(1 << width)
        top = -math.inf
        for state in range(1 << width):
            value = -math.inf
            if start[offset + state] > 0:
                value = math.log(start[offset + state])
                for j in range(width):
                    if state >> j & 1:
                        value += theta[comp_bits[first + j]]
            weights[state] = value
            top = max(top, value)
        for state in range(1 << width):
            weights[state] = math.exp(weights[state] - top)
        block = min(size, 1 << LOW_BITS)
        for high in range(size // block):
            base = run[c, high]
            for low in range(block):
                table[high * block + low] *= weights[base + place[c, low]]
    table[0] = 0.0
    total = table.sum()
    if total > 0:
        table *= (1.0 - something_else) / total


@njit(cache=True)
def _prefixes(table, n, prefix):  # type: ignore[no-untyped-def]
    """Fill prefix: at offset 2**(t+1) the marginal of table over bits 0..t, for every t; at offset 1 its sum."""
    prefix[1 << n : 2 << n] = table
    for t in range(n - 1, -1, -1):
        half = 1 << t
        prefix[half : 2 * half] = prefix[2 * half : 3 * half] + prefix[3 * half : 4 * half]


@njit(cache=True)
def _marginal(prefix, bits, work):  # type: ignore[no-untyped-def]
    """Fill work[: 2**len(bits)] with the marginal over the rising bits, by summing the others out from the top."""
    if len(bits) == 0:
        work[0] = prefix[1]
        return
    top = bits[-1]
    size = 2 << top
    work[:size] = prefix[size : 2 * size]
    kept = len(bits) - 1
    for bit in range(top - 1, -1, -1):
        if kept > 0 and bits[kept - 1] == bit:
            kept -= 1
            continue
        half = 1 << bit
        for block in range(size // (2 * half)):
            for low in range(half):
                work[block * half + low] = work[2 * block * half + low] + work[(2 * block + 1) * half + low]
        size //= 2


@njit(cache=True)
def _spread(part, run, place, size, table):  # type: ignore[no-untyped-def]
    """Add part, a table over a scope, to the first size entries of table, a table over all combinations."""
    block = min(size, 1 << LOW_BITS)
    for high in range(size // block):
        base = run[high]
        for low in range(block):
            table[high * block + low] += part[base + place[low]]


@njit(cache=True)
def _ratio(scope_prior, likelihood, bit, at_none, at_another, something_else):  # type: ignore[no-untyped-def]
    """P(reports | bit on) / P(reports | bit off) over the prior; 1 where either side has no mass."""
    on = off = 0.0
    on_mass = off_mass = 0.0
    for h in range(len(likelihood)):
        if h >> bit & 1:
            on += scope_prior[h] * likelihood[h]
            on_mass += scope_prior[h]
        else:
            off += scope_prior[h] * likelihood[h]
            off_mass += scope_prior[h]
    off += 0.5 * something_else * (at_none + at_another)
    off_mass += something_else
    if on_mass <= 0 or off_mass <= 0:
        return 1.0
    if off <= 0:
        return math.inf if on > 0 else 1.0
    return (on / on_mass) / (off / off_mass)


@njit(cache=True)
def _reports(  # type: ignore[no-untyped-def]
    piece, expected, otherwise, alone, reliability, by_chance, would_report,
    bear_start, bear_on, told_start, told_answer, told_chance, told_leans,
):
    """Return P(reports | E), P(reports | not E) of one piece."""
    first, after = told_start[piece], told_start[piece + 1]
    if first == after:
        return 1.0, 0.0
    if_so = if_not = 1.0
    for r in range(first, after):
        chance = by_chance[r]
        if not told_chance[r]:
            chance = expected
            for b in range(bear_start[piece], bear_start[piece + 1]):
                if told_leans[r] >> bear_on[b] & 1:
                    if told_answer[r] == 0 and alone[b] > otherwise[piece]:
                        chance = 0.5 * (1 + expected)
                    if told_answer[r] == 1 and alone[b] < otherwise[piece]:
                        chance = 0.5 * expected
        so = reliability[r] + (1 - reliability[r]) * chance
        otherwise_so = (1 - reliability[r]) * chance
        if told_answer[r] == 1:
            so, otherwise_so = 1 - so, 1 - otherwise_so
        elif told_answer[r] == 2:
            so, otherwise_so = 1 - would_report[r] * so, 1 - would_report[r] * otherwise_so
        if_so *= so
        if_not *= otherwise_so
    return if_so, if_not


@njit(cache=True)
def _event(  # type: ignore[no-untyped-def]
    piece, otherwise, alone, stageable, bear_start, bear_local, staged, deceive, shows, hides, plain, event
):
    """Fill event (2**scope,) with P(E | h) of one piece on its voice's scope; plain is work space."""
    o = otherwise[piece]
    size = len(event)
    fails = np.ones(size)
    plain[:size] = 1.0
    for b in range(bear_start[piece], bear_start[piece + 1]):
        s = alone[b]
        bit = 1 << bear_local[b]
        if s > o and o < 1:
            for h in range(size):
                if h & bit:
                    fails[h] *= (1 - s) / (1 - o)
        elif s < o and o > 0:
            for h in range(size):
                if h & bit:
                    plain[h] *= s / o
    for h in range(size):
        plain[h] *= 1 - (1 - o) * fails[h]
    if not staged[piece]:
        event[:] = plain[:size]
        return
    for h in range(size):
        event[h] = plain[h]
        if h & deceive:
            look = (h | shows[piece]) & ~hides[piece]
            event[h] = stageable[piece] * plain[look] + (1 - stageable[piece]) * plain[h]


@njit(cache=True, parallel=True)
def weigh_draws(  # type: ignore[no-untyped-def]
    theta, start, something_else, otherwise, alone, stageable, reliability, by_chance, would_report, overlap, void,
    base, because,
    comp_start, comp_bits, state_start, comp_run, comp_place,
    bear_start, bear_on, bear_local, staged, deceive, shows, hides,
    told_start, told_answer, told_chance, told_leans,
    voice_start, scope_start, scope, part_start, voice_run, voice_place, by_top_start, by_top,
    explains, voice_of, because_bits,
    posterior, marginals, shares, characters, piece_ratios, voice_ratios, impossible,
):
    """Fill the last seven arrays, one row a draw; all others are read only.

    posterior (D, 2**n + 1): the last entry is *another explanation*; marginals (D, n); shares (D, n);
    characters (D, C); piece_ratios (D, bearings) and voice_ratios (D, scope entries) only where D = 1;
    impossible (D,): -1, or the piece that no combination allows, or the number of pieces if all together.
    """
    draws, n = marginals.shape
    size = 1 << n
    for d in prange(draws):
        z = something_else[d]
        prior = np.empty(size)
        _listed(theta[d], start[d], z, comp_start, comp_bits, state_start, comp_run, comp_place, prior)
        prefix = np.empty(2 * size)
        _prefixes(prior, n, prefix)
        work = np.empty(size)
        plain = np.empty(size)
        parts = np.zeros(part_start[-1])
        another = 0.0
        failed = -1
        for v in range(len(voice_start) - 1):
            bits = scope[scope_start[v] : scope_start[v + 1]]
            width = 1 << len(bits)
            _marginal(prefix, bits, work)
            scope_prior = work[:width]
            total = np.zeros(width)
            most = np.zeros(width)
            least = np.zeros(width)
            event = np.empty(width)
            another_total = another_most = another_least = 0.0
            for piece in range(voice_start[v], voice_start[v + 1]):
                if void[d, piece]:
                    continue
                _event(
                    piece, otherwise[d], alone[d], stageable[d], bear_start, bear_local, staged, deceive[v], shows,
                    hides, plain, event,
                )
                average = event[0]
                if z < 1:
                    average = 0.0
                    for h in range(width):
                        average += scope_prior[h] * event[h]
                    average /= 1 - z
                expected = (1 - z) * average + 0.5 * z * (event[0] + average)
                if_so, if_not = _reports(
                    piece, expected, otherwise[d], alone[d], reliability[d], by_chance[d], would_report[d],
                    bear_start, bear_on, told_start, told_answer, told_chance, told_leans,
                )
                mean = if_so * expected + if_not * (1 - expected)
                if mean <= 0:
                    failed = piece
                    break
                at_another = if_so * average + if_not * (1 - average)
                for h in range(width):
                    event[h] = if_so * event[h] + if_not * (1 - event[h])
                if draws == 1:
                    for b in range(bear_start[piece], bear_start[piece + 1]):
                        piece_ratios[d, b] = _ratio(scope_prior, event, bear_local[b], event[0], at_another, z)
                log_mean = math.log(mean)
                for h in range(width):
                    value = math.log(event[h]) - log_mean if event[h] > 0 else -math.inf
                    total[h] += value
                    most[h] = max(most[h], value)
                    least[h] = min(least[h], value)
                value = math.log(at_another) - log_mean if at_another > 0 else -math.inf
                another_total += value
                another_most = max(another_most, value)
                another_least = min(another_least, value)
            if failed >= 0:
                break
            c = overlap[d, v]
            offset = part_start[v]
            for h in range(width):
                parts[offset + h] = c * (most[h] + least[h])
                if c < 1:
                    parts[offset + h] += (1 - c) * total[h]
            at_another = c * (another_most + another_least)
            if c < 1:
                at_another += (1 - c) * another_total
            another += at_another
            if draws == 1:
                for h in range(width):
                    event[h] = math.exp(parts[offset + h])
                for entry in range(scope_start[v], scope_start[v + 1]):
                    voice_ratios[d, entry] = _ratio(
                        scope_prior, event, entry - scope_start[v], event[0], math.exp(at_another), z
                    )
        if failed >= 0:
            impossible[d] = failed
            continue

        score = work
        score[0] = 0.0
        for t in range(n):
            half = 1 << t
            score[half : 2 * half] = score[:half]
            for entry in range(by_top_start[t], by_top_start[t + 1]):
                v = by_top[entry]
                part = parts[part_start[v] : part_start[v + 1]]
                _spread(part, voice_run[v], voice_place[v], 2 * half, score)

        top = another if z > 0 else -math.inf
        prior[0] = 0.5 * z
        for h in range(size):
            if prior[h] > 0 and score[h] > top:
                top = score[h]
        if top == -math.inf:
            impossible[d] = len(voice_of)
            continue
        row = posterior[d]
        for h in range(size):
            row[h] = prior[h] * math.exp(score[h] - top) if prior[h] > 0 else 0.0
        row[size] = 0.5 * z * math.exp(another - top) if z > 0 else 0.0
        mass = row.sum()
        for h in range(size + 1):
            row[h] /= mass

        prior[:] = row[:size]
        prior[0] = 0.0
        _prefixes(prior, n, prefix)
        for i in range(n):
            upper = 0.0
            for h in range(3 << i, 4 << i):
                upper += prefix[h]
            marginals[d, i] = upper

        for each in range(len(explains)):
            piece = explains[each]
            v = voice_of[piece]
            bits = scope[scope_start[v] : scope_start[v + 1]]
            _marginal(prefix, bits, work)
            o = otherwise[d, piece]
            itself = min(30.0, -math.log1p(-o)) if o < 1 else 30.0
            first, after = bear_start[piece], bear_start[piece + 1]
            force = np.zeros(after - first)
            for b in range(first, after):
                s = alone[d, b]
                if s > o:
                    force[b - first] = min(30.0, math.log1p(-o) - math.log1p(-s)) if s < 1 else 30.0
            for h in range(1 << len(bits)):
                together = itself
                for b in range(first, after):
                    if h >> bear_local[b] & 1:
                        together += force[b - first]
                if together > 0:
                    for b in range(first, after):
                        if h >> bear_local[b] & 1:
                            shares[d, bear_on[b]] += work[h] * force[b - first] / together / len(explains)

        if base.shape[1] > 0:
            _marginal(prefix, because_bits, work)
            work[0] += row[0] + row[size]
            logs = np.empty(base.shape[1])
            for h in range(1 << len(because_bits)):
                highest = -math.inf
                for c in range(len(logs)):
                    logs[c] = math.log(base[d, c]) if base[d, c] > 0 else -math.inf
                    for j in range(len(because_bits)):
                        if h >> j & 1:
                            logs[c] += because[d, c, because_bits[j]]
                    highest = max(highest, logs[c])
                whole = 0.0
                for c in range(len(logs)):
                    logs[c] = math.exp(logs[c] - highest)
                    whole += logs[c]
                for c in range(len(logs)):
                    characters[d, c] += work[h] * logs[c] / whole
