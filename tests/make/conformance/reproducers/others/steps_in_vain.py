"""Grids whose last two levels are the same, so that the last step and its call of the network change nothing."""

from diffusers import DEISMultistepScheduler, EDMEulerScheduler, PNDMScheduler, UniPCMultistepScheduler

for scheduler in (
    EDMEulerScheduler(final_sigmas_type="sigma_min"),
    DEISMultistepScheduler(use_karras_sigmas=True),
    UniPCMultistepScheduler(use_karras_sigmas=True, final_sigmas_type="sigma_min"),
):
    scheduler.set_timesteps(10)
    print(f"{type(scheduler).__name__}: the last sigmas are {[round(float(s), 5) for s in scheduler.sigmas[-3:]]}")
scheduler = PNDMScheduler()
scheduler.set_timesteps(10)
same = bool(scheduler.final_alpha_cumprod == scheduler.alphas_cumprod[scheduler.timesteps[-1]])
print(f"PNDMScheduler: the last step, at timestep {int(scheduler.timesteps[-1])}, ends at the same level: {same}")
