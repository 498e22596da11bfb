"""Compiled fitting of the prior: Newton on the convex dual of the maximum-entropy problem, one draw a thread.

Private: ``prior.py`` checks, explains and calls. ``joined`` is its ``Components``; ``start`` holds the components'
tables, 0 where a relation forbids a state. The fitted distribution given h != 0 is
prod_C start_C(h_C) exp(theta . h) / N; its moments come from the small tables, never from all 2**n combinations.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

import numba
import numpy as np
from numba import njit, prange


@contextmanager
def threads_for(draws: int) -> Iterator[None]:
    """Use no more threads than draws: on a busy machine a single draw would wait for a core that it does not need."""
    before = numba.get_num_threads()
    numba.set_num_threads(max(1, min(before, draws)))
    try:
        yield
    finally:
        numba.set_num_threads(before)


@njit(cache=True, error_model="numpy")
def _moments(theta, start, joined, mean, second):  # type: ignore[no-untyped-def]
    """Fill mean (n,) and second (n, n) with E[h_i], E[h_i h_j] of the product over components; return (log S, log T0).

    log S: sum of the logarithms of the components' sums; log T0: logarithm of the product's P(h = 0), -inf if zero.
    """
    log_sum = 0.0
    log_none = 0.0
    for c in range(len(joined.start) - 1):
        first, after = joined.start[c], joined.start[c + 1]
        size = after - first
        offset = joined.state_start[c]
        top = -math.inf
        for state in range(1 << size):
            if start[offset + state] > 0:
                value = math.log(start[offset + state])
                for j in range(size):
                    if state >> j & 1:
                        value += theta[joined.bits[first + j]]
                top = max(top, value)
        none = 0.0
        rest = 0.0
        for j in range(size):
            i = joined.bits[first + j]
            mean[i] = 0.0
            for k in range(size):
                second[i, joined.bits[first + k]] = 0.0
        for state in range(1 << size):
            if start[offset + state] <= 0:
                continue
            value = math.log(start[offset + state])
            for j in range(size):
                if state >> j & 1:
                    value += theta[joined.bits[first + j]]
            weight = math.exp(value - top)
            if state == 0:
                none = weight
            else:
                rest += weight
            for j in range(size):
                if state >> j & 1:
                    i = joined.bits[first + j]
                    mean[i] += weight
                    for k in range(size):
                        if state >> k & 1:
                            second[i, joined.bits[first + k]] += weight
        total = none + rest
        for j in range(size):
            i = joined.bits[first + j]
            mean[i] /= total
            for k in range(size):
                second[i, joined.bits[first + k]] /= total
        log_sum += top + math.log(total)
        # log1p keeps what 1 - P(h = 0) is made of when nearly all mass sits at h = 0
        log_none += -math.log1p(rest / none) if none > 0 else -math.inf
    n = len(theta)
    component = np.zeros(n, np.int64)
    for c in range(len(joined.start) - 1):
        for j in range(joined.start[c], joined.start[c + 1]):
            component[joined.bits[j]] = c
    for i in range(n):
        for j in range(n):
            if component[i] != component[j]:
                second[i, j] = mean[i] * mean[j]
    return log_sum, log_none


@njit(cache=True, error_model="numpy")
def _fit_one(target, free, start, joined, theta, tolerance, most):  # type: ignore[no-untyped-def]
    """Newton on the convex dual: find theta (n,) with E[h_i | h != 0] = target_i; return the greatest miss."""
    n = len(theta)
    mean, second = np.zeros(n), np.zeros((n, n))
    trial = np.zeros(n)
    log_sum, log_none = _moments(theta, start, joined, mean, second)
    worst = math.inf
    for _ in range(most):
        some = -math.expm1(log_none)
        if not some > 1e-100:  # values that cannot hold together drive everything to h = 0
            return math.inf
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
        if not np.isfinite(hessian).all():
            return math.inf
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
            log_sum, log_none = _moments(trial, start, joined, mean, second)
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
def fit_draws(target, free, start, joined, tolerance, most):  # type: ignore[no-untyped-def]
    """Return theta (D, n) and worst (D,): the tilt of each draw's prior and the miss of its marginals.

    target (D, n): P(h_i | h != 0); free (D, n): False where h_i is certain; start (D, states): component tables.
    """
    draws, n = target.shape
    theta = np.zeros((draws, n))
    worst = np.full(draws, math.inf)  # a fault inside a parallel loop would else pass for a fit
    for d in prange(draws):
        for i in range(n):
            if free[d, i]:
                theta[d, i] = math.log(target[d, i]) - math.log1p(-target[d, i])
        worst[d] = _fit_one(target[d], free[d], start[d], joined, theta[d], tolerance, most)
    return theta, worst
