"""Straight-line programs that run on exact rationals and balls, and can prove their results to be zero.

Tested in `tests/balls/test_enclose.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from flint import arb, fmpq
from sympy import Basic

from ldm_symbolic.balls import separation
from ldm_symbolic.balls.arithmetic import Operation, Value

Input: TypeAlias = tuple[Basic, int]  # (symbol, 0), or (vector, index counted from 1)
Step: TypeAlias = tuple[int, Operation, tuple[int, ...]]  # place of the result, operation, its arguments


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A straight-line program.

    Args:
        inputs: for each input, where it goes and what it is.
        constants: for each constant, where it goes and its value.
        steps: the computation, in order.
        result: where the result is found.
    """

    inputs: tuple[tuple[int, Input], ...]
    constants: tuple[tuple[int, Value], ...]
    steps: tuple[Step, ...]
    result: int

    def run(self, values: Sequence[Value], *, recognise_zero: bool = False) -> Value:
        """Runs the program at the precision in force.

        Args:
            values: one value for each of `inputs`.
            recognise_zero: replace every algebraic intermediate result that a separation bound proves to be
                zero by the exact 0; slower.
        """
        memory: list[Value] = [None] * (len(self.inputs) + len(self.constants) + len(self.steps))
        for (position, _), value in zip(self.inputs, values, strict=True):
            memory[position] = value
        for position, value in self.constants:
            memory[position] = value
        if recognise_zero:
            self._run_exactly(memory)
        else:
            for position, operation, arguments in self.steps:
                memory[position] = operation([memory[argument] for argument in arguments])
        return memory[self.result]

    def _run_exactly(self, memory: list[Value]) -> None:
        bounds = [separation.of_rational(value) if isinstance(value, fmpq) else None for value in memory]
        for position, operation, arguments in self.steps:
            value = operation([memory[argument] for argument in arguments])
            if isinstance(value, arb):
                bound = separation.of_step(operation, arguments, memory, bounds)
                if bound and value.is_finite() and value.abs_upper() < arb((1, -bound.bits)):
                    value = fmpq(0)
                bounds[position] = bound
            if isinstance(value, fmpq):
                bounds[position] = separation.of_rational(value)
            memory[position] = value
