"""The derived terms in the three arithmetics that stopping times are computed in."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
from flint import arb

from ldm_symbolic.stopping.modes.mode_terms import mismatch_of, root_gap_of

NEAR = 2.0**-40


@pytest.mark.parametrize("number", [float, np.float64, mpmath.mpf, arb])
def test_every_arithmetic_is_served(number: type) -> None:
    gap, root, deviation = number(5), number(3), number(2)
    assert root_gap_of()(gap, root, deviation) == 1
    assert abs(float(mismatch_of()(gap, root, deviation)) - 1 / 3) < 1e-15


def test_arrays_are_served_and_nothing_cancels_in_them() -> None:
    """v - λ is given, not taken from √v and s, which are the same float here."""
    gaps = np.array([NEAR**2, 5.0])
    found = root_gap_of()(gaps, np.array([1.0, 3.0]), np.array([1.0, 2.0]))
    assert found.tolist() == [NEAR**2 / 2, 1.0]
    assert mismatch_of()(gaps, np.array([1.0, 3.0]), np.array([1.0, 2.0]))[0] == NEAR**2 / 2
