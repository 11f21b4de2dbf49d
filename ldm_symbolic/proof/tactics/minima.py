"""The minimum of a sequence, from its increments.

Tested in `tests/proof/kernel/test_rules.py`.
"""

from __future__ import annotations

from sympy import Expr, Integer, Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof.kernel.decide import prove
from ldm_symbolic.proof.kernel.door import admit
from ldm_symbolic.proof.kernel.fact import Fact, RuleError
from ldm_symbolic.proof.kernel.rules.logic import by_logic, instantiate
from ldm_symbolic.proof.language.build import both, either, le, lt, plainly
from ldm_symbolic.proof.language.conditions import conjuncts, meaning, without
from ldm_symbolic.proof.language.predicate import Minimises
from ldm_symbolic.proof.language.remake import minus, plus
from ldm_symbolic.proof.language.terms import Limits, free, fresh, substitute
from ldm_symbolic.proof.tactics.combining import follows
from ldm_symbolic.proof.tactics.discharging import by_induction, for_all

_LETTERS = tuple(Symbol(letter, real=True) for letter in "abc")


def minimum_from_increments(point: Expr, values: Expr, limits: Limits, *, falls: Fact, rises: Fact) -> Fact:
    """Return that a sequence is smallest where its increments change from non-positive to non-negative.

        f(lo) >= f(lo + 1) >= ... >= f(p) <= f(p + 1) <= ... <= f(hi), by induction on both sides

    Args:
        point: p, an integer.
        values: f(i), the sequence.
        limits: (i, lo, hi).
        falls: lo < i, i <= p, ... |- f(i) <= f(i - 1).
        rises: p < i, i <= hi, ... |- f(i - 1) <= f(i).
    Returns:
        lo <= p, p <= hi, ... |- Minimises(p, f, (i, lo, hi)).
    Raises:
        RuleError: if an increment is another one, or i is free in another hypothesis.

    >>> from ldm_symbolic.notation import data_dimension, latent_dimension, mode
    >>> values, before = (mode - latent_dimension) ** 2, (mode - 1 - latent_dimension) ** 2
    >>> falls = prove([mode <= latent_dimension], values <= before)
    >>> rises = prove([mode > latent_dimension], before <= values)
    >>> limits = (mode, 1, data_dimension)
    >>> minimum_from_increments(latent_dimension, values, limits, falls=falls, rises=rises)
    1 <= k, k <= D |- Minimises(k, (j - k)**2, (j, 1, D))  [for_all]
    """
    point, values, limits, falls, rises = admit(minimum_from_increments, point, values, limits, falls, rises)
    predicate = Minimises(point, values, limits)
    index, lower, upper = predicate.args[-1]
    before = substitute(values, {index: minus(index, 1)})
    kept: list[Boolean] = []
    for fact, guard, wanted in (
        (falls, [*_between(lower, index, point), le(index, upper), lt(index, plus(upper, 1))], le(values, before)),
        (rises, [*_between(point, index, upper), *_between(lower, index, upper)], le(before, values)),
    ):
        if meaning(fact.conclusion) != meaning(wanted):
            raise RuleError(f"the fact shows `{fact.conclusion}`, but the increment needs `{wanted}`")
        kept += without(fact.hypotheses, guard)
    given = conjuncts([*kept, *predicate.plain()])
    steps = fresh(index, {index, *free(predicate)}.union(*map(free, given)))
    behind = minus(point, steps)
    up = _never_below(predicate, index, rises, plus(index, 1), (index, point, upper), given)
    down = _never_below(predicate, behind, falls, behind, (steps, Integer(0), minus(point, lower)), given)
    back = instantiate(down, {steps: minus(point, index)})
    sides = prove([], either(le(point, index), le(index, point)))
    within = (*given, le(lower, index), le(index, upper))
    left = follows(up.conclusion, [back], hypotheses=(*within, le(index, point)))
    least = by_logic(up.conclusion, [up, left, sides], hypotheses=within)
    return for_all(predicate, least, [index], facts=[prove(given, both(*predicate.plain()))])


def _between(lower: Expr, index: Symbol, upper: Expr) -> list[Boolean]:
    """Return what an integer beyond a lower end and up to an upper one may be said to be."""
    beyond = [lt(lower, index), le(plus(lower, 1), index), le(lower, minus(index, 1)), le(lower, index)]
    return [*beyond, le(index, upper), lt(index, plus(upper, 1))]


def _never_below(
    predicate: Minimises, place: Expr, increment: Fact, at: Expr, limits: Limits, given: tuple[Boolean, ...]
) -> Fact:
    """Return that the value at a place that depends on a counter is not below that at the point, by induction on it.

    Args:
        place: where, a term in the counter.
        increment: that the value there is not above the one that follows, taken at a term.
        limits: the counter and its range.
    """
    counter, first, last = limits
    least, here = predicate.value(1, predicate.args[0]), predicate.value(1, place)
    if plainly(le(least, here)):
        return prove([], le(least, here))
    one_more = predicate.value(1, substitute(place, {counter: plus(counter, 1)}))
    chain = instantiate(_transitive(), dict(zip(_LETTERS, (least, here, one_more), strict=True)))
    within = (*given, le(first, counter), le(counter, minus(last, 1)), le(least, here))
    following = substitute(le(least, here), {counter: plus(counter, 1)})
    step = follows(following, [instantiate(increment, {predicate.index: at}), chain], hypotheses=within)
    return by_induction(prove(given, le(least, least)), step, limits)


def _transitive() -> Fact:
    first, second, third = _LETTERS
    return prove([le(first, second), le(second, third)], le(first, third))
