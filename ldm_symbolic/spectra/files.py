"""Input as people have it: exact numbers, spectra in files or in line, embedded examples, samples.

Nothing that a user gives is evaluated: numbers match one pattern and become exact rationals, `.npy` files
are read without pickle.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib import resources
from itertools import pairwise
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.model.encoder import Spectrum

EMBEDDED = {"optdigits": "handwritten digits, pixels scaled to [-1, 1]: all images along the axes of 200"}
"""The embedded examples by the name under which the data set is known, with what they hold."""

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?(/[0-9]+)?")
_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)
_MAGIC = b"\x93NUMPY"
_UNREADABLE = (OSError, ValueError, EOFError, MemoryError, TokenError, LookupError, SyntaxError, TypeError)
"""What NumPy raises on a file that is no `.npy` array, or only looks like one."""

_LONGEST = 2000
_LARGEST = Fraction(10) ** 100
_LARGEST_SAMPLE = 1e45


class InputError(ValueError):
    """Raised when something a user gave cannot be used; its text is one line: what, where, what was expected."""


def number(text: str, where: str) -> Fraction:
    """An exact number from its text: `0.2` is 1/5, `1/3` is 1/3, `1e-12` is 10⁻¹².

    Args:
        text: a decimal or a fraction of decimal digits.
        where: what the number is, for the message.

    Raises:
        InputError: if the text is no such number, or neither 0 nor of size 10⁻¹⁰⁰ to 10¹⁰⁰.

    >>> number("0.2", "the horizon")
    Fraction(1, 5)
    """
    stripped = text.strip()
    if _NOT_FINITE.fullmatch(stripped):
        raise InputError(f"{where}: {stripped} is not a finite number")
    if len(stripped) > _LONGEST or not _NUMBER.fullmatch(stripped):
        raise InputError(f"{where}: expected a number such as 0.2, 1e-3 or 1/3, got {_shown(stripped)}")
    numerator, _, denominator = stripped.partition("/")
    if denominator and not int(denominator):
        raise InputError(f"{where}: {_shown(stripped)} divides by zero")
    return _sized(Fraction(numerator) / int(denominator or 1), where)


def spectrum_numbers(argument: str, what: str) -> tuple[Fraction, ...]:
    """The variances that one argument of the command line gives.

    Args:
        argument: a `.npy` file, a text file with one number per line or comma-separated, or an inline list.
        what: how the command line calls the argument, for messages.

    Returns:
        Variances >= 0 in the order given.

    Raises:
        InputError: if there is no such file and the text is no list, or the numbers are none, negative,
            not finite, not one-dimensional or unreadable.

    >>> spectrum_numbers("10,0.2,1/3", "SPECTRUM")
    (Fraction(10, 1), Fraction(1, 5), Fraction(1, 3))
    """
    if not argument.strip():
        raise InputError(f"{what}: it is empty; expected a file, a list of numbers such as 10,0.2,1/3, or a known name")
    path = Path(argument)
    if _exists(path):
        values = _from_npy(path, what) if path.suffix == ".npy" else _from_text(path, what)
    elif "," in argument or _NUMBER.fullmatch(argument.strip()) or _NOT_FINITE.fullmatch(argument.strip()):
        parts = argument.split(",")
        values = [(number(part, f"{what}, entry {at}"), f"entry {at}") for at, part in enumerate(parts, start=1)]
    else:
        known = ", ".join(EMBEDDED)
        raise InputError(
            f"{what}: {_shown(argument)} is no file, no list of numbers such as 10,0.2,1/3, and no known name ({known})"
        )
    if not values:
        raise InputError(f"{what}: {_shown(argument)} holds no number; expected at least one variance")
    for value, place in values:
        if value < 0:
            raise InputError(f"{what}, {place}: expected a variance >= 0, got {float(value):g}")
    return tuple(value for value, _ in values)


def embedded(name: str) -> Spectrum:
    """An embedded example, with its own estimated variances.

    Args:
        name: one of `EMBEDDED`.

    >>> embedded("optdigits").dimension
    64
    """
    text = resources.files("ldm_symbolic.spectra").joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    rows = [line.split(",") for line in text.splitlines() if line and not line.startswith("#")][1:]
    true, estimated = ([Fraction(row[column]) for row in rows] for column in (0, 1))
    return Spectrum(variances=tuple(true), estimated=tuple(estimated))


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


def from_samples(path: str, split: Fraction, seed: int) -> SampleSpectrum:
    """A spectrum with its estimates from samples, split at random.

    Each part is centred on its own mean and divided by its own size. Where the estimated covariance is
    singular its null axes are arbitrary; there the axes of the other part are taken.

    Args:
        path: a `.npy` file with an (n, D) matrix, one sample a row.
        split: the share of the samples that gives axes and estimates, in (0, 1).
        seed: of the random split.

    Raises:
        InputError: if the file holds no such matrix, or a part would have fewer than two samples.
    """
    samples = _matrix(Path(path))
    if not 0 < split < 1:
        raise InputError(f"--split: expected a share between 0 and 1, got {float(split):g}")
    count = round(split * len(samples))
    if min(count, len(samples) - count) < 2:
        raise InputError(f"--data: {len(samples)} samples at --split {float(split):g} leave a part with fewer than two")
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


def _exists(path: Path) -> bool:
    try:
        return path.exists() and not path.is_dir()
    except (OSError, ValueError):
        return False


def _load(path: Path, what: str) -> NDArray[Any]:
    try:
        with path.open("rb") as stream:
            if stream.read(len(_MAGIC)) != _MAGIC:
                raise ValueError("no .npy file")
        values = np.load(path, allow_pickle=False)
    except _UNREADABLE as error:
        reason = "it holds pickled objects" if "Object arrays" in str(error) else "it is no readable .npy array"
        raise InputError(f"{what}: cannot read {path}: {reason}; expected a .npy array of numbers") from error
    if not isinstance(values, np.ndarray) or values.dtype.kind not in "fiu":
        raise InputError(f"{what}: {path} holds no real numbers; expected a .npy array of numbers")
    return values


def _from_npy(path: Path, what: str) -> list[tuple[Fraction, str]]:
    values = _load(path, what)
    if values.ndim != 1:
        raise InputError(f"{what}: {path} is {values.ndim}-dimensional; expected one dimension, one variance an entry")
    result = []
    for place, value in enumerate(values.tolist(), start=1):
        where = f"{path}, entry {place}"
        if not np.isfinite(value):
            raise InputError(f"{what}, {where}: {value} is not a finite number")
        result.append((_sized(Fraction(*value.as_integer_ratio()), f"{what}, {where}"), where))
    return result


def _from_text(path: Path, what: str) -> list[tuple[Fraction, str]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{what}: cannot read {path} as text; expected numbers, or a .npy file") from error
    rows = [(place, line.split("#")[0].strip()) for place, line in enumerate(lines, start=1)]
    rows = [(place, line) for place, line in rows if line]
    if len(rows) > 1 and any("," in line for _, line in rows):
        raise InputError(f"{what}: {path} is not one-dimensional; expected one number a line, or one line of numbers")
    return [
        (number(part, f"{what}, {path}, line {place}"), f"{path}, line {place}")
        for place, line in rows
        for part in line.split(",")
    ]


def _matrix(path: Path) -> NDArray[np.float64]:
    if not _exists(path):
        raise InputError(f"--data: no file {path}; expected a .npy file with an (n, D) matrix of samples")
    values = _load(path, "--data")
    if values.ndim != 2 or 0 in values.shape:
        raise InputError(f"--data: {path} has shape {values.shape}; expected an (n, D) matrix, one sample a row")
    samples = values.astype(np.float64)
    if not np.all(np.isfinite(samples)):
        row, column = (int(i) + 1 for i in np.argwhere(~np.isfinite(samples))[0])
        raise InputError(f"--data: {path}, row {row}, column {column}: not a finite number")
    if np.max(np.abs(samples)) > _LARGEST_SAMPLE:
        raise InputError(f"--data: {path} holds a value above {_LARGEST_SAMPLE:g} in size; rescale the samples")
    return samples


def _sized(value: Fraction, where: str) -> Fraction:
    if value and not 1 / _LARGEST <= abs(value) <= _LARGEST:
        raise InputError(f"{where}: expected 0 or a size between 1e-100 and 1e100")
    return value


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:37] + "...")


def non_increasing(values: Sequence[Fraction]) -> bool:
    """Whether no value is larger than the one before it.

    >>> non_increasing((Fraction(2), Fraction(2), Fraction(1)))
    True
    """
    return all(before >= after for before, after in pairwise(values))
