"""The variances of a spectrum in the form in which they came: exact numbers, an array of floats, or runs of equal ones.

A float is the rational that it is, so that an array stays one and a fraction is made when somebody asks for it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise, repeat
from numbers import Rational
from typing import overload

import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.floats import Floats

_CHUNK = 1 << 16
_SHOWN = 64
_MOST = 2**62


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Variances(Sequence[Fraction]):
    """Variances >= 0, one for each mode: a sequence of fractions, whatever it is kept as.

    Args:
        values: the numbers, exact ones in a tuple or floats in one dimension; an array that can be written is copied.
        multiplicities: how many modes in a row have each of the values, whole numbers >= 1; one each unless given.

    Raises:
        ValueError: if a value is negative, not finite or not exact, or the multiplicities do not fit.

    >>> spectrum = Variances(np.array([0.5, 0.25]), multiplicities=(3, 10**9))
    >>> len(spectrum), spectrum[2], spectrum[3], spectrum[-1]
    (1000000003, Fraction(1, 2), Fraction(1, 4), Fraction(1, 4))
    """

    values: tuple[Fraction, ...] | Floats
    multiplicities: tuple[int, ...] | None = None
    ends: NDArray[np.int64] | None = field(init=False)
    """How many modes the first runs have together, where there are runs."""

    def __post_init__(self) -> None:
        given = _frozen(self.values) if isinstance(self.values, np.ndarray) else self.values
        _require(given)
        object.__setattr__(self, "values", given)
        object.__setattr__(self, "ends", None)
        if self.multiplicities is not None:
            counts = _counts(self.multiplicities, len(given))
            object.__setattr__(self, "multiplicities", counts)
            object.__setattr__(self, "ends", np.cumsum(np.array(counts, dtype=np.int64)))

    @property
    def nodes(self) -> Floats:
        """The values as float64, each rounded once; the array itself where they are floats.

        >>> Variances((Fraction(1, 3), Fraction(1, 2))).nodes.tolist()
        [0.3333333333333333, 0.5]
        """
        if isinstance(self.values, np.ndarray):
            return self.values
        return np.array([float(value) for value in self.values])

    @property
    def are_floats(self) -> bool:
        """Whether the values are floats, and `nodes` the numbers themselves."""
        return isinstance(self.values, np.ndarray)

    def at(self, places: slice | NDArray[np.int64]) -> Floats:
        """The variances of some modes as float64, by their places counted from 0; a view where it can be one.

        >>> Variances(np.array([0.5, 0.25]), multiplicities=(3, 10**9)).at(np.array([2, 3])).tolist()
        [0.5, 0.25]
        """
        if self.ends is not None:
            chosen = np.arange(*places.indices(len(self))) if isinstance(places, slice) else places
            places = np.searchsorted(self.ends, chosen, side="right")
        if isinstance(self.values, np.ndarray):
            return np.asarray(self.values[places])
        kept = self.values[places] if isinstance(places, slice) else [self.values[place] for place in places]
        return np.array([float(value) for value in kept])

    def in_runs(self, multiplicities: Iterable[int] | None) -> Variances:
        """The same values, each so many times in a row; as they are for None."""
        return self if multiplicities is None else Variances(self.values, multiplicities=tuple(multiplicities))

    @property
    def falls(self) -> bool:
        """Whether no variance is larger than the one before it.

        >>> Variances(np.array([2.0, 2.0, 1.0])).falls
        True
        """
        if isinstance(self.values, np.ndarray):
            blocks = (self.values[start : start + _CHUNK + 1] for start in range(0, len(self.values), _CHUNK))
            return all(bool(np.all(block[1:] <= block[:-1])) for block in blocks)
        return all(before >= after for before, after in pairwise(self.values))

    @property
    def total(self) -> float:
        """Σ λ, to the last digit or nearly.

        >>> Variances((Fraction(1, 2), Fraction(1)), multiplicities=(10**9, 1)).total
        500000001.0
        """
        counts = repeat(1, len(self.values)) if self.multiplicities is None else self.multiplicities
        if isinstance(self.values, np.ndarray):
            return math.fsum(value * count for value, count in zip(self._floats(), counts, strict=True))
        return float(sum((value * count for value, count in zip(self.values, counts, strict=True)), start=Fraction(0)))

    @property
    def largest(self) -> float:
        """The largest."""
        return float(self.values.max() if isinstance(self.values, np.ndarray) else max(self.values))

    def sorted(self) -> Variances:
        """The same, the largest first."""
        if self.multiplicities is None and isinstance(self.values, np.ndarray):
            return Variances(np.sort(self.values)[::-1])
        counts = self.multiplicities or (1,) * len(self.values)
        places = sorted(range(len(counts)), key=lambda place: self.values[place], reverse=True)
        values = self.values[places] if isinstance(self.values, np.ndarray) else tuple(self.values[p] for p in places)
        return Variances(values, multiplicities=self.multiplicities and tuple(counts[p] for p in places))

    def _floats(self) -> Iterator[float]:
        for start in range(0, len(self.values), _CHUNK):
            yield from self.nodes[start : start + _CHUNK].tolist()

    def part(self, chosen: slice) -> Variances:
        """The modes of a slice; of values in an array a view."""
        first, last, step = chosen.indices(len(self))
        if self.ends is None:
            return Variances(self.values[chosen])
        if step != 1:
            return Variances(tuple(self[place] for place in range(first, last, step)))
        if last <= first:
            return Variances(self.values[:0])
        low, high = (int(np.searchsorted(self.ends, place, side="right")) for place in (first, last - 1))
        cut = np.clip(self.ends[low : high + 1], first, last)
        counts = np.diff(cut, prepend=first)
        return Variances(self.values[low : high + 1], multiplicities=tuple(counts.tolist()))

    def __len__(self) -> int:
        return len(self.values) if self.ends is None else int(self.ends[-1])

    @overload
    def __getitem__(self, place: int) -> Fraction: ...
    @overload
    def __getitem__(self, place: slice) -> Variances: ...
    def __getitem__(self, place: int | slice) -> Fraction | Variances:
        if isinstance(place, slice):
            return self.part(place)
        if not -len(self) <= place < len(self):
            raise IndexError(f"a spectrum of {len(self)} modes has none at {place}")
        place %= len(self)
        run = place if self.ends is None else int(np.searchsorted(self.ends, place, side="right"))
        return _fraction(self.values[run])

    def __iter__(self) -> Iterator[Fraction]:
        if self.multiplicities is None:
            yield from self.by_value()
        else:
            for value, count in zip(self.by_value(), self.multiplicities, strict=True):
                yield from repeat(value, count)

    def by_value(self) -> Iterator[Fraction]:
        """Each value once, in order.

        >>> list(Variances(np.array([0.5, 0.25]), multiplicities=(3, 10**9)).by_value())
        [Fraction(1, 2), Fraction(1, 4)]
        """
        if isinstance(self.values, np.ndarray):
            for start in range(0, len(self.values), _CHUNK):
                yield from map(Fraction, self.values[start : start + _CHUNK].tolist())
        else:
            yield from self.values

    def __reversed__(self) -> Iterator[Fraction]:
        counts = self.multiplicities or repeat(1, len(self.values))
        for place, count in zip(range(len(self.values) - 1, -1, -1), reversed(tuple(counts)), strict=True):
            yield from repeat(_fraction(self.values[place]), count)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        if len(other) != len(self):
            return False
        if not isinstance(other, Variances):
            return all(own == their for own, their in zip(self, other, strict=True))
        if self.ends is other.ends is None and self.are_floats and other.are_floats:
            return bool(np.array_equal(self.nodes, other.nodes))
        return all(self[end - 1] == other[end - 1] for end in self.shared_ends(other))

    def __hash__(self) -> int:
        return hash((len(self), *(_fraction(value) for value in (*self.values[:1], *self.values[-1:]))))

    def shared_ends(self, other: Variances) -> Sequence[int]:
        """The k at which a run of pairs ends: between them both are constant."""
        if self.ends is None or other.ends is None:
            return range(1, len(self) + 1)
        return [int(end) for end in np.union1d(self.ends, other.ends)]

    def __repr__(self) -> str:
        if len(self.values) > _SHOWN:
            return f"<{len(self)} variances from {float(self[0]):.6g} to {float(self[-1]):.6g}>"
        if self.multiplicities is None:
            return repr(tuple(self))
        return f"Variances({tuple(self.by_value())!r}, multiplicities={self.multiplicities!r})"


def _frozen(values: Floats) -> Floats:
    """The array itself where nobody can write to it, else a copy."""
    if values.ndim != 1 or values.dtype != np.float64:
        raise ValueError(f"variances are float64 in one dimension, got {values.dtype} of shape {values.shape}")
    if not values.flags.writeable:
        return values
    copied = values.copy()
    copied.flags.writeable = False
    return copied


def _counts(given: Iterable[object], values: int) -> tuple[int, ...]:
    counts = tuple(given)
    if len(counts) != values:
        raise ValueError(f"{values} values have {len(counts)} multiplicities; expected as many")
    found = tuple(int(n) for n in counts if isinstance(n, int | np.integer) and not isinstance(n, bool) and n >= 1)
    if len(found) != values:
        raise ValueError(f"multiplicities are whole numbers >= 1, got {str(counts)[:40]}")
    if sum(found) > _MOST:
        raise ValueError(f"a spectrum has at most {_MOST} modes, got {sum(found)}")
    return found


def _fraction(value: Fraction | float) -> Fraction:
    return value if isinstance(value, Fraction) else Fraction(value)


def _require(values: tuple[Fraction, ...] | Floats) -> None:
    if isinstance(values, np.ndarray):
        for start in range(0, len(values), _CHUNK):
            bad = ~((values[start : start + _CHUNK] >= 0) & (values[start : start + _CHUNK] < np.inf))
            if bad.any():
                place = start + int(np.argmax(bad))
                raise ValueError(f"variance {place + 1} is {float(values[place])!r}; expected finite numbers >= 0")
        return
    if not isinstance(values, tuple) or not all(isinstance(value, Rational) for value in values):
        raise ValueError(
            f"variances are a tuple of exact numbers such as (Fraction(1, 2),), or an array of floats, got "
            f"{type(values).__name__}: {' '.join(str(values).split())[:40]}; ldm_symbolic.spectrum reads lists"
        )
    for place, value in enumerate(values, start=1):
        if value < 0:
            raise ValueError(f"variance {place} is negative: {value}; expected numbers >= 0")


def as_variances(given: Sequence[Fraction]) -> Variances:
    """Variances as such; what is one already is itself."""
    return given if isinstance(given, Variances) else Variances(tuple(given))
