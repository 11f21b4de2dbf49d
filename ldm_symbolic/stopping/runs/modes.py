"""The errors and slopes of the first k modes of a spectrum in runs: one term for each run, times how many are kept.

    E(k, x) = Σ_r n_r(k) (√v_r - s_r)² + Σ_r (n_r - n_r(k)) λ_r,   Σ_r n_r(k) = k

Tested in `tests/stopping/runs/test_optimum.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property

import mpmath
import numpy as np

from ldm_symbolic.exact import as_mpf
from ldm_symbolic.floats import Floats, running_sums
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.stopping.modes.float_modes import FloatModes
from ldm_symbolic.stopping.modes.mode_terms import mismatch_of
from ldm_symbolic.stopping.modes.precise_modes import ErrorAt, Number, PreciseModes, settle

_SETTLED = 1.6


class Runs:
    """The runs of equal pairs (λ, λ̂) of a problem.

    Args:
        problem: the model.

    >>> from ldm_symbolic.model.variances import Variances
    >>> spectrum = Spectrum(variances=Variances((Fraction(1), Fraction(0)), multiplicities=(3, 10**9)))
    >>> runs = Runs(StoppingProblem(spectrum=spectrum))
    >>> runs.counts(2), runs.counts(5), runs.lost(2)
    ([2], [3, 2], Fraction(1, 1))
    """

    def __init__(self, problem: StoppingProblem) -> None:
        spectrum, believed = problem.spectrum, problem.believed
        self.problem = problem
        self.ends: Sequence[int] = spectrum.ends
        self.true = [spectrum.variances[end - 1] for end in self.ends]
        self.believed = [believed[end - 1] for end in self.ends]
        self.all = [end - before for before, end in zip([0, *self.ends], self.ends, strict=False)]
        each = Spectrum(variances=tuple(self.true), estimated=tuple(self.believed))
        self.each = StoppingProblem(
            spectrum=each,
            score=problem.score,
            start=problem.start,
            schedule=problem.schedule,
            horizon=problem.horizon,
            eta=problem.eta,
        )

    def counts(self, kept: int) -> list[int]:
        """How many modes of each run are kept, up to the last run of which one is."""
        self.problem.require_dimension(kept)
        full = int(np.searchsorted(np.asarray(self.ends), kept, side="left"))
        before = self.ends[full - 1] if full else 0
        return [*self.all[:full], kept - before]

    def lost(self, kept: int) -> Fraction:
        """Σ_{j>k} λ_j."""
        counts = self.counts(kept)
        rest = [n - c for n, c in zip(self.all, [*counts, *[0] * (len(self.all) - len(counts))], strict=True)]
        return sum((n * true for n, true in zip(rest, self.true, strict=True)), start=Fraction(0))

    @cached_property
    def _losses(self) -> Floats:
        """Σ_{j>k} λ_j at the ends of the runs."""
        mass = np.array([float(n * true) for n, true in zip(self.all, self.true, strict=True)])
        return np.concatenate([running_sums(mass[:0:-1])[::-1], np.zeros(1)])

    def float_lost(self, kept: int) -> float:
        """Σ_{j>k} λ_j in floats."""
        last = len(counts := self.counts(kept)) - 1
        return float(self._losses[last]) + float((self.all[last] - counts[-1]) * self.true[last])

    def errors(self, kept: int, rho: Floats) -> Floats:
        """E(k, ·) in floats at rate-one times left."""
        counts = np.array(self.counts(kept), dtype=np.float64)
        first = self._modes.part(slice(len(counts)))
        return np.asarray(counts @ first.mode_errors(first.motion(rho)) + self.float_lost(kept))

    @cached_property
    def _modes(self) -> FloatModes:
        return FloatModes.of(self.each, lost=False)


class PreciseRuns:
    """The same at the mpmath precision in force when they are made.

    Args:
        runs: the runs.
    """

    def __init__(self, runs: Runs) -> None:
        self.runs, self.modes = runs, PreciseModes(runs.each)

    def kept_error(self, kept: int, level: Number) -> Number:
        """Σ_{j≤k} (√v_j - s_j)², as 0 where it is below the square of what the precision resolves."""
        counts = self.runs.counts(kept)
        terms = zip(counts, self.modes.modes, strict=False)
        total = mpmath.fsum(n * self.modes.mode_error(mode, level) for n, mode in terms)
        size = mpmath.fsum(n * (m.true + m.believed) for n, m in zip(counts, self.modes.modes, strict=False))
        return mpmath.mpf(0) if total <= size * mpmath.mpf(10) ** (-_SETTLED * mpmath.mp.dps) else total

    def error(self, kept: int, level: Number) -> Number:
        """E(k, x)."""
        return self.kept_error(kept, level) + as_mpf(self.runs.lost(kept))

    def slope(self, kept: int, level: Number) -> tuple[Number, Number, Number]:
        """dE/dx, its derivative where v is affine in x, and the size of what was added up to dE/dx."""
        slope, change, size = mpmath.mpf(0), mpmath.mpf(0), mpmath.mpf(0)
        for count, mode in zip(self.runs.counts(kept), self.modes.modes, strict=False):
            generated, moved, _ = self.modes.motion(mode, level)
            root = mpmath.sqrt(generated)
            if not root:
                if mode.true:
                    return -mpmath.inf, mpmath.inf, mpmath.inf
                slope, size = slope + count * moved, size + count * abs(moved)
                continue
            term = count * moved * mismatch_of()(generated - mode.true, root, mode.deviation)
            slope += term
            size += count * abs(moved) * (1 + mode.deviation / root)
            change += count * moved**2 * mode.deviation / (2 * root * generated)
        return slope, change, size


def error_in_runs(problem: StoppingProblem, kept: int, time: Fraction, digits: int) -> ErrorAt:
    """E(k, t) and its parts, as `error_at` gives them, a term for each run.

    Raises:
        ValueError: for a k or a t outside its range.

    >>> from ldm_symbolic.model.variances import Variances
    >>> spectrum = Spectrum(variances=Variances((Fraction(1), Fraction(1, 4)), multiplicities=(3, 10**9)))
    >>> error_in_runs(StoppingProblem(spectrum=spectrum), 5, Fraction(4), 15).error
    mpf('249999999.5')
    """
    if not 0 <= time <= problem.horizon:
        raise ValueError(f"the stopping time t must lie in [0, {problem.horizon}], got {time}")
    runs = Runs(problem)

    def compute() -> ErrorAt:
        rho = problem.schedule.integrated_rate_at(as_mpf(problem.horizon - time))
        level = -mpmath.expm1(-2 * rho)
        part, lost = PreciseRuns(runs).kept_error(kept, level), as_mpf(runs.lost(kept))
        return ErrorAt(k=kept, time=as_mpf(time), noise=level, error=part + lost, kept=part, lost=lost)

    return settle(compute, digits, guard=problem.digits_lost())
