"""The smallest best dimension by hand, from a sum of squares: where it falls with time, and where not."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

import pytest
from numpy.random import default_rng

from ldm_symbolic import claim
from ldm_symbolic.derivations.best_dimensions.u3_best_dimension_in_time import DRAGGED, FALLS, early, later
from ldm_symbolic.derivations.letters import D, T, k, s, s_hat, t
from ldm_symbolic.search.judge import Outcome, judge

SEED, INSTANCES = 18, 2000


def best(true: Sequence[Any], estimated: Sequence[Any], level: float) -> int:
    """The least k with the least Σ_{j<=k} (√v_j - s_j)² + Σ_{j>k} λ_j."""
    costs = [(sqrt(level + (1 - level) * e * e) - a) ** 2 for a, e in zip(true, estimated, strict=True)]
    errors = [sum(costs[:kept]) + sum(a * a for a in true[kept:]) for kept in range(1, len(costs) + 1)]
    return 1 + errors.index(min(errors))


@pytest.mark.parametrize("point", [FALLS, DRAGGED], ids=["two modes", "three modes below one"])
def test_the_best_dimension_falls_with_time(point: dict[Any, Any]) -> None:
    found = [best(point[s], point[s_hat], float(point[T] - moment)) for moment in (point[t], point[later])]
    assert found == [point[early], point[k]]
    assert found[0] > found[1]
    assert any(e**2 > 4 * a**2 for a, e in zip(point[s], point[s_hat], strict=True))


def test_four_times_the_variance_is_what_keeps_it() -> None:
    """Modes in any order; beyond four times it breaks."""
    rng = default_rng(SEED)
    broken = 0
    for _ in range(INSTANCES):
        modes = int(rng.integers(2, 7))
        true = [float(10**size) for size in rng.uniform(-2, 0.3, modes)]
        factor = rng.choice([rng.uniform(0.001, 4), 4 * (1 - 1e-9), 0.01], modes)
        late, soon = sorted(rng.choice([rng.uniform(0, 1, 2), 10 ** rng.uniform(-4, 0, 2)]))
        kept = [a * sqrt(f) for a, f in zip(true, factor, strict=True)]
        assert best(true, kept, soon) <= best(true, kept, late)
        wild = [a * sqrt(f * rng.choice([1, 1.8])) for a, f in zip(true, factor, strict=True)]
        broken += best(true, wild, soon) > best(true, wild, late)
    assert broken > 0


def test_the_repair_shuts_both_out() -> None:
    repaired = claim("U3.plugin-repaired")
    for point in (FALLS, DRAGGED):
        assert judge(repaired.hypotheses, repaired.conclusion, point).outcome is Outcome.NOT_MET
        assert point[D] == len(point[s])
