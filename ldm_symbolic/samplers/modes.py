"""The modes of a spectrum as a measure, which a few nodes can stand for where every mode obeys one smooth map.

    Σ_j g(λ_j) = Σ_i w_i g(ν_i)

With the exact score every mode goes through the same map λ ↦ V_N(λ), analytic in log λ in a strip of half-width π. So
the nodes of Gauss's rule for the spectrum itself, in log λ, give the sum over all modes.

Tested in `tests/samplers/test_modes.py`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ldm_symbolic.floats import Floats

_DIGITS = 20
"""The decimal places to which the rule is made, with some to spare for the constant in front."""
_FEW = 128
"""Fewer modes than so many are not worth a rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Modes:
    """Modes, each with how often it counts.

    Args:
        true: λ >= 0, the variances of the data.
        believed: λ̂ >= 0, those that the score takes for them.
        weights: how often each counts, > 0.

    Raises:
        ValueError: unless there are as many of each, and at least one.
    """

    true: Floats
    believed: Floats
    weights: Floats

    def __post_init__(self) -> None:
        if not len(self.true) == len(self.believed) == len(self.weights) > 0:
            raise ValueError("modes need a true variance, a believed one and a weight each, and there must be one")

    @classmethod
    def of(cls, true: Floats, believed: Floats | None = None) -> Modes:
        """The modes of a spectrum, equal ones counted together.

        >>> Modes.of(np.array([0.5, 0.0, 0.5])).weights.tolist()
        [1.0, 2.0]
        """
        pairs = np.stack([true, true if believed is None else believed])
        values, counts = np.unique(pairs, axis=1, return_counts=True)
        return cls(true=values[0], believed=values[1], weights=counts.astype(np.float64))

    @property
    def exact(self) -> bool:
        """Whether the score believes in the truth."""
        return bool(np.array_equal(self.true, self.believed))

    @np.errstate(invalid="ignore")
    def squared_error(self, variances: Floats) -> Floats:
        """Σ_j (√V_j - √λ_j)², the squared W2 distance, for variances along the last axis."""
        return np.asarray((np.sqrt(variances) - np.sqrt(self.true)) ** 2 @ self.weights)

    def gathered(self) -> Modes:
        """Few nodes in the place of many modes: for a sum of a function analytic in log λ, of the exact score's modes.

            n = 10/log₁₀ ρ,   ρ = π/a + √(1 + (π/a)²),   2a the width of the spectrum in log λ

        A variance of 0 stays itself. Where there are no more modes than nodes, the modes stay as they are.

        Raises:
            ValueError: if the score does not believe in the truth: then two numbers belong to each mode.

        >>> many = np.geomspace(1e-3, 1.0, 1000)
        >>> few = Modes.of(many).gathered()
        >>> len(few.true) < 50, bool(abs(few.weights @ few.true**0.5 / np.sum(many**0.5) - 1) < 1e-14)
        (True, True)
        """
        if not self.exact:
            raise ValueError("nodes stand for the modes of the exact score alone")
        positive = self.true > 0
        logs, weights = np.log(self.true[positive]), self.weights[positive]
        if len(logs) < _FEW or logs.min() == logs.max():
            return self
        middle, half = (logs.max() + logs.min()) / 2, (logs.max() - logs.min()) / 2
        width = math.pi / half
        count = math.ceil(_DIGITS / 2 / math.log10(width + math.sqrt(1 + width**2)))
        if 2 * count > len(logs):
            return self
        places, shares = _gauss((logs - middle) / half, weights, count)
        nodes = np.append(np.exp(middle + half * places), self.true[~positive])
        return Modes(true=nodes, believed=nodes, weights=np.append(shares, self.weights[~positive]))


def _gauss(points: Floats, weights: Floats, count: int) -> tuple[Floats, Floats]:
    """Gauss's rule for a discrete measure, from its three-term recurrence (Lanczos, Golub and Welsch).

    Args:
        points: where the measure has mass, in [-1, 1].
        weights: how much, > 0.
        count: how many nodes.
    """
    total = weights.sum()
    vector, before, norm = np.sqrt(weights / total), np.zeros_like(points), 0.0
    matrix = np.zeros((count + 1, count + 1))
    for place in range(count):
        after = points * vector
        after -= norm * before
        matrix[place, place] = after @ vector
        after -= matrix[place, place] * vector
        norm = math.sqrt(after @ after)
        matrix[place, place + 1] = matrix[place + 1, place] = norm
        vector, before = after / norm, vector
    places, vectors = np.linalg.eigh(matrix[:count, :count])
    return places, total * vectors[0] ** 2
