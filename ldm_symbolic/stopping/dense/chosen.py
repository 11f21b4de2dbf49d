"""Noise levels that were chosen, not solved for: their errors, and the best pair among them.

Tested in `tests/stopping/answers/test_dense_listing.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ldm_symbolic.stopping.dense.error import DenseLaw
from ldm_symbolic.stopping.dense.optimum import DenseStop
from ldm_symbolic.stopping.row import Watched


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Noise levels that a rule chose.

    Args:
        rule: its name.
        levels: x for each k for which it chose one.
    """

    rule: str
    levels: Mapping[int, float]


class ChosenStopping:
    """The errors of one dense law at noise levels that were chosen.

    Args:
        law: the two covariances.
        chosen: the levels.
    """

    def __init__(self, law: DenseLaw, chosen: Chosen) -> None:
        self.law = law
        self.chosen = chosen

    def at(self, kept: int) -> DenseStop:
        """The chosen level for k, with the errors there and at the end.

        Raises:
            ValueError: for a k for which none was chosen.
        """
        if kept not in self.chosen.levels:
            raise ValueError(f"no noise level was chosen for the latent dimension k = {kept}")
        level = self.chosen.levels[kept]
        error, at_end = self.law.error(kept, level), self.law.error(kept, 0.0)
        return DenseStop(k=kept, level=level, error=error, error_at_end=at_end, excess=0.0)

    def best(self, watched: Watched = iter) -> DenseStop:
        """The pair with the least error over all k; of equal ones the smallest k."""
        levels = self.chosen.levels
        return self.at(min((self.law.error(kept, levels[kept]), kept) for kept in watched(sorted(levels)))[1])
