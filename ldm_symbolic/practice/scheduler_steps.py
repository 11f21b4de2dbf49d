"""The steps of a scheduler for N of them: its timesteps, its noise levels, and where it ends.

Tested in `tests/practice/test_scheduler_config.py`.
"""

from __future__ import annotations

import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.model.schedules.ratios import Edm
from ldm_symbolic.practice.scheduler_config import SchedulerConfig
from ldm_symbolic.practice.scheduler_grids import (
    exponential,
    karras,
    ratios,
    shifted,
    solver_spaced,
    spaced,
    stretched,
    timesteps_of,
)
from ldm_symbolic.practice.trained_noise import Singles, signals
from ldm_symbolic.stopping.grids import Grid

_SMALLEST_SIGNAL = np.float32(2.0**-24)
"""ᾱ that the libraries put in the place of 0 where noise is measured as β/α."""


def grid_of(config: SchedulerConfig, count: int, what: str = "--steps") -> Grid:
    """The steps of a scheduler.

    Args:
        config: the scheduler.
        count: N >= 1.
        what: how messages name N.

    Raises:
        ValueError: if there are more steps than the network was trained with, or they make no falling noise.

    >>> config = SchedulerConfig.of({"_class_name": "DDIMScheduler", "set_alpha_to_one": False}, "a.json")
    >>> grid = grid_of(config, 4)
    >>> grid.timesteps, grid.ends
    ((750.0, 500.0, 250.0, 0.0), 'set_alpha_to_one = false')
    """
    if not 1 <= count <= config.trained:
        raise ValueError(f"{what}: a scheduler trained in {config.trained} steps takes 1 to {config.trained}")
    if config.flow:
        return _flow(config, count)
    signal = signals(config.kept_shares())
    match config.kind:
        case "DDIMScheduler" | "DDPMScheduler":
            return _by_signal(config, count, signal)
        case "EulerDiscreteScheduler":
            return _euler(config, count, signal)
    return _solver(config, count, signal)


def edm_grid(schedule: Edm, count: int) -> Grid:
    """The levels of Karras et al., and 0 at last; the network is told log σ/4.

    >>> from fractions import Fraction
    >>> edm_grid(Edm(lowest=Fraction(1), highest=Fraction(128), rho=Fraction(7), name="own"), 2).sigmas
    (128.0, 1.0)
    """
    power = 1 / float(schedule.rho)
    ends = (float(schedule.highest) ** power, float(schedule.lowest) ** power)
    sigmas = np.linspace(*ends, count) ** (1 / power)
    timesteps, levels = (tuple(map(float, row)) for row in (np.log(sigmas) / 4, sigmas))
    return Grid(timesteps=timesteps, sigmas=levels, after=(*levels[1:], 0.0), ends="the last step leaves no noise")


def _made(config: SchedulerConfig, timesteps: Floats, sigmas: Floats, after: Floats, ends: str) -> Grid:
    told, begins, leaves = (tuple(map(float, row)) for row in (timesteps, sigmas, after))
    return Grid(timesteps=told, sigmas=begins, after=leaves, ends=ends, flow=config.flow)


def _by_signal(config: SchedulerConfig, count: int, signal: Singles) -> Grid:
    """DDIM steps by whole strides of the trained steps; DDPM to the next timestep, and at last to no noise."""
    fields, noise = config.fields, ratios(signal)
    timesteps = np.round(spaced(fields["timestep_spacing"], count, config.trained, fields["steps_offset"]))
    places = timesteps.astype(int)
    if places.max() >= config.trained or places.min() < 0:
        raise ValueError(f"the first timestep {places.max()} lies beyond the {config.trained} that were trained")
    if config.kind == "DDPMScheduler":
        after = np.append(noise[places[1:]], 0.0)
        return _made(config, timesteps, noise[places], after, "a DDPMScheduler's last step leaves no noise")
    final = 0.0 if fields["set_alpha_to_one"] else noise[0]
    earlier = places - config.trained // count
    after = np.where(earlier >= 0, noise[np.maximum(earlier, 0)], final)
    ends = f"set_alpha_to_one = {str(fields['set_alpha_to_one']).lower()}"
    return _made(config, timesteps, noise[places], after, ends)


def _end(config: SchedulerConfig, noise: Floats) -> tuple[float, str]:
    zero = config.fields["final_sigmas_type"] == "zero"
    return 0.0 if zero else float(noise[0]), f"final_sigmas_type = {config.fields['final_sigmas_type']}"


def _with_some_signal(config: SchedulerConfig, signal: Singles) -> Floats:
    if config.fields["rescale_betas_zero_snr"]:
        signal = np.append(signal[:-1], _SMALLEST_SIGNAL)
    return ratios(signal)


def _euler(config: SchedulerConfig, count: int, signal: Singles) -> Grid:
    fields, noise = config.fields, _with_some_signal(config, signal)
    timesteps = spaced(fields["timestep_spacing"], count, config.trained, fields["steps_offset"])
    sigmas = np.interp(timesteps.astype(np.float32), np.arange(len(noise)), noise)
    ends = (sigmas[0], sigmas[-1])
    if fields["interpolation_type"] == "log_linear":
        ends = (noise[-1], noise[0])
    low = fields["sigma_min"] or ends[1]
    high = fields["sigma_max"] or ends[0]
    if fields["use_karras_sigmas"] or fields["use_exponential_sigmas"]:
        sigmas = (karras if fields["use_karras_sigmas"] else exponential)(high, low, count)
        timesteps = timesteps_of(sigmas, noise)
    if fields["timestep_type"] == "continuous" and fields["prediction_type"] == "v_prediction":
        timesteps = np.log(sigmas) / 4
    last, why = _end(config, noise)
    return _made(config, timesteps, sigmas, np.append(sigmas[1:], min(last, sigmas[-1])), why)


def _solver(config: SchedulerConfig, count: int, signal: Singles) -> Grid:
    fields, noise = config.fields, _with_some_signal(config, signal)
    last = config.trained
    if np.isfinite(fields["lambda_min_clipped"]):
        last = int(np.sum(-np.log(noise) >= fields["lambda_min_clipped"]))
    timesteps = solver_spaced(fields["timestep_spacing"], count, config.trained, fields["steps_offset"], last)
    if fields["use_karras_sigmas"] or fields["use_exponential_sigmas"]:
        sigmas = (karras if fields["use_karras_sigmas"] else exponential)(noise[-1], noise[0], count)
        timesteps = timesteps_of(sigmas, noise)
        if fields["use_karras_sigmas"] and fields["beta_schedule"] != "squaredcos_cap_v2":
            timesteps = np.round(timesteps)
        timesteps = np.trunc(timesteps)
    else:
        sigmas = np.interp(timesteps, np.arange(len(noise)), noise)
    end, why = _end(config, noise)
    return _made(config, timesteps, sigmas, np.append(sigmas[1:], min(end, sigmas[-1])), why)


def _flow(config: SchedulerConfig, count: int) -> Grid:
    fields, trained = config.fields, config.trained
    lowest = float(np.float32(shifted(np.array([1 / trained]), fields["shift"])[0]))
    sigmas = shifted(np.linspace(trained, lowest * trained, count) / trained, fields["shift"])
    if fields["shift_terminal"]:
        sigmas = stretched(sigmas, fields["shift_terminal"])
    if fields["use_karras_sigmas"] or fields["use_exponential_sigmas"]:
        sigmas = (karras if fields["use_karras_sigmas"] else exponential)(sigmas[0], sigmas[-1], count)
    return _made(config, sigmas * trained, sigmas, np.append(sigmas[1:], 0.0), "a flow ends without noise")
