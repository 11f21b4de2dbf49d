"""The proofs behind `t5_denoise_or_not`: two errors compared by their roots.

Tested in `tests/derivations/read_outs/test_denoised.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Equivalent, Not, Or, Symbol, sqrt

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.letters import x
from ldm_symbolic.derivations.read_outs.t5_denoise_or_not import (
    LEVEL,
    NAMED,
    NOT_ABOVE_ONE,
    denoised,
    h,
    lower,
    no_worse,
    raw,
    s,
)
from ldm_symbolic.proof import Fact, Identity, by_logic, in_turn, instantiate, prove

root, share, less, more = (Symbol(name, real=True) for name in ("r", "b", "p", "q"))
LETTERS = (s > 0, share > 0, share <= 1, root > 0, Identity(root**2, share**2 * s**2 + 1 - share**2))
shrunk, grown = s - share * s**2 / root, root - s
"""How far the roots are from s, with which sign is seen from which side of 1 the variance is."""


@cache
def squares() -> Fact:
    """Of numbers that are not negative the squares are in the same order."""
    return prove((less >= 0, more >= 0), Equivalent(less**2 <= more**2, less <= more))


@cache
def below_one() -> Fact:
    """λ <= 1: (s - b s²/r)² <= (r - s)² iff s² (1-b) <= (r - s)²."""
    given = (*LETTERS, NOT_ABOVE_ONE)
    sides = [prove(given, root >= s), prove((*LETTERS, root >= s), shrunk >= 0)]
    order = instantiate(squares(), {less: shrunk, more: grown})
    turned = prove((root > 0,), Equivalent(shrunk <= grown, grown**2 >= s**2 * (1 - share)))
    goal = Equivalent(shrunk**2 <= grown**2, grown**2 >= s**2 * (1 - share))
    return in_turn(goal, [*sides, order, turned], hypotheses=given)


@cache
def above_one() -> Fact:
    """λ > 1, b < 1: (s - b s²/r)² <= (r - s)² iff λ >= 1 + 1/b."""
    given = (*LETTERS, share < 1, s > 1)
    sides = [prove(given, And(root < s, root >= share * s)), prove((*LETTERS, root >= share * s), shrunk >= 0)]
    order = instantiate(squares(), {less: shrunk, more: -grown})
    turned = prove((root > 0, share > 0), Equivalent(shrunk <= -grown, root**2 <= share * s**2))
    level = (share > 0, share < 1, LETTERS[-1])
    last = prove(level, Equivalent(root**2 <= share * s**2, s**2 >= 1 + 1 / share))
    goal = Equivalent(shrunk**2 <= grown**2, s**2 >= 1 + 1 / share)
    return in_turn(goal, [*sides, order, turned, last], hypotheses=given)


@cache
def small_enough() -> Fact:
    """(r - s)² >= λ (1-b) iff λ <= h (2-h²)/((2-h)(1+h)²), where b = 1 - h² and r >= s."""
    given = (s > 0, h > 0, h < 1, Identity(root**2, (1 - h**2) ** 2 * s**2 + 1 - (1 - h**2) ** 2), root >= s)
    order = instantiate(squares(), {less: s * h, more: grown})
    sums = instantiate(squares(), {less: s * (1 + h), more: root})
    return in_turn(
        Equivalent((s * h) ** 2 <= grown**2, s**2 <= lower(h)),
        [
            order,
            prove((), Equivalent(s * h <= grown, s * (1 + h) <= root)),
            sums,
            prove(given[:4], Equivalent((s * (1 + h)) ** 2 <= root**2, s**2 <= lower(h))),
        ],
        hypotheses=given,
    )


MODEL = (*LEVEL, share > 0, Identity(share**2, 1 - x), root > 0, Identity(root**2, raw))


@cache
def errors() -> Fact:
    """The two errors of the model, in the letters."""
    given = (*MODEL, less >= 0, Identity(less**2, denoised))
    square = prove(MODEL, Identity((share * s**2 / root) ** 2, denoised))
    third = Symbol("h", real=True)
    equal = (less >= 0, more >= 0, Identity(less**2, third), Identity(more**2, third))
    one_root = instantiate(prove(equal, Identity(less, more)), {more: share * s**2 / root, third: denoised})
    same = in_turn(Identity(less, share * s**2 / root), [square, one_root], hypotheses=given)
    costs = [letter**2 - 2 * letter * s + s**2 for letter in (less, root)]
    turned = prove((root > 0, same.conclusion), Equivalent(costs[0] <= costs[1], shrunk**2 <= grown**2))
    whole = in_turn(turned.conclusion, [same, turned], hypotheses=given)
    positive = prove(LEVEL, And(raw > 0, denoised >= 0))
    here = instantiate(whole, {less: sqrt(denoised), root: sqrt(raw)})
    return in_turn(here.conclusion, [positive, here], hypotheses=(*LEVEL, *MODEL[3:5]))


@cache
def iff() -> Fact:
    """λ <= 1: the errors are in order iff λ (1 - √(1-x)) <= (√v - s)²."""
    roots = {share: sqrt(1 - x)}
    letters = {**roots, root: sqrt(raw)}
    goal = Equivalent(no_worse, (sqrt(raw) - s) ** 2 >= s**2 * (1 - sqrt(1 - x)))
    facts = [prove(LEVEL, And(raw > 0, 1 - x > 0)), instantiate(errors(), roots), instantiate(below_one(), letters)]
    return in_turn(goal, facts, hypotheses=(*LEVEL, NOT_ABOVE_ONE))


@cache
def complete() -> Fact:
    """The errors are in order iff λ is small enough or large enough."""
    named = {share: 1 - h**2}
    letters = {**named, root: sqrt(raw)}
    given = (s > 0, *NAMED)
    level = prove(given, And(x >= 0, x < 1, raw > 0, Identity(raw, (1 - h**2) ** 2 * s**2 + 1 - (1 - h**2) ** 2)))
    shares = prove(NAMED[:2], And(1 - h**2 > 0, 1 - h**2 < 1, lower(h) < 1, 1 + 1 / (1 - h**2) > 1))
    goal = Equivalent(no_worse, Or(s**2 <= lower(h), s**2 >= 1 + 1 / (1 - h**2)))
    known = [level, shares, instantiate(errors(), named)]
    side = instantiate(prove((*LETTERS, NOT_ABOVE_ONE), root >= s), letters)
    small = instantiate(small_enough(), {root: sqrt(raw)})
    both = [instantiate(fact(), letters) for fact in (below_one, above_one)]
    none = Not(s**2 >= 1 + 1 / (1 - h**2)), Not(s**2 <= lower(h))
    parts = (
        (NOT_ABOVE_ONE, [side, small, both[0], prove((s > 0, s <= 1, 1 + 1 / (1 - h**2) > 1), none[0])]),
        (s > 1, [both[1], prove((s > 1, lower(h) < 1), none[1])]),
    )
    cases = [in_turn(goal, [*known, *facts], hypotheses=(*given, case)) for case, facts in parts]
    return by_logic(goal, cases, hypotheses=given)


PROOFS: Proofs = {"iff": iff, "never-worse-repaired": complete}
