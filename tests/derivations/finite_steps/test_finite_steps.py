"""DDIM on one mode by hand and by running it: angles, grids with one point more, equal angles."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import atan, cos, exp, prod, sqrt, tan

import numpy as np
import pytest
from numpy.random import Generator, default_rng

from ldm_symbolic import claim
from ldm_symbolic.derivations.finite_steps.deterministic_steps import growth
from ldm_symbolic.derivations.finite_steps.n1_ddim_by_angles import PLUG_IN, RUN, V, W
from ldm_symbolic.derivations.finite_steps.n5_noise_or_none import one_flow, one_noisy, s
from ldm_symbolic.derivations.letters import T
from ldm_symbolic.notation import variance
from ldm_symbolic.samplers.schemes import LETTERS, Interval, ddim, euler_maruyama, probability_flow
from ldm_symbolic.search.judge import Outcome, judge

Path = list[tuple[float, float]]


def run(path: Path, believed: float) -> float:
    """The variance that DDIM's own step function makes of the noised law."""
    signal, noise = path[0]
    state = sqrt(believed * signal**2 + noise**2)
    for (signal, noise), (after, noise_after) in pairwise(path):
        names = {"signal": signal, "noise": noise, "signal_after": after, "noise_after": noise_after}
        at: Interval = replace(LETTERS, believed=believed, eta=0.0, **names)
        state = float(ddim.step(state, 0.0, at))
    return state**2


def paths(rng: Generator, points: int) -> tuple[Path, Path, Path]:
    """Variance preserving, exploding and rectified flow, from the same falling noise over signal."""
    ratios = [*np.sort(rng.uniform(0.05, 5, points))[::-1], 0.0]
    preserving = [(1 / sqrt(1 + r**2), r / sqrt(1 + r**2)) for r in ratios]
    return preserving, [(1.0, r) for r in ratios], [(1 / (1 + r), r / (1 + r)) for r in ratios]


def angles(path: Path, true: float) -> list[float]:
    return [atan(noise / (signal * sqrt(true))) for signal, noise in path]


def test_ddim_is_a_product_of_cosines_on_every_path() -> None:
    rng = default_rng(1)
    for _ in range(20):
        true = float(np.exp(rng.normal()))
        ends = []
        for path in paths(rng := default_rng(int(rng.integers(10**9))), 5):
            turns = np.diff(angles(path, true))
            ends.append(run(path, true))
            assert ends[-1] == pytest.approx(true * prod(cos(turn) ** 2 for turn in turns))
            assert ends[-1] <= true
            for skipped in range(1, len(path) - 1):
                coarse = run(path[:skipped] + path[skipped + 1 :], true)
                assert abs(sqrt(ends[-1]) - sqrt(true)) <= abs(sqrt(coarse) - sqrt(true)) + 1e-12
        assert np.ptp(ends) < 1e-12


def test_of_rectified_flow_it_is_the_step_of_euler() -> None:
    """The slope (u - (1-u) λ)/((1-u)² λ + u²) of the mean of ε - X, over steps of any length, from pure noise too."""
    for here, there in ((1.0, 0.7), (0.7, 0.2), (0.2, 0.0)):
        slope = (here - (1 - here) * 4) / ((1 - here) ** 2 * 4 + here**2)
        step = float(growth(4.0, (1 - here, here), (1 - there, there)))
        assert step == pytest.approx(1 + (there - here) * slope)


def test_equal_angles_are_best_also_for_more_steps() -> None:
    """Of V_N and of the error, which N1.best says of λ e^{-Σ F}, for 200 grids of up to seven."""
    rng = default_rng(2)
    for _ in range(200):
        true, steps = float(np.exp(rng.normal())), int(rng.integers(2, 8))
        (_, path, _) = paths(rng, steps)
        first = angles(path, true)[0]
        equal = [(1.0, sqrt(true) * tan(first * (steps - place) / steps)) for place in range(steps + 1)]
        assert run(path, true) <= run(equal, true) + 1e-12
        assert abs(sqrt(run(equal, true)) - sqrt(true)) <= abs(sqrt(run(path, true)) - sqrt(true)) + 1e-12
        lost = -2 * sum(np.log(np.cos(np.diff(angles(path, true)))))
        assert true * exp(-lost) == pytest.approx(run(path, true))
        assert run(equal, true) == pytest.approx(true * cos(first / steps) ** (2 * steps))


def test_with_an_estimate_too_large_one_step_is_nearer() -> None:
    """λ̂ = 4, s = 3/2: 36/13 after one step, 230400/69277 after two."""
    one, two = run([(0.6, 0.8), (1, 0)], 4), run([(0.6, 0.8), (0.8, 0.6), (1, 0)], 4)
    assert (one, two) == (pytest.approx(36 / 13), pytest.approx(230400 / 69277))
    assert abs(sqrt(one) - 1.5) < abs(sqrt(two) - 1.5)
    assert float(RUN[V][2]) == pytest.approx(two)
    assert float(RUN[W][2]) * 4 == pytest.approx(two)
    refuted = claim("N1.plug-in-refined")
    assert judge(refuted.hypotheses, refuted.conclusion, PLUG_IN).outcome is Outcome.FALSE


def test_a_product_without_one_factor_is_refused() -> None:
    """V_N = λ W_{N-1} fails at the witness."""
    product = claim("N1.product")
    n = next(name for name in product.names if str(name) == "N")
    wrong = product.conclusion.xreplace({W[n]: W[n - 1]})
    assert wrong != product.conclusion
    assert judge(product.hypotheses, wrong, product.witnesses[0]).outcome is Outcome.FALSE


def integrated(estimated: float, level: float, last: float, noise: float) -> float:
    """The variance from dV/dx = -((1 - (1 + κ) m) V + κ)/(1 - x), started at 1 at X, by Heun's method."""

    def slope(here: float, value: float) -> float:
        score = 1 / (here + (1 - here) * estimated)
        return -((1 - (1 + noise) * score) * value + noise) / (1 - here)

    value, steps = 1.0, 4000
    for here, there in pairwise(np.linspace(last, level, steps + 1)):
        first = slope(here, value)
        value += (there - here) * (first + slope(there, value + (there - here) * first)) / 2
    return value


def test_noise_is_nearer_with_the_exact_score_and_may_not_be_with_another() -> None:
    """Both equations integrated: 4/13 and 0.2544 at the end for λ̂ = 1/4, X = 3/4."""
    assert integrated(0.25, 0, 0.75, 0) == pytest.approx(4 / 13, abs=1e-6)
    noisy = integrated(0.25, 0, 0.75, 1)
    assert noisy == pytest.approx(1 / 4 + 3 / 16 * (4 / 13) ** 2 / 4, abs=1e-6)
    assert abs(sqrt(noisy) - 0.5) < abs(sqrt(4 / 13) - 0.5)
    assert abs(sqrt(noisy) - 1) > abs(sqrt(4 / 13) - 1)
    for name, outcome in (("N5.plug-in", Outcome.FALSE), ("N5.one-step", Outcome.FALSE)):
        refuted = claim(name)
        assert judge(refuted.hypotheses, refuted.conclusion, refuted.counterexample or {}).outcome is outcome


def test_one_step_of_euler_is_exact_at_one_and_noise_adds_to_it() -> None:
    """At λ = 1: growth 1 without noise; 1 - T with it, and 2T added."""
    for horizon in (0.1, 1.0, 3.0):
        values = {s: 1, T: horizon}
        assert float(one_flow.subs(values)) == pytest.approx(1)
        assert float(one_noisy.subs(values)) == pytest.approx(1 + horizon**2)


def test_at_one_a_finer_grid_does_not_help_noise() -> None:
    """1 + T²/N to first order after N steps, and 1 without noise."""
    for steps in (1, 4, 64):
        noisy = flow = 1.0
        for place in range(steps):
            left = 1 - place / steps
            names = {"signal": exp(-left), "noise": sqrt(1 - exp(-2 * left)), "size": 1 / steps, "rate": 1.0}
            at: Interval = replace(LETTERS, believed=1.0, **names)
            one, spread = (float(euler_maruyama.step(*unit, at)) for unit in ((1.0, 0.0), (0.0, 1.0)))
            noisy, flow = one**2 * noisy + spread**2, float(probability_flow.euler(1.0, 0.0, at)) ** 2 * flow
        assert flow == pytest.approx(1)
        assert noisy > 1 + 1 / (4 * steps)


def test_the_step_is_that_of_the_sampler() -> None:
    step = growth(variance, (0.6, 0.8), (0.8, 0.6)).subs(variance, 4)
    assert float(step) ** 2 * 52 / 25 == pytest.approx(run([(0.6, 0.8), (0.8, 0.6)], 4))
