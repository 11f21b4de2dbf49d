"""One concrete question: this spectrum, this score, this start, this schedule, this horizon.

Tested in `tests/stopping/test_optimum.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from numbers import Rational

import mpmath

from ldm_symbolic.exact import as_fraction, as_mpf
from ldm_symbolic.model.schedules.forward import Forward
from ldm_symbolic.model.schedules.linear_rate import OU
from ldm_symbolic.model.score import CappedScore, ExactScore, PluginScore, Score, Start
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.model.variances import as_variances

_LONGEST = 300
"""The longest horizon in rate-one time: b_T² is 10⁻²⁶⁰ there, and float64 still holds its inverse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppingProblem:
    """What fixes the squared error E(k, t) as a function of the latent dimension and the stopping time.

    Args:
        spectrum: the true variances, with the estimated ones unless the score is exact.
        score: the linear score that generation uses; the cap of a capped score is a number.
        start: the law in which generation starts.
        schedule: the forward process.
        horizon: T > 0, exact.
        factor: γ > 0, by which the latents were multiplied before noising; the spectrum is theirs after that, and
            answers are about the latents before: squared errors over γ².
        eta: η in [0, 1], exact: the process adds the noise of η dW, 1 for the reverse equation, 0 for the flow.

    Raises:
        ValueError: if the score needs estimates that the spectrum has not, the cap is no number, or the
            horizon is not positive, too long, or one on which the schedule has a negative rate.

    >>> problem = StoppingProblem(spectrum=Spectrum(variances=(Fraction(2), Fraction(1))))
    >>> problem.believed
    (Fraction(2, 1), Fraction(1, 1))
    """

    spectrum: Spectrum
    score: Score = field(default_factory=ExactScore)
    start: Start = Start.NOISED
    schedule: Forward = OU
    horizon: Fraction = Fraction(4)
    factor: Fraction = Fraction(1)
    eta: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        if not isinstance(self.horizon, Rational):
            raise ValueError(f"the horizon T is exact, such as Fraction(5, 2), got {self.horizon!r}")
        if not self.factor > 0:
            raise ValueError(f"the factor γ must be positive, got {self.factor}")
        if not 0 <= self.eta <= 1:
            raise ValueError(f"η must lie in [0, 1], from the probability flow to the reverse equation, got {self.eta}")
        self.schedule.require_horizon(self.horizon)
        longest = self.schedule.integrated_rate_at(as_mpf(self.horizon))
        if longest > _LONGEST:
            raise ValueError(
                f"the horizon T = {self.horizon} is too long: ∫w² = {float(longest):.6g}, at most {_LONGEST}"
            )
        match self.score:
            case ExactScore():
                return
            case PluginScore():
                needs = "the plug-in score"
            case CappedScore(cap=cap):
                needs = "the capped score"
                if not isinstance(cap, Rational):
                    raise ValueError(f"a stopping problem needs a rational cap C > 1, got {cap}")
        if self.spectrum.estimated is None:
            raise ValueError(f"{needs} needs estimated variances beside the true ones")

    @property
    def dimension(self) -> int:
        """D, the data dimension."""
        return self.spectrum.dimension

    @property
    def largest(self) -> float:
        """The largest true variance."""
        return as_variances(self.spectrum.variances).largest

    @property
    def believed(self) -> Sequence[Fraction]:
        """The variances that the score takes for the data's: λ for the exact score, else λ̂."""
        match self.score:
            case ExactScore():
                return self.spectrum.variances
            case PluginScore() | CappedScore():
                if self.spectrum.estimated is None:
                    raise ValueError("the spectrum has no estimated variances")
                return self.spectrum.estimated

    @property
    def cap(self) -> Fraction | None:
        """C as an exact number, or None for a score without a cap."""
        match self.score:
            case CappedScore(cap=cap):
                return as_fraction(cap)
            case ExactScore() | PluginScore():
                return None

    @property
    def of_reverse_equation(self) -> bool:
        """Whether generated variances are those of the reverse equation: noised data stays on its own law for every η.

        >>> two = Spectrum(variances=(Fraction(2), Fraction(1)))
        >>> [StoppingProblem(spectrum=two, eta=Fraction(0), start=start).of_reverse_equation for start in Start]
        [True, False]
        """
        return self.eta == 1 or (self.start is Start.NOISED and self.cap is None)

    def require_reverse_equation(self) -> None:
        """Refuse a process whose variances are not those of the reverse equation.

        Raises:
            ValueError: naming η.
        """
        if not self.of_reverse_equation:
            raise ValueError(f"this is known for the reverse equation alone, η = 1, got a process with η = {self.eta}")

    def rate_one_horizon(self) -> mpmath.mpf:
        """R(T) = ∫₀ᵀ w² at the caller's mpmath precision: the horizon of the process run at rate one."""
        return self.schedule.integrated_rate_at(as_mpf(self.horizon))

    def digits_lost(self) -> int:
        """How many leading digits can cancel in v - λ and its parts: those of b_T², of λ̂ above 1, and of
        the differences λ̂ - λ, 1 - λ and 1 - λ̂ beside their terms."""
        with mpmath.workdps(15):
            lost = self.rate_one_horizon()
            for end in self.spectrum.ends:
                true, believed = self.spectrum.variances[end - 1], self.believed[end - 1]
                size = max(true, believed, Fraction(1))
                small = [abs(d) for d in (believed - true, 1 - true, 1 - believed, true, believed) if d]
                closest = min((abs(d) for d in small), default=Fraction(1))
                lost = max(lost, 2 * mpmath.log10(as_mpf(size)) - mpmath.log10(min(as_mpf(closest), mpmath.mpf(1))))
            return int(self.rate_one_horizon() + lost) + 1

    @property
    def in_runs(self) -> bool:
        """Whether equal modes were given as runs, so that D may be too large for a list of all modes."""
        return not isinstance(self.spectrum.ends, range)

    def require_dimension(self, kept: int) -> None:
        """Refuse a latent dimension outside 1..D.

        Raises:
            ValueError: naming k and D.
        """
        if not 1 <= kept <= self.spectrum.dimension:
            raise ValueError(f"the latent dimension k must lie in 1..{self.spectrum.dimension}, got {kept}")
