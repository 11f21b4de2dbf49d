"""Draws for other paths of signal and noise: variance exploding, rectified flow, any point (α, β)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from adversarial import SIZE, Case, Schedule, case, deviation, estimate, logarithmic, pick, sequence, shares
from numpy.random import Generator
from sympy import IndexedBase, Symbol

from ldm_symbolic import notation as no
from ldm_symbolic.claims.statement import Claim

D, k, s, s_hat = no.data_dimension, no.latent_dimension, no.deviations, no.estimated_deviations
alpha, beta, gamma, p, q = (Symbol(name, real=True) for name in ("alpha", "beta", "gamma", "p", "q"))
other = Symbol("i", integer=True)
c, late = (Symbol(name, real=True) for name in ("c", "U"))


def two_points(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """G2: dimensions k and i at two points of a path, and variances that each threshold has on the right side."""
    dimensions = int(rng.integers(1, 5))
    first, second = (int(rng.integers(1, dimensions + 1)) for _ in range(2))
    signal = 1 - shares(rng) * 0.99
    noise = pick(rng, logarithmic(rng, -3, 1), rng.choice([0.5, 1, 1.5], SIZE))
    later_signal = signal * (1 - shares(rng) * 0.99)
    later_noise = noise * (1 + pick(rng, logarithmic(rng, -6, -2), shares(rng), np.zeros(SIZE)))
    if second <= first:
        later_noise = later_noise * np.sqrt((4 - later_signal**2) / (4 - signal**2)) * 1.0000001
    here, there = (b**2 / (4 - a**2) for a, b in ((signal, noise), (later_signal, later_noise)))
    low, high = np.minimum(here, there), np.maximum(here, there)
    last, least = max(first, second), min(first, second)
    spread = [1 + shares(rng), low / high + (1 - low / high) * (0.01 + 0.98 * rng.uniform(0, 1, SIZE)), shares(rng)]
    squares = [spread[0] * high if j <= least else spread[1] * high if j <= last else 0.999 * spread[2] * low
               for j in range(1, dimensions + 2)]  # fmt: skip
    names: dict[Any, Any] = {D: dimensions, k: first, other: second, s: tuple(map(np.sqrt, squares))}
    return case(claim, schedule, names | {alpha: signal, beta: noise, p: later_signal, q: later_noise})


def flow_exact(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """G5: any spectrum, and a time left up to which each of its variances falls."""
    dimensions = int(rng.integers(1, 5))
    kept = int(rng.integers(1, dimensions + 1))
    true = sequence(rng, deviation, dimensions)
    falls = np.min([one**2 / (1 + one**2) for one in true[:kept]], axis=0)
    return case(claim, schedule, {D: dimensions, k: kept, s: true, late: falls * shares(rng) * (1 - 1e-12)})


def flow_plugin(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """G6: estimates on the right side of a c >= 1, or anywhere; numbers at which the engines can settle a doubt."""
    dimensions = int(rng.integers(1, 4))
    kept = int(rng.integers(1, dimensions + 1))
    between = 1 + pick(rng, np.zeros(SIZE), logarithmic(rng, -3, 1))
    true, estimated = [], []
    for _ in range(dimensions + 1):
        low, high = between * (1 - 0.99 * shares(rng)), between * (1 + shares(rng))
        small = rng.random(SIZE) < 0.5
        guess = np.where(small, high, low)
        real = np.where(small, guess * (1 + logarithmic(rng, -6, 1)), guess * (1 - 0.99 * shares(rng)))
        if claim.id != "G6.iff-repaired":
            guess = pick(rng, guess, logarithmic(rng, -2, 1), rng.choice([0.25, 0.5, 0.75], SIZE))
            real = pick(rng, estimate(rng, guess), rng.choice([1, 2, 0.5], SIZE), guess * (1 - 0.9 * shares(rng)))
        true.append(np.maximum(real, 1e-6))
        estimated.append(np.maximum(guess, 1e-6))
    return case(claim, schedule, {D: dimensions, k: kept, s: tuple(true), s_hat: tuple(estimated), c: between})


def rescaled(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """G7, M6: any point of a path, caps on either side of the weight of the sample and of the rescaled one."""
    signal, noise = 1 - 0.99 * shares(rng), pick(rng, deviation(rng), shares(rng))
    believed = deviation(rng) ** 2
    with np.errstate(all="ignore"):
        free = 1 / (signal**2 * believed + noise**2)
    cap = np.maximum(pick(rng, free, free * (1 + shares(rng)), 1 + logarithmic(rng, -3, 3)), 1 + 1e-9)
    names = {alpha: signal, beta: noise, no.estimated_variance: believed, no.cap: np.nan_to_num(cap, posinf=2.0)}
    own = 2.0 ** rng.integers(-8, 9, SIZE)  # whose inverse is exact
    return case(claim, schedule, names | {no.deviation: own, gamma: 1 / own, no.noise: shares(rng)})


def scaled(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """M3: two scales on either side of 1/ŝ, estimates on either side of the truth; or any point of a path."""
    dimensions = int(rng.integers(1, 4))
    kept = int(rng.integers(1, dimensions + 1))
    estimated = sequence(
        rng, lambda rng: pick(rng, logarithmic(rng, -1, 0.5), rng.choice([0.5, 1, 2], SIZE)), dimensions
    )
    true = tuple(one * rng.choice([0.5, 1, 1.5], SIZE) for one in estimated)
    scales = [logarithmic(rng, -1, 1), logarithmic(rng, -1, 1)]
    top = pick(rng, logarithmic(rng, -4, -0.01), rng.choice([0.5, 0.75], SIZE))
    names: dict[Any, Any] = {D: dimensions, k: kept, s: true, s_hat: estimated, gamma: scales[0], p: scales[1]}
    names |= {no.horizon_noise: top, no.estimated_variance: deviation(rng) ** 2}
    return case(claim, schedule, names | {alpha: 1 - 0.99 * shares(rng), beta: deviation(rng)})


def sample_means(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """M2: sample means μ ± s/√n, exact in floating point; or n = 3 Gaussian samples, λ moved."""
    if claim.id == "M2.about":
        names = {Symbol("n", integer=True): 3, no.variance: logarithmic(rng, -1, 1)}
        return case(claim, schedule, {**names, Symbol("h", real=True): np.full(SIZE, 1.2533)})
    dimensions, root = int(rng.integers(1, 4)), int(rng.integers(1, 4))
    true = [rng.integers(1, 64, SIZE) / 8 for _ in range(dimensions)]
    means = [rng.integers(-64, 64, SIZE) / 4 for _ in range(dimensions)]
    drawn = [mean + sign * one / 2**root for sign in (-1, 1) for mean, one in zip(means, true, strict=True)]
    names = {no.latent_dimension: dimensions, no.data_dimension: dimensions, Symbol("n", integer=True): 4**root}
    names |= {Symbol("N", integer=True): 2, IndexedBase("w", real=True): (np.full(SIZE, 0.5),) * 2}
    names |= {no.deviations: tuple(true), IndexedBase("b", real=True): tuple(means)}
    return case(claim, schedule, {**names, IndexedBase("g", real=True): tuple(drawn)})


PATHS: dict[str, Callable[[Generator, Claim, Schedule], Case]] = {
    "G2": two_points,
    "G5": flow_exact,
    "G6": flow_plugin,
    "G7": rescaled,
    "M2": sample_means,
    "M3": scaled,
    "M6": rescaled,
}
"""The shape of each statement on other paths and encoders."""
