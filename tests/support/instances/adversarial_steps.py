"""Draws for what one step of a sampler does to a mode, for caps, and for KL divergences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from adversarial import SIZE, Case, Schedule, case, deviation, logarithmic, pick, shares
from numpy.random import Generator
from sympy import Symbol

from ldm_symbolic import notation as no
from ldm_symbolic.claims.statement import Claim


def one_step(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """N2: any signal before the data, or two points of any path; deviations about 1 and far from it, any V."""
    true = np.maximum(pick(rng, deviation(rng), rng.choice([0.5, 1, 2], SIZE), logarithmic(rng, -1, 0.5)), 1e-3)
    little = 1 - pick(rng, logarithmic(rng, -4, -0.01), rng.choice([0.25, 0.5, 0.75], SIZE))
    names: dict[Any, Any] = {no.deviation: true, Symbol("alpha_0", real=True): np.clip(little, 1e-3, 0.9999)}
    if claim.id == "N2.step":
        for name in ("alpha_0", "beta_0", "alpha_1", "beta_1"):
            names[Symbol(name, real=True)] = pick(rng, logarithmic(rng, -2, 1), rng.choice([0.25, 1, 2], SIZE))
    near = true**2 * (1 + pick(rng, shares(rng), -0.9 * shares(rng)))
    names[Symbol("V", real=True)] = np.maximum(pick(rng, near, logarithmic(rng, -3, 2)), 1e-6)
    return case(claim, schedule, names)


def late_cap(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """N8: caps of any size that begin to bind on the way, and variances about the constant over the cap."""
    cap = 1 + pick(rng, logarithmic(rng, 0, 5), rng.choice([1.0, 9, 99], SIZE))
    share = pick(rng, shares(rng), rng.uniform(0.05, 0.4, SIZE))
    horizon = pick(rng, logarithmic(rng, -1.5, 0.7), rng.choice([0.25, 0.5, 3], SIZE))
    return case(claim, schedule, {no.estimated_variance: share / cap, no.cap: cap, no.horizon: horizon})


def perfect_caps(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """N9: estimates below 1, and variances between the values of V_T at three caps, or beyond 1."""
    believed, horizon = (
        np.clip(shares(rng), 0.05, 0.95),
        pick(rng, logarithmic(rng, -1, 0.3), rng.choice([0.5, 1], SIZE)),
    )
    if claim.id == "N9.perfect":
        true = 1.01 + shares(rng)
    else:
        at_one = 1 - (1 - believed) * np.exp(-2 * horizon)
        balance = at_one / (2 - at_one)
        middle = balance + (1 - balance) * np.exp(-horizon * (4 / at_one - 2))
        kappa = ((1 - believed) * np.exp(-2 * horizon) / at_one) ** 2
        least = believed + kappa * believed**2 / (1 - believed)
        ends = (middle, 1.0) if claim.id == "N9.perfect-early" else (least, middle)
        true = np.sqrt(ends[0] + (ends[1] - ends[0]) * (0.01 + 0.98 * shares(rng)))
    names: dict[Any, Any] = {no.estimated_variance: believed, no.horizon: horizon, no.deviation: true}
    if claim.id == "N9.perfect-late":
        names |= {Symbol("g", real=True): believed, Symbol("h", real=True): at_one * (1 - 1e-12)}
    return case(claim, schedule, names)


def euler_steps(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """N4: variances on either side of √5 - 1, short and long horizons, rates; what it fails at, moved a little."""
    true = pick(rng, logarithmic(rng, -2, 1), rng.choice([0.25, 0.5, 1, 1.2, 4], SIZE))
    horizon, rate = pick(rng, logarithmic(rng, -2, 0.3), rng.choice([0.5, 1], SIZE)), logarithmic(rng, -1, 0.3)
    rising = rate * shares(rng)
    if claim.id in ("N4.frozen", "N4.never-frozen"):
        point = (0.25, 1 if claim.id == "N4.frozen" else 0.25, 0.01, 1)
        true, horizon, rate, rising = (one * (1 + 1e-3 * (shares(rng) - 0.5)) for one in point)
    names: dict[Any, Any] = {no.variance: true, no.horizon: horizon}
    return case(claim, schedule, names | {Symbol("a", real=True): rate, Symbol("b", real=True): rising})


HUMP = ((0.05, 11.0), (0.3, 0.9))


def divergences(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """K2: variances on either side of half of what is generated; what it fails at, moved a little."""
    if claim.id == "K2.iff":
        dimensions, top = 2, np.full(SIZE, 0.9)
        true, estimated = (tuple(one * (1 + 1e-4 * (shares(rng) - 0.5)) for one in part) for part in HUMP)
    else:
        dimensions, top = int(rng.integers(1, 4)), rng.choice([0.25, 0.5, 0.75], SIZE)
        estimated = tuple(
            pick(rng, logarithmic(rng, -1, 0.5), rng.choice([0.5, 1, 2], SIZE)) for _ in range(dimensions)
        )
        least = [np.maximum(one, one + (1 - one) * top) / 2 for one in estimated]
        true = tuple(one * (1.001 + pick(rng, shares(rng), logarithmic(rng, -2, 1))) for one in least)
    names: dict[Any, Any] = {no.latent_dimension: dimensions, no.data_dimension: dimensions, no.horizon_noise: top}
    return case(claim, schedule, names | {no.variances: true, no.estimated_variances: estimated})


TIPPED = ((11.0, 0.05, 0.75), (0.9, 0.3, 0.5))
ENDS = {Symbol("f", real=True): np.full(SIZE, 0.1), Symbol("g", real=True): np.full(SIZE, 0.5)}


def tipped_divergences(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """K2: a third mode beside the two of `divergences`, moved a little."""
    true, estimated = (tuple(one * (1 + 1e-5 * (shares(rng) - 0.5)) for one in part) for part in TIPPED)
    top = np.full(SIZE, 0.9)
    names: dict[Any, Any] = {no.latent_dimension: 2, no.horizon_noise: top, **ENDS}
    return case(claim, schedule, names | {no.variances: true, no.estimated_variances: estimated})


def divergences_at_an_end(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """K2: up to three modes with an end as best level, and one more, of any variances, that keeps or changes it."""
    dimensions, top = int(rng.integers(1, 4)), rng.choice([0.25, 0.5, 0.75], SIZE)
    estimated = [pick(rng, logarithmic(rng, -1, 0.5), rng.choice([0.5, 2], SIZE)) for _ in range(dimensions + 1)]
    true = [one * pick(rng, shares(rng) + 1e-3, 1 + shares(rng), logarithmic(rng, -1, 2)) for one in estimated]

    def slope(level: Any, last: int) -> Any:
        pairs = [(one, e, e + (1 - e) * level) for one, e in zip(true[:last], estimated[:last], strict=True)]
        return sum((v - one) * (1 - e) / v**2 for one, e, v in pairs)

    names: dict[Any, Any] = {no.latent_dimension: dimensions, no.horizon_noise: top}
    for letter, last in (("p", dimensions), ("q", dimensions + 1)):
        names[Symbol(letter, real=True)] = np.where(slope(top, last) <= 0, top, 0)
    return case(claim, schedule, names | {no.variances: tuple(true), no.estimated_variances: tuple(estimated)})


STEPS: dict[str, Callable[[Generator, Claim, Schedule], Case]] = {
    "N2": one_step,
    "N4": euler_steps,
    "N8": late_cap,
    "N9": perfect_caps,
    "K2": divergences,
    "K2.between": tipped_divergences,
    "K2.between-repaired": divergences_at_an_end,
}
"""The shape of each statement about steps, caps and divergences."""
