"""An expression with values for its inputs, ready to run at any precision.

Rational arithmetic is done exactly; everything else in balls of FLINT's arb, which contain the true value.

Tested in `tests/balls/test_enclose.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from operator import attrgetter
from typing import Any, TypeAlias

from flint import arb, fmpq
from sympy import Basic, Expr, IndexedBase, Lambda, Symbol
from sympy.core.function import UndefinedFunction

from ldm_symbolic.balls import arithmetic as balls
from ldm_symbolic.balls.arithmetic import UNDEFINED, Value, sign_of
from ldm_symbolic.balls.bounds import MAX_PRECISION, START_PRECISION, precision
from ldm_symbolic.balls.compiling import UnsupportedExpressionError, compile_program, structural_symbols
from ldm_symbolic.balls.programs import Input, Program
from ldm_symbolic.exact import Assignment, as_fmpq

Number: TypeAlias = Any  # int | Fraction | constant sympy.Expr | fmpq | arb


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A compiled expression with values for its inputs, ready to run at any precision."""

    program: Program
    values: tuple[Value, ...]
    exact: bool

    def run(self, bits: int, *, recognise_zero: bool) -> Value:
        """The value at a precision, see `Program.run`."""
        with precision(bits):
            return self.program.run(self.values, recognise_zero=recognise_zero)

    def with_values(self, values: Mapping[Any, Value]) -> Prepared:
        """The same program, with other values for some symbols.

        Args:
            values: exact rationals or balls, as `as_value` returns them.
        """
        keys = [key for _, (key, _) in self.program.inputs]
        new = tuple(values.get(key, old) for key, old in zip(keys, self.values, strict=True))
        return Prepared(program=self.program, values=new, exact=all(isinstance(value, fmpq) for value in new))

    def settle(self, decided: Callable[[Value], bool], *, max_precision: int) -> Value:
        """The value at the first precision at which `decided` accepts it, else at the last one tried."""
        bits = min(START_PRECISION, max_precision)
        limit = max_precision if self.exact else min(max_precision, 8 * START_PRECISION)
        value = self.run(bits, recognise_zero=False)
        while not decided(value) and value is not UNDEFINED and bits < limit:
            bits = min(2 * bits, limit)
            value = self.run(bits, recognise_zero=True)
        return value

    def sign(self, *, max_precision: int = MAX_PRECISION) -> int | None:
        """The sign of the value, or `None` if it is undefined or not decided."""
        return sign_of(self.settle(lambda value: sign_of(value) is not None, max_precision=max_precision))


def prepare(expression: Basic, assignment: Assignment) -> Prepared:
    """Compiles an expression for an assignment.

    Args:
        expression: a SymPy expression or condition.
        assignment: values of its symbols (integers, Fractions, SymPy expressions without symbols, fmpq, or
            arb balls), of its vectors (tuples of such numbers, entry 1 first) and of its functions (`Lambda`s).

    Raises:
        UnsupportedExpressionError: for a node or a symbol without a meaning.
        TypeError: for a value that is a float or not a number.

    Example:
        >>> from sympy.abc import x
        >>> prepare(x / 2, {x: 1}).run(64, recognise_zero=False)
        1/2
    """
    integers = tuple((key, _integral(key, assignment[key])) for key in _structural(expression, assignment))
    vectors, functions, given = _shape(assignment)
    program = compile_program(expression, integers, vectors, given, functions)
    values = tuple(_input_value(key, index, assignment) for _, (key, index) in program.inputs)
    return Prepared(program=program, values=values, exact=all(isinstance(value, fmpq) for value in values))


_NAME = attrgetter("name")  # what `str` says of a symbol, which takes SymPy a hundred times as long
_PLAIN = frozenset({int, Fraction, fmpq})


def _structural(expression: Basic, assignment: Assignment) -> list[Symbol]:
    return sorted((symbol for symbol in structural_symbols(expression) if symbol in assignment), key=_NAME)


def _shape(assignment: Assignment) -> tuple[tuple[Any, ...], tuple[Any, ...], tuple[tuple[Input, Expr], ...]]:
    """The vectors with their lengths, the functions, and the inputs that are given by expressions, not by numbers."""
    vectors: list[Any] = []
    functions: list[Any] = []
    given: list[tuple[Input, Expr]] = []
    for key, value in assignment.items():
        if type(value) in _PLAIN:
            continue
        if isinstance(key, IndexedBase):
            vectors.append((key, len(value)))
            given += (((key, index), number) for index, number in enumerate(value, 1) if _is_given(number))
            continue
        if isinstance(key, UndefinedFunction):
            functions.append((key, value))
        if not isinstance(value, Lambda) and _is_given(value):
            given.append(((key, 0), value))
    return tuple(vectors), tuple(functions), tuple(given)


def _is_given(number: Any) -> bool:
    return type(number) not in _PLAIN and isinstance(number, Expr) and not number.is_Rational


def _integral(symbol: Symbol, number: Number) -> int:
    value = as_value(number)
    if not isinstance(value, fmpq) or value.q != 1:
        raise UnsupportedExpressionError(f"{symbol} counts modes and must be an integer, not {number}")
    return int(value.p)


def _input_value(key: Basic, index: int, assignment: Assignment) -> Value:
    if key not in assignment:
        raise UnsupportedExpressionError(f"no value for {key}")
    return as_value(assignment[key][index - 1] if isinstance(key, IndexedBase) else assignment[key])


def as_value(number: Number) -> Value:
    """The exact rational or the ball that a number stands for.

    Args:
        number: an integer, Fraction, SymPy Rational, fmpq, fmpz or arb.

    Raises:
        TypeError: for anything else, floats included.

    Example:
        >>> as_value(fmpq(1, 3)), as_value(2)
        (1/3, 2)
    """
    kind = type(number)
    if kind is fmpq:
        return number
    if kind is int:
        return fmpq(number)
    if kind is Fraction:
        return fmpq(number.numerator, number.denominator)
    return balls.exact_zero(number) if isinstance(number, arb) else as_fmpq(number)
