"""Equal variances: late in generation the true dimension d0 is best, and the stopping time δ̂ of d0 directions.

Source: arXiv:2510.08409v1, Proposition 8 (the full form of Proposition 3), eq. (12), and its proof in Appendix A.3.

Statement. Σ = diag(λ, ..., λ, 0, ..., 0) with d0 entries λ > 0, λ̂_1 ≥ ... ≥ λ̂_{d0}, ε ∈ (0, 1). With probability at
least 1 - 2 d0 exp(-ε² n/8), k = d0 minimises E for t in [T - ā(((3 - ε)/(1 + ε)) λ̂_1/(1 - λ̂_1)), T). If
Σ (1 - s/ŝ_j)(1 - λ̂_j) < 0 (12), then Σ (1 - s/√v_j)(1 - λ̂_j) = 0 has a unique solution in [0, T], called δ̂, else
δ̂ = 0; (d0, T - δ̂) minimises E.

How the proof goes. All is shown on the event |λ - λ̂_j| ≤ ε λ, whose probability comes from P9 and Boole's inequality.
There x (1 - λ̂_1) ≤ ((3 - ε)/(1 + ε)) λ̂_1 gives x (1 - λ̂_j) ≤ 4 λ - λ̂_j, so that every true direction helps, and an
empty one costs x. E(d0, ·) lies above its tangents, so a zero of its slope is its least point, and the only one
because (12) excludes that all λ̂_j are 1. The joint optimum is `joint_optimum_for_equal_variances`.

What was added. The interval has no meaning for λ̂_1 = 1 and is empty for λ̂_1 > 1; with (1 - λ̂_1)₊, as in P2, it is
right, and closed at T. Its threshold is sharp: if all λ̂_j = (1 + ε) λ, d0 - 1 directions are better before it. The
printed min-inequality and its case 4 λ ≥ 1 need λ̂_j < 1. The solution δ̂ need not exist: T may be too small, and for
λ ≥ 1 > λ̂_j it exists for no T. It exists iff the slope at a_T² is ≥ 0, for which λ ≤ a_T² and λ̂_j ≤ 1 are enough;
otherwise T - δ̂ = 0 is the best time, and the joint optimum holds with that. Estimates need not satisfy ε < 1 either.
"""

from __future__ import annotations

from functools import partial

from sympy import And, Equivalent, Integer, Rational, exp

from ldm_symbolic.claims.statement import Role, Source, Statement
from ldm_symbolic.derivations.claim import claim_of
from ldm_symbolic.derivations.concentration import sample_variance_concentrates_proof as tails
from ldm_symbolic.derivations.equal_variances import late_interval_proof as late
from ldm_symbolic.derivations.equal_variances import true_dimension_is_best_late_proof as proofs
from ldm_symbolic.derivations.equal_variances.equal_variances import (
    DATA,
    ESTIMATED,
    ORDERED,
    X,
    accuracy,
    at,
    at_most,
    best,
    d0,
    event,
    j,
    levels,
    s,
    s_hat,
    supported,
    within,
)
from ldm_symbolic.derivations.equal_variances.joint_optimum_for_equal_variances_proof import JOINT
from ldm_symbolic.derivations.equal_variances.late_interval_proof import (
    ACCURACY,
    SCHEDULE,
    T,
    best_in_time,
    first,
    opens,
    t,
)
from ldm_symbolic.derivations.equal_variances.true_dimension_is_best_late_proof import (
    CLOSE,
    ROOM,
    condition,
    slope,
    slope_at,
)
from ldm_symbolic.proof import ForEach, Identity, UniqueRoot

half, quarter = Rational(1, 2), Rational(1, 4)
RARE = {tails.failure: Rational(1, 500), tails.each: (Rational(1, 1000),) * 2}
SAMPLE = (tails.n >= 1, *ACCURACY)
FAILURES = (d0 >= 1, tails.BOOLE, tails.each_fails(2, tails.printed_exponent))
weaker = -tails.n * accuracy**2 / 8
sum_12 = condition.lhs
unique = UniqueRoot(slope, levels)
CONDITION = (*CLOSE, *ROOM, condition)
NOISE_ENOUGH = (s**2 <= X, ForEach(s_hat[j] ** 2 <= 1, supported))

claim = partial(claim_of, "P8")

CLAIMS = (
    claim(
        "probability",
        Role.PRINTED,
        "by P9 all d0 estimates are within ε λ of λ with probability at least 1 - 2 d0 exp(-ε² n/8)",
        (*SAMPLE, *FAILURES),
        tails.failure <= 2 * d0 * exp(weaker),
        partial(tails.union, 2, tails.printed_exponent, weaker, SAMPLE),
        witnesses=({tails.n: 100, accuracy: half, d0: 2, **RARE},),
        cited=(tails.UNION,),
    ),
    claim(
        "late",
        Role.PRINTED,
        "on that event d0 is a best dimension for t in the printed half-open interval, defined for λ̂_1 ≠ 1",
        (*CLOSE, *SCHEDULE, *late.A_TIME, t >= opens, t < T),
        best_in_time,
        late.as_printed,
        witnesses=(late.usual,),
    ),
    claim(
        "late-defined",
        Role.STEP,
        "on that event the interval starts at a time in [0, T]",
        (*CLOSE, *SCHEDULE),
        And(opens >= 0, opens <= T),
        counterexample=late.unit,
    ),
    claim(
        "late-repaired",
        Role.REPAIRED,
        "the same with (1 - λ̂_1)₊ and ā(+∞) = T in the interval, and at t = T too",
        (*CLOSE, *SCHEDULE, *late.A_TIME, t >= late.opens_always),
        best_in_time,
        late.with_positive_part,
        witnesses=(late.usual, late.unit, {**late.doubled, t: 0}),
        repairs="P8.late-defined",
        necessary=late.NEEDED,
    ),
    claim(
        "late-sharp",
        Role.NEW,
        "the interval is sharp: if all λ̂_j = (1 + ε) λ and d0 >= 2, d0 - 1 directions are better before it",
        late.TOO_EARLY,
        late.FEWER_ARE_BETTER,
        late.fails_earlier,
        witnesses=(at(Rational(2, 5), (half, half), eps=Rational(9, 16), x=Rational(3, 4)),),
    ),
    claim(
        "step-event",
        Role.STEP,
        "on that event λ >= λ̂_1/(1 + ε)",
        CLOSE,
        s**2 >= first**2 / (1 + accuracy),
        witnesses=(late.usual,),
    ),
    claim(
        "step-min",
        Role.STEP,
        "min(1, ((4/(1 + ε)) λ̂_1 - λ̂_1)/(1 - λ̂_1)) <= (4 λ - λ̂_j)/(1 - λ̂_j)",
        late.CLOSE_MODE,
        late.LOWER,
        counterexample=late.doubled,
    ),
    claim(
        "step-min-repaired",
        Role.REPAIRED,
        "the same for λ̂_1 < 1",
        (*late.CLOSE_MODE, first < 1),
        late.LOWER,
        late.lower_threshold,
        witnesses=(late.usual,),
        repairs="P8.step-min",
    ),
    claim(
        "step-large",
        Role.STEP,
        "(4 λ - λ̂_j)/(1 - λ̂_j) >= 1 for 4 λ >= 1",
        (*late.CLOSE_MODE, 4 * s**2 >= 1),
        late.threshold(j) >= 1,
        counterexample=late.doubled,
    ),
    claim(
        "step-large-repaired",
        Role.REPAIRED,
        "for λ̂_j < 1 it is >= 1 iff 4 λ >= 1",
        (*late.CLOSE_MODE, s_hat[j] < 1),
        Equivalent(late.threshold(j) >= 1, s >= half),
        witnesses=(late.usual,),
        repairs="P8.step-large",
    ),
    claim(
        "step-monotone",
        Role.STEP,
        "y ↦ (A - y)/(1 - y) is non-increasing for A < 1, where it is defined",
        late.DEFINED_PAIR,
        late.FALLS,
        counterexample=late.pair(0, 2),
    ),
    claim(
        "step-monotone-repaired",
        Role.REPAIRED,
        "the same on each side of 1, and for A = 1",
        late.PAIR_ON_ONE_SIDE,
        late.FALLS,
        witnesses=(late.pair(0, half), late.pair(2, 3)),
        repairs="P8.step-monotone",
    ),
    claim(
        "step-sum",
        Role.STEP,
        "on the event with ε = 1 of the second part, which admits λ̂_j = 0, the sum of (12) has a value",
        (*DATA, *ORDERED, event(Integer(1))),
        Identity(sum_12, sum_12),
        counterexample=at(Integer(1), (Integer(0),)),
    ),
    claim(
        "step-sum-repaired",
        Role.REPAIRED,
        "it has one for ε < 1, and for ε = 1 if no estimate is 0",
        CLOSE,
        Identity(sum_12, sum_12),
        proofs.estimates_are_positive,
        witnesses=(late.usual,),
        repairs="P8.step-sum",
    ),
    claim(
        "solution",
        Role.PRINTED,
        "under (12) the slope of E(d0, ·) has exactly one zero at the levels of [0, T]",
        CONDITION,
        unique,
        counterexample=late.short,
    ),
    claim(
        "solution-repaired",
        Role.REPAIRED,
        "the same if the slope is >= 0 at level a_T²",
        (*CONDITION, slope_at(X) >= 0),
        unique,
        proofs.estimates_are_positive,
        proofs.one_solution,
        witnesses=(late.stops,),
        repairs="P8.solution",
        necessary=((slope_at(X) >= 0, late.short), (condition, late.runs)),
    ),
    claim(
        "solution-none",
        Role.NEW,
        "that is needed: if the slope is < 0 at level a_T², it is < 0 at every level",
        (*CONDITION, slope_at(X) < 0),
        ForEach(slope < 0, levels),
        proofs.estimates_are_positive,
        proofs.no_solution,
        witnesses=(late.short,),
        necessary=((slope_at(X) < 0, late.stops),),
    ),
    claim(
        "solution-enough",
        Role.NEW,
        "λ <= a_T² and λ̂_j <= 1 for all j are enough",
        (*CONDITION, *NOISE_ENOUGH),
        unique,
        proofs.estimates_are_positive,
        proofs.one_solution_with_enough_noise,
        witnesses=(late.stops,),
        necessary=((NOISE_ENOUGH[0], late.short), (NOISE_ENOUGH[1], late.large), (condition, late.runs)),
    ),
    claim(
        "solution-never",
        Role.NEW,
        "for λ >= 1 > λ̂_j, for all j, there is no solution for any T: the slope is < 0 at every level",
        (*CLOSE, *ROOM, *proofs.NEVER),
        ForEach(slope < 0, levels),
        proofs.estimates_are_positive,
        proofs.never_a_solution,
        witnesses=(at(Integer(2), (half,), eps=Rational(15, 16)),),
    ),
    claim(
        "step-minimiser",
        Role.STEP,
        "a solution under (12) is the only best level of d0 directions",
        (*CLOSE, *ROOM, *proofs.SOLUTION),
        proofs.UNIQUE,
        proofs.estimates_are_positive,
        proofs.only_best_level,
        witnesses=(late.stops,),
        necessary=((proofs.SOLUTION[-1], late.stops | {best: quarter}),),
    ),
    claim(
        "remark-before",
        Role.REMARK,
        "under (12) the stop is strictly before T: a solution is a positive level",
        (*CLOSE, *ROOM, *proofs.SOLUTION),
        best > 0,
        proofs.estimates_are_positive,
        proofs.before_the_end,
        witnesses=(late.stops,),
        necessary=((proofs.SOLUTION[-1], late.stops | {best: 0}),),
    ),
    claim(
        "joint",
        Role.PRINTED,
        "(d0, δ̂) minimises E over all dimensions and levels, δ̂ the solution under (12) if it exists, 0 without (12)",
        (*CLOSE, *ROOM, *within(best, X), proofs.AS_PRINTED),
        JOINT,
        proofs.joint_as_printed,
        witnesses=(late.stops, late.runs),
        necessary=((proofs.AS_PRINTED, late.stops | {best: 0}),),
    ),
    claim(
        "joint-repaired",
        Role.REPAIRED,
        "the same for δ̂ = T where there is no solution, and for all estimates 0 < λ̂_j <= 4 λ",
        (*DATA, *ORDERED, ESTIMATED, at_most(4), *ROOM, *within(best, X), proofs.OPTIMAL),
        JOINT,
        proofs.joint,
        witnesses=(late.stops, late.runs, late.short),
        repairs="P8.solution",
        necessary=((proofs.OPTIMAL, late.stops | {best: 0}), (at_most(4), late.beyond), (ORDERED[1], late.exchanged)),
    ),
)

STATEMENT = Statement(
    id="P8",
    title="the true dimension is best late in generation, and when to stop",
    source=Source(place="Proposition 8, eq. (12), Appendix A.3"),
    claims=CLAIMS,
)
