"""Divergences of independent Gaussian modes in float64 without cancellation, with bounds of their slopes in the level.

The generated variances are v = λ̂ + (1 - λ̂) x, between v_0 and v_1 on a cell of levels; arrays end with an axis of
modes.

Tested in `tests/stopping/distances/test_divergences.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ldm_symbolic.floats import Floats

Bounds = tuple[Floats, Floats]
_NEAR = 0.2
_TERMS = 12
_MIDDLE = 0.5


class Divergence(Protocol):
    """A distance whose slope can be bounded on a cell of levels."""

    @property
    def name(self) -> str:
        """How the command line spells it."""

    @property
    def most(self) -> int:
        """How many modes are taken."""

    def error(self, generated: Floats, true: Floats, lost: Floats) -> Floats:
        """The error of v against λ in the kept modes, with the variances of those that are lost."""

    def slopes(self, low: Floats, high: Floats, width: Floats, speed: Floats, true: Floats, lost: Floats) -> Bounds:
        """Bounds of ∂E/∂x on cells of such a width, from v at both ends of each, 1 - λ̂, and λ."""


@dataclass(frozen=True, slots=True)
class KullbackLeibler:
    """KL(generated || data), ½ Σ (v/λ - 1 - log v/λ); it is convex in x. Infinite unless both vanish together."""

    name: str = "kl"
    most: int = 2000

    def error(self, generated: Floats, true: Floats, lost: Floats) -> Floats:
        """See `Divergence`."""
        return _summed(_surplus(generated, true), generated, true, lost)

    def slopes(self, low: Floats, high: Floats, width: Floats, speed: Floats, true: Floats, lost: Floats) -> Bounds:
        """Its slope rises: ½ Σ (1 - λ̂)(1/λ - 1/v)."""
        first, last = (np.sum(speed * (1 / true - 1 / at), axis=-1) / 2 for at in (low, high))
        return first, last


@dataclass(frozen=True, slots=True)
class ReverseKullbackLeibler:
    """KL(data || generated), ½ Σ (λ/v - 1 + log v/λ). Infinite unless both vanish together."""

    name: str = "reverse-kl"
    most: int = 2000

    def error(self, generated: Floats, true: Floats, lost: Floats) -> Floats:
        """See `Divergence`."""
        return _summed(_surplus(true, generated), generated, true, lost)

    def slopes(self, low: Floats, high: Floats, width: Floats, speed: Floats, true: Floats, lost: Floats) -> Bounds:
        """½ Σ (1 - λ̂)(1/v - λ/v²), each part between its values at the ends."""
        least, most = np.minimum(low, high), np.maximum(low, high)
        below, above = 1 / most - true / least**2, 1 / least - true / most**2
        down, up = np.where(speed >= 0, below, above), np.where(speed >= 0, above, below)
        return np.sum(speed * down, axis=-1) / 2, np.sum(speed * up, axis=-1) / 2


@dataclass(frozen=True, slots=True)
class MaximumMeanDiscrepancy:
    """The squared MMD with a Gaussian kernel of bandwidth h, for p_c = Π (1 + c_j/h²)^{-1/2}: p_2v + p_2λ - 2 p_(v+λ).

    Args:
        bandwidth: h > 0.
        spelled: how the user wrote it.
    """

    bandwidth: float
    spelled: str
    most: int = 500

    @property
    def name(self) -> str:
        """How the command line spells it."""
        return f"mmd:{self.spelled}"

    def error(self, generated: Floats, true: Floats, lost: Floats) -> Floats:
        """With d = (v - λ)/(h² + v + λ): p_(v+λ) (e^α + e^β - 2), α and β = -½ Σ log(1 ± d), in terms of one sign."""
        square = self.bandwidth**2
        kept, gone = _contrast(square, generated, true), _contrast(square, np.zeros_like(lost), lost)
        mean, half = (-kept[0].sum(axis=-1) - gone[0].sum()) / 4, (kept[1].sum(axis=-1) + gone[1].sum()) / 4
        scale = np.log1p((generated + true) / square).sum(axis=-1) + np.log1p(lost / square).sum()
        return np.asarray(2 * np.exp(-scale / 2) * (np.expm1(mean) + 2 * np.exp(mean) * np.sinh(half) ** 2))

    def slopes(self, low: Floats, high: Floats, width: Floats, speed: Floats, true: Floats, lost: Floats) -> Bounds:
        """-p_2v S + p_(v+λ) S', S = Σ (1 - λ̂)/(h² + 2v) and S' = Σ (1 - λ̂)/(h² + v + λ).

        Both sums fall in x, and each log p is convex.
        """
        own = self._part(low, high, width, speed, (2.0, np.zeros_like(true)), 0.0)
        both = self._part(low, high, width, speed, (1.0, true), float(np.log1p(lost / self.bandwidth**2).sum()))
        return both[0] - own[1], both[1] - own[0]

    def _part(
        self, low: Floats, high: Floats, width: Floats, speed: Floats, of: tuple[float, Floats], more: float
    ) -> Bounds:
        """Bounds of p S on each cell, for p of c = m v + λ and S = Σ (1 - λ̂)/(h² + c)."""
        times, shift = of
        square = self.bandwidth**2
        first, last = (np.sum(speed / (square + times * at + shift), axis=-1) for at in (low, high))
        logs = [-(np.log1p((times * at + shift) / square).sum(axis=-1) + more) / 2 for at in (low, high)]
        most = np.exp(np.maximum(*logs))
        least = np.exp(logs[0] + np.minimum(-times * first / 2 * width, 0))
        products = [p * s for p in (least, most) for s in (first, last)]
        return np.minimum.reduce(products), np.maximum.reduce(products)


def _contrast(square: float, generated: Floats, true: Floats) -> Bounds:
    """log(1 - d²) and artanh d for d = (v - λ)/(h² + v + λ); where d is near 1 by the two sides of 1 ± d."""
    whole = square + generated + true
    share = (generated - true) / whole
    near = np.abs(share) < _MIDDLE
    small = np.where(near, share, 0.0)
    more, less = np.log((square + 2 * generated) / whole), np.log((square + 2 * true) / whole)
    return np.where(near, np.log1p(-(small**2)), more + less), np.where(near, np.arctanh(small), (more - less) / 2)


def _surplus(first: Floats, second: Floats) -> Floats:
    """½ (u - log(1 + u)) of each mode, u = a/b - 1; where u is small by the series in s = u/(2 + u)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        excess = (first - second) / second
        share = np.where(np.abs(excess) < _NEAR, (first - second) / (first + second), 0.0)
        far = (excess - np.log1p(excess)) / 2
    tail = sum(share ** (2 * n - 2) / (2 * n + 1) for n in range(1, _TERMS))
    near = share**2 * (1 / (1 - share) - share * tail)
    return np.asarray(np.where(np.abs(excess) < _NEAR, near, far))


def _summed(of_modes: Floats, generated: Floats, true: Floats, lost: Floats) -> Floats:
    """The sum over the modes that vanish in neither; infinite where one law has a direction that the other has not."""
    neither, alike = (generated > 0) & (true > 0), (generated > 0) == (true > 0)
    found = np.where(neither, of_modes, 0.0).sum(axis=-1)
    return np.where(alike.all(axis=-1) & (not np.any(lost > 0)), found, np.inf)
