"""The exact law of a step: what it does to the state and to the noise, derived by SymPy from the step function itself.

    step(y, ξ) = A y + b ξ,   C ↦ A C Aᵀ + b bᵀ

so that a coefficient stands in one place, the step.

Tested in `tests/samplers/test_affine.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sympy import Expr, Symbol, SympifyError, diff, lambdify, symbols, sympify

from ldm_symbolic.samplers.schemes.interval import LETTERS, Interval
from ldm_symbolic.samplers.schemes.table import StepFunction


class NotAffineError(ArithmeticError):
    """A step that is no formula, not affine in state and noise, or does not fix 0: its result is not Gaussian."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AffineStep:
    """What a step does to the numbers of one mode.

    Args:
        growth: A, the derivatives of the new numbers by the old ones.
        spread: b, those by the noise.
    """

    growth: tuple[tuple[Expr, ...], ...]
    spread: tuple[Expr, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Which fields of an interval the law depends on, in order."""
        letters = set().union(*(entry.free_symbols for row in (*self.growth, self.spread) for entry in row))
        return tuple(sorted(letter.name for letter in letters))

    def numeric(self) -> Callable[..., Any]:
        """A function of the fields in `names`, as NumPy arrays: A row by row and b."""
        letters = [Symbol(name, positive=True) for name in self.names]
        return lambdify(letters, [[list(row) for row in self.growth], list(self.spread)], "numpy", cse=True)


@lru_cache(maxsize=64)
def affine(step: StepFunction, remembers: int = 1) -> AffineStep:
    """The law of a step.

    Args:
        step: a step function.
        remembers: how many numbers it hands on; 1 where it takes and gives the state itself.

    Raises:
        NotAffineError: if the step is not affine in state and noise, moves 0, or gives no number; text is none.

    >>> from ldm_symbolic.samplers.schemes import SCHEMES
    >>> affine(*SCHEMES["em"].ramp).spread
    (sqrt(2)*sqrt(rate)*sqrt(size),)
    """
    state, noise = symbols(f"y0:{remembers}"), Symbol("xi")
    after = _stepped(step, state, noise, LETTERS)
    growth = [[diff(entry, letter) for letter in state] for entry in after]
    spread = [diff(entry, noise) for entry in after]
    moved = {*state, noise}
    at_rest = [entry.subs(dict.fromkeys(moved, 0)) for entry in after]
    if any(entry != 0 for entry in at_rest) or any(e.free_symbols & moved for row in (*growth, spread) for e in row):
        raise NotAffineError(f"{step.__module__}.{step.__name__} is not linear in state and noise: {after}")
    return AffineStep(growth=tuple(map(tuple, growth)), spread=tuple(spread))


def _stepped(step: StepFunction, state: Sequence[Expr], noise: Expr, at: Interval) -> list[Expr]:
    after = step(state[0] if len(state) == 1 else tuple(state), noise, at)
    try:
        return [sympify(entry, strict=True) for entry in (after if len(state) > 1 else (after,))]
    except SympifyError as error:
        raise NotAffineError(f"{step.__module__}.{step.__name__} gives what is no number: {after!r}") from error
