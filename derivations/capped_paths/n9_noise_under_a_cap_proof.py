"""The proofs behind `n9_noise_under_a_cap` about the error: V falls or rises, on one side of the true variance.

Tested in `tests/derivations/capped_paths/test_capped_paths.py`.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from sympy import And, Implies, Integer, Symbol, exp, sqrt

from ldm_symbolic.derivations.capped_paths.n8_flow_under_a_cap import BOUND, FREE, at_moment
from ldm_symbolic.derivations.capped_paths.n9_noise_under_a_cap import (
    BELOW,
    EQUATION,
    FROM,
    MODE,
    UP_TO,
    at_end,
    error,
    lam,
    later,
    s,
    switch,
    v,
)
from ldm_symbolic.derivations.capped_paths.n9_perfect_cap_proof import early_cap, falls_with_the_cap, late_cap
from ldm_symbolic.derivations.capped_paths.n9_pieces_proof import (
    a,
    after,
    d,
    falls,
    free,
    law,
    reading,
    w,
    y,
    z,
)
from ldm_symbolic.derivations.capped_score.p5_equation_of_a_mode import AT_SWITCH, SETTING
from ldm_symbolic.derivations.capped_score.variance_at_the_end import (
    V,
    b,
    q,
    signal_at,
    uncapped_signal,
)
from ldm_symbolic.derivations.capped_score.variance_at_the_end import uncapped as by_signal
from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.hypotheses import a_time, capped_mode
from ldm_symbolic.derivations.letters import C, T, t
from ldm_symbolic.proof import (
    Fact,
    Identity,
    at,
    by_logic,
    in_turn,
    initial_value,
    instantiate,
    prove,
    substitute,
)

at_signal = 1 - (1 - lam) * b
started = (1 - lam) * q / (1 - (1 - lam) * q)
NEAR, FAR = (Symbol(letter, real=True) for letter in ("g", "h"))
"""Two variances."""


@cache
def root_order(*, above: bool) -> Fact:
    """Of two variances on one side of s² the nearer has the root that is nearer to s."""
    given = (s >= 0, s**2 <= NEAR, NEAR <= FAR) if above else (s >= 0, FAR >= 0, FAR <= NEAR, s**2 >= NEAR)
    rising = prove((y >= 0, z >= 0, y**2 <= z**2), y <= z)
    ends = (s, sqrt(NEAR), sqrt(FAR)) if above else (sqrt(FAR), sqrt(NEAR), s)
    parts = [instantiate(rising, dict(zip((y, z), pair, strict=True))) for pair in pairwise(ends)]
    last = prove((s <= y, y <= z) if above else (z <= y, y <= s), (y - s) ** 2 <= (z - s) ** 2)
    last = instantiate(last, {y: sqrt(NEAR), z: sqrt(FAR)})
    return in_turn(last.conclusion, [*parts, last], hypotheses=given)


@cache
def never_negative() -> Fact:
    """V >= v >= 0."""
    size = prove((*capped_mode(), *a_time(), exp(2 * (t - T)) <= 1), v >= 0)
    order = instantiate(prove((z <= 0,), exp(z) <= 1), {z: 2 * (t - T)})
    return in_turn(V(t) >= 0, [order, size, law()], hypotheses=(*MODE, BELOW, *a_time()))


@cache
def end_is_best() -> Fact:
    """V_t >= V_T >= λ."""
    near = instantiate(root_order(above=True), {NEAR: V(T), FAR: V(t)})
    parts = [falls(), at(falls().conclusion, t, T), near]
    return in_turn(error >= at_end, parts, hypotheses=(*MODE, BELOW, s >= 0, s**2 <= V(T), t >= 0, t < T))


@cache
def early_is_better() -> Fact:
    """V_T < V_t <= λ."""
    given = (*MODE, BELOW, s >= 0, t >= 0, t < T, V(t) <= s**2)
    rising = prove((y >= 0, z >= 0, y**2 < z**2), y < z)
    most = prove((s >= 0, z >= 0, z**2 <= s**2), z <= s)
    last = prove((y < z, z <= s), (z - s) ** 2 < (y - s) ** 2)
    roots = {y: sqrt(V(T)), z: sqrt(V(t))}
    parts = [instantiate(fact, roots) for fact in (rising, most, last)]
    signs = [never_negative(), instantiate(never_negative(), {t: T})]
    compared = at(falls().conclusion, t, T)
    return in_turn(error < at_end, [falls(), compared, *signs, *parts], hypotheses=given)


@cache
def ends() -> Fact:
    """λ̂ is the noised law at T, and V is 1 at the start."""
    last = in_turn(V(T) >= lam, [instantiate(law(), {t: T})], hypotheses=(*MODE, BELOW))
    compared = at(falls().conclusion, Integer(0), T)
    first = in_turn(V(T) < 1, [falls(), compared, initial_value(EQUATION)], hypotheses=(*MODE, BELOW))
    return in_turn(And(last.conclusion, first.conclusion), [last, first], hypotheses=(*MODE, BELOW))


@cache
def rises_above_one() -> Fact:
    """λ̂ >= 1: no cap binds, and V rises with the signal, to λ̂ at most."""
    given = (lam >= 1, q > 0, q < 1, b >= q, b <= y, y <= 1)
    c, there = 1 - lam, substitute(uncapped_signal, {b: y})
    started = q / (1 - c * q)
    steep = 1 + started**2 * (1 / (b * y) - c**2)
    gap = prove((lam >= 1, q > 0, b > 0, y > 0), Identity(there - uncapped_signal, -c * (y - b) * steep))
    share = prove((lam >= 1, q > 0), And(-c * started >= 0, -c * started < 1))
    square = prove((z >= 0, z < 1, w >= 0, Identity(z, d * a)), 1 + a**2 * w - z**2 >= 0)
    square = instantiate(square, {z: -c * started, w: 1 / (b * y), d: -c, a: started})
    same = prove((lam >= 1, q > 0, b > 0, y > 0), Identity(steep, 1 + started**2 / (b * y) - (c * started) ** 2))
    known = prove(given, And(b > 0, y > 0, 1 / (b * y) >= 0))
    more = prove((lam >= 1, b <= y, d >= 0, Identity(a - z, -c * (y - b) * d)), a >= z)
    more = instantiate(more, {d: steep, a: there, z: uncapped_signal})
    return in_turn(there >= uncapped_signal, [known, share, square, same, gap, more], hypotheses=given)


@cache
def exact() -> Fact:
    """λ < 1: V falls and is at least v >= λ; λ >= 1: V rises, and is at most λ."""
    goal = substitute(error, {t: later}) <= error
    pair = (EQUATION, t >= 0, t < later, later <= T)
    same = (Identity(lam, s**2), s >= 0)
    high = prove((*capped_mode(), later >= 0, later <= T, lam <= 1, exp(2 * (later - T)) <= 1), at_moment(later) >= lam)
    order = instantiate(prove((z <= 0,), exp(z) <= 1), {z: 2 * (later - T)})
    near = instantiate(root_order(above=True), {NEAR: V(later), FAR: V(t)})
    parts = [falls(), at(falls().conclusion, t, later), order, high, instantiate(law(), {t: later}), near]
    below = in_turn(goal, parts, hypotheses=(*capped_mode(), BELOW, *pair, *same))

    signs = [
        instantiate(prove((z <= 0,), exp(z) <= 1), {z: part}) for part in (-2 * t, 2 * (t - later), 2 * (later - T))
    ]
    less = instantiate(prove((z < 0,), exp(z) < 1), {z: -2 * T})
    moments = (T > 0, t >= 0, t < later, later <= T)
    inside = And(signal_at(t) >= exp(-2 * T), signal_at(t) <= signal_at(later), signal_at(later) <= 1)
    sizes = in_turn(inside, signs, hypotheses=moments)
    rise = instantiate(rises_above_one(), {**reading(t), y: signal_at(later)})
    most = prove((lam >= 1, q > 0, q < 1, b >= q, b <= 1), And(uncapped_signal <= lam, uncapped_signal >= 0))
    bounds = [instantiate(most, reading(place)) for place in (t, later)]
    values = [instantiate(instantiate(free(), {switch: T}), {t: place}) for place in (t, later)]
    chain = prove((Identity(a, w), Identity(d, z), z >= w, z <= lam, w >= 0), And(d >= a, d <= lam, a >= 0))
    chain = instantiate(chain, {a: V(t), w: by_signal(t), d: V(later), z: by_signal(later)})
    ordered = in_turn(
        chain.conclusion,
        [*signs, less, sizes, rise, *bounds, *values, chain],
        hypotheses=(*capped_mode(), lam >= 1, *pair),
    )
    near = instantiate(root_order(above=False), {NEAR: V(later), FAR: V(t)})
    above = in_turn(goal, [ordered, near], hypotheses=(*capped_mode(), lam >= 1, *pair, *same))
    return by_logic(goal, [below, above], hypotheses=(*capped_mode(), *same, *pair))


@cache
def form() -> Fact:
    """Both pieces; the first by the noised law."""
    first = Identity((uncapped_signal - at_signal) * (1 - at_signal), started**2 * at_signal**2)
    same = prove((lam >= 0, q > 0, q < 1, b > 0), first)
    own = instantiate(same, reading(t))
    given = (*SETTING, EQUATION, *a_time())
    named = prove((Identity(d, w),), Identity((d - y) * (1 - y), (w - y) * (1 - y)))
    named = instantiate(named, {d: V(t), w: by_signal(t), y: v})
    early = in_turn(UP_TO, [free(), own, named], hypotheses=(*given, FREE, t <= switch))
    goal = And(Implies(And(FREE, t <= switch), UP_TO), Implies(And(BOUND, t >= switch), FROM))
    defined = prove(given[:-1], And(FREE | (C * AT_SWITCH < 2), BOUND | (C * AT_SWITCH > 0)))
    return by_logic(goal, [defined, early, after()], hypotheses=given)


def for_estimates_below_one(fact: Fact) -> Fact:
    """A fact with λ̂ < 1 said in its conclusion."""
    goal = Implies(BELOW, fact.conclusion)
    return by_logic(goal, [fact], hypotheses=tuple(part for part in fact.hypotheses if part != BELOW))


PROOFS: Proofs = {
    "form": form,
    "law": law,
    "falls": lambda: for_estimates_below_one(falls()),
    "end-is-best": lambda: for_estimates_below_one(end_is_best()),
    "early-is-better": lambda: for_estimates_below_one(early_is_better()),
    "exact": exact,
    "perfect-late": late_cap,
    "perfect-early": early_cap,
    "cap": falls_with_the_cap,
    "end": lambda: for_estimates_below_one(ends()),
}
