"""Flow sigmas whose timesteps are cut to the same whole number: the first step is skipped, and the last one fails."""

import torch
from diffusers import DPMSolverMultistepScheduler, UniPCMultistepScheduler

for made in (UniPCMultistepScheduler, DPMSolverMultistepScheduler):
    for shift in (5.0, 12.0):
        for steps in range(2, 500):
            scheduler = made(use_flow_sigmas=True, flow_shift=shift, prediction_type="flow_prediction")
            scheduler.set_timesteps(steps)
            if scheduler.timesteps[0] == scheduler.timesteps[1]:
                break
        state, outcome = torch.ones(1, 1, 1, 1), "ran"
        try:
            for timestep in scheduler.timesteps:
                state = scheduler.step(0 * state, timestep, state).prev_sample
        except (AssertionError, IndexError) as error:
            outcome = type(error).__name__
        first = [int(timestep) for timestep in scheduler.timesteps[:3]]
        print(f"{made.__name__}, flow_shift={shift:g}, {steps} steps: timesteps {first}, {outcome}")
