"""What the figures of the paper show: their settings, the exact errors, and a simulation with their numbers.

Source: arXiv:2510.08409v1, Figures 3 and 4, Appendix D

Tested in `tests/figures/test_pictures.py`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import PluginScore
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.samplers.monte_carlo import step
from ldm_symbolic.stopping.averages.chi_squared import SampleVariance
from ldm_symbolic.stopping.surface.grid import squared_error_grid

SAMPLES = 1000
"""How many samples give the estimated variances, and how many are generated."""
STEPS = 1000
"""How many steps generate them."""
HORIZON = Fraction(2)

_TENTH = Fraction(1, 10**10)
_FIFTH = Fraction(1, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One panel of Figure 4.

    Args:
        variances: the true variances.
        dimensions: the k drawn.
        in_time: whether the axis is the time t, else log SNR.
    """

    variances: tuple[Fraction, ...]
    dimensions: tuple[int, ...]
    in_time: bool

    @property
    def true_dimension(self) -> int:
        """How many variances are not 0."""
        return sum(1 for variance in self.variances if variance)

    def problem(self, seed: int) -> StoppingProblem:
        """The plug-in score of variances estimated from 1000 samples, from the noised start."""
        deviations = np.sqrt([float(variance) for variance in self.variances])
        samples = np.random.default_rng(seed).standard_normal((SAMPLES, len(deviations))) * deviations
        estimated = tuple(Fraction(float(value)) for value in np.mean(samples**2, axis=0))
        spectrum = Spectrum(variances=self.variances, estimated=estimated)
        return StoppingProblem(spectrum=spectrum, score=PluginScore(), horizon=HORIZON)


LEFT = Setting(
    variances=(*(Fraction(3, 5) ** power for power in range(7)), _TENTH, _TENTH),
    dimensions=tuple(range(1, 9)),
    in_time=True,
)
RIGHT = Setting(
    variances=(Fraction(10), _FIFTH, _FIFTH, _FIFTH, Fraction(0), Fraction(0)),
    dimensions=tuple(range(1, 7)),
    in_time=False,
)


def log_snr(times: Floats) -> Floats:
    """log(b²/a²) of the Ornstein-Uhlenbeck process at generation times t < T."""
    return np.asarray(-np.log(np.expm1(2 * (float(HORIZON) - times))))


def times_at(log_snrs: Floats) -> Floats:
    """The generation times t at which log(b²/a²) has given values."""
    return np.asarray(float(HORIZON) - np.log1p(np.exp(-log_snrs)) / 2)


def exact_errors(problem: StoppingProblem, times: Floats, dimensions: Iterable[int]) -> Floats:
    """E(k, t), axes (dimension, time)."""
    return squared_error_grid(problem, np.clip(times, 0.0, float(problem.horizon)), dimensions)


def simulated_errors(
    problem: StoppingProblem, after: Sequence[int], dimensions: Sequence[int], seed: int
) -> tuple[Floats, Floats]:
    """The error of the sample variances of 1000 simulated trajectories, after some of their 1000 steps.

    The modes are independent, so one simulation of all of them serves every k.

    Args:
        problem: under the Ornstein-Uhlenbeck process.
        after: numbers of steps, increasing, in 1..1000.
        dimensions: the k wanted.
        seed: of the simulation.

    Returns:
        Squared errors, and what they are on average over seeds: E[(√V̂ - s)²] = V + λ - 2 s c_n √V with V the
        exact variance that the scheme generates and c_n = E √(χ²_n/n). Axes (dimension, number of steps).
    """
    true = np.array([float(value) for value in problem.spectrum.variances])
    believed = np.array([float(value) for value in problem.believed])
    horizon, generator = float(problem.horizon), np.random.default_rng([seed, 1])
    shape, law = (SAMPLES, len(true)), SampleVariance.of(SAMPLES)
    mean_root = 1 + float(law.weights @ np.expm1(law.logs / 2))
    variance = _law(believed, horizon)
    states = np.sqrt(variance) * generator.standard_normal(shape)
    one, zero = np.ones(len(true)), np.zeros(len(true))
    found, expected = [], []
    for done in range(1, max(after) + 1):
        weight = 1 / _law(believed, horizon * (1 - (done - 1) / STEPS))
        advance = partial(step, rate=1.0, weight=weight, step_size=horizon / STEPS)
        states = advance(states, generator.standard_normal(shape))
        variance = advance(one, zero) ** 2 * variance + advance(zero, one) ** 2
        if done in after:
            found.append((np.sqrt(np.mean(states**2, axis=0)) - np.sqrt(true)) ** 2)
            expected.append(variance + true - 2 * mean_root * np.sqrt(true * variance))
    lost = np.array([[float(value)] for value in problem.spectrum.lost])
    errors, averages = (
        (np.cumsum(np.array(part).T, axis=0) + lost)[np.asarray(dimensions) - 1] for part in (found, expected)
    )
    return errors, averages


def thresholds(problem: StoppingProblem) -> dict[int, float]:
    """t̂_k of a problem with the plug-in score: from there on direction k >= 2 is worth keeping, if P2 speaks of it.

    Source: arXiv:2510.08409v1, eq. (8)
    """
    horizon, found = float(problem.horizon), {}
    pairs = zip(problem.spectrum.variances, problem.believed, strict=True)
    for k, (true, believed) in enumerate(pairs, 1):
        above, below = 4 * true - believed, max(1 - believed, Fraction(0))
        if above >= below:  # the level is at least 1, or +∞
            left = horizon
        else:
            left = -math.log1p(-float(max(above, Fraction(0)) / below)) / 2 if above > 0 else 0.0
        found[k] = max(horizon - left, 0.0)
    return {k: time for k, time in found.items() if k > 1}


def _law(believed: Floats, time_left: float) -> Floats:
    """a² + b² λ̂, the variance in which the score believes."""
    return -math.expm1(-2 * time_left) + math.exp(-2 * time_left) * believed
