"""The variances that help have a least one, and it is the only one with V_T = 4 λ.

G^{2C-1} (4 λ - V_T) rises strictly with λ up to C λ = 1/2: where the cap is active throughout it is linear in λ, and
where it becomes active later, the slope of its opposite in 1 - λ is h^{2C-1} (5 - 8 C λ)/(1 - λ) and what is not
negative.

Tested in `tests/derivations/decaying_spectra/test_u8_ratio_of_the_spectrum.py`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sympy import And, Integer, Max, Or, Symbol, exp, log

from ldm_symbolic.derivations.capped_score.variance_at_the_end import (
    BALANCE,
    REACH,
    SIGNAL,
    decay,
    final,
    kappa,
    q,
    switch_time,
    uncapped,
)
from ldm_symbolic.derivations.capped_score.variance_at_the_end_proof import lower, upper
from ldm_symbolic.derivations.decaying_spectra.u8_one_threshold_proof import (
    ACTIVE,
    AFTER,
    THROUGHOUT,
    TOP,
    alike_throughout,
    at_once,
    at_switch,
    kept_after,
    switched_after,
)
from ldm_symbolic.derivations.decaying_spectra.u8_ratio_of_the_spectrum import (
    EXCESS,
    HELPS,
    larger,
    of_larger,
)
from ldm_symbolic.derivations.hypotheses import capped_mode, long_enough
from ldm_symbolic.derivations.letters import C, T
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.proof import (
    Fact,
    Identity,
    Increasing,
    UniqueRoot,
    at,
    by_logic,
    derivative,
    follows,
    for_all,
    in_turn,
    instantiate,
    monotone_by_slope,
    prove,
    substitute,
    unique_root,
)

g, u, v, w, x, y, z = (Symbol(letter, real=True) for letter in "guvwxyz")
LEFT = decay(switch_time)
LOW = (C > 1, T > 0, lam >= 0, lam < larger, 2 * C * larger <= 1)
LESS = of_larger(EXCESS) > EXCESS


def opposite(gap: Any) -> Any:
    """h^{2C-1} (V_T - 4 λ), for c = 1 - λ."""
    return exp((2 * C - 1) * log(C * gap / (C - 1))) * (BALANCE - 4 * (1 - gap)) + at_switch(gap) - BALANCE


@cache
def rises() -> Fact:
    """It is larger for a smaller variance, up to C λ = 1/2."""
    within = (C > 1, q > 0, q < 1, x > 0, x < y, y <= 1, 2 * C * (1 - x) <= 1)
    power = exp((2 * C - 1) * log(C * z / (C - 1)))
    slope = power * (4 + (1 - 4 * (2 * C - 1) * (1 - z)) / z) + 2 * z * q**2 / ((1 - z * q) ** 3 * C * (C - 1))
    moved = derivative(opposite(z), slope, (z, x, y), hypotheses=within)
    setting = (C > 1, q > 0, q < 1, z > 0, z <= 1, 2 * C * (1 - z) <= 1)
    near = (*within, z >= x, z <= y)
    first = prove((*setting, w > 0), w * (4 + (1 - 4 * (2 * C - 1) * (1 - z)) / z) > 0)
    second = prove(setting, 2 * z * q**2 / ((1 - z * q) ** 3 * C * (C - 1)) >= 0)
    inside = [prove(near, given) for given in setting[3:]]
    parts = [follows(part.conclusion, [part], hypotheses=setting) for part in (instantiate(first, {w: power}), second)]
    left, right = (part.conclusion.lhs for part in parts)
    both = instantiate(prove((u > 0, v >= 0), u + v > 0), {u: left, v: right})
    both = at_once(both, parts, simple=setting)
    positive = by_logic(both.conclusion, [*inside, both], hypotheses=near)
    grows = monotone_by_slope(moved, positive)
    return in_turn(opposite(x) < opposite(y), [grows, at(grows.conclusion, x, y)], hypotheses=within)


KEPT, POWER = exp((2 * C - 1) * log(REACH)), exp((2 * C - 1) * log(TOP))


@cache
def inverse() -> Fact:
    """G^{2C-1} is the inverse of what is left."""
    letters = prove((), Identity(exp(-(4 * C - 2) * y / 2) * exp((2 * C - 1) * y), 1))
    return instantiate(letters, {y: log(REACH)})


@cache
def excess_after() -> Fact:
    """What the excess is where the cap becomes active after the start."""
    letters = prove(
        (C > 1, x > 0, Identity(x * y, 1), Identity(x * u, 1), Identity(v, w)),
        Identity(y * (4 * lam - (BALANCE + x * (v - BALANCE))), -(u * (BALANCE - 4 * lam) + w - BALANCE)),
    )
    terms = {x: LEFT, y: KEPT, u: POWER, v: uncapped(switch_time), w: substitute(at_switch(1 - lam), SIGNAL)}
    return at_once(
        instantiate(letters, terms), [inverse(), kept_after(), switched_after()], simple=ACTIVE, more=(AFTER,)
    )


@cache
def less_after() -> Fact:
    """The excess is less for the smaller one where the cap becomes active after the start."""
    setting = (*LOW, AFTER)
    ranges = prove(LOW, And(larger >= 0, C * lam <= 1, C * larger <= 1))
    later = prove(setting, of_larger(AFTER))
    own = instantiate(rises(), {x: 1 - larger, y: 1 - lam, **SIGNAL})
    signal = prove((T > 0,), And(exp(-2 * T) > 0, exp(-2 * T) < 1))
    own = at_once(own, [signal], simple=LOW)
    letters = prove((u < v, Identity(x, -v), Identity(y, -u)), x < y)
    last = instantiate(letters, {u: own.conclusion.lhs, v: own.conclusion.rhs, x: EXCESS, y: of_larger(EXCESS)})
    facts = [ranges, later, own, excess_after(), instantiate(excess_after(), {lam: larger})]
    return at_once(last, facts, simple=LOW, more=(AFTER,))


@cache
def less_throughout() -> Fact:
    """So it is where the cap is active throughout."""
    letters = prove(
        (
            C > 1,
            lam < larger,
            x > 0,
            Identity(x * y, 1),
            Identity(z * u, 1),
            Identity(x, z),
            Identity(v, 1),
            Identity(w, 1),
        ),
        y * (4 * lam - (BALANCE + x * (v - BALANCE))) < u * (4 * larger - (BALANCE + z * (w - BALANCE))),
    )
    start = uncapped(switch_time)
    terms = {x: LEFT, z: of_larger(LEFT), y: KEPT, u: of_larger(KEPT), v: start, w: of_larger(start)}
    facts = [inverse(), instantiate(inverse(), {lam: larger}), alike_throughout()]
    return at_once(instantiate(letters, terms), facts, simple=LOW, more=(THROUGHOUT, of_larger(THROUGHOUT)))


@cache
def less() -> Fact:
    """The excess rises strictly up to C λ = 1/2."""
    changes = 1 - (C - 1) * exp(2 * T) / C
    within = (*LOW, exp(2 * T) < TOP, of_larger(exp(2 * T) > TOP))
    before, after = instantiate(less_throughout(), {larger: changes}), instantiate(less_after(), {lam: changes})
    ends = prove(within, And(lam < changes, changes < larger))
    between = prove(
        (C > 1, T > 0, Identity(x, changes)),
        And(C * (1 - x) / (C - 1) >= exp(2 * T), C * (1 - x) / (C - 1) <= exp(2 * T)),
    )
    inside = prove((C > 1, lam >= 0, lam < x, x < larger, 2 * C * larger <= 1), And(x >= 0, 2 * C * x <= 1))
    chain = instantiate(
        prove((u < v, v < w), u < w),
        {u: EXCESS, v: substitute(EXCESS, {lam: changes}), w: of_larger(EXCESS)},
    )
    point = [instantiate(between, {x: changes}), instantiate(inside, {x: changes})]
    simple = (C > 1, T > 0, lam >= 0, lam < larger)
    weak = prove((exp(2 * T) < x, exp(2 * T) > y), And(exp(2 * T) <= x, exp(2 * T) >= y))
    weak = instantiate(weak, {x: TOP, y: of_larger(TOP)})
    middle = at_once(chain, [ends, weak, *point, before, after], simple=simple, more=within)
    sides = prove(LOW, Or(AFTER, of_larger(THROUGHOUT), And(*within[-2:])))
    early = prove((*LOW, of_larger(THROUGHOUT)), THROUGHOUT)
    return by_logic(LESS, [less_after(), less_throughout(), early, sides, middle], hypotheses=LOW)


CENTRE = 1 / (2 * C)
LINE = (lam, Integer(0), CENTRE)


@cache
def exists() -> Fact:
    """The excess has exactly one zero up to C λ = 1/2."""
    setting = (C > 1, T > 0, long_enough())
    predicate = Increasing(EXCESS, LINE)
    guard, body = predicate.at(x, y)
    own = instantiate(less(), {lam: x, larger: y})
    half = prove((C > 1, y <= CENTRE), 2 * C * y <= 1)
    one = in_turn(body, [half, own], hypotheses=(C > 1, T > 0, *guard))
    rises = for_all(predicate, one, (x, y))
    below = instantiate(prove((C > 1, u > 0, v >= BALANCE), u * (4 * 0 - v) <= 0), _at(Integer(0)))
    start = in_turn(_excess(Integer(0)) <= 0, [instantiate(lower(), {lam: Integer(0)}), below], hypotheses=setting[:2])
    letters = prove((C > 1, u > 0, v <= 2 * kappa, Identity(kappa, 1 / C)), u * (4 * CENTRE - v) >= 0)
    top = instantiate(upper(), {lam: CENTRE})
    near = prove((C > 1, Identity(kappa, 1 / C)), And(C * kappa >= 1, kappa >= CENTRE, CENTRE >= 0))
    above = instantiate(letters, _at(CENTRE))
    end = at_once(above, [near, top], simple=(C > 1, T > 0, Identity(kappa, 1 / C)), more=setting[2:])
    end = in_turn(_excess(CENTRE) >= 0, [instantiate(end, {kappa: 1 / C})], hypotheses=setting)
    return follows(UniqueRoot(EXCESS, LINE), [unique_root(rises, start, end)], hypotheses=setting)


def _excess(variance: Any) -> Any:
    return substitute(EXCESS, {lam: variance})


def _at(variance: Any) -> dict[Any, Any]:
    return {u: substitute(KEPT, {lam: variance}), v: substitute(final, {lam: variance})}


@cache
def strictly() -> Fact:
    """What helps in one direction helps strictly in a larger one."""
    given = (*capped_mode(), lam < larger, long_enough(), HELPS)
    letters = prove((u > 0, g > 0, u * (4 * x - v) < g * (4 * y - w), v <= 4 * x), w < 4 * y)
    own = {u: KEPT, g: of_larger(KEPT), x: lam, y: larger, v: final, w: of_larger(final)}
    sign = prove((lam >= 0, lam < larger), larger >= 0)
    simple = (C > 1, T > 0, lam >= 0, lam < larger)
    low = at_once(instantiate(letters, own), [sign, less()], simple=simple, more=(2 * C * larger <= 1, HELPS))
    near = prove((C > 1, lam >= 0), And(C * Max(lam, 1 / C) >= 1, lam <= Max(lam, 1 / C)))
    bound = instantiate(upper(), {kappa: Max(lam, 1 / C)})
    large = prove((C > 1, v <= 2 * Max(lam, 1 / C), 2 * C * lam > 1), v < 4 * lam)
    high = at_once(
        instantiate(large, {v: final}), [near, bound], simple=capped_mode(), more=(long_enough(), 2 * C * lam > 1)
    )
    return by_logic(of_larger(final < 4 * lam), [low, sign, instantiate(high, {lam: larger})], hypotheses=given)
