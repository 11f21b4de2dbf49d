"""The stochastic sampler of Karras et al. (2022): noise is added first (churn), then Heun's method in σ = β/α.

    σ^ = (1 + γ) σ,   ŷ = y + √(σ^² - σ²) ξ,   d = (ŷ - D(ŷ; σ^))/σ^

in the state y over α; γ is the churn, at most √2 - 1. A step to no noise is Euler's.

Tested in `tests/samplers/test_affine.py` and `tests/samplers/schemes/test_schemes.py`.
"""

from __future__ import annotations

from ldm_symbolic.samplers.schemes.interval import Gaussian, Interval, Number, root


def heun(state: Number, noise: Number, at: Interval) -> Number:
    """The state after a step.

    Args:
        state: y.
        noise: ξ, standard normal in a simulation.
        at: the step, with noise at its end.
    """
    churned, level, slope = _churned(state, noise, at)
    after = at.noise_after / at.signal_after
    ahead = churned + (after - level) * slope
    mean = (slope + _slope(ahead, after, at)) / 2
    return at.signal_after * (churned + (after - level) * mean)


def euler(state: Number, noise: Number, at: Interval) -> Number:
    """The state after a step with one evaluation; arguments as in `heun`, with or without noise at its end."""
    churned, level, slope = _churned(state, noise, at)
    return at.signal_after * (churned + (at.noise_after / at.signal_after - level) * slope)


def _churned(state: Number, noise: Number, at: Interval) -> tuple[Number, Number, Number]:
    """The state over α with noise added, how much noise it has then, and the slope there."""
    before = at.noise / at.signal
    level = before * (1 + at.churn)
    churned = state / at.signal + root(level**2 - before**2) * noise
    return churned, level, _slope(churned, level, at)


def _slope(state: Number, level: Number, at: Interval) -> Number:
    denoised = Gaussian(believed=at.believed, signal=1, noise=level).denoised(state)
    return (state - denoised) / level
