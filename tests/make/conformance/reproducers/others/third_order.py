"""Data of variance 1, from sigma 14.6 down to 0.03 in even steps of log sigma; the network hears the exact sigma.

The factor of the whole flow is 1; by how much each solver misses it, and the order in which that falls.
"""

import math

import torch
from diffusers import DPMSolverMultistepScheduler

for order in (2, 3):
    before = None
    for steps in (32, 64, 128):
        scheduler = DPMSolverMultistepScheduler(
            beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", solver_order=order,
            use_exponential_sigmas=True, lower_order_final=False, final_sigmas_type="sigma_min",
        )  # fmt: skip
        scheduler.set_timesteps(steps)
        state = torch.ones(1, 1, 1, 1, dtype=torch.float64)
        for timestep, sigma in zip(scheduler.timesteps[:-1], scheduler.sigmas[:-2], strict=True):
            state = scheduler.step(sigma / (1 + sigma**2) ** 0.5 * state, timestep, state).prev_sample
        missed = abs(float(state) - 1)
        fell = f", order {math.log2(before / missed):.2f}" if before else ""
        print(f"solver_order={order}, {steps} steps: off by {missed:.2e}{fell}")
        before = missed
