"""What practitioners have: the config of their scheduler, and networks they trained; and which noise levels matter.

- `scheduler_config`: a `scheduler_config.json` of diffusers, read without importing it
- `scheduler_steps`: its timesteps and noise levels for N steps, from `scheduler_grids` and `trained_noise`
- `schedule_names`: schedules by the names that the world gives them
- `noise_card`: which noise levels matter, and `best_grid`: those with which N steps are best
- `network`: a perceptron trained by denoising score matching, in NumPy
- `sampling`: its samples at every noise level on the way to the end
- `experiment`: where it was best to stop, and where that was predicted
"""
