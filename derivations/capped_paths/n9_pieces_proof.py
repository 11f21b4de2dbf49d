"""The proofs behind `n9_noise_under_a_cap` about V: both pieces, that it falls along each, and what it stays above.

Tested in `tests/derivations/capped_paths/test_capped_paths.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Expr, Ge, Gt, Integer, Symbol, exp

from ldm_symbolic.derivations.capped_paths.n8_flow_under_a_cap import BOUND, FREE, LATE, at_moment, at_start
from ldm_symbolic.derivations.capped_paths.n8_flow_under_a_cap_proof import in_range, moment, piece
from ldm_symbolic.derivations.capped_paths.n9_noise_under_a_cap import (
    BELOW,
    EQUATION,
    capped,
    lam,
    later,
    switch,
    times,
    v,
)
from ldm_symbolic.derivations.capped_score.p5_closed_form_of_a_mode_proof import begins, one
from ldm_symbolic.derivations.capped_score.p5_closed_form_of_a_mode_proof import piece as piece_of_p5
from ldm_symbolic.derivations.capped_score.p5_equation_of_a_mode import SETTING
from ldm_symbolic.derivations.capped_score.variance_at_the_end import (
    BALANCE,
    SIGNAL,
    V,
    b,
    coefficients,
    q,
    signal_at,
    uncapped_signal,
)
from ldm_symbolic.derivations.capped_score.variance_at_the_end import uncapped as by_signal
from ldm_symbolic.derivations.hypotheses import a_time, capped_mode
from ldm_symbolic.derivations.letters import C, T, t
from ldm_symbolic.proof import (
    Decreasing,
    Fact,
    Identity,
    at,
    by_logic,
    derivative,
    for_all,
    in_turn,
    initial_value,
    instantiate,
    monotone_by_slope,
    prove,
    substitute,
)

a, d, w, y, z = (Symbol(letter, real=True) for letter in "adwyz")
zero = Integer(0)
LETTERS = (lam >= 0, lam < 1, q > 0, q < 1)
FIRST, LAST = (*SETTING, FREE, EQUATION), (*SETTING, BOUND, EQUATION)


@cache
def free() -> Fact:
    """V of the uncapped score up to t', in the signal."""
    return piece_of_p5(False, (zero, switch), (FREE,), begins(False, (FREE,), []))


@cache
def after() -> Fact:
    """The distance from the balance shrinks."""
    begun = in_turn(
        Identity(substitute(capped, {t: switch}), V(switch)),
        [instantiate(one(), {z: -(4 * C - 2) * (switch - switch)})],
        hypotheses=LAST,
    )
    return piece(capped, begun, active=True, equation=EQUATION, of=coefficients)


def reading(moment: Expr) -> dict[Expr, Expr]:
    """The signals at the start and at a time."""
    return {b: signal_at(moment), **SIGNAL}


@cache
def steps_down() -> Fact:
    """U(b) - U(y) = c (y - b) S with S = 1 + (q/(1 - c q))² (1/(b y) - c²) > 0."""
    given = (*LETTERS, b >= q, b < y, y <= 1)
    c, there = 1 - lam, substitute(uncapped_signal, {b: y})
    steep = 1 + (q / (1 - c * q)) ** 2 * (1 / (b * y) - c**2)
    gap = prove((*LETTERS, b > 0, y > 0), Identity(uncapped_signal - there, c * (y - b) * steep))
    size = prove((b > 0, b <= 1, y > 0, y <= 1, lam >= 0, lam < 1), 1 / (b * y) - c**2 >= 0)
    square = prove((z >= 0,), 1 + w**2 * z > 0)
    square = instantiate(square, {w: q / (1 - c * q), z: size.conclusion.lhs})
    less = prove((lam < 1, b < y, d > 0, Identity(a - z, c * (y - b) * d)), z < a)
    less = instantiate(less, {d: steep, a: uncapped_signal, z: there})
    known = prove(given, And(b > 0, y > 0, 1 - c * q > 0))
    return in_turn(there < uncapped_signal, [known, size, square, gap, less], hypotheses=given)


@cache
def falls_first() -> Fact:
    """Up to t' V falls with the signal."""
    order = steps_down()
    own = instantiate(order, {**reading(t), y: signal_at(later)})
    given = (*FIRST, BELOW, t >= 0, t < later, later <= switch)
    below_one = prove((z < 0,), exp(z) < 1)
    at_most_one = prove((z <= 0,), exp(z) <= 1)
    signs = [
        instantiate(below_one, {z: 2 * (t - later)}),
        instantiate(below_one, {z: -2 * T}),
        instantiate(at_most_one, {z: -2 * t}),
        instantiate(at_most_one, {z: 2 * (later - T)}),
    ]
    inside = And(signal_at(t) >= exp(-2 * T), signal_at(t) < signal_at(later))
    moments = (*SETTING, t >= 0, t < later, later <= switch)
    sizes = in_turn(inside, [signs[0], signs[2]], hypotheses=moments)
    there = instantiate(free(), {t: later})
    chain = prove((Identity(a, w), Identity(d, z), z < w), d < a)
    chain = instantiate(chain, {a: V(t), w: by_signal(t), d: V(later), z: by_signal(later)})
    return in_turn(V(later) < V(t), [*signs, sizes, free(), there, own, chain], hypotheses=given)


@cache
def falls_last() -> Fact:
    """From t' on V falls to the balance."""
    given = (*LAST, V(switch) > BALANCE, t >= switch, t < later, later <= T)
    negative = prove((C > 1, t < later), -(4 * C - 2) * (later - t) < 0)
    shrinks = instantiate(prove((z < 0,), exp(z) < 1), {z: -(4 * C - 2) * (later - t)})
    first, last = (exp(-(4 * C - 2) * (place - switch)) for place in (t, later))
    product = prove((C > 1,), Identity(last, first * exp(-(4 * C - 2) * (later - t))))
    less = prove(
        (C > 1, z > BALANCE, w > 0, y < 1, Identity(d, w * y)),
        BALANCE + (z - BALANCE) * d < BALANCE + (z - BALANCE) * w,
    )
    less = instantiate(less, {z: V(switch), w: first, y: exp(-(4 * C - 2) * (later - t)), d: last})
    there = instantiate(after(), {t: later})
    return in_turn(V(later) < V(t), [after(), there, negative, shrinks, product, less], hypotheses=given)


@cache
def above_the_balance() -> Fact:
    """V(t') >= 1/C > 1/(2C-1) where the cap begins to bind."""
    bound = prove((C > 1, *LETTERS, b >= q, b <= 1, C * (1 - (1 - lam) * b) >= 1), uncapped_signal >= 1 / C)
    own = instantiate(bound, reading(switch))
    there = instantiate(free(), {t: switch})
    more = prove((C > 1, z >= 1 / C), z > BALANCE)
    more = instantiate(more, {z: V(switch)})
    return in_turn(V(switch) > BALANCE, [there, own, more], hypotheses=(*FIRST, BELOW))


PIECES = {
    "never": (*capped_mode(), C * lam >= 1),
    "late": LATE,
    "early": (*capped_mode(), C * lam < 1, C * at_start < 1),
}
"""Whether the cap binds not at all, from some time on, or from the start."""


def from_pieces(goal: object, facts: dict[str, Fact], given: tuple) -> Fact:
    """A claim from its three cases."""
    cases = [in_turn(goal, [fact], hypotheses=(*PIECES[word], *given)) for word, fact in facts.items()]
    return by_logic(goal, cases, hypotheses=(*capped_mode(), *given))


@cache
def falls() -> Fact:
    """V falls along each piece and from one to the next."""
    goal = V(later) < V(t)
    pair = (BELOW, EQUATION, t >= 0, t < later, later <= T)
    never = in_turn(goal, [instantiate(falls_first(), {switch: T})], hypotheses=(*PIECES["never"], *pair))
    begin = [initial_value(EQUATION), prove((C > 1,), BALANCE < 1)]
    early = in_turn(goal, [*begin, instantiate(falls_last(), {switch: zero})], hypotheses=(*PIECES["early"], *pair))
    high = in_turn(
        V(moment) > BALANCE,
        [in_range(), instantiate(above_the_balance(), {switch: moment})],
        hypotheses=(*LATE, BELOW, EQUATION),
    )
    first, last = (instantiate(fact, {switch: moment}) for fact in (falls_first(), falls_last()))
    to_switch = in_turn(
        V(moment) < V(t), [in_range(), instantiate(first, {later: moment})], hypotheses=(*LATE, *pair[:3], t < moment)
    )
    from_switch = in_turn(
        V(later) < V(moment),
        [in_range(), high, instantiate(last, {t: moment})],
        hypotheses=(*LATE, *pair[:2], moment < later, later <= T),
    )
    cases = [
        in_turn(goal, [in_range(), first], hypotheses=(*LATE, *pair, later <= moment)),
        in_turn(goal, [in_range(), high, last], hypotheses=(*LATE, *pair, t >= moment)),
        in_turn(goal, [to_switch, from_switch], hypotheses=(*LATE, *pair, t < moment, later > moment)),
    ]
    places = prove(LATE, And((t >= moment) | (t < moment + 1), (later > moment) | (later <= moment + 1)))
    late = by_logic(goal, [places, *cases], hypotheses=(*LATE, *pair))
    whole = from_pieces(goal, {"never": never, "late": late, "early": early}, pair)
    return for_all(Decreasing(V(t), times), whole, (t, later))


@cache
def law_first() -> Fact:
    """v + κ v²/(1 - v) is at least v."""
    own = prove((lam >= 0, lam <= 1, q > 0, q < 1, b >= q, b <= 1), uncapped_signal >= 1 - (1 - lam) * b)
    own = instantiate(own, reading(t))
    signs = [instantiate(prove((z <= 0,), exp(z) <= 1), {z: part}) for part in (-2 * t, 2 * (t - T))]
    less = instantiate(prove((z < 0,), exp(z) < 1), {z: -2 * T})
    sizes = in_turn(
        And(signal_at(t) >= exp(-2 * T), signal_at(t) <= 1), signs, hypotheses=(*SETTING, t >= 0, t <= switch)
    )
    chain = prove((Identity(a, w), w >= d, Identity(d, z)), a >= z)
    chain = instantiate(chain, {a: V(t), w: by_signal(t), d: own.conclusion.args[1], z: v})
    same = prove((), Identity(own.conclusion.args[1], v))
    return in_turn(
        V(t) >= v, [free(), less, sizes, own, same, chain], hypotheses=(*FIRST, lam <= 1, t >= 0, t <= switch)
    )


@cache
def law_last() -> Fact:
    """e^{(4C-2)(t-t')} (V - v) has the slope 4 (1 - C v) e^{(4C-2)(t-t')} >= 0 under the cap."""
    ahead = exp((4 * C - 2) * (w - switch))
    at_w = at_moment(w)
    left, slope = ahead * (BALANCE - at_w) + V(switch) - BALANCE, 4 * (1 - C * at_w) * ahead
    setting = (*SETTING, BOUND, lam <= 1)
    bound = prove((C > 1, lam <= 1, b <= y, C * (1 - (1 - lam) * b) <= 1), C * (1 - (1 - lam) * y) <= 1)
    bound = instantiate(bound, {b: signal_at(switch), y: signal_at(w)})
    order = instantiate(prove((z <= 0,), exp(z) <= 1), {z: 2 * (switch - w)})
    longer = in_turn(signal_at(switch) <= signal_at(w), [order], hypotheses=(*SETTING, w >= switch))
    small = in_turn(C * at_w <= 1, [longer, bound], hypotheses=(*setting, w >= switch))
    product = prove((z <= 1, y > 0), Ge(4 * (1 - z) * y, 0, evaluate=False))
    product = instantiate(product, {z: C * at_w, y: ahead})
    sign = in_turn(
        Ge(slope, 0, evaluate=False),
        [small, prove((), Gt(ahead, 0, evaluate=False)), product],
        hypotheses=(*setting, w >= switch),
    )
    moved = derivative(left, slope, (w, switch, t), hypotheses=(C > 1, t >= switch))
    rises = monotone_by_slope(moved, sign)
    compared = at(rises.conclusion, switch, t)
    given = (*LAST, lam <= 1, V(switch) >= at_moment(switch), t >= switch, t <= T)
    grown = substitute(left, {w: t})
    start = prove((BALANCE - d + a - BALANCE <= y, C > 1, a >= d), y >= 0)
    start = instantiate(start, {a: V(switch), d: at_moment(switch), y: grown})
    first = in_turn(grown >= 0, [rises, compared, start], hypotheses=given)
    forth, back = exp((4 * C - 2) * (t - switch)), exp(-(4 * C - 2) * (t - switch))
    inverse = instantiate(prove((), Identity(exp(z) * exp(-z, evaluate=False), 1)), {z: (4 * C - 2) * (t - switch)})
    last = prove(
        (C > 1, y > 0, z > 0, Identity(y * z, 1), y * (BALANCE - d) + a - BALANCE >= 0),
        BALANCE + (a - BALANCE) * z >= d,
    )
    last = instantiate(last, {y: forth, z: back, a: V(switch), d: v})
    signs = [prove((), Gt(part, 0, evaluate=False)) for part in (forth, back)]
    chain = instantiate(prove((Identity(a, w), w >= d), a >= d), {a: V(t), w: last.conclusion.args[0], d: v})
    under = in_turn(last.conclusion, [first, inverse, *signs, last], hypotheses=given)
    return in_turn(V(t) >= v, [after(), under, chain], hypotheses=given)


@cache
def law() -> Fact:
    """V >= v along both pieces; v <= 1 where the cap binds from the start."""
    goal, more = V(t) >= v, (lam <= 1, EQUATION, *a_time())
    never = in_turn(goal, [instantiate(law_first(), {switch: T})], hypotheses=(*PIECES["never"], *more))
    begin = [initial_value(EQUATION), prove((T > 0, lam <= 1), at_start <= 1)]
    early = in_turn(goal, [*begin, instantiate(law_last(), {switch: zero})], hypotheses=(*PIECES["early"], *more))
    first, last = (instantiate(fact, {switch: moment}) for fact in (law_first(), law_last()))
    at_switch = in_turn(
        V(moment) >= at_moment(moment), [in_range(), instantiate(first, {t: moment})], hypotheses=(*LATE, *more[:2])
    )
    cases = [
        in_turn(goal, [in_range(), first], hypotheses=(*LATE, *more, t <= moment)),
        in_turn(goal, [in_range(), at_switch, last], hypotheses=(*LATE, *more, t > moment)),
    ]
    places = prove(LATE, (t > moment) | (t <= moment + 1))
    late = by_logic(goal, [places, *cases], hypotheses=(*LATE, *more))
    return from_pieces(goal, {"never": never, "late": late, "early": early}, more)
