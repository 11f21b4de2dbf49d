"""A dense law whose sample is not read as it is, or lies on another path; where the axes are shared it is diagonal.

Its error need not be convex in the noise level: a flow's variance and a denoised one bend the other way. So the
minimum is sought on a grid of levels, even in log β/α, and then between the neighbours of the best of them. That is a
search in float64, without proof; x* is found to about five digits, the error there to those of a minimum.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.model.read_outs import Path, ReadOut
from ldm_symbolic.stopping.dense.error import DenseLaw
from ldm_symbolic.stopping.dense.optimum import DenseStop, DenseStopping

MOST = 2000
"""The largest D of a spectrum here, whose diagonal matrices are kept whole."""
_LEVELS = 24
_SMALLEST = 1e-9
_HALVINGS = 17
_FLAT = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLaw(DenseLaw):
    """A dense law with the way in which its sample is read.

    Args:
        read_out: how the sample is read.
        path: how the data was noised.
        shared: whether the true covariance is diagonal along the axes of the estimate.

    >>> law = ReadLaw.of_modes([0.5], [1.0], read_out=ReadOut.DENOISED, path=Path.VARIANCE_PRESERVING)
    >>> round(law.error(1, 0.5), 12)  # 1²/(1 + 1) = 1/2
    0.0
    """

    read_out: ReadOut
    path: Path
    shared: bool = False

    @classmethod
    def read(cls, law: DenseLaw, read_out: ReadOut, path: Path) -> ReadLaw:
        """A dense law, read in that way.

        Raises:
            ValueError: if there are more dimensions than samples.
        """
        if law.empty:
            raise ValueError(
                "read-outs other than raw take more samples than dimensions; give more, or fewer dimensions"
            )
        values = {field.name: getattr(law, field.name) for field in fields(DenseLaw)}
        return cls(**values, read_out=read_out, path=path)

    @classmethod
    def of_modes(cls, true: Any, believed: Any, *, read_out: ReadOut, path: Path) -> ReadLaw:
        """The law of variances along shared axes, in the order in which the encoder keeps them.

        Raises:
            ValueError: if there are more than 2,000.
        """
        variances = np.array([float(value) for value in true])
        if len(variances) > MOST:
            raise ValueError(f"read-outs other than raw take at most {MOST} variances, got {len(variances)}")
        return cls(
            estimated=np.array([float(value) for value in believed]),
            true=np.diag(variances),
            factor=np.diag(np.sqrt(variances)),
            axes=np.eye(len(variances)),
            read_out=read_out,
            path=path,
            shared=True,
        )

    def generated(self, kept: int, level: float) -> Floats:
        """The variances that are read at noise level x in [0, 1), for j <= k."""
        return np.asarray(_read(self.read_out, self.path)(level, self.estimated[:kept]) + np.zeros(kept))

    def error(self, kept: int, level: float) -> float:
        """E(k, x), squared; see `DenseLaw.error`."""
        if not self.shared:
            return DenseLaw.error(self, kept, level)
        apart = np.sqrt(self.generated(kept, level)) - np.diag(self.factor)[:kept]
        return float(apart @ apart) + self.lost(kept)

    def quick_error(self, kept: int, level: float) -> float:
        """E(k, x), to half the digits where a matrix is nearly singular; see `DenseLaw.quick_error`."""
        return self.error(kept, level) if self.shared else DenseLaw.quick_error(self, kept, level)


@lru_cache(maxsize=16)
def _read(read_out: ReadOut, path: Path) -> Callable[[float, Floats], Floats]:
    from sympy import lambdify

    from ldm_symbolic.model.read_outs.variance import read_variance
    from ldm_symbolic.notation import estimated_variance, noise

    compiled = lambdify((noise, estimated_variance), read_variance(read_out, path), "numpy")

    def read(level: float, believed: Floats) -> Floats:
        if level == 0:
            return believed
        return np.asarray(compiled(level, believed))

    return read


class SearchedStopping(DenseStopping):
    """The best noise levels of a law whose error need not be convex, each sought when it is asked for."""

    def _solve(self, kept: int) -> DenseStop:
        at_end = self.law.error(kept, 0.0)
        level = self._sought(kept)
        error = self.law.error(kept, level)
        if error >= at_end * (1 - _FLAT):
            level, error = 0.0, at_end
        return DenseStop(k=kept, level=level, error=error, error_at_end=at_end, excess=_SMALLEST * self.law.total)

    def _sought(self, kept: int) -> float:
        """The best level of a grid, and then between its neighbours."""
        highest = math.log(self.top / (1 - self.top)) / 2
        places = np.linspace(highest + math.log(_SMALLEST), highest, _LEVELS)
        errors = [self._error(kept, place) for place in places]
        best = int(np.argmin(errors))
        low, middle, high = (places[min(max(best + by, 0), _LEVELS - 1)] for by in (-1, 0, 1))
        least = errors[best]
        for _ in range(_HALVINGS):
            left, right = (low + middle) / 2, (middle + high) / 2
            tried = {left: self._error(kept, left), middle: least, right: self._error(kept, right)}
            found = min(tried, key=lambda place: (tried[place], place))
            least = tried[found]
            low, middle, high = {
                left: (low, left, middle),
                middle: (left, middle, right),
                right: (middle, right, high),
            }[found]
        return self.top if middle == highest else self._level(middle)

    def _error(self, kept: int, place: float) -> float:
        return self.law.quick_error(kept, min(self._level(place), self.top))

    @staticmethod
    def _level(place: float) -> float:
        """x at log β/α."""
        return 1 / (1 + math.exp(-2 * place))
