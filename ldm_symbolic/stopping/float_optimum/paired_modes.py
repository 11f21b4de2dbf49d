"""The modes of a spectrum in pairs of floats, and what each adds to the error from the noised start without a cap.

Tested in `tests/stopping/float_optimum/test_one_minimum.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.floats import Floats
from ldm_symbolic.stopping.modes.float_pairs import Pair, difference, exactly, paired


@dataclass(frozen=True, slots=True, kw_only=True)
class Modes:
    """A spectrum in pairs of floats, axes (mode,): differences are taken before anything is rounded.

    Args:
        true: λ.
        believed: λ̂.
        contrast: 1 - λ̂.
        offset: λ̂ - λ.
        one_gap: 1 - λ.
    """

    true: Pair
    believed: Pair
    contrast: Pair
    offset: Pair
    one_gap: Pair

    @classmethod
    def of(cls, true: Sequence[Fraction] | Floats, believed: Sequence[Fraction] | Floats) -> Modes:
        """From exact numbers, or from floats, which are exact and stay an array."""
        first, second = (exactly(side) if isinstance(side, np.ndarray) else paired(side) for side in (true, believed))
        if first.low.any() or second.low.any():  # not floats: differences are taken of what they are
            pairs = [(Fraction(t), Fraction(b)) for t, b in zip(true, believed, strict=True)]
            return cls(
                true=first,
                believed=second,
                contrast=paired([1 - b for _, b in pairs]),
                offset=paired([b - t for t, b in pairs]),
                one_gap=paired([1 - t for t, _ in pairs]),
            )
        one = exactly(np.ones_like(first.high))
        return cls(
            true=first,
            believed=second,
            contrast=difference(one, second),
            offset=difference(second, first),
            one_gap=difference(one, first),
        )

    def part(self, chosen: slice | NDArray[np.int64]) -> Modes:
        """Some of the modes."""
        return Modes(**{name: getattr(self, name).part(chosen) for name in Modes.__slots__})

    def columns(self) -> Modes:
        """The same with the axes (mode, 1)."""
        return Modes(**{name: getattr(self, name).column() for name in Modes.__slots__})

    def at(self, noise: float, signal: float) -> tuple[Pair, Floats]:
        """What each mode adds to dE/dx, in pairs, and to E, at a noise level of which the lesser part is a float.

        A mode with λ̂ = 0 < λ adds minus infinity to dE/dx at x = 0.
        """
        if noise <= 0.5:
            first, gap, moved = self.believed, self.offset, exactly(np.array([noise]))
        else:
            first, gap, moved = exactly(np.array([1.0])), self.one_gap, exactly(np.array([-signal]))
        moved = self.contrast.times(moved)
        variance, gap = first.plus(moved), gap.plus(moved)
        mixed = variance.times(self.true).root()
        slopes = self.contrast.times(gap).over(variance.plus(mixed))
        empty = self.true.high == 0
        slopes = Pair(np.where(empty, self.contrast.high, slopes.high), np.where(empty, self.contrast.low, slopes.low))
        steep = (variance.high == 0) & ~empty
        slopes.high[steep] = -np.inf
        total = variance.high + 2 * mixed.high + self.true.high
        errors = np.divide(gap.high**2, total, out=np.zeros_like(total), where=total > 0)
        return slopes, errors
