"""The proofs behind `p1_monotone_error`: the error of the plug-in score in the noise level x, mode by mode.

Each function returns one Fact and is asked at most once. The convexity of a sum is that of its terms, so all holds
for every k; `zero_modes` splits off modes with s = ŝ = 0, whose term is x, for √x has no slope at 0.

Tested in `tests/derivations/plug_in/test_p1_monotone_error.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import Abs, And, Equivalent, Integer, Ne, Not, Or, Sum, Symbol, sqrt

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.clock import clock
from ldm_symbolic.derivations.hypotheses import a_level, a_schedule, all_positive, empty, modes, none_negative
from ldm_symbolic.derivations.letters import D, X, d0, j, k, s, s_hat, x
from ldm_symbolic.derivations.plug_in.p1_best_at_the_end_proof import _slope_tells, best_at_the_end, best_in_time
from ldm_symbolic.derivations.plug_in.p1_monotone_error import CLOSE, ZERO_MODES, beyond, supported
from ldm_symbolic.derivations.plug_in.plug_in_error import (
    aligned,
    exact_error,
    exact_variance,
    i,
    kept,
    largest,
    levels,
    lost,
    mode_bend,
    mode_error,
    mode_slope,
    never_rises,
    other_noise,
    plugin_error,
    plugin_variance,
)
from ldm_symbolic.derivations.plug_in.plug_in_error_proof import (
    ONE_MODE,
    bends_up,
    horizon_has_noise,
    into_time,
    same_direction,
)
from ldm_symbolic.notation import generated_deviation
from ldm_symbolic.proof import (
    Fact,
    ForEach,
    Identity,
    NonDecreasing,
    by_logic,
    constant_sum,
    derivative,
    equal_sums,
    follows,
    for_all,
    instantiate,
    prove,
    split_sum,
    substitute,
    sum_over_modes,
)


@cache
def exact_score() -> Fact:
    """Return that with the exact score E does not rise in t: √v moves away from s as x rises, on one side of it."""
    closer, farther = generated_deviation, Symbol("q", real=True)
    v = exact_variance
    roots = {closer: sqrt(v), farther: sqrt(substitute(v, {x: other_noise}))}
    away = Or(And(s[j] <= closer, closer <= farther), And(s[j] >= closer, closer >= farther))
    between = (x >= 0, x <= other_noise, other_noise <= X)
    moves = prove((s[j] >= 0, *between, X < 1), substitute(away, roots))
    costs = instantiate(prove([away], (closer - s[j]) ** 2 <= (farther - s[j]) ** 2), roots)
    one = follows(costs.conclusion, [moves, costs], hypotheses=(s[j] >= 0, *between, X < 1))
    squares = equal_sums(exact_error, Sum((sqrt(v) - s[j]) ** 2, kept) + lost, hypotheses=(*a_level(x, X), X < 1))
    rising = NonDecreasing(exact_error, levels)
    guard, body = rising.at(x, other_noise)
    pieces = [sum_over_modes(one, kept), squares, instantiate(squares, {x: other_noise})]
    grows = for_all(rising, follows(body, pieces, hypotheses=(none_negative(s, k), X < 1, *guard)), (x, other_noise))
    never = never_rises(exact_error)
    return by_logic(
        never, [grows, into_time(exact_error, hypotheses=[X < 1])], hypotheses=(none_negative(s, k), X < 1, clock)
    )


@cache
def error_in_the_noise_level() -> Fact:
    """Return E = f + Σ_{j>k} s_j²."""
    within = (*a_level(x, X), X < 1)
    squares = Sum((sqrt(plugin_variance) - s[j]) ** 2, kept)
    steps = [equal_sums(plugin_error, squares + lost, hypotheses=within)]
    steps += [equal_sums(squares, Sum(mode_error, kept), hypotheses=within)]
    return follows(Identity(plugin_error, Sum(mode_error, kept) + lost), steps, hypotheses=within)


@cache
def first_slope() -> Fact:
    """Return f'."""
    return derivative(Sum(mode_error, kept), Sum(mode_slope, kept), levels, hypotheses=(all_positive(s_hat, k), X < 1))


@cache
def second_slope() -> Fact:
    """Return f''."""
    return derivative(Sum(mode_slope, kept), Sum(mode_bend, kept), levels, hypotheses=(all_positive(s_hat, k), X < 1))


@cache
def bends_strictly() -> Fact:
    """Return f'' > 0 where one mode i has s_i > 0 and ŝ_i ≠ 1: its term is positive and the others are not negative."""
    base = (
        *modes(),
        X < 1,
        *a_level(x, X),
        i >= 1,
        i <= k,
        s[i] > 0,
        Ne(s_hat[i], 1),
    )
    cuts = [split_sum(Sum(mode_bend, kept), i - 1, hypotheses=base)]
    cuts += [split_sum(Sum(mode_bend, (j, i, k)), i, hypotheses=base)]
    one, here = prove(ONE_MODE, mode_bend >= 0), prove(base, substitute(mode_bend, {j: i}) > 0)
    others = [sum_over_modes(one, (j, 1, i - 1)), sum_over_modes(one, (j, i + 1, k))]
    return follows(Sum(mode_bend, kept) > 0, [*cuts, *others, here], hypotheses=base)


@cache
def plugin_score() -> Fact:
    """Return that E does not rise in t iff (7)."""
    base = (*modes(), *a_schedule())
    in_x = _slope_tells(plugin_error, Integer(0), k, NonDecreasing)
    facts = [in_x, into_time(plugin_error, hypotheses=[X < 1]), horizon_has_noise()]
    goal = Equivalent(never_rises(plugin_error), Sum(aligned, kept) >= 0)
    return by_logic(goal, facts, hypotheses=base)


@cache
def zero_modes() -> Fact:
    """Return the same where the modes beyond d0 have s = ŝ = 0: each counts +1 in (7)."""
    base = (*ZERO_MODES, *a_schedule())
    term = (sqrt(plugin_variance) - s[j]) ** 2
    split = Sum(term, supported) + (k - d0) * x + lost
    within = (*ZERO_MODES, *a_level(x, X), X < 1)
    facts = [equal_sums(plugin_error, Sum(term, kept) + lost, hypotheses=within)]
    facts += [split_sum(Sum(term, kept), d0, hypotheses=within)]
    facts += [equal_sums(Sum(term, beyond), Sum(x, beyond), hypotheses=within)]
    facts += [constant_sum(Sum(x, beyond), hypotheses=within)]
    same = follows(Identity(plugin_error, split), facts, hypotheses=within)
    together = same_direction(same, hypotheses=(*ZERO_MODES, X < 1))
    steps = [together, _slope_tells(split, k - d0, d0, NonDecreasing)]
    steps += [into_time(plugin_error, hypotheses=[X < 1]), horizon_has_noise()]
    goal = Equivalent(never_rises(plugin_error), Sum(aligned, supported) + k - d0 >= 0)
    return by_logic(goal, steps, hypotheses=base)


@cache
def left_side_is_large() -> Fact:
    """Return (7), its zero modes counted +1, >= D - (2 + M) d0: each other mode counts at least -1 - M."""
    close = (s_hat[j] > 0, Abs(s[j] - s_hat[j]) <= s_hat[j], s_hat[j] ** 2 <= largest)
    least = Integer(-1) - largest
    bound = sum_over_modes(prove(close, aligned >= least), supported)
    count = constant_sum(Sum(least, supported), hypotheses=[d0 >= 0])
    base = (d0 >= 0, *CLOSE)
    return follows(Sum(aligned, supported) + D - d0 >= D - (2 + largest) * d0, [bound, count], hypotheses=base)


@cache
def large_dimension() -> Fact:
    """Return that without projection E does not rise in t once D >= (2 + M) d0."""
    iff = instantiate(zero_modes(), {k: D})
    base = (d0 >= 0, d0 <= D, *CLOSE, empty(s, d0), empty(s_hat, d0), *a_schedule(), (2 + largest) * d0 <= D)
    real = prove(CLOSE, none_negative(s, d0))
    large = follows(Sum(aligned, supported) + D - d0 >= 0, [left_side_is_large()], hypotheses=base)
    return by_logic(never_rises(substitute(plugin_error, {k: D})), [iff, large, real], hypotheses=base)


@cache
def all_aligned() -> Fact:
    """Return that E does not rise in t where no mode counts against (7)."""
    total = sum_over_modes(prove([aligned >= 0], aligned >= 0), kept)
    base = (*modes(), ForEach(aligned >= 0, kept), *a_schedule())
    return by_logic(never_rises(plugin_error), [total, plugin_score()], hypotheses=base)


@cache
def all_opposed() -> Fact:
    """Return that E does rise somewhere in t where every mode counts against (7)."""
    total = sum_over_modes(prove([aligned < 0], aligned < 0), kept)
    base = (k >= 1, *modes(), ForEach(aligned < 0, kept), *a_schedule())
    return by_logic(Not(never_rises(plugin_error)), [total, plugin_score()], hypotheses=base)


PROOFS: Proofs = {
    "exact": exact_score,
    "iff": plugin_score,
    "zero-modes": zero_modes,
    "step-clock": error_in_the_noise_level,
    "step-slope": first_slope,
    "step-bend": second_slope,
    "step-nonnegative": bends_up,
    "step-strict": bends_strictly,
    "remark-a-repaired": best_at_the_end,
    "remark-a-in-time": best_in_time,
    "remark-b-repaired": left_side_is_large,
    "remark-b-monotone": large_dimension,
    "remark-c-repaired": all_aligned,
    "remark-c-converse-repaired": all_opposed,
}
