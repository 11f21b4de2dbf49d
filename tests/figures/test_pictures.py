"""Pictures: that they are drawn without complaint, the same twice, and from the right numbers."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from sympy import Integer

from ldm_symbolic.figures import drawing
from ldm_symbolic.figures.paper import (
    LEFT,
    RIGHT,
    SAMPLES,
    Setting,
    exact_errors,
    log_snr,
    simulated_errors,
    thresholds,
    times_at,
)
from ldm_symbolic.figures.pictures import _draw_noise, paper_figure, stop_figure
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.schedules.linear_rate import linear
from ldm_symbolic.model.score import CappedScore, PluginScore
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.spectra.numbers import InputError
from ldm_symbolic.stopping.answers.listing import listing
from ldm_symbolic.stopping.answers.solver import Stopping
from ldm_symbolic.stopping.dense.held_out import HeldOutGain
from ldm_symbolic.stopping.units import edm_sigma

MAGIC = {".png": b"\x89PNG", ".pdf": b"%PDF", ".svg": b"<?xml"}
TELLING = (b"Matplotlib", b"matplotlib.org", b"CreationDate", b"dc:date", b"Producer", b"/home/", b"/tmp/")


def spectrum(true: str, estimated: str) -> Spectrum:
    first, second = (tuple(Fraction(part) for part in text.split()) for text in (true, estimated))
    return Spectrum(variances=first, estimated=second)


PROBLEMS = {
    "inside": StoppingProblem(spectrum=spectrum("2 1/2 1/3", "1.9 1/4 1/3"), score=PluginScore()),
    "a zero error": StoppingProblem(spectrum=spectrum("1/2", "1/4"), score=PluginScore()),
    "no error at all": StoppingProblem(spectrum=spectrum("1/2", "1/2")),
    "capped": StoppingProblem(
        spectrum=spectrum("3 1 0.1", "2.8 1 0.08"),
        score=CappedScore(cap=Integer(5)),
        schedule=linear(Fraction(1, 20), Fraction(10)),
        horizon=Fraction(1),
    ),
    "many": StoppingProblem(
        spectrum=spectrum(" ".join(f"1/{j}" for j in range(1, 21)), " ".join(f"9/{10 * j}" for j in range(1, 21))),
        score=PluginScore(),
    ),
    "not started": StoppingProblem(
        spectrum=spectrum("9/10 1/2", "1/2 1/5"), score=PluginScore(), horizon=Fraction(1, 10)
    ),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_answers_are_drawn(name: str, tmp_path: Path) -> None:
    problem, path = PROBLEMS[name], tmp_path / "drawn.png"
    stop_figure(listing(problem, range(1, problem.spectrum.dimension + 1), digits=10), str(path))
    assert path.read_bytes().startswith(MAGIC[".png"])


@pytest.mark.parametrize(("standard_error", "stops"), [(0.5, True), (2.0, False)])
def test_a_stop_that_held_out_samples_do_not_support_is_drawn_at_the_end(standard_error: float, stops: bool) -> None:
    found = listing(PROBLEMS["a zero error"], [1], digits=10)
    gain = HeldOutGain(gain=1.0, standard_error=standard_error, bias=0.0)
    axes = Figure().subplots()
    _draw_noise(axes, replace(found, best=replace(found.best, held_out_gain=gain)))
    height = float(np.asarray(axes.lines[-1].get_ydata())[0])
    assert (height == pytest.approx(float(edm_sigma(found.best.stop)))) is stops


@pytest.mark.parametrize("ending", MAGIC)
def test_pictures_are_the_same_twice_and_tell_no_dates(ending: str, tmp_path: Path) -> None:
    found = listing(PROBLEMS["inside"], [1, 3], digits=10, samples=40)
    paths = [tmp_path / f"{name}{ending}" for name in ("first", "second")]
    for path in paths:
        stop_figure(found, str(path))
    first, second = (path.read_bytes() for path in paths)
    assert first == second
    assert first.startswith(MAGIC[ending])
    assert not any(word in first for word in TELLING)


@pytest.mark.parametrize("name", ["3", "4-left", "4-right"])
def test_figures_of_the_paper_are_drawn(name: str, tmp_path: Path) -> None:
    path = tmp_path / "figure.png"
    paper_figure(name, str(path))
    assert path.read_bytes().startswith(MAGIC[".png"])


def test_the_curves_are_the_errors_of_the_answer() -> None:
    for samples in (None, 50):
        found = listing(PROBLEMS["inside"], [1, 2, 3], digits=10, samples=samples)
        for row in found.rows:
            rho = np.array([float(row.stop.time_left), 0.0])  # of the Ornstein-Uhlenbeck process, u itself
            errors = [float(row.stop.error), float(row.stop.error_at_end)]
            assert found.error_curve(row.stop.k, rho) == pytest.approx(errors, rel=1e-9)


def test_thresholds_are_where_a_direction_becomes_worth_keeping() -> None:
    problem = LEFT.problem(0)
    found = thresholds(problem)
    assert found[2] == found[3] == 0  # 4 λ >= 1
    for k in range(4, 8):
        errors = exact_errors(problem, np.array([found[k]]), [k - 1, k])
        assert errors[0, 0] == pytest.approx(errors[1, 0], rel=1e-12)
    edges = spectrum("9 1/2 1/2 1/100 1/100", "9 3/2 3 1/25 1/20")  # +∞, -∞, 0 and below 0
    assert thresholds(replace(problem, spectrum=edges)) == {2: 0.0, 3: 2.0, 4: 2.0, 5: 2.0}


def test_log_snr_and_time_are_inverse() -> None:
    values = np.linspace(-3.9, 9, 20)
    assert log_snr(times_at(values)) == pytest.approx(values, abs=1e-9)
    assert math.isclose(times_at(np.array([0.0]))[0], 2 - math.log(2) / 2)


@pytest.mark.parametrize("chosen", [LEFT, RIGHT])
def test_points_scatter_about_what_is_said_of_them(chosen: Setting) -> None:
    problem, after = chosen.problem(0), [500, 900, 1000]
    drawn = [simulated_errors(problem, after, chosen.dimensions, seed) for seed in range(6)]
    points, expected = np.array([errors for errors, _ in drawn]), drawn[0][1]
    spread = points.std(axis=0, ddof=1) / math.sqrt(len(drawn))
    assert np.all(np.abs(points.mean(axis=0) - expected) <= 9 * spread + 1e-12)  # Student's t, 5 degrees of freedom
    exact = exact_errors(problem, np.array([1.0]), chosen.dimensions)
    assert expected[:, 0] == pytest.approx(exact[:, 0], rel=0.03)


def test_estimates_are_those_of_a_thousand_samples() -> None:
    problem = RIGHT.problem(3)
    ratios = [float(b / t) for b, t in zip(problem.believed, RIGHT.variances, strict=True) if t]
    assert max(abs(ratio - 1) for ratio in ratios) < 5 * math.sqrt(2 / SAMPLES)
    assert problem.believed[RIGHT.true_dimension :] == (0, 0)
    assert Stopping(problem).best().k == RIGHT.true_dimension


def test_only_pictures_are_written(tmp_path: Path) -> None:
    for name in ("a.gif", "a", "png"):
        with pytest.raises(InputError, match="ends in"):
            drawing(name)
    with pytest.raises(InputError, match="cannot write"):
        paper_figure("3", str(tmp_path / "absent" / "a.png"))
