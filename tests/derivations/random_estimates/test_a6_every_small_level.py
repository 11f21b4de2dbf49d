"""A6 by quadrature over chi-squared laws, and its two refutations from the integrals themselves."""

from __future__ import annotations

from collections.abc import Callable
from math import e, erfc, gamma, pi, sqrt

import numpy as np
import pytest

from ldm_symbolic.floats import Floats

NODES, WEIGHTS = np.polynomial.legendre.leggauss(400)


def mean(count: int, value: Callable[[Floats], Floats]) -> float:
    """E f(χ²_n/n): r^{n-1} e^{-r²/2} over the radius of a normal vector."""
    radius = (NODES + 1) * 8
    density = radius ** (count - 1) * np.exp(-(radius**2) / 2) / (2 ** (count / 2 - 1) * gamma(count / 2))
    return float(np.sum(8 * WEIGHTS * density * value(radius**2 / count)))


def gain(count: int, true: float, level: float) -> float:
    """How much less the averaged error of one mode is at a level than at the end."""

    def error(x: float) -> float:
        return mean(count, lambda z: (np.sqrt((1 - x) * true * z + x) - sqrt(true)) ** 2)

    return error(0.0) - error(level)


def test_the_cited_integrals() -> None:
    assert mean(2, np.sqrt) == pytest.approx(sqrt(pi) / 2, abs=1e-7)
    assert mean(2, lambda z: np.sqrt(z + 1)) == pytest.approx(1 + sqrt(pi) * e * erfc(1) / 2, abs=1e-9)
    assert 1.378 < 1 + sqrt(pi) * e * erfc(1) / 2 < 1.379
    assert 0.886 < sqrt(pi) / 2 < 0.8863


def test_large_variances_lose_and_so_do_small_ones_with_two_samples() -> None:
    for count in (3, 4, 5, 20):
        assert gain(count, 100, 0.9) < 0
        assert 2 * 100 / count >= 0.9
    assert gain(2, 0.01, 0.01) < 0
    assert gain(3, 0.01, 2 * 0.01 / 3) > 0


@pytest.mark.parametrize("count", [2, 3, 4, 5, 8, 13])
def test_up_to_the_level_of_the_repair_it_helps(count: int) -> None:
    """And for n >= 3 up to 2 λ/n, which is proved from n = 9 on and tested here."""
    for true in (1e-3, 0.1, 0.5, 0.9, 1.0):
        last = 2 * true / (2 * count + 1)
        tested = [2 * true / count] if count > 2 else []
        for level in (1e-3 * last, 0.3 * last, last, 4 * true * (1 - mean(count, np.sqrt)), *tested):
            assert gain(count, true, level) > 0


def test_the_whole_range_from_three_samples_on() -> None:
    """E √(Z + 2/n) - c - 1/n, which has to be >= 0; and the moments and the expansion of the proof for n >= 9."""
    known = {2: -0.0073, 3: 0.0034, 4: 0.0046, 5: 0.0042, 6: 0.0036, 7: 0.0030, 8: 0.0025}
    for count in range(2, 30):
        gap = mean(count, lambda z, n=count: np.sqrt(z + 2 / n)) - mean(count, np.sqrt) - 1 / count  # type: ignore[misc]
        assert gap == pytest.approx(known.get(count, gap), abs=6e-5)
        assert (gap > 0) is (count > 2)
        if count >= 9:
            inverse, power = (mean(count, lambda z, p=p: z**p) for p in (-0.5, -1.5))  # type: ignore[misc]
            assert inverse == pytest.approx(count * mean(count, np.sqrt) / (count - 1), rel=1e-6)
            assert power == pytest.approx(inverse * count / (count - 3), rel=1e-6)
            assert mean(count, np.sqrt) + inverse / count - power / (2 * count**2) >= mean(count, np.sqrt) + 1 / count
