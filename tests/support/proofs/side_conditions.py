"""The controls of every side condition: what must be refused, what must be a hypothesis, and what must stay as it is.

A control says whether all is well. One that is about a rule bears its name, so that it is asked first when a check of
that rule is taken away.
"""

# mypy: disable-error-code="attr-defined,has-type,arg-type,misc,assignment,var-annotated,union-attr,unused-ignore"
# (abuse is not well-typed)

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from typing import Any

import rule_cases
import rule_cases_of_parts
from attempts_at_terms import KINDS
from kinds_of_control import Control, fails, refused, shows
from language_controls import language_controls
from lost_conditions import lost_controls
from question_controls import question_controls
from sympy import (
    Add,
    Basic,
    Dummy,
    Float,
    Function,
    IndexedBase,
    Integer,
    Lambda,
    Le,
    Max,
    Ne,
    Or,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    Tuple,
    evaluate,
    log,
    sin,
    sqrt,
    true,
)
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import And, Equivalent, Implies, Not
from wellformed_controls import wellformed_controls

from ldm_symbolic.notation import data_dimension, deviations, latent_dimension, mode, noise, time, time_left
from ldm_symbolic.proof import tactics
from ldm_symbolic.proof.kernel import rules
from ldm_symbolic.proof.kernel.decide import prove
from ldm_symbolic.proof.kernel.fact import Fact
from ldm_symbolic.proof.kernel.rules.sums import within_range
from ldm_symbolic.proof.language.predicate import (
    Clock,
    ForEach,
    Identity,
    Increasing,
    IsDerivative,
    Minimises,
    NonDecreasing,
    SolvesLinearODE,
)
from ldm_symbolic.proof.language.terms import arbitrary
from ldm_symbolic.proof.smt import questions
from ldm_symbolic.proof.smt.solvers import Answer

x, t, u, j, k, D, s = noise, time, time_left, mode, latent_dimension, data_dimension, deviations
y, z, c = (Symbol(letter, real=True) for letter in "yzc")
i, m = (Symbol(letter, integer=True) for letter in "im")
f, g, V = (Function(letter, real=True) for letter in "fgV")
modes, half = (j, 1, k), Rational(1, 2)
assume = rule_cases.assume
DIRECT = (*rules.RULES, *tactics.TACTICS)
"""What a case calls as it is, so that an argument can be replaced by what is none."""


def with_evaluation(on: bool) -> Fact:
    """A fact that needs no arithmetic, asked for while SymPy is told whether to evaluate."""
    condition = y > 0
    with evaluate(on):
        return rules.by_logic(condition, [], hypotheses=[condition])


def attempt_controls() -> Iterator[tuple[str, Control]]:
    """The attempts to prove what is false, and their twins."""
    for kind, found in KINDS.items():
        for attempt in found:
            yield f"{kind}: {attempt.name}", refused(attempt.offence)
            yield f"{kind}: {attempt.name}, legally", shows(attempt.twin)


def case_controls() -> Iterator[tuple[str, Control]]:
    """The cases of each rule: it shows exactly what it should, and refuses altered inputs."""
    for name, case in {**rule_cases.CASES, **rule_cases_of_parts.PARTS}.items():
        yield f"{name} shows", exactly(case)
        for number, changes in enumerate(case.bad):
            yield f"{name} refuses {number}", refused(lambda case=case, changes=changes: case.apply(**changes))


def junk_controls() -> Iterator[tuple[str, Control]]:
    """Every argument of every rule, replaced by what is no argument: that is refused, and not by accident."""
    for name, case in {**rule_cases.CASES, **rule_cases_of_parts.PARTS}.items():
        for argument in case.inputs if name not in ("follows", "in_turn") else ():
            if argument not in ("says", "backward", "above"):
                for junk in (None, "x", Float(1), Symbol("w", positive=True)) if case.rule in DIRECT else ():
                    changes = {argument: junk}
                    yield (
                        f"{name} has no use for {argument} {junk}",
                        refused(lambda case=case, changes=changes: case.apply(**changes)),
                    )
            if case.rule in DIRECT and (argument in case.facts or isinstance(case.inputs[argument], Fact)):
                yield (
                    f"{name} takes no condition for {argument}",
                    refused(lambda case=case, argument=argument: case.rule(**{**ready(case), argument: x > 0})),
                )


def ready(case: Any) -> dict[str, Any]:
    """The inputs of a case as its rule takes them."""
    facts = {
        name: assume(value) for name, value in case.inputs.items() if name in case.facts and not isinstance(value, Fact)
    }
    return {**case.inputs, **facts}


def exactly(case: Any) -> Control:
    def control() -> bool:
        try:
            fact = case.apply()
        except Exception:  # noqa: BLE001 (a legal twin that fails, however)
            return False
        return set(map(str, fact.hypotheses)) == set(case.hypotheses)

    return control


class Doubtful:
    """A solver that says what it is told to."""

    def __init__(self, engine: str, status: str) -> None:
        self.engine, self.status = engine, status

    def ask(self, query: Any, **_: Any) -> Answer:
        return Answer(engine=self.engine, status=self.status, reason="", seconds=0.0, model={})


def second_opinion(status: str, attempt: Callable[[], Any]) -> Control:
    """All is well if nothing is proved when cvc5 does not confirm what z3 says."""

    def control() -> bool:
        honest = questions.solver
        questions.solver = lambda engine: Doubtful(engine, "unsat" if engine == "z3" else status)
        try:
            return refused(attempt)()
        finally:
            questions.solver = honest

    return control


positive = prove([y > 0], y + 1 > 0)
inverse = prove([1 / y > 0], 1 / y > 0)
trivial = prove([], Le(0, 1, evaluate=False))
CASES = [Or(y > 1, y < -1), Implies(y > 1, z > y), Implies(y < -1, z > -y)]
parabola = tactics.derivative(t**2, 2 * t, (t, 0, 1), hypotheses=[])
count = Piecewise((1, x > 0), (2, True))
equation = SolvesLinearODE(V(t), -1, 2, 1, (t, 0, 1))
clock = Clock(f(u), g(x), (u, 0, 1), (x, 0, 3))
rising = NonDecreasing(f(x), (x, 0, 1))
increasing_entries = ForEach(s[j] <= s[j + 1], modes)
hidden = Symbol("w", positive=True)
itself = prove([x >= 1], Identity(1 / x, 1 / x))
first, second = (assume(IsDerivative(*pair, (x, 0, 1))) for pair in ((x**2 / y, 2 * x / y), (2 * x / y, 2 / y)))
bent = assume(2 / y >= 0)
growing = [ForEach(s[j] <= s[j + 1], (j, 1, k - 1)), y > 0, j >= 1, j <= k - 1, s[j] / y >= 0]
everywhere = ForEach(Ne(y, 0), (x, 0, 1))


def sequence_of(term: Any) -> Lambda:
    return Lambda(j, term)


def undefined_minimum() -> Any:
    body = prove([y >= 1], Le(1 / x**2 - 1 / x**2 + Piecewise((1, x > 0)), 2))
    return tactics.for_all(ForEach(body.conclusion, (y, 0, 1)), body, [y])


def of_clocks(inverse: Any) -> Fact:
    """An induction over one index at which the premises lose where an inverse is defined."""

    def phi(index: Any) -> Any:
        return Or(Clock(u, inverse.subs(j, index), (u, 0, 1), (x, 0, 1)), y <= 1)

    step = prove([phi(j), j >= 0, j <= -1, y <= 1], phi(j + 1))
    return rules.by_induction(prove([y <= 1], phi(0)), step, (j, 0, 0))


def raw(kind: Any, *parts: Any) -> Any:
    """A node put together past its constructor."""
    return Basic.__new__(kind, *parts)


CONTROLS: dict[str, Control] = {
    # an argument is of the kind that its rule asks for
    "admit: kinds": refused(lambda: prove([x > 0], x >= 0, effort="2")),
    "admit: kinds, twin": shows(lambda: prove([x > 0], x >= 0, effort=2), x > 0),
    # strict sums need a term
    "sum_over_modes: strict": shows(
        lambda: rules.sum_over_modes(prove([s[j] > 0], s[j] + 1 > 0), modes), Le(1, k, evaluate=False)
    ),
    # instances need what their terms and hypotheses need
    "instantiate: terms": shows(lambda: rules.instantiate(prove([], y**2 + y + 1 > 0), {y: 1 / x}), Ne(x, 0)),
    "instantiate: roots": shows(lambda: rules.instantiate(prove([], y**2 + y + 1 > 0), {y: sqrt(x)}), x >= 0),
    "instantiate: hypotheses": shows(lambda: rules.instantiate(assume(x / s[k] > 0), {x: s[k]}), Ne(s[k], 0)),
    "instantiate: conclusions": shows(
        lambda: rules.instantiate(prove([y * x >= 0], sqrt(y * x) >= 0), {y: s[k] ** 2}), x >= 0
    ),
    "instantiate: a condition": refused(lambda: rules.instantiate(positive, {y: x > 0})),
    "instantiate: a rule that is a condition": refused(
        lambda: rules.instantiate(assume(f(y) > 0), {f: Lambda(x, x > 0)})
    ),
    "instantiate: a hidden rule": refused(lambda: rules.instantiate(assume(f(y) > 0), {f: Lambda(x, hidden * x)})),
    "instantiate: no name": refused(lambda: rules.instantiate(positive, {y + 1: x})),
    "instantiate: kinds": refused(lambda: rules.instantiate(assume(f(y) > 0), {f: IndexedBase("p", real=True)})),
    # logic with undefined values
    "by_logic: an undefined premise": refused(
        lambda: rules.by_logic(z > 1, [assume(1 / y > 0), prove([1 / y > 0, z > 2], z > 1)], hypotheses=[z > 2])
    ),
    "by_logic: Not of an undefined value": refused(
        lambda: rules.by_logic(Not(Identity(1 / y, x)), [prove([Identity(1 / y, x)], Ne(y, 0))], hypotheses=[y <= 0])
    ),
    "by_logic: excluded middle": refused(
        lambda: rules.by_logic(Or(Identity(1 / y, x), Not(Identity(1 / y, x))), [], hypotheses=[y >= 0])
    ),
    "_value: a negation": refused(lambda: rules.by_logic(Not(rising), [], hypotheses=[rising])),
    "_value: an equivalence": refused(lambda: rules.by_logic(Equivalent(rising, clock), [], hypotheses=[rising])),
    "instantiate: what cancels": shows(
        lambda: rules.instantiate(prove([], Le(0, y**2, evaluate=False)), {y: sqrt(x)}), x >= 0
    ),
    "at: between two integers": refused(lambda: rules.at(ForEach(Or(j <= 0, j >= 1), (j, 0, 1)), half)),
    "at: an integer": shows(lambda: rules.at(ForEach(Or(j <= 0, j >= 1), (j, 0, 1)), m), m <= 1),
    "admit: evaluation switched off": refused(lambda: with_evaluation(False)),
    "admit: evaluation switched on": shows(lambda: with_evaluation(True), y > 0),
    "at: numbers": shows(lambda: rules.at(increasing_entries, 2)),
    "at: new obligations": shows(lambda: rules.at(ForEach(sqrt(y * x) >= 0, (x, 0, 9)), s[k] ** 2), y >= 0),
    "for_all: no quantifier": refused(lambda: tactics.for_all(Identity(x, x), trivial, [y])),
    "for_all: integers for reals": refused(
        lambda: tactics.for_all(ForEach(Implies(x > 0, x >= 1), (x, 0, 3)), prove([], Implies(j > 0, j >= 1)), [j])
    ),
    "for_all: no fact": refused(
        lambda: tactics.for_all(ForEach(x + 1 > 0, (x, 0, 1)), prove([y >= 0], y + 1 > 0), [y], facts=[x > 0])
    ),
    "for_all: a condition": refused(
        lambda: tactics.for_all(ForEach(x + 1 > 0, (x, 0, 1)), prove([y >= 0], y + 1 > 0).conclusion, [y])
    ),
    "for_all: undefined bounds": refused(
        lambda: tactics.for_all(ForEach(x + 1 > 0, (x, 0, 1 / z)), prove([y >= 0], y + 1 > 0), [y])
    ),
    "for_sequence: a hidden index": refused(
        lambda: rules.for_sequence(
            assume(s[1] > y), s, Lambda(Symbol("n", integer=True, positive=True), x), total=trivial
        )
    ),
    "sum_over_modes: unequal": refused(lambda: rules.sum_over_modes(prove([s[j] > 0], Ne(s[j], 0)), modes)),
    "_linear: a square": refused(lambda: tactics.equal_sums(Sum(s[j], modes) ** 2, Integer(0), hypotheses=[])),
    "minimum_from_increments: no fact": refused(
        lambda: tactics.minimum_from_increments(Integer(1), j**2, modes, falls=x > 0, rises=trivial)
    ),
    "minimum_from_increments: integers": refused(
        lambda: tactics.minimum_from_increments(
            half,
            (2 * i - 1) ** 2,
            (i, 0, 1),
            falls=prove([i > 0, i <= half], (2 * i - 1) ** 2 <= (2 * i - 3) ** 2),
            rises=prove([i >= 1 + half], (2 * i - 3) ** 2 <= (2 * i - 1) ** 2),
        )
    ),
    "minimum_from_increments: definedness": refused(
        lambda: tactics.minimum_from_increments(
            Integer(1),
            1 / z,
            (i, 1, 1),
            falls=prove([i > 1, i <= 1], Le(1 / z, 1 / z, evaluate=False)),
            rises=prove([i > 1, i <= 1], Le(1 / z, 1 / z, evaluate=False)),
        )
    ),
    "_holds: both cases": shows(
        lambda: rules.by_logic(z > 0, [prove([y > 1, z > y], z > 0), prove([y < -1, z > -y], z > 0)], hypotheses=CASES)
    ),
    "_atom: one or the other": shows(
        lambda: rules.by_logic(
            z > 0, [prove([y < x, z >= 1], z > 0), prove([x <= y, z >= 1], z > 0)], hypotheses=[z >= 1]
        )
    ),
    "_split: part by part": shows(
        lambda: rules.by_logic(ForEach(s[j] > 0, modes), [], hypotheses=[ForEach(And(s[j] > 0, s[j] < 1), modes)])
    ),
    "only_solution: at one time": refused(
        lambda: tactics.only_solution(
            SolvesLinearODE(V(t), 0, 2 * t, 0, (t, 0, 1)),
            t**2,
            rules.by_logic(parabola.conclusion, [parabola], hypotheses=[t >= 5]),
            prove([], Identity(0, 0)),
        )
    ),
    # generalisation
    "for_all: sort": refused(lambda: tactics.for_all(ForEach(j**2 >= j, (j, 0, 3)), prove([x >= 1], x**2 >= x), [x])),
    "for_all: sort of a real one": refused(
        lambda: tactics.for_all(ForEach(x**2 >= x, (x, -1, 3)), prove([], Implies(True, j**2 >= j)), [j])
    ),
    "for_all: hidden": refused(
        lambda: tactics.for_all(ForEach(x**2 + x + 1 > 0, (x, -1, 1)), prove([], z**2 + z + 1 > 0), [hidden])
    ),
    "for_all: definedness": refused(
        lambda: tactics.for_all(ForEach(1 / x > 0, (x, 0, 1)), prove([y >= 0, y <= 1, Ne(y, 0)], 1 / y > 0), [y])
    ),
    "for_all: defined on the range": refused(
        lambda: tactics.for_all(
            Minimises(1, 1 / x, (x, 0, 1)), prove([y > 0, y <= 1], 1 / y >= 1), [y], facts=[trivial]
        )
    ),
    "for_all: at one point": refused(
        lambda: tactics.for_all(Increasing(1 / x, (x, 0, 0)), prove([y >= 0, y < z, z <= 0], 1 / y < 1 / z), [y, z])
    ),
    "for_all: an integer minimum": refused(
        lambda: tactics.for_all(
            Minimises(Rational(1, 2), (2 * j - 1) ** 2, (j, 0, 1)),
            prove([], Le(0, (2 * i - 1) ** 2, evaluate=False)),
            [i],
        )
    ),
    "for_all: variables twice": refused(
        lambda: tactics.for_all(NonDecreasing(f(x), (x, 0, 1)), assume(f(y) <= f(y + 0 * z)), [y, y])
    ),
    # induction
    "by_induction: no base": refused(lambda: tactics.by_induction(trivial, prove([j >= -5], j + 1 >= -5), (j, -9, 3))),
    "by_induction: three ends": refused(lambda: tactics.by_induction(trivial, trivial, (j, 1, k, k))),
    # sequences
    "for_sequence: new obligations": shows(
        lambda: rules.for_sequence(assume(1 / (s[1] - 1) > 0), s, sequence_of(sqrt(x)), total=prove([x >= 1], x >= 0)),
        Ne(sqrt(x) - 1, 0),
    ),
    "for_sequence: conclusions": shows(
        lambda: rules.for_sequence(
            prove([y * s[1] >= 0], sqrt(y * s[1]) >= 0),
            s,
            sequence_of(x**2 / x**4 * z**2),
            total=prove([x > 0], Ne(x, 0)),
        ),
        y / x**2 >= 0,
    ),
    # clocks
    "change_of_clock: lost obligations": refused(
        lambda: tactics.change_of_clock(
            NonDecreasing(sqrt(y * x), (x, 0, 3)),
            Clock(u**2, g(x), (u, 0, sqrt(3)), (x, 0, 3)),
            u,
            backward=False,
            hypotheses=[y >= 0],
        )
    ),
    "change_of_clock: definedness": refused(
        lambda: tactics.change_of_clock(NonDecreasing(1 / x, (x, 0, 3)), clock, t, backward=False, hypotheses=[])
    ),
    "change_of_clock: minimum": shows(
        lambda: tactics.change_of_clock(Minimises(y, x**2, (x, 0, 3)), clock, t, backward=False, hypotheses=[]),
        Le(0, y, evaluate=False),
        Le(y, 3, evaluate=False),
    ),
    "change_of_clock: an old symbol": refused(
        lambda: tactics.change_of_clock(NonDecreasing(x * t, (x, 0, 3)), clock, t, backward=False, hypotheses=[])
    ),
    "clock_level: terms": shows(lambda: tactics.clock_level(clock, 1 / y), Ne(y, 0)),
    "clock_level: the level": shows(
        lambda: tactics.clock_level(Clock(sqrt(u * z), g(x), (u, 0, 1), (x, 0, 3)), y**2), z >= 0
    ),
    "clock_reading: sort": refused(lambda: tactics.clock_reading(clock, y > 0, z)),
    "clock_reading: sort of the level": refused(lambda: tactics.clock_reading(clock, y, z > 0)),
    "clock_level: sort": refused(lambda: tactics.clock_level(clock, y > 0)),
    "clock_order: sort": refused(lambda: tactics.clock_order(clock, y, z > 0)),
    "clock_inverse: sort": refused(lambda: tactics.clock_inverse(clock, z > 0)),
    # equations
    "_stays: a bound that moves": refused(
        lambda: tactics.stays_above(
            SolvesLinearODE(V(t), 0, 0, 1, (t, 0, 1)),
            1 - t**2,
            prove([], Le(0, 0, evaluate=False)),
            prove([], Le(1 - t**2, 1, evaluate=False)),
        )
    ),
    "stays_below: a bound that moves": refused(
        lambda: tactics.stays_below(SolvesLinearODE(V(t), 0, 0, 1, (t, 0, 1)), 1 - t, trivial, trivial)
    ),
    "restricted: one end": refused(
        lambda: tactics.restricted(equation, Integer(-1), (Integer(0),), inside=trivial, same=prove([], Identity(y, y)))
    ),
    "initial_value: defined": refused(lambda: tactics.initial_value(SolvesLinearODE(V(t) / y, -1, 2, 1, (t, 0, 1)))),
    # convexity
    "convex_by_tangents: two letters": refused(
        lambda: tactics.convex_by_tangents(
            -(x**2), -(x + y), (x, -1, 1), y, prove([], Le(-(x**2) + (-(x + y)) * (y - x), -(y**2), evaluate=False))
        )
    ),
    # what a rule of the kernel needs, it takes from facts, and looks at what they say
    "split_sum: within the range": refused(
        lambda: rules.split_sum(Sum(s[j], modes), k - 1, prove([k >= 1], And(k - 1 <= k, k >= 1)))
    ),
    "split_sum: within the range, twin": shows(
        lambda: rules.split_sum(Sum(s[j], modes), k - 1, prove([k >= 1], within_range(Sum(s[j], modes), k - 1))), k >= 1
    ),
    "split_sum: defined": shows(
        lambda: rules.split_sum(Sum(1 / s[j], modes), k - 1, prove([k >= 1], within_range(Sum(s[j], modes), k - 1))),
        ForEach(Ne(s[j], 0), modes),
    ),
    "equal_sums: nothing shown": refused(lambda: rules.equal_sums(abs(s[k]), s[k], [], hypotheses=[s[k] >= 0])),
    "equal_sums: another zero": refused(
        lambda: rules.equal_sums(abs(s[k]), s[k], [prove([], Identity(y - y, 0))], hypotheses=[s[k] >= 0])
    ),
    "equal_sums: under more": refused(
        lambda: rules.equal_sums(
            abs(s[k]), s[k], [prove([s[k] >= 0], Identity(abs(s[k]) - s[k], 0))], hypotheses=[s[k] >= -1]
        )
    ),
    "equal_sums: under as much": shows(
        lambda: rules.equal_sums(
            abs(s[k]), s[k], [prove([s[k] >= 0], Identity(abs(s[k]) - s[k], 0))], hypotheses=[s[k] >= 0]
        ),
        s[k] >= 0,
    ),
    "equal_sums: defined": shows(lambda: rules.equal_sums(1 / y, 1 / y, [], hypotheses=[]), Ne(y, 0)),
    "exchange_sums: defined": shows(
        lambda: rules.exchange_sums(1 / s[i], Sum(s[i] * s[j] / z, modes), (i, 1, D)), ForEach(Ne(z, 0), modes)
    ),
    "derivative: no smoothness": refused(
        lambda: rules.derivative(
            x ** Rational(3, 2),
            3 * sqrt(x) / 2,
            (x, 0, 1),
            [],
            prove([x >= 0], Identity(3 * sqrt(x) / 2, 3 * sqrt(x) / 2)),
        )
    ),
    "derivative: a smoothness elsewhere": refused(
        lambda: rules.derivative(
            log(x), 1 / x, (x, 0, 1), [prove([x >= 1], x > 0)], prove([x >= 1], Identity(1 / x, 1 / x))
        )
    ),
    "derivative: on the interval": shows(
        lambda: rules.derivative(
            log(x), 1 / x, (x, 1, 2), [prove([x >= 1], x > 0)], prove([x >= 1], Identity(1 / x, 1 / x))
        ),
        ForEach(x > 0, (x, 1, 2)),
    ),
    "derivative: of another function": refused(
        lambda: rules.derivative(x**2, 3 * x**2, (x, 0, 1), [], prove([], Identity(3 * x**2, 3 * x**2)))
    ),
    "unique_root: strictly": refused(
        lambda: rules.unique_root(
            prove([], NonDecreasing(Max(x, 0), (x, -1, 1))),
            prove([], Le(0, 0, evaluate=False)),
            prove([], Le(0, 1, evaluate=False)),
            prove([], Le(-1, 1, evaluate=False)),
        )
    ),
    "unique_root: order": refused(
        lambda: rules.unique_root(
            prove([], Increasing(-x, (x, 1, -1))),
            prove([], Le(-1, 0, evaluate=False)),
            prove([], Le(0, 1, evaluate=False)),
            prove([], Le(-1, 1, evaluate=False)),
        )
    ),
    "convex_by_slopes: defined": shows(lambda: rules.convex_by_slopes(first, second, bent), everywhere),
    "monotone_by_slope: defined": shows(
        lambda: rules.monotone_by_slope(first, prove([y > 0, x >= 0], 2 * x / y >= 0)), everywhere
    ),
    "derivative_of_difference: defined": shows(lambda: rules.derivative_of_difference(first, second), everywhere),
    "only_solution: defined": shows(
        lambda: rules.only_solution(
            SolvesLinearODE(V(t), 0, 1 / y, 0, (t, 0, 1)),
            t / y,
            assume(IsDerivative(t / y, 1 / y, (t, 0, 1))),
            assume(Identity(0, 0)),
        ),
        Ne(y, 0),
    ),
    "stays: defined": shows(
        lambda: rules.stays(equation, 1 / y, prove([y >= 1], 2 - 1 / y >= 0), prove([y >= 1], 1 / y <= 1), above=True),
        Ne(y, 0),
    ),
    "restricted: defined": shows(
        lambda: rules.restricted(
            equation,
            Integer(-1),
            (Integer(0), 1 / z),
            inside=assume(And(1 / z >= 0, 1 / z <= 1)),
            same=prove([], Identity(-1, -1)),
        ),
        Ne(z, 0),
    ),
    "by_induction: an inverse of a clock that is not total": refused(lambda: of_clocks(j / x)),
    "by_induction: an inverse of a clock that is total": shows(lambda: of_clocks(j * x), y <= 1),
    "by_induction: defined": shows(
        lambda: rules.by_induction(
            prove([y > 0, s[1] >= 0], s[1] / y >= 0), prove(growing, s[j + 1] / y >= 0), (j, 1, k)
        ),
        ForEach(Ne(y, 0), modes),
    ),
    # derivatives, roots
    "derivative: smoothness": refused(
        lambda: tactics.derivative(x ** Rational(3, 2), 3 * sqrt(x) / 2, (x, 0, 1), hypotheses=[])
    ),
    "_differentiated: under a sum": refused(
        lambda: tactics.derivative(
            Sum(s[j] * x ** Rational(3, 2), modes), Sum(3 * s[j] * sqrt(x) / 2, modes), (x, 0, 1), hypotheses=[]
        )
    ),
    "_differentiated: a step": refused(
        lambda: tactics.derivative(Piecewise((0, x < 0), (1, True)), Integer(0), (x, -1, 1), hypotheses=[])
    ),
    "_differentiated: how many terms": refused(
        lambda: tactics.derivative(Sum(s[j], (j, 1, count)), Integer(0), (x, -1, 1), hypotheses=[])
    ),
    "_require_continuous: how many terms": refused(
        lambda: tactics.unique_root(
            assume(Increasing(x + Sum(s[j], (j, 1, count)), (x, -1, 1))),
            assume(Sum(s[j], (j, 1, 2)) - 1 <= 0),
            assume(1 + Sum(s[j], (j, 1, 1)) >= 0),
        )
    ),
    "unique_root: an interval": refused(
        lambda: tactics.unique_root(
            prove([], Increasing(-x, (x, 1, -1))),
            prove([], Le(-1, 0, evaluate=False)),
            prove([], Le(0, 1, evaluate=False)),
        )
    ),
    "unique_root: facts": refused(
        lambda: tactics.unique_root(
            Increasing(x, (x, -1, 1)), prove([], Le(-1, 0, evaluate=False)), prove([], Le(0, 1, evaluate=False))
        )
    ),
    # letters that a question invents clash with no hypothesis
    "decide: fresh variables": refused(lambda: prove([x_1 >= 5], ForEach(x >= 5, (x, 0, 9)))),
    "decide: fresh indices": refused(lambda: prove([i_1 >= 5], ForEach(i >= 5, (i, 0, 9)))),
    "decide: bound variables": refused(
        lambda: prove([ForEach(y >= 5, (y, 5, 9)), x_1 >= 5], ForEach(x >= 5, (x, 0, 9)))
    ),
    # two solvers
    **{
        f"decide: cvc5 says {status}": second_opinion(status, lambda: prove([x > 1], x**2 > 1))
        for status in ("sat", "unknown", "time-out", "error")
    },
    **{
        f"decide: cvc5 says {status} of several": second_opinion(
            status,
            lambda: prove([x > 1, y > 1], Identity(1 / x + 1 / y + 1 / (x + y), (y + x) / (x * y) + 1 / (x + y))),
        )
        for status in ("sat", "unknown", "time-out", "error")
    },
    "decide: definedness": refused(lambda: prove([], Ne(1 / x, 0, evaluate=False))),
    "decide: definedness of the conclusion of a rule": refused(
        lambda: tactics.split_sum(Sum(1 / x, (j, 1, 3)), 1, hypotheses=[])
    ),
    # what is no term
    "check: float": refused(lambda: prove([], x + Float(1) > x)),
    "check: sine": refused(lambda: prove([], Identity(sin(x), sin(x)))),
    "check: arbitrary": refused(lambda: prove([arbitrary(x) > 0], arbitrary(x) > 0)),
    "check: symbol": refused(lambda: prove([hidden > 0], hidden + z**2 + z > -1)),
    "check: dummy": refused(lambda: prove([Dummy("d", real=True) > 0], z**2 + z + 1 > 0)),
    "check: function": refused(lambda: prove([Function("h", positive=True)(x) < 1], z**2 + z + 1 > 0)),
    "check: label": refused(lambda: prove([IndexedBase("p", positive=True)[1] < 1], z**2 + z + 1 > 0)),
    "check: label behind equality": refused(
        lambda: prove([IndexedBase(Symbol("p", real=True), positive=True)[1] < 1], z**2 + z + 1 > 0)
    ),
    "check: shape of a sequence": refused(
        lambda: prove([IndexedBase("p", shape=(3,), real=True)[1] < 1], z**2 + z + 1 > 0)
    ),
    "check: sort of a label": refused(
        lambda: prove([raw(Le, IndexedBase(Symbol("p", integer=True), real=True)[1], Integer(1))], z**2 + z + 1 > 0)
    ),
    "check: index": refused(lambda: prove([raw(Le, s[x], Integer(1))], z**2 + z + 1 > 0)),
    "check: two indices": refused(lambda: prove([raw(Le, s[1, 2], Integer(1))], z**2 + z + 1 > 0)),
    "check: function of a condition": refused(lambda: prove([raw(Le, raw(f, x > 0), Integer(1))], z**2 + z + 1 > 0)),
    "check: a sum of conditions": refused(lambda: prove([raw(Le, raw(Add, x, y > 0), Integer(1))], z**2 + z + 1 > 0)),
    "check: a joined number": refused(lambda: prove([raw(And, x, y > 0)], z**2 + z + 1 > 0)),
    "check: a single argument": refused(lambda: prove([raw(Le, raw(Add, x), Integer(1))], z**2 + z + 1 > 0)),
    "check: exponent": refused(lambda: prove([x**y > 0], z**2 + z + 1 > 0)),
    "check: undone root": refused(lambda: prove([x > Pow(4, Rational(1, 2), evaluate=False)], z**2 + z + 1 > 0)),
    "check: undone sum": refused(lambda: prove([x > Add(1, -4, evaluate=False)], z**2 + z + 1 > 0)),
    "check: root of a number": refused(
        lambda: prove([x > Pow(3 - sqrt(2), Rational(1, 2), evaluate=False)], z**2 + z + 1 > 0)
    ),
    "check: logarithm of a number": refused(lambda: prove([x > log(3 - sqrt(2))], z**2 + z + 1 > 0)),
    "check: cases": refused(lambda: prove([raw(Le, raw(Piecewise, Tuple(x, y > 0)), Integer(1))], z**2 + z + 1 > 0)),
    "check: dead cases": refused(
        lambda: prove(
            [raw(Le, raw(Piecewise, Tuple.__new__(ExprCondPair, x, true), Tuple.__new__(ExprCondPair, y, y > 0)), x)],
            z**2 + z + 1 > 0,
        )
    ),
    "check: predicate": refused(lambda: prove([raw(ForEach, x > 0)], z**2 + z + 1 > 0)),
    "check: limits": refused(lambda: prove([raw(Le, raw(Sum, x, Tuple(j, 1)), Integer(1))], z**2 + z + 1 > 0)),
    "check: no symbol": refused(lambda: prove([raw(Le, raw(Sum, x, Tuple(s[1], 1, 2)), Integer(1))], z**2 + z + 1 > 0)),
    "check: bounds": refused(lambda: prove([raw(Le, raw(Sum, s[j], Tuple(j, 1, j)), Integer(1))], z**2 + z + 1 > 0)),
    "check: half a bound": refused(
        lambda: prove([raw(Le, raw(Sum, s[j], Tuple(j, 1, x)), Integer(1))], z**2 + z + 1 > 0)
    ),
    "check: backwards": refused(
        lambda: prove([raw(Le, raw(Sum, s[j], Tuple(j, 1, Integer(-3))), Integer(1))], z**2 + z + 1 > 0)
    ),
    # facts are made here alone
    "Fact: constructed": fails(lambda: Fact(), TypeError),
    "Fact: subclassed": fails(lambda: type("Forged", (Fact,), {}), TypeError),
    "Fact: changed": fails(lambda: setattr(trivial, "rule", "x"), AttributeError, "cannot be changed"),
    "Fact: deleted": fails(lambda: delattr(trivial, "rule"), AttributeError, "cannot be changed"),
    "Fact: pickled": fails(lambda: pickle.dumps(trivial), TypeError, "pickled"),
    "Fact: hollow": refused(lambda: object.__new__(Fact).conclusion),
    "door: text": refused(lambda: rules.at(rising, "x", 1)),
    "door: bool": refused(lambda: prove([], True)),
    "door: nothing": refused(lambda: rules.instantiate(None, {})),
    "door: constant": refused(lambda: prove([], true)),
    "door: hidden constant": refused(lambda: prove([], raw(ForEach, true, Tuple(x, 0, 1)))),
}


x_1, i_1 = Symbol("x_1", real=True), Symbol("i_1", integer=True)


def controls() -> dict[str, Control]:
    """All controls by name."""
    beside = {**lost_controls(), **language_controls(), **wellformed_controls(), **question_controls()}
    return {**dict(case_controls()), **dict(junk_controls()), **dict(attempt_controls()), **CONTROLS, **beside}
