"""Intervals that can hold a minimum of E(k, ·).

Tested in `tests/stopping/float_optimum/test_brackets.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.floats import Floats, Mask


@dataclass(frozen=True, slots=True)
class Bracket:
    """An interval of rate-one time left on which E(k, ·) is convex in x, or too narrow to tell.

    Args:
        low: its lower end.
        high: its upper end.
    """

    low: float
    high: float


class Held(NamedTuple):
    """Intervals that can hold a minimum, one after another for each row, touching ones joined; axes (interval,).

    Args:
        row: the place in the dimensions asked for.
        low: lower ends in rate-one time left.
        high: upper ends.
        convex: whether E is proved to be strictly convex in x on it; else it is too narrow to tell.
        rises: the signs of dE/dx at its two ends, 0 where they are not proved; axes (end, interval).
    """

    row: NDArray[np.int64]
    low: Floats
    high: Floats
    convex: Mask
    rises: NDArray[np.int64]

    def part(self, chosen: Any) -> Held:
        """Some of them."""
        ends = self.rises[:, chosen]
        return Held(self.row[chosen], self.low[chosen], self.high[chosen], self.convex[chosen], ends)


def joined(parts: Sequence[Held]) -> Held:
    """Intervals in order, those of a row that share an end made one: E' is continuous there, so convexity extends."""
    held = Held(
        np.concatenate([part.row for part in parts]),
        np.concatenate([part.low for part in parts]),
        np.concatenate([part.high for part in parts]),
        np.concatenate([part.convex for part in parts]),
        np.concatenate([part.rises for part in parts], axis=1),
    )
    held = held.part(np.lexsort((held.low, held.row)))
    first = np.ones(len(held.row), dtype=bool)
    first[1:] = (held.row[1:] != held.row[:-1]) | (held.low[1:] != held.high[:-1])
    starts = np.flatnonzero(first)
    if not len(starts):
        return held
    last = np.append(starts[1:], len(first)) - 1
    found = held.part(starts)
    return found._replace(high=held.high[last], convex=np.logical_and.reduceat(held.convex, starts))
