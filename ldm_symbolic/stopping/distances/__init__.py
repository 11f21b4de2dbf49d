"""Other distances between what is decoded and the data than W2: their errors, their slopes, and their least error.

`divergences` and `sliced` are the numbers, derived in `model.distances`; `law` makes an error of each, `cells` finds
the least with a bound on what is missed. Outsiders take `distance_named` and `DistanceLaw`.
"""

from ldm_symbolic.stopping.distances.law import DistanceLaw, distance_named

__all__ = ["DistanceLaw", "distance_named"]
