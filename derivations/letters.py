"""The letters of the theory, as short as it writes them; what each stands for is said in `notation`.

Tested in `tests/whole/test_derivations.py`.
"""

from __future__ import annotations

from ldm_symbolic import notation

j, k, D = notation.mode, notation.latent_dimension, notation.data_dimension
s, s_hat = notation.deviations, notation.estimated_deviations
t, u, T = notation.time, notation.time_left, notation.horizon
x, X = notation.noise, notation.horizon_noise
C, m = notation.cap, notation.weight
