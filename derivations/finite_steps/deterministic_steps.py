"""What the derivations about DDIM share: one step of it, from the sampler's own step function, and its angle.

    V ↦ g² V,   g = (αα'λ + ββ')/(α²λ + β²);   cos² = (αα'λ + ββ')²/((α²λ + β²)(α'²λ + β'²))

(α, β) are signal and noise at the grid point where a step begins, (α', β') where it ends, on any path; the cosine is
that of the angle between (α√λ, β) and (α'√λ, β'), the difference of arctan(β/(α√λ)) and arctan(β'/(α'√λ)).

Tested in `tests/derivations/finite_steps/test_finite_steps.py`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sympy import Expr, Integer

from ldm_symbolic.samplers.schemes import LETTERS, ddim

Point = tuple[Any, Any]
"""Signal and noise at a grid point."""


def growth(believed: Expr, here: Point, there: Point) -> Expr:
    """By what a step multiplies the state."""
    (signal, noise), (signal_after, noise_after) = here, there
    ends = {"signal": signal, "noise": noise, "signal_after": signal_after, "noise_after": noise_after}
    at = replace(LETTERS, believed=believed, eta=Integer(0), **ends)
    return ddim.step(Integer(1), Integer(0), at)


def law(believed: Expr, point: Point) -> Expr:
    """The variance of the noised law, α²λ + β².

    >>> from sympy import symbols
    >>> l, a, b = symbols("l a b")
    >>> law(l, (a, b)), squared_cosine(l, (a, b), (a, b))
    (a**2*l + b**2, 1)
    """
    signal, noise = point
    return believed * signal**2 + noise**2


def squared_cosine(believed: Expr, here: Point, there: Point) -> Expr:
    """The squared cosine of the angle of a step."""
    product = believed * here[0] * there[0] + here[1] * there[1]
    return product**2 / (law(believed, here) * law(believed, there))


def wider(here: Point, there: Point) -> Any:
    """The noise β/α does not rise from one point to the next."""
    return here[1] * there[0] >= there[1] * here[0]
