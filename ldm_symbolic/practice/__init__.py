"""What practitioners have: the config of their scheduler.

- `scheduler_config`: a `scheduler_config.json` of diffusers, read without importing it
- `scheduler_steps`: its timesteps and noise levels for N steps, from `scheduler_grids` and `trained_noise`
"""
