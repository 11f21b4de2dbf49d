"""The squared sliced W2 distance of two Gaussian laws with shared axes in float64, by sums that converge geometrically.

With c = 1/(1 + e^{-2y}), r = e^w and m_j = (1 - c) A_j + c B_j, C = A - B (see `model.distances.sliced_wasserstein`),

    SW² = 2/(πD) ∫∫ Π_j (1 + 2 r m_j)^{-1/2} [(Σ C'_j)² + 2 Σ C'_j²] dr √(c(1-c)) dc,   C'_j = C_j/(1 + 2 r m_j)

by the trapezoidal rule in y and w. No term is negative. Singularities lie at Im y = π/2 and Im w = π.

Tested in `tests/stopping/distances/test_divergences.py`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ldm_symbolic.floats import Floats

_STEP, _STEP_OF_RATE = 0.3, 0.6
_WIDEST, _USUAL = 33.0, 11.0
_LEAST, _MOST = math.log(1e-17), math.log(1e12)


@dataclass(frozen=True, slots=True)
class SlicedWasserstein:
    """The mean over directions of the squared W2 distance along each; it is convex in x."""

    name: str = "sliced-w2"
    most: int = 64

    def error(self, generated: Floats, true: Floats, lost: Floats) -> Floats:
        """The error of v against λ in the kept modes, with the variances of those that are lost.

        Args:
            generated: v, one a mode; or several rows of them.
            true: λ, likewise.
            lost: those of the lost modes.
        """
        second = np.append(true, lost)
        zeros = np.zeros(len(lost))
        if generated.ndim > 1:
            return np.array([sliced_squared(np.append(row, zeros), second) for row in generated])
        return np.asarray(sliced_squared(np.append(generated, zeros), second))


def sliced_squared(first: Floats, second: Floats) -> float:
    """SW² of N(0, diag A) and N(0, diag B).

    Args:
        first, second: A and B >= 0, one a direction.

    >>> round(sliced_squared(np.array([4.0]), np.array([1.0])), 12)  # one direction: (2 - 1)²
    1.0
    """
    both = np.concatenate([first, second])
    if np.array_equal(first, second):
        return 0.0
    seen = (first > 0) | (second > 0)
    one, other = first[seen], second[seen]
    widest = _WIDEST
    if one.min() > 0 and other.min() > 0:
        widest = min(_WIDEST, _USUAL + float(np.abs(np.log(one / other)).max()) / 2)
    y = np.arange(-math.ceil(widest / _STEP), math.ceil(widest / _STEP) + 1) * _STEP
    share, rest = 1 / (1 + np.exp(-2 * y)), 1 / (1 + np.exp(2 * y))
    mixed = rest[:, None] * one + share[:, None] * other
    low, high = _LEAST - math.log(both.max()), _MOST - math.log(mixed.min())
    rates = np.exp(np.arange(low, high, _STEP_OF_RATE))
    total = np.zeros(len(y))
    for rate in rates:
        damped = 1 / (1 + 2 * rate * mixed)
        gaps = (one - other) * damped
        inner = gaps.sum(axis=1) ** 2 + 2 * (gaps**2).sum(axis=1)
        total += rate * np.exp(np.log(damped).sum(axis=1) / 2) * inner
    weights = 2 * (share * rest) ** 1.5
    return float(2 / (math.pi * len(first)) * _STEP * _STEP_OF_RATE * (weights @ total))
