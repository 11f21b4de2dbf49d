"""The numbers of the divergences: against the derived forms at fifty digits, and against quadrature over directions."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Rational, Symbol, lambdify

from ldm_symbolic.floats import Floats
from ldm_symbolic.model.distances.kullback_leibler import kullback_leibler
from ldm_symbolic.model.distances.maximum_mean_discrepancy import expected_kernel
from ldm_symbolic.stopping.distances.divergences import (
    KullbackLeibler,
    MaximumMeanDiscrepancy,
    ReverseKullbackLeibler,
)
from ldm_symbolic.stopping.distances.sliced import SlicedWasserstein, sliced_squared

A, B = Symbol("a", positive=True), Symbol("b", positive=True)
DIVERGENCE = lambdify((A, B), kullback_leibler(A, B), "mpmath")
KERNEL = lambdify((A, B), expected_kernel(A, B), "mpmath")
NONE = np.zeros(0)
SPREAD = st.floats(-6, 3).map(lambda power: 10.0**power)
PAIRS = st.lists(st.tuples(SPREAD, st.floats(-9, 2).map(lambda power: 1 + 10.0**power)), min_size=1, max_size=4)


@settings(max_examples=30)
@given(pairs=PAIRS)
def test_divergences_keep_their_digits_where_laws_are_close(pairs: list[tuple[float, float]]) -> None:
    generated = np.array([scale * ratio for scale, ratio in pairs])
    true = np.array([scale for scale, _ in pairs])
    with mpmath.workdps(50):
        there, back = (
            float(sum(DIVERGENCE(mpmath.mpf(a), mpmath.mpf(b)) for a, b in zip(x, y, strict=True)))
            for x, y in ((generated, true), (true, generated))
        )
    assert float(KullbackLeibler().error(generated, true, NONE)) == pytest.approx(there, rel=1e-13)
    assert float(ReverseKullbackLeibler().error(generated, true, NONE)) == pytest.approx(back, rel=1e-13)


@settings(max_examples=30)
@given(pairs=PAIRS, lost=st.lists(SPREAD, max_size=2), width=SPREAD)
def test_the_discrepancy_keeps_its_digits(pairs: list[tuple[float, float]], lost: list[float], width: float) -> None:
    generated = np.array([scale * ratio for scale, ratio in pairs])
    true = np.array([scale for scale, _ in pairs])

    def kernel(*sides: Floats) -> mpmath.mpf:
        spreads = (mpmath.fsum(map(mpmath.mpf, both)) for both in zip(*sides, strict=True))
        return mpmath.fprod(KERNEL(spread, mpmath.mpf(width)) for spread in spreads)

    whole, decoded = np.append(true, lost), np.append(generated, np.zeros(len(lost)))
    with mpmath.workdps(60):
        expected = float(kernel(decoded, decoded) + kernel(whole, whole) - 2 * kernel(decoded, whole))
    found = MaximumMeanDiscrepancy(bandwidth=width, spelled="").error(generated, true, np.array(lost))
    assert float(found) == pytest.approx(expected, rel=1e-11, abs=1e-300)


@pytest.mark.parametrize(
    ("first", "second"),
    [((4.0, 0.3), (1.0, 0.5)), ((4.0, 0.0), (1.0, 0.5)), ((1.0, 1e-6), (2.0, 3e-6)), ((3, 0), (0, 2))],
)
def test_the_sliced_distance_of_two_directions(first: tuple[float, float], second: tuple[float, float]) -> None:
    """The mean over angles, by quadrature."""

    def apart(angle: mpmath.mpf) -> mpmath.mpf:
        along = [x * mpmath.cos(angle) ** 2 + y * mpmath.sin(angle) ** 2 for x, y in (first, second)]
        return (mpmath.sqrt(along[0]) - mpmath.sqrt(along[1])) ** 2

    expected = mpmath.quad(apart, mpmath.linspace(0, mpmath.pi / 2, 9)) * 2 / mpmath.pi
    assert sliced_squared(np.array(first, float), np.array(second, float)) == pytest.approx(float(expected), rel=1e-11)


def test_the_sliced_distance_of_three_directions_and_of_scaled_laws() -> None:
    """Of three by Gauss's rule over the sphere; of laws that differ by a factor it is (c - 1)² of the mean variance."""
    heights, shares = np.polynomial.legendre.leggauss(60)
    angles = (np.arange(240) + 0.5) * np.pi / 120
    points = np.stack(
        [
            heights[:, None] ** 2 + 0 * angles,
            (1 - heights[:, None] ** 2) * np.cos(angles) ** 2,
            (1 - heights[:, None] ** 2) * np.sin(angles) ** 2,
        ],
        axis=-1,
    )
    first, second = np.array([3.0, 0.5, 0.2]), np.array([1.0, 1.0, 0.4])
    apart = (np.sqrt(points @ first) - np.sqrt(points @ second)) ** 2
    expected = float(shares @ apart.mean(axis=1)) / 2
    assert sliced_squared(first, second) == pytest.approx(expected, rel=1e-11)
    many = np.geomspace(1e-4, 100, 40)
    assert sliced_squared(9 * many, many) == pytest.approx(4 * many.mean(), rel=1e-12)
    assert float(SlicedWasserstein().error(many[:30], many[:30], many[30:])) == pytest.approx(
        sliced_squared(np.append(many[:30], np.zeros(10)), many), rel=1e-12
    )


@pytest.mark.parametrize("divergence", [KullbackLeibler(), ReverseKullbackLeibler()])
def test_a_direction_of_one_law_alone_is_infinite(divergence: KullbackLeibler | ReverseKullbackLeibler) -> None:
    one, zero = np.array([1.0]), np.array([0.0])
    assert divergence.error(one, zero, NONE) == np.inf
    assert divergence.error(zero, one, NONE) == np.inf
    assert divergence.error(one, one, one) == np.inf
    assert divergence.error(zero, zero, zero) == 0
    assert MaximumMeanDiscrepancy(bandwidth=1.0, spelled="1").error(one, one, one) < 1


@settings(max_examples=40)
@given(
    modes=st.lists(st.tuples(SPREAD, SPREAD), min_size=1, max_size=4),
    ends=st.tuples(st.floats(1e-6, 0.99), st.floats(1e-6, 0.99)).filter(lambda both: both[0] < both[1]),
)
def test_slopes_lie_within_their_bounds(modes: list[tuple[float, float]], ends: tuple[float, float]) -> None:
    """Every secant inside a cell has a slope between the bounds."""
    true, believed = np.array(modes).T
    speed, places = 1 - believed, np.linspace(*ends, 9)
    low, high = (np.array([end]) for end in ends)
    first, last = (believed + speed * at[:, None] for at in (low, high))
    for divergence in (KullbackLeibler(), ReverseKullbackLeibler(), MaximumMeanDiscrepancy(bandwidth=0.7, spelled="")):
        least, most = divergence.slopes(first, last, high - low, speed, true, np.array([0.5]))
        lost = np.array([0.5]) if isinstance(divergence, MaximumMeanDiscrepancy) else NONE
        values = divergence.error(believed + speed * places[:, None], true, lost)
        secants, room = np.diff(values) / np.diff(places), 1e-11 * (1 + np.abs(values).max()) / np.diff(places)
        assert np.all(secants >= least - room)
        assert np.all(secants <= most + room)


def test_a_bandwidth_is_a_length() -> None:
    found = MaximumMeanDiscrepancy(bandwidth=float(Rational(1, 2)), spelled="1/2")
    assert found.name == "mmd:1/2"
    assert float(found.error(np.array([0.0]), np.array([0.75]), NONE)) == pytest.approx(1 + 7**-0.5 - 2 * 0.5)
