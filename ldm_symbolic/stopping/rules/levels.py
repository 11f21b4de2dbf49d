"""The noise level at which to stop, chosen from the samples that gave the estimate alone, for every k at once.

What the rules are worth, and how often one of them is worse than running to the end, is in `docs/rules.md`, which
`tests/make/reports/rules.py` computes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import lgamma

import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.stopping.averages.full_covariance import FullCovarianceAverage
from ldm_symbolic.stopping.rules.shrinkage import nonlinear_shrinkage

FOLDS = 5
_LEAST = 1e-12
_LEVELS = 400

Rule = Callable[[Floats, float], Floats]
"""From centred samples, axes (sample, direction), and X to the noise levels in [0, X] for k = 1..D."""


def levels_of(rule: str, samples: Floats, top: float) -> Floats:
    """The noise levels at which a rule stops, for k = 1..D.

    Args:
        rule: one of `RULES`.
        samples: those that gave the estimate, axes (sample, direction); the encoder keeps their principal axes.
        top: X in (0, 1], the noise level of the horizon.

    Raises:
        ValueError: if there is no such rule, or there are fewer than ten samples.

    >>> drawn = np.random.default_rng(0).standard_normal((200, 3)) * [1.5, 0.7, 0.4]
    >>> {rule: round(float(levels_of(rule, drawn, 0.9)[2]), 2) for rule in ("average", "shrunk")}
    {'average': 0.01, 'shrunk': 0.01}
    """
    if rule not in RULES:
        raise ValueError(f"expected one of {', '.join(RULES)}, got {rule[:40]!r}")
    if len(samples) < 2 * FOLDS:
        raise ValueError(f"a rule needs at least {2 * FOLDS} samples, got {len(samples)}")
    return RULES[rule](samples - samples.mean(axis=0), top)


def average(samples: Floats, top: float) -> Floats:
    """The level that is best on average over whole covariances, with the sample eigenvalues as the true ones."""
    return _best_on_average(_eigenvalues(samples), len(samples) - 1, top)


def shrunk(samples: Floats, top: float) -> Floats:
    """The level that is best on average over whole covariances, with nonlinearly shrunk eigenvalues."""
    freedom = len(samples) - 1
    return _best_on_average(nonlinear_shrinkage(_eigenvalues(samples), freedom), freedom, top)


def folds(samples: Floats, top: float) -> Floats:
    """The zero of the slope on held-out folds, along the axes of the rest:  Σ_j (1 - λ̂_j) (1 - s̃_j/(c √v_j)).

    What stands off the diagonal is left out: the mean of a held-out s̃_j/c is the deviation along the axis, where the
    dense error would be dominated by the few samples of a fold.
    """
    grid = _grid(top)
    slopes = np.zeros((len(grid), samples.shape[1]))
    place = np.arange(len(samples)) % FOLDS
    for fold in range(FOLDS):
        rest, held = samples[place != fold], samples[place == fold]
        rest, held = rest - rest.mean(axis=0), held - held.mean(axis=0)
        values, axes = _principal(rest)
        deviations = np.sqrt(np.mean((held @ axes) ** 2, axis=0)) / _mean_root(len(held))
        roots = np.sqrt(grid[:, None] + (1 - grid[:, None]) * values)
        transport = np.divide(deviations, roots, out=np.full_like(roots, np.inf), where=roots > 0)
        slopes += np.cumsum((1 - values) * (1 - np.where(deviations > 0, transport, 0.0)), axis=1)
    return np.array([_zero(grid, slopes[:, row]) for row in range(slopes.shape[1])])


def least(samples: Floats, top: float) -> Floats:
    """The smaller of `folds` and `shrunk`."""
    return np.minimum(folds(samples, top), shrunk(samples, top))


def intensity(samples: Floats, top: float) -> Floats:
    """Ledoit and Wolf's intensity for the target I: E|S - Σ|²/E|S - I|² in Frobenius norm, estimated.

    That is the best shrinkage of the covariance in another distance than the one that is asked for.
    """
    values, axes = _principal(samples)
    fourth = np.mean(np.cumsum((samples @ axes) ** 2, axis=1) ** 2, axis=0)
    noise = np.maximum(fourth - np.cumsum(values**2), 0.0) / len(samples)
    apart = np.cumsum((values - 1) ** 2)
    return np.minimum(np.divide(noise, apart, out=np.full_like(noise, np.inf), where=apart > 0), top)


RULES: Mapping[str, Rule] = {
    "least": least,
    "average": average,
    "shrunk": shrunk,
    "folds": folds,
    "intensity": intensity,
}
"""The rules by name, the safest first."""

OFFERED = ("least", "average", "shrunk")
"""Those that the report supports, for an encoder that does not depend on the sample."""


def _best_on_average(variances: Floats, samples: int, top: float) -> Floats:
    return np.array([stop.level for stop in FullCovarianceAverage(variances, samples).stops(top)])


def _principal(centred: Floats) -> tuple[Floats, Floats]:
    """Variances along the principal axes, decreasing, and the axes as columns."""
    values, axes = np.linalg.eigh(centred.T @ centred / len(centred))
    values = np.where(values > 1e-13 * max(float(values[-1]), 0.0), values, 0.0)
    return values[::-1], axes[:, ::-1]


def _eigenvalues(centred: Floats) -> Floats:
    return _principal(centred)[0]


def _mean_root(count: int) -> float:
    """E[√(χ²_{m-1}/m)], by which the deviation of m samples about their mean is too small."""
    return float(np.sqrt(2 / count) * np.exp(lgamma(count / 2) - lgamma((count - 1) / 2)))


def _grid(top: float) -> Floats:
    return np.concatenate([[0.0], np.geomspace(_LEAST, top, _LEVELS)])


def _zero(levels: Floats, slopes: Floats) -> float:
    """Where slopes that do not fall pass 0, between two levels on the logarithm."""
    above = np.flatnonzero(slopes >= 0)
    if not above.size:
        return float(levels[-1])
    place = int(above[0])
    if place < 2:
        return 0.0
    share = -slopes[place - 1] / (slopes[place] - slopes[place - 1])
    return float(levels[place - 1] * (levels[place] / levels[place - 1]) ** share)
