"""The least sigma before 0: of 1/1000 it should be shift/(999 + shift), once shifted."""

from diffusers import FlowMatchEulerDiscreteScheduler, FlowMatchHeunDiscreteScheduler

for made in (FlowMatchEulerDiscreteScheduler, FlowMatchHeunDiscreteScheduler):
    for shift in (1.0, 3.0, 12.0):
        scheduler = made(shift=shift)
        scheduler.set_timesteps(10)
        print(f"{made.__name__}, shift {shift:g}: {float(scheduler.sigmas[-2]):.5f}, once {shift / (999 + shift):.5f}")
