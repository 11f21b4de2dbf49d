"""Where the plug-in half of P2 holds as printed and where it fails, in the plane of λ and λ̂ of one direction.

Its boundaries are solved for exactly: where the condition of the repair ends, and where the error that one direction
adds at the start of generation, as the model derives it, is 0. Between them the claim itself is evaluated.

Source: arXiv:2510.08409v1, Proposition 2 and eq. (8)

Tested in `tests/figures/test_regions.py`.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import product

import numpy as np
from sympy import Dummy, Expr, Rational, lambdify, solve, sqrt
from sympy.core.relational import Relational

from ldm_symbolic.claims import Assignment
from ldm_symbolic.derivations.clock import identity_clock
from ldm_symbolic.derivations.letters import D, estimated_times, k, s, s_hat, t, x
from ldm_symbolic.derivations.plug_in.p2_best_dimension_at_a_time import PLUGIN_ADDED
from ldm_symbolic.figures.regions import Region, Strip, printed_and_repaired
from ldm_symbolic.floats import Floats
from ldm_symbolic.proof import ForEach
from ldm_symbolic.search.judge import Outcome, judge

START = Fraction(9, 10)
"""The noise level at which generation starts."""
TRUE, BELIEVED = (0.03, 4.0), (0.1, 60.0)
"""The ends of the axes."""
MOMENTS = tuple(START * part / 4 for part in range(4))
"""The times at which the sentence is looked at, of a clock that runs as a_u² = u: time 0, where failures begin, among
them."""
_COLUMNS = 400
_COARSE = 300
TRUE_VARIANCE, _BELIEVED = Dummy("true", positive=True), Dummy("believed", positive=True)
"""λ in the boundaries, and λ̂, for which they are solved."""


@lru_cache(maxsize=1)
def repair_ends() -> tuple[Expr, ...]:
    """The λ̂ at which a part of the repair's condition ends.

    >>> [edge.subs(TRUE_VARIANCE, 1) for edge in repair_ends()]
    [1, 4]
    """
    (condition,) = printed_and_repaired("P2.plugin", "P2.plugin-repaired")[2]
    if not isinstance(condition, ForEach):
        raise TypeError(f"the repair's condition is not about each direction: {condition}")
    return _solved(*(one.lhs - one.rhs for one in condition.value(0, k).atoms(Relational)))


@lru_cache(maxsize=1)
def help_ends() -> tuple[Expr, ...]:
    """The λ̂ at which direction k ceases to help at the start of generation.

    >>> [edge.subs(TRUE_VARIANCE, 1) for edge in help_ends()]
    [31]
    """
    return _solved(PLUGIN_ADDED.subs(x, Rational(START)))


def _solved(*terms: Expr) -> tuple[Expr, ...]:
    """The λ̂ at which one of some terms in s_k and ŝ_k is 0, in their order at λ = 1."""
    written = (term.subs({s[k]: sqrt(TRUE_VARIANCE), s_hat[k]: sqrt(_BELIEVED)}) for term in terms)
    found = (root for term in written for root in solve(term, _BELIEVED))
    return tuple(sorted(found, key=lambda root: float(root.subs(TRUE_VARIANCE, 1))))


def instance(true: Fraction, believed: Fraction, dimension: int, time: Fraction) -> Assignment:
    """Two directions, the second with given deviations s and ŝ, its time by (8), and what k and t are.

    >>> instance(Fraction(1, 3), Fraction(1, 2), 2, Fraction(0))[estimated_times][1]
    Fraction(173, 270)
    """
    above, below = 4 * true**2 - believed**2, 1 - believed**2
    at = above / below if below > 0 else START * (above > 0)
    own = START - min(max(at, Fraction(0)), START)
    spectra: Assignment = {D: 2, s: (true + 1, true), s_hat: (believed + 1, believed)}
    times: Assignment = {k: dimension, t: time, estimated_times: (Fraction(0), own, START)}
    return {**spectra, **times, **identity_clock(START)}


def judged(true: Fraction, believed: Fraction) -> tuple[bool, bool]:
    """Whether P2 holds as printed at all moments for directions with these s and ŝ, and whether its repair speaks.

    Raises:
        ValueError: if no moment meets the hypotheses, or what holds there is not decided.

    >>> judged(Fraction(1, 2), Fraction(3, 4)), judged(Fraction(3, 4), Fraction(2))
    ((True, True), (False, False))
    """
    claim, _, condition = printed_and_repaired("P2.plugin", "P2.plugin-repaired")
    points = [instance(true, believed, dimension, time) for dimension in (1, 2) for time in MOMENTS]
    outcomes = {judge(claim.hypotheses, claim.conclusion, point).outcome for point in points} - {Outcome.NOT_MET}
    if not outcomes or Outcome.UNDECIDED in outcomes or Outcome.UNDEFINED in outcomes:
        raise ValueError(f"P2.plugin is not decided at s = {true}, ŝ = {believed}: {sorted(outcomes)}")
    met = judge(condition, D >= 1, points[0]).outcome is Outcome.TRUE
    return outcomes == {Outcome.TRUE}, met


@lru_cache(maxsize=1)
def plugin_region() -> Region:
    """The region of P2's plug-in half."""
    along = np.geomspace(*TRUE, _COLUMNS)
    edges = (*repair_ends(), *help_ends())
    curves = [np.broadcast_to(lambdify(TRUE_VARIANCE, edge)(along), along.shape) for edge in edges]
    stated, repaired, fails = [], [], []
    for above in product((False, True), repeat=len(curves)):
        strip = _between(curves, above)
        if (place := _widest(strip)) is None:
            continue
        stated.append(strip)
        root = np.sqrt((along[place], np.sqrt(strip.low[place] * strip.high[place])))
        holds, met = judged(*(Fraction(value).limit_denominator(_COARSE) for value in root))
        if met:
            repaired.append(strip)
        if not holds:
            fails.append(strip)
    return Region(along=along, stated=tuple(stated), repaired=tuple(repaired), fails=tuple(fails))


def _between(curves: list[Floats], above: tuple[bool, ...]) -> Strip:
    """What lies above some curves and below the others, within the axis."""
    floors = [curve for curve, is_above in zip(curves, above, strict=True) if is_above]
    roofs = [curve for curve, is_above in zip(curves, above, strict=True) if not is_above]
    size = curves[0].shape
    low = np.maximum.reduce([np.full(size, BELIEVED[0]), *floors])
    high = np.minimum.reduce([np.full(size, BELIEVED[1]), *roofs])
    there = high > low
    near = there | np.append(there[1:], False) | np.append(False, there[:-1])  # up to where it ends between two columns
    return Strip(low=np.where(near, low, np.nan), high=np.where(near, np.maximum(low, high), np.nan))


def _widest(strip: Strip) -> int | None:
    """The column in which a strip is widest; None if it is nowhere wider than a hair."""
    widths = np.nan_to_num(np.log(strip.high / strip.low))
    place = int(np.argmax(widths))
    return place if widths[place] > np.log(1 + 1 / _COARSE) * 4 else None
