"""Distances between Gaussian laws: `frechet` exact, `frechet_dense` in float64.

The second loads NumPy; whoever wants it imports it from its module. `kullback_leibler`, `maximum_mean_discrepancy` and
`sliced_wasserstein` derive what other distances are made of from densities.
"""

from ldm_symbolic.model.distances.frechet import frechet_squared

__all__ = ["frechet_squared"]
