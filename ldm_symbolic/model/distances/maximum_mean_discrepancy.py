"""The squared maximum mean discrepancy of two Gaussian laws with a Gaussian kernel of bandwidth h.

    MMD² = E k(X, X') + E k(Y, Y') - 2 E k(X, Y),   k(x, y) = e^{-|x - y|²/(2h²)}

Over independent modes each expectation is a product of those of one mode, which depend on the variance of the
difference alone: E k = Π_j (1 + c_j/h²)^{-1/2}.

Tested in `tests/model/distances/test_divergences.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import Expr, Symbol, exp, integrate, oo, pi, simplify, sqrt


@cache
def expected_kernel(spread: Symbol, bandwidth: Symbol) -> Expr:
    """E k of one mode, the integral done by SymPy.

    Args:
        spread: c > 0, the variance of the difference of the two, a positive symbol.
        bandwidth: h > 0, likewise.

    >>> c, h = Symbol("c", positive=True), Symbol("h", positive=True)
    >>> expected_kernel(c, h)
    h/sqrt(c + h**2)
    """
    apart = Symbol("y", real=True)
    density = exp(-(apart**2) / (2 * spread)) / sqrt(2 * pi * spread)
    return simplify(integrate(exp(-(apart**2) / (2 * bandwidth**2)) * density, (apart, -oo, oo)))
