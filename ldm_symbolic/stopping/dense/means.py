"""The means of data that is noised as it is, not about its mean: what generation leaves of one shrinks with the noise.

    what is generated has the mean √(1-x) P μ̂;  E gains Σ_{j≤k} (μ_j - √(1-x) μ̂_j)² + Σ_{j>k} μ_j²

along the axes that the encoder keeps (M1 of the catalogue, there for μ̂ = μ). Where Σ_{j≤k} μ_j μ̂_j >= 0 that is convex
in x.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ldm_symbolic.floats import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """The mean of the data and the one that the score knows.

    Args:
        true: μ along the axes of the estimate.
        believed: μ̂ along them.
    """

    true: Floats
    believed: Floats

    @property
    def convex(self) -> bool:
        """Whether the error of the means is convex in the noise level for every k."""
        return bool((self.true * self.believed).cumsum().min(initial=0.0) >= 0)

    def error(self, kept: int, level: float) -> float:
        """Σ_{j≤k} (μ_j - √(1-x) μ̂_j)².

        Args:
            kept: k in 1..D.
            level: x in [0, 1].
        """
        apart = self.true[:kept] - math.sqrt(1 - level) * self.believed[:kept]
        return float(apart @ apart)

    def slope(self, kept: int, level: float) -> float:
        """Σ_{j≤k} (μ_j - √(1-x) μ̂_j) μ̂_j/√(1-x), the slope of that in x in [0, 1)."""
        left, believed = math.sqrt(1 - level), self.believed[:kept]
        return float((self.true[:kept] / left - believed) @ believed)

    def lost(self, kept: int) -> float:
        """Σ_{j>k} μ_j²."""
        return float(self.true[kept:] @ self.true[kept:])

    def multiplied(self, factor: float) -> Means:
        """The means of the data times γ.

        >>> import numpy as np
        >>> means = Means(true=np.array([2.0]), believed=np.array([1.0]))
        >>> means.error(1, 0.75), means.multiplied(0.5).error(1, 0.75)
        (2.25, 0.5625)
        """
        return Means(true=self.true * factor, believed=self.believed * factor)
