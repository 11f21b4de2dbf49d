"""The empirical covariance concentrates in the Loewner order, with an explicit constant.

Source: arXiv:2510.08409v1, Proposition 10 and its proof in Appendix B.

Statement. There is a universal constant K such that, for X_1..X_n i.i.d. N(0, Σ) in R^D, with probability at least
1 - 2 e^{-u}, -η Σ ⪯ Σ̂ - Σ ⪯ η Σ, η = (8K/3)(√r + r), r = (D + u)/n. The Loewner order is read direction by direction:
a = wᵀ Σ w, b = wᵀ Σ̂ w.

How the proof goes. Cited: for isotropic rows ‖Ŵ - I‖ ≤ (8/3) max(δ, δ²), δ = c (√D + √u)/√n, where 8/3 is the square of
the ψ₂ norm of N(0, 1): E e^{X²/t²} = (1 - 2 σ²/t²)^{-1/2} is 2 at t = σ √(8/3). Then √D + √u ≤ √2 √(D + u) and
max(δ, δ²) ≤ δ + δ² give K = max(√2 c, 2 c²). With X = Σ^{1/2} Z, Z ~ N(0, I), wᵀ Σ̂ w = yᵀ Ŵ y and wᵀ Σ w = |y|² at
y = Σ^{1/2} w, so that Σ^{-1/2} is not needed. That the bound holds on the event of the cited theorem is "printed"; that
it then fails no more often is how probabilities are, and a hypothesis of "probability".

Added to the paper: it multiplies by Σ^{-1/2}, which a singular Σ does not have, although its own Section 4 is about
such a Σ; the statement is true all the same. A constant that nobody has to look up: with P9 on a 1/4-net of the sphere,
which has at most 9^D ≤ e^{11 D/5} points, K = 33/5 will do, and for D = 1, where no net is needed, K = 3/2.
"""

from __future__ import annotations

from sympy import And, Equivalent, Expr, Implies, Max, Rational, Symbol, exp, sqrt
from sympy.logic.boolalg import Boolean

from ldm_symbolic.claims import Source, Statement
from ldm_symbolic.derivations.claim import claims_of, new, printed, repaired, step
from ldm_symbolic.derivations.concentration.failures import CITED, failure, n, u
from ldm_symbolic.derivations.letters import D
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.proof import Identity

ISOTROPIC = (
    "Vershynin, High-Dimensional Probability (2018), Theorem 4.6.1, (4.22): n independent centred isotropic rows of "
    "ψ₂ norm at most κ give ‖Ŵ - I‖ <= κ² max(δ, δ²), δ = c (√D + t)/√n, with probability at least 1 - 2 e^{-t²}"
)
NET = (
    "Vershynin, High-Dimensional Probability (2018), Corollary 4.2.13 and Exercise 4.4.3: the sphere of R^D has a "
    "1/4-net of at most 9^D points, and ‖A‖ is at most twice the largest |xᵀ A x| on it for symmetric A"
)
true_form, estimated_form = Symbol("a", real=True), Symbol("b", real=True)  # wᵀ Σ w and wᵀ Σ̂ w
c, constant, t, delta, eps = (Symbol(name, real=True) for name in ("c", "K", "t_psi", "delta", "epsilon"))
e, f, g = (Symbol(name, real=True) for name in ("e", "f", "g"))  # stand for terms in a proof
points, each = Symbol("N", real=True), Symbol("q", real=True)
ratio = (D + u) / n
size = sqrt(ratio) + ratio
SAMPLE = (n >= 1, D >= 1, u >= 0)
DELTA = Identity(delta, c * (sqrt(D) + sqrt(u)) / sqrt(n))
SQUARED_NORM = Rational(8, 3)  # of ψ₂, for N(0, 1)


def close(bound: Expr) -> Boolean:
    """Return -η a <= b - a <= η a, the Loewner bound in one direction."""
    return And(estimated_form - true_form >= -bound * true_form, estimated_form - true_form <= bound * true_form)


THEOREM = close(SQUARED_NORM * Max(delta, delta**2))
EXPONENT = -n * eps**2 / (4 * (eps + 1))  # of P9
ENTROPY = Rational(11, 5) * D
ACCURACY = Identity(eps, Rational(44, 5) * size)
NET_BOUND = (failure <= points * each, points >= 0, points <= exp(ENTROPY), each >= 0, each <= 2 * exp(EXPONENT))
ONE_DIMENSION = (*SAMPLE, D <= 1, Identity(eps, 4 * size), failure <= 2 * exp(EXPONENT))
CONSTANT = (c > 0, constant >= sqrt(2) * c, constant >= 2 * c**2)

RARE = (
    *SAMPLE,
    c > 0,
    DELTA,
    each <= 2 * exp(-((delta * sqrt(n) / c - sqrt(D)) ** 2)),
    failure <= each,
)
"""The cited theorem at its t = √u fails with probability at most 2 e^{-t²}, and what its event gives no more often."""


# One direction: what whitening by Σ^{-1/2} would need, and what does without.

whitened, eta = Symbol("z", real=True), Symbol("eta", real=True)  # wᵀ Σ̂ w/wᵀ Σ w where that is defined
moment = 1 / sqrt(1 - 2 * s**2 / t**2)  # E e^{X²/t²} of N(0, s²), finite for t² > 2 s²
norm = s * sqrt(SQUARED_NORM)
PSI = And(Implies(t**2 > 2 * s**2, Equivalent(moment <= 2, t >= norm)), Implies(t**2 <= 2 * s**2, t < norm))
WHITENED = And(estimated_form / true_form - 1 >= -eta, estimated_form / true_form - 1 <= eta)

half = Rational(1, 2)
FOUR = {n: 4, D: 1, u: 1, c: 1, constant: 2, delta: 1}
SELDOM = {n: 4, D: 1, u: 1, c: 1, delta: 1, each: half, failure: Rational(1, 3)}
CLOSE_BY = {**FOUR, true_form: 1, estimated_form: 2}
NET_OF_TWO = {n: 1, D: 1, u: 3, eps: Rational(264, 5), points: 2, each: Rational(1, 10**6), failure: Rational(2, 10**6)}

CLAIMS = {
    "printed": printed(
        "on the event of the cited theorem -η wᵀΣw <= wᵀ(Σ̂ - Σ)w <= η wᵀΣw in every direction, η = (8K/3)(√r + r)",
        (*SAMPLE, *CONSTANT, DELTA, true_form >= 0, THEOREM),
        close(8 * constant / 3 * size),
        witnesses=(CLOSE_BY,),
        cited=(ISOTROPIC,),
    ),
    "probability": printed(
        "what fails no more often than the cited theorem at δ, where its t is √u, has probability at most 2 e^{-u}",
        RARE,
        failure <= 2 * exp(-u),
        witnesses=(SELDOM,),
        cited=(ISOTROPIC,),
        necessary=((RARE[-1], {**SELDOM, failure: 1}), (RARE[-2], {**SELDOM, each: 1, failure: 1})),
    ),
    "step-norm": step(
        "σ √(8/3) is the least t with E e^{X²/t²} <= 2, the ψ₂ norm of N(0, σ²); the mean is infinite for t² <= 2 σ²",
        (s > 0, t > 0),
        PSI,
        witnesses=({s: 1, t: 2}, {s: 1, t: Rational(3, 2)}, {s: 1, t: 1}),
        cited=(CITED,),
    ),
    "step-radicals": step(
        "max(δ, δ²) <= K (√r + r) with K = max(√2 c, 2 c²)",
        (*SAMPLE, *CONSTANT, DELTA),
        Max(delta, delta**2) <= constant * size,
        witnesses=(FOUR,),
    ),
    "step-whiten": step(
        "for semi-definite Σ the Loewner bound can be written with Σ^{-1/2}: |wᵀΣ̂w/wᵀΣw - 1| <= η",
        (true_form >= 0, estimated_form >= 0, eta >= 0, close(eta)),
        WHITENED,
        counterexample={true_form: 0, estimated_form: 0, eta: 1},
    ),
    "step-whiten-repaired": repaired(
        "without division: wᵀΣ̂w = wᵀΣw z with z the sample variance of N(0, 1), and |z - 1| <= η gives the bound",
        (true_form >= 0, Identity(estimated_form, true_form * whitened), whitened - 1 >= -eta, whitened - 1 <= eta),
        close(eta),
        witnesses=(
            {true_form: 0, estimated_form: 0, whitened: 2, eta: 1},
            {true_form: 2, estimated_form: 3, whitened: Rational(3, 2), eta: half},
        ),
        repairs="P10.step-whiten",
    ),
    "step-whiten-regular": repaired(
        "the same where wᵀΣw > 0, so for definite Σ in every direction",
        (true_form > 0, estimated_form >= 0, eta >= 0, close(eta)),
        WHITENED,
        witnesses=({true_form: 2, estimated_form: 3, eta: half},),
        repairs="P10.step-whiten",
    ),
    "explicit": new(
        "K = 33/5 will do: with P9 on a 1/4-net, η = 2 ε = (88/5)(√r + r) fails with probability at most 2 e^{-u}",
        (*SAMPLE, ACCURACY, *NET_BOUND),
        failure <= 2 * exp(-u),
        witnesses=(NET_OF_TWO,),
        cited=(NET, CITED),
    ),
    "one-dimension": new(
        "K = 3/2 will do for D = 1: with P9, η = ε = 4 (√r + r) fails with probability at most 2 e^{-u}",
        ONE_DIMENSION,
        failure <= 2 * exp(-u),
        witnesses=({n: 1, D: 1, u: 3, eps: 24, failure: Rational(1, 1000)},),
        cited=(CITED,),
    ),
}

STATEMENT = Statement(
    id="P10",
    title="the sample covariance concentrates",
    source=Source(place="Proposition 10, Appendix B"),
    claims=claims_of("P10", CLAIMS),
)
