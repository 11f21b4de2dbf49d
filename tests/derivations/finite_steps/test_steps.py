"""What each step of a sampler does to the error: the samplers' own step functions are run, grid by grid."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import exp, sqrt

import numpy as np
import pytest
from numpy.random import default_rng

from ldm_symbolic import claim
from ldm_symbolic.derivations.euler_steps.n4_euler_steps import RATE
from ldm_symbolic.derivations.finite_steps.n2_error_along_the_steps import SURE
from ldm_symbolic.samplers.schemes import LETTERS, Interval, ddim, euler_maruyama, probability_flow
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


def on_a_grid(times: list[float], true: float, *, noise: bool) -> float:
    """The variance that Euler-Maruyama, or Euler on the flow, leaves; times left in the integrated rate."""
    value = 1 - exp(-2 * times[0]) * (1 - true)
    for here, there in pairwise(times):
        names = {"signal": exp(-here), "noise": sqrt(1 - exp(-2 * here)), "size": here - there, "rate": 1.0}
        at: Interval = replace(LETTERS, believed=true, **names)
        step = euler_maruyama.step if noise else probability_flow.euler
        value = float(step(1.0, 0.0, at)) ** 2 * value + float(step(0.0, 1.0, at)) ** 2
    return value


def test_euler_maruyama_leaves_too_much_of_a_variance_up_to_root_five_less_one() -> None:
    """And 2.47 of 4 in one step over T = 1; of a larger variance too little, in one short step."""
    rng = default_rng(11)
    for _ in range(200):
        times = [*np.sort(rng.uniform(0.01, 3, int(rng.integers(1, 6))))[::-1], 0.0]
        true = float(rng.uniform(0.01, sqrt(5) - 1))
        assert on_a_grid(times, true, noise=True) >= true
    assert on_a_grid([1.0, 0.0], 4, noise=True) == pytest.approx(2.46898, abs=1e-4)
    for true in (1.24, 1.3, 2.0, 4.0, 100.0):
        most = (true**2 + 2 * true - 4) / (9 * true * (true - 1))
        assert on_a_grid([most, 0.0], true, noise=True) < true


def test_halved_steps_of_euler_are_nearer() -> None:
    rng = default_rng(12)
    for _ in range(200):
        times = [*np.sort(rng.uniform(0.01, 3, int(rng.integers(1, 6))))[::-1], 0.0]
        halves = sorted({*times, *((a + b) / 2 for a, b in pairwise(times))}, reverse=True)
        true = float(np.exp(1.5 * rng.normal()))
        finer, coarser = (on_a_grid(grid, true, noise=False) for grid in (halves, times))
        assert error(finer, true) <= error(coarser, true) + 1e-12
        assert (finer - true) * (coarser - true) >= -1e-12


def test_with_a_rate_that_is_frozen_one_step_may_be_nearer() -> None:
    """The rate u + 1/100 over T = 1 and λ = 1/4: 0.286 after one step, 0.204 after two."""
    ends = []
    for steps in (1, 2):
        value, size = 1 - exp(-2 * 0.51) * 0.75, 1 / steps
        for place in range(steps):
            left = 1 - place * size
            inner = 0.01 * left + left**2 / 2
            names = {"signal": exp(-inner), "noise": sqrt(1 - exp(-2 * inner)), "size": size, "rate": 0.01 + left}
            at: Interval = replace(LETTERS, believed=0.25, **names)
            value *= float(probability_flow.euler(1.0, 0.0, at)) ** 2
        ends.append(value)
    assert ends == pytest.approx([0.28552, 0.20383], abs=1e-4)
    assert error(ends[0], 0.25) < error(ends[1], 0.25)
    refuted = claim("N4.frozen")
    assert judge(refuted.hypotheses, refuted.conclusion, RATE).outcome is Outcome.FALSE


def test_the_best_step_with_exact_laws_is_beside_the_best_level() -> None:
    """300 grids; the best level is found on a fine one."""
    rng, fine = default_rng(13), np.linspace(0, 0.95, 20_001)
    for _ in range(300):
        true, estimated = np.exp(rng.normal(0, 0.7, (2, int(rng.integers(1, 4)))))

        def total(level: np.ndarray, s: np.ndarray = true, s_hat: np.ndarray = estimated) -> np.ndarray:
            v = s_hat[:, None] ** 2 + (1 - s_hat[:, None] ** 2) * level
            return np.asarray(((np.sqrt(v) - s[:, None]) ** 2).sum(axis=0))

        best = fine[np.argmin(total(fine))]
        grid = np.sort(np.append(rng.uniform(0, 0.95, int(rng.integers(2, 9))), (0.0, 0.95)))
        chosen = grid[np.argmin(total(grid))]
        beside = int(np.clip(np.searchsorted(grid, best), 1, len(grid) - 1))
        near = grid[beside - 1 : beside + 1]
        assert chosen in near or np.min(total(near)) - np.min(total(grid)) < 1e-6
