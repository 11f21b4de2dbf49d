"""The numbers of a spectrum in float64, its differences taken before anything is rounded; arrays of floats stay arrays.

Tested in `tests/stopping/modes/test_columns.py`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.floats import Floats, running_sums, two_product
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.variances import Variances, as_variances

Places = slice | NDArray[np.int64]
"""Which modes, counted from 0."""


class Columns(NamedTuple):
    """What is known of some modes, axes (mode,), each number rounded once.

    Args:
        true: λ.
        believed: λ̂ (λ for the exact score).
        offset: λ̂ - λ.
        one_gap: 1 - λ.
        contrast: 1 - λ̂.
    """

    true: Floats
    believed: Floats
    offset: Floats
    one_gap: Floats
    contrast: Floats


def columns_of(problem: StoppingProblem, places: Places = slice(None)) -> Columns:
    """The columns of some modes of a problem.

    >>> from ldm_symbolic.model.spectrum import Spectrum
    >>> problem = StoppingProblem(spectrum=Spectrum(variances=(Fraction(1, 2), Fraction(1, 4))))
    >>> columns_of(problem).one_gap.tolist()
    [0.5, 0.75]
    """
    true, believed = as_variances(problem.spectrum.variances), as_variances(problem.believed)
    first, second = true.at(places), believed.at(places)
    if true.are_floats and believed.are_floats:
        return Columns(first, second, second - first, 1 - first, 1 - second)
    pairs = list(zip(exactly_at(true, places), exactly_at(believed, places), strict=True))
    offset, one_gap, contrast = zip(*((b - t, 1 - t, 1 - b) for t, b in pairs), strict=True)
    return Columns(first, second, *(rounded(numbers) for numbers in (offset, one_gap, contrast)))


def less(number: Fraction, variances: Sequence[Fraction], places: Places) -> Floats:
    """A number less each of some variances, right to the last digit or the one before it.

    >>> less(Fraction(1, 3), (Fraction(1, 3), Fraction(0)), slice(None)).tolist()
    [0.0, 0.3333333333333333]
    """
    held = as_variances(variances)
    if not held.are_floats:
        return rounded(number - value for value in exactly_at(held, places))
    near = float(number)
    return np.asarray((near - held.at(places)) + float(number - Fraction(near)))


def switch_times(cap: Fraction, variances: Sequence[Fraction], places: Places) -> Floats:
    """The rate-one times left at which a cap becomes active, -1 where C λ̂ >= 1.

        ρ = -log(1 - x_C)/2,   x_C = (1 - C λ̂)/(C (1 - λ̂)),   1 - x_C = (C - 1)/(C (1 - λ̂))

    Args:
        cap: C > 1.
        variances: λ̂.
        places: of which modes.

    >>> switch_times(Fraction(2), (Fraction(1, 2), Fraction(0)), slice(None)).round(6).tolist()
    [-1.0, 0.346574]
    """
    held = as_variances(variances)
    if not held.are_floats:
        return np.array([_switch_time(cap, value) for value in exactly_at(held, places)])
    believed, near = held.at(places), float(cap)
    high, low = two_product(believed, np.full(1, near))
    rest = (1 - high) - (low + believed * float(cap - Fraction(near)))
    with np.errstate(divide="ignore", invalid="ignore"):  # where λ̂ = 1
        level, signal = rest / (near * (1 - believed)), float(cap - 1) / (near * (1 - believed))
        times = np.where(level < 0.5, -np.log1p(-np.minimum(level, 0.5)) / 2, -np.log(signal) / 2)
    return np.where(rest > 0, times, -1.0)


def _switch_time(cap: Fraction, believed: Fraction) -> float:
    if cap * believed >= 1:
        return -1.0
    level = (1 - cap * believed) / (cap * (1 - believed))
    return -math.log1p(-float(level)) / 2 if level < Fraction(1, 2) else -math.log(float(1 - level)) / 2


def lost_variance(problem: StoppingProblem) -> Floats:
    """Σ_{j>k} λ_j for k = 1..D.

    >>> from ldm_symbolic.model.spectrum import Spectrum
    >>> lost_variance(StoppingProblem(spectrum=Spectrum(variances=np.array([0.5, 0.25])))).tolist()
    [0.25, 0.0]
    """
    true = as_variances(problem.spectrum.variances)
    if not true.are_floats:
        return rounded(problem.spectrum.lost)
    return np.concatenate([running_sums(true.at(slice(None))[:0:-1])[::-1], np.zeros(1)])


def exactly_at(variances: Variances, places: Places) -> Iterable[Fraction]:
    """The variances of some modes as fractions."""
    return variances[places] if isinstance(places, slice) else (variances[int(place)] for place in places)


def rounded(numbers: Iterable[Fraction]) -> Floats:
    """Exact numbers as float64, axes (mode,)."""
    return np.array([float(number) for number in numbers], dtype=np.float64)
