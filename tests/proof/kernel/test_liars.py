"""SymPy's evaluation of numbers is outside what is trusted: whatever it answers, the facts are the same."""

# mypy: disable-error-code="attr-defined,has-type,arg-type,misc,assignment,var-annotated,union-attr,unused-ignore"
# (abuse is not well-typed)

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import sympy
from sympy import (
    Abs,
    Add,
    Basic,
    Function,
    Ge,
    Integer,
    Le,
    Lt,
    Max,
    Min,
    Mul,
    Piecewise,
    Rational,
    Sum,
    Symbol,
    exp,
    log,
    sqrt,
)
from sympy.core import cache, relational
from sympy.core.evalf import EvalfMixin
from sympy.core.expr import Expr
from sympy.logic.boolalg import And, Equivalent, Implies, Not, Or

from ldm_symbolic.notation import deviations, latent_dimension, mode, noise
from ldm_symbolic.proof.kernel import rules
from ldm_symbolic.proof.kernel.decide import prove
from ldm_symbolic.proof.kernel.fact import RuleError
from ldm_symbolic.proof.language.build import UnknownTermError
from ldm_symbolic.proof.language.predicate import Convex, ForEach, Identity, Minimises, NonDecreasing

x, j, k, s = noise, mode, latent_dimension, deviations
y, z = (Symbol(letter, real=True) for letter in "yz")
i = Symbol("i", integer=True)
f = Function("f", real=True)
peaked = Sum(1 / (1 + 10**6 * (i - 100) ** 2), (i, 1, j))
CONDITIONS = (
    Ge(peaked, 1, evaluate=False),
    Le(peaked - 1, y, evaluate=False),
    Or(Ge(peaked, 1, evaluate=False), Lt(y, 0)),
    Not(Lt(peaked, y * peaked, evaluate=False)),
    Implies(Le(peaked, y), Ge(y, 1)),
    Equivalent(Ge(peaked, 1, evaluate=False), Ge(y, 1)),
    And(Ge(Max(y, peaked), y), Le(Min(y, peaked), y)),
    Ge(Abs(peaked - 1), y),
    Ge(Piecewise((1, Ge(peaked, 1)), (0, True)), y),
    Ge((peaked - 1) ** 2 / (1 + y**2), z),
    Ge(f(peaked) + f(1) * s[1], z),
    ForEach(Ge(peaked, x), (x, 0, 1)),
    NonDecreasing(peaked * x, (x, 0, peaked)),
)
NUMBERS = (
    Rational(1, 3),
    sqrt(2),
    1 - sqrt(2),
    exp(1),
    exp(-1) - 1,
    log(2),
    (1 - sqrt(2)) ** 2,
    sqrt(3) * y,
    Abs(y - 1),
)
GENERAL = (
    ([z >= 1, y >= 0], z * y >= 0),
    ([z >= 1], sqrt(z * y**2 + 1) >= 1),
    ([y > 0], Max(y, z) > 0),
    ([y > 0, z > 0], log(y) + z > log(y)),
    ([], Abs(y) + Abs(z) >= Abs(y + z)),
    ([z >= 0], Convex(z * x**2 + y, (x, 0, 1))),
    ([], Implies(y > 0, 1 / y > 0)),
    ([z >= 0], Minimises(0, z * x**2, (x, 0, 1))),
)


def steps() -> dict[str, Callable[[], Any]]:
    """Rules applied to numbers whose size SymPy would look for."""
    found: dict[str, Callable[[], Any]] = {}
    for condition in CONDITIONS:
        fact = rules.by_logic(condition, [], hypotheses=[condition])
        found[f"instance of {condition}"] = lambda fact=fact: rules.instantiate(fact, {j: Integer(200)})
        found[f"proof from {condition}"] = lambda c=condition: prove([ForEach(c, (j, 200, 201))], s[200] > 5)
    for hypotheses, goal in GENERAL:
        fact = prove(hypotheses, goal)
        for number in NUMBERS:
            found[f"{goal} at {number}"] = lambda fact=fact, n=number: rules.instantiate(fact, {y: n})
    total = Sum(s[j] * (1 - sqrt(2)), (j, 1, 5))
    found["a sum"] = lambda: rules.split_sum(total, 2, hypotheses=[])
    twice, double = 2 * total, Sum(2 * s[j] * (1 - sqrt(2)), (j, 1, 5))
    bent, slope, product = x**2 * (1 - sqrt(2)), 2 * x * (1 - sqrt(2)), (sqrt(2) - 1) * (sqrt(2) + 1)
    found["two sums"] = lambda: rules.equal_sums(twice, double, hypotheses=[])
    found["a slope"] = lambda: rules.derivative(bent, slope, (x, 0, 1), hypotheses=[])
    found["an identity"] = lambda: prove([], Identity(product, 1))
    return found


def told(step: Callable[[], Any]) -> str:
    """What comes of a step, down to its atoms: what the Fact says, or that it is refused. (Printing is no matter.)"""
    try:
        fact = step()
    except (RuleError, UnknownTermError):
        return "refused"
    return " |- ".join([*sorted(map(shape, fact.hypotheses)), shape(fact.conclusion)])


def shape(term: Any) -> str:
    """A term as its tree, without what SymPy knows about it."""
    if not term.args:
        return f"{type(term).__name__}:{term}"
    parts = sorted(map(shape, term.args)) if isinstance(term, Add | Mul | And | Or) else [*map(shape, term.args)]
    return f"{term.func.__name__}({', '.join(parts)})"


def unless_rational(honest: Callable[..., Any], lied: Callable[..., Any]) -> Callable[..., Any]:
    """Lie about numbers, other than rational ones: arithmetic on those is trusted."""

    def answer(*numbers: Any, **how: Any) -> Any:
        known = all(isinstance(number, Rational) for number in numbers if isinstance(number, Basic))
        return honest(*numbers, **how) if known else lied()

    return answer


STEPS = steps()


def lying() -> dict[str, Any]:
    """What comes of the steps when SymPy lies, and whether a lie is heard where SymPy evaluates."""
    asked: list[str] = []

    def lie(name: str, answer: Any) -> Callable[..., Any]:
        def lied(*_: Any, **__: Any) -> Any:
            asked.append(name)
            return answer

        return lied

    for name, answer in (("evalf", Integer(-7)), ("n", Integer(-7)), ("_evalf", Integer(-7))):
        setattr(EvalfMixin, name, unless_rational(getattr(EvalfMixin, name), lie(name, answer)))
    for name, answer in (("doit", Integer(-7)), ("euler_maclaurin", (Integer(-7), Integer(0))), ("_eval_evalf", -7)):
        setattr(Sum, name, lie(f"Sum.{name}", answer))
    for name in ("is_ge", "is_le", "is_gt", "is_lt"):
        setattr(relational, name, unless_rational(getattr(relational, name), lie(name, False)))
    sign, wrong = Expr._eval_is_extended_positive_negative, lie("sign", False)
    Expr._eval_is_extended_positive_negative = lambda self, positive: (wrong if self.has(Sum) else sign)(self, positive)
    cache.clear_cache()
    found = {name: told(step) for name, step in STEPS.items()}
    asked.clear()
    cache.clear_cache()
    sympy.Ge(peaked.subs(j, 200), 1)
    return {"told": found, "heard": bool(asked)}


def test_no_fact_depends_on_how_large_sympy_takes_a_number_to_be() -> None:
    """The lies are told in a process of their own, for SymPy remembers what it is told."""
    run = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True)
    lies = json.loads(run.stdout)
    honest = {name: told(step) for name, step in STEPS.items()}
    changed = {name: (text, lies["told"][name]) for name, text in honest.items() if text != lies["told"][name]}
    assert changed == {}
    assert sum(text != "refused" for text in honest.values()) > 60
    assert lies["heard"], "a lie that nobody could have heard tests nothing"


if __name__ == "__main__":
    sys.stdout.write(json.dumps(lying()))
