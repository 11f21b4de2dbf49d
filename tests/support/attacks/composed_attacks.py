"""Attempts that fit a rule: arguments that belong together, facts that were proved, and one thing that may be wrong.

Each takes a source of terms and the facts made so far, and returns a Fact if it gets one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from odd_terms import CLOSED, NUMBERS, STRANGE, UNFINISHED, Terms, near_one
from rule_cases import D, T, V, X, a, assume, b, c, i, j, k, m, s, s_hat, t, x, y, z
from sympy import (
    And,
    Equivalent,
    Ge,
    Gt,
    Implies,
    IndexedBase,
    Integer,
    Lambda,
    Le,
    Lt,
    Not,
    Or,
    Rational,
    Sum,
    Symbol,
    cancel,
    diff,
    exp,
    sqrt,
    true,
)
from worked_proofs import clock

from ldm_symbolic.proof import (
    Convex,
    Fact,
    ForEach,
    Identity,
    IsDerivative,
    Minimises,
    NonDecreasing,
    SolvesLinearODE,
    UniqueRoot,
    at,
    by_induction,
    by_logic,
    change_of_clock,
    clock_inverse,
    clock_level,
    clock_order,
    clock_reading,
    constant_sum,
    convex_by_slopes,
    convex_by_tangents,
    derivative,
    derivative_of_difference,
    empty_sum,
    equal_sums,
    exchange_sums,
    follows,
    for_all,
    for_each_mode,
    for_sequence,
    free,
    in_range,
    initial_value,
    instantiate,
    minimum_from_increments,
    monotone_by_slope,
    only_solution,
    prove,
    restricted,
    slope_at_end,
    slope_at_start,
    slope_inside,
    split_sum,
    stays_above,
    stays_below,
    substitute,
    sum_over_modes,
    unique_root,
)

Pool = Sequence[Fact]
Attack = Callable[[Terms, Pool], Fact]

CURVES: list[Any] = [x**2, -(x**2), x**3, x**4 - x, c * x**2, x, -x, (x - c) ** 2, x**2 + y * x, Integer(1), x**2 - x]
SMOOTH: list[Any] = [*CURVES, sqrt(x), 1 / (x + 1), exp(x), x * s[k], sqrt(x + 1), Sum(s[j] * x**2, (j, 1, k)), 1 / x]
ENDS: list[Any] = [(0, X), (0, 1), (-1, 1), (1, 2), (X, 0), (1, -1), (y, z), (0, x), (0, y)]


def _span(source: Terms, variable: Any = x) -> Any:
    if source.chance(source.oddness):
        return variable, source.pick([*NUMBERS, *UNFINISHED]), source.pick([*NUMBERS, *UNFINISHED, *CLOSED])
    return (variable, *source.pick(ENDS))


def _some(source: Terms, conditions: Sequence[Any]) -> list[Any]:
    return [condition for condition in conditions if source.chance(0.7)]


def _mostly(source: Terms, right: Any, *others: Any) -> Any:
    """What belongs there; one time in five another thing, so that an attempt is wrong in few places at once."""
    return source.pick(others) if source.chance(0.2) else right


def _most(source: Terms, conditions: Sequence[Any]) -> list[Any]:
    """All of the conditions half of the time; else some of them."""
    return list(conditions) if source.chance(0.5) else _some(source, conditions)


def proving(source: Terms, pool: Pool) -> Fact:
    """Any goal from any hypotheses."""
    hypotheses = [source.condition() for _ in range(source.random.randrange(3))]
    roll = source.random.randrange(4)
    if roll == 0 and hypotheses:
        return prove(hypotheses, source.node(source.pick(hypotheses)))
    if roll == 1:
        return prove([*hypotheses, x > 0, y >= x], source.relation())
    return prove(hypotheses, source.condition())


def closed_sums(source: Terms, pool: Pool) -> Fact:
    """Sums that SymPy decides wrongly, as hypotheses, in choices, and as what comes of an instance."""
    centre, last = source.pick([100, 150, m]), source.pick([200, 201, k])
    total = near_one(centre, last)
    sense = source.pick([Ge, Gt, Lt, Le])
    over = ForEach(sense(near_one(100, j), 1, evaluate=False), (j, 200, source.pick([200, 201, k])))
    options: list[Callable[[], Fact]] = [
        lambda: prove([over], s[200] > 5),
        lambda: prove([over, s[200] > x], s[200] > source.pick([5, x])),
        lambda: prove([], source.pick([Ge, Lt, Gt])(near_one(100, 200), 1, evaluate=False)),
        lambda: at(over, source.pick([200, 201, k])),
        lambda: instantiate(
            prove([Lt(near_one(m, k), 1), x > 0], x * near_one(m, k) < x), {k: 200, m: source.pick([100, 300])}
        ),
        lambda: instantiate(assume(sense(total, 1, evaluate=False)), {k: Integer(200), m: Integer(100)}),
        lambda: instantiate(prove([Ge(near_one(m, k), 1)], near_one(m, k) ** 2 >= 1), {k: 200, m: 100}),
        lambda: follows(source.condition(), [], hypotheses=[over]),
        lambda: instantiate(prove([y >= 1], y**2 >= 1), {y: source.pick(CLOSED)}),
    ]
    return source.pick(options)()


def tangents(source: Terms, pool: Pool) -> Fact:
    """Convexity by lines, which may depend on more than the point."""
    curve, other = source.pick(CURVES), source.pick([y, z, y, y, z, y, y, i, x, source.pick(STRANGE[:4])])
    there = substitute(curve, {x: other})
    slope = source.pick([diff(curve, x), cancel((there - curve) / (other - x)), diff(curve, x) + source.real(0)])
    span = _span(source)
    guard = [Le(span[1], x), Le(x, span[2]), Le(span[1], other), Le(other, span[2])]
    fact = prove(guard if source.chance(0.6) else _some(source, guard), Ge(there, curve + slope * (other - x)))
    return convex_by_tangents(curve, slope, span, other, fact)


def general(source: Terms, pool: Pool) -> Fact:
    """Generalisation over variables that may not be arbitrary."""
    span = _span(source)
    curve = source.pick(CURVES)
    predicate = source.pick(
        [
            lambda: ForEach(source.pick([x > 0, x**2 >= 0, x >= -1, source.relation()]), span),
            lambda: NonDecreasing(curve, span),
            lambda: Minimises(source.pick([0, 1, y, Rational(1, 2)]), curve, span),
            lambda: ForEach(source.pick([s[j] > 0, s[j] ** 2 >= 0, j >= 1]), (j, source.whole(), source.whole())),
            lambda: Minimises(source.whole(), (j - k) ** 2, (j, 1, D)),
            lambda: Convex(curve, span),
        ]
    )()
    fresh = [m, i] if predicate.index.is_integer else [y, z, c]
    hidden = STRANGE[1:3] if source.chance(0.6) else STRANGE[:12]
    variables = [source.pick(hidden) if source.chance(0.3) else fresh[n] for n in range(predicate.arity)]
    guard, body = predicate.at(*variables)
    plain = predicate.plain()
    facts = [prove(_some(source, plain), And(*plain))] if plain else []
    return for_all(predicate, prove([*_some(source, guard), *_some(source, [c >= 0])], body), variables, facts=facts)


def over_modes(source: Terms, pool: Pool) -> Fact:
    """Sums and quantifiers over modes."""
    relation = source.pick(
        [
            lambda: prove([s[j] > 0], source.pick([Gt, Ge])(s[j], 0)),
            lambda: prove([s[j] >= s_hat[j]], source.pick([Ge, Le])(s_hat[j], s[j])),
            lambda: prove([j >= source.pick([0, 1])], source.pick([j >= 0, j**2 >= j, j + 1 > 0])),
            lambda: prove([], Le(source.pick([0, -1]), source.pick([0, 1]), evaluate=False)),
            lambda: prove([x > 0], x**2 > 0),
            lambda: prove([], Lt(0, 1, evaluate=False)),
            lambda: source.pick(pool) if pool else assume(s[j] > 0),
        ]
    )()
    index = source.pick([j, j, j, i, k, x, *STRANGE[4:7]])
    limits = (index, source.pick([1, 1, source.whole()]), source.pick([k, k, source.whole(), *UNFINISHED[:2], -3, 0]))
    return source.pick([sum_over_modes, for_each_mode])(relation, limits)


def instances(source: Terms, pool: Pool) -> Fact:
    """Facts with names replaced by whatever there is."""
    seeds: list[Callable[[], Fact]] = [
        lambda: prove([Lt(s[1] ** 2, 0, evaluate=False)], Gt(x, x + y**2 + 1)),
        lambda: prove([x / s[k] > 0], Or(s[k] > 0, s[k] < 0)),
        lambda: prove([y * x >= 0], sqrt(y * x) >= 0),
        lambda: prove([], a(x) ** 2 + y**2 >= 0),
        lambda: prove([a(x) > 0], a(x) ** 2 > 0),
        lambda: prove([ForEach(s[j] > x, (j, 1, k)), k >= 1], s[1] > x),
        lambda: prove([k >= 1], 2 * k > 1),
        lambda: prove([x > 0], 1 / x > 0),
        lambda: assume(ForEach(s[j] > x, (j, 1, k))),
        lambda: assume(NonDecreasing(a(x) * y, (x, 0, z))),
        lambda: prove([], Or(k <= 0, k >= 1)),
        lambda: source.pick(pool) if pool else assume(x > 0),
    ]
    fact = source.pick(seeds)()
    return instantiate(fact, _renaming(source, fact))


def _renaming(source: Terms, fact: Fact) -> dict[Any, Any]:
    """Terms for some names, most of them names of the fact."""
    own = sorted(set().union(*(free(part) for part in (*fact.hypotheses, fact.conclusion))), key=str)
    mapping: dict[Any, Any] = {}
    for _ in range(source.random.randrange(1, 4)):
        mapping = source.renamed(mapping, own if source.chance(0.8) else [])
    return mapping


def logic(source: Terms, pool: Pool) -> Fact:
    """Propositions, of which some may be undefined."""
    atoms: list[Any] = [x > 0, 1 / x > 0, y >= x, sqrt(x) >= 0, ForEach(s[j] > 0, (j, 1, k)), Identity(x, y), x <= 0]
    atoms += [Lt(x, y), ForEach(1 / s[j] > 0, (j, 1, k)), true, NonDecreasing(y * x, (x, 0, 1)), x >= 0, k > 0]

    def joined(depth: int) -> Any:
        if depth == 0:
            return source.pick(atoms)
        return source._condition(joined(depth - 1)) if source.chance(0.2) else _joined(source, joined, depth)

    if source.chance(0.3):
        return _hidden(source)
    facts = [assume(joined(1)) for _ in range(source.random.randrange(3))]
    facts += [prove([x > 0], 1 / x > 0)] * source.chance(0.5) + [source.pick(pool)] * (
        bool(pool) and source.chance(0.3)
    )
    hypotheses = [joined(1) for _ in range(source.random.randrange(3))] + [h for f in facts for h in f.hypotheses][:2]
    return by_logic(joined(2), facts, hypotheses=_some(source, hypotheses))


def _hidden(source: Terms) -> Fact:
    """What is true by its shape, of parts that need not have a value."""
    guard, part = source.pick([(x > 0, 1 / x > 0), (x >= 0, sqrt(x) >= 0), (y > x, 1 / (y - x) > 0)])
    other = source.pick([y >= x, z > 0, guard])
    fact = prove([guard], part)
    goals = [
        Or(Not(guard), part),
        Implies(And(part, other), Or(part, other)),
        Implies(guard, part),
        Or(other, Not(other), part, evaluate=False),
        Implies(other, Implies(part, other)),
    ]
    return by_logic(source.pick(goals), source.pick([[fact], [fact], []]), hypotheses=_some(source, [other, z > y]))


def _joined(source: Terms, joined: Callable[[int], Any], depth: int) -> Any:
    first, second = joined(depth - 1), joined(depth - 1)
    return source.pick([And, Or, Implies, Equivalent, lambda p, _: Not(p)])(first, second)


def pointwise(source: Terms, pool: Pool) -> Fact:
    """What a predicate says at terms, or of its own ends."""
    span = _span(source)
    predicate = source.pick(
        [
            lambda: ForEach(source.pick([1 / x > 0, x > 0, source.relation()]), span),
            lambda: source.pick([NonDecreasing, Convex])(source.pick([*SMOOTH, a(x)]), span),
            lambda: Minimises(source.pick([y, 0, 1 / y]), source.pick(SMOOTH), span),
            lambda: ForEach(s[j] > source.real(1), (j, 1, k)),
            lambda: UniqueRoot(x**2 - y, span),
        ]
    )()
    if source.chance(0.2):
        return in_range(predicate)
    whole = predicate.index.is_integer
    return at(predicate, *((source.whole() if whole else source.real(1)) for _ in range(predicate.arity)))


def induction(source: Terms, pool: Pool) -> Fact:
    """Steps from one integer to the next."""
    phi, lower = source.pick(
        [(s[m] <= s[i], i), (m >= i, i), (Sum(s[j], (j, 1, m)) >= 0, 1), (m**2 >= m, 1), (x * m >= 0, 0), (s[m] > 0, 1)]
    )
    limits = (_mostly(source, m, i), _mostly(source, lower, i, 1, 0), _mostly(source, D, 3, 0, i))
    start = substitute(phi, {m: limits[1]}) if not source.chance(0.1) else source.condition()
    base = source.pick([assume, lambda goal: prove([i >= 1, x >= 0], goal)])(start)
    falling = ForEach(s[j + 1] <= s[j], (j, source.pick([1, i]), D - 1))
    step = prove(_most(source, [phi, falling, m >= lower, m <= D - 1, x > 0]), substitute(phi, {m: m + 1}))
    return by_induction(base, step, limits)


def cut_sums(source: Terms, pool: Pool) -> Fact:
    """Sums cut, emptied, multiplied out and compared."""
    body = source.pick([s[j], x, j * x, s[j] * s_hat[j], 1 / s[j], near_one()])
    total = Sum(body, (j, source.pick([1, 0, i, k, 3]), source.pick([k, 0, D, i])))
    lower, upper = total.limits[0][1:]
    known = _some(
        source,
        [k >= source.pick([0, 1, 2]), k <= D, i >= 1, i <= k, *source.pick([[lower <= upper], [upper < lower], []])],
    )
    return source.pick(
        [
            lambda: split_sum(
                total, source.pick([upper - 1, lower, source.whole(), upper, lower - 1]), hypotheses=known
            ),
            lambda: empty_sum(total, hypotheses=known),
            lambda: constant_sum(total, hypotheses=known),
            lambda: equal_sums(total, source.pick([total, source.node(total), 2 * total - total]), hypotheses=known),
            lambda: equal_sums(x * total, Sum(x * body, total.limits[0]) + source.pick([0, 0, 1]), hypotheses=known),
            lambda: exchange_sums(
                source.pick([s[i], s[i] ** 2, s[j], source.real(1)]),
                source.pick(
                    [Sum(s_hat[D * (i - 1) + j] * s[j], (j, 1, D)), Sum(s_hat[i + j] * x, (j, 1, source.whole()))]
                ),
                (source.pick([i, i, j, m]), source.pick([1, 0, 2]), source.pick([D, k, source.whole()])),
                hypotheses=known,
            ),
        ]
    )()


def slopes(source: Terms, pool: Pool) -> Fact:
    """Derivatives, and what they show."""
    curve, span = source.pick(SMOOTH), _span(source)
    known = _some(source, [X >= 0, X > 0, c >= 0, k >= 1])
    steep = diff(curve, x) + source.pick([0, 0, 0, 0, 0, 1, x])
    first = derivative(curve, steep, span, hypotheses=known)
    roll = source.random.randrange(6)
    if roll == 0:
        return first
    guard = _some(source, [Le(span[1], x), Le(x, span[2]), Lt(span[1], x), Lt(x, span[2]), *known])
    if roll in (1, 2):
        rising = monotone_by_slope(first, prove(guard, source.pick([Ge, Gt, Le, Lt])(steep, 0)))
        if roll == 1:
            return rising
        ends = [substitute(curve, {x: end}) for end in span[1:]]
        return unique_root(rising, prove(known, Le(ends[0], 0)), prove(known, Ge(ends[1], 0)))
    second = derivative(steep, diff(steep, x), span, hypotheses=known)
    if roll == 3:
        return derivative_of_difference(first, second)
    convex = convex_by_slopes(first, second, prove(guard, Ge(diff(steep, x), 0)))
    order = prove(known, Lt(span[1], span[2]))
    place = source.pick([y, Rational(1, 2), X / 2])
    return source.pick(
        [
            lambda: slope_at_start(convex, first, order, says=source.pick([NonDecreasing, Minimises])),
            lambda: slope_at_end(convex, first, order, says=Minimises),
            lambda: slope_inside(convex, first, place, assume(Lt(span[1], place)), assume(Lt(place, span[2]))),
        ]
    )()


def assumed_slopes(source: Terms, pool: Pool) -> Fact:
    """The same about functions of which only the slope is known."""
    span = _span(source)
    first = assume(IsDerivative(a(x), source.pick([3 * x**2, x, 1 - x, y]), span))
    steep = first.conclusion.args[1]
    guard = _some(source, [Le(span[1], x), Le(x, span[2]), y > 0])
    sign = prove(guard, source.pick([Ge, Gt, Le])(steep, 0))
    rising = monotone_by_slope(first, sign)
    if source.chance(0.5):
        return rising
    other = assume(IsDerivative(b(x), source.pick([x, steep]), source.pick([span, _span(source)])))
    return derivative_of_difference(first, other)


def increments(source: Terms, pool: Pool) -> Fact:
    """Minima of sequences."""
    values, least = source.pick(
        [((i - k) ** 2, k), ((i - k) ** 3, 1), (s[i], k), (Sum(s[j], (j, 1, i)), 1), (-i, D), ((i - x) ** 2, x)]
    )
    before = substitute(values, {i: i - 1})
    place = _mostly(source, least, k, 1, D, source.whole())
    limits = (_mostly(source, i, m), _mostly(source, 1, 0), _mostly(source, D, 3, source.whole()))
    falls = prove(_most(source, [i <= place, i > limits[1], k >= 1]), values <= before)
    rises = prove(_most(source, [i > place, i <= limits[2], k >= 1]), before <= values)
    return minimum_from_increments(place, values, limits, falls=falls, rises=rises)


def clocks(source: Terms, pool: Pool) -> Fact:
    """Readings of a clock, and what changes with it."""
    here = source.node(clock) if source.chance(0.25) else clock
    moment, level = source.pick([t, y, source.real(1)]), source.pick([y, X, 0, source.real(1)])
    predicate = source.pick(
        [
            lambda: NonDecreasing(source.pick([*SMOOTH, sqrt(x + c)]), source.pick([(x, 0, X), _span(source)])),
            lambda: Minimises(source.pick([y, 0, X]), source.pick(CURVES), (x, 0, X)),
            lambda: source.pick([Convex, UniqueRoot])(x**2, (x, 0, X)),
        ]
    )()
    return source.pick(
        [
            lambda: clock_level(here, moment),
            lambda: clock_order(here, moment, level),
            lambda: clock_reading(here, moment, level),
            lambda: clock_inverse(here, level),
            lambda: change_of_clock(
                predicate,
                here,
                source.pick([t, t, y, X, T, x, *STRANGE[:4]]),
                backward=source.chance(0.5),
                hypotheses=_some(source, [c > 0, X >= 0, T >= 0]),
            ),
        ]
    )()


def motions(source: Terms, pool: Pool) -> Fact:
    """Linear equations and what holds their solutions."""
    rate, forcing = source.pick([-y, Integer(-1), -t, 1 / t, y]), source.pick([t, y, Integer(2), -t, Integer(0)])
    start, times = source.pick([c, Integer(1), y]), (t, source.pick([0, 0, -1, y]), source.pick([T, 1, 0]))
    equation = SolvesLinearODE(V, rate, forcing, start, times)
    bound = source.pick([Integer(0), Integer(1), c, t, source.real(0)])
    known = _some(source, [Le(times[1], t), Le(t, times[2]), y >= 0, c >= 0])
    low = prove(known, source.pick([Ge, Le])(rate * bound + forcing, 0))
    begins = source.pick([assume, lambda goal: prove([c >= 0], goal)])(source.pick([Ge, Le])(start, bound))
    candidate = source.pick([1 + (c - 1) * exp(-y * t), c, t**2 / 2 + c])
    part = source.pick([(times[1], times[2]), (y, times[2]), (0, source.real(0))])
    return source.pick(
        [
            lambda: source.pick([stays_above, stays_below])(equation, bound, low, begins),
            lambda: initial_value(equation),
            lambda: only_solution(
                equation,
                candidate,
                derivative(candidate, rate * candidate + forcing, times, hypotheses=[]),
                prove([], Identity(substitute(candidate, {t: times[1]}), start)),
            ),
            lambda: restricted(
                equation,
                source.pick([rate, Integer(-1)]),
                part,
                inside=assume(And(Le(times[1], part[0]), Le(part[1], times[2]))),
                same=prove(_some(source, [Identity(y, 1), t > 0]), Identity(rate, source.pick([rate, Integer(-1)]))),
            ),
        ]
    )()


def sequences(source: Terms, pool: Pool) -> Fact:
    """Sequences given by their entries."""
    fact = source.pick(
        [
            lambda: prove([s[j] >= 1], s[j] ** 2 >= 1),
            lambda: prove([ForEach(s[j] > 0, (j, 1, k))], Sum(s[j], (j, 1, k)) >= Sum(s[j], (j, 1, k))),
            lambda: sum_over_modes(prove([s[j] > 0], s[j] >= 0), (j, 1, k)),
            lambda: prove([], s[k] ** 2 >= 0),
        ]
    )()
    entry, needs = source.pick(
        [
            (1 / x, Or(x > 0, x < 0)),
            (sqrt(x), x >= 0),
            (x**2 + j, true),
            (j * x, true),
            (near_one(j, 200), true),
            (1 / j, Or(j > 0, j < 0)),
            (sqrt(j), j >= 0),
            (source.real(1), true),
        ]
    )
    index = _mostly(source, j, m, x, Symbol("j", integer=True, positive=True))
    shown = _mostly(source, needs, true, x > 0, x >= 0, j > 0)
    total = prove(_most(source, [x > 0, j >= 1]), shown) if shown is not true else assume(x > 0)
    return for_sequence(fact, _mostly(source, s, s_hat, IndexedBase("s")), Lambda(index, entry), total=total)


def chained(source: Terms, pool: Pool) -> Fact:
    """A rule applied to what came of others."""
    fact = source.pick(pool) if pool else assume(x > 0)
    index = source.pick([j, i, k, m])
    conclusion = fact.conclusion
    steps: list[Callable[[], Fact]] = [
        lambda: instantiate(fact, _renaming(source, fact)),
        lambda: for_each_mode(fact, (index, 1, source.whole())),
        lambda: sum_over_modes(fact, (index, source.pick([1, 0]), source.whole())),
        lambda: by_logic(Or(conclusion, source.condition(0)), [fact], hypotheses=_some(source, fact.hypotheses)),
        lambda: by_logic(conclusion, [fact], hypotheses=[*_some(source, fact.hypotheses), source.condition(0)]),
        lambda: follows(source.node(conclusion), [fact], hypotheses=fact.hypotheses),
        lambda: for_all(ForEach(substitute(conclusion, {y: x}), _span(source)), fact, [y]),
        lambda: at(conclusion, *(source.real(1) for _ in range(getattr(conclusion, "arity", 1)))),
        lambda: in_range(conclusion),
        lambda: by_logic(
            And(conclusion, other.conclusion), [fact, other], hypotheses=[*fact.hypotheses, *other.hypotheses]
        ),
    ]
    other = source.pick(pool) if pool else fact
    return source.pick(steps)()


COMPOSED: dict[str, Attack] = {
    attack.__name__: attack
    for attack in (
        proving, closed_sums, tangents, general, over_modes, instances, logic, pointwise, induction, cut_sums, slopes,
        assumed_slopes, increments, clocks, motions, sequences, chained,
    )
}  # fmt: skip
