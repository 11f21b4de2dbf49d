"""When to stop, proved: every number with rational bounds.

- `optimum`, `rows`: the optimum of every k, and what is said of it
- `windows`, `pairs`: many latent dimensions together, from the float answers
- `candidates`, `valleys`, `slope_root`: where a minimum can lie, and the zero of a slope
- `ball_modes`, `switches`: the modes in balls, and where a cap sets in
- `clocks`: the time at which a noise level is reached
- `algebraic`: x* as an algebraic number
- `lost_variance`: what is dropped
- `listing`, `document`: what `stop --certify` answers
"""
