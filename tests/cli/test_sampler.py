"""The command `sampler`: its document against numbers worked out here, and what it refuses."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_line import here

from ldm_symbolic.cli.sampler import sampler
from ldm_symbolic.samplers.schemes import SCHEMES, VARIANCES

BASIS = ("--schedule", "linear:0.05,10", "--json")


def document(*arguments: str) -> dict[str, Any]:
    done = here("sampler", *arguments)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def em(variance: float, points: int, truncation: float) -> float:
    """Euler-Maruyama of one mode from the standard start, written down apart."""
    u = 1 - (1 - truncation) * np.arange(points) / (points - 1)
    size, generated = (1 - truncation) / (points - 1), 1.0
    for left in u[:-1]:
        rate, kept = 0.05 + 9.95 * left, math.exp(-2 * (0.05 * left + 9.95 * left**2 / 2))
        generated = (1 + size * rate * (1 - 2 / (kept * variance + 1 - kept))) ** 2 * generated + 2 * size * rate
    return (math.sqrt(generated) - math.sqrt(variance)) ** 2


def test_the_document_has_the_schema() -> None:
    found = document("2,1/2", "--scheme", "em", "--grid-points", "50", "--start", "standard", *BASIS)
    assert found["schema"] == "ldm-symbolic/sampler/1"
    assert (found["scheme"], found["grid_points"], found["steps"], found["score_evaluations"]) == ("em", 50, 49, 49)
    assert (found["truncation"], found["best_truncation"]) == ("0", None)
    assert set(found["best_step"]) == {"index", "error"}
    assert float(found["error"]) == pytest.approx(em(2, 50, 0) + em(0.5, 50, 0), rel=1e-12)
    assert float(found["distance"]) ** 2 == pytest.approx(float(found["error"]), rel=1e-12)


def test_a_truncation_is_where_the_grid_ends() -> None:
    given = ("--grid-points", "20", "--start", "standard", "--truncation", "1e-3")
    found = document("2", "--scheme", "em", *given, *BASIS)
    assert float(found["error"]) == pytest.approx(em(2, 20, 1e-3), rel=1e-12)
    assert found["truncation"] == "0.001"


@pytest.mark.parametrize(("scheme", "evaluations"), [("heun", 98), ("rk4", 196)])
def test_infinity_is_a_word_and_no_warning(scheme: str, evaluations: int) -> None:
    found = document("2,0", "--scheme", scheme, "--grid-points", "50", *BASIS)
    assert (found["error"], found["distance"], found["score_evaluations"]) == ("inf", "inf", evaluations)
    assert found["best_step"]["index"] < 49
    assert math.isfinite(float(document("2,1", "--scheme", scheme, "--grid-points", "50", *BASIS)["error"]))


def test_a_single_precision_file_is_taken_as_it_is(tmp_path: Path) -> None:
    values = np.array([2.0, 0.1, -0.0], dtype=np.float32)
    np.save(tmp_path / "spectrum.npy", values)
    given = ("--scheme", "em", "--grid-points", "30", "--start", "standard")
    found = document(str(tmp_path / "spectrum.npy"), *given, *BASIS)
    expected = em(2.0, 30, 0) + em(float(values[1]), 30, 0) + em(0.0, 30, 0)
    assert float(found["error"]) == pytest.approx(expected, rel=1e-12)


def test_estimates_and_dimensions() -> None:
    given = ("4,1", "--estimated", "1,9", "--scheme", "ddim", "--grid-points", "200", "--dims", "all", *BASIS)
    found = document(*given)
    assert [row["k"] for row in found["rows"]] == [1, 2]
    assert found["rows"][1]["error"] == found["error"]
    assert float(found["rows"][0]["error"]) == pytest.approx(2, abs=0.02)  # (√1 - √4)² and the variance lost
    assert found["best"]["k"] == 2  # early, where the second mode has not grown yet
    assert found["best"]["error"] == min(row["best_step"]["error"] for row in found["rows"])


def test_the_best_truncation() -> None:
    given = ("1,1e-6,0", "--scheme", "heun", "--grid-points", "40")
    best = document(*given, "--best-truncation", *BASIS)["best_truncation"]
    assert 0 < float(best["truncation"]) < 1
    for truncation in (float(best["truncation"]) * 0.9, float(best["truncation"]) * 1.1):
        other = document(*given, "--truncation", f"{truncation:.12g}", *BASIS)
        assert float(other["distance"]) > float(best["distance"])


def test_levels_of_others(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"_class_name": "DDIMScheduler"}))
    found = document("2", "--scheme", "ddim", "--grid-points", "11", "--scheduler", str(tmp_path / "a.json"), "--json")
    assert (found["steps"], found["score_evaluations"]) == (10, 10)
    karras = document("2", "--scheme", "edm-heun", "--grid-points", "11", "--schedule", "edm:0.002,80", "--json")
    assert karras["score_evaluations"] == 19
    assert float(karras["error"]) < 0.05
    for schedule in ("ve:0.01,50", "flow:3", "cosine"):
        assert (
            float(
                document("2", "--scheme", "dpmpp2m", "--grid-points", "41", "--schedule", schedule, "--json")["error"]
            )
            < 0.02
        )


SCHEDULERS = {
    "a flow that begins with noise alone": {"_class_name": "FlowMatchEulerDiscreteScheduler"},
    "no signal at the start": {
        "_class_name": "DDIMScheduler",
        "rescale_betas_zero_snr": True,
        "timestep_spacing": "trailing",
    },
}


@pytest.mark.parametrize("scheme", ["ddim", "dpmpp2m", "dpmpp3m"])
@pytest.mark.parametrize("name", sorted(SCHEDULERS))
def test_a_scheduler_may_begin_without_signal(name: str, scheme: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(SCHEDULERS[name]))
    given = ("--scheme", scheme, "--scheduler", str(tmp_path / "a.json"), "--json")
    errors = [float(document("2,0", "--grid-points", str(points), *given)["error"]) for points in (11, 201)]
    assert errors[1] < 0.01
    assert errors[1] < errors[0] < 1


def test_what_a_scheduler_cannot_do_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"_class_name": "DDIMScheduler", "clip_sample": True}))
    given = ("--scheme", "ddim", "--grid-points", "11", "--scheduler", str(tmp_path / "a.json"))
    assert "clip_sample or thresholding is on" in here("sampler", "2", *given).stderr
    done = here("sampler", "2", "--scheme", "em", "--grid-points", "11", *given[4:])
    assert (done.returncode, done.stdout) == (2, "")
    assert "noise levels alone, such as a scheduler's, say nothing of rate, size" in done.stderr
    done = here("sampler", "2", "--scheme", "ddim", "--grid-points", "1002", *given[4:])
    assert "--grid-points 1002, 1001 steps: a scheduler trained in 1000 steps takes 1 to 1000" in done.stderr


def test_the_schemes_are_those_of_the_table() -> None:
    """The command names them anew, so that its help imports nothing."""
    offered = {parameter.name: getattr(parameter.type, "choices", ()) for parameter in sampler.params}
    assert tuple(offered["scheme"]) == tuple(SCHEMES)
    assert set(offered["variance"]) == set(VARIANCES)


def test_what_people_read() -> None:
    done = here("sampler", "2,1/2", "--scheme", "em", "--grid-points", "11", "--dims", "1", "--best-truncation")
    assert done.returncode == 0
    for said in (
        "em in 10 steps, 10 evaluations",
        "W2 distance",
        "Nearest to the data",
        "Best truncation",
        "Best pair: k =",
    ):
        assert said in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--scheme", "em", "--eta", "1"), "--eta goes with --scheme ddim and edm-heun, not with em"),
        (("--scheme", "ddim", "--variance", "small"), "--variance goes with --scheme ddpm, not with ddim"),
        (("--scheme", "ddim", "--eta", "2"), "--eta: expected a number in [0, 1], got 2"),
        (("--scheme", "em", "--truncation", "4"), "the truncation must lie in [0, T) = [0, 4), got 4"),
        (("--scheme", "em", "--truncation", "1", "--best-truncation"), "--truncation or --best-truncation, not both"),
        (("--scheme", "em", "--schedule", "flow"), "--scheme em steps a variance-preserving process in time"),
        (("--scheme", "ddim", "--schedule", "edm:1,80", "--best-truncation"), "bring their own levels"),
        (
            ("--scheme", "ddpm", "--schedule", "linear:1,10"),
            "ancestral sampling needs β_k = 2 h w² < 1, got 5 with 5 points; take more",
        ),
        (("--scheme", "ddim", "--schedule", "edm:1,80", "--horizon", "10"), "--horizon goes with points evenly"),
        (("--scheme", "em", "--horizon", "1000"), "a shorter horizon may help"),
        (("--scheme", "em", "--dims", "2"), "a latent dimension k must lie in 1..1"),
    ],
)
def test_what_cannot_be_used_is_refused(arguments: tuple[str, ...], says: str) -> None:
    done = here("sampler", "2", "--grid-points", "5", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in " ".join(done.stderr.split())
