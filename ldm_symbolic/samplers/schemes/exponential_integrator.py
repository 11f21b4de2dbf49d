"""The exponential integrator: the score is frozen where the step begins, and the rest of the equation solved exactly.

    y ↦ y + g (y + 2 s(y, u)) + √((1 + g)² - 1) ξ,   g = e^{∫w²} - 1 = α'/α - 1

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
    return state + at.gain * (state + 2 * at.score(state)) + root(at.gain * (2 + at.gain)) * noise
