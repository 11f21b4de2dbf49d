"""The proofs behind `u4_encoder_of_the_same_sample`: a slope below a line, outcome by outcome; means, taken apart.

Tested in `tests/derivations/learned_encoders/test_u4_encoder_of_the_same_sample.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Expr, Integer, Ne, Symbol, sqrt

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.learned_encoders.a3_encoder_of_the_same_sample import (
    AVERAGED,
    a,
    c,
    f,
    g,
    h,
    of_one_mode,
    positive,
)
from ldm_symbolic.derivations.learned_encoders.u4_encoder_of_the_same_sample import (
    BOTH,
    BRACKETS,
    EIGEN,
    LARGER,
    SAME_AXES,
    SMALL,
    b,
    of_eigenvalue,
    y,
    z,
)
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import WEIGHTS, i, mean
from ldm_symbolic.notation import deviation, estimated_deviation
from ldm_symbolic.proof import (
    Fact,
    Identity,
    equal_sums,
    follows,
    in_turn,
    instantiate,
    prove,
)

p, q, r, u = (Symbol(name, real=True) for name in "pqru")


@cache
def below_a_line() -> Fact:
    """(1 - √(λ/λ̂))(1 - λ̂) < (λ̂ - λ)(1 - λ)/(2λ), for 2 ŝ λ times the difference is -(ŝ - s)² ((1 + λ) ŝ + 2 s)."""
    true, seen = deviation**2, estimated_deviation**2
    signs = (deviation > 0, estimated_deviation > 0, Ne(estimated_deviation, deviation))
    return prove(signs, of_one_mode < (seen - true) * (1 - true) / (2 * true))


@cache
def in_variances() -> Fact:
    """The same for the roots of u = p and r = q."""
    line = instantiate(below_a_line(), {deviation: sqrt(u), estimated_deviation: sqrt(r)})
    given = (p > 0, q > 0, Ne(p, q), Identity(u, p), Identity(r, q))
    goal = line.conclusion.args[0] < (q - p) * (1 - p) / (2 * p)
    signs = prove(given, And(u > 0, r > 0, sqrt(u) > 0, sqrt(r) > 0, Ne(sqrt(r), sqrt(u))))
    return in_turn(goal, [signs, line], hypotheses=given)


@cache
def one_outcome(sign: int) -> Fact:
    """With b = g = 0 and the entries in order λ̂ and σ² are those on the diagonals."""
    first, beside, last = a + sign * f, b + sign * g, c + sign * h
    gap = sqrt((first - last) ** 2 + 4 * beside**2)
    larger, smaller = (first + last + gap) / 2, (first + last - gap) / 2
    true = (a * first + 2 * b * beside + c * last - smaller * (a + c)) / gap
    given = (Identity(b, 0), Identity(g, 0), first > last)
    apart = prove(given, Identity(gap, first - last))
    values = [prove((*given, apart.conclusion), Identity(*pair)) for pair in ((true, a), (larger, first))]
    line = instantiate(in_variances(), {u: true, r: larger, p: a, q: first})
    return in_turn(line.conclusion, [apart, *values, line], hypotheses=(*given, a > 0, first > 0, Ne(f, 0)))


@cache
def same_axes() -> Fact:
    """The two lines add up to nothing."""
    given = (*positive(1), *positive(-1), *SAME_AXES, Ne(f, 0))
    outcomes = [one_outcome(sign) for sign in (1, -1)]
    letters = prove((u < p, r < q, Identity(p + q, 0)), (u + r) / 2 < 0)
    sides = [fact.conclusion.args for fact in outcomes]
    last = instantiate(letters, {u: sides[0][0], p: sides[0][1], r: sides[1][0], q: sides[1][1]})
    first = prove((a + f > 0, a - f > 0), a > 0)
    none = prove((a > 0,), Identity(sides[0][1] + sides[1][1], 0))
    return in_turn(AVERAGED < 0, [first, none, *outcomes, last], hypotheses=given)


def taken_apart(root: Expr) -> Fact:
    """E (1 - 1/√y)(1 - λy) = 1 - λ E y - E 1/√y + λ E √y."""
    parts = Integer(1) - deviation**2 * mean(root) - mean(1 / sqrt(root)) + deviation**2 * mean(sqrt(root))
    given = (deviation > 0, *EIGEN)
    total = mean(Integer(1)) + parts - 1
    cut = equal_sums(mean(of_eigenvalue(root)), total, hypotheses=given)
    return follows(Identity(mean(of_eigenvalue(root)), parts), [cut], hypotheses=(*given, WEIGHTS[1]))


@cache
def gaussian() -> Fact:
    """By the brackets."""
    parts = [taken_apart(root) for root in (y[i], z[i])]
    return in_turn(And(LARGER > 0, BOTH < 0), parts, hypotheses=(*WEIGHTS, *EIGEN, *BRACKETS, *SMALL))


PROOFS: Proofs = {"same-axes": same_axes, "gaussian": gaussian}
