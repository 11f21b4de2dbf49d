"""Equal variances in floating point, written from the definitions and sharing nothing with the proofs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
LAMBDAS = (1e-6, 1e-3, 0.05, 0.2, 0.249999, 0.25, 0.250001, 0.3, 0.5, 0.9, 1.0, 1.1, 4.0, 1e3)
TOPS = (1e-4, 0.05, 0.5, 0.9, 0.999999)


@dataclass(frozen=True, kw_only=True)
class Model:
    """d0 variances λ, their estimates, some zero directions, and the noise level at the horizon."""

    true: float
    estimated: Array
    zeros: int
    top: float

    @property
    def count(self) -> int:
        return len(self.estimated)

    def errors(self, x: Array) -> Array:
        """E(k, x) for k = 1..D, one row for each x; no difference of close numbers is taken."""
        level = np.asarray(x, dtype=float)[:, None]
        spread = (self.estimated - self.true) + (1 - self.estimated) * level
        generated = self.estimated + (1 - self.estimated) * level
        root = np.sqrt(self.true)
        kept = np.cumsum((spread / (np.sqrt(generated) + root)) ** 2, axis=1)
        lost = self.true * np.arange(self.count - 1, -1, -1.0)
        empty = level * np.arange(1, self.zeros + 1)
        return np.hstack([kept + lost, kept[:, -1:] + empty])

    def slope(self, x: float) -> float:
        """dE(d0, x)/dx; minus infinity where a mode of estimate 0 starts."""
        generated = self.estimated + (1 - self.estimated) * x
        with np.errstate(divide="ignore"):
            return float(np.sum((1 - np.sqrt(self.true / generated)) * (1 - self.estimated)))

    def best_level(self) -> float:
        """The least point of E(d0, ·) on [0, top], by bisection of its rising slope."""
        low, high = 0.0, self.top
        if self.slope(low) >= 0:
            return low
        if self.slope(high) <= 0:
            return high
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if self.slope(middle) < 0 else (low, middle)
        return low

    def grid(self) -> Array:
        """Levels of [0, top], crowded at both ends and around λ."""
        shares = np.concatenate([np.linspace(0, 1, 40), 10.0 ** -np.arange(1, 12), 1 - 10.0 ** -np.arange(2, 12)])
        near = self.true * np.linspace(0, 8, 33)
        return np.concatenate([shares * self.top, near[near <= self.top]])

    def joint_gap(self) -> float:
        """The least E(k, x) minus E(d0, x*), over the grid, relative to λ; negative if d0 is beaten."""
        best = self.errors(np.array([self.best_level()]))[0, self.count - 1]
        return float((self.errors(self.grid()).min() - best) / self.true)


def drawn(random: np.random.Generator, most: float, *, least: float = 0.0, ordered: bool = True) -> Model:
    """A model with least λ <= λ̂_j <= most λ, ties and the ends of that range among them."""
    count = int(random.integers(1, 5))
    ratios = random.choice([least, most, 1.0, least + (most - least) * random.random()], size=count)
    inner = least + (most - least) * random.random(count)
    ratios = np.where(random.random(count) < 0.5, inner, np.clip(ratios, least, most))
    ratios = np.sort(ratios)[::-1] if ordered else ratios
    true = float(random.choice(LAMBDAS)) if random.random() < 0.5 else float(10 ** random.uniform(-6, 2))
    top = float(random.choice(TOPS)) if random.random() < 0.5 else float(random.random())
    return Model(true=true, estimated=true * ratios, zeros=int(random.integers(0, 3)), top=top)
