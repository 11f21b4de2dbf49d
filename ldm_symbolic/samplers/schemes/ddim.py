"""DDIM (Song et al. 2021), from deterministic (η = 0) to ancestral (η = 1), on any path.

    y ↦ α' D + √(β'² - σ²) ε + σ ξ,   σ = η β' √(1 - (α β'/(α' β))²)

with D the denoised state and ε = (y - α D)/β.

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
    added = at.eta**2 * (1 - (at.signal * at.noise_after / (at.signal_after * at.noise)) ** 2)
    kept = at.signal_after * at.score.denoised(state) + at.noise_after * root(1 - added) * at.score.epsilon(state)
    return kept + at.noise_after * root(added) * noise
