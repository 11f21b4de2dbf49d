"""Rules for finite sums.

A sum over an empty range is 0. Whatever a rule says about a sum holds for every length, so for every k.

Tested in `tests/proof/kernel/test_rules.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sympy import Add, Expr, Integer, Mul, Sum, Symbol
from sympy.core.relational import Equality, GreaterThan, LessThan, Relational, StrictGreaterThan, StrictLessThan
from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof.kernel.door import admit
from ldm_symbolic.proof.kernel.fact import Fact, RuleError, _mint, _mint_defined, recorded, require_conclusion
from ldm_symbolic.proof.kernel.rules.quantifiers import over_modes
from ldm_symbolic.proof.language.build import both, le
from ldm_symbolic.proof.language.conditions import conjuncts, meanings
from ldm_symbolic.proof.language.keys import key, kinds, same
from ldm_symbolic.proof.language.predicate import Identity
from ldm_symbolic.proof.language.remake import minus, plus, remade, summation, times
from ldm_symbolic.proof.language.terms import Limits, all_names, free, fresh, limits, substitute, sum_over
from ldm_symbolic.proof.smt.normal_form import vanishes


@recorded
def sum_over_modes(fact: Fact, limits: Limits) -> Fact:
    """Return a relation between two sums from the same relation between their terms.

    Theorem: what compares all terms of two sums over one range compares the sums, strictly if there is a term.

    With 0 on one side: a finite sum of non-negative terms is non-negative.

        h(j), g |- a(j) <= b(j)   gives   ForEach(h(j), (j, lo, hi)), g |- Σ a(j) <= Σ b(j)

    Args:
        fact: a relation between two expressions for mode j.
        limits: (j, lo, hi), bounds without j.
    Raises:
        RuleError: if the conclusion is not such a relation, or j does not count modes.

    >>> from ldm_symbolic.notation import deviations, latent_dimension, mode
    >>> from ldm_symbolic.proof.kernel.decide import prove
    >>> fact = prove([deviations[mode] > 0], deviations[mode] >= 0)
    >>> sum_over_modes(fact, (mode, 1, latent_dimension))
    ForEach(s[j] > 0, (j, 1, k)) |- Sum(s[j], (j, 1, k)) >= 0  [sum_over_modes]
    """
    fact, limits = admit(sum_over_modes, fact, limits)
    relation = fact.conclusion
    if not isinstance(relation, LessThan | GreaterThan | StrictLessThan | StrictGreaterThan | Equality | Identity):
        raise RuleError(f"`{relation}` is no relation between the terms of two sums")
    hypotheses = over_modes(fact, limits)
    index, lower, upper = limits
    if isinstance(relation, StrictLessThan | StrictGreaterThan):
        hypotheses += (le(lower, upper),)
    sides = [_total(side, (index, lower, upper)) for side in relation.args]
    return _mint(
        hypotheses,
        remade(relation, sides) if isinstance(relation, Relational) else Identity(*sides),
        rule="sum_over_modes",
        premises=[fact],
    )


def _total(term: Expr, limits: Limits) -> Expr:
    if isinstance(term, Sum):
        raise RuleError(f"a sum of sums is not supported: `{term}`")
    return term if same(term, Integer(0)) else sum_over(term, limits)


@recorded
def split_sum(total: Sum, last: Any, inside: Fact) -> Fact:
    """Return the identity that cuts a sum after an index; a part that consists of one term is that term.

    Theorem: associativity of addition; one part may be empty.

        lo - 1 <= m, m <= hi |- Σ_{lo..hi} f = Σ_{lo..m} f + Σ_{m+1..hi} f

    Args:
        total: the sum; cut after hi - 1 to peel off its last term, after lo to peel off its first.
        last: m, the last index of the first part.
        inside: ... |- lo - 1 <= m and m <= hi.
    Raises:
        RuleError: if that is not what the fact shows.

    >>> from ldm_symbolic.notation import deviations, latent_dimension, mode
    >>> from ldm_symbolic.proof.kernel.decide import prove
    >>> total = Sum(deviations[mode], (mode, 1, latent_dimension))
    >>> last = latent_dimension - 1
    >>> inside = prove([latent_dimension >= 1], within_range(total, last))
    >>> split_sum(total, last, inside).conclusion
    Identity(Sum(s[j], (j, 1, k)), s[k] + Sum(s[j], (j, 1, k - 1)))
    """
    total, last, inside = admit(split_sum, total, last, inside)
    _, lower, upper = limits(total)[0]
    require_conclusion(inside, within_range(total, last))
    parts = plus(_part(total, lower, last), _part(total, plus(last, 1), upper))
    return _mint_defined(inside.hypotheses, Identity(total, parts), rule="split_sum", premises=[inside])


def within_range(total: Sum, last: Any) -> Boolean:
    """Return the condition under which a sum may be cut after an index: lo - 1 <= m and m <= hi."""
    _, lower, upper = limits(total)[0]
    return both(le(minus(lower, 1), last), le(last, upper))


def _part(total: Sum, lower: Expr, upper: Expr) -> Expr:
    index = total.limits[0][0]
    if same(lower, upper):
        return substitute(total.function, {index: lower})
    return sum_over(total.function, (index, lower, upper))


@recorded
def equal_sums(left: Expr, right: Expr, zeros: Iterable[Fact], *, hypotheses: Iterable[Boolean]) -> Fact:
    """Return the identity of two expressions that are linear in sums.

    Theorem: a finite sum is linear, and a sum of zeros is zero.

    Sums over the same range are put into one, whose terms must be zero one by one; what stands outside of the sums
    must be zero as well. (Sufficient; sums over different ranges are not compared.)

    Args:
        left, right: expressions in which sums are added and multiplied by terms without sums.
        zeros: facts that show what `differences` finds to be 0.
        hypotheses: what they use, beside that the index lies in the range.
    Raises:
        RuleError: showing the range whose terms, or the rest, that are not shown to vanish.

    >>> from ldm_symbolic.notation import deviations, latent_dimension, mode, noise
    >>> modes = (mode, 1, latent_dimension)
    >>> left, right = Sum(noise * deviations[mode] + 1, modes), noise * Sum(deviations[mode], modes) + Sum(1, modes)
    >>> equal_sums(left, right, [], hypotheses=[]).rule
    'equal_sums'
    """
    left, right, zeros, hypotheses = admit(equal_sums, left, right, zeros, hypotheses)
    hypotheses = conjuncts(hypotheses)
    for guard, term, where in differences(left, right, hypotheses):
        shown = [fact for fact in zeros if same(fact.conclusion, Identity(term, Integer(0)))]
        if not any(meanings(f.hypotheses) <= meanings((*hypotheses, *guard)) for f in shown):
            raise RuleError(f"{where} leaves `{term}`, which is not shown to be zero")
    return _mint_defined(hypotheses, Identity(left, right), rule="equal_sums", premises=zeros)


def differences(
    left: Expr, right: Expr, hypotheses: tuple[Boolean, ...]
) -> list[tuple[tuple[Boolean, ...], Expr, str]]:
    """Return what must vanish for two expressions that are linear in sums to be equal, beside what is plainly 0.

    Returns:
        For each range of a sum: that a new index lies in it, the difference of the terms there, and where that is, in
        words; the same for what stands outside of the sums.
    """
    groups: dict[tuple[int, int], tuple[Expr, Expr, Expr]] = {}
    rest: Expr = Integer(0)
    index = fresh(Symbol("j", integer=True), all_names(left).union(all_names(right), *map(all_names, hypotheses)))
    for coefficient, part in [*_linear(left), *((times(-1, c), part) for c, part in _linear(right))]:
        if part is None:
            rest = plus(rest, coefficient)
            continue
        own, lower, upper = limits(part)[0]
        place = key(lower), key(upper)
        so_far = groups[place][-1] if place in groups else Integer(0)
        groups[place] = lower, upper, plus(so_far, times(coefficient, substitute(part.function, {own: index})))
    found = [((le(a, index), le(index, b)), term, f"the sum over {a}..{b}") for a, b, term in groups.values()]
    return [part for part in (*found, ((), rest, "what stands outside of the sums")) if not vanishes(part[1])]


def _linear(term: Expr) -> Iterator[tuple[Expr, Sum | None]]:
    """Yield coefficients and sums whose combination a term is; None stands for no sum."""
    if Sum not in kinds(term):
        yield term, None
    elif isinstance(term, Sum):
        yield Integer(1), term
    elif isinstance(term, Add):
        for arg in term.args:
            yield from _linear(arg)
    elif isinstance(term, Mul) and sum(Sum in kinds(arg) for arg in term.args) == 1:
        (inner,) = (arg for arg in term.args if Sum in kinds(arg))
        factor = times(*(arg for arg in term.args if Sum not in kinds(arg)))
        for coefficient, part in _linear(inner):
            yield times(factor, coefficient), part
    else:
        raise RuleError(f"`{term}` is not linear in sums")


@recorded
def exchange_sums(weight: Expr, inner: Sum, outer: tuple[Symbol, Any, Any]) -> Fact:
    """Return the identity that takes a double sum in the other order: (u, M w) = (Mᵀ u, w).

    Theorem: a finite double sum over a rectangle may be taken in either order; a factor that does not depend on the
    index moves through a sum.

        Σ_i u_i Σ_j M_ij w_j = Σ_j w_j Σ_i M_ij u_i

    Args:
        weight: u_i, free of j, other than 1.
        inner: Σ_j M_ij w_j; w_j is the product of all factors of its term that are free of i.
        outer: (i, lo, hi), with i another symbol than j; neither range mentions i or j.
    Raises:
        RuleError: if a side condition fails.

    >>> from ldm_symbolic.notation import data_dimension, deviations, estimated_deviations, mode
    >>> i, D = Symbol("i", integer=True), data_dimension
    >>> inner = Sum(estimated_deviations[D * (i - 1) + mode] * deviations[mode], (mode, 1, D))
    >>> exchange_sums(deviations[i] ** 2, inner, (i, 1, D)).conclusion.args[1]
    Sum(s[j]*Sum(s[i]**2*s_hat[D*(i - 1) + j], (i, 1, D)), (j, 1, D))
    """
    weight, inner, outer = admit(exchange_sums, weight, inner, outer)
    index, other = outer[0], inner.limits[0][0]
    if not index.is_integer or same(index, other) or other in free(weight):
        raise RuleError(f"`{other}` and `{index}` must be two indices, the first not in `{weight}`")
    factors = Mul.make_args(inner.function)
    moved = times(*(factor for factor in factors if index not in free(factor)))
    coupled = times(weight, *(factor for factor in factors if index in free(factor)))
    sides = summation(times(weight, inner), outer), summation(times(moved, summation(coupled, outer)), inner.limits[0])
    if key(Integer(1)) in (key(weight), key(moved)):
        raise RuleError(f"`{weight}` and `{moved}` must be factors other than 1: SymPy merges sums of bare sums")
    for _, lower, upper in (side.limits[0] for side in sides):
        if {index, other} & (free(lower) | free(upper)):
            raise RuleError(f"the ranges of `{index}` and `{other}` must not depend on them")
    parts = [summation(*part) for part in ((weight, outer), (inner, outer), (moved, inner.limits[0]))]
    # a product of parts may be defined where they are not
    return _mint_defined([], Identity(*sides), rule="exchange_sums", needs=[*parts, *sides])
