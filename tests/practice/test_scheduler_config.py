"""Scheduler configs: timesteps and noise levels against those of diffusers itself, and what is refused."""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scheduler_grids import CONFIGS, OUT, STABLE, STEPS, apart, ours

from ldm_symbolic.practice.scheduler_config import LARGEST, SchedulerConfig
from ldm_symbolic.practice.scheduler_steps import grid_of
from ldm_symbolic.practice.trained_noise import signals, trained_schedule
from ldm_symbolic.spectra.numbers import InputError
from ldm_symbolic.stopping.grids import Grid

FLOAT32 = 2e-6
"""What float32 leaves open, relative: diffusers computes in it."""
DDIM = {"_class_name": "DDIMScheduler", **STABLE, "set_alpha_to_one": False, "steps_offset": 1}


@cache
def golden() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(OUT.read_text(encoding="utf-8"))
    return loaded


def test_the_golden_file_is_of_these_configs() -> None:
    assert {name: entry["config"] for name, entry in golden()["configs"].items()} == CONFIGS
    assert len({config["_class_name"] for config in CONFIGS.values()}) == 5
    assert all(set(entry["steps"]) == set(map(str, STEPS)) for entry in golden()["configs"].values())


@pytest.mark.parametrize("name", sorted(CONFIGS))
def test_timesteps_and_noise_are_those_of_diffusers(name: str) -> None:
    for steps, given in golden()["configs"][name]["steps"].items():
        assert apart(ours(CONFIGS[name], int(steps)), given) < FLOAT32
        shorter = {**given, "sigmas": [*given["sigmas"][:-2], given["sigmas"][-2] * 1.00001, given["sigmas"][-1]]}
        assert apart(ours(CONFIGS[name], int(steps)), shorter) > FLOAT32  # the comparison can fail


def test_stable_diffusion_ends_at_its_first_trained_level() -> None:
    grid = grid_of(SchedulerConfig.of(DDIM, "a.json"), 50)
    assert (grid.timestep(0), grid.timestep(49), grid.timestep(50)) == (981, 1, None)
    assert grid.sigma(49) == pytest.approx(0.041314, rel=1e-4)
    assert float(grid.noise(50)) == pytest.approx(0.00085, rel=1e-4)
    assert grid.ends == "set_alpha_to_one = false"


SDXL = {
    "_class_name": "EulerDiscreteScheduler", "_diffusers_version": "0.19.0.dev0",
    "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "num_train_timesteps": 1000,
    "clip_sample": False, "sample_max_value": 1.0, "set_alpha_to_one": False, "skip_prk_steps": True,
    "interpolation_type": "linear", "prediction_type": "epsilon", "steps_offset": 1, "timestep_spacing": "leading",
    "trained_betas": None, "use_karras_sigmas": False,
}  # fmt: skip


@pytest.mark.parametrize("kind", ["EulerDiscreteScheduler", "DPMSolverMultistepScheduler", "DDPMScheduler"])
def test_what_a_config_keeps_of_another_scheduler_is_ignored_as_diffusers_does(kind: str) -> None:
    """The config of SDXL was made from one of a DDIMScheduler, and still has its set_alpha_to_one."""
    given = {**SDXL, "_class_name": kind}
    plain = {name: value for name, value in given.items() if name != "set_alpha_to_one"}
    found = SchedulerConfig.of(given, "a.json")
    assert grid_of(found, 50) == grid_of(SchedulerConfig.of(plain, "a.json"), 50)
    assert found.denoises


def test_ddim_moves_by_whole_strides_whatever_the_next_timestep_is() -> None:
    """In linspace spacing the network is told 979 after a step that went to 979, and 958 after one that went to 959."""
    config = SchedulerConfig.of({"_class_name": "DDIMScheduler", "timestep_spacing": "linspace"}, "a.json")
    grid, noise = grid_of(config, 50), grid_of(SchedulerConfig.of({"_class_name": "DDIMScheduler"}, "a.json"), 1000)
    level = dict(zip(noise.timesteps, noise.sigmas, strict=True))
    assert grid.after[:-1] == tuple(level[t - 20] for t in grid.timesteps[:-1])
    assert grid.after[1] != grid.sigmas[2]


def test_the_trained_schedule_has_the_pipelines_own_signal() -> None:
    config = SchedulerConfig.of(DDIM, "a.json")
    schedule = trained_schedule(config.kept_shares(), "own")
    found = np.exp(-2 * schedule.rate_one_times(np.arange(1.0, 1001.0)))
    assert found == pytest.approx(signals(config.kept_shares()), rel=1e-7)
    zero = SchedulerConfig.of({**DDIM, "rescale_betas_zero_snr": True}, "a.json")
    assert trained_schedule(zero.kept_shares(), "own").longest == 999
    assert math.isinf(grid_of(SchedulerConfig.of({**CONFIGS["ddim-zero-snr"]}, "a.json"), 50).sigma(0))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "expected a scheduler_config.json of diffusers"),
        ({"_class_name": 3}, "with a _class_name"),
        ({"_class_name": "PNDMScheduler"}, "'PNDMScheduler' is not read; expected one of DDPMScheduler"),
        (
            {**DDIM, "snr_gamma": 5},
            "'snr_gamma' of DDIMScheduler is not known, and might change the answer; leave it out",
        ),
        ({**DDIM, "beta_schedule": "laplace"}, "beta_schedule is 'laplace'; expected one of linear"),
        ({**DDIM, "beta_schedule": "sigmoid"}, "sigmoid goes with a DDPMScheduler"),
        ({**DDIM, "beta_end": "0.02"}, "beta_end is '0.02'; expected a finite number"),
        ({**DDIM, "beta_end": 1.5}, "its betas must lie between 0 and 1"),
        ({**DDIM, "set_alpha_to_one": 1}, "set_alpha_to_one is 1; expected true or false"),
        ({**DDIM, "num_train_timesteps": 0}, "num_train_timesteps is 0; expected a number > 0"),
        ({**DDIM, "num_train_timesteps": 1e3}, "expected an integer from 0 to 100000"),
        ({**DDIM, "trained_betas": [0.1]}, "trained_betas has 1 entries, num_train_timesteps is 1000"),
        ({**DDIM, "trained_betas": ["x"]}, "trained_betas is no list of numbers"),
        ({"_class_name": "EulerDiscreteScheduler", "use_beta_sigmas": True}, "which is not read"),
        (
            {"_class_name": "EulerDiscreteScheduler", "use_karras_sigmas": True, "use_exponential_sigmas": True},
            "at most one of",
        ),
        ({"_class_name": "EulerDiscreteScheduler", "interpolation_type": "log_linear"}, "Karras or exponential"),
        ({"_class_name": "DPMSolverMultistepScheduler", "use_lu_lambdas": True}, "the spacing of Lu"),
        ({"_class_name": "FlowMatchEulerDiscreteScheduler", "use_dynamic_shifting": True}, "the size of the image"),
        ({"_class_name": "FlowMatchEulerDiscreteScheduler", "shift": 0}, "expected a number > 0"),
    ],
    ids=str,
)
def test_what_would_change_the_answer_is_refused_in_one_line(given: Any, said: str) -> None:
    with pytest.raises(InputError) as refused:
        SchedulerConfig.of(given, "--scheduler")
    assert said in str(refused.value)
    assert str(refused.value).startswith("--scheduler: ")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        (" " * (LARGEST + 1), "larger than"),
        ("\udcff", "not JSON"),
    ],
    ids=["cut", "deep", "large", "bytes"],
)
def test_a_file_that_is_none_is_refused_in_one_line(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "scheduler_config.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError, match=said):
        SchedulerConfig.read(str(path), "--scheduler")
    with pytest.raises(InputError, match="no file"):
        SchedulerConfig.read(str(tmp_path), "--scheduler")


@pytest.mark.parametrize("steps", [0, 1001])
def test_more_steps_than_were_trained_are_refused(steps: int) -> None:
    with pytest.raises(ValueError, match="takes 1 to 1000"):
        grid_of(SchedulerConfig.of(DDIM, "a.json"), steps)
    beyond = SchedulerConfig.of({**DDIM, "steps_offset": 30}, "a.json")
    with pytest.raises(ValueError, match="beyond the 1000 that were trained"):
        grid_of(beyond, 50)


def test_a_grid_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one step"):
        Grid(timesteps=(), sigmas=(), after=(), ends="")
    with pytest.raises(ValueError, match="rises in step 1 of 1"):
        Grid(timesteps=(1.0,), sigmas=(1.0,), after=(2.0,), ends="")


def test_a_flow_measures_its_noise_as_beta() -> None:
    grid = Grid(timesteps=(1000.0, 500.0), sigmas=(1.0, 0.5), after=(0.5, 0.0), ends="", flow=True)
    assert [float(grid.noise(index)) for index in range(3)] == [1.0, 0.5, 0.0]
