"""A step's derived law as a function of numbers: what no mode changes is worked out once a step, not for every mode.

Tested in `tests/samplers/test_compiled.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sympy import Add, Expr, Mul, Poly, Symbol, expand_mul, lambdify

from ldm_symbolic.samplers.affine import AffineStep, affine
from ldm_symbolic.samplers.schemes import StepFunction
from ldm_symbolic.samplers.schemes.interval import LETTERS

_MODE: Symbol = LETTERS.believed


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """A step's derived law as a function of numbers.

    Args:
        names: which fields of an interval it asks for beside `believed`.
        of_steps: what no mode changes, from these fields.
        of_modes: from λ̂ and that, A row by row and b.
        pole: from these fields p, q, r and b², where A = p + 1/(q λ̂ + r) and no mode changes b; else None.

    >>> from ldm_symbolic.samplers.schemes import SCHEMES
    >>> law = compiled(SCHEMES["ei"].ramp[0], 1)
    >>> law.names
    ('gain', 'noise', 'signal')
    >>> growth, spread = law({"gain": 1.0, "noise": 1.0, "signal": 0.5}, 4.0)
    >>> growth, bool(spread[0] == 3**0.5)
    ([[1.0]], True)
    """

    names: tuple[str, ...]
    of_steps: Callable[..., Any]
    of_modes: Callable[..., Any]
    pole: Callable[..., Any] | None

    def __call__(self, numbers: Mapping[str, Any], believed: Any) -> tuple[Any, Any]:
        """A row by row and b.

        Args:
            numbers: the fields that `names` lists; arrays have an axis of steps, and one of length one for the modes.
            believed: λ̂, one a mode.
        """
        growth, spread = self.of_modes(believed, *self.of_steps(*(numbers[name] for name in self.names)))
        return growth, spread


@lru_cache(maxsize=64)
def compiled(step: StepFunction, remembers: int) -> Law:
    """The law of a step as a function of numbers.

    Args:
        step: a step function.
        remembers: how many numbers it hands on.

    Raises:
        NotAffineError: if the step is not affine in state and noise.
    """
    law, found = affine(step, remembers), _Hoisted()
    growth = [[found.apart(_fewer(entry)) for entry in row] for row in law.growth]
    spread = [found.apart(_fewer(entry)) for entry in law.spread]
    names = sorted({letter.name for entry in found.letters for letter in entry.free_symbols})
    letters, pole = [Symbol(name, positive=True) for name in names], _pole(law)
    return Law(
        names=tuple(names),
        of_steps=lambdify(letters, list(found.letters), "numpy", cse=True),
        of_modes=lambdify([_MODE, *found.letters.values()], [growth, spread], "numpy", cse=True),
        pole=None if pole is None else lambdify(letters, pole, "numpy", cse=True),
    )


def _pole(law: AffineStep) -> list[Expr] | None:
    """p, q, r and b² of A = p + 1/(q λ̂ + r), or None where the law is not written so."""
    alone, rest = _fewer(law.growth[0][0]).as_independent(_MODE, as_Add=True)
    if len(law.spread) > 1 or law.spread[0].has(_MODE) or alone == 0 or not (1 / rest).is_polynomial(_MODE):
        return None
    below = Poly(1 / rest, _MODE)
    if below.degree() != 1:
        return None
    return [alone, *below.all_coeffs(), law.spread[0] ** 2]


def _fewer(entry: Expr) -> Expr:
    """The expression as it is or multiplied out, whichever takes fewer operations for each mode."""
    return min((entry, expand_mul(entry)), key=lambda form: _Hoisted().apart(form).count_ops())


class _Hoisted:
    """The parts of some expressions that λ̂ is not in, each with a letter that stands for it."""

    def __init__(self) -> None:
        self.letters: dict[Expr, Symbol] = {}

    def apart(self, entry: Expr) -> Expr:
        """The expression with a letter for each greatest part without λ̂."""
        if entry.is_Number or entry == _MODE:
            return entry
        if _MODE not in entry.free_symbols:
            return self.letters.setdefault(entry, Symbol(f"hoisted{len(self.letters)}", positive=True))
        if isinstance(entry, Add | Mul):
            alone, rest = entry.as_independent(_MODE, as_Add=isinstance(entry, Add))
            parts = [self.apart(part) for part in entry.func.make_args(rest)]
            return entry.func(self.apart(alone), *parts)
        return entry.func(*(self.apart(part) for part in entry.args))
