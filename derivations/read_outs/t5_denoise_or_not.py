"""Whether a last denoising step lowers the error of one mode, exact score: an exact threshold on both sides of 1.

Source: ours (T5). Raw v = λ + (1-λ)x, denoised ṽ = (1-x) λ²/v.

    (√ṽ - s)² <= (√v - s)²  iff  λ (1 - √(1-x)) <= (√v - s)²,   λ <= 1

How the proof goes. With b = √(1-x), √ṽ = b λ/√v lies below s, and √v above it for λ <= 1. So the inequality between the
errors is one between √v - s and s (√v - b s)/√v; times √v it reads s² (1-b) <= (√v - s)².

What was refuted. "For every λ denoising never increases the error": at λ = 1 the noised sample has the law of the data
at every level, and denoising shrinks it. So for all λ near 1, on an open set.

The repair is a complete answer: for 0 < x < 1 denoising does not increase the error iff λ >= 1 + 1/b, or
λ <= h (2 - h²)/((2 - h)(1 + h)²) with h = √(1-b). Neither can be
weakened. λ <= 1 is needed in the first sentence: at λ = 4, x = 3/4 the left side is true and the right one false.

Tested in `tests/derivations/read_outs/test_denoised.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Equivalent, Expr, Integer, Or, Symbol, sqrt

from ldm_symbolic.claims import Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.letters import x
from ldm_symbolic.derivations.read_outs.denoised_error import of_truth
from ldm_symbolic.model.error import mode_error
from ldm_symbolic.model.read_outs import AS_IT_IS
from ldm_symbolic.model.read_outs.variance import read_variance
from ldm_symbolic.notation import deviation, estimated_variance
from ldm_symbolic.notation import variance as true
from ldm_symbolic.proof import Identity, substitute

s, h = deviation, Symbol("h", real=True)
squares = {true: s**2}
raw = substitute(read_variance(*AS_IT_IS), {estimated_variance: s**2})
denoised = substitute(of_truth, squares)
error_raw, error_denoised = mode_error(raw, s**2), mode_error(denoised, s**2)
no_worse = error_denoised <= error_raw
LEVEL = (s > 0, x >= 0, x < 1)
NOT_ABOVE_ONE = s <= 1


def lower(share: Expr) -> Expr:
    """The variance up to which denoising pays, by h = √(1 - √(1-x))."""
    return share * (2 - share**2) / ((2 - share) * (1 + share) ** 2)


NAMED = (h > 0, h < 1, Identity(x, 1 - (1 - h**2) ** 2))
half, quarter, three_quarters = Fraction(1, 2), Fraction(1, 4), Fraction(3, 4)

CLAIMS = {
    "iff": new(
        "exact score, one mode, λ <= 1: denoising at level x is at least as good iff (√v - s)² >= λ (1 - √(1-x))",
        (*LEVEL, NOT_ABOVE_ONE),
        Equivalent(no_worse, (sqrt(raw) - s) ** 2 >= s**2 * (1 - sqrt(1 - x))),
        witnesses=({s: half, x: three_quarters}, {s: Fraction(1, 10), x: three_quarters}, {s: 1, x: 0}),
        necessary=((NOT_ABOVE_ONE, {s: Integer(2), x: three_quarters}),),
    ),
    "never-worse": new(
        "for every λ denoising never increases the error",
        LEVEL,
        no_worse,
        counterexample={s: 1, x: three_quarters},
    ),
    "never-worse-repaired": repaired(
        "at 1 - x = (1-h²)², 0 < h < 1: it does not iff λ <= h (2-h²)/((2-h)(1+h)²) or λ >= 1 + 1/(1-h²)",
        (s > 0, *NAMED),
        Equivalent(no_worse, Or(s**2 <= lower(h), s**2 >= 1 + 1 / (1 - h**2))),
        witnesses=(
            {s: 1, h: half, x: Fraction(7, 16)},
            {s: quarter, h: half, x: Fraction(7, 16)},
            {s: 2, h: half, x: Fraction(7, 16)},
        ),
        repairs="T5.never-worse",
    ),
}

STATEMENT = Statement(
    id="T5", title="Whether a last denoising step lowers the error", source=None, claims=claims_of("T5", CLAIMS)
)
