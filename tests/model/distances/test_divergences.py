"""The divergences as they are derived: against their textbook forms, and against quadrature over the densities."""

from __future__ import annotations

import mpmath
from sympy import Rational, Symbol, log, simplify, sqrt

from ldm_symbolic.model.distances.kullback_leibler import kullback_leibler
from ldm_symbolic.model.distances.maximum_mean_discrepancy import expected_kernel
from ldm_symbolic.model.distances.sliced_wasserstein import damped_moment

FIRST, SECOND = Symbol("a", positive=True), Symbol("b", positive=True)


def test_the_divergence_of_one_mode() -> None:
    known = (FIRST / SECOND - 1 - log(FIRST / SECOND)) / 2
    assert simplify((kullback_leibler(FIRST, SECOND) - known).rewrite(log).expand(force=True)) == 0
    with mpmath.workdps(20):

        def density(at: mpmath.mpf, variance: mpmath.mpf) -> mpmath.mpf:
            return mpmath.exp(-(at**2) / (2 * variance)) / mpmath.sqrt(2 * mpmath.pi * variance)

        found = mpmath.quad(
            lambda y: density(y, 3) * mpmath.log(density(y, 3) / density(y, mpmath.mpf(1) / 2)), [-30, -5, 0, 5, 30]
        )
        expected = kullback_leibler(FIRST, SECOND).subs({FIRST: 3, SECOND: Rational(1, 2)}).evalf(20)
        assert abs(found - mpmath.mpf(str(expected))) < 1e-15


def test_the_kernel_of_one_mode() -> None:
    assert simplify(expected_kernel(FIRST, SECOND) - 1 / sqrt(1 + FIRST / SECOND**2)) == 0


def test_damped_moments_are_derivatives_of_the_first() -> None:
    for n in (0, 1):
        assert simplify(damped_moment(n, FIRST).diff(FIRST) + damped_moment(n + 1, FIRST)) == 0
    assert damped_moment(0, FIRST).subs(FIRST, 4) == Rational(1, 3)
