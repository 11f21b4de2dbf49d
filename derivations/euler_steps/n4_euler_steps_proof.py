"""The proofs behind `n4_euler_steps` about grids: by induction over the steps, and which roots are nearer.

Tested in `tests/derivations/finite_steps/test_steps.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Expr, Ge, Integer, Le, Symbol, exp, sqrt
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.capped_paths.n9_noise_under_a_cap_proof import FAR, NEAR, root_order
from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.euler_steps.n4_euler_steps import (
    ABOVE,
    AT,
    BELOW,
    CONSTANT,
    CONSTANT_NOISY,
    GRID,
    HALVES,
    NOISY_RUN,
    SHARP,
    SIZE,
    TRUE,
    WHOLE,
    N,
    U,
    V,
    W,
    a,
    ahead,
    factor,
    h,
    i,
    law,
    left,
    level_at,
    now,
    two,
)
from ldm_symbolic.derivations.euler_steps.n4_short_steps_proof import short
from ldm_symbolic.derivations.euler_steps.n4_steps_proof import (
    c,
    d,
    halved,
    halves_above,
    lags_in_halves,
    noisy_step,
    one_noisy_step,
    v,
    w,
    z,
)
from ldm_symbolic.derivations.finite_steps.n1_ddim_by_angles import error
from ldm_symbolic.derivations.letters import T, x
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.notation import variance
from ldm_symbolic.proof import (
    Fact,
    Identity,
    at,
    by_induction,
    by_logic,
    in_turn,
    instantiate,
    prove,
    substitute,
)

NEXT = law(level_at(left[i + 1]))


def at_point(fact: Fact) -> Fact:
    """A fact about a step, about that from point i of the grid."""
    return instantiate(instantiate(fact, {h: SIZE}), {x: AT})


@cache
def inside() -> list[Fact]:
    """Where a step of the grid begins and ends."""
    steps = (*GRID, i >= 1, i <= N - 1)
    sign = prove((z <= 0,), exp(z) <= 1)
    signs = [instantiate(sign, {z: -2 * left[place]}) for place in (i, i + 1)]
    known = prove(steps, And(left[i] >= 0, left[i + 1] >= 0, SIZE >= 0))
    levels = in_turn(And(AT >= 0, AT < 1, ahead(AT, SIZE) >= 0), [known, *signs], hypotheses=steps)
    return [known, levels]


def next_law() -> Fact:
    """The noised law where a step ends."""
    return prove((), Identity(law(ahead(AT, SIZE)), NEXT))


def last_law() -> Fact:
    """At the last point it is λ."""
    return prove((*TRUE, *GRID), Identity(law(level_at(left[N])), variance))


@cache
def noisy_run() -> Fact:
    """V_i >= v_i, by induction over the steps."""
    phi = V[i] >= law(AT)
    given = (*TRUE, SHARP, *GRID, *NOISY_RUN)
    start = in_turn(substitute(phi, {i: Integer(1)}), [], hypotheses=(NOISY_RUN[0],))
    step = instantiate(at_point(noisy_step()), {now: V[i]})
    chain = prove((Identity(v, w), w >= d, Identity(d, c)), v >= c)
    chain = instantiate(chain, {v: V[i + 1], w: step.conclusion.args[0], d: law(ahead(AT, SIZE)), c: NEXT})
    within = (*given, i >= 1, i <= N - 1, phi)
    onward = in_turn(chain.conclusion, [*inside(), at(NOISY_RUN[1], i), step, next_law(), chain], hypotheses=within)
    last = instantiate(by_induction(start, onward, (i, 1, N)), {i: N})
    return in_turn(V[N] >= variance, [last, last_law()], hypotheses=given)


mine, other, bound, mine_after, other_after, bound_after = (Symbol(name, real=True) for name in "pqrstv")
MOVES = (Identity(mine_after, d**2 * mine), Identity(other_after, c**2 * other))
NAMES = {mine: U[i], other: W[i], bound: law(AT), mine_after: U[i + 1], other_after: W[i + 1], bound_after: NEXT}
NAMES |= {d: two(SIZE, AT), c: factor(SIZE, AT)}
RUNS = (*TRUE, *GRID, *WHOLE, *HALVES)


def along(goal: Relational, state: tuple[Relational, ...], known: list[Fact], given: tuple[Boolean, ...]) -> Fact:
    """By induction a relation of U, W and v, from a fact about one step in letters."""
    phi = goal.xreplace({mine_after: mine, other_after: other, bound_after: bound}).xreplace(NAMES)
    onward = instantiate(prove((*MOVES, *state), goal), NAMES)
    parts = [*inside(), at(WHOLE[1], i), at(HALVES[1], i), *known, onward]
    step = in_turn(onward.conclusion, parts, hypotheses=(*given, i >= 1, i <= N - 1, phi))
    first = level_at(left[1])
    sign = instantiate(prove((z <= 0,), exp(z) <= 1), {z: -2 * left[1]})
    begin = in_turn(And(first >= 0, first < 1), [prove(GRID, left[1] >= 0), sign], hypotheses=GRID)
    start = instantiate(prove((*TRUE, x >= 0, x < 1), law(x) >= 0), {x: first})
    same = prove((Identity(mine, bound), Identity(other, bound), bound >= 0), phi.func(*_letters(goal)))
    same = instantiate(same, {mine: U[1], other: W[1], bound: law(first)})
    base = in_turn(substitute(phi, {i: Integer(1)}), [begin, start, same], hypotheses=given)
    return by_induction(base, step, (i, 1, N))


def _letters(goal: Relational) -> tuple[Expr, ...]:
    return tuple(part.xreplace({mine_after: mine, other_after: other, bound_after: bound}) for part in goal.args)


def beside(*, below: bool) -> list[Fact]:
    """v_i <= U_i <= W_i for λ <= 1, and W_i <= U_i <= v_i for λ >= 1."""
    given = (*RUNS, BELOW if below else ABOVE)
    sense = Ge if below else Le
    halves = at_point(halved() if below else halves_above())
    lagging = at_point(lags_in_halves(below=below))
    named = lagging.conclusion.func(lagging.conclusion.args[0], NEXT)
    lagging = in_turn(named, [*inside(), lagging, next_law()], hypotheses=(*given, i >= 1, i <= N - 1))
    bounded = along(
        sense(mine_after, bound_after), (sense(mine, bound), sense(d**2 * bound, bound_after)), [lagging], given
    )
    if below:
        size = prove((*TRUE, AT >= 0, AT < 1), law(AT) >= 0)
        large = in_turn(U[i] >= 0, [bounded, size, *inside()], hypotheses=(*given, i >= 1, i <= N - 1))
        least = mine >= 0
    else:
        large = along(other_after >= 0, (other >= 0,), [], given)
        least = other >= 0
    state = (least, sense(other, mine), sense(c**2, d**2))
    order = along(sense(other_after, mine_after), state, [large, halves], given)
    return [instantiate(fact, {i: N}) for fact in (bounded, order)]


@cache
def twice() -> Fact:
    """At the last point the noised law is λ, and of two variances on one side of it the nearer has the nearer root."""
    goal = error(U[N], sqrt(variance)) <= error(W[N], sqrt(variance))
    cases = []
    for below in (True, False):
        near = instantiate(instantiate(root_order(above=below), {s: sqrt(variance)}), {NEAR: U[N], FAR: W[N]})
        large = [] if below else [_not_negative()]
        side = BELOW if below else variance > 1
        cases.append(in_turn(goal, [*beside(below=below), *large, last_law(), near], hypotheses=(*RUNS, side)))
    return by_logic(goal, cases, hypotheses=RUNS)


def _not_negative() -> Fact:
    return instantiate(along(other_after >= 0, (other >= 0,), [], (*RUNS, ABOVE)), {i: N})


@cache
def constant_rate() -> Fact:
    """One step over the horizon a T and its two halves."""
    size = a * T
    given = (*TRUE, T > 0, a > 0)
    sizes = prove(given, size > 0)
    less = instantiate(prove((z < 0,), exp(z) < 1), {z: -2 * size})
    place = in_turn(And(level_at(size) >= 0, level_at(size) < 1, size >= 0), [sizes, less], hypotheses=given)
    end = prove((), Identity(law(ahead(level_at(size), size)), variance))
    cases = []
    for below in (True, False):
        order, lag = (halved(), lags_in_halves(below=True)) if below else (halves_above(), lags_in_halves(below=False))
        order, lag = (instantiate(instantiate(fact, {h: size}), {x: level_at(size)}) for fact in (order, lag))
        law_here = law(level_at(size))
        finer, coarser = two(size, level_at(size)) ** 2 * law_here, factor(size, level_at(size)) ** 2 * law_here
        sense = Ge if below else Le
        scale = prove((bound >= 0, sense(c, d)), sense(c * bound, d * bound))
        scale = instantiate(
            scale, {bound: law_here, c: factor(size, level_at(size)) ** 2, d: two(size, level_at(size)) ** 2}
        )
        signs = [prove((*given, *place.conclusion.args), law_here > 0), prove((bound > 0,), c**2 * bound >= 0)]
        signs[1] = instantiate(signs[1], {bound: law_here, c: factor(size, level_at(size))})
        near = instantiate(instantiate(root_order(above=below), {s: sqrt(variance)}), {NEAR: finer, FAR: coarser})
        side = BELOW if below else variance > 1
        cases.append(in_turn(CONSTANT, [place, end, order, lag, *signs, scale, near], hypotheses=(*given, side)))
    return by_logic(CONSTANT, cases, hypotheses=given)


@cache
def constant_noisy_rate() -> Fact:
    """One step over the horizon a T."""
    size = prove((T > 0, a > 0), a * T > 0)
    own = instantiate(one_noisy_step(), {T: a * T})
    return in_turn(CONSTANT_NOISY, [size, own], hypotheses=(*TRUE, T > 0, a > 0, SHARP))


PROOFS: Proofs = {
    "never-repaired": (one_noisy_step,),
    "short": short,
    "never-frozen-repaired": constant_noisy_rate,
    "step": noisy_step,
    "run": noisy_run,
    "halved": halved,
    "halved-above": halves_above,
    "twice": twice,
    "frozen-repaired": constant_rate,
}
