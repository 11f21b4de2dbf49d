"""Sums without terms, and sums of equal terms.

Tested in `tests/proof/kernel/test_rules.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Expr, Integer, Sum, Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof.kernel.decide import prove
from ldm_symbolic.proof.kernel.door import admit
from ldm_symbolic.proof.kernel.fact import Fact, RuleError
from ldm_symbolic.proof.kernel.rules.logic import instantiate
from ldm_symbolic.proof.kernel.rules.quantifiers import by_induction
from ldm_symbolic.proof.kernel.rules.sums import equal_sums, split_sum
from ldm_symbolic.proof.language.build import le, lt
from ldm_symbolic.proof.language.conditions import conjuncts
from ldm_symbolic.proof.language.predicate import Identity
from ldm_symbolic.proof.language.remake import minus, plus, times
from ldm_symbolic.proof.language.terms import free, fresh, limits, sum_over
from ldm_symbolic.proof.tactics.combining import follows


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
