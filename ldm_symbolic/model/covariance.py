"""The covariance of data or of an estimate, in any axes, with what is known beside it.

Tested in `tests/spectra/test_samples.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from ldm_symbolic.floats import Floats

ROUNDING = 1e-6
"""Relative to the largest entry: asymmetry and negative eigenvalues up to here are those of sums in float32."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Covariance:
    """A covariance, Σ = A diag(variances) Aᵀ.

    Args:
        matrix: Σ, D x D, symmetric and positive semidefinite up to rounding; kept as (Σ + Σᵀ)/2.
        mean: of the same law, D numbers, or None where it is not known.
        samples: how many samples it comes from, or None where it is not known.
        variances: its eigenvalues, largest first; those that are negative by rounding are 0.
        axes: A, axes (direction, mode).
        clipped: the most negative eigenvalue that was taken for 0, or 0.

    Raises:
        ValueError: if the matrix is not square, not finite, not symmetric, or has a negative eigenvalue beyond
            rounding; if the mean is no such list; if `samples` is no positive integer.

    >>> Covariance(matrix=[[2.0, 1.0], [1.0, 2.0]]).variances.tolist()
    [3.0, 1.0]
    """

    matrix: Floats
    mean: Floats | None = None
    samples: int | None = None
    variances: Floats = field(init=False, repr=False)
    axes: Floats = field(init=False, repr=False)
    clipped: float = field(init=False)

    def __post_init__(self) -> None:
        matrix = _symmetric(self.matrix)
        values, axes = np.linalg.eigh(matrix)
        least = float(values[0])
        if least < -ROUNDING * float(np.max(np.abs(matrix))):
            raise ValueError(f"it has the negative eigenvalue {least:.6g}; expected a covariance, which has none")
        if self.samples is not None and (isinstance(self.samples, bool) or not int(self.samples) == self.samples > 0):
            raise ValueError(f"it comes from {self.samples} samples; expected a positive integer")
        given = {
            "matrix": matrix,
            "mean": None if self.mean is None else _mean(self.mean, len(matrix)),
            "variances": np.maximum(values[::-1], 0.0),
            "axes": axes[:, ::-1],
            "clipped": min(least, 0.0),
        }
        for name, value in given.items():
            object.__setattr__(self, name, value)

    @classmethod
    def of(cls, given: Covariance | ArrayLike) -> Covariance:
        """A covariance as it is, or of a matrix."""
        return given if isinstance(given, Covariance) else cls(matrix=np.asarray(given))

    def deviations(self) -> Floats:
        """The roots of the eigenvalues, largest first; of those that are rounding, as the negative ones show it, 0."""
        noise = max(4 * abs(self.clipped), np.finfo(np.float64).eps * float(self.variances[0]))
        return np.where(self.variances > noise, np.sqrt(self.variances), 0.0)

    @property
    def dimension(self) -> int:
        """D, the number of directions."""
        return len(self.matrix)


def _symmetric(given: ArrayLike) -> Floats:
    matrix = np.asarray(given, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not matrix.size:
        raise ValueError(f"it has shape {matrix.shape}; expected a square matrix, one direction a row")
    if not np.all(np.isfinite(matrix)):
        raise ValueError("it holds an entry that is not a finite number")
    apart = float(np.max(np.abs(matrix - matrix.T)))
    if apart > ROUNDING * float(np.max(np.abs(matrix))):
        raise ValueError(f"it is not symmetric: two entries differ by {apart:.3g}; expected a covariance")
    return np.asarray((matrix + matrix.T) / 2)


def _mean(given: ArrayLike, dimension: int) -> Floats:
    mean = np.asarray(given, dtype=np.float64)
    if mean.size != dimension or not np.all(np.isfinite(mean)):
        raise ValueError(f"its mean has shape {mean.shape}; expected {dimension} finite numbers, one a direction")
    return mean.reshape(dimension)
