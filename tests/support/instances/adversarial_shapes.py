"""Draws for principal components of a sample, the Loewner order, best dimensions, best levels and averages."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import numpy as np
from adversarial import (
    SIZE,
    Case,
    Rise,
    Schedule,
    case,
    deviation,
    estimate,
    falling,
    horizons,
    logarithmic,
    pick,
    sequence,
    shares,
)
from float_numbers import Approx, Array
from numpy.random import Generator
from sympy import Function, IndexedBase, Symbol

from ldm_symbolic import notation as no
from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.proof.language.predicate import ForEach

D, T, X, k, t, s, s_hat = (
    no.data_dimension,
    no.horizon,
    no.horizon_noise,
    no.latent_dimension,
    no.time,
    no.deviations,
    no.estimated_deviations,
)
j = no.mode
epsilon, spread, mu = (Symbol(name, real=True) for name in ("epsilon", "S", "mu"))
later, x, y = (Symbol(name, real=True) for name in ("r", "x", "y"))
d0, early = (Symbol(name, integer=True) for name in ("d0", "i"))
support_size, atoms, count = (Symbol(name, integer=True) for name in ("d0", "N", "n"))
shrunk, grown, chance = Symbol("c", real=True), Symbol("m", real=True), Function("F", real=True)
law = IndexedBase("w", real=True)
A, B, z, W, best = (IndexedBase(name, real=True) for name in ("A", "B", "z", "W", "x_best"))


def sample_components(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """P7: spectra within ε of each other, traces within S ε, times at and between the thresholds."""
    dimensions, step = int(rng.integers(1, 5)), (k >= 2) in claim.hypotheses
    kept = int(rng.integers(min(2, dimensions) if step else 1, dimensions + 1))
    error = pick(rng, logarithmic(rng, -9, -3), logarithmic(rng, -5, -1))
    true, estimated = _alike(rng, dimensions, error)
    if step and rng.random() < 0.3:  # the step does not ask for an order
        estimated = tuple(estimate(rng, entry) for entry in estimated)
    total = np.sum([np.maximum(entry, entry**2) for entry in true[:dimensions]], axis=0)
    level, slack = schedule.names(horizons(rng, schedule)), 4 * total * error
    first, last = np.zeros(SIZE), level[T]
    if step:
        last = _read(level, estimated[kept - 1], slack)
    else:
        first = _read(level, estimated[kept - 1], -slack) if kept > 1 else first
        last = _read(level, estimated[kept], slack) if kept < dimensions else last
    moment = np.clip(first + (last - first) * pick(rng, shares(rng), rng.uniform(0, 1, SIZE)), 0, level[T])
    noise = np.asarray(level[no.noise_at](Approx(level[T] - moment)).value, dtype=np.float64)
    traces = list(accumulate(np.sqrt(e**2 + (1 - e**2) * noise) * e for e in estimated))
    relative = (epsilon < 1) in claim.hypotheses  # of the printed theorem, which bounds K/W as well
    widths = (0.999 * error * (np.minimum(total, trace / 2) if relative else total) for trace in traces)
    near = tuple(trace + (2 * shares(rng) - 1) * width for trace, width in zip(traces, widths, strict=True))
    names: dict[Any, Any] = {D: dimensions, k: kept, s: true, s_hat: estimated, W: near, t: moment}
    return case(claim, schedule, {**names, **level, epsilon: error, spread: total})


def _alike(rng: Generator, dimensions: int, error: Array) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
    """Falling deviations, short so that S is exact, and estimates of their squares within the share `error`."""
    first = logarithmic(rng, -1, -0.4) if rng.random() < 0.7 else logarithmic(rng, -1.5, 0.7)
    ratios = [np.ones(SIZE), *(rng.uniform(0.3, 0.95, SIZE) for _ in range(dimensions))]
    rest = [first * ratio for ratio in accumulate(ratios, np.multiply)]
    true = tuple(e.astype(np.float16).astype(np.float64) for e in (pick(rng, first, 5 * first), *rest[1:]))
    off = [pick(rng, np.zeros(SIZE), 2 * shares(rng) - 1) for _ in true]
    return true, falling(tuple(e * np.sqrt(1 + 0.99 * error * o) for e, o in zip(true, off, strict=True)))


def _read(level: dict[Any, Any], estimated: Array, shift: Array) -> Array:
    """The time at which a threshold of P7 is read off."""
    own = estimated**2
    with np.errstate(all="ignore"):
        up = own + shift + 2 * np.sqrt(own * np.maximum(own + shift, 0))
        at = np.where(up < 0, -1, np.where(own < 1, up / (1 - own), np.inf))
    return np.asarray(level[T] - level[no.time_left_at](Approx(np.minimum(at, 2))).value, dtype=np.float64)


def matrices(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """L2: small integers, so that A z = (B + μ) z is exact: A is B + μ I and something that takes z to 0."""
    size = int(rng.integers(1, 4))
    vector, factor = (rng.integers(-3, 4, (*shape, SIZE)).astype(np.float64) for shape in ((size,), (size, size)))
    vector[0] = np.where((vector == 0).all(axis=0), 1, vector[0])
    second = np.einsum("ikn,jkn->ijn", factor, factor) * pick(rng, np.ones(SIZE), np.ones(SIZE), -np.ones(SIZE))
    across = np.zeros((size, SIZE))
    if size > 1:
        across[:2] = vector[1], -vector[0]
    form, square = np.einsum("in,ijn,jn->n", vector, second, vector), np.sum(vector**2, axis=0)
    share = pick(rng, shares(rng), rng.uniform(0, 1, SIZE), rng.choice([0.5, 1], SIZE))
    shift = np.asarray(-2 * form / square * share, dtype=np.float32).astype(np.float64)
    other = np.einsum("in,jn->ijn", across, across) * rng.integers(-3, 4, SIZE)
    first = second + other + shift * np.eye(size)[:, :, None]
    names = {A: tuple(first.reshape(-1, SIZE)), B: tuple(second.reshape(-1, SIZE)), z: tuple(vector), mu: shift}
    return case(claim, schedule, {**names, D: size})


def best_levels(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """S2: levels at the ends of [0, X], and inside where they are exact: at ŝ = 3 the level is (9 - mean(s)²)/8."""
    dimensions, top = int(rng.integers(1, 5)), pick(rng, logarithmic(rng, -6, -0.01), rng.choice([0.5, 0.75], SIZE))
    inside = rng.random() < 0.5
    estimated = [
        pick(rng, deviation(rng), logarithmic(rng, -1, 0), rng.choice([0.5, 2], SIZE)) for _ in range(dimensions)
    ]
    estimated = [one.astype(np.float32).astype(np.float64) for one in estimated]  # whose squares are exact
    true = [pick(rng, e, e * rng.uniform(0.5, 1, SIZE), np.sqrt(e**2 + shares(rng))) for e in estimated]
    if inside:
        top, estimated = np.full(SIZE, 0.96875), [np.full(SIZE, 3.0)] * dimensions
        true = list(rng.integers(6, 16, (dimensions, SIZE)) * 0.1875)  # whose means are short
    if (s[j] >= s[j + 1]) in (hypothesis.args[0] for hypothesis in claim.hypotheses if isinstance(hypothesis, ForEach)):
        key = np.array(true)
    else:
        with np.errstate(all="ignore"):
            roots = [(a**2 - e**2) / (1 - e**2) for a, e in zip(true, estimated, strict=True)]
        key = np.clip(np.nan_to_num(np.array(roots)), 0, top)
    order = np.argsort(-key, axis=0)
    true, estimated = (list(np.take_along_axis(np.array(entries), order, axis=0)) for entries in (true, estimated))
    levels = [least_level(true[: n + 1], estimated[: n + 1], top) for n in range(dimensions)]
    if inside:
        levels = [(9 - np.mean(true[: n + 1], axis=0) ** 2) / 8 for n in range(dimensions)]
    names: dict[Any, Any] = {D: dimensions, X: top, s: tuple(true), s_hat: tuple(estimated), best: tuple(levels)}
    return case(claim, schedule, names)


def best_dimensions(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """U3: estimates up to four times the variance and far beyond, or on the way from it to 1; any two times."""
    dimensions = int(rng.choice([1, 2, 2, 3]))
    true = falling(sequence(rng, lambda rng: pick(rng, logarithmic(rng, -2, 0.3), logarithmic(rng, -1, 0)), dimensions))
    wild = [0.01, 0.5, 1, 2 * (1 - 1e-12), 3, 6] if claim.id == "U3.plugin" else [0.01, 0.5, 1, 1.7, 2 * (1 - 1e-12)]
    estimated = tuple(one * rng.choice(wild, SIZE) for one in true)
    if "alone" in claim.id:
        estimated = tuple(one + (1 - one) * shares(rng) for one in true)
    end = horizons(rng, schedule)
    times = np.sort([end * shares(rng), end * shares(rng)], axis=0)
    first, last = sorted(int(rng.integers(1, dimensions + 1)) for _ in range(2))
    if claim.id == "U3.plugin" or rng.random() < 0.2:
        first, last = last, first
    names = {D: dimensions, s: true, s_hat: estimated, t: times[0], later: times[1], early: first, k: last}
    return case(claim, schedule, {**names, **schedule.names(end)})


def carried(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """U3 below one: a direction that is too dear, carried by a good one behind it until little noise is left."""
    spread = lambda value, by: value * (1 + by * (shares(rng) - 0.5))  # noqa: E731
    true = falling(tuple(spread(value, 0.02) for value in (0.5, 0.2, 0.18)))
    estimated = (true[0], true[1] * spread(2.2, 0.04), spread(0.02, 1))
    end = horizons(rng, schedule)
    late = {t: end * (1 - spread(0.02, 1.5)), later: end * (1 - spread(0.0013, 1.5))}
    names = {D: 3, s: true, s_hat: estimated, **late, early: 3, k: 1}
    return case(claim, schedule, {**names, **schedule.names(end)})


def standard_starts(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """U2: one mode from the start N(0, I), s at and beside ŝ and √V_T, and between them."""
    level = schedule.names(horizons(rng, schedule))
    left = 1 - np.asarray(level[X].value, dtype=np.float64)
    believed = pick(rng, logarithmic(rng, -1.5, 0.5), rng.choice([0.25, 0.5, 1, 2, 3], SIZE))
    gap = 1 - believed**2
    with np.errstate(all="ignore"):
        last = np.sqrt(believed**2 + gap * (believed**2 * left / (1 - gap * left)) ** 2)
    between = believed + (last - believed) * shares(rng)
    true = pick(rng, between, 2 * last - believed, believed * rng.uniform(0.3, 1.7, SIZE), deviation(rng))
    return case(claim, schedule, {no.deviation: true, no.estimated_deviation: believed, **level})


def levels_between(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """U6: levels at and beside the largest own root, for estimates on either side, and any pair (i, x)."""
    support = int(rng.integers(1, 4))
    zeros = (np.zeros(SIZE),) * int(rng.integers(0, 3))
    top = pick(rng, logarithmic(rng, -4, -0.01), rng.choice([0.5, 0.75], SIZE))
    entry = lambda rng: pick(rng, logarithmic(rng, -1.5, 0), deviation(rng))  # noqa: E731
    true = falling(sequence(rng, entry, support))[:support]
    ratios = [0.3, 0.5, 1, 1.25, 1.4] if "printed" in claim.id else [0.9, 1, 1.25, 1.5, 2, 2.5]
    estimated = tuple(one * rng.choice(ratios, SIZE) for one in true)
    with np.errstate(all="ignore"):
        roots = [np.nan_to_num((a**2 - e**2) / (1 - e**2)) for a, e in zip(true, estimated, strict=True)]
    largest = np.clip(np.max(np.array(roots), axis=0), 0, top)
    between = pick(rng, largest, np.minimum(largest * (1 + shares(rng)), top), top * shares(rng))
    dimensions = support + len(zeros)
    names: dict[Any, Any] = {D: dimensions, d0: support, early: int(rng.integers(1, dimensions + 1)), X: top}
    names |= {s: (*true, *zeros), s_hat: (*estimated, *zeros), y: between, x: top * shares(rng)}
    return case(claim, schedule, names)


def least_level(true: list[Array], estimated: list[Array], top: Array) -> Array:
    """The level at which the error is least, by halving; at an end exactly."""
    low, high = np.zeros(SIZE), top.copy()
    with np.errstate(all="ignore"):
        for _ in range(60):
            level = (low + high) / 2
            slope = sum(
                (1 - a / np.sqrt(e**2 + (1 - e**2) * level)) * (1 - e**2) for a, e in zip(true, estimated, strict=True)
            )
            low, high = np.where(slope < 0, level, low), np.where(slope < 0, high, level)
    return np.where(high == top, top, np.where(low == 0, 0, level))


def averages(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """S3: chi-squared factors replaced by mixtures of three laws whose moments are exact, and modes of variance 0."""
    dimensions = int(rng.integers(1, 5))
    kept = int(rng.integers(1, dimensions + 1))
    support = int(rng.integers(0, kept + 1))
    first, second = (rng.integers(0, 65, SIZE) / 128 for _ in range(2))
    weights = (first * 0.625, first * 0.375, second * 0.375, second * 0.625, 1 - first - second)
    roots = np.array([0.5, 1.5, 0.25, 1.25, 1])  # E z = 1 and E 1/√z is 3/2 or 2 for the first two, and the next two
    values = tuple(np.full(SIZE, root**2) for root in roots for _ in range(dimensions))
    true = tuple(pick(rng, deviation(rng), logarithmic(rng, -1, 1)) for _ in range(dimensions + 1))
    top = pick(rng, logarithmic(rng, -6, -0.01), rng.choice([0.5, 0.75], SIZE))
    names: dict[Any, Any] = {D: dimensions, k: kept, support_size: support, atoms: len(roots), s: true, X: top}
    names |= {law: weights, z: values, shrunk: 1 - (first + second) / 8, grown: 1 + first / 2 + second}
    return case(claim, schedule, names)


def chances(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """S4: distribution functions with medians about n, variances about 1."""
    size = int(rng.integers(1, 50))
    median = size * pick(rng, 1 - logarithmic(rng, -12, -0.001), logarithmic(rng, -3, 0), 2 * shares(rng) + 1e-9)
    value = pick(rng, np.maximum(deviation(rng) ** 2, 1e-12), np.maximum(shares(rng), 1e-12), logarithmic(rng, 0, 3))
    return case(claim, schedule, {count: size, no.variance: value, chance: Rise(median)})
