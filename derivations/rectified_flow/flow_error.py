"""What the derivations about rectified flow share: α = 1 - u, β = u, and the error at time u left, from the score.

    v_j = (1 - u)² λ̂_j + u²,   0 <= u <= 1

Tested in `tests/derivations/rectified_flow/test_flow.py`.
"""

from __future__ import annotations

from sympy import Expr, Integer, diff, expand

from ldm_symbolic.derivations.letters import j, k, s, u
from ldm_symbolic.derivations.schedules.path_error import alpha, beta, exact_law, plugin_law
from ldm_symbolic.model.error import indexed, mode_error, squared_error
from ldm_symbolic.proof import substitute

FLOW = {alpha: 1 - u, beta: u}
plugin, exact = (expand(substitute(law, FLOW)) for law in (plugin_law, exact_law))
"""Multiplied out, so that at u = 0 the estimate itself is left."""
error, error_exact = squared_error(plugin), squared_error(exact)
generated, generated_exact = indexed(plugin), indexed(exact)
one_mode = mode_error(generated, s[j] ** 2)
mode_slope = diff(one_mode, u)
levels, kept = (u, Integer(0), Integer(1)), (j, Integer(1), k)


def kept_term(total: Expr) -> Expr:
    """The terms of mode j in the sum over the kept modes of an error.

    >>> kept_term(error) == one_mode
    True
    """
    (part,) = (part for part in total.args if part.limits[0][2] == k)
    return part.function
