"""Which noise levels matter for a spectrum, and the N of them with which a sampler is best.

For one mode of deviation s a step of DDIM from noise σ to σ' costs the cosine of the angle between arctan(σ/s) and
arctan(σ'/s), and the start from pure noise one more such step from a right angle (statement N1). So the best N levels
for that mode alone are s tan(π/2 · j/(N + 1)), and a spectrum needs levels between those of its smallest and largest.

    sigma_min = s_k tan(π/2/(N + 1)),   sigma_max = s_1/tan(π/2/(N + 1)),   sigma_data² = Σ_{j≤k} λ_j/k

Tested in `tests/practice/test_noise_card.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.practice.scheduler_grids import exponential, karras
from ldm_symbolic.samplers.deterministic import generated_deviations, logarithmic_slopes
from ldm_symbolic.spectra.numbers import InputError

MOST_STEPS = 256
SCHEMES = ("ddim", "euler")
"""In the noise β/α the two are the same."""
_GRADIENT = 1e-9
_ROUNDS = 2000
_FEW = 32
"""So many steps are sought from several starts."""
_BEYOND = 20.0
"""How far in log σ beyond the grids it starts from the search may look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoiseCard:
    """The noise that matters for a spectrum.

    Args:
        k: how many modes are kept.
        scheme: the sampler.
        sigma_min: the last level that its smallest positive variance alone would want of N.
        sigma_max: the first level that its largest variance alone would want of N.
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
        steps: N, 1 to 256.
        scheme: "ddim", or "euler", which is the same in this noise.

    Raises:
        InputError: if something cannot be used, or SciPy is not installed; one line.

    >>> card = noise_card([0.25], 2)
    >>> [round(sigma, 6) for sigma in card.sigmas]  # one mode: equal angles
    [0.866025, 0.288675]
    """
    kept = np.asarray(variances, dtype=np.float64)
    if not np.any(kept > 0):
        raise InputError("every kept variance is 0; a noise card needs one that is not")
    if scheme not in SCHEMES:
        raise InputError(f"the best grid is known for {' and '.join(SCHEMES)}, got {scheme!r}")
    if not 1 <= steps <= MOST_STEPS:
        raise InputError(f"the best grid is sought for 1 to {MOST_STEPS} steps, got {steps}")
    low, high = _ends(kept, steps)
    of_karras, even = karras(high, low, steps), np.linspace(high, low, steps)
    best = min(best_grid(kept, steps), of_karras, key=lambda grid: grid_error(grid, kept))
    return NoiseCard(
        k=len(kept),
        scheme=scheme,
        sigma_min=low,
        sigma_max=high,
        sigma_data=float(np.sqrt(kept.mean())),
        sigmas=tuple(map(float, best)),
        error=float(grid_error(best, kept)),
        error_karras=float(grid_error(of_karras, kept)),
        error_uniform=float(grid_error(even, kept)),
    )


def grid_error(sigmas: Floats, variances: Floats) -> float:
    """Σ (√V_j - s_j)² on a grid: the squared W2 distance in the kept modes."""
    return float(np.sum((generated_deviations(sigmas, variances) - np.sqrt(variances)) ** 2))


def best_grid(variances: Floats, steps: int) -> Floats:
    """The N levels with the least error, from those found for half as many where there are more than a few.

    The levels are close to a smooth curve in j/(N + 1), so that those for N/2 say where to look for N of them.

    Raises:
        InputError: if SciPy is not installed.
    """
    if steps > _FEW:
        return _improved(variances, [_finer(best_grid(variances, steps // 2), steps)])
    low, high = _ends(variances, steps)
    angles = np.tan(np.pi / 2 * np.arange(steps, 0, -1) / (steps + 1))
    scales = np.sqrt(variances.mean()), np.sqrt(low * high)
    starts = [karras(high, low, steps), exponential(high, low, steps), *(scale * angles for scale in scales)]
    return _improved(variances, starts)


def _ends(variances: Floats, steps: int) -> tuple[float, float]:
    """The last and the first level that the smallest positive and the largest variance alone would want of N."""
    turn = np.tan(np.pi / 2 / (steps + 1))
    return float(np.sqrt(variances[variances > 0].min()) * turn), float(np.sqrt(variances.max()) / turn)


def _finer(grid: Floats, steps: int) -> Floats:
    """As many levels as wanted on the curve of a grid, monotone in the angle arctan(σ/s) from a right angle to 0."""
    from scipy.interpolate import PchipInterpolator

    scale = np.exp(np.log(grid).mean())
    angles = np.concatenate([[np.pi / 2], np.arctan(grid / scale), [0.0]])
    curve = PchipInterpolator(np.linspace(0, 1, len(angles)), angles)
    return np.asarray(scale * np.tan(curve(np.linspace(0, 1, steps + 2)[1:-1])))


def _improved(variances: Floats, starts: Sequence[Floats]) -> Floats:
    """The grid with the least error that a quasi-Newton method reaches from any of the starts."""
    try:
        found = find_spec("scipy")
    except ValueError:  # what it raises for a name that has been blocked
        found = None
    if found is None:
        raise InputError("the best grid needs SciPy: from the project's folder, pip install '.[practice]'")
    from scipy.optimize import minimize

    modes = variances[variances > 0]  # of the others nothing is generated
    within = np.log(min(map(np.min, starts))) - _BEYOND, np.log(max(map(np.max, starts))) + _BEYOND

    def loss(logs: Floats) -> tuple[float, Floats]:
        """log E and its gradient in the log σ_i."""
        sigmas = np.exp(np.clip(logs, *within))  # a trial step may go anywhere
        reached = generated_deviations(sigmas, modes)
        apart = reached - np.sqrt(modes)
        error = float(np.sum(apart**2))
        return float(np.log(error)), logarithmic_slopes(sigmas, modes) @ (2 * apart * reached) / error

    options = {"gtol": _GRADIENT, "maxiter": _ROUNDS}
    ends = [minimize(loss, np.log(start), jac=True, method="BFGS", options=options).x for start in starts]
    grids = [np.exp(logs) for logs in ends if np.all(np.diff(logs) < 0)]
    return min([*grids, *starts], key=lambda grid: grid_error(grid, variances))
