"""Small levels that help on average: for every spectrum up to 1, and half as far as was hoped.

Source: ours (A6). λ̂_j = λ_j Z_j with E Z_j = 1, c = E √Z_j; for n samples Z_j = χ²_n/n. All λ_j >= l > 0.

    every x in (0, min(X, 2l/n)] strictly lowers the averaged error, for n >= 3; the same for n = 2

What was refuted. (i) Large variances have much to lose: 2l/n may exceed 1, and near x = 1 every variance is about 1. A
mode gains 2 s (E √v - s c) - x (1 - λ), and E √v <= √E v (Jensen): for n = 4, λ = 100, x = 9/10 even that is negative.
(ii) For n = 2 Z is exponential. At x = λ = 2λ/n a mode gains at most 2 λ (E √(1 + Z) - c) - λ (1 - λ); it is negative
for λ = 1/100, as E √(1 + Z) = 1 + e √π erfc(1)/2 = 1.37893.. and c = √π/2 = 0.88622.. (cited); the claim is of any two
numbers close to these.

The repair. For l <= λ_j <= 1 every x up to l and 4 l (1-c) lowers it, for every law of mean 1 with finitely many
outcomes; for n >= 2 samples 4 (1-c) > 2/(2n+1), by S3. Let h = x/λ. Then √((1-x) z + h) is >= (1-λ) √(z+h) +
λ √((1-h) z + h); the second root is >= (1-h) √z + h, and the first >= (√z (4-h) + 4h)/(4+h), for it exceeds √z by h/y,
y = √(z+h) + √z, and 1/y >= 1 - y/4. In the mean this is more than what is needed if h <= 4 (1-c). The bound of a root
holds outcome by outcome, so that it holds under the mean of χ²_n too; that passage is not formalised.

The whole range. With the first root left as it is, a mode gains what it should at h <= a if E √(Z + a) >= c + a/2,
for √(z + h) is not below its chord from 0 to a: the terms in λ and in 1 - λ have the right sign each ("full"). For
χ²_n/n and a = 2/n that is so for n >= 9 by three terms of the root and two moments ("full-samples"), so that, with
the same passage to χ²_n, which is not formalised, for l <= λ_j <= 1 all of (0, min(X, 2l/n)] helps. For n = 3..8 it
is not proved: by quadrature the left side exceeds the right one by 0.0034, 0.0046, 0.0042, 0.0036, 0.0030 and 0.0025;
for n = 2 it falls short by 0.0073.

Tested in `tests/derivations/random_estimates/test_a6_every_small_level.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import And, Integer, Rational, Symbol, sqrt

from ldm_symbolic.claims import Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.hypotheses import a_dimension
from ldm_symbolic.derivations.letters import X, j, s, x
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import (
    CITED,
    DRAWS,
    KERSHAW,
    ONE,
    ROOT,
    UNBIASED,
    WEIGHTS,
    average,
    c,
    draw,
    kept,
    mean,
    n,
    size,
    w,
    z,
)
from ldm_symbolic.notation import deviation
from ldm_symbolic.proof import ForEach, Identity, substitute

least, root = Symbol("l", real=True), Symbol("q", real=True)
"""A bound of all variances from below; and E √(1 + Z), in "full-samples" E √(Z + 2/n)."""
generated = (1 - x) * deviation**2 + x
"""E v of one mode."""
lost = x * (1 - deviation**2)
BRACKET = (c > 0, c**2 > 1 - 1 / (2 * n), c**2 < 1 / (1 + 1 / (2 * n)))
LEVEL = (x > 0, x <= X, X < 1)
ALONE = (n >= 3, *BRACKET, least > 0, deviation > 0, deviation**2 >= least, *LEVEL, n * x <= 2 * least)
EXPONENTIAL = (
    *(c > Rational(886, 1000), c < Rational(8863, 10000)),
    *(root > Rational(1378, 1000), root < Rational(1379, 1000)),
)
SMALL = (deviation > 0, deviation <= 1)
BOUNDED = ForEach(s[j] ** 2 >= least, kept)
BELOW_ONE = ForEach(s[j] <= 1, kept)
REACH = (x <= least, x <= 4 * least * (1 - c))
LAW = (*a_dimension(), least > 0, BOUNDED, ForEach(s[j] > 0, kept), BELOW_ONE, DRAWS, *WEIGHTS, UNBIASED, ROOT, *LEVEL)
reach, power, inverse = (Symbol(name, real=True) for name in ("a", "h", "m"))
"""How far levels go, in units of l; E Z^{-3/2} and E Z^{-1/2}."""
RAISED = ForEach(mean(sqrt(draw + reach)) >= c + reach / 2, kept)
FURTHER = (reach > 0, reach <= 1, c < 1, RAISED, x <= reach * least)
MOMENTS = (Identity(inverse, n * c / (n - 1)), Identity(power, inverse * n / (n - 3)))
EXPANDED = root >= c + inverse / n - power / (2 * n**2)
at_the_end = substitute(average, {x: Integer(0)})

JENSEN = "Jensen's inequality: E √v <= √E v"
ERFC = "E √(1 + Z) = 1 + √π e erfc(1)/2 = 1.37893.. and E √Z = √π/2 = 0.88622.. for exponential Z, by parts"
EXPANSION = "√(z + a) >= √z + a/(2 √z) - a²/(8 z^{3/2}) for z, a > 0 (Taylor), in the mean for Z = χ²_n/n and a = 2/n"
POWERS = "E Z^{-3/2} = E Z^{-1/2} n/(n - 3) for Z = χ²_n/n, n > 3, by Γ(y + 1) = y Γ(y)"
quarter, half = Fraction(1, 4), Fraction(1, 2)
LARGE = {n: 4, c: Fraction(94, 100), least: 99, deviation: 10, X: Fraction(19, 20), x: Fraction(9, 10)}
LEAST = {c: Fraction(8862, 10000), root: Fraction(13789, 10000), deviation: Fraction(1, 10)}
SURE = {**ONE, size: 1, w: (1,), z: (1,), c: 1, least: quarter, x: Fraction(1, 8)}
DRAWN = {**ONE, least: quarter, x: Fraction(1, 8)}

NARROW = {**DRAWN, w: (Fraction(17, 32), Fraction(15, 32)), z: (Fraction(49, 64), Fraction(81, 64))}
NARROW = {**NARROW, c: Fraction(127, 128)}
NINE = {n: 9, c: Fraction(9726, 10000), inverse: Fraction(9 * 9726, 80000), root: Fraction(11, 10)}
NINE = {**NINE, power: Fraction(27 * 9726, 160000)}

CLAIMS = {
    "three": new(
        "for n >= 3 every x of (0, min(X, 2l/n)] helps: what a mode gains, at most 2 s (√E v - s c), exceeds x (1 - λ)",
        ALONE,
        lost < 2 * deviation * (sqrt(generated) - deviation * c),
        counterexample=LARGE,
        cited=(CITED, KERSHAW, JENSEN),
    ),
    "three-repaired": repaired(
        "over finitely many outcomes, l <= λ_j <= 1: every x up to l, X and 4 l (1 - c) lowers the averaged error",
        (*LAW, *REACH),
        average < at_the_end,
        witnesses=(DRAWN,),
        repairs="A6.three",
        necessary=(
            (BELOW_ONE, {**ONE, s: (10,), least: 100, X: Fraction(19, 20), x: Fraction(9, 10)}),
            (REACH[1], SURE),
            (ROOT, {**SURE, c: Fraction(7, 8)}),
            (LEVEL[0], {**DRAWN, x: 0}),
        ),
    ),
    "full": new(
        "over finitely many outcomes, l <= λ_j <= 1: every x up to al, X lowers it if E √(Z_j + a) >= c + a/2, a <= 1",
        (*LAW, *FURTHER),
        average < at_the_end,
        witnesses=({**DRAWN, reach: half},),
        necessary=(
            (RAISED, {**NARROW, reach: 1, x: quarter}),
            (FURTHER[4], {**DRAWN, reach: half, x: Fraction(7, 16)}),
        ),
    ),
    "full-samples": new(
        "for n >= 9 samples E √(Z + 2/n) >= c + 1/n, by three terms of the root: what is asked for at a = 2/n",
        (n >= 9, *BRACKET, *MOMENTS, EXPANDED),
        root >= c + 1 / n,
        witnesses=(NINE,),
        necessary=((EXPANDED, {**NINE, root: 0}),),
        cited=(CITED, KERSHAW, POWERS, EXPANSION),
    ),
    "two": new(
        "the same for n = 2: at x = λ, with a bound of what a mode gains, λ (1 - λ) < 2 λ (E √(1 + Z) - c) for λ <= 1",
        (*EXPONENTIAL, *SMALL),
        deviation**2 * (1 - deviation**2) < 2 * deviation**2 * (root - c),
        counterexample=LEAST,
        cited=(ERFC,),
    ),
    "two-repaired": repaired(
        "for n >= 2 samples 2/(2n+1) is <= 1 and < 4 (1 - c): for l <= λ_j <= 1 every x up to X, 2l/(2n+1) is in reach",
        (n >= 2, *BRACKET),
        And(4 * (1 - c) * (2 * n + 1) > 2, 2 * n + 1 >= 2),
        witnesses=({n: 2, c: Fraction(8862, 10000)},),
        repairs="A6.two",
        cited=(CITED, KERSHAW),
    ),
}

STATEMENT = Statement(
    id="A6",
    title="Levels that help on average for every spectrum up to 1",
    source=None,
    claims=claims_of("A6", CLAIMS),
)
