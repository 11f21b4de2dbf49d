"""Where Corollary 1 holds as printed and where it fails, in the plane of the ratio L and the cap C, at a horizon.

Variances are λ_j = L^{-j}, exactly estimated, and there are as many directions as count. What the sentence says is the
conclusion of the claim, of the best dimension by the model's own errors; the caps at which that changes are found by
halving.

Source: arXiv:2510.08409v1, Corollary 1

Tested in `tests/figures/test_regions.py`.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import numpy as np
from sympy import Rational, lambdify, nsolve, solve
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.capped_dimension.error_at_the_end import best
from ldm_symbolic.derivations.decaying_spectra.c1_geometric_spectrum import d, ratio
from ldm_symbolic.derivations.decaying_spectra.u8_ratio_of_the_spectrum import ROOT, share
from ldm_symbolic.derivations.letters import T
from ldm_symbolic.figures.regions import Region, Strip, printed_and_repaired
from ldm_symbolic.floats import Floats, Mask
from ldm_symbolic.stopping.modes.derived import free_standard, late_standard, throughout_standard

HORIZONS = {"corollary-long": Fraction(1), "corollary-short": Fraction(1, 100)}
"""One that the repair admits, and one that it does not."""
RATIOS, CAPS = (3.0, 60.0), (3.0, 3000.0)
"""The ends of the axes."""
DIRECTIONS = 12
"""More than d + 1 is at the ends of the axes."""
_COLUMNS = 400
_ROWS = 300
_HALVINGS = 50
_BESIDE = 1e-9
_INTO = 0.01


def variance_at_end(variances: Floats, caps: Floats, horizon: Fraction) -> Floats:
    """V_T of exactly estimated modes from the start N(0, I), without an early stop.

    >>> variance_at_end(np.array([0.5]), np.array([30.0]), Fraction(1)).round(6).tolist()
    [0.502634]
    """
    top = -np.expm1(-2 * float(horizon))
    free, late, throughout = (
        branch(0.0, variances, top, caps)[0] for branch in (free_standard, late_standard, throughout_standard)
    )
    begins = caps * (top + (1 - top) * variances) < 1
    return np.asarray(np.where(caps * variances >= 1, free, np.where(begins, throughout, late)))


def dimensions(ratios: Floats, caps: Floats, horizon: Fraction) -> tuple[Floats, Floats]:
    """d, the last direction that reaches 1/C, and the best dimension.

    >>> [found.tolist() for found in dimensions(np.array([4.0]), np.array([15.0]), Fraction(1))]
    [[1], [3]]
    """
    variances = ratios[..., None] ** -np.arange(1.0, DIRECTIONS + 1)
    with np.errstate(all="ignore"):  # of branches that do not hold
        generated = variance_at_end(variances, caps[..., None], horizon)
    added = generated - 2 * np.sqrt(variances * generated)
    added[..., 0] = 0.0  # every k is at least 1
    reached = np.sum(caps[..., None] * variances >= 1, axis=-1)
    return reached, np.argmin(np.cumsum(added, axis=-1), axis=-1) + 1


def fails(ratios: Floats, caps: Floats, horizon: Fraction) -> Mask:
    """Whether the best dimension is none of the two that the corollary admits.

    >>> fails(np.array([4.0, 7.0]), np.array([15.0, 45.0]), Fraction(1)).tolist()
    [True, False]
    """
    holds = lambdify((d, best), printed_and_repaired("C1.printed", "C1.repaired")[0].conclusion)
    return np.logical_not(holds(*dimensions(ratios, caps, horizon)))


def steepest() -> float:
    """1/r*, from which ratio on U8 proves the corollary for exact variances and a horizon that is long enough.

    >>> round(steepest(), 2)
    6.77
    """
    return float(1 / nsolve(ROOT.lhs - ROOT.rhs, share, (0, Rational(1, 2)), solver="bisect"))


def ratio_ends() -> tuple[float, float]:
    """The ratios above which the corollary is printed, and from which on it is repaired.

    >>> ratio_ends()
    (16.0, 16.0)
    """
    claim, _, condition = printed_and_repaired("C1.printed", "C1.repaired")
    return _end(claim.hypotheses), _end(condition)


def _end(conditions: tuple[Boolean, ...]) -> float:
    """The ratio at which the one condition that names nothing else ends."""
    (only,) = (one for one in conditions if isinstance(one, Relational) and one.free_symbols == {ratio})
    (end,) = solve(only.lhs - only.rhs, ratio)
    return float(end)


@lru_cache(maxsize=2)
def corollary_region(horizon: Fraction) -> Region:
    """The region of Corollary 1 at a horizon."""
    beside = [end * (1 + side) for end in ratio_ends() for side in (-_BESIDE, _BESIDE)]
    along = np.unique([*np.geomspace(*RATIOS, _COLUMNS), *beside])
    low, high = np.maximum(along, CAPS[0]), np.full(along.shape, CAPS[1])
    condition = printed_and_repaired("C1.printed", "C1.repaired")[2]
    met = np.array([all(lambdify((ratio, T), one)(here, float(horizon)) for one in condition) for here in along])
    repaired = Strip(low=np.where(met, low, np.nan), high=np.where(met, high, np.nan))
    return Region(
        along=along,
        stated=(Strip(low=low, high=high),),
        repaired=(repaired,) if met.any() else (),
        fails=_failures(along, horizon),
    )


def _failures(ratios: Floats, horizon: Fraction) -> tuple[Strip, ...]:
    """The strips of caps at which the corollary fails, one for each d at the lowest cap."""
    steps = ratios[:, None] ** np.arange(1.0, DIRECTIONS)
    shared = np.broadcast_to(np.geomspace(*CAPS, _ROWS), (len(ratios), _ROWS))
    caps = np.concatenate([shared, steps * (1 - _BESIDE), steps * (1 + _BESIDE)], axis=1)
    caps = np.sort(np.clip(caps, np.maximum(ratios * (1 + _BESIDE), CAPS[0])[:, None], CAPS[1]), axis=1)
    false = fails(np.broadcast_to(ratios[:, None], caps.shape), caps, horizon)
    column, row = np.nonzero(false[:, 1:] != false[:, :-1])
    changes = _halved(ratios[column], caps[column, row], caps[column, row + 1], horizon)
    low, high = (np.full((DIRECTIONS, len(ratios)), np.nan) for _ in range(2))
    for place, ratio_here in enumerate(ratios):
        begins = [caps[place, 0]] if false[place, 0] else []
        closes = [caps[place, -1]] if false[place, -1] else []
        ends = np.log([*begins, *changes[column == place], *closes]).reshape(-1, 2)
        for start, end in ends:
            strip = int((start + _INTO * (end - start)) / np.log(ratio_here))  # d, a little above the lowest cap
            low[strip, place], high[strip, place] = np.exp((start, end))
    used = np.isfinite(low).any(axis=1)
    return tuple(Strip(low=one, high=other) for one, other in zip(low[used], high[used], strict=True))


def _halved(ratios: Floats, low: Floats, high: Floats, horizon: Fraction) -> Floats:
    """The caps between two at which the sentence begins or ceases to fail."""
    before = fails(ratios, low, horizon)
    for _ in range(_HALVINGS):
        middle = np.sqrt(low * high)
        same = fails(ratios, middle, horizon) == before
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return high
