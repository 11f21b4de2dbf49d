"""The proofs behind `n1_ddim_by_angles`: steps cut in two, and two runs beside each other.

Tested in `tests/derivations/finite_steps/test_finite_steps.py`.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

from sympy import And, Equivalent, Expr, Implies, IndexedBase, Integer, Symbol, exp, sqrt

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.finite_steps.deterministic_steps import growth, law
from ldm_symbolic.derivations.finite_steps.n1_ddim_by_angles import (
    BELIEVED,
    CUT,
    END,
    FALLS,
    GRID,
    IN_ORDER,
    INSERTED,
    LOSS,
    LOST,
    MEAN,
    NO_WORSE,
    NOISE,
    NOISED,
    ON_CIRCLE,
    ONE_STEP,
    PARTS,
    TRUE,
    TURNS,
    TWO,
    TWO_STEPS,
    UNIT,
    N,
    U,
    V,
    alpha,
    at_mean,
    before,
    beta,
    cosine,
    error,
    first,
    i,
    lost,
    m,
    moves,
    of_equal,
    point,
    positive,
    run,
    s,
    second,
    third,
)
from ldm_symbolic.derivations.finite_steps.n1_runs_proof import (
    believed,
    by_product,
    equal_angles,
    here,
    inside,
    laws,
    not_above_the_law,
    one_step,
    product,
    shrinks,
    there,
)
from ldm_symbolic.notation import estimated_variance, variance
from ldm_symbolic.proof import Fact, Identity, at, by_induction, by_logic, in_turn, instantiate, prove, substitute

turned = Symbol("z", real=True)


def dot(one: Any, other: Any) -> Expr:
    """The product of (αs, β) and (α's, β')."""
    return variance * one[0] * other[0] + one[1] * other[1]


@cache
def cut_in_two() -> Fact:
    """⟨0,2⟩ ⟨1,1⟩ <= ⟨0,1⟩ ⟨1,2⟩, and the squares of the factors in the same order."""
    one, two, whole, start, middle = (Symbol(name, real=True) for name in "abcvw")
    shares = prove(
        (one >= 0, two >= 0, whole >= 0, start > 0, middle > 0, whole * middle <= one * two),
        whole / start <= one * two / (start * middle),
    )
    less, more = Symbol("p", real=True), Symbol("q", real=True)
    squares = prove((less >= 0, less <= more), less**2 <= more**2)
    names = dict(zip((one, two, whole, start, middle), _products(), strict=True))
    goal = CUT[2] <= CUT[0] * CUT[1]
    shares = instantiate(shares, names)
    squares = instantiate(squares, dict(zip((less, more), shares.conclusion.args, strict=True)))
    factors = [
        prove((TRUE, *PARTS), Identity(of, square))
        for of, square in zip((CUT[2], CUT[0] * CUT[1]), squares.conclusion.args, strict=True)
    ]
    signs = prove((TRUE, *PARTS), And(*(part >= 0 for part in names.values()), names[start] > 0, names[middle] > 0))
    both = [second[0] * first[1] - first[0] * second[1], third[0] * second[1] - second[0] * third[1]]
    gain = prove((TRUE, less >= 0, more >= 0), variance * less * more >= 0)
    gain = instantiate(gain, dict(zip((less, more), both, strict=True)))
    turn = prove((), Identity(names[one] * names[two] - names[whole] * names[middle], gain.conclusion.lhs))
    order = in_turn(names[whole] * names[middle] <= names[one] * names[two], [gain, turn], hypotheses=(TRUE, *PARTS))
    positive_share = prove((whole >= 0, start > 0), whole / start >= 0)
    positive_share = instantiate(positive_share, names)
    return in_turn(goal, [signs, order, shares, positive_share, squares, *factors], hypotheses=(TRUE, *PARTS))


def _products() -> tuple[Expr, ...]:
    return dot(first, second), dot(second, third), dot(first, third), here, there


@cache
def nearer() -> Fact:
    """Of two variances up to s² the larger has the root that is nearer to s."""
    less, more, root, other = (Symbol(name, real=True) for name in "uvrq")
    order = prove((root >= 0, other >= 0, root**2 <= other**2), root <= other)
    square = prove((root <= other, other <= s), (other - s) ** 2 <= (root - s) ** 2)
    below = prove((other >= 0, s >= 0, other**2 <= s**2), other <= s)
    roots = {root: sqrt(less), other: sqrt(more)}
    parts = [instantiate(fact, roots) for fact in (order, below, square)]
    return in_turn(error(more) <= error(less), parts, hypotheses=(less >= 0, less <= more, more <= s**2, s >= 0))


@cache
def best() -> Fact:
    """The least sum has the largest variance of those up to λ."""
    least, sum_of, most, less = (Symbol(name, real=True) for name in "abcd")
    small = prove((sum_of <= 0,), exp(sum_of) <= 1)
    sums = {least: of_equal, sum_of: lost[N], most: exp(-of_equal), less: exp(-lost[N])}
    ratio = instantiate(small, {sum_of: least - sum_of})
    apart = prove((exp(least - sum_of) <= 1,), exp(-sum_of) <= exp(-least))
    order = in_turn(apart.conclusion, [ratio, apart], hypotheses=(least <= sum_of,))
    given = (TRUE, less > 0, less <= most, most <= 1)
    sizes = prove(given, And(variance * less >= 0, variance * less <= variance * most, variance * most <= variance))
    root = prove((TRUE,), sqrt(variance) >= 0)
    names = {Symbol("u", real=True): variance * less, Symbol("v", real=True): variance * most, s: sqrt(variance)}
    last = instantiate(nearer(), names)
    error_of = in_turn(last.conclusion, [sizes, root, last], hypotheses=given)
    parts = [instantiate(fact, sums) for fact in (order, error_of)]
    positive_sum = prove((N >= 2, at_mean >= 0), of_equal >= 0)
    below_one = instantiate(small, {sum_of: -of_equal})
    hypotheses = (TRUE, N >= 2, *LOSS, *LOST, TURNS, *MEAN, at_mean >= 0)
    return in_turn(parts[1].conclusion, [equal_angles(), positive_sum, below_one, *parts], hypotheses=hypotheses)


@cache
def plug_in_below() -> Fact:
    """λ̂ <= λ: one step leaves less than two, and two no more than λ̂."""
    names = {variance: estimated_variance, third[0]: Integer(1), third[1]: Integer(0)}
    positive_law = prove((BELIEVED, first[0] > 0), NOISED > 0)
    order = instantiate(cut_in_two(), names)
    weigh = prove((before > 0, product <= turned), before * product <= before * turned)
    weigh = instantiate(weigh, {before: NOISED, product: order.conclusion.lhs, turned: order.conclusion.rhs})
    once = instantiate(not_above_the_law(), {variance: estimated_variance, before: NOISED})
    ends = dict(zip((*first, *second), (*second, *END), strict=True))
    twice = instantiate(not_above_the_law(), {variance: estimated_variance, **ends, before: once.conclusion.lhs})
    signs = prove((BELIEVED, *positive(first, second)), And(ONE_STEP >= 0, second[1] >= 0))
    last = instantiate(nearer(), {Symbol("u", real=True): ONE_STEP, Symbol("v", real=True): TWO_STEPS})
    parts = [positive_law, signs, order, weigh, once, twice, last]
    return in_turn(NO_WORSE, parts, hypotheses=(*TWO, estimated_variance <= s**2))


@cache
def not_negative(sequence: IndexedBase, start: Any) -> Fact:
    """A variance stays one."""
    phi = sequence[i] >= 0
    steps = moves(sequence, start)
    late = () if start == 1 else (start >= 1,)
    base = prove((substitute(phi, {i: start}),), substitute(phi, {i: start}))
    square = prove((before >= 0,), product**2 * before >= 0)
    within = (TRUE, *GRID, *late, steps, i >= start, i <= N - 1, phi)
    square = instantiate(square, {before: sequence[i], product: growth(variance, point(i), point(i + 1))})
    onward = in_turn(substitute(phi, {i: i + 1}), [inside(), laws(), at(steps, i), square], hypotheses=within)
    return by_induction(base, onward, (i, start, N))


@cache
def at_the_skip() -> Fact:
    """U_{m+1} <= V_{m+1}: one step from m - 1 against two."""
    start, run_of = run(variance)[:2]
    given = (TRUE, *GRID, start, run_of, FALLS, *INSERTED[:4])
    points = dict(
        zip((*first, *second, *third), (*point(m - 1), *point(m), *point(m + 1)), strict=True),
    )
    order = instantiate(cut_in_two(), points)
    one, two, whole, x, b, c, a = (Symbol(name, real=True) for name in "pqwxbca")
    steps = (Identity(a, whole * x), Identity(c, one * x), Identity(b, two * c))
    chain = prove((x >= 0, whole <= one * two, *steps), a <= b)
    factors = [growth(variance, point(p), point(q)) ** 2 for p, q in ((m - 1, m), (m, m + 1), (m - 1, m + 1))]
    values = (*factors, V[m - 1], V[m + 1], V[m], U[m + 1])
    chain = instantiate(chain, dict(zip((one, two, whole, x, b, c, a), values, strict=True)))
    first_law = prove((TRUE, start), V[1] >= 0)
    known = [first_law, instantiate(not_negative(V, Integer(1)), {i: m - 1}), at(run_of, m - 1), at(run_of, m)]
    signs = prove(
        (*GRID, m >= 2, m <= N - 1), And(*(part > 0 for p in (m - 1, m) for part in point(p)), alpha[m + 1] > 0)
    )
    noise = prove((NOISE, m >= 2, m <= N - 1), beta[m + 1] >= 0)
    parts = [*known, at(FALLS, m - 1), at(FALLS, m), signs, noise, _laws_at(m - 1), _laws_at(m), order, chain]
    return in_turn(chain.conclusion, parts, hypotheses=given)


def _laws_at(place: Any) -> Fact:
    return instantiate(laws(), {i: place})


@cache
def after_the_skip() -> Fact:
    """U_i <= V_i from there on, for a step multiplies both by the same."""
    phi = U[i] <= V[i]
    start, run_of = run(variance)[:2]
    base = at_the_skip()
    given = (TRUE, *GRID, start, run_of, FALLS, *INSERTED)
    less, more, a, b, g = (Symbol(name, real=True) for name in "uvabg")
    both = prove((Identity(a, g**2 * less), Identity(b, g**2 * more), less <= more), a <= b)
    values = (U[i], V[i], U[i + 1], V[i + 1], growth(variance, point(i), point(i + 1)))
    both = instantiate(both, dict(zip((less, more, a, b, g), values, strict=True)))
    within = (*given, i >= m + 1, i <= N - 1, phi)
    parts = [inside(), laws(), at(INSERTED[-1], i), at(run_of, i), both]
    onward = in_turn(both.conclusion, parts, hypotheses=within)
    return by_induction(base, onward, (i, m + 1, N))


@cache
def inserted() -> Fact:
    """At the last point both are at most λ, and the larger is nearer."""
    start, run_of = run(variance)[:2]
    given = (TRUE, *GRID, start, run_of, FALLS, *INSERTED)
    values = prove((TRUE, start), V[1] >= 0)
    before_skip = instantiate(not_negative(V, Integer(1)), {i: m - 1})
    square = instantiate(prove((before >= 0,), product**2 * before >= 0), _skip())
    skip = in_turn(U[m + 1] >= 0, [values, before_skip, *_parts_of_skip(), square], hypotheses=given)
    least = instantiate(not_negative(U, m + 1), {i: N})
    order = instantiate(after_the_skip(), {i: N})
    names = {Symbol("u", real=True): U[N], Symbol("v", real=True): V[N], s: sqrt(variance)}
    last = instantiate(nearer(), names)
    most = prove((TRUE,), And(sqrt(variance) >= 0, sqrt(variance) ** 2 <= variance))
    return in_turn(last.conclusion, [skip, least, order, shrinks(), most, last], hypotheses=given)


def _skip() -> dict[Any, Any]:
    return {before: V[m - 1], product: growth(variance, point(m - 1), point(m + 1))}


def _parts_of_skip() -> list[Fact]:
    signs = prove((*GRID, m >= 2, m <= N - 1), And(*(part > 0 for part in point(m - 1)), alpha[m + 1] > 0))
    positive_law = prove((TRUE, alpha[m - 1] > 0), law(variance, point(m - 1)) > 0)
    return [signs, positive_law]


@cache
def two() -> Fact:
    """1 - cos a cos b - sin a sin b is half of (cos a - cos b)² + (sin a - sin b)²."""
    c, d, sine, other, whole = (Symbol(name, real=True) for name in "cdspw")
    turns = (Identity(c**2 + sine**2, 1), Identity(d**2 + other**2, 1), Identity(whole, c * d - sine * other))
    far = prove(turns, Identity(1 + whole - 2 * c * d, (c - d) ** 2 / 2 + (sine - other) ** 2 / 2))
    sides = prove((*turns[:2], sine >= 0, other >= 0, c <= d, c >= d), And(sine <= other, sine >= other))
    most, same = c * d <= (1 + whole) / 2, And(c <= d, c >= d)
    goal = And(most, Equivalent(c * d >= (1 + whole) / 2, same))
    pattern = prove((far.conclusion,), And(most, Implies(c * d >= (1 + whole) / 2, same)))
    flat = prove((far.conclusion, same, sides.conclusion), c * d >= (1 + whole) / 2)
    back = in_turn(flat.conclusion, [far, sides, flat], hypotheses=(*turns, sine >= 0, other >= 0, same))
    whole_fact = by_logic(goal, [far, pattern, back], hypotheses=(*turns, sine >= 0, other >= 0))
    sines = [there[0] * here[1] - here[0] * there[1] for here, there in pairwise(UNIT)]
    fact = instantiate(
        whole_fact, {c: cosine(0, 1), d: cosine(1, 2), whole: cosine(0, 2), sine: sines[0], other: sines[1]}
    )
    given = (*ON_CIRCLE, *IN_ORDER)
    signs = prove(IN_ORDER, And(*(part >= 0 for part in sines)))
    squares = [prove(ON_CIRCLE, condition) for condition in fact.hypotheses[:2]]
    length = UNIT[1][0] ** 2 + UNIT[1][1] ** 2
    turned_by = prove((), Identity(fact.hypotheses[2].args[1], cosine(0, 2) * length))
    as_it_is = prove((Identity(c, d * whole), Identity(whole, 1)), Identity(d, c))
    as_it_is = instantiate(as_it_is, {c: turned_by.conclusion.args[0], d: cosine(0, 2), whole: length})
    return in_turn(fact.conclusion, [signs, *squares, turned_by, as_it_is, fact], hypotheses=given)


PROOFS: Proofs = {
    "cosine": one_step,
    "flow": None,
    "product": by_product,
    "plug-in": believed,
    "shrinks": shrinks,
    "refined": cut_in_two,
    "inserted": inserted,
    "two": two,
    "equal": equal_angles,
    "best": best,
    "plug-in-repaired": plug_in_below,
}
