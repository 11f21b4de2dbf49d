"""At which timestep a step of DDIM ends, and at which the network is asked next."""

from diffusers import DDIMScheduler

for spacing, steps in (("linspace", 2), ("linspace", 50), ("trailing", 3), ("trailing", 64)):
    scheduler = DDIMScheduler(timestep_spacing=spacing)
    scheduler.set_timesteps(steps)
    ends = scheduler.timesteps[:-1] - 1000 // steps
    apart = ends - scheduler.timesteps[1:]
    worst = int(apart.abs().argmax())
    level = (1 / scheduler.alphas_cumprod - 1) ** 0.5
    print(
        f"{spacing}, {steps} steps: step {worst + 1} ends at {int(ends[worst])}, sigma {level[ends[worst]]:.4f}; "
        f"asked next at {int(scheduler.timesteps[worst + 1])}, sigma {level[scheduler.timesteps[worst + 1]]:.4f}"
    )
