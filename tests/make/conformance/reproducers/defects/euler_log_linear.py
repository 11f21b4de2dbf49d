"""Data of variance 1: the exact network gives β x, and the variance should tend to 1."""

import torch
from diffusers import EulerDiscreteScheduler

for interpolation in ("linear", "log_linear"):
    for steps in (10, 50, 250):
        scheduler = EulerDiscreteScheduler(interpolation_type=interpolation)
        scheduler.set_timesteps(steps)
        state = torch.full((1, 1, 1, 1), float(scheduler.init_noise_sigma), dtype=torch.float64)
        betas = (1 - scheduler.alphas_cumprod.double()) ** 0.5
        for timestep in scheduler.timesteps:
            below, share = int(timestep), float(timestep) % 1
            beta = (1 - share) * betas[below] + share * betas[min(below + 1, 999)]
            said = beta * scheduler.scale_model_input(state, timestep)
            state = scheduler.step(said, timestep, state).prev_sample
        print(f"{interpolation}, {steps} steps: variance {float(state**2):.3f}; {len(scheduler.sigmas)} sigmas")
