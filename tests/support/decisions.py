"""What the exact engine proves, and what it must not prove: true and false neighbours."""

from __future__ import annotations

from typing import Any

from sympy import (
    Abs,
    And,
    Equivalent,
    Function,
    Implies,
    Integer,
    Max,
    Min,
    Ne,
    Not,
    Or,
    Piecewise,
    Rational,
    Sum,
    Symbol,
    exp,
    log,
    sqrt,
)
from worked_proofs import error

from ldm_symbolic.notation import (
    cap,
    data_dimension,
    deviation,
    deviations,
    estimated_deviation,
    estimated_deviations,
    horizon_noise,
    latent_dimension,
    mode,
    noise,
    time,
    weight,
)
from ldm_symbolic.proof.language.predicate import Convex, ForEach, Identity, Minimises, NonDecreasing

x, X, j, k, D, t = noise, horizon_noise, mode, latent_dimension, data_dimension, time
y, z = Symbol("y", real=True), Symbol("z", real=True)
s, s_hat, S, S_hat = deviation, estimated_deviation, deviations, estimated_deviations
v = s_hat**2 + (1 - s_hat**2) * x
exact = s**2 + (1 - s**2) * x
one_mode = (s_hat > 0, s >= 0, x >= 0, x <= X, X < 1)
keeps = x * (1 - s**2) <= 3 * s**2
helps = exact - 2 * s * sqrt(exact) <= 0
V = Function("V", real=True)
positive = ForEach(S[j] > 0, (j, 1, D))

TRUE: dict[str, tuple[Any, Any]] = {
    "square": ([x > 1], x**2 > 1),
    "increment": ([s > 0, x >= 0, x <= 1], Equivalent(helps, keeps)),
    "bend": (one_mode, s * (1 - s_hat**2) ** 2 / (2 * v ** Rational(3, 2)) >= 0),
    "root": ([x >= 0], Identity(sqrt(x) ** 3, x * sqrt(x))),
    "root-needs-sign": ([x >= 0], Identity(sqrt(x**2), x)),
    "conjugate": (
        [x > 0, y >= 0, Ne(x, y)],
        Identity(1 / (sqrt(x) + sqrt(y)), (sqrt(x) - sqrt(y)) / (x - y)),
    ),
    "nested-root": ([x >= 0], sqrt(1 + sqrt(x)) >= 1),
    "dependent-roots": ([], Identity(sqrt(Integer(2)) * sqrt(Integer(3)), sqrt(Integer(6)))),
    "guarded-quotient": ([], Implies(Ne(x, 0), x / Abs(x) <= 1)),
    "piecewise": ([], Piecewise((1 / x, x > 1), (1, True)) <= 1),
    "capped": ([cap > 1, x > 0], Min(cap, 1 / x) * x <= 1),
    "positive-part": ([], Max(0, x) - Max(0, -x) >= x),
    "modes": ([positive, k <= D, k >= 1], ForEach(1 / S[j] > 0, (j, 1, k))),
    "one-of-them": ([positive, k <= D, k >= 1], S[k] > 0),
    "next-of-them": ([ForEach(S[j] > S[j + 1], (j, 1, D - 1)), k >= 1, k + 1 < D], S[k] > S[k + 2]),
    "integers": ([k > 1], k >= 2),
    "opaque-sum": ([Sum(S[j], (j, 1, k)) > 1], Sum(S[j], (j, 1, k)) > 0),
    "opaque-function": ([V(t) > 1], V(t) ** 2 > 1),
    "exponential": ([t >= 0], exp(-2 * t) <= 1),
    "exponential-product": ([], Identity(exp(t + x), exp(t) * exp(x))),
    "exponential-order": ([t <= X], exp(2 * t - 2 * X) <= 1),
    "non-decreasing": ([X > 0], NonDecreasing(x**2, (x, 0, X))),
    "convex": ([X > 0], Convex(x**2 + y * x, (x, 0, X))),
    "minimises": (
        [y > 0, cap > 1],
        Minimises(Min(cap, 1 / y), weight**2 * y - 2 * weight, (weight, -cap, cap)),
    ),
    "log-is-a-number": ([x > 0], log(x) ** 2 + 1 > 0),
    "contradiction": ([x > 1, x < 0], x > 7),
}

FALSE: dict[str, tuple[Any, Any]] = {
    # constants off by one, flipped signs, strictness
    "constant": ([x > 1], x**2 > 2),
    "constant-in-threshold": (
        [s > 0, x >= 0, x <= 1],
        Equivalent(helps, x * (1 - s**2) <= 4 * s**2),
    ),
    "scaled-by-a-hair": (
        [s > 0, x >= 0, x <= 1],
        Equivalent(helps, x * (1 - s**2) <= Rational(303, 100) * s**2),
    ),
    "sign": (one_mode, -s * (1 - s_hat**2) ** 2 / v ** Rational(3, 2) >= 0),
    "strict-at-equality": ([s > 0, x >= 0, x <= 1], Equivalent(exact - 2 * s * sqrt(exact) < 0, keeps)),
    "strict-bend": (one_mode, s * (1 - s_hat**2) ** 2 / (2 * v ** Rational(3, 2)) > 0),
    "converse": ([x**2 > 1], x > 1),
    "swapped": ([positive, k <= D, k >= 1], S[k] > S[k + 1]),
    # a hypothesis dropped, a domain widened
    "dropped-sign": ([], Identity(sqrt(x**2), x)),
    "dropped-lower-end": ([x <= 1], x**2 <= x),
    "dropped-range": ([s > 0], Equivalent(helps, keeps)),
    "widened-end": ([x >= 0, x <= 1 + Rational(1, 10**9)], x * (1 - x) >= 0),
    "widened-range": ([positive, k <= D + 1, k >= 1], S[k] > 0),
    "widened-below": ([positive, k <= D, k >= 0], S[k] > 0),
    "reals-are-no-integers": ([x > 1], x >= 2),
    # definedness
    "zero-denominator": ([x >= 0], 1 / x > -1),
    "undefined-is-not-equal-to-itself": ([], Identity(1 / (x - y), 1 / (x - y))),
    "negative-radicand": ([], sqrt(x) >= 0),
    "negative-radicand-unused": ([], sqrt(x) - sqrt(x) + sqrt(y) * 0 + sqrt(z) >= sqrt(z)),
    "undefined-in-a-sum": ([k >= 1], Identity(Sum(1 / S[j], (j, 1, k)), Sum(1 / S[j], (j, 1, k)))),
    "undefined-at-one-end": ([positive], Identity(Sum(1 / S[j], (j, 0, D)), Sum(1 / S[j], (j, 0, D)))),
    "undefined-after-or": ([x >= 0], Or(x >= 0, 1 / x > 0)),
    "branch-without-value": ([], Piecewise((x, x > 1), (1 - x, x < 0)) > 0),
    "lambda-hat-one": ([s_hat > 0, s_hat <= 1, s > 0], (4 * s**2 - s_hat**2) / Max(0, 1 - s_hat**2) > -1),
    "log-of-zero": ([x >= 0], y * log(x) <= y * log(x) + x),
    # a definition must not exclude the values at which it is guarded
    "guard-of-an-absolute-value": ([Implies(Ne(x, 0), Abs(y / x) >= 0)], Ne(x, 0)),
    "guard-of-a-root": ([Implies(x >= 0, sqrt(x) <= y)], x >= 0),
    "guard-of-a-quotient-in-a-root": ([Implies(x > 0, sqrt(1 / x) <= y)], Ne(x, 0)),
    "guard-of-an-exponent": ([Implies(Ne(x, 0), exp(1 / x + y) > z)], Ne(x, 0)),
    "guard-of-a-branch": ([Piecewise((1, x <= 0), (1 / x, 1 / x >= 0)) > 0], Ne(x, 0)),
    "guard-of-a-maximum": ([Implies(Ne(x, 0), Max(1 / x, y) > z)], Ne(x, 0)),
    # division by zero is total in SMT-LIB
    "zero-over-zero": ([x >= 0], x / (x + y) <= 1 + Abs(y)),
    "one-over-zero-is-something": ([], Not(And(1 / x > 0, 1 / x < -1))),
    # what is abstracted may be anything
    "sum-of-positives": ([positive], Sum(S[j], (j, 1, D)) >= 0),
    "sum-sees-no-value": ([k >= 1, k <= 1], Identity(Sum(S[j], (j, 1, k)), S[1])),
    "function-is-any": ([t > 0], V(t) >= 0),
    "functions-at-two-points": ([V(t) > 0], V(x) > 0),
    "predicate-is-any": ([NonDecreasing(error, (x, 0, X))], NonDecreasing(2 * error + s, (x, 0, X))),
    "exponents-are-independent": ([t > 0, x > 0], exp(t) < exp(x)),
    "exponential-bound": ([t >= 0], exp(-2 * t) <= Rational(99, 100)),
    "names-of-one-spelling": ([Symbol("a", real=True) > 0], Symbol("a", integer=True) > 0),
    "sequence-and-number": ([s > 0], S[k] > 0),
    # bound and free
    "bound-is-not-free": ([x > 5], NonDecreasing(-((x - 5) ** 2), (x, 0, X))),
    "index-leaks": ([S[j] > 0], ForEach(S[j] > 0, (j, 1, k))),
    "index-leaks-the-other-way": ([ForEach(S[j] > 0, (j, 1, k))], S[j] > 0),
    "empty-range-says-nothing": ([ForEach(S[j] > 0, (j, 1, k))], S[1] > 0),
    "no-minimum-outside": ([cap > 1], Minimises(cap + 1, -weight, (weight, -cap, cap))),
    "no-integer-minimum": ([x >= 1, x <= k, k >= 1], Minimises(x, Integer(0) * j, (j, 1, k))),
    "convex-is-not-concave": ([X > 0], Convex(-(x**2), (x, 0, X))),
}
