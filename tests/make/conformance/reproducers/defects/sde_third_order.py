"""Data of variance 1: the exact network gives β x, and every sampler should keep the variance near 1."""

import torch
from diffusers import DPMSolverMultistepScheduler

for steps in (20, 50, 100):
    for order in (2, 3):
        scheduler = DPMSolverMultistepScheduler(algorithm_type="sde-dpmsolver++", solver_order=order)
        scheduler.set_timesteps(steps)
        state = torch.zeros(steps + 1, 1, 1, 1)  # the answer to the start, and to each noise
        state[0] = 1
        for place, timestep in enumerate(scheduler.timesteps):
            noise = torch.zeros_like(state)
            noise[place + 1] = 1
            said = (1 - scheduler.alphas_cumprod[timestep]) ** 0.5 * state
            state = scheduler.step(said, timestep, state, variance_noise=noise).prev_sample
        print(f"{steps} steps, order {order}: variance {float((state**2).sum()):.3f}")
