"""Formulas of x*: own roots, equal estimated variances, and the function whose zero x* is elsewhere.

Tested in `tests/stopping/test_optimum.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from sympy import Add, Expr, Symbol, cancel, solve, sqrt

from ldm_symbolic.exact import as_rational
from ldm_symbolic.model.backward import variance
from ldm_symbolic.model.error import slope
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import PluginScore, Start
from ldm_symbolic.notation import estimated_variance, noise
from ldm_symbolic.notation import variance as true_variance

_MEAN = Symbol("s_mean", real=True)


@lru_cache(maxsize=1)
def own_root() -> Expr:
    """The noise level at which one mode alone is perfect: v(x) = λ, plug-in score, noised start.

        r = (λ - λ̂)/(1 - λ̂)

    >>> own_root()
    (-lambda + lambda_hat)/(lambda_hat - 1)
    """
    (root,) = solve(variance(PluginScore(), Start.NOISED) - true_variance, noise)
    return cancel(root)


@lru_cache(maxsize=1)
def equal_estimates_root() -> Expr:
    """The stationary noise level where all estimated variances are λ̂: √v is the mean of the deviations.

        x* = (s̄² - λ̂)/(1 - λ̂)

    The slope Σ (1 - s_j/√v) v' of modes with one common v is v' (k - Σ s_j/√v).

    Returns:
        x* in λ̂ and the mean deviation, a symbol named `s_mean`.
    """
    root = Symbol("root", real=True)
    (common,) = solve(1 - _MEAN / root, root)
    (level,) = solve(variance(PluginScore(), Start.NOISED) - common**2, noise)
    return cancel(level)


def equal_estimates_level(true: Sequence[Fraction], believed: Fraction) -> Expr:
    """The stationary noise level of modes whose estimated variances are equal.

    Args:
        true: λ_1, ..., λ_k.
        believed: λ̂ ≠ 1, their estimated variance.

    >>> equal_estimates_level([Fraction(1, 2), Fraction(1, 8)], Fraction(1, 4))
    1/24
    """
    mean = Add(*(sqrt(as_rational(value)) for value in true)) / len(true)
    return equal_estimates_root().subs({_MEAN: mean, estimated_variance: as_rational(believed)})


def slope_of(problem: StoppingProblem) -> Expr:
    """The function of x whose zero an interior x*(k) without a closed form is, dE/dx as a sum over 1..k.

    On the bracket that comes with an answer it increases.

    Args:
        problem: the model; its score and start decide the function.

    >>> from ldm_symbolic.model.spectrum import Spectrum
    >>> spectrum = Spectrum(variances=(Fraction(1, 2),), estimated=(Fraction(1, 4),))
    >>> slope_of(StoppingProblem(spectrum=spectrum, score=PluginScore())).limits
    ((j, 1, k),)
    """
    problem.require_reverse_equation()
    return slope(variance(problem.score, problem.start))
