"""Random instances of U3, U5, U7 and U8: variances, caps and ratios at a sharp constant and on both sides of it."""

from __future__ import annotations

from typing import Any

import numpy as np
from adversarial import SIZE, Case, Schedule, case, deviation, horizons, logarithmic, pick, shares
from adversarial_shapes import least_level
from numpy.random import Generator
from sympy import Symbol

from ldm_symbolic import notation as no
from ldm_symbolic.claims.statement import Claim

D, T, C, s, s_hat = no.data_dimension, no.horizon, no.cap, no.deviations, no.estimated_deviations
d0, d, m = (Symbol(letter, integer=True) for letter in ("d0", "d", "m"))
factor, ratio, share, larger = (Symbol(letter, real=True) for letter in ("c", "L", "r", "mu"))
power, most = Symbol("alpha", real=True), Symbol("B", real=True)
LEAST = 0.14771
"""Just below r*, the root of 8 r = 1 + e^{-2 (1 - r)}."""


def one_large_estimate(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """U7: d0 equal variances, all but the last estimated as 0, the last as c times the truth."""
    count = int(rng.integers(2, 12))
    root = 2.0 ** -rng.integers(2, 6, SIZE)  # the squares of short numbers are exact
    large = root * rng.integers(28, 65, SIZE) / 16
    if claim.id == "U7.sharp":  # λ = (c - 3)/(4 c) is exact at c = 4 alone
        count, root, large = int(rng.integers(2, 40)), np.full(SIZE, 0.25), np.full(SIZE, 0.5)
    top = root**2 + (1 - root**2) * np.clip(shares(rng), 0, 1 - 1e-9)
    end = (np.zeros(SIZE),) * (1 + int(rng.integers(0, 3)))
    names: dict[Any, Any] = {d0: count, D: count + len(end) - 1, no.deviation: root, factor: (large / root) ** 2}
    names |= {s: (root,) * count + end, no.horizon_noise: top, no.noise: top * shares(rng)}
    names[s_hat] = (np.zeros(SIZE),) * (count - 1) + (large,) + end
    return case(claim, schedule, names)


def one_threshold(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """U8: variances about r/C, exactly estimated; horizons from the least on that is asked for; ratios from 1/r on."""
    end = pick(rng, 0.0373 + logarithmic(rng, -5, 0.7), 0.0942 + logarithmic(rng, -5, 0.7), logarithmic(rng, -2, 0.7))
    number = pick(rng, LEAST * shares(rng), LEAST + logarithmic(rng, -4, -1.5), np.full(SIZE, LEAST))
    count = int(rng.integers(2, 6))
    place = int(rng.integers(1, count + 1))
    root = 2.0 ** rng.integers(2, 5, SIZE)  # powers of short numbers are exact
    if ratio in claim.names:
        number = np.clip(pick(rng, number, root**-2.0), root**-2.0, LEAST)
    cap = root ** (2 * place + pick(rng, 2 * shares(rng), rng.uniform(0, 0.5, SIZE)))
    if "limit" in claim.id or "sharp" in claim.id:
        cap = 1 + (2 + 2 / np.expm1(2 * end) ** 2) / np.maximum(8 * number - 1 - np.exp(2 * number - 2), 1e-3)
    one = number / cap * pick(rng, 1 + logarithmic(rng, -6, 2), shares(rng))
    spectrum = tuple(root**-j for j in range(1, count + 1)) if ratio in claim.names else _falling(rng, cap, count)
    spectrum += (np.zeros(SIZE), np.zeros(SIZE))
    names: dict[Any, Any] = {C: cap, T: end, share: number, ratio: root**2, no.estimated_variance: one, D: count}
    names |= {larger: one * (1 + pick(rng, shares(rng), logarithmic(rng, -6, 2))), s: spectrum, s_hat: spectrum}
    last = min(place + int(rng.integers(0, 3)), count)
    exponent = rng.choice([1.0, 2.0], SIZE)
    bound = np.max([entry**2 * j**exponent for j, entry in enumerate(spectrum, 1)], axis=0)
    names |= {d: min(place, count), m: last, power: exponent, most: bound * (1 + shares(rng))}
    return case(claim, schedule, names)


def estimated_beyond_four(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """U3.plugin-sharp: λ̂_k >= 4 λ_k > 1, and levels on both sides of where direction k begins to help."""
    count = int(rng.integers(2, 6))
    place = int(rng.integers(2, count + 1))
    true, seen = ([deviation(rng) for _ in range(count)] for _ in range(2))
    true[place - 1] = 0.5 + logarithmic(rng, -6, 1)
    seen[place - 1] = 2 * true[place - 1] * (1 + pick(rng, logarithmic(rng, -6, -1), np.zeros(SIZE)))
    begins = (seen[place - 1] ** 2 - 4 * true[place - 1] ** 2) / (seen[place - 1] ** 2 - 1)
    after = begins + (1 - begins) * np.clip(shares(rng), 1e-9, 1 - 1e-9)
    names: dict[Any, Any] = {D: count, no.latent_dimension: place, s: tuple(true), s_hat: tuple(seen)}
    return case(claim, schedule, {**names, no.noise: begins * shares(rng), Symbol("y", real=True): after})


def best_twice(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """U5: the best level, which is met where it is an end, and the same once more; lines where no mode bends."""
    count = int(rng.integers(1, 5))
    true, seen = ([np.maximum(deviation(rng), 1e-6) for _ in range(count)] for _ in range(2))
    seen = [pick(rng, one, other * (1 + logarithmic(rng, -3, 1))) for one, other in zip(seen, true, strict=True)]
    if "unique-line" in claim.id:
        flat = [rng.random(SIZE) < 0.5 for _ in range(count)]
        true = [np.where(is_flat, one, 0.0) for is_flat, one in zip(flat, true, strict=True)]
        seen = [np.where(is_flat, 1.0, one) for is_flat, one in zip(flat, seen, strict=True)]
    names: dict[Any, Any] = {no.latent_dimension: count, D: count, s: tuple(true), s_hat: tuple(seen)}
    names |= schedule.names(horizons(rng, schedule)) | {Symbol("i", integer=True): int(rng.integers(1, count + 1))}
    best = least_level(true, seen, np.asarray(names[no.horizon_noise].value, dtype=np.float64))
    return case(claim, schedule, {**names, Symbol("p", real=True): best, Symbol("q", real=True): best})


def _falling(rng: Generator, cap: Any, count: int) -> tuple[Any, ...]:
    """Deviations that do not rise, most of them of variances about 1/C."""
    near = [np.sqrt(pick(rng, logarithmic(rng, -1.5, 1) / cap, deviation(rng) ** 2)) for _ in range(count)]
    return tuple(-np.sort(-np.array(near), axis=0))
