"""What timestep the network is told, and which one belongs to the sigma of the state."""

import numpy as np
from diffusers import DEISMultistepScheduler, DPMSolverMultistepScheduler, UniPCMultistepScheduler

STABLE = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
for made in (DPMSolverMultistepScheduler, DEISMultistepScheduler, UniPCMultistepScheduler):
    for option in ("use_karras_sigmas", "use_exponential_sigmas", "use_flow_sigmas"):
        scheduler = made(**STABLE, **{option: True}, prediction_type="epsilon")
        scheduler.set_timesteps(50)
        own = scheduler.sigmas[:50].double().numpy()
        if option == "use_flow_sigmas":
            belongs = 1000 * own
        else:
            kept = scheduler.alphas_cumprod.double().numpy()
            belongs = np.interp(np.log(own), np.log(1 / kept - 1) / 2, np.arange(1000))
        apart = scheduler.timesteps.numpy() - belongs
        found = f"from {apart.min():.2f} to {apart.max():.2f}, mean {apart.mean():.2f}"
        print(f"{made.__name__}, {option}: told minus true {found}")
