"""Errors of any form on a grid of levels: own roots, the side on which the best level lies, and what S1 loses."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.random import Generator, default_rng

from ldm_symbolic import claim
from ldm_symbolic.derivations.letters import X
from ldm_symbolic.derivations.other_distances.k6_errors_with_one_valley import HUMP, a, b, d, r, three, two, w
from ldm_symbolic.notation import noise
from ldm_symbolic.search.judge import Outcome, judge

LEVELS = np.linspace(0, 0.9, 1801)
Error = Callable[[np.ndarray], np.ndarray]


def some_error(rng: Generator) -> Error:
    """A function of v - λ that falls before 0 and rises after it, with or without slope and convexity."""
    left, right = np.exp(rng.normal(0, 1, 2))
    shape = int(rng.integers(4))

    def error(off: np.ndarray) -> np.ndarray:
        size = np.where(off < 0, left, right) * abs(off)
        return np.asarray([size, size**2, np.sqrt(size), size / (0.01 + size)][shape])

    return error


def modes(rng: Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Errors of modes on the grid, and their clipped own roots."""
    rows, roots = [], []
    for _ in range(count):
        true, estimated = np.exp(rng.normal(0, 1, 2))
        rows.append(some_error(rng)(estimated + (1 - estimated) * LEVELS - true))
        roots.append(np.clip((true - estimated) / (1 - estimated), 0, LEVELS[-1]))
    return np.array(rows), np.array(roots)


def test_one_mode_is_best_at_its_root_and_more_move_to_its_side() -> None:
    """400 draws; a grid may miss a level by one step."""
    rng, step = default_rng(6), LEVELS[1] + 1e-9
    for _ in range(400):
        rows, roots = modes(rng, 3)
        best = [LEVELS[np.argmin(np.cumsum(rows, axis=0)[count])] for count in range(3)]
        assert abs(best[0] - roots[0]) <= step
        for earlier, later, root in zip(best[:-1], best[1:], roots[1:], strict=True):
            assert later >= earlier - step or root <= earlier + step
            assert later <= earlier + step or root >= earlier - step
        order = np.argsort(-roots)
        falling = [LEVELS[np.argmin(np.cumsum(rows[order], axis=0)[count])] for count in range(3)]
        assert np.all(np.diff(falling) <= step)


def test_a_third_mode_tips_two_from_one_valley_to_the_other() -> None:
    """f + g is least at 0; with (x - 9/20)² beside it, at X = 1/2, beyond both 0 and 9/20."""
    numbers = {name: float(HUMP[name]) for name in (a, b, d, w, r)}
    levels = np.linspace(0, float(HUMP[X]), 501)
    values = {of: [float(of.subs({**numbers, noise: level})) for level in levels] for of in (two, three)}
    assert levels[np.argmin(values[two])] == 0
    assert levels[np.argmin(values[three])] == pytest.approx(0.5)
    refuted = claim("K6.between-two")
    assert judge(refuted.hypotheses, refuted.conclusion, HUMP).outcome is Outcome.FALSE


def test_a_constant_error_is_least_at_every_level() -> None:
    """The strict half of the own root is not met by it, and the claim for strict errors turned round is refused."""
    only = claim("K5.only")
    for hypothesis, instance in only.necessary:
        rest = [other for other in only.hypotheses if other != hypothesis]
        assert judge(rest, only.conclusion, instance).outcome is Outcome.FALSE
