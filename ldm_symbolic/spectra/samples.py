"""A spectrum from a matrix of samples: axes and estimates from one part, true variances from the other.

Tested in `tests/spectra/test_files.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.model.encoder import Spectrum
from ldm_symbolic.spectra.arrays import real_array
from ldm_symbolic.spectra.files import exists, load
from ldm_symbolic.spectra.numbers import InputError

Spelled = Callable[[str], str]
"""How the caller spells the name of an option: `--split` on the command line, `split` in Python."""

_LARGEST_SAMPLE = 1e45


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSpectrum:
    """What a matrix of samples says of the spectrum.

    Args:
        spectrum: estimated variances along the principal axes of one part of the samples, and the variances
            of the other part along the same axes in the place of the true ones.
        estimated_from: how many samples gave the axes and the estimates.
        true_from: how many gave the "true" variances.
        neglected: the share of the "true" covariance in that basis, by squared Frobenius norm, that lies off
            the diagonal and that reading it as a spectrum neglects.
    """

    spectrum: Spectrum
    estimated_from: int
    true_from: int
    neglected: float


def from_samples(
    data: str | Path | object, split: Fraction, seed: int, spelled: Spelled = "--{}".format
) -> SampleSpectrum:
    """A spectrum with its estimates from samples, split at random.

    Each part is centred on its own mean and divided by its own size. Where the estimated covariance is
    singular its null axes are arbitrary; there the axes of the other part are taken.

    Args:
        data: an (n, D) matrix, one sample a row, or a `.npy` file that holds one.
        split: the share of the samples that gives axes and estimates, in (0, 1).
        seed: of the random split.
        spelled: how the caller spells an option, for messages.

    Raises:
        InputError: if the data is no such matrix, or a part would have fewer than two samples.
    """
    samples = _matrix(data, spelled("data"))
    if not 0 < split < 1:
        raise InputError(f"{spelled('split')}: expected a share between 0 and 1, got {float(split):g}")
    count = round(split * len(samples))
    if min(count, len(samples) - count) < 2:
        raise InputError(
            f"{spelled('data')}: {len(samples)} samples at {spelled('split')} {float(split):g} "
            "leave a part with fewer than two"
        )
    order = np.random.default_rng(seed).permutation(len(samples))
    estimate, other = (_covariance(samples[part]) for part in (order[:count], order[count:]))
    axes = principal_axes(estimate, other)
    believed = axes.T @ estimate @ axes
    true = axes.T @ other @ axes
    total = float(np.sum(true**2))
    return SampleSpectrum(
        spectrum=Spectrum(variances=_exact_diagonal(true), estimated=_exact_diagonal(believed)),
        estimated_from=count,
        true_from=len(samples) - count,
        neglected=1 - float(np.sum(np.diag(true) ** 2)) / total if total else 0.0,
    )


def principal_axes(covariance: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """The principal axes of a covariance, largest variance first; within its null space those of another.

    Args:
        covariance: symmetric, positive semidefinite.
        other: of the same size.

    Returns:
        An orthogonal matrix whose columns are the axes.
    """
    values, axes = np.linalg.eigh(covariance)
    values, axes = values[::-1], axes[:, ::-1]
    rank = int(np.sum(values > _resolution(covariance)))
    null = axes[:, rank:]
    inner = np.linalg.eigh(null.T @ other @ null)[1][:, ::-1]
    return np.hstack([axes[:, :rank], null @ inner])


def _covariance(samples: NDArray[np.float64]) -> NDArray[np.float64]:
    centred = samples - samples.mean(axis=0)
    return np.asarray(centred.T @ centred / len(samples))


def _resolution(covariance: NDArray[np.float64]) -> float:
    """Below this a variance of the matrix is rounding."""
    return float(len(covariance) * np.finfo(np.float64).eps * max(np.max(np.abs(covariance)), 0.0) * 8)


def _exact_diagonal(covariance: NDArray[np.float64]) -> tuple[Fraction, ...]:
    floor = _resolution(covariance)
    return tuple(Fraction(float(v)) if v > floor else Fraction(0) for v in np.diag(covariance))


def _matrix(data: str | Path | object, what: str) -> NDArray[np.float64]:
    if isinstance(data, str | Path):
        path, name = Path(data), f" {data}"
        if not exists(path):
            raise InputError(f"{what}: no file {path}; expected a .npy file with an (n, D) matrix of samples")
        values = load(path, what)
    else:
        values, name = real_array(data, what), " the array"
    if values.ndim != 2 or 0 in values.shape:
        raise InputError(f"{what}:{name} has shape {values.shape}; expected an (n, D) matrix, one sample a row")
    samples = values.astype(np.float64)
    if not np.all(np.isfinite(samples)):
        row, column = (int(i) + 1 for i in np.argwhere(~np.isfinite(samples))[0])
        raise InputError(f"{what}:{name}, row {row}, column {column}: not a finite number")
    if np.max(np.abs(samples)) > _LARGEST_SAMPLE:
        raise InputError(f"{what}:{name} holds a value above {_LARGEST_SAMPLE:g} in size; rescale the samples")
    return samples
