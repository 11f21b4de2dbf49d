"""Which noise levels matter for a spectrum, and the N of them with which a sampler is best.

For one mode of deviation s a step of DDIM from noise σ to σ' costs the cosine of the angle between arctan(σ/s) and
arctan(σ'/s), and the start from pure noise one more such step from a right angle (statement N1). So the best N levels
for that mode alone are s tan(π/2 · j/(N + 1)), and a spectrum needs levels between those of its smallest and largest.

    sigma_min = s_k tan(π/2/(N + 1)),   sigma_max = s_1/tan(π/2/(N + 1)),   sigma_data² = Σ_{j≤k} λ_j/k

Tested in `tests/practice/test_noise_card.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ldm_symbolic.practice.best_grid import best_grid, grid_error, own_ends
from ldm_symbolic.practice.scheduler_grids import karras
from ldm_symbolic.samplers.schemes import SCHEMES, Scheme
from ldm_symbolic.spectra.numbers import InputError

MOST_STEPS = 256
MOST_STEPS_OF_OTHERS = 64
"""Where slopes are differences."""
FOLLOWED: Mapping[str, Scheme] = {
    "ddim": SCHEMES["ddim"],
    "euler": SCHEMES["ddim"],
    **{name: SCHEMES[name] for name in ("ddpm", "edm-heun", "dpmpp2m", "dpmpp3m")},
}
"""The samplers that go through any levels; in the noise β/α Euler's is DDIM."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoiseCard:
    """The noise that matters for a spectrum.

    Args:
        k: how many modes are kept.
        scheme: the sampler.
        sigma_min: the last level that its smallest positive variance alone would want of N with DDIM.
        sigma_max: the first level that its largest variance alone would want of N with DDIM.
        sigma_data: the root mean variance of the kept modes.
        sigmas: σ_0 > ... > σ_{N-1} > 0 with the least error, after which the sampler goes to 0.
        error: Σ_{j≤k} (√V_j - s_j)² of the sampler on them, from pure noise of deviation σ_0.
        error_karras: the same on the grid of Karras et al. with ρ = 7 from sigma_max to sigma_min.
        error_uniform: the same on evenly spaced levels from sigma_max to sigma_min.
    """

    k: int
    scheme: str
    sigma_min: float
    sigma_max: float
    sigma_data: float
    sigmas: tuple[float, ...]
    error: float
    error_karras: float
    error_uniform: float


def noise_card(variances: Sequence[float], steps: int, scheme: str = "ddim") -> NoiseCard:
    """The noise that matters for a spectrum, and the best N levels for a sampler.

    Args:
        variances: λ_1..λ_k >= 0 of the kept modes, not all 0.
        steps: N, 1 to 256, and to 64 but for DDIM.
        scheme: of those in `FOLLOWED`.

    Raises:
        InputError: if something cannot be used, or SciPy is not installed; one line.

    >>> card = noise_card([0.25], 2)
    >>> [round(sigma, 6) for sigma in card.sigmas]  # one mode: equal angles
    [0.866025, 0.288675]
    """
    kept = np.asarray(variances, dtype=np.float64)
    if not np.any(kept > 0):
        raise InputError("every kept variance is 0; a noise card needs one that is not")
    if scheme not in FOLLOWED:
        *known, last = FOLLOWED
        raise InputError(f"the best grid is known for {', '.join(known)} and {last}, got {scheme!r}")
    followed = FOLLOWED[scheme]
    most = MOST_STEPS if followed is SCHEMES["ddim"] else MOST_STEPS_OF_OTHERS
    if not 1 <= steps <= most:
        raise InputError(f"the best grid of {scheme} is sought for 1 to {most} steps, got {steps}")
    low, high = own_ends(kept, steps)
    of_karras, even = karras(high, low, steps), np.linspace(high, low, steps)
    best = min(best_grid(followed, kept, steps), of_karras, even, key=lambda grid: grid_error(followed, grid, kept))
    return NoiseCard(
        k=len(kept),
        scheme=scheme,
        sigma_min=low,
        sigma_max=high,
        sigma_data=float(np.sqrt(kept.mean())),
        sigmas=tuple(map(float, best)),
        error=grid_error(followed, best, kept),
        error_karras=grid_error(followed, of_karras, kept),
        error_uniform=grid_error(followed, even, kept),
    )
