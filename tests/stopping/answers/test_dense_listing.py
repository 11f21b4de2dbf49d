"""The rows of a dense listing: every unit says the same, steps and errors are those of the law."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from covariances import rotated

from ldm_symbolic.model.schedules.variance_preserving import linear
from ldm_symbolic.model.score import PluginScore
from ldm_symbolic.stopping.answers.dense_listing import dense_error_at, listing_of
from ldm_symbolic.stopping.answers.document import stop_document
from ldm_symbolic.stopping.dense import DenseLaw
from ldm_symbolic.stopping.dense.problem import DenseProblem
from ldm_symbolic.stopping.row import Branch

LAW = DenseLaw.of(rotated([2.0, 0.5, 0.1], 1), rotated([2.2, 0.4, 0.05], 2), mean_error=0.125)


def problem(law: DenseLaw = LAW, **more: object) -> DenseProblem:
    return DenseProblem(law=law, score=PluginScore(), **more)  # type: ignore[arg-type] # schedule and horizon


@pytest.mark.parametrize("schedule", [None, linear(Fraction(1, 20), Fraction(10))])
def test_every_unit_says_the_same(schedule: object) -> None:
    asked = problem() if schedule is None else problem(schedule=schedule, horizon=Fraction(1))
    for row in listing_of(asked, [1, 2, 3], digits=10).rows:
        stop = row.stop
        assert float(stop.alpha_bar) == pytest.approx(1 - float(stop.noise), rel=1e-12)
        assert stop.time + stop.time_left == pytest.approx(float(asked.horizon), rel=1e-12)
        level = float(asked.schedule.noise_at(stop.time_left))
        assert level == pytest.approx(float(stop.noise), rel=1e-9)
        assert float(stop.error) == pytest.approx(LAW.error(stop.k, level), rel=1e-10)
        at_end = dense_error_at(asked, stop.k, asked.horizon)
        assert float(stop.error_at_end) == pytest.approx(float(at_end.error), rel=1e-12)
        assert float(at_end.lost) == pytest.approx(LAW.lost(stop.k), rel=1e-12)


def test_steps_stand_around_the_optimum() -> None:
    (row,) = listing_of(problem(), [3], digits=10, steps=1000).rows
    assert row.steps is not None
    assert row.steps.down.index <= row.stop.time * 250 <= row.steps.up.index
    assert min(row.steps.down.error, row.steps.up.error) >= row.stop.error


def test_a_document_names_the_model_and_what_the_means_cost() -> None:
    document = stop_document(listing_of(problem(), [2], digits=10), 10)
    assert (document["model"], document["mean_error"]) == ("dense", "0.125")
    (row,) = document["rows"]
    gain = 1 - float(row["error"]) / float(row["error_at_end"])
    assert float(row["gain"]) == pytest.approx(gain, abs=1e-9)


def test_the_start_of_a_short_horizon() -> None:
    law = DenseLaw.of([[0.9999]], [[1e-6]])
    (row,) = listing_of(problem(law, horizon=Fraction(1, 10)), [1], digits=10).rows
    assert (row.stop.branch, row.stop.time) == (Branch.START, 0)
    assert row.stop.time_left == mpmath.mpf(1) / 10


@pytest.mark.parametrize(("kept", "time", "message"), [(0, 1, "must lie in 1..3"), (4, 1, "1..3"), (1, 5, r"\[0, 4\]")])
def test_what_lies_outside_is_refused(kept: int, time: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        dense_error_at(problem(), kept, Fraction(time))


def test_a_curve_is_the_error() -> None:
    found = listing_of(problem(), [1], digits=10)
    rho = np.array([0.0, 0.1, 2.0])
    assert found.error_curve(2, rho) == pytest.approx([LAW.error(2, level) for level in -np.expm1(-2 * rho)])
