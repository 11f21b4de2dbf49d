"""Sums, with what their rules need shown by the solvers; sums without terms, and of equal terms.

Tested in `tests/proof/kernel/test_rules.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sympy import Expr, Integer, Sum, Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof.kernel import rules
from ldm_symbolic.proof.kernel.decide import prove
from ldm_symbolic.proof.kernel.door import admit
from ldm_symbolic.proof.kernel.fact import Fact, RuleError
from ldm_symbolic.proof.kernel.rules.logic import instantiate
from ldm_symbolic.proof.kernel.rules.sums import differences, within_range
from ldm_symbolic.proof.language.build import le, lt
from ldm_symbolic.proof.language.conditions import conjuncts
from ldm_symbolic.proof.language.predicate import Identity
from ldm_symbolic.proof.language.remake import minus, plus, times
from ldm_symbolic.proof.language.terms import free, fresh, limits, sum_over
from ldm_symbolic.proof.tactics.combining import follows
from ldm_symbolic.proof.tactics.discharging import by_induction, discharge


def split_sum(total: Sum, last: Any, *, hypotheses: Iterable[Boolean]) -> Fact:
    """Return the identity that cuts a sum after an index; a part that consists of one term is that term.

        lo - 1 <= m, m <= hi |- Σ_{lo..hi} f = Σ_{lo..m} f + Σ_{m+1..hi} f

    Args:
        total: the sum; cut after hi - 1 to peel off its last term, after lo to peel off its first.
        last: m, the last index of the first part.
        hypotheses: what shows that m lies in the range and that the terms are defined.
    Raises:
        RuleError: if that does not follow.

    >>> from ldm_symbolic.notation import deviations, latent_dimension, mode
    >>> total = Sum(deviations[mode], (mode, 1, latent_dimension))
    >>> split_sum(total, latent_dimension - 1, hypotheses=[latent_dimension >= 1]).conclusion
    Identity(Sum(s[j], (j, 1, k)), s[k] + Sum(s[j], (j, 1, k - 1)))
    """
    total, last, hypotheses = admit(split_sum, total, last, hypotheses)
    return discharge(rules.split_sum(total, last, prove(hypotheses, within_range(total, last))))


def equal_sums(left: Expr, right: Expr, *, hypotheses: Iterable[Boolean]) -> Fact:
    """Return the identity of two expressions that are linear in sums, with the differences shown to vanish.

    Args:
        left, right: expressions in which sums are added and multiplied by terms without sums.
        hypotheses: what the terms need, such as a `ForEach` that makes a deviation positive.
    Raises:
        RuleError: showing the range whose terms, or the rest, that are not shown to vanish.

    >>> from ldm_symbolic.notation import deviations, latent_dimension, mode, noise
    >>> modes = (mode, 1, latent_dimension)
    >>> left, right = Sum(noise * deviations[mode] + 1, modes), noise * Sum(deviations[mode], modes) + Sum(1, modes)
    >>> equal_sums(left, right, hypotheses=[]).rule
    'equal_sums'
    """
    left, right, hypotheses = admit(equal_sums, left, right, hypotheses)
    hypotheses = conjuncts(hypotheses)
    open_ones = differences(left, right, hypotheses)
    zeros = [_vanishing((*hypotheses, *guard), term, where) for guard, term, where in open_ones]
    return discharge(rules.equal_sums(left, right, zeros, hypotheses=hypotheses))


def _vanishing(hypotheses: tuple[Boolean, ...], term: Expr, where: str) -> Fact:
    try:
        return prove(hypotheses, Identity(term, Integer(0)))
    except RuleError as error:
        message = f"{where} leaves `{term}`, which is not shown to be zero: {error}"
        raise RuleError(message, trouble=error.trouble, evidence=error.evidence) from error


def exchange_sums(
    weight: Expr, inner: Sum, outer: tuple[Symbol, Any, Any], *, hypotheses: Iterable[Boolean] = ()
) -> Fact:
    """Return the identity that takes a double sum in the other order: (u, M w) = (Mᵀ u, w).

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
    weight, inner, outer, hypotheses = admit(exchange_sums, weight, inner, outer, hypotheses)
    return discharge(rules.exchange_sums(weight, inner, outer), hypotheses=hypotheses)


def empty_sum(total: Sum, *, hypotheses: Iterable[Boolean]) -> Fact:
    """Return the identity that a sum without terms is 0.

    Raises:
        RuleError: if the range is not shown to be empty.

    >>> from ldm_symbolic.notation import deviations, latent_dimension, mode
    >>> empty_sum(Sum(deviations[mode], (mode, 1, 0)), hypotheses=[]).conclusion
    Identity(Sum(s[j], (j, 1, 0)), 0)
    """
    total, hypotheses = admit(empty_sum, total, hypotheses)
    _, lower, upper = limits(total)[0]
    prove(hypotheses, lt(upper, lower))
    return equal_sums(total, Integer(0), hypotheses=hypotheses)


def constant_sum(total: Sum, *, hypotheses: Iterable[Boolean]) -> Fact:
    """Return the identity that a sum of equal terms is their number times one of them, by induction on the number.

        lo - 1 <= hi |- Σ_{lo..hi} c = (hi - lo + 1) c

    Raises:
        RuleError: if the term depends on the index or the range may run backwards.

    >>> from ldm_symbolic.notation import latent_dimension, mode, noise
    >>> constant_sum(Sum(noise, (mode, 1, latent_dimension)), hypotheses=[latent_dimension >= 0]).conclusion
    Identity(Sum(x, (j, 1, k)), k*x)
    """
    total, hypotheses = admit(constant_sum, total, hypotheses)
    index, lower, upper = limits(total)[0]
    if index in free(total.function):
        raise RuleError(f"the terms of `{total}` depend on `{index}`")
    before, given = minus(lower, 1), conjuncts(hypotheses)
    last = fresh(Symbol("n", integer=True), free(total).union({index}, *map(free, given)))

    def counted(end: Expr) -> Identity:
        number = plus(minus(end, lower), 1)
        return Identity(sum_over(total.function, (index, lower, end)), times(number, total.function))

    none, so_far, one_more = counted(before), counted(last), counted(plus(last, 1))
    base = empty_sum(none.args[0], hypotheses=given) if isinstance(none.args[0], Sum) else prove(given, none)
    within = (*given, le(before, last))
    parts = split_sum(one_more.args[0], last, hypotheses=within)
    step = follows(one_more, [parts], hypotheses=(*within, so_far))
    every = by_induction(base, step, (last, before, upper))
    return follows(Identity(total, counted(upper).args[1]), [instantiate(every, {last: upper})], hypotheses=given)
