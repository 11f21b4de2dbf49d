"""SymPy's evaluation of numbers is outside what is trusted: whatever it answers, the facts are the same."""

# mypy: disable-error-code="attr-defined,has-type,arg-type,misc,assignment,var-annotated,union-attr,unused-ignore"
# (abuse is not well-typed)

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import mutated
import pytest
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
    Pow,
    Rational,
    Sum,
    Symbol,
    exp,
    false,
    log,
    sqrt,
    true,
)
from sympy.core import cache, relational
from sympy.core.evalf import EvalfMixin
from sympy.core.expr import Expr
from sympy.logic.boolalg import And, Equivalent, Implies, Not, Or

from ldm_symbolic.notation import deviations, latent_dimension, mode, noise
from ldm_symbolic.proof import tactics
from ldm_symbolic.proof.kernel import rules
from ldm_symbolic.proof.kernel.decide import prove
from ldm_symbolic.proof.kernel.fact import RuleError
from ldm_symbolic.proof.language import build, remake
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
    Ge(Piecewise((1, Le(peaked, 1)), (0, True)), y),
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
    Max(x, 1 - sqrt(2)),
    Max(x, 1 - sqrt(2)) ** 2,
    Min(x, 1 - sqrt(2)) ** 2,
    Sum(sqrt(2) - 1, (i, 1, k)) ** 2,
    Min(x, 1 - sqrt(2)),
    Piecewise((sqrt(2) - 1, x > 0), (1, True)),
    Sum(sqrt(2) - 1, (i, 1, k)),
)
GENERAL = (
    ([z >= 1, y >= 0], z * y >= 0),
    ([z >= 1], sqrt(z * y**2 + 1) >= 1),
    ([y >= 0], sqrt(y) >= 0),
    ([z * y >= 0], sqrt(z * y) >= 0),
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
    found["a sum"] = lambda: tactics.split_sum(total, 2, hypotheses=[])
    twice, double = 2 * total, Sum(2 * s[j] * (1 - sqrt(2)), (j, 1, 5))
    bent, slope, product = x**2 * (1 - sqrt(2)), 2 * x * (1 - sqrt(2)), (sqrt(2) - 1) * (sqrt(2) + 1)
    found["two sums"] = lambda: tactics.equal_sums(twice, double, hypotheses=[])
    found["a slope"] = lambda: tactics.derivative(bent, slope, (x, 0, 1), hypotheses=[])
    found["an identity"] = lambda: prove([], Identity(product, 1))
    return found


def told(step: Callable[[], Any]) -> str:
    """What comes of a step, down to its atoms: what the Fact says, or that it is refused. (Printing is no matter.)"""
    try:
        fact = step()
    except (RuleError, UnknownTermError):
        return "refused"
    except Exception as error:  # noqa: BLE001 (SymPy, lying to one who trusts it, may fail in any way)
        return f"raised {type(error).__name__}"
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
TELLING = {name: step for name, step in STEPS.items() if "instance" in name or "sqrt(2)" in name}
"""The steps that put in a number whose size SymPy might look for."""


Outcome = dict[str, dict[str, str]]
"""Place that is trusted -> step -> what comes of it."""


def trusted(where: Any, **by: Any) -> Callable[[], Any]:
    """A place of the language that leaves a question to SymPy, for a while."""

    @contextmanager
    def place() -> Iterator[None]:
        before = {name: getattr(where, name) for name in by}
        try:
            for name, easier in by.items():
                setattr(where, name, easier)
            yield
        finally:
            for name, honest in before.items():
                setattr(where, name, honest)

    return place


def size_of(kind: Any, gap: Any) -> bool | None:
    """What SymPy makes of the sign of a number."""
    return {true: True, false: False}.get(kind(gap, 0))


seen = remake.has_signs
TRUSTING: dict[str, Callable[[], Any]] = {
    "nothing": trusted(build),
    "relations": trusted(build, relation=lambda kind, left, right: kind(left, right)),
    "choices": trusted(remake, _choice=lambda term, args: type(term)(*args)),
    "cases": trusted(remake, _piecewise=lambda pairs: Piecewise(*((v, c.func(*c.args)) for v, c in pairs))),
    "roots": trusted(remake, _power=Pow),
    "signs": trusted(remake, has_signs=lambda term: not isinstance(term, Add | Mul | Pow) or all(map(seen, term.args))),
    "sizes": trusted(build, _is_total=lambda term: term.is_number, _of_square=size_of),
}
"""What the language would leave to SymPy; each of these must be seen to go wrong when SymPy lies."""


def outcome() -> Outcome:
    """What comes of the steps, whatever is trusted."""
    found = {}
    for name, place in TRUSTING.items():
        with place():
            mutated.forget()
            cache.clear_cache()
            asked = STEPS if name == "nothing" else TELLING
            found[name] = {name: told(step) for name, step in asked.items()}
    mutated.forget()
    cache.clear_cache()
    return found


def lie_to_us() -> None:
    """Have SymPy lie about the size of every number that is not rational, and about the sign that is not seen."""

    def lie(answer: Any) -> Callable[..., Any]:
        return lambda *_, **__: answer

    for name in ("evalf", "n", "_evalf"):
        setattr(EvalfMixin, name, unless_rational(getattr(EvalfMixin, name), lie(Integer(-7))))
    for name, answer in (("doit", Integer(-7)), ("euler_maclaurin", (Integer(-7), Integer(0))), ("_eval_evalf", -7)):
        setattr(Sum, name, lie(answer))
    for name in ("is_ge", "is_le", "is_gt", "is_lt"):
        setattr(relational, name, unless_rational(getattr(relational, name), lie(False)))
    sign = Expr._eval_is_extended_positive_negative
    Expr._eval_is_extended_positive_negative = lambda self, positive: (
        sign(self, positive) if remake.has_signs(self) else False
    )


@pytest.fixture(scope="module")
def both() -> tuple[Outcome, Outcome]:
    """What comes of the steps, and what when SymPy lies; that in a process of its own, for SymPy remembers its lies."""
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(str(parent) for parent in Path(mutated.__file__).parents[:2])}
    run = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True, env=paths)
    return outcome(), json.loads(run.stdout)


def changes(place: str, outcomes: tuple[Outcome, Outcome]) -> dict[str, tuple[str, str]]:
    honest, lied = (found[place] for found in outcomes)
    return {name: (text, lied[name]) for name, text in honest.items() if text != lied[name]}


def test_no_fact_depends_on_how_large_sympy_takes_a_number_to_be(both: tuple[Outcome, Outcome]) -> None:
    assert changes("nothing", both) == {}
    honest = [*both[0]["nothing"].values()]
    assert not [text for text in honest if text.startswith("raised")]
    assert sum(text != "refused" for text in honest) > 100


@pytest.mark.parametrize("place", [place for place in TRUSTING if place != "nothing"])
def test_it_goes_red_where_sympy_is_asked(place: str, both: tuple[Outcome, Outcome]) -> None:
    """A lie that is not heard where SymPy is trusted would test nothing."""
    assert changes(place, both) != {}


if __name__ == "__main__":
    lie_to_us()
    sys.stdout.write(json.dumps(outcome()))
