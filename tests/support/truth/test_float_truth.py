"""What the evaluator in floating point says of derivatives, and that it keeps apart what it has computed."""

from __future__ import annotations

import numpy as np
import pytest
from float_truth import HELD, Batch
from sympy import Expr, IndexedBase, Integer, Rational, Sum, Symbol, exp, log, sqrt

from ldm_symbolic.proof.language.predicate import IsDerivative

a, x, y = (Symbol(name, real=True) for name in "axy")
i, j = Symbol("i", integer=True), Symbol("j", integer=True)
FUNCTIONS = (a * x, exp(a * x), (x**3 + x) / (1 + a * x), log(1 + x) * a, sqrt(1 + a * x**2), Integer(2))
DRAWN = {a: np.array([0.125, 1.0, 7.5, 40.0])}


@pytest.mark.parametrize("function", FUNCTIONS, ids=str)
@pytest.mark.parametrize("upper", [Rational(1), Rational(1, 1000), Rational(0)])
def test_a_derivative_is_told_from_what_is_nearly_one(function: Expr, upper: Rational) -> None:
    slope = function.diff(x)
    assert (Batch(DRAWN).conclusion(IsDerivative(function, slope, (x, 0, upper))) == HELD).all()
    for wrong in (slope + 1, slope * (1 + Rational(1, 10**6)) + Rational(1, 10**6), slope + a * (1 + x)):
        assert (Batch(DRAWN).conclusion(IsDerivative(function, wrong, (x, 0, upper))) == 0.25).all()


def test_what_is_not_defined_has_no_derivative() -> None:
    nowhere = IsDerivative(x / (a - 1), 1 / (a - 1), (x, 0, 1))
    assert np.isnan(Batch(DRAWN).conclusion(nowhere)).tolist() == [False, True, False, False]


def test_a_term_is_computed_anew_for_each_index() -> None:
    entries = IndexedBase("e", real=True)
    drawn = {entries: (np.array([1.0, 2.0]), np.array([10.0, 20.0]))}
    nested = Sum(entries[i] * (1 + Sum(entries[j], (j, 1, i))), (i, 1, 2))
    assert Batch(drawn).number(nested, {}).value.tolist() == [122.0, 466.0]
