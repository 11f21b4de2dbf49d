"""Unequal variances by hand: two directions that are never as good as one, and levels between roots and thresholds."""

from __future__ import annotations

import numpy as np
from numpy.random import default_rng

from ldm_symbolic.derivations.joint_optimum.u6_unequal_variances import NOISY
from ldm_symbolic.derivations.letters import X, s, s_hat

SEED, INSTANCES = 6, 2000


def surface(true: np.ndarray, estimated: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """E(k, x): a row for each k, a column for each level."""
    made = np.sqrt(levels + (1 - levels) * estimated[:, None] ** 2)
    kept = np.cumsum((made - true[:, None]) ** 2, axis=0)
    lost = np.append(np.cumsum(true[::-1] ** 2)[::-1][1:], 0)
    return np.asarray(kept + lost[:, None])


def test_one_direction_is_better_than_two_at_every_level() -> None:
    true, estimated = (np.array([float(a) for a in NOISY[name]]) for name in (s, s_hat))
    assert np.all(np.abs(estimated**2 - true**2) <= true**2)
    for top in (float(NOISY[X]), 0.99):
        one, two = surface(true, estimated, np.linspace(0, top, 1001))
        assert np.argmin(two) > 0
        assert one.min() < two.min()


def test_with_a_level_between_all_directions_are_best() -> None:
    rng = default_rng(SEED)
    met = 0
    for _ in range(INSTANCES):
        modes = int(rng.integers(1, 6))
        true = 10 ** rng.uniform(-1.5, 0.3, modes)
        estimated = true * np.sqrt(rng.choice([rng.uniform(0.01, 4, modes), np.ones(modes), np.full(modes, 3.5)]))
        top = rng.choice([0.999, 10 ** rng.uniform(-3, 0)])
        gap = 1 - estimated**2
        roots = np.clip((true**2 - estimated**2) / gap, 0, top)
        with np.errstate(divide="ignore"):
            last = np.where(gap > 0, (4 * true**2 - estimated**2) / gap, np.inf)
        last = np.where(estimated**2 > 4 * true**2, -np.inf, last)
        if roots.max() <= last.min():
            met += 1
            found = surface(true, estimated, np.append(np.linspace(0, top, 400), roots))
            assert found[-1].min() <= found.min() + 1e-4 * true.max() ** 2
    assert met > INSTANCES // 10
