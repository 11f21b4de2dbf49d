"""Write timesteps and noise levels of diffusers itself: `python tests/make/reports/scheduler_grids.py`, with its extra.

Each config is read by diffusers' own class, and what it sets for each number of steps goes to
`tests/golden/scheduler_grids.json`, with the versions; ours are compared on the way. Needs
`pip install '.[conformance]'`.
"""

from __future__ import annotations

import json
import math
import sys
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import Any

OUT = Path(__file__).parents[2] / "golden" / "scheduler_grids.json"
STEPS = (7, 20, 50)
STABLE = {
    "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "num_train_timesteps": 1000,
}  # fmt: skip
CONFIGS: dict[str, dict[str, Any]] = {
    "ddpm": {"_class_name": "DDPMScheduler"},
    "ddpm-sigmoid-trailing": {
        "_class_name": "DDPMScheduler", "beta_schedule": "sigmoid", "timestep_spacing": "trailing",
    },
    "ddpm-cosine-linspace": {
        "_class_name": "DDPMScheduler", "beta_schedule": "squaredcos_cap_v2", "timestep_spacing": "linspace",
    },
    "ddim-stable": {"_class_name": "DDIMScheduler", **STABLE, "set_alpha_to_one": False, "steps_offset": 1},
    "ddim-one": {"_class_name": "DDIMScheduler"},
    "ddim-zero-snr": {
        "_class_name": "DDIMScheduler", **STABLE, "rescale_betas_zero_snr": True, "timestep_spacing": "trailing",
        "prediction_type": "v_prediction",
    },
    "ddim-betas": {
        "_class_name": "DDIMScheduler", "num_train_timesteps": 60, "timestep_spacing": "linspace",
        "trained_betas": [0.001 + 0.0005 * j for j in range(60)], "set_alpha_to_one": False,
    },
    "euler-stable": {
        "_class_name": "EulerDiscreteScheduler", **STABLE, "timestep_spacing": "leading", "steps_offset": 1,
    },
    "euler-karras": {"_class_name": "EulerDiscreteScheduler", **STABLE, "use_karras_sigmas": True},
    "euler-exponential": {
        "_class_name": "EulerDiscreteScheduler", **STABLE, "use_exponential_sigmas": True,
        "final_sigmas_type": "sigma_min", "timestep_spacing": "trailing",
    },
    "euler-video": {
        "_class_name": "EulerDiscreteScheduler", **STABLE, "use_karras_sigmas": True, "sigma_min": 0.002,
        "sigma_max": 700.0, "timestep_type": "continuous", "prediction_type": "v_prediction",
        "interpolation_type": "linear", "timestep_spacing": "leading",
    },
    "euler-zero-snr": {
        "_class_name": "EulerDiscreteScheduler", **STABLE, "rescale_betas_zero_snr": True,
        "timestep_spacing": "trailing",
    },
    "solver": {"_class_name": "DPMSolverMultistepScheduler", **STABLE},
    "solver-karras": {
        "_class_name": "DPMSolverMultistepScheduler", **STABLE, "use_karras_sigmas": True,
        "final_sigmas_type": "sigma_min",
    },
    "solver-cosine-clipped": {
        "_class_name": "DPMSolverMultistepScheduler", "beta_schedule": "squaredcos_cap_v2",
        "lambda_min_clipped": -5.1, "timestep_spacing": "trailing",
    },
    "solver-leading": {
        "_class_name": "DPMSolverMultistepScheduler", **STABLE, "timestep_spacing": "leading", "steps_offset": 1,
    },
    "flow": {"_class_name": "FlowMatchEulerDiscreteScheduler"},
    "flow-shift": {"_class_name": "FlowMatchEulerDiscreteScheduler", "shift": 3.0},
    "flow-terminal": {"_class_name": "FlowMatchEulerDiscreteScheduler", "shift": 2.0, "shift_terminal": 0.1},
    "flow-karras": {"_class_name": "FlowMatchEulerDiscreteScheduler", "use_karras_sigmas": True},
}  # fmt: skip


def theirs(config: dict[str, Any], steps: int) -> dict[str, Any]:
    """What diffusers sets: timesteps, the noise at each, and where the last step ends."""
    import diffusers  # type: ignore[import-not-found, unused-ignore]
    import numpy as np

    scheduler = getattr(diffusers, config["_class_name"]).from_config(config)
    scheduler.set_timesteps(steps)
    timesteps = [float(t) for t in scheduler.timesteps]
    sigmas = getattr(scheduler, "sigmas", None)
    if sigmas is not None:
        levels = [float(sigma) for sigma in sigmas]
    else:
        places = [int(t) for t in timesteps]
        last = 1.0
        if config["_class_name"] == "DDIMScheduler":
            before = places[-1] - scheduler.config.num_train_timesteps // steps
            last = float(scheduler.alphas_cumprod[before] if before >= 0 else scheduler.final_alpha_cumprod)
        signals = [*(float(scheduler.alphas_cumprod[t]) for t in places), last]
        with np.errstate(divide="ignore"):
            levels = [float(np.sqrt((1 - np.float64(a)) / np.float64(a))) for a in signals]
    return {"timesteps": timesteps, "sigmas": [level if math.isfinite(level) else "inf" for level in levels]}


def ours(config: dict[str, Any], steps: int) -> dict[str, Any]:
    """The same of this package."""
    from ldm_symbolic.practice.scheduler_config import SchedulerConfig
    from ldm_symbolic.practice.scheduler_steps import grid_of

    grid = grid_of(SchedulerConfig.of(config, "config"), steps)
    levels = [*grid.sigmas, grid.after[-1]]
    return {
        "timesteps": list(grid.timesteps),
        "sigmas": [level if math.isfinite(level) else "inf" for level in levels],
    }


def apart(first: dict[str, Any], second: dict[str, Any]) -> float:
    """The largest difference relative to the second, of numbers that are not 0 or infinite in both."""
    worst = 0.0
    for name in ("timesteps", "sigmas"):
        if len(first[name]) != len(second[name]):
            return math.inf
        for one, other in zip(first[name], second[name], strict=True):
            if one != other:
                if "inf" in (one, other):
                    return math.inf
                worst = max(worst, abs(one - other) / max(abs(other), 1e-30))
    return worst


def main() -> int:
    """Write the numbers of diffusers; exit status 1 if ours differ by more than float32 rounds."""
    warnings.simplefilter("ignore")
    found, worst = {}, 0.0
    for name, config in CONFIGS.items():
        levels = {
            str(steps): theirs(config, steps) for steps in STEPS if steps <= config.get("num_train_timesteps", 1e9)
        }
        found[name] = {"config": config, "steps": levels}
        differ = max(apart(ours(config, int(steps)), given) for steps, given in levels.items())
        worst = max(worst, differ)
        print(f"{name}: {differ:.2e}")
    document = {"versions": {name: version(name) for name in ("diffusers", "torch")}, "configs": found}
    OUT.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return int(worst > 2e-6)


if __name__ == "__main__":
    sys.exit(main())
