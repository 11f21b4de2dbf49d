"""What is read off the surface E(k, t): all of it, some k, the best time for each k, the best k for each time, a file.

Tested in `tests/stopping/surface/test_blocks.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os import PathLike

import numpy as np
from numpy.typing import ArrayLike

from ldm_symbolic.floats import Floats
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.stopping.surface.blocks import squared_error_blocks
from ldm_symbolic.stopping.surface.cuts import Rows


def squared_error_grid(problem: StoppingProblem, times: ArrayLike, dimensions: Iterable[int] | None = None) -> Floats:
    """E(k, t) on a grid of latent dimensions and stopping times, in float64; see `squared_error_blocks`.

    Args:
        problem: the model.
        times: t in [0, T], generation times at which to stop, axes (time,).
        dimensions: the k wanted, in any order; 1..D unless given.

    Returns:
        Squared errors, axes (dimension, time).

    Raises:
        ValueError: for a time outside [0, T] or a k outside 1..D.

    >>> from fractions import Fraction
    >>> from ldm_symbolic.model.spectrum import Spectrum
    >>> problem = StoppingProblem(spectrum=Spectrum(variances=(Fraction(2), Fraction(1))))
    >>> squared_error_grid(problem, [4.0]).tolist()
    [[1.0], [0.0]]
    """
    if dimensions is None:
        return _filled(problem, times, None, problem.spectrum.dimension)
    wanted = np.fromiter(dimensions, dtype=np.int64)
    rows, places = np.unique(wanted, return_inverse=True)
    errors = _filled(problem, times, rows, len(rows))
    return errors if np.array_equal(rows, wanted) else errors[places]


def _filled(problem: StoppingProblem, times: ArrayLike, rows: Rows | None, count: int) -> Floats:
    errors = np.empty((count, np.size(times)))
    for _ in squared_error_blocks(problem, times, rows, out=errors):
        pass
    return errors


def best_times(problem: StoppingProblem, times: ArrayLike, rows: Sequence[int] | None = None) -> tuple[Rows, Floats]:
    """For each k the place of the time with the least error among some, the first of equal ones, and that error.

    Args:
        problem, times, rows: as in `squared_error_blocks`.

    >>> from fractions import Fraction
    >>> from ldm_symbolic.model.spectrum import Spectrum
    >>> problem = StoppingProblem(spectrum=Spectrum(variances=(Fraction(2), Fraction(1))))
    >>> [found.tolist() for found in best_times(problem, [0.0, 4.0])]
    [[1, 1], [1.0, 0.0]]
    """
    found = [
        (np.argmin(errors, axis=1), errors.min(axis=1)) for _, errors in squared_error_blocks(problem, times, rows)
    ]
    places, errors = (np.concatenate(part) for part in zip(*found, strict=True))
    return places, errors


def best_dimensions(problem: StoppingProblem, times: ArrayLike) -> tuple[Rows, Floats]:
    """For each time the k with the least error, the smallest of equal ones, and that error.

    Args:
        problem, times: as in `squared_error_blocks`.

    >>> from fractions import Fraction
    >>> from ldm_symbolic.model.spectrum import Spectrum
    >>> problem = StoppingProblem(spectrum=Spectrum(variances=(Fraction(2), Fraction(1, 8))))
    >>> [found.tolist() for found in best_dimensions(problem, [0.0, 4.0])]
    [[1, 2], [0.2964339618641838, 0.0]]
    """
    count = np.size(times)
    kept, least = np.zeros(count, dtype=np.int64), np.full(count, np.inf)
    for rows, errors in squared_error_blocks(problem, times):
        first = np.argmin(errors, axis=0)
        here = errors[first, np.arange(count)]
        better = here < least
        kept[better], least[better] = rows[first][better], here[better]
    return kept, least


def save_surface(path: str | PathLike[str], problem: StoppingProblem, times: ArrayLike) -> None:
    """Write E(k, t) for every k to a `.npy` file that is mapped into memory, so that it may be larger than that.

    Args:
        path: of the file; written over.
        problem, times: as in `squared_error_blocks`.
    """
    shape = (problem.spectrum.dimension, np.size(times))
    file = np.lib.format.open_memmap(path, mode="w+", dtype=np.float64, shape=shape)
    for _ in squared_error_blocks(problem, times, out=file):
        pass
    file.flush()
