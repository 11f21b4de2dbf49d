"""Distances between Gaussian laws: `frechet` exact, `frechet_dense` in float64.

The second loads NumPy; whoever wants it imports it from its module.
"""

from ldm_symbolic.model.distances.frechet import frechet_squared

__all__ = ["frechet_squared"]
