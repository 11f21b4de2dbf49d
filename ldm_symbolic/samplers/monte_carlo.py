"""Monte Carlo of the backward equation itself, by Euler-Maruyama: it never sees a closed form.

    dY = (w² Y + 2 w² s(Y, T − t)) dt + √(2 w²) dW,   s(y, u) = −m(u) y

A step is linear in (state, noise), so unit impulses fed through the same `step` give the exact variance of
the scheme. Hold a simulation against that one: for stiff modes it is percents off the continuous variance.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Rate = Callable[[float], float]
Weight = Callable[[float], ArrayLike]


def step(state: Floats, noise: Floats, *, rate: float, weight: ArrayLike, step_size: float) -> Floats:
    """Advance the generated modes by one step of the scheme.

        Y ↦ Y + (w² Y + 2 w² s) h + √(2 w² h) ξ,   s = −m Y

    Args:
        state: Y, one mode along the last axis.
        noise: ξ, standard normal in a simulation, of the shape of the state.
        rate: w² at the time left when the step begins, >= 0.
        weight: m of each mode at that time left, >= 0.
        step_size: h > 0, in generation time.

    Returns:
        The state after the step.

    Raises:
        ValueError: if there are more weights than modes.

    >>> step(np.array([1.0, 0.0]), np.array([0.0, 1.0]), rate=2.0, weight=[3.0, 3.0], step_size=0.25)
    array([-1.5,  1. ])
    """
    score = -np.asarray(weight, dtype=np.float64) * state
    if score.shape != state.shape:
        raise ValueError(f"{score.shape[-1]} weights do not fit states of {state.shape[-1]} modes")
    return state + (rate * state + 2 * rate * score) * step_size + math.sqrt(2 * rate * step_size) * noise


def _positive(number: int, name: str) -> int:
    """Return a count, or refuse one below 1."""
    if number < 1:
        raise ValueError(f"at least one {name} is needed, got {number}")
    return number


def _times_left(horizon: float, steps: int, time: float | None) -> tuple[list[float], float]:
    """Return the time left u at the beginning of each step over [0, time], and the step size."""
    end = horizon if time is None else time
    if not 0 < horizon < math.inf or not 0 < end <= horizon:
        raise ValueError(f"need 0 < time <= horizon < ∞, got horizon {horizon} and time {end}")
    return [horizon - end * i / steps for i in range(_positive(steps, "step"))], end / steps


def _variances(start_variance: ArrayLike) -> Floats:
    """Return the start variances as a vector over modes."""
    variances = np.array(start_variance, dtype=np.float64)
    if variances.ndim != 1 or variances.size == 0 or not (np.isfinite(variances) & (variances >= 0)).all():
        raise ValueError("the start variances must be a list of finite numbers >= 0, one for each mode")
    return variances


def _draws(seed: int, shape: tuple[int, int]) -> Iterator[Floats]:
    """Yield independent standard normal arrays without end."""
    generator = np.random.default_rng(seed)
    while True:
        yield generator.standard_normal(shape)


def _checked(result: Floats, steps: int) -> Floats:
    """Return a finite result, or raise."""
    if not np.isfinite(result).all():
        raise OverflowError(f"no finite result in {steps} steps: a weight is too large for the step size")
    return result


@np.errstate(over="ignore", invalid="ignore")  # told in one sentence by _checked
def simulate(
    *,
    rate: Rate,
    weight: Weight,
    start_variance: ArrayLike,
    horizon: float,
    steps: int,
    samples: int,
    seed: int,
    time: float | None = None,
) -> Floats:
    """Generate samples of the kept modes with the scheme of `step`.

    Args:
        rate: u ↦ w_u², the rate at time left u > 0.
        weight: u ↦ m_j(u) over the modes j, at time left u > 0.
        start_variance: variance of each mode at t = 0, >= 0; the start is centred and Gaussian.
        horizon, time: T > 0, and the generation time in (0, T] at which to stop, T unless given.
        steps, samples: numbers of equal steps over [0, time] and of independent samples, >= 1.
        seed: of numpy's default generator; the same seed gives the same samples.

    Returns:
        States, axes (sample, mode).

    Raises:
        ValueError: for an argument outside its domain.
        OverflowError: if the step size is so large for the weights that the states overflow.

    >>> given = dict(rate=lambda u: 1.0, weight=lambda u: [1.0], start_variance=[1.0])
    >>> simulate(**given, horizon=2.0, steps=100, samples=5, seed=0, time=1.0).shape
    (5, 1)
    """
    times_left, step_size = _times_left(horizon, steps, time)
    variances = _variances(start_variance)
    draws = _draws(seed, (_positive(samples, "sample"), variances.size))
    states = np.sqrt(variances) * next(draws)
    for u, noise in zip(times_left, draws, strict=False):
        states = step(states, noise, rate=rate(u), weight=weight(u), step_size=step_size)
    return _checked(states, steps)


@np.errstate(over="ignore", invalid="ignore")  # told in one sentence by _checked
def discretised_variance(
    *, rate: Rate, weight: Weight, start_variance: ArrayLike, horizon: float, steps: int, time: float | None = None
) -> Floats:
    """Return the variance of each mode that the scheme itself produces, by its exact recursion.

        V ↦ step(1, 0)² V + step(0, 1)²

    Args and Raises: as in `simulate`.
    Returns: variances after the last step, one for each mode.

    >>> discretised_variance(rate=lambda u: 1.0, weight=lambda u: [1.0], start_variance=[1.0], horizon=1.0, steps=2)
    array([1.3125])
    """
    times_left, step_size = _times_left(horizon, steps, time)
    variances = _variances(start_variance)
    one, zero = np.ones_like(variances), np.zeros_like(variances)
    for u in times_left:
        advance = partial(step, rate=rate(u), weight=weight(u), step_size=step_size)
        variances = advance(one, zero) ** 2 * variances + advance(zero, one) ** 2
    return _checked(variances, steps)
