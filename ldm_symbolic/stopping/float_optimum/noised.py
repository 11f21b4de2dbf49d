"""The modes from the noised start without a cap: v is affine in x, and little cancels in what is added.

Tested in `tests/stopping/float_optimum/test_one_minimum.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.floats import Floats, Mask
from ldm_symbolic.stopping.float_optimum.mode_sums import Moving
from ldm_symbolic.stopping.float_optimum.paired_modes import Modes
from ldm_symbolic.stopping.float_optimum.readings import WIDTH, Cell
from ldm_symbolic.stopping.modes.float_pairs import Pair


@dataclass(frozen=True, slots=True)
class Noised:
    """The modes from the noised start without a cap.

    Args:
        modes: the spectrum.
    """

    modes: Modes

    @property
    def width(self) -> float:
        """Of a cell."""
        return WIDTH

    def true(self) -> Floats:
        """λ."""
        return self.modes.true.high[:, None]

    def blur(self) -> Floats:
        """Of the factors under a cap."""
        return np.zeros((len(self.modes.true.high), 1))

    def part(self, chosen: slice | NDArray[np.int64]) -> Noised:
        """Some of the modes."""
        return Noised(self.modes.part(chosen))

    def radii(self) -> Floats:
        """λ̂ where λ > 0."""
        return np.where(self.modes.true.high > 0, self.modes.believed.high, np.inf)

    def bends(self, low: float, high: float) -> Mask:
        """None."""
        return np.zeros(len(self.modes.true.high), dtype=bool)

    def moving(self, noise: Floats, signal: Floats) -> Moving:
        """The modes at noise levels."""
        modes = self.modes
        contrast, columns = modes.contrast.high[:, None], (modes.believed, modes.offset, modes.one_gap)
        believed, offset, one_gap = (column.high[:, None] for column in columns)
        moved, left = np.abs(contrast) * noise, np.abs(contrast) * signal
        below = np.abs(offset) + moved <= np.abs(one_gap) + left
        law = np.where(noise <= 0.5, believed + contrast * noise, 1 - contrast * signal)
        return Moving(
            law,
            np.where(below, offset + contrast * noise, one_gap - contrast * signal),
            np.where(below, np.abs(offset) + moved, np.abs(one_gap) + left),
            contrast + 0 * law,
            0 * law,
        )

    def steepest(self) -> Floats:
        """The size of c."""
        return np.abs(self.modes.contrast.high)

    def slopes(self, noise: Floats, signal: Floats) -> Floats:
        """c (1 - s/√v)."""
        return _slopes(self.modes, noise, signal)

    def ratios(self, cell: Cell) -> tuple[Floats, Floats]:
        """The sizes are 0: nothing cancels."""
        found = _since(self.modes, cell.anchor, cell.noise, cell.signal)
        return found, np.zeros(len(found))

    def since(self, anchor: tuple[float, float], noise: Floats, signal: Floats, ahead: Floats) -> tuple[Floats, Floats]:
        """`ratios` at any noise levels."""
        found = _since(self.modes, anchor, noise, signal)
        return found, 0 * found

    def at(self, noise: float, signal: float) -> tuple[Pair, Floats, Floats]:
        """The doubt is 0."""
        slopes, errors = self.modes.at(noise, signal)
        return slopes, errors, np.zeros(len(errors))


def _since(modes: Modes, anchor: tuple[float, float], noise: Floats, signal: Floats) -> Floats:
    """c² s/(√v √v_a (√v + √v_a)) of each mode, axes (mode, point)."""
    contrast, believed = modes.contrast.high[:, None], modes.believed.high[:, None]
    root_at = np.sqrt(_variances(contrast, believed, *np.array([anchor]).T))
    found = _variances(contrast, believed, noise, signal)
    weights = contrast**2 * np.sqrt(modes.true.high[:, None])
    np.divide(weights, root_at, out=weights, where=weights > 0)
    np.sqrt(found, out=found)
    total = found + root_at
    total *= found
    return np.divide(weights, total, out=np.zeros_like(total), where=weights > 0)


def _variances(contrast: Floats, believed: Floats, noise: Floats, signal: Floats) -> Floats:
    """λ̂ + c x where x <= 1/2, 1 - c (1 - x) where it is more: little cancels in either."""
    low = int(np.searchsorted(noise, 0.5, side="right"))
    found = np.empty((len(contrast), len(noise)))
    np.multiply(contrast, noise[:low], out=found[:, :low])
    found[:, :low] += believed
    np.multiply(contrast, -signal[low:], out=found[:, low:])
    found[:, low:] += 1
    return found


def _slopes(modes: Modes, noise: Floats, signal: Floats) -> Floats:
    """What each mode adds to dE/dx, c (1 - s/√v), axes (mode, point): well enough to tell cells apart."""
    contrast, true = modes.contrast.high[:, None], modes.true.high[:, None]
    variance = _variances(contrast, modes.believed.high[:, None], noise, signal)
    mixed = np.sqrt(variance * true)
    mixed += variance
    low = int(np.searchsorted(noise, 0.5, side="right"))
    gap = np.empty_like(variance)
    np.multiply(contrast, noise[:low], out=gap[:, :low])
    gap[:, :low] += modes.offset.high[:, None]
    np.multiply(contrast, -signal[low:], out=gap[:, low:])
    gap[:, low:] += modes.one_gap.high[:, None]
    gap *= contrast
    gap /= mixed
    return gap
