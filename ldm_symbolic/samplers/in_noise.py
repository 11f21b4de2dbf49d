"""Samplers that go through given levels of noise σ = β/α: what their N steps and a last one to no noise generate.

Generation begins with pure noise, of deviation σ_0 in the state over α. Any scheme that asks for levels alone can go
this way; DDIM is also Euler on dx/dσ = (x - D)/σ there, and its deviations have slopes in closed form.

Tested in `tests/practice/test_noise_card.py`.
"""

from __future__ import annotations

import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.samplers.grids import Levels
from ldm_symbolic.samplers.recursion import Sampler, final_variances
from ldm_symbolic.samplers.schemes import Scheme


def generated_deviations(scheme: Scheme, sigmas: Floats, variances: Floats) -> Floats:
    """The deviation √V of each mode after all steps, with the exact score.

    Args:
        scheme: such as `SCHEMES["ddim"]`.
        sigmas: σ_0 > ... > σ_{N-1} > 0.
        variances: λ >= 0, one a mode.

    Raises:
        ValueError: if the levels do not fall, or the scheme asks for more than levels.

    >>> from ldm_symbolic.samplers.schemes import SCHEMES
    >>> generated_deviations(SCHEMES["ddim"], np.array([1.0]), np.array([1.0])).round(12).tolist()
    [0.5]
    """
    both = np.hypot(1, sigmas)
    signal, noise = np.append(1 / both, 1.0), np.append(sigmas / both, 0.0)
    levels = Levels(signal=signal, noise=noise, standard=float(noise[0] ** 2))
    return np.sqrt(final_variances(Sampler(scheme=scheme, grid=levels, noised=False), variances))


def logarithmic_slopes(sigmas: Floats, variances: Floats) -> Floats:
    """∂ log r/∂ log σ_i of DDIM's deviations r, axes (step, mode).

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
