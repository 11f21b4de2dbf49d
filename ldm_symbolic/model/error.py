"""The squared error E(k, x) between the decoded sample and the data, as sums over modes; its increment and slope.

    E(k, x) = Σ_{j≤k} (√v_j - s_j)² + Σ_{j>k} λ_j

What a mode adds is taken from `parts`, where it is derived from the encoder: nothing that follows is typed again.
"""

from __future__ import annotations

from functools import cache

from sympy import Expr, Indexed, Sum, Symbol, diff, expand, gcd, sqrt

from ldm_symbolic.model.backward import DerivationError
from ldm_symbolic.model.parts import Part, parts
from ldm_symbolic.notation import (
    deviation,
    deviations,
    estimated_deviations,
    estimated_variance,
    generated_deviation,
    latent_dimension,
    mode,
    noise,
    variance,
)

gap = Symbol("g", real=True)
"""v - λ of one mode: a type of number can know it to more digits than v and λ tell."""


def mode_error(generated: Expr, true: Expr) -> Expr:
    """The squared error of one kept mode.

        v + λ - 2 √(v λ)

    Args:
        generated: v, the generated variance of the mode.
        true: λ = s², a true variance; written as a square s² with s >= 0 its root is s.

    >>> mode_error(Symbol("v"), deviation**2)
    s**2 - 2*s*sqrt(v) + v

    Source: arXiv:2510.08409v1, eq. (6)
    """
    return _term(parts()[0], generated, true)


def _term(part: Part, generated: Expr, true: Expr) -> Expr:
    return part.term.xreplace({generated_deviation: sqrt(generated), deviation: _root(true)})


def _root(square: Expr) -> Expr:
    """s where the argument is a square s² of a letter (deviations are non-negative), else its root."""
    if square.is_Pow and square.exp == 2 and isinstance(square.base, (Symbol, Indexed)):
        return square.base
    return sqrt(square)


@cache
def root_gap() -> Expr:
    """√v - s, whose square is the error of a kept mode, from g = v - λ: nothing cancels in it but g.

        √v - s = g/(r + s)

    Returns:
        An expression in g, r = √v and s.

    Raises:
        DerivationError: if the error of a mode is no such square.

    >>> root_gap()
    g/(r + s)
    """
    root = _root_of_error()
    conjugate = root.subs(deviation, -deviation)
    if expand(root * conjugate) != generated_deviation**2 - deviation**2:
        raise DerivationError(f"{root} times {conjugate} is not v - λ")
    return gap / conjugate


@cache
def mismatch() -> Expr:
    """The derivative of a kept mode's error in v, from g = v - λ.

        1 - s/√v = g/(r (r + s))

    Returns:
        An expression in g, r = √v and s, linear in g.

    >>> mismatch()
    g/(r*(r + s))
    """
    r = generated_deviation
    return 2 * root_gap() * diff(_root_of_error(), r) / diff(r**2, r)


@cache
def _root_of_error() -> Expr:
    """r - s, as the root that the error of a kept mode shares with its derivative in r."""
    r, term = generated_deviation, parts()[0].term
    root = gcd(term, diff(term, r))
    root *= root.coeff(r)  # ±1, so that it rises with r
    if expand(root**2 - term) != 0:
        raise DerivationError(f"{term} is no square of a difference of deviations")
    return root


def mode_slope(generated: Expr, true: Expr) -> Expr:
    """The derivative of one kept mode's squared error in the noise level x, (1 - s/√v) v'.

    Source: arXiv:2510.08409v1, Proposition 1
    """
    return diff(mode_error(generated, true), noise)


def squared_error(generated: Expr) -> Expr:
    """E(k, x) of an encoder that keeps the first k of D modes: kept part and lost tail.

        Σ_{j≤k} (√v_j - s_j)² + Σ_{j>k} s_j²

    Args:
        generated: v, the generated variance of one mode in λ̂ and λ; its letters are replaced by the
            squares of the indexed standard deviations.

    Returns:
        A sum over 1..k and one over k+1..D, both with symbolic bounds.

    Source: arXiv:2510.08409v1, eq. (6)
    """
    law, true = indexed(generated), deviations[mode] ** 2
    return sum(Sum(_term(part, law, true), (mode, part.first, part.last)) for part in parts())


def increment(generated: Expr) -> Expr:
    """E(k, x) - E(k-1, x), what keeping the k-th direction adds: v_k - 2 s_k √v_k.

    Args:
        generated: v, as in `squared_error`.

    Source: arXiv:2510.08409v1, Proposition 2
    """
    kth = {mode: latent_dimension}
    true = (deviations[mode] ** 2).subs(kth)
    kept, lost = (_term(part, indexed(generated).subs(kth), true) for part in parts())
    return expand(kept - lost, deep=False)


def slope(generated: Expr) -> Expr:
    """dE(k, x)/dx = Σ_{j≤k} (1 - s_j/√v_j) v_j', the derivative of the kept part taken term by term."""
    kept = parts()[0]
    return Sum(mode_slope(indexed(generated), deviations[mode] ** 2), (mode, kept.first, kept.last))


def indexed(expression: Expr) -> Expr:
    """A one-mode expression in λ and λ̂ for mode j: in s_j² and ŝ_j²."""
    return expression.subs({variance: deviations[mode] ** 2, estimated_variance: estimated_deviations[mode] ** 2})
