"""What the derivations about scaled latents share: the law of γ P X, noised, generated and divided by γ again.

    v_j = ((1-x) γ² λ̂_j + x)/γ² = (1-x) λ̂_j + x/γ²

Tested in `tests/derivations/encoders/test_scaled.py`.
"""

from __future__ import annotations

from typing import Any

from sympy import Expr, Integer, Sum, Symbol, diff

from ldm_symbolic.derivations.letters import X, j, k, s, x
from ldm_symbolic.model.error import indexed, mode_error, squared_error
from ldm_symbolic.model.weight import noised
from ldm_symbolic.notation import estimated_variance
from ldm_symbolic.proof import substitute

gamma = Symbol("gamma", real=True)
"""What the latents are multiplied by before they are noised: `scaling_factor`."""
law = estimated_variance * (1 - x) + x / gamma**2
noised_and_back = noised(gamma**2 * estimated_variance) / gamma**2
generated = indexed(law)
error = squared_error(law)
one_mode = mode_error(generated, s[j] ** 2)
mode_slope = diff(one_mode, x)
levels, kept = (x, Integer(0), X), (j, Integer(1), k)


def slope(level: Any, scale: Expr = gamma) -> Expr:
    """The slope of E at a level, for a scale.

    >>> slope(X).free_symbols >= {X, gamma}
    True
    """
    return substitute(Sum(mode_slope, kept), {x: level, gamma: scale})
