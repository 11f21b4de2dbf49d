"""Errors under a capped score by integrating the equation of the variance in floats, many spectra at once.

Nothing here knows a closed form: dV/dt = 2 (1 - 2 m) V + 2 is stepped with the weight in the middle of each step.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
STEPS = 1500
SLACK = 1e-4  # of the integration, relative to the whole variance
SHORTEST = 0.5 * np.log((1 + np.sqrt(2)) / 2)


@dataclass(frozen=True)
class Spectra:
    """As many settings as rows: true and estimated variances, caps and horizons."""

    true: Array
    believed: Array
    cap: Array
    horizon: Array

    def errors(self) -> Array:
        """E(k, T) for k = 1..D, one row for each setting."""
        kept = (np.sqrt(self.variances()) - np.sqrt(self.true)) ** 2
        lost = self.true.sum(axis=1, keepdims=True) - self.true.cumsum(axis=1)
        return kept.cumsum(axis=1) + lost

    def variances(self) -> Array:
        """V(T) of every mode, by exponential midpoint steps that are shorter towards the end."""
        cap, horizon = self.cap[:, None], self.horizon[:, None]
        v = np.ones_like(self.true)
        grid = 1 - np.linspace(1, 0, STEPS + 1) ** 2
        for start, end in pairwise(grid):
            signal = np.exp(-2 * horizon * (1 - (start + end) / 2))
            weight = np.minimum(cap, 1 / np.maximum(1 - signal + signal * self.believed, 1e-12))
            rate, step = 2 * (1 - 2 * weight), horizon * (end - start)
            grown = np.expm1(rate * step)
            v = v * (1 + grown) + np.where(np.abs(rate) < 1e-12, 2 * step, 2 * grown / np.where(rate == 0, 1, rate))
        return v

    def slack(self) -> Array:
        """How far an error may be off."""
        return SLACK * (1 + self.true.sum(axis=1))


def draw(random: np.random.Generator, count: int, modes: int, *, accuracy: float = 1.0) -> Spectra:
    """Spectra from 1e-4 to 10 with ties and values at the thresholds; estimates anywhere within the accuracy."""
    cap = 1 + 10 ** random.uniform(-2, 1.5, count)
    shapes = 10 ** random.uniform(-4, 1, (count, modes))
    edges = np.stack([0.5 / cap, 1 / cap, 0.25 / (2 * cap - 1), np.full(count, 0.25), np.ones(count)], axis=1)
    pick = edges[np.arange(count)[:, None], random.integers(0, edges.shape[1], (count, modes))]
    true = np.where(random.random((count, modes)) < 0.4, pick, shapes)
    tied = random.random(count) < 0.2
    true[tied] = true[tied][:, :1]
    true = -np.sort(-true, axis=1)
    sign = random.choice([-1.0, 0.0, 1.0], (count, modes))
    share = np.where(random.random((count, modes)) < 0.5, sign, random.uniform(-1, 1, (count, modes)))
    horizon = np.where(random.random(count) < 0.4, SHORTEST, random.uniform(SHORTEST, 3, count))
    return Spectra(true, true * (1 + accuracy * share), cap, horizon)


def last_at_least(values: Array, bound: Array) -> NDArray[np.int64]:
    """The last j (from 1) with a value of at least a bound, 1 if there is none."""
    met = values >= bound[:, None]
    found = values.shape[1] - np.argmax(met[:, ::-1], axis=1)
    return np.where(met.any(axis=1), found, 1)


def first_at_most(values: Array, bound: Array) -> NDArray[np.int64]:
    """The first j (from 1) with a value of at most a bound, D if there is none."""
    met = values <= bound[:, None]
    return np.where(met.any(axis=1), np.argmax(met, axis=1) + 1, values.shape[1])
