"""Draws for the capped score: L1, P5, its two cases, C1. Dimensions are drawn first, spectra are made to have them."""

from __future__ import annotations

from typing import Any

import numpy as np
from adversarial import SIZE, Case, Schedule, case, deviation, falling, logarithmic, pick, shares
from float_numbers import Approx, Array
from numpy.random import Generator
from sympy import Function, Symbol

from ldm_symbolic import notation as no
from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.proof.language.predicate import ForEach

SHORTEST = 0.5 * np.log((1 + np.sqrt(2)) / 2)
D, T, C, s, s_hat, j = no.data_dimension, no.horizon, no.cap, no.deviations, no.estimated_deviations, no.mode
d, d0, d1, d2, m = (Symbol(name, integer=True) for name in ("d", "d0", "d1", "d2", "m"))
switch, common, L = (Symbol(name, real=True) for name in ("t'", "s_0", "L"))
V = Function("V", real=True)
EVENT = ForEach(abs(s[j] ** 2 - s_hat[j] ** 2) <= s[j] ** 2, (j, 1, D))
FALLING = ForEach(s_hat[j] ** 2 >= s_hat[j + 1] ** 2, (j, 1, D - 1))


def horizons(rng: Generator) -> Array:
    """Horizons from the least that the repaired claims allow, and some that are shorter."""
    long = pick(rng, SHORTEST * (1 + logarithmic(rng, -9, 1)), rng.choice([0.125, 0.5, 1, 2], SIZE))
    return pick(rng, long, long, long, logarithmic(rng, -3, 0))


def caps(rng: Generator) -> Array:
    """Caps next to 1, usual and large."""
    return 1 + pick(rng, logarithmic(rng, -9, 5), logarithmic(rng, -2, 1.5), rng.choice([0.25, 1, 3, 15], SIZE))


def capped(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """L1: variances at 0, 1 and the cap's threshold; times at both ends."""
    end, variance = pick(rng, logarithmic(rng, -6, 1), rng.choice([0.5, 1, 4], SIZE)), deviation(rng) ** 2
    variance = pick(rng, variance, shares(rng))
    cap = 1 + logarithmic(rng, -9, 6)
    cap = pick(rng, cap, np.maximum((1 + logarithmic(rng, -9, 1)) / np.maximum(variance, 1e-9), 1 + 1e-9))
    moment = end * shares(rng)
    drawn = {no.estimated_variance: variance, C: cap, T: end, no.time: moment}
    return case(claim, schedule, {**drawn, V: lambda at: generated(at, end, variance, cap)})


def generated(at: Approx, end: Array, estimated: Array, cap: Array, steps: int = 200) -> Approx:
    """The generated variance: V' = 2 (1 - 2 m) V + 2 from V(0) = 1, with m frozen at the middle of each step."""
    results = []
    for count in (steps, 2 * steps):
        h = np.asarray(at.value / count, dtype=np.float64)
        value = np.ones(SIZE)
        for step in range(count):
            left = end - (step + 0.5) * h
            p = estimated * np.exp(-2 * left) - np.expm1(-2 * left)
            a = 2 - 4 * np.minimum(cap, 1 / p)
            value = value * np.exp(a * h) + 2 * np.where(a == 0, h, np.expm1(a * h) / np.where(a == 0, 1, a))
        results.append(value)
    return Approx(results[1], 2 * abs(results[1] - results[0]) + 1e-12 * abs(results[1]))


def one_mode(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """The steps of P5: estimates at 1, at 1/C and within a distance of 1 of the truth; the time of the switch."""
    cap, end, own = caps(rng), horizons(rng), pick(rng, deviation(rng), 1 + logarithmic(rng, -9, 1))
    edges = rng.choice([0.125, 0.5, 1, 1, 2, 4], SIZE)
    estimated = pick(rng, shares(rng), shares(rng), shares(rng) / cap, 1 + logarithmic(rng, -9, 3), edges)
    if no.deviation in claim.names:
        own = pick(rng, own, 1 - 0.5 * shares(rng), rng.choice([0.5, 0.75, 0.875, 1.125, 2], SIZE))
        off = pick(rng, 2 * shares(rng) - 1, rng.uniform(-1, 1, SIZE))
        estimated = own**2 + off * pick(rng, abs(own**2 - 1), own**2)
    if (C * no.estimated_variance < 1) in claim.hypotheses:
        estimated = shares(rng) / cap
    moment = end * shares(rng)
    if switch in claim.names:  # short numbers, for the engines
        cap, end = 1 + rng.integers(1, 64, SIZE) / 8, rng.choice([0.125, 0.25, 0.5, 1, 2], SIZE)
        moment = end * rng.integers(0, 9, SIZE) / 8
    names = {no.estimated_variance: estimated, no.deviation: own, C: cap, switch: moment}
    return case(claim, schedule, {**names, T: end})


def capped_dimensions(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """P5: d1 and d2 are what they are drawn to be; now and then no estimate is large or no variance is small."""
    dimensions, cap = int(rng.integers(1, 6)), caps(rng)
    large, small = rng.random() < 0.85, rng.random() < 0.85
    first, last = sorted(int(place) for place in rng.integers(1, dimensions + 1, 2))
    first, last = first if large else 1, last if small else dimensions
    if large and small and first == last:  # two thresholds that do not meet
        first, large = max(first - 1, 1), first > 1
    if EVENT not in claim.hypotheses and rng.random() < 0.2:
        first, last = last, first  # which the event excludes
    bound, level = 1 / (8 * cap - 4), 1 / cap
    low = [bound * shares(rng) for _ in range(dimensions)]
    between = [bound * (1 + 1e-9 + pick(rng, shares(rng), logarithmic(rng, -9, 3))) for _ in low]
    high = [np.maximum(one, level * (0.5 + logarithmic(rng, -9, 1))) for one in between]
    before = last - 1 if small else dimensions
    kept = min(first, before) if large else 0
    true = falling((*high[:kept], *between[kept:before], *low[before:], np.zeros(SIZE)))
    estimated = []
    for place, variance in enumerate(true[:dimensions], 1):
        guess = variance * pick(rng, 2 * shares(rng) * (1 - 1e-15), np.ones(SIZE), np.ones(SIZE))
        if place > first or not large:
            guess = np.minimum(guess, level * (1 - logarithmic(rng, -9, 0)))
        elif place == first or FALLING in claim.hypotheses:
            guess = np.maximum(guess, level * (1 + logarithmic(rng, -12, -9)))
        estimated.append(guess)
    if FALLING in claim.hypotheses:
        estimated = list(falling(tuple(estimated)))
    names = {d1: first, d2: last, m: int(rng.integers(min(first, last), max(first, last) + 1)), C: cap}
    names |= {s: tuple(map(np.sqrt, true)), s_hat: tuple(map(np.sqrt, (*estimated, np.zeros(SIZE))))}
    return case(claim, schedule, {**names, D: dimensions, T: horizons(rng)})


def two_cases(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """P5.A6: any spectrum without a cap, or d0 equal variances and a cap that reaches all estimates."""
    dimensions = int(rng.integers(1, 5))
    support = int(rng.integers(1, dimensions + 1))
    one = pick(rng, deviation(rng), logarithmic(rng, -2, 0.5), rng.choice([0.25, 0.5, 1, 2], SIZE))
    if d0 in claim.names:
        true = (one,) * support + (np.zeros(SIZE),) * (dimensions + 1 - support)
    else:
        true = tuple(pick(rng, one, one, deviation(rng)) for _ in range(dimensions + 1))
    estimated = tuple(e * np.sqrt(pick(rng, 2 * shares(rng), rng.uniform(0.01, 2, SIZE), np.ones(SIZE))) for e in true)
    with np.errstate(divide="ignore"):
        least = np.minimum.reduce([one, *estimated[:support]])
        cap = np.nan_to_num(1 / least**2, posinf=1e9) * (1 + logarithmic(rng, -9, 1)) + logarithmic(rng, -9, 0)
    names = {d0: support, d2: min(support + int(rng.random() < 0.8), dimensions), m: support, common: one, C: cap}
    return case(claim, schedule, {**names, D: dimensions, s: true, s_hat: estimated, T: horizons(rng)})


def geometric(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """C1: ratios that are powers of 4, for exact spectra; caps at and between the estimates."""
    dimensions = int(rng.integers(1, 5))
    place = int(rng.integers(1, dimensions + 1))
    root = rng.choice([4.0, 4, 8, 16, 32], SIZE)
    true = tuple(root**-k for k in range(1, dimensions + 3))
    wrong = [pick(rng, np.ones(SIZE), rng.choice([0.5, 1.5], SIZE), rng.uniform(0.5, 1.5, SIZE)) for _ in true]
    estimated = tuple(
        one * np.sqrt(np.clip(off, 0.5 + 1e-12, 1.5 - 1e-12)) for one, off in zip(true, wrong, strict=True)
    )
    least = estimated[place - 1] ** -2.0
    most = estimated[place] ** -2.0
    share = pick(rng, shares(rng), rng.uniform(0, 1, SIZE))
    cap = pick(rng, least * (most / least) ** share, most, root**2, 2 * root**2 * (1 + shares(rng)))
    second = min(place + int(rng.integers(0, 3)), dimensions)
    kept = min(place + int(rng.integers(0, 2)), dimensions)
    if d1 in claim.names:
        cap = most if kept > place else cap
    if d2 in claim.names and rng.random() < 0.8:
        top, bottom = (root ** (2.0 * k) / 8 + 0.5 for k in (second, second - 1))
        cap = np.clip(
            cap, np.maximum(bottom * 1.001, least), np.minimum(top * 0.999, most) if second < dimensions else most
        )
    best, end = min(place + int(rng.integers(2)), dimensions), horizons(rng)
    if place > 1 and rng.random() < 0.4:  # early on, less is best
        best, end, estimated = 1, rng.choice([2.0**-8, 2.0**-7, 2.0**-6], SIZE), true
        cap = pick(rng, cap, least, 2 * least)
    names: dict[Any, Any] = {d: place, d1: kept, d2: second, m: best, L: root**2, C: cap}
    return case(claim, schedule, {**names, D: dimensions, s: true, s_hat: estimated, T: end})
