"""What the files of Propositions 3 and 8 share: d0 equal variances, zeros beyond.

The deviations are s_1 = ... = s_{d0} = s > 0, s_j = ŝ_j = 0 for j > d0. All that is asked of the model is its error
E(k, x); a comparison of E(d0, y) with E(k, x) is one of modes, kept by both, lost by k, or empty.

Tested in `tests/derivations/equal_variances/test_p8_true_dimension_is_best_late.py`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import Expr, Integer, Sum, Symbol

from ldm_symbolic.claims import Assignment
from ldm_symbolic.derivations.clock import identity_clock
from ldm_symbolic.derivations.letters import D, X, d0, j, k, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import i, other_noise, plugin_error, plugin_variance
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.notation import deviations as s_all
from ldm_symbolic.notation import time
from ldm_symbolic.proof import ForEach, substitute


def threshold(index: Any) -> Expr:
    """Return (4 λ - λ̂)/(1 - λ̂), the level up to which direction `index` helps."""
    return (4 * s**2 - s_hat[index] ** 2) / (1 - s_hat[index] ** 2)


y, best = other_noise, Symbol("xi", real=True)  # two further levels
accuracy = Symbol("epsilon", real=True)
left = Symbol("delta", real=True)  # δ̂, the time left at the stop
supported, beyond, levels = (j, Integer(1), d0), (j, d0 + 1, D), (x, Integer(0), X)


def error(dimension: Any, level: Expr) -> Expr:
    """Return E(dimension, level), as the model derives it."""
    return substitute(plugin_error, {k: dimension, x: level})


def generated(level: Expr) -> Expr:
    """Return v_j(level)."""
    return substitute(plugin_variance, {x: level})


def mode_cost(level: Expr) -> Expr:
    """Return the error of mode j at a level, the term of the kept sum."""
    return substitute(_kept().function, {x: level})


def _kept() -> Sum:
    return next(total for total in plugin_error.args if total.limits[0][1] == 1)


def lost_sum(first: Any, last: Any) -> Sum:
    return Sum(s_all[j] ** 2, (j, first, last))


def kept_sum(level: Expr, first: Any, last: Any) -> Sum:
    return Sum(mode_cost(level), (j, first, last))


def worth_keeping(first: Any, last: Any, level: Expr) -> ForEach:
    """Return that each mode of a range generates at most 4 λ, so that keeping it costs at most λ."""
    return ForEach(generated(level) <= 4 * s**2, (j, first, last))


def past_their_best(last: Any, level: Expr) -> ForEach:
    """Return that modes 1..last generate at least λ at a level beyond which they generate more."""
    return ForEach((generated(level) >= s**2) & (s_hat[j] ** 2 <= 1), (j, 1, last))


def at(true: Any, estimated: tuple[Any, ...], zeros: int = 0, top: Any = Fraction(1, 2), **more: Any) -> Assignment:
    """Return an instance with equal deviations and some zero ones, a_u² = u and T = X = top."""
    names = {"eps": accuracy, "x": x, "xi": best, "t": time, "time_left": left, "i": i, "j": j}
    nothing = (Integer(0),) * zeros
    count = len(estimated)
    spectrum = {s: true, s_all: (true,) * count + nothing, s_hat: (*estimated, *nothing), d0: count, D: count + zeros}
    return {**spectrum, **identity_clock(top), **{names[name]: value for name, value in more.items()}}
