"""One sound application of every rule, with altered inputs and altered conclusions that must be refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sympy import (
    Abs,
    And,
    Equivalent,
    Function,
    Ge,
    Implies,
    Integer,
    Lambda,
    Le,
    Or,
    Piecewise,
    Rational,
    Sum,
    Symbol,
    exp,
    sin,
    sqrt,
)
from sympy.logic.boolalg import Boolean
from worked_proofs import clock

from ldm_symbolic.notation import (
    data_dimension,
    deviations,
    estimated_deviations,
    horizon,
    horizon_noise,
    latent_dimension,
    mode,
    noise,
    time,
    time_left,
)
from ldm_symbolic.proof import tactics
from ldm_symbolic.proof.kernel import rules
from ldm_symbolic.proof.kernel.decide import prove
from ldm_symbolic.proof.kernel.fact import Fact
from ldm_symbolic.proof.kernel.rules import by_logic
from ldm_symbolic.proof.language.predicate import (
    Convex,
    Decreasing,
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
from ldm_symbolic.proof.tactics import discharging

x, X, j, k, D, t, u, T = noise, horizon_noise, mode, latent_dimension, data_dimension, time, time_left, horizon
s, s_hat = deviations, estimated_deviations
y, z, c = (Symbol(letter, real=True) for letter in "yzc")
i, m = (Symbol(letter, integer=True) for letter in "im")
a, b = Function("a2", real=True), Function("abar", real=True)
zero, one = Integer(0), Integer(1)


def assume(condition: Boolean) -> Fact:
    """Return the trivial fact condition |- condition, to feed a rule with."""
    return by_logic(condition, [], hypotheses=[condition])


@dataclass(frozen=True, kw_only=True)
class Case:
    """A rule, inputs for which it is sound, what it then shows, and neighbours that it must refuse.

    Args:
        rule: called with the inputs; a Boolean among those named in `facts` is first assumed.
        hypotheses: of the resulting fact, as text.
        bad: changes of the inputs.
        wrong: conclusions, or pairs of a conclusion and hypotheses (as text) that are dropped.
    """

    rule: Callable[..., Fact]
    inputs: dict[str, Any]
    conclusion: Boolean
    hypotheses: list[str]
    facts: tuple[str, ...] = ()
    bad: list[dict[str, Any]] = field(default_factory=list)
    wrong: list[Any] = field(default_factory=list)

    def apply(self, **changes: Any) -> Fact:
        """Apply the rule to the inputs, some of them changed."""
        inputs = {**self.inputs, **changes}
        ready = {n: assume(v) if n in self.facts and isinstance(v, Boolean) else v for n, v in inputs.items()}
        return self.rule(**ready)


span = (x, zero, X)
square, slope, bend = x**2, 2 * x, Integer(2)
is_slope, is_bend = IsDerivative(square, slope, span), IsDerivative(slope, bend, span)
convex = Convex(square, span)
inside = (x >= 0, x <= X)
modes = (j, 1, k)
total = Sum(s[j], modes)

above_two, above_one = prove([x > 2], x > 1), prove([x > 1], x > 0)

LOGIC = {
    "by_logic": Case(
        rule=lambda goal, facts, hypotheses: by_logic(goal, facts, hypotheses=hypotheses),
        inputs={"goal": x > 0, "facts": [above_two, above_one], "hypotheses": [x > 2]},
        conclusion=x > 0,
        hypotheses=["x > 2"],
        bad=[
            {"hypotheses": []},
            {"hypotheses": [x >= 2]},
            {"hypotheses": [y > 2]},
            {"hypotheses": [Or(x > 2, x <= 2)]},
            {"facts": [above_one]},
            {"facts": [above_two]},
            {"facts": [above_two, prove([x > 1], x >= 0)]},
            {"facts": [prove([x > 2], x >= 1), above_one]},
            {"goal": x > 1 + Rational(1, 2)},
            {"goal": x < 0},
            {"goal": y > 0},
            {"goal": And(x > 0, 1 / x > 0)},
            {"goal": Implies(x > 1, y > 0)},
            {"facts": [above_two, "x > 0"]},
        ],
    ),
    "follows": Case(
        rule=lambda goal, facts, hypotheses: tactics.follows(goal, facts, hypotheses=hypotheses),
        inputs={"goal": x**2 > 0, "facts": [above_one], "hypotheses": [x > 2]},
        conclusion=x**2 > 0,
        hypotheses=["x > 2"],
        bad=[
            {"hypotheses": []},
            {"hypotheses": [x > -1]},
            {"hypotheses": [y > 2]},
            {"facts": [], "hypotheses": [x >= 0]},
            {"facts": [prove([x > 3], x > 0)]},
            {"facts": [prove([y > 1], y > 0)]},
            {"goal": x**2 > 5},
            {"goal": -(x**2) > 0},
            {"goal": x * y > 0},
            {"goal": 1 / (x - 3) > -9},
            {"goal": sqrt(x - 3) >= 0},
        ],
    ),
    "in_turn": Case(
        rule=lambda goal, facts, hypotheses: tactics.in_turn(goal, facts, hypotheses=hypotheses),
        inputs={"goal": x**3 > 0, "facts": [above_two, above_one], "hypotheses": [x > 2]},
        conclusion=x**3 > 0,
        hypotheses=["x > 2"],
        bad=[
            {"hypotheses": []},
            {"hypotheses": [x > 1]},
            {"hypotheses": [y > 2]},
            {"hypotheses": [Or(x > 2, x <= 2)]},
            {"facts": [], "hypotheses": [x >= 0]},
            {"facts": [prove([x > 3], x > 0)]},
            {"facts": [prove([y > 1], y > 0)]},
            {"goal": x**2 > 5},
            {"goal": x**3 < 0},
            {"goal": x * y > 0},
            {"goal": 1 / (x - 3) > -9},
            {"facts": [above_two, x > 0]},
        ],
    ),
    "instantiate": Case(
        rule=rules.instantiate,
        facts=("fact",),
        inputs={"fact": ForEach(s[j] > x, modes), "mapping": {x: y + 1, k: i}},
        conclusion=ForEach(s[j] > y + 1, (j, 1, i)),
        hypotheses=["ForEach(s[j] > y + 1, (j, 1, i))"],
        bad=[
            {"mapping": {k: x}},
            {"mapping": {k: Rational(1, 2)}},
            {"mapping": {k: i / 2}},
            {"mapping": {k: s[i]}},
            {"mapping": {x: x > 0}},
            {"mapping": {x: sin(y)}},
            {"mapping": {x: Symbol("w")}},
            {"mapping": {x: Symbol("w", positive=True)}},
            {"mapping": {s: Lambda(j, 1 / x)}},
            {"mapping": {s: Lambda(j, sqrt(x))}},
            {"mapping": {s: Lambda((j, i), x)}},
            {"mapping": {s: Lambda(y, x)}},
            {"mapping": {s: a}},
            {"mapping": {s: x}},
            {"mapping": {x: y.n() + 0.5}},
        ],
    ),
}

rising = NonDecreasing(square, span)
least = Minimises(y, square, span)
fall_step = [s[m] <= s[i], ForEach(s[j + 1] <= s[j], (j, 1, D - 1)), m >= i, m <= D - 1, i >= 1]
QUANTIFIERS = {
    "at": Case(
        rule=lambda predicate, terms: rules.at(predicate, *terms),
        inputs={"predicate": rising, "terms": (y, z)},
        conclusion=y**2 <= z**2,
        hypotheses=[str(rising), "0 <= y", "y <= z", "z <= X"],
        bad=[
            {"terms": (y,)},
            {"terms": (y, z, t)},
            {"terms": (y, z > 0)},
            {"terms": (y, sin(z))},
            {"predicate": x > 0},
            {"predicate": is_slope},
            {"predicate": ForEach(s[j] > 0, modes), "terms": (x,)},
            {"predicate": ForEach(s[j] > 0, modes), "terms": (Rational(1, 2),)},
            {"predicate": ForEach(s[j] > 0, modes), "terms": (s[k],)},
        ],
        wrong=[
            y**2 < z**2,
            z**2 <= y**2,
            (y**2 <= z**2, ["0 <= y"]),
            (y**2 <= z**2, ["y <= z"]),
            y**2 + Rational(1, 100) <= z**2,
        ],
    ),
    "in_range": Case(
        rule=tactics.in_range,
        inputs={"predicate": least},
        conclusion=And(y >= 0, y <= X),
        hypotheses=[str(least)],
        bad=[{"predicate": x > 0}, {"predicate": is_slope}, {"predicate": UniqueRoot(square, span)}],
        wrong=[y > 0, y < X, y <= 0, y >= X, X > 0, y <= X - 1, y >= 1, x <= X],
    ),
    "for_all": Case(
        rule=lambda predicate, fact, variables, facts: tactics.for_all(predicate, fact, variables, facts=facts),
        inputs={
            "predicate": NonDecreasing(c * square, span),
            "fact": prove([c >= 0, y >= 0, y <= z], c * y**2 <= c * z**2),
            "variables": (y, z),
            "facts": (),
        },
        conclusion=NonDecreasing(c * square, span),
        hypotheses=["c >= 0"],
        bad=[
            {"variables": (y,)},
            {"variables": (y, y)},
            {"variables": (z, y)},
            {"variables": (y, c)},
            {"variables": (i, m)},
            {"predicate": NonDecreasing(c * square, (x, -1, X))},
            {"predicate": NonIncreasing(c * square, span)},
            {"predicate": NonDecreasing(2 * c * square, span)},
            {"predicate": NonDecreasing(c * square, (x, 0, z))},
            {"predicate": Increasing(c * square, span)},
            {"fact": prove([c >= 0, y >= 1, y <= z], c * y**2 <= c * z**2)},
            {"fact": prove([y >= 0, y <= z, c * y >= 0, c * z >= 0], c * y**2 <= c * z**2)},
            {
                "predicate": Minimises(zero, square, span),
                "fact": prove([y >= 0], Ge(y**2, 0, evaluate=False)),
                "variables": (y,),
            },
            {
                "predicate": Minimises(one, (x - 1) ** 2, span),
                "fact": prove([y >= 0], Le(0, (y - 1) ** 2, evaluate=False)),
                "variables": (y,),
                "facts": (prove([], Ge(one, 0, evaluate=False)),),
            },
        ],
    ),
    "for_each_mode": Case(
        rule=tactics.for_each_mode,
        inputs={"fact": prove([s[j] > 0, x > 0, j >= 1, j <= k], x * s[j] > 0), "limits": modes},
        conclusion=ForEach(x * s[j] > 0, modes),
        hypotheses=["x > 0", "ForEach(s[j] > 0, (j, 1, k))"],
        bad=[
            {"limits": (x, 0, 1)},
            {"limits": (j, 1, x)},
            {"limits": (j, x, k)},
            {"limits": (j, 1, j)},
            {"limits": (j, j, k)},
            {"limits": (j, 1, k / 2)},
            {"fact": x > 0},
        ],
        wrong=[
            ForEach(x * s[j] > 0, (j, 1, k + 1)),
            ForEach(x * s[j] > 0, (j, 0, k)),
            ForEach(x * s[j] > 1, modes),
            x * s[j] > 0,
            (ForEach(x * s[j] > 0, modes), ["x > 0"]),
            ForEach(x * s_hat[j] > 0, modes),
        ],
    ),
    "by_induction": Case(
        rule=tactics.by_induction,
        inputs={
            "base": prove([i >= 1], Le(s[i], s[i], evaluate=False)),
            "step": prove(fall_step, s[m + 1] <= s[i]),
            "limits": (m, i, D),
        },
        conclusion=s[m] <= s[i],
        hypotheses=["i >= 1", str(fall_step[1]), "i <= m", "m <= D"],
        bad=[
            {"limits": (m, i - 1, D)},
            {"limits": (m, i, D + 1)},
            {"limits": (m, i + 1, D)},
            {"limits": (x, 0, 1)},
            {"limits": (i, 1, D)},
            {"limits": (m, i, m)},
            {"base": prove([x > 0], x > -1)},
            {"base": prove([m >= 1], Le(s[i], s[i], evaluate=False)), "limits": (m, i, D)},
            {"step": prove([s[m] < s[i], *fall_step[1:]], s[m + 1] <= s[i])},
            {"step": prove([*fall_step, s[m] > 0], s[m + 1] <= s[i])},
            {"step": prove([*fall_step, m <= 7], s[m + 1] <= s[i])},
        ],
        wrong=[s[m] < s[i], (s[m] <= s[i], ["i <= m"]), (s[m] <= s[i], ["m <= D"])],
    ),
}

SUMS = {
    "sum_over_modes": Case(
        rule=rules.sum_over_modes,
        inputs={"fact": prove([s[j] > 0, x > 0, j >= 1], x * s[j] >= 0), "limits": modes},
        conclusion=Sum(x * s[j], modes) >= 0,
        hypotheses=["x > 0", "ForEach(s[j] > 0, (j, 1, k))"],
        bad=[
            {"limits": (x, 0, 1)},
            {"limits": (j, 1, x)},
            {"limits": (j, 1, j)},
            {"fact": prove([s[j] > 0], Or(s[j] > 0, x > 0))},
            {"fact": NonDecreasing(s[j] * x, span)},
            {"fact": prove([Sum(s[j], modes) > 0], Sum(s[j], modes) > -1), "limits": (i, 1, D)},
        ],
        wrong=[
            Sum(x * s[j], modes) > 0,
            Sum(x * s[j], modes) >= 1,
            Sum(x * s[j], modes) <= 0,
            Sum(x * s[j], (j, 1, k + 1)) >= 0,
            Sum(x * s[j], (j, 0, k)) >= 0,
            Sum(s[j], modes) >= 0,
            x * s[j] >= 0,
        ],
        facts=("fact",),
    ),
    "split_sum": Case(
        rule=lambda total, last, hypotheses: tactics.split_sum(total, last, hypotheses=hypotheses),
        inputs={"total": total, "last": k - 1, "hypotheses": [k >= 1]},
        conclusion=Identity(total, Sum(s[j], (j, 1, k - 1)) + s[k]),
        hypotheses=["k >= 1"],
        bad=[
            {"hypotheses": []},
            {"hypotheses": [k >= 0]},
            {"hypotheses": [D >= 1]},
            {"last": k + 1},
            {"last": Integer(-1)},
            {"last": x},
            {"last": j},
            {"last": k - Rational(1, 2)},
            {"total": s[k]},
            {"total": Sum(1 / s[j], modes)},
        ],
        wrong=[
            Identity(total, Sum(s[j], (j, 1, k - 1))),
            Identity(total, Sum(s[j], (j, 1, k - 1)) + s[k - 1]),
            Identity(total, Sum(s[j], (j, 1, k - 1)) + s[j]),
        ],
    ),
    "empty_sum": Case(
        rule=lambda total, hypotheses: tactics.empty_sum(total, hypotheses=hypotheses),
        inputs={"total": total, "hypotheses": [k <= 0]},
        conclusion=Identity(total, zero),
        hypotheses=["k <= 0"],
        bad=[
            {"hypotheses": []},
            {"hypotheses": [k <= 1]},
            {"hypotheses": [k >= 0]},
            {"hypotheses": [D <= 0]},
            {"total": Sum(s[j], (j, 0, k))},
            {"total": Sum(s[j], (j, k, 1))},
            {"total": s[k]},
        ],
        wrong=[
            Identity(total, one),
            Identity(Sum(s[j], (j, 1, k + 1)), zero),
            Identity(s[1], zero),
        ],
    ),
    "constant_sum": Case(
        rule=lambda total, hypotheses: tactics.constant_sum(total, hypotheses=hypotheses),
        inputs={"total": Sum(x, modes), "hypotheses": [k >= 0]},
        conclusion=Identity(Sum(x, modes), k * x),
        hypotheses=["k >= 0"],
        bad=[
            {"hypotheses": []},
            {"hypotheses": [k >= -1]},
            {"total": total},
            {"total": Sum(x * j, modes)},
            {"total": s[k]},
            {"total": Sum(1 / x, modes)},
            {"total": Sum(x, (j, 3, k))},
        ],
        wrong=[
            Identity(Sum(x, modes), (k + 1) * x),
            Identity(Sum(x, modes), (k - 1) * x),
            Identity(Sum(x, modes), x),
            Sum(x, modes) >= 0,
        ],
    ),
    "equal_sums": Case(
        rule=lambda left, right, hypotheses: tactics.equal_sums(left, right, hypotheses=hypotheses),
        inputs={
            "left": Sum(x * Abs(s[j]), modes) - x * Sum(s_hat[i], (i, 1, k)) + y,
            "right": x * Sum(s[j] - s_hat[j], modes) + y,
            "hypotheses": [ForEach(s[j] > 0, modes)],
        },
        conclusion=Identity(
            Sum(x * Abs(s[j]), modes) - x * Sum(s_hat[i], (i, 1, k)) + y, x * Sum(s[j] - s_hat[j], modes) + y
        ),
        hypotheses=["ForEach(s[j] > 0, (j, 1, k))"],
        bad=[
            {"hypotheses": []},
            {"hypotheses": [ForEach(s[j] > 0, (j, 2, k))]},
            {"hypotheses": [ForEach(s[j] > 0, (j, 1, k - 1))]},
            {"hypotheses": [s[j] > 0]},
            {"right": x * Sum(s[j] - s_hat[j], modes) + y + 1},
            {"right": x * Sum(s[j] + s_hat[j], modes) + y},
            {"right": x * Sum(s[j] - s_hat[j], (j, 1, k + 1)) + y},
            {"right": x * Sum(s[j] - s_hat[j + 1], modes) + y},
            {"right": y * Sum(s[j] - s_hat[j], modes) + y},
            {"right": x * Sum(s[j] - s_hat[j], modes) ** 2 + y},
            {"right": j * Sum(s[j] - s_hat[j], modes) + y},
            {"left": Sum(j * s[j], modes), "right": j * Sum(s[j], modes)},
            {"left": Sum(1 / s_hat[j], modes), "right": Sum(1 / s_hat[j], modes)},
        ],
    ),
    "minimum_from_increments": Case(
        rule=lambda point, values, limits, falls, rises: tactics.minimum_from_increments(
            point, values, limits, falls=falls, rises=rises
        ),
        inputs={
            "point": k,
            "values": (i - k) ** 2,
            "limits": (i, 1, D),
            "falls": prove([i <= k, i > 1], (i - k) ** 2 <= (i - 1 - k) ** 2),
            "rises": prove([i >= k + 1, i <= D], (i - 1 - k) ** 2 <= (i - k) ** 2),
        },
        conclusion=Minimises(k, (i - k) ** 2, (i, 1, D)),
        hypotheses=["1 <= k", "k <= D"],
        bad=[
            {"point": k + 1},
            {"point": k - 1},
            {"point": x},
            {"limits": (i, 1, x)},
            {"limits": (x, 1, D)},
            {"values": (i - k) ** 3},
            {"values": -((i - k) ** 2)},
            {"values": (i - k + 1) ** 2},
            {"falls": prove([i <= k - 1, i > 1], (i - k) ** 2 <= (i - 1 - k) ** 2)},
            {"falls": prove([i <= k], (i - k) ** 2 < (i - 1 - k) ** 2)},
            {"rises": prove([i >= k + 2, i <= D], (i - 1 - k) ** 2 <= (i - k) ** 2)},
            {"rises": prove([i >= k + 1, i <= 5], (i - 1 - k) ** 2 <= (i - k) ** 2)},
        ],
        wrong=[
            (Minimises(k, (i - k) ** 2, (i, 1, D)), ["1 <= k"]),
            (Minimises(k, (i - k) ** 2, (i, 1, D)), ["k <= D"]),
            Minimises(k + 1, (i - k) ** 2, (i, 1, D)),
            Minimises(k, (i - k) ** 2 - 2 * i, (i, 1, D)),
        ],
    ),
}

tangent_sentence = Ge(y**2, x**2 + 2 * x * (y - x))


def with_order(rising: Fact) -> Fact:
    """Return the same fact, with X >= 0 as one more hypothesis."""
    return by_logic(rising.conclusion, [rising], hypotheses=[*rising.hypotheses, X >= 0])


DERIVATIVES = {
    "derivative": Case(
        rule=lambda function, slope, limits, hypotheses: tactics.derivative(
            function, slope, limits, hypotheses=hypotheses
        ),
        inputs={
            "function": sqrt(x + y) + Sum(s[j] / (x + s_hat[j]), modes),
            "slope": 1 / (2 * sqrt(x + y)) - Sum(s[j] / (x + s_hat[j]) ** 2, modes),
            "limits": span,
            "hypotheses": [y > 0, ForEach(s_hat[j] > 0, modes)],
        },
        conclusion=IsDerivative(
            sqrt(x + y) + Sum(s[j] / (x + s_hat[j]), modes),
            1 / (2 * sqrt(x + y)) - Sum(s[j] / (x + s_hat[j]) ** 2, modes),
            span,
        ),
        hypotheses=["y > 0", "ForEach(s_hat[j] > 0, (j, 1, k))"],
        bad=[
            {"hypotheses": [y >= 0, ForEach(s_hat[j] > 0, modes)]},
            {"hypotheses": [y > 0, ForEach(s_hat[j] >= 0, modes)]},
            {"hypotheses": [y > 0, ForEach(s_hat[j] > 0, (j, 2, k))]},
            {"hypotheses": [y > 0, ForEach(s_hat[j] > 0, modes), x > 0]},
            {"limits": (x, -1, X)},
            {"limits": (y, zero, X)},
            {"slope": 1 / sqrt(x + y) - Sum(s[j] / (x + s_hat[j]) ** 2, modes)},
            {"slope": 1 / (2 * sqrt(x + y)) + Sum(s[j] / (x + s_hat[j]) ** 2, modes)},
            {"slope": 1 / (2 * sqrt(x + y)) - Sum(s[j] / (x + s_hat[j]) ** 2, (j, 1, k + 1))},
            {"slope": zero},
            {"function": Abs(x), "slope": one},
            {"function": Piecewise((x, x > 1), (1, True)), "slope": one},
            {"function": a(x), "slope": zero},
            {"function": Sum(s[j] * x, modes), "slope": s[j]},
            {"function": i**2, "slope": 2 * i, "limits": (i, 0, 1)},
        ],
    ),
    "monotone_by_slope": Case(
        rule=tactics.monotone_by_slope,
        facts=("slope", "sign"),
        inputs={"slope": is_slope, "sign": prove([x > 0], 2 * x > 0)},
        conclusion=Increasing(square, span),
        hypotheses=[str(is_slope)],
        bad=[
            {"sign": prove([x > 0], 2 * x > -1)},
            {"sign": prove([x > 1], 2 * x > 0)},
            {"sign": prove([x >= 0], x >= 0)},
            {"sign": prove([x >= 0, x <= X, X <= 1, x >= X], 2 * x >= 0)},
            {"sign": prove([y > 0], 2 * y > 0)},
            {"sign": 2 * x > 0},
            {"slope": IsDerivative(square, 3 * x, span)},
            {"slope": IsDerivative(square, slope, (x, -1, X))},
            {"slope": convex},
            {"slope": NonDecreasing(square, span)},
        ],
        wrong=[Decreasing(square, span), Increasing(square - x, span), Increasing(square, (x, -1, X))],
    ),
    "derivative_of_difference": Case(
        rule=tactics.derivative_of_difference,
        facts=("first", "second"),
        inputs={"first": IsDerivative(a(x), 3 * square, span), "second": is_slope},
        conclusion=IsDerivative(a(x) - square, 3 * square - slope, span),
        hypotheses=[str(IsDerivative(a(x), 3 * square, span)), str(is_slope)],
        bad=[
            {"first": IsDerivative(a(x), 3 * square, (x, -1, X))},
            {"second": IsDerivative(square, slope, (x, zero, 2 * X))},
            {"second": IsDerivative(y**2, 2 * y, (y, zero, X))},
            {"first": NonDecreasing(a(x), span)},
            {"second": convex},
            {"second": 2 * x > 0},
            {"first": Identity(a(x), square)},
            {"first": SolvesLinearODE(a(x), zero, slope, zero, span)},
        ],
        wrong=[
            IsDerivative(a(x) - square, 3 * square + slope, span),
            IsDerivative(square - a(x), 3 * square - slope, span),
            IsDerivative(a(x) - square, slope - 3 * square, span),
            IsDerivative(a(x) + square, 3 * square - slope, span),
            IsDerivative(a(x) - square, 3 * square - slope, (x, -1, X)),
            (IsDerivative(a(x) - square, 3 * square - slope, span), [str(is_slope)]),
        ],
    ),
    "unique_root": Case(
        rule=lambda rising, low, high: tactics.unique_root(with_order(rising), low, high),
        facts=("rising", "low", "high"),
        inputs={"rising": Increasing(square - y, span), "low": -y <= 0, "high": X**2 - y >= 0},
        conclusion=UniqueRoot(square - y, span),
        hypotheses=[str(Increasing(square - y, span)), "-y <= 0", "X**2 - y >= 0", "X >= 0"],
        bad=[
            {"rising": NonDecreasing(square - y, span)},
            {"rising": Increasing(square - z, span)},
            {"rising": Increasing(square - y, (x, -1, X))},
            {"rising": Increasing(k - y, (k, 0, D))},
            {"rising": Increasing(a(x) - y, span), "low": a(0) - y <= 0, "high": a(X) - y >= 0},
            {
                "rising": Increasing(Piecewise((x, x < 1), (x + 1, True)), span),
                "low": prove([], Le(0, 0, evaluate=False)),
                "high": Piecewise((X, X < 1), (X + 1, True)) >= 0,
            },
            {"low": -y >= 0},
            {"low": -y <= 1},
            {"high": X**2 - y <= 0},
            {"high": X - y >= 0},
        ],
    ),
}
CONVEXITY = {
    "convex_by_slopes": Case(
        rule=tactics.convex_by_slopes,
        facts=("first", "second", "sign"),
        inputs={
            "first": IsDerivative(x**3, 3 * square, span),
            "second": IsDerivative(3 * square, 6 * x, span),
            "sign": prove([x > 0], 6 * x > 0),
        },
        conclusion=Convex(x**3, span),
        hypotheses=[str(IsDerivative(x**3, 3 * square, span)), str(IsDerivative(3 * square, 6 * x, span))],
        bad=[
            {"sign": prove([x < 0], 6 * x < 0)},
            {"sign": prove([x > 1], 6 * x > 0)},
            {"sign": prove([x > 0], 6 * x > -1)},
            {"sign": prove([x > 0], 5 * x > 0)},
            {"sign": 6 * x > 0},
            {"first": IsDerivative(x**3, 2 * square, span)},
            {"first": IsDerivative(x**3, 3 * square, (x, -1, X))},
            {"second": IsDerivative(3 * square, 6 * x, (x, 0, 1))},
            {"second": IsDerivative(square, 6 * x, span)},
            {"second": IsDerivative(3 * square, 5 * x, span)},
            {"first": convex},
            {"second": convex},
        ],
    ),
    "convex_by_tangents": Case(
        rule=tactics.convex_by_tangents,
        facts=("fact",),
        inputs={
            "function": square,
            "slope": slope,
            "limits": span,
            "other": y,
            "fact": prove([x >= 0, y <= X], tangent_sentence),
        },
        conclusion=convex,
        hypotheses=[],
        bad=[
            {"other": x},
            {"other": X},
            {"other": i},
            {"other": z},
            {"slope": 3 * x},
            {"function": -square},
            {"function": 2 * square},
            {"limits": (y, zero, X)},
            {"fact": tangent_sentence},
            {"fact": prove([x > 1], tangent_sentence)},
            {"fact": prove([x + y > 0], tangent_sentence)},
        ],
    ),
}
mismatches: list[dict[str, Any]] = [
    {"order": X >= 0},
    {"order": X < 0},
    {"order": X > 1},
    {"convex": Convex(2 * square, span)},
    {"convex": Convex(square, (x, -1, X))},
    {"convex": NonDecreasing(square, span)},
    {"slope": IsDerivative(2 * square, slope, span)},
    {"slope": IsDerivative(square, slope, (x, 0, 1))},
    {"slope": convex},
]
inner_ends = [assume(y > 0), assume(y < X)]
CONVEXITY |= {
    "slope_at": Case(
        rule=discharging.slope_at,
        facts=("convex", "slope"),
        inputs={
            "convex": Convex(square - c * x, span),
            "slope": IsDerivative(square - c * x, 2 * x - c, span),
            "point": X,
            "order": [assume(X > 0)],
            "says": NonIncreasing,
        },
        conclusion=Equivalent(NonIncreasing(square - c * x, span), 2 * X - c <= 0),
        hypotheses=[str(Convex(square - c * x, span)), str(IsDerivative(square - c * x, 2 * x - c, span)), "X > 0"],
        bad=[
            *mismatches[3:],
            {"order": []},
            {"order": [assume(X >= 0)]},
            {"order": inner_ends},
            {"order": [X > 0]},
            {"point": zero},
            {"point": y},
            {"point": x, "says": Minimises},
            {"point": y, "order": inner_ends},
            {"point": y, "order": inner_ends, "says": NonDecreasing},
            {"point": y, "order": inner_ends[:1], "says": Minimises},
            {"point": y, "order": inner_ends[1:], "says": Minimises},
            {"says": NonDecreasing},
            {"says": Convex},
        ],
        wrong=[
            Equivalent(NonIncreasing(square - c * x, span), 2 * X - c >= 0),
            Equivalent(NonIncreasing(square - c * x, span), -c <= 0),
        ],
    ),
    "slope_at_start": Case(
        rule=tactics.slope_at_start,
        facts=("convex", "slope", "order"),
        inputs={
            "convex": Convex(square - c * x, span),
            "slope": IsDerivative(square - c * x, 2 * x - c, span),
            "order": X > 0,
            "says": NonDecreasing,
        },
        conclusion=Equivalent(NonDecreasing(square - c * x, span), -c >= 0),
        hypotheses=[str(Convex(square - c * x, span)), str(IsDerivative(square - c * x, 2 * x - c, span)), "X > 0"],
        bad=[*mismatches, {"says": NonIncreasing}, {"says": Increasing}, {"says": Convex}],
        wrong=[
            Equivalent(NonDecreasing(square - c * x, span), c >= 0),
            Equivalent(NonDecreasing(square - c * x, span), -c > 0),
            Equivalent(NonDecreasing(square - c * x, span), 2 * X - c >= 0),
        ],
    ),
    "slope_at_end": Case(
        rule=tactics.slope_at_end,
        facts=("convex", "slope", "order"),
        inputs={
            "convex": Convex(square - c * x, span),
            "slope": IsDerivative(square - c * x, 2 * x - c, span),
            "order": X > 0,
            "says": Minimises,
        },
        conclusion=Equivalent(Minimises(X, square - c * x, span), 2 * X - c <= 0),
        hypotheses=[str(Convex(square - c * x, span)), str(IsDerivative(square - c * x, 2 * x - c, span)), "X > 0"],
        bad=[*mismatches, {"says": NonDecreasing}, {"says": Decreasing}, {"says": Convex}],
        wrong=[
            Equivalent(Minimises(X, square - c * x, span), 2 * X - c >= 0),
            Equivalent(Minimises(X, square - c * x, span), -c <= 0),
            Minimises(X, square - c * x, span),
        ],
    ),
    "slope_inside": Case(
        rule=tactics.slope_inside,
        facts=("convex", "slope", "above", "below"),
        inputs={
            "convex": Convex(square - c * x, span),
            "slope": IsDerivative(square - c * x, 2 * x - c, span),
            "point": y,
            "above": y > 0,
            "below": y < X,
        },
        conclusion=Equivalent(Minimises(y, square - c * x, span), And(2 * y - c >= 0, 2 * y - c <= 0)),
        hypotheses=[
            str(Convex(square - c * x, span)),
            str(IsDerivative(square - c * x, 2 * x - c, span)),
            "y > 0",
            "y < X",
        ],
        bad=[
            *mismatches[3:],
            {"above": y >= 0},
            {"below": y <= X},
            {"above": z > 0},
            {"below": z < X},
            {"point": x},
            {"point": z},
        ],
        wrong=[
            Equivalent(Minimises(y, square - c * x, span), y - c >= 0),
            Equivalent(Minimises(y, square - c * x, span), 2 * y - c >= 0),
        ],
    ),
}

opening = "Clock(a2(u), abar(x), (u, 0, T), (x, 0, X))"
in_time = ["0 <= t", "t <= T"]
CLOCKS = {
    "read_clock": Case(
        rule=rules.read_clock,
        inputs={"clock": clock, "moments": [t], "levels": [y]},
        conclusion=Equivalent(t <= b(y), a(t) <= y),
        hypotheses=[opening, *in_time, "0 <= y"],
        bad=[
            {"clock": x > 0},
            {"clock": NonDecreasing(a(u), (u, 0, T))},
            {"moments": [], "levels": []},
            {"moments": [t, y]},
            {"moments": [t, y, z], "levels": []},
            {"levels": [y, z]},
            {"moments": [], "levels": [y, z]},
            {"moments": [sin(t)]},
            {"moments": [t > 0]},
            {"levels": [y > 0]},
            {"levels": [sin(y)]},
        ],
        wrong=[Equivalent(t <= b(y), a(t) < y), (Equivalent(t <= b(y), a(t) <= y), ["0 <= y"])],
    ),
    "clock_level": Case(
        rule=tactics.clock_level,
        inputs={"clock": clock, "moment": t},
        conclusion=And(a(t) >= 0, a(t) <= X),
        hypotheses=[opening, *in_time],
        bad=[{"clock": x > 0}, {"moment": t > 0}, {"moment": sin(t)}, {"clock": NonDecreasing(a(u), (u, 0, T))}],
        wrong=[
            a(t) > 0,
            a(t) < X,
            a(t) >= X,
            (a(t) >= 0, ["0 <= t"]),
            (a(t) <= X, ["t <= T"]),
            (a(t) >= 0, [opening]),
            a(2 * t) <= X,
        ],
    ),
    "clock_order": Case(
        rule=tactics.clock_order,
        inputs={"clock": clock, "first": t, "second": y},
        conclusion=Equivalent(t <= y, a(t) <= a(y)),
        hypotheses=[opening, *in_time, "0 <= y", "y <= T"],
        bad=[{"clock": x > 0}, {"first": sin(t)}, {"second": t > 0}],
        wrong=[
            Equivalent(t <= y, a(t) >= a(y)),
            Equivalent(t <= y, a(t) < a(y)),
            Equivalent(t < y, a(t) <= a(y)),
            Equivalent(t <= y + 1, a(t) <= a(y)),
            (Equivalent(t <= y, a(t) <= a(y)), ["0 <= t"]),
            (Equivalent(t <= y, a(t) <= a(y)), ["y <= T"]),
            t <= y,
        ],
    ),
    "clock_reading": Case(
        rule=tactics.clock_reading,
        inputs={"clock": clock, "moment": t, "level": y},
        conclusion=Equivalent(t <= b(y), a(t) <= y),
        hypotheses=[opening, *in_time, "0 <= y"],
        bad=[{"clock": x > 0}, {"moment": sin(t)}, {"level": y > 0}],
        wrong=[
            Equivalent(t <= b(y), a(t) < y),
            Equivalent(t < b(y), a(t) <= y),
            Equivalent(t >= b(y), a(t) <= y),
            Equivalent(t >= b(y), a(t) >= y),
            (Equivalent(t <= b(y), a(t) <= y), ["0 <= y"]),
            (Equivalent(t <= b(y), a(t) <= y), ["t <= T"]),
            (Equivalent(t <= b(y), a(t) <= y), ["0 <= t"]),
        ],
    ),
    "clock_inverse": Case(
        rule=tactics.clock_inverse,
        inputs={"clock": clock, "level": y},
        conclusion=And(b(y) >= 0, b(y) <= T, Identity(a(b(y)), y)),
        hypotheses=[opening, "0 <= y", "y <= X"],
        bad=[{"clock": x > 0}, {"level": sin(y)}, {"level": y > 0}],
        wrong=[
            b(y) > 0,
            b(y) < T,
            Identity(b(a(y)), y),
            Identity(a(b(y)), y + 1),
            (Identity(a(b(y)), y), ["0 <= y"]),
            (Identity(a(b(y)), y), ["y <= X"]),
            (b(y) <= T, [opening]),
        ],
    ),
    "change_of_clock": Case(
        rule=lambda predicate, clock, moment, backward, hypotheses: tactics.change_of_clock(
            predicate, clock, moment, backward=backward, hypotheses=hypotheses
        ),
        inputs={
            "predicate": NonDecreasing(sqrt(x + c), span),
            "clock": clock,
            "moment": t,
            "backward": True,
            "hypotheses": [c > 0],
        },
        conclusion=Equivalent(NonDecreasing(sqrt(x + c), span), NonIncreasing(sqrt(a(T - t) + c), (t, zero, T))),
        hypotheses=[opening, "c > 0"],
        bad=[
            {"hypotheses": []},
            {"hypotheses": [c >= -1]},
            {"predicate": NonDecreasing(sqrt(x + c), (x, 0, 1))},
            {"predicate": NonDecreasing(sqrt(x + c), (x, -1, X))},
            {"predicate": Convex(x + c, span)},
            {"predicate": UniqueRoot(x + c, span)},
            {"predicate": NonDecreasing(k + c, (k, zero, X))},
            {"predicate": x > 0},
            {"moment": T},
            {"moment": c},
            {"moment": k},
            {"clock": x > 0},
        ],
        wrong=[
            Equivalent(NonDecreasing(sqrt(x + c), span), NonDecreasing(sqrt(a(T - t) + c), (t, zero, T))),
            Equivalent(NonDecreasing(sqrt(x + c), span), NonIncreasing(sqrt(a(t) + c), (t, zero, T))),
            NonDecreasing(sqrt(a(t) + c), (t, zero, T)),
        ],
    ),
}

V = Function("V", real=True)(t)
times = (t, zero, T)
equation = SolvesLinearODE(V, -y, y, c, times)
candidate = 1 + (c - 1) * exp(-y * t)
EQUATIONS = {
    "only_solution": Case(
        rule=tactics.only_solution,
        facts=("slope", "start"),
        inputs={
            "equation": equation,
            "candidate": candidate,
            "slope": tactics.derivative(candidate, -y * candidate + y, times, hypotheses=[]),
            "start": prove([], Identity(c, c)),
        },
        conclusion=Identity(V, candidate),
        hypotheses=[str(equation), "0 <= t", "t <= T"],
        bad=[
            {"candidate": 1 + c * exp(-y * t)},
            {"candidate": 1 + (c - 1) * exp(y * t)},
            {"candidate": candidate + 1},
            {"equation": SolvesLinearODE(V, y, y, c, times)},
            {"equation": SolvesLinearODE(V, -y, 2 * y, c, times)},
            {"equation": SolvesLinearODE(V, -y, y, c + 1, times)},
            {"equation": SolvesLinearODE(V, -y, y, c, (t, zero, X))},
            {"equation": x > 0},
            {"slope": IsDerivative(candidate, y * candidate + y, times)},
            {"slope": IsDerivative(candidate, -y * candidate + y, (t, zero, X))},
            {"start": Identity(c, c + 1)},
        ],
        wrong=[Identity(V, candidate + 1), (Identity(V, candidate), ["0 <= t"]), (Identity(V, candidate), ["t <= T"])],
    ),
    "stays": Case(
        rule=discharging.stays,
        facts=("forcing", "start"),
        inputs={
            "equation": SolvesLinearODE(V, -y, t, c, times),
            "bound": zero,
            "forcing": prove([t >= 0], t >= 0),
            "start": c >= 0,
            "above": True,
        },
        conclusion=V >= 0,
        hypotheses=[str(SolvesLinearODE(V, -y, t, c, times)), "c >= 0", "0 <= t", "t <= T"],
        bad=[
            {"above": False},
            {"bound": one},
            {"bound": t},
            {"forcing": prove([t >= 1], t >= 0)},
            {"forcing": prove([t >= 0], t >= -1)},
            {"forcing": prove([t >= 0], -t <= 0), "start": c <= 0},
            {"forcing": prove([t >= c, c >= 0], t >= 0)},
            {"start": c >= -1},
            {"start": c <= 0},
            {"start": y >= 0},
            {"equation": SolvesLinearODE(V, -y, -t, c, times)},
            {"equation": x > 0},
        ],
        wrong=[V > 0, (V >= 0, ["0 <= t"]), (V >= 0, ["c >= 0"]), V <= 0],
    ),
    "stays_above": Case(
        rule=tactics.stays_above,
        facts=("forcing", "start"),
        inputs={
            "equation": SolvesLinearODE(V, -y, t, c, times),
            "bound": zero,
            "forcing": prove([t >= 0], t >= 0),
            "start": c >= 0,
        },
        conclusion=V >= 0,
        hypotheses=[str(SolvesLinearODE(V, -y, t, c, times)), "c >= 0", "0 <= t", "t <= T"],
        bad=[
            {"bound": one},
            {"bound": t},
            {"bound": -one},
            {"forcing": prove([t >= 1], t >= 0)},
            {"forcing": prove([t >= 0], t >= -1)},
            {"forcing": prove([t <= 0], t <= 0)},
            {"forcing": prove([t >= c, c >= 0], t >= 0)},
            {"start": c >= -1},
            {"start": c <= 0},
            {"start": y >= 0},
            {"equation": SolvesLinearODE(V, -y, -t, c, times)},
            {"equation": SolvesLinearODE(V, -y, t, c, (t, -1, T))},
            {"equation": x > 0},
        ],
        wrong=[V > 0, (V >= 0, ["0 <= t"]), (V >= 0, ["t <= T"]), (V >= 0, ["c >= 0"]), V <= 0],
    ),
    "stays_below": Case(
        rule=tactics.stays_below,
        facts=("forcing", "start"),
        inputs={
            "equation": SolvesLinearODE(V, -y, -t, c, times),
            "bound": zero,
            "forcing": prove([t >= 0], -t <= 0),
            "start": c <= 0,
        },
        conclusion=V <= 0,
        hypotheses=[str(SolvesLinearODE(V, -y, -t, c, times)), "c <= 0", "0 <= t", "t <= T"],
        bad=[
            {"bound": one},
            {"bound": t},
            {"forcing": prove([t >= 1], -t <= 0)},
            {"forcing": prove([t >= 0], -t <= 1)},
            {"forcing": prove([t <= 0], -t >= 0)},
            {"start": c >= 0},
            {"start": c <= 1},
            {"equation": SolvesLinearODE(V, -y, t, c, times)},
            {"equation": x > 0},
        ],
        wrong=[V < 0, (V <= 0, ["0 <= t"]), (V <= 0, ["t <= T"]), (V <= 0, ["c <= 0"]), V >= 0],
    ),
}

CASES: dict[str, Case] = {
    **LOGIC,
    **QUANTIFIERS,
    **SUMS,
    **DERIVATIVES,
    **CONVEXITY,
    **CLOCKS,
    **EQUATIONS,
}
