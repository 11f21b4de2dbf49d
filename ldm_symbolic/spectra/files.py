"""Input as people have it: exact numbers, spectra in files or in line, embedded examples, samples.

Nothing that a user gives is evaluated: numbers match one pattern and become exact rationals, `.npy` files
are read without pickle.
"""

from __future__ import annotations

from fractions import Fraction
from importlib import resources
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.model.encoder import Spectrum
from ldm_symbolic.spectra.numbers import NOT_FINITE, NUMBER, InputError, number, shown, sized

EMBEDDED = {"optdigits": "handwritten digits, pixels scaled to [-1, 1]: all images along the axes of 200"}
"""The embedded examples by the name under which the data set is known, with what they hold."""

_MAGIC = b"\x93NUMPY"
_UNREADABLE = (OSError, ValueError, EOFError, MemoryError, TokenError, LookupError, SyntaxError, TypeError)
"""What NumPy raises on a file that is no `.npy` array, or only looks like one."""


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
    if exists(path):
        values = _from_npy(path, what) if path.suffix == ".npy" else _from_text(path, what)
    elif "," in argument or NUMBER.fullmatch(argument.strip()) or NOT_FINITE.fullmatch(argument.strip()):
        parts = argument.split(",")
        values = [(number(part, f"{what}, entry {at}"), f"entry {at}") for at, part in enumerate(parts, start=1)]
    else:
        known = ", ".join(EMBEDDED)
        raise InputError(
            f"{what}: {shown(argument)} is no file, no list of numbers such as 10,0.2,1/3, and no known name ({known})"
        )
    if not values:
        raise InputError(f"{what}: {shown(argument)} holds no number; expected at least one variance")
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


def exists(path: Path) -> bool:
    try:
        return path.exists() and not path.is_dir()
    except (OSError, ValueError):
        return False


def load(path: Path, what: str) -> NDArray[Any]:
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
    values = load(path, what)
    if values.ndim != 1:
        raise InputError(f"{what}: {path} is {values.ndim}-dimensional; expected one dimension, one variance an entry")
    result = []
    for place, value in enumerate(values.tolist(), start=1):
        where = f"{path}, entry {place}"
        if not np.isfinite(value):
            raise InputError(f"{what}, {where}: {value} is not a finite number")
        result.append((sized(Fraction(*value.as_integer_ratio()), f"{what}, {where}"), where))
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
