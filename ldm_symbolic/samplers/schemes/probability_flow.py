"""Runge-Kutta methods on the probability flow, with one, two and four evaluations a step.

    dy/dt = w² (y + s(y, u))

Tested in `tests/samplers/test_affine.py` and `tests/samplers/schemes/test_schemes.py`.
"""

from __future__ import annotations

from ldm_symbolic.samplers.schemes.interval import Gaussian, Interval, Number


def euler(state: Number, noise: Number, at: Interval) -> Number:
    """The state after a step of Euler's method.

    Args:
        state: y.
        noise: none is added.
        at: the step.
    """
    return state + at.size * _slope(state, at.rate, at.score)


def heun(state: Number, noise: Number, at: Interval) -> Number:
    """The state after a step of Heun's method, the mean of the slopes at both ends; arguments as in `euler`."""
    first = _slope(state, at.rate, at.score)
    second = _slope(state + at.size * first, at.rate_after, at.score_after)
    return state + at.size * (first + second) / 2


def rk4(state: Number, noise: Number, at: Interval) -> Number:
    """The state after a step of the classical Runge-Kutta method; arguments as in `euler`."""
    first = _slope(state, at.rate, at.score)
    second = _slope(state + at.size * first / 2, at.rate_middle, at.score_middle)
    third = _slope(state + at.size * second / 2, at.rate_middle, at.score_middle)
    fourth = _slope(state + at.size * third, at.rate_after, at.score_after)
    return state + at.size * (first + 2 * second + 2 * third + fourth) / 6


def _slope(state: Number, rate: Number, score: Gaussian) -> Number:
    return rate * (state + score(state))
