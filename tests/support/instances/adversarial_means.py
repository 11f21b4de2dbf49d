"""Draws for errors that are means: over directions, and over frequencies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from adversarial import SIZE, Case, Schedule, case, logarithmic, pick, shares
from numpy.random import Generator
from sympy import IndexedBase, Symbol

from ldm_symbolic import notation as no
from ldm_symbolic.claims.statement import Claim

COUNT, DRAWN = Symbol("M", integer=True), IndexedBase("z", real=True)


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
