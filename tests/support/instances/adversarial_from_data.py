"""Draws for shares of the best level, levels up to its double, two dimensions, grids of few steps and any errors."""

from __future__ import annotations

from typing import Any

import numpy as np
from adversarial import SIZE, Case, Parabola, Schedule, case, deviation, logarithmic, pick, shares
from adversarial_shapes import least_level
from numpy.random import Generator
from sympy import Function, Symbol

from ldm_symbolic import notation as no
from ldm_symbolic.claims.statement import Claim

best, theta = Symbol("p", real=True), Symbol("theta", real=True)


def shares_of_the_best(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """S8: best levels at an end, or inside, exactly where ŝ = 3; shares of them, and levels up to their double."""
    dimensions, top = int(rng.integers(1, 4)), pick(rng, logarithmic(rng, -3, -0.01), rng.choice([0.5, 0.75], SIZE))
    estimated = [pick(rng, logarithmic(rng, -2, 0), rng.choice([0.25, 0.5], SIZE)) for _ in range(dimensions)]
    true = [pick(rng, deviation(rng), e, np.sqrt(e**2 + shares(rng)), 2 * e) for e in estimated]
    if "repaired" not in claim.id and rng.random() < 0.5:
        top, estimated = np.full(SIZE, 0.96875), [np.full(SIZE, 3.0)] * dimensions
        true = list(rng.integers(12, 16, (dimensions, SIZE)) * 0.1875)  # whose means are short
        level = (9 - np.mean(true, axis=0) ** 2) / 8
    else:
        level = least_level(true, estimated, top)
    share = pick(rng, 2 * shares(rng), np.ones(SIZE), np.full(SIZE, 2.0), np.full(SIZE, 0.96875))
    names: dict[Any, Any] = {no.latent_dimension: dimensions, no.data_dimension: dimensions}
    names |= {no.deviations: tuple(true), no.estimated_deviations: tuple(estimated), no.horizon_noise: top}
    names |= {best: level, theta: share, no.noise: np.minimum(top, share * level)}
    return case(claim, schedule, names)


def falling_noise(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """N1: two points of any path whose noise over signal falls, and estimates on either side of the variance."""
    signals = [pick(rng, logarithmic(rng, -3, 1), rng.choice([0.5, 0.75, 1], SIZE)) for _ in range(2)]
    ratios = np.sort([pick(rng, logarithmic(rng, -3, 2), rng.choice([0.25, 1, 2], SIZE)) for _ in range(2)], axis=0)
    true = np.maximum(deviation(rng), 1e-3)
    off = pick(rng, np.ones(SIZE), shares(rng) + 1e-6, 1 + shares(rng), rng.choice([0.25, 4], SIZE))
    names: dict[Any, Any] = {no.deviation: true, no.estimated_variance: true**2 * off}
    for place, signal in enumerate(signals):
        names[Symbol(f"alpha_{place}", real=True)] = signal
        names[Symbol(f"beta_{place}", real=True)] = signal * ratios[1 - place]
    return case(claim, schedule, names)


def from_pure_noise(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """N5: variances and estimates on either side of 1 and of each other, any level up to the horizon's, any horizon."""
    true = np.maximum(pick(rng, deviation(rng), np.ones(SIZE), logarithmic(rng, -1, 0.5)), 1e-3)
    off = pick(rng, np.ones(SIZE), shares(rng) + 1e-6, 1 + shares(rng), rng.choice([0.25, 4], SIZE))
    top = pick(rng, logarithmic(rng, -3, -0.01), rng.choice([0.5, 0.75], SIZE))
    names: dict[Any, Any] = {no.deviation: true, no.estimated_variance: true**2 * off, no.horizon_noise: top}
    return case(claim, schedule, {**names, no.noise: top * shares(rng), no.horizon: logarithmic(rng, -2, 0.7)})


def one_ancestral_step(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """N3: any signal before the data, and variances on either side of 1 and at it."""
    signal = np.clip(pick(rng, logarithmic(rng, -3, -0.001), rng.choice([0.25, 0.5, 0.75], SIZE)), 1e-3, 0.999)
    true = pick(rng, logarithmic(rng, -2, 2), rng.choice([0.25, 1, 1, 4], SIZE))
    return case(claim, schedule, {Symbol("alpha_0", real=True): signal, no.variance: true})


def two_dimensions(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """R3: two dimensions with best levels at an end, where they are exact; estimates as they should be or too large."""
    dimensions, top = int(rng.integers(2, 5)), rng.choice([0.5, 0.75, 0.96875], SIZE)
    true = [pick(rng, logarithmic(rng, -2, -0.1), rng.choice([0.25, 0.5], SIZE)) for _ in range(dimensions)]
    wild = rng.random() < 0.4
    far = pick(rng, 1 + shares(rng), rng.choice([0.5, 1.5, 3], SIZE)) if wild else np.full(SIZE, 1.03125)
    off = [pick(rng, np.ones(SIZE), far) for _ in range(dimensions)]
    estimated = [np.minimum(one * by, 0.97) for one, by in zip(true, off, strict=True)]
    kept, other = (int(rng.integers(1, dimensions + 1)) for _ in range(2))
    names: dict[Any, Any] = {no.latent_dimension: kept, no.data_dimension: dimensions, Symbol("i", integer=True): other}
    for letter, last in (("p", kept), ("q", other)):
        names[Symbol(letter, real=True)] = least_level(true[:last], estimated[:last], top)
    names |= {no.deviations: tuple(true), no.estimated_deviations: tuple(estimated), no.horizon_noise: top}
    return case(claim, schedule, names)


HUMP = {"a": 0.01, "b": 0.019, "d": 0.51, "w": 1.0, "r": 0.45, "m": 0.05, "n": 0.498}


def any_errors(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """K6: parabolas for both errors, with the best levels that they have; what it fails at, moved a little."""
    top = pick(rng, rng.choice([0.5, 0.75, 0.25], SIZE), logarithmic(rng, -2, -0.01))
    at = np.minimum(top * 0.5, pick(rng, rng.choice([0.25, 0.125], SIZE), top * shares(rng)))
    names: dict[Any, Any] = {no.horizon_noise: top, best: at}
    if claim.id in ("K6.direction", "K6.between-two"):
        if claim.id == "K6.between-two":
            moved = {name: value * (1 + 1e-5 * (shares(rng) - 0.5)) for name, value in HUMP.items()}
            names = {Symbol(name, real=True): value for name, value in moved.items()}
            names[no.horizon_noise] = np.full(SIZE, 0.5)
        return case(claim, schedule, names)
    true, estimated = (pick(rng, deviation(rng) ** 2, rng.choice([0.25, 0.5, 2, 4], SIZE)) for _ in range(2))
    bound = np.maximum(1, np.maximum(true, estimated)) * (1 + shares(rng))
    weights = [logarithmic(rng, -2, 1) for _ in range(2)]
    centre = pick(rng, at, -shares(rng), top + shares(rng))
    with np.errstate(all="ignore"):
        root = (true - estimated) / (1 - estimated)
        slopes = weights[1] * (1 - estimated) ** 2
        after = np.nan_to_num((weights[0] * centre + slopes * root) / (weights[0] + slopes))
    names |= {no.variance: true, no.estimated_variance: estimated, Symbol("M", real=True): bound}
    names[Symbol("m", real=True)] = np.minimum(1, np.minimum(true, estimated)) * (1 - shares(rng))
    names |= {best: np.clip(centre, 0, top), Symbol("q", real=True): np.clip(after, 0, top)}
    errors = {
        Function("F", real=True): Parabola(centre, weights[0]),
        Function("c", real=True): Parabola(true, weights[1]),
    }
    return case(claim, schedule, {**names, **errors})
