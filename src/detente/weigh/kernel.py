"""The compiled twin of ``reference.py``: the same numbers for many draws, in time linear in voices and combinations.

Private: ``posterior.py`` lays out, explains and calls. What makes it fast: the prior is a product over the components
that relations join, apart from the entry of h = 0, and a voice depends on few hypotheses; so both are computed as
small tables over their own bits (a *scope*) and only then added up over all combinations, in runs of 2**LOW_BITS
neighbours (each small table is unfolded once over the low bits, so that adding a run is adding two rows) and in tiles
of 2**TILE_BITS that stay in the processor's cache.

All in one file on purpose: a compiled function kept on disk does not notice changes to what it calls in other files.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from detente.weigh.network import CONFIRMS, DENIES, MOST_FORCE, SILENT

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

LOW_BITS = 5
TILE_BITS = 13
STORED_BITS = 12
"""A voice with a wider scope is added to the table of all combinations at once instead of being kept."""


NOT_DONE = -2
"""In ``Posterior.impossible``: the row was never finished. A fault inside a parallel loop would else go unseen."""


class Structure(NamedTuple):
    """What no draw changes. Small tables are numbered components first, then voices; ``*_start`` as in Network."""

    comp_start: Ints
    comp_bits: Ints
    state_start: Ints
    touch_start: Ints
    """By voice: the components that its scope touches."""
    touch: Ints
    place_start: Ints
    """By entry of ``touch``: where the component's bits stand in the voice's scope, -1 where they do not."""
    places: Ints
    bear_start: Ints
    bear_on: Ints
    bear_local: Ints
    """Place of each bearing's hypothesis in the scope of its voice."""
    staged: Ints
    deceive: Ints
    """By voice; this and the next two are bit masks within the scope."""
    shows: Ints
    hides: Ints
    told_start: Ints
    told_answer: Ints
    told_chance: Ints
    told_leans: Ints
    voice_start: Ints
    scope_start: Ints
    """From here to ``by_top``: by small table."""
    scope: Ints
    part_start: Ints
    """Where each small table is stored; wide ones take no room."""
    inner: Ints
    """How many bits of the scope are low bits."""
    low_index: Ints
    """(tables, 2**LOW_BITS): what the low bits of a combination add to the index in the small table."""
    run_index: Ints
    """(tables, runs in a tile): what the middle bits add, in units of 2**inner."""
    tile_index: Ints
    """(tables, tiles): what the high bits add, in units of 2**inner."""
    by_top_start: Ints
    by_top: Ints
    """Stored tables by the highest bit of their scope."""
    explains: Ints
    voice_of: Ints
    because_bits: Ints


class Values(NamedTuple):
    """What every draw has its own of, (draws, ...) as in Inputs and Prior."""

    theta: Floats
    start: Floats
    something_else: Floats
    otherwise: Floats
    alone: Floats
    stageable: Floats
    reliability: Floats
    by_chance: Floats
    would_report: Floats
    overlap: Floats
    void: Flags
    base: Floats
    because: Floats


class Posterior(NamedTuple):
    """What the kernel fills in, one row a draw."""

    table: Floats
    """(D, 2**n + 1): entry 0 is *nothing new*, the last is *another explanation*."""
    marginals: Floats
    """(D, n)"""
    shares: Floats
    """(D, n)"""
    characters: Floats
    """(D, characters of the counterpart)"""
    piece_ratios: Floats
    """(D, bearings): filled where there is one draw."""
    voice_ratios: Floats
    """(D, scope entries of voices): filled where there is one draw."""
    impossible: Ints
    """(D,): -1, or the piece that no combination allows, or the number of pieces if it is all of them together."""


@njit(cache=True)
def _component_tables(net, theta, start, tables):  # type: ignore[no-untyped-def]
    """Fill tables (states,) with each component's probabilities, summing to 1; return log P(h = 0), -inf if zero."""
    log_none = 0.0
    for c in range(len(net.comp_start) - 1):
        first, after = net.comp_start[c], net.comp_start[c + 1]
        offset, size = net.state_start[c], 1 << (after - first)
        top = -math.inf
        for state in range(size):
            value = -math.inf
            if start[offset + state] > 0:
                value = math.log(start[offset + state])
                for j in range(after - first):
                    if state >> j & 1:
                        value += theta[net.comp_bits[first + j]]
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
def _scope_prior(net, v, tables, log_none, listed, found):  # type: ignore[no-untyped-def]
    """Fill found (2**scope,) with the prior mass of h != 0 by the state of a voice's scope."""
    if listed <= 0:
        found[:] = 0.0
        return
    found[:] = 1.0
    for entry in range(net.touch_start[v], net.touch_start[v + 1]):
        c = net.touch[entry]
        place = net.places[net.place_start[entry] : net.place_start[entry + 1]]
        offset = net.state_start[c]
        inside = 0
        for j in place:
            if j >= 0:
                inside |= 1 << j
        share = np.zeros(len(found))
        for state in range(net.state_start[c + 1] - offset):
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
def _add_up(net, n, parts, score):  # type: ignore[no-untyped-def]
    """Add all small tables to score (2**n,): those inside the tile by doubling it, the others tile by tile."""
    low = min(n, LOW_BITS)
    tile = 1 << min(n, TILE_BITS)
    width = 1 << low
    base = np.zeros(tile)
    far = net.by_top[net.by_top_start[min(n, TILE_BITS)] : net.by_top_start[n]]
    for t in range(min(n, TILE_BITS)):
        half = 1 << t
        base[half : 2 * half] = base[:half]
        for entry in range(net.by_top_start[t], net.by_top_start[t + 1]):
            f = net.by_top[entry]
            part = parts[net.part_start[f] : net.part_start[f + 1]]
            if t < low:
                for h in range(2 * half):
                    base[h] += part[net.low_index[f, h]]
            else:
                rows = np.empty((len(part) >> net.inner[f], width))
                _unfold(part, net.inner[f], net.low_index[f], rows)
                _add_rows(rows, net.run_index[f], 2 * half, base)
    if len(far) == 0:
        score[:tile] += base
        return
    start = np.zeros(len(far) + 1, np.int64)
    for k in range(len(far)):
        f = far[k]
        start[k + 1] = start[k] + ((net.part_start[f + 1] - net.part_start[f]) >> net.inner[f])
    rows = np.empty((start[-1], width))
    for k in range(len(far)):
        f = far[k]
        _unfold(
            parts[net.part_start[f] : net.part_start[f + 1]],
            net.inner[f],
            net.low_index[f],
            rows[start[k] : start[k + 1]],
        )
    for number in range(len(score) // tile):
        piece = score[number * tile : (number + 1) * tile]
        piece += base
        for k in range(len(far)):
            f = far[k]
            first = start[k] + net.tile_index[f, number]
            _add_rows(rows[first : start[k + 1]], net.run_index[f], tile, piece)


@njit(cache=True)
def _add_wide(net, f, part, score):  # type: ignore[no-untyped-def]
    """Add one small table of a wide scope to score (2**n,) at once."""
    tile = min(len(score), 1 << TILE_BITS)
    width = net.low_index.shape[1]
    for number in range(len(score) // tile):
        for run in range(tile // width):
            base = (net.tile_index[f, number] + net.run_index[f, run]) << net.inner[f]
            first = number * tile + run * width
            for low in range(width):
                score[first + low] += part[base + net.low_index[f, low]]


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
def _reports(net, given, d, piece, expected, mute):  # type: ignore[no-untyped-def]
    """Return P(reports | E), P(reports | not E) of one piece; mute (reports,): those that are left out."""
    first, after = net.told_start[piece], net.told_start[piece + 1]
    if first == after:
        return 1.0, 0.0
    if_so = if_not = 1.0
    for r in range(first, after):
        if mute[r]:
            continue
        chance = given.by_chance[d, r]
        if not net.told_chance[r]:
            chance = expected
            for b in range(net.bear_start[piece], net.bear_start[piece + 1]):
                if net.told_leans[r] >> net.bear_on[b] & 1:
                    if net.told_answer[r] == CONFIRMS and given.alone[d, b] > given.otherwise[d, piece]:
                        chance = 0.5 * (1 + expected)
                    if net.told_answer[r] == DENIES and given.alone[d, b] < given.otherwise[d, piece]:
                        chance = 0.5 * expected
        so = given.reliability[d, r] + (1 - given.reliability[d, r]) * chance
        otherwise_so = (1 - given.reliability[d, r]) * chance
        if net.told_answer[r] == DENIES:
            so, otherwise_so = 1 - so, 1 - otherwise_so
        elif net.told_answer[r] == SILENT:
            so, otherwise_so = 1 - given.would_report[d, r] * so, 1 - given.would_report[d, r] * otherwise_so
        if_so *= so
        if_not *= otherwise_so
    return if_so, if_not


@njit(cache=True)
def _event(net, given, d, v, piece, plain, event):  # type: ignore[no-untyped-def]
    """Fill event (2**scope,) with P(E | h) of one piece on its voice's scope; plain is work space."""
    o = given.otherwise[d, piece]
    size = len(event)
    fails = np.ones(size)
    plain[0] = 1.0
    done = 1
    for b in range(net.bear_start[piece], net.bear_start[piece + 1]):
        s = given.alone[d, b]
        bit = 1 << net.bear_local[b]
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
    if not net.staged[piece]:
        event[:] = plain[:size]
        return
    for h in range(size):
        event[h] = plain[h]
        if h & net.deceive[v]:
            look = (h | net.shows[piece]) & ~net.hides[piece]
            event[h] = given.stageable[d, piece] * plain[look] + (1 - given.stageable[d, piece]) * plain[h]


@njit(cache=True)
def _average(scope_prior, event):  # type: ignore[no-untyped-def]
    """P(E) given *another explanation*: as the listed ones predict it on average over the prior's h != 0."""
    whole = average = 0.0
    least, most = math.inf, -math.inf
    for h in range(len(event)):
        if scope_prior[h] > 0:
            whole += scope_prior[h]
            average += scope_prior[h] * event[h]
            least, most = min(least, event[h]), max(most, event[h])
    if whole <= 0:
        return event[0]
    # by rounding an average of certainties must not become nearly certain
    return min(most, max(least, average / whole))


@njit(cache=True)
def _overlapping(overlap, apart, as_one):  # type: ignore[no-untyped-def]
    """Mix pieces that are independent with pieces that are one voice; 0 times -inf must not come up."""
    if overlap <= 0:
        return apart
    if overlap >= 1:
        return as_one
    return (1 - overlap) * apart + overlap * as_one


@njit(cache=True)
def _hear_voice(net, given, found, d, v, gone, mute, tables, log_none, record, total):  # type: ignore[no-untyped-def]
    """Fill total (2**scope,) with one voice's table, without the pieces in gone and the reports in mute.

    ``record``: note the realised ratios in found. Return the voice's part in the two scores of h = 0, *nothing new* and
    *another explanation*, and -1 or the piece that cannot be.
    """
    z = given.something_else[d]
    parents = len(net.comp_start) - 1
    f = parents + v
    bits = net.scope[net.scope_start[f] : net.scope_start[f + 1]]
    width = 1 << len(bits)
    scope_prior = np.empty(width)
    _scope_prior(net, v, tables, log_none, 1 - z, scope_prior)
    total[:] = 0.0
    most = np.zeros(width)
    least = np.zeros(width)
    event = np.empty(width)
    plain = np.empty(width)
    another_total = another_most = another_least = 0.0
    for piece in range(net.voice_start[v], net.voice_start[v + 1]):
        if given.void[d, piece] or gone[piece]:
            continue
        _event(net, given, d, v, piece, plain, event)
        average = _average(scope_prior, event)
        expected = (1 - z) * average + 0.5 * z * (event[0] + average)
        if_so, if_not = _reports(net, given, d, piece, expected, mute)
        mean = if_so * expected + if_not * (1 - expected)
        if mean <= 0:
            return 0.0, 0.0, piece
        at_another = if_so * average + if_not * (1 - average)
        for h in range(width):
            event[h] = if_so * event[h] + if_not * (1 - event[h])
        if record:
            for b in range(net.bear_start[piece], net.bear_start[piece + 1]):
                found.piece_ratios[d, b] = _ratio(
                    scope_prior, event, net.bear_local[b], event[0], at_another, z
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
    c = given.overlap[d, v]
    for h in range(width):
        total[h] = _overlapping(c, total[h], most[h] + least[h])
    at_another = _overlapping(c, another_total, another_most + another_least)
    if record:
        for h in range(width):
            event[h] = math.exp(total[h])
        for j in range(len(bits)):
            found.voice_ratios[d, net.scope_start[f] - net.scope_start[parents] + j] = _ratio(
                scope_prior, event, j, event[0], math.exp(at_another), z
            )
    return total[0], at_another, -1


@njit(cache=True)
def _hear(net, given, found, d, tables, log_none, parts, nothing, another, score):  # type: ignore[no-untyped-def]
    """Fill parts with every voice's table (a wide one is added to score at once), nothing and another by voice.

    Return -1 or the piece that cannot be.
    """
    parents = len(net.comp_start) - 1
    gone = np.zeros(len(net.voice_of), np.bool_)
    mute = np.zeros(len(net.told_answer), np.bool_)
    single = len(given.something_else) == 1
    for v in range(len(net.voice_start) - 1):
        f = parents + v
        total = np.empty(1 << (net.scope_start[f + 1] - net.scope_start[f]))
        nothing[v], another[v], failed = _hear_voice(
            net, given, found, d, v, gone, mute, tables, log_none, single, total
        )
        if failed >= 0:
            return failed
        if len(total) > 1 << STORED_BITS:
            _add_wide(net, f, total, score)
        else:
            parts[net.part_start[f] : net.part_start[f + 1]] = total
    return -1


@njit(cache=True)
def _settle(given, d, score, nothing, another, log_none, row):  # type: ignore[no-untyped-def]
    """Fill row (2**n + 1,) with the posterior; return False where nothing is possible."""
    size = len(score)
    z = given.something_else[d]
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
        return False
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
    return True


@njit(cache=True)
def _share_cause(net, given, found, d, prefix, work):  # type: ignore[no-untyped-def]
    """Fill the shares of the cause of one draw; prefix holds the posterior of h != 0."""
    parents = len(net.comp_start) - 1
    for each in range(len(net.explains)):
        piece = net.explains[each]
        f = parents + net.voice_of[piece]
        bits = net.scope[net.scope_start[f] : net.scope_start[f + 1]]
        _marginal(prefix, bits, work)
        o = given.otherwise[d, piece]
        itself = min(MOST_FORCE, -math.log1p(-o)) if o < 1 else MOST_FORCE
        first, after = net.bear_start[piece], net.bear_start[piece + 1]
        force = np.zeros(after - first)
        for b in range(first, after):
            s = given.alone[d, b]
            if s > o:
                force[b - first] = min(MOST_FORCE, math.log1p(-o) - math.log1p(-s)) if s < 1 else MOST_FORCE
        for h in range(1 << len(bits)):
            together = itself
            for b in range(first, after):
                if h >> net.bear_local[b] & 1:
                    together += force[b - first]
            if together > 0:
                for b in range(first, after):
                    if h >> net.bear_local[b] & 1:
                        found.shares[d, net.bear_on[b]] += (
                            work[h] * force[b - first] / together / len(net.explains)
                        )


@njit(cache=True)
def _characters_given(net, given, d, state, odds):  # type: ignore[no-untyped-def]
    """Fill odds (characters,) of P(c | h); state: the bits of h that speak to characters. Return what they sum to."""
    highest = -math.inf
    for c in range(len(odds)):
        odds[c] = math.log(given.base[d, c]) if given.base[d, c] > 0 else -math.inf
        for j in range(len(net.because_bits)):
            if state >> j & 1:
                odds[c] += given.because[d, c, net.because_bits[j]]
        highest = max(highest, odds[c])
    whole = 0.0
    for c in range(len(odds)):
        odds[c] = math.exp(odds[c] - highest)
        whole += odds[c]
    return whole


@njit(cache=True)
def _tell_characters(net, given, found, d, prefix, at_none, work):  # type: ignore[no-untyped-def]
    """Fill the characters of one draw; prefix holds the posterior of h != 0, at_none that of h = 0."""
    _marginal(prefix, net.because_bits, work)
    work[0] += at_none
    odds = np.empty(given.base.shape[1])
    for h in range(1 << len(net.because_bits)):
        whole = _characters_given(net, given, d, h, odds)
        for c in range(len(odds)):
            found.characters[d, c] += work[h] * odds[c] / whole


@njit(cache=True)
def _prior_parts(net, given, d, tables, parts):  # type: ignore[no-untyped-def]
    """Fill tables and the first of parts with the prior by component; return log P(h = 0) before it is set apart."""
    log_none = _component_tables(net, given.theta[d], given.start[d], tables)
    for c in range(len(net.comp_start) - 1):
        for state in range(net.state_start[c + 1] - net.state_start[c]):
            chance = tables[net.state_start[c] + state]
            parts[net.part_start[c] + state] = math.log(chance) if chance > 0 else -math.inf
    return log_none


@njit(cache=True)
def _weigh_one(net, given, found, d):  # type: ignore[no-untyped-def]
    """Fill row d of found."""
    n = found.marginals.shape[1]
    size = 1 << n
    voices = len(net.voice_start) - 1
    tables = np.empty(net.state_start[-1])
    parts = np.zeros(net.part_start[-1])
    log_none = _prior_parts(net, given, d, tables, parts)
    score = np.zeros(size)
    nothing, another = np.empty(voices), np.empty(voices)
    failed = _hear(net, given, found, d, tables, log_none, parts, nothing, another, score)
    if failed >= 0:
        found.impossible[d] = failed
        return
    _add_up(net, n, parts, score)
    row = found.table[d]
    if not _settle(given, d, score, nothing.sum(), another.sum(), log_none, row):
        found.impossible[d] = len(net.voice_of)
        return

    prefix = np.empty(2 * size)
    work = score
    work[:] = row[:size]
    work[0] = 0.0
    _prefixes(work, n, prefix)
    for i in range(n):
        upper = 0.0
        for h in range(3 << i, 4 << i):
            upper += prefix[h]
        found.marginals[d, i] = upper
    _share_cause(net, given, found, d, prefix, work)
    if given.base.shape[1] > 0:
        _tell_characters(net, given, found, d, prefix, row[0] + row[size], work)
    found.impossible[d] = -1


@njit(cache=True, parallel=True)
def weigh_draws(net, given, found):  # type: ignore[no-untyped-def]
    """Fill found, one row a draw."""
    # numba loses writes to a tuple's arrays that stand in the parallel loop itself, so the row is filled in a call
    for d in prange(len(given.something_else)):
        _weigh_one(
            net, given, found, np.int64(d)
        )  # prange counts unsigned, which would compile everything twice


@njit(cache=True)
def _omit_one(net, given, found, d, gone, mute, answers):  # type: ignore[no-untyped-def]
    """Fill answers (omissions, n + 1) of one draw; rows of what turns out impossible stay NaN."""
    n = found.marginals.shape[1]
    size = 1 << n
    parents = len(net.comp_start) - 1
    voices = len(net.voice_start) - 1
    tables = np.empty(net.state_start[-1])
    parts = np.zeros(net.part_start[-1])
    log_none = _prior_parts(net, given, d, tables, parts)
    score = np.zeros(size)
    nothing, another = np.empty(voices), np.empty(voices)
    if _hear(net, given, found, d, tables, log_none, parts, nothing, another, score) >= 0:
        return
    row = np.empty(size + 1)
    prefix = np.empty(2 * size)
    other_nothing, other_another = np.empty(voices), np.empty(voices)
    other_parts = np.empty(len(parts))
    for k in range(len(gone)):
        # only the voices that lose something are heard again
        other_nothing[:], other_another[:] = nothing, another
        other_parts[:] = parts
        possible = True
        for v in range(voices):
            touched = False
            for piece in range(net.voice_start[v], net.voice_start[v + 1]):
                touched |= gone[k, piece]
                for r in range(net.told_start[piece], net.told_start[piece + 1]):
                    touched |= mute[k, r]
            if touched:
                f = parents + v
                total = other_parts[net.part_start[f] : net.part_start[f + 1]]
                other_nothing[v], other_another[v], failed = _hear_voice(
                    net, given, found, d, v, gone[k], mute[k], tables, log_none, False, total
                )
                possible &= failed < 0
        score[:] = 0.0
        _add_up(net, n, other_parts, score)
        if possible and _settle(given, d, score, other_nothing.sum(), other_another.sum(), log_none, row):
            score[:] = row[:size]
            score[0] = 0.0
            _prefixes(score, n, prefix)
            for i in range(n):
                upper = 0.0
                for h in range(3 << i, 4 << i):
                    upper += prefix[h]
                answers[k, i] = upper
            answers[k, n] = row[0] + row[size]


@njit(cache=True, parallel=True)
def omit_draws(net, given, found, gone, mute, answers):  # type: ignore[no-untyped-def]
    """Fill answers (D, omissions, n + 1): the marginals and something else without each of them.

    gone (omissions, pieces), mute (omissions, reports); voices must all be stored. found is only for its shapes.
    """
    for d in prange(len(given.something_else)):
        _omit_one(net, given, found, np.int64(d), gone, mute, answers[np.int64(d)])


@njit(cache=True)
def _entropy(chance):  # type: ignore[no-untyped-def]
    """Bits of an event of this probability."""
    if chance <= 0.0 or chance >= 1.0:
        return 0.0
    return -(chance * math.log2(chance) + (1 - chance) * math.log2(1 - chance))


@njit(cache=True)
def _look_one(net, given, d, row, masks, look):  # type: ignore[no-untyped-def]
    """Fill look (indicators, 2 + 2 * (n + 1) + masks + characters) of one draw from its posterior row (2**n + 1,)."""
    size = len(row) - 1
    people = given.base.shape[1]
    n = (look.shape[1] - 2 - len(masks) - people) // 2 - 1
    listed = 1 - given.something_else[d]
    parents = len(net.comp_start) - 1
    tables = np.empty(net.state_start[-1])
    log_none = _component_tables(net, given.theta[d], given.start[d], tables)
    chances = np.empty(size + 1)
    states = 1 << len(net.because_bits)
    state_of = np.zeros(size + 1, np.int64)
    mass, seen_there = np.zeros(states), np.empty(states)
    who = np.empty((states, people))
    if people > 0:
        for h in range(size + 1):
            if h < size:  # as for any kind of h = 0, no bit of the last speaks
                for j in range(len(net.because_bits)):
                    state_of[h] |= (h >> net.because_bits[j] & 1) << j
            mass[state_of[h]] += row[h]
        for state in range(states):
            who[state] /= _characters_given(net, given, d, state, who[state])
    for v in range(len(net.voice_start) - 1):  # each indicator is a voice of its own
        f = parents + v
        bits = net.scope[net.scope_start[f] : net.scope_start[f + 1]]
        scope_prior = np.empty(1 << len(bits))
        event, plain = np.empty(1 << len(bits)), np.empty(1 << len(bits))
        _scope_prior(net, v, tables, log_none, listed, scope_prior)
        _event(net, given, d, v, v, plain, event)
        for h in range(size):
            state = 0
            for j in range(len(bits)):
                state |= (h >> bits[j] & 1) << j
            chances[h] = event[state]
        chances[size] = _average(scope_prior, event)
        seen = unseen = left = 0.0
        if_seen = np.zeros(n + 1)
        if_not = np.zeros(n + 1)
        for h in range(size + 1):
            here, gone = row[h] * chances[h], row[h] * (1 - chances[h])
            seen += here
            unseen += gone
            left += row[h] * _entropy(chances[h])
            if h == 0 or h == size:
                if_seen[n] += here
                if_not[n] += gone
            else:
                for i in range(n):
                    if h >> i & 1:
                        if_seen[i] += here
                        if_not[i] += gone
        look[v, 0] = seen / (seen + unseen)
        look[v, 1] = max(0.0, _entropy(look[v, 0]) - left)
        for i in range(n + 1):
            # of what is certain to come, or not to, the other case changes nothing
            now = if_seen[i] + if_not[i]
            look[v, 2 + i] = if_seen[i] / seen if seen > 0 else now
            look[v, 3 + n + i] = if_not[i] / unseen if unseen > 0 else now
        for m in range(len(masks)):
            inside = together = 0.0
            for h in range(size + 1):
                if masks[m, h]:
                    inside += row[h]
                    together += row[h] * chances[h]
            look[v, 4 + 2 * n + m] = together / inside if inside > 0 else look[v, 0]
        if people > 0:
            seen_there[:] = 0.0
            for h in range(size + 1):
                seen_there[state_of[h]] += row[h] * chances[h]
        for c in range(people):
            inside = together = 0.0
            for state in range(states):
                inside += mass[state] * who[state, c]
                together += seen_there[state] * who[state, c]
            look[v, 4 + 2 * n + len(masks) + c] = together / inside if inside > 0 else look[v, 0]


@njit(cache=True, parallel=True)
def look_draws(net, given, table, masks, look):  # type: ignore[no-untyped-def]
    """Fill look (D, indicators, 2 + 2 * (n + 1) + masks + characters): what each indicator would tell.

    net and given describe the indicators as voices of one piece each; table (D, 2**n + 1) is the posterior; masks
    (masks, 2**n + 1). By column: chance to see it; mutual information with the combination, in bits; each hypothesis
    and something else if it is seen; the same if it is not; chance to see it where each mask holds,
    and if they are of each character.
    """
    for d in prange(len(table)):
        _look_one(net, given, np.int64(d), table[np.int64(d)], masks, look[np.int64(d)])
