"""Input as people have it: exact numbers, spectra in files or in line, embedded examples, samples.

Nothing that a user gives is evaluated: numbers match one pattern and become exact rationals.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from importlib import resources
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.floats import Floats
from ldm_symbolic.model.covariance import Covariance
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.model.variances import Variances
from ldm_symbolic.spectra.arrays import exact_number, float_variances
from ldm_symbolic.spectra.containers import Arrays, arrays_in, stream_of
from ldm_symbolic.spectra.numbers import (
    NOT_FINITE,
    NUMBER,
    RUN,
    InputError,
    Said,
    Spelled,
    not_negative,
    number,
    shown,
)
from ldm_symbolic.spectra.tables import Table, table_of

HANDWRITTEN = "optdigits"
EMBEDDED = {
    HANDWRITTEN: "handwritten digits, pixels scaled to [-1, 1]: the covariances of all 1797 images and of 200 of them",
    f"{HANDWRITTEN}-variances": "handwritten digits, pixels scaled to [-1, 1]: all images along the axes of 200",
}
"""The embedded examples by the name under which the data set is known, with what they hold.

Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, E. Alpaydin and C. Kaynak (1998), CC BY 4.0:
the 1797 images of 8 x 8 pixels that scikit-learn ships. 200 of them, drawn by `numpy.random.default_rng(0)`, play the
part of the sample from which axes and scores are estimated; all 1797 play the part of the truth.
"""

_PRODUCT = re.compile(rf"\s*({NUMBER.pattern})\s*\*.*")

MEAN, SIGMA = "mu", "sigma"
"""What files of statistics call a mean and a covariance."""


def spectrum_numbers(argument: str, what: str, said: Said | None = None, spelled: Spelled = "--{}".format) -> Variances:
    """The variances that one argument of the command line gives.

    Args:
        argument: a file of one column or one row of numbers, of which a `.npy` file is mapped into memory and text read
            a line at a time; or an inline list. `0.2*1000` stands for a thousand modes in a row.
        what: how the command line calls the argument, for messages.
        said: told what was done to the numbers of a file; None where nothing may be.
        spelled: how it calls other options.

    Returns:
        Variances >= 0 in the order given.

    Raises:
        InputError: if there is no such file and the text is no list, or the numbers are none, negative beyond
            rounding, not finite, not one-dimensional or unreadable.

    >>> spectrum_numbers("10,0.2,1/3", "SPECTRUM")
    (Fraction(10, 1), Fraction(1, 5), Fraction(1, 3))
    """
    if not argument.strip():
        raise InputError(f"{what}: it is empty; expected a file, a list of numbers such as 10,0.2,1/3, or a known name")
    path = Path(argument)
    if exists(path):
        return _from_file(path, what, said, spelled)
    entries = argument.split("," if "," in argument or _PRODUCT.fullmatch(argument) else None)
    if len(entries) == 1 or "," not in argument:
        forms = (NUMBER, NOT_FINITE, _PRODUCT)
        if not all(any(form.fullmatch(entry.strip()) for form in forms) for entry in entries):
            known = ", ".join(EMBEDDED)
            raise InputError(
                f"{what}: {shown(argument)} is no file, no list of numbers such as 10,0.2,1/3, and no known name "
                f"({known})"
            )
    return _in_runs(((part, f"entry {place}") for place, part in enumerate(entries, start=1)), what, argument, None)


def _in_runs(entries: Iterable[tuple[str, str]], what: str, argument: str, said: Said | None) -> Variances:
    """The variances that entries say, each a number or a number and how many modes have it."""
    values: list[Fraction] = []
    counts, runs = [], False
    negative = {}
    for text, place in entries:
        base, times, count = text.strip().partition("*")
        value = number(base, f"{what}, {place}")
        if value < 0:
            negative[len(values)] = place
        if times and not RUN.fullmatch(text.strip()):
            raise InputError(
                f"{what}, {place}: expected a variance and its multiplicity such as 0.2*1000, got {shown(text)}"
            )
        values.append(value)
        counts.append(int(count) if times else 1)
        runs = runs or bool(times)
    if not values:
        raise InputError(f"{what}: {shown(argument)} holds no number; expected at least one variance")
    found = not_negative(values, what, lambda at: negative[at], said)
    return Variances(found, multiplicities=tuple(counts) if runs else None)


def _from_file(path: Path, what: str, said: Said | None, spelled: Spelled) -> Variances:
    with stream_of(path, what) as stream:
        arrays = arrays_in(stream, path, what, mapped=True)
        if arrays is None:
            return _from_text(stream, path, what, said, spelled)
    array = _single(arrays, path, what)
    if isinstance(array, dict):
        raise InputError(f"{what}: {path} holds a mean and a covariance; give it as {spelled('covariance')}")
    _require_line(array.shape, f"{what}: {path}", lambda: np.asarray(array, dtype=np.float64), spelled)
    if not array.size:
        raise InputError(f"{what}: {path} holds no number; expected at least one variance")
    line = array.reshape(-1)
    if line.dtype.kind == "f" and line.dtype.itemsize <= 8:
        return Variances(float_variances(line, what, lambda place: f"{what}, {path}, entry {place}", said))
    values = [exact_number(value, f"{what}, {path}, entry {place}") for place, value in enumerate(line, start=1)]
    return Variances(not_negative(values, what, lambda at: f"{path}, entry {at + 1}", said))


def _from_text(stream: BinaryIO, path: Path, what: str, said: Said | None, spelled: Spelled) -> Variances:
    """One number a line, or one line of numbers, as it is read; or else a table of one row or column."""
    try:
        with TextIOWrapper(stream, encoding="utf-8-sig") as lines:
            try:
                return _in_runs(_entries(lines, path, what), what, str(path), said)
            except InputError:
                lines.seek(0)
                table = _table(lines.read(), path, what, said)
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, what, error) from error
    cells = table.cells()
    _require_line((len(cells), len(cells[0])), f"{what}: {path}", lambda: table.floats(what), spelled)
    flat = [(cell, table.place(i, j)) for i, row in enumerate(cells) for j, cell in enumerate(row)]
    return _in_runs(iter(flat), what, str(path), said)


def _entries(lines: Iterable[str], path: Path, what: str) -> Iterator[tuple[str, str]]:
    """The entries of a file with one number a line, or one line of numbers; the file is not held."""
    seen, several = 0, False
    for place, line in enumerate(lines, start=1):
        text = line.split("#")[0].strip()
        if not text:
            continue
        seen, several = seen + 1, several or "," in text
        if several and seen > 1:
            raise InputError(f"{what}: {path} is a table")
        yield from ((part, f"{path}, line {place}") for part in text.split(","))


def _require_line(shape: tuple[int, ...], name: str, matrix: Callable[[], Floats], spelled: Spelled) -> None:
    """Refuse what has more than one row and more than one column, naming the option that takes it."""
    if sum(length > 1 for length in shape) <= 1:
        return
    square = len(shape) == 2 and shape[0] == shape[1] and np.array_equal(matrix(), matrix().T)
    mend = f"a covariance is given as {spelled('covariance')}" if square else f"samples are given as {spelled('data')}"
    raise InputError(
        f"{name} is {len(shape)}-dimensional, {' x '.join(map(str, shape))}; expected one row or column of variances, "
        f"of which each has a file of its own; {mend}"
    )


def embedded(name: str) -> Spectrum:
    """An embedded example of variances, with its own estimated ones.

    Args:
        name: one of `EMBEDDED`.

    >>> embedded("optdigits-variances").dimension
    64
    """
    rows = _embedded_rows(name)[1:]
    true, estimated = ([Fraction(row[column]) for row in rows] for column in (0, 1))
    return Spectrum(variances=tuple(true), estimated=tuple(estimated))


def embedded_covariances(name: str) -> tuple[Covariance, Covariance]:
    """The true and the estimated covariance of an embedded example, with their means.

    Args:
        name: of the data set.

    >>> [(known.dimension, known.samples) for known in embedded_covariances("optdigits")]
    [(64, 1797), (64, 200)]
    """
    rows = [list(map(int, row)) for row in _embedded_rows(name)]
    half = len(rows) // 2
    true, estimated = (_from_sums(part[0], part[1], part[2:]) for part in (rows[:half], rows[half:]))
    return true, estimated


def _from_sums(count: Sequence[int], sums: Sequence[int], products: Sequence[Sequence[int]]) -> Covariance:
    """The covariance of images on the scale [-1, 1], from the sums of pixels and of their products on 0..16."""
    (n,) = count
    matrix = np.zeros((len(sums), len(sums)))
    for i, row in enumerate(products):
        for j, product in enumerate(row):
            matrix[i, j] = matrix[j, i] = (n * product - sums[i] * sums[j]) / (64 * n * n)
    return Covariance(matrix=matrix, mean=np.array([total / (8 * n) - 1 for total in sums]), samples=n)


def _embedded_rows(name: str) -> list[list[str]]:
    text = resources.files("ldm_symbolic.spectra").joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    return [line.split(",") for line in text.splitlines() if line and not line.startswith("#")]


def exists(path: Path) -> bool:
    try:
        return path.exists() and not path.is_dir()
    except (OSError, ValueError):
        return False


def load(path: Path, what: str, said: Said | None = None) -> NDArray[Any] | dict[str, NDArray[Any]]:
    """The one array that a file holds, or a mean and a covariance by their names.

    Args:
        path: a `.npy`, `.npz`, safetensors, PyTorch or text file.
        what: how the caller calls it, for messages.
        said: told what was left out.

    Raises:
        InputError: if there is none, it cannot be read, or holds something else.
    """
    if not exists(path):
        raise InputError(f"{what}: no file {path}; expected a .npy, .npz, safetensors, .pt or text file with a matrix")
    with stream_of(path, what) as stream:
        arrays = arrays_in(stream, path, what)
        if arrays is None:
            try:
                return _table(stream.read().decode("utf-8-sig"), path, what, said).floats(what)
            except (OSError, UnicodeDecodeError) as error:
                raise _unreadable(path, what, error) from error
    return _single(arrays, path, what)


def _table(text: str, path: Path, what: str, said: Said | None) -> Table:
    try:
        table = table_of(text, str(path))
    except InputError as error:
        raise InputError(f"{what}: {error}; expected at least one") from error
    if table.left_out and said is not None:
        said(f"{what}: {path}: left out {' and '.join(table.left_out)}")
    return table


def _unreadable(path: Path, what: str, error: OSError | UnicodeDecodeError) -> InputError:
    reason = getattr(error, "strerror", None) or "it is no text"
    return InputError(f"{what}: cannot read {path}: {reason}; expected numbers, or a .npy file")


def _single(arrays: Arrays, path: Path, what: str) -> NDArray[Any] | dict[str, NDArray[Any]]:
    """The only array, or a mean and a covariance."""
    named = {MEAN, SIGMA} <= arrays.keys()
    if not named and len(arrays) != 1:
        names = ", ".join(sorted(arrays)) or "none"
        raise InputError(
            f"{what}: {path} holds {len(arrays)} arrays ({names}); expected one, or {MEAN} and {SIGMA}: save the one "
            "that is meant alone, with numpy.save"
        )
    chosen = {name: arrays[name] for name in (MEAN, SIGMA)} if named else dict(arrays)
    for array in chosen.values():
        if array.dtype.kind not in "fiub":
            raise InputError(
                f"{what}: {path} holds no real numbers but {array.dtype}; expected numbers, "
                "such as x.astype(float) saves them"
            )
    return chosen if named else next(iter(chosen.values()))
