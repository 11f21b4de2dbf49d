"""Data of variance 4 and its exact network, once as epsilon and once as v: the results should be the same."""

import torch
from diffusers import PNDMScheduler

for steps in (10, 20, 50):
    found = []
    for prediction in ("epsilon", "v_prediction"):
        scheduler = PNDMScheduler(skip_prk_steps=True, steps_offset=1, prediction_type=prediction)
        scheduler.set_timesteps(steps)
        state = torch.ones(1, 1, 1, 1)
        for timestep in scheduler.timesteps:
            kept = scheduler.alphas_cumprod[timestep]
            alpha, beta = kept**0.5, (1 - kept) ** 0.5
            data, noise = 4 * alpha * state / (4 * kept + beta**2), beta * state / (4 * kept + beta**2)
            said = noise if prediction == "epsilon" else alpha * noise - beta * data
            state = scheduler.step(said, timestep, state).prev_sample
        found.append(float(state**2))
    print(f"{steps} steps: variance {found[0]:.3f} from epsilon, {found[1]:.3f} from v")
