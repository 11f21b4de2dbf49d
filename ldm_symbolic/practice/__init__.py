"""What practitioners have: the config of their scheduler; and what they ask: which noise levels matter.

- `scheduler_config`: a `scheduler_config.json` of diffusers, read without importing it
- `scheduler_steps`: its timesteps and noise levels for N steps, from `scheduler_grids` and `trained_noise`
- `schedule_names`: schedules by the names that the world gives them
- `noise_card`: the noise levels with which N steps are best
"""
