"""What the search for the zeros of dE/dx asks of the modes of a problem.

Tested in `tests/stopping/float_optimum/test_several_minima.py`.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.floats import Floats, Mask
from ldm_symbolic.stopping.float_optimum.readings import Cell
from ldm_symbolic.stopping.modes.float_pairs import Pair


class Moving(NamedTuple):
    """Modes at noise levels, axes (mode, point).

    Args:
        variance: v.
        gap: v - λ.
        gap_size: the size of what was added up to it.
        slope: dv/dx.
        bend: d²v/dx².
    """

    variance: Floats
    gap: Floats
    gap_size: Floats
    slope: Floats
    bend: Floats


class Kernel(Protocol):
    """How the modes of a problem move: what they add to dE/dx and to E."""

    @property
    def width(self) -> float:
        """How wide cells are in log(x/(1 - x)): singularities lie as far."""

    def true(self) -> Floats:
        """λ, axes (mode, 1)."""

    def blur(self) -> Floats:
        """A bound on the relative error of what is known of each mode's law, beside rounding; axes (mode, 1)."""

    def part(self, chosen: slice | NDArray[np.int64]) -> Kernel:
        """Some of the modes."""

    def radii(self) -> Floats:
        """How far from x = 0 each mode has its nearest singularity, infinite where it adds none; axes (mode,)."""

    def bends(self, low: float, high: float) -> Mask:
        """The modes of which the cap becomes active between two levels x/(1 - x)."""

    def moving(self, noise: Floats, signal: Floats) -> Moving:
        """The modes at noise levels x, with 1 - x accurate too, axes (mode, point)."""

    def steepest(self) -> Floats:
        """A size of dv/dx at X, axes (mode,)."""

    def slopes(self, noise: Floats, signal: Floats) -> Floats:
        """What each mode adds to dE/dx, axes (mode, point): well enough to tell cells apart."""

    def ratios(self, cell: Cell) -> tuple[Floats, Floats]:
        """How far that is from its value at the anchor, over x - x_a, axes (mode, point), and a size for its roundings,
        axes (mode,)."""

    def since(self, anchor: tuple[float, float], noise: Floats, signal: Floats, ahead: Floats) -> tuple[Floats, Floats]:
        """The same at any noise levels, x - x_a given apart, with the sizes of all; axes (mode, point)."""

    def at(self, noise: float, signal: float) -> tuple[Pair, Floats, Floats]:
        """What each mode adds to dE/dx in pairs, to E, and to the doubt of dE/dx."""
