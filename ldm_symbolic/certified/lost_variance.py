"""The lost variance as a proxy of the error at the optimum, with how far it can be off.

    lost(k) + Σ_{j≤k} min_x (√v_j - s_j)²  <=  min_x E(k, x)  <=  E(k, 0)  <=  lost(k) + Σ_{j≤k} min(g_j, g_j²/λ_j)

with lost(k) = Σ_{j>k} λ_j and g_j = |v_j(0) - λ_j|. On the left the minima of the modes are taken one by one: 0
where v_j takes the value λ_j between 0 and X, else the less of the errors at the two ends, as v_j is monotone. On the
right (√v - s)² = (v - λ)²/(√v + s)², and (√v + s)² is at least |v - λ| and at least λ. From the noised start without
a cap g_j = |λ̂_j - λ_j|: the proxy is exact as far as the estimates are, and exact for the exact score.

Tested in `tests/certified/test_optimum.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from ldm_symbolic.balls.bounds import Bounds, precision
from ldm_symbolic.certified.ball_modes import BallMode, BallModes, mode_error
from ldm_symbolic.model.problem import StoppingProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class LostVariance:
    """The proxy of the least error of one latent dimension, and rational bounds on that error.

    Args:
        k: latent dimension.
        lost: Σ_{j>k} λ_j, what every encoder to k dimensions of this basis loses.
        lower: at most E(k, x*), at least `lost`.
        upper: at least E(k, x*).
    """

    k: int
    lost: Fraction
    lower: Fraction
    upper: Fraction


def lost_variance(problem: StoppingProblem, kept: int, *, bits: int = 128) -> LostVariance:
    """The lost variance and the bounds of the module on E(k, x*), without a search for x*.

    Args:
        problem: the model.
        kept: k in 1..D.
        bits: working precision.

    Raises:
        ValueError: for a k outside 1..D.

    >>> from ldm_symbolic.model.spectrum import Spectrum
    >>> from ldm_symbolic.model.score import PluginScore
    >>> spectrum = Spectrum(variances=(Fraction(2), Fraction(1)), estimated=(Fraction(3, 2), Fraction(1)))
    >>> bounds = lost_variance(StoppingProblem(spectrum=spectrum, score=PluginScore()), 1)
    >>> bounds.lost, 1 < bounds.lower, bounds.upper
    (Fraction(1, 1), True, Fraction(9, 8))
    """
    problem.require_dimension(kept)
    lost = problem.spectrum.lost[kept - 1]
    least = most = Fraction(0)
    with precision(bits):
        modes = BallModes(problem, bits)
        for mode, true in zip(modes.modes[:kept], problem.spectrum.variances, strict=False):
            below, gap = _nearest(modes, mode)
            least += below
            most += gap if gap * gap >= gap * true else gap * gap / true
    return LostVariance(k=kept, lost=lost, lower=lost + least, upper=lost + most)


def _nearest(modes: BallModes, mode: BallMode) -> tuple[Fraction, Fraction]:
    """A lower bound on min_x (√v - s)² of one mode, and an upper bound on |v(0) - λ|."""
    end, start = (modes.motion(mode, level, active=modes.active(mode, level)) for level in (modes.bottom, modes.top))
    gap = Bounds.around(abs(end.gap)).upper
    apart = (end.gap > 0 and start.gap > 0) or (end.gap < 0 and start.gap < 0)
    if not apart:
        return Fraction(0), gap
    nearest = mode_error(mode, end).min(mode_error(mode, start)).max(arb(0))
    return max(Bounds.around(nearest).lower, Fraction(0)), gap
