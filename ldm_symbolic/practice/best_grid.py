"""The N noise levels with which a sampler is best for a spectrum: a search by the sampler's own exact error.

What is varied are the last level and the gaps between the levels, all in log σ, so that levels fall whatever the
search tries. A scheme that remembers steps has several minima; the least that is reached from several grids is taken.

Tested in `tests/practice/test_noise_card.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec

import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.practice.scheduler_grids import exponential, karras
from ldm_symbolic.samplers.in_noise import generated_deviations, logarithmic_slopes
from ldm_symbolic.samplers.schemes import SCHEMES, Scheme
from ldm_symbolic.spectra.numbers import InputError

_GRADIENTS = (1e-9, 1e-5)
"""The slope of log E at which a search ends, in closed form and from differences."""
_ROUNDS = 2000
_FEW = 32
"""So many steps are sought from several starts."""
_BEYOND = 20.0
"""How far in log σ beyond the grids it starts from the search may look."""
_GAPS = (-16.0, 4.0)
"""Where the logarithm of a gap in log σ may lie."""
_APART = 1e-4
"""The distance in log σ of the two errors whose difference is a slope, where there is no closed form."""
_NOTHING = 1e-10
"""A share of the data's variance below which an error is as good as none, where slopes are differences."""
_UNBOUNDED = 700.0
"""The logarithm of an error that leaves float64."""


def grid_error(scheme: Scheme, sigmas: Floats, variances: Floats) -> float:
    """Σ (√V_j - s_j)² on a grid and a last step to no noise: the squared W2 distance in the kept modes."""
    return float(np.sum((generated_deviations(scheme, sigmas, variances) - np.sqrt(variances)) ** 2))


def own_ends(variances: Floats, steps: int) -> tuple[float, float]:
    """The last and the first level that DDIM would want of N for the smallest positive and the largest variance alone.

    >>> [round(level, 6) for level in own_ends(np.array([0.25]), 2)]
    [0.288675, 0.866025]
    """
    turn = np.tan(np.pi / 2 / (steps + 1))
    return float(np.sqrt(variances[variances > 0].min()) * turn), float(np.sqrt(variances.max()) / turn)


def best_grid(scheme: Scheme, variances: Floats, steps: int) -> Floats:
    """The N levels with the least error, from those found for half as many where there are more than a few.

    The levels are close to a smooth curve in j/(N + 1), so that those for N/2 say where to look for N of them.

    Args:
        scheme: one that asks for levels alone.
        variances: λ >= 0, not all 0.
        steps: N >= 1.

    Raises:
        InputError: if SciPy is not installed.
    """
    if steps > _FEW:
        return _improved(scheme, variances, [_finer(best_grid(scheme, variances, steps // 2), steps)])
    low, high = own_ends(variances, steps)
    angles = np.tan(np.pi / 2 * np.arange(steps, 0, -1) / (steps + 1))
    scales = np.sqrt(variances.mean()), np.sqrt(low * high)
    starts = [karras(high, low, steps), exponential(high, low, steps), *(scale * angles for scale in scales)]
    return _improved(scheme, variances, starts)


def _finer(grid: Floats, steps: int) -> Floats:
    """As many levels as wanted on the curve of a grid, monotone in the angle arctan(σ/s) from a right angle to 0."""
    from scipy.interpolate import PchipInterpolator

    scale = np.exp(np.log(grid).mean())
    angles = np.concatenate([[np.pi / 2], np.arctan(grid / scale), [0.0]])
    curve = PchipInterpolator(np.linspace(0, 1, len(angles)), angles)
    return np.asarray(scale * np.tan(curve(np.linspace(0, 1, steps + 2)[1:-1])))


def _improved(scheme: Scheme, variances: Floats, starts: Sequence[Floats]) -> Floats:
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

    def loss(gaps: Floats) -> tuple[float, Floats]:
        """log E and its gradient, in closed form for DDIM, else from differences."""
        if scheme is SCHEMES["ddim"]:
            return _of_ddim(*_levels(gaps, within), modes)
        steps = _APART * np.eye(len(gaps))
        slopes = [(height(gaps + step) - height(gaps - step)) / (2 * _APART) for step in steps]
        return height(gaps), np.array(slopes)

    def height(gaps: Floats) -> float:
        error = grid_error(scheme, np.exp(_levels(gaps, within)[0]), modes)
        return float(np.log(max(error, _NOTHING * modes.sum()))) if np.isfinite(error) else _UNBOUNDED

    options = {"gtol": _GRADIENTS[scheme is not SCHEMES["ddim"]], "maxiter": _ROUNDS}
    ends = [minimize(loss, _gaps(start), jac=True, method="BFGS", options=options).x for start in starts]
    grids = [np.exp(_levels(end, within)[0]) for end in ends]
    return min([*grids, *starts], key=lambda grid: grid_error(scheme, grid, variances))


def _gaps(grid: Floats) -> Floats:
    """The logarithms of the gaps in log σ, and the last log σ."""
    logs = np.log(grid)
    return np.append(np.log(logs[:-1] - logs[1:]), logs[-1])


def _levels(gaps: Floats, within: tuple[float, float]) -> tuple[Floats, Callable[[Floats], Floats]]:
    """log σ_i, which falls, and what takes slopes in log σ_i to slopes in the gaps."""
    sizes = np.exp(np.clip(gaps[:-1], *_GAPS))
    logs = np.append(np.cumsum(sizes[::-1])[::-1], 0.0) + np.clip(gaps[-1], *within)

    def back(slopes: Floats) -> Floats:
        together = np.cumsum(slopes)
        return np.append(sizes * together[:-1], together[-1])

    return logs, back


def _of_ddim(logs: Floats, back: Callable[[Floats], Floats], modes: Floats) -> tuple[float, Floats]:
    """log E of DDIM, and its slopes in the gaps."""
    sigmas = np.exp(logs)
    reached = generated_deviations(SCHEMES["ddim"], sigmas, modes)
    apart = reached - np.sqrt(modes)
    error = float(np.sum(apart**2))
    return float(np.log(error)), back(logarithmic_slopes(sigmas, modes) @ (2 * apart * reached) / error)
