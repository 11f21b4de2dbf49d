"""When to stop, proved: rational bounds on the optimal noise level, times and errors for each latent dimension.

`candidates` proves where the minimum can be, `windows` enclose it for many k together or `slope_root` for one, and the
bounds of the errors decide between several. Precision is raised until the bounds are as near as asked. Of equally good
noise levels, and of equally good latent dimensions, the smallest is taken; where no precision tried tells two apart,
both are reported.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import accumulate

from ldm_symbolic.balls.bounds import Bounds, precision
from ldm_symbolic.balls.root_sums import Term, sign_of_sum
from ldm_symbolic.certified.candidates import Spots
from ldm_symbolic.certified.rows import (
    Place,
    Places,
    kept_error_bounds,
    log_snr_bounds,
    noise_bounds,
    sigma_bounds,
    signal_bounds,
    time_left_bounds,
)
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import Start
from ldm_symbolic.stopping.row import Branch

_BITS_PER_DIGIT = math.log2(10)
_SPARE_BITS = 16
_RAISES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifiedTime:
    """The optimal stopping time for one latent dimension, between proved bounds.

    Args:
        k: latent dimension.
        branch: where x* lies, proved.
        noise: x*, the noise level at which to stop.
        time_left: u*, the noise time left, with a_u² = x*.
        time: t* = T - u*, the generation time at which to stop.
        alpha_bar: b_u² = 1 - x*.
        log_snr: log(b_u²/a_u²), None (infinite) where x* = 0.
        edm_sigma: √(x*/b_u²), the noise beside a signal of unit size.
        error: E(k, x*), squared.
        error_at_end: E(k, 0), squared.
        exact: x* as a rational number, where it is known to be one.
        rivals: bounds on other noise levels at which E may be as small, where no precision tried tells them
            apart; empty where x* is proved to be the minimiser. The bounds on the error hold in any case.
    """

    k: int
    branch: Branch
    noise: Bounds
    time_left: Bounds
    time: Bounds
    alpha_bar: Bounds
    log_snr: Bounds | None
    edm_sigma: Bounds
    error: Bounds
    error_at_end: Bounds
    exact: Fraction | None = None
    rivals: tuple[Bounds, ...] = ()

    def narrow(self, digits: int, *, absolute: Fraction | None = None) -> bool:
        """Whether every number has so many digits.

        Args:
            digits: each pair of bounds differs by at most 10^-digits of the one nearer to 0.
            absolute: a difference at which errors and log SNR are narrow too, however near to 0.
        """
        always = (self.noise, self.time_left, self.time, self.alpha_bar, self.edm_sigma)
        may_vanish = [bounds for bounds in (self.error, self.error_at_end, self.log_snr) if bounds is not None]
        return all(bounds.narrow(digits) for bounds in always) and all(
            bounds.narrow(digits) or (absolute is not None and bounds.width <= absolute) for bounds in may_vanish
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifiedBest:
    """The best pair of latent dimension and stopping time.

    Args:
        row: the answer for the smallest k that can be the best.
        rivals: larger k whose least error may be as small or smaller, where no precision tried tells them
            apart; empty where k is proved to be the best, or the smallest of equally good ones.
    """

    row: CertifiedTime
    rivals: tuple[int, ...] = ()


class Certified:
    """The optimal stopping times of one problem with proved bounds, each solved when it is asked for.

    Args:
        problem: the model.
        digits: significant digits wanted, at least 1.
        proved: as in `Spots`: whether all of it is.

    Raises:
        ValueError: if `digits` is not positive.

    >>> from ldm_symbolic.model.spectrum import Spectrum
    >>> from ldm_symbolic.model.score import PluginScore
    >>> spectrum = Spectrum(variances=(Fraction(1, 2), Fraction(0)), estimated=(Fraction(1, 4), Fraction(0)))
    >>> Certified(StoppingProblem(spectrum=spectrum, score=PluginScore())).at(1).noise
    Bounds(lower=Fraction(1, 3), upper=Fraction(1, 3))
    """

    def __init__(self, problem: StoppingProblem, *, digits: int = 15, proved: bool = True) -> None:
        if digits < 1:
            raise ValueError(f"the number of digits must be at least 1, got {digits}")
        self.problem = problem
        self.digits = digits
        self.spots = Spots(problem, proved=proved)
        self._rows: dict[tuple[int, int], CertifiedTime] = {}
        self._places = Places(self.spots)

    def rows(self, dimensions: Sequence[int], digits: int | None = None) -> list[CertifiedTime]:
        """The answers for several k, of which those with a convex error are solved together.

        Args:
            dimensions: values of k in 1..D.
            digits: in the place of those of the problem.
        """
        for kept in dimensions:
            self.problem.require_dimension(kept)
        wanted = digits or self.digits
        self._places.enclose([k for k in dimensions if (k, wanted) not in self._rows], _target(wanted))
        return [self.at(kept, wanted) for kept in dimensions]

    def enclose(self, dimensions: Sequence[int]) -> dict[int, Bounds]:
        """Bounds on x*(k) alone for several k, solved together.

        Args:
            dimensions: values of k in 1..D.

        >>> from ldm_symbolic.model.spectrum import Spectrum
        >>> from ldm_symbolic.model.score import PluginScore
        >>> spectrum = Spectrum(variances=(Fraction(1, 2), Fraction(1, 3)), estimated=(Fraction(1, 4), Fraction(1, 4)))
        >>> certified = Certified(StoppingProblem(spectrum=spectrum, score=PluginScore()))
        >>> [bounds.narrow(15) for bounds in certified.enclose([1, 2]).values()]
        [True, True]
        """
        target = _target(self.digits)
        self._places.enclose(dimensions, target, errors=False)
        return {kept: self._places.noise(kept, target) or self.at(kept).noise for kept in dimensions}

    def at(self, kept: int, digits: int | None = None) -> CertifiedTime:
        """t*(k) and what goes with it, between proved bounds.

        Args:
            kept: k in 1..D.
            digits: in the place of those of the problem.

        Raises:
            ValueError: for a k outside 1..D.
            ArithmeticError: if no precision tried decides.
        """
        self.problem.require_dimension(kept)
        wanted = digits or self.digits
        if (kept, wanted) not in self._rows:
            self._rows[kept, wanted] = self._solved(kept, wanted)
        return self._rows[kept, wanted]

    def best(self, watched: Callable[[Iterable[int]], Iterable[int]] = iter) -> CertifiedBest:
        """The pair (k, t) with the least error over all k in 1..D; of equal ones the smallest k.

        Args:
            watched: passes on the latent dimensions as they are looked at, such as a progress bar does.
        """
        wanted = self._near_best(list(watched(range(1, self.problem.spectrum.dimension + 1))))
        for digits in (self.digits, 4 * self.digits, 16 * self.digits):
            errors = {row.k: row.error for row in self.rows(wanted, digits)}
            ceiling = min(bounds.upper for bounds in errors.values())
            near = [kept for kept in wanted if errors[kept].lower <= ceiling]
            wanted = []
            for kept in near:  # what is as good as a smaller k, or worse, is out
                orders = [self._order(smaller, kept) for smaller in wanted]
                if all(order is None or order > 0 for order in orders):
                    worse = [smaller for smaller, order in zip(wanted, orders, strict=True) if order == 1]
                    wanted = [*(smaller for smaller in wanted if smaller not in worse), kept]
            if len(wanted) == 1:
                break
        return CertifiedBest(row=self.at(wanted[0]), rivals=tuple(wanted[1:]))

    def _near_best(self, every: Sequence[int]) -> list[int]:
        """The k that can be the best as far as one precision tells, without those known to be as good as k - 1."""
        near = every if self.spots.proved else self.spots.near_best()
        alone = [kept for kept in near if kept == 1 or not self._repeats(kept)]
        return self._places.least(alone, _target(self.digits))

    def _repeats(self, kept: int) -> bool:
        """Whether k is as good as k - 1, both being best at the end."""
        pair, spots = self.spots.pairs[kept - 1], self.spots
        return self._adds_nothing(pair, True) and spots.of(kept) == spots.of(kept - 1) == (Branch.END,)

    def _order(self, smaller: int, larger: int) -> int | None:
        """The sign of E(smaller) - E(larger) at their optimal noise levels where it is decided exactly, else None."""
        ends = {self.at(kept).branch for kept in (smaller, larger)} == {Branch.END}
        if all(self._adds_nothing(pair, ends) for pair in self.spots.pairs[smaller:larger]):
            return 0
        terms: list[Term] = []
        for kept, factor in ((smaller, 1), (larger, -1)):
            variances = self._exact_variances(kept)
            if variances is None:
                return None
            terms.append((factor * self.spots.lost[kept - 1], Fraction(1)))
            for (true, _), variance in zip(self.spots.pairs, variances, strict=False):
                terms += [(factor * (variance + true), Fraction(1)), (Fraction(-2 * factor), variance * true)]
        return sign_of_sum(terms)

    def _adds_nothing(self, pair: tuple[Fraction, Fraction], end: bool) -> bool:
        """Whether v - 2 s √v = 0 at the optimum of both of two k: v = 1 = 4 λ throughout, or v = 0 at x = 0."""
        return pair == (Fraction(1, 4), Fraction(1)) or (end and pair[1] == 0 and self.problem.cap is None)

    def _exact_variances(self, kept: int) -> list[Fraction] | None:
        """The generated variances at the optimal noise level, where they are known to be rational."""
        row, pairs = self.at(kept), self.spots.pairs[:kept]
        at_start = row.branch is Branch.START and self.problem.start is Start.STANDARD
        if at_start or all(believed == 1 for _, believed in pairs):
            return [Fraction(1)] * kept
        if row.exact is None or kept > self.spots.convex_up_to:
            return None
        return [believed + (1 - believed) * row.exact for _, believed in pairs]

    def _solved(self, kept: int, digits: int) -> CertifiedTime:
        """The answer for k, precision raised until it has the digits and, if it can be, one candidate."""
        scale, target = self._scales[kept - 1], _target(digits)
        row: CertifiedTime | None = None
        for attempt in range(_RAISES):
            found = self._row(kept, target << attempt, digits)
            if found is None:
                continue
            row = found
            small = (scale + 1) / 10 ** (2 * digits) if attempt > 1 else None
            if row.narrow(digits, absolute=small) and not row.rivals:
                return row
        if row is None or not row.narrow(digits, absolute=(scale + 1) / 10 ** (2 * digits)):
            raise ArithmeticError(f"k = {kept}: {target << (_RAISES - 1)} bits do not give {digits} certified digits")
        return row

    def _row(self, kept: int, bits: int, digits: int) -> CertifiedTime | None:
        """The answer at one precision, None if it is too low."""
        rows: list[CertifiedTime] = []
        for spot in self.spots.of(kept):
            place = self._places.at(kept, spot, bits)
            if place is None:
                return None
            rows.append(self._filled(kept, place, bits, digits))
        ceiling = min(row.error.upper for row in rows)
        near = [row for row in rows if row.error.lower <= ceiling]
        lowest = Bounds(min(row.error.lower for row in near), ceiling) if len(near) > 1 else near[0].error
        return replace(near[0], error=lowest, rivals=tuple(row.noise for row in near[1:]))

    @cached_property
    def _scales(self) -> list[Fraction]:
        """Σ (λ + λ̂) over the modes kept, nearly."""
        return [Fraction(total) for total in accumulate(float(true + believed) for true, believed in self.spots.pairs)]

    def _filled(self, kept: int, place: Place, bits: int, digits: int) -> CertifiedTime:
        modes, problem, lost = self._places.modes_for(bits), self.problem, self.spots.lost[kept - 1]
        with precision(modes.bits):
            left = time_left_bounds(place, modes, problem, digits)
            error = kept_error_bounds(kept, place, modes, problem)
            if place.branch is Branch.INTERIOR and not Bounds(error.lower + lost, error.upper + lost).narrow(digits):
                error = kept_error_bounds(kept, place._replace(error=None), modes, problem)
            at_end = Bounds.around(self._places.errors_at_end(bits)[kept - 1])
            exact = Fraction(0) if place.branch is Branch.END else None
            if place.branch is Branch.INTERIOR and place.low == place.high:
                exact = Fraction(int(place.low.p), int(place.low.q))
            return CertifiedTime(
                k=kept,
                branch=place.branch,
                noise=noise_bounds(place, modes),
                time_left=left,
                time=Bounds(problem.horizon - left.upper, problem.horizon - left.lower),
                alpha_bar=signal_bounds(place, modes),
                log_snr=log_snr_bounds(place, modes),
                edm_sigma=sigma_bounds(place, modes),
                error=Bounds(error.lower + lost, error.upper + lost),
                error_at_end=Bounds(max(at_end.lower, Fraction(0)) + lost, at_end.upper + lost),
                exact=exact,
            )


def _target(digits: int) -> int:
    """Bits for so many digits."""
    return int(digits * _BITS_PER_DIGIT) + _SPARE_BITS
