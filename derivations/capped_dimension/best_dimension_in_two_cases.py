"""The best dimension without a cap, and for equal variances: all dimensions, and those of the data.

Source: arXiv:2510.08409v1, Appendix A.6, special cases of Proposition 5.

Statement. On the event |λ_j - λ̂_j| <= λ_j, if e^{-2T} <= 2√2 - 2: (a) without a cap, C = ∞, k = D is best. (b) For d0
equal variances λ and D - d0 zeros, with 1/C <= min(λ, λ̂_1, ..., λ̂_{d0}), k = d0 is best.

How the proof goes. (a) V_T <= 2 λ̂ <= 4 λ in every mode, so no direction hurts. (b) λ >= 1/C > 1/(2C) up to d0, and
λ = 0 after it: the minimum over d0..d0 is best, by the bounds behind P5.

What was added. The bound on the horizon, as in P5. (a) Singular covariances are no exception: with λ̂ = λ = 0 the limit
is V_T = 0, and the direction neither helps nor hurts. (b) The printed d2 = d0 is d2 = d0 + 1 if d0 < D, because
4 λ_{d0} >= 4/C > 1/(2C-1); so P5 as printed leaves two dimensions, and d0 is best because direction d0 + 1 is small.
No dimension after d0 is best, for any estimates and horizon.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache, partial
from typing import Any

from sympy import And, Lambda, Min, Or, Symbol, sqrt

from ldm_symbolic.claims.statement import Instance, Role, Source, Statement
from ldm_symbolic.derivations.capped_dimension.best_dimension_with_capped_score_proof import (
    EVENT,
    IS_D1,
    IS_D2,
    d1,
    d2,
    near,
)
from ldm_symbolic.derivations.capped_dimension.best_dimensions import BEST, FALLING, not_after
from ldm_symbolic.derivations.capped_dimension.error_at_the_end import (
    NEAR_MODES,
    SETTING,
    C,
    D,
    best,
    estimated,
    falls,
    first,
    generated,
    in_model,
    j,
    minimises,
    place,
    placed,
    useful,
    useless,
)
from ldm_symbolic.derivations.capped_dimension.error_at_the_end import true as deviation
from ldm_symbolic.derivations.capped_score.variance_at_the_end import (
    LONG,
    SIGNAL,
    T,
    b,
    lam,
    q,
    s,
    uncapped,
    uncapped_signal,
)
from ldm_symbolic.derivations.claim import claim_of
from ldm_symbolic.proof import (
    Fact,
    ForEach,
    Identity,
    at,
    by_logic,
    conjuncts,
    follows,
    for_each_mode,
    for_sequence,
    in_turn,
    instantiate,
    obligations,
    oriented,
    prove,
    substitute,
)

d0 = Symbol("d0", integer=True)
common = Symbol("s_0", real=True)

claim = partial(claim_of, "P5.A6")

# (a) Without a cap.

FREE_SETTING = (D >= 1, T > 0, ForEach(deviation[j] >= 0, (j, 1, D)))
NONSINGULAR = ForEach(deviation[j] > 0, (j, 1, D))
FREE_ENTRIES = Lambda(place, substitute(uncapped(T), {lam: estimated[place] ** 2}))
ALL = substitute(minimises(D), {generated: FREE_ENTRIES})
FREE_D1 = (d1 >= 1, d1 <= D, ForEach(estimated[j] < 0, (j, d1 + 1, D)), Or(d1 <= 1, estimated[d1] >= 0))
"""d1 is the last j with λ̂_j >= 0, where the sequence holds the variances."""
FREE_D2 = (d2 >= 1, d2 <= D, ForEach(4 * deviation[j] ** 2 > 0, (j, 1, d2 - 1)), Or(d2 >= D, deviation[d2] ** 2 <= 0))
"""d2 is the first j with 0 >= 4 λ_j, and D if there is none."""


@cache
def all_estimates() -> Fact:
    """d1 = D."""
    setting = (D >= 1, ForEach(estimated[j] >= 0, (j, 1, D)), *FREE_D1)
    clash = in_turn(Identity(d1, D), [at(setting[1], D), at(FREE_D1[2], D)], hypotheses=(*setting, d1 < D))
    return by_logic(Identity(d1, D), [clash, prove((d1 >= D, d1 <= D), Identity(d1, D))], hypotheses=setting)


@cache
def no_zero() -> Fact:
    """d2 = D."""
    setting = (D >= 1, NONSINGULAR, *FREE_D2)
    clash = in_turn(Identity(d2, D), [at(NONSINGULAR, d2)], hypotheses=(*setting, d2 < D))
    return by_logic(Identity(d2, D), [clash, prove((d2 >= D, d2 <= D), Identity(d2, D))], hypotheses=setting)


@cache
def all_best() -> Fact:
    """E does not rise up to D."""
    end = uncapped_signal.subs(b, 1)
    letters = (q > 0, q < 1, lam >= 0)
    small = prove((*letters, q <= 2 * sqrt(2) - 2, lam <= 2 * s**2), end <= 4 * s**2)
    real = prove(letters, end >= 0)
    modes = {lam: estimated[j] ** 2, s: deviation[j]}
    helps, positive = (
        for_each_mode(instantiate(instantiate(fact, SIGNAL), modes), limits)
        for fact, limits in ((small, (j, 2, D)), (real, (j, 1, D)))
    )
    total = prove((T > 0,), And(*obligations(FREE_ENTRIES.expr)))
    whole = for_sequence(instantiate(falls(), {first: D}), generated, FREE_ENTRIES, total=total)
    setting = (*FREE_SETTING, EVENT, LONG)
    shown = [near(), prove((NEAR_MODES,), ForEach(NEAR_MODES.args[0], (j, 2, D))), helps, positive]
    given = {oriented(h) for h in conjuncts((*setting, *(fact.conclusion for fact in shown)))}
    known = [
        prove((D >= 1, T > 0, *((positive.conclusion,) if fact is whole else ())), h)
        for fact in (helps, positive, whole)
        for h in fact.hypotheses
        if oriented(h) not in given
    ]
    return by_logic(ALL, [*shown, *known, whole], hypotheses=setting)


# (b) Equal variances.

EQUAL = (
    d0 >= 1,
    d0 <= D,
    ForEach(Identity(deviation[j], common), (j, 1, d0)),
    ForEach(Identity(deviation[j], 0), (j, d0 + 1, D)),
    C * common**2 >= 1,
    ForEach(C * estimated[j] ** 2 >= 1, (j, 1, d0)),
)
BEST_IS_D0 = in_model(minimises(best, d0, d0))


@cache
def estimates_end() -> Fact:
    """d1 = d0: on the event λ̂_j = 0 after d0."""
    setting, goal = (*SETTING, *EQUAL, EVENT, *IS_D1), Identity(d1, d0)
    early = in_turn(goal, [at(EQUAL[5], d0), at(IS_D1[2], d0)], hypotheses=(*setting, d1 < d0))
    late = in_turn(goal, [at(EQUAL[3], d1), at(EVENT, d1)], hypotheses=(*setting, d1 > d0))
    return by_logic(goal, [early, late, prove((d1 >= d0, d1 <= d0), goal)], hypotheses=setting)


@cache
def variances_end() -> Fact:
    """d2 = d0 + 1, or D: λ is not small, 0 is."""
    setting, goal = (*SETTING, *EQUAL, *IS_D2), Identity(d2, Min(d0 + 1, D))
    early = in_turn(goal, [at(EQUAL[2], d2)], hypotheses=(*setting, d2 <= d0))
    late = in_turn(goal, [at(IS_D2[2], d0 + 1), at(EQUAL[3], d0 + 1)], hypotheses=(*setting, d2 > d0 + 1))
    between = prove((d2 > d0, d2 <= d0 + 1, d2 <= D), goal)
    return by_logic(goal, [early, late, between], hypotheses=setting)


@cache
def equal_best() -> Fact:
    """What minimises E over d0..d0 is best."""
    setting = (*SETTING, *EQUAL, EVENT, LONG)
    high = in_turn(useful(2, d0).args[0], [at(EQUAL[2], j)], hypotheses=(C > 1, EQUAL[2], EQUAL[4], j >= 2, j <= d0))
    low = in_turn(useless(d0 + 1, D).args[0], [at(EQUAL[3], j)], hypotheses=(C > 1, EQUAL[3], j >= d0 + 1, j <= D))
    signs = [for_each_mode(high, (j, 2, d0)), for_each_mode(low, (j, d0 + 1, D))]
    order = prove((d0 >= 1, d0 <= D), substitute(d0 <= D, {D: d0}))
    return by_logic(
        BEST, [near(), *signs, order, placed(d0, d0)], hypotheses=(*setting, in_model(minimises(best, d0, d0)))
    )


@cache
def none_after() -> Fact:
    """m <= d0, because direction d0 + 1 has no variance."""
    small = Or(d0 >= D, 4 * (2 * C - 1) * deviation[d0 + 1] ** 2 < 1)
    order = follows(FALLING.args[0], [], hypotheses=(*SETTING, *EQUAL, j >= 1, j <= D - 1))
    zero = in_turn(small, [at(EQUAL[3], d0 + 1)], hypotheses=(*SETTING, *EQUAL, d0 < D))
    facts = [for_each_mode(order, (j, 1, D - 1)), zero, prove((d0 >= D,), d0 >= D), not_after(d0)]
    return by_logic(best <= d0, facts, hypotheses=(*SETTING, *EQUAL, BEST))


def instance(horizon: str, true: str, believed: str = "", **more: Any) -> Instance:
    """A spectrum, by its deviations; the estimates are exact unless given."""
    names = {str(name): name for name in (C, d0, d1, d2, best, common)}
    spectra = {
        deviation: tuple(map(Fraction, true.split())),
        estimated: tuple(map(Fraction, (believed or true).split())),
    }
    values = {names[name]: Fraction(value) for name, value in more.items()}
    return {D: len(true.split()), T: Fraction(horizon), **spectra, **values}


def only(point: Instance, *names: Any) -> Instance:
    """An instance without some names, for claims in which they do not occur."""
    return {name: value for name, value in point.items() if name not in names}


SHORT = instance("1/40", "1/3 1/3")
SHORT_EQUAL = instance("1/40", "1/3 1/3 0", C=10, d0=2, m=2, s_0="1/3")
ONE_OF_TWO = instance("1", "1 0", C=2, d0=1, d2=2, s_0="1")
RANK_TWO = instance("1", "1/2 1/2 0", "1/2 2/3 0", C=5, d0=2, m=2, s_0="1/2")

STATEMENT = Statement(
    id="P5.A6",
    title="The best dimension without a cap, and for equal variances",
    source=Source(place="Appendix A.6"),
    claims=(
        claim(
            "a-d1",
            Role.STEP,
            "C = ∞: d1 = D, because every λ̂_j is at least 0",
            (D >= 1, ForEach(estimated[j] >= 0, (j, 1, D)), *FREE_D1),
            Identity(d1, D),
            proof=all_estimates,
            witnesses=({D: 2, estimated: (1, 0), d1: 2},),
        ),
        claim(
            "a-d2",
            Role.STEP,
            "C = ∞, positive variances: d2 = D, because none is at most 0",
            (D >= 1, NONSINGULAR, *FREE_D2),
            Identity(d2, D),
            proof=no_zero,
            witnesses=({D: 2, deviation: (1, Fraction(1, 2)), d2: 2},),
            necessary=((NONSINGULAR, {D: 2, deviation: (0, 0), d2: 1}),),
        ),
        claim(
            "a-best",
            Role.PRINTED,
            "C = ∞, positive variances, on the event: k = D is best",
            (*FREE_SETTING, NONSINGULAR, EVENT),
            ALL,
            counterexample=SHORT,
        ),
        claim(
            "a-best-repaired",
            Role.REPAIRED,
            "on the event k = D is best if e^{-2T} <= 2√2 - 2, also for variances that are 0",
            (*FREE_SETTING, EVENT, LONG),
            ALL,
            proof=all_best,
            witnesses=(instance("1", "1 1/2 1/10", "1 3/5 1/12"),),
            necessary=((LONG, SHORT), (EVENT, instance("1", "1/2 1/2", "1/2 2"))),
            repairs="P5.A6.a-best",
        ),
        claim(
            "b-d1",
            Role.STEP,
            "d0 equal variances and 1/C <= min(λ, λ̂_j), on the event: d1 = d0",
            (*SETTING, *EQUAL, EVENT, *IS_D1),
            Identity(d1, d0),
            proof=estimates_end,
            witnesses=(only({**RANK_TWO, d1: 2}, best),),
        ),
        claim(
            "b-d2",
            Role.STEP,
            "and d2 = d0",
            (*SETTING, *EQUAL, EVENT, *IS_D2),
            Identity(d2, d0),
            counterexample=ONE_OF_TWO,
        ),
        claim(
            "b-d2-repaired",
            Role.REPAIRED,
            "and d2 = min(d0 + 1, D)",
            (*SETTING, *EQUAL, *IS_D2),
            Identity(d2, Min(d0 + 1, D)),
            proof=variances_end,
            witnesses=(ONE_OF_TWO, only({**RANK_TWO, d2: 3}, best)),
            repairs="P5.A6.b-d2",
        ),
        claim(
            "b-best",
            Role.PRINTED,
            "so on the event k = d0 is best: what minimises E over d0..d0 minimises it over 1..D",
            (*SETTING, *EQUAL, EVENT, BEST_IS_D0),
            BEST,
            counterexample=SHORT_EQUAL,
        ),
        claim(
            "b-best-repaired",
            Role.REPAIRED,
            "on the event k = d0 is best if e^{-2T} <= 2√2 - 2",
            (*SETTING, *EQUAL, EVENT, LONG, BEST_IS_D0),
            BEST,
            proof=equal_best,
            witnesses=(RANK_TWO,),
            necessary=((LONG, SHORT_EQUAL),),
            repairs="P5.A6.b-best",
        ),
        claim(
            "b-none-after",
            Role.NEW,
            "no dimension after d0 is best, for all estimates and horizons",
            (*SETTING, *EQUAL, BEST),
            best <= d0,
            proof=none_after,
            witnesses=(RANK_TWO,),
        ),
    ),
)
