"""What another process than the reverse equation generates along shared axes: the flow, or one between the two.

Where it differs, that is from the standard start or under a cap: noised data keeps its own law in every process.
The best level is sought as for another read-out, in float64 and without proof.

Tested in `tests/stopping/dense/test_process_law.py`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.read_outs import AS_IT_IS
from ldm_symbolic.model.score import Start
from ldm_symbolic.stopping.dense.problem import DenseProblem
from ldm_symbolic.stopping.dense.read_law import MOST, ReadLaw
from ldm_symbolic.stopping.modes import derived


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessLaw(ReadLaw):
    """Variances along shared axes, with the process that generates them.

        v = p ((1 - r^κ) + r^κ v_T/p_T),  r = (q_T p)/(q p_T)                      while the cap is inactive
        v = κ/m (1 - s) + s v_C,          s = (q_C/q)^m, m = (1 + κ) C - 1         from where it is active

    with q = 1 - x and p = x + q λ̂ at noise level x: the solutions of `model.backward` in terms that are not negative,
    so that nothing cancels however late the horizon or large a variance.

    Args:
        churn: κ = η² in [0, 1].
        start: log q_T = -2 R(T), of the noise level at which generation starts.
        noised: whether it starts from the noised law that the score believes in, or from the standard one.
        limit: C > 1, or infinity without a cap.
    """

    churn: float
    start: float
    noised: bool
    limit: float

    @classmethod
    def of_problem(cls, problem: StoppingProblem) -> ProcessLaw:
        """The law of a stopping problem.

        Raises:
            ValueError: if there are more modes than are searched.
        """
        if problem.dimension > MOST:
            raise ValueError(f"another process than the reverse equation is searched for at most {MOST} modes")
        read_out, path = AS_IT_IS
        plain = ReadLaw.of_modes(problem.spectrum.variances, problem.believed, read_out=read_out, path=path)
        fields: dict[str, Any] = {name: getattr(plain, name) for name in ("estimated", "true", "factor", "axes")}
        return cls(
            **fields,
            read_out=read_out,
            path=path,
            shared=True,
            churn=float(problem.eta) ** 2,
            start=float(-2 * problem.rate_one_horizon()),
            noised=problem.start is Start.NOISED,
            limit=float("inf") if problem.cap is None else float(problem.cap),
        )

    @property
    def highest(self) -> float:
        """X = a_T² < 1, the noise level at which generation starts; float64 would round a late one to 1."""
        return min(-math.expm1(self.start), math.nextafter(1.0, 0.0))

    def generated(self, kept: int, level: float) -> Floats:
        """The generated variances at noise level x in [0, X], for j <= k."""
        believed = self.estimated[:kept]
        signal = self.start if level >= self.highest else math.log1p(-level)
        free = self._free(believed, np.full_like(believed, level), np.full_like(believed, signal))
        if np.isinf(self.limit):
            return free
        throughout = self.limit * self._law_at_start(believed) <= 1
        active = throughout | (self.limit * _noised(believed, level, signal) <= 1)
        inside = np.where(active & ~throughout, believed, 0.0)
        switch = np.asarray(derived.switch_level(inside, self.limit))
        small = switch < 0.5
        from_switch = np.where(
            small, np.log1p(-np.where(small, switch, 0)), np.log1p(-1 / self.limit) - np.log1p(-inside)
        )
        value = np.where(throughout, self._first(believed), self._free(inside, switch, from_switch))
        speed = (1 + self.churn) * self.limit - 1
        lapse = speed * np.minimum(np.where(throughout, self.start, from_switch) - signal, 0)
        return np.where(active, np.exp(lapse) * value - np.expm1(lapse) * self.churn / speed, free)

    def _free(self, believed: Floats, level: Floats, signal: Floats) -> Floats:
        law = _noised(believed, level, signal)
        if self.noised:
            return law
        at_start = self._law_at_start(believed)
        if self.churn == 0:
            return np.asarray(law / at_start)
        lapse = self.churn * _logarithm(self.start - signal, law, at_start)
        return np.asarray(law * (np.exp(lapse) / at_start - np.expm1(lapse)))

    def _law_at_start(self, believed: Floats) -> Floats:
        return _noised(believed, -math.expm1(self.start), self.start)

    def _first(self, believed: Floats) -> Floats:
        return self._law_at_start(believed) if self.noised else np.ones_like(believed)


def _noised(believed: Floats, level: float | Floats, signal: float | Floats) -> Floats:
    """x + q λ̂, with q by its logarithm."""
    return np.asarray(level + np.exp(signal) * believed)


def _logarithm(distance: Floats, law: Floats, at_start: Floats) -> Floats:
    """log r <= 0, of r = e^d p/p_T = 1 - (1 - e^d)/p_T with d = log q_T/q, each where nothing cancels."""
    large = at_start > 2
    with np.errstate(divide="ignore"):
        small = distance + np.log(law) - np.log(at_start)
    return np.minimum(np.where(large, np.log1p(np.expm1(distance) / np.where(large, at_start, 2)), small), 0)


def searched(problem: StoppingProblem) -> DenseProblem:
    """The same problem with the law of its process, for which the best level is sought.

    Raises:
        ValueError: if there are more modes than are searched.

    >>> from fractions import Fraction
    >>> from ldm_symbolic.model.spectrum import Spectrum
    >>> spectrum = Spectrum(variances=(Fraction(1, 2),))
    >>> problem = StoppingProblem(spectrum=spectrum, start=Start.STANDARD, eta=Fraction(0), horizon=Fraction(1))
    >>> round(searched(problem).law.error(1, 0.0), 6)  # (√(λ/p_T) - √λ)² with p_T = 1 - (1 - λ) e⁻²
    0.000636
    """
    return DenseProblem(
        law=ProcessLaw.of_problem(problem),
        score=problem.score,
        schedule=problem.schedule,
        horizon=problem.horizon,
        factor=problem.factor,
        start=problem.start,
        eta=problem.eta,
    )
