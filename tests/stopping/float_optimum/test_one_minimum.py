"""All k at once in floats: against sixty digits, on spectra that nearly cancel, and with bounds that hold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import variances

from ldm_symbolic.stopping.float_optimum.one_minimum import Optima, optima
from ldm_symbolic.stopping.float_optimum.paired_modes import Modes
from ldm_symbolic.stopping.modes.float_pairs import Pair, difference, exactly, paired

TIGHT = 1e-12
"""What is promised of every row that is not given up."""

Exact = Sequence[Fraction]


def level_of(horizon: float) -> float:
    """log(X/(1 - X)) for the Ornstein-Uhlenbeck process."""
    return float(mpmath.log(mpmath.expm1(2 * mpmath.mpf(horizon))))


def slope(true: Exact, believed: Exact, noise: mpmath.mpf) -> mpmath.mpf:
    total = mpmath.mpf(0)
    for t, b in zip(true, believed, strict=True):
        contrast = mpmath.mpf((1 - b).numerator) / (1 - b).denominator
        variance = mpmath.mpf(b.numerator) / b.denominator + contrast * noise
        if not t:
            total += contrast
        elif not variance:
            return -mpmath.inf
        else:
            total += contrast * (1 - mpmath.sqrt(mpmath.mpf(t.numerator) / t.denominator / variance))
    return total


def error(true: Exact, believed: Exact, noise: mpmath.mpf) -> mpmath.mpf:
    terms = []
    for t, b in zip(true, believed, strict=True):
        variance = mpmath.mpf(b.numerator) / b.denominator * (1 - noise) + noise
        terms.append((mpmath.sqrt(variance) - mpmath.sqrt(mpmath.mpf(t.numerator) / t.denominator)) ** 2)
    return mpmath.fsum(terms)


def assert_right(found: Optima, true: Exact, believed: Exact, horizon: Fraction, k: int) -> None:
    """dE/dx changes its sign within the bound; E is what it is there."""
    if not math.isfinite(found.loose[k - 1]):
        return
    assert found.loose[k - 1] <= TIGHT
    with mpmath.workdps(max(150, mpmath.mp.dps)):
        top = -mpmath.expm1(-2 * mpmath.mpf(horizon.numerator) / horizon.denominator)
        x, z, slack = (mpmath.mpf(float(array[k - 1])) for array in (found.noise, found.signal, found.loose))
        x = x if x < z else 1 - z
        if x == 0:
            assert slope(true[:k], believed[:k], x) >= 0
        elif abs(x - top) <= slack * min(x, z):
            x = top
            assert slope(true[:k], believed[:k], top) <= 0
        else:
            reach = slack * min(x, z)
            assert slope(true[:k], believed[:k], x - reach) <= 0 <= slope(true[:k], believed[:k], x + reach)
        doubt = mpmath.mpf(float(found.error_loose[k - 1])) + mpmath.mpf(10) ** -300
        least = error(true[:k], believed[:k], x)
        assert abs(mpmath.mpf(float(found.error[k - 1])) - least) <= doubt + slack * x * abs(
            slope(true[:k], believed[:k], x)
        )


def shaped(name: str, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Spectra with estimates: sorted draws, raw draws, large variances, an empty tail, a root that jumps by decades."""
    drawn, j = np.random.default_rng(count), np.arange(1, count + 1, dtype=float)
    match name:
        case "sorted":
            true = j**-2.0
            return true, np.sort(true * drawn.chisquare(200, count) / 200)[::-1].copy()
        case "raw":
            return j**-0.5, j**-0.5 * drawn.chisquare(100, count) / 100
        case "large":
            return 100 * j**-0.8, 100 * j**-0.8 * drawn.chisquare(500, count) / 500
        case "empty":
            true = np.where(j <= count // 2, np.maximum(np.exp(-80 * j / count), 1e-12), 0.0)
            return true, np.where(true > 0, 0.9 * true * drawn.chisquare(400, count) / 400, 1e-12)
        case _:
            true = np.where(j <= count // 3, 10 / (10 + j), 1e-5)
            return true, np.where(j <= count // 3, true * drawn.chisquare(300, count) / 300, 1e-12)


@pytest.mark.parametrize("name", ["sorted", "raw", "large", "empty", "jump"])
@pytest.mark.parametrize("count", [50, 5000])
def test_every_row_is_within_its_bound(name: str, count: int) -> None:
    true, believed = shaped(name, count)
    found = optima(Modes.of(true, believed), level_of(4))
    assert np.count_nonzero(np.isfinite(found.loose)) == count
    sides = tuple([Fraction(float(value)) for value in side] for side in (true, believed))
    for k in (1, 2, 3, 17, count // 3, count) if count < 100 else (2, 1023, 2049, 3001):
        assert_right(found, sides[0], sides[1], Fraction(4), k)


@settings(max_examples=150)
@given(
    modes=st.lists(st.tuples(variances, variances), min_size=1, max_size=6),
    horizon=st.sampled_from(["1e-6", "1/3", "4", "15"]).map(Fraction),
)
@example(modes=[(Fraction(1, 2), Fraction(1, 2) - Fraction(1, 10**73))], horizon=Fraction(2))
@example(modes=[(Fraction(1, 16), Fraction(1, 4)), (Fraction(9, 16), Fraction(1, 4))], horizon=Fraction(2))
@example(modes=[(Fraction(1, 2), Fraction(0)), (Fraction(1, 3), Fraction(10**6))], horizon=Fraction(15))
@example(modes=[(Fraction(0), Fraction(0)), (Fraction(1, 3), Fraction(0))], horizon=Fraction(4))
def test_adversarial_rows_are_within_their_bounds(modes: list[tuple[Fraction, Fraction]], horizon: Fraction) -> None:
    true, believed = [mode[0] for mode in modes], [mode[1] for mode in modes]
    found = optima(Modes.of(true, believed), level_of(float(horizon)))
    for k in range(1, len(modes) + 1):
        assert_right(found, true, believed, horizon, k)


def test_what_floats_cannot_tell_is_said() -> None:
    """The slopes 3/8 and -3/8 of two modes cancel exactly at x = 0."""
    quarters = Modes.of(np.array([1 / 16, 9 / 16]), np.array([1 / 4, 1 / 4]))
    found = optima(quarters, level_of(2))
    assert np.isfinite(found.loose).tolist() == [True, False]


def test_empty_estimates_and_exact_ones_are_told() -> None:
    """λ̂ = 0 < λ has slope minus infinity at x = 0, λ̂ = λ has slope 0: neither is a matter of rounding."""
    empty = optima(Modes.of(np.array([1.0, 0.5, 0.0]), np.array([0.0, 0.25, 0.0])), level_of(2))
    assert np.all(empty.loose < TIGHT)
    assert np.all(empty.noise > 0)
    exact = optima(Modes.of(np.array([3.0, 0.5]), np.array([3.0, 0.5])), level_of(2))
    assert (exact.noise.tolist(), exact.loose.tolist()) == ([0, 0], [0, 0])


def test_floats_and_fractions_are_the_same_spectrum() -> None:
    true, believed = shaped("raw", 300)
    arrays = Modes.of(true, believed)
    fractions = Modes.of(*([Fraction(float(value)) for value in side] for side in (true, believed)))
    for name in Modes.__slots__:
        one, other = getattr(arrays, name), getattr(fractions, name)
        assert np.array_equal(one.high, other.high)
        assert np.array_equal(one.low, other.low)


@given(numbers=st.lists(st.tuples(variances, variances), min_size=1, max_size=8))
def test_pairs_have_twice_the_digits(numbers: list[tuple[Fraction, Fraction]]) -> None:
    first, second = paired(a for a, _ in numbers), paired(b for _, b in numbers)

    def value(pair: Pair, place: int) -> Fraction:
        return Fraction(float(pair.high[place])) + Fraction(float(pair.low[place]))

    kept = Fraction(2) ** -98
    sums = first.running_sums(exactly(np.zeros(1)))
    for place, (a, b) in enumerate(numbers):
        assert abs(value(first.plus(second), place) - (a + b)) <= kept * (a + b)
        assert abs(value(difference(first, second), place) - (a - b)) <= kept * (a + b)
        assert abs(value(first.times(second), place) - a * b) <= kept * a * b
        assert abs(value(first.root(), place) ** 2 - a) <= 2 * kept * a
        assert abs(value(sums, place) - sum((c for c, _ in numbers[: place + 1]), Fraction(0))) <= kept * sum(
            (c for c, _ in numbers), Fraction(0)
        )
        if b:
            assert abs(value(first.over(second), place) - a / b) <= kept * a / b
