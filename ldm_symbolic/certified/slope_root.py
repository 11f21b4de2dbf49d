"""A zero of dE/dx between proved signs: guesses of rising precision that prove nothing, one proof at the end.

And its sign at x = 0, exactly.

Tested in `tests/certified/test_optimum.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from ldm_symbolic.balls.bounds import precision
from ldm_symbolic.balls.root_sums import Term, sign_of_sum
from ldm_symbolic.certified.ball_modes import BallModes, level_at
from ldm_symbolic.certified.switches import Ball
from ldm_symbolic.certified.valleys import Valley, between

ModesAt = Callable[[int], BallModes]
"""The modes of a problem at so many bits."""

_ROUGH = 24
_START = 64
_STEPS = 2000
_MORE = (0, 64, 512)
_SECANTS = 12
_HALF = 0.35
"""A rate-one time left near x = 1/2, from which on the signal is the better coordinate."""


def root_in(modes_at: ModesAt, kept: int, valley: Valley, bits: int, guard: int, guess: Any = None) -> Any:
    """Rationals lo < hi of [0, X] in a valley with dE/dx < 0 at lo and dE/dx > 0 at hi, or None.

    dE/dx increases in a valley, so they enclose its only zero, which is the least of E there.

    Args:
        modes_at: the modes of the problem at so many bits.
        kept: k.
        valley: an interval at whose ends dE/dx has these signs.
        bits: hi - lo is at most 2^-bits of the noise level and of the signal.
        guard: bits by which the numbers of the problem differ in size: working precision beyond that of the answer.
        guess: a noise level to begin with.
    """
    for more in _MORE:
        spare = guard + more
        found = _rough(modes_at(_START + spare), kept, valley, _START + spare, guess)
        steps = [bits + _ROUGH]
        while steps[-1] > _START:
            steps.append(steps[-1] // 2 + 8)
        for step in reversed(steps):
            if found is not None:
                found = _newton(modes_at(step + spare), kept, found, step + spare)
        if found is not None:
            proved = _proved(modes_at(steps[0] + spare), kept, valley, found, bits, steps[0] + spare)
            if proved is not None:
                return proved
    return None


def _proved(modes: BallModes, kept: int, valley: Valley, found: Any, bits: int, working: int) -> Any:
    """Ends around a guess at which dE/dx has opposite signs, None if that is not proved."""
    with precision(working):
        radius = min(found, 1 - found) / (fmpq(2) ** (bits + 1))
        low, high = max(found - radius, valley.low), found + radius
        if valley.high is not None:
            high = min(high, valley.high)
        elif not arb(high) < modes.top.noise:
            return None
        if low < high and modes.slope(kept, level_at(low)) < 0 and modes.slope(kept, level_at(high)) > 0:
            return low, high
    return None


def _rough(modes: BallModes, kept: int, valley: Valley, bits: int, guess: Any) -> Any:
    """A noise level near the zero, by Newton steps that never leave the valley; None if there is no telling."""
    low, high = valley
    with precision(bits):
        at = guess if guess is not None and _inside(guess, low, high, modes) else between(low, high, modes.top)
        for _ in range(_STEPS):
            if at is None:
                return None
            value, change = modes.slope_and_curvature(kept, level_at(at))
            if not (value > 0 or value < 0):
                return at
            low, high = (low, at) if value > 0 else (at, high)
            step = (arb(at) - value / change).mid()
            following = step.fmpq() if step.is_finite() else at
            if not _inside(following, low, high, modes):
                following = between(low, high, modes.top)
            elif abs(following - at) * (1 << _ROUGH) <= min(at, 1 - at):
                return following
            at = following
    return None


def _inside(level: Any, low: Any, high: Any, modes: BallModes) -> bool:
    return bool(low < level) and bool(arb(level) < modes.top.noise if high is None else level < high)


def _newton(modes: BallModes, kept: int, at: Any, bits: int) -> Any:
    """One Newton step at a precision, None if it leaves (0, 1)."""
    with precision(bits):
        value, change = modes.slope_and_curvature(kept, level_at(at))
        step = (arb(at) - value / change).mid()
        if not step.is_finite():
            return None
        following = step.fmpq()
        return following if 0 < following < 1 else None


def zero_by_values(slope: Callable[[Ball], Ball], at: float, bits: int) -> tuple[Any, Any] | None:
    """Dyadic numbers on both sides of a zero in (-1/2, 1/2) of an increasing function, with proved signs.

    Args:
        slope: the function on balls.
        at: a place near the zero, to 10 digits or so.
        bits: they lie 2^-(bits + 2) apart.

    Returns:
        The two, or None without a proof.

    >>> from ldm_symbolic.balls.bounds import precision
    >>> with precision(128):
    ...     low, high = zero_by_values(lambda x: 3 * x - 1, 0.33333333333, 64)
    >>> low < fmpq(1, 3) < high
    True
    """
    before, place = arb(at), arb(at + 2.0**-40)
    values = slope(before), slope(place)
    for _ in range(_SECANTS):
        step = values[1] * (place - before) / (values[1] - values[0])
        before, place = place, (place - step).mid()
        if not place.is_finite() or not abs(place) < fmpq(1, 2):
            return None
        if abs(step.mid()) < arb(2) ** -(bits // 2 + 16):
            break
        values = values[1].mid(), slope(place).mid()
    middle, radius = place.fmpq(), fmpq(1, 1 << (bits + 3))
    low, high = middle - radius, middle + radius
    return (low, high) if slope(arb(low)) < 0 and slope(arb(high)) > 0 else None


def slope_at_end(moving: Sequence[tuple[Fraction, Fraction]]) -> int:
    """The sign of Σ (1 - √(λ/λ̂)) (1 - λ̂), dE/dx at x = 0 from the noised start without a cap.

    Args:
        moving: the pairs (λ, λ̂) that are kept.

    >>> slope_at_end([(Fraction(1, 16), Fraction(1, 4)), (Fraction(9, 16), Fraction(1, 4))])
    0
    """
    terms: list[Term] = []
    for true, believed in moving:
        if true and not believed:
            return -1
        terms.append((1 - believed, Fraction(1)))
        if true:
            terms.append(((believed - 1) / believed, true * believed))
    return sign_of_sum(terms)


def near_noise(rate_one_time: float, horizon: float) -> Any:
    """A rational noise level near a rate-one time left; None for X.

    Args:
        rate_one_time: the time left.
        horizon: R(T), at and beyond which it is X.

    >>> near_noise(0.0, 4.0), near_noise(4.0, 4.0)
    (0, None)
    """
    if rate_one_time >= horizon:
        return None
    level = Fraction(-math.expm1(-2 * rate_one_time))
    if rate_one_time > _HALF:
        level = 1 - Fraction(math.exp(-2 * rate_one_time))
    return fmpq(level.numerator, level.denominator)
