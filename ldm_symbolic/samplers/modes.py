"""The modes of a spectrum as a measure, which a few nodes can stand for where every mode obeys one smooth map.

    Σ_j g(λ_j) = Σ_i w_i g(ν_i)

With the exact score every mode goes through the same map λ ↦ V_N(λ), a quotient of polynomials with its poles at λ < 0:
analytic in log λ in a strip of half-width π. So the nodes of Gauss's rule for the spectrum itself, in a variable that
maps an ellipse into that strip, give the sum over all modes. Roots and kinks may lie nearer: whether the sum is right
is read off the coefficients of g in the polynomials of the rule, which must fall.

Tested in `tests/samplers/test_modes.py`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ldm_symbolic.floats import Floats, Mask

_DIGITS = 22
"""The decimal places to which the rule is made, with some to spare for the constant in front."""
_FEW = 128
"""Fewer modes than so many are not worth a rule."""
_SMALL = 0.25
"""The share of the variance of the data up to which a sum is taken."""
_CLOSE = 5e-13
"""The relative error of a sum that is taken, as the coefficients show it."""


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
        if believed is None:
            values, counts = np.unique(true, return_counts=True)
            return cls(true=values, believed=values, weights=counts.astype(np.float64))
        pairs, counts = np.unique(np.stack([true, believed]), axis=1, return_counts=True)
        return cls(true=pairs[0], believed=pairs[1], weights=counts.astype(np.float64))

    @property
    def exact(self) -> bool:
        """Whether the score believes in the truth."""
        return bool(np.array_equal(self.true, self.believed))

    @np.errstate(invalid="ignore")
    def squared_error(self, variances: Floats) -> Floats:
        """Σ_j (√V_j - √λ_j)², the squared W2 distance, for variances along the last axis."""
        return np.asarray((np.sqrt(variances) - np.sqrt(self.true)) ** 2 @ self.weights)

    def gathered(self) -> Modes | Nodes:
        """Few nodes in the place of many modes: for a sum of a function analytic in log λ, of the exact score's modes.

            s = tanh(y/c)/tanh(a/c),   y = log λ - middle,   2a the width of the spectrum in log λ

        with the c for which the largest ellipse in s stays in the strip |Im y| < π. A variance of 0 stays itself. Where
        there are not twice as many modes as nodes, the modes stay as they are.

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
        stretch, rate = _strip(half)
        count = math.ceil(_DIGITS / 2 * math.log(10) / rate)
        if 2 * count > len(logs):
            return self
        edge = math.tanh(half / stretch)
        places, vectors = _gauss(np.tanh((logs - middle) / stretch) / edge, weights, count)
        nodes = np.exp(middle + stretch * np.arctanh(places * edge))
        alone = self.true[~positive]
        true = np.append(nodes, alone)
        shares = np.append(weights.sum() * vectors[0] ** 2, self.weights[~positive])
        return Nodes(true=true, believed=true, weights=shares, whole=self, basis=vectors * vectors[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Nodes(Modes):
    """The nodes of a rule in the place of modes.

    Args:
        whole: the modes.
        basis: axes (degree, node), from values at the nodes to coefficients in the orthonormal polynomials of the rule;
            the nodes with no column there are modes that stand for themselves.
    """

    whole: Modes
    basis: Floats

    @np.errstate(invalid="ignore", divide="ignore", over="ignore")
    def settled(self, variances: Floats) -> Mask:
        """Whether the sum of squared errors over the nodes is the sum over the modes, as the coefficients show.

        The rule is exact up to degree 2n; what it sees are the coefficients up to n. From how they fall, the one of
        degree 2n is estimated twice, as that of a sequence that goes on falling as fast and as the square of the last
        ones. Nor is a sum taken that is not small beside the variance of the data: it lies with a few modes at an edge.

        Args:
            variances: those of the nodes, along the last axis.
        """
        count = len(self.basis)
        apart = (np.sqrt(variances[..., :count]) - np.sqrt(self.true[:count])) ** 2
        seen = np.abs(apart @ self.basis.T)
        largest, before = seen.max(axis=-1), seen[..., count // 2 : 3 * count // 4].max(axis=-1)
        last = seen[..., -max(count // 8, 3) :].max(axis=-1)
        fallen = np.where(before > 0, np.minimum(last / before, 1.0), 0.0)
        small = apart @ self.weights[:count] <= _SMALL * (self.weights @ self.true)
        near = last * np.maximum(fallen**2 * largest, last) <= _CLOSE * seen[..., 0] * largest
        return np.asarray(small & near)


def _strip(half: float) -> tuple[float, float]:
    """c, and log ρ of the largest ellipse that s = tanh(y/c)/tanh(a/c) has inside the strip |Im y| < π.

        ρ = τ + √(1 + τ²) at y = iπ with τ = tan(π/c)/tanh(a/c), and coth(a/2c) at y = ∞; c is where both are equal

    Args:
        half: a > 0.
    """

    def rates(stretch: float) -> tuple[float, float]:
        return math.asinh(math.tan(math.pi / stretch) / math.tanh(half / stretch)), -math.log(
            math.tanh(half / (2 * stretch))
        )

    low, high = 2.0, 2 * half + 8
    for _ in range(50):
        middle = (low + high) / 2
        side, end = rates(middle)
        low, high = (middle, high) if side > end else (low, middle)
    return high, min(rates(high))


def _gauss(points: Floats, weights: Floats, count: int) -> tuple[Floats, Floats]:
    """Gauss's rule for a discrete measure, from its three-term recurrence (Lanczos, Golub and Welsch).

    Args:
        points: where the measure has mass, in [-1, 1].
        weights: how much, > 0.
        count: how many nodes.

    Returns:
        The nodes, and with axes (degree, node) the orthonormal polynomials there by the root of each node's share.
    """
    vector, before, norm = np.sqrt(weights / weights.sum()), np.zeros_like(points), 0.0
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
    return places, vectors
