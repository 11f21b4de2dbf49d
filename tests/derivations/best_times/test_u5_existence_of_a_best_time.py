"""Best levels by search on a fine grid, from the definition of the error alone, beside what is said of them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from numpy.random import default_rng

from ldm_symbolic import claim
from ldm_symbolic.derivations.best_times.u5_existence_of_a_best_time import INNER, LINE, LINES, STILL, after, before
from ldm_symbolic.derivations.letters import X, s, s_hat
from ldm_symbolic.search.judge import Outcome, judge

SEED, INSTANCES, POINTS = 5, 400, 4001


def error(true: np.ndarray, estimated: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Σ (√v_j - s_j)² at each level."""
    made = np.sqrt(levels + (1 - levels) * estimated[:, None] ** 2)
    return np.asarray(((made - true[:, None]) ** 2).sum(axis=0))


def slope(true: np.ndarray, estimated: np.ndarray, level: float) -> float:
    """The quotient of differences of that error."""
    step = 1e-7
    low, high = error(true, estimated, np.array([level - step, level + step]))
    return float(high - low) / (2 * step)


def test_the_least_error_is_at_an_end_or_where_the_slope_changes_sign() -> None:
    """All three cases occur; inside, the slope is negative before the best level and positive after it."""
    rng = default_rng(SEED)
    seen = set()
    for _ in range(INSTANCES):
        modes = int(rng.integers(1, 5))
        estimated = 10 ** rng.uniform(-1, 0.3, modes)
        true = estimated * np.sqrt(rng.uniform(0.5, 2, modes))
        top = rng.uniform(0.05, 0.95)
        levels = np.linspace(0, top, POINTS)
        at = int(np.argmin(error(true, estimated, levels)))
        case = "end" if at == 0 else "start" if at == POINTS - 1 else "inside"
        seen.add(case)
        if case == "inside" and 2 < at < POINTS - 3:
            assert slope(true, estimated, levels[at - 2]) < 1e-6 < 2e-6 + slope(true, estimated, levels[at + 2])
    assert seen == {"end", "start", "inside"}


@pytest.mark.parametrize(("instance", "count"), [(INNER, 1), (LINE, 1), (LINES, 1), (STILL, POINTS)])
def test_how_many_levels_are_best(instance: dict[object, object], count: int) -> None:
    """One where a mode bends or the line is not level, and all where the error is constant."""
    true, estimated = (np.array([float(a) for a in instance[name]]) for name in (s, s_hat))  # type: ignore[attr-defined]
    levels = np.linspace(0, float(instance[X]), POINTS)  # type: ignore[arg-type]
    found = error(true, estimated, levels)
    assert np.count_nonzero(found <= found.min() + 1e-13) == count


def test_two_flat_modes_have_two_best_levels() -> None:
    """All hypotheses of uniqueness but that a mode bends: both ends are best."""
    unique = claim("U5.unique")
    kept = tuple(h for h in unique.hypotheses if "Ne(s_hat" not in str(h))
    assert judge(kept, unique.conclusion, {**STILL, before: 0, after: Fraction(1, 2)}).outcome is Outcome.FALSE
    assert judge(unique.hypotheses, unique.conclusion, INNER).outcome is Outcome.TRUE
