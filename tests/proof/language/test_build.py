"""Terms are put together as they are written."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import (
    Abs,
    And,
    Eq,
    Equivalent,
    Ge,
    Gt,
    Implies,
    Le,
    Lt,
    Max,
    Min,
    Ne,
    Not,
    Or,
    Piecewise,
    Rational,
    Sum,
    Symbol,
    false,
    log,
    sqrt,
    true,
    zoo,
)

from ldm_symbolic.notation import deviations, mode, noise, time
from ldm_symbolic.proof.language import build, remake
from ldm_symbolic.proof.language.build import UnknownTermError
from ldm_symbolic.proof.language.wellformed import check

x, t, j, s = noise, time, mode, deviations
a, b = Gt(x, 0), Ge(t, 1)
i = Symbol("i", integer=True)


@pytest.mark.parametrize(
    ("made", "by_sympy"),
    [
        (build.both(a, b, a, true), And(a, b)),
        (build.either(a, b), Or(a, b)),
        (build.negation(a), Not(a)),
        (build.negation(And(a, b)), Not(And(a, b))),
        (build.implies(a, b), Implies(a, b)),
        (build.equivalent(a, b), Equivalent(a, b)),
        (remake.summation(s[j], (j, 1, i)), Sum(s[j], (j, 1, i))),
        (remake.remade(Max(x, t), [x, t]), Max(x, t)),
        (remake.remade(Piecewise((x, a), (t, True)), [(x, a), (t, true)]), Piecewise((x, a), (t, True))),
        (build.relation(Eq, x, t), Eq(x, t)),
    ],
)
def test_where_there_is_nothing_to_evaluate_it_is_what_sympy_makes(made: Any, by_sympy: Any) -> None:
    assert made == by_sympy
    assert hash(made) == hash(by_sympy)
    assert made.args == by_sympy.args


@pytest.mark.parametrize("kind", [Le, Lt, Ge, Gt, Eq, Ne])
def test_a_relation_is_not_evaluated(kind: Any) -> None:
    for left, right in ((0, 1), (x, x), (x, x + 1), (x**2, -1)):
        assert type(build.relation(kind, left, right)) is type(build.relation(kind, x, t))


def test_a_relation_and_its_negation_are_no_constant() -> None:
    assert build.either(1 / x > 0, 1 / x <= 0) != true
    assert build.both(1 / x > 0, 1 / x <= 0) != false
    assert isinstance(build.implies(1 / x > 0, 1 / x <= 0), Implies)


def test_what_is_no_number_is_not_compared() -> None:
    with pytest.raises(UnknownTermError, match="no real number"):
        build.le(zoo, x)


@pytest.mark.parametrize(
    ("condition", "value"),
    [
        (build.le(0, 1), True),
        (build.gt(0, 1), False),
        (build.le(x + 1, x), False),
        (build.ge(s[j], s[j]), True),
        (build.ne(x, x), False),
        (build.le(1 / x, 1 / x), None),
        (build.ge(x**2, 0), True),
        (build.lt(3 * x**2, 0), False),
        (build.le(3 * x**2, 0), None),
        (build.gt(x**2, 0), None),
        (build.ge(-(x**2), 0), None),
        (build.ge(x**3, 0), None),
        (build.ge(x**2 * t, 0), None),
        (build.ge(sqrt(x**2 + 1), 0), None),
        (a, None),
    ],
)
def test_only_rational_numbers_are_compared(condition: Any, value: bool | None) -> None:
    assert build.plainly(condition) is value


def test_choices_are_made_among_rational_numbers_alone() -> None:
    half = Rational(1, 2)
    assert remake.remade(Max(x, t), [half, Rational(1, 3)]) == half
    assert remake.remade(Min(x, t), [x, half]).args == Min(x, half).args
    assert remake.remade(Max(x, t), [sqrt(2), Rational(1)]) == Max(sqrt(2), 1, evaluate=False)
    assert remake.remade(Abs(x), [-half]) == half
    assert remake.remade(Abs(x), [1 - sqrt(2)]) == Abs(1 - sqrt(2), evaluate=False)


@pytest.mark.parametrize(
    "number",
    [
        1 - sqrt(2),
        log(2) - 1,
        (1 - sqrt(2)) ** 2,
        x * (1 - sqrt(2)),
        Sum(1 / i, (i, 1, 9)) * x,
        Max(x, 1 - sqrt(2), evaluate=False),
        x + Abs(1 - sqrt(2), evaluate=False),
        Sum(Min(x, 1 - sqrt(2), evaluate=False), (i, 1, 9)) ** 2,
    ],
)
def test_the_sign_of_a_number_under_a_root_must_be_plain(number: Any) -> None:
    assert remake.has_signs(sqrt(2) * x + 1)
    root = remake.power(number, Rational(1, 2))
    assert root.args == (number, Rational(1, 2))
    with pytest.raises(UnknownTermError, match="sign"):
        check(root)
