"""What each step of a sampler does to the error: the samplers' own step functions are run, grid by grid."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import sqrt

import numpy as np
import pytest
from numpy.random import default_rng

from ldm_symbolic import claim
from ldm_symbolic.derivations.finite_steps.n2_error_along_the_steps import SURE
from ldm_symbolic.samplers.schemes import LETTERS, Interval, ddim
from ldm_symbolic.search.judge import Outcome, judge

Path = list[tuple[float, float]]


def variances(path: Path, true: float) -> list[float]:
    """The variance after each step of DDIM from the noised law."""
    signal, noise = path[0]
    values = [true * signal**2 + noise**2]
    for (signal, noise), (after, noise_after) in pairwise(path):
        names = {"signal": signal, "noise": noise, "signal_after": after, "noise_after": noise_after}
        at: Interval = replace(LETTERS, believed=true, eta=0.0, **names)
        values.append(float(ddim.step(sqrt(values[-1]), 0.0, at)) ** 2)
    return values


def preserving(signals: list[float]) -> Path:
    """A variance-preserving path to the data."""
    return [(signal, sqrt(1 - signal**2)) for signal in (*signals, 1.0)]


def error(value: float, true: float) -> float:
    return (sqrt(value) - sqrt(true)) ** 2


def test_ddim_leaves_a_law_that_was_right() -> None:
    """λ = 1, α = 3/5: from no error to 4/25."""
    before, after = variances(preserving([0.6]), 1.0)
    assert (before, after) == (pytest.approx(1), pytest.approx(9 / 25))
    refuted = claim("N2.falls")
    assert judge(refuted.hypotheses, refuted.conclusion, SURE).outcome is Outcome.FALSE


def test_when_one_step_raises_the_error() -> None:
    """2,000 steps beside the complete answer; for λ <= 1 from all little noise."""
    rng, late = default_rng(3), 0
    for _ in range(2000):
        true, signal = float(np.exp(2 * rng.normal())), float(1 - 10 ** rng.uniform(-4, -0.01))
        before, after = variances(preserving([signal]), true)
        far = true <= 1 and sqrt(before) >= sqrt(true) * (1 + sqrt(1 - signal))
        assert (error(after, true) <= error(before, true)) == (far or signal * true >= 1 + signal)
        if true <= 1 and 1 - signal <= true**2:
            late += 1
            assert error(after, true) > error(before, true)
    assert late > 200


def test_a_fine_grid_raises_the_error_in_its_last_steps() -> None:
    """On 2 to 200 steps, even in the angle, λ = 1/4: V falls with each, below λ before the end of all but one."""
    for steps in (2, 5, 20, 200):
        angles = np.linspace(1.5, 0, steps + 1)
        values = variances([(float(np.cos(angle)), float(np.sin(angle))) for angle in angles], 0.25)
        assert np.all(np.diff(values) <= 1e-12)
        errors = [error(value, 0.25) for value in values]
        assert errors[-1] > errors[-2] or steps == 2
        for (value, now), then in zip(zip(values, errors, strict=True), errors[1:], strict=False):
            assert value > 0.25 or then >= now


def test_on_an_exploding_path_one_step_helps_and_the_last_of_two_may_not() -> None:
    rng = default_rng(4)
    for _ in range(300):
        true, noise = float(np.exp(rng.normal())), float(np.exp(2 * rng.normal()))
        before, after = variances([(1.0, noise), (1.0, 0.0)], true)
        assert error(after, true) < error(before, true)
    _, middle, end = variances([(1.0, 100.0), (1.0, 0.3), (1.0, 0.0)], 1.0)
    assert error(end, 1) > error(middle, 1)
