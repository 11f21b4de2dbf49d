"""The rows of a dense listing: every unit says the same, steps and errors are those of the law."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from covariances import rotated

from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.schedules.linear_rate import linear
from ldm_symbolic.model.score import PluginScore
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.stopping.answers.dense_listing import dense_error_at, listing_of
from ldm_symbolic.stopping.answers.document import stop_document
from ldm_symbolic.stopping.averages.full_covariance import estimation_excess
from ldm_symbolic.stopping.dense import DenseLaw, HeldOut, held_out_gain
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


def of_samples(training: int, held_out: int, seed: int = 4) -> DenseProblem:
    """The problem of two parts of Gaussian samples."""
    rng = np.random.default_rng(seed)
    first, second = (rng.standard_normal((n, 3)) * [2.0, 0.8, 0.3] for n in (training, held_out))
    first, second = (part - part.mean(axis=0) for part in (first, second))
    law = DenseLaw.of(second.T @ second / held_out, first.T @ first / training)
    return problem(law, held_out=HeldOut(coordinates=second @ law.axes, training=training))


def test_what_estimating_costs_stands_beside_what_is_expected() -> None:
    asked = of_samples(60, 140)
    found = listing_of(asked, [1, 2, 3], digits=10)
    document = stop_document(found, 10)
    pooled = 0.3 * asked.law.estimated + 0.7 * asked.law.true.diagonal()
    expected = estimation_excess(pooled, 60, 140)
    proxies = [float(row["lost_and_expected_excess"]) for row in document["rows"]]
    for kept, row in enumerate(document["rows"], start=1):
        at_end = asked.law.error(kept, 0.0) - asked.law.lost(kept)
        assert float(row["excess_at_end"]) == pytest.approx(at_end, rel=1e-8)
        assert float(row["expected_excess_at_end"]) == pytest.approx(expected[kept - 1], rel=1e-8)
        assert proxies[kept - 1] == pytest.approx(asked.law.lost(kept) + expected[kept - 1], rel=1e-8)
    assert document["least_lost_and_expected_excess"] == 1 + int(np.argmin(proxies))
    assert (document["training_samples"], document["held_out_samples"]) == (60, 140)
    assert asked.held_out is not None
    assert "held_out_gain" not in document["rows"][0] or float(document["rows"][0]["noise"]) > 0
    gain = held_out_gain(asked.law, asked.held_out, found.best.stop.k, float(found.best.stop.noise))
    told = document["best"]["held_out_gain"]
    assert float(told["gain"]) == pytest.approx(gain.gain, rel=1e-6, abs=1e-12)
    assert float(told["standard_error"]) == pytest.approx(gain.standard_error, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("steps", [3, 1000])
def test_with_steps_the_gain_on_held_out_samples_is_that_of_the_best_step(steps: int) -> None:
    found = listing_of(of_samples(12, 140), [1, 2, 3], digits=10, steps=steps)
    told = []
    for row in found.rows:
        assert row.steps is not None
        apart = float(row.steps.last.error - row.steps.best.error)
        told.append(row.held_out_gain is not None)
        assert told[-1] == (row.steps.best.index < steps)
        if row.held_out_gain is not None:
            assert row.held_out_gain.gain == pytest.approx(apart, rel=1e-6, abs=1e-12)
    assert any(told) == (steps == 1000)


def test_covariances_alone_say_nothing_of_samples() -> None:
    document = stop_document(listing_of(problem(), [2], digits=10), 10)
    names = {"training_samples", "least_lost_and_expected_excess"} | {"excess_at_end"}
    assert not names & {*document, *document["rows"][0], *document["best"]}
    assert "held_out_gain" not in document["best"]


def test_the_average_over_whole_covariances_stands_beside_that_over_variances() -> None:
    spectrum = Spectrum(variances=(Fraction(1, 2), Fraction(1, 4)), estimated=(Fraction(1, 2), Fraction(1, 4)))
    asked = StoppingProblem(spectrum=spectrum, score=PluginScore())
    first, second = stop_document(listing_of(asked, [1, 2], digits=10, samples=100), 10)["rows"]
    assert float(first["whole_covariance"]["noise"]) == pytest.approx(float(first["noise"]), rel=0.02)
    assert float(second["whole_covariance"]["error_at_end"]) > 1.2 * float(second["error_at_end"])
    (few,) = stop_document(listing_of(asked, [2], digits=10, samples=2), 10)["rows"]
    assert "whole_covariance" not in few
