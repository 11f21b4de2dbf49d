"""A path from its stochastic differential equation dX = f(u) X du + g(u) dW, solved by SymPy.

    X_u = α X_0 + β ε,   α = exp ∫₀ᵘ f,   β² = α² ∫₀ᵘ g²/α²

Tested in `tests/model/schedules/test_named.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Integer, Rational, cos, diff, exp, expand, integrate, log, pi, simplify, sin

from ldm_symbolic.model.schedules.cosine import Cosine
from ldm_symbolic.model.schedules.forward import Forward
from ldm_symbolic.model.schedules.linear_rate import LinearRate
from ldm_symbolic.model.schedules.ratios import Edm, Exploding, Flow, SubPreserving
from ldm_symbolic.model.schedules.variance_preserving import Schedule, in_symbols
from ldm_symbolic.notation import time_left as u


@dataclass(frozen=True, slots=True, kw_only=True)
class Equation:
    """dX = f X du + g dW from u = 0 on.

    Args:
        drift: f, an expression in u.
        diffusion_squared: g² >= 0, an expression in u.

    >>> exploding = Equation(drift=Integer(0), diffusion_squared=2 * u)
    >>> exploding.signal, exploding.noise_variance, exploding.level
    (1, u**2, u**2/(u**2 + 1))
    >>> exploding.left_over
    (0, 0)
    """

    drift: Expr
    diffusion_squared: Expr

    @property
    def signal(self) -> Expr:
        """α(u) = exp ∫₀ᵘ f."""
        return simplify(exp(_from_zero(self.drift)))

    @property
    def noise_variance(self) -> Expr:
        """β²(u) = α² ∫₀ᵘ g²/α²."""
        return self.signal**2 * _from_zero(expand(simplify(self.diffusion_squared / self.signal**2)))

    @property
    def level(self) -> Expr:
        """x(u) = β²/(α² + β²)."""
        return self.noise_variance / (self.signal**2 + self.noise_variance)

    @property
    def left_over(self) -> tuple[Expr, Expr]:
        """α' - f α and (β²)' - 2 f β² - g², which are 0 at every u, put back as they stand."""
        signal, noise = self.signal, self.noise_variance
        return diff(signal, u) - self.drift * signal, diff(noise, u) - 2 * self.drift * noise - self.diffusion_squared


def equation_of(schedule: Forward) -> Equation:
    """The equation of a schedule in continuous time, as its source states it.

    Raises:
        ValueError: for a process in steps, which has none.

    >>> from fractions import Fraction
    >>> from ldm_symbolic.model.schedules.ratios import flow
    >>> equation_of(flow()).drift, equation_of(flow()).signal
    (-1/(1 - u), 1 - u)
    """
    match schedule:
        case Schedule() | LinearRate() | Cosine():
            rate = _rate(schedule)
            return Equation(drift=-rate, diffusion_squared=2 * rate)
        case SubPreserving():
            process = in_symbols(schedule.preserving)
            decay = exp(-4 * process.integrated_rate)
            return Equation(drift=-process.rate, diffusion_squared=2 * process.rate * (1 - decay))
        case Exploding():
            least, length = Rational(schedule.lowest), log(Rational(schedule.highest / schedule.lowest))
            return Equation(drift=Integer(0), diffusion_squared=2 * length * least**2 * exp(2 * u * length))
        case Edm():
            return Equation(drift=Integer(0), diffusion_squared=2 * u)
        case Flow():
            shift = Rational(schedule.shift)
            slower = 1 + (shift - 1) * u
            spread = 2 * shift**2 * u / ((1 - u) * slower**2)
            return Equation(drift=-1 / (1 - u) - (shift - 1) / slower, diffusion_squared=spread)
    raise ValueError(f"schedule {schedule.name} is a process in steps, without an equation in continuous time")


def _rate(schedule: Schedule | LinearRate | Cosine) -> Expr:
    match schedule:
        case Schedule():
            return schedule.rate
        case LinearRate():
            return in_symbols(schedule).rate
        case Cosine():
            offset = Rational(schedule.offset)
            turn = pi / (2 * (1 + offset))
            return turn * sin(turn * (u + offset)) / cos(turn * (u + offset))


def _from_zero(rate: Expr) -> Expr:
    return integrate(rate, (u, 0, u))
