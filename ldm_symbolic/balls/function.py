"""Functions of some symbols of an expression, enclosed on boxes, with gradients that can be trusted.

Tested in `tests/balls/test_enclose.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from flint import arb, fmpq
from sympy import Abs, Basic, Expr, Max, Min, Piecewise, Symbol

from ldm_symbolic.balls.arithmetic import Value
from ldm_symbolic.balls.bounds import MAX_PRECISION
from ldm_symbolic.balls.prepared import Prepared, prepare
from ldm_symbolic.exact import Assignment

Side: TypeAlias = tuple[Any, Any]  # two fmpq, in order
Box: TypeAlias = tuple[Side, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function of some variables, the others being fixed, with its gradient where that can be trusted.

    The gradient is SymPy's, and none is kept for an expression with a kink or a jump. It may be used on a box
    where its enclosure and that of the function are finite: there the function is continuous, and its
    derivative is the given expression wherever no radicand is zero, hence everywhere by continuity.

    Args:
        expression: the function.
        variables: its variables.
        fixed: the values of its other symbols.
        value: the compiled expression, with placeholders for the variables.
        gradient: the compiled partial derivatives, or nothing.
    """

    expression: Expr
    variables: tuple[Symbol, ...]
    fixed: Assignment
    value: Prepared
    gradient: tuple[Prepared, ...]

    @classmethod
    def of(cls, expression: Expr, variables: Sequence[Symbol], fixed: Assignment) -> Function:
        """Compiles an expression and, if it is smooth in the variables, its partial derivatives.

        Example:
            >>> from sympy.abc import x, y
            >>> square = Function.of(x**2 + y, [x], {y: 1})
            >>> square.sides(((fmpq(1), fmpq(1)),)), square.value_on([fmpq(1)]), square.slopes_on([fmpq(1)])
            ([1], 2, [2])
        """
        values = {**fixed, **dict.fromkeys(variables, 0)}
        smooth = not depends(expression, variables, Abs, Max, Min, Piecewise)
        gradient = [expression.diff(variable) for variable in variables] if smooth else []
        return cls(
            expression=expression,
            variables=tuple(variables),
            fixed=fixed,
            value=prepare(expression, values),
            gradient=tuple(prepare(part, values) for part in gradient),
        )

    def partial(self, variable: Symbol) -> Function | None:
        """The partial derivative in one variable, itself with a gradient; `None` without a gradient."""
        return Function.of(self.expression.diff(variable), self.variables, self.fixed) if self.gradient else None

    def sides(self, box: Box) -> list[Value]:
        """One value for each variable: a ball that contains its side, or the rational if the side is flat."""
        return [side_ball(*side) for side in box]

    def value_on(self, sides: Sequence[Value]) -> Value:
        """The natural enclosure of the function at the precision in force."""
        return self._run(self.value, sides)

    def slopes_on(self, sides: Sequence[Value]) -> list[Value]:
        """Enclosures of the partial derivatives at the precision in force; nothing without a gradient."""
        return [self._run(part, sides) for part in self.gradient]

    def sign_at(self, point: Sequence[fmpq], max_precision: int = MAX_PRECISION) -> int | None:
        """The sign at a rational point, decided exactly where possible."""
        return self.value.with_values(self._named(point)).sign(max_precision=max_precision)

    def _run(self, part: Prepared, sides: Sequence[Value]) -> Value:
        placed = part.with_values(self._named(sides))
        return placed.program.run(placed.values)

    def _named(self, sides: Sequence[Value]) -> dict[Symbol, Value]:
        return dict(zip(self.variables, sides, strict=True))


def depends(expression: Basic, variables: Sequence[Symbol], *heads: type) -> bool:
    """Whether a node of one of the given kinds contains one of the variables.

    Example:
        >>> from sympy.abc import x, y
        >>> depends(Abs(x) + y, [x], Abs), depends(Abs(x) + y, [y], Abs)
        (True, False)
    """
    return any(node.free_symbols & set(variables) for node in expression.atoms(*heads))


def side_ball(lower: fmpq, upper: fmpq) -> Value:
    """A ball that contains [lower, upper], and nothing below 0 if lower ≥ 0; the rational if they agree.

    Example:
        >>> side_ball(fmpq(0), fmpq(1, 3)) >= 0, side_ball(fmpq(1, 3), fmpq(1, 3))
        (True, 1/3)
    """
    if lower == upper:
        return lower
    ball = arb(lower).union(arb(upper))
    return ball.nonnegative_part() if lower >= 0 else ball
