"""The compiled twin of ``reference.py``: the same numbers for many draws, in time linear in voices and combinations.

Private: ``prior.py`` and ``posterior.py`` check, explain and call. What makes it fast: the prior is a product over
the components that relations join, apart from the entry of h = 0, and a voice depends on few hypotheses; so both are
computed as small tables over their own bits (a *scope*) and only then added up over all combinations, in runs of
2**LOW_BITS neighbours (each small table is unfolded once over the low bits, so that adding a run is adding two rows)
and in tiles of 2**TILE_BITS that stay in the processor's cache.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit, prange

LOW_BITS = 5
TILE_BITS = 13
STORED_BITS = 12
"""A voice with a wider scope is added to the table of all combinations at once instead of being kept."""


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
def _component_tables(theta, start, comp_start, comp_bits, state_start, tables):  # type: ignore[no-untyped-def]
    """Fill tables (states,) with each component's probabilities, summing to 1; return log P(h = 0), -inf if zero."""
    log_none = 0.0
    for c in range(len(comp_start) - 1):
        first, after = comp_start[c], comp_start[c + 1]
        offset, size = state_start[c], 1 << (after - first)
        top = -math.inf
        for state in range(size):
            value = -math.inf
            if start[offset + state] > 0:
                value = math.log(start[offset + state])
                for j in range(after - first):
                    if state >> j & 1:
                        value += theta[comp_bits[first + j]]
            tables[offset + state] = value
            top = max(top, value)
        rest = 0.0
        for state in range(size):
            tables[offset + state] = math.exp(tables[offset + state] - top)
            if state > 0:
                rest += tables[offset + state]
        none = tables[offset]
        log_none += -math.log1p(rest / none) if none > 0 else -math.inf
        for state in range(size):
            tables[offset + state] /= rest + none
    return log_none


@njit(cache=True)
def _scope_prior(  # type: ignore[no-untyped-def]
    v,
    bits,
    tables,
    log_none,
    listed,
    comp_start,
    state_start,
    touch_start,
    touch,
    touch_place_start,
    touch_place,
    found,
):
    """Fill found (2**scope,) with the prior mass of h != 0 by the state of a voice's scope."""
    found[:] = 1.0
    for entry in range(touch_start[v], touch_start[v + 1]):
        c = touch[entry]
        place = touch_place[touch_place_start[entry] : touch_place_start[entry + 1]]
        offset = state_start[c]
        inside = 0
        for j in place:
            if j >= 0:
                inside |= 1 << j
        share = np.zeros(len(found))
        for state in range(state_start[c + 1] - offset):
            where = 0
            for j in range(len(place)):
                if state >> j & 1 and place[j] >= 0:
                    where |= 1 << place[j]
            share[where] += tables[offset + state]
        for h in range(len(found)):
            found[h] *= share[h & inside]
    some = -math.expm1(log_none)
    found[0] = max(0.0, found[0] - math.exp(log_none))
    for h in range(len(found)):
        found[h] *= listed / some


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
def _unfold(part, inner, place, rows):  # type: ignore[no-untyped-def]
    """Fill rows (2**outer bits, 2**LOW_BITS): a small table over a scope, spelled out over the low bits."""
    for outer in range(len(part) >> inner):
        base = outer << inner
        for low in range(rows.shape[1]):
            rows[outer, low] = part[base + place[low]]


@njit(cache=True)
def _add_rows(rows, middle, size, table):  # type: ignore[no-untyped-def]
    """Add unfolded rows to the first size entries of table; middle[run] says which row a run of neighbours takes."""
    width = rows.shape[1]
    for run in range(size // width):
        row = rows[middle[run]]
        first = run * width
        for low in range(width):
            table[first + low] += row[low]


@njit(cache=True)
def _add_up(  # type: ignore[no-untyped-def]
    n, parts, part_start, inner, place, middle, top_index, by_top_start, by_top, score
):
    """Add all small tables to score (2**n,): those inside the tile by doubling it, the others tile by tile."""
    low = min(n, LOW_BITS)
    tile = 1 << min(n, TILE_BITS)
    width = 1 << low
    base = np.zeros(tile)
    far = by_top[by_top_start[min(n, TILE_BITS)] : by_top_start[n]]
    for t in range(min(n, TILE_BITS)):
        half = 1 << t
        base[half : 2 * half] = base[:half]
        for entry in range(by_top_start[t], by_top_start[t + 1]):
            f = by_top[entry]
            part = parts[part_start[f] : part_start[f + 1]]
            if t < low:
                for h in range(2 * half):
                    base[h] += part[place[f, h]]
            else:
                rows = np.empty((len(part) >> inner[f], width))
                _unfold(part, inner[f], place[f], rows)
                _add_rows(rows, middle[f], 2 * half, base)
    if len(far) == 0:
        score[:tile] += base
        return
    start = np.zeros(len(far) + 1, np.int64)
    for k in range(len(far)):
        f = far[k]
        start[k + 1] = start[k] + ((part_start[f + 1] - part_start[f]) >> inner[f])
    rows = np.empty((start[-1], width))
    for k in range(len(far)):
        f = far[k]
        _unfold(parts[part_start[f] : part_start[f + 1]], inner[f], place[f], rows[start[k] : start[k + 1]])
    for number in range(len(score) // tile):
        piece = score[number * tile : (number + 1) * tile]
        piece += base
        for k in range(len(far)):
            f = far[k]
            first = start[k] + top_index[f, number]
            _add_rows(rows[first : start[k + 1]], middle[f], tile, piece)


@njit(cache=True)
def _add_wide(part, inner, place, middle, top_index, score):  # type: ignore[no-untyped-def]
    """Add one small table of a wide scope to score (2**n,) at once."""
    tile = min(len(score), 1 << TILE_BITS)
    width = len(place)
    for number in range(len(score) // tile):
        for run in range(tile // width):
            base = (top_index[number] + middle[run]) << inner
            first = number * tile + run * width
            for low in range(width):
                score[first + low] += part[base + place[low]]


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
    piece,
    expected,
    otherwise,
    alone,
    reliability,
    by_chance,
    would_report,
    bear_start,
    bear_on,
    told_start,
    told_answer,
    told_chance,
    told_leans,
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
    plain[0] = 1.0
    done = 1
    for b in range(bear_start[piece], bear_start[piece + 1]):
        s = alone[b]
        bit = 1 << bear_local[b]
        while done < bit:  # bits of the scope on which this piece is silent
            fails[done : 2 * done] = fails[:done]
            plain[done : 2 * done] = plain[:done]
            done *= 2
        fail = (1 - s) / (1 - o) if s > o and o < 1 else 1.0
        discount = s / o if s < o and o > 0 else 1.0
        for h in range(done):
            fails[done + h] = fails[h] * fail
            plain[done + h] = plain[h] * discount
        done *= 2
    while done < size:
        fails[done : 2 * done] = fails[:done]
        plain[done : 2 * done] = plain[:done]
        done *= 2
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
    theta,
    start,
    something_else,
    otherwise,
    alone,
    stageable,
    reliability,
    by_chance,
    would_report,
    overlap,
    void,
    base,
    because,
    comp_start,
    comp_bits,
    state_start,
    touch_start,
    touch,
    touch_place_start,
    touch_place,
    bear_start,
    bear_on,
    bear_local,
    staged,
    deceive,
    shows,
    hides,
    told_start,
    told_answer,
    told_chance,
    told_leans,
    voice_start,
    scope_start,
    scope,
    part_start,
    inner,
    place,
    middle,
    top_index,
    by_top_start,
    by_top,
    explains,
    voice_of,
    because_bits,
    posterior,
    marginals,
    shares,
    characters,
    piece_ratios,
    voice_ratios,
    impossible,
):
    """Fill the last seven arrays, one row a draw; all others are read only.

    Small tables are numbered components first, then voices; scope_start, part_start, inner, place, middle, top_index
    and by_top go by these numbers. posterior (D, 2**n + 1): the last entry is *another explanation*; marginals (D, n);
    shares (D, n); characters (D, C); piece_ratios (D, bearings) and voice_ratios (D, scope entries of voices) only
    where D = 1; impossible (D,): -1, or the piece that no combination allows, or the number of pieces if it is all
    of them together.
    """
    draws, n = marginals.shape
    size = 1 << n
    parents = len(comp_start) - 1
    for d in prange(draws):
        z = something_else[d]
        tables = np.empty(state_start[-1])
        log_none = _component_tables(theta[d], start[d], comp_start, comp_bits, state_start, tables)
        parts = np.zeros(part_start[-1])
        for c in range(parents):
            for state in range(state_start[c + 1] - state_start[c]):
                chance = tables[state_start[c] + state]
                parts[part_start[c] + state] = math.log(chance) if chance > 0 else -math.inf
        score = np.zeros(size)
        nothing = another = 0.0
        failed = -1
        for v in range(len(voice_start) - 1):
            f = parents + v
            bits = scope[scope_start[f] : scope_start[f + 1]]
            width = 1 << len(bits)
            scope_prior = np.empty(width)
            _scope_prior(
                v,
                bits,
                tables,
                log_none,
                1 - z,
                comp_start,
                state_start,
                touch_start,
                touch,
                touch_place_start,
                touch_place,
                scope_prior,
            )
            total = np.zeros(width)
            most = np.zeros(width)
            least = np.zeros(width)
            event = np.empty(width)
            plain = np.empty(width)
            another_total = another_most = another_least = 0.0
            for piece in range(voice_start[v], voice_start[v + 1]):
                if void[d, piece]:
                    continue
                _event(
                    piece,
                    otherwise[d],
                    alone[d],
                    stageable[d],
                    bear_start,
                    bear_local,
                    staged,
                    deceive[v],
                    shows,
                    hides,
                    plain,
                    event,
                )
                average = event[0]
                if z < 1:
                    average = 0.0
                    for h in range(width):
                        average += scope_prior[h] * event[h]
                    average /= 1 - z
                expected = (1 - z) * average + 0.5 * z * (event[0] + average)
                if_so, if_not = _reports(
                    piece,
                    expected,
                    otherwise[d],
                    alone[d],
                    reliability[d],
                    by_chance[d],
                    would_report[d],
                    bear_start,
                    bear_on,
                    told_start,
                    told_answer,
                    told_chance,
                    told_leans,
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
                        piece_ratios[d, b] = _ratio(
                            scope_prior, event, bear_local[b], event[0], at_another, z
                        )
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
            for h in range(width):
                together = c * (most[h] + least[h])
                if c < 1:
                    together += (1 - c) * total[h]
                total[h] = together
            at_another = c * (another_most + another_least)
            if c < 1:
                at_another += (1 - c) * another_total
            nothing += total[0]
            another += at_another
            if len(bits) > STORED_BITS:
                _add_wide(total, inner[f], place[f], middle[f], top_index[f], score)
            else:
                parts[part_start[f] : part_start[f + 1]] = total
            if draws == 1:
                for h in range(width):
                    event[h] = math.exp(total[h])
                for j in range(len(bits)):
                    voice_ratios[d, scope_start[f] - scope_start[parents] + j] = _ratio(
                        scope_prior, event, j, event[0], math.exp(at_another), z
                    )
        if failed >= 0:
            impossible[d] = failed
            continue

        _add_up(n, parts, part_start, inner, place, middle, top_index, by_top_start, by_top, score)
        listed = math.log(1 - z) - math.log(-math.expm1(log_none)) if z < 1 else -math.inf
        score[0] = -math.inf
        top = -math.inf
        for h in range(size):
            top = max(top, score[h])
        top += listed
        if z > 0:
            nothing += math.log(0.5 * z)
            another += math.log(0.5 * z)
            top = max(top, nothing, another)
        if top == -math.inf:
            impossible[d] = len(voice_of)
            continue
        row = posterior[d]
        mass = 0.0
        for h in range(size):
            row[h] = math.exp(score[h] + listed - top)
            mass += row[h]
        if z > 0:
            row[0] = math.exp(nothing - top)
            row[size] = math.exp(another - top)
            mass += row[0] + row[size]
        for h in range(size + 1):
            row[h] /= mass

        prefix = np.empty(2 * size)
        work = score
        work[:] = row[:size]
        work[0] = 0.0
        _prefixes(work, n, prefix)
        for i in range(n):
            upper = 0.0
            for h in range(3 << i, 4 << i):
                upper += prefix[h]
            marginals[d, i] = upper

        for each in range(len(explains)):
            piece = explains[each]
            f = parents + voice_of[piece]
            bits = scope[scope_start[f] : scope_start[f + 1]]
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
