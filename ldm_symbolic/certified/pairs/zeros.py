"""Zeros of dE/dx proved in pairs of floats, for as many rows and modes as fit into one array.

Why it is a proof. Additions and products of pairs are free of error but for 2^-102 of what is put in (Dekker, Knuth,
in float64 rounded to nearest), quotients and roots have one Newton step and 2^-100. A term of dE/dx is put together
from at most 40 of these, in forms in which all that cancels is v - λ, and 1/P + κ (1 + w)^P for a mode that starts
below 1/P; κ and W are known to 2^-90. So a term is known to 2^-86 of its size

    |dv/dx| (|v - λ| as it was added up/(v + √(v λ)) + s/√v), times 1 + 1/(P v) under a cap,

and a sum of m terms, made by halving, to 2^-85 of the sum of the sizes for m < 2^20. A sign counts only beyond 2^-80 of
it. Sizes are rounded floats: the factor 32 between is for them. Numbers beyond 10^±40 are left to balls, for which no
product of pairs then loses its low part to underflow; so are levels within 2^-30 of a switch of the cap.

Tested in `tests/certified/test_pairs.py`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.floats import Floats, Mask
from ldm_symbolic.stopping.float_optimum.laws import Law
from ldm_symbolic.stopping.modes.float_pairs import Pair, difference, exactly

_SURE = 2.0**-80
_APART = 2.0**-30
_LARGEST = 1e40
_MOST = 1 << 17
"""Pairs of a row and a mode in one go."""


class Proved(NamedTuple):
    """The zero of dE/dx of one row.

    Args:
        low: a noise level at which dE/dx < 0.
        high: one at which dE/dx > 0.
    """

    low: Fraction
    high: Fraction


class _Levels(NamedTuple):
    """Noise levels of rows, each with 1 - x, axes (1, row)."""

    noise: Pair
    signal: Pair


def proved_zeros(law: Law, rows: NDArray[np.int64], noise: Floats, signal: Floats, bits: int) -> dict[int, Proved]:
    """The zeros of dE/dx near given levels, less those of which pairs of floats are no proof.

    Args:
        law: the modes.
        rows: k - 1.
        noise: x near the zero of each row, to 10 digits or so.
        signal: 1 - x.
        bits: the bounds differ by at most 2^-bits of x and of 1 - x.
    """
    if not _moderate(law):
        return {}
    found: dict[int, Proved] = {}
    size = max(1, _MOST // max(int(rows.max(initial=0)) + 1, 1))
    with np.errstate(all="ignore"):  # what is no number is no sign
        for first in range(0, len(rows), size):
            part = slice(first, first + size)
            found |= _proved(law.part(slice(int(rows[part].max()) + 1)), rows[part], noise[part], signal[part], bits)
    return found


def _moderate(law: Law) -> bool:
    """Whether no number of the problem is so large or so small that a product of pairs loses its low part."""
    modes = law.modes
    columns = [modes.true, modes.believed, modes.contrast, modes.offset, modes.one_gap]
    columns += [] if law.far is None else [law.far]
    columns += [] if law.cap is None else [law.cap.power, law.cap.factor, law.cap.rest_gap]
    sizes = np.concatenate([np.abs(column.high) for column in columns])
    sizes = sizes[sizes > 0]
    return bool(np.all((sizes < _LARGEST) & (sizes > 1 / _LARGEST)))


def _proved(law: Law, rows: NDArray[np.int64], noise: Floats, signal: Floats, bits: int) -> dict[int, Proved]:
    lesser, lower = np.minimum(noise, signal), noise <= signal
    value, _ = _slopes(law, rows, _levels(exactly(lesser), lower))
    moved = -value.high / _turns(law, rows, noise, signal) * np.where(lower, 1, -1)
    centre = exactly(lesser).plus(exactly(moved))
    radius = lesser * 2.0 ** -(bits + 1)
    ends = [centre.plus(exactly(side * radius)) for side in (-1.0, 1.0)]
    signs = []
    for end in ends:
        slope, size = _slopes(law, rows, _levels(end, lower))
        signs.append(np.where(np.abs(slope.high) > _SURE * size, np.sign(slope.high), 0.0) * np.where(lower, 1, -1))
    proved = (signs[0] < 0) & (signs[1] > 0) & _apart(law, rows, noise, signal)
    found = {}
    for place in np.flatnonzero(proved):
        low, high = (Fraction(float(end.high[place])) + Fraction(float(end.low[place])) for end in ends)
        found[int(rows[place]) + 1] = Proved(low, high) if lower[place] else Proved(1 - high, 1 - low)
    return found


def _levels(lesser: Pair, lower: Mask) -> _Levels:
    """x and 1 - x from the lesser of them."""
    lesser = Pair(lesser.high[None, :], lesser.low[None, :])
    other = difference(exactly(np.ones_like(lesser.high)), lesser)
    return _Levels(lesser.where(lower, other), other.where(lower, lesser))


def _slopes(law: Law, rows: NDArray[np.int64], at: _Levels) -> tuple[Pair, Floats]:
    """dE/dx of each row at its level, and the size of what was added."""
    terms = law.pairs(at.noise, at.signal)
    noise, signal = at.noise.high[0], at.signal.high[0]
    rough, true = law.moving(noise, signal), law.true()
    root = np.sqrt(rough.variance * true)
    sizes = np.abs(rough.slope) * (rough.gap_size + root) / (rough.variance + root)
    if law.cap is not None:
        sizes *= 1 + law.cap.rest.high / rough.variance
    kept: Mask = np.arange(len(true))[:, None] <= rows
    zero = np.zeros_like(terms.high)
    return _summed(Pair(np.where(kept, terms.high, zero), np.where(kept, terms.low, zero))), np.sum(
        np.where(kept, sizes, 0.0), axis=0
    )


def _summed(terms: Pair) -> Pair:
    """Sums over the modes, by halving."""
    while len(terms.high) > 1:
        count = len(terms.high)
        half = count // 2
        total = terms.part(slice(half)).plus(terms.part(slice(half, 2 * half)))
        if count % 2:
            total = Pair(np.concatenate([total.high, terms.high[-1:]]), np.concatenate([total.low, terms.low[-1:]]))
        terms = total
    return Pair(terms.high[0], terms.low[0])


def _turns(law: Law, rows: NDArray[np.int64], noise: Floats, signal: Floats) -> Floats:
    """d²E/dx² of each row, which proves nothing."""
    at, true = law.moving(noise, signal), law.true()
    root = np.sqrt(at.variance * true)
    mismatch = np.where(true == 0, 1.0, at.gap / (at.variance + root))
    terms = mismatch * at.bend + root * (at.slope / at.variance) ** 2 / 2
    return np.asarray(np.sum(np.where(np.arange(len(true))[:, None] <= rows, terms, 0.0), axis=0))


def _apart(law: Law, rows: NDArray[np.int64], noise: Floats, signal: Floats) -> Mask:
    """Whether no kept mode's cap becomes active near the level of a row."""
    if law.cap is None:
        return np.ones(len(rows), dtype=bool)
    switch = law.cap.switch[:, None]
    near = np.abs(noise / signal - switch) <= _APART * np.abs(switch)
    return ~np.any(near & (np.arange(len(switch))[:, None] <= rows), axis=0)
