"""Data of variance 1 and its exact velocity: the variance of what `stochastic_sampling` generates."""

import diffusers.schedulers.scheduling_flow_match_euler_discrete as module
import torch
from diffusers import FlowMatchEulerDiscreteScheduler

for stochastic in (False, True):
    for steps in (10, 50, 200):
        scheduler = FlowMatchEulerDiscreteScheduler(stochastic_sampling=stochastic)
        scheduler.set_timesteps(steps)
        state = torch.zeros(steps + 1, 1, 1, 1)  # the answer to the start, and to each noise
        state[0] = 1
        for place, timestep in enumerate(scheduler.timesteps):
            unit = torch.zeros_like(state)
            unit[place + 1] = 1
            module.randn_tensor = lambda *_, unit=unit, **how: unit
            beta = float(timestep) / 1000
            said = (2 * beta - 1) * state / ((1 - beta) ** 2 + beta**2)
            state = scheduler.step(said, timestep, state).prev_sample
        print(f"stochastic_sampling={stochastic}, {steps} steps: variance {float((state**2).sum()):.3f}")
