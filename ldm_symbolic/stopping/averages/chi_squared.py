"""The law of a sample variance over its true one, χ²_N/N: means over it, and its distribution function.

In the variable z = log C the density of C = χ²_N/N is exp(N/2 (z - e^z)) but for a constant. Integrands such
as (√(x + (1-x) λ C) - s)² are analytic for |Im z| < π whatever x and λ are, and decay at both ends: the
trapezoidal rule converges geometrically, uniformly in x and λ. With an integrand bounded on |Im z| <= d
its error is at most 2 M/(e^{2πd/h} - 1), and the density grows on those lines by (cos d)^{-N/2} only.

Tested in `tests/stopping/averages/test_mean_error.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ldm_symbolic.floats import Floats

_MOST = 10**9
_NEGLIGIBLE = 50.0  # e^{-50} = 2e-22
_DISCRETISATION = math.log(1e18)
_LINES = np.geomspace(1e-5, 0.998, 800) * math.pi / 2
_PANELS = 48
_GAUSS = np.polynomial.legendre.leggauss(16)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleVariance:
    """The law of C = χ²_N/N, with the nodes and weights of a rule for means over it.

    Args:
        samples: N, the number of samples.
        logs: z = log C at the nodes, increasing, equally spaced.
        excess: C - 1 there, accurate also near 0.
        weights: positive, of sum 1.
        density: the constant by which exp(N/2 (z - e^z + 1)) is to be multiplied to become the density of z.
    """

    samples: int
    logs: Floats
    excess: Floats
    weights: Floats
    density: float

    @classmethod
    def of(cls, samples: int, *, least_ratio: float = 1e-12, step: float | None = None) -> SampleVariance:
        """The rule for N samples, with errors below 1e-13 relative to means of squared errors.

        Args:
            samples: N in 1..10⁹.
            least_ratio: the least x/λ of the integrands meant. It matters for N = 1 alone, where the mean
                of 1/√C diverges and that of 1/√(C + x/λ) needs C far below x/λ.
            step: a step in z smaller than the rule's own, for integrands that oscillate.

        Raises:
            ValueError: if N is not in 1..10⁹.

        >>> rule = SampleVariance.of(3)
        >>> round(float(rule.weights @ (1 + rule.excess)), 12), round(float(rule.weights @ rule.excess**2), 12)
        (1.0, 0.666666666667)
        """
        if not 1 <= samples <= _MOST:
            raise ValueError(f"the number of samples N must lie in 1..{_MOST}, got {samples}")
        low, high = _support(samples, least_ratio)
        own = _step(samples)
        count = math.ceil((high - low) / (own if step is None else min(step, own)))
        logs = np.linspace(low, high, count + 1)
        terms = np.exp(samples / 2 * _exponent(logs))
        total = float(terms.sum())
        return cls(
            samples=samples,
            logs=logs,
            excess=np.expm1(logs),
            weights=terms / total,
            density=count / ((high - low) * total),
        )

    def refined(self, nodes: int) -> SampleVariance:
        """The rule with at least so many nodes, for integrands that oscillate."""
        return SampleVariance.of(self.samples, step=float(self.logs[-1] - self.logs[0]) / nodes)

    def density_at(self, logs: Floats) -> Floats:
        """The density of z = log C."""
        return np.asarray(self.density * np.exp(self.samples / 2 * _exponent(logs)))

    def below(self, logs: Floats) -> Floats:
        """P(log C <= z) by Gauss-Legendre panels over the shorter tail, to 1e-13 of 1.

        Args:
            logs: z, axes (point,).

        >>> law = SampleVariance.of(2)  # C is exponential of mean 1
        >>> [round(float(p), 12) for p in law.below(np.log([0.5, 2.0])) + np.exp([-0.5, -2.0])]
        [1.0, 1.0]
        """
        at = np.clip(logs, self.logs[0], self.logs[-1])
        upper = at > 0
        far = np.where(upper, self.logs[-1], self.logs[0])
        edges = at[:, None] + (far - at)[:, None] * np.linspace(0.0, 1.0, _PANELS + 1)
        half = np.diff(edges, axis=1)[..., None] / 2
        nodes = edges[:, :-1, None] + half * (1 + _GAUSS[0])
        tail = np.abs(np.sum(self.density_at(nodes) * half * _GAUSS[1], axis=(1, 2)))
        return np.where(upper, 1 - tail, tail)


def _exponent(logs: Floats) -> Floats:
    """z - e^z + 1 <= 0, relative to itself also near z = 0, by its series there."""
    series = np.zeros_like(logs)
    for order in range(14, 1, -1):
        series = (1 + series) * logs / order
    return np.where(np.abs(logs) < 0.25, -series * logs, logs - np.expm1(logs))


def _support(samples: int, least_ratio: float) -> tuple[float, float]:
    """The values of z beyond which nothing is left of the density, nor of the density over √C or over √(C + x/λ)."""

    def left(z: float) -> float:
        return samples / 2 * (math.expm1(z) - z) + min(z, 0.0) / 2 - _NEGLIGIBLE

    lowest = math.log(min(least_ratio, 1.0)) - 2 * _NEGLIGIBLE if samples == 1 else _crossing(left, -2000.0)
    return lowest, _crossing(left, 20.0)


def _crossing(function: Callable[[float], float], outer: float) -> float:
    """Where a function that is negative at 0 and positive at `outer` becomes positive."""
    inner = 0.0
    for _ in range(60):
        middle = (inner + outer) / 2
        inner, outer = (inner, middle) if function(middle) > 0 else (middle, outer)
    return outer


def _step(samples: int) -> float:
    """The largest step whose error bound e^{-2πd/h} (cos d)^{-N/2-2} is below 1e-18/N for some d < π/2."""
    growth = -np.log(np.cos(_LINES)) * (samples / 2 + 2)
    return float(np.max(2 * math.pi * _LINES / (_DISCRETISATION + math.log(samples) + growth)))
