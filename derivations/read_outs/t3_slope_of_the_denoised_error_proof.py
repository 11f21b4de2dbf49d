"""The proofs behind `t3_slope_of_the_denoised_error`: one mode from above and from below, without convexity.

Tested in `tests/derivations/read_outs/test_denoised.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Equivalent, Expr, Integer, Not, Or, Sum, Symbol, sqrt
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.letters import X, s, s_hat, x
from ldm_symbolic.derivations.read_outs.denoised_error import (
    SPECTRUM,
    denoised,
    error,
    excess,
    kept,
    levels,
    of_estimate,
    root_of,
    slope,
)
from ldm_symbolic.derivations.read_outs.t2_never_early_proof import under
from ldm_symbolic.derivations.read_outs.t3_slope_of_the_denoised_error import (
    APART,
    at_the_end,
    between,
    end_is_best,
    total,
)
from ldm_symbolic.notation import estimated_variance
from ldm_symbolic.proof import (
    Fact,
    Identity,
    at,
    by_logic,
    derivative,
    equal_sums,
    for_all,
    for_each_mode,
    free,
    in_turn,
    instantiate,
    prove,
    substitute,
    sum_over_modes,
)

j = kept[0]
term = root_of(error)
start = substitute(term, {x: Integer(0)})
ratio = x / (1 - x)
hat, true, root, other = (Symbol(letter, real=True) for letter in ("h", "a", "r", "q"))
change = (hat - root) * (2 * true - hat - root)
"""How the error of a mode differs from that at the end, by its root."""
INSIDE = (x >= 0, x <= X, X < 1)
ONE = (s[j] > 0, s_hat[j] > 0, *INSIDE)
other_root = sqrt(substitute(of_estimate, {estimated_variance: between**2}))
large, small, first, second = (Symbol(name, real=True) for name in ("A", "B", "g", "f"))
CHAIN = tuple(Symbol(name, real=True) for name in ("U", "V", "W"))
squared, bend = Symbol("p", real=True), Symbol("b", real=True)
step = X * (-squared) / (-squared + bend + 1)
"""A level at which a slope p < 0 outweighs a bend b."""


def of_root(letter: Expr, deviation: Expr) -> Identity:
    """r² = ṽ(ŝ²)."""
    return Identity(letter**2, substitute(of_estimate, {estimated_variance: deviation**2}))


@cache
def slope_at_the_end() -> Fact:
    """Each term of the slope at level 0 is s_j/ŝ_j - 1."""
    return sum_over_modes(prove((s[j] > 0, s_hat[j] > 0), Identity(at_the_end.function, excess)), kept)


def _of_mode(bound: Fact, inside: tuple[Boolean, ...]) -> Fact:
    """Return a bound of (h - r)(2a - h - r), in letters, as one of the model's term of mode j."""
    here, end = (root**2 - 2 * root * true + true**2, start.xreplace({s_hat[j]: hat, s[j]: true}))
    relation = bound.conclusion
    turn = prove((hat > 0, relation.func(change, CHAIN[0])), relation.func(here, end + CHAIN[0]))
    turn = instantiate(turn, {CHAIN[0]: relation.args[1]})
    whole = in_turn(turn.conclusion, [bound, turn], hypotheses=bound.hypotheses)
    roots = {hat: s_hat[j], true: s[j], root: sqrt(denoised), other: other_root}
    known = free(And(*bound.hypotheses))
    fact = instantiate(whole, {name: value for name, value in roots.items() if name in known})
    return in_turn(fact.conclusion, [fact], hypotheses=(*ONE, *inside))


@cache
def from_above() -> Fact:
    """A mode's error is at most what it is at the end and ρ (s/ŝ - 1) + 2 ρ²/λ̂."""
    given = (hat > 0, true > 0, x >= 0, x < 1, root >= 0, of_root(root, hat))
    return _of_mode(prove(given, change <= ratio * (true / hat - 1) + 2 * ratio**2 / hat**2), ())


@cache
def lost_more() -> Fact:
    """Λ (1 - g), g² = Λ(1-x)/(Λ(1-x) + x), rises with Λ: it is ρ g²/(1 + g), and g rises with Λ."""
    level = (x >= 0, x < 1)
    both = (small > 0, large >= small, *level)
    order = prove(both, _share(large) >= _share(small))
    one, two = Symbol("a_1", real=True), Symbol("a_2", real=True)
    squares = (first >= 0, second >= 0, Identity(first**2, one), Identity(second**2, two), one >= two)
    wider = instantiate(prove(squares, first >= second), {one: _share(large), two: _share(small)})
    parts = [instantiate(_lost(), {large: of, first: letter}) for letter, of in ((first, large), (second, small))]
    gain = (first >= second, second >= 0, ratio >= 0)
    more = prove(gain, ratio * first**2 / (1 + first) >= ratio * second**2 / (1 + second))
    named = [Identity(letter**2, _share(of)) for letter, of in ((first, large), (second, small))]
    given = (*both, first >= 0, second >= 0, *named)
    goal = large * (1 - first) >= small * (1 - second)
    return in_turn(goal, [order, wider, prove(level, ratio >= 0), *parts, more], hypotheses=given)


def _share(of: Expr) -> Expr:
    """ṽ/λ̂."""
    return of * (1 - x) / (of * (1 - x) + x)


@cache
def _lost() -> Fact:
    """Λ (1 - g) = ρ g²/(1 + g)."""
    given = (large > 0, x >= 0, x < 1, first >= 0, Identity(first**2, _share(large)))
    product = prove(given[:3], Identity(large * (1 - _share(large)), ratio * _share(large)))
    goal = Identity(large * (1 - first), ratio * first**2 / (1 + first))
    return in_turn(goal, [product], hypotheses=given)


@cache
def from_below() -> Fact:
    """A mode's error is at least what it is at the end and 2 c (c - √ṽ(c²)) times s/ŝ - 1."""
    mine_is = (hat > 0, between > 0, true > 0, x >= 0, x < 1, root >= 0, of_root(root, hat))
    given = (*mine_is, other >= 0, of_root(other, between))
    mine, bound = hat * (hat - root), between * (between - other)
    own = prove((hat > 0,), change >= 2 * mine * (true / hat - 1))
    pair = ((hat, root), (between, other))
    squares = [
        prove((of > 0, x >= 0, x < 1, of_root(letter, of)), Identity((letter / of) ** 2, _share(of**2)))
        for of, letter in pair
    ]
    goal = change >= 2 * bound * (true / hat - 1)
    chain = instantiate(_transitive(), dict(zip(CHAIN, (goal.lhs, own.conclusion.rhs, goal.rhs), strict=True)))
    cases, sides = [], []
    for case, order, names in (
        (And(true >= hat, hat >= between), mine >= bound, pair),
        (And(true <= hat, hat <= between), bound >= mine, pair[::-1]),
    ):
        (of, letter), (less, under) = names
        lost = instantiate(lost_more(), {large: of**2, small: less**2, first: letter / of, second: under / less})
        plain = prove((of > 0, less > 0, lost.conclusion), order)
        weigh = instantiate(_weighed(case.args[0].func), {CHAIN[0]: mine, CHAIN[1]: bound})
        sides.append(case)
        cases.append(in_turn(goal, [*squares, lost, plain, own, weigh, chain], hypotheses=(*given, case)))
    return _of_mode(by_logic(goal, cases, hypotheses=(*given, Or(*sides))), (between > 0, APART.args[0]))


def _transitive() -> Fact:
    return prove((CHAIN[0] >= CHAIN[1], CHAIN[1] >= CHAIN[2]), CHAIN[0] >= CHAIN[2])


def _weighed(sense: type) -> Fact:
    """2 U (a/h - 1) >= 2 W (a/h - 1), for U >= W where a >= h, for W >= U where a <= h."""
    a, b, _ = CHAIN
    order = a >= b if sense(1, 0) else b >= a
    return prove((hat > 0, sense(true, hat), order), 2 * a * (true / hat - 1) >= 2 * b * (true / hat - 1))


@cache
def small_level() -> Fact:
    """At some level p ρ + b ρ² < 0."""
    level = (squared < 0, bend >= 0, X > 0, X < 1, Identity(x, step))
    return prove(level, And(x > 0, x <= X, x < 1, ratio * squared + ratio**2 * bend < 0))


@cache
def early() -> Fact:
    """Where Σ (s_j/ŝ_j - 1) < 0 the end is not best."""
    sums = {squared: total, bend: Sum(2 / s_hat[j] ** 2, kept)}
    mode = from_above()
    whole = sum_over_modes(mode, kept)
    parts = Sum(start, kept) + ratio * sums[squared] + ratio**2 * sums[bend]
    cut = equal_sums(whole.conclusion.rhs, parts, hypotheses=(*SPECTRUM, *INSIDE))
    positive = sum_over_modes(prove((s_hat[j] > 0,), 2 / s_hat[j] ** 2 >= 0), kept)
    chosen = Identity(x, substitute(step, sums))
    given = (*SPECTRUM, total < 0, chosen)
    level = instantiate(small_level(), sums)
    small = in_turn(level.conclusion, [positive, level], hypotheses=given)
    above = at(end_is_best, x)
    goal = Not(end_is_best)
    assumed = (*given, end_is_best)
    contradiction = in_turn(goal, [small, whole, cut, above], hypotheses=assumed)
    either = by_logic(goal, [contradiction, prove(given, Or(end_is_best, goal))], hypotheses=given)
    done = instantiate(either, {x: chosen.args[1]})
    return in_turn(goal, [positive, done], hypotheses=(*SPECTRUM, total < 0))


@cache
def apart() -> Fact:
    """With estimates apart, the end is best where Σ (s_j/ŝ_j - 1) >= 0."""
    whole = sum_over_modes(from_below(), kept)
    weight = 2 * between * (between - other_root)
    cut = equal_sums(
        whole.conclusion.args[1], Sum(start, kept) + weight * total, hypotheses=(*SPECTRUM, *INSIDE, between > 0)
    )
    letter = prove((between > 0, x >= 0, x < 1, other >= 0, of_root(other, between)), between >= other)
    shrinks = instantiate(letter, {other: other_root})
    given = (*SPECTRUM, APART, between > 0, total >= 0)
    guard, body = end_is_best.at(x)
    one = in_turn(body, [shrinks, whole, cut], hypotheses=(*given, *guard))
    inside = for_all(end_is_best, one, (x,), facts=[prove(given, And(*end_is_best.plain()))])
    below = for_each_mode(prove((s_hat[j] > 0, between <= 0, APART.args[0]), s_hat[j] <= s[j]), kept)
    none = in_turn(end_is_best, [below, under()], hypotheses=(*SPECTRUM, APART, between <= 0))
    given = (*SPECTRUM, APART, total >= 0)
    return by_logic(end_is_best, [inside, none], hypotheses=given)


@cache
def iff() -> Fact:
    """With estimates apart, the end is best iff Σ (s_j/ŝ_j - 1) >= 0."""
    given = (*SPECTRUM, APART)
    return by_logic(
        Equivalent(end_is_best, total >= 0),
        [prove(SPECTRUM, Or(total >= 0, total < 1)), early(), apart()],
        hypotheses=given,
    )


PROOFS: Proofs = {
    "derivative": lambda: derivative(error, slope, levels, hypotheses=SPECTRUM),
    "slope": slope_at_the_end,
    "early": early,
    "iff-repaired": iff,
}
