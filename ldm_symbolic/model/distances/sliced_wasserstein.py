"""The squared sliced Wasserstein-2 distance of two Gaussian laws with shared axes.

    SW² = E_θ (√(θᵀAθ) - √(θᵀBθ))²,   θ even on the sphere of D dimensions

A standard normal z is |z| θ with both apart, so that SW² = E (√a - √b)²/D with a = Σ A_j z_j², b = Σ B_j z_j². With

    (√a - √b)² = 2/π ∫₀¹ √(c(1-c)) (a - b)²/((1-c) a + c b) dc,   1/m = ∫₀^∞ e^{-rm} dr

what is left are moments of one mode, E z^{2n} e^{-rmz²} for n = 0, 1, 2. There is no form mode by mode.

Tested in `tests/model/distances/test_divergences.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import Expr, Symbol, exp, integrate, oo, pi, simplify, sqrt


@cache
def damped_moment(half_power: int, rate: Symbol) -> Expr:
    """E z^{2n} e^{-g z²} for a standard normal z, the integral done by SymPy.

    Args:
        half_power: n >= 0.
        rate: g > 0, a positive symbol.

    >>> damped_moment(1, Symbol("g", positive=True))
    (2*g + 1)**(-3/2)
    """
    at = Symbol("z", real=True)
    density = exp(-(at**2) / 2) / sqrt(2 * pi)
    return simplify(integrate(at ** (2 * half_power) * exp(-rate * at**2) * density, (at, -oo, oo)))
