"""Principal components with the exact score: the best number of them at a time is that of the diagonal case.

Source: arXiv:2510.08409v1, Section 6, Proposition 6, Appendix A.7.

    Σ = O Λ Oᵀ, encoder P_k Oᵀ, exact score, t ∈ [t_k, t_{k+1}) with t_k as in Proposition 2, 2 <= k <= D
    ⟹  E(k, t) = min over k' in 1..D of E(k', t)

How the proof goes. The generated covariance A has the eigenvectors o_j of Σ with eigenvalues v_j for j <= k, 0 beyond.
With R = √A, each o_j is an eigenvector of R Σ R with eigenvalue v_j λ_j, so that the trace of its root is
Σ_{j<=k} s_j √v_j: the distance is that of the diagonal case, in the eigenvalues alone. The rest is Proposition 2.

What was added. For the proposition nothing is needed; less is. The eigenvalues need not be distinct or positive: with
ties any orthonormal eigenbasis gives the same distance, so that it does not matter which one the principal components
are. k = 1, which is left out in print, and t = T for k = D hold too. As in Proposition 2, 3 λ/(1 - λ)₊ is read as +∞
where λ >= 1. The sentence before the proposition, that k components are optimal precisely within the interval, fails at
its open end, where k and k + 1 components tie.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache, partial
from typing import Any

from sympy import And, Equivalent, Expr, IndexedBase, Integer, Max, Not, Or, Sum, Symbol, sqrt

from ldm_symbolic.claims.moves import Link, Move
from ldm_symbolic.claims.statement import Instance, Role, Source, Statement
from ldm_symbolic.derivations.claim import claim_of
from ldm_symbolic.derivations.clock import clock, identity_clock
from ldm_symbolic.derivations.plug_in import best_dimension_at_a_time_proof as p2
from ldm_symbolic.derivations.plug_in.best_dimension_at_a_time_moves import (
    exact_four_times,
    exact_level,
    level_at_a_time,
    reached_late,
)
from ldm_symbolic.derivations.plug_in.best_dimension_at_a_time_moves import v as v_k
from ldm_symbolic.derivations.principal_components.loewner_order import entry, h, image
from ldm_symbolic.model.score import ExactScore
from ldm_symbolic.notation import data_dimension, deviations, latent_dimension, mode, noise, noise_at, time_left_at
from ldm_symbolic.proof import (
    Fact,
    ForEach,
    Identity,
    at,
    by_logic,
    clock_inverse,
    clock_level,
    clock_order,
    equal_sums,
    follows,
    for_each_mode,
    in_turn,
    instantiate,
    prove,
    split_sum,
    substitute,
    sum_over_modes,
)

D, k, j, x, s = data_dimension, latent_dimension, mode, noise, deviations
i, g = Symbol("i", integer=True), Symbol("g", integer=True)
Sigma, R, o = (IndexedBase(letter, real=True) for letter in ("Sigma", "R", "o"))
eigenvalue, root = Symbol("lambda", real=True), Symbol("r", real=True)
half, CLOCK = Fraction(1, 2), identity_clock(Fraction(3, 4))
v = substitute(p2.generated(ExactScore()), {k: j})


def rooted(row: Expr) -> Expr:
    """(R o)_i."""
    return image(R, lambda column: o[column], row)


def spread(row: Expr) -> Expr:
    """(Σ R o)_i."""
    return image(Sigma, rooted, row, h)


NON_NEGATIVE = ForEach(s[j] >= 0, (j, 1, D))
OF_DATA = ForEach(Identity(image(Sigma, lambda row: o[row], i), eigenvalue * o[i]), (i, 1, D))
OF_ROOT = ForEach(Identity(rooted(i), root * o[i]), (i, 1, D))
OF_BOTH = ForEach(Identity(image(R, spread, i, g), root**2 * eigenvalue * o[i]), (i, 1, D))
PRINTED_DISTANCE = Sum(s[j] ** 2, (j, 1, D)) + Sum(v, (j, 1, k)) - 2 * Sum(s[j] * sqrt(v), (j, 1, k))
DISTANCE = Identity(p2.error(ExactScore()), PRINTED_DISTANCE)
SEQUENCE = And(Identity(p2.times[1], 0), p2.ORDERED, Identity(p2.times[D + 1], p2.T))
PRINTED = (*p2.SETTING, *p2.FALLING, p2.DEFINED, *p2.A_TIME, k >= 2, *p2.WITHIN)
BEST = p2.best(ExactScore())
ANY_TIME = (*p2.SETTING, *p2.FALLING, p2.DEFINED, *p2.A_TIME, *p2.A_DIRECTION)
PRECISELY = Equivalent(BEST, And(p2.t >= p2.times[k], p2.t < p2.times[k + 1]))
NEARLY = And(p2.times[k] <= p2.t, p2.t <= p2.times[k + 1])


def scaled(matrix: IndexedBase, vector: Any, factor: Expr, column: Symbol) -> Fact:
    """M w = c M o row by row, where w = c o."""
    one = entry(matrix, i, column)
    term = prove(
        [Identity(vector(column), factor * o[column])], Identity(one * vector(column), one * factor * o[column])
    )
    total = sum_over_modes(term, (column, 1, D))
    out = equal_sums(total.conclusion.args[1], factor * image(matrix, lambda row: o[row], i), hypotheses=[])
    return follows(
        Identity(total.conclusion.args[0], out.conclusion.args[1]), [total, out], hypotheses=total.hypotheses
    )


@cache
def eigenvector_of_both() -> Fact:
    """R Σ R o = r R Σ o = r λ R o = r² λ o."""
    eigen = (OF_DATA, OF_ROOT)
    within = (*eigen, i >= 1, i <= D)
    once = follows(
        Identity(spread(i), root * eigenvalue * o[i]),
        [scaled(Sigma, rooted, root, h), at(OF_DATA, i)],
        hypotheses=within,
    )
    rows = for_each_mode(once, (i, 1, D))
    last = scaled(R, spread, root * eigenvalue, g)
    goal = OF_BOTH.args[0]
    return for_each_mode(in_turn(goal, [rows, last, at(OF_ROOT, i)], hypotheses=within), (i, 1, D))


@cache
def distance() -> Fact:
    """The model's E(k, x), its kept modes multiplied out, and the lost ones joined to those kept."""
    within = (k >= 0, k <= D, x >= 0, x <= 1, NON_NEGATIVE)
    total = Sum(s[j] ** 2, (j, 1, D))
    kept = Sum(s[j] ** 2, (j, 1, k)) + Sum(v, (j, 1, k)) - 2 * Sum(s[j] * sqrt(v), (j, 1, k))
    lost = Sum(s[j] ** 2, (j, k + 1, D))
    pieces = [equal_sums(p2.error(ExactScore()), kept + lost, hypotheses=within)]
    return follows(DISTANCE, [*pieces, split_sum(total, k, hypotheses=within)], hypotheses=within)


@cache
def sequence() -> Fact:
    """0 = t_1 <= ... <= t_{D+1} = T."""
    base = (*p2.SETTING, *p2.FALLING, p2.DEFINED)
    ends = [at(p2.DEFINED, Integer(1)), at(p2.DEFINED, D + 1)]
    return follows(SEQUENCE, [p2.ordered(), *ends], hypotheses=base)


@cache
def helps_strictly() -> Fact:
    """After t_k direction k lowers the error, case by case of (8)."""
    here, less = noise_at(p2.T - p2.t), p2.in_time(p2.ADDED) < 0
    numerator, denominator = (substitute(part, {j: k}) for part in p2.EXACT_QUOTIENT)
    letters = prove((s[k] > 0, x >= 0, x <= 1, x * denominator < numerator), p2.ADDED < 0)
    quotient, far = numerator / Max(denominator, 0), numerator > p2.X * Max(denominator, 0)
    within = (*p2.SETTING, *p2.A_DIRECTION, p2.FALLING[0], *p2.A_TIME, p2.DEFINED, p2.t > p2.times[k])
    known = [p2.level_in_time(), clock_level(clock, p2.T - p2.t), instantiate(letters, {x: here})]
    read = [clock_inverse(clock, quotient), clock_order(clock, time_left_at(quotient), p2.T - p2.t)]
    cases = [in_turn(less, known, hypotheses=(*within, far))]
    cases.append(in_turn(less, [*read, *known], hypotheses=(*within, Not(far))))
    return by_logic(less, cases, hypotheses=within)


@cache
def only_there() -> Fact:
    """Where k is best, k - 1 is not better, so t >= t_k, and k + 1 is not, so t <= t_{k+1}."""
    within, goals = (*ANY_TIME, BEST), NEARLY.args
    early, late = (goal for end in (p2.times[k], p2.times[k + 1]) for goal in goals if goal.has(end))
    added, helps = (instantiate(fact, p2.EXACT_FROM_PLUGIN) for fact in (p2.added(), p2.helps_late()))
    added = instantiate(added, {x: noise_at(p2.T - p2.t)})
    before = in_turn(early, [p2.level_in_time(), at(BEST, k - 1), added, helps], hypotheses=within)
    following = [instantiate(fact, {k: k + 1}) for fact in (added, helps_strictly())]
    inner = (*within, k <= D - 1, p2.t > p2.times[k + 1])
    after = in_turn(late, [p2.level_in_time(), at(BEST, k + 1), *following], hypotheses=inner)
    last = in_turn(late, [at(p2.DEFINED, D + 1)], hypotheses=(*within, k >= D))
    return by_logic(NEARLY, [before, after, last, prove((), Or(k <= D - 1, k >= D))], hypotheses=within)


EIGENBASIS = (
    "Horn & Johnson (2013), Matrix Analysis, 2nd ed., Theorems 2.5.6 and 7.2.6: a symmetric matrix has an orthonormal "
    "eigenbasis, and the root of a positive semidefinite one has the roots of its eigenvalues there"
)
PLANE = {D: 2, Sigma: (2, 1, 1, 2), R: (1, 1, 1, 1), o: (1, 1), eigenvalue: 3, root: 2}
THREE = tuple(map(Fraction, ("2", "1/2", "1/3")))
FALLING: Instance = {D: 3, s: THREE, p2.times: tuple(map(Fraction, ("0", "0", "3/8", "3/4"))), **CLOCK}
TIE: Instance = {**FALLING, k: 2, p2.t: Fraction(3, 8)}  # t = t_3, where v_3 = 4 λ_3
TIED: Instance = {D: 3, s: (half, half, 0), p2.times: tuple(map(Fraction, ("0", "0", "3/4", "3/4"))), **CLOCK}
SWAPPED: Instance = {D: 3, s: (1, THREE[2], half), p2.times: tuple(map(Fraction, ("0", "3/8", "0", "3/4"))), **CLOCK}

claim = partial(claim_of, "P6")

MOVES = (
    Move(
        text="The generated covariance has the eigenvectors of the data's covariance. Let one of them be given.",
        links=(Link("P6.step-eigenvectors"),),
    ),
    Move(
        text="So the trace in the distance is a sum over the eigenvectors, and the error is that of independent "
        "coordinates.",
        links=(Link("P6.step-distance"),),
    ),
    Move(
        text="So it is a condition on the noise level that decides whether direction {} raises the error.",
        terms=(k,),
        links=(Link(exact_four_times, "neither side is negative"), Link(exact_level, "by the formula for {}", (v_k,))),
    ),
    Move(
        text="The clock turns it into one on time.",
        links=(
            Link(level_at_a_time, "read at {}", (Identity(x, p2.in_time(x)),)),
            Link(reached_late, "if {} both hold, else invert the clock", (s[k] ** 2 >= 1,)),
        ),
    ),
    Move(links=(Link("P6.ordered", "the variances fall"),)),
    Move(
        anew=(k,),
        links=(
            Link("P6.best", "the increments up to {} are at most {} and those after it are positive", (k, Integer(0))),
        ),
    ),
)

STATEMENT = Statement(
    id="P6",
    title="The best number of principal components at a given time",
    source=Source(place="Proposition 6, Section 6, Appendix A.7"),
    derivation=MOVES,
    claims=(
        claim(
            "step-eigenvectors",
            Role.STEP,
            "an eigenvector of Σ and of R = √A is one of R Σ R, with eigenvalue r² λ",
            (D >= 1, OF_DATA, OF_ROOT),
            OF_BOTH,
            proof=eigenvector_of_both,
            witnesses=(PLANE,),
            necessary=((OF_DATA, {**PLANE, eigenvalue: 1}), (OF_ROOT, {**PLANE, root: 1})),
        ),
        claim(
            "step-distance",
            Role.STEP,
            "hence the error is Σ s_j² + Σ_{j<=k} v_j - 2 Σ_{j<=k} s_j √v_j, that of the diagonal case",
            (k >= 0, k <= D, x >= 0, x <= 1, NON_NEGATIVE),
            DISTANCE,
            proof=distance,
            witnesses=({D: 3, k: 2, x: half, s: THREE},),
            cited=(EIGENBASIS,),
        ),
        claim(
            "ordered",
            Role.PRINTED,
            "0 = t_1 <= t_2 <= ... <= t_D <= t_{D+1} = T",
            (*p2.SETTING, *p2.FALLING, p2.DEFINED),
            SEQUENCE,
            proof=sequence,
            witnesses=(FALLING,),
        ),
        claim(
            "best",
            Role.PRINTED,
            "k principal components minimise E over 1..D for t in [t_k, t_{k+1}), 2 <= k <= D",
            PRINTED,
            p2.best(ExactScore()),
            proof=lambda: in_turn(p2.best(ExactScore()), [p2.exact_best()], hypotheses=PRINTED),
            witnesses=({**FALLING, k: 2, p2.t: Fraction(1, 4)}, {**FALLING, k: 3, p2.t: Fraction(3, 8)}),
            cited=(EIGENBASIS,),
        ),
        claim(
            "remark-precisely",
            Role.REMARK,
            "k components are best precisely for t in [t_k, t_{k+1})",
            ANY_TIME,
            PRECISELY,
            counterexample=TIE,
        ),
        claim(
            "remark-precisely-repaired",
            Role.REPAIRED,
            "they are best only for t in [t_k, t_{k+1}], with its right end, where k + 1 components may tie",
            (*ANY_TIME, BEST),
            NEARLY,
            proof=only_there,
            witnesses=(TIE,),
            cited=(EIGENBASIS,),
            repairs="P6.remark-precisely",
            necessary=((BEST, {**TIE, p2.t: half}),),
        ),
        claim(
            "best-weak",
            Role.NEW,
            "the same for k = 1, with ties, with zero eigenvalues, and with k = D up to t = T",
            p2.EXACT_WEAK,
            p2.best(ExactScore()),
            proof=p2.exact_best,
            witnesses=({**TIED, k: 3, p2.t: Fraction(3, 4)}, {**TIED, k: 2, p2.t: Fraction(1, 4)}),
            cited=(EIGENBASIS,),
            necessary=((p2.WEAKLY_FALLING[1], {**SWAPPED, k: 1, p2.t: Fraction(1, 4)}),),
        ),
    ),
)
