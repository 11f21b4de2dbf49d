"""Exact numbers from what a Python program holds: lists, arrays, and every kind of real number.

A float is the rational that it is. What is no finite real number is refused, and so is what would have to be guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from fractions import Fraction
from numbers import Integral, Rational
from typing import Any

import mpmath
import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.exact import as_fraction
from ldm_symbolic.floats import Floats
from ldm_symbolic.model.variances import Variances
from ldm_symbolic.spectra.numbers import ROUNDING, InputError, Said, clipped, not_negative, number, sized

_REAL = "fiu"
_CHUNK = 1 << 16
_LEAST, _MOST = 1e-99, 1e99


def exact_number(value: object, where: str) -> Fraction:
    """The rational that a number is, or that its text says.

    Args:
        value: an int, float, Fraction, Decimal, a number of NumPy, mpmath or SymPy that is rational, or text.
        where: what the number is, for the message.

    Raises:
        InputError: if it is none of these, not finite, or neither 0 nor of size 10⁻¹⁰⁰ to 10¹⁰⁰.

    >>> exact_number(0.5, "horizon"), exact_number("0.2", "horizon"), exact_number(np.float32(0.1), "horizon")
    (Fraction(1, 2), Fraction(1, 5), Fraction(13421773, 134217728))
    """
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, str):
        return number(value, where)
    if isinstance(value, bool | np.bool_):
        raise InputError(f"{where}: expected a number, got {value}, which is a truth value")
    try:
        return sized(_rational(value), where)
    except (OverflowError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{where}: {value} is not a finite number") from error
    except TypeError as error:
        raise InputError(
            f"{where}: expected a number such as 0.2, '1/3' or Fraction(1, 3), got {_kind(value)}"
        ) from error


def _rational(value: Any) -> Fraction:
    """The rational that a number is; OverflowError or ValueError if it is not finite, TypeError if it is none."""
    if isinstance(value, Rational):
        return as_fraction(value)
    if hasattr(value, "_mpf_"):  # of mpmath, or a Float of SymPy
        if not mpmath.isfinite(mpmath.mpf(value)):
            raise ValueError(str(value))
        return Fraction(*map(int, mpmath.libmp.to_rational(value._mpf_)))
    ratio = getattr(value, "as_integer_ratio", None)
    if ratio is None:
        if isinstance(value, Integral):
            return Fraction(int(value))
        raise TypeError(str(value))
    return Fraction(*map(int, ratio()))


def _kind(value: object) -> str:
    """What a value is, in a few words."""
    text = " ".join(str(value).split())
    return f"{text if len(text) <= 40 else text[:37] + '...'} ({type(value).__name__})"


def variances_of(values: object, what: str, said: Said | None = None) -> Variances:
    """The variances that a list or an array holds, in the order given; floats in an array stay one.

    Args:
        values: numbers as in `exact_number`, >= 0, in one dimension.
        what: how the caller calls them, for messages.
        said: told what was negative by rounding and taken for 0; None where nothing may be.

    Raises:
        InputError: if there are none, one is negative or no number, or they are not in one dimension.

    >>> variances_of([10, "0.2", Fraction(1, 3)], "spectrum")
    (Fraction(10, 1), Fraction(1, 5), Fraction(1, 3))
    """
    if isinstance(values, Variances):
        return values
    entries = _entries(values, what)
    if not len(entries):
        raise InputError(f"{what}: it is empty; expected at least one variance")
    if isinstance(entries, np.ndarray):
        return Variances(float_variances(entries, what, lambda place: f"{what}, entry {place}", said))
    found = [_number_of(entry, f"{what}, entry {at}") for at, entry in enumerate(entries, start=1)]
    return Variances(not_negative(found, what, lambda at: f"entry {at + 1}", said))


def float_variances(values: NDArray[Any], what: str, where: Callable[[int], str], said: Said | None = None) -> Floats:
    """An array of floats as variances in float64; itself where it is one.

    Args:
        values: in one dimension.
        what: how the caller calls them, for messages.
        said: told what was negative by rounding and taken for 0; None where nothing may be.
        where: what the entry at a place, counted from 1, is called in a message.

    Raises:
        InputError: if one is negative, not finite, or neither 0 nor of size 10⁻¹⁰⁰ to 10¹⁰⁰.
    """
    least, most = values.min(), values.max()
    if said is not None and -ROUNDING * most <= least < 0:
        count = int(np.count_nonzero(values < 0))
        said(clipped(what, count, len(values), float(least)))
        values = np.maximum(values, 0)
    for start in range(0, len(values), _CHUNK):
        block = np.asarray(values[start : start + _CHUNK], dtype=np.float64)
        with np.errstate(invalid="ignore"):
            bad = ~((block == 0) | ((block >= _LEAST) & (block <= _MOST)))
        for place in np.flatnonzero(bad)[:1]:  # the ends of the range are decided exactly
            for at in range(start + int(place), start + len(block)):
                exact_variance(values[at], where(at + 1))
    return np.asarray(values, dtype=np.float64)


def exact_variance(entry: object, where: str) -> Fraction:
    """One variance as a fraction; see `exact_number`.

    Raises:
        InputError: if it is no number, or negative.
    """
    found = _number_of(entry, where)
    if found < 0:
        raise InputError(f"{where}: expected a variance >= 0, got {float(found):g}")
    return found


def _number_of(entry: object, where: str) -> Fraction:
    if isinstance(entry, list | tuple | np.ndarray):
        raise InputError(
            f"{where}: expected a number, got {_kind(entry)}; expected one dimension, one variance an entry"
        )
    return exact_number(entry, where)


def _entries(values: object, what: str) -> list[Any] | NDArray[Any]:
    if hasattr(values, "__array__") and not isinstance(values, np.generic):
        array = real_array(values, what)
        if array.ndim > 1 and sum(length > 1 for length in array.shape) <= 1:
            array = array.ravel()
        if array.ndim != 1:
            raise InputError(f"{what}: it has shape {array.shape}; expected one dimension, one variance an entry")
        return array if array.dtype.kind == "f" and array.dtype.itemsize <= 8 else array.tolist()
    if isinstance(values, str | bytes | Mapping | Set) or not isinstance(values, Iterable):
        raise InputError(f"{what}: expected a list of variances such as [10, 0.2, '1/3'], got {_kind(values)}")
    return list(values)


def real_array(values: object, what: str) -> NDArray[Any]:
    """What a list or an array of any number of dimensions holds, as NumPy has it.

    Args:
        values: real numbers.
        what: how the caller calls them, for messages.

    Raises:
        InputError: if they are no real numbers, have no shape, or some are masked.
    """
    try:
        array = np.ma.asanyarray(values) if isinstance(values, np.ma.MaskedArray) else np.asarray(values)
    except (TypeError, ValueError, RuntimeError) as error:
        raise InputError(f"{what}: cannot be read as an array of real numbers: {_kind(error)}") from error
    if np.ma.is_masked(array):
        raise InputError(f"{what}: some entries are masked; expected a number in every place")
    if array.dtype.kind not in _REAL:
        raise InputError(
            f"{what}: an array of type {array.dtype} holds no real numbers; "
            "expected floats or integers, or a list where numbers are exact"
        )
    return np.asarray(array)


def whole_number(value: object, what: str, *, least: int, most: int) -> int:
    """An integer within bounds.

    Raises:
        InputError: if it is no integer, or outside the bounds.

    >>> whole_number(np.int64(8), "steps", least=1, most=10)
    8
    """
    if isinstance(value, bool | np.bool_) or not isinstance(value, Integral):
        raise InputError(f"{what}: expected an integer, got {_kind(value)}")
    found = int(value)
    if not least <= found <= most:
        raise InputError(f"{what}: expected an integer from {least} to {most}, got {found}")
    return found
