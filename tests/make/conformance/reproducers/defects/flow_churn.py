"""`s_churn` in the schedulers of rectified flows, for data of variance 1, whose exact network is known."""

import diffusers.schedulers.scheduling_flow_match_heun_discrete as module
import torch
from diffusers import FlowMatchEulerDiscreteScheduler, FlowMatchHeunDiscreteScheduler


def variance(made: type, churn: float, steps: int = 50) -> tuple[float, int]:
    """Of what is generated, and how often noise was drawn."""
    scheduler = made()
    scheduler.set_timesteps(steps)
    state = torch.zeros(2 * steps + 1, 1, 1, 1)  # the answer to the start, and to each noise
    state[0] = 1
    drawn = 0

    def one_more(shape: torch.Size, **how: object) -> torch.Tensor:
        nonlocal drawn
        drawn += 1
        return torch.zeros(shape).index_fill_(0, torch.tensor(drawn), 1.0)

    module.randn_tensor = one_more
    for timestep in scheduler.timesteps:
        beta = float(timestep) / 1000
        said = (2 * beta - 1) * state / ((1 - beta) ** 2 + beta**2)
        state = scheduler.step(said, timestep, state, s_churn=churn).prev_sample
    return float((state**2).sum()), drawn


for made in (FlowMatchEulerDiscreteScheduler, FlowMatchHeunDiscreteScheduler):
    for churn in (0.0, 1.0, 3.0):
        found, drawn = variance(made, churn)
        print(f"{made.__name__}, s_churn={churn:g}: variance {found:.3f}, noise drawn {drawn} times")
