"""The zeros of dE/dx of many latent dimensions at once, proved: sums of power series around a noise level they share.

From the noised start without a cap, with w = x/(1 - x) and v = (λ̂ + w)/(1 + w),

    dE/dx √(1 + w)/(1 + w) = Σ c /√(1 + w) - Σ c s/√(λ̂ + w),   c = 1 - λ̂

and in τ = (w - w_0)/(w + w_0) each of these roots is one series, whatever λ̂ is:

    1/√(λ̂ + w) = √(1 - τ) (λ̂ + w_0)^(-1/2) (1 + ρ τ)^(-1/2),   ρ = (w_0 - λ̂)/(w_0 + λ̂) in [-1, 1]

The common factor is positive and goes. What n terms leave out is less than τ^n/(1 - τ) times the sum of the sizes. So
on a window |τ| <= 1/3 one pass over the modes gives the series of dE/dx for every k, and two signs prove each zero;
floats say where to look. The kept error Σ (v + λ) - 2 Σ s √v is read off a series of Σ s √(λ̂ + w) in the same way.

From the standard start, with W at the start of generation, b = λ̂ + w, B = λ̂ + W, d = B² + c b and y = w (2 + w),

    v = b d/(B² (1 + w)),   dv/dx = c (1 + (2 λ̂ - λ̂² + y)/B²)

d too is linear in w, so that 1/√(b d) is such a series in τ with two ratios, none larger than 3: its n-th coefficient
is less than the larger of them to the n. The signs are those of dE/dx put together from its sums at two levels.

Tested in `tests/certified/test_windows.py`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from typing import Any, NamedTuple

from flint import arb, arb_poly, arb_series, ctx, fmpq

from ldm_symbolic.balls.bounds import precision
from ldm_symbolic.certified.ball_modes import BallMode, BallModes
from ldm_symbolic.certified.slope_root import zero_by_values
from ldm_symbolic.certified.switches import Ball

_REACH = Fraction(1, 3)
_STANDARD_REACH = Fraction(1, 6)
_SPARE = 24
_FAR = 0.9
_NEARER = 16
"""Bits by which ends lie nearer than asked: the error, read off between them, is not wider for it."""


class Enclosed(NamedTuple):
    """A zero of dE/dx between two rationals.

    Args:
        low: a noise level at which dE/dx < 0.
        high: a noise level at which dE/dx > 0.
        error: a ball around the kept part of E between them, None where it was not asked for.
    """

    low: Any
    high: Any
    error: Ball


class _Laws(NamedTuple):
    """Running sums over the modes kept, series in τ without what they leave out.

    Args:
        unit: 1/√(1 + w), as all others but for the common factor.
        contrast: Σ c.
        pull: Σ c s/√(λ̂ + w).
        pull_size: the sum of the sizes of what was added to it.
        root: Σ s √(λ̂ + w).
        root_size: the same for it.
        believed: Σ λ̂.
        true: Σ λ.
    """

    unit: Any
    contrast: Ball
    pull: Any
    pull_size: Ball
    root: Any
    root_size: Ball
    believed: Ball
    true: Ball


def enclosed(modes: BallModes, near: Mapping[int, float], bits: int, *, errors: bool = True) -> dict[int, Enclosed]:
    """The zero of dE/dx for many k, less those that the precision does not prove.

    Args:
        modes: the modes, none of those kept ever capped, at a precision some bits above.
        near: for each k log(x/(1 - x)) of a noise level near its zero, to 10 digits or so.
        bits: high - low is at most 2^-bits of x and of 1 - x.
        errors: whether the kept parts of E are wanted too, at about twice the price.
    """
    found: dict[int, Enclosed] = {}
    with precision(modes.bits):
        window = _standard_window if modes.standard else _window
        for centre, dimensions in _windows(near, _STANDARD_REACH if modes.standard else _REACH):
            found |= window(modes, centre, {k: near[k] for k in dimensions}, bits, errors)
    return found


def _windows(near: Mapping[int, float], reach: Fraction) -> Iterator[tuple[float, list[int]]]:
    """Latent dimensions whose levels lie together, with the middle of those levels."""
    width = 2 * math.log((1 + float(reach)) / (1 - float(reach))) * 0.99
    together: list[int] = []
    for k in sorted(near, key=lambda k: near[k]):
        if together and near[k] - near[together[0]] > width:
            yield (near[together[0]] + near[together[-1]]) / 2, sorted(together)
            together = []
        together.append(k)
    if together:
        yield (near[together[0]] + near[together[-1]]) / 2, sorted(together)


def _window(modes: BallModes, centre: float, near: Mapping[int, float], bits: int, errors: bool) -> dict[int, Enclosed]:
    ratio = Fraction(math.exp(centre))
    middle = fmpq(ratio.numerator, ratio.denominator)
    places = {k: math.tanh((level - centre) / 2) for k, level in near.items()}
    reach = max(map(abs, places.values())) + 2.0**-40
    bits += _NEARER
    length = max(3, math.ceil((bits + _SPARE) / -math.log2(reach)))
    found: dict[int, Enclosed] = {}
    with _length(length):
        laws = _laws(modes, middle, max(near), errors)
        for k, law in enumerate(laws, start=1):
            zero = _zero(law, length, places[k], bits) if k in places else None
            if zero is not None:
                error = _error(law, length, middle, arb(zero[0]).union(arb(zero[1])), k) if errors else None
                found[k] = Enclosed(_level(middle, zero[0]), _level(middle, zero[1]), error)
    return found


def _laws(modes: BallModes, middle: Any, kept: int, errors: bool) -> Iterator[_Laws]:
    """The laws for k = 1, 2, ..., with as many terms as are in force."""
    unit = arb_series([1, arb((middle - 1) / (middle + 1))]).rsqrt() / arb(middle + 1).sqrt()
    pull, root, contrast = arb_series([0]), arb_series([0]), arb(0)
    pull_size, root_size, believed, true = arb(0), arb(0), arb(0), arb(0)
    for mode in modes.modes[:kept]:
        below = mode.believed + middle
        size = below.sqrt()
        ratio = arb_series([1, (middle - mode.believed) / below])
        inverse = ratio.rsqrt()
        weight = mode.contrast * mode.deviation / size
        pull, pull_size = pull + inverse * weight, pull_size + abs(weight)
        if errors:
            height = mode.deviation * size
            root, root_size = root + ratio * inverse * height, root_size + height
        contrast, believed, true = contrast + mode.contrast, believed + mode.believed, true + mode.true
        yield _Laws(unit, contrast, pull, pull_size, root, root_size, believed, true)


def _zero(law: _Laws, length: int, at: float, bits: int) -> tuple[Any, Any] | None:
    """Dyadic τ on both sides of the zero of an increasing function, with proved signs; None without a proof."""
    slope = arb_poly((law.unit * law.contrast - law.pull).coeffs())
    change = slope.derivative()
    place, known = arb(at), 40
    while known < bits + 4:
        place = (place - slope(place) / change(place)).mid()
        known *= 2
    if not place.is_finite() or not abs(place) < 1:
        return None
    middle, radius = place.fmpq(), fmpq(1, 1 << (bits + 3))
    low, high = middle - radius, middle + radius
    rest = _rest(law.pull_size + abs(law.contrast), length, max(abs(low), abs(high)))
    return (low, high) if slope(arb(low)) + rest < 0 and slope(arb(high)) - rest > 0 else None


def _rest(size: Ball, length: int, far: Any) -> Ball:
    """What the terms of a series in τ left out come to at most where |τ| <= far."""
    return size * arb(far) ** length / (1 - arb(far))


def _error(law: _Laws, length: int, middle: Any, place: Ball, kept: int) -> Ball:
    """Σ (v + λ) - 2 Σ s √v, with (1 - τ)(1 + w) = 1 - τ + w_0 (1 + τ)."""
    ratio = middle * (1 + place) / (1 - place)
    sums = (law.believed + kept * ratio) / (1 + ratio) + law.true
    rest = _rest(law.root_size, length, abs(place).upper().fmpq())
    root = arb_poly(law.root.coeffs())(place) + arb(0).union(rest).union(-rest)
    return sums - 2 * root / (1 - place + middle * (1 + place)).sqrt()


def _level(middle: Any, place: Any) -> Any:
    """x at τ, where w = w_0 (1 + τ)/(1 - τ) and x = w/(1 + w)."""
    above = middle * (1 + place)
    return above / (1 - place + above)


class _StandardLaws(NamedTuple):
    """Running sums over the modes kept from the standard start, series in τ without what they leave out.

    Args:
        still: Σ c (1 + (2 λ̂ - λ̂²)/B²).
        bent: Σ c/B².
        near: Σ c s (B² + 2 λ̂ - λ̂²)/(B √(b d)), but for a factor 1 - τ.
        far: Σ c s/(B √(b d)), but for the same.
        root: Σ s √(b d)/B, times 1 - τ.
        sizes: what the sizes of the terms added to those three come to.
        law: the coefficients of Σ b d/B², a polynomial in w.
        true: Σ λ.
    """

    still: Ball
    bent: Ball
    near: Any
    far: Any
    root: Any
    sizes: tuple[Ball, Ball, Ball]
    law: tuple[Ball, Ball, Ball]
    true: Ball


def _standard_window(
    modes: BallModes, centre: float, near: Mapping[int, float], bits: int, errors: bool
) -> dict[int, Enclosed]:
    ratio = Fraction(math.exp(centre))
    middle = fmpq(ratio.numerator, ratio.denominator)
    places = {k: math.tanh((level - centre) / 2) for k, level in near.items()}
    steepest = max([1.0, *(abs(float(_ratios(mode, modes, middle)[1])) for mode in modes.modes[: max(near)])]) * 1.001
    reach = max(map(abs, places.values())) + 2.0**-40
    if steepest * reach > _FAR:
        return {}
    bits += _NEARER
    length = max(3, math.ceil((bits + _SPARE) / -math.log2(steepest * reach)))
    found: dict[int, Enclosed] = {}
    with _length(length):
        for k, law in enumerate(_standard_laws(modes, middle, max(near), errors), start=1):
            if k in places:
                curve = _Curve(law, middle, arb(fmpq(*steepest.as_integer_ratio())), length)
                zero = zero_by_values(curve.slope, places[k], bits)
                if zero is not None:
                    error = curve.error(arb(zero[0]).union(arb(zero[1]))) if errors else None
                    found[k] = Enclosed(_level(middle, zero[0]), _level(middle, zero[1]), error)
    return found


def _ratios(mode: BallMode, modes: BallModes, middle: Any) -> tuple[Ball, Ball]:
    """By how much b and d, times 1 - τ, change with τ at w_0 beside themselves."""
    ahead = mode.believed + modes.top.noise / modes.top.signal
    still, moving = ahead * ahead + mode.contrast * mode.believed, mode.contrast * middle
    return (middle - mode.believed) / (middle + mode.believed), (moving - still) / (moving + still)


def _standard_laws(modes: BallModes, middle: Any, kept: int, errors: bool) -> Iterator[_StandardLaws]:
    """The laws for k = 1, 2, ..., with as many terms as are in force."""
    end, zero = modes.top.noise / modes.top.signal, arb_series([0])
    at = _StandardLaws(arb(0), arb(0), zero, zero, zero, (arb(0),) * 3, (arb(0),) * 3, arb(0))
    for mode in modes.modes[:kept]:
        c, believed, ahead = mode.contrast, mode.believed, mode.believed + end
        inverse, twice = 1 / (ahead * ahead), believed * (2 - believed)
        first, second = _ratios(mode, modes, middle)
        squares = arb_series([1, first + second, first * second])
        shape = squares.rsqrt()
        size = ((believed + middle) * (ahead * ahead + c * (believed + middle))).sqrt()
        weights = c * mode.deviation * (ahead + twice / ahead) / size, c * mode.deviation / (ahead * size)
        height = mode.deviation * size / ahead if errors else arb(0)
        sizes = (abs(c * mode.deviation / size) * (ahead + abs(twice) / ahead), abs(weights[1]), height)
        law = believed + c * believed**2 * inverse, 1 + 2 * c * believed * inverse, c * inverse
        at = _StandardLaws(
            at.still + c * (1 + twice * inverse),
            at.bent + c * inverse,
            at.near + shape * weights[0],
            at.far + shape * weights[1],
            at.root + squares * shape * height if errors else zero,
            (at.sizes[0] + sizes[0], at.sizes[1] + sizes[1], at.sizes[2] + sizes[2]),
            (at.law[0] + law[0], at.law[1] + law[1], at.law[2] + law[2]),
            at.true + mode.true,
        )
        yield at


class _Curve:
    """dE/dx and the kept error of one latent dimension from the standard start, on a window around w_0.

    The ratios of the series are at most `steepest`, and the series so many terms long.
    """

    def __init__(self, law: _StandardLaws, middle: Any, steepest: Ball, length: int) -> None:
        self.law, self.middle, self.steepest, self.length = law, middle, steepest, length
        self.near, self.far, self.root = (arb_poly(series.coeffs()) for series in (law.near, law.far, law.root))

    def _w(self, place: Ball) -> Ball:
        return self.middle * (1 + place) / (1 - place)

    def _rest(self, size: Ball, place: Ball) -> Ball:
        rest = _rest(size, self.length, (self.steepest * abs(place)).upper().fmpq())
        return rest.union(-rest)

    def slope(self, place: Ball) -> Ball:
        """dE/dx at τ."""
        w, law = self._w(place), self.law
        height = w * (2 + w)
        near = self.near(place) + self._rest(law.sizes[0], place)
        far = self.far(place) + self._rest(law.sizes[1], place)
        return law.still + height * law.bent - (1 + w).sqrt() * (1 - place) * (near + height * far)

    def error(self, place: Ball) -> Ball:
        """Σ (v + λ) - 2 Σ s √v."""
        w, law = self._w(place), self.law
        root = self.root(place) + self._rest(law.sizes[2], place)
        sums = (law.law[0] + w * (law.law[1] + w * law.law[2])) / (1 + w) + law.true
        return sums - 2 * root / ((1 - place) * (1 + w).sqrt())


@contextmanager
def _length(terms: int) -> Iterator[None]:
    """Sets the number of terms of FLINT's series inside a `with`, and restores it however the block is left."""
    before = ctx.cap
    ctx.cap = terms
    try:
        yield
    finally:
        ctx.cap = before
