"""When to stop, of a spectrum in runs: for the k asked for, and the best pair of all k without a list of them.

Inside a run every further mode adds the same, so at a fixed noise level E(k, x) is affine in k there:

    E(N + q, x) = E(N, x) + q ((√v - s)² - λ),   q = 0..n

The least over x of affine functions of q is concave in q. So min_x E(N + q, x) is least at an end of the run, q = 0 or
q = n; and where it is as small inside, it is constant on the run, and q = 0 is the smallest of equally good k. The best
k is therefore 1 or the end of a run, and so are its rivals but for those between two of them.

From the noised start without a cap dE/dx increases in x, whatever the multiplicities are: its zero is found in floats,
and again in as many digits as are asked for. With the exact score E does not decrease in x.

Tested in `tests/stopping/runs/test_optimum.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property

import mpmath
import numpy as np

from ldm_symbolic.exact import as_mpf
from ldm_symbolic.floats import Floats
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import ExactScore, Start
from ldm_symbolic.stopping.exact_levels import closed_forms
from ldm_symbolic.stopping.float_optimum.brackets import increasing_root
from ldm_symbolic.stopping.modes.columns import columns_of
from ldm_symbolic.stopping.modes.precise_modes import Number, settle
from ldm_symbolic.stopping.row import Branch, StoppingTime, Watched
from ldm_symbolic.stopping.runs.modes import PreciseRuns, Runs

_NEAR = 1e-9
_SPARE_DIGITS = 5


def solvable_in_runs(problem: StoppingProblem) -> bool:
    """Whether the best noise level is the only zero of an increasing slope, or known: no cap and the noised start, or
    the exact score."""
    return isinstance(problem.score, ExactScore) or (problem.cap is None and problem.start is Start.NOISED)


class RunStopping:
    """The optimal stopping times of a spectrum in runs, each solved when it is asked for.

    Args:
        problem: the model, with the exact score, or the plug-in score from the noised start.
        digits: significant digits wanted, at least 1.

    Raises:
        ValueError: for another score or start, or if `digits` is not positive.

    >>> from ldm_symbolic.model.spectrum import Spectrum
    >>> from ldm_symbolic.model.score import PluginScore
    >>> from ldm_symbolic.model.variances import Variances
    >>> true, estimated = (Variances(np.array(v), multiplicities=(10, 10**9)) for v in ([0.5, 1e-9], [0.25, 1e-9]))
    >>> spectrum = Spectrum(variances=true, estimated=estimated)
    >>> stopping = RunStopping(StoppingProblem(spectrum=spectrum, score=PluginScore()))
    >>> [mpmath.nstr(stopping.at(k).noise, 6) for k in (1, 10, 10**6)], stopping.best().k
    (['0.333333', '0.333333', '6.21329e-15'], 1000000010)
    """

    def __init__(self, problem: StoppingProblem, *, digits: int = 15) -> None:
        if digits < 1:
            raise ValueError(f"the number of digits must be at least 1, got {digits}")
        if not solvable_in_runs(problem):
            raise ValueError("runs of equal modes are solved together for no cap from the noised start")
        self.problem, self.digits, self.runs = problem, digits, Runs(problem)
        self._closed = closed_forms(self.runs.each)
        self._rows: dict[int, StoppingTime] = {}
        self._near_best: list[int] = []

    def at(self, kept: int) -> StoppingTime:
        """t*(k) and what goes with it, to the digits asked for.

        Args:
            kept: k in 1..D.

        Raises:
            ValueError: for a k outside 1..D.
        """
        if kept not in self._rows:
            guard = self.problem.digits_lost() + _SPARE_DIGITS
            self._rows[kept] = settle(lambda: self._row(kept), self.digits, guard=guard)
        return self._rows[kept]

    def rows(self, dimensions: Sequence[int]) -> list[StoppingTime]:
        """The same for several k."""
        return [self.at(kept) for kept in dimensions]

    def best(self, watched: Watched = iter) -> StoppingTime:
        """The pair (k, t) with the least error over all k in 1..D; of equal ones the smallest k.

        Args:
            watched: passes on the latent dimensions as they are looked at, such as a progress bar does.
        """
        if not self._near_best:
            self._near_best = self._found([1, *(end for end in self.runs.ends if end > 1)], watched)
        return self.at(self._near_best[0])

    def rivals(self) -> tuple[int, ...]:
        """Larger k, each the end of a run, whose least error agrees with that of the best in all digits."""
        self.best()
        return tuple(self._near_best[1:])

    def _found(self, candidates: Sequence[int], watched: Watched) -> list[int]:
        """The k that can be the best: those that floats do not tell apart, less those that are worse in all digits."""
        errors = np.array([self._least(kept) for kept in watched(candidates)])
        doubts = _NEAR * errors + _NEAR**2 * self.runs.float_lost(1)
        near = [
            k
            for k, error, doubt in zip(candidates, errors, doubts, strict=True)
            if error - doubt <= min(errors + doubts)
        ]
        with mpmath.workdps(self.digits + _SPARE_DIGITS):
            least = min(self.at(kept).error for kept in near)
            return [kept for kept in near if self.at(kept).error <= least * (1 + mpmath.mpf(10) ** -self.digits)]

    def _exact(self, kept: int) -> Fraction | None:
        """x*(k) before clipping, where it is a rational number whatever the multiplicities are."""
        return self._closed.levels[len(self.runs.counts(kept)) - 1]

    def _row(self, kept: int) -> StoppingTime:
        """The answer at the precision in force."""
        precise, exact, problem = PreciseRuns(self.runs), self._exact(kept), self.problem
        top = precise.modes.horizon_noise
        branch, level = self._place(kept, precise, top, exact)
        horizon = as_mpf(problem.horizon)
        rho = precise.modes.horizon if branch is Branch.START else -mpmath.log1p(-level) / 2
        left = horizon if branch is Branch.START else problem.schedule.time_left_at(rho, horizon)
        signal = mpmath.exp(-2 * rho)
        return StoppingTime(
            k=kept,
            branch=branch,
            noise=level,
            time_left=left,
            time=horizon - left,
            alpha_bar=signal,
            log_snr=mpmath.log(signal / level) if level else mpmath.inf,
            error=precise.error(kept, level),
            error_at_end=precise.error(kept, mpmath.mpf(0)),
            exact=exact,
            bracket=None,
        )

    def _place(self, kept: int, precise: PreciseRuns, top: Number, exact: Fraction | None) -> tuple[Branch, Number]:
        if exact is not None:
            level = as_mpf(exact)
            return (
                (Branch.END, mpmath.mpf(0))
                if level <= 0
                else (Branch.START, top)
                if level >= top
                else (Branch.INTERIOR, level)
            )
        slope, _, size = precise.slope(kept, mpmath.mpf(0))
        untold = mpmath.mpf(10) ** (-mpmath.mp.dps + _SPARE_DIGITS)  # what cannot be told from 0 is 0
        if mpmath.isfinite(slope) and slope >= -size * untold:
            return Branch.END, mpmath.mpf(0)
        if precise.slope(kept, top)[0] <= 0:
            return Branch.START, top
        near = min(max(mpmath.mpf(self._zero(kept)), top * mpmath.mpf(10) ** -400), top * (1 - mpmath.mpf(10) ** -17))
        tolerance = mpmath.mpf(10) ** (-mpmath.mp.dps + _SPARE_DIGITS)
        return Branch.INTERIOR, increasing_root(
            lambda x: precise.slope(kept, x)[:2], mpmath.mpf(0), top, near, tolerance
        )

    @cached_property
    def _columns(self) -> tuple[Floats, ...]:
        columns = columns_of(self.runs.each)
        return (np.sqrt(columns.true), *columns)

    def _slope(self, kept: int) -> tuple[Floats, ...]:
        counts = np.array(self.runs.counts(kept), dtype=np.float64)
        return (counts, *(column[: len(counts)] for column in self._columns))

    def _zero(self, kept: int) -> float:
        """x*(k) in floats, to tell where to look: an end of [0, X] or a zero of dE/dx."""
        counts, deviation, true, believed, offset, _, contrast = self._slope(kept)
        top = float(-mpmath.expm1(-2 * self.problem.rate_one_horizon()))

        def slope(x: float) -> tuple[float, float]:
            variance = believed + contrast * x
            root = np.sqrt(variance)
            with np.errstate(divide="ignore", invalid="ignore"):  # where v = 0
                pull = np.where(true > 0, (offset + contrast * x) / (root * (root + deviation)), 1.0)
                change = np.where(true > 0, deviation / (2 * root * variance), 0.0)
            return float(np.sum(counts * contrast * pull)), float(np.sum(counts * contrast**2 * change))

        if not slope(0.0)[0] < 0:
            return 0.0
        if not slope(top)[0] > 0:
            return top
        return float(increasing_root(slope, 0.0, top, top / 2, 1e-12))

    def _least(self, kept: int) -> float:
        """min E(k, ·) in floats."""
        counts, deviation, _, believed, offset, _, contrast = self._slope(kept)
        x = 0.0 if isinstance(self.problem.score, ExactScore) else self._zero(kept)
        total = np.sqrt(believed + contrast * x) + deviation
        gap = np.divide(offset + contrast * x, total, out=np.zeros_like(total), where=total > 0)
        return float(np.sum(counts * gap**2)) + self.runs.float_lost(kept)
