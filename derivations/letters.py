"""The letters of the theory, as short as it writes them; what each stands for is said in `notation`.

Tested in `tests/whole/test_derivations.py`.
"""

from __future__ import annotations

from sympy import IndexedBase, Symbol

from ldm_symbolic import notation

j, k, D = notation.mode, notation.latent_dimension, notation.data_dimension
s, s_hat = notation.deviations, notation.estimated_deviations
t, u, T = notation.time, notation.time_left, notation.horizon
x, X = notation.noise, notation.horizon_noise
C, m = notation.cap, notation.weight
d0, d1, d2 = (Symbol(name, integer=True) for name in ("d0", "d1", "d2"))
"""The true dimension, how many directions have variance; and the two ends between which a cap puts the best one."""
times, estimated_times = IndexedBase("tau", real=True), IndexedBase("tau_hat", real=True)
"""t_j and t̂_j, the times from which on direction j helps, by the exact and by the plug-in score."""
