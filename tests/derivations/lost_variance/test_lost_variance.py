"""The lost variance beside the error at the optimum: found on grids of levels, and by any projections."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from numpy.random import Generator, default_rng

from ldm_symbolic import claim
from ldm_symbolic.certified.lost_variance import lost_variance
from ldm_symbolic.derivations.letters import k, s, s_hat
from ldm_symbolic.derivations.lost_variance.r1_bounds_by_the_lost_variance import KEPT, lost, off, w
from ldm_symbolic.derivations.lost_variance.r3_order_of_two_dimensions import DEAR, other
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import PluginScore
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.search.judge import Outcome, judge

LEVELS = np.linspace(0, 0.9, 1001)


def least_error(true: np.ndarray, estimated: np.ndarray, kept: int) -> float:
    """The least error over a grid of levels, from the generated variances."""
    variances = np.add.outer(LEVELS, np.zeros(kept)) * (1 - estimated[:kept] ** 2) + estimated[:kept] ** 2
    return float(((np.sqrt(variances) - true[:kept]) ** 2).sum(axis=1).min() + (true[kept:] ** 2).sum())


def spectra(rng: Generator) -> tuple[np.ndarray, np.ndarray]:
    """Falling deviations and estimates of them, on either side."""
    true = np.sort(np.exp(rng.normal(-1, 1, 4)))[::-1]
    return true, true * np.exp(rng.normal(0, 0.5, 4))


def test_the_least_error_lies_between_the_bounds() -> None:
    rng = default_rng(3)
    for _ in range(200):
        true, estimated = spectra(rng)
        gaps = np.abs(estimated**2 - true**2)
        for kept in range(1, 5):
            below, least = (true[kept:] ** 2).sum(), least_error(true, estimated, kept)
            assert below <= least <= below + np.minimum(gaps, gaps**2 / true**2)[:kept].sum()


def test_the_package_computes_the_bound_that_is_claimed() -> None:
    """`lost_variance` beside the sums of the claim, in exact numbers."""
    true, estimated = (Fraction(4), Fraction(1), Fraction(1, 4)), (Fraction(9), Fraction(1, 4), Fraction(1, 9))
    problem = StoppingProblem(spectrum=Spectrum(variances=true, estimated=estimated), score=PluginScore())
    roots = {s: (2, 1, Fraction(1, 2)), s_hat: (3, Fraction(1, 2), Fraction(1, 3))}
    for kept in (1, 2, 3):
        bounds = lost_variance(problem, kept)
        values = {base[place + 1]: root for base, entries in roots.items() for place, root in enumerate(entries)}
        total = (lost + off).subs({claim("R1.chain").hypotheses[1].rhs: 3, k: kept}).doit().subs(values)
        assert bounds.lost == sum(true[kept:])
        assert float(total) == pytest.approx(float(bounds.upper), rel=1e-30)


def test_no_projection_of_rank_k_loses_less() -> None:
    """Random projections: their diagonals are shares from 0 to 1 with the sum k, and what they lose is a trace."""
    rng = default_rng(4)
    for _ in range(200):
        true, _ = spectra(rng)
        kept = int(rng.integers(1, 5))
        basis = np.linalg.qr(rng.normal(size=(4, kept)))[0]
        projection = basis @ basis.T
        shares = np.diag(projection)
        loses = np.trace((np.eye(4) - projection) @ np.diag(true**2))
        assert shares.sum() == pytest.approx(kept)
        assert 0 <= shares.min() <= shares.max() <= 1 + 1e-12
        assert loses == pytest.approx(((1 - shares) * true**2).sum())
        assert loses >= (true[kept:] ** 2).sum() - 1e-12


def test_shares_of_more_than_the_rank_are_refused() -> None:
    bound = claim("R1.every-decoder")
    assert judge(bound.hypotheses, bound.conclusion, KEPT).outcome is Outcome.TRUE
    assert judge(bound.hypotheses, bound.conclusion, {**KEPT, w: (1, 1)}).outcome is Outcome.NOT_MET


def squared_distance(first: np.ndarray, second: np.ndarray) -> float:
    """W2² of two laws of equally likely atoms, over all permutations, which are the extreme couplings."""
    costs = ((first[:, None, :] - second[None, :, :]) ** 2).sum(axis=2)
    rows = np.arange(len(first))
    return min(float(costs[rows, list(order)].mean()) for order in permutations(rows))


def test_distances_add_up_after_an_orthogonal_projection_and_not_after_another() -> None:
    """500 dense projections in up to six dimensions, five atoms each; then decoded points that leave the range."""
    rng, off = default_rng(6), 0.0
    for _ in range(500):
        size = int(rng.integers(2, 7))
        kept = int(rng.integers(1, size))
        basis = np.linalg.qr(rng.normal(size=(size, kept)))[0]
        data, latents = rng.normal(size=(5, size)), rng.normal(size=(5, kept))
        missed = float(((data - data @ basis @ basis.T) ** 2).sum(axis=1).mean())
        own = squared_distance(latents, data @ basis)
        assert squared_distance(latents @ basis.T, data) == pytest.approx(missed + own)
        outside = latents @ basis.T + rng.normal(size=(5, size))
        off = max(off, abs(squared_distance(outside, data) - missed - squared_distance(outside @ basis, data @ basis)))
    assert off > 1


def test_a_direction_estimated_too_large_turns_the_order() -> None:
    """29/400 with one direction, 89/400 with both, which lose nothing."""
    true, estimated = np.array([0.25, 0.1]), np.array([0.5, 0.5])
    assert least_error(true, estimated, 1) == pytest.approx(29 / 400)
    assert least_error(true, estimated, 2) == pytest.approx(89 / 400)
    refuted = claim("R3.order")
    assert (DEAR[k], DEAR[other]) == (2, 1)
    assert judge(refuted.hypotheses, refuted.conclusion, DEAR).outcome is Outcome.FALSE


def test_the_order_where_it_is_claimed() -> None:
    """Both repairs and the second sentence, on grids of levels; each condition is met often."""
    rng, met = default_rng(5), [0, 0]
    for _ in range(400):
        true, estimated = spectra(rng)
        gaps = np.abs(estimated**2 - true**2)
        more = np.minimum(gaps, gaps**2 / true**2)
        for first in range(1, 5):
            for second in range(1, 5):
                lost_first, lost_second = ((true[kept:] ** 2).sum() for kept in (first, second))
                errors = [least_error(true, estimated, kept) for kept in (first, second)]
                if lost_first + more[:first].sum() < lost_second:
                    met[0] += 1
                    assert errors[0] < errors[1]
                if lost_first - lost_second >= ((estimated - true) ** 2)[:second].sum():
                    met[1] += 1
                    assert errors[1] <= errors[0] + 1e-12
    assert min(met) > 100
