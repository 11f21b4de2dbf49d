"""Data of variance 4 and its exact network in three forms, with churn: the results should be the same.

Beside them what Algorithm 2 of EDM gives without its second stage, where the network is asked after the noise is added.
"""

import diffusers.schedulers.scheduling_euler_discrete as module
import torch
from diffusers import EulerDiscreteScheduler

STEPS, CHURN = 20, 3.0


def at(sigma: float, state: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The means of X and of the noise, for y = X + sigma noise."""
    return 4 * state / (4 + sigma**2), sigma * state / (4 + sigma**2)


for prediction in ("epsilon", "v_prediction", "sample", "asked after the noise"):
    known = prediction if prediction in ("epsilon", "v_prediction", "sample") else "epsilon"
    scheduler = EulerDiscreteScheduler(prediction_type=known)
    scheduler.set_timesteps(STEPS)
    state = torch.zeros(STEPS + 1, 1, 1, 1)  # the answer to the start, and to each noise
    state[0] = float(scheduler.init_noise_sigma)
    for place, timestep in enumerate(scheduler.timesteps):
        sigma, unit = float(scheduler.sigmas[place]), torch.zeros_like(state)
        unit[place + 1] = 1
        module.randn_tensor = lambda *_, unit=unit, **how: unit
        scheduler.scale_model_input(state, timestep)
        data, noise = at(sigma, state)
        if prediction != known:
            raised = sigma * (1 + min(CHURN / STEPS, 2**0.5 - 1))
            noise = at(raised, state + unit * (raised**2 - sigma**2) ** 0.5)[1]
        said = {"epsilon": noise, "sample": data, "v_prediction": (noise - sigma * data) / (1 + sigma**2) ** 0.5}[known]
        state = scheduler.step(said, timestep, state, s_churn=CHURN).prev_sample
    print(f"{prediction}: variance {float((state**2).sum()):.3f}")
