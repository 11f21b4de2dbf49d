"""One room for each sampler: its step function, from which everything else that is said of it is derived.

`euler_maruyama`, `exponential_integrator`, `ancestral`, `ddim`, `probability_flow` (Euler, Heun, RK4), `edm_heun` and
`dpm_solver` hold the steps, `interval` what a step knows of noise and score, `table` the schemes by name. A step is
affine in the state and the noise; to change a sampler, change its step, and nothing else.
"""

from ldm_symbolic.samplers.schemes.interval import LETTERS, Gaussian, Interval
from ldm_symbolic.samplers.schemes.table import SCHEMES, VARIANCES, Scheme, StepFunction

__all__ = ["LETTERS", "SCHEMES", "VARIANCES", "Gaussian", "Interval", "Scheme", "StepFunction"]
