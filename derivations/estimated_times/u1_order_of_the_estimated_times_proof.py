"""The proofs behind `u1_order_of_the_estimated_times`: quotients that fall sort times; λ̂_j <= 4 λ_j is what P2 needs.

Tested in `tests/derivations/estimated_times/test_u1_order_of_the_estimated_times.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import Abs, And, Expr, Integer, Lambda, Max, Not, Or, Rational, Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.clock import clock
from ldm_symbolic.derivations.concentration.failures import accuracy, n, printed_exponent
from ldm_symbolic.derivations.concentration.p9_sample_variance_concentrates_proof import seldom_off
from ldm_symbolic.derivations.estimated_times.u1_order_of_the_estimated_times import (
    CLOSE,
    EVENT,
    NEAR,
    QUOTIENTS,
    SORTED,
)
from ldm_symbolic.derivations.hypotheses import PLUGIN_QUOTIENT, data_and_schedule, extended_inverse
from ldm_symbolic.derivations.letters import D, T, X, estimated_times, j, s, s_hat, t
from ldm_symbolic.derivations.plug_in.p2_best_dimension_at_a_time import NOT_REVERSED, best
from ldm_symbolic.derivations.plug_in.p2_best_dimension_at_a_time_proof import best_in_time
from ldm_symbolic.model.score import PluginScore
from ldm_symbolic.notation import time_left_at
from ldm_symbolic.proof import (
    Fact,
    by_logic,
    clock_inverse,
    clock_reading,
    for_each_mode,
    in_turn,
    instantiate,
    prove,
    substitute,
)

LARGER = Symbol("s_larger", real=True), Symbol("s_hat_larger", real=True)
SMALLER = Symbol("s_smaller", real=True), Symbol("s_hat_smaller", real=True)


@cache
def best_near() -> Fact:
    """λ̂_j <= 4 λ_j is a case of what P2 needs, before T and at T."""
    one = (NEAR.args[0], QUOTIENTS.args[0])
    parts = (NOT_REVERSED.args[0], Or(t < T, PLUGIN_QUOTIENT[0] >= 0))
    facts = [for_each_mode(prove(one, part), (j, 2, D)) for part in parts]
    return in_turn(best(PluginScore()), [*facts, best_in_time()], hypotheses=EVENT)


def _side(true: Expr, estimated: Expr) -> tuple[Expr, Expr]:
    """Return 4 λ - λ̂ and 1 - λ̂ of one direction."""
    first, second = (substitute(part, {s: Lambda(j, true), s_hat: Lambda(j, estimated)}) for part in PLUGIN_QUOTIENT)
    return first, second


@cache
def time_rises() -> Fact:
    """0 <= t̂ <= t̂' <= T where 4 λ - λ̂ >= 4 λ' - λ̂' and λ̂ >= λ̂', and neither quotient is 0/0."""
    pairs = [_side(*one) for one in (LARGER, SMALLER)]
    first, second = (T - extended_inverse(*pair) for pair in pairs)
    estimates = LARGER[1], SMALLER[1]
    setting = (
        *data_and_schedule(), estimates[0] >= estimates[1], estimates[1] > 0, pairs[0][0] >= pairs[1][0],
        *(Max(1 - hat**2, (4 * true**2 - hat**2) ** 2) > 0 for true, hat in (LARGER, SMALLER)),
    )  # fmt: skip
    goal = And(first >= 0, first <= second, second <= T)
    quotients = [a / Max(b, 0) for a, b in pairs]
    far = [a > X * Max(b, 0) for a, b in pairs]
    below = [a < 0 for a, _ in pairs]
    inside = [clock_inverse(clock, quotient) for quotient in quotients]
    order = clock_reading(clock, time_left_at(quotients[1]), quotients[0])
    cases = [
        ([], (below[0], below[1])),
        ([], (far[0], below[1])),
        (inside[:1], (Not(below[0]), Not(far[0]), below[1])),
        ([], (Not(below[1]), far[0], far[1])),
        (inside[1:], (Not(below[1]), far[0], Not(far[1]))),
        ([*inside, order], (Not(below[1]), Not(far[0]))),
    ]
    facts = [in_turn(goal, known, hypotheses=(*setting, *case)) for known, case in cases]
    return by_logic(goal, facts, hypotheses=setting)


def _sorted(setting: tuple[Boolean, ...], pairs: Fact) -> Fact:
    """Return t̂_j <= t̂_{j+1} from what the hypotheses say of two neighbours; at the ends a time is in [0, T]."""
    within = (*setting, j >= 1, j <= D)
    goal = estimated_times[j] <= estimated_times[j + 1]
    here, after = (s[j], s_hat[j]), (s[j + 1], s_hat[j + 1])
    cases = (
        (here, after, (j >= 2, j <= D - 1)),
        (after, after, (j <= 1, j <= D - 1)),
        (here, here, (j >= 2, j >= D)),
        ((Integer(1), Rational(1, 2)), (Integer(1), Rational(1, 2)), (j <= 1, j >= D)),
    )
    facts = []
    for first, second, case in cases:
        known = [instantiate(time_rises(), dict(zip((*LARGER, *SMALLER), (*first, *second), strict=True)))]
        if first is here and second is after:
            known = [pairs, *known]
        facts.append(in_turn(goal, known, hypotheses=(*within, *case)))
    cover = prove(within, Or(*(And(*case) for *_, case in cases)))
    return for_each_mode(by_logic(goal, [*facts, cover], hypotheses=within), (j, 1, D))


@cache
def sorted_times() -> Fact:
    """The quotients of (8) fall where estimates fall at most four times as fast as the true variances."""
    within = (*SORTED, j >= 2, j <= D - 1)
    return _sorted(SORTED, prove(within, s_hat[j] >= s_hat[j + 1]))


@cache
def sorted_when_close() -> Fact:
    """The same for estimates that are near: they fall, at most twice as fast as the true variances."""
    (true, estimate), (next_true, next_estimate) = LARGER, SMALLER
    near = (
        *(number > 0 for number in (*LARGER, *SMALLER)),
        accuracy * (true**2 + next_true**2) <= true**2 - next_true**2,
        *(Abs(a**2 - b**2) <= accuracy * a**2 for a, b in (LARGER, SMALLER)),
    )
    pair = prove(near, And(estimate >= next_estimate, 4 * true**2 - estimate**2 >= 4 * next_true**2 - next_estimate**2))
    places = {true: s[j], estimate: s_hat[j], next_true: s[j + 1], next_estimate: s_hat[j + 1]}
    within = (*CLOSE, j >= 2, j <= D - 1)
    known = instantiate(pair, places)
    return _sorted(CLOSE, in_turn(known.conclusion, [known], hypotheses=within))


PROOFS: Proofs = {
    "ordered-repaired": sorted_times,
    "ordered-near": sorted_when_close,
    "ordered-probability": lambda: seldom_off(2, accuracy, printed_exponent, modes=D),
    "near": best_near,
    "near-probability": lambda: seldom_off(1, Integer(3), -9 * n / 16, modes=D),
}
