"""Draws for estimates that need not commute with the covariance, and for errors that are means over directions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from adversarial import SIZE, Case, Schedule, case, deviation, logarithmic, pick, shares
from adversarial_shapes import averages
from numpy.random import Generator
from sympy import IndexedBase, Symbol

from ldm_symbolic import notation as no
from ldm_symbolic.claims.statement import Claim

COUNT, DRAWN = Symbol("M", integer=True), IndexedBase("z", real=True)


def of_one_sample(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """A3, U4: Σ and Δ two by two, and laws with the mean Σ on a grid, so that the mean is exact."""
    return unbiased(rng, claim, schedule) if claim.id == "A3.fixed" else plane(rng, claim, schedule)


def towards(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """A2: two outcomes of weight 1/2 on a grid, so that means are exact; targets with and without a direction."""
    dimensions = int(rng.integers(1, 4))
    true = [2.0 ** rng.integers(-2, 3, SIZE) for _ in range(dimensions)]
    share = [rng.integers(1, 64, SIZE) / 32 for _ in range(dimensions)]
    seen = [[one**2 * part for one, part in zip(true, share, strict=True)]]
    seen.append([2 * one**2 - first for one, first in zip(true, seen[0], strict=True)])
    grid = 2.0**-20
    shared = [[np.floor(np.sqrt(of) * one / grid) * grid for of, one in zip(row, true, strict=True)] for row in seen]
    goal = [pick(rng, np.zeros(SIZE), rng.integers(0, 9, SIZE) / 4) for _ in range(dimensions)]
    back = [sum(aim * both / one**2 for aim, both, one in zip(goal, row, true, strict=True)) for row in shared]
    slack = pick(rng, np.zeros(SIZE), rng.integers(0, 9, SIZE) / 8)
    names: dict[Any, Any] = {
        no.data_dimension: dimensions,
        no.latent_dimension: dimensions,
        **{Symbol(name, integer=True): value for name, value in (("N", 2), ("h", 1), ("c", 1))},
        **{Symbol(name, real=True): pick(rng, np.zeros(SIZE), rng.integers(0, 9, SIZE) / 4) for name in "ab"},
        no.deviations: tuple(true),
    }
    families = {
        "w": (np.full(SIZE, 0.5),) * 2,
        "g": (*seen[0], *seen[1]),
        "q": (*shared[0], *shared[1]),
        "m": tuple((x + y) / 2 / one**2 for x, y, one in zip(*shared, true, strict=True)),
        "G": tuple(goal),
        "z": tuple(back),
        "y": tuple(2 * sum(goal) - of + slack for of in back),
        "u": tuple(sum(row) for row in shared),
    }
    return case(claim, schedule, names | {IndexedBase(name, real=True): tuple(of) for name, of in families.items()})


def plane(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """Σ + Δ and Σ - Δ positive definite, of any shape, and often small."""
    first, last = (10 ** rng.uniform(-2, 0.3, SIZE) for _ in range(2))
    middle = np.sqrt(first * last)
    off = [rng.uniform(-0.6, 0.6, SIZE) for _ in range(4)]
    values = {
        "a": first,
        "b": middle * off[0],
        "c": last,
        "f": first * off[1],
        "g": middle * off[2],
        "h": last * off[3],
    }
    if claim.id == "U4.same-axes":
        values |= {"b": np.zeros(SIZE), "g": np.zeros(SIZE)}
    return case(claim, schedule, {Symbol(name, real=True): value for name, value in values.items()})


def unbiased(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """Two outcomes of weight 1/2 whose diagonals have the mean of Σ exactly, and N, M as far as they may go."""
    dimensions = int(rng.integers(1, 4))
    true = [rng.integers(1, 33, SIZE) / 8 for _ in range(dimensions)]
    split = [pick(rng, np.ones(SIZE), rng.integers(1, 64, SIZE) / 32) for _ in range(dimensions)]
    seen = [one**2 * part for part, one in zip(split, true, strict=True)]
    seen += [2 * one**2 - first for one, first in zip(true, seen, strict=True)]
    slack = pick(rng, np.full(SIZE, 1 - 1e-9), shares(rng) * 0.99 + 0.005)
    back = [
        np.where(both == one**2, 1, np.sqrt(both) / one * slack) for both, one in zip(seen, [*true, *true], strict=True)
    ]
    forth = [np.where(one == 1, 1, (1 + 1e-9) / one) for one in back]
    names: dict[Any, Any] = {
        no.data_dimension: dimensions,
        no.latent_dimension: dimensions,
        Symbol("N", integer=True): 2,
    }
    names |= {IndexedBase("w", real=True): (np.full(SIZE, 0.5),) * 2, no.deviations: tuple(true)}
    families = {"g": seen, "z": back, "y": forth}
    return case(claim, schedule, names | {IndexedBase(name, real=True): tuple(of) for name, of in families.items()})


def projections(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """M5: eigenvalues below those of the data, factors at and beside their limits; or two matrices and a direction."""
    alpha = pick(rng, np.ones(SIZE), rng.uniform(0.01, 1, SIZE))
    names: dict[Any, Any] = {Symbol("alpha", real=True): alpha}
    names[Symbol("beta", real=True)] = pick(
        rng, np.zeros(SIZE), rng.uniform(0, 1, SIZE), 10 ** rng.uniform(-3, 1, SIZE)
    )
    if claim.id in ("M5.of-data", "M5.of-sample"):
        spread = {name: 10 ** rng.uniform(-1, 1, SIZE) for name in "acfh"}
        spread |= {"b": rng.uniform(-0.3, 0.3, SIZE), "g": rng.uniform(-0.3, 0.3, SIZE)}
        spread |= {"p": rng.uniform(-1, 1, SIZE), "q": rng.uniform(-1, 1, SIZE)}
        return case(claim, schedule, names | {Symbol(name, real=True): value for name, value in spread.items()})
    dimensions = int(rng.integers(1, 5))
    true = [deviation(rng) for _ in range(dimensions)]
    names |= {no.data_dimension: dimensions, no.latent_dimension: int(rng.integers(1, dimensions + 1))}
    names |= {no.deviations: tuple(true), IndexedBase("r", real=True): tuple(one * shares(rng) for one in true)}
    names[Symbol("rho", real=True)] = 2 / alpha * pick(rng, np.full(SIZE, 1 - 1e-9), rng.uniform(0.01, 1, SIZE))
    names[Symbol("tau", real=True)] = alpha / 2 * pick(rng, np.full(SIZE, 1 + 1e-9), 1 + deviation(rng))
    return case(claim, schedule, names)


def small_levels(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """A6: the laws of S3 with variances up to 1, levels up to and at the last one; or the numbers of one mode."""
    least, level, count = (Symbol(name, real=True) for name in ("l", "x", "q"))
    if claim.id != "A6.three-repaired":
        size, wide = int(rng.integers(2, 9)), logarithmic(rng, 0, 4)
        low, high = np.sqrt(1 - 1 / (2 * size)), np.sqrt(2 * size / (2 * size + 1))
        names: dict[Any, Any] = {
            Symbol("n", integer=True): size,
            Symbol("c", real=True): low + (high - low) * shares(rng),
        }
        names |= {no.horizon_noise: rng.uniform(0.9, 1, SIZE), level: rng.uniform(0.5, 1, SIZE)}
        names |= {least: wide * (1 - 1e-9), no.deviation: np.sqrt(wide)}
        if claim.id == "A6.two":
            names |= {Symbol("c", real=True): rng.uniform(0.886, 0.8863, SIZE), count: rng.uniform(1.378, 1.379, SIZE)}
            names[no.deviation] = logarithmic(rng, -2, 0)
        return case(claim, schedule, names)
    names = dict(averages(rng, claim, schedule).drawn)
    true = [np.minimum(one, pick(rng, np.ones(SIZE), shares(rng) + 1e-3)) for one in names[no.deviations]]
    names[no.deviations] = tuple(true)
    names[least] = np.min(np.array(true[: names[no.latent_dimension]]), axis=0) ** 2 * (1 - 1e-12)
    reach = np.minimum(1, 4 * (1 - names[Symbol("c", real=True)])) * names[least]
    names[level] = np.minimum(reach, names[no.horizon_noise]) * (1 - 1e-12) * pick(rng, np.ones(SIZE), shares(rng))
    return case(claim, schedule, names)


def outcomes(rng: Generator, count: int) -> dict[Any, Any]:
    """Two outcomes of weight 1/2 in which the draws for each of some directions have the mean 1 exactly."""
    off = [rng.integers(1, 31, SIZE) / 32 for _ in range(count)]
    drawn = (*(1 - one for one in off), *(1 + one for one in off))
    return {Symbol("N", integer=True): 2, IndexedBase("w", real=True): (np.full(SIZE, 0.5),) * 2, DRAWN: drawn}


def sequences(**entries: Any) -> dict[Any, Any]:
    """Sequences by their letters."""
    return {IndexedBase(name, real=True): tuple(of) for name, of in entries.items()}


def seen_in_directions(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """K3: some data are lost, or none, and kept variances on either side of the kept share."""
    count = int(rng.integers(1, 4))
    share = [pick(rng, np.ones(SIZE), shares(rng) + 1e-3) for _ in range(count)]
    size = [one * pick(rng, shares(rng) + 1e-3, 1 + shares(rng), logarithmic(rng, -1, 1)) for one in share]
    kept = [np.sqrt(one) for one in size]
    lost = [pick(rng, np.ones(SIZE), 1 + shares(rng), logarithmic(rng, 0, 1)) for _ in range(count)]
    if claim.id == "K3.kept-repaired":
        lost = [np.where(one >= part, by, 1) for one, part, by in zip(size, share, lost, strict=True)]
    if claim.id == "K3.fixed-repaired":
        lost = [np.where(one <= part, by, 1) for one, part, by in zip(size, share, lost, strict=True)]
    names = sequences(y=[shares(rng) for _ in range(count)], g=share, h=kept)
    names |= {COUNT: count, no.deviations: tuple(one * by for one, by in zip(kept, lost, strict=True))}
    names[no.horizon_noise] = rng.choice([0.25, 0.5, 0.75], SIZE)
    return case(claim, schedule, names | outcomes(rng, count))


def seen_at_frequencies(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """K4: variances at most |ω|²; or one mode of large variance with a Gaussian kernel."""
    count = 1 if claim.id == "K4.gaussian" else int(rng.integers(1, 4))
    square = [logarithmic(rng, -2, 1) for _ in range(count)]
    own = [one * pick(rng, shares(rng) + 1e-3, np.ones(SIZE)) for one in square]
    names = sequences(y=[shares(rng) for _ in range(count)], g=square, b=own)
    names |= {COUNT: count, no.variance: logarithmic(rng, -1, 1.3), Symbol("h", real=True): logarithmic(rng, -1, 1)}
    return case(claim, schedule, names | outcomes(rng, count))


MEANS: dict[str, Callable[[Generator, Claim, Schedule], Case]] = {"K3": seen_in_directions, "K4": seen_at_frequencies}
"""The shape of each statement about such an error."""
