"""What another process than the reverse equation generates along shared axes: the flow, or one between the two.

Only where it differs, that is from the standard start or under a cap: noised data keeps its own law in every process.
The best level is sought as for another read-out, in float64 and without proof.

Tested in `tests/stopping/dense/test_process_law.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.model.backward import Start
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.read_outs import AS_IT_IS
from ldm_symbolic.stopping.dense.problem import DenseProblem
from ldm_symbolic.stopping.dense.read_law import MOST, ReadLaw
from ldm_symbolic.stopping.modes import derived


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessLaw(ReadLaw):
    """Variances along shared axes, with the process that generates them.

    Args:
        churn: κ = η² in [0, 1].
        highest: X = a_T², the noise level at which generation starts.
        noised: whether it starts from the noised law that the score believes in, or from the standard one.
        limit: C > 1, or infinity without a cap.
    """

    churn: float
    highest: float
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
            highest=float(-mpmath.expm1(-2 * problem.rate_one_horizon())),
            noised=problem.start is Start.NOISED,
            limit=float("inf") if problem.cap is None else float(problem.cap),
        )

    def generated(self, kept: int, level: float) -> Floats:
        """The generated variances at noise level x in [0, X], for j <= k."""
        believed = self.estimated[:kept]
        free = self._free(believed, level)
        if np.isinf(self.limit):
            return free
        throughout = self.limit * self._noised(believed, self.highest) <= 1
        active = throughout | (self.limit * self._noised(believed, level) <= 1)
        inside = np.where(active & ~throughout, believed, 0.0)
        switch = derived.switch_level(inside, self.limit)
        at = np.where(throughout, self.highest, switch)
        value = np.where(throughout, self._first(believed), self._free(inside, switch))
        return np.where(active, derived.churned_capped(level, at, value, self.limit, self.churn), free)

    def _free(self, believed: Floats, level: float | Floats) -> Floats:
        found = derived.churned_free(level, believed, self.highest, self._first(believed), self.churn)
        return np.asarray(found)

    def _first(self, believed: Floats) -> Floats:
        return self._noised(believed, self.highest) if self.noised else np.ones_like(believed)

    @staticmethod
    def _noised(believed: Floats, level: float) -> Floats:
        return level + (1 - level) * believed


def searched(problem: StoppingProblem) -> DenseProblem:
    """The same problem with the law of its process, for which the best level is sought.

    Raises:
        ValueError: if there are more modes than are searched.

    >>> from fractions import Fraction
    >>> from ldm_symbolic.model.encoder import Spectrum
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
