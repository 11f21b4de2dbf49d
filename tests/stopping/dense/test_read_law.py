"""Samples that are rescaled or denoised, or lie on another path: formulas, minima, and who is refused."""

from __future__ import annotations

import json
from pathlib import Path as File
from typing import Any

import numpy as np
import pytest
from command_line import here as run
from scheduler_grids import CONFIGS
from sympy import cancel, diff, limit, simplify, sqrt, symbols

import ldm_symbolic as ldm
from ldm_symbolic.model.backward import variance
from ldm_symbolic.model.read_outs import Path, ReadOut
from ldm_symbolic.model.read_outs.variance import read_variance, signal_of
from ldm_symbolic.model.score import PluginScore
from ldm_symbolic.notation import estimated_variance, noise
from ldm_symbolic.stopping.dense.error import DenseLaw
from ldm_symbolic.stopping.dense.read_law import ReadLaw, SearchedStopping

TRUE, BELIEVED = [0.5, 0.3, 0.02], [0.4, 0.28, 0.03]
SCHEDULES = {"vp": "ou", "ve": "edm:0.002,80", "flow": "flow"}


def read(name: str, level: float) -> dict[str, Any]:
    """Read-outs by hand at noise level x, from α and β, for λ̂."""
    ratio = np.sqrt(level / (1 - level))
    alpha = {"vp": np.sqrt(1 - level), "ve": 1.0, "flow": 1 / (1 + ratio)}[name]
    beta = alpha * ratio
    assert name != "flow" or alpha + beta == pytest.approx(1)
    noised = alpha**2 * np.array(BELIEVED) + beta**2
    mean = alpha * np.array(BELIEVED) / noised
    return {"raw": noised, "rescaled": noised / alpha**2, "denoised": mean**2 * noised}


def test_the_raw_sample_of_a_variance_preserving_process_is_what_the_theory_is_about() -> None:
    from ldm_symbolic.model.score import Start

    raw = read_variance(ReadOut.RAW, Path.VARIANCE_PRESERVING)
    assert cancel(raw - variance(PluginScore(), Start.NOISED)) == 0


@pytest.mark.parametrize("path", Path)
def test_what_is_denoised_or_rescaled_does_not_depend_on_the_path(path: Path) -> None:
    """T1: λ̂²/(λ̂ + β²/α²), falling with the noise."""
    ratio = noise / (1 - noise)
    assert cancel(read_variance(ReadOut.DENOISED, path) - estimated_variance**2 / (estimated_variance + ratio)) == 0
    assert cancel(read_variance(ReadOut.RESCALED, path) - estimated_variance - ratio) == 0
    s = symbols("s", positive=True)
    fall = diff(read_variance(ReadOut.DENOISED, path), noise).subs(estimated_variance, s).subs(noise, 1 / (1 + s))
    assert simplify(fall).is_negative
    assert limit(signal_of(path), noise, 0) == 1
    assert sqrt(signal_of(path).subs(noise, 0)) == 1


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("read_out", ["raw", "rescaled", "denoised"])
def test_the_error_at_a_level_and_its_minimum(name: str, read_out: str) -> None:
    options: dict[str, Any] = {"estimated": BELIEVED, "schedule": SCHEDULES[name], "readout": read_out}
    found = ldm.stop(TRUE, **options)
    levels = np.concatenate([[0.0], np.geomspace(1e-9, 0.9, 4000)])
    variances = np.array([read(name, level)[read_out] for level in levels])
    errors = ((np.sqrt(variances) - np.sqrt(TRUE)) ** 2).cumsum(axis=1) + sum(TRUE) - np.cumsum(TRUE)
    for row in found.rows:
        column = errors[:, row.k - 1]
        assert row.error <= column.min() + 1e-12
        assert row.error >= column.min() - 1e-5 * row.error_at_end
        assert row.error_at_end == pytest.approx(column[0], rel=1e-9)
    document = found.as_json()
    assert (document["readout"], document["model"]) == (read_out, "modes")
    best = found.best
    time = min(best.time, float(found.problem.horizon) * (1 - 1e-12))
    assert ldm.error(TRUE, k=best.k, time=time, **options).error == pytest.approx(best.error, rel=1e-6)


def test_denoised_with_estimates_that_are_too_small_runs_to_the_end() -> None:
    """T2, and T3: the end is best iff the slope there, Σ (s/ŝ - 1), is not negative."""
    for estimated in ([0.4, 0.2, 0.01], [0.5, 0.3, 0.02]):
        found = ldm.stop(TRUE, estimated=estimated, readout="denoised")
        assert {row.branch.value for row in found.rows} == {"end"}
    found = ldm.stop(TRUE, estimated=[0.6, 0.35, 0.03], readout="denoised")
    assert {row.branch.value for row in found.rows} == {"interior"}
    assert ldm.stop([0.5], estimated=[1], readout="denoised").best.noise == pytest.approx(0.5, rel=1e-4)


@pytest.mark.parametrize("read_out", list(ReadOut))
@pytest.mark.parametrize("path", list(Path))
def test_covariances_that_commute_say_the_same(read_out: ReadOut, path: Path) -> None:
    generator = np.random.default_rng(2)
    turn = np.linalg.qr(generator.normal(size=(3, 3)))[0]
    true, believed = np.array(TRUE), np.array(BELIEVED)
    dense = ReadLaw.read(DenseLaw.of((turn * true) @ turn.T, (turn * believed) @ turn.T), read_out, path)
    modes = ReadLaw.of_modes(true, believed, read_out=read_out, path=path)
    for kept in (1, 2, 3):
        for level in (0.0, 1e-4, 0.3):
            assert dense.error(kept, level) == pytest.approx(modes.error(kept, level), abs=1e-10)
            assert dense.quick_error(kept, level) == pytest.approx(modes.error(kept, level), abs=1e-8)
        one, other = SearchedStopping(dense, 0.99).at(kept), SearchedStopping(modes, 0.99).at(kept)
        assert one.error == pytest.approx(other.error, abs=1e-9)


@pytest.mark.parametrize("name", ["euler-stable", "flow-shift", "ddim-one", "ddpm"])
def test_a_last_step_without_noise_is_read_denoised(name: str, tmp_path: File) -> None:
    """After all steps it is the prediction from the level before; asked for raw, it is the end itself."""
    path = tmp_path / "scheduler_config.json"
    path.write_text(json.dumps(CONFIGS[name]), encoding="utf-8")
    arguments = ("stop", "0.5,0.3", "--estimated", "0.6,0.4", "--scheduler", str(path), "--steps", "20")
    found = json.loads(run(*arguments, "--json").stdout)
    assert found["readout"] == "denoised"
    (last,) = {(row["all_steps"]["sigma"], row["all_steps"]["index"]) for row in found["rows"]}
    sigma = float(last[0]) / (1 - float(last[0]) if name.startswith("flow") else 1)
    believed = np.array([0.6, 0.4])
    errors = ((believed / np.sqrt(believed + sigma**2) - np.sqrt([0.5, 0.3])) ** 2).cumsum() + np.array([0.3, 0.0])
    assert [float(row["all_steps"]["error"]) for row in found["rows"]] == pytest.approx(errors, rel=1e-6)
    shown = run(*arguments).stdout
    assert "Your scheduler's last step denoises from noise level" in shown
    raw = json.loads(run(*arguments, "--readout", "raw", "--json").stdout)
    assert (raw["readout"], float(raw["best"]["all_steps"]["sigma"])) == ("raw", 0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("--readout", "denoised", "--score", "capped", "--cap", "5"),
            "a cap or the standard start goes with --readout raw",
        ),
        (("--schedule", "flow", "--start", "standard"), "not with raw of rectified flow"),
        (("--readout", "denoised", "--certify"), "only --readout raw of a variance-preserving process is proved"),
    ],
)
def test_what_is_not_solved_is_refused_in_one_line(arguments: tuple[str, ...], said: str) -> None:
    done = run("stop", "1,0.5", "--estimated", "0.9,0.4", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    done = run("stop", "1", "--samples", "9", "--readout", "denoised")
    assert "--samples goes with --readout raw" in done.stderr


def test_edm_takes_the_steps_of_karras() -> None:
    found = ldm.stop([0.5], estimated=[0.4], schedule="edm:0.002,80", steps=18).as_json()["best"]
    assert (found["all_steps"]["index"], float(found["all_steps"]["sigma"])) == (18, 0)
    assert 0 < found["stop_after_step"]["index"] < 18


@pytest.mark.parametrize("read_out", ["rescaled", "denoised"])
def test_a_horizon_whose_noise_level_rounds_to_one(read_out: str) -> None:
    short, long = (ldm.stop([4, 1], estimated=[3, 0.5], readout=read_out, horizon=T) for T in (15, 40))
    assert [row.error for row in long.rows] == pytest.approx([row.error for row in short.rows], rel=1e-9)
    assert ldm.stop([0, 0], estimated=[4, 1], readout="denoised", horizon=40).best.error < 1e-12
    assert ldm.error([4, 1], estimated=[3, 0.5], readout=read_out, horizon=40, k=1, time=0).error > 0


@pytest.mark.parametrize("arguments", [("--schedule", "ve:0.002,80"), ("--readout", "denoised")])
def test_what_is_not_proved_says_why(arguments: tuple[str, ...]) -> None:
    done = run("stop", "4,1", "--estimated", "3,1/2", "--certify", *arguments)
    assert done.returncode == 2
    assert "only --readout raw of a variance-preserving process is proved" in done.stderr
