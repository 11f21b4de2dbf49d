"""The empirical covariance concentrates in the Loewner order, with an explicit constant.

Source: arXiv:2510.08409v1, Proposition 10 and its proof in Appendix B.

Statement. There is a universal constant K such that, for X_1..X_n i.i.d. N(0, Σ) in R^D, with probability at least
1 - 2 e^{-u}, -η Σ ⪯ Σ̂ - Σ ⪯ η Σ, η = (8K/3)(√r + r), r = (D + u)/n. The Loewner order is read direction by direction:
a = wᵀ Σ w, b = wᵀ Σ̂ w.

How the proof goes. Cited: for isotropic rows ‖Ŵ - I‖ ≤ (8/3) max(δ, δ²), δ = c (√D + √u)/√n, where 8/3 is the square of
the ψ₂ norm of N(0, 1): E e^{X²/t²} = (1 - 2 σ²/t²)^{-1/2} is 2 at t = σ √(8/3). Then √D + √u ≤ √2 √(D + u) and
max(δ, δ²) ≤ δ + δ² give K = max(√2 c, 2 c²). With X = Σ^{1/2} Z, Z ~ N(0, I), wᵀ Σ̂ w = yᵀ Ŵ y and wᵀ Σ w = |y|² at
y = Σ^{1/2} w, so that Σ^{-1/2} is not needed.

Added to the paper: it multiplies by Σ^{-1/2}, which a singular Σ does not have, although its own Section 4 is about
such a Σ; the statement is true all the same. A constant that nobody has to look up: with P9 on a 1/4-net of the sphere,
which has at most 9^D ≤ e^{11 D/5} points, K = 33/5 will do, and for D = 1, where no net is needed, K = 3/2.
"""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from sympy import And, Equivalent, Expr, Implies, Integer, Max, Rational, Symbol, exp, sqrt
from sympy.logic.boolalg import Boolean

from ldm_symbolic.claims.statement import Role, Source, Statement
from ldm_symbolic.derivations.claim import claim_of
from ldm_symbolic.derivations.concentration import sample_variance_concentrates_proof as tails
from ldm_symbolic.derivations.concentration.sample_variance_concentrates_proof import failure, n, of_exponents, u
from ldm_symbolic.notation import data_dimension, deviation
from ldm_symbolic.proof import Fact, Identity, in_turn, instantiate, prove

D, s = data_dimension, deviation
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


@cache
def simpler_bound() -> Fact:
    """Return max(δ, δ²) <= K (√r + r): δ² <= 2 c² r, and δ <= √2 c √r by roots."""
    base = (*SAMPLE, *CONSTANT, DELTA)
    square = prove((c > 0, e >= 0, f >= 0, g > 0), (c * (e + f) / g) ** 2 <= 2 * c**2 * (e**2 + f**2) / g**2)
    square = instantiate(square, {e: sqrt(D), f: sqrt(u), g: sqrt(n)})
    squared = in_turn(delta**2 <= 2 * c**2 * ratio, [square], hypotheses=base)
    rooted = prove((c > 0, delta**2 <= 2 * c**2 * g, g >= 0), delta <= sqrt(2) * c * sqrt(g))
    both = prove(
        (delta**2 <= 2 * c**2 * g, delta <= sqrt(2) * c * sqrt(g), g >= 0, *CONSTANT),
        Max(delta, delta**2) <= constant * (sqrt(g) + g),
    )
    facts = [squared, instantiate(rooted, {g: ratio}), instantiate(both, {g: ratio})]
    return in_turn(Max(delta, delta**2) <= constant * size, facts, hypotheses=base)


@cache
def loewner() -> Fact:
    """Return the printed bound in one direction from the cited theorem."""
    wanted = close(8 * constant / 3 * size)
    base = (*SAMPLE, *CONSTANT, DELTA, true_form >= 0, THEOREM)
    scaled = prove(
        (true_form >= 0, f <= constant * g, close(SQUARED_NORM * f)),
        close(8 * constant / 3 * g),
    )
    facts = [simpler_bound(), instantiate(scaled, {f: Max(delta, delta**2), g: size})]
    return in_turn(wanted, facts, hypotheses=base)


def _large_enough(factor: Any, least: Any) -> Fact:
    """Return (factor/4) (D + u) <= n ε²/(4 (1 + ε)) for ε = least (√r + r), as r enters through its root."""
    rooted = least * (f + f**2)
    one = prove((f >= 0,), factor / 4 * f**2 <= rooted**2 / (4 * (1 + rooted)))
    return instantiate(one, {f: sqrt(ratio)})


def _exponent(entropy: Expr, factor: Any, least: Any, extra: tuple[Boolean, ...] = ()) -> Fact:
    """Return entropy - n ε²/(4 (1 + ε)) <= -u."""
    base = (*SAMPLE, *extra, Identity(eps, least * size))
    wide = _large_enough(factor, least)
    ratio_bound = factor / 4 * ratio <= eps**2 / (4 * (1 + eps))
    known = in_turn(ratio_bound, [wide], hypotheses=base)
    times_n = prove((*SAMPLE, *extra, factor / 4 * ratio <= g), entropy - n * g <= -u)
    times_n = instantiate(times_n, {g: eps**2 / (4 * (1 + eps))})
    return in_turn(entropy + EXPONENT <= -u, [known, times_n], hypotheses=base)


@cache
def explicit() -> Fact:
    """Return that K = 33/5 will do, from P9 at each point of a net."""
    base = (*SAMPLE, ACCURACY, *NET_BOUND)
    exponent = of_exponents(_exponent(ENTROPY, 4 * Rational(11, 5), Rational(44, 5)))
    product = prove((points >= 0, each >= 0, points <= exp(e), each <= 2 * exp(f)), points * each <= 2 * exp(e + f))
    product = instantiate(product, {e: ENTROPY, f: EXPONENT})
    links = prove((e <= f, f <= 2 * g, g <= delta), e <= 2 * delta)
    links = instantiate(links, {e: failure, f: points * each, g: exponent.conclusion.lhs, delta: exp(-u)})
    return in_turn(failure <= 2 * exp(-u), [product, exponent, links], hypotheses=base)


@cache
def one_dimension() -> Fact:
    """Return that K = 3/2 will do for D = 1, from P9."""
    exponent = of_exponents(_exponent(Integer(0), Integer(4), Integer(4), (D <= 1,)))
    return in_turn(failure <= 2 * exp(-u), [exponent], hypotheses=ONE_DIMENSION)


# One direction: what whitening by Σ^{-1/2} would need, and what does without.

whitened, eta = Symbol("z", real=True), Symbol("eta", real=True)  # wᵀ Σ̂ w/wᵀ Σ w where that is defined
moment = 1 / sqrt(1 - 2 * s**2 / t**2)  # E e^{X²/t²} of N(0, s²), finite for t² > 2 s²
norm = s * sqrt(SQUARED_NORM)
PSI = And(Implies(t**2 > 2 * s**2, Equivalent(moment <= 2, t >= norm)), Implies(t**2 <= 2 * s**2, t < norm))
WHITENED = And(estimated_form / true_form - 1 >= -eta, estimated_form / true_form - 1 <= eta)

half = Rational(1, 2)
FOUR = {n: 4, D: 1, u: 1, c: 1, constant: 2, delta: 1}
CLOSE_BY = {**FOUR, true_form: 1, estimated_form: 2}
NET_OF_TWO = {n: 1, D: 1, u: 3, eps: Rational(264, 5), points: 2, each: Rational(1, 10**6), failure: Rational(2, 10**6)}

claim = partial(claim_of, "P10")

CLAIMS = (
    claim(
        "printed",
        Role.PRINTED,
        "on the event of the cited theorem -η wᵀΣw <= wᵀ(Σ̂ - Σ)w <= η wᵀΣw in every direction, η = (8K/3)(√r + r)",
        (*SAMPLE, *CONSTANT, DELTA, true_form >= 0, THEOREM),
        close(8 * constant / 3 * size),
        proof=loewner,
        witnesses=(CLOSE_BY,),
        cited=(ISOTROPIC,),
    ),
    claim(
        "step-norm",
        Role.STEP,
        "σ √(8/3) is the least t with E e^{X²/t²} <= 2, the ψ₂ norm of N(0, σ²); the mean is infinite for t² <= 2 σ²",
        (s > 0, t > 0),
        PSI,
        witnesses=({s: 1, t: 2}, {s: 1, t: Rational(3, 2)}, {s: 1, t: 1}),
        cited=(tails.CITED,),
    ),
    claim(
        "step-radicals",
        Role.STEP,
        "max(δ, δ²) <= K (√r + r) with K = max(√2 c, 2 c²)",
        (*SAMPLE, *CONSTANT, DELTA),
        Max(delta, delta**2) <= constant * size,
        proof=simpler_bound,
        witnesses=(FOUR,),
    ),
    claim(
        "step-whiten",
        Role.STEP,
        "for semi-definite Σ the Loewner bound can be written with Σ^{-1/2}: |wᵀΣ̂w/wᵀΣw - 1| <= η",
        (true_form >= 0, estimated_form >= 0, eta >= 0, close(eta)),
        WHITENED,
        counterexample={true_form: 0, estimated_form: 0, eta: 1},
    ),
    claim(
        "step-whiten-repaired",
        Role.REPAIRED,
        "without division: wᵀΣ̂w = wᵀΣw z with z the sample variance of N(0, 1), and |z - 1| <= η gives the bound",
        (true_form >= 0, Identity(estimated_form, true_form * whitened), whitened - 1 >= -eta, whitened - 1 <= eta),
        close(eta),
        witnesses=(
            {true_form: 0, estimated_form: 0, whitened: 2, eta: 1},
            {true_form: 2, estimated_form: 3, whitened: Rational(3, 2), eta: half},
        ),
        repairs="P10.step-whiten",
    ),
    claim(
        "explicit",
        Role.NEW,
        "K = 33/5 will do: with P9 on a 1/4-net, η = 2 ε = (88/5)(√r + r) fails with probability at most 2 e^{-u}",
        (*SAMPLE, ACCURACY, *NET_BOUND),
        failure <= 2 * exp(-u),
        proof=explicit,
        witnesses=(NET_OF_TWO,),
        cited=(NET, tails.CITED),
    ),
    claim(
        "one-dimension",
        Role.NEW,
        "K = 3/2 will do for D = 1: with P9, η = ε = 4 (√r + r) fails with probability at most 2 e^{-u}",
        ONE_DIMENSION,
        failure <= 2 * exp(-u),
        proof=one_dimension,
        witnesses=({n: 1, D: 1, u: 3, eps: 24, failure: Rational(1, 1000)},),
        cited=(tails.CITED,),
    ),
)

STATEMENT = Statement(
    id="P10",
    title="the sample covariance concentrates",
    source=Source(place="Proposition 10, Appendix B"),
    claims=CLAIMS,
)
