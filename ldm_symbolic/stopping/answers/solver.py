"""When to stop for each latent dimension, and which pair of the two is best, to as many digits as are asked for.

Every number is the middle of proved bounds (`certified`). What is not proved here is where else E could have its
minimum, under a cap or from the standard start: there brackets that can hold it come from branch and bound in
float64 (`brackets`). And a slope that cannot be told from 0 counts as 0.

Tested in `tests/stopping/test_optimum.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

import mpmath

from ldm_symbolic.balls.bounds import Bounds
from ldm_symbolic.certified.optimum import Certified, CertifiedBest, CertifiedTime
from ldm_symbolic.exact import as_mpf
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.stopping.float_optimum.intervals import Bracket
from ldm_symbolic.stopping.modes.precise_modes import Number
from ldm_symbolic.stopping.row import Branch, StoppingTime

_SPARE_DIGITS = 5
_SPREAD = 1e-9
_HALF = Fraction(1, 2)


class Stopping:
    """The optimal stopping times of one problem, each solved when it is asked for.

    The minimum over the noise level is global. Ties go to the smaller noise level.

    Args:
        problem: the model.
        digits: significant digits wanted, at least 1.

    Raises:
        ValueError: if `digits` is not positive.

    >>> from ldm_symbolic.model.spectrum import Spectrum
    >>> from ldm_symbolic.model.score import PluginScore
    >>> spectrum = Spectrum(variances=(Fraction(1, 2),), estimated=(Fraction(1, 4),))
    >>> stopping = Stopping(StoppingProblem(spectrum=spectrum, score=PluginScore(), horizon=Fraction(2)))
    >>> mpmath.nstr(stopping.at(1).time_left, 15)
    '0.202732554054082'
    """

    def __init__(self, problem: StoppingProblem, *, digits: int = 15) -> None:
        if digits < 1:
            raise ValueError(f"the number of digits must be at least 1, got {digits}")
        self.problem = problem
        self.digits = digits
        self._certified = Certified(problem, digits=digits + _SPARE_DIGITS, proved=False)
        self._best: CertifiedBest | None = None

    def at(self, kept: int) -> StoppingTime:
        """t*(k) and what goes with it, to the digits asked for.

        Args:
            kept: k in 1..D.

        Raises:
            ValueError: for a k outside 1..D.
        """
        return self._read(self._certified.at(kept))

    def rows(self, dimensions: Sequence[int]) -> list[StoppingTime]:
        """The same for several k, solved together.

        Args:
            dimensions: values of k in 1..D.
        """
        return [self._read(row) for row in self._certified.rows(dimensions)]

    def best(self, watched: Callable[[Iterable[int]], Iterable[int]] = iter) -> StoppingTime:
        """The pair (k, t) with the least error over all k in 1..D; of equal ones the smallest k.

        Args:
            watched: passes on the latent dimensions as they are looked at, such as a progress bar does.
        """
        if self._best is None:
            self._best = self._certified.best(watched)
        return self._read(self._best.row)

    def rivals(self) -> tuple[int, ...]:
        """Larger k whose least error may be as small as that of the best pair or smaller, as far as is decided."""
        self.best()
        return () if self._best is None else self._best.rivals

    def _read(self, row: CertifiedTime) -> StoppingTime:
        closed = self._certified.spots.closed[row.k - 1]
        with mpmath.workdps(2 * self.digits + 30):  # what is known exactly is not rounded to the digits asked for
            return StoppingTime(
                k=row.k,
                branch=row.branch,
                noise=_middle(row.noise),
                time_left=_middle(row.time_left),
                time=_middle(row.time),
                alpha_bar=_middle(row.alpha_bar),
                log_snr=mpmath.inf if row.log_snr is None else _middle(row.log_snr),
                error=_middle(row.error),
                error_at_end=_middle(row.error_at_end),
                exact=closed,
                bracket=_bracket(row) if closed is None else None,
                rivals=tuple(_middle(bounds) for bounds in row.rivals),
            )


def _middle(bounds: Bounds) -> Number:
    """The number between bounds that agree to the digits asked for; 0 where 0 is between them."""
    return mpmath.mpf(0) if bounds.lower <= 0 <= bounds.upper else as_mpf((bounds.lower + bounds.upper) / 2)


def _bracket(row: CertifiedTime) -> Bracket | None:
    """Floats around a level inside that is not known exactly: dE/dx increases through its zero between them."""
    if row.branch is not Branch.INTERIOR or row.exact is not None:
        return None
    if row.noise.lower < _HALF:
        times = [-math.log1p(-bound) / 2 for bound in row.noise]
    else:
        times = [-math.log(bound) / 2 for bound in reversed(row.alpha_bar)]
    return Bracket(times[0] * (1 - _SPREAD), times[1] * (1 + _SPREAD))
