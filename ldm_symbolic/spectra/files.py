"""Input as people have it: exact numbers, spectra in files or in line, embedded examples, samples.

Nothing that a user gives is evaluated: numbers match one pattern and become exact rationals, `.npy` files
are read without pickle.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from importlib import resources
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.model.encoder import Spectrum
from ldm_symbolic.model.variances import Variances
from ldm_symbolic.spectra.arrays import exact_variance, float_variances
from ldm_symbolic.spectra.numbers import NOT_FINITE, NUMBER, RUN, InputError, number, shown

EMBEDDED = {"optdigits": "handwritten digits, pixels scaled to [-1, 1]: all images along the axes of 200"}
"""The embedded examples by the name under which the data set is known, with what they hold."""

_MAGIC = b"\x93NUMPY"
_UNREADABLE = (OSError, ValueError, EOFError, MemoryError, TokenError, LookupError, SyntaxError, TypeError)
"""What NumPy raises on a file that is no `.npy` array, or only looks like one."""


def spectrum_numbers(argument: str, what: str) -> Variances:
    """The variances that one argument of the command line gives.

    Args:
        argument: a `.npy` file, which is mapped into memory, a text file with one number per line or comma-separated,
            or an inline list; `0.2*1000` stands for a thousand modes in a row.
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
        return _from_npy(path, what) if path.suffix == ".npy" else _from_text(path, what)
    entries = argument.split(",")
    if len(entries) == 1 and not any(form.fullmatch(argument.strip()) for form in (NUMBER, NOT_FINITE, RUN)):
        known = ", ".join(EMBEDDED)
        raise InputError(
            f"{what}: {shown(argument)} is no file, no list of numbers such as 10,0.2,1/3, and no known name ({known})"
        )
    return _in_runs(((part, f"entry {place}") for place, part in enumerate(entries, start=1)), what, argument)


def _in_runs(entries: Iterable[tuple[str, str]], what: str, argument: str) -> Variances:
    """The variances that entries say, each a number or a number and how many modes have it."""
    values, counts, runs = [], [], False
    for text, place in entries:
        base, times, count = text.strip().partition("*")
        value = number(base, f"{what}, {place}")
        if value < 0:
            raise InputError(f"{what}, {place}: expected a variance >= 0, got {float(value):g}")
        if times and not RUN.fullmatch(text.strip()):
            raise InputError(
                f"{what}, {place}: expected a variance and its multiplicity such as 0.2*1000, got {shown(text)}"
            )
        values.append(value)
        counts.append(int(count) if times else 1)
        runs = runs or bool(times)
    if not values:
        raise InputError(f"{what}: {shown(argument)} holds no number; expected at least one variance")
    return Variances(tuple(values), multiplicities=tuple(counts) if runs else None)


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


def load(path: Path, what: str, *, mapped: bool = False) -> NDArray[Any]:
    try:
        with path.open("rb") as stream:
            if stream.read(len(_MAGIC)) != _MAGIC:
                raise ValueError("no .npy file")
        values = np.load(path, mmap_mode="r" if mapped else None, allow_pickle=False)
    except _UNREADABLE as error:
        reason = "it holds pickled objects" if "bject" in str(error) else "it is no readable .npy array"
        raise InputError(f"{what}: cannot read {path}: {reason}; expected a .npy array of numbers") from error
    if not isinstance(values, np.ndarray) or values.dtype.kind not in "fiu":
        raise InputError(f"{what}: {path} holds no real numbers; expected a .npy array of numbers")
    return values


def _from_npy(path: Path, what: str) -> Variances:
    values = load(path, what, mapped=True)
    if values.ndim != 1:
        raise InputError(f"{what}: {path} is {values.ndim}-dimensional; expected one dimension, one variance an entry")
    if not len(values):
        raise InputError(f"{what}: {shown(str(path))} holds no number; expected at least one variance")

    def where(place: int) -> str:
        return f"{what}, {path}, entry {place}"

    if values.dtype.kind == "f" and values.dtype.itemsize <= 8:
        return Variances(float_variances(values, where))
    return Variances(tuple(exact_variance(value, where(place)) for place, value in enumerate(values, start=1)))


def _from_text(path: Path, what: str) -> Variances:
    try:
        with path.open(encoding="utf-8-sig") as lines:
            return _in_runs(_entries(lines, path, what), what, str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{what}: cannot read {path} as text; expected numbers, or a .npy file") from error


def _entries(lines: Iterable[str], path: Path, what: str) -> Iterator[tuple[str, str]]:
    """The entries of a file with one number a line, or one line of numbers; the file is not held."""
    seen, several = 0, False
    for place, line in enumerate(lines, start=1):
        text = line.split("#")[0].strip()
        if not text:
            continue
        seen, several = seen + 1, several or "," in text
        if several and seen > 1:
            raise InputError(
                f"{what}: {path} is not one-dimensional; expected one number a line, or one line of numbers"
            )
        yield from ((part, f"{path}, line {place}") for part in text.split(","))
