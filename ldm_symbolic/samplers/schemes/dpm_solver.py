"""DPM-Solver++ (Lu et al. 2022), multistep: exponential integrators in log α/β that remember what was denoised before.

    y ↦ (β'/β) y - α' (e^{-h} - 1) D - ...,   h = log α'/β' - log α/β

The 3M method is the one that is run everywhere: its second difference enters with half the weight of the third-order
one, so that its order is two. A state is y with the denoised states of the steps before. A step to no noise is of first
order.

Tested in `tests/samplers/test_affine.py` and `tests/samplers/schemes/test_schemes.py`.
"""

from __future__ import annotations

from fractions import Fraction

from ldm_symbolic.samplers.schemes.interval import Interval, Number

Remembered = tuple[Number, ...]


def first_order(state: Remembered, noise: Number, at: Interval) -> Remembered:
    """The state after a step from what is denoised now alone, which is DDIM's.

    Args:
        state: y, and what was denoised in the steps before, the last first.
        noise: none is added.
        at: the step, with or without noise at its end.
    """
    denoised = at.score.denoised(state[0])
    return (_ahead(state[0], denoised, at), denoised, *state[1:-1])


def second_order(state: Remembered, noise: Number, at: Interval) -> Remembered:
    """The state after a step of the 2M method, with noise at its end; arguments as in `first_order`."""
    denoised = at.score.denoised(state[0])
    slope = (denoised - state[1]) * at.lapse / at.lapse_before
    return (_ahead(state[0], denoised + slope / 2, at), denoised, *state[1:-1])


def third_order(state: Remembered, noise: Number, at: Interval) -> Remembered:
    """The state after a step of the 3M method as it is run, with noise at its end; arguments as in `first_order`."""
    denoised = at.score.denoised(state[0])
    before, earlier = at.lapse_before / at.lapse, at.lapse_earlier / at.lapse
    late, early = (denoised - state[1]) / before, (state[1] - state[2]) / earlier
    slope = late + before / (before + earlier) * (late - early)
    bend = (late - early) / (before + earlier)
    once = _shrunk(at) / at.lapse + 1
    twice = (_shrunk(at) + at.lapse) / at.lapse**2 - Fraction(1, 2)
    ahead = _ahead(state[0], denoised, at) + at.signal_after * (once * slope - twice * bend)
    return (ahead, denoised, state[1])


def _shrunk(at: Interval) -> Number:
    """e^{-h} - 1."""
    return at.noise_after * at.signal / (at.signal_after * at.noise) - 1


def _ahead(state: Number, denoised: Number, at: Interval) -> Number:
    return at.noise_after / at.noise * state - at.signal_after * _shrunk(at) * denoised
