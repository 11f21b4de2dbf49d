"""Compiles expressions and conditions to straight-line programs.

Equal steps are computed once. Finite sums are written out: their bounds and the indices of their terms are
known when the program is compiled, the numbers themselves when it runs. Nothing is evaluated by SymPy, so an
undefined part of an expression (1/0, √-1) stays visible as `balls.UNDEFINED`. An entry that a vector does not have
is unknown, not undefined: the vector stands for the beginning of a sequence. A function is given by a `Lambda`, whose
body is compiled at the places of its arguments; where the body is undefined the value is unknown: a function is total.

Tested in `tests/balls/test_enclose.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from flint import arb, fmpq
from sympy import (
    Abs,
    Add,
    And,
    Basic,
    Equivalent,
    Expr,
    Implies,
    Indexed,
    IndexedBase,
    Integer,
    Lambda,
    Max,
    Min,
    Mul,
    Not,
    Or,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    exp,
    log,
)
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.core.numbers import Exp1, Pi
from sympy.core.relational import (
    Equality,
    GreaterThan,
    LessThan,
    Relational,
    StrictGreaterThan,
    StrictLessThan,
    Unequality,
)
from sympy.logic.boolalg import BooleanFalse, BooleanTrue

from ldm_symbolic.balls import arithmetic as balls
from ldm_symbolic.balls import conditions
from ldm_symbolic.balls.arithmetic import Operation, Value
from ldm_symbolic.balls.programs import Input, Program, Step
from ldm_symbolic.exact import as_fmpq

_OPERATIONS: Mapping[type, Operation] = MappingProxyType(
    {
        Add: balls.add,
        Mul: balls.multiply,
        Pow: balls.power,
        exp: balls.exponential,
        log: balls.logarithm,
        Abs: balls.absolute,
        Min: balls.minimum,
        Max: balls.maximum,
        Pi: balls.circle_constant,
        Exp1: balls.euler_number,
        And: conditions.all_hold,
        Or: conditions.some_hold,
        Not: conditions.negate,
        Equivalent: conditions.all_agree,
    }
)


class UnsupportedExpressionError(ValueError):
    """Raised when an expression contains a node without a meaning here; the message shows that node."""


@lru_cache(maxsize=1024)
def compile_program(
    expression: Basic,
    integers: tuple[tuple[Symbol, int], ...] = (),
    lengths: tuple[tuple[IndexedBase, int], ...] = (),
    given: tuple[tuple[Input, Expr], ...] = (),
    functions: tuple[tuple[UndefinedFunction, Lambda], ...] = (),
) -> Program:
    """Compiles an expression or a condition.

    Args:
        expression: a SymPy expression or Boolean.
        integers: values of the symbols that occur in bounds of sums and in indices.
        lengths: how many entries each vector has.
        given: inputs whose value is an expression without symbols, such as √2, which is compiled too.
        functions: what the undefined functions are.

    Raises:
        UnsupportedExpressionError: for a node that is not understood.

    Example:
        >>> from sympy.abc import x
        >>> program = compile_program(x**2 + 1)
        >>> program.run([fmpq(1, 2)])
        5/4
    """
    builder = _Builder(lengths=dict(lengths), given=dict(given), functions=dict(functions))
    result = builder.node(expression, dict(integers))
    return Program(
        inputs=tuple(builder.inputs),
        constants=tuple(builder.constants),
        steps=tuple(builder.steps),
        result=result,
    )


@lru_cache(maxsize=1024)
def structural_symbols(expression: Basic) -> frozenset[Symbol]:
    """The symbols whose values must be known to compile: those in bounds of sums and in indices.

    Example:
        >>> from sympy.abc import j, k, x
        >>> sorted(structural_symbols(Sum(x**j * IndexedBase("s")[j], (j, 1, k))), key=str)
        [j, k]
    """
    bounds = [bound for total in expression.atoms(Sum) for limit in total.limits for bound in limit[1:]]
    indices = [index for entry in expression.atoms(Indexed) for index in entry.indices]
    return frozenset().union(*(part.free_symbols for part in [*bounds, *indices]))


@dataclass(slots=True, kw_only=True)
class _Builder:
    """The program under construction; equal leaves and equal steps are entered once."""

    lengths: Mapping[Basic, int]
    given: Mapping[Input, Expr]
    functions: Mapping[Any, Lambda]
    arguments: Mapping[Symbol, int] = field(default_factory=dict)
    inputs: list[tuple[int, Input]] = field(default_factory=list)
    constants: list[tuple[int, Value]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    places: dict[Any, int] = field(default_factory=dict)

    def node(self, node: Basic, known: Mapping[Symbol, int]) -> int:
        """Enters an expression, given the structural symbols; returns where its value will be."""
        match node:
            case Rational():
                return self._constant(as_fmpq(node))
            case BooleanTrue() | BooleanFalse():
                return self._constant(bool(node))
            case Symbol():
                return self._symbol(node, known)
            case Indexed():
                return self._entry(node, known)
            case Sum():
                return self._step(balls.add, self._terms(node.function, node.limits, known))
            case Piecewise():
                parts = [part for case in node.args for part in case]
                return self._step(balls.piecewise, self._nodes(parts, known))
            case Relational():
                return self._relation(node, known)
            case AppliedUndef():
                return self._applied(node, known)
            case Implies():
                premise, conclusion = self._nodes(node.args, known)
                return self._step(conditions.some_hold, [self._step(conditions.negate, [premise]), conclusion])
        operation = _OPERATIONS.get(node.func)
        if operation is None:
            raise UnsupportedExpressionError(f"no ball arithmetic for {node} (a {node.func.__name__})")
        return self._step(operation, self._nodes(node.args, known))

    def _symbol(self, node: Symbol, known: Mapping[Symbol, int]) -> int:
        if node in known:
            return self._constant(fmpq(known[node]))
        return self.arguments[node] if node in self.arguments else self._input((node, 0))

    def _applied(self, node: AppliedUndef, known: Mapping[Symbol, int]) -> int:
        """Enters the body of a function at the places of its arguments; what is bound outside is not seen inside."""
        value = self.functions.get(node.func)
        if value is None or len(value.variables) != len(node.args):
            raise UnsupportedExpressionError(f"no value for {node.func} of {len(node.args)} arguments")
        places = self._nodes(node.args, known)
        outside = self.functions, self.arguments
        self.functions, self.arguments = {}, dict(zip(value.variables, places, strict=True))
        body = self.node(value.expr, {})
        self.functions, self.arguments = outside
        return self._step(balls.applied, [body, *places])

    def _nodes(self, nodes: Sequence[Basic], known: Mapping[Symbol, int]) -> list[int]:
        return [self.node(node, known) for node in nodes]

    def _relation(self, node: Relational, known: Mapping[Symbol, int]) -> int:
        left, right = node.args
        if isinstance(node, GreaterThan | StrictGreaterThan):
            left, right = right, left
        if not (isinstance(left, Expr) and isinstance(right, Expr)):
            raise UnsupportedExpressionError(f"no ball arithmetic for {node}: its sides are not numbers")
        sides = [self._difference(left, right, known), *self._nodes([left, right], known)]
        match node:
            case StrictGreaterThan() | StrictLessThan():
                return self._step(conditions.negative, sides)
            case GreaterThan() | LessThan():
                return self._step(conditions.at_most_zero, sides)
            case Equality():
                return self._step(conditions.is_zero, sides)
            case Unequality():
                return self._step(conditions.negate, [self._step(conditions.is_zero, sides)])
        raise UnsupportedExpressionError(f"no ball arithmetic for the relation {node}")

    def _difference(self, left: Expr, right: Expr, known: Mapping[Symbol, int]) -> int:
        """Enters left - right, without the terms that the two sides share."""
        parts: dict[int, fmpq] = {}
        for side, sign in ((left, 1), (right, -1)):
            for coefficient, term in self._linear(side, known):
                parts[term] = parts.get(term, 0) + sign * coefficient
        terms = [
            term if coefficient == 1 else self._step(balls.multiply, [self._constant(coefficient), term])
            for term, coefficient in parts.items()
            if coefficient != 0
        ]
        return self._step(balls.add, terms)

    def _linear(self, node: Expr, known: Mapping[Symbol, int]) -> list[tuple[fmpq, int]]:
        """The terms of a sum with their rational factors, (1, node) for anything else."""
        match node:
            case Add():
                return [term for part in node.args for term in self._linear(part, known)]
            case Sum():
                return [(fmpq(1), term) for term in self._terms(node.function, node.limits, known)]
            case Mul(args=(Rational(p=top, q=bottom), *factors)):
                return [(fmpq(int(top), int(bottom)), self._step(balls.multiply, self._nodes(factors, known)))]
        return [(fmpq(1), self.node(node, known))]

    def _terms(self, body: Basic, limits: Sequence[Any], known: Mapping[Symbol, int]) -> list[int]:
        if not limits:
            return [self.node(body, known)]
        *inner, (index, *bounds) = limits
        if len(bounds) != 2:
            raise UnsupportedExpressionError(f"the sum over {index} has no bounds")
        lower, upper = (self._integer(bound, known) for bound in bounds)
        if upper < lower - 1:
            raise UnsupportedExpressionError(f"the sum over {index} runs backwards, from {lower} to {upper}")
        values = range(lower, upper + 1)
        return [term for value in values for term in self._terms(body, inner, {**known, index: value})]

    def _entry(self, node: Indexed, known: Mapping[Symbol, int]) -> int:
        if len(node.indices) != 1 or node.base not in self.lengths:
            raise UnsupportedExpressionError(f"{node} is not an entry of a known vector")
        index = self._integer(node.indices[0], known)
        inside = 1 <= index <= self.lengths[node.base]
        return self._input((node.base, index)) if inside else self._constant(arb("nan"))

    def _integer(self, node: Basic, known: Mapping[Symbol, int]) -> int:
        unknown = sorted(str(symbol) for symbol in node.free_symbols - known.keys())
        if unknown:
            raise UnsupportedExpressionError(f"no integer value for {', '.join(unknown)} in {node}")
        value = node if isinstance(node, Integer) else compile_program(node, tuple(known.items())).run([])
        if not isinstance(value, fmpq | Integer) or value.q != 1:
            raise UnsupportedExpressionError(f"{node} is not an integer")
        return int(value.p)

    def _input(self, key: Input) -> int:
        if key in self.given:
            return self.node(self.given[key], {})
        if key not in self.places:
            self.places[key] = len(self.places)
            self.inputs.append((self.places[key], key))
        return self.places[key]

    def _constant(self, value: Value) -> int:
        key = (type(value), str(value))  # not the value: an inexact ball has no hash
        if key not in self.places:
            self.places[key] = len(self.places)
            self.constants.append((self.places[key], value))
        return self.places[key]

    def _step(self, operation: Operation, arguments: list[int]) -> int:
        key = (operation, *arguments)
        if key not in self.places:
            self.places[key] = len(self.places)
            self.steps.append((self.places[key], operation, tuple(arguments)))
        return self.places[key]
