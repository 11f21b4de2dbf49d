"""The Kullback-Leibler divergence of two Gaussian laws of one mode, derived from their densities.

    KL(N(0, v) || N(0, λ)) = ½ (v/λ - 1 - log v/λ)

That of several independent modes is the sum; it is infinite where one law has a variance of 0 and the other has not.

Tested in `tests/model/distances/test_divergences.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import Expr, Symbol, exp, expand_log, integrate, log, oo, pi, simplify, sqrt


@cache
def kullback_leibler(first: Symbol, second: Symbol) -> Expr:
    """KL(N(0, a) || N(0, b)) of one mode, E log p/q under p, the integral done by SymPy.

    Args:
        first, second: a and b > 0, positive symbols.

    >>> a, b = Symbol("a", positive=True), Symbol("b", positive=True)
    >>> kullback_leibler(a, b)
    a/(2*b) - log(a)/2 + log(b)/2 - 1/2
    """
    at = Symbol("y", real=True)
    surprise = expand_log(_log_density(at, first) - _log_density(at, second), force=True)
    return simplify(integrate(exp(_log_density(at, first)) * surprise, (at, -oo, oo))).expand()


def _log_density(at: Symbol, variance: Symbol) -> Expr:
    return -(at**2) / (2 * variance) - log(sqrt(2 * pi * variance))
