"""The proofs behind `m3_scaled_latents`: each variance moves towards 1/γ² at a constant rate.

Tested in `tests/derivations/encoders/test_scaled.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Equivalent, Implies, Integer, Or, Sum, Symbol, diff
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.encoders.m3_scaled_latents import (
    NO_ISLAND,
    SCALE,
    SCALES,
    SPECTRUM,
    WITHOUT_GAP,
    end_is_best,
    large,
    plain,
    small,
    total,
    weighted,
)
from ldm_symbolic.derivations.encoders.scaled_error import error, gamma, kept, levels, mode_slope, slope
from ldm_symbolic.derivations.hypotheses import a_schedule, modes, noisy_horizon
from ldm_symbolic.derivations.letters import X, j, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import never_rises
from ldm_symbolic.derivations.plug_in.plug_in_error_proof import horizon_has_noise, into_time
from ldm_symbolic.proof import (
    Fact,
    Minimises,
    NonDecreasing,
    by_logic,
    convex_by_slopes,
    derivative,
    equal_sums,
    in_turn,
    instantiate,
    prove,
    slope_at_start,
    sum_over_modes,
)

BASE = (*modes(), SCALE, *noisy_horizon())
ONE = (s[j] >= 0, s_hat[j] > 0, SCALE, x >= 0, x <= X, X < 1)
first, second = Symbol("a", real=True), Symbol("c", real=True)


@cache
def at_the_start(says: type) -> Fact:
    """E is convex, so that its slope at level 0 decides; that is the sum over γ²."""
    bend = diff(mode_slope, x)
    along = derivative(error, Sum(mode_slope, kept), levels, hypotheses=BASE)
    bent = derivative(Sum(mode_slope, kept), Sum(bend, kept), levels, hypotheses=BASE)
    convex = convex_by_slopes(along, bent, sum_over_modes(prove(ONE, bend >= 0), kept))
    iff = slope_at_start(convex, along, prove((X > 0,), X > 0), says=says)
    start = equal_sums(slope(Integer(0)), total / gamma**2, hypotheses=BASE)
    sign = instantiate(prove((SCALE,), Equivalent(first / gamma**2 >= 0, first >= 0)), {first: total})
    what = says(error, levels) if says is NonDecreasing else end_is_best
    return in_turn(Equivalent(what, total >= 0), [iff, start, sign], hypotheses=BASE)


@cache
def iff() -> Fact:
    """In generation time."""
    facts = [at_the_start(NonDecreasing), into_time(error, hypotheses=(*BASE,)), horizon_has_noise()]
    goal = Equivalent(never_rises(error), total >= 0)
    return by_logic(goal, facts, hypotheses=(*SPECTRUM, SCALE, *a_schedule()))


@cache
def helps() -> Fact:
    """The sum cut in two."""
    cut = equal_sums(total, plain - gamma**2 * weighted, hypotheses=BASE)
    goal = Equivalent(end_is_best, gamma**2 * weighted <= plain)
    return in_turn(goal, [at_the_start(Minimises), cut], hypotheses=BASE)


def _of_three(wanted: Boolean) -> Fact:
    """γ² c > a changes at most once as γ rises."""
    order = SCALES
    best = [gamma**2 * second <= first, small**2 * second <= first, large**2 * second <= first]
    pattern = And(
        Implies(best[0], Or(best[1], best[2])),
        Implies(And(best[1], best[2]), best[0]),
    )
    sums = {first: plain, second: weighted}
    given = (*SPECTRUM, *noisy_horizon(), *order)
    scales = prove(order, And(gamma > 0, large > 0))
    known = [helps(), *(instantiate(helps(), {gamma: scale}) for scale in (small, large))]
    known.append(instantiate(prove(order, pattern), sums))
    facts = [in_turn(fact.conclusion, [scales, fact], hypotheses=given) for fact in known]
    return by_logic(wanted, facts, hypotheses=given)


@cache
def between() -> Fact:
    """What helps has no gap."""
    return _of_three(WITHOUT_GAP)


@cache
def once() -> Fact:
    """What does not help has none."""
    return _of_three(NO_ISLAND)


PROOFS: Proofs = {
    "variance": None,
    "iff": iff,
    "root": None,
    "helps": helps,
    "between": between,
    "once": once,
    "level-repaired": None,
    "root-moves": None,
}
