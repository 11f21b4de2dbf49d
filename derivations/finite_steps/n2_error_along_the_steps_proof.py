"""The proofs behind `n2_error_along_the_steps`: two roots compared with s, and what a step makes of one of them.

Tested in `tests/derivations/finite_steps/test_steps.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Equivalent, Expr, Or, Symbol, sqrt

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.finite_steps.n1_ddim_by_angles import error, s
from ldm_symbolic.derivations.finite_steps.n2_error_along_the_steps import (
    EXACTLY,
    EXPLODING,
    FALLING,
    FAR,
    FROM_THE_LAW,
    LITTLE,
    NO_WORSE,
    NOISY,
    ONE_STEP,
    START,
    STEP,
    WORSE,
    alpha,
    any_step,
    before,
    beta,
    exploded,
    inside,
    last,
    preserving,
)
from ldm_symbolic.proof import Fact, Identity, by_logic, in_turn, instantiate, prove

root, after, factor, of = (Symbol(name, real=True) for name in ("r", "q", "g", "w"))


@cache
def moved() -> Fact:
    """√(g² V) = g √V, for g >= 0 and V >= 0."""
    squares = prove(
        (root >= 0, after >= 0, factor >= 0, Identity(after**2, factor**2 * root**2)), after <= factor * root
    )
    back = prove((root >= 0, after >= 0, factor >= 0, Identity(after**2, factor**2 * root**2)), after >= factor * root)
    both = in_turn(Identity(after, factor * root), [squares, back], hypotheses=squares.hypotheses)
    return instantiate(both, {root: sqrt(of), after: sqrt(factor**2 * of)})


def step(growth: Expr, start: Expr) -> list[Fact]:
    """The root after a step is g times the one before it."""
    return [instantiate(moved(), {factor: growth, of: start})]


@cache
def exactly() -> Fact:
    """(q - s)² - (r - s)² = (q - r)(q + r - 2s), q = g r and r > 0."""
    given = (root > 0, factor >= 0, Identity(after, factor * root))
    gap = prove(
        given, Identity((after - s) ** 2 - (root - s) ** 2, root * ((factor - 1) * ((1 + factor) * root - 2 * s)))
    )
    sign = prove((root > 0, Identity(of, root * after)), Equivalent(of <= 0, after <= 0))
    size = (factor - 1) * ((1 + factor) * root - 2 * s)
    sign = instantiate(sign, {of: (after - s) ** 2 - (root - s) ** 2, after: size})
    goal = Equivalent((after - s) ** 2 <= (root - s) ** 2, size <= 0)
    whole = in_turn(goal, [gap, sign], hypotheses=given)
    whole = instantiate(whole, {root: sqrt(before), after: sqrt(any_step**2 * before), factor: any_step})
    signs = prove(STEP, And(any_step >= 0, sqrt(before) > 0, any_step**2 * before >= 0))
    return in_turn(EXACTLY, [signs, *step(any_step, before), whole], hypotheses=STEP)


share = Symbol("z", real=True)
"""√(1 - α)."""
LAST = (*NOISY, root > 0, Identity(root**2, START), after > 0, Identity(after * root, alpha * s**2))
CLOSER = (after - s) ** 2 <= (root - s) ** 2


@cache
def narrow() -> Fact:
    """λ <= 1: q < s <= r, and q + r >= 2s iff (r - s)² >= s² (1 - α)."""
    given = (*LAST, s <= 1, share >= 0, Identity(share**2, 1 - alpha))
    order = prove((*LAST, s <= 1), And(root >= s, after < s))
    middle = prove((root >= s, after < s, s > 0), Equivalent(CLOSER, after + root >= 2 * s))
    square = prove((root > 0,), Equivalent(after + root >= 2 * s, after * root + root**2 - 2 * s * root >= 0))
    complete = Identity(after * root + root**2 - 2 * s * root, (root - s) ** 2 - s**2 * share**2)
    complete = prove((*LAST[-1:], Identity(share**2, 1 - alpha)), complete)
    ends = prove(
        (root >= s, s > 0, share >= 0), Equivalent((root - s) ** 2 - s**2 * share**2 >= 0, root >= s * (1 + share))
    )
    goal = Equivalent(CLOSER, root >= s * (1 + share))
    return in_turn(goal, [order, middle, square, complete, ends], hypotheses=given)


@cache
def wide() -> Fact:
    """λ > 1: r < s and q <= s, and q >= r iff αλ >= 1 + α."""
    given = (*LAST, s > 1)
    order = prove((*NOISY, s > 1, root > 0, Identity(root**2, START)), root < s)
    most = prove(LAST, after <= s)
    middle = prove((root < s, after <= s), Equivalent(CLOSER, after >= root))
    square = prove((root > 0,), Equivalent(after >= root, after * root >= root**2))
    level = prove(NOISY, Equivalent(alpha * s**2 >= START, alpha * s**2 >= 1 + alpha))
    goal = Equivalent(CLOSER, alpha * s**2 >= 1 + alpha)
    return in_turn(goal, [order, most, middle, square, level], hypotheses=given)


@cache
def roots() -> list[Fact]:
    """What √v and the root after the step are."""
    positive_law = prove(NOISY, And(START > 0, last(preserving(alpha)) >= 0, ONE_STEP >= 0))
    product = prove(
        (*NOISY, root > 0, Identity(root**2, START), Identity(after, last(preserving(alpha)) * root)), LAST[-1]
    )
    size = prove((root > 0, after * root > 0), after > 0)
    names = {root: sqrt(START), after: sqrt(ONE_STEP)}
    more = prove(NOISY, alpha * s**2 > 0)
    roots_of = prove(NOISY, And(sqrt(START) > 0, Identity(sqrt(START) ** 2, START)))
    parts = [positive_law, roots_of, more, *step(last(preserving(alpha)), START)]
    return [*parts, instantiate(product, names), instantiate(size, names)]


@cache
def one_step() -> Fact:
    """Both cases together."""
    goal = Equivalent(CLOSER, Or(And(s <= 1, root >= s * (1 + share)), alpha * s**2 >= 1 + alpha))
    low = in_turn(goal, [narrow(), prove((*NOISY, s <= 1), alpha * s**2 < 1 + alpha)], hypotheses=narrow().hypotheses)
    high = in_turn(goal, [wide()], hypotheses=wide().hypotheses)
    given = (*LAST, share >= 0, Identity(share**2, 1 - alpha))
    whole = by_logic(goal, [low, high], hypotheses=given)
    whole = instantiate(whole, {root: sqrt(START), after: sqrt(ONE_STEP), share: sqrt(1 - alpha)})
    return in_turn(Equivalent(NO_WORSE, FAR), [*roots(), whole], hypotheses=NOISY)


@cache
def late() -> Fact:
    """(1-α)(1-λ) <= λ √(1-α) where 1 - α <= λ², so that r < s (1 + √(1-α))."""
    given = (*NOISY, s <= 1, LITTLE)
    small = prove((s > 0, s <= 1, share >= 0, share**2 <= s**4), share <= s**2)
    near = prove(
        (*NOISY, s <= 1, share > 0, Identity(share**2, 1 - alpha), share <= s**2), s**2 * (1 + share) ** 2 > START
    )
    below = prove((s > 0, root > 0, share > 0, root**2 < s**2 * (1 + share) ** 2), root < s * (1 + share))
    parts = [instantiate(fact, {share: sqrt(1 - alpha), root: sqrt(START)}) for fact in (small, near, below)]
    never = prove((*NOISY, s <= 1), alpha * s**2 < 1 + alpha)
    return in_turn(WORSE, [*roots(), *parts, never, one_step()], hypotheses=given)


@cache
def shrinks() -> Fact:
    """g <= 1, for αα' + ββ' <= 1 and λα(α' - α) <= α(α' - α)."""
    less = prove((*FALLING, factor >= 0, factor <= 1), factor**2 * before <= before)
    size = prove(FALLING, And(inside >= 0, inside <= 1))
    return in_turn(
        less.conclusion.xreplace({factor: inside}), [size, instantiate(less, {factor: inside})], hypotheses=FALLING
    )


@cache
def below() -> Fact:
    """Of two roots up to s the smaller is farther from it."""
    given = (*FALLING, before <= s**2)
    farther = prove((after >= 0, after <= root, root <= s), (after - s) ** 2 >= (root - s) ** 2)
    order = prove((after >= 0, root >= 0, after**2 <= root**2), after <= root)
    most = prove((root >= 0, s > 0, root**2 <= s**2), root <= s)
    names = {root: sqrt(before), after: sqrt(inside**2 * before)}
    parts = [instantiate(fact, names) for fact in (order, most, farther)]
    square = prove(FALLING, inside**2 * before >= 0)
    return in_turn(error(inside**2 * before) >= error(before), [shrinks(), square, *parts], hypotheses=given)


@cache
def exploding() -> Fact:
    """g = λ/(λ + β²) < 1 and (1 + g) √V >= r + λ/r > 2s, r² = λ + β²."""
    given = (s > 0, beta > 0, FROM_THE_LAW)
    growth = last(EXPLODING)
    least = prove(
        (s > 0, beta > 0, root > 0, root**2 >= s**2 + beta**2, Identity(factor * (s**2 + beta**2), s**2)),
        (1 + factor) * root > 2 * s,
    )
    gap = (root > 0, factor > 0, factor < 1, (1 + factor) * root > 2 * s, Identity(after, factor * root))
    closer = prove(gap, (after - s) ** 2 < (root - s) ** 2)
    names = {root: sqrt(before), after: sqrt(exploded), factor: growth}
    signs = prove(
        given, And(growth > 0, growth < 1, sqrt(before) > 0, exploded >= 0, Identity(growth * (s**2 + beta**2), s**2))
    )
    parts = [instantiate(fact, names) for fact in (least, closer)]
    return in_turn(error(exploded) < error(before), [signs, *step(growth, before), *parts], hypotheses=given)


PROOFS: Proofs = {
    "falls-repaired": one_step,
    "step": exactly,
    "late": late,
    "shrinks": shrinks,
    "below": below,
    "exploding": exploding,
}
