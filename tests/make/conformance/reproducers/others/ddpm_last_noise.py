"""Data that is zero: what the last step of DDPM generates from it is the noise that it adds, and nothing else."""

import diffusers.schedulers.scheduling_ddpm as module
import torch
from diffusers import DDPMScheduler

module.randn_tensor = lambda shape, **how: torch.ones(shape)
for spacing, offset in (("leading", 0), ("leading", 1), ("trailing", 0)):
    for steps in (10, 50):
        scheduler = DDPMScheduler(
            variance_type="fixed_large", clip_sample=False, timestep_spacing=spacing, steps_offset=offset
        )
        scheduler.set_timesteps(steps)
        last = scheduler.timesteps[-1]
        nothing = torch.zeros(1, 1, 1, 1)
        added = float(scheduler.step(nothing, last, nothing).prev_sample)
        print(f"{spacing}, steps_offset={offset}, {steps} steps: last timestep {int(last)}, noise {added:.4f}")
