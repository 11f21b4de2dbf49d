"""What the derivations about denoised samples share: the error of the posterior mean, by mode, from the model.

    ṽ = λ̂²/(λ̂ + x/(1-x)),   Ẽ(k, x) = Σ_{j≤k} (√ṽ_j - s_j)² + Σ_{j>k} λ_j

The start is the noised law; ṽ does not depend on the path (T1), so that the level x stands for any.

Tested in `tests/derivations/read_outs/test_denoised.py`.
"""

from __future__ import annotations

from typing import Any

from sympy import Expr, Integer, diff

from ldm_symbolic.derivations.hypotheses import a_dimension, noisy_horizon, positive_modes
from ldm_symbolic.derivations.instances import numbers
from ldm_symbolic.derivations.letters import D, X, j, k, s, s_hat, x
from ldm_symbolic.model.error import indexed, squared_error
from ldm_symbolic.model.read_outs import Path, ReadOut
from ldm_symbolic.model.read_outs.variance import read_variance
from ldm_symbolic.notation import estimated_variance, noise, variance
from ldm_symbolic.proof import substitute

of_estimate = read_variance(ReadOut.DENOISED, Path.VARIANCE_PRESERVING)
of_truth = substitute(of_estimate, {estimated_variance: variance})
denoised, denoised_exact = indexed(of_estimate), indexed(of_truth)
error, error_exact = squared_error(of_estimate), squared_error(of_truth)
slope = diff(error, noise)
levels = (noise, Integer(0), X)
kept = (j, Integer(1), k)
excess = s[j] / s_hat[j] - 1
"""What mode j adds to the slope of the error at level 0."""
SPECTRUM = (*a_dimension(), *positive_modes(), *noisy_horizon())
"""Positive variances and estimates in the first k of D directions, levels up to X < 1."""


def at(true: tuple[str, ...], estimated: tuple[str, ...], top: str, **more: Any) -> dict[Any, Any]:
    """An instance that keeps all modes, with levels up to `top`.

    >>> at(("1",), ("1/2",), "3/4")[k]
    1
    """
    modes = {k: len(true), D: len(true), s: numbers(*true), s_hat: numbers(*estimated), X: numbers(top)[0]}
    return modes | {{"x": x}[name]: numbers(value)[0] for name, value in more.items()}


def root_of(expression: Expr) -> Expr:
    """The terms of mode j in a sum over the kept modes."""
    (total,) = (part for part in expression.args if part.limits[0][2] == k)
    return total.function
