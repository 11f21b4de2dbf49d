"""Covariances from samples, of which one part gives the estimate and the other the truth, or as they are given.

Tested in `tests/spectra/test_files.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.spectra.arrays import real_array
from ldm_symbolic.spectra.files import exists, load
from ldm_symbolic.spectra.numbers import InputError

Spelled = Callable[[str], str]
"""How the caller spells the name of an option: `--split` on the command line, `split` in Python."""

_LARGEST_SAMPLE = 1e45


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCovariances:
    """What the two parts of a matrix of samples say of the covariance.

    Args:
        estimated: of the part that gives axes and estimates, D x D, about its own mean, divided by its size.
        true: of the other part, in the place of the truth, likewise.
        mean_error: the squared distance of the two means.
        estimated_from: how many samples gave the estimate.
        true_from: how many gave the "truth".
        held_out: those, about their mean, axes (sample, direction).
        training: those that gave the estimate, axes (sample, direction).
    """

    estimated: Floats
    true: Floats
    mean_error: float
    estimated_from: int
    true_from: int
    held_out: Floats
    training: Floats


def from_samples(
    data: str | Path | object, split: Fraction, seed: int, spelled: Spelled = "--{}".format
) -> SampleCovariances:
    """Two covariances from samples, split at random.

    Args:
        data: an (n, D) matrix, one sample a row, or a `.npy` file that holds one.
        split: the share of the samples that gives axes and estimates, in (0, 1).
        seed: of the random split.
        spelled: how the caller spells an option, for messages.

    Raises:
        InputError: if the data is no such matrix, or a part would have fewer than two samples.
    """
    first, second = halves(matrix_of(data, spelled("data")), split, seed, spelled)
    return SampleCovariances(
        estimated=_covariance(first),
        true=_covariance(second),
        mean_error=float(np.sum((first.mean(axis=0) - second.mean(axis=0)) ** 2)),
        estimated_from=len(first),
        true_from=len(second),
        held_out=second - second.mean(axis=0),
        training=first,
    )


def matrix_of(data: str | Path | object, what: str) -> Floats:
    """Samples as an (n, D) matrix, one a row, from an array or a `.npy` file that holds one.

    Raises:
        InputError: if it is no such matrix of finite numbers.
    """
    return _matrix(data, what, "one sample a row")


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
            f"{spelled('data')}: {len(samples)} samples at {spelled('split')} {float(split):g} "
            "leave a part with fewer than two"
        )
    order = np.random.default_rng(seed).permutation(len(samples))
    return samples[order[:count]], samples[order[count:]]


def covariance(given: str | Path | object, what: str) -> Floats:
    """A covariance as it is given.

    Args:
        given: a D x D matrix, or a `.npy` file that holds one.
        what: how the caller spells the option, for messages.

    Raises:
        InputError: if it is no square matrix of finite numbers.

    >>> covariance([[2, 1], [1, 2]], "covariance").shape
    (2, 2)
    """
    matrix = _matrix(given, what, "one direction a row")
    if matrix.shape[0] != matrix.shape[1]:
        raise InputError(f"{what}: expected a square matrix, got shape {matrix.shape}; samples are given as data")
    return matrix


def covariance_of_all(data: str | Path | object, what: str) -> Floats:
    """The covariance of samples about their mean, divided by their number.

    Args:
        data: an (n, D) matrix, one sample a row, or a `.npy` file that holds one.
        what: how the caller spells the option, for messages.

    Raises:
        InputError: if the data is no such matrix.

    >>> covariance_of_all([[0, 1], [2, 1]], "data").tolist()
    [[1.0, 0.0], [0.0, 0.0]]
    """
    return _covariance(_matrix(data, what, "one sample a row"))


def _covariance(samples: Floats) -> Floats:
    centred = samples - samples.mean(axis=0)
    return np.asarray(centred.T @ centred / len(samples))


def _matrix(data: str | Path | object, what: str, rows: str) -> Floats:
    if isinstance(data, str | Path):
        path, name = Path(data), f" {data}"
        if not exists(path):
            raise InputError(f"{what}: no file {path}; expected a .npy file with a matrix, {rows}")
        values = load(path, what)
    else:
        values, name = real_array(data, what), " the array"
    if values.ndim != 2 or 0 in values.shape:
        raise InputError(f"{what}:{name} has shape {values.shape}; expected an (n, D) matrix, {rows}")
    samples = values.astype(np.float64)
    if not np.all(np.isfinite(samples)):
        row, column = (int(i) + 1 for i in np.argwhere(~np.isfinite(samples))[0])
        raise InputError(f"{what}:{name}, row {row}, column {column}: not a finite number")
    if np.max(np.abs(samples)) > _LARGEST_SAMPLE:
        raise InputError(f"{what}:{name} holds a value above {_LARGEST_SAMPLE:g} in size; rescale the data")
    return samples
