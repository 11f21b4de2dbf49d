"""Propositions 1, 2 and 4 and Lemma 1 with their expressions typed in, as a trial of the proof core.

The derivation files derive these expressions from the model; here they only exercise decide, rules and verify.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

from sympy import (
    And,
    Equivalent,
    Expr,
    Function,
    Ge,
    Implies,
    Integer,
    Lambda,
    Le,
    Min,
    Not,
    Piecewise,
    Rational,
    Sum,
    Symbol,
    exp,
    sqrt,
)

from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.claims.statement import Claim, Role
from ldm_symbolic.notation import (
    cap,
    data_dimension,
    deviation,
    deviations,
    estimated_deviations,
    estimated_variance,
    horizon,
    horizon_noise,
    latent_dimension,
    mode,
    noise,
    time,
    time_left,
    weight,
)
from ldm_symbolic.proof.kernel.decide import prove
from ldm_symbolic.proof.kernel.fact import Fact
from ldm_symbolic.proof.kernel.rules import by_logic, instantiate, sum_over_modes
from ldm_symbolic.proof.language.predicate import (
    Clock,
    ForEach,
    Identity,
    Minimises,
    NonDecreasing,
    NonIncreasing,
    SolvesLinearODE,
)
from ldm_symbolic.proof.language.terms import substitute
from ldm_symbolic.proof.tactics import (
    by_induction,
    change_of_clock,
    convex_by_slopes,
    derivative,
    equal_sums,
    follows,
    minimum_from_increments,
    slope_at_start,
    split_sum,
    stays_above,
)

x, X, j, k, D, T, t, u = noise, horizon_noise, mode, latent_dimension, data_dimension, horizon, time, time_left
s, s_hat = deviations, estimated_deviations
i, m = Symbol("i", integer=True), Symbol("m", integer=True)
level, reading = Function("a2", real=True), Function("abar", real=True)
clock = Clock(level(u), reading(x), (u, 0, T), (x, 0, X))
identity_clock = {
    T: Fraction(1, 2),
    X: Fraction(1, 2),
    level: Lambda(u, u),
    reading: Lambda(x, Piecewise((0, x < 0), (x, x <= Rational(1, 2)), (Rational(1, 2), True))),
}


def generated(estimated: Expr) -> Expr:
    """v = ŝ² + (1 - ŝ²) x."""
    return estimated**2 + (1 - estimated**2) * x


plugin = generated(s_hat[j])
error = Sum((sqrt(plugin) - s[j]) ** 2, (j, 1, k)) + Sum(s[j] ** 2, (j, k + 1, D))
slope = Sum((1 - s[j] / sqrt(plugin)) * (1 - s_hat[j] ** 2), (j, 1, k))
bend = Sum(s[j] * (1 - s_hat[j] ** 2) ** 2 / (2 * plugin ** Rational(3, 2)), (j, 1, k))
condition = Sum((1 - s[j] / s_hat[j]) * (1 - s_hat[j] ** 2), (j, 1, k)) >= 0
P1_HYPOTHESES = (k >= 1, k <= D, ForEach(And(s_hat[j] > 0, s[j] >= 0), (j, 1, D)), X > 0, X < 1)


@cache
def p1_in_the_level() -> Fact:
    """E is non-decreasing in the noise level iff (7)."""
    span = (x, Integer(0), X)
    first = derivative(error, slope, span, hypotheses=P1_HYPOTHESES)
    second = derivative(slope, bend, span, hypotheses=P1_HYPOTHESES)
    one_mode = (s_hat[j] > 0, s[j] >= 0, x >= 0, x <= X, X < 1)
    sign = sum_over_modes(prove(one_mode, bend.function >= 0), (j, 1, k))
    convex = convex_by_slopes(first, second, sign)
    iff = slope_at_start(convex, first, prove([X > 0], X > 0))
    at_zero = equal_sums(substitute(slope, {x: Integer(0)}), condition.lhs, hypotheses=P1_HYPOTHESES)
    return follows(Equivalent(NonDecreasing(error, span), condition), [iff, at_zero], hypotheses=P1_HYPOTHESES)


@cache
def p1_in_time() -> Fact:
    """E is non-increasing in t iff (7)."""
    change = change_of_clock(NonDecreasing(error, (x, 0, X)), clock, t, backward=True, hypotheses=P1_HYPOTHESES)
    return by_logic(P1_CONCLUSION, [change, p1_in_the_level()], hypotheses=(*P1_HYPOTHESES, clock))


P1_CONCLUSION = Equivalent(NonIncreasing(substitute(error, {x: level(T - t)}), (t, 0, T)), condition)


def keeps(deviation_of_mode: Expr) -> Any:
    """Whether one more direction helps: x (1 - s²) <= 3 s²."""
    return x * (1 - deviation_of_mode**2) <= 3 * deviation_of_mode**2


def exact_error(dimension: Expr) -> Expr:
    """E(k, x) with the exact score."""
    kept = Sum((sqrt(generated(s[j])) - s[j]) ** 2, (j, 1, dimension))
    return kept + Sum(s[j] ** 2, (j, dimension + 1, D))


falling = ForEach(s[j] > s[j + 1], (j, 1, D - 1))
P2_BASE = (k >= 1, k <= D, ForEach(s[j] > 0, (j, 1, D)), falling, x >= 0, x <= 1)
P2_HYPOTHESES = (*P2_BASE, Implies(k >= 2, keeps(s[k])), Implies(k <= D - 1, Not(keeps(s[k + 1]))))
P2_CONCLUSION = Minimises(k, exact_error(i), (i, 1, D))


@cache
def p2_mode() -> Fact:
    """One more direction helps iff x (1 - s²) <= 3 s²."""
    v = generated(deviation)
    helps = v - 2 * deviation * sqrt(v) <= 0
    return prove([deviation > 0, x >= 0, x <= 1], Equivalent(helps, keeps(deviation)))


@cache
def p2_increment() -> Fact:
    """E(i) - E(i - 1) = v_i - 2 s_i √v_i."""
    here, before = exact_error(i), exact_error(i - 1)
    within = (*P2_BASE[2:], i >= 2, i <= D)
    kept = Sum((sqrt(generated(s[j])) - s[j]) ** 2, (j, 1, i))
    lost = Sum(s[j] ** 2, (j, i, D))
    pieces = [split_sum(kept, i - 1, hypotheses=within), split_sum(lost, i, hypotheses=within)]
    step = generated(s[i]) - 2 * s[i] * sqrt(generated(s[i]))
    return follows(Identity(here - before, step), pieces, hypotheses=within)


@cache
def p2_order() -> Fact:
    """s_m <= s_i for i <= m."""
    base = prove([i >= 1, falling], Le(s[i], s[i], evaluate=False))
    step = prove([i >= 1, falling, i <= m, m <= D - 1, s[m] <= s[i]], s[m + 1] <= s[i])
    return by_induction(base, step, (m, i, D))


@cache
def p2() -> Fact:
    """k minimises over 1..D on its set of noise levels."""
    here, before = exact_error(i), exact_error(i - 1)
    helps = instantiate(p2_mode(), {deviation: s[i]})
    below, above = instantiate(p2_order(), {m: k}), instantiate(p2_order(), {i: k + 1, m: i})
    falls = follows(here <= before, [p2_increment(), helps, below], hypotheses=(*P2_HYPOTHESES, i >= 2, i <= k))
    rises = follows(before <= here, [p2_increment(), helps, above], hypotheses=(*P2_HYPOTHESES, i >= k + 1, i <= D))
    least = minimum_from_increments(k, here, (i, 1, D), falls=falls, rises=rises)
    return by_logic(P2_CONCLUSION, [least], hypotheses=P2_HYPOTHESES)


variance_in_time = Function("V", real=True)(t)
capped = Min(cap, 1 / (1 - exp(-2 * (T - t)) + exp(-2 * (T - t)) * estimated_variance))
L1_RATE = 2 * (1 - 2 * capped)
L1_EQUATION = SolvesLinearODE(variance_in_time, L1_RATE, Integer(2), Integer(1), (t, 0, T))
L1_HYPOTHESES = (estimated_variance >= 1, cap > 1, L1_EQUATION, t >= 0, t <= T)


@cache
def l1() -> Fact:
    """λ̂ >= 1 keeps V above 1."""
    left, signal = Symbol("q", real=True), exp(-2 * (T - t))
    weight_at = Min(cap, 1 / (1 - left + left * estimated_variance))
    forcing = prove([estimated_variance >= 1, cap > 1, left > 0, left <= 1], 2 * (1 - 2 * weight_at) + 2 >= 0)
    forcing = follows(
        L1_RATE + 2 >= 0,
        [instantiate(forcing, {left: signal})],
        hypotheses=(estimated_variance >= 1, cap > 1, t >= 0, t <= T),
    )
    above = stays_above(L1_EQUATION, Integer(1), forcing, prove([], Ge(1, 1, evaluate=False)))
    return by_logic(variance_in_time >= 1, [above], hypotheses=L1_HYPOTHESES)


total = x + (1 - x) * estimated_variance
P4_HYPOTHESES = (x > 0, x <= 1, estimated_variance >= 0, cap > 1)
P4_CONCLUSION = Minimises(Min(cap, 1 / total), weight**2 * total - 2 * weight + 1 / x, (weight, -cap, cap))


@cache
def p4() -> Fact:
    """The capped plug-in weight minimises the objective of one mode at one noise level."""
    any_total, noise_share = Symbol("g", real=True), Symbol("h", real=True)
    least = Minimises(
        Min(cap, 1 / any_total), weight**2 * any_total - 2 * weight + 1 / noise_share, (weight, -cap, cap)
    )
    one = prove([any_total > 0, noise_share > 0, cap > 1], least)
    return follows(P4_CONCLUSION, [instantiate(one, {any_total: total, noise_share: x})], hypotheses=P4_HYPOTHESES)


def claim(name: str, hypotheses: Any, conclusion: Any, **more: Any) -> Claim:
    """Return a claim for tests."""
    fields: dict[str, Any] = {"role": Role.NEW, "says": name, "expected": Verdict.PROVED, **more}
    return Claim(id=f"P0.{name}", hypotheses=tuple(hypotheses), conclusion=conclusion, **fields)


half = Fraction(1, 2)
CLAIMS = (
    claim(
        "p1-level",
        P1_HYPOTHESES,
        Equivalent(NonDecreasing(error, (x, 0, X)), condition),
        proof=p1_in_the_level,
        witnesses=(
            {k: 2, D: 3, s: (Fraction(2), half, half), s_hat: (Fraction(1), Fraction(1, 3), half), X: half},
            {k: 1, D: 2, s: (half, half), s_hat: (Fraction(2, 3), half), X: Fraction(9, 10)},
        ),
    ),
    claim(
        "p1-time",
        (*P1_HYPOTHESES, clock),
        P1_CONCLUSION,
        proof=p1_in_time,
        witnesses=({k: 1, D: 2, s: (half, half), s_hat: (Fraction(2, 3), half), **identity_clock},),
    ),
    claim(
        "p2",
        P2_HYPOTHESES,
        P2_CONCLUSION,
        proof=p2,
        witnesses=({k: 2, D: 3, s: (half, Fraction(2, 5), Fraction(1, 10)), x: Fraction(1, 4)},),
    ),
    claim(
        "l1",
        L1_HYPOTHESES,
        variance_in_time >= 1,
        proof=l1,
        witnesses=({estimated_variance: 1, cap: 2, T: 1, t: half, variance_in_time.func: Lambda(t, Integer(1))},),
    ),
    claim(
        "p4",
        P4_HYPOTHESES,
        P4_CONCLUSION,
        proof=p4,
        witnesses=({x: half, estimated_variance: Fraction(1, 10), cap: Fraction(3, 2)},),
    ),
    claim("p2-mode", (deviation > 0, x >= 0, x <= 1), p2_mode().conclusion, proof=p2_mode),
)
