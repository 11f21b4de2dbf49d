"""The rule for sums of sums: a finite double sum may be taken in either order, which is what a transpose does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sympy import Expr, Mul, Sum, Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof.kernel.decide import _mint_defined
from ldm_symbolic.proof.kernel.fact import Fact, RuleError, conjuncts
from ldm_symbolic.proof.language.predicate import Identity
from ldm_symbolic.proof.language.terms import check, free


def exchange_sums(
    weight: Expr, inner: Sum, outer: tuple[Symbol, Any, Any], *, hypotheses: Iterable[Boolean] = ()
) -> Fact:
    """Return the identity that takes a double sum in the other order: (u, M w) = (Mᵀ u, w).

    Theorem: a finite double sum over a rectangle may be taken in either order; a factor that does not depend on the
    index moves through a sum.

        Σ_i u_i Σ_j M_ij w_j = Σ_j w_j Σ_i M_ij u_i

    Args:
        weight: u_i, free of j, other than 1.
        inner: Σ_j M_ij w_j; w_j is the product of all factors of its term that are free of i.
        outer: (i, lo, hi), with i another symbol than j; neither range mentions i or j.
        hypotheses: under which both sides are defined.
    Raises:
        RuleError: if a side condition fails.

    >>> from ldm_symbolic.notation import data_dimension, deviations, estimated_deviations, mode
    >>> i, D = Symbol("i", integer=True), data_dimension
    >>> inner = Sum(estimated_deviations[D * (i - 1) + mode] * deviations[mode], (mode, 1, D))
    >>> exchange_sums(deviations[i] ** 2, inner, (i, 1, D)).conclusion.args[1]
    Sum(s[j]*Sum(s[i]**2*s_hat[D*(i - 1) + j], (i, 1, D)), (j, 1, D))
    """
    if not isinstance(inner, Sum):
        raise RuleError(f"`{inner}` is not a sum")
    check(inner)
    index, other = outer[0], inner.limits[0][0]
    if not (isinstance(index, Symbol) and index.is_integer) or index == other or other in free(weight):
        raise RuleError(f"`{other}` and `{index}` must be two indices, the first not in `{weight}`")
    factors = Mul.make_args(inner.function)
    moved = Mul(*(factor for factor in factors if index not in free(factor)))
    coupled = Mul(weight, *(factor for factor in factors if index in free(factor)))
    sides = Sum(weight * inner, outer), Sum(moved * Sum(coupled, outer), inner.limits[0])
    if any(len(side.limits) != 1 for side in sides):
        raise RuleError(f"`{weight}` and `{moved}` must be factors other than 1: SymPy merges sums of bare sums")
    for _, lower, upper in (side.limits[0] for side in sides):
        if {index, other} & (free(lower) | free(upper)):
            raise RuleError(f"the ranges of `{index}` and `{other}` must not depend on them")
    return _mint_defined(conjuncts(hypotheses), Identity(*sides), rule="exchange_sums")
