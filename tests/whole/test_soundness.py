"""Attacks on the proof core and on the judge of instances: none of them may prove, or refute, what it should not."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from sympy import (
    Abs,
    And,
    Eq,
    Equivalent,
    Function,
    Ge,
    Implies,
    Integer,
    Lambda,
    Le,
    Max,
    Min,
    Ne,
    Not,
    Or,
    Piecewise,
    Rational,
    Sum,
    Symbol,
    exp,
    log,
    sqrt,
    true,
)
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import Boolean, BooleanAtom
from worked_proofs import claim

import ldm_symbolic
from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.claims.verification import certificate_of
from ldm_symbolic.notation import (
    data_dimension,
    deviations,
    latent_dimension,
    mode,
    noise,
    time,
    time_left,
)
from ldm_symbolic.proof import tactics
from ldm_symbolic.proof.kernel import rules
from ldm_symbolic.proof.kernel.decide import prove
from ldm_symbolic.proof.kernel.fact import RuleError
from ldm_symbolic.proof.language.build import UnknownTermError
from ldm_symbolic.proof.language.definedness import obligations
from ldm_symbolic.proof.language.predicate import (
    Clock,
    Convex,
    ForEach,
    Identity,
    Increasing,
    IsDerivative,
    Minimises,
    NonDecreasing,
    NonIncreasing,
    SolvesLinearODE,
    UniqueRoot,
)
from ldm_symbolic.proof.language.terms import arbitrary, substitute
from ldm_symbolic.proof.language.wellformed import check
from ldm_symbolic.proof.smt.normal_form import vanishes
from ldm_symbolic.search.judge import Outcome, judge

x, t, u, j, k, D, s = noise, time, time_left, mode, latent_dimension, data_dimension, deviations
y, z = (Symbol(letter, real=True) for letter in "yz")
i, m = (Symbol(letter, integer=True) for letter in "im")
f, g, V, p, q = (Function(letter, real=True) for letter in "fgVpq")
half, modes = Rational(1, 2), (j, 1, k)
step = Piecewise((0, x < 0), (1, True))


# What the engines must not prove.

FALSE: list[tuple[list[Boolean], Boolean]] = [
    # denominators
    ([x / y > 1], x > y),
    ([], Identity(x / y, x / y)),
    ([1 / x >= -1], x > 0),
    ([], Max(x, 1 / x) >= 1),
    ([], 1 / Abs(x) >= 0),
    ([], Convex(1 / x, (x, 0, 1))),
    ([], Identity(1 / (x + 1) - 1 / (x + 1) ** 2, x / (x + 1) ** 2)),
    ([ForEach(1 / x > s[j], modes)], Ne(x, 0)),
    ([Sum(1 / x, modes) >= 0], Ne(x, 0)),
    ([IsDerivative(1 / x, y, (x, z, 1))], z > 0),
    # roots and powers
    ([], Or(x < 0, sqrt(x) >= 0)),
    ([], Implies(x >= 0, sqrt(x) > 0)),
    ([], Identity(sqrt(x) * sqrt(y), sqrt(x * y))),
    ([x * y >= 0], Identity(sqrt(x * y), x)),
    ([], Identity(sqrt(x + y) ** 3, (x + y) * sqrt(x + y))),
    ([x >= 0], sqrt(x) <= x),
    ([x >= 0, y >= 0], sqrt(x + y) >= sqrt(x) + sqrt(y)),
    ([], sqrt(x**2 - 1) < Abs(x)),
    ([], Identity((-8) ** Rational(1, 3) + x, x - 2)),
    ([x > 0], x ** Rational(1, 3) <= x),
    # exponentials and logarithms are abstractions
    ([], exp(x) >= 1),
    ([], exp(x) * exp(y) <= exp(x + y) - 1),
    ([x > 0], exp(x) <= 1),
    ([], exp(x) > exp(y)),
    ([x <= y], exp(y) <= exp(x)),
    ([], Identity(exp((x * y + y) / y), exp(x + 1))),
    ([], Identity(x * log(y), log(y) * x)),
    ([x >= 0], Identity(x + log(x), log(x) + x)),
    ([x > 0], log(x) <= x - 2),
    ([], exp(log(x) * y) > 0),
    # cases
    ([], Abs(x) + x > 0),
    ([], Max(x, y) > x),
    ([], Min(x, y) < Max(x, y)),
    ([], Piecewise((y, x > 0), (y + 1, x < 0)) >= y),
    ([], Piecewise((x, x > 1), (1, True)) > 1),
    ([], Piecewise((y, x > 0), (1 / x, True)) >= Min(y, 0)),
    ([x >= 0], Piecewise((y, x > 0), (1 / x, True)) >= Min(y, 0)),
    ([], Abs(x + y) >= Abs(x) + Abs(y)),
    ([Max(x, y) > 0], x > 0),
    ([Min(x, y) < 0], And(x < 0, y < 0)),
    # integers
    ([x > 0], x >= 1),
    ([k * x > 0], k * x >= 1),
    ([2 * k > 1], k >= 2),
    ([k > x], k >= x + 1),
    ([Symbol("k", real=True) > 2], k > 2),
    ([Symbol("s[1]", real=True) > 2], s[1] > 2),
    ([], Minimises(half, (j - half) ** 2, (j, 0, 1))),
    ([], Minimises(k, j, (j, k, k - 1))),
    ([], ForEach(j >= 2, (j, half, k))),
    ([k**2 >= 2], k >= 2),
    # quantifiers
    ([ForEach(s[j] > 0, modes)], s[k] > 0),
    ([ForEach(s[j] > 0, modes), k >= 1], s[k + 1] > 0),
    ([ForEach(s[j] > 0, modes), k >= 1], s[0] > 0),
    ([ForEach(f(x) > 0, (x, 0, 1))], f(k) > 0),
    ([ForEach(ForEach(s[i] <= s[j], (i, j, k)), modes), k >= 3], s[2] <= s[3]),
    ([Not(ForEach(s[j] > 0, modes))], s[1] <= 0),
    ([NonDecreasing(f(x), (x, 0, 1))], f(0) < f(1)),
    ([], Increasing(-x, (x, y, z))),
    ([ForEach(s[j] > 0, (j, 2, k)), k >= 2], ForEach(s[j] > 0, modes)),
    ([s[j] > 0], ForEach(s[j] > 0, modes)),
]


@pytest.mark.parametrize(("hypotheses", "goal"), FALSE, ids=[str(goal) for _, goal in FALSE])
def test_what_is_false_or_undefined_somewhere_is_not_proved(hypotheses: list[Boolean], goal: Boolean) -> None:
    assert not isinstance(goal, BooleanAtom), "an attack that SymPy evaluates away tests nothing"
    with pytest.raises((RuleError, UnknownTermError)):
        prove(hypotheses, goal)


@pytest.mark.parametrize(
    "difference",
    [
        sqrt(x) - sqrt(y),
        sqrt(x) * sqrt(y) - sqrt(x * y),
        sqrt(x + y) - sqrt(x) - sqrt(y),
        sqrt(x**2 - 2 * x + 1) - (x - 1),
        Abs(x) - x,
        exp(x) * exp(y) - exp(x * y),
        exp(2 * x) - 2 * exp(x),
        exp(x) - x - 1,
        log(x * y) - log(x) - log(y) + 1,
        Sum(s[j], modes) - Sum(s[j], (j, 1, k - 1)),
        s[j] - s[k],
        f(x) - f(y),
        1 / (x + 1) - 1 / x + 1,
        Max(x, y) - Max(x, z),
        Piecewise((x, x > 0), (y, True)) - x,
    ],
    ids=str,
)
def test_a_difference_that_is_not_zero_does_not_vanish(difference: Any) -> None:
    assert not vanishes(difference)


@pytest.mark.parametrize("name", ["x\n(assert false)", "x| Real)\n(assert false) (declare-const |y", "", "a\\|b"])
def test_a_name_cannot_write_smt_lib(name: str) -> None:
    odd = Symbol(name, real=True)
    with pytest.raises(RuleError):
        prove([odd > 1], odd > 3)


# Sums whose range runs backwards: 0 here, something else to SymPy, which evaluates comparisons with it.


def test_a_sum_over_an_empty_range_is_not_evaluated_by_sympy() -> None:
    count = Sum(1, modes)
    assert (Sum(1, (j, 1, -3)) < 0) == true
    atleast = rules.sum_over_modes(prove([], Le(0, 1, evaluate=False)), modes)
    for backwards in (Integer(-3), Integer(0)):
        assert rules.instantiate(atleast, {k: backwards}).conclusion == Le(0, 0, evaluate=False)
    empty = tactics.empty_sum(count, hypotheses=[k <= 0])
    for wanted in (count + 1 > 0, 2 + 3 * count > 1):
        fact = tactics.follows(wanted, [empty], hypotheses=[k <= 0])
        assert not rules.instantiate(fact, {k: Integer(-3)}).conclusion.has(Sum)
    assert substitute(Max(-1, count), {k: Integer(-5)}) == 0
    nothing = rules.sum_over_modes(prove([], Le(0, 1, evaluate=False)), (j, 1, -3)).conclusion
    assert nothing == Le(0, 0, evaluate=False)


@pytest.mark.parametrize("upper", [-1, -3, Sum(-1, (i, 1, 4))])
def test_a_sum_that_runs_backwards_is_no_term(upper: Any) -> None:
    backwards = Sum(1, (j, 1, upper))
    with pytest.raises((UnknownTermError, RuleError)):
        prove([], Identity(x * log(-backwards), log(-backwards) * x))
    with pytest.raises(UnknownTermError):
        check(backwards)


def test_a_sum_without_terms_may_be_written_out() -> None:
    check(Sum(s[j], (j, 1, 0)))
    assert tactics.empty_sum(Sum(s[j], (j, 1, 0)), hypotheses=[]).rule == "equal_sums"


# Hidden hypotheses, and parts that are not looked at.


@pytest.mark.parametrize("assumption", ["positive", "integer", "nonnegative", "nonzero", "rational"])
def test_a_function_must_not_carry_an_assumption(assumption: str) -> None:
    hidden = Function("f", real=True, **{assumption: True})
    with pytest.raises(UnknownTermError, match="nothing more"):
        check(hidden(x))
    with pytest.raises(UnknownTermError):
        prove([], Identity(x * log(hidden(y)), log(hidden(y)) * x))


def test_an_index_must_be_defined_too() -> None:
    sometimes = Piecewise((1, k > 0))
    assert obligations(s[sometimes]) == (k > 0,)
    for entry in (s[sometimes], Sum(s[j], (j, 1, sometimes))):
        with pytest.raises(RuleError, match="to be defined"):
            prove([], Identity(x * entry, entry * x))


def test_nothing_can_be_assumed_about_the_reading_of_a_clock() -> None:
    clock = Clock(u, 1 / x, (u, 0, 1), (x, 0, 1))
    goal = Equivalent(clock, And(clock, y**2 + z**2 + y * z >= 0))
    for name in ("x_1", "x", "any"):
        with pytest.raises(RuleError, match="to be defined"):
            prove([Symbol(name, real=True) > 0], goal)
    with pytest.raises(UnknownTermError, match="any:"):
        prove([arbitrary(x) > 0], goal)


# What the judge of instances must not say: every instance here is against a claim that is true.

up, down = Lambda(u, (u + 1) ** 2 - 1), Lambda(x, Piecewise((0, x < 0), (-1 - sqrt(1 + x), x <= 3), (1, True)))
jump = Lambda(t, Piecewise((0, t < half), (1, True)))
identity = Lambda(u, u)
joined = Piecewise((1, And(x > 0, 1 / x > 0)), (2, True))
flat = {V: Lambda(t, 1), p: jump, q: Lambda(t, -jump(t))}
WRONGLY_REFUTED: list[tuple[str, list[Boolean], Boolean, dict[Any, Any]]] = [
    ("integers are integers", [], Or(k <= 0, k >= 1), {k: Fraction(1, 2)}),
    ("and no square roots", [], Or(k**2 <= 1, k**2 >= 4), {k: sqrt(2)}),
    ("monotone over integers", [], NonDecreasing((j - 1) * (j - 2), (j, 1, 2)), {}),
    ("rising over integers", [], Increasing((j - 1) * (3 * j - 5), (j, 1, 3)), {}),
    ("derivative on a point", [], IsDerivative(x**2, 5 * x, (x, 1, 1)), {}),
    ("equation on a point", [], SolvesLinearODE(t**2, 0, 0, 1, (t, 1, 1)), {}),
    (
        "a derivative is not taken case by case",
        [],
        IsDerivative(Piecewise((x, Ne(x, 0)), (0, True)), 1, (x, -1, 1)),
        {},
    ),
    ("a step has no slope", [IsDerivative(f(x), 0, (x, -1, 1))], Eq(f(1), f(-1)), {f: Lambda(x, step)}),
    ("coefficients are continuous", [SolvesLinearODE(V(t), p(t), q(t), 1, (t, 0, 1))], p(0) + 1 > p(1), flat),
    ("the other branch", [Clock(f(u), g(x), (u, 0, 1), (x, 0, 3))], g(1) >= 0, {f: up, g: down}),
    ("functions are total", [], f(x) ** 2 + f(x) + 1 > 0, {f: Lambda(x, 1 / x), x: 0}),
    ("on an interval", [], ForEach(f(x) ** 2 + f(x) + 1 > 0, (x, -1, 1)), {f: Lambda(x, 1 / x)}),
    ("and so are their slopes", [IsDerivative(f(x), -(f(x) ** 2), (x, -1, 1))], f(1) <= f(-1), {f: Lambda(x, 1 / x)}),
    ("nothing cancels", [1 / f(x) - 1 / g(x) >= 0], Ne(f(x), 0), {f: identity, g: identity, x: 0}),
    ("not in an identity", [Identity(1 / f(x), 1 / g(x))], Ne(f(x), 0), {f: identity, g: identity, x: 0}),
    ("values are closed", [], ForEach(Identity(f(0), f(j)), (j, 0, 2)), {f: Lambda(u, j), j: 1}),
    ("numbers as well", [], Implies(ForEach(x >= j, (j, 0, 2)), x >= 2), {x: j, j: 1}),
    ("joined conditions are strict", [joined >= 2], Ne(x, 0), {x: 0}),
    ("a missing name is not known", [], Or(y <= 0, y > 0), {x: 0}),
    ("nor is a missing entry", [], Or(s[3] <= 0, s[3] > 0), {s: (1, 2)}),
    ("nor entry zero", [], Or(s[0] <= 0, s[0] > 0), {s: (1, 2)}),
    ("undefined hypotheses are not met", [Not(1 / x > 1)], x > 0, {x: 0}),
    ("an undefined case is not met", [Or(1 / x > 1, x >= 0)], x > 0, {x: 0}),
    ("a false premise hides its consequence", [], Implies(x > 0, 1 / x > 0), {x: 0}),
    ("an empty range says nothing", [], ForEach(1 / x > 0, (j, 1, 0)), {x: 0}),
    ("nor does an empty sum", [], Identity(Sum(1 / x, (j, 1, k)), 0), {x: 0, k: 0}),
    ("a reversed interval", [], And(Increasing(-x, (x, 1, 0)), Convex(1 / x, (x, 1, -1))), {}),
    ("ties are minima", [], Minimises(2, (j - 1) * (j - 2), (j, 1, 2)), {}),
    ("a float is no instance", [], x**2 >= 0, {x: Symbol("w", real=True)}),
]


@pytest.mark.parametrize(
    ("hypotheses", "conclusion", "instance"),
    [case[1:] for case in WRONGLY_REFUTED],
    ids=[case[0] for case in WRONGLY_REFUTED],
)
def test_no_instance_refutes_what_is_true(hypotheses: list[Boolean], conclusion: Boolean, instance: Any) -> None:
    outcome = judge(hypotheses, conclusion, instance).outcome
    assert outcome in (Outcome.TRUE, Outcome.NOT_MET, Outcome.UNDECIDED)


@pytest.mark.parametrize("number", [0.5, True, "1/2"])
def test_an_instance_of_floats_is_refused(number: Any) -> None:
    with pytest.raises(TypeError, match="exact"):
        judge([], x**2 > 2, {x: number})


RIGHTLY_REFUTED: list[tuple[list[Boolean], Boolean, dict[Any, Any]]] = [
    ([], NonDecreasing((j - 1) * (j - 3), (j, 1, 3)), {}),
    ([], NonIncreasing(s[j], modes), {s: (1, 2), k: 2}),
    ([], IsDerivative(x**2, 5 * x, (x, 0, 1)), {}),
    ([], 1 / f(x) > 0, {f: identity, x: 0}),
    ([], ForEach(1 / f(x) > -1, (x, 0, 1)), {f: identity}),
    ([], joined >= y, {x: 0, y: 1}),
    ([], SolvesLinearODE(V(t), 0, 1, 0, (t, 0, 1)), {V: Lambda(t, 2 * t)}),
    ([], UniqueRoot(x + 1, (x, 0, 1)), {}),
]


@pytest.mark.parametrize(("hypotheses", "conclusion", "instance"), RIGHTLY_REFUTED, ids=lambda part: str(part)[:40])
def test_what_is_false_is_still_refuted(hypotheses: list[Boolean], conclusion: Boolean, instance: Any) -> None:
    assert judge(hypotheses, conclusion, instance).outcome in (Outcome.FALSE, Outcome.UNDEFINED)


@pytest.mark.parametrize(
    "conclusion",
    [
        Or(k**2 <= 1, k**2 >= 4),
        (k - half) ** 2 >= Rational(1, 4),
        Ge((2 * k - 1) ** 2, 1, evaluate=False),
    ],
    ids=str,
)
def test_a_model_between_the_integers_refutes_nothing(conclusion: Boolean) -> None:
    """The solvers work with reals: what they take for a counterexample need not be an integer."""
    assert certificate_of(claim("integers", [], conclusion), instances=40).verdict in (Verdict.TESTED, Verdict.PROVED)


# Rules at the edges of their ranges: refused, or harmless.

ATTACKS: list[Callable[[], Any]] = [
    lambda: tactics.by_induction(prove([], Le(1, 1, evaluate=False)), prove([j <= k, j >= 2], j + 1 <= k + 1), modes),
    lambda: tactics.by_induction(
        prove([], Ge(s[1], s[1], evaluate=False)), prove([s[j] > 0, s[j + 1] > 0], s[j + 1] > 0), modes
    ),
    lambda: tactics.constant_sum(Sum(1 / x, modes), hypotheses=[k >= 0]),
    lambda: tactics.split_sum(Sum(s[j], modes), k, hypotheses=[k >= -3]),
    lambda: tactics.equal_sums(Sum(s[i], modes), Sum(s[i], (i, 1, k)), hypotheses=[]),
    lambda: tactics.derivative((x**2) ** Rational(3, 2), 3 * x * Abs(x), (x, -1, 1), hypotheses=[]),
    lambda: tactics.derivative(sqrt(x**4 + x**2), (2 * x**3 + x) / sqrt(x**4 + x**2), (x, -1, 1), hypotheses=[]),
    lambda: tactics.derivative(sqrt(x), 1 / (2 * sqrt(x)), (x, 0, 1), hypotheses=[]),
    lambda: tactics.derivative(x ** Rational(4, 3), x ** Rational(1, 3), (x, -1, 1), hypotheses=[]),
    lambda: rules.by_logic(Or(1 / x > 0, y > 0), [prove([y > 0], y + 1 > 0)], hypotheses=[y > 0]),
    lambda: rules.instantiate(prove([], y**2 + z**2 + y * z >= 0), {y: Symbol("w", positive=True)}),
    lambda: rules.instantiate(prove([], f(x) ** 2 + f(x) + 1 > 0), {f: Lambda(x, 1 / x)}),
    lambda: rules.at(ForEach(1 / (x - y) ** 2 + z >= 0, (x, 0, 1)), y),
    lambda: tactics.minimum_from_increments(
        k, j, modes, falls=prove([], Le(k - 1, k, evaluate=False)), rises=prove([], Le(j - 1, j, evaluate=False))
    ),
]


@pytest.mark.parametrize("number", range(len(ATTACKS)))
def test_a_rule_refuses_what_its_theorem_does_not_cover(number: int) -> None:
    with pytest.raises((RuleError, UnknownTermError)):
        ATTACKS[number]()


@pytest.mark.parametrize("term", [1 / x, log(x), sqrt(x)])
def test_what_an_instance_needs_is_a_hypothesis(term: Any) -> None:
    fact = rules.instantiate(prove([], y**2 + z**2 + y * z >= 0), {y: term})
    assert set(obligations(term)) <= set(fact.hypotheses)


def test_bound_symbols_are_not_captured() -> None:
    nested = ForEach(ForEach(s[i] > s[j] + k, (i, 1, k)), (j, 1, D))
    assert str(substitute(nested, {k: j})) == "ForEach(ForEach(s[i] > j + s[j_1], (i, 1, j)), (j_1, 1, D))"
    shadowed = ForEach(And(s[j] > 0, ForEach(s[j] > 1, modes)), (j, 1, D))
    assert rules.at(shadowed, m).conclusion == And(s[m] > 0, ForEach(s[j] > 1, modes))
    assert str(substitute(ForEach(f(x) > y, (x, 0, 1)), {f: Lambda(u, u + x)})) == "ForEach(x + x_1 > y, (x_1, 0, 1))"


# The catalogue.


def atoms_of(part: Any) -> list[Any]:
    """The plain truth values in a Boolean; the `True` of the last case of a `Piecewise` is none."""
    if isinstance(part, BooleanAtom):
        return [part]
    inner = part.args[:1] if isinstance(part, ExprCondPair) and part.args[1] == true else part.args
    return [atom for arg in inner for atom in atoms_of(arg)]


@pytest.mark.parametrize("statement", ldm_symbolic.catalogue(), ids=lambda statement: statement.id)
def test_no_claim_was_evaluated_by_sympy(statement: Any) -> None:
    """What SymPy has turned into `true` or `false` before anybody looked says nothing about where it is defined."""
    for one in statement.claims:
        for part in (*one.hypotheses, one.conclusion):
            assert atoms_of(part) == [], f"{one.id}: {part}"
