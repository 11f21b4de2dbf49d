"""Covariances from samples, of which one part gives the estimate and the other the truth, or as they are given.

Tested in `tests/spectra/test_files.py` and `tests/spectra/test_samples.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.floats import Floats
from ldm_symbolic.model.covariance import ROUNDING, Covariance
from ldm_symbolic.spectra.arrays import real_array
from ldm_symbolic.spectra.files import MEAN, SIGMA, load
from ldm_symbolic.spectra.numbers import InputError, Said, Spelled

_LARGEST_SAMPLE = 1e45


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFactors:
    """What the two parts of a matrix of samples say of the covariance.

    Args:
        estimated: F, axes (sample, direction): of the part that gives axes and estimates, about its own mean and
            divided by the root of its size, so that Fᵀ F is its covariance.
        true: T, of the other part, in the place of the truth, likewise.
        means: those of the part that gives the estimate and of the other.
        training: the samples that gave the estimate, axes (sample, direction).
    """

    estimated: Floats
    true: Floats
    means: tuple[Floats, Floats]
    training: Floats

    @property
    def mean_error(self) -> float:
        """The squared distance of the two means."""
        return float(np.sum((self.means[0] - self.means[1]) ** 2))


def from_samples(
    data: str | Path | object, split: Fraction, seed: int, spelled: Spelled = "--{}".format, said: Said | None = None
) -> SampleFactors:
    """Factors of two covariances from samples, split at random.

    Args:
        data: an (n, D) matrix, one sample a row, or a file that holds one; an array of more dimensions is flattened.
        split: the share of the samples that gives axes and estimates, in (0, 1).
        seed: of the random split.
        spelled: how the caller spells an option, for messages.
        said: told what was done to the input.

    Raises:
        InputError: if the data is no such matrix, or a part would have fewer than two samples.
    """
    first, second = halves(matrix_of(data, spelled("data"), spelled, said), split, seed, spelled)
    return SampleFactors(
        estimated=centred(first),
        true=centred(second),
        means=(first.mean(axis=0), second.mean(axis=0)),
        training=first,
    )


def halves(samples: Floats, split: Fraction, seed: int, spelled: Spelled = "--{}".format) -> tuple[Floats, Floats]:
    """The two parts of samples, drawn at random: that which gives axes and estimates, and the other.

    Raises:
        InputError: if a part would have fewer than two samples, or the share does not lie in (0, 1).
    """
    if not 0 < split < 1:
        raise InputError(f"{spelled('split')}: expected a share between 0 and 1, got {float(split):g}")
    count = round(split * len(samples))
    if min(count, len(samples) - count) < 2:
        raise InputError(
            f"{spelled('data')}: {len(samples)} samples at {spelled('split')} {float(split):g} leave a part with fewer "
            "than two; expected more samples, one a row"
        )
    order = np.random.default_rng(seed).permutation(len(samples))
    return samples[order[:count]], samples[order[count:]]


def centred(samples: Floats) -> Floats:
    """F with Fᵀ F the covariance of samples about their mean, divided by their number; axes (sample, direction)."""
    return np.asarray((samples - samples.mean(axis=0)) / np.sqrt(len(samples)))


def covariance_of_all(data: str | Path | object, what: str, spelled: Spelled = str, said: Said | None = None) -> Floats:
    """The covariance of samples about their mean, divided by their number.

    Args:
        data: samples as `matrix_of` takes them.
        what: how the caller spells the option, for messages.
        spelled: how it spells others.
        said: told what was done to the input.

    Raises:
        InputError: if the data is no such matrix, or of one sample.

    >>> covariance_of_all([[0, 1], [2, 1]], "data").round(12).tolist()
    [[1.0, 0.0], [0.0, 0.0]]
    """
    samples = matrix_of(data, what, spelled, said)
    if len(samples) < 2:
        raise InputError(f"{what}: one sample has no covariance; expected two or more, one a row")
    factor = centred(samples)
    return np.asarray(factor.T @ factor)


def matrix_of(data: str | Path | object, what: str, spelled: Spelled = str, said: Said | None = None) -> Floats:
    """Samples, one a row, from an array or a file that holds one.

    Args:
        data: an (n, D) matrix; an array of more dimensions is flattened.
        what: how the caller spells the option, for messages.
        spelled: how it spells others.
        said: told what was done to the input.

    Raises:
        InputError: if they are no matrix of finite numbers, or look like a covariance or a spectrum.
    """
    values, name = _values(data, what, said)
    if isinstance(values, dict):
        raise InputError(f"{what}:{name} holds a mean and a covariance; give it as {spelled('covariance')}")
    if values.ndim > 2 and 0 not in values.shape:
        if said is not None:
            said(f"{what}: each of {len(values)} samples of shape {values.shape[1:]} is one row of numbers")
        values = values.reshape(len(values), -1)
    if values.ndim != 2 or 0 in values.shape:
        raise InputError(
            f"{what}:{name} has shape {values.shape}; expected an (n, D) matrix, one sample a row; variances alone are "
            f"given as {spelled('spectrum')}"
        )
    samples = _finite(values, f"{what}:{name}")
    if len(samples) == samples.shape[1] > 1 and _is_covariance(samples):
        raise InputError(
            f"{what}:{name} is square and symmetric, as a covariance is; give it as {spelled('covariance')}"
        )
    return samples


def covariance(given: str | Path | object, what: str, data: str = "data", said: Said | None = None) -> Covariance:
    """A covariance as it is given.

    Args:
        given: a `Covariance`, a D x D matrix, or a file that holds one, alone or with a mean (`mu`, `sigma`).
        what: how the caller spells the option, for messages.
        data: how it spells the one for samples.
        said: told what was done to the input.

    Raises:
        InputError: if it is no square, symmetric and positive semidefinite matrix of finite numbers.

    >>> covariance([[2, 1], [1, 2]], "covariance").dimension
    2
    """
    if isinstance(given, Covariance):
        return given
    values, name = _values(given, what, said)
    matrix, mean = (values[SIGMA], values[MEAN]) if isinstance(values, dict) else (values, None)
    if matrix.size == 1:
        matrix = matrix.reshape(1, 1)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not matrix.size:
        raise InputError(
            f"{what}:{name}: expected a square matrix, one direction a row, got shape {matrix.shape}; samples are "
            f"given as {data}"
        )
    numbers = _finite(matrix, f"{what}:{name}")
    try:
        return Covariance(matrix=numbers, mean=None if mean is None else _finite(np.atleast_2d(mean), f"{what}:{name}"))
    except ValueError as error:
        raise InputError(f"{what}:{name}: {error}") from error


def _is_covariance(matrix: Floats) -> bool:
    """Whether a square matrix is symmetric up to rounding, with a diagonal that is not negative."""
    apart = float(np.max(np.abs(matrix - matrix.T)))
    return apart <= ROUNDING * float(np.max(np.abs(matrix))) and bool(np.all(np.diag(matrix) >= 0))


def _values(given: object, what: str, said: Said | None) -> tuple[NDArray[Any] | dict[str, NDArray[Any]], str]:
    """The array, or mean and covariance, that a user gives, and how messages call it."""
    if isinstance(given, str | Path):
        return load(Path(given), what, said), f" {given}"
    return real_array(given, what), " the array"


def encoder_of(given: str | Path | object, what: str, said: Said | None = None) -> Floats:
    """An encoder, one latent a row, from an array or a file that holds one.

    Raises:
        InputError: if it is no matrix of finite numbers.

    >>> encoder_of([[0, 2]], "encoder").tolist()
    [[0.0, 2.0]]
    """
    values, name = _values(given, what, said)
    if isinstance(values, dict) or values.ndim != 2 or 0 in values.shape:
        raise InputError(f"{what}:{name} is no matrix; expected k rows of D numbers, one row a latent")
    return _finite(values, f"{what}:{name}")


def _finite(values: NDArray[Any], name: str) -> Floats:
    numbers = values.astype(np.float64)
    if not np.all(np.isfinite(numbers)):
        row, column = (int(i) + 1 for i in np.argwhere(~np.isfinite(numbers))[0])
        raise InputError(f"{name}, row {row}, column {column}: not a finite number")
    if np.max(np.abs(numbers)) > _LARGEST_SAMPLE:
        raise InputError(f"{name} holds a value above {_LARGEST_SAMPLE:g} in size; rescale the data")
    return numbers
