"""Latents that are multiplied before noising, or contain the encoder's noise: modes, covariances and samples."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_line import here as run

import ldm_symbolic as ldm

STEPS = ("down", "up", "best", "last")
TRUE, BELIEVED = [0.5, 0.3, 0.02], [0.4, 0.28, 0.03]


def answer(**options: Any) -> Any:
    return ldm.stop(list(map(str, TRUE)), estimated=list(map(str, BELIEVED)), **options)


def test_the_generated_variance_is_that_of_the_theory() -> None:
    """M3: (1 - x) λ̂ + x/γ², own roots (λ - λ̂)/(1/γ² - λ̂), errors of the latents before multiplication."""
    found = ldm.stop(["1/2"], estimated=["1/4"], scale="1/2").best
    assert found.exact == Fraction(1, 15)
    assert (found.error, found.error_at_end) == (0, pytest.approx((math.sqrt(0.5) - 0.5) ** 2))
    level, scale = 0.01, 0.18215
    error = ldm.error(TRUE, estimated=BELIEVED, k=2, time=4 + math.log1p(-level) / 2, scale=str(scale))
    variances = (1 - level) * np.array(BELIEVED[:2]) + level / scale**2
    assert error.kept == pytest.approx(np.sum((np.sqrt(variances) - np.sqrt(TRUE[:2])) ** 2), rel=1e-9)
    assert error.error == pytest.approx(error.kept + TRUE[2], rel=1e-9)


def test_every_number_is_in_the_unit_of_the_latents_given() -> None:
    found, by_hand = (
        answer(scale="1/4", steps=40),
        ldm.stop([Fraction(str(v)) / 16 for v in TRUE], estimated=[Fraction(str(v)) / 16 for v in BELIEVED], steps=40),
    )
    for row, other in zip(found.rows, by_hand.rows, strict=True):
        assert (row.noise, row.time) == pytest.approx((other.noise, other.time), rel=1e-12)
        assert row.branch is other.branch
        pairs = [(row.error, other.error), (row.error_at_end, other.error_at_end)]
        pairs += [(getattr(row.steps, name).error, getattr(other.steps, name).error) for name in STEPS]
        for one, another in pairs:
            assert float(one) == pytest.approx(16 * float(another), rel=1e-12, abs=1e-15)
    rho = np.array([0.0, 0.1])
    assert found.listing.error_curve(2, rho) == pytest.approx(16 * by_hand.listing.error_curve(2, rho))
    assert found.as_json()["scale"] == "1/4"
    assert "scale" not in by_hand.as_json()
    assert any("multiplied by 1/4" in notice for notice in found.notices)


def test_covariances_say_the_same_as_their_spectra() -> None:
    options: dict[str, Any] = {"scale": "0.3", "encoder_noise": "0.01"}
    dense = ldm.stop(covariance=np.diag(TRUE), estimated_covariance=np.diag(BELIEVED), **options)
    for row, other in zip(dense.rows, answer(**options).rows, strict=True):
        assert row.noise == pytest.approx(other.noise, rel=1e-6, abs=1e-12)
        assert row.error == pytest.approx(other.error, rel=1e-9, abs=1e-12)


def test_samples_are_as_if_they_had_been_multiplied(tmp_path: Path) -> None:
    samples = np.random.default_rng(3).normal(size=(60, 3)) * np.sqrt(TRUE)
    found, by_hand = ldm.stop(data=samples, scale="1/2"), ldm.stop(data=samples / 2)
    for name in ("error", "error_at_end"):
        assert getattr(found.best, name) == pytest.approx(4 * getattr(by_hand.best, name), rel=1e-9)
    one, other = found.as_json(), by_hand.as_json()
    assert float(one["mean_error"]) == pytest.approx(4 * float(other["mean_error"]), rel=1e-8)
    for name in ("excess_at_end", "expected_excess_at_end"):
        assert float(one["best"][name]) == pytest.approx(4 * float(other["best"][name]), rel=1e-8)


def test_the_score_believes_in_the_encoders_noise_and_the_truth_is_without_it() -> None:
    found, by_hand = answer(encoder_noise="0.02"), ldm.stop(["0.48", "0.28", 0], estimated=BELIEVED)
    assert [row.error for row in found.rows] == pytest.approx([row.error for row in by_hand.rows], abs=1e-8)
    alone = ldm.stop(TRUE, encoder_noise="0.01")
    assert alone.best.error_at_end == pytest.approx(np.sum((np.sqrt(TRUE) - np.sqrt(np.array(TRUE) - 0.01)) ** 2))
    assert any("the truth is without it" in notice for notice in alone.notices)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--scale", "0"), "--scale: expected a number > 0"),
        (("--encoder-noise", "-1"), "--encoder-noise: expected a variance >= 0"),
        (("--encoder-noise", "0.03"), "is more than the variance 0.02 of some direction"),
        (("--encoder-noise", "0.01", "--score", "exact"), "leave out --score exact"),
        (("--scale", "2", "--certify"), "multiply the variances by scale²"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(options: tuple[str, ...], said: str) -> None:
    done = run("stop", "0.5,0.02", *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_noise_beyond_a_direction_of_a_covariance_is_refused(tmp_path: Path) -> None:
    np.save(tmp_path / "S.npy", np.array([[1.0, 0.9], [0.9, 1.0]]))
    done = run("stop", "--covariance", str(tmp_path / "S.npy"), "--encoder-noise", "0.2")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--encoder-noise: noise of variance 0.2 is more than the variance 0.1 of some direction" in done.stderr
    accepted = run("stop", "--covariance", str(tmp_path / "S.npy"), "--encoder-noise", "0.05", "--json")
    assert json.loads(accepted.stdout)["model"] == "dense"
