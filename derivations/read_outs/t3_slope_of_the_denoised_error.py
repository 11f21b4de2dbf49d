"""With a last denoising step: the slope of the error at the end, and when it decides that the end is best.

Source: ours (T3). Plug-in score, Ẽ(k, x) with ṽ_j = λ̂_j²/(λ̂_j + x/(1-x)).

    Ẽ'(k, 0) = Σ_{j≤k} (s_j/ŝ_j - 1); if it is < 0, stopping early strictly helps

How the proof goes. Each term is differentiated; ṽ' = -1 at level 0. With g = √ṽ/ŝ a mode's error changes by
λ̂ (1-g)(2 (s/ŝ - 1) + (1-g)), at most ρ (s/ŝ - 1) + 2ρ²/λ̂ with ρ = x/(1-x): where the sum is negative a small level
is strictly better. It is also at least 2 λ̂ (1-g) times s/ŝ - 1, and λ̂ (1-g) rises with λ̂.

What was refuted. Ẽ is not convex in x, and the slope at the end does not decide: of ŝ = (1, 1/4) both true deviations
are 1/2. The slope is 1/2, but at x = 3/4 the first mode is perfect, and the second cannot lose more than λ_2 = 1/4.

The repair. The end is best iff the slope is >= 0 where no overestimated mode has a larger estimate than an
underestimated one: then all summands are at least 2 c (c - √ṽ(c²)) times s_j/ŝ_j - 1, c a bound between. So for k = 1,
for equal estimates, and where all modes are estimated on one side. Without it the instance above fails.

Tested in `tests/derivations/read_outs/test_denoised.py`.
"""

from __future__ import annotations

from sympy import And, Equivalent, Integer, Not, Or, Sum, Symbol

from ldm_symbolic.claims import Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.letters import s, s_hat, x
from ldm_symbolic.derivations.read_outs.denoised_error import SPECTRUM, at, error, excess, kept, levels, slope
from ldm_symbolic.proof import ForEach, Identity, IsDerivative, Minimises, substitute

j = kept[0]
between = Symbol("c", real=True)
total = Sum(excess, kept)
at_the_end = substitute(slope, {x: Integer(0)})
end_is_best = Minimises(Integer(0), error, levels)
APART = ForEach(
    Or(And(s[j] >= s_hat[j], s_hat[j] >= between), And(s[j] <= s_hat[j], s_hat[j] <= between)),
    kept,
)
"""A bound separates the estimates that are too small from those that are too large, which lie below it."""

DEEP = at(("1/2", "1/2"), ("1", "1/4"), "3/4")
HELPED = at(("1/2", "1/2"), ("1", "1/2"), "3/4")

CLAIMS = {
    "derivative": new(
        "the error is differentiated term by term",
        SPECTRUM,
        IsDerivative(error, slope, levels),
        witnesses=(HELPED,),
    ),
    "slope": new(
        "its slope at level 0 is Σ (s_j/ŝ_j - 1)",
        SPECTRUM,
        Identity(at_the_end, total),
        witnesses=(HELPED,),
    ),
    "iff": new(
        "the end is best iff that is >= 0",
        SPECTRUM,
        Equivalent(end_is_best, total >= 0),
        counterexample=DEEP,
    ),
    "early": repaired(
        "the end is best only if it is: where that is < 0 some level is strictly better",
        (*SPECTRUM, total < 0),
        Not(end_is_best),
        witnesses=(HELPED,),
        repairs="T3.iff",
        necessary=((total < 0, at(("1/2",), ("1/2",), "3/4")),),
    ),
    "iff-repaired": repaired(
        "the end is best iff it is, where no overestimated mode has a larger estimate than an underestimated one",
        (*SPECTRUM, APART),
        Equivalent(end_is_best, total >= 0),
        witnesses=(
            {**HELPED, between: 1},
            {**at(("1/2", "1/2"), ("1/4", "1"), "3/4"), s_hat: HELPED[s_hat], between: 1},
            {**at(("2", "1/4"), ("1", "1/2"), "3/4"), between: 1},
        ),
        repairs="T3.iff",
        necessary=((APART, {**DEEP, between: 1}),),
    ),
}

STATEMENT = Statement(
    id="T3",
    title="With a last denoising step: the slope of the error at the end",
    source=None,
    claims=claims_of("T3", CLAIMS),
)
