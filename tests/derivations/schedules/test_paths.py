"""Other paths of signal and noise by hand, and from the definition: α X + β ε is drawn and its variance taken."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from ldm_symbolic.derivations.letters import k, s
from ldm_symbolic.derivations.schedules.g2_dimension_falls_with_noise import BEGINS, along, less_signal, more_noise
from ldm_symbolic.derivations.schedules.path_error import alpha, beta, exact_law, noise_of, on_path
from ldm_symbolic.model.read_outs import Path
from ldm_symbolic.model.read_outs.variance import signal_of
from ldm_symbolic.notation import noise, variance


def error(kept: int, true: list[float], signal: float, spread: float) -> float:
    """E(k) at a point of a path, exact score."""
    roots = (sqrt(signal**2 * value + spread**2) - sqrt(value) for value in true[:kept])
    return sum(root**2 for root in roots) + sum(true[kept:])


@pytest.mark.parametrize("seed", range(20))
def test_the_count_of_directions_is_the_best_dimension(seed: int) -> None:
    """Every dimension is tried."""
    rng = np.random.default_rng(seed)
    signal, spread = rng.uniform(0.05, 1), 10 ** rng.uniform(-2, 1)
    true = sorted((10 ** rng.uniform(-3, 1, 6)).tolist(), reverse=True)
    errors = [error(kept, true, signal, spread) for kept in range(1, 7)]
    count = sum(value >= spread**2 / (4 - signal**2) for value in true)
    assert errors[max(1, count) - 1] == pytest.approx(min(errors), rel=1e-12)


def test_less_signal_can_make_a_direction_pay() -> None:
    """One direction is best of two at (9/10, 3/2), two are at (1/2, 38/25)."""
    true = [float(value) ** 2 for value in BEGINS[s]]
    for point, best in (((BEGINS[alpha], BEGINS[beta]), 1), ((BEGINS[less_signal], BEGINS[more_noise]), 2)):
        errors = [error(kept, true, *map(float, point)) for kept in (1, 2)]
        assert errors.index(min(errors)) + 1 == best
    assert BEGINS[k] == 1


@pytest.mark.parametrize("path", Path)
def test_each_path_has_its_own_signal_and_noise(path: Path) -> None:
    """At x = 9/25, where β/α = 3/4: the variance and the threshold from α and β themselves."""
    signal, spread = {
        Path.VARIANCE_PRESERVING: (4 / 5, 3 / 5),
        Path.VARIANCE_EXPLODING: (1, 3 / 4),
        Path.RECTIFIED_FLOW: (4 / 7, 3 / 7),
        Path.SUB_PRESERVING: ((sqrt(73) - 3) / 8, 3 * (sqrt(73) - 3) / 32),
    }[path]
    level = {noise: 9 / 25}
    assert float(signal_of(path).subs(level)) == pytest.approx(signal**2)
    assert float(noise_of(path).subs(level)) == pytest.approx(spread**2)
    assert float(along(path).subs(level)) == pytest.approx(spread**2 / (4 - signal**2))
    drawn = np.random.default_rng(1).standard_normal((2, 400_000)) * [[sqrt(2.5)], [1]]
    measured = float(np.var(signal * drawn[0] + spread * drawn[1]))
    assert float(on_path(exact_law, path).subs({**level, variance: 2.5})) == pytest.approx(measured, rel=0.01)
