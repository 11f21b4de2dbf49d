"""Where one mode alone is best: its own root in closed form, on every branch of every score, from both starts.

The generated variance of a mode that moves is strictly monotone in the noise level (`brackets` says why), so
(√v - s)² falls up to the level at which v = λ and rises after it: x*(1) is that level, clipped to [0, X].

    cap inactive, noised start      r = (λ - λ̂)/(1 - λ̂)
    cap inactive, standard start    1 - r is a zero of a quadratic
    cap active                      1 - r = (K/(λ - 1/(2C - 1)))^(1/(2C - 1)), K = v - 1/(2C - 1) continued to x = 0

Each formula is solved for from `backward.variance`.

Tested in `tests/stopping/test_optimum.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import mpmath
from sympy import Dummy, Expr, Piecewise, Poly, cancel, lambdify, solve, sqrt, together

from ldm_symbolic.exact import as_mpf
from ldm_symbolic.model.backward import noise_equation, variance
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import CappedScore, ExactScore, PluginScore, Start
from ldm_symbolic.notation import cap, estimated_variance, generated_variance, horizon_noise, noise, weight
from ldm_symbolic.notation import variance as true_variance
from ldm_symbolic.stopping.closed_form import own_root
from ldm_symbolic.stopping.modes.precise_modes import Number, PreciseModes

_LETTERS = (true_variance, estimated_variance, horizon_noise, cap)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRoots:
    """The noise level at which v = λ, in λ, λ̂, X and C, on each branch; nowhere clipped.

    Args:
        free: while the cap is inactive.
        late: while the cap is active, from some noise level below X on.
        throughout: where the cap is active on all of [0, X].
    """

    free: Expr
    late: Expr
    throughout: Expr


@lru_cache(maxsize=2)
def own_roots(start: Start) -> OwnRoots:
    """The own roots of one mode, for a start of generation.

    >>> own_roots(Start.NOISED).free
    (-lambda + lambda_hat)/(lambda_hat - 1)
    """
    law = variance(CappedScore(), start)
    if not isinstance(law, Piecewise):
        raise TypeError(f"the capped score's variance is no Piecewise: {law}")
    throughout, late = (_capped_root(expression) for expression, _ in law.args[:2])
    free = own_root() if start is Start.NOISED else _standard_root(variance(PluginScore(), start))
    return OwnRoots(free=free, late=late, throughout=throughout)


def _standard_root(law: Expr) -> Expr:
    """The zero of v - λ between Z and 1 where v = q + r z + s/z in z = 1 - x, r z² + (q - λ) z + s = 0.

    Divided by s, which has the sign of 1 - λ̂, v falls there in z: the zero wanted is the only positive one if r/s < 0,
    and the less of the two if r/s > 0. Either is 2/(√((q - λ)²/s² - 4 r/s) - (q - λ)/s).
    """
    signal = Dummy("z", positive=True)
    numerator = Poly(together(cancel(law.subs(noise, 1 - signal) - true_variance)).as_numer_denom()[0], signal)
    leading, linear, constant = numerator.all_coeffs()
    middle = linear / constant
    return 1 - 2 / (sqrt(middle**2 - 4 * leading / constant) - middle)


def _capped_root(law: Expr) -> Expr:
    """The zero of v - λ where v is a constant and a multiple of (1 - x)^(1 - 2C)."""
    right = noise_equation().subs(weight, cap)
    (rest,) = solve(right, generated_variance)
    power = 2 * cap - 1
    multiple = (law - rest).subs(noise, 0)
    return 1 - (multiple / (true_variance - rest)) ** (1 / power)


def one_mode_level(problem: StoppingProblem) -> Number:
    """x*(1) in closed form, at the precision that the caller has set with `mpmath.workdps`, less what cancels.

    Args:
        problem: the model; its first mode is kept.

    >>> from fractions import Fraction
    >>> from ldm_symbolic.model.spectrum import Spectrum
    >>> spectrum = Spectrum(variances=(Fraction(1, 2),), estimated=(Fraction(1, 4),))
    >>> one_mode_level(StoppingProblem(spectrum=spectrum, score=PluginScore()))
    mpf('0.33333333333333331')
    """
    problem.require_reverse_equation()
    true, believed = problem.spectrum.variances[0], problem.believed[0]
    if believed == 1 or isinstance(problem.score, ExactScore):
        return mpmath.mpf(0)
    modes = PreciseModes(problem)
    mode, top = modes.modes[0], modes.horizon_noise
    gaps = [modes.motion(mode, level)[0] - mode.true for level in (mpmath.mpf(0), top)]
    if problem.start is Start.STANDARD:
        gaps[1] = as_mpf(1 - true)  # v = 1 at the start, exactly
    if gaps[0] * gaps[1] >= 0:
        return mpmath.mpf(0) if abs(gaps[0]) <= abs(gaps[1]) else top
    free, late, throughout = _compiled(problem.start)
    values = mode.true, mode.believed, top, modes.cap
    if problem.cap is None or problem.cap * believed >= 1:
        return free(*values)
    switch = as_mpf((1 - problem.cap * believed) / (problem.cap * (1 - believed)))
    if switch >= top:
        return throughout(*values)
    entered = modes.motion(mode, switch)[0] - mode.true
    return (late if entered * gaps[0] <= 0 else free)(*values)


@lru_cache(maxsize=2)
def _compiled(start: Start) -> tuple[Callable[..., Any], ...]:
    roots = own_roots(start)
    return tuple(lambdify(_LETTERS, root, "mpmath", cse=True) for root in (roots.free, roots.late, roots.throughout))
