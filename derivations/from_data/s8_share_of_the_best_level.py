"""What a share of the best noise level keeps of its gain, and how far beyond it one may stop.

Source: ours (S8). Plug-in score, start at the noised law; x* minimises E(k, ·) over [0, X].

    E(k, 0) - E(k, θx*) >= θ (2 - θ) (E(k, 0) - E(k, x*)),   θ >= 0, θx* <= X, x* < X, λ̂_j <= 1

How the proof goes. With a = √λ̂_j, b = √v_j(p), r = √v_j(θp) the term of mode j is the sum of what is linear in p and
of -2 s_j times a root, and r >= (1-θ)² a + θ(2-θ) b - θ(1-θ)(b² - a²)/(2b) for b >= a: the parabola that has the
value of the root at 0 and its value and slope at p lies below it. Summed up, the two sides differ by at least
θ(1-θ) p E'(k, p), whatever p is; and E'(k, x*) = 0 inside. At θ = 2 the level 2x* is no worse than the end, and by
convexity no level before it is.

What was refuted. (i) For x* = X the slope there may be negative, and then a little less than X loses to first order:
one mode with λ = 1, λ̂ = 1/4, X = 5/12 at θ = 9/20. Then, and for every λ̂, the share θ <= 1 is sure ("clipped").
(ii) With λ̂_j > 1 the root bends the other way: s = 13/6, ŝ = 17/6 has the error 4/9 at the end and 1 at 2x* = 240/253;
of one mode 2x* is then always worse than the end ("above-one").

Dense covariances. Σ̂ <= I has diagonal ones among it, so that (i) stands, and x* < X is asked for ("dense"). E is a line
less 2 φ, φ = tr (B + xC)^½ with B = Σ^½ Σ̂ Σ^½ > 0 and C = Σ^½(I - Σ̂)Σ^½ >= 0. The third derivative of φ is >= 0: a root
is an integral of -tr(B + xC + tI)⁻¹ with positive weights, but for constants, and that has the third derivative
6 tr RCRCRCR >= 0, R = (B + xC + tI)⁻¹. So that of E is some d <= 0, and E exceeds the parabola with the values of E at
0 and x* and the slope 0 at x* by d u (u - x*)²/6 at level u. Both are cited; what follows from them is proved. With
x* = X no level is worse than the end by convexity (M7); this, and x* = 0, is not claimed.

Tested in `tests/derivations/from_data/test_from_data.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Expr, Integer, Symbol

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.hypotheses import a_level, modes, noisy_horizon
from ldm_symbolic.derivations.instances import numbers, without
from ldm_symbolic.derivations.letters import D, X, j, k, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import kept, levels, plugin_error
from ldm_symbolic.derivations.stopping_in_k.s1_one_step_in_dimension import slope
from ldm_symbolic.model.backward import variance
from ldm_symbolic.model.error import mode_error
from ldm_symbolic.model.score import PluginScore, Start
from ldm_symbolic.notation import deviation, estimated_deviation, estimated_variance
from ldm_symbolic.proof import ForEach, Identity, Minimises, substitute

best, theta = Symbol("p", real=True), Symbol("theta", real=True)


def error(level: Expr) -> Expr:
    """E(k, x) at a level."""
    return substitute(plugin_error, {x: level})


BEST = Minimises(best, plugin_error, levels)
BY_ITS_SLOPE = (best > 0, best < X, Identity(slope(k, best), 0))
"""An inner best level (S1), in the form that can be judged on a whole ball."""
SPECTRUM = (*modes(k), *noisy_horizon())
NONE_ABOVE_ONE = ForEach(s_hat[j] <= 1, kept)
INNER = best < X
SHARE = (theta >= 0, theta <= 2, theta * best <= X)
UP_TO_TWICE = (*a_level(x, X), x <= 2 * best)
at_the_end = error(Integer(0))
GAIN = at_the_end - error(best)
KEPT = at_the_end - error(theta * best) >= theta * (2 - theta) * GAIN
NO_WORSE = plugin_error <= at_the_end
ALONE = (deviation >= 0, estimated_deviation > 1, best > 0, 2 * best < 1)
OWN_ROOT = Identity(best, (deviation**2 - estimated_deviation**2) / (1 - estimated_deviation**2))
BELOW_ONE = (theta >= 0, theta <= 1)


def alone(level: Expr) -> Expr:
    """The error of one mode at a level."""
    generated = variance(PluginScore(), Start.NOISED)
    return mode_error(substitute(generated, {x: level, estimated_variance: estimated_deviation**2}), deviation**2)


def at(true: str, estimated: str, top: str, level: str, **more: str) -> Assignment:
    """One mode with its best level.

    >>> at("1", "1/2", "5/12", "5/12", theta="9/20")[theta]
    Fraction(9, 20)
    """
    names = {"theta": theta, "x": x}
    own = {s: numbers(true), s_hat: numbers(estimated), X: Fraction(top), best: Fraction(level)}
    return {k: 1, D: 1, **own, **{names[name]: Fraction(value) for name, value in more.items()}}


third, at_zero, at_best, at_share = (Symbol(name, real=True) for name in ("d", "a", "b", "f"))
"""The third derivative of E at some level, and E at the levels 0, p, θp, for dense covariances."""
REMAINDER = (1 - theta) ** 2 * at_zero + theta * (2 - theta) * at_best + third * theta * (1 - theta) ** 2 * best**3 / 6
INTERPOLATED = (third <= 0, Identity(at_share, REMAINDER))
RESOLVENTS = (
    "Bhatia (1997), Matrix Analysis, Section V.4: √A is (1/π) ∫ t^{-½} (I - t (A + tI)⁻¹) dt over t > 0, by which "
    "the third derivative of tr (B + xC)^½ is >= 0 for B > 0, C >= 0"
)
HERMITE = "Davis (1975), Interpolation and Approximation, Chapter III: the remainder of Hermite interpolation"

CUT = at("1", "1/2", "5/12", "5/12", theta="9/20")
INSIDE = at("3/4", "1/2", "9/10", "5/12", theta="1/2")
TWICE = {deviation: Fraction(13, 6), estimated_deviation: Fraction(17, 6), best: Fraction(120, 253)}
BELOW = {deviation: Fraction(5, 8), estimated_deviation: Fraction(1, 2), best: Fraction(3, 16)}
THIRD = Fraction(6048, 3025)
BENT = {best: Fraction(5, 12), theta: Fraction(9, 20), third: -THIRD, at_zero: Fraction(1, 16), at_best: 0}
BENT = {**BENT, at_share: Fraction(1, 64)}  # one mode, s = 3/4, ŝ = 1/2
ABOVE = at("13/6", "17/6", "19/20", "120/253", x="47/50")

CLAIMS = {
    "share": new(
        "0 <= θ <= 2, θx* <= X: E(k, 0) - E(k, θx*) >= θ (2-θ) (E(k, 0) - E(k, x*))",
        (*SPECTRUM, BEST, *SHARE),
        KEPT,
        counterexample=CUT,
    ),
    "share-repaired": repaired(
        "so it is if x* < X and all λ̂_j <= 1, for every θ >= 0",
        (*SPECTRUM, NONE_ABOVE_ONE, BEST, INNER, SHARE[0], SHARE[2]),
        KEPT,
        witnesses=(INSIDE, {**INSIDE, theta: 2}),
        repairs="S8.share",
        necessary=((INNER, CUT), (NONE_ABOVE_ONE, {**without(ABOVE, x), theta: 2})),
    ),
    "clipped": new(
        "without either, for 0 <= θ <= 1 the share θ of the gain is kept",
        (*SPECTRUM, BEST, *BELOW_ONE),
        at_the_end - error(theta * best) >= theta * GAIN,
        witnesses=(CUT,),
    ),
    "twice": new(
        "no level up to 2x* is worse than running to the end",
        (*SPECTRUM, *BY_ITS_SLOPE, *UP_TO_TWICE),
        NO_WORSE,
        counterexample=ABOVE,
    ),
    "twice-repaired": repaired(
        "none is if all λ̂_j <= 1",
        (*SPECTRUM, NONE_ABOVE_ONE, BEST, *UP_TO_TWICE),
        NO_WORSE,
        witnesses=({**CUT, x: Fraction(3, 16)}, {**INSIDE, x: Fraction(5, 6)}),
        repairs="S8.twice",
        necessary=(
            (NONE_ABOVE_ONE, ABOVE),
            (UP_TO_TWICE[-1], at("5/8", "1/2", "15/16", "3/16", x="15/16")),
        ),
    ),
    "above-one": new(
        "of one mode with λ̂ > 1 and the own root x* > 0, the level 2x* < 1 is always worse than the end",
        (*ALONE, OWN_ROOT),
        alone(2 * best) > alone(Integer(0)),
        witnesses=(TWICE,),
        necessary=(
            (
                ALONE[1],
                {**TWICE, deviation: Fraction(5, 8), estimated_deviation: Fraction(1, 2), best: Fraction(3, 16)},
            ),
        ),
    ),
    "dense": new(
        "for dense Σ > 0, 0 < Σ̂ <= I, 0 < x* < X (not x* = X), 0 <= θ <= X/x* the share θ (2-θ) of the gain is kept",
        (best > 0, SHARE[0], *INTERPOLATED),
        at_zero - at_share >= theta * (2 - theta) * (at_zero - at_best),
        witnesses=(BENT,),
        necessary=(
            (INTERPOLATED[0], {**BENT, third: THIRD, at_share: Fraction(71, 3200)}),
            (INTERPOLATED[1], {**BENT, at_share: 1}),
        ),
        cited=(RESOLVENTS, HERMITE),
    ),
    "dense-twice": new(
        "and for such x* no level up to 2x* and X is worse than the end",
        (best > 0, *SHARE[:2], *INTERPOLATED, at_best <= at_zero),
        at_share <= at_zero,
        witnesses=(BENT,),
        necessary=(
            (SHARE[1], {**BENT, theta: 3, third: 0, at_share: Fraction(1, 4)}),
            (INTERPOLATED[1], {**BENT, at_share: 2}),
        ),
        cited=(RESOLVENTS, HERMITE),
    ),
}

STATEMENT = Statement(
    id="S8",
    title="A share of the best noise level, and twice the best one",
    source=None,
    claims=claims_of("S8", CLAIMS),
)
