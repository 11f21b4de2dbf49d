"""Euler-Maruyama on the backward equation, with the rate and the score where the step begins.

    y ↦ y + h (w² y + 2 w² s(y, u)) + √(2 w² h) ξ

Tested in `tests/samplers/test_affine.py` and `tests/samplers/schemes/test_schemes.py`.
"""

from __future__ import annotations

from ldm_symbolic.samplers.schemes.interval import Interval, Number, root


def step(state: Number, noise: Number, at: Interval) -> Number:
    """The state after a step.

    Args:
        state: y.
        noise: ξ, standard normal in a simulation.
        at: the step.
    """
    drift = at.rate * state + 2 * at.rate * at.score(state)
    return state + at.size * drift + root(2 * at.rate * at.size) * noise
