"""The proofs behind `s8_share_of_the_best_level`: a parabola below a root, mode by mode.

Tested in `tests/derivations/from_data/test_from_data.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Expr, Integer, Or, Symbol, sqrt

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.from_data.s8_share_of_the_best_level import (
    BELOW_ONE,
    BEST,
    GAIN,
    INNER,
    INTERPOLATED,
    KEPT,
    NO_WORSE,
    NONE_ABOVE_ONE,
    SHARE,
    SPECTRUM,
    UP_TO_TWICE,
    at_best,
    at_share,
    at_the_end,
    at_zero,
    best,
    error,
    theta,
)
from ldm_symbolic.derivations.letters import X, j, k, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import kept, plugin_error, plugin_variance
from ldm_symbolic.derivations.stopping_in_k import s1_one_step_in_dimension_proof as s1
from ldm_symbolic.proof import (
    Fact,
    Identity,
    at,
    by_logic,
    equal_sums,
    in_turn,
    instantiate,
    prove,
    substitute,
    sum_over_modes,
)

first, last, root, true = (Symbol(name, real=True) for name in ("a", "b", "r", "c"))
rise = Symbol("u", real=True)
"""How much the variance of a mode rises up to p."""
parabola = (1 - theta) ** 2 * first + theta * (2 - theta) * last - theta * (1 - theta) * rise / (2 * last)
term = next(part.function for part in plugin_error.args if part.limits[0][2] == k)
GIVEN = (*SPECTRUM, NONE_ABOVE_ONE, best >= 0, best <= X, SHARE[0], SHARE[2])
ONE = (s[j] >= 0, s_hat[j] > 0, s_hat[j] <= 1, X < 1, best >= 0, best <= X, SHARE[0], SHARE[2])


def of_mode(level: Expr) -> Expr:
    """The error of mode j at a level."""
    return substitute(term, {x: level})


@cache
def above_the_parabola() -> Fact:
    """r >= (1-θ)² a + θ(2-θ) b - θ(1-θ) u/(2b) where b² = a² + u, r² = a² + θu."""
    named = (Identity(last**2, first**2 + rise), Identity(root**2, first**2 + theta * rise))
    given = (first > 0, last >= 0, rise >= 0, theta >= 0, root >= 0, *named)
    order = prove(given[:3] + named[:1], last >= first)
    below = prove((given[0], order.conclusion, *given[3:]), root >= parabola)
    return in_turn(below.conclusion, [order, below], hypotheses=given)


@cache
def in_letters() -> Fact:
    """The same of the error, to which all but the roots adds what is linear in u."""
    above = above_the_parabola()
    none, part, whole = (
        shift + first**2 - 2 * to * true + true**2 for shift, to in ((0, first), (theta * rise, root), (rise, last))
    )
    goal = none - part >= theta * (2 - theta) * (none - whole) + theta * (1 - theta) * rise * (1 - true / last)
    turned = prove((true >= 0, last > 0, above.conclusion), goal)
    positive = prove(above.hypotheses, last > 0)
    return in_turn(goal, [positive, above, turned], hypotheses=(true >= 0, *above.hypotheses))


@cache
def one_mode() -> Fact:
    """φ(0) - φ(θp) >= θ(2-θ)(φ(0) - φ(p)) + θ(1-θ) p φ'(p), φ the error of mode j."""
    levels_of = (first, Integer(0)), (last, best), (root, theta * best)
    roots = {name: sqrt(substitute(plugin_variance, {x: level})) for name, level in levels_of}
    fact = instantiate(in_letters(), {**roots, true: s[j], rise: best * (1 - s_hat[j] ** 2)})
    positive = prove(ONE, And(s_hat[j] ** 2 > 0, *(root**2 > 0 for root in roots.values())))
    return in_turn(fact.conclusion, [positive, fact], hypotheses=ONE)


@cache
def all_modes() -> Fact:
    """The same of E(k, ·), whatever the level p is."""
    modes = sum_over_modes(one_mode(), kept)
    gain = at_the_end - error(theta * best)
    total = theta * (2 - theta) * GAIN + theta * (1 - theta) * best * s1.slope(k, best)
    sides = [
        equal_sums(sum_of, whole, hypotheses=GIVEN)
        for sum_of, whole in zip(modes.conclusion.args, (gain, total), strict=True)
    ]
    return in_turn(gain >= total, [modes, *sides], hypotheses=GIVEN)


@cache
def share() -> Fact:
    """At an inner best level E'(k, p) = 0, and at p = 0 both sides are 0."""
    given = (*SPECTRUM, NONE_ABOVE_ONE, BEST, INNER, SHARE[0], SHARE[2])
    level, here = at(BEST), s1.slope(k, best)
    zero = by_logic(And(here >= 0, here <= 0), [s1.inside()], hypotheses=(*SPECTRUM, BEST, best > 0, INNER))
    inside = in_turn(KEPT, [level, zero, all_modes()], hypotheses=(*given, best > 0))
    at_zero = (*SPECTRUM, best >= 0, best <= 0)
    same = [equal_sums(error(place), at_the_end, hypotheses=at_zero) for place in (best, theta * best)]
    none = in_turn(KEPT, [level, *same], hypotheses=(*given, Identity(best, 0)))
    return by_logic(KEPT, [level, inside, none, _sides()], hypotheses=given)


def _sides() -> Fact:
    return prove((best >= 0,), Or(best > 0, Identity(best, 0)))


@cache
def up_to_the_best() -> Fact:
    """By convexity the share θ <= 1 of the gain is kept at θp."""
    convex, _ = s1.curve()
    chord = at(convex.conclusion, Integer(0), best, theta)
    goal = at_the_end - error(theta * best) >= theta * GAIN
    given = (*SPECTRUM, BEST, *BELOW_ONE)
    return in_turn(goal, [at(BEST), convex, chord], hypotheses=given)


@cache
def twice() -> Fact:
    """With θ = x/p both of these say that E(k, x) <= E(k, 0), one up to p, the other beyond."""
    given = (*SPECTRUM, NONE_ABOVE_ONE, BEST, *UP_TO_TWICE)
    level, gains = at(BEST), at(BEST, Integer(0))
    ratio, none = x / best, Identity(best, 0)
    cases = []
    for case, fact in ((x <= best, up_to_the_best()), (x > best, share())):
        part = instantiate(fact, {theta: ratio})
        sign = prove((best > 0, *UP_TO_TWICE, case), And(ratio >= 0, ratio <= 1 if case.has(best >= x) else ratio <= 2))
        cases.append(in_turn(NO_WORSE, [level, gains, sign, part], hypotheses=(*given, best > 0, case)))
    same = equal_sums(plugin_error, at_the_end, hypotheses=(*SPECTRUM, x >= 0, x <= 0))
    cases.append(in_turn(NO_WORSE, [same], hypotheses=(*given, none)))
    return by_logic(NO_WORSE, [level, _sides(), prove((), Or(x <= best, x - best > 0)), *cases], hypotheses=given)


@cache
def dense_twice() -> Fact:
    """Up to θ = 2 the parabola is not above the end."""
    given = (best > 0, *SHARE[:2], *INTERPOLATED, at_best <= at_zero)
    part = prove((theta >= 0, theta <= 2, at_best <= at_zero), theta * (2 - theta) * (at_zero - at_best) >= 0)
    kept_share = prove(
        (best > 0, SHARE[0], *INTERPOLATED), at_zero - at_share >= theta * (2 - theta) * (at_zero - at_best)
    )
    return in_turn(at_share <= at_zero, [part, kept_share], hypotheses=given)


PROOFS: Proofs = {
    "share-repaired": share,
    "clipped": up_to_the_best,
    "twice-repaired": twice,
    "above-one": None,
    "dense": None,
    "dense-twice": dense_twice,
}
