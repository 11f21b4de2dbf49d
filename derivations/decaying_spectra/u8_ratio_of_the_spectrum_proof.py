"""The proofs behind `u8_ratio_of_the_spectrum`: bounds of a power whose exponent grows with the cap.

Tested in `tests/derivations/decaying_spectra/test_u8_ratio_of_the_spectrum.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Integer, Max, Min, Or, Symbol, exp, log

from ldm_symbolic.derivations.capped_dimension.best_dimensions import BEST, generated_at, later
from ldm_symbolic.derivations.capped_dimension.best_dimensions_proof import (
    any_best_is_useful,
    falling,
    mode_at,
    modelled,
    not_before,
)
from ldm_symbolic.derivations.capped_dimension.error_at_the_end import best, i
from ldm_symbolic.derivations.capped_score.variance_at_the_end import (
    BALANCE,
    REACH,
    SIGNAL,
    b,
    decay,
    final,
    q,
    signal_at,
    switch_time,
    uncapped,
    uncapped_signal,
)
from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.concentration.p9_sample_variance_concentrates_proof import of_exponents
from ldm_symbolic.derivations.decaying_spectra.c1_geometric_spectrum import (
    GEOMETRIC,
    IS_D,
    POWER_LAW,
    TWO,
    believed,
    d,
    ratio,
)
from ldm_symbolic.derivations.decaying_spectra.c1_geometric_spectrum_proof import geometric_falls
from ldm_symbolic.derivations.decaying_spectra.u8_best_dimension_proof import last_is_best
from ldm_symbolic.derivations.decaying_spectra.u8_growing_cap_proof import helps, one_more
from ldm_symbolic.derivations.decaying_spectra.u8_horizon_proof import stays
from ldm_symbolic.derivations.decaying_spectra.u8_one_threshold_proof import at_once
from ldm_symbolic.derivations.decaying_spectra.u8_one_value_proof import exists, strictly
from ldm_symbolic.derivations.decaying_spectra.u8_ratio_of_the_spectrum import (
    BELOW_ONE,
    EXACT,
    MODES,
    POWER_HIGH,
    ROOT,
    STEEP,
    at_most_the_root,
    share,
)
from ldm_symbolic.derivations.hypotheses import (
    all_positive,
    capped_data,
    capped_mode,
    less_than_doubled,
    long_enough,
    not_rising,
)
from ldm_symbolic.derivations.letters import C, D, T, j
from ldm_symbolic.model.weight import noised
from ldm_symbolic.notation import deviations as deviation
from ldm_symbolic.notation import estimated_deviations as estimated
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.proof import (
    Fact,
    Identity,
    at,
    by_logic,
    derivative,
    follows,
    for_each_mode,
    in_range,
    in_turn,
    instantiate,
    monotone_by_slope,
    prove,
    substitute,
)

a, g, h, x, y, z = (Symbol(letter, real=True) for letter in "aghxyz")
one = Integer(1)
SMALL = (*capped_mode(), C * lam < 1)


@cache
def power() -> Fact:
    """g^{-(2C-1)} g e^{(2C-2)(g-1)} >= 1 for g >= 1: it is 1 at 1, and rises."""
    left = exp(-(2 * C - 1) * log(z)) * z * exp((2 * C - 2) * (z - 1))
    slope = (2 * C - 2) * (1 - 1 / z) * left
    within = (C > 1, g >= 1)
    moved = derivative(left, slope, (z, one, g), hypotheses=within)
    rises = monotone_by_slope(moved, prove((C > 1, z >= 1), slope >= 0))
    end = substitute(left, {z: g})
    return in_turn(end >= 1, [rises, at(rises.conclusion, one, g)], hypotheses=within)


@cache
def decays_slowly() -> Fact:
    """g^{-(2C-1)} h >= e^{-a} for 1 <= g <= h with (2C-2)(g-1) <= a."""
    left = exp(-(2 * C - 1) * log(g))
    within = (C > 1, g >= 1, g <= h, (2 * C - 2) * (g - 1) <= a)
    order = of_exponents(prove((C > 1, (2 * C - 2) * (g - 1) <= a), (2 * C - 2) * (g - 1) <= a))
    letters = prove((x > 0, y > 0, g > 0, x * g * y >= 1, y <= z, g <= h, z > 0), x * h * z >= 1)
    own = instantiate(letters, {x: left, y: exp((2 * C - 2) * (g - 1)), z: exp(a)})
    product = in_turn(left * h * exp(a) >= 1, [power(), order, own], hypotheses=within)
    inverse = prove((left * h * exp(a) >= 1,), left * h >= exp(-a))
    return by_logic(left * h >= exp(-a), [product, inverse], hypotheses=within)


@cache
def above_the_tangent() -> Fact:
    """e^{-a} (1 + a) <= 1 for a >= 0."""
    falls = monotone_by_slope(
        derivative(exp(-z) * (1 + z), -z * exp(-z), (z, Integer(0), a), hypotheses=(a >= 0,)),
        prove((z >= 0,), -z * exp(-z) <= 0),
    )
    return in_turn(exp(-a) * (1 + a) <= 1, [falls, at(falls.conclusion, Integer(0), a)], hypotheses=(a >= 0,))


ROOM = 2 * (1 - C * lam)
"""a."""
TOP = C * (1 - lam) / (C - 1)
"""h, what G is where the cap becomes active at all."""
KEPT = exp(-(2 * C - 1) * log(REACH))
"""G^{-(2C-1)}, what the cap leaves of a distance from the balance."""


@cache
def kept_at_least() -> Fact:
    """G^{-(2C-1)} h >= e^{-a}, for 1 <= G <= h."""
    own = instantiate(decays_slowly(), {g: REACH, h: TOP, a: ROOM})
    span = prove((C > 1, z > 1, y > 1), And(Min(y, Max(one, z)) >= 1, Min(y, Max(one, z)) <= z))
    signal = prove((T > 0,), exp(2 * T) > 1)
    above_one = prove(SMALL, TOP > 1)
    ends = instantiate(span, {y: exp(2 * T), z: TOP})
    less = prove((C > 1, C * lam < 1, g <= TOP), (2 * C - 2) * (g - 1) <= ROOM)
    facts = [signal, above_one, ends, instantiate(less, {g: REACH}), own]
    return in_turn(own.conclusion, facts, hypotheses=SMALL)


@cache
def free_at_the_switch() -> Fact:
    """V(t') >= 1/C, for the cap becomes active where C p = 1, or is from the start."""
    setting = (C > 1, lam >= 0, q > 0, q < 1)
    at_start = prove((*setting, Identity(b, q)), uncapped_signal >= 1 / C)
    free = prove((*setting, b >= q, b <= 1, C * noised(lam, 1 - b) >= 1), uncapped_signal >= 1 / C)
    either = (*setting, b >= q, b <= 1, Or(Identity(b, q), C * noised(lam, 1 - b) >= 1))
    bounded = by_logic(uncapped_signal >= 1 / C, [at_start, free], hypotheses=either)
    own = instantiate(bounded, {b: signal_at(switch_time), **SIGNAL})
    return in_turn(own.conclusion, [own], hypotheses=capped_mode())


@cache
def at_least() -> tuple[Fact, Fact]:
    """V_T >= 1/(2C-1) + d (1/C - 1/(2C-1)) for d = G^{-(2C-1)}, and d h >= e^{-a}."""
    same = instantiate(prove((), Identity(exp(-(4 * C - 2) * y / 2), exp(-(2 * C - 1) * y))), {y: log(REACH)})
    left = decay(switch_time)
    grows = prove((C > 1, y > 0, z >= 1 / C), BALANCE + y * (z - BALANCE) >= BALANCE + y * (1 / C - BALANCE))
    own = instantiate(grows, {y: left, z: uncapped(switch_time)})
    below = in_turn(own.conclusion, [free_at_the_switch(), own], hypotheses=capped_mode())
    product = instantiate(prove((Identity(x, y), y * h >= z), x * h >= z), {x: left, y: KEPT, h: TOP, z: exp(-ROOM)})
    return below, in_turn(product.conclusion, [same, kept_at_least(), product], hypotheses=SMALL)


@cache
def hurts_at_own() -> Fact:
    """V_T > 4 λ where C λ < 1 and 8 C λ <= 1 + e^{-2 (1 - C λ)}."""
    bounds = (x >= BALANCE + y * (1 / C - BALANCE), y * h >= z, Identity(h, TOP), z * (a + 1) <= 1, Identity(a, ROOM))
    letters = prove((C > 1, lam >= 0, C * lam < 1, *bounds, z > 0, 8 * C * lam <= 1 + z), x > 4 * lam)
    own = instantiate(letters, {x: final, y: decay(switch_time), z: exp(-ROOM), h: TOP, a: ROOM})
    tangent = instantiate(above_the_tangent(), {a: ROOM})
    return at_once(own, [*at_least(), tangent], simple=(*SMALL, at_most_the_root(C * lam)))


@cache
def below_the_root() -> Fact:
    """y <= r* for y <= r <= r*: e^{-2 (1 - z)} - 8 z falls up to 1."""
    within = (y <= share, BELOW_ONE)
    left, slope = exp(-2 * (1 - z)) - 8 * z, 2 * exp(-2 * (1 - z)) - 8
    falls = monotone_by_slope(
        derivative(left, slope, (z, y, share), hypotheses=within), prove((z <= share, BELOW_ONE), slope <= 0)
    )
    return in_turn(at_most_the_root(y), [falls, at(falls.conclusion, y, share)], hypotheses=(*within, ROOT))


@cache
def hurts() -> Fact:
    """V_T > 4 λ where C λ <= r <= r*."""
    own = instantiate(below_the_root(), {y: C * lam})
    given = (*capped_mode(), BELOW_ONE, ROOT, C * lam <= share)
    return by_logic(
        final > 4 * lam, [own, hurts_at_own(), prove(given[-1:] + given[3:4], C * lam < 1)], hypotheses=given
    )


@cache
def useful() -> Fact:
    """C λ_m > r* for every best m >= 2."""
    own, estimate = deviation[best], estimated[best]
    goal = C * own**2 > share
    same = prove((EXACT, best >= 1, best <= D), Identity(estimate, own))
    moved = prove((Identity(estimate, own), C * own**2 <= share), C * estimate**2 <= share)
    hurting = mode_at(hurts(), best)
    value = generated_at(best)
    letters = prove((Identity(h, g), x <= 4 * g**2, x > 4 * h**2), C * g**2 > share)
    clash = instantiate(letters, {h: estimate, g: own, x: value})
    between = (C > 1, T > 0, Identity(estimate, own), value <= 4 * own**2, value > 4 * estimate**2)
    facts = [
        in_range(BEST),
        modelled(any_best_is_useful(), (*capped_data(), BEST, best >= 2, best <= D)),
        same,
        moved,
        follows(hurting.conclusion, [hurting], hypotheses=(C > 1, T > 0, BELOW_ONE, ROOT, C * estimate**2 <= share)),
        follows(goal, [clash], hypotheses=between),
    ]
    otherwise = by_logic(goal, facts, hypotheses=(*MODES, BELOW_ONE, ROOT, BEST, best >= 2, C * own**2 <= share))
    return by_logic(goal, [otherwise], hypotheses=(*MODES, BELOW_ONE, ROOT, BEST, best >= 2))


@cache
def steep() -> Fact:
    """L > 1."""
    return prove(STEEP[:2] + STEEP[-1:], ratio > 1)


@cache
def not_after_next() -> Fact:
    """m <= d + 1: λ_m is at most λ_{d+2} = λ_{d+1}/L."""
    setting = (*MODES, *GEOMETRIC, *STEEP, *IS_D, BEST)
    after = (best >= d + 2, best <= D, d >= 1)
    order = instantiate(falling(), {i: d + 2, later: best})
    falls = by_logic(not_rising(deviation), [geometric_falls()], hypotheses=(ratio > 1, *GEOMETRIC))
    same = prove((EXACT, *after), Identity(estimated[d + 1], deviation[d + 1]))
    reached = prove((*IS_D, *after), C * believed(d + 1) <= 1)
    step = at(GEOMETRIC[2], d + 1)
    signs = prove((all_positive(deviation), *after), And(deviation[best] > 0, deviation[d + 2] > 0))
    letters = prove(
        (*STEEP[:1], STEEP[-1], C > 1, x > 0, Identity(b, z), C * b**2 <= 1, Identity(z**2, ratio * y**2), y >= x),
        C * x**2 <= share,
    )
    small = instantiate(letters, {x: deviation[best], y: deviation[d + 2], z: deviation[d + 1], b: estimated[d + 1]})
    clash = prove((C * x**2 <= share, C * x**2 > share), best <= d + 1)
    indices = prove(after, And(best >= 2, d + 2 >= 1, d + 1 >= 1, d + 1 <= D - 1, d + 2 <= best))
    facts = [
        *(in_range(BEST), falls, steep(), order, same, reached, step, signs, small, useful(), indices),
        instantiate(clash, {x: deviation[best]}),
    ]
    late = by_logic(best <= d + 1, facts, hypotheses=(*setting, best >= d + 2))
    before = prove((best < d + 2,), best <= d + 1)
    return by_logic(best <= d + 1, [late, before], hypotheses=setting)


@cache
def two() -> Fact:
    """d <= m <= d + 1."""
    setting = (*MODES, *GEOMETRIC, *STEEP, *IS_D, long_enough(), BEST)
    own, estimate = deviation[d], estimated[d]
    doubled = for_each_mode(prove((EXACT.args[0], deviation[j] > 0), less_than_doubled().args[0]), (j, 1, D))
    same = prove((EXACT, d >= 1, d <= D), Identity(estimate, own))
    large = prove((C > 1, C * estimate**2 >= 1, Identity(estimate, own)), 2 * C * own**2 > 1)
    facts = [not_after_next(), steep(), geometric_falls(), doubled, same, large, not_before(d)]
    return by_logic(TWO, facts, hypotheses=setting)


@cache
def power_law() -> Fact:
    """r* m^α < B C or m = 1."""
    setting = (*MODES, POWER_LAW[-1], BELOW_ONE, ROOT, BEST)
    ranged = (C > 1, POWER_LAW[-1], best >= 1, best <= D, useful().conclusion)
    large = in_turn(POWER_HIGH, [at(POWER_LAW[-1], best)], hypotheses=ranged)
    first = prove((best >= 1, best < 2), POWER_HIGH)
    return by_logic(POWER_HIGH, [in_range(BEST), useful(), large, first], hypotheses=setting)


PROOFS: Proofs = {
    "hurts": hurts,
    "one-threshold": stays,
    "strictly": strictly,
    "one-value": exists,
    "limit": helps,
    "sharp": one_more,
    "last-that-helps": last_is_best,
    "useful": useful,
    "not-after": not_after_next,
    "geometric": two,
    "power-law": power_law,
}
