"""The error in another distance than W2, of variances along shared axes from the noised start; and its best levels.

Tested in `tests/stopping/distances/test_law.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from ldm_symbolic.model.read_outs import AS_IT_IS
from ldm_symbolic.stopping.dense.optimum import DenseStop, DenseStopping
from ldm_symbolic.stopping.dense.read_law import ReadLaw
from ldm_symbolic.stopping.distances.cells import Least, least_convex, least_on_cells
from ldm_symbolic.stopping.distances.divergences import (
    KullbackLeibler,
    MaximumMeanDiscrepancy,
    ReverseKullbackLeibler,
)
from ldm_symbolic.stopping.distances.sliced import SlicedWasserstein

Distance = KullbackLeibler | ReverseKullbackLeibler | MaximumMeanDiscrepancy | SlicedWasserstein
NAMES = "w2, kl, reverse-kl, sliced-w2 or mmd:H with a bandwidth H > 0"
_FLAT = 1e-12


def distance_named(name: str) -> Distance | None:
    """The distance with a name; None for w2.

    Raises:
        ValueError: if there is none.

    >>> distance_named("mmd:1/2").bandwidth, distance_named("w2")
    (0.5, None)
    """
    match name.partition(":"):
        case ("w2", "", ""):
            return None
        case ("kl", "", ""):
            return KullbackLeibler()
        case ("reverse-kl", "", ""):
            return ReverseKullbackLeibler()
        case ("sliced-w2", "", ""):
            return SlicedWasserstein()
        case ("mmd", ":", text):
            try:
                width = float(Fraction(text))
            except (ValueError, ZeroDivisionError, OverflowError):
                width = 0.0
            if width > 0 and np.isfinite(width**2) and width**2 > 0:
                return MaximumMeanDiscrepancy(bandwidth=width, spelled=text)
    raise ValueError(f"expected {NAMES}, got {name[:40]!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class DistanceLaw(ReadLaw):
    """Variances along shared axes, from the noised start, with the distance in which errors are measured.

    Args:
        distance: which one.

    >>> law = DistanceLaw.measured([0.5], [0.5], KullbackLeibler())
    >>> law.error(1, 0.0), round(law.error(1, 0.5), 6)  # v = 3/4: ½ (3/2 - 1 - log 3/2)
    (0.0, 0.047267)
    """

    distance: Distance

    @classmethod
    def measured(cls, true: Any, believed: Any, distance: Distance) -> DistanceLaw:
        """The law of variances, in the order in which the encoder keeps them.

        Raises:
            ValueError: if there are more than the distance takes.
        """
        if len(true) > distance.most:
            raise ValueError(f"{distance.name} takes at most {distance.most} variances, got {len(true)}")
        read_out, path = AS_IT_IS
        plain = ReadLaw.of_modes(true, believed, read_out=read_out, path=path)
        fields: dict[str, Any] = {name: getattr(plain, name) for name in ("estimated", "true", "factor", "axes")}
        return cls(**fields, read_out=read_out, path=path, shared=True, distance=distance)

    def error(self, kept: int, level: float) -> float:
        """The error of the decoded sample against the data, all directions together; infinite where it is."""
        variances = self.true.diagonal()
        return float(self.distance.error(self.generated(kept, level), variances[:kept], variances[kept:]))

    def lost(self, kept: int) -> float:
        """0: in these distances no part of the error is that of what is lost."""
        return 0.0


class DistanceStopping(DenseStopping):
    """The best noise levels in another distance, each with a bound on what a better one could save."""

    law: DistanceLaw

    def _solve(self, kept: int) -> DenseStop:
        at_end, inside = self.law.error(kept, 0.0), self.law.error(kept, self.top / 2)
        found = Least(level=0.0, error=at_end, bound=at_end) if np.isinf(inside) else self._least(kept)
        level, error = (0.0, at_end) if found.error >= at_end * (1 - _FLAT) else (found.level, found.error)
        excess = max(error - found.bound, 0.0) if np.isfinite(error) else 0.0
        return DenseStop(k=kept, level=level, error=error, error_at_end=at_end, excess=excess)

    def _least(self, kept: int) -> Least:
        distance, variances = self.law.distance, self.law.true.diagonal()
        true, lost = variances[:kept], variances[kept:]
        believed = self.law.estimated[:kept]
        speed = 1 - believed
        if isinstance(distance, SlicedWasserstein):
            return least_convex(lambda level: self.law.error(kept, level), self.top)

        def errors(levels: Any) -> Any:
            return distance.error(believed + speed * levels[:, None], true, lost)

        def slopes(low: Any, high: Any) -> Any:
            first, last = (believed + speed * at[:, None] for at in (low, high))
            return distance.slopes(first, last, high - low, speed, true, lost)

        return least_on_cells(errors, slopes, self.top)

    def _candidates(self) -> Iterable[int]:
        """All k but, where each is infinite that loses a variance, these."""
        every = range(1, self.law.dimension + 1)
        if not isinstance(self.law.distance, KullbackLeibler | ReverseKullbackLeibler):
            return every
        whole = np.flatnonzero(np.cumsum(self.law.true.diagonal()[::-1])[::-1] == 0)
        first = int(whole[0]) if len(whole) else self.law.dimension
        return range(max(first, 1), self.law.dimension + 1)
