"""The modes of a spectrum cut into pieces: each a mode, or as many of a run of equal ones as lie between two k wanted.

Tested in `tests/stopping/surface/test_blocks.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.floats import Floats, running_sums
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.variances import as_variances
from ldm_symbolic.stopping.modes.columns import Places, lost_variance

Rows = NDArray[np.int64]
"""Latent dimensions, increasing."""

_WIDE = 1 << 15


@dataclass(slots=True, kw_only=True)
class Cuts:
    """The modes cut into pieces, of which those in a run of equal ones are taken together up to each k wanted.

    Args:
        problem: the model.
        wanted: the k wanted, None for all.
    """

    problem: StoppingProblem
    wanted: Rows | None
    ends: Rows | None = field(init=False)
    """How many modes the first pieces have together, None where each is one mode."""

    def __post_init__(self) -> None:
        shared = as_variances(self.problem.spectrum.variances).shared_ends(as_variances(self.problem.believed))
        self.ends = None
        if not isinstance(shared, range):
            every = np.arange(1, len(self) + 1) if self.wanted is None else self.wanted
            self.ends = np.union1d(np.asarray(shared, dtype=np.int64), every)

    def __len__(self) -> int:
        return self.problem.spectrum.dimension if self.ends is None else len(self.ends)

    def upto(self, kept: int) -> int:
        """How many pieces there are among the first k modes."""
        return kept if self.ends is None else int(np.searchsorted(self.ends, kept, side="right"))

    def block(self, start: int, stop: int) -> tuple[Rows, Places, Floats | None]:
        """The k at which some pieces end, the places of their modes, and how many modes each has unless it is one."""
        if self.ends is None:
            return np.arange(start + 1, stop + 1), slice(start, stop), None
        ends = self.ends[start:stop]
        counts = np.diff(ends, prepend=self.ends[start - 1] if start else 0)
        return ends, ends - 1, counts.astype(np.float64)

    def lost(self, size: int) -> Iterator[Floats]:
        """Σ_{j>k} λ_j at the ends of the pieces, a block of pieces after another, in two passes over the variances."""
        true = as_variances(self.problem.spectrum.variances)
        if not true.are_floats and self.ends is None:
            held = lost_variance(self.problem)
            yield from (held[start : start + size] for start in range(0, len(self), size))
            return
        wide = size * max(1, _WIDE // size)
        after = [0.0]
        for start in reversed(range(0, len(self), wide)):
            after.append(float(running_sums(np.append(after[-1], self._mass(start, wide)))[-1]))
        for start, beyond in zip(range(0, len(self), wide), reversed(after[:-1]), strict=True):
            found = running_sums(np.append(beyond, self._mass(start, wide)[:0:-1]))[::-1]
            yield from (found[place : place + size] for place in range(0, len(found), size))

    def _mass(self, start: int, size: int) -> Floats:
        _, places, counts = self.block(start, min(start + size, len(self)))
        true = as_variances(self.problem.spectrum.variances).at(places)
        return true if counts is None else true * counts
