"""DDIM in noise σ = β/α, which is Euler on dx/dσ = (x - D)/σ: what N steps make of a Gaussian mode, by the recursion.

    x' = D + (σ'/σ)(x - D),   D = λ/(λ + σ²) x

It is linear in the state, so that one number a mode is carried along: the deviation of what has been generated so far.
Generation begins with pure noise of deviation σ_0; the last step goes to no noise, where x' = D.

Tested in `tests/practice/test_noise_card.py`.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def generated_deviations(sigmas: Floats, variances: Floats) -> Floats:
    """The deviation of each mode after all steps.

    Args:
        sigmas: σ_0, ..., σ_{N-1} > 0.
        variances: λ >= 0, one a mode.

    >>> generated_deviations(np.array([1.0]), np.array([1.0])).tolist()
    [0.5]
    """
    levels = [*sigmas, 0.0]
    state = levels[0] + 0 * variances
    for now, after in pairwise(levels):
        data = variances / (variances + now**2) * state
        state = data + after / now * (state - data)
    return np.asarray(state)


def logarithmic_slopes(sigmas: Floats, variances: Floats) -> Floats:
    """∂ log r/∂ log σ_i of these deviations r, axes (step, mode).

    A step multiplies r by (λ + σ σ')/(λ + σ²), and generation begins with r = σ_0.

    Args:
        sigmas: σ_0, ..., σ_{N-1} > 0.
        variances: λ > 0, one a mode.

    >>> logarithmic_slopes(np.array([1.0]), np.array([1.0])).tolist()
    [[0.0]]
    """
    levels = sigmas[:, None]
    joint = levels[:-1] * levels[1:]
    shares = joint / (variances + joint)
    slopes = -2 * levels**2 / (variances + levels**2)
    slopes[:-1] += shares
    slopes[1:] += shares
    slopes[0] += 1
    return np.asarray(slopes)
