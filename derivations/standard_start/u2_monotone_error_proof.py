"""The proofs behind `u2_monotone_error`: the variance moves to one side, and little is left of the start.

    V(y) - V(x) = (1 - λ̂) (y - x) S,  S = 1 + w² (1/((1-x)(1-y)) - (1 - λ̂)²) > 0,  w = q/(1 - (1 - λ̂) q)

Tested in `tests/derivations/standard_start/test_u2_monotone_error.py`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sympy import Abs, And, Equivalent, Integer, Max, Min, Not, Or, Symbol, exp, sqrt
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.hypotheses import noisy_horizon
from ldm_symbolic.derivations.letters import T, X, x
from ldm_symbolic.derivations.plug_in.plug_in_error import other_noise as y
from ldm_symbolic.derivations.plug_in.plug_in_error_proof import horizon_has_noise, into_time
from ldm_symbolic.derivations.standard_start.u2_monotone_error import (
    FALLS,
    LATE,
    LEVEL,
    MEANT,
    MODE,
    NOT_FALLING,
    OU,
    OUTSIDE,
    SCHEDULED,
    SEVEN,
    change,
    constant,
    error,
    in_ou,
    last,
    least,
    levels,
    moved,
    standard,
)
from ldm_symbolic.model.score import Start
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.notation import estimated_deviation as s_hat
from ldm_symbolic.proof import (
    Decreasing,
    Fact,
    Identity,
    Increasing,
    at,
    by_logic,
    follows,
    for_all,
    in_turn,
    instantiate,
    prove,
    substitute,
)

zero = Integer(0)
there = substitute(standard, {x: y})
c, q = 1 - s_hat**2, 1 - X
started = q / (1 - c * q)
slope = 1 + started**2 * (1 / ((1 - x) * (1 - y)) - c**2)
steepest = 1 + q / (1 - c * q) ** 2
"""S, and a bound of it at x = 0."""
PAIR = (x >= 0, x <= y, y <= X)
KEPT = (s_hat > 0, *noisy_horizon())
NOT_MEANT = (1 - s / sqrt(last)) * c < 0
FIRST = {x: zero}
first, near, far, lower, upper = (Symbol(letter, real=True) for letter in ("a", "b", "r", "g", "h"))
"""Three roots, and what moves one variance to the next, but for 1 - λ̂."""
distance = substitute(Abs(s**2 - first**2), {first: sqrt(last)})
"""|λ - V_T|."""


rest = s_hat**4 / (1 - c * q) ** 2 * q**2
"""ρ."""


@cache
def positive() -> Fact:
    """V > 0 at every level."""
    return prove((*KEPT, x >= 0, x <= X), standard > 0)


@cache
def root_at(level: Any) -> Fact:
    """√V > 0 at a level."""
    letters = prove((first > 0,), sqrt(first) > 0)
    here = instantiate(positive(), {x: level})
    own = instantiate(letters, {first: here.conclusion.args[0]})
    return in_turn(own.conclusion, [here, own], hypotheses=here.hypotheses)


@cache
def rise() -> tuple[Fact, Fact]:
    """V(y) - V(x) = (1 - λ̂) (y - x) S with S > 0."""
    within = (*KEPT, *PAIR)
    return prove(within, Identity(there - standard, c * (y - x) * slope)), prove(within, slope > 0)


@cache
def monotone(*, below: bool) -> Fact:
    """V rises strictly with the noise where λ̂ < 1, and falls strictly where λ̂ > 1."""
    kind, side = (Increasing, s_hat < 1) if below else (Decreasing, s_hat > 1)
    predicate = kind(standard, levels)
    guard, body = predicate.at(x, y)
    step = near < far if below else near > far
    letters = prove((s_hat > 0, side, lower > 0, Identity(far - near, c * lower)), step)
    own = {near: standard, far: there, lower: (y - x) * slope}
    moved, sign = rise()
    size = prove((upper > 0, x < y), (y - x) * upper > 0)
    facts = [moved, sign, instantiate(size, {upper: slope}), instantiate(letters, own)]
    return for_all(predicate, follows(body, facts, hypotheses=(*KEPT, side, *guard)), (x, y))


@cache
def moves_away() -> Fact:
    """√V moves away from s as noise rises, where s is on the side of √V_T that is meant."""
    roots = (first > 0, near > 0, far > 0, s_hat > 0, lower >= 0, upper >= 0, (1 - s / first) * c >= 0)
    moved = Identity(near**2 - first**2, c * lower), Identity(far**2 - near**2, c * upper)
    costs = prove((*roots, *moved), (near - s) ** 2 <= (far - s) ** 2)
    to_x = {x: zero, y: x}
    below, above = x * substitute(slope, to_x), (y - x) * slope
    own = {first: sqrt(last), near: sqrt(standard), far: sqrt(there), lower: below, upper: above}
    within = (*LEVEL, MEANT, *PAIR)
    steps = [instantiate(rise()[0], to_x), rise()[0]]
    signs = [
        in_turn(size >= 0, [fact], hypotheses=(*KEPT, *PAIR))
        for size, fact in ((below, instantiate(rise()[1], to_x)), (above, rise()[1]))
    ]
    return follows(
        instantiate(costs, own).conclusion,
        [root_at(zero), root_at(x), root_at(y), *steps, *signs, instantiate(costs, own)],
        hypotheses=within,
    )


@cache
def falls_at_first() -> Fact:
    """Where s is on the other side, the error is smaller at a level so low that √V does not pass s."""
    roots = (first > 0, far > 0, *MODE, lower > 0, lower * Abs(c) <= Abs(s**2 - first**2), (1 - s / first) * c < 0)
    costs = prove((*roots, Identity(far**2 - first**2, c * lower)), (far - s) ** 2 < (first - s) ** 2)
    from_zero = {x: zero}
    moved = y * substitute(slope, from_zero)
    own = instantiate(costs, {first: sqrt(last), far: sqrt(there), lower: moved})
    low = (y > 0, y <= X, y * Abs(c) * steepest <= distance)
    step, sign = (instantiate(fact, from_zero) for fact in rise())
    size = in_turn(moved > 0, [sign], hypotheses=(*KEPT, *low[:2]))
    less = prove((*KEPT, *low[:2]), substitute(slope, from_zero) <= steepest)
    product = prove((upper <= lower, y > 0, y * Abs(c) * lower <= far), y * upper * Abs(c) <= far)
    slow = instantiate(product, {upper: substitute(slope, from_zero), lower: steepest, far: distance})
    facts = [root_at(zero), root_at(y), step, sign, size, less, slow, own]
    return follows(own.conclusion, facts, hypotheses=(*LEVEL, *low, NOT_MEANT))


@cache
def only_if() -> Fact:
    """A level of that kind is min(X, |s² - V_T|/(|1 - λ̂| S)): where s is on the other side, the error falls."""
    room = (X > 0, upper > 0, lower > 0)
    small = Min(X, upper / lower)
    there = prove(room, (small > 0) & (small <= X) & (small * lower <= upper))
    sizes = {lower: Abs(c) * steepest, upper: distance}
    level = substitute(small, sizes)
    other = prove((first > 0, s >= 0, (1 - s / first) * c < 0), (Abs(s**2 - first**2) > 0) & (Abs(c) > 0))
    steep = prove((*KEPT, Abs(c) > 0), Abs(c) * steepest > 0)
    low, pair = instantiate(falls_at_first(), {y: level}), at(NOT_FALLING, zero, level)
    clash = prove((lower < upper, upper <= lower), near >= 0)
    values = {lower: error(Start.STANDARD, level), upper: error(Start.STANDARD, zero), near: (1 - s / sqrt(last)) * c}
    within = (*LEVEL, NOT_FALLING, NOT_MEANT)
    facts = [root_at(zero), instantiate(other, {first: sqrt(last)}), steep, instantiate(there, sizes), low, pair]
    return follows(MEANT, [*facts, instantiate(clash, values)], hypotheses=within)


@cache
def iff() -> Fact:
    """The error does not fall as noise rises iff s is on the side of √V_T that is meant."""
    guard, body = NOT_FALLING.at(x, y)
    rises = for_all(NOT_FALLING, by_logic(body, [moves_away()], hypotheses=(*LEVEL, MEANT, *guard)), (x, y))
    sides = instantiate(
        prove((first > 0,), Or((1 - s / first) * c <= 0, (1 - s / first) * c >= 0)), {first: sqrt(last)}
    )
    side = in_turn(sides.conclusion, [root_at(zero), sides], hypotheses=LEVEL)
    decided = prove(LEVEL, Or(NOT_FALLING, Not(NOT_FALLING)))
    return by_logic(Equivalent(NOT_FALLING, MEANT), [rises, only_if(), side, decided], hypotheses=LEVEL)


@cache
def iff_in_time() -> Fact:
    """The same in the time of any schedule."""
    clocked = into_time(error(Start.STANDARD), hypotheses=LEVEL)
    return by_logic(Equivalent(FALLS, MEANT), [iff(), clocked, horizon_has_noise()], hypotheses=SCHEDULED)


@cache
def kept_of_the_start(power: int = 2) -> tuple[Fact, Fact]:
    """V_T - λ̂ = (1 - λ̂) ρ with ρ = λ̂² q²/(1 - (1 - λ̂) q)² >= 0, and |1 - λ̂| ρ <= |1 - λ̂| max(1, λ̂²) q²; or q."""
    moved_by = prove(KEPT, Identity(last - s_hat**2, c * rest))
    share = prove(KEPT, (s_hat**4 / (1 - c * q) ** 2 <= Max(1, s_hat**4)) & (s_hat**4 / (1 - c * q) ** 2 >= 0))
    sizes = (near >= 0, near <= upper, *noisy_horizon())
    letters = prove(sizes, (near * q**2 >= 0) & (Abs(c) * near * q**2 <= Abs(c) * upper * q**power))
    own = instantiate(letters, {near: s_hat**4 / (1 - c * q) ** 2, upper: Max(1, s_hat**4)})
    return moved_by, in_turn(own.conclusion, [share, own], hypotheses=KEPT)


def from_the_end(letters: Fact, goal: Boolean, *given: Boolean, power: int = 2) -> Fact:
    """Return a goal from a fact about the root a = √V_T and g = ρ, h its bound by max(1, λ̂²) q², or q."""
    own = instantiate(letters, {first: sqrt(last), lower: rest, upper: moved * q**power})
    return follows(goal, [root_at(zero), *kept_of_the_start(power), own], hypotheses=(*LEVEL, *given))


AT_THE_END = (*MODE, first > 0, lower >= 0, Identity(first**2 - s_hat**2, c * lower))
OWN = (1 - s / first) * c >= 0


@cache
def if_seven() -> Fact:
    """(7) is enough: √V_T lies between ŝ and 1."""
    side = from_the_end(prove((*AT_THE_END, SEVEN), OWN), MEANT, SEVEN)
    return by_logic(NOT_FALLING, [iff(), side], hypotheses=(*LEVEL, SEVEN))


@cache
def outside() -> Fact:
    """Where λ does not lie between λ̂ and V_T, it is on the same side of both."""
    beyond, equal, roots = (s**2 - s_hat**2) * (s**2 - first**2) > 0, And(s <= s_hat, s >= s_hat), (*MODE, first > 0)
    sides = prove((*roots, beyond), (s - s_hat) * (s - first) > 0)
    cases = [
        sides,
        prove((*roots, sides.conclusion), Equivalent(OWN, SEVEN)),
        prove((*AT_THE_END, equal), Equivalent(OWN, SEVEN)),
    ]
    letters = by_logic(Equivalent(OWN, SEVEN), cases, hypotheses=(*AT_THE_END, Or(beyond, equal)))
    same = from_the_end(letters, Equivalent(MEANT, SEVEN), OUTSIDE)
    return by_logic(Equivalent(NOT_FALLING, SEVEN), [iff(), same], hypotheses=(*LEVEL, OUTSIDE))


@cache
def late() -> Fact:
    """Where λ is farther from λ̂ than V_T is, it is on the same side of both."""
    far_off = (*AT_THE_END, Abs(c) * lower <= upper, upper < Abs(s**2 - s_hat**2))
    same = from_the_end(prove(far_off, Equivalent(OWN, SEVEN)), Equivalent(MEANT, SEVEN), LATE)
    return by_logic(Equivalent(NOT_FALLING, SEVEN), [iff(), same], hypotheses=(*LEVEL, LATE))


@cache
def differs(power: int) -> Fact:
    """|E_T - E_T of the noised start| <= K q², so <= K q, for every schedule."""
    spread = Abs((first - s) ** 2 - (s_hat - s) ** 2) <= upper * Max(1, 2 * s / s_hat - 1)
    letters = prove((*AT_THE_END, Abs(c) * lower <= upper), spread)
    return from_the_end(letters, Abs(change) <= constant * q**power, power=power)


@cache
def differs_at_least() -> Fact:
    """|E_T - E_T of the noised start| >= (1 - λ̂) λ̂² (1 - s/ŝ) q² for λ̂ < 1: V_T is above λ̂, and by at least λ̂² q²."""
    below, most = s_hat < 1, c * near * (1 - s / s_hat)
    spread = Abs((first - s) ** 2 - (s_hat - s) ** 2) >= most
    letters = prove((*AT_THE_END, below, near >= 0, near <= lower), spread)
    share = prove((*KEPT, below), s_hat**4 <= s_hat**4 / (1 - c * q) ** 2)
    times = instantiate(prove((near <= lower,), near * q**2 <= lower * q**2), {near: s_hat**4, lower: rest / q**2})
    least_kept = in_turn(s_hat**4 * q**2 <= rest, [share, times], hypotheses=(*KEPT, below))
    own = {first: sqrt(last), lower: rest, near: s_hat**4 * q**2}
    facts = [root_at(zero), *kept_of_the_start(), least_kept, instantiate(letters, own)]
    return follows(Abs(change) >= substitute(most, own), facts, hypotheses=(*LEVEL, below))


def _in_ou(fact: Fact, goal: Boolean, *more: Boolean) -> Fact:
    """A fact for every schedule, at X = 1 - e^{-2T}."""
    share = prove((T > 0,), exp(-2 * T) < 1)
    return in_turn(goal, [share, instantiate(fact, {X: 1 - exp(-2 * T)})], hypotheses=(*OU, *more))


@cache
def rate(power: int) -> Fact:
    """K e^{-4T}, or K e^{-2T}."""
    return _in_ou(differs(power), Abs(in_ou) <= constant * exp(-2 * power * T))


@cache
def sharp() -> Fact:
    """The lower bound in e^{-4T}."""
    return _in_ou(differs_at_least(), Abs(in_ou) >= least, s_hat < 1)


PROOFS: Proofs = {
    "rises": lambda: monotone(below=True),
    "falls": lambda: monotone(below=False),
    "if": if_seven,
    "iff-repaired": iff,
    "iff-in-time": iff_in_time,
    "iff-outside": outside,
    "iff-late": late,
    "difference": lambda: rate(1),
    "rate": lambda: rate(2),
    "rate-sharp": sharp,
}
