"""DDPM's ancestral sampling (Ho et al. 2020), with three variances of the noise that a step adds.

    y ↦ (y + β_k s(y, u))/√(1 - β_k) + √(β_k q) ξ,   q = (α'² c + β'²)/(α² c + β²)

They are the posterior variance of the state before in the chain, for data of variance c: c = 1 gives the large one β_k,
c = 0 the small one, and c = λ̂ the true one of each mode.

Tested in `tests/samplers/test_affine.py` and `tests/samplers/schemes/test_schemes.py`.
"""

from __future__ import annotations

from ldm_symbolic.samplers.schemes.interval import Interval, Number, root


def large(state: Number, noise: Number, at: Interval) -> Number:
    """The state after a step that adds noise of variance β_k.

    Args:
        state: y.
        noise: ξ, standard normal in a simulation.
        at: the step.
    """
    return _mean(state, at) + root(at.beta) * noise


def small(state: Number, noise: Number, at: Interval) -> Number:
    """The state after a step that adds noise of variance β_k β'²/β²; arguments as in `large`."""
    return _mean(state, at) + root(at.beta) * at.noise_after / at.noise * noise


def posterior(state: Number, noise: Number, at: Interval) -> Number:
    """The state after a step that adds noise of the posterior's own variance; arguments as in `large`."""
    share = at.score_after.variance / at.score.variance
    return _mean(state, at) + root(at.beta * share) * noise


def _mean(state: Number, at: Interval) -> Number:
    return (state + at.beta * at.score(state)) / root(1 - at.beta)
