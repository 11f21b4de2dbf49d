"""One concrete question about two covariances: this law, this schedule, this horizon.

Tested in `tests/stopping/answers/test_dense_listing.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import mpmath

from ldm_symbolic.exact import as_mpf
from ldm_symbolic.model.schedules.forward import Forward
from ldm_symbolic.model.schedules.linear_rate import OU
from ldm_symbolic.model.score import Score, Start
from ldm_symbolic.stopping.dense.chosen import Chosen
from ldm_symbolic.stopping.dense.doctor import Generated
from ldm_symbolic.stopping.dense.error import DenseLaw
from ldm_symbolic.stopping.dense.held_out import HeldOut


@dataclass(frozen=True, slots=True, kw_only=True)
class DenseProblem:
    """What fixes the squared error E(k, t) of two covariances that share no axes.

    Args:
        law: the two covariances along the axes of the estimate.
        score: the exact score, where the estimate is the truth, or the plug-in score.
        schedule: the forward process.
        horizon: T > 0, exact.
        held_out: the samples that stand for the truth, where the covariances are those of samples.
        chosen: noise levels that a rule chose, in the place of the best ones.
        generated: samples of a model, whose covariance is the estimate.
        factor: γ > 0, by which the latents were multiplied before noising; see `StoppingProblem`.
        eta: η of the process; see `StoppingProblem`.
        start: the law in which generation starts; another than the noised one is in the law already.

    Raises:
        ValueError: if the horizon is not positive, or one on which the schedule has a negative rate.
    """

    law: DenseLaw
    score: Score
    schedule: Forward = OU
    horizon: Fraction = Fraction(4)
    held_out: HeldOut | None = None
    chosen: Chosen | None = None
    generated: Generated | None = None
    factor: Fraction = Fraction(1)
    eta: Fraction = Fraction(1)
    start: Start = Start.NOISED

    def __post_init__(self) -> None:
        self.schedule.require_horizon(self.horizon)

    @property
    def cap(self) -> None:
        """No cap: the cap leaves the axes of the estimate."""
        return

    @property
    def dimension(self) -> int:
        """D, the data dimension."""
        return self.law.dimension

    @property
    def largest(self) -> float:
        """The largest variance of the data along an axis of the estimate."""
        return float(self.law.true.diagonal().max())

    def rate_one_horizon(self) -> mpmath.mpf:
        """R(T) = ∫₀ᵀ w² at the caller's mpmath precision."""
        return self.schedule.integrated_rate_at(as_mpf(self.horizon))
