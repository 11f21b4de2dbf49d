"""Rigorous evaluation: enclosures, signs and conditions at one instance; boxes; roots.

A sign is decided when a ball of sufficient precision avoids zero, or when a separation bound proves that a
radical expression is exactly zero. When neither happens up to the limit of precision the answer is `None`,
never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from flint import arb, fmpq
from sympy import And, Basic, Equivalent, Expr, Implies, Not, Or, Symbol
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom

from ldm_symbolic.balls.arithmetic import UNDEFINED, Value, is_finite
from ldm_symbolic.balls.bounds import MAX_PRECISION, START_PRECISION, precision, rational_bounds
from ldm_symbolic.balls.boxes import BoxProof, prove_sign_on_box
from ldm_symbolic.balls.compiling import UnsupportedExpressionError, compile_program
from ldm_symbolic.balls.prepared import Number, as_value, prepare
from ldm_symbolic.balls.roots import RootEnclosure, isolate_root
from ldm_symbolic.exact import Assignment

__all__ = [
    "MAX_PRECISION",
    "Assignment",
    "BoxProof",
    "RootEnclosure",
    "UndefinedValueError",
    "UnsupportedExpressionError",
    "compile_ball",
    "decide_relation",
    "evaluate",
    "exactly",
    "is_defined",
    "isolate_root",
    "precision",
    "prove_sign_on_box",
    "rational_bounds",
    "sign",
]


class UndefinedValueError(ArithmeticError):
    """Raised when an expression is certainly not a real number at the given prepared."""


def evaluate(expression: Expr, assignment: Assignment, precision: int = START_PRECISION) -> arb:
    """A ball that contains the value of an expression; not finite if the precision does not tell.

    Args:
        expression: a SymPy expression.
        assignment: values of its symbols and vectors, see `prepare`.
        precision: bits of working precision.

    Raises:
        UndefinedValueError: if the expression is certainly not a real number there.
        UnsupportedExpressionError: for a node or a symbol without a meaning.

    Example:
        >>> from sympy import sqrt
        >>> from sympy.abc import x
        >>> evaluate(sqrt(x) - 1, {x: Fraction(2)})
        [0.414213562373095 +/- 4.89e-17]
    """
    prepared = prepare(expression, assignment)
    value = prepared.run(precision, recognise_zero=prepared.exact)
    if value is UNDEFINED:
        raise UndefinedValueError(f"{expression} is not a real number at {_shown(assignment)}")
    return _as_ball(value, precision)


def _as_ball(value: Value, bits: int) -> arb:
    with precision(bits):
        return arb(value)


def _shown(assignment: Assignment) -> str:
    return ", ".join(f"{key} = {value}" for key, value in assignment.items())


def compile_ball(expression: Expr, variables: Sequence[Symbol]) -> Callable[..., arb]:
    """A function of balls, one for each variable, that encloses the expression at the precision in force.

    Args:
        expression: a SymPy expression without vectors.
        variables: its symbols, in the order of the arguments.

    Returns:
        a function that returns a ball; one that is not finite where the expression may be undefined.

    Raises:
        UnsupportedExpressionError: for a node without a meaning, or a symbol that is not among the variables.

    Example:
        >>> from sympy.abc import x, y
        >>> compile_ball(x * y + 1, [x, y])(arb(2), arb(3))
        7.00000000000000
    """
    program = compile_program(expression)
    places = {variable: place for place, variable in enumerate(variables)}
    missing = [str(key) for _, (key, _) in program.inputs if key not in places]
    if missing:
        raise UnsupportedExpressionError(f"no value for {', '.join(sorted(missing))}")
    order = [places[key] for _, (key, _) in program.inputs]

    def function(*arguments: Number) -> arb:
        value = program.run([as_value(arguments[place]) for place in order])
        return arb("nan") if value is UNDEFINED else arb(value)

    return function


def sign(expression: Expr, assignment: Assignment, *, max_precision: int = MAX_PRECISION) -> int | None:
    """The sign of an expression at an instance, or `None` if it is undefined or not decided.

    Args:
        expression: a SymPy expression.
        assignment: values of its symbols and vectors, see `prepare`.
        max_precision: bits at which to give up.

    Returns:
        -1, 0 or 1, proved; `None` otherwise.

    Example:
        >>> from sympy import sqrt
        >>> from sympy.abc import x
        >>> sign(sqrt(x) * sqrt(x + 1) - sqrt(x**2 + x), {x: 2})
        0
    """
    return prepare(expression, assignment).sign(max_precision=max_precision)


def exactly(expression: Expr, assignment: Assignment) -> Fraction | None:
    """The value of an expression where rational arithmetic alone finds it, or `None`.

    Args:
        expression: a SymPy expression, which SymPy is not asked to evaluate.
        assignment: values of its symbols and vectors, see `prepare`.

    Raises:
        UnsupportedExpressionError: for a node or a symbol without a meaning.

    Example:
        >>> from sympy import sqrt
        >>> from sympy.abc import x
        >>> exactly(sqrt(x) + 1, {x: 4}), exactly(sqrt(x), {x: 2}), exactly(1 / x, {x: 0})
        (Fraction(3, 1), None, None)
    """
    value = prepare(expression, assignment).run(START_PRECISION, recognise_zero=False)
    return Fraction(int(value.p), int(value.q)) if isinstance(value, fmpq) else None


def decide_relation(condition: Basic, assignment: Assignment, *, max_precision: int = MAX_PRECISION) -> bool | None:
    """Whether a condition holds at an instance, in three-valued logic.

    Args:
        condition: relations between expressions, joined by And, Or, Not, Implies and Equivalent.
        assignment: values of its symbols and vectors, see `prepare`.
        max_precision: bits at which to give up.

    Returns:
        `True` or `False`, proved; `None` if it is not decided, or an undefined expression matters.

    Example:
        >>> from sympy.abc import x
        >>> decide_relation((x > 0) & (1 / x > 1), {x: 0}), decide_relation(1 / x > 1, {x: 0})
        (False, None)
    """
    prepared = prepare(condition, assignment)
    value = prepared.settle(lambda answer: answer is not None, max_precision=max_precision)
    return value if isinstance(value, bool) else None


def is_defined(expression: Basic, assignment: Assignment, *, max_precision: int = MAX_PRECISION) -> bool | None:
    """Whether an expression, or every side of every relation in a condition, is a real number.

    Args:
        expression: an expression or a condition.
        assignment: values of its symbols and vectors, see `prepare`.
        max_precision: bits at which to give up.

    Returns:
        `True` or `False`, proved; `None` if it is not decided.

    Example:
        >>> from sympy.abc import x
        >>> is_defined((x > 0) & (1 / x > 1), {x: 0}), is_defined(1 / x > 1, {x: 2})
        (False, True)
    """
    match expression:
        case BooleanAtom():
            return True
        case And() | Or() | Not() | Implies() | Equivalent() | Relational():
            answers = [is_defined(part, assignment, max_precision=max_precision) for part in expression.args]
            return False if False in answers else None if None in answers else True
    value = prepare(expression, assignment).settle(is_finite, max_precision=max_precision)
    return False if value is UNDEFINED else True if is_finite(value) else None
